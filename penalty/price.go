package penalty

import (
	"math/big"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/exact"
)

// bills are the sums of the charges of a Case, built on first use.
type bills struct {
	sums map[billKey]fraction
	bad  []string // names of charges with too many digits
	odd  []string // names of charges that were not used because of their days

	steps []Step // the working of charges that count in part
}

type billKey struct {
	name, group string
	invoice     bool // all names
	all         bool // all groups
}

// billed gives the sum of the charges that a base names, for a group. If the group is
// "", or the base is of the whole, it gives the sum of all groups.
func (r *run) billed(base base, group string) fraction {
	b, c := &r.bills, r.c
	if b.sums == nil {
		b.sums = map[billKey]fraction{}
		add := func(k billKey, f fraction) {
			if sum, ok := b.sums[k]; ok {
				f = f.add(sum)
			}
			b.sums[k] = f
		}
		for i := range c.Charges {
			charge := &c.Charges[i]
			amount, ok := chargeAmount(charge)
			if !ok {
				b.bad = append(b.bad, charge.Name)
				continue
			}
			if charge.From != 0 || charge.To != 0 {
				part, use := r.part(charge.From, charge.To)
				if use == useOdd {
					b.odd = append(b.odd, charge.Name)
				}
				if use != useCounts {
					continue
				}
				amount = r.share(charge, amount, part)
			}
			for n := range 1 + len(charge.Also) {
				group := charge.Group
				if n > 0 {
					group = charge.Also[n-1]
				}
				add(billKey{name: charge.Name, group: group}, amount)
				add(billKey{group: group, invoice: true}, amount)
			}
			add(billKey{name: charge.Name, all: true}, amount)
			add(billKey{invoice: true, all: true}, amount)
		}
	}
	if base.whole {
		group = ""
	}
	key := billKey{name: base.name, group: group, invoice: base.kind == baseInvoice, all: group == ""}
	if key.invoice {
		key.name = ""
	}
	return b.sums[key]
}

// use says whether what was billed for some days counts in the Case.
type use uint8

const (
	useOutside use = iota // no day lies in the period
	useCounts
	useOdd // the Spec does not say how it counts
)

// part gives the part of what was billed from one day to another that counts in the Case.
func (r *run) part(from, to date.Date) (fraction, use) {
	c := r.c
	first, end := max(from, c.From), min(to, c.To)
	within, around := first == from && end == to, first == c.From && end == c.To
	months := monthsOf(from, to)
	switch {
	case from >= to:
	case first >= end:
		return fraction{}, useOutside
	case within, around && r.spec.Charges == Whole:
		return whole(1), useCounts
	case around && r.spec.Charges == ByMonths && months > 0:
		y1, m1, _ := c.From.Date()
		y2, m2, _ := c.To.Date()
		n := max(1, (y2-y1)*12+int(m2)-int(m1))
		if addMonths(c.From, n) < c.To {
			n++
		}
		return settle(big.NewRat(int64(min(n, months)), int64(months))), useCounts
	case r.spec.Charges == ByDays:
		return settle(big.NewRat(int64(end-first), int64(to-from))), useCounts
	}
	return fraction{}, useOdd
}

// monthsOf counts the months from one day to another; 0 if they are not whole months.
func monthsOf(from, to date.Date) int {
	y1, m1, _ := from.Date()
	y2, m2, _ := to.Date()
	if n := (y2-y1)*12 + int(m2) - int(m1); addMonths(from, n) == to {
		return n
	}
	return 0
}

// share gives a part of a charge, and notes a step if the part is not the whole.
func (r *run) share(charge *Charge, amount, part fraction) fraction {
	out := amount.mul(part)
	if part.cmp(whole(1)) != 0 {
		base := Base("invoice")
		if charge.Name != "" {
			base = Base("fee of " + charge.Name)
		}
		r.bills.steps = append(r.bills.steps, Step{Path: "charges", Op: "charge", Label: Label(r.spec.Charges), Base: base,
			From: charge.From, To: charge.To, Times: Factor(part.rat().RatString()), Of: r.of.exact(amount), Gives: r.of.exact(out)})
	}
	return out
}

// chargeAmount reads the amount of a charge; false if it has too many digits.
func chargeAmount(c *Charge) (fraction, bool) {
	if !exact.Bounded(c.Amount) {
		return fraction{}, false
	}
	return settle(exact.FromDecimal(c.Amount)), true
}

// price gives the base or quantity that a rate applies to, and the amount of the rate.
func (r *run) price(n *node, b base, rate rate) (of, amount fraction) {
	switch rate.kind {
	case rateAmount:
		return fraction{}, rate.value
	case rateQuantity:
		if q := r.quantity(rate.quantity); !q.absent() {
			return q, rate.value.mul(q)
		}
		r.unpriced = true
		r.problem(n.path, MissingQuantity, rate.quantity)
		return fraction{}, whole(0)
	}
	if b.kind == baseMoney {
		of = n.fixed
		if n.op >= opCapped {
			of = b.money.mul(b.share)
		}
	} else {
		of = r.baseAmount(b)
	}
	if of.absent() {
		return of, whole(0)
	}
	return of, of.mul(rate.value)
}

// baseAmount gives the amount of a base. If its charges are missing, the amount is
// absent and a problem is noted.
func (r *run) baseAmount(b base) fraction {
	if b.kind == baseMoney {
		return b.money.mul(b.share)
	}
	amount := r.billed(b, r.group)
	for _, name := range r.bills.bad {
		if name == b.name || b.kind == baseInvoice {
			r.unpriced = true
			r.problem("", UnreadableCharge, name)
		}
	}
	unused := false
	for _, name := range r.bills.odd {
		if name == b.name || b.kind == baseInvoice {
			unused = true
			r.problem("charges", ChargePeriod, name)
		}
	}
	if amount.absent() && unused {
		r.unpriced = true
		return amount
	}
	if amount.absent() {
		r.unpriced = true
		missing := string(b.text)
		if r.group != "" && !b.whole {
			missing += " for " + r.group
		}
		r.problem("", MissingCharge, missing)
		return amount
	}
	return amount.mul(b.share).max(whole(0)) // refunds above the charges count as 0
}

// quantity gives a quantity for the group at hand; if the group has no such quantity,
// the quantity without a group. If the line has no group, it gives the sum of all.
func (r *run) quantity(name string) fraction {
	if r.counts == nil {
		r.counts = map[billKey]fraction{}
		add := func(k billKey, f fraction) {
			if sum, known := r.counts[k]; known {
				f = f.add(sum)
			}
			r.counts[k] = f
		}
		for i := range r.c.Quantities {
			q := &r.c.Quantities[i]
			if q.From != 0 || q.To != 0 {
				if _, use := r.part(q.From, q.To); use != useCounts {
					continue
				}
			}
			if f := fractionOf(q.Value); !f.absent() && f.sign() >= 0 {
				add(billKey{name: q.Name, group: q.Group}, f)
				for _, group := range q.Also {
					add(billKey{name: q.Name, group: group}, f)
				}
				add(billKey{name: q.Name, all: true}, f)
			}
		}
	}
	if f, known := r.counts[billKey{name: name, group: r.group, all: r.group == ""}]; known {
		return f
	}
	return r.counts[billKey{name: name}]
}
