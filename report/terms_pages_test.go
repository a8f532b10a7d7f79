package report_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/terms"
)

// amended is the small agreement with a change of each kind: fields, rows of a list,
// parts that are new and that end, and a later change.
func amended(t testing.TB) sla.Spec {
	t.Helper()
	after, err := spec().With(sla.Spec{
		Title: "Acme support agreement, second year",
		Objectives: []sla.Objective{
			{ID: "first-response", Attain: "80%"},
			{ID: "resolution", Targets: []sla.Target{
				{When: sla.Where{"priority": sla.Is("P1")}, Within: "6h", Calendar: "24x7"},
				{Within: "8h", Grace: "30m", Calendar: "office"},
			}},
			{ID: "calls", Title: "Calls answered", Period: "month", Attain: "80%", Metric: metrics.Ratio{Of: "calls"}},
		},
		Credits: penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "20%"}}},
		Removed: []string{"objectives.api", "objectives.resolution.warn"},
		Revisions: []sla.Revision{{
			From: "2026-07-01", Pins: sla.PinOpened, Reason: "second stage", ApprovedBy: "K. Weber",
			Change: sla.Spec{Objectives: []sla.Objective{{ID: "first-response", Attain: "85%"}}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return after
}

// compared compares March under the small agreement and under the amended one.
func compared(t testing.TB) terms.Comparison {
	t.Helper()
	var results [2]*sla.Result
	var agreements [2]*sla.Agreement
	for i, s := range []sla.Spec{spec(), amended(t)} {
		a, err := sla.New(s)
		if err != nil {
			t.Fatal(err)
		}
		if results[i], err = a.Evaluate(sla.Month(2026, time.March), facts(t), day(t, "31 23:00").Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
		agreements[i] = a
	}
	c, err := terms.Compare(results[0], results[1])
	if err != nil {
		t.Fatal(err)
	}
	c.Explain(agreements[0], agreements[1], facts(t).Tickets, facts(t).Exclusions...)
	return c
}

// laid lays the small agreement below a plan and a customer, who break a lock each.
func laid(t testing.TB) terms.Resolved {
	t.Helper()
	base := spec()
	base.Locked = []sla.Lock{{Path: "objectives.*.attain", May: sla.Tighten}, {Path: "policies", May: sla.NotChange}, {Path: "objectives.*.targets", May: sla.Tighten}}
	base.Revisions = []sla.Revision{{From: "2026-07-01", Pins: sla.PinOpened, Reason: "second stage",
		Change: sla.Spec{Objectives: []sla.Objective{{ID: "first-response", Attain: "78%"}, {ID: "portal", Attain: "99.95%"}}}}}
	r, err := terms.Resolve(
		terms.Layer{Name: "global.yaml", Spec: base},
		terms.Layer{Name: "plans/gold.yaml", Spec: sla.Spec{Objectives: []sla.Objective{{ID: "first-response", Attain: "76%"}, {ID: "resolution", Attain: "79%"}}}},
		terms.Layer{Name: "customers/acme.yaml", Spec: sla.Spec{ID: "acme", Locked: []sla.Lock{{Path: "zone", May: sla.NotChange}},
			Policies: sla.Policies{Reopen: sla.Final},
			Objectives: []sla.Objective{{ID: "first-response", Attain: "80%", Targets: []sla.Target{
				{When: sla.Where{"priority": sla.Is("P1")}, Within: "15m", Calendar: "24x7"}, {Within: "3h", Calendar: "office"}}}}}},
	)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPagesOfTerms(t *testing.T) {
	for name, view := range map[string]report.View{
		"amendment": report.Amendment(spec(), amended(t)), "comparison": report.Comparison(compared(t)).At(berlin(t)), "layers": report.Layers(laid(t)),
	} {
		golden(t, name+".txt", []byte(written(t, view, report.Text)))
		golden(t, name+".md", []byte(written(t, view, report.Markdown)))
		goldenHTML(t, name, view)
		golden(t, name+".zh-Hans.txt", []byte(written(t, view.In(zh), report.Text)))
	}
}

// Equal agreements give a page that says so; zero values give a page.
func TestPagesOfTermsThatDoNotDiffer(t *testing.T) {
	for _, c := range []struct {
		view report.View
		want string
	}{
		{report.Amendment(spec(), spec()), "The two agreements are the same."},
		{report.Amendment(sla.Spec{}, sla.Spec{}), "The two agreements are the same."},
		{report.Comparison(terms.Comparison{}), "Nothing differs."},
		{report.Layers(terms.Resolved{}), "0 terms."},
	} {
		if page := written(t, c.view, report.Text); !strings.Contains(page, c.want) || strings.Contains(page, "%!") {
			t.Errorf("want %q in\n%s", c.want, page)
		}
	}
	c := compared(t)
	c.After = c.Before
	if same, err := terms.Compare(c.Before, c.Before); err != nil {
		t.Fatal(err)
	} else if page := written(t, report.Comparison(same), report.Text); !strings.Contains(page, "Nothing differs.") || strings.Contains(page, "→ 80%") {
		t.Errorf("a result and itself:\n%s", page)
	}
}

// A signer finds a field under one name on the contract and on its amendment.
func TestContractAndAmendmentNameFieldsAlike(t *testing.T) {
	before := spec()
	after := spec()
	after.Zone = "Europe/Paris"
	after.Objectives = slices.Clone(after.Objectives)
	after.Objectives[0].Counts, after.Objectives[0].Where = sla.ByStop, sla.Where{"team": sla.Is("red")}
	after.Clocks = maps.Clone(after.Clocks)
	response := after.Clocks["response"]
	response.Owner, response.Stop = "desk", sla.On("answered")
	after.Clocks["response"] = response
	after.Credits.Round = penalty.HalfUp
	for _, l := range []report.Language{report.English, zh} {
		labels := report.Labels(l)
		contract := written(t, report.ContractOf(after).In(l), report.Markdown)
		amendment := written(t, report.Amendment(before, after).In(l), report.Markdown)
		for _, key := range []string{"zone", "sla.Objective.counts", "where", "sla.Clock.owner", "sla.Clock.stop", "round"} {
			if labels[key] == "" || !strings.Contains(contract, labels[key]) || !strings.Contains(amendment, "| "+labels[key]+" |") {
				t.Errorf("%s: %s is not %q on both pages:\n%s\n%s", l, key, labels[key], contract, amendment)
			}
		}
	}
}

// Every row of a list that differs is on the page, and no row that stays.
func TestRowsOfAList(t *testing.T) {
	targets := func(within string) (all []sla.Target) {
		for _, w := range strings.Fields(within) {
			all = append(all, sla.Target{Within: sla.Within(w), Calendar: "24x7"})
		}
		return all
	}
	for _, c := range []struct{ before, after, want string }{
		{"1h 2h 3h", "1h 2h 4h", "3:3h>4h"},
		{"1h 2h 3h", "2h 3h", "1:1h>"},
		{"1h 2h", "1h 5h 2h", "2:>5h"},
		{"1h 2h", "2h 1h", "1:1h> 2:>1h"},
		{"1h", "1h 1h", "2:>1h"},
		{"1h 2h 3h", "4h 5h", "1:1h>4h 2:2h>5h 3:3h>"},
		{"", "1h 2h", "1:>1h 2:>2h"},
		{"1h", "", "1:1h>"},
	} {
		before, after := spec(), spec()
		before.Objectives[0].Targets, after.Objectives[0].Targets = targets(c.before), targets(c.after)
		var got []string
		for _, r := range tableOf(written(t, report.Amendment(before, after), report.Markdown), "Term") {
			cell := func(text string) string {
				text, _, _ = strings.Cut(strings.TrimPrefix(text, "within: "), ",")
				return strings.TrimPrefix(text, "not stated")
			}
			got = append(got, strings.TrimPrefix(r["Term"], "Targets, row ")+":"+cell(r["Before"])+">"+cell(r["After"]))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("from %q to %q: %q, want %q", c.before, c.after, text, c.want)
		}
	}
}

// A text in an agreement that looks like markup stays a text: the page keeps its shape.
func TestHostileTextsOfAgreements(t *testing.T) {
	for _, hostile := range []string{"</td><script>", "| x | y |", "[a](javascript:b)", "# head", "a\nb", "\u202egnp", "`x`", "%s%d", "{ a: b }", `["`, "[x, {", `"q`} {
		before, after := spec(), spec()
		after.Title, after.Customer = hostile, hostile
		after.Objectives[0].Title = hostile
		after.Objectives[1].ID, after.Objectives[1].Title = hostile, hostile
		after.Objectives[0].Targets = []sla.Target{{When: sla.Where{hostile: sla.Is(hostile)}, Within: "1h", Calendar: hostile}}
		after.Clocks["response"] = sla.Clock{Start: sla.On(hostile), Owner: hostile}
		after.Revisions = []sla.Revision{{From: "2026-07-01", Reason: hostile, Change: sla.Spec{Title: "x"}}}
		r, err := terms.Resolve(terms.Layer{Name: "base", Spec: before}, terms.Layer{Name: hostile, Spec: after})
		if err != nil {
			t.Fatal(err)
		}
		c := compared(t)
		for i := range c.Breaches {
			c.Breaches[i].Ticket = hostile
		}
		for name, view := range map[string]report.View{"amendment": report.Amendment(before, after), "layers": report.Layers(r), "comparison": report.Comparison(c)} {
			page := written(t, view, report.Markdown)
			for _, bad := range []string{"<script", "[a](java", "\u202e", "%!", "\n# head", "\n| x"} {
				if strings.Contains(strings.ReplaceAll(page, `\<`, ""), bad) {
					t.Errorf("%s of %q has %q:\n%s", name, hostile, bad, page)
				}
			}
			for line := range strings.Lines(page) {
				if n := len(cellsOf(strings.TrimSuffix(line, "\n"))); strings.HasPrefix(line, "| ") && (n < 2 || n > 4) {
					t.Errorf("%s of %q: a row of %d cells: %s", name, hostile, n, line)
				}
			}
		}
	}
}

// What each breach of a comparison says, with and without an explanation.
func TestABreachOfAComparison(t *testing.T) {
	at := func(text string) time.Time { return day(t, text) }
	breach := func(overrun string) sla.Breach {
		d, err := metrics.Span(overrun).Parse()
		if err != nil {
			t.Fatal(err)
		}
		return sla.Breach{Ticket: "T", Objective: "x", Cycle: 1, Overrun: d}
	}
	moment := func(text string) string { return at(text).UTC().Format(time.RFC3339) }
	for _, c := range []struct {
		pair terms.BreachPair
		want string
	}{
		{terms.BreachPair{After: breach("5m"), Why: []sla.Change{{Path: "verdict", Before: "met", After: "missed"}, {Path: "within", Before: "2h", After: "1h30m"}, {Path: "due", Before: moment("02 05:12"), After: moment("02 04:42")}}},
			"T x: met → missed by 5m; within 2h → 1h30m; due Mon 2026-03-02 05:12 → 04:42"},
		{terms.BreachPair{Before: breach("5m"), Why: []sla.Change{{Path: "verdict", Before: "missed", After: "met"}, {Path: "due", Before: moment("02 05:12"), After: moment("03 04:42")}}},
			"T x: missed by 5m → met; due Mon 2026-03-02 05:12 → Tue 2026-03-03 04:42"},
		{terms.BreachPair{Before: breach("5m"), After: breach("10m")}, "T x: missed by 5m → missed by 10m"},
		{terms.BreachPair{After: breach("5m")}, "T x: no breach → missed by 5m"},
		{terms.BreachPair{Before: breach("0s"), Why: []sla.Change{{Path: "verdict", Before: "missed"}, {Path: "due", Before: moment("02 05:12")}}},
			"T x: missed → no breach; due Mon 2026-03-02 05:12 → not stated"},
	} {
		c.pair.Ticket, c.pair.Objective, c.pair.Cycle = "T", "x", 1
		page := written(t, report.Comparison(terms.Comparison{Breaches: []terms.BreachPair{c.pair}}).At(berlin(t)), report.Text)
		if !strings.Contains(page, "- "+c.want+"\n") {
			t.Errorf("want %q in\n%s", c.want, page)
		}
	}
	c := terms.Comparison{}
	for i := range 30 {
		c.Breaches = append(c.Breaches, terms.BreachPair{Ticket: fmt.Sprint(i), Objective: "x", Cycle: 2, After: breach("5m")})
	}
	page := written(t, report.Comparison(c), report.Text)
	if !strings.Contains(page, "- 19, cycle 2 x") || strings.Contains(page, "- 20, cycle 2 x") || !strings.Contains(page, "- and 10 more") {
		t.Errorf("a list that is cut:\n%s", page)
	}
}

// A comparison has a table of credits if one side has credits, and also if they owe
// nothing.
func TestCreditsOfAComparison(t *testing.T) {
	result := func(credits penalty.Spec, facts sla.Facts) *sla.Result {
		s := spec()
		s.Credits = credits
		a, err := sla.New(s)
		if err != nil {
			t.Fatal(err)
		}
		r, err := a.Evaluate(sla.Month(2026, time.March), facts, day(t, "31 23:00").Add(2*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	none, some, nothing := result(penalty.Spec{}, facts(t)), result(spec().Credits, facts(t)), result(spec().Credits, sla.Facts{})
	for name, c := range map[string]struct {
		before, after *sla.Result
		want          bool
	}{
		"neither side": {none, none, false}, "the first": {some, none, true}, "the second": {none, some, true},
		"credits that owe nothing": {nothing, nothing, true},
	} {
		compared, err := terms.Compare(c.before, c.after)
		if err != nil {
			t.Fatal(err)
		}
		page := written(t, report.Comparison(compared), report.Text)
		if got := strings.Contains(page, "\nCredits\n") && strings.Contains(page, "\nTotal "); got != c.want {
			t.Errorf("%s:\n%s", name, page)
		}
	}
}
