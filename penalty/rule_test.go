package penalty_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/penalty"
)

var (
	march = date.New(2026, time.March, 1)
	april = date.New(2026, time.April, 1)

	errNoTable = errors.New("no table")
)

// compile fails the test when a Spec is refused.
func compile(t *testing.T, spec penalty.Spec, calculators ...penalty.Calculator) penalty.Schedule {
	t.Helper()
	if spec.Unit == "" {
		spec.Unit = "EUR"
	}
	if spec.Round == "" {
		spec.Round = penalty.HalfUp
	}
	s, err := penalty.New(spec, calculators...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// owed gives what one rule makes of one shortfall of objective "o", on a base
// of 1000.00 EUR unless the rule has its own.
func owed(t *testing.T, rule penalty.Rule, s penalty.Shortfall, when ...penalty.Criterion) penalty.Statement {
	t.Helper()
	s.Objective = "o"
	return compile(t, penalty.Spec{Base: "1000.00", Rules: []penalty.Term{{Objective: "o", When: when, Rule: rule}}}).
		Statement(penalty.Case{From: march, To: april, Shortfalls: []penalty.Shortfall{s}})
}

func figure(t *testing.T, f penalty.Value) *big.Rat {
	t.Helper()
	v, err := f.Rat()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// each row: what happened, what is owed, and the last line of the working.
func TestLeavesOnBothSidesOfEachBoundary(t *testing.T) {
	at := func(f penalty.Value) penalty.Shortfall { return penalty.Shortfall{Attained: figure(t, f)} }
	promised := func(f, p penalty.Value) penalty.Shortfall {
		return penalty.Shortfall{Attained: figure(t, f), Promised: figure(t, p)}
	}
	minutes := func(n ...int) (out []time.Duration) {
		for _, m := range n {
			out = append(out, time.Duration(m)*time.Minute)
		}
		return out
	}
	tiers := penalty.Tiers{{When: "below 99.9%", Credit: "10%"}, {When: "below 99%", Credit: "25%"}}
	brackets := penalty.Tiers{{When: "over 99.0% to 99.9%", Credit: "10%"}, {When: "below 99.0%", Credit: "25%"}}
	mixed := penalty.Table{Rows: []penalty.Tier{{When: "below 99.9%", Credit: "10%"}, {When: "below 99%", Credit: "90.00"}}}
	first := penalty.Table{Overlap: penalty.First, Rows: []penalty.Tier{{When: "at least 99%", Credit: "0"}, {When: "at least 0%", Credit: "5.00"}}}
	points := func(gap penalty.Gap) penalty.Points {
		return penalty.Points{Gap: gap, Rows: []penalty.Tier{
			{When: "exactly 5", Credit: "0%"}, {When: "exactly 10", Credit: "2%"}, {When: "at least 15", Credit: "4%"},
		}}
	}
	scored := func(n int64) penalty.Shortfall { return penalty.Shortfall{Points: big.NewRat(n, 1)} }
	rounded := penalty.Table{Nearest: "0.1%", Round: penalty.HalfUp, Rows: []penalty.Tier{
		{When: "at least 99%", Credit: "0"}, {When: "98.0% to 98.9%", Credit: "1.00"},
	}}
	overrun := penalty.Overrun{{When: "at least 50%", Credit: "5%"}, {When: "at least 100%", Credit: "10%"}}
	graduated := penalty.Graduated{Credit: "3.00", Steps: []penalty.Bracket{{Over: "20", By: "1"}, {Over: "100", By: "1.2"}, {Over: "200", By: "1.5"}}}
	late := func(c penalty.Counted) penalty.PerUnitLate {
		return penalty.PerUnitLate{Credit: "5%", Unit: "30m", Counted: c, After: "10m"}
	}
	below := func(c penalty.Counted) penalty.PerPointBelow { return penalty.PerPointBelow{Credit: "5%", Counted: c} }
	above := penalty.PerPointAbove{Credit: "1%", Counted: penalty.Full, From: "90%"}

	for _, c := range []struct {
		name string
		rule penalty.Rule
		in   penalty.Shortfall
		want string
		work string
	}{
		{"tiers on the bound", tiers, at("99.9%"), "0.00 EUR", "tiers 99.9% = 0.00 EUR"},
		{"tiers just below", tiers, at("99.8999999%"), "100.00 EUR", "tier [99% to below 99.9%] 99.8999999% 10% of 1000.00 EUR = 100.00 EUR"},
		{"tiers on the second bound", tiers, at("99%"), "100.00 EUR", "tier [99% to below 99.9%] 99% 10% of 1000.00 EUR = 100.00 EUR"},
		{"worst row wins", tiers, at("98.999%"), "250.00 EUR", "tier [below 99%] 98.999% 25% of 1000.00 EUR = 250.00 EUR"},
		{"not measured", tiers, penalty.Shortfall{}, "0.00 EUR", "tiers not-measurable = 0.00 EUR"},
		{"inclusive upper bound", brackets, at("99.9%"), "100.00 EUR", ""},
		{"in no row", brackets, at("99.0%"), "0.00 EUR", ""},
		{"unlike rates compared by amount", mixed, at("98%"), "100.00 EUR", "table [below 99.9%] 98% 10% of 1000.00 EUR = 100.00 EUR"},
		{"first row wins", first, at("99%"), "0.00 EUR", ""},
		{"else the next", first, at("98.99%"), "5.00 EUR", "table [0% to below 99%] 98.99% 5.00 EUR = 5.00 EUR"},
		{"points, in no row", points(""), scored(7), "0.00 EUR", ""},
		{"points, row below", points(penalty.Lower), scored(14), "20.00 EUR", "points lower [exactly 10] 14 points 2% of 1000.00 EUR = 20.00 EUR"},
		{"points, none below", points(penalty.Lower), scored(4), "0.00 EUR", ""},
		{"points, row above", points(penalty.Upper), scored(11), "40.00 EUR", ""},
		{"points, in proportion", points(penalty.Linear), scored(7), "8.00 EUR", ""},
		{"points, on a row", points(penalty.Linear), scored(10), "20.00 EUR", ""},
		{"points, beyond the last row", points(penalty.Upper), scored(99), "40.00 EUR", ""},
		{"rounded first, up into the met row", rounded, at("98.95%"), "0.00 EUR", "table [at least 99%] 99% 0.00 EUR = 0.00 EUR"},
		{"rounded first, down", rounded, at("98.9499%"), "1.00 EUR", ""},
		{"overrun below the first row", overrun, promised("17.99", "12"), "0.00 EUR", ""},
		{"overrun on the first row", overrun, promised("18", "12"), "50.00 EUR", "overrun [50% to below 100%] 50% 5% of 1000.00 EUR = 50.00 EUR"},
		{"overrun without a promise", overrun, at("18"), "0.00 EUR", ""},
		{"graduated, free", graduated, scored(20), "0.00 EUR", ""},
		{"graduated, one beyond", graduated, scored(21), "3.00 EUR", "graduated 21 points = 3.00 EUR"},
		{"graduated, printed answer", graduated, scored(120), "312.00 EUR", ""},
		{"flat, missed", penalty.Flat{Credit: "10%"}, promised("99.8%", "99.9%"), "100.00 EUR", "flat missed 10% of 1000.00 EUR = 100.00 EUR"},
		{"flat, met", penalty.Flat{Credit: "10%"}, promised("99.9%", "99.9%"), "0.00 EUR", ""},
		{"flat, met where less is better", penalty.Flat{Credit: "10%"},
			penalty.Shortfall{Attained: figure(t, "2%"), Promised: figure(t, "3%"), LessIsBetter: true}, "0.00 EUR", ""},
		{"flat, a stated verdict goes before figures", penalty.Flat{Credit: "10%"},
			penalty.Shortfall{Attained: figure(t, "1"), Promised: figure(t, "1"), Verdict: penalty.Missed}, "100.00 EUR", ""},
		{"per breach", penalty.PerBreach{Credit: "50.00", Free: 2}, penalty.Shortfall{Breaches: 3}, "50.00 EUR", "per-breach 1 50.00 EUR = 50.00 EUR"},
		{"per breach, free ones", penalty.PerBreach{Credit: "50.00", Free: 2}, penalty.Shortfall{Breaches: 2}, "0.00 EUR", ""},
		{"per breach, counted by lateness", penalty.PerBreach{Credit: "50.00"}, penalty.Shortfall{Late: minutes(1, 2)}, "100.00 EUR", ""},
		{"per ten breaches", penalty.PerBreach{Credit: "5%", Every: 10}, penalty.Shortfall{Breaches: 19}, "50.00 EUR", ""},
		{"per ten breaches, on the lot", penalty.PerBreach{Credit: "5%", Every: 10}, penalty.Shortfall{Breaches: 20}, "100.00 EUR", ""},
		{"late, in the free part", late(penalty.Started), penalty.Shortfall{Late: minutes(10)}, "0.00 EUR", ""},
		{"late, a unit has begun", late(penalty.Started), penalty.Shortfall{Late: minutes(11)}, "50.00 EUR", "per-unit-late 1 5% of 1000.00 EUR = 50.00 EUR"},
		{"late, exactly one", late(penalty.Started), penalty.Shortfall{Late: minutes(40)}, "50.00 EUR", ""},
		{"late, before the target by whatever", late(penalty.Started), penalty.Shortfall{Late: []time.Duration{-1 << 63}}, "0.00 EUR", ""},
		{"late, not full", late(penalty.Full), penalty.Shortfall{Late: minutes(39)}, "0.00 EUR", ""},
		{"late, full", late(penalty.Full), penalty.Shortfall{Late: minutes(40)}, "50.00 EUR", ""},
		{"late, each breach by itself", late(penalty.Full), penalty.Shortfall{Late: minutes(39, 41)}, "50.00 EUR", ""},
		{"late, in part", late(penalty.InPart), penalty.Shortfall{Late: minutes(25)}, "25.00 EUR", "per-unit-late 0.5 5% of 1000.00 EUR = 25.00 EUR"},
		{"points below, full", below(penalty.Full), promised("98.01%", "99%"), "0.00 EUR", ""},
		{"points below, one full", below(penalty.Full), promised("98%", "99%"), "50.00 EUR", ""},
		{"points below, started", below(penalty.Started), promised("98.99%", "99%"), "50.00 EUR", ""},
		{"points below, on the promise", below(penalty.Started), promised("99%", "99%"), "0.00 EUR", ""},
		{"tenths below", penalty.PerPointBelow{Credit: "1.00", Counted: penalty.Full, From: "99%", Point: "0.1%"}, at("98.9%"), "1.00 EUR", ""},
		{"points above", above, at("92.9%"), "20.00 EUR", ""},
		{"points above, on the mark", above, at("90%"), "0.00 EUR", ""},
		{"pro rata", penalty.ProRata{Multiple: "10"}, penalty.Shortfall{Lost: time.Hour, Length: 720 * time.Hour}, "13.89 EUR", ""},
		{"pro rata, half the users", penalty.ProRata{Multiple: "10"},
			penalty.Shortfall{Lost: time.Hour, Length: 720 * time.Hour, Affected: big.NewRat(1, 2)}, "6.94 EUR", ""},
		{"pro rata of a share", penalty.ProRata{}, at("95%"), "50.00 EUR", "pro-rata 5% 1000.00 EUR = 50.00 EUR"},
		{"pool", penalty.Pool{AtRisk: "10%", Allocation: "50%", Share: "40%"}, penalty.Shortfall{Verdict: penalty.Missed}, "20.00 EUR", ""},
		{"pool, met", penalty.Pool{AtRisk: "10%", Allocation: "50%"}, penalty.Shortfall{Verdict: penalty.Met}, "0.00 EUR", ""},
	} {
		s := owed(t, c.rule, c.in)
		if s.Total.String() != c.want || len(s.Problems) > 0 {
			t.Errorf("%s: %s %v, want %s", c.name, s.Total, s.Problems, c.want)
		}
		steps := s.Lines[0].Steps()
		if got := steps[len(steps)-1].String(); c.work != "" && got != c.work {
			t.Errorf("%s: working %q, want %q", c.name, got, c.work)
		}
	}
}

func TestConditionsGuardATerm(t *testing.T) {
	rule := penalty.PerBreach{Credit: "0.5%"}
	when := []penalty.Criterion{{Measure: penalty.Attained, In: "below 99.9999%"}, {Measure: penalty.Breached, In: "at least 3"}}
	for _, c := range []struct {
		attained penalty.Value
		breaches int64
		want     string
	}{{"99%", 3, "15.00 EUR"}, {"99%", 2, "0.00 EUR"}, {"99.9999%", 3, "0.00 EUR"}} {
		s := owed(t, rule, penalty.Shortfall{Attained: figure(t, c.attained), Breaches: c.breaches}, when...)
		if s.Total.String() != c.want {
			t.Errorf("%s, %d: %s, want %s", c.attained, c.breaches, s.Total, c.want)
		}
	}
	s := owed(t, penalty.ProRata{Multiple: "50"}, penalty.Shortfall{Lost: 5 * time.Minute, Length: 720 * time.Hour},
		penalty.Criterion{Measure: penalty.LostTime, In: "over 5m"})
	if steps := s.Lines[0].Steps(); s.Total.Sign() != 0 || len(steps) != 1 || steps[0].Op != "when" {
		t.Errorf("five minutes are not over five minutes: %s %v", s.Total, steps)
	}
}

func TestCombinatorsAndWrappers(t *testing.T) {
	missed := penalty.Shortfall{Verdict: penalty.Missed}
	ten, thirty, none := penalty.Flat{Credit: "10.00"}, penalty.Flat{Credit: "30.00"}, penalty.PerBreach{Credit: "99.00"}
	terms := []penalty.Term{{Rule: none}, {Rule: ten}, {Rule: thirty}}
	for _, c := range []struct {
		name string
		rule penalty.Rule
		want string
	}{
		{"sum", penalty.Sum(terms), "40.00 EUR"},
		{"highest", penalty.Highest(terms), "30.00 EUR"},
		{"first match", penalty.FirstMatch(terms), "10.00 EUR"},
		{"choice, not made", penalty.Choice(terms), "30.00 EUR"},
		{"capped", penalty.Capped{At: "2.5%", Of: penalty.Term{Rule: thirty}}, "25.00 EUR"},
		{"capped on another base", penalty.Capped{At: "2.5%", Base: "400.00", Of: penalty.Term{Rule: thirty}}, "10.00 EUR"},
		{"not capped", penalty.Capped{At: "3%", Of: penalty.Term{Rule: thirty}}, "30.00 EUR"},
		{"lowest of two caps", penalty.Capped{At: "20.00", Of: penalty.Term{Rule: penalty.Capped{At: "1%", Of: penalty.Term{Rule: thirty}}}}, "10.00 EUR"},
		{"floor", penalty.Floor{At: "15.00", Of: penalty.Term{Rule: ten}}, "15.00 EUR"},
		{"floor of nothing", penalty.Floor{At: "15.00", Of: penalty.Term{Rule: none}}, "0.00 EUR"},
		{"minimum, strict", penalty.Minimum{Amount: "over 10.00", Of: penalty.Term{Rule: ten}}, "0.00 EUR"},
		{"minimum, inclusive", penalty.Minimum{Amount: "at least 10.00", Of: penalty.Term{Rule: ten}}, "10.00 EUR"},
		{"worth", penalty.Worth{Each: "1/40", Of: penalty.Term{Rule: penalty.Flat{Credit: "2 service days"}}}, "50.00 EUR"},
		{"points of terms", penalty.Points{
			Rows: []penalty.Tier{{When: "at least 5", Credit: "2%"}},
			Of:   []penalty.Term{{Rule: penalty.Flat{Credit: "3 points"}}, {Rule: penalty.Flat{Credit: "2 points"}}},
		}, "20.00 EUR"},
		{"sum of capped parts", penalty.Sum{
			{Rule: penalty.Capped{At: "5.00", Of: penalty.Term{Rule: ten}}}, {Rule: penalty.Capped{At: "6.00", Of: penalty.Term{Rule: thirty}}},
		}, "11.00 EUR"},
	} {
		if s := owed(t, c.rule, missed); s.Total.String() != c.want || len(s.Problems) > 0 {
			t.Errorf("%s: %s %v, want %s", c.name, s.Total, s.Problems, c.want)
		}
	}
}

func TestTheCustomerChooses(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Rule: penalty.Choice{
		{Objective: "api", Rule: penalty.Flat{Credit: "10.00"}}, {Objective: "web", Rule: penalty.Flat{Credit: "30.00"}},
	}}}})
	incident := func(picks ...penalty.Pick) penalty.Case {
		c := penalty.Case{From: march, To: april, Choices: picks}
		for _, group := range []string{"incident 1", "incident 2"} {
			for _, o := range []string{"web", "api"} {
				c.Shortfalls = append(c.Shortfalls, penalty.Shortfall{Objective: o, Group: group, Verdict: penalty.Missed})
			}
		}
		return c
	}
	for _, c := range []struct {
		picks []penalty.Pick
		want  string
	}{
		{nil, "60.00 EUR"},
		{[]penalty.Pick{{Group: "incident 1", Objective: "api"}}, "40.00 EUR"},
		{[]penalty.Pick{{Group: "incident 1", Objective: "nothing of the sort"}}, "60.00 EUR"},
	} {
		s := schedule.Statement(incident(c.picks...))
		if s.Total.String() != c.want || len(s.Lines) != 2 {
			t.Errorf("%v: %s in %d lines, want %s in 2", c.picks, s.Total, len(s.Lines), c.want)
		}
	}
}

