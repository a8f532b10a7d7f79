package bag_test

import (
	"slices"
	"testing"

	"github.com/upheld/upheld/internal/bag"
)

// A bag merged into itself holds each count twice, and what is pending too.
func TestABagMergedIntoItselfCountsTwice(t *testing.T) {
	var b bag.Bag
	b.Add(7, 1, 3)
	b.Add(7, 2, -1)
	b.Items()
	b.Add(-4, 0, 5) // pending
	b.Merge(&b)
	if got, want := slices.Collect(b.All()), []bag.Item{{-4, 0, 10}, {7, 1, 6}, {7, 2, -2}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
