package chain

import (
	"math/big"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// need is how the parts make the whole.
type need struct {
	most   int        // so many parts may be down; -1: they are weighted
	weight []*big.Rat // of each part; nil: no weights
}

// availability compares the promised availability of an objective with those below, for
// each of its periods that begins in the stretch.
func (c *checker) availability(o *sla.Objective, t *terms, steps []step, from, to time.Time) {
	place := t.place(o.ID)
	whole, needs, why := needOf(o, t, steps, from)
	if why != "" {
		c.notCompared(o.ID, place, why, steps, nil)
		return
	}
	limit, err := o.Attain.Parse()
	if err != nil || o.Attain == "" {
		return // nothing is promised
	}
	for day := c.over.From(); day < c.over.To(); day++ {
		at, _ := c.top.a.Bounds(sla.Day(day))
		p, err := c.top.a.PeriodAt(o.Period, at)
		if err != nil {
			return
		}
		// A period is looked at once, on its first day or on the first day of the stretch;
		// a rolling period ends with each day.
		if p.From() != day && p.To() != day+1 && day != c.over.From() {
			continue
		}
		start, end := c.top.a.Bounds(p)
		start, end = later(start, c.top.from), earlier(end, c.top.to)
		if at.Before(from) || !at.Before(to) || !start.Before(end) {
			continue
		}
		g, ok := c.period(o, t, whole, needs, limit, steps, start, end)
		if ok {
			g.Path = place + ".attain"
			c.gap(g)
		} else if g.Code != "" {
			c.gap(g)
			return
		}
	}
	for _, s := range steps {
		if below := s.side.at(later(from, s.side.from)); below != nil {
			if m, ok := metricOf(below.objective(s.Objective)); ok {
				for _, key := range leftOut(whole, m) {
					c.gap(Gap{Finding: sla.Finding{Code: "shortfall", Subject: o.ID, Path: s.place, Value: key}, Below: []sla.Reliance{s.Reliance}})
				}
			}
		}
	}
}

// metricOf gives the rules of an objective about the time in which a service was up.
func metricOf(o *sla.Objective) (m metrics.Availability, ok bool) {
	if o == nil {
		return m, false
	}
	m, ok = o.Metric.(metrics.Availability)
	return m, ok
}

// needOf gives how the time of the whole counts and how many parts it needs.
func needOf(o *sla.Objective, t *terms, steps []step, at time.Time) (whole metrics.Availability, n need, why string) {
	composed, is := o.Metric.(metrics.Composed)
	if !is {
		whole, is = o.Metric.(metrics.Availability)
		if !is {
			return whole, n, "metric"
		}
		return whole, n, ""
	}
	names := slices.Concat(composed.Series, composed.Parallel)
	for name := range composed.Weighted {
		names = append(names, name)
	}
	if n.most = 0; len(composed.Parallel) > 0 {
		n.most = len(composed.Parallel) - max(1, composed.AtLeast)
	}
	found := map[string]bool{}
	for _, s := range steps {
		name := s.Objective
		if below := s.side.at(later(at, s.side.from)); below != nil && !slices.Contains(names, name) {
			m, _ := metricOf(below.objective(s.Objective))
			name = m.Of
		}
		if !slices.Contains(names, name) || found[name] {
			return composed.Each, n, "parts"
		}
		found[name] = true
		if len(composed.Weighted) > 0 {
			share, err := composed.Weighted[name].Weight()
			if err != nil {
				return composed.Each, n, "parts"
			}
			n.weight = append(n.weight, share.Rat())
		}
	}
	if len(found) < len(names) {
		return composed.Each, n, "parts"
	}
	return composed.Each, n, ""
}

// period compares one period. If it gives a gap and false, nothing else of the objective
// can be compared.
func (c *checker) period(o *sla.Objective, t *terms, whole metrics.Availability, needs need, limit metrics.Limit, steps []step, start, end time.Time) (g Gap, found bool) {
	gap := func(code sla.FindingCode, s step, value string) Gap {
		return Gap{Finding: sla.Finding{Code: code, Subject: o.ID, Path: s.place, Value: value}, Below: []sla.Reliance{s.Reliance}}
	}
	hours, ok := t.calendar(whole.Calendar)
	if !ok {
		return Gap{Finding: sla.Finding{Code: "not-compared", Subject: o.ID, Path: t.place(o.ID), Value: "calendar"}, Below: reliances(steps)}, false
	}
	total := ratOf(hours.Elapsed(start, end))
	if total.Sign() == 0 {
		return Gap{}, false
	}
	var lost, even []*big.Rat // at the worst, and if periods below were cut like those on top
	var promised []metrics.Figure
	for _, s := range steps {
		l, why := c.loses(s, o, hours, start, end)
		switch why {
		case "":
		case "unsupported":
			g := gap("unsupported", s, s.name())
			g.Start = l.at
			return g, false
		default:
			return gap("not-compared", s, why), false
		}
		lost, even = append(lost, l.worst.Quo(l.worst, total)), append(even, l.even.Quo(l.even, total))
		promised = append(promised, l.promised)
	}
	certain := needs.certain(lost)
	if meets := limitMeets(limit, certain, total); meets {
		return Gap{}, false
	}
	g = Gap{Finding: sla.Finding{Code: "shortfall", Subject: o.ID, Value: percent(certain)}, Below: reliances(steps), Start: start, Certain: certain}
	if !limit.Speaks(certain) {
		g.Value = metrics.LengthOf(lengthLost(certain, total)).String()
	}
	if limitMeets(limit, needs.certain(even), total) {
		g.Code = "period-wider"
	}
	if needs.weight == nil {
		g.Independent, _ = metrics.DesignAtLeast(len(promised)-needs.most, promised...)
	}
	return g, true
}

// limitMeets compares a share of the time, or the time lost if a length is promised.
func limitMeets(limit metrics.Limit, certain metrics.Figure, total *big.Rat) bool {
	if limit.Speaks(certain) {
		return limit.Meets(certain)
	}
	return limit.Meets(metrics.LengthOf(lengthLost(certain, total)))
}

// lengthLost gives the time that is not certain, rounded up to a nanosecond.
func lengthLost(certain metrics.Figure, total *big.Rat) time.Duration {
	lost := new(big.Rat).Sub(big.NewRat(1, 1), certain.Rat())
	lost.Mul(lost, total)
	up := new(big.Int).Add(lost.Num(), new(big.Int).Sub(lost.Denom(), big.NewInt(1)))
	return time.Duration(up.Quo(up, lost.Denom()).Int64())
}

// certain gives the share in which enough parts are up, whatever happens, from the
// shares that each part may lose.
//
// If m parts have to be down at once for the whole to be down, then the shares lost are
// spread so that m are always down together. No spread lasts longer than the shares
// lost of all parts but the j that lose most, divided by m-j, for any j below m: in that
// time at least m-j of the other parts are down.
func (n need) certain(lost []*big.Rat) metrics.Figure {
	if n.weight != nil {
		var parts []metrics.Weighted
		for i, l := range lost {
			parts = append(parts, metrics.Weighted{Part: less(l), Weight: n.weight[i]})
		}
		f, _ := metrics.AddShortfalls(parts...)
		return f
	}
	sorted := slices.Clone(lost)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].Cmp(sorted[j]) > 0 })
	m := n.most + 1
	var worst metrics.Figure
	for j := range m {
		share := big.NewRat(1, int64(m-j))
		var parts []metrics.Weighted
		for _, l := range sorted[j:] {
			parts = append(parts, metrics.Weighted{Part: less(l), Weight: share})
		}
		f, _ := metrics.AddShortfalls(parts...)
		if !worst.IsValid() || f.Rat().Cmp(worst.Rat()) > 0 {
			worst = f
		}
	}
	return worst
}

