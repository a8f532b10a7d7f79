package main

import (
	"context"
	"sync"
	"time"
)

// clock is a time that runs faster than the time of the machine, can stand still and can be
// set on. It shows whole seconds, and stops by itself at its end. It is safe for
// concurrent use.
type clock struct {
	speed int64
	end   time.Time

	mu      sync.Mutex
	at      time.Time     // what the clock showed when it was last set
	set     time.Time     // when that was, by the machine's clock
	stands  bool          // it was stopped
	changed chan struct{} // closed when the clock is set, and then replaced
}

// newClock starts a clock at a whole second. The speed is at least 1.
func newClock(at, end time.Time, speed int64) *clock {
	return &clock{speed: speed, end: end, at: at, set: time.Now(), changed: make(chan struct{})}
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read()
}

// read is now for callers that hold mu.
func (c *clock) read() time.Time {
	ran, left := time.Since(c.set), c.end.Sub(c.at)
	switch {
	case c.stands || left <= 0:
		return c.at
	case ran > left/time.Duration(c.speed): // it also keeps the product in range
		return c.end
	}
	return c.at.Add((ran * time.Duration(c.speed)).Truncate(time.Second))
}

// standing reports whether the clock was stopped.
func (c *clock) standing() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stands
}

// stop stops the clock, or lets it run on if it stands.
func (c *clock) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.stands = c.read(), !c.stands
	c.tell()
}

// forward sets the clock on, to its end at most.
func (c *clock) forward(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at = c.read().Add(by); c.at.After(c.end) {
		c.at = c.end
	}
	c.tell()
}

// tell tells all who wait that the clock was set. The caller holds mu.
func (c *clock) tell() {
	c.set = time.Now()
	close(c.changed)
	c.changed = make(chan struct{})
}

// watch gives what the clock shows, and a channel that is closed once somebody sets it.
func (c *clock) watch() (now time.Time, set <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read(), c.changed
}

// wait returns when the clock shows an instant, or when set is closed. With the zero
// Time it waits for the second alone. It returns false once ctx is done.
func (c *clock) wait(ctx context.Context, until time.Time, set <-chan struct{}) bool {
	c.mu.Lock()
	at, ran, stands := c.at, time.Since(c.set), c.stands
	c.mu.Unlock()
	var ring <-chan time.Time
	if until = until.Add(time.Second - 1).Truncate(time.Second); !stands && !until.IsZero() && !until.After(c.end) {
		speed := time.Duration(c.speed)
		timer := time.NewTimer((until.Sub(at)+speed-1)/speed - ran)
		defer timer.Stop()
		ring = timer.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-set:
	case <-ring:
	}
	return true
}
