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

// of gives the sum of the charges that a base names: those of the group, else
// those of no group; for no group those of all.
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
			add(billKey{name: charge.Name, group: charge.Group}, amount)
			add(billKey{group: charge.Group, invoice: true}, amount)
			add(billKey{name: charge.Name, all: true}, amount)
			add(billKey{invoice: true, all: true}, amount)
		}
	}
	key := billKey{name: base.name, group: group, invoice: base.kind == baseInvoice, all: group == ""}
	if key.invoice {
		key.name = ""
	}
	if sum, ok := b.sums[key]; ok {
		return sum
	}
	key.group = ""
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
