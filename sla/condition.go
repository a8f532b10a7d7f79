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
	// ChangedTo matches an event that makes these attributes hold: they hold
	// after the event and did not before. Before the first event every attribute
	// is absent, so the first event sets what the ticket itself has. Of a Match
	// with Not each other value is a change: Not("") matches every change to a
	// value that is not empty. A pause or stop that a change began lasts while
	// the attributes hold, as one by While does.
	ChangedTo Where `json:"changed-to,omitempty"`
	// Any lists conditions of which one is enough. It stands alone: an
	// alternative holds all that it asks for, and has no alternatives of its own.
	Any []Condition `json:"any,omitempty"`

	// Most ends a pause by itself after so much elapsed time, open or not. Only
	// Clock.Pause may have it.
	Most metrics.Span `json:"most,omitempty"`
	// Until names an attribute with the instant at which a pause ends by itself,
	// written as a promised due instant is. While the attribute is empty the pause
	// has no such end; one that cannot be read is a finding, and ends nothing. A
	// change of it during the pause moves the end, to the event itself if it lies
	// before. Of Most and Until the earlier ends the pause. Only Clock.Pause may
	// have it.
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

// alternatives lists the conditions of which one is enough.
func (c Condition) alternatives() []Condition {
	if len(c.Any) > 0 {
		return c.Any
	}
	return []Condition{c}
}

// lasts reports whether a condition asks for attributes, which hold until they
// change; one by an event alone holds at the event.
func (c Condition) lasts() bool { return len(c.While) > 0 || len(c.ChangedTo) > 0 }

// Where matches a ticket's attributes: all of the keys must match. The zero
// Where matches every ticket.
type Where map[string]Match

// Match matches one attribute. An attribute that a ticket does not have has the
// value "": Not("") asks for any value at all.
type Match struct {
	Values []string // any of these
	Not    bool     // none of these
}

// Is matches any of the values.
func Is(values ...string) Match { return Match{Values: values} }

// Not matches everything but the values, an absent attribute included.
func Not(values ...string) Match { return Match{Values: values, Not: true} }

// Attrs are the attributes of a ticket, pairs of key and value. Of a repeated
// key the last counts. In JSON they are an object of strings.
type Attrs [][2]string

// Get gives the value of a key, or "" when it is absent.
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
				b.add(at, "", fault.ErrConflict, "most and until stand beside any, since they end the pause whatever began it")
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

// pauseEnd checks what ends a pause by itself.
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
		b.add(path+"."+word, "", fault.ErrConflict, "only a pause ends by itself")
	case len(c.Event) == 0 && !c.lasts() && len(c.Any) == 0:
		b.add(path, "", fault.ErrMissing, "say what begins the pause: event, while, changed-to or any")
	}
	if _, err := mostOf(c); err != nil {
		b.once(&fault.FieldError{Path: path + ".most", Value: string(c.Most), Err: err})
	}
}

// mostOf is the longest length of a pause; zero when it has none.
func mostOf(c Condition) (int64, error) {
	if c.Most == "" {
		return 0, nil
	}
	most, err := span.ParseSigned(string(c.Most))
	if err == nil && most <= 0 {
		err = fault.Because(fault.ErrRange, "a pause lasts longer than nothing")
	}
	return int64(most), err
}

// matcherRow is what a condition without alternatives asks at an event.
func (c Condition) matcherRow() matcherRow {
	r := matcherRow{never: len(c.Event) == 0 && !c.lasts(), event: c.Event, while: c.While, changed: c.ChangedTo}
	if len(c.ChangedTo) > 0 {
		r.while = maps.Clone(c.ChangedTo)
		maps.Copy(r.while, c.While)
	}
	return r
}

// lasting is what makes something last that the condition began: its
// attributes, or its event.
func (c Condition) lasting() Condition {
	if c.lasts() {
		c.Event = nil
	}
	c.While, c.ChangedTo = c.matcherRow().while, nil
	return c
}

// stopLasts lists what makes a stop last: its alternatives by attributes, if it
// has any.
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
