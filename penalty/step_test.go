package penalty_test

import (
	"encoding/json"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/penalty"
)

func TestAStepIsWrittenAsData(t *testing.T) {
	eur := func(text string) penalty.Exact { return must(readAmount(text + " EUR")).Exact() }
	share := func(a, b int64) penalty.Exact { return penalty.NewExact(big.NewRat(a, b), "%") }
	for want, s := range map[string]penalty.Step{
		"host tier [below 99.0%] 98.6541…% 25% of 2000.00 EUR = 500.00 EUR": {
			Objective: "host", Op: "tiers", Row: "below 99.0%", Saw: share(23677, 24000), With: "25%", Of: eur("2000.00"), Gives: eur("500.00")},
		"tier [below 99.0%] 98% 25% of invoice = 0.00 EUR": {
			Op: "tiers", Row: "below 99.0%", Saw: share(98, 100), With: "25%", Base: "invoice", Gives: eur("0.00")},
		"flat not-measurable no-items = 0.00 EUR": {Op: "flat", Label: "not-measurable", Why: "no-items", Gives: eur("0.00")},
		"cap objective host 100.00 EUR (5% of 2000.00 EUR) 120.00 EUR × 5/6 = 100.00 EUR": {
			Op: "cap", Label: "objective", Name: "host", Saw: eur("100.00"), With: "5%", Whole: eur("2000.00"), Of: eur("120.00"), Times: "5/6", Gives: eur("100.00")},
		"count free (2) within year 5 3 = 1": {
			Op: "count", Label: penalty.LabelFree, Counts: []penalty.Exact{penalty.NewExact(big.NewRat(2, 1), "")}, Window: "year",
			Saw: penalty.NewExact(big.NewRat(5, 1), ""), Of: penalty.NewExact(big.NewRat(3, 1), ""), Gives: penalty.NewExact(big.NewRat(1, 1), "")},
		"charge by-days 2026-03-01/2026-03-31 310.00 EUR × 1/31 = 10.00 EUR": {
			Op: "charge", Label: "by-days", From: march, To: april, Base: "invoice", Of: eur("310.00"), Times: "1/31", Gives: eur("10.00")},
		"named acme/weekend = 60.00 EUR": {Op: "named", Name: "acme/weekend", Gives: eur("60.00")},
		"":                               {},
	} {
		if got := s.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A share with a space was a hundred times as much, and one with a unit lost the
// unit.
func TestSharesAreReadAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string]string{"97%": "97/100", "100/3%": "1/3", "-5%": "-1/20", "97": "97/1", "97 EUR": "97/1", "97 %": "", "97% EUR": "", "97 ": "97/1"} {
		var e penalty.Exact
		err := e.UnmarshalText([]byte(text))
		if want == "" {
			if err == nil || err.Error() != "cannot be read: a share is written without a space and without a unit: 97%" || e.IsValid() {
				t.Errorf("%q: %v %v", text, e, err)
			}
		} else if err != nil || e.Rat().String() != want {
			t.Errorf("%q: %v %v, want %s", text, e.Rat(), err, want)
		}
	}
}

// Steps belong to the caller, those read back too.
func TestStepsShareNothing(t *testing.T) {
	schedule := compile(t, penalty.Spec{Base: "1200.00", Rules: []penalty.Term{
		{Objective: "o", Rule: penalty.Pool{AtRisk: "10%", Allocation: "50%", Share: "40%"}},
	}})
	kase := monthOf(time.June)
	kase.Shortfalls = []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}}
	made := schedule.Statement(kase)
	var read penalty.Statement
	if data, err := json.Marshal(made); err != nil || json.Unmarshal(data, &read) != nil {
		t.Fatal(err)
	}
	for _, s := range []penalty.Statement{made, read} {
		const want = "pool missed (50%, 40%) 20% 10% of 1200.00 EUR = 24.00 EUR"
		for range 2 {
			step := s.Lines[0].Steps()[0]
			if step.String() != want {
				t.Errorf("%q, want %q", step, want)
			}
			step.Counts[0] = penalty.NewExact(big.NewRat(1, 3), "")
		}
	}
}

// looseRule tells its working in a row, as steps did before they had labels.
type looseRule struct{}

func (looseRule) Name() string { return "acme/loose" }
func (looseRule) Version() int { return 1 }
func (looseRule) Credit(penalty.Case, penalty.Shortfall, map[string]string) (penalty.Exact, []penalty.Step, error) {
	one := penalty.NewExact(big.NewRat(1, 1), "EUR")
	return one, []penalty.Step{
		{Op: "weather", Row: "a storm", Gives: one}, {Op: "weather", Label: "calm", Row: "no wind", Gives: one}, {Op: "weather", Row: "below 3", Gives: one},
	}, nil
}

// A Calculator that gives a text for a band loses nothing, and its statement is
// read back.
func TestARowOfACalculatorIsABandOrALabel(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.Named{Name: "acme/loose", Version: 1}}}}, looseRule{})
	kase := monthOf(time.June)
	kase.Shortfalls = []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}}
	s := schedule.Statement(kase)
	want := []string{"weather a storm = 1 EUR", "weather calm no wind = 1 EUR", "weather [below 3] = 1 EUR", "named acme/loose = 1.00 EUR"}
	if got := told(s); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	var back penalty.Statement
	if data, err := json.Marshal(s); err != nil || json.Unmarshal(data, &back) != nil || !slices.Equal(told(back), want) {
		t.Errorf("%v: read back as %q", err, told(back))
	}
}
