package main

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/design"
	"github.com/upheld/upheld/metrics"
)

type qualityCase struct {
	Name, Family, Method, Formula string

	Inputs       qualityInputs `json:"inputs"`
	Threshold    word          `json:"threshold_s"` // the meaning of "within"
	Published    any           `json:"published"`   // whether the source prints the answer
	PublishedAs  word          `json:"published_percent"`
	RoundedFirst word          `json:"difference_of_rounded"` // a wrong answer that the library must not give
	asked
}

type qualityInputs struct {
	// Calls; one source abbreviates.
	Offered         *int64 `json:"offered"`
	Answered        *int64 `json:"answered"`
	AnsweredWithin  int64  `json:"answered_within"`
	AnsweredAfter   int64  `json:"answered_after"`
	Abandoned       *int64 `json:"abandoned"`
	AbandonedWithin int64  `json:"abandoned_within"`
	AbandonedAfter  int64  `json:"abandoned_after"`
	AbandonedShort  int64  `json:"abandoned_within_5s"`
	Reached         int64  `json:"reached_threshold"`
	AN              int64  `json:"AN"`
	AB              int64  `json:"AB"`
	AnAfter         int64  `json:"An_after"`
	AbAfter         int64  `json:"Ab_after"`

	Promoters  word           `json:"promoters_percent"`
	Passives   word           `json:"passives_percent"` // the rest
	Detractors word           `json:"detractors_percent"`
	Scores     map[word]int64 `json:"scores"`

	Values []word `json:"values"`
	P      word   `json:"p"`

	Cases       int64 `json:"cases_ordered"`
	CasesOnTime int64 `json:"cases_on_time_in_full"`
	Orders      []struct {
		Lines []struct {
			Ordered   int64 `json:"ordered"`
			Delivered int64 `json:"delivered"`
			OnTime    bool  `json:"on_time"`
		} `json:"lines"`
	} `json:"orders"`

	R word `json:"R"`

	Contacts      int64 `json:"contacts"`
	ResolvedFirst int64 `json:"resolved_first"`
	Reopened      int64 `json:"reopened_within_window"`
	NotEligible   int64 `json:"not_eligible"`

	Uptime   word  `json:"uptime_hours"`
	Failures int64 `json:"failures"`
	Repair   word  `json:"repair_hours"`
}

func (c qualityCase) run(v *verdict) {
	run, known := map[string]func(qualityCase, *verdict){
		"call_centre_service_level": qualityCase.calls,
		"nps":                       qualityCase.nps,
		"csat":                      qualityCase.csat,
		"mos":                       qualityCase.mos,
		"percentile":                qualityCase.percentile,
		"otif":                      qualityCase.otif,
		"first_contact_resolution":  qualityCase.contacts,
		"reliability":               qualityCase.reliability,
	}[c.Family]
	if !known {
		v.skip("family %q", c.Family)
		return
	}
	run(c, v)
}

// listed compares figures by name.
func (c qualityCase) listed(v *verdict, given map[string]metrics.Figure) {
	c.figures(v, func(name string) (metrics.Figure, bool) {
		f, known := given[name]
		return f, known
	})
}

// abandons reads the policy from a case's name, as the cases define it.
func (c qualityCase) abandons() (metrics.Abandons, bool) {
	for _, way := range []struct {
		words  []string
		policy metrics.Abandons
	}{
		{[]string{"short", "met"}, metrics.ShortMet},
		{[]string{"short", "removed"}, metrics.ShortRemoved},
		{[]string{"answered", "only"}, metrics.AnsweredOnly},
		{[]string{"simple"}, cisco("simple")},
		{[]string{"against"}, metrics.AllAgainst},
		{[]string{"negative"}, cisco("negative")},
		{[]string{"ignore"}, cisco("ignored")},
		{[]string{"within", "met"}, metrics.WithinMet},
		{[]string{"positive"}, cisco("positive")},
	} {
		if !slices.ContainsFunc(way.words, func(w string) bool { return !strings.Contains(c.Name, w) }) {
			return way.policy, true
		}
	}
	// One formula is written out.
	return metrics.WithinMet, strings.HasPrefix(c.Formula, "((AN+AB)-(An+Ab))/(AN+AB)")
}

