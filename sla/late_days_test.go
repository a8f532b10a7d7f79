package sla_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// lateSpec credits 1.00 for each unit by which a repair is late, under one target.
func lateSpec(zone string, target sla.Target, unit penalty.Span, counted penalty.Counted) sla.Spec {
	return sla.Spec{
		ID: "late", Zone: zone, Currency: "EUR",
		Policies: sla.Policies{Profile: sla.ProfileExact, DayPauses: sla.PausesIgnored},
		Calendars: map[string]calendar.Spec{
			"days":    {Hours: "mon-fri 00:00-24:00"},
			"holiday": {Hours: "mon-fri 00:00-24:00", Closed: []calendar.Local{"2026-03-09"}},
			"office":  {Hours: "mon-fri 09:00-17:00"},
			"tokyo":   {Zone: "Asia/Tokyo", Hours: "mon-fri 00:00-24:00"},
		},
		Clocks: map[string]sla.Clock{"repair": {Start: sla.On("opened"), Stop: sla.On("repaired"),
			Pause: sla.Condition{While: sla.Where{"status": sla.Is("waiting")}}}},
		Objectives: []sla.Objective{{ID: "repair", Clock: "repair", Targets: []sla.Target{target}, Attain: "100%", Period: sla.Monthly, Counts: sla.ByStart}},
		Credits: penalty.Spec{Round: penalty.HalfUp, Rules: []penalty.Term{
			{Objective: "repair", Rule: penalty.PerUnitLate{Credit: "1.00", Unit: unit, Counted: counted}}}},
	}
}

// lateIn gives a breach as it is at an instant, and what is owed for it.
func lateIn(t *testing.T, spec sla.Spec, facts sla.Facts, at time.Time) (*sla.Breach, penalty.Statement) {
	t.Helper()
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	period, err := a.PeriodAt(sla.Monthly, facts.Tickets[0].Events[0].At)
	if err != nil {
		t.Fatal(err)
	}
	_, after := a.Bounds(period)
	if at.Before(after) {
		at = after
	}
	r, err := a.Evaluate(period, facts, at)
	if err != nil {
		t.Fatal(err)
	}
	o, _ := r.Outcome("repair")
	if len(o.Breaches) == 0 {
		return nil, r.Statement()
	}
	return &o.Breaches[0], r.Statement()
}

