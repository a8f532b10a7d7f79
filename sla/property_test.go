package sla_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/sla"
)

func TestBatchLiveAndTallyAgree(t *testing.T)      { tape.Check(t, batchLiveAndTallyAgree) }
func TestArrivalChangesNothing(t *testing.T)       { tape.Check(t, arrivalChangesNothing) }
func TestTracesAddUp(t *testing.T)                 { tape.Check(t, tracesAddUp) }
func TestDueIsNotAfterTheEnd(t *testing.T)         { tape.Check(t, dueIsNotAfterTheEnd) }
func TestPausesOnlyHelp(t *testing.T)              { tape.Check(t, pausesOnlyHelp) }
func TestBreachesStay(t *testing.T)                { tape.Check(t, breachesStay) }
func TestRetargetsAgreeWithoutChange(t *testing.T) { tape.Check(t, retargetsAgreeWithoutChange) }
func TestTalliesAreAGroup(t *testing.T)            { tape.Check(t, talliesAreAGroup) }
func TestAlarmsComeTrue(t *testing.T)              { tape.Check(t, alarmsComeTrue) }

func drawAgreement(r *tape.Reader) (*sla.Agreement, error) { return sla.New(drawSpec(r)) }

// batchLiveAndTallyAgree: at every instant at which something happens or will,
// and a nanosecond around it, a batch gives what a tally of what had happened
// gives, and counts what the readings of the tickets say.
func batchLiveAndTallyAgree(r *tape.Reader) error {
	a, err := drawAgreement(r)
	if err != nil {
		return err
	}
	tickets := drawTickets(r)
	instants := []time.Time{generatedFrom.AddDate(0, 1, 0)}
	for i := range tickets {
		instants = append(instants, moments(a, &tickets[i])...)
	}
	waived := drawWaivers(r)
	for _, at := range sample(instants, 12) {
		batch, err := a.Evaluate(wholeGenerated(), sla.Facts{Tickets: tickets, Exclusions: waived}, at)
		if err != nil {
			return err
		}
		tally := a.NewTally()
		for i := range waived {
			tally.Add(&waived[i])
		}
		var readings sla.Readings
		for _, k := range tickets {
			if known := until(k, at); len(known.Events) > 0 || len(k.Events) == 0 {
				tally.Add(&known)
			}
			readings = append(readings, a.Track(&k, at, waived...)...)
		}
		live, err := tally.Result(wholeGenerated(), at)
		if err != nil {
			return err
		}
		if batch.Digest() != live.Digest() {
			return fmt.Errorf("as of %s\nbatch %s\ntally %s", at, batch.JSON(), live.JSON())
		}
		if err := countsAgree(a, batch, readings); err != nil {
			return fmt.Errorf("as of %s: %w", at, err)
		}
	}
	return nil
}

// sample takes some of a list, evenly.
func sample[T any](list []T, n int) []T {
	if len(list) <= n {
		return list
	}
	var some []T
	for i := range n {
		some = append(some, list[i*len(list)/n])
	}
	return some
}

// countsAgree compares the outcomes of objectives about shares with readings.
func countsAgree(a *sla.Agreement, result *sla.Result, readings sla.Readings) error {
	for _, o := range a.Spec().Objectives {
		if o.Metric != nil {
			continue
		}
		policies := a.Spec().Clocks[o.Clock].Policies
		var good, total, open int64
		breached := map[string]sla.Reading{}
		missed := 0
		for r := range readings.Cycles(o.ID) {
			switch {
			case r.Verdict == sla.Met && (r.Within == "none" || r.Phase == sla.PhaseNotApplicable):
				good, total = good+1, total+1
			case r.Within == "none" || r.Within == "" || r.Phase == sla.PhaseCancelled || r.Phase == sla.PhaseNotApplicable:
			case r.Phase == sla.PhaseStopped && r.Verdict == sla.Met:
				good, total = good+1, total+1
			case r.Phase == sla.PhaseStopped:
				total++
			case r.Verdict == sla.Missed && policies.OpenPastDue == sla.PastDueMissed:
				total++
			case r.Verdict == "" && policies.OpenNotDue == sla.NotDueMet:
				good, total = good+1, total+1
			default:
				open++
			}
			if r.Verdict == sla.Missed {
				missed++
				breached[fmt.Sprint(r.StartedAt, r.BreachedAt, r.Elapsed, r.Overrun)] = r
			}
		}
		outcome, ok := result.Outcome(o.ID)
		if !ok {
			return fmt.Errorf("%s has no outcome", o.ID)
		}
		if outcome.Good != good || outcome.Total != total || outcome.Open != open {
			return fmt.Errorf("%s: %d of %d and %d open, by its readings %d of %d and %d open\n%+v", o.ID,
				outcome.Good, outcome.Total, outcome.Open, good, total, open, readings)
		}
		if len(outcome.Breaches) != missed {
			return fmt.Errorf("%s: %d breaches, by its readings %d", o.ID, len(outcome.Breaches), missed)
		}
		for _, b := range outcome.Breaches {
			if _, ok := breached[fmt.Sprint(b.StartedAt, b.BreachedAt, b.Elapsed, b.Overrun)]; !ok {
				return fmt.Errorf("%s: no reading has the breach %+v of\n%+v", o.ID, b, breached)
			}
		}
	}
	return nil
}

