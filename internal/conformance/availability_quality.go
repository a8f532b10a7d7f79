package main

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
)

type qualityCase struct {
	Name, Family, Method, Formula, Source, Remark string

	Inputs          qualityInputs `json:"inputs"`
	Threshold       word          `json:"threshold_s"` // says what "within" meant
	Published       any           `json:"published"`   // whether the source prints the answer
	PublishedAs     word          `json:"published_percent"`
	Percent         *word         `json:"expected_percent_exact"`
	Plain           *word         `json:"expected_percent"`
	Expected        *word         `json:"expected"`
	Exact           *word         `json:"expected_exact"`
	Mean            *word         `json:"mean"`
	Rounded         *word         `json:"rounded_difference"`
	RoundedFirst    *word         `json:"difference_of_rounded"` // what must not be given
	Order           *word         `json:"order_level_percent"`
	OrderExact      *word         `json:"order_level_percent_exact"`
	Line            *word         `json:"line_level_percent"`
	LineExact       *word         `json:"line_level_percent_exact"`
	Unit            *word         `json:"unit_level_percent"`
	UnitExact       *word         `json:"unit_level_percent_exact"`
	Gross           *word         `json:"gross_percent"`
	Net             *word         `json:"net_of_reopens_percent"`
	Eligible        *word         `json:"eligible_only_exact"`
	MTBF            *word         `json:"mtbf_hours"`
	MTBFExact       *word         `json:"mtbf_hours_exact"`
	MTTR            *word         `json:"mttr_hours"`
	MTTRExact       *word         `json:"mttr_hours_exact"`
	Availability    *word         `json:"availability_exact"`
	TopBox          *word         `json:"top2_percent"`
	GrossExact      *word         `json:"gross_exact"`
	NetExact        *word         `json:"net_of_reopens_exact"`
	EligiblePercent *word         `json:"eligible_only_percent"`
}

type qualityInputs struct {
	// Calls; one source abbreviates.
	Answered        int64 `json:"answered"`
	AnsweredWithin  int64 `json:"answered_within"`
	AnsweredAfter   int64 `json:"answered_after"`
	Abandoned       int64 `json:"abandoned"`
	AbandonedWithin int64 `json:"abandoned_within"`
	AbandonedAfter  int64 `json:"abandoned_after"`
	AbandonedShort  int64 `json:"abandoned_within_5s"`
	Reached         int64 `json:"reached_threshold"`
	AN              int64 `json:"AN"`
	AB              int64 `json:"AB"`
	AnAfter         int64 `json:"An_after"`
	AbAfter         int64 `json:"Ab_after"`

	Promoters  word           `json:"promoters_percent"`
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
	switch c.Family {
	case "call_centre_service_level":
		c.calls(v)
	case "nps":
		c.nps(v)
	case "csat":
		c.csat(v)
	case "mos":
		c.mos(v)
	case "percentile":
		c.percentile(v)
	case "otif":
		c.otif(v)
	case "first_contact_resolution":
		c.contacts(v)
	case "reliability":
		c.reliability(v)
	default:
		v.skip("family %q", c.Family)
	}
}

// maybe compares a share with a percentage where the case lists one.
func (v *verdict) maybe(what string, f metrics.Figure, wants ...*word) {
	for _, want := range wants {
		if want != nil {
			v.percent(what, f, *want)
		}
	}
}

// abandons reads the policy off a case's name, as the cases define it.
func (c qualityCase) abandons() (metrics.Abandons, bool) {
	for _, way := range []struct {
		words  []string
		policy metrics.Abandons
	}{
		{[]string{"short", "met"}, metrics.ShortMet},
		{[]string{"short", "removed"}, metrics.ShortRemoved},
		{[]string{"answered", "only"}, metrics.AnsweredOnly},
		{[]string{"simple"}, metrics.AnsweredOnly},
		{[]string{"against"}, metrics.AllAgainst},
		{[]string{"negative"}, metrics.AllAgainst},
		{[]string{"ignore"}, metrics.IgnoreWithin},
		{[]string{"within", "met"}, metrics.WithinMet},
		{[]string{"positive"}, metrics.WithinMet},
	} {
		if !slices.ContainsFunc(way.words, func(w string) bool { return !strings.Contains(c.Name, w) }) {
			return way.policy, true
		}
	}
	// One formula is written out; without any call every policy says the same.
	return metrics.WithinMet, strings.HasPrefix(c.Formula, "((AN+AB)-(An+Ab))/(AN+AB)") || c.Inputs.Answered+c.Inputs.Abandoned == 0
}

