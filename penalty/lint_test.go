package penalty_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/upheld/upheld/penalty"
)

func findings(s penalty.Schedule, promises ...penalty.Promise) string {
	var all []string
	for _, f := range s.Findings(promises...) {
		all = append(all, f.String())
	}
	return strings.Join(all, "; ")
}

func TestFindingsOfTables(t *testing.T) {
	met := func(b penalty.Band) []penalty.Promise { return []penalty.Promise{{Objective: "o", Met: b}} }
	for _, c := range []struct {
		name     string
		rule     penalty.Rule
		promises []penalty.Promise
		want     string
	}{
		{"clean brackets", penalty.Tiers{{When: "99.0% to below 99.95%", Credit: "10%"}, {When: "below 99.0%", Credit: "25%"}}, met("at least 99.95%"), ""},
		{"clean thresholds", penalty.Tiers{{When: "below 99.95%", Credit: "10%"}, {When: "below 99.0%", Credit: "25%"}}, met("at least 99.95%"), ""},
		{"clean, less is better", penalty.Tiers{{When: "over 2% to 3%", Credit: "10%"}, {When: "over 3%", Credit: "25%"}}, met("at most 2%"), ""},
		{"a point in no row, and a promise kept that costs", penalty.Tiers{{When: "over 99.0% to 99.9%", Credit: "10%"}, {When: "below 99.0%", Credit: "25%"}}, met("at least 99.9%"),
			"rules[0].tiers: gap [0.99,0.99]; rules[0].tiers[0]: credit-while-met [0.999,0.999] 10%; rules[0].tiers: not-monotone"},
		{"a gap next to the promise", penalty.Tiers{{When: "below 99.0%", Credit: "25%"}}, met("at least 99.9%"), "rules[0].tiers: gap [0.99,0.999)"},
		{"the same without the promise", penalty.Tiers{{When: "below 99.0%", Credit: "25%"}}, nil, ""},
		{"a gap between rows without a promise", penalty.Tiers{{When: "98.0% to 98.9%", Credit: "1.00"}, {When: "below 97.9%", Credit: "2.00"}}, nil,
			"rules[0].tiers: gap [0.979,0.98); rules[0].tiers: not-monotone"},
		{"no gap where values are rounded", penalty.Table{Nearest: "0.1%", Round: penalty.HalfUp, Rows: []penalty.Tier{{When: "98.0% to 98.9%", Credit: "1.00"}, {When: "at most 97.9%", Credit: "2.00"}}}, nil,
			""},
		{"no gap where the table fills it", penalty.Table{Gap: penalty.Lower, Rows: []penalty.Tier{{When: "exactly 5", Credit: "1.00"}, {When: "exactly 10", Credit: "2.00"}}}, nil, ""},
		{"wrong way round", penalty.Tiers{{When: "below 99.95%", Credit: "25%"}, {When: "below 99.0%", Credit: "10%"}}, met("at least 99.95%"),
			"rules[0].tiers[1]: unreachable (-inf,0.99) 10%"},
		{"wrong direction", penalty.Tiers{{When: "99% to below 99.95%", Credit: "2%"}, {When: "95% to below 99%", Credit: "4%"}, {When: "below 95%", Credit: "5%"}}, met("at most 99.95%"),
			"rules[0].tiers: gap (0.9995,1]; rules[0].tiers[0]: credit-while-met [0.99,0.9995) 2%; rules[0].tiers[1]: credit-while-met [0.95,0.99) 4%; " +
				"rules[0].tiers[2]: credit-while-met [0,0.95) 5%; rules[0].tiers: wrong-direction"},
		{"rows with bounds that overlap", penalty.Tiers{{When: "98% to below 99%", Credit: "10%"}, {When: "97% to 98.5%", Credit: "20%"}}, nil,
			"rules[0].tiers[1]: overlap [0.98,0.985] 20%; rules[0].tiers: not-monotone"}, // 96% costs nothing
		{"a row no cap lets through", penalty.Capped{At: "30%", Of: penalty.Term{Rule: penalty.Tiers{{When: "below 99%", Credit: "30%"}, {When: "below 95%", Credit: "50%"}}}}, nil,
			"rules[0].capped.of.tiers[1]: unreachable-under-cap (-inf,0.95) 50%"},
		{"a bonus for one value only", penalty.Bonus{Of: penalty.Term{Rule: penalty.Tiers{{When: "exactly 80%", Credit: "5.00"}}}}, met("below 90%"),
			"rules[0].bonus.of.tiers: not-monotone"},
		{"rows shared by two terms are no gap", penalty.Sum{{Rule: penalty.Tiers{{When: "99.0% to below 99.95%", Credit: "10%"}}},
			{Rule: penalty.Tiers{{When: "below 99.0%", Credit: "25%"}}}}, met("at least 99.95%"), ""},
		{"percent forgotten", penalty.Tiers{{When: "below 99.9", Credit: "5.00"}}, met("at least 99.9%"), "rules[0].tiers: unlike-figures at least 99.9%"},
		{"a bonus that rises", penalty.Bonus{Of: penalty.Term{Rule: penalty.Tiers{{When: "at least 99%", Credit: "5.00"}}}}, met("at least 98%"), ""},
		{"more units, no end", penalty.PerBreach{Credit: "1/30"}, nil, "rules[0]: unbounded 1/30"},
		{"more units under a cap", penalty.Capped{At: "100%", Of: penalty.Term{Rule: penalty.PerBreach{Credit: "1/30"}}}, nil, ""},
	} {
		schedule := compile(t, penalty.Spec{Base: "100.00", Rules: []penalty.Term{{Objective: "o", Rule: c.rule}}})
		if got := findings(schedule, c.promises...); got != c.want {
			t.Errorf("%s:\n got  %s\n want %s", c.name, got, c.want)
		}
	}
}

