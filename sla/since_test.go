package sla_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// A late report of a pause moves the due instant, and says so.
func ExampleExplanation_Since() {
	agreement := must(sla.New(liveSpec()))
	ticket := liveTicket("T1", "P1", 8)
	before := agreement.Explain(ticket, "repair", onMarch2(10, 30))
	ticket.Events = append(ticket.Events,
		sla.Event{At: onMarch2(9, 0), Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
		sla.Event{At: onMarch2(9, 45), Name: "status", Set: sla.Attrs{{"status", "open"}}})
	for _, c := range agreement.Explain(ticket, "repair", onMarch2(10, 30)).Since(before) {
		fmt.Printf("%s: %q, was %q\n", c.Path, c.After, c.Before)
	}
	// Output:
	// verdict: "", was "missed"
	// due: "2026-03-02T10:45:00Z", was "2026-03-02T10:00:00Z"
	// breached: "", was "2026-03-02T10:00:00Z"
	// elapsed: "1h45m", was "2h30m"
	// held: "45m", was "0s"
	// remaining: "15m", was "-30m"
	// overrun: "0s", was "30m"
	// used: "87.5%", was "125%"
	// alarm repair/1/breach: "2026-03-02T10:45:00Z", was "2026-03-02T10:00:00Z"
	// trace 2026-03-02T08:00:00Z: "", was "running until 2026-03-02T10:30:00Z, counts 2h30m, opened"
	// trace 2026-03-02T08:00:00Z: "running until 2026-03-02T09:00:00Z, counts 1h, opened", was ""
	// trace 2026-03-02T09:00:00Z: "paused until 2026-03-02T09:45:00Z, counts 0s, status (status=waiting)", was ""
	// trace 2026-03-02T09:45:00Z: "running until 2026-03-02T10:30:00Z, counts 45m, status (status=open)", was ""
}

// changeSpec is an agreement in which everything that can change between two
// explanations of a ticket does.
func changeSpec() sla.Spec {
	spec := holidaySpec("8h")
	m := weighted()
	m.Override = sla.Override{Reason: "why"}
	spec.Priority = &m
	spec.Calendars["night"] = calendar.Spec{Hours: "mon-sun 00:00-24:00",
		Versions: []calendar.Version{{Known: "2026-04-02T13:00", Closed: []calendar.Local{"2026-04-04"}}}}
	spec.Policies.CalendarChange = sla.CalendarAnew
	spec.Objectives[0].Warn = levels("50%")
	spec.Objectives[0].Targets = []sla.Target{
		{When: sla.Where{"priority": sla.Is("P1")}, Within: "2h", Calendar: "office"},
		{When: sla.Where{"priority": sla.Is("P2")}, Within: "40h", Calendar: "night"},
		{Within: "8h", Calendar: "office"},
	}
	changed := spec.Objectives[0]
	changed.Targets = []sla.Target{{Within: "4h", Calendar: "office"}}
	spec.Revisions = []sla.Revision{{From: "2026-04-02", Pins: sla.PinOpened, Change: sla.Spec{Objectives: []sla.Objective{changed}}}}
	return spec
}

// Whatever differs between two evaluations of a ticket is told, with what it was
// and what it is.
func TestSinceTellsWhatChanged(t *testing.T) {
	revised := must(sla.New(changeSpec()))
	spec := changeSpec()
	spec.Revisions = nil
	agreement := must(sla.New(spec))
	ticket := func(attrs sla.Attrs, events ...sla.Event) *sla.Ticket {
		return &sla.Ticket{ID: "T", Attrs: attrs, Events: append([]sla.Event{{At: inApril(2, 9), Name: "opened"}}, events...)}
	}
	p3 := sla.Attrs{{"customer", "plain"}, {"damage", "low"}}
	p2 := sla.Attrs{{"customer", "plain"}, {"damage", "high"}}
	p1 := append(slices.Clone(p3), [2]string{"priority", "P1"}, [2]string{"why", "board"})
	at := inApril(2, 11)
	storm := sla.Exclusion{Ticket: "T", From: inApril(2, 9), To: inApril(2, 10), Reason: "storm"}
	base := agreement.Explain(ticket(p3), "repair", at)
	if base.AsOf != at || base.Zone != "UTC" {
		t.Errorf("as of %s in %q", base.AsOf, base.Zone)
	}
	for name, test := range map[string]struct {
		before, after sla.Explanation
		want          string // the changes of figures, reasons and alarms
	}{
		"nothing": {base, agreement.Explain(ticket(p3), "repair", at), ""},
		"time": {base, agreement.Explain(ticket(p3), "repair", at.Add(time.Minute)),
			"as-of 2026-04-02T11:00:00Z>2026-04-02T11:01:00Z, elapsed 2h>2h1m, wall 2h>2h1m, remaining 6h>5h59m, used 25%>25.2083%"},
		"a stop, and the verdict": {base, agreement.Explain(ticket(p3, sla.Event{At: at, Name: "repaired"}), "repair", at),
			"phase running>stopped, verdict >met, stopped >2026-04-02T11:00:00Z, stopped-by >repaired, " +
				"alarm repair/1/50% 2026-04-07T10:00:00Z>, alarm repair/1/breach 2026-04-07T14:00:00Z>"},
		"a pause that was reported late": {base, agreement.Explain(ticket(p3,
			sla.Event{At: inApril(2, 10), Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
			sla.Event{At: at, Name: "status", Set: sla.Attrs{{"status", "open"}}}), "repair", at),
			"due 2026-04-07T14:00:00Z>2026-04-07T15:00:00Z, elapsed 2h>1h, held 0s>1h, remaining 6h>7h, used 25%>12.5%, " +
				"alarm repair/1/50% 2026-04-07T10:00:00Z>2026-04-07T11:00:00Z, alarm repair/1/breach 2026-04-07T14:00:00Z>2026-04-07T15:00:00Z"},
		"a waiver": {base, agreement.Explain(ticket(p3), "repair", at, storm),
			"due 2026-04-07T14:00:00Z>2026-04-07T15:00:00Z, elapsed 2h>1h, waived 0s>1h, remaining 6h>7h, used 25%>12.5%, waived >storm, " +
				"alarm repair/1/50% 2026-04-07T10:00:00Z>2026-04-07T11:00:00Z, alarm repair/1/breach 2026-04-07T14:00:00Z>2026-04-07T15:00:00Z"},
		"the priority, and with it the target": {base, agreement.Explain(ticket(p1), "repair", at),
			"target objectives[0].targets[2]>objectives[0].targets[0], within 8h>2h, due 2026-04-07T14:00:00Z>2026-04-02T11:00:00Z, " +
				"remaining 6h>0s, used 25%>100%, target 8h>, priority-overridden >P1, override-reason >board, attribute >P1, target >2h, " +
				"alarm repair/1/50% 2026-04-07T10:00:00Z>2026-04-02T10:00:00Z, alarm repair/1/breach 2026-04-07T14:00:00Z>2026-04-02T11:00:00Z"},
		"the reason of an override": {
			agreement.Explain(ticket(p1), "repair", at),
			agreement.Explain(ticket(append(slices.Clone(p1), [2]string{"why", "chairman"})), "repair", at),
			"override-reason board>, override-reason >chairman"},
		"what is known of the calendar": {
			agreement.Explain(ticket(p2), "repair", inApril(2, 13).Add(-1)), agreement.Explain(ticket(p2), "repair", inApril(2, 13)),
			"as-of 2026-04-02T12:59:59.999999999Z>2026-04-02T13:00:00Z, due 2026-04-04T01:00:00Z>2026-04-05T01:00:00Z, " +
				"elapsed 3h59m59s999ms999us999ns>4h, wall 3h59m59s999ms999us999ns>4h, remaining 36h1ns>36h, used 9.9999%>10%, " +
				"calendar-known-at 2026-04-02T12:59:59.999999999Z>, calendar-known-at >2026-04-02T13:00:00Z, " +
				"alarm repair/1/breach 2026-04-04T01:00:00Z>2026-04-05T01:00:00Z"},
		"the revision of the agreement": {base, revised.Explain(ticket(p3), "repair", at),
			"target objectives[0].targets[2]>revisions[0].change.objectives[0].targets[0], within 8h>4h, due 2026-04-07T14:00:00Z>2026-04-07T10:00:00Z, " +
				"remaining 6h>2h, used 25%>50%, target 8h>, revision >2026-04-02, target >4h, " +
				"alarm repair/1/50% 2026-04-07T10:00:00Z>2026-04-02T11:00:00Z, alarm repair/1/breach 2026-04-07T14:00:00Z>2026-04-07T10:00:00Z"},
		"when it started": {base, agreement.Explain(&sla.Ticket{ID: "T", Attrs: p3, Events: []sla.Event{{At: inApril(2, 10), Name: "opened"}}}, "repair", at),
			"started 2026-04-02T09:00:00Z>2026-04-02T10:00:00Z, due 2026-04-07T14:00:00Z>2026-04-07T15:00:00Z, elapsed 2h>1h, wall 2h>1h, remaining 6h>7h, used 25%>12.5%, " +
				"alarm repair/1/50% 2026-04-07T10:00:00Z>2026-04-07T11:00:00Z, alarm repair/1/breach 2026-04-07T14:00:00Z>2026-04-07T15:00:00Z"},
	} {
		var got []string
		for _, c := range test.after.Since(test.before) {
			if !strings.HasPrefix(c.Path, "trace ") {
				got = append(got, fmt.Sprintf("%s %s>%s", c.Path, c.Before, c.After))
			}
		}
		if text := strings.Join(got, ", "); text != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, text, test.want)
		}
	}
}

