package sla_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/parallel"
)

func TestTheSameDigestHoweverFactsAreLearned(t *testing.T) {
	tape.CheckDear(t, theSameDigestHoweverFactsAreLearned)
}

// wholeHouse is everyFamily with the families that it lacks and a credit; some have
// terms that change, with a transition.
func wholeHouse(r *tape.Reader) sla.Spec {
	spec := everyFamily(r, sla.Monthly)
	wait := func(id string, m metrics.Metric) {
		spec.Objectives = append(spec.Objectives, sla.Objective{ID: id, Clock: "wait", Metric: m, Counts: sla.ByStop, By: []string{"team"},
			Period: sla.Monthly, Targets: []sla.Target{{Calendar: "24x7"}}})
	}
	wait("longest", metrics.Max{})
	wait("sum", metrics.Sum{Grain: "1m"})
	wait("grain", metrics.Percentile{Rank: "50%", Grain: "10s"})
	other := func(id string, m metrics.Metric, counts sla.Counts) {
		spec.Objectives = append(spec.Objectives, sla.Objective{ID: id, Metric: m, Counts: counts, Period: sla.Monthly})
	}
	other("waiting", metrics.TimeIn{Attribute: "outcome", Is: []string{"answered"}, Calendar: "office", Statistic: tape.Pick(r, metrics.TimeMean, metrics.TimeSum)}, sla.ByStart)
	other("waiting-half", metrics.TimeIn{Attribute: "status", Is: []string{"waiting"}, Calendar: "24x7", Statistic: metrics.TimePercentile, Rank: "50%"}, sla.ByStop)
	other("acknowledged", metrics.Repair{Of: "portal", Statistic: metrics.MeanToAcknowledge}, sla.ByStart)
	each := metrics.Availability{NoData: metrics.NoDataExclude, Maintenance: metrics.Forgive}
	other("weighted", metrics.Composed{Weighted: map[string]metrics.Percent{"portal": "75%", "mirror": "25%"}, Each: each}, "")
	credited := spec.Objectives[0]
	credited.ID, credited.By, credited.Attain = "credited", []string{"team"}, "90%"
	spec.Objectives = append(spec.Objectives, credited)
	spec.Currency = "EUR"
	spec.Credits = penalty.Spec{Unit: "EUR", Base: "invoice", Charges: penalty.Whole, Round: penalty.HalfEven, Rules: []penalty.Term{
		{Objective: "credited", Rule: penalty.PerBreach{Credit: "1%", Every: 2, Over: "3 months"}}}}
	if r.Int(3) == 1 {
		spec.Revisions = []sla.Revision{{
			From: "2026-03-29", Pins: sla.PinOpened, Change: sla.Spec{Objectives: []sla.Objective{{ID: "credited", Targets: []sla.Target{{Within: "60s wall"}}}}},
			Transition: sla.Transition{Until: "2026-04-05", Pays: tape.Pick(r, penalty.PaysOld, penalty.PaysNew)},
		}}
	}
	return spec
}

// The law below is about every metric that there is.
func TestTheWholeHouseHasEveryMetric(t *testing.T) {
	source, err := os.ReadFile("../metrics/metric.go")
	if err != nil {
		t.Fatal(err)
	}
	spec, found := wholeHouse(tape.Tape{}.Reader()), 0
	for _, m := range regexp.MustCompile(`\) Key\(\) string +\{ return "(.+)" \}`).FindAllSubmatch(source, -1) {
		found++
		if !slices.ContainsFunc(spec.Objectives, func(o sla.Objective) bool { return o.Metric.Key() == string(m[1]) }) {
			t.Errorf("no objective has the metric %s", m[1])
		}
	}
	if found < 14 {
		t.Errorf("only %d metrics were found", found)
	}
}

// drawOdd draws facts that drawFacts does not: tickets with a history, waivers, earlier
// statements, and facts that are findings.
func drawOdd(r *tape.Reader) []sla.Fact {
	at := func() time.Time { return generatedFrom.Add(time.Duration(r.Int(14*24*60)) * time.Minute) }
	var all []sla.Fact
	for i := range r.Int(6) {
		id := fmt.Sprintf("F%d", r.Int(14)) // of drawFacts too
		switch r.Int(5) {
		case 0:
			k := &sla.Ticket{ID: fmt.Sprintf("S%d", i), Attrs: sla.Attrs{{"team", tape.Pick(r, "red", "blue")}}, Events: []sla.Event{{At: at(), Name: "offered"}}}
			for n := range 1 + r.Int(4) {
				k.Events = append(k.Events, sla.Event{At: k.Events[n].At.Add(time.Duration(r.Int(300)) * time.Minute), Seq: int64(n), Name: tape.Pick(r, "status", "ended"),
					Set: sla.Attrs{{"status", tape.Pick(r, "waiting", "open")}}})
			}
			all = append(all, k)
		case 1:
			x := &sla.Exclusion{Ticket: tape.Pick(r, id, ""), Clock: "wait", From: at(), Reason: "storm"}
			x.To = x.From.Add(time.Duration(1+r.Int(600)) * time.Second)
			all = append(all, x)
		case 2:
			p := tape.Pick(r, sla.Month(2026, time.January), sla.Month(2026, time.February))
			all = append(all, &sla.IssuedStatement{Statement: penalty.Statement{ID: p.String(), From: p.From(), To: p.To()}})
		case 3:
			all = append(all, tape.Pick[sla.Fact](r, &sla.Ticket{ID: "empty"}, &sla.Count{Of: "unknown", At: at(), Total: 1}, &sla.Exclusion{Of: "portal"},
				&sla.Ticket{ID: "near", Events: []sla.Event{{At: at(), Name: "Offered"}, {At: at(), Name: "endet"}}}))
		case 4:
			p := sla.Month(2026, time.March)
			all = append(all, &sla.IssuedStatement{Statement: penalty.Statement{ID: id, From: p.From(), To: p.To()}})
		}
	}
	return all
}

