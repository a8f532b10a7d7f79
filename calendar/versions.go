package calendar

import (
	"math"
	"slices"
	"sync/atomic"
	"time"
)

// version is a calendar as known from some instant on. It is made when first
// asked for; of two made at once, which are equal, one stays.
type version struct {
	known int64
	made  atomic.Pointer[core]
	make  func() *core
}

func (v *version) core() *core {
	if c := v.made.Load(); c != nil {
		return c
	}
	v.made.CompareAndSwap(nil, v.make())
	return v.made.Load()
}

// KnownAt gives the calendar as it was known at an instant: without what became
// known later. Without KnownAt a calendar is all that is ever known. It is a
// look-up that does not allocate once a version has been asked for.
func (c Calendar) KnownAt(t time.Time) Calendar {
	if c.core == nil {
		return c
	}
	return Calendar{c.core.knownAt(t.Unix())}
}

func (c *core) knownAt(unix int64) *core {
	i := len(c.versions) - 1
	for i > 0 && unix < c.versions[i].known {
		i--
	}
	if i < 0 {
		return c
	}
	return c.versions[i].core()
}

// Versions lists the instants, in UTC, at which what is known of the calendar
// changes, sorted. There are none when it has always been known as it is.
func (c Calendar) Versions() []time.Time {
	if c.core == nil || len(c.core.versions) == 0 {
		return nil
	}
	var all []time.Time
	for _, v := range c.core.versions[1:] {
		all = append(all, time.Unix(v.known, 0).UTC())
	}
	return all
}

// history sets the versions of a core: make gives it as known from an instant
// on. The core itself is the last of them.
func (c *core) history(known []int64, make func(known int64) *core) {
	slices.Sort(known)
	known = slices.Compact(known)
	if len(known) == 0 {
		return
	}
	known = append([]int64{math.MinInt64}, known...)
	all := []*version{}
	for i, at := range known {
		v := &version{known: at}
		v.make = func() *core {
			made := make(at)
			made.versions = c.versions[:i+1]
			return made
		}
		all = append(all, v)
	}
	all[len(all)-1].made.Store(c)
	c.versions = all
}

// derive makes a calendar out of others, with versions where they have some.
func derive(from []*core, make func([]*core) *core) *core {
	c := make(from)
	var known []int64
	for _, f := range from {
		for _, v := range f.versions[min(1, len(f.versions)):] {
			known = append(known, v.known)
		}
	}
	c.history(known, func(at int64) *core {
		then := slices.Clone(from)
		for i := range then {
			then[i] = then[i].knownAt(at)
		}
		return make(then)
	})
	return c
}
