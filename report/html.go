package report

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// rowsMostHTML is the largest number of rows of a list in HTML. Browsers need seconds for
// thousands of rows with pictures.
const rowsMostHTML = 500

// The longest texts in HTML, in runes. Longer texts end with a mark; the JSON of a result
// has them whole.
const (
	nameMax     = 200
	sentenceMax = 1000
)

// renderHTML prints a document as one file of HTML: no script, nothing loaded, its style
// inside. All texts go through markup.
func renderHTML(p *page) []byte {
	h := htmlWriter{page: p, w: &p.words.page, level: 1}
	h.head()
	for _, b := range p.blocks {
		h.block(b)
	}
	h.openMain()
	h.open("")
	h.raw("</body></html>\n")
	return h.Bytes()
}

type htmlWriter struct {
	bytes.Buffer
	*page
	w        *pageWords
	part     string // the landmark that is open: header, main or footer
	sections int    // headings so far
	captions int    // of figures, so far
	level    int    // of the last heading
	pictured int    // pictures so far
	label    string // the id of the heading or caption that names the next table
}

func (h *htmlWriter) raw(parts ...string) {
	for _, p := range parts {
		h.WriteString(p)
	}
}

// markup gives a text as the content of an element or a quoted attribute: on one line,
// escaped, and cut if it is longer than so many runes.
func markup(text string, most int) string {
	text = clean(text)
	if len(text) > most {
		n := 0
		for i := range text {
			if n == most {
				text = text[:i] + "…"
				break
			}
			n++
		}
	}
	if !strings.ContainsAny(text, `&<>"'`) {
		return text
	}
	return markupEscapes.Replace(text)
}

var markupEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// text writes a text that does not change the direction of the text around it.
func (h *htmlWriter) text(text string, most int) {
	if h.entire {
		most = len(text)
	}
	h.raw("<bdi>", markup(text, most), "</bdi>")
}

func (h *htmlWriter) head() {
	title := h.words.head.title
	for _, b := range h.blocks {
		if b, ok := b.(heading); ok && b.level == 1 {
			title = b.text
			break
		}
	}
	h.raw("<!doctype html>\n<html lang=\"", markup(string(h.language), nameMax), "\"><head><meta charset=\"utf-8\">",
		`<meta name="viewport" content="width=device-width,initial-scale=1">`, "\n",
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
		`<meta name="color-scheme" content="light dark">`, "\n",
		"<title>", markup(title, nameMax), "</title><style>", htmlStyle, "</style></head><body>\n", htmlDefinitions,
		`<a class="skip" href="#main">`, markup(h.w.skip, nameMax), "</a>\n")
}

// open begins a landmark after the end of the one before.
func (h *htmlWriter) open(part string) {
	if h.part == part {
		return
	}
	if h.part != "" {
		h.raw("</", h.part, ">\n")
	}
	if h.part == "header" {
		h.contents()
	}
	h.part = part
	switch part {
	case "":
	case "main":
		h.raw(`<main id="main">`, "\n")
	default:
		h.raw("<", part, ">\n")
	}
}

// contents lists the sections of a long page.
func (h *htmlWriter) contents() {
	var titles []string
	n := 0
	var ids []int
	for _, b := range h.blocks {
		if b, ok := b.(heading); ok && b.level > 1 {
			n++
			if b.level == 2 {
				titles, ids = append(titles, b.text), append(ids, n)
			}
		}
	}
	if len(titles) < 4 {
		return
	}
	h.raw(`<nav class="contents" aria-label="`, markup(h.w.contents, nameMax), `">`)
	for i, title := range titles {
		h.raw(`<a href="#s`, itoa(ids[i]), `">`)
		h.text(title, nameMax)
		h.raw("</a>\n")
	}
	h.raw("</nav>\n")
}

