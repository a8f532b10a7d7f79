package metrics

import (
	"encoding/binary"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/bag"
	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/wire"
)

// samplePlaces is the most places after the point of a sample, sampleMax the
// largest sample.
const (
	samplePlaces = 6
	sampleMax    = 1_000_000_000_000
)

// sample gives a decimal in millionths.
func sample(d decimal.Decimal) (int64, error) {
	if e := int(d.Exponent()) + samplePlaces; e >= 0 && e <= 17 && d.NumDigits()+e <= 18 {
		return d.CoefficientInt64() * powers[e], nil
	}
	if !exact.Bounded(d) {
		return 0, fault.Because(ErrRange, "a sample has at most %d places and is at most 10^12", samplePlaces)
	}
	r := exact.FromDecimal(d)
	r.Mul(r, big.NewRat(1_000_000, 1))
	if !r.IsInt() || r.Num().CmpAbs(big.NewInt(sampleMax*1_000_000)) > 0 {
		return 0, fault.Because(ErrRange, "a sample has at most %d places and is at most 10^12", samplePlaces)
	}
	return r.Num().Int64(), nil
}

// Samples is the tally of numbers: answers, ratings, stock levels. It keeps each
// distinct number, to six places, and how often it occurred. The zero Samples is
// empty. It is not safe for concurrent use, not even for reading.
type Samples struct{ bag bag.Bag }

// Add counts a number n times. It fails for a number with more than six places
// after the point or beyond ±10^12, and for an n below 1.
func (s *Samples) Add(value decimal.Decimal, n int64) error { return s.change(value, n, 1) }

// Remove takes a number back n times; it fails as Add does.
func (s *Samples) Remove(value decimal.Decimal, n int64) error { return s.change(value, n, -1) }

func (s *Samples) change(value decimal.Decimal, n, sign int64) error {
	v, err := sample(value)
	if err != nil {
		return &FieldError{Path: "value", Err: err}
	}
	if n <= 0 {
		return &FieldError{Path: "count", Err: fault.Because(ErrRange, "a count of at least 1 is needed")}
	}
	s.bag.Add(v, 0, sign*n)
	return nil
}

// Merge adds all samples of other.
func (s *Samples) Merge(other *Samples) { s.bag.Merge(&other.bag) }

// IsEmpty reports whether the tally holds no number: none was added, or all were
// removed.
func (s *Samples) IsEmpty() bool { return s.bag.IsEmpty() }

const samplesForm = 'N'

// AppendBinary appends the canonical binary form.
func (s *Samples) AppendBinary(out []byte) ([]byte, error) {
	return s.bag.AppendBinary(append(out, samplesForm)), nil
}

// MarshalBinary gives the canonical binary form.
func (s *Samples) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary reads the canonical binary form and refuses any other.
func (s *Samples) UnmarshalBinary(data []byte) error {
	r := wire.Read(data, samplesForm, "samples")
	b := bag.Read(&r)
	if err := r.End(); err != nil {
		return err
	}
	items := b.Items()
	for i := range items.Len() {
		it := items.At(i)
		if it.Tag != 0 {
			return fault.Because(ErrSyntax, "a sample has no tag")
		}
	}
	*s = Samples{bag: b}
	return nil
}

// Sum adds up all samples and counts them. why is NoItems without samples.
func (s *Samples) Sum() (sum *big.Rat, n int64, why Reason) {
	total := new(big.Int)
	part := new(big.Int)
	items := s.bag.Items()
	for i := range items.Len() {
		it := items.At(i)
		if it.Count < 0 {
			return new(big.Rat), 0, MoreRemoved
		}
		n += it.Count
		total.Add(total, part.Mul(big.NewInt(it.Value), big.NewInt(it.Count)))
	}
	if n == 0 {
		why = NoItems
	}
	return new(big.Rat).SetFrac(total, big.NewInt(1_000_000)), n, why
}

// Within counts the samples that meet a limit as good, out of all samples. A limit
// of shares or lengths counts nothing.
func (s *Samples) Within(l Limit) Count {
	var c Count
	if l.unit != unitNumber {
		return c
	}
	items := s.bag.Items()
	for i := range items.Len() {
		it := items.At(i)
		c.Total += it.Count
		if l.Meets(Figure{kind: number, wide: big.NewRat(it.Value, 1_000_000)}) {
			c.Good += it.Count
		}
	}
	return c
}

