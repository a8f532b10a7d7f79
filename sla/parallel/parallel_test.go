package parallel_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/upheld/upheld/internal/load"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/parallel"
)

// stream is how facts come.
type stream = iter.Seq2[sla.Fact, error]

var year = load.Load{Seed: 11, Tickets: 1500, Outages: 60, Requests: 400, Late: 40, Open: 30}

func open(t testing.TB, l load.Load) *sla.Agreement {
	t.Helper()
	a, err := sla.New(l.Spec(0))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func bytesOf(t testing.TB, tally *sla.Tally, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	data, err := tally.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// plain is what one goroutine learns.
func plain(t testing.TB, a *sla.Agreement, facts stream) []byte {
	t.Helper()
	tally := a.NewTally()
	for f := range facts {
		tally.Add(f)
	}
	return bytesOf(t, tally, nil)
}

// shuffled gives the facts of a load in another order.
func shuffled(l load.Load, seed uint64) stream {
	return func(yield func(sla.Fact, error) bool) {
		for _, i := range rand.New(rand.NewPCG(seed, 1)).Perm(l.Facts()) {
			if !yield(l.Fact(0, i), nil) {
				return
			}
		}
	}
}

// parts gives the facts of a load in several streams.
func parts(l load.Load, n int) []stream {
	all := make([]stream, n)
	for i := range all {
		all[i] = l.Part(0, i, n)
	}
	return all
}

// The bytes are equal for any number of workers and streams, also if the facts are
// shuffled.
func TestTheSameBytesFromAnyNumberOfWorkers(t *testing.T) {
	a := open(t, year)
	want := plain(t, a, year.Stream(0))
	for _, workers := range []int{0, 1, 2, 3, 8} {
		for name, streams := range map[string][]stream{
			"one stream":          {year.Stream(0)},
			"two streams":         parts(year, 2),
			"more than workers":   parts(year, 30),
			"a shuffled stream":   {shuffled(year, uint64(workers))},
			"an empty one, whole": {year.Part(0, 0, 1<<20), year.Stream(0)},
		} {
			told := int64(0)
			tally, err := parallel.Tally(context.Background(), a, parallel.Options{Workers: workers, Progress: func(n int64) {
				if n <= told || n > told+2*16*256 {
					t.Errorf("%d facts are told after %d", n, told)
				}
				told = n
			}}, streams...)
			if !bytes.Equal(bytesOf(t, tally, err), want) {
				t.Errorf("%d workers, %s: other bytes than one goroutine gives", workers, name)
			}
			if told != int64(year.Facts()) {
				t.Errorf("%d workers, %s: %d facts were told at the end, want %d", workers, name, told, year.Facts())
			}
		}
	}
}

// A stream may use the memory of a fact again: one that writes over every fact after
// it was handed over gives the same bytes.
func TestAStreamMayUseItsMemoryAgain(t *testing.T) {
	spec := year.Spec(0)
	for i := range spec.Objectives[:3] {
		spec.Objectives[i].By = []string{"team"}
	}
	spec.Credits.Rules = nil
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	scrawl := [2]string{"status", "resolved"}
	used := func(yield func(sla.Fact, error) bool) {
		for i := range year.Facts() {
			f := year.Fact(0, i)
			if !yield(f, nil) {
				return
			}
			switch f := f.(type) {
			case *sla.Ticket:
				for j := range f.Events {
					for k := range f.Events[j].Set {
						f.Events[j].Set[k] = scrawl
					}
					f.Events[j] = sla.Event{Name: "replied"}
				}
				for k := range f.Attrs {
					f.Attrs[k] = scrawl
				}
				*f = sla.Ticket{}
			case *sla.Outage:
				for k := range f.Attrs {
					f.Attrs[k] = scrawl
				}
				*f = sla.Outage{}
			case *sla.Count:
				*f = sla.Count{}
			case *sla.Exclusion:
				*f = sla.Exclusion{}
			case *sla.Charge:
				*f = sla.Charge{}
			}
		}
	}
	want := plain(t, a, year.Stream(0))
	for _, workers := range []int{1, 2, 4} {
		tally, err := parallel.Tally(context.Background(), a, parallel.Options{Workers: workers}, used)
		if !bytes.Equal(bytesOf(t, tally, err), want) {
			t.Errorf("%d workers: other bytes than one goroutine gives", workers)
		}
	}
}

// Without streams the tally is empty.
func TestNoStream(t *testing.T) {
	a := open(t, year)
	tally, err := parallel.Tally(context.Background(), a, parallel.Options{Workers: 2})
	if !bytes.Equal(bytesOf(t, tally, err), bytesOf(t, a.NewTally(), nil)) {
		t.Error("the tally of nothing is not empty")
	}
}

// A fact that cannot be evaluated is a finding, whoever learns it.
func TestBadFactsAreFindings(t *testing.T) {
	a := open(t, year)
	bad := func(yield func(sla.Fact, error) bool) {
		for i := range 2000 {
			if !yield(&sla.Ticket{ID: fmt.Sprint("T", i)}, nil) {
				return
			}
		}
	}
	tally, err := parallel.Tally(context.Background(), a, parallel.Options{Workers: 3}, bad, year.Stream(0))
	if err != nil {
		t.Fatal(err)
	}
	result, err := tally.Result(sla.Year(2026), time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(result.Findings); n != 2000 || result.Findings[0].Code != sla.FindingNoEvents {
		t.Errorf("%d findings, want 2000", n)
	}
}

// after gives the first facts of a stream and then an item.
func after(n int, fact sla.Fact, err error) stream {
	return func(yield func(sla.Fact, error) bool) {
		for f := range year.Stream(0) {
			if n == 0 {
				yield(fact, err)
				return
			}
			if n--; !yield(f, nil) {
				return
			}
		}
	}
}

var errRow = errors.New("row 19: no instant")

// An error of a stream has its place, on both sides of the first item and of a batch.
func TestAnErrorOfAStreamHasItsPlace(t *testing.T) {
	a := open(t, year)
	for _, workers := range []int{1, 2, 5} {
		for _, c := range []struct {
			streams []stream
			want    string
			is      error
		}{
			{[]stream{after(0, nil, errRow)}, "parallel: streams[0][0]: row 19: no instant", errRow},
			{[]stream{after(255, nil, errRow)}, "parallel: streams[0][255]: row 19: no instant", errRow},
			{[]stream{after(256, nil, errRow)}, "parallel: streams[0][256]: row 19: no instant", errRow},
			{[]stream{year.Stream(0), after(17, &sla.Ticket{}, errRow)}, "parallel: streams[1][17]: row 19: no instant", errRow},
			{[]stream{after(3, nil, nil)}, "parallel: streams[0][3]: missing: write a fact, or an error", sla.ErrMissing},
			{[]stream{after(3, (*sla.Ticket)(nil), nil)}, "parallel: streams[0][3]: missing: write a fact, or an error", sla.ErrMissing},
			{[]stream{after(3, (*sla.IssuedStatement)(nil), nil)}, "parallel: streams[0][3]: missing: write a fact, or an error", sla.ErrMissing},
			{[]stream{year.Stream(0), nil}, "parallel: streams[1]: missing", sla.ErrMissing},
		} {
			tally, err := parallel.Tally(context.Background(), a, parallel.Options{Workers: workers}, c.streams...)
			if tally != nil || err == nil || err.Error() != c.want || !errors.Is(err, c.is) {
				t.Errorf("%d workers: %v, want %s", workers, err, c.want)
			}
			if place := new(sla.FieldError); !errors.As(err, &place) || !strings.HasPrefix(place.Path, "streams[") {
				t.Errorf("%d workers: %v has no place", workers, err)
			}
		}
	}
}

func TestWhatCannotBegin(t *testing.T) {
	a := open(t, year)
	for _, c := range []struct {
		a       *sla.Agreement
		workers int
		want    string
	}{
		{nil, 1, "parallel: agreement: missing: write one that came from sla.New"},
		{&sla.Agreement{}, 1, "parallel: agreement: missing: write one that came from sla.New"},
		{a, -1, "parallel: Workers: -1 out of range: write 1 to 1024, or 0 for one for each processor"},
		{a, 1025, "parallel: Workers: 1025 out of range: write 1 to 1024, or 0 for one for each processor"},
		{a, 1024, ""},
	} {
		_, err := parallel.Tally(context.Background(), c.a, parallel.Options{Workers: c.workers}, after(3, year.Fact(0, 1), nil))
		if c.want == "" && err != nil || c.want != "" && (err == nil || err.Error() != c.want) {
			t.Errorf("%d workers: %v, want %s", c.workers, err, c.want)
		}
	}
}

// endless gives facts for as long as anybody takes them.
func endless(yield func(sla.Fact, error) bool) {
	for {
		for f := range year.Stream(0) {
			if !yield(f, nil) {
				return
			}
		}
	}
}

// The end of a context ends endless streams, and no goroutine stays: a bubble fails if
// a goroutine is left in it.
func TestTheEndOfAContextEndsTheWork(t *testing.T) {
	a := open(t, year)
	enough := errors.New("enough")
	for _, workers := range []int{1, 2, 4} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(context.Background())
			tally, err := parallel.Tally(ctx, a, parallel.Options{Workers: workers, Progress: func(n int64) {
				if n >= 2000 {
					cancel(enough)
				}
			}}, endless, endless)
			if tally != nil || !errors.Is(err, enough) || !strings.Contains(err.Error(), "parallel: stopped after ") {
				t.Errorf("%d workers: %v", workers, err)
			}
		})
	}
}

