package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// kind is an objective of one family and facts that it is computed from, all of
// which are good; fact i says something different from fact j in nothing but who
// and when.
type kind struct {
	name      string
	objective sla.Objective
	fact      func(i int) sla.Fact
	// each is about how many bytes a good item may add to the state: 0 where only
	// counts are kept.
	each int
}

func kinds() []kind {
	at := func(i int) time.Time { return utc("02T09:00:00").Add(time.Duration(i%20_000) * time.Minute) }
	ticket := func(i int) sla.Fact {
		return &sla.Ticket{ID: fmt.Sprint("T", i), Attrs: sla.Attrs{{"team", "blue"}}, Events: []sla.Event{
			{At: at(i), Name: "offered"}, {At: at(i).Add(time.Duration(i%7) * time.Second), Name: "ended"}}}
	}
	sample := func(i int) sla.Fact {
		return &sla.Sample{Of: "x", At: at(i), Value: decimal.New(int64(40+i%11), -1), Attrs: sla.Attrs{{"team", "blue"}}}
	}
	count := func(i int) sla.Fact {
		return &sla.Count{Of: "x", At: at(i), Good: 99, Total: 100, Attrs: sla.Attrs{{"team", "blue"}}}
	}
	outage := func(i int) sla.Fact {
		return &sla.Outage{ID: fmt.Sprint("INC-", i), Of: "x", From: at(i), To: at(i).Add(30 * time.Second)}
	}
	within := []sla.Target{{Within: "10s", Calendar: "24x7"}}
	length := []sla.Target{{Calendar: "24x7"}}
	wait := func(m metrics.Metric, targets []sla.Target) sla.Objective {
		return sla.Objective{Clock: "wait", Metric: m, Counts: sla.ByStart, Targets: targets}
	}
	return []kind{
		{"share", wait(nil, within), ticket, 0},
		{"mean", wait(metrics.Mean{}, length), ticket, 0},
		{"max", wait(metrics.Max{}, length), ticket, 0},
		{"sum", wait(metrics.Sum{}, length), ticket, 0},
		{"percentile", wait(metrics.Percentile{Rank: "95%"}, length), ticket, 0},
		{"ratio", sla.Objective{Metric: metrics.Ratio{Of: "x"}}, count, 0},
		{"ratio of samples", sla.Objective{Metric: metrics.Ratio{Of: "x", Good: "at least 4.0"}}, sample, 0},
		{"score", sla.Objective{Metric: metrics.Score{Of: "x", Kind: metrics.TopBox, Top: "4 to 5", Scale: "1 to 5"}}, sample, 0},
		{"total", sla.Objective{Metric: metrics.Total{Of: "x"}}, sample, 0},
		{"slices", sla.Objective{Metric: metrics.Slices{Of: "x", Every: "1h", Bad: "over 5%", Empty: metrics.NoDataGood}}, count, 0},
		{"availability", sla.Objective{Metric: metrics.Availability{Of: "x", NoData: metrics.NoDataExclude}}, outage, 40},
		{"states", sla.Objective{Metric: metrics.Availability{Of: "x", NoData: metrics.NoDataExclude}},
			func(i int) sla.Fact {
				return &sla.State{ID: "probe", Of: "x", At: at(i), Is: []string{"up", "down"}[i%2]}
			}, 40},
		{"composed", sla.Objective{Metric: metrics.Composed{Series: []string{"x", "y"}, Each: metrics.Availability{NoData: metrics.NoDataExclude}}}, outage, 40},
		{"custom", wait(metrics.Custom{Name: "complete", Version: 1, With: map[string]string{"wanted": ""}}, length), ticket, 0},
		{"custom of counts", sla.Objective{Metric: metrics.Custom{Name: "complete", Version: 1, With: map[string]string{"of": "x"}}}, count, 0},
		{"mtbf", sla.Objective{Metric: metrics.Repair{Of: "x", Statistic: metrics.MeanBetweenFailures}}, outage, 40},
		{"failures", sla.Objective{Metric: metrics.Repair{Of: "x", Statistic: metrics.Failures}}, outage, 40},
		{"shares of users", sla.Objective{Metric: metrics.Availability{Of: "x", NoData: metrics.NoDataExclude}}, func(i int) sla.Fact {
			o := outage(i).(*sla.Outage)
			o.Share = fmt.Sprintf("%d in 3000", 100+i%40)
			return o
		}, 40},
		{"mttr", sla.Objective{Metric: metrics.Repair{Of: "x", Statistic: metrics.MeanToRepair}, Counts: sla.ByStart}, outage, 40},
	}
}

// Once all distinct values, causes and instants were seen, adding a fact costs no
// allocation, whatever the metric. A measurer of the caller's own is given the
// attributes of a ticket in a list that it may keep, which is one.
func TestAddingWhatIsKnownDoesNotAllocate(t *testing.T) {
	for _, k := range kinds() {
		a, err := withMeasurer.New(measured(k.objective))
		if err != nil {
			t.Fatal(k.name, err)
		}
		facts := make([]sla.Fact, 600)
		for i := range facts {
			facts[i] = k.fact(i)
		}
		tally := a.NewTally()
		add := func() {
			for _, f := range facts {
				tally.Add(f)
			}
		}
		for range 40 { // until what is pending has been settled
			add()
		}
		if n := testing.AllocsPerRun(40, add); n > 1 && (k.name != "custom" || n > float64(len(facts))) {
			t.Errorf("%s: %v allocations for %d facts", k.name, n, len(facts))
		}
	}
}

// State grows with what must be known one by one, and with nothing else: a good
// item more is a number that is one larger.
func TestStateDoesNotGrowWithGoodItems(t *testing.T) {
	for _, k := range kinds() {
		a, err := withMeasurer.New(measured(k.objective))
		if err != nil {
			t.Fatal(k.name, err)
		}
		size := func(n int) int {
			tally := a.NewTally()
			for i := range n {
				tally.Add(k.fact(9 * i))
			}
			return len(must(tally.MarshalBinary()))
		}
		// The instants are 20,000 minutes, and 9 minutes lie between two facts: all
		// hours of the month that get samples get some by 2,500 facts.
		few, many := size(2500), size(5000)
		if k.each > 0 {
			few, many = size(1000), size(2000)
		}
		room := 1000 * k.each
		if k.name == "slices" {
			room = 3 * 334 // a byte for each larger number
		}
		if many > few+room+32 {
			t.Errorf("%s: %d bytes became %d", k.name, few, many)
		}
	}
}

// A merge takes room by blocks and not by items, and leaves what a tally of all
// would.
func TestMergingDoesNotAllocateByItem(t *testing.T) {
	for _, k := range kinds() {
		a, err := withMeasurer.New(measured(k.objective))
		if err != nil {
			t.Fatal(k.name, err)
		}
		const half = 8000
		parts := [2]*sla.Tally{a.NewTally(), a.NewTally()}
		for i := range 2 * half {
			parts[i%2].Add(k.fact(i))
		}
		for _, p := range parts {
			must(p.MarshalBinary()) // settles
		}
		n := testing.AllocsPerRun(2, func() {
			sum := a.NewTally()
			for _, p := range parts {
				if err := sum.Merge(p); err != nil {
					t.Fatal(k.name, err)
				}
			}
		})
		if n > half/50 {
			t.Errorf("%s: %v allocations to merge %d facts", k.name, n, 2*half)
		}
	}
}
