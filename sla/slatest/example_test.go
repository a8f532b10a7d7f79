package slatest_test

import (
	"fmt"
	"os"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/slatest"
)

// t stands for the *testing.T of a test.
var t testing.TB = &fake{}

// A test tells a ticket in the words of a case file, and the host's own timer code runs
// in the time of the story.
func ExampleTell() {
	desk := slatest.Open(t, os.DirFS("testdata"), "desk.yaml", sla.Sources{})
	story := slatest.Tell(t, desk, "T1 priority=P1").
		At("Wed 2026-04-01 09:00 created").
		At("09:01 replied").Expect("response: met, used 1m", "resolution: due 13:00, left 3h59m")
	for alarm := range story.Until("12:30") {
		fmt.Println(story.Now.In(desk.Location()).Format("15:04"), alarm.Key)
	}
	// Output:
	// 11:00 resolution/1/50%
	// 12:00 resolution/1/-1h
	// 12:12 resolution/1/80%
}

// A fuzz test calls Laws with the bytes of the fuzzer. Here they are written out.
func ExampleLaws() {
	desk := slatest.Open(t, os.DirFS("testdata"), "desk.yaml", sla.Sources{})
	fmt.Println(slatest.Laws(desk, slatest.Draw([]byte("a fuzzer finds the rest"))))
	// Output: <nil>
}

// A row was forgotten: below 95 % nothing is paid.
func ExampleNeverLess() {
	web := slatest.Open(t, fstest.MapFS{"web.yaml": {Data: []byte(`sla: v1
id: web
zone: UTC
currency: EUR
objectives:
  - { id: web, availability: { of: web, calendar: 24x7, no-data: exclude }, attain: 99.9%, period: month }
credits:
  base: 500.00
  rules: [{ objective: web, tiers: { 99.0% to below 99.9%: 10%, 95.0% to below 99.0%: 25% } }]
  round: half-even
`)}}, "web.yaml", sla.Sources{})
	fmt.Println(slatest.NeverLess(web, "web"))
	// Output: web: 95% pays 250.00 EUR, and 94.999%, which is worse, pays 0.00 EUR
}

// The export writes "Closed", and the agreement asks for "closed".
func ExampleUnheard() {
	desk := slatest.Open(t, os.DirFS("testdata"), "desk.yaml", sla.Sources{})
	facts := sla.Facts{Tickets: []sla.Ticket{{ID: "T1", Events: []sla.Event{
		{Name: "created", Set: sla.Attrs{{"priority", "P1"}, {"status", "waiting"}}},
		{Name: "replied", Set: sla.Attrs{{"priority", "P2"}, {"status", "on-hold"}}},
		{Name: "saved", Set: sla.Attrs{{"status", "resolved"}}},
		{Name: "saved", Set: sla.Attrs{{"status", "Closed"}}},
	}}}}
	fmt.Println(slatest.Unheard(desk, facts))
	// Output: the agreement asks for what no ticket has: value status=closed
}
