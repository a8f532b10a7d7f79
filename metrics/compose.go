package metrics

import (
	"maps"
	"math/big"
	"slices"
	"sort"
	"strconv"

	"github.com/upheld/upheld/internal/fault"
)

// partsMax bounds the parts of a composition: exact probabilities of many parts are
// long numbers.
const partsMax = 100

// DesignSeries is the availability by design of a whole that needs all of its
// parts: the product of their availabilities. All design figures assume that the
// parts fail independently of each other; Composed does not assume it. If a part
// has no value, neither has the whole.
func DesignSeries(parts ...Figure) (Figure, Reason) { return DesignAtLeast(len(parts), parts...) }

// DesignParallel is the availability by design of a whole that needs any one of its
// parts: 1 less the product of their unavailabilities.
func DesignParallel(parts ...Figure) (Figure, Reason) { return DesignAtLeast(1, parts...) }

// DesignAtLeast is the availability by design of a whole that needs k of its parts:
// the exact probability that at least k are up. It has no value if k is below 1 or
// above the number of parts, or with more than 100 parts.
func DesignAtLeast(k int, parts ...Figure) (Figure, Reason) {
	if k < 1 || k > len(parts) || len(parts) > partsMax {
		return Figure{}, PartNotMeasured
	}
	// up[j] is the probability that exactly j of the parts so far are up.
	up := make([]*big.Rat, 1, len(parts)+1)
	up[0] = big.NewRat(1, 1)
	for _, part := range parts {
		if !part.isShare() {
			return Figure{}, PartNotMeasured
		}
		p := part.raw()
		q := new(big.Rat).Sub(big.NewRat(1, 1), p)
		if q.Sign() < 0 {
			return Figure{}, MoreGoodThanAll
		}
		up = append(up, new(big.Rat))
		for j := len(up) - 1; j >= 0; j-- {
			here := new(big.Rat).Mul(up[j], q)
			if j > 0 {
				here.Add(here, new(big.Rat).Mul(up[j-1], p))
			}
			up[j] = here
		}
	}
	sum := new(big.Rat)
	for _, p := range up[k:] {
		sum.Add(sum, p)
	}
	return ShareOfRat(sum), ""
}

// Weighted is one part of a composite objective and its weight.
type Weighted struct {
	Part   Figure
	Weight *big.Rat // not negative; nil is 1
}

func (w Weighted) weight() *big.Rat {
	if w.Weight == nil {
		return big.NewRat(1, 1)
	}
	return w.Weight
}

// AddShortfalls is 1 less the weighted sum of the parts' shortfalls from 1, the
// rule of OpenSLO's composites: 95 % and 95 % give 90 %. The result is at least 0.
// If a part has no value, neither has the whole.
func AddShortfalls(parts ...Weighted) (Figure, Reason) {
	one := big.NewRat(1, 1)
	left := big.NewRat(1, 1)
	for _, p := range parts {
		if !p.Part.isShare() {
			return Figure{}, PartNotMeasured
		}
		if p.weight().Sign() < 0 {
			return Figure{}, NothingPromised
		}
		lack := new(big.Rat).Sub(one, p.Part.raw())
		left.Sub(left, lack.Mul(lack, p.weight()))
	}
	if len(parts) == 0 {
		return Figure{}, NoItems
	}
	if left.Sign() < 0 {
		left.SetInt64(0)
	}
	return ShareOfRat(left), ""
}

// WeightedMean is the mean of shares by weight, the rule of Kibana's composites. A part
// without a value, or one that is no share, is left out together with its weight. The mean
// has no value if no part is left (NoItems), or if a weight is negative or the weights add
// up to 0 (NothingPromised).
func WeightedMean(parts ...Weighted) (Figure, Reason) {
	sum, weights := new(big.Rat), new(big.Rat)
	valued := false
	for _, p := range parts {
		if !p.Part.isShare() {
			continue
		}
		if p.weight().Sign() < 0 {
			return Figure{}, NothingPromised
		}
		valued = true
		weights.Add(weights, p.weight())
		sum.Add(sum, new(big.Rat).Mul(p.Part.raw(), p.weight()))
	}
	switch {
	case !valued:
		return Figure{}, NoItems
	case weights.Sign() == 0:
		return Figure{}, NothingPromised
	}
	return ShareOfRat(sum.Quo(sum, weights)), ""
}

// ComposedRules is a compiled Composed. It is immutable and safe for
// concurrent use.
type ComposedRules struct {
	parts  []string
	need   int
	shares []Weight // the weight of each part; nil if the parts have no weights
	each   Pipeline
}