// Each row: until when a cycle was late, and the dates that were late, worked out
// by hand: begun and whole, every date and business days alone.
func TestDatesThatAreLate(t *testing.T) {
	const whole = "1 business day end of day"
	event := func(at time.Time, name string, set ...[2]string) sla.Event {
		return sla.Event{At: at, Name: name, Set: set}
	}
	in := func(zone string) func(text string) time.Time {
		location := must(time.LoadLocation(zone))
		return func(text string) time.Time { return must(time.ParseInLocation("2006-01-02T15:04", text, location)) }
	}
	berlin, tokyo, apia := in("Europe/Berlin"), in("Asia/Tokyo"), in("Pacific/Apia")
	thursday, friday, saturday := berlin("2026-03-05T10:00"), berlin("2026-03-06T09:00"), berlin("2026-03-07T00:00")
	waiting, going := [2]string{"status", "waiting"}, [2]string{"status", "open"}
	waived := func(from, to string) sla.Exclusion {
		return sla.Exclusion{Ticket: "T", From: berlin(from), To: berlin(to), Reason: "storm"}
	}
	excluding := func(s *sla.Spec) { s.Policies.Reopen = sla.ContinueExcluding }
	var hourly []sla.Exclusion // the second half of each hour of a Saturday
	for hour := range 24 {
		hourly = append(hourly, sla.Exclusion{Ticket: "T", From: saturday.Add(time.Duration(hour)*time.Hour + 30*time.Minute),
			To: saturday.Add(time.Duration(hour+1) * time.Hour), Reason: "storm"})
	}
	for _, c := range []struct {
		what     string
		zone     string
		target   sla.Target
		closing  sla.DueAtClosing
		change   func(*sla.Spec)
		opened   time.Time
		between  []sla.Event
		waived   []sla.Exclusion
		stop     time.Time
		days     *penalty.Days
		business *penalty.Days
	}{
		// Opened on a Thursday, due at the end of Friday, 6 March.
		{what: "at the end of Friday", target: sla.Target{Within: whole, Calendar: "days"}, stop: saturday},
		{what: "just after", target: sla.Target{Within: whole, Calendar: "days"}, stop: saturday.Add(1), days: &penalty.Days{Started: 1}, business: &penalty.Days{}},
		{what: "to the end of Saturday", target: sla.Target{Within: whole, Calendar: "days"}, stop: berlin("2026-03-08T00:00"),
			days: &penalty.Days{Started: 1, Full: 1}, business: &penalty.Days{}},
		{what: "just into Sunday", target: sla.Target{Within: whole, Calendar: "days"}, stop: berlin("2026-03-08T00:00").Add(1),
			days: &penalty.Days{Started: 2, Full: 1}, business: &penalty.Days{}},
		{what: "to the end of Sunday", target: sla.Target{Within: whole, Calendar: "days"}, stop: berlin("2026-03-09T00:00"),
			days: &penalty.Days{Started: 2, Full: 2}, business: &penalty.Days{}},
		{what: "into Monday", target: sla.Target{Within: whole, Calendar: "days"}, stop: berlin("2026-03-09T00:30"),
			days: &penalty.Days{Started: 3, Full: 2}, business: &penalty.Days{Started: 1}},
		{what: "just before the end of Monday", target: sla.Target{Within: whole, Calendar: "days"}, stop: berlin("2026-03-10T00:00").Add(-1),
			days: &penalty.Days{Started: 3, Full: 2}, business: &penalty.Days{Started: 1}},
		{what: "to the end of Monday", target: sla.Target{Within: whole, Calendar: "days"}, stop: berlin("2026-03-10T00:00"),
			days: &penalty.Days{Started: 3, Full: 3}, business: &penalty.Days{Started: 1, Full: 1}},
		{what: "a Monday that is a holiday", target: sla.Target{Within: whole, Calendar: "holiday"}, stop: berlin("2026-03-10T00:30"),
			days: &penalty.Days{Started: 4, Full: 3}, business: &penalty.Days{Started: 1}},

		// Due at 17:00 of Friday: its evening is late.
		{what: "the evening of Friday", target: sla.Target{Within: whole, Calendar: "office"}, stop: berlin("2026-03-06T17:00").Add(1),
			days: &penalty.Days{Started: 1}, business: &penalty.Days{Started: 1}},
		{what: "from Friday evening to Monday", target: sla.Target{Within: whole, Calendar: "office"}, stop: berlin("2026-03-09T09:00"),
			days: &penalty.Days{Started: 4, Full: 2}, business: &penalty.Days{Started: 2}},

		// Eight hours of the office from Friday 09:00 are used up at 17:00. What is in time
		// until more is used is not late before Monday 09:00.
		{what: "at the opening of Monday", target: sla.Target{Within: "8h", Calendar: "office"}, opened: friday, stop: berlin("2026-03-09T09:00")},
		{what: "just after it", target: sla.Target{Within: "8h", Calendar: "office"}, opened: friday, stop: berlin("2026-03-09T09:00").Add(1),
			days: &penalty.Days{Started: 1}, business: &penalty.Days{Started: 1}},
		{what: "late after due, in closed hours", target: sla.Target{Within: "8h", Calendar: "office"}, closing: sla.LateAfterDue, opened: friday,
			stop: berlin("2026-03-07T10:00"), days: &penalty.Days{Started: 2}, business: &penalty.Days{Started: 1}},

		// A pause stops the lateness of a length: of Monday to Thursday, two dates.
		{what: "paused past a length", target: sla.Target{Within: "4h", Calendar: "office"}, opened: berlin("2026-03-02T09:00"),
			between: []sla.Event{event(berlin("2026-03-02T15:00"), "status", waiting), event(berlin("2026-03-05T10:00"), "status", going)},
			stop:    berlin("2026-03-05T11:00"), days: &penalty.Days{Started: 2}, business: &penalty.Days{Started: 2}},
		// A pause does not stop the lateness past an instant, whose overrun is wall time.
		{what: "paused past an instant", target: sla.Target{Within: whole, Calendar: "days"},
			between: []sla.Event{event(berlin("2026-03-07T15:00"), "status", waiting), event(berlin("2026-03-09T10:00"), "status", going)},
			stop:    berlin("2026-03-09T11:00"), days: &penalty.Days{Started: 3, Full: 2}, business: &penalty.Days{Started: 1}},
		// Nor does it count what a stop and the return keep out of a length.
		{what: "reopened past a length", target: sla.Target{Within: "4h", Calendar: "office"}, opened: berlin("2026-03-02T09:00"), change: excluding,
			between: []sla.Event{event(berlin("2026-03-02T15:00"), "repaired"), event(berlin("2026-03-05T10:00"), "opened")},
			stop:    berlin("2026-03-05T11:00"), days: &penalty.Days{Started: 2}, business: &penalty.Days{Started: 2}},
		{what: "reopened past an instant", target: sla.Target{Within: whole, Calendar: "days"}, change: excluding,
			between: []sla.Event{event(berlin("2026-03-07T10:00"), "repaired"), event(berlin("2026-03-09T10:00"), "opened")},
			stop:    berlin("2026-03-09T11:00"), days: &penalty.Days{Started: 3, Full: 2}, business: &penalty.Days{Started: 1}},
		// A pause that a change of target drops was no pause.
		{what: "a pause that is dropped", target: sla.Target{Within: "4h", Calendar: "office"}, opened: berlin("2026-03-02T09:00"),
			change: func(s *sla.Spec) {
				s.Policies.Retarget, s.Policies.PastPauses = sla.FromStart, sla.DropPauses
				o := &s.Objectives[0]
				o.Targets = append([]sla.Target{{When: sla.Where{"p": sla.Is("2")}, Within: "5h", Calendar: "office"}}, o.Targets...)
			},
			between: []sla.Event{event(berlin("2026-03-02T15:00"), "status", waiting), event(berlin("2026-03-04T10:00"), "status", going),
				event(berlin("2026-03-04T11:00"), "status", [2]string{"p", "2"})},
			stop: berlin("2026-03-05T11:00"), days: &penalty.Days{Started: 4, Full: 2}, business: &penalty.Days{Started: 4, Full: 2}},

		// A promised date is in time until it ends.
		{what: "at the end of a promised date", target: sla.Target{Within: "promised ready", Calendar: "days"}, stop: saturday,
			days: &penalty.Days{Started: 1}, business: &penalty.Days{}},
		{what: "the date after a promised one", target: sla.Target{Within: "promised ready", Calendar: "days"}, stop: berlin("2026-03-08T00:00"),
			days: &penalty.Days{Started: 1, Full: 1}, business: &penalty.Days{}},
		{what: "a promised date, until tomorrow in Tokyo", target: sla.Target{Within: "promised ready", Calendar: "tokyo"}, stop: berlin("2026-03-07T16:30"),
			days: &penalty.Days{Started: 1}, business: &penalty.Days{}},
		{what: "past a promised date", target: sla.Target{Within: "promised ready", Calendar: "days"}, stop: berlin("2026-03-09T00:30"),
			days: &penalty.Days{Started: 3, Full: 2}, business: &penalty.Days{Started: 1}},

		// What is waived is not late.
		{what: "a waived date", target: sla.Target{Within: whole, Calendar: "days"}, stop: berlin("2026-03-09T00:30"),
			waived: []sla.Exclusion{waived("2026-03-07T00:00", "2026-03-08T00:00")}, days: &penalty.Days{Started: 2, Full: 1}, business: &penalty.Days{Started: 1}},
		{what: "a part of a date", target: sla.Target{Within: whole, Calendar: "days"}, stop: berlin("2026-03-09T00:30"),
			waived: []sla.Exclusion{waived("2026-03-07T06:00", "2026-03-08T00:00")}, days: &penalty.Days{Started: 3, Full: 1}, business: &penalty.Days{Started: 1}},
		{what: "many parts of a date", target: sla.Target{Within: whole, Calendar: "days"}, stop: berlin("2026-03-09T00:30"),
			waived: hourly, days: &penalty.Days{Started: 3, Full: 1}, business: &penalty.Days{Started: 1}},
		{what: "all that was late", target: sla.Target{Within: whole, Calendar: "days"}, stop: berlin("2026-03-09T00:30"),
			waived: []sla.Exclusion{waived("2026-03-07T00:00", "2026-03-09T00:30")}, days: &penalty.Days{}, business: &penalty.Days{}},

		// A grace of two open hours after the end of Friday ends on Monday at 02:00.
		{what: "after a grace", target: sla.Target{Within: whole, Calendar: "days", Grace: "2h"}, stop: berlin("2026-03-09T02:00").Add(1),
			days: &penalty.Days{Started: 1}, business: &penalty.Days{Started: 1}},
		{what: "within a grace", target: sla.Target{Within: whole, Calendar: "days", Grace: "2h"}, stop: berlin("2026-03-09T02:00")},

		// Dates are those of the zone by which the target goes.
		{what: "a calendar of another zone", target: sla.Target{Within: whole, Calendar: "tokyo"}, stop: tokyo("2026-03-09T00:30"),
			days: &penalty.Days{Started: 3, Full: 2}, business: &penalty.Days{Started: 1}},
		{what: "calendar days", target: sla.Target{Within: "1 calendar day end of day", Calendar: "tokyo"}, stop: berlin("2026-03-07T15:30"),
			days: &penalty.Days{Started: 1}, business: &penalty.Days{}},
		{what: "calendar days until tomorrow in Tokyo", target: sla.Target{Within: "1 calendar day end of day", Calendar: "tokyo"}, stop: berlin("2026-03-08T16:30"),
			days: &penalty.Days{Started: 2, Full: 1}, business: &penalty.Days{Started: 1}},
		// Samoa had no 30 December 2011.
		{what: "a date that was skipped", zone: "Pacific/Apia", target: sla.Target{Within: "1 calendar day end of day", Calendar: "days"},
			opened: apia("2011-12-28T10:00"), stop: apia("2012-01-01T00:30"), days: &penalty.Days{Started: 2, Full: 1}, business: &penalty.Days{}},
	} {
		if c.opened.IsZero() {
			c.opened = thursday
		}
		if c.zone == "" {
			c.zone = "Europe/Berlin"
		}
		owed := func(d *penalty.Days) (started, full string) {
			if d == nil {
				d = &penalty.Days{}
			}
			return fmt.Sprintf("%d.00 EUR", d.Started), fmt.Sprintf("%d.00 EUR", d.Full)
		}
		for _, unit := range []penalty.Span{"1 calendar day", "1 business day"} {
			want := c.days
			if unit == "1 business day" {
				want = c.business
			}
			started, full := owed(want)
			for counted, sum := range map[penalty.Counted]string{penalty.Started: started, penalty.Full: full} {
				spec := lateSpec(c.zone, c.target, unit, counted)
				spec.Policies.DueAtClosing = c.closing
				if c.change != nil {
					c.change(&spec)
				}
				ticket := sla.Ticket{ID: "T", Attrs: sla.Attrs{{"ready", "2026-03-06"}}, Events: append([]sla.Event{event(c.opened, "opened")}, c.between...)}
				facts := func() sla.Facts { return sla.Facts{Tickets: []sla.Ticket{ticket}, Exclusions: c.waived} }
				// As it is later of a ticket that has stopped, and of one open until then.
				open := facts()
				ticket.Events = append(ticket.Events, event(c.stop, "repaired"))
				b, statement := lateIn(t, spec, facts(), c.stop)
				if (b == nil) != (want == nil) {
					t.Errorf("%s: breach %v", c.what, b)
					continue
				}
				if got := statement.Total.String(); got != sum || len(statement.Problems) > 0 {
					t.Errorf("%s, %s %s: %s, want %s; %v", c.what, unit, counted, got, sum, statement.Problems)
				}
				if b == nil {
					continue
				}
				told, other := b.LateDays, b.LateBusinessDays
				if unit == "1 business day" {
					told, other = other, told
				}
				if told == nil || *told != *want || other != nil {
					t.Errorf("%s, %s: late %v %v, want %v", c.what, unit, told, other, want)
				}
				if a := must(sla.New(spec)); c.stop.After(must2(a.Bounds(must(a.PeriodAt(sla.Monthly, c.opened))))) {
					if b, _ := lateIn(t, spec, open, c.stop); b == nil {
						t.Errorf("%s: open, it is no breach", c.what)
					}
				}
			}
		}
	}
}

