package sla_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/upheld/upheld/sla"
)

func withPriorities(m sla.Matrix) (*sla.Agreement, error) {
	spec := liveSpec()
	spec.Priority = &m
	return sla.New(spec)
}

func weighted() sla.Matrix {
	return sla.Matrix{
		Factors: []sla.Factor{
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
		"a gap at the lower end":   {func(m *sla.Matrix) { m.Cutoffs[2].AtLeast = 4 }, sla.ErrMissing, "3 points have no priority"},
		"cut-offs out of order":    {func(m *sla.Matrix) { m.Cutoffs[1].AtLeast = 20 }, sla.ErrConflict, "from the most points down"},
		"fewer points press more":  {func(m *sla.Matrix) { m.Cutoffs[0].Priority = "P3" }, sla.ErrConflict, "more pressing"},
		"a priority nobody knows":  {func(m *sla.Matrix) { m.Cutoffs[0].Priority = "P9" }, sla.ErrUnknown, "P1"},
		"points below nothing":     {func(m *sla.Matrix) { m.Factors[0].Points["plain"] = -1 }, sla.ErrRange, "from 0"},
		"both ways of deriving it": {func(m *sla.Matrix) { m.Urgency = []string{"high"} }, sla.ErrConflict, "not from both"},
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
