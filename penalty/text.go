package penalty

import (
	"errors"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
)

// Rate says how much, as text. A share of the base is "10%", "1/30" or "3 in 1000",
// as in a metrics.Percent. An amount in the schedule's unit is "500.00"; "5 points" and
// "1 service day" are amounts of another unit. "12.00 per kg" is an amount for each
// unit of the Case's Quantity kg; under an agreement, charges tell it by an attribute
// such as kg=10. A Rate is at least 0: money for the provider is a
// Bonus. The empty Rate is not stated.
type Rate string

// Factor is a plain number of at least 0 that multiplies: "2", "1.5", "0.25".
type Factor string

// Base is the amount of which a Rate is a share: a plain amount "12000.00", "invoice"
// (all charges of the Case), "fee of portal" (the charges of that name), or a share
// of these, "10% of invoice". A term with an empty Base takes it from the term around
// it, and at last from the Spec.
//
// The base of a group is the charges of that group. If the group has no charge, its
// line is Undetermined, with the problem MissingCharge. "whole invoice" and "whole fee
// of portal" are the charges of all groups together, for groups without charges of
// their own, such as incidents.
type Base string

// Span is a length of time: "30m", "1h30m", "2d"; a day is 24 hours. It is written
// like a metrics.Span and at most 100 years. In PerUnitLate it may also be a number of
// days, such as "1 calendar day".
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
	unit     string // as written; "" is the schedule's unit
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
		return rate{}, fault.Because(fault.ErrSyntax, "write the share alone, such as 10%%; its base is a field of its own")
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

// checkName refuses names that are empty, too long, or have more than one line or
// spaces around them.
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

// sameUnit reports whether two units are equal, or singular and plural of one word:
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
	share fraction // the share of the amount; 1 unless stated
	whole bool     // all groups together
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