func (h *htmlWriter) block(b block) {
	switch b := b.(type) {
	case heading:
		h.heading(b)
	case way:
		h.way(b)
	case lead:
		h.paragraph(`p class="lead"`, string(b))
	case paragraph:
		h.paragraph("p", string(b))
	case closing:
		h.openMain()
		h.open("footer")
		h.paragraph("p", string(b))
	case key:
		h.openMain()
		h.raw(`<div class="box"><p><b>`, markup(b.title, nameMax), "</b> ")
		h.text(b.text, sentenceMax)
		h.raw("</p></div>\n")
	case pairs:
		h.pairs(b)
	case bullets:
		h.openMain()
		h.raw("<ul>")
		shown, left := rowsShown(len(b))
		for _, text := range b[:shown] {
			h.raw("<li>")
			h.text(text, sentenceMax)
			h.raw("</li>\n")
		}
		if left > 0 {
			h.raw("<li>", markup(fmt.Sprintf(h.words.more, left), nameMax), "</li>\n")
		}
		h.raw("</ul>\n")
	case tiles:
		h.tiles(b)
	case echo:
		h.tiles(tiles(b))
	case legend:
		h.legend(b)
	case table:
		h.openMain()
		h.table(b)
	case figure:
		h.figure(b)
	case heatMap:
		h.heatMap(b)
	}
}

// openMain begins the main part, unless the page is already past it.
func (h *htmlWriter) openMain() {
	if h.part != "footer" {
		h.open("main")
	}
}

func (h *htmlWriter) heading(b heading) {
	if b.level == 1 && h.sections == 0 && (h.part == "" || h.part == "header") {
		h.open("header")
		h.raw("<h1>")
		h.text(b.text, nameMax)
		h.raw("</h1>\n")
		return
	}
	h.openMain()
	h.sections++
	h.level = min(max(b.level, 2), h.level+1, 3) // no level is left out
	level := itoa(h.level)
	h.label = "s" + itoa(h.sections)
	h.raw("<h", level, ` id="`, h.label, `">`)
	h.text(b.text, nameMax)
	h.raw("</h", level, ">\n")
}

// paragraph writes a paragraph, which stays in the header if nothing came before except
// what belongs there.
func (h *htmlWriter) paragraph(tag, text string) {
	if h.part == "" {
		h.open("main")
	}
	h.raw("<", tag, ">")
	most := sentenceMax
	h.text(text, most)
	h.raw("</p>\n")
}

func (h *htmlWriter) pairs(all pairs) {
	if h.part == "" {
		h.open("main")
	}
	h.raw("<dl>")
	shown, left := rowsShown(len(all))
	for _, p := range all[:shown] {
		h.raw("<dt>")
		h.text(p.name, nameMax)
		h.raw("</dt><dd>")
		h.text(p.value, sentenceMax)
		h.raw("</dd>\n")
	}
	if left > 0 {
		h.raw("<dt></dt><dd>", markup(fmt.Sprintf(h.words.more, left), nameMax), "</dd>\n")
	}
	h.raw("</dl>\n")
}

// rowsShown gives how many of n items HTML shows and leaves out, whatever the page asks
// for.
func rowsShown(n int) (shown, left int) {
	if n <= rowsMostHTML+1 {
		return n, 0
	}
	return rowsMostHTML, n - rowsMostHTML
}

func (h *htmlWriter) tiles(all tiles) {
	h.openMain()
	h.raw(`<ul class="tiles">`)
	for _, t := range all {
		h.raw(`<li class="`, string(t.light), `"><span class="v">`)
		if t.light != "" {
			h.shape(t.light)
		}
		h.text(t.value, nameMax)
		h.raw(`</span><span class="k">`)
		h.text(t.name, nameMax)
		h.raw("</span></li>\n")
	}
	h.raw("</ul>\n")
}

func (h *htmlWriter) legend(all legend) {
	h.openMain()
	h.raw(`<ul class="legend">`)
	for _, p := range all {
		h.raw(`<li><svg width="12" height="12" aria-hidden="true"><rect class="`, string(p.class), `" width="12" height="12"/></svg>`)
		h.text(p.text, nameMax)
		h.raw("</li>\n")
	}
	h.raw("</ul>\n")
}

func (h *htmlWriter) shape(c colour) {
	h.raw(`<svg aria-hidden="true"><use href="#light-`, string(c), `"/></svg>`)
}

