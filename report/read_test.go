package report_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// written gives a page as text.
func written(t testing.TB, v report.View, f report.Format) string {
	t.Helper()
	var page bytes.Buffer
	if err := v.Write(&page, f); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

// cellsOf splits a row of a Markdown table at the bars that are not escaped, and
// takes the escapes away.
func cellsOf(line string) []string {
	var cells []string
	cell := ""
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line):
			i++
			cell += line[i : i+1]
		case line[i] == '|':
			cells = append(cells, strings.TrimSpace(cell))
			cell = ""
		default:
			cell += line[i : i+1]
		}
	}
	if len(cells) == 0 || strings.TrimSpace(cell) != "" {
		return nil
	}
	return cells[1:]
}

// tableOf gives the rows of the first table whose head begins with a title, by
// column.
func tableOf(page, first string) (rows []map[string]string) {
	lines := strings.Split(page, "\n")
	for i, line := range lines {
		head := cellsOf(line)
		if len(head) == 0 || head[0] != first {
			continue
		}
		for _, line := range lines[i+2:] {
			cells := cellsOf(line)
			if cells == nil {
				break
			}
			r := map[string]string{}
			for c, cell := range cells {
				r[head[c]] = strings.Trim(cell, "*")
			}
			rows = append(rows, r)
		}
		return rows
	}
	return nil
}

// lengthOf reads a length as a page writes it.
func lengthOf(text string) (time.Duration, error) {
	text = strings.ReplaceAll(text, " ", "")
	plain, negative := strings.CutPrefix(text, "-")
	d, err := metrics.Span(plain).Parse()
	if negative {
		d = -d
	}
	return d, err
}

// outcomeRow gives the row of one outcome.
func outcomeRow(t testing.TB, o sla.Outcome) map[string]string {
	t.Helper()
	page := written(t, report.Summary(&sla.Result{Outcomes: []sla.Outcome{o}}), report.Markdown)
	rows := tableOf(page, "Objective")
	if len(rows) != 1 {
		t.Fatalf("no row in:\n%s", page)
	}
	return rows[0]
}
