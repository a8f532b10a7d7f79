package sla_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// measured is an agreement of one objective, judged by the month in UTC.
func measured(o sla.Objective) sla.Spec {
	o.ID = "o"
	if o.Period == "" {
		o.Period = sla.Monthly
	}
	return sla.Spec{
		ID: "families", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Calendars:  map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
		Clocks:     map[string]sla.Clock{"wait": {Start: sla.On("offered"), Stop: sla.On("ended")}},
		Objectives: []sla.Objective{o},
	}
}

// utc is an instant of March 2026, whose first day is a Sunday.
func utc(text string) time.Time {
	return must(time.Parse("2006-01-02T15:04:05", "2026-03-"+text))
}

var afterMarch = time.Date(2026, time.April, 2, 0, 0, 0, 0, time.UTC)

// march gives the outcomes of March: the whole, then its groups.
func march(t *testing.T, a *sla.Agreement, facts sla.Facts) (*sla.Result, []sla.Outcome) {
	t.Helper()
	r, err := a.Evaluate(sla.Month(2026, time.March), facts, afterMarch)
	if err != nil {
		t.Fatal(err)
	}
	return r, r.Outcomes
}

func wantOutcome(t *testing.T, o sla.Outcome, want string) {
	t.Helper()
	if got := strings.TrimSpace(fmt.Sprintf("%s %s %d/%d %s", o.Verdict, o.Attained, o.Good, o.Total, o.Reason)); got != want {
		t.Errorf("%s%v: got  %s\nwant %s", o.Objective, o.Group, got, want)
	}
}

func wantFindings(t *testing.T, r *sla.Result, want ...sla.Finding) {
	t.Helper()
	if len(r.Findings) != len(want) {
		t.Errorf("findings: %v", r.Findings)
		return
	}
	for i := range want {
		if r.Findings[i] != want[i] {
			t.Errorf("finding %+v, want %+v", r.Findings[i], want[i])
		}
	}
}

// calls are those of one day of a call centre: who waited how long, and how it
// ended.
func calls() []sla.Ticket {
	var all []sla.Ticket
	add := func(n int, waited time.Duration, outcome string) {
		for range n {
			id := fmt.Sprintf("C%03d", len(all))
			all = append(all, sla.Ticket{ID: id, Events: []sla.Event{
				{At: utc("10T10:00:00"), Name: "offered"},
				{At: utc("10T10:00:00").Add(waited), Name: "ended", Set: sla.Attrs{{"outcome", outcome}}},
			}})
		}
	}
	add(80, 20*time.Second, "answered") // within the target, to the nanosecond
	add(10, 21*time.Second, "answered")
	add(2, 5*time.Second, "abandoned") // short, to the nanosecond
	add(3, 15*time.Second, "abandoned")
	add(5, 90*time.Second, "abandoned")
	return all
}

func TestAbandonedCallsCountAsThePolicySays(t *testing.T) {
	for policy, want := range map[metrics.Abandons]struct {
		good, total int64
		breaches    int
	}{
		"":                   {80, 90, 10},
		metrics.AnsweredOnly: {80, 90, 10},
		metrics.WithinMet:    {85, 100, 15},
		metrics.AllAgainst:   {80, 100, 15}, // those given up in time are no breach of the target
		metrics.IgnoreWithin: {80, 95, 15},
		metrics.ShortMet:     {82, 100, 15},
		metrics.ShortRemoved: {80, 98, 15},
	} {
		m := metrics.Share{Abandons: policy}
		if policy == metrics.ShortMet || policy == metrics.ShortRemoved {
			m.Short = "5s"
		}
		a := compile(t, measured(sla.Objective{
			Clock: "wait", Metric: m, Abandoned: sla.Where{"outcome": sla.Is("abandoned")}, Attain: "80%", Counts: sla.ByStop,
			Targets: []sla.Target{{Within: "20s wall"}},
		}))
		r, os := march(t, a, sla.Facts{Tickets: calls()})
		if o := os[0]; o.Good != want.good || o.Total != want.total || len(o.Breaches) != want.breaches {
			t.Errorf("%q: %d of %d with %d breaches, want %+v", policy, o.Good, o.Total, len(o.Breaches), want)
		}
		wantFindings(t, r)
	}
}

