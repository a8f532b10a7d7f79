package sla_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// of is an outage of June of some members.
func of(t *testing.T, text string, attrs ...[2]string) sla.Outage {
	o := outage(t, text)
	o.Attrs = attrs
	return o
}

func billedFor(attrs ...[2]string) sla.Charge {
	return sla.Charge{Of: "portal", Period: sla.Month(2026, time.June), Amount: decimal.NewFromInt(100), Attrs: attrs}
}

// lost lists the hours that each member lost, and the hours that it should have been up.
func lost(r *sla.Result) string {
	var all []string
	for o := range r.Groups("portal") {
		var values []string
		for _, pair := range o.Group {
			values = append(values, pair[1])
		}
		lost, _ := o.Ledger.Lost().Float64()
		all = append(all, fmt.Sprintf("%s %v/%v", strings.Join(values, "+"), time.Duration(lost).Hours(), o.Ledger.Counted().Hours()))
	}
	return strings.Join(all, ", ")
}

// The members of a service are those that outages, states and charges name; what
// does not name one is about all of them.
func TestMembersOfAService(t *testing.T) {
	a1, a2, b1 := [2]string{"unit", "a1"}, [2]string{"unit", "a2"}, [2]string{"unit", "b1"}
	north, south := [2]string{"region", "north"}, [2]string{"region", "south"}
	state := func(at, is, was string, unit [2]string) sla.State {
		return sla.State{Of: "portal", At: utc2026(at), Is: is, Was: was, Attrs: sla.Attrs{unit}}
	}
	for _, c := range []struct {
		name  string
		by    string
		facts sla.Facts
		want  string
		whole string
	}{
		{"known from outages", "unit", sla.Facts{Outages: []sla.Outage{of(t, "06-02T10:00/06-02T13:00", a1), of(t, "06-03T10:00/06-03T11:00", b1)}},
			"a1 3/720, b1 1/720", "99.72%"},
		{"known from charges", "unit", sla.Facts{Charges: []sla.Charge{billedFor(a1), billedFor(b1)}, Outages: []sla.Outage{of(t, "06-02T10:00/06-02T13:00", a1)}},
			"a1 3/720, b1 0/720", "99.79%"},
		// What is billed for another service names no member of this one.
		{"a charge for another service", "unit", sla.Facts{Outages: []sla.Outage{of(t, "06-02T10:00/06-02T13:00", a1)},
			Charges: []sla.Charge{billedFor(a1), {Of: "telephone", Period: sla.Month(2026, time.June), Amount: decimal.NewFromInt(100), Attrs: sla.Attrs{b1}}}},
			"a1 3/720", "99.58%"},
		{"an outage of all", "unit", sla.Facts{Charges: []sla.Charge{billedFor(a1), billedFor(b1)},
			Outages: []sla.Outage{of(t, "06-02T10:00/06-02T13:00"), of(t, "06-02T12:00/06-02T14:00", a1)}}, "a1 4/720, b1 3/720", "99.51%"},
		{"an outage of a region", "region+unit", sla.Facts{
			Charges: []sla.Charge{billedFor(a1, north), billedFor(a2, north), billedFor(b1, south)},
			Outages: []sla.Outage{of(t, "06-02T10:00/06-02T13:00", north), of(t, "06-02T10:00/06-02T12:00", a2, north), of(t, "06-05T10:00/06-05T11:00", b1)}},
			"north+a1 3/720, north+a2 3/720, south+b1 1/720", "99.67%"},
		{"a region of which no member is known", "region+unit", sla.Facts{Charges: []sla.Charge{billedFor(b1, south)}, Outages: []sla.Outage{of(t, "06-02T10:00/06-02T13:00", north)}},
			"north+ 3/720, south+b1 0/720", "99.79%"},
		{"an exclusion of one", "unit", sla.Facts{Outages: []sla.Outage{of(t, "06-02T10:00/06-02T13:00", a1), of(t, "06-02T10:00/06-02T13:00", b1)},
			Exclusions: []sla.Exclusion{{Of: "portal", From: utc2026("06-02T10:00"), To: utc2026("06-02T12:00"), Reason: "release", Attrs: sla.Attrs{a1}}}},
			"a1 1/718, b1 3/720", "99.72%"},
		{"an exclusion of all", "unit", sla.Facts{Outages: []sla.Outage{of(t, "06-02T10:00/06-02T13:00", a1), of(t, "06-02T10:00/06-02T13:00", b1)},
			Exclusions: []sla.Exclusion{{Of: "portal", From: utc2026("06-02T10:00"), To: utc2026("06-02T12:00"), Reason: "release"}}},
			"a1 1/718, b1 1/718", "99.86%"},
		// a1 exists from 16 June on, b1 until then; a2 was gone before, and is not
		// shown.
		{"members that come and go", "unit", sla.Facts{
			States: []sla.State{state("06-16T00:00", "up", "not-monitored", a1), state("05-01T00:00", "up", "", b1), state("06-16T00:00", "not-monitored", "", b1),
				state("04-01T00:00", "up", "", a2), state("05-01T00:00", "not-monitored", "", a2)},
			Outages: []sla.Outage{of(t, "06-20T10:00/06-20T13:00", a1)}}, "a1 3/360, b1 0/360", "99.58%"},
		{"none is known", "unit", sla.Facts{Outages: []sla.Outage{of(t, "06-02T10:00/06-02T13:00")}}, "", "99.58%"},
	} {
		a := compile(t, sla.Spec{ID: "fleet", Zone: "UTC", Objectives: []sla.Objective{{
			ID: "portal", Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataGood, Maintenance: metrics.Remove}, Attain: "99%", Period: sla.Monthly, By: []string{c.by},
		}}})
		r := settledOf(t, a, "2026-06", c.facts)
		whole, _ := r.Outcome("portal")
		if got := lost(r); got != c.want || whole.Attained.Percent(2) != c.whole {
			t.Errorf("%s: %s, whole %s; want %s, %s", c.name, got, whole.Attained.Percent(2), c.want, c.whole)
		}
		if len(r.Findings) > 0 {
			t.Errorf("%s: %v", c.name, r.Findings)
		}
	}
}

