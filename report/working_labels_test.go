package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/jsonschema"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// exactly reads a number with its unit, as a statement writes it.
func exactly(text string) (e penalty.Exact) {
	if err := e.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return e
}

func all(texts ...string) (list []penalty.Exact) {
	for _, text := range texts {
		list = append(list, exactly(text))
	}
	return list
}

// toldStep is a step of each kind and what a page says of it.
type toldStep struct {
	step penalty.Step
	want string
}

func toldSteps() []toldStep {
	eur100, eur120 := exactly("100.00 EUR"), exactly("120.00 EUR")
	march, april := date.New(2026, 3, 1), date.New(2026, 4, 1)
	return []toldStep{
		// Verdicts.
		{penalty.Step{Op: "flat", Label: "missed", With: "10%", Of: exactly("1200.00 EUR"), Gives: eur120}, "missed: 10% of 1200.00 EUR = 120.00 EUR"},
		{penalty.Step{Op: "flat", Label: "met", Gives: exactly("0.00 EUR")}, "met: nothing"},
		{penalty.Step{Op: "tiers", Label: "not-measurable", Gives: exactly("0.00 EUR")}, "not measurable: no credit can be worked out"},
		{penalty.Step{Op: "tiers", Label: "not-measurable", Why: "no-items", Gives: exactly("0.00 EUR")}, "not measurable (nothing counted): no credit can be worked out"},
		{penalty.Step{Op: "tiers", Label: "not-measurable", Why: "of-another-tool", Gives: exactly("0.00 EUR")}, "not measurable (of another tool): no credit can be worked out"},
		{penalty.Step{Op: "pool", Label: "missed", Counts: all("50%", "40%"), Saw: exactly("20%"), With: "10%", Of: exactly("1200.00 EUR"), Gives: exactly("24.00 EUR")},
			"missed: 50% × 40% × 10% of 1200.00 EUR = 24.00 EUR"},

		// Rows.
		{penalty.Step{Op: "tiers", Reads: penalty.Attained, Saw: exactly("98.5%"), Row: "below 99%", With: "10%", Of: exactly("1200.00 EUR"), Base: "invoice", Gives: eur120},
			"attained 98.5% is below 99%: 10% of 1200.00 EUR (invoice) = 120.00 EUR"},
		{penalty.Step{Op: "tiers", Reads: penalty.Attained, Saw: exactly("98.5%"), Row: "below 99%", With: "10%", Base: "fee of portal", Gives: exactly("0.00 EUR")},
			"attained 98.5% is below 99%: 10% of fee of portal, which was not given, = 0.00 EUR"},
		{penalty.Step{Op: "tiers", Reads: penalty.Attained, Saw: exactly("100%"), Gives: exactly("0.00 EUR")}, "attained 100% is in no row: nothing"},
		{penalty.Step{Op: "table", Reads: penalty.Below, Saw: exactly("1%"), Row: "0.5% to 2%", With: "5.00 EUR", Gives: exactly("5.00 EUR")}, "1% below the promise is at least 0.5% and at most 2%: 5.00 EUR"},
		{penalty.Step{Op: "table", Reads: penalty.LostTime, Saw: exactly("7200000000000 ns"), Row: "over 1h", With: "5.00 EUR", Gives: exactly("5.00 EUR")}, "lost 2h is over 1h: 5.00 EUR"},
		{penalty.Step{Op: "table", Reads: penalty.Streak, Saw: exactly("2"), Row: "at least 2", With: "5.00 EUR", Gives: exactly("5.00 EUR")}, "2 periods missed in a row is at least 2: 5.00 EUR"},
		{penalty.Step{Op: "table", Reads: penalty.Breached, Saw: exactly("1"), Row: "exactly 1", With: "5.00 EUR", Gives: exactly("5.00 EUR")}, "1 breach is exactly 1: 5.00 EUR"},
		{penalty.Step{Op: "table", Reads: penalty.Lateness, Saw: exactly("5400000000000 ns"), Row: "over 1h", With: "5.00 EUR", Gives: exactly("5.00 EUR")}, "late 1h 30m is over 1h: 5.00 EUR"},
		{penalty.Step{Op: "table", Reads: penalty.LostShare, Saw: exactly("2.5%"), Row: "at least 1%", With: "5.00 EUR", Gives: exactly("5.00 EUR")}, "lost 2.5% is at least 1%: 5.00 EUR"},
		{penalty.Step{Op: "overrun", Reads: penalty.Overran, Saw: exactly("50%"), Row: "at least 50%", With: "5.00 EUR", Gives: exactly("5.00 EUR")}, "overrun 50% is at least 50%: 5.00 EUR"},
		{penalty.Step{Op: "points", Reads: penalty.Scored, Saw: exactly("14 points"), Row: "exactly 10", Label: "lower", With: "2%", Of: exactly("1000.00 EUR"), Gives: exactly("20.00 EUR")},
			"14 points is in no row, and counts as exactly 10: 2% of 1000.00 EUR = 20.00 EUR"},
		{penalty.Step{Op: "points", Reads: penalty.Scored, Saw: exactly("1"), Row: "exactly 5", Label: "upper", With: "2%", Of: exactly("1000.00 EUR"), Gives: exactly("20.00 EUR")},
			"1 point is in no row, and counts as exactly 5: 2% of 1000.00 EUR = 20.00 EUR"},
		{penalty.Step{Op: "between", Reads: penalty.Scored, Label: "linear", Saw: exactly("7 points"), Row: "over 5 to below 10", Counts: all("0%", "2%"), With: "0.8%", Of: exactly("1000.00 EUR"), Gives: exactly("8.00 EUR")},
			"7 points is over 5 and below 10, between 0% and 2%; in proportion 0.8% of 1000.00 EUR = 8.00 EUR"},
		{penalty.Step{Op: "nearest", Label: "half-up", Saw: exactly("97.95%"), With: "0.1%", Gives: exactly("98%")}, "97.95% to the nearest 0.1%, half-up, is 98%"},
		{penalty.Step{Op: "when", Reads: penalty.Breached, Saw: exactly("3"), Row: "at least 3"}, "3 breaches is at least 3"},
		{penalty.Step{Op: "when", Reads: penalty.Breached, Saw: exactly("2"), Row: "at least 3", Gives: exactly("0.00 EUR")}, "2 breaches is not at least 3: nothing"},
		{penalty.Step{Op: "when", Reads: penalty.Attained, Row: "below 99%", Gives: exactly("0.00 EUR")}, "not measurable: no credit can be worked out"},

		// Units.
		{penalty.Step{Op: "late", Reads: penalty.Lateness, Label: "started", Saw: exactly("5400000000000 ns"), Whole: exactly("1800000000000 ns"), Gives: exactly("3")}, "late 1h 30m: 3 started units of 30m"},
		{penalty.Step{Op: "late", Reads: penalty.Lateness, Label: "full", Saw: exactly("5400000000000 ns"), Of: exactly("1800000000000 ns"), Whole: exactly("3600000000000 ns"), Gives: exactly("1")},
			"late 1h 30m − 30m free = 1h: 1 full unit of 1h"},
		{penalty.Step{Op: "late", Reads: penalty.Lateness, Label: "full", Saw: exactly("1800000000000 ns"), Of: exactly("1800000000000 ns"), Whole: exactly("3600000000000 ns"), Gives: exactly("0")},
			"late 30m, of which 30m are free: nothing"},
		{penalty.Step{Op: "distance", Reads: penalty.Attained, Label: "in-part", Saw: exactly("98.5%"), Of: exactly("99%"), Whole: exactly("1%"), Gives: exactly("0.5")}, "99% − 98.5% = 0.5%: 0.5 units of 1%"},
		{penalty.Step{Op: "distance", Reads: penalty.Overran, Label: "started", Saw: exactly("92%"), Of: exactly("90%"), Whole: exactly("1%"), Gives: exactly("2")}, "92% − 90% = 2%: 2 started units of 1%"},
		{penalty.Step{Op: "distance", Reads: penalty.Overran, Label: "started", Saw: exactly("90%"), Of: exactly("90%"), Whole: exactly("1%"), Gives: exactly("0")}, "90% is not above 90%: nothing"},
		{penalty.Step{Op: "count", Reads: penalty.Breached, Saw: exactly("3"), Gives: exactly("3")}, "3 breaches = 3"},
		{penalty.Step{Op: "count", Reads: penalty.Breached, Label: penalty.LabelFree, Counts: all("2"), Saw: exactly("3"), Gives: exactly("1")}, "3 breaches, 2 of them free = 1"},
		{penalty.Step{Op: "count", Reads: penalty.Breached, Label: penalty.LabelLots, Counts: all("2", "10"), Saw: exactly("12"), Of: exactly("3"), Window: "12 months", Gives: exactly("1")},
			"12 breaches and 3 before in the same 12 months, 2 of them free, in lots of 10, newly complete = 1"},
		{penalty.Step{Op: "count", Reads: penalty.Breached, Label: penalty.LabelLots, Counts: all("0", "10"), Saw: exactly("12"), Gives: exactly("1")}, "12 breaches, in lots of 10, newly complete = 1"},
		{penalty.Step{Op: "per-breach", Saw: exactly("2"), With: "50.00 EUR", Gives: eur100}, "2 × 50.00 EUR = 100.00 EUR"},
		{penalty.Step{Op: "per-unit-late", Saw: exactly("2"), With: "50.00 EUR", Gives: eur100}, "2 × 50.00 EUR = 100.00 EUR"},
		{penalty.Step{Op: "per-point-below", Saw: exactly("2"), With: "2.50 per kg", Of: exactly("20 kg"), Gives: eur100}, "2 × 20 kg × 2.50 EUR = 100.00 EUR"},
		{penalty.Step{Op: "per-point-above", Saw: exactly("2"), With: "5 points", Gives: exactly("10 points")}, "2 × 5 points = 10 points"},
		{penalty.Step{Op: "worth", Saw: exactly("3 service days"), With: "1/30", Of: exactly("1200.00 EUR"), Gives: eur120}, "3 service days × 1/30 of 1200.00 EUR = 120.00 EUR"},
		{penalty.Step{Op: "lost", Reads: penalty.LostShare, Saw: exactly("3600000000000 ns"), Of: exactly("14400000000000 ns"), Gives: exactly("25%")}, "1h of 4h lost = 25%"},
		{penalty.Step{Op: "lost", Reads: penalty.LostShare, With: "50%", Saw: exactly("3600000000000 ns"), Of: exactly("14400000000000 ns"), Gives: exactly("12.5%")}, "1h of 4h lost, to 50% of the users = 12.5%"},
		{penalty.Step{Op: "figure", Reads: penalty.LostShare, Saw: exactly("95%"), Of: exactly("100%"), Gives: exactly("5%")}, "100% − 95% = 5%"},
		{penalty.Step{Op: "figure", Reads: penalty.Overran, Saw: exactly("18"), Of: exactly("12"), Gives: exactly("50%")}, "(18 − 12) / 12 = 50%"},
		{penalty.Step{Op: "pro-rata", Reads: penalty.LostShare, Saw: exactly("25%"), Times: "2", Of: exactly("240.00 EUR"), Base: "30% of fee of portal", Gives: eur120},
			"25% × 2 × 240.00 EUR (30% of 800.00 EUR, fee of portal) = 120.00 EUR"},
		{penalty.Step{Op: "graduated", Reads: penalty.Scored, Saw: exactly("80"), Row: "over 20 to 100", Times: "1.2", With: "1.25 EUR", Gives: eur120}, "80 (over 20 to 100) × 1.2 × 1.25 EUR = 120.00 EUR"},
		{penalty.Step{Op: "graduated", Reads: penalty.Scored, Saw: exactly("100 points"), Gives: eur120}, "100 points in all = 120.00 EUR"},
		{penalty.Step{Op: "named", Name: "acme/weekend", Gives: eur120}, "acme/weekend = 120.00 EUR"},

		// Terms.
		{penalty.Step{Op: "sum", Counts: all("100.00 EUR", "0.00 EUR", "20.00 EUR"), Gives: eur120}, "100.00 EUR + 20.00 EUR = 120.00 EUR"},
		{penalty.Step{Op: "sum", Counts: all("0.00 EUR", "0.00 EUR"), Gives: exactly("0.00 EUR")}, "0.00 EUR = 0.00 EUR"},
		{penalty.Step{Op: "sum", Counts: all("3 points"), Of: exactly("4 points"), Window: "year", Gives: exactly("7 points")}, "3 points + 4 points before in the same year = 7 points"},
		{penalty.Step{Op: "highest", Counts: all("120.00 EUR", "20.00 EUR"), Gives: eur120}, "the highest of 120.00 EUR, 20.00 EUR = 120.00 EUR"},
		{penalty.Step{Op: "first-match", Counts: all("120.00 EUR"), Gives: eur120}, "the first that applies of 120.00 EUR = 120.00 EUR"},
		{penalty.Step{Op: "first-match", Gives: exactly("0.00 EUR")}, "no term applies = 0.00 EUR"},
		{penalty.Step{Op: "choice", Label: penalty.LabelChosen, Counts: all("120.00 EUR"), Gives: eur120}, "the customer's choice of 120.00 EUR = 120.00 EUR"},
		{penalty.Step{Op: "choice", Label: penalty.LabelUnchosen, Counts: all("120.00 EUR", "20.00 EUR"), Gives: eur120},
			"as long as the customer has not chosen, the highest of 120.00 EUR, 20.00 EUR = 120.00 EUR"},

		// Limits.
		{penalty.Step{Op: "capped", Saw: eur100, With: "5%", Whole: exactly("2000.00 EUR"), Base: "invoice", Of: eur120, Gives: eur100}, "cap 5% of 2000.00 EUR (invoice) = 100.00 EUR: 120.00 EUR becomes 100.00 EUR"},
		{penalty.Step{Op: "capped", Saw: eur120, With: "120.00 EUR", Of: eur100, Gives: eur100}, "cap 120.00 EUR: 100.00 EUR stays"},
		{penalty.Step{Op: "floor", Saw: eur120, With: "4.00 per kg", Whole: exactly("30 kg"), Of: eur100, Gives: eur120}, "at least 30 kg × 4.00 EUR = 120.00 EUR: 100.00 EUR becomes 120.00 EUR"},
		{penalty.Step{Op: "cap", Window: "period", Saw: eur100, With: "100.00 EUR", Of: eur120, Times: "5/6", Gives: eur100}, "cap per period 100.00 EUR: 120.00 EUR becomes 100.00 EUR, each line × 5/6"},
		{penalty.Step{Op: "cap", Label: "objective", Name: "portal", Saw: eur100, With: "100.00 EUR", Of: eur120, Gives: eur100}, "cap of objective portal 100.00 EUR: 120.00 EUR becomes 100.00 EUR"},
		{penalty.Step{Op: "cap", Label: "objective", Saw: eur100, With: "100.00 EUR", Of: eur120, Gives: eur100}, "cap per objective 100.00 EUR: 120.00 EUR becomes 100.00 EUR"},
		{penalty.Step{Op: "cap", Label: "group", Name: "EMEA", Saw: eur100, With: "100.00 EUR", Of: eur120, Gives: eur100}, "cap of group EMEA 100.00 EUR: 120.00 EUR becomes 100.00 EUR"},
		{penalty.Step{Op: "cap", Label: "group", Saw: eur100, With: "100.00 EUR", Of: eur120, Gives: eur100}, "cap per group 100.00 EUR: 120.00 EUR becomes 100.00 EUR"},
		{penalty.Step{Op: "earlier", Window: "year", Saw: eur100, With: "10%", Whole: exactly("1200.00 EUR"), Of: eur120, Gives: exactly("20.00 EUR")},
			"10% of 1200.00 EUR = 120.00 EUR less 100.00 EUR credited earlier in the same year = 20.00 EUR"},
		{penalty.Step{Op: "minimum", Row: "over 1.00", Of: eur100, Gives: eur100}, "100.00 EUR is over 1.00: it stays"},
		{penalty.Step{Op: "minimum", Row: "over 1.00", Of: exactly("1.00 EUR"), Gives: exactly("0.00 EUR")}, "1.00 EUR is not over 1.00: nothing is issued"},
		{penalty.Step{Op: "repeat", Label: penalty.LabelInARow, Counts: all("0"), Of: eur100, Saw: exactly("1"), Gives: eur100}, "not missed before: 100.00 EUR × 1 = 100.00 EUR"},
		{penalty.Step{Op: "repeat", Label: penalty.LabelInARow, Counts: all("1"), Of: eur100, Saw: exactly("1.2"), Gives: eur120}, "missed once before in a row: 100.00 EUR × 1.2 = 120.00 EUR"},
		{penalty.Step{Op: "repeat", Counts: all("2"), Window: "year", Of: eur100, Saw: exactly("1.2"), Gives: eur120}, "missed 2 times before in the same year: 100.00 EUR × 1.2 = 120.00 EUR"},

		// The whole.
		{penalty.Step{Op: "round", Label: "half-up", Of: exactly("100.005 EUR"), Gives: exactly("100.01 EUR")}, "100.005 EUR rounded half-up = 100.01 EUR"},
		{penalty.Step{Op: "round", Label: "half-even", Of: exactly("100.005 EUR"), Gives: eur100}, "100.005 EUR rounded half-even = 100.00 EUR"},
		{penalty.Step{Op: "round", Label: "down", Of: exactly("100.005 EUR"), Gives: eur100}, "100.005 EUR rounded down = 100.00 EUR"},
		{penalty.Step{Op: "round", Label: "up", Of: exactly("100.005 EUR"), Gives: exactly("100.01 EUR")}, "100.005 EUR rounded up = 100.01 EUR"},
		{penalty.Step{Op: "round", Label: penalty.LabelWithinCap, Of: exactly("100.005 EUR"), Gives: eur100}, "100.005 EUR rounded down, to stay within its cap, = 100.00 EUR"},
		{penalty.Step{Op: "share", Of: eur120, Gives: eur100}, "120.00 EUR after caps and rounding = 100.00 EUR"},
		{penalty.Step{Op: "set-off", Of: eur120, Saw: exactly("20.00 EUR"), Gives: eur100}, "120.00 EUR − 20.00 EUR set off = 100.00 EUR"},
		{penalty.Step{Op: "corrected", Of: eur120, Saw: exactly("20.00 EUR"), Gives: eur100}, "120.00 EUR less 20.00 EUR before the correction = 100.00 EUR"},
		{penalty.Step{Op: "earn-back", Label: penalty.LabelInARow, Counts: all("1"), Saw: exactly("50%"), Of: eur100, Gives: exactly("50.00 EUR")}, "1 period met in a row: 50% of 100.00 EUR earned back = 50.00 EUR"},
		{penalty.Step{Op: "earn-back", Label: penalty.LabelAverage, Window: "3 months", Saw: exactly("50%"), Of: eur100, Gives: exactly("50.00 EUR")}, "average of the 3 months reached: 50% of 100.00 EUR earned back = 50.00 EUR"},
		{penalty.Step{Op: "returned", Label: "down", Of: exactly("50.005 EUR"), Saw: exactly("20.00 EUR"), Gives: exactly("30.00 EUR")}, "50.005 EUR rounded down less 20.00 EUR earned back before = 30.00 EUR"},
		{penalty.Step{Op: "charge", Label: "by-months", Base: "fee of portal", From: march, To: april, Of: eur120, Times: "1/12", Gives: exactly("10.00 EUR")},
			"fee of portal from 2026-03-01 to 2026-03-31, by months: 120.00 EUR × 1/12 = 10.00 EUR"},
		{penalty.Step{Op: "charge", Label: "by-days", Base: "invoice", From: march, To: april, Of: exactly("310.00 EUR"), Times: "1/31", Gives: exactly("10.00 EUR")},
			"invoice from 2026-03-01 to 2026-03-31, by days: 310.00 EUR × 1/31 = 10.00 EUR"},

		// A Calculator's own.
		{penalty.Step{Op: "weather", Label: "storm", Gives: eur120}, "weather storm = 120.00 EUR"},
	}
}

