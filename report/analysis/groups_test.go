package analysis_test

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report/analysis"
	"github.com/upheld/upheld/sla"
)

// March of the help desk: 50 of 53 first responses in time, 95 % promised, so that 0.35 of
// an item is lacking.
func TestEffectsOfTheHelpDesk(t *testing.T) {
	march := helpdesk(t, marchDay(t, 32, 0, 0))
	effects, err := analysis.Effects(march, "first-response", "team")
	if err != nil || len(effects) != 2 {
		t.Fatal(effects, err)
	}
	red, blue := effects[0], effects[1]
	if red.Group.Get("team") != "red" || !equal(red.Size, big.NewRat(155, 100)) || blue.Group.Get("team") != "blue" || !equal(blue.Size, big.NewRat(-120, 100)) {
		t.Errorf("%+v", effects)
	}
	whole, _ := march.Outcome("first-response")
	if lacking := new(big.Rat).Add(red.Size, blue.Size); !equal(lacking, big.NewRat(35, 100)) || !equal(lacking.Neg(lacking), whole.Margin.Rat()) {
		t.Errorf("together %v, margin %v", lacking, whole.Margin)
	}
}

// One late of one is 0 %, and 0.95 of an item; two late of 41 is 95.1 %, and under the
// allowance of 2.05.
func TestEffectsGoByEffectAndNotByPercent(t *testing.T) {
	effects, err := analysis.Effects(month(2026, 3, of{"a", 0, 1}, of{"b", 37, 40}, of{"c", 39, 41}), "fix", "team")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range effects {
		got = append(got, g.Group.Get("team")+" "+g.Size.FloatString(2))
	}
	if strings.Join(got, ", ") != "b 1.00, a 0.95, c -0.05" {
		t.Error(got)
	}
}

// Members of a service: 100 h counted each, 99 % promised. One lost 3 h, so 2 h over its
// allowance; of the other, nothing was lost.
func TestEffectsOfTime(t *testing.T) {
	r := month(2026, 3, of{"a", 0, 0}, of{"b", 0, 0})
	shares := []metrics.Figure{metrics.TimeShareOf(197*time.Hour, 200*time.Hour), metrics.TimeShareOf(97*time.Hour, 100*time.Hour), metrics.TimeShareOf(100*time.Hour, 100*time.Hour)}
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		o.Metric, o.Promised, o.Attained = "availability", "99%", shares[i]
	}
	effects, err := analysis.Effects(r, "fix", "team")
	if err != nil || len(effects) != 2 || !equal(effects[0].Size, big.NewRat(2*3600, 1)) || !equal(effects[1].Size, big.NewRat(-3600, 1)) {
		t.Errorf("%+v, %v", effects, err)
	}
	lost, err := analysis.Pareto(r, "fix", "team")
	if err != nil || len(lost) != 1 || !equal(lost[0].Wrong, big.NewRat(3*3600, 1)) || !equal(lost[0].UpTo, big.NewRat(1, 1)) {
		t.Errorf("%+v, %v", lost, err)
	}
}

