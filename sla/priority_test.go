package sla_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

func withPriorities(m sla.Matrix) (*sla.Agreement, error) {
	spec := liveSpec()
	spec.Priority = &m
	return sla.New(spec)
}

func weighted() sla.Matrix {
	return sla.Matrix{
		Factors: []sla.PriorityFactor{
			{Attribute: "customer", Weight: 3, Points: map[string]int64{"gold": 3, "plain": 1}},
			{Attribute: "damage", Weight: 2, Points: map[string]int64{"high": 5, "low": 0}},
		},
		Cutoffs: []sla.Cutoff{{AtLeast: 19, Priority: "P1"}, {AtLeast: 9, Priority: "P2"}, {AtLeast: 3, Priority: "P3"}},
		Order:   []string{"P1", "P2", "P3"},
	}
}

// The priority follows from the points, changes with them, and gives way to one
// that the ticket sets itself.
func TestWeightedFactorsGiveThePriority(t *testing.T) {
	a, err := withPriorities(weighted())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		attrs sla.Attrs
		want  sla.Within // P1 has two hours, all others eight
	}{
		{sla.Attrs{{"customer", "gold"}, {"damage", "high"}}, "2h"},  // 19 points
		{sla.Attrs{{"customer", "plain"}, {"damage", "high"}}, "8h"}, // 13
		{sla.Attrs{{"customer", "plain"}, {"damage", "high"}, {"priority", "P1"}}, "2h"},
		{sla.Attrs{{"customer", "gold"}, {"damage", "unheard of"}}, "8h"}, // no priority
	} {
		ticket := sla.Ticket{ID: "T", Attrs: test.attrs, Events: []sla.Event{{At: onMarch2(8, 0), Name: "opened"}}}
		if r, _ := a.Track(&ticket, onMarch2(9, 0)).Of("repair"); r.Within != test.want {
			t.Errorf("%v: %s, want %s", test.attrs, r.Within, test.want)
		}
	}
}

// What a matrix lacks, and what it turns upside down, is reported.
func TestPrioritiesAreTotalAndMonotone(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*sla.Matrix)
		kind   error
		says   string
	}{
		"a gap at the lower end":          {func(m *sla.Matrix) { m.Cutoffs[2].AtLeast = 4 }, sla.ErrMissing, "3 points have no priority"},
		"cut-offs out of order":           {func(m *sla.Matrix) { m.Cutoffs[1].AtLeast = 20 }, sla.ErrConflict, "from the most points down"},
		"fewer points press more":         {func(m *sla.Matrix) { m.Cutoffs[0].Priority = "P3" }, sla.ErrConflict, "more pressing"},
		"a priority nobody knows":         {func(m *sla.Matrix) { m.Cutoffs[0].Priority = "P9" }, sla.ErrUnknown, "P1"},
		"points below nothing":            {func(m *sla.Matrix) { m.Factors[0].Points["plain"] = -1 }, sla.ErrRange, "from 0"},
		"who decided, and no reason":      {func(m *sla.Matrix) { m.Override.By = "who" }, sla.ErrMissing, "override.reason"},
		"one attribute for two things":    {func(m *sla.Matrix) { m.Override = sla.Override{Reason: "why", By: "why"} }, sla.ErrConflict, "override.by"},
		"a priority that explains itself": {func(m *sla.Matrix) { m.Override.Reason = "priority" }, sla.ErrConflict, "override.reason"},
		"both ways of deriving it":        {func(m *sla.Matrix) { m.Urgency = []string{"high"} }, sla.ErrConflict, "not from both"},
		"an urgency that presses less": {func(m *sla.Matrix) {
			*m = sla.Matrix{Order: []string{"P1", "P2"}, Urgency: []string{"high", "low"}, Impact: []sla.MatrixRow{{"wide", []string{"P2", "P1"}}}}
		}, sla.ErrConflict, "urgency low"},
		"an impact that is less grave": {func(m *sla.Matrix) {
			*m = sla.Matrix{Order: []string{"P1", "P2"}, Urgency: []string{"high"}, Impact: []sla.MatrixRow{{"wide", []string{"P2"}}, {"small", []string{"P1"}}}}
		}, sla.ErrConflict, "impact small"},
	} {
		m := weighted()
		test.change(&m)
		_, err := withPriorities(m)
		if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, test.kind, test.says)
		}
	}
}