// must2 gives the second of two values.
func must2[A, B any](_ A, b B) B { return b }

// A ticket that is open is late up to the instant of the evaluation; what it is owed
// grows with its dates, and stays when it has stopped.
func TestAnOpenTicketIsLateUntilNow(t *testing.T) {
	target := sla.Target{Within: "1 business day end of day", Calendar: "days"}
	opened := time.Date(2026, 2, 25, 9, 0, 0, 0, time.UTC) // due at the end of Thursday, 26 February
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), "1.00 EUR"}, // Friday
		{time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), "1.00 EUR"},
		{time.Date(2026, 3, 2, 0, 0, 0, 1, time.UTC), "2.00 EUR"}, // Monday has begun
		{time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC), "4.00 EUR"},
	} {
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: opened, Name: "opened"}}}
		spec := lateSpec("UTC", target, "1 business day", penalty.Started)
		for _, stopped := range []bool{false, true} {
			at := c.at
			if stopped {
				ticket.Events = append(ticket.Events, sla.Event{At: c.at, Name: "repaired"})
				at = at.AddDate(0, 0, 7)
			}
			if _, s := lateIn(t, spec, sla.Facts{Tickets: []sla.Ticket{ticket}}, at); s.Total.String() != c.want {
				t.Errorf("%v, stopped %t: %s, want %s", c.at, stopped, s.Total, c.want)
			}
		}
	}
}

