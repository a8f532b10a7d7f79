package casefile

import (
	"fmt"
	"strings"
	"time"

	"github.com/upheld/upheld/sla"
)

// Story tells one ticket line by line. It is not safe for concurrent use.
type Story struct {
	Agreement *sla.Agreement
	Ticket    *sla.Ticket
	Now       time.Time
	Waived    []sla.Exclusion
	heard     map[string]bool
}

// NewStory begins a story with "ID attr…".
func NewStory(a *sla.Agreement, opening string) (*Story, error) {
	s := &Story{Agreement: a, Ticket: &sla.Ticket{}}
	w := s.world()
	s.heard = w.heard
	text := "ticket " + opening
	words, err := wordsOf(text)
	if err != nil {
		return nil, err
	}
	w.ticketBlock(&line{text: text}, words)
	if err := w.firstMistake(); err != nil {
		return nil, err
	}
	s.Ticket = w.tickets[0]
	return s, nil
}

// At moves the story to a time and tells what happens then.
func (s *Story) At(moment string) error {
	if strings.Contains(moment, "=>") {
		return fmt.Errorf("%q: a moment has no answer; ask by Expect", moment)
	}
	w := s.world()
	words, err := wordsOf(moment)
	if err != nil {
		return err
	}
	at, rest, ok := w.time(&line{}, words)
	if ok && len(rest) > 0 {
		w.event(&line{}, s.Ticket, at, rest)
	}
	s.Now = w.now
	return w.firstMistake()
}

// Time reads a time as seen from Now, and not before it.
func (s *Story) Time(text string) (time.Time, error) {
	w := s.world()
	words, err := wordsOf(text)
	if err != nil {
		return time.Time{}, err
	}
	at, rest, ok := w.time(&line{}, words)
	if ok && (len(rest) > 0 || len(words) == 0) {
		return time.Time{}, fmt.Errorf("%q is no time", text)
	}
	return at, w.firstMistake()
}

// Expect holds the story against an answer. The error says what is wanted and what the
// library says.
func (s *Story) Expect(answer string) error {
	w := s.world()
	lines := strings.Split(answer, "\n")
	w.page.lines = append([]string{"=> " + lines[0]}, lines[1:]...)
	l := &line{number: 1, last: len(lines), text: "=> " + lines[0]}
	for i, text := range lines[1:] {
		if text = strings.TrimSpace(text); text != "" {
			l.below = append(l.below, &line{number: i + 2, last: i + 2, indent: 4, text: text})
		}
	}
	w.askTicket(l, lines[0], s.Ticket)
	return w.firstMistake()
}

// Says writes the instant of the story with its date.
func (s *Story) Says() string { return s.world().full(s.Now) }

// world is the story as a case.
func (s *Story) world() *world {
	w := newWorld(&run{page: &page{name: s.Ticket.ID, end: "\n"}})
	w.first = &agreement{Agreement: s.Agreement}
	w.agreements[""] = w.first
	w.zone, w.now = s.Agreement.Location(), s.Now
	w.facts.Exclusions = s.Waived
	if w.heard = s.heard; w.heard == nil {
		w.heard = wordsHeard(s.Agreement.Spec())
	}
	return w
}

// firstMistake is the first mistake, without its line.
func (r *run) firstMistake() error {
	if len(r.fails) == 0 {
		return nil
	}
	return r.fails[0].Err
}
