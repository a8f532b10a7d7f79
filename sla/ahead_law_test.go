package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

func TestEveryFateOfOpenItemsLiesWithinTheBounds(t *testing.T) {
	tape.CheckDear(t, everyFateLiesWithinTheBounds)
}

func TestEveryRestOfAServiceLiesWithinTheBounds(t *testing.T) {
	tape.CheckDear(t, everyRestLiesWithinTheBounds)
}

// everyFateLiesWithinTheBounds: however the open tickets of March end, in time or
// late, the figure at the end of the month lies between the worst and the best;
// the promise is met if and only if no more of them are late than there was room
// for; and what was decided before stays so.
func everyFateLiesWithinTheBounds(r *tape.Reader) error {
	spec := simpleSpec(sla.Monthly)
	o := &spec.Objectives[0]
	o.Counts = tape.Pick(r, sla.ByStart, sla.ByDue)
	o.Attain = tape.Pick[metrics.Bound](r, "80%", "50%", "over 75%", "100%", "95%", "at least 1 in 3")
	o.Targets = []sla.Target{{Within: "24h", Calendar: "24x7"}}
	spec.Policies.OpenNotDue = tape.Pick(r, sla.NotDueExcluded, sla.NotDueMet)
	spec.Policies.OpenPastDue = tape.Pick(r, sla.PastDueMissed, sla.PastDueExcluded)
	a, err := sla.New(spec)
	if err != nil {
		return err
	}
	asOf := berlin("03-20T16:00")
	var facts sla.Facts
	var undecided, late []int // indices of open tickets
	for i := range 4 + r.Int(20) {
		id := fmt.Sprint("T", i)
		k := sla.Ticket{ID: id}
		switch r.Int(4) {
		case 0, 1: // stopped, in time or late
			began := berlin("03-01T00:00").Add(time.Duration(r.Int(15*24)) * time.Hour)
			k.Events = []sla.Event{{At: began, Name: "opened"}, {At: began.Add(time.Duration(r.Int(40)) * time.Hour), Name: "closed"}}
		case 2: // open, and not due yet
			if len(undecided)+len(late) >= 8 {
				continue
			}
			undecided = append(undecided, len(facts.Tickets))
			k.Events = []sla.Event{{At: asOf.Add(-time.Duration(r.Int(24)) * time.Hour), Name: "opened"}}
		case 3: // open and overdue
			if len(undecided)+len(late) >= 8 {
				continue
			}
			late = append(late, len(facts.Tickets))
			k.Events = []sla.Event{{At: asOf.Add(-time.Duration(25+r.Int(100)) * time.Hour), Name: "opened"}}
		}
		facts.Tickets = append(facts.Tickets, k)
	}
	march := sla.Month(2026, time.March)
	result, err := a.Evaluate(march, facts, asOf)
	if err != nil {
		return err
	}
	now := result.Outcomes[0]
	ahead := now.Ahead
	if ahead == nil {
		return fmt.Errorf("nothing ahead of %+v", now)
	}
	fates := append(append([]int(nil), undecided...), late...)
	for bits := range 1 << len(fates) {
		then := sla.Facts{Tickets: append([]sla.Ticket(nil), facts.Tickets...)}
		missed := int64(0)
		for n, i := range fates {
			k := &then.Tickets[i]
			at := asOf // in time, as nearly all of it is used up
			if n >= len(undecided) && bits>>n&1 == 0 {
				continue // overdue, and never stopped
			}
			if bits>>n&1 == 1 {
				at = asOf.Add(26 * time.Hour)
				if n < len(undecided) {
					missed++
				}
			}
			k.Events = append(k.Events[:1:1], sla.Event{At: at, Name: "closed"})
		}
		ended, err := a.Evaluate(march, then, berlin("04-30T00:00"))
		if err != nil {
			return err
		}
		end := ended.Outcomes[0]
		if !end.Attained.IsValid() {
			continue
		}
		figure := end.Attained.Rat()
		if !ahead.Worst.IsValid() || figure.Cmp(ahead.Worst.Rat()) < 0 || ahead.Best.IsValid() && figure.Cmp(ahead.Best.Rat()) > 0 {
			return fmt.Errorf("fate %b gives %v, outside %v to %v", bits, end.Attained, ahead.Worst, ahead.Best)
		}
		if now.Verdict != "" && now.Verdict != sla.NotMeasurable && now.Verdict != end.Verdict {
			return fmt.Errorf("%q at %v, and fate %b ends %q", now.Verdict, asOf, bits, end.Verdict)
		}
		if ahead.Stands == sla.StandsKept && end.Verdict != sla.Met || ahead.Stands == sla.StandsMissed && end.Verdict != sla.Missed {
			return fmt.Errorf("it stands %s, and fate %b ends %q", ahead.Stands, bits, end.Verdict)
		}
		room, counted := ahead.Room.Rat(), spec.Policies.OpenPastDue == sla.PastDueMissed || len(late) == 0
		if counted && (room == nil || (room.Num().Int64() >= missed) != (end.Verdict == sla.Met)) {
			return fmt.Errorf("room for %v, and fate %b with %d late ends %q", ahead.Room, bits, missed, end.Verdict)
		}
	}
	return narrows(a, march, facts, asOf, spec.Policies.OpenPastDue == sla.PastDueMissed)
}

