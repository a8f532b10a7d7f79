package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// writeTables writes the tables of a result into a folder, one file each, as a
// spreadsheet opens them.
func writeTables(out io.Writer, dir string, agreement *sla.Agreement, result *sla.Result) error {
	if dir == "" {
		return errors.New("-format csv writes a folder of files: give -out DIR")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	write := func(table report.Table) error {
		file, err := os.Create(filepath.Join(dir, table.Name+".csv"))
		if err != nil {
			return err
		}
		err = table.CSV(file, report.Spreadsheet{Mark: true, Guard: true})
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
		fmt.Fprintln(out, file.Name())
		return nil
	}
	for table := range report.Tables(result) {
		if err := write(table); err != nil {
			return err
		}
	}
	return write(report.CalendarTable(agreement, result))
}
