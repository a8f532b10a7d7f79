package sla

// Condition matches an event of a ticket: by its name, by the ticket's
// attributes as the event leaves them, or by both. The zero Condition matches
// nothing.
type Condition struct {
	Event []string `json:"event,omitempty"` // any of these names; empty: any name
	While Where    `json:"while,omitempty"` // and these attributes; empty: any
}

// On matches events of any of the names.
func On(names ...string) Condition { return Condition{Event: names} }

// While matches every event after which the attribute has one of the values.
func While(attribute string, values ...string) Condition {
	return Condition{While: Where{attribute: Is(values...)}}
}

// IsZero reports whether c matches nothing.
func (c Condition) IsZero() bool { return len(c.Event) == 0 && len(c.While) == 0 }

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
