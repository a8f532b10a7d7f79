// Package wire reads and writes what stored forms are made of: whole numbers of
// variable length, and texts with their length before them. Equal values have equal
// bytes, and only these bytes are read.
package wire

import (
	"encoding/binary"

	"github.com/upheld/upheld/internal/fault"
)

// AppendText appends a text and its length, so that texts one after the other can
// be told apart. Numbers are appended by encoding/binary: AppendUvarint and, with a
// sign, AppendVarint.
func AppendText[T ~string | ~[]byte](out []byte, s T) []byte {
	return append(binary.AppendUvarint(out, uint64(len(s))), s...)
}

// Reader takes values from the front of a stored form. After the first problem it
// gives zero values, so that a caller asks for the problem once, with Err, and
// before anything is used that a value decides.
type Reader struct {
	in  []byte
	err error
}

// Read gives a reader of data. The first byte names the form.
func Read(data []byte, form byte, what string) Reader {
	if len(data) == 0 || data[0] != form {
		r := Reader{}
		r.Fail("not the binary form of %s", what)
		return r
	}
	return Reader{in: data[1:]}
}

// Rest gives a reader of what follows the name of a form.
func Rest(data []byte) Reader { return Reader{in: data} }

// Fail notes a problem, unless there is one already.
func (r *Reader) Fail(why string, args ...any) {
	if r.err == nil {
		r.err = fault.Because(fault.ErrSyntax, why, args...)
	}
	r.in = nil
}

// Refuse notes that the form says what cannot be.
func (r *Reader) Refuse() { r.Fail("the binary form says what cannot be") }

// Must refuses the form if something that has to hold of its values does not.
func (r *Reader) Must(holds bool) {
	if !holds {
		r.Refuse()
	}
}

// Err gives the first problem.
func (r *Reader) Err() error { return r.err }

// Bad reports whether there is a problem.
func (r *Reader) Bad() bool { return r.err != nil }

// Left gives how many bytes follow.
func (r *Reader) Left() int { return len(r.in) }

// End gives the first problem; bytes that follow are one.
func (r *Reader) End() error {
	if r.err == nil && len(r.in) > 0 {
		r.Fail("%d bytes follow the binary form", len(r.in))
	}
	return r.err
}

// Uint takes a number without a sign, in its shortest form.
func (r *Reader) Uint() uint64 {
	v, n := binary.Uvarint(r.in)
	if n <= 0 || n > 1 && r.in[n-1] == 0 {
		r.Fail("the binary form has a number that is cut off or not in its shortest form")
		return 0
	}
	r.in = r.in[n:]
	return v
}

// Int takes a number with a sign.
func (r *Reader) Int() int64 {
	u := r.Uint()
	v := int64(u >> 1)
	if u&1 != 0 {
		v = ^v
	}
	return v
}

// Count takes how many things follow, of which each has at least so many bytes.
func (r *Reader) Count(bytes int) int {
	n := r.Uint()
	if n > uint64(len(r.in)/bytes) {
		r.Fail("the binary form has more things than bytes")
		return 0
	}
	return int(n)
}

// Byte takes one byte.
func (r *Reader) Byte() byte {
	if b := r.Bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// Bytes takes so many bytes, or nil with a problem. They are those of the form, not
// a copy.
func (r *Reader) Bytes(n int) []byte {
	if n < 0 || n > len(r.in) {
		r.Fail("the binary form is cut off")
		return nil
	}
	b := r.in[:n:n]
	r.in = r.in[n:]
	return b
}

// Text takes a text.
func (r *Reader) Text() string { return string(r.Bytes(r.Count(1))) }
