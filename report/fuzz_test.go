package report_test

import (
	"math"
	"math/big"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// FuzzPages puts one text and two numbers into every field of every result.
func FuzzPages(f *testing.F) {
	f.Add("", int64(0), int64(0))
	f.Add("INC-1 | 日本 *x*", int64(1), int64(3))
	f.Add("a\x1b[31m\u202e\r\n- b\xff%s%d{path}", int64(math.MinInt64), int64(math.MaxInt64))
	f.Add("below 5%", int64(-1), int64(86_400e9))
	f.Fuzz(func(t *testing.T, s string, a, b int64) {
		if testing.Short() && (len(s)+int(a&0xff)+int(b&0xff))%2 != 0 {
			t.Skip("half of the committed inputs are enough for a short run")
		}
		at, to := time.Unix(a/1e9, a%1e9), time.Unix(b/1e9, b%1e9)
		whole, _ := metrics.Percent("100%").Weight()
		weight, _ := metrics.PercentOf(big.NewRat(1, 1+a&0xffff)).Weight()
		segment := sla.Segment{From: at, To: to, Kind: sla.SegmentKind(s), Counted: time.Duration(b), Cause: s}
		outcome := sla.Outcome{
			Objective: s, Title: s, From: at, To: to, Metric: s, Verdict: sla.Verdict(s), Reason: sla.Reason(s), Final: a < b,
			Attained: metrics.ShareOf(a, b), Raw: metrics.TimeShareOf(time.Duration(a), time.Duration(b)), Margin: metrics.LengthOf(time.Duration(a)),
			Promised: metrics.Bound(s), Good: a, Total: b, Open: a,
			Ledger: metrics.Ledger{
				{From: at, To: to, Bucket: metrics.Down, Weight: whole, State: s, Cause: s, Counted: true},
				{From: at, To: to, Bucket: metrics.Bucket(s), Weight: weight, State: s, Cause: s, Held: true},
			},
			Breaches: []sla.Breach{{
				Objective: s, Ticket: s, Cycle: int(a), Target: s, Within: sla.Within(s), Calendar: s, StartedAt: at, DueAt: to,
				Allowed: time.Duration(a), Overrun: time.Duration(b), Trace: []sla.Segment{segment, {From: at, To: to, Kind: sla.Paused}},
			}},
		}
		met, group := outcome, outcome
		met.Verdict, met.Margin, met.Promised = sla.Met, metrics.Figure{}, "99.9%"
		if limit, err := met.Promised.Parse(); err == nil {
			met.Margin = limit.Margin(met.Attained)
		}
		group.Group, group.Attained = sla.Attrs{{s, s}}, metrics.LengthOf(time.Duration(b))
		statement := penalty.Statement{
			ID: s, From: date.Date(a % 1e6), To: date.Date(b % 1e6), Corrects: s, ClaimBy: date.Date(a % 1e6),
			Lines:    []penalty.Line{{Objective: s, Group: s, Rule: s, State: penalty.LineState(s), Refers: s, ClaimBy: date.Date(b % 1e6)}},
			Steps:    []penalty.Step{{Path: s, Op: s, Row: penalty.Band(s), With: penalty.Rate(s)}},
			Triggers: []penalty.Triggered{{Name: s, Objective: s, Group: s, Holds: true}},
			Problems: []penalty.Finding{{Code: penalty.FindingCode(s), Path: s, Subject: s, Value: s}},
		}
		// The same over periods, with groups that only a report asked for.
		over := sla.Result{Agreement: s, Title: s, Zone: s, From: at, To: to, AsOf: at, Statements: []penalty.Statement{statement}}
		for i := range 4 {
			o := met
			o.Period = sla.Month(2026, time.Month(i+1))
			if a&3 == 3 {
				o.Period = sla.Period{}
			}
			of := func(pairs ...[2]string) sla.Outcome {
				g := o
				g.Group, g.Cut, g.Breaches, g.Ledger, g.Attained = pairs, true, nil, nil, metrics.ShareOf(b, a)
				return g
			}
			if i == 3 {
				o.Judge, o.Reason, o.Period = sla.JudgePooled, sla.SumOfPeriods, sla.Year(2026)
			}
			over.Outcomes = append(over.Outcomes, o, of([2]string{s, s}), of([2]string{s, "Mon"}), of([2]string{"@used", s}), of([2]string{"@used", "over 400%"}),
				of([2]string{"@weekday", s}), of([2]string{"@weekday", "Sun"}), of([2]string{"@hour", s}), of([2]string{s, s}, [2]string{"@month", "Jan"}), of([2]string{s, s}, [2]string{"@month", s}))
		}
		result := sla.Result{
			Agreement: s, Title: s, Provider: s, Customer: s, Zone: s, From: at, To: to, AsOf: at,
			Outcomes: []sla.Outcome{outcome, group, met}, Statements: []penalty.Statement{statement},
			Findings: []sla.Finding{{Code: sla.FindingCode(s), Subject: s, Path: s, Value: s}},
		}
		views := []report.View{
			report.Summary(&over), report.Year(&over),
			report.Summary(&result),
			report.Scorecard(&result, &sla.Result{Customer: "another"}, &result),
			report.Ticket(sla.Explanation{
				Ticket: s, Title: s, Because: []sla.Note{{Code: sla.NoteCode(s), Path: s, Value: s}, {Code: sla.NoteTarget, Path: s, Value: s}},
				Trace: []sla.Segment{segment},
				Reading: sla.Reading{
					Objective: s, Clock: s, Cycle: int(a), Phase: sla.Phase(s), Verdict: sla.Verdict(s), Target: s, Within: sla.Within(s), Calendar: s,
					StartedAt: at, StoppedAt: to, DueAt: at, BreachedAt: to, Elapsed: time.Duration(a), Wall: time.Duration(b), Remaining: time.Duration(a), Overrun: time.Duration(b),
					Alarms: []sla.Alarm{{Key: s, At: at, Mark: sla.Warning(s)}},
				},
			}),
			report.Credits(statement),
			hostileDesk(s, a, b),
		}
		if s != "" {
			facts := sla.Facts{Outages: []sla.Outage{{
				Of: s, From: at, To: to, ID: s, Share: s, Detected: to, Ticketed: at, Attrs: sla.Attrs{{"cause", s}, {"measure", s}, {"open", s}},
			}}, Exclusions: []sla.Exclusion{{Of: s, From: at, To: to, Reason: s, ID: s}}}
			for _, f := range []sla.Facts{{}, facts} {
				views = append(views, report.Incident(&sla.Result{
					Agreement: s, Zone: s, From: at, To: to, AsOf: at, Outcomes: []sla.Outcome{outcome, group, met}, Statements: []penalty.Statement{statement},
				}, s, f))
			}
		}
		for _, v := range views {
			views = append(views, v.In(report.SimplifiedChinese))
		}
		for _, v := range views {
			checkPage(t, written(t, v, report.Text))
			page := written(t, v, report.Markdown)
			checkPage(t, page)
			checkTables(t, page)
			checkHTML(t, written(t, v, report.HTML))
		}
		for _, v := range []report.View{report.Trend(&over), report.Trend(&over, &over)} {
			var page strings.Builder
			if err := v.Write(&page, report.HTML); err == nil {
				checkHTML(t, page.String())
			} else if page.Len() > 0 {
				t.Errorf("wrote a page with %v", err)
			}
		}
	})
}

// checkPage fails on what could disturb a terminal.
func checkPage(t *testing.T, page string) {
	if !utf8.ValidString(page) {
		t.Errorf("not UTF-8: %q", page)
	}
	for _, r := range page {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			t.Fatalf("%U in\n%q", r, page)
		}
	}
}

// checkTables fails where a row of a Markdown table has another number of cells
// than its head.
func checkTables(t *testing.T, page string) {
	want := 0
	for line := range strings.Lines(page) {
		if !strings.HasPrefix(line, "| ") {
			want = 0
			continue
		}
		got := len(cellsOf(strings.TrimSuffix(line, "\n")))
		if want == 0 {
			want = got
		}
		if got != want || got == 0 {
			t.Fatalf("%d cells, want %d: %s", got, want, line)
		}
	}
}
