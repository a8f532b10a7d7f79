package penalty

// Sum adds up its terms.
//
//	sum: [ { tiers: {…} }, { per-breach: {…} } ]
type Sum []Term

// Highest takes the greatest of its terms; if terms are equal, the first as written.
//
//	highest: [ { objective: vrack, tiers: {…} }, { objective: instance, tiers: {…} } ]
type Highest []Term

// FirstMatch takes the first of its terms that applies: its conditions hold, and its
// rule finds a row, a breach or lateness.
//
//	first-match: [ { when: {…}, tiers: {…} }, { flat: {…} } ]
type FirstMatch []Term

// Choice lets the customer take one of its terms: the term on the objective that a
// Pick of the Case names; the greatest term if no Pick names any of them.
//
//	choice: [ { objective: api, tiers: {…} }, { objective: sla, flat: {…} } ]
type Choice []Term

// Capped holds a term to at most an amount. If At is a share, it is a share of
// Base, or without Base of the term's base. Of several caps around one term the
// lowest wins.
//
//	capped: { at: 20%, of: { tiers: {…} } }
//	capped: { at: 10%, base: fee of budget, of: {…} }
type Capped struct {
	At   Rate `json:"at"`
	Base Base `json:"base,omitempty"`
	Of   Term `json:"of"`
}

// Floor lifts a term that owes more than 0 to at least an amount. Base is used as in
// Capped.
//
//	floor: { at: 25.00, of: {…} }
type Floor struct {
	At   Rate `json:"at"`
	Base Base `json:"base,omitempty"`
	Of   Term `json:"of"`
}

// Minimum lets a term count only if its exact amount lies in the band, such as "over
// 1.00" or "at least 1.00"; otherwise the term owes 0.
//
//	minimum: { amount: over 1.00, of: {…} }
type Minimum struct {
	Amount Band `json:"amount"`
	Of     Term `json:"of"`
}

// Repeat multiplies what a term owes if the same objective, in the same group, was
// missed before. By has the factors of the second, third, … miss; the last factor
// holds for all further misses. Without Within, the missed periods directly before
// this one count; a period that was not missed ends the row. With Within, all missed
// periods in that window count.
//
//	repeat: { by: 2, of: { tiers: {…} } }
//	repeat: { by: [1.5, 2], within: 12 months, of: {…} }
type Repeat struct {
	By     []Factor `json:"by"`
	Within Lookback `json:"within,omitempty"`
	Of     Term     `json:"of"`
}

// Worth turns an amount of another unit (points, service days, credits of the
// contract) into the schedule's unit: each unit is worth the rate Each. Base is used
// as in Capped.
//
//	worth: { each: 1/30, of: { per-unit-late: { credit: 1 service day, … } } }
type Worth struct {
	Each Rate `json:"each"`
	Base Base `json:"base,omitempty"`
	Of   Term `json:"of"`
}

// EarnBack lets the provider earn back what a term credited, in a later statement
// and never more than was credited. Each Return is judged by itself. Credits under
// an EarnBack have the state Accrued, not Issued. The later statement has a line in
// Returned that names the statement of the credit; that statement does not change.
//
//	earn-back: { returns: [ { after: 2, share: 50% }, { after: 4, share: 50% } ], of: {…} }
//	earn-back: { returns: [ { average: year, share: 100% } ], of: {…} }
type EarnBack struct {
	Returns []Return `json:"returns"`
	Of      Term     `json:"of"`
}

// Return is one way to earn back Share of a credit. Set After, the number of periods in a
// row right after the credited period that have to be met; or Average, a window at whose
// end the mean of its attained figures has to reach the promise.
type Return struct {
	After   int64    `json:"after,omitempty"` // how many periods in a row have to be met
	Average Lookback `json:"average,omitempty"`
	Share   Rate     `json:"share"`
}

// Bonus is what the provider earns. A statement lists it in Bonuses and never counts
// it in Total. Use says whether a bonus may reduce what is payable.
//
//	bonus: { use: set-off, of: { tiers: { at least 99.99%: 1% } } }
type Bonus struct {
	Use Use  `json:"use,omitempty"`
	Of  Term `json:"of"`
}

// Use says what becomes of a bonus.
type Use string

// The uses of a bonus.
const (
	Apart  Use = "apart"   // shown and paid apart; the default
	SetOff Use = "set-off" // set off against credits of this and later statements, never paid out
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