// less gives 1 less a share.
func less(lost *big.Rat) metrics.Figure {
	return metrics.ShareOfRat(new(big.Rat).Sub(big.NewRat(1, 1), lost))
}

func ratOf(d time.Duration) *big.Rat { return new(big.Rat).SetInt64(int64(d)) }

// loss is how much of the hours on top a part may lose in a period.
type loss struct {
	worst    *big.Rat // whatever happens
	even     *big.Rat // if each period below allowed only as much as lies within
	promised metrics.Figure
	at       time.Time // the first instant without a promise
}

// loses gives what a part may lose in a period: what its own hours leave out, and in
// each of its periods that the period meets what the part may lose there. why says that
// the part cannot be compared.
func (c *checker) loses(s step, o *sla.Objective, hours calendar.Calendar, start, end time.Time) (l loss, why string) {
	l = loss{worst: new(big.Rat), even: new(big.Rat)}
	for l.at = start; l.at.Before(end); {
		below := s.side.at(l.at)
		if below == nil {
			return l, "unsupported"
		}
		promise := below.objective(s.Objective)
		if promise == nil || promise.Attain == "" {
			return l, "unsupported"
		}
		m, is := metricOf(promise)
		if !is {
			return l, "metric"
		}
		own, ok := below.calendar(m.Calendar)
		if !ok {
			return l, "calendar"
		}
		limit, err := promise.Attain.Parse()
		p, periodErr := s.side.a.PeriodAt(promise.Period, l.at)
		if err != nil || periodErr != nil {
			return l, "metric"
		}
		from, to := s.side.a.Bounds(p)
		if strings.HasPrefix(string(promise.Period), "rolling") {
			if promise.Period != o.Period || s.side.a.Location().String() != c.top.a.Location().String() {
				return l, "period"
			}
			from, to = start, end
		}
		if from, to = later(from, s.side.from), earlier(to, s.side.to); from.After(l.at) || !to.After(l.at) {
			return l, "unsupported" // a period that happens once
		}
		all := ratOf(own.Elapsed(from, to))
		edge, upper := limit.Edge()
		allowed := new(big.Rat)
		switch share := limit.Speaks(metrics.ShareOf(1, 1)); {
		case share && !upper:
			allowed.Sub(big.NewRat(1, 1), edge).Mul(allowed, all)
			l.promised = metrics.ShareOfRat(edge)
		case !share && upper && all.Sign() > 0: // a length
			allowed.Set(edge)
			l.promised = less(new(big.Rat).Quo(edge, all))
		default:
			return l, "metric"
		}
		next := earlier(end, to)
		within := ratOf(c.both(hours, own).Elapsed(l.at, next))
		outside := ratOf(hours.Elapsed(l.at, next))
		outside.Sub(outside, within)
		even := new(big.Rat)
		if all.Sign() > 0 {
			even.Mul(allowed, ratOf(own.Elapsed(l.at, next))).Quo(even, all)
		}
		l.worst.Add(l.worst, outside).Add(l.worst, lesser(allowed, within))
		l.even.Add(l.even, outside).Add(l.even, lesser(even, within))
		l.at = next
	}
	return l, ""
}

