package canon

import (
	"slices"
	"strings"

	"github.com/upheld/upheld/internal/fault"
)

// Form reads an object from JSON or writes it. A type states its fields once, in a
// function that names every field on each call, in the same order, with the place
// of its value:
//
//	func (s *Step) fields(f *canon.Form) {
//		f.Text("path", &s.Path)
//		f.If(s.Row != "").Text("row", (*string)(&s.Row))
//	}
//
// When reading, the field with the key that was read takes the value, and the next key
// is read, for the fields after it. The function is called again until all keys are
// read: once, if the keys stand in the order of the fields. Reading is strict: a key that no field has, letter
// by letter, and a repeated key are errors. null leaves a value as it was. When
// writing, every field writes its value, except fields after an If that is false.
type Form struct {
	scanner
	made Object // the object that is written; nil when reading
	skip bool   // do not write the next field
	open
	pairs [][2]string // memory from which lists of pairs are cut
	err   error       // the first problem, with its path
}

// open is the state of the object that is being read.
type open struct {
	key     string   // the key that was read last
	seeking bool     // no field has taken its value yet
	whole   bool     // the key was read before the fields were named once more
	ended   bool     // no key follows
	field   int      // the number of fields named so far, in this round
	seen    uint64   // a bit for each field that was read
	names   []string // the names of all fields, collected if no field has the key
	ask     bool
}

// Read reads a JSON object into a value and replaces its old contents. After an
// error the value is unchanged. null is no error and changes nothing. The texts
// within the value share one copy of data.
//
// The error is a *fault.FieldError with the path of the first problem.
func Read[T any](data []byte, into *T, fields func(*T, *Form)) error {
	var read T
	f := newForm(data)
	if f.word("null") {
		return f.end()
	}
	f.object(func(f *Form) { fields(&read, f) })
	if err := f.end(); err != nil {
		return err
	}
	*into = read
	return nil
}

// ReadPairs reads a JSON object of texts, in the order written. null gives no pairs.
func ReadPairs(data []byte) ([][2]string, error) {
	f := newForm(data)
	pairs := f.readPairs()
	return pairs, f.end()
}

// Write writes a value in the canonical form.
func Write[T any](value *T, fields func(*T, *Form)) []byte {
	f := &Form{made: Object{}}
	fields(value, f)
	return Append(nil, f.made)
}

func newForm(data []byte) *Form {
	return &Form{scanner: scanner{in: data, text: string(data)}}
}

// end checks that nothing follows the value.
func (f *Form) end() error {
	if f.err == nil && (f.peek() != 0 || f.at < len(f.text)) {
		f.syntax("nothing may follow")
	}
	return f.err
}

// fail records the first problem. Its path is added on the way out.
func (f *Form) fail(value string, err error) {
	if f.err == nil {
		f.err = &fault.FieldError{Value: fault.Shorten(value), Err: err}
	}
}

// syntax records that the text at the scanner's position is not what is needed.
func (f *Form) syntax(needed string) {
	before := f.text[:min(f.at, len(f.text))]
	f.fail("", fault.Because(fault.ErrSyntax, "%s, in line %d, column %d", needed,
		1+strings.Count(before, "\n"), len(before)-strings.LastIndexByte(before, '\n')))
}

func (f *Form) twice() {
	f.fail("", fault.Because(fault.ErrConflict, "the key is repeated"))
}

// below adds a key or index in front of the path of a problem.
func (f *Form) below(path string) {
	if e, ok := f.err.(*fault.FieldError); ok {
		e.Path = fault.Join(path, e.Path)
	}
}

// If says whether the next field is written.
func (f *Form) If(stated bool) *Form {
	f.skip = !stated
	return f
}

// Writing reports whether the fields are written.
func (f *Form) Writing() bool { return f.made != nil }

// is reports whether the field is next: it must be written, or its key was read and
// its value is not null.
func (f *Form) is(key string) bool {
	f.field++
	if f.seeking && key != f.key {
		return false
	}
	return f.comes(key)
}

func (f *Form) comes(key string) bool {
	switch {
	case f.made != nil:
		skip := f.skip
		f.skip = false
		return !skip
	case f.ask:
		f.names = append(f.names, key)
		return false
	case !f.seeking:
		if f.ended || f.err != nil {
			return false
		}
		if f.next(); !f.seeking || key != f.key {
			return false
		}
	}
	f.seeking = false
	if f.seen&(1<<f.field) != 0 {
		f.twice()
		return false
	}
	f.seen |= 1 << f.field
	return f.quoted() || !f.word("null")
}

// next reads the key after a value, or the end of the object.
func (f *Form) next() {
	if f.ended = !f.more('}'); !f.ended {
		f.first()
	}
}

// first reads a key.
func (f *Form) first() {
	key, ok := f.colon()
	f.key, f.seeking, f.whole, f.ended = key, ok, false, !ok
}

// object reads an object; null is an object without fields.
func (f *Form) object(fields func(*Form)) {
	if f.word("null") {
		return
	}
	if !f.take('{') {
		f.syntax("an object is needed" + notTable(f.text))
		return
	}
	if f.take('}') {
		return
	}
	around := f.open
	f.open = open{}
	for f.first(); f.err == nil && !f.ended; {
		f.field, f.whole = 0, f.seeking
		fields(f)
		switch {
		case f.err != nil:
		case !f.seeking && !f.ended:
			f.next()
		case f.seeking && f.whole:
			f.seeking, f.ask = false, true
			fields(f)
			f.fail("", notOneOf(f.key, f.names))
		}
	}
	if !f.ended {
		f.below(f.key)
	}
	f.open = around
}

// colon takes a key and the colon after it.
func (f *Form) colon() (key string, ok bool) {
	key, _, ok = f.string()
	if !ok || !f.take(':') {
		f.syntax("a key and a colon are needed")
		return "", false
	}
	return key, true
}

// more takes a comma and reports true, or takes the end of the object or list.
func (f *Form) more(end byte) bool {
	if f.take(',') {
		return true
	}
	if !f.take(end) {
		f.syntax("a comma or " + string(rune(end)) + " is needed")
	}
	return false
}

// usual maps keys of other systems to the key that is meant, if their letters are
// too different to suggest it.
var usual = map[string]string{
	"time": "at", "timestamp": "at", "date": "at", "datetime": "at", "when": "at", "created": "at", "created_at": "at", "ts": "at",
	"start": "from", "begin": "from", "started": "from", "since": "from", "end": "to", "until": "to", "ended": "to",
	"event": "name", "type": "name", "action": "name", "attributes": "attrs", "fields": "attrs", "changes": "set",
	"service": "of", "state": "is", "status": "is", "key": "id", "number": "id",
}

// notOneOf is the problem of an unknown key.
func notOneOf(key string, names []string) error {
	if meant := usual[strings.ToLower(key)]; slices.Contains(names, meant) {
		return fault.Because(fault.ErrUnknown, "did you mean %q?", meant)
	}
	return fault.NotOneOf(key, names...)
}

// notTable suggests a correction if the text is CSV instead of JSON.
func notTable(text string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(text, " \t\r\n\uFEFF"), "\n")
	if strings.ContainsAny(line, "{}[]:") || !strings.ContainsAny(line, ",;\t") {
		return ""
	}
	return ", and this reads as CSV: write each of its lines as an object of keys and values"
}
