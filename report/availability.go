package report

import (
	"fmt"
	"math/big"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// availability shows how the time of each period of a service was spent.
func (s *summary) availability() {
	titled := false
	for i := range s.r.Outcomes {
		o := &s.r.Outcomes[i]
		if len(o.Ledger) == 0 || o.Judge != "" { // for a sum of periods, each period shows its ledger
			continue
		}
		if !titled {
			s.heading(2, s.words.availability.title)
			titled = true
		}
		title := s.titleIn(o)
		if len(o.Group) > 0 {
			title += s.words.comma + s.group(o.Group)
		}
		s.heading(3, title)
		s.paragraph(s.reached(o))
		s.budget(o)
		s.buckets(o)
		s.incidents(o)
	}
}

// reached is the figure in a sentence, with the figure before exclusions if that
// differs.
func (s *summary) reached(o *sla.Outcome) string {
	w := &s.words.availability
	limit, err := o.Promised.Parse()
	if err != nil {
		limit = metrics.Limit{}
	}
	if !o.Attained.IsValid() {
		return ""
	}
	if o.Attained.Kind() != metrics.ShareFigure {
		return s.attained(o.Attained, limit) + s.words.stop
	}
	text := fmt.Sprintf(w.attained, s.attained(o.Attained, limit), s.goodOfTotal(o))
	if o.Raw.IsValid() && !o.Raw.Equal(o.Attained) {
		text += s.words.comma + fmt.Sprintf(w.before, s.attained(o.Raw, limit))
	}
	return text + s.words.stop
}

// buckets sums up the ledger by bucket and by whether the time counts.
func (s *summary) buckets(o *sla.Outcome) {
	w := &s.words.availability
	type key struct {
		bucket  metrics.Bucket
		counted bool
	}
	var keys []key
	sums, entries := map[key]time.Duration{}, map[key]int64{}
	for _, e := range o.Ledger {
		k := key{e.Bucket, e.Counted}
		if entries[k] == 0 {
			keys = append(keys, k)
		}
		entries[k]++
		sums[k] += e.Length()
	}
	t := table{sums: 1, columns: []column{{w.time, words}, {w.length, number}, {w.counted, words}}}
	for _, bucket := range bucketOrder(keys, func(k key) metrics.Bucket { return k.bucket }) {
		counted := w.no
		if bucket.counted {
			counted = w.yes
		}
		t.rows = append(t.rows, row{cells: []string{word(w.buckets, bucket.bucket), s.duration(sums[bucket]), counted}})
	}
	t.rows = append(t.rows, row{cells: []string{s.words.sum, s.duration(o.Ledger.Total())}})
	s.table(t)
}

// bucketOrder sorts items by bucket: up, degraded, down, then the rest; unknown buckets
// last.
func bucketOrder[K any](all []K, of func(K) metrics.Bucket) []K {
	order := []metrics.Bucket{
		metrics.Up, metrics.Degraded, metrics.Down, metrics.Ignored, metrics.Forgiven, metrics.Excluded,
		metrics.NoData, metrics.NotMonitored, metrics.OutsideHours, metrics.Future,
	}
	var sorted []K
	known := map[metrics.Bucket]bool{}
	for _, b := range order {
		known[b] = true
		for _, k := range all {
			if of(k) == b {
				sorted = append(sorted, k)
			}
		}
	}
	for _, k := range all {
		if !known[of(k)] {
			sorted = append(sorted, k)
		}
	}
	return sorted
}

// incidents lists the ledger entries other than up, outside hours and future.
func (s *summary) incidents(o *sla.Outcome) {
	w := &s.words.availability
	var all []metrics.Entry
	for _, e := range o.Ledger {
		switch e.Bucket {
		case metrics.Up, metrics.OutsideHours, metrics.Future:
		default:
			all = append(all, e)
		}
	}
	t := table{columns: []column{{w.from, instant}, {w.to, instant}, {w.length, number}, {s.words.budget.lost, number}, {w.what, words}, {w.cause, linkedWords}}}
	shown, left := s.cut(len(all))
	for _, e := range all[:shown] {
		t.rows = append(t.rows, row{link: incidentOf(e), cells: []string{
			s.instant(e.From), s.until(e.From, e.To), s.duration(e.Length()), s.lost(e), s.became(e), e.Cause,
		}})
	}
	if left > 0 {
		var rest time.Duration
		for _, e := range all[shown:] {
			rest += e.Length()
		}
		t.rows = append(t.rows, row{cells: []string{fmt.Sprintf(s.words.more, left), "", s.duration(rest), s.lost(all[shown:]...)}})
	}
	s.table(t)
}

// incidentOf gives the incident that is the cause of an entry; the zero Ref if the cause is
// a window, or is not known.
func incidentOf(e metrics.Entry) (of Ref) {
	switch e.Bucket {
	case metrics.Down, metrics.Degraded, metrics.Ignored:
		of.Incident = e.Cause
	}
	return of
}

// lost is how much time entries of a ledger lost; "" if they lost nothing.
func (s *summary) lost(entries ...metrics.Entry) string {
	lost := metrics.Ledger(entries).Lost()
	if lost.Sign() == 0 {
		return ""
	}
	return s.length(lost.Quo(lost, big.NewRat(int64(time.Second), 1)), true)
}

// became says what became of a stretch of time.
func (s *summary) became(e metrics.Entry) string {
	w := &s.words.availability
	what := word(w.buckets, e.Bucket)
	if e.Bucket == metrics.Degraded {
		what = fmt.Sprintf(w.degraded, what, e.Weight)
	}
	if e.Bucket != metrics.Down && e.Bucket != metrics.Degraded && !e.Weight.IsZero() {
		what = fmt.Sprintf(w.during, what, word(w.buckets, metrics.Bucket(e.State))) // a state of the agreement has no word
	}
	if e.Held {
		what = fmt.Sprintf(w.held, what)
	}
	return what
}
