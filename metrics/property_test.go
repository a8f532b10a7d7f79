package metrics_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
)

func measure(s story, t *metrics.Timeline) (metrics.Uptime, error) {
	return must(s.spec.Pipeline()).Measure(t, s.look())
}

// The entries of a ledger abut, cover the period, and their parts add up.
func lawLedgerSums(r *tape.Reader) error {
	s := drawStory(r)
	u, err := measure(s, s.timeline())
	if err != nil {
		return err
	}
	at := cellAt(s.from)
	var byBucket time.Duration
	for i, e := range u.Ledger {
		if !e.From.Equal(at) || !e.From.Before(e.To) {
			return fmt.Errorf("entry %d of %v does not follow", i, u.Ledger)
		}
		at = e.To
	}
	for _, b := range []metrics.Bucket{metrics.Up, metrics.Degraded, metrics.Down, metrics.Ignored, metrics.Forgiven,
		metrics.Excluded, metrics.NoData, metrics.NotMonitored, metrics.OutsideHours, metrics.Future} {
		byBucket += u.Ledger.Sum(b)
	}
	switch total := cellAt(s.to).Sub(cellAt(s.from)); {
	case !at.Equal(cellAt(s.to)) || u.Ledger.Total() != total || byBucket != total:
		return fmt.Errorf("the ledger adds up to %v and %v, not %v", u.Ledger.Total(), byBucket, total)
	case u.Counted != u.Ledger.Counted():
		return fmt.Errorf("counted %v, in the ledger %v", u.Counted, u.Ledger.Counted())
	case metrics.LengthOf(0).Equal(u.Lost) != (u.Ledger.Lost().Sign() == 0):
		return fmt.Errorf("lost %v, in the ledger %v", u.Lost, u.Ledger.Lost())
	case u.Attained.IsValid() == (u.Reason != ""):
		return fmt.Errorf("figure %v with reason %q", u.Attained, u.Reason)
	}
	return inRange(u.Attained, u.Raw, u.Coverage)
}

func inRange(figures ...metrics.Figure) error {
	for _, f := range figures {
		if v := f.Rat(); v != nil && (v.Sign() < 0 || v.Cmp(big.NewRat(1, 1)) > 0) {
			return fmt.Errorf("%v lies outside 0 to 1", f)
		}
	}
	return nil
}

// Order, duplicates and cuts at touching points change nothing.
func lawSameKnowledge(r *tape.Reader) error {
	s := drawStory(r)
	want, err := measure(s, s.timeline())
	if err != nil {
		return err
	}
	same := s
	same.intervals = nil
	for _, i := range s.intervals {
		if r.Bool() {
			same.intervals = append(same.intervals, i)
		}
		to := i.To
		if to.IsZero() {
			to = i.From.Add(time.Hour)
		}
		middle := i.From.Add(to.Sub(i.From) / 2).Truncate(time.Second)
		if middle.After(i.From) && r.Bool() {
			left, right := i, i
			left.To, right.From = middle, middle
			same.intervals = append(same.intervals, right, left)
			continue
		}
		same.intervals = append(same.intervals, i)
	}
	same.windows = slices.Clone(s.windows)
	for _, w := range s.windows {
		if r.Bool() {
			same.windows = append(same.windows, w)
		}
	}
	slices.Reverse(same.intervals)
	slices.Reverse(same.windows)
	got, err := measure(same, same.timeline())
	if err != nil {
		return err
	}
	if !slices.Equal(got.Ledger, want.Ledger) || !got.Attained.Equal(want.Attained) {
		return fmt.Errorf("%+v\ngot  %v\nwant %v", s, got.Ledger, want.Ledger)
	}
	return nil
}

// One more outage never raises availability, where runs are not rounded up and
// the quota does not turn time into another's.
func lawOutagesNeverHelp(r *tape.Reader) error {
	s := drawStory(r)
	s.spec.Minutes = ""
	before, err := measure(s, s.timeline())
	if err != nil {
		return err
	}
	s.intervals = append(s.intervals, metrics.Interval{From: cellAt(r.Int(150) - 20), To: cellAt(200), Cause: "more"})
	if from := s.intervals[len(s.intervals)-1].From; r.Bool() {
		s.intervals[len(s.intervals)-1].To = from.Add(time.Duration(1+r.Int(30)) * cell)
	}
	after, err := measure(s, s.timeline())
	if err != nil {
		return err
	}
	if before.Attained.IsValid() && after.Attained.IsValid() && after.Attained.Rat().Cmp(before.Attained.Rat()) > 0 {
		return fmt.Errorf("%+v\n%v became %v", s, before.Attained, after.Attained)
	}
	return nil
}

