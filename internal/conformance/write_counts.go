package main

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

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
	at, apart := january2026, time.Minute
	if n > 0 {
		apart = (up / time.Duration(n)).Truncate(time.Second)
	}
	if apart >= time.Minute {
		apart = apart.Truncate(time.Minute)
	}
	for i := range n {
		each := (repair / time.Duration(n)).Truncate(time.Second)
		if i == n-1 {
			each = repair - each*time.Duration(n-1)
		}
		to := at.Add(each)
		lines = append(lines, measured{at, "to " + when(to, at, time.UTC) + " down"})
		if apart > 0 {
			at = to.Add(apart)
			continue
		}
		hours := openFor(at, each) // only closed hours keep the failures apart
		if i > 0 {
			maps.Copy(hours.Days, spec.Calendars[measuredHours].Days)
		}
		spec.Calendars = map[string]calendar.Spec{measuredHours: hours}
		at = to.Truncate(24 * time.Hour).Add(48 * time.Hour)
	}
	if apart == 0 {
		if up > 0 || at.Year() > 2026 {
			return fmt.Errorf("%d failures within %s", n, up+repair)
		}
		every, period = sla.Yearly, "2026"
	}
	var answers []string
	add := func(id string, metric metrics.Metric, counts sla.Counts, answer string) {
		spec.Objectives = append(spec.Objectives, sla.Objective{ID: id, Metric: metric, Period: every, Counts: counts})
		answers = append(answers, id+": "+answer)
	}
	mean := func(length *big.Rat, otherwise metrics.Reason) string {
		if length == nil {
			return "not-measurable " + string(otherwise)
		}
		return "attained " + secondsText(new(big.Rat).Mul(length, big.NewRat(3600, 1)))
	}
	noTime := metrics.NoFailures
	if up+repair == 0 {
		noTime = metrics.NothingInHours
	}
	if asks["mtbf_hours"] {
		add("between-failures", metrics.Repair{Of: "service", Statistic: metrics.MeanBetweenFailures, Calendar: measuredHours}, "", mean(given["mtbf_hours"], noTime))
	}
	if asks["mttr_hours"] {
		add("to-repair", metrics.Repair{Of: "service", Statistic: metrics.MeanToRepair, Calendar: measuredHours}, sla.ByStart, mean(given["mttr_hours"], metrics.NoFailures))
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
