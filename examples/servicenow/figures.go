package main

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// The attributes by which objectives are grouped.
const (
	byPriority = "priority"
	byCategory = "category"
	byRecord   = "made_sla" // the log's own verdict on an incident
)

// figures are the figures of a log. The fields from MadeSLA to Matrix exist only if the
// log has its own verdicts to compare with.
type figures struct {
	Log     string     `json:"log"`
	Period  sla.Period `json:"period"`
	AsOf    time.Time  `json:"as_of"`
	Tickets int        `json:"tickets"`
	Events  int        `json:"events"`

	MadeSLA    *share           `json:"made_sla_overall,omitempty"`
	ByMonth    map[string]share `json:"by_month_opened,omitempty"`
	ByPriority map[string]share `json:"by_priority,omitempty"`
	Top10      map[string]share `json:"top10_categories,omitempty"`
	Rules      map[string]rule  `json:"rules,omitempty"`
	Matrix     *rule            `json:"priority_from_matrix,omitempty"`

	Attainment []attainment            `json:"attainment"`
	Work       work                    `json:"work"`
	Findings   map[sla.FindingCode]int `json:"findings,omitempty"`
}

// share is how many of a number of tickets met their target.
type share struct {
	Met   int64       `json:"met"`
	Total int64       `json:"total"`
	Pct   json.Number `json:"pct,omitempty"`
}

func (s share) plus(met, total int64) share {
	s.Met += met
	s.Total += total
	s.Pct = percent(s.Met, s.Total)
	return s
}

// percent gives the share in percent with four digits after the point, ties to the even
// digit like the published figures; "" if whole is 0.
func percent(part, whole int64) json.Number {
	f := metrics.ShareOf(part, whole).Round(metrics.Rounding{Places: 4, Mode: metrics.HalfEven})
	return json.Number(strings.TrimSuffix(f.Percent(4), "%"))
}

// rule counts how often a rule and the log's own verdict agree.
type rule struct {
	Of        int64            `json:"of"`
	Match     int64            `json:"match"`
	Pct       json.Number      `json:"pct,omitempty"`
	Confusion map[string]int64 `json:"confusion,omitempty"`
}

// count adds n tickets with the verdict of the record and the verdict of the rule.
func (r *rule) count(record, says string, n int64) {
	if n == 0 {
		return
	}
	r.Of += n
	if record == says {
		r.Match += n
	}
	if r.Confusion == nil {
		r.Confusion = map[string]int64{}
	}
	r.Confusion[record+"->"+says] += n
	r.Pct = percent(r.Match, r.Of)
}

// attainment is the attainment of an objective, overall and per priority, with months.
type attainment struct {
	Objective  string            `json:"objective"`
	Title      string            `json:"title"`
	MonthsMet  int               `json:"months_met"`
	Months     int               `json:"months_judged"`
	Overall    months            `json:"overall"`
	ByPriority map[string]months `json:"by_priority"`
}

type months struct {
	share
	ByMonth map[string]share `json:"by_month"`
}

func (m months) plus(month string, met, total int64) months {
	if m.ByMonth == nil {
		m.ByMonth = map[string]share{}
	}
	m.share = m.share.plus(met, total)
	m.ByMonth[month] = m.ByMonth[month].plus(met, total)
	return m
}

// figures evaluates all tickets once, for the months in which tickets were opened, as
// of the last event of the log.
func (d *desk) figures(tickets []sla.Ticket) (*figures, error) {
	period, asOf := d.span(tickets)
	f := &figures{Log: d.name, Period: period, AsOf: asOf, Tickets: len(tickets)}
	for i := range tickets {
		f.Events += len(tickets[i].Events)
	}
	result, err := d.agreement.Evaluate(period, sla.Facts{Tickets: tickets}, asOf)
	if err != nil {
		return nil, err
	}
	for o := range d.agreement.Objectives(asOf) {
		switch {
		case o.Metric == nil:
			f.Attainment = append(f.Attainment, attained(result, o))
			if slices.Contains(o.By, byRecord) {
				f.compare(result, o)
			}
		case slices.Contains(o.By, byRecord):
			f.record(result, o)
		}
	}
	f.Work = worked(result)
	if d.agreement.Spec().Priority != nil {
		f.Matrix = d.matrix(tickets)
	}
	if len(result.Findings) > 0 {
		f.Findings = map[sla.FindingCode]int{}
		for _, finding := range result.Findings {
			f.Findings[finding.Code]++
		}
	}
	return f, nil
}

