package main

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/sla"
)

// share is how many of a number of cases met their due time.
type share struct {
	Met   int64       `json:"met"`
	Total int64       `json:"total"`
	Pct   json.Number `json:"pct"`
}

type figures struct {
	Evaluation evaluation `json:"evaluation"`
	Official   attainment `json:"attainment_official"`
	Model      model      `json:"attainment_model"`
	Durations  durations  `json:"durations"`
}

type evaluation struct {
	Rows          int64            `json:"rows"`
	WithTarget    int64            `json:"rows_with_target"`
	WithoutTarget int64            `json:"rows_without_target"`
	Labelled      int64            `json:"labelled_with_target"`
	LabelBlank    int64            `json:"label_blank"`
	FromGiven     map[string]int64 `json:"status_from_given_target"`
	NoTargetMet   bool             `json:"no_target_all_ontime"`
	Reproduction  reproduction     `json:"target_reproduction"`
	FromPredicted map[string]int64 `json:"status_from_predicted_target"`
}

// reproduction compares computed with given due times.
type reproduction struct {
	Of         int64 `json:"of"`
	Types      int   `json:"types"`
	Exact      int64 `json:"exact_second"`
	SameMinute int64 `json:"same_minute"`
	Within60s  int64 `json:"within_60s"`
	Within90s  int64 `json:"within_90s"`
	SameDay    int64 `json:"same_day"`
}

type attainment struct {
	Overall    share            `json:"overall"`
	ClosedOnly share            `json:"closed_only"`
	ByMonth    map[string]share `json:"by_month"`
	Top10      map[string]top   `json:"top10"`
}

// model is the attainment by the due times that the city's rules give.
type model struct {
	Overall share            `json:"overall"`
	ByMonth map[string]share `json:"by_month"`
	Top10   map[string]share `json:"top10"`
}

type top struct {
	Year    share            `json:"year"`
	ByMonth map[string]share `json:"by_month"`
}

type durations struct {
	All       length            `json:"all"`
	Top10     map[string]length `json:"top10"`
	Backwards int64             `json:"excluded_closed_before_opened"`
}

type length struct {
	Cases    int64       `json:"cases"`
	Business json.Number `json:"business_seconds_sum"`
	P50      json.Number `json:"business_seconds_p50"`
	P90      json.Number `json:"business_seconds_p90"`
	P95      json.Number `json:"business_seconds_p95"`
	Elapsed  json.Number `json:"elapsed_seconds_sum"`
}

// figures evaluates all requests once for the year, and tracks each request to compare
// its due times.
func (c *city) figures(requests []sla.Ticket) (*figures, error) {
	result, err := c.agreement.Evaluate(c.period, sla.Facts{Tickets: requests}, c.asOf)
	if err != nil {
		return nil, err
	}
	f := &figures{Evaluation: c.compare(requests)}
	top10 := largest(result, "promised")
	f.Official = attained(result, "promised", top10)
	f.Official.ClosedOnly = sum(result, "promised", func(g sla.Attrs) bool { return g.Get("label") != "" && g.Get("status") == "closed" })
	computed := attained(result, "computed", top10)
	f.Model = model{computed.Overall, computed.ByMonth, map[string]share{}}
	for name, t := range computed.Top10 {
		if t.Year.Total > 0 { // the city has no rule for some types
			f.Model.Top10[name] = t.Year
		}
	}
	f.Durations = lengths(result)
	return f, nil
}

// compare tracks each request and compares the library's verdict and due time with the
// city's.
func (c *city) compare(requests []sla.Ticket) evaluation {
	e := evaluation{FromGiven: map[string]int64{"match": 0, "of": 0}, FromPredicted: map[string]int64{"match": 0, "of": 0}, NoTargetMet: true}
	types := map[string]bool{}
	for i := range requests {
		r := &requests[i]
		label := r.Attrs.Get("label")
		e.Rows++
		if label == "" {
			e.LabelBlank++
		}
		if r.Attrs.Get("target") == "" {
			e.WithoutTarget++
			e.NoTargetMet = e.NoTargetMet && label == word(sla.Met)
			continue
		}
		e.WithTarget++
		readings := c.agreement.Track(r, c.asOf)
		given, _ := readings.Of("promised")
		if label != "" {
			e.Labelled++
			e.FromGiven["of"]++
			if label == word(given.Verdict) {
				e.FromGiven["match"]++
			}
		}
		computed, _ := readings.Of("computed")
		if computed.Within == "none" {
			continue
		}
		types[r.Attrs.Get("type")] = true
		e.Reproduction.count(given.DueAt.In(c.zone), computed.DueAt.In(c.zone))
		if label != "" {
			e.FromPredicted["of"]++
			if label == word(computed.Verdict) {
				e.FromPredicted["match"]++
			}
			e.FromPredicted[label+"->"+word(computed.Verdict)]++
		}
	}
	e.Reproduction.Types = len(types)
	return e
}

// word gives a verdict in the city's words. For the city, an open request that is not
// overdue is on time.
func word(v sla.Verdict) string {
	if v == sla.Missed {
		return "OVERDUE"
	}
	return "ONTIME"
}

