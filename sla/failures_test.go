package sla_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// failing is an agreement about a portal whose credits are per failure.
func failing(t *testing.T, m metrics.Metric, rules ...penalty.Term) *sla.Agreement {
	t.Helper()
	for i := range rules {
		rules[i].Objective = "portal"
	}
	return compile(t, sla.Spec{
		ID: "portal", Zone: "UTC", Currency: "EUR",
		Calendars:  map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
		Objectives: []sla.Objective{{ID: "portal", Metric: m, Attain: "99%", Period: sla.Monthly}},
		Credits:    penalty.Spec{Round: penalty.HalfUp, Rules: rules},
	})
}

// outage reads "06-01T10:00/06-01T11:00", of 2026.
func outage(t *testing.T, text string) sla.Outage {
	t.Helper()
	from, to, _ := strings.Cut(text, "/")
	read := func(text string) time.Time {
		at, err := time.Parse("2006-01-02T15:04", "2026-"+text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	o := sla.Outage{Of: "portal", ID: text, From: read(from)}
	if to != "" {
		o.To = read(to)
	}
	return o
}

func outages(t *testing.T, texts ...string) (all []sla.Outage) {
	for _, text := range texts {
		all = append(all, outage(t, text))
	}
	return all
}

// Failures are runs of lost time. Each counts in the month in which it begins; what
// it loses counts in the month in which it is lost.
func TestFailuresOfAnAvailability(t *testing.T) {
	whole := metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude}
	office := metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude, Calendar: "office"}
	removing := metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude, Maintenance: metrics.Remove}
	window := sla.Exclusion{Of: "portal", From: utc2026("05-31T20:00"), To: utc2026("06-01T02:00"), Reason: "release"}
	for _, c := range []struct {
		name    string
		metric  metrics.Metric
		outages []string
		exclude bool
		may     string // how long each failure lost; in brackets of one counted before
		june    string
	}{
		{"apart", whole, []string{"06-10T10:00/06-10T11:00", "06-10T11:01/06-10T12:00"}, false, "", "1h0m0s 59m0s"},
		{"abutting", whole, []string{"06-10T10:00/06-10T11:00", "06-10T11:00/06-10T12:00"}, false, "", "2h0m0s"},
		{"overlapping", whole, []string{"06-10T10:00/06-10T11:00", "06-10T10:30/06-10T12:00"}, false, "", "2h0m0s"},
		{"over the border", whole, []string{"05-31T20:00/06-01T08:00"}, false, "4h0m0s", "[8h0m0s]"},
		{"abutting at the border", whole, []string{"05-31T20:00/06-01T00:00", "06-01T00:00/06-01T01:00"}, false, "4h0m0s", "[1h0m0s]"},
		{"a minute after the border", whole, []string{"05-31T20:00/06-01T00:00", "06-01T00:01/06-01T01:00"}, false, "4h0m0s", "59m0s"},
		{"over two borders", whole, []string{"04-10T00:00/06-01T08:00"}, false, "[744h0m0s]", "[8h0m0s]"},
		{"an end nobody knows", whole, []string{"05-31T12:00/"}, false, "12h0m0s", "[720h0m0s]"},
		// Friday to Monday; known to be in order over the night of the second.
		{"over a weekend", office, []string{"06-05T16:00/06-08T10:00"}, false, "", "2h0m0s"},
		{"two around a night", office, []string{"06-09T16:00/06-09T17:00", "06-10T09:00/06-10T09:30"}, false, "", "1h0m0s 30m0s"},
		{"in closed hours alone", office, []string{"06-06T10:00/06-06T12:00"}, false, "", ""},
		{"begun in closed hours of May", office, []string{"05-30T10:00/06-01T10:00"}, false, "", "1h0m0s"},
		{"begun in hours of May", office, []string{"05-29T16:30/06-01T10:00"}, false, "30m0s", "[1h0m0s]"},
		{"begun in a window", removing, []string{"05-31T21:00/06-01T04:00"}, true, "", "2h0m0s"},
		{"begun before a window", removing, []string{"05-31T19:00/06-01T04:00"}, true, "1h0m0s", "[2h0m0s]"},
		{"around a window", removing, []string{"05-31T19:00/05-31T20:00", "06-01T02:00/06-01T04:00"}, true, "1h0m0s", "2h0m0s"},
	} {
		a := failing(t, c.metric)
		facts := sla.Facts{Outages: outages(t, c.outages...)}
		if c.exclude {
			facts.Exclusions = []sla.Exclusion{window}
		}
		for period, want := range map[string]string{"2026-05": c.may, "2026-06": c.june} {
			o, _ := settledOf(t, a, period, facts).Outcome("portal")
			var got []string
			for _, f := range o.Failures {
				text := f.Lost.String()
				if f.Earlier {
					text = "[" + text + "]"
				}
				got = append(got, text)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s, %s: %q, want %q", c.name, period, strings.Join(got, " "), want)
			}
		}
	}
}

