package sla_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// claimSpec owes 10.00 for a repair that is late, to be claimed within a window.
func claimSpec(claim penalty.Claim) sla.Spec {
	spec := lateSpec("Europe/Berlin", sla.Target{Within: "1h", Calendar: "24x7"}, "1h", penalty.Started)
	spec.Credits.Rules = []penalty.Term{{Objective: "repair", Rule: penalty.Flat{Credit: "10.00"}}}
	spec.Credits.Claim = claim
	spec.Calendars["office"] = calendar.Spec{Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-04-03", "2026-04-06"}}
	spec.Calendars["six"] = calendar.Spec{Hours: "mon-sat 09:00-17:00", Closed: []calendar.Local{"2026-04-03", "2026-04-06"}}
	spec.Calendars["tokyo"] = calendar.Spec{Zone: "Asia/Tokyo", Hours: "mon-fri 09:00-17:00"}
	return spec
}

// A repair was late on Tuesday, 31 March 2026. Good Friday is 3 April, Easter Monday
// 6 April: of the office the days are 1, 2, 7, 8, 9 April.
func TestClaimWindowsByACalendarOfTheAgreement(t *testing.T) {
	berlin := must(time.LoadLocation("Europe/Berlin"))
	ticket := sla.Ticket{ID: "T", Events: []sla.Event{
		{At: time.Date(2026, 3, 31, 9, 0, 0, 0, berlin), Name: "opened"}, {At: time.Date(2026, 3, 31, 11, 0, 0, 0, berlin), Name: "repaired"}}}
	may := time.Date(2026, 5, 1, 0, 0, 0, 0, berlin)
	april := func(day int) date.Date { return date.New(2026, time.April, day) }
	for _, c := range []struct {
		claim penalty.Claim
		want  date.Date
		again date.Date // of a credit that is found on Thursday, 2 April
	}{
		{"5 business days of office after failure", april(9), april(13)}, // 7, 8, 9, 10, 13
		{"5 business days of six after failure", april(8), april(10)},    // 1, 2, 4, 7, 8; 4, 7, 8, 9, 10
		{"5 business days of office after month end", april(9), date.New(2026, time.May, 7)},
		{"5 business days of tokyo after failure", april(7), april(9)},
		{"5 business days of 24x7 after failure", april(5), april(7)},
		{"5 days after failure", april(5), april(7)},
	} {
		spec := claimSpec(c.claim)
		a, err := sla.New(spec)
		if err != nil {
			t.Fatal(err)
		}
		result := func(facts sla.Facts) penalty.Statement {
			return must(a.Evaluate(sla.Month(2026, 3), facts, may)).Statement()
		}
		s := result(sla.Facts{Tickets: []sla.Ticket{ticket}})
		if s.ClaimBy != c.want || s.Lines[0].State != penalty.Claimable || len(s.Problems) > 0 {
			t.Errorf("%s: %s until %s, want %s; %v", c.claim, s.Lines[0].State, s.ClaimBy, c.want, s.Problems)
		}
		if in, after := s.On(c.want).Lines[0].State, s.On(c.want + 1).Lines[0].State; in != penalty.Claimable || after != penalty.Expired {
			t.Errorf("%s: %s on its last day, %s after", c.claim, in, after)
		}
		if fix := result(sla.Facts{}).Corrected(s, april(2)); fix.ClaimBy != c.again || len(fix.Problems) > 0 {
			t.Errorf("%s: corrected until %s, want %s; %v", c.claim, fix.ClaimBy, c.again, fix.Problems)
		}
	}
}

// The window is counted by the calendar of the revision that governs the period.
func TestClaimWindowsUnderARevision(t *testing.T) {
	spec := claimSpec("5 business days of office after failure")
	spec.Revisions = []sla.Revision{{From: "2026-04-01", Pins: sla.PinOpened, Reason: "no more days off",
		Change: sla.Spec{Removed: []string{"calendars.office.closed"}}}}
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		period sla.Period
		day    time.Time
		want   date.Date
	}{
		{sla.Month(2026, 3), time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC), date.New(2026, time.April, 9)},
		{sla.Month(2026, 4), time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC), date.New(2026, time.April, 8)},
	} {
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: c.day, Name: "opened"}, {At: c.day.Add(2 * time.Hour), Name: "repaired"}}}
		s := must(a.Evaluate(c.period, sla.Facts{Tickets: []sla.Ticket{ticket}}, c.day.AddDate(0, 2, 0))).Statement()
		if s.ClaimBy != c.want {
			t.Errorf("%s: until %s, want %s", c.period, s.ClaimBy, c.want)
		}
	}
}

func TestClaimWindowsThatCannotBeCounted(t *testing.T) {
	for _, c := range []struct{ claim, want string }{
		{"5 business days after failure", `credits.claim: "5 business days after failure": missing: name the calendar of the business days: 5 business days of office after failure`},
		{"5 business days of offcie after failure", `credits.claim: "5 business days of offcie after failure": unknown: did you mean "office"?`},
		{"5 business days of gone after failure", `credits.claim: "5 business days of gone after failure": conflicts with another term: gone never opens while the agreement is in force`},
	} {
		spec := claimSpec(penalty.Claim(c.claim))
		spec.Calendars["gone"] = calendar.Spec{Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-01-01..2026-12-31"}}
		spec.Effective = "2026-01-01/2027-01-01"
		if _, err := sla.New(spec); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.claim, err, c.want)
		}
	}
}
