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

// over reads the values that a finding concerns.
func over(f penalty.Finding) penalty.Values {
	text, _, _ := strings.Cut(f.Value, " (")
	i, err := penalty.Band(text).Values()
	if err != nil {
		panic(err)
	}
	return i
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
			"rules[0].tiers: gap exactly 99%; rules[0].tiers[0]: credit-while-met exactly 99.9% (10%); rules[0].tiers: not-monotone"},
		{"a gap next to the promise", penalty.Tiers{{When: "below 99.0%", Credit: "25%"}}, met("at least 99.9%"), "rules[0].tiers: gap 99% to below 99.9%"},
		{"the same without the promise", penalty.Tiers{{When: "below 99.0%", Credit: "25%"}}, nil, ""},
		{"a gap between rows without a promise", penalty.Tiers{{When: "98.0% to 98.9%", Credit: "1.00"}, {When: "below 97.9%", Credit: "2.00"}}, nil,
			"rules[0].tiers: gap 97.9% to below 98%; rules[0].tiers: not-monotone"},
		{"no gap where values are rounded", penalty.Table{Nearest: "0.1%", Round: penalty.HalfUp, Rows: []penalty.Tier{{When: "98.0% to 98.9%", Credit: "1.00"}, {When: "at most 97.9%", Credit: "2.00"}}}, nil,
			""},
		{"no gap where the table fills it", penalty.Table{Gap: penalty.Lower, Rows: []penalty.Tier{{When: "exactly 5", Credit: "1.00"}, {When: "exactly 10", Credit: "2.00"}}}, nil, ""},
		{"wrong way round", penalty.Tiers{{When: "below 99.95%", Credit: "25%"}, {When: "below 99.0%", Credit: "10%"}}, met("at least 99.95%"),
			"rules[0].tiers[1]: unreachable below 99% (10%)"},
		{"wrong direction", penalty.Tiers{{When: "99% to below 99.95%", Credit: "2%"}, {When: "95% to below 99%", Credit: "4%"}, {When: "below 95%", Credit: "5%"}}, met("at most 99.95%"),
			"rules[0].tiers: gap over 99.95% to 100%; rules[0].tiers[0]: credit-while-met 99% to below 99.95% (2%); rules[0].tiers[1]: credit-while-met 95% to below 99% (4%); " +
				"rules[0].tiers[2]: credit-while-met 0% to below 95% (5%); rules[0].tiers: wrong-direction"},
		{"rows with bounds that overlap", penalty.Tiers{{When: "98% to below 99%", Credit: "10%"}, {When: "97% to 98.5%", Credit: "20%"}}, nil,
			"rules[0].tiers[1]: overlap 98% to 98.5% (20%); rules[0].tiers: not-monotone"}, // 96% costs nothing
		{"a row no cap lets through", penalty.Capped{At: "30%", Of: penalty.Term{Rule: penalty.Tiers{{When: "below 99%", Credit: "30%"}, {When: "below 95%", Credit: "50%"}}}}, nil,
			"rules[0].capped.of.tiers[1]: unreachable-under-cap below 95% (50%)"},
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
			"rules[0].tiers[0]: unreachable-under-cap below 99% (50%)"},
		{"of another base", penalty.Spec{Rules: tiers, Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "30%", Base: "invoice"}}}, ""},
		{"of another objective", penalty.Spec{Rules: tiers, Caps: []penalty.Cap{{Per: penalty.PerPeriod, Objective: "p", At: "30%"}}}, ""},
	} {
		c.spec.Base = "100.00"
		if got := findings(compile(t, c.spec)); got != c.want {
			t.Errorf("%s:\n got  %s\n want %s", c.name, got, c.want)
		}
	}
}