func TestEffectsRefuse(t *testing.T) {
	change := func(f func(*sla.Outcome)) *sla.Result {
		r := month(2026, 3, of{"red", 1, 2}, of{"blue", 3, 4})
		for i := range r.Outcomes {
			f(&r.Outcomes[i])
		}
		return r
	}
	whole := func(f func(*sla.Outcome)) *sla.Result {
		r := month(2026, 3, of{"red", 1, 2}, of{"blue", 3, 4})
		f(&r.Outcomes[0])
		return r
	}
	plain := change(func(*sla.Outcome) {})
	lone := month(2026, 3, of{"red", 1, 2})
	lone.Outcomes = lone.Outcomes[:1]
	for name, c := range map[string]struct {
		r              *sla.Result
		objective, key string
		want           string
	}{
		"right":                {plain, "fix", "team", ""},
		"nil":                  {nil, "fix", "team", "result: missing"},
		"a misspelt objective": {plain, "fxi", "team", `objective: "fxi": unknown: did you mean "fix"?`},
		"a misspelt key":       {plain, "fix", "taem", `key: "taem": unknown: did you mean "team"?`},
		"no groups":            {lone, "fix", "team", `objective "fix" has no groups in 2026-03`},
		"no items":             {month(2026, 3), "fix", "team", "it has no figure in 2026-03: no-items"},
		"a length": {change(func(o *sla.Outcome) { o.Metric, o.Attained = "mean", metrics.LengthOf(1) }), "fix", "team",
			"its figure is no share: mean"},
		"a held ratio":     {whole(func(o *sla.Outcome) { o.Metric, o.Good = "ratio", 8 }), "fix", "team", "held to 100%"},
		"no promise":       {change(func(o *sla.Outcome) { o.Promised = "" }), "fix", "team", "it promises nothing for 2026-03"},
		"judged as a mean": {whole(func(o *sla.Outcome) { o.Judge = sla.JudgeMean }), "fix", "team", "2026-03 is judged as mean"},
		"two edges":        {change(func(o *sla.Outcome) { o.Promised = "90% to 95%" }), "fix", "team", "no share with one edge"},
		"slices":           {whole(func(o *sla.Outcome) { o.Metric, o.Slices = "slices", &metrics.SliceCount{} }), "fix", "team", "slices of its own"},
		"groups above the whole": {whole(func(o *sla.Outcome) { o.Good, o.Total, o.Attained = 3, 5, metrics.ShareOf(3, 5) }), "fix", "team",
			"do not add up to the whole: -1 of -1 are left over"},
		"a group of too few answers": {whole(func(o *sla.Outcome) { o.Metric, o.Attained = "score", metrics.Figure{} }), "fix", "team", "no share: score"},
	} {
		_, err := analysis.Effects(c.r, c.objective, c.key)
		t.Run(name, func(t *testing.T) { says(t, err, c.want) })
		var problem *sla.FieldError
		if err != nil && !errors.As(err, &problem) {
			t.Errorf("%s: %T", name, err)
		}
	}
	// What no group has, such as items under terms that were grouped otherwise, stands apart.
	effects, err := analysis.Effects(whole(func(o *sla.Outcome) { o.Good, o.Total, o.Attained = 4, 9, metrics.ShareOf(4, 9) }), "fix", "team")
	if err != nil || len(effects) != 3 || len(effects[0].Group) != 0 || !equal(effects[0].Size, big.NewRat(285, 100)) {
		t.Errorf("%+v, %v", effects, err)
	}
	// A group of fewer items than the least has no figure; its items count all the same.
	few := change(func(*sla.Outcome) {})
	few.Outcomes[1].Attained, few.Outcomes[1].Verdict, few.Outcomes[1].Reason = metrics.Figure{}, sla.NotMeasurable, metrics.BelowLeast
	if effects, err = analysis.Effects(few, "fix", "team"); err != nil || len(effects) != 2 || !equal(effects[0].Size, big.NewRat(9, 10)) {
		t.Errorf("%+v, %v", effects, err)
	}
}

// A maximum counts what goes wrong: of 10 calls 2 were lost and 10 % may be, so 1 too many.
func TestAMaximumCountsWhatGoesWrong(t *testing.T) {
	r := month(2026, 3, of{"a", 2, 10}, of{"b", 0, 10})
	for i := range r.Outcomes {
		r.Outcomes[i].Promised = "at most 10%"
	}
	effects, err := analysis.Effects(r, "fix", "team")
	if err != nil || effects[0].Group.Get("team") != "a" || !equal(effects[0].Size, big.NewRat(1, 1)) || !equal(effects[1].Size, big.NewRat(-1, 1)) {
		t.Errorf("%+v, %v", effects, err)
	}
	lost, err := analysis.Pareto(r, "fix", "team")
	if err != nil || len(lost) != 1 || lost[0].Group.Get("team") != "a" || !equal(lost[0].Wrong, big.NewRat(2, 1)) {
		t.Errorf("%+v, %v", lost, err)
	}
}

// By hand: 5 late of 8, in teams c, a and b.
func TestPareto(t *testing.T) {
	lost, err := analysis.Pareto(month(2026, 3, of{"a", 2, 3}, of{"b", 0, 1}, of{"c", 1, 4}, of{"d", 9, 9}), "fix", "team")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range lost {
		got = append(got, l.Group.Get("team")+" "+l.Wrong.RatString()+" "+metrics.ShareOfRat(l.UpTo).Percent(0))
	}
	if strings.Join(got, ", ") != "c 3 60%, a 1 80%, b 1 100%" {
		t.Error(got)
	}
	if lost, err := analysis.Pareto(month(2026, 3, of{"a", 3, 3}), "fix", "team"); err != nil || lost != nil {
		t.Errorf("nothing wrong: %+v, %v", lost, err)
	}
	_, err = analysis.Pareto(month(2026, 3, of{"a", 3, 3}), "fix", "@cause")
	says(t, err, "it has no time of its own")
}