// overriding is the agreement of weighted with attributes that explain an
// override.
func overriding(t *testing.T, o sla.Override) *sla.Agreement {
	t.Helper()
	m := weighted()
	m.Override = o
	a, err := withPriorities(m)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// A ticket that sets another priority than the derived one says why and by whom;
// it counts in any case, and only one that could say why and does not is a
// finding.
func TestAPriorityIsOverriddenWithAReason(t *testing.T) {
	full := sla.Override{Reason: "why", By: "who"}
	derivesP3 := sla.Attrs{{"customer", "plain"}, {"damage", "low"}}
	with := func(more ...[2]string) sla.Attrs { return append(slices.Clone(derivesP3), more...) }
	for name, test := range map[string]struct {
		override sla.Override
		attrs    sla.Attrs
		later    sla.Attrs // set by an event after the start
		within   sla.Within
		notes    string
		finding  string // its value
	}{
		"derived":             {full, derivesP3, nil, "8h", "priority-derived priorities P3", ""},
		"set to the same":     {full, with([2]string{"priority", "P3"}), nil, "8h", "priority-derived priorities P3", ""},
		"set to nothing":      {full, with([2]string{"priority", ""}), nil, "8h", "priority-derived priorities P3", ""},
		"nothing derived":     {full, sla.Attrs{{"customer", "?"}}, nil, "8h", "priority-derived priorities ", ""},
		"nothing to override": {full, sla.Attrs{{"customer", "?"}, {"priority", "P1"}}, nil, "2h", "", ""},
		"with a reason": {full, with([2]string{"priority", "P1"}, [2]string{"why", "board meeting"}, [2]string{"who", "M. Weber"}), nil, "2h",
			"priority-derived priorities P3; priority-overridden priority P1; override-reason why board meeting; override-by who M. Weber", ""},
		"without a reason": {full, with([2]string{"priority", "P1"}), nil, "2h",
			"priority-derived priorities P3; priority-overridden priority P1; override-reason why ", "P3 to P1"},
		"the reason comes later": {full, with([2]string{"priority", "P1"}), sla.Attrs{{"why", "board meeting"}}, "2h",
			"priority-derived priorities P3; priority-overridden priority P1; override-reason why board meeting", ""},
		"overridden later": {full, derivesP3, sla.Attrs{{"priority", "P1"}}, "2h",
			"priority-derived priorities P3; priority-overridden priority P1; override-reason why ", "P3 to P1"},
		"taken back": {full, with([2]string{"priority", "P1"}), sla.Attrs{{"priority", ""}}, "8h", "priority-derived priorities P3", ""},
		"derived anew under an override": {full, with([2]string{"priority", "P1"}), sla.Attrs{{"damage", "high"}}, "2h",
			"priority-derived priorities P2; priority-overridden priority P1; override-reason why ", "P2 to P1"},
		"who alone": {sla.Override{Reason: "why"}, with([2]string{"priority", "P1"}, [2]string{"decided-by", "M. Weber"}), nil, "2h",
			"priority-derived priorities P3; priority-overridden priority P1; override-reason why ", "P3 to P1"},
		"no reason asked for": {sla.Override{}, with([2]string{"priority", "P1"}), nil, "2h", "priority-derived priorities P3; priority-overridden priority P1", ""},
	} {
		a := overriding(t, test.override)
		ticket := sla.Ticket{ID: "T", Attrs: test.attrs, Events: []sla.Event{{At: onMarch2(8, 0), Name: "opened"}}}
		if test.later != nil {
			ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(9, 0), Name: "changed", Set: test.later})
		}
		e := a.Explain(&ticket, "repair", onMarch2(10, 0))
		var notes []string
		for _, n := range e.Because {
			if strings.HasPrefix(string(n.Code), "priority-") || strings.HasPrefix(string(n.Code), "override-") {
				notes = append(notes, fmt.Sprintf("%s %s %s", n.Code, n.Path, n.Value))
			}
		}
		if got := strings.Join(notes, "; "); got != test.notes || e.Reading.Within != test.within {
			t.Errorf("%s: %s because %q, want %s because %q", name, e.Reading.Within, got, test.within, test.notes)
		}
		var want []sla.Finding
		if test.finding != "" {
			want = []sla.Finding{{Code: sla.FindingOverride, Subject: "T", Path: "priorities.override", Value: test.finding}}
		}
		result, err := a.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: []sla.Ticket{ticket}}, onMarch2(10, 0))
		if err != nil || !slices.Equal(result.Findings, want) {
			t.Errorf("%s: findings %v (%v), want %v", name, result.Findings, err, want)
		}
	}
	if overriding(t, full).Fingerprint() == overriding(t, sla.Override{Reason: "why"}).Fingerprint() {
		t.Error("the fingerprint does not tell what explains an override")
	}
}

// An absent attribute is an empty one: a matrix that gives points for it derives
// a priority of a ticket without any.
func TestAPriorityOfNoAttributes(t *testing.T) {
	m := weighted()
	m.Factors[0].Points[""], m.Factors[1].Points[""] = 3, 5
	a, err := withPriorities(m)
	if err != nil {
		t.Fatal(err)
	}
	for name, attrs := range map[string]sla.Attrs{"none": nil, "another": {{"colour", "red"}}, "an empty one": {{"damage", ""}}} {
		ticket := sla.Ticket{ID: "T", Attrs: attrs, Events: []sla.Event{{At: onMarch2(8, 0), Name: "opened"}}}
		if r, _ := a.Track(&ticket, onMarch2(9, 0)).Of("repair"); r.Within != "2h" {
			t.Errorf("%s: %s, want that of P1", name, r.Within)
		}
	}
}
