package zone_test

import (
	"math"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/internal/zone"
)

func of(t testing.TB, name string) *zone.Zone {
	t.Helper()
	location, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone.Of(location)
}

func TestResolve(t *testing.T) {
	for _, c := range []struct{ zone, wall, want, why string }{
		{"Europe/Berlin", "2026-03-29 01:59:59", "2026-03-29T00:59:59Z", "before the gap"},
		{"Europe/Berlin", "2026-03-29 02:00:00", "2026-03-29T01:00:00Z", "skipped"},
		{"Europe/Berlin", "2026-03-29 02:59:59", "2026-03-29T01:00:00Z", "skipped"},
		{"Europe/Berlin", "2026-03-29 03:00:00", "2026-03-29T01:00:00Z", "after the gap"},
		{"Europe/Berlin", "2026-10-25 02:00:00", "2026-10-25T00:00:00Z", "repeated: first"},
		{"Europe/Berlin", "2026-10-25 02:59:59", "2026-10-25T00:59:59Z", "repeated: first"},
		{"Europe/Berlin", "2026-10-25 03:00:00", "2026-10-25T02:00:00Z", "after the overlap"},
		{"America/New_York", "2026-03-08 02:30:00", "2026-03-08T07:00:00Z", "skipped"},
		{"America/New_York", "2026-11-01 01:30:00", "2026-11-01T05:30:00Z", "repeated: first"},
		{"Australia/Lord_Howe", "2026-10-04 02:15:00", "2026-10-03T15:30:00Z", "a gap of 30 minutes"},
		{"America/Sao_Paulo", "2018-11-04 00:00:00", "2018-11-04T03:00:00Z", "midnight skipped"},
		{"America/Sao_Paulo", "2018-02-18 00:00:00", "2018-02-18T03:00:00Z", "23:00 repeated, midnight once"},
		{"America/St_Johns", "2010-11-07 00:00:30", "2010-11-07T02:30:30Z", "clocks back at 00:01 over midnight"},
		{"Pacific/Apia", "2011-12-30 00:00:00", "2011-12-30T10:00:00Z", "a day skipped"},
		{"Pacific/Apia", "2011-12-30 17:00:00", "2011-12-30T10:00:00Z", "a day skipped"},
		{"Pacific/Apia", "2011-12-31 00:00:00", "2011-12-30T10:00:00Z", "the day after it"},
		{"Antarctica/Troll", "2026-03-29 02:00:00", "2026-03-29T01:00:00Z", "a gap of two hours"},
		{"Asia/Kathmandu", "2026-01-01 00:00:00", "2025-12-31T18:15:00Z", "+05:45"},
		{"UTC", "1969-12-31 23:59:59", "1969-12-31T23:59:59Z", "before 1970"},
	} {
		wall, err := time.Parse(time.DateTime, c.wall)
		if err != nil {
			t.Fatal(err)
		}
		day := zone.DayNumber(int64(wall.Year()), int64(wall.Month()), int64(wall.Day()))
		got := time.Unix(of(t, c.zone).Resolve(day, wall.Unix()-day*86400), 0).UTC().Format(time.RFC3339)
		if got != c.want {
			t.Errorf("%s %s (%s) = %s, want %s", c.zone, c.wall, c.why, got, c.want)
		}
	}
}

// The rule itself, second by second, around every change of two years.
func TestResolveIsTheFirstInstantAtOrPastTheReading(t *testing.T) {
	for _, name := range places {
		z := of(t, name)
		for at, offset := range z.Changes(unix("2010-06-01"), unix("2012-02-01")) {
			before := z.Offset(at - 1)
			lo, hi := min(before, offset), max(before, offset)
			for _, step := range []int64{-90_000, lo - hi - 1, lo - hi, -1, 0, 1, 17, hi - lo - 1, hi - lo, hi - lo + 1, 90_000} {
				wall := at + lo + step
				day := (wall - (wall%86400+86400)%86400) / 86400
				got := z.Resolve(day, wall-day*86400)
				want := got - 100_000 // climb to the first instant by hand, from a day with no doubt
				for want+z.Offset(want) < wall {
					want++
				}
				if got != want {
					t.Fatalf("%s, change at %d: reading %d resolves to %d, want %d", name, at, wall, got, want)
				}
			}
		}
	}
}