// A waiver that brings an abandoned call within its target makes of it what the
// policy makes of those.
func TestAnAbandonedCallWithWaivedTimeCountsAsThePolicySays(t *testing.T) {
	call := sla.Ticket{ID: "C", Events: []sla.Event{
		{At: utc("10T10:00:00"), Name: "offered"}, {At: utc("10T10:00:30"), Name: "ended", Set: sla.Attrs{{"outcome", "abandoned"}}},
	}}
	storm := sla.Exclusion{Ticket: "C", From: utc("10T10:00:10"), To: utc("10T10:00:20"), Reason: "storm"}
	for policy, want := range map[metrics.Abandons][2]string{
		metrics.AllAgainst:   {"0/1", "0/1"},
		metrics.WithinMet:    {"0/1", "1/1"},
		metrics.IgnoreWithin: {"0/1", "0/0"},
	} {
		a := compile(t, measured(sla.Objective{
			Clock: "wait", Metric: metrics.Share{Abandons: policy}, Abandoned: sla.Where{"outcome": sla.Is("abandoned")}, Counts: sla.ByStop,
			Targets: []sla.Target{{Within: "20s wall"}},
		}))
		facts := sla.Facts{Tickets: []sla.Ticket{call}}
		for i := range want {
			if i == 1 {
				facts.Exclusions = []sla.Exclusion{storm}
			}
			_, os := march(t, a, facts)
			if got := fmt.Sprintf("%d/%d", os[0].Good, os[0].Total); got != want[i] {
				t.Errorf("%s, waivers %d: %s, want %s", policy, i, got, want[i])
			}
		}
	}
}

func TestScoresOfAnswers(t *testing.T) {
	answer := func(value, region string) sla.Sample {
		return sla.Sample{Of: "survey", At: utc("10T10:00:00"), Value: decimal.RequireFromString(value), Attrs: sla.Attrs{{"region", region}}}
	}
	a := compile(t, measured(sla.Objective{
		Metric: metrics.Score{Of: "survey", Kind: metrics.NetPromoter}, Attain: "at least 20", By: []string{"region"},
		Where: sla.Where{"region": sla.Not("test")},
	}))
	r, os := march(t, a, sla.Facts{Samples: []sla.Sample{
		answer("10", "north"), answer("9", "north"), answer("8", "north"), answer("6", "south"), answer("0", "test"),
		answer("11", "north"), {Of: "survey", At: utc("01T00:00:00").Add(-1), Value: decimal.New(1, 0)},
		{Of: "surveys", At: utc("10T10:00:00"), Value: decimal.New(1, 0)},
	}})
	wantOutcome(t, os[0], "met 25 0/4")
	wantOutcome(t, os[1], "met 66.6667 0/3")
	wantOutcome(t, os[2], "missed -100 0/1")
	wantFindings(t, r, sla.Finding{Code: sla.FindingScale, Subject: "survey", Path: "value", Value: "11"},
		sla.Finding{Code: sla.FindingUnknown, Subject: "surveys", Path: "of"})

	a = compile(t, measured(sla.Objective{
		Metric: metrics.Score{Of: "survey", Kind: metrics.TopBox, Top: "4 to 5", Scale: "1 to 5"}, Attain: "60%", Least: 3,
	}))
	_, os = march(t, a, sla.Facts{Samples: []sla.Sample{answer("4", ""), answer("5", ""), answer("3.99", "")}})
	wantOutcome(t, os[0], "met 66.6666% 2/3")
	_, os = march(t, a, sla.Facts{Samples: []sla.Sample{answer("4", ""), answer("5", "")}})
	wantOutcome(t, os[0], "not-measurable  0/2 below-minimum")
}

