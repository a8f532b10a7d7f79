package exchange_test

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/exchange"
)

// slo gives an SLO with an objective and a window.
func slo(method, objective, window string) []byte {
	return []byte("apiVersion: openslo/v1\nkind: SLO\nmetadata: { name: api, displayName: The API }\nspec:\n  service: web\n  indicatorRef: requests\n" +
		"  timeWindow: [" + window + "]\n  budgetingMethod: " + method + "\n  objectives: [" + objective + "]\n")
}

const rolling = "{ duration: 28d, isRolling: true }"

func imported(t *testing.T, data []byte) exchange.Import {
	t.Helper()
	in, err := exchange.OpenSLO(data)
	if err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	return in
}

// The digits of a target survive: 9,995 good of 10,000 meet 0.9995, and 9,994 miss it.
func TestTheDigitsOfATargetSurvive(t *testing.T) {
	for _, c := range []struct{ target, want string }{
		{"target: 0.9995", "99.95%"}, {"target: 0.99990", "99.990%"}, {"target: .995", "99.5%"}, {"target: 0.9", "90%"}, {"target: 0", "0%"}, {"target: 1", "100%"}, {"target: 1.0", "100%"},
		{"target: 0.999999999999999999", "99.9999999999999999%"}, {`target: "0.9995"`, "99.95%"}, {"target: 0.05", "5%"}, {"target: 0.005", "0.5%"},
		{"targetPercent: 99.95", "99.95%"}, {"targetPercent: 99.950", "99.950%"}, {`targetPercent: "99.95%"`, "99.95%"}, {"targetPercent: 100", "100%"},
		{"target: 0.9995, targetPercent: 99.95", "99.95%"}, {"target: 0.9995, targetPercent: 99.9", "99.95%"},
		{"target: 99.95", ""}, {"target: -0.5", ""}, {"target: 9.995e-1", ""}, {"target: 1.0001", ""}, {"targetPercent: 100.01", ""}, {"target: x", ""}, {"op: lt", ""}, {"target: [0.9]", ""},
	} {
		in := imported(t, slo("Occurrences", "{ "+c.target+" }", rolling))
		got := ""
		if len(in.Spec.Objectives) == 1 {
			got = string(in.Spec.Objectives[0].Attain)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.target, got, c.want)
		}
		if c.want == "" {
			wants(t, in, "undecided spec.objectives[0]: ")
		}
	}
	in := imported(t, slo("Occurrences", "{ target: 0.9995 }", "{ duration: 1M, calendar: { startTime: 2022-01-01, timeZone: UTC } }"))
	a := decided(t, in)
	for good, want := range map[int64]sla.Verdict{9995: sla.Met, 9994: sla.Missed} {
		facts := sla.Facts{Counts: []sla.Count{{Of: "requests", At: time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC), Good: good, Total: 10_000}}}
		result, err := a.Evaluate(sla.Month(2026, 3), facts, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		if got := result.Outcomes[0].Verdict; got != want {
			t.Errorf("%d of 10,000: %s, want %s", good, got, want)
		}
	}
	wants(t, imported(t, slo("Occurrences", "{ target: 0.9995, targetPercent: 99.9 }", rolling)), "undecided spec.objectives[0].targetPercent: 99.9: target says 99.95%, which counts")
}

