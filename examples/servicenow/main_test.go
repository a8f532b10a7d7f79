package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/upheld/upheld/sla"
)

// data gives the folder of real data: UPHELD_DATA/name.
func data(tb testing.TB, name string) string {
	tb.Helper()
	root := os.Getenv("UPHELD_DATA")
	if root == "" {
		tb.Skip("UPHELD_DATA does not say where the data are")
	}
	return filepath.Join(root, name)
}

func printed(t *testing.T, args ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := run(args, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func decode(t *testing.T, text []byte) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Every figure that was worked out independently is equal, as a number, and the
// program prints no other figure.
func TestServiceNowFiguresEqualTheExpected(t *testing.T) {
	folder := data(t, "servicenow")
	text, err := os.ReadFile(filepath.Join(folder, "expected.json"))
	if err != nil {
		t.Skip(err)
	}
	got, want := decode(t, printed(t, "-data", folder, "-json")), decode(t, text)
	rules := want["rules"].(map[string]any)
	for title := range rules {
		if !strings.HasPrefix(title, "P3 ") && !strings.HasPrefix(title, "P4 ") {
			delete(rules, title) // P1 and P2 have no rule but the record itself
		}
	}
	compared := 0
	for _, member := range []string{"made_sla_overall", "by_month_opened", "by_priority", "top10_categories", "rules"} {
		compared += compare(t, member, got[member], want[member])
	}
	if compared < 100 {
		t.Errorf("only %d figures were compared", compared)
	}
	t.Logf("%d figures are equal", compared)
}

// compare holds everything expected against what there is, both ways, and
// counts it.
func compare(t *testing.T, path string, got, want any) (compared int) {
	switch want := want.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s is missing", path)
			return 0
		}
		for key, w := range want {
			compared += compare(t, path+"."+key, got[key], w)
		}
		for key := range got {
			if _, expected := want[key]; !expected {
				t.Errorf("%s.%s is not expected", path, key)
			}
		}
		return compared
	case json.Number:
		g, ok := got.(json.Number)
		a, okA := new(big.Rat).SetString(string(g))
		b, okB := new(big.Rat).SetString(string(want))
		if !ok || !okA || !okB || a.Cmp(b) != 0 {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	default:
		t.Errorf("%s: %v cannot be compared", path, want)
	}
	return 1
}

// Months add up to the whole and priorities to each month, in both logs.
func TestFiguresAddUp(t *testing.T) {
	for _, name := range []string{"servicenow", "helpdesk"} {
		folder := data(t, name)
		var f figures
		if err := json.Unmarshal(printed(t, "-data", folder, "-json"), &f); err != nil {
			t.Fatal(err)
		}
		if f.Log != name || f.Tickets == 0 || len(f.Attainment) == 0 || f.Work.Waiting <= 0 || f.Work.Waiting >= f.Work.Seconds {
			t.Errorf("%s: %+v", name, f.Work.effort)
		}
		for _, a := range f.Attainment {
			var months, priorities share
			for _, s := range a.Overall.ByMonth {
				months = months.plus(s.Met, s.Total)
			}
			for _, p := range a.ByPriority {
				for _, s := range p.ByMonth {
					priorities = priorities.plus(s.Met, s.Total)
				}
			}
			if months != a.Overall.share || priorities != months || months.Total == 0 {
				t.Errorf("%s %s: %+v, months %+v, priorities %+v", name, a.Objective, a.Overall.share, months, priorities)
			}
		}
		var months, priorities effort
		sum := func(all map[string]effort, to *effort) {
			for _, e := range all {
				to.Resolved, to.Seconds, to.Waiting = to.Resolved+e.Resolved, to.Seconds+e.Seconds, to.Waiting+e.Waiting
			}
			*to = to.rounded()
		}
		sum(f.Work.ByMonth, &months)
		sum(f.Work.ByPriority, &priorities)
		if months != f.Work.effort || priorities != months {
			t.Errorf("%s: %+v, months %+v, priorities %+v", name, f.Work.effort, months, priorities)
		}
	}
}

// folder writes compressed files into a new folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		var zipped bytes.Buffer
		w := gzip.NewWriter(&zipped)
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), zipped.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Two incidents that differ by a minute: 62 h and 62 h 1 min between 14:00 and
// 23:00; the record calls both kept. The second waited two days for its user.
func TestServiceNowRows(t *testing.T) {
	dir := folder(t, map[string]string{
		incidentsFile + ".gz": `number,priority_last,impact,urgency,opened_at,closed_at,made_sla,category
A,3,2,2,2016-03-07T10:00,2016-03-15T22:00,true,c1
B,3,2,2,2016-03-07T10:00,2016-03-15T22:01,true,c2
C,4,1,1,2016-04-30T10:00,2016-04-30T12:00,false,c1
`,
		eventsFile + ".gz": `number,seq,updated_at,state
A,0,2016-03-07T10:00,New
A,1,2016-03-08T10:00,Resolved
A,2,2016-03-15T22:00,Closed
B,2,2016-03-11T10:00,Resolved
B,0,2016-03-07T10:00,Awaiting User Info
B,1,2016-03-09T10:00,Active
B,3,2016-03-15T22:01,Closed
C,0,2016-04-30T10:00,
C,1,2016-04-30T12:00,Closed
`})
	var f figures
	if err := json.Unmarshal(printed(t, "-data", dir, "-json"), &f); err != nil {
		t.Fatal(err)
	}
	late := f.Rules["P3 Mon-Fri 14:00-23:00, open to close <= 62 h"]
	if late.Of != 2 || late.Match != 1 || late.Confusion["true->true"] != 1 || late.Confusion["true->false"] != 1 {
		t.Errorf("late shift: %+v", late)
	}
	if weekend := f.Rules["P4 Mon-Fri 12:00-24:00, <= 175 h 28 min"]; weekend.Of != 1 || weekend.Confusion["false->true"] != 1 {
		t.Errorf("a weekend: %+v", weekend)
	}
	if *f.MadeSLA != (share{}).plus(2, 3) || f.ByMonth["2016-04"] != (share{}).plus(0, 1) || f.ByPriority["3"] != (share{}).plus(2, 2) || f.Top10["c1"] != (share{}).plus(1, 2) {
		t.Errorf("recorded: %+v", f)
	}
	if f.Matrix.Of != 3 || f.Matrix.Match != 2 {
		t.Errorf("matrix: %+v", f.Matrix)
	}
	const hour = 3600
	if w := f.Work; w.Resolved != 3 || w.Seconds != (24+96+2)*hour || w.Waiting != 48*hour || w.ByMonth["2016-03"].Waiting != 48*hour {
		t.Errorf("work: %+v", w)
	}
	page := string(printed(t, "-data", dir))
	for _, line := range []string{"3 tickets with 15 events. 3 were resolved; 39.3%", "Agreement kept, as recorded: 2 of 3, 66.6%."} {
		if !strings.Contains(page, line) {
			t.Errorf("the page lacks %q:\n%s", line, page)
		}
	}
}

