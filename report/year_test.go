package report_test

import (
	"bytes"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/report/analysis"
	"github.com/upheld/upheld/sla"
)

// yearSpec promises answers within four hours and a portal, month by month, the portal
// over the year too.
func yearSpec() sla.Spec {
	return sla.Spec{
		ID: "desk", Title: "Desk of Acme", Provider: "Northwind", Customer: "Acme", Zone: "Europe/Berlin", Currency: "EUR",
		Policies:  sla.Policies{Profile: sla.ProfileExact},
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 08:00-18:00"}},
		Clocks:    map[string]sla.Clock{"answer": {Start: sla.On("opened"), Stop: sla.On("answered")}},
		Names:     map[string]map[string]string{"zh-Hans": {"title": "Acme 服务台", "objectives.answers": "答复", "objectives.portal": "门户", "team": "小组", "team=red": "红队"}},
		Objectives: []sla.Objective{
			{ID: "answers", Title: "Answers", Clock: "answer", Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart, By: []string{"team"},
				Targets: []sla.Target{{Within: "4h", Calendar: "office"}}},
			{ID: "portal", Title: "Portal", Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude, Maintenance: metrics.Forgive}, Attain: "99.9%", Period: sla.Monthly,
				Over: []sla.Over{{Period: sla.Yearly, Judge: sla.JudgePooled, Attain: "99.95%"}}},
			{ID: "length", Title: "Time to answer", Clock: "answer", Metric: metrics.Mean{}, Targets: []sla.Target{{Calendar: "office"}}, Period: sla.Monthly, Counts: sla.ByStop},
		},
		Credits: penalty.Spec{Base: "1000.00", Round: penalty.HalfUp, Rules: []penalty.Term{{Objective: "portal", Rule: penalty.Tiers{{When: "below 99.9%", Credit: "10%"}}}}},
	}
}

