package report

import (
	"bytes"
	"strings"
)

// renderMarkdown prints a document in GitHub flavoured Markdown. Texts of the result
// are escaped, so that none of them becomes markup.
func renderMarkdown(p *page) []byte {
	var m markdownWriter
	for i, b := range p.plain() {
		if i > 0 {
			m.line("")
		}
		switch b := b.(type) {
		case heading:
			m.line(strings.Repeat("#", b.level), " ", inline(b.text))
		case paragraph:
			m.line(opening(string(b)))
		case pairs:
			for _, p := range b {
				m.line("- **", inline(p.name), ":** ", inline(p.value))
			}
		case bullets:
			for _, text := range b {
				m.line("- ", opening(text))
			}
		case table:
			m.table(b)
		}
	}
	return m.Bytes()
}

type markdownWriter struct{ bytes.Buffer }

func (m *markdownWriter) line(parts ...string) {
	for _, p := range parts {
		m.WriteString(p)
	}
	m.WriteByte('\n')
}

func (m *markdownWriter) table(b table) {
	var titles, rule []string
	for _, c := range b.columns {
		titles = append(titles, inline(c.title))
		if c.kind == number {
			rule = append(rule, "---:")
		} else {
			rule = append(rule, "---")
		}
	}
	if b.notes != "" {
		titles, rule = append(titles, inline(b.notes)), append(rule, "---")
	}
	m.cells(titles)
	m.cells(rule)
	for i, r := range b.rows {
		cells := make([]string, 0, len(titles))
		for c, cell := range r.cells {
			text := inline(cell)
			if c == 0 {
				text = strings.Repeat("↳ ", r.depth) + text
			}
			if i >= len(b.rows)-b.sums && text != "" {
				text = "**" + text + "**"
			}
			cells = append(cells, text)
		}
		if b.notes != "" {
			var notes []string
			for _, note := range r.notes {
				notes = append(notes, inline(note))
			}
			cells = append(cells, strings.Join(notes, "<br>"))
		}
		m.cells(cells)
	}
}

func (m *markdownWriter) cells(cells []string) {
	m.line("| ", strings.Join(cells, " | "), " |")
}

// inline escapes the characters that are markup within a line.
func inline(text string) string {
	text = strings.Join(strings.Fields(clean(text)), " ")
	if !strings.ContainsAny(text, marks) {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		if strings.IndexByte(marks, text[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// marks are the characters that can open or close markup within a line.
const marks = "\\`*_[]<>|~&$#"

// opening escapes a text that begins a line, including a start that would make it a
// list, a rule or the underline of a heading.
func opening(text string) string {
	text = inline(text)
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		digits++
	}
	switch {
	case text == "":
	case strings.IndexByte("-+=", text[0]) >= 0:
		return "\\" + text
	case digits > 0 && digits < len(text) && (text[digits] == '.' || text[digits] == ')') &&
		(digits+1 == len(text) || text[digits+1] == ' '):
		return text[:digits] + "\\" + text[digits:]
	}
	return text
}
