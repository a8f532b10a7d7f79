package bag

import (
	"iter"
	"slices"
)

// Rows is a list that grows by blocks, so that what stands in it is not copied
// again and again, and little is spare. The zero Rows is empty.
type Rows[T any] struct {
	blocks [][]T // all of the same size, but for a first one that is alone
	n      int
}

const (
	blockBits = 12
	blockSize = 1 << blockBits
)

// Len is the number of rows.
func (r *Rows[T]) Len() int { return r.n }

// Cap is for how many rows there is room.
func (r *Rows[T]) Cap() int {
	if len(r.blocks) == 1 {
		return len(r.blocks[0])
	}
	return len(r.blocks) << blockBits
}

// At gives row i, from 0. It stays where it is until the list grows.
func (r *Rows[T]) At(i int) *T { return &r.blocks[i>>blockBits][i&(blockSize-1)] }

// All gives the rows in order.
func (r *Rows[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for i := range r.n {
			if !yield(*r.At(i)) {
				return
			}
		}
	}
}

// Append adds a row.
func (r *Rows[T]) Append(row T) {
	if r.n&(blockSize-1) == 0 || len(r.blocks) == 1 {
		r.room(r.n + 1)
	}
	*r.At(r.n) = row
	r.n++
}

// Resize makes it n rows; what new ones hold is not said.
func (r *Rows[T]) Resize(n int) {
	r.room(n)
	r.n = n
}

// Trim lets go of room for more than some spare rows.
func (r *Rows[T]) Trim(spare int) {
	if keep := (r.n+spare)>>blockBits + 1; keep < len(r.blocks) {
		clear(r.blocks[keep:])
		r.blocks = r.blocks[:keep]
	}
}

// room makes blocks for n rows. A first block doubles until it is whole, so that
// short lists stay short.
func (r *Rows[T]) room(n int) {
	if len(r.blocks) <= 1 && n > 0 {
		has := 0
		if len(r.blocks) == 1 {
			has = len(r.blocks[0])
		}
		if want := min(n, blockSize); want > has {
			first := make([]T, min(max(want, 2*has), blockSize))
			if has == 0 {
				r.blocks = append(r.blocks, first)
			} else {
				copy(first, r.blocks[0])
				r.blocks[0] = first
			}
		}
	}
	for len(r.blocks)<<blockBits < n {
		r.blocks = append(r.blocks, make([]T, blockSize))
	}
}

// Extend adds rows.
func (r *Rows[T]) Extend(rows []T) {
	r.room(r.n + len(rows))
	for len(rows) > 0 {
		done := copy(r.blocks[r.n>>blockBits][r.n&(blockSize-1):], rows)
		r.n, rows = r.n+done, rows[done:]
	}
}

// Move copies n rows from one place down to another.
func (r *Rows[T]) Move(to, from, n int) {
	for n > 0 {
		source := r.blocks[from>>blockBits][from&(blockSize-1):]
		done := copy(r.blocks[to>>blockBits][to&(blockSize-1):], source[:min(n, len(source))])
		to, from, n = to+done, from+done, n-done
	}
}

// Clone gives a copy that shares nothing.
func (r *Rows[T]) Clone() Rows[T] {
	c := Rows[T]{blocks: make([][]T, 0, len(r.blocks)), n: r.n}
	for rest := r.n; rest > 0; rest -= blockSize {
		// A clone of a slice is not cleared first.
		c.blocks = append(c.blocks, slices.Clip(slices.Clone(r.blocks[len(c.blocks)])))
	}
	return c
}
