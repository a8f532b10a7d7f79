package sla_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

func compile(t testing.TB, spec sla.Spec) *sla.Agreement {
	t.Helper()
	agreement, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	return agreement
}

func evaluate(t testing.TB, a *sla.Agreement, p sla.Period, facts sla.Facts, asOf time.Time) *sla.Result {
	t.Helper()
	result, err := a.Evaluate(p, facts, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// lines gives one line per outcome.
func lines(r *sla.Result) []string {
	var all []string
	for _, o := range r.Outcomes {
		group := ""
		for _, pair := range o.Group {
			group += " " + pair[0] + "=" + pair[1]
		}
		all = append(all, fmt.Sprintf("%s %s%s: %s%s %d of %d, %d open", o.Objective, o.Period, group, o.Verdict, o.Reason, o.Good, o.Total, o.Open))
	}
	return all
}

func wantLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		g, w := "", ""
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("line %d:\n got  %s\n want %s", i, g, w)
		}
	}
}

// simple is a ticket that was opened and perhaps closed.
func simple(id, opened, closed string, attrs ...[2]string) sla.Ticket {
	t := sla.Ticket{ID: id, Attrs: attrs, Events: []sla.Event{{At: berlin(opened), Name: "opened"}}}
	if closed != "" {
		t.Events = append(t.Events, sla.Event{At: berlin(closed), Name: "closed"})
	}
	return t
}

// simpleSpec promises that 80 % are closed within 8 open hours.
func simpleSpec(every sla.Every) sla.Spec {
	spec := exampleSpec()
	spec.Credits = penalty.Spec{}
	spec.Clocks["resolution"] = sla.Clock{Start: sla.On("opened"), Stop: sla.On("closed")}
	spec.Objectives = []sla.Objective{{
		ID: "closed", Clock: "resolution", Attain: "80%", Period: every, Counts: sla.ByStart,
		Targets: []sla.Target{{Within: "8h", Calendar: "office"}},
	}}
	return spec
}

func TestALongerPeriodGivesEachPeriodAndTheirSum(t *testing.T) {
	a := compile(t, simpleSpec(sla.Monthly))
	facts := sla.Facts{Tickets: []sla.Ticket{
		simple("1", "01-12T09:00", "01-12T17:00"),
		simple("2", "03-02T09:00", "03-03T09:01"), // the minute after eight hours
		simple("3", "03-02T09:00", "03-03T09:00"), // open time has not gone on
		simple("4", "03-31T09:00", ""),
	}}
	r := evaluate(t, a, sla.Quarter(2026, 1), facts, berlin("03-31T10:00"))
	wantLines(t, lines(r),
		"closed 2026-01: met 1 of 1, 0 open",
		"closed 2026-02: not-measurableno-items 0 of 0, 0 open",
		"closed 2026-03: undecided 1 of 2, 1 open",
		"closed 2026-Q1: sum-of-periods 2 of 3, 1 open",
	)
	if r.Outcomes[0].Final != true || r.Outcomes[2].Final != false {
		t.Error("January has ended and March has not")
	}
}

func TestAShorterPeriodGivesTheOneItLiesIn(t *testing.T) {
	a := compile(t, simpleSpec(sla.Quarterly))
	facts := sla.Facts{Tickets: []sla.Ticket{simple("1", "01-12T09:00", "01-12T17:00")}}
	wantLines(t, lines(evaluate(t, a, sla.Month(2026, time.March), facts, berlin("03-31T10:00"))),
		"closed 2026-Q1: undecided 1 of 1, 0 open")
}