// light writes a light with its word, and a remark. A few letters such as "in time" stay
// on one line, since a light of two lines looks like two lights.
func (h *htmlWriter) light(l light) {
	short := ""
	if utf8.RuneCountInString(l.word) <= 10 {
		short = " t"
	}
	h.raw(`<span class="b `, string(l.colour), short, `">`)
	h.shape(l.colour)
	h.text(l.word, nameMax)
	h.raw("</span>")
	if l.remark != "" {
		h.raw(` <span class="why">`)
		h.text(l.remark, sentenceMax)
		h.raw("</span>")
	}
}

func (h *htmlWriter) table(b table) {
	if len(b.rows) == 0 {
		return
	}
	columns := len(b.columns)
	if b.notes != "" {
		columns++
	}
	h.raw(`<div class="scroll"`)
	if columns > 6 { // may be wider than the page
		h.raw(` tabindex="0" role="group"`)
		h.labelled()
	}
	h.raw(`><table class="stack"`)
	h.labelled()
	h.raw("><thead><tr>")
	for _, c := range b.columns {
		h.raw(`<th scope="col"`, cellClass[c.kind], ">", markup(c.title, nameMax), "</th>")
	}
	if b.notes != "" {
		h.raw(`<th scope="col">`, markup(b.notes, nameMax), "</th>")
	}
	h.raw("</tr></thead><tbody>\n")
	first := len(b.rows) - b.sums
	shown, left := rowsShown(first)
	for i := range b.rows {
		if i >= shown && i < first {
			if i == shown {
				h.raw(`<tr><th scope="row" colspan="`, itoa(columns), `">`, markup(fmt.Sprintf(h.words.more, left), nameMax), "</th></tr>\n")
			}
			continue
		}
		h.row(&b, &b.rows[i], i >= first, columns)
	}
	h.raw("</tbody></table></div>\n")
}

// labelled names an element by the heading or caption before it.
func (h *htmlWriter) labelled() {
	if h.label != "" {
		h.raw(` aria-labelledby="`, h.label, `"`)
	}
}

var cellClass = map[kind]string{phrases: ` class="s"`, instant: ` class="t"`, number: ` class="n"`, pictures: ` class="pic"`}

func (h *htmlWriter) row(b *table, r *row, sum bool, columns int) {
	h.raw("<tr")
	var classes []string
	if r.depth > 0 {
		classes = append(classes, "d"+itoa(min(r.depth, 3)))
	}
	if sum {
		classes = append(classes, "sum")
	}
	if len(classes) > 0 {
		h.raw(` class="`, strings.Join(classes, " "), `"`)
	}
	h.raw(">")
	if h.aloneInRow(b, r) {
		h.raw(`<th scope="row" colspan="`, itoa(columns), `">`)
		h.linked(r.link, r.cell(0), nameMax)
		h.raw("</th></tr>\n")
		return
	}
	linked := max(0, slices.IndexFunc(b.columns, func(c column) bool { return c.kind == linkedWords }))
	for c, column := range b.columns {
		end := "</td>"
		switch {
		case c == 0 && column.kind.wrapped():
			h.raw(`<th scope="row">`)
			end = "</th>"
		default:
			h.raw("<td", cellClass[column.kind], ` data-k="`, markup(column.title, nameMax), `">`)
		}
		switch {
		case column.kind == pictures && r.picture != nil:
			h.picture(r.picture)
		case column.kind == lights && r.light.colour != "":
			h.light(r.light)
		case c == linked && c > 0:
			h.linked(r.link, r.cell(c), sentenceMax)
		case c == 0 && linked > 0:
			h.text(r.cell(0), nameMax)
		case c == 0:
			h.linked(r.link, r.cell(0), nameMax)
		case r.cell(c) != "":
			h.text(r.cell(c), sentenceMax)
		}
		h.raw(end)
	}
	if b.notes != "" {
		h.raw(`<td class="notes" data-k="`, markup(b.notes, nameMax), `">`)
		for _, note := range r.notes {
			if note != "" {
				h.raw("<span>")
				h.text(note, sentenceMax)
				h.raw("</span>")
			}
		}
		h.raw("</td>")
	}
	h.raw("</tr>\n")
}

