package penalty

// Spec is the credit terms of a contract, as written. The zero Spec grants nothing.
//
// In a file, where all quantities are text:
//
//	credits:
//	  unit: USD
//	  base: 12000.00
//	  rules:
//	    - { objective: portal, tiers: { below 99.9%: 10%, below 99.0%: 25% } }
//	  caps: { month: 30%, year: 40000.00 }
//	  minimum: over 1.00
//	  round: half-even
//	  claim: 30 days after month end
type Spec struct {
	// Unit is the unit of the amounts: a currency code, or any words such as
	// "service days" or "points". It is required if there are rules.
	Unit string `json:"unit,omitempty"`
	// Scale is the number of digits after the point, 0 to 18. Nil is the minor
	// unit of a currency (JPY 0, KWD 3, most 2) and 0 for other units.
	Scale *int `json:"scale,omitempty"`
	// Base is the base of terms and caps without a Base of their own.
	Base Base `json:"base,omitempty"`
	// Charges says how a charge counts whose days go beyond the period of a statement.
	// If it is "", such a charge is not used and the statement has the problem
	// ChargePeriod.
	Charges Spread `json:"charges,omitempty"`
	// Rules credit each shortfall of their objectives; all credits are added up.
	Rules []Term `json:"rules,omitempty"`
	// Weights bounds the weights of the objectives. No amount depends on it; Findings
	// reports weights outside it.
	Weights Weights `json:"weights,omitzero"`
	// Caps bound sums of credits. They apply from the narrowest to the widest,
	// whatever their order here; of several caps of one width the lowest wins.
	Caps []Cap `json:"caps,omitempty"`
	// Minimum is the band in which a total has to lie to be issued at all: "over 1.00"
	// or "at least 5.00". MinimumOf says which total is compared.
	Minimum   Band   `json:"minimum,omitempty"`
	MinimumOf Tested `json:"minimum-of,omitempty"`
	// Round says how the total is rounded, once. It is required if there are rules.
	Round RoundingMode `json:"round,omitempty"`
	// Claim says by when the customer must claim; "" means no claim is needed.
	Claim Claim `json:"claim,omitempty"`
	// Triggers name consequences other than money: chronic failure, termination.
	Triggers []Trigger `json:"triggers,omitempty"`
}

// Weights bounds the weights of objectives: the allocations of their pools, or their
// shares of one base ("30% of fee of portal"). If Sum is empty, the shares of a base
// are expected to add up to 100%, and allocations may have any sum.
//
//	weights: { each: 5% to 40%, sum: exactly 100% }
type Weights struct {
	Each Band `json:"each,omitempty"` // of one objective
	Sum  Band `json:"sum,omitempty"`  // of all objectives on one base or amount at risk
}

// Cap bounds a sum of credits. A file has a list of caps, or a mapping of scopes to
// amounts:
//
//	caps: { objective: 20%, month: 30%, year: 40000.00 }
//	caps: [ { per: year from april, objective: portal, at: 100%, base: fee of portal } ]
type Cap struct {
	// Per says which credits are added up and compared with At: the credits of each
	// objective, of each group, or of all statements in a window.
	Per Scope `json:"per"`
	// Objective limits the cap to the lines of one objective; "" is all lines.
	Objective string `json:"objective,omitempty"`
	At        Rate   `json:"at"`
	Base      Base   `json:"base,omitempty"` // "" is Spec.Base
	// Clause is the clause of the contract that states the cap, such as "9.3". No
	// amount depends on it.
	Clause string `json:"clause,omitempty" plain:"-"`
}

// Scope says which credits a cap adds up: "objective", "group", or a Lookback. A
// statement belongs to the window in which its first day lies. Expired and earned-back
// credits do not count.
type Scope string

// Scopes. Any other Lookback is a Scope too.
const (
	PerObjective Scope = "objective" // the credits of each objective in a statement
	PerGroup     Scope = "group"     // the credits of each group in a statement
	PerPeriod    Scope = "period"    // the credits of a statement
	PerYear      Scope = "year"      // the credits of a calendar year
	Lifetime     Scope = "lifetime"  // all credits
)

