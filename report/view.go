package report

import (
	"fmt"
	"io"
	"time"

	"github.com/upheld/upheld/internal/fault"
)

// Format is how a View is written.
type Format string

// The formats.
const (
	Text     Format = "text"     // for terminals and mails: a fixed pitch, 100 columns
	Markdown Format = "markdown" // GitHub flavoured
)

// View is a page that was not written yet. It is a value: At and Rows give a
// changed copy, so that one View serves readers in several zones. It refers to
// what it was made of and reads that when it is written; it is safe for
// concurrent use as long as nobody changes the result meanwhile. The zero View
// is an empty page.
type View struct {
	draw func(*page)
	zone *time.Location
	rows int
}

// rowsDefault is how many rows a list has where the caller does not say.
const rowsDefault = 20

func viewOf(draw func(*page)) View { return View{draw: draw, rows: rowsDefault} }

// wholeViewOf makes a view whose lists are whole unless Rows says otherwise.
func wholeViewOf(draw func(*page)) View { return View{draw: draw} }

// At gives the view with its times shown in a zone; nil is UTC, in which they
// are shown without At. Every page that shows times names the zone.
func (v View) At(zone *time.Location) View {
	v.zone = zone
	return v
}

// Rows gives the view with lists of at most n rows: groups of an objective,
// breaches of an objective, incidents of a service, findings, subjects of a
// finding, stretches of a ticket. What is left out is counted in the row that
// takes its place, and sums are always those of the whole list. Zero and less is
// no limit. Without Rows a Ticket is whole, and a list of the other views has at
// most 20. The lines of a statement of credits, and objectives, are never cut.
func (v View) Rows(n int) View {
	v.rows = n
	return v
}

// Write writes the page. The error is that of the writer, or says that there is
// no such format; then nothing was written.
func (v View) Write(w io.Writer, f Format) error {
	var render func(document) []byte
	switch f {
	case Text:
		render = renderText
	case Markdown:
		render = renderMarkdown
	default:
		return fmt.Errorf("report: format %q: %w", f, fault.NotOneOf(string(f), string(Text), string(Markdown)))
	}
	p := page{words: english(), rows: v.rows, zone: v.zone}
	if p.zone == nil {
		p.zone = time.UTC
	}
	if v.draw != nil {
		v.draw(&p)
	}
	_, err := w.Write(render(p.document))
	return err
}

// page is a document in the making: what a view is drawn on.
type page struct {
	document
	words lexicon
	zone  *time.Location
	rows  int // at most so many in a list; no limit if not above zero
}

// cut gives how many of n rows a list shows and how many it leaves out. It never
// cuts for the sake of one row, whose place the count would take.
func (p *page) cut(n int) (shown, left int) {
	if p.rows <= 0 || n <= p.rows+1 {
		return n, 0
	}
	return p.rows, n - p.rows
}
