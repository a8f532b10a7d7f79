package slatest_test

import (
	"math/rand"
	"os"
	"testing"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/slatest"
)

// tapes gives n random tapes, the same in each run.
func tapes(seed int64, n, long int) func(yield func(int, []byte) bool) {
	return func(yield func(int, []byte) bool) {
		r := rand.New(rand.NewSource(seed))
		for i := range n {
			data := make([]byte, r.Intn(long))
			r.Read(data)
			if !yield(i, data) {
				return
			}
		}
	}
}

// many gives the number of tapes of a run: some of a short run find what the mutants
// plant.
func many(short, all int) int {
	if testing.Short() {
		return short
	}
	return all
}

func TestLawsOfWrittenAgreements(t *testing.T) {
	for _, name := range []string{"desk.yaml", "acme.yaml"} {
		a := slatest.Open(t, os.DirFS("testdata"), name, sla.Sources{})
		for i, data := range tapes(1, many(20, 200), 200) {
			if err := slatest.Laws(a, slatest.Draw(data)); err != nil {
				t.Fatalf("%s %d: %v", name, i, err)
			}
		}
	}
}

func TestLawsOfDrawnAgreements(t *testing.T) {
	for i, data := range tapes(2, many(150, 600), 400) {
		tape := slatest.Draw(data)
		spec := tape.Agreement()
		a, err := sla.New(spec)
		if err != nil {
			t.Fatalf("%d: %v\n%+v", i, err, spec)
		}
		if err := slatest.Laws(a, tape); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
}
