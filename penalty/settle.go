package penalty

import (
	"math/bits"
	"slices"
	"sort"

	"github.com/upheld/upheld/internal/exact"
)

// settle works out the total from the exact amounts of the lines: caps from the
// narrowest to the widest, the minimum, one rounding, and the share of each line.
func (r *run) settle(out *Statement) {
	var bounds []bound
	total, _ := tame(r.entries)
	bonus, _ := tame(r.bonuses)
	for i := range r.caps {
		bounds = r.hold(out, &r.caps[i], bounds)
	}
	if r.capped {
		total = sumOf(r.entries)
	}
	out.Exact = r.of.exact(total)
	out.Bonus = r.round(r.bonuses, out.Bonuses, nil, nil, bonus)
	for i := range out.Bonuses {
		if out.Bonuses[i].State == "" {
			out.Bonuses[i].State = Earned
		}
	}
	issued, owed := r.issued(total), total
	if !issued {
		r.step(out, Step{Path: "minimum", Op: "minimum", Row: r.minimum.text, Of: out.Exact, Gives: r.of.exact(whole(0))})
		for i := range out.Lines {
			if line := &out.Lines[i]; line.State == "" {
				line.State = BelowMinimum
			}
			r.entries[i].exact = whole(0)
		}
		owed = whole(0)
	}
	out.Total = r.round(r.entries, out.Lines, bounds, r.ceilings, owed)
	if f := out.Total.fraction(); issued && total.cmp(f) != 0 {
		way := Label(r.spec.Round)
		if r.of.amount(total, r.mode).fraction().cmp(f) != 0 {
			way = LabelWithinCap
		}
		r.step(out, Step{Path: "round", Op: "round", Label: way, Of: out.Exact, Gives: r.of.exact(f)})
	}
	for i := range out.Lines {
		if line := &out.Lines[i]; line.State == "" && line.Amount.Sign() == 0 {
			line.State = NothingOwed
		}
	}
}

func (r *run) step(out *Statement, s Step) { out.Steps = append(out.Steps, s) }

// sum gives the total that settle would give, without keeping lines. It gives false if
// single lines matter: a cap holds only some lines, or rounding could lift a line over
// its cap.
func (r *run) sum() (Amount, bool) {
	for i := range r.caps {
		if c := &r.caps[i]; c.objective >= 0 || c.per == PerObjective || c.per == PerGroup {
			return Amount{}, false
		}
	}
	r.total = whole(0)
	r.lines(nil)
	if r.tightLine {
		return Amount{}, false
	}
	var bounds []bound
	r.group = ""
	for i := range r.caps {
		if full, earlier, known := r.limit(&r.caps[i]); known {
			limit := full.sub(earlier).max(whole(0))
			r.total = r.total.min(limit)
			bounds = append(bounds, bound{limit: []fraction{limit}})
		}
	}
	if !r.issued(r.total) {
		return Amount{of: r.of}, true
	}
	return r.underBounds(r.of.amount(r.total, r.mode), bounds), true
}

// add adds a line to the total, and notes if single lines matter.
func (r *run) add(o *owed) {
	if r.tightLine {
		return
	}
	r.total = r.total.add(o.amount)
	r.tightLine = r.close(o) || r.total.wild()
}

// underBounds replaces a total that rounding lifted over a cap with the cap rounded
// down.
func (r *run) underBounds(total Amount, bounds []bound) Amount {
	for _, b := range bounds {
		if b.class == nil && total.fraction().cmp(b.limit[0]) > 0 {
			total = r.of.amount(b.limit[0], exact.Down)
		}
	}
	return total
}

// issued reports whether the total reaches the minimum or is 0.
func (r *run) issued(total fraction) bool {
	if r.minimum == nil || total.sign() == 0 {
		return true
	}
	if r.rounded {
		total = r.of.amount(total, r.mode).fraction()
	}
	return r.minimum.has(total)
}

// rest is the part of a line below the last digit.
type rest struct {
	left, d uint64 // left/d of one last digit
	line    int32
}

// before orders rests from the largest on; equal rests in the order of the lines.
func before(a, b rest) bool {
	if a.d != b.d {
		hi1, lo1 := bits.Mul64(a.left, b.d)
		hi2, lo2 := bits.Mul64(b.left, a.d)
		if hi1 != hi2 {
			return hi1 > hi2
		}
		if lo1 != lo2 {
			return lo1 > lo2
		}
		return a.line < b.line
	}
	if a.left != b.left {
		return a.left > b.left
	}
	return a.line < b.line
}

