package exact_test

import (
	"testing"

	"github.com/upheld/upheld/internal/exact"
)

// TestShiftedIsInLowestTerms: a fraction has no common divisor, whatever its sign and
// size.
func TestShiftedIsInLowestTerms(t *testing.T) {
	for _, c := range []struct {
		text string
		left int
		want string
	}{
		{"0", 0, "0/1"},
		{"0.00", 2, "0/1"},
		{"7", 0, "7/1"},
		{"-7", 0, "-7/1"},
		{"99.9", 2, "999/1000"},
		{"99.90", 2, "999/1000"},
		{"-12.50", 0, "-25/2"},
		{"100", 2, "1/1"},
		{"0.000000000000000001", 0, "1/1000000000000000000"},
		{"9223372036854775807", 0, "9223372036854775807/1"},
		{"-9223372036854775808", 0, "-9223372036854775808/1"},
		{"-9223372036854775808", 2, "-2305843009213693952/25"},
		{"9223372036854775808", 1, "4611686018427387904/5"},
	} {
		got, err := exact.Shifted(c.text, c.left)
		if err != nil {
			t.Fatal(err)
		}
		if got.String() != c.want {
			t.Errorf("%s by %d: %s, want %s", c.text, c.left, got, c.want)
		}
		if sum := got.Add(got, got); sum.Denom().Sign() <= 0 {
			t.Errorf("%s by %d: twice the fraction has the denominator %s", c.text, c.left, sum.Denom())
		}
	}
}