// arrivalChangesNothing: events in any order, and the same event twice, give the
// same result.
func arrivalChangesNothing(r *tape.Reader) error {
	a, err := drawAgreement(r)
	if err != nil {
		return err
	}
	ticket := drawTicket(r, "T")
	shuffled := ticket
	shuffled.Events = shuffle(r, ticket.Events)
	at := generatedFrom.AddDate(0, 0, r.Int(9))
	digest := func(k sla.Ticket) (sum [32]byte, err error) {
		result, err := a.Evaluate(wholeGenerated(), sla.Facts{Tickets: []sla.Ticket{k}}, at)
		if err != nil {
			return sum, err
		}
		result.Findings = nil // that an event came twice is a finding
		return result.Digest(), nil
	}
	before, err1 := digest(ticket)
	after, err2 := digest(shuffled)
	if len(ticket.Events) > 0 {
		shuffled.Events = append(shuffled.Events, ticket.Events[r.Int(len(ticket.Events))])
	}
	twice, err3 := digest(shuffled)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	if before != after || before != twice {
		return fmt.Errorf("%+v as %+v", ticket, shuffled)
	}
	return nil
}

func shuffle[T any](r *tape.Reader, list []T) []T {
	list = slices.Clone(list)
	for i := range list {
		j := i + r.Int(len(list)-i)
		list[i], list[j] = list[j], list[i]
	}
	return list
}

// tracesAddUp: the segments of a cycle follow one another from its start on and
// add up to its wall time, and what they count adds up to what is used. What is
// closed is so in any week, a holiday only because of its date.
func tracesAddUp(r *tape.Reader) error {
	spec := drawSpec(r)
	a, err := sla.New(spec)
	if err != nil {
		return err
	}
	office := spec.Calendars["office"]
	usual, err := calendar.New(calendar.Spec{Zone: office.Zone, Hours: office.Hours})
	if err != nil {
		return err
	}
	ticket := drawTicket(r, "T0")
	waived := drawWaivers(r)
	for _, at := range sample(moments(a, &ticket), 8) {
		result, err := a.Evaluate(wholeGenerated(), sla.Facts{Tickets: []sla.Ticket{ticket}, Exclusions: waived}, at)
		if err != nil {
			return err
		}
		for _, o := range spec.Objectives {
			e := a.Explain(&ticket, o.ID, at, waived...)
			if e.Reading.Within == "" || e.Reading.Cycle == 0 {
				continue
			}
			var wall, counted time.Duration
			next := e.Reading.StartedAt
			for _, s := range e.Trace {
				if !s.From.Equal(next) || !s.From.Before(s.To) && s.Kind != sla.Carried {
					return fmt.Errorf("%s as of %s: a segment from %s to %s, expected from %s", o.ID, at, s.From, s.To, next)
				}
				open := map[sla.SegmentKind]time.Duration{sla.Closed: 0, sla.OnHoliday: s.To.Sub(s.From)}
				if want, known := open[s.Kind]; known && (s.Counted != 0 || usual.Elapsed(s.From, s.To) != want) {
					return fmt.Errorf("%s as of %s: %s from %s to %s counts %s and is open for %s in any week", o.ID, at, s.Kind, s.From, s.To, s.Counted, usual.Elapsed(s.From, s.To))
				}
				wall, counted, next = wall+s.To.Sub(s.From), counted+s.Counted, s.To
			}
			if wall != e.Reading.Wall {
				return fmt.Errorf("%s as of %s: segments of %s in %s", o.ID, at, wall, e.Reading.Wall)
			}
			if counted != e.Reading.Elapsed {
				return fmt.Errorf("%s as of %s: segments count %s of %s: %+v", o.ID, at, counted, e.Reading.Elapsed, e)
			}
			for b := range result.Breaches() {
				if b.Objective == o.ID && b.Cycle == e.Reading.Cycle {
					if err := sameAccount(b, e); err != nil {
						return fmt.Errorf("as of %s: %w", at, err)
					}
				}
			}
		}
	}
	return nil
}

