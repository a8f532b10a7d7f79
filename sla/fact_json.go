package sla

import (
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/canon"
	"github.com/upheld/upheld/internal/exact"
)

// UnmarshalJSON reads a batch strictly: a key that is unknown, misspelt or
// repeated is an error, a *FieldError with its path. The texts of the batch
// share one copy of data; a text that is kept keeps the whole copy.
func (f *Facts) UnmarshalJSON(data []byte) error { return canon.Read(data, f, (*Facts).fields) }

func (f *Facts) fields(o *canon.Form) {
	canon.Objects(o, "tickets", &f.Tickets, (*Ticket).fields)
	canon.Objects(o, "outages", &f.Outages, (*Outage).fields)
	canon.Objects(o, "states", &f.States, (*State).fields)
	canon.Objects(o, "counts", &f.Counts, (*Count).fields)
	canon.Objects(o, "samples", &f.Samples, (*Sample).fields)
	canon.Objects(o, "exclusions", &f.Exclusions, (*Exclusion).fields)
	canon.Objects(o, "charges", &f.Charges, (*Charge).fields)
	o.Each("issued", func() {
		f.Issued = append(f.Issued, IssuedStatement{})
		o.Raw(&f.Issued[len(f.Issued)-1])
	})
}

// UnmarshalJSON reads a ticket as strictly as Facts.
func (t *Ticket) UnmarshalJSON(data []byte) error { return canon.Read(data, t, (*Ticket).fields) }

func (t *Ticket) fields(o *canon.Form) {
	o.Text("id", &t.ID)
	o.Pairs("attrs", (*[][2]string)(&t.Attrs))
	canon.Objects(o, "events", &t.Events, (*Event).fields)
}

// UnmarshalJSON reads an event as strictly as Facts.
func (e *Event) UnmarshalJSON(data []byte) error { return canon.Read(data, e, (*Event).fields) }

func (e *Event) fields(o *canon.Form) {
	o.Time("at", &e.At)
	o.Text("name", &e.Name)
	o.Pairs("set", (*[][2]string)(&e.Set))
	o.Text("id", &e.ID)
	o.Int("seq", &e.Seq)
}

// UnmarshalJSON reads an outage as strictly as Facts.
func (u *Outage) UnmarshalJSON(data []byte) error { return canon.Read(data, u, (*Outage).fields) }

func (u *Outage) fields(o *canon.Form) {
	o.Text("of", &u.Of)
	o.Time("from", &u.From)
	o.Time("to", &u.To)
	o.Text("id", &u.ID)
	o.Text("share", &u.Share)
	o.Time("detected", &u.Detected)
	o.Time("reported", &u.Reported)
	o.Time("ticketed", &u.Ticketed)
	o.Time("acknowledged", &u.Acknowledged)
	o.Pairs("attrs", (*[][2]string)(&u.Attrs))
}

// UnmarshalJSON reads a state as strictly as Facts.
func (s *State) UnmarshalJSON(data []byte) error { return canon.Read(data, s, (*State).fields) }

func (s *State) fields(o *canon.Form) {
	o.Text("of", &s.Of)
	o.Time("at", &s.At)
	o.Text("is", &s.Is)
	o.Text("was", &s.Was)
	o.Text("id", &s.ID)
	o.Int("seq", &s.Seq)
	o.Pairs("attrs", (*[][2]string)(&s.Attrs))
}

// UnmarshalJSON reads a count as strictly as Facts.
func (c *Count) UnmarshalJSON(data []byte) error { return canon.Read(data, c, (*Count).fields) }

func (c *Count) fields(o *canon.Form) {
	o.Text("of", &c.Of)
	o.Time("at", &c.At)
	o.Int("good", &c.Good)
	o.Int("total", &c.Total)
	o.Pairs("attrs", (*[][2]string)(&c.Attrs))
}

// UnmarshalJSON reads a sample as strictly as Facts. The value is a number, plain or
// as text.
func (s *Sample) UnmarshalJSON(data []byte) error { return canon.Read(data, s, (*Sample).fields) }

// MarshalJSON writes the value as text, with the digits it has.
func (s Sample) MarshalJSON() ([]byte, error) { return canon.Write(&s, (*Sample).fields), nil }

func (s *Sample) fields(o *canon.Form) {
	o.Text("of", &s.Of)
	o.Time("at", &s.At)
	o.Number("value", (*plainNumber)(&s.Value))
	o.If(len(s.Attrs) > 0).Pairs("attrs", (*[][2]string)(&s.Attrs))
}

// UnmarshalJSON reads an exclusion as strictly as Facts.
func (e *Exclusion) UnmarshalJSON(data []byte) error {
	return canon.Read(data, e, (*Exclusion).fields)
}

func (e *Exclusion) fields(o *canon.Form) {
	o.Text("of", &e.Of)
	o.Text("ticket", &e.Ticket)
	o.Text("clock", &e.Clock)
	o.Time("from", &e.From)
	o.Time("to", &e.To)
	o.Text("reason", &e.Reason)
	o.Text("approved", &e.Approved)
	o.Time("noticed", &e.Noticed)
	o.Text("id", &e.ID)
	o.Pairs("attrs", (*[][2]string)(&e.Attrs))
}

// UnmarshalJSON reads a charge as strictly as Facts. The amount is a number, plain or
// as text.
func (c *Charge) UnmarshalJSON(data []byte) error { return canon.Read(data, c, (*Charge).fields) }

// MarshalJSON writes the amount as text, with the digits it has.
func (c Charge) MarshalJSON() ([]byte, error) { return canon.Write(&c, (*Charge).fields), nil }

func (c *Charge) fields(o *canon.Form) {
	o.If(c.Of != "").Text("of", &c.Of)
	o.Value("period", &c.Period)
	o.Number("amount", (*plainNumber)(&c.Amount))
	o.If(c.Unit != "").Text("unit", &c.Unit)
	o.If(len(c.Attrs) > 0).Pairs("attrs", (*[][2]string)(&c.Attrs))
}

// UnmarshalJSON reads an object of texts, in the order written. null gives empty Attrs.
func (a *Attrs) UnmarshalJSON(data []byte) error {
	pairs, err := canon.ReadPairs(data)
	if err == nil {
		*a = pairs
	}
	return err
}

// MarshalJSON writes an object. A repeated key is written once, with the value
// that counts.
func (a Attrs) MarshalJSON() ([]byte, error) {
	o := canon.Object{}
	for _, pair := range a {
		o[pair[0]] = pair[1]
	}
	return canon.Append(nil, o), nil
}

// plainNumber is a decimal. It is read within bounds and written with all its digits,
// whatever the variables of the decimal package say.
type plainNumber decimal.Decimal

func (n *plainNumber) MarshalText() ([]byte, error) {
	return []byte(exact.Text(decimal.Decimal(*n))), nil
}

func (n *plainNumber) UnmarshalText(text []byte) error {
	read, err := exact.Decimal(string(text))
	if err == nil {
		*n = plainNumber(read)
	}
	return err
}
