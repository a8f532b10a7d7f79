package metrics

import (
	"math/big"
	"slices"
	"time"

	"github.com/upheld/upheld/internal/exact"
)

// Rest says what to assume of the time after Look.AsOf. The assumptions bound the
// result that a period that has not ended can still reach.
type Rest string

// The assumptions. The zero Rest assumes nothing: time after Look.AsOf is in the
// bucket Future and does not count.
const (
	RestUp   Rest = "up"   // all of it is up, or its slices are good
	RestDown Rest = "down" // all of it is down, also beyond the end of the period, or its slices are bad
	RestSame Rest = "same" // the state at AsOf goes on; slices are good
)

// ahead ends step 1 if the look is ahead: from an instant on all time has one
// state.
func (s *sweep) ahead(in []stretch, turn int64, rest Rest) []stretch {
	then := stretch{class: known}
	for i := range in {
		st := &in[i]
		if st.from <= turn && turn < st.to && rest == RestSame {
			then = *st
		}
		if st.to > turn {
			in = in[:i+1]
			st.to = turn
			if st.from >= turn {
				in = in[:i]
			}
			break
		}
	}
	then.from, then.to = turn, s.to+max(s.p.ignoreUnder, 0)+int64(time.Minute)
	switch {
	case rest == RestDown:
		then.tag, then.class, then.weight = s.invent(string(Down)), known, fullLoad
	case rest == RestUp || then.tag == 0 && then.weight == noLoad && then.class == known:
		then.tag = s.invent(string(Up))
	}
	return append(in, then)
}

// Pool combines measurements of one subject over stretches of time that do not
// overlap: the time of all their ledgers, in the order given.
func (p Pipeline) Pool(parts ...Uptime) Uptime {
	var ledgers []Ledger
	early := true
	for i := range parts {
		if parts[i].Reason == MoreRemoved {
			return Uptime{Reason: MoreRemoved}
		}
		ledgers = append(ledgers, parts[i].Ledger)
		early = early && parts[i].Reason == NotYet
	}
	of := Ledger{}.loads(ledgers...)
	var t totals
	var ledger Ledger
	raw, rawTotal := new(big.Rat), int64(0)
	var unknown, refused []string
	overlapped := false
	for i := range parts {
		for _, e := range parts[i].Ledger {
			c := counting{bucketCode(slices.Index(buckets[:], e.Bucket)), e.Counted, e.Held, of.of(e.Weight)}
			t.add(int64(e.Length()), c, c)
			ledger = ledger.with(e)
		}
		if f := parts[i].Raw; f.IsValid() {
			raw.Add(raw, f.good())
			rawTotal += f.b
		}
		overlapped = overlapped || parts[i].Overlapped
		unknown, refused = append(unknown, parts[i].Unknown...), append(refused, parts[i].Refused...)
	}
	u := p.result(&t, of, early)
	u.Ledger, u.Raw = ledger, partOf(shareOfTime, raw, rawTotal)
	u.Unknown, u.Refused, u.Overlapped = unique(unknown), unique(refused), overlapped
	return u
}

// Pool combines measurements of one whole over stretches of time that do not
// overlap, as Pipeline.Pool does.
func (r ComposedRules) Pool(parts ...Uptime) Uptime { return r.each.Pool(parts...) }

// Pool adds up the slices of stretches of time that do not overlap.
func (r SliceRules) Pool(parts ...SliceCount) SliceCount {
	var c SliceCount
	goods, early := new(big.Rat), true
	for i := range parts {
		p := &parts[i]
		if p.Reason == MoreRemoved {
			return SliceCount{Reason: MoreRemoved}
		}
		early = early && p.Reason == NotYet
		c.All += p.All
		c.Good += p.Good
		c.Bad += p.Bad
		c.Short += p.Short
		c.Empty += p.Empty
		c.Dropped += p.Dropped
		if p.goods != nil {
			goods.Add(goods, p.goods)
		}
	}
	c.goods = goods
	r.figure(&c, early)
	return c
}

