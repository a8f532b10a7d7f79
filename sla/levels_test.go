package sla_test

import (
	"slices"
	"time"

	"github.com/upheld/upheld/sla"
)

// levels are alarms at the instants and nothing else.
func levels(at ...sla.Warning) []sla.Level {
	var all []sla.Level
	for _, w := range at {
		all = append(all, sla.Level{At: w})
	}
	return all
}

// firedAfter are the alarms after an instant.
func firedAfter(now sla.Readings, since time.Time) []sla.Alarm {
	return slices.DeleteFunc(now.Fired(), func(a sla.Alarm) bool { return !a.At.After(since) })
}
