// Package tape draws test inputs from a list of small numbers. One decoder then
// serves property tests (gopter shrinks the numbers), native fuzzing (bytes become
// the numbers) and regression cases (the numbers of a failure are committed).
//
// Package choices has the reader, which the tapes of slatest use too.
//
// Only _test.go files may import this package: it links gopter.
package tape

import (
	"hash/fnv"
	"os"
	"reflect"
	"strconv"
	"testing"

	"github.com/leanovate/gopter"
	"github.com/leanovate/gopter/prop"

	"github.com/upheld/upheld/internal/choices"
)

// Tape is the list of numbers from which a test input is drawn.
type Tape = choices.Tape

// Reader draws from a tape. Reading past the end gives 0.
type Reader = choices.Reader

// FromBytes makes a tape from a fuzzer's bytes, two bytes to a number.
func FromBytes(data []byte) Tape { return choices.FromBytes(data) }

// Pick draws one of the choices; the first is the simplest.
func Pick[T any](r *Reader, all ...T) T { return choices.Pick(r, all...) }

// Law is a statement that must hold for every tape; the error says how it failed.
type Law func(r *Reader) error

// Length of generated tapes. Most laws need some tens of numbers.
const lengthMax = 160

// Check draws tapes and reports the smallest found that breaks the law.
//
// UPHELD_SEED (an integer, default 1) replays a run, and UPHELD_RUNS (default 100,
// with go test -short 30) sets its length. The seed of a law depends on the test's
// name, so that laws draw different tapes. Laws run in parallel: a law must draw
// everything that it changes, and a test calls Check once.
func Check(t *testing.T, law Law) {
	t.Helper()
	check(t, law, 30)
}

// CheckDear is Check for a slow law, which takes hundredths of a second for one
// tape: 10 tapes with go test -short.
func CheckDear(t *testing.T, law Law) {
	t.Helper()
	check(t, law, 10)
}

func check(t *testing.T, law Law, short int64) {
	t.Helper()
	t.Parallel()
	params := gopter.DefaultTestParametersWithSeed(seedOf(t.Name()))
	runs := int64(100)
	if testing.Short() {
		runs = short
	}
	params.MinSuccessfulTests = int(environment("UPHELD_RUNS", runs))
	result := prop.ForAll(func(tape Tape) (bool, error) {
		if err := law(tape.Reader()); err != nil {
			return false, err
		}
		return true, nil
	}, generate).Check(params)
	if result.Passed() {
		return
	}
	if len(result.Args) == 1 {
		t.Fatalf("%v\ntape: %v\nreplay with UPHELD_SEED=%d", result.Error, result.Args[0].Arg, environment("UPHELD_SEED", 1))
	}
	t.Fatalf("%v %v", result.Status, result.Error)
}

// Replay runs a law on one tape, such as the tape of an earlier failure.
func Replay(t *testing.T, law Law, numbers ...uint16) {
	t.Helper()
	if err := law(Tape(numbers).Reader()); err != nil {
		t.Errorf("%v\ntape: %v", err, numbers)
	}
}

// Fuzz runs laws in the native fuzzer.
func Fuzz(f *testing.F, laws ...Law) {
	f.Helper()
	f.Add([]byte{})
	f.Add([]byte{1, 0, 2, 0, 3, 0, 5, 0, 8, 0, 13, 0, 21, 0, 34, 0, 55, 0, 89, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		t.Parallel()
		if len(data) > 4*lengthMax {
			t.Skip()
		}
		for _, law := range laws {
			if err := law(FromBytes(data).Reader()); err != nil {
				t.Fatalf("%v\ntape: %v", err, FromBytes(data))
			}
		}
	})
}

func seedOf(name string) int64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return int64(h.Sum64()>>1) ^ environment("UPHELD_SEED", 1)
}

func environment(name string, otherwise int64) int64 {
	if v, err := strconv.ParseInt(os.Getenv(name), 10, 64); err == nil {
		return v
	}
	return otherwise
}

// Generator gives tapes to gopter, with a shrinker whose tapes can all be decoded.
func Generator() gopter.Gen { return generate }

func generate(p *gopter.GenParameters) *gopter.GenResult {
	t := make(Tape, p.Rng.Intn(lengthMax))
	for i := range t {
		// Draw small numbers often, so that choices repeat and gaps are short.
		switch p.Rng.Intn(4) {
		case 0:
			t[i] = uint16(p.Rng.Intn(4))
		case 1:
			t[i] = uint16(p.Rng.Intn(64))
		default:
			t[i] = uint16(p.Rng.Intn(1 << 16))
		}
	}
	return &gopter.GenResult{
		Labels:     nil,
		Result:     t,
		ResultType: reflect.TypeOf(t),
		Shrinker:   shrink,
	}
}

// shrink removes blocks, large ones first, then lowers single numbers.
func shrink(v any) gopter.Shrink {
	t := v.(Tape)
	block, at, word, step := len(t), 0, 0, 0
	return func() (any, bool) {
		for block > 0 {
			if at < len(t) {
				end := min(at+block, len(t))
				small := append(append(Tape{}, t[:at]...), t[end:]...)
				at += block
				return small, true
			}
			block, at = block/2, 0
		}
		for word < len(t) {
			now := t[word]
			var lower uint16
			switch step {
			case 0:
				lower = 0
			case 1:
				lower = now / 2
			case 2:
				lower = now - 1
			}
			step++
			if now == 0 || step > 3 {
				word, step = word+1, 0
				continue
			}
			small := append(Tape{}, t...)
			small[word] = lower
			return small, true
		}
		return nil, false
	}
}
