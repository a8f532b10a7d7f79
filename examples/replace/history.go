package main

import (
	"strconv"

	"github.com/upheld/upheld/sla"
)

// history maps the rows of a ticket to what the library reads.
func history(t ticketRow, changes []changeRow) *sla.Ticket {
	// The table holds what the priority and status are now; the clocks start with
	// what they were: what the first change of each says, else what they still are.
	priority, status := t.Priority, t.Status
	for i := len(changes) - 1; i >= 0; i-- {
		switch c := changes[i]; c.Field {
		case "priority":
			priority = c.Was
		case "status":
			status = c.Was
		}
	}
	h := &sla.Ticket{
		ID:    strconv.FormatInt(t.ID, 10),
		Attrs: sla.Attrs{{"priority", priority}, {"status", status}},
		Events: []sla.Event{
			{At: t.CreatedAt, Name: "created"},
			{At: t.RepliedAt.Time, Name: "replied"}, // null is the zero time: it has not happened
		},
	}
	for _, c := range changes {
		name := "changed"
		if c.Field == "status" {
			name = c.Became // so that a clock can stop at resolved
		}
		h.Events = append(h.Events, sla.Event{
			At: c.At, Seq: c.ID, // at one instant, in the order of the table
			ID: strconv.FormatInt(c.ID, 10), Name: name, Set: sla.Attrs{{c.Field, c.Became}},
		})
	}
	return h
}
