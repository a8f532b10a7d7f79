package penalty_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

// flats is a Spec of one flat credit for each amount, and a Case that misses
// every objective.
func flats(spec penalty.Spec, amounts ...penalty.Rate) (penalty.Spec, penalty.Case) {
	kase := penalty.Case{ID: "march", From: march, To: april}
	for i, a := range amounts {
		objective := fmt.Sprint("o", i)
		spec.Rules = append(spec.Rules, penalty.Term{Objective: objective, Rule: penalty.Flat{Credit: a}})
		kase.Shortfalls = append(kase.Shortfalls, penalty.Shortfall{
			Objective: objective, Group: fmt.Sprint("g", i%2), Verdict: penalty.Missed,
		})
	}
	return spec, kase
}

func amountsOf(s penalty.Statement) string {
	var all []string
	for _, l := range s.Lines {
		all = append(all, strings.TrimSuffix(l.Amount.String(), " EUR"))
	}
	return strings.Join(all, " ")
}

func TestCapsMinimumAndRounding(t *testing.T) {
	for _, c := range []struct {
		name    string
		spec    penalty.Spec
		amounts []penalty.Rate
		lines   string
		total   string
	}{
		{"one rounding of the sum", penalty.Spec{}, []penalty.Rate{"0.004", "0.004", "0.004"}, "0.01 0.00 0.00", "0.01"},
		{"largest rest first", penalty.Spec{}, []penalty.Rate{"1.003", "1.004", "1.005"}, "1.00 1.00 1.01", "3.01"},
		{"equal rests as the lines stand", penalty.Spec{Base: "0.01"}, []penalty.Rate{"0.005", "50%"}, "0.01 0.00", "0.01"},
		{"equal rests, the other way round", penalty.Spec{Base: "0.01"}, []penalty.Rate{"50%", "0.005"}, "0.01 0.00", "0.01"},
		{"ties to the even digit", penalty.Spec{Round: penalty.HalfEven}, []penalty.Rate{"0.125"}, "0.12", "0.12"},
		{"ties away from zero", penalty.Spec{}, []penalty.Rate{"0.125"}, "0.13", "0.13"},
		{"down", penalty.Spec{Round: penalty.RoundDown}, []penalty.Rate{"0.006", "0.006"}, "0.01 0.00", "0.01"},
		{"up", penalty.Spec{Round: penalty.RoundUp}, []penalty.Rate{"0.001", "0.001"}, "0.01 0.00", "0.01"},
		{"a cap bites and is shared", penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "10.00"}}},
			[]penalty.Rate{"20.00", "10.00"}, "6.67 3.33", "10.00"},
		{"rounding never lifts over a cap", penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "10.005"}}},
			[]penalty.Rate{"20.00"}, "10.00", "10.00"},
		{"nor over the cap of an objective", penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerObjective, At: "10.005"}}},
			[]penalty.Rate{"20.00", "1.005"}, "10.00 1.01", "11.01"},
		{"nor over that of a group", penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerGroup, At: "10.005"}}},
			[]penalty.Rate{"20.00", "20.00"}, "10.00 10.00", "20.00"},
		{"one objective alone is capped", penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerPeriod, Objective: "o1", At: "1.00"}}},
			[]penalty.Rate{"20.00", "20.00"}, "20.00 1.00", "21.00"},
		{"inner caps before outer", penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "12.00"}, {Per: penalty.PerObjective, At: "10.00"}}},
			[]penalty.Rate{"30.00", "5.00"}, "8.00 4.00", "12.00"},
		{"lowest of one width wins", penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "12.00"}, {Per: penalty.PerPeriod, At: "9.00"}}},
			[]penalty.Rate{"30.00"}, "9.00", "9.00"},
		{"minimum, exact and strict", penalty.Spec{Minimum: "over 1.00"}, []penalty.Rate{"1.00"}, "0.00", "0.00"},
		{"minimum, just enough before rounding", penalty.Spec{Minimum: "over 1.00"}, []penalty.Rate{"1.004"}, "1.00", "1.00"},
		{"minimum, not enough after rounding", penalty.Spec{Minimum: "over 1.00", MinimumOf: penalty.TestRounded}, []penalty.Rate{"1.004"}, "0.00", "0.00"},
		{"minimum, inclusive", penalty.Spec{Minimum: "at least 1.00"}, []penalty.Rate{"0.50", "0.50"}, "0.50 0.50", "1.00"},
		{"minimum after the cap", penalty.Spec{Minimum: "over 5.00", Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "5.00"}}},
			[]penalty.Rate{"20.00"}, "0.00", "0.00"},
		{"beyond 64 bits", penalty.Spec{}, []penalty.Rate{"9999999999999999999999.994", "0.001", "0.001"},
			"10000000000000000000000.00 0.00 0.00", "10000000000000000000000.00"},
		{"beyond 64 bits, capped", penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "9000000000000000000000.005"}}},
			[]penalty.Rate{"9999999999999999999999.99"}, "9000000000000000000000.00", "9000000000000000000000.00"},
	} {
		spec, kase := flats(c.spec, c.amounts...)
		schedule := compile(t, spec)
		s := schedule.Statement(kase)
		if got := amountsOf(s); got != c.lines || s.Total.String() != c.total+" EUR" {
			t.Errorf("%s: %s = %s, want %s = %s", c.name, got, s.Total, c.lines, c.total)
		}
		if total := schedule.Total(kase); !total.Equal(s.Total) {
			t.Errorf("%s: Total gives %s, Statement %s", c.name, total, s.Total)
		}
	}
}