// Rules compiles the spec. The error lists all of its problems.
func (m Composed) Rules() (ComposedRules, error) {
	var l fault.List
	r := ComposedRules{need: len(m.Series)}
	parts := func(path string, names []string) {
		if len(names) > partsMax {
			l.Addf(path, "", ErrRange, "a composition has at most %d parts", partsMax)
			return
		}
		for i, name := range names {
			at := path + "[" + strconv.Itoa(i) + "]"
			if name == "" {
				l.Add(at, "", ErrMissing)
			} else if slices.Contains(names[:i], name) {
				l.Addf(at, name, ErrConflict, "the part is listed twice")
			}
		}
		r.parts = append(r.parts, names...)
	}
	switch {
	case len(m.Series) > 0 && len(m.Parallel) > 0:
		l.Addf("parallel", "", ErrConflict, "write series or parallel, not both")
	case len(m.Weighted) > 0 && len(m.Series)+len(m.Parallel) > 0:
		l.Addf("weighted", "", ErrConflict, "write series, parallel or weighted, not two of them")
	case len(m.Weighted) > 0:
		parts("weighted", slices.Sorted(maps.Keys(m.Weighted)))
		r.shares = m.weights(&l)
		if m.AtLeast != 0 {
			l.Addf("at-least", strconv.Itoa(m.AtLeast), ErrConflict, "weighted parts have shares; only parallel has at-least")
		}
	case len(m.Series) > 0:
		parts("series", m.Series)
		if m.AtLeast != 0 {
			l.Addf("at-least", strconv.Itoa(m.AtLeast), ErrConflict, "in series all parts are needed")
		}
	case len(m.Parallel) > 0:
		r.need = max(m.AtLeast, 1)
		parts("parallel", m.Parallel)
		if m.AtLeast < 0 || m.AtLeast > len(m.Parallel) {
			l.Addf("at-least", strconv.Itoa(m.AtLeast), ErrRange, "from 1 to %d parts", len(m.Parallel))
		}
	default:
		l.Addf("", "", ErrMissing, "write series, parallel or weighted")
	}
	if m.Each.Of != "" {
		l.Addf("each.of", m.Each.Of, ErrConflict, "leave it out: the parts name the subjects")
	}
	var inner fault.List
	each, err := m.Each.compile(&inner)
	l.Merge("each", err)
	r.each = each
	return r, l.Err()
}

// weights gives the shares of the parts, in the order of their names.
func (m Composed) weights(l *fault.List) []Weight {
	if len(m.Weighted) > partsMax {
		return nil // parts has reported this
	}
	shares, sum, read := []Weight(nil), new(big.Rat), true
	for _, name := range slices.Sorted(maps.Keys(m.Weighted)) {
		share := m.Weighted[name]
		w, err := share.Weight()
		if err == nil && w.IsZero() {
			err = fault.Because(ErrRange, "a part needs a share above 0")
		}
		if err != nil {
			l.Add("weighted."+name, string(share), err)
			read = false
		}
		shares, sum = append(shares, w), sum.Add(sum, w.Rat())
	}
	if read && sum.Cmp(big.NewRat(1, 1)) != 0 {
		l.Addf("weighted", "", ErrConflict, "the shares add up to %s, not to 100%%", PercentOf(sum))
	}
	return shares
}

// Parts lists the subjects of the parts in order; those of Weighted are sorted by
// name.
func (r ComposedRules) Parts() []string { return slices.Clone(r.parts) }

// Measure reads the timelines of the parts, in the order of Parts, and composes
// them. It fails as Pipeline.Measure does, and if the number of timelines is wrong.
func (r ComposedRules) Measure(parts []*Timeline, look Look) (Uptime, error) {
	if len(parts) != len(r.parts) {
		return Uptime{}, fault.Because(ErrConflict, "%d timelines for %d parts", len(parts), len(r.parts))
	}
	ledgers := make([]Ledger, len(parts))
	overlapped := false
	var unknown, refused []string
	for i, t := range parts {
		u, err := r.each.Measure(t, look)
		if err != nil {
			return Uptime{}, err
		}
		if u.Reason == MoreRemoved {
			return Uptime{Reason: MoreRemoved}, nil
		}
		ledgers[i], overlapped = u.Ledger, overlapped || u.Overlapped
		unknown, refused = append(unknown, u.Unknown...), append(refused, u.Refused...)
	}
	u := r.each.compose(r.at(), ledgers)
	u.Unknown, u.Refused, u.Overlapped = unique(unknown), unique(refused), overlapped
	return u, nil
}

// at gives the function that computes the state of the whole from the states of its
// parts.
func (r ComposedRules) at() func(now []Entry) Entry {
	if r.shares == nil {
		return func(now []Entry) Entry { return composeAt(r.need, now) }
	}
	return func(now []Entry) Entry { return weighAt(r.shares, now) }
}

