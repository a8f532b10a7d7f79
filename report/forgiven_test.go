package report_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// The page of a month lists the cycles that exclusions kept in time, with the reasons, and
// the breaches that were late in spite of an exclusion.
func TestForgivenPage(t *testing.T) {
	f := facts(t)
	f.Exclusions = append(f.Exclusions,
		sla.Exclusion{Ticket: "INC-1042", Clock: "resolution", From: day(t, "09 14:00"), To: day(t, "09 16:00"), Reason: "road closed by a storm"},
		sla.Exclusion{Ticket: "INC-1042", Clock: "resolution", From: day(t, "10 09:00"), To: day(t, "10 11:00"), Reason: "no key to the room"},
		sla.Exclusion{Ticket: "INC-1002", From: day(t, "03 23:30"), To: day(t, "03 23:40"), Reason: "a flood"})
	r, err := agreement(t).Evaluate(sla.Month(2026, time.March), f, day(t, "31 23:00").Add(2*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	view := report.Summary(r).At(berlin(t))
	golden(t, "forgiven.txt", []byte(written(t, view, report.Text)))
	golden(t, "forgiven.zh-Hans.txt", []byte(written(t, view.In(zh), report.Text)))
	goldenHTML(t, "forgiven", view)

	// A list that is cut short says how many it leaves out.
	o := &r.Outcomes[slices.IndexFunc(r.Outcomes, func(o sla.Outcome) bool { return len(o.Forgiven) > 0 })]
	again := o.Forgiven[0]
	again.Cycle = 2
	o.Forgiven = append(o.Forgiven, again, again, again)
	page := written(t, report.Summary(r).At(berlin(t)).Rows(2), report.Text)
	if !strings.Contains(page, "First response: 4 forgiven") || strings.Count(page, "INC-1002, cycle 2") != 1 || !strings.Contains(page, "and 2 more") {
		t.Error(page)
	}
}
