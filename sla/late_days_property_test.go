package sla_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// Minute by minute: a cycle is late in each minute in which its clock runs and that is
// not waived, from the first one on that counts beyond four hours of service time. A
// date with such a minute is begun, a date that has no other is whole.
func TestDatesThatAreLateMinuteByMinute(t *testing.T) {
	draws := 150
	if testing.Short() {
		draws = 12
	}
	breaches := 0
	for _, of := range []struct{ zone, from string }{
		{"Europe/Berlin", "2026-03-26"}, {"Europe/Berlin", "2026-10-22"}, {"Pacific/Apia", "2011-12-27"}, {"America/Santiago", "2026-09-03"},
	} {
		location := must(time.LoadLocation(of.zone))
		first := must(time.ParseInLocation("2006-01-02", of.from, location))
		spec := lateSpec(of.zone, sla.Target{Within: "4h", Calendar: "days"}, "1 calendar day", penalty.Started)
		spec.Credits.Rules = append(spec.Credits.Rules, penalty.Term{Objective: "repair",
			Rule: penalty.PerUnitLate{Credit: "1.00", Unit: "1 business day", Counted: penalty.Full}})
		for seed := range uint64(draws) {
			r := rand.New(rand.NewPCG(seed, 12))
			const days = 8
			at := func() time.Time { // often the start of a date
				if day := first.AddDate(0, 0, r.IntN(days)); r.IntN(3) == 0 {
					return day
				}
				return first.Add(time.Duration(r.IntN(days*24*60)) * time.Minute)
			}
			start, stop := at(), at()
			if !start.Before(stop) {
				start, stop = stop, start.Add(time.Minute)
			}
			ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: start, Name: "opened"}}}
			status, changes := "open", map[time.Time]string{}
			for range r.IntN(4) {
				changes[at()] = [2]string{"open", "waiting"}[r.IntN(2)]
			}
			var waived []sla.Exclusion
			for range []int{0, 1, 3, 30}[r.IntN(4)] {
				from := at()
				waived = append(waived, sla.Exclusion{Ticket: "T", From: from, To: from.Add(time.Duration(1+r.IntN(900)) * time.Minute), Reason: "storm"})
			}
			var all, business penalty.Days
			late, used := false, 0
			minutes, bad := map[string]int{}, map[string]int{}
			for m := first; m.Before(first.AddDate(0, 0, days+3)); m = m.Add(time.Minute) {
				if to, changed := changes[m]; changed && !m.Before(start) && m.Before(stop) && to != status {
					status = to
					ticket.Events = append(ticket.Events, sla.Event{At: m, Name: "status", Set: sla.Attrs{{"status", to}}})
				}
				date := m.In(location).Format("2006-01-02 Monday")
				minutes[date]++
				counts := !m.Before(start) && m.Before(stop) && status != "waiting"
				for _, w := range waived {
					counts = counts && (m.Before(w.From) || !m.Before(w.To))
				}
				weekday := m.In(location).Weekday()
				open := weekday != time.Saturday && weekday != time.Sunday
				if late = late || counts && open && used == 240; late && counts {
					bad[date]++
				}
				if counts && open && used < 240 {
					used++
				}
			}
			for date, n := range bad {
				day := must(time.Parse("2006-01-02 Monday", date))
				for _, d := range []*penalty.Days{&all, &business} {
					if d == &business && (day.Weekday() == time.Saturday || day.Weekday() == time.Sunday) {
						continue
					}
					d.Started++
					if n == minutes[date] {
						d.Full++
					}
				}
			}
			ticket.Events = append(ticket.Events, sla.Event{At: stop, Name: "repaired"})
			b, s := lateIn(t, spec, sla.Facts{Tickets: []sla.Ticket{ticket}, Exclusions: waived}, stop)
			if b == nil != !late {
				t.Fatalf("%s, seed %d: breach %v, late %t", of.zone, seed, b, late)
			}
			if b == nil {
				continue
			}
			breaches++
			if *b.LateDays != all || *b.LateBusinessDays != business {
				t.Fatalf("%s, seed %d: %v and %v business, want %v and %v; %v", of.zone, seed, *b.LateDays, *b.LateBusinessDays, all, business, ticket.Events)
			}
			if want := fmt.Sprintf("%d.00 EUR", all.Started+business.Full); s.Total.String() != want {
				t.Fatalf("%s, seed %d: %s, want %s", of.zone, seed, s.Total, want)
			}
		}
	}
	if breaches < draws {
		t.Errorf("only %d breaches", breaches)
	}
}
