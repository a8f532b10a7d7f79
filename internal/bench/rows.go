package main

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/upheld/upheld/internal/load"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/parallel"
)

// row is a line of the table: some work of this library and the same work of others.
type row struct {
	name   string
	items  int // of which one takes the time that is printed
	each   string
	ours   entry
	others []entry
	once   bool // measured in one round, because a round takes many seconds
}

// entry does the work of a row once.
type entry struct {
	name string
	run  func()
}

var sink atomic.Int64

// rows makes the lines of the table. big adds sizes that take minutes and gigabytes.
func rows(big bool) ([]row, error) {
	o, err := newOffice()
	if err != nil {
		return nil, err
	}
	all := o.calendarRows()
	size := load.Load{Seed: 1, Tickets: 1024, Late: 30, Open: 20}
	a, err := sla.New(size.Spec(0))
	if err != nil {
		return nil, err
	}
	tickets := drawn(size)
	hand := func(name string, elapsed func(from, to time.Time) time.Duration) entry {
		return entry{name, func() {
			b := byHand{zone: o.zone, elapsed: elapsed}
			for i := range tickets {
				b.add(&tickets[i])
			}
			sink.Add(b.good[1])
		}}
	}
	learn := func(a *sla.Agreement, tickets []sla.Ticket) func() {
		return func() {
			tally := a.NewTally()
			for i := range tickets {
				tally.Add(&tickets[i])
			}
		}
	}
	now := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	all = append(all,
		row{"a ticket of six events and three objectives into a tally", len(tickets), "ticket", entry{"tally", learn(a, tickets)},
			[]entry{hand("hand-written loop, our calendar", o.ours.Elapsed), hand("hand-written loop, per-day", o.perDay), hand("hand-written loop, rickar/cal", o.rickar.WorkHoursInRange)}, false},
		row{"the same ticket tracked live", len(tickets), "ticket", entry{"track", func() {
			for i := range tickets {
				a.Track(&tickets[i], now)
			}
		}}, []entry{{"tally", learn(a, tickets)}}, false},
	)
	many := load.Load{Seed: 2, Tickets: 20_000, Late: 30}
	first := many.Spec(0)
	first.Objectives = first.Objectives[:1]
	one, err := sla.New(first)
	if err != nil {
		return nil, err
	}
	kept := drawn(many)
	months := row{"attainment of a year's first responses by month", many.Tickets, "ticket", entry{"tally and result", func() {
		if _, err := o.months(one, streamOf(kept)); err != nil {
			panic(err)
		}
	}}, nil, false}
	for _, d := range databases {
		db, err := o.filled(d.driver, d.source, kept)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.name, err)
		}
		months.others = append(months.others, entry{d.name, func() {
			if _, err := attained(db); err != nil {
				panic(err)
			}
		}})
	}
	all = append(all, months)
	all = append(all, workerRows(a, tickets)...)
	more, err := sizeRows(big)
	return append(all, more...), err
}

// calendarRows are about time in office hours alone.
func (o *office) calendarRows() (all []row) {
	var from [256]time.Time
	for i := range from {
		from[i] = time.Date(2026, 1, 5, 0, 0, i*7919%(290*86400), 0, o.zone)
	}
	elapsed := func(name string, span time.Duration, f func(from, to time.Time) time.Duration) entry {
		return entry{name, func() {
			for _, at := range from {
				sink.Add(int64(f(at, at.Add(span))))
			}
		}}
	}
	due := func(name string, left time.Duration, f func(time.Time, time.Duration) time.Time) entry {
		return entry{name, func() {
			for _, at := range from {
				sink.Add(f(at, left).Unix())
			}
		}}
	}
	for _, span := range []time.Duration{24 * time.Hour, 30 * 24 * time.Hour} {
		all = append(all, row{fmt.Sprintf("open time of %d h", span/time.Hour), len(from), "call", elapsed("Elapsed", span, o.ours.Elapsed),
			[]entry{elapsed("table of days", span, o.flat.elapsed), elapsed("per-day loop", span, o.perDay), elapsed("rickar/cal", span, o.rickar.WorkHoursInRange)}, false})
	}
	add := func(at time.Time, left time.Duration) time.Time { due, _ := o.ours.Add(at, left); return due }
	for _, left := range []time.Duration{4 * time.Hour, 160 * time.Hour} {
		all = append(all, row{fmt.Sprintf("due after %d open hours", left/time.Hour), len(from), "call", due("Add", left, add),
			[]entry{due("per-day loop", left, o.perDayDue), due("rickar/cal", left, o.rickar.AddWorkHours)}, false})
	}
	return all
}

// workerRows share tickets among workers. Each has the speed-up of a loop over integers
// as its peer.
func workerRows(a *sla.Agreement, tickets []sla.Ticket) (all []row) {
	const n = 100_000
	for _, workers := range []int{1, 2, 4} {
		all = append(all, row{fmt.Sprintf("%d tickets, workers: %d", n, workers), n, "ticket", entry{"parallel.Tally", func() {
			cycle := func(yield func(sla.Fact, error) bool) {
				for i := range n {
					if !yield(&tickets[i%len(tickets)], nil) {
						return
					}
				}
			}
			if _, err := parallel.Tally(context.Background(), a, parallel.Options{Workers: workers}, cycle); err != nil {
				panic(err)
			}
		}}, []entry{{"integer loop", func() {
			var group sync.WaitGroup
			for range workers {
				group.Go(func() {
					sum := int64(0)
					for i := range int64(800 * n / workers) {
						sum = sum*6364136223846793005 + i
					}
					sink.Add(sum)
				})
			}
			group.Wait()
		}}}, false})
	}
	return all
}