func TestTotalsAndRangesOfSamples(t *testing.T) {
	sample := func(value string) sla.Sample {
		return sla.Sample{Of: "stock", At: utc("10T10:00:00"), Value: decimal.RequireFromString(value)}
	}
	facts := sla.Facts{Samples: []sla.Sample{sample("14.999999"), sample("15"), sample("30"), sample("30.5")}}
	for metric, want := range map[metrics.Metric]string{
		metrics.Total{Of: "stock"}:                                "missed 90.5 0/4", // 90.499999 to four places
		metrics.Total{Of: "stock", Statistic: metrics.TotalMean}:  "met 22.625 0/4",
		metrics.Total{Of: "stock", Statistic: metrics.TotalCount}: "met 4 0/4",
		metrics.Ratio{Of: "stock", Good: "15 to 30"}:              "met 50% 2/4",
		metrics.Ratio{Of: "stock", Good: "over 30"}:               "missed 25% 1/4",
		metrics.Ratio{Of: "stock", Good: "at most 14.999999"}:     "missed 25% 1/4",
		metrics.Score{Of: "stock", Kind: metrics.MeanScore}:       "met 22.625 0/4",
		metrics.Score{Of: "stock", Kind: metrics.Opinion}:         "met 1.3714 0/4",
	} {
		o := sla.Objective{Metric: metric, Attain: "at most 30"}
		if _, share := metric.(metrics.Ratio); share {
			o.Attain = "50%"
		}
		r, os := march(t, compile(t, measured(o)), facts)
		wantOutcome(t, os[0], want)
		wantFindings(t, r)
	}
	// That nothing happened is what was measured.
	_, os := march(t, compile(t, measured(sla.Objective{Metric: metrics.Total{Of: "stock"}, Attain: "at most 0"})), sla.Facts{})
	wantOutcome(t, os[0], "met 0 0/0")
	// More digits than are kept.
	r, os := march(t, compile(t, measured(sla.Objective{Metric: metrics.Total{Of: "stock"}, Attain: "at most 0"})), sla.Facts{Samples: []sla.Sample{sample("0.0000001")}})
	wantOutcome(t, os[0], "met 0 0/0")
	wantFindings(t, r, sla.Finding{Code: sla.FindingAmount, Subject: "stock", Path: "value", Value: "0.0000001"})
}

func TestRatiosThatMayExceed(t *testing.T) {
	facts := sla.Facts{Counts: []sla.Count{
		{Of: "runs", At: utc("10T10:00:00"), Good: 12, Total: 10, Attrs: sla.Attrs{{"site", "a"}}},
		{Of: "runs", At: utc("11T10:00:00"), Good: 5, Total: 10, Attrs: sla.Attrs{{"site", "b"}}},
	}}
	a := compile(t, measured(sla.Objective{Metric: metrics.Ratio{Of: "runs", Excess: metrics.ExcessClamp}, Attain: "80%", By: []string{"site"}}))
	r, os := march(t, a, facts)
	wantOutcome(t, os[0], "met 85% 17/20")
	wantOutcome(t, os[1], "met 100% 10/10")
	wantOutcome(t, os[2], "missed 50% 5/10")
	wantFindings(t, r)
}

func TestSlicesOfAPeriod(t *testing.T) {
	day := sla.Every("2026-03-10/2026-03-11")
	count := func(at string, good, total int64) sla.Count {
		return sla.Count{Of: "api", At: utc(at), Good: good, Total: total}
	}
	facts := sla.Facts{Counts: []sla.Count{
		count("10T09:00:00", 95, 100),                              // not over 5 %
		count("10T10:00:00", 80, 80), count("10T10:59:59", 14, 20), // 6 %
		count("10T11:00:00", 1, 9),                                  // too few
		count("11T00:00:00", 0, 100), count("09T23:59:59", 0, 1000), // other days
	}}
	for _, c := range []struct {
		metric metrics.Slices
		want   string
		slices metrics.SliceCount
	}{
		{metrics.Slices{Of: "api", Every: "1h", Bad: "over 5%", Empty: metrics.NoDataGood, MinSamples: 10}, "missed 95.8333% 23/24",
			metrics.SliceCount{All: 24, Good: 23, Bad: 1, Empty: 22}},
		{metrics.Slices{Of: "api", Every: "1h", Bad: "over 5%", Empty: metrics.NoDataExclude, MinSamples: 10}, "missed 50% 1/2",
			metrics.SliceCount{All: 24, Good: 1, Bad: 1, Empty: 22}},
		{metrics.Slices{Of: "api", Every: "1h", Empty: metrics.NoDataExclude, MinSamples: 10}, "missed 94.5% 0/2",
			metrics.SliceCount{All: 24, Good: 2, Empty: 22}},
		{metrics.Slices{Of: "api", Every: "1h", Bad: "over 5%", Empty: metrics.NoDataGood, Calendar: "office"}, "missed 75% 6/8",
			metrics.SliceCount{All: 8, Good: 6, Bad: 2, Empty: 5}},
	} {
		r, os := march(t, compile(t, measured(sla.Objective{Metric: c.metric, Attain: "99%", Period: day})), facts)
		wantOutcome(t, os[0], c.want)
		if got := *os[0].Slices; got.All != c.slices.All || got.Good != c.slices.Good || got.Bad != c.slices.Bad || got.Empty != c.slices.Empty {
			t.Errorf("%+v: %+v", c.metric, got)
		}
		wantFindings(t, r)
		if !strings.Contains(string(r.JSON()), fmt.Sprintf(`"slices":{"all":%d,"bad":%d,`, c.slices.All, c.slices.Bad)) {
			t.Errorf("%s", r.JSON())
		}
	}
}

