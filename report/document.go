package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/upheld/upheld/internal/unseen"
)

// document is a page as a list of blocks. Views make documents without knowing the
// format; renderers print documents without knowing the result. The texts are as in the
// result: renderers clean and escape them.
type document struct {
	language Language
	blocks   []block
}

// block is one of the types below.
type block interface{ block() }

type (
	heading struct {
		level int // 1: the page, 2: a section, 3: a part of a section
		text  string
	}
	paragraph string
	// pairs are names with values.
	pairs []pair
	pair  struct{ name, value string }
	// bullets is a list of sentences.
	bullets []string
	table   struct {
		columns []column
		notes   string // the title of the rows' notes; "" if no row has notes
		rows    []row
		sums    int // the number of rows at the end that sum up the others
	}
	column struct {
		title string
		kind  kind
	}
	row struct {
		depth int // how far the first cell is indented
		cells []string
		notes []string // whole lines that belong to the row
	}
)

// kind is the kind of cells that a column holds.
type kind uint8

const (
	words   kind = iota // may be wrapped
	instant             // kept on one line
	number              // right-aligned, as are lengths, shares and amounts
)

func (heading) block()   {}
func (paragraph) block() {}
func (pairs) block()     {}
func (bullets) block()   {}
func (table) block()     {}

func (d *document) heading(level int, text string) {
	d.blocks = append(d.blocks, heading{level, text})
}

func (d *document) paragraph(text string) {
	if text != "" {
		d.blocks = append(d.blocks, paragraph(text))
	}
}

func (d *document) bullets(texts []string) {
	if len(texts) > 0 {
		d.blocks = append(d.blocks, bullets(texts))
	}
}

func (d *document) pairs(all pairs) {
	if len(all) > 0 {
		d.blocks = append(d.blocks, all)
	}
}

// table adds a table without the columns that are empty in every row.
func (d *document) table(t table) {
	if len(t.rows) == 0 {
		return
	}
	var columns []column
	rows := make([]row, len(t.rows))
	for i := range t.rows {
		rows[i] = row{depth: t.rows[i].depth, notes: t.rows[i].notes}
	}
	for c := range t.columns {
		filled := c == 0
		for i := range t.rows {
			filled = filled || t.rows[i].cell(c) != ""
		}
		if !filled {
			continue
		}
		columns = append(columns, t.columns[c])
		for i := range t.rows {
			rows[i].cells = append(rows[i].cells, t.rows[i].cell(c))
		}
	}
	t.columns, t.rows = columns, rows
	d.blocks = append(d.blocks, t)
}

// cell gives a cell; rows may be shorter than the table is wide.
func (r row) cell(i int) string {
	if i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}

// clean makes a text one line that cannot change the text around it: white space of
// any kind becomes spaces; control characters, marks that change the direction of
// writing, and invalid UTF-8 become U+FFFD.
func clean(text string) string {
	plain := true
	for i := 0; i < len(text) && plain; i++ {
		plain = text[i] >= ' ' && text[i] < 0x7f
	}
	if plain {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			b.WriteByte(' ')
		case unseen.Is(r) && !unseen.Spelling(r) || r == utf8.RuneError:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
