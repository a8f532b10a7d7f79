// Package choices reads test inputs off a list of small numbers. Property tests, native
// fuzzing and the tapes of slatest share it.
//
// A decoder must be total: an exhausted list reads 0, every number is valid, and 0 is
// always the simplest choice. Draw sorted values as gaps, and ends as lengths, so that
// shrinking cannot break an invariant.
package choices

import "fmt"

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
