package report_test

import (
	"slices"
	"testing"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// spec is a small agreement with one objective of each kind.
func spec() sla.Spec {
	return sla.Spec{
		ID: "acme-support", Title: "Acme support agreement", Kind: sla.SLA,
		Provider: "Northwind Hosting", Customer: "Acme GmbH", Zone: "Europe/Berlin", Currency: "EUR",
		Calendars: map[string]calendar.Spec{"office": {Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00"}},
		Policies:  sla.Policies{Profile: sla.ProfileExact, Backwards: sla.BackwardsZero},
		Clocks: map[string]sla.Clock{
			"response": {Start: sla.On("opened"), Stop: sla.On("replied")},
			"resolution": {
				Start: sla.On("opened"), Pause: sla.While("status", "waiting"), Stop: sla.While("status", "resolved"),
				Policies: sla.Policies{Reopen: sla.ContinueExcluding},
			},
		},
		Objectives: []sla.Objective{
			{
				ID: "first-response", Title: "First response", Clock: "response", Period: "month", Counts: sla.ByStart, Attain: "75%",
				Targets: []sla.Target{
					{When: sla.Where{"priority": sla.Is("P1")}, Within: "15m", Calendar: "24x7"},
					{Within: "4h", Calendar: "office"},
				},
			},
			{
				ID: "resolution", Title: "Resolution", Clock: "resolution", Period: "month", Counts: sla.ByStart, Attain: "80%",
				By: []string{"customer"}, Warn: []sla.Level{{At: "80%"}},
				Targets: []sla.Target{
					{When: sla.Where{"priority": sla.Is("P1")}, Within: "8h", Calendar: "24x7"},
					{Within: "8h", Grace: "30m", Calendar: "office"},
				},
			},
			{
				ID: "resolution-mean", Title: "Mean time to resolve", Clock: "resolution", Period: "month", Counts: sla.ByStart,
				Metric: metrics.Mean{}, Attain: "at most 8h", Targets: []sla.Target{{Within: "none", Calendar: "office"}},
			},
			{
				ID: "portal", Title: "Portal availability", Period: "month", Attain: "99.9%",
				Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude, Maintenance: metrics.Remove},
			},
			{ID: "api", Title: "API requests", Period: "month", Attain: "99.5%", Metric: metrics.Ratio{Of: "api"}},
		},
		Credits: penalty.Spec{
			Base: "12000.00",
			Rules: []penalty.Term{
				{Objective: "portal", Rule: penalty.Tiers{
					{When: "below 99.9%", Credit: "10%"}, {When: "below 99.0%", Credit: "25%"}, {When: "below 95.0%", Credit: "100%"},
				}},
				{Objective: "resolution", Rule: penalty.PerBreach{Credit: "50.00"}},
			},
			Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "10%"}}, Round: penalty.HalfEven, Claim: "30 days after month end",
		},
	}
}

