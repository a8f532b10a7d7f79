package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

func writeNagios(p *availabilityPage, data json.RawMessage) error {
	var c nagiosCase
	if err := decode(data, &c); err != nil {
		return err
	}
	if len(c.Options.Hours) > 0 {
		return errors.New("service hours between instants, which no calendar has")
	}
	spec := availability("Nagios, Thruk")
	spec.Weights = maps.Clone(spec.Weights)
	if c.Options.Initial != "" && c.Options.Initial != "unspecified" {
		spec.Initial = nagiosState(spec, c.Options.Initial)
	}
	var lines []measured
	for i, e := range c.Events {
		if e.What != "state" && !(c.Options.HoldLast && strings.HasPrefix(e.What, "monitoring ")) && (e.What != "monitoring started" || i > 0) {
			return errors.New("stops of the monitor and downtimes, in events of their own")
		}
		if e.What == "state" {
			lines = append(lines, measured{time.Unix(e.At, 0), fmt.Sprintf("%s #%d/%d", nagiosState(spec, e.State), i+1, i+1)})
		}
	}
	known := map[string]string{"up": "up", "down": "down", "no_data": "no-data", "not_running": "not-monitored"}
	asked, sum := stretch{from: time.Unix(c.Start, 0), to: time.Unix(c.End, 0)}, int64(0)
	for _, bucket := range slices.Sorted(maps.Keys(c.Expected)) {
		want := c.Expected[bucket]
		var seconds int64
		if err := json.Unmarshal(want, &seconds); err != nil {
			p.skip(bucket, "figures of each day")
			continue
		}
		sum += seconds
		word, ok := known[bucket]
		if !ok {
			switch spec.Weights[bucket] {
			case "0%":
				word = "up" // the sum of the states that lose nothing
			case "100%":
				word = "down"
			default:
				p.skip(bucket, "time by state; the language asks for what the states count as")
				continue
			}
			p.skip(bucket, "time by state; the case asks for what the states count as")
			word = ""
		}
		if word != "" {
			asked.facets = append(asked.facets, word+" "+length(seconds))
		}
	}
	if c.Sum != nil && (!c.Sum.Equal || c.Sum.Buckets != sum || c.Sum.Period != sum) {
		return contradiction("a sum that the answers do not make")
	}
	if len(asked.facets) == 0 {
		return errors.New("time by state; the language asks for what the states count as")
	}
	return p.windowed(time.UTC, spec, nil, lines, asked)
}