func (c qualityCase) calls(v *verdict) {
	policy, known := c.abandons()
	if !known {
		v.skip("policy of %q", c.Name)
		return
	}
	in := c.Inputs
	var day metrics.Calls
	day.Add(metrics.Calls{Answered: in.Answered, AnsweredWithin: in.AnsweredWithin, Abandoned: in.Abandoned,
		AbandonedWithin: in.AbandonedWithin, AbandonedShort: in.AbandonedShort})
	if in.Answered == 0 { // given in parts: answered within and after, or whatever reached the threshold
		day.Add(metrics.Calls{Answered: in.AnsweredWithin})
		day.Add(metrics.Calls{Answered: in.AnsweredAfter})
		day.Add(metrics.Calls{Abandoned: in.AbandonedWithin})
		day.Add(metrics.Calls{Abandoned: in.Reached})
	}
	day.Add(metrics.Calls{Answered: in.AN, AnsweredWithin: in.AN, Abandoned: in.AB, AbandonedWithin: in.AB})
	day.Remove(metrics.Calls{AnsweredWithin: in.AnAfter, AbandonedWithin: in.AbAfter})
	f, _ := day.Count(policy).Figure(0)
	v.maybe("service level", f, c.Percent, c.Plain)
	if c.Percent == nil && c.Plain == nil {
		v.percent("service level", f, "")
	}
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
	spec.Of = "survey"
	rules, err := spec.Rules()
	if !v.ok(err) {
		return metrics.Figure{}
	}
	f, _ := rules.Score(answers, 0)
	return f
}

func (c qualityCase) nps(v *verdict) {
	f := v.score(metrics.Score{Kind: metrics.NetPromoter}, c.scores(v))
	if c.Inputs.Promoters != "" {
		promoters, err := metrics.Percent(c.Inputs.Promoters.percent()).Share()
		v.ok(err)
		detractors, err := metrics.Percent(c.Inputs.Detractors.percent()).Share()
		v.ok(err)
		f = metrics.NetPromoterScore(metrics.ShareOfRat(promoters), metrics.ShareOfRat(detractors))
	}
	for _, want := range []*word{c.Expected, c.Exact} {
		if want != nil {
			v.value("nps", f, *want)
		}
	}
	if c.Expected == nil && c.Exact == nil {
		v.value("nps", f, "")
	}
	if c.Rounded != nil {
		v.value("rounded", f.Round(metrics.Rounding{}), *c.Rounded)
	}
	if c.RoundedFirst != nil && c.Rounded != nil && *c.RoundedFirst != *c.Rounded {
		v.same("is the difference of rounded shares", f.Round(metrics.Rounding{}).Rat().RatString() == string(*c.RoundedFirst), false)
	}
}

func (c qualityCase) csat(v *verdict) {
	v.maybe("top two", v.score(metrics.Score{Kind: metrics.TopBox, Top: "4 to 5", Scale: "1 to 5"}, c.scores(v)), c.Plain, c.Percent, c.TopBox)
	if c.Mean != nil {
		v.value("mean", v.score(metrics.Score{Kind: metrics.MeanScore, Scale: "1 to 5"}, c.scores(v)), *c.Mean)
	}
}

func (c qualityCase) mos(v *verdict) {
	var ratings metrics.Samples
	rating, err := decimal.NewFromString(string(c.Inputs.R))
	if !v.ok(err) || !v.ok(ratings.Add(rating, 1)) {
		return
	}
	f := v.score(metrics.Score{Kind: metrics.Opinion}, &ratings)
	for _, want := range []*word{c.Expected, c.Exact} {
		if want != nil {
			v.value("mos", f, *want)
		}
	}
}

