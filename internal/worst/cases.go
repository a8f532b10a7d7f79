package worst

import (
	"maps"
	"slices"

	"github.com/upheld/upheld/sla"
)

// CasesMax bounds the combinations of attribute values.
const CasesMax = 10_000

// Values are the values of attributes that terms tell apart.
type Values map[string][]string

// Add adds values of an attribute.
func (v Values) Add(key string, all ...string) {
	for _, value := range all {
		if !slices.Contains(v[key], value) {
			v[key] = append(v[key], value)
		}
	}
}

// Where adds the values that conditions name.
func (v Values) Where(w sla.Where) {
	for key, m := range w {
		v.Add(key, m.Values...)
	}
}

// Cases lists every combination of the values and any other value of each key, with the
// fewest named values first. ok is false if there are too many.
func (v Values) Cases() (all []sla.Attrs, ok bool) {
	all = []sla.Attrs{nil}
	for _, key := range slices.Sorted(maps.Keys(v)) {
		named := slices.Sorted(slices.Values(v[key]))
		if len(all)*(len(named)+1) > CasesMax {
			return nil, false
		}
		// An absent attribute stands for any other value, unless the terms name it.
		other := sla.Attrs(nil)
		if slices.Contains(named, "") {
			name := "other"
			for slices.Contains(named, name) {
				name += "+"
			}
			other = sla.Attrs{{key, name}}
		}
		var more []sla.Attrs
		for _, c := range all {
			more = append(more, slices.Concat(c, other))
		}
		for _, value := range named {
			for _, c := range all {
				more = append(more, slices.Concat(c, sla.Attrs{{key, value}}))
			}
		}
		all = more
	}
	return all, true
}
