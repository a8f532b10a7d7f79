package sla

import (
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/wire"
	"github.com/upheld/upheld/metrics"

	"github.com/shopspring/decimal"
)

// item is one count or one sample.
type item struct {
	of    string
	time  time.Time
	attrs Attrs
	count metrics.Count
	value decimal.Decimal // of samples
}

func (t *Tally) count(c *Count, times int64) {
	t.one = item{of: c.Of, time: c.At, attrs: c.Attrs, count: metrics.Count{Good: c.Good, Total: c.Total}}
	t.item(fromCounts, &t.one, times)
	t.one = item{} // lets go of the fact
}

func (t *Tally) sample(s *Sample, times int64) {
	if !exact.Bounded(s.Value) {
		t.find(Finding{FindingAmount, strings.Clone(s.Of), "value", ""}, times)
		return
	}
	t.one = item{of: s.Of, time: s.At, attrs: s.Attrs, value: s.Value}
	t.item(fromSamples, &t.one, times)
	t.one = item{}
}

// item adds to every cell that counts it.
func (t *Tally) item(from source, i *item, times int64) {
	at, ok := nanos(i.time)
	switch {
	case !ok:
		t.find(Finding{FindingInstant, strings.Clone(i.of), "at", i.time.UTC().Format(time.RFC3339)}, times)
		return
	case at > t.cut:
		return
	}
	known, problem := false, FindingCode("")
	for _, n := range t.a.readers(i.of) {
		p := &t.a.promises[n]
		if !p.about(from, i.of) {
			continue
		}
		known = true
		if at < p.from || at >= p.to || !p.Where.Holds(i.attrs) {
			continue
		}
		if code := t.itemOf(p, n, at, i, times); code != "" {
			problem = code
		}
	}
	switch {
	case !known:
		t.find(Finding{FindingUnknown, strings.Clone(i.of), "of", ""}, times)
	case at < t.a.from || at >= t.a.to:
		t.find(Finding{FindingOutside, strings.Clone(i.of), "at", i.time.UTC().Format(time.RFC3339)}, times)
	case problem == FindingCount:
		t.find(Finding{problem, strings.Clone(i.of), "good", ""}, times)
	case problem != "":
		t.find(Finding{problem, strings.Clone(i.of), "value", exact.Text(i.value)}, times)
	}
}

// itemOf adds an item to the cells of one promise, or says why it cannot count.
func (t *Tally) itemOf(p *promise, number int32, at int64, i *item, times int64) FindingCode {
	adds, code := p.take(i)
	if code != "" {
		return code
	}
	key := cellKey{promise: number, step: t.step(number, at)}
	for g := range 1 + p.groupings() {
		switch key.grouping = int32(g); {
		case g > len(p.groups):
			key.group = t.cutOfItem(&p.cuts[g-len(p.groups)-1], i.attrs, at)
		case g > 0:
			key.group = t.groupOf(p.groups[g-1], i.attrs)
		}
		c := t.cell(key)
		c.good += adds.Good * times
		c.total += adds.Total * times
		if p.put == nil {
			continue
		}
		if err := p.put(t.kept(c), i, times); err != nil {
			return FindingAmount // of the first cell, before anything was kept
		}
	}
	return ""
}

// kept gives what a cell keeps in addition to its counts.
func (t *Tally) kept(c *cell) store {
	if c.kept == nil {
		p := &t.a.promises[c.key.promise]
		c.kept = p.keep(t.stepStart(p, c.key.step))
	}
	return c.kept
}

// stepStart is when a step of a promise begins, within the horizon.
func (t *Tally) stepStart(p *promise, step int32) time.Time {
	return instant(min(t.a.start(p.every.period(int(step)).from), forever-1))
}

// groupOf interns the values of some attributes.
func (t *Tally) groupOf(keys []string, attrs Attrs) int32 {
	if len(keys) == 1 {
		value := attrs.Get(keys[0])
		if g, ok := t.single[value]; ok {
			return g
		}
		return t.group([]string{value})
	}
	t.key = t.key[:0]
	for _, key := range keys {
		t.key = wire.AppendText(t.key, attrs.Get(key))
	}
	if g, ok := t.tuple[string(t.key)]; ok {
		return g
	}
	values := make([]string, len(keys))
	for i, key := range keys {
		values[i] = attrs.Get(key)
	}
	return t.group(values)
}
