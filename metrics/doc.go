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
// What other tools fix in code is a policy here. To get their figures:
//
//	Icinga DB       availability: no-data exclude, maintenance forgive, a weight for
//	                each state, marks with Was; Round to 4 places
//	Zabbix          availability: maintenance remove, time before creation as
//	                not-monitored; weeks from Sunday; its error budget is Limit.Surplus
//	Nagios, Thruk   availability: initial no-data, maintenance remove; its buckets are
//	                Ledger.InState; "not running counts as last state" is
//	                not-monitored hold-last
//	Upptime         availability by day: minutes nearest
//	AWS, Azure      slices without bad or good (mean of error rates), empty good
//	EC2 of 2008     slices: every 5m, bad at least 100%, empty good, rolling 365 days
//	Google Cloud    availability: ignore-under 1m (5m, 10m), minutes whole; or slices:
//	                every 1m, bad over 10%, min-samples 2000, min-run
//	GitHub          slices: every 1m, bad over 5%; executions: ratio
//	Twilio          availability: maintenance add-back
//	status pages    availability: weights major 100%, partial 30%, degraded 0%
//	Cloudflare      availability: outages with the share affected
//	OpenSLO         occurrences: ratio; timeslices: slices with good; ratio timeslices:
//	                slices without; composite: AddShortfalls
//	slo-generator   ratio with a least sample; rounds the share to 6 digits (4 places of
//	                a percentage) and the burn rate to 1 before it compares
//	Kibana          ratio: excess clamp; slices: empty good; composite: WeightedMean
//	Sloth           BurnWindow with Budget, factors derived from the period
//	Pyrra           BurnWindow with Rate, factors fixed, windows scaled
//	Cisco ICM       share: abandons ignore-within, within-met (positive), all-against
//	                (negative), answered-only (simple)
//	spreadsheets    percentile: inclusive (INC) and exclusive (EXC)
//
// Where an engine is wrong, these give the right figure instead: a window in a
// stretch without data does not change the figure, a window that ends before it
// starts is an error, an unmeasured month has no figure, one lost millisecond is
// not 100 %, and weekly hours follow the local clock.
package metrics
