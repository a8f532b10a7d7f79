package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// icingaCase holds instants in milliseconds.
type icingaCase struct {
	States []struct {
		At       int64 `json:"at"`
		State    word  `json:"state"`
		Previous word  `json:"previous"`
	} `json:"states"`
	Downtimes []struct {
		Start int64  `json:"start"`
		End   *int64 `json:"end"` // null: still going on
	} `json:"downtimes"`
	Current word            `json:"current_state"`
	Start   int64           `json:"start"`
	End     int64           `json:"end"`
	Host    json.RawMessage `json:"expected_host"`
	Service json.RawMessage `json:"expected_service"`
	Error   string          `json:"expected_error"`
	Sound   word            `json:"sound_value"`
}

// run measures by the engine's policy or, if the case gives the sound answer, by a
// policy under which unmeasured time does not count.
func (c icingaCase) run(v *verdict) {
	for _, object := range []struct {
		name, engine string
		listed       json.RawMessage
	}{{"host", "Icinga DB, hosts", c.Host}, {"service", "Icinga DB, services", c.Service}} {
		var want word
		if object.listed != nil && !v.ok(json.Unmarshal(object.listed, &want)) {
			return
		}
		uptime, err := c.measure(availability(object.engine), c.Sound != "")
		switch {
		case c.Error != "" || c.Sound == "error":
			v.same(object.name+" is an error", err != nil, true)
		case !v.ok(err) || object.listed == nil && c.Sound == "":
		case c.Sound == "no_value", c.Sound == "" && want == "":
			v.same(object.name+" has a value", uptime.Attained.IsValid(), false)
		case c.Sound != "":
			v.digits(object.name, points(uptime.Attained), c.Sound)
		default:
			v.digits(object.name, points(uptime.Attained.Round(metrics.Rounding{Places: 4})), want)
		}
	}
}

// measure: a state after time without data has no-data as its previous state. The
// engine counts other time without data as good; sound leaves such time out.
func (c icingaCase) measure(spec metrics.Availability, sound bool) (metrics.Uptime, error) {
	spec.Weights = maps.Clone(spec.Weights)
	if sound {
		spec.Initial = string(metrics.NoData)
	}
	state := func(code word) string {
		if code == "99" && sound {
			return string(metrics.NoData)
		}
		if _, listed := spec.Weights[string(code)]; !listed {
			spec.Weights[string(code)] = "100%"
		}
		return string(code)
	}
	if c.Current != "" {
		spec.Initial = state(c.Current)
	}
	var known metrics.Timeline
	for i, s := range c.States {
		mark := metrics.Mark{At: time.UnixMilli(s.At), State: state(s.State), Seq: int64(i)}
		switch s.Previous {
		case "99":
			mark.Was = string(metrics.NoData)
		case "":
		default:
			mark.Was = state(s.Previous)
		}
		if err := known.AddMark(mark); err != nil {
			return metrics.Uptime{}, err
		}
	}
	for _, d := range c.Downtimes {
		window := metrics.Window{From: time.UnixMilli(d.Start)}
		if d.End != nil {
			window.To = time.UnixMilli(*d.End)
		}
		if err := known.AddWindow(window); err != nil {
			return metrics.Uptime{}, err
		}
	}
	pipeline, err := spec.Pipeline()
	if err != nil {
		return metrics.Uptime{}, err
	}
	return pipeline.Measure(&known, metrics.Look{From: time.UnixMilli(c.Start), To: time.UnixMilli(c.End)})
}

// nagiosCase holds instants in seconds.
type nagiosCase struct {
	Start  int64 `json:"start"`
	End    int64 `json:"end"`
	Events []struct {
		At    int64  `json:"at"`
		What  string `json:"what"`
		State string `json:"state"`
	} `json:"events"`
	Options struct {
		Initial   string     `json:"initial_state"`
		HoldLast  bool       `json:"not_running_counts_as_last_state"`
		Hard      bool       `json:"hard_states_only"` // soft states are not listed
		Hours     [][2]int64 `json:"service_hours"`
		Zone      string     `json:"timezone"`
		Breakdown string     `json:"breakdown"`
	} `json:"options"`
	Expected map[string]json.RawMessage `json:"expected"`
	Sum      *struct {
		Buckets int64 `json:"sum_of_buckets"`
		Period  int64 `json:"period"`
		Equal   bool  `json:"equal"`
	} `json:"check_sum"`
}