func TestPeriods(t *testing.T) {
	facts := sla.Facts{Tickets: []sla.Ticket{
		simple("1", "01-30T23:59", ""), simple("2", "01-31T00:00", ""), simple("3", "02-27T23:59", ""), simple("4", "02-28T00:00", ""),
		simple("5", "03-28T12:00", ""), simple("6", "03-29T12:00", ""),
	}}
	for every, want := range map[sla.Every][]string{
		"month from 2025-01-31": {"closed 2026-01-31/2026-02-28: missed 0 of 2, 0 open", "closed 2026-02-28/2026-03-31: missed 0 of 3, 0 open", "closed 2026-02: sum-of-periods 0 of 5, 0 open"},
		"rolling 28 days":       {"closed 2026-02: missed 0 of 2, 0 open"},
		"year from february":    {"closed 2026-02-01/2027-02-01: undecided 0 of 4, 0 open"},
		"week from sunday": {"closed 2026-02-01/2026-02-08: not-measurableno-items 0 of 0, 0 open", "closed 2026-02-08/2026-02-15: not-measurableno-items 0 of 0, 0 open",
			"closed 2026-02-15/2026-02-22: not-measurableno-items 0 of 0, 0 open", "closed 2026-02-22/2026-03-01: missed 0 of 2, 0 open", "closed 2026-02: sum-of-periods 0 of 2, 0 open"},
		"2026-01-31/2026-02-28": {"closed 2026-01-31/2026-02-28: missed 0 of 2, 0 open"},
	} {
		t.Run(string(every), func(t *testing.T) {
			wantLines(t, lines(evaluate(t, compile(t, simpleSpec(every)), sla.Month(2026, time.February), facts, berlin("06-01T00:00"))), want...)
		})
	}
}

func TestARevisionThatChangesTheTargetDoesNotSplitThePeriod(t *testing.T) {
	spec := simpleSpec(sla.Monthly)
	changed := spec.Objectives[0]
	changed.Targets = []sla.Target{{Within: "4h", Calendar: "office"}}
	spec.Revisions = []sla.Revision{{From: "2026-03-16T12:00", Pins: sla.PinOpened, Change: sla.Spec{Objectives: []sla.Objective{changed}}}}
	facts := sla.Facts{Tickets: []sla.Ticket{
		simple("before", "03-16T11:59", "03-17T10:00"), // 6 h 1 m of 8 h
		simple("after", "03-16T12:00", "03-17T10:00"),  // 6 h of 4 h
	}}
	r := evaluate(t, compile(t, spec), sla.Month(2026, time.March), facts, berlin("04-01T00:00"))
	wantLines(t, lines(r), "closed 2026-03: missed 1 of 2, 0 open")
	for b := range r.Breaches() {
		if b.Ticket != "after" || b.Target != "revisions[0].change.objectives[0].targets[0]" || b.Overrun != 2*time.Hour {
			t.Errorf("breach: %+v", b)
		}
	}
}

func TestARevisionOfThePromiseSplitsThePeriod(t *testing.T) {
	spec := simpleSpec(sla.Monthly)
	changed := spec.Objectives[0]
	changed.Attain = "50%"
	spec.Revisions = []sla.Revision{{From: "2026-03-16", Pins: sla.PinOpened, Change: sla.Spec{Objectives: []sla.Objective{changed}}}}
	facts := sla.Facts{Tickets: []sla.Ticket{
		simple("1", "03-10T09:00", "03-10T10:00"), simple("2", "03-10T09:00", "03-17T10:00"),
		simple("3", "03-20T09:00", "03-20T10:00"), simple("4", "03-20T09:00", "03-27T10:00"),
	}}
	r := evaluate(t, compile(t, spec), sla.Month(2026, time.March), facts, berlin("04-01T00:00"))
	wantLines(t, lines(r),
		"closed 2026-03: missed 1 of 2, 0 open", // of 80 %
		"closed 2026-03: met 1 of 2, 0 open",    // of 50 %
		"closed 2026-03: sum-of-periods 2 of 4, 0 open")
	if !r.Outcomes[0].To.Equal(berlin("03-16T00:00")) || !r.Outcomes[1].From.Equal(berlin("03-16T00:00")) {
		t.Errorf("split at %v and %v", r.Outcomes[0].To, r.Outcomes[1].From)
	}
}

