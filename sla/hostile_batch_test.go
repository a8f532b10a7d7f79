package sla_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// hostileDesk has one objective about tickets and one about a service.
func hostileDesk(tb testing.TB) *sla.Agreement {
	tb.Helper()
	a, err := sla.New(sla.Spec{
		ID: "desk", Zone: "Europe/Berlin", Policies: sla.Policies{Profile: sla.ProfileExact},
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
		Clocks: map[string]sla.Clock{"repair": {
			Start: sla.On("opened"), Pause: sla.On("paused"), Resume: sla.On("resumed"), Stop: sla.On("resolved"),
		}},
		Objectives: []sla.Objective{
			{ID: "repair", Clock: "repair", Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart,
				Targets: []sla.Target{{Within: "4h", Calendar: "24x7"}}},
			{ID: "web", Metric: metrics.Availability{Of: "web", NoData: metrics.NoDataExclude, Maintenance: metrics.Forgive},
				Attain: "99%", Period: sla.Monthly},
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// since gives instants after Monday 2 March 2026, 09:00 UTC.
func since(d time.Duration) time.Time {
	return time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC).Add(d)
}

// deskTickets are tickets opened a second apart.
func deskTickets(n int, life time.Duration) []sla.Ticket {
	tickets := make([]sla.Ticket, n)
	for i := range tickets {
		from := time.Duration(i) * time.Second
		tickets[i] = sla.Ticket{ID: fmt.Sprint("T", i), Events: []sla.Event{
			{At: since(from), Name: "opened"}, {At: since(from + life), Name: "resolved"},
		}}
	}
	return tickets
}

// exclusions are n of a kind, each a step after the one before.
func exclusions(n int, of sla.Exclusion, step, length time.Duration) []sla.Exclusion {
	all := make([]sla.Exclusion, n)
	for i := range all {
		of.ID, of.Reason = fmt.Sprint("E", i), fmt.Sprintf("reason %03d", i)
		of.From, of.To = since(time.Duration(i)*step), since(time.Duration(i)*step+length)
		all[i] = of
	}
	return all
}

func deskResult(tb testing.TB, a *sla.Agreement, facts sla.Facts) *sla.Result {
	tb.Helper()
	r, err := a.Evaluate(sla.Month(2026, time.March), facts, since(90*24*time.Hour))
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// What many exclusions take out of a ticket is what their union takes out, in
// evaluation, live and in the explanation.
func TestManyExclusionsAreTheirUnion(t *testing.T) {
	a := hostileDesk(t)
	for _, c := range []struct {
		name       string
		exclusions []sla.Exclusion
		life       time.Duration
		missed     bool
		elapsed    time.Duration // of the ticket
		waived     int           // stretches in the explanation
	}{
		// A ticket of 10 h. Exclusions of 5 h, each a minute after the one before: 400
		// of them reach from 0:00 to 11:39, so that nothing counts.
		{"overlapping", exclusions(400, sla.Exclusion{Clock: "repair"}, time.Minute, 5*time.Hour), 10 * time.Hour, false, 0, 1},
		// Each abuts the next: one stretch of 5 h; 5 h of 10 h are left.
		{"abutting", exclusions(300, sla.Exclusion{Clock: "repair"}, time.Minute, time.Minute), 10 * time.Hour, true, 5 * time.Hour, 1},
		// Every other minute of the first ten hours: 300 stretches, 5 h are left.
		{"apart", exclusions(300, sla.Exclusion{Clock: "repair"}, 2*time.Minute, time.Minute), 10 * time.Hour, true, 5 * time.Hour, 300},
		// The same for this ticket alone, and an hour of everybody's over it: of the
		// first hour nothing counts, of the other nine half, 4 h 30 min; the hour abuts one.
		{"of a ticket and of all", append(exclusions(300, sla.Exclusion{Ticket: "T0"}, 2*time.Minute, time.Minute),
			sla.Exclusion{Clock: "repair", Reason: "r", From: since(0), To: since(time.Hour)}), 10 * time.Hour, true, 4*time.Hour + 30*time.Minute, 270},
		// For another ticket, and before and after this one: nothing is taken out.
		{"of others", append(exclusions(300, sla.Exclusion{Ticket: "T1"}, time.Minute, time.Minute),
			sla.Exclusion{Clock: "repair", Reason: "r", From: since(-time.Hour), To: since(0)},
			sla.Exclusion{Clock: "repair", Reason: "r", From: since(10 * time.Hour), To: since(11 * time.Hour)}), 10 * time.Hour, true, 10 * time.Hour, 0},
	} {
		ticket := deskTickets(1, c.life)[0]
		slices.Reverse(c.exclusions)
		r := deskResult(t, a, sla.Facts{Tickets: []sla.Ticket{ticket}, Exclusions: c.exclusions})
		breaches := r.Outcomes[0].Breaches
		if len(breaches) > 0 != c.missed {
			t.Errorf("%s: %d breaches", c.name, len(breaches))
		} else if c.missed && (breaches[0].Elapsed != c.elapsed || counted(breaches[0].Trace) != c.elapsed) {
			t.Errorf("%s: %v, and %v of its trace, want %v", c.name, breaches[0].Elapsed, counted(breaches[0].Trace), c.elapsed)
		}
		e := a.Explain(&ticket, "repair", since(24*time.Hour), c.exclusions...)
		waived := 0
		for _, s := range e.Trace {
			if s.Kind == sla.Waived {
				waived++
			}
		}
		if e.Reading.Elapsed != c.elapsed || counted(e.Trace) != c.elapsed || waived != c.waived {
			t.Errorf("%s: explained %v, %v of its trace, %d stretches waived, want %v and %d", c.name, e.Reading.Elapsed, counted(e.Trace), waived, c.elapsed, c.waived)
		}
		for _, reading := range a.Track(&ticket, since(24*time.Hour), c.exclusions...) {
			if reading.Elapsed != c.elapsed {
				t.Errorf("%s: live %v, want %v", c.name, reading.Elapsed, c.elapsed)
			}
		}
	}
}

func counted(trace []sla.Segment) (sum time.Duration) {
	for _, s := range trace {
		sum += s.Counted
	}
	return sum
}

// A breach tells ten stretches and reasons of exclusions, and its trace has no gap
// however many there are; the explanation tells all.
func TestABreachTellsSomeExclusions(t *testing.T) {
	a := hostileDesk(t)
	for n, want := range map[int][2]int{ // exclusions: stretches waived, reasons
		9: {9, 9}, 10: {10, 10}, 11: {10, 10}, 300: {10, 10},
	} {
		ticket := deskTickets(1, 100*time.Hour)[0]
		waived := exclusions(n, sla.Exclusion{Clock: "repair"}, 2*time.Minute, time.Minute)
		b := deskResult(t, a, sla.Facts{Tickets: []sla.Ticket{ticket}, Exclusions: waived}).Outcomes[0].Breaches[0]
		stretches, at := 0, b.StartedAt
		for _, s := range b.Trace {
			if !s.From.Equal(at) {
				t.Errorf("%d: a gap before %v", n, s.From)
			}
			if at = s.To; s.Kind == sla.Waived {
				stretches++
			}
		}
		elapsed := 100*time.Hour - time.Duration(n)*time.Minute
		if stretches != want[0] || len(b.Waived) != want[1] || !at.Equal(b.StoppedAt) || counted(b.Trace) != elapsed {
			t.Errorf("%d exclusions: %d stretches, %d reasons, %v counted to %v", n, stretches, len(b.Waived), counted(b.Trace), at)
		}
		if b.Waived[0] != "reason 000" || b.Waived[len(b.Waived)-1] != fmt.Sprintf("reason %03d", want[1]-1) {
			t.Errorf("%d exclusions: reasons from %s to %s", n, b.Waived[0], b.Waived[len(b.Waived)-1])
		}
		reasons := 0
		for _, note := range a.Explain(&ticket, "repair", since(200*time.Hour), waived...).Because {
			if note.Code == sla.NoteWaived {
				reasons++
			}
		}
		if reasons != n {
			t.Errorf("%d exclusions: %d reasons explained", n, reasons)
		}
	}
}

// Of windows that overlap the one that began first has the time, and a window that
// ends gives way to the one that began next, not to the latest.
func TestOverlappingWindowsOfAService(t *testing.T) {
	a := hostileDesk(t)
	window := func(id string, from, to time.Duration) sla.Exclusion {
		return sla.Exclusion{Of: "web", Reason: id, From: since(from), To: since(to)}
	}
	r := deskResult(t, a, sla.Facts{
		Outages: []sla.Outage{{Of: "web", ID: "O", From: since(0), To: since(10 * time.Hour)}},
		Exclusions: []sla.Exclusion{
			window("d", 3*time.Hour, 4*time.Hour), window("c", 2*time.Hour, 9*time.Hour), window("a", 0, 5*time.Hour), window("b", time.Hour, 7*time.Hour),
		},
	})
	var told []string
	for _, e := range r.Outcomes[1].Ledger {
		if e.From.Before(since(10*time.Hour)) && !e.From.Before(since(0)) {
			told = append(told, fmt.Sprintf("%s %v", e.Cause, e.To.Sub(e.From)))
		}
	}
	if want := []string{"a 5h0m0s", "b 2h0m0s", "c 2h0m0s", "O 1h0m0s"}; !slices.Equal(told, want) {
		t.Errorf("%v, want %v", told, want)
	}
}

func hostileBatches() map[string]sla.Facts {
	clock, web := sla.Exclusion{Clock: "repair"}, sla.Exclusion{Of: "web"}
	outages := func(n int) []sla.Outage {
		all := make([]sla.Outage, n)
		for i := range all {
			from := time.Duration(i) * time.Second
			all[i] = sla.Outage{Of: "web", ID: fmt.Sprint("O", i), From: since(from), To: since(from + 400*time.Hour)}
		}
		return all
	}
	long := func(n int, name func(i int) string, id func(i int) string) []sla.Ticket {
		ticket := deskTickets(1, time.Hour)[0]
		for i := range n {
			ticket.Events = append(ticket.Events, sla.Event{ID: id(i), At: since(time.Duration(i) * time.Second), Name: name(i)})
		}
		return []sla.Ticket{ticket}
	}
	none := func(int) string { return "" }
	return map[string]sla.Facts{
		"ordinary":                                    {Tickets: append(deskTickets(36_000, time.Hour), deskTickets(4_000, 100*time.Hour)...)},
		"ordinary, small":                             {Tickets: append(deskTickets(1_440, time.Hour), deskTickets(160, 100*time.Hour)...)},
		"40,000 exclusions of a service overlap":      {Exclusions: exclusions(40_000, web, time.Second, 400*time.Hour)},
		"20,000 outages and exclusions overlap":       {Outages: outages(20_000), Exclusions: exclusions(20_000, web, time.Second, 400*time.Hour)},
		"40,000 exclusions overlap, 200 tickets":      {Tickets: deskTickets(200, 100*time.Hour), Exclusions: exclusions(40_000, clock, time.Second, 100*time.Hour)},
		"40 exclusions of 40,000 tickets":             {Tickets: deskTickets(40_000, 900*time.Hour), Exclusions: exclusions(40, clock, time.Hour, time.Minute)},
		"4,000 exclusions of 4,000 tickets":           {Tickets: deskTickets(4_000, 900*time.Hour), Exclusions: exclusions(4_000, clock, 10*time.Minute, time.Minute)},
		"800 exclusions of 800 tickets (small)":       {Tickets: deskTickets(800, 900*time.Hour), Exclusions: exclusions(800, clock, time.Hour, time.Minute)},
		"every ticket is late":                        {Tickets: deskTickets(40_000, 100*time.Hour)},
		"40,000 events of 20,000 ids in a ticket":     {Tickets: long(40_000, func(int) string { return "noted" }, func(i int) string { return fmt.Sprint(i / 2) })},
		"20,000 pauses of a ticket":                   {Tickets: long(40_000, func(i int) string { return [2]string{"paused", "resumed"}[i%2] }, none)},
		"20,000 cycles of a ticket":                   {Tickets: long(40_000, func(i int) string { return [2]string{"resolved", "opened"}[i%2] }, none)},
		"40,000 exclusions of an unknown clock":       {Exclusions: exclusions(40_000, sla.Exclusion{Clock: "nothing"}, time.Second, time.Hour)},
		"40,000 exclusions, each of a ticket of many": {Tickets: deskTickets(1_000, 100*time.Hour), Exclusions: exclusions(39_000, sla.Exclusion{Ticket: "T7"}, time.Second, time.Hour)},
	}
}

// BenchmarkHostileBatch shows what the worst batches cost beside an ordinary one of
// as many bytes: x-ordinary is how many times as long the batch takes to be read
// from its JSON and evaluated.
func BenchmarkHostileBatch(b *testing.B) {
	batches := hostileBatches()
	for _, name := range slices.Sorted(maps.Keys(batches)) {
		facts := batches[name]
		b.Run(name, func(b *testing.B) { besideOrdinary(b, hostileDesk(b), facts, usualTickets, judge) })
	}
}

// besideOrdinary times work on a batch, and on an ordinary one of as many bytes.
func besideOrdinary(b *testing.B, a *sla.Agreement, facts sla.Facts, usual func(n int) sla.Facts, work func(testing.TB, *sla.Agreement, []byte)) {
	text := jsonOf(b, facts)
	ordinary := jsonOf(b, usual(max(10, len(text)*1000/len(jsonOf(b, usual(1000))))))
	once := func(text []byte) time.Duration {
		started := time.Now()
		work(b, a, text)
		return time.Since(started)
	}
	least, beside := once(text), once(ordinary)
	b.SetBytes(int64(len(text)))
	for b.Loop() { // by turns, so that a machine with other work slows both
		least = min(least, once(text))
		b.StopTimer()
		beside = min(beside, once(ordinary))
		b.StartTimer()
	}
	b.ReportMetric(float64(least)/float64(beside), "x-ordinary")
}

func jsonOf(tb testing.TB, facts sla.Facts) []byte {
	tb.Helper()
	text, err := json.Marshal(facts)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// usualTickets are those of a month, a tenth of them late.
func usualTickets(n int) sla.Facts {
	return sla.Facts{Tickets: append(deskTickets(n-n/10, time.Hour), deskTickets(n/10, 100*time.Hour)...)}
}

// judge reads a batch and evaluates it.
func judge(tb testing.TB, a *sla.Agreement, text []byte) {
	var facts sla.Facts
	if err := json.Unmarshal(text, &facts); err != nil {
		tb.Fatal(err)
	}
	deskResult(tb, a, facts)
}

// However many exclusions there are and wherever they lie, what an evaluation says
// of a ticket is what is said of it live, which reads each of them.
func TestManyExclusionsCountAlikeLive(t *testing.T) {
	runs := 60
	if testing.Short() {
		runs = 15
	}
	missed := 0
	for run := range runs {
		random := rand.New(rand.NewPCG(1, uint64(run)))
		within := [...]string{fmt.Sprintf("%dh", 1+random.IntN(60)), "2 business days", "4 calendar days"}[max(0, random.IntN(5)-2)]
		target := sla.Target{Within: sla.Within(within), Calendar: []string{"office", "24x7"}[run%2]}
		if run%3 == 0 {
			target.Grace = metrics.Span(fmt.Sprintf("%dm", 1+random.IntN(600)))
		}
		if manyExclusions(t, run, random, sla.Policies{Profile: sla.ProfileExact}, target) {
			missed++
		}
	}
	if missed < runs/2 {
		t.Errorf("%d of %d runs are late, too few to tell", missed, runs)
	}
}

// The same holds if the target changes, under every policy.
func TestManyExclusionsOfChangingTargetsCountAlikeLive(t *testing.T) {
	runs := 300
	if testing.Short() {
		runs = 60
	}
	missed := 0
	for run := range runs {
		random := rand.New(rand.NewPCG(2, uint64(run)))
		var targets []sla.Target
		for _, priority := range []string{"1", "2", "3", ""} {
			target := sla.Target{Within: sla.Within(fmt.Sprintf("%dh", 1+random.IntN(60))), Calendar: []string{"office", "24x7"}[random.IntN(2)]}
			if random.IntN(8) == 0 {
				target.Within = sla.Within([...]string{"2 business days", "4 calendar days", "none"}[random.IntN(3)])
			}
			if random.IntN(3) == 0 && target.Within != "none" {
				target.Grace = metrics.Span(fmt.Sprintf("%dm", 1+random.IntN(600)))
			}
			if priority != "" {
				target.When = sla.Where{"priority": sla.Is(priority)}
			}
			targets = append(targets, target)
		}
		policies := sla.Policies{Profile: sla.ProfileExact, Retarget: [...]sla.Retarget{
			sla.FromStart, sla.Restart, sla.CarryElapsed, sla.CarryProportion, sla.KeepStricter, sla.KeepFirst}[run%6]}
		if random.IntN(4) == 0 {
			policies.PastPauses = sla.DropPauses
		}
		if manyExclusions(t, run, random, policies, targets...) {
			missed++
		}
	}
	if missed < runs/2 {
		t.Errorf("%d of %d runs are late, too few to tell", missed, runs)
	}
}

// manyExclusions draws a ticket and exclusions, and reports whether it is late.
func manyExclusions(t *testing.T, run int, random *rand.Rand, policies sla.Policies, targets ...sla.Target) bool {
	t.Helper()
	if run%5 < 2 {
		policies.DayPauses = sla.PausesAdded
	}
	if run%7 < 3 {
		policies.DueAtClosing = sla.LateAfterDue
	}
	a, err := sla.New(sla.Spec{
		ID: "desk", Zone: "Europe/Berlin", Policies: policies,
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
		Clocks: map[string]sla.Clock{"repair": {
			Start: sla.On("opened"), Pause: sla.On("paused"), Resume: sla.On("resumed"), Stop: sla.On("resolved"),
		}},
		Objectives: []sla.Objective{{
			ID: "repair", Clock: "repair", Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart, Targets: targets,
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: since(0), Name: "opened"}}}
	at := time.Duration(0)
	for i := range random.IntN(8) {
		at += time.Duration(random.IntN(60*3600)) * time.Second
		ticket.Events = append(ticket.Events, sla.Event{At: since(at), Name: [2]string{"paused", "resumed"}[i%2]})
	}
	if run%4 > 0 {
		ticket.Events = append(ticket.Events, sla.Event{At: since(at + 200*time.Hour), Name: "resolved"})
	}
	if len(targets) > 1 {
		for range random.IntN(6) {
			ticket.Events = append(ticket.Events, sla.Event{At: since(time.Duration(random.IntN(300*3600)) * time.Second), Name: "noted",
				Set: sla.Attrs{{"priority", fmt.Sprint(1 + random.IntN(4))}}})
		}
	}
	var waived []sla.Exclusion
	for i := range 100 + random.IntN(300) {
		from := since(time.Duration(random.IntN(500*3600)) * time.Second)
		of := sla.Exclusion{Clock: "repair", Reason: fmt.Sprint("r", i%50), From: from, To: from.Add(time.Duration(1+random.IntN(1800)) * time.Second)}
		if random.IntN(3) == 0 {
			of.Ticket = "T"
		}
		waived = append(waived, of)
	}
	now := since(600 * time.Hour)
	r, err := a.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: []sla.Ticket{ticket}, Exclusions: waived}, now)
	if err != nil {
		t.Fatal(err)
	}
	live := a.Track(&ticket, now, waived...)[0]
	if late := len(r.Outcomes[0].Breaches) > 0; late != (live.Verdict == sla.Missed) {
		t.Fatalf("run %d: late %v, live %s", run, late, live.Verdict)
	} else if !late {
		return false
	}
	b := r.Outcomes[0].Breaches[0]
	if b.Elapsed != live.Elapsed || b.Overrun != live.Overrun || !b.BreachedAt.Equal(live.BreachedAt) || !live.DueAt.IsZero() && !b.DueAt.Equal(live.DueAt) {
		t.Fatalf("run %d: %v, %v over, due %v, breached %v; live %v, %v over, due %v, breached %v", run,
			b.Elapsed, b.Overrun, b.DueAt, b.BreachedAt, live.Elapsed, live.Overrun, live.DueAt, live.BreachedAt)
	}
	if all := asBreach(a.Explain(&ticket, "repair", now, waived...).Trace); !slices.Equal(joined(b.Trace), joined(all)) {
		t.Fatalf("run %d:\n%v\nis the trace, want that of the explanation\n%v", run, b.Trace, all)
	}
	return true
}

// A pause in which many are waived is told in as many stretches as time that runs:
// of a pause of 100 h, a minute of every hour of its first 40 is waived.
func TestABreachTellsSomeExclusionsOfAPause(t *testing.T) {
	a, err := sla.New(sla.Spec{
		ID: "desk", Zone: "Europe/Berlin", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"repair": {
			Start: sla.On("opened"), Pause: sla.On("paused"), Resume: sla.On("resumed"), Stop: sla.On("resolved"),
		}},
		Objectives: []sla.Objective{{
			ID: "repair", Clock: "repair", Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart,
			Targets: []sla.Target{{Within: "2 calendar days", Calendar: "24x7"}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ticket := sla.Ticket{ID: "T", Events: []sla.Event{
		{At: since(-time.Hour), Name: "opened"}, {At: since(-time.Minute), Name: "paused"},
		{At: since(100 * time.Hour), Name: "resumed"}, {At: since(200 * time.Hour), Name: "resolved"},
	}}
	waived := exclusions(40, sla.Exclusion{Clock: "repair"}, time.Hour, time.Minute)
	b := deskResult(t, a, sla.Facts{Tickets: []sla.Ticket{ticket}, Exclusions: waived}).Outcomes[0].Breaches[0]
	kinds := map[sla.SegmentKind]int{}
	for _, s := range b.Trace {
		kinds[s.Kind]++
	}
	// Running, ten times paused and waived, the rest of the pause, running.
	if kinds[sla.Running] != 2 || kinds[sla.Paused] != 11 || kinds[sla.Waived] != 10 || len(b.Trace) != 23 {
		t.Errorf("%v", kinds)
	}
	rest := b.Trace[21]
	if rest.Kind != sla.Paused || !rest.From.Equal(since(9*time.Hour+time.Minute)) || !rest.To.Equal(since(100*time.Hour)) {
		t.Errorf("the rest of the pause is %v", rest)
	}
}

// joined puts time that runs together with what a breach tells separately because
// a target begins with it.
func joined(trace []sla.Segment) (all []sla.Segment) {
	waived := 0
	for _, s := range trace {
		if s.Kind == sla.Waived {
			waived++
		}
		n := len(all) - 1
		if n >= 0 && all[n].Kind == sla.Running && (s.Kind == sla.Running || s.Kind == sla.Waived && waived > 10) {
			all[n].To, all[n].Counted = s.To, all[n].Counted+s.Counted
			continue
		}
		all = append(all, s)
	}
	return all
}

// asBreach is what a breach tells of the trace of an explanation.
func asBreach(trace []sla.Segment) []sla.Segment {
	var all []sla.Segment
	waived, before := 0, sla.Waived
	for _, s := range trace {
		if s.Kind != sla.Carried {
			s.Cause = ""
		}
		if s.Kind == sla.Closed || s.Kind == sla.OnHoliday {
			s.Kind = sla.Running
		}
		if s.Kind == sla.Waived {
			waived++
		}
		was := before
		before = s.Kind
		if n := len(all); n > 0 {
			last := &all[n-1]
			hours := s.Kind == sla.Running && was == sla.Running
			running := last.Kind == sla.Running && (s.Kind == sla.Running || s.Kind == sla.Waived)
			paused := last.Kind == sla.Paused && (s.Kind == sla.Paused && was == sla.Waived || s.Kind == sla.Waived && was == sla.Paused)
			if hours || waived > 10 && (running || paused) {
				last.To, last.Counted = s.To, last.Counted+s.Counted
				continue
			}
		}
		all = append(all, s)
	}
	return all
}
