package penalty

import (
	"slices"

	"github.com/upheld/upheld/internal/quantity"
)

// step builds the Step of a mark.
func (w *working) step(n *node, m *mark, terms []termGave) Step {
	saw, of, gives := w.read(n, m)
	out := Step{Path: n.path, Op: n.word, Saw: Exact{value: saw}, Of: w.exact(n, of), Gives: w.exact(n, gives)}
	switch {
	case m.row <= rowWhen:
		w.condition(&out, n, m)
	case m.row == rowUnknown:
		out.Label, out.Why, out.Saw = Label(NotMeasurable), w.reasons[saw.n], Exact{}
	case m.row == rowLed || m.row == rowLedTime:
		w.led(&out, n, m)
	case n.op == opTable || n.op == opPoints:
		w.lookedUp(&out, n, m, terms)
	case n.op < opSum:
		w.counted(&out, n, m)
	case len(n.kids) > 1:
		w.combined(&out, n, m.row, of.n > 0, terms)
	default:
		w.wrapped(&out, n, m)
	}
	return out
}

// rated writes the rate into the step, and the base of a share.
func (s *Step) rated(r rate, b base) {
	s.With = r.text
	switch {
	case r.kind == rateAmount:
		s.With = Rate(Exact{r.value, s.Gives.of}.String())
	case r.kind == rateQuantity && s.Of.IsValid():
		s.With = Rate(padded(r.value.text(), s.Gives.of.digits()) + " per " + r.quantity)
		s.Of.of = &denomination{unit: r.quantity}
	case r.kind == rateShare && b.kind != baseMoney || r.kind == rateShare && b.share.cmp(whole(1)) != 0:
		s.Base = b.text
	}
}

func (w *working) condition(out *Step, n *node, m *mark) {
	when := &n.when[rowWhen-m.row]
	out.Op, out.Row, out.Reads = "when", when.in.text, when.measure
	out.Saw.of = when.measure.unitOf(when.in.kind)
}

// led fills the step that shows how the figure of a rule was computed.
func (w *working) led(out *Step, n *node, m *mark) {
	out.Reads = n.reads
	out.Of.of = nil
	switch {
	case n.op == opPerBreach:
		w.lots(out, n, m)
	case n.op == opPerUnit:
		out.Op, out.Label = "late", Label(n.counted)
		out.Saw.of, out.Of.of, out.Gives.of = n.lateUnit(), n.lateUnit(), nil
		out.Whole = Exact{whole(n.length), n.lateUnit()}
		if n.after == 0 {
			out.Of = Exact{}
		}
	case n.op == opPerPoint:
		out.Op, out.Label, out.Reads = "distance", Label(n.counted), Attained
		if n.above {
			out.Reads = Overran
		}
		out.Saw.of, out.Of.of, out.Gives.of = unitOfKind(n.pointKind), unitOfKind(n.pointKind), nil
		out.Whole = Exact{n.point, unitOfKind(n.pointKind)}
	case n.reads == LostShare && m.row == rowLedTime:
		out.Op = "lost"
		out.Saw.of, out.Of.of, out.Gives.of = timeUnit, timeUnit, shareUnit
		if lost := out.Saw.value.div(out.Of.value); lost.sign() > 0 && lost.cmp(out.Gives.value) != 0 {
			out.With = Rate(out.Gives.value.div(lost).percent())
		}
	default:
		out.Op = "figure"
		kind := quantity.Number
		if n.reads == LostShare {
			kind = quantity.Share
		} else if len(n.rows) > 0 {
			kind = n.rows[0].kind
		}
		out.Saw.of, out.Of.of, out.Gives.of = unitOfKind(kind), unitOfKind(kind), unitOfKind(kind)
		if n.reads == Overran {
			out.Saw.of, out.Of.of, out.Gives.of = nil, nil, shareUnit
		}
		if m.row == rowLedTime {
			out.Saw.of, out.Of.of = timeUnit, timeUnit
		}
	}
}

// lots fills the step that shows how breaches became units to credit.
func (w *working) lots(out *Step, n *node, m *mark) {
	out.Op, out.Reads, out.Gives.of = "count", Breached, nil
	if out.Of = (Exact{value: out.Of.value}); n.windowed {
		out.Window = Lookback(n.window.text)
	}
	switch {
	case n.every > 1:
		out.Label, out.Counts = LabelLots, []Exact{{value: whole(n.free)}, {value: whole(n.every)}}
	case n.free > 0:
		out.Label, out.Counts = LabelFree, []Exact{{value: whole(n.free)}}
	}
}

