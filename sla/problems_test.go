package sla_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/sla"
)

func ExampleProblems() {
	_, err := sla.New(sla.Spec{ID: "acme", Zone: "Europe/Berlin", Currency: "euro", Kind: "contract"})
	for _, p := range sla.Problems(err) {
		fmt.Println(p.Path, p.Value, errors.Is(p, sla.ErrUnknown))
	}
	// Output:
	// kind contract true
	// currency euro false
}

func TestProblemsOfOtherErrors(t *testing.T) {
	if got := sla.Problems(nil); got != nil {
		t.Errorf("nil has %v", got)
	}
	other := errors.New("disk full")
	if got := sla.Problems(other); len(got) != 1 || got[0].Path != "" || !errors.Is(got[0], other) {
		t.Errorf("%v", got)
	}
}

// A result is written alike by value and by pointer.
func TestResultsAreWrittenAlikeByValueAndByPointer(t *testing.T) {
	a, err := sla.New(edgeSpec())
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Evaluate(sla.Day(date.New(2026, 3, 2)), sla.Facts{}, time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]any{"value": *r, "pointer": r} {
		got, err := json.Marshal(v)
		if err != nil || !bytes.Equal(got, r.JSON()) {
			t.Errorf("by %s: %s, %v", name, got, err)
		}
	}
	within, err := json.Marshal(struct{ R sla.Result }{*r})
	if want := append(append([]byte(`{"R":`), r.JSON()...), '}'); err != nil || !bytes.Equal(within, want) {
		t.Errorf("within a struct: %s, %v", within, err)
	}
}
