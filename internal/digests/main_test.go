package main

import (
	"bytes"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// Each pair of values of two columns stands in at least one cell, and each column has
// the values that .ci/cells promises.
func TestEachPairStandsInACell(t *testing.T) {
	data, err := os.ReadFile("cells.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "#") {
			rows = append(rows, strings.Split(strings.TrimSpace(line), "\t"))
		}
	}
	columns, cells := rows[0], rows[1:]
	want := map[string][]string{
		"go": {"floor", "own"}, "GOARCH": {"386", "amd64"}, "TZ": {"America/St_Johns", "Asia/Kathmandu", "UTC"},
		"LC_ALL": {"C.UTF-8", "tr_TR.UTF-8"}, "GOMAXPROCS": {"1", "8"},
	}
	if len(columns) != len(want) || len(cells) != 12 {
		t.Fatalf("%d columns and %d cells, want %d and 12", len(columns), len(cells), len(want))
	}
	stands := map[[4]string]bool{}
	for i, cell := range cells {
		if len(cell) != len(columns) {
			t.Fatalf("cell %d has %d columns", i+1, len(cell))
		}
		for a, left := range columns {
			if !slices.Contains(want[left], cell[a]) {
				t.Errorf("cell %d: %s is %q, want one of %q", i+1, left, cell[a], want[left])
			}
			for b, right := range columns {
				stands[[4]string{left, cell[a], right, cell[b]}] = true
			}
		}
	}
	for left, lefts := range want {
		for right, rights := range want {
			for _, x := range lefts {
				for _, y := range rights {
					if left != right && !stands[[4]string{left, x, right, y}] {
						t.Errorf("no cell has %s=%s with %s=%s", left, x, right, y)
					}
				}
			}
		}
	}
}

func TestDifferencesAreNamed(t *testing.T) {
	want := "a.case\tline 1\t2026-01\taa\na.case\tline 2\t2026-02\tbb\n"
	for _, c := range []struct{ want, got, told string }{
		{want, want, ""},
		{want, "a.case\tline 2\t2026-02\tbb\na.case\tline 1\t2026-01\taa\n", ""},
		{want, "a.case\tline 1\t2026-01\taa\na.case\tline 2\t2026-02\tbc\n", "a.case\tline 2\t2026-02: digest bc, want bb"},
		{want, "a.case\tline 1\t2026-01\taa\n", "a.case\tline 2\t2026-02: digest missing, want bb"},
		{want, want + "b.case\tline 1\t2026-01\tcc\n", "b.case\tline 1\t2026-01: digest cc, want none"},
		{"", want, "the listing to compare with is empty"},
	} {
		if got := strings.Join(differences([]byte(c.want), []byte(c.got)), "\n"); got != c.told {
			t.Errorf("differences tells %q, want %q", got, c.told)
		}
	}
}

// changed is the repository with another text of one file.
type changed struct {
	fs.FS
	name string
	file fs.FS
}

func (c changed) Open(name string) (fs.File, error) {
	if name == c.name {
		return c.file.Open(name)
	}
	return c.FS.Open(name)
}

// change replaces a text that the file has once.
func change(t *testing.T, name, old, text string) fs.FS {
	t.Helper()
	root := os.DirFS("../..")
	data, err := fs.ReadFile(root, name)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Count(data, []byte(old)) != 1 {
		t.Fatalf("%s has %q not once", name, old)
	}
	data = bytes.Replace(data, []byte(old), []byte(text), 1)
	return changed{root, name, fstest.MapFS{name: {Data: data}}}
}

// A ticket that is resolved too late changes the digest and the pages of its period, and
// no others.
func TestAChangedFactIsNamed(t *testing.T) {
	if testing.Short() {
		t.Skip("lists all digests")
	}
	want, err := list(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	got, err := list(change(t, "examples/first/facts.json", "2026-02-19T01:30:00+08:00", "2026-02-19T05:30:00+08:00"))
	if err != nil {
		t.Fatal(err)
	}
	different := differences(want, got)
	if len(different) != 3 || slices.ContainsFunc(different, func(line string) bool { return !strings.HasPrefix(line, "examples/first/agreement.yaml\t") }) {
		t.Errorf("a changed fact of the example first is told as %q", different)
	}
}

// A case whose answer does not hold fails with its file and line.
func TestAWrongAnswerFails(t *testing.T) {
	if testing.Short() {
		t.Skip("lists all digests")
	}
	const name = "sla/slatest/testdata/14-two-charges.case"
	_, err := list(change(t, name, "100.00 EUR", "100.01 EUR"))
	if err == nil || !strings.Contains(err.Error(), name+":") {
		t.Errorf("a wrong answer is told as %v", err)
	}
}
