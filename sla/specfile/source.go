package specfile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/internal/fault"
)

// Bounds of a file, far beyond any agreement.
const (
	bytesMax  = 1 << 20 // all files together
	filesMax  = 20
	scalarMax = 10_000  // bytes in one text
	keyMax    = 200     // bytes in one key
	depthMax  = 128     // mappings and lists within one another
	nodesMax  = 100_000 // texts, lists and mappings
)

// parse reads the one document of a file as nodes. It reports at most one problem:
// the text after it cannot be read.
func parse(data []byte) (root *yaml.Node, line, column int, err error) {
	if line, column, err = readable(data); err != nil {
		return nil, line, column, err
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	text, shifts := surrogates(data)
	root, second, err := documents(text)
	switch {
	case err != nil:
		line, column, err = unreadable(text, err)
		return nil, line, column, err
	case root == nil:
		return nil, 1, 1, fault.Because(fault.ErrMissing, "the file is empty; an agreement starts with sla: v1")
	case second != nil:
		return nil, second.Line, second.Column, fault.Because(fault.ErrConflict, "a file holds one agreement; --- starts another document")
	}
	if len(shifts) > 0 {
		shift(root, shifts)
	}
	return root, 0, 0, nil
}

// documents gives the first two documents of a text; nil for a document that does
// not exist.
func documents(text []byte) (first, second *yaml.Node, err error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for _, into := range []**yaml.Node{&first, &second} {
		var document yaml.Node
		switch err := decoder.Decode(&document); {
		case errors.Is(err, io.EOF):
			return first, nil, nil
		case err != nil:
			return nil, nil, err
		case len(document.Content) == 1:
			*into = document.Content[0]
		}
	}
	return first, second, nil
}

// readable refuses other encodings than UTF-8, invisible characters, and characters
// that only some programs take as line breaks.
func readable(data []byte) (line, column int, err error) {
	line, column = 1, 1
	if bytes.HasPrefix(data, []byte("\uFEFF")) {
		data = data[len("\uFEFF"):]
	}
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		switch {
		case c == utf8.RuneError && size == 1:
			return line, column, fault.Because(fault.ErrSyntax, "byte %#02x is not UTF-8", data[i])
		case !printable(c) && c != '\n' && c != '\r' && c != '\t':
			return line, column, fault.Because(fault.ErrSyntax, "the character %U is not seen; write it as an escape in double quotes", c)
		case c == '\n', c == '\r' && (i+1 == len(data) || data[i+1] != '\n'):
			line, column = line+1, 0
		}
		i, column = i+size, column+1
	}
	return 0, 0, nil
}

// printable reports whether a character may stand in a file unescaped; both writers
// leave such characters unescaped.
func printable(c rune) bool {
	switch {
	case c < 0x20, 0x7F <= c && c < 0xA0, c == 0x2028, c == 0x2029, c == 0xFEFF, c == 0xFFFE, c == 0xFFFF:
		return false
	}
	return true
}

// searchMax bounds the bytes that are read again to find a mistake.
const searchMax = 2 << 20

