package penalty_test

import (
	"strings"
	"testing"

	"github.com/upheld/upheld/penalty"
)

// peak is a calculator of the user's own.
type peak struct{ name string }

func (p peak) Name() string { return p.name }
func (peak) Version() int   { return 2 }
func (peak) Credit(penalty.Case, penalty.Shortfall, map[string]string) (penalty.Exact, []penalty.Step, error) {
	return penalty.Exact{}, nil, nil
}

// A rule that cannot be worked out is an error with the path of what is wrong; the same
// rule with the mistake mended is none.
func TestBadRules(t *testing.T) {
	flat := penalty.Term{Rule: penalty.Flat{Credit: "1.00"}}
	long := strings.Repeat("x", 61)
	for _, c := range []struct {
		name      string
		bad, good penalty.Rule
		want      string
	}{
		{"no bracket", penalty.Graduated{Credit: "1.00"}, penalty.Graduated{Credit: "1.00", Steps: []penalty.Bracket{{Over: "5", By: "1"}}},
			`rules[0].graduated.steps: missing`},
		{"brackets of time", penalty.Graduated{Credit: "1.00", Reads: penalty.Lateness, Steps: []penalty.Bracket{{Over: "5", By: "1"}}},
			penalty.Graduated{Credit: "1.00", Reads: penalty.Breached, Steps: []penalty.Bracket{{Over: "5", By: "1"}}},
			`rules[0].graduated.reads: "late": conflicts with another term: use per-unit-late`},
		{"fewer than no free breaches", penalty.PerBreach{Credit: "1.00", Free: -1}, penalty.PerBreach{Credit: "1.00"},
			`rules[0].per-breach.free: "-1": out of range`},
		{"lateness of nothing known", penalty.PerUnitLate{Credit: "1.00", Unit: "1h", Counted: penalty.Started, Reads: penalty.Scored},
			penalty.PerUnitLate{Credit: "1.00", Unit: "1h", Counted: penalty.Started, Reads: penalty.LostTime}, `rules[0].per-unit-late.reads: "points": unknown`},
		{"a last unit of no kind", penalty.PerUnitLate{Credit: "1.00", Unit: "1h", Counted: "half"},
			penalty.PerUnitLate{Credit: "1.00", Unit: "1h", Counted: penalty.InPart}, `rules[0].per-unit-late.counted: "half": unknown`},
		{"a point of nothing", penalty.PerPointAbove{Credit: "1.00", Counted: penalty.Full, From: "1m", Point: "0m"},
			penalty.PerPointAbove{Credit: "1.00", Counted: penalty.Full, From: "1m", Point: "1m"}, `rules[0].per-point-above.point: "0m": out of range`},
		{"a point of another kind", penalty.PerPointAbove{Credit: "1.00", Counted: penalty.Full, From: "1%", Point: "1m"},
			penalty.PerPointAbove{Credit: "1.00", Counted: penalty.Full, From: "1%", Point: "1%"},
			`rules[0].per-point-above.from: "1%": conflicts with another term: from and point must be of the same kind`},
		{"a point of no size", penalty.PerPointAbove{Credit: "1.00", Counted: penalty.Full, From: "1m"},
			penalty.PerPointAbove{Credit: "1.00", Counted: penalty.Full, From: "1"}, `rules[0].per-point-above.point: missing: state the size of a point`},
		{"a calculator without a name", penalty.Named{Version: 2}, penalty.Named{Name: "acme/peak", Version: 2}, `rules[0].named.name: missing`},
		{"another version", penalty.Named{Name: "acme/peak", Version: 1}, penalty.Named{Name: "acme/peak", Version: 2},
			`rules[0].named.version: "1": conflicts with another term: the calculator given is version 2`},
		{"nothing is earned back", penalty.EarnBack{Of: flat}, penalty.EarnBack{Of: flat, Returns: []penalty.Return{{After: 1, Share: "100%"}}},
			`rules[0].earn-back.returns: missing`},
		{"an amount is earned back", penalty.EarnBack{Of: flat, Returns: []penalty.Return{{After: 1, Share: "1.00"}}},
			penalty.EarnBack{Of: flat, Returns: []penalty.Return{{After: 1, Share: "1%"}}},
			`rules[0].earn-back.returns[0].share: "1.00": conflicts with another term: a share of what was credited is needed`},
		{"earned back before", penalty.EarnBack{Of: flat, Returns: []penalty.Return{{After: -1, Share: "50%"}}},
			penalty.EarnBack{Of: flat, Returns: []penalty.Return{{After: 1, Share: "50%"}}}, `rules[0].earn-back.returns[0].after: "-1": out of range`},
		{"a bonus of no use", penalty.Bonus{Of: flat, Use: "later"}, penalty.Bonus{Of: flat, Use: penalty.Apart}, `rules[0].bonus.use: "later": unknown`},
		{"a sum of nothing", penalty.Sum{}, penalty.Sum{flat}, `rules[0].sum: missing`},
		{"a table without rows", penalty.Table{}, penalty.Table{Rows: []penalty.Tier{{When: "below 1%", Credit: "1.00"}}}, `rules[0].table.rows: missing`},
		{"a step of nothing", penalty.Table{Nearest: "0%", Round: penalty.HalfUp, Rows: []penalty.Tier{{When: "below 1%", Credit: "1.00"}}},
			penalty.Table{Nearest: "0.1%", Round: penalty.HalfUp, Rows: []penalty.Tier{{When: "below 1%", Credit: "1.00"}}}, `rules[0].table.nearest: "0%": out of range`},
		{"a step without a rounding", penalty.Table{Nearest: "0.1%", Rows: []penalty.Tier{{When: "below 1%", Credit: "1.00"}}},
			penalty.Table{Nearest: "0.1%", Round: penalty.HalfEven, Rows: []penalty.Tier{{When: "below 1%", Credit: "1.00"}}}, `rules[0].table.round: missing`},
		{"points that are amounts", penalty.Points{Rows: []penalty.Tier{{When: "over 1", Credit: "1.00"}}, Of: []penalty.Term{flat}},
			penalty.Points{Rows: []penalty.Tier{{When: "over 1", Credit: "1.00"}}, Of: []penalty.Term{{Rule: penalty.Flat{Credit: "1 point"}}}},
			`rules[0].points.of[0]: conflicts with another term: a term inside points must credit points`},
	} {
		spec := func(r penalty.Rule) error {
			_, err := penalty.New(penalty.Spec{Unit: "EUR", Base: "100.00", Round: penalty.HalfUp, Rules: []penalty.Term{{Objective: "o", Rule: r}}}, peak{"acme/peak"})
			return err
		}
		if err := spec(c.bad); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
		if err := spec(c.good); err != nil {
			t.Errorf("%s, mended: %v", c.name, err)
		}
	}
	for _, c := range []struct {
		name string
		own  []penalty.Calculator
		want string
	}{
		{"two", []penalty.Calculator{peak{"a"}, peak{"b"}}, ""},
		{"the same name", []penalty.Calculator{peak{"a"}, peak{"a"}}, `calculators[1]: "a": conflicts with another term`},
		{"no name", []penalty.Calculator{peak{}}, `calculators[0]: missing: a name is needed`},
		{"a long name", []penalty.Calculator{peak{long}}, `out of range: a name has at most`},
		{"the longest name", []penalty.Calculator{peak{long[:60]}}, ""},
	} {
		_, err := penalty.New(penalty.Spec{Unit: "EUR", Base: "100.00", Round: penalty.HalfUp, Rules: []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "1.00"}}}}, c.own...)
		if err == nil && c.want != "" || err != nil && (c.want == "" || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
