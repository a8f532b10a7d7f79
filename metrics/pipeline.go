package metrics

import (
	"iter"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
)

// Pipeline is a compiled Availability. It turns facts into counted time in fixed
// steps:
//
//  1. States. At each instant the state is not-monitored if an interval says so;
//     else the worst, by weight, of the intervals and the last mark. An interval
//     without data overrules the mark, but not an outage. Of equal intervals the
//     one that began first names the cause.
//  2. No data. With hold-last, a stretch without data takes the state before it.
//  3. Weights. Each state loses its share, times the share affected. With
//     OverlapAdd the outages of one instant lose the sum of their shares, at most
//     everything. If the common denominator of all shares is above 10^18, each
//     is rounded up to a multiple of 10^-18.
//  4. Short runs. A run of lost time shorter than IgnoreUnder, or as short as
//     Ignore says, is dropped. A run contains everything that loses time without
//     a gap; hours, windows and the ends of the period do not cut it yet. A run
//     that has not ended lasts until Look.AsOf or the end of the last known fact.
//     Dropped time counts as good; if it was wholly lost and nothing else is
//     known of it, it counts as time without data.
//  5. Minutes. Each run keeps its whole minutes, or is lengthened to its started
//     minutes, counted from its start; or it keeps the minutes of the clock that
//     it covers.
//  6. Hours. Outside the service hours nothing counts.
//  7. Windows. Windows announced in time are forgiven, removed or added back, in
//     the order of time, until the quota is used up.
//  8. Clip to the period and to Look.AsOf.
//  9. Totals: rounding of the total, coverage, the figure.
//
// A Pipeline is immutable and safe for concurrent use. The zero Pipeline excludes
// time without data and refuses windows.
type Pipeline struct {
	initial              string
	noData, notMonitored NoDataPolicy
	maintenance          Maintenance
	overlap              Overlap
	notice, quota        time.Duration // quota: 0 is no limit, -1 allows nothing
	weights              map[string]Weight
	ignoreUnder          int64
	minutes              Minutes
	coverage             *big.Rat // nil: no least coverage
}

// Pipeline compiles the spec. The error lists all of its problems as FieldErrors.
func (a Availability) Pipeline() (Pipeline, error) {
	var l fault.List
	if a.Of == "" {
		l.Addf("of", "", ErrMissing, "the subject of the outages and states")
	}
	return a.compile(&l)
}