// narrows: while nothing new becomes known, the best figure falls and the worst
// rises; if what is overdue counts, MissAt is when what is known is missed.
func narrows(a *sla.Agreement, period sla.Period, facts sla.Facts, from time.Time, turns bool) error {
	_, end := a.Bounds(period)
	var last *sla.Ahead
	for at := from; at.Before(end); at = at.Add(7*time.Hour + 13*time.Minute) {
		result, err := a.Evaluate(period, facts, at)
		if err != nil {
			return err
		}
		now := result.Outcomes[0].Ahead
		if last != nil && last.Best.IsValid() && now.Best.IsValid() && now.Best.Rat().Cmp(last.Best.Rat()) > 0 {
			return fmt.Errorf("%v: the best rises from %v to %v", at, last.Best, now.Best)
		}
		if last != nil && last.Worst.IsValid() && now.Worst.IsValid() && now.Worst.Rat().Cmp(last.Worst.Rat()) < 0 {
			return fmt.Errorf("%v: the worst falls from %v to %v", at, last.Worst, now.Worst)
		}
		if turns && last != nil && !last.MissAt.IsZero() && now.Stands != "" && (now.Stands == sla.StandsMissed) != at.After(last.MissAt) && last.Stands != sla.StandsMissed {
			return fmt.Errorf("%v: missed at %v, and it stands %s", at, last.MissAt, now.Stands)
		}
		last = now
	}
	result, err := a.Evaluate(period, facts, end)
	if err != nil {
		return err
	}
	if o := result.Outcomes[0]; o.Ahead != nil || !o.Final {
		return fmt.Errorf("at the end there is still something ahead: %+v", o)
	} else if f := o.Attained.Rat(); f != nil && last != nil && (last.Best.IsValid() && f.Cmp(last.Best.Rat()) > 0 || last.Worst.IsValid() && f.Cmp(last.Worst.Rat()) < 0) {
		return fmt.Errorf("it ends at %v, outside %v to %v", o.Attained, last.Worst, last.Best)
	}
	return nil
}

