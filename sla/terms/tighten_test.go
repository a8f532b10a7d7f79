package terms_test

import (
	"strings"
	"testing"

	"github.com/upheld/upheld/sla/terms"
)

// A locked target is compared by the due instants of every start of a year.
func TestLockedTargets(t *testing.T) {
	const base = `
zone: UTC
policies: { profile: exact }
calendars: { office: { hours: mon-fri 08:00-18:00 }, sat: { hours: mon-sat 08:00-18:00 } }
clocks: { response: { start: opened, stop: answered } }
objectives:
  - id: first
    clock: response
    targets:
      - { when: { kind: change }, within: promised due_on }
      - { when: { priority: P1 }, within: 1h, calendar: 24x7 }
      - { when: { priority: P3 }, within: 8h, calendar: office }
      - { within: 24h, calendar: office }
    attain: 90%
    period: month
    counts: due
effective: 2026-01-01/2027-01-01
locked: { objectives.*.targets: tighten }
`
	rows := func(change, p1, p3, other string) string {
		return "id: acme\nobjectives: [{ id: first, targets: [{ when: { kind: change }, within: " + change + " }, { when: { priority: P1 }, " + p1 + " }, { when: { priority: P3 }, " + p3 + " }, { " + other + " }] }]"
	}
	const p1, p3, other = "within: 1h, calendar: 24x7", "within: 8h, calendar: office", "within: 24h, calendar: office"
	for _, c := range []struct{ name, layer, code, says string }{
		{"tighter", rows("promised due_on", "within: 59m, calendar: 24x7", p3, other), "", ""},
		{"a second later", rows("promised due_on", "within: 1h0m1s, calendar: 24x7", p3, other), "loosened", "later by 1s for priority P1"},
		{"the same in other words", rows("promised due_on", "within: 60m, calendar: 24x7", p3, other), "", ""},
		{"more hours of service", rows("promised due_on", p1, "within: 8h, calendar: sat", other), "", ""},
		// From Thursday 00:00 on 8h end on Thursday at 16:00, and two business days by 16:00
		// on Monday at 16:00: 96h later. From Thursday 18:00 on it is 72h.
		{"days for hours", rows("promised due_on", p1, "within: 2 business days by 16:00, calendar: office", other), "loosened", "later by 96h for priority P3 of 2026-01-01T00:00:00Z"},
		{"never due", rows("promised due_on", p1, p3, "within: none"), "loosened", "never due"},
		{"another promise of the ticket", rows("promised wanted_by", p1, p3, other), "not-comparable", ""},
		{"a length for the promise of a ticket", rows("1h, calendar: 24x7", p1, p3, other), "not-comparable", ""},
		{"an agreement that is not complete", "calendars: { office: { hours: mon-fri 08:00-19:99 } }\n" + rows("promised due_on", "within: 59m, calendar: 24x7", p3, other), "not-comparable", ""},
	} {
		r, err := terms.Resolve(layer(t, "global", base), layer(t, "acme", c.layer))
		if err != nil {
			t.Fatal(c.name, err)
		}
		switch {
		case c.code == "" && len(r.Findings) == 0:
		case len(r.Findings) != 1 || string(r.Findings[0].Code) != c.code || !strings.Contains(r.Findings[0].Value, c.says) || r.Findings[0].Path != "objectives.first.targets":
			t.Errorf("%s: %v, want %s %s", c.name, r.Findings, c.code, c.says)
		}
	}
}