func TestEveryStepHasItsSentence(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range toldSteps() {
		if got := report.Tell(c.step); got != c.want {
			t.Errorf("%+v\ngot  %s\nwant %s", c.step, got, c.want)
		}
		if key := c.step.String(); seen[key] {
			t.Errorf("two steps are %s", key)
		} else {
			seen[key] = true
		}
	}
}

// No label and no kind of step that penalty makes lacks its line in the table.
func TestNoLabelLacksItsSentence(t *testing.T) {
	ops, labels, reads := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, c := range toldSteps() {
		ops[c.step.Op], labels[string(c.step.Label)], reads[string(c.step.Reads)] = true, true, true
	}
	// These words are no labels: a whole charge and a value in no row that earns nothing
	// make no step, and a cap over a time says so by its Window.
	for _, name := range []string{string(penalty.Whole), string(penalty.Nothing), string(penalty.PerPeriod), string(penalty.PerYear), string(penalty.Lifetime)} {
		labels[name] = true
	}
	ops["bonus"] = true
	for _, name := range []string{"Label", "Verdict", "Counted", "RoundingMode", "Gap", "Spread", "Scope"} {
		for _, label := range constants(t, "penalty", name) {
			if !labels[label] {
				t.Errorf("%s %s is not in the table", name, label)
			}
		}
	}
	for _, measure := range constants(t, "penalty", "Measure") {
		if !reads[measure] {
			t.Errorf("the measure %s is not in the table", measure)
		}
	}
	made := opsMade(t)
	if len(made) < 35 {
		t.Errorf("only %d kinds of steps in the source: %q", len(made), made)
	}
	for _, op := range made {
		if !ops[op] {
			t.Errorf("the op %s is not in the table", op)
		}
	}
}

