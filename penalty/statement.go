package penalty

import (
	"slices"

	"github.com/rickb777/date/v2"
)

// Statement says what is owed for one period and how it was worked out. It
// belongs to the caller. Kept and handed to later calls it is the history that
// multi-period rules read.
type Statement struct {
	ID   string    `json:"id"`
	From date.Date `json:"from"` // the first day of the period
	To   date.Date `json:"to"`   // the day after its last
	// Lines are the credits, one for each rule and shortfall, in the order of
	// the rules, also where nothing is owed. They add up to Total.
	Lines []Line `json:"lines"`
	Total Amount `json:"total"`
	// Exact is the total after caps, before the minimum and the rounding.
	Exact Exact `json:"exact,omitzero"`
	// Steps are the caps that held, the minimum and the rounding of the whole.
	Steps []Step `json:"steps,omitempty"`
	// ClaimBy is the last day on which every line can still be claimed; the zero
	// Date when nothing has to be claimed.
	ClaimBy date.Date `json:"claim-by,omitempty"`
	// Returned are credits of earlier statements that the provider earned back,
	// as amounts above 0; they are not part of Total.
	Returned []Line `json:"returned,omitempty"`
	// Bonuses are what the provider earned; they are not part of Total either.
	Bonuses []Line `json:"bonuses,omitempty"`
	Bonus   Amount `json:"bonus"`
	// Payable is Total less what a bonus that may be set off pays for; Balance
	// is what of such bonuses is left for later statements.
	Payable Amount `json:"payable"`
	Balance Amount `json:"balance"`
	// Triggers has every trigger that was looked at, whether it holds or not.
	Triggers []Triggered `json:"triggers,omitempty"`
	// Found is how the objectives came out, for later statements to look back on.
	Found []Found `json:"found,omitempty"`
	// Problems are what kept an amount from being worked out.
	Problems []Finding `json:"problems,omitempty"`
	// Corrects names the statement that this one corrects; its lines are then
	// differences and may be below 0.
	Corrects string `json:"corrects,omitempty"`
}

// Line is one credit, return or bonus.
type Line struct {
	Objective string `json:"objective,omitempty"`
	Group     string `json:"group,omitempty"`
	// Rule is the path of the rule in the Spec, such as rules[0].
	Rule   string `json:"rule"`
	Amount Amount `json:"amount"`
	State  State  `json:"state"`
	// ClaimBy is the last day on which the line can be claimed; the zero Date
	// when it needs no claim.
	ClaimBy date.Date `json:"claim-by,omitempty"`
	// Refers names the statement that a return or correction goes back to.
	Refers string `json:"refers,omitempty"`

	work   *working
	lo, hi int32 // its marks
}

// State is where a line is in its life.
type State string

// The states. A line that owes something is accrued while it may still be
// earned back, claimable until its day, or issued; later it may expire or be
// earned back. The others owe nothing.
const (
	Accrued      State = "accrued"
	Claimable    State = "claimable"
	IssuedState  State = "issued"
	Expired      State = "expired"
	EarnedBack   State = "earned-back"
	Earned       State = "earned"        // of a bonus
	NothingOwed  State = "nothing-owed"  //
	BelowMinimum State = "below-minimum" // too little to be issued
	NotMeasured  State = "not-measured"  // the figure a rule reads is missing
	Unpriced     State = "undetermined"  // a charge or calculator failed; see Problems
)

// Found is how one objective came out in a period.
type Found struct {
	Objective string  `json:"objective"`
	Group     string  `json:"group,omitempty"`
	Verdict   Verdict `json:"verdict"`
	Attained  Exact   `json:"attained,omitzero"`
	Breaches  int64   `json:"breaches,omitempty"`
	Points    Exact   `json:"points,omitzero"`
}

// Triggered is a trigger as looked at for one objective and group.
type Triggered struct {
	Name      string `json:"name"`
	Objective string `json:"objective,omitempty"`
	Group     string `json:"group,omitempty"`
	Holds     bool   `json:"holds"`
	// Value is what was counted; absent for an average over a window that the
	// statements do not cover yet.
	Value Exact `json:"value,omitzero"`
}

// Triggered lists the names of the triggers that hold, each once, in the order
// of the Spec.
func (s Statement) Triggered() []string {
	var names []string
	for _, t := range s.Triggers {
		if t.Holds && !slices.Contains(names, t.Name) {
			names = append(names, t.Name)
		}
	}
	return names
}

