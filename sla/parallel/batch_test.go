package parallel

import (
	"bytes"
	"reflect"
	"slices"
	"testing"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// A batch learns each kind of fact as a tally does, once, and reset leaves nothing of it.
// The kinds are the lists of sla.Facts, so a new list is in the test without a change.
func TestABatchKnowsEveryListOfFacts(t *testing.T) {
	agreement, err := sla.New(sla.Spec{ID: "a", Zone: "UTC", Objectives: []sla.Objective{{
		ID: "web", Metric: metrics.Availability{Of: "web", NoData: metrics.NoDataGood}, Attain: "99%", Period: sla.Monthly}}})
	if err != nil {
		t.Fatal(err)
	}
	stored := func(tally *sla.Tally) []byte {
		t.Helper()
		data, err := tally.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	empty := stored(agreement.NewTally())
	var b batch
	for i := range reflect.TypeFor[sla.Facts]().NumField() {
		name := reflect.TypeFor[sla.Facts]().Field(i).Name
		var facts sla.Facts
		list := reflect.ValueOf(&facts).Elem().Field(i)
		list.Set(reflect.MakeSlice(list.Type(), 1, 1))
		all := slices.Collect(facts.All())
		if len(all) != 1 {
			t.Fatalf("%s: All gives %d facts of one", name, len(all))
		}
		if none, ok := reflect.Zero(reflect.PointerTo(list.Type().Elem())).Interface().(sla.Fact); !ok || !missing(none) || missing(all[0]) {
			t.Errorf("%s: a nil fact is taken for a fact, or a fact for nil", name)
		}
		one, other := agreement.NewTally(), agreement.NewTally()
		one.Add(all[0])
		switch copied := b.copy(all[0]); {
		case copied && (b.addTo(other) != 1 || !bytes.Equal(stored(one), stored(other))):
			t.Errorf("%s: a batch learns something else than a tally", name)
		case !copied && b.n != 0:
			t.Errorf("%s: the batch holds a fact that it left", name)
		case bytes.Equal(stored(one), empty):
			t.Errorf("%s: the fact changes no tally, so the test sees nothing", name)
		}
		b.reset()
		if again := agreement.NewTally(); b.addTo(again) != 0 || !bytes.Equal(stored(again), empty) {
			t.Errorf("%s: reset leaves a fact", name)
		}
	}
	if !missing(nil) {
		t.Error("nil is taken for a fact")
	}
}
