package calendar

import (
	"cmp"
	"slices"
	"sort"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/zone"
)

// leaf is the open time of one zone: the weekly hours without closed and changed
// days, and the hours of changed days.
type leaf struct {
	zone   *zone.Zone
	weeks  []weekFrom // by day; the first holds from the first date
	rotas  []rota
	days   []dated  // by day; from Closed and Days of the spec
	yearly []yearly // in the order written; the last match decides
	lists  []list
	eves   eves
	whole  bool // Shifts is KeepWhole
}

// weekFrom is the weekly hours that hold from a day on.
type weekFrom struct {
	day  int64
	week week
}

// dated is a day whose hours are not ordinary. A closed day has no hours.
//
// A short day has the hours that a part-day closing or an eve leaves of the shifts
// that begin on it. They behave like ordinary hours: the shift of the evening
// before keeps its tail, and a closed day after them cuts them at midnight. All
// other days replace the hours of their date.
type dated struct {
	day    int64
	hours  []stretch
	closed bool
	listed bool // from a list of holidays, not from the spec
	part   bool // a list closes only a part of the day
	short  bool
	off    []stretch // the hours of the day and of the night after it that lists close
	name   string    // the name of the holiday or closed day
}

// replaces reports whether the hours of a day replace all others on its date. A nil
// day is ordinary.
func (d *dated) replaces() bool { return d != nil && !d.short }

// list is a list of holidays with the terms under which the spec uses it.
type list struct {
	Holidays
	list HolidayList
}

// week gives the weekly hours that hold on a day.
func (l *leaf) week(day int64) *week {
	i := len(l.weeks) - 1
	for i > 0 && day < l.weeks[i].day {
		i--
	}
	return &l.weeks[i].week
}

// perWeek counts the stretches of the weekly hours of a day, as a capacity.
func (l *leaf) perWeek(day int64) (n int64) {
	for _, hours := range l.week(day).days {
		n += int64(len(hours))
	}
	return n
}

// ordinary gives the ordinary hours of a day: its weekly hours joined with the
// hours of rotas.
func (l *leaf) ordinary(day int64) []stretch {
	hours := l.week(day).on(day)
	for i := range l.rotas {
		if own := l.rotas[i].on(day); len(own) > 0 {
			hours = joinHours(hours, own)
		}
	}
	return hours
}

// joinHours joins two lists of hours of a day.
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

// withoutHours removes the closed hours from the hours of a day.
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

// exceptions lists the days from first to last, both included, whose hours are not
// ordinary, sorted.
func (l *leaf) exceptions(first, last int64) []dated {
	if len(l.lists) == 0 && len(l.yearly) == 0 {
		return l.stated(first, last)
	}
	ends := last
	if l.eves.on != "" {
		ends += evesReach // a holiday after last may have its eve in the range
	}
	days := slices.Clone(l.stated(first, ends))
	days = append(days, l.everyYear(first, ends)...)
	days = append(days, l.listed(first, ends)...)
	// Days of the spec come first; the first entry of a day decides.
	sort.SliceStable(days, func(i, j int) bool { return days[i].day < days[j].day })
	days = slices.CompactFunc(days, func(a, b dated) bool { return a.day == b.day })
	if l.eves.on != "" {
		days = l.withEves(days, first, ends)
	}
	return slices.DeleteFunc(days, func(d dated) bool { return d.day < first || d.day > last })
}

// stated lists the days from first to last that the spec names as a single date or
// in a range.
func (l *leaf) stated(first, last int64) []dated {
	from, _ := slices.BinarySearchFunc(l.days, first, func(d dated, day int64) int { return cmp.Compare(d.day, day) })
	to, _ := slices.BinarySearchFunc(l.days, last+1, func(d dated, day int64) int { return cmp.Compare(d.day, day) })
	return l.days[from:to]
}

// listed lists the days from first to last that lists of holidays name, each once.
// If one list closes a day, the day is closed, whatever other lists say.
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
			before := &kept[n-1]
			before.off = append(slices.Clip(before.off), d.off...)
			if d.part && !before.closed { // two part days, or a part of a make-up workday
				before.hours = withoutHours(before.hours, d.off)
				before.closed = len(before.hours) == 0
			}
			continue
		}
		kept = append(kept, d)
	}
	return kept
}

// saturday is the number of Saturday in zone.Weekday.
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
			off = []stretch{{0, secondsOfDay}} // hours that cannot be read close the day
		}
		hours := withoutHours(l.ordinary(day), off)
		return append(days, dated{day: day, hours: hours, off: off, closed: len(hours) == 0, listed: true, part: true, short: true, name: h.Name})
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