// Statement works out what a Case costs. Earlier statements of the same
// agreement are the history for rules that look back, in any order; those that
// do not begin before the Case are passed over. It never fails: what cannot be
// worked out owes nothing, is marked so and listed in Problems. The result does
// not depend on anything but the arguments.
func (s Schedule) Statement(c Case, earlier ...Statement) Statement {
	out := Statement{ID: c.ID, From: c.From, To: c.To}
	if out.ID == "" {
		out.ID = c.From.String() + "/" + c.To.String()
	}
	if s.schedule == nil {
		return out
	}
	r := &run{schedule: s.schedule, c: &c, work: &working{schedule: s.schedule}, single: -1}
	r.past.read(earlier, &c)
	n := r.sort()
	r.work.marks = make([]mark, 0, 2*n+4)
	r.entries = make([]entry, 0, n)
	out.Lines = make([]Line, 0, n)
	r.credited = make([]bool, len(c.Shortfalls))
	r.lines(&out)
	r.settle(&out)
	r.give(&out)
	if s.history {
		r.returned(&out)
	}
	r.setOff(&out)
	r.found(&out)
	r.triggered(&out)
	out.Problems = r.problems
	return out
}

// Total gives the Total of the Statement without its lines and working, for
// questions of what if, which are asked by the thousand.
func (s Schedule) Total(c Case, earlier ...Statement) Amount {
	if s.schedule == nil {
		return Amount{}
	}
	r := &run{schedule: s.schedule, c: &c, single: -1}
	r.past.read(earlier, &c)
	r.sort()
	if total, ok := r.sum(); ok {
		return total
	}
	var out Statement
	r.work = &working{schedule: s.schedule}
	r.credited = make([]bool, len(c.Shortfalls))
	r.lines(&out)
	r.settle(&out)
	return out.Total
}

// sort puts the shortfalls into one bucket for each objective, in order, and
// makes room for a line of each rule and shortfall.
func (r *run) sort() int {
	all := r.c.Shortfalls
	ids := make([]int32, len(all))
	count := make([]int32, len(r.names)+1)
	name, id := "", int32(-1)
	for i := range all {
		if s := &all[i]; i == 0 || s.Objective != name {
			name = s.Objective
			found, known := r.ids[name]
			if id = found; !known {
				id = -1
			}
		}
		ids[i] = id
		if id >= 0 {
			count[id]++
		}
	}
	room := make([]int32, len(all))
	r.buckets = make([][]int32, len(r.names))
	at := int32(0)
	for id, n := range count[:len(r.names)] {
		r.buckets[id] = room[at : at : at+n]
		at += n
	}
	for i, id := range ids {
		if id >= 0 {
			r.buckets[id] = append(r.buckets[id], int32(i))
		}
	}
	n := 0
	for _, t := range r.terms {
		if len(t.objectives) == 1 {
			n += len(r.buckets[t.objectives[0]])
		} else {
			n++
		}
	}
	return n
}

// entry is a line in the making.
type entry struct {
	exact fraction
	term  int32
	class int32 // objective, or below -1 a rule on several
	at    int32 // a shortfall it looked at
}

// lines evaluates every rule for every shortfall.
func (r *run) lines(out *Statement) {
	for i, t := range r.terms {
		if len(t.objectives) == 1 {
			id := t.objectives[0]
			for _, at := range r.buckets[id] {
				r.single, r.group = at, r.c.Shortfalls[at].Group
				r.line(out, int32(i), t, id, at, r.c.Shortfalls[at].On)
			}
			continue
		}
		r.single = -1
		r.together(out, int32(i), t)
	}
	r.single = -1
}

// together evaluates a rule on several objectives once for each group, and once
// more where a group has several shortfalls of an objective.
func (r *run) together(out *Statement, i int32, t *node) {
	if r.several == nil {
		r.several = make([]int32, len(r.names))
	}
	for _, group := range r.groups(t) {
		r.group = group
		next := make([]int, len(t.objectives)) // where to go on in each bucket
		for {
			first, day := int32(-1), date.Date(0)
			for k, id := range t.objectives {
				r.several[id] = -1
				for ; next[k] < len(r.buckets[id]); next[k]++ {
					at := r.buckets[id][next[k]]
					if s := &r.c.Shortfalls[at]; s.Group == group {
						if r.several[id] = at; first < 0 {
							first = at
						}
						next[k]++
						if s.On != 0 && (day == 0 || s.On < day) {
							day = s.On
						}
						break
					}
				}
			}
			if first < 0 {
				break
			}
			r.line(out, i, t, -2-i, first, day)
		}
	}
}

