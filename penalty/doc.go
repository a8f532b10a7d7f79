// Package penalty works out what a missed service level costs: credits by
// table, by lateness, by points or from a pool at risk; combined, capped,
// repeated and earned back as contracts have it; exact to the last digit, with
// every step shown.
//
// Three types to meet first: a [Spec] is the clause as written, a [Case] is
// what happened in one period, a [Statement] is what is owed and why.
// [New] turns the first into a [Schedule], whose Statement turns the second
// into the third.
//
// The package knows dates, money and exact fractions. It reads no calendar: the
// business days of a claim window come from [Schedule.WithBusinessDays], and how
// many days a breach was late from the [Shortfall].
//
// # The order of a statement
//
// Every rule gives an exact amount for each shortfall of its objective; repeat
// multipliers and caps inside a rule apply where they stand. The lines are
// added up. Caps of the Spec follow, from the narrowest to the widest; what one
// of them cuts is cut from its lines in proportion. The minimum looks at the
// exact total. Then the total is rounded, once, and each line gets its share of
// it by the largest remainder, so that lines add up. No line, no capped sum and
// no total gets beyond its cap by rounding: it becomes the cap rounded down.
//
// # The life of a credit
//
// A credit is accrued, claimable or issued; it may expire, be earned back or be
// disputed. What was issued is never changed: [Statement.Corrected] gives the
// differences that corrected facts make, each with a state that says what to do
// with it. CORRECTIONS.md in this directory has the table of states and a worked
// month; the example of Statement.Corrected is that month.
//
// # Numbers
//
// A share is a part of one: "99.9%" in a Spec is exactly 999/1000, and a figure
// attained is a *big.Rat. Bands compare exactly; nothing is rounded before it
// is compared unless a rule says so. No result depends on the global variables
// of the decimal package.
package penalty
