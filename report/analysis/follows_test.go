package analysis_test

import (
	"fmt"
	"math/big"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report/analysis"
	"github.com/upheld/upheld/sla"
)

// By hand: among 90, 92, 92, 95, 97, 99 %, 95 % has three worse and one equal of six:
// (3 + ½) / 6 = 7/12. The nearest ranks are 2, 3 and 5 from the worst: 92, 92, 97 %.
func TestPosition(t *testing.T) {
	percent := func(n ...int64) (all []metrics.Figure) {
		for _, n := range n {
			all = append(all, metrics.ShareOf(n, 100))
		}
		return all
	}
	hours := func(n ...int64) (all []metrics.Figure) {
		for _, n := range n {
			all = append(all, metrics.LengthOf(time.Duration(n)*time.Hour))
		}
		return all
	}
	for _, c := range []struct {
		name         string
		b            analysis.Benchmark
		f            metrics.Figure
		worse, equal int
		ahead        *big.Rat
		quartiles    []metrics.Figure
		lead         []*big.Rat
	}{
		{"shares", analysis.Benchmark{Source: "peers", Better: analysis.More, Figures: percent(99, 92, 95, 90, 97, 92)}, metrics.ShareOf(19, 20), 3, 1, big.NewRat(7, 12),
			percent(92, 92, 97), []*big.Rat{big.NewRat(3, 100), big.NewRat(3, 100), big.NewRat(-2, 100)}},
		{"lengths: less is better, and the worst are the longest", analysis.Benchmark{Source: "peers", Better: analysis.Less, Figures: hours(1, 8, 2, 4, 10)}, metrics.LengthOf(2 * time.Hour), 3, 1, big.NewRat(7, 10),
			hours(8, 4, 2), []*big.Rat{big.NewRat(6*3600, 1), big.NewRat(2*3600, 1), new(big.Rat)}},
		{"behind all", analysis.Benchmark{Source: "peers", Better: analysis.More, Figures: percent(99)}, metrics.ShareOf(1, 2), 0, 0, new(big.Rat),
			percent(99, 99, 99), []*big.Rat{big.NewRat(-49, 100), big.NewRat(-49, 100), big.NewRat(-49, 100)}},
		{"ahead of all", analysis.Benchmark{Source: "peers", Better: analysis.Less, Figures: percent(9, 8, 7, 6)}, metrics.ShareOf(5, 100), 4, 0, big.NewRat(1, 1),
			percent(9, 8, 7), []*big.Rat{big.NewRat(4, 100), big.NewRat(3, 100), big.NewRat(2, 100)}},
	} {
		p, err := c.b.Of(c.f)
		if err != nil || p.Worse != c.worse || p.Equal != c.equal || p.Of != len(c.b.Figures) || !equal(p.Ahead, c.ahead) {
			t.Errorf("%s: %+v, %v", c.name, p, err)
		}
		for q := range c.quartiles {
			if !p.Quartiles[q].Equal(c.quartiles[q]) || !equal(p.Lead[q], c.lead[q]) {
				t.Errorf("%s: quartile %d is %v, ahead by %v; want %v and %v", c.name, q+1, p.Quartiles[q], p.Lead[q], c.quartiles[q], c.lead[q])
			}
		}
	}
}

func TestABenchmarkIsStated(t *testing.T) {
	_, err := analysis.Benchmark{}.Of(metrics.Figure{})
	for _, want := range []string{"source: missing", "better: missing", "figures: missing", "figure: missing"} {
		says(t, err, want)
	}
	_, err = analysis.Benchmark{Source: "peers", Better: "mroe", Figures: []metrics.Figure{{}, metrics.LengthOf(1)}}.Of(metrics.ShareOf(1, 2))
	for _, want := range []string{`better: "mroe": unknown: did you mean "more"?`, "figures[0]: missing", "figures[1]", "a length has no place among a share"} {
		says(t, err, want)
	}
}

