package load_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/load"
	"github.com/upheld/upheld/sla"
)

var small = load.Load{Seed: 7, Tickets: 2000, Outages: 60, Requests: 300, Late: 30, Open: 20}

func open(t testing.TB, l load.Load, agreement int) *sla.Agreement {
	t.Helper()
	a, err := sla.New(l.Spec(agreement))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func digest(t testing.TB, tally *sla.Tally) string {
	t.Helper()
	result, err := tally.Result(sla.Year(2026), time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(result.Digest())
}

// Every agreement can be opened, its facts give no finding, and about as many tickets
// are late and open as were asked for.
func TestFactsFitTheirAgreement(t *testing.T) {
	for agreement := range 7 {
		tally, n := open(t, small, agreement).NewTally(), 0
		for f, err := range small.Stream(agreement) {
			if err != nil {
				t.Fatal(err)
			}
			if k, is := f.(*sla.Ticket); is && len(k.Events) != 6 {
				t.Fatalf("%s has %d events", k.ID, len(k.Events))
			}
			tally.Add(f)
			n++
		}
		if n != small.Facts() {
			t.Errorf("%d facts, want %d", n, small.Facts())
		}
		result, err := tally.Result(sla.Year(2026), time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range result.Findings {
			t.Errorf("agreement %d: finding %v", agreement, f)
		}
		late, unresolved := int64(0), int64(0)
		for _, o := range result.Outcomes {
			if o.Reason == sla.SumOfPeriods || o.Total == 0 && o.Open == 0 {
				continue
			}
			switch o.Objective {
			case "first-response":
				late += o.Total - o.Good
			case "mean":
				unresolved += o.Open
			}
		}
		if late < 30 || late > 100 || unresolved < 15 || unresolved > 80 {
			t.Errorf("agreement %d: %d late, %d open, of %d", agreement, late, unresolved, small.Tickets)
		}
	}
}

// Without Late and Open every ticket meets its targets, so the tally keeps none.
func TestNoTicketIsLateUnlessAsked(t *testing.T) {
	for agreement := range 5 {
		sizes := [2]int{}
		for i, n := range []int{2000, 4000} {
			l := load.Load{Seed: 3, Tickets: n}
			tally := open(t, l, agreement).NewTally()
			for f := range l.Stream(agreement) {
				tally.Add(f)
			}
			data, err := tally.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			sizes[i] = len(data)
		}
		if sizes[1] > sizes[0]+200 {
			t.Errorf("agreement %d: a tally of twice the tickets grows from %d to %d bytes", agreement, sizes[0], sizes[1])
		}
	}
}

// The same facts come whole, in parts and one by one; another seed and another
// agreement have other facts.
func TestFactsFollowFromSeedAndNumber(t *testing.T) {
	a := open(t, small, 0)
	whole, parts, single, other := a.NewTally(), a.NewTally(), a.NewTally(), a.NewTally()
	for f := range small.Stream(0) {
		whole.Add(f)
	}
	for part := range 7 {
		for f := range small.Part(0, 6-part, 7) {
			parts.Add(f)
		}
	}
	for _, i := range rand.New(rand.NewPCG(1, 1)).Perm(small.Facts()) {
		single.Add(small.Fact(0, i))
	}
	reseeded := small
	reseeded.Seed++
	for f := range reseeded.Stream(0) {
		other.Add(f)
	}
	want := digest(t, whole)
	if digest(t, parts) != want || digest(t, single) != want {
		t.Error("parts or single facts give another result than the stream")
	}
	if digest(t, other) == want {
		t.Error("another seed gives the same result")
	}
}

// A stream keeps one fact, however long it is.
func TestAStreamKeepsOneFact(t *testing.T) {
	l := load.Load{Tickets: 1 << 30}
	allocated := func(n int) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range l.Stream(0) {
			if n--; n == 0 {
				break
			}
		}
		runtime.ReadMemStats(&after)
		return after.Mallocs - before.Mallocs
	}
	few, many := allocated(1000), allocated(11_000)
	if each := float64(many-few) / 10_000; each > 1.1 { // the identifier
		t.Errorf("%.2f allocations for each fact", each)
	}
}
