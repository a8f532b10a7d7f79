package sla_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// requests promises that 99.9 % of requests are answered, month by month.
func requests() sla.Spec {
	spec := simpleSpec(sla.Monthly)
	spec.Objectives = []sla.Objective{{ID: "requests", Attain: "99.9%", Period: sla.Monthly, Metric: metrics.Ratio{Of: "api"}}}
	return spec
}

// A count at the instant at which the agreement begins is of it; a count at the
// instant at which the agreement ends is not.
func TestACountAtTheEndOfTheAgreementIsOutside(t *testing.T) {
	spec := requests()
	spec.Effective = "2026-03-10/2026-03-20"
	a := compile(t, spec)
	for _, c := range []struct {
		at    time.Time
		total int64
	}{
		{berlin("03-10T00:00").Add(-1), 0},
		{berlin("03-10T00:00"), 10},
		{berlin("03-20T00:00").Add(-1), 10},
		{berlin("03-20T00:00"), 0},
		{berlin("03-20T00:00").Add(1), 0},
	} {
		r := evaluate(t, a, sla.Month(2026, time.March), sla.Facts{Counts: []sla.Count{{Of: "api", At: c.at, Good: 10, Total: 10}}}, berlin("04-02T00:00"))
		o, _ := r.Outcome("requests")
		if o.Total != c.total || o.Good != c.total {
			t.Errorf("%v: %d of %d, want %d", c.at, o.Good, o.Total, c.total)
		}
		if outside := len(r.Findings) == 1 && r.Findings[0].Code == sla.FindingOutside; outside != (c.total == 0) {
			t.Errorf("%v: %v", c.at, r.Findings)
		}
	}
}

// What happened at the instant of the evaluation has happened, whatever it is; a
// nanosecond later has not.
func TestACountAtTheInstantOfTheEvaluationCounts(t *testing.T) {
	a, at := compile(t, requests()), berlin("03-15T12:00")
	for late, total := range map[time.Duration]int64{-1: 10, 0: 10, 1: 0} {
		r := evaluate(t, a, sla.Month(2026, time.March), sla.Facts{Counts: []sla.Count{{Of: "api", At: at.Add(late), Good: 10, Total: 10}}}, at)
		if o, _ := r.Outcome("requests"); o.Total != total {
			t.Errorf("%v after the evaluation: %d of %d, want %d", late, o.Good, o.Total, total)
		}
	}
}

// Removing what was never added can leave more good than there is in all. It is an
// error: a share above 100 % would be a figure of nothing.
func TestMoreGoodThanTotalIsRemovedFromNothing(t *testing.T) {
	a := compile(t, requests())
	count := func(good, total int64) *sla.Count {
		return &sla.Count{Of: "api", At: berlin("03-02T00:00"), Good: good, Total: total}
	}
	for _, c := range []struct {
		removed *sla.Count
		fails   bool
	}{{count(5, 5), false}, {count(0, 0), false}, {count(0, 1), true}, {count(1, 2), true}, {count(6, 6), true}} {
		tally := a.NewTally()
		tally.Add(count(5, 5))
		tally.Remove(c.removed)
		_, err := tally.Result(sla.Month(2026, time.March), berlin("04-02T00:00"))
		if c.fails != (errors.Is(err, sla.ErrConflict) && strings.Contains(err.Error(), "requests")) || !c.fails && err != nil {
			t.Errorf("5 of 5 less %d of %d: %v", c.removed.Good, c.removed.Total, err)
		}
	}
}

// A miss that is removed without having been added is an error although the
// counts still add up.
func TestAMissRemovedWithoutBeingAddedIsAnError(t *testing.T) {
	a := compile(t, simpleSpec(sla.Monthly))
	miss := func(id string) *sla.Ticket {
		t := simple(id, "03-02T09:00", "03-05T09:01")
		return &t
	}
	tally := a.NewTally()
	tally.Add(miss("1"))
	tally.Add(miss("2"))
	tally.Remove(miss("3"))
	if _, err := tally.Result(sla.Month(2026, time.March), berlin("04-02T00:00")); !errors.Is(err, sla.ErrConflict) || !strings.Contains(err.Error(), "ticket 3") {
		t.Errorf("%v", err)
	}
	tally.Add(miss("3"))
	r, err := tally.Result(sla.Month(2026, time.March), berlin("04-02T00:00"))
	if err != nil {
		t.Fatal(err)
	}
	if o, _ := r.Outcome("closed"); o.Total != 2 || len(o.Breaches) != 2 {
		t.Errorf("%d in all, %d breaches", o.Total, len(o.Breaches))
	}
}

