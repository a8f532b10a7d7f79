package feeds

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/sla"
)

// cells splits lines of a table into cells.
type cells struct {
	delimiter byte
	all       [][]byte
	room      []byte // of cells with doubled quotes
}

// errQuote is the problem of a row whose quotes do not end before a delimiter.
var errQuote = errors.New("text after the closing quote of a cell")

// next gives the cells of the next row, and the bytes to drop; n is 0 at the end. The
// cells are parts of the window.
func (c *cells) next(s *stream) (row [][]byte, n int, err error) {
	line, n, err := s.text()
	if err != nil || n == 0 {
		return nil, 0, err
	}
	c.all = c.all[:0]
	if bytes.IndexByte(line, '"') < 0 {
		for {
			i := bytes.IndexByte(line, c.delimiter)
			if i < 0 {
				return append(c.all, line), n, nil
			}
			c.all = append(c.all, line[:i])
			line = line[i+1:]
		}
	}
	for {
		row, n, err := c.quoted(s.buf, s.end)
		if !errors.Is(err, errShort) {
			return row, n, err
		}
		if s.end {
			return nil, 0, fault.Because(fault.ErrSyntax, "the file is cut, or a quote is missing: the text in quotes of this row does not end")
		}
		for want := 2 * len(s.buf); len(s.buf) < want && !s.end; {
			if err := s.more(); err != nil {
				return nil, 0, err
			}
		}
	}
}

// quoted splits a row that has quotes: RFC 4180, and quotes within a cell that does
// not begin with a quote are text.
func (c *cells) quoted(data []byte, last bool) (row [][]byte, n int, err error) {
	c.all, c.room = c.all[:0], c.room[:0]
	for i := 0; ; {
		if i < len(data) && data[i] == '"' {
			cell, end, ok := c.text(data, i+1)
			if !ok {
				return nil, 0, errShort
			}
			c.all = append(c.all, cell)
			i = end
			if i < len(data) && data[i] == '\r' {
				i++
			}
			switch {
			case i >= len(data) && !last:
				return nil, 0, errShort
			case i >= len(data):
				return c.all, i, nil
			case data[i] == '\n':
				return c.all, i + 1, nil
			case data[i] != c.delimiter:
				for i < len(data) && data[i] != '\n' {
					i++
				}
				return nil, min(i+1, len(data)), errQuote
			}
			i++
			continue
		}
		end := i
		for end < len(data) && data[end] != c.delimiter && data[end] != '\n' {
			end++
		}
		if end == len(data) && !last {
			return nil, 0, errShort
		}
		cell := data[i:end]
		if end < len(data) && data[end] == c.delimiter {
			c.all = append(c.all, cell)
			i = end + 1
			continue
		}
		return append(c.all, bytes.TrimSuffix(cell, []byte{'\r'})), min(end+1, len(data)), nil
	}
}

// text gives a text in quotes that begins at i, and the place after its closing
// quote.
func (c *cells) text(data []byte, i int) (cell []byte, end int, ok bool) {
	from, doubled := i, false
	for {
		at := bytes.IndexByte(data[i:], '"')
		if at < 0 {
			return nil, 0, false
		}
		i += at + 1
		if i == len(data) || data[i] != '"' {
			break
		}
		doubled = true
		i++
	}
	cell = data[from : i-1]
	if doubled {
		start := len(c.room)
		c.room = append(c.room, bytes.ReplaceAll(cell, []byte(`""`), []byte{'"'})...)
		cell = c.room[start:len(c.room):len(c.room)]
	}
	return cell, i, true
}

// readTable reads a file of cells by the table of the mapping that it fits.
func (m *Mapping) readTable(s *stream, w *tablesRun) error {
	c := cells{delimiter: ','}
	header, place, err := m.header(s, w, &c)
	if err != nil {
		return err
	}
	t := w.tables[place]
	slots, err := t.place(header, w.run)
	if err != nil {
		return err
	}
	for {
		row, n, err := c.next(s)
		w.run.line = s.line
		switch {
		case errors.Is(err, errQuote):
			w.run.sum.Rows++
			w.run.bad("", "", err.Error())
			s.advance(n)
			continue
		case err != nil:
			return err
		case n == 0:
			t.cut()
			return nil
		}
		if len(row) == 1 && len(bytes.TrimSpace(row[0])) == 0 && len(header) > 1 {
			s.advance(n)
			continue
		}
		w.run.sum.Rows++
		if len(row) != len(header) && !emptyFrom(row, len(header)) {
			w.run.bad("", "", fmt.Sprintf("%d cells, but the header has %d", len(row), len(header)))
			s.advance(n)
			continue
		}
		for slot, at := range slots {
			t.cells[slot] = row[at]
		}
		if t.repeated() {
			w.run.leave("headers that come again")
		} else if err := t.row(); err != nil {
			return err
		}
		s.advance(n)
	}
}

