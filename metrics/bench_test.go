package metrics_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

const many = 200_000

func perItem(b *testing.B, items int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(items), "ns/item")
}

// outages gives repeatable outages in about the order of time; with causes,
// each has its own.
func outages(n int, causes bool) []metrics.Interval {
	all, x := make([]metrics.Interval, n), uint64(88172645463325252)
	at := cellAt(0)
	for i := range all {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		from := at.Add(time.Duration(x%200) * time.Second)
		all[i] = metrics.Interval{From: from, To: from.Add(time.Duration(1+x>>8%600) * time.Second)}
		if causes {
			all[i].Cause = fmt.Sprint("INC-", i)
		}
		at = at.Add(2 * time.Minute)
	}
	return all
}

var shapes = []struct {
	name   string
	causes bool
}{{"one-cause", false}, {"own-causes", true}}

// BenchmarkTimelineAdd stays below what waits to be settled: adding alone.
func BenchmarkTimelineAdd(b *testing.B) {
	for _, s := range shapes {
		all := outages(1000, s.causes)
		b.Run(s.name, func(b *testing.B) {
			var t metrics.Timeline
			b.ReportAllocs()
			for b.Loop() {
				for i := range all {
					if t.Add(all[i]) != nil {
						b.Fatal("an outage is refused")
					}
				}
				b.StopTimer()
				t.IsEmpty() // settles
				b.StartTimer()
			}
			perItem(b, len(all))
		})
		b.Run(s.name+"/floor=append", func(b *testing.B) {
			var plain []metrics.Interval
			b.ReportAllocs()
			for b.Loop() {
				plain = plain[:0]
				for i := range all {
					one := all[i]
					one.Cause = "" // one by one, as facts come
					plain = append(plain, one)
				}
			}
			perItem(b, len(all))
		})
	}
}

func BenchmarkTimelineAddAndNormalise(b *testing.B) {
	for _, s := range shapes {
		all := outages(many, s.causes)
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var t metrics.Timeline
				for i := range all {
					_ = t.Add(all[i])
				}
				if t.IsEmpty() {
					b.Fatal("nothing is known")
				}
			}
			perItem(b, many)
		})
		b.Run(s.name+"/floor=sort", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var bounds []int64
				for i := range all {
					bounds = append(bounds, all[i].From.UnixNano(), all[i].To.UnixNano())
				}
				slices.Sort(bounds)
			}
			perItem(b, many)
		})
	}
}

func timelineOf(all []metrics.Interval) *metrics.Timeline {
	var t metrics.Timeline
	for i := range all {
		check(t.Add(all[i]))
	}
	return &t
}

func BenchmarkSweep(b *testing.B) {
	for _, s := range shapes {
		all := outages(many, s.causes)
		t := timelineOf(all)
		p := must(metrics.Availability{Of: "x", NoData: metrics.NoDataExclude, Maintenance: metrics.Remove}.Pipeline())
		look := metrics.Look{From: all[0].From, To: all[many-1].To}
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Measure(t, look); err != nil {
					b.Fatal(err)
				}
			}
			perItem(b, many)
		})
		month := metrics.Look{From: all[many/2].From, To: all[many/2].From.AddDate(0, 1, 0)}
		b.Run(s.name+"/one-month", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Measure(t, month); err != nil {
					b.Fatal(err)
				}
			}
			perItem(b, many)
		})
	}
}

// BenchmarkSweepFloor is what a sweep costs that knows nothing but outages: over
// plain integers, how long at least one holds; and over outages that stand in
// order, the entries that a ledger needs when each has a cause of its own.
func BenchmarkSweepFloor(b *testing.B) {
	all := outages(many, true)
	bounds := plainBounds(all)
	b.Run("one-cause", func(b *testing.B) {
		for b.Loop() {
			depth, began, down := 0, int64(0), int64(0)
			for _, at := range bounds {
				if at&1 == 0 { // an end
					if depth--; depth == 0 {
						down += at - began
					}
					continue
				}
				if depth++; depth == 1 {
					began = at &^ 1
				}
			}
			if depth != 0 || down == 0 {
				b.Fatal("the outages do not end")
			}
		}
		perItem(b, many)
	})
	slices.SortFunc(all, func(x, y metrics.Interval) int { return x.From.Compare(y.From) })
	room, whole := many, must(metrics.Percent("100%").Weight())
	b.Run("own-causes", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ledger := make(metrics.Ledger, 0, room)
			cursor := all[0].From
			for i := range all {
				o := &all[i]
				if !o.To.After(cursor) {
					continue
				}
				if o.From.After(cursor) {
					ledger = append(ledger, metrics.Entry{From: cursor, To: o.From, Bucket: metrics.Up, Counted: true, State: "up"})
					cursor = o.From
				}
				ledger = append(ledger, metrics.Entry{From: cursor, To: o.To, Bucket: metrics.Down, Counted: true, Weight: whole, State: "down", Cause: o.Cause})
				cursor = o.To
			}
			if room = len(ledger); room < many/2 {
				b.Fatal("too few entries")
			}
		}
		perItem(b, many)
	})
}

