package specfile

import (
	"bytes"
	"fmt"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/sla"
)

// isMarkdown reports whether a file is a Markdown document, by its name.
func isMarkdown(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		return true
	}
	return false
}

// contract is what a Markdown document holds: its headings with the text below them,
// and the blocks of terms.
type contract struct {
	title    string   // the first heading of level 1, unless it has a number
	purpose  []string // the paragraphs before the first clause
	clauses  []sla.Clause
	headings []int // the line of each clause, from 1
	blocks   []block
	problems []blockProblem
}

// block is a fenced block of terms.
type block struct {
	clause int // its place in clauses; -1: before the first clause
	line   int // the line of its first term, from 1
	lines  []string
	cut    []int // the spaces taken off the front of each line
}

type blockProblem struct {
	line, column int
	err          error
}

var (
	fenceLine  = regexp.MustCompile("^( {0,3})(`{3,}|~{3,})(.*)$")
	strayFence = regexp.MustCompile("^[ \\t>]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \\t]+)*[ \\t>]*(?:`{3,}|~{3,})[ \\t]*\\{?\\.?(?i:sla)\\b")
	atxLine    = regexp.MustCompile(`^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$`)
	underline  = regexp.MustCompile(`^ {0,3}(=+|-+)[ \t]*$`)
	breakLine  = regexp.MustCompile(`^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$`)
	noHeading  = regexp.MustCompile(`^ *(?:[-*+>|]|[0-9]{1,9}[.)])(?:[ \t]|$)`) // a list, quotation or table
	rawHTML    = regexp.MustCompile(`(?i)^ {0,3}<(pre|script|style|textarea)(?:[ \t>]|$)`)
)

// scan finds headings, prose and blocks of terms by the rules of CommonMark for fences,
// headings and comments. It reads no other markup.
func scan(data []byte) *contract {
	s := scanner{contract: &contract{}, clause: -1, named: map[string]bool{}}
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(bytes.TrimPrefix(data, []byte("\uFEFF"))))
	s.lines = strings.Split(text, "\n")
	if s.lines[0] == "---" {
		s.frontMatter()
	}
	for s.at < len(s.lines) {
		s.line(s.lines[s.at])
		s.at++
	}
	s.flush()
	return s.contract
}

type scanner struct {
	*contract
	lines   []string
	at      int // the line, from 0
	clause  int // the place of the clause in clauses; -1: before the first
	pending []string
	above   []heading // the headings around the line
	named   map[string]bool
}

type heading struct {
	level  int
	clause string
}

// frontMatter reads the lines between --- at the start of a document. They are terms if
// they state sla, and else only for other programs.
func (s *scanner) frontMatter() {
	b := block{clause: -1, line: 2}
	terms := false
	for i, line := range s.lines[1:] {
		if line == "---" || line == "..." {
			if terms {
				s.blocks = append(s.blocks, b)
			}
			s.at = i + 2
			return
		}
		terms = terms || strings.HasPrefix(line, "sla:")
		b.lines, b.cut = append(b.lines, line), append(b.cut, 0)
	}
}

func (s *scanner) problem(column int, format string, args ...any) {
	s.problems = append(s.problems, blockProblem{s.at + 1, column, fault.Because(fault.ErrSyntax, format, args...)})
}

// line reads one line outside of blocks.
func (s *scanner) line(line string) {
	if m := fenceLine.FindStringSubmatch(line); m != nil && !(m[2][0] == '`' && strings.Contains(m[3], "`")) {
		s.flush()
		s.fence(m[1], m[2], strings.TrimSpace(m[3]))
		return
	}
	trimmed := strings.TrimLeft(line, " ")
	switch indent := len(line) - len(trimmed); {
	case strayFence.MatchString(line):
		s.problem(1+strings.IndexAny(line, "`~"), "terms are read only from a block at the margin: put at most three spaces before ```sla, outside of lists and quotations")
	case indent <= 3 && strings.HasPrefix(trimmed, "<!--"):
		s.flush()
		s.skipTo("-->")
	case rawHTML.MatchString(line):
		s.flush()
		s.skipTo("</" + strings.ToLower(rawHTML.FindStringSubmatch(line)[1]))
	case atxLine.MatchString(line):
		m := atxLine.FindStringSubmatch(line)
		s.flush()
		s.heading(len(m[1]), m[2], s.at+1)
	case len(s.pending) > 0 && underline.MatchString(line) && !noHeading.MatchString(s.pending[0]):
		text, at := strings.Join(s.pending, " "), s.at+1-len(s.pending)
		s.pending = nil
		s.heading(map[byte]int{'=': 1, '-': 2}[trimmed[0]], text, at)
	case strings.TrimSpace(line) == "" || breakLine.MatchString(line):
		s.flush()
	default:
		s.pending = append(s.pending, line)
	}
}

