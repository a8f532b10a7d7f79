package sla_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/upheld/upheld/sla"
)

// reportsAt reports whether one of the problems is at a path.
func reportsAt(err error, path string) bool {
	path = strings.TrimSpace(path)
	var one *sla.FieldError
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			if reportsAt(e, path) {
				return true
			}
		}
		return false
	}
	return errors.As(err, &one) && one.Path == path
}

func changedTo(key string, values ...string) sla.Condition {
	return sla.Condition{ChangedTo: sla.Where{key: sla.Is(values...)}}
}

func anyOf(all ...sla.Condition) sla.Condition { return sla.Condition{Any: all} }

// phases are what a clock does after each event, a letter each: waiting, running,
// paused, stopped, cancelled.
func phases(clock sla.Clock, attrs sla.Attrs, events []sla.Event) string {
	spec := pausedSpec(sla.Condition{}, "2h", "24x7", sla.Policies{Reopen: sla.ContinueExcluding})
	spec.Clocks["repair"] = clock
	agreement := must(sla.New(spec))
	text := ""
	for i := range events {
		r, _ := agreement.Track(&sla.Ticket{ID: "T", Attrs: attrs, Events: events[:i+1]}, events[i].At).Of("repair")
		text += fmt.Sprint(string(r.Phase[0]), max(r.Cycle, 0), " ")
	}
	return strings.TrimSpace(text)
}

// A change to a value is an event after which the attribute has it and before
// which it had not; of alternatives one is enough; what began a stop or a pause
// is what makes it last.
func TestConditionsWithAlternativesAndChanges(t *testing.T) {
	status := func(minute int, value string) sla.Event { return change(minute, "status", value) }
	named := func(minute int, name string) sla.Event { return sla.Event{At: at(minute), Name: name} }
	opened := sla.On("opened")
	for _, c := range []struct {
		name   string
		clock  sla.Clock
		attrs  sla.Attrs
		events []sla.Event
		want   string
	}{
		{"start, absent before", sla.Clock{Start: changedTo("status", "open"), Stop: sla.On("done")}, nil,
			[]sla.Event{named(1, "x"), status(2, "open"), status(3, "open")}, "w0 r1 r1"},
		{"start, the first event sets it", sla.Clock{Start: changedTo("status", "open"), Stop: sla.On("done")}, nil,
			[]sla.Event{status(1, "open")}, "r1"},
		{"start, the ticket itself has it", sla.Clock{Start: changedTo("status", "open"), Stop: sla.On("done")}, sla.Attrs{{"status", "open"}},
			[]sla.Event{named(1, "x"), named(2, "done"), named(3, "x")}, "r1 s1 s1"},
		{"within the list is no change", sla.Clock{Start: opened, Stop: sla.On("done"), Reset: changedTo("status", "a", "b")}, nil,
			[]sla.Event{named(1, "opened"), status(2, "a"), status(3, "b"), status(4, "c"), status(5, "b")}, "r1 r2 r2 r2 r3"},
		{"any other value", sla.Clock{Start: opened, Stop: sla.On("done"), Reset: sla.Condition{ChangedTo: sla.Where{"status": sla.Not("")}}}, nil,
			[]sla.Event{named(1, "opened"), status(2, "a"), status(3, "a"), status(4, "b"), status(5, "")}, "r1 r2 r2 r3 r3"},
		{"an event and a change", sla.Clock{Start: opened, Stop: sla.Condition{Event: []string{"change"}, ChangedTo: sla.Where{"status": sla.Is("done")}}}, nil,
			[]sla.Event{named(1, "opened"), {At: at(2), Name: "other", Set: sla.Attrs{{"status", "done"}}}, status(3, "open"), status(4, "done")}, "r1 r1 r1 s1"},
		{"stop by a name or a change", sla.Clock{Start: opened, Stop: anyOf(sla.On("replied"), changedTo("status", "resolved"))}, nil,
			[]sla.Event{named(1, "opened"), named(2, "replied"), status(3, "open"), named(4, "opened"), status(5, "resolved"), named(6, "x"), status(7, "open")}, "r1 s1 s1 r1 s1 s1 r1"},
		{"pause by either", sla.Clock{Start: opened, Pause: anyOf(sla.While("status", "waiting"), sla.While("held", "yes")), Stop: sla.On("done")}, nil,
			[]sla.Event{named(1, "opened"), status(2, "waiting"), change(3, "held", "yes"), status(4, "open"), change(5, "held", "")}, "r1 p1 p1 p1 r1"},
		{"pause by a change lasts", sla.Clock{Start: opened, Pause: changedTo("status", "waiting"), Stop: sla.On("done")}, nil,
			[]sla.Event{named(1, "opened"), status(2, "waiting"), named(3, "x"), status(4, "open")}, "r1 p1 p1 r1"},
		{"resume by either", sla.Clock{Start: opened, Pause: sla.On("hold"), Resume: anyOf(sla.On("go"), changedTo("status", "open")), Stop: sla.On("done")}, nil,
			[]sla.Event{named(1, "opened"), named(2, "hold"), status(3, "open"), named(4, "hold"), named(5, "x"), named(6, "go")}, "r1 p1 r1 p1 p1 r1"},
		{"cancel by either", sla.Clock{Start: opened, Stop: sla.On("done"), Cancel: anyOf(sla.On("spam"), changedTo("status", "void"))}, nil,
			[]sla.Event{named(1, "opened"), status(2, "void"), named(3, "opened"), named(4, "spam")}, "r1 c1 r2 c2"},
		{"two events of one instant", sla.Clock{Start: opened, Stop: sla.On("done"), Reset: changedTo("status", "a")}, nil,
			[]sla.Event{named(1, "opened"), status(2, "a"), {At: at(2), Seq: 1, Name: "change", Set: sla.Attrs{{"status", "b"}}}, {At: at(2), Seq: 2, Name: "change", Set: sla.Attrs{{"status", "a"}}}}, "r1 r2 r2 r3"},
	} {
		if got := phases(c.clock, c.attrs, c.events); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Alternatives of many clocks do not disturb one another: nine clocks fill more
// than a word of conditions, each with its own events.
func TestAlternativesOfManyClocks(t *testing.T) {
	spec := pausedSpec(sla.Condition{}, "2h", "24x7", sla.Policies{})
	objective := spec.Objectives[0]
	spec.Objectives = nil
	for i := range 20 {
		id := fmt.Sprintf("c%02d", i)
		spec.Clocks[id] = sla.Clock{Start: anyOf(sla.On("never"), sla.On("a"+id), sla.On("b"+id)), Stop: anyOf(sla.On("x"+id), sla.On("y"+id))}
		o := objective
		o.ID, o.Clock = id, id
		spec.Objectives = append(spec.Objectives, o)
	}
	delete(spec.Clocks, "repair")
	agreement := must(sla.New(spec))
	for i := range 20 {
		id := fmt.Sprintf("c%02d", i)
		readings := agreement.Track(&sla.Ticket{ID: "T", Events: []sla.Event{{At: at(1), Name: "b" + id}, {At: at(2), Name: "y" + id}}}, at(3))
		for _, r := range readings {
			if stopped := r.Phase == sla.PhaseStopped; stopped != (r.Objective == id) {
				t.Errorf("%s after events of %s: %s", r.Objective, id, r.Phase)
			}
		}
	}
}