func (c qualityCase) percentile(v *verdict) {
	name, _, _ := strings.Cut(c.Method, " ")
	method, known := map[string]metrics.Method{
		"nearest_rank": metrics.NearestRank, "linear_c_1": metrics.Inclusive,
		"linear_c_0": metrics.Exclusive, "linear_c_half": metrics.Midpoint,
	}[name]
	if !known {
		v.skip("method %q", c.Method)
		return
	}
	rank, err := metrics.Percent(c.Inputs.P.percent()).Share()
	if !v.ok(err) {
		return
	}
	all := metrics.NewDistribution(time.Millisecond)
	for _, value := range c.Inputs.Values {
		all.Add(v.hours(value, 1))
	}
	f, _ := all.Percentile(rank, method, 0)
	for _, want := range []*word{c.Expected, c.Exact} {
		if want != nil {
			v.value(name, f, *want) // values are taken as seconds
		}
	}
	if c.Expected == nil && c.Exact == nil {
		v.value(name, f, "")
	}
}

// hours reads a decimal number of units of so many seconds.
func (v *verdict) hours(text word, seconds int64) time.Duration {
	r, ok := new(big.Rat).SetString(string(text))
	if !ok {
		v.skip("%q is no number", text)
		return 0
	}
	r.Mul(r, big.NewRat(seconds*int64(time.Second), 1))
	if !r.IsInt() || !r.Num().IsInt64() {
		v.skip("%q is finer than a nanosecond", text)
		return 0
	}
	return time.Duration(r.Num().Int64())
}

func (c qualityCase) otif(v *verdict) {
	f, _ := metrics.Count{Good: c.Inputs.CasesOnTime, Total: c.Inputs.Cases}.Figure(0)
	v.maybe("cases", f, c.Plain, c.Percent)
	var levels [3]metrics.Count
	for _, o := range c.Inputs.Orders {
		var order metrics.Order
		for _, l := range o.Lines {
			order = append(order, metrics.Line{Ordered: l.Ordered, Delivered: l.Delivered, OnTime: l.OnTime})
		}
		for i, level := range []metrics.Level{metrics.ByOrder, metrics.ByLine, metrics.ByUnit} {
			levels[i].Add(order.OnTimeInFull(level))
		}
	}
	for i, wants := range [][]*word{{c.Order, c.OrderExact}, {c.Line, c.LineExact}, {c.Unit, c.UnitExact}} {
		f, _ := levels[i].Figure(0)
		v.maybe("level", f, wants...)
	}
}

func (c qualityCase) contacts(v *verdict) {
	in := c.Inputs
	all := metrics.Contacts{All: in.Contacts, ResolvedFirst: in.ResolvedFirst, Reopened: in.Reopened, NotEligible: in.NotEligible}
	for policy, wants := range map[metrics.Resolution][]*word{
		metrics.ResolvedGross:    {c.Gross, c.GrossExact},
		metrics.ResolvedNet:      {c.Net, c.NetExact},
		metrics.ResolvedEligible: {c.Eligible, c.EligiblePercent},
	} {
		f, _ := all.Count(policy).Figure(0)
		v.maybe(string(policy), f, wants...)
	}
}

func (c qualityCase) reliability(v *verdict) {
	const hour = 3600
	r := metrics.Reliability{Up: v.hours(c.Inputs.Uptime, hour), Repair: v.hours(c.Inputs.Repair, hour), Failures: c.Inputs.Failures}
	mtbf, _ := r.MTBF()
	mttr, _ := r.MTTR()
	available, _ := r.Availability()
	for _, check := range []struct {
		name string
		got  metrics.Figure
		want *word
	}{
		{"mtbf", inUnits(mtbf, hour), c.MTBF}, {"mtbf", inUnits(mtbf, hour), c.MTBFExact},
		{"mttr", inUnits(mttr, hour), c.MTTR}, {"mttr", inUnits(mttr, hour), c.MTTRExact},
		{"availability", available, c.Availability},
	} {
		if check.want != nil {
			v.value(check.name, check.got, *check.want)
		}
	}
}
