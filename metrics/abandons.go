package metrics

import (
	"time"

	"github.com/upheld/upheld/internal/fault"
)

// Abandons says how abandoned items count: calls given up and chats closed before
// an answer.
type Abandons string

// The policies. w is the items answered within the target, s the abandoned items
// that are short, a the items abandoned within the target (short ones included),
// and offered all items.
const (
	AnsweredOnly Abandons = "answered-only" // w of answered
	WithinMet    Abandons = "within-met"    // w + a of offered
	AllAgainst   Abandons = "all-against"   // w of offered
	IgnoreWithin Abandons = "ignore-within" // w of offered − a
	ShortMet     Abandons = "short-met"     // w + s of offered
	ShortRemoved Abandons = "short-removed" // w of offered − s
)

// Calls is the tally behind a share with abandoned items. The zero Calls is empty.
// Calls add up in any order and can be removed.
type Calls struct {
	Answered        int64 // all answered items
	AnsweredWithin  int64 // items answered within the target
	Abandoned       int64 // all abandoned items
	AbandonedWithin int64 // items abandoned within the target
	AbandonedShort  int64 // items abandoned so early that they are short
}

// Add counts d.
func (c *Calls) Add(d Calls) { c.merge(d, 1) }

// Remove subtracts d.
func (c *Calls) Remove(d Calls) { c.merge(d, -1) }

// Merge adds the counts of another tally.
func (c *Calls) Merge(d Calls) { c.merge(d, 1) }

func (c *Calls) merge(d Calls, n int64) {
	c.Answered += n * d.Answered
	c.AnsweredWithin += n * d.AnsweredWithin
	c.Abandoned += n * d.Abandoned
	c.AbandonedWithin += n * d.AbandonedWithin
	c.AbandonedShort += n * d.AbandonedShort
}

// Count applies a policy; "" is AnsweredOnly. An unknown policy gives the zero
// Count.
func (c Calls) Count(policy Abandons) Count {
	offered := c.Answered + c.Abandoned
	switch policy {
	case "", AnsweredOnly:
		return Count{c.AnsweredWithin, c.Answered}
	case WithinMet:
		return Count{c.AnsweredWithin + c.AbandonedWithin, offered}
	case AllAgainst:
		return Count{c.AnsweredWithin, offered}
	case IgnoreWithin:
		return Count{c.AnsweredWithin, offered - c.AbandonedWithin}
	case ShortMet:
		return Count{c.AnsweredWithin + c.AbandonedShort, offered}
	case ShortRemoved:
		return Count{c.AnsweredWithin, offered - c.AbandonedShort}
	}
	return Count{}
}

// ShareRules is a compiled Share. It is immutable and safe for concurrent use.
// The zero ShareRules counts answered items only.
type ShareRules struct {
	abandons Abandons
	short    time.Duration
}

// Rules compiles the spec. The error lists all of its problems.
func (m Share) Rules() (ShareRules, error) {
	var l fault.List
	l.Add("abandons", string(m.Abandons), word(m.Abandons, true, AnsweredOnly, WithinMet, AllAgainst, IgnoreWithin, ShortMet, ShortRemoved))
	r := ShareRules{abandons: m.Abandons}
	switch {
	case m.Abandons == ShortMet || m.Abandons == ShortRemoved:
		r.short = positive(&l, "short", m.Short)
	case m.Short != "":
		l.Addf("short", string(m.Short), ErrConflict, "only short-met and short-removed use a short length")
	}
	return r, l.Err()
}

// Item gives what one item contributes: waited is how long it waited, within
// whether it ended within its target. An abandoned item is short if it waited at
// most Share.Short.
func (r ShareRules) Item(waited time.Duration, within, abandoned bool) Contribution {
	c := Calls{}
	one := func(yes bool) int64 {
		if yes {
			return 1
		}
		return 0
	}
	if abandoned {
		c.Abandoned, c.AbandonedWithin, c.AbandonedShort = 1, one(within), one(waited <= r.short)
	} else {
		c.Answered, c.AnsweredWithin = 1, one(within)
	}
	return c.Count(r.abandons)
}
