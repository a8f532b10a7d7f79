package penalty

import (
	"math"

	"github.com/upheld/upheld/internal/quantity"
)

// mark is a Step in the making: numbers only, made when asked for.
// It holds no pointer, so that a statement of many lines costs the collector
// nothing.
type mark struct {
	node, row      int32
	saw, of, gives plain
}

// Rows of marks that are no row of a table.
const (
	rowNone    = -1                               // nothing found
	rowMet     = -2                               // the objective was not missed
	rowTotal   = -3                               // the sum of the rows before
	rowGap     = -4                               // between two rows, in proportion
	rowNearest = -5                               // a figure rounded before it is compared
	rowUnknown = -6                               // not measured; saw is the number of the reason
	rowLed     = -7                               // a step that leads to the figure of the rule
	rowLedTime = -8                               // the same, of elapsed times
	rowWhen    = -9                               // and below: a condition, which does not hold where it gives 0
	rowKid     = math.MinInt32 + depthMax*rowsMax // and below: what a term of several gave
)

// plain is a fraction without a pointer: where d is below 0, number n of the
// working's large ones; where it is 0, absent.
type plain struct{ n, d int64 }

// working is what the lines of a statement share: the marks of all of them, or
// the steps as they were read back.
type working struct {
	*schedule
	marks   []mark
	large   []fraction
	reasons []string // why something was not measured
	foreign [][]Step // of calculators, in the order of their marks
	told    []Step
}

// mark notes a step of the working, where somebody will ask for it.
func (r *run) mark(n *node, row int32, saw, of, gives fraction) {
	w := r.work
	if w == nil {
		return
	}
	if saw.big != nil || of.big != nil || gives.big != nil {
		w.marks = append(w.marks, mark{n.id, row, w.plain(saw), w.plain(of), w.plain(gives)})
		return
	}
	w.marks = append(w.marks, mark{n.id, row, plain{saw.n, saw.d}, plain{of.n, of.d}, plain{gives.n, gives.d}})
}

// unmeasured notes that a rule found no figure, and why.
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

// Steps gives the working of the line, innermost rule first.
func (l Line) Steps() []Step {
	if l.work == nil || l.lo == l.hi {
		return nil
	}
	if l.work.told != nil {
		return copied(l.work.told[l.lo:l.hi])
	}
	var all []Step
	terms := map[int32][]termGave{} // of each node of several terms
	for i := l.lo; i < l.hi; i++ {
		m := &l.work.marks[i]
		n := l.work.nodes[m.node]
		if m.row <= rowKid {
			terms[n.id] = append(terms[n.id], termGave{rowKid - m.row, l.work.exact(n.kids[rowKid-m.row], l.work.fraction(m.gives))})
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

// termGave is what one of several terms gave.
type termGave struct {
	kid  int32
	gave Exact
}

// exact gives an amount of a node's unit; money shows the digits of its unit.
func (s *schedule) exact(n *node, f fraction) Exact {
	if n.unit == s.unit {
		return s.of.exact(f)
	}
	return Exact{f, &denomination{unit: n.unit}}
}

// timeUnit is the denomination of elapsed times in the working, pointUnit that
// of points.
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

// unitOf gives the denomination of a measure; of those that are whatever the
// objective measures, that of the bands which it is compared with.
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
