package specfile

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/sla"
)

// Error is one problem with its place in a file. Open and Parse join one Error for
// every problem, in the order of the document; the problems of included files
// follow those of the file that includes them. errors.As also finds the
// *sla.FieldError in it, and errors.Is the kind of problem.
type Error struct {
	File string // as given to Open, or as found through include; "" from Parse

	// Line and Column count from 1; Column counts characters. Both are 0 if the
	// problem is the whole file, such as a file that does not exist. A missing key
	// has the place of the mapping that lacks it.
	Line, Column int

	sla.FieldError // Path, Value and the problem itself
}

// Error writes file, line, column, path, value and problem on one line.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File + ":")
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, "%d:%d:", e.Line, e.Column)
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	return b.String() + e.FieldError.Error()
}

// Unwrap gives the problem without its place in the file.
func (e *Error) Unwrap() error { return &e.FieldError }

// problemsMax bounds the reported problems.
const problemsMax = 1_000

// place is a position in one of the files.
type place struct {
	file         int // index into problems.files
	line, column int
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.file, q.file), cmp.Compare(p.line, q.line), cmp.Compare(p.column, q.column))
}

// problem is an Error before the names of files are known.
type problem struct {
	at place
	fault.FieldError
}

// problems collects problems, in any order.
type problems struct {
	files []string
	all   []problem
	more  int
}

func (p *problems) add(at place, path, value string, err error) {
	if len(p.all) >= problemsMax {
		p.more++
		return
	}
	p.all = append(p.all, problem{at, fault.FieldError{Path: path, Value: fault.Shorten(value), Err: err}})
}

// place writes a position, for a message that refers to it.
func (p *problems) place(at place) string {
	if name := p.files[at.file]; name != "" {
		return fmt.Sprintf("%s:%d:%d", name, at.line, at.column)
	}
	return fmt.Sprintf("line %d", at.line)
}

// err joins the problems in document order.
func (p *problems) err() error {
	if len(p.all) == 0 {
		return nil
	}
	slices.SortStableFunc(p.all, func(a, b problem) int { return a.at.compare(b.at) })
	return joined(p.errs())
}

// errs lists the problems.
func (p *problems) errs() (errs []error) {
	for _, e := range p.all {
		errs = append(errs, &Error{p.files[e.at.file], e.at.line, e.at.column, e.FieldError})
	}
	if p.more > 0 {
		errs = append(errs, &Error{File: p.files[0], FieldError: fault.FieldError{
			Err: fault.Because(fault.ErrRange, "%d more problems", p.more),
		}})
	}
	return errs
}

func joined(errs []error) error { return errors.Join(errs...) }
