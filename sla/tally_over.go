package sla

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// overPromise is an Over that was read.
type overPromise struct {
	Over
	every  every
	limit  metrics.Limit // of Attain, else of the objective
	judged bool
}

func newOverPromise(o Over, own metrics.Bound) overPromise {
	n := overPromise{Over: o}
	n.every, _ = o.Period.parse()
	if n.Attain = cmp.Or(o.Attain, own); n.Attain != "" {
		n.judged = true
		n.limit, _ = n.Attain.Parse()
	}
	return n
}

// name is the name that credits use for it.
func (o Over) name(objective string) string { return objective + "@" + string(o.Period) }

// overPromises are what credit tables about longer periods are held against.
func (o Objective) overPromises(possible penalty.Band) (all []penalty.Promise) {
	for _, over := range o.Over {
		if over.Judge != JudgePooled && over.Judge != JudgeMean {
			continue
		}
		if limit, err := cmp.Or(over.Attain, o.Attain).Parse(); err == nil {
			all = append(all, penalty.Promise{Objective: over.name(o.ID), Met: penalty.Band(limit.String()), Within: possible})
		}
	}
	return all
}

// over checks what an objective promises over longer periods.
func (b *builder) over(o *Objective, f *family, path string) {
	own, err := o.Period.parse()
	ownKnown := err == nil && o.Period != ""
	for i, over := range o.Over {
		at := fmt.Sprintf("%s.over[%d]", path, i)
		if ownKnown && (own.rolling > 0 || own.single()) {
			b.add(at, "", fault.ErrConflict, "the periods of %q overlap or come once, so that none lie within a longer one", string(o.Period))
			return
		}
		longer, err := over.Period.parse()
		switch {
		case over.Period == "":
			b.add(at+".period", "", fault.ErrMissing, "the longer period, such as year")
		case err != nil:
			b.once(&fault.FieldError{Path: at + ".period", Value: string(over.Period), Err: err})
		case longer.rolling > 0 || longer.single():
			b.add(at+".period", string(over.Period), fault.ErrConflict, "a longer period comes again and does not overlap, such as quarter or year")
		case ownKnown && !longer.holds(&own):
			b.add(at+".period", string(over.Period), fault.ErrConflict, "it is not made of whole periods of %q, more than one", string(o.Period))
		case slices.ContainsFunc(o.Over[:i], func(e Over) bool { return e.Period == over.Period }):
			b.add(at+".period", string(over.Period), fault.ErrConflict, "this longer period is there twice")
		}
		if word(b.compiler, at, "judge", over.Judge, JudgePooled, JudgeMean, JudgeEvery, JudgeSome) && over.Judge == "" {
			b.add(at+".judge", "", fault.ErrMissing, "say how the periods are put together: pooled, mean, every or some")
		}
		switch {
		case over.Judge == JudgeSome && over.Of < 1:
			b.add(at+".of", fmt.Sprint(over.Of), fault.ErrMissing, "say how many of the periods have to be met, such as of: 2")
		case over.Judge != JudgeSome && over.Of != 0:
			b.add(at+".of", fmt.Sprint(over.Of), fault.ErrConflict, "only judge: some counts periods; write judge: some or leave of out")
		case over.Judge == JudgeSome && ownKnown && err == nil && over.Period != "" && longer.holds(&own) && over.Of > longer.most(&own):
			b.add(at+".of", fmt.Sprint(over.Of), fault.ErrRange, "there are at most %d periods in it", longer.most(&own))
		}
		if over.Attain == "" {
			if o.Attain == "" {
				b.add(at+".attain", "", fault.ErrMissing, "the objective promises no value, so say what is promised over the longer period")
			}
			continue
		}
		promise := *o
		promise.Attain = over.Attain
		b.attain(&promise, f, at+".attain")
	}
}

// holds reports whether a period is made of whole shorter ones, more than one: it
// starts where one of them starts, always.
func (e *every) holds(short *every) bool {
	same := func(k int) bool {
		d := e.step(k)
		return short.step(short.index(civil.Day(d))) == d
	}
	for k := e.index(0); k < e.index(0)+48; k++ { // anchors repeat within 400 years; months within 4
		if !same(k) {
			return false
		}
	}
	return e.most(short) > 1
}

