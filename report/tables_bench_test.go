package report_test

import (
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// BenchmarkTables writes the tables of a result with 100,000 breaches. B/op is what all
// rows take one after the other; no more than a row is held at a time.
func BenchmarkTables(b *testing.B) {
	at := time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC)
	r := sla.Result{Agreement: "a", Zone: "Europe/Berlin", From: at, To: at, Outcomes: []sla.Outcome{{Objective: "o", From: at}}}
	for i := range 100_000 {
		r.Outcomes[0].Breaches = append(r.Outcomes[0].Breaches, sla.Breach{
			Ticket: fmt.Sprint("INC-", i), StartedAt: at, DueAt: at, BreachedAt: at.Add(time.Duration(i) * time.Second), Elapsed: time.Hour, Overrun: time.Minute,
		})
	}
	b.ReportAllocs()
	for b.Loop() {
		for table := range report.Tables(&r) {
			if err := table.CSV(io.Discard, report.Spreadsheet{Guard: true}); err != nil {
				b.Fatal(err)
			}
		}
	}
}
