package main

import (
	"strconv"

	"github.com/upheld/upheld/sla"
)

// history maps the rows of a ticket to the library's Ticket.
func history(t ticketRow, changes []changeRow) *sla.Ticket {
	// The table has the present priority and status, but the clocks start with the
	// original values: those before the first change, or the present ones if there was
	// no change.
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
			{At: t.RepliedAt.Time, Name: "replied"}, // null is the zero time: not yet replied
		},
	}
	for _, c := range changes {
		name := "changed"
		if c.Field == "status" {
			name = c.Became // so that a clock can stop at resolved
		}
		h.Events = append(h.Events, sla.Event{
			At: c.At, Seq: c.ID, // orders changes at the same instant
			ID: strconv.FormatInt(c.ID, 10), Name: name, Set: sla.Attrs{{c.Field, c.Became}},
		})
	}
	return h
}
