package sla_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// fill gives every exported field a value of its own.
func fill(v reflect.Value, n *int64) {
	*n++
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = time.Unix(1_700_000_000+*n, *n).UTC()
		return
	case *decimal.Decimal:
		*x = decimal.New(*n, -2)
		return
	case *sla.Period:
		*x = sla.Month(2000+int(*n), time.May)
		return
	case *sla.IssuedStatement:
		x.ID, x.From, x.To, x.Lines = fmt.Sprint(*n), sla.Year(2026).From(), sla.Year(2026).To(), []penalty.Line{}
		return
	case *sla.Attrs:
		*x = sla.Attrs{{"a", fmt.Sprint(*n)}, {"b", "c"}}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Int64:
		v.SetInt(*n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic(v.Type())
	}
}

func TestEveryFieldOfFactsIsReadAsItIsWritten(t *testing.T) {
	var facts sla.Facts
	fill(reflect.ValueOf(&facts).Elem(), new(int64))
	data, err := json.Marshal(facts)
	if err != nil {
		t.Fatal(err)
	}
	var back sla.Facts
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprintf("%+v", back), fmt.Sprintf("%+v", facts); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// Each kind by itself, in lists of which no reader of ours knows.
	for i := range reflect.TypeOf(facts).NumField() {
		list := reflect.ValueOf(facts).Field(i)
		data, err := json.Marshal(list.Interface())
		if err != nil {
			t.Fatal(err)
		}
		again := reflect.New(list.Type())
		if err := json.Unmarshal(data, again.Interface()); err != nil || fmt.Sprintf("%+v", again.Elem()) != fmt.Sprintf("%+v", list) {
			t.Errorf("%s: %v\ngot  %v\nwant %v", list.Type(), err, again.Elem(), list)
		}
		field := strings.Replace(string(data), `{"`, `{"x":1,"`, 1)
		if err := json.Unmarshal([]byte(field), reflect.New(list.Type()).Interface()); !errors.Is(err, sla.ErrUnknown) {
			t.Errorf("%s: an unknown key: %v", list.Type(), err)
		}
	}
}

func TestFactsAreReadStrictly(t *testing.T) {
	for text, want := range map[string]string{
		`{"tickets":[{"id":"T1"},{"id":"T2","events":[{"at":"2026-04-31T09:00:00Z"}]}]}`: `tickets[1].events[0].at: "2026-04-31T09:00:00Z": cannot be read: an instant is written 2026-03-31T09:00:00Z`,
		`{"outages":[{"form":"2026-04-30T09:00:00Z"}]}`:                                  `outages[0].form: unknown: did you mean "from"?`,
		`{"charges":[{"amount":1e3}]}`:                                                   `charges[0].amount: "1e3": cannot be read: a plain decimal number such as 1250.00 is needed`,
		`{"samples":[{"value":"` + strings.Repeat("9", 1_000_000) + `"}]}`:               `samples[0].value: "999999999999999999999999999999999999999999999999999999999999… (1000000 bytes)": out of range: a number has at most 34 digits`,
		`{"charges":[{"period":"2026-13"}]}`:                                             `charges[0].period: "2026-13": cannot be read: a period is written 2026-03, 2026-Q1, 2026, 2026-03-09 or 2026-03-01/2026-03-15`,
		`{"issued":[{},{"lines":[{"amount":"1,00 EUR"}]}]}`:                              `issued[1].lines[0].amount: "1,00 EUR": cannot be read: write a point before decimals and nothing between thousands: 1.00 or 100`,
		`{"issued":[{"from":"2026-02-30"}]}`:                                             `issued[0].from: "2026-02-30": out of range: there is no such date`,
		`{"tickets":[{"attrs":{"priority":1}}]}`:                                         `tickets[0].attrs.priority: cannot be read: a text in quotes is needed, in line 1, column 34`,
	} {
		before := sla.Facts{Tickets: []sla.Ticket{{ID: "as it was"}}}
		err := json.Unmarshal([]byte(text), &before)
		var field *sla.FieldError
		if err == nil || err.Error() != want || !errors.As(err, &field) {
			t.Errorf("%.100s\ngot  %v\nwant %s", text, err, want)
		}
		if len(before.Tickets) != 1 || before.Tickets[0].ID != "as it was" {
			t.Errorf("%.100s changed the facts", text)
		}
	}
}

// null is what other systems write for what is not known.
func TestNullIsNotStated(t *testing.T) {
	var facts sla.Facts
	err := json.Unmarshal([]byte(`{"tickets":null,"counts":[null],"outages":[{"of":"web","from":"2026-04-30T09:00:00Z","to":null,"share":null}],
		"samples":[{"of":"web","value":null,"attrs":null}]}`), &facts)
	if err != nil || facts.Tickets != nil || len(facts.Counts) != 1 || len(facts.Outages) != 1 || !facts.Outages[0].To.IsZero() || facts.Samples[0].Attrs != nil {
		t.Errorf("%v: %+v", err, facts)
	}
}

// drawnFactsAreRead: whatever JSON the standard library makes of facts is read
// back as the same facts.
func drawnFactsAreRead(r *tape.Reader) error {
	facts := sla.Facts{Tickets: drawTickets(r), Exclusions: drawWaivers(r)}
	data, err := json.Marshal(facts)
	if err != nil {
		return err
	}
	var back sla.Facts
	if err := json.Unmarshal(data, &back); err != nil {
		return err
	}
	again, err := json.Marshal(back)
	if err != nil || string(again) != string(data) {
		return fmt.Errorf("%v: %s became %s", err, data, again)
	}
	return nil
}

func TestDrawnFactsAreRead(t *testing.T) { tape.Check(t, drawnFactsAreRead) }

// A statement in a stored tally stands in the form in which it is written, or
// the same one would be there twice.
func TestAStatementInATallyIsCanonical(t *testing.T) {
	agreement := must(sla.New(exampleSpec()))
	tally := agreement.NewTally()
	tally.Add(&sla.IssuedStatement{Statement: penalty.Statement{ID: "march", From: sla.Month(2026, time.March).From(), To: sla.Month(2026, time.March).To()}})
	data := must(tally.MarshalBinary())
	if err := agreement.NewTally().UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(string(data), `"balance":"0","bonus":"0"`, `"bonus":"0","balance":"0"`, 1)
	if other == string(data) {
		t.Fatalf("%q", data)
	}
	if err := agreement.NewTally().UnmarshalBinary([]byte(other)); !errors.Is(err, sla.ErrSyntax) {
		t.Error(err)
	}
	tally.Remove(&sla.IssuedStatement{Statement: penalty.Statement{ID: "march", From: sla.Month(2026, time.March).From(), To: sla.Month(2026, time.March).To()}})
	if left := must(tally.MarshalBinary()); string(left) != string(must(agreement.NewTally().MarshalBinary())) {
		t.Errorf("%q is left", left)
	}
}
