package sla

import (
	"encoding/binary"

	"github.com/upheld/upheld/internal/wire"
)

// writer writes what a stored tally is made of, as reader reads it: instants have
// eight bytes, which is as short as a number of variable length and several times
// as fast.
type writer struct{ out []byte }

func (w *writer) int(n int64)     { w.out = binary.AppendVarint(w.out, n) }
func (w *writer) instant(n int64) { w.out = binary.LittleEndian.AppendUint64(w.out, uint64(n)) }
func (w *writer) count(n int)     { w.out = binary.AppendUvarint(w.out, uint64(n)) }
func (w *writer) text(s string)   { w.out = wire.AppendText(w.out, s) }

func (w *writer) texts(list []string) {
	w.count(len(list))
	for _, s := range list {
		w.text(s)
	}
}

type reader struct{ wire.Reader }

func (r *reader) int32() int32 {
	n := r.Int()
	r.Must(int64(int32(n)) == n)
	return int32(n)
}

// instant reads an instant or a length of time within the horizon.
func (r *reader) instant() int64 {
	b := r.Bytes(8)
	if b == nil {
		return 0
	}
	n := int64(binary.LittleEndian.Uint64(b))
	if n < zeroTime || n > forever {
		r.Refuse()
		return 0
	}
	return n
}

// day reads a date within the horizon.
func (r *reader) day() int64 {
	n := r.Int()
	if n < horizonFrom/86400 || n > horizonTo/86400 {
		r.Refuse()
		return 0
	}
	return n
}

func (r *reader) texts() []string {
	var list []string
	for range r.Count(1) {
		list = append(list, r.Text())
	}
	return list
}