// figure completes counts of slices.
func (r SliceRules) figure(c *SliceCount, early bool) {
	c.Coverage = ShareOf(c.All-c.Empty-c.Dropped, c.All-c.Dropped)
	counted := c.Good + c.Bad + c.Short
	switch {
	case early:
		c.Reason = NotYet
	case c.All == 0:
		c.Reason = NothingInHours
	case counted == 0:
		c.Reason = NothingMeasured
	case r.coverage != nil && !atLeast(r.coverage).Meets(c.Coverage):
		c.Reason = BelowCoverage
	case r.judged:
		c.Attained = ShareOf(c.Good+c.Short, counted)
	default:
		c.Attained = partOf(shareOfItems, c.goods, counted)
	}
}

// MeanOf is the plain mean of figures of one kind. It has no value without figures,
// if the kinds differ, or if a figure has no value.
func MeanOf(figures ...Figure) Figure {
	sum := new(big.Rat)
	for _, f := range figures {
		if !f.IsValid() || f.kind != figures[0].kind && !(f.isShare() && figures[0].isShare()) {
			return Figure{}
		}
		sum.Add(sum, f.raw())
	}
	if len(figures) == 0 {
		return Figure{}
	}
	sum.Quo(sum, big.NewRat(int64(len(figures)), 1))
	switch figures[0].kind {
	case length:
		return lengthOf(sum)
	case number:
		return NumberOf(sum)
	}
	return ShareOfRat(sum)
}

// Tolerance is how many of total items may go wrong under a limit of a share with
// one edge: bad items for a minimum, counted items for a maximum. It is negative if
// not even 0 wrong items meet the limit. ok is false for every other limit.
func (l Limit) Tolerance(total int64) (items int64, ok bool) {
	t, _, ok := l.tolerated()
	if !ok {
		return 0, false
	}
	t.Mul(t, big.NewRat(total, 1))
	most := exact.Quotient(t.Num(), t.Denom(), exact.Floor)
	if (l.low.open || l.high.open) && t.IsInt() {
		most.Sub(most, big.NewInt(1))
	}
	return most.Int64(), most.IsInt64()
}

// Needed is the least total with which so many wrong items meet a limit of a share
// with one edge. ok is false if no total does, and for every other limit.
func (l Limit) Needed(wrong int64) (total int64, ok bool) {
	t, _, ok := l.tolerated()
	if !ok || t.Sign() < 0 || t.Sign() == 0 && (wrong > 0 || l.low.open || l.high.open) {
		return 0, false
	}
	if t.Sign() == 0 {
		return 0, true
	}
	least := new(big.Rat).Quo(big.NewRat(wrong, 1), t)
	n := exact.Quotient(least.Num(), least.Denom(), exact.Ceiling)
	if (l.low.open || l.high.open) && least.IsInt() {
		n.Add(n, big.NewInt(1))
	}
	return n.Int64(), n.IsInt64()
}

// PoolOf is the share that figures have together: the good part of all their items, or
// of all their time, over the whole. It is no mean: 1 of 2 and 1 of 8 are 2 of 10. It
// has no value without figures, if a figure is no share or has no value, if shares of
// items meet shares of time, or if the total exceeds an int64. A share that is known
// only by its value, see ShareOfRat, has no total to pool; do not pass it.
func PoolOf(figures ...Figure) Figure {
	var of kind
	var good, total int64
	var others []*big.Rat // good parts that are fractions, or that do not fit
	for i := range figures {
		f := &figures[i]
		if i == 0 {
			of = f.kind
		}
		if !f.isShare() || f.kind != of || total+f.b < total {
			return Figure{}
		}
		total += f.b
		if f.wide == nil && good+f.a >= good {
			good += f.a
		} else {
			others = append(others, f.good())
		}
	}
	if others == nil && len(figures) > 0 {
		return Figure{kind: of, a: good, b: total}
	}
	return partOf(of, sumOf(append(others, big.NewRat(good, 1))), total)
}

// sumOf adds in pairs, so that long denominators meet few times.
func sumOf(all []*big.Rat) *big.Rat {
	if len(all) == 1 {
		return all[0]
	}
	half := len(all) / 2
	return new(big.Rat).Add(sumOf(all[:half]), sumOf(all[half:]))
}
