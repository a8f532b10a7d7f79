package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
)

const (
	incidentsFile = "incidents.csv"
	eventsFile    = "events.csv"
)

// logFiles lists the files of each log. A mapping of the same name says what their
// columns are.
var logFiles = map[string][]string{
	"servicenow": {incidentsFile, eventsFile},
	"helpdesk":   {eventsFile},
}

func logs() []string { return slices.Sorted(maps.Keys(logFiles)) }

// read reads the log by its mapping. A row that cannot be read is an error: the
// figures are about all rows.
func (d *desk) read(folder fs.FS) ([]sla.Ticket, error) {
	mapping, err := feeds.OpenMapping(files, d.name+".map.yaml")
	if err != nil {
		return nil, err
	}
	var exports []io.Reader
	for _, name := range logFiles[d.name] {
		file, err := table(folder, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		defer file.Close()
		exports = append(exports, file)
	}
	var facts sla.Facts
	intake, err := mapping.Read(feeds.Into(&facts), exports...)
	if err != nil {
		return nil, err
	}
	for _, f := range intake.Findings {
		if f.Code == feeds.FindingRow {
			return nil, fmt.Errorf("%s: %s", f.Path, f.Value)
		}
	}
	return facts.Tickets, nil
}

// table opens a file of rows: name, or name.gz if there is no such file.
func table(folder fs.FS, name string) (fs.File, error) {
	file, err := folder.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return folder.Open(name + ".gz")
	}
	return file, err
}
