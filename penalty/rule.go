package penalty

// Rule says what a shortfall costs. It is one of the types of this package, as a
// value; a file names it by one key, the type's name in lower case with hyphens:
// tiers, table, overrun, points, graduated, flat, per-breach, per-unit-late,
// per-point-below, per-point-above, pro-rata, pool, named; sum, highest,
// first-match, choice; capped, floor, minimum, repeat, worth, earn-back, bonus.
//
// Leaves turn a figure into an amount: Tiers, Table, Overrun, Points,
// Graduated, Flat, PerBreach, PerUnitLate, PerPointBelow, PerPointAbove,
// ProRata, Pool. Combinators take several terms: Sum, Highest, FirstMatch,
// Choice. Wrappers change the amount of one: Capped, Floor, Minimum, Repeat,
// Worth, EarnBack, Bonus. Named is a rule of your own.
//
// No rule credits what was not measured: a shortfall without the figure that a
// rule reads costs nothing by it, and the statement says so.
type Rule interface{ rule() }

// Term is a rule and what it is about. Inside a combinator or wrapper an empty
// Objective, and an empty Base, is that of the term around it.
//
// In a file the rule's key stands beside the others:
//
//	{ objective: portal, base: fee of portal, tiers: { below 99.9%: 10% } }
type Term struct {
	// Name, of a rule of the Spec, is how lines refer to it; "" is its path,
	// which changes when rules are put in another order. Multi-period rules find
	// their earlier lines by it, so name those that are to outlive a revision.
	Name string `json:"name,omitempty"`
	// Objective is the id of the objective whose shortfalls are credited.
	Objective string `json:"objective,omitempty"`
	// Base is what shares are shares of.
	Base Base `json:"base,omitempty"`
	// When holds conditions on the shortfall; without all of them the term does
	// not apply. In a file: when: { breaches: at least 3 }.
	When []Criterion `json:"when,omitempty"`
	// Rule is written by its own key beside the others, which the standard JSON
	// encoder cannot do: a Spec is read and written by the file reader.
	Rule Rule `json:"-"`
}

// Criterion is a measure of the shortfall and the band it has to lie in. In a
// file a mapping in written order: { attained: below 99.9%, lost: over 5m }.
type Criterion struct {
	Measure Measure `json:"measure"`
	In      Band    `json:"in"`
}

// Measure is what a table or condition looks at.
type Measure string

// The measures. Failures, Streak and points over a window also count earlier
// statements.
const (
	Attained  Measure = "attained"   // the figure reached; the default
	Overran   Measure = "overrun"    // (attained - promised) / promised, a share
	Below     Measure = "below"      // promised - attained, never negative
	Breached  Measure = "breaches"   // number of single misses
	Scored    Measure = "points"     // points scored
	Lateness  Measure = "late"       // sum of what the breaches were late
	LostTime  Measure = "lost"       // service time not delivered
	LostShare Measure = "lost-share" // lost time × affected part / length
	Streak    Measure = "streak"     // periods missed in a row, this one included
)

// Tier is one row of a table: a band and what a value in it is credited.
type Tier struct {
	When   Band `json:"when"`
	Credit Rate `json:"credit"`
}

// Tiers is a table on the figure attained. Rows may overlap, as contracts print
// them ("below 99.9%: 10%, below 99%: 25%"): the row with the highest credit
// that holds the value applies. A value in no row is credited nothing; Findings
// reports that where the objective is missed. The table is read as written,
// whatever the verdict.
//
// In a file a mapping in written order:
//
//	tiers: { below 99.9%: 10%, below 99.0%: 25%, below 95.0%: 100% }
type Tiers []Tier

// Overrun is a table, like Tiers, on how far the figure went past the promise
// as a share of the promise: 30 h on a target of 12 h is 150% over.
//
//	overrun: { at least 50%: 5%, at least 100%: 10% }
type Overrun []Tier

// Table is a table with its readings spelled out.
//
//	table: { reads: points, gap: lower, rows: { exactly 5: 0%, exactly 10: 2% } }
type Table struct {
	// Reads is what the rows are compared with; "" is the figure attained.
	Reads Measure `json:"reads,omitempty"`
	Rows  []Tier  `json:"rows"`
	// Overlap says which row applies where several hold the value; "" is worst.
	Overlap Precedence `json:"overlap,omitempty"`
	// Gap says what a value in no row earns; "" is nothing.
	Gap Gap `json:"gap,omitempty"`
	// Nearest, where stated, rounds the value to a whole multiple of it before
	// it is compared, ties as Round says: "0.1%" for bands printed so.
	Nearest Rate         `json:"nearest,omitempty"`
	Round   RoundingMode `json:"round,omitempty"`
}

// Precedence says which of several rows applies.
type Precedence string

// Of several rows that hold a value, the one with the highest credit, or the
// first as written.
const (
	Worst Precedence = "worst"
	First Precedence = "first"
)

// Gap says what a value in no row earns.
type Gap string

// A value in no row earns nothing; what the next row below it earns; what the
// next row above it earns; or an amount between the two in proportion. Outside
// the outermost rows Lower, Upper and Linear find one neighbour at most: below
// the lowest row Lower and Linear give nothing, above the highest Upper and
// Linear give what the highest gives.
const (
	Nothing Gap = "nothing"
	Lower   Gap = "lower"
	Upper   Gap = "upper"
	Linear  Gap = "linear"
)