// plainBounds are the boundaries of outages, sorted: twice the nanoseconds, and 1
// more where one begins.
func plainBounds(all []metrics.Interval) []int64 {
	var bounds []int64
	for i := range all {
		bounds = append(bounds, all[i].From.UnixNano()*2+1, all[i].To.UnixNano()*2)
	}
	slices.Sort(bounds)
	return bounds
}

func BenchmarkTimelineMerge(b *testing.B) {
	for _, s := range shapes {
		all := outages(many, s.causes)
		left, right := timelineOf(all[:many/2]), timelineOf(all[many/2:])
		left.IsEmpty()
		right.IsEmpty()
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var sum metrics.Timeline
				sum.Merge(left)
				sum.Merge(right)
			}
			perItem(b, many)
		})
		low, high := plainBounds(all[:many/2]), plainBounds(all[many/2:])
		b.Run(s.name+"/floor=merge", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sum := slices.Clone(low)
				merged := make([]int64, 0, len(low)+len(high))
				i := 0
				for _, at := range high {
					for i < len(sum) && sum[i] <= at {
						merged = append(merged, sum[i])
						i++
					}
					merged = append(merged, at)
				}
				if merged = append(merged, sum[i:]...); len(merged) != 2*many {
					b.Fatal("something is lost")
				}
			}
			perItem(b, many)
		})
	}
}

func BenchmarkTimelineEncode(b *testing.B) {
	t := timelineOf(outages(many, true))
	out := must(t.AppendBinary(nil))
	b.SetBytes(int64(len(out)))
	b.ReportAllocs()
	for b.Loop() {
		out = must(t.AppendBinary(out[:0]))
	}
}

func lengths(n int) []time.Duration {
	all, x := make([]time.Duration, n), uint64(88172645463325252)
	for i := range all {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		all[i] = time.Duration(x%uint64(6*time.Hour/time.Second)) * time.Second
	}
	return all
}

func BenchmarkDistribution(b *testing.B) {
	all := lengths(many)
	p95 := big.NewRat(95, 100)
	b.Run("add", func(b *testing.B) { // once all lengths were seen, settling included
		var d metrics.Distribution
		b.ReportAllocs()
		for b.Loop() {
			for _, l := range all {
				d.Add(l)
			}
		}
		perItem(b, many)
	})
	b.Run("add/floor=append", func(b *testing.B) {
		var plain []time.Duration
		b.ReportAllocs()
		for b.Loop() {
			plain = plain[:0]
			for _, l := range all {
				plain = append(plain, (l+time.Second-1)/time.Second)
			}
		}
		perItem(b, many)
	})
	b.Run("fresh-p95", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var d metrics.Distribution
			for _, l := range all {
				d.Add(l)
			}
			if f, _ := d.Percentile(p95, metrics.NearestRank, 0); !f.IsValid() {
				b.Fatal("no value")
			}
		}
		perItem(b, many)
	})
	b.Run("fresh-p95/floor=sort", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			plain := slices.Clone(all)
			slices.Sort(plain)
			if plain[many*95/100] == 0 {
				b.Fatal("no value")
			}
		}
		perItem(b, many)
	})
}

func BenchmarkMeets(b *testing.B) {
	limit := must(metrics.Bound("99.9%").Parse())
	f := metrics.ShareOf(999_123, 1_000_000)
	b.ReportAllocs()
	for b.Loop() {
		if !limit.Meets(f) {
			b.Fatal("missed")
		}
	}
}

func BenchmarkSlices(b *testing.B) {
	begin := cellAt(0)
	tally := must(metrics.NewSliceTally(time.Minute, begin))
	rules := must(metrics.Slices{Of: "api", Every: "1m", Bad: "over 5%", Empty: metrics.NoDataGood}.Rules())
	look := metrics.Look{From: begin, To: begin.AddDate(0, 1, 0)}
	b.Run("add", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for i := range many {
				_ = tally.Add(begin.Add(time.Duration(i%44_000)*time.Minute), metrics.Count{Good: 99, Total: 100})
			}
		}
		perItem(b, many)
	})
	b.Run("judge-a-month", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := rules.Measure(tally, look); err != nil {
				b.Fatal(err)
			}
		}
		perItem(b, 44_640)
	})
}
