package slatest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/sla"
)

// Unheard checks that an agreement and facts speak of the same things: each event and
// each value of an attribute that a clock, a target or an objective of the first terms
// asks for is in a ticket of the facts, and each event and attribute of a ticket is asked
// for by the agreement. A priority that a matrix of the first terms derives for a ticket
// is in it too. The error lists the words that only one side has. It helps with
// facts from a real source, where a word that nobody has is mostly a misspelling.
func Unheard(a *sla.Agreement, facts sla.Facts) error {
	w := wordsOf(a)
	heard := casefile.Heard(a)
	asked, has := map[string]bool{}, map[string]bool{}
	for _, name := range w.events {
		asked["event "+name] = true
	}
	for _, key := range w.keys {
		for _, v := range w.values[key] {
			asked["value "+key+"="+v] = v != other
		}
	}
	var unasked []string
	not := func(kind, name string) {
		if text := kind + " " + name; !heard[name] && !slices.Contains(unasked, text) {
			unasked = append(unasked, text)
		}
	}
	matrix := a.Spec().Priority
	var now map[string]string // the attributes of a ticket
	attrs := func(all sla.Attrs) {
		for _, pair := range all {
			has["value "+pair[0]+"="+pair[1]] = true
			not("attribute", pair[0])
			now[pair[0]] = pair[1]
		}
		has["value priority="+derivedBy(matrix, now)] = true
	}
	for _, t := range facts.Tickets {
		now = map[string]string{}
		attrs(t.Attrs)
		for _, e := range t.Events {
			has["event "+e.Name] = true
			if len(e.Set) == 0 { // an event that changes an attribute may have any name
				not("event", e.Name)
			}
			attrs(e.Set)
		}
	}
	var problems []error
	var missing []string
	for _, text := range slices.Sorted(maps.Keys(asked)) {
		if asked[text] && !has[text] {
			missing = append(missing, text)
		}
	}
	if len(missing) > 0 {
		problems = append(problems, fmt.Errorf("the agreement asks for what no ticket has: %s", strings.Join(missing, ", ")))
	}
	if slices.Sort(unasked); len(unasked) > 0 {
		problems = append(problems, fmt.Errorf("tickets have what the agreement does not ask for: %s", strings.Join(unasked, ", ")))
	}
	return errors.Join(problems...)
}
