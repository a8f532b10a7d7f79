package sla_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// wideDesk has an objective of each family that a batch can fill: tickets by
// priority, customer and day, with alarms; states, counts, samples and charges.
func wideDesk(tb testing.TB) *sla.Agreement {
	tb.Helper()
	a, err := sla.New(sla.Spec{
		ID: "wide", Zone: "Europe/Berlin", Currency: "EUR", Policies: sla.Policies{Profile: sla.ProfileExact},
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
		Clocks: map[string]sla.Clock{"repair": {
			Start: sla.On("opened"), Pause: sla.On("paused"), Resume: sla.On("resumed"), Stop: sla.On("resolved"),
		}},
		Objectives: []sla.Objective{
			{ID: "repair", Clock: "repair", Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart,
				Targets: []sla.Target{
					{When: sla.Where{"priority": sla.Is("1")}, Within: "2h", Calendar: "24x7"},
					{When: sla.Where{"priority": sla.Is("2")}, Within: "2 business days", Calendar: "office"},
					{Within: "4h", Calendar: "office"},
				},
				Warn: []sla.Level{{At: "breach", Every: "1m"}}},
			{ID: "daily", Clock: "repair", Attain: "90%", Period: sla.Daily, Counts: sla.ByStop, By: []string{"customer"},
				Targets: []sla.Target{{Within: "4h", Calendar: "24x7"}}},
			{ID: "web", Attain: "99%", Period: sla.Monthly,
				Metric: metrics.Availability{Of: "web", NoData: metrics.NoDataExclude, Maintenance: metrics.Forgive}},
			{ID: "ratio", Period: sla.Monthly, Metric: metrics.Ratio{Of: "web"}, By: []string{"customer"}},
			{ID: "slices", Period: sla.Monthly, Metric: metrics.Slices{Of: "web", Every: "1h", Bad: "over 20%", Empty: metrics.NoDataExclude,
				Partial: metrics.PartialCount, Align: metrics.AlignPeriod}},
			{ID: "score", Period: sla.Monthly, Metric: metrics.Score{Of: "asked", Kind: metrics.MeanScore}, By: []string{"customer"}},
			{ID: "fixed", Period: sla.Monthly, Counts: sla.ByStart,
				Metric: metrics.Repair{Of: "web", Statistic: metrics.MeanToRepair, Since: []metrics.Point{metrics.Began}, Calendar: "office"}},
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

type hostileRow struct {
	name  string
	usual func(n int) sla.Facts // an ordinary batch of the kind
	facts sla.Facts
}

func hostileFacts() []hostileRow {
	customer := func(i int) sla.Attrs { return sla.Attrs{{"customer", fmt.Sprint("c", i)}} }
	tickets := func(n int) sla.Facts {
		all := usualTickets(n)
		for i := range all.Tickets {
			all.Tickets[i].Attrs = append(customer(i%20), [2]string{"priority", fmt.Sprint(i % 4)})
		}
		return all
	}
	one := func(n int, event func(i int, e *sla.Event)) sla.Facts { // in the life of a ticket
		ticket := deskTickets(1, 700*time.Hour)[0]
		for i := range n {
			e := sla.Event{Name: "noted", At: since(time.Duration(i) * time.Second)}
			event(i, &e)
			ticket.Events = append(ticket.Events, e)
		}
		return sla.Facts{Tickets: []sla.Ticket{ticket}}
	}
	late := func(n int, change func(i int, t *sla.Ticket)) []sla.Ticket {
		all := deskTickets(n, 700*time.Hour)
		for i := range all {
			change(i, &all[i])
		}
		return all
	}
	clock := sla.Exclusion{Clock: "repair"}
	states := func(n int, change func(i int, s *sla.State)) sla.Facts {
		all := make([]sla.State, n)
		for i := range all {
			all[i] = sla.State{Of: "web", At: since(time.Duration(i) * 30 * time.Second), Is: [2]string{"down", "up"}[i%2], ID: fmt.Sprint("S", i)}
			change(i, &all[i])
		}
		return sla.Facts{States: all}
	}
	counts := func(n int, change func(i int, c *sla.Count)) sla.Facts {
		all := make([]sla.Count, n)
		for i := range all {
			all[i] = sla.Count{Of: "web", At: since(time.Duration(i) * 30 * time.Second), Good: 99, Total: 100, Attrs: customer(i % 20)}
			change(i, &all[i])
		}
		return sla.Facts{Counts: all}
	}
	samples := func(n int, change func(i int, s *sla.Sample)) sla.Facts {
		all := make([]sla.Sample, n)
		for i := range all {
			all[i] = sla.Sample{Of: "asked", At: since(time.Duration(i) * 30 * time.Second), Value: decimal.New(int64(i%50), -1), Attrs: customer(i % 20)}
			change(i, &all[i])
		}
		return sla.Facts{Samples: all}
	}
	charges := func(n int, change func(i int, c *sla.Charge)) sla.Facts {
		all := make([]sla.Charge, n)
		for i := range all {
			all[i] = sla.Charge{Of: "web", Period: sla.Month(2026, time.March), Amount: decimal.New(int64(i%50), -1), Attrs: customer(i % 20)}
			change(i, &all[i])
		}
		return sla.Facts{Charges: all}
	}
	outages := func(n int, change func(i int, o *sla.Outage)) sla.Facts {
		all := make([]sla.Outage, n)
		for i := range all {
			all[i] = sla.Outage{Of: "web", ID: fmt.Sprint("O", i), From: since(time.Duration(i) * time.Minute), To: since(time.Duration(i)*time.Minute + 20*time.Second)}
			change(i, &all[i])
		}
		return sla.Facts{Outages: all}
	}
	usualStates := func(n int) sla.Facts { return states(n, func(int, *sla.State) {}) }
	usualCounts := func(n int) sla.Facts { return counts(n, func(int, *sla.Count) {}) }
	usualSamples := func(n int) sla.Facts { return samples(n, func(int, *sla.Sample) {}) }
	usualCharges := func(n int) sla.Facts { return charges(n, func(int, *sla.Charge) {}) }
	usualOutages := func(n int) sla.Facts { return outages(n, func(int, *sla.Outage) {}) }
	long := strings.Repeat("x", 5_000)
	return []hostileRow{
		{"ordinary tickets", tickets, tickets(20_000)},
		{"events of one instant", tickets, one(20_000, func(i int, e *sla.Event) {
			e.At, e.Seq, e.Name = since(0), int64(20_000-i), [2]string{"paused", "resumed"}[i%2]
		})},
		{"attributes of an event", tickets, one(100, func(i int, e *sla.Event) {
			for k := range 200 {
				e.Set = append(e.Set, [2]string{fmt.Sprint("k", k), fmt.Sprint(i)})
			}
		})},
		{"different attributes of each event", tickets, one(10_000, func(i int, e *sla.Event) { e.Set = sla.Attrs{{fmt.Sprint("k", i), "v"}} })},
		{"changes of priority", tickets, one(20_000, func(i int, e *sla.Event) { e.Set = sla.Attrs{{"priority", fmt.Sprint(i % 4)}} })},
		{"changes of group", tickets, one(20_000, func(i int, e *sla.Event) { e.Set = customer(i) })},
		{"corrections of an event", tickets, one(20_000, func(i int, e *sla.Event) { e.ID, e.Seq = "e", int64(i) })},
		{"corrections of the stop", tickets, one(20_000, func(i int, e *sla.Event) {
			e.ID, e.Seq, e.Name = "e", int64(i), [2]string{"resolved", "noted"}[i%2]
		})},
		{"long ids of events", tickets, one(400, func(i int, e *sla.Event) { e.ID = long + fmt.Sprint(i/2) })},
		{"long ids of tickets", tickets, sla.Facts{Tickets: late(400, func(i int, t *sla.Ticket) { t.ID = long + t.ID })}},
		{"a ticket many times", tickets, sla.Facts{Tickets: late(10_000, func(i int, t *sla.Ticket) { t.ID = "T" })}},
		{"a customer of each ticket, each day", tickets, sla.Facts{Tickets: late(10_000, func(i int, t *sla.Ticket) {
			t.Attrs, t.Events[1].At = customer(i), since(time.Duration(i%28)*24*time.Hour)
		})}},
		{"open and late, with alarms", tickets, sla.Facts{Tickets: late(10_000, func(i int, t *sla.Ticket) { t.Events = t.Events[:1] })}},
		{"40 exclusions, tickets of days", tickets, sla.Facts{Exclusions: exclusions(40, clock, time.Hour, time.Minute),
			Tickets: late(10_000, func(i int, t *sla.Ticket) { t.Attrs = sla.Attrs{{"priority", "2"}} })}},
		{"1,000 exclusions, each ticket with its own", tickets, sla.Facts{
			Tickets: late(1_000, func(int, *sla.Ticket) {}),
			Exclusions: append(exclusions(1_000, clock, 30*time.Minute, time.Minute), func() []sla.Exclusion {
				all := exclusions(1_000, clock, time.Minute, 10*time.Minute)
				for i := range all {
					all[i].Ticket = fmt.Sprint("T", i)
				}
				return all
			}()...)}},
		{"1,000 exclusions, each ticket changes", tickets, sla.Facts{Exclusions: exclusions(1_000, clock, 30*time.Minute, time.Minute),
			Tickets: late(1_000, func(i int, t *sla.Ticket) {
				t.Events = append(t.Events, sla.Event{At: since(5 * time.Hour), Name: "noted", Set: sla.Attrs{{"priority", "1"}}})
			})}},
		{"long reasons of exclusions", tickets, sla.Facts{Tickets: late(2_000, func(int, *sla.Ticket) {}), Exclusions: func() []sla.Exclusion {
			all := exclusions(400, clock, time.Minute, time.Hour)
			for i := range all {
				all[i].Reason = long + fmt.Sprint(i%40)
			}
			return all
		}()}},
		{"ordinary states", usualStates, usualStates(20_000)},
		{"states of one instant", usualStates, states(20_000, func(i int, s *sla.State) { s.At, s.Seq = since(0), int64(20_000-i) })},
		{"states corrected", usualStates, states(20_000, func(i int, s *sla.State) { s.ID, s.Seq = "S", int64(i) })},
		{"states unknown", usualStates, states(20_000, func(i int, s *sla.State) { s.Is = fmt.Sprint("odd", i) })},
		{"states that contradict", usualStates, states(20_000, func(i int, s *sla.State) { s.Was = s.Is })},
		{"ordinary outages", usualOutages, usualOutages(20_000)},
		{"outages with shares overlap", usualOutages, outages(20_000, func(i int, o *sla.Outage) {
			o.To, o.Share = o.From.Add(400*time.Hour), fmt.Sprintf("1 in %d", 2+i%97)
		})},
		{"outages over years", usualOutages, outages(20_000, func(i int, o *sla.Outage) {
			o.From, o.To = o.From.AddDate(-100, 0, 0), o.To.AddDate(100, 0, 0)
		})},
		{"ordinary counts", usualCounts, usualCounts(20_000)},
		{"counts of many groups", usualCounts, counts(20_000, func(i int, c *sla.Count) { c.Attrs = customer(i) })},
		{"counts of one instant", usualCounts, counts(20_000, func(i int, c *sla.Count) { c.At = since(0) })},
		{"counts over years", usualCounts, counts(20_000, func(i int, c *sla.Count) { c.At = c.At.AddDate(i%100, 0, 0) })},
		{"counts beyond bounds", usualCounts, counts(20_000, func(i int, c *sla.Count) { c.Good, c.Total = int64(i), -1 })},
		{"ordinary samples", usualSamples, usualSamples(20_000)},
		{"samples of many digits", usualSamples, samples(20_000, func(i int, s *sla.Sample) {
			s.Value = decimal.New(int64(i)+7e15, -16)
		})},
		{"samples of many groups", usualSamples, samples(20_000, func(i int, s *sla.Sample) { s.Attrs = customer(i) })},
		{"ordinary charges", usualCharges, usualCharges(20_000)},
		{"charges in many units", usualCharges, charges(20_000, func(i int, c *sla.Charge) { c.Unit = fmt.Sprint("U", i) })},
		{"charges of many digits", usualCharges, charges(20_000, func(i int, c *sla.Charge) {
			c.Amount = decimal.New(int64(i)+7e17, -18+int32(i%20))
		})},
	}
}

// BenchmarkHostileFacts shows what the worst batches of each kind of fact cost
// beside ordinary ones of the kind, of as many bytes.
func BenchmarkHostileFacts(b *testing.B) {
	a := wideDesk(b)
	for _, row := range hostileFacts() {
		b.Run("evaluate/"+row.name, func(b *testing.B) { besideOrdinary(b, a, row.facts, row.usual, judge) })
	}
	for _, row := range hostileFacts() {
		b.Run("restore/"+row.name, func(b *testing.B) { restoreBesideOrdinary(b, a, row) })
	}
}

// restoreBesideOrdinary times tallies that are read from their bytes, merged and
// asked for their result, per byte of the tally.
func restoreBesideOrdinary(b *testing.B, a *sla.Agreement, row hostileRow) {
	stored := func(facts sla.Facts) []byte {
		var f sla.Facts
		if err := json.Unmarshal(jsonOf(b, facts), &f); err != nil {
			b.Fatal(err)
		}
		t := a.NewTally()
		for i := range f.Tickets {
			t.Add(&f.Tickets[i])
		}
		for i := range f.Outages {
			t.Add(&f.Outages[i])
		}
		for i := range f.States {
			t.Add(&f.States[i])
		}
		for i := range f.Counts {
			t.Add(&f.Counts[i])
		}
		for i := range f.Samples {
			t.Add(&f.Samples[i])
		}
		for i := range f.Exclusions {
			t.Add(&f.Exclusions[i])
		}
		for i := range f.Charges {
			t.Add(&f.Charges[i])
		}
		data, err := t.MarshalBinary()
		if err != nil {
			b.Fatal(err)
		}
		return data
	}
	once := func(data []byte) time.Duration {
		started := time.Now()
		t, more := a.NewTally(), a.NewTally()
		if err := t.UnmarshalBinary(data); err != nil {
			b.Fatal(err)
		}
		if err := more.UnmarshalBinary(data); err != nil {
			b.Fatal(err)
		}
		if err := t.Merge(more); err != nil {
			b.Fatal(err)
		}
		if _, err := t.Result(sla.Month(2026, time.March), since(90*24*time.Hour)); err != nil {
			b.Fatal(err)
		}
		return time.Since(started)
	}
	data, usual := stored(row.facts), stored(row.usual(20_000))
	least, beside := once(data), once(usual)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		least = min(least, once(data))
		b.StopTimer()
		beside = min(beside, once(usual))
		b.StartTimer()
	}
	b.ReportMetric(float64(least)/float64(len(data))/(float64(beside)/float64(len(usual))), "x-ordinary")
	b.ReportMetric(float64(len(data)), "stored-B")
}
