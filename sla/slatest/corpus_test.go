package slatest_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/upheld/upheld/sla/slatest"
)

// The public collection holds, and each of its files says which form it has.
func TestCorpus(t *testing.T) {
	slatest.Run(t, slatest.Corpus())
	names, err := fs.Glob(slatest.Corpus(), "*/*.case")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(slatest.Corpus(), name)
		if err != nil || !strings.HasPrefix(string(data), "# corpus 1\n") {
			t.Errorf("%s: %v; the first line is # corpus 1", name, err)
		}
	}
	onDisk, err := filepath.Glob("corpus/*/*.case")
	if err != nil || len(onDisk) != len(names) {
		t.Errorf("%d files of %d are in the collection: %v", len(names), len(onDisk), err)
	}
}

// secondReader runs corpus/second.py, which reads the text of calendar rows and shares
// no code with the library.
func secondReader(t *testing.T, files ...string) (said string, agreed bool) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("the second reader needs python3")
		}
		t.Skip("the second reader needs python3")
	}
	out, err := exec.Command(python, append([]string{"corpus/second.py"}, files...)...).CombinedOutput()
	return string(out), err == nil
}

// A second reader in another language agrees with each row of a calendar, and tells a
// row that was changed.
func TestTheSecondReader(t *testing.T) {
	files, err := filepath.Glob("corpus/calendars/*.case")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "testdata/03-dst-night.case", "testdata/19-calendars.case")
	said, agreed := secondReader(t, files...)
	count := regexp.MustCompile(`(?m)^(\d+) of (\d+) rows`).FindStringSubmatch(said)
	if !agreed || count == nil || count[1] != count[2] {
		t.Error(said)
	}
	changed := filepath.Join(t.TempDir(), "x.case")
	text := strings.Replace(read(t, "testdata/03-dst-night.case"), "=> 743h", "=> 744h", 1)
	if err := os.WriteFile(changed, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if said, agreed := secondReader(t, changed); agreed || !strings.Contains(said, "2 of 3 rows") {
		t.Errorf("a changed row is not told: %s", said)
	}
}

// Each case that was written with only the page of the language at hand says what its
// first run said, and there are at least ten of them.
func TestCasesFromThePageSayTheirFirstRun(t *testing.T) {
	files, err := filepath.Glob("corpus/written-from-the-page/*.case")
	if err != nil {
		t.Fatal(err)
	}
	all := 0
	for _, file := range files {
		for _, text := range strings.Split(read(t, file), "\ncase ")[1:] {
			all++
			title, rest, _ := strings.Cut(text, "\n")
			remark := ""
			for line := range strings.Lines(rest) {
				if !strings.HasPrefix(line, "#") {
					break
				}
				remark += line
			}
			if !strings.Contains(remark, "first run") {
				t.Errorf("%s: %s does not say what its first run said", file, title)
			}
		}
	}
	if all < 10 {
		t.Errorf("%d cases", all)
	}
}
