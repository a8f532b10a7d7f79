package holidays

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-ical"

	"github.com/upheld/upheld/internal/fault"
)

// placed is a problem with its place in an iCalendar file. Lines and columns
// count from 1, columns in characters.
type placed struct {
	line, column int
	err          error
}

func (p *placed) Error() string {
	return fmt.Sprintf("line %d, column %d: %v", p.line, p.column, p.err)
}
func (p *placed) Unwrap() error { return p.err }

// contentLine is a line of an iCalendar file together with the lines that continue
// it.
type contentLine struct {
	number int
	text   string // without the breaks of folded lines
	row    string // the first line, unchanged
}

// contentLines divides a file into its content lines, without empty lines.
func contentLines(data []byte) (all []contentLine) {
	number := 0
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))) {
		number++
		text := strings.TrimRight(string(line), "\r\n")
		switch {
		case len(all) > 0 && text != "" && (text[0] == ' ' || text[0] == '\t'):
			all[len(all)-1].text += text[1:]
		case text != "":
			all = append(all, contentLine{number, text, text})
		}
	}
	return all
}

// split gives the name of a property and the index in the text at which its value
// begins.
func (l *contentLine) split() (name string, value int) {
	end := strings.IndexAny(l.text, ";:")
	if end < 0 {
		return strings.ToUpper(l.text), len(l.text)
	}
	quoted := false
	for value = end; value < len(l.text) && (quoted || l.text[value] != ':'); value++ {
		quoted = quoted != (l.text[value] == '"')
	}
	return strings.ToUpper(l.text[:end]), min(value+1, len(l.text))
}

// eventLines lists the content lines of each event, starting with BEGIN.
func eventLines(lines []contentLine) (events [][]contentLine) {
	depth, inside := 0, false
	for _, l := range lines {
		name, value := l.split()
		switch name {
		case "BEGIN":
			if depth++; depth == 2 {
				if inside = strings.EqualFold(l.text[value:], ical.CompEvent); inside {
					events = append(events, []contentLine{l})
				}
			}
			continue
		case "END":
			depth--
			continue
		}
		if depth == 2 && inside {
			events[len(events)-1] = append(events[len(events)-1], l)
		}
	}
	return events
}

// place adds its line and column to each problem of an event.
func place(err error, data []byte) error {
	events := eventLines(contentLines(data))
	for _, e := range fault.All(err) {
		var i int
		if n, _ := fmt.Sscanf(e.Path, "events[%d]", &i); n != 1 || i >= len(events) {
			continue
		}
		_, property, _ := strings.Cut(e.Path, "].")
		at, column := events[i][0], 1
		for _, l := range events[i][1:] {
			name, value := l.split()
			if name != property || at.number != events[i][0].number && !strings.Contains(l.text[value:], e.Value) {
				continue
			}
			at = l
			if found := strings.Index(l.text[value:], e.Value); found > 0 {
				value += found
			}
			column = 1 + utf8.RuneCountInString(l.row[:min(value, len(l.row))])
		}
		e.Err = &placed{at.number, column, e.Err}
	}
	return err
}

// malformed gives the number of the first line that the decoder cannot read, or
// whose END does not match the last BEGIN. If the file is cut off, it gives the
// last line.
func malformed(data []byte) (line int) {
	var open []string
	for _, l := range contentLines(data) {
		line = l.number
		name, value := l.split()
		switch what := strings.ToUpper(l.text[value:]); {
		case name == "BEGIN" && what != "":
			open = append(open, what)
		case name == "END" && len(open) > 0 && open[len(open)-1] == what:
			open = open[:len(open)-1]
		case name == "BEGIN", name == "END", len(open) == 0, !readable(l.text):
			return line
		}
	}
	return max(line, 1)
}

// readable reports whether the decoder, which panics on some lines, can read a
// line.
func readable(line string) (ok bool) {
	defer func() { ok = recover() == nil && ok }()
	_, err := ical.NewDecoder(strings.NewReader("BEGIN:VCALENDAR\n" + line + "\nEND:VCALENDAR\n")).Decode()
	return err == nil
}
