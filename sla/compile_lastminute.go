package sla

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
)

// lastMinutes reports hours that close in the last minute of a day. Tools without
// 24:00 make people write 23:59; here a minute of each day is then closed, and the
// next day begins with an opening.
func (c *compiler) lastMinutes(f flat) {
	for _, name := range slices.Sorted(maps.Keys(f.Calendars)) {
		spec := f.Calendars[name]
		at := func(field string) string { return fault.Join(f.path("calendars."+name), field) }
		c.lastMinute(name, at("hours"), string(spec.Hours), closesEarly(spec.Hours.Canonical))
		for i, rota := range spec.Rotas {
			for j, week := range rota.Weeks {
				c.lastMinute(name, at(fmt.Sprintf("rotas[%d].weeks[%d]", i, j)), string(week), closesEarly(week.Canonical))
			}
			for j, day := range rota.Days {
				c.lastMinute(name, at(fmt.Sprintf("rotas[%d].days[%d]", i, j)), string(day), closesEarly(day.Canonical))
			}
		}
		c.lastMinuteOfDates(name, at("days"), spec.Days)
		for i, v := range spec.Versions {
			version := at(fmt.Sprintf("versions[%d]", i))
			c.lastMinute(name, version+".hours", string(v.Hours), closesEarly(v.Hours.Canonical))
			c.lastMinuteOfDates(name, version+".days", v.Days)
		}
	}
}

func (c *compiler) lastMinuteOfDates(name, path string, days map[calendar.Local]calendar.Hours) {
	for _, day := range slices.Sorted(maps.Keys(days)) {
		c.lastMinute(name, fmt.Sprintf("%s[%q]", path, day), string(days[day]), closesEarly(days[day].Canonical))
	}
}

func (c *compiler) lastMinute(name, path, text string, early func() bool) {
	if !strings.Contains(text, "23:59") || !early() {
		return
	}
	if found := (Finding{FindingLastMinute, name, path, text}); !slices.Contains(c.a.findings, found) {
		c.a.findings = append(c.a.findings, found)
	}
}

// closesEarly asks whether hours, whose canonical form joins stretches that meet,
// have a stretch that closes in the last minute of the day.
func closesEarly[T calendar.Week | calendar.Hours](canonical func() (T, error)) func() bool {
	return func() bool {
		text, err := canonical()
		return err == nil && strings.Contains(string(text), "-23:59")
	}
}