func TestTheWorkingOfTheWhole(t *testing.T) {
	spec, kase := flats(penalty.Spec{
		Caps: []penalty.Cap{{Per: penalty.PerObjective, At: "100.004"}, {Per: penalty.PerPeriod, At: "1/3", Base: "450.01"}},
	}, "110.00", "60.00")
	s := compile(t, spec).Statement(kase)
	var got []string
	for _, step := range s.Steps {
		got = append(got, step.Path+": "+step.String())
	}
	want := []string{
		"caps[0]: cap objective o0 100.004 EUR 110.00 EUR = 100.004 EUR",
		"caps[1]: cap within period 150.003… EUR (1/3 of 450.01 EUR) 160.004 EUR × 225005/240006 = 150.003… EUR",
		"round: round half-up 150.003… EUR = 150.00 EUR",
	}
	if !reflect.DeepEqual(got, want) || s.Exact.Rat().Cmp(big.NewRat(45001, 300)) != 0 {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestStatesOfLines(t *testing.T) {
	spec := penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Claim: "30 days after month end", Rules: []penalty.Term{
		{Objective: "a", Rule: penalty.Flat{Credit: "10.00"}},
		{Objective: "b", Base: "fee of b", Rule: penalty.Flat{Credit: "10%"}},
		{Objective: "c", Rule: penalty.EarnBack{Returns: []penalty.Return{{After: 1, Share: "100%"}}, Of: penalty.Term{Rule: penalty.Flat{Credit: "5.00"}}}},
	}}
	kase := penalty.Case{From: march, To: april, Shortfalls: []penalty.Shortfall{
		{Objective: "a", Group: "x", Verdict: penalty.Missed, On: date.New(2026, time.March, 7)},
		{Objective: "a", Group: "y", Verdict: penalty.Met},
		{Objective: "a", Group: "z"},
		{Objective: "b", Verdict: penalty.Missed},
		{Objective: "c", Verdict: penalty.Missed},
		{Objective: "nobody asked", Verdict: penalty.Missed},
	}}
	s := compile(t, spec).Statement(kase)
	states := func(s penalty.Statement) string {
		var all []string
		for _, l := range s.Lines {
			all = append(all, l.Objective+l.Group+" "+string(l.State))
		}
		return strings.Join(all, ", ")
	}
	want := "ax claimable, ay nothing-owed, az not-measured, b undetermined, c accrued"
	if got := states(s); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	last := date.New(2026, time.April, 30)
	if s.ClaimBy != last || s.Lines[0].ClaimBy != last || s.Lines[1].ClaimBy != 0 {
		t.Errorf("claim by %v, %v, %v", s.ClaimBy, s.Lines[0].ClaimBy, s.Lines[1].ClaimBy)
	}
	if len(s.Problems) != 1 || s.Problems[0].Code != penalty.MissingCharge || s.Problems[0].Value != "fee of b" {
		t.Errorf("problems %v", s.Problems)
	}
	for _, c := range []struct {
		day     date.Date
		claimed []date.Date
		want    penalty.LineState
	}{
		{last, nil, penalty.Claimable},
		{last + 1, nil, penalty.Expired},
		{last + 1, []date.Date{last}, penalty.Issued},
		{last + 9, []date.Date{last + 1}, penalty.Expired},
		{last - 5, []date.Date{last - 4}, penalty.Claimable}, // a claim still to come
	} {
		if got := s.On(c.day, c.claimed...).Lines[0].State; got != c.want {
			t.Errorf("on %v, claimed %v: %s, want %s", c.day, c.claimed, got, c.want)
		}
	}
	if s.Lines[0].State != penalty.Claimable {
		t.Error("On changes the statement itself")
	}
	kase.ClaimBy = date.New(2026, time.May, 5)
	if got := compile(t, spec).Statement(kase).Lines[0].ClaimBy; got != kase.ClaimBy {
		t.Errorf("a day worked out by the caller is not taken: %v", got)
	}
}

func TestGroupsMeetAndChargesBelongToThem(t *testing.T) {
	schedule := compile(t, penalty.Spec{Base: "fee of line", Rules: []penalty.Term{
		{Rule: penalty.Highest{{Objective: "up", Rule: penalty.Flat{Credit: "10%"}}, {Objective: "fast", Rule: penalty.Flat{Credit: "20%"}}}},
		{Objective: "up", Base: "invoice", Rule: penalty.Flat{Credit: "1%"}},
		{Objective: "up", Base: "10% of whole invoice", Rule: penalty.Flat{Credit: "10%"}},
	}})
	miss := func(objective, group string) penalty.Shortfall {
		return penalty.Shortfall{Objective: objective, Group: group, Verdict: penalty.Missed}
	}
	s := schedule.Statement(penalty.Case{From: march, To: april,
		Charges: []penalty.Charge{
			{Name: "line", Group: "north", Amount: decimal.New(100, 0)}, {Name: "line", Amount: decimal.New(50, 0)},
			{Name: "line", Group: "north", Amount: decimal.New(10, 0)},
		},
		Shortfalls: []penalty.Shortfall{miss("up", "north"), miss("fast", "south"), miss("fast", "north"), miss("up", "west")},
	})
	// north: 20% of 110; south and west have no charge of their own and are owed
	// nothing, never a share of what was billed for others or for none. Of the
	// whole invoice, 160, each of two groups is owed 10% of 10%.
	if got, want := amountsOf(s), "22.00 0.00 0.00 1.10 0.00 1.60 1.60"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	var missing []string
	for _, p := range s.Problems {
		missing = append(missing, string(p.Code)+" "+p.Value)
	}
	want := []string{"missing-charge fee of line for south", "missing-charge fee of line for west", "missing-charge invoice for west"}
	if !slices.Equal(missing, want) || s.Lines[1].State != penalty.Undetermined {
		t.Errorf("problems %q, state %s; want %q", missing, s.Lines[1].State, want)
	}
}

func TestFactsTooLongToComputeWithAreReported(t *testing.T) {
	schedule := compile(t, penalty.Spec{Base: "invoice", Rules: []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "10%"}}}})
	s := schedule.Statement(penalty.Case{From: march, To: april,
		Charges:    []penalty.Charge{{Name: "a", Amount: decimal.New(10, 0)}, {Name: "b", Amount: decimal.New(1, 5_000_000)}},
		Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}}})
	if len(s.Problems) != 1 || s.Problems[0].Code != penalty.UnreadableCharge || s.Lines[0].State != penalty.Undetermined {
		t.Errorf("%v, %s", s.Problems, s.Lines[0].State)
	}
	huge := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), 5000))
	s = compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.Tiers{{When: "below 99%", Credit: "1.00"}}}}}).
		Statement(penalty.Case{From: march, To: april, Shortfalls: []penalty.Shortfall{{Objective: "o", Attained: huge}}})
	if s.Lines[0].State != penalty.NotMeasured {
		t.Errorf("a figure of 5000 bits is %s", s.Lines[0].State)
	}
}

