package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// Pages have the grade of a breach, and the level and roles of an alarm, if there are
// any.
func TestGradesAndLevelsAreOnPages(t *testing.T) {
	spec := sla.Spec{
		ID: "desk", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"resolution": {Start: sla.On("opened"), Stop: sla.On("resolved")}},
		Objectives: []sla.Objective{{
			ID: "resolution", Clock: "resolution", Attain: "95%", Period: "month", Counts: sla.ByDue,
			Targets: []sla.Target{{Within: "2h", Calendar: "24x7"}},
		}},
	}
	at := time.Date(2026, time.March, 5, 10, 0, 0, 0, time.UTC)
	ticket := sla.Ticket{ID: "T", Events: []sla.Event{{Name: "opened", At: at}, {Name: "resolved", At: at.Add(150 * time.Minute)}}}
	pages := func() string {
		t.Helper()
		a, err := sla.New(spec)
		if err != nil {
			t.Fatal(err)
		}
		result, err := a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{ticket}}, at.AddDate(0, 2, 0))
		if err != nil {
			t.Fatal(err)
		}
		var page strings.Builder
		for _, format := range []report.Format{report.Text, report.Markdown} {
			for _, v := range []report.View{report.Summary(result), report.Ticket(a.Explain(&ticket, "resolution", at.AddDate(0, 2, 0)))} {
				if err := v.Write(&page, format); err != nil {
					t.Fatal(err)
				}
			}
		}
		return page.String()
	}
	words := []string{"Grade", "minor", "Level", "Tells", "desk-lead"}
	for _, word := range words {
		if page := pages(); strings.Contains(page, word) {
			t.Errorf("%s is on a page of an agreement without it:\n%s", word, page)
		}
	}
	spec.Grades = []sla.Grade{{Grade: "minor", Overrun: "at most 25%"}, {Grade: "serious", Overrun: "over 25%"}}
	spec.Objectives[0].Escalate = "desk"
	spec.Escalations = map[string][]sla.Level{"desk": {{At: sla.MarkBreach, Tell: []string{"desk-lead"}}}}
	for _, word := range words {
		if page := pages(); strings.Count(page, word) != 2 { // 30m over 2h are 25 %
			t.Errorf("%s is not on each page:\n%s", word, page)
		}
	}
}
