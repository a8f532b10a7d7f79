package slatest

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/choices"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// Tape gives choices from bytes, two bytes to a choice. An exhausted tape gives the
// simplest choice, so every tape means something, and a shorter tape is a simpler input.
// Get a Tape from Draw. A Tape is not safe for concurrent use.
type Tape struct{ r *choices.Reader }

// Draw makes a tape from the bytes of a fuzzer.
func Draw(data []byte) *Tape { return &Tape{choices.FromBytes(data).Reader()} }

// Int draws from 0 to n-1; n is at most 65,536. For n below 2 it gives 0.
func (t *Tape) Int(n int) int { return t.r.Int(n) }

func pick[T any](t *Tape, all []T) (x T) {
	if len(all) > 0 {
		x = all[t.Int(len(all))]
	}
	return x
}

// Calendar draws service hours: some days of the week, one or two stretches a day or a
// night shift, in one of six zones, with closed and shortened dates of early 2026.
func (t *Tape) Calendar() calendar.Spec {
	spec := calendar.Spec{
		Zone:  pick(t, []string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"}),
		Hours: calendar.Week(pick(t, []string{"mon-fri", "mon-sun", "sat", "sun-thu"}) + " " + pick(t, []string{"09:00-17:00", "08:00-12:00,13:00-18:00", "00:00-24:00", "22:00-06:00", "02:00-03:00"})),
	}
	for range t.Int(4) {
		day := calendar.Local(time.Date(2026, 1, 1+t.Int(90), 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
		hours := pick(t, []calendar.Hours{"", "10:00-12:00", "00:00-24:00"})
		switch {
		case slices.Contains(spec.Closed, day) || spec.Days[day] != "":
		case hours == "":
			spec.Closed = append(spec.Closed, day)
		case spec.Days == nil:
			spec.Days = map[calendar.Local]calendar.Hours{day: hours}
		default:
			spec.Days[day] = hours
		}
	}
	return spec
}

// Agreement draws an agreement that compiles: a clock with any of the policies, three
// targets, which are lengths or of any kind, an availability, and a table of credits
// without gaps.
func (t *Tape) Agreement() sla.Spec {
	cal := t.Calendar()
	kinds := []sla.Within{"4h", "30m", "8h", "90m wall", "1h then 24h wall", "2 business days", "1 business day by 16:00",
		"3 business days end of day", "2 calendar days", "4h plus 30m out of hours"}
	if t.Int(2) == 1 {
		kinds = kinds[:4] // changes from length to length, which every policy of changes tells apart
	}
	target := func(when sla.Where) sla.Target {
		within := pick(t, kinds)
		if within == "90m wall" || within == "2 calendar days" {
			return sla.Target{When: when, Within: within}
		}
		return sla.Target{When: when, Within: within, Calendar: "office"}
	}
	clock := sla.Clock{
		Start: pick(t, []sla.Condition{sla.On("opened"), sla.On("opened"), {While: sla.Where{"status": sla.Not("solved")}}}),
		Stop:  pick(t, []sla.Condition{sla.On("resolved"), sla.On("resolved"), sla.While("status", "solved")}),
	}
	if t.Int(3) > 0 {
		clock.Pause = pick(t, []sla.Condition{sla.While("status", "waiting"), sla.On("asked")})
		if t.Int(3) == 1 {
			clock.Resume = sla.On("answered")
		}
	}
	if t.Int(3) == 1 {
		clock.Reset = sla.On("restarted")
	}
	if t.Int(3) == 1 {
		clock.Cancel = sla.On("withdrawn")
	}
	a := sla.Spec{
		ID: "drawn", Zone: cal.Zone, Currency: "EUR", Calendars: map[string]calendar.Spec{"office": cal},
		Policies: sla.Policies{
			Profile:      sla.ProfileExact,
			Reopen:       pick(t, []sla.Reopen{sla.NewCycle, sla.ContinueExcluding, sla.ContinueIncluding, sla.Final, sla.NewCycleAfterDue}),
			Retarget:     pick(t, []sla.Retarget{sla.CarryElapsed, sla.FromStart, sla.Restart, sla.CarryProportion, sla.KeepStricter, sla.KeepFirst}),
			PauseBasis:   pick(t, []sla.PauseBasis{sla.PauseOverlap, sla.PauseWall}),
			PastPauses:   pick(t, []sla.PastPauses{sla.KeepPauses, sla.DropPauses}),
			DayPauses:    pick(t, []sla.DayPauses{sla.PausesIgnored, sla.PausesAdded}),
			OpenNotDue:   pick(t, []sla.OpenNotDue{sla.NotDueExcluded, sla.NotDueMet}),
			OpenPastDue:  pick(t, []sla.OpenPastDue{sla.PastDueMissed, sla.PastDueExcluded}),
			Backwards:    pick(t, []sla.Backwards{sla.BackwardsIgnored, sla.BackwardsZero, sla.BackwardsExcluded}),
			DueAtClosing: pick(t, []sla.DueAtClosing{sla.LastMoment, sla.LateAfterDue}),
		},
		Clocks: map[string]sla.Clock{"fix": clock},
		Objectives: []sla.Objective{
			{ID: "fix", Clock: "fix", Attain: "90%", Period: sla.Monthly, Counts: pick(t, []sla.Counts{sla.ByDue, sla.ByStart, sla.ByStop}),
				Targets: []sla.Target{target(sla.Where{"priority": sla.Is("P1")}), target(sla.Where{"priority": sla.Is("P2")}), target(nil)}},
			{ID: "web", Attain: "99.9%", Period: sla.Monthly, Metric: metrics.Availability{Of: "web", Calendar: pick(t, []string{"24x7", "office"}),
				NoData: pick(t, []metrics.NoDataPolicy{metrics.NoDataExclude, metrics.NoDataGood, metrics.NoDataBad}), Maintenance: metrics.Remove}},
		},
	}
	edge, rate, rows := 9990, 0, penalty.Tiers{}
	share := func(n int) string { return fmt.Sprintf("%d.%02d%%", n/100, n%100) }
	for range 1 + t.Int(3) {
		low := edge - 1 - t.Int(200)
		rate += t.Int(20)
		rows = append(rows, penalty.Tier{When: penalty.Band(share(low) + " to below " + share(edge)), Credit: penalty.Rate(fmt.Sprint(rate, "%"))})
		edge = low
	}
	rows = append(rows, penalty.Tier{When: penalty.Band("below " + share(edge)), Credit: penalty.Rate(fmt.Sprint(rate+t.Int(40), "%"))})
	a.Credits = penalty.Spec{Base: "1000.00", Round: pick(t, []penalty.RoundingMode{penalty.HalfEven, penalty.HalfUp}), Rules: []penalty.Term{{Objective: "web", Rule: rows}}}
	return a
}

// Ticket draws the history of a ticket in the words of an agreement: its events and
// attributes, at instants that matter: openings, due instants, the turn of a month, and a
// second to either side. The ticket begins in the first quarter of 2026, or in the first quarter in which
// the agreement is in force.
func (t *Tape) Ticket(a *sla.Agreement, id string) sla.Ticket {
	from, _ := a.Bounds(quarterOf(a))
	return t.ticket(a, id, from)
}

func (t *Tape) ticket(a *sla.Agreement, id string, from time.Time) sla.Ticket {
	w := withMatrix(wordsOf(a), a.Spec().Priority)
	cal, opens := a.Calendar(pick(t, slices.Sorted(maps.Keys(a.Spec().Calendars))))
	ticket := sla.Ticket{ID: id}
	if t.Int(2) == 1 {
		ticket.Attrs = t.attrs(w)
	}
	at := from.Add(time.Duration(t.Int(60*24*20)) * time.Minute)
	for n := 0; n < 12 && (n == 0 || !t.r.Done()); n++ {
		e := sla.Event{At: at.UTC(), Name: pick(t, append(w.events, "changed")), ID: fmt.Sprint(id, ".", n), Seq: int64(n)}
		if n == 0 {
			e.Name = pick(t, w.starts)
		}
		if e.Name == "" {
			e.Name = "changed"
		}
		if t.Int(2) == 1 {
			e.Set = t.attrs(w)
		}
		ticket.Events = append(ticket.Events, e)
		switch t.Int(5) {
		case 0:
			at = at.Add(time.Duration(1+t.Int(600)) * time.Minute)
		case 1:
			if next, ok := cal.NextOpening(at.Add(time.Second)); opens && ok {
				at = next.Add(time.Duration(t.Int(3)-1) * time.Second)
			}
		case 2:
			if due := a.Track(&ticket, at).NextDue(); due.After(at) {
				at = due.Add(time.Duration(t.Int(3)-1) * time.Second)
			}
		case 3:
			year, month, _ := at.In(a.Location()).Date()
			turn := time.Date(year, month+1, 1, 0, 0, 0, 0, a.Location())
			at = turn.Add(time.Duration(t.Int(3)-1) * time.Second)
		default:
			at = at.AddDate(0, 0, 1+t.Int(5))
		}
	}
	return ticket
}

func (t *Tape) attrs(w words) sla.Attrs {
	key := pick(t, w.keys)
	if key == "" {
		return nil
	}
	return sla.Attrs{{key, pick(t, w.values[key])}}
}

// Facts draws facts in the words of an agreement: up to four tickets, outages, states and
// exclusions of its services, counts and charges.
func (t *Tape) Facts(a *sla.Agreement) sla.Facts {
	period := quarterOf(a)
	from, to := a.Bounds(period)
	minutes := func(n int) time.Duration { return time.Duration(t.Int(n)) * time.Minute }
	within := func() time.Time { return from.Add(minutes(65_536)*2 + time.Duration(t.Int(3)-1)*time.Second) }
	if to.Before(from.AddDate(0, 0, 80)) { // in force for less than the quarter
		within = func() time.Time { return from.Add(minutes(1440)) }
	}
	var f sla.Facts
	for i := range 1 + t.Int(4) {
		f.Tickets = append(f.Tickets, t.ticket(a, fmt.Sprint("T", i+1), from))
	}
	if len(f.Tickets[0].Events) > 0 && t.Int(4) == 1 {
		start := f.Tickets[0].Events[0].At.Add(minutes(300))
		f.Exclusions = append(f.Exclusions, sla.Exclusion{Ticket: "T1", From: start, To: start.Add(time.Minute + minutes(600)), Reason: "power cut"})
	}
	for _, o := range a.Spec().Objectives {
		switch m := o.Metric.(type) {
		case metrics.Availability:
			for i := range t.Int(4) {
				start := within()
				end := start.Add(time.Minute + minutes(3000) + time.Duration(t.Int(2))*time.Nanosecond)
				switch kind := t.Int(4); {
				case kind < 2:
					f.Outages = append(f.Outages, sla.Outage{Of: m.Of, From: start, To: end, ID: fmt.Sprint("O", i+1), Share: pick(t, []string{"", "30%"})})
				case kind == 2:
					f.States = append(f.States, sla.State{Of: m.Of, At: start, Is: pick(t, []string{"down", "up", "no-data"}), ID: fmt.Sprint("S", i+1)})
				case m.Maintenance != "":
					f.Exclusions = append(f.Exclusions, sla.Exclusion{Of: m.Of, From: start, To: end, Reason: "maintenance", Noticed: start.AddDate(0, 0, -t.Int(10))})
				}
			}
		case metrics.Ratio:
			for range t.Int(4) {
				total := int64(t.Int(1000))
				f.Counts = append(f.Counts, sla.Count{Of: m.Of, At: within(), Good: total - int64(t.Int(int(total)+1)), Total: total})
			}
		}
	}
	if len(a.Spec().Credits.Rules) > 0 && t.Int(2) == 1 {
		f.Charges = append(f.Charges, sla.Charge{Period: monthsOf(period)[t.Int(3)], Amount: decimal.New(int64(t.Int(60_000)), -2)})
	}
	return f
}

// quarterOf is the quarter in which tapes play: the first of 2026, or the first that
// begins when the agreement is in force.
func quarterOf(a *sla.Agreement) sla.Period {
	q := sla.Quarter(2026, 1)
	begins, _, _ := strings.Cut(string(a.Spec().Effective), "/")
	if len(begins) < len(time.DateOnly) {
		return q
	}
	day, err := time.Parse(time.DateOnly, begins[:len(time.DateOnly)])
	if err != nil || day.Year() < 2026 {
		return q
	}
	for n := 0; ; n++ {
		q = sla.Quarter(day.Year()+n/4, 1+n%4)
		if first := time.Date(day.Year()+n/4, time.Month(1+n%4*3), 1, 0, 0, 0, 0, time.UTC); !first.Before(day) {
			return q
		}
	}
}

// monthsOf are the three months of a quarter.
func monthsOf(q sla.Period) (all [3]sla.Period) {
	year, month, _ := q.From().Date()
	for i := range all {
		all[i] = sla.Month(year, month+time.Month(i))
	}
	return all
}

// other is the value of an attribute that no agreement asks for.
const other = "other"

// words are the words of an agreement that facts may have.
type words struct {
	starts, events []string
	keys           []string
	values         map[string][]string
}

func wordsOf(a *sla.Agreement) words {
	w := words{values: map[string][]string{}}
	spec := a.Spec()
	where := func(m sla.Where) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if w.values[key] == nil {
				w.keys, w.values[key] = append(w.keys, key), []string{other}
			}
			for _, v := range m[key].Values {
				if v != "" && !slices.Contains(w.values[key], v) {
					w.values[key] = append(w.values[key], v)
				}
			}
		}
	}
	var condition func(c sla.Condition) []string
	condition = func(c sla.Condition) []string {
		names := slices.Clone(c.Event)
		where(c.While)
		where(c.ChangedTo)
		for _, one := range c.Any {
			names = append(names, condition(one)...)
		}
		return names
	}
	for _, name := range slices.Sorted(maps.Keys(spec.Clocks)) {
		c := spec.Clocks[name]
		begin := condition(c.Start)
		w.starts = append(w.starts, begin...)
		w.events = append(w.events, begin...)
		for _, next := range []sla.Condition{c.Stop, c.Stop, c.Pause, c.Resume, c.Reset, c.Cancel} { // stops are often
			w.events = append(w.events, condition(next)...)
		}
		where(c.Hide)
	}
	for _, o := range spec.Objectives {
		where(o.Where)
		where(o.Abandoned)
		for _, target := range o.Targets {
			where(target.When)
		}
	}
	if len(w.starts) == 0 { // clocks start by attributes
		w.starts = []string{"changed"}
	}
	slices.Sort(w.keys)
	return w
}

// isZero reports whether a value is the zero value of its type.
func isZero(v any) bool { return reflect.ValueOf(v).IsZero() }