// Hundreds of ratios without a common denominator: their exact sum has thousands
// of digits. The total is still that sum, rounded once.
func TestManyUnlikeFractions(t *testing.T) {
	rule := []penalty.Term{{Objective: "o", Rule: penalty.ProRata{}}}
	kase, want := penalty.Case{From: march, To: april}, new(big.Rat)
	for i := range int64(400) {
		attained := big.NewRat(900_000-3*i, 1_000_003-7*i)
		kase.Shortfalls = append(kase.Shortfalls, penalty.Shortfall{Objective: "o", Group: fmt.Sprint("g", i/3), Attained: attained})
		lost := new(big.Rat).Sub(big.NewRat(1, 1), attained)
		want.Add(want, lost.Mul(lost, big.NewRat(81241, 100)))
	}
	for _, c := range []struct {
		caps []penalty.Cap
		want string
	}{
		{nil, want.FloatString(2)},
		{[]penalty.Cap{{Per: penalty.PerGroup, At: "1.005"}}, "134.00"}, // 134 groups, each cap rounded down
		{[]penalty.Cap{{Per: penalty.PerGroup, At: "1.00"}, {Per: penalty.PerPeriod, At: "77.00"}}, "77.00"},
	} {
		for _, round := range []penalty.RoundingMode{penalty.HalfUp, penalty.HalfEven} {
			schedule := compile(t, penalty.Spec{Base: "812.41", Rules: rule, Caps: c.caps, Round: round})
			s := schedule.Statement(kase)
			sum := new(big.Rat)
			for _, l := range s.Lines {
				sum.Add(sum, l.Amount.Rat())
			}
			if s.Total.String() != c.want+" EUR" || sum.Cmp(s.Total.Rat()) != 0 || !schedule.Total(kase).Equal(s.Total) {
				t.Errorf("%v: total %s, lines %s, Total %s, want %s", c.caps, s.Total, sum.FloatString(2), schedule.Total(kase), c.want)
			}
			data, err := json.Marshal(s.Exact)
			var back penalty.Exact
			if err != nil || json.Unmarshal(data, &back) != nil || back.Rat().Cmp(s.Exact.Rat()) != 0 {
				t.Errorf("the exact total is not read back: %v", err)
			}
		}
	}
	capped := compile(t, penalty.Spec{Base: "812.41", Rules: rule, Round: penalty.RoundDown,
		Caps: []penalty.Cap{{Per: penalty.PerGroup, At: "1.00"}, {Per: penalty.PerPeriod, At: "77.00"}}})
	if got := capped.Statement(kase).Total.String(); got != "77.00 EUR" {
		t.Errorf("a limit of whole cents, rounded down: %s", got)
	}
}

