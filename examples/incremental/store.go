package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"

	_ "modernc.org/sqlite"
)

// tables is the state. A fact is stored once, in its last version, with the month of its
// first delivery. A tally holds the facts of one agreement that were first delivered in
// one month, so that the correction of an old fact changes an old tally and no other. A
// delivery counts the lines of a file that were taken.
const tables = `
create table if not exists agreement (name text primary key, spec blob not null) strict;
create table if not exists fact (key text primary key, month text not null, body blob not null) strict, without rowid;
create table if not exists tally (agreement text not null references agreement, month text not null, body blob not null,
	primary key (agreement, month)) strict;
create table if not exists delivery (file text primary key, lines integer not null, whole integer not null) strict;
`

// store is the state of one SQLite file.
type store struct {
	db         *sql.DB
	agreements map[string]*sla.Agreement
}

// open opens a file, or makes it. Every commit is on the disk when it returns, because
// facts of a file whose lines are counted are never read again.
func open(path string) (*store, error) {
	settings := url.Values{"_pragma": {"journal_mode(wal)", "synchronous(full)", "foreign_keys(on)", "busy_timeout(10000)"}}
	db, err := sql.Open("sqlite", "file:"+path+"?"+settings.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	s := &store{db: db, agreements: map[string]*sla.Agreement{}}
	if err := s.load(); err != nil {
		db.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

func (s *store) load() error {
	if _, err := s.db.Exec(tables); err != nil {
		return err
	}
	specs, err := all[string, []byte](s.db, "select name, spec from agreement order by name")
	if err != nil {
		return err
	}
	for name, text := range specs {
		if s.agreements[name], err = compile(name, text); err != nil {
			return err
		}
	}
	return nil
}

func compile(name string, text []byte) (*sla.Agreement, error) {
	spec, err := specfile.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	agreement, err := sla.Sources{Holidays: holidays.Official}.New(spec)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return agreement, nil
}

// agree adds an agreement, or replaces its terms. The stored tallies stay if the new
// terms have the same fingerprint. If not, all facts are read again, once.
func (s *store) agree(files fs.FS, name string) (again bool, err error) {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return false, err
	}
	agreement, err := compile(name, text)
	if err != nil {
		return false, err
	}
	id := agreement.Spec().ID
	err = s.atomic(func(tx *sql.Tx) error {
		_, err := tx.Exec("insert into agreement values (?, ?) on conflict (name) do update set spec = excluded.spec", id, text)
		if err != nil {
			return err
		}
		tallies, err := all[string, []byte](tx, "select month, body from tally where agreement = ?", id)
		if err != nil {
			return err
		}
		for _, body := range tallies {
			again = again || agreement.NewTally().UnmarshalBinary(body) != nil
		}
		var facts int
		if err := tx.QueryRow("select count(*) from fact").Scan(&facts); err != nil {
			return err
		}
		again = again || facts > 0 && len(tallies) == 0
		if !again {
			return nil
		}
		return recount(tx, id, agreement)
	})
	if err == nil {
		s.agreements[id] = agreement
	}
	return again, err
}

// recount makes the tallies of an agreement from the stored facts.
func recount(tx *sql.Tx, id string, agreement *sla.Agreement) error {
	rows, err := tx.Query("select month, body from fact")
	if err != nil {
		return err
	}
	defer rows.Close()
	tallies := map[string]*sla.Tally{}
	for rows.Next() {
		var month string
		var body []byte
		if err := rows.Scan(&month, &body); err != nil {
			return err
		}
		if tallies[month] == nil {
			tallies[month] = agreement.NewTally()
		}
		if err := each(body, tallies[month].Add); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if _, err := tx.Exec("delete from tally where agreement = ?", id); err != nil {
		return err
	}
	for month, tally := range tallies {
		if err := keep(tx, id, month, tally); err != nil {
			return err
		}
	}
	return nil
}

// delivered is one line of a file: a key, and the facts that have this key from now on.
// A line without facts withdraws those of the key.
type delivered struct {
	Key   string          `json:"key"`
	Facts json.RawMessage `json:"facts"`
}

// take reads the lines of a file that were not taken yet. It commits after every batch of
// lines, facts and tallies and count together, so that a program that is killed goes on
// with the first line that is not in a tally. The month names the tally of new facts.
func (s *store) take(path, month string, batch int) (lines int, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	name := filepath.Base(path)
	var done, whole int
	err = s.db.QueryRow("select lines, whole from delivery where file = ?", name).Scan(&done, &whole)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	if whole == 1 {
		return 0, nil
	}
	in, at := bufio.NewReader(file), 0
	for end := false; !end; {
		var some []delivered
		for len(some) < batch && !end {
			line, err := in.ReadBytes('\n')
			if end = errors.Is(err, io.EOF); err != nil && !end {
				return lines, err
			}
			if !end || len(line) > 0 {
				at++
			}
			if at <= done || len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			d, err := read(line)
			if err != nil {
				return lines, fmt.Errorf("%s: line %d: write {\"key\": …, \"facts\": {…}}: %w", name, at, err)
			}
			some = append(some, d)
		}
		if at < done {
			return lines, fmt.Errorf("%s has %d lines, and %d of it were taken already: deliver corrections in a file with a name of their own", name, at, done)
		}
		if err := s.atomic(func(tx *sql.Tx) error { return s.learn(tx, name, month, some, at, end) }); err != nil {
			return lines, fmt.Errorf("%s, up to line %d: %w", name, at, err)
		}
		lines += len(some)
	}
	return lines, nil
}

// read reads a line, facts included, so that a bad fact is an error of its line.
func read(line []byte) (d delivered, err error) {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return d, err
	}
	if d.Key == "" {
		return d, errors.New("the line has no key")
	}
	if bytes.Equal(d.Facts, []byte("null")) {
		d.Facts = nil
	}
	return d, each(d.Facts, func(sla.Fact) {})
}

// learn changes facts and tallies by a batch of lines, and counts the lines.
func (s *store) learn(tx *sql.Tx, file, month string, lines []delivered, done int, whole bool) error {
	type place struct{ agreement, month string }
	tallies := map[place]*sla.Tally{}
	tally := func(id, month string) (*sla.Tally, error) {
		at := place{id, month}
		if t := tallies[at]; t != nil {
			return t, nil
		}
		t, err := stored(tx, s.agreements[id], id, month)
		tallies[at] = t
		return t, err
	}
	for _, line := range lines {
		of, old := month, []byte(nil)
		err := tx.QueryRow("select month, body from fact where key = ?", line.Key).Scan(&of, &old)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		for id := range s.agreements {
			t, err := tally(id, of)
			if err != nil {
				return err
			}
			if err := each(old, t.Remove); err != nil {
				return err
			}
			if err := each(line.Facts, t.Add); err != nil {
				return fmt.Errorf("key %s: %w", line.Key, err)
			}
		}
		if len(line.Facts) == 0 {
			_, err = tx.Exec("delete from fact where key = ?", line.Key)
		} else {
			_, err = tx.Exec("insert into fact values (?, ?, ?) on conflict (key) do update set body = excluded.body", line.Key, of, []byte(line.Facts))
		}
		if err != nil {
			return err
		}
	}
	for at, t := range tallies {
		if err := keep(tx, at.agreement, at.month, t); err != nil {
			return err
		}
	}
	end := 0
	if whole {
		end = 1
	}
	_, err := tx.Exec("insert into delivery values (?, ?, ?) on conflict (file) do update set lines = excluded.lines, whole = excluded.whole", file, done, end)
	return err
}

// result reports a period of an agreement from its tallies alone. It reads no fact.
func (s *store) result(id string, period sla.Period, asOf time.Time) (*sla.Result, error) {
	agreement := s.agreements[id]
	if agreement == nil {
		return nil, fmt.Errorf("no agreement %q; there are %q", id, slices.Sorted(maps.Keys(s.agreements)))
	}
	bodies, err := all[string, []byte](s.db, "select month, body from tally where agreement = ?", id)
	if err != nil {
		return nil, err
	}
	sum := agreement.NewTally()
	for month, body := range bodies {
		t := agreement.NewTally()
		if err := t.UnmarshalBinary(body); err != nil {
			return nil, fmt.Errorf("the tally of %s, %s: %w", id, month, err)
		}
		if err := sum.Merge(t); err != nil {
			return nil, err
		}
	}
	return sum.Result(period, asOf)
}

// stored reads a tally, or begins it.
func stored(tx *sql.Tx, agreement *sla.Agreement, id, month string) (*sla.Tally, error) {
	t := agreement.NewTally()
	var body []byte
	err := tx.QueryRow("select body from tally where agreement = ? and month = ?", id, month).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return t, nil
	}
	if err == nil {
		err = t.UnmarshalBinary(body)
	}
	if err != nil {
		return nil, fmt.Errorf("the tally of %s, %s: %w", id, month, err)
	}
	return t, nil
}

func keep(tx *sql.Tx, id, month string, t *sla.Tally) error {
	body, err := t.MarshalBinary()
	if err != nil {
		return fmt.Errorf("the tally of %s, %s: %w", id, month, err)
	}
	_, err = tx.Exec("insert into tally values (?, ?, ?) on conflict (agreement, month) do update set body = excluded.body", id, month, body)
	return err
}

// each hands over the facts of a stored text.
func each(text []byte, to func(sla.Fact)) error {
	if len(text) == 0 {
		return nil
	}
	var f sla.Facts
	if err := json.Unmarshal(text, &f); err != nil {
		return err
	}
	for fact := range f.All() {
		to(fact)
	}
	return nil
}

// atomic does all of a change or, if the program is killed in it, none of it.
func (s *store) atomic(change func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	if err := change(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// all reads a query of two columns.
func all[K comparable, V any](db interface {
	Query(string, ...any) (*sql.Rows, error)
}, query string, args ...any) (map[K]V, error) {
	rows, err := db.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[K]V{}
	for rows.Next() {
		var key K
		var value V
		if err := rows.Scan(&key, &value); err != nil {
			return nil, err
		}
		found[key] = value
	}
	return found, rows.Err()
}
