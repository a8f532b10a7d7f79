package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// portalIn evaluates March 2026 of a service that is promised 99.9 % of it: of 744 hours
// 44 min 38.4 s may be lost.
func portalIn(t testing.TB, asOf time.Time, outages ...sla.Outage) *sla.Result {
	t.Helper()
	a, err := sla.New(sla.Spec{ID: "portal", Zone: "UTC", Objectives: []sla.Objective{{
		ID: "portal", Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataGood}, Attain: "99.9%", Period: sla.Monthly,
	}}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range outages {
		outages[i].Of = "portal"
	}
	r, err := a.Evaluate(sla.Month(2026, time.March), sla.Facts{Outages: outages}, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func out(id string, from time.Time, length time.Duration) sla.Outage {
	return sla.Outage{ID: id, From: from, To: from.Add(length)}
}

// A page says how much time may be lost, how much was lost, and when nothing was left.
func TestTheBudgetRunsOut(t *testing.T) {
	march := func(d, h, m int) time.Time { return time.Date(2026, time.March, d, h, m, 0, 0, time.UTC) }
	const allowed = 44*time.Minute + 38*time.Second + 400*time.Millisecond
	closed := march(32, 0, 0)
	for name, c := range map[string]struct {
		asOf    time.Time
		outages []sla.Outage
		want    string
	}{
		"nothing lost":  {closed, nil, "A promise of 99.9% allows 44m 38s 400ms of loss; 0s were lost."},
		"all of it":     {closed, []sla.Outage{out("A", march(2, 0, 0), allowed)}, "allows 44m 38s 400ms of loss; 44m 38s 400ms were lost."},
		"a nanosecond":  {closed, []sla.Outage{out("A", march(2, 0, 0), allowed+1)}, "~44m 39s were lost, and nothing was left after Mon 2026-03-02 00:44:38.4 (A)."},
		"the second":    {closed, []sla.Outage{out("A", march(2, 0, 0), 30*time.Minute), out("B", march(10, 10, 0), 30*time.Minute)}, "1h were lost, and nothing was left after Tue 2026-03-10 10:14:38.4 (B)."},
		"the first":     {closed, []sla.Outage{out("A", march(2, 0, 0), time.Hour), out("B", march(10, 10, 0), 30*time.Minute)}, "1h 30m were lost, and nothing was left after Mon 2026-03-02 00:44:38.4 (A)."},
		"an open month": {march(5, 0, 0), []sla.Outage{out("A", march(2, 0, 0), 30*time.Minute)}, "allows 44m 38s 400ms of loss; 30m were lost."},
	} {
		page := written(t, report.Summary(portalIn(t, c.asOf, c.outages...)), report.Text)
		if text := strings.Join(strings.Fields(page), " "); !strings.Contains(text, c.want) {
			t.Errorf("%s: it does not say %q:\n%s", name, c.want, page)
		}
	}
}

// A picture of very many outages stays small, keeps within its width, and shows the worst
// of each part of the period.
func TestABudgetOfManyOutagesStaysSmall(t *testing.T) {
	start := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
	var many []sla.Outage
	for i := range 10_000 {
		many = append(many, out(fmt.Sprintf("OUT-%d", i), start.Add(time.Duration(i)*4*time.Minute), time.Minute))
	}
	r := portalIn(t, start.AddDate(0, 1, 0), many...)
	page := written(t, report.Summary(r), report.HTML)
	checkHTML(t, page)
	if len(page) > 100_000 {
		t.Errorf("the page has %d bytes", len(page))
	}
	for _, x := range spotsOf(t, page, anySpot) {
		if x < 0 || x > 10_000 {
			t.Errorf("a mark at %d", x)
		}
	}
	// 10,000 times 4 minutes are 27.8 of 31 days: down for 89.6 % of the width, then up.
	_, strip, _ := strings.Cut(page, "<figure>")
	down := spotsOf(t, strip, `<rect class="miss" x="([0-9.]+)%"`)
	wide := spotsOf(t, strip, `<rect class="miss" x="[0-9.]+%" y="20" width="([0-9.]+)%"`)
	if len(down) != 1 || down[0] != 0 || len(wide) != 1 || wide[0] < 8950 || wide[0] > 9000 {
		t.Errorf("down from %v for %v", down, wide)
	}
}
