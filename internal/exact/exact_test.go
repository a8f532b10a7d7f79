package exact_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/tape"
)

func TestDecimalTakesPlainNumbersOnly(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "12000.00": "12000.00", "-0.5": "-0.5", "007": "7",
		strings.Repeat("9", 34): strings.Repeat("9", 34),
	} {
		d, err := exact.Decimal(text)
		if err != nil || exact.Text(d) != want {
			t.Errorf("%q: %s, %v", text, exact.Text(d), err)
		}
	}
	for text, kind := range map[string]error{
		"": fault.ErrSyntax, "-": fault.ErrSyntax, "1e3": fault.ErrSyntax, "+1": fault.ErrSyntax,
		".5": fault.ErrSyntax, "5.": fault.ErrSyntax, "1_000": fault.ErrSyntax, " 1": fault.ErrSyntax,
		"NaN": fault.ErrSyntax, "1.2.3": fault.ErrSyntax, "−1": fault.ErrSyntax,
		strings.Repeat("9", 35):        fault.ErrRange,
		"0." + strings.Repeat("1", 19): fault.ErrRange,
		strings.Repeat("9", 1<<20):     fault.ErrRange,
	} {
		if _, err := exact.Decimal(text); !errors.Is(err, kind) {
			t.Errorf("%.20q: %v, want %v", text, err, kind)
		}
	}
}

func TestBoundedRefusesWhatWouldBeSlow(t *testing.T) {
	for _, c := range []struct {
		d    decimal.Decimal
		want bool
	}{
		{decimal.New(1, 5_000_000), false}, {decimal.New(1, -5_000_000), false},
		{decimal.New(125, -2), true}, {decimal.New(1, 18), true}, {decimal.New(1, 19), false},
		{decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 200), 0), false},
	} {
		if got := exact.Bounded(c.d); got != c.want {
			t.Errorf("exponent %d: %v", c.d.Exponent(), got)
		}
	}
}

func TestRoundingModesOnBothSidesOfATie(t *testing.T) {
	for _, c := range []struct {
		num, den int64
		want     [6]string // HalfUp, HalfEven, Down, Up, Floor, Ceiling
	}{
		{25, 1000, [6]string{"0.03", "0.02", "0.02", "0.03", "0.02", "0.03"}},
		{-25, 1000, [6]string{"-0.03", "-0.02", "-0.02", "-0.03", "-0.03", "-0.02"}},
		{35, 1000, [6]string{"0.04", "0.04", "0.03", "0.04", "0.03", "0.04"}},
		{2501, 100000, [6]string{"0.03", "0.03", "0.02", "0.03", "0.02", "0.03"}},
		{2499, 100000, [6]string{"0.02", "0.02", "0.02", "0.03", "0.02", "0.03"}},
		{1, 100, [6]string{"0.01", "0.01", "0.01", "0.01", "0.01", "0.01"}},
	} {
		for mode, want := range c.want {
			if got := exact.Round(big.NewRat(c.num, c.den), 2, exact.Mode(mode)).StringFixed(2); got != want {
				t.Errorf("%d/%d mode %d: %s, want %s", c.num, c.den, mode, got, want)
			}
		}
	}
}

func TestCmpAgreesWithFractions(t *testing.T) {
	tape.Check(t, func(r *tape.Reader) error {
		a, b, c, d := r.Int64(1<<62), 1+r.Int64(1<<62), r.Int64(1<<62), 1+r.Int64(1<<62)
		if r.Bool() {
			c, d = a, b
		}
		if got, want := exact.Cmp(a, b, c, d), big.NewRat(a, b).Cmp(big.NewRat(c, d)); got != want {
			return errors.New("cross multiplication differs from fractions")
		}
		return nil
	})
}

func TestTextIgnoresTheGlobals(t *testing.T) {
	d := decimal.RequireFromString("2.50")
	before := decimal.TrimTrailingZeros
	defer func() { decimal.TrimTrailingZeros = before }()
	for _, v := range []bool{true, false} {
		decimal.TrimTrailingZeros = v
		if got := exact.Text(d); got != "2.50" {
			t.Errorf("TrimTrailingZeros=%v: %s", v, got)
		}
	}
}

func TestFloorDiv(t *testing.T) {
	for _, c := range [][3]int{{7, 3, 2}, {6, 3, 2}, {0, 3, 0}, {-1, 3, -1}, {-3, 3, -1}, {-4, 3, -2}} {
		if got := exact.FloorDiv(c[0], c[1]); got != c[2] {
			t.Errorf("%d/%d: %d, want %d", c[0], c[1], got, c[2])
		}
	}
}
