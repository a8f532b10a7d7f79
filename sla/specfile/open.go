package specfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/sla"
)

// Open reads an agreement from a file, with the files that it includes and the layers
// that it extends, and compiles it. The error joins an *Error for every problem of form and of
// meaning, each with its file, line and column.
//
// iCalendar files that calendars name are read from files too, unless sources.File
// is set; their paths are relative to the file that names them.
//
// Open tells YAML and JSON apart by their contents, not by the name. An agreement
// has at most 20 files and 1 MiB together.
func Open(files fs.FS, name string, sources sla.Sources) (*sla.Agreement, error) {
	s := stackOf(files, name)
	if err := s.firm(); err != nil {
		return nil, err
	}
	return s.open(files, sources)
}

// Parse reads an agreement without compiling it: sla.New does that. The error joins
// an *Error for every problem of form. Parse reads no other files, so include and
// extends are errors; use Open.
func Parse(data []byte) (sla.Spec, error) {
	l := loader{reader: newReader()}
	l.files = []string{""}
	l.text(data)
	if len(l.made.Include) > 0 {
		l.add(l.places["include"], "include", "", fault.Because(fault.ErrConflict, "only Open reads other files"))
	}
	if len(l.made.Extends) > 0 {
		l.add(l.places["extends"], "extends", "", fault.Because(fault.ErrConflict, "only Open and Resolve read other files"))
	}
	if err := l.err(); err != nil {
		return sla.Spec{}, err
	}
	return l.made.Spec, nil
}

// loader reads a file and the files that it includes into one document.
type loader struct {
	*reader
	from   fs.FS
	made   document
	size   int
	others int  // files of other layers
	layer  bool // it is no file that was opened, so that it extends nothing
	broken bool // a file could not be read, so meaning is not checked
}

// load reads the named file and then the files that it includes. around lists the
// files that led here; at and by are the place and path of the include.
func (l *loader) load(name string, around []string, at place, by string) {
	refuse := func(err error) {
		l.broken = true
		if len(around) == 0 {
			l.files = append(l.files, name)
			l.add(place{}, "", "", err)
			return
		}
		l.add(at, by, name, err)
	}
	switch {
	case slices.Contains(around, name):
		refuse(fault.Because(fault.ErrConflict, "a circle: %s", strings.Join(append(slices.Clone(around), name), " includes ")))
		return
	case slices.Contains(l.files, name):
		return // two files include the same third file
	case len(l.files)+l.others >= filesMax:
		refuse(fault.Because(fault.ErrRange, "at most %d files make an agreement", filesMax))
		return
	case !fs.ValidPath(name):
		refuse(fault.Because(fault.ErrSyntax, "a path in this folder is needed, such as shared/calendars.yaml, without / or ./ in front and without .."))
		return
	}
	data, err := l.bytes(name)
	if err != nil {
		refuse(err)
		return
	}
	l.file, l.folder = len(l.files), path.Dir(name)
	l.files = append(l.files, name)
	extends := l.made.Extends
	l.made.Version, l.made.Include, l.made.Extends = "", nil, nil
	var own []place
	if isMarkdown(name) {
		own = l.markdown(data)
	} else {
		own = l.text(data)
	}
	if len(l.made.Extends) > 0 && (l.layer || len(around) > 0) {
		l.add(l.places["extends"], "extends", "", fault.Because(fault.ErrConflict, "only the file that is opened extends others; name the layers there, the lowest first"))
	}
	if len(around) > 0 {
		l.made.Extends = extends
	}
	for i, other := range l.made.Include {
		l.folder = path.Dir(name) // load of the file before has changed it
		l.load(l.beside(other), append(slices.Clone(around), name), own[i], fmt.Sprintf("include[%d]", i))
	}
}

// bytes reads a file, up to the bound on all files together.
func (l *loader) bytes(name string) ([]byte, error) {
	file, err := l.from.Open(name)
	if err != nil {
		var inner *fs.PathError
		if errors.As(err, &inner) {
			err = inner.Err
		}
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, int64(bytesMax-l.size)+1))
	if closed := file.Close(); err == nil {
		err = closed
	}
	l.size += len(data)
	if err == nil && l.size > bytesMax {
		err = tooLarge()
	}
	return data, err
}

func tooLarge() error {
	return fault.Because(fault.ErrRange, "the files of an agreement have at most %d bytes", bytesMax)
}

// text reads one file into the document and gives the places of its includes.
func (l *loader) text(data []byte) (includes []place) {
	if len(data) > bytesMax {
		l.broken = true
		l.add(place{file: l.file}, "", "", tooLarge())
		return nil
	}
	root, line, column, err := parse(data)
	if err != nil {
		l.broken = true
		l.add(place{l.file, line, column}, "", "", err)
		return nil
	}
	l.read(root, reflect.ValueOf(&l.made).Elem(), "")
	l.versions(root)
	for i := range l.made.Include {
		at := fmt.Sprintf("include[%d]", i)
		includes = append(includes, l.places[at])
		delete(l.places, at)
	}
	return includes
}

