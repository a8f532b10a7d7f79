package report_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// columns counts the columns of a line whose only wide characters are Chinese,
// Japanese or Korean, and which has no combining marks but U+0301.
func columns(line string) int {
	n := utf8.RuneCountInString(line) - 2*strings.Count(line, "\u0301")
	for _, r := range line {
		if r >= 0x1100 && r != '→' && r != '\u2026' {
			n++
		}
	}
	return n + strings.Count(line, "\u0301")
}

func TestColumnsAlignUnderWideCharacters(t *testing.T) {
	var outcomes []sla.Outcome
	for _, title := range []string{"Portal", "日本支社の応答時間", "Verfu\u0301gbarkeit", "한국 지원"} {
		outcomes = append(outcomes, sla.Outcome{
			Objective: title, Title: title, Verdict: sla.Met, Final: true, Attained: metrics.ShareOf(9, 10), Good: 9, Total: 10,
		})
	}
	page := written(t, report.Summary(&sla.Result{Outcomes: outcomes}), report.Text)
	want := -1
	for line := range strings.Lines(page) {
		before, _, found := strings.Cut(line, "90.00%")
		if !found {
			continue
		}
		if want < 0 {
			want = columns(before)
		}
		if got := columns(before); got != want {
			t.Errorf("%d columns before the figure, want %d: %s", got, want, line)
		}
	}
	if want < 0 {
		t.Fatalf("no figures:\n%s", page)
	}
}

func TestTextKeepsToAHundredColumns(t *testing.T) {
	long := strings.Repeat("a very long name ", 20) + strings.Repeat("unbreakable", 30)
	r := &sla.Result{
		Title: long, Provider: long, Customer: long, AsOf: day(t, "02 00:00"),
		Outcomes: []sla.Outcome{{
			Objective: "a", Title: long, Attained: metrics.ShareOf(9, 10), Total: 10, Good: 9, Promised: "99%", Verdict: sla.Missed,
			Breaches: []sla.Breach{{Ticket: long, DueAt: day(t, "02 00:00"), Overrun: time.Hour, Within: "4h", Calendar: long, Target: long}},
		}},
		Findings: []sla.Finding{{Code: "no-such-code", Subject: long, Path: long, Value: long}},
	}
	page := written(t, report.Summary(r), report.Text)
	for line := range strings.Lines(page) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 100 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	squeezed := strings.Join(strings.Fields(page), "")
	if want := strings.Join(strings.Fields(long), ""); strings.Count(squeezed, want) < 3 {
		t.Errorf("something of a long name was lost:\n%s", page)
	}
}