func cisco(way string) metrics.Abandons {
	return policies["Cisco ICM, "+way].(metrics.Share).Abandons
}

// tally adds up the calls of a case, from totals or from parts if a total is
// missing.
func (in qualityInputs) tally() metrics.Calls {
	var day metrics.Calls
	day.Add(metrics.Calls{AnsweredWithin: in.AnsweredWithin, AbandonedWithin: in.AbandonedWithin, AbandonedShort: in.AbandonedShort})
	if in.Answered != nil {
		day.Add(metrics.Calls{Answered: *in.Answered})
	} else {
		day.Add(metrics.Calls{Answered: in.AnsweredWithin})
		day.Add(metrics.Calls{Answered: in.AnsweredAfter})
	}
	switch {
	case in.Abandoned != nil:
		day.Add(metrics.Calls{Abandoned: *in.Abandoned})
	case in.Offered != nil:
		day.Add(metrics.Calls{Abandoned: *in.Offered})
		day.Remove(metrics.Calls{Abandoned: day.Answered})
	default: // all that reached the threshold
		day.Add(metrics.Calls{Abandoned: in.AbandonedWithin})
		day.Add(metrics.Calls{Abandoned: in.AbandonedAfter})
		day.Add(metrics.Calls{Abandoned: in.Reached})
	}
	day.Add(metrics.Calls{Answered: in.AN, AnsweredWithin: in.AN, Abandoned: in.AB, AbandonedWithin: in.AB})
	day.Remove(metrics.Calls{AnsweredWithin: in.AnAfter, AbandonedWithin: in.AbAfter})
	return day
}

func (c qualityCase) calls(v *verdict) {
	day := c.Inputs.tally()
	policy, known := c.abandons()
	if !known && day != (metrics.Calls{}) { // without calls all policies agree
		v.skip("policy of %q", c.Name)
		return
	}
	f, _ := day.Count(policy).Figure(0)
	c.listed(v, map[string]metrics.Figure{"expected_percent": points(f)})
	if c.PublishedAs != "" {
		v.digits("as published", points(f), c.PublishedAs)
	}
}

// scores fills a tally with answers.
func (c qualityCase) scores(v *verdict) *metrics.Samples {
	var answers metrics.Samples
	for score, n := range c.Inputs.Scores {
		if n == 0 {
			continue // nobody gave this answer
		}
		d, err := decimal.NewFromString(string(score))
		if !v.ok(err) || !v.ok(answers.Add(d, n)) {
			break
		}
	}
	return &answers
}

func (v *verdict) score(spec metrics.Score, answers *metrics.Samples) metrics.Figure {
	rules, err := spec.Rules()
	if !v.ok(err) {
		return metrics.Figure{}
	}
	f, _ := rules.Score(answers, 0)
	return f
}

func (c qualityCase) nps(v *verdict) {
	f := v.score(scoring("net promoter score"), c.scores(v))
	if c.Inputs.Promoters != "" && c.Inputs.Detractors != "" {
		promoters, err := metrics.Percent(c.Inputs.Promoters.percent()).Share()
		v.ok(err)
		detractors, err := metrics.Percent(c.Inputs.Detractors.percent()).Share()
		v.ok(err)
		f = design.NetPromoterScore(metrics.ShareOfRat(promoters), metrics.ShareOfRat(detractors))
	}
	rounded := f.Round(metrics.Rounding{})
	if c.RoundedFirst != "" && c.RoundedFirst != c.Asked["rounded_difference"] {
		v.same("is the difference of rounded shares", rounded.Equal(v.number(c.RoundedFirst)), false)
	}
	c.listed(v, map[string]metrics.Figure{"expected": f, "rounded_difference": rounded})
}