// Lookback is a window of statements that ends with the statement's own period:
// "period" (only this period), "month", "quarter", "year" (calendar year), "year from
// april", "year from 2025-07-15" (years counted from that day), "12 months" (rolling,
// 1 to 1,200 months), "lifetime". Trigger.Within also takes days.
type Lookback string

// RoundingMode says how an amount is rounded. Amounts are never negative.
type RoundingMode string

// The rounding modes.
const (
	HalfUp    RoundingMode = "half-up"   // to the nearest, ties up
	HalfEven  RoundingMode = "half-even" // to the nearest, ties to the even digit
	RoundDown RoundingMode = "down"      // toward zero
	RoundUp   RoundingMode = "up"        // away from zero
)

// Spread says how much of a charge counts if its days go beyond the period.
type Spread string

// Whole counts all of the charge, such as a month's fee of which a contract credits a
// share for each day. ByMonths counts the amount for one month, times the fewest months
// that cover the period, so a day or a week counts as a month; a charge for a broken
// number of months is not used. ByDays counts the part of the charge's days that lie in
// the period. Whole and ByMonths need a charge that covers the whole period.
const (
	Whole    Spread = "whole"     // the whole charge
	ByMonths Spread = "by-months" // the part for the months that cover the period
	ByDays   Spread = "by-days"   // the part for the days in the period
)

// Tested says which total is compared with the minimum.
type Tested string

// The totals that a minimum may be compared with.
const (
	TestExact   Tested = "exact"   // before rounding; the default
	TestRounded Tested = "rounded" // after rounding
)

// Claim is a claim window: "30 days after month end", "5 business days of office
// after failure", "2 months after period end". It counts from the day after the
// failure, or after the last day of the failure's calendar month or of the period.
// The last day counted is the last day on which a claim is in time. "of office" names
// the calendar of the business days; Schedule.WithBusinessDays supplies them. Months
// end on the same day of the month, or on the month's last day if it is shorter. After
// a month end, or a period end that is a month end, they end on a month's last day.
type Claim string

// Trigger names a consequence other than money.
type Trigger struct {
	Name      string `json:"name"`
	Objective string `json:"objective,omitempty"` // "" is each objective by itself
	// Counts says what is counted; the trigger holds if the count lies in In.
	Counts TriggerCounts `json:"counts,omitempty"`
	In     Band          `json:"in"`
	// Within is the window of the count; "" counts the periods in a row up to this
	// one. It may also be days, such as "30 days". Breaches are then counted by the
	// instants at which they began, in any 30 × 24 hours: the trigger holds in the
	// period of the breach that completes the number, and breaches exactly 30 days
	// apart are not within 30 days. Other counts then take the periods that begin in
	// the 30 days up to the end of this one.
	Within Lookback `json:"within,omitempty"`
	// When is the amount that a period has to owe to be counted by "owed": a share of
	// Base, "at least 20%", or an amount, "over 500.00". It is compared with the exact
	// credits after caps and the minimum; with Objective, with that objective's.
	When Band `json:"when,omitempty"`
	Base Base `json:"base,omitempty"` // "" is Spec.Base
}

// TriggerCounts says what a trigger counts.
type TriggerCounts string

// The first four count for each objective and group. The others count periods, for all
// objectives together; "cap-reached" and "owed" for Objective, if it is set.
const (
	CountMissed   TriggerCounts = "missed"      // periods missed; the default
	CountBreaches TriggerCounts = "breaches"    // single misses
	CountPoints   TriggerCounts = "points"      // points scored
	CountAverage  TriggerCounts = "average"     // the mean of the figures attained, once statements cover the window
	CountCapped   TriggerCounts = "capped"      // periods in which a cap cut credits
	CountReached  TriggerCounts = "cap-reached" // periods whose credits reach a cap on all, or on Objective, cut or not
	CountOwed     TriggerCounts = "owed"        // periods that owe as much as When says
)
