package calendar

import (
	"slices"
	"sync/atomic"
	"time"
)

// version is a calendar as known from some instant on. It is made when first asked
// for. If goroutines make it at the same time, one of their equal results stays.
type version struct {
	known int64
	made  atomic.Pointer[core]
	build func() *core
}

func (v *version) core() *core {
	if c := v.made.Load(); c != nil {
		return c
	}
	v.made.CompareAndSwap(nil, v.build())
	return v.made.Load()
}

// KnownAt gives the calendar as it was known at an instant: without the versions
// that became known later. A Calendar that KnownAt has not cut has all versions.
// Once a version has been asked for, KnownAt does not allocate.
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

// Versions lists the instants, in UTC and sorted, at which the knowledge of the
// calendar changes. It is nil if the calendar has always been known as it is.
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

// remember gives a core its versions; knownAt makes the core as known at an
// instant. The core itself is the last version.
func (c *core) remember(instants []int64, knownAt func(instant int64) *core) {
	if len(instants) == 0 {
		return
	}
	slices.Sort(instants)
	instants = append([]int64{ever}, slices.Compact(instants)...)
	for i, at := range instants {
		c.versions = append(c.versions, &version{known: at, build: func() *core {
			then := knownAt(at)
			then.versions = c.versions[:i+1]
			return then
		}})
	}
	c.versions[len(instants)-1].made.Store(c)
}

// derive makes a calendar from others; it has their versions.
func derive(from []*core, build func([]*core) *core) *core {
	var instants []int64
	for _, f := range from {
		for _, v := range f.versions {
			if v.known != ever {
				instants = append(instants, v.known)
			}
		}
	}
	c := build(from)
	c.remember(instants, func(at int64) *core {
		then := make([]*core, len(from))
		for i, f := range from {
			then[i] = f.knownAt(at)
		}
		return build(then)
	})
	return c
}
