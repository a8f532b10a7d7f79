package main

import (
	"time"

	"github.com/upheld/upheld/sla"
)

// desk is the ticketing tool: its tables, its agreement and its way to notify people.
type desk struct {
	tables    *tables
	agreement *sla.Agreement
	since     time.Time // nobody is notified of alarms up to this instant
	notify    func(t ticketRow, a sla.Alarm)
}

// refresh brings the clocks, alarms and timer of a ticket up to date. Call it after each
// write to the ticket and when its timer goes off. In a database it is one transaction
// that locks the ticket's row.
func (d *desk) refresh(id int64, now time.Time) error {
	t, changes, err := d.tables.ticket(id)
	if err != nil {
		return err
	}
	readings := d.agreement.Track(history(t, changes), now)
	terms := d.agreement.Fingerprint()
	for i, r := range readings {
		if i+1 < len(readings) && readings[i+1].Objective == r.Objective {
			continue // the table has a row for the latest cycle only
		}
		row := columns(r, now)
		row.TicketID, row.Agreement = id, terms[:]
		d.tables.saveClock(row) // insert … on conflict (ticket_id, objective) do update
	}
	for _, a := range readings.Fired() {
		if !a.At.After(d.since) {
			continue // the old code has sent it
		}
		isNew := d.tables.insertAlarm(id, a.Key, a.At) // insert … on conflict do nothing
		if isNew && !a.Withheld {
			d.notify(t, a)
		}
	}
	d.tables.setTimer(id, readings.Next()) // upsert; the zero time deletes the row
	return nil
}

// work runs the timers that are due. A program in real time calls it when the earliest
// timer goes off. It may also give each row of timers to its job queue, as a delayed job
// that replaces the ticket's previous job.
func (d *desk) work(now time.Time) error {
	for {
		id, at, ok := d.tables.firstTimer() // select … order by at limit 1 for update skip locked
		if !ok || at.After(now) {
			return nil
		}
		if err := d.refresh(id, now); err != nil {
			return err
		}
	}
}

// adopt puts a changed agreement into force: it refreshes the tickets whose clocks were
// worked out under another one.
func (d *desk) adopt(agreement *sla.Agreement, now time.Time) error {
	d.agreement, d.since = agreement, now // no alarm for a ticket that only the new terms make late
	terms := agreement.Fingerprint()
	for _, id := range d.tables.otherAgreement(terms[:]) { // where agreement <> $1
		if err := d.refresh(id, now); err != nil {
			return err
		}
	}
	return nil
}

// month is the report of a month, from the same rows.
func (d *desk) month(period sla.Period, now time.Time) (*sla.Result, error) {
	var facts sla.Facts
	for _, id := range d.tables.ids() {
		t, changes, err := d.tables.ticket(id)
		if err != nil {
			return nil, err
		}
		facts.Tickets = append(facts.Tickets, *history(t, changes))
	}
	return d.agreement.Evaluate(period, facts, now)
}
