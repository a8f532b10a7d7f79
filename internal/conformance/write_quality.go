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

// tallied is an objective about counts, with the lines that tell the counts.
type tallied struct {
	figure, id, of string
	where          sla.Where
	lines          []string
	good, total    int64
}

// writeCounts writes a case with an objective for each figure that is asked: a ratio of
// counts. A figure is a share in percent.
func (p *availabilityPage) writeCounts(a *asked, all []tallied) error {
	given := map[string]*big.Rat{}
	for _, k := range all {
		given[k.figure] = quotient(new(big.Rat).Mul(big.NewRat(k.good, 1), big.NewRat(100, 1)), k.total)
	}
	asks, err := a.derived(given)
	if err != nil {
		return err
	}
	spec, told, lines, answers := sla.Spec{ID: "case", Zone: "UTC"}, map[string]bool{}, []string(nil), []string(nil)
	for _, k := range all {
		if !asks[k.figure] {
			continue
		}
		spec.Objectives = append(spec.Objectives, sla.Objective{ID: k.id, Metric: metrics.Ratio{Of: k.of}, Where: k.where, Period: sla.Monthly})
		answer := "none"
		if k.total > 0 {
			answer = attainedText(big.NewInt(k.good), big.NewInt(k.total))
		}
		answers = append(answers, k.id+": attained "+answer)
		if !told[k.of] && len(k.lines) > 0 {
			told[k.of], lines = true, append(lines, "service "+k.of)
			for i, line := range k.lines {
				at := begin2026.Add(time.Duration(i) * time.Minute)
				lines = append(lines, "  "+when(at, time.Time{}, time.UTC)+"  "+line)
			}
		}
	}
	if len(answers) == 0 {
		return errors.New("no figure of the counts is asked")
	}
	p.title(p.id, p.source)
	if err := p.agreement("", spec); err != nil {
		return err
	}
	for _, line := range lines {
		p.line(0, "%s", line)
	}
	p.line(0, "period 2026-03")
	for _, answer := range answers {
		p.line(2, "=> %s", answer)
	}
	return nil
}

// writeDeliveries counts what came on time and in full: of cases, or of orders, lines and
// units. An order is good if all of its lines are; a line is good if all of its units came
// on time. Lines that order nothing do not count.
func writeDeliveries(p *availabilityPage, c qualityCase) error {
	in := c.Inputs
	if in.CasesOnTime < 0 || in.CasesOnTime > in.Cases {
		return contradiction("%d of %d cases", in.CasesOnTime, in.Cases)
	}
	line := func(good, all int64) string { return fmt.Sprintf("%d of %d", good, all) }
	all := []tallied{{figure: "expected_percent", id: "cases", of: "cases", good: in.CasesOnTime, total: in.Cases}}
	if in.Cases > 0 {
		all[0].lines = []string{line(in.CasesOnTime, in.Cases)}
	}
	for _, level := range []string{"order", "line", "unit"} {
		k := tallied{figure: level + "_level_percent", id: level + "s", of: level + "s"}
		for _, o := range in.Orders {
			var goodLines, allLines, came, ordered int64
			for _, l := range o.Lines {
				if l.Ordered <= 0 {
					continue
				}
				allLines, ordered = allLines+1, ordered+l.Ordered
				if l.OnTime {
					came += min(max(l.Delivered, 0), l.Ordered)
					if l.Delivered >= l.Ordered {
						goodLines++
					}
				}
			}
			of := map[string][2]int64{"order": {0, min(allLines, 1)}, "line": {goodLines, allLines}, "unit": {came, ordered}}[level]
			if level == "order" && goodLines == allLines {
				of[0] = of[1]
			}
			if of[1] > 0 {
				k.lines = append(k.lines, line(of[0], of[1]))
			}
			k.good, k.total = k.good+of[0], k.total+of[1]
		}
		all = append(all, k)
	}
	return p.writeCounts(&c.asked, all)
}

