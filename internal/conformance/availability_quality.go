package main

import (
	"slices"
	"strings"

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
