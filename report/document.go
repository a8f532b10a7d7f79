package report

import (
	"slices"
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
	entire   bool // its texts are the agreement's own, and no format cuts them
}

// block is one of the types below.
type block interface{ block() }

type (
	// lead is the leading sentence of a page, below its title.
	lead string
	// closing is the last line of a page, such as the digest of its result.
	closing string
	// key explains marks that only HTML draws. Text and Markdown leave it out.
	key     struct{ title, text string }
	heading struct {
		level int // 1: the page, 2: a section, 3: a part of a section
		text  string
	}
	paragraph string
	// pairs are names with values.
	pairs []pair
	pair  struct{ name, value string }
	// way leads to another page, if that has an address. Only HTML has it. A way up stands
	// before the title of a page.
	way struct {
		to   Ref
		text string
		up   bool
	}
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
		depth   int // how far the first cell is indented
		cells   []string
		notes   []string // whole lines that belong to the row
		link    Ref      // what the first cell or that of linkedWords leads to; the zero Ref: nothing
		picture picture  // of the column of pictures; nil: no picture
		light   light    // of the column of lights
	}
	// tiles are the few values that a reader looks for first, each in a box of its own.
	tiles []tile
	// echo are tiles that say again what the leading sentence says. Text and Markdown leave
	// them out.
	echo []tile
	// legend explains the parts of the pictures that follow. Text and Markdown leave it out.
	legend     []legendPart
	legendPart struct {
		class partClass
		text  string
	}
	tile struct {
		name, value string
		light       colour // "": no light
	}
	// figure is a picture with its caption and the table of what it draws. Text and
	// Markdown print the title and the table.
	figure struct {
		title, note string
		picture     picture
		table       table // without rows if a table of the page next to the figure has the same values
	}
	// heatMap is a table whose cells have a tint: the darker, the worse. Text and Markdown
	// print the cells.
	heatMap struct {
		title, note string
		columns     []string // of the rows' names, then of the cells
		rows        []heatRow
	}
	heatRow struct {
		name  string
		cells []heatCell
	}
	heatCell struct {
		text string
		tint int // from 1, the palest, to 5; 0: no tint
	}
)

// kind is the kind of cells that a column holds.
type kind uint8

const (
	words       kind = iota // may be wrapped
	phrases                 // words of the page itself, which are short: HTML breaks none of them
	linkedWords             // words; the link of the row is on this cell, not on the first
	instant                 // kept on one line
	number                  // right-aligned, as are lengths, shares and amounts
	lights                  // words; HTML shows the light of the row, which says the same, and its remark
	pictures                // the picture of the row; only in HTML
)

// wrapped reports whether cells of the kind may be wrapped.
func (k kind) wrapped() bool { return k == words || k == phrases || k == linkedWords }

func (lead) block()      {}
func (closing) block()   {}
func (way) block()       {}
func (key) block()       {}
func (tiles) block()     {}
func (echo) block()      {}
func (legend) block()    {}
func (figure) block()    {}
func (heatMap) block()   {}
func (heading) block()   {}
func (paragraph) block() {}
func (pairs) block()     {}
func (bullets) block()   {}
func (table) block()     {}

func (d *document) heading(level int, text string) {
	d.blocks = append(d.blocks, heading{level, text})
}

func (d *document) lead(text string) {
	if text != "" {
		d.blocks = append(d.blocks, lead(text))
	}
}

func (d *document) closing(text string) {
	if text != "" {
		d.blocks = append(d.blocks, closing(text))
	}
}

func (d *document) way(w way) { d.blocks = append(d.blocks, w) }

func (d *document) key(title, text string) { d.blocks = append(d.blocks, key{title, text}) }

func (d *document) tiles(all tiles) {
	if len(all) > 0 {
		d.blocks = append(d.blocks, all)
	}
}

func (d *document) echo(all echo) {
	if len(all) > 0 {
		d.blocks = append(d.blocks, all)
	}
}

func (d *document) legend(all legend) {
	if len(all) > 0 {
		d.blocks = append(d.blocks, all)
	}
}

// figure adds a figure; the table loses the columns that are empty in every row.
func (d *document) figure(f figure) {
	f.table = f.table.filled()
	d.blocks = append(d.blocks, f)
}

func (d *document) heatMap(h heatMap) {
	if len(h.rows) > 0 {
		d.blocks = append(d.blocks, h)
	}
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
	if len(t.rows) > 0 {
		d.blocks = append(d.blocks, t.filled())
	}
}

// filled is the table without the columns, except the first, that are empty in every
// row.
func (t table) filled() table {
	return t.keep(func(c int) bool {
		for i := range t.rows {
			if t.columns[c].kind == pictures && t.rows[i].picture != nil || t.rows[i].cell(c) != "" {
				return true
			}
		}
		return c == 0
	})
}

// keep is the table with some of its columns.
func (t table) keep(shown func(c int) bool) table {
	var columns []column
	rows := slices.Clone(t.rows)
	for i := range rows {
		rows[i].cells = nil
	}
	for c := range t.columns {
		if !shown(c) {
			continue
		}
		columns = append(columns, t.columns[c])
		for i := range rows {
			rows[i].cells = append(rows[i].cells, t.rows[i].cell(c))
		}
	}
	t.columns, t.rows = columns, rows
	return t
}

// plain gives the blocks in the types that a page without pictures has: headings,
// paragraphs, pairs, bullets and tables of text.
func (d *document) plain() []block {
	var all []block
	add := func(t table) { all = append(all, t.keep(func(c int) bool { return t.columns[c].kind != pictures })) }
	for _, b := range d.blocks {
		switch b := b.(type) {
		case lead:
			all = append(all, paragraph(b))
		case closing:
			all = append(all, paragraph(b))
		case key, echo, legend, way:
		case tiles:
			var values pairs
			for _, t := range b {
				values = append(values, pair{t.name, t.value})
			}
			all = append(all, values)
		case figure:
			if len(b.table.rows) > 0 {
				all = append(all, heading{3, b.title})
				add(b.table)
			}
		case heatMap:
			all = append(all, heading{3, b.title})
			add(b.table())
		case table:
			add(b)
		default:
			all = append(all, b)
		}
	}
	return all
}

// table is a heat map without its tints.
func (h heatMap) table() (t table) {
	for c, title := range h.columns {
		k := number
		if c == 0 {
			k = words
		}
		t.columns = append(t.columns, column{title, k})
	}
	for _, r := range h.rows {
		cells := []string{r.name}
		for _, c := range r.cells {
			cells = append(cells, c.text)
		}
		t.rows = append(t.rows, row{cells: cells})
	}
	return t
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
