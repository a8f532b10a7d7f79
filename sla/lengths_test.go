package sla_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// waits gives a ticket for each length, one after the other from 2 March.
func waits(lengths ...time.Duration) (f sla.Facts) {
	for i, d := range lengths {
		from := utc("02T10:00:00").Add(time.Duration(i) * time.Hour)
		f.Tickets = append(f.Tickets, sla.Ticket{ID: string(rune('a' + i)), Events: []sla.Event{
			{At: from, Name: "queued"}, {At: from.Add(d), Name: "answered"}}})
	}
	return f
}

func waiting(m metrics.Metric, attain metrics.Bound) sla.Spec {
	return sla.Spec{
		ID: "waits", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks:     map[string]sla.Clock{"wait": {Start: sla.On("queued"), Stop: sla.On("answered")}},
		Objectives: []sla.Objective{{ID: "wait", Clock: "wait", Targets: []sla.Target{{Within: "none", Calendar: "24x7"}}, Metric: m, Attain: attain, Period: "month", Counts: sla.ByStart}},
	}
}

// TestLengthsAreNotRounded holds each statistic to its exact value on both sides
// of its bound, in a batch and in a tally that was stored and merged.
func TestLengthsAreNotRounded(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name   string
		m      metrics.Metric
		attain metrics.Bound
		waits  []time.Duration
		want   string
		met    bool
	}{
		{"mean", metrics.Mean{}, "at most 20s", []time.Duration{19500 * ms, 20100 * ms, 19900 * ms, 20100 * ms}, "19.9s", true},
		{"mean on the bound", metrics.Mean{}, "at most 20s", []time.Duration{19999 * ms, 20001 * ms}, "20s", true},
		{"mean above by a nanosecond", metrics.Mean{}, "at most 20s", []time.Duration{20*time.Second + 1, 20*time.Second + 1}, "20.000000001s", false},
		{"sum", metrics.Sum{}, "at most 1s", []time.Duration{500 * ms, 500 * ms}, "1s", true},
		{"sum above", metrics.Sum{}, "at most 1s", []time.Duration{500 * ms, 501 * ms}, "1.001s", false},
		{"maximum below a second", metrics.Max{}, "at most 250ms", []time.Duration{100 * ms, 250 * ms}, "0.25s", true},
		{"maximum above", metrics.Max{}, "at most 250ms", []time.Duration{100 * ms, 250*ms + time.Microsecond}, "0.250001s", false},
		{"percentile", metrics.Percentile{Rank: "50%"}, "below 1s", []time.Duration{999 * ms, 5000 * ms}, "0.999s", true},
		{"interpolated percentile", metrics.Percentile{Rank: "50%", Method: metrics.Inclusive}, "at most 1s", []time.Duration{500 * ms, 1500 * ms}, "1s", true},
		{"started minutes", metrics.Sum{Grain: "1m"}, "at most 3m", []time.Duration{61 * time.Second, 60 * time.Second}, "3m", true},
		{"started minutes above", metrics.Sum{Grain: "1m"}, "at most 3m", []time.Duration{61 * time.Second, 60*time.Second + 1}, "4m", false},
		{"longest in started minutes", metrics.Max{Grain: "1m"}, "at most 2m", []time.Duration{61 * time.Second}, "2m", true},
	} {
		a := must(sla.New(waiting(c.m, c.attain)))
		march, facts := must(sla.ParsePeriod("2026-03")), waits(c.waits...)
		batch := must(a.Evaluate(march, facts, utc("31T23:59:59").Add(time.Second)))
		tally := a.NewTally()
		for i := range facts.Tickets {
			other := a.NewTally()
			other.Add(&facts.Tickets[i])
			read := a.NewTally()
			if err := read.UnmarshalBinary(must(other.MarshalBinary())); err != nil {
				t.Fatal(err)
			}
			if err := tally.Merge(read); err != nil {
				t.Fatal(err)
			}
		}
		stored := must(tally.Result(march, utc("31T23:59:59").Add(time.Second)))
		want := metrics.LengthOf(must(time.ParseDuration(c.want)))
		for from, r := range map[string]*sla.Result{"batch": batch, "tally": stored} {
			o := r.Outcomes[0]
			if !o.Attained.Equal(want) || (o.Verdict == sla.Met) != c.met || o.Verdict == sla.NotMeasurable {
				t.Errorf("%s, %s: %v %s, want %v, met %t", c.name, from, o.Attained, o.Verdict, want, c.met)
			}
		}
	}
}

// TestAGrainThatCanTurnAVerdictIsAFinding asks of each statistic and bound.
func TestAGrainThatCanTurnAVerdictIsAFinding(t *testing.T) {
	for _, c := range []struct {
		m      metrics.Metric
		attain metrics.Bound
		path   string // "": no finding
	}{
		{metrics.Mean{}, "at most 20s", ""},
		{metrics.Mean{Grain: "1s"}, "at most 20s", "objectives[0].mean.grain"},
		{metrics.Sum{Grain: "1s"}, "at most 20s", "objectives[0].sum.grain"},
		{metrics.Max{Grain: "1s"}, "at most 20s", ""},
		{metrics.Max{Grain: "1s"}, "over 20s", ""},
		{metrics.Max{Grain: "1s"}, "below 20s", "objectives[0].max.grain"},
		{metrics.Max{Grain: "1s"}, "at least 20s", "objectives[0].max.grain"},
		{metrics.Max{Grain: "1s"}, "at most 20s500ms", "objectives[0].max.grain"},
		{metrics.Max{Grain: "1s"}, "over 10s to 20s", ""},
		{metrics.Max{Grain: "1s"}, "10s to 20s", "objectives[0].max.grain"},
		{metrics.Max{Grain: "1s"}, "", ""},
		{metrics.Percentile{Rank: "95%", Grain: "1s"}, "at most 20s", ""},
		{metrics.Percentile{Rank: "95%", Grain: "1s", Method: metrics.Midpoint}, "at most 20s", "objectives[0].percentile.grain"},
	} {
		a := must(sla.New(waiting(c.m, c.attain)))
		path := ""
		for _, f := range a.Findings() {
			if f.Code == sla.FindingGrain {
				path = f.Path
			}
		}
		if path != c.path {
			t.Errorf("%+v %q: a finding at %q, want %q", c.m, c.attain, path, c.path)
		}
	}
}