// compose combines the ledgers of parts, all of the same period. whole computes the
// entry of the whole from the current entries of the parts.
func (p Pipeline) compose(whole func(now []Entry) Entry, parts []Ledger) Uptime {
	var t totals
	var ledger Ledger
	early := true
	at := make([]int, len(parts))
	for len(parts) > 0 {
		now := make([]Entry, 0, len(parts))
		for i, l := range parts {
			if at[i] < len(l) {
				now = append(now, l[at[i]])
			}
		}
		if len(now) < len(parts) {
			break
		}
		e := whole(now)
		e.From, e.To = now[0].From, now[0].To
		for _, other := range now[1:] {
			if other.From.After(e.From) {
				e.From = other.From
			}
			if other.To.Before(e.To) {
				e.To = other.To
			}
		}
		for i, l := range parts {
			if !l[at[i]].To.After(e.To) {
				at[i]++
			}
		}
		if !e.From.Before(e.To) {
			continue // ledgers of different periods: keep only their overlap
		}
		early = early && e.Bucket == Future
		ledger = ledger.with(e)
	}
	of := ledger.loads()
	for _, e := range ledger {
		c := counting{bucketCode(slices.Index(buckets[:], e.Bucket)), e.Counted, e.Held, of.of(e.Weight)}
		t.add(int64(e.Length()), c, c)
	}
	u := p.result(&t, of, early)
	u.Ledger = ledger
	return u
}

// with appends an entry, or lengthens the last entry if it ends where e begins and
// differs in nothing else.
func (l Ledger) with(e Entry) Ledger {
	if n := len(l); n > 0 && l[n-1].To.Equal(e.From) {
		same := l[n-1]
		if same.From, same.To = e.From, e.To; same == e {
			l[n-1].To = e.To
			return l
		}
	}
	return append(l, e)
}

// composeAt is the whole at one instant if it needs k of its parts: it loses what
// the k-th best part loses. Parts that do not count at the instant (hours, windows,
// not monitored) are left out, and k is at most the number of parts left. If a part
// has no data, the whole has none, unless the answer is the same with that part up
// or down.
func composeAt(k int, now []Entry) Entry {
	counted := make([]Entry, 0, len(now))
	blind := 0
	for _, e := range now {
		switch {
		case e.Counted:
			counted = append(counted, e)
		case e.Bucket == NoData:
			blind++
		}
	}
	if len(counted)+blind == 0 {
		return now[0] // no part counts: take the entry of the first
	}
	sort.SliceStable(counted, func(i, j int) bool { return counted[i].lost().Compare(counted[j].lost()) < 0 })
	k = max(min(k, len(counted)+blind), 1)
	// best takes every part without data as up, worst as down.
	best, worst := kth(counted, k-blind), kth(counted, k)
	if best.lost() == worst.lost() {
		return whole(worst)
	}
	return Entry{Bucket: NoData, State: string(NoData)}
}

// weighAt is the whole at one instant if each part is a share of it. Parts that do
// not count at the instant are left out: the shares of the others then make up the
// whole. If a part has no data, the whole has none.
func weighAt(shares []Weight, now []Entry) Entry {
	of, lost := new(big.Rat), new(big.Rat)
	var first, worst Entry
	for i, e := range now {
		switch {
		case e.Counted:
			of.Add(of, shares[i].Rat())
			if loses := e.lost(); !loses.IsZero() {
				lost.Add(lost, loses.Rat().Mul(loses.Rat(), shares[i].Rat()))
				if first.State == "" {
					first = e
				}
				worst = e
			}
		case e.Bucket == NoData:
			return Entry{Bucket: NoData, State: string(NoData)}
		}
	}
	if of.Sign() == 0 {
		return now[0] // no part counts: take the entry of the first
	}
	if lost.Sign() == 0 {
		return Entry{Bucket: Up, Counted: true, State: string(Up)}
	}
	lost.Quo(lost, of)
	e := Entry{Bucket: Degraded, Counted: true, Weight: weightOf(lost), State: string(Degraded)}
	if e.Weight == wholeLoss() {
		e.Bucket, e.State = Down, string(Down)
	}
	if first == worst { // only one part loses time
		e.Cause = first.Cause
	}
	return e
}

// kth is the k-th best of the sorted parts: up before the first, down after the
// last.
func kth(sorted []Entry, k int) Entry {
	switch {
	case k <= 0:
		return Entry{Bucket: Up, Counted: true, State: string(Up)}
	case k > len(sorted):
		return Entry{Bucket: Down, Counted: true, Weight: wholeLoss(), State: string(Down)}
	}
	return sorted[k-1]
}

// whole drops the details of a part that loses nothing.
func whole(e Entry) Entry {
	if e.lost().IsZero() {
		return Entry{Bucket: Up, Counted: true, State: string(Up)}
	}
	return e
}