// lawPosition counts the slow way, and turns the list round: what is better by more is as
// good among the negated figures by less.
func lawPosition(r *tape.Reader) error {
	var values []int64
	var up, down []metrics.Figure
	number := func(n int64) metrics.Figure { return metrics.NumberOf(big.NewRat(n, 7)) }
	for range 1 + r.Int(15) {
		n := r.Int64(12)
		values, up, down = append(values, n), append(up, number(n)), append(down, number(-n))
	}
	own := r.Int64(12)
	p, err := analysis.Benchmark{Source: "x", Better: analysis.More, Figures: up}.Of(number(own))
	if err != nil {
		return err
	}
	q, err := analysis.Benchmark{Source: "x", Better: analysis.Less, Figures: down}.Of(number(-own))
	if err != nil {
		return err
	}
	if p.Worse != q.Worse || p.Equal != q.Equal || !equal(p.Ahead, q.Ahead) {
		return fmt.Errorf("%+v turned round is %+v", p, q)
	}
	ahead := new(big.Rat)
	for _, v := range values {
		switch {
		case v < own:
			ahead.Add(ahead, big.NewRat(1, 1))
		case v == own:
			ahead.Add(ahead, big.NewRat(1, 2))
		}
	}
	n := len(values)
	if ahead.Quo(ahead, big.NewRat(int64(n), 1)); !equal(ahead, p.Ahead) {
		return fmt.Errorf("ahead %v, want %v", p.Ahead, ahead)
	}
	sort.Slice(values, func(i, j int) bool { return values[i] < values[j] })
	for i := range p.Quartiles {
		// The least value that at least a quarter (half, three quarters) of the list does not exceed.
		at := 0
		for 4*(at+1) < (i+1)*n {
			at++
		}
		if want := number(values[at]); !p.Quartiles[i].Equal(want) || !equal(p.Lead[i], q.Lead[i]) || !equal(p.Lead[i], big.NewRat(own-values[at], 7)) {
			return fmt.Errorf("quartile %d: %v, lead %v and %v, want %v", i+1, p.Quartiles[i], p.Lead[i], q.Lead[i], want)
		}
	}
	return nil
}

func TestPositionsAreCounted(t *testing.T) { tape.Check(t, lawPosition) }

// The help desk on Friday 20 March at 16:00. The portal has used 35 min of 44 min 27.6 s,
// and at that rate the rest lasts until the 25th; of 42 first responses 2.1 may be
// late and 2 were; if nobody works, resolution is missed on Monday at 10:15.
func TestRiskOfTheHelpDesk(t *testing.T) {
	at := marchDay(t, 20, 16, 0)
	march := helpdesk(t, at)
	portal, _ := march.Outcome("portal")
	resolution, _ := march.Outcome("resolution")
	first, _ := march.Outcome("first-response")

	r := analysis.RiskOf(portal, at)
	if r.Level != analysis.RiskHigh || r.Why != analysis.RiskBurn || r.Used.Percent(1) != "78.7%" || r.Until.In(at.Location()).Day() != 25 || !r.MissAt.IsZero() {
		t.Errorf("portal: %+v", r)
	}
	r = analysis.RiskOf(resolution, at)
	if r.Level != analysis.RiskHigh || r.Why != analysis.RiskWaiting || !r.MissAt.Equal(marchDay(t, 23, 10, 15)) {
		t.Errorf("resolution: %+v", r)
	}
	r = analysis.RiskOf(first, at)
	if r.Level != analysis.RiskHigh || r.Why != analysis.RiskUsed || !equal(r.Used.Rat(), big.NewRat(20, 21)) {
		t.Errorf("first response: %+v", r)
	}

	// While OUT-32 lasts, the portal is missed within minutes; a minute after, for good.
	down, _ := helpdesk(t, marchDay(t, 21, 10, 10)).Outcome("portal")
	if r := analysis.RiskOf(down, marchDay(t, 21, 10, 10)); r.Level != analysis.RiskCritical || r.Why != analysis.RiskDown {
		t.Errorf("down: %+v", r)
	}
	missed, _ := helpdesk(t, marchDay(t, 22, 0, 0)).Outcome("portal")
	if r := analysis.RiskOf(missed, marchDay(t, 22, 0, 0)); r.Level != analysis.RiskCritical || r.Why != analysis.RiskMissed {
		t.Errorf("missed: %+v", r)
	}
	ended, _ := helpdesk(t, marchDay(t, 32, 0, 0)).Outcome("portal")
	if r := analysis.RiskOf(ended, marchDay(t, 32, 0, 0)); r != (analysis.Risk{}) {
		t.Errorf("ended: %+v", r)
	}
}

