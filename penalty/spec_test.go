package penalty_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/upheld/upheld/penalty"
)

// Every problem is reported, in the order of the document, with its path.
func TestNewReportsEverything(t *testing.T) {
	scale := 19
	_, err := penalty.New(penalty.Spec{
		Unit: "EUR", Scale: &scale, Base: "the fee",
		Rules: []penalty.Term{
			{Objective: " spaces ", Rule: penalty.Tiers{{When: "under 99%", Credit: "10%"}, {When: "below 98%", Credit: "ten"}}},
			{Objective: "o"},
			{Rule: penalty.Flat{Credit: "1.00"}},
			{Objective: "o", Rule: penalty.PerUnitLate{Credit: "1.00", Unit: "0m"}},
			{Objective: "o", Rule: penalty.Table{Reads: "breeches", Gap: "lowr", Overlap: "frist", Rows: []penalty.Tier{{When: "at least 1", Credit: "1.00"}}}},
			{Objective: "o", Rule: penalty.Table{Reads: penalty.LostTime, Rows: []penalty.Tier{{When: "at least 1", Credit: "1.00"}}}},
			{Objective: "o", Rule: penalty.Sum{{Rule: penalty.Flat{Credit: "1.00"}}, {Rule: penalty.Flat{Credit: "1 point"}}}},
			{Objective: "o", Rule: penalty.Sum{{Rule: penalty.Bonus{Of: penalty.Term{Rule: penalty.Flat{Credit: "1.00"}}}}}},
			{Objective: "o", Rule: penalty.EarnBack{Returns: []penalty.Return{{After: 1, Share: "60%"}, {Average: "3 months", Share: "60%"}},
				Of: penalty.Term{Rule: penalty.Flat{Credit: "1.00"}}}},
			{Objective: "o", Rule: penalty.Named{Name: "acme/peak", Version: 1}},
			{Objective: "o", Rule: penalty.Graduated{Credit: "1.00", Steps: []penalty.Bracket{{Over: "5", By: "1"}, {Over: "5", By: "2"}}}},
			{Objective: "o", Rule: &penalty.Flat{Credit: "1.00"}},
			{Objective: "o", Rule: penalty.Worth{Each: "2.00", Of: penalty.Term{Rule: penalty.Flat{Credit: "1.00"}}}},
			{Objective: "o", Rule: penalty.Pool{AtRisk: "10%", Allocation: "5.00"}},
			{Objective: "o", Rule: penalty.Flat{Credit: "1 point"}},
		},
		Caps:      []penalty.Cap{{At: "1.00"}, {Per: "mnoth", At: "1.00"}},
		Minimum:   "over 5%",
		MinimumOf: "exakt",
		Round:     "half-evn",
		Claim:     "soon",
		Triggers:  []penalty.Trigger{{In: "at least 3"}, {Name: "x", Counts: penalty.CountAverage, In: "below 97%"}},
	}, nil)
	want := []string{
		`calculators[0]: missing: a calculator is nil`,
		`scale: "19": out of range: an amount has 0 to 18 digits after the point`,
		`base: "the fee": cannot be read: a base is an amount such as 12000.00, invoice, fee of a name, whole fee of a name, or 10% of one of them`,
		`rules[0].objective: " spaces ": cannot be read: a name is one line without spaces around it`,
		`rules[0].objective: missing: the rule needs an objective to look at`,
		`rules[0].tiers[0].when: "under 99%": cannot be read: write "below"`,
		`rules[0].tiers[1].credit: "ten": cannot be read: a plain decimal number such as 1250.00 is needed`,
		`rules[1]: missing: a rule such as tiers or flat is needed`,
		`rules[2].objective: missing: the rule needs an objective to look at`,
		`rules[3].per-unit-late.unit: "0m": out of range: a unit is longer than 0`,
		`rules[3].per-unit-late.counted: missing: say what the last, incomplete unit costs: started, full or in-part`,
		`rules[4].table.reads: "breeches": unknown: did you mean "breaches"?`,
		`rules[4].table.overlap: "frist": unknown: did you mean "first"?`,
		`rules[4].table.gap: "lowr": unknown: did you mean "lower"?`,
		`rules[5].table.rows[0].when: "at least 1": conflicts with another term: lost is compared with an elapsed time such as 5m`,
		`rules[6].sum[1]: conflicts with another term: point cannot be combined with EUR`,
		`rules[7].sum[0]: conflicts with another term: move bonus to the top of the rule: a bonus is never netted inside a credit`,
		`rules[8].earn-back.returns[1].average: "3 months": out of range: write a calendar window: month, quarter, year or year from april`,
		`rules[8].earn-back.returns: "120%": out of range: the shares exceed 100%: no more can be earned back than was credited`,
		`rules[9].named.name: "acme/peak": unknown: no calculator of that name was given`,
		`rules[10].graduated.steps[1].over: "5": conflicts with another term: each bracket must begin above the one before`,
		`rules[11]: "*penalty.Flat": unknown: a rule of this package is needed, as a value`,
		`rules[12]: conflicts with another term: worth turns another unit into EUR; its term gives EUR already`,
		`rules[13].pool.allocation: "5.00": conflicts with another term: a share such as 40% is needed`,
		`rules[14]: conflicts with another term: the rule gives point, but the unit is EUR; wrap the rule in worth or points`,
		`caps[0].per: missing: objective, group, period, month, year, 12 months or lifetime`,
		`caps[1].per: "mnoth": unknown: did you mean "month"?`,
		`minimum: "over 5%": conflicts with another term: a minimum is an amount`,
		`minimum-of: "exakt": unknown: did you mean "exact"?`,
		`round: "half-evn": unknown: did you mean "half-even"?`,
		`claim: "soon": cannot be read: a claim window reads 30 days after month end, or after period end or failure`,
		`triggers[0].name: missing: a trigger needs a name`,
		`triggers[1].within: missing: an average needs a window such as 3 months`,
	}
	got := strings.Split(fmt.Sprint(err), "\n")
	for i := range max(len(got), len(want)) {
		g, w := "", ""
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("problem %d:\n got  %s\n want %s", i, g, w)
		}
	}
	var field *penalty.FieldError
	if !errors.As(err, &field) || !errors.Is(err, penalty.ErrConflict) {
		t.Error("problems are not FieldErrors of a kind")
	}
}