// Weights that do not add up, weights outside what is stated, and caps that
// never or always bite are found; tables that are as they should be give none.
func TestFindingsOfWeightsAndReach(t *testing.T) {
	share := func(objective string, base penalty.Base, rule penalty.Rule) penalty.Term {
		return penalty.Term{Objective: objective, Base: base, Rule: rule}
	}
	tiers := penalty.Tiers{{When: "below 99%", Credit: "10%"}, {When: "below 95%", Credit: "25%"}}
	pool := func(objective string, allocation penalty.Rate) penalty.Term {
		return penalty.Term{Objective: objective, Rule: penalty.Pool{AtRisk: "10%", Allocation: allocation, Share: "50%"}}
	}
	weights := func(a, b, c string) []penalty.Term {
		return []penalty.Term{
			share("a", penalty.Base(a+" of fee of portal"), tiers), share("b", penalty.Base(b+" of fee of portal"), penalty.Flat{Credit: "50%"}),
			share("c", penalty.Base(c+" of fee of portal"), penalty.ProRata{}),
		}
	}
	capped := func(at penalty.Rate, rule penalty.Rule) []penalty.Term {
		return []penalty.Term{{Objective: "o", Rule: penalty.Capped{At: at, Of: penalty.Term{Rule: rule}}}}
	}
	period := func(at penalty.Rate) []penalty.Cap { return []penalty.Cap{{Per: penalty.PerPeriod, At: at}} }
	for _, c := range []struct {
		name string
		spec penalty.Spec
		want string
	}{
		{"weights of a base that add up", penalty.Spec{Rules: weights("50%", "30%", "20%")}, ""},
		{"too little", penalty.Spec{Rules: weights("50%", "30%", "19.9%")}, "rules[0]: weights-sum 99.9%"},
		{"too much", penalty.Spec{Rules: weights("50%", "30%", "20.1%")}, "rules[0]: weights-sum 100.1%"},
		{"two rules with the weight of one objective", penalty.Spec{Rules: append(weights("50%", "30%", "20%"), share("b", "30% of fee of portal", penalty.Tiers{{When: "below 9", Credit: "5%"}}))}, ""},
		{"equal weights count each", penalty.Spec{Rules: []penalty.Term{share("a", "40% of invoice", tiers), share("b", "40% of invoice", tiers)}}, "rules[0]: weights-sum 80%"},
		{"a share that one objective alone has", penalty.Spec{Rules: weights("50%", "30%", "20%")[:1]}, ""},
		{"shares that are no weights, by what is stated", penalty.Spec{Rules: weights("10%", "10%", "10%"), Weights: penalty.Weights{Sum: "at most 100%"}}, ""},
		{"weights within their range", penalty.Spec{Rules: weights("50%", "30%", "20%"), Weights: penalty.Weights{Each: "20% to 50%"}}, ""},
		{"weights outside it", penalty.Spec{Rules: weights("50%", "30%", "20%"), Weights: penalty.Weights{Each: "over 20% to below 50%"}},
			"rules[0]: weight-outside 50%; rules[2]: weight-outside 20%"},
		{"allocations of a pool beyond what is stated", penalty.Spec{Rules: []penalty.Term{pool("a", "90%"), pool("b", "70%")}, Caps: period("10%"), Weights: penalty.Weights{Sum: "at most 150%", Each: "at most 80%"}},
			"rules[0]: weight-outside 90%; rules[0]: weights-sum 160%; caps[0]: idle-cap 10%"},
		{"allocations as stated", penalty.Spec{Rules: []penalty.Term{pool("a", "80%"), pool("b", "70%"), pool("c", "60%")}, Caps: period("10%"), Weights: penalty.Weights{Sum: "at most 250%", Each: "at most 80%"}}, ""},
		{"a cap that nothing reaches", penalty.Spec{Rules: capped("26%", tiers)}, "rules[0]: idle-cap 26%"},
		{"a cap that the worst row reaches", penalty.Spec{Rules: capped("25%", tiers)}, ""},
		{"a cap of the period that nothing reaches", penalty.Spec{Rules: []penalty.Term{{Objective: "a", Rule: tiers}, {Objective: "b", Rule: tiers}}, Caps: period("51%")}, "caps[0]: idle-cap 51%"},
		{"that two together reach", penalty.Spec{Rules: []penalty.Term{{Objective: "a", Rule: tiers}, {Objective: "b", Rule: tiers}}, Caps: period("50%")}, ""},
		{"of each objective, that none reaches", penalty.Spec{Rules: []penalty.Term{{Objective: "a", Rule: tiers}, {Objective: "b", Rule: tiers}}, Caps: []penalty.Cap{{Per: penalty.PerObjective, At: "26%"}}}, "caps[0]: idle-cap 26%"},
		{"all of the base is a backstop", penalty.Spec{Rules: []penalty.Term{{Objective: "a", Rule: tiers}}, Caps: period("100%")}, ""},
		{"several incidents may reach a cap", penalty.Spec{Rules: []penalty.Term{{Objective: "a", Rule: penalty.Flat{Credit: "10%"}}}, Caps: period("50%")}, ""},
		{"a cap below every credit", penalty.Spec{Rules: []penalty.Term{{Objective: "a", Rule: penalty.Flat{Credit: "10%"}}}, Caps: period("9%")}, "caps[0]: always-capped 9%"},
		{"a cap at the credit", penalty.Spec{Rules: []penalty.Term{{Objective: "a", Rule: penalty.Flat{Credit: "10%"}}}, Caps: period("10%")}, ""},
		{"a cap below one started unit", penalty.Spec{Rules: capped("4%", penalty.PerUnitLate{Credit: "5%", Unit: "1h", Counted: penalty.Started})}, "rules[0]: always-capped 4%"},
		{"units in part begin at nothing", penalty.Spec{Rules: capped("4%", penalty.PerUnitLate{Credit: "5%", Unit: "1h", Counted: penalty.InPart})}, ""},
		{"of another base", penalty.Spec{Rules: []penalty.Term{{Objective: "a", Base: "invoice", Rule: penalty.Flat{Credit: "10%"}}}, Caps: period("9%")}, ""},
		{"a year holds many periods", penalty.Spec{Rules: []penalty.Term{{Objective: "a", Rule: tiers}}, Caps: []penalty.Cap{{Per: penalty.PerYear, At: "90%"}}}, ""},
	} {
		c.spec.Base = "100.00"
		if got := findings(compile(t, c.spec)); got != c.want {
			t.Errorf("%s:\n got  %s\n want %s", c.name, got, c.want)
		}
	}
	for _, w := range []penalty.Weights{{Each: "much"}, {Sum: "at most 1.5"}} {
		if _, err := penalty.New(penalty.Spec{Weights: w}); err == nil {
			t.Errorf("%v is taken", w)
		}
	}
}

func TestAFindingReachesAsFarAsItSays(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.Tiers{{When: "98.0 to 98.9", Credit: "1.00"}, {When: "below 97", Credit: "2.00"}}}}})
	all := schedule.Findings(penalty.Promise{Objective: "o", Met: "at least 99", Within: "0 to 100"}, penalty.Promise{Objective: "unknown", Met: "at least 1"},
		penalty.Promise{Objective: "o", Met: "cannot be read"})
	var gaps []string
	for _, f := range all {
		if f.Code == penalty.GapFound {
			gaps = append(gaps, f.Value)
			if !over(f).Has(big.NewRat(9895, 100)) && !over(f).Has(big.NewRat(97, 1)) {
				t.Errorf("%v holds neither 98.95 nor 97", f)
			}
		}
	}
	if strings.Join(gaps, " ") != "97 to below 98 over 98.9 to below 99" {
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
		{"0.05%", "[rules[0].table: gap over 97.9% to below 98% rules[0].table: gap over 98.9% to below 99% rules[0].table: not-monotone]"},
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