func deskAgreement(t *testing.T, cuts ...string) *sla.Agreement {
	t.Helper()
	a, err := sla.New(yearSpec())
	if err != nil {
		t.Fatal(err)
	}
	if len(cuts) > 0 {
		if a, err = a.Cut("answers", cuts...); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// deskFacts are two tickets for each working day of 2025: the red team is late on
// Fridays until June, the blue team on every tenth day. The portal is down for two hours
// in February, and for twenty minutes in October.
func deskFacts(t *testing.T) (facts sla.Facts) {
	zone := berlin(t)
	for day := time.Date(2025, 1, 1, 9, 0, 0, 0, zone); day.Year() == 2025; day = day.AddDate(0, 0, 1) {
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			continue
		}
		for _, team := range []string{"red", "blue"} {
			late := team == "red" && day.Weekday() == time.Friday && day.Month() < time.July || team == "blue" && day.Day()%10 == 0
			took := time.Duration(1+day.Day()%4) * time.Hour
			if late {
				took = time.Duration(5+day.Day()%4) * time.Hour
			}
			facts.Tickets = append(facts.Tickets, sla.Ticket{
				ID: fmt.Sprintf("%s-%s", team, day.Format("0102")), Attrs: sla.Attrs{{"team", team}},
				Events: []sla.Event{{At: day, Name: "opened"}, {At: day.Add(took), Name: "answered"}},
			})
		}
	}
	down := func(id string, from time.Time, length time.Duration) {
		facts.Outages = append(facts.Outages, sla.Outage{Of: "portal", ID: id, From: from, To: from.Add(length)})
	}
	down("OUT-1", time.Date(2025, 2, 3, 10, 0, 0, 0, zone), 2*time.Hour)
	down("OUT-2", time.Date(2025, 10, 7, 10, 0, 0, 0, zone), 20*time.Minute)
	return facts
}

func deskYear(t *testing.T) *sla.Result {
	t.Helper()
	a := deskAgreement(t, "@used", "@weekday", "team+@weekday", "@hour")
	r, err := a.Evaluate(sla.Year(2025), deskFacts(t), time.Date(2026, 1, 10, 0, 0, 0, 0, berlin(t)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func deskMonths(t *testing.T, from, to time.Month) (all []*sla.Result) {
	t.Helper()
	a := deskAgreement(t)
	for m := from; m <= to; m++ {
		r, err := a.Evaluate(sla.Month(2025, m), deskFacts(t), time.Date(2026, 1, 10, 0, 0, 0, 0, berlin(t)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// TestPagesOverPeriods compares the pages of a year and of a trend with those in testdata.
func TestPagesOverPeriods(t *testing.T) {
	zone := berlin(t)
	march, err := deskAgreement(t, "@used", "@weekday", "team+@weekday", "site").Evaluate(sla.Month(2025, time.March), deskFacts(t), time.Date(2026, 1, 10, 0, 0, 0, 0, zone))
	if err != nil {
		t.Fatal(err)
	}
	for name, view := range map[string]report.View{
		"year":        report.Year(deskYear(t)).At(zone),
		"year-empty":  report.Year(nil),
		"trend":       report.Trend(deskMonths(t, time.January, time.September)...).At(zone),
		"trend-year":  report.Trend(deskYear(t)).At(zone),
		"trend-empty": report.Trend(),
		"month-cut":   report.Summary(march).At(zone).Rows(5),
	} {
		for format, ending := range map[report.Format]string{report.Text: ".txt", report.Markdown: ".md", report.HTML: ".html"} {
			page := written(t, view, format)
			if format == report.HTML {
				checkHTML(t, page)
			}
			if format == report.Text || format == report.HTML && name != "trend-year" && name != "year-empty" && name != "trend-empty" {
				golden(t, name+ending, []byte(page))
			}
		}
		if name == "year" || name == "trend" || name == "month-cut" {
			golden(t, name+".zh-Hans.txt", []byte(written(t, view.In(zh), report.Text)))
			checkHTML(t, written(t, view.In(zh), report.HTML))
		}
	}
}

// The figures of the page of a year, worked out on paper: 2025 has 365 days, and no hour
// that comes twice is lost. The portal lost 2 h 20 min of 8760 h, which is 99.9733 %, and
// meets 99.95 %; February lost 2 h of 672 h, 99.7023 %, and October 20 min of 745 h,
// 99.9552 %. So 11 of 12 months are met, and 100.00 EUR are owed.
func TestFiguresOfTheYear(t *testing.T) {
	page := written(t, report.Year(deskYear(t)).At(berlin(t)), report.Text)
	for _, want := range []string{"99.97%", "8757h 40m of 8760h", "Answers: 6 of 12 periods met", "99.70%", "100.00 EUR", "OUT-1", "OUT-2", "2h"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q on\n%s", want, page)
		}
	}
	// The red team has 26 Fridays before July (3 January to 27 June), all late. The blue team
	// is late on the working days among the 10th, 20th and 30th of each month.
	late := map[string]int64{}
	for _, k := range deskFacts(t).Tickets {
		if k.Events[1].At.Sub(k.Events[0].At) > 4*time.Hour {
			late[k.Attrs.Get("team")]++
		}
	}
	losses, err := analysis.Pareto(deskYear(t), "answers", "team")
	if err != nil {
		t.Fatal(err)
	}
	if late["red"] != 26 || len(losses) != 2 || losses[0].Wrong.Cmp(big.NewRat(late["red"], 1)) != 0 || losses[1].Wrong.Cmp(big.NewRat(late["blue"], 1)) != 0 {
		t.Errorf("%v and %v", late, losses)
	}
}

// What changed from January to September, on paper: red answered 18 of 23 in time in
// January (five Fridays) and 22 of 22 in September, blue 20 of 23 (the 10th, 20th and 30th)
// and 20 of 22. Each team has half of the tickets, so that red is ½(1 − 18/23) = 10.87
// points of its own, and blue ½(20/22 − 20/23) = 1.98.
func TestWhereATrendComesFrom(t *testing.T) {
	page := written(t, report.Trend(deskMonths(t, time.January, time.September)...).At(berlin(t)), report.Text)
	lines := strings.Join(strings.Fields(page), " ")
	for _, want := range []string{"red 78.26% 100.00% +10.87 0.00", "blue 86.95% 90.90% +1.98 0.00", "Sum 82.60% 95.45% +12.85 0.00", "Over 9 periods, objectives that got better: 2, worse: 0."} {
		if !strings.Contains(lines, want) {
			t.Errorf("no %q on\n%s", want, page)
		}
	}
	// The longer the time to answer, the worse, but the agreement does not say so.
	if !strings.Contains(page, "falling") {
		t.Error("a figure without a promise is said to be better or worse")
	}
}

// A month between others that no result has keeps its row and its place in the picture.
func TestAMonthWithoutAResult(t *testing.T) {
	months := deskMonths(t, time.January, time.May)
	page := written(t, report.Trend(months[0], months[1], months[3], months[4]), report.Text)
	rows := regexp.MustCompile(`(?m)^2025-0[1-5] .*`).FindAllString(page, -1)
	if len(rows) < 5 {
		t.Fatalf("%q\n%s", rows, page)
	}
	for i, row := range rows[:5] {
		if !strings.HasPrefix(row, fmt.Sprintf("2025-%02d ", i+1)) || strings.HasSuffix(row, "no result") != (i == 2) {
			t.Errorf("row %d: %q", i, row)
		}
	}
	html := written(t, report.Trend(months[0], months[1], months[3], months[4]), report.HTML)
	if !strings.Contains(html, ">Mar</text>") {
		t.Error("March has no place in the picture")
	}
}

func TestResultsThatMakeNoTrend(t *testing.T) {
	months := deskMonths(t, time.January, time.March)
	other := *months[1]
	other.Agreement = "other"
	var many []*sla.Result
	for range 25 {
		many = append(many, months[0])
	}
	for _, c := range []struct {
		of   []*sla.Result
		want string
	}{
		{[]*sla.Result{months[0], nil}, "results[1]"},
		{[]*sla.Result{months[0], &other}, `"other"`},
		{[]*sla.Result{months[0], months[1], months[1]}, "2025-02"},
		{many, "at most 24 results"},
	} {
		var out bytes.Buffer
		if err := report.Trend(c.of...).Write(&out, report.Text); err == nil || out.Len() > 0 || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v and %d bytes, not %s", err, out.Len(), c.want)
		}
	}
	// Any order gives the same page.
	a := written(t, report.Trend(months...), report.Text)
	if b := written(t, report.Trend(months[2], months[0], months[1]), report.Text); a != b {
		t.Errorf("in another order\n%s", b)
	}
}

// A revision divides a month, and each part has its own column, as it has its own row in the
// table of periods. Until 15 March nobody was late, from then on everybody.
func TestPartsOfAPeriodHaveColumns(t *testing.T) {
	spec := yearSpec()
	spec.Revisions = []sla.Revision{{From: "2025-03-16", Reason: "stricter", ApprovedBy: "both", Pins: sla.PinOpened,
		Change: sla.Spec{Objectives: []sla.Objective{{ID: "answers", Attain: "95%"}}}}}
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	zone := berlin(t)
	var facts sla.Facts
	for day := 1; day <= 31; day++ {
		at := time.Date(2025, time.March, day, 9, 0, 0, 0, zone)
		took := time.Hour
		if day > 15 {
			took = 200 * time.Hour
		}
		facts.Tickets = append(facts.Tickets, sla.Ticket{ID: fmt.Sprint(day), Attrs: sla.Attrs{{"team", "red"}},
			Events: []sla.Event{{At: at, Name: "opened"}, {At: at.Add(took), Name: "answered"}}})
	}
	r, err := a.Evaluate(sla.Year(2025), facts, time.Date(2026, 1, 10, 0, 0, 0, 0, zone))
	if err != nil {
		t.Fatal(err)
	}
	page := written(t, report.Year(r), report.Text)
	_, page, _ = strings.Cut(page, "The same groups, period by period (team)")
	page, _, _ = strings.Cut(page, "Portal by cause")
	lines := strings.Join(strings.Fields(page), " ")
	if !strings.Contains(lines, "team Jan Feb Mar Mar Apr") || !strings.Contains(lines, "red · · 100 0 ·") {
		t.Errorf("%s", page)
	}
}
