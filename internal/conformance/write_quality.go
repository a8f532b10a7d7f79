package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

func writeQuality(p *availabilityPage, data json.RawMessage) error {
	var c qualityCase
	if err := decode(data, &c); err != nil {
		return err
	}
	switch c.Family {
	case "percentile":
		return writePercentile(p, c)
	case "nps", "csat", "mos":
		return writeScore(p, c)
	case "call_centre_service_level":
		return writeCalls(p, c)
	}
	return errors.New("counts of other names than the facts of an agreement")
}

// answersOfShares gives a number of answers with the shares of promoters and detractors.
func answersOfShares(in qualityInputs) (map[word]int64, error) {
	promoters, err := share(in.Promoters)
	if err != nil {
		return nil, err
	}
	detractors, err := share(in.Detractors)
	if err != nil {
		return nil, err
	}
	passives := new(big.Rat).Sub(big.NewRat(1, 1), new(big.Rat).Add(promoters, detractors))
	all := big.NewRat(1000, 1)
	scores := map[word]int64{}
	for score, part := range map[word]*big.Rat{"9": promoters, "7": passives, "3": detractors} {
		n := new(big.Rat).Mul(part, all)
		if !n.IsInt() || n.Sign() < 0 {
			return nil, fmt.Errorf("a share of %s of the answers", part.RatString())
		}
		if n.Sign() > 0 {
			scores[score] = n.Num().Int64()
		}
	}
	return scores, nil
}

// writeCalls tells the calls of a call centre as tickets: answered and abandoned, within
// the threshold and after it, and abandoned at once.
func writeCalls(p *availabilityPage, c qualityCase) error {
	const short, most = 5, 10_000
	day := c.Inputs.tally()
	policy, known := c.abandons()
	if !known && day != (metrics.Calls{}) { // without calls all policies agree
		return fmt.Errorf("policy of %q", c.Name)
	}
	if !known {
		policy = metrics.WithinMet
	}
	threshold, err := number(first(c.Threshold, "20"))
	if err != nil || !threshold.IsInt() || threshold.Num().Cmp(big.NewInt(short+2)) < 0 {
		return fmt.Errorf("a threshold of %s s", c.Threshold)
	}
	within := int(threshold.Num().Int64())
	want, asked := "", false
	for name, text := range c.Asked {
		if name != "expected_percent" && name != "expected_percent_exact" {
			return fmt.Errorf("figure %q", name)
		}
		if want, asked = "none", true; text == "" {
			continue
		}
		n, err := share(text)
		if err != nil {
			return err
		}
		want = fmt.Sprint(n.Num(), " of ", n.Denom())
		if c.PublishedAs != "" {
			_, places, _ := strings.Cut(string(c.PublishedAs), ".")
			if hundredfold := n.Mul(n, big.NewRat(100, 1)); hundredfold.FloatString(len(places)) != string(c.PublishedAs) {
				return contradiction("%s published, which is not %s", c.PublishedAs, text)
			}
		}
	}
	if !asked {
		return errors.New("no figure is asked")
	}
	metric := metrics.Share{Abandons: policy}
	if policy == metrics.ShortMet || policy == metrics.ShortRemoved {
		metric.Short = metrics.Span(fmt.Sprintf("%ds", short))
	}
	spec := sla.Spec{ID: "case", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"answer": {Start: sla.On("offered"), Stop: sla.On("answered", "hung-up")}},
		Objectives: []sla.Objective{{ID: "answer", Clock: "answer", Metric: metric, Period: sla.Daily, Counts: sla.ByStart,
			Abandoned: sla.Where{"outcome": sla.Is("abandoned")}, Targets: []sla.Target{{Within: sla.Within(fmt.Sprintf("%ds wall", within))}}}},
	}
	if _, err := (sla.Sources{}).New(spec); err != nil {
		return err
	}
	var told []string
	for _, calls := range []struct {
		id     string
		n      int64
		after  int
		answer string
	}{
		{"QUICK", day.AnsweredWithin, 1, "answered"},
		{"SLOW", day.Answered - day.AnsweredWithin, within + 1, "answered"},
		{"GONE-AT-ONCE", day.AbandonedShort, short, "hung-up outcome=abandoned"},
		{"GONE-SOON", day.AbandonedWithin - day.AbandonedShort, short + 1, "hung-up outcome=abandoned"},
		{"GONE", day.Abandoned - day.AbandonedWithin, within + 1, "hung-up outcome=abandoned"},
	} {
		if calls.n < 0 || calls.n > most {
			return fmt.Errorf("%d calls of one kind; a case tells at most %d", calls.n, most)
		}
		if calls.n > 0 {
			at := begin2026.Add(9 * time.Hour)
			told = append(told, fmt.Sprintf("tickets %d %s", calls.n, calls.id), "  "+when(at, time.Time{}, time.UTC)+"  offered",
				"  "+when(at.Add(time.Duration(calls.after)*time.Second), at, time.UTC)+"  "+calls.answer)
		}
	}
	p.title(p.id, p.source)
	if err := p.agreement("", spec); err != nil {
		return err
	}
	for _, line := range told {
		p.line(0, "%s", line)
	}
	p.line(0, "period 2026-03-01")
	p.line(2, "=> answer: attained %s", want)
	return nil
}

