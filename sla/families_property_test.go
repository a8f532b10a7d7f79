package sla_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
	"testing"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

func TestTalliesOfEveryFamilyAreAGroup(t *testing.T) {
	tape.CheckDear(t, talliesOfEveryFamilyAreAGroup)
}
func TestMonthsMakeTheYear(t *testing.T)         { tape.CheckDear(t, monthsMakeTheYear) }
func TestLedgersOfEveryFamilyAddUp(t *testing.T) { tape.CheckDear(t, ledgersOfEveryFamilyAddUp) }
func TestGroupsMakeTheWhole(t *testing.T)        { tape.Check(t, groupsMakeTheWhole) }
func TestOneMoreGoodItemNeverLowersAShare(t *testing.T) {
	tape.Check(t, oneMoreGoodItemNeverLowersAShare)
}

func TestDamagedTalliesAreRefusedOrRead(t *testing.T) { tape.Check(t, damagedTalliesAreRefusedOrRead) }

var withMeasurer = sla.Sources{Measurers: []metrics.Measurer{complete{1}}}

// everyFamily is an agreement with an objective of each family.
func everyFamily(r *tape.Reader, period sla.Every) sla.Spec {
	spec := sla.Spec{
		ID: "families", Zone: tape.Pick(r, "UTC", "Europe/Berlin", "America/New_York"), Policies: sla.Policies{Profile: sla.ProfileExact},
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-sat 09:00-17:00"}},
		Clocks:    map[string]sla.Clock{"wait": {Start: sla.On("offered"), Stop: sla.On("ended")}},
	}
	hours := tape.Pick(r, "", "office")
	if hours != "" {
		// Nothing is drawn from before 2026. Without a beginning, whoever asks what
		// failed before a month counts the office hours of a century.
		spec.Effective = "2020-01-01/2040-01-01"
	}
	each := metrics.Availability{Calendar: hours, Maintenance: metrics.Forgive, NoData: tape.Pick(r, metrics.NoDataExclude, metrics.NoDataBad, metrics.NoDataHoldLast)}
	portal := each
	portal.Of = "portal"
	cycles := func(id string, m metrics.Metric) {
		spec.Objectives = append(spec.Objectives, sla.Objective{
			ID: id, Clock: "wait", Metric: m, Counts: tape.Pick(r, sla.ByStart, sla.ByStop), By: []string{"team", "team+outcome", "team+region"},
			Targets: []sla.Target{{Within: "90s wall"}},
		})
	}
	cycles("share", metrics.Share{})
	cycles("calls", metrics.Share{Short: "5s", Abandons: tape.Pick(r, metrics.ShortMet, metrics.ShortRemoved)})
	cycles("custom", metrics.Custom{Name: "complete", Version: 1, With: map[string]string{"wanted": ""}})
	spec.Objectives[1].Abandoned = sla.Where{"outcome": sla.Is("abandoned")}
	if policy := tape.Pick(r, "", metrics.AllAgainst, metrics.IgnoreWithin, metrics.WithinMet); policy != "" {
		spec.Objectives[1].Metric = metrics.Share{Abandons: policy}
	}
	for _, m := range []metrics.Metric{metrics.Mean{}, metrics.Percentile{Rank: "90%"}} {
		cycles(m.Key(), m)
		spec.Objectives[len(spec.Objectives)-1].Targets = []sla.Target{{Calendar: "24x7"}}
	}
	units := tape.Pick(r, nil, []string{"team"}, []string{"region+team", "team"}) // of the objectives about time
	other := func(id string, m metrics.Metric, counts sla.Counts, by ...string) {
		spec.Objectives = append(spec.Objectives, sla.Objective{ID: id, Metric: m, Counts: counts, By: by})
	}
	other("ratio", metrics.Ratio{Of: "portal", Excess: tape.Pick(r, "", metrics.ExcessClamp)}, "", "team")
	other("counted", metrics.Custom{Name: "complete", Version: 1, With: map[string]string{"of": "portal"}}, "", "team")
	other("slices", metrics.Slices{Of: "portal", Every: tape.Pick(r, metrics.Span("1h"), "7h"), Bad: "over 20%", Empty: metrics.NoDataExclude,
		MinSamples: int64(r.Int(4)), MinRun: int64(r.Int(3)), Partial: tape.Pick(r, metrics.PartialCount, metrics.PartialDrop),
		Align: tape.Pick(r, metrics.AlignPeriod, metrics.AlignClock), Calendar: hours}, "", "team")
	other("range", metrics.Ratio{Of: "stock", Good: "3 to 7"}, "", "team")
	other("score", metrics.Score{Of: "stock", Kind: tape.Pick(r, metrics.NetPromoter, metrics.MeanScore)}, "", "team")
	other("total", metrics.Total{Of: "stock", Statistic: tape.Pick(r, metrics.TotalSum, metrics.TotalMean, metrics.TotalCount)}, "", "team")
	other("repair", metrics.Repair{Of: "portal", Statistic: metrics.MeanToRepair, Since: []metrics.Point{metrics.Began, metrics.Detected}, Calendar: hours},
		tape.Pick(r, sla.ByStart, sla.ByStop), units...)
	other("failures", metrics.Repair{Of: "portal", Statistic: tape.Pick(r, metrics.Failures, metrics.MeanBetweenFailures), Calendar: hours}, "", units...)
	other("availability", portal, "", units...)
	other("composed", metrics.Composed{Parallel: []string{"portal", "mirror"}, AtLeast: 1 + r.Int(2), Each: each}, "", units...)
	for i := range spec.Objectives {
		spec.Objectives[i].Period = period
	}
	return spec
}