func drawAll(r *tape.Reader) []sla.Fact { return append(drawFacts(r), drawOdd(r)...) }

// streamOf gives facts one after the other.
func streamOf(facts []sla.Fact) iter.Seq2[sla.Fact, error] {
	return func(yield func(sla.Fact, error) bool) {
		for _, f := range facts {
			if !yield(f, nil) {
				return
			}
		}
	}
}

// reloaded stores a tally and reads it into a tally of an agreement that was opened
// anew, as another process does.
func reloaded(spec sla.Spec, tally *sla.Tally) (*sla.Tally, error) {
	data, err := tally.MarshalBinary()
	if err != nil {
		return nil, err
	}
	a, err := withMeasurer.New(spec)
	if err != nil {
		return nil, err
	}
	again := a.NewTally()
	if err := again.UnmarshalBinary(data); err != nil {
		return nil, fmt.Errorf("reading back: %w", err)
	}
	return again, nil
}

// theSameDigestHoweverFactsAreLearned: for an agreement with every metric, bytes and
// digest are equal from one goroutine; from several, shuffled; from parts that are
// merged in any tree, stored and read again in between; from a snapshot and what came
// after it; and after corrections, some of which come before what they correct.
func theSameDigestHoweverFactsAreLearned(r *tape.Reader) error {
	spec := wholeHouse(r)
	a, err := withMeasurer.New(spec)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(uint64(r.Word()), uint64(r.Word())))
	facts := drawAll(r)
	old := drawAll(longTape(random.Uint64()).Reader()) // what was known before the corrections
	one := tallied(a, facts)
	want, err := one.MarshalBinary()
	if err != nil {
		return err
	}
	asked := sla.Dates(date.New(2026, 2, 1), date.New(2026, 6, 1))
	result, err := one.Result(asked, longAfter)
	if err != nil {
		return err
	}
	digest := result.Digest()
	shuffled := func() []sla.Fact {
		some := slices.Clone(facts)
		random.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
		return some
	}
	for _, way := range []struct {
		name  string
		learn func() (*sla.Tally, error)
	}{
		{"several goroutines", func() (*sla.Tally, error) {
			some, streams := shuffled(), []iter.Seq2[sla.Fact, error]{}
			for range random.IntN(4) {
				n := random.IntN(len(some) + 1)
				streams = append(streams, streamOf(some[:n]))
				some = some[n:]
			}
			return parallel.Tally(context.Background(), a, parallel.Options{Workers: 1 + random.IntN(4)}, append(streams, streamOf(some))...)
		}},
		{"parts, merged and stored", func() (*sla.Tally, error) {
			parts := make([]*sla.Tally, 1+random.IntN(5))
			for i := range parts {
				parts[i] = a.NewTally()
			}
			for _, f := range shuffled() {
				parts[random.IntN(len(parts))].Add(f)
			}
			for len(parts) > 1 {
				i, j := random.IntN(len(parts)), random.IntN(len(parts)-1)
				last := parts[j]
				parts = slices.Delete(parts, j, j+1)
				if random.IntN(2) == 0 {
					if last, err = reloaded(spec, last); err != nil {
						return nil, err
					}
				}
				if err := parts[i%len(parts)].Merge(last); err != nil {
					return nil, err
				}
			}
			return parts[0], nil
		}},
		{"a snapshot and what came later", func() (*sla.Tally, error) {
			some := shuffled()
			n := random.IntN(len(some) + 1)
			snapshot, err := reloaded(spec, tallied(a, some[:n]))
			if err != nil {
				return nil, err
			}
			for _, f := range some[n:] {
				snapshot.Add(f)
			}
			return snapshot, nil
		}},
		{"corrections", func() (*sla.Tally, error) {
			type step struct {
				f     sla.Fact
				times int
			}
			var steps []step
			for _, f := range old {
				steps = append(steps, step{f, 1}, step{f, -1})
			}
			for _, f := range facts {
				steps = append(steps, step{f, 1})
			}
			random.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
			tally := a.NewTally()
			for i, s := range steps {
				if s.times > 0 {
					tally.Add(s.f)
				} else {
					tally.Remove(s.f)
				}
				if i == len(steps)/2 {
					if tally, err = reloaded(spec, tally); err != nil {
						return nil, err
					}
				}
			}
			return tally, nil
		}},
	} {
		tally, err := way.learn()
		if err != nil {
			return fmt.Errorf("%s: %w", way.name, err)
		}
		got, err := tally.MarshalBinary()
		if err != nil || !bytes.Equal(got, want) {
			return fmt.Errorf("%s: other bytes: %x, want %x (%w)", way.name, got, want, err)
		}
		result, err := tally.Result(asked, longAfter)
		if err != nil || result.Digest() != digest {
			return fmt.Errorf("%s: another result: %s (%w)", way.name, result.JSON(), err)
		}
	}
	return nil
}

// longTape is a tape from which several hundred facts can be drawn.
func longTape(seed uint64) tape.Tape {
	random := rand.New(rand.NewPCG(seed, 17))
	long := make(tape.Tape, 4096)
	for i := range long {
		long[i] = uint16(random.Uint32())
	}
	return long
}
