// Package metrics says what can be measured and measures it exactly.
//
// Three types to meet first:
//
//   - [Figure] is a measured value: a share, a length of time or a number, always
//     exact, or no value. [Bound] is its limit as text; parsed, it is a [Limit]
//     that compares without rounding.
//   - [Metric] is a sealed union of plain structs, one for each kind of promise,
//     as written in an agreement file: [Share], [Percentile], [Availability],
//     [Slices] and so on. [Check] lists every problem of a Metric.
//   - The tallies add up facts: [Count], [Calls], [Distribution], [Timeline],
//     [SliceTally], [Samples], [TotalTally], [Reliability]. Facts can be added in
//     any order and removed again, and tallies can be merged in any order, always
//     with the same bytes as result.
//
// Time availability gives a [Ledger], a partition of the period. Every entry of it
// says the state, how the time counts and which incident or window decided that. If
// a figure has no value, a [Reason] says why.
//
// Nothing here reads a clock, rounds before it compares, or uses floats.
//
// # Other engines' policies
//
// Rules that other tools fix in code are policies here. ENGINES.md, in this
// directory, says for each tool which metric gives its figures, as written in an
// agreement file: Icinga, Zabbix, Nagios and Thruk, Upptime, the slices and minutes
// of the large clouds, status pages, OpenSLO, slo-generator, Kibana, Sloth, Pyrra,
// the call centres' Cisco ICM, and spreadsheets. A test checks that table.
//
// If an engine is wrong, these metrics give the right figure instead: a window
// within time without data does not change the figure, a window that ends before it
// starts is an error, an unmeasured month has no figure, one lost millisecond is
// not 100 %, and weekly hours follow the local clock.
package metrics