// emptyFrom reports whether a row has at least n cells, and those after them are
// empty.
func emptyFrom(row [][]byte, n int) bool {
	return len(row) >= n && !slices.ContainsFunc(row[n:], func(cell []byte) bool { return len(bytes.TrimSpace(cell)) > 0 })
}

// header reads the first row, and finds the delimiter and the table that it fits.
func (m *Mapping) header(s *stream, w *tablesRun, c *cells) (header []string, table int, err error) {
	for {
		line, n, err := s.text()
		if err != nil || n == 0 {
			return nil, 0, err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			s.advance(n)
			continue
		}
		if rest, is := bytes.CutPrefix(bytes.ToLower(line[:min(len(line), 5)]), []byte("sep=")); is && len(line) == 5 {
			c.delimiter = rest[0]
			s.advance(n)
			continue
		}
		break
	}
	w.run.line = s.line
	best, most := error(nil), int64(-1)
	for i, t := range m.tables {
		tries := []byte{t.delimiter}
		if t.delimiter == 0 {
			tries = []byte{',', '\t', ';', '|'}
		}
		for _, d := range tries {
			try := cells{delimiter: d}
			row, n, err := try.next(s)
			if err != nil {
				return nil, 0, err
			}
			names := make([]string, len(row))
			for j, cell := range row {
				names[j] = string(bytes.TrimSpace(cell))
			}
			missing, found := t.missing(names)
			if missing == "" {
				if header != nil && table != i {
					return nil, 0, fault.Because(fault.ErrConflict, "the columns fit tables[%d] and tables[%d] of the mapping", table, i)
				}
				header, table, c.delimiter = names, i, d
				w.drop = n
				break
			}
			if near := int64(found)<<32 + int64(len(names)); near > most { // most columns, then most cells
				most = near
				best = missingColumn(missing, names)
			}
		}
	}
	if header == nil {
		return nil, 0, best
	}
	s.advance(w.drop)
	return header, table, nil
}

func missingColumn(column string, names []string) error {
	shown := names[:min(len(names), 40)]
	near := fault.NotOneOf(column, shown...).Error()
	near = strings.TrimPrefix(near, "unknown: ")
	return fault.Because(fault.ErrMissing, "the table has no column %q: %s", fault.Shorten(column), near)
}

// missing gives the first column that a header lacks, "" if it has all, and the number
// of those that it has.
func (t *table) missing(header []string) (first string, found int) {
	have := make(map[string]bool, len(header))
	for _, name := range header {
		have[name] = true
	}
	for _, column := range t.columns {
		switch {
		case have[column]:
			found++
		case first == "":
			first = column
		}
	}
	return first, found
}

// place gives the place of each column in a header.
func (t *tableReader) place(header []string, r *run) ([]int, error) {
	first, twice := make(map[string]int, len(header)), map[string]bool{}
	for i, name := range header {
		if _, before := first[name]; before {
			twice[name] = true
			continue
		}
		first[name] = i
	}
	slots := make([]int, len(t.table.columns))
	for slot, column := range t.table.columns {
		slots[slot] = first[column]
		if twice[column] {
			r.find(FindingColumn, "", r.at(column), "the header has the column twice")
		}
	}
	return slots, nil
}

// Read reads tables, and hands each fact to add. A fact may be kept only as a copy, as
// Into makes it. The error says which file ends within a record, is no table, or lacks
// a column; the facts before it have been handed over.
//
// The name of a file in findings is told by its method Name or Stat, as *os.File and
// fs.File have them.
func (m *Mapping) Read(add func(sla.Fact), exports ...io.Reader) (Intake, error) {
	r := newRun(add)
	if len(m.tables) == 0 {
		return r.sum, fmt.Errorf("feeds: %w", fault.Because(fault.ErrMissing, "the zero Mapping reads no table; OpenMapping makes one"))
	}
	w := &tablesRun{run: r, gather: newGather()}
	for i := range m.tables {
		w.tables = append(w.tables, newTableReader(m.tables[i], w))
	}
	err := r.each(exports, func(s *stream) error {
		if i := space(s.buf, 0); s.buf[i] == '{' || s.buf[i] == '[' {
			return m.readJSON(s, w)
		}
		return m.readTable(s, w)
	})
	w.gather.all(r)
	for _, t := range w.tables {
		if why := t.pages.truncated(); why != "" && err == nil {
			r.find(FindingTruncated, "", r.here(), why)
		}
	}
	return r.sum, err
}
