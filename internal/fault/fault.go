// Package fault holds the error type with which every package of the module reports
// a problem in a text that a person wrote: its place, its value and its kind. The
// exported packages alias it.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// The kinds of problem. Callers test for them with errors.Is. A message with
// details usually wraps the kind.
var (
	ErrMissing  = errors.New("missing")
	ErrSyntax   = errors.New("cannot be read")
	ErrRange    = errors.New("out of range")
	ErrUnknown  = errors.New("unknown")
	ErrConflict = errors.New("conflicts with another term")
)

// valueMax bounds how much of an offending value an error repeats, in bytes.
const valueMax = 60

// FieldError is one problem and its place in a document.
type FieldError struct {
	Path  string // such as objectives[2].targets[0].within; empty for the whole document
	Value string // the value as written, shortened; empty if absent
	Err   error  // one of the kinds, or an error that wraps one
}

// Error writes path, value and problem on one line.
func (e *FieldError) Error() string {
	var b strings.Builder
	b.WriteString(e.Path)
	if e.Value != "" {
		if b.Len() > 0 {
			b.WriteString(": ")
		}
		fmt.Fprintf(&b, "%q", e.Value)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(e.Err.Error())
	return b.String()
}

// Unwrap gives the kind of problem, for errors.Is.
func (e *FieldError) Unwrap() error { return e.Err }

// listMax bounds the problems that a List keeps.
const listMax = 1_000

// List collects problems in the order in which they are found, up to a thousand; it
// only counts the problems after them. The zero List is empty and ready for use. It
// is not safe for concurrent use.
type List struct {
	all  []*FieldError
	more int
}

// Full reports whether the List only counts further problems, so that callers need
// not make their messages.
func (l *List) Full() bool { return len(l.all) >= listMax }

func (l *List) add(e *FieldError) {
	if l.Full() {
		l.more++
		return
	}
	l.all = append(l.all, e)
}

// Add records one problem. A nil err records nothing.
func (l *List) Add(path, value string, err error) {
	if err == nil {
		return
	}
	l.add(&FieldError{Path: path, Value: Shorten(value), Err: err})
}

// Addf records a problem of one kind with a message. It reads "kind: message".
func (l *List) Addf(path, value string, kind error, format string, args ...any) {
	l.Add(path, value, Because(kind, format, args...))
}

// Merge records every FieldError in err, with prefix in front of its path. An error
// of another type is recorded at prefix.
func (l *List) Merge(prefix string, err error) {
	if err == nil {
		return
	}
	for _, e := range All(err) {
		at := *e
		at.Path = Join(prefix, e.Path)
		l.add(&at)
	}
}

// Len gives the number of problems found.
func (l *List) Len() int { return len(l.all) + l.more }

// Err joins the problems, or is nil without problems.
func (l *List) Err() error {
	errs := make([]error, len(l.all))
	for i, e := range l.all {
		errs[i] = e
	}
	if l.more > 0 {
		word := "problems"
		if l.more == 1 {
			word = "problem"
		}
		errs = append(errs, &FieldError{Err: Because(ErrRange, "%d more %s", l.more, word)})
	}
	return errors.Join(errs...)
}

// All lists every FieldError in err in order. An error without a FieldError becomes
// a FieldError without a path.
func All(err error) []*FieldError {
	switch e := err.(type) {
	case nil:
		return nil
	case *FieldError:
		return []*FieldError{e}
	case interface{ Unwrap() []error }:
		var all []*FieldError
		for _, inner := range e.Unwrap() {
			all = append(all, All(inner)...)
		}
		return all
	}
	var one *FieldError
	if errors.As(err, &one) {
		return []*FieldError{one}
	}
	return []*FieldError{{Err: err}}
}

// Join puts a path below a prefix: "a" and "b" give "a.b", "a" and "[0]" give
// "a[0]".
func Join(prefix, path string) string {
	switch {
	case prefix == "":
		return path
	case path == "", path[0] == '[':
		return prefix + path
	}
	return prefix + "." + path
}

// Because wraps a kind with a message: "out of range: a share is at most 100%".
func Because(kind error, format string, args ...any) error {
	return fmt.Errorf("%w: %s", kind, fmt.Sprintf(format, args...))
}

// Shorten cuts a long value for an error message and adds its length.
func Shorten(value string) string {
	if len(value) <= valueMax || len(value) < 2*valueMax && strings.HasSuffix(value, " bytes)") {
		return value // short, or shortened before
	}
	cut := valueMax
	for cut > 0 && !utf8.RuneStart(value[cut]) {
		cut--
	}
	return fmt.Sprintf("%s… (%d bytes)", value[:cut], len(value))
}

// NotOneOf is the problem of a word outside a closed set. It suggests the Nearest word,
// else it lists the whole set. Without words it says that nothing is stated to which the
// word could refer.
func NotOneOf(word string, words ...string) error {
	if len(words) == 0 {
		return Because(ErrUnknown, "none is stated")
	}
	if near := Nearest(word, words...); near != "" {
		return Because(ErrUnknown, "did you mean %q?", near)
	}
	return Because(ErrUnknown, "one of %s", strings.Join(words, ", "))
}

// Nearest gives the word of which another word is a misspelling, or "". A word is near if
// one letter differs, or two where both words have five letters or more, and at most half
// of the letters.
func Nearest(word string, words ...string) string {
	letters := []rune(word)
	best, near := 3, ""
	for _, w := range words {
		if len(word) > valueMax || len(w) > valueMax {
			continue
		}
		other := []rune(w)
		most := 1
		if min(len(letters), len(other)) >= 5 {
			most = 2
		}
		if d := distance(letters, other); d < best && d <= min(most, len(letters)/2) {
			best, near = d, w
		}
	}
	return near
}

// distance is the edit distance with transpositions (optimal string alignment) of words of
// at most valueMax letters. If the lengths alone differ by more than two letters, it gives
// that difference.
func distance(a, b []rune) int {
	if apart := max(len(a)-len(b), len(b)-len(a)); apart > 2 {
		return apart
	}
	var rows [3][valueMax + 1]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur, prev, before := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}

// named is a joined error with a heading that names the document.
type named struct {
	heading string
	err     error
}

// Named puts kind and name in front of every line of err. errors.Is, errors.As and
// All see the errors within.
func Named(kind, name string, err error) error {
	if err == nil {
		return nil
	}
	return &named{fmt.Sprintf("%s %q: ", kind, Shorten(name)), err}
}

func (n *named) Error() string {
	return n.heading + strings.ReplaceAll(n.err.Error(), "\n", "\n"+n.heading)
}

func (n *named) Unwrap() []error {
	if joined, ok := n.err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{n.err}
}
