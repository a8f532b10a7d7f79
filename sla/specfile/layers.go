package specfile

import (
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/parts"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/terms"
)

// Resolve reads an agreement and the layers that it extends, and lays them over one
// another: see package terms. Layers are named by their files. A file that extends
// nothing is its only layer. The agreement is not compiled; the error has the problems
// of form of all files, and paths of removed that name nothing.
func Resolve(files fs.FS, name string) (terms.Resolved, error) {
	s := stackOf(files, name)
	if err := s.firm(); err != nil {
		return terms.Resolved{}, err
	}
	r, _ := s.resolve()
	if err := s.err(); err != nil {
		return terms.Resolved{}, err
	}
	return r, nil
}

// stack holds the layers of an agreement, the lowest first. The last is the file that
// was opened.
type stack struct {
	layers []*loader
	names  []string
	flat   sla.Spec
}

func stackOf(files fs.FS, name string) *stack {
	top := &loader{reader: newReader(), from: files}
	top.load(name, nil, place{}, "")
	s := &stack{}
	read, size := len(top.files), top.size
	seen := map[string]bool{name: true}
	for i, other := range top.made.Extends {
		at, by := top.places[fmt.Sprintf("extends[%d]", i)], fmt.Sprintf("extends[%d]", i)
		other = pathBeside(name, other)
		l := &loader{reader: newReader(), from: files, size: size, others: read, layer: true}
		switch {
		case seen[other]:
			top.add(at, by, other, fault.Because(fault.ErrConflict, "the file is a layer already"))
			top.broken = true
			continue
		case read >= filesMax:
			top.add(at, by, other, fault.Because(fault.ErrRange, "at most %d files make an agreement", filesMax))
			top.broken = true
			continue
		}
		seen[other] = true
		l.load(other, nil, place{}, "")
		if l.broken && len(l.all) == 1 && l.all[0].at.line == 0 { // the file cannot be read: say who asks for it
			top.add(at, by, other, l.all[0].Err)
			top.broken = true
			continue
		}
		read, size = read+len(l.files), l.size
		s.layers, s.names = append(s.layers, l), append(s.names, other)
	}
	s.layers, s.names = append(s.layers, top), append(s.names, name)
	for _, l := range s.layers {
		l.unique(l.made.Objectives, "objectives")
		for i, r := range l.made.Revisions {
			l.unique(r.Change.Objectives, fmt.Sprintf("revisions[%d].change.objectives", i))
		}
	}
	return s
}

// pathBeside gives the path of a file that another file names.
func pathBeside(name, other string) string {
	if other == "" || strings.HasPrefix(other, "/") || path.Dir(name) == "." {
		return other
	}
	return path.Join(path.Dir(name), other)
}

// firm gives the problems of form of all layers if one of them has problems so severe
// that meaning cannot be checked.
func (s *stack) firm() error {
	for _, l := range s.layers {
		if l.firm() != nil {
			return s.err()
		}
	}
	return nil
}

// err joins the problems of all layers: first those of the file that was opened.
func (s *stack) err() error {
	var errs []error
	for _, l := range slices.Backward(s.layers) {
		if l.err() != nil { // it sorts them
			errs = append(errs, l.errs()...)
		}
	}
	return joined(errs)
}

// resolve lays the layers over one another; ok is false if they do not fit.
func (s *stack) resolve() (r terms.Resolved, ok bool) {
	var layers []terms.Layer
	for i, l := range s.layers {
		layers = append(layers, terms.Layer{Name: s.names[i], Spec: l.made.Spec})
	}
	r, err := terms.Resolve(layers...)
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			for i, l := range s.layers {
				if strings.HasPrefix(e.Error(), s.names[i]+": ") {
					l.meaning(e)
					break
				}
			}
		}
	}
	s.flat = r.Spec
	return r, err == nil
}

// open compiles the agreement that the layers come to.
func (s *stack) open(files fs.FS, sources sla.Sources) (*sla.Agreement, error) {
	if _, ok := s.resolve(); !ok {
		return nil, s.err()
	}
	if sources.File == nil {
		sources.File = holidays.Files(files)
	}
	agreement, err := sources.New(s.flat)
	for _, e := range fault.All(err) {
		at := *e
		l, path := s.home(e.Path)
		at.Path = path
		l.meaning(&at)
	}
	if err := s.err(); err != nil {
		return nil, err
	}
	return agreement, nil
}

// home finds the layer that states the value at a path of the flat agreement, and the
// path in that layer. A value that no layer states belongs to the highest layer that
// states something around it.
func (s *stack) home(path string) (*loader, string) {
	top := s.layers[len(s.layers)-1]
	from, change, rest := "", sla.Spec{}, path
	if revision, below, ok := strings.Cut(path, "]."); ok && strings.HasPrefix(revision, "revisions[") {
		i := indexIn(revision)
		if i < 0 || i >= len(s.flat.Revisions) {
			return top, path
		}
		from, change = parts.Instant(string(s.flat.Revisions[i].From)), s.flat.Revisions[i].Change
		within, inside := strings.CutPrefix(below, "change.")
		if !inside { // from, pins, reason
			for _, l := range slices.Backward(s.layers) {
				for j, r := range l.made.Revisions {
					if parts.Instant(string(r.From)) == from {
						return l, fmt.Sprintf("revisions[%d].%s", j, below)
					}
				}
			}
			return top, path
		}
		rest = within
	} else {
		change = s.flat
	}
	if index, below, ok := strings.Cut(rest, "]"); ok && strings.HasPrefix(index, "objectives[") {
		if i := indexIn(index); i >= 0 && i < len(change.Objectives) {
			rest = parts.Below("objectives", change.Objectives[i].ID) + below
		}
	}
	for part := rest; part != ""; part = part[:max(0, strings.LastIndexAny(part, ".["))] {
		for _, l := range slices.Backward(s.layers) {
			for j, r := range slices.Backward(l.made.Revisions) {
				if from != "" && parts.Instant(string(r.From)) <= from {
					if at, ok := placed(&r.Change, part); ok {
						return l, fmt.Sprintf("revisions[%d].change.%s", j, at+rest[len(part):])
					}
				}
			}
			if at, ok := placed(&l.made.Spec, part); ok {
				return l, at + rest[len(part):]
			}
		}
	}
	return top, path
}

// placed gives the path of a part or field in a Spec that states it, with the index of
// its objective.
func placed(spec *sla.Spec, part string) (string, bool) {
	if !parts.At(reflect.ValueOf(spec).Elem(), part).IsValid() {
		return "", false
	}
	for i, o := range spec.Objectives {
		at := parts.Below("objectives", o.ID)
		if below, ok := strings.CutPrefix(part, at); ok && (below == "" || below[0] == '.') {
			return fmt.Sprintf("objectives[%d]%s", i, below), true
		}
	}
	return part, true
}

// indexIn reads the number in a step such as objectives[3.
func indexIn(step string) int {
	var i int
	if _, err := fmt.Sscanf(step[strings.IndexByte(step, '[')+1:], "%d", &i); err != nil {
		return -1
	}
	return i
}
