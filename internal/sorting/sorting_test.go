package sorting_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/upheld/upheld/internal/sorting"
	"github.com/upheld/upheld/internal/tape"
)

// TestStableIsTheStandardOne sorts pairs by their first number alone, so that
// the second tells whether equal ones stayed in order.
func TestStableIsTheStandardOne(t *testing.T) {
	tape.Check(t, func(r *tape.Reader) error {
		var list [][2]int
		for !r.Done() {
			list = append(list, [2]int{int(r.Word() % 8), len(list)})
		}
		compare := func(a, b [2]int) int { return a[0] - b[0] }
		want := slices.Clone(list)
		slices.SortStableFunc(want, compare)
		sorting.Stable(list, compare)
		if !slices.Equal(list, want) {
			return fmt.Errorf("%v, want %v", list, want)
		}
		return nil
	})
}