// dueIsNotAfterTheEnd: with the time that elapsed as the target, the due instant
// is not after the end, and the cycle is met to the nanosecond.
func dueIsNotAfterTheEnd(r *tape.Reader) error {
	spec := sla.Spec{
		ID: "drawn", Zone: "Europe/Berlin", Calendars: drawCalendars(r),
		Policies: sla.Policies{Profile: sla.ProfileExact, PauseBasis: tape.Pick(r, sla.PauseOverlap, sla.PauseWall)},
		Clocks:   map[string]sla.Clock{"c": {Start: sla.On("opened"), Stop: sla.On("closed"), Pause: sla.While("status", "waiting")}},
		Objectives: []sla.Objective{{ID: "o", Clock: "c", Attain: "100%", Period: sla.Monthly, Counts: sla.ByStart,
			Targets: []sla.Target{{Within: "none", Calendar: "office"}}}},
	}
	ticket := drawPaused(r)
	end := ticket.Events[len(ticket.Events)-1].At
	read := func(within sla.Within) (sla.Reading, error) {
		spec.Objectives[0].Targets = []sla.Target{{Within: within, Calendar: "office"}}
		a, err := sla.New(spec)
		if err != nil {
			return sla.Reading{}, err
		}
		reading, _ := a.Track(&ticket, end).Of("o")
		return reading, nil
	}
	measured, err := read("none")
	if err != nil || measured.Elapsed == 0 {
		return err
	}
	met, err := read(sla.Business(measured.Elapsed))
	if err != nil {
		return err
	}
	if met.DueAt.After(end) || met.Verdict != sla.Met || met.Remaining != 0 {
		return fmt.Errorf("due %s after %s, %s", met.DueAt, end, met.Verdict)
	}
	if measured.Elapsed > 1 {
		if missed, err := read(sla.Business(measured.Elapsed - 1)); err != nil || missed.Verdict != sla.Missed || missed.Overrun != 1 {
			return fmt.Errorf("a nanosecond less is %s by %s (%v)", missed.Verdict, missed.Overrun, err)
		}
	}
	return nil
}

// drawPaused draws a ticket that is opened, paused some times and closed.
func drawPaused(r *tape.Reader) sla.Ticket {
	at := generatedFrom.Add(time.Duration(r.Int(4*24*60)) * time.Minute)
	t := sla.Ticket{ID: "T", Events: []sla.Event{{At: at, Name: "opened"}}}
	for i := range r.Int(4) {
		for _, status := range []string{"waiting", "open"} {
			at = at.Add(time.Duration(r.Int(24*60*60)) * time.Second)
			t.Events = append(t.Events, sla.Event{At: at, Seq: int64(2*i + 1), Name: "status", Set: sla.Attrs{{"status", status}}})
		}
	}
	at = at.Add(time.Duration(r.Int(48*60*60)) * time.Second)
	t.Events = append(t.Events, sla.Event{At: at, Seq: 99, Name: "closed"})
	return t
}

