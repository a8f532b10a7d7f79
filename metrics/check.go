package metrics

import (
	"strconv"
	"time"

	"github.com/upheld/upheld/internal/fault"
)

// Check lists all problems of a metric, in the order of its fields, as FieldErrors
// whose paths start at the metric. It does not know which calendars, subjects and
// measurers exist.
func Check(m Metric) error {
	var l fault.List
	switch m := m.(type) {
	case nil:
		l.Add("", "", ErrMissing)
	case Share:
		_, err := m.Rules()
		l.Merge("", err)
	case Mean:
		grain(&l, m.Grain)
	case Max:
		grain(&l, m.Grain)
	case Sum:
		grain(&l, m.Grain)
	case Percentile:
		_, err := m.Rank.Share()
		l.Add("rank", string(m.Rank), err)
		l.Add("method", string(m.Method), m.Method.check())
		grain(&l, m.Grain)
	case Availability:
		_, err := m.Pipeline()
		l.Merge("", err)
	case Slices:
		_, err := m.Rules()
		l.Merge("", err)
	case Composed:
		_, err := m.Rules()
		l.Merge("", err)
	case TimeIn:
		m.check(&l)
	case Repair:
		m.check(&l)
	case Ratio:
		required(&l, "of", m.Of)
		numbers(&l, "good", m.Good)
		l.Add("excess", string(m.Excess), word(m.Excess, true, ExcessReject, ExcessClamp))
	case Score:
		_, err := m.Rules()
		l.Merge("", err)
	case Total:
		required(&l, "of", m.Of)
		l.Add("statistic", string(m.Statistic), word(m.Statistic, true, TotalSum, TotalMean, TotalCount))
	case Custom:
		required(&l, "name", m.Name)
		if m.Version < 0 {
			l.Addf("version", strconv.Itoa(m.Version), ErrRange, "a version is not negative")
		}
	default:
		l.Addf("", "", ErrUnknown, "a metric is given by value, not as a pointer")
	}
	return l.Err()
}

func required(l *fault.List, path, value string) {
	if value == "" {
		l.Add(path, "", ErrMissing)
	}
}

// grain checks an optional, positive length.
func grain(l *fault.List, s Span) {
	if s != "" {
		positive(l, "grain", s)
	}
}

func positive(l *fault.List, path string, s Span) time.Duration {
	d, err := s.Parse()
	l.Add(path, string(s), err)
	if err == nil && d == 0 {
		l.Addf(path, string(s), ErrRange, "a length above 0 is needed")
	}
	return d
}

func (m Repair) check(l *fault.List) {
	required(l, "of", m.Of)
	l.Add("statistic", string(m.Statistic), word(m.Statistic, false, MeanToRepair, MeanBetweenFailures, MeanToAcknowledge, Failures))
	for i, p := range m.Since {
		l.Add("since["+strconv.Itoa(i)+"]", string(p), word(p, false, Began, Detected, Reported, Ticketed))
	}
	if len(m.Since) > 0 && m.Statistic != MeanToRepair && m.Statistic != MeanToAcknowledge {
		l.Addf("since", "", ErrConflict, "only mttr and mtta have a starting point")
	}
}

func (m TimeIn) check(l *fault.List) {
	required(l, "attribute", m.Attribute)
	if len(m.Is) == 0 {
		l.Add("is", "", ErrMissing)
	}
	required(l, "calendar", m.Calendar)
	l.Add("statistic", string(m.Statistic), word(m.Statistic, false, TimeMean, TimeSum, TimePercentile))
	if m.Statistic == TimePercentile {
		l.Merge("", Check(m.Of()))
		return
	}
	if m.Rank != "" || m.Method != "" {
		l.Addf("rank", string(m.Rank), ErrConflict, "only a percentile has a rank and a method")
	}
	grain(l, m.Grain)
}
