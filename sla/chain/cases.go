package chain

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/upheld/upheld/internal/worst"
	"github.com/upheld/upheld/sla"
)

// tellsApart adds what an objective tells apart.
func tellsApart(v worst.Values, o *sla.Objective, t *terms) {
	v.Where(o.Where)
	for _, target := range o.Targets {
		v.Where(target.When)
		if key, ok := hoursOf(target); ok {
			v.Add(key, slices.Sorted(maps.Keys(t.Calendars))...)
		}
	}
}

// hoursOf gives the attribute that names the hours of a target.
func hoursOf(t sla.Target) (key string, ok bool) {
	rest, ok := strings.CutPrefix(t.Calendar, "attribute ")
	key, _, _ = strings.Cut(rest, " ")
	return key, ok
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

// rows gives the targets that may apply to tickets with the attributes, up to the first
// that applies whenever the cycle starts. It is nil if the objective is not about the
// tickets.
func rows(o *sla.Objective, attrs sla.Attrs) []int {
	if !o.Where.Holds(attrs) {
		return nil
	}
	var all []int
	for i, t := range o.Targets {
		if !t.When.Holds(attrs) {
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