func TestOpenSLOWindows(t *testing.T) {
	calendar := func(duration string) string {
		return "{ duration: " + duration + ", isRolling: false, calendar: { startTime: 2022-01-03 00:00:00, timeZone: Europe/Berlin } }"
	}
	for _, c := range []struct{ window, period, note string }{
		{rolling, "rolling 28 days", ""},
		{"{ duration: 4w, isRolling: true }", "rolling 28 days", ""},
		{"{ duration: 48h, isRolling: true }", "rolling 2 days", ""},
		{"{ duration: 7d }", "rolling 7 days", "assumed spec.timeWindow[0]: the window has no calendar"},
		{"{ duration: 1M, isRolling: true }", "rolling 30 days", "undecided spec.timeWindow[0].duration: 1M: rolling 30 days"},
		{"{ duration: 1Q, isRolling: true }", "rolling 90 days", "undecided spec.timeWindow[0].duration: 1Q: rolling 90 days"},
		{"{ duration: 5h, isRolling: true }", "rolling 30 days", "undecided spec.timeWindow[0].duration: 5h: rolling 30 days"},
		{"{ duration: soon, isRolling: true }", "month", "undecided spec.timeWindow[0].duration: soon: month"},
		{"{ duration: 1w, isRolling: true, calendar: { startTime: 2022-01-01, timeZone: UTC } }", "rolling 7 days", "assumed spec.timeWindow[0].calendar: "},
		{calendar("1d"), "day from 2022-01-03", ""},
		{calendar("24h"), "day from 2022-01-03", ""},
		{calendar("1w"), "week from 2022-01-03", ""},
		{calendar("2w"), "2 weeks from 2022-01-03", ""},
		{calendar("1M"), "month from 2022-01-03", ""},
		{calendar("1Q"), "quarter from 2022-01-03", ""},
		{calendar("2Q"), "6 months from 2022-01-03", ""},
		{calendar("1Y"), "year from 2022-01-03", ""},
		{calendar("1m"), "month from 2022-01-03", "assumed spec.timeWindow[0].duration: 1m: 1m is a minute"},
		{calendar("5h"), "month from 2022-01-03", "undecided spec.timeWindow[0].duration: 5h: month"},
		{strings.Replace(calendar("1w"), "00:00:00", "12:30:00", 1), "week from 2022-01-03", "assumed spec.timeWindow[0].calendar.startTime: 2022-01-03 12:30:00: a period begins at midnight"},
		{strings.Replace(calendar("1w"), "2022-01-03 00:00:00", "2022-02-30 00:00:00", 1), "week from 1970-01-01", "undecided spec.timeWindow[0].calendar.startTime: 2022-02-30 00:00:00: no date"},
		{strings.Replace(calendar("1w"), "Europe/Berlin", "here", 1), "week from 2022-01-03", "undecided spec.timeWindow[0].calendar.timeZone: here: no time zone"},
		{"", "month", "undecided spec: month: the SLO has no timeWindow"},
		{rolling + ", " + calendar("1d"), "rolling 28 days", "undecided spec.timeWindow[1]: "},
	} {
		in := imported(t, slo("Occurrences", "{ target: 0.99 }", c.window))
		decided(t, in)
		if got := in.Spec.Objectives[0].Period; string(got) != c.period {
			t.Errorf("%s: %s, want %s", c.window, got, c.period)
		}
		if c.note != "" {
			wants(t, in, c.note)
		} else if has(in, "undecided", "spec.timeWindow[0].duration", "") {
			t.Errorf("%s:\n%s", c.window, listed(in))
		}
	}
}

