package penalty_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/penalty"
)

// weekdays counts Monday to Friday, less the dates that are closed, of the calendar
// office; of six also Saturdays. It knows no other calendar.
func weekdays(closed ...date.Date) func(string, date.Date, int) (date.Date, bool) {
	return func(name string, after date.Date, n int) (date.Date, bool) {
		if name != "office" && name != "six" {
			return 0, false
		}
		for n > 0 {
			after++
			if w := after.Weekday(); w != time.Sunday && (w != time.Saturday || name == "six") && !slices.Contains(closed, after) {
				n--
			}
		}
		return after, true
	}
}

// Easter 2026: Good Friday is 3 April, Easter Monday 6 April.
func TestClaimWindowsByACalendar(t *testing.T) {
	easter := weekdays(date.New(2026, time.April, 3), date.New(2026, time.April, 6))
	for _, c := range []struct {
		claim   penalty.Claim
		failure date.Date
		days    func(string, date.Date, int) (date.Date, bool)
		want    date.Date // 0: not known
	}{
		{"5 business days of office after failure", date.New(2026, time.March, 31), easter, date.New(2026, time.April, 9)}, // 1, 2, 7, 8, 9
		{"5 business days of office after failure", date.New(2026, time.March, 31), weekdays(), date.New(2026, time.April, 7)},
		{"5 business days of six after failure", date.New(2026, time.March, 31), easter, date.New(2026, time.April, 8)}, // 1, 2, 4, 7, 8
		{"5 business days of office after month end", date.New(2026, time.March, 10), easter, date.New(2026, time.April, 9)},
		{"1 business day of office after period end", date.New(2026, time.March, 10), easter, date.New(2026, time.April, 1)},
		{"0 business days of office after failure", date.New(2026, time.March, 29), easter, date.New(2026, time.March, 29)}, // a Sunday
		{"5 business days of office after failure", date.New(2026, time.March, 31), nil, 0},
		{"5 business days of works after failure", date.New(2026, time.March, 31), easter, 0},
		{"9 days after failure", date.New(2026, time.March, 31), nil, date.New(2026, time.April, 9)},
	} {
		schedule := compile(t, penalty.Spec{Claim: c.claim, Rules: []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "10.00"}}}})
		if c.days != nil {
			schedule = schedule.WithBusinessDays(c.days)
		}
		kase := penalty.Case{From: march, To: april, Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed, On: c.failure}}}
		s := schedule.Statement(kase)
		line := s.Lines[0]
		if line.State != penalty.Claimable || line.ClaimBy != c.want || s.ClaimBy != c.want || s.Claim != c.claim {
			t.Errorf("%s: %s until %s, the statement until %s by %q, want %s", c.claim, line.State, line.ClaimBy, s.ClaimBy, s.Claim, c.want)
		}
		problem := penalty.Finding{Code: penalty.MissingDays, Path: "claim", Value: string(c.claim)}
		if c.want == 0 && !slices.Equal(s.Problems, []penalty.Finding{problem}) || c.want != 0 && len(s.Problems) > 0 {
			t.Errorf("%s: problems %v", c.claim, s.Problems)
		}
		if c.want == 0 { // nothing expires that has no last day, and a given day is the day
			if got := s.On(april + 1000).Lines[0].State; got != penalty.Claimable {
				t.Errorf("%s: %s without a last day", c.claim, got)
			}
			if kase.ClaimBy = april + 7; schedule.Statement(kase).Lines[0].ClaimBy != april+7 || len(schedule.Statement(kase).Problems) > 0 {
				t.Errorf("%s: the given day does not count", c.claim)
			}
			continue
		}
		for _, on := range []struct {
			day, claimed date.Date
			want         penalty.LineState
		}{
			{c.want, 0, penalty.Claimable}, {c.want + 1, 0, penalty.Expired},
			{c.want + 1, c.want, penalty.Issued}, {c.want + 1, c.want + 1, penalty.Expired},
		} {
			var claimed []date.Date
			if on.claimed != 0 {
				claimed = append(claimed, on.claimed)
			}
			if got := s.On(on.day, claimed...).Lines[0].State; got != on.want {
				t.Errorf("%s, on %s, claimed %v: %s, want %s", c.claim, on.day, claimed, got, on.want)
			}
		}
	}
}

