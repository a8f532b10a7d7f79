package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/metrics"
)

func writeZabbix(p *availabilityPage, data json.RawMessage) error {
	var c zabbixCase
	if err := decode(data, &c); err != nil {
		return err
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return err
	}
	v := &verdict{}
	spec := availability("Zabbix")
	var calendars map[string]calendar.Spec
	if len(c.Schedule) > 0 {
		week := weekWritten(c.Schedule)
		if _, err := calendar.New(calendar.Spec{Zone: c.Zone, Hours: week}); err != nil {
			return err
		}
		calendars = map[string]calendar.Spec{"hours": {Zone: c.Zone, Hours: week}}
		spec.Calendar = "hours"
	}
	var lines []measured
	created := time.Time{}
	if c.Created != "" {
		created = v.local(c.Created, zone)
	}
	for _, o := range c.Outages {
		from, end := v.local(o[0], zone), "open"
		if from.Before(created) { // before the service existed
			from = created
		}
		if o[1] != "" {
			to := v.local(o[1], zone)
			if end = when(to, from, zone); !from.Before(to) {
				continue
			}
		}
		lines = append(lines, measured{from, "to " + end + " down"})
	}
	for _, e := range c.Excluded {
		from, to := v.local(e[0], zone), v.local(e[1], zone)
		lines = append(lines, measured{from, "to " + when(to, from, zone) + " excluded maintenance"})
	}
	if c.Created != "" {
		spec.Initial = string(metrics.NotMonitored)
		lines = append(lines, measured{created, "up was=not-monitored"})
	}
	if len(v.problems) > 0 {
		return errors.New(strings.Join(v.problems, "; "))
	}
	up, down := c.Expected.Up, c.Expected.Down
	if c.Sound != nil {
		up, down = c.Sound.Up, c.Sound.Down
	}
	w := stretch{from: time.Unix(c.Expected.From, 0), to: time.Unix(c.Expected.To, 0)}
	for _, each := range []struct {
		word string
		n    word
	}{{"up", up}, {"down", down}} {
		n, ok := new(big.Int).SetString(string(each.n), 10)
		if !ok || !n.IsInt64() {
			return fmt.Errorf("%s of %s s", each.word, each.n)
		}
		w.facets = append(w.facets, each.word+" "+length(n.Int64()))
	}
	total, lost, err := twoLengths(up, down)
	if err != nil {
		return err
	}
	switch {
	case c.Sound != nil:
	case c.Expected.SLI == "":
		w.facets = append(w.facets, "attained none")
	default:
		// The figure of the JSON is rounded; the two lengths that make it are exact.
		if total.Sign() == 0 || !printsAs(new(big.Rat).Quo(new(big.Rat).Sub(total, lost), total), c.Expected.SLI) {
			return contradiction("a share of %s, which %s up and %s down do not make", c.Expected.SLI, up, down)
		}
		attained := "attained 0%" // nothing of 24h is nothing of 25h too
		if kept := new(big.Rat).Sub(total, lost); kept.Sign() != 0 {
			attained = fmt.Sprintf("attained %s of %s", secondsText(kept), secondsText(total))
		}
		w.facets = append(w.facets, attained)
	}
	if err := p.windowed(zone, spec, calendars, lines, w); err != nil {
		return err
	}
	every, known := zabbixPeriods[c.Period]
	if !known {
		return fmt.Errorf("period %q", c.Period)
	}
	dates, err := datesOf(w.from, w.to, zone)
	if err != nil {
		return err
	}
	p.line(0, "periods %s", casefile.Name(string(every)))
	p.line(2, "%.10s => %s", c.Contains, dates)
	if c.Sound != nil || total.Sign() == 0 {
		return nil
	}
	// The engine divides what is left by the promise, rounds it away from 0, and gives
	// none above 0 s for a period that ended. The case has what is left.
	goal, err := share(c.SLO)
	if err != nil {
		return err
	}
	left := new(big.Rat).Sub(new(big.Rat).Sub(total, lost), new(big.Rat).Mul(goal, total))
	if given := zabbixBudget(left, goal); given != string(c.Expected.Budget) {
		return contradiction("a budget of %s s; what is left gives %s s", c.Expected.Budget, given)
	}
	p.line(0, "budget %s", c.SLO.percent())
	p.line(2, "%s of %s => left %s", secondsText(new(big.Rat).Sub(total, lost)), secondsText(total), secondsText(left))
	return nil
}

// datesOf writes a stretch of whole dates: its first date, and the date after its last.
// At the end a clock change may skip a date, so the end is counted from the last date.
func datesOf(from, to time.Time, zone *time.Location) (string, error) {
	for _, t := range []time.Time{from, to} {
		if t.In(zone).YearDay() == t.Add(-time.Nanosecond).In(zone).YearDay() {
			return "", contradiction("%s begins no date in %s", t.UTC().Format(time.RFC3339Nano), zone)
		}
	}
	year, month, day := to.Add(-time.Nanosecond).In(zone).Date()
	after := time.Date(year, month, day+1, 0, 0, 0, 0, time.UTC)
	return from.In(zone).Format(time.DateOnly) + " to " + after.Format(time.DateOnly), nil
}

// zabbixBudget is the budget that the engine prints for what is left of it.
func zabbixBudget(left, goal *big.Rat) string {
	if left.Sign() >= 0 || goal.Sign() <= 0 {
		return "0"
	}
	n := new(big.Rat).Quo(left, goal)
	whole, rest := new(big.Int).QuoRem(n.Num(), n.Denom(), new(big.Int))
	if rest.Sign() != 0 {
		whole.Sub(whole, big.NewInt(1))
	}
	return whole.String()
}

// weekWritten writes rows of seconds after Sunday 00:00 as the hours of a week. Rows that
// overlap are one.
func weekWritten(rows [][2]int) calendar.Week {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b [2]int) int { return a[0] - b[0] })
	var apart [][2]int
	for _, row := range rows {
		if n := len(apart); n > 0 && row[0] < apart[n-1][1] {
			apart[n-1][1] = max(apart[n-1][1], row[1])
			continue
		}
		apart = append(apart, row)
	}
	days := map[string][]string{}
	for _, row := range apart {
		for _, group := range strings.Split(string(weekOf(row[0], row[1])), "; ") {
			day, hours, _ := strings.Cut(group, " ")
			days[day] = append(days[day], strings.ReplaceAll(strings.ReplaceAll(hours, ":00-", "-"), ":00,", ","))
		}
	}
	var week []string
	for _, day := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
		if len(days[day]) > 0 {
			week = append(week, day+" "+strings.TrimSuffix(strings.Join(days[day], ","), ":00"))
		}
	}
	return calendar.Week(strings.Join(week, "; "))
}

// writePeriodList asks for the period of the first date and of the periods that follow,
// and for the period of the last date, which ends the list.
func writePeriodList(p *availabilityPage, data json.RawMessage) error {
	var c periodList
	if err := decode(data, &c); err != nil {
		return err
	}
	every, known := zabbixPeriods[c.Period]
	if !known || len(c.Expected) == 0 {
		return fmt.Errorf("period %q", c.Period)
	}
	first := max(c.From, c.Effective)
	p.title(p.id, p.source)
	p.line(0, "periods %s", casefile.Name(string(every)))
	bounds := ""
	for i, name := range c.Expected {
		named, err := periodNamed(name)
		if err != nil {
			return err
		}
		bounds = fmt.Sprintf("%s to %s", civil.Format(named.From()), civil.Format(named.To()))
		p.line(2, "%s + %d => %s", first, i, bounds)
	}
	p.line(2, "%s => %s", c.To, bounds)
	return nil
}