var places = []string{
	"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "America/St_Johns",
	"Pacific/Apia", "Antarctica/Troll", "Africa/Casablanca", "Africa/Cairo", "America/Havana", "Europe/Dublin",
}

func unix(date string) int64 {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	return t.Unix()
}

func TestDayHoldsItsInstant(t *testing.T) {
	for _, name := range append([]string{"UTC"}, places...) {
		z := of(t, name)
		probe := func(u int64) {
			d := z.Day(u)
			if z.Start(d) > u || u >= z.Start(d+1) {
				t.Fatalf("%s: day of %d is %d, [%d, %d)", name, u, d, z.Start(d), z.Start(d+1))
			}
		}
		for at := range z.Changes(unix("1901-01-01"), unix("2100-01-01")) {
			for _, step := range []int64{-172_800, -86_400, -3601, -3600, -61, -60, -59, -1, 0, 1, 59, 60, 3599, 3600, 3601, 86_400} {
				probe(at + step)
			}
		}
		for u := int64(zone.First); u < zone.Last; u += 86_400*97 + 12_345 {
			probe(u)
		}
		for k := int64(zone.First) >> 25; k <= zone.Last>>25; k++ {
			probe(k<<25 - 1)
			probe(k << 25)
		}
	}
}

func TestWallIsWhatTheTimePackageShows(t *testing.T) {
	for _, name := range places {
		z := of(t, name)
		for at := range z.Changes(zone.First, zone.Last) {
			for _, u := range []int64{at - 1, at, at + 4000} {
				local := time.Unix(u, 0).In(z.Location())
				day, second := z.Wall(u)
				y, m, d := zone.Civil(day)
				hour, minute, sec := local.Clock()
				if int(y) != local.Year() || int(m) != int(local.Month()) || int(d) != local.Day() ||
					second != int64(hour*3600+minute*60+sec) {
					t.Fatalf("%s: %d shows %d-%d-%d %d, want %v", name, u, y, m, d, second, local)
				}
			}
		}
	}
}

func TestCivilDates(t *testing.T) {
	at := time.Date(1899, 1, 1, 0, 0, 0, 0, time.UTC)
	for day := at.Unix() / 86400; at.Year() < 2192; day++ {
		y, m, d := zone.Civil(day)
		if int(y) != at.Year() || int(m) != int(at.Month()) || int(d) != at.Day() {
			t.Fatalf("day %d is %d-%d-%d, want %v", day, y, m, d, at)
		}
		if got := zone.DayNumber(y, m, d); got != day {
			t.Fatalf("%v is day %d, want %d", at, got, day)
		}
		if got := zone.Weekday(day); got != (int(at.Weekday())+6)%7 {
			t.Fatalf("%v: weekday %d", at, got)
		}
		at = at.AddDate(0, 0, 1)
	}
	if zone.DayNumber(2026, 14, 1) != zone.DayNumber(2027, 2, 1) || zone.DayNumber(2026, 0, 1) != zone.DayNumber(2025, 12, 1) {
		t.Error("months do not spill")
	}
}

func TestBoundsOfTheHorizon(t *testing.T) {
	if got := time.Unix(zone.First, 0).UTC().Format(time.RFC3339); got != "1900-01-01T00:00:00Z" {
		t.Error(got)
	}
	if got := time.Unix(zone.Last, 0).UTC().Format(time.RFC3339); got != "2190-01-01T00:00:00Z" {
		t.Error(got)
	}
}

func TestNothingIsTooFar(t *testing.T) {
	const most = 1<<63 - 1
	for _, location := range []*time.Location{nil, time.UTC, time.FixedZone("far", math.MaxInt), time.FixedZone("", -3600), of(t, "Europe/Berlin").Location()} {
		z := zone.Of(location)
		for _, u := range []int64{-most - 1, -most, zone.First - 1, 0, zone.Last, most} {
			z.Day(u)
			z.Wall(u)
			z.Resolve(u, u)
			z.Start(u)
		}
	}
}