// March of the help desk. The portal lost 35 min, 26 min and a quarter of 30 min, together
// 4110 s: the first outage is 51.09 % of it, two are 89.05 %. The maintenance of the 14th
// was announced in time.
func TestParetoOfTheHelpDesk(t *testing.T) {
	march := helpdesk(t, marchDay(t, 32, 0, 0))
	whole, _ := march.Outcome("first-response")
	text := func(lost []analysis.Loss, err error) string {
		if err != nil {
			return err.Error()
		}
		var all []string
		for _, l := range lost {
			all = append(all, fmt.Sprintf("%s %s %s", l.Group[0][1], l.Wrong.RatString(), metrics.ShareOfRat(l.UpTo).Percent(2)))
		}
		return strings.Join(all, "; ")
	}
	zone := marchDay(t, 1, 0, 0).Location()
	// By the breaches themselves, counted the slow way.
	targets, days := map[string]int{}, map[string]int{}
	for _, b := range whole.Breaches {
		targets[b.Target]++
		days[b.BreachedAt.In(zone).Format(time.DateOnly)]++
	}
	check := func(key string, lost []analysis.Loss, err error, want map[string]int) {
		t.Helper()
		left := len(want)
		for _, l := range lost {
			if !equal(l.Wrong, big.NewRat(int64(want[l.Group.Get(key)]), 1)) {
				t.Errorf("%s: %+v, want %v", key, l, want)
			}
			left--
		}
		if err != nil || left != 0 || len(want) == 0 {
			t.Errorf("%s: %s, %v, want %v", key, text(lost, err), err, want)
		}
	}
	lost, err := analysis.Pareto(march, "first-response", "@target")
	check("@target", lost, err, targets)
	lost, err = analysis.ParetoByDay(march, "first-response", zone)
	check("@day", lost, err, days)

	if got := text(analysis.Pareto(march, "portal", "@cause")); got != "OUT-31 2100 51.09%; OUT-32 1560 89.05%; OUT-33 450 100.00%" {
		t.Errorf("%s", got)
	}
	if got := text(analysis.ParetoByDay(march, "portal", zone)); got != "2026-03-05 2100 51.09%; 2026-03-21 1560 89.05%; 2026-03-29 450 100.00%" {
		t.Errorf("%s", got)
	}
	_, err = analysis.ParetoByDay(march, "api", zone)
	says(t, err, "unknown")
	_, err = analysis.Pareto(march, "portal", "@target")
	says(t, err, "has no breaches of tickets")
}

// A stretch over midnight is lost on both dates, each its part; Samoa had no 30 December
// 2011, and the clocks of Santiago skip the first hour of 11 September 2022.
func TestLostTimeByLocalDate(t *testing.T) {
	lostFrom := func(from time.Time, length time.Duration) *sla.Result {
		r := month(2026, 3, of{"a", 0, 0})
		r.Outcomes = r.Outcomes[:1]
		r.Outcomes[0].Metric = "availability"
		r.Outcomes[0].Ledger = metrics.Ledger{{From: from, To: from.Add(length), Bucket: metrics.Down, Counted: true, Weight: must(metrics.Percent("50%").Weight())}}
		return r
	}
	for _, c := range []struct {
		zone   string
		from   string
		length time.Duration
		want   map[string]int64 // seconds
	}{
		{"UTC", "2026-03-01T23:00:00Z", 3 * time.Hour, map[string]int64{"2026-03-01": 1800, "2026-03-02": 3600}},
		{"Europe/Berlin", "2026-03-01T23:00:00Z", 3 * time.Hour, map[string]int64{"2026-03-02": 5400}},
		{"Pacific/Apia", "2011-12-30T09:00:00Z", 2 * time.Hour, map[string]int64{"2011-12-29": 1800, "2011-12-31": 1800}},
		{"America/Santiago", "2022-09-11T03:00:00Z", 2 * time.Hour, map[string]int64{"2022-09-10": 1800, "2022-09-11": 1800}},
	} {
		lost, err := analysis.ParetoByDay(lostFrom(must(time.Parse(time.RFC3339, c.from)), c.length), "fix", must(time.LoadLocation(c.zone)))
		if err != nil || len(lost) != len(c.want) {
			t.Errorf("%s: %+v, %v", c.zone, lost, err)
		}
		for _, l := range lost {
			if !equal(l.Wrong, big.NewRat(c.want[l.Group.Get("@day")], 1)) {
				t.Errorf("%s: %+v", c.zone, l)
			}
		}
	}
}

