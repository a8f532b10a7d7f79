package review_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/review"
)

// A promise that nobody kept for a year, and what would be kept.
func ExampleOf() {
	spec := sla.Spec{
		ID:         "desk",
		Services:   map[string]sla.Service{"desk": {Owner: "lead"}},
		Objectives: []sla.Objective{{ID: "resolution", Service: "desk", Attain: "97%", Period: sla.Monthly}},
		Document: sla.Document{
			Handling: []string{"The cause is named in the monthly report."},
			Review:   sla.Review{Next: "2026-01-15", Triggers: []sla.ReviewTrigger{{Deviation: "over 3 points", Periods: 2}}},
		},
	}
	var past []*sla.Result // as Evaluate gave them month by month
	past = append(past, outcomes("resolution", "97%", 2025, time.January,
		shares(9433, 9380, 9612, 9544, 9401, 9577, 9689, 9325, 9550, 9498, 9390, 9310)...)...)
	for _, r := range review.Of(spec, review.Evidence{Past: past, Today: date.New(2026, time.January, 20)}) {
		fmt.Printf("%s: %s %s\n", r.Path, r.Code, r.Value)
		if next, err := spec.With(r.Change); err == nil && next.Objectives[0].Attain != "97%" {
			fmt.Println("   proposed:", next.Objectives[0].Attain)
		}
	}
	// Output:
	// document.review.next: review-passed 2026-01-15
	// document.review.triggers[0]: review-open 2025-12 93.10%
	// document.review.triggers[0]: trigger-pulled 2025-11 93.90%, 2025-12 93.10%
	// objectives.resolution.attain: never-met 97%
	//    proposed: at least 93.9%
}

// A target from twelve months, from peers, and from what customers would accept.
func ExampleReached() {
	year := shares(9433, 9380, 9612, 9544, 9401, 9577, 9689, 9325, 9550, 9498, 9603, 9520)
	for _, k := range []int{12, 9, 6} {
		bound, _ := review.Reached(k, "95%", year...)
		fmt.Printf("reached in %d of 12: %s\n", k, bound)
	}
	peers := []metrics.Figure{metrics.LengthOf(4 * time.Hour), metrics.LengthOf(6 * time.Hour), metrics.LengthOf(8 * time.Hour)}
	bound, _ := review.Reached(2, "at most 8h", peers...)
	fmt.Println("reached by two of three peers:", bound)

	asked := shares(9000, 9500, 9500, 9900, 9990) // what each of five would at least accept
	bound, _ = review.Reached(5-4+1, "95%", asked...)
	fmt.Println("satisfies four of five:", bound)
	// Output:
	// reached in 12 of 12: at least 93.25%
	// reached in 9 of 12: at least 94.33%
	// reached in 6 of 12: at least 95.44%
	// reached by two of three peers: at most 6h
	// satisfies four of five: at least 99%
}

// Six people work 120 hours a month, and an item takes 45 minutes.
func ExampleCapacity() {
	fmt.Println("at most", review.Capacity(6*120*time.Hour, 45*time.Minute, 1000), "of 1,000 items")
	// Output: at most 96% of 1,000 items
}

// The level and what is lacking for the next.
func ExampleMaturity() {
	spec := sla.Spec{Objectives: []sla.Objective{{ID: "resolution", Attain: "95%", Period: sla.Monthly, Owner: "lead"}}}
	past := outcomes("resolution", "95%", 2026, time.January, shares(9600)...)
	level, all := review.Maturity(spec, review.Evidence{Past: past})
	fmt.Println("level", level)
	for _, c := range all {
		if c.Level == level+1 && !c.Shown {
			fmt.Println(strings.TrimSpace("lacks " + c.Code + " " + c.By))
		}
	}
	// Output:
	// level 2
	// lacks policies
	// lacks ladders
	// lacks review-ahead
	// lacks six-periods resolution
	// lacks reports
}

// What shows that a promise is specific, measurable, attainable, relevant and
// time-bound.
func ExampleSmart() {
	spec := sla.Spec{
		Services:   map[string]sla.Service{"desk": {}},
		Objectives: []sla.Objective{{ID: "resolution", Service: "desk", Attain: "95%", Period: sla.Monthly}},
	}
	for _, c := range review.Smart(spec, review.Evidence{Past: outcomes("resolution", "95%", 2026, time.January, shares(9600)...)}) {
		fmt.Println(c.Code, c.Shown, c.By)
	}
	// Output:
	// specific true desk
	// measurable true 95%
	// attainable true 1/1
	// relevant false no-owner
	// time-bound true month
}