// ScoreRules is a compiled Score. It is immutable and safe for concurrent use.
type ScoreRules struct {
	kind       ScoreKind
	top, scale Limit
	scaled     bool
}

// Rules compiles the spec. The error lists all of its problems.
func (m Score) Rules() (ScoreRules, error) {
	var l fault.List
	r := ScoreRules{kind: m.Kind}
	required(&l, "of", m.Of)
	l.Add("kind", string(m.Kind), word(m.Kind, false, NetPromoter, TopBox, MeanScore, Opinion))
	r.top = numbers(&l, "top", m.Top)
	switch {
	case m.Kind == TopBox && m.Top == "":
		l.Addf("top", "", ErrMissing, "which answers count, such as 4 to 5")
	case m.Kind != TopBox && m.Top != "":
		l.Addf("top", string(m.Top), ErrConflict, "only top-box has top")
	}
	r.scale = numbers(&l, "scale", m.Scale)
	r.scaled = m.Scale != ""
	if m.Kind == NetPromoter && r.scaled && r.scale.IsValid() && !(r.scale.Meets(NumberOf(big.NewRat(10, 1))) && !r.scale.Meets(NumberOf(big.NewRat(11, 1)))) {
		l.Addf("scale", string(m.Scale), ErrConflict, "promoters answer 9 or 10: the scale ends at 10")
	}
	if m.Kind == NetPromoter && !r.scaled {
		r.scale, r.scaled = Limit{unit: unitNumber, low: edgeAt(new(big.Rat), false), high: edgeAt(big.NewRat(10, 1), false)}, true
	}
	return r, l.Err()
}

// numbers reads an optional bound of numbers.
func numbers(l *fault.List, path string, b Bound) Limit {
	if b == "" {
		return Limit{}
	}
	limit, err := b.Parse()
	l.Add(path, string(b), err)
	if err == nil && limit.unit != unitNumber {
		l.Addf(path, string(b), ErrConflict, "samples and answers are plain numbers")
	}
	return limit
}

// OnScale reports whether an answer lies on the scale. Do not add an answer that
// does not: it is a finding.
func (r ScoreRules) OnScale(value decimal.Decimal) bool {
	return exact.Bounded(value) && (!r.scaled || r.scale.MeetsDecimal(value))
}

// Score computes the figure: a share for TopBox, a number for the other kinds. It
// has no value, and a Reason, with fewer than least answers or with an answer
// outside the scale. Opinion turns each rating R into 1 + 0.035R +
// 0.000007·R(R−60)(100−R), held between 1 and 4.5 (ITU-T G.107 Annex B), and gives
// the exact mean.
func (r ScoreRules) Score(s *Samples, least int64) (Figure, Reason) {
	sum, n, why := s.Sum()
	switch {
	case why != "":
		return Figure{}, why
	case n < least:
		return Figure{}, BelowLeast
	case r.scaled && s.Within(r.scale).Good < n:
		return Figure{}, OutOfScale
	}
	count := big.NewRat(n, 1)
	switch r.kind {
	case NetPromoter:
		promoters := s.Within(Limit{unit: unitNumber, low: edgeAt(big.NewRat(9, 1), false)})
		detractors := s.Within(Limit{unit: unitNumber, high: edgeAt(big.NewRat(6, 1), false)})
		return netPromoterScore(ShareOf(promoters.Good, n), ShareOf(detractors.Good, n)), ""
	case TopBox:
		return s.Within(r.top).Figure(least)
	case Opinion:
		total := new(big.Rat)
		items := s.bag.Items()
		for i := range items.Len() {
			it := items.At(i)
			mos := opinion(big.NewRat(it.Value, 1_000_000))
			total.Add(total, mos.Mul(mos, big.NewRat(it.Count, 1)))
		}
		return NumberOf(total.Quo(total, count)), ""
	}
	return NumberOf(sum.Quo(sum, count)), ""
}

// netPromoterScore is the difference of two exact shares, times 100: −100 to 100.
// Rounded shares can have another difference.
func netPromoterScore(promoters, detractors Figure) Figure {
	if !promoters.isShare() || !detractors.isShare() {
		return Figure{}
	}
	points := promoters.raw()
	points.Sub(points, detractors.raw())
	return NumberOf(points.Mul(points, big.NewRat(100, 1)))
}

