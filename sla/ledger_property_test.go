package sla_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

func TestFiguresFollowFromLedgers(t *testing.T) { tape.CheckDear(t, figuresFollowFromLedgers) }
func TestEveryItemHasItsPlace(t *testing.T)     { tape.CheckDear(t, everyItemHasItsPlace) }

// figuresFollowFromLedgers: who has the entries of a ledger can work out its
// figure by hand, and each entry that is not simply up says why.
func figuresFollowFromLedgers(r *tape.Reader) error {
	spec := everyFamily(r, tape.Pick(r, sla.Weekly, sla.Daily, sla.Monthly))
	a, err := withMeasurer.New(spec)
	if err != nil {
		return err
	}
	facts := drawFacts(r)
	for _, f := range facts {
		if o, ok := f.(*sla.Outage); ok {
			o.Share = tape.Pick(r, "", "1 in 3", "137 in 3000", "12.5%")
		}
	}
	asOf := generatedFrom.Add(time.Duration(r.Int(20*24*60)) * time.Minute)
	result, err := tallied(a, facts).Result(sla.Month(2026, time.March), asOf)
	if err != nil {
		return err
	}
	for _, o := range result.Outcomes {
		if len(o.Ledger) == 0 {
			continue
		}
		counted, lost, runs := big.NewRat(0, 1), big.NewRat(0, 1), int64(0)
		running := false
		for _, e := range o.Ledger {
			length := big.NewRat(int64(e.To.Sub(e.From)), 1)
			loses := e.Bucket == metrics.Down || e.Bucket == metrics.Degraded ||
				(e.Bucket == metrics.NoData || e.Bucket == metrics.NotMonitored) && e.Counted && !e.Weight.IsZero()
			if e.Counted {
				counted.Add(counted, length)
			}
			if loses {
				if !e.Counted || e.Weight.IsZero() {
					return fmt.Errorf("%s: %s is lost and loses nothing", o.Objective, e)
				}
				lost.Add(lost, length.Mul(length, e.Weight.Rat()))
				if !running {
					runs++
				}
			}
			running = loses || running && !e.InOrder()
			window := e.Bucket == metrics.Excluded || e.Bucket == metrics.Forgiven
			fault := e.Bucket == metrics.Down || e.Bucket == metrics.Degraded || e.Bucket == metrics.Ignored
			if (window || fault) && e.Cause == "" && e.State == "" {
				return fmt.Errorf("%s: %s does not say why", o.Objective, e)
			}
		}
		if e := o.Ledger[0]; o.Ledger.Total() != o.To.Sub(o.From) || !e.From.Equal(o.From) {
			return fmt.Errorf("%s: a ledger of %v from %s", o.Objective, o.Ledger.Total(), e.From)
		}
		if o.Ledger.Lost().Cmp(lost) != 0 || big.NewRat(int64(o.Ledger.Counted()), 1).Cmp(counted) != 0 {
			return fmt.Errorf("%s: lost %v of %v, by hand %v of %v", o.Objective, o.Ledger.Lost(), o.Ledger.Counted(), lost, counted)
		}
		if !o.Attained.IsValid() {
			continue
		}
		good := new(big.Rat).Sub(counted, lost)
		switch o.Metric {
		case "availability", "composed":
			if want := good.Quo(good, counted); o.Attained.Rat().Cmp(want) != 0 {
				return fmt.Errorf("%s: %v, by hand %v", o.Objective, o.Attained.Rat(), want)
			}
		case "repair":
			if len(o.Failures) > 0 && o.Failures[0].Earlier {
				runs-- // it counts where it begins
			}
			if o.Total != runs {
				return fmt.Errorf("%s: %d failures, by hand %d", o.Objective, o.Total, runs)
			}
		}
	}
	return nil
}

// everyItemHasItsPlace: each ticket, count and sample is good, bad, open
// or told as a finding, once.
func everyItemHasItsPlace(r *tape.Reader) error {
	facts := drawFacts(r)
	spec := everyFamily(r, sla.Yearly)
	a, err := withMeasurer.New(spec)
	if err != nil {
		return err
	}
	// What is open counts at the instant of looking, where stops do.
	result, err := tallied(a, facts).Result(sla.Year(2026), time.Date(2026, time.December, 30, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return err
	}
	var tickets, samples, offScale, requests int64
	for _, f := range facts {
		switch f := f.(type) {
		case *sla.Ticket:
			tickets++
		case *sla.Sample:
			samples++
		case *sla.Count:
			requests += f.Total
		}
	}
	for _, f := range result.Findings {
		if f.Code == sla.FindingScale {
			offScale++
		}
	}
	for _, o := range result.Outcomes {
		if len(o.Group) > 0 {
			continue
		}
		want := int64(-1)
		switch o.Objective {
		case "share", "custom", "mean", "percentile":
			want = tickets
		case "range", "total":
			want = samples
		case "score":
			want = samples - offScale
		case "ratio":
			// More good than total is told and not counted, unless it is clamped.
			if !told(result.Findings, sla.FindingCount) {
				want = requests
			}
		}
		if got := o.Total + o.Open; want >= 0 && got != want {
			return fmt.Errorf("%s: %d counted and %d open, of %d", o.Objective, o.Total, o.Open, want)
		}
		if o.Good < 0 || o.Objective != "ratio" && o.Good > o.Total {
			return fmt.Errorf("%s: %d good of %d", o.Objective, o.Good, o.Total)
		}
	}
	return nil
}

func told(all []sla.Finding, code sla.FindingCode) bool {
	for _, f := range all {
		if f.Code == code {
			return true
		}
	}
	return false
}
