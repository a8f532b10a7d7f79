package parallel_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/load"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/parallel"
)

// cycle gives n tickets of six events, drawn beforehand, again and again: nothing but
// learning them takes time.
func cycle(n int) stream {
	l := load.Load{Seed: 1, Tickets: 4096}
	var drawn []sla.Fact
	for i := range min(n, l.Tickets) {
		drawn = append(drawn, l.Fact(0, i))
	}
	return func(yield func(sla.Fact, error) bool) {
		for i := range n {
			if !yield(drawn[i%len(drawn)], nil) {
				return
			}
		}
	}
}

// BenchmarkRows shows what a ticket of six events and three objectives costs among
// 1,000 to 1,000,000, and what the tally keeps after a collection of garbage.
// UPHELD_ROWS=10000000 adds a size.
func BenchmarkRows(b *testing.B) {
	sizes := []int{1_000, 10_000, 100_000, 1_000_000}
	if n, err := strconv.Atoi(os.Getenv("UPHELD_ROWS")); err == nil && n > 0 {
		sizes = append(sizes, n)
	}
	a := open(b, load.Load{})
	for _, n := range sizes {
		b.Run(fmt.Sprintf("tickets=%d", n), func(b *testing.B) {
			facts := cycle(n)
			kept := uint64(0)
			for b.Loop() {
				before := heap()
				tally, err := parallel.Tally(context.Background(), a, parallel.Options{Workers: 1}, facts)
				if err != nil {
					b.Fatal(err)
				}
				if after := heap(); after > before {
					kept = after - before
				}
				runtime.KeepAlive(tally)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/ticket")
			b.ReportMetric(float64(kept), "kept-B")
		})
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkSpeedUp compares two workers with one, and with the speed-up of an integer
// loop, in turns, so that other work on the machine meets all four. It reports the best
// of the rounds: loop-x and tally-x are speed-ups, and share is the second by the
// first. On a machine with other work, short rounds find quiet moments: run
// tickets=100000 a hundred times.
func BenchmarkSpeedUp(b *testing.B) {
	for _, tickets := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprintf("tickets=%d", tickets), func(b *testing.B) { speedUp(b, tickets) })
	}
}

func speedUp(b *testing.B, tickets int) {
	a, facts := open(b, load.Load{}), cycle(tickets)
	learn := func(workers int) func() {
		return func() {
			if _, err := parallel.Tally(context.Background(), a, parallel.Options{Workers: workers}, facts); err != nil {
				b.Fatal(err)
			}
		}
	}
	best := [4]time.Duration{}
	for b.Loop() {
		for i, do := range []func(){integers(tickets, 1), integers(tickets, 2), learn(1), learn(2)} {
			began := time.Now()
			do()
			if took := time.Since(began); best[i] == 0 || took < best[i] {
				best[i] = took
			}
		}
	}
	loop, tally := float64(best[0])/float64(best[1]), float64(best[2])/float64(best[3])
	b.ReportMetric(loop, "loop-x")
	b.ReportMetric(tally, "tally-x")
	b.ReportMetric(tally/loop, "share")
	b.ReportMetric(float64(tickets)/best[3].Seconds()/1e6, "Mtickets/s")
}

var sink atomic.Uint64

// integers shares a loop over integers, which takes about as long as so many tickets,
// among workers.
func integers(tickets, workers int) func() {
	return func() {
		var all sync.WaitGroup
		for range workers {
			all.Go(func() {
				sum := uint64(0)
				for i := range uint64(800 * tickets / workers) {
					sum = sum*6364136223846793005 + i
				}
				sink.Store(sum)
			})
		}
		all.Wait()
	}
}