// Each member has its failures, its repairs and its credits.
func TestFailuresOfMembers(t *testing.T) {
	unit := func(name string) [2]string { return [2]string{"unit", name} }
	facts := sla.Facts{
		Outages: []sla.Outage{of(t, "06-02T10:00/06-02T13:00", unit("a")), of(t, "06-02T12:00/06-02T14:00", unit("b")), of(t, "06-02T12:30/06-02T15:00", unit("b"))},
		Charges: []sla.Charge{billedFor(unit("a")), billedFor(unit("b"))},
	}
	for i := range facts.Outages {
		facts.Outages[i].Reported = facts.Outages[i].From.Add(30 * time.Minute)
	}
	repair := func(s metrics.RepairStatistic, counts sla.Counts, since ...metrics.Point) sla.Objective {
		return sla.Objective{ID: string(s), Metric: metrics.Repair{Of: "portal", Statistic: s, Since: since}, Counts: counts, Period: sla.Monthly, By: []string{"unit"}}
	}
	a := compile(t, sla.Spec{ID: "fleet", Zone: "UTC", Currency: "EUR", Objectives: []sla.Objective{
		repair(metrics.Failures, ""), repair(metrics.MeanToRepair, sla.ByStop, metrics.Reported), repair(metrics.MeanBetweenFailures, ""),
		{ID: "portal", Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataGood}, Attain: "99.9%", Period: sla.Monthly, By: []string{"unit"}},
	}, Credits: penalty.Spec{Round: penalty.HalfUp, Base: "fee of portal", Rules: []penalty.Term{
		{Objective: "portal", Rule: penalty.PerUnitLate{Credit: "10%", Unit: "1h", Counted: penalty.Full}}}}})
	r := settledOf(t, a, "2026-06", facts)
	var got []string
	for _, o := range r.Outcomes {
		if o.Objective == "portal" {
			continue
		}
		group := "all"
		if len(o.Group) > 0 {
			group = o.Group[0][1]
		}
		got = append(got, fmt.Sprint(o.Objective, " ", group, " ", o.Attained))
	}
	want := "failures all 2, failures a 1, failures b 1, " +
		"mttr all 2h30m, mttr a 2h30m, mttr b 2h30m, " + // reported 10:30 and 12:30, restored 13:00 and 15:00
		"mtbf all 717h, mtbf a 717h, mtbf b 717h"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
	if got, want := owedTo(r.Statement()), "unit=a 30.00 EUR; unit=b 30.00 EUR; total 60.00 EUR"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// An exclusion of the time of tickets is of a ticket or a clock, and not of
// attributes: what names some would waive too much.
func TestAttributesOfATicketsExclusion(t *testing.T) {
	spec := simpleSpec(sla.Monthly)
	clock := ""
	for name := range spec.Clocks {
		clock = name
	}
	r := evaluate(t, compile(t, spec), sla.Month(2026, time.March), sla.Facts{Exclusions: []sla.Exclusion{{
		Clock: clock, From: utc("10T10:00:00"), To: utc("10T11:00:00"), Reason: "strike", Attrs: sla.Attrs{{"customer", "Acme"}},
	}}}, afterMarch)
	wantFindings(t, r, sla.Finding{Code: sla.FindingUnreadable, Subject: clock, Path: "attrs", Value: "customer"})
}

// A fleet of a thousand members has the time, the repairs and the whole of all of
// them.
func TestMembersOfALargeFleet(t *testing.T) {
	a := compile(t, sla.Spec{ID: "fleet", Zone: "UTC", Objectives: []sla.Objective{
		{ID: "portal", Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataGood}, Attain: "99%", Period: sla.Monthly, By: []string{"unit"}},
		{ID: "repair", Metric: metrics.Repair{Of: "portal", Statistic: metrics.MeanToRepair, Since: []metrics.Point{metrics.Began}}, Counts: sla.ByStart, Period: sla.Monthly, By: []string{"unit"}},
	}})
	var facts sla.Facts
	const members = 1000
	for i := range 2 * members { // each member has two outages of an hour
		o := of(t, "06-02T10:00/06-02T11:00", [2]string{"unit", fmt.Sprint("u", i%members)})
		o.From, o.To = o.From.Add(time.Duration(i)*5*time.Minute), o.To.Add(time.Duration(i)*5*time.Minute)
		facts.Outages = append(facts.Outages, o)
	}
	r := settledOf(t, a, "2026-06", facts)
	whole, _ := r.Outcome("portal")
	groups := 0
	for range r.Groups("portal") {
		groups++
	}
	// Outages end before July: 2000 × 5 min are under 7 days.
	if lost, _ := whole.Attained.Rat().Float64(); groups != members || fmt.Sprintf("%.6f", lost) != fmt.Sprintf("%.6f", 1-2.0/720) {
		t.Errorf("%d members, %v", groups, whole.Attained.Percent(6))
	}
	if repair, _ := r.Outcome("repair"); repair.Total != 2*members {
		t.Errorf("%d repairs", repair.Total)
	}
}