// A context that has ended gives no tally, although every fact was read: a stream that
// heeds the context may have left facts out.
func TestNothingIsWholeAfterTheContext(t *testing.T) {
	a := open(t, year)
	ctx, cancel := context.WithCancel(context.Background())
	short := func(yield func(sla.Fact, error) bool) {
		yield(year.Fact(0, 1), nil)
		cancel()
	}
	if tally, err := parallel.Tally(ctx, a, parallel.Options{Workers: 2}, short); tally != nil || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// The first error ends the other streams, and no goroutine stays.
func TestAnErrorEndsTheOtherStreams(t *testing.T) {
	a := open(t, year)
	for _, workers := range []int{1, 2, 4} {
		synctest.Test(t, func(t *testing.T) {
			_, err := parallel.Tally(context.Background(), a, parallel.Options{Workers: workers}, after(500, nil, errRow), endless, endless)
			if !errors.Is(err, errRow) {
				t.Errorf("%d workers: %v", workers, err)
			}
		})
	}
}

// A panic of a stream is a panic of the caller, on whichever goroutine the stream was
// read; runtime.Goexit is an error there.
func TestPanicsReachTheCaller(t *testing.T) {
	a := open(t, year)
	broken := func(yield func(sla.Fact, error) bool) {
		yield(year.Fact(0, 1), nil)
		panic("broken stream")
	}
	for _, streams := range [][]stream{{broken}, {endless, broken}, {broken, endless}} {
		synctest.Test(t, func(t *testing.T) {
			defer func() {
				if p := recover(); !strings.Contains(fmt.Sprint(p), "broken stream") {
					t.Errorf("recovered %v", p)
				}
			}()
			parallel.Tally(context.Background(), a, parallel.Options{Workers: 3}, streams...)
			t.Error("no panic")
		})
	}
	// The caller's worker waits in its stream until the other stream has begun.
	begun := make(chan struct{})
	waits := func(yield func(sla.Fact, error) bool) { <-begun; yield(year.Fact(0, 1), nil) }
	main := make(chan struct{})
	var err error
	go func() {
		defer close(main)
		var once sync.Once
		leaves := func(func(sla.Fact, error) bool) {
			once.Do(func() { close(begun) })
			runtime.Goexit()
		}
		_, err = parallel.Tally(context.Background(), a, parallel.Options{Workers: 2}, waits, leaves)
	}()
	<-main // the goroutine of the call ends either way
	if err != nil && !strings.Contains(err.Error(), "runtime.Goexit") {
		t.Error(err)
	}
}

// barrier measures nothing before two goroutines measure at once.
type barrier struct {
	mu   *sync.Mutex
	in   *int
	both chan struct{}
}

func (barrier) Name() string { return "barrier" }
func (barrier) Version() int { return 1 }
func (b barrier) Measure(metrics.Item) metrics.Contribution {
	b.mu.Lock()
	if *b.in++; *b.in == 2 {
		close(b.both)
	}
	b.mu.Unlock()
	<-b.both
	return metrics.Hit(true)
}

// One stream keeps several workers busy. If only its reader learned, both would wait
// for ever, and the bubble would fail.
func TestOneStreamKeepsWorkersBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		spec := year.Spec(0)
		spec.Objectives = []sla.Objective{{ID: "o", Clock: "response", Metric: metrics.Custom{Name: "barrier", Version: 1, With: map[string]string{"wanted": ""}},
			Attain: "50%", Period: sla.Monthly, Counts: sla.ByStart, Targets: []sla.Target{{Within: "4h wall"}}}}
		spec.Credits.Rules = nil
		a, err := sla.Sources{Measurers: []metrics.Measurer{barrier{&sync.Mutex{}, new(int), make(chan struct{})}}}.New(spec)
		if err != nil {
			t.Fatal(err)
		}
		facts := func(yield func(sla.Fact, error) bool) {
			synctest.Wait() // until the other worker has nothing to do
			load.Load{Tickets: 4000}.Stream(0)(yield)
		}
		if _, err := parallel.Tally(context.Background(), a, parallel.Options{Workers: 2}, facts); err != nil {
			t.Fatal(err)
		}
	})
}

