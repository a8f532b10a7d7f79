// Package wire reads and writes the parts of stored forms: whole numbers of
// variable length, and texts after their length. Equal values have equal bytes, and
// other bytes are refused.
package wire

import (
	"encoding/binary"

	"github.com/upheld/upheld/internal/fault"
)

// AppendText appends the length of a text and the text, so that texts in a row can
// be told apart. Append numbers with encoding/binary: AppendUvarint and, for signed
// numbers, AppendVarint.
func AppendText[T ~string | ~[]byte](out []byte, s T) []byte {
	return append(binary.AppendUvarint(out, uint64(len(s))), s...)
}

// Reader takes values from the front of a stored form. After the first problem it
// gives zero values. So a caller may check Err once, but must do so before it uses
// a value.
type Reader struct {
	in  []byte
	err error
}

// Read gives a reader of data after the first byte, which must name the form.
func Read(data []byte, form byte, what string) Reader {
	if len(data) == 0 || data[0] != form {
		r := Reader{}
		r.Fail("not the binary form of %s", what)
		return r
	}
	return Reader{in: data[1:]}
}

// Rest gives a reader of the bytes after the name of a form.
func Rest(data []byte) Reader { return Reader{in: data} }

// Fail records a problem, unless there is already one.
func (r *Reader) Fail(why string, args ...any) {
	if r.err == nil {
		r.err = fault.Because(fault.ErrSyntax, why, args...)
	}
	r.in = nil
}

// Refuse records that the form holds an impossible value.
func (r *Reader) Refuse() { r.Fail("the binary form has an impossible value") }

// Must refuses the form if holds is false.
func (r *Reader) Must(holds bool) {
	if !holds {
		r.Refuse()
	}
}

// Err gives the first problem.
func (r *Reader) Err() error { return r.err }

// Bad reports whether there is a problem.
func (r *Reader) Bad() bool { return r.err != nil }

// Left gives the number of bytes left.
func (r *Reader) Left() int { return len(r.in) }

// End gives the first problem; it is a problem if bytes are left.
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

// Count takes a number of things to follow, each of which needs at least that many
// bytes.
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

// Bytes takes n bytes, or gives nil and records a problem. The bytes belong to the
// form; they are not copied.
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