// drawFacts draws facts of every kind within some weeks around the change of the
// clocks, on a grid of minutes.
func drawFacts(r *tape.Reader) []sla.Fact {
	at := func() time.Time { return generatedFrom.Add(time.Duration(r.Int(14*24*60)) * time.Minute) }
	attrs := func() (a sla.Attrs) { // some have no team, some an empty one, some two
		for range r.Int(3) {
			a = append(a, [2]string{"team", tape.Pick(r, "", "red", "blue")})
		}
		if r.Bool() {
			a = append(a, [2]string{"region", tape.Pick(r, "", "north", "red")})
		}
		return a
	}
	var all []sla.Fact
	for i := range r.Int(14) {
		id := fmt.Sprintf("F%d", i)
		of := tape.Pick(r, "portal", "mirror")
		switch r.Int(7) {
		case 6:
			all = append(all, &sla.Charge{Of: of, Period: tape.Pick(r, sla.Month(2026, time.March), sla.Month(2026, time.April)),
				Amount: decimal.New(int64(r.Int(3)), 0), Attrs: attrs()})
		case 0:
			total := int64(r.Int(12))
			all = append(all, &sla.Count{Of: "portal", At: at(), Good: max(0, total-int64(r.Int(4))+int64(r.Int(2))), Total: total, Attrs: attrs()})
		case 1:
			all = append(all, &sla.Sample{Of: "stock", At: at(), Value: decimal.New(int64(r.Int(115)), -1), Attrs: attrs()})
		case 2:
			o := &sla.Outage{Of: of, From: at(), ID: id, Share: tape.Pick(r, "", "30%"), Attrs: attrs()}
			o.Detected = o.From.Add(time.Duration(r.Int(100)) * time.Minute)
			if r.Int(4) != 3 {
				o.To = o.From.Add(time.Duration(1+r.Int(3000)) * time.Minute)
			}
			all = append(all, o)
		case 3:
			all = append(all, &sla.State{Of: of, At: at(), Is: tape.Pick(r, "up", "down", "no-data", "not-monitored"), ID: id,
				Was: tape.Pick(r, "", "", "up", "no-data"), Seq: int64(r.Int(2)), Attrs: attrs()})
		case 4:
			x := &sla.Exclusion{Of: of, From: at(), Reason: id, Attrs: attrs()}
			x.To = x.From.Add(time.Duration(1+r.Int(1000)) * time.Minute)
			all = append(all, x)
		case 5:
			k := &sla.Ticket{ID: id, Attrs: attrs(), Events: []sla.Event{{At: at(), Name: "offered"}}}
			if r.Int(4) != 3 {
				k.Events = append(k.Events, sla.Event{
					At: k.Events[0].At.Add(time.Duration(r.Int(180)) * time.Second), Name: "ended",
					Set: sla.Attrs{{"outcome", tape.Pick(r, "answered", "abandoned")}},
				})
			}
			all = append(all, k)
		}
	}
	return all
}

// tallied adds all facts to one tally.
func tallied(a *sla.Agreement, facts []sla.Fact) *sla.Tally {
	t := a.NewTally()
	for _, f := range facts {
		t.Add(f)
	}
	return t
}