func TestOpenSLOMetrics(t *testing.T) {
	threshold := "  indicator: { metadata: { name: latency }, spec: { thresholdMetric: { metricSource: { type: Any } } } }\n"
	ratio := "  indicator: { metadata: { name: errors }, spec: { ratioMetric: { counter: true, KIND: { metricSource: { type: Any } }, total: {} } } }\n"
	for _, c := range []struct {
		method, objective, indicator string
		want                         metrics.Metric
		note                         string
	}{
		{"Occurrences", "{ target: 0.99 }", "", metrics.Ratio{Of: "requests"}, ""},
		{"Occurrences", "{ target: 0.99, op: gt }", strings.Replace(ratio, "KIND", "good", 1), metrics.Ratio{Of: "errors"}, "not-read spec.objectives[0].op: gt"},
		{"Occurrences", "{ target: 0.99, op: gt, value: 1 }", strings.Replace(ratio, "KIND", "good", 1), metrics.Ratio{Of: "errors"}, "not-read spec.objectives[0].value: 1"},
		{"Occurrences", "{ target: 0.99 }", strings.Replace(ratio, "KIND", "bad", 1), metrics.Ratio{Of: "errors"}, "assumed spec.objectives[0]: the indicator counts bad events"},
		{"Occurrences", "{ target: 0.99 }", strings.Replace(ratio, "KIND", "raw", 1), metrics.Ratio{Of: "errors"}, "undecided spec.objectives[0]: the indicator is a ratio"},
		{"Occurrences", "{ target: 0.99, op: lte, value: 200.0 }", threshold, metrics.Ratio{Of: "latency", Good: "at most 200.0"}, ""},
		{"Occurrences", "{ target: 0.99, op: lt, value: 500 }", threshold, metrics.Ratio{Of: "latency", Good: "below 500"}, ""},
		{"Occurrences", "{ target: 0.99, op: gte, value: 0.5 }", threshold, metrics.Ratio{Of: "latency", Good: "at least 0.5"}, ""},
		{"Occurrences", "{ target: 0.99, op: gt, value: -3 }", "", metrics.Ratio{Of: "requests", Good: "over -3"}, ""},
		{"Occurrences", "{ target: 0.99, op: eq, value: 5 }", threshold, nil, "undecided spec.objectives[0]: "},
		{"Occurrences", "{ target: 0.99 }", threshold, nil, "undecided spec.objectives[0]: "},
		{"Timeslices", "{ target: 0.99, timeSliceTarget: 0.95, timeSliceWindow: 5m }", "", metrics.Slices{Of: "requests", Every: "5m", Good: "at least 95%", Empty: metrics.NoDataExclude, Align: metrics.AlignClock}, "assumed spec.objectives[0]: exclude"},
		{"Timeslices", "{ target: 0.99, timeSliceWindow: 5m }", "", nil, "undecided spec.objectives[0]: "},
		{"Timeslices", "{ target: 0.99, timeSliceTarget: 0.95 }", "", nil, "undecided spec.objectives[0]: "},
		{"Timeslices", "{ target: 0.99, timeSliceTarget: 0.95, timeSliceWindow: 1M }", "", nil, "undecided spec.objectives[0]: "},
		{"Timeslices", "{ target: 0.99, timeSliceTarget: 1, timeSliceWindow: 1h, op: lte, value: 2 }", threshold, metrics.Slices{Of: "latency", Every: "1h", Good: "at least 100%", Empty: metrics.NoDataExclude, Align: metrics.AlignClock}, "undecided spec.objectives[0].op: lte 2"},
		{"RatioTimeslices", "{ target: 0.99, timeSliceWindow: 1m }", "", nil, "not-read spec.budgetingMethod: RatioTimeslices"},
		{"Guesses", "{ target: 0.99 }", "", nil, "undecided spec.budgetingMethod: the budgetingMethod is"},
	} {
		data := slo(c.method, c.objective, rolling)
		if c.indicator != "" {
			data = []byte(strings.Replace(string(data), "  indicatorRef: requests\n", c.indicator, 1))
		}
		in := imported(t, data)
		var got metrics.Metric
		if len(in.Spec.Objectives) == 1 {
			got = in.Spec.Objectives[0].Metric
			decided(t, in)
		}
		if got != c.want {
			t.Errorf("%s %s: %#v, want %#v\n%s", c.method, c.objective, got, c.want, listed(in))
		}
		if c.note != "" {
			wants(t, in, c.note)
		}
	}
}