// pausesOnlyHelp: one more pause never makes a due instant earlier, and a pause
// that begins after it does not move it. One that is given back whole moves the
// due instant of an amount of time by its length.
func pausesOnlyHelp(r *tape.Reader) error {
	target := drawTarget(r)
	spec := sla.Spec{
		ID: "drawn", Zone: "Europe/Berlin", Calendars: drawCalendars(r), Policies: drawPolicies(r),
		Clocks: map[string]sla.Clock{"c": {Start: sla.On("opened"), Stop: sla.On("closed"), Pause: sla.While("status", "waiting")}},
		Objectives: []sla.Objective{{ID: "o", Clock: "c", Attain: "100%", Period: sla.Monthly, Counts: sla.ByStart,
			Targets: []sla.Target{target}}},
	}
	spec.Policies.UnknownWords = sla.WordsIgnored
	a, err := sla.New(spec)
	if err != nil {
		return err
	}
	ticket := sla.Ticket{ID: "T", Events: []sla.Event{{
		At: generatedFrom.Add(time.Duration(r.Int(4*24*60)) * time.Minute), Name: "opened", Set: sla.Attrs{{"due", "2026-03-31T12:00"}},
	}}}
	at := ticket.Events[0].At
	before := time.Time{}
	for range 4 {
		reading, _ := a.Track(&ticket, generatedFrom.AddDate(1, 0, 0)).Of("o")
		if reading.DueAt.IsZero() {
			return nil // nothing is promised
		}
		if reading.DueAt.Before(before) {
			return fmt.Errorf("due %s, with one pause less %s", reading.DueAt, before)
		}
		before = reading.DueAt
		at = at.Add(time.Duration(r.Int(24*60*60)) * time.Second)
		ticket.Events = append(ticket.Events, sla.Event{At: at, Seq: int64(len(ticket.Events)), Name: "status", Set: sla.Attrs{{"status", "waiting"}}})
		resumed := at.Add(time.Duration(r.Int(24*60*60)) * time.Second)
		ticket.Events = append(ticket.Events, sla.Event{At: resumed, Seq: int64(len(ticket.Events)), Name: "status", Set: sla.Attrs{{"status", "open"}}})
		reading, _ = a.Track(&ticket, generatedFrom.AddDate(1, 0, 0)).Of("o")
		if at.After(before) && !reading.DueAt.Equal(before) {
			return fmt.Errorf("a pause from %s moved the due instant from %s to %s", at, before, reading.DueAt)
		}
		amount := !strings.Contains(string(target.Within), "day") && !strings.HasPrefix(string(target.Within), "promised")
		// A pause before a cycle counts gives nothing back, see TestReceivedByInACycle.
		whole := spec.Policies.PauseBasis == sla.PauseWall && spec.Policies.CalendarChange == sla.Frozen && target.ReceivedBy == ""
		if at.Before(before) && amount && whole && !reading.DueAt.Equal(before.Add(resumed.Sub(at))) {
			return fmt.Errorf("a pause from %s to %s moved the due instant from %s to %s", at, resumed, before, reading.DueAt)
		}
		at = resumed
	}
	return nil
}

// breachesStay: a cycle that is overdue stays so from the same instant on,
// whatever happens, unless it is cancelled or a policy looks at the whole again.
func breachesStay(r *tape.Reader) error {
	spec := drawSpec(r)
	for name, c := range spec.Clocks {
		if c.Retarget == sla.FromStart {
			c.Retarget = sla.CarryElapsed
		}
		if c.CalendarChange == sla.CalendarAnew {
			c.CalendarChange = sla.Frozen
		}
		spec.Clocks[name] = c
	}
	a, err := sla.New(spec)
	if err != nil {
		return err
	}
	ticket := drawTicket(r, "T")
	type key struct {
		objective string
		cycle     int
	}
	seen := map[key]time.Time{}
	for _, at := range moments(a, &ticket) {
		for _, reading := range a.Track(&ticket, at) {
			k := key{reading.Objective, reading.Cycle}
			if reading.Phase == sla.PhaseCancelled || reading.Phase == sla.PhaseNotApplicable || reading.Within == "none" {
				delete(seen, k) // it left the scope of the objective
				continue
			}
			if was, breached := seen[k]; breached && !reading.BreachedAt.Equal(was) {
				return fmt.Errorf("%v was overdue from %s on, as of %s from %s\n%+v", k, was, at, reading.BreachedAt, reading)
			}
			if reading.Verdict == sla.Missed {
				seen[k] = reading.BreachedAt
			}
		}
	}
	return nil
}

// retargetsAgreeWithoutChange: what a change of target does to the time used
// does not matter when the target does not change.
func retargetsAgreeWithoutChange(r *tape.Reader) error {
	spec := drawSpec(r)
	ticket := drawTicket(r, "T")
	for i := range ticket.Events {
		ticket.Events[i].Set = slices.DeleteFunc(ticket.Events[i].Set, func(pair [2]string) bool { return pair[0] == "priority" || pair[0] == "due" })
	}
	at := generatedFrom.AddDate(0, 0, r.Int(9))
	var first string
	for _, policy := range []sla.Retarget{sla.CarryElapsed, sla.Restart, sla.FromStart, sla.CarryProportion, sla.KeepStricter, sla.KeepFirst} {
		for name, c := range spec.Clocks {
			c.Retarget = policy
			spec.Clocks[name] = c
		}
		a, err := sla.New(spec)
		if err != nil {
			return err
		}
		text := ""
		for _, reading := range a.Track(&ticket, at) {
			text += fmt.Sprintln(reading.Objective, reading.Cycle, reading.Phase, reading.Verdict, reading.DueAt, reading.BreachedAt, reading.Elapsed)
		}
		if first == "" {
			first = text
		}
		if text != first {
			return fmt.Errorf("%s:\n%sand the first:\n%s", policy, text, first)
		}
	}
	return nil
}

