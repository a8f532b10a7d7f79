package analysis

import (
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// Risk says how urgent an outcome is while its period is open. It goes by sla.Ahead, which
// is exact over what is known, and forecasts nothing.
type Risk struct {
	Level RiskLevel // "": the period has ended, nothing is promised, or nothing is measured
	Why   RiskRule  // the rule that gave Level; "" if Level is RiskLow or ""

	// Used is the share of what may go wrong that has gone wrong, a number: over what is known
	// of the whole period. It has no value if the promise is no share with one edge, or allows
	// nothing.
	Used metrics.Figure
	// MissAt is sla.Ahead.MissAt, and Until is Burn.Until: when the rest is used up if
	// nothing happens, and when at the rate so far. The zero Time: not in the period.
	MissAt, Until time.Time
}

// RiskLevel is how urgent an outcome is.
type RiskLevel string

// The levels, the most urgent first.
const (
	RiskCritical RiskLevel = "critical"
	RiskHigh     RiskLevel = "high"
	RiskMedium   RiskLevel = "medium"
	RiskLow      RiskLevel = "low"
)

// RiskRule is what makes an outcome urgent.
type RiskRule string

// The rules, in the order in which they are asked.
const (
	RiskMissed  RiskRule = "missed"  // the best still possible misses the promise
	RiskDown    RiskRule = "down"    // the service is down; if it stays down, the promise is missed at MissAt
	RiskWaiting RiskRule = "waiting" // open items become late one by one if nobody works on them; the promise is then missed at MissAt
	RiskUsed    RiskRule = "used"    // so much of what may go wrong has gone wrong
	RiskBurn    RiskRule = "burn"    // at the rate so far, the rest is used up at Until
)

// RiskOf gives the risk of an outcome, as seen at Result.AsOf. The first line that holds
// gives the level, and in it the first rule that holds gives the reason:
//
//	critical   missed; down, with MissAt within 24 h
//	high       down or waiting, with MissAt within 72 h; used 80 % or more; used 50 % or
//	           more and burn
//	medium     used 50 % or more; burn
//	low        else, and whatever was used if the promise is kept for certain
//
// Items that wait are never critical by that: they become late only if nobody works on
// them. Take the outcome of the period that is open: the sum of several periods is
// judged only if Objective.Over promises something for it.
func RiskOf(o sla.Outcome, asOf time.Time) Risk {
	a := o.Ahead
	if a == nil || a.Stands == "" {
		return Risk{}
	}
	risk := Risk{Level: RiskLow, MissAt: a.MissAt, Used: used(&o)}
	if a.Burn != nil {
		risk.Until = a.Burn.Until
	}
	atLeast := func(percent int64) bool {
		r := risk.Used.Rat()
		return r != nil && r.Cmp(rat(percent, 100)) >= 0
	}
	within := func(hours time.Duration) bool {
		return !risk.MissAt.IsZero() && !risk.MissAt.After(asOf.Add(hours*time.Hour))
	}
	// A service loses time by itself; items wait for somebody.
	down, burn := o.Ledger != nil || o.Slices != nil, !risk.Until.IsZero()
	switch {
	case o.Verdict == sla.Met:
	case o.Verdict == sla.Missed || a.Stands == sla.StandsMissed:
		risk.Level, risk.Why = RiskCritical, RiskMissed
	case down && within(24):
		risk.Level, risk.Why = RiskCritical, RiskDown
	case down && within(72):
		risk.Level, risk.Why = RiskHigh, RiskDown
	case within(72):
		risk.Level, risk.Why = RiskHigh, RiskWaiting
	case atLeast(80):
		risk.Level, risk.Why = RiskHigh, RiskUsed
	case atLeast(50) && burn:
		risk.Level, risk.Why = RiskHigh, RiskBurn
	case atLeast(50):
		risk.Level, risk.Why = RiskMedium, RiskUsed
	case burn:
		risk.Level, risk.Why = RiskMedium, RiskBurn
	}
	return risk
}

// used is the used share of what may go wrong over what is known: if the rest ends well,
// what has gone wrong is all that does.
func used(o *sla.Outcome) metrics.Figure {
	limit, err := o.Promised.Parse()
	f := o.Ahead.Best
	if !f.IsValid() {
		f = o.Attained
	}
	if err != nil {
		return metrics.Figure{}
	}
	budget, ok := limit.Budget(f, metrics.Figure{})
	if !ok {
		return metrics.Figure{}
	}
	return budget.Used()
}
