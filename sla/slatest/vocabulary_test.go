package slatest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/slatest"
	"github.com/upheld/upheld/sla/specfile"
)

// vocabulary is words by the type that has them, such as sla.Reopen.
type vocabulary map[string]map[string]bool

func (v vocabulary) add(of, word string) {
	if v[of] == nil {
		v[of] = map[string]bool{}
	}
	v[of][word] = true
}

// tell adds a word to told for each of the types that have it.
func (v vocabulary) tell(told vocabulary, word string, types ...string) {
	for _, of := range types {
		if v[of][word] {
			told.add(of, word)
		}
	}
}

// wordsOfTheCode lists the words that the source has as constants of a named type, and
// the metrics and credit rules, whose words are the names of their types. The source is
// read, so a new constant is in the list by itself.
func wordsOfTheCode(t *testing.T) vocabulary {
	t.Helper()
	all := vocabulary{}
	for _, folder := range []string{"calendar", "metrics", "penalty", "sla"} {
		files, err := filepath.Glob(filepath.Join("..", "..", folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no source: %v", folder, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range file.Decls {
				switch d := d.(type) {
				case *ast.GenDecl:
					for _, s := range d.Specs {
						constants(all, folder, s)
					}
				case *ast.FuncDecl:
					if marks := d.Name.Name; d.Recv != nil && (marks == "metric" || marks == "rule") {
						if of, ok := d.Recv.List[0].Type.(*ast.Ident); ok {
							all.add(marker[marks], keyOf(of.Name))
						}
					}
				}
			}
		}
	}
	return all
}

// marker are the interfaces whose types are words of a file, by their method.
var marker = map[string]string{"metric": "metrics.Metric", "rule": "penalty.Rule"}

// keyOf is the key of a metric or rule in a file: per-unit-late for PerUnitLate.
func keyOf(name string) string {
	return strings.ToLower(regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(name, "$1-$2"))
}

// constants adds the words of a declaration of constants.
func constants(all vocabulary, folder string, s ast.Spec) {
	v, ok := s.(*ast.ValueSpec)
	if !ok {
		return
	}
	of, ok := v.Type.(*ast.Ident)
	if !ok || !of.IsExported() {
		return
	}
	for i, value := range v.Values {
		text, ok := value.(*ast.BasicLit)
		if !ok || text.Kind != token.STRING || !v.Names[i].IsExported() {
			continue
		}
		if word, err := strconv.Unquote(text.Value); err == nil {
			all.add(folder+"."+of.Name, word)
		}
	}
}

// exported is a case as the command cases writes it with -json.
type exported struct {
	Agreements []struct{ Spec json.RawMessage }
	Calendars  map[string]calendar.Spec
	Questions  []struct {
		About, Name, Subject string
		Expect               []string
		List                 bool
	}
}