func writePercentile(p *availabilityPage, c qualityCase) error {
	name, _, _ := strings.Cut(c.Method, " ")
	method, known := map[string]metrics.Method{
		"nearest_rank": metrics.NearestRank, "linear_c_1": metrics.Inclusive, "linear_c_0": metrics.Exclusive, "linear_c_half": metrics.Midpoint,
	}[name]
	want, asked := c.Asked["expected"]
	for name, value := range c.Asked {
		if strings.HasPrefix(name, "expected") {
			want, asked = value, true
		}
	}
	if !known || !asked {
		return fmt.Errorf("method %q", c.Method)
	}
	rank, err := number(c.Inputs.P)
	if err != nil {
		return err
	}
	values := make([]string, len(c.Inputs.Values))
	for i, value := range c.Inputs.Values {
		values[i] = string(value)
	}
	answer := string(want)
	if answer == "" {
		answer = "none"
	}
	p.row("percentile "+string(method), strings.TrimSpace(plainNumber(rank)+"% of "+strings.Join(values, " ")), answer)
	return nil
}

func writeScore(p *availabilityPage, c qualityCase) error {
	top := scoring("customer satisfaction, top two")
	mean := top
	mean.Kind, mean.Top = metrics.MeanScore, ""
	specs := map[string]metrics.Score{"top": top, "mean": mean, "nps": scoring("net promoter score"), "mos": scoring("speech quality, G.107")}
	if c.Inputs.Promoters != "" {
		scores, err := answersOfShares(c.Inputs)
		if err != nil {
			return err
		}
		c.Inputs.Scores = scores
	}
	var objectives []sla.Objective
	var answers []string
	for _, name := range slices.Sorted(maps.Keys(c.Asked)) {
		want, id := c.Asked[name], c.Family
		stem := strings.TrimSuffix(name, "_exact")
		switch {
		case stem == "expected_percent" || stem == "top2_percent":
			id = "top"
		case stem == "mean":
			id = "mean"
		case stem == "rounded_difference":
			exact, err := number(first(c.Asked["expected_exact"], c.Asked["expected"]))
			if err != nil {
				return err
			}
			if exact.FloatString(0) != string(want) || c.RoundedFirst == want {
				return contradiction("%s is not %s, rounded", want, exact.RatString())
			}
			continue // the exact figure is asked
		case stem != "expected":
			return fmt.Errorf("figure %q", name)
		}
		spec, known := specs[id]
		if !known {
			return fmt.Errorf("figure %q", name)
		}
		answer := string(want)
		if id == "top" && want != "" {
			n, err := share(want)
			if err != nil {
				return err
			}
			answer = fmt.Sprint(n.Num(), " of ", n.Denom())
		}
		if answer == "" {
			answer = "none"
		}
		spec.Of = "survey"
		objectives = append(objectives, sla.Objective{ID: id, Metric: spec, Period: sla.Monthly})
		answers = append(answers, id+": attained "+answer)
	}
	if len(answers) == 0 {
		return errors.New("no figure of the answers is asked")
	}
	p.title(p.id, p.source)
	spec := sla.Spec{ID: "case", Zone: "UTC", Objectives: objectives}
	if err := p.agreement("", spec); err != nil {
		return err
	}
	at, lines := begin2026, []string{}
	scores := c.Inputs.Scores
	if c.Inputs.R != "" {
		scores = map[word]int64{c.Inputs.R: 1}
	}
	for _, score := range slices.Sorted(maps.Keys(scores)) {
		n := scores[score]
		if n <= 0 {
			continue
		}
		to := at.Add(time.Duration(n) * time.Minute)
		lines = append(lines, fmt.Sprintf("%s to %s every 1m value %s", when(at, time.Time{}, time.UTC), when(to, at, time.UTC), score))
		at = to
	}
	if len(lines) > 0 {
		p.line(0, "service survey")
		for _, line := range lines {
			p.line(2, "%s", line)
		}
	}
	p.line(0, "period 2026-03")
	for _, answer := range answers {
		p.line(2, "=> %s", answer)
	}
	return nil
}
