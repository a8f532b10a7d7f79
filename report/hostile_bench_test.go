package report_test

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// BenchmarkHostilePage measures the page of a hostile batch, from its JSON on, and the
// page of an ordinary batch of as many bytes.
func BenchmarkHostilePage(b *testing.B) {
	a, err := sla.New(sla.Spec{
		ID: "desk", Zone: "Europe/Berlin", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"repair": {
			Start: sla.On("opened"), Pause: sla.On("paused"), Resume: sla.On("resumed"), Stop: sla.On("resolved"),
		}},
		Objectives: []sla.Objective{{
			ID: "repair", Clock: "repair", Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart, By: []string{"customer"},
			Targets: []sla.Target{{Within: "4h", Calendar: "24x7"}},
		}},
	})
	if err != nil {
		b.Fatal(err)
	}
	start := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	tickets := func(n int, life time.Duration, customer func(i int) string) []sla.Ticket {
		all := make([]sla.Ticket, n)
		for i := range all {
			from := start.Add(time.Duration(i) * time.Second)
			all[i] = sla.Ticket{ID: fmt.Sprint("T", i), Attrs: sla.Attrs{{"customer", customer(i)}},
				Events: []sla.Event{{At: from, Name: "opened"}, {At: from.Add(life), Name: "resolved"}}}
		}
		return all
	}
	few := func(i int) string { return fmt.Sprint("c", i%20) }
	usual := func(n int) sla.Facts {
		return sla.Facts{Tickets: append(tickets(n-n/10, time.Hour, few), tickets(n/10, 100*time.Hour, few)...)}
	}
	var waived []sla.Exclusion
	for i := range 40 {
		from := start.Add(time.Duration(i) * time.Hour)
		waived = append(waived, sla.Exclusion{Clock: "repair", Reason: fmt.Sprint("reason ", i), From: from, To: from.Add(time.Minute)})
	}
	long := strings.Repeat("工x\u0301", 1_500)
	named := tickets(500, 100*time.Hour, few)
	for i := range named {
		named[i].ID += long
	}
	var odd []sla.Count
	for i := range 10_000 {
		odd = append(odd, sla.Count{Of: fmt.Sprint("web", i), At: start, Good: 1, Total: -1})
	}
	jsonOf := func(f sla.Facts) []byte {
		text, err := json.Marshal(f)
		if err != nil {
			b.Fatal(err)
		}
		return text
	}
	page := func(text []byte, format report.Format) time.Duration {
		started := time.Now()
		var f sla.Facts
		if err := json.Unmarshal(text, &f); err != nil {
			b.Fatal(err)
		}
		r, err := a.Evaluate(sla.Month(2026, time.March), f, start.Add(90*24*time.Hour))
		if err != nil {
			b.Fatal(err)
		}
		if err := report.Summary(r).Write(io.Discard, format); err != nil {
			b.Fatal(err)
		}
		return time.Since(started)
	}
	for _, row := range []struct {
		name  string
		facts sla.Facts
	}{
		{"ordinary", usual(10_000)},
		{"all late, 40 exclusions", sla.Facts{Tickets: tickets(10_000, 900*time.Hour, few), Exclusions: waived}},
		{"all saved by an exclusion", sla.Facts{Tickets: tickets(10_000, 5*time.Hour, few),
			Exclusions: []sla.Exclusion{{Clock: "repair", Reason: "storm", From: start, To: start.Add(9 * time.Hour)}}}},
		{"a customer of each ticket", sla.Facts{Tickets: tickets(10_000, 100*time.Hour, func(i int) string { return fmt.Sprint("c", i) })}},
		{"long ids", sla.Facts{Tickets: named}},
		{"a long customer of each ticket", sla.Facts{Tickets: tickets(500, 100*time.Hour, func(i int) string { return long + fmt.Sprint(i) })}},
		{"findings", sla.Facts{Counts: odd}},
	} {
		for _, format := range []report.Format{report.Text, report.Markdown} {
			b.Run(fmt.Sprintf("%s/%v", row.name, format), func(b *testing.B) {
				text := jsonOf(row.facts)
				beside := jsonOf(usual(max(10, len(text)*1000/len(jsonOf(usual(1000))))))
				least, ordinary := page(text, format), page(beside, format)
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					least = min(least, page(text, format))
					b.StopTimer()
					ordinary = min(ordinary, page(beside, format))
					b.StartTimer()
				}
				b.ReportMetric(float64(least)/float64(ordinary), "x-ordinary")
			})
		}
	}
}