func utc2026(text string) time.Time {
	at, err := time.Parse("2006-01-02T15:04", "2026-"+text)
	if err != nil {
		panic(err)
	}
	return at
}

// Failures of 90 and 30 minutes in June; a third begins in June and lasts 150
// minutes, of which 60 lie in July.
func TestCreditsPerFailure(t *testing.T) {
	facts := sla.Facts{Outages: outages(t, "06-02T10:00/06-02T11:30", "06-03T10:00/06-03T10:30", "06-30T22:30/07-01T01:00")}
	per := func(counted penalty.Counted) penalty.Term {
		return penalty.Term{Rule: penalty.PerUnitLate{Credit: "10.00", Unit: "1h", Counted: counted}}
	}
	for _, c := range []struct {
		name       string
		rule       penalty.Term
		june, july string
	}{
		{"per breach", penalty.Term{Rule: penalty.PerBreach{Credit: "5.00"}}, "15.00 EUR", "0.00 EUR"},
		{"started units", per(penalty.Started), "50.00 EUR", "10.00 EUR"}, // 2 + 1 + 2, and 1
		{"full units", per(penalty.Full), "20.00 EUR", "10.00 EUR"},       // 1 + 0 + 1, and 1
		{"exact units", per(penalty.InPart), "35.00 EUR", "10.00 EUR"},    // 1.5 + 0.5 + 1.5, and 1
		{"all that was lost", penalty.Term{Rule: penalty.PerUnitLate{Credit: "10.00", Unit: "1h", Counted: penalty.Started, Reads: penalty.LostTime}},
			"40.00 EUR", "10.00 EUR"},
	} {
		a := failing(t, metrics.Availability{Of: "portal", NoData: metrics.NoDataGood}, c.rule)
		for period, want := range map[string]string{"2026-06": c.june, "2026-07": c.july} {
			p, err := sla.ParsePeriod(period)
			if err != nil {
				t.Fatal(err)
			}
			r, err := a.Evaluate(p, facts, utc2026("08-02T00:00"))
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Statement().Total.String(); got != want {
				t.Errorf("%s, %s: %s, want %s", c.name, period, got, want)
			}
		}
	}
}

// A partial outage is late by what it lost: 30% of 2 hours are 36 minutes.
func TestPartialFailureIsLateByWhatItLost(t *testing.T) {
	o := outage(t, "06-02T10:00/06-02T12:00")
	o.Share = "30%"
	a := failing(t, metrics.Availability{Of: "portal", NoData: metrics.NoDataGood},
		penalty.Term{Rule: penalty.PerUnitLate{Credit: "10.00", Unit: "1h", Counted: penalty.InPart}})
	if got := settledOf(t, a, "2026-06", sla.Facts{Outages: []sla.Outage{o}}).Statement().Total.String(); got != "6.00 EUR" {
		t.Errorf("got %s, want 6.00 EUR", got)
	}
}

// Numbers of failures add up: those of the months are those of the quarter.
func TestNumbersOfFailuresAddUp(t *testing.T) {
	facts := sla.Facts{Outages: outages(t, "04-30T20:00/05-01T08:00", "05-31T20:00/06-02T08:00", "06-10T10:00/06-10T11:00", "06-10T10:30/06-10T11:30")}
	number := func(every sla.Every, period string) (all []string) {
		a := compile(t, measured(sla.Objective{Metric: metrics.Repair{Of: "portal", Statistic: metrics.Failures}, Period: every}))
		for _, o := range settledOf(t, a, period, facts).Outcomes {
			all = append(all, fmt.Sprint(o.Attained))
		}
		return all
	}
	if got := strings.Join(number(sla.Monthly, "2026-Q2"), " "); got != "1 1 1 3" {
		t.Errorf("months and their sum: %s, want 1 1 1 3", got)
	}
	if got := strings.Join(number(sla.Quarterly, "2026-Q2"), " "); got != "3" {
		t.Errorf("the quarter: %s, want 3", got)
	}
}

// An outage and a window of no length count for nothing, and nothing is told.
func TestStretchesOfNoLength(t *testing.T) {
	facts := sla.Facts{
		Outages:    outages(t, "06-10T10:00/06-10T10:00"),
		Exclusions: []sla.Exclusion{{Of: "portal", From: utc2026("06-10T10:00"), To: utc2026("06-10T10:00"), Reason: "release"}},
	}
	r := settledOf(t, failing(t, metrics.Availability{Of: "portal", NoData: metrics.NoDataGood, Maintenance: metrics.Remove}), "2026-06", facts)
	if o, _ := r.Outcome("portal"); o.Attained.String() != "100%" || len(o.Failures) > 0 || len(r.Findings) > 0 {
		t.Errorf("%s, %d failures, findings %v; want 100%% and none", o.Attained, len(o.Failures), r.Findings)
	}
}
