package slatest

import (
	"maps"
	"slices"

	"github.com/upheld/upheld/sla"
)

// withMatrix adds the attributes from which a priority matrix derives a priority, with
// their values.
func withMatrix(w words, m *sla.Matrix) words {
	if m == nil {
		return w
	}
	add := func(key, value string) {
		if w.values[key] == nil {
			w.keys, w.values[key] = append(w.keys, key), []string{other}
		}
		if value != "" && !slices.Contains(w.values[key], value) {
			w.values[key] = append(w.values[key], value)
		}
	}
	for _, row := range m.Impact {
		add("impact", row.Impact)
	}
	for _, urgency := range m.Urgency {
		add("urgency", urgency)
	}
	for _, factor := range m.Factors {
		for _, value := range slices.Sorted(maps.Keys(factor.Points)) {
			add(factor.Attribute, value)
		}
	}
	slices.Sort(w.keys)
	return w
}

// derivedBy gives the priority that a matrix derives for a ticket with some attributes,
// or "". It shares no code with package sla.
func derivedBy(m *sla.Matrix, attrs map[string]string) string {
	if m == nil || attrs["priority"] != "" {
		return ""
	}
	column := slices.Index(m.Urgency, attrs["urgency"])
	for _, row := range m.Impact {
		if row.Impact == attrs["impact"] && column >= 0 && column < len(row.Priorities) {
			return row.Priorities[column]
		}
	}
	points := int64(0)
	for _, factor := range m.Factors {
		n, known := factor.Points[attrs[factor.Attribute]]
		if !known {
			return ""
		}
		points += n * max(factor.Weight, 1)
	}
	for _, c := range m.Cutoffs {
		if points >= c.AtLeast {
			return c.Priority
		}
	}
	return ""
}
