package parallel_test

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/parallel"
)

// Two files of tickets become one tally. Each stream gives the tickets of a file, and
// the number of lines so far is what a progress bar needs.
func ExampleTally() {
	agreement, err := sla.New(sla.Spec{
		ID: "desk", Zone: "Europe/Berlin", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"response": {Start: sla.On("opened"), Stop: sla.On("replied")}},
		Objectives: []sla.Objective{{
			ID: "first-response", Clock: "response", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
			Targets: []sla.Target{{Within: "1h wall"}},
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	// file stands for a file with so many tickets, of which every tenth is late.
	file := func(name string, tickets int) iter.Seq2[sla.Fact, error] {
		return func(yield func(sla.Fact, error) bool) {
			opened := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
			for i := range tickets {
				replied := opened.Add(time.Hour)
				if i%10 == 9 {
					replied = replied.Add(time.Nanosecond)
				}
				ticket := &sla.Ticket{ID: fmt.Sprintf("%s-%d", name, i), Events: []sla.Event{
					{At: opened, Name: "opened"}, {At: replied, Name: "replied"},
				}}
				if !yield(ticket, nil) {
					return
				}
			}
		}
	}
	const lines = 5000
	bar := func(facts int64) {
		if facts == lines {
			fmt.Println("100 %")
		}
	}
	tally, err := parallel.Tally(context.Background(), agreement, parallel.Options{Workers: 4, Progress: bar}, file("north", 2000), file("south", 3000))
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := tally.Result(sla.Month(2026, time.March), time.Date(2026, time.April, 2, 0, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	o := result.Outcomes[0]
	fmt.Printf("%d of %d in time: %s\n", o.Good, o.Total, o.Verdict)
	// Output:
	// 100 %
	// 4500 of 5000 in time: missed
}