// wordsOfTheCases lists the words that the cases of the collection state in their terms
// or expect in their answers. Only a case that holds is looked at, and nothing of its
// comments.
func wordsOfTheCases(t *testing.T, code vocabulary) vocabulary {
	t.Helper()
	told := vocabulary{}
	err := fs.WalkDir(slatest.Corpus(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".case" {
			return err
		}
		data, err := fs.ReadFile(slatest.Corpus(), name)
		if err != nil {
			return err
		}
		lines, err := casefile.Suite{Files: slatest.Corpus()}.JSON(name, data)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for dec := json.NewDecoder(bytes.NewReader(lines)); ; {
			var one exported
			if err := dec.Decode(&one); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if err := one.tell(told, code); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return told
}

// tell adds the words of one case.
func (c exported) tell(told, code vocabulary) error {
	for _, a := range c.Agreements {
		if a.Spec == nil { // an agreement with mistakes states nothing
			continue
		}
		spec, err := specfile.Parse(a.Spec)
		if err != nil {
			return err
		}
		stated(told, code, reflect.ValueOf(spec))
	}
	stated(told, code, reflect.ValueOf(c.Calendars))
	for _, q := range c.Questions {
		for _, want := range q.Expect {
			words := strings.Fields(want)
			if len(words) > 0 {
				answered(told, code, q.About, q.Name, q.Subject, q.List, words)
			}
		}
	}
	return nil
}

// stated adds the words of terms: texts of a type that has words, and metrics and rules.
func stated(told, code vocabulary, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			stated(told, code, v.Elem())
		}
	case reflect.Interface:
		if v.IsNil() {
			return
		}
		if of := typeName(v.Type()); code[of] != nil {
			code.tell(told, keyOf(v.Elem().Type().Name()), of)
		}
		stated(told, code, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				stated(told, code, v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			stated(told, code, v.Index(i))
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			stated(told, code, it.Key())
			stated(told, code, it.Value())
		}
	case reflect.String:
		code.tell(told, v.String(), typeName(v.Type()))
	}
}

func typeName(t reflect.Type) string { return path.Base(t.PkgPath()) + "." + t.Name() }

// answered adds the words of one facet or line of an answer. What a question is about
// says which types its words have.
func answered(told, code vocabulary, about, name, subject string, list bool, words []string) {
	subject = strings.TrimPrefix(subject, "other ")
	verb, _, _ := strings.Cut(subject, " ")
	verb = verb[strings.LastIndex(verb, "/")+1:] // without the agreement
	switch {
	case about == "percentile":
		code.tell(told, name, "metrics.Method")
	case about == "kind of":
		code.tell(told, strings.Join(words, " "), "calendar.DayKind")
	case about == "composed":
		code.tell(told, words[len(words)-1], "metrics.Reason")
	case list && subject == "findings":
		code.tell(told, words[0], "sla.FindingCode")
		if words[0] == "credit-rule" { // the code of a rule follows the path
			for _, w := range words[2:] {
				code.tell(told, w, "penalty.FindingCode")
			}
		}
	case list && verb == "problems":
		code.tell(told, words[0], "penalty.FindingCode")
	case list && verb == "because":
		code.tell(told, words[0], "sla.NoteCode")
	case list && verb == "trace":
		code.tell(told, words[min(3, len(words)-1)], "sla.SegmentKind")
	case list && verb == "ledger":
		code.tell(told, words[min(4, len(words)-1)], "metrics.Bucket")
	case list && verb == "working":
		for _, w := range words {
			code.tell(told, w, "penalty.Label")
		}
	case list:
	case slices.Contains([]string{"credit", "bonus", "returned", "correction"}, verb):
		if words[0] == "state" && len(words) == 2 {
			code.tell(told, words[1], "penalty.LineState")
		}
	case about == "ticket":
		code.tell(told, words[0], "sla.Phase", "penalty.Verdict")
	case about == "period" || about == "window":
		code.tell(told, words[0], "penalty.Verdict", "sla.Reason", "metrics.Bucket")
		for _, w := range words[1:] {
			switch words[0] {
			case "not-measurable":
				code.tell(told, w, "metrics.Reason", "sla.Reason")
			case "stands":
				code.tell(told, w, "sla.Stands")
			case "judged":
				code.tell(told, w, "sla.Judge")
			}
		}
	}
}

// unsaid are the words that no case can have, by their types, with the reason. The list
// may only get shorter.
var unsaid = map[string]map[string]string{
	"metrics.FigureKind": {
		"share":  "a figure shows its kind by how it is written, such as 95%",
		"length": "a figure shows its kind by how it is written, such as 3h",
		"number": "a figure shows its kind by how it is written, such as 4.5",
	},
	"metrics.Metric": {"custom": needsCode},
	"metrics.Point": {
		"acknowledged": "a time to acknowledge ends there; no time begins there",
		"restored":     "a time to repair ends there; no time begins there",
	},
	"metrics.Reason": {
		"more-removed": "only a tally has it from which a program removed more than it added",
		"out-of-scale": "an agreement does not use such a sample; the finding sample-off-scale says so",
	},
	"metrics.Rest": {"up": ofPrograms, "down": ofPrograms, "same": ofPrograms},
	"metrics.RoundingMode": {
		"half-up": rounds, "half-even": rounds, "down": rounds, "up": rounds,
	},
	"penalty.FindingCode": {
		"calculator-failed": needsCode, "calculator-negative": needsCode, "calculator-unit": needsCode,
		"statement-backwards":        ofOwnStatements,
		"statement-of-unknown-state": ofOwnStatements,
		"statement-repeated":         "an agreement does not use such a statement; the finding duplicate-statement says so",
		"unreadable-charge":          "an agreement does not use such a charge; the finding amount-out-of-range says so",
	},
	"penalty.Label":     {"chosen": "no fact tells what the customer chose"},
	"penalty.LineState": {"disputed": ofOwnStatements},
	"penalty.Rule":      {"named": needsCode},
	"sla.FindingCode":   {"crises-unlisted": "a case would need more than 100,000 alarms"},
	"sla.NoteCode":      {"unknown-objective": "a case that asks about an unknown objective is refused"},
}

const (
	needsCode       = "a metric or rule of your own is Go code, and a case has none"
	ofPrograms      = "a program asks package metrics about it; no agreement and no result has it"
	rounds          = "a program rounds figures by it; an agreement has penalty.RoundingMode"
	ofOwnStatements = "only a statement has it that a program made or changed itself"
	unsaidMost      = 27 // may only fall
)

// The table of words in the README of the collection is what its cases say. Every word of
// the code stands in a case, or has a reason why no case can have it.
func TestTheVocabularyOfTheCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("runs all cases once more")
	}
	code := wordsOfTheCode(t)
	told := wordsOfTheCases(t, code)
	var table, why strings.Builder
	table.WriteString("| words of | in a case | in no case |\n| --- | --- | --- |\n")
	why.WriteString("| in no case | because |\n| --- | --- |\n")
	left := 0
	for _, of := range slices.Sorted(maps.Keys(code)) {
		var in, out []string
		for _, w := range slices.Sorted(maps.Keys(code[of])) {
			reason := unsaid[of][w]
			switch {
			case told[of][w] && reason != "":
				t.Errorf("%s %q stands in a case; take it off the list of words that no case can have", of, w)
			case !told[of][w] && reason == "":
				t.Errorf("%s %q stands in no case; write a case that states or expects it", of, w)
			}
			if told[of][w] {
				in = append(in, w)
				continue
			}
			out = append(out, w)
			fmt.Fprintf(&why, "| %s: %s | %s |\n", of, w, reason)
			left++
		}
		fmt.Fprintf(&table, "| %s | %s | %s |\n", of, strings.Join(in, ", "), strings.Join(out, ", "))
	}
	for of, words := range unsaid {
		for w := range words {
			if !code[of][w] {
				t.Errorf("%s has no word %q; take it off the list of words that no case can have", of, w)
			}
		}
	}
	if left > unsaidMost {
		t.Errorf("%d words stand in no case; the list may only get shorter than %d", left, unsaidMost)
	}
	readme, err := os.ReadFile("corpus/README.md")
	if err != nil || !strings.Contains(string(readme), table.String()) || !strings.Contains(string(readme), why.String()) {
		t.Errorf("corpus/README.md (%v) needs these tables:\n%s\n%s", err, table.String(), why.String())
	}
}

