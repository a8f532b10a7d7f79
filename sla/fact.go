package sla

import (
	"iter"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

// Fact is something that happened: a *Ticket, *Outage, *State, *Count, *Sample,
// *Exclusion, *Charge or *IssuedStatement. Facts are read, never kept: the caller
// may reuse a fact after handing it over.
type Fact interface{ fact() }

// Facts is a batch of facts, one slice per kind. Its JSON form has a list per
// kind. The zero Facts is empty.
type Facts struct {
	Tickets    []Ticket          `json:"tickets,omitempty"`
	Outages    []Outage          `json:"outages,omitempty"`
	States     []State           `json:"states,omitempty"`
	Counts     []Count           `json:"counts,omitempty"`
	Samples    []Sample          `json:"samples,omitempty"`
	Exclusions []Exclusion       `json:"exclusions,omitempty"`
	Charges    []Charge          `json:"charges,omitempty"`
	Issued     []IssuedStatement `json:"issued,omitempty"`
}

// All gives the facts of all lists, kind by kind, each list in its order. Each fact is
// a pointer into its list.
func (f Facts) All() iter.Seq[Fact] {
	return func(yield func(Fact) bool) {
		_ = all(f.Tickets, yield) && all(f.Outages, yield) && all(f.States, yield) && all(f.Counts, yield) &&
			all(f.Samples, yield) && all(f.Exclusions, yield) && all(f.Charges, yield) && all(f.Issued, yield)
	}
}

// all gives the facts of one list and reports whether more are wanted.
func all[F any, P interface {
	*F
	Fact
}](list []F, yield func(Fact) bool) bool {
	for i := range list {
		if !yield(P(&list[i])) {
			return false
		}
	}
	return true
}

// Ticket is one item of work and its history. Events may come in any order and
// more than once; see Event.
//
// A ticket that is merged into another, or deleted, has an event that says so, and
// the Cancel of its clocks matches this event. Its open cycle then ends and counts
// nowhere; cycles that ended before stay; its history can still be explained.
// To merge tickets, decide which events of the old ticket to add to the new ticket:
// none; the opening, so that the new ticket counts from the earlier instant; or all
// except the merge, in place of the new ticket's own opening, which would start a
// stopped clock anew. Give the added events IDs that the new ticket does not have. To
// delete a ticket as if it had never been, leave it out, or Remove it from the Tally.
type Ticket struct {
	ID     string  `json:"id"`
	Attrs  Attrs   `json:"attrs,omitempty"` // before the first event
	Events []Event `json:"events"`
}

// Event is something that happened to a ticket.
//
// Events are put in order by At, then Seq, then ID. Events that are equal in all
// three stay as listed, so give a Seq if lists may be shuffled. If several events have
// one ID, only the event with the highest Seq counts. So a correction is the same ID
// with a higher Seq, and a retraction is a correction whose At is zero. On a tie the
// latest At counts, then the last by Name and Set as text; the order of arrival never
// decides.
//
// What an event sets holds from the event on. An event that ends a cycle, by a
// stop, a reset or a cancel, changes neither the target that judges the cycle nor
// the cycle's group: what held before the event decides. Two exceptions: under
// the policy retarget: from-start a stop may choose another target, and a
// grouping attribute that was empty takes the value that a stop sets. If a save
// closes a ticket and mends a wrong priority, hand the priority over as a
// correction: the event that set it, again, with its ID and a higher Seq.
type Event struct {
	// At is the instant. An event with the zero At has not happened, so that the null
	// of a column needs no special case.
	At   time.Time `json:"at"`
	Name string    `json:"name"`
	ID   string    `json:"id,omitempty"`
	Seq  int64     `json:"seq,omitempty"`
	// Set changes attributes of the ticket from this event on.
	Set Attrs `json:"set,omitempty"`
}

// Outage is a stretch in which a service was down, [From, To). An outage without
// length counts nothing.
type Outage struct {
	Of   string    `json:"of"` // the service
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"` // zero: still going on
	// ID names the incident. Outages of one service may overlap: time that two
	// of them cover is down once.
	ID string `json:"id,omitempty"`
	// Share is the part of the service or of its users that was affected, such
	// as "30%" or "137 in 3000". The zero Share is all. It is exact; a share finer
	// than metrics.Percent.Weight reads is a finding.
	Share string `json:"share,omitempty"`

	// The points of the incident's life from which a metrics.Repair may count, and
	// Acknowledged, to which a time to acknowledge counts. Zero: not known, or not yet.
	Detected     time.Time `json:"detected,omitzero"`
	Reported     time.Time `json:"reported,omitzero"`
	Ticketed     time.Time `json:"ticketed,omitzero"`
	Acknowledged time.Time `json:"acknowledged,omitzero"`
	// Attrs say which members of the service the outage is about, such as the unit:
	// see Objective.By. An attribute that is absent restricts nothing.
	Attrs Attrs `json:"attrs,omitempty"`
}

// State is a change of the state of a service, such as a check result. The
// state holds until the next change of that service.
type State struct {
	Of string    `json:"of"` // the service
	At time.Time `json:"at"`
	// Is is the state from then on: up, down, no-data, not-monitored, or a word
	// of the weights. Any other word is a finding, and its time has no data.
	Is string `json:"is"`
	// Was is the state before the change, if the source tells it. It matters in two
	// cases: in the first change it says what held until then, and "no-data" says
	// that nothing was known since the previous change.
	Was string `json:"was,omitempty"`
	ID  string `json:"id,omitempty"`
	// Seq orders changes of one instant, lowest first. On a tie the state with the
	// larger weight wins.
	Seq int64 `json:"seq,omitempty"`
	// Attrs say which members of the service the state is about, as in an Outage.
	// States tell when a member exists: "up" from its first instant, "not-monitored"
	// from its last.
	Attrs Attrs `json:"attrs,omitempty"`
}

// Count is a number of good events of a total, such as requests in an hour.
type Count struct {
	Of    string    `json:"of"`    // what is counted, as the metric names it
	At    time.Time `json:"at"`    // puts it into a period
	Good  int64     `json:"good"`  // from 0 to Total, or more than Total if the metric has Excess
	Total int64     `json:"total"` // at most metrics.CountMax
	Attrs Attrs     `json:"attrs,omitempty"`
}

// Sample is one measured number, such as a survey answer.
type Sample struct {
	Of    string          `json:"of"` // what is measured, as the metric names it
	At    time.Time       `json:"at"`
	Value decimal.Decimal `json:"value"`
	Attrs Attrs           `json:"attrs,omitempty"`
}

// Exclusion is a stretch of time, [From, To), that does not count against the
// provider: announced maintenance, an outage that was waived, or forgiven time of
// tickets. It is about a service (Of), or about tickets (Ticket, Clock or both).
// An Outcome has its share without the excluded time in Attained, and with that time in Raw.
// Means, percentiles and other statistics of durations are of the whole time, as measured.
type Exclusion struct {
	Of       string    `json:"of,omitempty"`     // the service
	Ticket   string    `json:"ticket,omitempty"` // the ticket's ID; empty with a Clock: every ticket
	Clock    string    `json:"clock,omitempty"`  // the clock of tickets; empty with a Ticket: every clock
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Reason   string    `json:"reason"`             // needed: an exclusion without a reason is a finding
	Approved string    `json:"approved,omitempty"` // who approved it
	// Noticed is when the exclusion was announced. Zero: it was not announced.
	Noticed time.Time `json:"noticed,omitzero"`
	ID      string    `json:"id,omitempty"`
	// Attrs say which members of the service the exclusion is about, as in an
	// Outage. An exclusion of tickets has none.
	Attrs Attrs `json:"attrs,omitempty"`
}

// Charge is what was billed for a period, the base of credits. If Period is longer
// than the period of a statement, the credits of the agreement say how much of the
// charge counts in the statement (charges: whole, by-months or by-days).
//
// What is owed to a group of an objective, see Objective.By, is a share of the
// charges whose Attrs have the values of that group.
type Charge struct {
	Of     string `json:"of,omitempty"` // the service; empty: the whole invoice
	Period Period `json:"period"`
	// Amount is a decimal of github.com/shopspring/decimal, such as
	// decimal.RequireFromString("1200.00").
	Amount decimal.Decimal `json:"amount"`
	Unit   string          `json:"unit,omitempty"` // empty: the agreement's currency
	// Attrs say whom or what was billed, such as the customer or the unit. A charge
	// without Attrs was billed for no group. An attribute with the name of a quantity
	// says how many were billed: seat=12 for a credit of "2.00 per seat". The numbers of
	// all charges that count in a period add up, and are not divided among periods.
	Attrs Attrs `json:"attrs,omitempty"`
}

// IssuedStatement is a statement of credits made earlier, for rules that look at more
// than one period: repeats, yearly caps, credits that are earned back. It is
// what Result.Statement gave then, for instance read back from its JSON. Without the
// statements of earlier periods those rules find no earlier misses.
type IssuedStatement struct {
	penalty.Statement
}

func (*Ticket) fact()          {}
func (*Outage) fact()          {}
func (*State) fact()           {}
func (*Count) fact()           {}
func (*Sample) fact()          {}
func (*Exclusion) fact()       {}
func (*Charge) fact()          {}
func (*IssuedStatement) fact() {}