// Under forgive, one more window never lowers availability; a quota can, since
// it is used up in the order of time.
func lawForgivingNeverHurts(r *tape.Reader) error {
	s := drawStory(r)
	s.spec.Maintenance, s.spec.Quota = metrics.Forgive, ""
	before, err := measure(s, s.timeline())
	if err != nil {
		return err
	}
	from := r.Int(150) - 20
	s.windows = append(s.windows, metrics.Window{From: cellAt(from), To: cellAt(from + 1 + r.Int(60)), Announced: cellAt(from - 20)})
	after, err := measure(s, s.timeline())
	if err != nil {
		return err
	}
	if before.Attained.IsValid() && after.Attained.IsValid() && after.Attained.Rat().Cmp(before.Attained.Rat()) < 0 {
		return fmt.Errorf("%+v\n%v became %v", s, before.Attained, after.Attained)
	}
	return nil
}

// Two parts of a period say together what the whole says.
func lawPartsMakeTheWhole(r *tape.Reader) error {
	s := drawStory(r)
	s.spec.Quota = ""
	whole, err := measure(s, s.timeline())
	if err != nil || s.to-s.from < 2 {
		return err
	}
	left, right := s, s
	left.to = s.from + 1 + r.Int(s.to-s.from-1)
	right.from = left.to
	a, err := measure(left, s.timeline())
	if err != nil {
		return err
	}
	b, err := measure(right, s.timeline())
	if err != nil {
		return err
	}
	lost := a.Ledger.Lost()
	if a.Counted+b.Counted != whole.Counted || lost.Add(lost, b.Ledger.Lost()).Cmp(whole.Ledger.Lost()) != 0 {
		return fmt.Errorf("%+v cut at %d: %v and %v of %v", s, left.to, a.Ledger, b.Ledger, whole.Ledger)
	}
	return nil
}

// A distribution says what the sorted list of its lengths says.
func lawDistribution(r *tape.Reader) error {
	var d metrics.Distribution
	var all []time.Duration
	for n := 1 + r.Int(30); n > 0; n-- {
		length := time.Duration(r.Int64(int64(90 * time.Second)))
		d.Add(length)
		all = append(all, length)
	}
	slices.Sort(all)
	sum := time.Duration(0)
	for _, l := range all {
		sum += l
	}
	p := big.NewRat(int64(r.Int(101)), 100)
	rank := 0 // the least rank whose share of the list is at least p
	for rank == 0 || big.NewRat(int64(rank), int64(len(all))).Cmp(p) < 0 {
		rank++
	}
	nearest, _ := d.Percentile(p, metrics.NearestRank, 0)
	longest, _ := d.Max(0)
	total, _ := d.Sum(0)
	mean, _ := d.Mean(0)
	limit := time.Duration(r.Int(100)) * time.Second
	within := int64(0)
	for _, l := range all {
		if l <= limit {
			within++
		}
	}
	exact := big.NewRat(int64(sum), int64(len(all))*int64(time.Second))
	switch {
	case !nearest.Equal(metrics.LengthOf(all[rank-1])):
		return fmt.Errorf("percentile %v of %v is %v", p, all, nearest)
	case !longest.Equal(metrics.LengthOf(all[len(all)-1])), !total.Equal(metrics.LengthOf(sum)):
		return fmt.Errorf("of %v: max %v, sum %v", all, longest, total)
	case mean.Rat().Cmp(exact) != 0:
		return fmt.Errorf("mean of %v is %v, not %v", all, mean.Rat(), exact)
	case d.Within(limit) != metrics.Count{Good: within, Total: int64(len(all))}:
		return fmt.Errorf("within %v of %v: %v", limit, all, d.Within(limit))
	}
	for _, m := range []metrics.Method{metrics.Inclusive, metrics.Exclusive, metrics.Midpoint} {
		f, _ := d.Percentile(p, m, 0)
		if v := f.Rat(); v.Cmp(metrics.LengthOf(all[0]).Rat()) < 0 || v.Cmp(longest.Rat()) > 0 {
			return fmt.Errorf("%s percentile %v of %v is %v", m, p, all, f)
		}
	}
	return nil
}