// opinion is the mean opinion score of a transmission rating.
func opinion(rating *big.Rat) *big.Rat {
	low, high := big.NewRat(1, 1), big.NewRat(9, 2)
	if rating.Sign() <= 0 {
		return low
	}
	if rating.Cmp(big.NewRat(100, 1)) >= 0 {
		return high
	}
	curve := big.NewRat(7, 1_000_000)
	curve.Mul(curve, rating)
	curve.Mul(curve, new(big.Rat).Sub(rating, big.NewRat(60, 1)))
	curve.Mul(curve, new(big.Rat).Sub(big.NewRat(100, 1), rating))
	linear := new(big.Rat).Mul(rating, big.NewRat(35, 1000))
	curve.Add(curve, linear.Add(linear, big.NewRat(1, 1)))
	if curve.Cmp(low) < 0 {
		return low
	}
	return curve
}

// TotalTally is the tally of a sum of samples. Its size is fixed. The zero
// TotalTally is empty.
type TotalTally struct {
	sum   big.Int // millionths
	count int64
}

// Add counts one number; it fails for the numbers that Samples.Add refuses.
func (t *TotalTally) Add(value decimal.Decimal) error { return t.change(value, 1) }

// Remove takes a number back.
func (t *TotalTally) Remove(value decimal.Decimal) error { return t.change(value, -1) }

func (t *TotalTally) change(value decimal.Decimal, n int64) error {
	v, err := sample(value)
	if err != nil {
		return &FieldError{Path: "value", Err: err}
	}
	t.sum.Add(&t.sum, big.NewInt(n*v))
	t.count += n
	return nil
}

// Merge adds all samples of other.
func (t *TotalTally) Merge(other *TotalTally) {
	t.sum.Add(&t.sum, &other.sum)
	t.count += other.count
}

// Figure gives the statistic. A sum or count of no samples is the number 0: that
// nothing happened is a measurement. A mean of no samples has no value.
func (t *TotalTally) Figure(s TotalStatistic, least int64) (Figure, Reason) {
	sum := new(big.Rat).SetFrac(&t.sum, big.NewInt(1_000_000))
	switch {
	case t.count < 0:
		return Figure{}, MoreRemoved
	case t.count < least:
		return Figure{}, BelowLeast
	case s == TotalCount:
		return NumberOf(big.NewRat(t.count, 1)), ""
	case s == TotalMean && t.count == 0:
		return Figure{}, NoItems
	case s == TotalMean:
		return NumberOf(sum.Quo(sum, big.NewRat(t.count, 1))), ""
	}
	return NumberOf(sum), ""
}

// IsEmpty reports whether the tally holds no sample: none was added, or all were
// removed.
func (t *TotalTally) IsEmpty() bool { return t.count == 0 && t.sum.Sign() == 0 }

const totalForm = 'T'

// AppendBinary appends the canonical binary form.
func (t *TotalTally) AppendBinary(out []byte) ([]byte, error) {
	size := t.sum.Bytes()
	out = binary.AppendVarint(append(out, totalForm), t.count)
	out = binary.AppendVarint(out, int64(len(size))*int64(max(t.sum.Sign(), -1)))
	return append(out, size...), nil
}

// MarshalBinary gives the canonical binary form.
func (t *TotalTally) MarshalBinary() ([]byte, error) { return t.AppendBinary(nil) }

// UnmarshalBinary reads the canonical binary form and refuses any other.
func (t *TotalTally) UnmarshalBinary(data []byte) error {
	r := wire.Read(data, totalForm, "a total")
	count, size := r.Int(), r.Int()
	bytes := r.Bytes(int(max(size, -size)))
	switch {
	case r.End() != nil:
		return r.Err()
	case len(bytes) > 32 || len(bytes) > 0 && bytes[0] == 0:
		return fault.Because(ErrSyntax, "the sum of a total is cut off or too long")
	}
	got := TotalTally{count: count}
	got.sum.SetBytes(bytes)
	if size < 0 {
		got.sum.Neg(&got.sum)
	}
	*t = TotalTally{count: got.count}
	t.sum.Set(&got.sum)
	return nil
}
