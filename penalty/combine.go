package penalty

// Sum adds up its terms.
//
//	sum: [ { tiers: {…} }, { per-breach: {…} } ]
type Sum []Term

// Highest takes the greatest of its terms; of equal ones the first as written.
//
//	highest: [ { objective: vrack, tiers: {…} }, { objective: instance, tiers: {…} } ]
type Highest []Term

// FirstMatch takes the first of its terms that applies: whose conditions hold
// and whose rule finds a row, a breach, something late.
//
//	first-match: [ { when: {…}, tiers: {…} }, { flat: {…} } ]
type FirstMatch []Term

// Choice lets the customer take one of its terms: the one on the objective that
// a Pick of the Case names, and the greatest as long as none does.
//
//	choice: [ { objective: api, tiers: {…} }, { objective: sla, flat: {…} } ]
type Choice []Term

// Capped holds a term to an amount. Base is what a share is a share of, when it
// is not the base of the term. Of several caps around one term the lowest wins.
//
//	capped: { at: 20%, of: { tiers: {…} } }
//	capped: { at: 10%, base: fee of budget, of: {…} }
type Capped struct {
	At   Rate `json:"at"`
	Base Base `json:"base,omitempty"`
	Of   Term `json:"of"`
}

// Floor lifts a term that owes anything to an amount.
//
//	floor: { at: 25.00, of: {…} }
type Floor struct {
	At   Rate `json:"at"`
	Base Base `json:"base,omitempty"`
	Of   Term `json:"of"`
}

// Minimum lets a term count only when its exact amount lies in the band: "over
// 1.00" is strict, "at least 1.00" is not.
//
//	minimum: { amount: over 1.00, of: {…} }
type Minimum struct {
	Amount Band `json:"amount"`
	Of     Term `json:"of"`
}

// Repeat multiplies what a term owes when the same objective, in the same
// group, was missed before. By has the factors of the second, third, … miss;
// the last one goes on. Misses count when they follow one another without a
// period between (one not missed breaks the chain); with Within they count
// when they lie in that window.
//
//	repeat: { by: 2, of: { tiers: {…} } }
//	repeat: { by: [1.5, 2], within: 12 months, of: {…} }
type Repeat struct {
	By     []Factor `json:"by"`
	Within Lookback `json:"within,omitempty"`
	Of     Term     `json:"of"`
}

// Worth turns an amount of another unit (points, service days, credits of the
// contract) into the schedule's: each of them is worth a rate.
//
//	worth: { each: 1/30, of: { per-unit-late: { credit: 1 service day, … } } }
type Worth struct {
	Each Rate `json:"each"`
	Base Base `json:"base,omitempty"`
	Of   Term `json:"of"`
}

// EarnBack lets the provider earn back what a term credited, in a later
// statement and never more than was credited. Each Return is looked at by
// itself. Until the last of them is decided the credit is accrued, not final.
// The later statement carries the return as a line of its own that names the
// statement it goes back to; nothing is changed there.
//
//	earn-back: { returns: [ { after: 2, share: 50% }, { after: 4, share: 50% } ], of: {…} }
//	earn-back: { returns: [ { average: year, share: 100% } ], of: {…} }
type EarnBack struct {
	Returns []Return `json:"returns"`
	Of      Term     `json:"of"`
}

// Return is one way to earn back: either After so many periods met in a row
// directly after the credited one, or at the end of a window whose Average of
// the figures attained reaches the promise. Share is of what was credited.
type Return struct {
	After   int64    `json:"after,omitempty"` // how many periods in a row have to be clean
	Average Lookback `json:"average,omitempty"`
	Share   Rate     `json:"share"`
}

// Bonus is what the provider earns. It stands apart from the credits of a
// statement, never in their total. Use says what may become of it.
//
//	bonus: { use: set-off, of: { tiers: { at least 99.99%: 1% } } }
type Bonus struct {
	Use Use  `json:"use,omitempty"`
	Of  Term `json:"of"`
}

// Use says what becomes of a bonus.
type Use string

// A bonus is shown and paid apart, or it is kept and set off against credits of
// this and later statements, and never paid out.
const (
	Apart  Use = "apart" // the default
	SetOff Use = "set-off"
)

func (Sum) rule()        {}
func (Highest) rule()    {}
func (FirstMatch) rule() {}
func (Choice) rule()     {}
func (Capped) rule()     {}
func (Floor) rule()      {}
func (Minimum) rule()    {}
func (Repeat) rule()     {}
func (Worth) rule()      {}
func (EarnBack) rule()   {}
func (Bonus) rule()      {}
