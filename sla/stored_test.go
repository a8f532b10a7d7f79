package sla_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/load"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// storedSpec is an agreement of which tallies are stored in what follows.
func storedSpec() sla.Spec {
	return sla.Spec{
		ID: "desk", Title: "Desk", Zone: "Europe/Berlin", Policies: sla.Policies{Profile: sla.ProfileExact},
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00", Holidays: []calendar.Holidays{{Country: "DE", Region: "BE"}}}},
		Clocks:    map[string]sla.Clock{"repair": {Start: sla.On("opened"), Stop: sla.On("resolved")}},
		Objectives: []sla.Objective{
			{ID: "repair", Clock: "repair", Attain: "90%", Period: sla.Monthly, Counts: sla.ByDue, Targets: []sla.Target{{Within: "8h", Calendar: "office"}}},
			{ID: "complete", Clock: "repair", Metric: metrics.Custom{Name: "complete", Version: 1, With: map[string]string{"wanted": ""}},
				Attain: "50%", Period: sla.Monthly, Counts: sla.ByStop, Targets: []sla.Target{{Within: "8h wall"}}},
		},
	}
}

// What becomes of a stored tally if its agreement changes, with the words of the guide
// TALLIES.md.
var storedChanges = []struct {
	change string
	edit   func(*sla.Spec)
	list   dayList // of holidays; the zero list is the list of before
	own    int     // version of the caller's own rule
	want   string  // of the error; empty: the tally is read
}{
	{"A title, a party, the kind, a name in another language, the document", func(s *sla.Spec) {
		s.Title, s.Provider, s.Customer, s.Kind = "Service desk", "Northwind", "Acme", sla.OLA
		s.Names = map[string]map[string]string{"de": {"title": "Stelle"}}
		s.Objectives[0].Title = "Repaired in time"
	}, dayList{}, 1, ""},
	{"A warning, a ladder, a crisis, a lock", func(s *sla.Spec) {
		s.Objectives[0].Warn = levels("50%")
		s.Crises = []sla.Crisis{{ID: "flood", Tickets: "over 20 within 1h"}}
		s.Locked = []sla.Lock{{Path: "policies", May: sla.NotChange}}
	}, dayList{}, 1, ""},
	{"A holiday after everything that was counted was decided", nil, listOf("01-01", "12-24"), 1, ""},
	{"A holiday before that", nil, listOf("01-01", "03-09"), 1, "the dates of DE-BE have changed: 2026-03-09 is a holiday now"},
	{"Hours, zones, clocks, targets, policies, promises, groups, credits", func(s *sla.Spec) { s.Objectives[0].Targets[0].Within = "9h" }, dayList{}, 1, "it is of another agreement"},
	{"A revision, also if it takes effect later", func(s *sla.Spec) {
		s.Revisions = []sla.Revision{{From: "2026-07-01", Pins: sla.PinOpened, Change: sla.Spec{Objectives: []sla.Objective{{ID: "repair", Attain: "95%"}}}}}
	}, dayList{}, 1, "it is of another agreement"},
	{"An objective more, or their order", func(s *sla.Spec) { slices.Reverse(s.Objectives) }, dayList{}, 1, "it is of another agreement"},
	{"The version of a rule of your own", func(s *sla.Spec) {
		s.Objectives[1].Metric = metrics.Custom{Name: "complete", Version: 2, With: map[string]string{"wanted": ""}}
	}, dayList{}, 2, "it is of another agreement"},
}

// openStored opens an agreement with a list of holidays and a rule of the caller's own.
func openStored(t *testing.T, spec sla.Spec, list dayList, own int) *sla.Agreement {
	t.Helper()
	if list.days == nil {
		list = listOf("01-01")
	}
	a, err := sla.Sources{
		Measurers: []metrics.Measurer{complete{own}},
		Holidays:  func(string, string) (calendar.HolidayList, error) { return list, nil },
	}.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestWhatBecomesOfStoredTallies(t *testing.T) {
	guide, err := os.ReadFile("TALLIES.md")
	if err != nil {
		t.Fatal(err)
	}
	facts := answered(time.March, 8*time.Hour, 9*time.Hour)
	for i := range facts {
		facts[i].Events[1].Name = "resolved"
	}
	learn := func(a *sla.Agreement) *sla.Tally {
		tally := a.NewTally()
		for i := range facts {
			tally.Add(&facts[i])
		}
		return tally
	}
	data := must(learn(openStored(t, storedSpec(), dayList{}, 1)).MarshalBinary())
	for _, c := range storedChanges {
		spec := storedSpec()
		if c.edit != nil {
			c.edit(&spec)
		}
		now := openStored(t, spec, c.list, c.own)
		read := now.NewTally()
		err := read.UnmarshalBinary(data)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.change, err)
		case c.want == "":
			if !bytes.Equal(must(read.MarshalBinary()), must(learn(now).MarshalBinary())) {
				t.Errorf("%s: it is not what the facts give now", c.change)
			}
		case !errors.Is(err, sla.ErrConflict) || !strings.Contains(err.Error(), c.want):
			t.Errorf("%s: %v, want %s", c.change, err, c.want)
		}
		becomes := "read"
		if c.want != "" {
			becomes = "refused: " + c.want
		}
		if row := "| " + c.change + " | " + becomes + " |"; !bytes.Contains(guide, []byte(row+"\n")) {
			t.Errorf("TALLIES.md has no row\n%s", row)
		}
	}
}