// unreadable finds where a text stops being YAML: the first line after which
// nothing can be read. The YAML reader only names the start of the mapping or list
// around it.
func unreadable(text []byte, cause error) (line, column int, err error) {
	var ends []int // the end of each line
	for i, c := range text {
		if c == '\n' {
			ends = append(ends, i+1)
		}
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		ends = append(ends, len(text))
	}
	spent := 0
	reads := func(lines int) bool {
		if lines == 0 {
			return true
		}
		spent += ends[lines-1]
		_, _, failed := documents(text[:ends[lines-1]])
		if failed != nil {
			cause = failed
		}
		return failed == nil
	}
	good, bad := 0, len(ends)
	for spent < searchMax && bad-good > 1 {
		if middle := (good + bad) / 2; reads(middle) {
			good = middle
		} else {
			bad = middle
		}
		// A list or text over several lines cannot be read before its end: try later lines.
		for next := bad + 1; bad-good == 1 && next <= min(bad+100, len(ends)) && spent < searchMax; next++ {
			if reads(next) {
				good, bad = next, len(ends)
			}
		}
	}
	if bad == len(ends) || bad-good > 1 {
		_, _, cause = documents(text)
	}
	message := strings.TrimPrefix(cause.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		number, after, _ := strings.Cut(rest, ": ")
		if n, err := strconv.Atoi(number); err == nil && bad-good > 1 {
			good = n - 1 // the search ended at searchMax
		}
		message = after
	}
	line, column = max(1, good+1), 1
	row := ""
	if good < len(ends) {
		start := 0
		if good > 0 {
			start = ends[good-1]
		}
		row = strings.TrimRight(string(text[start:ends[good]]), "\r\n")
	}
	blank := len(row) - len(strings.TrimLeft(row, " \t"))
	column += blank
	if tab := strings.IndexByte(row[:blank], '\t'); tab >= 0 {
		return line, tab + 1, fault.Because(fault.ErrSyntax, "a tab does not indent; use spaces")
	}
	if name, ok := strings.CutPrefix(message, "unknown anchor '"); ok {
		name = strings.TrimSuffix(name, "' referenced")
		column = 1 + max(blank, strings.Index(row, "*"+name))
		return line, column, fault.Because(fault.ErrSyntax, aliasMessage, fault.Shorten(name))
	}
	if message == "mapping values are not allowed in this context" {
		return line, column, fault.Because(fault.ErrSyntax, "a colon and a space begin a value; put a text that has them in quotes%s", quoted(row[blank:]))
	}
	return line, column, fault.Because(fault.ErrSyntax, "the text is not YAML from here on: %s", fault.Shorten(message))
}

// pair is a character beyond the first 65,536 as JSON escapes it, in two halves.
var pair = regexp.MustCompile(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)

// moved says that text from a column of a line on stood further right by this many
// columns.
type moved struct{ line, column, by int }

// surrogates rewrites the characters of a JSON document that are escaped in two
// halves, because YAML does not know that form.
func surrogates(text []byte) ([]byte, []moved) {
	if !bytes.Contains(text, []byte(`\u`)) || !json.Valid(text) {
		return text, nil
	}
	var out []byte
	var shifts []moved
	line, column, by, last := 1, 1, 0, 0 // the position in out
	write := func(part []byte) {
		for _, c := range string(part) {
			if column++; c == '\n' {
				line, column, by = line+1, 1, 0
			}
		}
		out = append(out, part...)
	}
	for _, found := range pair.FindAllIndex(text, -1) {
		from, to := found[0], found[1]
		slashes := 0
		for slashes < from-last && text[from-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 1 {
			continue // an escaped backslash before a u
		}
		high, _ := strconv.ParseUint(string(text[from+2:from+6]), 16, 16)
		low, _ := strconv.ParseUint(string(text[from+8:from+12]), 16, 16)
		write(text[last:from])
		write(utf8.AppendRune(nil, utf16.DecodeRune(rune(high), rune(low))))
		by += to - from - 1
		shifts = append(shifts, moved{line, column, by})
		last = to
	}
	write(text[last:])
	return out, shifts
}

// shift sets the columns of nodes back to the columns of the file.
func shift(n *yaml.Node, shifts []moved) {
	i, _ := slices.BinarySearchFunc(shifts, n, func(m moved, n *yaml.Node) int {
		return cmp.Or(cmp.Compare(m.line, n.Line), cmp.Compare(m.column, n.Column+1))
	})
	if i > 0 && shifts[i-1].line == n.Line {
		n.Column += shifts[i-1].by
	}
	for _, inner := range n.Content {
		shift(inner, shifts)
	}
}

// quoted writes a line whose text has a colon in its correct form, with quotes.
func quoted(row string) string {
	key, text, ok := strings.Cut(row, ": ")
	if text = strings.TrimSpace(text); !ok || len(row) > keyMax || strings.ContainsAny(text, "\"\\{}[]#") || !strings.Contains(text, ": ") {
		return ""
	}
	return ": " + key + ": \"" + text + "\""
}
