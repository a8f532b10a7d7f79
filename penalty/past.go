package penalty

import (
	"slices"
	"sort"
	"time"

	"github.com/rickb777/date/v2"
)

// past holds the earlier statements. Their results are indexed on first use.
type past struct {
	statements []*Statement // they begin before the Case; ordered by first day
	periods    []pastPeriod // the results of each period
	indexed    bool
}

// pastPeriod is the results of one earlier period: those of its last statement or
// correction, except corrections without results.
type pastPeriod struct {
	from, to date.Date
	found    map[pastKey]pastFound
	capped   bool
	counted  map[string]bool // names of the triggers that count the period
}

type pastKey struct{ objective, group string }

// pastFound sums the results of one objective and group in a period.
type pastFound struct {
	verdict  Verdict
	breaches int64
	points   fraction
	attained fraction // the sum of the figures attained
	measured int64    // the number of these figures
	starts   []time.Time
}

// read keeps the earlier statements that begin before the Case and can be used: of
// several statements on a period the first, and its corrections. Each other statement
// is noted as a problem.
func (r *run) read(earlier []Statement) {
	p := &r.past
	for i := range earlier {
		s := &earlier[i]
		if s.From >= r.c.From {
			continue
		}
		if kind := r.unusable(s); kind != "" {
			r.problem("", kind, s.ID)
			continue
		}
		p.statements = append(p.statements, s)
	}
	p.order()
	repeated := func(i int) bool { return i > 0 && p.statements[i].From == p.statements[i-1].From }
	some := false
	for i := range p.statements {
		some = some || repeated(i)
	}
	if !some {
		return
	}
	type key struct {
		from, to     date.Date
		corrects, id string
	}
	seen, kept := make(map[key]bool, len(p.statements)), p.statements[:0]
	for _, s := range p.statements {
		k := key{s.From, s.To, s.Corrects, ""}
		if s.Corrects != "" {
			k.id = s.ID // a statement may be corrected several times
		}
		if seen[k] {
			r.problem("", StatementRepeated, s.ID)
			continue
		}
		seen[k] = true
		kept = append(kept, s)
	}
	p.statements = kept
}

// unusable says why an earlier statement cannot be used; "" if it can be used.
func (r *run) unusable(s *Statement) FindingCode {
	if s.To < s.From {
		return StatementBackwards
	}
	other := func(a Amount) bool { return a.Unit() != "" && !sameUnit(a.Unit(), r.unit) }
	if other(s.Total) {
		return StatementUnit
	}
	for _, lines := range [...][]Line{s.Lines, s.Returned} {
		for i := range lines {
			if other(lines[i].Amount) {
				return StatementUnit
			}
			if l := &lines[i]; l.State != "" && !slices.Contains(states, l.State) {
				return StatementState
			}
		}
	}
	return ""
}

// order sorts statements by first day. Statements of the same day stay in the order
// handed over, in which a correction follows the statement that it corrects.
func (p *past) order() {
	sort.SliceStable(p.statements, func(i, j int) bool { return p.statements[i].From < p.statements[j].From })
}

// index reads the results of all periods once.
func (p *past) index() []pastPeriod {
	if p.indexed {
		return p.periods
	}
	p.indexed = true
	for _, s := range p.statements {
		if len(s.Found) == 0 && s.Corrects != "" {
			continue
		}
		period := pastPeriod{from: s.From, to: s.To, found: map[pastKey]pastFound{}}
		for i := range s.Found {
			f := &s.Found[i]
			key := pastKey{f.Objective, f.Group}
			period.found[key] = period.found[key].with(f)
		}
		period.capped = slices.ContainsFunc(s.Steps, func(s Step) bool { return s.Op == "cap" })
		for i := range s.Triggers {
			if t := &s.Triggers[i]; t.Counted {
				if period.counted == nil {
					period.counted = map[string]bool{}
				}
				period.counted[t.Name] = true
			}
		}
		if n := len(p.periods); n > 0 && p.periods[n-1].from == s.From && p.periods[n-1].to == s.To {
			p.periods[n-1] = period
			continue
		}
		p.periods = append(p.periods, period)
	}
	return p.periods
}

// with adds one result. A period with a miss is missed.
func (f pastFound) with(found *Found) pastFound {
	if f.verdict == "" || found.Verdict == Missed || f.verdict == NotMeasurable {
		f.verdict = found.Verdict
	}
	f.breaches = saturate(f.breaches, found.Breaches)
	f.starts = append(f.starts, found.Starts...)
	if f.points.absent() {
		f.points = whole(0)
	}
	if v := found.Points.value; !v.absent() {
		f.points = f.points.add(v)
	}
	if v := found.Attained.value; !v.absent() {
		if f.attained.absent() {
			f.attained = whole(0)
		}
		f.attained, f.measured = f.attained.add(v), f.measured+1
	}
	return f
}

// saturate adds b if it is above 0, unless the sum overflows.
func saturate(a, b int64) int64 {
	if c, ok := sum64(a, max(0, b)); ok {
		return c
	}
	return a
}

// streak counts the periods missed in a row directly before the Case.
func (p *past) streak(objective, group string, c *Case) int64 {
	n, next := int64(0), c.From
	periods := p.index()
	for i := len(periods) - 1; i >= 0; i-- {
		if periods[i].to != next || periods[i].found[pastKey{objective, group}].verdict != Missed {
			break
		}
		n, next = n+1, periods[i].from
	}
	return n
}

// within lists the earlier periods that begin in the window of the Case.
func (p *past) within(w window, c *Case) []pastPeriod {
	start := w.start(c.From, c.To)
	all := p.index()
	for len(all) > 0 && all[0].from < start {
		all = all[1:]
	}
	return all
}

func (p *past) breaches(objective, group string, w window, c *Case) int64 {
	n := int64(0)
	for _, period := range p.within(w, c) {
		n = saturate(n, period.found[pastKey{objective, group}].breaches)
	}
	return n
}

func (p *past) points(objective, group string, w window, c *Case) fraction {
	total := whole(0)
	for _, period := range p.within(w, c) {
		if f := period.found[pastKey{objective, group}].points; !f.absent() {
			total = total.add(f)
		}
	}
	return total
}

// repeats counts the misses before this one that a Repeat looks at.
func (p *past) repeats(r *run, n *node) int64 {
	objective := r.names[n.objective]
	if !n.windowed {
		return p.streak(objective, r.group, r.c)
	}
	count := int64(0)
	for _, period := range p.within(n.window, r.c) {
		if period.found[pastKey{objective, r.group}].verdict == Missed {
			count++
		}
	}
	return count
}

// paid sums the credits of earlier statements in the window, without expired and
// earned-back credits. name is an objective; "" is all objectives.
func (p *past) paid(name string, w window, c *Case) fraction {
	start, total := w.start(c.From, c.To), whole(0)
	for _, s := range p.statements {
		if s.From < start {
			continue
		}
		for i := range s.Lines {
			if l := &s.Lines[i]; (name == "" || l.Objective == name) && l.State != Expired {
				total = total.add(l.Amount.fraction())
			}
		}
		for i := range s.Returned {
			if l := &s.Returned[i]; name == "" || l.Objective == name {
				total = total.sub(l.Amount.fraction())
			}
		}
	}
	return total.max(whole(0))
}
