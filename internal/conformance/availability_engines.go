package main

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// icingaCase holds instants in milliseconds.
type icingaCase struct {
	Name, Origin, Remark string
	States               []struct {
		At       int64 `json:"at"`
		State    word  `json:"state"`
		Previous word  `json:"previous"`
	} `json:"states"`
	Downtimes []struct {
		Start int64 `json:"start"`
		End   int64 `json:"end"`
	} `json:"downtimes"`
	Current *word  `json:"current_state"`
	Start   int64  `json:"start"`
	End     int64  `json:"end"`
	Host    word   `json:"expected_host"`
	Service word   `json:"expected_service"`
	Error   string `json:"expected_error"`
	Sound   *word  `json:"sound_value"`
}

// run: downtimes forgive, no data is left out, states lose by kind of object.
func (c icingaCase) run(v *verdict) {
	for _, object := range []struct {
		name string
		good []word // states that are no problem
		want word
	}{{"host", []word{"0"}, c.Host}, {"service", []word{"0", "1"}, c.Service}} {
		uptime, err := c.measure(object.good)
		wanted := object.want
		if c.Sound != nil && *c.Sound != "" {
			wanted = *c.Sound
		}
		switch {
		case c.Error != "" || wanted == "error":
			v.same(object.name+" is an error", err != nil, true)
		case !v.ok(err):
		case wanted == "no_value":
			v.same(object.name+" has a value", uptime.Attained.IsValid(), false)
		case wanted == object.want:
			v.digits(object.name, points(uptime.Attained.Round(metrics.Rounding{Places: 4})), wanted)
		default:
			v.digits(object.name, points(uptime.Attained), wanted)
		}
	}
}

func (c icingaCase) measure(good []word) (metrics.Uptime, error) {
	spec := metrics.Availability{Of: "object", NoData: metrics.NoDataExclude, Maintenance: metrics.Forgive, Weights: map[string]metrics.Percent{}}
	state := func(code word) string {
		if code == "99" {
			return string(metrics.NoData)
		}
		spec.Weights[string(code)] = "100%"
		for _, g := range good {
			if g == code {
				spec.Weights[string(code)] = "0%"
			}
		}
		return string(code)
	}
	spec.Initial = string(metrics.NoData)
	if c.Current != nil && *c.Current != "" {
		spec.Initial = state(*c.Current)
	}
	var known metrics.Timeline
	for i, s := range c.States {
		if err := known.AddMark(metrics.Mark{At: time.UnixMilli(s.At), State: state(s.State), Was: state(s.Previous), Seq: int64(i)}); err != nil {
			return metrics.Uptime{}, err
		}
	}
	for _, d := range c.Downtimes {
		if err := known.AddWindow(metrics.Window{From: time.UnixMilli(d.Start), To: time.UnixMilli(d.End)}); err != nil {
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
	Name, Remark string
	Start        int64 `json:"start"`
	End          int64 `json:"end"`
	Events       []struct {
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
	Sum      struct {
		Buckets int64 `json:"sum_of_buckets"`
		Period  int64 `json:"period"`
		Equal   bool  `json:"equal"`
	} `json:"check_sum"`
}

// run: windows are removed, so that what lay in them shows by state.
func (c nagiosCase) run(v *verdict) {
	spec := metrics.Availability{
		Of: "object", NoData: metrics.NoDataExclude, Maintenance: metrics.Remove,
		Initial: string(metrics.NoData), Weights: map[string]metrics.Percent{},
	}
	state := func(name string) string {
		name = strings.ToLower(name)
		if name != string(metrics.Up) && name != string(metrics.Down) {
			spec.Weights[name] = "100%"
			if name == "ok" {
				spec.Weights[name] = "0%"
			}
		}
		return name
	}
	if c.Options.Initial != "" && c.Options.Initial != "unspecified" {
		spec.Initial = state(c.Options.Initial)
	}
	var known metrics.Timeline
	var stopped, downtime *time.Time
	for i, e := range c.Events {
		at := time.Unix(e.At, 0)
		var err error
		switch e.What {
		case "state":
			err = known.AddMark(metrics.Mark{At: at, State: state(e.State), Seq: int64(i)})
		case "monitoring stopped":
			if stopped == nil && !c.Options.HoldLast { // else no such stretch begins
				stopped = &at
			}
		case "monitoring started":
			if stopped != nil {
				err = known.Add(metrics.Interval{From: *stopped, To: at, State: string(metrics.NotMonitored)})
				stopped = nil
			}
		case "downtime start":
			if downtime == nil {
				downtime = &at
			}
		case "downtime end":
			if downtime != nil {
				err = known.AddWindow(metrics.Window{From: *downtime, To: at})
				downtime = nil
			}
		default:
			v.skip("event %q", e.What)
			return
		}
		if !v.ok(err) {
			return
		}
	}
	if stopped != nil && !v.ok(known.Add(metrics.Interval{From: *stopped, State: string(metrics.NotMonitored)})) ||
		downtime != nil && !v.ok(known.AddWindow(metrics.Window{From: *downtime})) {
		return
	}
	pipeline, err := spec.Pipeline()
	if !v.ok(err) {
		return
	}
	look := metrics.Look{From: time.Unix(c.Start, 0), To: time.Unix(c.End, 0)}
	if len(c.Options.Hours) > 0 {
		look.Open = func(yield func(time.Time, time.Time) bool) {
			for _, h := range c.Options.Hours {
				if !yield(time.Unix(h[0], 0), time.Unix(h[1], 0)) {
					return
				}
			}
		}
	}
	uptime, err := pipeline.Measure(&known, look)
	if !v.ok(err) {
		return
	}
	v.same("the sum", int64(uptime.Ledger.Total().Seconds()), c.Sum.Buckets)
	v.same("the period", c.Sum.Period == c.Sum.Buckets, c.Sum.Equal)
	for bucket, want := range c.Expected {
		if bucket != "days" {
			v.bucket(uptime.Ledger, bucket, string(want))
			continue
		}
		v.days(pipeline, &known, look, c.Options.Zone, want)
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

// days compares the buckets of local days, each cut to the period.
func (v *verdict) days(p metrics.Pipeline, known *metrics.Timeline, look metrics.Look, zone string, want json.RawMessage) {
	var days map[string]map[string]json.RawMessage
	agreement, err := sla.New(sla.Spec{ID: "nagios", Zone: zone})
	if !v.ok(err) || !v.ok(json.Unmarshal(want, &days)) {
		return
	}
	for day, buckets := range days {
		period, err := sla.ParsePeriod(day)
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
