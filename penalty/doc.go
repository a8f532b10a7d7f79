// Package penalty works out what a missed service level costs: credits by
// table, by lateness, by points or from a pool at risk. Credits can be combined,
// capped, multiplied for repeated misses and earned back. Amounts are exact until
// the total is rounded, and every step is shown.
//
// Three types to meet first: a [Spec] is the clause as written, a [Case] is
// what happened in one period, a [Statement] is what is owed and why.
// [New] makes a [Schedule] of a Spec; its Statement method makes a Statement of a Case.
//
// The package knows dates, money and exact fractions. It reads no calendar: the
// business days of a claim window come from [Schedule.WithBusinessDays], and how
// many days a breach was late from the [Shortfall].
//
// # The order of a statement
//
// Every rule gives an exact amount for each shortfall of its objective; repeat
// multipliers and caps inside a rule apply where they stand. The lines are
// added up. Caps of the Spec follow, from the narrowest to the widest; each cap
// cuts its lines in proportion. The minimum is then
// compared with the exact total (or, if Spec.MinimumOf says so, with the rounded
// total). Then the total is rounded, once, and each line gets its share by the
// largest remainder, so that the lines add up to the total. An amount that rounding
// would lift over its cap becomes the cap rounded down.
//
// # The life of a credit
//
// A credit is accrued, claimable or issued; it may expire, be earned back or be
// disputed. An issued statement never changes: [Statement.Corrected] gives the
// differences that corrected facts make, each with a state that says what to do
// with it. CORRECTIONS.md in this directory has the table of states and a worked
// month, which is also the example of Statement.Corrected.
//
// # Numbers
//
// A share is a part of one: "99.9%" in a Spec is exactly 999/1000. An attained
// figure is a *big.Rat. Figures are compared with bands exactly; only Table.Nearest
// rounds a figure first. No result depends on the global variables of the decimal
// package.
package penalty
