package main

import (
	"testing"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/slatest"
)

// The cases that the service manager reads.
func TestCases(t *testing.T) { slatest.Run(t, slatest.Dir(".")) }

// The code of the program, in the time of a story.
func TestTheScreen(t *testing.T) {
	desk := slatest.Open(t, files, "desk.yaml", sla.Sources{})
	story := slatest.Tell(t, desk, "T1 priority=P1").At("Wed 2026-04-08 09:00 created")
	if got, want := due(desk, story.Ticket, story.Now), "due Wed 8 Apr 13:00"; got != want {
		t.Errorf("the screen shows %q, want %q", got, want)
	}
	var keys []string
	for alarm := range story.Until("14:00") {
		keys = append(keys, alarm.Key)
	}
	if len(keys) != 2 || keys[0] != "resolution/1/-1h" || keys[1] != "resolution/1/breach" {
		t.Errorf("the alarms are %q", keys)
	}
	story.At("14:00 status=waiting")
	if got, want := due(desk, story.Ticket, story.Now), "paused"; got != want {
		t.Errorf("the screen shows %q, want %q", got, want)
	}
}
