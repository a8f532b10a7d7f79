package bag

import (
	"iter"
	"slices"
)

// Rows is a list that grows by blocks: growing does not copy the rows, and little
// memory is unused. The zero Rows is empty.
type Rows[T any] struct {
	blocks [][]T // all of the same size, except a single first block
	n      int
}

const (
	blockBits = 12
	blockSize = 1 << blockBits
)

// Len is the number of rows.
func (r *Rows[T]) Len() int { return r.n }

// Cap is the number of rows that fit without growing.
func (r *Rows[T]) Cap() int {
	if len(r.blocks) == 1 {
		return len(r.blocks[0])
	}
	return len(r.blocks) << blockBits
}

// At gives row i, counted from 0. The pointer is valid until the list grows.
func (r *Rows[T]) At(i int) *T { return &r.blocks[i>>blockBits][i&(blockSize-1)] }

// From gives the rows from row i to the end of its block; none after the last row. To
// read all rows by their blocks takes less time than At.
func (r *Rows[T]) From(i int) []T {
	if i >= r.n {
		return nil
	}
	at := i & (blockSize - 1)
	return r.blocks[i>>blockBits][at : at+min(blockSize-at, r.n-i)]
}

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

// Resize sets the length to n; the contents of new rows are undefined.
func (r *Rows[T]) Resize(n int) {
	r.room(n)
	r.n = n
}

// Trim frees blocks beyond the given number of spare rows.
func (r *Rows[T]) Trim(spare int) {
	if keep := (r.n+spare)>>blockBits + 1; keep < len(r.blocks) {
		clear(r.blocks[keep:])
		r.blocks = r.blocks[:keep]
	}
}

// room makes blocks for n rows. A single first block doubles until it is full, so
// that short lists stay short.
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

// Move copies n rows down to an earlier place.
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
		// slices.Clone does not clear the memory first.
		c.blocks = append(c.blocks, slices.Clip(slices.Clone(r.blocks[len(c.blocks)])))
	}
	return c
}
