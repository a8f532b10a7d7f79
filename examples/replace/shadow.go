package main

import (
	"time"

	"github.com/upheld/upheld/sla"
)

// difference is a due time for which the old code and the agreement differ.
type difference struct {
	ticket  int64
	was, is time.Time
	why     sla.Explanation
}

// differences lists the tickets whose old due time and due time by the agreement differ.
// Call it before anything relies on the agreement.
func (d *desk) differences(objective string, now time.Time) ([]difference, error) {
	var all []difference
	for _, id := range d.tables.ids() {
		t, changes, err := d.tables.ticket(id)
		if err != nil {
			return nil, err
		}
		why := d.agreement.Explain(history(t, changes), objective, now)
		if due := why.Reading.DueAt; !due.IsZero() && t.DueAt.Valid && !due.Equal(t.DueAt.Time) {
			all = append(all, difference{id, t.DueAt.Time, due, why})
		}
	}
	return all, nil
}
