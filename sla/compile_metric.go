package sla

import (
	"math/big"
	"slices"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// family holds everything that differs between kinds of metrics: which facts a metric
// is computed from, what a cell keeps of them, and how that becomes a figure. All
// other code asks these fields and knows no metric.
type family struct {
	source   source
	subjects []string       // Of of the facts; empty for cycles
	kind     objectiveKind  // what a stopped cycle adds
	calendar string         // service hours of the metric, apart from targets; "": all hours
	under    string         // the key of the calendar in the metric
	gives    metrics.Figure // a figure of the kind that the metric gives, to check bounds
	example  string         // an example of a bound, for errors
	possible penalty.Band   // the figures that the metric can have, as penalty.Promise.Within has them
	lone     bool           // figures of several periods have no sum
	excess   bool           // there may be more good than total

	// take gives what an item adds to good and total, or the finding why it cannot count.
	take func(*item) (metrics.Count, FindingCode)
	// keep makes the store of a cell whose period begins at start; put adds an item
	// to it, or takes it back. nil: a cell keeps good and total alone.
	keep func(start time.Time) store
	put  func(kept store, i *item, times int64) error
	// repairs: the metric measures lengths of repairs. lives: it needs the points of
	// outages.
	repairs, lives bool

	// figure reads the figure from the counts and the store.
	figure func(o *Outcome, s *sum)
	// read measures a part of a period, from timelines, one per subject, or from the
	// store. show puts a reading into an outcome, pool puts several readings together.
	read func(lines []*metrics.Timeline, kept store, look metrics.Look) (reading, error)
	show func(o *Outcome, r reading)
	pool func(all []reading) reading
}

// reading is what was measured over a part of a period.
type reading struct {
	up       metrics.Uptime
	failures []metrics.Failure // of up
	slices   metrics.SliceCount
	repairs  *metrics.LengthTally // lengths of repairs, if the family measures them
}

// begun counts the failures that begin in the reading, so that each is counted in one
// period alone.
func (r *reading) begun() (n int64) {
	for i := range r.failures {
		if !r.failures[i].Earlier {
			n++
		}
	}
	return n
}

// pooled puts together the readings of several periods, in their order. A failure that
// goes on from one period into the next is one failure.
func (f *family) pooled(all []reading) reading {
	r := f.pool(all)
	for i := range all {
		if d := all[i].repairs; d != nil {
			if r.repairs == nil {
				r.repairs = &metrics.LengthTally{}
			}
			r.repairs.Merge(d)
		}
		for _, next := range all[i].failures {
			if n := len(r.failures); next.Earlier && n > 0 {
				r.failures[n-1].To = next.To
				r.failures[n-1].Lost += next.Lost
				continue
			}
			r.failures = append(r.failures, next)
		}
	}
	return r
}

// uptimes lists the uptime of each reading.
func uptimes(all []reading) (ups []metrics.Uptime) {
	for i := range all {
		ups = append(ups, all[i].up)
	}
	return ups
}

// source is the kind of facts that an objective is computed from.
type source uint8

const (
	fromCycles source = iota // of a clock of tickets
	fromTime                 // outages, states and exclusions together
	fromCounts
	fromSamples
)

// The kinds of figures, as an error about a bound names them.
const (
	aShare           = "a share, such as 95%"
	aShareOrDowntime = "a share, such as 99.9%, or the time lost, such as at most 4h"
	aLength          = "a length of time, such as at most 8h"
	aNumber          = "a number, such as at least 4.5"
)

var (
	shareGiven  = metrics.ShareOf(1, 1)
	lengthGiven = metrics.LengthOf(1)
	numberGiven = metrics.NumberOf(new(big.Rat))
)

// familyOf is the table of the kinds of metrics. The metric was checked, or its
// mistakes were reported and the agreement will not be made.
func familyOf(o *Objective, own metrics.Measurer) family {
	least := o.Least
	shares := family{gives: shareGiven, example: aShare, figure: func(o *Outcome, s *sum) {
		o.Attained, o.Reason = metrics.Count{Good: s.good, Total: s.total}.Figure(least)
	}}
	switch m := o.Metric.(type) {
	case metrics.Mean:
		return summed(grain(m.Grain), func(t *metrics.LengthTally) (metrics.Figure, Reason) { return t.Mean(least) })
	case metrics.Max:
		return lengths(grain(m.Grain), func(d *metrics.Distribution) (metrics.Figure, Reason) { return d.Max(least) })
	case metrics.Sum:
		return summed(grain(m.Grain), func(t *metrics.LengthTally) (metrics.Figure, Reason) { return t.Sum(least) })
	case metrics.Percentile:
		rank, err := m.Rank.Share()
		if err != nil {
			rank = big.NewRat(1, 1)
		}
		return lengths(grain(m.Grain), func(d *metrics.Distribution) (metrics.Figure, Reason) { return d.Percentile(rank, m.Method, least) })
	case metrics.Repair:
		return repair(m, least)
	case metrics.Availability:
		pipeline, _ := m.Pipeline()
		return available([]string{m.Of}, m.Calendar, "calendar", func(lines []*metrics.Timeline, look metrics.Look) (metrics.Uptime, error) {
			return pipeline.Measure(lines[0], look)
		}, pipeline.Pool).downtime(o.Attain)
	case metrics.Composed:
		rules, _ := m.Rules()
		return available(rules.Parts(), m.Each.Calendar, "each.calendar", rules.Measure, rules.Pool).downtime(o.Attain)
	case metrics.Slices:
		return sliced(m)
	case metrics.Ratio:
		f := shares
		f.subjects = []string{m.Of}
		f.source, f.excess, f.take = fromCounts, m.Excess == metrics.ExcessClamp, func(i *item) (metrics.Count, FindingCode) {
			if m.Excess == metrics.ExcessClamp {
				if i.count.Good > metrics.CountMax {
					return i.count, FindingCount
				}
				return i.count, impossible(min(i.count.Good, i.count.Total), i.count.Total)
			}
			return i.count, impossible(i.count.Good, i.count.Total)
		}
		if m.Good != "" {
			limit, _ := m.Good.Parse()
			f.source, f.take = fromSamples, func(i *item) (metrics.Count, FindingCode) {
				return metrics.Hit(limit.MeetsDecimal(i.value)), ""
			}
		}
		f.figure = func(o *Outcome, s *sum) {
			o.Attained, o.Reason = m.Figure(metrics.Count{Good: s.good, Total: s.total}, least)
			if good, _, ok := o.Attained.Parts(); ok {
				o.Good = good // at most the total
			}
		}
		return f
	case metrics.Score:
		return scored(m, least)
	case metrics.Total:
		return totalled(m, least)
	case metrics.Custom:
		f := shares
		f.kind = kindCustom
		if o.Clock == "" {
			f.source, f.kind, f.subjects = fromCounts, kindNone, []string{m.With[customOf]}
			f.take = func(i *item) (metrics.Count, FindingCode) {
				c := own.Measure(metrics.Item{Subject: i.of, Attrs: i.attrs, With: m.With, Good: i.count.Good, Total: i.count.Total})
				return c, impossible(c.Good, c.Total)
			}
		}
		return f
	}
	return shares
}

// customOf is the parameter that names the counts of a metrics.Custom without a clock.
const customOf = "of"

func impossible(good, total int64) FindingCode {
	if good < 0 || good > total || total > metrics.CountMax {
		return FindingCount
	}
	return ""
}

// grain is the unit to which lengths are rounded up; 0: they are not rounded.
func grain(s metrics.Span) time.Duration {
	d, _ := s.Parse() // it was checked
	return d
}

// summed is the family of sums and means of lengths of time. A cell keeps two numbers.
func summed(grain time.Duration, statistic func(*metrics.LengthTally) (metrics.Figure, Reason)) family {
	return family{
		kind: kindDuration, gives: lengthGiven, example: aLength,
		keep: func(time.Time) store { return sumStore{&metrics.LengthTally{}, grain} },
		figure: func(o *Outcome, s *sum) {
			t := &metrics.LengthTally{}
			if kept, ok := s.kept.(sumStore); ok {
				t = kept.LengthTally
			}
			o.Total = t.Count()
			o.Attained, o.Reason = statistic(t)
		},
	}
}

// lengths is the family of maxima and percentiles of lengths of time.
func lengths(unit time.Duration, statistic func(*metrics.Distribution) (metrics.Figure, Reason)) family {
	return family{
		kind: kindDuration, gives: lengthGiven, example: aLength,
		keep: func(time.Time) store { return lengthStore{metrics.NewDistribution(unit)} },
		figure: func(o *Outcome, s *sum) {
			d := &metrics.Distribution{}
			if kept, ok := s.kept.(lengthStore); ok {
				d = kept.Distribution
			}
			o.Total = d.Count()
			o.Attained, o.Reason = statistic(d)
		},
	}
}

// available is the family of shares of time, which are read from timelines.
func available(subjects []string, calendar, under string,
	measure func([]*metrics.Timeline, metrics.Look) (metrics.Uptime, error), pool func(...metrics.Uptime) metrics.Uptime) family {
	return family{
		source: fromTime, kind: kindNone, subjects: subjects, calendar: calendar, under: under,
		gives: shareGiven, example: aShare, lone: true, figure: func(*Outcome, *sum) {},
		read: func(lines []*metrics.Timeline, _ store, look metrics.Look) (r reading, err error) {
			r.up, err = measure(lines, look)
			return r, err
		},
		show: func(o *Outcome, r reading) {
			o.Attained, o.Raw, o.Reason, o.Ledger, o.Failures = r.up.Attained, r.up.Raw, r.up.Reason, r.up.Ledger, r.failures
		},
		pool: func(all []reading) reading { return reading{up: pool(uptimes(all)...)} },
	}
}

// downtime gives the family whose figure is the time lost if the promise bounds it,
// such as "at most 4h"; else f.
func (f family) downtime(promised metrics.Bound) family {
	limit, err := promised.Parse()
	if err != nil || !limit.Speaks(lengthGiven) {
		f.example = aShareOrDowntime
		return f
	}
	f.gives, f.example = lengthGiven, aLength
	f.show = func(o *Outcome, r reading) {
		o.Ledger, o.Failures = r.up.Ledger, r.failures
		if o.Reason = r.up.Reason; o.Reason == "" {
			o.Attained = r.up.Lost
		}
	}
	return f
}

// repair is the family of metrics of failures. A failure is a stretch in which the
// service was down, of one or more outages. A mean time to repair or to acknowledge
// is over failures, in the hours of the calendar; it is exact.
func repair(m metrics.Repair, least int64) family {
	f := family{source: fromTime, kind: kindNone, subjects: []string{m.Of}, calendar: m.Calendar, under: "calendar", gives: lengthGiven, example: aLength}
	if m.Statistic == metrics.Failures {
		f.gives, f.example = numberGiven, aNumber
	}
	f.repairs = m.Statistic == metrics.MeanToRepair || m.Statistic == metrics.MeanToAcknowledge
	f.lives = f.repairs && (m.Statistic == metrics.MeanToAcknowledge || slices.ContainsFunc(m.Since, func(p metrics.Point) bool { return p != metrics.Began }))
	pipeline, _ := metrics.Availability{Of: m.Of, NoData: metrics.NoDataExclude}.Pipeline()
	f.lone, f.figure = true, func(*Outcome, *sum) {}
	f.read = func(lines []*metrics.Timeline, _ store, look metrics.Look) (r reading, err error) {
		r.up, err = pipeline.Measure(lines[0], look)
		return r, err
	}
	f.pool = func(all []reading) reading { return reading{up: pipeline.Pool(uptimes(all)...)} }
	f.show = func(o *Outcome, of reading) {
		if f.repairs {
			d := of.repairs
			if d == nil {
				d = &metrics.LengthTally{}
			}
			o.Total = d.Count()
			if o.Attained, o.Reason = d.Mean(least); o.Reason == metrics.NoItems {
				o.Reason = metrics.NoFailures
			}
			return
		}
		o.Ledger, o.Failures = of.up.Ledger, of.failures
		if o.Reason = of.up.Reason; o.Reason != "" {
			return
		}
		r := of.up.Ledger.Reliability()
		r.Failures = of.begun()
		switch o.Total = r.Failures; {
		case r.Failures < least:
			o.Reason = metrics.BelowLeast
		case m.Statistic == metrics.Failures:
			o.Attained = metrics.NumberOf(big.NewRat(r.Failures, 1))
		default:
			o.Attained, o.Reason = r.MTBF()
		}
	}
	return f
}

// sliced is the family of slices.
func sliced(m metrics.Slices) family {
	rules, _ := m.Rules()
	keep := func(start time.Time) store {
		s := sliceStore{every: rules.Every(), anchor: rules.Anchor(start)}
		s.SliceTally, _ = metrics.NewSliceTally(s.every, s.anchor) // both were checked
		return s
	}
	return family{
		source: fromCounts, kind: kindNone, subjects: []string{m.Of}, calendar: m.Calendar, under: "calendar",
		gives: shareGiven, example: aShare, lone: true, figure: func(*Outcome, *sum) {}, keep: keep,
		take: func(i *item) (metrics.Count, FindingCode) {
			return metrics.Count{}, impossible(i.count.Good, i.count.Total)
		},
		put: func(kept store, i *item, times int64) error {
			if times < 0 {
				return kept.(sliceStore).Remove(i.time, i.count)
			}
			return kept.(sliceStore).Add(i.time, i.count)
		},
		read: func(_ []*metrics.Timeline, kept store, look metrics.Look) (r reading, err error) {
			r.slices, err = rules.Measure(kept.(sliceStore).SliceTally, look)
			return r, err
		},
		show: func(o *Outcome, r reading) {
			c := r.slices
			o.Slices = &c
			o.Attained, o.Reason = c.Attained, c.Reason
			if o.Total = c.Good + c.Short + c.Bad; m.Bad != "" || m.Good != "" {
				o.Good = c.Good + c.Short // without Bad and Good slices are not judged
			}
		},
		pool: func(all []reading) reading {
			var counts []metrics.SliceCount
			for i := range all {
				counts = append(counts, all[i].slices)
			}
			return reading{slices: rules.Pool(counts...)}
		},
	}
}

// scored is the family of scores of answers.
func scored(m metrics.Score, least int64) family {
	rules, _ := m.Rules()
	f := family{
		source: fromSamples, kind: kindNone, subjects: []string{m.Of}, gives: numberGiven, example: aNumber,
		keep: func(time.Time) store { return sampleStore{&metrics.Samples{}} },
		take: func(i *item) (metrics.Count, FindingCode) {
			if !rules.OnScale(i.value) {
				return metrics.Count{}, FindingScale
			}
			return metrics.Count{}, ""
		},
		put: func(kept store, i *item, times int64) error {
			if times < 0 {
				return kept.(sampleStore).Remove(i.value, 1)
			}
			return kept.(sampleStore).Add(i.value, 1)
		},
		figure: func(o *Outcome, s *sum) {
			answers := &metrics.Samples{}
			if kept, ok := s.kept.(sampleStore); ok {
				answers = kept.Samples
			}
			_, o.Total, _ = answers.Sum()
			o.Attained, o.Reason = rules.Score(answers, least)
			if good, _, ok := o.Attained.Parts(); ok {
				o.Good = good
			}
		},
	}
	if m.Kind == metrics.TopBox {
		f.gives, f.example = shareGiven, aShare
	}
	return f
}

// totalled is the family of sums of samples. Without samples the sum is 0.
func totalled(m metrics.Total, least int64) family {
	return family{
		source: fromSamples, kind: kindNone, subjects: []string{m.Of}, gives: numberGiven, example: aNumber,
		keep: func(time.Time) store { return totalStore{&metrics.TotalTally{}} },
		take: func(*item) (metrics.Count, FindingCode) { return metrics.Count{}, "" },
		put: func(kept store, i *item, times int64) error {
			if times < 0 {
				return kept.(totalStore).Remove(i.value)
			}
			return kept.(totalStore).Add(i.value)
		},
		figure: func(o *Outcome, s *sum) {
			total := &metrics.TotalTally{}
			if kept, ok := s.kept.(totalStore); ok {
				total = kept.TotalTally
			}
			if n, _ := total.Figure(metrics.TotalCount, 0); n.IsValid() {
				o.Total = n.Rat().Num().Int64()
			}
			o.Attained, o.Reason = total.Figure(m.Statistic, least)
		},
	}
}

// about reports whether the figure is computed from facts of a source and subject.
func (f *family) about(from source, of string) bool {
	if f.source != from {
		return false
	}
	for _, s := range f.subjects {
		if s == of {
			return true
		}
	}
	return false
}
