package sla_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

func hostileBatchAgreement(tb testing.TB) *sla.Agreement {
	a, err := sla.New(sla.Spec{
		ID: "desk", Zone: "Europe/Berlin", Policies: sla.Policies{Profile: sla.Exact},
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
		Clocks:    map[string]sla.Clock{"c": {Start: sla.On("opened"), Stop: sla.On("resolved"), Pause: sla.On("paused"), Resume: sla.On("resumed")}},
		Objectives: []sla.Objective{
			{ID: "repair", Clock: "c", Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart, Targets: []sla.Target{{Within: "4h", Calendar: "office"}}},
			{ID: "web", Metric: metrics.Availability{Of: "web", NoData: "exclude", Maintenance: "forgive"}, Attain: "99%", Period: sla.Monthly},
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

func hostileBatches() map[string]sla.Facts {
	at := func(d time.Duration) time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).Add(d) }
	all := map[string]sla.Facts{}
	tickets := func(n int, life time.Duration) (ts []sla.Ticket) {
		for i := range n {
			from := time.Duration(i) * time.Second
			ts = append(ts, sla.Ticket{ID: fmt.Sprint("T", i), Events: []sla.Event{{At: at(from), Name: "opened"}, {At: at(from + life), Name: "resolved"}}})
		}
		return ts
	}
	all["ordinary"] = sla.Facts{Tickets: tickets(40_000, time.Hour)}
	all["ordinary-late"] = sla.Facts{Tickets: tickets(40_000, 100*time.Hour)}
	all["ordinary-800"] = sla.Facts{Tickets: tickets(1_600, time.Hour)}
	exclusions := func(n int, e sla.Exclusion, step, length time.Duration) (es []sla.Exclusion) {
		for i := range n {
			e.ID, e.Reason = fmt.Sprint("E", i), fmt.Sprint("reason ", i)
			e.From, e.To = at(time.Duration(i)*step), at(time.Duration(i)*step+length)
			es = append(es, e)
		}
		return es
	}
	web, clock := sla.Exclusion{Of: "web"}, sla.Exclusion{Clock: "c"}
	all["exclusions-of-service-overlap"] = sla.Facts{Exclusions: exclusions(40_000, web, time.Second, 400*time.Hour)}
	outage := func(n int, step, length time.Duration) (os []sla.Outage) {
		for i := range n {
			os = append(os, sla.Outage{Of: "web", ID: fmt.Sprint("O", i), From: at(time.Duration(i) * step), To: at(time.Duration(i)*step + length)})
		}
		return os
	}
	all["outages-overlap"] = sla.Facts{Outages: outage(40_000, time.Second, 400*time.Hour)}
	all["outages-and-exclusions-overlap"] = sla.Facts{Outages: outage(20_000, time.Second, 400*time.Hour), Exclusions: exclusions(20_000, web, time.Second, 400*time.Hour)}
	all["exclusions-of-tickets-overlap"] = sla.Facts{Tickets: tickets(200, 100*time.Hour), Exclusions: exclusions(40_000, clock, time.Second, 100*time.Hour)}
	all["exclusions-of-tickets-apart"] = sla.Facts{Tickets: tickets(800, 900*time.Hour), Exclusions: exclusions(800, clock, time.Hour, time.Minute)}
	ticket := tickets(1, time.Hour)
	for i := range 40_000 {
		ticket[0].Events = append(ticket[0].Events, sla.Event{ID: fmt.Sprint(i / 2), At: at(time.Minute), Name: "noted"})
	}
	all["duplicate-events"] = sla.Facts{Tickets: ticket}
	many := tickets(40_000, time.Hour)
	for i := range many {
		many[i].ID = "T"
	}
	all["duplicate-tickets"] = sla.Facts{Tickets: many}
	events := tickets(1, time.Hour)
	for i := range 40_000 {
		name := "paused"
		if i%2 == 1 {
			name = "resumed"
		}
		events[0].Events = append(events[0].Events, sla.Event{At: at(time.Duration(i) * time.Second), Name: name})
	}
	all["pauses-in-a-ticket"] = sla.Facts{Tickets: events}
	cycles := sla.Ticket{ID: "T"}
	for i := range 40_000 {
		name := "opened"
		if i%2 == 1 {
			name = "resolved"
		}
		cycles.Events = append(cycles.Events, sla.Event{At: at(time.Duration(i) * time.Second), Name: name})
	}
	all["cycles-of-a-ticket"] = sla.Facts{Tickets: []sla.Ticket{cycles}}
	ids := tickets(40_000, time.Hour)
	for i := range ids {
		ids[i].ID += strings.Repeat("\u200b", 2)
	}
	all["unseen"] = sla.Facts{Tickets: ids}
	return all
}

func BenchmarkHostileBatch(b *testing.B) {
	a := hostileBatchAgreement(b)
	for name, facts := range hostileBatches() {
		text, _ := json.Marshal(facts)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			out := 0
			for b.Loop() {
				r, err := a.Evaluate(sla.Month(2026, time.March), facts, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))
				if err != nil {
					b.Fatal(err)
				}
				j, _ := json.Marshal(r)
				out = len(j)
			}
			b.ReportMetric(float64(out)/float64(len(text)), "out/in")
		})
	}
	_ = date.New
}
