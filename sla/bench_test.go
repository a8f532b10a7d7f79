package sla_test

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// benchSpec promises a first response, a resolution and a mean of it, with two
// clocks, one of which pauses.
func benchSpec() sla.Spec {
	return sla.Spec{
		ID: "bench", Zone: "Europe/Berlin",
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 08:00-18:00"}},
		Policies:  sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{
			"response":   {Start: sla.On("opened"), Stop: sla.On("replied")},
			"resolution": {Start: sla.On("opened"), Pause: sla.While("status", "waiting"), Stop: sla.While("status", "resolved", "closed")},
		},
		Objectives: []sla.Objective{
			{ID: "first-response", Clock: "response", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart, Targets: []sla.Target{
				{When: sla.Where{"priority": sla.Is("P1")}, Within: "15m", Calendar: "24x7"},
				{When: sla.Where{"priority": sla.Is("P2")}, Within: "1h", Calendar: "office"},
				{Within: "4h", Calendar: "office"}}},
			{ID: "resolution", Clock: "resolution", Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart, Targets: []sla.Target{
				{When: sla.Where{"priority": sla.Is("P1")}, Within: "4h", Calendar: "24x7"},
				{Within: "40h", Calendar: "office"}}},
			{ID: "mean", Clock: "resolution", Metric: metrics.Mean{}, Period: sla.Monthly, Counts: sla.ByStart, Targets: []sla.Target{
				{Calendar: "office"}}},
		},
	}
}

// benchTickets are histories of six events with an attribute or two each, which
// meet their targets.
func benchTickets(n int) []sla.Ticket {
	tickets := make([]sla.Ticket, n)
	start := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	for i := range tickets {
		at := start.AddDate(0, 0, 7*(i%40)).Add(time.Duration(i%97) * time.Minute)
		id := fmt.Sprintf("T%05d", i)
		event := func(k int, after time.Duration, name string, set ...[2]string) sla.Event {
			return sla.Event{At: at.Add(after), Name: name, ID: fmt.Sprintf("%s-%d", id, k), Set: set}
		}
		tickets[i] = sla.Ticket{ID: id, Attrs: sla.Attrs{{"priority", []string{"P2", "P3"}[i%2]}, {"team", "blue"}}, Events: []sla.Event{
			event(0, 0, "opened", [2]string{"status", "open"}, [2]string{"channel", "mail"}),
			event(1, 20*time.Minute, "replied"),
			event(2, 3*time.Hour, "status", [2]string{"status", "waiting"}),
			event(3, 26*time.Hour, "status", [2]string{"status", "open"}),
			event(4, 27*time.Hour, "note", [2]string{"author", "agent"}),
			event(5, 30*time.Hour, "status", [2]string{"status", "resolved"}),
		}}
	}
	return tickets
}

// byHand is what someone would write for these three objectives alone, over the
// same facts and calendar: the floor of BenchmarkTicket.
type byHand struct {
	office                           calendar.Calendar
	zone                             *time.Location
	good, total, resolved, resolving map[time.Month]int64
	lengths                          *metrics.Distribution
}

func (b *byHand) add(t *sla.Ticket) {
	priority, status := "", ""
	for _, a := range t.Attrs {
		if a[0] == "priority" {
			priority = a[1]
		}
	}
	var opened, replied, since time.Time
	var spent time.Duration
	running, last, done := false, time.Time{}, false
	for i := range t.Events {
		e := &t.Events[i]
		if e.At.Before(last) {
			return
		}
		last = e.At
		for j := range i {
			if t.Events[j].ID == e.ID {
				return
			}
		}
		for _, a := range e.Set {
			switch a[0] {
			case "status":
				status = a[1]
			case "priority":
				priority = a[1]
			}
		}
		switch {
		case e.Name == "opened":
			opened, since, running = e.At, e.At, true
		case e.Name == "replied" && replied.IsZero():
			replied = e.At
		}
		switch status {
		case "waiting":
			if running {
				spent += b.office.Elapsed(since, e.At)
				running = false
			}
		case "resolved", "closed":
			if running && !done {
				spent += b.office.Elapsed(since, e.At)
				running, done = false, true
			}
		default:
			if !running && !done {
				since, running = e.At, true
			}
		}
	}
	limit := 4 * time.Hour
	if priority == "P2" {
		limit = time.Hour
	}
	month := opened.In(b.zone).Month()
	b.total[month]++
	if b.office.Elapsed(opened, replied) <= limit {
		b.good[month]++
	}
	if done {
		b.resolving[month]++
		if spent <= 40*time.Hour {
			b.resolved[month]++
		}
		b.lengths.Add(spent)
	}
}

