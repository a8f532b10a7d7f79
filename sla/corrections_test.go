package sla_test

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// correctedKinds are the kinds of facts and figures that corrections are tried on: kinds,
// and the figures that it lacks.
func correctedKinds() []kind {
	all := kinds()
	byName := func(name string) func(int) sla.Fact {
		return all[slices.IndexFunc(all, func(k kind) bool { return k.name == name })].fact
	}
	outage := byName("mttr")
	stays := func(i int) sla.Fact {
		at := utc("02T09:00:00").Add(time.Duration(i%20_000) * time.Minute)
		return &sla.Ticket{ID: fmt.Sprint("T", i), Events: []sla.Event{
			{At: at, Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
			{At: at.Add(time.Duration(i%50) * time.Minute), Name: "status", Set: sla.Attrs{{"status", "open"}}},
		}}
	}
	return append(all,
		kind{"time-in", sla.Objective{Metric: metrics.TimeIn{Attribute: "status", Is: []string{"waiting"}, Calendar: "24x7", Statistic: metrics.TimePercentile, Rank: "50%"}, Counts: sla.ByStart}, stays, 0},
		kind{"mtta", sla.Objective{Metric: metrics.Repair{Of: "x", Statistic: metrics.MeanToAcknowledge}, Counts: sla.ByStart}, func(i int) sla.Fact {
			o := outage(i).(*sla.Outage)
			o.Acknowledged = o.From.Add(time.Duration(i%30) * time.Second)
			return o
		}, 40},
		kind{"weighted", sla.Objective{Metric: metrics.Composed{Weighted: map[string]metrics.Percent{"x": "30%", "y": "70%"}, Each: metrics.Availability{NoData: metrics.NoDataExclude}}}, outage, 40},
		kind{"late", sla.Objective{Clock: "wait", Counts: sla.ByStart, Targets: []sla.Target{{Within: "2s", Calendar: "24x7"}}}, byName("share"), 0},
	)
}

// For every family: facts that are corrected late, by Remove and Add in any order and
// with the tally stored in between, give the bytes and the result of the corrected
// facts alone. Before the correction the result is another.
func TestLateCorrectionsAreTheFullRecomputation(t *testing.T) {
	for _, k := range correctedKinds() {
		spec := measured(k.objective)
		a, err := withMeasurer.New(spec)
		if err != nil {
			t.Fatal(k.name, err)
		}
		const facts = 90
		first := func(i int) sla.Fact { return k.fact(i + 3*facts + 1) } // what was known at first of every ninth
		result := func(tally *sla.Tally) string {
			return fmt.Sprint(must(tally.Result(sla.Month(2026, time.March), afterMarch)).Digest())
		}
		anew, corrected := a.NewTally(), a.NewTally()
		for i := range facts {
			anew.Add(k.fact(i))
			if i%9 == 0 {
				corrected.Add(first(i))
			} else {
				corrected.Add(k.fact(i))
			}
		}
		corrected.Add(k.fact(4 * facts)) // what never was
		state, before := must(anew.MarshalBinary()), must(corrected.MarshalBinary())
		if bytes.Equal(state, before) {
			t.Errorf("%s: nothing was to be corrected", k.name)
		}
		for i := 0; i < facts; i += 9 {
			if i%2 == 0 {
				corrected.Remove(first(i))
				corrected.Add(k.fact(i))
			} else { // the correction comes before what it takes back
				corrected.Add(k.fact(i))
				corrected = must(reloaded(spec, corrected))
				corrected.Remove(first(i))
			}
		}
		corrected.Remove(k.fact(4 * facts))
		if got := must(corrected.MarshalBinary()); !bytes.Equal(got, state) || result(corrected) != result(anew) {
			t.Errorf("%s: corrected as\n%x, counted anew\n%x", k.name, got, state)
		}
	}
}

// A tally that lives for a year of corrections is as large as what it counts: facts that
// are added and removed again leave nothing behind, also if nobody stores the tally or
// asks for a result.
func TestCorrectionsLeaveNothingBehind(t *testing.T) { leavesNothing(t, correctedKinds(), 2) }

// The same holds for what is kept in lists: late cycles, waivers, charges, statements
// and findings. One finding that comes again and again is kept once.
func TestListsOfCorrectionsLeaveNothingBehind(t *testing.T) {
	at := func(i int) time.Time { return utc("02T09:00:00").Add(time.Duration(i) * time.Minute) }
	all := correctedKinds()
	late := all[len(all)-1]
	list := func(name string, fact func(int) sla.Fact) kind { return kind{name, late.objective, fact, 0} }
	leavesNothing(t, []kind{late,
		list("findings", func(i int) sla.Fact { return &sla.Ticket{ID: fmt.Sprint("T", i)} }),
		list("waivers", func(i int) sla.Fact {
			return &sla.Exclusion{Ticket: fmt.Sprint("T", i), From: at(i), To: at(i + 1), Reason: "storm"}
		}),
		list("charges", func(i int) sla.Fact {
			return &sla.Charge{Period: sla.Month(2026, time.March), Amount: decimal.New(int64(i), 0)}
		}),
		list("statements", func(i int) sla.Fact {
			p := sla.Month(2026, time.February)
			return &sla.IssuedStatement{Statement: penalty.Statement{ID: fmt.Sprint(i), From: p.From(), To: p.To()}}
		}),
	}, 2)
	leavesNothing(t, []kind{list("a finding", func(int) sla.Fact { return &sla.Count{Of: "unknown", At: at(0), Total: 1} })}, 1)
}

// leavesNothing adds facts and, in steps of two, removes them again.
func leavesNothing(t *testing.T, kinds []kind, steps int) {
	rounds := 20_000
	if testing.Short() {
		rounds = 6_000
	}
	for _, k := range kinds {
		a, err := withMeasurer.New(measured(k.objective))
		if err != nil {
			t.Fatal(k.name, err)
		}
		tally := a.NewTally()
		for i := range 300 {
			tally.Add(k.fact(i))
		}
		churn := func(n int) {
			for i := range n {
				f := k.fact(300 + i%300)
				tally.Add(f)
				if steps == 2 {
					tally.Remove(f)
				}
			}
		}
		churn(3_000)
		before := heapInUse()
		churn(rounds)
		after := heapInUse()
		if after > before+300<<10 {
			t.Errorf("%s: %d corrections leave %d KB", k.name, rounds, (after-before)>>10)
		}
		runtime.KeepAlive(tally)
	}
}

func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