// An SLI that stands elsewhere says what the SLO measures. Each objective of several has
// an id and a title of its own; objects of other kinds and versions are told.
func TestOpenSLOObjects(t *testing.T) {
	const text = `
apiVersion: openslo/v1
kind: SLI
metadata: { name: requests }
spec: { thresholdMetric: { metricSource: { type: Any } } }
---
- apiVersion: openslo/v1
  kind: AlertPolicy
  metadata: { name: page }
- apiVersion: openslo/v2alpha
  kind: SLO
  metadata: { name: later }
- apiVersion: openslo/v1
  kind: SLO
  metadata: { name: api, displayName: The API }
  spec:
    indicatorRef: requests
    timeWindow: { duration: 28d, isRolling: true }
    budgetingMethod: Occurrences
    objectives:
      - { displayName: Good, op: lte, value: 200, target: 0.9 }
      - { op: lte, value: 500, target: 0.99 }
      - { displayName: Own, indicatorRef: other, target: 0.999, compositeWeight: 2 }
---
`
	in := imported(t, []byte(text))
	want := []sla.Objective{
		{ID: "api-good", Title: "The API: Good", Metric: metrics.Ratio{Of: "requests", Good: "at most 200"}, Attain: "90%", Period: "rolling 28 days"},
		{ID: "api-2", Title: "The API", Metric: metrics.Ratio{Of: "requests", Good: "at most 500"}, Attain: "99%", Period: "rolling 28 days"},
		{ID: "api-own", Title: "The API: Own", Metric: metrics.Ratio{Of: "other"}, Attain: "99.9%", Period: "rolling 28 days"},
	}
	if !reflect.DeepEqual(in.Spec.Objectives, want) {
		t.Errorf("%+v", in.Spec.Objectives)
	}
	decided(t, in)
	wants(t, in, "not-read [1][0]: ", "not-read [1][1]: ", "not-read [1][2].spec.objectives[2].compositeWeight: 2", "not-read [0].spec.thresholdMetric: ")
}

// OpenSLO's own examples, in and out and in again, give equal objectives.
func TestOpenSLOInAndOutAndIn(t *testing.T) {
	names, err := filepath.Glob("testdata/openslo_*.yaml")
	if err != nil || len(names) < 6 {
		t.Fatal(names, err)
	}
	objectives := 0
	for _, name := range names {
		in := imported(t, read(t, filepath.Base(name)))
		out, notes, err := exchange.ToOpenSLO(in.Spec)
		if err != nil || len(notes) > 0 {
			t.Errorf("%s: %v, %v", name, notes, err)
		}
		if len(in.Spec.Objectives) == 0 {
			if len(out) > 0 {
				t.Errorf("%s: no objectives give %s", name, out)
			}
			continue
		}
		decided(t, in)
		again := imported(t, out)
		if !reflect.DeepEqual(again.Spec, in.Spec) {
			t.Errorf("%s: %+v, want %+v", name, again.Spec, in.Spec)
		}
		objectives += len(in.Spec.Objectives)
	}
	if objectives != 4 {
		t.Errorf("%d objectives, want 4", objectives)
	}
}