// No field of an explanation can change without being told.
func TestSinceMissesNoField(t *testing.T) {
	some := map[reflect.Type]any{
		reflect.TypeFor[time.Time](): inApril(2, 9), reflect.TypeFor[metrics.Figure](): metrics.ShareOf(1, 2),
	}
	keyed := func(v reflect.Value) { // an alarm has a key and an instant
		if v.Type() == reflect.TypeFor[sla.Alarm]() {
			v.Set(reflect.ValueOf(sla.Alarm{Key: "key", At: inApril(1, 9)}))
		}
	}
	var change func(v reflect.Value, path string, ask func(path string))
	change = func(v reflect.Value, path string, ask func(path string)) {
		was := reflect.ValueOf(v.Interface())
		switch known, ok := some[v.Type()]; {
		case ok:
			v.Set(reflect.ValueOf(known))
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					change(v.Field(i), path+"."+v.Type().Field(i).Name, ask)
				}
			}
			return
		case v.Kind() == reflect.Slice: // one more, one less, and each field of one
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			keyed(v.Index(0))
			ask(path)
			return
		case v.Kind() == reflect.Map: // names
			v.Set(reflect.ValueOf(map[string]map[string]string{"de": {"title": "changed"}}))
		case v.Kind() == reflect.String:
			v.SetString("changed")
		case v.Kind() == reflect.Bool:
			v.SetBool(true)
		case v.CanInt():
			v.SetInt(7)
		default:
			t.Fatalf("%s is a %s", path, v.Type())
		}
		ask(path)
		v.Set(was)
	}
	asked := map[string]bool{}
	var e sla.Explanation
	change(reflect.ValueOf(&e).Elem(), "explanation", func(path string) {
		asked[path] = true
		if len(e.Since(sla.Explanation{})) == 0 || len((sla.Explanation{}).Since(e)) == 0 {
			t.Errorf("%s changes unseen", path)
		}
		if same := e.Since(e); len(same) > 0 {
			t.Errorf("%s: %v without a change", path, same)
		}
	})
	for _, path := range []string{"explanation.AsOf", "explanation.Reading.Used", "explanation.Reading.Alarms", "explanation.Because", "explanation.Trace"} {
		if !asked[path] {
			t.Errorf("%s was not asked about, but %v", path, slices.Sorted(maps.Keys(asked)))
		}
	}
	// And no field of what stands in its lists; Objective, Cycle and Mark of an
	// alarm are in its key.
	element := func(name string, list any, with func(reflect.Value) sla.Explanation) {
		v := reflect.New(reflect.TypeOf(list).Elem()).Elem()
		keyed(v)
		before := with(v)
		change(v, name, func(path string) {
			known := name == "alarm" && slices.Contains([]string{"alarm.Objective", "alarm.Cycle", "alarm.Mark"}, path)
			if after := with(v); len(after.Since(before)) == 0 && !known {
				t.Errorf("%s changes unseen", path)
			}
		})
	}
	element("note", []sla.Note{}, func(v reflect.Value) sla.Explanation {
		return sla.Explanation{Because: []sla.Note{v.Interface().(sla.Note)}}
	})
	element("segment", []sla.Segment{}, func(v reflect.Value) sla.Explanation {
		return sla.Explanation{Trace: []sla.Segment{v.Interface().(sla.Segment)}}
	})
	element("alarm", []sla.Alarm{}, func(v reflect.Value) sla.Explanation {
		return sla.Explanation{Reading: sla.Reading{Alarms: []sla.Alarm{v.Interface().(sla.Alarm)}}}
	})
}