// berlin gives the zone of the agreement.
func berlin(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// day makes instants of March 2026 in Berlin, from "03 16:30".
func day(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", "2026-03-"+text, berlin(t))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// waiting is a ticket of a late Friday that waits for the customer twice.
func waiting(t testing.TB) sla.Ticket {
	return sla.Ticket{ID: "INC-1042", Attrs: sla.Attrs{{"priority", "P2"}, {"customer", "Acme Nord"}}, Events: []sla.Event{
		{At: day(t, "06 16:00"), Name: "opened", Set: sla.Attrs{{"status", "open"}}},
		{At: day(t, "09 09:30"), Name: "replied"},
		{At: day(t, "09 10:00"), Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
		{At: day(t, "09 14:00"), Name: "status", Set: sla.Attrs{{"status", "open"}}},
		{At: day(t, "10 11:00"), Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
		{At: day(t, "10 12:00"), Name: "status", Set: sla.Attrs{{"status", "open"}}},
		{At: day(t, "10 15:45"), Name: "status", Set: sla.Attrs{{"status", "resolved"}}},
	}}
}

func facts(t testing.TB) sla.Facts {
	simple := func(id, priority, customer, opened, replied, resolved string) sla.Ticket {
		k := sla.Ticket{ID: id, Attrs: sla.Attrs{{"priority", priority}, {"customer", customer}}}
		for _, e := range [][2]string{{"opened", opened}, {"replied", replied}, {"resolved", resolved}} {
			if e[1] != "" {
				k.Events = append(k.Events, sla.Event{At: day(t, e[1]), Name: e[0], Set: sla.Attrs{{"status", e[0]}}})
			}
		}
		return k
	}
	return sla.Facts{
		Tickets: []sla.Ticket{
			waiting(t),
			simple("INC-1001", "P1", "Acme Nord", "02 10:00", "02 10:10", "02 14:00"),
			simple("INC-1002", "P1", "Acme Süd", "03 23:30", "03 23:50", "04 09:15"),
			simple("INC-1003", "P2", "Acme Süd", "04 09:00", "04 11:00", "04 16:00"),
			simple("INC-1004", "P2", "Acme Nord", "05 09:00", "05 13:00", "06 09:20"),
			simple("INC-1005", "P3", "日本支社", "11 15:00", "11 16:00", "12 12:00"),
			simple("INC-1006", "P3", "日本支社", "25 15:00", "26 08:00", ""),
			simple("INC-1007", "P2", "Acme Nord", "12 12:00", "12 11:00", "12 13:00"),
			{ID: "INC-1008"},
		},
		Outages: []sla.Outage{
			{Of: "portal", From: day(t, "10 02:00"), To: day(t, "10 03:15"), ID: "INC-900"},
			{Of: "portal", From: day(t, "15 12:00"), To: day(t, "15 12:20"), ID: "INC-917", Share: "50%"},
			{Of: "portal", From: day(t, "22 01:00"), To: day(t, "22 02:30"), ID: "INC-933"},
			{Of: "intranet", From: day(t, "22 01:00"), To: day(t, "22 02:30"), ID: "INC-934"},
		},
		Exclusions: []sla.Exclusion{{Of: "portal", From: day(t, "22 01:00"), To: day(t, "22 03:00"), Reason: "database upgrade"}},
		Counts: []sla.Count{
			{Of: "api", At: day(t, "05 00:00"), Good: 199_300, Total: 200_000}, {Of: "api", At: day(t, "06 00:00"), Good: 5, Total: 4},
		},
		Charges: []sla.Charge{{Of: "portal", Period: sla.Month(2026, time.March), Amount: decimal.New(81240, -2), Unit: "USD"}},
	}
}

func agreement(t testing.TB) *sla.Agreement {
	t.Helper()
	a, err := sla.New(spec())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// evaluated is the result of a period as seen at an instant of March 2026.
func evaluated(t testing.TB, p sla.Period, asOf time.Time) *sla.Result {
	t.Helper()
	r, err := agreement(t).Evaluate(p, facts(t), asOf)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// agreementOfKinds has targets of the kinds that the other one lacks.
func agreementOfKinds(t testing.TB) *sla.Agreement {
	t.Helper()
	s := spec()
	s.Credits = penalty.Spec{}
	objective := func(id string, targets ...sla.Target) sla.Objective {
		return sla.Objective{ID: id, Clock: "resolution", Period: "month", Counts: sla.ByStart, Attain: "90%", Targets: targets}
	}
	s.Objectives = []sla.Objective{
		objective("promise", sla.Target{Within: "promised due_at"}),
		objective("days", sla.Target{Within: "2 business days by 16:00", Calendar: "office", Roll: sla.Opening}),
		objective("mixed",
			sla.Target{When: sla.Where{"priority": sla.Is("P1")}, Within: "2h then 3h wall", Calendar: "office"},
			sla.Target{Within: "8h plus 30m out of hours", Calendar: "office"}),
	}
	a, err := sla.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// fair is a list of one holiday with a name.
type fair struct{}

func (fair) Year(year int) ([]calendar.Holiday, bool) {
	if year != 2026 {
		return nil, true
	}
	monday := date.New(2026, time.March, 9)
	return []calendar.Holiday{{Date: monday, Observed: monday, Name: "Town Fair"}}, true
}

// agreementWithHolidays has an office that keeps a holiday, closes the day after
// and opens late on the third.
func agreementWithHolidays(t testing.TB) *sla.Agreement {
	t.Helper()
	s := spec()
	office := s.Calendars["office"]
	office.Holidays = []calendar.Holidays{{Country: "X"}}
	office.Closed = append(slices.Clone(office.Closed), "2026-03-10")
	office.Days = map[calendar.Local]calendar.Hours{"2026-03-11": "12:00-17:00"}
	s.Calendars = map[string]calendar.Spec{"office": office}
	a, err := sla.Sources{Holidays: func(string, string) (calendar.HolidayList, error) { return fair{}, nil }}.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
