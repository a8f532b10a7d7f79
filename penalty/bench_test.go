package penalty_test

import (
	"fmt"
	"math/big"
	"math/bits"
	"testing"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

// item is a line of the int64 version: a share of good of total, a fee in cents.
type item struct {
	objective, group string
	good, total, fee int64
}

type credited struct {
	objective, group string
	cents            int64
}

// floorCredit is what someone would write by hand for one contract: ratio →
// band → credit rounded half to even → cap → sum, all in int64.
func floorCredit(items []item, out []credited) (int64, []credited) {
	var sum int64
	out = out[:0]
	for i := range items {
		it := &items[i]
		rate := int64(0)
		switch {
		case below(it.good, it.total, 9500):
			rate = 10000
		case below(it.good, it.total, 9900):
			rate = 2500
		case below(it.good, it.total, 9990):
			rate = 1000
		}
		cents := roundHalfEven(it.fee*rate, 10_000)
		if cap := it.fee * 3 / 10; cents > cap {
			cents = cap
		}
		out = append(out, credited{it.objective, it.group, cents})
		sum += cents
	}
	return sum, out
}

func below(good, total, basisPoints int64) bool {
	hi1, lo1 := bits.Mul64(uint64(good), 10_000)
	hi2, lo2 := bits.Mul64(uint64(basisPoints), uint64(total))
	return hi1 < hi2 || hi1 == hi2 && lo1 < lo2
}

func roundHalfEven(n, d int64) int64 {
	q, r := n/d, n%d
	if 2*r > d || 2*r == d && q&1 == 1 {
		q++
	}
	return q
}

// lines draws n line items; their base is one of a few fees.
func lines(n int) ([]item, penalty.Case) {
	items := make([]item, n)
	kase := penalty.Case{ID: "2026-03", From: date.New(2026, time.March, 1), To: date.New(2026, time.April, 1)}
	for i := range items {
		group := fmt.Sprint("customer ", i)
		good := 100_000 - int64(i*7919%700)
		items[i] = item{"portal", group, good, 100_000, 81_241}
		kase.Shortfalls = append(kase.Shortfalls, penalty.Shortfall{
			Objective: "portal", Group: group, Attained: big.NewRat(good, 100_000),
			Promised: big.NewRat(999, 1000),
		})
	}
	return items, kase
}

func benchSpec() penalty.Spec {
	return penalty.Spec{
		Unit: "USD", Base: "812.41", Round: penalty.HalfEven,
		Rules: []penalty.Term{{Objective: "portal", Rule: penalty.Capped{At: "30%", Of: penalty.Term{Rule: penalty.Tiers{
			{When: "below 99.9%", Credit: "10%"},
			{When: "below 99.0%", Credit: "25%"},
			{When: "below 95.0%", Credit: "100%"},
		}}}}},
	}
}

// The bar: the total of a thousand line items costs at most ten times the int64
// version of one fixed contract, in the same run. It also measures the
// statement with a line, its working and its record for each item.
func BenchmarkStatement(b *testing.B) {
	for _, n := range []int{10, 1000} {
		items, kase := lines(n)
		schedule, err := penalty.New(benchSpec())
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("int64/lines=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			out := make([]credited, 0, n)
			for b.Loop() {
				var sum int64
				if sum, out = floorCredit(items, out); sum == 0 {
					b.Fatal("nothing owed")
				}
			}
		})
		b.Run(fmt.Sprintf("schedule/lines=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if s := schedule.Statement(kase); s.Total.Sign() == 0 {
					b.Fatal("nothing owed")
				}
			}
		})
		b.Run(fmt.Sprintf("total/lines=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if schedule.Total(kase).Sign() == 0 {
					b.Fatal("nothing owed")
				}
			}
		})
	}
}

// Terms instead of shortfalls: a thousand rules of one line each.
func BenchmarkRules(b *testing.B) {
	spec := penalty.Spec{Round: penalty.HalfUp, Unit: "USD", Base: "812.41"}
	kase := penalty.Case{From: date.New(2026, time.March, 1), To: date.New(2026, time.April, 1)}
	for i := range 1000 {
		objective := fmt.Sprint("objective ", i)
		spec.Rules = append(spec.Rules, penalty.Term{Objective: objective, Rule: benchSpec().Rules[0].Rule})
		kase.Shortfalls = append(kase.Shortfalls, penalty.Shortfall{Objective: objective, Attained: big.NewRat(989, 1000)})
	}
	schedule, err := penalty.New(spec)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		schedule.Statement(kase)
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := penalty.New(benchSpec()); err != nil {
			b.Fatal(err)
		}
	}
}

// However many lines, a total allocates the same handful of slices.
func TestTotalDoesNotAllocatePerLine(t *testing.T) {
	_, kase := lines(1000)
	schedule := compile(t, benchSpec())
	if n := testing.AllocsPerRun(20, func() { schedule.Total(kase) }); n > 8 {
		t.Errorf("%v allocations for 1000 lines", n)
	}
	if n := testing.AllocsPerRun(20, func() { schedule.Statement(kase) }); n > 40 {
		t.Errorf("%v allocations for a statement of 1000 lines", n)
	}
}

// The int64 version and the schedule agree on the lines they round alike.
func TestTheFloorComputesTheSame(t *testing.T) {
	items, kase := lines(1000)
	spec := benchSpec()
	schedule := compile(t, spec)
	_, want := floorCredit(items, nil)
	for i, w := range want {
		kase := kase
		kase.Shortfalls = kase.Shortfalls[i : i+1]
		if got := schedule.Statement(kase).Total.Decimal(); !got.Equal(decimal.New(w.cents, -2)) {
			t.Fatalf("line %d: %s, the int64 version %d", i, got, w.cents)
		}
	}
}