// batch sorts facts into one slice per kind.
func batch(facts []sla.Fact) (b sla.Facts) {
	for _, f := range facts {
		switch f := f.(type) {
		case *sla.Ticket:
			b.Tickets = append(b.Tickets, *f)
		case *sla.Outage:
			b.Outages = append(b.Outages, *f)
		case *sla.State:
			b.States = append(b.States, *f)
		case *sla.Count:
			b.Counts = append(b.Counts, *f)
		case *sla.Sample:
			b.Samples = append(b.Samples, *f)
		case *sla.Exclusion:
			b.Exclusions = append(b.Exclusions, *f)
		case *sla.Charge:
			b.Charges = append(b.Charges, *f)
		}
	}
	return b
}

var longAfter = time.Date(2030, time.January, 1, 0, 0, 0, 0, time.UTC)

// talliesOfEveryFamilyAreAGroup: any order and any tree of merging gives the
// same bytes and the same result as a batch, what is removed was never there, and
// the binary form is the whole of it.
func talliesOfEveryFamilyAreAGroup(r *tape.Reader) error {
	a, err := withMeasurer.New(everyFamily(r, sla.Monthly))
	if err != nil {
		return err
	}
	facts, strays := drawFacts(r), drawFacts(r)
	one := tallied(a, facts)
	whole, err := one.MarshalBinary()
	if err != nil {
		return err
	}
	parts := []*sla.Tally{a.NewTally(), a.NewTally(), a.NewTally()}
	for _, f := range strays {
		parts[r.Int(3)].Remove(f) // before they are added
	}
	for _, f := range shuffle(r, facts) {
		parts[r.Int(3)].Add(f)
	}
	for _, f := range shuffle(r, strays) {
		parts[r.Int(3)].Add(f)
	}
	for len(parts) > 1 {
		i := r.Int(len(parts) - 1)
		data, err := parts[i+1].MarshalBinary()
		if err != nil {
			return err
		}
		again := a.NewTally()
		if err := again.UnmarshalBinary(data); err != nil {
			return fmt.Errorf("reading back: %w", err)
		}
		if copied, err := again.MarshalBinary(); err != nil || !bytes.Equal(copied, data) {
			return fmt.Errorf("read back otherwise: %x %x %w", data, copied, err)
		}
		if err := parts[i].Merge(again); err != nil {
			return err
		}
		parts = slices.Delete(parts, i+1, i+2)
	}
	if merged, err := parts[0].MarshalBinary(); err != nil || !bytes.Equal(merged, whole) {
		return fmt.Errorf("merged otherwise: %x %x %w", merged, whole, err)
	}
	// What is drawn lies in March and April; a month before and one after it.
	asked := sla.Dates(date.New(2026, 2, 1), date.New(2026, 6, 1))
	live, err := parts[0].Result(asked, longAfter)
	if err != nil {
		return err
	}
	once, err := a.Evaluate(asked, batch(facts), longAfter)
	if err != nil {
		return err
	}
	if live.Digest() != once.Digest() {
		return fmt.Errorf("tally %s\nbatch %s", live.JSON(), once.JSON())
	}
	for _, f := range facts {
		parts[0].Remove(f)
	}
	empty, err := a.NewTally().MarshalBinary()
	if err != nil {
		return err
	}
	if rest, err := parts[0].MarshalBinary(); err != nil || !bytes.Equal(rest, empty) {
		return fmt.Errorf("what is left of nothing: %x %x %w", rest, empty, err)
	}
	return nil
}

// damagedTalliesAreRefusedOrRead: bytes that are not those of a tally are an
// error or another tally, never a panic, whatever is done with it then.
func damagedTalliesAreRefusedOrRead(r *tape.Reader) error {
	a, err := withMeasurer.New(everyFamily(r, tape.Pick(r, sla.Monthly, sla.Weekly, "month from 2026-01-31")))
	if err != nil {
		return err
	}
	data, err := tallied(a, drawFacts(r)).MarshalBinary()
	if err != nil {
		return err
	}
	const head = 15 + 32 // the format and the fingerprint
	for range 1 + r.Int(3) {
		if n := len(data) - head; n > 0 {
			data[head+r.Int(n)] ^= 1 << r.Int(8)
		}
	}
	if r.Bool() {
		data = data[:len(data)-r.Int(len(data)-head+1)]
	}
	if n := len(data) - 4; n >= head && r.Int(4) > 0 { // whoever forges a tally signs it
		binary.BigEndian.PutUint32(data[n:], crc32.Checksum(data[:n], crc32.MakeTable(crc32.Castagnoli)))
	}
	t := a.NewTally()
	if t.UnmarshalBinary(data) != nil {
		empty, _ := a.NewTally().MarshalBinary()
		if left, err := t.MarshalBinary(); err != nil || !bytes.Equal(left, empty) {
			return fmt.Errorf("a refused tally is left with %x (%w)", left, err)
		}
		return nil
	}
	if _, err := t.Result(sla.Year(2026), longAfter); err != nil && !errors.Is(err, sla.ErrConflict) {
		return err
	}
	_, err = t.MarshalBinary()
	return err
}

