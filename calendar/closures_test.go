package calendar_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
)

// closures lists those of some dates, in UTC, with their date and reason.
func closures(c calendar.Calendar, first string, days int) string {
	d := date.MustParseISO(first)
	var all []string
	for s := range c.Closures(c.Day(d).From, c.Day(d+date.Date(days)).From) {
		all = append(all, fmt.Sprintf("%s-%s %s %s", s.From.UTC().Format("02T15:04"), s.To.UTC().Format("02T15:04"), calendar.LocalDate(s.Date)[8:], s.Why))
	}
	return strings.Join(all, ", ")
}

// A list of one holiday, kept on Monday 15 June 2026 for Sunday 14, with a
// make-up workday on Saturday 13.
type weekend struct{}

func (weekend) Year(year int) ([]calendar.Holiday, bool) {
	if year != 2026 {
		return nil, true
	}
	june := func(day int) date.Date { return date.New(2026, time.June, day) }
	return []calendar.Holiday{
		{Date: june(14), Observed: june(15), Name: "Founders' Day"},
		{Date: june(13), Observed: june(13), Name: "in lieu", Workday: true},
	}, true
}

func TestClosures(t *testing.T) {
	listed := calendar.Sources{Zone: sources.Zone, Holidays: func(string, string) (calendar.HolidayList, error) { return weekend{}, nil }}
	own := func(date calendar.Local, hours calendar.Hours) map[calendar.Local]calendar.Hours {
		return map[calendar.Local]calendar.Hours{date: hours}
	}
	night := calendar.Week("mon-sun 22:00-06:00")
	for _, c := range []struct {
		name string
		spec calendar.Spec
		want string // from Wednesday 10 June 2026 to Tuesday 16 June, UTC
	}{
		{"no dates", calendar.Spec{Hours: "mon-fri 09:00-17:00"}, ""},
		{"a closed date", calendar.Spec{Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-06-11"}}, "11T09:00-11T17:00 11 closed"},
		{"a closed date without hours", calendar.Spec{Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-06-13"}}, ""},
		{"a break", calendar.Spec{Hours: "mon-fri 09:00-12:00,13:00-17:00", Closed: []calendar.Local{"2026-06-11"}},
			"11T09:00-11T12:00 11 closed, 11T13:00-11T17:00 11 closed"},
		{"a shortened day", calendar.Spec{Hours: "mon-fri 09:00-17:00", Days: own("2026-06-11", "08:00-12:00")}, "11T12:00-11T17:00 11 own hours"},
		{"a lengthened day", calendar.Spec{Hours: "mon-fri 09:00-17:00", Days: own("2026-06-11", "08:00-18:00")}, ""},
		{"hours in the middle", calendar.Spec{Hours: "mon-fri 09:00-17:00", Days: own("2026-06-11", "11:00-12:00")},
			"11T09:00-11T11:00 11 own hours, 11T12:00-11T17:00 11 own hours"},
		{"no hours", calendar.Spec{Hours: "mon-fri 09:00-17:00", Days: own("2026-06-11", "")}, "11T09:00-11T17:00 11 closed"},
		{"two dates round the clock", calendar.Spec{Hours: "24x7", Closed: []calendar.Local{"2026-06-11", "2026-06-12"}},
			"11T00:00-12T00:00 11 closed, 12T00:00-13T00:00 12 closed"},
		{"a night cut at midnight", calendar.Spec{Hours: night, Closed: []calendar.Local{"2026-06-11"}},
			"11T00:00-11T06:00 11 closed, 11T22:00-12T00:00 11 closed"},
		{"two nights cut at midnight", calendar.Spec{Hours: night, Closed: []calendar.Local{"2026-06-11", "2026-06-12"}},
			"11T00:00-11T06:00 11 closed, 11T22:00-12T00:00 11 closed, 12T00:00-12T06:00 12 closed, 12T22:00-13T00:00 12 closed"},
		{"a whole night", calendar.Spec{Hours: night, Shifts: calendar.KeepWhole, Closed: []calendar.Local{"2026-06-11"}}, "11T22:00-12T06:00 11 closed"},
		{"whole shifts that overlap", calendar.Spec{Hours: "mon-sun 02:00-08:00,22:00-04:00", Shifts: calendar.KeepWhole, Closed: []calendar.Local{"2026-06-11", "2026-06-12"}},
			"11T04:00-11T08:00 11 closed, 11T22:00-12T04:00 11 closed, 12T04:00-12T08:00 12 closed, 12T22:00-13T02:00 12 closed"},
		{"an override that spills into a closed date", calendar.Spec{Hours: "mon-fri 02:00-08:00", Closed: []calendar.Local{"2026-06-12"}, Days: own("2026-06-11", "20:00-04:00")},
			"11T02:00-11T08:00 11 own hours, 12T04:00-12T08:00 12 closed"},
		{"a holiday and the day kept for it", calendar.Spec{Hours: "mon-sun 09:00-17:00", Holidays: []calendar.Holidays{{Country: "X"}}},
			"14T09:00-14T17:00 14 Founders' Day, 15T09:00-15T17:00 15 Founders' Day"},
		{"the date alone", calendar.Spec{Hours: "mon-fri 09:00-17:00", Holidays: []calendar.Holidays{{Country: "X", Keep: calendar.ActualOnly}}}, ""},
		{"the day kept for it alone", calendar.Spec{Hours: "mon-sun 09:00-17:00", Holidays: []calendar.Holidays{{Country: "X", Keep: calendar.ObservedOnly}}},
			"15T09:00-15T17:00 15 Founders' Day"},
		{"a date decides over a list", calendar.Spec{Hours: "mon-fri 09:00-17:00", Days: own("2026-06-15", "09:00-17:00"), Holidays: []calendar.Holidays{{Country: "X"}}}, ""},
		{"hours that change with a date", calendar.Spec{Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-06-11", "2026-06-15"},
			Versions: []calendar.Version{{From: "2026-06-14", Hours: "mon-fri 10:00-12:00"}}}, "11T09:00-11T17:00 11 closed, 15T10:00-15T12:00 15 closed"},
	} {
		c.spec.Zone = "UTC"
		made, err := listed.New(c.spec)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := closures(made, "2026-06-10", 6); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestClosuresOfCompositions(t *testing.T) {
	office := must(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-06-11"}})
	other := must(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 12:00-20:00", Closed: []calendar.Local{"2026-06-12"}})
	cover := must(t, calendar.Spec{Zone: "UTC", Days: map[calendar.Local]calendar.Hours{"2026-06-11": "10:00-11:00"}})
	party := must(t, calendar.Spec{Zone: "UTC", Days: map[calendar.Local]calendar.Hours{"2026-06-10": "15:00-24:00"}})
	utc := must(t, calendar.Spec{Zone: "UTC", Hours: "24x7", Closed: []calendar.Local{"2026-06-11"}})
	tokyo := must(t, calendar.Spec{Zone: "Asia/Tokyo", Hours: "24x7", Closed: []calendar.Local{"2026-06-12"}})
	noon := time.Date(2026, 6, 11, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		c    calendar.Calendar
		want string
	}{
		{"a union: where the other does not stand in", calendar.Union(office, other), "11T09:00-11T12:00 11 closed, 12T17:00-12T20:00 12 closed"},
		{"an intersection: either", calendar.Intersection(office, other), "11T12:00-11T17:00 11 closed, 12T12:00-12T17:00 12 closed"},
		{"a difference", office.Except(other), "11T09:00-11T12:00 11 closed"},
		{"hours that stand in", calendar.Union(office, cover), "11T09:00-11T10:00 11 closed, 11T11:00-11T17:00 11 closed"},
		{"own hours of what is excepted", office.Except(party), "10T15:00-10T17:00 10 own hours, 11T09:00-11T17:00 11 closed"},
		{"the complement", calendar.Always().Except(office), ""},
		{"the complement of the complement", calendar.Always().Except(calendar.Always().Except(office)), "11T09:00-11T17:00 11 closed"},
		{"the first member has the word", calendar.Intersection(tokyo, utc), "11T00:00-11T15:00 11 closed, 11T15:00-12T15:00 12 closed"},
		{"whichever it is", calendar.Intersection(utc, tokyo), "11T00:00-12T00:00 11 closed, 12T00:00-12T15:00 12 closed"},
		{"another zone of the day axis", calendar.Union(office, other).In(location("Asia/Tokyo")), "11T09:00-11T12:00 11 closed, 12T17:00-12T20:00 12 closed"},
		{"one until noon and another from then on", calendar.Switch(office, noon, calendar.Always()), "11T09:00-11T12:00 11 closed"},
		{"and the other way round", calendar.Switch(calendar.Always(), noon, office), "11T12:00-11T17:00 11 closed"},
		{"always", calendar.Always(), ""},
		{"never", calendar.Calendar{}, ""},
	} {
		if got := closures(c.c, "2026-06-10", 6); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// A closure that a chunk of the index divides is one; it is cut where the
// question is, to the nanosecond.
func TestClosuresOverTheEdgesOfChunks(t *testing.T) {
	edge := time.Unix(53<<25, 0).UTC() // within a date
	day := date.NewAt(edge)
	c := must(t, calendar.Spec{Zone: "UTC", Hours: "24x7", Closed: []calendar.Local{calendar.LocalDate(day)}})
	from, to := day.MidnightUTC(), (day + 1).MidnightUTC()
	ask := func(a, b time.Time) (all [][2]time.Time) {
		for s := range c.Closures(a, b) {
			all = append(all, [2]time.Time{s.From, s.To})
		}
		return all
	}
	for _, q := range []struct{ a, b, from, to time.Time }{
		{horizonStart, horizonEnd, from, to},
		{time.Time{}, horizonEnd.AddDate(1000, 0, 0), from, to},
		{from.Add(1), to.Add(-1), from.Add(1), to.Add(-1)},
		{from.Add(-1), from.Add(1), from, from.Add(1)},
		{to.Add(-1), to.Add(1), to.Add(-1), to},
		{edge.Add(-1), edge.Add(1), edge.Add(-1), edge.Add(1)},
		{edge, edge.Add(time.Hour), edge, edge.Add(time.Hour)},
	} {
		if got, want := ask(q.a, q.b), [][2]time.Time{{q.from, q.to}}; !slices.Equal(got, want) {
			t.Errorf("%v to %v: %v, want %v", q.a, q.b, got, want)
		}
	}
	for _, q := range [][2]time.Time{{from.Add(-1), from}, {to, to.Add(1)}, {edge, edge}, {to, from}} {
		if got := ask(q[0], q[1]); len(got) > 0 {
			t.Errorf("%v to %v: %v", q[0], q[1], got)
		}
	}
	for range c.Closures(from, to) {
		break // a caller may stop
	}
}

// What was not known yet closes nothing.
func TestClosuresKnownAt(t *testing.T) {
	c := must(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00",
		Versions: []calendar.Version{{Known: "2026-06-01", Closed: []calendar.Local{"2026-06-11"}}}})
	known := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	if got := closures(c.KnownAt(known.Add(-1)), "2026-06-10", 6); got != "" {
		t.Errorf("before it was known: %s", got)
	}
	if got := closures(c.KnownAt(known), "2026-06-10", 6); got != "11T09:00-11T17:00 11 closed" {
		t.Errorf("once it was known: %s", got)
	}
}

// closuresAgreeWithOracle: minute by minute, what is closed and would be open
// without dates out of the ordinary; and by the set, the same hours without such
// dates less the open time.
func closuresAgreeWithOracle(r *tape.Reader) error {
	s := draw(r)
	open, usual := s.open(), s.usualOpen()
	from, to := s.minute(margin), s.minute(margin+2*reach)
	closed := make([]bool, len(open))
	last := from
	for c := range s.c.Closures(from, to) {
		if c.From.Before(last) || !c.From.Before(c.To) || c.To.After(to) || c.Kind == calendar.OrdinaryDay || c.Why == "" {
			return fmt.Errorf("%s: %+v after %v", s.text, c, last)
		}
		last = c.To
		for i := int(c.From.Sub(s.start()) / time.Minute); s.minute(i).Before(c.To); i++ {
			closed[i] = true
		}
		if rest := s.usual.Elapsed(c.From, c.To) - c.To.Sub(c.From); rest != 0 || s.c.Elapsed(c.From, c.To) != 0 {
			return fmt.Errorf("%s: %+v is open, or not usually open", s.text, c)
		}
	}
	for i := margin; i < margin+2*reach; i++ {
		if want := usual[i] && !open[i]; closed[i] != want {
			return fmt.Errorf("%s: %v is closed out of the ordinary: %v, the oracle says %v", s.text, s.minute(i), closed[i], want)
		}
	}
	a, b := s.drawInstant(r), s.drawInstant(r)
	var sum time.Duration
	for c := range s.c.Closures(a, b) {
		if c.From.Location() != a.Location() || c.To.Location() != a.Location() {
			return fmt.Errorf("%s: %v in the zone of %v", s.text, c, a)
		}
		sum += c.To.Sub(c.From)
	}
	if want := max(0, s.usual.Except(s.c).Elapsed(a, b)); sum != want {
		return fmt.Errorf("%s: closed out of the ordinary from %v to %v for %v, want %v", s.text, a, b, sum, want)
	}
	return nil
}

// BenchmarkClosures asks for those of a stretch, of a calendar with eleven a
// year, beside the open stretches there.
func BenchmarkClosures(b *testing.B) {
	c := must(b, benchSpec())
	all := starts(newYork(b))
	for _, span := range spans {
		b.Run("span="+span.name+"/closures", func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				for range c.Closures(all[i&1023], all[i&1023].Add(span.d)) {
				}
				i++
			}
		})
		b.Run("span="+span.name+"/segments", func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				for range c.Segments(all[i&1023], all[i&1023].Add(span.d)) {
				}
				i++
			}
		})
	}
}