// writeContacts counts what was resolved at the first contact: all that was, what was not
// opened again, and that among the contacts that a first contact could resolve.
func writeContacts(p *availabilityPage, c qualityCase) error {
	in := c.Inputs
	kept, eligible := in.ResolvedFirst-in.Reopened, in.Contacts-in.NotEligible
	if min(in.Reopened, in.NotEligible, kept, eligible) < 0 || in.ResolvedFirst > in.Contacts || kept > eligible {
		return contradiction("%d of %d contacts resolved, %d opened again, %d not eligible", in.ResolvedFirst, in.Contacts, in.Reopened, in.NotEligible)
	}
	could := sla.Where{"eligible": sla.Is("yes")}
	var gross, net []string
	if in.Contacts > 0 {
		gross = []string{fmt.Sprintf("%d of %d", in.ResolvedFirst, in.Contacts)}
	}
	if eligible > 0 {
		net = append(net, fmt.Sprintf("%d of %d eligible=yes", kept, eligible))
	}
	if in.NotEligible > 0 {
		net = append(net, fmt.Sprintf("0 of %d eligible=no", in.NotEligible))
	}
	a := &asked{Asked: map[string]word{}}
	for name, text := range c.Asked { // the names may end in _percent
		stem, exact := strings.CutSuffix(name, "_exact")
		stem = strings.TrimSuffix(stem, "_percent")
		if exact {
			stem += "_exact"
		}
		a.Asked[stem] = text
	}
	return p.writeCounts(a, []tallied{
		{figure: "gross", id: "gross", of: "resolved", lines: gross, good: in.ResolvedFirst, total: in.Contacts},
		{figure: "net_of_reopens", id: "net-of-reopens", of: "resolved-for-good", lines: net, good: kept, total: in.Contacts},
		{figure: "eligible_only", id: "eligible-only", of: "resolved-for-good", where: could, lines: net, good: kept, total: eligible},
	})
}

// writeReliability tells the failures of a service, spread over the time that it was up,
// whose repairs last together as long as the JSON says. The hours are those in which the
// service was up or under repair.
func writeReliability(p *availabilityPage, c qualityCase) error {
	up, err := wholeLength(first(c.Inputs.Uptime, "0"), 3600)
	if err != nil {
		return err
	}
	repair, err := wholeLength(first(c.Inputs.Repair, "0"), 3600)
	if err != nil {
		return err
	}
	n := c.Inputs.Failures
	const most = 1000
	if n < 0 || n > most || (n == 0) != (repair == 0) {
		return fmt.Errorf("%d failures with a repair of %s", n, repair)
	}
	hours := func(d time.Duration, of int64) *big.Rat { return quotient(big.NewRat(int64(d), int64(time.Hour)), of) }
	available := quotient(big.NewRat(int64(up), 1), int64(up+repair))
	given := map[string]*big.Rat{"mtbf_hours": hours(up, n), "mttr_hours": hours(repair, n), "availability": available, "availability_percent": nil}
	if available != nil {
		given["availability_percent"] = new(big.Rat).Mul(available, big.NewRat(100, 1))
	}
	asks, err := c.derived(given)
	if err != nil {
		return err
	}
	spec, period := sla.Spec{ID: "case", Zone: "UTC"}, ""
	var every sla.Every
	if spec.Calendars, every, period, err = hoursFor(up + repair); err != nil {
		return err
	}
	var lines []measured
	at, apart := january2026, up
	if n > 1 {
		if apart /= time.Duration(n); apart >= time.Minute {
			apart = apart.Truncate(time.Minute)
		}
		if apart == 0 {
			return fmt.Errorf("%d failures with %s between them", n, up)
		}
	}
	for i := range n {
		each := repair / time.Duration(n)
		if i == n-1 {
			each = repair - each*time.Duration(n-1)
		}
		to := at.Add(each)
		lines = append(lines, measured{at, "to " + when(to, at, time.UTC) + " down"})
		at = to.Add(apart)
	}
	var answers []string
	add := func(id string, metric metrics.Metric, counts sla.Counts, answer string) {
		spec.Objectives = append(spec.Objectives, sla.Objective{ID: id, Metric: metric, Period: every, Counts: counts})
		answers = append(answers, id+": "+answer)
	}
	mean := func(length *big.Rat) string {
		if length == nil {
			return "not-measurable " + string(metrics.NoFailures)
		}
		return "attained " + secondsText(new(big.Rat).Mul(length, big.NewRat(3600, 1)))
	}
	if asks["mtbf_hours"] {
		add("between-failures", metrics.Repair{Of: "service", Statistic: metrics.MeanBetweenFailures, Calendar: measuredHours}, "", mean(given["mtbf_hours"]))
	}
	if asks["mttr_hours"] {
		add("to-repair", metrics.Repair{Of: "service", Statistic: metrics.MeanToRepair, Calendar: measuredHours}, sla.ByStart, mean(given["mttr_hours"]))
	}
	if asks["availability"] || asks["availability_percent"] {
		available := metrics.Availability{Of: "service", Calendar: measuredHours, NoData: metrics.NoDataExclude}
		answer := "attained none"
		if up+repair > 0 {
			answer = fmt.Sprintf("good %s of %s, failures %d", exactLength(up), exactLength(up+repair), n)
		}
		add("available", available, "", answer)
	}
	if len(answers) == 0 {
		return errors.New("no figure of the failures is asked")
	}
	p.title(p.id, p.source)
	if err := p.agreement("", spec); err != nil {
		return err
	}
	p.measured("service", lines)
	p.line(0, "period %s", period)
	for _, answer := range answers {
		p.line(2, "=> %s", answer)
	}
	return nil
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
