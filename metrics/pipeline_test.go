package metrics_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// hour is one hour of service, 10:00 to 11:00, looked at afterwards.
type hour struct {
	name string
	spec metrics.Availability
	down []string // "10:05:00-10:06:00", with a state after a space if not down
	plan []string // windows; "10:00:00-10:30:00 08:00" was announced at 08:00
	want string   // length and bucket of each entry; one excluded is cut where its state changes
}

func clock(s string) time.Time {
	if strings.Count(s, ":") == 1 {
		s += ":00"
	}
	return must(time.Parse("2006-01-02 15:04:05", "2026-03-02 "+s))
}

func (h hour) run() (metrics.Uptime, error) {
	var line metrics.Timeline
	for _, d := range h.down {
		span, state, _ := strings.Cut(d, " ")
		from, to, _ := strings.Cut(span, "-")
		i := metrics.Interval{From: clock(from), State: state}
		if to != "" {
			i.To = clock(to)
		}
		check(line.Add(i))
	}
	for _, w := range h.plan {
		span, announced, told := strings.Cut(w, " ")
		from, to, _ := strings.Cut(span, "-")
		window := metrics.Window{From: clock(from), To: clock(to)}
		if told {
			window.Announced = clock(announced)
		}
		check(line.AddWindow(window))
	}
	h.spec.Of, h.spec.NoData = "service", metrics.NoDataExclude
	return must(h.spec.Pipeline()).Measure(&line, metrics.Look{From: clock("10:00"), To: clock("11:00"), AsOf: clock("12:00")})
}