func (c qualityCase) csat(v *verdict) {
	top := scoring("customer satisfaction, top two")
	mean := top
	mean.Kind, mean.Top = metrics.MeanScore, ""
	share := points(v.score(top, c.scores(v)))
	c.listed(v, map[string]metrics.Figure{"expected_percent": share, "top2_percent": share, "mean": v.score(mean, c.scores(v))})
}

func (c qualityCase) mos(v *verdict) {
	var ratings metrics.Samples
	if c.Inputs.R != "" { // otherwise nothing was rated
		rating, err := decimal.NewFromString(string(c.Inputs.R))
		if !v.ok(err) || !v.ok(ratings.Add(rating, 1)) {
			return
		}
	}
	c.listed(v, map[string]metrics.Figure{"expected": v.score(scoring("speech quality, G.107"), &ratings)})
}

func (c qualityCase) percentile(v *verdict) {
	name, _, _ := strings.Cut(c.Method, " ")
	method, known := map[string]metrics.Method{
		"nearest_rank":  metrics.NearestRank,
		"linear_c_1":    policies["spreadsheets, PERCENTILE.INC"].(metrics.Percentile).Method,
		"linear_c_0":    policies["spreadsheets, PERCENTILE.EXC"].(metrics.Percentile).Method,
		"linear_c_half": metrics.Midpoint,
	}[name]
	if !known {
		v.skip("method %q", c.Method)
		return
	}
	rank, err := metrics.Percent(c.Inputs.P.percent()).Share()
	if !v.ok(err) {
		return
	}
	all := metrics.NewDistribution(time.Nanosecond)
	for _, value := range c.Inputs.Values {
		all.Add(v.length(value, 1)) // values are taken as seconds
	}
	f, _ := all.Percentile(rank, method, 0)
	c.listed(v, map[string]metrics.Figure{"expected": f})
}

func (c qualityCase) otif(v *verdict) {
	cases, _ := metrics.Count{Good: c.Inputs.CasesOnTime, Total: c.Inputs.Cases}.Figure(0)
	given := map[string]metrics.Figure{"expected_percent": points(cases)}
	for _, level := range []design.Level{design.ByOrder, design.ByLine, design.ByUnit} {
		var all metrics.Count
		for _, o := range c.Inputs.Orders {
			var order design.Order
			for _, l := range o.Lines {
				order = append(order, design.Line{Ordered: l.Ordered, Delivered: l.Delivered, OnTime: l.OnTime})
			}
			all.Add(order.OnTimeInFull(level))
		}
		f, _ := all.Figure(0)
		given[string(level)+"_level_percent"] = points(f)
	}
	c.listed(v, given)
}

func (c qualityCase) contacts(v *verdict) {
	in := c.Inputs
	all := design.Contacts{All: in.Contacts, ResolvedFirst: in.ResolvedFirst, Reopened: in.Reopened, NotEligible: in.NotEligible}
	figures := map[string]metrics.Figure{}
	for name, policy := range map[string]design.Resolution{
		"gross": design.ResolvedGross, "net_of_reopens": design.ResolvedNet, "eligible_only": design.ResolvedEligible,
	} {
		f, _ := all.Count(policy).Figure(0)
		figures[name] = points(f)
	}
	c.figures(v, func(name string) (metrics.Figure, bool) {
		f, known := figures[strings.TrimSuffix(name, "_percent")]
		return f, known
	})
}

func (c qualityCase) reliability(v *verdict) {
	const hour = 3600
	r := metrics.Reliability{Up: v.length(c.Inputs.Uptime, hour), Repair: v.length(c.Inputs.Repair, hour), Failures: c.Inputs.Failures}
	mtbf, _ := r.MTBF()
	mttr, _ := r.MTTR()
	available, _ := r.Availability()
	c.listed(v, map[string]metrics.Figure{
		"mtbf_hours": inUnits(mtbf, hour), "mttr_hours": inUnits(mttr, hour),
		"availability": available, "availability_percent": points(available),
	})
}