// sizeRows show that a ticket costs the same in any company: among more tickets (next to
// as many in tallies of a thousand each), more objectives and clocks, and more agreements.
func sizeRows(big bool) (all []row, err error) {
	base := load.Load{Seed: 3, Tickets: 1000}
	a, err := sla.New(base.Spec(0))
	if err != nil {
		return nil, err
	}
	tickets := drawn(load.Load{Seed: 3, Tickets: 4096})
	// among learns so many tickets, in tallies of a size.
	among := func(n, size int) func() {
		return func() {
			for from := 0; from < n; from += size {
				tally := a.NewTally()
				for i := range size {
					tally.Add(&tickets[i%len(tickets)])
				}
			}
		}
	}
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000, 10_000_000} {
		all = append(all, row{fmt.Sprintf("a ticket among %d", n), n, "ticket", entry{"tally", among(n, n)},
			[]entry{{"tallies of 1000", among(n, 1000)}}, n > 1_000_000})
	}
	objectives := []int{10, 100, 1000}
	if big {
		objectives = append(objectives, 10_000)
	}
	for _, n := range objectives {
		spec := base.Spec(0)
		spec.Credits.Rules = nil
		model, clock := spec.Objectives[0], spec.Clocks["response"]
		spec.Objectives = nil
		for i := range n {
			o, name := model, fmt.Sprintf("clock-%d", i)
			o.ID, o.Clock = fmt.Sprintf("objective-%d", i), name
			spec.Clocks[name] = clock
			spec.Objectives = append(spec.Objectives, o)
		}
		made, err := sla.New(spec)
		if err != nil {
			return nil, err
		}
		all = append(all,
			row{name: fmt.Sprintf("sla.New of %d objectives with a clock each", n), items: n, each: "objective", ours: entry{"sla.New", func() {
				if _, err := sla.New(spec); err != nil {
					panic(err)
				}
			}}},
			row{name: fmt.Sprintf("a ticket under %d objectives with a clock each", n), items: 20 * n, each: "objective and ticket", ours: entry{"tally", func() {
				tally := made.NewTally()
				for i := range 20 {
					tally.Add(&tickets[i])
				}
			}}})
	}
	companies := []int{1, 100, 1000}
	if big {
		companies = append(companies, 10_000)
	}
	for _, n := range companies {
		tallies := make([]*sla.Tally, n)
		for i := range tallies {
			made, err := sla.New(base.Spec(i))
			if err != nil {
				return nil, err
			}
			tallies[i] = made.NewTally()
		}
		// Facts that come sorted by agreement find its terms in the processor's cache.
		learn := func(of func(i int) int) func() {
			return func() {
				for i := range 20_000 {
					tallies[of(i)].Add(&tickets[i%len(tickets)])
				}
			}
		}
		all = append(all, row{fmt.Sprintf("a ticket of one of %d agreements", n), 20_000, "ticket",
			entry{"tally", learn(func(i int) int { return i * 7919 % n })},
			[]entry{{"sorted by agreement", learn(func(i int) int { return i * n / 20_000 })}}, false})
	}
	return all, nil
}

// months gives the good and all first responses of each month by a tally.
func (o *office) months(a *sla.Agreement, facts iter.Seq2[sla.Fact, error]) (f figures, err error) {
	tally, err := parallel.Tally(context.Background(), a, parallel.Options{Workers: 1}, facts)
	if err != nil {
		return f, err
	}
	result, err := tally.Result(sla.Year(2026), time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return f, err
	}
	for _, out := range result.Outcomes {
		if out.Objective == "first-response" && out.Reason != sla.SumOfPeriods {
			month := out.From.In(o.zone).Month()
			f.good[month], f.total[month] = out.Good, out.Total
		}
	}
	return f, nil
}

func drawn(l load.Load) []sla.Ticket {
	all := make([]sla.Ticket, l.Tickets)
	for i := range all {
		all[i] = *l.Fact(0, i).(*sla.Ticket)
	}
	return all
}

func streamOf(tickets []sla.Ticket) iter.Seq2[sla.Fact, error] {
	return func(yield func(sla.Fact, error) bool) {
		for i := range tickets {
			if !yield(&tickets[i], nil) {
				return
			}
		}
	}
}

// states tells how many bytes a stored tally has, by what was added.
func states() ([]string, error) {
	var lines []string
	for _, l := range []load.Load{
		{Tickets: 1_000}, {Tickets: 100_000}, {Tickets: 100_000, Late: 10}, {Tickets: 100_000, Late: 100},
		{Tickets: 1_000, Outages: 1_000}, {Tickets: 1_000, Outages: 10_000}, {Tickets: 1_000, Requests: 100_000},
	} {
		a, err := sla.New(l.Spec(0))
		if err != nil {
			return nil, err
		}
		tally := a.NewTally()
		for f := range l.Stream(0) {
			tally.Add(f)
		}
		data, err := tally.MarshalBinary()
		if err != nil {
			return nil, err
		}
		late := 0
		if result, err := tally.Result(sla.Year(2026), time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)); err == nil {
			for range result.Breaches() {
				late++
			}
		}
		lines = append(lines, fmt.Sprintf("| %d | %d | %d | %d | %d |", l.Tickets, late, l.Outages, l.Requests, len(data)))
	}
	return lines, nil
}

// machine names the machine on which the table was made.
func machine(processor string) string {
	return fmt.Sprintf("%s, %s/%s, %d processors, %s", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), processor)
}
