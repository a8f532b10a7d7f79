package slatest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/upheld/upheld/calendar/holidays"
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
	names, err := caseFiles(s.Files)
	if err != nil {
		t.Fatal(err)
	}
	update := os.Getenv("UPHELD_UPDATE") == "1"
	dir, writable := s.Files.(folder)
	switch {
	case update && os.Getenv("CI") != "":
		t.Fatal("UPHELD_UPDATE=1 is refused where CI is set: answers are rewritten by a person who reads the difference")
	case update && !writable:
		t.Fatal("UPHELD_UPDATE=1 needs files that can be written: use slatest.Dir")
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(name, ".case"), func(t *testing.T) {
			data, err := fs.ReadFile(s.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			ran, err := s.run(name, data)
			if err != nil {
				t.Fatalf("%s:%v", name, err)
			}
			for _, c := range ran.cases {
				if c.name == "" {
					tell(t, name, c.fails)
					continue
				}
				t.Run(c.name, func(t *testing.T) { tell(t, name, c.fails) })
			}
			if update && len(ran.edits) > 0 {
				if err := dir.write(name, ran.updated()); err != nil {
					t.Fatal(err)
				}
				t.Errorf("%s: %d answers rewritten; read the difference", name, len(ran.edits))
			}
		})
	}
}

func tell(t *testing.T, name string, fails []*mistake) {
	for _, m := range fails {
		t.Errorf("%s:%v", name, m)
	}
}

// caseFiles lists the case files of a folder and below.
func caseFiles(files fs.FS) (names []string, err error) {
	if files == nil {
		return nil, errors.New("slatest: no files: use slatest.Dir or an embed.FS")
	}
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) == ".case" {
			names = append(names, name)
		}
		return err
	})
	if err == nil && len(names) == 0 {
		err = errors.New("slatest: the folder has no file that ends with .case")
	}
	return names, err
}

// Dir is a folder of the machine whose cases can be rewritten, such as
// Dir("testdata/sla"). Links lead no further than the folder.
func Dir(path string) fs.FS { return folder{os.DirFS(path), path} }

// folder is the files of a Dir.
type folder struct {
	fs.FS
	path string
}

// write replaces a file at once: nobody ever sees a part of it.
func (f folder) write(name string, data []byte) error {
	target := filepath.Join(f.path, filepath.FromSlash(name))
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(target), ".case-*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	err = errors.Join(err, temporary.Chmod(info.Mode().Perm()), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), target)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(temporary.Name()))
	}
	return err
}

// ran is what became of the cases of a file.
type ran struct {
	*run
	cases []ranCase
}

type ranCase struct {
	name  string // empty: the file is one case
	line  int
	fails []*mistake
}

// run runs the cases of one file. The error is about a file that cannot be read as
// lines.
func (s Suite) run(name string, data []byte) (*ran, error) {
	p, err := readPage(name, data)
	if err != nil {
		return nil, err
	}
	if s.Sources.Holidays == nil {
		s.Sources.Holidays = holidays.Official
	}
	all := &ran{run: &run{files: s.Files, page: p, sources: s.Sources}}
	first := slices.IndexFunc(p.heads, isCase)
	shared, rest := p.heads, []*line(nil)
	if first >= 0 {
		shared, rest = p.heads[:first], p.heads[first:]
	} else {
		all.one(ranCase{line: 1}, shared)
	}
	seen := map[string]int{}
	for len(rest) > 0 {
		end := 1
		for end < len(rest) && !isCase(rest[end]) {
			end++
		}
		head := rest[0]
		title := strings.TrimSpace(strings.TrimPrefix(head.text, "case"))
		c := ranCase{name: title, line: head.number}
		switch before := seen[title]; {
		case title == "":
			c.name = fmt.Sprintf("line %d", head.number)
			c.fails = append(c.fails, &mistake{head.number, errors.New("a case has a title: case Lunch does not count")})
		case before > 0:
			c.fails = append(c.fails, &mistake{head.number, fmt.Errorf("the case of line %d has this title; give this case another", before)})
		case len(head.below) > 0:
			c.fails = append(c.fails, &mistake{head.below[0].number, errors.New("nothing is indented below a case; its blocks stand at the start of the line")})
		}
		seen[title] = head.number
		all.one(c, slices.Concat(shared, rest[1:end]))
		rest = rest[end:]
	}
	return all, nil
}

func isCase(l *line) bool { return l.text == "case" || strings.HasPrefix(l.text, "case ") }

// one runs one case.
func (r *ran) one(c ranCase, blocks []*line) {
	w := newWorld(r.run)
	r.fails = nil
	for _, l := range blocks {
		w.block(l)
	}
	switch {
	case len(r.fails)+len(c.fails) > 0 || w.broken:
	case w.answers == 0:
		w.failAt(c.line, "the case asks nothing; write what should hold after =>")
	case w.silent != nil:
		w.fail(w.silent, "nothing is asked about the ticket, and no period follows; write what should hold after =>")
	}
	c.fails = append(c.fails, r.fails...)
	r.cases = append(r.cases, c)
}