// FuzzZone holds the laws of the map at any instant and reading.
func FuzzZone(f *testing.F) {
	zones := []*zone.Zone{zone.Of(nil), zone.Of(time.FixedZone("far", math.MaxInt))}
	for _, name := range places {
		zones = append(zones, of(f, name))
	}
	f.Add(uint8(3), int64(1_289_100_600), int64(60))
	f.Add(uint8(7), int64(1_325_239_200), int64(86_400))
	f.Fuzz(func(t *testing.T, which uint8, unix, step int64) {
		z := zones[int(which)%len(zones)]
		day := z.Day(unix)
		if unix >= zone.First && unix < zone.Last && (z.Start(day) > unix || unix >= z.Start(day+1)) {
			t.Fatalf("%s: day of %d is %d", z.Name(), unix, day)
		}
		shown, second := z.Wall(unix)
		if second < 0 || second >= 86_400 {
			t.Fatalf("%s: %d shows second %d", z.Name(), unix, second)
		}
		at := z.Resolve(shown, second)
		if unix >= zone.First && unix < zone.Last && (at > unix || z.Resolve(shown, second+max(step, 0)) < at) {
			t.Fatalf("%s: reading %d %d of %d is first shown at %d", z.Name(), shown, second, unix, at)
		}
	})
}

func TestQueriesDoNotAllocate(t *testing.T) {
	z := of(t, "Europe/Berlin")
	var sum int64
	if n := testing.AllocsPerRun(100, func() {
		sum += z.Day(1_774_000_000) + z.Resolve(20_541, 7200)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkDay(b *testing.B) {
	z := of(b, "Europe/Berlin")
	u := int64(1_700_000_000)
	var sum int64
	b.ReportAllocs()
	for b.Loop() {
		u += 7_654_321
		if u > 1_900_000_000 {
			u -= 300_000_000
		}
		sum += z.Day(u)
	}
	_ = sum
}

func BenchmarkResolve(b *testing.B) {
	z := of(b, "Europe/Berlin")
	d := int64(20_000)
	b.ReportAllocs()
	for b.Loop() {
		d = 20_000 + (d+37)%2000
		z.Resolve(d, 9*3600)
	}
}

func BenchmarkOf(b *testing.B) {
	location := of(b, "Europe/Berlin").Location()
	b.ReportAllocs()
	for b.Loop() {
		zone.Of(location)
	}
}

// A Resolver keeps nothing between readings that changes an answer: rising readings,
// falling ones and those around each change of the clock resolve as by themselves.
func TestResolverResolvesAsTheZoneDoes(t *testing.T) {
	for _, name := range append([]string{"UTC"}, places...) {
		z := of(t, name)
		r := z.Resolver()
		probe := func(day, second int64) {
			if got, want := r.Resolve(day, second), z.Resolve(day, second); got != want {
				t.Fatalf("%s, day %d, second %d: %d, want %d", name, day, second, got, want)
			}
		}
		for at := range z.Changes(unix("2008-01-01"), unix("2014-01-01")) {
			first, _ := z.Wall(at)
			last, second := z.Wall(at - 1) // the last reading before the change, and the next
			probe(last, second-600)
			probe(last, second)
			probe(last, second+1)
			for day := first - 3; day <= first+3; day++ {
				for second := int64(-3600); second < 2*86400; second += 599 {
					probe(day, second)
				}
			}
			for day := first + 3; day >= first-3; day-- {
				probe(day, 9*3600)
				probe(day, 0)
			}
		}
		for day := int64(-30_000); day < 90_000; day += 13 {
			probe(day, 9*3600)
			probe(day, 17*3600)
		}
	}
}

// What is known of a zone belongs to its location. Of two locations of one name
// each keeps its own clock, however many others are asked for between.
func TestZonesGoByTheirLocationAndNotByItsName(t *testing.T) {
	one, two := time.FixedZone("Here", 3600), time.FixedZone("Here", 7200)
	for round := range 3 {
		for i := range 100 {
			zone.Of(time.FixedZone("Other", 60*i))
		}
		if a, b := zone.Of(one).Offset(0), zone.Of(two).Offset(0); a != 3600 || b != 7200 {
			t.Fatalf("round %d: offsets %d and %d, want 3600 and 7200", round, a, b)
		}
		first, again := zone.Of(one), zone.Of(one)
		if first != again || zone.Of(nil) != zone.Of(time.UTC) {
			t.Fatalf("round %d: one location has two zones", round)
		}
	}
}