// versions checks that a file starts with the version of its format. The order of
// keys does not matter in a mapping in braces, as in JSON.
func (l *loader) versions(root *yaml.Node) {
	if root.Kind != yaml.MappingNode {
		l.broken = true
		return
	}
	at := -1
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == "sla" && at < 0 {
			at = i
		}
	}
	switch {
	case at < 0:
		l.add(l.at(root), "sla", "", fault.Because(fault.ErrMissing, "a file starts with the version of its format, sla: %s", version))
	case at > 0 && root.Style&yaml.FlowStyle == 0:
		l.add(l.at(root.Content[at]), "sla", "", fault.Because(fault.ErrConflict, "sla must be the first key of a file"))
	case l.made.Version != version && l.made.Version != "":
		l.report(root.Content[at+1], "sla", fault.ErrUnknown, "this library reads the format %s", version)
	}
}

// leaned lists the parts of an agreement to which other parts refer. If one of them
// cannot be read, most other problems only follow from that.
var leaned = map[string]bool{
	"calendars": true, "clocks": true, "objectives": true, "policies": true, "currency": true,
}

// firm gives the problems of form if they are so severe that meaning cannot be
// checked.
func (l *loader) firm() error {
	whole := l.broken || l.more > 0 || l.lost[""]
	for _, p := range l.all {
		whole = whole || leaned[p.Path] && !errors.Is(p.Err, fault.ErrConflict)
	}
	if whole {
		return l.err()
	}
	return nil
}

// unique reports objectives with the same ID, in one file or several.
func (l *loader) unique(all []sla.Objective, path string) {
	first := map[string]place{}
	for i, o := range all {
		at := fmt.Sprintf("%s[%d].id", path, i)
		if before, twice := first[o.ID]; twice && o.ID != "" {
			l.add(l.places[at], at, o.ID, fault.Because(fault.ErrConflict, "an objective has this name already, at %s", l.place(before)))
			continue
		}
		first[o.ID] = l.places[at]
	}
}

// meaning adds the problems that sla.New found, except problems that only follow
// from problems of form.
func (l *loader) meaning(err error) {
	form := slices.Clone(l.all) // without the problems added here
	for _, found := range fault.All(err) {
		e := &fault.FieldError{Path: inFile(found.Path), Value: found.Value, Err: found.Err}
		if l.stands(e) || slices.ContainsFunc(form, func(p problem) bool { return l.follows(e, p) }) {
			continue
		}
		at, value, cause := l.locate(e.Path), e.Value, e.Err
		if k, ok := l.keys[e.Path]; ok && k.key == e.Value {
			at = k.place // the problem is the key, not its value
		}
		var inside *calendar.SyntaxError
		if errors.As(cause, &inside) {
			exactly, piece, ok := l.within(e.Path, inside.At)
			if ok {
				at, cause = exactly.place, inside.Err
			}
			if piece != "" { // quote what the file has, and not the joined text
				value = piece
			}
		}
		l.add(at, e.Path, value, cause)
	}
}

// inFile gives the path in a file of a value of the Spec: a file has the matrix of
// priorities one key deeper.
func inFile(path string) string {
	before, after, found := strings.Cut(path, "priorities.")
	if !found || before != "" && !(strings.HasPrefix(before, "revisions[") && strings.HasSuffix(before, "].change.")) {
		return path
	}
	return before + "priorities." + wrapped[reflect.TypeFor[*sla.Matrix]()] + "." + after
}

// follows reports whether a problem of meaning only follows from a problem of form.
func (l *loader) follows(e *fault.FieldError, form problem) bool {
	below, inside := strings.CutPrefix(e.Path, form.Path)
	if inside && (below == "" || below[0] == '.' || below[0] == '[') {
		return true
	}
	if !errors.Is(e.Err, fault.ErrMissing) {
		return false
	}
	if strings.HasPrefix(form.Path, e.Path+".") {
		return true // it is stated, and cannot be read
	}
	around := e.Path[:max(0, strings.LastIndexAny(e.Path, ".["))]
	return l.lost[e.Path] || l.lost[around]
}

// stands reports whether a calendar is called unknown although the file has it:
// then the calendar has problems of its own, which are reported at its place.
func (l *loader) stands(e *fault.FieldError) bool {
	if !errors.Is(e.Err, fault.ErrUnknown) || !strings.HasSuffix(e.Path, ".calendar") {
		return false
	}
	_, ok := l.places["calendars."+e.Value]
	return ok || e.Value == "24x7"
}
