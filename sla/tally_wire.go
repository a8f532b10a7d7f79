package sla

import "encoding/binary"

// writer and reader hold the primitives: integers of variable length, instants
// of eight bytes (as short, and several times as fast), texts with their length.
type writer struct{ out []byte }

func (w *writer) int(n int64)     { w.out = binary.AppendVarint(w.out, n) }
func (w *writer) instant(n int64) { w.out = binary.LittleEndian.AppendUint64(w.out, uint64(n)) }
func (w *writer) count(n int)     { w.out = binary.AppendUvarint(w.out, uint64(n)) }
func (w *writer) text(s string)   { w.out = appendText(w.out, s) }

func (w *writer) texts(list []string) {
	w.count(len(list))
	for _, s := range list {
		w.text(s)
	}
}

type reader struct {
	in  []byte
	bad bool
}

func (r *reader) int() int64 {
	n, size := binary.Varint(r.in)
	if size <= 0 || r.bad {
		r.bad = true
		return 0
	}
	r.in = r.in[size:]
	return n
}

func (r *reader) int32() int32 {
	n := r.int()
	if int64(int32(n)) != n {
		r.bad = true
	}
	return int32(n)
}

// instant reads an instant or a length of time within the horizon.
func (r *reader) instant() int64 {
	if len(r.in) < 8 {
		r.bad = true
		return 0
	}
	n := int64(binary.LittleEndian.Uint64(r.in))
	if n < zeroTime || n > forever {
		r.bad = true
		return 0
	}
	r.in = r.in[8:]
	return n
}

func (r *reader) byte() byte {
	if len(r.in) == 0 {
		r.bad = true
		return 0
	}
	b := r.in[0]
	r.in = r.in[1:]
	return b
}

// day reads a date within the horizon.
func (r *reader) day() int64 {
	n := r.int()
	if n < horizonFrom/86400 || n > horizonTo/86400 {
		r.bad = true
		return 0
	}
	return n
}

// count reads how many things follow, which is at most one per byte left.
func (r *reader) count() int {
	n, size := binary.Uvarint(r.in)
	if size <= 0 || r.bad || n > uint64(len(r.in)) {
		r.bad = true
		return 0
	}
	r.in = r.in[size:]
	return int(n)
}

func (r *reader) text() string {
	n := r.count()
	if r.bad || n > len(r.in) {
		r.bad = true
		return ""
	}
	s := string(r.in[:n])
	r.in = r.in[n:]
	return s
}

func (r *reader) texts() []string {
	var list []string
	for range r.count() {
		list = append(list, r.text())
	}
	return list
}