// What a tally keeps of a breach is enough: stored, merged and by group alike. Its
// JSON tells the days.
func TestDaysOfLatenessAreKept(t *testing.T) {
	spec := lateSpec("UTC", sla.Target{Within: "1 business day end of day", Calendar: "days"}, "1 business day", penalty.Started)
	spec.Objectives[0].By = []string{"site"}
	a := must(sla.New(spec))
	day := func(d, hour int) time.Time { return time.Date(2026, 3, d, hour, 0, 0, 0, time.UTC) }
	ticket := func(id, site string, stop time.Time) *sla.Ticket {
		return &sla.Ticket{ID: id, Attrs: sla.Attrs{{"site", site}}, Events: []sla.Event{{At: day(5, 10), Name: "opened"}, {At: stop, Name: "repaired"}}}
	}
	at := day(31, 0).AddDate(0, 0, 1)
	north, south := a.NewTally(), a.NewTally()
	north.Add(ticket("A", "north", day(10, 9))) // Monday and Tuesday
	south.Add(ticket("B", "south", day(7, 9)))  // no business day
	south.Add(ticket("C", "south", day(11, 9))) // Monday to Wednesday
	stored := must(south.MarshalBinary())
	read := a.NewTally()
	if err := read.UnmarshalBinary(stored); err != nil {
		t.Fatal(err)
	}
	if err := north.Merge(read); err != nil {
		t.Fatal(err)
	}
	r := must(north.Result(sla.Month(2026, 3), at))
	got := map[string]string{}
	for _, l := range r.Statement().Lines {
		got[l.Group] = l.Amount.String()
	}
	if got["site=north"] != "2.00 EUR" || got["site=south"] != "3.00 EUR" {
		t.Errorf("%v", got)
	}
	text := string(r.JSON())
	if !strings.Contains(text, `"late-business-days":{"full":2,"started":3}`) {
		t.Errorf("%s", text)
	}
	again := must(sla.ReadResult([]byte(text)))
	if again.Digest() != r.Digest() {
		t.Error("it is read back as another result")
	}
}

