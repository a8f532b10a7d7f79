package main

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/upheld/upheld/sla"
)

// data gives the folder of the real data: UPHELD_DATA/boston311.
func data(tb testing.TB) string {
	tb.Helper()
	root := os.Getenv("UPHELD_DATA")
	if root == "" {
		tb.Skip("UPHELD_DATA does not say where the data are")
	}
	return filepath.Join(root, "boston311")
}

func requests(tb testing.TB) (*city, []sla.Ticket) {
	tb.Helper()
	folder := data(tb)
	c, err := open()
	if err != nil {
		tb.Fatal(err)
	}
	tickets, err := c.read(os.DirFS(folder))
	if err != nil {
		tb.Fatal(err)
	}
	return c, tickets
}

// Every figure that was worked out independently is equal, as a number.
func TestBostonFiguresEqualTheExpected(t *testing.T) {
	c, tickets := requests(t)
	text, err := os.ReadFile(filepath.Join(data(t), "expected.json"))
	if err != nil {
		t.Skip(err)
	}
	f, err := c.figures(tickets)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	got, want := decode(t, ours).(map[string]any), decode(t, text).(map[string]any)
	compared := 0
	for _, member := range []string{"evaluation", "attainment_official", "attainment_model", "durations"} {
		compared += compare(t, member, got[member], want[member])
	}
	if compared < 400 {
		t.Errorf("only %d figures were compared", compared)
	}
	t.Logf("%d figures are equal", compared)
}

func decode(t *testing.T, text []byte) any {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// compare holds everything expected against what there is, and counts it.
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
			if _, expected := want[key]; !expected && strings.Contains(path, "month") {
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
		if got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
	return 1
}

// The program knows no rule of the city: none of the request types, day counts,
// dates and hours of the agreement stands in its Go files.
func TestBostonRulesStandInTheAgreementOnly(t *testing.T) {
	agreement, err := os.ReadFile("agreement.yaml")
	if err != nil {
		t.Fatal(err)
	}
	snapshot, err := os.ReadFile("snapshot.json")
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]bool{}
	for _, pattern := range []string{
		`type: "?([^"}]+?)"? \}`, `within: (\d+ (?:business|calendar) days?)`, `\b(\d{4}-\d\d-\d\d)`, `\b(\d\d:\d\d)\b`,
	} {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(agreement)+string(snapshot), -1) {
			rules[m[1]] = true
		}
	}
	if len(rules) < 120 {
		t.Fatalf("only %d rules were found in the agreement", len(rules))
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
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
			case literal.Kind == token.STRING:
				for rule := range rules {
					if strings.Contains(text, rule) {
						t.Errorf("%s: %s contains %q", name, literal.Value, rule)
					}
				}
			case literal.Kind == token.INT && len(literal.Value) > 2 && literal.Value != "100":
				t.Errorf("%s: a number %s", name, literal.Value)
			}
			return true
		})
	}
}

// A folder may hold other rows: an evaluation of none is no failure.
func TestBostonWithoutRequests(t *testing.T) {
	c, err := open()
	if err != nil {
		t.Fatal(err)
	}
	f, err := c.figures(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := json.Marshal(f); err != nil {
		t.Error(err)
	}
	var page bytes.Buffer
	c.page(&page, f)
	if !strings.Contains(page.String(), "0 requests") {
		t.Error(page.String())
	}
}

// BenchmarkBoston evaluates all rows of the data, reading excluded.
func BenchmarkBoston(b *testing.B) {
	c, tickets := requests(b)
	facts := sla.Facts{Tickets: tickets}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.agreement.Evaluate(c.period, facts, c.asOf); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(tickets)), "ns/row")
}
