package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// answersOf names the parts of an entry that hold its answers.
var answersOf = []string{"expect", "expected", "judged", "last_day", "sound", "anomaly_codes", "exact",
	"check_sum", "sound_value", "expected_host", "expected_service", "allowed_downtime_seconds", "allowed_downtime_minutes", "allowed_downtime_seconds_exact", "allowed_downtime_minutes_exact"}

// remarked are answers that no figure of the library depends on.
var remarked = []string{"remark", "no_data_marker", "rule", "peerAverage", "peerFlags"}

// givenIn names the parts of entries of availability that are no answers.
var givenIn = []string{"name", "kind", "period", "outages", "naive_sum", "remark", "k", "parts", "source", "origin",
	"target_percent", "minutes", // allowances
	"family", "method", "formula", "inputs", "threshold_s", "published", "difference_of_rounded", // quality
	"rule", "definition", "runs_minutes", "min_run", "month_minutes", "downtime_minutes", "max_available", "downtime", "requests", "errors",
	"threshold", "min_requests", "A", "B", "C", "days_used", "unavailable_periods", "intervals", "existed_intervals", "unavailable_intervals",
	"triggered", "unavailable", "interval_counts", "bad_intervals", "weights", "published_credit_percent", // intervals
	"good", "bad", "sli_given", "total", "total_slices", "marker", "engine", "slo_window_days", "budget_percent", "burn_rate",
	"alert_window_hours", "target", "one_outage_bad", "window_days", "slices", "timeslice_target", "sli", "goal", // engines
	"states", "downtimes", "current_state", "start", "end", "events", "options", // monitors
}

// leaves lists the places of the single answers below a value.
func leaves(v any, at []any) (all [][]any) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if !slices.Contains(remarked, key) {
				all = append(all, leaves(v[key], append(slices.Clone(at), key))...)
			}
		}
	case []any:
		for i := range v {
			all = append(all, leaves(v[i], append(slices.Clone(at), i))...)
		}
	default:
		all = append(all, at)
	}
	return all
}

// another gives a different answer of the same form.
func another(v any) (any, bool) {
	switch v := v.(type) {
	case bool:
		return !v, true
	case json.Number:
		n, ok := new(big.Rat).SetString(v.String())
		if !ok {
			return nil, false
		}
		places, _ := n.FloatPrec()
		return json.Number(n.Add(n, big.NewRat(7, 1)).FloatString(places)), true
	case string:
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return t.Add(time.Hour).Format(time.RFC3339Nano), true
		}
		if t, err := time.Parse(time.DateOnly, v); err == nil {
			return t.AddDate(0, 0, 1).Format(time.DateOnly), true
		}
		if n, ok := new(big.Rat).SetString(v); ok {
			if places, ends := n.FloatPrec(); ends {
				return n.Add(n, big.NewRat(7, 1)).FloatString(places), true
			}
			return n.Add(n, big.NewRat(7, 1)).RatString(), true
		}
		for _, words := range [][]string{{"met", "breached"}, {"attach", "nothing"}, {"complete", "cancel"}, {"pause", "resume"}} {
			if i := slices.Index(words, v); i >= 0 {
				return words[1-i], true
			}
		}
	}
	return nil, false
}

// with gives a copy of a value in which one place holds another value.
func with(v any, at []any, value any) any {
	if len(at) == 0 {
		return value
	}
	switch key := at[0].(type) {
	case string:
		m := maps.Clone(v.(map[string]any))
		m[key] = with(m[key], at[1:], value)
		return m
	default:
		list := slices.Clone(v.([]any))
		list[key.(int)] = with(list[key.(int)], at[1:], value)
		return list
	}
}

// kindOf names what decides how an entry is run. Each rule in words is a kind.
func kindOf(topic, file, list string, entry map[string]any) string {
	if given, ok := entry["given"].(map[string]any); ok && given["rule"] != nil {
		return fmt.Sprint(topic, "/", list, "/", entry["model"], " ", given["rule"])
	}
	if topic == "availability" {
		list = file + "/" + list
	}
	for _, key := range []string{"op", "kind", "model", "family", "rule"} {
		if text, ok := entry[key].(string); ok {
			return topic + "/" + list + "/" + text
		}
	}
	return topic + "/" + list
}

// byBlock says whether an entry runs as a case file.
func byBlock(topic, file, list string, entry map[string]any) bool {
	switch topic {
	case "calendars", "credits":
		return true
	case "availability":
		return (file != icingaFile || entry["expected_error"] == nil) && list != "documents"
	case "tickets":
		kind, _ := entry["kind"].(string)
		return ticketKinds[kind] == nil
	}
	model, _ := entry["model"].(string)
	given, err := json.Marshal(entry["given"])
	return err == nil && contractRunner(model, given) == nil
}