// slowSlices judges slices one by one from the list of samples.
func slowSlices(spec metrics.Slices, samples map[int]metrics.Count, from, to int) (good, bad, short, empty int64) {
	perSlice := int(must(spec.Every.Parse()) / cell)
	var run int64
	end := func() {
		if run >= spec.MinRun {
			bad += run
		} else {
			short += run
		}
		run = 0
	}
	var last *metrics.Count
	limit := must(spec.Bad.Parse())
	for start := from; start < to; start += perSlice {
		var c metrics.Count
		for i := start; i < start+perSlice; i++ {
			c.Add(samples[i])
		}
		isBad := false
		if c.Total < max(spec.MinSamples, 1) {
			empty++
			if spec.Empty == metrics.NoDataExclude || spec.Empty == metrics.NoDataHoldLast && last == nil {
				end()
				continue
			}
			isBad = spec.Empty == metrics.NoDataBad
			if spec.Empty == metrics.NoDataHoldLast {
				isBad = limit.Meets(metrics.ShareOf(last.Total-last.Good, last.Total))
			}
		} else {
			isBad = limit.Meets(metrics.ShareOf(c.Total-c.Good, c.Total))
			last = &c
		}
		if isBad {
			run++
			continue
		}
		end()
		good++
	}
	end()
	return good, bad, short, empty
}

func lawSlices(r *tape.Reader) error {
	spec := metrics.Slices{
		Of: "api", Every: tape.Pick(r, metrics.Span("1m"), "10s", "5m"), Bad: tape.Pick(r, metrics.Bound("over 5%"), "at least 100%", "at least 50%"),
		Empty:      tape.Pick(r, metrics.NoDataExclude, metrics.NoDataGood, metrics.NoDataBad, metrics.NoDataHoldLast),
		MinSamples: int64(r.Int(4)), MinRun: int64(r.Int(4)),
	}
	rules := must(spec.Rules())
	from := r.Int(20)
	to := from + 1 + r.Int(120)
	tally := must(metrics.NewSliceTally(rules.Every(), rules.Anchor(cellAt(from))))
	samples := map[int]metrics.Count{}
	for n := r.Int(60); n > 0; n-- {
		i, c := from+r.Int(130), bad(int64(r.Int(3)), int64(2+r.Int(20)))
		now := samples[i]
		now.Add(c)
		samples[i] = now
		if err := tally.Add(cellAt(i), c); err != nil {
			return err
		}
	}
	got, err := rules.Measure(tally, metrics.Look{From: cellAt(from), To: cellAt(to)})
	if err != nil {
		return err
	}
	good, bad, short, empty := slowSlices(spec, samples, from, to)
	if got.Good != good || got.Bad != bad || got.Short != short || got.Empty != empty {
		return fmt.Errorf("%+v of %v: %+v, want %d good %d bad %d short %d empty", spec, samples, got, good, bad, short, empty)
	}
	return inRange(got.Attained, got.Coverage)
}

