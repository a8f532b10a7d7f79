package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// The columns that the program reads.
const (
	columnID     = "case_id"
	columnType   = "type"
	columnOpened = "opened_local"
	columnTarget = "target_local"
	columnClosed = "closed_local"
	columnStatus = "status"
	columnLabel  = "on_time"
)

// read maps each row to a ticket of at most two events. A column without a
// value is an event that has not happened.
func (c *city) read(folder fs.FS) ([]sla.Ticket, error) {
	file, err := table(folder, "boston311_2015.csv")
	if err != nil {
		return nil, err
	}
	rows := csv.NewReader(file)
	rows.ReuseRecord = true
	header, err := rows.Read()
	if err != nil {
		return nil, err
	}
	column := map[string]int{}
	for _, name := range []string{columnID, columnType, columnOpened, columnTarget, columnClosed, columnStatus, columnLabel} {
		if column[name] = slices.Index(header, name); column[name] < 0 {
			return nil, fmt.Errorf("there is no column %s", name)
		}
	}
	words := map[string]string{} // one copy of each type, status and label
	var tickets []sla.Ticket
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return tickets, nil
		}
		if err != nil {
			return nil, err
		}
		word := func(name string) string {
			value := row[column[name]]
			if _, seen := words[value]; !seen {
				words[string([]byte(value))] = string([]byte(value))
			}
			return words[value]
		}
		opened, err := c.instant(row[column[columnOpened]])
		if err != nil {
			return nil, err
		}
		closed, err := c.instant(row[column[columnClosed]])
		if err != nil {
			return nil, err
		}
		tickets = append(tickets, sla.Ticket{
			ID: string([]byte(row[column[columnID]])),
			Attrs: sla.Attrs{
				{"type", word(columnType)},
				{"status", word(columnStatus)},
				{"label", word(columnLabel)},
				{"target", string([]byte(row[column[columnTarget]]))},
			},
			Events: []sla.Event{{At: opened, Name: "opened"}, {At: closed, Name: "closed"}},
		})
	}
}

// instant reads a local time of the city; "" is the zero time.
func (c *city) instant(text string) (time.Time, error) {
	return calendar.Local(text).In(c.zone)
}

// table opens a file of rows: name, or name.gz if there is no such file.
func table(folder fs.FS, name string) (io.Reader, error) {
	text, err := fs.ReadFile(folder, name)
	if err == nil {
		return bytes.NewReader(text), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	zipped, err := fs.ReadFile(folder, name+".gz")
	if err != nil {
		return nil, err
	}
	return gzip.NewReader(bytes.NewReader(zipped))
}
