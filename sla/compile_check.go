package sla

import (
	"fmt"
	"strconv"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
)

// family checks the metric of an objective and the fields that go with it, and gives
// its family.
func (b *builder) family(o *Objective, p *objectiveProgram, path string) family {
	at := path
	if o.Metric != nil {
		at = path + "." + o.Metric.Key()
		for _, e := range fault.All(metrics.Check(o.Metric)) {
			placed := *e
			placed.Path = fault.Join(at, e.Path)
			b.once(&placed)
		}
	}
	if m, ok := o.Metric.(metrics.Custom); ok {
		p.own = b.measurer(m, at)
	}
	f := familyOf(o, p.own)
	if _, ok := b.calendars[f.calendar]; !ok && f.calendar != "" {
		b.add(at+"."+f.under, f.calendar, fault.ErrUnknown, "%s", b.oneOf(f.calendar, b.calendarNames))
	}
	if per := quotaPer(o.Metric); per != "" {
		if _, err := per.parse(); err != nil {
			b.once(&fault.FieldError{Path: at + ".quota-per", Value: string(per), Err: err})
		}
	}
	b.placed(o, &f, path, at)
	if m, ok := o.Metric.(metrics.Slices); ok {
		b.sliceLengths(o, m, at)
	}
	b.abandons(o, p, path)
	return f
}

// placed checks the parts of an objective that only some families have.
func (b *builder) placed(o *Objective, f *family, path, at string) {
	switch m, custom := o.Metric.(metrics.Custom); {
	case f.source == fromCycles && o.Clock == "" && o.Metric == nil:
		b.add(path+".clock", "", fault.ErrMissing, "an objective names a clock, or a metric without a clock, such as availability")
	case f.source == fromCycles && o.Clock == "":
		b.add(path+".clock", "", fault.ErrMissing, "this metric is about the time of a clock")
	case f.source != fromCycles && o.Clock != "":
		b.add(path+".clock", o.Clock, fault.ErrConflict, "this metric is not about the time of a clock")
	case custom && o.Clock == "" && m.With[customOf] == "":
		b.add(at+".with.of", "", fault.ErrMissing, "name the counts that are measured, or a clock")
	}
	if f.repairs && o.Counts != ByStart && o.Counts != ByStop {
		b.add(path+".counts", string(o.Counts), fault.ErrMissing, "say which end of the time puts an outage into a period: started or stopped")
	}
	if f.source == fromTime {
		if len(o.Where) > 0 {
			b.add(path+".where", "", fault.ErrConflict, "time is not narrowed by attributes; give it for each member with by, or give the service a name of its own")
		}
	}
}

// slicesMost bounds how many slices a period may have, as the metrics package
// does.
const slicesMost = 1 << 28

// sliceLengths checks that slices fit the periods of an objective.
func (b *builder) sliceLengths(o *Objective, m metrics.Slices, at string) {
	every, err := o.Period.parse()
	length, lengthErr := m.Every.Parse()
	if err != nil || lengthErr != nil || length == 0 {
		return // the problem is reported elsewhere
	}
	if every.rolling > 0 && m.Align != metrics.AlignClock {
		b.add(at+".align", string(m.Align), fault.ErrConflict, "a rolling period starts anew each day: its slices are aligned to the clock")
	}
	days := every.days + 31*every.months
	switch {
	case every.rolling > 0:
		days = every.rolling
	case every.single():
		days = int(every.once.to - every.once.from)
	}
	const day = 25 * 60 * 60 * 1e9 // the longest in ordinary zones
	if most := int64(days) * (day / 1e6) / max(1, int64(length)/1e6); most >= slicesMost || int64(length) < 1e6 {
		b.add(at+".every", string(m.Every), fault.ErrRange, "a period has at most %s slices, of a millisecond or more", strconv.Itoa(slicesMost))
	}
}

// abandons compiles Objective.Abandoned.
func (b *builder) abandons(o *Objective, p *objectiveProgram, path string) {
	var rows []matcherRow
	m, share := o.Metric.(metrics.Share)
	switch share = share || o.Metric == nil; {
	case len(o.Abandoned) > 0 && !share:
		b.add(path+".abandoned", "", fault.ErrConflict, "only a share can say how abandoned items count")
	case len(o.Abandoned) > 0:
		rows = []matcherRow{{while: o.Abandoned}}
		p.abandons = &abandons{policy: m.Abandons, short: shortSpan(m.Short)}
	case m.Abandons != "":
		b.add(path+".abandoned", "", fault.ErrMissing, "say which attributes of a ticket show that it was abandoned")
	}
	b.abandoned = append(b.abandoned, rows)
	b.p.words.mention(rows)
}

// measurer finds the caller's own metric in Sources.Measurers.
func (b *builder) measurer(m metrics.Custom, at string) metrics.Measurer {
	for _, own := range b.sources.Measurers {
		if own == nil || own.Name() != m.Name {
			continue
		}
		if own.Version() != m.Version {
			b.add(at+".version", fmt.Sprint(m.Version), fault.ErrConflict, "the measurer given is version %d", own.Version())
		}
		return own
	}
	if m.Name != "" {
		b.add(at+".name", m.Name, fault.ErrUnknown, "no measurer of that name was given")
	}
	return nil
}

// measurers checks Sources.Measurers.
func (c *compiler) measurers() {
	seen := map[string]bool{}
	for i, own := range c.sources.Measurers {
		path := fmt.Sprintf("measurers[%d]", i)
		switch {
		case own == nil:
			c.faults.Addf(path, "", fault.ErrMissing, "a measurer is nil")
		case own.Name() == "":
			c.faults.Addf(path, "", fault.ErrMissing, "a measurer needs a name")
		case seen[own.Name()]:
			c.faults.Addf(path, own.Name(), fault.ErrConflict, "an earlier measurer has this name")
		default:
			seen[own.Name()] = true
		}
	}
}