// run removes windows, so that time in windows shows by state.
func (c nagiosCase) run(v *verdict) {
	spec := availability("Nagios, Thruk")
	spec.Weights = maps.Clone(spec.Weights)
	if c.Options.Initial != "" && c.Options.Initial != "unspecified" {
		spec.Initial = nagiosState(spec, c.Options.Initial)
	}
	known, ok := c.timeline(v, spec)
	if !ok {
		return
	}
	pipeline, err := spec.Pipeline()
	if !v.ok(err) {
		return
	}
	look := metrics.Look{From: time.Unix(c.Start, 0), To: time.Unix(c.End, 0), Open: c.hours()}
	uptime, err := pipeline.Measure(known, look)
	if !v.ok(err) {
		return
	}
	if c.Sum != nil {
		v.same("the sum", int64(uptime.Ledger.Total().Seconds()), c.Sum.Buckets)
		v.same("the period", c.Sum.Period == c.Sum.Buckets, c.Sum.Equal)
	}
	for bucket, want := range c.Expected {
		if want[0] != '{' {
			v.bucket(uptime.Ledger, bucket, string(want))
			continue
		}
		v.breakdown(pipeline, known, look, c.Options.Zone, want)
	}
}

// nagiosState gives the state of a name; an unknown name is a problem.
func nagiosState(spec metrics.Availability, name string) string {
	name = strings.ToLower(name)
	if name == "no_data" {
		return string(metrics.NoData)
	}
	if _, listed := spec.Weights[name]; !listed && name != string(metrics.Up) && name != string(metrics.Down) {
		spec.Weights[name] = "100%"
	}
	return name
}

func (c nagiosCase) timeline(v *verdict, spec metrics.Availability) (*metrics.Timeline, bool) {
	var known metrics.Timeline
	var stopped, downtime *time.Time
	// A stretch that ends when it begins counts for nothing.
	between := func(from, to time.Time, add func() error) error {
		if from.Equal(to) {
			return nil
		}
		return add()
	}
	for i, e := range c.Events {
		at := time.Unix(e.At, 0)
		var err error
		switch e.What {
		case "state":
			err = known.AddMark(metrics.Mark{At: at, State: nagiosState(spec, e.State), Seq: int64(i)})
		case "monitoring stopped":
			if stopped == nil && !c.Options.HoldLast { // otherwise no such stretch begins
				stopped = &at
			}
		case "monitoring started":
			if stopped != nil {
				err = between(*stopped, at, func() error {
					return known.Add(metrics.Interval{From: *stopped, To: at, State: string(metrics.NotMonitored)})
				})
				stopped = nil
			}
		case "downtime start":
			if downtime == nil {
				downtime = &at
			}
		case "downtime end":
			if downtime != nil {
				err = between(*downtime, at, func() error { return known.AddWindow(metrics.Window{From: *downtime, To: at}) })
				downtime = nil
			}
		default:
			v.skip("event %q", e.What)
			return nil, false
		}
		if !v.ok(err) {
			return nil, false
		}
	}
	return &known, (stopped == nil || v.ok(known.Add(metrics.Interval{From: *stopped, State: string(metrics.NotMonitored)}))) &&
		(downtime == nil || v.ok(known.AddWindow(metrics.Window{From: *downtime})))
}

// hours gives the service hours in order; nil is all hours.
func (c nagiosCase) hours() func(yield func(time.Time, time.Time) bool) {
	if len(c.Options.Hours) == 0 {
		return nil
	}
	hours := slices.Clone(c.Options.Hours)
	slices.SortFunc(hours, func(a, b [2]int64) int { return time.Unix(a[0], 0).Compare(time.Unix(b[0], 0)) })
	return func(yield func(time.Time, time.Time) bool) {
		for _, h := range hours {
			if !yield(time.Unix(h[0], 0), time.Unix(h[1], 0)) {
				return
			}
		}
	}
}

// bucket compares one bucket in seconds.
func (v *verdict) bucket(l metrics.Ledger, bucket, want string) {
	if bucket == "outside_timeperiod" {
		v.same(bucket, int64(l.Sum(metrics.OutsideHours).Seconds()), want)
		return
	}
	name, scheduled := strings.CutSuffix(bucket, "_scheduled")
	switch name {
	case "no_data":
		name = string(metrics.NoData)
	case "not_running":
		name = string(metrics.NotMonitored)
	}
	all, part := l.InState(name)
	if scheduled {
		all = part
	}
	v.same(bucket, int64(all.Seconds()), want)
}

// breakdown compares the buckets of local days or other periods, each cut to the
// period of the case.
func (v *verdict) breakdown(p metrics.Pipeline, known *metrics.Timeline, look metrics.Look, zone string, want json.RawMessage) {
	if zone == "" {
		zone = "UTC"
	}
	var parts map[string]map[string]json.RawMessage
	agreement, err := sla.New(sla.Spec{ID: "nagios", Zone: zone})
	if !v.ok(err) || !v.ok(json.Unmarshal(want, &parts)) {
		return
	}
	for name, buckets := range parts {
		period, err := sla.ParsePeriod(name)
		if !v.ok(err) {
			return
		}
		part := look
		part.From, part.To = agreement.Bounds(period)
		if part.From.Before(look.From) {
			part.From = look.From
		}
		if part.To.After(look.To) {
			part.To = look.To
		}
		u, err := p.Measure(known, part)
		if !v.ok(err) {
			return
		}
		for bucket, want := range buckets {
			v.bucket(u.Ledger, bucket, string(want))
		}
	}
}