func TestPinsDecideBetweenRevisions(t *testing.T) {
	for pin, want := range map[sla.Pin][2]int64{ // good under 8 h before, 4 h after
		sla.PinOpened:  {3, 3}, // all opened before
		sla.PinDue:     {2, 3}, // the one due after is held to 4 h
		sla.PinStopped: {1, 3}, // and the one that was stopped after
	} {
		t.Run(string(pin), func(t *testing.T) {
			spec := simpleSpec(sla.Monthly)
			changed := spec.Objectives[0]
			changed.Targets = []sla.Target{{Within: "4h", Calendar: "office"}}
			spec.Revisions = []sla.Revision{{From: "2026-03-17", Pins: pin, Change: sla.Spec{Objectives: []sla.Objective{changed}}}}
			facts := sla.Facts{Tickets: []sla.Ticket{
				simple("early", "03-16T09:00", "03-16T12:00"),
				simple("stopped later", "03-16T09:00", "03-17T09:00"), // due Monday 17:00
				simple("due later", "03-16T12:00", "03-17T10:00"),
			}}
			r := evaluate(t, compile(t, spec), sla.Month(2026, time.March), facts, berlin("04-01T00:00"))
			if o, _ := r.Outcome("closed"); o.Good != want[0] || o.Total != want[1] {
				t.Errorf("%d of %d, want %v", o.Good, o.Total, want)
			}
		})
	}
}

func TestOpenItemsCountAsThePolicySays(t *testing.T) {
	facts := sla.Facts{Tickets: []sla.Ticket{simple("overdue", "03-02T09:00", ""), simple("not due", "03-30T09:00", "")}}
	asOf := berlin("03-30T17:00") // on the due instant of the second
	for _, c := range []struct {
		notDue  sla.OpenNotDue
		pastDue sla.OpenPastDue
		want    string
	}{
		{sla.NotDueExcluded, sla.PastDueMissed, "closed 2026-03: undecided 0 of 1, 1 open"},
		{sla.NotDueMet, sla.PastDueMissed, "closed 2026-03: undecided 1 of 2, 0 open"},
		{sla.NotDueExcluded, sla.PastDueExcluded, "closed 2026-03: not-measurableno-items 0 of 0, 2 open"},
		{sla.NotDueMet, sla.PastDueExcluded, "closed 2026-03: undecided 1 of 1, 1 open"},
	} {
		spec := simpleSpec(sla.Monthly)
		spec.Policies.OpenNotDue, spec.Policies.OpenPastDue = c.notDue, c.pastDue
		wantLines(t, lines(evaluate(t, compile(t, spec), sla.Month(2026, time.March), facts, asOf)), c.want)
	}
}

func TestEventsAfterTheEvaluationHaveNotHappened(t *testing.T) {
	a := compile(t, simpleSpec(sla.Monthly))
	facts := sla.Facts{Tickets: []sla.Ticket{simple("1", "03-02T09:00", "03-02T12:00")}}
	wantLines(t, lines(evaluate(t, a, sla.Month(2026, time.March), facts, berlin("03-02T11:59"))), "closed 2026-03: not-measurableno-items 0 of 0, 1 open")
	wantLines(t, lines(evaluate(t, a, sla.Month(2026, time.March), facts, berlin("03-02T12:00"))), "closed 2026-03: undecided 1 of 1, 0 open")
}

func TestAvailabilityComesWithALedgerThatAddsUp(t *testing.T) {
	spec := simpleSpec(sla.Monthly)
	spec.Objectives = []sla.Objective{{
		ID: "portal", Attain: "99.9%", Period: sla.Monthly,
		Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude, Maintenance: metrics.Remove},
	}}
	facts := sla.Facts{
		Outages: []sla.Outage{
			{Of: "portal", From: berlin("03-10T10:00"), To: berlin("03-10T10:30"), ID: "A"},
			{Of: "portal", From: berlin("03-10T10:20"), To: berlin("03-10T10:43"), ID: "B"}, // overlaps
			{Of: "portal", From: berlin("03-12T02:00"), To: berlin("03-12T03:00"), ID: "C"}, // maintained
			{Of: "portal", From: berlin("04-01T02:00"), ID: "D"},                            // next month
		},
		Exclusions: []sla.Exclusion{{Of: "portal", From: berlin("03-12T02:00"), To: berlin("03-12T04:00"), Reason: "upgrade"}},
	}
	a := compile(t, spec)
	o := evaluate(t, a, sla.Month(2026, time.March), facts, berlin("04-02T00:00")).Outcomes[0]
	// March 2026 has 743 hours in Berlin; two are excluded; 43 minutes are lost.
	if good, total, _ := o.Attained.Parts(); good != int64(741*time.Hour-43*time.Minute) || total != int64(741*time.Hour) {
		t.Errorf("%v", o.Attained)
	}
	if o.Verdict != sla.Met {
		t.Errorf("%s: 44 minutes and 27.6 seconds are allowed", o.Verdict)
	}
	if margin, _ := o.Margin.Duration(); margin != 741*time.Hour/1000-43*time.Minute {
		t.Errorf("margin %v", o.Margin)
	}
	var sum time.Duration
	for _, e := range o.Ledger {
		sum += e.Length()
	}
	if sum != o.To.Sub(o.From) || sum != 743*time.Hour {
		t.Errorf("the ledger adds up to %v of %v", sum, o.To.Sub(o.From))
	}
	facts.Outages[1].To = berlin("03-10T10:45")
	if o := evaluate(t, a, sla.Month(2026, time.March), facts, berlin("04-02T00:00")).Outcomes[0]; o.Verdict != sla.Missed {
		t.Errorf("%s with 45 minutes lost", o.Verdict)
	}
}