// most is how many of the shorter periods lie in one of the longer ones.
func (e *every) most(short *every) (most int) {
	for k := e.index(0); k < e.index(0)+4; k++ {
		p := e.period(k)
		most = max(most, short.index(civil.Day(p.to-1))-short.index(civil.Day(p.from))+1)
	}
	return most
}

// promiseChanges reports an Over without a promise of its own whose objective
// promises another value under a revision within one of the longer periods.
func (c *compiler) promiseChanges() {
	byID := map[string][]int{}
	for i := range c.a.promises {
		p := &c.a.promises[i]
		earlier := byID[p.ID]
		byID[p.ID] = append(earlier, i)
		for _, j := range earlier {
			before := &c.a.promises[j]
			if p.to <= p.from || before.Attain == p.Attain {
				continue
			}
			for n, over := range p.Over {
				if over.Attain != "" || over.Judge != JudgePooled && over.Judge != JudgeMean {
					continue
				}
				longer := p.overs[n].every
				turn := longer.period(longer.index(c.a.day(p.from)))
				if start := c.a.start(turn.from); start >= p.from || start >= before.to {
					continue // it begins with a longer period
				}
				path := fmt.Sprintf("%s.over[%d].attain", p.path, n)
				c.once(&fault.FieldError{Path: path, Err: fault.Because(fault.ErrMissing,
					"the objective promises %s and then %s within one %s, so say what is promised over that", before.Attain, p.Attain, over.Period)})
			}
		}
	}
}

// together gives the judgements of longer periods within the period asked for, of
// the whole and by group. It adds the sum of all periods if the period asked for is
// not judged itself.
func (t *Tally) together(parts []*part, of []shown, asked Period, at int64) []shown {
	var all []shown
	last := of[len(of)-1].promise
	overs := slices.Clone(last.overs)
	sort.SliceStable(overs, func(i, j int) bool {
		a, b := overs[i].every.period(0), overs[j].every.period(0)
		return a.to-a.from < b.to-b.from
	})
	summed := len(parts) < 2
	for i := range overs {
		o := &overs[i]
		for k := o.every.index(civil.Day(asked.from)); o.every.step(k) < asked.to; k++ {
			longer := o.every.period(k)
			if !asked.Contains(longer) {
				continue
			}
			var in []*part
			var from []shown
			for n, p := range parts {
				if longer.Contains(p.period) {
					in, from = append(in, p), append(from, of[n])
				}
			}
			if len(in) == 0 {
				continue
			}
			all = append(all, t.over(o, in, from, longer, at)...)
			summed = summed || longer == asked
		}
	}
	if !summed {
		for _, o := range t.total(parts, of, asked, at) {
			o.Judge, o.Reason, o.Promised = JudgePooled, SumOfPeriods, ""
			all = append(all, o)
		}
	}
	return all
}

// over judges several periods together.
func (t *Tally) over(o *overPromise, parts []*part, of []shown, longer Period, at int64) []shown {
	sums := t.total(parts, of, longer, at)
	for i := range sums {
		s := &sums[i]
		if s.Cut { // it has no promise
			s.Judge, s.Ahead = JudgePooled, s.ahead(at)
			s.judge()
			continue
		}
		own := *s.promise
		own.Attain, own.limit, own.judged = o.Attain, o.limit, o.judged
		s.promise, s.Judge, s.Of, s.Promised = &own, o.Judge, o.Of, o.Attain
		s.settles = o.name(s.Objective)
		if o.Judge == JudgePooled {
			s.Ahead = s.ahead(at)
			s.judge()
			continue
		}
		if !s.Final {
			s.Ahead = &Ahead{}
		}
		each := t.periods(s, parts, of, at)
		if o.Judge == JudgeMean {
			s.mean(each)
			continue
		}
		s.count(each)
	}
	return sums
}

