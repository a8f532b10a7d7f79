package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// writePages writes the scorecard of the agreements into a folder, and the pages of each
// bill. Clauses without an agreement have pages and no row.
func writePages(out io.Writer, dir string, language report.Language, bills []bill) error {
	if dir == "" {
		return errors.New("-format html writes a folder of pages: give -out DIR")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	write := func(name string, view report.View) error {
		var page bytes.Buffer
		if err := view.In(language).Write(&page, report.HTML); err != nil {
			return err
		}
		path := filepath.Join(dir, name)
		fmt.Fprintln(out, path)
		return os.WriteFile(path, page.Bytes(), 0o644)
	}
	var results []*sla.Result
	pages := map[string]string{} // by agreement
	for _, b := range bills {
		for i, view := range b.pages {
			name := b.id + ".html"
			if i > 0 {
				name = fmt.Sprintf("%s-%d.html", b.id, i+1)
			}
			if err := write(name, view); err != nil {
				return err
			}
		}
		if b.result != nil {
			results = append(results, b.result)
			pages[b.result.Agreement] = b.id + ".html"
		}
	}
	return write("scorecard.html", report.Scorecard(results...).Rows(0).Link(func(ref report.Ref) string { return pages[ref.Agreement] }))
}
