package calendar

import (
	"cmp"
	"slices"
	"sort"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/zone"
)

// leaf is the open time of one zone: (weekly − closed days − overridden days)
// ∪ overrides.
type leaf struct {
	zone  *zone.Zone
	weeks []weekFrom // by day; the first holds from the beginning
	days  []dated    // by day; stated in the spec
	lists []list
	whole bool // Shifts is KeepWhole
}

// weekFrom is the weekly hours from a day on.
type weekFrom struct {
	day  int64
	week week
}

// dated is what replaces the weekly hours of one day: nothing where it is
// closed.
type dated struct {
	day    int64
	hours  []stretch
	closed bool
	listed bool   // by a list of holidays, not by the spec
	name   string // of the holiday
}

// list is one list of holidays with the days kept.
type list struct {
	Holidays
	list HolidayList
}

// week gives the hours that hold in the week of a day.
func (l *leaf) week(day int64) *week {
	i := len(l.weeks) - 1
	for i > 0 && day < l.weeks[i].day {
		i--
	}
	return &l.weeks[i].week
}

// exceptions lists the days from first to last, both included, whose hours are
// not the weekly ones, sorted.
func (l *leaf) exceptions(first, last int64) []dated {
	from, _ := slices.BinarySearchFunc(l.days, first, func(d dated, day int64) int { return cmp.Compare(d.day, day) })
	to, _ := slices.BinarySearchFunc(l.days, last+1, func(d dated, day int64) int { return cmp.Compare(d.day, day) })
	stated := l.days[from:to]
	if len(l.lists) == 0 {
		return stated
	}
	days := slices.Clone(stated)
	year1, _, _ := zone.Civil(first)
	year2, _, _ := zone.Civil(last)
	for _, from := range l.lists {
		for year := max(year1, firstYear); year <= min(year2, lastYear); year++ {
			holidays, _ := from.list.Year(int(year))
			for _, h := range holidays {
				days = l.keep(days, h, from.Keep)
			}
		}
	}
	// What the spec states comes first, then closed days, then workdays; of one
	// day the first decides.
	listed := days[len(stated):]
	sort.SliceStable(listed, func(i, j int) bool {
		a, b := &listed[i], &listed[j]
		return cmp.Or(cmp.Compare(a.day, b.day), compareBool(b.closed, a.closed), cmp.Compare(a.name, b.name)) < 0
	})
	sort.SliceStable(days, func(i, j int) bool { return days[i].day < days[j].day })
	days = slices.CompactFunc(days, func(a, b dated) bool { return a.day == b.day })
	return slices.DeleteFunc(days, func(d dated) bool { return d.day < first || d.day > last })
}

// saturday is its number in zone.Weekday.
const saturday = 5