func (w *working) lookedUp(out *Step, n *node, m *mark, terms []termGave) {
	kind := quantity.Number
	if len(n.rows) > 0 {
		kind = n.rows[0].kind
	}
	out.Reads, out.Saw.of = n.reads, n.reads.unitOf(kind)
	if n.op == opPoints && len(n.kids) > 0 {
		out.Saw.of = &denomination{unit: n.kids[0].unit}
	}
	switch {
	case m.row == rowNearest:
		out.Op, out.With, out.Label = "nearest", Rate(Exact{n.nearest, out.Saw.of}.String()), Label(n.round)
		out.Gives.of, out.Of = out.Saw.of, Exact{}
	case m.row == rowTotal:
		out.Op, out.Counts, out.Of = "sum", gaveAll(terms), Exact{}
		if !out.Saw.value.absent() {
			out.Of, out.Window = out.Saw, Lookback(n.window.text)
		}
		out.Gives.of, out.Saw = out.Saw.of, Exact{}
	case m.row == rowGap:
		i, k := n.neighbours(out.Saw.value)
		below, above := &n.rows[i], &n.rows[k]
		out.Op, out.Label = "between", Label(Linear)
		out.Row = n.write(band{low: below.high, lowIn: !below.highIn, high: above.low, highIn: !above.lowIn})
		of := out.Of.value
		if !of.absent() && of.sign() > 0 {
			out.rated(below.credit, n.base)
			out.With = Rate(out.Gives.value.div(of).percent())
		}
		for _, r := range []rate{below.credit, above.credit} {
			unit := out.Gives.of
			if r.kind == rateShare {
				unit = shareUnit
			}
			out.Counts = append(out.Counts, Exact{r.value, unit})
		}
	case m.row >= 0:
		row := &n.rows[m.row]
		out.Path, out.Row = row.path, n.stretch(m.row, out.Saw.value)
		out.rated(row.credit, n.base)
		if !row.has(out.Saw.value) { // the value is in a gap
			out.Row, out.Label = row.text, Label(n.gap)
		}
	}
}

// counted fills the step of a leaf other than a table.
func (w *working) counted(out *Step, n *node, m *mark) {
	switch n.op {
	case opFlat, opPool:
		out.Label = Label(Missed)
		if n.onMet != (m.row == rowMet) {
			out.Label = Label(Met)
		}
		if m.row == rowMet {
			return
		}
		out.rated(n.credit, n.base)
		if n.op == opPool {
			out.Saw, out.Counts = Exact{n.factor, shareUnit}, slices.Clone(n.shares)
		}
	case opPerBreach, opPerUnit, opPerPoint:
		if m.row != rowMet {
			out.rated(n.credit, n.base)
			return
		}
		switch n.op {
		case opPerBreach:
			out.Reads = Breached
		case opPerUnit:
			out.Reads, out.Saw.of = n.reads, n.lateUnit()
		case opPerPoint:
			out.Saw.of = nil
		}
	case opProRata:
		out.Reads, out.Saw.of, out.Base = LostShare, shareUnit, n.base.word()
		if n.factor.cmp(whole(1)) != 0 {
			out.Times = Factor(n.factor.text())
		}
	case opGraduated:
		out.Reads = n.reads
		if m.row == rowTotal {
			out.Saw.of = n.reads.unitOf(quantity.Number)
		}
		if m.row >= 0 {
			b := &n.brackets[m.row]
			out.Row, out.Times = Band("over "+b.over.text()), Factor(b.by.text())
			if next := int(m.row) + 1; next < len(n.brackets) {
				out.Row += Band(" to " + n.brackets[next].over.text())
			}
			out.rated(n.credit, n.base)
		}
	case opNamed:
		out.Name = n.own.Name()
	}
}

// word gives the text of a base; "" for a plain amount.
func (b base) word() Base {
	if b.kind == baseMoney && b.share.cmp(whole(1)) == 0 {
		return ""
	}
	return b.text
}

func (w *working) combined(out *Step, n *node, row int32, picked bool, terms []termGave) {
	out.Of, out.Saw = Exact{}, Exact{}
	if row >= 0 {
		out.Path = n.kids[row].path
	}
	out.Counts = gaveAll(terms)
	if n.op == opChoice {
		if out.Label = LabelUnchosen; picked {
			out.Label = LabelChosen
		}
	}
}

// gaveAll lists the results of terms.
func gaveAll(terms []termGave) (all []Exact) {
	for _, t := range terms {
		all = append(all, t.gave)
	}
	return all
}

