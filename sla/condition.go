package sla

import (
	"fmt"
	"maps"
	"slices"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
)

// Condition matches an event of a ticket: by its name, by the ticket's
// attributes as the event leaves them, by what the event changed, or by all of
// them together. The zero Condition matches nothing.
type Condition struct {
	Event []string `json:"event,omitempty"` // any of these names; empty: any name
	While Where    `json:"while,omitempty"` // and these attributes; empty: any
	// ChangedTo matches an event that makes these attributes match: they match
	// after the event and did not before. Before the first event every attribute
	// is absent, so the ticket's own attributes change at the first event. A Match
	// with Not also matches a change between two other values: Not("") matches every
	// change to a value that is not empty. A pause or stop that a change began lasts
	// while the attributes match, as with While.
	ChangedTo Where `json:"changed-to,omitempty"`
	// Any lists alternatives: one that matches is enough. A Condition with Any has no
	// Event, While or ChangedTo, and alternatives have no Any.
	Any []Condition `json:"any,omitempty"`

	// Most ends a pause by itself after so much elapsed time, open or not. Only
	// Clock.Pause may have it.
	Most metrics.Span `json:"most,omitempty"`
	// Until names an attribute with the instant at which a pause ends by itself,
	// written as a promised due instant is. An empty attribute ends nothing; an
	// attribute that cannot be read is a finding and ends nothing. An event that
	// changes the attribute during the pause moves the end, but not before the event.
	// With Most and Until the earlier end counts. Only Clock.Pause may have it.
	Until string `json:"until,omitempty"`
}

// On matches events of any of the names.
func On(names ...string) Condition { return Condition{Event: names} }

// While matches every event after which the attribute has one of the values.
func While(attribute string, values ...string) Condition {
	return Condition{While: Where{attribute: Is(values...)}}
}

// IsZero reports whether c matches nothing.
func (c Condition) IsZero() bool {
	return len(c.Event) == 0 && len(c.While) == 0 && len(c.ChangedTo) == 0 && len(c.Any) == 0 && c.Most == "" && c.Until == ""
}

// alternatives gives Any, or c alone.
func (c Condition) alternatives() []Condition {
	if len(c.Any) > 0 {
		return c.Any
	}
	return []Condition{c}
}

// lasts reports whether a condition asks for attributes, which hold until they
// change. A condition without attributes holds at the event alone.
func (c Condition) lasts() bool { return len(c.While) > 0 || len(c.ChangedTo) > 0 }

// Where matches the attributes of a ticket, count or sample: every key must match.
// The zero Where matches everything.
type Where map[string]Match

// Holds reports whether the attributes match.
func (w Where) Holds(attrs Attrs) bool {
	for key, match := range w {
		if slices.Contains(match.Values, attrs.Get(key)) == match.Not {
			return false
		}
	}
	return true
}

// Match matches one attribute. An absent attribute has the value "": Not("") asks
// for any value at all. The zero Match matches nothing.
type Match struct {
	Values []string // any of these
	Not    bool     // any other value instead
}

// Is matches any of the values.
func Is(values ...string) Match { return Match{Values: values} }

// Not matches every value except these. It matches an absent attribute, unless "" is
// one of the values.
func Not(values ...string) Match { return Match{Values: values, Not: true} }

// Attrs are the attributes of a fact, pairs of key and value. If a key repeats, the
// last pair counts. In JSON they are an object of strings.
type Attrs [][2]string

// Get gives the value of a key, or "" if it is absent.
func (a Attrs) Get(key string) string {
	for i := len(a) - 1; i >= 0; i-- {
		if a[i][0] == key {
			return a[i][1]
		}
	}
	return ""
}

// condition checks a condition of a clock.
func (b *builder) condition(c Condition, path string, pause bool) {
	if c.IsZero() {
		return
	}
	b.pauseEnd(c, path, pause)
	if len(c.Any) > 0 {
		if len(c.Event) > 0 || c.lasts() {
			b.add(path+".any", "", fault.ErrConflict, "any stands alone: write what all alternatives ask for in each of them")
		}
		for i, one := range c.Any {
			at := fmt.Sprintf("%s.any[%d]", path, i)
			switch {
			case one.IsZero():
				b.add(at, "", fault.ErrMissing, "an alternative that matches nothing; leave it out")
			case len(one.Any) > 0:
				b.add(at+".any", "", fault.ErrConflict, "alternatives have no alternatives; write all of them in one list")
			case one.Most != "" || one.Until != "":
				b.add(at, "", fault.ErrConflict, "write most and until next to any, not in an alternative: they end the pause whatever began it")
			default:
				b.condition(one, at, pause)
			}
		}
		return
	}
	for _, key := range sortedKeys(c.ChangedTo) {
		if _, twice := c.While[key]; twice {
			b.add(path+".changed-to."+key, "", fault.ErrConflict, "while asks for the same attribute; write it once")
		}
	}
}

// pauseEnd checks Most and Until.
func (b *builder) pauseEnd(c Condition, path string, pause bool) {
	if c.Most == "" && c.Until == "" {
		return
	}
	word := "most"
	if c.Most == "" {
		word = "until"
	}
	switch {
	case !pause:
		b.add(path+"."+word, "", fault.ErrConflict, "only a pause can end by itself; leave it out")
	case len(c.Event) == 0 && !c.lasts() && len(c.Any) == 0:
		b.add(path, "", fault.ErrMissing, "say what begins the pause: event, while, changed-to or any")
	}
	if _, err := mostOf(c); err != nil {
		b.once(&fault.FieldError{Path: path + ".most", Value: string(c.Most), Err: err})
	}
}

// mostOf reads Most, in nanoseconds; zero if it is empty.
func mostOf(c Condition) (int64, error) {
	if c.Most == "" {
		return 0, nil
	}
	most, err := span.ParseSigned(string(c.Most))
	if err == nil && most <= 0 {
		err = fault.Because(fault.ErrRange, "write a length above zero")
	}
	return int64(most), err
}

// matcherRow gives the row of a condition without alternatives.
func (c Condition) matcherRow() matcherRow {
	r := matcherRow{never: len(c.Event) == 0 && !c.lasts(), event: c.Event, while: c.While, changed: c.ChangedTo}
	if len(c.ChangedTo) > 0 {
		r.while = maps.Clone(c.ChangedTo)
		maps.Copy(r.while, c.While)
	}
	return r
}

// lasting gives the condition that keeps up a pause or stop that c began: the
// attributes of c, or its event if it has no attributes.
func (c Condition) lasting() Condition {
	if c.lasts() {
		c.Event = nil
	}
	c.While, c.ChangedTo = c.matcherRow().while, nil
	return c
}

// stopLasts lists the conditions that keep up a stop: its alternatives with
// attributes.
func (c Condition) stopLasts() (all []Condition) {
	for _, one := range c.alternatives() {
		if one.lasts() {
			all = append(all, one.lasting())
		}
	}
	return all
}

// byName reports whether one of the alternatives asks for an event by its name.
func (c Condition) byName() bool {
	return slices.ContainsFunc(c.alternatives(), func(one Condition) bool { return len(one.Event) > 0 })
}
