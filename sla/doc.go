// Package sla answers exactly: was this agreement upheld in this period, by how
// much, why, and what is owed?
//
// A [Spec] is the agreement as written. [New] checks it and compiles it into an
// immutable [Agreement]. What happened is handed over as [Facts]: tickets with
// their events, outages, exclusions, charges. Three calls read them, and agree:
//
//	result, err := agreement.Evaluate(period, facts, asOf) // one period, a batch
//	readings := agreement.Track(ticket, now)               // one ticket, live
//	tally := agreement.NewTally()                          // incremental, distributed
//	tally.Add(fact); tally.Remove(fact); tally.Merge(other); tally.Result(period, asOf)
//
// Start with [Spec], [Agreement] and [Result]. [Agreement.Explain] tells why a
// ticket came out as it did, to the nanosecond. [Agreement.Coming] lists the tickets
// that will be late. Package specfile reads agreements from files; package report
// prints results. The folder schema has a JSON Schema of facts, results, readings
// and explanations.
//
// Everything computed is exact: instants and lengths are integers, shares are
// kept as counts, comparisons multiply across. Results read no clock, file,
// environment or random source: equal arguments give equal bytes. If systems and
// contracts differ on a rule, [Policies] has a named choice without a hidden default.
//
// Intervals are half-open everywhere. Instants in a result are in UTC; periods
// and dates are in the agreement's zone. Facts before 1900 or after 2189
// are findings. Bad data never panics. A nil *Agreement, *Ticket, *Tally or Fact
// panics, since it is a mistake of the program.
package sla
