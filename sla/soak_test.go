package sla_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/parallel"
)

// TestSoak lives with tallies for a long time: facts come in, are corrected and taken
// back, tallies are merged, stored and read again, processes die and go on from what
// they had stored. At the end of each round bytes and digest are those of one goroutine
// that was told the facts that are left, and memory is what those facts need.
//
//	go test -run TestSoak ./sla                                    one short round
//	UPHELD_SOAK=10m go test -timeout 20m -run TestSoak -v ./sla    rounds for ten minutes
//
// A round follows from its seed and its number of steps. A failure prints how to run that
// round again.
func TestSoak(t *testing.T) {
	seed, err := strconv.ParseUint(os.Getenv("UPHELD_SEED"), 10, 64)
	if err != nil {
		seed = 1
	}
	rounds, steps := 1, 500
	if testing.Short() {
		steps = 150
	}
	var end time.Time
	if text := os.Getenv("UPHELD_SOAK"); text != "" {
		length, err := time.ParseDuration(text)
		if err != nil {
			t.Fatalf("UPHELD_SOAK: %q: write a length such as 10m", text)
		}
		rounds, steps, end = 0, 1500, time.Now().Add(length)
	}
	first := uint64(0)
	done := 0
	for ; done < rounds || time.Now().Before(end); done++ {
		s := newSoak(t, seed+uint64(done))
		s.live(steps)
		s.finish()
		heap := heapInUse()
		if done == 0 {
			first = heap
		}
		if heap > first+8<<20 {
			t.Fatalf("round %d leaves %d KB more than the first", done, (heap-first)>>10)
		}
	}
	t.Logf("%d rounds of %d steps from seed %d", done, steps, seed)
}

// These bound what a round keeps: facts that are true, processes, and steps that a
// process has to do again if it dies.
const (
	soakFacts     = 150
	soakProcesses = 4
	soakLog       = 60
)

// soaked is a fact as it was added: to know it again, and to take it back.
type soaked struct {
	fact  sla.Fact
	times int // -1: it was removed
}

// process has a tally, what it stored last, and what it did since.
type process struct {
	tally  *sla.Tally
	stored []byte
	since  []soaked
}

type soak struct {
	t         *testing.T
	seed      uint64
	random    *rand.Rand
	spec      sla.Spec
	agreement *sla.Agreement
	processes []*process
	true      []sla.Fact
	source    []sla.Fact // the next facts
}

func newSoak(t *testing.T, seed uint64) *soak {
	s := &soak{t: t, seed: seed, random: rand.New(rand.NewPCG(seed, 3))}
	s.spec = wholeHouse(longTape(seed).Reader())
	s.agreement = s.opened()
	for range 1 + s.random.IntN(soakProcesses) {
		p := &process{tally: s.agreement.NewTally()}
		s.processes = append(s.processes, p)
		s.store(p)
	}
	return s
}

func (s *soak) fail(format string, args ...any) {
	s.t.Helper()
	s.t.Fatalf("%s\nreplay with UPHELD_SEED=%d UPHELD_SOAK=%s go test -run TestSoak ./sla", fmt.Sprintf(format, args...), s.seed, os.Getenv("UPHELD_SOAK"))
}

func (s *soak) opened() *sla.Agreement {
	a, err := withMeasurer.New(s.spec)
	if err != nil {
		s.fail("%v", err)
	}
	return a
}

// fact gives a fact that did not come before.
func (s *soak) fact() sla.Fact {
	for len(s.source) == 0 {
		s.source = drawAll(longTape(s.random.Uint64()).Reader())
	}
	f := s.source[0]
	s.source = s.source[1:]
	return f
}

func (s *soak) process() *process { return s.processes[s.random.IntN(len(s.processes))] }

// learn lets a process add or remove a fact.
func (s *soak) learn(p *process, f sla.Fact, times int) {
	if times > 0 {
		p.tally.Add(f)
	} else {
		p.tally.Remove(f)
	}
	if p.since = append(p.since, soaked{f, times}); len(p.since) >= soakLog {
		s.store(p)
	}
}

func (s *soak) store(p *process) {
	data, err := p.tally.MarshalBinary()
	if err != nil {
		s.fail("storing: %v", err)
	}
	p.stored, p.since = data, nil
}

func (s *soak) read(a *sla.Agreement, data []byte) *sla.Tally {
	tally := a.NewTally()
	if err := tally.UnmarshalBinary(data); err != nil {
		s.fail("reading: %v", err)
	}
	if again, err := tally.MarshalBinary(); err != nil || !bytes.Equal(again, data) {
		s.fail("read back otherwise: %x, stored %x (%v)", again, data, err)
	}
	return tally
}

