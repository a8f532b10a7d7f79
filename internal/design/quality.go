package design

import "github.com/upheld/upheld/metrics"

// Line is one line of an order.
type Line struct {
	Ordered, Delivered int64 // units
	OnTime             bool
}

// Order is the lines that were ordered together: the item of on-time-in-full.
type Order []Line

// Level says what an on-time-in-full figure counts. The same orders can give 50 %
// by order, 66.7 % by line and 99 % by unit.
type Level string

// The levels.
const (
	ByOrder Level = "order" // good if all of its lines are good
	ByLine  Level = "line"  // good if all of its units came on time
	ByUnit  Level = "unit"  // units that came on time, at most the number ordered
)

// OnTimeInFull counts one order at a level; a Ratio adds the counts up, from the
// agreement's facts or from a Measurer. Lines that order nothing do not count, and
// an order without other lines gives the zero Count. So does an unknown level.
func (o Order) OnTimeInFull(level Level) metrics.Count {
	lines, good, units, came := int64(0), int64(0), int64(0), int64(0)
	for _, l := range o {
		if l.Ordered <= 0 {
			continue
		}
		lines++
		units += l.Ordered
		if !l.OnTime {
			continue
		}
		came += min(max(l.Delivered, 0), l.Ordered)
		if l.Delivered >= l.Ordered {
			good++
		}
	}
	switch {
	case lines == 0:
		return metrics.Count{}
	case level == ByOrder:
		return metrics.Hit(good == lines)
	case level == ByLine:
		return metrics.Count{Good: good, Total: lines}
	case level == ByUnit:
		return metrics.Count{Good: came, Total: units}
	}
	return metrics.Count{}
}

// Contacts is the tally behind first contact resolution; a Ratio adds up its Count
// under a policy. The zero Contacts is empty. Contacts add up in any order and can
// be removed.
type Contacts struct {
	All           int64 // all contacts
	ResolvedFirst int64 // resolved at the first contact
	Reopened      int64 // contacts of ResolvedFirst that were opened again within the window
	NotEligible   int64 // contacts of All that no first contact could have resolved
}

// Resolution says which contacts a first contact figure counts.
type Resolution string

// The policies.
const (
	ResolvedGross    Resolution = "gross"    // ResolvedFirst of All
	ResolvedNet      Resolution = "net"      // ResolvedFirst less Reopened, of All
	ResolvedEligible Resolution = "eligible" // ResolvedFirst less Reopened, of All less NotEligible
)

// Add counts d.
func (c *Contacts) Add(d Contacts) { c.merge(d, 1) }

// Remove subtracts d.
func (c *Contacts) Remove(d Contacts) { c.merge(d, -1) }

// Merge adds the counts of another tally.
func (c *Contacts) Merge(d Contacts) { c.merge(d, 1) }

func (c *Contacts) merge(d Contacts, n int64) {
	c.All += n * d.All
	c.ResolvedFirst += n * d.ResolvedFirst
	c.Reopened += n * d.Reopened
	c.NotEligible += n * d.NotEligible
}

// Count applies a policy; an unknown policy gives the zero Count.
func (c Contacts) Count(policy Resolution) metrics.Count {
	switch policy {
	case ResolvedGross:
		return metrics.Count{Good: c.ResolvedFirst, Total: c.All}
	case ResolvedNet:
		return metrics.Count{Good: c.ResolvedFirst - c.Reopened, Total: c.All}
	case ResolvedEligible:
		return metrics.Count{Good: c.ResolvedFirst - c.Reopened, Total: c.All - c.NotEligible}
	}
	return metrics.Count{}
}
