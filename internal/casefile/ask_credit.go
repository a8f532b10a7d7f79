package casefile

import (
	"errors"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// statementOn gives the statement that a question about a credit reads. For a day it has
// the states of that day, after the claims of the customer until then. A correction is the
// difference to the issued statement; without a day it is made now.
func (w *world) statementOn(a asked, st penalty.Statement, now date.Date) (penalty.Statement, error) {
	if a.dated {
		now = a.on
	}
	switch {
	case a.verb == "correction":
		for _, issued := range w.issued[a.agreement] {
			if issued.From == st.From && issued.To == st.To {
				st = issued.Corrected(st, now, w.claimed...)
				return st.On(now, w.claimed...), nil
			}
		}
		return st, errors.New("no statement of this period was issued; settle the period above")
	case a.dated:
		return st.On(now, w.claimed...), nil
	}
	return st, nil
}

// askCredit answers "credit [OBJECTIVE] [for attr…] [in PERIOD] [on DATE]", and the same
// of a bonus, a returned credit or a correction.
func (w *world) askCredit(l *line, a asked, st penalty.Statement, now date.Date) {
	day := func(d interface{ String() string }, zero bool) string {
		if zero {
			return "by none"
		}
		return "by " + d.String()
	}
	st, err := w.statementOn(a, st, now)
	if err != nil {
		w.fail(l, "%s: %v", a.text, err)
		return
	}
	if a.name == "" {
		w.compare(l, a.text, a.wanted, facets{"": amount(st.Total), "claim": text(day(st.ClaimBy, st.ClaimBy == 0)), "payable": amount(st.Payable),
			"bonus": amount(st.Bonus), "balance": amount(st.Balance), "returned": amount(penalty.AccountOf(st).Returned), "exact": exactly(st.Exact),
			"state": elsewhere("a state belongs to the credit of an objective: credit OBJECTIVE")}, []string{"-"}, nil)
		return
	}
	if !w.objective(l, a) {
		return
	}
	all := st.Lines
	switch a.verb {
	case "bonus":
		all = st.Bonuses
	case "returned":
		all = st.Returned
	}
	var lines []penalty.Line
	for _, line := range all {
		if line.Objective == a.name && (!a.grouped || line.Group == groupName(a.group)) {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		w.fail(l, "%s: the statement has no such line", a.text)
		return
	}
	first, total := lines[0], lines[0].Amount
	for _, line := range lines[1:] {
		sum, err := penalty.NewAmount(total.Decimal().Add(line.Amount.Decimal()), total.Unit())
		if !w.check(l, err) {
			return
		}
		total = sum
	}
	whole := elsewhere("this belongs to the statement as a whole: credit, without an objective")
	w.compare(l, a.text, a.wanted, facets{"": amount(total), "claim": text(day(first.ClaimBy, first.ClaimBy == 0)), "state": text(string(first.State)), "exact": whole, "payable": whole, "bonus": whole, "balance": whole, "returned": whole}, []string{"-"}, nil)
}

// elsewhere is a facet that another subject has.
func elsewhere(where string) facet {
	return func([]word) (string, bool, error) { return "", false, errors.New(where) }
}

// groupName writes a group as lines of a statement do.
func groupName(group sla.Attrs) string {
	var pairs []string
	for _, pair := range group {
		pairs = append(pairs, statementText(pair[0])+"="+statementText(pair[1]))
	}
	slices.Sort(pairs)
	return strings.Join(pairs, ", ")
}

func statementText(text string) string {
	if text == "" || strings.ContainsAny(text, `",=`) || strings.TrimSpace(text) != text {
		return strconv.Quote(text)
	}
	return text
}

// askTrigger answers "trigger NAME [for attr…]".
func (w *world) askTrigger(l *line, a asked, st penalty.Statement) {
	var names []string
	for _, t := range st.Triggers {
		names = append(names, t.Name)
		if t.Name != a.name || a.grouped && t.Group != groupName(a.group) {
			continue
		}
		// The count is compared exactly: the mean of three months may have no last place.
		f := facets{"counts": func(rest []word) (string, bool, error) {
			got, want := t.Value.String(), textOf(rest)
			r, ok := new(big.Rat).SetString(want)
			return got, got == want || ok && t.Value.Rat() != nil && r.Cmp(t.Value.Rat()) == 0, nil
		}}
		f.oneOf(map[bool]string{true: "holds", false: "silent"}[t.Holds], "", "holds", "silent")
		w.compare(l, a.text, a.wanted, f, []string{"holds", "counts"}, nil)
		return
	}
	w.fail(l, "trigger %q: %v", a.name, fault.NotOneOf(a.name, names...))
}
