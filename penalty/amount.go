package penalty

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
)

// Amount is a rounded number with a unit: "203.10 USD", "2 service days". Amounts
// of a schedule all have its Places digits after the point. The zero Amount is 0
// without a unit. An Amount is immutable and safe for concurrent use.
type Amount struct {
	count int64         // of 10^-places
	large *big.Int      // instead of count if that does not fit; never changed
	of    *denomination // nil: no unit, no digits after the point
}

// denomination is a unit and its number of digits after the point. Amounts share
// denominations, which never change.
type denomination struct {
	unit   string
	places int8
}

func (d *denomination) name() string {
	if d == nil {
		return ""
	}
	return d.unit
}

func (d *denomination) digits() int8 {
	if d == nil {
		return 0
	}
	return d.places
}

// NewAmount gives an amount with as many digits after the point as value has. A
// value with more than 34 digits, or more than 18 after the point, is an error
// that wraps ErrRange.
func NewAmount(value decimal.Decimal, unit string) (Amount, error) {
	if !exact.Bounded(value) {
		return Amount{}, fault.Because(fault.ErrRange, "an amount has at most 34 digits, 18 of them after the point")
	}
	of := &denomination{unit, int8(max(0, -value.Exponent()))}
	return of.amount(settle(exact.FromDecimal(value)), exact.Down), nil
}

// amount rounds an exact number to the digits of the unit.
func (d *denomination) amount(f fraction, mode exact.Mode) Amount {
	count, large := f.units(d.digits(), mode)
	return Amount{count: count, large: large, of: d}
}

// exact gives the number with the unit.
func (d *denomination) exact(f fraction) Exact { return Exact{f, d} }

// Unit gives the unit as the Spec wrote it: a currency code or a word.
func (a Amount) Unit() string { return a.of.name() }

// Decimal gives the value. The String and JSON of a decimal obey the global
// variables of the decimal package; those of Amount do not.
func (a Amount) Decimal() decimal.Decimal {
	if a.large != nil {
		return decimal.NewFromBigInt(a.large, -int32(a.of.digits()))
	}
	return decimal.New(a.count, -int32(a.of.digits()))
}

// Rat gives the value as a fraction that the caller owns.
func (a Amount) Rat() *big.Rat { return a.fraction().rat() }

// Exact gives the amount as an Exact, which shows the same digits.
func (a Amount) Exact() Exact { return Exact{a.fraction(), a.of} }

func (a Amount) fraction() fraction {
	if a.large != nil {
		return settle(new(big.Rat).SetFrac(a.large, big.NewInt(powers[a.of.digits()])))
	}
	return fraction{n: a.count, d: powers[a.of.digits()]}
}

// split gives the value in units of the last digit; large if the count does not
// fit 64 bits.
func (a Amount) split() (count int64, large bool) { return a.count, a.large != nil }

// Sign is -1, 0 or 1.
func (a Amount) Sign() int {
	if a.large != nil {
		return a.large.Sign()
	}
	return whole(a.count).sign()
}

// Equal reports whether both have the same value and the same unit, whatever their
// digits: 30 EUR equals 30.00 EUR, and "1 point" equals "1 points".
func (a Amount) Equal(b Amount) bool {
	return sameUnit(a.of.name(), b.of.name()) && a.fraction().cmp(b.fraction()) == 0
}

// String gives the value with all its digits, a space and the unit, in the
// singular if the value is 1: "1 point".
func (a Amount) String() string { return a.text(quantity.Counted(a.Rat(), a.of.name())) }

func (a Amount) text(unit string) string {
	var digits string
	if a.large != nil {
		digits = exact.Text(a.Decimal())
	} else {
		digits = point(a.count, a.of.digits())
	}
	if unit == "" {
		return digits
	}
	return digits + " " + unit
}

// MarshalText writes the text of String, with the unit as the Spec has it.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.text(a.of.name())), nil }

// UnmarshalText reads the text of MarshalText or String: a plain number, a space,
// the unit. A number alone has no unit.
func (a *Amount) UnmarshalText(text []byte) error {
	number, unit, _ := strings.Cut(string(text), " ")
	value, err := exact.Decimal(number)
	if err != nil {
		return err
	}
	read, err := NewAmount(value, unit)
	if err == nil {
		*a = read
	}
	return err
}

// point prints count × 10^-places.
func point(count int64, places int8) string {
	if places == 0 {
		return strconv.FormatInt(count, 10)
	}
	sign, n := "", uint64(count)
	if count < 0 {
		sign, n = "-", -n
	}
	digits := strconv.FormatUint(n, 10)
	for len(digits) <= int(places) {
		digits = strings.Repeat("0", int(places)+1-len(digits)) + digits
	}
	cut := len(digits) - int(places)
	return sign + digits[:cut] + "." + digits[cut:]
}

// Exact is a number with a unit before rounding: "203.1 USD", "3100/3 USD". The
// zero Exact is absent, which is not 0. An Exact is immutable and safe for
// concurrent use.
type Exact struct {
	value fraction
	of    *denomination // String shows at least its digits
}

// shareUnit is the denomination of shares.
var shareUnit = &denomination{unit: "%"}

// NewExact gives an exact number; of nil the absent Exact.
func NewExact(value *big.Rat, unit string) Exact {
	return Exact{fractionOf(value), &denomination{unit: unit}}
}

// IsValid reports whether e is a number and not absent.
func (e Exact) IsValid() bool { return !e.value.absent() }

// IsZero reports whether e is absent. JSON leaves out an absent Exact.
func (e Exact) IsZero() bool { return !e.IsValid() }

// Rat gives the number as a fraction that the caller owns; nil if e is absent.
func (e Exact) Rat() *big.Rat { return e.value.rat() }

// Unit gives the unit. "%" marks a share: Rat gives it as a part of one, String
// in hundredths.
func (e Exact) Unit() string { return e.of.name() }

// String gives the number and the unit; "" if e is absent. The number is a decimal
// if at most 18 digits after the point write it exactly, else a reduced fraction.
func (e Exact) String() string {
	switch {
	case e.value.absent():
		return ""
	case e.of.name() == "%":
		return e.value.percent()
	case e.of.name() == "":
		return e.value.text()
	}
	return padded(e.value.text(), e.of.digits()) + " " + e.of.name()
}

// padded adds zeros to a decimal, up to places digits after the point.
func padded(number string, places int8) string {
	if places == 0 || strings.Contains(number, "/") {
		return number
	}
	_, fraction, point := strings.Cut(number, ".")
	if !point {
		number += "."
	}
	return number + strings.Repeat("0", max(0, int(places)-len(fraction)))
}

// MarshalText writes the text of String.
func (e Exact) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText reads the text of MarshalText.
func (e *Exact) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*e = Exact{}
		return nil
	}
	number, unit, _ := strings.Cut(string(text), " ")
	share := strings.HasSuffix(number, "%")
	value, err := readNumber(strings.TrimSuffix(number, "%"))
	if err != nil {
		return err
	}
	if unit == "%" || share && unit != "" {
		return fault.Because(fault.ErrSyntax, "a share is written without a space and without a unit: 97%%")
	}
	if share {
		value, unit = value.div(whole(100)), "%"
	}
	of := &denomination{unit: unit}
	if _, digits, point := strings.Cut(number, "."); point && !share {
		of.places = int8(min(len(digits), placesMax))
	}
	*e = Exact{value, of}
	return nil
}

// readNumber reads a plain decimal number or a fraction such as "1/30".
func readNumber(text string) (fraction, error) {
	r, err := quantity.ReadNumber(text)
	if err != nil {
		return fraction{}, err
	}
	return settle(r), nil
}