// A form of another version, and a form with a changed byte, are refused with what to
// do.
func TestDamagedAndOldFormsAreRefused(t *testing.T) {
	a := openStored(t, storedSpec(), dayList{}, 1)
	data := must(a.NewTally().MarshalBinary())
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"an older version": {[]byte("upheld tally 3\n" + string(data[15:])), `version "3" of the form is not read; read the facts again`},
		"a changed byte":   {append(bytes.Clone(data[:len(data)-1]), data[len(data)-1]^1), "it is damaged, for its checksum differs"},
		"half of it":       {data[:len(data)/2], "it is damaged, for its checksum differs"},
		"something else":   {[]byte("{}"), "it does not begin as one"},
	} {
		if err := a.NewTally().UnmarshalBinary(c.data); !errors.Is(err, sla.ErrSyntax) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// States over time, as the guide keeps them: a tally for each agreement and each day on
// which facts arrived, and for each month that has ended one tally of its days. On every
// evening what is stored gives the report that all facts of before give. Facts come up
// to forty days late, and some are corrected weeks later.
func TestStatesOverTime(t *testing.T) {
	type key struct {
		agreement int
		arrived   string // 2026-03-17, or 2026-03
	}
	stored := map[key][]byte{}
	size := load.Load{Seed: 23, Tickets: 250, Outages: 30, Requests: 40, Late: 100, Open: 50}
	everyDays := 30
	if testing.Short() {
		everyDays = 140
	}
	const agreements, days = 2, 420
	open := make([]*sla.Agreement, agreements)
	known := make([]map[int]sla.Fact, agreements) // what is true today, by number
	byDay := make([]map[int][]int, agreements)
	for n := range open {
		open[n], known[n], byDay[n] = must(sla.New(size.Spec(n))), map[int]sla.Fact{}, map[int][]int{}
		for i := range size.Facts() {
			day := max(0, int(arrival(size.Fact(n, i)).Sub(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).Hours())/24) + i*i%40
			byDay[n][day] = append(byDay[n][day], i)
		}
	}
	read := func(a *sla.Agreement, data []byte) *sla.Tally {
		tally := a.NewTally()
		if err := tally.UnmarshalBinary(data); err != nil {
			t.Fatal(err)
		}
		return tally
	}
	wrong := load.Load{Seed: 24, Tickets: 250, Outages: 30, Requests: 40, Late: 100, Open: 50}
	for day := range days {
		today := time.Date(2026, 1, 1+day, 0, 0, 0, 0, time.UTC)
		for n, a := range open {
			tally := a.NewTally()
			for _, i := range byDay[n][day] {
				f := size.Fact(n, i)
				if i%5 == 0 { // at first it is told otherwise
					f = wrong.Fact(n, i)
				}
				known[n][i] = f
				tally.Add(f)
			}
			for _, i := range byDay[n][day-31] {
				if i%5 == 0 { // a correction goes into the tally of the day on which it comes
					tally.Remove(known[n][i])
					known[n][i] = size.Fact(n, i)
					tally.Add(known[n][i])
				}
			}
			stored[key{n, today.Format("2006-01-02")}] = must(tally.MarshalBinary())
			if today.AddDate(0, 0, 1).Day() == 1 { // the month's days become one
				month := a.NewTally()
				for k, data := range maps.Clone(stored) {
					if k.agreement == n && strings.HasPrefix(k.arrived, today.Format("2006-01-")) {
						if err := month.Merge(read(a, data)); err != nil {
							t.Fatal(err)
						}
						delete(stored, k)
					}
				}
				stored[key{n, today.Format("2006-01")}] = must(month.MarshalBinary())
			}
			if day%everyDays != 0 && day != days-1 {
				continue
			}
			all, anew := a.NewTally(), a.NewTally()
			for k, data := range stored {
				if k.agreement == n {
					if err := all.Merge(read(a, data)); err != nil {
						t.Fatal(err)
					}
				}
			}
			for _, f := range known[n] {
				anew.Add(f)
			}
			asOf := today.AddDate(0, 0, 1)
			got, want := must(all.Result(sla.Year(2026), asOf)), must(anew.Result(sla.Year(2026), asOf))
			if got.Digest() != want.Digest() || !bytes.Equal(must(all.MarshalBinary()), must(anew.MarshalBinary())) {
				t.Fatalf("agreement %d, evening of %s: stored\n%s\nall facts\n%s", n, today.Format("2006-01-02"), got.JSON(), want.JSON())
			}
		}
	}
	if n := len(stored); n > agreements*(14+31) {
		t.Errorf("%d tallies are stored", n)
	}
	if n := fmt.Sprint(len(known[0])); n != fmt.Sprint(size.Facts()) {
		t.Errorf("%s facts arrived, want %d", n, size.Facts())
	}
}

// arrival is when a fact can be known at the earliest.
func arrival(f sla.Fact) time.Time {
	switch f := f.(type) {
	case *sla.Ticket:
		return f.Events[len(f.Events)-1].At
	case *sla.Outage:
		return f.To
	case *sla.Count:
		return f.At
	case *sla.Exclusion:
		return f.Noticed
	}
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
}

// What TALLIES.md says of outages that go on, of charges and of issued statements.
func TestTalliesOfDaysHoldEachKindOfFact(t *testing.T) {
	a := must(sla.New(sla.Spec{
		ID: "portal", Zone: "UTC", Currency: "EUR",
		Objectives: []sla.Objective{{ID: "portal", Attain: "99.9%", Period: sla.Monthly, Metric: metrics.Availability{
			Of: "portal", NoData: metrics.NoDataExclude, Maintenance: metrics.Remove}}},
		Credits: penalty.Spec{Base: "invoice", Round: penalty.HalfUp, Rules: []penalty.Term{
			{Objective: "portal", Rule: penalty.Tiers{{When: "below 99.9%", Credit: "10%"}}}}},
	}))
	march, asOf := sla.Month(2026, time.March), afterMarch
	day := func(add func(*sla.Tally)) []byte {
		tally := a.NewTally()
		add(tally)
		return must(tally.MarshalBinary())
	}
	sum := func(stored ...[]byte) *sla.Tally {
		all := a.NewTally()
		for _, data := range stored {
			tally := a.NewTally()
			if err := tally.UnmarshalBinary(data); err != nil {
				t.Fatal(err)
			}
			if err := all.Merge(tally); err != nil {
				t.Fatal(err)
			}
		}
		return all
	}
	owed := func(tally *sla.Tally) string {
		r, err := tally.Result(march, asOf)
		if err != nil {
			return err.Error()
		}
		text := r.Statement().Total.String()
		for _, f := range r.Findings {
			text += " " + string(f.Code)
		}
		return text
	}
	open := sla.Outage{Of: "portal", From: utc("31T12:00:00"), ID: "O-1"}
	closed := open
	closed.To = utc("31T12:30:00") // of 44 minutes that are allowed
	bill := func(amount string) *sla.Charge {
		return &sla.Charge{Period: march, Amount: decimal.RequireFromString(amount)}
	}
	first := day(func(tally *sla.Tally) { tally.Add(&open); tally.Add(bill("20000.00")) })
	ended := day(func(tally *sla.Tally) { tally.Remove(&open); tally.Add(&closed) })
	closedOnly := day(func(tally *sla.Tally) { tally.Add(&closed) })
	for _, test := range []struct {
		what  string
		tally *sla.Tally
		want  string
	}{
		{"an outage that goes on", sum(first), "2000.00 EUR"},
		{"the outage has ended", sum(first, ended), "0.00 EUR"},
		{"the outage that goes on is left", sum(first, closedOnly), "2000.00 EUR"},
		{"the charge twice", sum(first, day(func(tally *sla.Tally) { tally.Add(bill("20000.00")) })), "4000.00 EUR"},
		{"the charge removed", sum(first, day(func(tally *sla.Tally) { tally.Remove(bill("20000.00")); tally.Add(bill("10000.00")) })), "1000.00 EUR"},
		{"the charge with other digits", sum(first, day(func(tally *sla.Tally) { tally.Remove(bill("20000")) })), "sla: a charge of the invoice for 2026-03, 20000, was removed more often than it was added"},
	} {
		if got := owed(test.tally); got != test.want {
			t.Errorf("%s: %s, want %s", test.what, got, test.want)
		}
	}
	r := must(sum(first).Result(march, asOf))
	issued := &sla.IssuedStatement{Statement: r.Statement()}
	once := day(func(tally *sla.Tally) { tally.Add(issued) })
	apart := sum(first)
	apart.Add(issued)
	if stored := owed(sum(first, once)); stored != owed(apart) || stored != "2000.00 EUR" {
		t.Errorf("a statement stored: %s, added before the report: %s", stored, owed(apart))
	}
	apart = sum(first, once)
	apart.Add(issued)
	if got := owed(apart); got != "2000.00 EUR "+string(sla.FindingDuplicateStatement) {
		t.Errorf("a statement twice: %s", got)
	}
}
