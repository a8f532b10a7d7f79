package penalty

import (
	"fmt"
	"strings"
)

// Step is one line of working: what a rule looked at, which rate it applied to
// what, and what that gave. String puts it into words.
type Step struct {
	// Path is the place of the rule, row or cap in the Spec.
	Path string `json:"path"`
	// Op is the rule's key in a file, or cap, minimum, round, set-off.
	Op string `json:"op"`
	// Saw is the figure looked at: attained, breaches, units late, a factor.
	Saw Exact `json:"saw,omitzero"`
	// Row is the band that holds it, or another name of what was applied.
	Row Band `json:"row,omitempty"`
	// With is the rate, Of what it applies to, Gives the result.
	With  Rate  `json:"with,omitempty"`
	Of    Exact `json:"of,omitzero"`
	Gives Exact `json:"gives,omitzero"`
}

// String gives the working on one line: "25% of 812.40 USD = 203.10 USD". Exact
// numbers are printed without trailing zeros, but for the digits of the unit.
func (s Step) String() string {
	switch s.Op {
	case "tiers", "table", "overrun", "points":
		return s.row()
	case "when":
		return fmt.Sprintf("%s is not %s = %s", orUnknown(s.Saw), s.Row, s.Gives)
	case "sum", "highest", "first-match", "choice", "bonus":
		return fmt.Sprintf("%s = %s", s.Op, s.Gives)
	case "capped", "cap":
		return fmt.Sprintf("%s, at most %s = %s", s.Of, s.Saw, s.Gives)
	case "floor":
		return fmt.Sprintf("%s, at least %s = %s", s.Of, s.Saw, s.Gives)
	case "minimum":
		return fmt.Sprintf("%s, issued only if %s = %s", s.Of, s.Row, s.Gives)
	case "repeat":
		return fmt.Sprintf("%s × %s = %s", s.Of, s.Saw, s.Gives)
	case "round":
		return fmt.Sprintf("%s rounded = %s", s.Of, s.Gives)
	case "set-off":
		return fmt.Sprintf("%s − %s set off = %s", s.Of, s.Saw, s.Gives)
	case "earn-back":
		if s.With == "" {
			return fmt.Sprintf("%s = %s", s.Op, s.Gives)
		}
		return fmt.Sprintf("%s of %s earned back = %s", s.Saw, s.Of, s.Gives)
	}
	var factors []string
	if s.Saw.IsValid() {
		factors = append(factors, s.Saw.String())
	}
	if s.Row != "" {
		factors = append(factors, strings.TrimPrefix(string(s.Row), "× "))
	}
	switch rate := strings.TrimPrefix(string(s.With), "× "); {
	case s.With == "" && s.Of.IsValid():
		factors = append(factors, s.Of.String())
	case s.With != "" && !s.Of.IsValid():
		factors = append(factors, rate)
	case s.With != Rate(rate):
		factors = append(factors, rate, s.Of.String())
	case s.With != "":
		factors = append(factors, rate+" of "+s.Of.String())
	}
	if len(factors) == 0 {
		return s.Op + " = " + s.Gives.String()
	}
	return strings.Join(factors, " × ") + " = " + s.Gives.String()
}

// row tells which row of a table applied.
func (s Step) row() string {
	text := orUnknown(s.Saw)
	switch {
	case s.Row == "" && s.Gives.value.sign() == 0:
		if s.Saw.IsValid() {
			text += " is in no row"
		}
		return text + " = " + s.Gives.String()
	case s.Row == "":
		return text + " lies between two rows = " + s.Gives.String()
	}
	text += " is " + string(s.Row) + ": " + string(s.With)
	if s.Of.IsValid() {
		text += " of " + s.Of.String()
	}
	return text + " = " + s.Gives.String()
}

func orUnknown(e Exact) string {
	if !e.IsValid() {
		return "not measured"
	}
	return e.String()
}

// mark is a Step in the making: numbers only, put into words when asked for.
// It holds no pointer, so that a statement of many lines costs the collector
// nothing.
type mark struct {
	node, row      int32
	saw, of, gives plain
}

// plain is a fraction without a pointer: where d is below 0, number n of the
// working's large ones; where it is 0, absent.
type plain struct{ n, d int64 }

// working is what the lines of a statement share: the marks of all of them, or
// the steps as they were read back.
type working struct {
	*schedule
	marks   []mark
	large   []fraction
	foreign [][]Step // of calculators, in the order of their marks
	told    []Step
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
		return append([]Step(nil), l.work.told[l.lo:l.hi]...)
	}
	var all []Step
	for i := l.lo; i < l.hi; i++ {
		m := &l.work.marks[i]
		n := l.work.nodes[m.node]
		if n.op == opNamed {
			all = append(all, l.work.foreign[m.row]...)
		}
		all = append(all, l.work.step(n, m))
	}
	return all
}

// exact gives an amount of a node's unit; money shows the digits of its unit.
func (s *schedule) exact(n *node, f fraction) Exact {
	if n.unit == s.unit {
		return s.of.exact(f)
	}
	return Exact{f, &denomination{unit: n.unit}}
}

// step puts a mark into words.
func (w *working) step(n *node, m *mark) Step {
	out := Step{
		Path: n.path, Op: n.word, Saw: Exact{value: w.fraction(m.saw)},
		Of: w.exact(n, w.fraction(m.of)), Gives: w.exact(n, w.fraction(m.gives)),
	}
	if m.row <= rowWhen {
		w := n.when[rowWhen-m.row]
		out.Op, out.Row = "when", w.in.text
		out.Saw.of = unitOfKind(w.in.kind)
		return out
	}
	switch n.op {
	case opTable, opPoints:
		if len(n.rows) > 0 {
			out.Saw.of = unitOfKind(n.rows[0].kind)
		}
		if m.row >= 0 {
			row := &n.rows[m.row]
			out.Path, out.Row, out.With = row.path, row.text, row.credit.text
		}
	case opFlat, opPool, opPerBreach, opPerUnit, opPerPoint:
		if out.Of.IsValid() || out.Gives.value.sign() > 0 {
			out.With = n.credit.text
		}
		if n.op == opPool && out.Gives.value.sign() > 0 {
			out.Saw = Exact{n.factor, shareUnit}
		}
	case opGraduated:
		if m.row >= 0 {
			out.Row, out.With = Band("× "+n.brackets[m.row].by.text()), n.credit.text
		}
	case opProRata:
		out.Saw.of = shareUnit
		if n.factor.cmp(whole(1)) != 0 {
			out.With = Rate("× " + n.factor.text())
		}
	case opCapped, opFloor:
		out.With, out.Saw = n.credit.text, w.exact(n, out.Saw.value)
	case opMinimum:
		out.Row = n.amount.text
	case opWorth:
		out.With = n.credit.text
		out.Saw.of = &denomination{unit: n.kids[0].unit}
	case opEarnBack:
		if m.row >= 0 {
			out.Path, out.With, out.Saw.of = n.returns[m.row].path, n.returns[m.row].text, shareUnit
		}
	case opSum, opHighest, opFirst, opChoice:
		if m.row >= 0 {
			out.Path = n.kids[m.row].path
		}
	}
	return out
}

// timeUnit is the denomination of elapsed times in the working.
var timeUnit = &denomination{unit: "ns"}

func unitOfKind(q quantity) *denomination {
	switch q {
	case quantityShare:
		return shareUnit
	case quantityTime:
		return timeUnit
	}
	return nil
}
