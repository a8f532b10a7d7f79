package sla_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

func TestFactsToAmountIsThatOfTheMinutes(t *testing.T) {
	amountsSaw.reset()
	tape.Check(t, factsToAmountByMinutes)
	amountsSaw.holds(t, map[string]int{
		"missed": 500, "met": 300, "not measured": 20, "owed": 500, "nothing owed": 100, "capped": 50, "at a cent": 10, "windows": 300,
	})
}

// amountsSaw counts what the months of a run held.
var amountsSaw kindsSeen

// plainMonth is March 2026 in Berlin, minute by minute: who can count minutes
// can check what is owed. It shares nothing with the package but the words that
// it draws. The clocks go forward at 01:00 UTC on the 29th.
type plainMonth struct {
	outages []plainOutage
	windows [][2]int
	counts  []plainCount
	office  bool
	remove  bool // maintenance leaves the time; else it counts as up
}

type plainOutage struct{ from, to, lost int } // minutes since the start; percent

type plainCount struct{ minute, good, total int }

const plainMinutes = 31*24*60 - 60

var plainStart = time.Date(2026, 2, 28, 23, 0, 0, 0, time.UTC)

func plainAt(minute int) time.Time { return plainStart.Add(time.Duration(minute) * time.Minute) }

// open tells Monday to Friday, 09:00 to 17:00; 1 March 2026 is a Sunday.
func (m *plainMonth) open(minute int) bool {
	local := minute
	if minute >= 28*24*60+2*60 { // the hour from 02:00 to 03:00 on the 29th does not exist
		local += 60
	}
	day, hour := local/(24*60), local/60%24
	weekday := day % 7 // 0 is Sunday
	return !m.office || weekday >= 1 && weekday <= 5 && hour >= 9 && hour < 17
}

// availability gives what was up of what counts; of outages at the same time the
// gravest counts. nil: no time counts.
func (m *plainMonth) availability() *big.Rat {
	var gravest [plainMinutes]int
	for _, o := range m.outages {
		for minute := max(0, o.from); minute < min(plainMinutes, o.to); minute++ {
			gravest[minute] = max(gravest[minute], o.lost)
		}
	}
	const excluded = -1
	for _, w := range m.windows {
		for minute := max(0, w[0]); minute < min(plainMinutes, w[1]); minute++ {
			gravest[minute] = excluded
		}
	}
	var all, lost int64 // in hundredths of minutes
	for minute, of := range gravest {
		switch {
		case !m.open(minute) || of == excluded && m.remove:
		case of == excluded:
			all += 100
		default:
			all, lost = all+100, lost+int64(of)
		}
	}
	if all == 0 {
		return nil
	}
	return big.NewRat(all-lost, all)
}

// hours gives the share of good hours among those with requests: an hour is bad
// if over a fifth of its requests failed.
func (m *plainMonth) hours() *big.Rat {
	var good, judged int64
	for hour := range plainMinutes / 60 {
		failed, total := 0, 0
		for _, c := range m.counts {
			if c.minute/60 == hour {
				failed, total = failed+c.total-c.good, total+c.total
			}
		}
		if total > 0 {
			judged++
			if 5*failed <= total {
				good++
			}
		}
	}
	if judged == 0 {
		return nil
	}
	return big.NewRat(good, judged)
}

// plainRow is a row of a table: below so many tenths of a percent, so many
// hundredths of a percent of the fee.
type plainRow struct{ below, credit int64 }

// credit gives the highest credit of the rows that hold a figure.
func plainCredit(rows []plainRow, figure *big.Rat) *big.Rat {
	most := int64(0)
	for _, row := range rows {
		if figure != nil && figure.Cmp(big.NewRat(row.below, 1000)) < 0 {
			most = max(most, row.credit)
		}
	}
	return big.NewRat(most, 10_000)
}

// halfEven rounds to whole hundredths.
func halfEven(amount *big.Rat) *big.Rat {
	cents := new(big.Rat).Mul(amount, big.NewRat(100, 1))
	whole, rest := new(big.Int).DivMod(cents.Num(), cents.Denom(), new(big.Int))
	switch twice := rest.Lsh(rest, 1).Cmp(cents.Denom()); {
	case twice > 0, twice == 0 && whole.Bit(0) == 1:
		whole.Add(whole, big.NewInt(1))
	}
	return new(big.Rat).SetFrac(whole, big.NewInt(100))
}

