package design_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/design"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
)

const cell = 10 * time.Minute

func cellAt(i int) time.Time { return time.Unix(0, 0).UTC().Add(time.Duration(i) * cell) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// perItem reports the time of one of n.
func perItem(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/item")
}

func pointsOf(values ...int64) []design.Measurement {
	var all []design.Measurement
	for i, v := range values {
		all = append(all, design.Measurement{At: cellAt(i), Value: v})
	}
	return all
}

func TestPointsOnBothSidesOfABound(t *testing.T) {
	const least, most = math.MinInt64, math.MaxInt64
	for _, c := range []struct {
		good, unit string
		bad, met   []int64
	}{
		{"at least 250", "1", []int64{least, 249}, []int64{250, most}},
		{"over 250", "1", []int64{250}, []int64{251}},
		{"at most 250ms", "1ms", []int64{251, most}, []int64{250, -1, least}},
		{"below 250ms", "1ms", []int64{250}, []int64{249}},
		{"below 250ms", "1us", []int64{250_000}, []int64{249_999}},
		{"at least 4.5", "1", []int64{4}, []int64{5}},
		{"over 4.5", "1", []int64{4}, []int64{5}},
		{"at most 4.5", "1", []int64{5}, []int64{4}},
		{"below 4.5", "0.1", []int64{45}, []int64{44}},
		{"at most -4.5", "1", []int64{-4}, []int64{-5}},
		{"15 to 30", "1", []int64{14, 31}, []int64{15, 30}},
		{"1 to below 2", "0.01", []int64{99, 200}, []int64{100, 199}},
		{"99.9%", "0.1%", []int64{998}, []int64{999, 1000}},
		{"at least 1 in 3", "1%", []int64{33}, []int64{34}},
		{"at most 100000000000000000000", "1", nil, []int64{least, most}},
	} {
		rules, err := design.Measurements{Good: metrics.Bound(c.good), Unit: c.unit}.Rules()
		if err != nil {
			t.Errorf("%s in %s: %v", c.good, c.unit, err)
			continue
		}
		for _, v := range append(slices.Clone(c.bad), c.met...) {
			count, _, err := rules.Judge(pointsOf(v))
			if want := metrics.Hit(slices.Contains(c.met, v)); err != nil || count != want {
				t.Errorf("%d in %s against %s: %v, %v, want %v", v, c.unit, c.good, count, err, want)
			}
		}
	}
}

func TestPointsThatCannotBeJudged(t *testing.T) {
	for _, c := range []struct {
		good, unit, path string
		kind             error
	}{
		{"", "1", "good", metrics.ErrMissing},
		{"at most 4", "", "unit", metrics.ErrMissing},
		{"at most 4", "1ms", "unit", metrics.ErrConflict},
		{"at most 4", "0", "unit", metrics.ErrRange},
		{"at most 4", "-1", "unit", metrics.ErrRange},
		{"at most 4", "x", "unit", metrics.ErrSyntax},
		{"over 4 to", "1", "good", metrics.ErrSyntax},
		{"1.2 to 1.4", "1", "unit", metrics.ErrConflict},
		{"at least 100000000000000000000", "1", "unit", metrics.ErrConflict},
		{"at most -100000000000000000000", "1", "unit", metrics.ErrConflict},
		{"over 9223372036854775807", "1", "unit", metrics.ErrConflict},
	} {
		_, err := design.Measurements{Good: metrics.Bound(c.good), Unit: c.unit}.Rules()
		var field *metrics.FieldError
		if !errors.As(err, &field) || field.Path != c.path || !errors.Is(err, c.kind) {
			t.Errorf("%q in %q: %v, want %v at %s", c.good, c.unit, err, c.kind, c.path)
		}
	}
	rules := must(design.Measurements{Good: "at most 4", Unit: "1"}.Rules())
	for name, early := range map[string]time.Duration{"a nanosecond": 1, "a second": time.Second, "a day": 24 * time.Hour} {
		for _, values := range [][]int64{{1, 9, 1}, {1, 1, 1}, {9, 9, 9}, {1, 1, 9}} {
			points := pointsOf(values...)
			points[1].At = points[1].At.Add(time.Millisecond) // within its second
			points[2].At = points[1].At.Add(-early)
			count, runs, err := rules.Judge(points)
			var field *metrics.FieldError
			if !errors.As(err, &field) || field.Path != "points[2].at" || count != (metrics.Count{}) || runs != nil {
				t.Errorf("%v, %s early: %v, %v, %v", values, name, count, runs, err)
			}
		}
	}
	points := pointsOf(9, 1)
	points[1].At = points[0].At // the same instant is not before it
	if count, runs, err := rules.Judge(points); err != nil || count != (metrics.Count{Good: 1, Total: 2}) || len(runs) != 1 {
		t.Errorf("at one instant: %v, %v, %v", count, runs, err)
	}
}

// Each point by itself, and runs written down as one would by hand.
func lawPoints(r *tape.Reader) error {
	low := r.Int64(20) - 10
	high := low + r.Int64(8)
	bound := metrics.Bound(strconv.FormatInt(low, 10) + " to " + strconv.FormatInt(high, 10))
	rules := must(design.Measurements{Good: bound, Unit: "1"}.Rules())
	var points []design.Measurement
	at := cellAt(0)
	for n := r.Int(30); n > 0; n-- {
		at = at.Add(time.Duration(r.Int(3)) * tape.Pick(r, time.Nanosecond, time.Second))
		points = append(points, design.Measurement{At: at, Value: low + r.Int64(24) - 8})
	}
	var want metrics.Count
	var runs []design.Run
	before := true
	for _, p := range points {
		good := p.Value >= low && p.Value <= high
		want.Add(metrics.Hit(good))
		switch {
		case good && !before:
			runs[len(runs)-1].To = p.At
		case !good && before:
			runs = append(runs, design.Run{From: p.At, Points: 1, Worst: p.Value})
		case !good:
			run := &runs[len(runs)-1]
			run.Points++
			if max(low-p.Value, p.Value-high) > max(low-run.Worst, run.Worst-high) {
				run.Worst = p.Value
			}
		}
		before = good
	}
	count, got, err := rules.Judge(points)
	if err != nil || count != want || !slices.Equal(got, runs) {
		return fmt.Errorf("%s of %v:\ngot  %v %v %v\nwant %v %v", bound, points, count, got, err, want, runs)
	}
	return nil
}

func TestPointsAreJudgedOneByOne(t *testing.T) { tape.Check(t, lawPoints) }

func TestGoodPointsCostNoAllocation(t *testing.T) {
	rules := must(design.Measurements{Good: "at most 250ms", Unit: "1ms"}.Rules())
	points := pointsOf(make([]int64, 1000)...)
	if n := testing.AllocsPerRun(10, func() {
		if count, _, err := rules.Judge(points); err != nil || count.Good != 1000 {
			t.Fatal(count, err)
		}
	}); n != 0 {
		t.Errorf("%v allocations for 1000 good points", n)
	}
}

// BenchmarkPoints judges points beside a plain loop over the same ones, of which
// one in a thousand begins a run of three that are not good.
func BenchmarkPoints(b *testing.B) {
	for _, n := range []int{1000, 1_000_000} {
		points := make([]design.Measurement, n)
		for i := range points {
			points[i] = design.Measurement{At: cellAt(0).Add(time.Duration(i) * 10 * time.Second), Value: int64(i * 7919 % 250)}
			if i%1000 > 996 {
				points[i].Value += 250
			}
		}
		rules := must(design.Measurements{Good: "at most 250ms", Unit: "1ms"}.Rules())
		b.Run(fmt.Sprintf("points=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, runs, err := rules.Judge(points); err != nil || len(runs) != n/1000 {
					b.Fatal(len(runs), err)
				}
			}
			perItem(b, n)
		})
		b.Run(fmt.Sprintf("points=%d/floor=loop", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				good, open := 0, false
				var runs []design.Run
				for i := range points {
					p := &points[i]
					if p.Value <= 250 {
						good++
						if open {
							runs[len(runs)-1].To, open = p.At, false
						}
						continue
					}
					if !open {
						runs, open = append(runs, design.Run{From: p.At, Worst: p.Value}), true
					}
					run := &runs[len(runs)-1]
					run.Points++
					run.Worst = max(run.Worst, p.Value)
				}
				if good < n/2 || len(runs) != n/1000 {
					b.Fatal(good, len(runs))
				}
			}
			perItem(b, n)
		})
	}
}