func (s *soak) live(steps int) {
	before := uint64(0)
	for n := range steps {
		s.step()
		if n == steps/3 {
			before = heapInUse()
		}
	}
	if after := heapInUse(); after > before+4<<20 {
		s.fail("%d steps with at most %d facts leave %d KB", steps-steps/3, soakFacts, (after-before)>>10)
	}
}

func (s *soak) step() {
	p, n := s.process(), len(s.true)
	switch kind := s.random.IntN(100); {
	case n == 0 || kind < 25 && n < soakFacts: // something happened
		f := s.fact()
		s.true = append(s.true, f)
		s.learn(p, f, 1)
	case kind < 60: // something was told wrongly; what was right may arrive first
		i, f := s.random.IntN(n), s.fact()
		old := s.true[i]
		s.true[i] = f
		if s.random.IntN(2) == 0 {
			s.learn(p, f, 1)
			s.learn(s.process(), old, -1)
		} else {
			s.learn(s.process(), old, -1)
			s.learn(p, f, 1)
		}
	case kind < 75: // something never was
		i := s.random.IntN(n)
		s.learn(p, s.true[i], -1)
		s.true[i] = s.true[n-1]
		s.true = s.true[:n-1]
	case kind < 80: // a process hands over what it has
		if q := s.process(); q != p {
			if err := p.tally.Merge(q.tally); err != nil {
				s.fail("merging: %v", err)
			}
			q.tally = s.agreement.NewTally()
			s.store(p) // both at once, as in a transaction
			s.store(q)
		}
	case kind < 85:
		s.store(p)
	case kind < 92: // a process dies, and another goes on from what it had stored
		a := s.agreement
		if s.random.IntN(4) == 0 {
			a = s.opened()
		}
		p.tally = s.read(a, p.stored)
		for _, did := range p.since {
			if did.times > 0 {
				p.tally.Add(did.fact)
			} else {
				p.tally.Remove(did.fact)
			}
		}
	case kind < 95 && n+20 < soakFacts: // many facts at once
		var streams []iter.Seq2[sla.Fact, error]
		for range 1 + s.random.IntN(3) {
			var some []sla.Fact
			for range s.random.IntN(7) {
				some = append(some, s.fact())
			}
			s.true = append(s.true, some...)
			streams = append(streams, streamOf(some))
		}
		tally, err := parallel.Tally(context.Background(), s.agreement, parallel.Options{Workers: 1 + s.random.IntN(3)}, streams...)
		if err == nil {
			err = p.tally.Merge(tally)
		}
		if err != nil {
			s.fail("many at once: %v", err)
		}
		s.store(p)
	case kind < 98: // somebody asks a part, which may have more removed than added
		p.tally.Result(sla.Month(2026, time.March), longAfter)
	case kind == 98:
		s.compare()
	}
}

// compare puts all processes together, in some order, and compares them with one
// goroutine that was told what is true. No process changes.
func (s *soak) compare() *sla.Tally {
	all := s.agreement.NewTally()
	for _, i := range s.random.Perm(len(s.processes)) {
		data, err := s.processes[i].tally.MarshalBinary()
		if err != nil {
			s.fail("storing: %v", err)
		}
		if err := all.Merge(s.read(s.agreement, data)); err != nil {
			s.fail("merging: %v", err)
		}
	}
	plain := tallied(s.agreement, s.true)
	got, err1 := all.MarshalBinary()
	want, err2 := plain.MarshalBinary()
	if err1 != nil || err2 != nil || !bytes.Equal(got, want) {
		s.fail("the processes have %x, want %x (%v, %v)", got, want, err1, err2)
	}
	asked := sla.Dates(date.New(2026, 2, 1), date.New(2026, 6, 1))
	live, err1 := all.Result(asked, longAfter)
	once, err2 := plain.Result(asked, longAfter)
	if err1 != nil || err2 != nil || live.Digest() != once.Digest() {
		s.fail("the processes give %s, want %s (%v, %v)", live.JSON(), once.JSON(), err1, err2)
	}
	return all
}

// finish compares, and takes everything back.
func (s *soak) finish() {
	all := s.compare()
	for _, f := range s.true {
		all.Remove(f)
	}
	left, err1 := all.MarshalBinary()
	empty, err2 := s.agreement.NewTally().MarshalBinary()
	if err1 != nil || err2 != nil || !bytes.Equal(left, empty) {
		s.fail("what is left of nothing: %x (%v, %v)", left, err1, err2)
	}
}
