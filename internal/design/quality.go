package design

import "github.com/upheld/upheld/metrics"

// Line is one line of an order.
type Line struct {
	Ordered, Delivered int64 // units
	OnTime             bool
}

// Order is what was ordered together: the item behind on-time-in-full.
type Order []Line

// Level says what an on-time-in-full figure counts. One example gives 50 % of
// orders, 66.7 % of lines and 99 % of units.
type Level string

// The levels.
const (
	ByOrder Level = "order" // good when all of its lines are
	ByLine  Level = "line"  // good when all its units came, and on time
	ByUnit  Level = "unit"  // units that came on time, up to those ordered
)

// OnTimeInFull counts one order at a level: what a Ratio adds up, as a count of
// the agreement's facts or from a Measurer. Lines that order nothing count
// nothing, and an order without lines is no order. A level that is none counts
// nothing.
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

// Contacts is the tally behind first contact resolution; its Count under a
// policy is what a Ratio adds up. The zero Contacts has seen nothing; contacts
// add up in any order and can be removed.
type Contacts struct {
	All           int64 // all contacts
	ResolvedFirst int64 // resolved at the first contact
	Reopened      int64 // of those, opened again within the window
	NotEligible   int64 // of all, those that no first contact could have resolved
}

// Resolution says which contacts a first contact figure counts.
type Resolution string

// The policies.
const (
	ResolvedGross    Resolution = "gross"    // resolved first of all
	ResolvedNet      Resolution = "net"      // less those opened again
	ResolvedEligible Resolution = "eligible" // net, of those that could have been
)

// Add, Remove and Merge keep the tally.
func (c *Contacts) Add(d Contacts) { c.merge(d, 1) }

// Remove takes back what was added.
func (c *Contacts) Remove(d Contacts) { c.merge(d, -1) }

// Merge adds all that the other holds.
func (c *Contacts) Merge(d Contacts) { c.merge(d, 1) }

func (c *Contacts) merge(d Contacts, n int64) {
	c.All += n * d.All
	c.ResolvedFirst += n * d.ResolvedFirst
	c.Reopened += n * d.Reopened
	c.NotEligible += n * d.NotEligible
}

// Count applies a policy; one that is none counts nothing.
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
