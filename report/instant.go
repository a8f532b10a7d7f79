package report

import (
	"fmt"
	"time"
)

// instant writes a time in the page's zone: weekday, date and time of day, with seconds
// and fractions only if they are not 0. A time of day that occurs twice, because clocks
// go back, has its offset. The last nanosecond of a day is written as the end of the
// day.
func (p *page) instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(p.zone)
	return fmt.Sprintf(p.words.moment, p.words.day(t), p.timeOfDay(t))
}

// zoneBeside names the zone of the page, and the agreement's zone if that differs.
func (p *page) zoneBeside(agreement string) string {
	zone := p.zone.String()
	if agreement != "" && agreement != zone {
		return fmt.Sprintf(p.words.head.otherZone, zone, agreement)
	}
	return zone
}

// until writes the end of a stretch; only the time if it ends on the day of its start.
func (p *page) until(from, to time.Time) string {
	from, to = from.In(p.zone), to.In(p.zone)
	if y, m, d := from.Date(); !from.IsZero() && !to.IsZero() {
		if year, month, day := to.Date(); y == year && m == month && d == day {
			return p.timeOfDay(to)
		}
	}
	return p.instant(to)
}

func (p *page) timeOfDay(t time.Time) string {
	if next := t.Add(1); next.Day() != t.Day() {
		return p.words.endOfDay
	}
	layout := "15:04"
	if t.Second() != 0 || t.Nanosecond() != 0 {
		layout = "15:04:05.999999999"
	}
	if shownTwice(t) {
		layout += " -07:00"
	}
	return t.Format(layout)
}

// shownTwice reports whether local clocks show t's time of day at another instant too.
func shownTwice(t time.Time) bool {
	_, offset := t.Zone()
	from, to := t.ZoneBounds()
	if !from.IsZero() {
		_, before := from.Add(-1).Zone()
		if t.Sub(from) < time.Duration(before-offset)*time.Second {
			return true
		}
	}
	if !to.IsZero() {
		_, after := to.Zone()
		return to.Sub(t) <= time.Duration(offset-after)*time.Second
	}
	return false
}
