package calendar_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
)

// anything asks a calendar everything with arguments of any size: it must answer,
// and what it answers must hold.
func anything(r *tape.Reader) error {
	s := draw(r)
	c := tape.Pick(r, s.c, calendar.Always(), calendar.Calendar{}, s.c.Except(s.c), s.c.In(nil), s.c.In(time.FixedZone("x", int(r.Int64(1<<40)))))
	instant := func() time.Time {
		switch r.Int(5) {
		case 0:
			return s.drawInstant(r)
		case 1:
			return tape.Pick(r, time.Time{}, horizonStart, horizonEnd, horizonStart.Add(-1), horizonEnd.Add(-1), time.Unix(1<<62, 0), time.Unix(-1<<62, 0))
		case 2:
			return time.Unix(r.Int64(1<<33)-1<<32, r.Int64(1_000_000_000))
		}
		return time.Unix(int64(r.Int64(1<<62)), int64(r.Int64(1<<40)))
	}
	t, u := instant(), instant()
	d := tape.Pick(r, 0, 1, -1, time.Hour, 1<<63-1, -1<<63, time.Duration(r.Int64(1<<62)), -time.Duration(r.Int64(1<<62)))
	if v, err := c.Add(t, d); err == nil && d != 0 {
		if e := c.Elapsed(t, v); e != d {
			return fmt.Errorf("%v + %v = %v, of which %v elapsed", t, d, v, e)
		}
	}
	n := tape.Pick(r, 0, 1, -1, 1<<62, -1<<62, r.Int(1000), -r.Int(1000))
	if v, err := c.AddDays(t, n, tape.Pick(r, calendar.DayTime{}, calendar.EndOfDay(), calendar.By(r.Int(99), r.Int(99)))); err == nil && n == 0 && !v.Equal(t) && v.Before(t.AddDate(0, 0, -3)) {
		return fmt.Errorf("%v + 0 days = %v", t, v)
	}
	if e := c.Elapsed(t, u); e != -c.Elapsed(u, t) {
		return fmt.Errorf("%v to %v: %v", t, u, e)
	}
	next, ok := c.NextOpen(t)
	if ok != (next != time.Time{}) || ok && !c.IsOpen(next) {
		return fmt.Errorf("next open after %v: %v %v", t, next, ok)
	}
	c.NextClose(t)
	c.PrevOpen(t)
	c.PrevClose(t)
	count := 0
	for range c.Segments(t, u) {
		if count++; count > 1000 {
			break
		}
	}
	from, to := date.Date(r.Int64(1<<62)), date.Date(-r.Int64(1<<62))
	if c.BusinessDays(from, to) != -c.BusinessDays(to, from) {
		return fmt.Errorf("business days from %v to %v", from, to)
	}
	c.Day(from)
	c.Day(to)
	c.Month(r.Int(4000), time.Month(r.Int(15)))
	c.KnownAt(t)
	_ = c.String()
	return nil
}

func TestAnything(t *testing.T) { tape.Check(t, anything) }

func FuzzCalendar(f *testing.F) {
	names := slices.Sorted(maps.Keys(laws))
	f.Add([]byte{})
	f.Add([]byte{3, 0, 1, 0, 5, 0, 8, 0, 13, 0, 2, 0, 0, 0, 1, 0, 40, 0, 7, 0, 3, 0, 1, 0, 0, 0, 200, 1, 9, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 640 {
			t.Skip()
		}
		law := anything
		if len(data) > 0 {
			if i := int(data[0]); i < len(names) {
				law = laws[names[i]]
			} else if i%2 == 0 {
				law = agreesWithOracle
			}
			data = data[1:]
		}
		if err := law(tape.FromBytes(data).Reader()); err != nil {
			t.Fatal(err)
		}
	})
}

// Text of any kind is read or refused, and what is read reads back.
func FuzzText(f *testing.F) {
	f.Add("mon-fri 09:00-12:30,13:30-18:00; sat 10:00-14:00", "2026-03-29T02:30")
	f.Add("24x7", "2026-02-30")
	f.Add("sun-tue 22:00-06:00:01;wed closed", "1900-01-01T00:00:00")
	f.Fuzz(func(t *testing.T, hours, local string) {
		week, err := calendar.Week(hours).Canonical()
		if err == nil {
			again, err := week.Canonical()
			if err != nil || again != week {
				t.Fatalf("%q is %q, then %q, %v", hours, week, again, err)
			}
		}
		c, newErr := calendar.New(calendar.Spec{Zone: "Europe/Berlin", Hours: calendar.Week(hours), Closed: []calendar.Local{calendar.Local(local)}})
		at, localErr := calendar.Local(local).In(c.Location())
		if newErr == nil {
			if err != nil || localErr != nil {
				t.Fatalf("%q, %q: compiled, yet %v, %v", hours, local, err, localErr)
			}
			if facts := c.Day(date.NewAt(at)); facts.Total != 0 && len(c.String()) > 0 && !c.IsOpen(facts.Open[0].From) {
				t.Fatalf("%q: %+v", hours, facts)
			}
			if facts := c.Day(date.NewAt(at)); facts.Kind != calendar.ClosedDay {
				t.Fatalf("%q: %s on %s", local, facts.Kind, facts.Date)
			}
		}
	})
}