// open lists the open stretches of chunk k, if days are the only days that are not
// ordinary.
func (l *leaf) open(k int64, days []dated) []span {
	from, to := extent(k)
	first, last := l.zone.Day(from)-2, l.zone.Day(to-1)
	spans := make([]span, 0, (last-first)/7*l.perWeek(last)+10)
	clock, disordered := l.zone.Resolver(), false
	add := func(day, open, shut int64) {
		s := span{max(clock.Resolve(day, open), from), min(clock.Resolve(day, shut), to)}
		if s.from >= s.to {
			return
		}
		if n := len(spans); n > 0 && s.from <= spans[n-1].to {
			// The rest of a night that was closed in part may begin after the next
			// day begins.
			if s.from >= spans[n-1].from {
				spans[n-1].to = max(spans[n-1].to, s.to)
				return
			}
			disordered = true
		}
		spans = append(spans, s)
	}
	for day := first; day <= last; day++ {
		var yesterday, today, tomorrow *dated
		days, yesterday, today, tomorrow = about(days, day)
		if today.replaces() {
			for _, s := range today.hours {
				add(day, s.from, s.to)
			}
		}
		for _, s := range l.shifts(day, yesterday, today, tomorrow) {
			switch {
			case l.whole:
				if !today.replaces() {
					add(day, s.from, s.to)
				}
				continue
			case !today.replaces():
				add(day, s.from, min(s.to, secondsOfDay))
			}
			if s.to > secondsOfDay && !tomorrow.replaces() {
				add(day, max(s.from, secondsOfDay), s.to)
			}
		}
	}
	if disordered {
		sort.Slice(spans, func(i, j int) bool { return spans[i].from < spans[j].from })
		kept := spans[:1]
		for _, s := range spans[1:] {
			if end := &kept[len(kept)-1]; s.from <= end.to {
				end.to = max(end.to, s.to)
			} else {
				kept = append(kept, s)
			}
		}
		spans = kept
	}
	return spans
}

// about finds a day and its neighbours in a sorted list of days that are not
// ordinary; nil means that a day is ordinary. rest starts at the day before.
func about(days []dated, day int64) (rest []dated, yesterday, today, tomorrow *dated) {
	for len(days) > 0 && days[0].day < day-1 {
		days = days[1:]
	}
	for i := range min(len(days), 3) {
		switch days[i].day {
		case day - 1:
			yesterday = &days[i]
		case day:
			today = &days[i]
		case day + 1:
			tomorrow = &days[i]
		}
	}
	return days, yesterday, today, tomorrow
}

// shifts lists the shifts that begin on a day, to their ends, without the parts
// that lists close for the day before, the day and the day after.
func (l *leaf) shifts(day int64, yesterday, today, tomorrow *dated) []stretch {
	hours := l.ordinary(day)
	if yesterday == nil && today == nil && tomorrow == nil { // most days
		return hours
	}
	if today != nil && today.short {
		hours = today.hours
	}
	for i, near := range [...]*dated{yesterday, today, tomorrow} {
		if near != nil && len(near.off) > 0 && len(hours) > 0 {
			hours = withoutHours(hours, moved(near.off, int64(i-1)*secondsOfDay))
		}
	}
	return hours
}

// moved shifts stretches by a number of seconds.
func moved(stretches []stretch, by int64) []stretch {
	if by == 0 {
		return stretches
	}
	out := make([]stretch, len(stretches))
	for i, s := range stretches {
		out[i] = stretch{s.from + by, s.to + by}
	}
	return out
}

func (l *leaf) openings(from, to int64, _ *zone.Zone) []opening {
	first, last := l.zone.Day(from)-2, l.zone.Day(to)
	days := l.exceptions(first-1, last+1)
	all := make([]opening, 0, (last-first)/7*l.perWeek(last)+10)
	clock := l.zone.Resolver()
	for day := first; day <= last; day++ {
		var yesterday, today, tomorrow *dated
		days, yesterday, today, tomorrow = about(days, day)
		hours, ends := l.shifts(day, yesterday, today, tomorrow), int64(2*secondsOfDay)
		if today.replaces() {
			hours = today.hours
		} else if !l.whole && tomorrow.replaces() {
			ends = secondsOfDay
		}
		for _, s := range hours {
			at := clock.Resolve(day, s.from)
			if at >= clock.Resolve(day, min(s.to, ends)) {
				continue // a change of the clocks skips the whole stretch
			}
			if at < from || at >= to {
				continue
			}
			begun := at
			switch {
			case !today.replaces():
				begun = min(at, clock.Resolve(day, l.begun(day, s.from)))
			case s.from >= secondsOfDay: // the rest of a make-up workday's night
				begun = min(at, clock.Resolve(day, secondsOfDay-1))
			}
			all = append(all, opening{at, begun})
		}
	}
	return all
}

// begun gives the start, as written, of the shift to which a second of a day
// belongs: if a night is closed until 02:00, the rest belongs to its evening.
func (l *leaf) begun(day, second int64) int64 {
	for _, s := range l.ordinary(day) {
		if s.from <= second && second < s.to {
			return s.from
		}
	}
	return second
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
		counts := w.nth[d]
		if len(w.days[d]) > 0 || counts != nil && slices.ContainsFunc(counts[:], func(n nth) bool { return len(n.hours) > 0 }) {
			return false
		}
	}
	return true
}

// HolidayList gives the public holidays of one country or region.
//
// It must be a pure function, safe for concurrent use: a Calendar asks for a year
// when it first needs that year, and keeps the answer.
type HolidayList interface {
	// Year gives the holidays whose Date or Observed lies in a year, and whether
	// the list of that year has been announced. For a year that is not announced it
	// may give the holidays that are certain.
	Year(year int) (holidays []Holiday, announced bool)
}

// Holiday is a day of a HolidayList.
type Holiday struct {
	Date     date.Date
	Observed date.Date // the day off in place of Date, or Date itself
	Name     string
	Workday  bool // a make-up workday: open, although on a weekend

	// Closed is the part of Date that is closed, such as "14:00-24:00"; "" is the
	// whole day. Observed does not count if Closed is set. Hours that cannot be
	// read close the whole day.
	Closed Hours

	// Estimated marks a date that is not certain, such as a date by the moon that
	// nobody has announced yet. Unannounced lists it.
	Estimated bool
}