func TestToOpenSLO(t *testing.T) {
	spec := sla.Spec{ID: "x", Zone: "Europe/Berlin", Title: "All", Objectives: []sla.Objective{
		{ID: "api", Title: "yes", Metric: metrics.Ratio{Of: "requests", Good: "at most 200.0"}, Attain: "99.95%", Period: sla.Monthly, Least: 5},
		{ID: "Slices", Metric: metrics.Slices{Of: "api", Every: "300s", Good: "95%", Empty: metrics.NoDataExclude}, Attain: "at least 99.90%", Period: "week from sunday"},
		{ID: "quarters", Metric: metrics.Ratio{Of: "a"}, Attain: "100%", Period: "quarter from february"},
		{ID: "half-years", Metric: metrics.Ratio{Of: "a"}, Attain: "0.5%", Period: "6 months from 2025-01-31"},
	}}
	const want = `apiVersion: openslo/v1
kind: SLO
metadata:
  name: api
  displayName: "yes"
spec:
  indicatorRef: requests
  timeWindow:
    - duration: 1M
      isRolling: false
      calendar:
        startTime: "1970-01-01 00:00:00"
        timeZone: Europe/Berlin
  budgetingMethod: Occurrences
  objectives:
    - op: lte
      value: 200.0
      target: 0.9995
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: Slices
spec:
  indicatorRef: api
  timeWindow:
    - duration: 1w
      isRolling: false
      calendar:
        startTime: "1970-01-04 00:00:00"
        timeZone: Europe/Berlin
  budgetingMethod: Timeslices
  objectives:
    - timeSliceTarget: 0.95
      timeSliceWindow: 5m
      target: 0.9990
`
	out, notes, err := exchange.ToOpenSLO(spec)
	if err != nil || !strings.HasPrefix(string(out), want) {
		t.Errorf("%v\n%s", err, out)
	}
	for _, part := range []string{"startTime: \"1970-02-01 00:00:00\"", "target: 1.0\n", "duration: 6M", "startTime: \"2025-01-31 00:00:00\"", "target: 0.005\n"} {
		if !strings.Contains(string(out), part) {
			t.Errorf("no %s in\n%s", part, out)
		}
	}
	wants(t, exchange.Import{Notes: notes}, "not-read objectives.api.least: ", "assumed objectives.Slices.id: ", "not-read title: ", "not-read id: ")
	again := imported(t, out)
	for i, o := range again.Spec.Objectives {
		if o.ID != spec.Objectives[i].ID || o.Title != spec.Objectives[i].Title {
			t.Errorf("%+v", o)
		}
	}

	// What OpenSLO cannot say is told and not written.
	slices := metrics.Slices{Of: "a", Every: "1m", Good: "95%", Empty: metrics.NoDataExclude}
	for _, c := range []struct {
		o    sla.Objective
		note string
	}{
		{sla.Objective{Clock: "response"}, "objectives.o"},
		{sla.Objective{Metric: metrics.Availability{Of: "a", NoData: metrics.NoDataExclude}}, "objectives.o"},
		{sla.Objective{Metric: metrics.Ratio{Of: "a"}, Attain: "at most 1 in 1000"}, "objectives.o.attain"},
		{sla.Objective{Metric: metrics.Ratio{Of: "a"}, Attain: "over 99%"}, "objectives.o.attain"},
		{sla.Objective{Metric: metrics.Ratio{Of: "a"}, Where: sla.Where{"x": sla.Is("y")}}, "objectives.o.where"},
		{sla.Objective{Metric: metrics.Ratio{Of: "a"}, Period: "2026-01-01/2026-07-01"}, "objectives.o.period"},
		{sla.Objective{Metric: metrics.Ratio{Of: "a", Excess: metrics.ExcessReject}}, "objectives.o.ratio.excess"},
		{sla.Objective{Metric: metrics.Ratio{Of: "a", Good: "15 to 30"}}, "objectives.o.ratio.good"},
		{sla.Objective{Metric: func() metrics.Slices { s := slices; s.Good, s.Bad = "", "over 5%"; return s }()}, "objectives.o.slices.good"},
		{sla.Objective{Metric: func() metrics.Slices { s := slices; s.Every = "250ms"; return s }()}, "objectives.o.slices.every"},
		{sla.Objective{Metric: func() metrics.Slices { s := slices; s.MinSamples = 5; return s }()}, "objectives.o.slices"},
		{sla.Objective{Metric: func() metrics.Slices { s := slices; s.Calendar = "office"; return s }()}, "objectives.o.slices"},
	} {
		o := c.o
		o.ID = "o"
		if o.Attain == "" {
			o.Attain = "99%"
		}
		if o.Period == "" {
			o.Period = sla.Monthly
		}
		out, notes, err := exchange.ToOpenSLO(sla.Spec{Zone: "UTC", Objectives: []sla.Objective{o}})
		if err != nil || len(out) > 0 || !has(exchange.Import{Notes: notes}, "not-read", c.note, "") {
			t.Errorf("%+v: %s %v %v", o, out, notes, err)
		}
	}
	// A mistake in a metric is the error of New.
	_, _, err = exchange.ToOpenSLO(sla.Spec{Zone: "UTC", Objectives: []sla.Objective{{ID: "o", Metric: metrics.Slices{Of: "a", Every: "1m", Good: "95%"}, Attain: "99%", Period: sla.Monthly}}})
	if problems := sla.Problems(err); len(problems) != 1 || problems[0].Path != "objectives.o.slices.empty" {
		t.Errorf("%v", err)
	}
}