func lesser(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

// both gives the hours that two calendars have in common.
func (c *checker) both(a, b calendar.Calendar) calendar.Calendar {
	if a == b {
		return a
	}
	key := [2]calendar.Calendar{a, b}
	if _, known := c.common[key]; !known {
		c.common[key] = calendar.Intersection(a, b)
	}
	return c.common[key]
}

// leftOut lists the keys by which a part leaves out lost time that the whole counts.
func leftOut(whole, part metrics.Availability) []string {
	var keys []string
	length := func(s metrics.Span) time.Duration {
		d, err := s.Parse()
		if s == "" || err != nil {
			return 0
		}
		return d
	}
	switch {
	case part.Maintenance == "":
	case whole.Maintenance == "":
		keys = append(keys, "maintenance")
	default:
		if length(part.Notice) < length(whole.Notice) {
			keys = append(keys, "notice")
		}
		if whole.Quota != "" && (part.Quota == "" || part.QuotaPer != whole.QuotaPer || length(part.Quota) > length(whole.Quota)) {
			keys = append(keys, "quota")
		}
	}
	good := func(p metrics.NoDataPolicy) bool { return p == metrics.NoDataGood }
	if part.NoData != whole.NoData && (whole.NoData == metrics.NoDataBad || good(part.NoData)) {
		keys = append(keys, "no-data")
	}
	if part.NotMonitored != whole.NotMonitored && (whole.NotMonitored == metrics.NoDataBad || good(part.NotMonitored)) {
		keys = append(keys, "not-monitored")
	}
	ignored := func(m metrics.Availability) time.Duration {
		text, upTo := strings.CutPrefix(m.Ignore, "up to ")
		text = strings.TrimPrefix(text, "under ")
		d := max(length(m.IgnoreUnder), length(metrics.Span(text)))
		if upTo {
			d++
		}
		return d
	}
	if ignored(part) > ignored(whole) {
		keys = append(keys, "ignore-under")
	}
	for state, weight := range part.Weights {
		w, err := weight.Weight()
		full, known := whole.Weights[state]
		if v, bad := full.Weight(); err == nil && known && bad == nil && w.Rat().Cmp(v.Rat()) < 0 {
			keys = append(keys, "weights")
			break
		}
	}
	return keys
}
