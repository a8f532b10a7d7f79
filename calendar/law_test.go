package calendar_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
)

// What the laws share: drawing what they are about, and saying how they failed.

func drawTwo(r *tape.Reader) (subject, time.Time, time.Time) {
	s := draw(r)
	return s, s.drawInstant(r), s.drawInstant(r)
}

func (s subject) check(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf("%s: %s", s.text, fmt.Sprintf(format, args...))
}

func (s subject) equal(what string, got, want any) error {
	return s.check(got == want, "%s = %v, want %v", what, got, want)
}

// added draws t and d > 0 and gives them with A(t, d), when there is one.
func added(law func(s subject, t, u time.Time, d time.Duration) error) tape.Law {
	return func(r *tape.Reader) error {
		s := draw(r)
		t, d := s.drawInstant(r), s.drawDuration(r)
		u, err := s.c.Add(t, d)
		if err != nil {
			return s.noMore(err, t, d)
		}
		return law(s, t, u, d)
	}
}

func subtracted(law func(s subject, t, u time.Time, d time.Duration) error) tape.Law {
	return func(r *tape.Reader) error {
		s := draw(r)
		t, d := s.drawInstant(r), s.drawDuration(r)
		u, err := s.c.Add(t, -d)
		if err != nil {
			return s.noMore(err, t, -d)
		}
		return law(s, t, u, d)
	}
}

// noMore checks that a calendar that refuses to add really has less open time
// left.
func (s subject) noMore(err error, t time.Time, d time.Duration) error {
	left := s.c.Elapsed(t, horizonEnd)
	if d < 0 {
		left = s.c.Elapsed(horizonStart, t)
	}
	return s.check(left < d.Abs(), "%v + %v: %v, with %v left", t, d, err, left)
}

var (
	horizonStart = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	horizonEnd   = time.Date(2190, 1, 1, 0, 0, 0, 0, time.UTC)
)

// local compares two calendars that differ in one day only: outside [from, to)
// they are the same, within may says what is allowed.
func local(r *tape.Reader, p place, from, to date.Date, spec, with calendar.Spec, may func(before, after time.Duration) bool) error {
	a, err1 := sources.New(spec)
	b, err2 := sources.New(with)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	s := subject{place: p, c: a, text: fmt.Sprintf("%+v, then %+v", spec, with)}
	first, last := a.Day(from).From, a.Day(to).From
	before, after := s.drawInstant(r), s.drawInstant(r)
	before, after = minTime(before, first), maxTime(after, last)
	return s.check(a.Elapsed(before, first) == b.Elapsed(before, first) && a.Elapsed(last, after) == b.Elapsed(last, after) &&
		may(a.Elapsed(first, last), b.Elapsed(first, last)), "%v to %v differ", before, after)
}

func minTime(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func maxTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
