package metrics_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
)

// Once all distinct values, causes and instants were seen, adding allocates
// nothing, settling included.
func TestAddingWhatIsKnownCostsNoAllocation(t *testing.T) {
	all := outages(3000, true)
	var line metrics.Timeline
	var lengths metrics.Distribution
	slices := must(metrics.NewSliceTally(time.Minute, cellAt(0)))
	limit := must(metrics.Bound("99.9%").Parse())
	var count metrics.Count
	var marks, windows metrics.Timeline
	var samples metrics.Samples
	var total metrics.TotalTally
	number := must(metrics.Bound("4 to 4.75").Parse())
	for name, work := range map[string]func(){
		"timeline": func() {
			for i := range all {
				_ = line.Add(all[i])
			}
			line.IsEmpty()
		},
		"distribution": func() {
			for i := range 20_000 {
				lengths.Add(time.Duration(i%5000) * time.Second)
			}
			lengths.Count()
		},
		"slices": func() {
			for i := range 20_000 {
				_ = slices.Add(cellAt(i%3000), metrics.Count{Good: 1, Total: 2})
			}
		},
		"marks": func() {
			for i := range 3000 {
				check(marks.AddMark(metrics.Mark{At: cellAt(i), State: []string{"up", "down"}[i%2], Cause: "probe"}))
			}
			marks.IsEmpty()
		},
		"windows": func() {
			for i := range 3000 {
				check(windows.AddWindow(metrics.Window{From: cellAt(i), To: cellAt(i + 2), Cause: "change", Announced: cellAt(i % 7)}))
			}
			windows.IsEmpty()
		},
		"samples": func() {
			for i := range 3000 {
				check(samples.Add(decimal.New(int64(i%90)-40, -1), 1))
			}
			samples.IsEmpty()
		},
		"total": func() {
			for i := range 3000 {
				check(total.Add(decimal.New(int64(i%90)-40, -1)))
			}
		},
		"decimal and limit": func() {
			for i := range 90 {
				number.MeetsDecimal(decimal.New(int64(i)-40, -1))
			}
		},
		"count and limit": func() {
			count.Add(metrics.Hit(true))
			count.Meets(limit)
		},
	} {
		work()
		work()
		if n := testing.AllocsPerRun(5, work); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// A threshold metric keeps two numbers however many items there were.
func TestTotalsDoNotGrow(t *testing.T) {
	var few, many metrics.TotalTally
	for range 3 {
		check(few.Add(decimal.New(1, 0)))
	}
	for range 100_000 {
		check(many.Add(decimal.New(1, 0)))
	}
	if a, b := len(must(few.MarshalBinary())), len(must(many.MarshalBinary())); b > a+6 {
		t.Errorf("%d bytes for three, %d for a hundred thousand", a, b)
	}
}