// Boston, the first half of 2015 and the second.
func TestShiftOfBoston(t *testing.T) {
	first, second := bostonHalves(t)
	c, err := analysis.Shift(first, second, "fix", "type")
	if err != nil {
		t.Fatal(err)
	}
	delta := new(big.Rat).Sub(c.After.Rat(), c.Before.Rat())
	if c.Before.Percent(4) != "64.1207%" || c.After.Percent(4) != "70.8482%" || points(delta) != "6.7274" || points(c.Own) != "5.6858" || points(c.Mix) != "1.0416" || c.Chance != nil {
		t.Errorf("%v to %v: %s = %s + %s, chance %v", c.Before, c.After, points(delta), points(c.Own), points(c.Mix), c.Chance)
	}
	lone := 0
	for _, g := range c.Groups {
		if !g.Before.IsValid() || !g.After.IsValid() {
			lone++
			if g.Own.Sign() != 0 {
				t.Errorf("%v is on one side only, and did %v of its own", g.Group, g.Own)
			}
		}
	}
	if len(c.Groups) != 120 || lone != 12 || !equal(delta, new(big.Rat).Add(c.Own, c.Mix)) {
		t.Errorf("%d groups, %d on one side", len(c.Groups), lone)
	}
}

// By hand: red 8 of 10 and 25 of 30, blue 29 of 30 and 10 of 10; together 37 and then 35 of
// 40. Red's weight goes from ¼ to ¾. Own: ½(1)(1/30) twice. Mix: red's mean 49/60 less 9/10
// is −1/12, times ½; blue's mean 59/60 less 9/10 is 1/12, times −½.
func TestPartsOfASplit(t *testing.T) {
	c, err := analysis.Shift(month(2026, 3, of{"red", 8, 10}, of{"blue", 29, 30}), month(2026, 4, of{"red", 25, 30}, of{"blue", 10, 10}), "fix", "team")
	if err != nil || !equal(c.Own, big.NewRat(1, 30)) || !equal(c.Mix, big.NewRat(-1, 12)) || len(c.Groups) != 2 || c.Groups[0].Group.Get("team") != "blue" {
		t.Fatalf("%+v, %v", c, err)
	}
	for _, g := range c.Groups {
		if !equal(g.Own, big.NewRat(1, 60)) || !equal(g.Mix, big.NewRat(-1, 24)) {
			t.Errorf("%v: own %v, mix %v", g.Group, g.Own, g.Mix)
		}
	}
}

// By hand: 1 of 2 and then 2 of 2. Of the 4 items 3 are good; of the C(4,2) = 6 ways to
// take two, C(3,2) = 3 take two good ones.
func TestChance(t *testing.T) {
	at := func(m time.Month, good, total int64) *sla.Result { return month(2026, m, of{"a", good, total}) }
	for _, c := range []struct {
		before, after *sla.Result
		want          *big.Rat
	}{
		{at(1, 1, 2), at(2, 2, 2), big.NewRat(1, 2)},
		{at(1, 2, 2), at(2, 1, 2), big.NewRat(1, 2)},
		{at(1, 0, 2), at(2, 2, 2), big.NewRat(1, 6)},
		{at(1, 1, 2), at(2, 2, 4), big.NewRat(1, 1)},
		{at(1, 3, 10), at(2, 9, 10), big.NewRat(1826, 184756)}, // (C(12,9) C(8,1) + C(12,10) C(8,0)) / C(20,10): 220 × 8 + 66
		{at(1, 5000, 5000), at(2, 5000, 5000), big.NewRat(1, 1)},
		{at(1, 4999, 5000), at(2, 5001, 5001), nil},
		{at(1, 1, 2), at(1, 2, 2), nil}, // the same month: its items are on both sides
	} {
		got, err := analysis.Shift(c.before, c.after, "fix", "team")
		if err != nil || !equal(got.Chance, c.want) {
			t.Errorf("%v to %v: %v, %v, want %v", got.Before, got.After, got.Chance, err, c.want)
		}
	}
	other := at(1, 2, 2)
	other.Agreement = "another"
	if got, err := analysis.Shift(at(1, 1, 2), other, "fix", "team"); err != nil || !equal(got.Chance, big.NewRat(1, 2)) {
		t.Errorf("two agreements in one month: %v, %v", got.Chance, err)
	}
}

