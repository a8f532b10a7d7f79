package slatest_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/slatest"
)

// opened compiles an agreement of a text.
func opened(t *testing.T, text string) *sla.Agreement {
	t.Helper()
	return slatest.Open(t, fstest.MapFS{"a.yaml": {Data: []byte(text)}}, "a.yaml", sla.Sources{})
}

// said compares an error with the texts it must have; no text: no error.
func said(t *testing.T, what string, err error, want ...string) {
	t.Helper()
	if (err == nil) != (len(want) == 0) {
		t.Errorf("%s: %v, want %q", what, err, want)
		return
	}
	for _, text := range want {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v\nhas no %q", what, err, text)
		}
	}
}

func TestNeverLess(t *testing.T) {
	const terms = `sla: v1
id: x
zone: UTC
currency: EUR
clocks: { fix: { start: opened, stop: closed } }
policies: { profile: exact }
objectives:
  - { id: web, availability: { of: web, calendar: 24x7, no-data: exclude }, attain: 99.9%, period: month }
  - { id: long, clock: fix, mean: {}, targets: [{ within: none, calendar: 24x7 }], attain: at most 4h, period: month, counts: stopped }
  - { id: score, score: { of: survey, kind: mean, scale: 1 to 5 }, attain: at least 4, period: month }
  - { id: band, clock: fix, mean: {}, targets: [{ within: none, calendar: 24x7 }], attain: 1h to 4h, period: month, counts: stopped }
credits:
  base: 500.00
  round: half-even
  rules: [RULES]
`
	for _, c := range []struct {
		what, objective, rules string
		want                   []string
	}{
		{"a table", "web", "{ objective: web, tiers: { below 99.9%: 10%, below 99.0%: 25% } }", nil},
		{"a table that pays less below 95 %", "web", "{ objective: web, tiers: { 99.0% to below 99.9%: 10%, 95.0% to below 99.0%: 25%, below 95.0%: 20% } }",
			[]string{"web: 95% pays 250.00 EUR, and 94.999%, which is worse, pays 200.00 EUR"}},
		{"a gap", "web", "{ objective: web, tiers: { 99.0% to below 99.9%: 10%, below 98.9%: 25% } }",
			[]string{"web: 99% pays 100.00 EUR, and 98.999%, which is worse, pays 0.00 EUR"}},
		{"a table of another objective", "web", "{ objective: long, tiers: { over 4h: 10% } }",
			[]string{"objective web: no credit rule names it, so that nothing is checked"}},
		{"a rule in a rule", "web", "{ repeat: { by: 2, of: { objective: web, tiers: { below 99.9%: 10% } } } }", nil},
		{"longer is worse", "long", "{ objective: long, tiers: { over 4h to 8h: 10%, over 8h: 20% } }", nil},
		{"longer pays less", "long", "{ objective: long, tiers: { over 4h to 8h: 10%, over 8h: 5% } }", []string{"long: 8h pays 100.00 EUR, and 8h1s, which is worse, pays 50.00 EUR"}},
		{"a score", "score", "{ objective: score, tiers: { below 4: 10%, below 3: 5% } }", nil},
		{"a score that pays less", "score", "{ objective: score, tiers: { 3 to below 4: 10%, below 3: 5% } }", []string{"pays 50.00 EUR"}},
		{"no worse side", "band", "{ objective: web, tiers: { below 99.9%: 10% } }", []string{"no side is worse"}},
		{"no objective", "wen", "{ objective: web, tiers: { below 99.9%: 10% } }", []string{`objective "wen" is not in the terms before the first revision`}},
		{"a cap", "web", "{ objective: web, tiers: { below 99.9%: 10%, below 99.0%: 25% } }]\n  caps: { month: 15% }\n  weights: {}\n  triggers: [", nil},
	} {
		text := strings.Replace(terms, "RULES", c.rules, 1)
		text = strings.Replace(text, "  weights: {}\n  triggers: []\n", "", 1)
		said(t, c.what, slatest.NeverLess(opened(t, text), c.objective), c.want...)
	}
}

func TestUnheard(t *testing.T) {
	a := opened(t, `sla: v1
id: x
zone: UTC
policies: { profile: exact }
clocks:
  fix: { start: opened, stop: closed, pause: { while: { status: [waiting, on-hold] } } }
objectives:
  - id: fix
    clock: fix
    targets: [{ when: { priority: P1 }, within: 4h, calendar: 24x7 }, { within: 8h, calendar: 24x7 }]
    attain: 90%
    period: month
    counts: due
    by: [customer+region]
`)
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	facts := sla.Facts{Tickets: []sla.Ticket{{ID: "T", Attrs: sla.Attrs{{"priority", "P1"}, {"region", "north"}}, Events: []sla.Event{
		{At: at, Name: "opened"}, {At: at, Name: "saved", Set: sla.Attrs{{"status", "waiting"}}}, {At: at, Name: "saved", Set: sla.Attrs{{"status", "on-hold"}}}, {At: at, Name: "closed"}}}}}
	said(t, "all words", slatest.Unheard(a, facts))
	facts.Tickets[0].Events[0].Name = "open"
	facts.Tickets[0].Attrs[0] = [2]string{"prio", "P1"}
	said(t, "two words", slatest.Unheard(a, facts), "the agreement asks for what no ticket has: event opened, value priority=P1",
		"tickets have what the agreement does not ask for: attribute prio, event open")
	facts.Tickets[0].Attrs[0] = [2]string{"priority", "p1"}
	said(t, "another case", slatest.Unheard(a, facts), "value priority=P1")
	said(t, "no facts", slatest.Unheard(a, sla.Facts{}), "event closed, event opened, value priority=P1, value status=on-hold, value status=waiting")
}