// Bad slices count from the second in a row on; one alone is good.
func TestSlicesInARow(t *testing.T) {
	var facts sla.Facts
	for _, hour := range []string{"02", "03", "04", "10", "20", "21"} {
		facts.Counts = append(facts.Counts, sla.Count{Of: "api", At: utc("10T" + hour + ":30:00"), Good: 0, Total: 1})
	}
	_, os := march(t, compile(t, measured(sla.Objective{Period: "2026-03-10/2026-03-11", Attain: "75%", Metric: metrics.Slices{
		Of: "api", Every: "1h", Bad: "over 0%", Empty: metrics.NoDataGood, MinRun: 2,
	}})), facts)
	wantOutcome(t, os[0], "met 79.1666% 19/24")
	if os[0].Slices.Short != 1 || os[0].Slices.Bad != 5 {
		t.Errorf("%+v", os[0].Slices)
	}
}

// Slices of a rolling period are those of the clock: the days that end with the
// period share them.
func TestSlicesOfARollingPeriod(t *testing.T) {
	a := compile(t, measured(sla.Objective{Period: "rolling 2 days", Attain: "99%", Metric: metrics.Slices{
		Of: "api", Every: "7h", Bad: "over 0%", Empty: metrics.NoDataExclude, Align: metrics.AlignClock,
	}}))
	tally := a.NewTally()
	for _, at := range []string{"09T12:00:00", "10T01:00:00", "10T02:00:00", "10T23:00:00"} {
		tally.Add(&sla.Count{Of: "api", At: utc(at), Good: 1, Total: 1})
	}
	tally.Add(&sla.Count{Of: "api", At: utc("08T12:00:00"), Good: 0, Total: 1}) // before the two days
	r, err := tally.Result(must(sla.ParsePeriod("2026-03-10")), afterMarch)
	if err != nil {
		t.Fatal(err)
	}
	if o := r.Outcomes[0]; o.Attained.String() != "100%" || o.Total < 3 || o.Slices.All < 7 {
		t.Errorf("%+v %+v", o, o.Slices)
	}
}

func TestComposedAvailabilityIsMeasuredOnItsParts(t *testing.T) {
	facts := sla.Facts{
		Outages: []sla.Outage{
			{Of: "east", From: utc("10T10:00:00"), To: utc("10T12:00:00"), ID: "E"},
			{Of: "west", From: utc("10T11:00:00"), To: utc("10T14:00:00"), ID: "W"},
		},
		Exclusions: []sla.Exclusion{{Of: "west", From: utc("10T13:00:00"), To: utc("10T14:00:00"), Reason: "planned"}},
	}
	each := metrics.Availability{NoData: metrics.NoDataExclude, Maintenance: metrics.Forgive}
	const month = 31 * 24 * time.Hour
	for _, c := range []struct {
		m    metrics.Composed
		lost time.Duration
	}{
		{metrics.Composed{Series: []string{"east", "west"}, Each: each}, 3 * time.Hour},
		{metrics.Composed{Parallel: []string{"east", "west"}, Each: each}, time.Hour},
		{metrics.Composed{Parallel: []string{"east", "west", "north"}, AtLeast: 2, Each: each}, time.Hour},
	} {
		r, os := march(t, compile(t, measured(sla.Objective{Metric: c.m, Attain: "99.9%"})), facts)
		if good, all, ok := os[0].Attained.Parts(); !ok || all != int64(month) || good != int64(month-c.lost) {
			t.Errorf("%+v: %v", c.m, os[0].Attained)
		}
		if os[0].Ledger.Total() != month {
			t.Errorf("the ledger adds up to %v", os[0].Ledger.Total())
		}
		wantFindings(t, r)
	}
}

