package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// Objectives, breaches, credit lines with their steps, findings and explanations name
// their clauses on pages.
func TestPagesCiteClauses(t *testing.T) {
	a, err := sla.New(sla.Spec{
		ID: "desk", Zone: "UTC", Currency: "EUR", Policies: sla.Policies{Profile: sla.ProfileExact},
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 08:00-18:00"}},
		Clocks:    map[string]sla.Clock{"response": {Start: sla.On("opened"), Stop: sla.On("replied"), Clause: "5.2"}},
		Objectives: []sla.Objective{{ID: "first", Title: "First response", Clause: "7.1", Clock: "response", Attain: "95%", Period: "month", Counts: sla.ByStop,
			Targets: []sla.Target{{Within: "4h", Calendar: "office", Clause: "7.1|2"}}}},
		Credits: penalty.Spec{Base: "100.00", Round: penalty.HalfEven, Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "30%", Clause: "9.3"}},
			Rules: []penalty.Term{{Objective: "first", Clause: "9.1", Rule: penalty.Tiers{{When: "below 90%", Credit: "50%"}, {When: "below 80%", Credit: "60%"}}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	opened := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	ticket := sla.Ticket{ID: "T1", Events: []sla.Event{{At: opened, Name: "opened"}, {At: opened.Add(24 * time.Hour), Name: "replied"}}}
	march := sla.Month(2026, time.March)
	_, end := a.Bounds(march)
	r, err := a.Evaluate(march, sla.Facts{Tickets: []sla.Ticket{ticket}}, end)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		view report.View
		want []string
	}{
		"summary": {report.Summary(r), []string{
			"First response (clause 7.1)  95%", "target 4h on office (clause 7.1|2, objectives[0].targets[0])",
			"First response (clause 9.1)", "(clause 9.1, rules[0].tiers[1])", "(clause 9.3, caps[0])", "clause 9.1, credits.rules[0]",
		}},
		"ticket": {report.Ticket(a.Explain(&ticket, "first", end)), []string{
			"4h on office (clause 7.1|2, objectives[0].targets[0])", "(clause 7.1|2, objectives[0].targets[0])",
		}},
		"credits": {report.Credits(r.Statements[0]), []string{"first (clause 9.1)", "(clause 9.3, caps[0])"}},
	} {
		page := strings.Join(strings.Fields(written(t, c.view, report.Text)), " ")
		for _, want := range c.want {
			if !strings.Contains(page, strings.Join(strings.Fields(want), " ")) {
				t.Errorf("%s: no %q in\n%s", name, want, page)
			}
		}
	}
	if page := written(t, report.Summary(r), report.Markdown); !strings.Contains(page, `clause 7.1\|2`) {
		t.Errorf("not escaped:\n%s", page)
	}
}
