package penalty

import (
	"slices"
	"time"

	"github.com/rickb777/date/v2"
)

// Statement says what is owed for one period and how it was worked out. It belongs to
// the caller. Keep statements and hand them to later calls: rules that look back read
// them.
type Statement struct {
	ID string `json:"id"`
	// Agreement, Title, Provider and Customer name the agreement and its parties on
	// pages. No amount depends on them.
	Agreement string    `json:"agreement,omitempty"`
	Title     string    `json:"title,omitempty"`
	Provider  string    `json:"provider,omitempty"`
	Customer  string    `json:"customer,omitempty"`
	From      date.Date `json:"from"` // the first day of the period
	To        date.Date `json:"to"`   // the day after its last
	// Lines are the credits, one for each rule and shortfall (or group, if a rule is on
	// several objectives), in the order of the rules, also if nothing is owed. They add
	// up to Total.
	Lines []Line `json:"lines"`
	Total Amount `json:"total"`
	// Exact is the total after caps, before the minimum and the rounding.
	Exact Exact `json:"exact,omitzero"`
	// Steps are the working of the total: charges in part, caps that cut, minimum,
	// rounding and set-off.
	Steps []Step `json:"steps,omitempty"`
	// ClaimBy is the last day on which every line can still be claimed; the zero
	// Date if nothing has to be claimed or no last day is known.
	ClaimBy date.Date `json:"claim-by,omitempty"`
	// Claim is the claim window that gave the days to claim by; empty if nothing has
	// to be claimed or the Case gave the day.
	Claim Claim `json:"claim,omitempty"`
	// Returned are credits of earlier statements that the provider earned back,
	// as amounts above 0; they are not part of Total.
	Returned []Line `json:"returned,omitempty"`
	// Bonuses are what the provider earned; they are not part of Total either. Bonus
	// is their sum.
	Bonuses []Line `json:"bonuses,omitempty"`
	Bonus   Amount `json:"bonus"`
	// Payable is Total less the bonuses set off against it; Balance is what is left of
	// such bonuses for later statements.
	Payable Amount `json:"payable"`
	Balance Amount `json:"balance"`
	// Triggers has the outcome of every trigger, whether it holds or not.
	Triggers []Triggered `json:"triggers,omitempty"`
	// Found is how the objectives came out, for rules of later statements.
	Found []Found `json:"found,omitempty"`
	// Problems are the reasons why amounts could not be worked out, charges or earlier
	// statements were not used, or a trigger counts too few breaches.
	Problems []Finding `json:"problems,omitempty"`
	// Clauses are the clauses of the contract that state the rules and caps: look up
	// Line.Rule and Step.Path.
	Clauses Clauses `json:"clauses,omitempty"`
	// BothTerms has both totals if old and new terms run side by side; else nil.
	BothTerms *BothTerms `json:"both-terms,omitempty"`
	// Corrects is the ID of the statement that this one corrects; the lines are then
	// differences and may be below 0.
	Corrects string `json:"corrects,omitempty"`
}

// Line is one credit, return or bonus.
type Line struct {
	Objective string `json:"objective,omitempty"`
	Group     string `json:"group,omitempty"`
	// Rule is the name of the rule, or its path in the Spec, such as rules[0].
	Rule   string    `json:"rule"`
	Amount Amount    `json:"amount"`
	State  LineState `json:"state"`
	// ClaimBy is the last day on which the line can be claimed; the zero Date
	// if it needs no claim or the day is not known.
	ClaimBy date.Date `json:"claim-by,omitempty"`
	// Refers is the ID of the statement that a return or correction is about.
	Refers string `json:"refers,omitempty"`

	work   *working
	lo, hi int32 // its marks
}

// LineState is where a line is in its life.
type LineState string

