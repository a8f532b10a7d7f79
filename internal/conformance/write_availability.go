package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// availabilityPage is a file of cases of availability.
type availabilityPage struct {
	*sheet
	id, source string
	figures    map[string][]tableRow // rows of tables without an agreement, by the table
	section    json.RawMessage       // the section of the file that has the list of the entry
	skip       func(expectation, why string, args ...any)
}

func writeAvailability(dir fs.FS, c *corpus) error {
	figures := map[string][]tableRow{}
	pages := map[string]*sheet{}
	one := func(file, list, page, about string, write func(p *availabilityPage, data json.RawMessage) error) error {
		data, err := fs.ReadFile(dir, file)
		var top struct {
			Source string `json:"source"`
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			err = json.Unmarshal(data, &top)
		}
		if err != nil {
			return err
		}
		if pages[page] == nil {
			pages[page] = c.file("availability/"+page+".case", about)
			if top.Source != "" {
				pages[page].line(0, "# Source: %s", strings.ReplaceAll(top.Source, "\n", " "))
			}
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(data, &members); err != nil {
			return err
		}
		var section struct{ Source string }
		name, _, nested := strings.Cut(list, "/")
		if nested {
			_ = json.Unmarshal(members[name], &section) // a section that is no object has no entries
		}
		return entries(dir, list, func(from string, data json.RawMessage) error {
			if from != file {
				return nil
			}
			var head struct {
				Name, ID, Source string
				Period           word
				Target           word `json:"target_percent"`
			}
			if err := json.Unmarshal(data, &head); err != nil {
				return err
			}
			p := &availabilityPage{sheet: pages[page], figures: figures, section: members[name], id: head.Name + head.ID, source: cmp.Or(head.Source, section.Source)}
			switch {
			case p.id != "":
			case head.Target != "":
				p.id = strings.TrimSpace(head.Target.percent() + " " + string(head.Period))
			case head.Source != "":
				p.id = head.Source
			case unnamed[list] != nil:
				p.id = unnamed[list](data)
			}
			entry := entryOf("availability", file, p.id)
			p.skip = func(expectation, why string, args ...any) { c.skip(entry, expectation, why, args...) }
			before := p.sheet.String()
			if err := write(p, data); err != nil {
				p.sheet.Reset()
				p.sheet.WriteString(before)
				p.skip("-", "%v", err)
				return nil
			}
			c.said[entry] = true
			return nil
		})
	}
	for _, list := range []struct {
		file, list, page, about string
		write                   func(p *availabilityPage, data json.RawMessage) error
	}{
		{icingaFile, "cases", "icinga", "Availability: SLA reports of Icinga DB, and the sound answer where its answer hides something.", writeIcinga},
		{nagiosFile, "cases", "nagios", "Availability: reports of Nagios and Thruk.", writeNagios},
		{"zabbix_sli.json", "cases", "zabbix", "Availability: indicators of Zabbix services.", writeZabbix},
		{"zabbix_sli.json", "period_lists", "zabbix", "", writePeriodList},
		{"quality_metrics.json", "cases", "surveys", "Scores of surveys and of speech.", writeQuality},
		{"composite.json", "cases", "figures", "Figures of availability: percentiles, allowances, composed shares.", writeComposite},
		{"allowances.json", "computed", "figures", "", writeAllowance},
		{"interval_definitions.json", "cases", "intervals", "Availability: definitions of published service levels.", writeInterval},
		{enginesFile, "error_budget_examples", "figures", "", writeErrorBudget},
		{enginesFile, "budgeting_methods", "engines", "Objectives as other engines measure them, and the sound answer where an engine hides something.", writeBudgeting},
		{enginesFile, "slo_generator/cases", "engines", "", writeSLO},
		{enginesFile, "slo_generator/rounding_probe", "figures", "", writeRounding},
		{enginesFile, "kibana_sli/cases", "engines", "", writeKibana},
		{enginesFile, "burn_rate_windows/engines", "figures", "", writeBurnEngine},
		{enginesFile, "burn_rate_windows/budget_consumed", "figures", "", writeBudgetEaten},
	} {
		if err := one(list.file, list.list, list.page, list.about, list.write); err != nil {
			return err
		}
	}
	s := c.file("availability/figures.case", "")
	for _, name := range slices.Sorted(maps.Keys(figures)) {
		s.title(name)
		verb, of, _ := strings.Cut(name, " ")
		for i := range figures[name] {
			figures[name][i].verb = verb
		}
		s.tables(of, figures[name])
	}
	return nil
}

func (p *availabilityPage) row(table, input, answer string) {
	p.figures[table] = append(p.figures[table], tableRow{input: input, answer: answer, id: p.id, remark: p.source})
}

// measured is one line below a service, at its instant.
type measured struct {
	at   time.Time
	text string
}

// mark is a state from an instant on. was is the state before it, or "" if nobody says.
type mark struct {
	at         time.Time
	state, was string
}

// marked writes states. Those of one instant have the numbers of their order.
func marked(marks []mark) (lines []measured) {
	at := map[time.Time]int{}
	for _, m := range marks {
		at[m.at]++
	}
	for i, m := range marks {
		text := casefile.Name(m.state)
		if m.was != "" {
			text += " was=" + casefile.Name(m.was)
		}
		if at[m.at] > 1 {
			text += fmt.Sprintf(" #%d/%d", i+1, i+1)
		}
		lines = append(lines, measured{m.at, text})
	}
	return lines
}

// windowed writes a case with one availability and what is asked of a window.
func (p *availabilityPage) windowed(zone *time.Location, spec metrics.Availability, calendars map[string]calendar.Spec, lines []measured, windows ...stretch) error {
	p.title(p.id, p.source)
	if err := p.agreement("", sla.Spec{ID: "case", Zone: zone.String(), Calendars: calendars, Objectives: []sla.Objective{
		{ID: "service", Metric: spec, Period: sla.Monthly},
	}}); err != nil {
		return err
	}
	if _, err := (sla.Sources{}).New(sla.Spec{ID: "case", Zone: zone.String(), Calendars: calendars, Objectives: []sla.Objective{
		{ID: "service", Metric: spec, Period: sla.Monthly},
	}}); err != nil {
		return err
	}
	if len(lines) > 0 {
		p.line(0, "service %s", spec.Of)
	}
	slices.SortStableFunc(lines, func(a, b measured) int { return a.at.Compare(b.at) })
	var before time.Time
	for _, l := range lines {
		p.line(2, "%s  %s", when(l.at, before, zone), l.text)
		before = l.at
	}
	for _, w := range windows {
		p.line(0, "window %s to %s", when(w.from, time.Time{}, zone), when(w.to, w.from, zone))
		p.line(2, "=> service: %s", strings.Join(w.facets, ", "))
	}
	return nil
}

type stretch struct {
	from, to time.Time
	facets   []string
}

// twoLengths reads two numbers of seconds, and adds them.
func twoLengths(up, down word) (total, lost *big.Rat, err error) {
	total, err = number(up)
	if err != nil {
		return nil, nil, err
	}
	lost, err = number(down)
	if err != nil {
		return nil, nil, err
	}
	return total.Add(total, lost), lost, nil
}

// printsAs reports whether a share in percent, rounded to the places of a figure, is the
// figure.
func printsAs(share *big.Rat, figure word) bool {
	_, places, _ := strings.Cut(string(figure), ".")
	given, err := number(figure)
	if err != nil {
		return false
	}
	percent := new(big.Rat).Mul(share, big.NewRat(100, 1))
	places = percent.FloatString(max(len(places), 10))
	printed, _ := new(big.Rat).SetString(places)
	return printed.Cmp(given) == 0
}

// secondsText writes a number of seconds as a length to the nanosecond.
func secondsText(seconds *big.Rat) string {
	nanoseconds := new(big.Rat).Mul(seconds, big.NewRat(int64(time.Second), 1))
	if !nanoseconds.IsInt() || !nanoseconds.Num().IsInt64() {
		return seconds.RatString() + "s" // finer than a nanosecond
	}
	return exactLength(time.Duration(nanoseconds.Num().Int64()))
}

var begin2026 = time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)

