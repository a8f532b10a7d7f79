package penalty

import "github.com/upheld/upheld/internal/exact"

// returned works out what the provider earns back in this period of credits
// that earlier statements gave.
func (r *run) returned(out *Statement) {
	for _, t := range r.terms {
		if t.op != opEarnBack {
			continue
		}
		for _, s := range r.past.statements {
			for i := range s.Lines {
				l := &s.Lines[i]
				if l.Rule == t.path && l.Amount.Sign() > 0 && l.State != Expired && s.Corrects == "" {
					r.earnedBack(out, t, s, l)
				}
			}
		}
	}
}

// earnedBack adds what one credited line gives back. Shares are taken of the
// whole amount and rounded down together, so that they never exceed it.
func (r *run) earnedBack(out *Statement, t *node, s *Statement, l *Line) {
	objective := r.names[t.objective]
	share, last := whole(0), int32(rowNone)
	for i := range t.returns {
		ret := &t.returns[i]
		if ret.after > 0 && r.past.cleanAfter(r, objective, l.Group, s) < ret.after ||
			ret.after == 0 && !r.past.average(r, objective, l.Group, ret.average, s) {
			continue
		}
		share, last = share.add(ret.share), int32(i)
	}
	if last == rowNone {
		return
	}
	credited := l.Amount.fraction()
	for _, c := range r.past.statements {
		if c.Corrects == s.ID {
			for i := range c.Lines {
				if x := &c.Lines[i]; x.Rule == l.Rule && x.Group == l.Group && x.Objective == l.Objective {
					credited = credited.add(x.Amount.fraction())
				}
			}
		}
	}
	before := whole(0)
	for _, e := range r.past.statements {
		for i := range e.Returned {
			if x := &e.Returned[i]; x.Refers == s.ID && x.Rule == l.Rule && x.Group == l.Group && x.Objective == l.Objective {
				before = before.add(x.Amount.fraction())
			}
		}
	}
	for i := range out.Returned {
		if x := &out.Returned[i]; x.Refers == s.ID && x.Rule == l.Rule && x.Group == l.Group && x.Objective == l.Objective {
			return // several shortfalls of one objective and group: taken together below
		}
	}
	for i := range s.Lines {
		if x := &s.Lines[i]; x != l && x.Rule == l.Rule && x.Group == l.Group && x.Objective == l.Objective && x.State != Expired {
			credited = credited.add(x.Amount.fraction())
		}
	}
	amount := amountOf(credited.mul(share), r.places, exact.Down, r.unit)
	owed := amount.fraction().sub(before)
	if owed.sign() <= 0 {
		return
	}
	lo := int32(len(r.work.marks))
	r.mark(t, last, share, credited, owed)
	out.Returned = append(out.Returned, Line{
		Objective: l.Objective, Group: l.Group, Rule: t.path, State: EarnedBack, Refers: s.ID,
		Amount: amountOf(owed, r.places, exact.Down, r.unit),
		work:   r.work, lo: lo, hi: lo + 1,
	})
}

// cleanAfter counts the periods met in a row directly after a statement, the
// Case included.
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

// average reports whether the Case ends the window in which a statement lies
// and the mean of the figures attained in it reaches the promise.
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

// and merges what two periods say.
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

// promise gives what the Case says was promised.
func (r *run) promise(objective, group string) (fraction, bool) {
	for i := range r.c.Shortfalls {
		if s := &r.c.Shortfalls[i]; s.Objective == objective && s.Group == group && s.Promised != nil {
			return fractionOf(s.Promised), s.LessIsBetter
		}
	}
	return fraction{}, false
}

// setOff lets bonuses that may be set off pay for credits, and keeps what is
// left of them.
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
	out.Payable, out.Balance = out.Total, Amount{places: r.places, unit: r.unit}
	if balance.sign() <= 0 {
		return
	}
	used := balance.min(out.Total.fraction())
	out.Payable = amountOf(out.Total.fraction().sub(used), r.places, exact.Down, r.unit)
	out.Balance = amountOf(balance.sub(used), r.places, exact.Down, r.unit)
	if used.sign() > 0 {
		r.step(out, Step{
			Path: "payable", Op: "set-off", Saw: r.money(used),
			Of: r.money(out.Total.fraction()), Gives: r.money(out.Payable.fraction()),
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