// Both sides of each threshold.
func TestRiskThresholds(t *testing.T) {
	now := noon(2026, 3, 10)
	after := func(d time.Duration) time.Time { return now.Add(d) }
	const day = 24 * time.Hour
	type open struct {
		service bool
		bad     int64 // of 1000, of which 100 may be bad
		missAt  time.Time
		until   time.Time
		stands  sla.Stands
		verdict sla.Verdict
	}
	for name, c := range map[string]struct {
		open
		level analysis.RiskLevel
		why   analysis.RiskRule
	}{
		"nothing bad":              {open{}, analysis.RiskLow, ""},
		"used under 50 %":          {open{bad: 49}, analysis.RiskLow, ""},
		"used 50 %":                {open{bad: 50}, analysis.RiskMedium, analysis.RiskUsed},
		"used under 80 %":          {open{bad: 79}, analysis.RiskMedium, analysis.RiskUsed},
		"used 80 %":                {open{bad: 80}, analysis.RiskHigh, analysis.RiskUsed},
		"burn alone":               {open{bad: 49, until: after(day)}, analysis.RiskMedium, analysis.RiskBurn},
		"burn and 50 %":            {open{bad: 50, until: after(day)}, analysis.RiskHigh, analysis.RiskBurn},
		"down within 24 h":         {open{service: true, missAt: after(day)}, analysis.RiskCritical, analysis.RiskDown},
		"down after 24 h":          {open{service: true, missAt: after(day + 1)}, analysis.RiskHigh, analysis.RiskDown},
		"down within 72 h":         {open{service: true, missAt: after(3 * day)}, analysis.RiskHigh, analysis.RiskDown},
		"down after 72 h":          {open{service: true, missAt: after(3*day + 1)}, analysis.RiskLow, ""},
		"items within 24 h":        {open{missAt: after(1)}, analysis.RiskHigh, analysis.RiskWaiting},
		"items within 72 h":        {open{missAt: after(3 * day)}, analysis.RiskHigh, analysis.RiskWaiting},
		"items after 72 h":         {open{missAt: after(3*day + 1)}, analysis.RiskLow, ""},
		"missed":                   {open{bad: 101, stands: sla.StandsMissed}, analysis.RiskCritical, analysis.RiskMissed},
		"missed for good":          {open{bad: 101, verdict: sla.Missed}, analysis.RiskCritical, analysis.RiskMissed},
		"kept whatever comes":      {open{bad: 99, verdict: sla.Met, until: after(day)}, analysis.RiskLow, ""},
		"missed before it is down": {open{service: true, missAt: after(1), stands: sla.StandsMissed}, analysis.RiskCritical, analysis.RiskMissed},
	} {
		stands := c.stands
		if stands == "" {
			stands = sla.StandsOpen
		}
		o := sla.Outcome{Promised: "90%", Verdict: c.verdict, Ahead: &sla.Ahead{Best: metrics.ShareOf(1000-c.bad, 1000), Stands: stands, MissAt: c.missAt}}
		if c.service {
			o.Ledger = metrics.Ledger{{}}
		}
		if !c.until.IsZero() {
			o.Ahead.Burn = &sla.Burn{Until: c.until}
		}
		if r := analysis.RiskOf(o, now); r.Level != c.level || r.Why != c.why {
			t.Errorf("%s: %+v, want %s by %q", name, r, c.level, c.why)
		}
	}
	for name, o := range map[string]sla.Outcome{
		"ended": {Promised: "90%"}, "no promise": {Ahead: &sla.Ahead{Best: metrics.ShareOf(1, 2)}},
	} {
		if r := analysis.RiskOf(o, now); r != (analysis.Risk{}) {
			t.Errorf("%s: %+v", name, r)
		}
	}
	// A ratio has no best figure; what was counted so far stands in. A mean has no budget,
	// and neither has a promise that allows nothing.
	ratio := sla.Outcome{Promised: "90%", Attained: metrics.ShareOf(92, 100), Ahead: &sla.Ahead{Stands: sla.StandsKept}}
	if r := analysis.RiskOf(ratio, now); r.Level != analysis.RiskHigh || !equal(r.Used.Rat(), big.NewRat(8, 10)) {
		t.Errorf("ratio: %+v", r)
	}
	for _, o := range []sla.Outcome{
		{Promised: "at most 8h", Attained: metrics.LengthOf(time.Hour), Ahead: &sla.Ahead{Stands: sla.StandsOpen}},
		{Promised: "100%", Attained: metrics.ShareOf(5, 5), Ahead: &sla.Ahead{Best: metrics.ShareOf(5, 5), Stands: sla.StandsOpen}},
	} {
		if r := analysis.RiskOf(o, now); r.Level != analysis.RiskLow || r.Used.IsValid() {
			t.Errorf("%s: %+v", o.Promised, r)
		}
	}
}

