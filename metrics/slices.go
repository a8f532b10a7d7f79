package metrics

import (
	"encoding/binary"
	"iter"
	"math/big"
	"strconv"
	"time"

	"github.com/upheld/upheld/internal/bag"
	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/wire"
)

// SliceTally is the tally of samples per slice: good and total for each slice with
// samples. Its slices are [anchor + k·every, anchor + (k+1)·every) for all whole k.
// Make it with NewSliceTally; the zero SliceTally takes no samples. It is not safe
// for concurrent use, not even for reading.
type SliceTally struct {
	every, anchor int64
	bag           bag.Bag // value: k; tag 0: total, 1: bad
}

const (
	tagTotal = iota
	tagBad
)

// NewSliceTally makes an empty tally. every must be positive and the anchor must
// lie in the years 1900 to 2189.
func NewSliceTally(every time.Duration, anchor time.Time) (*SliceTally, error) {
	at, ok := nanos(anchor)
	switch {
	case !ok:
		return nil, outside("anchor", anchor)
	case every <= 0:
		return nil, &FieldError{Path: "every", Value: every.String(), Err: fault.Because(ErrRange, "a slice needs a length above 0")}
	}
	return &SliceTally{every: int64(every), anchor: at}, nil
}

// Add counts samples at an instant. It fails if c.Good is negative or above
// c.Total, if c.Total is above CountMax, and for an instant outside the years 1900
// to 2189.
func (t *SliceTally) Add(at time.Time, c Count) error { return t.change(at, c, 1) }

// Remove takes samples back.
func (t *SliceTally) Remove(at time.Time, c Count) error { return t.change(at, c, -1) }

func (t *SliceTally) change(at time.Time, c Count, n int64) error {
	ns, ok := nanos(at)
	switch {
	case t.every == 0:
		return &FieldError{Path: "every", Err: fault.Because(ErrMissing, "slices come from NewSliceTally")}
	case !ok:
		return outside("at", at)
	case c.Good < 0 || c.Good > c.Total:
		return &FieldError{Path: "good", Err: fault.Because(ErrRange, "good lies between 0 and total")}
	case c.Total > CountMax:
		return &FieldError{Path: "total", Err: fault.Because(ErrRange, "at most %d", int64(CountMax))}
	}
	k := floorDiv(ns-t.anchor, t.every)
	t.bag.Add(k, tagTotal, n*c.Total)
	if bad := c.Total - c.Good; bad > 0 {
		t.bag.Add(k, tagBad, n*bad)
	}
	return nil
}

// floorDiv divides and rounds down. The difference of two instants of the horizon
// fits into an int64.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Merge adds all samples of other. It fails, and changes nothing, if the slices
// differ.
func (t *SliceTally) Merge(other *SliceTally) error {
	if t.every != other.every || t.anchor != other.anchor {
		return fault.Because(ErrConflict, "slices of different lengths or anchors do not merge")
	}
	t.bag.Merge(&other.bag)
	return nil
}

// IsEmpty reports whether the tally holds no sample: none was added, or all were
// removed.
func (t *SliceTally) IsEmpty() bool { return t.bag.IsEmpty() }

const sliceForm = 'S'

// AppendBinary appends the canonical binary form.
func (t *SliceTally) AppendBinary(out []byte) ([]byte, error) {
	out = binary.AppendUvarint(append(out, sliceForm), uint64(t.every))
	return t.bag.AppendBinary(binary.AppendVarint(out, t.anchor)), nil
}

// MarshalBinary gives the canonical binary form.
func (t *SliceTally) MarshalBinary() ([]byte, error) { return t.AppendBinary(nil) }

// UnmarshalBinary reads the canonical binary form and refuses any other.
func (t *SliceTally) UnmarshalBinary(data []byte) error {
	r := wire.Read(data, sliceForm, "slices")
	every, anchor := r.Uint(), r.Int()
	b := bag.Read(&r)
	switch {
	case r.End() != nil:
		return r.Err()
	case every == 0 || every > 1<<63-1 || anchor < horizonFrom*1e9 || anchor >= horizonTo*1e9:
		return fault.Because(ErrRange, "the binary form of slices is out of range")
	}
	items := b.Items()
	for i := range items.Len() {
		it := items.At(i)
		if it.Tag != tagTotal && it.Tag != tagBad {
			return fault.Because(ErrSyntax, "a slice has totals and bad samples only")
		}
	}
	*t = SliceTally{every: int64(every), anchor: anchor, bag: b}
	return nil
}

// SliceRules is a compiled Slices. It is immutable and safe for concurrent use.
type SliceRules struct {
	every      time.Duration
	bad, good  Limit
	judged     bool // slices are good or bad; else the figure is the mean of their shares
	empty      NoDataPolicy
	minSamples int64
	minRun     int64
	align      Align
	partial    Partial
	coverage   *big.Rat
}

