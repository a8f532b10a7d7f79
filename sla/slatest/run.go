package slatest

import (
	"embed"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/sla"
)

// Run runs every *.case file of a folder and of the folders below it, a subtest for
// each file and each case. Calendars of agreements may name the holidays of
// holidays.Official. A folder without a case file fails the test.
//
// If the variable UPHELD_UPDATE is exactly 1 and files is a Dir, Run rewrites the
// answers that differ, and fails the test, because the difference is to be read. It
// refuses to do so if the variable CI is set.
func Run(t *testing.T, files fs.FS) {
	t.Helper()
	Suite{Files: files}.Run(t)
}

// Suite is Run with settings.
type Suite struct {
	// Files has the case files, and the files that they name.
	Files fs.FS
	// Sources is where agreements find holidays, zones, own metrics and own credit
	// rules. If its Holidays are nil, they are holidays.Official.
	Sources sla.Sources
}

// Run runs the cases as the function Run does.
func (s Suite) Run(t *testing.T) {
	t.Helper()
	suite := casefile.Suite{Files: s.Files, Sources: s.Sources}
	update := os.Getenv("UPHELD_UPDATE") == "1"
	dir, writable := s.Files.(folder)
	names, err := suite.Names()
	switch {
	case err != nil && writable:
		t.Fatalf("slatest: %s: %v", dir.path, err)
	case err != nil:
		t.Fatalf("slatest: %v", err)
	case update && os.Getenv("CI") != "":
		t.Fatal("UPHELD_UPDATE=1 is refused where CI is set: a person rewrites answers, who reads the difference")
	case update && !writable:
		t.Fatal("UPHELD_UPDATE=1 needs files that can be written: use slatest.Dir")
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(name, ".case"), func(t *testing.T) {
			data, err := fs.ReadFile(s.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			ran, err := suite.Run(name, data)
			if err != nil {
				t.Fatalf("%s:%v", name, err)
			}
			for _, c := range ran.Cases {
				if c.Name == "" {
					tell(t, name, c)
					continue
				}
				t.Run(c.Name, func(t *testing.T) { tell(t, name, c) })
			}
			if n := ran.Edits(); update && n > 0 {
				if err := casefile.Write(dir.path, name, ran.Updated()); err != nil {
					t.Fatal(err)
				}
				answers := "answers"
				if n == 1 {
					answers = "answer"
				}
				t.Errorf("%s: %d %s rewritten; read the difference", name, n, answers)
			}
		})
	}
}

func tell(t *testing.T, name string, c casefile.Case) {
	t.Helper()
	for _, m := range c.Mistakes {
		t.Errorf("%s:%v", name, m)
	}
}

// Dir is a folder of the machine whose cases can be rewritten, such as
// Dir("testdata/sla").
func Dir(path string) fs.FS { return folder{os.DirFS(path), path} }

// folder is the files of a Dir.
type folder struct {
	fs.FS
	path string
}

//go:embed corpus/*/*.case corpus/*/*.ics
var corpus embed.FS

// Corpus is the public collection of cases: calendars, tickets, availability, credits,
// contracts, policies, and what people reported. Each case says in a comment where it is
// from; see corpus/README.md. A changed answer in the collection is a change of results.
func Corpus() fs.FS {
	files, err := fs.Sub(corpus, "corpus")
	if err != nil {
		panic(err) // the folder is a constant
	}
	return files
}
