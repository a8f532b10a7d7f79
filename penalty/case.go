package penalty

import (
	"math/big"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"
)

// Case is what happened in one period, as far as credits depend on it. A Statement
// keeps no reference to it.
type Case struct {
	// ID becomes the ID of the statement, to which later statements refer; "" stands
	// for the period, such as "2025-03-01/2025-04-01".
	ID string `json:"id,omitempty"`
	// Agreement, Title, Provider and Customer name the agreement and its parties on
	// the statement. No amount depends on them.
	Agreement string `json:"agreement,omitempty"`
	Title     string `json:"title,omitempty"`
	Provider  string `json:"provider,omitempty"`
	Customer  string `json:"customer,omitempty"`
	// From and To are the first day of the period and the day after its last.
	From date.Date `json:"from"`
	To   date.Date `json:"to"`
	// Charges are what was billed; charges of one name and group add up. A group is
	// owed a share of its own charges alone: see Base.
	Charges []Charge `json:"charges,omitempty"`
	// Quantities are the counts that a rate "12.00 per kg" multiplies.
	Quantities []Quantity `json:"quantities,omitempty"`
	// Shortfalls say how each objective came out, in any order, whether missed, met
	// or not measurable.
	Shortfalls []Shortfall `json:"shortfalls,omitempty"`
	// Choices are what the customer picked under a Choice rule.
	Choices []Pick `json:"choices,omitempty"`
	// ClaimBy is the last day to claim. Unless it is the zero Date, it replaces the
	// day that Spec.Claim gives.
	ClaimBy date.Date `json:"claim-by,omitempty"`
}

// Charge is an amount billed, in the schedule's unit.
type Charge struct {
	Name string `json:"name,omitempty"`
	// Group is the group that was billed; "" is no group.
	Group string `json:"group,omitempty"`
	// Also are further groups that the charge belongs to, if objectives are grouped
	// in more than one way. In the sum of all groups the charge counts once.
	Also   []string        `json:"also,omitempty"`
	Amount decimal.Decimal `json:"amount"`
	// From and To are the first day billed and the day after the last; if both are
	// zero, the period of the Case. A charge without a day in the period does not
	// count; Spec.Charges says how a longer charge counts.
	From date.Date `json:"from,omitempty"`
	To   date.Date `json:"to,omitempty"`
}

// Quantity is a number that a rate such as "12.00 per kg" multiplies. A nil or
// negative Value is not used.
type Quantity struct {
	Name  string   `json:"name"`
	Group string   `json:"group,omitempty"`
	Also  []string `json:"also,omitempty"` // further groups that have it, as in Charge
	// From and To are days as in Charge. A quantity counts whole in each period in which
	// a charge of these days counts.
	From  date.Date `json:"from,omitempty"`
	To    date.Date `json:"to,omitempty"`
	Value *big.Rat  `json:"value"`
}

// Pick says which objective's credit the customer takes in one group.
type Pick struct {
	Group     string `json:"group,omitempty"`
	Objective string `json:"objective"`
}

// Verdict says how an objective came out. The empty Verdict is worked out from the
// figures: met if Attained reaches Promised, else missed; not measurable if one of
// the two is absent.
type Verdict string

// The verdicts.
const (
	Met           Verdict = "met"
	Missed        Verdict = "missed"
	NotMeasurable Verdict = "not-measurable"
)

// Shortfall is how one objective came out in one group. Fields that no rule of
// the objective reads may stay empty. If an objective and group have several
// shortfalls (four weeks of a month, three incidents), each is credited by itself.
type Shortfall struct {
	Objective string `json:"objective"`
	// Group is a part of the objective: a customer, a region, an incident. A rule on
	// several objectives combines the shortfalls of the same group. Hand over an
	// objective as a whole or in groups, not both.
	Group   string  `json:"group,omitempty"`
	Verdict Verdict `json:"verdict,omitempty"`
	// Reason says in a word such as "no-items" why there is no figure. It is shown if
	// a rule finds no figure.
	Reason string `json:"reason,omitempty"`
	// Attained is the figure reached: a share as a part of one, a number as it
	// is, a length of time in nanoseconds. If it is nil, the figure is the share of
	// Length that was not Lost. It is not measured if Length is 0 too, or if the
	// verdict is not-measurable and nothing was lost.
	Attained *big.Rat `json:"attained,omitempty"`
	// Promised is the bound of the promise, in the unit of Attained; nil if nothing
	// is promised.
	Promised *big.Rat `json:"promised,omitempty"`
	// LessIsBetter means that a figure of at most Promised is met; otherwise at least
	// Promised.
	LessIsBetter bool `json:"less-is-better,omitempty"`
	// Elapsed says that Attained and Promised are lengths of time, so that the
	// working shows them as such.
	Elapsed bool `json:"elapsed,omitempty"`
	// Breaches counts the single misses: tickets, days, incidents. If it is 0, the
	// entries of Late are counted.
	Breaches int64 `json:"breaches,omitempty"`
	// Late has one entry for each late breach: the time past the target.
	Late []time.Duration `json:"late,omitempty"`
	// LateDays and LateBusinessDays have one entry for each breach: how many dates
	// were late, and how many of these dates are business days. Only rules that count
	// lateness in days read them. If such a rule finds fewer entries than breaches,
	// the statement has the problem MissingDays.
	LateDays         []Days `json:"late-days,omitempty"`
	LateBusinessDays []Days `json:"late-business-days,omitempty"`
	// Carried is the lateness in this period of breaches that were counted in an
	// earlier period.
	Carried []time.Duration `json:"carried,omitempty"`
	// Starts has the instant at which each breached item began, for triggers over
	// days.
	Starts []time.Time `json:"starts,omitempty"`
	// Lost is the service time that was not delivered, Length all the service time
	// that was due, Affected the affected part of the users (nil is all users).
	Lost     time.Duration `json:"lost,omitempty"`
	Length   time.Duration `json:"length,omitempty"`
	Affected *big.Rat      `json:"affected,omitempty"`
	// Points are penalty points scored outside this schedule.
	Points *big.Rat `json:"points,omitempty"`
	// On is the local day of the failure, from which a claim window may count. The
	// zero Date stands for the last day of the period.
	On date.Date `json:"on,omitempty"`
}
