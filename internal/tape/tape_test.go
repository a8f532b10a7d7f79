package tape_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/leanovate/gopter"
	"github.com/leanovate/gopter/prop"

	"github.com/upheld/upheld/internal/tape"
)

func TestAnExhaustedTapeReadsTheSimplestChoice(t *testing.T) {
	r := tape.Tape{7}.Reader()
	if r.Int(5) != 2 || r.Int(5) != 0 || r.Int64(1<<40) != 0 || r.Bool() || !r.Done() {
		t.Error("numbers past the end are not 0")
	}
	if tape.Pick(r, "first", "second") != "first" {
		t.Error("the first choice is not the simplest")
	}
}

func TestBytesBecomeNumbers(t *testing.T) {
	if got := fmt.Sprint(tape.FromBytes([]byte{1, 2, 3})); got != "[513 3]" {
		t.Error(got)
	}
}

// The harness must find a broken law and shrink it: a harness that cannot fail
// would let every other test pass.
func TestABrokenLawIsFoundAndShrunk(t *testing.T) {
	law := func(r *tape.Reader) error {
		sum := 0
		for !r.Done() {
			sum += r.Int(100)
		}
		if sum > 150 {
			return errors.New("too much")
		}
		return nil
	}
	params := gopter.DefaultTestParametersWithSeed(1)
	result := prop.ForAll(func(tp tape.Tape) (bool, error) {
		err := law(tp.Reader())
		return err == nil, err
	}, tape.Generator()).Check(params)
	if result.Passed() {
		t.Fatal("the broken law passed")
	}
	if small := result.Args[0].Arg.(tape.Tape); len(small) > 3 {
		t.Errorf("shrunk to %v, want at most three numbers", small)
	}
}
