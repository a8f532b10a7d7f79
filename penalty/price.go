package penalty

import "github.com/upheld/upheld/internal/exact"

// bills are the charges of a Case added up, built when first asked for.
type bills struct {
	sums map[billKey]fraction
	bad  []string // names of charges too long to compute with
}

type billKey struct {
	name, group string
	invoice     bool // all names
	all         bool // all groups
}

// of gives the sum of the charges that a base names: those of the group; for no
// group, and for a base that is the whole, those of all.
func (b *bills) of(c *Case, base base, group string) fraction {
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

// chargeAmount reads what was billed; false for a number that would be slow to
// compute with.
func chargeAmount(c *Charge) (fraction, bool) {
	if !exact.Bounded(c.Amount) {
		return fraction{}, false
	}
	return settle(exact.FromDecimal(c.Amount)), true
}

// price gives the base of a rate and the rate as an amount.
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

// baseAmount gives a base in money; absent, with a problem noted, where the
// charges do not have it.
func (r *run) baseAmount(b base) fraction {
	if b.kind == baseMoney {
		return b.money.mul(b.share)
	}
	amount := r.bills.of(r.c, b, r.group)
	for _, name := range r.bills.bad {
		if name == b.name || b.kind == baseInvoice {
			r.unpriced = true
			r.problem("", UnreadableCharge, name)
		}
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
	return amount.mul(b.share).max(whole(0)) // refunds beyond the charges leave nothing to credit
}

// quantity gives a count of the Case: that of the group, else that of no group;
// for no group the sum of all.
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
			if f := fractionOf(q.Value); !f.absent() && f.sign() >= 0 {
				add(billKey{name: q.Name, group: q.Group}, f)
				add(billKey{name: q.Name, all: true}, f)
			}
		}
	}
	if f, known := r.counts[billKey{name: name, group: r.group, all: r.group == ""}]; known {
		return f
	}
	return r.counts[billKey{name: name}]
}