func TestCountsAddUpToARatio(t *testing.T) {
	spec := simpleSpec(sla.Monthly)
	spec.Objectives = []sla.Objective{{ID: "requests", Attain: "99.9%", Period: sla.Monthly, Metric: metrics.Ratio{Of: "api"}}}
	facts := sla.Facts{Counts: []sla.Count{
		{Of: "api", At: berlin("03-01T00:00"), Good: 999, Total: 1000},
		{Of: "api", At: berlin("03-31T23:59"), Good: 0, Total: 0},
		{Of: "api", At: berlin("04-01T00:00"), Good: 0, Total: 1000}, // April
		{Of: "api", At: berlin("03-02T00:00"), Good: 2, Total: 1},    // impossible
	}}
	r := evaluate(t, compile(t, spec), sla.Month(2026, time.March), facts, berlin("04-02T00:00"))
	wantLines(t, lines(r), "requests 2026-03: met 999 of 1000, 0 open")
	if len(r.Findings) != 1 || r.Findings[0].Code != sla.FindingCount {
		t.Errorf("findings: %v", r.Findings)
	}
}

func TestCreditsFollowTheSettledOutcomes(t *testing.T) {
	spec := exampleSpec()
	spec.Credits.Base = "fee of support"
	a := compile(t, spec)
	facts := sla.Facts{
		Tickets: exampleTickets(), // one of two met: below 70 %
		Charges: []sla.Charge{
			{Of: "support", Period: sla.Month(2026, time.March), Amount: decimal.RequireFromString("812.40")},
			{Of: "support", Period: sla.Month(2026, time.April), Amount: decimal.RequireFromString("9999.00")},
		},
	}
	early := evaluate(t, a, sla.Month(2026, time.March), facts, berlin("03-31T23:59"))
	if total := early.Statement().Total.String(); len(early.Statement().Lines) != 0 {
		t.Errorf("%s owed for a month that has not ended", total)
	}
	r := evaluate(t, a, sla.Month(2026, time.March), facts, berlin("04-01T00:00"))
	if total := r.Statement().Total.String(); total != "121.86 EUR" { // 15 % of 812.40
		t.Errorf("%s owed", total)
	}
	if quarter := evaluate(t, a, sla.Quarter(2026, 1), facts, berlin("04-01T00:00")); quarter.Statement().Total.String() != "121.86 EUR" {
		t.Errorf("%s owed for the quarter", quarter.Statement().Total)
	}
}

func TestLengthsAreHandedToCreditRulesInTheUnitsOfTheirBands(t *testing.T) {
	spec := simpleSpec(sla.Monthly)
	spec.Currency = "EUR"
	spec.Objectives[0].Metric, spec.Objectives[0].Attain = metrics.Max{}, "at most 4h"
	spec.Credits = penalty.Spec{Base: "1000.00", Round: penalty.HalfUp, Rules: []penalty.Term{{
		Objective: "closed", Rule: penalty.Tiers{{When: "over 4h", Credit: "5%"}, {When: "over 6h", Credit: "20%"}},
	}}}
	facts := sla.Facts{Tickets: []sla.Ticket{simple("1", "03-02T09:00", "03-02T15:00")}} // 6 h: not over 6 h
	r := evaluate(t, compile(t, spec), sla.Month(2026, time.March), facts, berlin("04-01T00:00"))
	if total := r.Statement().Total.String(); total != "50.00 EUR" {
		t.Errorf("%s owed: %v", total, r.Statement().Lines)
	}
}