// A revision whose credits count days counts them of what an earlier one governs,
// and a target of that one without a calendar is a problem, not nothing.
func TestDaysOfLatenessUnderARevision(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 3, d, 10, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		within    sla.Within
		calendar  string
		want      string
		undecided bool
	}{
		{"1 business day end of day", "days", "1.00 EUR", false}, // due at the end of Monday, 2 March; Tuesday
		{"1 calendar day end of day", "", "0.00 EUR", true},      // due at the end of Saturday
	} {
		spec := lateSpec("UTC", sla.Target{Within: c.within, Calendar: c.calendar}, "1 calendar day", penalty.Started)
		spec.Objectives[0].Counts = sla.ByStop
		later := spec.Credits
		later.Rules = []penalty.Term{{Objective: "repair", Rule: penalty.PerUnitLate{Credit: "1.00", Unit: "1 business day", Counted: penalty.Started}}}
		changed := spec.Objectives[0]
		changed.Targets = []sla.Target{{Within: "1 business day end of day", Calendar: "days"}}
		spec.Revisions = []sla.Revision{{From: "2026-03-01", Reason: "business days", Pins: sla.PinOpened, Change: sla.Spec{Credits: later, Objectives: []sla.Objective{changed}}}}
		a, err := sla.New(spec)
		if err != nil {
			t.Fatal(err)
		}
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: time.Date(2026, 2, 27, 10, 0, 0, 0, time.UTC), Name: "opened"}, {At: day(3), Name: "repaired"}}}
		r := must(a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{ticket}}, day(31).AddDate(0, 0, 2)))
		s := r.Statement()
		if s.Total.String() != c.want || (len(s.Problems) == 1 && s.Problems[0].Code == penalty.MissingDays) != c.undecided {
			t.Errorf("%s: %s, want %s; %v", c.within, s.Total, c.want, s.Problems)
		}
	}
}

