package sla_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/sla"
)

// asRead checks that a result is read back to the same bytes, digest and values.
func asRead(r *sla.Result) error {
	read, err := sla.ReadResult(r.JSON())
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", r.JSON(), err)
	case !bytes.Equal(read.JSON(), r.JSON()):
		return fmt.Errorf("read as\n%s, was\n%s", read.JSON(), r.JSON())
	case read.Digest() != r.Digest():
		return errors.New("another digest of the same bytes")
	}
	for i, o := range r.Outcomes {
		for n, b := range o.Breaches {
			if got := read.Outcomes[i].Breaches[n]; got.Objective != b.Objective || got.DueAt != b.DueAt || got.Overrun != b.Overrun || len(got.Trace) != len(b.Trace) {
				return fmt.Errorf("breach read as %+v, was %+v", got, b)
			}
		}
		got := read.Outcomes[i]
		if !got.Attained.Equal(o.Attained) || !got.Margin.Equal(o.Margin) || got.Verdict != o.Verdict || !reflect.DeepEqual(got.Ledger, o.Ledger) ||
			!reflect.DeepEqual(got.Failures, o.Failures) || !got.From.Equal(o.From) || got.Period != o.Period {
			return fmt.Errorf("outcome read as %+v, was %+v", got, o)
		}
	}
	return nil
}

// resultsAreReadBack: whatever the families and facts, what JSON wrote is read back.
func resultsAreReadBack(r *tape.Reader) error {
	a, err := withMeasurer.New(everyFamily(r, tape.Pick(r, sla.Monthly, sla.Yearly)))
	if err != nil {
		return err
	}
	at := tape.Pick(r, "2026-03-20T12:00:00Z", "2026-04-10T00:00:00Z", "2027-02-01T00:00:00Z")
	asOf, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return err
	}
	result, err := a.Evaluate(tape.Pick(r, sla.Month(2026, time.March), sla.Year(2026)), batch(drawFacts(r)), asOf)
	if err != nil {
		return err
	}
	if err := schemaOf("result").JSON(result.JSON()); err != nil {
		return fmt.Errorf("%s: %w", result.JSON(), err)
	}
	return asRead(result)
}

func TestResultsAreReadBack(t *testing.T) { tape.CheckDear(t, resultsAreReadBack) }

// readingsAreReadBack: what is told of tickets while they run is written, and read
// back to the same bytes.
func readingsAreReadBack(r *tape.Reader) error {
	a, err := drawAgreement(r)
	if err != nil {
		return err
	}
	waived := drawWaivers(r)
	for _, ticket := range drawTickets(r) {
		for _, at := range sample(moments(a, &ticket), 4) {
			readings := a.Track(&ticket, at, waived...)
			text, err := json.Marshal(readings)
			if err != nil {
				return err
			}
			var read sla.Readings
			if err := json.Unmarshal(text, &read); err != nil {
				return fmt.Errorf("%s: %w", text, err)
			}
			again, err := json.Marshal(read)
			if err != nil || !bytes.Equal(again, text) {
				return fmt.Errorf("read as\n%s, was\n%s, %v", again, text, err)
			}
			for _, reading := range readings {
				text, err := json.Marshal(reading)
				if err != nil {
					return err
				}
				if err := schemaOf("reading").JSON(text); err != nil {
					return fmt.Errorf("%s: %w", text, err)
				}
			}
			if len(read.Fired()) != len(readings.Fired()) {
				return fmt.Errorf("%d alarms fired, as read %d", len(readings.Fired()), len(read.Fired()))
			}
			for _, reading := range readings {
				e := a.Explain(&ticket, reading.Objective, at, waived...)
				text, err := json.Marshal(e)
				if err != nil {
					return err
				}
				if err := schemaOf("explanation").JSON(text); err != nil {
					return fmt.Errorf("%s: %w", text, err)
				}
				var told sla.Explanation
				if err := json.Unmarshal(text, &told); err != nil {
					return fmt.Errorf("%s: %w", text, err)
				}
				if again, err := json.Marshal(told); err != nil || !bytes.Equal(again, text) {
					return fmt.Errorf("read as\n%s, was\n%s, %v", again, text, err)
				}
			}
		}
	}
	return nil
}

func TestReadingsAreReadBack(t *testing.T) { tape.Check(t, readingsAreReadBack) }

// The forms are kebab-case with lengths as text; instants that are zero are left
// out; a key that is not known is an error with its path.
func TestFormsOfReadings(t *testing.T) {
	a := compile(t, simpleSpec(sla.Monthly))
	ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: utc("10T10:00:00"), Name: "opened"}}}
	text, err := json.Marshal(a.Track(&ticket, utc("10T11:30:00")))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"started":"2026-03-10T10:00:00Z"`, `"wall":"1h30m"`, `"as-of":"2026-03-10T11:30:00Z"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s has no %s", text, want)
		}
	}
	if strings.Contains(string(text), "0001-01-01") || strings.Contains(string(text), "stopped") {
		t.Errorf("%s has an instant that is zero", text)
	}
	var field *sla.FieldError
	var read sla.Readings
	if err := json.Unmarshal([]byte(strings.Replace(string(text), `"wall"`, `"walls"`, 1)), &read); !errors.As(err, &field) || field.Path != "walls" {
		t.Errorf("an unknown key: %v", err)
	}
	for damage, path := range map[string]string{
		`{"outcomes":[{"verdict":1}]}`:                   "outcomes[0].verdict",
		`{"outcomes":[{"attained":"5 of x"}]}`:           "outcomes[0].attained",
		`{"outcomes":[{"left-out":["2026","soon"]}]}`:    "outcomes[0].left-out[1]",
		`{"fingerprint":"12"}`:                           "fingerprint",
		`{"statements":[{"lines":[{"state":"payed"}]}]}`: "statements[0].lines[0].state",
	} {
		if _, err := sla.ReadResult([]byte(damage)); !errors.As(err, &field) || field.Path != path {
			t.Errorf("%s: %v, want an error of %s", damage, err, path)
		}
	}
}

// A result that a service stores as JSON is read back later, for a page or an audit.
func ExampleReadResult() {
	a, err := sla.New(simpleSpec(sla.Monthly))
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := a.Evaluate(sla.Month(2026, time.March), sla.Facts{}, afterMarch)
	if err != nil {
		fmt.Println(err)
		return
	}
	stored := r.JSON()

	read, err := sla.ReadResult(stored)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(read.Period, read.Digest() == r.Digest())
	// Output: 2026-03 true
}