func march(parts ...analysis.AppraisalPart) analysis.Appraisal {
	return analysis.Appraisal{Weight: "20%", Parts: parts}
}

func half(objective string) analysis.AppraisalPart {
	return analysis.AppraisalPart{Objective: objective, Share: "50%", Base: "90%", Points: "100", PerPoint: "2", Whole: true, Most: "120"}
}

// March of the help desk: 50 of 53 is 94.33 %, four whole points above 90 %: 108. 44 of 49
// is 89.79 %: nothing. One more in time were 45 of 49, 91.83 %: 102.
func TestAppraisalOfTheHelpDesk(t *testing.T) {
	result := helpdesk(t, marchDay(t, 32, 0, 0))
	score, err := march(half("first-response"), half("resolution")).Of(result)
	if err != nil || len(score.Parts) != 2 || score.Findings != nil {
		t.Fatalf("%+v, %v", score, err)
	}
	first, resolution := score.Parts[0], score.Parts[1]
	if !equal(score.Points, big.NewRat(54, 1)) || !equal(score.Weighed, big.NewRat(108, 10)) || !equal(first.Points, big.NewRat(108, 1)) || !equal(resolution.Points, new(big.Rat)) {
		t.Errorf("%v, %v", score.Points, score.Weighed)
	}
	if resolution.Next != 1 || !equal(resolution.NextPoints, big.NewRat(102, 1)) || first.Next != 1 || !equal(first.NextPoints, big.NewRat(112, 1)) {
		t.Errorf("next: %+v, %+v", first, resolution) // 51 of 53 is 96.22 %: six points
	}
	open, err := march(half("first-response"), half("resolution")).Of(helpdesk(t, marchDay(t, 20, 16, 0)))
	if err != nil || len(open.Findings) != 2 || open.Findings[0] != (sla.Finding{Code: analysis.FindingOpen, Subject: "first-response", Path: "parts[0]", Value: "2026-03"}) {
		t.Errorf("%+v, %v", open, err)
	}
}