// talliesAreAGroup: any order and any tree of merging gives the same bytes,
// what is removed was never there, and the binary form is the whole of it.
func talliesAreAGroup(r *tape.Reader) error {
	a, err := drawAgreement(r)
	if err != nil {
		return err
	}
	tickets := drawTickets(r)
	one := a.NewTally()
	for i := range tickets {
		one.Add(&tickets[i])
	}
	whole, err := one.MarshalBinary()
	if err != nil {
		return err
	}
	parts := []*sla.Tally{a.NewTally(), a.NewTally(), a.NewTally()}
	stray := drawTicket(r, "stray")
	parts[r.Int(3)].Remove(&stray) // before it is added
	for _, w := range drawWaivers(r) {
		one.Add(&w)
		parts[r.Int(3)].Add(&w)
		one.Remove(&w)
		parts[r.Int(3)].Remove(&w)
	}
	for _, k := range shuffle(r, tickets) {
		parts[r.Int(3)].Add(&k)
	}
	parts[r.Int(3)].Add(&stray)
	for len(parts) > 1 {
		i := r.Int(len(parts) - 1)
		again := a.NewTally()
		data, err := parts[i+1].MarshalBinary()
		if err != nil {
			return err
		}
		if err := again.UnmarshalBinary(data); err != nil {
			return fmt.Errorf("reading back: %w", err)
		}
		if copied, err := again.MarshalBinary(); err != nil || !bytes.Equal(copied, data) {
			return fmt.Errorf("read back otherwise: %x %x %w", data, copied, err)
		}
		if err := parts[i].Merge(again); err != nil {
			return err
		}
		parts = slices.Delete(parts, i+1, i+2)
	}
	if merged, err := parts[0].MarshalBinary(); err != nil || !bytes.Equal(merged, whole) {
		return fmt.Errorf("merged otherwise: %x %x %w", merged, whole, err)
	}
	for i := range tickets {
		parts[0].Remove(&tickets[i])
	}
	empty, err := a.NewTally().MarshalBinary()
	if err != nil {
		return err
	}
	if rest, err := parts[0].MarshalBinary(); err != nil || !bytes.Equal(rest, empty) {
		return fmt.Errorf("what is left of nothing: %x %x %w", rest, empty, err)
	}
	return nil
}

// alarmsComeTrue: an alarm that is projected fires at its instant when nothing
// happens before, and nothing changes in between.
func alarmsComeTrue(r *tape.Reader) error {
	a, err := drawAgreement(r)
	if err != nil {
		return err
	}
	ticket := drawTicket(r, "T")
	last := generatedFrom
	if n := len(ticket.Events); n > 0 {
		last = ticket.Events[n-1].At
	}
	now := a.Track(&ticket, last)
	next := now.Next()
	if next.IsZero() {
		return nil
	}
	for _, alarm := range firedAfter(a.Track(&ticket, next.Add(-1)), last) {
		return fmt.Errorf("%s fired at %s, before %s", alarm.Key, alarm.At, next)
	}
	if next.Equal(last.Add(1)) { // the breach alarm went off just now: the verdict follows
		for _, r := range a.Track(&ticket, next) {
			if r.Verdict == sla.Missed && r.BreachedAt.Equal(last) {
				return nil
			}
		}
	}
	before := a.Track(&ticket, next.Add(-1))
	for i, r := range a.Track(&ticket, next) {
		if i < len(before) && before[i].Phase == sla.PhasePaused && r.Phase == sla.PhaseRunning {
			return nil // a pause ended by itself
		}
	}
	office := a.Spec().Calendars["office"]
	for _, v := range office.Versions {
		zone, err := time.LoadLocation(office.Zone)
		if err != nil {
			return err
		}
		if known := must(v.Known.In(zone)); known.Equal(next) {
			return nil // the service hours changed instead
		}
	}
	if fired := firedAfter(a.Track(&ticket, next), last); len(fired) == 0 {
		return fmt.Errorf("nothing fired at %s: %+v", next, a.Track(&ticket, next))
	}
	return nil
}
