package bag_test

import (
	"slices"
	"testing"

	"github.com/upheld/upheld/internal/bag"
)

// spread gives repeatable values of which about distinct differ.
func spread(n int, distinct uint64) []int64 {
	all, x := make([]int64, n), uint64(88172645463325252)
	for i := range all {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		all[i] = int64(x % distinct)
	}
	return all
}

const many = 1_000_000

var shapes = []struct {
	name     string
	distinct uint64
}{{"seconds=20000", 20_000}, {"nanoseconds=1e15", 1_000_000_000_000_000}}

func perItem(b *testing.B, items int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(items), "ns/item")
}

// BenchmarkAdd stays below what waits to be settled: adding alone.
func BenchmarkAdd(b *testing.B) {
	values := spread(4096, 20_000)
	var into bag.Bag
	for _, v := range spread(100_000, 20_000) {
		into.Add(v, 0, 1)
	}
	into.Items()
	b.ReportAllocs()
	for b.Loop() {
		for _, v := range values {
			into.Add(v, 0, 1)
		}
		b.StopTimer()
		into.Items()
		b.StartTimer()
	}
	perItem(b, len(values))
}

func BenchmarkAddAndNormalise(b *testing.B) {
	for _, s := range shapes {
		values := spread(many, s.distinct)
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var into bag.Bag
				for _, v := range values {
					into.Add(v, 0, 1)
				}
				into.Items()
			}
			perItem(b, many)
		})
		b.Run(s.name+"/floor=append,sort", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var all []int64
				for i := range values {
					all = append(all, values[i]+int64(i&1)) // one by one, as facts come
				}
				slices.Sort(all)
			}
			perItem(b, many)
		})
	}
}

func BenchmarkMerge(b *testing.B) {
	for _, s := range shapes {
		left, right := new(bag.Bag), new(bag.Bag)
		for _, v := range spread(many, s.distinct) {
			left.Add(v, 0, 1)
			right.Add(v+1, 0, 1)
		}
		items := left.Items().Len() + right.Items().Len()
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sum := left.Clone()
				sum.Merge(right)
			}
			perItem(b, items)
		})
	}
}

func BenchmarkEncode(b *testing.B) {
	var all bag.Bag
	for _, v := range spread(many, 20_000) {
		all.Add(v, 0, 1)
	}
	out := all.AppendBinary(nil)
	b.SetBytes(int64(len(out)))
	b.ReportAllocs()
	for b.Loop() {
		out = all.AppendBinary(out[:0])
	}
}
