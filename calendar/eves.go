package calendar

import (
	"sort"
	"time"

	"github.com/upheld/upheld/internal/fault"
)

// Eves shortens a day before each holiday of the lists in Holidays.
//
//	Eves{On: LastOpening, Hours: "08:00-12:00"} // open at most from 8 to 12
//	Eves{On: DayBefore, Less: "1h"}             // closes an hour earlier
//
// The zero Eves shortens no day. A date in Closed or Days, and a date that is
// itself a holiday, is not shortened. A holiday to which Days gives hours has no
// eve.
type Eves struct {
	On    EveDay `json:"on,omitempty"`
	Hours Hours  `json:"hours,omitempty"` // the hours of the eve, within the day's own hours
	Less  string `json:"less,omitempty"`  // a length such as "1h" that the day closes earlier; below 24h
}

// EveDay says which day before a holiday is its eve. The eve of a Monday holiday
// may be the Sunday or the Friday.
type EveDay string

// DayBefore is the date before the holiday. LastOpening is the last date before the
// holiday that has hours, at most 14 days earlier.
const (
	DayBefore   EveDay = "day-before"
	LastOpening EveDay = "last-opening"
)

// evesReach is how many days before a holiday its eve can lie.
const evesReach = 14

// eves is Eves as compiled.
type eves struct {
	on    EveDay
	hours []stretch
	less  int64
}

func (r *reader) eves(e Eves, lists int) eves {
	if e == (Eves{}) {
		return eves{}
	}
	made := eves{on: e.On}
	switch e.On {
	case DayBefore, LastOpening:
	case "":
		r.problems.Addf("eves.on", "", fault.ErrMissing, "say which day is the eve of a holiday on a Monday: day-before (the Sunday) or last-opening (the Friday)")
	default:
		r.problems.Add("eves.on", string(e.On), fault.NotOneOf(string(e.On), string(DayBefore), string(LastOpening)))
	}
	switch {
	case e.Hours != "" && e.Less != "":
		r.problems.Addf("eves.less", e.Less, fault.ErrConflict, "write hours, or less")
	case e.Hours != "":
		hours, err := e.Hours.parse()
		r.problems.Add("eves.hours", string(e.Hours), err)
		made.hours = hours
	case e.Less != "":
		d, err := time.ParseDuration(e.Less)
		switch {
		case err != nil:
			err = fault.Because(fault.ErrSyntax, "a length such as 1h or 1h30m is needed")
		case d <= 0 || d >= 24*time.Hour || d%time.Second != 0:
			err = fault.Because(fault.ErrRange, "whole seconds below 24h are needed")
		}
		r.problems.Add("eves.less", e.Less, err)
		made.less = int64(d / time.Second)
	default:
		r.problems.Addf("eves.hours", "", fault.ErrMissing, "write the hours of an eve, or less, such as 1h, to close it earlier")
	}
	if lists == 0 {
		r.problems.Addf("eves", "", fault.ErrConflict, "the calendar has no list of holidays")
	}
	return made
}

// withEves adds the eves of listed holidays between two days to the exceptions in
// days, which are sorted.
func (l *leaf) withEves(days []dated, first, last int64) []dated {
	at := func(day int64) (dated, bool) {
		i := sort.Search(len(days), func(i int) bool { return days[i].day >= day })
		if i < len(days) && days[i].day == day {
			return days[i], true
		}
		return dated{}, false
	}
	made := map[int64]dated{}
	for _, h := range l.listed(first, last) {
		if d, _ := at(h.day); !h.closed || h.part || len(d.hours) > 0 {
			continue // part of a day, a make-up workday, or a holiday that the spec opens
		}
		eve := h.day - 1
		var hours, off []stretch
		var known bool
		for ; ; eve-- {
			var d dated
			if d, known = at(eve); known {
				hours = d.hours
				off = d.off
				known = !(d.listed && d.part) // part of the day is closed, and the rest may be an eve
			} else {
				hours, off = l.ordinary(eve), nil
			}
			if l.eves.on == DayBefore || len(hours) > 0 || eve <= h.day-evesReach {
				break
			}
		}
		if _, done := made[eve]; done || known || len(hours) == 0 || eve < first {
			continue // the nearer of two holidays names the eve
		}
		short := l.eves.shorten(hours)
		made[eve] = dated{day: eve, hours: short, closed: len(short) == 0, short: true, off: off, name: "eve of " + h.name}
	}
	if len(made) == 0 {
		return days
	}
	kept := make([]dated, 0, len(days)+len(made))
	for _, d := range days {
		if _, eve := made[d.day]; !eve {
			kept = append(kept, d)
		}
	}
	for _, d := range made {
		kept = append(kept, d)
	}
	sort.SliceStable(kept, func(i, j int) bool { return kept[i].day < kept[j].day })
	return kept
}

func (e *eves) shorten(hours []stretch) []stretch {
	if e.less == 0 {
		closed := []stretch{{0, 2 * secondsOfDay}}
		return withoutHours(hours, withoutHours(closed, e.hours))
	}
	short := append([]stretch(nil), hours...)
	for less := e.less; less > 0 && len(short) > 0; {
		last := &short[len(short)-1]
		if length := last.to - last.from; length <= less {
			less, short = less-length, short[:len(short)-1]
			continue
		}
		last.to -= less
		break
	}
	return short
}
