package review

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// The numbers of periods that figures are proposed from.
const (
	periodsAsked = 12 // that are looked back over
	periodsKept  = 9  // that the proposal for a target that is too high is reached in
)

// histories gives the outcomes of ended periods by objective, the earliest first, each
// period once.
func histories(results []*sla.Result) map[string][]sla.Outcome {
	type place struct {
		objective string
		period    sla.Period
		from, to  int64
	}
	type seen struct {
		sla.Outcome
		asOf time.Time
	}
	latest := map[place]seen{}
	for _, result := range results {
		if result == nil {
			continue
		}
		for i := range result.Outcomes {
			o := &result.Outcomes[i]
			if !o.Final || len(o.Group) > 0 || o.Judge != "" || o.Reason == sla.SumOfPeriods {
				continue
			}
			at := place{o.Objective, o.Period, o.From.UnixNano(), o.To.UnixNano()}
			if old, known := latest[at]; !known || result.AsOf.After(old.asOf) {
				latest[at] = seen{*o, result.AsOf}
			}
		}
	}
	all := map[string][]sla.Outcome{}
	for at, s := range latest {
		all[at.objective] = append(all[at.objective], s.Outcome)
	}
	for _, outcomes := range all {
		sort.Slice(outcomes, func(i, j int) bool {
			a, b := &outcomes[i], &outcomes[j]
			return cmp.Or(a.To.Compare(b.To), a.From.Compare(b.From)) < 0
		})
	}
	return all
}

// measured gives the last n outcomes that have a figure.
func measured(all []sla.Outcome, n int) []sla.Outcome {
	var with []sla.Outcome
	for _, o := range all {
		if o.Attained.IsValid() && o.Verdict != sla.NotMeasurable {
			with = append(with, o)
		}
	}
	return with[max(0, len(with)-n):]
}

// figures remarks on promises that were never or always kept.
func (r *reviewer) figures() {
	for i := range r.spec.Objectives {
		o := &r.spec.Objectives[i]
		all := r.past[o.ID]
		if len(all) > 0 && r.spec.Document.Life != "launch" {
			if last := all[len(all)-1]; last.Verdict == sla.NotMeasurable || !last.Attained.IsValid() {
				r.remark("unmeasured", o.ID, "objectives."+o.ID, strings.TrimSpace(last.Period.String()+" "+string(last.Reason)))
			}
		}
		limit, err := o.Attain.Parse()
		last := measured(all, periodsAsked)
		if err != nil || len(last) < periodsAsked {
			continue
		}
		met, far := 0, 0
		var figures []metrics.Figure
		for _, past := range last {
			figures = append(figures, past.Attained)
			if limit.Meets(past.Attained) {
				met++
			}
			if spare(o.Attain, past.Attained) {
				far++
			}
		}
		switch path := "objectives." + o.ID + ".attain"; {
		case met == 0:
			r.suggest(r.remark("never-met", o.ID, path, string(o.Attain)), o, periodsKept, figures)
		case far == len(last):
			r.suggest(r.remark("far-exceeded", o.ID, path, string(o.Attain)), o, periodsAsked, figures)
		}
	}
}

// suggest proposes what k of the figures reached, unless that would allow nothing.
func (r *reviewer) suggest(remark *Remark, o *sla.Objective, k int, figures []metrics.Figure) {
	bound, ok := Reached(k, o.Attain, figures...)
	if allowed := allowance(bound, shareOf(figures)); ok && (allowed == nil || allowed.Sign() > 0) {
		remark.Change = sla.Spec{Objectives: []sla.Objective{{ID: o.ID, Attain: bound}}}
	}
}

func shareOf(figures []metrics.Figure) bool { return figures[0].Kind() == metrics.ShareFigure }

// sides gives the edges of a bound. Lengths are in nanoseconds.
func sides(b metrics.Bound) (low, high *big.Rat) {
	read, err := quantity.Parse(string(b))
	if err != nil {
		return nil, nil
	}
	return read.Low, read.High
}

