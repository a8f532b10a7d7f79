package main

import (
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// scene is one event of the story, in local times.
type scene struct {
	arrives  calendar.Local // when the desk hears of it
	ticket   string
	id, name string
	set      sla.Attrs
	happened calendar.Local // when it happened; "" is when it arrives
}

// story is a weekend at the end of March 2026. In the night to Sunday the clocks go
// forward from 02:00 to 03:00.
var story = []scene{
	// A ticket that waits for its customer over the weekend.
	{"2026-03-27T15:00", "INC-1", "1a", "opened", sla.Attrs{{"priority", "P3"}}, ""},
	{"2026-03-27T15:30", "INC-1", "1b", "replied", nil, ""},
	{"2026-03-27T16:00", "INC-1", "1c", "changed", sla.Attrs{{"status", "waiting"}}, ""},
	{"2026-03-27T16:00:02", "INC-1", "1c", "changed", sla.Attrs{{"status", "waiting"}}, "2026-03-27T16:00"}, // delivered twice

	// The night watch: an hour of this night does not exist.
	{"2026-03-29T01:30", "INC-2", "2a", "opened", sla.Attrs{{"priority", "P1"}}, ""},
	{"2026-03-29T01:41", "INC-2", "2b", "replied", nil, ""},
	{"2026-03-29T04:30", "INC-2", "2c", "resolved", sla.Attrs{{"status", "resolved"}}, ""}, // on the due instant

	// A phone call that is written down too late, and a priority that is raised.
	{"2026-03-30T09:00", "INC-3", "3a", "opened", sla.Attrs{{"priority", "P3"}}, ""},
	{"2026-03-30T09:30", "INC-1", "1d", "changed", sla.Attrs{{"status", "open"}}, ""},
	{"2026-03-30T10:20", "INC-3", "3b", "replied", nil, "2026-03-30T09:45"},
	{"2026-03-30T12:00", "INC-3", "3c", "changed", sla.Attrs{{"priority", "P2"}}, ""},
	{"2026-03-30T15:10", "INC-1", "1e", "resolved", sla.Attrs{{"status", "resolved"}}, ""},
	{"2026-03-30T16:00", "INC-3", "3d", "resolved", sla.Attrs{{"status", "resolved"}}, ""},

	// Breaches that become known late: the customer wrote at night, so that the alarms
	// are in the past when the desk hears of the ticket.
	{"2026-03-31T08:00", "INC-4", "4a", "opened", sla.Attrs{{"priority", "P1"}}, "2026-03-31T05:00"},
	{"2026-03-31T08:10", "INC-4", "4b", "resolved", sla.Attrs{{"status", "resolved"}}, ""},
}

// arrival is an event that the desk hears of at an instant.
type arrival struct {
	at     time.Time
	ticket string
	event  sla.Event
}

func read(scenes []scene, zone *time.Location) ([]arrival, error) {
	var all []arrival
	for _, s := range scenes {
		at, err := s.arrives.In(zone)
		if err != nil {
			return nil, err
		}
		happened, err := s.happened.In(zone)
		if err != nil {
			return nil, err
		}
		if happened.IsZero() {
			happened = at
		}
		all = append(all, arrival{at, s.ticket, sla.Event{At: happened, Name: s.name, ID: s.id, Set: s.set}})
	}
	return all, nil
}
