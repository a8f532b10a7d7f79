package feeds

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/sla"
)

// Ends says when an event that repeats ends if clocks change during it.
type Ends string

// The ways in which an event may end.
const (
	EndsByLength Ends = "by-length" // after the length from DTSTART to DTEND, as RFC 5545 says
	EndsByClock  Ends = "by-clock"  // at the time of day of DTEND
)

// ICalendar reads the events of iCalendar files as exclusions of a service, such as a
// calendar of maintenance. An exclusion was noticed when the event was entered
// (CREATED), if the file says so. Rules, exceptions, moved and cancelled events count
// as in holidays.ReadInstances.
type ICalendar struct {
	// Of lists the services that an event is about. Empty: the categories of the event.
	Of []string
	// Services translates categories into services of the agreement; others are left
	// out. nil: all are read, under their own names.
	Services map[string]string
	// From and To bound the events. They are needed: an event may repeat for ever.
	From, To time.Time
	// Zone is the zone of times without a zone of their own, and of whole days. nil:
	// such times are an error.
	Zone *time.Location
	// Ends is needed.
	Ends Ends
	// Filter takes events by their categories or summary; see holidays.Filter.
	Filter holidays.Filter
}

// Read reads calendars, and hands each exclusion to add.
func (c ICalendar) Read(add func(sla.Fact), exports ...io.Reader) (Intake, error) {
	r := newRun(add)
	var missing error
	switch {
	case c.From.IsZero() || !c.From.Before(c.To):
		missing = fault.Because(fault.ErrMissing, "From and To are needed: an event may repeat for ever")
	case c.Ends == "":
		missing = fault.Because(fault.ErrMissing, "Ends is needed: EndsByLength or EndsByClock")
	case c.Ends != EndsByLength && c.Ends != EndsByClock:
		missing = fault.NotOneOf(string(c.Ends), string(EndsByLength), string(EndsByClock))
	}
	if missing != nil {
		return r.sum, fmt.Errorf("feeds: %w", missing)
	}
	find := func(name string) (*time.Location, error) {
		if name != "" {
			return time.LoadLocation(name)
		}
		if c.Zone == nil {
			return nil, errNoOffset
		}
		return c.Zone, nil
	}
	err := r.each(exports, func(s *stream) error {
		// By the clock an occurrence may end later than by its length.
		all, err := holidays.ReadInstances(rest{s}, c.Filter, find, c.From.Add(-24*time.Hour), c.To)
		if err != nil {
			s.line = 0 // the error has its own places
			return err
		}
		for _, in := range all {
			to := in.To
			if c.Ends == EndsByClock {
				to = in.ToByClock
			}
			if to.Before(c.From) || to.Equal(c.From) && in.From.Before(to) {
				continue // before From
			}
			r.sum.Rows++
			if !in.From.Before(to) {
				r.leave("events without a length")
				continue
			}
			services := slices.Clone(c.Of)
			if len(services) == 0 {
				for _, category := range in.Categories {
					if of, ok := called(c.Services, category); ok && of != "" {
						services = append(services, of)
					}
				}
			}
			if len(services) == 0 {
				r.leave("events of no service")
			}
			for _, of := range services {
				r.give(&sla.Exclusion{Of: of, From: in.From.UTC(), To: to.UTC(), Noticed: in.Created, Reason: reasonOf(in), ID: in.UID + "/" + in.From.UTC().Format("20060102T150405Z")})
			}
		}
		return nil
	})
	return r.sum, err
}

func reasonOf(in holidays.Instance) string {
	if in.Summary != "" {
		return in.Summary
	}
	return "maintenance"
}

// rest reads what a stream has not read yet.
type rest struct{ s *stream }

func (r rest) Read(into []byte) (int, error) {
	if len(r.s.buf) == 0 {
		if r.s.end {
			return 0, io.EOF
		}
		if err := r.s.more(); err != nil {
			return 0, err
		}
	}
	n := copy(into, r.s.buf)
	r.s.advance(n)
	return n, nil
}
