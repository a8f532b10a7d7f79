package report_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// TestPages compares whole pages with those in testdata. UPHELD_UPDATE=1 writes
// them anew: read the difference before it is committed.
func TestPages(t *testing.T) {
	zone := berlin(t)
	march := sla.Month(2026, time.March)
	closed := evaluated(t, march, day(t, "31 23:00").Add(2*time.Hour))
	quarter, err := agreement(t).Evaluate(sla.Quarter(2026, 1), facts(t), day(t, "31 12:00"))
	if err != nil {
		t.Fatal(err)
	}
	k := waiting(t)
	empty, err := agreement(t).Evaluate(march, sla.Facts{}, day(t, "01 00:00"))
	if err != nil {
		t.Fatal(err)
	}
	kinds := agreementOfKinds(t)
	promised, raised := waiting(t), waiting(t)
	promised.Attrs = append(promised.Attrs, [2]string{"due_at", "2026-03-10T17:30"})
	raised.Events = append(raised.Events,
		sla.Event{At: day(t, "09 15:00"), Name: "raised", Set: sla.Attrs{{"priority", "P1"}}},
		sla.Event{At: day(t, "12 10:00"), Name: "status", Set: sla.Attrs{{"status", "open"}}})
	overFair := sla.Ticket{ID: "INC-1051", Events: []sla.Event{{At: day(t, "06 16:00"), Name: "opened"}, {At: day(t, "11 14:00"), Name: "status", Set: sla.Attrs{{"status", "resolved"}}}}}
	pages := []struct {
		name string
		view report.View
	}{
		{"month", report.Summary(closed).At(zone)},
		{"open-month", report.Summary(evaluated(t, march, day(t, "26 12:00"))).At(zone)},
		{"quarter", report.Summary(quarter).At(zone)},
		{"short-lists", report.Summary(closed).At(zone).Rows(1)},
		{"nothing-yet", report.Summary(empty).At(zone)},
		{"zero", report.Summary(nil)},
		{"ticket", report.Ticket(agreement(t).Explain(&k, "resolution", closed.AsOf)).At(zone)},
		{"ticket-paused", report.Ticket(agreement(t).Explain(&k, "resolution", day(t, "10 11:30"))).At(zone)},
		{"ticket-running", report.Ticket(agreement(t).Explain(&k, "resolution", day(t, "10 09:10"))).At(zone)},
		{"ticket-unknown", report.Ticket(agreement(t).Explain(&k, "no-such", closed.AsOf))},
		{"ticket-zero", report.Ticket(sla.Explanation{})},
		{"ticket-promise", report.Ticket(kinds.Explain(&promised, "promise", day(t, "10 18:00"))).At(zone)},
		{"ticket-promise-open", report.Ticket(kinds.Explain(&promised, "promise", day(t, "06 18:00"))).At(zone)},
		{"ticket-days", report.Ticket(kinds.Explain(&k, "days", day(t, "10 18:00"))).At(zone)},
		{"ticket-retarget", report.Ticket(kinds.Explain(&raised, "mixed", day(t, "12 12:00"))).At(zone)},
		{"ticket-holiday", report.Ticket(agreementWithHolidays(t).Explain(&overFair, "resolution", closed.AsOf)).At(zone)},
		{"credits", report.Credits(closed.Statement())},
	}
	for _, p := range pages {
		for _, f := range []report.Format{report.Text, report.Markdown, report.HTML} {
			var page bytes.Buffer
			if err := p.view.Write(&page, f); err != nil {
				t.Errorf("%s as %s: %v", p.name, f, err)
			}
			if f == report.HTML {
				checkHTML(t, page.String())
				if !slices.Contains(goldenHTML, p.name) {
					continue
				}
			}
			golden(t, p.name+map[report.Format]string{report.Text: ".txt", report.Markdown: ".md", report.HTML: ".html"}[f], page.Bytes())
		}
	}
}

// goldenHTML lists the pages that are kept as HTML too; of the others only the shape is
// checked.
var goldenHTML = []string{"month", "open-month", "ticket", "credits"}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPHELD_UPDATE") != "" {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; UPHELD_UPDATE=1 writes it anew. Got:\n%s", path, got)
	}
}