func (r *reproduction) count(given, computed time.Time) {
	add := func(n *int64, when bool) {
		if when {
			*n++
		}
	}
	apart := given.Sub(computed).Abs()
	add(&r.Of, true)
	add(&r.Exact, apart == 0)
	add(&r.SameMinute, given.Truncate(time.Minute).Equal(computed.Truncate(time.Minute)))
	add(&r.Within60s, apart < 60*time.Second)
	add(&r.Within90s, apart < 90*time.Second)
	add(&r.SameDay, given.Format(time.DateOnly) == computed.Format(time.DateOnly))
}

// outcomes gives the outcomes of an objective in single periods.
func outcomes(r *sla.Result, objective string) []sla.Outcome {
	var all []sla.Outcome
	for _, o := range r.Outcomes {
		if o.Objective == objective && o.Reason != sla.SumOfPeriods {
			all = append(all, o)
		}
	}
	return all
}

// sum adds up the groups for which counts is true.
func sum(r *sla.Result, objective string, counts func(sla.Attrs) bool) share {
	var s share
	for _, o := range outcomes(r, objective) {
		if len(o.Group) > 0 && counts(o.Group) {
			s.Met += o.Good
			s.Total += o.Total
		}
	}
	return s.rounded()
}

func (s share) rounded() share {
	if s.Total > 0 {
		hundred := decimal.NewFromInt(100 * s.Met)
		s.Pct = json.Number(hundred.DivRound(decimal.NewFromInt(s.Total), 4).StringFixed(4))
	}
	return s
}

// labelled reports whether a group is by label alone and the label is not empty.
func labelled(g sla.Attrs) bool { return len(g) == 1 && g.Get("label") != "" }

// attained gives the shares of the labelled requests.
func attained(r *sla.Result, objective string, types []string) attainment {
	a := attainment{Overall: sum(r, objective, labelled), ByMonth: map[string]share{}, Top10: map[string]top{}}
	for _, t := range types {
		ofType := func(g sla.Attrs) bool { return g.Get("label") != "" && g.Get("type") == t }
		a.Top10[t] = top{Year: sum(r, objective, ofType), ByMonth: map[string]share{}}
	}
	for _, o := range outcomes(r, objective) {
		if o.Group.Get("label") == "" {
			continue
		}
		month := o.Period.String()
		if labelled(o.Group) {
			addTo(a.ByMonth, month, o)
		} else if t, listed := a.Top10[o.Group.Get("type")]; listed {
			addTo(t.ByMonth, month, o)
		}
	}
	return a
}

func addTo(months map[string]share, month string, o sla.Outcome) {
	if o.Total > 0 {
		s := months[month]
		months[month] = share{Met: s.Met + o.Good, Total: s.Total + o.Total}.rounded()
	}
}

// largest lists the ten types with most labelled requests.
func largest(r *sla.Result, objective string) []string {
	cases := map[string]int64{}
	for _, o := range outcomes(r, objective) {
		if t := o.Group.Get("type"); t != "" && o.Group.Get("label") != "" {
			cases[t] += o.Total
		}
	}
	return topTen(cases)
}

func topTen(cases map[string]int64) []string {
	var types []string
	for t := range cases {
		types = append(types, t)
	}
	slices.SortFunc(types, func(a, b string) int { return cmp.Or(cmp.Compare(cases[b], cases[a]), cmp.Compare(a, b)) })
	return types[:min(10, len(types))]
}

// lengths gives the durations of requests.
func lengths(r *sla.Result) durations {
	d := durations{Top10: map[string]length{}}
	cases, byType := map[string]int64{}, map[string]length{}
	set := func(objective string, field func(*length, json.Number)) {
		for _, o := range outcomes(r, objective) {
			seconds := secondsOf(o)
			if t := o.Group.Get("type"); len(o.Group) > 0 {
				l := byType[t]
				l.Cases, cases[t] = o.Total, o.Total
				field(&l, seconds)
				byType[t] = l
			} else {
				d.All.Cases = o.Total
				field(&d.All, seconds)
			}
		}
	}
	set("business-sum", func(l *length, n json.Number) { l.Business = n })
	set("business-p50", func(l *length, n json.Number) { l.P50 = n })
	set("business-p90", func(l *length, n json.Number) { l.P90 = n })
	set("business-p95", func(l *length, n json.Number) { l.P95 = n })
	set("elapsed-sum", func(l *length, n json.Number) { l.Elapsed = n })
	for _, t := range topTen(cases) {
		d.Top10[t] = byType[t]
	}
	for _, f := range r.Findings {
		if f.Code == sla.FindingBackwards && f.Path == "work" {
			d.Backwards++
		}
	}
	return d
}

// secondsOf prints a length in seconds. A sum may be too long for a time.Duration.
func secondsOf(o sla.Outcome) json.Number {
	if !o.Attained.IsValid() {
		return "0"
	}
	return json.Number(o.Attained.Rat().RatString())
}