func TestMeansOfRepair(t *testing.T) {
	outages := []sla.Outage{
		{Of: "portal", From: utc("10T08:00:00"), Detected: utc("10T08:30:00"), Acknowledged: utc("10T09:00:00"), To: utc("10T11:00:00"), ID: "A"},
		{Of: "portal", From: utc("10T10:00:00"), Detected: utc("10T10:00:00"), To: utc("10T12:00:00"), ID: "B"}, // overlaps
		{Of: "portal", From: utc("31T23:00:00"), To: time.Date(2026, time.April, 1, 1, 0, 0, 0, time.UTC), ID: "C"},
		{Of: "portal", From: utc("31T23:30:00"), Detected: utc("31T23:30:00"), ID: "D"}, // still going on
	}
	for _, c := range []struct {
		metric   metrics.Repair
		counts   sla.Counts
		attain   metrics.Bound
		want     string
		findings []sla.Finding
	}{
		{metrics.Repair{Statistic: metrics.MeanToRepair}, sla.ByStop, "at most 4h", "met 4h 0/1", nil},
		{metrics.Repair{Statistic: metrics.MeanToRepair}, sla.ByStart, "at most 239m", "missed 4h 0/1", nil},
		{metrics.Repair{Statistic: metrics.MeanToRepair, Calendar: "office"}, sla.ByStop, "at most 2h", "missed 3h 0/1", nil},
		{metrics.Repair{Statistic: metrics.MeanToRepair, Since: []metrics.Point{metrics.Detected}}, sla.ByStop, "at most 3h30m", "met 3h30m 0/1",
			[]sla.Finding{{Code: sla.FindingPoint, Subject: "portal", Path: "objectives.o.repair.since", Value: "C"}}},
		{metrics.Repair{Statistic: metrics.MeanToAcknowledge}, sla.ByStart, "at most 59m", "missed 1h 0/1", nil},
		// A and B are one failure, from 08:00 to 12:00, first detected at 08:30; C and D
		// are one that has not ended.
		// Two failures: 08:00 to 12:00 on the 10th, and from 23:00 on the 31st.
		{metrics.Repair{Statistic: metrics.Failures}, "", "at most 2", "met 2 0/2", nil},
		{metrics.Repair{Statistic: metrics.MeanBetweenFailures}, "", "at least 369h30m", "met 369h30m 0/2", nil},
	} {
		c.metric.Of = "portal"
		if c.metric.Calendar != "" {
			c.want, c.attain = "met 3h 0/1", "at most 3h" // 09:00 to 12:00
		}
		r, os := march(t, compile(t, measured(sla.Objective{Metric: c.metric, Counts: c.counts, Attain: c.attain})), sla.Facts{Outages: outages})
		wantOutcome(t, os[0], c.want)
		wantFindings(t, r, c.findings...)
	}
	_, os := march(t, compile(t, measured(sla.Objective{Metric: metrics.Repair{Of: "portal", Statistic: metrics.MeanToRepair}, Counts: sla.ByStop})), sla.Facts{})
	wantOutcome(t, os[0], "not-measurable  0/0 no-failures")
}

// complete counts the lines of an order, and the tickets whose attributes say
// that all was delivered.
type complete struct{ version int }

func (complete) Name() string   { return "complete" }
func (c complete) Version() int { return c.version }

