package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// The page shows the program: every block of code, the agreement, the tables and
// what is printed stand in the files of this folder, word for word.
func TestPageAndProgramAreEqual(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	sources := map[string]string{"text": out.String()}
	for language, pattern := range map[string]string{"go": "*.go", "yaml": "*.yaml", "sql": "*.sql"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			sources[language] += "\n" + string(text)
		}
	}
	blocks := map[string]int{}
	parts := strings.Split(string(page), "\n```")
	if len(parts)%2 == 0 {
		t.Fatal("a block is not closed")
	}
	for i := 1; i < len(parts); i += 2 {
		language, body, _ := strings.Cut(parts[i], "\n")
		blocks[language]++
		switch source, known := sources[language]; {
		case language == "sh":
		case !known:
			t.Errorf("nothing holds a block of %q", language)
		case language == "text" && body+"\n" != source:
			t.Errorf("the program prints\n%s\nthe page says\n%s", source, body)
		case !strings.Contains(source, body+"\n"):
			t.Errorf("no file holds\n%s", body)
		}
	}
	if blocks["go"] < 7 || blocks["yaml"] != 1 || blocks["sql"] != 2 || blocks["text"] != 1 {
		t.Errorf("the page has %v blocks", blocks)
	}
}

func support(t *testing.T) *sla.Agreement {
	t.Helper()
	agreement, err := specfile.Open(files, "agreement.yaml", sla.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	return agreement
}

// newTestDesk counts how often each alarm is told.
func newTestDesk(t *testing.T) (d *desk, told map[string]int) {
	told = map[string]int{}
	d = &desk{tables: newTables(), agreement: support(t)}
	d.notify = func(t ticketRow, a sla.Alarm) { told[fmt.Sprint(t.ID, " ", a.Key)]++ }
	return d, told
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// thursday is 2 April 2026, 10:00 in Berlin, before Easter.
var thursday = time.Date(2026, time.April, 2, 8, 0, 0, 0, time.UTC)

// A table holds what a ticket is; its clocks begin with what it was.
func TestClocksBeginWithWhatTheTicketWas(t *testing.T) {
	d, _ := newTestDesk(t)
	d.tables.insertTicket(ticketRow{ID: 7, Priority: "normal", Status: "open", CreatedAt: thursday})
	d.tables.setField(7, "priority", "urgent", thursday.Add(time.Hour))
	d.tables.setField(7, "priority", "low", thursday.Add(2*time.Hour))
	d.tables.setField(7, "status", "waiting", thursday.Add(3*time.Hour))
	row, changes, err := d.tables.ticket(7)
	must(t, err)
	h := history(row, changes)
	if h.Attrs.Get("priority") != "normal" || h.Attrs.Get("status") != "open" {
		t.Errorf("it begins with %v", h.Attrs)
	}
	row.Priority, row.Status = "urgent", "open" // a ticket that never changed
	if h := history(row, nil); h.Attrs.Get("priority") != "urgent" || h.Attrs.Get("status") != "open" {
		t.Errorf("it begins with %v", h.Attrs)
	}
	readings := d.agreement.Track(h, thursday.Add(4*time.Hour))
	if r, _ := readings.Of("response"); r.Phase != sla.PhaseRunning || !r.StoppedAt.IsZero() {
		t.Errorf("nobody has answered: %+v", r)
	}
	if r, _ := readings.Of("resolution"); r.Phase != sla.PhasePaused || r.Elapsed != 3*time.Hour {
		t.Errorf("it waits after three hours: %+v", r)
	}
}

func TestColumnsOfAPausedClock(t *testing.T) {
	d, _ := newTestDesk(t)
	d.tables.insertTicket(ticketRow{ID: 1, Priority: "normal", Status: "open", CreatedAt: thursday})
	d.tables.setField(1, "status", "waiting", thursday.Add(time.Hour))
	must(t, d.refresh(1, thursday.Add(2*time.Hour)))
	row := d.tables.clock(1, "resolution")
	if row.State != "paused" || row.DueAt.Valid || row.BreachAt.Valid || row.WarnAt.Valid || row.Verdict.Valid {
		t.Errorf("%+v", row)
	}
	if !row.SecondsLeft.Valid || row.SecondsLeft.Int64 != 15*3600 {
		t.Errorf("left: %+v", row.SecondsLeft)
	}
	d.tables.setField(1, "status", "open", thursday.Add(3*time.Hour))
	must(t, d.refresh(1, thursday.Add(3*time.Hour)))
	if row := d.tables.clock(1, "resolution"); !row.DueAt.Valid || !row.WarnAt.Valid || row.SecondsLeft.Valid {
		t.Errorf("%+v", row)
	}
}

func TestNoSuchTicket(t *testing.T) {
	d, _ := newTestDesk(t)
	if err := d.refresh(9, thursday); err != errNoTicket {
		t.Error(err)
	}
	if err := d.work(thursday); err != nil {
		t.Error(err)
	}
}

// played writes random tickets and lets a worker come by as often as it does.
func played(t *testing.T, seed uint64, diligent bool) (*desk, map[string]int, time.Time) {
	t.Helper()
	d, told := newTestDesk(t)
	dice, now := rand.New(rand.NewPCG(seed, 1)), thursday
	words := map[string][]string{"priority": {"normal", "urgent"}, "status": {"open", "waiting", "resolved"}}
	for step := range 60 {
		now = now.Add(time.Duration(dice.IntN(300)) * time.Minute)
		id := int64(dice.IntN(6) + 1)
		late := now.Add(-time.Duration(dice.IntN(90)) * time.Minute)
		field, pick := []string{"priority", "status", "status"}[dice.IntN(3)], dice.IntN(6)
		if diligent {
			for {
				_, at, ok := d.tables.firstTimer()
				if !ok || at.After(now) {
					break
				}
				must(t, d.work(at))
			}
		}
		switch row, there := d.tables.tickets[id]; {
		case !there:
			d.tables.insertTicket(ticketRow{ID: id, Priority: "normal", Status: "open", CreatedAt: now})
		case !row.RepliedAt.Valid && step%2 == 0 && !late.Before(row.CreatedAt):
			d.tables.setReplied(id, late)
		case step%3 == 0 && !late.Before(row.CreatedAt): // written down late
			d.tables.setField(id, field, words[field][pick%len(words[field])], late)
		default:
			d.tables.setField(id, field, words[field][pick%len(words[field])], now)
		}
		if diligent {
			must(t, d.refresh(id, now))
		}
	}
	now = now.Add(time.Hour)
	for id := range d.tables.tickets {
		must(t, d.refresh(id, now))
	}
	return d, told, now
}

// The new tables follow from the old ones: a desk that looked at every write and
// every timer ends with the columns and timers of a desk that looked once, at the
// end. No alarm goes out twice, and no alarm is missing.
func TestOneLookAtTheEndIsEnough(t *testing.T) {
	rows, alarms := 0, 0
	for seed := range uint64(40) {
		a, told, now := played(t, seed, true)
		b, _, _ := played(t, seed, false)
		if fmt.Sprint(a.tables.clocks) != fmt.Sprint(b.tables.clocks) || fmt.Sprint(a.tables.timers) != fmt.Sprint(b.tables.timers) {
			t.Fatalf("seed %d: at %v\n%v\n%v", seed, now, a.tables.clocks, b.tables.clocks)
		}
		for _, id := range a.tables.ids() {
			row, changes, err := a.tables.ticket(id)
			must(t, err)
			for _, alarm := range a.agreement.Track(history(row, changes), now).Fired() {
				if key := fmt.Sprint(id, " ", alarm.Key); told[key] == 0 && !alarm.Withheld {
					t.Errorf("seed %d: %s was never told", seed, key)
				}
			}
		}
		for key, times := range told {
			if times != 1 {
				t.Errorf("seed %d: %s was told %d times", seed, key, times)
			}
		}
		rows, alarms = rows+len(a.tables.clocks), alarms+len(told)
	}
	if rows < 200 || alarms < 100 {
		t.Errorf("only %d rows and %d alarms", rows, alarms)
	}
}

// The lists by breach_at say, without another look, what a look would say.
func TestListsNeedNoJob(t *testing.T) {
	listed := 0
	for seed := range uint64(20) {
		d, _, now := played(t, seed, true)
		for hours := range 60 {
			at := now.Add(time.Duration(hours) * time.Hour)
			want := map[string]bool{}
			for _, id := range d.tables.ids() {
				row, changes, err := d.tables.ticket(id)
				must(t, err)
				// The first instant at which more than allowed is used is the one after.
				for _, o := range d.agreement.Spec().Objectives {
					r, _ := d.agreement.Track(history(row, changes), at.Add(1)).Of(o.ID)
					if r.Verdict == sla.Missed && (r.Phase == sla.PhaseRunning || r.Phase == sla.PhasePaused) {
						want[fmt.Sprint(id, " ", o.ID)] = true
					}
				}
			}
			got := d.tables.overdue(at)
			threatened := d.tables.threatened(now, at)
			for _, row := range got {
				if !want[fmt.Sprint(row.TicketID, " ", row.Objective)] {
					t.Errorf("seed %d: %+v is not overdue at %v", seed, row, at)
				}
				same := func(other clockRow) bool { return other.TicketID == row.TicketID && other.Objective == row.Objective }
				if row.BreachAt.Time.After(now) != slices.ContainsFunc(threatened, same) {
					t.Errorf("seed %d: %+v was not seen to come", seed, row)
				}
			}
			if len(got) != len(want) {
				t.Errorf("seed %d: %d are overdue at %v, want %d", seed, len(got), at, len(want))
			}
			listed += len(got)
		}
	}
	if listed < 500 {
		t.Errorf("only %d were listed", listed)
	}
}

// After a change of terms every row that was worked out under other terms is
// worked out again, once. Nobody is woken for a ticket that is late only by them.
func TestAdopt(t *testing.T) {
	d, told := newTestDesk(t)
	d.tables.insertTicket(ticketRow{ID: 1, Priority: "normal", Status: "open", CreatedAt: thursday})
	must(t, d.refresh(1, thursday))
	spec := d.agreement.Spec()
	spec.Objectives = slices.Clone(spec.Objectives)
	spec.Objectives[1].Targets = []sla.Target{{Within: "1h", Calendar: "office"}}
	spec.Objectives[1].Warn = nil
	stricter, err := sla.New(spec)
	must(t, err)

	d.tables.insertTicket(ticketRow{ID: 2, Priority: "normal", Status: "open", CreatedAt: thursday})
	now := thursday.Add(2 * time.Hour)
	must(t, d.adopt(stricter, now))
	if due := d.tables.clock(1, "resolution").DueAt; !due.Time.Equal(thursday.Add(time.Hour)) {
		t.Errorf("due %v", due)
	}
	if len(told) != 0 {
		t.Errorf("somebody was woken: %v", told)
	}
	if row := d.tables.clock(2, "resolution"); row.State != "" {
		t.Errorf("a ticket without clocks was looked at: %+v", row)
	}
	terms := stricter.Fingerprint()
	if left := d.tables.otherAgreement(terms[:]); len(left) != 0 {
		t.Errorf("%v are left", left)
	}
}

// The month and the columns come from one mapping.
func TestMonthAgreesWithTheColumns(t *testing.T) {
	for seed := range uint64(20) {
		d, _, now := played(t, seed, true)
		result, err := d.month(sla.Year(2026), now)
		must(t, err)
		for _, o := range d.agreement.Spec().Objectives {
			missed := 0
			for _, id := range d.tables.ids() {
				if d.tables.clock(id, o.ID).Verdict.String == string(sla.Missed) {
					missed++
				}
			}
			breaches := 0
			for b := range result.Breaches() {
				if b.Objective == o.ID {
					breaches++
				}
			}
			if breaches != missed {
				t.Errorf("seed %d %s: %d breaches in the report, %d in the columns", seed, o.ID, breaches, missed)
			}
		}
	}
}
