// Package analysis compares results by written formulas, exactly: is it getting better,
// where is the gap, what changed, how urgent is it, what did a team score. Every figure
// comes from counts and lengths in results, as integers and fractions; nothing is
// estimated, and no figure claims a cause.
//
// Five questions, and what answers them:
//
//	better or worse?        Periods of an objective, oldest first; their Slope, Moving and
//	                        Unusual; Season by weekday, hour or month
//	where is the gap?       Effects, the effects of groups, which add up to what is lacking;
//	                        Pareto and ParetoByDay of what went wrong
//	why did it change?      Shift: what groups did better of their own, and what another
//	                        mix did
//	how good is that?       Benchmark.Of, against figures of others
//	what follows from it?   RiskOf an open outcome; Appraisal.Of a month, the score of a team
//
// Groups are the outcomes of a result by attribute. Objective.By lists the contract's
// groups; a report adds others, such as the weekday or the hour, by Agreement.Cut before
// Evaluate. A key is written as there: "team", "priority+team",
// "@weekday".
//
// # Words
//
// A share is from 0 to 1: one percentage point is 1/100. A *big.Rat about time is in
// seconds. Good and wrong follow the promise: of a maximum such as "below 5%" the items
// counted are the wrong ones. Print a share with the Percent of its metrics.Figure or
// metrics.Limit, which never rounds a miss into the promise.
//
// A period or group without a figure keeps its place and enters no sum.
//
// # Errors
//
// What cannot be compared is an error that lists sla.FieldErrors, see sla.Problems: an
// unknown objective or key, with the nearest word; an objective whose figure is no share
// if only shares can be taken apart; groups that do not add up to the whole. No function
// panics on a result that Evaluate or ReadResult made. Nothing changes its arguments, and
// everything is safe for concurrent use.
package analysis