func (complete) Measure(i metrics.Item) metrics.Contribution {
	if i.Total > 1 {
		return metrics.Contribution{Good: i.Good, Total: i.Total}
	}
	attrs := sla.Attrs(i.Attrs)
	if attrs.Get("impossible") != "" {
		return metrics.Contribution{Good: 2, Total: 1}
	}
	return metrics.Hit(i.Good == 1 && attrs.Get("delivered") == i.With["wanted"])
}

func TestMetricsOfTheCallersOwn(t *testing.T) {
	sources := sla.Sources{Measurers: []metrics.Measurer{complete{1}}}
	spec := measured(sla.Objective{
		Metric: metrics.Custom{Name: "complete", Version: 1, With: map[string]string{"wanted": "all"}},
		Clock:  "wait", Counts: sla.ByStop, Attain: "50%", Targets: []sla.Target{{Within: "1h wall"}},
	})
	a, err := sources.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	order := func(id string, took time.Duration, set ...[2]string) sla.Ticket {
		return sla.Ticket{ID: id, Attrs: sla.Attrs{{"delivered", "none"}}, Events: []sla.Event{
			{At: utc("10T10:00:00"), Name: "offered"},
			{At: utc("10T10:00:00").Add(took), Name: "ended", Set: set},
			{At: utc("20T10:00:00"), Name: "later", Set: sla.Attrs{{"delivered", "all"}}},
		}}
	}
	r, os := march(t, a, sla.Facts{Tickets: []sla.Ticket{
		order("good", time.Hour, [2]string{"delivered", "all"}), order("late", time.Hour+1, [2]string{"delivered", "all"}),
		order("part", time.Hour, [2]string{"delivered", "some"}), order("bad", time.Hour, [2]string{"impossible", "yes"}),
	}})
	wantOutcome(t, os[0], "missed 33.3333% 1/3")
	wantFindings(t, r, sla.Finding{Code: sla.FindingCount, Subject: "bad", Path: "objectives.o.custom"})

	spec = measured(sla.Objective{Metric: metrics.Custom{Name: "complete", Version: 1, With: map[string]string{"of": "orders"}}, Attain: "50%"})
	b, err := sources.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	_, os = march(t, b, sla.Facts{Counts: []sla.Count{{Of: "orders", At: utc("10T10:00:00"), Good: 2, Total: 3}, {Of: "orders", At: utc("11T10:00:00"), Good: 1, Total: 5}}})
	wantOutcome(t, os[0], "missed 37.5% 3/8")

	other, err := sla.Sources{Measurers: []metrics.Measurer{complete{1}, otherMeasurer{}}}.New(spec)
	if err != nil || other.Fingerprint() == b.Fingerprint() {
		t.Errorf("measurers are not in the fingerprint (%v)", err)
	}
	if _, err := (sla.Sources{Measurers: []metrics.Measurer{complete{2}}}).New(spec); !errors.Is(err, sla.ErrConflict) {
		t.Errorf("another version: %v", err)
	}
	if _, err := sla.New(spec); !errors.Is(err, sla.ErrUnknown) {
		t.Errorf("no measurer: %v", err)
	}
	if _, err := (sla.Sources{Measurers: []metrics.Measurer{nil, complete{1}, complete{1}}}).New(spec); !errors.Is(err, sla.ErrMissing) || !errors.Is(err, sla.ErrConflict) {
		t.Errorf("none and two of one name: %v", err)
	}
}

type otherMeasurer struct{ complete }

func (otherMeasurer) Name() string { return "other" }

