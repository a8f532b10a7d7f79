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
	columnID        = "order_id"
	columnStatus    = "order_status"
	columnPurchased = "purchased"
	columnDelivered = "delivered"
	columnEstimated = "estimated_delivery"
)

// read maps each row to a ticket of at most two events. An empty column is an
// event that has not happened.
func read(folder fs.FS) ([]sla.Ticket, error) {
	file, err := table(folder, "orders.csv")
	if err != nil {
		return nil, err
	}
	rows := csv.NewReader(file)
	header, err := rows.Read()
	if err != nil {
		return nil, err
	}
	column := map[string]int{}
	for _, name := range []string{columnID, columnStatus, columnPurchased, columnDelivered, columnEstimated} {
		if column[name] = slices.Index(header, name); column[name] < 0 {
			return nil, fmt.Errorf("there is no column %s", name)
		}
	}
	var orders []sla.Ticket
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return orders, nil
		}
		if err != nil {
			return nil, err
		}
		value := func(name string) string { return row[column[name]] }
		purchased, err := instant(value(columnPurchased))
		if err != nil {
			return nil, err
		}
		delivered, err := instant(value(columnDelivered))
		if err != nil {
			return nil, err
		}
		// Both readings of the column: as written, and its date alone.
		estimated := value(columnEstimated)
		orders = append(orders, sla.Ticket{
			ID: value(columnID),
			Attrs: sla.Attrs{
				{"status", value(columnStatus)},
				{"estimated", estimated},
				{"estimated-day", estimated[:min(len(estimated), len(time.DateOnly))]},
			},
			Events: []sla.Event{{At: purchased, Name: "purchased"}, {At: delivered, Name: "delivered"}},
		})
	}
}

// instant reads a local time as UTC; "" is the zero time.
func instant(text string) (time.Time, error) { return calendar.Local(text).In(time.UTC) }

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