func TestShiftNamesTheSide(t *testing.T) {
	right := month(2026, 1, of{"a", 1, 2})
	for _, c := range []struct {
		before, after *sla.Result
		want          string
	}{
		{nil, right, "before.result: missing"},
		{right, nil, "after.result: missing"},
		{month(2026, 2), right, "before.objective: \"fix\": missing"},
		{right, result(sla.Month(2026, 2), "crew", of{"a", 1, 2}), `after.key: "team": unknown: one of crew`},
	} {
		_, err := analysis.Shift(c.before, c.after, "fix", "team")
		says(t, err, c.want)
	}
}

// lawGroups holds Effects, Pareto and Shift against the definitions, over random groups.
func lawGroups(r *tape.Reader) error {
	draw := func(m time.Month) (*sla.Result, []of) {
		var groups []of
		for i := range 1 + r.Int(6) {
			if r.Int(4) == 0 && i > 0 {
				continue
			}
			total := 1 + r.Int64(40)
			groups = append(groups, of{string(rune('a' + i)), r.Int64(total + 1), total})
		}
		return month(2026, m, groups...), groups
	}
	before, one := draw(1)
	after, two := draw(2)

	effects, err := analysis.Effects(before, "fix", "team")
	if err != nil {
		return err
	}
	whole, _ := before.Outcome("fix")
	lacking, wrong := new(big.Rat), int64(0)
	for i, g := range effects {
		lacking.Add(lacking, g.Size)
		for _, o := range one {
			if o.value != g.Group.Get("team") {
				continue
			}
			wrong += o.total - o.good
			allowed := new(big.Rat).Mul(big.NewRat(5, 100), big.NewRat(o.total, 1))
			if size := allowed.Sub(big.NewRat(o.total-o.good, 1), allowed); !equal(size, g.Size) {
				return fmt.Errorf("%+v: effect %v, want %v", o, g.Size, size)
			}
		}
		if i > 0 && effects[i-1].Size.Cmp(g.Size) < 0 {
			return fmt.Errorf("%v is before %v", effects[i-1], g)
		}
	}
	if lacking.Neg(lacking).Cmp(whole.Margin.Rat()) != 0 || len(effects) != len(one) {
		return fmt.Errorf("%d effects of %d add up to %v, and the margin is %v", len(effects), len(one), lacking, whole.Margin)
	}

	lost, err := analysis.Pareto(before, "fix", "team")
	if err != nil {
		return err
	}
	so := new(big.Rat)
	for _, l := range lost {
		so.Add(so, l.Wrong)
		if l.Wrong.Sign() <= 0 || new(big.Rat).Mul(l.UpTo, big.NewRat(wrong, 1)).Cmp(so) != 0 {
			return fmt.Errorf("%+v of %d", l, wrong)
		}
	}
	if so.Cmp(big.NewRat(wrong, 1)) != 0 {
		return fmt.Errorf("the losses add up to %v of %d", so, wrong)
	}

	c, err := analysis.Shift(before, after, "fix", "team")
	if err != nil {
		return err
	}
	delta := new(big.Rat).Sub(c.After.Rat(), c.Before.Rat())
	if sum := new(big.Rat).Add(c.Own, c.Mix); sum.Cmp(delta) != 0 {
		return fmt.Errorf("own %v and mix %v are %v, not %v", c.Own, c.Mix, sum, delta)
	}
	// Backwards, everything has the other sign; the tail is of the same ways.
	back, err := analysis.Shift(after, before, "fix", "team")
	if err != nil || !equal(new(big.Rat).Neg(back.Own), c.Own) || !equal(new(big.Rat).Neg(back.Mix), c.Mix) || !equal(back.Chance, c.Chance) {
		return fmt.Errorf("backwards %+v, forwards %+v, %v", back, c, err)
	}
	if own := naiveOwn(one, two); !equal(own, c.Own) {
		return fmt.Errorf("own %v, by the definition %v", c.Own, own)
	}
	if want := naiveChance(one, two); !equal(want, c.Chance) {
		return fmt.Errorf("chance %v, by counting %v", c.Chance, want)
	}
	return nil
}

