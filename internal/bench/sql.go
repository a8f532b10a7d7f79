package main

import (
	"database/sql"
	"fmt"
	"time"

	_ "modernc.org/sqlite" // the driver sqlite

	"github.com/upheld/upheld/sla"
)

// databases lists the drivers and what they open. A file with the tag duckdb adds one.
var databases = []struct{ name, driver, source string }{{"SQL in SQLite", "sqlite", ":memory:"}}

// attainment is the query that a report tool runs over a table of tickets and a table of
// days: how many first responses of each month were in time. Instants are Unix seconds.
const attainment = `
	SELECT month, sum(CASE WHEN worked <= target THEN 1 ELSE 0 END), count(*) FROM (
		SELECT t.id, t.month, t.target, CASE WHEN t.priority = 'P1' THEN t.replied - t.opened ELSE
			coalesce(sum(CASE WHEN d.shuts < t.replied THEN d.shuts ELSE t.replied END - CASE WHEN d.opens > t.opened THEN d.opens ELSE t.opened END), 0) END AS worked
		FROM tickets t LEFT JOIN days d ON d.shuts > t.opened AND d.opens < t.replied
		GROUP BY t.id, t.month, t.target, t.priority, t.opened, t.replied) AS each_ticket
	GROUP BY month ORDER BY month`

// filled opens a database with tickets and days.
func (o *office) filled(driver, source string, tickets []sla.Ticket) (*sql.DB, error) {
	db, err := sql.Open(driver, source)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // a database in memory is of one connection
	for _, statement := range []string{
		"CREATE TABLE tickets (id INTEGER, month INTEGER, priority VARCHAR(2), target INTEGER, opened INTEGER, replied INTEGER)",
		"CREATE TABLE days (opens INTEGER, shuts INTEGER)", "BEGIN",
	} {
		if _, err := db.Exec(statement); err != nil {
			return nil, err
		}
	}
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, o.zone)
	for from, to := range o.ours.Segments(day, day.AddDate(1, 2, 0)) {
		if _, err := db.Exec("INSERT INTO days VALUES (?, ?)", from.Unix(), to.Unix()); err != nil {
			return nil, err
		}
	}
	insert, err := db.Prepare("INSERT INTO tickets VALUES (?, ?, ?, ?, ?, ?)")
	if err != nil {
		return nil, err
	}
	for i := range tickets {
		t := &tickets[i]
		priority, target := t.Attrs.Get("priority"), 4*3600
		switch priority {
		case "P1":
			target = 3600
		case "P2":
			target = 7200
		}
		if _, err := insert.Exec(i, int(t.Events[0].At.In(o.zone).Month()), priority, target, t.Events[0].At.Unix(), t.Events[1].At.Unix()); err != nil {
			return nil, err
		}
	}
	if _, err := db.Exec("COMMIT"); err != nil {
		return nil, err
	}
	_, err = db.Exec("CREATE INDEX shuts ON days (shuts, opens)")
	return db, err
}

// attained asks a database for the good and all first responses of each month.
func attained(db *sql.DB) (f figures, err error) {
	rows, err := db.Query(attainment)
	if err != nil {
		return f, err
	}
	defer rows.Close()
	for rows.Next() {
		var month int
		var good, total int64
		if err := rows.Scan(&month, &good, &total); err != nil {
			return f, err
		}
		if month < 1 || month > 12 {
			return f, fmt.Errorf("month %d", month)
		}
		f.good[month], f.total[month] = good, total
	}
	return f, rows.Err()
}
