package report_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// tables gives the rows of each table by column.
func tables(t testing.TB, results ...*sla.Result) map[string][]map[string]string {
	t.Helper()
	all := map[string][]map[string]string{}
	for table := range report.Tables(results...) {
		if err := table.CSV(&bytes.Buffer{}, report.Spreadsheet{}); err != nil {
			t.Fatal(err)
		}
		all[table.Name] = []map[string]string{}
		for row := range table.Rows {
			cells := map[string]string{}
			for i, name := range table.Columns {
				cells[name] = row[i]
			}
			all[table.Name] = append(all[table.Name], cells)
		}
	}
	return all
}

func csvOf(t testing.TB, table report.Table, s report.Spreadsheet) string {
	t.Helper()
	var out bytes.Buffer
	if err := table.CSV(&out, s); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestTablesOfAMonth compares all tables of a month with a file.
func TestTablesOfAMonth(t *testing.T) {
	march := evaluated(t, sla.Month(2026, time.March), day(t, "31 23:00").Add(2*time.Hour))
	var all bytes.Buffer
	for table := range report.Tables(march) {
		if table.Name == "dim_date" {
			continue // its rows are counted below
		}
		fmt.Fprintf(&all, "== %s\n%s", table.Name, csvOf(t, table, report.Spreadsheet{}))
	}
	golden(t, "tables.csv.txt", all.Bytes())
	dates := tables(t, march)["dim_date"]
	if len(dates) != 365 || dates[0]["date"] != "2026-01-01" || dates[364]["date"] != "2026-12-31" {
		t.Errorf("%d dates", len(dates))
	}
	// 1 January 2026 is a Thursday of the first week, 29 December 2025 its Monday.
	if d := dates[59+29]; d["date"] != "2026-03-30" || d["iso_weekday"] != "1" || d["iso_week"] != "2026-W14" || d["quarter"] != "2026-Q1" || d["month"] != "2026-03" || d["year"] != "2026" {
		t.Errorf("%v", d)
	}
}

// TestTheColumnsAreDocumented compares the columns with TABLES.md.
func TestTheColumnsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("TABLES.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string][]string{}
	for _, section := range strings.Split(string(page), "\n### ")[1:] {
		name, text, _ := strings.Cut(section, "\n")
		text, _, _ = strings.Cut(text, "\n## ")
		for _, line := range strings.Split(text, "\n") {
			if cells := strings.Split(line, "|"); len(cells) > 2 && !strings.HasPrefix(line, "| column") && !strings.HasPrefix(line, "|---") {
				documented[name] = append(documented[name], strings.Split(strings.TrimSpace(cells[1]), ", ")...)
			}
		}
	}
	with := func(name string, more ...string) []string {
		columns := slices.Clone(documented["fact_outcome"])
		return slices.Insert(columns, slices.Index(columns, "date")+1, more...)
	}
	sum, group := documented["fact_sum"], documented["fact_group"]
	documented["fact_sum"], documented["fact_group"] = with("fact_sum", sum...), with("fact_group", group...)
	documented["fact_sum_group"] = with("fact_sum_group", slices.Concat(sum, group)...)
	documented["fact_other"], documented["fact_forgiven"] = documented["fact_outcome"], documented["fact_breach"]
	all := slices.Collect(report.Tables())
	for _, table := range append(all, report.CalendarTable(nil)) {
		if !slices.Equal(table.Columns, documented[table.Name]) {
			t.Errorf("%s has the columns\n%q, documented are\n%q", table.Name, table.Columns, documented[table.Name])
		}
		if distinct := slices.Compact(slices.Sorted(slices.Values(table.Columns))); len(distinct) != len(table.Columns) {
			t.Errorf("%s has a column twice", table.Name)
		}
		delete(documented, table.Name)
	}
	if len(documented) > 0 || len(all) != 17 {
		t.Errorf("%d tables; documented are also %v", len(all), documented)
	}
}

// Good and total count what the unit says, and their quotient is the figure.
func TestTheCountsOfAnOutcome(t *testing.T) {
	third, _ := new(big.Rat).SetString("1/3")
	for name, c := range map[string]struct {
		o                                    sla.Outcome
		unit, good, total, items, figure, pc string
	}{
		"items":                   {sla.Outcome{Metric: "share", Attained: metrics.ShareOf(50, 53), Good: 50, Total: 53}, "items", "50", "53", "", "", "94.339622"},
		"time":                    {sla.Outcome{Metric: "availability", Attained: metrics.TimeShareOf(740*time.Hour, 741*time.Hour)}, "s", "2664000", "2667600", "", "", "99.865047"},
		"part of a second":        {sla.Outcome{Metric: "availability", Attained: metrics.TimeShareOf(1500*time.Millisecond, 2*time.Second)}, "s", "1.5", "2", "", "", "75.000000"},
		"a share without counts":  {sla.Outcome{Metric: "custom", Attained: metrics.ShareOfRat(third)}, "items", "1", "3", "", "", "33.333333"},
		"a maximum is cut up":     {sla.Outcome{Metric: "share", Attained: metrics.ShareOf(1, 3), Promised: "at most 5%"}, "items", "1", "3", "", "", "33.333334"},
		"a mean":                  {sla.Outcome{Metric: "mean", Attained: metrics.LengthOf(90 * time.Second), Total: 7}, "s", "", "", "7", "90", ""},
		"a long mean":             {sla.Outcome{Metric: "mean", Attained: fractionOfSeconds(t), Promised: "at most 8h", Total: 3}, "s", "", "", "3", "3.333333334", ""},
		"a score":                 {sla.Outcome{Metric: "score", Attained: metrics.NumberOf(big.NewRat(83, 20)), Total: 20}, "number", "", "", "20", "4.15", ""},
		"too few to judge":        {sla.Outcome{Metric: "share", Verdict: sla.NotMeasurable, Reason: metrics.BelowLeast, Good: 2, Total: 3}, "items", "2", "3", "", "", ""},
		"a percentile of too few": {sla.Outcome{Metric: "percentile", Verdict: sla.NotMeasurable, Reason: metrics.BelowLeast, Total: 3}, "", "", "", "3", "", ""},
		"nothing":                 {sla.Outcome{Metric: "share", Verdict: sla.NotMeasurable}, "", "", "", "", "", ""},
		"periods":                 {sla.Outcome{Metric: "share", Judge: sla.JudgeSome, Of: 2, Attained: metrics.ShareOf(2, 3), Good: 2, Total: 3}, "periods", "2", "3", "", "", "66.666666"},
		"a mean of shares":        {sla.Outcome{Metric: "share", Judge: sla.JudgeMean, Attained: metrics.ShareOf(5, 6), Good: 9, Total: 10}, "", "", "", "", "", "83.333333"},
	} {
		c.o.Objective, c.o.Period = "o", sla.Month(2026, time.March)
		c.o.From, c.o.To = day(t, "01 00:00"), day(t, "31 00:00")
		all := tables(t, &sla.Result{Agreement: "a", Zone: "Europe/Berlin", Period: c.o.Period, Outcomes: []sla.Outcome{c.o}})
		row := append(all["fact_outcome"], all["fact_sum"]...)[0]
		got := []string{row["unit"], row["good"], row["total"], row["items"], row["figure"], row["attained_percent"]}
		if want := []string{c.unit, c.good, c.total, c.items, c.figure, c.pc}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// fractionOfSeconds is 10/3 s.
func fractionOfSeconds(t *testing.T) (f metrics.Figure) {
	t.Helper()
	if err := f.UnmarshalText([]byte("10/3s")); err != nil {
		t.Fatal(err)
	}
	return f
}

// Instants and dates are those of the agreement's zone: 23:00 in UTC is the next day in
// Berlin.
func TestInstantsAreInBothZones(t *testing.T) {
	at := time.Date(2026, time.March, 28, 23, 30, 0, 5e8, time.UTC)
	r := sla.Result{Agreement: "a", Zone: "Europe/Berlin", Period: sla.Month(2026, time.March), Outcomes: []sla.Outcome{{
		Objective: "o", From: at, To: at.Add(3 * time.Hour),
		Breaches: []sla.Breach{{Ticket: "T", BreachedAt: at, DueAt: at.Add(90 * time.Minute)}},
	}}}
	row := tables(t, &r)["fact_breach"][0]
	for name, want := range map[string]string{
		"date": "2026-03-29", "breached_utc": "2026-03-28 23:30:00.5", "breached_local": "2026-03-29 00:30:00.5",
		"due_utc": "2026-03-29 01:00:00.5", "due_local": "2026-03-29 03:00:00.5", // clocks have gone forward
		"stopped_utc": "", "stopped_local": "", "late_days": "",
	} {
		if row[name] != want {
			t.Errorf("%s is %q, want %q", name, row[name], want)
		}
	}
}

// Months and their quarter say the same of each month once; the quarter adds its sum.
func TestOverlappingResultsCountOnce(t *testing.T) {
	asOf := day(t, "31 23:00").Add(2 * time.Hour)
	march, quarter := evaluated(t, sla.Month(2026, time.March), asOf), evaluated(t, sla.Quarter(2026, 1), asOf)
	one, both := tables(t, quarter), tables(t, march, nil, march, quarter)
	for name, want := range map[string]int{
		"dim_agreement": len(one["dim_agreement"]), "dim_objective": len(one["dim_objective"]), "dim_period": len(one["dim_period"]),
		"dim_statement": len(one["dim_statement"]), "fact_outcome": 3 * 5, "fact_sum": 5, "fact_group": len(one["fact_group"]),
		"fact_sum_group": len(one["fact_sum_group"]), "fact_breach": len(one["fact_breach"]), "fact_stretch": len(one["fact_stretch"]),
		"fact_credit": len(one["fact_credit"]), "fact_credit_step": len(one["fact_credit_step"]),
		"fact_finding": len(march.Findings) + len(quarter.Findings), // each result has its own
	} {
		if got := len(both[name]); got != want || got == 0 {
			t.Errorf("%s has %d rows, want %d", name, got, want)
		}
	}
}

// Results that contradict each other give an error and no row.
func TestResultsThatDiffer(t *testing.T) {
	march := sla.Month(2026, time.March)
	asOf := day(t, "31 23:00").Add(2 * time.Hour)
	changed := func(change func(*sla.Result)) []*sla.Result {
		other := evaluated(t, march, asOf)
		change(other)
		return []*sla.Result{evaluated(t, march, asOf), other}
	}
	for name, c := range map[string]struct {
		results []*sla.Result
		want    string // "": no error
	}{
		"alike":            {changed(func(*sla.Result) {}), ""},
		"another customer": {changed(func(r *sla.Result) { r.Agreement = "acme-north"; r.Outcomes[0].Good-- }), ""},
		"seen earlier":     {[]*sla.Result{evaluated(t, march, asOf), evaluated(t, march, day(t, "20 12:00"))}, "first-response in 2026-03"},
		"one more item":    {changed(func(r *sla.Result) { r.Outcomes[0].Open++ }), "first-response in 2026-03"},
		"another breach":   {changed(func(r *sla.Result) { r.Outcomes[1].Breaches[0].Cycle++ }), "resolution in 2026-03"},
		"another amount":   {changed(func(r *sla.Result) { r.Statements[0].Total = amount(t, "1.00 EUR") }), "a statement in"},
		"another finding":  {changed(func(r *sla.Result) { r.Findings = r.Findings[1:] }), "the findings in 2026-03"},
		"unknown zone":     {changed(func(r *sla.Result) { r.Zone = "Europe/Berlim" }), "Europe/Berlim"},
		"the year 10000": {changed(func(r *sla.Result) {
			r.Agreement = "far"
			r.Outcomes[0].From = time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)
		}), "years 1 to 9999"},
	} {
		for table := range report.Tables(c.results...) {
			err := table.CSV(&bytes.Buffer{}, report.Spreadsheet{})
			if c.want == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s, %s: %v", name, table.Name, err)
			}
			if err != nil {
				for row := range table.Rows {
					t.Errorf("%s, %s: it has the row %q", name, table.Name, row)
					break
				}
			}
		}
	}
}

func amount(t *testing.T, text string) (a penalty.Amount) {
	t.Helper()
	if err := a.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return a
}

// Names that contain the separator of keys give different keys.
func TestKeysAreDistinct(t *testing.T) {
	seen := map[string]string{}
	for _, names := range [][2]string{{"a/b", "c"}, {"a", "b/c"}, {`a\`, "b/c"}, {`a\/b`, "c"}, {"a", `b\/c`}, {`a\/b/c`, ""}, {"", "a/b/c"}} {
		key := tables(t, &sla.Result{Agreement: names[0], Zone: "UTC", Outcomes: []sla.Outcome{{Objective: names[1], From: day(t, "01 00:00")}}})["dim_objective"][0]["objective_key"]
		if other, twice := seen[key]; twice {
			t.Errorf("%q and %q have the key %q", names, other, key)
		}
		seen[key] = fmt.Sprint(names)
	}
	groups := map[string]bool{}
	for _, pair := range []sla.Attrs{{{"a", "x+y"}, {"b", "z"}}, {{"a", "x"}, {"b", "y+z"}}, {{"a", `x\`}, {"b", "y+z"}}, {{"a", `x\+y`}, {"b", "z"}}} {
		row := tables(t, &sla.Result{Zone: "UTC", Outcomes: []sla.Outcome{{Objective: "o", From: day(t, "01 00:00")}, {Objective: "o", From: day(t, "01 00:00"), Group: pair}}})["fact_group"][0]
		if row["group_key"] != "a+b" || groups[row["group_value"]] {
			t.Errorf("%v is %v", pair, row)
		}
		groups[row["group_value"]] = true
	}
}

// The members of a service have the stretches, since the whole has none.
func TestMembersHaveTheStretches(t *testing.T) {
	a, err := sla.New(sla.Spec{
		ID: "units", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact, Backwards: sla.BackwardsZero},
		Objectives: []sla.Objective{{ID: "up", Period: "month", Attain: "99%", By: []string{"unit"}, Metric: metrics.Availability{Of: "units", NoData: metrics.NoDataExclude}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, time.June, 10, 0, 0, 0, 0, time.UTC)
	down := func(unit string, hours int) sla.Outage {
		return sla.Outage{Of: "units", From: at, To: at.Add(time.Duration(hours) * time.Hour), Attrs: sla.Attrs{{"unit", unit}}, Share: "50%"}
	}
	r, err := a.Evaluate(sla.Month(2026, time.June), sla.Facts{Outages: []sla.Outage{down("1", 8), down("2", 1)}}, at.AddDate(0, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	lost := map[string]*big.Rat{}
	for _, row := range tables(t, r)["fact_stretch"] {
		if row["group_key"] != "unit" {
			t.Errorf("%v", row)
		}
		n, _ := new(big.Rat).SetString(row["lost_s"])
		if lost[row["group_value"]] == nil {
			lost[row["group_value"]] = new(big.Rat)
		}
		lost[row["group_value"]].Add(lost[row["group_value"]], n)
	}
	if len(lost) != 2 || lost["1"].Cmp(big.NewRat(4*3600, 1)) != 0 || lost["2"].Cmp(big.NewRat(1800, 1)) != 0 {
		t.Errorf("%v", lost)
	}
}

// A date has the calendar of the terms that are in force on it.
func TestCalendarsByDate(t *testing.T) {
	s := spec()
	s.Calendars["nights"] = calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 22:00+8h"}
	s.Revisions = []sla.Revision{{From: "2026-03-09", Pins: sla.PinOpened, Change: sla.Spec{Calendars: map[string]calendar.Spec{
		"office": {Zone: "Europe/Berlin", Hours: "mon-sat 09:00-17:00"},
		"late":   {Zone: "Europe/Berlin", Hours: "mon-fri 17:00-20:00"},
	}}}}
	a, err := sla.New(s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Evaluate(sla.Month(2026, time.March), sla.Facts{}, day(t, "31 12:00"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	table := report.CalendarTable(a, r)
	for row := range table.Rows {
		got[row[1]+" "+row[2]] = strings.Join(row[3:], " ")
	}
	for key, want := range map[string]string{
		"office 2026-03-06": "1 28800 ", "office 2026-03-07": "0 0 no hours on Saturday", "office 2026-03-14": "1 28800 ", "office 2026-03-15": "0 0 no hours on Sunday",
		"late 2026-03-06": "", "late 2026-03-09": "1 10800 ",
		"nights 2026-03-06": "1 28800 ", "nights 2026-03-07": "0 21600 ", // 00:00 to 06:00 belong to Friday's opening
	} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
	if n := len(got); n != 365+365+(365-67) { // "late" begins after 67 dates
		t.Errorf("%d rows", n)
	}
	for row := range report.CalendarTable(a).Rows {
		t.Errorf("without results there are no dates: %q", row)
	}
}

// Rows are made as they are read: the first row of a table costs the same however many
// follow.
func TestRowsAreMadeAsTheyAreRead(t *testing.T) {
	first := func(n int) float64 {
		r := sla.Result{Agreement: "a", Zone: "UTC", Outcomes: []sla.Outcome{{Objective: "o", From: day(t, "01 00:00")}}}
		for i := range n {
			r.Outcomes[0].Breaches = append(r.Outcomes[0].Breaches, sla.Breach{Ticket: fmt.Sprint(i), BreachedAt: day(t, "02 00:00")})
		}
		var breaches report.Table
		for table := range report.Tables(&r) {
			if table.Name == "fact_breach" {
				breaches = table
			}
		}
		return testing.AllocsPerRun(20, func() {
			for range breaches.Rows {
				break
			}
		})
	}
	if few, many := first(2), first(2_000); many > few+8 { // the garbage collector adds one now and then
		t.Errorf("the first of 2 rows makes %v allocations, the first of 2000 makes %v", few, many)
	}
}

var numberCell = regexp.MustCompile(`^-[0-9]+(\.[0-9]+)?$`)

// runs reports whether a spreadsheet would run a text.
func runs(text string) bool {
	for _, r := range text {
		return strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
	}
	return false
}

// unguarded takes the apostrophe away that Guard put before a text.
func unguarded(text string) string {
	if rest := strings.TrimLeft(text, "'"); rest != text && runs(rest) {
		return text[1:]
	}
	return text
}

func TestSpreadsheets(t *testing.T) {
	rows := func(all ...[]string) iter.Seq[[]string] { return slices.Values(all) }
	own := report.Table{Name: "own", Columns: []string{"=a", "b"}, Rows: rows([]string{"-1", "x,\"y\"\nz"}, []string{"'=1", "''it"}, []string{"＝1", "@x"}, []string{"a=b", " =1"})}
	for _, c := range []struct {
		s    report.Spreadsheet
		want string
	}{
		{report.Spreadsheet{}, "=a,b\n-1,\"x,\"\"y\"\"\nz\"\n'=1,''it\n＝1,@x\na=b,\" =1\"\n"},
		{report.Spreadsheet{Mark: true}, "\ufeff=a,b\n-1,\"x,\"\"y\"\"\nz\"\n'=1,''it\n＝1,@x\na=b,\" =1\"\n"},
		{report.Spreadsheet{Guard: true}, "'=a,b\n'-1,\"x,\"\"y\"\"\nz\"\n''=1,''it\n'＝1,'@x\na=b,\" =1\"\n"},
	} {
		if got := csvOf(t, own, c.s); got != c.want {
			t.Errorf("%+v:\n%q, want\n%q", c.s, got, c.want)
		}
	}
	if got := csvOf(t, report.Table{Columns: []string{"a"}, Rows: rows([]string{""}, []string{"b"})}, report.Spreadsheet{}); got != "a\n\"\"\nb\n" {
		t.Errorf("%q", got)
	}
	if got := csvOf(t, report.Table{Columns: []string{"a"}}, report.Spreadsheet{}); got != "a\n" {
		t.Errorf("%q", got)
	}
	short := report.Table{Name: "short", Columns: []string{"a", "b"}, Rows: rows([]string{"1", "2"}, []string{"1"})}
	if err := short.CSV(&bytes.Buffer{}, report.Spreadsheet{}); err == nil || !strings.Contains(err.Error(), "row 2 has 1 cells") {
		t.Errorf("%v", err)
	}
	full := errors.New("the disk is full")
	for _, s := range []report.Spreadsheet{{}, {Mark: true}} {
		if err := own.CSV(failing{full}, s); !errors.Is(err, full) {
			t.Errorf("%v", err)
		}
	}
	// A negative margin stays a number.
	r := sla.Result{Agreement: "-a", Zone: "UTC", Outcomes: []sla.Outcome{{Objective: "o", From: day(t, "01 00:00"), Margin: metrics.NumberOf(big.NewRat(-7, 20))}}}
	for table := range report.Tables(&r) {
		if table.Name == "fact_outcome" {
			if got := csvOf(t, table, report.Spreadsheet{Guard: true}); !strings.Contains(got, ",-0.35,") || !strings.Contains(got, "'-a,") {
				t.Error(got)
			}
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// FuzzTables puts one text into every text of a result: no cell of text begins like a
// formula, and read back and unguarded every cell is the data.
func FuzzTables(f *testing.F) {
	for _, seed := range []string{"", "INC-1", "=1+1", "+1", "-1", "@a", "\tx", "\rx", "\nx", "'=1", "''-1", "'", "it's", "a,b", `"q"`, "a\r\nb", "a\r", "日本", "＝1", "\ufeffx", "\xff", `\.`, "#N/A", " =1", "-0.5", "a/b\\c+d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at := time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC)
		outcome := sla.Outcome{
			Objective: s, Title: s, From: at, To: at.Add(time.Hour), Metric: s, Verdict: sla.Verdict(s), Reason: sla.Reason(s), Promised: metrics.Bound(s),
			Attained: metrics.ShareOf(1, 3), Margin: metrics.NumberOf(big.NewRat(-1, 3)), Good: 1, Total: 3,
			Ledger:   metrics.Ledger{{From: at, To: at.Add(time.Hour), Bucket: metrics.Bucket(s), State: s, Cause: s}},
			Breaches: []sla.Breach{{Ticket: s, Target: s, Within: sla.Within(s), Calendar: s, Grade: s, Waived: []string{s, s}, Group: sla.Attrs{{s, s}}, BreachedAt: at, Overrun: -time.Second}},
		}
		group, sum, sumGroup := outcome, outcome, outcome
		group.Group, sum.Judge, sumGroup.Judge, sumGroup.Group = sla.Attrs{{s, s}}, sla.JudgePooled, sla.JudgePooled, sla.Attrs{{s, s}, {"b", s}}
		line := penalty.Line{Objective: s, Group: s, Rule: s, Refers: s, State: penalty.LineState(s)}
		r := sla.Result{
			Agreement: s, Title: s, Provider: s, Customer: s, Zone: "UTC", From: at, To: at, AsOf: at, Clauses: penalty.Clauses{{s, s}},
			Outcomes: []sla.Outcome{outcome, group, sum, sumGroup},
			Statements: []penalty.Statement{{
				ID: s, Corrects: s, From: 739000, To: 739001, Lines: []penalty.Line{line}, Returned: []penalty.Line{line}, Bonuses: []penalty.Line{line}, Clauses: penalty.Clauses{{s, s}},
				Steps: []penalty.Step{{Path: s, Op: s, Objective: s, Row: penalty.Band(s), With: penalty.Rate(s), Reads: penalty.Measure(s), Why: s}}, Triggers: []penalty.Triggered{{Name: s, Holds: true}},
				Total: mustAmount(t, decimal.New(-150, -2), "EUR"),
			}},
			Findings: []sla.Finding{{Code: sla.FindingCode(s), Subject: s, Path: s, Value: s}},
		}
		found := false
		for table := range report.Tables(&r) {
			if table.Name == "dim_date" {
				continue // many rows, and no text
			}
			plain, guarded := readCSV(t, csvOf(t, table, report.Spreadsheet{})), readCSV(t, csvOf(t, table, report.Spreadsheet{Guard: true}))
			rows := slices.Collect(table.Rows)
			if len(plain) != len(rows)+1 || len(guarded) != len(rows)+1 {
				t.Fatalf("%s has %d rows, and %d and %d were read back", table.Name, len(rows), len(plain), len(guarded))
			}
			for i, row := range rows {
				for c, data := range row {
					data = strings.ReplaceAll(data, "\r\n", "\n") // readers of CSV do that
					found = found || data == s && s != ""
					if got := plain[i+1][c]; got != data {
						t.Errorf("%s.%s: %q was read back as %q", table.Name, table.Columns[c], data, got)
					}
					switch got := guarded[i+1][c]; {
					case numbers[table.Columns[c]]:
						if got != data || runs(got) && !numberCell.MatchString(got) {
							t.Errorf("%s.%s: the number %q became %q", table.Name, table.Columns[c], data, got)
						}
					case runs(got):
						t.Errorf("%s.%s: a spreadsheet runs %q", table.Name, table.Columns[c], got)
					case unguarded(got) != data:
						t.Errorf("%s.%s: %q guarded is %q and unguarded %q", table.Name, table.Columns[c], data, got, unguarded(got))
					}
				}
			}
		}
		if !found && s != "" && !strings.Contains(s, "\r\n") {
			t.Errorf("no cell holds %q", s)
		}
	})
}

// numbers are the columns whose numbers may be below 0.
var numbers = map[string]bool{"margin": true, "figure": true, "overrun_s": true, "amount": true, "total": true, "bonus": true, "payable": true, "balance": true, "length_s": true, "lost_s": true}

func mustAmount(t *testing.T, value decimal.Decimal, unit string) penalty.Amount {
	t.Helper()
	a, err := penalty.NewAmount(value, unit)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func readCSV(t *testing.T, text string) [][]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatalf("%v:\n%q", err, text)
	}
	return all
}

// A result under the terms that do not pay is in a table of its own, under the name of the
// result that it belongs to, and adds nothing to the sums of the terms that pay.
func TestTheTermsThatDoNotPay(t *testing.T) {
	march := sla.Month(2026, time.March)
	outcome := func(id string, good int64, group ...[2]string) sla.Outcome {
		return sla.Outcome{Objective: id, Title: "T " + id, Metric: "share", Period: march, From: day(t, "01 00:00"), To: day(t, "31 00:00"),
			Group: group, Attained: metrics.ShareOf(good, 10), Good: good, Total: 10, Promised: "95%"}
	}
	sum := outcome("answers", 6)
	sum.Judge = sla.JudgePooled
	late := sla.Breach{Ticket: "T", BreachedAt: time.Date(2031, 5, 1, 0, 0, 0, 0, time.UTC)}
	other := outcome("answers", 7)
	other.Breaches = []sla.Breach{late}
	r := sla.Result{Agreement: "a", Zone: "Europe/Berlin", Period: march, Outcomes: []sla.Outcome{outcome("answers", 9)},
		Other: &sla.Result{Agreement: "a, as it was", Zone: "Europe/Berlin", Period: march,
			Outcomes: []sla.Outcome{other, outcome("answers", 1, [2]string{"team", "red"}), outcome("repairs", 8), sum}}}
	all := tables(t, &r)
	if rows := all["fact_outcome"]; len(rows) != 1 || rows[0]["good"] != "9" {
		t.Errorf("the terms that pay: %v", rows)
	}
	rows := all["fact_other"]
	if len(rows) != 2 || rows[0]["objective_key"] != "a/answers" || rows[0]["agreement"] != "a" || rows[0]["good"] != "7" || rows[0]["breaches"] != "1" || rows[1]["objective_key"] != "a/repairs" {
		t.Errorf("the other terms: %v", rows)
	}
	if rows := all["dim_objective"]; len(rows) != 2 || rows[1]["objective_key"] != "a/repairs" || rows[1]["title"] != "T repairs" {
		t.Errorf("objectives: %v", rows)
	}
	if n := len(all["fact_breach"]) + len(all["fact_group"]) + len(all["fact_sum"]) + len(all["dim_statement"]); n != 0 || len(all["dim_agreement"]) != 1 || len(all["dim_date"]) != 365 {
		t.Errorf("%d rows of other tables, %d dates", n, len(all["dim_date"]))
	}

	// Two results that say the same have its rows once; if they differ, that is an error.
	again, changed := r, r
	if rows := tables(t, &r, &again)["fact_other"]; len(rows) != 2 {
		t.Errorf("said twice: %d rows", len(rows))
	}
	different := *r.Other
	different.Outcomes = []sla.Outcome{outcome("answers", 6)}
	changed.Other = &different
	for table := range report.Tables(&r, &changed) {
		if err := table.CSV(&bytes.Buffer{}, report.Spreadsheet{}); err == nil || !strings.Contains(err.Error(), "answers in 2026-03") {
			t.Errorf("%s: %v", table.Name, err)
		}
		break
	}
	// The same objective under both terms is no difference.
	r.Other.Outcomes[0].Open = 3
	tables(t, &r)
	if r.Other.Agreement != "a, as it was" {
		t.Errorf("the result was changed: %s", r.Other.Agreement)
	}
}

// Cycles that exclusions kept in time are in a table of their own.
func TestForgivenCycles(t *testing.T) {
	at := day(t, "10 12:00")
	r := sla.Result{Agreement: "a", Zone: "Europe/Berlin", Period: sla.Month(2026, time.March), Outcomes: []sla.Outcome{{
		Objective: "o", Period: sla.Month(2026, time.March), From: day(t, "01 00:00"), To: day(t, "31 00:00"),
		Breaches: []sla.Breach{{Ticket: "LATE", BreachedAt: at}},
		Forgiven: []sla.Breach{{Ticket: "STORM", Cycle: 2, BreachedAt: at.AddDate(1, 0, 0), Overrun: time.Minute, Waived: []string{"a storm", "a flood"}}},
	}}}
	all := tables(t, &r)
	rows := all["fact_forgiven"]
	if len(rows) != 1 || rows[0]["ticket"] != "STORM" || rows[0]["cycle"] != "2" || rows[0]["waived"] != "a storm; a flood" || rows[0]["overrun_s"] != "60" || rows[0]["date"] != "2027-03-10" {
		t.Errorf("%v", rows)
	}
	if rows := all["fact_breach"]; len(rows) != 1 || rows[0]["ticket"] != "LATE" || all["fact_outcome"][0]["forgiven"] != "1" {
		t.Errorf("%v", rows)
	}
	if dates := all["dim_date"]; len(dates) != 730 {
		t.Errorf("%d dates", len(dates))
	}
	other := r
	other.Outcomes = slices.Clone(r.Outcomes)
	other.Outcomes[0].Forgiven = nil
	for table := range report.Tables(&r, &other) {
		if table.CSV(&bytes.Buffer{}, report.Spreadsheet{}) == nil {
			t.Errorf("%s: two results differ in what they forgive", table.Name)
		}
	}
}

// Names are rows by language and path. The latest result decides about a name, and an
// older one may have names that the latest has not.
func TestNamesInOtherLanguages(t *testing.T) {
	march := sla.Month(2026, time.March)
	named := func(asOf time.Time, names map[string]map[string]string) *sla.Result {
		return &sla.Result{Agreement: "a/b", Zone: "UTC", Period: march, AsOf: asOf, Names: names, Outcomes: []sla.Outcome{{
			Objective: "portal", Period: march, From: day(t, "01 00:00"), To: day(t, "31 00:00")}}}
	}
	late := named(day(t, "20 00:00"), map[string]map[string]string{"zh-Hans": {"title": "协议", "objectives.portal": "客户门户", "team": "小组", "team=a=b": "甲"}})
	early := named(day(t, "10 00:00"), map[string]map[string]string{"zh-Hans": {"title": "旧名"}, "de": {"objectives.gone": "Fort", "calendars.office": "Büro", "title=x": "T"}})
	for _, results := range [][]*sla.Result{{early, late}, {late, early}} {
		var got []string
		for _, row := range tables(t, results...)["dim_name"] {
			got = append(got, strings.Join([]string{row["agreement"], row["language"], row["path"], row["objective_key"], row["group_key"], row["group_value"], row["name"]}, "|"))
		}
		want := []string{
			"a/b|de|calendars.office||||Büro",
			"a/b|de|objectives.gone||||Fort",
			"a/b|de|title=x||title|x|T",
			`a/b|zh-Hans|objectives.portal|a\/b/portal|||客户门户`,
			"a/b|zh-Hans|team||team||小组",
			"a/b|zh-Hans|team=a=b||team|a=b|甲",
			"a/b|zh-Hans|title||||协议",
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s", strings.Join(got, "\n"))
		}
	}
}