// monthsMakeTheYear: for every family the sum of the months is what one period of
// a year gives, as a whole and by group.
func monthsMakeTheYear(r *tape.Reader) error {
	monthly := everyFamily(r, sla.Monthly)
	for i := range monthly.Objectives {
		if m, sliced := monthly.Objectives[i].Metric.(metrics.Slices); sliced {
			m.Every, m.MinRun = "1h", 0 // months hold whole ones, and no run goes over their ends
			monthly.Objectives[i].Metric = m
		}
	}
	yearly := monthly
	yearly.Objectives = slices.Clone(monthly.Objectives)
	for i := range yearly.Objectives {
		yearly.Objectives[i].Period = sla.Yearly
	}
	facts := drawFacts(r)
	byMonth, err1 := sums(monthly, facts, func(o sla.Outcome) bool { return o.Reason == sla.SumOfPeriods })
	byYear, err2 := sums(yearly, facts, func(sla.Outcome) bool { return true })
	if err1 != nil || err2 != nil {
		return fmt.Errorf("%w %w", err1, err2)
	}
	seen := map[string]bool{}
	for key, o := range byYear {
		m, ok := byMonth[key]
		if !ok || m.Good != o.Good || m.Total != o.Total || m.Open != o.Open || !m.Attained.Equal(o.Attained) || !m.Raw.Equal(o.Raw) ||
			o.Ledger != nil && fmt.Sprint(m.Ledger) != fmt.Sprint(o.Ledger) {
			return fmt.Errorf("%s: the months give %+v, the year %+v", key, m, o)
		}
		seen[o.Objective] = true
	}
	if len(byMonth) > len(byYear) || len(seen) != len(monthly.Objectives) {
		return fmt.Errorf("%d sums of months, %d years, of %v", len(byMonth), len(byYear), seen)
	}
	return nil
}

// sums evaluates 2026 and gives the outcomes that are asked for, by objective
// and group.
func sums(spec sla.Spec, facts []sla.Fact, which func(sla.Outcome) bool) (map[string]sla.Outcome, error) {
	outcomes, err := yearOf(spec, facts, longAfter)
	if err != nil {
		return nil, err
	}
	all := map[string]sla.Outcome{}
	for _, o := range outcomes {
		if which(o) {
			all[fmt.Sprint(o.Objective, o.Group)] = o
		}
	}
	return all, nil
}

// ledgersOfEveryFamilyAddUp: stretches of time partition the period, slices are
// each one thing, and shares lie between none and all.
func ledgersOfEveryFamilyAddUp(r *tape.Reader) error {
	spec := everyFamily(r, tape.Pick(r, sla.Weekly, sla.Daily, sla.Monthly))
	facts := drawFacts(r)
	a, err := withMeasurer.New(spec)
	if err != nil {
		return err
	}
	result, err := tallied(a, facts).Result(sla.Month(2026, time.March), generatedFrom.Add(time.Duration(r.Int(20*24*60))*time.Minute))
	if err != nil {
		return err
	}
	timed, sliced := false, false
	for _, o := range result.Outcomes {
		if len(o.Ledger) > 0 {
			timed = true
			next := o.From
			for _, e := range o.Ledger {
				if !e.From.Equal(next) || !e.From.Before(e.To) {
					return fmt.Errorf("%s %s: an entry from %s to %s, expected from %s", o.Objective, o.Period, e.From, e.To, next)
				}
				next = e.To
			}
			if !next.Equal(o.To) {
				return fmt.Errorf("%s %s: the ledger ends at %s, the period at %s", o.Objective, o.Period, next, o.To)
			}
		}
		if n := o.Slices; n != nil {
			sliced = true
			if n.Good+n.Bad+n.Short+n.Empty+n.Dropped != n.All || o.Total != n.Good+n.Bad+n.Short {
				return fmt.Errorf("%s: %+v in %+v", o.Objective, n, o)
			}
		}
		if share := o.Attained.Rat(); o.Attained.Kind() == metrics.ShareFigure && (share.Sign() < 0 || share.Num().Cmp(share.Denom()) > 0) {
			return fmt.Errorf("%s: a share of %s", o.Objective, o.Attained)
		}
		if int64(len(o.Breaches)) > o.Total-o.Good+o.Open && o.Metric == "share" {
			return fmt.Errorf("%s: %d breaches of %d missed", o.Objective, len(o.Breaches), o.Total-o.Good)
		}
	}
	if !timed || !sliced {
		return fmt.Errorf("ledgers %t, slices %t", timed, sliced)
	}
	return nil
}

