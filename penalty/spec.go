package penalty

// Spec is what a contract says about credits, as written. The zero Spec grants
// nothing.
//
// In a file, all quantities being text:
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
	// Unit is what amounts are counted in: a currency code, or any word such as
	// "service days" or "points".
	Unit string `json:"unit,omitempty"`
	// Scale is the number of digits after the point, 0 to 18. Nil is the minor
	// unit of a currency (JPY 0, KWD 3, most 2) and 0 for other units.
	Scale *int `json:"scale,omitempty"`
	// Base is what shares are shares of where a term does not say.
	Base Base `json:"base,omitempty"`
	// Charges says how a charge counts that was billed for more than the period of
	// a statement. "" is nothing stated: such a charge is not used, which is a
	// problem of the statement.
	Charges Spread `json:"charges,omitempty"`
	// Rules are added up, each for every shortfall of its objective.
	Rules []Term `json:"rules,omitempty"`
	// Weights says what the contract promises of the weights of its objectives.
	// No amount depends on it: Findings compares.
	Weights Weights `json:"weights,omitzero"`
	// Caps bound the sums. They apply from the narrowest to the widest,
	// whatever their order here; of several of one width the lowest wins.
	Caps []Cap `json:"caps,omitempty"`
	// Minimum is the band the exact total must lie in to be issued at all:
	// "over 1.00" or "at least 5.00". MinimumOf says which total is compared.
	Minimum   Band   `json:"minimum,omitempty"`
	MinimumOf Tested `json:"minimum-of,omitempty"`
	// Round is how the total is brought to the unit's digits, once. It has to be
	// stated wherever there are rules.
	Round RoundingMode `json:"round,omitempty"`
	// Claim says by when the customer must ask; "" is credited unasked.
	Claim Claim `json:"claim,omitempty"`
	// Triggers name what happens beyond money: chronic failure, termination.
	Triggers []Trigger `json:"triggers,omitempty"`
}

// Weights bounds the weights of objectives: the allocations of their pools, or
// the shares of one base that several of them have ("30% of fee of portal"). The
// zero Weights states nothing; shares of a base are then expected to add up to
// 100%.
//
//	weights: { each: 5% to 40%, sum: exactly 100% }
type Weights struct {
	Each Band `json:"each,omitempty"` // of one objective
	Sum  Band `json:"sum,omitempty"`  // of all on one base, or of one amount at risk
}

// Cap bounds a sum of credits. In a file a list of caps, or for plain ones a
// mapping of scope to amount in written order:
//
//	caps: { objective: 20%, month: 30%, year: 40000.00 }
//	caps: [ { per: year from april, objective: portal, at: 100%, base: fee of portal } ]
type Cap struct {
	// Per says which lines add up against this cap: those of each objective,
	// of each group, or of all statements of a window.
	Per Scope `json:"per"`
	// Objective limits the cap to the lines of one objective; "" is all.
	Objective string `json:"objective,omitempty"`
	At        Rate   `json:"at"`
	Base      Base   `json:"base,omitempty"` // "" is the Spec's
}

// Scope is what a cap adds up: "objective", "group", or a Lookback. A statement
// counts towards the window in which its first day lies; credits that expired
// or were earned back do not count.
type Scope string

// The scopes that are no windows.
const (
	PerObjective Scope = "objective"
	PerGroup     Scope = "group"
	PerPeriod    Scope = "period"
	PerYear      Scope = "year"
	Lifetime     Scope = "lifetime"
)

// Lookback is a stretch of time that ends with the statement's period and looks
// back over earlier statements: "period" (this one alone), "month", "quarter",
// "year" (the calendar's), "year from april", "year from 2025-07-15" (counted
// from that day), "12 months" (rolling, ending with the period), "lifetime".
type Lookback string

// RoundingMode says what becomes of the part below the last digit.
type RoundingMode string

// To the nearest, ties away from zero or to the even digit; toward zero; away
// from zero. Amounts are never negative, so down is also toward minus infinity.
const (
	HalfUp    RoundingMode = "half-up"
	HalfEven  RoundingMode = "half-even"
	RoundDown RoundingMode = "down"
	RoundUp   RoundingMode = "up"
)

// Spread says what a charge for more than the period of a statement counts in it.
type Spread string

// Whole: all of it, as a month's fee of which a contract credits a share for each
// day. ByMonths: the amount divided by the months billed, times the fewest months
// that are as long as the period; a day or a week counts as a month. A charge for
// no whole number of months is not used. ByDays: as many parts as the period shares
// days with it, also if it begins or ends within the period.
const (
	Whole    Spread = "whole"
	ByMonths Spread = "by-months"
	ByDays   Spread = "by-days"
)

// Tested says which total a minimum looks at.
type Tested string

// The total before or after it is rounded; exact is the default.
const (
	TestExact   Tested = "exact"
	TestRounded Tested = "rounded"
)

// Claim is a claim window: "30 days after month end", "5 business days of office
// after failure", "2 months after period end". The count begins after the day
// named: the last day of the calendar month, or of the period, in which the failure
// lies, or the day of the failure itself. Business days are those of the calendar
// that is named; Schedule.WithBusinessDays gives them.
// Months go from month end to month end, or to the same day of the month,
// brought back to the month's last where there is no such day. The last day
// counted is the last on which a claim is in time.
type Claim string

// Trigger names a consequence that is no money.
type Trigger struct {
	Name      string `json:"name"`
	Objective string `json:"objective,omitempty"` // "" looks at each objective by itself
	// Counts is what In is compared with.
	Counts TriggerCounts `json:"counts,omitempty"`
	In     Band          `json:"in"`
	// Within is the window counted over; "" is periods in a row up to this one. Beside
	// the Windows it may be days, "30 days". Breaches are then counted in any so many
	// days of 24 hours, by the instants at which they began: the trigger holds in the
	// period of the breach that completes the number, and breaches just 30 days apart
	// are not within 30 days. Other counts take the periods that begin in the days up
	// to the end of this one.
	Within Lookback `json:"within,omitempty"`
	// When is what a period has to owe to be counted by "owed": a share of Base, "at
	// least 20%", or an amount, "over 500.00". What is owed is exact, after caps and
	// the minimum and before rounding; with Objective, it is what that one owes.
	When Band `json:"when,omitempty"`
	Base Base `json:"base,omitempty"` // "" is the Spec's
}

// TriggerCounts is what a trigger counts, of each objective and group.
type TriggerCounts string

// Periods missed (the default); single misses; points scored; the mean of the
// figures attained, looked at once statements cover its window; and, for all
// objectives together, the periods in which a cap cut credits; in which credits
// came to a cap of the whole, or with Objective to one of that, cut or not; and in
// which as much is owed as When says.
const (
	CountMissed   TriggerCounts = "missed"
	CountBreaches TriggerCounts = "breaches"
	CountPoints   TriggerCounts = "points"
	CountAverage  TriggerCounts = "average"
	CountCapped   TriggerCounts = "capped"
	CountReached  TriggerCounts = "cap-reached"
	CountOwed     TriggerCounts = "owed"
)
