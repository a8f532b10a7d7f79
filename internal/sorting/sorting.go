// Package sorting sorts. It does what slices.SortStableFunc does, for lists that
// are short or rarely sorted: that function is compiled anew for each type of
// element, 5 to 20 KB of code each in every program that links it, and this one
// takes less than one. It takes about twice as long.
package sorting

import "sort"

// Stable sorts a list; elements of which compare says 0 stay as they were.
func Stable[T any](elements []T, compare func(a, b T) int) {
	stable(&list[T]{elements, compare})
}

// stable is apart so that no part of the sort is compiled into Stable.
//
//go:noinline
func stable(l sort.Interface) { sort.Stable(l) }

type list[T any] struct {
	elements []T
	compare  func(a, b T) int
}

func (l *list[T]) Len() int           { return len(l.elements) }
func (l *list[T]) Less(i, j int) bool { return l.compare(l.elements[i], l.elements[j]) < 0 }
func (l *list[T]) Swap(i, j int) {
	l.elements[i], l.elements[j] = l.elements[j], l.elements[i]
}
