package chain

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/upheld/upheld/sla"
)

// casesMax bounds the combinations of attribute values.
const casesMax = 10_000

// values are the values of attributes that terms tell apart.
type values map[string][]string

func (v values) add(key string, all ...string) {
	for _, value := range all {
		if !slices.Contains(v[key], value) {
			v[key] = append(v[key], value)
		}
	}
}

func (v values) where(w sla.Where) {
	for key, m := range w {
		v.add(key, m.Values...)
	}
}

// objective adds what an objective tells apart.
func (v values) objective(o *sla.Objective, t *terms) {
	v.where(o.Where)
	for _, target := range o.Targets {
		v.where(target.When)
		if key, ok := hoursOf(target); ok {
			v.add(key, slices.Sorted(maps.Keys(t.Calendars))...)
		}
	}
}

// hoursOf gives the attribute that names the hours of a target.
func hoursOf(t sla.Target) (key string, ok bool) {
	rest, ok := strings.CutPrefix(t.Calendar, "attribute ")
	key, _, _ = strings.Cut(rest, " ")
	return key, ok
}

// cases lists every combination of the values and any other value of each key, with the
// fewest named values first. ok is false if there are too many.
func (v values) cases() (all []sla.Attrs, ok bool) {
	all = []sla.Attrs{nil}
	for _, key := range slices.Sorted(maps.Keys(v)) {
		named := slices.Sorted(slices.Values(v[key]))
		if len(all)*(len(named)+1) > casesMax {
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

// whereOf gives a case as conditions.
func whereOf(c sla.Attrs) sla.Where {
	var w sla.Where
	for _, pair := range c {
		if w == nil {
			w = sla.Where{}
		}
		w[pair[0]] = sla.Is(pair[1])
	}
	return w
}

// holds reports whether the attributes match.
func holds(w sla.Where, attrs sla.Attrs) bool {
	for key, m := range w {
		if slices.Contains(m.Values, attrs.Get(key)) == m.Not {
			return false
		}
	}
	return true
}

// rows gives the targets that may apply to tickets with the attributes, up to the first
// that applies whenever the cycle starts. It is nil if the objective is not about the
// tickets.
func rows(o *sla.Objective, attrs sla.Attrs) []int {
	if !holds(o.Where, attrs) {
		return nil
	}
	var all []int
	for i, t := range o.Targets {
		if !holds(t.When, attrs) {
			continue
		}
		if all = append(all, i); t.During == "" {
			break
		}
	}
	return all
}

// kind names the tickets that an objective treats alike: their targets and their hours
// under each of its terms.
func (s *side) kind(id string, attrs sla.Attrs) string {
	var b strings.Builder
	for _, t := range s.terms {
		if o := t.objective(id); o != nil {
			for _, i := range rows(o, attrs) {
				b.WriteString(strconv.Itoa(i))
				if key, ok := hoursOf(o.Targets[i]); ok {
					b.WriteString(strconv.Quote(attrs.Get(key)))
				}
				b.WriteByte(' ')
			}
		}
		b.WriteByte('/')
	}
	return b.String()
}

// ofTickets reports whether a ticket sets the target itself, under the terms from the
// first to the last instant of a check.
func ofTickets(o *sla.Objective, attrs sla.Attrs) bool {
	return slices.ContainsFunc(rows(o, attrs), func(i int) bool {
		within := string(o.Targets[i].Within)
		return strings.HasPrefix(within, "promised ") || strings.HasPrefix(within, "attribute ")
	})
}
