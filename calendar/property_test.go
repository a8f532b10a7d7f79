package calendar_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
)

// The laws of business time. Each draws its own calendar and instants; the
// fuzz target runs the same ones.
var laws = map[string]tape.Law{
	"elapsed of nothing is nothing": func(r *tape.Reader) error {
		s := draw(r)
		t := s.drawInstant(r)
		return s.equal("E(t,t)", s.c.Elapsed(t, t), time.Duration(0))
	},
	"elapsed changes sign when reversed": func(r *tape.Reader) error {
		s, a, b := drawTwo(r)
		return s.equal("E(a,b)", s.c.Elapsed(a, b), -s.c.Elapsed(b, a))
	},
	"elapsed is additive in any order": func(r *tape.Reader) error {
		s, a, b := drawTwo(r)
		c := s.drawInstant(r)
		return s.equal("E(a,c)", s.c.Elapsed(a, c), s.c.Elapsed(a, b)+s.c.Elapsed(b, c))
	},
	"elapsed lies between nothing and the wall time": func(r *tape.Reader) error {
		s, a, b := drawTwo(r)
		if a.After(b) {
			a, b = b, a
		}
		e := s.c.Elapsed(a, b)
		return s.check(e >= 0 && e <= b.Sub(a), "E(%v, %v) = %v", a, b, e)
	},
	"elapsed grows with its end, and no faster than time": func(r *tape.Reader) error {
		s, a, b := drawTwo(r)
		d := s.drawDuration(r)
		e, later, earlier := s.c.Elapsed(a, b), s.c.Elapsed(a, b.Add(d)), s.c.Elapsed(a.Add(d), b)
		return s.check(later >= e && later <= e+d && earlier <= e && earlier >= e-d, "E(%v, %v) = %v, %v, %v with %v", a, b, e, later, earlier, d)
	},
	"elapsed is the sum of the segments": func(r *tape.Reader) error {
		s, a, b := drawTwo(r)
		if a.After(b) {
			a, b = b, a
		}
		var sum time.Duration
		for open, shut := range s.c.Segments(a, b) {
			sum += shut.Sub(open)
		}
		return s.equal("E(a,b)", s.c.Elapsed(a, b), sum)
	},
	"elapsed over one nanosecond says whether it is open": func(r *tape.Reader) error {
		s := draw(r)
		t := s.drawInstant(r)
		return s.check((s.c.Elapsed(t, t.Add(1)) == 1) == s.c.IsOpen(t), "%v", t)
	},
	"the zone of an argument changes nothing but that of the answer": func(r *tape.Reader) error {
		s, a, b := drawTwo(r)
		z := location(drawPlace(r).zone)
		d := s.drawDuration(r)
		u, err1 := s.c.Add(a, d)
		v, err2 := s.c.Add(a.In(z), d)
		return s.check(s.c.Elapsed(a, b) == s.c.Elapsed(a.In(z), b.UTC()) && u.Equal(v) && errors.Is(err1, err2) &&
			(err2 != nil || v.Location() == z), "%v, %v in %v", a, b, z)
	},
	"everything is always open, nothing never": func(r *tape.Reader) error {
		s, a, b := drawTwo(r)
		never := s.c.Except(s.c)
		return s.check(calendar.Always().Elapsed(a, b) == b.Sub(a) && never.Elapsed(a, b) == 0 && calendar.Calendar{}.Elapsed(a, b) == 0,
			"%v to %v", a, b)
	},

	"closures are what is closed and would be open on ordinary dates": closuresAgreeWithOracle,

	"adding nothing changes nothing": func(r *tape.Reader) error {
		s := draw(r)
		t := s.drawInstant(r)
		u, err := s.c.Add(t, 0)
		return s.check(err == nil && u.Equal(t), "A(%v, 0) = %v, %v", t, u, err)
	},
	"what is added has elapsed": added(func(s subject, t, u time.Time, d time.Duration) error {
		return s.equal(fmt.Sprintf("E(%v, A(t, %v))", t, d), s.c.Elapsed(t, u), d)
	}),
	"add gives the earliest instant": added(func(s subject, t, u time.Time, d time.Duration) error {
		return s.check(s.c.Elapsed(t, u.Add(-1)) == d-1 && s.c.IsOpen(u.Add(-1)), "A(%v, %v) = %v", t, d, u)
	}),
	"what has elapsed, added, ends no later": func(r *tape.Reader) error {
		s, a, b := drawTwo(r)
		if a.After(b) {
			a, b = b, a
		}
		w := s.c.Elapsed(a, b)
		due, err := s.c.Add(a, w)
		return s.check(err == nil && !due.After(b) && s.c.Elapsed(a, due) == w, "A(%v, E(%v, %v) = %v) = %v, %v", a, a, b, w, due, err)
	},
	"adding in two steps is adding at once": func(r *tape.Reader) error {
		return added(func(s subject, t, u time.Time, d time.Duration) error {
			e := s.drawDuration(r)
			v, err1 := s.c.Add(u, e)
			w, err2 := s.c.Add(t, d+e)
			return s.check(v.Equal(w) && errors.Is(err1, err2), "A(A(%v, %v), %v) = %v, %v, at once %v, %v", t, d, e, v, err1, w, err2)
		})(r)
	},
	"add grows with the duration and with the start": func(r *tape.Reader) error {
		return added(func(s subject, t, u time.Time, d time.Duration) error {
			more, err := s.c.Add(t, d+1)
			if err == nil && !more.After(u) {
				return fmt.Errorf("%s: A(%v, %v) = %v, with a nanosecond more %v", s.text, t, d, u, more)
			}
			later := t.Add(s.drawDuration(r))
			v, err := s.c.Add(later, d)
			return s.check(err != nil || !v.Before(u), "A(%v, %v) = %v, from %v %v", t, d, u, later, v)
		})(r)
	},
	"taking away mirrors adding": subtracted(func(s subject, t, u time.Time, d time.Duration) error {
		return s.check(s.c.Elapsed(u, t) == d && s.c.IsOpen(u) && s.c.Elapsed(u.Add(1), t) == d-1, "A(%v, -%v) = %v", t, d, u)
	}),
	"taking away what was added gives the next opening": added(func(s subject, t, u time.Time, d time.Duration) error {
		back, err := s.c.Add(u, -d)
		open, ok := s.c.NextOpen(t)
		return s.check(err == nil && ok && back.Equal(open), "A(%v, -%v) = %v, next open after %v is %v", u, d, back, t, open)
	}),
	"adding what was taken away gives the last close": subtracted(func(s subject, t, u time.Time, d time.Duration) error {
		forth, err := s.c.Add(u, d)
		shut, ok := s.c.PrevClose(t)
		return s.check(err == nil && ok && forth.Equal(shut), "A(%v, %v) = %v, last close before %v is %v", u, d, forth, t, shut)
	}),

	"open is its own next opening": func(r *tape.Reader) error {
		s := draw(r)
		t := s.drawInstant(r)
		u, ok := s.c.NextOpen(t)
		if s.c.IsOpen(t) != (ok && u.Equal(t)) {
			return fmt.Errorf("%s: next open after %v is %v", s.text, t, u)
		}
		if !ok {
			return nil
		}
		again, _ := s.c.NextOpen(u)
		return s.check(again.Equal(u) && s.c.IsOpen(u) && s.c.Elapsed(t, u) == 0, "next open after %v is %v, then %v", t, u, again)
	},
	"a close lies after and ends a stretch": func(r *tape.Reader) error {
		s := draw(r)
		t := s.drawInstant(r)
		u, ok := s.c.NextClose(t)
		if !ok {
			return nil
		}
		open, _ := s.c.NextOpen(t)
		return s.check(u.After(t) && !s.c.IsOpen(u) && s.c.IsOpen(u.Add(-1)) && s.c.Elapsed(open, u) == u.Sub(open), "next close after %v is %v", t, u)
	},
	"looking back mirrors looking forward": func(r *tape.Reader) error {
		s := draw(r)
		t := s.drawInstant(r)
		shut, ok := s.c.PrevClose(t)
		if s.c.IsOpen(t.Add(-1)) != (ok && shut.Equal(t)) {
			return fmt.Errorf("%s: last close before %v is %v", s.text, t, shut)
		}
		if !ok {
			return nil
		}
		again, _ := s.c.PrevClose(shut)
		open, ok := s.c.PrevOpen(t)
		if !again.Equal(shut) || s.c.Elapsed(shut, t) != 0 {
			return fmt.Errorf("%s: last close before %v is %v, then %v", s.text, t, shut, again)
		}
		return s.check(!ok || open.Before(t) && s.c.IsOpen(open) && !s.c.IsOpen(open.Add(-1)) && s.c.Elapsed(open, shut) == shut.Sub(open),
			"last open before %v is %v", t, open)
	},
	"next close and previous open are ends of one stretch": func(r *tape.Reader) error {
		s := draw(r)
		t := s.drawInstant(r)
		shut, ok1 := s.c.NextClose(t)
		if !ok1 {
			return nil
		}
		open, ok2 := s.c.PrevOpen(shut)
		begins, _ := s.c.NextOpen(t)
		return s.check(!ok2 || !open.After(begins), "after %v: opens %v, closes %v, which opened %v", t, begins, shut, open)
	},

	"segments are sorted, apart, not empty and within bounds": func(r *tape.Reader) error {
		s, a, b := drawTwo(r)
		last := a.Add(-1)
		for open, shut := range s.c.Segments(a, b) {
			if !open.After(last) || !shut.After(open) || open.Before(a) || shut.After(b) || !s.c.IsOpen(open) || !s.c.IsOpen(shut.Add(-1)) {
				return fmt.Errorf("%s: %v to %v: segment %v to %v after %v", s.text, a, b, open, shut, last)
			}
			if open.After(a) && s.c.IsOpen(open.Add(-1)) || shut.Before(b) && s.c.IsOpen(shut) {
				return fmt.Errorf("%s: segment %v to %v goes on", s.text, open, shut)
			}
			last = shut
		}
		return nil
	},
	"segments of two parts are those of the whole": func(r *tape.Reader) error {
		s, a, b := drawTwo(r)
		c := s.drawInstant(r)
		if a.After(b) {
			a, b = b, a
		}
		if c.Before(a) || c.After(b) {
			return nil
		}
		type segment struct{ from, to time.Time }
		var parts, whole []segment
		for _, half := range [][2]time.Time{{a, c}, {c, b}} {
			for open, shut := range s.c.Segments(half[0], half[1]) {
				if n := len(parts); n > 0 && parts[n-1].to.Equal(open) {
					parts[n-1].to = shut
					continue
				}
				parts = append(parts, segment{open.UTC(), shut.UTC()})
			}
		}
		for open, shut := range s.c.Segments(a, b) {
			whole = append(whole, segment{open.UTC(), shut.UTC()})
		}
		same := len(parts) == len(whole)
		for i := range whole {
			same = same && parts[i].from.Equal(whole[i].from) && parts[i].to.Equal(whole[i].to)
		}
		return s.check(same, "%v, %v, %v: %v, whole %v", a, c, b, parts, whole)
	},
	"a loop over segments may stop": func(r *tape.Reader) error {
		s, a, b := drawTwo(r)
		for range s.c.Segments(a, b) {
			break
		}
		return nil
	},

	"union and intersection are Boolean": func(r *tape.Reader) error {
		p := drawPlace(r)
		a, b, c := drawAt(r, p), drawAt(r, p), drawAt(r, p)
		u, n := calendar.Union, calendar.Intersection
		not := func(c calendar.Calendar) calendar.Calendar { return calendar.Always().Except(c) }
		type equation struct {
			name        string
			left, right calendar.Calendar
		}
		equations := []equation{
			{"a or b", u(a.c, b.c), u(b.c, a.c)},
			{"a and b", n(a.c, b.c), n(b.c, a.c)},
			{"a or b or c", u(a.c, u(b.c, c.c)), u(u(a.c, b.c), c.c)},
			{"a or b or c at once", u(a.c, b.c, c.c), u(u(a.c, b.c), c.c)},
			{"a and b and c", n(a.c, n(b.c, c.c)), n(n(a.c, b.c), c.c)},
			{"a and b and c at once", n(a.c, b.c, c.c), n(n(a.c, b.c), c.c)},
			{"a or a", u(a.c, a.c), a.c},
			{"a and a", n(a.c, a.c), a.c},
			{"a or (a and b)", u(a.c, n(a.c, b.c)), a.c},
			{"a and (a or b)", n(a.c, u(a.c, b.c)), a.c},
			{"a and (b or c)", n(a.c, u(b.c, c.c)), u(n(a.c, b.c), n(a.c, c.c))},
			{"not (a or b)", not(u(a.c, b.c)), n(not(a.c), not(b.c))},
			{"not (a and b)", not(n(a.c, b.c)), u(not(a.c), not(b.c))},
			{"not not a", not(not(a.c)), a.c},
			{"a except b", a.c.Except(b.c), n(a.c, not(b.c))},
			{"a or nothing", u(a.c, calendar.Calendar{}), a.c},
			{"a and everything", n(a.c, calendar.Always()), a.c},
		}
		for range 3 {
			law := tape.Pick(r, equations...)
			if left, right := a.segments(law.left), a.segments(law.right); left != right {
				return fmt.Errorf("%s: a = %s, b = %s, c = %s: %s, but %s", law.name, a.text, b.text, c.text, left, right)
			}
		}
		return nil
	},
	"inclusion and exclusion": func(r *tape.Reader) error {
		p := drawPlace(r)
		a, b := drawAt(r, p), drawAt(r, p)
		s, t := a.drawInstant(r), a.drawInstant(r)
		or, and := calendar.Union(a.c, b.c).Elapsed(s, t), calendar.Intersection(a.c, b.c).Elapsed(s, t)
		not := calendar.Always().Except(a.c).Elapsed(s, t)
		return a.check(or+and == a.c.Elapsed(s, t)+b.c.Elapsed(s, t) && not+a.c.Elapsed(s, t) == t.Sub(s),
			"b = %s: or %v, and %v, not %v", b.text, or, and, not)
	},
	"more open time elapses faster": func(r *tape.Reader) error {
		p := drawPlace(r)
		a, b := drawAt(r, p), drawAt(r, p)
		more := calendar.Union(a.c, b.c)
		s, d := a.drawInstant(r), a.drawDuration(r)
		t := s.Add(a.drawDuration(r))
		slow, err1 := a.c.Add(s, d)
		fast, err2 := more.Add(s, d)
		return a.check(a.c.Elapsed(s, t) <= more.Elapsed(s, t) && (err1 != nil || err2 == nil && !fast.After(slow)),
			"b = %s: %v + %v = %v, with b %v", b.text, s, d, slow, fast)
	},
	"a switch is one calendar before and another after": func(r *tape.Reader) error {
		p := drawPlace(r)
		a, b := drawAt(r, p), drawAt(r, p)
		at := a.drawInstant(r).Truncate(time.Second)
		c := calendar.Switch(a.c, at, b.c)
		s, t := a.drawInstant(r), a.drawInstant(r)
		clip := func(t time.Time) time.Time { return minTime(t, at) }
		want := a.c.Elapsed(clip(s), clip(t)) + b.c.Elapsed(maxTime(s, at), maxTime(t, at))
		return a.check(c.Elapsed(s, t) == want, "b = %s from %v: %v, want %v", b.text, at, c.Elapsed(s, t), want)
	},

	"a holiday never adds time and changes its own day only": func(r *tape.Reader) error {
		p := drawPlace(r)
		spec := drawSpec(r, p)
		spec.Days, spec.Eves = nil, calendar.Eves{} // a day that closes may move an eve
		with := spec
		day := p.day() + date.Date(r.Int(9)-4)
		for _, d := range spec.Closed {
			if d == calendar.LocalDate(day) {
				return nil
			}
		}
		with.Shifts, spec.Shifts = "", ""
		with.Closed = append([]calendar.Local{calendar.LocalDate(day)}, spec.Closed...)
		return local(r, p, day, day+1, spec, with, func(before, after time.Duration) bool { return after <= before })
	},
	"an override changes its own day and its spill only": func(r *tape.Reader) error {
		p := drawPlace(r)
		spec := drawSpec(r, p)
		spec.Shifts = ""
		day := p.day() + date.Date(r.Int(9)-4)
		with := spec
		with.Days = map[calendar.Local]calendar.Hours{}
		for d, h := range spec.Days {
			with.Days[d] = h
		}
		delete(spec.Days, calendar.LocalDate(day))
		spec.Closed = slices.DeleteFunc(spec.Closed, func(l calendar.Local) bool { return l == calendar.LocalDate(day) })
		with.Closed = spec.Closed
		with.Days[calendar.LocalDate(day)] = drawHours(r)
		spec.Eves, with.Eves = calendar.Eves{}, calendar.Eves{} // an override may move the eve of a holiday
		return local(r, p, day, day+2, spec, with, func(time.Duration, time.Duration) bool { return true })
	},

	"weeks without exceptions repeat where clocks never change": func(r *tape.Reader) error {
		week := drawPlainWeek(r)
		c, err := sources.New(calendar.Spec{Zone: tape.Pick(r, "UTC", "Asia/Kolkata", "Asia/Tokyo"), Hours: week})
		if err != nil {
			return err
		}
		s := subject{place: place{"UTC", "2026-06-15"}, c: c, text: string(week)}
		a, b := s.drawInstant(r), s.drawInstant(r)
		d := s.drawDuration(r)
		const seven = 7 * 24 * time.Hour
		u, err1 := c.Add(a, d)
		v, err2 := c.Add(a.Add(seven), d)
		return s.check(c.Elapsed(a, b) == c.Elapsed(a.Add(seven), b.Add(seven)) &&
			c.Elapsed(a, a.Add(seven)) == c.Elapsed(b, b.Add(seven)) &&
			errors.Is(err1, err2) && (err1 != nil || v.Equal(u.Add(seven))), "%v, %v, %v", a, b, d)
	},
	"a fixed offset only shifts": func(r *tape.Reader) error {
		week := drawWeek(r)
		offset := r.Int(24*60) - 12*60
		zones := calendar.Sources{Zone: func(string) (*time.Location, error) { return time.FixedZone("fixed", offset*60), nil }}
		here, err1 := sources.New(calendar.Spec{Zone: "UTC", Hours: week})
		there, err2 := zones.New(calendar.Spec{Zone: "fixed", Hours: week})
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		s := subject{place: place{"UTC", "2026-06-15"}, c: here, text: string(week)}
		a, b := s.drawInstant(r), s.drawInstant(r)
		shift := time.Duration(-offset) * time.Minute
		return s.equal("E", here.Elapsed(a, b), there.Elapsed(a.Add(shift), b.Add(shift)))
	},
	"splitting an interval changes nothing, not even in a gap or overlap": func(r *tape.Reader) error {
		p := drawPlace(r)
		from, to := r.Int(24*60), 1+r.Int(24*60)
		if from > to {
			from, to = to, from
		}
		mid := from + r.Int(to-from+1)
		if mid == from || mid == to {
			return nil
		}
		join := func(parts ...int) string {
			text := ""
			for i := 0; i+1 < len(parts); i++ {
				if text != "" {
					text += "; "
				}
				text += "mon-sun " + clock(parts[i]) + "-" + clock(parts[i+1])
			}
			return text
		}
		whole, err1 := sources.New(calendar.Spec{Zone: p.zone, Hours: calendar.Week(join(from, to))})
		left, err2 := sources.New(calendar.Spec{Zone: p.zone, Hours: calendar.Week(join(from, mid))})
		right, err3 := sources.New(calendar.Spec{Zone: p.zone, Hours: calendar.Week(join(mid, to))})
		if err := errors.Join(err1, err2, err3); err != nil {
			return err
		}
		s := subject{place: p, c: whole, text: join(from, mid, to)}
		a, b := s.drawInstant(r), s.drawInstant(r)
		return s.check(whole.Elapsed(a, b) == left.Elapsed(a, b)+right.Elapsed(a, b) &&
			s.segments(whole) == s.segments(calendar.Union(left, right)), "%v to %v", a, b)
	},
	"a day round the clock is as long as the zone says": func(r *tape.Reader) error {
		p := drawPlace(r)
		c, err := sources.New(calendar.Spec{Zone: p.zone, Hours: "mon-sun 00:00-24:00"})
		if err != nil {
			return err
		}
		d := c.Day(p.day() + date.Date(r.Int(9)-4))
		s := subject{place: p, c: c, text: p.zone}
		return s.check(d.Total == d.To.Sub(d.From) && d.Total+d.Clocks == 24*time.Hour, "%v: %v from %v to %v, clocks %v", d.Date, d.Total, d.From, d.To, d.Clocks)
	},
	"zones that agree for a while give the same": func(r *tape.Reader) error {
		week := drawWeek(r)
		a, err1 := sources.New(calendar.Spec{Zone: "Europe/Berlin", Hours: week})
		b, err2 := sources.New(calendar.Spec{Zone: tape.Pick(r, "Europe/Paris", "Europe/Madrid", "Africa/Ceuta"), Hours: week})
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		s := subject{place: tape.Pick(r, places[1], places[2]), c: a, text: string(week)}
		return s.check(s.segments(a) == s.segments(b), "%s, but %s", s.segments(a), s.segments(b))
	},

	"the zone of the day axis changes no open time": func(r *tape.Reader) error {
		s, a, b := drawTwo(r)
		z := location(drawPlace(r).zone)
		in := s.c.In(z)
		return s.check(in.Elapsed(a, b) == s.c.Elapsed(a, b) && s.segments(in) == s.segments(s.c) && in.Location() == z &&
			in.In(s.c.Location()).Fingerprint() != [32]byte{}, "in %v", z)
	},
	"adding business days counts business days": func(r *tape.Reader) error {
		s := draw(r)
		t := s.drawInstant(r)
		n := 1 + r.Int(40)
		u, err := s.c.AddDays(t, n, calendar.By(12, 0))
		if err != nil {
			return nil
		}
		from, to := date.NewAt(t.In(s.c.Location())), date.NewAt(u.In(s.c.Location()))
		back, err := s.c.AddDays(u, -n, calendar.By(12, 0))
		if err != nil {
			return s.check(s.c.BusinessDays(from, to+1)-1 < n, "%v + %d days = %v, back: %v", t, n, u, err)
		}
		back = back.In(s.c.Location())
		// Going back n from a business day ends on the nth before it, which is the
		// first on or before the start.
		return s.check(s.c.BusinessDays(from+1, to+1) == n && s.c.Day(to).Business && !date.NewAt(back).Midnight().After(from.Midnight()) &&
			s.c.BusinessDays(date.NewAt(back), to) == n, "%v + %d business days = %v, back %v", t, n, u, back)
	},
	"business days add up and are the days that say so": func(r *tape.Reader) error {
		s := draw(r)
		day := s.day()
		a, b, c := day+date.Date(r.Int(800)-400), day+date.Date(r.Int(800)-400), day+date.Date(r.Int(800)-400)
		if s.c.BusinessDays(a, b)+s.c.BusinessDays(b, c) != s.c.BusinessDays(a, c) || s.c.BusinessDays(a, b) != -s.c.BusinessDays(b, a) {
			return fmt.Errorf("%s: %v, %v, %v", s.text, a, b, c)
		}
		n := 0
		for d := day - 4; d < day+4; d++ {
			facts := s.c.Day(d)
			if facts.Business {
				n++
				if facts.Total == 0 {
					return fmt.Errorf("%s: %v is a business day without an opening", s.text, d)
				}
			}
		}
		return s.equal("business days", s.c.BusinessDays(day-4, day+4), n)
	},
	"the end of a business day closes it or begins the next": func(r *tape.Reader) error {
		s := draw(r)
		t, err := s.c.AddDays(s.drawInstant(r), 1+r.Int(5), calendar.EndOfDay())
		if err != nil {
			return nil
		}
		return s.check(s.c.IsOpen(t.Add(-1)), "%v", t)
	},
	"days tell all open time": func(r *tape.Reader) error {
		s := draw(r)
		from, to := s.c.Day(s.day()-4), s.c.Day(s.day()+4)
		var sum time.Duration
		for d := s.day() - 4; d < s.day()+4; d++ {
			sum += s.c.Day(d).Total
		}
		return s.equal("sum of days", sum, s.c.Elapsed(from.From, to.From))
	},

	"asking in another order changes nothing": func(r *tape.Reader) error {
		p := drawPlace(r)
		spec := drawSpec(r, p)
		a, err1 := sources.New(spec)
		b, err2 := sources.New(spec)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		s := subject{place: p, c: a, text: fmt.Sprintf("%+v", spec)}
		t := s.drawInstant(r)
		ends := []time.Time{t, t.AddDate(-3, 0, 0), t.AddDate(5, 0, 0), t.AddDate(1, 0, 0)}
		b.Precompile(ends[1], ends[2])
		for i := range ends {
			from, to := ends[i], ends[(i+1+r.Int(3))%4]
			if a.Elapsed(from, to) != b.Elapsed(from, to) {
				return fmt.Errorf("%s: %v to %v: %v, compiled before %v", s.text, from, to, a.Elapsed(from, to), b.Elapsed(from, to))
			}
		}
		return s.check(a.Fingerprint() == b.Fingerprint(), "two fingerprints of one spec")
	},
	"canonical hours are the same hours": func(r *tape.Reader) error {
		week := drawWeek(r)
		canonical, err := week.Canonical()
		if err != nil {
			return fmt.Errorf("%q: %v", week, err)
		}
		again, err := canonical.Canonical()
		a, err1 := sources.New(calendar.Spec{Zone: "UTC", Hours: week})
		b, err2 := sources.New(calendar.Spec{Zone: "UTC", Hours: canonical})
		if err := errors.Join(err, err1, err2); err != nil || again != canonical || a.Fingerprint() != b.Fingerprint() {
			return fmt.Errorf("%q is %q, then %q: %v", week, canonical, again, err)
		}
		return nil
	},
}

// The laws that collections of cases name: computed-pr0 is "elapsed is additive in any
// order", and znuny-property-roundtrip "what has elapsed, added, ends no later".
func TestNamedLaws(t *testing.T) {
	for id, name := range map[string]string{
		"computed-pr0":             "elapsed is additive in any order",
		"znuny-property-roundtrip": "what has elapsed, added, ends no later",
	} {
		law, there := laws[name]
		if !there {
			t.Fatalf("%s: no law says that %s", id, name)
		}
		t.Run(id, func(t *testing.T) { tape.Check(t, law) })
	}
}

func TestLaws(t *testing.T) {
	for name, law := range laws {
		t.Run(name, func(t *testing.T) { tape.Check(t, law) })
	}
}