func (h *htmlWriter) aloneInRow(b *table, r *row) bool {
	for c := 1; c < len(b.columns); c++ {
		if r.cell(c) != "" {
			return false
		}
	}
	return r.picture == nil && r.light.colour == "" && len(r.notes) == 0
}

// linked writes a text, as a link if the page has an address for what it leads to.
func (h *htmlWriter) linked(to Ref, text string, most int) {
	address := h.address(to)
	if address == "" {
		h.text(text, most)
		return
	}
	h.raw(`<a href="`, markup(address, len(address)), `">`)
	h.text(text, most)
	h.raw("</a>")
}

func (h *htmlWriter) address(to Ref) string {
	if h.link == nil || to == (Ref{}) {
		return ""
	}
	return safeAddress(h.link(to))
}

// way writes a link to another page.
func (h *htmlWriter) way(w way) {
	if w.text == "" || h.address(w.to) == "" {
		return
	}
	arrow := "→"
	if w.up {
		arrow = "←"
	}
	if w.up && h.part == "" {
		h.open("header")
	} else {
		h.openMain()
	}
	h.raw(`<p class="way"><span aria-hidden="true">`, arrow, " </span>")
	h.linked(w.to, w.text, nameMax)
	h.raw("</p>\n")
}

// picture writes a picture with its name and description.
func (h *htmlWriter) picture(p picture) {
	h.pictured++
	id := itoa(h.pictured)
	name, description := p.names()
	h.raw(`<svg width="100%" height="`, itoa(p.height()), `" role="img" aria-labelledby="p`, id, `" aria-describedby="d`, id,
		`"><title id="p`, id, `">`, markup(name, nameMax), `</title><desc id="d`, id, `">`, markup(cmp.Or(description, name), sentenceMax), "</desc>")
	c := canvas{words: h.words}
	p.draw(&c)
	h.Write(c.Bytes())
	h.raw("</svg>")
}

// caption writes the title and note of a figure, and names what follows.
func (h *htmlWriter) caption(title, note string) {
	h.captions++
	h.label = "c" + itoa(h.captions)
	h.raw("<figcaption><b id=\"", h.label, "\">")
	h.text(title, nameMax)
	h.raw("</b>")
	if note != "" {
		h.text(note, sentenceMax)
	}
	h.raw("</figcaption>")
}

func (h *htmlWriter) figure(f figure) {
	h.openMain()
	h.raw("<figure>")
	h.caption(f.title, f.note)
	if f.picture != nil {
		h.picture(f.picture)
	}
	if len(f.table.rows) > 0 {
		h.raw("<details><summary>", markup(h.w.figures, nameMax), "</summary>")
		h.table(f.table)
		h.raw("</details>")
	}
	h.raw("</figure>\n")
}

func (h *htmlWriter) heatMap(m heatMap) {
	h.openMain()
	h.raw("<figure>")
	h.caption(m.title, m.note)
	h.raw(`<div class="scroll"><table class="heat"`)
	h.labelled()
	h.raw("><thead><tr>")
	for _, title := range m.columns {
		h.raw(`<th scope="col">`, markup(title, nameMax), "</th>")
	}
	h.raw("</tr></thead><tbody>\n")
	shown, left := rowsShown(len(m.rows))
	for _, r := range m.rows[:shown] {
		h.raw(`<tr><th scope="row">`)
		h.text(r.name, nameMax)
		h.raw("</th>")
		for _, cell := range r.cells {
			h.raw("<td")
			if cell.tint > 0 {
				h.raw(` class="h`, itoa(min(cell.tint, 5)-1), `"`)
			}
			h.raw(">", markup(cell.text, nameMax), "</td>")
		}
		h.raw("</tr>\n")
	}
	if left > 0 {
		h.raw(`<tr><th scope="row" colspan="`, itoa(len(m.columns)), `">`, markup(fmt.Sprintf(h.words.more, left), nameMax), "</th></tr>\n")
	}
	h.raw("</tbody></table></div></figure>\n")
}

func itoa(n int) string { return strconv.Itoa(n) }
