package calendar_test

import (
	"fmt"
	"sort"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/us"
	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
)

// Benchmarks compare, on Monday to Friday 9 to 17 in New York with the federal
// holidays, this package with two others in the same run: the floor, a flat
// table of one entry a day over 2010 to 2040, which has no zones, fractions,
// versions or bounds; and a peer, github.com/rickar/cal/v2.

func newYork(b testing.TB) *time.Location {
	b.Helper()
	l, err := time.LoadLocation("America/New_York")
	if err != nil {
		b.Fatal(err)
	}
	return l
}

const (
	benchFirst = 2010
	benchLast  = 2040
)

func benchSpec() calendar.Spec {
	spec := calendar.Spec{Zone: "America/New_York", Hours: "mon-fri 09:00-17:00"}
	seen := map[calendar.Local]bool{}
	for year := benchFirst; year <= benchLast; year++ {
		for _, h := range us.Holidays {
			if _, observed := h.Calc(year); !observed.IsZero() && !seen[calendar.LocalDate(date.NewAt(observed))] {
				seen[calendar.LocalDate(date.NewAt(observed))] = true
				spec.Closed = append(spec.Closed, calendar.LocalDate(date.NewAt(observed)))
			}
		}
	}
	return spec
}

func peer() *cal.BusinessCalendar {
	c := cal.NewBusinessCalendar()
	c.AddHoliday(us.Holidays...)
	return c
}

// table is the floor: for each UTC day the open seconds before it and the one
// stretch in it.
type table struct {
	first        int64
	before       []int64
	from, to     []int64
	byQuantum    []int32
	quantumShift uint
}

func newTable(c calendar.Calendar) *table {
	start := time.Date(benchFirst, 1, 1, 0, 0, 0, 0, time.UTC)
	end := time.Date(benchLast, 1, 1, 0, 0, 0, 0, time.UTC)
	t := &table{first: start.Unix() / 86400, quantumShift: 14}
	total := int64(0)
	for day := start; day.Before(end); day = day.AddDate(0, 0, 1) {
		t.before = append(t.before, total)
		from, to := day.Unix(), day.Unix()
		for a, b := range c.Segments(day, day.AddDate(0, 0, 1)) {
			from, to = a.Unix(), b.Unix()
		}
		t.from, t.to = append(t.from, from), append(t.to, to)
		total += to - from
	}
	for q := int64(0); q<<t.quantumShift <= total; q++ {
		i := sort.Search(len(t.before), func(i int) bool { return t.before[i]+t.to[i]-t.from[i] > q<<t.quantumShift })
		t.byQuantum = append(t.byQuantum, int32(i))
	}
	return t
}

func (t *table) prefix(unix int64) int64 {
	i := unix/86400 - t.first
	return t.before[i] + min(max(unix, t.from[i]), t.to[i]) - t.from[i]
}

func (t *table) elapsed(from, to time.Time) time.Duration {
	return time.Duration(t.prefix(to.Unix())-t.prefix(from.Unix())) * time.Second
}

func (t *table) add(from time.Time, d time.Duration) time.Time {
	target := t.prefix(from.Unix()) + int64(d/time.Second)
	i := int(t.byQuantum[(target-1)>>t.quantumShift])
	for t.before[i]+t.to[i]-t.from[i] < target {
		i++
	}
	return time.Unix(t.from[i]+target-t.before[i], 0).In(from.Location())
}

// starts draws instants within three years.
func starts(l *time.Location) (all [1024]time.Time) {
	base := time.Date(2020, 1, 1, 0, 0, 0, 0, l)
	state := uint64(1)
	for i := range all {
		state = state*6364136223846793005 + 1442695040888963407
		all[i] = base.Add(time.Duration(state>>33%(3*365*86400)) * time.Second)
	}
	return all
}

var spans = []struct {
	name string
	d    time.Duration
}{{"day", 24 * time.Hour}, {"month", 30 * 24 * time.Hour}, {"year", 365 * 24 * time.Hour}, {"10years", 3650 * 24 * time.Hour}}