// The texts of figures, bounds, lengths and percentages read back.
func lawTexts(r *tape.Reader) error {
	good := r.Int64(1 << 40)
	part := big.NewRat(r.Int64(1<<50), 1+r.Int64(1<<50))
	mean := metrics.Figure{}
	if r.Bool() {
		var d metrics.Distribution
		for n := 1 + r.Int(6); n > 0; n-- {
			d.Add(time.Duration(r.Int64(1 << 50)))
		}
		mean, _ = d.Mean(0)
	}
	for _, f := range []metrics.Figure{
		{}, mean, metrics.ShareOf(good, good+1+r.Int64(1<<30)), metrics.TimeShareOf(time.Duration(good), time.Duration(good+1+r.Int64(1<<40))),
		metrics.LengthOf(time.Duration(good) - 1<<39), metrics.NumberOf(part), metrics.ShareOfRat(part),
		metrics.ShareOf(good, good+7).Round(metrics.Rounding{Places: r.Int(9)}),
		metrics.TimeShareOf(time.Duration(good), time.Duration(good+9)).Round(metrics.Rounding{Places: r.Int(5), Mode: metrics.RoundUp}),
	} {
		var back, again metrics.Figure
		text := must(f.MarshalText())
		if err := back.UnmarshalText(text); err != nil || !back.Equal(f) {
			return fmt.Errorf("figure %s reads back as %v: %v", text, back, err)
		}
		data := must(json.Marshal(f))
		if err := json.Unmarshal(data, &again); err != nil || !again.Equal(f) {
			return fmt.Errorf("figure %s reads back as %v: %v", data, again, err)
		}
	}
	low, high := r.Int64(10_000), r.Int64(10_000)
	if low > high {
		low, high = high, low
	}
	unit := tape.Pick(r, "%", "", "h", "ms")
	for _, b := range []string{
		fmt.Sprintf("at least %d%s", low, unit), fmt.Sprintf("at most %d%s", low, unit), fmt.Sprintf("below %d%s", low, unit),
		fmt.Sprintf("over %d%s", low, unit), fmt.Sprintf("%d%s to %d%s", low, unit, high, unit), fmt.Sprintf("at most %d in %d", low, max(high, 1)),
		fmt.Sprintf("%d%s to below %d%s", low, unit, high+1, unit),
	} {
		l, err := metrics.Bound(b).Parse()
		if err != nil {
			return fmt.Errorf("bound %q: %w", b, err)
		}
		back, err := metrics.Bound(l.String()).Parse()
		if err != nil || back.String() != l.String() {
			return fmt.Errorf("bound %q reads back as %q: %v", b, back, err)
		}
		for _, f := range []metrics.Figure{metrics.ShareOf(low, 10_000), metrics.NumberOf(big.NewRat(high, 1)), metrics.LengthOf(time.Duration(low) * time.Hour)} {
			if l.Meets(f) != back.Meets(f) || !l.Margin(f).Equal(back.Margin(f)) {
				return fmt.Errorf("bound %q and %q differ on %v", b, l, f)
			}
		}
	}
	d := time.Duration(r.Int64(1 << 62))
	if back, err := metrics.SpanOf(d).Parse(); err != nil || back != d {
		return fmt.Errorf("%v reads back as %v: %v", d, back, err)
	}
	share := big.NewRat(r.Int64(1_000_001), 1_000_000)
	if back, err := metrics.PercentOf(share).Parse(); err != nil || back.Cmp(share) != 0 {
		return fmt.Errorf("%v reads back as %v: %v", share, back, err)
	}
	return nil
}

// A figure meets a limit exactly when its margin is not negative, and what
// prints as met with the limit's own places is met.
func lawLimits(r *tape.Reader) error {
	basis := r.Int64(10_001)
	percent := fmt.Sprintf("%d.%02d%%", basis/100, basis%100)
	total := 1 + r.Int64(tape.Pick(r, int64(100), 10_000, 1<<40))
	f := metrics.ShareOf(r.Int64(total+1), total)
	if r.Bool() { // at the edge
		f = metrics.ShareOf(min(basis*total/10_000+int64(r.Int(2)), total), total)
	}
	least, most := must(metrics.Bound("at least "+percent).Parse()), must(metrics.Bound("below "+percent).Parse())
	share := big.NewRat(basis, 10_000)
	switch {
	case least.Meets(f) != (f.Rat().Cmp(share) >= 0), most.Meets(f) != (f.Rat().Cmp(share) < 0):
		return fmt.Errorf("%v against %v", f.Rat(), share)
	case least.Meets(f) != (least.Margin(f).Rat().Sign() >= 0), most.Meets(f) != (most.Margin(f).Rat().Sign() > 0):
		return fmt.Errorf("margins of %v against %v: %v, %v", f.Rat(), share, least.Margin(f), most.Margin(f))
	}
	printed := must(metrics.Percent(f.Percent(2)).Parse())
	if !least.Meets(f) && printed.Cmp(share) >= 0 {
		return fmt.Errorf("%v misses %s and prints %s", f.Rat(), percent, f.Percent(2))
	}
	printed = must(metrics.Percent(most.Percent(f, 2)).Parse())
	if !most.Meets(f) && printed.Cmp(share) < 0 {
		return fmt.Errorf("%v misses below %s and prints %s", f.Rat(), percent, most.Percent(f, 2))
	}
	if budget, ok := least.Budget(f, metrics.Figure{}); ok && !budget.Left.Equal(least.Margin(f)) {
		return fmt.Errorf("%v against %v: left %v, margin %v", f.Rat(), share, budget.Left, least.Margin(f))
	}
	// One more good item never lowers a share.
	good, all, _ := f.Parts()
	more, _ := metrics.Count{Good: good + 1, Total: all + 1}.Figure(0)
	if more.Rat().Cmp(f.Rat()) < 0 {
		return fmt.Errorf("one more good item lowered %v to %v", f.Rat(), more.Rat())
	}
	return nil
}