func TestEqualArgumentsGiveEqualBytes(t *testing.T) {
	facts := sla.Facts{Tickets: exampleTickets()}
	one := evaluate(t, compile(t, exampleSpec()), sla.Month(2026, time.March), facts, berlin("04-01T00:00"))
	facts.Tickets[0], facts.Tickets[1] = facts.Tickets[1], facts.Tickets[0]
	two := evaluate(t, compile(t, exampleSpec()), sla.Month(2026, time.March), facts, berlin("04-01T00:00"))
	if !bytes.Equal(one.JSON(), two.JSON()) || one.Digest() != two.Digest() {
		t.Errorf("the order of tickets shows:\n%s\n%s", one.JSON(), two.JSON())
	}
	changed := exampleSpec()
	changed.Title = "Another title"
	three := evaluate(t, compile(t, changed), sla.Month(2026, time.March), facts, berlin("04-01T00:00"))
	if one.Digest() == three.Digest() {
		t.Error("the digest does not cover the agreement")
	}
}

// Every global of the decimal package is changed, and no digest with it.
func TestResultsIgnoreTheDecimalPackagesGlobals(t *testing.T) {
	facts := sla.Facts{Tickets: exampleTickets(), Charges: []sla.Charge{
		{Of: "support", Period: sla.Month(2026, time.March), Amount: decimal.RequireFromString("812.40")},
	}}
	spec := exampleSpec()
	spec.Credits.Base = "fee of support"
	digest := func() [32]byte {
		return evaluate(t, compile(t, spec), sla.Month(2026, time.March), facts, berlin("04-01T00:00")).Digest()
	}
	before := digest()
	defer func(a, b, c int, d, e, f bool, g int) {
		decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent, decimal.ExpMaxIterations = a, b, c
		decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MarshalJSONWithoutQuotes = d, e, f
		decimal.MaxDecodeExponent = g
	}(decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent, decimal.ExpMaxIterations,
		decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MarshalJSONWithoutQuotes, decimal.MaxDecodeExponent)
	decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent, decimal.ExpMaxIterations = 1, 1, 1
	decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MarshalJSONWithoutQuotes = false, true, true
	decimal.MaxDecodeExponent = 1
	if digest() != before {
		t.Error("a global of the decimal package changes results")
	}
}

// Half an outage costs half of a whole one.
func TestPartialOutagesAreOwedByTheirWeight(t *testing.T) {
	spec := simpleSpec(sla.Monthly)
	spec.Zone, spec.Currency = "UTC", "EUR"
	spec.Objectives = []sla.Objective{{
		ID: "portal", Attain: "99.9%", Period: sla.Monthly,
		Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude},
	}}
	spec.Credits = penalty.Spec{Base: "1000.00", Round: penalty.HalfUp, Rules: []penalty.Term{{
		Objective: "portal", Rule: penalty.ProRata{},
	}}}
	a := compile(t, spec)
	june := func(day int) time.Time { return time.Date(2026, time.June, day, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		outages []sla.Outage
		want    string
	}{
		{[]sla.Outage{{Of: "portal", From: june(1), To: june(4)}}, "100.00 EUR"}, // 72 of 720 hours
		{[]sla.Outage{{Of: "portal", From: june(1), To: june(4), Share: "50%"}}, "50.00 EUR"},
		{[]sla.Outage{{Of: "portal", From: june(1), To: june(4), Share: "50%"}, {Of: "portal", From: june(5), To: june(8)}}, "150.00 EUR"},
	} {
		r := evaluate(t, a, sla.Month(2026, time.June), sla.Facts{Outages: c.outages}, june(30).AddDate(0, 0, 1))
		if got := r.Statement().Total.String(); got != c.want {
			t.Errorf("%s owed, want %s", got, c.want)
		}
	}
}

