package penalty

// Rule says what a shortfall costs. It is a value (not a pointer) of one of the types
// of this package. In a file its key is the type's name in lower case with hyphens:
// tiers, table, overrun, points, graduated, flat, per-breach, per-unit-late,
// per-point-below, per-point-above, pro-rata, pool, named; sum, highest,
// first-match, choice; capped, floor, minimum, repeat, worth, earn-back, bonus.
//
// Leaves turn a figure into an amount: Tiers, Table, Overrun, Points,
// Graduated, Flat, PerBreach, PerUnitLate, PerPointBelow, PerPointAbove,
// ProRata, Pool. Combinators take several terms: Sum, Highest, FirstMatch,
// Choice. Wrappers change the amount of one term: Capped, Floor, Minimum, Repeat,
// Worth, EarnBack, Bonus. Named is a rule of your own.
//
// A rule credits nothing for a figure that was not measured; the line then has the
// state NotMeasured, unless the rule read other figures.
type Rule interface{ rule() }

// Term is a rule with its objective, base and conditions. Inside a combinator or
// wrapper, a term without Objective or Base takes them from the term around it.
//
// In a file the rule's key is next to the other keys:
//
//	{ objective: portal, base: fee of portal, tiers: { below 99.9%: 10% } }
type Term struct {
	// Name becomes Line.Rule; "" stands for the path, which changes if the order of
	// the rules changes. An EarnBack finds its earlier lines by name, so name rules
	// that should outlive a revision. Only the rules of Spec.Rules may have a name.
	Name string `json:"name,omitempty"`
	// Objective is the id of the objective whose shortfalls are credited.
	Objective string `json:"objective,omitempty"`
	// Base is the amount of which rates such as "10%" are shares.
	Base Base `json:"base,omitempty"`
	// When holds conditions on the shortfall; the term applies only if all of them
	// hold. In a file: when: { breaches: at least 3 }.
	When []Criterion `json:"when,omitempty"`
	// Rule is written under its own key, next to the other keys. The standard JSON
	// encoder cannot do that: package specfile reads and writes a Spec.
	Rule Rule `json:"-"`
	// Clause is the clause of the contract that states the rule, such as "9.1". No
	// amount depends on it.
	Clause string `json:"clause,omitempty" plain:"-"`
}

// Criterion is a condition: the measure of the shortfall has to lie in the band. In a
// file criteria are a mapping, in order: { attained: below 99.9%, lost: over 5m }.
type Criterion struct {
	Measure Measure `json:"measure"`
	In      Band    `json:"in"`
}

// Measure is the figure of a shortfall that a table or condition reads.
type Measure string

// The measures. Only Streak also counts earlier statements.
const (
	Attained  Measure = "attained"   // the figure reached; the default
	Overran   Measure = "overrun"    // (attained - promised) / promised, a share
	Below     Measure = "below"      // promised - attained, never negative
	Breached  Measure = "breaches"   // number of single misses
	Scored    Measure = "points"     // points scored
	Lateness  Measure = "late"       // sum of the lateness of the breaches
	LostTime  Measure = "lost"       // service time not delivered
	LostShare Measure = "lost-share" // lost time × affected part / length
	Streak    Measure = "streak"     // number of periods missed in a row up to this period
)

// Tier is one row of a table: a band, and the credit for a value in the band.
type Tier struct {
	When   Band `json:"when"`
	Credit Rate `json:"credit"`
}

// Tiers is a table on the figure attained. Rows may overlap, as contracts print
// them ("below 99.9%: 10%, below 99%: 25%"): of the rows that hold the value, the
// row with the highest credit applies. A value in no row credits nothing; Findings
// reports such values if they miss the promise. The verdict does not matter: a row
// that holds a figure which meets the promise credits it too.
//
// In a file a mapping, in order:
//
//	tiers: { below 99.9%: 10%, below 99.0%: 25%, below 95.0%: 100% }
type Tiers []Tier

