package casefile_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

const checked = `agreement terms
  sla: v1
  id: terms
  zone: UTC
  currency: EUR
  objectives:
    - { id: host, availability: { of: host, no-data: good }, attain: 99.5%, period: month }
  credits:
    base: invoice
    round: half-up
    rules:
      - { objective: host, tiers: { 99% to 99.6%: 5%, below 98.9%: 10% } }
`

const stated = `agreement host
  sla: v1
  id: host
  zone: UTC
  objectives:
    - { id: host, availability: { of: host, no-data: exclude, maintenance: remove, weights: { partial: 50%, unknown: 100% } }, attain: 99.5%, period: month }
service host
  2026-04-01 00:00  up
  2026-04-02 10:00  partial
  2026-04-02 11:00 to 12:00  excluded "new disks"
  2026-04-02 12:15  up
period 2026-04
`

// Each question about a ticket as a whole, a check, units and periods has an answer that
// fails, and a slip that is refused.
func TestQuestionsThatFail(t *testing.T) {
	const ticket = "ticket T priority=P2\n  Mon 2026-03-02 09:00  created"
	tests := []struct{ what, text, want string }{
		{"a ticket as a whole", head + ticket + " => ticket: clear\n", "5: ticket |     want clear |     got  running"},
		{"the next due", head + ticket + " => next due: 11:00\n", "5: next due |     want 11:00 |     got  10:00"},
		{"the worst cycle", head + ticket + " => response cycle worst: met\n", "5: response cycle worst |     want met |     got  undecided"},
		{"no such cycle", head + ticket + " => response cycle wurst: met\n", "5: write cycle N, from 1, or cycle worst"},
		{"a gap at its lower edge", checked + "  => finding gap: at 98.9%\n", ""},
		{"a gap below its lower edge", checked + "  => finding gap: at 98.89%\n", "13: finding gap |     want at 98.89% |     got  only 98.9% to below 99%"},
		{"a gap at its upper edge", checked + "  => finding gap: at 99%\n", "13: finding gap |     want at 99% |     got  only 98.9% to below 99%"},
		{"a gap that is there", checked + "  => finding gap: none\n", "13: finding gap |     want none |     got  only 98.9% to below 99%"},
		{"some overlap", checked + "  => finding overlap: some\n", "13: finding overlap |     want some |     got  none"},
		{"some gap", checked + "  => finding gap: some\n", ""},
		{"all gaps", checked + "  => finding gap: only 98.90% to below 99.0%\n", ""},
		{"a gap that is wider", checked + "  => finding gap: only 98.9% to 99%\n", "13: finding gap |     want only 98.9% to 99% |     got  only 98.9% to below 99%"},
		{"a gap too many", checked + "  => finding gap: only 98.9% to below 99%; 97% to below 98%\n", "13: finding gap |     want only 98.9% to below 99%; 97% to below 98%"},
		{"no gap is named", checked + "  => finding gap: only\n", "13: finding gap: missing: a bound such as 99.9% or at most 8h"},
		{"no overlap", checked + "  => finding overlap: at 99%\n", "13: finding overlap |     want at 99% |     got  none"},
		{"the credit there", checked + "  => finding credit-while-met: at 99.6% credit 5%\n", ""},
		{"another credit there", checked + "  => finding credit-while-met: at 99.6% credit 10%\n", "13: finding credit-while-met |     want at 99.6% credit 10%"},
		{"the credit of another finding", checked + "  => finding gap: credit 5%\n", "13: finding gap |     want credit 5%"},
		{"a misspelt code", checked + "  => finding gpa: none\n", `13: finding "gpa": unknown: did you mean "gap"?`},
		{"a misspelt code among others", checked + "  => findings but gap credit-while-mett: none\n", `13: finding "credit-while-mett": unknown`},
		{"all but one", checked + "  => findings but gap not-monotone: none\n", "13: findings but gap not-monotone |     got  credit-rule host"},
		{"nothing is named", checked + "  => finding: none\n", `13: "finding": of an agreement a case asks errors, findings, findings but CODE, or finding CODE`},
		{"time in a state", stated + "  => host: in partial 2h15m, in partial 2h15m excluded 1h, in partial excluded 60m, in up 717h45m, in unknown 0s\n", ""},
		{"time in a state of a window", stated + "  => host: in up 717h45m\nwindow 2026-04-02 09:00 to 11:15\n  => host: in partial 75m excluded 15m\n", ""},
		{"another agreement in a window", stated + "  => host: met\nagreement other like host\n  title: Other\nwindow 2026-04-02 09:00 to 11:15\n  => other/host: up 1h\n",
			"17: other/host: a window asks the first agreement"},
		{"less time in a state", stated + "  => host: in partial 1h59m\n", "13: host |     want in partial 1h59m |     got  in partial 2h15m"},
		{"less time in exclusions", stated + "  => host: in partial 2h15m excluded 59m\n", "13: host |     want in partial 2h15m excluded 59m |     got  in partial 2h15m excluded 1h"},
		{"less time in a state, as much in exclusions", stated + "  => host: in partial 2h excluded 1h\n", "13: host |     want in partial 2h excluded 1h |     got  in partial 2h15m excluded 1h"},
		{"a part in exclusions alone", stated + "  => host: in partial excluded 2h\n", "13: host |     want in partial excluded 2h |     got  in partial excluded 1h"},
		{"a misspelt state", stated + "  => host: in patrial 0s\n", `13: host: no agreement of the case has the state "patrial"; if that is meant, write: unheard patrial`},
		{"a state that is unheard", "unheard patrial\n" + stated + "  => host: in patrial 0s\n", ""},
		{"a state without a time", stated + "  => host: in partial\n", "13: host: write in STATE 2h"},
		{"two times in a state", stated + "  => host: in partial 1h 1h\n", "13: host: write in STATE 2h"},
		{"a day of a week", "periods \"week from sunday\"\n  2026-03-07 => 2026-03-01 to 2026-03-08\n", ""},
		{"a day of the next week", "periods \"week from sunday\"\n  2026-03-08 => 2026-03-01 to 2026-03-08\n", "2: 2026-03-08 => 2026-03-01 to 2026-03-08 |     want 2026-03-01 to 2026-03-08 |     got  2026-03-08 to 2026-03-15"},
		{"a time", "periods month\n  2026-03-07 10:00 => 2026-03-01 to 2026-04-01\n", "2: write DATE, or DATE + N"},
		{"a step back", "periods month\n  2026-03-07 + -1 => 2026-03-01 to 2026-04-01\n", "2: write DATE, or DATE + N"},
		{"the most steps", "periods day\n  2026-03-07 + 10000 => 2053-07-23 to 2053-07-24\n", ""},
		{"too many steps", "periods day\n  2026-03-07 + 10001 => 2053-07-23 to 2053-07-24\n", "2: write DATE, or DATE + N"},
		{"no kind of period", "periods moon\n  2026-03-07 => 2026-03-01 to 2026-04-01\n", "1: "},
		{"a fraction of a second", "allowance 99%\n  1ns => 1/100000000000s\n", ""},
		{"the budget of a third of an hour", "budget 99%\n  1/3 of 1h => allowed 36s, spent 40m, left -39m24s, used 200/3, burn 200/3\n", ""},
		{"the budget of a share that is finer", "budget 99%\n  1/7 of 1s => spent 6/7s\n", ""},
		{"another budget of a share", "budget 99%\n  1/3 of 1h => spent 41m\n", "2: 1/3 of 1h => spent 41m |     want spent 41m |     got  spent 40m"},
		{"the budget of a share of items", "budget 99%\n  99.1% of 1000 => spent 9, burn 0.9\n  99.91% of 1000 => spent 0.9\n", "3: write two whole numbers of items, two lengths, or a share of either"},
		{"shortfalls add up", "composed \"sum of shortfalls\"\n  95% 95% => 90%\n  95% weight 0.5 95% => 92.5%\n  1/3 weight 3 => 0%\n", ""},
		{"other shortfalls", "composed \"sum of shortfalls\"\n  95% weight 1/2 95% => 90%\n", "2: 95% weight 1/2 95% => 90% |     want 90% |     got  92%"},
		{"a shortfall that is not known", "composed \"sum of shortfalls\"\n  95% none weight 2 => not-measurable part-not-measured\n", ""},
		{"a mean by weight", "composed \"weighted mean\"\n  95% none weight 5 99% weight 3 => 98%\n  none => not-measurable no-items\n", ""},
		{"another mean by weight", "composed \"weighted mean\"\n  95% 99% weight 3 => 97%\n", "2: 95% 99% weight 3 => 97% |     want 97% |     got  98%"},
		{"parts that weigh nothing", "composed \"weighted mean\"\n  95% weight 0 => not-measurable nothing-promised\n", ""},
		{"a weight in series", "composed series\n  95% weight 2 => 95%\n", "2: the parts of composed series have no weights"},
		{"a weight without a number", "composed \"weighted mean\"\n  95% weight => 95%\n", "2: write a weight: 95% weight 0.5"},
		{"a weight without a part", "composed \"weighted mean\"\n  weight 2 95% => 95%\n", "2: "},
		{"no structure", "composed mean\n  95% => 95%\n", "1: \"mean\": write composed series, parallel"},
		{"another fraction of a second", "allowance 99%\n  1ns => 1/10000000000s\n", "2: 1ns => 1/10000000000s |     want 1/10000000000s |     got  1/100000000000s"},
	}
	for _, test := range tests {
		got := mistakes(t, test.text)
		if test.want == "" && len(got) == 0 {
			continue
		}
		if test.want == "" || len(got) == 0 || !strings.HasPrefix(got[0], test.want) {
			t.Errorf("%s:\n got %q\nwant %q", test.what, got, test.want)
		}
	}
}

// Each code that a check of credits gives can be asked.
func TestCodesOfChecks(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../penalty/lint.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		literal, ok := spec.Values[0].(*ast.BasicLit)
		if kind, named := spec.Type.(*ast.Ident); !ok || !named || kind.Name != "FindingCode" {
			return true
		}
		code, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		n++
		for _, m := range mistakes(t, checked+"  => finding "+code+": none\n") {
			if strings.Contains(m, "unknown") {
				t.Errorf("%s: %s", code, m)
			}
		}
		return true
	})
	if n < 17 {
		t.Errorf("%d codes", n)
	}
}