// allowance is how much may be lost under a promise: 0.1 points of 99.9%, 5 of at most 5%,
// 8h of at most 8h. It is nil for a promise with two sides, and for a minimum of a
// length or number.
func allowance(b metrics.Bound, ofShare bool) *big.Rat {
	low, high := sides(b)
	switch {
	case low != nil && high == nil && ofShare:
		return new(big.Rat).Sub(big.NewRat(1, 1), low)
	case low == nil && high != nil:
		return high
	}
	return nil
}

// value gives a figure in the unit of bounds.
func value(f metrics.Figure) *big.Rat {
	v := f.Rat()
	if f.Kind() == metrics.LengthFigure {
		v.Mul(v, big.NewRat(int64(time.Second), 1))
	}
	return v
}

// spare reports whether a figure keeps more than half of the allowance.
func spare(promised metrics.Bound, f metrics.Figure) bool {
	limit, err := promised.Parse()
	allowed := allowance(promised, f.Kind() == metrics.ShareFigure)
	if err != nil || allowed == nil || !limit.Speaks(f) {
		return false
	}
	lost := value(f)
	if low, _ := sides(promised); low != nil {
		lost.Sub(big.NewRat(1, 1), lost)
	}
	return lost.Mul(lost, big.NewRat(2, 1)).Cmp(allowed) < 0
}

// deviation is a ReviewTrigger.Deviation that was read.
type deviation struct {
	quantity.Stretch
	ofAllowance, points bool
}

func readDeviation(text string) (deviation, bool) {
	band, ofAllowance := strings.CutSuffix(text, " of the allowance")
	read, err := quantity.Parse(band)
	d := deviation{read, ofAllowance, strings.HasSuffix(band, " points") || strings.HasSuffix(band, " point")}
	return d, err == nil && read.Low != nil && read.High == nil && read.Kind != quantity.Length && (read.Kind == quantity.Share || d.points)
}

// holds reports whether a figure stays so far behind a promise.
func (d deviation) holds(promised metrics.Bound, f metrics.Figure) bool {
	limit, err := promised.Parse()
	if err != nil || !limit.Speaks(f) {
		return false
	}
	low, high := sides(promised)
	at := value(f)
	behind, edge := new(big.Rat), low
	switch {
	case low != nil && at.Cmp(low) < 0:
		behind.Sub(low, at)
	case high != nil && at.Cmp(high) > 0:
		behind.Sub(at, high)
		edge = high
	default:
		return false
	}
	switch {
	case d.points && f.Kind() == metrics.LengthFigure:
		return false
	case d.points && f.Kind() == metrics.ShareFigure:
		behind.Mul(behind, big.NewRat(100, 1))
		return d.over(behind)
	case d.points:
		return d.over(behind)
	}
	if d.ofAllowance {
		if edge = allowance(promised, f.Kind() == metrics.ShareFigure); edge == nil {
			return false
		}
	}
	if edge.Sign() == 0 {
		return true // more than any share of nothing
	}
	return d.over(behind.Quo(behind, new(big.Rat).Abs(edge)))
}

func (d deviation) over(amount *big.Rat) bool {
	c := amount.Cmp(d.Low)
	return c > 0 || c == 0 && d.LowIn
}

// A pull is a run of periods that pulled a trigger.
type pull struct {
	trigger   int
	objective string
	periods   []sla.Outcome
}

// pulls finds for each trigger and objective the last run of periods that pulled it.
func (r *reviewer) pulls() []pull {
	var all []pull
	for i, t := range r.spec.Document.Review.Triggers {
		d, ok := readDeviation(t.Deviation)
		if !ok {
			continue
		}
		for j := range r.spec.Objectives {
			id := r.spec.Objectives[j].ID
			if t.Objective != "" && t.Objective != id {
				continue
			}
			var run, last []sla.Outcome
			for _, o := range r.past[id] {
				if o.Verdict == sla.NotMeasurable || !o.Attained.IsValid() || !d.holds(o.Promised, o.Attained) {
					run = nil
					continue
				}
				if len(run) > 0 && !follows(run[len(run)-1], o) {
					run = nil
				}
				if run = append(run, o); int64(len(run)) >= max(1, t.Periods) {
					last = slices.Clone(run)
				}
			}
			if last != nil {
				all = append(all, pull{i, id, last})
			}
		}
	}
	return all
}