func TestDaysOfLatenessThatCannotBeCounted(t *testing.T) {
	days := sla.Target{Within: "1 business day end of day", Calendar: "days"}
	for _, c := range []struct {
		what   string
		unit   penalty.Span
		change func(*sla.Spec)
		want   string // "": it is taken
	}{
		{"calendar days without a calendar", "1 calendar day", func(s *sla.Spec) { s.Objectives[0].Targets = []sla.Target{{Within: "2 calendar days"}} }, ""},
		{"calendar days of wall time", "1 calendar day", func(s *sla.Spec) { s.Objectives[0].Targets = []sla.Target{{Within: "4h wall"}} }, ""},
		{"business days without a calendar", "1 business day", func(s *sla.Spec) { s.Objectives[0].Targets = []sla.Target{{Within: "2 calendar days"}} },
			"objectives[0].targets[0].calendar: missing: credits count its lateness in business days: name the calendar whose days they are"},
		{"one target of two", "1 business day", func(s *sla.Spec) {
			s.Objectives[0].Targets = []sla.Target{{When: sla.Where{"p": sla.Is("1")}, Within: "4h wall"}, days}
			s.Policies.Retarget = sla.Restart
		}, "objectives[0].targets[0].within: \"4h wall\": conflicts with another term: credits count its lateness in business days, and wall time has none"},
		{"a target that promises nothing", "1 business day", func(s *sla.Spec) {
			s.Objectives[0].Targets = []sla.Target{{When: sla.Where{"p": sla.Is("5")}, Within: "none"}, days}
			s.Policies.Retarget = sla.Restart
		}, ""},
		{"an availability", "1 calendar day", func(s *sla.Spec) {
			s.Objectives[0] = sla.Objective{ID: "repair", Metric: metrics.Availability{Of: "web", NoData: metrics.NoDataGood}, Attain: "99%", Period: sla.Monthly}
		}, "objectives[0].clock: missing: credits count its lateness in days"},
	} {
		spec := lateSpec("UTC", days, c.unit, penalty.Started)
		spec.Clocks["repair"] = sla.Clock{Start: sla.On("opened"), Stop: sla.On("repaired")}
		c.change(&spec)
		_, err := sla.New(spec)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.what, err, c.want)
		}
		if c.want != "" && !errors.Is(err, sla.ErrMissing) && !errors.Is(err, sla.ErrConflict) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}