func TestFindingsOfCapsAndPools(t *testing.T) {
	pool := func(allocation penalty.Rate) penalty.Term {
		return penalty.Term{Objective: "o", Rule: penalty.Pool{AtRisk: "10%", Allocation: allocation}}
	}
	tiers := []penalty.Term{{Objective: "o", Rule: penalty.Tiers{{When: "below 99%", Credit: "50%"}}}}
	for _, c := range []struct {
		name string
		spec penalty.Spec
		want string
	}{
		{"pools within what is at risk", penalty.Spec{Rules: []penalty.Term{pool("60%"), pool("40%")}}, ""},
		{"pools beyond it", penalty.Spec{Rules: []penalty.Term{pool("60%"), pool("60%")}}, "rules[0]: over-at-risk 120%"},
		{"held to it", penalty.Spec{Rules: []penalty.Term{pool("60%"), pool("60%")}, Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "10%"}}}, ""},
		{"a cap above what a wider one allows", penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "20%"}, {Per: penalty.PerObjective, At: "30%"}}}, "caps[1]: idle-cap 30%"},
		{"a minimum above the cap", penalty.Spec{Minimum: "over 5.00", Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "4.00"}}}, "minimum: never-issued over 5.00"},
		{"a row above the cap of the period", penalty.Spec{Rules: tiers, Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "30%"}}},
			"rules[0].tiers[0]: unreachable-under-cap (-inf,0.99) 50%"},
		{"of another base", penalty.Spec{Rules: tiers, Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "30%", Base: "invoice"}}}, ""},
		{"of another objective", penalty.Spec{Rules: tiers, Caps: []penalty.Cap{{Per: penalty.PerPeriod, Objective: "p", At: "30%"}}}, ""},
	} {
		c.spec.Base = "100.00"
		if got := findings(compile(t, c.spec)); got != c.want {
			t.Errorf("%s:\n got  %s\n want %s", c.name, got, c.want)
		}
	}
}

func TestAFindingReachesAsFarAsItSays(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.Tiers{{When: "98.0 to 98.9", Credit: "1.00"}, {When: "below 97", Credit: "2.00"}}}}})
	all := schedule.Findings(penalty.Promise{Objective: "o", Met: "at least 99", Within: "0 to 100"}, penalty.Promise{Objective: "unknown", Met: "at least 1"},
		penalty.Promise{Objective: "o", Met: "cannot be read"})
	var gaps []string
	for _, f := range all {
		if f.Kind == penalty.GapFound {
			gaps = append(gaps, f.Over.String())
			if !f.Over.Has(big.NewRat(9895, 100)) && !f.Over.Has(big.NewRat(97, 1)) {
				t.Errorf("%v holds neither 98.95 nor 97", f)
			}
		}
	}
	if strings.Join(gaps, " ") != "[97,98) (98.9,99)" {
		t.Errorf("gaps %v", gaps)
	}
}

// A table printed with one decimal and read so is closed: between its rows lies
// nothing that is looked up.
func TestARoundedTableHasNoGapsAndNoFalseDirection(t *testing.T) {
	spec := penalty.Spec{Unit: "points", Round: penalty.HalfUp, Rules: []penalty.Term{{Objective: "o", Rule: penalty.Table{
		Nearest: "0.1%", Round: penalty.HalfUp,
		Rows: []penalty.Tier{{When: "98.0% to 98.9%", Credit: "1 points"}, {When: "97.0% to 97.9%", Credit: "2 points"}, {When: "below 97.0%", Credit: "3 points"}},
	}}}}
	for _, c := range []struct{ nearest, want string }{
		{"0.1%", "[]"},
		{"0.05%", "[rules[0].table: gap (0.979,0.98) rules[0].table: gap (0.989,0.99) rules[0].table: not-monotone]"},
	} {
		table := spec.Rules[0].Rule.(penalty.Table)
		table.Nearest = penalty.Rate(c.nearest)
		spec.Rules[0].Rule = table
		schedule, err := penalty.New(spec)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(schedule.Findings(penalty.Promise{Objective: "o", Met: "at least 99%"})); got != c.want {
			t.Errorf("nearest %s: %s, want %s", c.nearest, got, c.want)
		}
	}
}