// A priority that a matrix derives is heard, at each instant of a ticket, and not if the
// ticket sets its own.
func TestUnheardKnowsDerivedPriorities(t *testing.T) {
	const clock = `clocks: { fix: { start: opened, stop: closed } }
objectives:
  - id: fix
    clock: fix
    targets: [{ when: { priority: P1 }, within: 4h, calendar: 24x7 }, { when: { priority: P2 }, within: 8h, calendar: 24x7 }]
    attain: 90%
    period: month
    counts: due
`
	const head = "sla: v1\nid: x\nzone: UTC\npolicies: { profile: exact }\n"
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	facts := func(first sla.Attrs, then sla.Attrs) sla.Facts {
		return sla.Facts{Tickets: []sla.Ticket{{ID: "T", Attrs: first, Events: []sla.Event{
			{At: at, Name: "opened"}, {At: at, Name: "saved", Set: then}, {At: at, Name: "closed"}}}}}
	}
	table := opened(t, head+"priorities: { matrix: { urgency: [high, low], impact: { wide: [P1, P2] } } }\n"+clock)
	wide := sla.Attrs{{"impact", "wide"}, {"urgency", "high"}}
	said(t, "derived at first and later", slatest.Unheard(table, facts(wide, sla.Attrs{{"urgency", "low"}})))
	said(t, "never the second", slatest.Unheard(table, facts(wide, sla.Attrs{{"urgency", "high"}})), "the agreement asks for what no ticket has: value priority=P2")
	said(t, "an own priority", slatest.Unheard(table, facts(append(wide, [2]string{"priority", "P2"}), sla.Attrs{{"urgency", "high"}})),
		"the agreement asks for what no ticket has: value priority=P1")

	factors := opened(t, head+"priorities: { matrix: { factors: [{ attribute: users, points: { many: 5, few: 1 }, weight: 2 }], cutoffs: [{ at-least: 10, priority: P1 }, { at-least: 2, priority: P2 }] } }\n"+clock)
	said(t, "points", slatest.Unheard(factors, facts(sla.Attrs{{"users", "few"}}, sla.Attrs{{"users", "many"}})))
	said(t, "too few points", slatest.Unheard(factors, facts(sla.Attrs{{"users", "few"}}, sla.Attrs{{"users", "few"}})), "the agreement asks for what no ticket has: value priority=P1")
}

// Tapes draw the attributes of a matrix, and each priority that it derives.
func TestTapesDrawWhatAMatrixReads(t *testing.T) {
	a := slatest.Open(t, os.DirFS("testdata"), "acme.yaml", sla.Sources{})
	derived := map[string]int{}
	for _, data := range tapes(3, 400, 300) {
		ticket := slatest.Draw(data).Ticket(a, "T")
		for _, o := range a.Spec().Objectives {
			for _, n := range a.Explain(&ticket, o.ID, ticket.Events[len(ticket.Events)-1].At).Because {
				if n.Code == sla.NotePriority && n.Value != "" {
					derived[n.Value]++
				}
			}
		}
	}
	for _, row := range a.Spec().Priority.Impact {
		for _, priority := range row.Priorities {
			if derived[priority] == 0 {
				t.Errorf("%s was never derived: %v", priority, derived)
			}
		}
	}
}

// Of a matrix of points, tapes draw each value that has points, and one that has none.
func TestTapesDrawWhatPointsAreFor(t *testing.T) {
	a := opened(t, `sla: v1
id: x
zone: UTC
policies: { profile: exact }
priorities: { matrix: { factors: [{ attribute: users, points: { many: 5, few: 1 }, weight: 2 }], cutoffs: [{ at-least: 10, priority: P1 }, { at-least: 2, priority: P2 }] } }
clocks: { fix: { start: opened, stop: closed } }
objectives:
  - { id: fix, clock: fix, targets: { within: 4h, calendar: 24x7 }, attain: 90%, period: month, counts: due }
`)
	drawn := map[string]int{}
	for _, data := range tapes(3, 100, 300) {
		ticket := slatest.Draw(data).Ticket(a, "T")
		drawn[ticket.Attrs.Get("users")]++
		for _, e := range ticket.Events {
			drawn[e.Set.Get("users")]++
		}
	}
	if drawn["many"] == 0 || drawn["few"] == 0 || len(drawn) < 3 {
		t.Errorf("drawn %v", drawn)
	}
}
