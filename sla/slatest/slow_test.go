package slatest

import (
	"math/rand"
	"testing"

	"github.com/upheld/upheld/sla"
)

// The slow reader agrees with the library on what Draw draws, and reads enough of it: a law
// about histories in which nothing happens says nothing.
func TestTheSlowReaderUnderEveryPolicy(t *testing.T) {
	seen := map[string]int{}
	see := func(is bool, kind string) {
		if is {
			seen[kind]++
		}
	}
	r := rand.New(rand.NewSource(3))
	tapes := 600
	if testing.Short() {
		tapes = 300
	}
	for range tapes {
		data := make([]byte, r.Intn(400))
		r.Read(data)
		tape := Draw(data)
		a, err := sla.New(tape.Agreement())
		if err != nil {
			t.Fatal(err)
		}
		o, facts, hours := a.Spec().Objectives[0], tape.Facts(a), map[string]*slowHours{}
		for _, ticket := range facts.Tickets {
			l := laws{a: a, spec: a.Spec(), facts: facts, hours: hours}
			if err := l.slowly(o, ticket); err != nil {
				t.Fatal(err)
			}
			s, ok := slowOf(a, o, hours)
			asOf := ticket.Events[len(ticket.Events)-1].At
			if !ok || !s.replay(o, ticket, asOf) {
				seen["not read"]++
				continue
			}
			for i, reading := range s.read(asOf) {
				c := s.cycles[i]
				if reading.unreadable {
					seen["not read"]++
					continue
				}
				seen["read"]++
				see(i > 0, "a later cycle")
				see(i > 0 && s.policies.Reopen == sla.NewCycleAfterDue && c.from.After(c.start), "counts from the due instant before")
				see(string(reading.phase) != "", string(reading.phase))
				see(reading.verdict != "", string(reading.verdict))
				see(len(c.choices) > 1, string(s.policies.Retarget))
				see(len(c.choices) > 1 && s.policies.PastPauses == sla.DropPauses, "drop")
				see(c.corrects, "corrected by the stop")
				for _, stretch := range c.stretches[:len(c.stretches)-1] {
					see(stretch.state == slowPaused && !stretch.stop, "paused "+string(s.policies.PauseBasis))
					see(stretch.stop, string(s.policies.Reopen))
				}
			}
		}
		for _, h := range hours {
			see(h.plain, "hours of its own")
		}
	}
	for kind, least := range map[string]int{
		"read": 800, "a later cycle": 150, "counts from the due instant before": 5,
		"running": 300, "paused": 24, "stopped": 300, "cancelled": 50, "met": 100, "missed": 300,
		"from-start": 15, "restart": 15, "carry-elapsed": 15, "carry-proportion": 15, "keep-stricter": 15, "keep-first": 15,
		"drop": 50, "corrected by the stop": 2, "paused overlap": 60, "paused wall": 60,
		"continue-excluding-closed": 30, "continue-including-closed": 30, "hours of its own": 400,
	} {
		if least = max(1, least*tapes/600); seen[kind] < least {
			t.Errorf("%s: %d times in %d tapes, want at least %d", kind, seen[kind], tapes, least)
		}
	}
}
