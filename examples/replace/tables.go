package main

import (
	"bytes"
	"cmp"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"time"
)

// The rows of schema.sql.

type ticketRow struct {
	ID        int64
	Priority  string
	Status    string
	CreatedAt time.Time
	RepliedAt sql.NullTime
	DueAt     sql.NullTime
}

type changeRow struct {
	ID       int64
	TicketID int64
	At       time.Time
	Field    string
	Was      string
	Became   string
}

type clockRow struct {
	TicketID    int64
	Objective   string
	State       string
	Verdict     sql.NullString
	DueAt       sql.NullTime
	WarnAt      sql.NullTime
	BreachAt    sql.NullTime
	SecondsLeft sql.NullInt64
	Agreement   []byte
}

type clockKey struct {
	ticketID  int64
	objective string
}

type alarmKey struct {
	ticketID int64
	key      string
}

// tables stands in for the database: each method is one SQL statement.
type tables struct {
	tickets map[int64]ticketRow
	changes []changeRow
	clocks  map[clockKey]clockRow
	alarms  map[alarmKey]time.Time
	timers  map[int64]time.Time
}

func newTables() *tables {
	return &tables{map[int64]ticketRow{}, nil, map[clockKey]clockRow{}, map[alarmKey]time.Time{}, map[int64]time.Time{}}
}

var errNoTicket = errors.New("no such ticket")

func (t *tables) ids() []int64 { return slices.Sorted(maps.Keys(t.tickets)) }

// ticket gives a ticket and its changes in the order of their IDs.
func (t *tables) ticket(id int64) (ticketRow, []changeRow, error) {
	row, ok := t.tickets[id]
	if !ok {
		return ticketRow{}, nil, errNoTicket
	}
	var changes []changeRow
	for _, c := range t.changes {
		if c.TicketID == id {
			changes = append(changes, c)
		}
	}
	return row, changes, nil
}

func (t *tables) insertTicket(row ticketRow) { t.tickets[row.ID] = row }

func (t *tables) setReplied(id int64, at time.Time) {
	row := t.tickets[id]
	row.RepliedAt = nullable(at)
	t.tickets[id] = row
}

// setField changes a ticket and records the change, as the tool did before.
func (t *tables) setField(id int64, field, value string, at time.Time) {
	row := t.tickets[id]
	column := &row.Status
	if field == "priority" {
		column = &row.Priority
	}
	t.changes = append(t.changes, changeRow{int64(len(t.changes) + 1), id, at, field, *column, value})
	*column = value
	t.tickets[id] = row
}

func (t *tables) saveClock(row clockRow) { t.clocks[clockKey{row.TicketID, row.Objective}] = row }

func (t *tables) clock(id int64, objective string) clockRow { return t.clocks[clockKey{id, objective}] }

func (t *tables) insertAlarm(id int64, key string, at time.Time) (isNew bool) {
	if _, there := t.alarms[alarmKey{id, key}]; there {
		return false
	}
	t.alarms[alarmKey{id, key}] = at
	return true
}

func (t *tables) setTimer(id int64, at time.Time) {
	if at.IsZero() {
		delete(t.timers, id)
		return
	}
	t.timers[id] = at
}

func (t *tables) firstTimer() (id int64, at time.Time, ok bool) {
	for _, candidate := range slices.Sorted(maps.Keys(t.timers)) {
		if !ok || t.timers[candidate].Before(at) {
			id, at, ok = candidate, t.timers[candidate], true
		}
	}
	return id, at, ok
}

// otherAgreement lists the tickets whose clocks were worked out under other
// terms.
func (t *tables) otherAgreement(terms []byte) []int64 {
	var ids []int64
	for key, row := range t.clocks {
		if !bytes.Equal(row.Agreement, terms) && !slices.Contains(ids, key.ticketID) {
			ids = append(ids, key.ticketID)
		}
	}
	slices.Sort(ids)
	return ids
}

// overdue lists the open clocks that are late, the most overdue first:
// state in ('running', 'paused') and breach_at <= $1 order by breach_at.
func (t *tables) overdue(now time.Time) []clockRow {
	return t.breaching(func(row clockRow) bool { return !row.BreachAt.Time.After(now) })
}

// threatened lists the open clocks that will be late by an instant if nothing happens,
// the soonest first: breach_at > $1 and breach_at <= $2.
func (t *tables) threatened(now, by time.Time) []clockRow {
	return t.breaching(func(row clockRow) bool {
		return row.BreachAt.Time.After(now) && !row.BreachAt.Time.After(by)
	})
}

func (t *tables) breaching(when func(clockRow) bool) []clockRow {
	var rows []clockRow
	for _, row := range t.clocks {
		if (row.State == "running" || row.State == "paused") && row.BreachAt.Valid && when(row) {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b clockRow) int {
		return cmp.Or(a.BreachAt.Time.Compare(b.BreachAt.Time), cmp.Compare(a.TicketID, b.TicketID), cmp.Compare(a.Objective, b.Objective))
	})
	return rows
}
