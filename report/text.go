package report

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// columnsMax is the width of a page of text. Only tables of cells that cannot be
// wrapped, such as numbers, may exceed it.
const columnsMax = 100

// columnMin is the least width of a column of words, unless its longest word is shorter.
// Only longer words are ever broken.
const columnMin = 16

// wideMin is the least width of a column of words with wide characters, unless its
// longest cell is shorter.
const wideMin = 12

const gap = "  " // between columns

// renderText prints a document for a font of fixed width.
func renderText(p *page) []byte {
	var t textWriter
	for i, b := range p.plain() {
		if i > 0 {
			t.line("")
		}
		switch b := b.(type) {
		case heading:
			t.heading(b)
		case paragraph:
			t.lines("", clean(string(b)))
		case pairs:
			t.pairs(b)
		case bullets:
			for _, text := range b {
				t.lines("- ", clean(text))
			}
		case table:
			t.table(b)
		}
	}
	return t.Bytes()
}

type textWriter struct{ bytes.Buffer }

func (t *textWriter) line(text string) {
	t.WriteString(strings.TrimRight(text, " "))
	t.WriteByte('\n')
}

// lines prints a text after a mark; further lines are indented to its start.
func (t *textWriter) lines(mark, text string) {
	indent := strings.Repeat(" ", width(mark))
	for i, line := range wrap(text, columnsMax-width(mark)) {
		if i > 0 {
			mark = indent
		}
		t.line(mark + line)
	}
}

// note prints a text below a row. Its further lines are indented more, so that they do
// not look like the next note.
func (t *textWriter) note(indent, text string) {
	for i, line := range wrap(text, columnsMax-len(indent)-2) {
		if i == 1 {
			indent += "  "
		}
		t.line(indent + line)
	}
}

func (t *textWriter) heading(h heading) {
	text := clean(h.text)
	t.lines("", text)
	if h.level <= 2 {
		t.line(strings.Repeat([]string{"=", "-"}[max(h.level, 1)-1], min(max(width(text), 3), columnsMax)))
	}
}

func (t *textWriter) pairs(all pairs) {
	names := 0
	for _, p := range all {
		names = max(names, width(clean(p.name)))
	}
	names = min(names, columnsMax/2)
	for _, p := range all {
		t.lines(pad(clean(p.name), names, false)+gap, clean(p.value))
	}
}

func (t *textWriter) table(b table) {
	cells := make([][]string, len(b.rows)+1)
	for _, c := range b.columns {
		cells[0] = append(cells[0], clean(c.title))
	}
	for i, r := range b.rows {
		for c, cell := range r.cells {
			if c == 0 {
				cell = strings.Repeat("  ", r.depth) + clean(cell)
			}
			cells[i+1] = append(cells[i+1], clean(cell))
		}
	}
	widths := columnWidths(b.columns, cells)
	rule := make([]string, len(widths))
	for c, w := range widths {
		rule[c] = strings.Repeat("-", w)
	}
	for i, row := range cells {
		if i > 0 && i == len(cells)-b.sums {
			t.line(strings.Join(rule, gap))
		}
		depth := 0
		if i > 0 {
			depth = b.rows[i-1].depth
		}
		if alone(row) {
			t.lines(strings.Repeat("  ", depth), strings.TrimLeft(row[0], " "))
		} else {
			t.row(b.columns, widths, row, depth)
		}
		if i == 0 {
			t.line(strings.Join(rule, gap))
			continue
		}
		for _, note := range b.rows[i-1].notes {
			t.note(strings.Repeat("  ", depth+1), clean(note))
		}
	}
}

// alone reports whether only the first cell of a row has text, which may then be as
// wide as the page.
func alone(row []string) bool {
	for _, cell := range row[1:] {
		if cell != "" {
			return false
		}
	}
	return len(row) > 1
}

// columnWidths gives each column the width of its widest cell. If the page is too
// narrow, it narrows the widest columns of words.
func columnWidths(columns []column, cells [][]string) []int {
	widths, least := make([]int, len(columns)), make([]int, len(columns))
	for _, row := range cells {
		if alone(row) {
			continue
		}
		for c, cell := range row {
			widths[c] = max(widths[c], width(cell))
			for word := range strings.FieldsSeq(cell) {
				w := width(word)
				least[c] = max(least[c], min(w, columnMin))
				if w > utf8.RuneCountInString(word) { // wide characters, whose words have no spaces
					least[c] = max(least[c], min(width(cell), wideMin))
				}
			}
		}
	}
	total := len(gap) * (len(columns) - 1)
	for c := range widths {
		if columns[c].kind.wrapped() {
			widths[c] = min(widths[c], columnsMax)
		}
		total += widths[c]
	}
	for ; total > columnsMax; total-- {
		widest := -1
		for c := range widths {
			if columns[c].kind.wrapped() && widths[c] > least[c] && (widest < 0 || widths[c] > widths[widest]) {
				widest = c
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	return widths
}

// row prints the cells of a row, wrapped within their columns.
func (t *textWriter) row(columns []column, widths []int, cells []string, depth int) {
	lines := make([][]string, len(cells))
	most := 0
	for c, cell := range cells {
		lines[c] = []string{cell}
		if width(cell) > widths[c] {
			lines[c] = wrapCell(cell, widths[c], c == 0, depth)
		}
		most = max(most, len(lines[c]))
	}
	for i := range most {
		parts := make([]string, len(cells))
		for c := range cells {
			text := ""
			if i < len(lines[c]) {
				text = lines[c][i]
			}
			parts[c] = pad(text, widths[c], columns[c].kind == number)
		}
		t.line(strings.Join(parts, gap))
	}
}

// wrapCell keeps the indentation of a first cell on all its lines.
func wrapCell(cell string, columns int, first bool, depth int) []string {
	if !first || depth == 0 || columns <= 2*depth+2 {
		return wrap(cell, columns)
	}
	indent := strings.Repeat("  ", depth)
	lines := slices.Clone(wrap(strings.TrimPrefix(cell, indent), columns-len(indent)))
	for i := range lines {
		lines[i] = indent + lines[i]
	}
	return lines
}