func TestNewBoundsWhatItIsGiven(t *testing.T) {
	deep := penalty.Term{Objective: "o", Rule: penalty.Flat{Credit: "1.00"}}
	for range 100 {
		deep = penalty.Term{Objective: "o", Rule: penalty.Sum{deep}}
	}
	if _, err := penalty.New(penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Rules: []penalty.Term{deep}}); !errors.Is(err, penalty.ErrRange) {
		t.Errorf("a hundred levels: %v", err)
	}
	rows := make(penalty.Tiers, 1001)
	if _, err := penalty.New(penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Rules: []penalty.Term{{Objective: "o", Rule: rows}}}); !errors.Is(err, penalty.ErrRange) {
		t.Errorf("1001 rows: %v", err)
	}
}

func TestAScheduleOwnsItsSpec(t *testing.T) {
	tiers := penalty.Tiers{{When: "below 99%", Credit: "10%"}}
	rules := []penalty.Term{{Objective: "o", Base: "fee of portal", Rule: penalty.Sum{{Rule: tiers}, {Objective: "p", Base: "invoice", Rule: penalty.Flat{Credit: "1.00"}}}}}
	schedule := compile(t, penalty.Spec{Rules: rules, Caps: []penalty.Cap{{Per: penalty.PerPeriod, Objective: "q", At: "1%", Base: "fee of all"}}})
	tiers[0].Credit, rules[0].Objective = "50%", "changed"
	kept := schedule.Spec()
	if got := kept.Rules[0].Rule.(penalty.Sum)[0].Rule.(penalty.Tiers)[0].Credit; got != "10%" || kept.Rules[0].Objective != "o" {
		t.Error("the caller's slices are the schedule's")
	}
	kept.Rules[0].Rule.(penalty.Sum)[0].Rule.(penalty.Tiers)[0].Credit = "99%"
	if got := schedule.Spec().Rules[0].Rule.(penalty.Sum)[0].Rule.(penalty.Tiers)[0].Credit; got != "10%" {
		t.Error("Spec hands out the schedule's slices")
	}
	if got := schedule.Objectives(); !reflect.DeepEqual(got, []string{"o", "p", "q"}) {
		t.Errorf("objectives %v", got)
	}
	if got := schedule.Charges(); !reflect.DeepEqual(got, []string{"all", "invoice", "portal"}) {
		t.Errorf("charges %v", got)
	}
	counting := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.Capped{At: "12 per kg", Of: penalty.Term{
		Rule: penalty.Tiers{{When: "below 99%", Credit: "1 per call"}}}}}}, Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "9 per kg"}}})
	if got := counting.Quantities(); !reflect.DeepEqual(got, []string{"call", "kg"}) {
		t.Errorf("quantities %v", got)
	}
	if schedule.Unit() != "EUR" || schedule.Places() != 2 {
		t.Errorf("%s with %d places", schedule.Unit(), schedule.Places())
	}
}

// Nothing is rounded by a rule that nobody stated.
func TestRoundingIsStated(t *testing.T) {
	table := penalty.Table{Nearest: "0.1%", Rows: []penalty.Tier{{When: "below 99%", Credit: "1.00"}}}
	for _, c := range []struct {
		spec penalty.Spec
		path string
	}{
		{penalty.Spec{Unit: "EUR", Rules: []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "1.00"}}}}, "round"},
		{penalty.Spec{Unit: "EUR", Round: penalty.RoundDown, Rules: []penalty.Term{{Objective: "o", Rule: table}}}, "rules[0].table.round"},
		{penalty.Spec{}, ""},
	} {
		_, err := penalty.New(c.spec)
		var field *penalty.FieldError
		if c.path == "" && err != nil || c.path != "" && (!errors.As(err, &field) || field.Path != c.path || !errors.Is(err, penalty.ErrMissing)) {
			t.Errorf("%v, want %q", err, c.path)
		}
	}
}
