package report_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// TestScorecard compares the scorecard of four results with files.
func TestScorecard(t *testing.T) {
	page := report.Scorecard(scored(t)...).At(berlin(t))
	for name, f := range map[string]report.Format{"scorecard.txt": report.Text, "scorecard.md": report.Markdown, "scorecard.html": report.HTML} {
		var out bytes.Buffer
		if err := page.Write(&out, f); err != nil {
			t.Fatal(err)
		}
		golden(t, name, out.Bytes())
	}
}

// scored are results of March: of a customer that lost most, of one that is open, of one
// without promises, and of one with everything kept.
func scored(t *testing.T) []*sla.Result {
	march := sla.Month(2026, time.March)
	closed := day(t, "31 23:00").Add(2 * time.Hour)
	missed, open, kept, measured := evaluated(t, march, closed), evaluated(t, march, day(t, "26 12:00")), evaluated(t, march, closed), evaluated(t, march, closed)
	missed.Title, missed.Customer = "Support", "Acme GmbH"
	open.Title, open.Customer = "Support, so far", "Acme Nord"
	kept.Title, kept.Customer = "Telephone", "Acme Süd"
	measured.Title, measured.Customer, measured.Statements = "", "日本支社", nil
	kept.Outcomes, kept.Statements = kept.Outcomes[:1], nil
	for i := range measured.Outcomes {
		o := &measured.Outcomes[i]
		o.Verdict, o.Reason, o.Promised = "", sla.NothingJudged, ""
	}
	return []*sla.Result{measured, kept, nil, open, missed}
}