// opsMade gives the texts that the source of penalty assigns to Op of a Step and
// to the word of a rule.
func opsMade(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "penalty", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	note := func(e ast.Expr) {
		if text, is := e.(*ast.BasicLit); is && text.Kind == token.STRING {
			value, _ := strconv.Unquote(text.Value)
			found[value] = true
		}
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					if field, is := left.(*ast.SelectorExpr); is && len(n.Lhs) == len(n.Rhs) && (field.Sel.Name == "Op" || field.Sel.Name == "word") {
						note(n.Rhs[i])
					}
				}
			case *ast.KeyValueExpr:
				if key, is := n.Key.(*ast.Ident); is && key.Name == "Op" {
					note(n.Value)
				}
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(found))
}

// A result with a step of every label is read back with the same bytes and digest,
// its page says the same, and the schema of results holds for it.
func TestAResultWithEveryLabelIsReadBack(t *testing.T) {
	var steps []penalty.Step
	for i, c := range toldSteps() {
		c.step.Path = fmt.Sprintf("rules[%d]", i)
		steps = append(steps, c.step)
	}
	whole, err := json.Marshal(penalty.Statement{ID: "2026-03", From: date.New(2026, 3, 1), To: date.New(2026, 4, 1), Steps: steps})
	if err != nil {
		t.Fatal(err)
	}
	var form map[string]json.RawMessage
	if err := json.Unmarshal(whole, &form); err != nil {
		t.Fatal(err)
	}
	form["lines"] = fmt.Appendf(nil, `[{"rule":"r","amount":"1.00 EUR","state":"issued","steps":%s}]`, form["steps"])
	both, err := json.Marshal(form)
	if err != nil {
		t.Fatal(err)
	}
	var statement penalty.Statement
	if err := json.Unmarshal(both, &statement); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	made := &sla.Result{Agreement: "acme", Zone: "UTC", Period: sla.Month(2026, time.March), From: at, To: at.AddDate(0, 1, 0), AsOf: at.AddDate(0, 1, 0), Statements: []penalty.Statement{statement}}
	read, err := sla.ReadResult(made.JSON())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(read.JSON(), made.JSON()) || read.Digest() != made.Digest() {
		t.Errorf("read back as\n%s\nwant\n%s", read.JSON(), made.JSON())
	}
	text, err := os.ReadFile(filepath.Join("..", "sla", "schema", "result.json"))
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.JSON(made.JSON()); err != nil {
		t.Errorf("the schema of results refuses it: %v", err)
	}
	back := read.Statement()
	for i, c := range toldSteps() {
		for _, s := range []penalty.Step{back.Steps[i], back.Lines[0].Steps()[i]} {
			if got := report.Tell(s); got != c.want {
				t.Errorf("%s: read back it says %s", c.want, got)
			}
		}
	}
	if a, b := written(t, report.Credits(statement), report.Text), written(t, report.Credits(back), report.Text); a != b || !strings.Contains(a, "12 breaches and 3 before") {
		t.Errorf("\n%s\nwant\n%s", b, a)
	}
}