// line evaluates one rule for what it looks at.
func (r *run) line(out *Statement, term int32, t *node, class, at int32, on date.Date) {
	if out == nil {
		if t.op != opBonus {
			r.evaluate(t, &r.result)
			r.add(&r.result)
		}
		return
	}
	r.unpriced, r.unknown, r.hasLooked = false, false, false
	lo := int32(len(r.work.marks))
	owed := &r.result
	r.evaluate(t, owed)
	lines := &out.Lines
	if t.op == opBonus {
		lines = &out.Bonuses
		r.bonuses = append(r.bonuses, entry{exact: owed.amount, term: term, class: class, at: at})
	} else {
		r.owe(owed, term, class, at)
	}
	*lines = append(*lines, Line{})
	line := &(*lines)[len(*lines)-1]
	line.Group, line.Rule, line.work, line.lo, line.hi = r.group, t.path, r.work, lo, int32(len(r.work.marks))
	if class >= 0 {
		line.Objective = r.names[class]
	} else if t.objective >= 0 {
		line.Objective = r.names[t.objective]
	}
	switch {
	case owed.amount.sign() > 0:
		line.ClaimBy = on // until give turns the day of the failure into that of the claim
		if t.op != opBonus {
			r.owedFor(t)
		}
		if r.unpriced {
			line.State = Unpriced
		}
	case r.unpriced:
		line.State = Unpriced
	case r.unknown && !r.hasLooked:
		line.State = NotMeasured
	default:
		line.State = NothingOwed
	}
}

// owe adds an exact amount, and remembers the cap around it where rounding could
// lift it beyond that.
func (r *run) owe(o *owed, term, class, at int32) {
	r.entries = append(r.entries, entry{exact: o.amount, term: term, class: class, at: at})
	if !r.close(o) {
		return
	}
	if r.ceilings == nil {
		r.ceilings = map[int32]fraction{}
	}
	r.ceilings[int32(len(r.entries)-1)] = o.ceiling
}

// close reports whether one more of the last digit is beyond the cap around an
// amount.
func (r *run) close(o *owed) bool {
	return !o.ceiling.absent() && o.amount.sign() != 0 &&
		o.amount.add(fraction{n: 1, d: powers[r.places]}).cmp(o.ceiling) > 0
}

// owedFor notes the shortfalls that a line owes something for.
func (r *run) owedFor(t *node) {
	if r.single >= 0 {
		r.credited[r.single] = true
		return
	}
	for _, id := range t.objectives {
		if at := r.several[id]; at >= 0 {
			r.credited[at] = true
		}
	}
}

// give says what state the lines are in and by when they must be claimed.
func (r *run) give(out *Statement) {
	for i := range out.Lines {
		line := &out.Lines[i]
		on := line.ClaimBy
		line.ClaimBy = 0
		if line.State != "" {
			continue
		}
		line.State = IssuedState
		if r.claim.unit != claimNone || r.c.ClaimBy != 0 {
			line.State = Claimable
			if line.ClaimBy = r.c.ClaimBy; line.ClaimBy == 0 {
				line.ClaimBy = r.claim.by(on, r.c.To)
			}
			if out.ClaimBy == 0 || line.ClaimBy < out.ClaimBy {
				out.ClaimBy = line.ClaimBy
			}
		}
		if r.terms[r.entries[i].term].op == opEarnBack {
			line.State = Accrued
		}
	}
}

// scored notes points that a rule scored for a shortfall.
func (r *run) scored(at int32, points fraction) {
	if r.scores == nil {
		r.scores = map[int32]fraction{}
	}
	if before, ok := r.scores[at]; ok {
		points = points.add(before)
	}
	r.scores[at] = points
}

// found records how the objectives came out. Where nothing was promised, an
// objective that owes something counts as missed.
func (r *run) found(out *Statement) {
	out.Found = make([]Found, len(r.c.Shortfalls))
	for i := range r.c.Shortfalls {
		s, f := &r.c.Shortfalls[i], &out.Found[i]
		f.Objective, f.Group, f.Breaches = s.Objective, s.Group, breaches(s)
		f.Verdict = verdict(s)
		f.Attained = Exact{value: attained(s)}
		if f.Verdict == NotMeasurable && s.Verdict == "" && (r.credited[i] || !f.Attained.value.absent()) {
			if f.Verdict = Met; r.credited[i] {
				f.Verdict = Missed
			}
		}
		f.Points = Exact{value: fractionOf(s.Points)}
		if p, ok := r.scores[int32(i)]; ok {
			f.Points = Exact{value: p}
		}
	}
}