func (w *working) wrapped(out *Step, n *node, m *mark) {
	switch n.op {
	case opCapped, opFloor:
		out.Saw = w.exact(n, out.Saw.value)
		of := out.Of
		out.rated(n.credit, n.capBase)
		out.Of = of
		out.Whole = wholeOf(n.credit, out.Saw)
	case opMinimum:
		out.Row = n.amount.text
	case opRepeat:
		out.Counts = []Exact{{value: whole(int64(max(0, m.row)))}}
		if out.Label = LabelInARow; n.windowed {
			out.Label, out.Window = "", Lookback(n.window.text)
		}
	case opWorth:
		out.rated(n.credit, n.capBase)
		out.Saw.of = w.exact(n.kids[0], whole(0)).of
	case opEarnBack:
		if m.row == rowTotal {
			out.Op, out.Saw = "returned", w.exact(n, out.Saw.value)
			if out.Of.value.sub(out.Saw.value).cmp(out.Gives.value) != 0 {
				out.Label = Label(RoundDown)
			}
			if out.Saw.value.sign() == 0 {
				out.Saw = Exact{}
			}
		} else {
			r := &n.returns[m.row]
			out.Path, out.Saw.of = r.path, shareUnit
			if out.Label, out.Window = LabelAverage, Lookback(r.average.text); r.after > 0 {
				out.Label, out.Window, out.Counts = LabelInARow, "", []Exact{{value: whole(r.after)}}
			}
		}
	}
}

// wholeOf gives the base or quantity from which a limit was computed; absent if the
// limit is an amount.
func wholeOf(r rate, limit Exact) Exact {
	if limit.value.absent() || r.value.sign() == 0 {
		return Exact{}
	}
	switch r.kind {
	case rateShare:
		return Exact{limit.value.div(r.value), limit.of}
	case rateQuantity:
		return Exact{limit.value.div(r.value), &denomination{unit: r.quantity}}
	}
	return Exact{}
}

// stretch gives the band of values around v for which a row applies: the row as
// written, or less if other rows apply to a part of it.
func (n *node) stretch(row int32, v fraction) Band {
	// The rows below the first cut, at it, above it, at the second cut, and so on.
	rows := []int32{n.lowest}
	at := 0
	for i := range n.cuts {
		c := &n.cuts[i]
		rows = append(rows, c.at, c.above)
		if v.cmp(c.bound) >= 0 {
			at = 2*i + 1 + max(0, v.cmp(c.bound))
		}
	}
	if len(n.cuts) == 0 || rows[at] != row {
		return n.rows[row].text
	}
	low, high := at, at
	for low > 0 && rows[low-1] == row {
		low--
	}
	for high+1 < len(rows) && rows[high+1] == row {
		high++
	}
	var all band
	if low > 0 {
		all.low, all.lowIn = n.cuts[(low-1)/2].bound, low%2 == 1
	}
	if high+1 < len(rows) {
		all.high, all.highIn = n.cuts[high/2].bound, high%2 == 1
	}
	if same(all, n.rows[row].band) {
		return n.rows[row].text
	}
	return n.write(all)
}

func same(a, b band) bool {
	equal := func(x, y fraction) bool {
		return x.absent() == y.absent() && (x.absent() || x.cmp(y) == 0)
	}
	return equal(a.low, b.low) && equal(a.high, b.high) &&
		(a.low.absent() || a.lowIn == b.lowIn) && (a.high.absent() || a.highIn == b.highIn)
}

// write writes a band whose bounds are bounds of rows, as the rows write them.
func (n *node) write(b band) Band {
	written := func(f fraction) string {
		for i := range n.rows {
			low, high := quantity.Ends(string(n.rows[i].text))
			if !n.rows[i].low.absent() && n.rows[i].low.cmp(f) == 0 {
				return low
			}
			if !n.rows[i].high.absent() && n.rows[i].high.cmp(f) == 0 {
				return high
			}
		}
		return ""
	}
	switch {
	case b.low.absent() && b.high.absent():
		return "any"
	case b.low.absent():
		return Band(pick(b.highIn, "at most ", "below ") + written(b.high))
	case b.high.absent():
		return Band(pick(b.lowIn, "at least ", "over ") + written(b.low))
	case b.low.cmp(b.high) == 0:
		return Band("exactly " + written(b.low))
	}
	return Band(pick(b.lowIn, "", "over ") + written(b.low) + " to " + pick(b.highIn, "", "below ") + written(b.high))
}