// naiveOwn is ½ Σ (w₀+w₁)(p₁−p₀) over the groups on both sides.
func naiveOwn(one, two []of) *big.Rat {
	var n0, n1 int64
	for _, g := range one {
		n0 += g.total
	}
	for _, g := range two {
		n1 += g.total
	}
	own := new(big.Rat)
	for _, a := range one {
		for _, b := range two {
			if a.value == b.value {
				w := new(big.Rat).Add(big.NewRat(a.total, n0), big.NewRat(b.total, n1))
				p := new(big.Rat).Sub(big.NewRat(b.good, b.total), big.NewRat(a.good, a.total))
				own.Add(own, w.Mul(w, p).Mul(w, big.NewRat(1, 2)))
			}
		}
	}
	return own
}

// naiveChance deals the good items out one by one: ways[k] counts the ways to have k of
// them after, each a choice of places by Pascal's rule.
func naiveChance(one, two []of) *big.Rat {
	var g0, n0, g1, n1 int64
	for _, g := range one {
		g0, n0 = g0+g.good, n0+g.total
	}
	for _, g := range two {
		g1, n1 = g1+g.good, n1+g.total
	}
	good := int(g0 + g1)
	// ways[j] has, of the places so far, the number of ways to take j after.
	pascal := func(n int) []*big.Int {
		row := []*big.Int{big.NewInt(1)}
		for range n {
			next := make([]*big.Int, len(row)+1)
			for j := range next {
				next[j] = new(big.Int)
				if j < len(row) {
					next[j].Add(next[j], row[j])
				}
				if j > 0 {
					next[j].Add(next[j], row[j-1])
				}
			}
			row = next
		}
		return row
	}
	ofGood, ofBad := pascal(good), pascal(int(n0+n1)-good)
	tail, all := new(big.Int), new(big.Int)
	seen := new(big.Rat).Sub(big.NewRat(g1, n1), big.NewRat(g0, n0))
	for k := range ofGood {
		rest := int(n1) - k
		if rest < 0 || rest >= len(ofBad) {
			continue
		}
		ways := new(big.Int).Mul(ofGood[k], ofBad[rest])
		all.Add(all, ways)
		differs := new(big.Rat).Sub(big.NewRat(int64(k), n1), big.NewRat(int64(good-k), n0))
		if seen.Sign() == 0 || seen.Sign() > 0 && differs.Cmp(seen) >= 0 || seen.Sign() < 0 && differs.Cmp(seen) <= 0 {
			tail.Add(tail, ways)
		}
	}
	return new(big.Rat).SetFrac(tail, all)
}

func TestGroupsAgreeWithTheDefinitions(t *testing.T) { tape.Check(t, lawGroups) }

// lawPeriods holds Slope and Moving against the definitions, over random periods.
func lawPeriods(r *tape.Reader) error {
	var all []analysis.PeriodFigure
	p := sla.Month(2026, 1)
	for range r.Int(20) {
		one := analysis.PeriodFigure{Period: p}
		if r.Int(5) > 0 {
			one.Items = 1 + r.Int64(1000)
			one.Figure = metrics.ShareOf(r.Int64(one.Items+1), one.Items)
		}
		all = append(all, one)
		p = p.Next()
	}
	slope, _ := analysis.Slope(all)
	if want := naiveSlope(all); !equal(slope, want) {
		return fmt.Errorf("slope %v, by the definition %v", slope, want)
	}
	k := 1 + r.Int(6)
	moved, err := analysis.Moving(all, k)
	if err != nil || len(moved) != len(all) {
		return fmt.Errorf("%v, %v", moved, err)
	}
	for i, m := range moved {
		var good, total int64
		for j := max(0, i-k+1); j <= i && i >= k-1; j++ {
			g, n, _ := all[j].Figure.Parts()
			good, total = good+g, total+n
		}
		if want := metrics.ShareOf(good, total); !m.Figure.Equal(want) || m.Items != total {
			return fmt.Errorf("%d pooled at %d: %v of %d, want %v", k, i, m.Figure, m.Items, want)
		}
	}
	return nil
}

func TestPeriodsAgreeWithTheDefinitions(t *testing.T) { tape.Check(t, lawPeriods) }
