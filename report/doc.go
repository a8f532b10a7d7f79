// Package report turns results into pages for people: the summary of a period,
// one ticket explained second by second, a statement of credits with its
// working.
//
// Three functions make a [View], each of one kind of result: [Summary],
// [Ticket] and [Credits]. A View says in which zone times are shown and how long
// its lists are, and writes itself in a [Format]:
//
//	err := report.Summary(result).At(berlin).Write(os.Stdout, report.Text)
//
// A page says nothing that is not in the result, computes no figure of its own
// beyond sums of what it lists, and never rounds a miss into something that looks
// met. For programs there is the result's own JSON.
package report