// compile is Pipeline without checking the subject.
func (a Availability) compile(l *fault.List) (Pipeline, error) {
	p := Pipeline{initial: a.Initial, noData: a.NoData, notMonitored: a.NotMonitored, maintenance: a.Maintenance, minutes: a.Minutes, overlap: a.Overlap}
	var weights fault.List
	p.weights = map[string]Weight{string(Up): {}, string(Down): wholeLoss()}
	for _, state := range slices.Sorted(maps.Keys(a.Weights)) {
		text := a.Weights[state]
		w, err := text.Weight()
		switch {
		case err != nil:
			weights.Add("weights."+state, string(text), err)
		case state == string(Up) && !w.IsZero() || state == string(Down) && w != wholeLoss():
			weights.Addf("weights."+state, string(text), ErrConflict, "up loses nothing and down everything")
		case state == string(NoData) || state == string(NotMonitored) || state == "":
			weights.Addf("weights."+state, string(text), ErrConflict, "no-data and not-monitored are policies, not weights")
		default:
			p.weights[state] = w
		}
	}
	policies := []string{string(NoData), string(NotMonitored)}
	if _, known := p.weights[a.Initial]; a.Initial != "" && !slices.Contains(policies, a.Initial) && !known {
		l.Add("initial", a.Initial, fault.NotOneOf(a.Initial, append(slices.Sorted(maps.Keys(p.weights)), policies...)...))
	}
	l.Add("no-data", string(a.NoData), word(a.NoData, false, noDataWords...))
	l.Add("not-monitored", string(a.NotMonitored), word(a.NotMonitored, true, noDataWords...))
	l.Add("maintenance", string(a.Maintenance), word(a.Maintenance, true, Forgive, Remove, AddBack))
	l.Add("overlap", string(a.Overlap), word(a.Overlap, true, OverlapWorst, OverlapAdd))
	p.notice = span(l, "notice", a.Notice)
	p.quota = span(l, "quota", a.Quota)
	if a.Quota != "" && p.quota == 0 {
		p.quota = -1
	}
	if a.Maintenance == "" {
		for _, f := range []struct{ path, value string }{{"notice", string(a.Notice)}, {"quota", string(a.Quota)}} {
			if f.value != "" {
				l.Addf(f.path, f.value, ErrConflict, "write maintenance, which says how windows count")
			}
		}
	}
	if a.Quota == "" && a.QuotaPer != "" {
		l.Addf("quota-per", a.QuotaPer, ErrConflict, "write quota too")
	}
	l.Merge("", weights.Err())
	p.ignoreUnder = int64(span(l, "ignore-under", a.IgnoreUnder))
	if a.Ignore != "" {
		side, text, found := strings.Cut(a.Ignore, " ")
		if side == "up" {
			var to string
			to, text, found = strings.Cut(text, " ")
			found = found && to == "to"
		}
		d, err := Span(text).Parse()
		switch {
		case !found || side != "up" && side != "under":
			l.Addf("ignore", a.Ignore, ErrSyntax, "write under 1m, or up to 1m to ignore exactly 1m too")
		case err != nil:
			l.Add("ignore", a.Ignore, err)
		case a.IgnoreUnder != "":
			l.Addf("ignore", a.Ignore, ErrConflict, "write ignore or ignore-under, not both")
		case side == "up":
			p.ignoreUnder = int64(d) + 1
		default:
			p.ignoreUnder = int64(d)
		}
	}
	l.Add("minutes", string(a.Minutes), word(a.Minutes, true, WholeMinutes, StartedMinutes, ClockMinutes, NearestTotal))
	if a.Coverage != "" {
		share, err := a.Coverage.Share()
		l.Add("coverage", string(a.Coverage), err)
		p.coverage = share
	}
	return p, l.Err()
}

var noDataWords = []NoDataPolicy{NoDataExclude, NoDataGood, NoDataBad, NoDataHoldLast}

// span reads an optional length.
func span(l *fault.List, path string, s Span) time.Duration {
	if s == "" {
		return 0
	}
	d, err := s.Parse()
	l.Add(path, string(s), err)
	return d
}

// Look says which period to measure, and as of when.
type Look struct {
	From, To time.Time // the period, [From, To)
	AsOf     time.Time // the instant up to which time has passed; zero is To
	// Open gives the service hours as stretches in order of time; nil is all hours.
	// It must cover the period, and also the time from QuotaFrom on.
	Open iter.Seq2[time.Time, time.Time]
	// QuotaFrom is the start of the quota's period; zero is From.
	QuotaFrom time.Time
	// RunBefore and RunAfter are the numbers of bad slices in a row that end at
	// From and that begin at To. A run is judged as a whole, and each of its slices
	// counts in its own period. See SliceCount.Head and Tail.
	RunBefore, RunAfter int64
	// Rest says what to assume of the time after AsOf; "" assumes nothing.
	Rest Rest
}

// Uptime is the availability of one subject in one period.
type Uptime struct {
	Ledger   Ledger
	Attained Figure // share of time; no value if there is a Reason
	Reason   Reason
	Raw      Figure        // Attained before windows count
	Counted  time.Duration // the denominator
	Lost     Figure        // a length: the time lost, weighted, rounded if Minutes says so
	Coverage Figure        // share of the hours with data, without windows
	// Overlapped reports whether outages overlapped that each concern some of the
	// users, although the policy does not say what they lose together.
	Overlapped bool
	Unknown    []string // states without a weight: their time has no data
	Refused    []string // windows that do not count: announced too late, or Maintenance is ""
}

