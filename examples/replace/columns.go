package main

import (
	"database/sql"
	"time"

	"github.com/upheld/upheld/sla"
)

// columns maps the reading of a clock to a row of the table clocks.
func columns(r sla.Reading, now time.Time) clockRow {
	row := clockRow{Objective: r.Objective, State: string(r.Phase), DueAt: nullable(r.DueAt)}
	if r.Verdict != "" {
		row.Verdict = sql.NullString{String: string(r.Verdict), Valid: true}
	}
	if r.Phase == sla.PhasePaused {
		row.SecondsLeft = sql.NullInt64{Int64: int64(r.Remaining / time.Second), Valid: true}
	}
	for _, alarm := range r.Alarms {
		switch {
		case alarm.Mark == sla.MarkBreach:
			row.BreachAt = nullable(alarm.At)
		case alarm.At.After(now) && !row.WarnAt.Valid:
			row.WarnAt = nullable(alarm.At)
		}
	}
	return row
}

// nullable writes the zero time as null.
func nullable(t time.Time) sql.NullTime { return sql.NullTime{Time: t, Valid: !t.IsZero()} }