func BenchmarkElapsed(b *testing.B) {
	c := must(b, benchSpec())
	flat, other := newTable(c), peer()
	all := starts(newYork(b))
	tokyo := must(b, calendar.Spec{Zone: "Asia/Tokyo", Hours: "mon-fri 09:00-17:00"})
	window := must(b, calendar.Spec{Zone: "UTC", Hours: "sun 02:00-03:00"})
	composed := calendar.Union(c, tokyo).Except(window)
	for _, span := range spans {
		for _, who := range []struct {
			name string
			f    func(from, to time.Time) time.Duration
		}{
			{"upheld", c.Elapsed}, {"composed", composed.Elapsed}, {"table", flat.elapsed}, {"rickar-cal", other.WorkHoursInRange},
		} {
			b.Run(fmt.Sprintf("span=%s/%s", span.name, who.name), func(b *testing.B) {
				b.ReportAllocs()
				who.f(all[0], all[0].Add(span.d))
				i := 0
				for b.Loop() {
					t := all[i&1023]
					who.f(t, t.Add(span.d))
					i++
				}
			})
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	c := must(b, benchSpec())
	flat, other := newTable(c), peer()
	all := starts(newYork(b))
	for _, hours := range []time.Duration{4, 160, 2000, 20_000} {
		for _, who := range []struct {
			name string
			f    func(time.Time, time.Duration) time.Time
		}{
			{"upheld", func(t time.Time, d time.Duration) time.Time {
				u, err := c.Add(t, d)
				if err != nil {
					b.Fatal(err)
				}
				return u
			}},
			{"table", flat.add},
			{"rickar-cal", other.AddWorkHours},
		} {
			b.Run(fmt.Sprintf("hours=%d/%s", hours, who.name), func(b *testing.B) {
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					who.f(all[i&1023], hours*time.Hour)
					i++
				}
			})
		}
	}
}

func BenchmarkQueries(b *testing.B) {
	c := must(b, benchSpec())
	other := peer()
	all := starts(newYork(b))
	for _, query := range []struct {
		name string
		f    func(time.Time)
	}{
		{"IsOpen/upheld", func(t time.Time) { c.IsOpen(t) }},
		{"IsOpen/rickar-cal", func(t time.Time) { other.IsWorkTime(t) }},
		{"NextOpen/upheld", func(t time.Time) { c.NextOpen(t) }},
		{"NextOpen/rickar-cal", func(t time.Time) { other.NextWorkdayStart(t) }},
		{"AddDays/upheld", func(t time.Time) { c.AddDays(t, 5, calendar.DayTime{}) }},
		{"AddDays/rickar-cal", func(t time.Time) { other.WorkdaysFrom(t, 5) }},
		{"BusinessDays/upheld", func(t time.Time) { c.BusinessDays(date.NewAt(t), date.NewAt(t)+365) }},
		{"BusinessDays/rickar-cal", func(t time.Time) { other.WorkdaysInRange(t, t.AddDate(1, 0, 0)) }},
		{"KnownAt/upheld", func(t time.Time) { c.KnownAt(t) }},
	} {
		b.Run(query.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				query.f(all[i&1023])
				i++
			}
		})
	}
}

// A year costs what its chunk costs; a leaf costs little before it is asked.
func BenchmarkCompile(b *testing.B) {
	spec := benchSpec()
	zone := newYork(b)
	sources := calendar.Sources{Zone: func(string) (*time.Location, error) { return zone, nil }}
	at := time.Date(2026, 6, 10, 12, 0, 0, 0, time.UTC)
	ten := spec
	ten.Closed = spec.Closed[:110]
	for _, size := range []struct {
		name string
		spec calendar.Spec
	}{{"holidays=341", spec}, {"holidays=110", ten}, {"holidays=0", calendar.Spec{Zone: spec.Zone, Hours: spec.Hours}}} {
		b.Run("leaf/"+size.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := sources.New(size.spec); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("year", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			b.StopTimer()
			c, err := sources.New(spec)
			if err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			c.IsOpen(at)
		}
	})
}
