package report_test

import (
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// manyTickets is a month of so many tickets, each of them too late.
func manyTickets(t testing.TB, n int) *sla.Result {
	t.Helper()
	a, err := sla.New(sla.Spec{
		ID: "desk", Title: "Service desk", Zone: "UTC",
		Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks:   map[string]sla.Clock{"resolution": {Start: sla.On("opened"), Stop: sla.On("solved")}},
		Objectives: []sla.Objective{{
			ID: "resolution", Clock: "resolution", Attain: "90%", Period: sla.Monthly, Counts: sla.ByStop, By: []string{"team"},
			Targets: []sla.Target{{Within: "4h", Calendar: "24x7"}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	opened := time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)
	var facts sla.Facts
	for i := range n {
		at := opened.Add(time.Duration(i) * time.Second)
		facts.Tickets = append(facts.Tickets, sla.Ticket{ID: fmt.Sprintf("INC-%06d", i), Attrs: sla.Attrs{{"team", fmt.Sprintf("team %d", i%200)}}, Events: []sla.Event{
			{At: at, Name: "opened"}, {At: at.Add(6 * time.Hour), Name: "solved"},
		}})
	}
	r, err := a.Evaluate(sla.Month(2026, time.March), facts, time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A page of 100,000 tickets is below 1 MB, as long as its lists may be.
func TestAPageOf100000TicketsIsBelowAMegabyte(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 5000 // above the limit of a list
	}
	r := manyTickets(t, n)
	for name, v := range map[string]report.View{"as it is": report.Summary(r), "every row": report.Summary(r).Rows(0)} {
		page := written(t, v, report.HTML)
		if len(page) >= 1_000_000 {
			t.Errorf("%s: the page has %d bytes", name, len(page))
		}
		checkHTML(t, page)
		t.Logf("%s: %d bytes", name, len(page))
	}
}

func BenchmarkSummaryHTML(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		b.Run(fmt.Sprintf("%d tickets", n), func(b *testing.B) {
			v := report.Summary(manyTickets(b, n))
			for b.Loop() {
				if err := v.Write(io.Discard, report.HTML); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
