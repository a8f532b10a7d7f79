package main

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
)

// statements are the laws that cases name by a part of their text.
var statements = []struct {
	says  string
	holds func(cal calendar.Calendar, r *rand.Rand) error
}{
	{"due(s,w) <= e", roundTrip},
	{"elapsed(a,c)", additive},
}

// runProperty tries a law on generated inputs; every run has the same inputs.
func runProperty(data []byte, a *answers) error {
	var c struct {
		ticketHead
		Statement string `json:"statement"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	said := strings.ReplaceAll(c.Statement, " ", "")
	for _, law := range statements {
		if !strings.Contains(said, strings.ReplaceAll(law.says, " ", "")) {
			continue
		}
		r := rand.New(rand.NewSource(1))
		for range 500 {
			cal, err := calendar.New(anyHours(r))
			if err == nil {
				err = law.holds(cal, r)
			}
			if err != nil {
				a.compare(law.says, err, "holds")
				return nil
			}
		}
		a.compare(law.says, "holds", "holds")
		return nil
	}
	return fmt.Errorf("statement %q", c.Statement)
}

// anyHours draws service hours.
func anyHours(r *rand.Rand) calendar.Spec {
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/St_Johns"}
	spec := calendar.Spec{Zone: zones[r.Intn(len(zones))]}
	weeks := []calendar.Week{
		"mon-fri 09:00-17:00", "24x7", "mon-sat 22:00-06:00", "sun 01:00-03:30", "mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00",
	}
	spec.Hours = weeks[r.Intn(len(weeks))]
	for range r.Intn(4) {
		day := calendar.Local(fmt.Sprintf("2024-%02d-%02d", 1+r.Intn(12), 1+r.Intn(28)))
		if !slices.Contains(spec.Closed, day) {
			spec.Closed = append(spec.Closed, day)
		}
	}
	return spec
}

func anyInstant(r *rand.Rand) time.Time {
	return time.Unix(1704067200+r.Int63n(366*86400), r.Int63n(2)*r.Int63n(1e9)).UTC()
}

// roundTrip checks that the deadline for the elapsed time is not after the end,
// that as much time has elapsed at the deadline, and that a clock agrees.
func roundTrip(cal calendar.Calendar, r *rand.Rand) error {
	s, e := anyInstant(r), anyInstant(r)
	if e.Before(s) {
		s, e = e, s
	}
	w := cal.Elapsed(s, e)
	due, err := cal.Add(s, w)
	if err != nil {
		return err
	}
	if due.After(e) || cal.Elapsed(s, due) != w {
		return fmt.Errorf("due(%s, %s) is %s, after %s", s, w, due, e)
	}
	return nil
}

// additive checks that the time through an instant is the sum of both sides.
func additive(cal calendar.Calendar, r *rand.Rand) error {
	a, b, c := anyInstant(r), anyInstant(r), anyInstant(r)
	if whole, parts := cal.Elapsed(a, c), cal.Elapsed(a, b)+cal.Elapsed(b, c); whole != parts {
		return fmt.Errorf("%s to %s: %s by way of %s, %s at once", a, c, parts, b, whole)
	}
	return nil
}
