// Package report turns results into pages for people: the summary of a period,
// one ticket explained second by second, a statement of credits with its
// working.
//
// Three functions make a [View], each for one kind of result: [Summary], [Ticket] and
// [Credits]. [Year] makes the page of a long period, [Trend] of several results, and
// [Contract] of an agreement for those who sign it.
// [View.At] sets the zone of its times, [View.In] its language, [View.Rows] the length
// of its lists, and [View.Write] writes it in a [Format]:
//
//	err := report.Summary(result).At(berlin).Write(os.Stdout, report.Text)
//
// [Desk] makes the page of those who work on tickets now: which clock runs out next, and
// what can still become of an open period. [View.Next] says when it changes.
//
// [Incident] makes the page of one incident of a service, which is also the review after
// it: what it lost, what that cost, and words for a customer.
//
// [Scorecard] makes the page of several results, the worst first.
//
// Three more functions make pages of agreements: [Amendment] says what changes from one
// to another, [Comparison] what last month would have been under other terms, and
// [Layers] which file states what.
//
// For spreadsheets, databases and the tools that draw from them, [Tables] gives results
// as the tables of a star schema, and [Table.CSV] writes a table; TABLES.md, in this
// directory, explains them.
//
// A page shows only what is in the result or the agreement. It computes no figures
// except sums of what it lists, and never rounds a miss so that it looks met. Programs
// should read the JSON of the result instead.
package report
