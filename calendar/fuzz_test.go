package calendar_test

import (
	"fmt"
	"maps"
	"math"
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
	n := tape.Pick(r, 0, 1, -1, math.MaxInt/2+1, math.MinInt/2, r.Int(1000), -r.Int(1000))
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

func TestAnything(t *testing.T) { tape.CheckDear(t, anything) }

// FuzzCalendar draws a law and what it is about from bytes, and reads text.
func FuzzCalendar(f *testing.F) {
	names := slices.Sorted(maps.Keys(laws))
	f.Add([]byte{}, "mon-fri 09:00-12:30,13:30-18:00; sat 10:00-14:00", "2026-03-29T02:30")
	f.Add([]byte{200, 0, 1, 0, 5, 0, 8, 0, 13, 0, 2, 0, 0, 0, 1, 0, 40}, "24x7", "2026-02-30")
	f.Add([]byte{7, 3, 0, 1, 0, 5, 0, 200, 1, 9, 0}, "sun-tue 22:00-06:00:01;wed closed", "1900-01-01T00:00:00")
	f.Fuzz(func(t *testing.T, data []byte, hours, local string) {
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
		if err := reads(hours, local); err != nil {
			t.Fatal(err)
		}
	})
}

// reads takes text of any kind, which is read or refused; what is read holds.
func reads(hours, local string) error {
	week, weekErr := calendar.Week(hours).Canonical()
	if weekErr == nil {
		if again, err := week.Canonical(); err != nil || again != week {
			return fmt.Errorf("%q is %q, then %q, %v", hours, week, again, err)
		}
	}
	c, err := sources.New(calendar.Spec{Zone: "Europe/Berlin", Hours: calendar.Week(hours), Closed: []calendar.Local{calendar.Local(local)}})
	if err != nil {
		return nil
	}
	at, localErr := calendar.Local(local).In(c.Location())
	if weekErr != nil || localErr != nil {
		return fmt.Errorf("%q, %q: compiled, yet %v, %v", hours, local, weekErr, localErr)
	}
	if facts := c.Day(date.NewAt(at)); facts.Kind != calendar.ClosedDay || facts.Total != 0 {
		return fmt.Errorf("%q closed on %q: %+v", hours, local, facts)
	}
	return nil
}
