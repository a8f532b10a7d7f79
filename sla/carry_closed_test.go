package sla_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// rolling gives the desk targets in calendar days whose closed dates move.
func rolling(within sla.Within, roll calendar.Roll, counts sla.Counts, hours calendar.Week) func(*sla.Spec) {
	return func(s *sla.Spec) {
		s.Objectives[0].Targets[0].Within, s.Objectives[0].Targets[0].IfClosed, s.Objectives[0].Counts = within, roll, counts
		office := s.Calendars["office"]
		office.Hours = hours
		s.Calendars = map[string]calendar.Spec{"office": office}
	}
}

// A date that moves back because the next date was closed follows from the next date:
// Friday 8 May 2026 is a holiday, or is not, and a term ends on it.
func TestAClosedDateLooksAhead(t *testing.T) {
	holiday, none := listOf("05-08"), listOf("12-25")
	const office = calendar.Week("mon-fri 09:00-17:00")
	for _, c := range []struct {
		name     string
		change   func(*sla.Spec)
		old, now dayList
		opened   string
		resolved string
		refused  bool
	}{
		{"previous, due the day before", rolling("2 calendar days by 12:00", calendar.RollPrevious, sla.ByDue, office), holiday, none, "2026-05-06 10:00", "2026-05-06 11:00", true},
		{"previous, late by its stop", rolling("2 calendar days by 12:00", calendar.RollPrevious, sla.ByStop, office), holiday, none, "2026-05-06 10:00", "2026-05-07 18:00", true},
		{"modified, no Friday and no Sunday", rolling("4 calendar days by 12:00", calendar.RollModified, sla.ByDue, "mon-sat 09:00-17:00"), holiday, none, "2026-05-01 10:00", "2026-05-01 11:00", false},
		{"previous, in a night", rolling("2 calendar days by 12:00", calendar.RollPrevious, sla.ByDue, "mon-fri 09:00-17:00, 22:00-06:00"), holiday, none, "2026-05-06 10:00", "2026-05-06 11:00", true},
		{"previous, two days before", rolling("1 calendar day by 12:00", calendar.RollPrevious, sla.ByDue, office), holiday, none, "2026-05-05 10:00", "2026-05-05 11:00", false},
		{"next", rolling("1 calendar day by 12:00", calendar.RollNext, sla.ByDue, office), holiday, none, "2026-05-05 10:00", "2026-05-05 11:00", false},
	} {
		before, after := holidayDesk(t, c.old, sla.Daily, c.change), holidayDesk(t, c.now, sla.Daily, c.change)
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: inBerlin(c.opened), Name: "opened"}, {At: inBerlin(c.resolved), Name: "resolved"}}}
		tally := before.NewTally()
		tally.Add(&ticket)
		if err := after.NewTally().UnmarshalBinary(must(tally.MarshalBinary())); errors.Is(err, sla.ErrConflict) != c.refused {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Whatever dates change: with closed dates that move and cut-offs too, a tally that is
// carried over is the one that counts the same facts by the new dates.
func TestCarriedTalliesOfTermsAreThoseCountedAnew(t *testing.T) {
	runs := 120
	if testing.Short() {
		runs = 30
	}
	carried, refused := 0, 0
	for run := range runs {
		random := rand.New(rand.NewPCG(8, uint64(run)))
		draw := func() dayList {
			l := listOf("05-01")
			for range random.IntN(3) {
				l.days = append(l.days, listOf(fmt.Sprintf("%02d-%02d", 4+random.IntN(2), 1+random.IntN(30))).days...)
			}
			return l
		}
		within := []sla.Within{"1 calendar day by 12:00", "3 calendar days", "1 month by 12:00", "6h", "1 business day"}[random.IntN(5)]
		roll := []calendar.Roll{calendar.RollNext, calendar.RollPrevious, calendar.RollModified}[random.IntN(3)]
		if within == "6h" || within == "1 business day" {
			roll = ""
		}
		counts := []sla.Counts{sla.ByDue, sla.ByStop}[random.IntN(2)]
		hours := []calendar.Week{"mon-fri 09:00-17:00", "mon-fri 09:00-17:00, 22:00-06:00"}[random.IntN(2)]
		by := []string{"", "10:00", "16:00"}[random.IntN(3)]
		change := func(s *sla.Spec) {
			rolling(within, roll, counts, hours)(s)
			s.Objectives[0].Targets[0].ReceivedBy = by
		}
		before, after := holidayDesk(t, draw(), sla.Daily, change), holidayDesk(t, draw(), sla.Daily, change)
		tally, anew := before.NewTally(), after.NewTally()
		at := inBerlin("2026-03-20 00:00").Add(time.Duration(random.IntN(60*24*60)) * time.Minute)
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: at, Name: "opened"}, {At: at.Add(time.Duration(random.IntN(6*24*60)) * time.Minute), Name: "resolved"}}}
		tally.Add(&ticket)
		anew.Add(&ticket)
		read := after.NewTally()
		if err := read.UnmarshalBinary(must(tally.MarshalBinary())); err != nil {
			if !errors.Is(err, sla.ErrConflict) {
				t.Fatalf("run %d: %v", run, err)
			}
			refused++
			continue
		}
		carried++
		got, want := must(read.Result(sla.Year(2026), inBerlin("2026-12-31 00:00"))), must(anew.Result(sla.Year(2026), inBerlin("2026-12-31 00:00")))
		if !bytes.Equal(got.JSON(), want.JSON()) {
			t.Fatalf("run %d, %s, %s: carried over\n%s\ncounted anew\n%s", run, within, roll, got.JSON(), want.JSON())
		}
	}
	if carried < runs/5 || refused < runs/10 {
		t.Errorf("%d carried over, %d refused", carried, refused)
	}
}
