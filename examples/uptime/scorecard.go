package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// monthsShown is how many months of a site the scorecard shows.
const monthsShown = 24

// scores evaluates the last months of each site against the yardstick.
func scores(sites []*site) ([]*sla.Result, error) {
	yardstick, err := specfile.Open(files, "yardstick.yaml", sla.Sources{})
	if err != nil {
		return nil, err
	}
	var results []*sla.Result
	for _, s := range sites {
		last, err := yardstick.PeriodAt(sla.Monthly, s.last)
		if err != nil {
			return nil, err
		}
		first, err := yardstick.PeriodAt(sla.Monthly, s.start)
		if err != nil {
			return nil, err
		}
		from := last
		for range monthsShown - 1 {
			if from.From() <= first.From() {
				break
			}
			from = from.Prev()
		}
		result, err := yardstick.Evaluate(sla.Dates(from.From(), last.To()), s.facts, s.last)
		if err != nil {
			return nil, err
		}
		// One agreement for all sites: each result gets the name of its site.
		result.Agreement, result.Title = s.name, s.name
		results = append(results, result)
	}
	return results, nil
}

// writePages writes the scorecard of all sites into a folder, with a page for each site.
func writePages(out io.Writer, dir string, language report.Language, sites []*site) error {
	results, err := scores(sites)
	if err != nil {
		return err
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
	pages := map[string]string{} // by site; names of sites are no names of files
	for i, r := range results {
		pages[r.Agreement] = fmt.Sprintf("site-%d.html", i+1)
		if err := write(pages[r.Agreement], report.Summary(r)); err != nil {
			return err
		}
	}
	card := report.Scorecard(results...).Rows(0).Link(func(ref report.Ref) string { return pages[ref.Agreement] })
	return write("scorecard.html", card)
}