// follows reports whether no time lies between two outcomes.
func follows(a, b sla.Outcome) bool { return !b.From.After(a.To) }

// triggersPulled remarks on triggers that results have pulled.
func (r *reviewer) triggersPulled() {
	for _, p := range r.pulls() {
		path := "document.review.triggers[" + strconv.Itoa(p.trigger) + "]"
		var shown []string
		for _, o := range p.periods {
			figure := o.Attained.String()
			if limit, err := o.Promised.Parse(); err == nil && o.Attained.Kind() == metrics.ShareFigure {
				figure = limit.Percent(o.Attained, 2)
			}
			shown = append(shown, o.Period.String()+" "+figure)
		}
		text := strings.Join(shown, ", ")
		r.remark("trigger-pulled", p.objective, path, text)
		if end := p.periods[len(p.periods)-1].Period.To(); !r.reviewedSince(end) {
			r.remark("review-open", p.objective, path, shown[len(shown)-1])
		}
	}
}

// reviewedSince reports whether a review shows that took place on a date or later.
func (r *reviewer) reviewedSince(d date.Date) bool {
	past := func(on date.Date) bool { return on >= d && (r.e.Today == 0 || on <= r.e.Today) }
	for _, revision := range r.whole.Revisions {
		if from, ok := dateOf(revision.From); ok && namesReview(revision.Reason) && past(from) {
			return true
		}
	}
	for _, edition := range r.spec.Document.History {
		if on, ok := dateOf(edition.On); ok && namesReview(edition.Reason) && past(on) {
			return true
		}
	}
	for _, record := range r.e.Records {
		if namesReview(record.Reason) && past(date.NewAt(record.Made.UTC())) {
			return true
		}
	}
	return false
}

func namesReview(reason string) bool { return contains(reason, "review") }

// tooWideAt is how many allowances a figure has lost on top of its allowance that
// deviates by 10% from 99%.
var tooWideAt = big.NewRat(99, 10)

// triggersTooWide remarks on triggers that a promise near 100% hardly ever pulls.
func (r *reviewer) triggersTooWide() {
	for i, t := range r.spec.Document.Review.Triggers {
		d, ok := readDeviation(t.Deviation)
		if !ok || d.ofAllowance {
			continue
		}
		for j := range r.spec.Objectives {
			o := &r.spec.Objectives[j]
			low, high := sides(o.Attain)
			if t.Objective != "" && t.Objective != o.ID || low == nil || high != nil || !isShare(o.Attain) {
				continue
			}
			lost := new(big.Rat).Mul(d.Low, low)
			if d.points {
				lost.Quo(d.Low, big.NewRat(100, 1))
			}
			allowed := allowance(o.Attain, true)
			if lost.Cmp(new(big.Rat).Mul(tooWideAt, allowed)) < 0 || lost.Sign() == 0 {
				continue
			}
			at := "0%"
			if figure := new(big.Rat).Sub(low, lost); figure.Sign() > 0 {
				at = share(figure)
			}
			remark := r.remark("trigger-too-wide", o.ID, fmt.Sprintf("document.review.triggers[%d]", i), t.Deviation+", "+at)
			if t.Objective != "" { // else the change would touch other promises
				triggers := slices.Clone(r.spec.Document.Review.Triggers)
				triggers[i].Deviation = "over 200% of the allowance"
				remark.Change.Document.Review.Triggers = triggers
			}
		}
	}
}

func isShare(b metrics.Bound) bool {
	read, err := quantity.Parse(string(b))
	return err == nil && read.Kind == quantity.Share
}