// The states. A caller may set Disputed while the parties disagree about a line: such
// a line neither expires nor is issued until a correction ends the dispute.
const (
	Accrued      LineState = "accrued"     // owed, but may be earned back
	Claimable    LineState = "claimable"   // owed if claimed by ClaimBy
	Issued       LineState = "issued"      // owed
	Expired      LineState = "expired"     // not claimed in time
	EarnedBack   LineState = "earned-back" // of Returned
	Earned       LineState = "earned"      // of a bonus
	Disputed     LineState = "disputed"
	Lowered      LineState = "lowered"  // of a correction: less will be issued
	Reversed     LineState = "reversed" // of a correction: to be charged back
	NothingOwed  LineState = "nothing-owed"
	BelowMinimum LineState = "below-minimum" // too little to be issued
	NotMeasured  LineState = "not-measured"  // a figure that the rule reads is missing
	Undetermined LineState = "undetermined"  // could not be worked out; see Problems
)

var states = []LineState{Accrued, Claimable, Issued, Expired, EarnedBack, Earned, Disputed, Lowered, Reversed, NothingOwed, BelowMinimum, NotMeasured, Undetermined}

// Found is how one objective came out in a period.
type Found struct {
	Objective string  `json:"objective"`
	Group     string  `json:"group,omitempty"`
	Verdict   Verdict `json:"verdict"`
	Attained  Exact   `json:"attained,omitzero"`
	Breaches  int64   `json:"breaches,omitempty"`
	Points    Exact   `json:"points,omitzero"`
	// Starts are when its breaches began, if a trigger over days looks at them.
	Starts []time.Time `json:"starts,omitempty"`
}

// Triggered is the outcome of a trigger for one objective and group.
type Triggered struct {
	Name      string `json:"name"`
	Objective string `json:"objective,omitempty"`
	Group     string `json:"group,omitempty"`
	Holds     bool   `json:"holds"`
	// Value is the count or average; absent for an average over a window that the
	// statements do not cover yet.
	Value Exact `json:"value,omitzero"`
	// Counted says that this period counts, if the trigger counts "capped",
	// "cap-reached" or "owed". Later statements read it.
	Counted bool `json:"counted,omitempty"`
	// At is the start of the breach with which a trigger over days first held in the
	// period; the zero Time for other triggers.
	At time.Time `json:"at,omitzero"`
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

// Statement works out what a Case costs. Rules that look back read the earlier
// statements of the same agreement; these may be in any order, except that a
// correction follows the statement that it corrects, and are ignored unless they begin
// before the Case. Statement never fails: an amount that cannot be worked out counts as
// 0, its line has the state Undetermined, and Problems has the reason. The result
// depends only on the schedule and the arguments.
func (s Schedule) Statement(c Case, earlier ...Statement) Statement {
	out := Statement{ID: c.ID, Agreement: c.Agreement, Title: c.Title, Provider: c.Provider, Customer: c.Customer, From: c.From, To: c.To}
	if out.ID == "" {
		out.ID = c.From.String() + "/" + c.To.String()
	}
	if s.schedule == nil {
		return out
	}
	out.Clauses = s.Clauses()
	r := &run{schedule: s.schedule, c: &c, work: &working{schedule: s.schedule}, single: -1}
	r.read(earlier)
	n := r.sort()
	r.work.marks, r.work.numbers = make([]mark, 0, 2*n+4), make([]plain, 0, 2*n+4)
	r.entries = make([]entry, 0, n)
	out.Lines = make([]Line, 0, n)
	r.credited = make([]bool, len(c.Shortfalls))
	r.lines(&out)
	r.settle(&out)
	out.Steps = slices.Concat(r.bills.steps, out.Steps)
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

// Total gives the Total of the Statement without its lines and working. It is faster,
// for many what-if questions.
func (s Schedule) Total(c Case, earlier ...Statement) Amount {
	if s.schedule == nil {
		return Amount{}
	}
	r := &run{schedule: s.schedule, c: &c, single: -1}
	r.read(earlier)
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