// What the rule of the vocabulary rests on: the words are found in the source, and only
// the words of terms and answers count.
func TestTheVocabularyIsFound(t *testing.T) {
	code := wordsOfTheCode(t)
	for of, words := range map[string][]string{
		"sla.Reopen":      {"new-cycle", "final"},
		"sla.NoteCode":    {"started-by", "late-after-due"},
		"sla.FindingCode": {"unreadable", "never-matched"},
		"sla.Phase":       {"waiting", "not-applicable"},
		"metrics.Reason":  {"no-items", "not-yet"},
		"metrics.Metric":  {"share", "time-in"},
		"penalty.Rule":    {"tiers", "per-unit-late"},
	} {
		for _, w := range words {
			if !code[of][w] {
				t.Errorf("the code has no word %q of %s", w, of)
			}
		}
	}
	told := vocabulary{}
	answered(told, code, "ticket", "", "desk/because repair", true, []string{"grace", "objectives[0]", "30m"})
	answered(told, code, "period", "", "other findings", true, []string{"credit-rule", "web", "credits.rules[0]", "gap"})
	answered(told, code, "period", "", "repair", false, []string{"not-measurable", "no-items"})
	answered(told, code, "period", "", "repair", false, []string{"promised", "running"})
	stated(told, code, reflect.ValueOf(struct {
		Reopen sla.Reopen
		Title  string
		Metric metrics.Metric
	}{sla.Final, "from-start", metrics.TimeIn{Attribute: "carry-elapsed"}}))
	want := vocabulary{"sla.NoteCode": {"grace": true}, "sla.FindingCode": {"credit-rule": true}, "penalty.FindingCode": {"gap": true},
		"penalty.Verdict": {"not-measurable": true}, "metrics.Reason": {"no-items": true},
		"sla.Reopen": {"final": true}, "metrics.Metric": {"time-in": true}}
	if !reflect.DeepEqual(told, want) {
		t.Errorf("got %v\nwant %v", told, want)
	}
}
