package casefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/sla"
)

// Suite is a folder of case files.
type Suite struct {
	// Files has the case files, and the files that they name.
	Files fs.FS
	// Sources is where agreements find holidays, zones, own metrics and own credit
	// rules. If its Holidays are nil, they are holidays.Official.
	Sources sla.Sources
	// Saw is called with each result that a case asks about, and the line that asks.
	// Nil: no function is called.
	Saw func(line int, r *sla.Result)

	export func(*portable) error
}

// Names lists the case files of the folder and below, sorted. A folder without
// case files is an error.
func (s Suite) Names() (names []string, err error) {
	if s.Files == nil {
		return nil, errors.New("no files: use slatest.Dir or an embed.FS")
	}
	err = fs.WalkDir(s.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) == ".case" {
			names = append(names, name)
		}
		return err
	})
	if err == nil && len(names) == 0 {
		err = errors.New("the folder has no file that ends with .case")
	}
	return names, err
}

// Ran is what became of the cases of a file.
type Ran struct {
	Cases []Case
	run   *run
}

// Case is what became of one case.
type Case struct {
	Name     string // empty: the file is one case
	Line     int    // of the heading
	Mistakes []*Mistake
}

// Edits is how many answers differ in meaning from what the library says.
func (r *Ran) Edits() int { return len(r.run.edits) }

// Updated is the file with these answers replaced. All else stays as it is written.
func (r *Ran) Updated() []byte { return r.run.updated() }

// Run runs the cases of one file. The error is a Mistake of a file that cannot be read
// as lines.
func (s Suite) Run(name string, data []byte) (*Ran, error) {
	p, err := readPage(name, data)
	if err != nil {
		return nil, err
	}
	if s.Sources.Holidays == nil {
		s.Sources.Holidays = holidays.Official
	}
	all := &Ran{run: &run{files: s.Files, page: p, sources: s.Sources, saw: s.Saw, export: s.export}}
	first := slices.IndexFunc(p.heads, isCase)
	shared, rest := p.heads, []*line(nil)
	if first >= 0 {
		shared, rest = p.heads[:first], p.heads[first:]
	} else {
		all.one(Case{Line: 1}, shared)
	}
	seen := map[string]int{}
	for len(rest) > 0 {
		end := 1
		for end < len(rest) && !isCase(rest[end]) {
			end++
		}
		head := rest[0]
		title := strings.TrimSpace(strings.TrimPrefix(head.text, "case"))
		c := Case{Name: title, Line: head.number}
		switch before := seen[title]; {
		case title == "":
			c.Name = fmt.Sprintf("line %d", head.number)
			c.Mistakes = append(c.Mistakes, &Mistake{head.number, errors.New("a case has a title: case Lunch does not count")})
		case before > 0:
			c.Mistakes = append(c.Mistakes, &Mistake{head.number, fmt.Errorf("the case of line %d has this title; give this case another", before)})
		case len(head.below) > 0:
			c.Mistakes = append(c.Mistakes, &Mistake{head.below[0].number, errors.New("nothing is indented below a case; its blocks stand at the start of the line")})
		}
		seen[title] = head.number
		all.one(c, slices.Concat(shared, rest[1:end]))
		rest = rest[end:]
	}
	return all, nil
}

func isCase(l *line) bool { return l.text == "case" || strings.HasPrefix(l.text, "case ") }

// one runs one case.
func (r *Ran) one(c Case, blocks []*line) {
	w := newWorld(r.run)
	w.fails = nil
	for _, l := range blocks {
		w.block(l)
	}
	switch {
	case len(w.fails)+len(c.Mistakes) > 0 || w.broken:
	case w.answers == 0:
		w.failAt(c.Line, "the case asks nothing; write what should hold after =>")
	case w.silent != nil:
		w.fail(w.silent, "nothing is asked about the ticket, and no period follows; write what should hold after =>")
	}
	c.Mistakes = append(c.Mistakes, w.fails...)
	if err := w.finish(c); err != nil {
		c.Mistakes = append(c.Mistakes, &Mistake{c.Line, err})
	}
	r.Cases = append(r.Cases, c)
}

// Write replaces a case file of a folder at once: nobody ever sees a part of it. A file
// that its owner may not write is left alone. Behind a symbolic link the file itself is
// replaced.
func Write(folder, name string, data []byte) error {
	target, err := filepath.EvalSymlinks(filepath.Join(folder, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o200 == 0 {
		return fmt.Errorf("%s is read-only; nothing was rewritten", name)
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
