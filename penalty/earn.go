package penalty

import (
	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/exact"
)

// credit is what one rule credited one objective and group in one period, summed over
// all statements on that period.
type credit struct {
	objective, group string
	first            *Statement // the statement that a return names
	amount           fraction
}

// returned works out which credits of earlier statements the provider earns back in
// this period.
func (r *run) returned(out *Statement) {
	for _, t := range r.terms {
		if t.op != opEarnBack {
			continue
		}
		for _, c := range r.past.credits(t.name) {
			r.earnedBack(out, t, c)
		}
	}
}

// credits lists the credits of a rule, from the oldest period on.
func (p *past) credits(rule string) []credit {
	type key struct {
		from, to         date.Date
		objective, group string
	}
	var all []credit
	places := map[key]int{}
	for _, s := range p.statements {
		for i := range s.Lines {
			l := &s.Lines[i]
			if l.Rule != rule || l.State == Expired {
				continue
			}
			k := key{s.From, s.To, l.Objective, l.Group}
			at, known := places[k]
			if !known {
				at = len(all)
				places[k] = at
				all = append(all, credit{l.Objective, l.Group, s, whole(0)})
			}
			all[at].amount = all[at].amount.add(l.Amount.fraction())
		}
	}
	return all
}

// earnedBack adds the line that returns the part of a credit that was earned back. The sum of the shares
// earned so far is rounded down once, so that it never exceeds the credit.
func (r *run) earnedBack(out *Statement, t *node, c credit) {
	objective := r.names[t.objective]
	share, last := whole(0), int32(rowNone)
	for i := range t.returns {
		ret := &t.returns[i]
		var earned bool
		if ret.after > 0 {
			earned = r.past.cleanAfter(r, objective, c.group, c.first) >= ret.after
		} else {
			earned = r.past.average(r, objective, c.group, ret.average, c.first)
		}
		if earned {
			share, last = share.add(ret.share), int32(i)
		}
	}
	if last == rowNone {
		return
	}
	earned := c.amount.mul(share).max(whole(0))
	due, before := r.of.amount(earned, exact.Down).fraction(), whole(0)
	for _, s := range r.past.statements {
		for i := range s.Returned {
			x := &s.Returned[i]
			if x.Refers == c.first.ID && x.Rule == t.name && x.Group == c.group && x.Objective == c.objective {
				// Earlier statements gave this part back already.
				due, before = due.sub(x.Amount.fraction()), before.add(x.Amount.fraction())
			}
		}
	}
	if due.sign() <= 0 {
		return
	}
	lo := int32(len(r.work.marks))
	r.mark(t, last, share, c.amount, earned)
	if due.cmp(earned) != 0 {
		r.mark(t, rowTotal, before, earned, due)
	}
	out.Returned = append(out.Returned, Line{
		Objective: c.objective, Group: c.group, Rule: t.name, State: EarnedBack, Refers: c.first.ID,
		Amount: r.of.amount(due, exact.Down),
		work:   r.work, lo: lo, hi: int32(len(r.work.marks)),
	})
}

// cleanAfter counts the periods met in a row directly after a statement, including
// the Case.
func (p *past) cleanAfter(r *run, objective, group string, s *Statement) int64 {
	n, next := int64(0), s.To
	for _, period := range p.index() {
		if period.from < next {
			continue
		}
		if period.from != next || period.found[pastKey{objective, group}].verdict != Met {
			return n
		}
		n, next = n+1, period.to
	}
	if next == r.c.From && r.now(objective, group).verdict == Met {
		n++
	}
	return n
}

// average reports whether the Case ends the window that contains the statement and
// the mean of the figures attained in the window reaches the promise.
func (p *past) average(r *run, objective, group string, w window, s *Statement) bool {
	start := w.start(r.c.From, r.c.To)
	if !w.last(r.c.From, r.c.To) || s.From < start {
		return false
	}
	all := r.now(objective, group)
	for _, period := range p.within(w, r.c) {
		all = all.and(period.found[pastKey{objective, group}])
	}
	promised, less := r.promise(objective, group)
	if all.measured == 0 || promised.absent() {
		return false
	}
	c := all.mean().cmp(promised)
	return c == 0 || c > 0 != less
}

func (f pastFound) mean() fraction {
	return f.attained.mul(fraction{n: 1, d: f.measured})
}

// and adds the attained figures of g.
func (f pastFound) and(g pastFound) pastFound {
	if g.measured > 0 {
		if f.measured == 0 {
			f.attained = whole(0)
		}
		f.attained, f.measured = f.attained.add(g.attained), f.measured+g.measured
	}
	return f
}

// now gives how an objective came out in the Case.
func (r *run) now(objective, group string) pastFound {
	if r.present == nil {
		r.present = map[pastKey]pastFound{}
		var out Statement
		r.found(&out)
		for i := range out.Found {
			f := &out.Found[i]
			key := pastKey{f.Objective, f.Group}
			r.present[key] = r.present[key].with(f)
		}
	}
	return r.present[pastKey{objective, group}]
}

// promise gives the promise of an objective, and whether less is better.
func (r *run) promise(objective, group string) (fraction, bool) {
	for i := range r.c.Shortfalls {
		if s := &r.c.Shortfalls[i]; s.Objective == objective && s.Group == group && s.Promised != nil {
			return fractionOf(s.Promised), s.LessIsBetter
		}
	}
	return fraction{}, false
}

// setOff pays for credits from the bonuses that may be set off, and puts the rest of
// these bonuses into Balance.
func (r *run) setOff(out *Statement) {
	balance := whole(0)
	if n := len(r.past.statements); n > 0 && r.keepsBalance() {
		balance = r.past.statements[n-1].Balance.fraction()
	}
	for i := range out.Bonuses {
		if r.terms[r.bonuses[i].term].setOff {
			balance = balance.add(out.Bonuses[i].Amount.fraction())
		}
	}
	out.Payable, out.Balance = out.Total, Amount{of: r.of}
	if balance.sign() <= 0 {
		return
	}
	used := balance.min(out.Total.fraction())
	out.Payable = r.of.amount(out.Total.fraction().sub(used), exact.Down)
	out.Balance = r.of.amount(balance.sub(used), exact.Down)
	if used.sign() > 0 {
		r.step(out, Step{
			Path: "payable", Op: "set-off", Saw: r.of.exact(used),
			Of: r.of.exact(out.Total.fraction()), Gives: r.of.exact(out.Payable.fraction()),
		})
	}
}

// keepsBalance reports whether some bonus of the Spec may be set off.
func (r *run) keepsBalance() bool {
	for _, t := range r.terms {
		if t.setOff {
			return true
		}
	}
	return false
}
