package main

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const corpusDir = "../../sla/slatest/corpus"

func converted(t *testing.T) *corpus {
	t.Helper()
	c, err := convert(os.DirFS("testdata/cases"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The collection has what the converter writes: the answers of the JSON.
func TestTheCorpusIsWhatTheConverterWrites(t *testing.T) {
	c := converted(t)
	for name, s := range c.files {
		on, err := os.ReadFile(filepath.Join(corpusDir, filepath.FromSlash(name)))
		if err != nil || string(on) != s.String() {
			t.Errorf("%s differs (%v); run: go run ./internal/conformance -write sla/slatest/corpus", name, err)
		}
	}
	on, err := os.ReadFile(filepath.Join(corpusDir, "left.tsv"))
	if err != nil || string(on) != c.leftover() {
		t.Errorf("left.tsv differs: %v", err)
	}
}

// jsonIDs are the ids of the entries of a topic, read without the converter.
func jsonIDs(t *testing.T, topic string) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	names, err := filepath.Glob("testdata/cases/" + topic + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		var top map[string]json.RawMessage
		data, err := os.ReadFile(name)
		if err == nil {
			err = json.Unmarshal(data, &top)
		}
		if err != nil {
			t.Fatal(err)
		}
		for list, raw := range top {
			var entries []struct {
				ID, Name, Source string
				Period           word
				Target           word `json:"target_percent"`
			}
			if json.Unmarshal(raw, &entries) != nil || !slices.Contains(standard, list) || list == "documents" {
				continue
			}
			for _, e := range entries {
				id := e.ID + e.Name
				switch {
				case id != "":
				case e.Target != "":
					id = e.Target.percent() + " " + string(e.Period)
				default:
					id = e.Source
				}
				ids[id] = true
			}
		}
	}
	return ids
}

var (
	rowID   = regexp.MustCompile(`(?m) => .*  # (\S.*)$`)
	titleID = regexp.MustCompile(`(?m)^case (.*)$\n(?:# (.*)$)?`)
)

// textIDs are the ids that the text of the case files of a topic names.
func textIDs(t *testing.T, topic string) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	err := fs.WalkDir(os.DirFS(corpusDir), topic, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(corpusDir, filepath.FromSlash(name)))
		for _, m := range rowID.FindAllStringSubmatch(string(data), -1) {
			ids[m[1]] = true
		}
		for _, m := range titleID.FindAllStringSubmatch(string(data), -1) {
			ids[m[1]], ids[m[2]] = true, true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// Each entry of the JSON form is in a case file or in left.tsv, and no
// row has an id that the JSON form does not have.
func TestEveryEntryIsInTheCorpus(t *testing.T) {
	left := map[string]map[string]bool{}
	data, err := os.ReadFile(filepath.Join(corpusDir, "left.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	entries, expectations := 0, 0
	for _, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		fields := strings.Split(line, "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(fields) != 5 || fields[2] == "" {
			t.Fatalf("%q: write file, expectation, why, entries, Go test", line)
		}
		ids := strings.Split(fields[3], ", ")
		if fields[4] != "" {
			asksIn(t, fields[4], ids)
			ids = nil
		}
		if fields[1] != "-" {
			expectations += len(ids)
			continue
		}
		entries += len(ids)
		topic, _, _ := strings.Cut(fields[0], "/")
		if left[topic] == nil {
			left[topic] = map[string]bool{}
		}
		for _, id := range strings.Split(fields[3], ", ") {
			left[topic][id] = true
		}
	}
	// What no Go test asks either.
	if entries > leftEntries || expectations > leftExpectations {
		t.Errorf("%d entries and %d expectations are left, more than %d and %d", entries, expectations, leftEntries, leftExpectations)
	}
	inText := map[string]map[string]bool{}
	for _, topic := range slices.Sorted(maps.Keys(writers)) {
		inText[topic] = textIDs(t, topic)
		for id := range jsonIDs(t, topic) {
			if !inText[topic][id] && !left[topic][id] {
				t.Errorf("%s: %s is in no case file, and the list of what is left does not name it", topic, id)
			}
		}
	}
	for entry := range converted(t).said {
		parts := strings.SplitN(entry, "/", 3)
		if !inText[parts[0]][parts[2]] {
			t.Errorf("%s is said to be converted, and no case file names it", entry)
		}
	}
}

// asksIn checks that a Go test asks for the ids: the tests of its package name them.
func asksIn(t *testing.T, test string, ids []string) {
	t.Helper()
	dir, name, ok := strings.Cut(test, ".")
	names, err := filepath.Glob(filepath.Join("../..", filepath.FromSlash(dir), "*_test.go"))
	if !ok || err != nil {
		t.Errorf("%v: %q is no Go test (%v)", ids, test, err)
		return
	}
	for _, file := range names {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, body, found := strings.Cut(string(data), "func "+name+"(t *testing.T) {\n")
		if !found {
			continue
		}
		body, _, _ = strings.Cut(body, "\n}\n")
		for _, id := range ids {
			if !strings.Contains(body, strconv.Quote(id)) {
				t.Errorf("%s does not name %s", test, id)
			}
		}
		return
	}
	t.Errorf("%v: there is no test %s", ids, test)
}

const leftEntries, leftExpectations = 0, 0