func factsToAmountByMinutes(r *tape.Reader) error {
	m := plainMonth{office: r.Bool(), remove: r.Bool()}
	var facts sla.Facts
	stretch := func() (from, to int) {
		from = r.Int(plainMinutes+4000) - 2000 // over both ends of the month too
		return from, from + 1 + r.Int(1+r.Int(3000))
	}
	for range r.Int(8) {
		o := plainOutage{lost: tape.Pick(r, 100, 30, 50, 75)}
		o.from, o.to = stretch()
		m.outages = append(m.outages, o)
		fact := sla.Outage{Of: "portal", From: plainAt(o.from), To: plainAt(o.to), ID: fmt.Sprint("O", len(m.outages))}
		if o.lost < 100 {
			fact.Share = fmt.Sprintf("%d%%", o.lost)
		}
		facts.Outages = append(facts.Outages, fact)
	}
	for range r.Int(4) {
		from, to := stretch()
		m.windows = append(m.windows, [2]int{from, to})
		facts.Exclusions = append(facts.Exclusions, sla.Exclusion{Of: "portal", From: plainAt(from), To: plainAt(to), Reason: "upgrade"})
	}
	for range r.Int(12) {
		c := plainCount{minute: r.Int(plainMinutes), total: r.Int(12)}
		c.minute -= c.minute % tape.Pick(r, 1, 60, 6000) // several in one hour, at its edges
		c.good = c.total - r.Int(c.total+1)
		m.counts = append(m.counts, c)
		facts.Counts = append(facts.Counts, sla.Count{Of: "api", At: plainAt(c.minute), Good: int64(c.good), Total: int64(c.total)})
	}
	table := func() (rows []plainRow, tiers penalty.Tiers) {
		for range 1 + r.Int(3) {
			row := plainRow{below: 1000 - r.Int64(200), credit: 1 + r.Int64(4000)}
			rows = append(rows, row)
			tiers = append(tiers, penalty.Tier{
				When:   penalty.Band(fmt.Sprintf("below %d.%d%%", row.below/10, row.below%10)),
				Credit: penalty.Rate(fmt.Sprintf("%d.%02d%%", row.credit/100, row.credit%100)),
			})
		}
		return rows, tiers
	}
	upRows, upTiers := table()
	hourRows, hourTiers := table()
	fee, most := 1+r.Int64(2_000_000), 1+r.Int64(100) // in cents; in percent
	availability := metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude, Maintenance: metrics.Forgive}
	if m.office {
		availability.Calendar = "office"
	}
	if m.remove {
		availability.Maintenance = metrics.Remove
	}
	a, err := sla.New(sla.Spec{
		ID: "plain", Zone: "Europe/Berlin", Currency: "EUR",
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
		Objectives: []sla.Objective{
			{ID: "up", Metric: availability, Attain: "99.9%", Period: sla.Monthly},
			{ID: "hours", Metric: metrics.Slices{Of: "api", Every: "1h", Bad: "over 20%", Empty: metrics.NoDataExclude}, Attain: "99%", Period: sla.Monthly},
		},
		Credits: penalty.Spec{
			Base: penalty.Base(fmt.Sprintf("%d.%02d", fee/100, fee%100)), Round: penalty.HalfEven,
			Rules: []penalty.Term{{Objective: "up", Rule: upTiers}, {Objective: "hours", Rule: hourTiers}},
			Caps:  []penalty.Cap{{Per: "month", At: penalty.Rate(fmt.Sprintf("%d%%", most))}},
		},
	})
	if err != nil {
		return err
	}
	result, err := a.Evaluate(sla.Month(2026, time.March), facts, longAfter)
	if err != nil {
		return err
	}
	owed := new(big.Rat)
	for _, want := range []struct {
		id     string
		figure *big.Rat
		rows   []plainRow
	}{{"up", m.availability(), upRows}, {"hours", m.hours(), hourRows}} {
		o, _ := result.Outcome(want.id)
		amountsSaw.add("missed", o.Verdict == sla.Missed)
		amountsSaw.add("met", o.Verdict == sla.Met)
		amountsSaw.add("not measured", want.figure == nil)
		switch {
		case o.Attained.IsValid() != (want.figure != nil):
			return fmt.Errorf("%s: %s (%s), by minutes %v", want.id, o.Attained, o.Reason, want.figure)
		case want.figure != nil && o.Attained.Rat().Cmp(want.figure) != 0:
			return fmt.Errorf("%s: %s, by minutes %s; %+v", want.id, o.Attained.Rat(), want.figure, m)
		}
		owed.Add(owed, plainCredit(want.rows, want.figure))
	}
	amountsSaw.add(scenario, true)
	amountsSaw.add("windows", len(m.windows) > 0)
	limit := new(big.Rat).Mul(big.NewRat(most, 100), big.NewRat(fee, 100))
	if owed.Mul(owed, big.NewRat(fee, 100)).Cmp(limit) > 0 {
		owed = limit
		amountsSaw.add("capped", true)
	}
	amountsSaw.add("owed", owed.Sign() > 0)
	amountsSaw.add("nothing owed", owed.Sign() == 0)
	amountsSaw.add("at a cent", owed.Cmp(halfEven(owed)) != 0)
	if owed = halfEven(owed); owed.Cmp(limit) > 0 { // rounding does not pass a cap
		owed.Sub(owed, big.NewRat(1, 100))
	}
	if got := result.Statement().Total.Rat(); got.Cmp(owed) != 0 {
		return fmt.Errorf("owed %s, by minutes %s; %+v %v %v fee %d cap %d", got.FloatString(4), owed.FloatString(4), m, upRows, hourRows, fee, most)
	}
	return nil
}