func BenchmarkTicket(b *testing.B) {
	a, err := sla.New(benchSpec())
	if err != nil {
		b.Fatal(err)
	}
	tickets := benchTickets(1024)
	b.Run("hand", func(b *testing.B) {
		zone, _ := time.LoadLocation("Europe/Berlin")
		office, _ := calendar.New(calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 08:00-18:00"})
		hand := byHand{office, zone, map[time.Month]int64{}, map[time.Month]int64{}, map[time.Month]int64{}, map[time.Month]int64{}, &metrics.Distribution{}}
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			hand.add(&tickets[i&1023])
		}
	})
	b.Run("tally", func(b *testing.B) {
		tally := a.NewTally()
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			tally.Add(&tickets[i&1023])
		}
	})
	b.Run("track", func(b *testing.B) {
		now := time.Date(2026, time.December, 1, 0, 0, 0, 0, time.UTC)
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			a.Track(&tickets[i&1023], now)
		}
	})
}

// BenchmarkWorkers shares tickets among goroutines with a tally each and merges
// them; the plain loop beside it shows what the machine's cores give at best.
func BenchmarkWorkers(b *testing.B) {
	a, err := sla.New(benchSpec())
	if err != nil {
		b.Fatal(err)
	}
	tickets := benchTickets(1 << 14)
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("loop/workers=%d", workers), func(b *testing.B) {
			for b.Loop() {
				share(workers, len(tickets), func(_, from, to int) {
					sum := uint64(0)
					for i := from; i < to; i++ {
						for j := range uint64(400) {
							sum = sum*6364136223846793005 + j
						}
					}
					sink.Store(sum)
				})
			}
			b.ReportMetric(float64(len(tickets)*b.N)/b.Elapsed().Seconds()/1e6, "M/s")
		})
		b.Run(fmt.Sprintf("tally/workers=%d", workers), func(b *testing.B) {
			tallies := make([]*sla.Tally, workers)
			for i := range tallies {
				tallies[i] = a.NewTally()
			}
			for b.Loop() {
				share(workers, len(tickets), func(w, from, to int) {
					for i := from; i < to; i++ {
						tallies[w].Add(&tickets[i])
					}
				})
			}
			b.ReportMetric(float64(len(tickets)*b.N)/b.Elapsed().Seconds()/1e6, "M/s")
		})
	}
}

var sink atomic.Uint64

// share splits n items among workers and waits for all.
func share(workers, n int, do func(worker, from, to int)) {
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() { do(w, w*n/workers, (w+1)*n/workers) })
	}
	all.Wait()
}