// Both sides of the base, of a whole point and of the most.
func TestPointsOfAPart(t *testing.T) {
	for _, c := range []struct {
		good   int64 // of 1000
		whole  bool
		per    string
		most   string
		points string
		next   int64
		then   string
	}{
		{899, true, "2", "120", "0", 1, "100"},
		{900, true, "2", "120", "100", 10, "102"},
		{909, true, "2", "120", "100", 1, "102"},
		{910, true, "2", "120", "102", 10, "104"},
		{909, false, "2", "120", "509/5", 1, "102"},  // 101.8
		{909, false, "2.5", "", "409/4", 1, "205/2"}, // 102.25 and 102.5
		{999, true, "2", "120", "118", 1, "120"},
		{1000, true, "2", "120", "120", 0, ""},
		{950, true, "5", "120", "120", 0, ""}, // the most
		{939, false, "5", "120", "239/2", 1, "120"},
		{940, false, "5", "120", "120", 0, ""},
		{950, true, "", "120", "100", 0, ""},
		{0, true, "2", "", "0", 900, "100"},
	} {
		p := analysis.AppraisalPart{Objective: "fix", Share: "100%", Base: "90%", Points: "100", PerPoint: c.per, Whole: c.whole, Most: c.most}
		score, err := march(p).Of(month(2026, 3, of{"a", c.good, 1000}))
		if err != nil {
			t.Fatal(err)
		}
		got := score.Parts[0]
		then := ""
		if got.NextPoints != nil {
			then = got.NextPoints.RatString()
		}
		if got.Points.RatString() != c.points || got.Next != c.next || then != c.then {
			t.Errorf("%+v: %s, %d more give %s", c, got.Points.RatString(), got.Next, then)
		}
	}
}

// A part below its least number of items does not count and is named; without any part
// there is no score. A weight outside 15 % to 30 % is said.
func TestPartsThatDoNotCount(t *testing.T) {
	r := month(2026, 3, of{"a", 95, 100})
	few := r.Outcomes[0]
	few.Objective, few.Attained, few.Reason, few.Total = "few", metrics.Figure{}, metrics.BelowLeast, 3
	r.Outcomes = append(r.Outcomes, few)
	score, err := march(half("few"), half("fix")).Of(r)
	if err != nil || !equal(score.Points, big.NewRat(110, 1)) || !equal(score.Weighed, big.NewRat(22, 1)) || score.Parts[0].Points != nil || score.Parts[0].Objective != "few" ||
		len(score.Findings) != 1 || score.Findings[0] != (sla.Finding{Code: analysis.FindingLeftOut, Subject: "few", Path: "parts[0]", Value: string(metrics.BelowLeast)}) {
		t.Errorf("%+v, %v", score, err)
	}
	lone := half("few")
	lone.Share = "100%"
	if score, err := march(lone).Of(r); err != nil || score.Points != nil || score.Weighed != nil {
		t.Errorf("%+v, %v", score, err)
	}
	whole := half("fix")
	whole.Share = "100%"
	for weight, said := range map[metrics.Percent]bool{"14.9%": true, "15%": false, "30%": false, "30.1%": true, "0%": true} {
		score, err := analysis.Appraisal{Weight: weight, Parts: []analysis.AppraisalPart{whole}}.Of(r)
		if got := len(score.Findings) == 1 && score.Findings[0].Code == analysis.FindingWeight; err != nil || got != said {
			t.Errorf("%s: %+v, %v", weight, score.Findings, err)
		}
	}
}

