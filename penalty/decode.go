package penalty

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/fault"
)

// decode reads one value and refuses a field that nobody reads.
func decode(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// dayText is a day as a file writes it. The date package would read 2026-02-30
// as 2 March.
type dayText string

// day reads a day into the place of a field; a day left out leaves it alone.
func (t dayText) day(path string, into *date.Date) error {
	if t == "" {
		return nil
	}
	d, err := readDate(string(t))
	if err != nil {
		return &FieldError{Path: path, Value: fault.Shorten(string(t)), Err: err}
	}
	*into = d
	return nil
}

// within puts the place of what was read in front of that of an error in it.
func within(place string, err error) error {
	var field *FieldError
	if errors.As(err, &field) {
		return &FieldError{Path: fault.Join(place, field.Path), Value: field.Value, Err: field.Err}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", place, err)
	}
	return nil
}

// each reads the elements of a list, so that an error tells which of them has
// it. A list that is not there stays nil.
func each[T any, P interface {
	*T
	json.Unmarshaler
}](name string, list []json.RawMessage) ([]T, error) {
	if list == nil {
		return nil, nil
	}
	all := make([]T, len(list))
	for i := range list {
		if err := P(&all[i]).UnmarshalJSON(list[i]); err != nil {
			return nil, within(fmt.Sprintf("%s[%d]", name, i), err)
		}
	}
	return all, nil
}

type statementFields Statement

// UnmarshalJSON reads a statement strictly: an unknown field, and a day that no
// calendar has, are errors; a *FieldError says where the day stands.
func (s *Statement) UnmarshalJSON(data []byte) error {
	var read struct {
		statementFields
		From     dayText           `json:"from"`
		To       dayText           `json:"to"`
		ClaimBy  dayText           `json:"claim-by"`
		Lines    []json.RawMessage `json:"lines"`
		Returned []json.RawMessage `json:"returned"`
		Bonuses  []json.RawMessage `json:"bonuses"`
	}
	if err := decode(data, &read); err != nil {
		return err
	}
	out := Statement(read.statementFields)
	var err error
	if out.Lines, err = each[Line]("lines", read.Lines); err != nil {
		return err
	}
	if out.Returned, err = each[Line]("returned", read.Returned); err != nil {
		return err
	}
	if out.Bonuses, err = each[Line]("bonuses", read.Bonuses); err != nil {
		return err
	}
	for _, d := range []struct {
		path string
		text dayText
		into *date.Date
	}{{"from", read.From, &out.From}, {"to", read.To, &out.To}, {"claim-by", read.ClaimBy, &out.ClaimBy}} {
		if err := d.text.day(d.path, d.into); err != nil {
			return err
		}
	}
	*s = out
	return nil
}

type caseFields Case

// UnmarshalJSON reads a case as strictly as a Statement is read.
func (c *Case) UnmarshalJSON(data []byte) error {
	var read struct {
		caseFields
		From       dayText           `json:"from"`
		To         dayText           `json:"to"`
		ClaimBy    dayText           `json:"claim-by"`
		Shortfalls []json.RawMessage `json:"shortfalls"`
	}
	if err := decode(data, &read); err != nil {
		return err
	}
	out := Case(read.caseFields)
	var err error
	if out.Shortfalls, err = each[Shortfall]("shortfalls", read.Shortfalls); err != nil {
		return err
	}
	for _, d := range []struct {
		path string
		text dayText
		into *date.Date
	}{{"from", read.From, &out.From}, {"to", read.To, &out.To}, {"claim-by", read.ClaimBy, &out.ClaimBy}} {
		if err := d.text.day(d.path, d.into); err != nil {
			return err
		}
	}
	*c = out
	return nil
}

type shortfallFields Shortfall

// UnmarshalJSON reads a shortfall as strictly as a Statement is read.
func (s *Shortfall) UnmarshalJSON(data []byte) error {
	var read struct {
		shortfallFields
		On dayText `json:"on"`
	}
	if err := decode(data, &read); err != nil {
		return err
	}
	if err := read.On.day("on", &read.shortfallFields.On); err != nil {
		return err
	}
	*s = Shortfall(read.shortfallFields)
	return nil
}
