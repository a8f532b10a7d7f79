package calendar

import (
	"fmt"
	"strings"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
)

// dates is a key of Closed or Days: one date, a range of dates, or dates of every
// year.
type dates struct {
	first, last int64  // both included: day numbers, or month*32+day if every is set
	every       bool   // dates of every year
	ranged      bool   // written as a range, which may have one date
	name        string // why the dates are closed
}

// rangeMax bounds the dates of one range.
const rangeMax = 3_660

// dates reads "2026-05-02", "2026-08-03..2026-08-14", "12-24" or "12-24..01-01". If
// named is set, a name may follow after a space.
func (l Local) dates(named bool) (dates, error) {
	text, name, has := strings.Cut(string(l), " ")
	if has && !named {
		return dates{}, fault.Because(fault.ErrSyntax, "dates such as 2026-03-31, 2026-08-03..2026-08-14 or 12-24 are needed, with nothing after them")
	}
	d := dates{name: strings.TrimSpace(name)}
	if len(d.name) > 200 {
		return dates{}, fault.Because(fault.ErrRange, "a name has at most 200 bytes")
	}
	from, to, ranged := strings.Cut(text, "..")
	d.ranged = ranged
	var err error
	if d.every = len(from) == len("12-24") && from[2] == '-'; d.every {
		if d.first, err = yearDay(from); err == nil {
			if d.last = d.first; ranged {
				d.last, err = yearDay(to)
			}
		}
		return d, err
	}
	if d.first, err = Local(from).date(); err != nil {
		return d, err
	}
	if d.last = d.first; ranged {
		if d.last, err = Local(to).date(); err != nil {
			return d, err
		}
		switch {
		case d.last < d.first:
			err = fault.Because(fault.ErrRange, "the range ends before it begins")
		case d.last-d.first >= rangeMax:
			err = fault.Because(fault.ErrRange, "a range has at most %d dates", rangeMax)
		}
	}
	return d, err
}

// yearDay reads "12-24" as month*32+day.
func yearDay(text string) (int64, error) {
	if len(text) == 5 && text[2] == '-' {
		month, fine := number(text[:2])
		day, too := number(text[3:])
		lengths := [13]int64{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
		if fine && too {
			if month < 1 || month > 12 || day < 1 || day > lengths[month] {
				return 0, fault.Because(fault.ErrRange, "there is no such date")
			}
			return month*32 + day, nil
		}
	}
	return 0, fault.Because(fault.ErrSyntax, "a date of every year is written 12-24")
}

// yearly is the hours of dates of every year, empty if they are closed.
type yearly struct {
	first, last int64 // month*32+day, both included; if last < first, the dates run over the turn of the year
	hours       []stretch
	closed      bool
	name        string
}

func (y *yearly) has(day int64) bool {
	_, month, date := zone.Civil(day)
	at := month*32 + date
	if y.first <= y.last {
		return at >= y.first && at <= y.last
	}
	return at >= y.first || at <= y.last
}

// everyYear lists the days from first to last to which the spec gives hours for
// every year.
func (l *leaf) everyYear(first, last int64) []dated {
	var days []dated
	if len(l.yearly) == 0 {
		return nil
	}
	for day := first; day <= last; day++ {
		for i := len(l.yearly) - 1; i >= 0; i-- {
			if y := &l.yearly[i]; y.has(day) {
				days = append(days, dated{day: day, hours: y.hours, closed: y.closed, name: y.name})
				break
			}
		}
	}
	return days
}

// text writes the dates for people.
func (y *yearly) text() string {
	write := func(at int64) string { return fmt.Sprintf("%02d-%02d", at/32, at%32) }
	if y.first == y.last {
		return write(y.first)
	}
	return write(y.first) + " to " + write(y.last)
}
