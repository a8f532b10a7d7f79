package casefile

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The limits of a case file, so that a hostile file costs no more than a large one.
const (
	bytesMost = 1 << 20
	linesMost = 20_000
	factsMost = 100_000 // of one case
	copiesOf  = 10_000  // of one line: tickets N, every
)

// byteOrderMark is what some editors write before the text.
const byteOrderMark = "\ufeff"

// line is one line of a case file and the lines that are indented below it.
type line struct {
	number int // from 1
	indent int
	text   string // without comment and outer space
	below  []*line
	last   int // the number of the last line below; without lines below, number
	// yaml are the numbers of the lines of YAML below the heading of an agreement or a
	// calendar: [first, last]. first is 0 without such lines.
	yaml [2]int
}

// page is a case file, read as lines.
type page struct {
	name  string
	lines []string // as written, without their ends
	start string   // a byte order mark, or nothing
	end   string   // of a line
	heads []*line  // the lines without indentation
}

// Mistake is a problem at a line of a case file.
type Mistake struct {
	Line int // from 1
	Err  error
}

func (m *Mistake) Error() string {
	if c, ok := m.Err.(inColumn); ok {
		return fmt.Sprintf("%d:%d: %v", m.Line, c.column, c.error)
	}
	return fmt.Sprintf("%d: %v", m.Line, m.Err)
}
func (m *Mistake) Unwrap() error { return m.Err }

// inColumn is a mistake in a column of its line, from 1.
type inColumn struct {
	column int
	error
}

func (c inColumn) Unwrap() error { return c.error }

func at(number int, format string, args ...any) error {
	return &Mistake{number, fmt.Errorf(format, args...)}
}

// readPage reads the lines of a case file. The error is about the first line that is
// wrong.
func readPage(name string, data []byte) (*page, error) {
	p := &page{name: name, end: "\n"}
	switch {
	case len(data) > bytesMost:
		return nil, at(1, "the file has %d bytes; at most %d are read", len(data), bytesMost)
	case !utf8.Valid(data):
		valid := len(data) - len(bytes.TrimLeftFunc(data, func(r rune) bool { return r != utf8.RuneError }))
		return nil, at(1+bytes.Count(data[:valid], []byte("\n")), "the text is not UTF-8")
	}
	text := string(data)
	if strings.HasPrefix(text, byteOrderMark) { // some editors write it
		p.start, text = byteOrderMark, text[len(byteOrderMark):]
	}
	if strings.Contains(text, "\r\n") {
		p.end = "\r\n"
		text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	p.lines = strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(p.lines) > linesMost {
		return nil, at(linesMost+1, "the file has %d lines; at most %d are read", len(p.lines), linesMost)
	}
	var open []*line // the line above and the headings around it, outermost first
	raw := false     // within the YAML of open[0]
	for i, written := range p.lines {
		number := i + 1
		if r := strings.IndexFunc(written, func(r rune) bool { return r < ' ' || r == '\u007f' || r == '\ufeff' }); r >= 0 {
			if written[r] == '\t' {
				return nil, at(number, "a tab; indent and separate with spaces")
			}
			return nil, at(number, "a character that is not seen, %+q; take it out", []rune(written[r:])[0])
		}
		indent := len(written) - len(strings.TrimLeft(written, " "))
		if raw && (indent > 0 || strings.TrimSpace(written) == "") && !isAnswer(written) {
			if strings.TrimSpace(written) != "" {
				head := open[0]
				if head.yaml[0] == 0 {
					head.yaml[0] = number
				}
				head.yaml[1], head.last = number, number
			}
			continue
		}
		content := strings.TrimSpace(uncommented(written))
		if content == "" {
			continue
		}
		l := &line{number: number, indent: indent, text: content, last: number}
		for len(open) > 0 && open[len(open)-1].indent >= indent {
			open = open[:len(open)-1]
		}
		switch {
		case len(open) > 0:
			parent := open[len(open)-1]
			if n := len(parent.below); n > 0 && parent.below[n-1].indent != indent {
				return nil, at(number, "the indentation is %d spaces, that of the line before on this level %d", indent, parent.below[n-1].indent)
			}
			parent.below = append(parent.below, l)
		case indent > 0:
			return nil, at(number, "the line is indented, and no heading stands above it")
		default:
			p.heads = append(p.heads, l)
		}
		for _, o := range open {
			o.last = number
		}
		open = append(open, l)
		if indent == 0 {
			word, _, _ := strings.Cut(content, " ")
			raw = word == "agreement" || word == "calendar"
		} else if len(open) == 2 && isAnswer(content) {
			raw = false // the answers of an agreement stand last
		}
	}
	return p, nil
}

// yamlOf gives the lines of YAML below a heading, without their common indentation.
// Line 1 of the text is line yaml[0] of the file.
func (p *page) yamlOf(l *line) string {
	if l.yaml[0] == 0 {
		return ""
	}
	lines := p.lines[l.yaml[0]-1 : l.yaml[1]]
	indent := len(lines[0]) - len(strings.TrimLeft(lines[0], " "))
	var b strings.Builder
	for _, text := range lines {
		lead := len(text) - len(strings.TrimLeft(text, " "))
		b.WriteString(text[min(indent, lead):] + "\n")
	}
	return b.String()
}

// yamlInPlace gives the lines of YAML below a heading where they stand: with empty lines
// above and their indentation, so that a mistake has the line and column of the file.
func (p *page) yamlInPlace(l *line) string {
	return strings.Repeat("\n", l.yaml[0]-1) + strings.Join(p.lines[l.yaml[0]-1:l.yaml[1]], "\n") + "\n"
}

// yamlIndent is the common indentation of the YAML below a heading.
func (p *page) yamlIndent(l *line) int {
	first := p.lines[l.yaml[0]-1]
	return len(first) - len(strings.TrimLeft(first, " "))
}

func isAnswer(text string) bool { return strings.HasPrefix(strings.TrimSpace(text), "=>") }

// uncommented takes off a comment: a line that starts with #, or what follows # with
// a space on both sides. A # within quotes begins no comment.
func uncommented(s string) string {
	if strings.HasPrefix(strings.TrimSpace(s), "#") {
		return ""
	}
	left, _, _ := cut(s+" ", " # ")
	return strings.TrimSuffix(left, " ")
}

// cut is strings.Cut outside quotes.
func cut(s, sep string) (left, right string, found bool) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
			continue
		case s[i] == '"':
			quoted = !quoted
			continue
		}
		if !quoted && strings.HasPrefix(s[i:], sep) {
			return s[:i], s[i+len(sep):], true
		}
	}
	return s, "", false
}

