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
	case "otif":
		return writeDeliveries(p, c)
	case "first_contact_resolution":
		return writeContacts(p, c)
	case "reliability":
		return writeReliability(p, c)
	}
	return fmt.Errorf("family %q", c.Family)
}

// answersOfShares gives the least of 1000 and 10,000 answers that have the shares of
// promoters and detractors.
func answersOfShares(in qualityInputs) (map[word]int64, error) {
	promoters, err := share(in.Promoters)
	if err != nil {
		return nil, err
	}
	detractors, err := share(in.Detractors)
	if err != nil {
		return nil, err
	}
	passives := lack(new(big.Rat).Add(promoters, detractors))
	for _, all := range []int64{1000, 10_000} {
		scores, whole := map[word]int64{}, true
		for score, part := range map[word]*big.Rat{"9": promoters, "7": passives, "3": detractors} {
			n := new(big.Rat).Mul(part, big.NewRat(all, 1))
			if n.Sign() < 0 {
				return nil, fmt.Errorf("a share of %s of the answers", part.RatString())
			}
			whole = whole && n.IsInt()
			if n.Sign() > 0 {
				scores[score] = n.Num().Int64()
			}
		}
		if whole {
			return scores, nil
		}
	}
	return nil, fmt.Errorf("%s%% and %s%% of more than 10,000 answers", in.Promoters, in.Detractors)
}

// hundredfold is a share in percent; nil is no value.
func hundredfold(share *big.Rat) *big.Rat {
	if share == nil {
		return nil
	}
	return new(big.Rat).Mul(share, big.NewRat(100, 1))
}

