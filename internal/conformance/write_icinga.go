package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
)

// writeIcinga asks what the host and the service reach, as icingaCase.run does: by the
// policy of the engine, or if the case has a sound answer by a policy that leaves
// unmeasured time out.
func writeIcinga(p *availabilityPage, data json.RawMessage) error {
	var c icingaCase
	if err := decode(data, &c); err != nil {
		return err
	}
	if c.Error != "" || c.Sound == "error" {
		return errors.New("an error in the facts, which a case cannot tell")
	}
	id := p.id
	sound := c.Sound != ""
	for _, object := range []struct {
		name, engine string
		listed       json.RawMessage
	}{{"host", "Icinga DB, hosts", c.Host}, {"service", "Icinga DB, services", c.Service}} {
		if object.listed == nil && !sound {
			continue
		}
		var want word
		if object.listed != nil {
			if err := json.Unmarshal(object.listed, &want); err != nil {
				return err
			}
		}
		if sound {
			want = c.Sound
		}
		spec := availability(object.engine)
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
		var lines []measured
		for i, s := range c.States {
			text := state(s.State)
			switch s.Previous {
			case "":
			case "99":
				text += " was=" + string(metrics.NoData)
			default:
				text += " was=" + state(s.Previous)
			}
			lines = append(lines, measured{time.UnixMilli(s.At), fmt.Sprintf("%s #%d/%d", text, i+1, i+1)})
		}
		for _, d := range c.Downtimes {
			if d.End == nil {
				return errors.New("maintenance without an end")
			}
			lines = append(lines, measured{time.UnixMilli(d.Start), "to " + when(time.UnixMilli(*d.End), time.UnixMilli(d.Start), time.UTC) + " excluded maintenance"})
		}
		if roundedUp[id] {
			return errors.New("a figure rounded up; the language never rounds up")
		}
		if i := strings.IndexByte(string(want), '.'); i >= 0 && len(want) > i+19 {
			want = want[:i+19] // the language reads 18 places, and cuts off the rest
		}
		facet := "attained " + want.percent()
		if want == "" || want == "no_value" {
			facet = "attained none"
		}
		p.id, p.source = id+", "+object.name, id
		if err := p.windowed(time.UTC, spec, nil, lines, stretch{time.UnixMilli(c.Start), time.UnixMilli(c.End), []string{facet}}); err != nil {
			return err
		}
	}
	return nil
}

// roundedUp are the entries whose source rounds a figure up: 2/3 as 66.6667.
var roundedUp = map[string]bool{"MultipleStateChangesDecimalsFractionOneThird": true}