func TestInstants(t *testing.T) {
	zone := berlin(t)
	page := func(at time.Time, in *time.Location) string {
		e := sla.Explanation{Ticket: "T", Reading: sla.Reading{Cycle: 1, StartedAt: at}}
		_, text, _ := strings.Cut(written(t, report.Ticket(e).At(in), report.Text), "Started  ")
		text, _, _ = strings.Cut(text, "\n")
		return strings.TrimSpace(text)
	}
	for _, c := range []struct {
		name string
		at   time.Time
		in   *time.Location
		want string
	}{
		{"whole minutes", day(t, "06 16:30"), zone, "Fri 2026-03-06 16:30"},
		{"seconds", day(t, "06 16:30").Add(5 * time.Second), zone, "Fri 2026-03-06 16:30:05"},
		{"less", day(t, "06 16:30").Add(1500 * time.Millisecond), zone, "Fri 2026-03-06 16:30:01.5"},
		{"UTC unless told", day(t, "06 16:30"), nil, "Fri 2026-03-06 15:30"},
		{"end of a day", day(t, "07 00:00").Add(-1), zone, "Fri 2026-03-06 end of day"},
		{"before the end of a day", day(t, "07 00:00").Add(-2), zone, "Fri 2026-03-06 23:59:59.999999998"},
		{"before clocks go back", time.Date(2026, 10, 24, 23, 59, 0, 0, time.UTC), zone, "Sun 2026-10-25 01:59"},
		{"first of a repeated hour", time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC), zone, "Sun 2026-10-25 02:30 +02:00"},
		{"its start", time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC), zone, "Sun 2026-10-25 02:00 +02:00"},
		{"second of a repeated hour", time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC), zone, "Sun 2026-10-25 02:30 +01:00"},
		{"after it", time.Date(2026, 10, 25, 2, 0, 0, 0, time.UTC), zone, "Sun 2026-10-25 03:00"},
		{"clocks going forward", time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), zone, "Sun 2026-03-29 03:00"},
	} {
		if got := page(c.at, c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestListsAreCutAloud(t *testing.T) {
	r := &sla.Result{}
	o := sla.Outcome{Objective: "a", Verdict: sla.Missed, Total: 30, Attained: metrics.ShareOf(0, 30)}
	for range 30 {
		o.Breaches = append(o.Breaches, sla.Breach{Ticket: "INC-7", Overrun: time.Minute})
		r.Findings = append(r.Findings, sla.Finding{Code: sla.FindingNoEvents, Subject: "INC-" + strings.Repeat("7", len(r.Findings)+1)})
	}
	r.Outcomes = append(r.Outcomes, o)
	for _, c := range []struct {
		rows, breaches int
		more           []string
	}{
		{20, 20, []string{"and 10 more", "and 25 more"}},
		{29, 30, []string{"and 25 more"}}, // a row saved is not worth a row that says so
		{28, 28, []string{"and 2 more", "and 25 more"}},
		{3, 3, []string{"and 27 more"}},
		{0, 30, nil},
		{-1, 30, nil},
	} {
		page := written(t, report.Summary(r).Rows(c.rows), report.Text)
		if got := strings.Count(page, "\nINC-7 "); got != c.breaches {
			t.Errorf("%d rows: %d breaches are listed, want %d", c.rows, got, c.breaches)
		}
		for _, more := range c.more {
			if !strings.Contains(page, more) {
				t.Errorf("%d rows: no %q in\n%s", c.rows, more, page)
			}
		}
		if c.more == nil && strings.Contains(page, "more") {
			t.Errorf("%d rows: something is left out:\n%s", c.rows, page)
		}
	}
}

// Where groups are left out, the missed ones stay.
func TestMissedGroupsStay(t *testing.T) {
	group := func(name string, v sla.Verdict) sla.Outcome {
		return sla.Outcome{Objective: "a", Group: sla.Attrs{{"customer", name}}, Verdict: v, Final: true, Total: 1}
	}
	r := &sla.Result{Outcomes: []sla.Outcome{{Objective: "a", Verdict: sla.Missed, Final: true, Total: 9},
		group("Ada", sla.Met), group("Bob", sla.Missed), group("Cyd", sla.Met), group("Dan", sla.Missed), group("Eve", sla.Missed)}}
	page := written(t, report.Summary(r).Rows(2), report.Text)
	for text, want := range map[string]bool{"Ada": false, "Bob": true, "Cyd": false, "Dan": true, "Eve": false, "and 3 more, 1 of them missed": true} {
		if got := strings.Contains(page, text); got != want {
			t.Errorf("%s shown: %v, want %v\n%s", text, got, want, page)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	if f, err := report.ParseFormat("pdf"); err == nil || f != nil {
		t.Errorf("%v, err %v", f, err)
	} else if got, want := err.Error(), `report: format "pdf": unknown: one of text, markdown, html`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	var page strings.Builder
	if err := report.Summary(nil).Write(&page, nil); err == nil || page.Len() > 0 {
		t.Errorf("err %v, wrote %q", err, page.String())
	} else if got, want := err.Error(), `report: no format: write report.Text, report.Markdown or report.HTML`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFormatsReadTheirNames(t *testing.T) {
	for _, want := range []report.Format{report.Text, report.Markdown, report.HTML} {
		if got, err := report.ParseFormat(want.String()); err != nil || got != want {
			t.Errorf("%s is read as %v, %v", want, got, err)
		}
	}
}

type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestErrorOfTheWriter(t *testing.T) {
	if err := report.Summary(nil).Write(full{}, report.Text); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

func TestZeroView(t *testing.T) {
	if page := written(t, report.View{}.Rows(3).At(nil), report.Text); page != "" {
		t.Errorf("a zero View writes %q", page)
	}
}

// An objective of several periods is several things to meet.
func TestTheHeadlineCountsPeriodsOfObjectives(t *testing.T) {
	outcome := func(objective string, month time.Month, v sla.Verdict) sla.Outcome {
		return sla.Outcome{Objective: objective, Period: sla.Month(2026, month), Verdict: v}
	}
	for want, outcomes := range map[string][]sla.Outcome{
		"The only objective is met.":                           {outcome("a", 1, sla.Met)},
		"All 2 objectives are met.":                         {outcome("a", 1, sla.Met), outcome("b", 1, sla.Met)},
		"All 2 periods of objectives are met.":              {outcome("a", 1, sla.Met), outcome("a", 2, sla.Met)},
		"1 of 2 objectives is met, 1 is missed.":            {outcome("a", 1, sla.Met), outcome("b", 1, sla.Missed)},
		"2 of 3 objectives are met, 1 is missed.":           {outcome("a", 1, sla.Met), outcome("b", 1, sla.Missed), outcome("c", 1, sla.Met)},
		"The only objective is missed.":                        {outcome("a", 1, sla.Missed)},
		"All 2 objectives are not measurable.":              {outcome("a", 1, sla.NotMeasurable), outcome("b", 1, sla.NotMeasurable)},
		"1 of 2 objectives is missed, 1 is not measurable.": {outcome("a", 1, sla.Missed), outcome("b", 1, sla.NotMeasurable)},
		"1 of 2 periods of objectives is met, 1 is m":       {outcome("a", 1, sla.Met), outcome("a", 2, sla.Missed)},
	} {
		page := written(t, report.Summary(&sla.Result{Outcomes: outcomes}), report.Text)
		if !strings.Contains(page, "\n"+want) {
			t.Errorf("it does not say %q:\n%s", want, page)
		}
	}
}

// A total without credits that could not be worked out is not the whole of it.
func TestTheHeadlineTellsOfCreditsNotDetermined(t *testing.T) {
	for n, want := range map[int]string{1: "1 credit is not determined.", 2: "2 credits are not determined."} {
		lines := []penalty.Line{{State: penalty.Issued}, {State: penalty.Undetermined}, {State: penalty.Undetermined}}[:n+1]
		page := written(t, report.Summary(&sla.Result{Statements: []penalty.Statement{{Lines: lines}}}), report.Text)
		if !strings.Contains(page, want) {
			t.Errorf("it does not say %q:\n%s", want, page)
		}
	}
}