// Each period is credited from what was billed for it, however it is asked for.
func TestChargesBelongToThePeriodOfTheObjective(t *testing.T) {
	spec := exampleSpec()
	spec.Objectives[0].Period, spec.Objectives[0].Counts = sla.Quarterly, sla.ByStart
	spec.Credits.Base = "invoice"
	a := compile(t, spec)
	facts := sla.Facts{
		Tickets: exampleTickets(), // one of two met, in the first quarter: 15 %
		Charges: []sla.Charge{
			{Period: sla.Quarter(2026, 1), Amount: decimal.RequireFromString("2100.00")},
			{Period: sla.Quarter(2026, 2), Amount: decimal.RequireFromString("2100.00")},
		},
	}
	end := berlin("12-31T23:59").Add(time.Minute)
	for period, want := range map[sla.Period][]string{
		sla.Year(2026):               {"315.00 EUR", "0.00 EUR", "0.00 EUR", "0.00 EUR"},
		sla.Quarter(2026, 1):         {"315.00 EUR"},
		sla.Month(2026, time.March):  {"315.00 EUR"}, // the quarter ends with it
		sla.Month(2026, time.August): nil,            // no quarter ends in it
	} {
		var got []string
		for _, s := range evaluate(t, a, period, facts, end).Statements {
			got = append(got, s.Total.String())
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", period, got, want)
		}
	}
}

// On the due instant is within it, for targets that are an instant too.
func TestAStopOnTheDueInstantIsMet(t *testing.T) {
	for within, due := range map[sla.Within]time.Time{
		"2 business days":            berlin("03-04T10:00"),
		"2 business days by 16:00":   berlin("03-04T16:00"),
		"2 business days end of day": berlin("03-04T17:00"),
		"3 calendar days":            berlin("03-05T10:00"),
		"3 calendar days end of day": berlin("03-06T00:00"),         // the last instant of the day is open
		"promised due_on":            berlin("03-10T00:00").Add(-1), // a date means the end of that day
		"8h":                         berlin("03-03T10:00"),
		"30h wall":                   berlin("03-03T16:00"),
		"1h then 24h wall":           berlin("03-03T11:00"),
		"8h plus 1h out of hours":    berlin("03-03T10:00"),
	} {
		spec := simpleSpec(sla.Monthly)
		target := sla.Target{Within: within, Calendar: "office"}
		if within == "3 calendar days" || within == "30h wall" || within == "promised due_on" {
			target.Calendar = ""
		}
		spec.Objectives[0].Targets = []sla.Target{target}
		a := compile(t, spec)
		for _, c := range []struct {
			at   time.Time
			good int64
		}{{due, 1}, {due.Add(1), 0}} {
			ticket := simple("1", "03-02T10:00", "", [2]string{"due_on", "2026-03-09"})
			ticket.Events = append(ticket.Events, sla.Event{At: c.at, Name: "closed"})
			r := evaluate(t, a, sla.Month(2026, time.March), sla.Facts{Tickets: []sla.Ticket{ticket}}, berlin("04-01T00:00"))
			o, _ := r.Outcome("closed")
			if o.Good != c.good || o.Total != 1 || len(o.Breaches) != 1-int(c.good) {
				t.Errorf("%s, stopped %v after the due instant: %d of %d, %d breaches", within, c.at.Sub(due), o.Good, o.Total, len(o.Breaches))
			}
			reading, _ := a.Track(&ticket, berlin("04-01T00:00")).Of("closed")
			if (reading.Verdict == sla.Met) != (c.good == 1) {
				t.Errorf("%s, tracked: %s", within, reading.Verdict)
			}
		}
	}
}

// Events of one instant go by sequence, then id, however they arrive.
func TestEventsOfOneInstantGoBySequenceAndID(t *testing.T) {
	a := compile(t, simpleSpec(sla.Monthly))
	at := berlin("03-02T10:00")
	for name, events := range map[string][]sla.Event{
		"by id":       {{At: at, Name: "closed", ID: "b"}, {At: at, Name: "opened", ID: "a"}},
		"by sequence": {{At: at, Name: "closed", ID: "a", Seq: 2}, {At: at, Name: "opened", ID: "b", Seq: 1}},
	} {
		r := evaluate(t, a, sla.Month(2026, time.March), sla.Facts{Tickets: []sla.Ticket{{ID: "1", Events: events}}}, berlin("04-01T00:00"))
		if o, _ := r.Outcome("closed"); o.Good != 1 || len(r.Findings) != 0 {
			t.Errorf("%s: %d of %d, findings %v", name, o.Good, o.Total, r.Findings)
		}
	}
}
