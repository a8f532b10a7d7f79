package sla

import (
	"math/big"
	"sort"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// Ahead says how an outcome of an open period can still end. It is
// exact for the items and services known so far: every open cycle ends in time or
// late, and a service is up or down for the rest of its counted time. It leaves out
// items that begin later, exclusions and corrections; Next and NextMiss say what
// further items would do.
type Ahead struct {
	// Best and Worst are the figures between which the outcome ends. The zero
	// Figure is no bound: a mean can become as bad as it likes, and all of a ratio
	// may still come.
	Best, Worst metrics.Figure
	// Stands says whether the promise can still be met or missed; "" without a promise
	// or a figure.
	Stands Stands
	// Room is how much more may go wrong: whole items for a share of items or slices, a
	// length for a share of time; negative: how much too much has gone wrong. It has no
	// value for other figures.
	Room metrics.Figure
	// Next is how many further items, all of them in time, it takes to meet the
	// promise. NextMiss is how many it takes if one of them is late. 0: no item is
	// needed, no number suffices, or the figure is no share of items.
	Next, NextMiss int64
	// MissAt is when Room is used up if nothing happens: no open cycle stops, and
	// a service that is down stays down. The zero Time: not in this period.
	MissAt time.Time
	// Steps are the rows of the tables of credits that lie between Best and Worst,
	// nearest first, for the period that ends next.
	Steps []AheadStep
	// Burn says how long Room lasts if loss goes on at the rate so far. It is nil for all
	// but shares of time, and before a day of counted time.
	Burn *Burn
}

// AheadStep is a row of a table of credits, and how much more has to go wrong to
// come under it.
type AheadStep struct {
	Path string // of the row in the agreement's credits
	Row  penalty.Band
	// After is how much more has to go wrong. For items it is their number. For time it is
	// a length, rounded down to a nanosecond: the row holds once the further loss is
	// longer, or as long if the row contains its bound.
	After metrics.Figure
	// Owed is the whole statement then, if all else ends at its best. As in Owing, what
	// cannot be worked out counts as 0.
	Owed penalty.Amount
}

// Stands says how an outcome of an open period stands, by its Best and Worst.
type Stands string

// The ways to stand.
const (
	StandsKept   Stands = "kept"   // the worst still possible meets the promise
	StandsOpen   Stands = "open"   // the best meets the promise and the worst does not
	StandsMissed Stands = "missed" // the best still possible misses the promise
)

// Burn says how long the room of a share of time lasts if loss goes on at the rate so
// far. This is arithmetic, and no forecast.
type Burn struct {
	Over  time.Duration  // the counted time so far
	Rate  metrics.Figure // a number; at 1 the allowed loss lasts exactly the period
	Until time.Time      // when the room is used up; zero: not in the period
}

// ahead works out what can still become of an outcome; nil once it is final.
func (o *shown) ahead(at int64) *Ahead {
	if o.Final || o.sum.mixed {
		return nil
	}
	a := &Ahead{}
	least, most := o.bounds()
	a.Best, a.Worst = most, least
	if o.lessIsBetter() {
		a.Best, a.Worst = least, most
	}
	if !o.promise.judged {
		return a
	}
	a.Stands = o.stands(least, most)
	o.room(a)
	o.next(a)
	if room := a.Room.Rat(); room != nil && room.Sign() >= 0 {
		a.MissAt = o.missAt(room, at)
	}
	o.burn(a, at)
	return a
}

// all counts the items of a share of cycles if every open cycle that is not late
// counts. inTime counts the good items if all these open cycles end in time.
func (s *sum) all() int64    { return s.total + s.undecided - s.presumed }
func (s *sum) inTime() int64 { return s.good + s.undecided - s.presumed }

// bounds gives the figures between which an outcome ends; a Figure without a value is
// no bound.
func (o *shown) bounds() (least, most metrics.Figure) {
	p, s := o.promise, o.sum
	switch {
	case p.read != nil:
		best := o.figureOf(o.best)
		if repair, of := p.Metric.(metrics.Repair); of {
			switch {
			case repair.Statistic == metrics.Failures:
				return best, metrics.Figure{}
			case p.repairs:
				return metrics.Figure{}, metrics.Figure{}
			}
			return metrics.Figure{}, best
		}
		if p.gives.Kind() != metrics.ShareFigure { // the time lost
			return best, o.figureOf(o.worst)
		}
		return o.figureOf(o.worst), best
	case p.kind == kindShare && p.source == fromCycles:
		return metrics.ShareOf(s.good-s.presumed, s.all()+s.late), metrics.ShareOf(s.inTime(), s.all())
	case p.kind == kindDuration && p.source == fromCycles:
		var now Outcome
		p.figure(&now, s.ifAllStopped(p))
		if s.open == 0 {
			return now.Attained, now.Attained
		}
		return now.Attained, metrics.Figure{}
	}
	return metrics.Figure{}, metrics.Figure{}
}

func (o *shown) figureOf(r reading) metrics.Figure {
	var of Outcome
	o.promise.show(&of, r)
	return of.Attained
}

// ifAllStopped is a sum of lengths that includes the lengths of open cycles so far.
func (s *sum) ifAllStopped(p *promise) *sum {
	all := *s
	d := lengthStore{metrics.NewDistribution(grainOf(p.Metric))}
	if s.kept != nil {
		if d.merge(s.kept) != nil {
			return s
		}
	}
	for _, l := range s.lengths {
		for range l.times {
			d.Add(l.of)
		}
	}
	all.kept = d
	return &all
}

// lessIsBetter reports whether a smaller figure is better.
func (o *shown) lessIsBetter() bool {
	if o.promise.judged {
		_, upper := o.promise.limit.Edge()
		return upper
	}
	repair, of := o.promise.Metric.(metrics.Repair)
	return o.promise.gives.Kind() != metrics.ShareFigure && !(of && repair.Statistic == metrics.MeanBetweenFailures)
}

// side is 0 within the promise, -1 below and 1 above it.
func (p *promise) side(f metrics.Figure) int {
	edge, upper := p.limit.Edge()
	switch {
	case p.limit.Meets(f):
		return 0
	case upper:
		return 1
	}
	value := f.Rat()
	if p.gives.Kind() == metrics.LengthFigure { // seconds here, nanoseconds there
		value.Mul(value, big.NewRat(int64(time.Second), 1))
	}
	if c := value.Cmp(edge); c != 0 {
		return c
	}
	return -1
}

func (o *shown) stands(least, most metrics.Figure) Stands {
	p := o.promise
	switch {
	case !least.IsValid() && !most.IsValid(): // the figure so far decides
		if !o.Attained.IsValid() {
			return ""
		}
		if p.side(o.Attained) == 0 {
			return StandsKept
		}
		return StandsMissed
	case least.IsValid() && p.side(least) > 0 || most.IsValid() && p.side(most) < 0:
		return StandsMissed
	case least.IsValid() && most.IsValid() && p.side(least) == 0 && p.side(most) == 0:
		return StandsKept
	}
	return StandsOpen
}

// items counts the items of a share so far, open items as good, and the bad items
// among them. ok is false for other figures, and for a promise with two edges.
func (o *shown) items() (total, wrong int64, ok bool) {
	p, s := o.promise, o.sum
	if _, single := p.limit.Tolerance(1); !single || p.gives.Kind() != metrics.ShareFigure || p.read != nil && o.Slices == nil {
		return 0, 0, false
	}
	_, upper := p.limit.Edge()
	switch {
	case p.read != nil:
		good, of, whole := o.figureOf(o.best).Parts()
		if upper {
			good, _, whole = o.figureOf(o.worst).Parts()
		}
		total, wrong, ok = of, of-good, whole
		if upper {
			wrong = good
		}
	case p.kind == kindShare && p.source == fromCycles:
		total, wrong, ok = s.all(), s.total-s.good, true
		if upper {
			wrong = s.good - s.presumed
		}
	default:
		good, of, whole := o.Attained.Parts()
		total, wrong, ok = of, of-good, whole
		if upper {
			wrong = good
		}
	}
	return total, wrong, ok
}

// room sets Room.
func (o *shown) room(a *Ahead) {
	p := o.promise
	switch total, wrong, ok := o.items(); {
	case p.read == nil && (p.kind != kindShare || p.source != fromCycles):
	case ok:
		if most, fits := p.limit.Tolerance(total); fits && total > 0 {
			a.Room = metrics.NumberOf(big.NewRat(most-wrong, 1))
		}
	case p.read != nil && p.gives.Kind() == metrics.LengthFigure && a.Best.IsValid() && p.side(a.Best) <= 0 && o.lessIsBetter():
		if _, repair := p.Metric.(metrics.Repair); !repair {
			a.Room = p.limit.Margin(a.Best)
		}
	case p.read == nil || a.Best.Kind() != metrics.ShareFigure:
	default:
		if _, single := p.limit.Tolerance(1); !single {
			return
		}
		a.Room = p.limit.Margin(a.Best)
		if o.Slices != nil { // slices that are not judged: whole ones
			r := a.Room.Rat()
			a.Room = metrics.NumberOf(new(big.Rat).SetInt(exact.Quotient(r.Num(), r.Denom(), exact.Floor)))
		}
	}
}

// next sets Next and NextMiss.
func (o *shown) next(a *Ahead) {
	total, wrong, ok := o.items()
	if !ok || o.promise.read != nil || o.promise.excess {
		return
	}
	if needed, can := o.promise.limit.Needed(wrong); can {
		a.Next = max(0, needed-total, o.promise.Least-total)
	}
	if needed, can := o.promise.limit.Needed(wrong + 1); can {
		a.NextMiss = max(1, needed-total)
	}
}

// lost reports whether the promise is missed whatever items still come.
func (o *shown) lost() bool {
	p := o.promise
	switch m := p.Metric.(type) {
	case metrics.Max, metrics.Sum:
		now := o.Attained
		if p.Counts == ByStart && o.Ahead != nil && o.Ahead.Best.IsValid() {
			now = o.Ahead.Best // cycles that have started stay in the period
		}
		return p.side(now) > 0
	case metrics.Total:
		return m.Statistic != metrics.TotalMean && p.side(o.Attained) > 0
	}
	if p.read != nil {
		return o.Ahead != nil && o.Ahead.Best.IsValid() && o.Ahead.Stands == StandsMissed
	}
	_, wrong, ok := o.items()
	_, can := p.limit.Needed(wrong)
	return ok && !can && !p.excess
}

// kept reports whether the promise is met whatever still comes, which only shares of
// time and slices can tell.
func (o *shown) kept() bool {
	return o.promise.read != nil && o.Ahead != nil && o.Ahead.Worst.IsValid() && o.Ahead.Stands == StandsKept
}

// missAt is when room is used up if nothing happens.
func (o *shown) missAt(room *big.Rat, at int64) time.Time {
	to := clampNanos(o.To)
	if o.promise.read == nil {
		if _, upper := o.promise.limit.Edge(); upper || !room.IsInt() {
			return time.Time{}
		}
		left := room.Num().Int64()
		falls := o.sum.falls
		sort.SliceStable(falls, func(i, j int) bool { return falls[i].at < falls[j].at })
		for _, f := range falls {
			if left -= f.times; left < 0 {
				if f.at >= to {
					break
				}
				return instant(f.at)
			}
		}
		return time.Time{}
	}
	if o.promise.fleet() && o.key.grouping == 0 {
		return time.Time{} // each member has its own time
	}
	ledger := o.same.up.Ledger
	allowed := o.promise.limit.Allowance(metrics.LengthOf(ledger.Counted())).Rat()
	if _, upper := o.promise.limit.Edge(); allowed == nil || upper {
		return time.Time{}
	}
	allowed.Mul(allowed, big.NewRat(int64(time.Second), 1))
	for _, e := range ledger {
		weight := lostShare(e)
		if weight.Sign() == 0 {
			continue
		}
		lost := new(big.Rat).Mul(weight, big.NewRat(int64(e.Length()), 1))
		if lost.Cmp(allowed) > 0 {
			after := allowed.Quo(allowed, weight)
			miss := clampNanos(e.From) + exact.Quotient(after.Num(), after.Denom(), exact.Ceiling).Int64()
			if miss = max(miss, at); miss >= to {
				break
			}
			return instant(miss)
		}
		allowed.Sub(allowed, lost)
	}
	return time.Time{}
}

// lostShare is the share of a stretch of a ledger that is lost.
func lostShare(e metrics.Entry) *big.Rat {
	switch e.Bucket {
	case metrics.Down, metrics.Degraded, metrics.NoData, metrics.NotMonitored:
		if e.Counted {
			return e.Weight.Rat()
		}
	}
	return new(big.Rat)
}

// burn sets Burn.
func (o *shown) burn(a *Ahead, at int64) {
	const day = 24 * time.Hour
	over := o.Ledger.Counted()
	if o.promise.read == nil || o.Attained.Kind() != metrics.ShareFigure || o.Slices != nil || over < day {
		return
	}
	rate := o.promise.limit.BurnRate(o.Attained)
	if !rate.IsValid() {
		return
	}
	a.Burn = &Burn{Over: over, Rate: rate}
	lost, room := o.Ledger.Lost(), a.Room.Rat()
	if room == nil || room.Sign() < 0 || lost.Sign() == 0 {
		return
	}
	lasts := room.Mul(room, big.NewRat(int64(time.Second), 1))
	lasts.Mul(lasts, big.NewRat(int64(over), 1)).Quo(lasts, lost)
	left := exact.Quotient(lasts.Num(), lasts.Denom(), exact.Floor)
	if !left.IsInt64() {
		return
	}
	rest := left.Int64()
	for _, e := range o.best.up.Ledger {
		from, to := max(clampNanos(e.From), at), clampNanos(e.To)
		if !e.Counted || to <= from {
			continue
		}
		if rest < to-from {
			a.Burn.Until = instant(from + rest)
			return
		}
		rest -= to - from
	}
}

// falls is the last instant at which an open cycle is in time if nothing happens;
// forever while it is paused and the pause does not end by itself.
func (j judging) falls(k *course, at int64) int64 {
	t := &j.o.targets[k.target]
	at = j.run.pauseEnds(j.c, at)
	running := false
	for i := j.c.first; i < j.c.last && j.run.marks[i].at <= at; i++ {
		running = j.run.marks[i].phase == phaseRunning
	}
	switch {
	case t.instant() && (running || !j.o.extends(t)):
		return j.late(k, k.due, at)
	case t.instant() || !running:
		return forever
	}
	return later(j.reached(k, k.limit+t.grace, at))
}

// grainOf is the unit to which a metric rounds up lengths; 0: it does not round.
func grainOf(m metrics.Metric) time.Duration {
	switch m := m.(type) {
	case metrics.Mean:
		return grain(m.Grain)
	case metrics.Max:
		return grain(m.Grain)
	case metrics.Sum:
		return grain(m.Grain)
	case metrics.Percentile:
		return grain(m.Grain)
	}
	return grain("")
}
