package analysis

import (
	"fmt"
	"math/big"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
	"github.com/upheld/upheld/sla"
)

// Loss is what went wrong in one group.
type Loss struct {
	Group sla.Attrs // such as team=red or @cause=OUT-31; empty for what has no group of the key
	Wrong *big.Rat  // items, or seconds of lost time; above 0
	UpTo  *big.Rat  // the share of all losses up to and with this; 1 at the last
}

// Pareto lists what went wrong by one key, the most first, equal losses by group. A key is
// one that the objective is grouped by, or
//
//	@target   the target of each breach, if the objective is not grouped by it
//	@cause    the cause of each stretch of lost time: the outage, state or rule
//
// By any other key the losses are the wrong items of the whole, or its lost time, and add up
// to them. By @target they are its breaches: a share may have further wrong items, such
// as cycles without a target. One item has one value of one key; two keys make two lists, which
// cannot be added. Print UpTo cut down, so that no share reads 100 % before the last: see
// metrics.ShareOfRat and Figure.Percent.
//
// If the period holds several periods of the objective, the list is about all of them. Nothing
// wrong gives no losses. Errors are as in Effects, except that no promise is needed. By @cause
// it is an error if the objective has no time of its own, such as the whole of several members.
func Pareto(r *sla.Result, objective, key string) ([]Loss, error) {
	t, err := take(r, objective)
	if err != nil {
		return nil, err
	}
	switch key {
	case "@cause":
		return t.causes()
	case "@target":
		if !t.has(key) {
			return ofBreaches(r, objective, key, func(b *sla.Breach) string { return b.Target })
		}
	}
	groups, err := t.by(key)
	if err != nil {
		return nil, err
	}
	var l losses
	limit, _ := t.whole.Promised.Parse()
	_, upper := limit.Edge()
	for _, g := range groups {
		if !g.share.IsValid() {
			continue
		}
		wrong := goodOf(g.share)
		if !upper {
			wrong.Sub(totalOf(g.share), wrong)
		}
		if isTime(t.whole) {
			wrong.Quo(wrong, rat(int64(time.Second), 1))
		}
		l.add(g.attrs, wrong)
	}
	return l.ranked(), nil
}

// ParetoByDay is Pareto by local date in a zone, such as Agreement.Location: lost time by
// the date on which it was lost, breaches by the date of BreachedAt. Groups are @day and
// a date, "2026-03-20". A nil zone is UTC.
func ParetoByDay(r *sla.Result, objective string, in *time.Location) ([]Loss, error) {
	const key = "@day"
	t, err := take(r, objective)
	if err != nil {
		return nil, err
	}
	days := zone.Of(in)
	name := func(day int64) string {
		y, m, d := zone.Civil(day)
		return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
	}
	if t.whole.Ledger == nil {
		return ofBreaches(r, objective, key, func(b *sla.Breach) string { return name(days.Day(b.BreachedAt.Unix())) })
	}
	var l losses
	for _, e := range t.whole.Ledger {
		if !e.IsLost() {
			continue
		}
		for from := e.From; from.Before(e.To); {
			day := days.Day(from.Unix())
			to := time.Unix(days.Start(day+1), 0)
			if to.After(e.To) {
				to = e.To
			}
			l.add(sla.Attrs{{key, name(day)}}, lost(e.Weight.Rat(), to.Sub(from)))
			from = to
		}
	}
	return l.ranked(), nil
}

// lost is a stretch by its weight, in seconds.
func lost(weight *big.Rat, length time.Duration) *big.Rat {
	return weight.Mul(weight, rat(int64(length), int64(time.Second)))
}

// causes lists the lost time by cause.
func (t taken) causes() ([]Loss, error) {
	if t.whole.Ledger == nil {
		return nil, conflict(t.whole.Objective, "it has no time of its own; breaches of tickets have targets, days and attributes, and members have their own outcomes")
	}
	var l losses
	for _, e := range t.whole.Ledger {
		if e.IsLost() {
			l.add(sla.Attrs{{"@cause", e.Cause}}, lost(e.Weight.Rat(), e.Length()))
		}
	}
	return l.ranked(), nil
}

// has reports whether the outcome is grouped by key.
func (t taken) has(key string) bool {
	for i := range t.groups {
		if keyOf(t.groups[i].Group) == sorted(key) {
			return true
		}
	}
	return false
}

// ofBreaches counts the breaches of an objective by name.
func ofBreaches(r *sla.Result, objective, key string, name func(*sla.Breach) string) ([]Loss, error) {
	var l losses
	clocked := false
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		if o.Objective != objective || len(o.Group) > 0 || o.Judge != "" {
			continue
		}
		clocked = clocked || o.Metric == "share" || len(o.Breaches) > 0
		for n := range o.Breaches {
			l.add(sla.Attrs{{key, name(&o.Breaches[n])}}, rat(1, 1))
		}
	}
	if !clocked {
		return nil, &fault.FieldError{Path: "key", Value: key, Err: fault.Because(fault.ErrConflict, "objective %q has no breaches of tickets", objective)}
	}
	return l.ranked(), nil
}

// losses are in the order in which they were found.
type losses struct {
	all []Loss
	at  map[string]int // places, by group
}

// add adds to the loss of a group. It keeps wrong.
func (l *losses) add(group sla.Attrs, wrong *big.Rat) {
	name := nameOf(group)
	if i, there := l.at[name]; there {
		l.all[i].Wrong.Add(l.all[i].Wrong, wrong)
		return
	}
	if l.at == nil {
		l.at = map[string]int{}
	}
	l.at[name] = len(l.all)
	l.all = append(l.all, Loss{Group: group, Wrong: wrong})
}

// ranked sorts the losses, leaves out groups without a loss and adds up the shares.
func (l *losses) ranked() []Loss {
	var kept []Loss
	all := new(big.Rat)
	for _, x := range l.all {
		if x.Wrong.Sign() > 0 {
			all.Add(all, x.Wrong)
			kept = append(kept, x)
		}
	}
	byWorth(kept, func(x *Loss) (*big.Rat, sla.Attrs) { return x.Wrong, x.Group })
	upTo := new(big.Rat)
	for i := range kept {
		upTo.Add(upTo, kept[i].Wrong)
		kept[i].UpTo = new(big.Rat).Quo(upTo, all)
	}
	return kept
}
