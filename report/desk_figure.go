package report

import (
	"fmt"
	"time"
)

// Bounds of the picture of what runs out.
const (
	aheadMarksMost = 20
	aheadDaysMost  = 62
)

// aheadFigure draws when clocks run out and promises are missed. The service hours are
// shaded if the clocks run on a single calendar. A stretch of more than two months has no
// picture; the table has every row.
func (d *desk) aheadFigure(all []ending) {
	if len(all) == 0 || d.until.Sub(d.now) > aheadDaysMost*24*time.Hour {
		return
	}
	p := aheadPicture{named: named{name: fmt.Sprintf(d.w.ahead, d.duration(d.until.Sub(d.now)))}, timeScale: timeScale{d.now, d.until}}
	for _, e := range all[:min(len(all), aheadMarksMost)] {
		p.marks = append(p.marks, aheadMark{e.at, e.name, red})
	}
	note := ""
	if name := d.hours(); name != "" {
		hours, _ := d.a.Calendar(name)
		for from, to := range hours.Segments(d.now, d.until) {
			p.open = append(p.open, timePart{from: from, to: to})
		}
		note = fmt.Sprintf(d.w.hoursOf, d.calendar(name))
	}
	p.ticks = append(p.ticks, instantTick{d.now, d.w.nowTick})
	days := int(d.until.Sub(d.now)/(24*time.Hour)) + 1
	year, month, day := d.now.In(d.zone).Date()
	for i := 1; i <= days; i += (days + 4) / 5 {
		if at := time.Date(year, month, day+i, 0, 0, 0, 0, d.zone); at.Before(d.until) {
			p.ticks = append(p.ticks, instantTick{at, fmt.Sprintf(d.words.onWeekday, d.words.weekdays[at.Weekday()], at.Format(d.words.page.dayLayout))})
		}
	}
	d.figure(figure{title: d.w.picture, note: note, picture: p})
}

// hours names the calendar of the clocks that run out, if they have one and the same.
func (d *desk) hours() (name string) {
	for _, c := range d.clocks {
		if c.state != runningClock || c.reading.Calendar == "" || c.reading.Calendar == "24x7" {
			continue
		}
		if name != "" && name != c.reading.Calendar {
			return ""
		}
		name = c.reading.Calendar
	}
	return name
}