// One worker starts no goroutine.
func TestOneWorkerIsTheCaller(t *testing.T) {
	a := open(t, year)
	before := runtime.NumGoroutine()
	watched := func(yield func(sla.Fact, error) bool) {
		if n := runtime.NumGoroutine(); n > before {
			t.Errorf("%d goroutines run, want %d", n, before)
		}
		yield(year.Fact(0, 1), nil)
	}
	if _, err := parallel.Tally(context.Background(), a, parallel.Options{Workers: 1}, watched, watched); err != nil {
		t.Fatal(err)
	}
}

// A long ticket among short tickets is copied as it is: its events are more than a
// batch usually has.
func TestLongTicketsAreCopied(t *testing.T) {
	a := open(t, year)
	long := func(yield func(sla.Fact, error) bool) {
		ticket := sla.Ticket{}
		for i := range 3000 {
			ticket.ID = fmt.Sprint("T", i)
			ticket.Events = ticket.Events[:0]
			n := 6
			if i%500 == 0 {
				n = 20_000
			}
			for j := range n {
				ticket.Events = append(ticket.Events, sla.Event{At: time.Date(2026, 3, 2, 9, 0, i+j, 0, time.UTC), Name: []string{"opened", "note"}[min(j, 1)], Seq: int64(j), Set: sla.Attrs{{"n", fmt.Sprint(j)}}})
			}
			if !yield(&ticket, nil) {
				return
			}
		}
	}
	tally, err := parallel.Tally(context.Background(), a, parallel.Options{Workers: 2}, long)
	if got := bytesOf(t, tally, err); !bytes.Equal(got, plain(t, a, long)) {
		t.Error("other bytes than one goroutine gives")
	}
}