// BenchmarkState writes the state of a tally that holds breaches and durations;
// SHA-256 of the same bytes stands beside it.
func BenchmarkState(b *testing.B) {
	spec := benchSpec()
	spec.Objectives[1].Targets[1].Within = "1h" // so that every ticket is a breach
	a, err := sla.New(spec)
	if err != nil {
		b.Fatal(err)
	}
	tally := a.NewTally()
	tickets := benchTickets(10_000)
	for i := range tickets {
		tally.Add(&tickets[i])
	}
	state, err := tally.MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("encode", func(b *testing.B) {
		b.SetBytes(int64(len(state)))
		for b.Loop() {
			if _, err := tally.MarshalBinary(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sha256", func(b *testing.B) {
		b.SetBytes(int64(len(state)))
		for b.Loop() {
			sha256.Sum256(state)
		}
	})
}

// TestAddDoesNotAllocate: a ticket whose groups and lengths were seen before
// costs no allocation, and a ticket literal does not escape.
func TestAddDoesNotAllocate(t *testing.T) {
	a, err := sla.New(benchSpec())
	if err != nil {
		t.Fatal(err)
	}
	tickets := benchTickets(64)
	tally := a.NewTally()
	add := func() {
		for i := range tickets {
			tally.Add(&tickets[i])
		}
	}
	for range 40 { // until what is pending has been interned
		add()
	}
	if n := testing.AllocsPerRun(50, add); n > 1 {
		t.Errorf("%v allocations for %d tickets", n, len(tickets))
	}
}

// BenchmarkJSON reads a ticket of six events from one line, beside what the
// standard library takes to see that the line is JSON, and to read it into the
// same fields.
func BenchmarkJSON(b *testing.B) {
	var lines [][]byte
	for _, t := range benchTickets(256) {
		line, err := json.Marshal(t)
		if err != nil {
			b.Fatal(err)
		}
		lines = append(lines, line)
	}
	bench := func(name string, read func(line []byte) error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(lines[0])))
			for i := 0; b.Loop(); i++ {
				if err := read(lines[i&255]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	bench("valid", func(line []byte) error {
		if !json.Valid(line) {
			return errors.New("no JSON")
		}
		return nil
	})
	bench("read", func(line []byte) error {
		var t sla.Ticket
		return t.UnmarshalJSON(line)
	})
	bench("standard", func(line []byte) error {
		var t struct {
			ID     string            `json:"id"`
			Attrs  map[string]string `json:"attrs"`
			Events []struct {
				At   time.Time         `json:"at"`
				Name string            `json:"name"`
				ID   string            `json:"id"`
				Seq  int64             `json:"seq"`
				Set  map[string]string `json:"set"`
			} `json:"events"`
		}
		return json.Unmarshal(line, &t)
	})
}

// BenchmarkGrowth shows what more events and more objectives cost. The plain
// loop reads the same events; a further objective is one more promise about a
// clock that is read anyway.
func BenchmarkGrowth(b *testing.B) {
	for _, events := range []int{6, 12, 24, 48, 96} {
		tickets := benchTickets(256)
		for i := range tickets {
			t := &tickets[i]
			last := t.Events[4]
			for n := 6; n < events; n++ {
				e := last
				e.ID = fmt.Sprintf("%s-%d", t.ID, n)
				e.At = e.At.Add(time.Duration(n) * time.Minute)
				t.Events = append(t.Events, e)
			}
			t.Events[5], t.Events[events-1] = t.Events[events-1], t.Events[5]
			t.Events[events-1].At = last.At.Add(3 * time.Hour)
		}
		b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
			a, err := sla.New(benchSpec())
			if err != nil {
				b.Fatal(err)
			}
			tally := a.NewTally()
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				tally.Add(&tickets[i&255])
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*events), "ns/event")
		})
	}
	for _, more := range []int{0, 1, 2, 4, 8} {
		spec := benchSpec()
		for n := range more {
			further := spec.Objectives[n%2]
			further.ID = fmt.Sprintf("further-%d", n)
			further.Attain = metrics.Bound(fmt.Sprintf("%d%%", 80+n))
			spec.Objectives = append(spec.Objectives, further)
		}
		b.Run(fmt.Sprintf("further=%d", more), func(b *testing.B) {
			a, err := sla.New(spec)
			if err != nil {
				b.Fatal(err)
			}
			tickets, tally := benchTickets(1024), a.NewTally()
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				tally.Add(&tickets[i&1023])
			}
		})
	}
}