// keep adds the days of one holiday.
func (l *leaf) keep(days []dated, h Holiday, keep Observance) []dated {
	day := civil.Day(h.Date)
	if h.Workday {
		week := l.week(day)
		hours := week[zone.Weekday(day)]
		for d := 0; len(hours) == 0 && d < 7; d++ {
			hours = week[d]
		}
		return append(days, dated{day: day, hours: hours, listed: true, name: h.Name})
	}
	observed := civil.Day(h.Observed)
	if keep == SundayObserved && zone.Weekday(day) == saturday {
		observed = day
	}
	if keep != ObservedOnly {
		days = append(days, dated{day: day, closed: true, listed: true, name: h.Name})
	}
	if keep != ActualOnly && (observed != day || keep == ObservedOnly) {
		days = append(days, dated{day: observed, closed: true, listed: true, name: h.Name})
	}
	return days
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func (l *leaf) spans(k int64) []span {
	from, to := extent(k)
	return l.open(k, l.exceptions(l.zone.Day(from)-2, l.zone.Day(to-1)+1))
}

// open gives what is open of chunk k when these days are not ordinary.
func (l *leaf) open(k int64, days []dated) []span {
	from, to := extent(k)
	first, last := l.zone.Day(from)-2, l.zone.Day(to-1)
	spans := make([]span, 0, 800)
	add := func(day, open, shut int64) {
		s := span{max(l.zone.Resolve(day, open), from), min(l.zone.Resolve(day, shut), to)}
		if s.from >= s.to {
			return
		}
		// Pieces come in the order of their starts: those of a day before the
		// tail that its shift has on the next.
		if n := len(spans); n > 0 && s.from <= spans[n-1].to {
			spans[n-1].to = max(spans[n-1].to, s.to)
			return
		}
		spans = append(spans, s)
	}
	for day := first; day <= last; day++ {
		for len(days) > 0 && days[0].day < day {
			days = days[1:]
		}
		today := len(days) > 0 && days[0].day == day
		tomorrow := len(days) > 0 && days[0].day == day+1 || len(days) > 1 && days[1].day == day+1
		if today {
			for _, s := range days[0].hours {
				add(day, s.from, s.to)
			}
		}
		for _, s := range l.week(day)[zone.Weekday(day)] {
			if l.whole {
				if !today {
					add(day, s.from, s.to)
				}
				continue
			}
			if !today {
				add(day, s.from, min(s.to, secondsOfDay))
			}
			if s.to > secondsOfDay && !tomorrow {
				add(day, secondsOfDay, s.to)
			}
		}
	}
	return spans
}

func (l *leaf) openings(from, to int64, _ *zone.Zone) []int64 {
	first, last := l.zone.Day(from)-1, l.zone.Day(to)
	days := l.exceptions(first, last+1)
	var all []int64
	for day := first; day <= last; day++ {
		hours, ends := l.week(day)[zone.Weekday(day)], int64(2*secondsOfDay)
		if len(days) > 0 && days[0].day == day {
			hours, days = days[0].hours, days[1:]
		} else if !l.whole && len(days) > 0 && days[0].day == day+1 {
			ends = secondsOfDay
		}
		for _, s := range hours {
			at := l.zone.Resolve(day, s.from)
			if at >= l.zone.Resolve(day, min(s.to, ends)) {
				continue // a change of clocks skips all of it
			}
			if at >= from && at < to {
				all = append(all, at)
			}
		}
	}
	return all
}

func (l *leaf) members() []*core   { return nil }
func (l *leaf) written() []written { return []written{{l, ever, forever}} }

func (l *leaf) reach() (low, high int64) {
	low, high = chunkCount, -1
	include := func(from, to int64) {
		k, _ := place(l.zone.Start(from))
		low = min(low, k)
		k, _ = place(l.zone.Start(to))
		high = max(high, k)
	}
	for i, w := range l.weeks {
		if !w.week.closed() {
			until := int64(zone.Last / secondsOfDay)
			if i+1 < len(l.weeks) {
				until = l.weeks[i+1].day
			}
			include(max(w.day, zone.First/secondsOfDay), until+2)
		}
	}
	for _, d := range l.days {
		if len(d.hours) > 0 {
			include(d.day, d.day+2)
		}
	}
	return low, high
}

func (w *week) closed() bool {
	for _, hours := range w {
		if len(hours) > 0 {
			return false
		}
	}
	return true
}

// HolidayList is the public holidays of one country or region.
//
// It must be a pure function, safe for concurrent use: a Calendar asks it for a
// year when it first needs it, and the answer is taken to be for ever.
type HolidayList interface {
	// Year gives the holidays whose Date or Observed lies in a year, and
	// whether the year's list has been announced. Holidays of a year that has
	// not may be given as far as they are certain.
	Year(year int) (holidays []Holiday, announced bool)
}

// Holiday is a day of a HolidayList.
type Holiday struct {
	Date     date.Date
	Observed date.Date // the day kept in its place, or Date itself
	Name     string
	Workday  bool // not a holiday but a make-up workday: open, though a weekend

	// Estimated marks a date that is not certain, such as one by the moon that
	// nobody has announced yet. Unannounced lists it.
	Estimated bool
}