func TestRulesKeepTheirNames(t *testing.T) {
	flat := penalty.Term{Name: "late replies", Objective: "o", Rule: penalty.EarnBack{
		Returns: []penalty.Return{{After: 1, Share: "100%"}}, Of: penalty.Term{Rule: penalty.Flat{Credit: "1.00"}}}}
	other := penalty.Term{Objective: "o", Rule: penalty.PerBreach{Credit: "2.00"}}
	first := months(compile(t, penalty.Spec{Rules: []penalty.Term{flat}}), 1, verdicts("x"))[0]
	if first.Lines[0].Rule != "late replies" {
		t.Errorf("the line calls its rule %q", first.Lines[0].Rule)
	}
	// A revision puts another rule in front; the credit is still earned back.
	second := compile(t, penalty.Spec{Rules: []penalty.Term{other, flat}}).Statement(penalty.Case{
		From: april, To: april.AddDate(0, 1, 0), Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Met}}}, first)
	if len(second.Returned) != 1 || second.Returned[0].Amount.String() != "1.00 EUR" {
		t.Errorf("returned %v", second.Returned)
	}
	if _, err := penalty.New(penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Rules: []penalty.Term{flat, flat}}); !errors.Is(err, penalty.ErrConflict) {
		t.Errorf("two rules have the same name: %v", err)
	}
}

