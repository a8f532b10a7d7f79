// Package tape draws test inputs from a list of small numbers. One decoder then
// serves property tests (gopter shrinks the numbers), native fuzzing (bytes become
// the numbers) and regression cases (the numbers of a failure are committed).
//
// A decoder must be total: an exhausted tape reads 0, every number is valid, and 0
// is always the simplest choice. Draw sorted values as gaps, and ends as lengths,
// so that shrinking cannot break an invariant.
//
// Only _test.go files may import this package: it links gopter.
package tape

import (
	"fmt"
	"hash/fnv"
	"os"
	"reflect"
	"strconv"
	"testing"

	"github.com/leanovate/gopter"
	"github.com/leanovate/gopter/prop"
)

// Tape is the list of numbers from which a test input is drawn.
type Tape []uint16

// String is short: gopter formats every argument of every case.
func (t Tape) String() string { return fmt.Sprint([]uint16(t)) }

// FromBytes makes a tape from a fuzzer's bytes, two bytes to a number.
func FromBytes(data []byte) Tape {
	t := make(Tape, (len(data)+1)/2)
	for i, b := range data {
		t[i/2] |= uint16(b) << (8 * (i % 2))
	}
	return t
}

// Reader draws from a tape. Reading past the end gives 0.
type Reader struct {
	tape Tape
	next int
}

// Reader starts at the first number.
func (t Tape) Reader() *Reader { return &Reader{tape: t} }

// Word draws the next number.
func (r *Reader) Word() uint16 {
	if r.next >= len(r.tape) {
		return 0
	}
	r.next++
	return r.tape[r.next-1]
}

// Int draws from 0 to n-1; n is at most 65,536. For n below 2 it gives 0 and draws
// nothing.
func (r *Reader) Int(n int) int {
	if n < 2 {
		return 0
	}
	return int(r.Word()) % n
}

// Int64 draws from 0 to n-1. It draws as many numbers as n needs.
func (r *Reader) Int64(n int64) int64 {
	if n < 2 {
		return 0
	}
	var v uint64
	for m := uint64(n - 1); m > 0; m >>= 16 {
		v = v<<16 | uint64(r.Word())
	}
	return int64(v % uint64(n))
}

// Bool draws a number and gives true if it is odd.
func (r *Reader) Bool() bool { return r.Word()&1 == 1 }

// Done reports whether the tape is exhausted: further draws give 0.
func (r *Reader) Done() bool { return r.next >= len(r.tape) }

// Pick draws one of the choices; the first is the simplest.
func Pick[T any](r *Reader, choices ...T) T { return choices[r.Int(len(choices))] }

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
