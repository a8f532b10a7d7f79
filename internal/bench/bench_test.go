package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/load"
	"github.com/upheld/upheld/sla"
)

// The peers do the same work: their answers are ours, so their times can be compared.
func TestPeersGiveTheSameAnswers(t *testing.T) {
	o, err := newOffice()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2000 {
		from := time.Date(2026, 1, 2, 0, 0, i*79193%(300*86400), 0, o.zone)
		to := from.Add(time.Duration(i*i%(40*86400)) * time.Second)
		want := o.ours.Elapsed(from, to)
		for name, got := range map[string]time.Duration{
			"per-day loop": o.perDay(from, to), "table": o.flat.elapsed(from, to), "rickar/cal": o.rickar.WorkHoursInRange(from, to),
		} {
			if got != want {
				t.Fatalf("%s: %s to %s is %s, want %s", name, from, to, got, want)
			}
		}
		left := time.Duration(1+i*3571%(150*3600)) * time.Second
		due, err := o.ours.Add(from, left)
		if err != nil {
			t.Fatal(err)
		}
		if loop := o.perDayDue(from, left); !loop.Equal(due) {
			t.Fatalf("%s after %s is due %s by the loop, want %s", left, from, loop, due)
		}
	}
	size := load.Load{Seed: 9, Tickets: 3000, Late: 100, Open: 30}
	a, err := sla.New(size.Spec(0))
	if err != nil {
		t.Fatal(err)
	}
	tickets := drawn(size)
	want, err := o.months(a, streamOf(tickets))
	if err != nil {
		t.Fatal(err)
	}
	for name, elapsed := range map[string]func(from, to time.Time) time.Duration{"our calendar": o.ours.Elapsed, "per-day": o.perDay, "rickar/cal": o.rickar.WorkHoursInRange} {
		b := byHand{zone: o.zone, elapsed: elapsed}
		for i := range tickets {
			b.add(&tickets[i])
		}
		if b.good != want.good || b.total != want.total {
			t.Errorf("loop, %s: %v of %v, want %v of %v", name, b.good, b.total, want.good, want.total)
		}
	}
	for _, d := range databases {
		db, err := o.filled(d.driver, d.source, tickets)
		if err != nil {
			t.Fatal(err)
		}
		got, err := attained(db)
		if err != nil || got != want {
			t.Errorf("%s: %v of %v, want %v of %v (%v)", d.name, got.good, got.total, want.good, want.total, err)
		}
		db.Close()
	}
}

// Each row runs, and prints a line of the table and lines for benchstat.
func TestRowsRun(t *testing.T) {
	var table, lines bytes.Buffer
	if err := run([]string{"-rounds", "1", "-rows", "open hours"}, &table); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"-rounds", "2", "-rows", "open hours", "-benchstat"}, &lines); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(table.String(), "\n| due after "); got != 2 {
		t.Errorf("%d lines of the table:\n%s", got, &table)
	}
	if got := strings.Count(lines.String(), "\nBenchmarkdue-after-"); got != 2*2*3 {
		t.Errorf("%d lines for benchstat:\n%s", got, &lines)
	}
	if err := run([]string{"-rounds", "0"}, &table); err == nil {
		t.Error("no rounds are no error")
	}
}

// BenchmarkRows runs the rows for go test -bench. It is skipped unless UPHELD_BENCH is
// set, because it takes minutes.
func BenchmarkRows(b *testing.B) {
	if os.Getenv("UPHELD_BENCH") == "" {
		b.Skip("UPHELD_BENCH is not set")
	}
	all, err := rows(false)
	if err != nil {
		b.Fatal(err)
	}
	for _, r := range all {
		for _, e := range slices.Concat([]entry{r.ours}, r.others) {
			b.Run(joined(r.name)+"/"+joined(e.name), func(b *testing.B) {
				for b.Loop() {
					e.run()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*r.items), "ns/item")
			})
		}
	}
}