func TestAppraisalsThatCannotBeRead(t *testing.T) {
	r := month(2026, 3, of{"a", 95, 100})
	length, upper := r.Outcomes[0], r.Outcomes[0]
	length.Objective, length.Attained, length.Promised = "mean", metrics.LengthOf(time.Hour), "at most 8h"
	upper.Objective, upper.Promised = "lost", "at most 5%"
	r.Outcomes = append(r.Outcomes, length, upper)
	with := func(f func(*analysis.AppraisalPart)) analysis.Appraisal {
		p := half("fix")
		p.Share = "100%"
		f(&p)
		return march(p)
	}
	for _, c := range []struct {
		a    analysis.Appraisal
		want string
	}{
		{with(func(p *analysis.AppraisalPart) {}), ""},
		{march(), "parts: missing"},
		{analysis.Appraisal{Parts: with(func(*analysis.AppraisalPart) {}).Parts}, "weight: missing"},
		{analysis.Appraisal{Weight: "101%", Parts: with(func(*analysis.AppraisalPart) {}).Parts}, `weight: "101%": out of range`},
		{with(func(p *analysis.AppraisalPart) { p.Objective = "fxi" }), `parts[0].objective: "fxi": unknown: did you mean "fix"?`},
		{with(func(p *analysis.AppraisalPart) { p.Objective = "mean" }), `parts[0].objective: "mean": conflicts with another term: its figure is a length`},
		{with(func(p *analysis.AppraisalPart) { p.Objective = "lost" }), `it promises "at most 5%"`},
		{with(func(p *analysis.AppraisalPart) { p.Share = "99%" }), `parts: "99%": out of range: the shares of the parts add up to 100%`},
		{with(func(p *analysis.AppraisalPart) { p.Share = "" }), "parts[0].share: missing"},
		{with(func(p *analysis.AppraisalPart) { p.Base = "900%" }), "parts[0].base"},
		{with(func(p *analysis.AppraisalPart) { p.Points = "" }), "parts[0].points: missing"},
		{with(func(p *analysis.AppraisalPart) { p.PerPoint = "-1" }), `parts[0].per-point: "-1": out of range`},
		{with(func(p *analysis.AppraisalPart) { p.Most = "12O" }), "parts[0].most"},
		{with(func(p *analysis.AppraisalPart) { p.Most = "99" }), "the base already gives 100"},
		{march(half("fix"), half("fix")), "parts[1].objective: \"fix\": conflicts with another term: the objective is in two parts"},
	} {
		_, err := c.a.Of(r)
		says(t, err, c.want)
	}
	_, err := march().Of(nil)
	says(t, err, "no result was given")
	_, err = with(func(p *analysis.AppraisalPart) { p.Objective, p.Share, p.Points = "nothing-like-it", "?", "x" }).Of(r)
	if n := len(strings.Split(err.Error(), "\n")); n != 3 {
		t.Errorf("%d problems: %v", n, err)
	}
}

// lawNext looks for the next step one item at a time.
func lawNext(r *tape.Reader) error {
	total := 1 + r.Int64(60)
	good := r.Int64(total + 1)
	p := analysis.AppraisalPart{Objective: "fix", Share: "100%", Base: metrics.Percent(fmt.Sprint(r.Int(101), "%")), Points: fmt.Sprint(r.Int(3) * 50),
		PerPoint: tape.Pick(r, "", "2", "0.5"), Whole: r.Bool(), Most: tape.Pick(r, "", "110", "150")}
	of := func(good int64) (analysis.AppraisedPart, error) {
		score, err := march(p).Of(month(2026, 3, of{"a", good, total}))
		if err != nil {
			return analysis.AppraisedPart{}, err
		}
		return score.Parts[0], nil
	}
	now, err := of(good)
	if err != nil {
		return err
	}
	for more := int64(1); good+more <= total; more++ {
		then, err := of(good + more)
		if err != nil {
			return err
		}
		if then.Points.Cmp(now.Points) < 0 {
			return fmt.Errorf("%+v: %d of %d gives less than %d", p, good+more, total, good)
		}
		if then.Points.Cmp(now.Points) > 0 {
			if now.Next != more || !equal(now.NextPoints, then.Points) {
				return fmt.Errorf("%+v: next after %d of %d is %d for %v, want %d for %v", p, good, total, now.Next, now.NextPoints, more, then.Points)
			}
			return nil
		}
	}
	if now.Next != 0 || now.NextPoints != nil {
		return fmt.Errorf("%+v: next after %d of %d is %d, and nothing gives more", p, good, total, now.Next)
	}
	return nil
}

func TestTheNextStepIsTheLeast(t *testing.T) { tape.Check(t, lawNext) }