// periods gives the outcomes of each period of a sum, held to its promise.
func (t *Tally) periods(s *shown, parts []*part, of []shown, at int64) (each []shown) {
	for i := 0; i < len(parts); {
		n := i + 1
		for n < len(parts) && parts[n].period == parts[i].period {
			n++ // one that a revision divides
		}
		one := of[i]
		switch {
		case n > i+1:
			for _, sum := range t.total(parts[i:n], of[i:n], parts[i].period, at) {
				if slices.Equal(sum.Group, s.Group) {
					one = sum
				}
			}
		case len(s.Group) > 0:
			one = t.outcomeOf(parts[i], s.key, at)
		}
		one.promise, one.Verdict = s.promise, ""
		if one.Attained.IsValid() {
			one.Reason = ""
		}
		one.Ahead = one.ahead(at)
		one.judge()
		each = append(each, one)
		i = n
	}
	return each
}

// measured splits off the periods that could not be measured.
func (s *shown) measurable(each []shown) (left []shown) {
	for _, o := range each {
		if o.Final && o.Verdict == NotMeasurable {
			s.LeftOut = append(s.LeftOut, o.Period)
			if s.Reason == "" {
				s.Reason = o.Reason
			}
			continue
		}
		left = append(left, o)
	}
	return left
}

// mean judges the plain mean of the periods.
func (s *shown) mean(each []shown) {
	s.Reason, s.Raw = "", metrics.Figure{}
	each = s.measurable(each)
	var now, best, worst []metrics.Figure
	for _, o := range each {
		if o.Attained.IsValid() {
			now = append(now, o.Attained)
		}
		if o.Ahead == nil {
			best, worst = append(best, o.Attained), append(worst, o.Attained)
		} else if o.Ahead.Best.IsValid() || o.Ahead.Worst.IsValid() || o.Attained.IsValid() {
			best, worst = append(best, o.Ahead.Best), append(worst, o.Ahead.Worst)
		}
	}
	limit := &s.promise.limit
	s.Attained = metrics.MeanOf(now...)
	if s.Ahead != nil {
		switch good, bad := metrics.MeanOf(best...), metrics.MeanOf(worst...); {
		case good.IsValid() && !limit.Meets(good):
			s.Ahead.Stands = StandsMissed
		case good.IsValid() && limit.Meets(bad):
			s.Ahead.Stands = StandsKept
		default:
			s.Ahead.Stands = StandsOpen
		}
	}
	s.Margin = limit.Margin(s.Attained)
	switch {
	case !s.Attained.IsValid():
		s.Verdict = NotMeasurable
		if s.Reason == "" && len(each) > 0 {
			s.Reason = each[0].Reason
		}
		return
	case !s.Final:
		s.Reason = Undecided
		return
	case limit.Meets(s.Attained):
		s.Verdict = Met
	default:
		s.Verdict = Missed
	}
	s.Reason = ""
}

// count judges how many of the periods are met.
func (s *shown) count(each []shown) {
	s.Reason, s.Raw, s.Margin = "", metrics.Figure{}, metrics.Figure{}
	each = s.measurable(each)
	var met, missed, open, kept, lost int64
	for _, o := range each {
		switch {
		case o.Verdict == Met:
			met++
		case o.Verdict == Missed:
			missed++
		default:
			open++
			if o.Ahead != nil && o.Ahead.Stands == StandsKept {
				kept++
			} else if o.Ahead != nil && o.Ahead.Stands == StandsMissed {
				lost++
			}
		}
	}
	s.Good, s.Total, s.Open = met, met+missed, open
	s.Attained = metrics.ShareOf(met, met+missed)
	need := met + missed + open
	if s.Judge == JudgeSome {
		need = min(need, int64(s.Of))
	}
	if s.Ahead != nil {
		switch {
		case met+open-lost < need:
			s.Ahead.Stands = StandsMissed
		case met+kept >= need:
			s.Ahead.Stands = StandsKept
		default:
			s.Ahead.Stands = StandsOpen
		}
	}
	switch {
	case met+missed+open == 0:
		s.Verdict = NotMeasurable
		return
	case met+open < need:
		s.Verdict = Missed
	case open == 0, s.Judge == JudgeSome && met >= int64(s.Of):
		s.Verdict = Met
	default:
		s.Reason = Undecided
		return
	}
	s.Reason = ""
}
