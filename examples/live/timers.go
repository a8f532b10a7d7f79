package main

import (
	"container/heap"
	"time"
)

// timers is a heap of one timer per ticket, ordered by instant and then by ticket.
type timers struct {
	order []*timer
	of    map[string]*timer
}

type timer struct {
	at     time.Time
	ticket string
	index  int
}

func newTimers() *timers { return &timers{of: map[string]*timer{}} }

// set moves the timer of a ticket to an instant; the zero time clears it.
func (t *timers) set(ticket string, at time.Time) {
	switch old := t.of[ticket]; {
	case old == nil && at.IsZero():
	case old == nil:
		n := &timer{at: at, ticket: ticket}
		t.of[ticket] = n
		heap.Push(t, n)
	case at.IsZero():
		heap.Remove(t, old.index)
		delete(t.of, ticket)
	default:
		old.at = at
		heap.Fix(t, old.index)
	}
}

// first gives the timer that goes off next.
func (t *timers) first() (at time.Time, ticket string, ok bool) {
	if len(t.order) == 0 {
		return time.Time{}, "", false
	}
	return t.order[0].at, t.order[0].ticket, true
}

// The methods of heap.Interface.

func (t *timers) Len() int { return len(t.order) }

func (t *timers) Less(i, j int) bool {
	a, b := t.order[i], t.order[j]
	return a.at.Before(b.at) || a.at.Equal(b.at) && a.ticket < b.ticket
}

func (t *timers) Swap(i, j int) {
	t.order[i], t.order[j] = t.order[j], t.order[i]
	t.order[i].index, t.order[j].index = i, j
}

func (t *timers) Push(x any) {
	n := x.(*timer)
	n.index = len(t.order)
	t.order = append(t.order, n)
}

func (t *timers) Pop() any {
	last := t.order[len(t.order)-1]
	t.order = t.order[:len(t.order)-1]
	return last
}
