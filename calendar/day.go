package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/zone"
)

// Day describes one local date of a calendar.
type Day struct {
	Date date.Date

	// From and To bound the date, [From, To), in the zone of Location. The date has 23
	// or 25 hours if clocks change by an hour, and no length if the zone skipped it.
	From, To time.Time

	Open     []Stretch     // the open stretches of the date, in order
	Total    time.Duration // the sum of Open
	Business bool          // an opening starts on the date

	Kind DayKind

	// Why gives the reason if Kind is not OrdinaryDay: the names of the holidays or
	// the word of Kind. For an ordinary date without open time it says that the
	// week has no hours on it or that the zone skipped the date. It is empty for an
	// ordinary open day.
	Why string

	// Clocks is how far clocks go forward within the date, negative if they go
	// back.
	Clocks time.Duration
}

// Stretch is a stretch of open time, [From, To).
type Stretch struct{ From, To time.Time }

// DayKind says what decides the hours of a date.
type DayKind string

// An ordinary day has its weekly hours, which may be none. A closed day is in
// Spec.Closed or has no hours in Spec.Days. A changed day has other hours in
// Spec.Days or by Spec.Eves. Holidays and make-up workdays come from a list.
const (
	OrdinaryDay   DayKind = "ordinary"
	ClosedDay     DayKind = "closed"
	ChangedDay    DayKind = "own hours"
	PublicHoliday DayKind = "holiday"
	MakeUpWorkday DayKind = "make-up workday"
)

// Day describes a local date in the zone of Location. Time outside the years 1900
// to 2189 is closed. For a composed calendar, Kind comes from the first member
// whose date is not ordinary, and Why joins the reasons of all such members with
// commas.
func (c Calendar) Day(d date.Date) Day {
	day := civil.Day(d)
	z := zone.Of(nil)
	if c.core != nil {
		z = c.core.zone
	}
	from, to := z.Start(day), z.Start(day+1)
	facts := Day{
		Date: d, Kind: OrdinaryDay,
		From: time.Unix(from, 0).In(z.Location()), To: time.Unix(to, 0).In(z.Location()),
		Clocks: time.Duration(secondsOfDay-(to-from)) * time.Second,
	}
	for open, shut := range c.Segments(facts.From, facts.To) {
		facts.Open = append(facts.Open, Stretch{open, shut})
		facts.Total += shut.Sub(open)
	}
	if c.core != nil {
		k, i := onAxis(day)
		facts.Business = c.core.days(k).has(i)
		facts.Kind, facts.Why = c.core.reason(day)
	}
	if facts.Kind == OrdinaryDay && len(facts.Open) == 0 {
		facts.Why = "no hours on " + [...]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}[zone.Weekday(day)]
		if from == to {
			facts.Why = "the date was skipped"
		}
	}
	return facts
}

// reason gives what decides the hours of a date, and the words for it.
func (c *core) reason(day int64) (DayKind, string) {
	kind, whys := OrdinaryDay, []string(nil)
	for _, w := range c.written {
		l, ok := w.by.(*leaf)
		if at := c.zone.Start(day); !ok || at < w.from || at >= w.to {
			continue
		}
		for _, e := range l.exceptions(day, day) {
			if kind == OrdinaryDay {
				kind = e.kind()
			}
			if why := e.why(); !slices.Contains(whys, why) {
				whys = append(whys, why)
			}
		}
	}
	if kind != OrdinaryDay {
		return kind, strings.Join(whys, ", ")
	}
	// A member whose hours are not written here, such as one in Except, may still
	// close or open a part of the date.
	from, to := c.zone.Start(day), c.zone.Start(day+1)
	first, _ := place(from)
	last, _ := place(to - 1)
	for k := first; k <= last; k++ {
		made := c.changes(k)
		for _, list := range [][]change{made.closed, made.opened} {
			for _, s := range list {
				if s.from >= to || s.to <= from {
					continue
				}
				if kind == OrdinaryDay {
					kind = s.by.kind()
				}
				if why := s.by.why(); !slices.Contains(whys, why) {
					whys = append(whys, why)
				}
			}
		}
	}
	return kind, strings.Join(whys, ", ")
}

func (d *dated) kind() DayKind {
	switch {
	case d.listed && (d.closed || d.part):
		return PublicHoliday
	case d.listed:
		return MakeUpWorkday
	case d.closed:
		return ClosedDay
	}
	return ChangedDay
}

// why gives the name of the date, or the word of its kind if it has no name.
func (d *dated) why() string {
	if d.name != "" {
		return d.name
	}
	return string(d.kind())
}

// Unannounced is a year for which a list of holidays has not been announced, or a
// date that a list only estimates.
type Unannounced struct {
	Country, Region, Market, File string // as the calendar names the list

	// Year has not been announced: the calendar uses only the holidays that the
	// list gives for certain. If Date is set, the year is announced and the date is
	// not.
	Year int
	Date date.Date // an estimated date; zero means the whole year
}

// String writes "CN 2027", or "SA 2026-03-20 (estimated)".
func (u Unannounced) String() string {
	name := Holidays{Country: u.Country, Region: u.Region, Market: u.Market, File: u.File}.name()
	if u.Date != 0 {
		return fmt.Sprintf("%s %s (estimated)", name, civil.Format(u.Date))
	}
	return fmt.Sprintf("%s %d", name, u.Year)
}

// Unannounced lists what the calendar's lists of holidays do not know for certain
// between two instants: years that are not announced, and estimated dates of
// announced years. The answer is sorted by year and date. A result that depends on
// such a year or date may change.
func (c Calendar) Unannounced(from, to time.Time) []Unannounced {
	var all []Unannounced
	seen := map[*core]bool{}
	var visit func(*core)
	visit = func(c *core) {
		if c == nil || seen[c] {
			return
		}
		seen[c] = true
		for _, m := range c.source.members() {
			visit(m)
		}
		l, ok := c.source.(*leaf)
		if !ok || !from.Before(to) || len(l.lists) == 0 {
			return
		}
		start, end := l.zone.Day(from.Unix()), l.zone.Day(before(to))
		first, _, _ := zone.Civil(start)
		last, _, _ := zone.Civil(end)
		for _, h := range l.lists {
			for year := max(first, firstYear); year <= min(last, lastYear); year++ {
				holidays, announced := h.list.Year(int(year))
				if !announced {
					all = append(all, Unannounced{h.Country, h.Region, h.Market, h.File, int(year), 0})
					continue
				}
				for _, day := range holidays {
					if on := civil.Day(day.Date); day.Estimated && on >= start && on <= end && day.Date.Year() == int(year) {
						all = append(all, Unannounced{h.Country, h.Region, h.Market, h.File, int(year), day.Date})
					}
				}
			}
		}
	}
	visit(c.core)
	sort.SliceStable(all, func(i, j int) bool {
		a, b := &all[i], &all[j]
		return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Date, b.Date), cmp.Compare(a.String(), b.String())) < 0
	})
	return slices.Compact(all)
}
