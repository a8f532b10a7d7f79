package feeds_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
)

// A table is read by a mapping. Rows that cannot be read are findings with their line.
func ExampleParseMapping() {
	mapping, err := feeds.ParseMapping([]byte(`
feed: v1
rows: tickets
id: number
zone: Europe/Berlin
attrs: { priority: priority }
events: { opened: opened_at, resolved: resolved_at }
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	table := strings.NewReader(`number,priority,opened_at,resolved_at
INC1,high,2026-03-02 09:00,2026-03-02 11:30
INC2,low,yesterday,
INC3,low,2026-03-02 10:00,
`)
	var facts sla.Facts
	account, err := mapping.Read(feeds.Into(&facts), table)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(account.Rows, "rows,", account.Facts, "facts")
	for _, f := range account.Findings {
		fmt.Println(f.Code, f.Path, f.Value)
	}
	fmt.Println(facts.Tickets[0].ID, facts.Tickets[0].Events[1].At.Format(time.RFC3339))
	// Output:
	// 3 rows, 2 facts
	// row-unreadable export 1:3 opened_at no time: yesterday
	// INC1 2026-03-02T10:30:00Z
}

// The function that takes the facts can tell the progress, and hand them to a tally.
func ExampleNagios() {
	log := strings.NewReader(`[1767142800] CURRENT SERVICE STATE: web-1;HTTP;OK;HARD;1;OK
[1767142920] SERVICE ALERT: web-1;HTTP;CRITICAL;HARD;3;connect refused; port 80
[1767144720] SERVICE ALERT: web-1;HTTP;OK;HARD;3;OK
`)
	states := 0
	account, err := feeds.Nagios{}.Read(func(f sla.Fact) {
		states++
		s := f.(*sla.State)
		fmt.Println(states, s.At.Format(time.TimeOnly), s.Of, "is", s.Is)
	}, log)
	fmt.Println(account.Rows, "lines", err)
	// Output:
	// 1 01:00:00 web-1/HTTP is up
	// 2 01:02:00 web-1/HTTP is down
	// 3 01:32:00 web-1/HTTP is up
	// 3 lines <nil>
}

// What looks wrong has a code. A program that must not go on with a part of the data
// asks for it.
func ExampleIntake() {
	page := strings.NewReader(`{"data":[{"id":"1","createdAt":"2026-03-01T00:00:00Z","impactedServices":["shop"]}],"totalCount":2}`)
	account, err := feeds.Opsgenie{}.Read(func(sla.Fact) {}, page)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range account.Findings {
		if f.Code == feeds.FindingTruncated {
			fmt.Println("a part only:", f.Value)
		}
	}
	// Output:
	// a part only: 1 of 2
}