// skipTo skips the lines up to one that holds a mark: HTML of which nothing is a term.
func (s *scanner) skipTo(mark string) {
	for ; s.at < len(s.lines); s.at++ {
		if strings.Contains(strings.ToLower(s.lines[s.at]), mark) {
			return
		}
	}
}

// fence reads a fenced block up to its end.
func (s *scanner) fence(indent, mark, info string) {
	word, _, _ := strings.Cut(info, " ")
	terms := strings.EqualFold(word, "sla")
	if strings.EqualFold(strings.Trim(word, "{.}"), "sla") && !terms {
		s.problem(len(indent)+len(mark)+1, "write %ssla", mark)
	}
	start := s.at
	b := block{clause: s.clause, line: start + 2}
	for s.at++; s.at < len(s.lines); s.at++ {
		line := s.lines[s.at]
		if m := fenceLine.FindStringSubmatch(line); m != nil && m[2][0] == mark[0] && len(m[2]) >= len(mark) && strings.TrimSpace(m[3]) == "" {
			break
		}
		cut := 0
		for cut < len(indent) && cut < len(line) && line[cut] == ' ' {
			cut++
		}
		b.lines, b.cut = append(b.lines, line[cut:]), append(b.cut, cut)
	}
	switch {
	case terms && s.at >= len(s.lines):
		s.at = start
		s.problem(len(indent)+1, "the block does not end: close it with a line %s", mark)
		s.at = len(s.lines)
	case terms:
		s.blocks = append(s.blocks, b)
	default: // an example, which is prose
		for _, line := range b.lines {
			s.pending = append(s.pending, line)
			s.flush()
		}
	}
}

// flush ends a paragraph.
func (s *scanner) flush() {
	text := strings.TrimRight(strings.Join(s.pending, "\n"), " \t\n")
	from := s.at - len(s.pending) + 1
	s.pending = nil
	if strings.TrimSpace(text) == "" {
		return
	}
	if len(text) > scalarMax {
		s.problems = append(s.problems, blockProblem{max(1, from), 1, fault.Because(fault.ErrRange, "a paragraph has at most %d bytes", scalarMax)})
		return
	}
	if s.clause < 0 {
		s.purpose = append(s.purpose, text)
		return
	}
	s.clauses[s.clause].Text = append(s.clauses[s.clause].Text, text)
}

// heading begins a clause.
func (s *scanner) heading(level int, text string, line int) {
	text = plainHeading(text)
	number, title := numberOf(text)
	if level == 1 && number == "" && s.title == "" && len(s.clauses) == 0 {
		s.title = title
		return
	}
	for len(s.above) > 0 && s.above[len(s.above)-1].level >= level {
		s.above = s.above[:len(s.above)-1]
	}
	around := ""
	if len(s.above) > 0 {
		around = s.above[len(s.above)-1].clause
	}
	switch {
	case strings.HasPrefix(number, "("): // a part of the clause around it
		number = around + number
	case number == "" && around != "" && s.named[title]:
		number = around + ", " + title
	case number == "":
		number = title
	}
	if title == number {
		title = ""
	}
	s.named[number] = true
	s.above = append(s.above, heading{level, number})
	s.clause = len(s.clauses)
	s.clauses = append(s.clauses, sla.Clause{Clause: number, Title: title})
	s.headings = append(s.headings, line)
}