// Rules compiles the spec. The error lists all of its problems.
func (m Slices) Rules() (SliceRules, error) {
	var l fault.List
	r := SliceRules{empty: m.Empty, minSamples: m.MinSamples, minRun: m.MinRun, align: m.Align, partial: m.Partial}
	required(&l, "of", m.Of)
	r.every = positive(&l, "every", m.Every)
	r.bad, r.good = shares(&l, "bad", m.Bad), shares(&l, "good", m.Good)
	r.judged = m.Bad != "" || m.Good != ""
	if m.Bad != "" && m.Good != "" {
		l.Addf("good", string(m.Good), ErrConflict, "write bad or good, not both")
	}
	l.Add("empty", string(m.Empty), word(m.Empty, false, noDataWords...))
	if m.MinSamples < 0 {
		l.Addf("min-samples", strconv.FormatInt(m.MinSamples, 10), ErrRange, "it is not negative")
	}
	if m.MinRun < 0 {
		l.Addf("min-run", strconv.FormatInt(m.MinRun, 10), ErrRange, "it is not negative")
	}
	if m.MinRun > 1 && !r.judged {
		l.Addf("min-run", strconv.FormatInt(m.MinRun, 10), ErrConflict, "without bad or good no slice is judged")
	}
	l.Add("align", string(m.Align), word(m.Align, true, AlignPeriod, AlignClock))
	l.Add("partial", string(m.Partial), word(m.Partial, true, PartialCount, PartialDrop))
	if m.Coverage != "" {
		share, err := m.Coverage.Share()
		l.Add("coverage", string(m.Coverage), err)
		r.coverage = share
	}
	return r, l.Err()
}

// shares reads an optional bound of shares.
func shares(l *fault.List, path string, b Bound) Limit {
	if b == "" {
		return Limit{}
	}
	limit, err := b.Parse()
	l.Add(path, string(b), err)
	if err == nil && limit.unit != unitShare {
		l.Addf(path, string(b), ErrConflict, "slices are judged by a share of their samples, such as over 5%%")
	}
	return limit
}

// isBad judges one slice.
func (r SliceRules) isBad(c Count) bool {
	if r.good.IsValid() {
		return !r.good.Meets(ShareOf(c.Good, c.Total))
	}
	return r.bad.Meets(ShareOf(c.Total-c.Good, c.Total))
}

// Every is the length of a slice.
func (r SliceRules) Every() time.Duration { return r.every }

// Anchor is the anchor for NewSliceTally if the period starts at from.
func (r SliceRules) Anchor(from time.Time) time.Time {
	if r.align == AlignClock {
		return time.Unix(0, 0).UTC()
	}
	return from
}

// SliceCount counts the slices of a period. Good, Bad, Short, Empty and Dropped add
// up to All, except that an empty slice that the policy counts is also in Good, Bad
// or Short.
type SliceCount struct {
	All     int64 // slices that begin in the period, in hours and before AsOf
	Good    int64
	Bad     int64
	Short   int64 // bad slices in runs that are too short: they count as good
	Empty   int64 // slices without samples, or with too few
	Dropped int64 // slices partly outside the period that PartialDrop drops
	// Head and Tail are the bad slices in a row at the start and at the end of the
	// period, in runs of any length. Tail is RunBefore of the next period, Head is
	// RunAfter of the period before.
	Head, Tail int64
	// Attained is the share of good slices, or the mean of their shares.
	Attained Figure
	Reason   Reason
	Coverage Figure // share of the slices, without dropped ones, that have enough samples

	goods *big.Rat // the sum of the good shares, if slices are not judged
}

// slicesMax bounds the slices of a period: one a second for eight years.
const slicesMax = 1 << 28

// Measure judges the slices of a period. Slices that start at or after look.AsOf,
// or outside look.Open, do not exist. A nil tally has no samples. Measure fails if
// the tally has slices of another length, or the period more than 2^28 slices.
func (r SliceRules) Measure(t *SliceTally, look Look) (SliceCount, error) {
	from, to, err := ends(look.From, look.To)
	if err != nil {
		return SliceCount{}, err
	}
	asOf := to
	if !look.AsOf.IsZero() {
		asOf, _ = nanos(look.AsOf)
	}
	if t == nil {
		t = &SliceTally{every: int64(r.every), anchor: from}
	}
	if t.every != int64(r.every) || t.every == 0 {
		return SliceCount{}, fault.Because(ErrConflict, "slices of %v are judged by rules for %v", time.Duration(t.every), r.every)
	}
	if (to-from)/t.every >= slicesMax {
		return SliceCount{}, fault.Because(ErrRange, "a period has at most 2^28 slices")
	}
	j := judge{r: r, t: t, items: t.bag.Items(), goods: map[int64]int64{}, before: max(0, look.RunBefore), after: max(0, look.RunAfter)}
	if look.Rest != "" && asOf < to {
		j.turn, j.rest, asOf = asOf, look.Rest, to
	}
	j.begin(from, to, min(asOf, to))
	if look.Open == nil {
		j.slices(from, to)
	} else {
		j.hours(look.Open, from, to)
	}
	return j.result(), nil
}

