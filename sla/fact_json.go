package sla

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/canon"
	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
)

// UnmarshalJSON reads a batch strictly: an unknown field is an error.
func (f *Facts) UnmarshalJSON(data []byte) error {
	type plain Facts
	read := struct {
		plain
		Issued []json.RawMessage `json:"issued"`
	}{plain: plain(*f)}
	if err := strict(data, &read); err != nil {
		return err
	}
	if read.Issued != nil {
		read.plain.Issued = make([]Issued, len(read.Issued))
	}
	for i := range read.Issued {
		if err := read.plain.Issued[i].UnmarshalJSON(read.Issued[i]); err != nil {
			return inIssued(i, err)
		}
	}
	*f = Facts(read.plain)
	return nil
}

// inIssued says in which statement of the batch an error lies.
func inIssued(i int, err error) error {
	place := fmt.Sprintf("issued[%d]", i)
	var field *fault.FieldError
	if errors.As(err, &field) {
		return &fault.FieldError{Path: fault.Join(place, field.Path), Value: field.Value, Err: field.Err}
	}
	return fmt.Errorf("%s: %w", place, err)
}

func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
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

// UnmarshalJSON reads an object of texts, in the order written. null is none.
func (a *Attrs) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	open, err := d.Token()
	switch {
	case err != nil:
		return err
	case open == nil:
		*a = nil
		return nil
	case open != json.Delim('{'):
		return fmt.Errorf("sla: attributes: %w: an object of texts is needed", ErrSyntax)
	}
	*a = Attrs{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		value, err := d.Token()
		if err != nil {
			return err
		}
		text, ok := value.(string)
		if !ok {
			return fmt.Errorf("sla: attribute %q: %w: a text is needed", key, ErrSyntax)
		}
		*a = append(*a, [2]string{key.(string), text})
	}
	_, err = d.Token()
	return err
}

// amount reads a decimal that stands as a number or as text, within bounds: the
// decimal package would take seconds for a megabyte of digits.
type amount struct{ decimal.Decimal }

func (d *amount) UnmarshalJSON(data []byte) error {
	read, err := exact.Decimal(string(bytes.Trim(data, `"`)))
	if err != nil {
		return fmt.Errorf("sla: amount %q: %w", fault.Shorten(string(data)), err)
	}
	d.Decimal = read
	return nil
}

// UnmarshalJSON reads a charge. The amount is a plain number or text of one.
func (c *Charge) UnmarshalJSON(data []byte) error {
	var in struct {
		Of     string `json:"of"`
		Period Period `json:"period"`
		Amount amount `json:"amount"`
		Unit   string `json:"unit"`
	}
	if err := strict(data, &in); err != nil {
		return err
	}
	*c = Charge{in.Of, in.Period, in.Amount.Decimal, in.Unit}
	return nil
}

// MarshalJSON writes the amount as text, with the digits it has.
func (c Charge) MarshalJSON() ([]byte, error) {
	o := canon.Object{"period": c.Period.String(), "amount": exact.Text(c.Amount)}
	text(o, "of", c.Of)
	text(o, "unit", c.Unit)
	return canon.Append(nil, o), nil
}

// UnmarshalJSON reads a sample. The value is a plain number or text of one.
func (s *Sample) UnmarshalJSON(data []byte) error {
	var in struct {
		Of    string    `json:"of"`
		At    time.Time `json:"at"`
		Value amount    `json:"value"`
		Attrs Attrs     `json:"attrs"`
	}
	if err := strict(data, &in); err != nil {
		return err
	}
	*s = Sample{in.Of, in.At, in.Value.Decimal, in.Attrs}
	return nil
}

// MarshalJSON writes the value as text, with the digits it has.
func (s Sample) MarshalJSON() ([]byte, error) {
	o := canon.Object{"of": s.Of, "at": at(s.At), "value": exact.Text(s.Value)}
	if len(s.Attrs) > 0 {
		attrs := canon.Object{}
		for _, pair := range s.Attrs {
			attrs[pair[0]] = pair[1]
		}
		o["attrs"] = attrs
	}
	return canon.Append(nil, o), nil
}
