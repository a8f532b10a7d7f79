package slatest_test

import (
	"fmt"
	"os"
	"testing"

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
