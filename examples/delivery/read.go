package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
)

// read reads the orders by orders.map.yaml. A row that cannot be read is an error: the figures
// are about all rows.
func read(folder fs.FS) ([]sla.Ticket, error) {
	mapping, err := feeds.OpenMapping(files, "orders.map.yaml")
	if err != nil {
		return nil, err
	}
	file, err := table(folder, "orders.csv")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var facts sla.Facts
	intake, err := mapping.Read(feeds.Into(&facts), file)
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