func TestThePipelineStepByStep(t *testing.T) {
	long := metrics.Availability{IgnoreUnder: "5m"}
	whole := metrics.Availability{Minutes: metrics.WholeMinutes}
	started := metrics.Availability{Minutes: metrics.StartedMinutes}
	remove := metrics.Availability{Maintenance: metrics.Remove}
	notice := metrics.Availability{Maintenance: metrics.Forgive, Notice: "2h"}
	quota := metrics.Availability{Maintenance: metrics.Remove, Quota: "10m"}
	weights := metrics.Availability{Weights: map[string]metrics.Percent{"partial": "30%", "slow": "0%"}}
	for _, h := range []hour{
		{"an outage as long as the least", long, []string{"10:10-10:15"}, nil, "10m up, 5m down, 45m up"},
		{"a shorter one", long, []string{"10:10-10:14:59"}, nil, "10m up, 4m59s ignored, 45m1s up"},
		{"two that touch are one", long, []string{"10:10-10:12", "10:12-10:15"}, nil, "10m up, 5m down, 45m up"},
		{"one that began before the period is whole", long, []string{"09:55-10:00:01"}, nil, "1s down, 59m59s up"},
		{"one that ends after the period is whole", long, []string{"10:59-11:04"}, nil, "59m up, 1m down"},
		{"one cut by a window is whole", metrics.Availability{IgnoreUnder: "5m", Maintenance: metrics.Remove}, []string{"10:10-10:15"}, []string{"10:11-10:20"}, "10m up, 1m down, 4m excluded, 5m excluded, 40m up"},
		{"one that has not ended", long, []string{"10:58-"}, nil, "58m up, 2m down"},
		{"whole minutes", whole, []string{"10:10-10:12:59"}, nil, "10m up, 2m down, 59s ignored, 47m1s up"},
		{"less than a minute", whole, []string{"10:10-10:10:59"}, nil, "10m up, 59s ignored, 49m1s up"},
		{"just a minute", whole, []string{"10:10-10:11"}, nil, "10m up, 1m down, 49m up"},
		{"started minutes", started, []string{"10:10-10:12:01"}, nil, "10m up, 3m down, 47m up"},
		{"minutes that are full already", started, []string{"10:10-10:12"}, nil, "10m up, 2m down, 48m up"},
		{"a started minute that reaches in", started, []string{"09:59:30-09:59:40"}, nil, "30s down, 59m30s up"},
		{"started minutes that overlap count once", started, []string{"10:10-10:10:10", "10:10:30-10:10:50"}, nil, "10m up, 1m30s down, 48m30s up"},
		{"minutes of the total leave the ledger exact", metrics.Availability{Minutes: metrics.NearestTotal}, []string{"10:10-10:10:29"}, nil, "10m up, 29s down, 49m31s up"},
		{"weights", weights, []string{"10:10-10:20 partial", "10:15-10:25 slow", "10:40-10:50 up"}, nil, "10m up, 10m degraded 30%, 5m up, 35m up"},
		{"the heavier of two", weights, []string{"10:10-10:20 partial", "10:15-10:25"}, nil, "10m up, 5m degraded 30%, 10m down, 35m up"},
		{"no data gives way to an outage", weights, []string{"10:10-10:20 no-data", "10:15-10:25"}, nil, "10m up, 5m no-data, 10m down, 35m up"},
		{"not monitored gives way to nothing", weights, []string{"10:10-10:20 not-monitored", "10:15-10:25"}, nil, "10m up, 10m not-monitored, 5m down, 35m up"},
		{"windows without a policy", metrics.Availability{}, []string{"10:10-10:20"}, []string{"10:00-11:00"}, "10m up, 10m down, 40m up"},
		{"a window removes all of it", remove, []string{"10:10-10:20"}, []string{"10:15-10:30"}, "10m up, 5m down, 5m excluded, 10m excluded, 30m up"},
		{"windows that overlap count once", remove, nil, []string{"10:10-10:20", "10:15-10:30"}, "10m up, 20m excluded, 30m up"},
		{"added back, even without data", metrics.Availability{Maintenance: metrics.AddBack}, []string{"10:10-10:20 no-data"}, []string{"10:15-10:30"}, "10m up, 5m no-data, 5m forgiven, 10m forgiven, 30m up"},
		{"announced just in time", notice, []string{"10:10-10:20"}, []string{"10:10-10:20 08:10"}, "10m up, 10m forgiven, 40m up"},
		{"announced a second late", notice, []string{"10:10-10:20"}, []string{"10:10-10:20 08:10:01"}, "10m up, 10m down, 40m up"},
		{"never announced", notice, []string{"10:10-10:20"}, []string{"10:10-10:20"}, "10m up, 10m down, 40m up"},
		{"just the quota", quota, []string{"10:10-10:20"}, []string{"10:10-10:20"}, "10m up, 10m excluded, 40m up"},
		{"beyond the quota", quota, []string{"10:10-10:20:01"}, []string{"10:10-10:20:01"}, "10m up, 10m excluded, 1s down, 39m59s up"},
		{"two windows share the quota", quota, []string{"10:00-11:00"}, []string{"10:10-10:16", "10:40-10:46"}, "10m down, 6m excluded, 24m down, 4m excluded, 16m down"},
		{"a quota of nothing", metrics.Availability{Maintenance: metrics.Remove, Quota: "0s"}, nil, []string{"10:10-10:20"}, "1h up"},
	} {
		u, err := h.run()
		if err != nil {
			t.Errorf("%s: %v", h.name, err)
			continue
		}
		var got []string
		for _, e := range u.Ledger {
			text := fmt.Sprint(metrics.SpanOf(e.Length()), " ", e.Bucket)
			if e.Bucket == metrics.Degraded {
				text += " " + e.Weight.String()
			}
			got = append(got, text)
		}
		if text := strings.Join(got, ", "); text != h.want {
			t.Errorf("%s:\ngot  %s\nwant %s", h.name, text, h.want)
		}
	}
}

