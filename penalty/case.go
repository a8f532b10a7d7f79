package penalty

import (
	"math/big"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"
)

// Case is what happened in one period, as far as money is concerned. Statement
// reads it and keeps nothing of it.
type Case struct {
	// ID names the statement to be made, so that later ones can refer to it.
	ID string `json:"id,omitempty"`
	// From and To are the first day of the period and the day after its last.
	From date.Date `json:"from"`
	To   date.Date `json:"to"`
	// Charges are what was billed; charges of one name and group add up. What is
	// owed to a group is a share of the charges of that group alone: see Base.
	Charges []Charge `json:"charges,omitempty"`
	// Quantities are the counts that a rate "12.00 per kg" multiplies.
	Quantities []Quantity `json:"quantities,omitempty"`
	// Shortfalls say how each objective came out, in any order: a missed one, a
	// met one and one that could not be measured alike.
	Shortfalls []Shortfall `json:"shortfalls,omitempty"`
	// Choices are what the customer picked where the contract lets it choose.
	Choices []Pick `json:"choices,omitempty"`
	// ClaimBy, if it is not the zero Date, replaces the day that Claim gives.
	ClaimBy date.Date `json:"claim-by,omitempty"`
}

// Charge is an amount billed, in the schedule's unit.
type Charge struct {
	Name string `json:"name,omitempty"`
	// Group is the group that it was billed for; "" is none of them.
	Group string `json:"group,omitempty"`
	// Also are further groups it was billed for, where objectives are grouped in
	// more than one way. In what was billed for all it counts once.
	Also   []string        `json:"also,omitempty"`
	Amount decimal.Decimal `json:"amount"`
	// From and To are the first day of what was billed and the day after its last;
	// both zero: the period of the Case. Charges of other days are not used, and
	// what a longer one counts the Spec says.
	From date.Date `json:"from,omitempty"`
	To   date.Date `json:"to,omitempty"`
}

// Quantity is a count that some rate multiplies, such as the weight of a parcel.
type Quantity struct {
	Name  string   `json:"name"`
	Group string   `json:"group,omitempty"`
	Value *big.Rat `json:"value"`
}

// Pick is the objective whose credit the customer takes in one group.
type Pick struct {
	Group     string `json:"group,omitempty"`
	Objective string `json:"objective"`
}

// Verdict says how an objective came out. The empty Verdict leaves it to the
// figures: met when Attained reaches Promised, not measurable without either.
type Verdict string

// The verdicts.
const (
	Met           Verdict = "met"
	Missed        Verdict = "missed"
	NotMeasurable Verdict = "not-measurable"
)

// Shortfall is how one objective came out in one group. Fields that no rule of
// the objective reads may stay empty. Several shortfalls of one objective and
// group (four weeks of a month, three incidents) are credited each by itself.
type Shortfall struct {
	Objective string `json:"objective"`
	// Group is the part of the objective that this is about: a customer, a
	// region, an incident. Rules on several objectives look at those of one
	// group. Hand over an objective as a whole or in groups, not both.
	Group   string  `json:"group,omitempty"`
	Verdict Verdict `json:"verdict,omitempty"`
	// Reason says why there is no figure, in a word such as "no-items"; it is
	// shown where a rule finds none.
	Reason string `json:"reason,omitempty"`
	// Attained is the figure reached: a share as a part of one, a number as it
	// is, an elapsed time in nanoseconds. Nil is not measured, unless Length is
	// given: then it is the share of Length that was not Lost. With the verdict
	// not-measurable a nil Attained and nothing lost are no figure at all.
	Attained *big.Rat `json:"attained,omitempty"`
	// Promised is the bound of the promise, counted like Attained; nil if none.
	Promised *big.Rat `json:"promised,omitempty"`
	// LessIsBetter turns the promise round: at most Promised is met.
	LessIsBetter bool `json:"less-is-better,omitempty"`
	// Elapsed says that Attained and Promised are elapsed times, so that the
	// working shows them as such.
	Elapsed bool `json:"elapsed,omitempty"`
	// Breaches counts the single misses: tickets, days, incidents.
	Breaches int64 `json:"breaches,omitempty"`
	// Late has one entry for each breach with a lateness: time past the target.
	Late []time.Duration `json:"late,omitempty"`
	// LateDays and LateBusinessDays have one entry for each breach: the dates that
	// were late, and those of them that are business days. Only rules that count
	// lateness in days read them; if some breach has none, the rule is a problem.
	LateDays         []Days `json:"late-days,omitempty"`
	LateBusinessDays []Days `json:"late-business-days,omitempty"`
	// Carried is the lateness in this period of breaches that are counted in an
	// earlier one.
	Carried []time.Duration `json:"carried,omitempty"`
	// Starts has one entry for each breach: when what was breached began, for
	// triggers over days.
	Starts []time.Time `json:"starts,omitempty"`
	// Lost is the service time not delivered, Length the time it was due in,
	// Affected the part of the users it was lost to (nil is all of them).
	Lost     time.Duration `json:"lost,omitempty"`
	Length   time.Duration `json:"length,omitempty"`
	Affected *big.Rat      `json:"affected,omitempty"`
	// Points are penalty points scored outside this schedule.
	Points *big.Rat `json:"points,omitempty"`
	// On is the local day of the failure, for claims counted from it.
	On date.Date `json:"on,omitempty"`
}