var (
	emphasis   = regexp.MustCompile("\\*\\*([^*]+)\\*\\*|__([^_]+)__|`([^`]+)`|\\*([^*]+)\\*")
	headingRef = regexp.MustCompile(`[ \t]*\{#[^{}]*\}$`)
	headLink   = regexp.MustCompile(`\[([^][]*)\]\([^()]*\)`)
	numbered   = []*regexp.Regexp{
		regexp.MustCompile(`^([0-9]+[a-zA-Z]?(?:\.[0-9]+[a-zA-Z]?)*)[.):]?(?:[ \t]+(?:[-–—:][ \t]+)?(.*)|)$`),
		regexp.MustCompile(`^((?:§§?|(?i:article|section|clause|annexe?|appendix|schedule|exhibit|part|artikel|abschnitt|ziffer|anlage|artículo|anexo))[ \t]*(?:[0-9]+[0-9A-Za-z.]*[0-9A-Za-z]|[0-9]|[A-Z]|[IVXLC]+))[.):]?(?:[ \t]+(?:[-–—:][ \t]+)?(.*)|)$`),
		regexp.MustCompile(`^(第[零〇一二三四五六七八九十百千0-9]+[章条條节節款项項])[、.:：\s　]*(.*)$`),
		regexp.MustCompile(`^([一二三四五六七八九十]+)、[ \t]*(.*)$`),
		regexp.MustCompile(`^([A-Z]|[IVXLC]+)[.)][ \t]+(.*)$`),
		regexp.MustCompile(`^(\([0-9A-Za-z]{1,4}\))[ \t]+(.*)$`),
	}
)