// Measure reads a timeline; nil is an empty timeline. It fails if the period does
// not end after it starts or reaches outside 1900 to 2189.
func (p Pipeline) Measure(t *Timeline, look Look) (Uptime, error) {
	from, to, err := ends(look.From, look.To)
	if err != nil {
		return Uptime{}, err
	}
	if to == openEnd {
		return Uptime{}, outside("to", look.To)
	}
	s := sweep{p: p, from: from, to: to, asOf: to, start: from}
	if !look.AsOf.IsZero() {
		var ok bool
		if s.asOf, ok = nanos(look.AsOf); !ok {
			return Uptime{}, outside("as-of", look.AsOf)
		}
	}
	if !look.QuotaFrom.IsZero() && p.quota != 0 {
		at, ok := nanos(look.QuotaFrom)
		if !ok {
			return Uptime{}, outside("quota-from", look.QuotaFrom)
		}
		s.start = min(s.start, at)
	}
	s.openHours(look.Open)
	if t == nil {
		t = &Timeline{}
	}
	t.settle()
	s.Timeline, s.items = t, t.bounds.Items()
	s.prepare()
	if turn := s.asOf; look.Rest != "" && turn < to {
		s.asOf = to
		s.classify(s.shape(s.hold(s.ahead(s.states(), turn, look.Rest))))
	} else {
		s.classify(s.shape(s.hold(s.states())))
	}
	if s.broken {
		return Uptime{Reason: MoreRemoved}, nil
	}
	return s.result(), nil
}

// result does step 9: totals.
func (s *sweep) result() Uptime {
	u := s.p.result(&s.totals, s.loads, s.asOf <= s.from)
	u.Ledger, u.Unknown, u.Refused, u.Overlapped = s.ledger(), s.unknownWords(), unique(s.refused), s.overlapped
	return u
}

// result computes the figures of totals; early says that nothing of the period has
// passed.
func (p Pipeline) result(s *totals, of loads, early bool) Uptime {
	u := Uptime{Counted: time.Duration(s.counted)}
	lost := s.lost.rat(of)
	if p.minutes == NearestTotal {
		minutes := new(big.Rat).Quo(lost, big.NewRat(int64(time.Minute), 1))
		whole := exact.Quotient(minutes.Num(), minutes.Denom(), exact.HalfUp)
		lost.SetInt(whole.Mul(whole, big.NewInt(int64(time.Minute))))
		if all := big.NewRat(s.counted, 1); lost.Cmp(all) > 0 {
			lost = all
		}
	}
	u.Lost = lengthOf(lost)
	u.Coverage = TimeShareOf(time.Duration(s.measured), time.Duration(s.expected))
	u.Attained = partOf(shareOfTime, new(big.Rat).Sub(big.NewRat(s.counted, 1), lost), s.counted)
	u.Raw = partOf(shareOfTime, new(big.Rat).Sub(big.NewRat(s.rawCounted, 1), s.rawLost.rat(of)), s.rawCounted)
	switch {
	case early:
		u.Reason = NotYet
	case s.hours == 0:
		u.Reason = NothingInHours
	case s.counted == 0 && s.excluded > 0 && s.blind == 0:
		u.Reason = AllExcluded
	case s.counted == 0:
		u.Reason = NothingMeasured
	case p.coverage != nil && (!u.Coverage.IsValid() || !atLeast(p.coverage).Meets(u.Coverage)):
		u.Reason = BelowCoverage
	}
	if u.Reason != "" {
		u.Attained = Figure{}
	}
	return u
}

func unique(words []string) []string {
	slices.Sort(words)
	return slices.CompactFunc(words, func(a, b string) bool { return strings.Compare(a, b) == 0 })
}
