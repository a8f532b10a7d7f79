package calendar

import (
	"sync"
	"time"
)

// namesMost bounds the time zones that are kept by name. There are about 600.
const namesMost = 1_000

// found has the time zones that were looked up.
var found struct {
	sync.Mutex
	by map[string]*time.Location
}

// lookup is the default of Sources.Zone: the machine's time zone data or those
// that the program embeds by importing time/tzdata. Nothing else of the
// package reads anything of the machine. A name is looked up once in a process, so
// that calendars of one process agree even if the machine's data are replaced.
func lookup(name string) (*time.Location, error) {
	found.Lock()
	defer found.Unlock()
	if location, known := found.by[name]; known {
		return location, nil
	}
	location, err := time.LoadLocation(name)
	if err == nil && len(found.by) < namesMost {
		if found.by == nil {
			found.by = map[string]*time.Location{}
		}
		found.by[name] = location
	}
	return location, err
}
