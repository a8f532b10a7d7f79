package slatest_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/upheld/upheld/sla/slatest"
	"github.com/upheld/upheld/sla/specfile"
)

// The table of words in the README of the collection is what its cases say: a word that
// a case gains moves over.
func TestTheVocabularyOfTheCorpus(t *testing.T) {
	var schema struct {
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(specfile.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	word := regexp.MustCompile(`[\w-]+`)
	err := fs.WalkDir(slatest.Corpus(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(slatest.Corpus(), name)
		for _, line := range strings.Split(string(data), "\n") {
			if text, _, _ := strings.Cut(line, "# "); !strings.HasPrefix(text, "case ") {
				for _, w := range word.FindAllString(text, -1) {
					told[w] = true
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	table.WriteString("| words of | in a case | in no case yet |\n| --- | --- | --- |\n")
	for _, name := range slices.Sorted(maps.Keys(schema.Defs)) {
		words := map[string]bool{}
		var def any
		if err := json.Unmarshal(schema.Defs[name], &def); err != nil {
			t.Fatal(err)
		}
		enumerated(def, words)
		var in, out []string
		for _, w := range slices.Sorted(maps.Keys(words)) {
			if told[w] {
				in = append(in, w)
			} else {
				out = append(out, w)
			}
		}
		if len(words) > 1 {
			fmt.Fprintf(&table, "| %s | %s | %s |\n", name, strings.Join(in, ", "), strings.Join(out, ", "))
		}
	}
	readme, err := os.ReadFile("corpus/README.md")
	if err != nil || !strings.Contains(string(readme), table.String()) {
		t.Errorf("corpus/README.md (%v) needs this table:\n%s", err, table.String())
	}
}

// enumerated collects the words of a part of the schema that a file chooses from.
func enumerated(v any, words map[string]bool) {
	switch v := v.(type) {
	case []any:
		for _, each := range v {
			enumerated(each, words)
		}
	case map[string]any:
		if list, ok := v["enum"].([]any); ok {
			for _, w := range list {
				words[fmt.Sprint(w)] = true
			}
		}
		if w, ok := v["const"].(string); ok {
			words[w] = true
		}
		for _, key := range []string{"anyOf", "oneOf", "items"} {
			enumerated(v[key], words)
		}
	}
}
