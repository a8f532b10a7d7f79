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
	zone   *zone.Zone
	weeks  []weekFrom // by day; the first holds from the beginning
	rotas  []rota
	days   []dated  // by day; stated in the spec
	yearly []yearly // in the order stated; the last that has a date decides
	lists  []list
	eves   eves
	whole  bool // Shifts is KeepWhole
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
	listed bool // by a list of holidays, not by the spec
	part   bool // a list closes a part of the day, off
	off    []stretch
	name   string // of the holiday, or of the closed day
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

// ordinary gives the hours of a day that nothing makes extraordinary: those of
// its week and those of rotas, joined.
func (l *leaf) ordinary(day int64) []stretch {
	hours := l.week(day).on(day)
	for i := range l.rotas {
		if own := l.rotas[i].on(day); len(own) > 0 {
			hours = joinHours(hours, own)
		}
	}
	return hours
}

// joinHours gives the union of the hours of a day.
func joinHours(a, b []stretch) []stretch {
	if len(a) == 0 {
		return b
	}
	all := append(slices.Clone(a), b...)
	sort.SliceStable(all, func(i, j int) bool { return all[i].from < all[j].from })
	joined := all[:1]
	for _, s := range all[1:] {
		if last := &joined[len(joined)-1]; s.from <= last.to {
			last.to = max(last.to, s.to)
		} else {
			joined = append(joined, s)
		}
	}
	return joined
}

// withoutHours takes the closed hours out of those of a day.
func withoutHours(hours, closed []stretch) []stretch {
	for _, c := range closed {
		var left []stretch
		for _, s := range hours {
			if s.from < min(s.to, c.from) {
				left = append(left, stretch{s.from, min(s.to, c.from)})
			}
			if max(s.from, c.to) < s.to {
				left = append(left, stretch{max(s.from, c.to), s.to})
			}
		}
		hours = left
	}
	return hours
}

// exceptions lists the days from first to last, both included, whose hours are
// not the ordinary ones, sorted.
func (l *leaf) exceptions(first, last int64) []dated {
	if len(l.lists) == 0 && len(l.yearly) == 0 {
		return l.stated(first, last)
	}
	ends := last
	if l.eves.on != "" {
		ends += evesReach // a holiday later on may have its eve here
	}
	days := slices.Clone(l.stated(first, ends))
	days = append(days, l.everyYear(first, ends)...)
	days = append(days, l.listed(first, ends)...)
	// What the spec states comes first; of one day the first decides.
	sort.SliceStable(days, func(i, j int) bool { return days[i].day < days[j].day })
	days = slices.CompactFunc(days, func(a, b dated) bool { return a.day == b.day })
	if l.eves.on != "" {
		days = l.withEves(days, first, ends)
	}
	return slices.DeleteFunc(days, func(d dated) bool { return d.day < first || d.day > last })
}

// stated lists the days from first to last that the spec states singly or in a
// range.
func (l *leaf) stated(first, last int64) []dated {
	from, _ := slices.BinarySearchFunc(l.days, first, func(d dated, day int64) int { return cmp.Compare(d.day, day) })
	to, _ := slices.BinarySearchFunc(l.days, last+1, func(d dated, day int64) int { return cmp.Compare(d.day, day) })
	return l.days[from:to]
}

// listed lists the days from first to last that lists of holidays have, each
// once: a day that a list closes is closed, whatever others say of it.
func (l *leaf) listed(first, last int64) []dated {
	var days []dated
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
	sort.SliceStable(days, func(i, j int) bool {
		a, b := &days[i], &days[j]
		return cmp.Or(cmp.Compare(a.day, b.day), compareBool(b.closed, a.closed), compareBool(a.part, b.part), cmp.Compare(a.name, b.name)) < 0
	})
	kept := days[:0]
	for _, d := range days {
		if d.day < first || d.day > last {
			continue
		}
		if n := len(kept); n > 0 && kept[n-1].day == d.day {
			if before := &kept[n-1]; d.part && !before.closed { // two part days, or a part of a make-up workday
				before.hours = withoutHours(before.hours, d.off)
				before.closed = len(before.hours) == 0
			}
			continue
		}
		kept = append(kept, d)
	}
	return kept
}

// saturday is its number in zone.Weekday.
const saturday = 5

// keep adds the days of one holiday.
func (l *leaf) keep(days []dated, h Holiday, keep Observance) []dated {
	day := civil.Day(h.Date)
	if h.Workday {
		hours := l.ordinary(day)
		for d := 0; len(hours) == 0 && d < 7; d++ {
			hours = l.week(day).days[d]
		}
		return append(days, dated{day: day, hours: hours, listed: true, name: h.Name})
	}
	if h.Closed != "" {
		off, err := h.Closed.parse()
		if err != nil || len(off) == 0 {
			off = []stretch{{0, secondsOfDay}} // a list that says nonsense closes the day
		}
		hours := withoutHours(l.ordinary(day), off)
		return append(days, dated{day: day, hours: hours, off: off, closed: len(hours) == 0, listed: true, part: true, name: h.Name})
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
		for _, s := range l.ordinary(day) {
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
		hours, ends := l.ordinary(day), int64(2*secondsOfDay)
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
	for _, r := range l.rotas {
		include(max(r.from, zone.First/secondsOfDay), min(r.until, zone.Last/secondsOfDay)+2)
	}
	for _, y := range l.yearly {
		if len(y.hours) > 0 {
			include(zone.First/secondsOfDay, zone.Last/secondsOfDay)
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
	for d := range w.days {
		if len(w.days[d]) > 0 || slices.ContainsFunc(w.nth[d][:], func(n nth) bool { return len(n.hours) > 0 }) {
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

	// Closed is the part of Date that is closed, such as "14:00-24:00"; "" is the
	// whole day. A part of a day is not observed on another one. Hours that cannot
	// be read close the whole day.
	Closed Hours

	// Estimated marks a date that is not certain, such as one by the moon that
	// nobody has announced yet. Unannounced lists it.
	Estimated bool
}
