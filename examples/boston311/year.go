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

// pageFlags say in which form the page of the year is written.
type pageFlags struct{ format, language, folder string }

// year gives the page of the year: requests by the due times given to the residents, and also
// by the city's rules. The page asks for groups that the city's own figures do
// not have.
func (c *city) year(requests []sla.Ticket) (report.View, error) {
	spec := c.agreement.Spec()
	spec.Objectives = forThePage(spec.Objectives)
	for i := range spec.Revisions {
		spec.Revisions[i].Change.Objectives = forThePage(spec.Revisions[i].Change.Objectives)
	}
	delete(spec.Clocks, "work")
	delete(spec.Calendars, "open")
	agreement, err := sla.New(spec)
	if err != nil {
		return report.View{}, err
	}
	agreement, err = agreement.Cut("promised", "type", "@used", "@weekday", "@weekday+@hour")
	if err != nil {
		return report.View{}, err
	}
	result, err := agreement.Evaluate(c.period, sla.Facts{Tickets: requests}, c.asOf)
	if err != nil {
		return report.View{}, err
	}
	return report.Year(result).At(c.zone), nil
}

// forThePage keeps the objectives of the page, without the groups of the city's figures.
func forThePage(all []sla.Objective) []sla.Objective {
	all = slices.DeleteFunc(all, func(o sla.Objective) bool { return o.ID != "promised" && o.ID != "computed" })
	for i := range all {
		all[i].By = nil
	}
	return all
}

// write writes a view to a file of the folder, or to out without a folder.
func (f pageFlags) write(out io.Writer, view report.View, name string) error {
	view = view.In(report.Language(f.language))
	if f.folder == "" {
		return view.Write(out, report.Format(f.format))
	}
	if f.language != "" {
		name += "." + f.language
	}
	ending := map[string]string{"text": ".txt", "markdown": ".md", "html": ".html"}[f.format]
	path := filepath.Join(f.folder, name+ending)
	if err := os.MkdirAll(f.folder, os.ModePerm); err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := view.Write(file, report.Format(f.format)); err != nil {
		file.Close()
		return err
	}
	fmt.Fprintln(out, path)
	return file.Close()
}