// The window of what a correction adds is counted by the calendar too, from the day
// of the correction.
func TestTheClaimWindowOfACorrectionByACalendar(t *testing.T) {
	easter := weekdays(date.New(2026, time.April, 3), date.New(2026, time.April, 6))
	schedule := compile(t, penalty.Spec{Claim: "5 business days of office after failure", Rules: []penalty.Term{{Objective: "o", Rule: penalty.PerBreach{Credit: "10.00"}}}}).
		WithBusinessDays(easter)
	at := func(breaches int64) penalty.Statement {
		return schedule.Statement(penalty.Case{ID: "march", From: march, To: april,
			Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed, Breaches: breaches, On: date.New(2026, time.March, 31)}}})
	}
	for _, c := range []struct{ day, want date.Date }{
		{date.New(2026, time.April, 2), date.New(2026, time.April, 13)}, // 7, 8, 9, 10, 13
		{date.New(2026, time.April, 3), date.New(2026, time.April, 13)}, // Good Friday
		{date.New(2026, time.April, 7), date.New(2026, time.April, 14)},
		{date.New(2026, time.March, 20), date.New(2026, time.April, 9)}, // no shorter than the window of the period
	} {
		fix := at(0).Corrected(at(1), c.day)
		if got := fix.Lines[0].ClaimBy; got != c.want || fix.ClaimBy != c.want || len(fix.Problems) > 0 {
			t.Errorf("corrected on %s: until %s, the statement until %s, want %s; %v", c.day, got, fix.ClaimBy, c.want, fix.Problems)
		}
	}
	// A new statement that was stored has no calendar: the day is not known.
	var stored penalty.Statement
	if text, err := json.Marshal(at(1)); err != nil || json.Unmarshal(text, &stored) != nil {
		t.Fatal(err)
	}
	fix := at(0).Corrected(stored, date.New(2026, time.April, 7))
	want := penalty.Finding{Code: penalty.MissingDays, Path: "claim", Value: "5 business days of office after failure"}
	if fix.Lines[0].ClaimBy != 0 || fix.ClaimBy != 0 || !slices.Equal(fix.Problems, []penalty.Finding{want}) {
		t.Errorf("until %s, %v", fix.Lines[0].ClaimBy, fix.Problems)
	}
	// The other way round: what is stored is the old statement.
	if text, err := json.Marshal(at(0)); err != nil || json.Unmarshal(text, &stored) != nil {
		t.Fatal(err)
	}
	if fix = stored.Corrected(at(1), date.New(2026, time.April, 7)); fix.ClaimBy != date.New(2026, time.April, 14) {
		t.Errorf("until %s", fix.ClaimBy)
	}
}

func TestBusinessDaysOfAClaimNameACalendar(t *testing.T) {
	for _, c := range []struct {
		claim    penalty.Claim
		calendar string
		want     string // "": it is taken
	}{
		{"5 business days of office after failure", "office", ""},
		{"1 business day of days after hours after month end", "days after hours", ""},
		{"30 days after month end", "", ""},
		{"5 business days after failure", "", "claim: \"5 business days after failure\": missing: name the calendar of the business days: 5 business days of office after failure"},
		{"1 business day after month end", "", "missing: name the calendar of the business days: 1 business day of office after month end"},
		{"5 business days of  after failure", "", "missing: name the calendar"},
		{"5 days of office after failure", "", "days of office"},
		{"5 business weeks of office after failure", "", "business weeks of office"},
	} {
		_, err := penalty.New(penalty.Spec{Unit: "EUR", Claim: c.claim})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.claim, err, c.want)
		}
		if got := c.claim.Calendar(); got != c.calendar {
			t.Errorf("%s: calendar %q, want %q", c.claim, got, c.calendar)
		}
	}
	if _, ok := penalty.Claim("5 business days of office after failure").LastDay(march, april); ok {
		t.Error("a last day without the calendar")
	}
}

// Of lines whose last day is known the first counts for the statement, whichever
// else are not.
func TestAStatementIsToBeClaimedByTheFirstDayThatIsKnown(t *testing.T) {
	known := weekdays()
	schedule := compile(t, penalty.Spec{Claim: "5 business days of office after failure", Rules: []penalty.Term{
		{Objective: "a", Rule: penalty.Flat{Credit: "10.00"}}, {Objective: "b", Rule: penalty.Flat{Credit: "10.00"}}, {Objective: "c", Rule: penalty.Flat{Credit: "10.00"}},
	}}).WithBusinessDays(func(name string, after date.Date, n int) (date.Date, bool) {
		last, ok := known(name, after, n)
		return last, ok && last < april // the calendar ends with March
	})
	missed := func(objective string, day int) penalty.Shortfall {
		return penalty.Shortfall{Objective: objective, Verdict: penalty.Missed, On: date.New(2026, time.March, day)}
	}
	s := schedule.Statement(penalty.Case{From: march, To: april, Shortfalls: []penalty.Shortfall{missed("a", 10), missed("b", 9), missed("c", 31)}})
	var days []string
	for _, l := range s.Lines {
		days = append(days, l.ClaimBy.String())
	}
	if want := []string{"2026-03-17", "2026-03-16", date.Date(0).String()}; !slices.Equal(days, want) || s.ClaimBy.String() != "2026-03-16" || len(s.Problems) != 1 {
		t.Errorf("%v, the statement until %s, want %v; %v", days, s.ClaimBy, want, s.Problems)
	}
}