// answeredOf is the share of calls that count as answered in time, by the formula of each
// policy.
func answeredOf(day metrics.Calls, policy metrics.Abandons) *big.Rat {
	within, offered := day.AnsweredWithin, day.Answered+day.Abandoned
	switch policy {
	case metrics.WithinMet:
		within += day.AbandonedWithin
	case metrics.AllAgainst:
	case metrics.IgnoreWithin:
		offered -= day.AbandonedWithin
	case metrics.ShortMet:
		within += day.AbandonedShort
	case metrics.ShortRemoved:
		offered -= day.AbandonedShort
	default:
		offered = day.Answered
	}
	return quotient(big.NewRat(within, 1), offered)
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
	if err := c.settle(map[string]*big.Rat{"expected": hundredfold(answeredOf(day, policy))}); err != nil {
		return err
	}
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
			if percent := n.Mul(n, big.NewRat(100, 1)); percent.FloatString(len(places)) != string(c.PublishedAs) {
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
		"nearest_rank": metrics.NearestRank, "linear_c_half": metrics.Midpoint,
		"linear_c_1": policies["spreadsheets, PERCENTILE.INC"].(metrics.Percentile).Method,
		"linear_c_0": policies["spreadsheets, PERCENTILE.EXC"].(metrics.Percentile).Method,
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
	values, sorted := make([]string, len(c.Inputs.Values)), []*big.Rat(nil)
	for i, value := range c.Inputs.Values {
		n, err := number(value)
		if err != nil {
			return err
		}
		values[i], sorted = plainNumber(n), append(sorted, n)
	}
	slices.SortFunc(sorted, (*big.Rat).Cmp)
	exact := percentileOf(sorted, new(big.Rat).Quo(rank, big.NewRat(100, 1)), method)
	for name, value := range c.Asked {
		if err := follows(name, value, exact, strings.HasSuffix(name, "_exact")); err != nil {
			return err
		}
	}
	if exact != nil {
		want = word(plainNumber(exact))
	}
	answer := string(want)
	if answer == "" {
		answer = "none"
	}
	p.row("percentile "+string(method), strings.TrimSpace(plainNumber(rank)+"% of "+strings.Join(values, " ")), answer)
	return nil
}

// percentileOf is a percentile of sorted values: the one at the rank, or between its two
// neighbours. nil is a percentile of nothing.
func percentileOf(values []*big.Rat, p *big.Rat, method metrics.Method) *big.Rat {
	n := int64(len(values))
	if n == 0 {
		return nil
	}
	count := func(n int64) *big.Rat { return big.NewRat(n, 1) }
	at := new(big.Rat)
	switch method {
	case metrics.Inclusive: // 1 + p(n-1)
		at.Add(at.Mul(p, count(n-1)), count(1))
	case metrics.Exclusive: // p(n+1)
		at.Mul(p, count(n+1))
	case metrics.Midpoint: // pn + 1/2
		at.Add(at.Mul(p, count(n)), big.NewRat(1, 2))
	default: // the next whole number from pn
		at.Mul(p, count(n))
		at.SetInt(new(big.Int).Neg(new(big.Int).Div(new(big.Int).Neg(at.Num()), at.Denom())))
	}
	switch {
	case at.Cmp(count(1)) < 0:
		at = count(1)
	case at.Cmp(count(n)) > 0:
		at = count(n)
	}
	low := new(big.Int).Div(at.Num(), at.Denom()).Int64()
	value := new(big.Rat).Set(values[low-1])
	if low < n {
		part := new(big.Rat).Sub(at, count(low))
		value.Add(value, part.Mul(part, new(big.Rat).Sub(values[low], value)))
	}
	return value
}

// scored gives the figures that follow from answers: the difference of promoters and
// detractors, or the share of the two best of five and the mean. Answers off the scale do
// not count; off are how many there are of each.
func (c qualityCase) scored() (given map[string]*big.Rat, off map[word]int64, err error) {
	low, high := big.NewRat(0, 1), big.NewRat(10, 1)
	if c.Family == "csat" {
		low, high = big.NewRat(1, 1), big.NewRat(5, 1)
	}
	given, off = map[string]*big.Rat{}, map[word]int64{}
	if c.Family == "mos" {
		given["expected"] = nil
		if c.Inputs.R != "" {
			given["expected"], err = opinionOf(c.Inputs.R)
		}
		return given, off, err
	}
	var all, promoters, detractors, top int64
	sum := new(big.Rat)
	for text, n := range c.Inputs.Scores {
		score, wrong := number(text)
		switch {
		case wrong != nil:
			err = errors.Join(err, wrong)
			continue
		case n <= 0:
			continue
		case score.Cmp(low) < 0 || score.Cmp(high) > 0:
			off[text] = n
			continue
		}
		all += n
		sum.Add(sum, new(big.Rat).Mul(score, big.NewRat(n, 1)))
		if score.Cmp(big.NewRat(9, 1)) >= 0 {
			promoters += n
		}
		if score.Cmp(big.NewRat(6, 1)) <= 0 {
			detractors += n
		}
		if score.Cmp(big.NewRat(4, 1)) >= 0 {
			top += n
		}
	}
	if c.Family == "nps" {
		given["expected"] = hundredfold(quotient(big.NewRat(promoters-detractors, 1), all))
	} else {
		given["expected"] = hundredfold(quotient(big.NewRat(top, 1), all))
		given["top2"], given["mean"] = given["expected"], quotient(sum, all)
	}
	return given, off, err
}

// opinionOf is the opinion score of a rating by ITU-T G.107: 1 + 0.035 R + R (R - 60) (100 -
// R) 7/1000000, from 1 to 4.5.
func opinionOf(rating word) (*big.Rat, error) {
	r, err := number(rating)
	if err != nil {
		return nil, err
	}
	least, most := big.NewRat(1, 1), big.NewRat(9, 2)
	switch {
	case r.Sign() <= 0:
		return least, nil
	case r.Cmp(big.NewRat(100, 1)) >= 0:
		return most, nil
	}
	cubic := new(big.Rat).Mul(r, new(big.Rat).Sub(r, big.NewRat(60, 1)))
	cubic.Mul(cubic, new(big.Rat).Sub(big.NewRat(100, 1), r)).Mul(cubic, big.NewRat(7, 1_000_000))
	score := new(big.Rat).Mul(r, big.NewRat(35, 1000))
	if score.Add(score, cubic).Add(score, least).Cmp(least) < 0 {
		return least, nil
	}
	return score, nil
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
	given, off, err := c.scored()
	if err == nil {
		err = c.settle(given)
	}
	if err != nil {
		return err
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
			rounded, err := number(want)
			if err != nil {
				return err
			}
			if exact.FloatString(0) != rounded.FloatString(0) || !rounded.IsInt() || c.RoundedFirst == want {
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
		if want != "" {
			n, err := number(want)
			if err != nil {
				return err
			}
			answer = plainNumber(n)
		}
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
	if len(off) > 0 {
		p.line(2, "=> findings:")
	}
	for _, score := range slices.Sorted(maps.Keys(off)) {
		if off[score] > 100 {
			return fmt.Errorf("%d answers of %s off the scale", off[score], score)
		}
		for range off[score] {
			p.line(6, "sample-off-scale survey value %s", score)
		}
	}
	return nil
}