// round rounds the lines so that they add up to total, their exact sum, rounded once.
// Each line is rounded down; then the lines with the largest rests get one more in the
// last digit, unless that would exceed a cap.
func (r *run) round(entries []entry, lines []Line, bounds []bound, ceilings map[int32]fraction, total fraction) Amount {
	sum, bigger := int64(0), false
	rests := r.rests[:0]
	if cap(rests) < len(entries) {
		rests = make([]rest, 0, len(entries))
	}
	for i := range entries {
		e := &entries[i]
		lines[i].Amount = Amount{of: r.of}
		if e.exact.sign() == 0 {
			continue
		}
		count, left, ok := e.exact.split(r.places)
		if next, fits := sum64(sum, count); ok && fits {
			sum, lines[i].Amount.count = next, count
			if left != 0 {
				rests = append(rests, rest{left, uint64(e.exact.d), int32(i)})
			}
			continue
		}
		bigger = true
	}
	r.rests = rests
	if bigger {
		return r.roundLarge(entries, lines, bounds, ceilings)
	}
	want, large := r.underBounds(r.of.amount(total, r.mode), bounds).split()
	if large {
		return r.roundLarge(entries, lines, bounds, ceilings)
	}
	if more := want - sum; more > 0 {
		sum += r.spread(lines, bounds, ceilings, rests, more)
	}
	return Amount{count: sum, of: r.of}
}

// spread adds one in the last digit to as many lines as more says, from the largest
// rest on, and skips lines that a cap stops. It gives the number of lines changed.
func (r *run) spread(lines []Line, bounds []bound, ceilings map[int32]fraction, rests []rest, more int64) int64 {
	step := fraction{n: 1, d: powers[r.places]}
	if len(ceilings) > 0 {
		rests = slices.DeleteFunc(rests, func(x rest) bool {
			c, capped := ceilings[x.line]
			return capped && lines[x.line].Amount.fraction().add(step).cmp(c) > 0
		})
	}
	more = min(more, int64(len(rests)))
	tight := r.tight(lines, bounds)
	if len(tight) == 0 {
		firstOf(rests, int(more))
		for _, x := range rests[:more] {
			lines[x.line].Amount.count++
		}
		return more
	}
	sort.SliceStable(rests, func(i, j int) bool { return before(rests[i], rests[j]) })
	given := int64(0)
	for _, x := range rests {
		if given == more {
			break
		}
		if slices.ContainsFunc(tight, func(t *tightBound) bool { return t.stops(x.line, step) }) {
			continue
		}
		lines[x.line].Amount.count++
		given++
		for _, t := range tight {
			t.take(x.line, step)
		}
	}
	return given
}

// firstOf moves the first n rests in the order of before to the front, in any order.
func firstOf(rests []rest, n int) {
	lo, hi := 0, len(rests)
	for hi-lo > 1 && n > lo && n < hi {
		pivot := rests[lo+(hi-lo)/2]
		i, j := lo, hi-1
		for i <= j {
			for before(rests[i], pivot) {
				i++
			}
			for before(pivot, rests[j]) {
				j--
			}
			if i <= j {
				rests[i], rests[j] = rests[j], rests[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case n <= j:
			hi = j + 1
		case n >= i:
			lo = i
		default:
			return
		}
	}
}

// split gives the number of whole 10^-places in a and the rest, in parts of a's
// denominator. ok is false for negative numbers and numbers beyond 64 bits.
func (a fraction) split(places int8) (count int64, left uint64, ok bool) {
	if a.big != nil || a.n < 0 {
		return 0, 0, false
	}
	hi, lo := bits.Mul64(uint64(a.n), uint64(powers[places]))
	d := uint64(a.d)
	if hi >= d {
		return 0, 0, false
	}
	q, left := bits.Div64(hi, lo, d)
	return int64(q), left, q < 1<<62
}

// roundLarge does what round does for amounts beyond 64 bits.
func (r *run) roundLarge(entries []entry, lines []Line, bounds []bound, ceilings map[int32]fraction) Amount {
	total, floors := whole(0), whole(0)
	step := fraction{n: 1, d: powers[r.places]}
	type part struct {
		rest fraction
		line int
	}
	var parts []part
	for i := range entries {
		total = total.add(entries[i].exact)
		lines[i].Amount = r.of.amount(entries[i].exact, exact.Down)
		floors = floors.add(lines[i].Amount.fraction())
		if rest := entries[i].exact.sub(lines[i].Amount.fraction()); rest.sign() > 0 {
			parts = append(parts, part{rest, i})
		}
	}
	sort.SliceStable(parts, func(i, j int) bool { return parts[i].rest.cmp(parts[j].rest) > 0 })
	want := r.underBounds(r.of.amount(total, r.mode), bounds).fraction()
	tight := r.tight(lines, bounds)
	for _, p := range parts {
		if floors.cmp(want) >= 0 {
			break
		}
		lifted := lines[p.line].Amount.fraction().add(step)
		if c, capped := ceilings[int32(p.line)]; capped && lifted.cmp(c) > 0 ||
			slices.ContainsFunc(tight, func(t *tightBound) bool { return t.stops(int32(p.line), step) }) {
			continue
		}
		for _, t := range tight {
			t.take(int32(p.line), step)
		}
		lines[p.line].Amount = r.of.amount(lifted, exact.Down)
		floors = floors.add(step)
	}
	return r.of.amount(floors, exact.Down)
}