// ownRule is a rule of the user's own.
type ownRule struct {
	credit penalty.Exact
	err    error
}

func (ownRule) Name() string { return "acme/peak" }
func (ownRule) Version() int { return 2 }
func (r ownRule) Credit(_ penalty.Case, s penalty.Shortfall, with map[string]string) (penalty.Exact, []penalty.Step, error) {
	return r.credit, []penalty.Step{{Op: with["month"]}}, r.err
}

func TestARuleOfOnesOwn(t *testing.T) {
	term := penalty.Term{Objective: "o", Rule: penalty.Named{Name: "acme/peak", Version: 2, With: map[string]string{"month": "december"}}}
	kase := penalty.Case{From: march, To: april, Shortfalls: []penalty.Shortfall{{Objective: "o"}}}
	for _, c := range []struct {
		rule    ownRule
		want    string
		problem string
	}{
		{ownRule{credit: penalty.NewExact(big.NewRat(25, 2), "")}, "12.50 EUR", ""},
		{ownRule{credit: penalty.NewExact(big.NewRat(25, 2), "EUR")}, "12.50 EUR", ""},
		{ownRule{}, "0.00 EUR", ""},
		{ownRule{credit: penalty.NewExact(big.NewRat(25, 2), "USD")}, "0.00 EUR", "calculator-unit 12.5 USD"},
		{ownRule{credit: penalty.NewExact(big.NewRat(-1, 2), "")}, "0.00 EUR", "calculator-negative -0.5 EUR"},
		{ownRule{err: errNoTable}, "0.00 EUR", "no table"},
	} {
		s := compile(t, penalty.Spec{Rules: []penalty.Term{term}}, c.rule).Statement(kase)
		if s.Total.String() != c.want || (c.problem == "") != (len(s.Problems) == 0) {
			t.Errorf("%+v: %s %v", c.rule, s.Total, s.Problems)
			continue
		}
		if c.problem != "" && (!strings.Contains(s.Problems[0].String(), c.problem) || s.Lines[0].State != penalty.Undetermined) {
			t.Errorf("%v, %s, want %q", s.Problems, s.Lines[0].State, c.problem)
		}
		if steps := s.Lines[0].Steps(); len(steps) != 2 || steps[0].Op != "december" {
			t.Errorf("working %v", steps)
		}
	}
}