// parted splits at sep outside quotes, and takes off outer space.
func parted(s, sep string) (parts []string) {
	for more := true; more; {
		var part string
		part, s, more = cut(s, sep)
		parts = append(parts, strings.TrimSpace(part))
	}
	return parts
}

// word is a run of characters without space. Quotes keep spaces together, written as
// in Go: "a b", key="a b". equals is where the first = outside quotes stands; -1: none.
type word struct {
	text   string
	quoted bool // it begins with a quote, so it is a name and no other word
	equals int
}

// wordsOf splits a text into words.
func wordsOf(s string) ([]word, error) {
	var all []word
	for {
		s = strings.TrimLeft(s, " ")
		if s == "" {
			return all, nil
		}
		w := word{equals: -1, quoted: s[0] == '"'}
		for s != "" && s[0] != ' ' {
			if s[0] == '"' {
				prefix, err := strconv.QuotedPrefix(s)
				if err != nil {
					return nil, fmt.Errorf("the quote of %s is not closed", s)
				}
				text, _ := strconv.Unquote(prefix)
				w.text, s = w.text+text, s[len(prefix):]
				continue
			}
			if s[0] == '=' && w.equals < 0 {
				w.equals = len(w.text)
			}
			w.text, s = w.text+s[:1], s[1:]
		}
		all = append(all, w)
	}
}

// is reports whether a word is a word of the language.
func (w word) is(text string) bool { return !w.quoted && w.text == text }

// textOf joins words as they were read.
func textOf(words []word) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	return strings.Join(texts, " ")
}

// indexOf gives the first place of a word of the language; -1: it does not stand there.
func indexOf(words []word, text string) int {
	for i, w := range words {
		if w.is(text) {
			return i
		}
	}
	return -1
}

// quotedIfNeeded writes a name so that it is read back as one word.
func quotedIfNeeded(s string) string {
	plain := s != "" && s[0] != '#' && !strings.HasPrefix(s, "=>")
	for _, r := range s {
		if r <= ' ' || r == '"' || r == '\\' || r == '=' || r == ',' || r == ':' || r == ';' || r == '/' || !strconv.IsPrint(r) {
			plain = false
		}
	}
	if plain {
		return s
	}
	return strconv.Quote(s)
}
