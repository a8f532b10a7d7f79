package calendar

import (
	"sync"
	"time"
)

// namesMost bounds the time zones that are kept by name; about 600 exist.
const namesMost = 1_000

// found holds the time zones that were looked up.
var found struct {
	sync.Mutex
	by map[string]*time.Location
}

// lookup is the default of Sources.Zone: the machine's time zone data, or the data
// that the program embeds with time/tzdata. It is the only function of the package
// that reads data of the machine. It looks up a name once in a process, so that the
// calendars of a process agree even if the machine's data are replaced.
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