func TestTheFigureOfAnHour(t *testing.T) {
	nearest := metrics.Availability{Minutes: metrics.NearestTotal}
	weights := metrics.Availability{Weights: map[string]metrics.Percent{"partial": "30%"}, Maintenance: metrics.Forgive}
	for _, c := range []struct {
		h                   hour
		attained, raw, lost string
	}{
		{hour{spec: nearest, down: []string{"10:10-10:10:29"}}, "1h of 1h", "59m31s of 1h", "0s"},
		{hour{spec: nearest, down: []string{"10:10-10:10:30"}}, "59m of 1h", "59m30s of 1h", "1m"},
		{hour{spec: nearest, down: []string{"10:10-10:10:20", "10:20-10:20:20"}}, "59m of 1h", "59m20s of 1h", "1m"},
		{hour{spec: nearest, down: []string{"09:00-11:30"}}, "0s of 1h", "0s of 1h", "1h"},
		{hour{spec: weights, down: []string{"10:10-10:20 partial"}}, "57m of 1h", "57m of 1h", "3m"},
		{hour{spec: weights, down: []string{"10:10-10:10:01 partial"}}, "59m59s700ms of 1h", "59m59s700ms of 1h", "300ms"},
		{hour{spec: weights, down: []string{"10:10-10:20"}, plan: []string{"10:15-10:30"}}, "55m of 1h", "50m of 1h", "5m"},
		{hour{spec: metrics.Availability{Maintenance: metrics.Remove}, down: []string{"10:10-10:20"}, plan: []string{"10:15-10:30"}}, "40m of 45m", "50m of 1h", "5m"},
	} {
		u, err := c.h.run()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []struct {
			got  metrics.Figure
			want string
		}{{u.Attained, c.attained}, {u.Raw, c.raw}, {u.Lost, c.lost}} {
			if text := string(must(f.got.MarshalText())); text != f.want {
				t.Errorf("%v %v: %s, want %s", c.h.spec.Minutes, c.h.down, text, f.want)
			}
		}
	}
}

// The same words may come from a history of states.
func TestStatesHoldUntilTheNext(t *testing.T) {
	for _, c := range []struct {
		name    string
		initial string
		marks   []metrics.Mark
		want    string
	}{
		{"nothing before the first", "", []metrics.Mark{{At: clock("10:10"), State: "up"}}, "10m no-data, 50m up"},
		{"as the agreement says", "down", []metrics.Mark{{At: clock("10:10"), State: "up"}}, "10m down, 50m up"},
		{"as the first mark says", "down", []metrics.Mark{{At: clock("10:10"), State: "up", Was: "up"}}, "10m up, 50m up"},
		{"the last before the period", "", []metrics.Mark{{At: clock("09:00"), State: "down"}, {At: clock("10:30"), State: "up"}}, "30m down, 30m up"},
		{"a mark that knows of a gap", "", []metrics.Mark{{At: clock("09:00"), State: "down"}, {At: clock("10:30"), State: "up", Was: "no-data"}}, "30m no-data, 30m up"},
		{"two at once, in order", "", []metrics.Mark{{At: clock("10:00"), State: "down", Seq: 1}, {At: clock("10:00"), State: "up", Seq: 2}}, "1h up"},
		{"two at once, without order", "", []metrics.Mark{{At: clock("10:00"), State: "up"}, {At: clock("10:00"), State: "down"}}, "1h down"},
	} {
		var line metrics.Timeline
		for _, m := range c.marks {
			check(line.AddMark(m))
		}
		p := must(metrics.Availability{Of: "service", NoData: metrics.NoDataExclude, Initial: c.initial}.Pipeline())
		u := must(p.Measure(&line, metrics.Look{From: clock("10:00"), To: clock("11:00")}))
		var got []string
		for _, e := range u.Ledger {
			got = append(got, fmt.Sprint(metrics.SpanOf(e.Length()), " ", e.Bucket))
		}
		if text := strings.Join(got, ", "); text != strings.ReplaceAll(c.want, "10m up, 50m up", "1h up") {
			t.Errorf("%s: %s, want %s", c.name, text, c.want)
		}
	}
}

func TestMeasureRefusesWhatIsNoPeriod(t *testing.T) {
	var p metrics.Pipeline
	for _, l := range []metrics.Look{
		{From: clock("11:00"), To: clock("10:00")}, {From: clock("10:00"), To: clock("10:00")}, {From: clock("10:00")}, {To: clock("10:00")},
		{From: clock("10:00"), To: time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)}, {From: clock("10:00"), To: clock("11:00"), AsOf: time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		if u, err := p.Measure(nil, l); err == nil {
			t.Errorf("%v: %v", l, u.Ledger)
		}
	}
	if u, err := p.Measure(nil, metrics.Look{From: clock("10:00"), To: clock("11:00")}); err != nil || u.Attained.String() != "100%" {
		t.Errorf("a service without outages: %v, %v", u.Attained, err)
	}
}
