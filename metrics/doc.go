// Package metrics says what can be measured and measures it exactly.
//
// Three types to meet first:
//
//   - [Figure] is what was attained: a share, a length of time or a number,
//     exact, or no value at all. [Bound] is what it is held against, as text;
//     parsed, it is a [Limit] that compares without rounding.
//   - [Metric] is a sealed union of plain structs, one for each kind of promise,
//     as a contract file holds them: [Share], [Percentile], [Availability],
//     [Slices] and so on. [Check] lists every mistake in one.
//   - The tallies are what facts add up to: [Count], [Distribution], [Timeline],
//     [SliceTally], [ScoreTally], [TotalTally]. Each is a group: facts are added
//     in any order, removed again, and tallies merge in any tree, always to the
//     same bytes.
//
// Time availability gives a [Ledger], a partition of the period in which every
// stretch says what it was, how it counts and which incident or window put it
// there. Where no figure can be given there is a [Reason].
//
// Nothing here reads a clock, rounds before it compares, or uses floats.
package metrics