// Overrun is a table like Tiers on (attained - promised) / promised: 30 h on a target
// of 12 h is 150%.
//
//	overrun: { at least 50%: 5%, at least 100%: 10% }
type Overrun []Tier

// Table is a table whose reading is stated: the measure, overlaps, gaps and rounding.
//
//	table: { reads: points, gap: lower, rows: { exactly 5: 0%, exactly 10: 2% } }
type Table struct {
	// Reads is the measure that is compared with the rows; "" is the figure attained.
	Reads Measure `json:"reads,omitempty"`
	Rows  []Tier  `json:"rows"`
	// Overlap says which row applies if several hold the value; "" is worst.
	Overlap Precedence `json:"overlap,omitempty"`
	// Gap says what a value in no row credits; "" is nothing.
	Gap Gap `json:"gap,omitempty"`
	// Nearest, unless "", rounds the value to a whole multiple of Nearest before it is
	// compared, as Round says: "0.1%" for bands with one digit after the point.
	Nearest Rate         `json:"nearest,omitempty"`
	Round   RoundingMode `json:"round,omitempty"`
}

// Precedence says which of several rows applies.
type Precedence string

// The row that applies if several rows hold a value.
const (
	Worst Precedence = "worst" // the row with the highest credit; the default
	First Precedence = "first" // the first row as written
)

// Gap says what a value in no row credits.
type Gap string

// The credit of a value in no row. Below the lowest row, Lower and Linear credit
// nothing; above the highest row, Upper and Linear credit what the highest row does.
const (
	Nothing Gap = "nothing" // no credit; the default
	Lower   Gap = "lower"   // the credit of the next row below the value
	Upper   Gap = "upper"   // the credit of the next row above the value
	Linear  Gap = "linear"  // between the credits of the next rows below and above, in proportion
)

// Points turns points into a credit by a table. The terms in Of score the points
// (their rates are points: "3 points"); without Of, they are the Points of the
// shortfall. Over adds the points of earlier statements in a window.
//
//	points: { gap: lower, rows: { exactly 5: 0%, at least 30: 10% } }
//	points: { rows: { over 10: 5% }, over: 12 months, of: [ { tiers: … } ] }
type Points struct {
	Rows []Tier   `json:"rows"`
	Gap  Gap      `json:"gap,omitempty"`
	Over Lookback `json:"over,omitempty"`
	Of   []Term   `json:"of,omitempty"`
}

// Graduated credits each point (or other unit of the measure) by the bracket that it
// lies in, as an income tax does: Credit times the factor of the bracket. Steps are
// in rising order; units up to the first Over credit nothing.
//
//	graduated: { reads: points, credit: 3.00, steps: [ { over: 20, by: 1.0 }, { over: 100, by: 1.2 } ] }
type Graduated struct {
	Reads  Measure   `json:"reads,omitempty"` // "" is points
	Credit Rate      `json:"credit"`
	Steps  []Bracket `json:"steps"`
}

// Bracket gives the factor of the units above Over, up to the next bracket.
type Bracket struct {
	Over Factor `json:"over"`
	By   Factor `json:"by"`
}

// Flat credits the same for each missed objective; inside a Bonus, for each met one.
//
//	flat: { credit: 10% }
type Flat struct {
	Credit Rate `json:"credit"`
}

// PerBreach credits each breach after the first Free. With Every, it credits each
// complete lot of Every such breaches instead. With Over, the breaches of earlier
// statements in the window count too, and lots that were complete before this
// statement are not credited again.
//
//	per-breach: { credit: 50.00, free: 2 }
//	per-breach: { credit: 5%, every: 10, over: 12 months }
type PerBreach struct {
	Credit Rate     `json:"credit"`
	Free   int64    `json:"free,omitempty"`  // the number of breaches that cost nothing
	Every  int64    `json:"every,omitempty"` // 0 means 1
	Over   Lookback `json:"over,omitempty"`
}

// Counted says how the last, incomplete unit counts.
type Counted string