// What another tally makes of the misses that it was given changes nothing in the
// tally that they came from.
func TestAMergedMissStaysAsItWas(t *testing.T) {
	a := compile(t, simpleSpec(sla.Monthly))
	ticket := simple("1", "03-02T09:00", "03-05T09:01")
	from, to := a.NewTally(), a.NewTally()
	from.Add(&ticket)
	breaches := func(tally *sla.Tally) int {
		r, err := tally.Result(sla.Month(2026, time.March), berlin("04-02T00:00"))
		if err != nil {
			t.Fatal(err)
		}
		o, _ := r.Outcome("closed")
		if int(o.Total) != len(o.Breaches) {
			t.Errorf("%d in all, %d breaches", o.Total, len(o.Breaches))
		}
		return len(o.Breaches)
	}
	if n := breaches(from); n != 1 {
		t.Fatal(n)
	}
	for n := 1; n <= 3; n++ {
		if err := to.Merge(from); err != nil {
			t.Fatal(err)
		}
		if _, err := to.MarshalBinary(); err != nil { // puts equal misses together
			t.Fatal(err)
		}
		if got := breaches(to); got != n {
			t.Errorf("merged %d times: %d breaches", n, got)
		}
		if got := breaches(from); got != 1 {
			t.Errorf("merged %d times into another tally: %d breaches of its own", n, got)
		}
	}
}

// A new cycle that waits for the due instant before it counts from that instant,
// or from its own start if that is later: the due before never adds time that had
// gone by when the cycle began. A due in days shows it, a due of a length too.
func TestACycleCountsFromTheLaterOfItsStartAndTheDueBefore(t *testing.T) {
	at := func(day, hour int) time.Time { return onMarch2(24*(day-2)+hour, 0) }
	for _, c := range []struct {
		within        sla.Within
		reply, second time.Time // to the message of 2 March, 08:00; the next message
		due           time.Time // of the next message
	}{
		{"1 business days", at(2, 9), at(2, 10), at(4, 8)},  // waits for 3 March, 08:00
		{"1 business days", at(3, 8), at(3, 8), at(4, 8)},   // begins as the one before is due
		{"1 business days", at(4, 8), at(4, 10), at(5, 10)}, // begins after it
		{"10h", at(2, 9), at(2, 10), at(3, 18)},             // waits for 2 March, 18:00
		{"10h", at(4, 8), at(4, 10), at(5, 10)},
	} {
		spec := liveSpec()
		spec.Policies.Reopen = sla.NewCycleAfterDue
		spec.Calendars = map[string]calendar.Spec{"office": {Hours: "mon-fri 08:00-18:00"}}
		spec.Clocks = map[string]sla.Clock{"c": {Start: sla.On("message"), Stop: sla.On("reply")}}
		spec.Objectives = []sla.Objective{{ID: "o", Clock: "c", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
			Targets: []sla.Target{{Within: c.within, Calendar: "office"}}}}
		ticket := &sla.Ticket{ID: "T", Events: []sla.Event{
			{At: at(2, 8), Name: "message"}, {At: c.reply, Name: "reply"}, {At: c.second, Seq: 1, Name: "message"},
		}}
		if r, _ := must(sla.New(spec)).Track(ticket, c.second.Add(time.Minute)).Of("o"); r.Cycle != 2 || !r.DueAt.Equal(c.due) {
			t.Errorf("%s, from %v: cycle %d due %v, want %v", c.within, c.second, r.Cycle, r.DueAt, c.due)
		}
	}
}
