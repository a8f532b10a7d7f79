package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/upheld/upheld/internal/fault"
)

// Table is a table of data for spreadsheets, databases and the tools that draw from
// them. TABLES.md, in this directory, says what each column of the tables of [Tables]
// holds.
//
// A Table of your own is written as it is: every column of it is text.
type Table struct {
	Name    string   // such as "fact_outcome", the name of its file without an ending
	Columns []string // the names, each once
	// Rows gives the rows, each with a cell for each column, and makes each row when it
	// is asked for. The caller may keep a row. Rows may be read more than once.
	Rows iter.Seq[[]string]

	numbers []bool // by column: the cells are numbers, dates or words of this package
	err     error  // why the table has no rows
}

// Spreadsheet adapts CSV to the program in which people open it.
// The zero Spreadsheet is for programs that load data: the cells are the data.
type Spreadsheet struct {
	// Mark writes the byte order mark first, without which Excel does not read Chinese.
	Mark bool
	// Guard puts an apostrophe before each text that a spreadsheet would run as a
	// formula: one that begins, after apostrophes of its own, with = + - @, their wide
	// forms, a tab, a return or a new line. So every text that begins with apostrophes
	// and such a sign has one more than the data. Numbers and dates stay as they are.
	Guard bool
}

// byteOrderMark says that a text is UTF-8.
const byteOrderMark = "\ufeff"

// CSV writes the table with a line of the columns' names first: UTF-8, commas, quotes
// where a cell needs them, and a new line after each row. It gives the error of w, and
// the reason if Tables could make no rows from the results. It keeps one row in
// memory at a time.
func (t Table) CSV(w io.Writer, s Spreadsheet) error {
	if t.err != nil {
		return fmt.Errorf("report: table %s: %w", t.Name, t.err)
	}
	if s.Mark {
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return err
		}
	}
	out := csv.NewWriter(w)
	write := func(cells []string, text func(column int) bool) error {
		if s.Guard {
			cells = append([]string(nil), cells...)
			for i := range cells {
				if text(i) {
					cells[i] = guarded(cells[i])
				}
			}
		}
		if len(cells) == 1 && cells[0] == "" { // else readers take the line for an empty one
			out.Flush()
			_, err := io.WriteString(w, "\"\"\n")
			return err
		}
		return out.Write(cells)
	}
	if err := write(t.Columns, func(int) bool { return true }); err != nil {
		return err
	}
	if t.Rows != nil {
		n := 0
		for cells := range t.Rows {
			n++
			if len(cells) != len(t.Columns) {
				return fmt.Errorf("report: table %s: %w", t.Name,
					fault.Because(fault.ErrConflict, "row %d has %d cells, and the table has %d columns", n, len(cells), len(t.Columns)))
			}
			if err := write(cells, func(i int) bool { return i >= len(t.numbers) || !t.numbers[i] }); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// guarded puts an apostrophe before a text that a spreadsheet would run, and before one
// that begins with apostrophes and would run without them, so that taking one apostrophe
// away gives the data again.
func guarded(text string) string {
	if first, size := utf8.DecodeRuneInString(strings.TrimLeft(text, "'")); size > 0 && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + text
	}
	return text
}

// sheet is a table of which each column says how it is read from a row of T.
type sheet[T any] struct {
	name    string
	columns []starColumn[T]
}

// starColumn is a column. Its cells are text of agreement or facts, unless it is plain: then
// they are numbers, dates or words of this module, which no spreadsheet runs.
type starColumn[T any] struct {
	name  string
	plain bool
	of    func(T) string
}

func textOf[T any](name string, of func(T) string) starColumn[T] {
	return starColumn[T]{name, false, of}
}

func plainOf[T any](name string, of func(T) string) starColumn[T] {
	return starColumn[T]{name, true, of}
}

// table makes a table of rows; with an error it has none.
func (s sheet[T]) table(rows iter.Seq[T], err error) Table {
	t := Table{Name: s.name, err: err}
	for _, c := range s.columns {
		t.Columns, t.numbers = append(t.Columns, c.name), append(t.numbers, c.plain)
	}
	t.Rows = func(yield func([]string) bool) {
		if err != nil {
			return
		}
		for x := range rows {
			row := make([]string, len(s.columns))
			for i, c := range s.columns {
				row[i] = c.of(x)
			}
			if !yield(row) {
				return
			}
		}
	}
	return t
}