// The ways to count an incomplete unit.
const (
	Started Counted = "started" // as a whole unit
	Full    Counted = "full"    // not at all
	InPart  Counted = "in-part" // as its exact part
)

// PerUnitLate credits each unit of time by which a breach was late, every breach by
// itself. With reads: lost it credits the service time lost in the period instead.
// The first After of each breach (or of the lost time) costs nothing.
//
//	per-unit-late: { credit: 5%, unit: 30m, counted: started }
//	per-unit-late: { credit: 5%, unit: 1h, counted: full, after: 2h, reads: lost }
//
// A unit of days counts local dates and not lengths of 24 hours, so that a change of
// the clocks does not change the number of units. Started counts each date that holds
// some of the lateness, full each date that is late from 00:00 to 24:00; if a unit has
// several days, the last unit counts if it has begun, or if it is full. The target's
// calendar says which dates are business days. After is in the same days.
//
//	per-unit-late: { credit: 10.34, unit: 1 calendar day, counted: started }
//	per-unit-late: { credit: 48.40, unit: 1 business day, counted: started, after: 5 business days }
type PerUnitLate struct {
	Credit  Rate    `json:"credit"`
	Unit    Span    `json:"unit"`    // a length such as 30m, or 1 calendar day, or 2 business days
	Counted Counted `json:"counted"` // in-part only if Unit is a length
	After   Span    `json:"after,omitempty"`
	Reads   Measure `json:"reads,omitempty"` // late (the default) or lost
}

// PerPointBelow credits each point by which the figure attained fell short of From.
// Point is the size of a point; "" is 1%, or 1 if From is a plain number. If From is
// "", it is the promise.
//
//	per-point-below: { credit: 5%, counted: full, from: 99.00% }
type PerPointBelow struct {
	Credit  Rate    `json:"credit"`
	Counted Counted `json:"counted"`
	From    Value   `json:"from,omitempty"`
	Point   Value   `json:"point,omitempty"` // required if From is a length of time, or is "" and the promise is no share
}

// PerPointAbove credits each point by which the figure attained exceeds From, mostly
// inside a Bonus. Its fields are as in PerPointBelow.
//
//	per-point-above: { credit: 1%, counted: full, from: 90% }
type PerPointAbove struct {
	Credit  Rate    `json:"credit"`
	Counted Counted `json:"counted"`
	From    Value   `json:"from,omitempty"`
	Point   Value   `json:"point,omitempty"`
}

// ProRata credits the lost part of the base, times Multiple. The lost part is lost
// time × affected part / length; without a Length it is 1 - Attained.
//
//	pro-rata: { multiple: 10 }
type ProRata struct {
	Multiple Factor `json:"multiple,omitempty"` // "" is 1
}

// Pool credits a share of the amount at risk if the objective is missed: base ×
// at-risk × allocation of the pool to the objective × share of the allocation. If the
// allocations add up to more than 100%, the Spec should have a Cap at the amount at
// risk; Findings reports a missing Cap.
//
//	pool: { at-risk: 10%, allocation: 50%, share: 40% }
type Pool struct {
	AtRisk     Rate `json:"at-risk"`
	Allocation Rate `json:"allocation"`
	Share      Rate `json:"share,omitempty"` // "" is 100%
}

// Named is a rule of your own: the Calculator of this name and version that was given
// to New.
//
//	named: { name: acme/peak-season, version: 2, with: { month: december } }
type Named struct {
	Name    string            `json:"name"`
	Version int               `json:"version"`
	With    map[string]string `json:"with,omitempty"` // handed to the Calculator
}

func (Tiers) rule()         {}
func (Overrun) rule()       {}
func (Table) rule()         {}
func (Points) rule()        {}
func (Graduated) rule()     {}
func (Flat) rule()          {}
func (PerBreach) rule()     {}
func (PerUnitLate) rule()   {}
func (PerPointBelow) rule() {}
func (PerPointAbove) rule() {}
func (ProRata) rule()       {}
func (Pool) rule()          {}
func (Named) rule()         {}