func TestMistakesAboutFamilies(t *testing.T) {
	slices := metrics.Slices{Of: "api", Every: "1h", Empty: metrics.NoDataGood}
	for name, c := range map[string]struct {
		o    sla.Objective
		want string
	}{
		"slices that start anew each day": {sla.Objective{Period: "rolling 30 days", Metric: slices}, `objectives[0].slices.align: conflicts with another term: a rolling period`},
		"too many slices": {sla.Objective{Period: "1950-01-01/2050-01-01", Metric: metrics.Slices{Of: "api", Every: "1s", Empty: metrics.NoDataGood}},
			`objectives[0].slices.every: "1s": out of range: a period has at most 268435456 slices`},
		"an unknown calendar":        {sla.Objective{Metric: metrics.Composed{Series: []string{"a"}, Each: metrics.Availability{NoData: metrics.NoDataGood, Calendar: "offce"}}}, `objectives[0].composed.each.calendar: "offce": unknown`},
		"a quota per nothing":        {sla.Objective{Metric: metrics.Availability{Of: "a", NoData: metrics.NoDataGood, Maintenance: metrics.Remove, Quota: "1h", QuotaPer: "fortnight"}}, `objectives[0].availability.quota-per: "fortnight": unknown`},
		"a clock of a score":         {sla.Objective{Clock: "wait", Counts: sla.ByStop, Targets: []sla.Target{{Within: "1h wall"}}, Metric: metrics.Score{Of: "s", Kind: metrics.MeanScore}}, `objectives[0].clock: "wait": conflicts with another term: this metric is not about`},
		"a share as a number":        {sla.Objective{Attain: "at least 5", Metric: slices}, `objectives[0].attain: "at least 5": conflicts with another term: this metric gives a share`},
		"a number as a share":        {sla.Objective{Attain: "95%", Metric: metrics.Total{Of: "s"}}, `objectives[0].attain: "95%": conflicts with another term: this metric gives a number`},
		"failures as a length":       {sla.Objective{Attain: "at most 1h", Metric: metrics.Repair{Of: "s", Statistic: metrics.Failures}}, `objectives[0].attain: "at most 1h": conflicts with another term: this metric gives a number`},
		"a repair of no period":      {sla.Objective{Metric: metrics.Repair{Of: "s", Statistic: metrics.MeanToRepair}}, `objectives[0].counts: missing: say which end`},
		"a choice of outages":        {sla.Objective{Where: sla.Where{"team": sla.Is("red")}, Metric: metrics.Availability{Of: "s", NoData: metrics.NoDataGood}}, `objectives[0].where: conflicts with another term: time is not narrowed by attributes; give it for each member with by, or give the service a name of its own`},
		"abandons of no kind":        {sla.Objective{Clock: "wait", Counts: sla.ByStop, Targets: []sla.Target{{Within: "1h wall"}}, Metric: metrics.Share{Abandons: metrics.AllAgainst}}, `objectives[0].abandoned: missing`},
		"abandons of a mean":         {sla.Objective{Clock: "wait", Counts: sla.ByStop, Targets: []sla.Target{{Within: "1h wall"}}, Abandoned: sla.Where{"a": sla.Is("b")}, Metric: metrics.Mean{}, Attain: "at most 1h"}, `objectives[0].abandoned: conflicts with another term: only a share`},
		"a custom metric of nothing": {sla.Objective{Metric: metrics.Custom{Name: "complete", Version: 1}}, `objectives[0].custom.with.of: missing`},
	} {
		_, err := sla.Sources{Measurers: []metrics.Measurer{complete{1}}}.New(measured(c.o))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\n%v\nwant %s", name, err, c.want)
		}
	}
}

