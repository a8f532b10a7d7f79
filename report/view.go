package report

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
)

// Format is a format of a page: Text, Markdown or HTML. A program holds the writers of the
// formats that it names, and of all if it calls ParseFormat. The nil Format is an error of
// Write. Two formats are equal if they have one name.
type Format interface {
	String() string // the name, which ParseFormat reads
	writer() (render func(*page) []byte, rowsMost int, art artist)
}

// The formats. Each has a type of its own, so a program that prints text need not link
// the HTML writer.
const (
	Text     textFormat     = "text"     // for terminals and mails: a font of fixed width, 100 columns
	Markdown markdownFormat = "markdown" // GitHub flavoured
	// HTML is one file, without scripts, and loads nothing: it can be kept, mailed and
	// printed. It shows figures as pictures, each with its table, and has at most 500 rows
	// of a list. Texts of facts are cut after 200 characters if they are names, else after
	// 1,000.
	HTML htmlFormat = "html"
)

type (
	textFormat     string
	markdownFormat string
	htmlFormat     string
)

func (f textFormat) String() string     { return string(f) }
func (f markdownFormat) String() string { return string(f) }
func (f htmlFormat) String() string     { return string(f) }

func (textFormat) writer() (func(*page) []byte, int, artist)     { return renderText, 0, nil }
func (markdownFormat) writer() (func(*page) []byte, int, artist) { return renderMarkdown, 0, nil }
func (htmlFormat) writer() (func(*page) []byte, int, artist) {
	return renderHTML, rowsMostHTML, htmlArtist{}
}

// ParseFormat reads the name of a format, such as that of a flag: text, markdown or html.
// Another name is an error, which names the format that may be meant.
func ParseFormat(name string) (Format, error) {
	switch name {
	case string(Text):
		return Text, nil
	case string(Markdown):
		return Markdown, nil
	case string(HTML):
		return HTML, nil
	}
	meant := strings.ToLower(name)
	switch meant {
	case "md":
		meant = string(Markdown)
	case "txt", "plain":
		meant = string(Text)
	case "htm":
		meant = string(HTML)
	}
	for _, word := range []string{string(Text), string(Markdown), string(HTML)} {
		if meant == word {
			return nil, fmt.Errorf("report: format %q: %w", name, fault.Because(fault.ErrUnknown, "did you mean %q?", word))
		}
	}
	return nil, fmt.Errorf("report: format %q: %w", name, fault.NotOneOf(name, string(Text), string(Markdown), string(HTML)))
}

// View is a page before it is written. At, In, Rows, Light, Link and Show give a changed
// copy, so that one View serves readers in several zones and languages. Write reads the result
// of which the View was made; a View is safe for concurrent use while nobody changes
// that result. The zero View is an empty page.
type View struct {
	draw     func(*page)
	zone     *time.Location
	language Language
	words    func() *lexicon // of the language; nil: English, or a language that is not known
	rows     int
	lights   Lights
	link     func(Ref) string
	show     []string
	next     time.Time
}

// rowsDefault is the number of rows of a list without Rows, except in a Ticket.
const rowsDefault = 20

func viewOf(draw func(*page)) View { return View{draw: draw, rows: rowsDefault} }

// wholeViewOf makes a view whose lists are not cut without Rows.
func wholeViewOf(draw func(*page)) View { return View{draw: draw} }

// At gives the view with its times in a zone; nil is UTC, which is also the default.
// Every page that shows times names the zone.
func (v View) At(zone *time.Location) View {
	v.zone = zone
	return v
}

// Rows gives the view with lists of at most n rows; 0 or less is no limit. The default
// is 20, and no limit in a Ticket; HTML never has more than 500. Rows cuts the groups and the breaches of an
// objective, the incidents of a service, the subjects of a finding (to at most 5),
// the stretches of a ticket and the agreements of a Scorecard. A row at the end counts the rows left out; sums are of the
// whole list. Objectives, findings and the lines of a statement are never cut.
func (v View) Rows(n int) View {
	v.rows = n
	return v
}

// Light gives the view with another rule for its lights. Write gives an error if the
// rule cannot be read.
func (v View) Light(l Lights) View {
	v.lights = l
	return v
}

// Show gives the view of a Desk with attributes of the tickets as columns, in this order
// and with their values at Result.AsOf. If a clock has no owner, the first line names
// these values. The priority of a ticket that sets none itself is the
// priority that the agreement derives. Other pages do not change.
func (v View) Show(attributes ...string) View {
	v.show = slices.Clone(attributes)
	return v
}

// Next gives the instant in UTC at which to make a Desk anew if nothing happens: at an
// alarm, when a clock or a promise is missed, or when a period ends. The
// zero Time: no such instant is known, or the page is no Desk. An event, an outage or
// another fact that comes earlier changes the page too.
func (v View) Next() time.Time { return v.next }

// Write writes the page with a single call of w.Write and gives its error. If the format
// is nil, the language or an Incident is unknown, or the results of the view do not go
// together, it gives an error and writes nothing.
func (v View) Write(w io.Writer, f Format) error {
	if f == nil {
		return errors.New("report: no format: write report.Text, report.Markdown or report.HTML")
	}
	render, most, art := f.writer()
	rows := v.rows
	if most > 0 && (rows <= 0 || rows > most) {
		rows = most
	}
	lexicon, err := v.lexicon()
	if err != nil {
		return err
	}
	rule, err := v.lights.parse()
	if err != nil {
		return err
	}
	p := page{words: lexicon, rows: rows, zone: v.zone, rule: rule, link: v.link, show: v.show, art: art}
	p.language = lexicon.tag
	if p.zone == nil {
		p.zone = time.UTC
	}
	if v.draw != nil {
		v.draw(&p)
	}
	if p.err != nil {
		return p.err
	}
	_, err = w.Write(render(&p))
	return err
}

// page is the document that a view is drawn on.
type page struct {
	document
	words *lexicon
	zone  *time.Location
	rows  int // the limit of a list; no limit if 0 or less
	rule  lightRule
	err   error             // of what the view was made of; Write gives it
	link  func(Ref) string  // nil: no links
	own   map[string]string // the agreement's names of its parts in the language of the page
	show  []string          // attributes of tickets
	art   artist            // nil: the format has no pictures
}

// cut gives how many of n rows a list shows and leaves out. It never leaves out a single
// row, since the row that counts the rest would take its place.
func (p *page) cut(n int) (shown, left int) {
	if p.rows <= 0 || n <= p.rows+1 {
		return n, 0
	}
	return p.rows, n - p.rows
}