// everyRestLiesWithinTheBounds: whatever a service does after an instant, its
// figure at the end of the month lies between the worst and the best.
func everyRestLiesWithinTheBounds(r *tape.Reader) error {
	spec := portalSpec()
	o := &spec.Objectives[0]
	m := metrics.Availability{Of: "portal", NoData: tape.Pick(r, metrics.NoDataExclude, metrics.NoDataBad, metrics.NoDataGood), Maintenance: tape.Pick(r, metrics.Remove, metrics.Forgive)}
	m.IgnoreUnder = tape.Pick[metrics.Span](r, "", "10m")
	m.Minutes = tape.Pick(r, "", metrics.WholeMinutes, metrics.StartedMinutes)
	m.Quota = tape.Pick[metrics.Span](r, "", "2h")
	spec.Credits = penalty.Spec{Base: "1000.00", Round: penalty.HalfUp, Rules: []penalty.Term{
		{Objective: "portal", Rule: penalty.Tiers{{When: "below 99.9%", Credit: "10%"}, {When: "below 99%", Credit: "25%"}, {When: "below 80%", Credit: "100%"}}},
	}, Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "50%"}}}
	o.Metric, o.Attain = m, tape.Pick[metrics.Bound](r, "99.9%", "90%", "50%", "over 99%")
	a, err := sla.New(spec)
	if err != nil {
		return err
	}
	asOf := berlin("03-12T09:00").Add(time.Duration(r.Int(1000)) * 97 * time.Second)
	known := randomOutages(r, berlin("03-01T00:00"), asOf, "K")
	if r.Bool() { // down now
		known.Outages = append(known.Outages, sla.Outage{Of: "portal", From: asOf.Add(-time.Duration(r.Int(2000)) * time.Second), ID: "now", Share: tape.Pick(r, "", "1 in 3")})
	}
	for i := range r.Int(3) {
		from := asOf.Add(time.Duration(r.Int(300)-100) * time.Hour)
		known.Exclusions = append(known.Exclusions, sla.Exclusion{Of: "portal", From: from, To: from.Add(90 * time.Minute), Reason: fmt.Sprint("window ", i)})
	}
	march := sla.Month(2026, time.March)
	result, err := a.Evaluate(march, known, asOf)
	if err != nil {
		return err
	}
	now := result.Outcomes[0]
	_, end := a.Bounds(march)
	then := randomOutages(r, asOf, end, "L")
	then.Outages = append(then.Outages, known.Outages...)
	then.Exclusions = known.Exclusions
	for i := range then.Outages {
		if then.Outages[i].ID == "now" && r.Bool() {
			then.Outages[i].To = asOf.Add(time.Duration(1+r.Int(5000)) * time.Second)
		}
	}
	ended, err := a.Evaluate(march, then, end)
	if err != nil {
		return err
	}
	f := ended.Outcomes[0].Attained
	if f.Rat().Cmp(now.Ahead.Worst.Rat()) < 0 || f.Rat().Cmp(now.Ahead.Best.Rat()) > 0 {
		return fmt.Errorf("%v ends at %v, outside %v to %v", asOf, f, now.Ahead.Worst, now.Ahead.Best)
	}
	if now.Verdict != "" && now.Verdict != sla.NotMeasurable && now.Verdict != ended.Outcomes[0].Verdict {
		return fmt.Errorf("%q, and it ends %q", now.Verdict, ended.Outcomes[0].Verdict)
	}
	owed, owing := ended.Statement().Total.Decimal(), result.Owing
	if owing == nil || !owing.Exact || owed.Cmp(owing.Least.Total.Decimal()) < 0 || owed.Cmp(owing.Most.Total.Decimal()) > 0 {
		return fmt.Errorf("%s is owed, expected %+v", owed, owing)
	}
	return narrows(a, march, known, asOf, true)
}

func randomOutages(r *tape.Reader, from, to time.Time, prefix string) (facts sla.Facts) {
	for i := range r.Int(5) {
		began := from.Add(time.Duration(r.Int64(int64(to.Sub(from)/time.Second))) * time.Second)
		facts.Outages = append(facts.Outages, sla.Outage{
			Of: "portal", From: began, To: began.Add(time.Duration(1+r.Int(9000)) * time.Second), ID: fmt.Sprint(prefix, i), Share: tape.Pick(r, "", "40%"),
		})
	}
	return facts
}
