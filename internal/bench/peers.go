package main

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/load"
	"github.com/upheld/upheld/sla"
)

// opening and closing are the office hours of the first agreement of a load.
const (
	opening = 8
	closing = 18
)

// office is the calendar that every peer counts in: Monday to Friday in Berlin, without
// the holidays of 2026.
type office struct {
	zone   *time.Location
	closed map[string]bool // dates of 2026
	ours   calendar.Calendar
	flat   *table
	rickar *cal.BusinessCalendar
}

func newOffice() (*office, error) {
	spec := load.Load{}.Spec(0).Calendars["office"]
	ours, err := calendar.New(spec)
	if err != nil {
		return nil, err
	}
	o := &office{zone: ours.Location(), closed: map[string]bool{}, ours: ours, rickar: cal.NewBusinessCalendar()}
	o.rickar.SetWorkHours(opening*time.Hour, closing*time.Hour)
	for day := time.Date(2026, 1, 1, 0, 0, 0, 0, o.zone); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
		if weekend(day) || ours.Elapsed(day, day.AddDate(0, 0, 1)) > 0 {
			continue
		}
		o.closed[day.Format(time.DateOnly)] = true
		o.rickar.AddHoliday(&cal.Holiday{Name: "closed", Month: day.Month(), Day: day.Day(), Func: cal.CalcDayOfMonth})
	}
	o.flat = newTable(ours)
	return o, nil
}

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

// perDay is the loop of most help desks: day by day, with the hours of each.
func (o *office) perDay(from, to time.Time) (sum time.Duration) {
	from, to = from.In(o.zone), to.In(o.zone)
	for day := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, o.zone); day.Before(to); day = day.AddDate(0, 0, 1) {
		if weekend(day) || o.closed[day.Format(time.DateOnly)] {
			continue
		}
		open := time.Date(day.Year(), day.Month(), day.Day(), opening, 0, 0, 0, o.zone)
		shut := time.Date(day.Year(), day.Month(), day.Day(), closing, 0, 0, 0, o.zone)
		if open.Before(from) {
			open = from
		}
		if shut.After(to) {
			shut = to
		}
		if open.Before(shut) {
			sum += shut.Sub(open)
		}
	}
	return sum
}

// perDayDue is the loop of most help desks for the instant at which something is due.
func (o *office) perDayDue(from time.Time, left time.Duration) time.Time {
	from = from.In(o.zone)
	for day := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, o.zone); ; day = day.AddDate(0, 0, 1) {
		if weekend(day) || o.closed[day.Format(time.DateOnly)] {
			continue
		}
		open := time.Date(day.Year(), day.Month(), day.Day(), opening, 0, 0, 0, o.zone)
		shut := time.Date(day.Year(), day.Month(), day.Day(), closing, 0, 0, 0, o.zone)
		if open.Before(from) {
			open = from
		}
		if length := shut.Sub(open); length >= left {
			return open.Add(left)
		} else if length > 0 {
			left -= length
		}
	}
}

// table is the floor of time in hours: for each day the open seconds before it and its
// one stretch. It knows no zones, no fractions of seconds, no versions and no bounds.
type table struct {
	first            int64
	before, from, to []int64
}

func newTable(c calendar.Calendar) *table {
	start := time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC)
	t := &table{first: start.Unix() / 86400}
	total := int64(0)
	for day := start; day.Year() < 2028; day = day.AddDate(0, 0, 1) {
		t.before = append(t.before, total)
		from, to := day.Unix(), day.Unix()
		for a, b := range c.Segments(day, day.AddDate(0, 0, 1)) {
			from, to = a.Unix(), b.Unix()
		}
		t.from, t.to = append(t.from, from), append(t.to, to)
		total += to - from
	}
	return t
}

func (t *table) until(unix int64) int64 {
	i := unix/86400 - t.first
	return t.before[i] + min(max(unix, t.from[i]), t.to[i]) - t.from[i]
}

func (t *table) elapsed(from, to time.Time) time.Duration {
	return time.Duration(t.until(to.Unix())-t.until(from.Unix())) * time.Second
}

// figures are what a program for these three objectives alone counts, by month.
type figures struct {
	good, total, resolved, resolving [13]int64
	sum                              time.Duration
}

// byHand is what somebody would write for the objectives of a load alone, over the same
// facts, with some way to count time in office hours.
type byHand struct {
	zone    *time.Location
	elapsed func(from, to time.Time) time.Duration
	figures
}

func (b *byHand) add(t *sla.Ticket) {
	priority, status := "", ""
	for _, a := range t.Attrs {
		if a[0] == "priority" {
			priority = a[1]
		}
	}
	elapsed := b.elapsed
	if priority == "P1" {
		elapsed = func(from, to time.Time) time.Duration { return to.Sub(from) }
	}
	var opened, replied, since time.Time
	var spent, open time.Duration
	running, done := false, false
	for i := range t.Events {
		e := &t.Events[i]
		for _, a := range e.Set {
			if a[0] == "status" {
				status = a[1]
			}
		}
		switch {
		case e.Name == "opened":
			opened, since, running = e.At, e.At, true
		case e.Name == "replied" && replied.IsZero():
			replied = e.At
		}
		switch stops := status == "resolved"; {
		case running && (stops || status == "waiting"):
			spent += elapsed(since, e.At)
			open += b.elapsed(since, e.At)
			running, done = false, stops
		case !running && !done && status == "open":
			since, running = e.At, true
		}
	}
	reply, resolve := 4*time.Hour, 40*time.Hour
	switch priority {
	case "P1":
		reply, resolve = time.Hour, 8*time.Hour
	case "P2":
		reply = 2 * time.Hour
	}
	month := opened.In(b.zone).Month()
	b.total[month]++
	if elapsed(opened, replied) <= reply {
		b.good[month]++
	}
	if done {
		b.resolving[month]++
		if spent <= resolve {
			b.resolved[month]++
		}
		b.sum += open
	}
}