// Composed ledgers lose at each instant what the k-th best part loses.
func lawComposition(r *tape.Reader) error {
	s := drawStory(r)
	s.spec.NoData, s.spec.NotMonitored, s.spec.Maintenance, s.spec.Notice, s.spec.Quota = metrics.NoDataGood, metrics.NoDataGood, "", "", ""
	var parts []metrics.Ledger
	for n := 1 + r.Int(4); n > 0; n-- {
		u, err := measure(s, s.timeline())
		if err != nil {
			return err
		}
		parts = append(parts, u.Ledger)
		next := drawStory(r)
		s.intervals, s.marks = next.intervals, next.marks
	}
	k := 1 + r.Int(len(parts))
	whole := metrics.ComposeLedgers(k, parts...)
	if whole.Total() != parts[0].Total() {
		return fmt.Errorf("the whole lasts %v, its parts %v", whole.Total(), parts[0].Total())
	}
	at := func(l metrics.Ledger, i int) metrics.Weight {
		for _, e := range l {
			if !cellAt(i).Before(e.From) && cellAt(i).Before(e.To) {
				if e.Counted && (e.Bucket == metrics.Down || e.Bucket == metrics.Degraded) {
					return e.Weight
				}
				return metrics.Weight{}
			}
		}
		return metrics.Weight{}
	}
	for i := s.from; i < min(s.to, s.asOf); i++ {
		if !s.isOpen(i) {
			continue
		}
		var all []metrics.Weight
		for _, l := range parts {
			all = append(all, at(l, i))
		}
		slices.SortFunc(all, metrics.Weight.Compare)
		if got := at(whole, i); got != all[k-1] {
			return fmt.Errorf("%d of %v at %d: %v", k, all, i, got)
		}
	}
	return nil
}

func TestLedgersAddUp(t *testing.T)                { tape.Check(t, lawLedgerSums) }
func TestTheSameKnowledgeSaysTheSame(t *testing.T) { tape.Check(t, lawSameKnowledge) }
func TestOutagesNeverHelp(t *testing.T)            { tape.Check(t, lawOutagesNeverHelp) }
func TestForgivingNeverHurts(t *testing.T)         { tape.Check(t, lawForgivingNeverHurts) }
func TestPartsMakeTheWhole(t *testing.T)           { tape.Check(t, lawPartsMakeTheWhole) }
func TestDistributionIsItsSortedList(t *testing.T) { tape.Check(t, lawDistribution) }
func TestSlicesAreJudgedOneByOne(t *testing.T)     { tape.Check(t, lawSlices) }
func TestTextsReadBack(t *testing.T)               { tape.Check(t, lawTexts) }
func TestLimitsCompareExactly(t *testing.T)        { tape.Check(t, lawLimits) }
func TestCompositionIsByRank(t *testing.T)         { tape.Check(t, lawComposition) }

func FuzzMetrics(f *testing.F) {
	tape.Fuzz(f, lawOracle, lawLedgerSums, lawSameKnowledge, lawOutagesNeverHelp, lawForgivingNeverHurts, lawPartsMakeTheWhole,
		lawTimelineTally, lawDistributionTally, lawSliceTally, lawSamplesTally, lawDistribution, lawSlices, lawTexts, lawLimits, lawComposition)
}