// Points turns points into a credit by a table. The points are those that the
// terms in Of score (their rates are points: "3 points"), or, without Of, the
// Points of the shortfall. Over adds those of earlier statements in a window.
//
//	points: { gap: lower, rows: { exactly 5: 0%, at least 30: 10% } }
//	points: { rows: { over 10: 5% }, over: 12 months, of: [ { tiers: … } ] }
type Points struct {
	Rows []Tier   `json:"rows"`
	Gap  Gap      `json:"gap,omitempty"`
	Over Lookback `json:"over,omitempty"`
	Of   []Term   `json:"of,omitempty"`
}

// Graduated credits each point or other unit by the bracket it lies in, as an
// income tax does: the first Free ones nothing, then Credit times the factor of
// the bracket. Steps are in rising order; the first begins above Free.
//
//	graduated: { reads: points, credit: 3.00, free: 20, steps: [ { over: 20, by: 1.0 }, { over: 100, by: 1.2 } ] }
type Graduated struct {
	Reads  Measure   `json:"reads,omitempty"` // "" is points
	Credit Rate      `json:"credit"`
	Steps  []Bracket `json:"steps"`
}

// Bracket multiplies each unit above Over, up to the next bracket.
type Bracket struct {
	Over Factor `json:"over"`
	By   Factor `json:"by"`
}

// Flat credits the same for any miss; inside a Bonus, for a promise kept.
//
//	flat: { credit: 10% }
type Flat struct {
	Credit Rate `json:"credit"`
}

// PerBreach credits each single miss. Free ones cost nothing. With Every, each
// complete lot of that many does, instead of each one; with Over, misses of
// earlier statements in the window count towards a lot, and lots complete
// before this statement are not credited again.
//
//	per-breach: { credit: 50.00, free: 2 }
//	per-breach: { credit: 5%, every: 10, over: 12 months }
type PerBreach struct {
	Credit Rate     `json:"credit"`
	Free   int64    `json:"free,omitempty"`  // how many breaches cost nothing
	Every  int64    `json:"every,omitempty"` // 0 is 1
	Over   Lookback `json:"over,omitempty"`
}

// Counted says what becomes of the last, incomplete unit.
type Counted string

// Units are counted when they have begun, when they are complete, or by their
// exact part.
const (
	Started Counted = "started"
	Full    Counted = "full"
	InPart  Counted = "in-part"
)

// PerUnitLate credits each unit of time by which a breach was late, every
// breach by itself. Reads: lost counts the service time lost instead, in one
// piece. The first After of each costs nothing.
//
//	per-unit-late: { credit: 5%, unit: 30m, counted: started }
//	per-unit-late: { credit: 5%, unit: 1h, counted: full, after: 2h, reads: lost }
//
// A unit of days counts local dates and not lengths of 24 hours, so that a change of
// the clocks makes no unit more or less. Started counts each date that holds some of
// the lateness, full each date that is late from 00:00 to 24:00; of two days or more
// the unit then counts when it has begun, or is full. Business days are those of the
// target's calendar. After is so many of the same days.
//
//	per-unit-late: { credit: 10.34, unit: 1 calendar day, counted: started }
//	per-unit-late: { credit: 48.40, unit: 1 business day, counted: started, after: 5 business days }
type PerUnitLate struct {
	Credit  Rate    `json:"credit"`
	Unit    Span    `json:"unit"`    // a length such as 30m, or 1 calendar day, or 2 business days
	Counted Counted `json:"counted"` // required: contracts that leave it open are disputed; in-part is of lengths alone
	After   Span    `json:"after,omitempty"`
	Reads   Measure `json:"reads,omitempty"` // late (the default) or lost
}

// PerPointBelow credits each point by which the figure attained fell short of
// From; a point is one hundredth (for figures that are no shares, one) unless
// Point says otherwise. From is the promise unless stated.
//
//	per-point-below: { credit: 5%, counted: full, from: 99.00% }
type PerPointBelow struct {
	Credit  Rate    `json:"credit"`
	Counted Counted `json:"counted"`
	From    Value   `json:"from,omitempty"`
	Point   Value   `json:"point,omitempty"` // "" is 1%
}

// PerPointAbove credits each point by which the figure attained went past From;
// the mirror of PerPointBelow, mostly inside a Bonus.
//
//	per-point-above: { credit: 1%, counted: full, from: 90% }
type PerPointAbove struct {
	Credit  Rate    `json:"credit"`
	Counted Counted `json:"counted"`
	From    Value   `json:"from,omitempty"`
	Point   Value   `json:"point,omitempty"`
}

// ProRata credits the part of the base that was lost, times a multiple. The
// part is lost time × affected part / length; without a Length it is what
// Attained leaves to a whole.
//
//	pro-rata: { multiple: 10 }
type ProRata struct {
	Multiple Factor `json:"multiple,omitempty"` // "" is 1
}

// Pool credits a share of the amount at risk: base × at-risk × allocation of
// the pool to the objective × share of the allocation, when the objective is
// missed. Allocations may add up to more than 100%; a Cap of the Spec at the
// amount at risk then bites, and Findings asks for one.
//
//	pool: { at-risk: 10%, allocation: 50%, share: 40% }
type Pool struct {
	AtRisk     Rate `json:"at-risk"`
	Allocation Rate `json:"allocation"`
	Share      Rate `json:"share,omitempty"` // "" is 100%
}

// Named is a rule of your own, found by name and version among the Calculators
// given to New.
//
//	named: { name: acme/peak-season, version: 2, with: { month: december } }
type Named struct {
	Name    string            `json:"name"`
	Version int               `json:"version"`
	With    map[string]string `json:"with,omitempty"` // what the rule is told
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