// plainHeading takes emphasis, links and anchors out of a heading.
func plainHeading(text string) string {
	text = headingRef.ReplaceAllString(strings.TrimSpace(text), "")
	text = headLink.ReplaceAllString(text, "$1")
	text = emphasis.ReplaceAllString(text, "$1$2$3$4")
	return strings.Join(strings.Fields(strings.ReplaceAll(text, `\`, "")), " ")
}

// numberOf splits a heading into the number of its clause and its title: "7.2
// Availability", "Article 7: Availability", "§ 7 Availability", "第七条 可用性". The
// number is empty if the heading has no number.
func numberOf(text string) (number, title string) {
	for _, form := range numbered {
		if m := form.FindStringSubmatch(text); m != nil {
			return strings.Join(strings.Fields(m[1]), " "), strings.TrimSpace(m[2])
		}
	}
	return "", text
}

// markdown reads a Markdown document: the terms of its blocks, and its clauses.
func (l *loader) markdown(data []byte) (includes []place) {
	if len(data) > bytesMax {
		l.broken = true
		l.add(place{file: l.file}, "", "", tooLarge())
		return nil
	}
	if line, column, err := readable(data); err != nil {
		l.broken = true
		l.add(place{l.file, line, column}, "", "", err)
		return nil
	}
	doc := scan(data)
	for _, p := range doc.problems {
		l.broken = true
		l.add(place{l.file, p.line, p.column}, "", "", p.err)
	}
	if len(doc.blocks) == 0 && len(doc.problems) == 0 {
		l.broken = true
		l.add(place{l.file, 1, 1}, "", "", fault.Because(fault.ErrMissing, "a Markdown document states its terms in blocks that begin with ```sla and end with ```"))
		return nil
	}
	l.literate = true
	defer func() { l.literate = false }()
	first := len(l.made.Document.Clauses)
	clauses := make([][]string, len(doc.clauses)) // the terms of each clause
	whole := false                                // a block before this one could be read
	for _, b := range doc.blocks {
		root, line, column, err := parse([]byte(strings.Join(b.lines, "\n") + "\n"))
		if err != nil {
			l.broken = true
			if at := line - 1; at < len(b.cut) {
				column += b.cut[at]
			}
			l.add(place{l.file, line + b.line - 1, column}, "", "", err)
			whole = true // whether it has the version is not known
			continue
		}
		b.shift(root)
		before := l.made.Spec
		l.read(root, reflect.ValueOf(&l.made).Elem(), "")
		if !whole || slices.Contains(keysOfNode(root), "sla") {
			l.versions(root)
		}
		whole = true
		if b.clause >= 0 && root.Kind == yaml.MappingNode {
			clauses[b.clause] = append(clauses[b.clause], l.cite(root, &before, doc.clauses[b.clause].Clause)...)
		}
		for i := range l.made.Include {
			if at := fmt.Sprintf("include[%d]", i); l.places[at] != (place{}) {
				includes = append(includes, l.places[at])
				delete(l.places, at)
			}
		}
	}
	for i, clause := range doc.clauses {
		at := fmt.Sprintf("document.clauses[%d]", first+i)
		l.places[at] = place{l.file, doc.headings[i], 1}
		l.places[at+".clause"] = l.places[at]
		clause.Terms = clauses[i]
		l.made.Document.Clauses = append(l.made.Document.Clauses, clause)
	}
	if l.made.Title == "" {
		l.made.Title = doc.title
	}
	if stated := l.made.Document.Purpose; stated != "" {
		doc.purpose = append([]string{stated}, doc.purpose...)
	}
	l.made.Document.Purpose = strings.Join(doc.purpose, "\n\n")
	if len(l.made.Document.Purpose) > scalarMax {
		l.add(place{l.file, 1, 1}, "document.purpose", "", fault.Because(fault.ErrRange, "the text before the first clause has at most %d bytes", scalarMax))
	}
	return includes
}

// shift sets the places of nodes to the places in the document.
func (b *block) shift(n *yaml.Node) {
	if at := n.Line - 1; at >= 0 && at < len(b.cut) {
		n.Column += b.cut[at]
	}
	n.Line += b.line - 1
	for _, inner := range n.Content {
		b.shift(inner)
	}
}

// cite gives the parts that a block states the clause of their heading: in their key
// clause, if they have that key and do not state it, else as terms of the clause. before
// is the Spec without the block.
func (l *loader) cite(root *yaml.Node, before *sla.Spec, clause string) (terms []string) {
	s := &l.made.Spec
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i].Value, root.Content[i+1]
		switch key {
		case "sla", "include", "extends":
		case "services":
			for _, name := range keysOfNode(value) {
				if of, ok := s.Services[name]; ok && of.Clause == "" {
					of.Clause = clause
					s.Services[name] = of
				}
			}
		case "clocks":
			for _, name := range keysOfNode(value) {
				if of, ok := s.Clocks[name]; ok && of.Clause == "" {
					of.Clause = clause
					s.Clocks[name] = of
				}
			}
		case "objectives":
			for i := len(before.Objectives); i < len(s.Objectives); i++ {
				setIfEmpty(&s.Objectives[i].Clause, clause)
			}
		case "revisions":
			for i := len(before.Revisions); i < len(s.Revisions); i++ {
				setIfEmpty(&s.Revisions[i].Clause, clause)
			}
		case "credits":
			for i := len(before.Credits.Rules); i < len(s.Credits.Rules); i++ {
				setIfEmpty(&s.Credits.Rules[i].Clause, clause)
			}
			for i := len(before.Credits.Caps); i < len(s.Credits.Caps); i++ {
				setIfEmpty(&s.Credits.Caps[i].Clause, clause)
			}
			for _, name := range keysOfNode(value) {
				if name != "rules" && name != "caps" && name != "cap" {
					terms = append(terms, "credits."+name)
				}
			}
		case "policies":
			for _, name := range keysOfNode(value) {
				if name == "profile" { // it states every policy
					terms = append(terms, "policies")
				}
				terms = append(terms, "policies."+name)
			}
		case "document":
			for i := 0; value.Kind == yaml.MappingNode && i+1 < len(value.Content); i += 2 {
				part := "document." + value.Content[i].Value
				switch part {
				case "document.roles", "document.definitions":
					for _, name := range keysOfNode(value.Content[i+1]) {
						terms = append(terms, part+"."+name)
					}
				default:
					terms = append(terms, part)
				}
			}
		default:
			if f := find(l.fieldsOf(reflect.TypeFor[sla.Spec]()), key); f != nil && f.typ.Kind() == reflect.Map {
				for _, name := range keysOfNode(value) {
					terms = append(terms, key+"."+name)
				}
			} else if f != nil {
				terms = append(terms, key)
			}
		}
	}
	return terms
}

func setIfEmpty(to *string, text string) {
	if *to == "" {
		*to = text
	}
}

// keysOfNode lists the keys of a mapping.
func keysOfNode(n *yaml.Node) (keys []string) {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		keys = append(keys, n.Content[i].Value)
	}
	return keys
}