// groupsMakeTheWhole: the groups of each grouping add up to the whole, for
// everything that is counted or open; facts that lack an attribute are in
// the group of its empty value, and no group is there twice.
func groupsMakeTheWhole(r *tape.Reader) error {
	spec := everyFamily(r, sla.Yearly)
	for i := range spec.Objectives {
		if by := &spec.Objectives[i].By; len(*by) == 1 {
			*by = append(*by, "team+region")
		}
	}
	asOf := tape.Pick(r, longAfter, generatedFrom.Add(time.Duration(r.Int(20*24*60))*time.Minute))
	outcomes, err := yearOf(spec, drawFacts(r), asOf)
	if err != nil {
		return err
	}
	type size struct{ good, total, open int64 }
	grouped := map[string]map[string]size{} // by objective, then grouping
	seen := map[string]bool{}
	for _, o := range outcomes {
		group := fmt.Sprint(o.Objective, o.Group)
		if seen[group] {
			return fmt.Errorf("%s is there twice", group)
		}
		seen[group] = true
		if len(o.Group) == 0 {
			continue
		}
		keys := ""
		for _, pair := range o.Group {
			keys += "+" + pair[0]
		}
		if grouped[o.Objective] == nil {
			grouped[o.Objective] = map[string]size{}
		}
		s := grouped[o.Objective][keys]
		grouped[o.Objective][keys] = size{s.good + o.Good, s.total + o.Total, s.open + o.Open}
	}
	for _, o := range outcomes {
		// What a slice is worth hangs on all of it, and more good than total is cut
		// in each group by itself.
		if len(o.Group) > 0 || o.Objective == "slices" || o.Good > o.Total {
			continue
		}
		want := size{o.Good, o.Total, o.Open}
		for keys, s := range grouped[o.Objective] {
			if o.Objective == "ratio" {
				s.good = want.good
			}
			if s != want {
				return fmt.Errorf("%s by %s: %+v of %+v", o.Objective, keys, s, want)
			}
		}
	}
	return nil
}

// yearOf gives all outcomes of 2026.
func yearOf(spec sla.Spec, facts []sla.Fact, asOf time.Time) ([]sla.Outcome, error) {
	a, err := withMeasurer.New(spec)
	if err != nil {
		return nil, err
	}
	result, err := tallied(a, facts).Result(sla.Year(2026), asOf)
	if err != nil {
		return nil, err
	}
	return result.Outcomes, nil
}

// oneMoreGoodItemNeverLowersAShare: of requests, of samples within a range, of
// calls that were answered in time.
func oneMoreGoodItemNeverLowersAShare(r *tape.Reader) error {
	spec := everyFamily(r, sla.Yearly)
	facts := drawFacts(r)
	before, err := sums(spec, facts, func(sla.Outcome) bool { return true })
	if err != nil {
		return err
	}
	at := generatedFrom.Add(time.Duration(r.Int(14*24*60)) * time.Minute)
	facts = append(facts,
		&sla.Count{Of: "portal", At: at, Good: 3, Total: 3},
		&sla.Sample{Of: "stock", At: at, Value: decimal.New(5, 0)},
		&sla.Ticket{ID: "good", Events: []sla.Event{{At: at, Name: "offered"}, {At: at.Add(90 * time.Second), Name: "ended"}}},
	)
	after, err := sums(spec, facts, func(sla.Outcome) bool { return true })
	if err != nil {
		return err
	}
	for _, id := range []string{"share[]", "calls[]", "custom[]", "ratio[]", "counted[]", "range[]"} {
		x, y := before[id].Attained, after[id].Attained
		if !y.IsValid() || x.IsValid() && x.Rat().Cmp(y.Rat()) > 0 {
			return fmt.Errorf("%s fell from %s to %s", id, x, y)
		}
	}
	return nil
}
