package report

import (
	"regexp"
	"strings"

	"github.com/upheld/upheld/sla"
)

// literate draws the clauses of the document in their order, each with its terms.
func (c *contract) literate() {
	clauses := c.spec.Document.Clauses
	numbers := map[string]bool{}
	for i := range clauses {
		numbers[clauses[i].Clause] = true
	}
	home := func(path string) string { return homeOf(c.clauses.Of(path), numbers) }
	stated := map[string]bool{}
	for _, pair := range c.clauses {
		stated[homeOf(pair[1], numbers)] = true
	}
	for i := range clauses {
		clause := &clauses[i]
		level := 2 + strings.Count(clause.Clause, ".")
		name := clause.Clause
		if clause.Title != "" && clause.Title != name {
			name += " " + clause.Title
		}
		c.part(min(level, 5), name)
		for _, text := range clause.Text {
			c.prose(text)
		}
		in := func(path string) bool { return home(path) == clause.Clause }
		c.here = clause.Clause
		c.terms(in, max(level, 3))
		c.amendments(in, max(level, 3))
		if !stated[clause.Clause] && !hasParts(clause.Clause, clauses[i+1:]) {
			c.paragraph(c.w.noTerm)
		}
	}
	c.here = ""
	c.section(2, "without", func() {
		start := len(c.blocks)
		c.paragraph(c.w.noClause)
		before := len(c.blocks)
		in := func(path string) bool { return home(path) == "" }
		c.terms(in, 3)
		c.amendments(in, 3)
		if len(c.blocks) == before {
			c.blocks = c.blocks[:start]
		}
	})
}

// homeOf gives the clause of a document that holds a clause: itself, or the clause of
// which it is a part, as 7.2 of 7.2.1 or 7.2(b).
func homeOf(clause string, numbers map[string]bool) string {
	for end := len(clause); end > 0; end-- {
		if numbers[clause[:end]] && (end == len(clause) || !isWord(clause[end])) {
			return clause[:end]
		}
	}
	return ""
}

func isWord(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}

// hasParts reports whether a clause is divided into the clauses that follow it.
func hasParts(clause string, after []sla.Clause) bool {
	if len(after) == 0 {
		return false
	}
	rest, inside := strings.CutPrefix(after[0].Clause, clause)
	return inside && rest != "" && !isWord(rest[0])
}

// prose draws a paragraph of the contract: a list or a table if its lines begin so.
func (c *contract) prose(text string) {
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
	switch {
	case len(lines) > 1 && strings.HasPrefix(strings.TrimSpace(lines[0]), "|") && tableRule.MatchString(lines[1]):
		c.proseTable(lines)
	case listMark.MatchString(lines[0]):
		var all []string
		for _, line := range lines {
			if mark := listMark.FindString(line); mark != "" || len(all) == 0 {
				if number := strings.TrimSpace(mark); number != "-" && number != "*" && number != "+" {
					mark = strings.TrimSuffix(mark, strings.TrimLeft(mark, " ")) // a number is text
				}
				all = append(all, plainProse(strings.TrimSpace(line[len(mark):])))
				continue
			}
			all[len(all)-1] += " " + plainProse(strings.TrimSpace(line))
		}
		c.bullets(all)
	default:
		c.paragraph(plainProse(strings.Join(strings.Fields(text), " ")))
	}
}

var (
	listMark  = regexp.MustCompile(`^ *([-*+]|[0-9]{1,9}[.)]|\([a-z0-9]{1,4}\)) +`)
	tableRule = regexp.MustCompile(`^ *\|?[ :|-]*-[ :|-]*$`)
	strongly  = regexp.MustCompile(`\*\*([^*]+)\*\*|__([^_]+)__`)
	linked    = regexp.MustCompile(`!?\[([^][]*)\]\(([^()\s]*)\)`)
	coded     = regexp.MustCompile("`([^`]*)`")
	escaped   = regexp.MustCompile(`\\([!-/:-@\[-` + "`" + `{-~])`)
)

// plainProse takes the marks of Markdown out of a text: a page has no markup, and no
// text of it is a link.
func plainProse(text string) string {
	text = strongly.ReplaceAllString(text, "$1$2")
	text = linked.ReplaceAllStringFunc(text, func(link string) string {
		parts := linked.FindStringSubmatch(link)
		if parts[1] == parts[2] || strings.HasPrefix(parts[2], "#") || parts[2] == "" {
			return parts[1]
		}
		return parts[1] + " (" + parts[2] + ")"
	})
	text = coded.ReplaceAllString(text, "$1")
	return escaped.ReplaceAllString(text, "$1")
}

func (c *contract) proseTable(lines []string) {
	split := func(line string) (cells []string) {
		line = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "|"), "|")
		for _, cell := range strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|") {
			cells = append(cells, plainProse(strings.TrimSpace(strings.ReplaceAll(cell, "\x00", "|"))))
		}
		return cells
	}
	var t table
	for _, title := range split(lines[0]) {
		t.columns = append(t.columns, column{title, words})
	}
	for _, line := range lines[2:] {
		cells := split(line)
		for len(cells) > len(t.columns) { // a cell too many goes into the last column
			cells[len(cells)-2] += " " + cells[len(cells)-1]
			cells = cells[:len(cells)-1]
		}
		t.rows = append(t.rows, row{cells: cells})
	}
	c.table(t)
}