// span gives the months in which tickets were opened, and the latest instant of
// the log.
func (d *desk) span(tickets []sla.Ticket) (sla.Period, time.Time) {
	var first, last, latest time.Time
	for i := range tickets {
		var opened time.Time
		for _, e := range tickets[i].Events {
			if !e.At.IsZero() && (opened.IsZero() || e.At.Before(opened)) {
				opened = e.At
			}
			if e.At.After(latest) {
				latest = e.At
			}
		}
		if opened.IsZero() {
			continue
		}
		if first.IsZero() || opened.Before(first) {
			first = opened
		}
		if opened.After(last) {
			last = opened
		}
	}
	return sla.Dates(monthOf(first.In(d.zone)).From(), monthOf(last.In(d.zone)).To()), latest
}

func monthOf(t time.Time) sla.Period {
	y, m, _ := date.NewAt(t).Date()
	return sla.Month(y, m)
}

// outcomes gives the outcomes of an objective in single months that have tickets.
func outcomes(r *sla.Result, objective string) []sla.Outcome {
	var all []sla.Outcome
	for _, o := range r.Outcomes {
		if o.Objective == objective && o.Reason != sla.SumOfPeriods && o.Total+o.Open > 0 {
			all = append(all, o)
		}
	}
	return all
}

// attained gives the attainment of an objective that the library judged.
func attained(r *sla.Result, objective sla.Objective) attainment {
	a := attainment{Objective: objective.ID, Title: objective.Title, ByPriority: map[string]months{}}
	for _, o := range outcomes(r, objective.ID) {
		priority, month := o.Group.Get(byPriority), o.Period.String()
		switch {
		case len(o.Group) == 0:
			a.Overall = a.Overall.plus(month, o.Good, o.Total)
			if o.Verdict == sla.Met {
				a.MonthsMet++
			}
			if o.Verdict == sla.Met || o.Verdict == sla.Missed {
				a.Months++
			}
		case priority != "":
			a.ByPriority[priority] = a.ByPriority[priority].plus(month, o.Good, o.Total)
		}
	}
	return a
}

// compare compares the verdicts of a rule with the log's own. The tickets are grouped by
// the log's verdict; in each group, Good counts the tickets that met the rule.
func (f *figures) compare(r *sla.Result, objective sla.Objective) {
	var says rule
	for _, o := range outcomes(r, objective.ID) {
		if record := o.Group.Get(byRecord); record != "" {
			says.count(record, "true", o.Good)
			says.count(record, "false", o.Total-o.Good)
		}
	}
	if f.Rules == nil {
		f.Rules = map[string]rule{}
	}
	f.Rules[objective.Title] = says
}

// record counts the log's own verdicts, by which the tickets are grouped.
func (f *figures) record(r *sla.Result, objective sla.Objective) {
	a := attainment{Objective: objective.ID, Title: objective.Title, ByPriority: map[string]months{}}
	categories := map[string]share{}
	for _, o := range outcomes(r, objective.ID) {
		month, met := o.Period.String(), int64(0)
		if o.Group.Get(byRecord) == "true" {
			met = o.Total
		}
		priority, category := o.Group.Get(byPriority), o.Group.Get(byCategory)
		switch {
		case len(o.Group) == 0:
		case priority != "":
			a.ByPriority[priority] = a.ByPriority[priority].plus(month, met, o.Total)
		case category != "":
			categories[category] = categories[category].plus(met, o.Total)
		case len(o.Group) == 1:
			a.Overall = a.Overall.plus(month, met, o.Total)
		}
	}
	f.Attainment = append(f.Attainment, a)
	f.MadeSLA, f.ByMonth, f.ByPriority, f.Top10 = &a.Overall.share, a.Overall.ByMonth, map[string]share{}, map[string]share{}
	for priority, m := range a.ByPriority {
		f.ByPriority[priority] = m.share
	}
	names := slices.Collect(maps.Keys(categories))
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(categories[b].Total, categories[a].Total), cmp.Compare(a, b))
	})
	for _, name := range names[:min(10, len(names))] {
		f.Top10[name] = categories[name]
	}
}

// matrix counts the tickets whose priority follows from impact and urgency.
func (d *desk) matrix(tickets []sla.Ticket) *rule {
	var r rule
	for i := range tickets {
		attrs := tickets[i].Attrs
		r.Of++
		if d.agreement.Priority(attrs.Get("impact"), attrs.Get("urgency"), time.Time{}) == attrs.Get(byPriority) {
			r.Match++
		}
	}
	r.Pct = percent(r.Match, r.Of)
	return &r
}