// shareText writes a share exactly: 99.95%, or 1/3.
func shareText(r *big.Rat) string {
	if text := percentOfShare(r); strings.HasSuffix(text, "%") {
		return text
	}
	return r.RatString()
}

// measured writes what was measured of a service, in the order of its instants.
func (p *availabilityPage) measured(of string, lines []measured) {
	if len(lines) == 0 {
		return
	}
	p.line(0, "service %s", of)
	slices.SortStableFunc(lines, func(a, b measured) int { return a.at.Compare(b.at) })
	var before time.Time
	for _, l := range lines {
		p.line(2, "%s  %s", when(l.at, before, time.UTC), l.text)
		before = l.at
	}
}

func writeAllowance(p *availabilityPage, data json.RawMessage) error {
	var c allowanceCase
	if err := decode(data, &c); err != nil {
		return err
	}
	v := &verdict{}
	whole := v.length(c.Minutes, 60)
	if v.unsupported != "" {
		return errors.New(v.unsupported)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Asked)) {
		unit := int64(1)
		switch strings.TrimSuffix(name, "_exact") {
		case "allowed_downtime_seconds":
		case "allowed_downtime_minutes":
			unit = 60
		default:
			p.skip(name, "an unknown unit")
			continue
		}
		allowed, err := number(c.Asked[name])
		if err != nil {
			return err
		}
		p.row("allowance "+c.Target.percent(), exactLength(whole), secondsText(allowed.Mul(allowed, big.NewRat(unit, 1))))
	}
	return nil
}
