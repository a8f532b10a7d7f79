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
//   - The tallies are what facts add up to: [Count], [Calls], [Distribution],
//     [Timeline], [SliceTally], [Samples], [TotalTally], [Reliability]. Each is a
//     group: facts are added in any order, removed again, and tallies merge in
//     any tree, always to the same bytes.
//
// Time availability gives a [Ledger], a partition of the period in which every
// stretch says what it was, how it counts and which incident or window put it
// there. Where no figure can be given there is a [Reason].
//
// Nothing here reads a clock, rounds before it compares, or uses floats.
//
// # Other engines' policies
//
// What other tools fix in code is a policy here. ENGINES.md, in this directory,
// says for each which metric gives its figures, as an agreement file holds it:
// Icinga, Zabbix, Nagios and Thruk, Upptime, the slices and minutes of the large
// clouds, status pages, OpenSLO, slo-generator, Kibana, Sloth, Pyrra, the call
// centres' Cisco ICM, and spreadsheets. A test holds that table true.
//
// Where an engine is wrong, these give the right figure instead: a window in a
// stretch without data does not change the figure, a window that ends before it
// starts is an error, an unmeasured month has no figure, one lost millisecond is
// not 100 %, and weekly hours follow the local clock.
package metrics
