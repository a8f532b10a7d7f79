package wire_test

import (
	"encoding/binary"
	"errors"
	"math"
	"testing"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/wire"
)

func TestWhatWasWrittenIsRead(t *testing.T) {
	numbers := []int64{0, 1, -1, 63, 64, -64, -65, math.MaxInt64, math.MinInt64}
	texts := []string{"", "a", "早班", string(make([]byte, 200))}
	out := []byte{'X'}
	for _, n := range numbers {
		out = binary.AppendVarint(binary.AppendUvarint(out, uint64(n)), n)
	}
	for _, s := range texts {
		out = wire.AppendText(out, s)
	}
	r := wire.Read(out, 'X', "a test")
	for _, n := range numbers {
		if got := r.Uint(); got != uint64(n) {
			t.Errorf("%d read as %d", uint64(n), got)
		}
		if got := r.Int(); got != n {
			t.Errorf("%d read as %d", n, got)
		}
	}
	for _, s := range texts {
		if got := r.Text(); got != s {
			t.Errorf("%q read as %q", s, got)
		}
	}
	if err := r.End(); err != nil {
		t.Error(err)
	}
}

// What nobody wrote is refused, and nothing is read after it.
func TestWhatNobodyWroteIsRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		data []byte
		read func(*wire.Reader)
	}{
		{"another form", []byte{'Y', 0}, func(*wire.Reader) {}},
		{"nothing", nil, func(*wire.Reader) {}},
		{"a number that is cut off", []byte{'X', 0x80}, func(r *wire.Reader) { r.Uint() }},
		{"a number that could be shorter", []byte{'X', 0x80, 0}, func(r *wire.Reader) { r.Int() }},
		{"a number of more than 64 bits", []byte{'X', 255, 255, 255, 255, 255, 255, 255, 255, 255, 2}, func(r *wire.Reader) { r.Uint() }},
		{"more things than bytes", []byte{'X', 2, 1, 1, 1}, func(r *wire.Reader) { r.Count(2); r.Bytes(r.Left()) }},
		{"a text that is cut off", []byte{'X', 3, 'a', 'b'}, func(r *wire.Reader) { _ = r.Text() }},
		{"a byte that is missing", []byte{'X'}, func(r *wire.Reader) { r.Byte() }},
		{"a byte too many", []byte{'X', 7}, func(*wire.Reader) {}},
		{"what cannot be", []byte{'X', 7}, func(r *wire.Reader) { r.Must(r.Byte() == 8) }},
	} {
		r := wire.Read(c.data, 'X', "a test")
		c.read(&r)
		if err := r.End(); !errors.Is(err, fault.ErrSyntax) {
			t.Errorf("%s: %v", c.name, err)
		}
		if r.Uint() != 0 || r.Text() != "" || !r.Bad() || r.Left() != 0 {
			t.Errorf("%s: read on after the problem", c.name)
		}
	}
	// As many things as bytes are no problem.
	r := wire.Read([]byte{'X', 2, 1, 1, 1, 1}, 'X', "a test")
	if n := r.Count(2); n != 2 || r.Bad() {
		t.Errorf("%d things, %v", n, r.Err())
	}
}