// An open cycle is counted as open by every statistic of lengths, in its group
// too; it has no length before it stops, and is then no longer open.
func TestOpenCyclesOfLengths(t *testing.T) {
	wait := func(id string, opened, ended string) sla.Ticket {
		k := sla.Ticket{ID: id, Attrs: sla.Attrs{{"team", "blue"}}, Events: []sla.Event{{At: utc(opened), Name: "offered"}}}
		if ended != "" {
			k.Events = append(k.Events, sla.Event{At: utc(ended), Name: "ended"})
		}
		return k
	}
	tickets := []sla.Ticket{wait("A", "03T10:00:00", "03T12:00:00"), wait("B", "04T10:00:00", ""), wait("C", "05T10:00:00", "05T14:00:00")}
	for _, c := range []struct {
		metric metrics.Metric
		within sla.Within
		open   string
		closed string
	}{
		{metrics.Mean{}, "", "met 3h 0/2", "met 12h 0/3"},
		{metrics.Max{}, "", "met 4h 0/2", "missed 30h 0/3"},
		{metrics.Sum{}, "", "met 6h 0/2", "missed 36h 0/3"},
		{metrics.Percentile{Rank: "50%"}, "", "met 2h 0/2", "met 4h 0/3"},
		{metrics.Mean{}, "1h", "met 3h 0/2", "met 12h 0/3"}, // overdue by its own target, and still no length
	} {
		a := must(sla.New(measured(sla.Objective{Clock: "wait", Metric: c.metric, Counts: sla.ByStart, Attain: "at most 20h",
			By: []string{"team"}, Targets: []sla.Target{{Within: c.within, Calendar: "24x7"}}})))
		_, all := march(t, a, sla.Facts{Tickets: tickets})
		for _, o := range all {
			wantOutcome(t, o, c.open)
			if o.Open != 1 || len(o.Breaches) != 0 {
				t.Errorf("%T%v: %d open, breaches %v", c.metric, o.Group, o.Open, o.Breaches)
			}
		}
		if len(all) != 2 {
			t.Errorf("%d outcomes", len(all))
		}
		_, all = march(t, a, sla.Facts{Tickets: []sla.Ticket{tickets[0], wait("B", "04T10:00:00", "05T16:00:00"), tickets[2]}})
		wantOutcome(t, all[0], c.closed)
		if all[0].Open != 0 {
			t.Errorf("%T: %d open after all have stopped", c.metric, all[0].Open)
		}
		// With nothing but an open one there is no figure, and it is seen.
		_, all = march(t, a, sla.Facts{Tickets: tickets[1:2]})
		if o := all[0]; o.Open != 1 || o.Attained.IsValid() || o.Reason != metrics.NoItems {
			t.Errorf("%T: %d open, %v, %s", c.metric, o.Open, o.Attained, o.Reason)
		}
		tally := a.NewTally()
		tally.Add(&tickets[1])
		tally.Remove(&tickets[1])
		if string(must(tally.MarshalBinary())) != string(must(a.NewTally().MarshalBinary())) {
			t.Errorf("%T: an open cycle leaves something when it is removed", c.metric)
		}
	}
}

// What a measurer says of a cycle is known when it stops; until then it is open,
// by group too, and past its target no less.
func TestOpenCyclesOfMetricsOfTheCallersOwn(t *testing.T) {
	a := must(withMeasurer.New(measured(sla.Objective{
		Clock: "wait", Metric: metrics.Custom{Name: "complete", Version: 1, With: map[string]string{"wanted": ""}}, Counts: sla.ByStart,
		By: []string{"team"}, Attain: "90%", Targets: []sla.Target{{Within: "1h", Calendar: "24x7"}}})))
	offered := sla.Event{At: utc("03T10:00:00"), Name: "offered"}
	tickets := []sla.Ticket{
		{ID: "A", Attrs: sla.Attrs{{"team", "blue"}}, Events: []sla.Event{offered, {At: utc("03T10:05:00"), Name: "ended"}}},
		{ID: "B", Attrs: sla.Attrs{{"team", "blue"}}, Events: []sla.Event{offered}},
	}
	tally := a.NewTally()
	for i := range tickets {
		tally.Add(&tickets[i])
	}
	again := a.NewTally()
	if err := again.UnmarshalBinary(must(tally.MarshalBinary())); err != nil {
		t.Fatal(err)
	}
	r := must(again.Result(sla.Month(2026, time.March), afterMarch))
	batch, all := march(t, a, sla.Facts{Tickets: tickets})
	if r.Digest() != batch.Digest() {
		t.Errorf("tally %s\nbatch %s", r.JSON(), batch.JSON())
	}
	if len(all) != 2 {
		t.Fatalf("%d outcomes", len(all))
	}
	for _, o := range all {
		if o.Open != 1 || o.Total != 1 || len(o.Breaches) != 0 {
			t.Errorf("%v: %d open of %d, breaches %v", o.Group, o.Open, o.Total, o.Breaches)
		}
	}
	tickets[1].Events = append(tickets[1].Events, sla.Event{At: utc("09T10:00:00"), Name: "ended"})
	if _, all = march(t, a, sla.Facts{Tickets: tickets}); all[0].Open != 0 || all[0].Total != 2 {
		t.Errorf("%d open of %d after all have stopped", all[0].Open, all[0].Total)
	}
}