// blockEntries gives a few entries of each kind that runs as case files.
func blockEntries(t *testing.T, few int, each func(topic topic, dir fs.FS, file, list, kind string, entry map[string]any)) {
	t.Helper()
	tried := map[string]int{}
	for _, topic := range topics {
		dir := os.DirFS("testdata/cases/" + topic.name)
		names, err := fs.Glob(dir, "*.json")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range names {
			data, err := fs.ReadFile(dir, file)
			if err != nil {
				t.Fatal(err)
			}
			var top map[string]json.RawMessage
			if err := json.Unmarshal(data, &top); err != nil {
				t.Fatal(err)
			}
			for _, list := range append(slices.Clone(standard), engineLists[:5]...) {
				var entries []json.RawMessage
				if json.Unmarshal(within(top, list), &entries) != nil {
					continue
				}
				for _, raw := range entries {
					var entry map[string]any
					d := json.NewDecoder(strings.NewReader(string(raw)))
					d.UseNumber()
					if err := d.Decode(&entry); err != nil {
						continue
					}
					if model, _ := entry["model"].(string); slices.Contains(contractRest, model) {
						ok, _ := (&results{topic: topic.name}).block(dir, file, list, fmt.Sprint(entry["id"]), raw)
						if !ok {
							continue
						}
					} else if !byBlock(topic.name, file, list, entry) {
						continue
					}
					if list == "tables" && entry["anomaly_codes"] == nil {
						continue // it says only that nothing is found
					}
					kind := kindOf(topic.name, file, list, entry)
					if tried[kind]++; tried[kind] <= few {
						each(topic, dir, file, list, kind, entry)
					}
				}
			}
		}
	}
	if len(tried) < 40 {
		t.Errorf("only %d kinds: %v", len(tried), slices.Sorted(maps.Keys(tried)))
	}
}

// A command that never failed would show nothing. Each answer of some entries of each
// kind that runs as a case file is changed by itself, and the command tells the entry.
func TestAChangedAnswerIsTold(t *testing.T) {
	kinds := map[string]int{}
	blockEntries(t, 3, func(topic topic, dir fs.FS, file, list, kind string, entry map[string]any) {
		kinds[kind] += changed(t, &results{topic: topic.name}, dir, topic.run, file, list, entry)
	})
	for kind, n := range kinds {
		if n == 0 && kind != "tickets/cases/state_set" { // its list of states is the question, too
			t.Errorf("%s: no answer was changed", kind)
		}
	}
}

// An entry that lacks a part, or has a part of another form, is still reported once.
func TestAnOddEntryIsReportedOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	blockEntries(t, 1, func(topic topic, dir fs.FS, file, list, kind string, entry map[string]any) {
		r := &results{topic: topic.name}
		for _, at := range leaves(entry, nil) {
			for i := range at {
				for _, odd := range []any{nil, "x", json.Number("-1"), []any{}} {
					data, err := json.Marshal(with(entry, at[:i+1], odd))
					if err != nil {
						t.Fatal(err)
					}
					got := runOne(t, r, topic.run, dir, file, list, fmt.Sprint(entry["id"]), data)
					if got.run != 1 || got.passed+got.failed+got.unsupported != 1 {
						t.Errorf("%s %s: %v as %#v: %s %q", kind, file, at[:i+1], odd, got.summary(), got.lines)
					}
				}
			}
		}
	})
}

// runOne runs one entry. The tables of credits, to which an entry refers, are not run again.
func runOne(t *testing.T, r *results, run func(fs.FS, *results), dir fs.FS, file, list, id string, entry json.RawMessage) *results {
	t.Helper()
	alone, err := r.alone(dir, file, list, entry)
	if err != nil {
		t.Fatal(err)
	}
	got := &results{topic: r.topic, files: r.files, schedules: r.schedules}
	if r.topic == "credits" && list != "tables" {
		got.orBlock(dir, file, list, id, entry)
		return got
	}
	got.files, got.schedules = nil, nil
	run(alone, got)
	return got
}

// changed changes the answers of an entry one by one, runs each, and gives how many
// were changed.
func changed(t *testing.T, r *results, dir fs.FS, run func(fs.FS, *results), file, list string, entry map[string]any) (n int) {
	t.Helper()
	id := fmt.Sprint(entry["id"])
	if name, ok := entry["name"]; ok {
		id = fmt.Sprint(name)
	}
	parts := answersOf
	if r.topic == "availability" && file != zabbixFile {
		parts = nil
		for key := range entry {
			minutes := entry["rule"] == "weighted" && strings.HasSuffix(key, "_minutes")
			fixed := key == "factors" && entry["budget_percent"] == nil // they follow from nothing
			if !slices.Contains(givenIn, key) && !minutes && !fixed {
				parts = append(parts, key)
			}
		}
	}
	if file == icingaFile && entry["sound_value"] != nil {
		parts = []string{"sound_value"} // it stands in place of what the engine says
	}
	if exact, ok := entry["exact"].(map[string]any); entry["kind"] == "divergence" && (!ok || len(exact) == 0 || len(exact) == 1 && exact["rule"] != nil) {
		parts = []string{"peer"} // the answer of a named policy
	}
	for _, part := range parts {
		for _, at := range leaves(entry[part], []any{part}) {
			value := any(entry)
			for _, key := range at {
				switch key := key.(type) {
				case string:
					value = value.(map[string]any)[key]
				default:
					value = value.([]any)[key.(int)]
				}
			}
			other, ok := another(value)
			if !ok {
				continue
			}
			n++
			data, err := json.Marshal(with(entry, at, other))
			if err != nil {
				t.Fatal(err)
			}
			got := runOne(t, r, run, dir, file, list, strings.TrimPrefix(id, "<nil>"), data)
			if got.failed == 0 || !strings.Contains(strings.Join(got.lines, "\n"), file+" "+strings.TrimPrefix(id, "<nil>")) {
				t.Errorf("%s/%s %s: %v as %v instead of %v is not told: %s %q", r.topic, file, id, at, other, value, got.summary(), got.lines)
			}
		}
	}
	return n
}
