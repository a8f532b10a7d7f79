package slatest

import (
	"io/fs"
	"iter"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// Open compiles the agreement under test, or fails the test with every mistake of its
// file. If the Holidays of sources are nil, they are holidays.Official.
func Open(tb testing.TB, files fs.FS, name string, sources sla.Sources) *sla.Agreement {
	tb.Helper()
	if sources.Holidays == nil {
		sources.Holidays = holidays.Official
	}
	a, err := specfile.Open(files, name, sources)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// Story is one ticket, told in the order of time in the words of a case file. The test
// fails at once at a line that cannot be read. A Story is not safe for concurrent use.
// Get a Story from Tell.
type Story struct {
	Agreement *sla.Agreement
	Ticket    *sla.Ticket     // what happened so far
	Now       time.Time       // of the last line; zero before the first line
	Waived    []sla.Exclusion // what Expect and Until take into account

	tb    testing.TB
	told  *casefile.Story
	fired map[string]bool
}

// Tell begins a story with the ticket's id and attributes: "T1 priority=P2". The words of
// a story are words of the agreement, as in a case file. Add an event or attribute that
// the agreement does not know to the Ticket of the story.
func Tell(tb testing.TB, a *sla.Agreement, opening string) *Story {
	tb.Helper()
	told, err := casefile.NewStory(a, opening)
	if err != nil {
		tb.Fatalf("%q: %v", opening, err)
	}
	return &Story{Agreement: a, Ticket: told.Ticket, tb: tb, told: told, fired: map[string]bool{}}
}

// At moves the story to a time, and tells what happens then: "Fri 16:00 waiting",
// "16:00 status=waiting", or the time alone.
func (s *Story) At(moment string) *Story {
	s.tb.Helper()
	if err := s.sync().At(moment); err != nil {
		s.tb.Fatalf("%s: %v", s.Ticket.ID, err)
	}
	s.Now = s.told.Now
	return s
}

// Expect holds the story against answers as in a case file: "resolution: due 15:00,
// left 2h". A wrong answer fails the test, and the story goes on. Without an answer the
// test fails, too.
func (s *Story) Expect(answers ...string) *Story {
	s.tb.Helper()
	if len(answers) == 0 {
		s.tb.Errorf("%s: nothing is asked; write an answer, such as resolution: due 15:00", s.Ticket.ID)
	}
	for _, answer := range answers {
		if err := s.sync().Expect(answer); err != nil {
			s.tb.Errorf("%s at %s: %v", s.Ticket.ID, s.told.Says(), err)
		}
	}
	return s
}

// Until runs a timer as a host does: it moves the story from wake-up to wake-up, as
// Readings.Next says, and gives each alarm when it goes off, each Key once in a story.
// Now is then the instant of the wake-up, and at the end the time that when says. A loop
// that stops early leaves the story where it is.
func (s *Story) Until(when string) iter.Seq[sla.Alarm] {
	return func(yield func(sla.Alarm) bool) {
		s.tb.Helper()
		end, err := s.sync().Time(when)
		if err != nil {
			s.tb.Fatalf("%s: %v", s.Ticket.ID, err)
		}
		for {
			readings := s.Agreement.Track(s.Ticket, s.Now, s.Waived...)
			for _, a := range readings.Fired() {
				if s.fired[a.Key] {
					continue
				}
				if s.fired[a.Key] = true; !yield(a) {
					return
				}
			}
			next := readings.Next()
			if next.IsZero() || next.After(end) {
				s.Now = end
				return
			}
			s.Now = next
		}
	}
}

// sync hands over what the caller may have changed.
func (s *Story) sync() *casefile.Story {
	s.told.Agreement, s.told.Ticket, s.told.Now, s.told.Waived = s.Agreement, s.Ticket, s.Now, s.Waived
	return s.told
}
