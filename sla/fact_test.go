package sla_test

import (
	"reflect"
	"testing"

	"github.com/upheld/upheld/sla"
)

// All gives each fact of each list of Facts, and stops when asked. A list that is new in
// Facts and missing in All fails here.
func TestAllFacts(t *testing.T) {
	var facts sla.Facts
	lists := reflect.ValueOf(&facts).Elem()
	var want []any
	for i := range lists.NumField() {
		list := lists.Field(i)
		list.Set(reflect.MakeSlice(list.Type(), 2, 2))
		want = append(want, list.Index(0).Addr().Interface(), list.Index(1).Addr().Interface())
	}
	n := 0
	for fact := range facts.All() {
		if n == len(want) || any(fact) != want[n] {
			t.Fatalf("fact %d is %T at %p", n, fact, fact)
		}
		n++
	}
	if n != len(want) {
		t.Errorf("%d facts, want %d", n, len(want))
	}
	for stop := 1; stop <= len(want); stop++ {
		n := 0
		for range facts.All() {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("%d facts after a stop at %d", n, stop)
		}
	}
}
