package penalty

import (
	"errors"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
)

// Rate says how much, as text. A share of the base is "10%", "1/30" or "3 in
// 1000", as a metrics.Percent; an
// amount of the schedule's unit is "500.00"; "5 points" and "1 service day" are
// amounts of another unit; "12.00 per kg" is an amount for each kg that the
// Case counts under that name. A Rate is never negative: what flows the other
// way is a Bonus. The empty Rate is not stated.
type Rate string

// Factor is a plain number that multiplies, at least zero: "2", "1.5", "0.25".
type Factor string

// Base is what a share is a share of: a plain amount "12000.00", "invoice" (all
// charges of the Case), "fee of portal" (the charges of that name), or a share
// of one of these, "10% of invoice". The empty Base is that of the term around
// it and at last that of the Spec.
//
// What is owed to a group is a share of what was billed for that group; a group
// that nothing was billed for is owed nothing, and that is a problem of the
// statement. "whole invoice" and "whole fee of portal" are what was billed for
// all groups together, for groups that have no bill of their own, such as
// incidents.
type Base string

// Span is an elapsed time as written: "30m", "1h30m", "2d". It reads what a
// metrics.Span reads, and means the same, up to 100 years; a day is 24 hours. As a
// unit of lateness it is also a number of dates: see PerUnitLate.
type Span string

// wordMax bounds a name or unit in bytes.
const wordMax = 60

type rateKind uint8

const (
	rateNone     rateKind = iota
	rateShare             // of the base
	rateAmount            // of unit
	rateQuantity          // of unit, for each of the Case's quantity
)

// rate is a Rate as read.
type rate struct {
	kind     rateKind
	value    fraction
	unit     string // as written; "" is the unit of the schedule
	quantity string
	text     Rate
}

func (r Rate) read() (rate, error) {
	text := string(r)
	if text == "" {
		return rate{}, fault.Because(fault.ErrMissing, "a rate such as 10%% or 500.00 is needed")
	}
	if len(text) > 3*wordMax {
		return rate{}, fault.Because(fault.ErrRange, "a rate has at most %d characters", 3*wordMax)
	}
	number, rest, spaced := strings.Cut(text, " ")
	if strings.HasSuffix(text, "%") || strings.Contains(text, " in ") || strings.Contains(text, "/") && !spaced {
		share, err := quantity.ReadShare(text)
		if err != nil {
			return rate{}, err
		}
		return rate{kind: rateShare, value: settle(share), text: r}, nil
	}
	value, err := readNumber(number)
	switch {
	case strings.HasSuffix(number, "%"):
		return rate{}, fault.Because(fault.ErrSyntax, "a share stands alone; what it is a share of is the base")
	case err != nil:
		return rate{}, err
	case value.sign() < 0:
		return rate{}, fault.Because(fault.ErrRange, "a rate is at least 0; what the provider earns is a bonus")
	case !spaced:
		return rate{kind: rateAmount, value: value, text: r}, nil
	}
	if name, ok := strings.CutPrefix(rest, "per "); ok {
		if err := checkName(name); err != nil {
			return rate{}, err
		}
		return rate{kind: rateQuantity, value: value, quantity: name, text: r}, nil
	}
	if err := quantity.CheckUnit(rest); err != nil {
		return rate{}, err
	}
	return rate{kind: rateAmount, value: value, unit: rest, text: r}, nil
}

// checkName refuses what could not be told apart in a report.
func checkName(name string) error {
	switch {
	case name == "":
		return fault.Because(fault.ErrMissing, "a name is needed")
	case len(name) > wordMax:
		return fault.Because(fault.ErrRange, "a name has at most %d characters", wordMax)
	case strings.TrimSpace(name) != name || strings.ContainsAny(name, "\n\r\t"):
		return fault.Because(fault.ErrSyntax, "a name is one line without spaces around it")
	}
	return nil
}

// sameUnit reports whether two units differ at most in being one or many:
// "service day" and "service days".
func sameUnit(a, b string) bool {
	return a == b || quantity.Singular(a) == quantity.Singular(b)
}

func (f Factor) read() (fraction, error) {
	return readAtLeastZero(string(f), "a factor such as 2 or 1.5")
}

func readAtLeastZero(text, what string) (fraction, error) {
	if text == "" {
		return fraction{}, fault.Because(fault.ErrMissing, "%s is needed", what)
	}
	r, err := exact.Rat(text)
	if err != nil {
		return fraction{}, err
	}
	if r.Sign() < 0 {
		return fraction{}, fault.Because(fault.ErrRange, "%s is at least 0", what)
	}
	return settle(r), nil
}

type baseKind uint8

const (
	baseNone    baseKind = iota
	baseMoney            // a fixed amount
	baseInvoice          // the sum of all charges
	baseFee              // the sum of the charges of one name
)

// base is a Base as read.
type base struct {
	kind  baseKind
	money fraction // of baseMoney
	name  string   // of baseFee
	share fraction // of all that; 1 unless stated
	whole bool     // of all groups together
	text  Base
}

func (b Base) read() (base, error) {
	text := string(b)
	if text == "" {
		return base{}, nil
	}
	out := base{share: whole(1), text: b}
	if share, rest, ok := strings.Cut(text, " of "); ok && share != "fee" && share != "whole fee" {
		f, err := quantity.ReadShare(share)
		if err != nil {
			return base{}, err
		}
		out.share, text = settle(f), rest
	}
	if rest, ok := strings.CutPrefix(text, "whole "); ok && (rest == "invoice" || strings.HasPrefix(rest, "fee of ")) {
		out.whole, text = true, rest
	}
	if text == "invoice" {
		out.kind = baseInvoice
		return out, nil
	}
	if name, ok := strings.CutPrefix(text, "fee of "); ok {
		out.kind, out.name = baseFee, name
		return out, checkName(name)
	}
	money, err := readAtLeastZero(text, "an amount such as 12000.00")
	if errors.Is(err, fault.ErrRange) {
		return base{}, err
	}
	if err != nil {
		return base{}, fault.Because(fault.ErrSyntax, "a base is an amount such as 12000.00, invoice, fee of a name, whole fee of a name, or 10%% of one of them")
	}
	out.kind, out.money = baseMoney, money
	return out, nil
}

// spanMax keeps sums of spans far from overflow.
const spanMax = 100 * 366 * 24 * time.Hour

func (s Span) read() (time.Duration, error) {
	d, err := quantity.Span(string(s))
	if err == nil && d > spanMax {
		return 0, fault.Because(fault.ErrRange, "an elapsed time is at most 100 years")
	}
	return d, err
}