func TestAScheduleServesManyAtOnce(t *testing.T) {
	spec, kase := flats(penalty.Spec{Base: "invoice", Caps: []penalty.Cap{{Per: penalty.PerYear, At: "50%"}}}, "1/3", "12.5%", "7.77")
	kase.Charges = []penalty.Charge{{Name: "a", Amount: decimal.New(12345, -2)}}
	schedule := compile(t, spec)
	want := schedule.Statement(kase).Total
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				if got := schedule.Statement(kase); !got.Total.Equal(want) || len(got.Lines[0].Steps()) == 0 {
					t.Errorf("got %s, want %s", got.Total, want)
				}
			}
		})
	}
	group.Wait()
}

func TestTheZeroScheduleGrantsNothing(t *testing.T) {
	_, kase := flats(penalty.Spec{}, "1.00")
	var none penalty.Schedule
	s := none.Statement(kase)
	if s.ID != "march" || len(s.Lines) != 0 || s.Total.Sign() != 0 || none.Total(kase).Sign() != 0 {
		t.Errorf("%+v", s)
	}
	if none.Unit() != "" || none.Places() != 0 || none.Findings() != nil || none.Objectives() != nil || none.Charges() != nil {
		t.Error("a zero schedule says something")
	}
	empty, err := penalty.New(penalty.Spec{})
	if err != nil || empty.Statement(kase).Total.Sign() != 0 {
		t.Errorf("an empty Spec: %v", err)
	}
}

func TestAStatementReadsBackAsItWas(t *testing.T) {
	spec, kase := flats(penalty.Spec{
		Caps:     []penalty.Cap{{Per: penalty.PerPeriod, At: "10.00"}},
		Triggers: []penalty.Trigger{{Name: "chronic", In: "at least 1"}},
		Claim:    "5 business days of office after failure",
	}, "20.00", "1/3")
	spec.Base = "100.00"
	kase.Shortfalls[0].Attained = big.NewRat(999, 1000)
	s := compile(t, spec).Statement(kase)
	first, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back penalty.Statement
	if err := json.Unmarshal(first, &back); err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(back)
	if err != nil || string(first) != string(second) {
		t.Errorf("%v\n%s\n%s", err, first, second)
	}
	if got, want := fmt.Sprint(back.Lines[1].Steps()), fmt.Sprint(s.Lines[1].Steps()); got != want {
		t.Errorf("steps %s, want %s", got, want)
	}
	// A statement read back is as good a history as the one it was.
	again := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o0", Rule: penalty.Repeat{By: []penalty.Factor{"2"},
		Of: penalty.Term{Rule: penalty.Flat{Credit: "1.00"}}}}}})
	kase.From, kase.To = april, april.AddDate(0, 1, 0)
	if got := again.Statement(kase, back).Total.String(); got != "2.00 EUR" {
		t.Errorf("the repeat is not seen: %s", got)
	}
}

func TestNothingDependsOnTheGlobalsOfTheDecimalPackage(t *testing.T) {
	work := func() string {
		spec, kase := flats(penalty.Spec{
			Base: "invoice", Caps: []penalty.Cap{{Per: penalty.PerYear, At: "50%"}}, Minimum: "over 0.10",
		}, "1/3", "12.5%", "7.77")
		kase.Charges = []penalty.Charge{{Name: "a", Amount: decimal.New(123450, -4)}, {Name: "b", Amount: decimal.New(5, 2)}}
		s := compile(t, spec).Statement(kase)
		c := penalty.Correct(s, s)
		data, err := json.Marshal([]any{s, c, penalty.AccountOf(s, c)})
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	want := work()
	division, pow, quotes, trim := decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent, decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros
	scientific, iterations, exponent, zero := decimal.UseScientificNotation, decimal.ExpMaxIterations, decimal.MaxDecodeExponent, decimal.Zero
	defer func() {
		decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent, decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros = division, pow, quotes, trim
		decimal.UseScientificNotation, decimal.ExpMaxIterations, decimal.MaxDecodeExponent, decimal.Zero = scientific, iterations, exponent, zero
	}()
	decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent = 0, 0
	decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros = !quotes, !trim
	decimal.UseScientificNotation, decimal.ExpMaxIterations = !scientific, 1
	decimal.MaxDecodeExponent, decimal.Zero = 1, decimal.New(7, 3)
	if got := work(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
