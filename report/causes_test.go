package report_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// causesResult is 2025 of a portal that promises 99.9% of each month, or nothing.
func causesResult(t *testing.T, attain metrics.Bound, period sla.Every, outages ...sla.Outage) *sla.Result {
	t.Helper()
	a, err := sla.New(sla.Spec{
		ID: "portal", Title: "Portal of Acme", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Objectives: []sla.Objective{{
			ID: "portal", Title: "Portal", Attain: attain, Period: period,
			Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude, Maintenance: metrics.Remove, Overlap: metrics.OverlapWorst},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range outages {
		outages[i].Of = "portal"
	}
	r, err := a.Evaluate(sla.Year(2025), sla.Facts{Outages: outages}, time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func outage(id string, month time.Month, day, hour int, length time.Duration) sla.Outage {
	from := time.Date(2025, month, day, hour, 0, 0, 0, time.UTC)
	return sla.Outage{ID: id, From: from, To: from.Add(length)}
}

var heatRows = regexp.MustCompile(`<tr><th scope="row"><bdi>([^<]*)</bdi></th>((?:<td[^>]*>[^<]*</td>)*)</tr>`)
var heatCells = regexp.MustCompile(`<td(?: class="h(\d)")?>([^<]*)</td>`)

// causeRows reads the heat map of causes: by cause, the minutes and the tint of each
// period, such as "120 h2".
func causeRows(t *testing.T, v report.View) map[string][]string {
	t.Helper()
	page := written(t, v, report.HTML)
	_, page, found := strings.Cut(page, "minutes lost by cause and period, rounded up")
	if !found {
		return nil
	}
	page, _, _ = strings.Cut(page, "</table>")
	rows := map[string][]string{}
	for _, r := range heatRows.FindAllStringSubmatch(page, -1) {
		for _, c := range heatCells.FindAllStringSubmatch(r[2], -1) {
			text := c[2]
			if c[1] != "" {
				text += " h" + c[1]
			}
			rows[r[1]] = append(rows[r[1]], text)
		}
	}
	return rows
}

// 99.9% allows 43 min 12 s of April's 720 h and of June's, 44 min 38.4 s of May's 744 h,
// and 40 min 19.2 s of February's 672 h. So 90 min of February are more than twice that,
// and 43 min 12 s of April are just allowed; a second more in June is not.
func TestCausesOverTheMonths(t *testing.T) {
	partly := outage("OUT-3", time.February, 10, 8, 61*time.Minute)
	partly.Share = "50%"
	r := causesResult(t, "99.9%", sla.Monthly,
		outage("OUT-1", time.January, 31, 23, 150*time.Minute), // 60 min in January, 90 in February
		outage("OUT-2", time.March, 3, 8, 40*time.Second),
		partly, // half of 61 min
		outage("OUT-4", time.April, 3, 8, 43*time.Minute+12*time.Second),
		outage("OUT-4", time.June, 3, 8, 43*time.Minute+13*time.Second),
		outage("", time.December, 3, 8, 6*time.Hour),
	)
	want := map[string]string{
		"OUT-1":  "60 h1,90 h2,·,·,·,·,·,·,·,·,·,·",
		"OUT-2":  "·,·,1 h0,·,·,·,·,·,·,·,·,·",
		"OUT-3":  "·,31 h0,·,·,·,·,·,·,·,·,·,·",
		"OUT-4":  "·,·,·,44 h0,·,44 h1,·,·,·,·,·,·",
		"(none)": "·,·,·,·,·,·,·,·,·,·,·,360 h4",
		"Sum":    "60 h1,121 h2,1 h0,44 h0,·,44 h1,·,·,·,·,·,360 h4",
	}
	for name, v := range map[string]report.View{"year": report.Year(r), "trend": report.Trend(r)} {
		got := causeRows(t, v)
		if len(got) != len(want) {
			t.Errorf("%s: %v", name, got)
		}
		for cause, cells := range want {
			if text := strings.Join(got[cause], ","); text != cells {
				t.Errorf("%s: %s has %s, want %s", name, cause, text, cells)
			}
		}
	}
	// The sum of the months that missed is tinted, and of no other.
	for i, cell := range causeRows(t, report.Year(r))["Sum"] {
		missed := r.Outcomes[i].Verdict == sla.Missed
		if dark := strings.Contains(cell, " h") && !strings.HasSuffix(cell, " h0"); dark != missed {
			t.Errorf("month %d: %s, and it is %s", i+1, cell, r.Outcomes[i].Verdict)
		}
	}
	// Causes that are left out are one row: 43 min 12 s and 43 min 13 s, half of 61 min and 40 s.
	if got := causeRows(t, report.Year(r).Rows(2)); strings.Join(got["and 3 more"], ",") != "·,31 h0,1 h0,44 h0,·,44 h1,·,·,·,·,·,·" || len(got) != 4 {
		t.Errorf("cut: %v", got)
	}
	for format, ending := range map[report.Format]string{report.Text: ".txt", report.Markdown: ".md", report.HTML: ".html"} {
		golden(t, "causes"+ending, []byte(written(t, report.Year(r), format)))
		golden(t, "causes.zh-Hans"+ending, []byte(written(t, report.Year(r).In(zh), format)))
	}
	checkHTML(t, written(t, report.Year(r), report.HTML))
}

// Without a promise the tints follow the time lost: 36 h are 5% of April's 720 h.
func TestCausesWithoutAPromise(t *testing.T) {
	got := causeRows(t, report.Year(causesResult(t, "", sla.Monthly,
		outage("A", time.April, 1, 0, 36*time.Hour), outage("A", time.June, 1, 0, 36*time.Hour+time.Second))))
	if text := strings.Join(got["A"], ","); text != "·,·,·,2160 h0,·,2161 h1,·,·,·,·,·,·" || len(got) != 1 {
		t.Errorf("%v", got)
	}
}

// A map has a column for each of at most 24 periods.
func TestCausesOfFewPeriods(t *testing.T) {
	for every, want := range map[sla.Every]int{sla.Yearly: 0, sla.Quarterly: 4, sla.Monthly: 12, sla.Weekly: 0} {
		got := causeRows(t, report.Year(causesResult(t, "99.9%", every, outage("A", time.April, 1, 0, time.Hour))))
		if len(got["A"]) != want {
			t.Errorf("%s: %v", every, got)
		}
	}
	if got := causeRows(t, report.Year(causesResult(t, "99.9%", sla.Monthly))); got != nil {
		t.Errorf("nothing was lost: %v", got)
	}
	var many []sla.Outage
	for i := range 600 {
		many = append(many, outage(fmt.Sprintf("OUT-%03d", i), time.April, 1+i/24, i%24, time.Minute))
	}
	if got := causeRows(t, report.Year(causesResult(t, "99.9%", sla.Monthly, many...))); len(got) != 14 || strings.Join(got["and 588 more"], ",") != "·,·,·,588 h4,·,·,·,·,·,·,·,·" {
		t.Errorf("600 causes: %v", got)
	}
}

// A desk lists what services have lost in open periods, the latest first, with a way to
// each incident. A loss that goes on ends at the instant of the page.
func TestLostTimeOfADesk(t *testing.T) {
	a, err := sla.New(sla.Spec{
		ID: "portal", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Objectives: []sla.Objective{{
			ID: "portal", Title: "Portal", Attain: "99.9%", Period: sla.Monthly,
			Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude, Maintenance: metrics.Remove, Overlap: metrics.OverlapWorst},
			Over:   []sla.Over{{Period: sla.Yearly, Judge: sla.JudgePooled, Attain: "99.9%"}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var facts sla.Facts
	for _, o := range []sla.Outage{
		outage("OUT-1", time.February, 3, 8, time.Hour), // the month is over
		outage("OUT-2", time.March, 3, 8, time.Minute), outage("OUT-3", time.March, 4, 8, 10*time.Minute), outage("", time.March, 5, 8, time.Minute),
		outage("OUT-4", time.March, 6, 8, time.Hour),
	} {
		o.Of = "portal"
		facts.Outages = append(facts.Outages, o)
	}
	rows := regexp.MustCompile(`<td class="t" data-k="To"><bdi>([^<]*)</bdi>|<a href="/incident/([^"]*)">`)
	desk := func(hour, minute int) (found []string, page string) {
		t.Helper()
		r, err := a.Evaluate(sla.Year(2025), facts, time.Date(2025, time.March, 6, hour, minute, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		page = written(t, report.Desk(a, nil, r, 0).Link(func(to report.Ref) string { return "/incident/" + to.Incident }), report.HTML)
		_, lost, _ := strings.Cut(page, "Time lost in open periods")
		for _, m := range rows.FindAllStringSubmatch(lost, -1) {
			found = append(found, m[1]+m[2])
		}
		return found, page
	}
	for _, c := range []struct {
		hour, minute int
		want         string // ends and incidents in their order
	}{
		{7, 59, "08:01,08:10,OUT-3,08:01,OUT-2"},
		{8, 30, "08:30,OUT-4,08:01,08:10,OUT-3,08:01,OUT-2"},
		{9, 1, "09:00,OUT-4,08:01,08:10,OUT-3,08:01,OUT-2"},
	} {
		found, page := desk(c.hour, c.minute)
		if got := strings.Join(found, ","); got != c.want {
			t.Errorf("at %d:%02d: %s, want %s\n%s", c.hour, c.minute, got, c.want, page)
		}
		checkHTML(t, page)
	}
	r, err := a.Evaluate(sla.Month(2025, time.March), sla.Facts{}, time.Date(2025, time.March, 6, 8, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if page := written(t, report.Desk(a, nil, r, 0), report.Text); strings.Contains(page, "Time lost") || !strings.Contains(page, "Portal") {
		t.Errorf("nothing was lost:\n%s", page)
	}
}
