package sla_test

import (
	"testing"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// stateIs is a change of the state of a service at a minute of 2 March.
func stateIs(at, is string) sla.State {
	return sla.State{Of: "web", At: utc("02T" + at + ":00"), Is: is, ID: "probe"}
}

// ofDay measures the availability of the service over 2 March.
func ofDay(t *testing.T, m metrics.Availability, states ...sla.State) (sla.Outcome, []sla.Finding) {
	t.Helper()
	m.Of, m.NoData = "web", metrics.NoDataExclude
	spec := measured(sla.Objective{Metric: m})
	spec.Objectives[0].Period = "day"
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Evaluate(must(sla.ParsePeriod("2026-03-02")), sla.Facts{States: states}, utc("05T00:00:00"))
	if err != nil {
		t.Fatal(err)
	}
	return r.Outcomes[0], r.Findings
}

func inBucket(o sla.Outcome, b metrics.Bucket) string {
	return string(metrics.SpanOf(o.Ledger.Sum(b)))
}

// A state of that name is a state, as in Nagios: it loses what its weight says.
func TestUnknownIsAWordLikeAnyOther(t *testing.T) {
	states := []sla.State{stateIs("00:00", "up"), stateIs("06:00", "unknown"), stateIs("12:00", "up")}
	o, findings := ofDay(t, metrics.Availability{Weights: map[string]metrics.Percent{"unknown": "100%"}}, states...)
	if got := inBucket(o, metrics.Down); got != "6h" || len(findings) != 0 {
		t.Errorf("with a weight: down %s, %v", got, findings)
	}
	o, findings = ofDay(t, metrics.Availability{}, states...)
	if got := inBucket(o, metrics.NoData); got != "6h" || len(findings) != 1 || findings[0].Code != sla.FindingUnknownState || findings[0].Value != "unknown" {
		t.Errorf("without: no data %s, %v", got, findings)
	}
}

// The words of the ledger are those of the facts.
func TestStatesWithoutDataHaveOneWordEach(t *testing.T) {
	o, findings := ofDay(t, metrics.Availability{}, stateIs("00:00", "not-monitored"), stateIs("05:00", "no-data"), stateIs("12:00", "up"))
	if a, b := inBucket(o, metrics.NotMonitored), inBucket(o, metrics.NoData); a != "5h" || b != "7h" || len(findings) != 0 {
		t.Errorf("not monitored %s, no data %s, %v", a, b, findings)
	}
	for _, word := range []string{"no-data", "not-monitored"} {
		_, err := sla.New(measured(sla.Objective{Metric: metrics.Availability{
			Of: "web", NoData: metrics.NoDataExclude, Weights: map[string]metrics.Percent{word: "50%"}}}))
		if err == nil {
			t.Errorf("a weight of %s can never apply", word)
		}
	}
}

// Histories such as Icinga's know at the first change in a period what held
// before it, and at each whether the monitor had been away.
func TestStateSaysWhatHeldBefore(t *testing.T) {
	before := func(s sla.State, was string) sla.State { s.Was = was; return s }
	up := stateIs("10:00", "up")
	o, _ := ofDay(t, metrics.Availability{Initial: "no-data"}, before(up, "down"))
	if got := inBucket(o, metrics.Down); got != "10h" {
		t.Errorf("first change: down %s", got)
	}
	o, _ = ofDay(t, metrics.Availability{Initial: "no-data"}, stateIs("00:00", "up"), before(stateIs("09:00", "down"), "no-data"), up)
	if a, b := inBucket(o, metrics.NoData), inBucket(o, metrics.Down); a != "9h" || b != "1h" {
		t.Errorf("a gap: no data %s, down %s", a, b)
	}
	o, findings := ofDay(t, metrics.Availability{}, before(up, "pending"))
	if got := inBucket(o, metrics.NoData); got != "10h" || len(findings) != 1 || findings[0].Value != "pending" {
		t.Errorf("a word without a weight: no data %s, %v", got, findings)
	}
}

// Logs in whole seconds have more than one change in some.
func TestStatesOfOneInstantHaveAnOrder(t *testing.T) {
	order := func(s sla.State, n int64) sla.State { s.Seq = n; return s }
	down, up := stateIs("06:00", "down"), stateIs("06:00", "up")
	for _, c := range []struct {
		name   string
		states []sla.State
		down   string
	}{
		{"down, then up", []sla.State{order(up, 2), order(down, 1)}, "0s"},
		{"up, then down", []sla.State{order(down, 2), order(up, 1)}, "18h"},
		{"not known", []sla.State{down, up}, "18h"},
	} {
		o, _ := ofDay(t, metrics.Availability{Initial: "up"}, c.states...)
		if got := inBucket(o, metrics.Down); got != c.down {
			t.Errorf("%s: down %s, not %s", c.name, got, c.down)
		}
	}
}

// A share of users is taken exactly or not at all: what cannot be is a finding.
func TestSharesOfOutagesAreExactOrFindings(t *testing.T) {
	a := must(sla.New(measured(sla.Objective{Metric: metrics.Availability{Of: "web", NoData: metrics.NoDataExclude}})))
	for _, c := range []struct {
		share string
		lost  string // of ten hours
	}{
		{"", "10h"}, {"30%", "3h"}, {"1 in 3", "3h20m"}, {"137 in 3000", "27m24s"}, {"33.333%", "3h19m59s880ms"},
		{"1/3", "3h20m"}, {"33.33333333%", ""}, {"137 of 3000", ""}, {"4 in 3", ""}, {"a third", ""},
	} {
		outage := sla.Outage{Of: "web", ID: "INC-1", From: utc("02T10:00:00"), To: utc("02T20:00:00"), Share: c.share}
		r := must(a.Evaluate(must(sla.ParsePeriod("2026-03")), sla.Facts{Outages: []sla.Outage{outage}}, utc("05T00:00:00")))
		lost := r.Outcomes[0].Ledger.Lost()
		if c.lost == "" {
			want := sla.Finding{Code: sla.FindingUnreadable, Subject: "web", Path: "share", Value: "INC-1"}
			if lost.Sign() != 0 || len(r.Findings) != 1 || r.Findings[0] != want {
				t.Errorf("%q: lost %v, %v", c.share, lost, r.Findings)
			}
			continue
		}
		if want := must(metrics.Span(c.lost).Parse()); !lost.IsInt() || lost.Num().Int64() != int64(want) || len(r.Findings) != 0 {
			t.Errorf("%q: lost %v, not %v; %v", c.share, lost, want, r.Findings)
		}
	}
}
