package sla_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/sla"
)

// Of the events with one ID the one that counts is told by what they say, in
// whichever order they arrive and however long the history is.
func TestWhichOfTheEventsWithOneIDCounts(t *testing.T) {
	agreement := must(sla.New(liveSpec()))
	event := func(minute int, seq int64, name string, set ...[2]string) sla.Event {
		return sla.Event{At: onMarch2(8, minute), Seq: seq, ID: "x", Name: name, Set: set}
	}
	retracted := event(30, 0, "replied")
	retracted.At = time.Time{}
	corrected := retracted
	corrected.Seq = 1
	p1, p2, waiting := [2]string{"priority", "P1"}, [2]string{"priority", "P2"}, [2]string{"status", "waiting"}
	for _, c := range []struct {
		name         string
		loses, wins  sla.Event
		reply        string
		within, also sla.Within
		phase        sla.Phase
	}{
		{name: "the highest sequence", loses: event(50, 1, "replied"), wins: event(40, 2, "replied"), reply: "08:40"},
		{name: "whatever it says", loses: event(40, 1, "replied"), wins: event(40, 2, "noted")},
		{name: "of equal sequences the latest instant", loses: event(40, 1, "replied"), wins: event(50, 1, "replied"), reply: "08:50"},
		{name: "a nanosecond later", loses: event(40, 1, "replied"), wins: sla.Event{At: onMarch2(8, 40).Add(1), Seq: 1, ID: "x", Name: "noted"}},
		{name: "of equal instants the last name", loses: event(40, 0, "noted"), wins: event(40, 0, "replied"), reply: "08:40"},
		{name: "whatever they set", loses: event(40, 0, "noted", p2, waiting), wins: event(40, 0, "replied"), reply: "08:40"},
		{name: "of equal names the last value", loses: event(40, 0, "noted", p1), wins: event(40, 0, "noted", p2), within: "8h"},
		{name: "the last key", loses: event(40, 0, "noted", p1), wins: event(40, 0, "noted", waiting), phase: sla.PhasePaused},
		{name: "the longer list", loses: event(40, 0, "noted", p1), wins: event(40, 0, "noted", p1, waiting), within: "2h", phase: sla.PhasePaused},
		{name: "a retraction of no higher sequence", loses: retracted, wins: event(30, 0, "noted")},
		{name: "a retraction", loses: event(30, 0, "replied"), wins: corrected},
	} {
		for _, long := range []int{0, 30} {
			for _, events := range [][]sla.Event{{c.loses, c.wins}, {c.wins, c.loses}} {
				ticket := liveTicket("T", "P3", 8)
				for i := range long {
					ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(8, i), ID: fmt.Sprint("note", i), Name: "noted"})
				}
				ticket.Events = append(ticket.Events, events...)
				readings := agreement.Track(ticket, onMarch2(9, 30))
				response, _ := readings.Of("first-response")
				repair, _ := readings.Of("repair")
				reply := ""
				if !response.StoppedAt.IsZero() {
					reply = response.StoppedAt.Format("15:04")
				}
				within, phase := sla.Within("8h"), sla.PhaseRunning
				if c.within != "" {
					within = c.within
				}
				if c.phase != "" {
					phase = c.phase
				}
				if reply != c.reply || repair.Within != within || repair.Phase != phase {
					t.Errorf("%s, after %d others, %v: replied %q, %s, %s", c.name, long, events[0].Set, reply, repair.Within, repair.Phase)
				}
			}
		}
	}
}

func TestDuplicatesInAnyOrderSayTheSame(t *testing.T) { tape.Check(t, duplicatesSayTheSame) }

// duplicatesSayTheSame gives a ticket events of one id, sequence and instant
// that contradict each other, in two orders.
func duplicatesSayTheSame(r *tape.Reader) error {
	agreement, err := drawAgreement(r)
	if err != nil {
		return err
	}
	ticket := drawTicket(r, "T")
	for range min(len(ticket.Events), 1+r.Int(3)) {
		e := ticket.Events[r.Int(len(ticket.Events))]
		switch r.Int(3) {
		case 0:
			e.Name = tape.Pick(r, "opened", "closed", "reply", "message")
		case 1:
			e.Set = sla.Attrs{{"priority", tape.Pick(r, "P1", "P2", "P3")}}
		case 2:
			e.Set = append(slices.Clone(e.Set), [2]string{"status", tape.Pick(r, "waiting", "open", "resolved")})
		}
		ticket.Events = append(ticket.Events, e)
	}
	shuffled := ticket
	shuffled.Events = shuffle(r, ticket.Events)
	at := generatedFrom.Add(time.Duration(r.Int(8*24*60)) * time.Minute)
	for o := range 3 {
		id := fmt.Sprintf("o%d", o)
		if a, b := agreement.Explain(&ticket, id, at), agreement.Explain(&shuffled, id, at); len(a.Since(b)) > 0 {
			return fmt.Errorf("%s: %+v\n%+v\n%+v", id, a.Since(b), ticket, shuffled)
		}
	}
	a := must(agreement.Evaluate(wholeGenerated(), sla.Facts{Tickets: []sla.Ticket{ticket}}, at))
	b := must(agreement.Evaluate(wholeGenerated(), sla.Facts{Tickets: []sla.Ticket{shuffled}}, at))
	if !reflect.DeepEqual(a.JSON(), b.JSON()) {
		return fmt.Errorf("%s\n%s\n%+v\n%+v", a.JSON(), b.JSON(), ticket, shuffled)
	}
	return nil
}
