package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// pageFlags say in which form the pages are written.
type pageFlags struct {
	format           report.Format // nil: no pages
	language, folder string
}

// page is a page of the report with the name of its file.
type page struct {
	name string
	view report.View
}

// pages gives the page of the year and the trend from quarter to quarter: requests by the
// due times given to the residents, and also by the city's rules. The pages ask for groups
// that the city's own figures do not have.
func (c *city) pages(requests []sla.Ticket) ([]page, error) {
	spec := c.agreement.Spec()
	spec.Objectives = forThePage(spec.Objectives)
	for i := range spec.Revisions {
		spec.Revisions[i].Change.Objectives = forThePage(spec.Revisions[i].Change.Objectives)
	}
	delete(spec.Clocks, "work")
	delete(spec.Calendars, "open")
	agreement, err := sla.New(spec)
	if err != nil {
		return nil, err
	}
	agreement, err = agreement.Cut("promised", "type", "@used", "@weekday", "@weekday+@hour")
	if err != nil {
		return nil, err
	}
	facts := sla.Facts{Tickets: requests}
	year, err := agreement.Evaluate(c.period, facts, c.asOf)
	if err != nil {
		return nil, err
	}
	var quarters []*sla.Result
	every, err := agreement.PeriodAt("quarter", year.From)
	for ; err == nil && c.period.Contains(every); every = every.Next() {
		var result *sla.Result
		if result, err = agreement.Evaluate(every, facts, c.asOf); err == nil {
			quarters = append(quarters, result)
		}
	}
	name := "boston311-" + c.period.String()
	return []page{{name, report.Year(year).At(c.zone)}, {name + "-trend", report.Trend(quarters...).At(c.zone)}}, err
}

// forThePage keeps the objectives of the page, without the groups of the city's figures.
func forThePage(all []sla.Objective) []sla.Objective {
	all = slices.DeleteFunc(all, func(o sla.Objective) bool { return o.ID != "promised" && o.ID != "computed" })
	for i := range all {
		all[i].By = nil
	}
	return all
}

// write writes a page to a file of the folder, or to out without a folder.
func (f pageFlags) write(out io.Writer, p page) error {
	view, name := p.view.In(report.Language(f.language)), p.name
	if f.folder == "" {
		return view.Write(out, f.format)
	}
	if f.language != "" {
		name += "." + f.language
	}
	ending := map[report.Format]string{report.Text: ".txt", report.Markdown: ".md", report.HTML: ".html"}[f.format]
	path := filepath.Join(f.folder, name+ending)
	if err := os.MkdirAll(f.folder, os.ModePerm); err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := view.Write(file, f.format); err != nil {
		file.Close()
		return err
	}
	fmt.Fprintln(out, path)
	return file.Close()
}