// judge is one reading of a tally.
type judge struct {
	r        SliceRules
	t        *SliceTally
	items    *bag.Rows[bag.Item]
	next     int
	from, to int64
	asOf     int64
	turn     int64 // from this instant on slices are as rest says
	rest     Rest
	c        SliceCount
	run      int64 // bad slices in a row so far
	before   int64 // the bad slices of the run before the period
	after    int64 // bad slices in a row that follow the period
	ended    bool  // a run has ended in the period
	goods    map[int64]int64
	last     Count // the last slice with samples, for hold-last
	hasLast  bool
	broken   bool
	done     int64 // slices before this one are judged
}

func (j *judge) begin(from, to, asOf int64) {
	j.from, j.to, j.asOf = from, to, asOf
	j.done = floorDiv(from-j.t.anchor, j.t.every)
}

// hours judges the slices that start within open stretches.
func (j *judge) hours(open iter.Seq2[time.Time, time.Time], from, to int64) {
	for a, b := range open {
		lo, ok := nanos(a)
		hi, fits := nanos(b)
		if !ok || !fits || hi <= from {
			continue
		}
		if lo >= to {
			return
		}
		j.slices(max(lo, from), min(hi, to))
	}
}

// slices judges the slices that start in [from, to), and a partial first slice.
func (j *judge) slices(from, to int64) {
	k := floorDiv(from-j.t.anchor, j.t.every)
	if start := j.t.anchor + k*j.t.every; start < from && from != j.from {
		k++ // the slice starts in closed time
	}
	k = max(k, j.done)
	for ; ; k++ {
		start := j.t.anchor + k*j.t.every
		if start >= to || start >= j.asOf {
			break
		}
		j.c.All++
		if (start < j.from || start+j.t.every > j.to) && j.r.partial == PartialDrop {
			j.c.Dropped++
			continue
		}
		j.slice(k)
	}
	j.done = k
}

// samples gives the samples of slice k.
func (j *judge) samples(k int64) Count {
	for j.next < j.items.Len() && j.items.At(j.next).Value < k {
		j.next++
	}
	var c Count
	for ; j.next < j.items.Len() && j.items.At(j.next).Value == k; j.next++ {
		it := j.items.At(j.next)
		j.broken = j.broken || it.Count < 0
		if it.Tag == tagBad {
			c.Good -= it.Count
		} else {
			c.Good, c.Total = c.Good+it.Count, c.Total+it.Count
		}
	}
	return c
}

func (j *judge) slice(k int64) {
	c := j.samples(k)
	j.broken = j.broken || c.Good < 0
	if j.rest != "" && j.t.anchor+(k+1)*j.t.every > j.turn {
		j.ahead()
		return
	}
	if c.Total <= 0 || c.Total < j.r.minSamples {
		j.c.Empty++
		switch j.r.empty {
		case NoDataGood:
			c = Count{1, 1}
		case NoDataBad:
			c = Count{0, 1}
		case NoDataHoldLast:
			if !j.hasLast {
				j.endRun()
				return
			}
			c = j.last
		default:
			j.endRun()
			return
		}
	} else {
		j.last, j.hasLast = c, true
	}
	if !j.r.judged {
		j.c.Good++
		j.goods[c.Total] += c.Good // one sum for each total, so that few fractions are added
		return
	}
	if j.r.isBad(c) {
		j.run++
		return
	}
	j.endRun()
	j.c.Good++
}

// ahead counts a slice that has not ended as good or as bad.
func (j *judge) ahead() {
	switch {
	case j.r.judged && j.rest == RestDown:
		j.run++
		return
	case !j.r.judged && j.rest == RestDown:
		j.goods[1] += 0
	case !j.r.judged:
		j.goods[1]++
	}
	j.endRun()
	j.c.Good++
}

// endRun decides whether the bad slices in a row are enough to count. Slices before
// and after the period lengthen the run, but count in their own period.
func (j *judge) endRun() {
	if !j.ended {
		j.c.Head, j.ended = j.run, true
	}
	if j.before+j.run >= j.r.minRun {
		j.c.Bad += j.run
	} else {
		j.c.Short += j.run
	}
	j.run, j.before = 0, 0
}

func (j *judge) result() SliceCount {
	j.c.Tail = j.run
	j.before += j.after
	j.endRun()
	c := j.c
	if j.broken {
		return SliceCount{All: c.All, Good: c.Good, Bad: c.Bad, Short: c.Short, Empty: c.Empty, Dropped: c.Dropped, Reason: MoreRemoved}
	}
	if !j.r.judged {
		goods := make([]*big.Rat, 0, len(j.goods))
		for total, good := range j.goods {
			goods = append(goods, big.NewRat(good, total))
		}
		c.goods = sumOfFractions(goods, exact.Floor)
	}
	j.r.figure(&c, j.asOf <= j.from)
	return c
}