// A case that waits, is resolved, and comes back: only the time in hand counts.
func TestHelpdeskRows(t *testing.T) {
	dir := folder(t, map[string]string{eventsFile + ".gz": `case,at,activity,resource,seriousness,service_level
1,2013-03-29T17:00:00,Assign seriousness,1,1,2
1,2013-03-29T17:30:00,Take in charge ticket,1,1,2
1,2013-03-29T18:30:00,Wait,1,1,2
1,2013-04-02T08:00:00,Take in charge ticket,1,1,2
1,2013-04-02T09:00:00,Resolve ticket,1,1,2
1,2013-04-02T10:00:00,Take in charge ticket,1,1,2
1,2013-04-02T11:00:00,Resolve ticket,1,1,2
1,2013-04-20T11:00:00,Closed,1,1,2
2,2013-04-20T11:00:00,Insert ticket,1,4,2
`})
	var f figures
	if err := json.Unmarshal(printed(t, "-data", dir, "-json"), &f); err != nil {
		t.Fatal(err)
	}
	const hour = 3600
	// Friday 1 h, Monday 10 h of waiting, Tuesday 1 h and again 1 h.
	if w := f.Work; w.Resolved != 1 || w.Seconds != 13*hour || w.Waiting != 10*hour {
		t.Errorf("work: %+v", w.effort)
	}
	if f.Attainment[0].Objective != "response" || f.Attainment[0].ByPriority["1"].share != (share{}).plus(1, 1) {
		t.Errorf("response: %+v", f.Attainment[0])
	}
	if f.Rules != nil || f.MadeSLA != nil {
		t.Errorf("there is nothing to compare with: %+v", f)
	}
	if page := string(printed(t, "-log", "helpdesk", "-data", dir)); !strings.Contains(page, "Promised: 90% each month; kept in 1 of 1.") {
		t.Error(page)
	}
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"no such log", []string{"-log", "jira"}, "write one of helpdesk, servicenow"},
		{"no folder", []string{"-data", t.TempDir()}, "no such file"},
		{"a column less", []string{"-data", folder(t, map[string]string{eventsFile + ".gz": "case,at\n"})}, `events.csv:1: missing: the table has no column "activity"`},
		{"no instant", []string{"-data", folder(t, map[string]string{eventsFile + ".gz": "case,at,activity,seriousness,service_level\n1,soon,Wait,1,1\n"})}, "events.csv:2 at: no time: soon"},
	}
	for _, test := range tests {
		err := run(test.args, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

// The program knows no rule: none of the states, activities, limits, hours and
// titles of the agreements stands in its Go files.
func TestRulesStandInTheAgreementsOnly(t *testing.T) {
	rules := map[string]bool{}
	for _, name := range logs() {
		text, err := files.ReadFile(name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, pattern := range []string{
			`title: "?([^"\n,]+)`, `within: (\w+)`, `hours: ([^}]+) \}`, `calendar: ([\w-]+)`, `attain: (\S+)`,
			`(?:start|stop|pause): ([A-Z][\w ]+)`, `start: \[([^\]]+)\]`, `state: \[([^\]]+)\]`,
		} {
			for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
				for rule := range strings.SplitSeq(m[1], ", ") {
					rules[rule] = true
				}
			}
		}
	}
	if len(rules) < 35 {
		t.Fatalf("only %d rules were found in the agreements", len(rules))
	}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok {
				return true
			}
			switch text, _ := strconv.Unquote(literal.Value); {
			case literal.Kind == token.STRING && rules[text]:
				t.Errorf("%s: %s is a rule", name, literal.Value)
			case literal.Kind == token.INT && len(literal.Value) > 1 && literal.Value != "10" && literal.Value != "64":
				t.Errorf("%s: a number %s", name, literal.Value)
			}
			return true
		})
	}
}

// BenchmarkServiceNow evaluates all incidents of the log, reading excluded.
func BenchmarkServiceNow(b *testing.B) {
	dir := data(b, "servicenow")
	d, err := open("servicenow")
	if err != nil {
		b.Fatal(err)
	}
	tickets, err := d.read(os.DirFS(dir))
	if err != nil {
		b.Fatal(err)
	}
	period, asOf := d.span(tickets)
	facts := sla.Facts{Tickets: tickets}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.agreement.Evaluate(period, facts, asOf); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(tickets)), "ns/incident")
}
