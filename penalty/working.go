package penalty

import (
	"math"

	"github.com/upheld/upheld/internal/quantity"
)

// mark records a Step; the Step is built when it is asked for. A mark holds no pointer,
// so that the garbage collector does not scan the marks.
type mark struct {
	node, row int32
	// at is the place of the mark's numbers in the working: three, or only one if at is
	// below 0, which then stands for the place ^at; see markFixed.
	at int32
}

// Values of mark.row that are not rows of a table.
const (
	rowNone    = -1                               // no row
	rowMet     = -2                               // nothing to credit
	rowTotal   = -3                               // the sum of the rows before
	rowGap     = -4                               // between two rows, in proportion
	rowNearest = -5                               // a figure rounded before it is compared
	rowUnknown = -6                               // not measured; saw is the index of the reason
	rowLed     = -7                               // a step that leads to the figure of the rule
	rowLedTime = -8                               // like rowLed, for lengths of time
	rowWhen    = -9                               // and below: a condition; gives is 0 if it does not hold
	rowKid     = math.MinInt32 + depthMax*rowsMax // and below: the result of one of several terms
)

// plain is a fraction without a pointer. If d is below 0, n is an index into the
// working's large fractions; if d is 0, the fraction is absent.
type plain struct{ n, d int64 }

// working is shared by the lines of a statement. It has the marks of all lines, or
// steps that were read from JSON or made for a correction.
type working struct {
	*schedule
	marks   []mark
	numbers []plain
	large   []fraction
	reasons []string // why something was not measured
	foreign [][]Step // of calculators, in the order of their marks
	told    []Step
}

// mark notes a step, if the run keeps its working.
func (r *run) mark(n *node, row int32, saw, of, gives fraction) {
	w := r.work
	if w == nil {
		return
	}
	w.marks = append(w.marks, mark{n.id, row, int32(len(w.numbers))})
	if saw.big != nil || of.big != nil || gives.big != nil {
		w.numbers = append(w.numbers, w.plain(saw), w.plain(of), w.plain(gives))
		return
	}
	w.numbers = append(w.numbers, plain{saw.n, saw.d}, plain{of.n, of.d}, plain{gives.n, gives.d})
}

// markFixed notes a step whose other numbers the agreement fixes. The number kept is
// what a table saw, if no row applies or the row has a fixed credit; or the amount under
// a cap at a fixed amount. Most lines have only such steps. Their working takes half the
// memory of three numbers each, and writing memory is what a statement spends time on.
func (r *run) markFixed(n *node, row int32, number fraction) {
	w := r.work
	if w == nil {
		return
	}
	w.marks = append(w.marks, mark{n.id, row, ^int32(len(w.numbers))})
	if number.big != nil {
		w.numbers = append(w.numbers, w.plain(number))
		return
	}
	w.numbers = append(w.numbers, plain{number.n, number.d})
}

// read gives the numbers of a mark.
func (w *working) read(n *node, m *mark) (saw, of, gives fraction) {
	if m.at >= 0 {
		return w.fraction(w.numbers[m.at]), w.fraction(w.numbers[m.at+1]), w.fraction(w.numbers[m.at+2])
	}
	number := w.fraction(w.numbers[^m.at])
	if n.op == opCapped {
		return n.capFixed, number, number.min(n.capFixed)
	}
	of, gives = n.fixedPrice(m.row)
	return number, of, gives
}

// unmeasured notes that a rule found no figure, with the reason.
func (r *run) unmeasured(n *node, s *Shortfall) owed {
	r.unknown = true
	if w := r.work; w != nil {
		w.reasons = append(w.reasons, s.Reason)
		r.mark(n, rowUnknown, whole(int64(len(w.reasons)-1)), fraction{}, whole(0))
	}
	return owed{amount: whole(0)}
}

func (w *working) plain(f fraction) plain {
	if f.big == nil {
		return plain{f.n, f.d}
	}
	w.large = append(w.large, f)
	return plain{int64(len(w.large) - 1), -1}
}

func (w *working) fraction(p plain) fraction {
	if p.d < 0 {
		return w.large[p.n]
	}
	return fraction{n: p.n, d: p.d}
}

// Steps gives the working of the line, innermost rule first. The caller owns it.
func (l Line) Steps() []Step {
	if l.work == nil || l.lo == l.hi {
		return nil
	}
	if l.work.told != nil {
		return copied(l.work.told[l.lo:l.hi])
	}
	var all []Step
	terms := map[int32][]termGave{} // by id of the node
	for i := l.lo; i < l.hi; i++ {
		m := &l.work.marks[i]
		n := l.work.nodes[m.node]
		if m.row <= rowKid {
			_, _, gives := l.work.read(n, m)
			terms[n.id] = append(terms[n.id], termGave{rowKid - m.row, l.work.exact(n.kids[rowKid-m.row], gives)})
			continue
		}
		if n.op == opNamed {
			all = append(all, honest(l.work.foreign[m.row])...)
		}
		step := l.work.step(n, m, terms[n.id])
		if n.objective >= 0 && l.work.names[n.objective] != l.Objective {
			step.Objective = l.work.names[n.objective]
		}
		all = append(all, step)
	}
	return all
}

// termGave is the result of one of several terms.
type termGave struct {
	kid  int32
	gave Exact
}

// exact gives an amount in the node's unit; in the schedule's unit it has Places
// digits.
func (s *schedule) exact(n *node, f fraction) Exact {
	if n.unit == s.unit {
		return s.of.exact(f)
	}
	return Exact{f, &denomination{unit: n.unit}}
}

// Units in the working: timeUnit of lengths of time, pointUnit of points.
var (
	timeUnit  = &denomination{unit: "ns"}
	pointUnit = &denomination{unit: "points"}
)

func unitOfKind(q quantity.Kind) *denomination {
	switch q {
	case quantity.Share:
		return shareUnit
	case quantity.Length:
		return timeUnit
	}
	return nil
}

// unitOf gives the unit of a measure; for Attained and Below, the unit of the bands
// with which the measure is compared.
func (m Measure) unitOf(like quantity.Kind) *denomination {
	switch m {
	case Overran, LostShare:
		return shareUnit
	case Lateness, LostTime:
		return timeUnit
	case Scored:
		return pointUnit
	case Attained, Below:
		return unitOfKind(like)
	}
	return nil
}
