package metrics_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
)

func text(f metrics.Figure) string { return string(must(f.MarshalText())) }

func TestScoresAtTheirEdges(t *testing.T) {
	for _, c := range []struct {
		spec    metrics.Score
		answers string // one digit or number each
		want    string
	}{
		{metrics.Score{Kind: metrics.NetPromoter}, "6 7 8 9", "0"},
		{metrics.Score{Kind: metrics.NetPromoter}, "7 8", "0"},
		{metrics.Score{Kind: metrics.NetPromoter}, "9 10 0", "100/3"},
		{metrics.Score{Kind: metrics.NetPromoter}, "6 6", "-100"},
		{metrics.Score{Kind: metrics.TopBox, Top: "4 to 5"}, "3 4 5", "2 of 3"},
		{metrics.Score{Kind: metrics.MeanScore}, "4 4.5 3.2", "3.9"},
		{metrics.Score{Kind: metrics.Opinion}, "50", "2.575"},
		{metrics.Score{Kind: metrics.Opinion}, "0", "1"},
		{metrics.Score{Kind: metrics.Opinion}, "5", "1"}, // the polynomial gives 0.992
		{metrics.Score{Kind: metrics.Opinion}, "6.5", "1"},
		{metrics.Score{Kind: metrics.Opinion}, "7", "1.003479"},
		{metrics.Score{Kind: metrics.Opinion}, "100", "4.5"},
		{metrics.Score{Kind: metrics.Opinion}, "120 0", "2.75"},
	} {
		c.spec.Of = "survey"
		rules := must(c.spec.Rules())
		var s metrics.Samples
		var word string
		for _, r := range c.answers + " " {
			if r != ' ' {
				word += string(r)
				continue
			}
			d := decimal.RequireFromString(word)
			if !rules.OnScale(d) {
				t.Errorf("%s is not on the scale", word)
			}
			check(s.Add(d, 1))
			word = ""
		}
		if f, why := rules.Score(&s, 0); text(f) != c.want {
			t.Errorf("%s of %s: %s %s, want %s", c.spec.Kind, c.answers, text(f), why, c.want)
		}
	}
}

func TestBudgets(t *testing.T) {
	limit := must(metrics.Bound("99.9%").Parse())
	month := 30 * 24 * time.Hour
	half := metrics.TimeShareOf(month-21*time.Minute-36*time.Second, month)
	b, ok := limit.Budget(half, metrics.Figure{})
	if !ok || text(b.Allowed) != "43m12s" || text(b.Spent) != "21m36s" || text(b.Left) != "21m36s" || text(b.Used()) != "0.5" {
		t.Errorf("budget %+v", b)
	}
	// So far in a longer period: what was lost is lost, what is allowed is of the whole.
	b, _ = limit.Budget(metrics.TimeShareOf(24*time.Hour-10*time.Minute, 24*time.Hour), metrics.LengthOf(month))
	if text(b.Allowed) != "43m12s" || text(b.Left) != "33m12s" {
		t.Errorf("budget of the month after a day %+v", b)
	}
	if left, ok := b.ExhaustedIn(metrics.NumberOf(big.NewRat(2, 1)), month); !ok || text(left) != "276h40m" {
		t.Errorf("at a burn rate of 2 it lasts %v", left)
	}
	if left, ok := b.ExhaustedIn(metrics.NumberOf(new(big.Rat)), month); ok {
		t.Errorf("at a burn rate of 0 it lasts %v", left)
	}
	spent, _ := limit.Budget(metrics.ShareOf(999, 1000), metrics.Figure{})
	if left, ok := spent.ExhaustedIn(metrics.NumberOf(big.NewRat(1, 1)), month); !ok || text(left) != "0s" || text(spent.Left) != "0" {
		t.Errorf("nothing is left, for %v", left)
	}
	// A maximum of bad ones has a budget too; a length and a range have none.
	b, ok = must(metrics.Bound("at most 1 in 1000").Parse()).Budget(metrics.ShareOf(3, 5000), metrics.Figure{})
	if !ok || text(b.Allowed) != "5" || text(b.Spent) != "3" {
		t.Errorf("defects %+v", b)
	}
	for _, other := range []metrics.Bound{"at most 8h", "10% to 20%"} {
		if b, ok := must(other.Parse()).Budget(half, metrics.Figure{}); ok {
			t.Errorf("%s has a budget %+v", other, b)
		}
	}
	if f := must(metrics.Bound("100%").Parse()).BurnRate(half); f.IsValid() {
		t.Errorf("a promise of 100 %% burns at %v", f)
	}
}

func TestWarningsNeedBothWindows(t *testing.T) {
	month := 30 * 24 * time.Hour
	level := metrics.BurnWindows()[0]
	if got := text(level.Factor(month)); got != "14.4" {
		t.Errorf("factor %s", got)
	}
	at, above := metrics.NumberOf(big.NewRat(144, 10)), metrics.NumberOf(big.NewRat(14401, 1000))
	for _, c := range []struct {
		long, short metrics.Figure
		want        bool
	}{{above, above, true}, {at, above, false}, {above, at, false}, {above, metrics.Figure{}, false}} {
		if got := level.Fires(c.long, c.short, month); got != c.want {
			t.Errorf("%v and %v: %v", c.long, c.short, got)
		}
	}
	if got := text(metrics.BudgetEaten(at, time.Hour, month)); got != "0.02" {
		t.Errorf("eaten %s", got)
	}
}

// A level that can never fire says so.
func TestWarningsThatAreNone(t *testing.T) {
	for _, level := range append(metrics.BurnWindows(), metrics.BurnWindow{Long: time.Hour, Short: time.Hour, Rate: "0"}) {
		if err := level.Check(); err != nil {
			t.Errorf("%+v: %v", level, err)
		}
	}
	for _, c := range []struct {
		level metrics.BurnWindow
		want  string
	}{
		{metrics.BurnWindow{Long: time.Hour, Short: time.Minute}, "budget: missing: a percentage such as 99.9%"},
		{metrics.BurnWindow{Long: time.Hour, Short: time.Minute, Budget: "2"}, `budget: "2": cannot be read: a percentage ends in %, such as 99.9%`},
		{metrics.BurnWindow{Long: time.Hour, Short: time.Minute, Rate: "14,4"}, `rate: "14,4": cannot be read: write a point before decimals and nothing between thousands: 14.4 or 144`},
		{metrics.BurnWindow{Long: time.Hour, Short: time.Minute, Rate: "-1"}, `rate: "-1": out of range: a burn rate is not negative`},
		{metrics.BurnWindow{Long: time.Hour, Short: 2 * time.Hour, Budget: "2%", Rate: "1"}, `short: "2h0m0s": out of range: the short window needs a length above 0 and at most the length of the long window
rate: "1": conflicts with another term: write budget or rate, not both`},
		{metrics.BurnWindow{Budget: "2%"}, `long: "0s": out of range: a window needs a length above 0
short: "0s": out of range: the short window needs a length above 0 and at most the length of the long window`},
	} {
		if got := fmt.Sprint(c.level.Check()); got != c.want {
			t.Errorf("%+v: %s, want %s", c.level, got, c.want)
		}
		if c.level.Factor(time.Hour).IsValid() && c.level.Rate != "-1" {
			t.Errorf("%+v has a factor", c.level)
		}
	}
}

func TestTheClockOfARepairStartsWhereAgreed(t *testing.T) {
	i := metrics.Incident{Began: clock("08:00"), Detected: clock("08:05"), Reported: clock("08:20"), Ticketed: clock("08:15"),
		Acknowledged: clock("08:30"), Restored: clock("10:00")}
	for _, c := range []struct {
		m    metrics.Repair
		want string
	}{
		{metrics.Repair{Statistic: metrics.MeanToRepair}, "2h"},
		{metrics.Repair{Statistic: metrics.MeanToRepair, Since: []metrics.Point{metrics.Reported, metrics.Ticketed}}, "1h40m"},
		{metrics.Repair{Statistic: metrics.MeanToRepair, Since: []metrics.Point{metrics.Ticketed, metrics.Detected}}, "1h45m"},
		{metrics.Repair{Statistic: metrics.MeanToRepair, Since: []metrics.Point{metrics.Detected, metrics.Ticketed}}, "1h45m"},
		{metrics.Repair{Statistic: metrics.MeanToAcknowledge, Since: []metrics.Point{metrics.Detected}}, "25m"},
	} {
		from, to, ok := c.m.Span(i)
		if got := metrics.SpanOf(to.Sub(from)); !ok || string(got) != c.want {
			t.Errorf("%+v: %s, want %s", c.m, got, c.want)
		}
	}
	if _, _, ok := (metrics.Repair{Statistic: metrics.MeanToRepair}).Span(metrics.Incident{Began: clock("08:00")}); ok {
		t.Error("an incident that goes on has a repair time")
	}
}

func TestReliabilityOfALedger(t *testing.T) {
	u, err := hour{down: []string{"10:10-10:15", "10:15-10:20", "10:30-10:40", "10:55-11:30"}}.run()
	if err != nil {
		t.Fatal(err)
	}
	r := u.Ledger.Reliability()
	mttr, _ := r.MTTR()
	mtbf, _ := r.MTBF()
	a, _ := r.Availability()
	if r.Failures != 3 || text(mttr) != "8m20s" || text(mtbf) != "11m40s" || !a.Equal(u.Attained) {
		t.Errorf("%+v: mttr %v, mtbf %v, %v", r, mttr, mtbf, a)
	}
}

func TestSlicesAtTheEdgesOfAPeriod(t *testing.T) {
	begin := clock("10:00")
	tally := must(metrics.NewSliceTally(10*time.Minute, begin))
	for i := range 7 {
		check(tally.Add(begin.Add(time.Duration(i)*10*time.Minute), metrics.Hit(i != 6)))
	}
	office := func(yield func(time.Time, time.Time) bool) {
		_ = yield(clock("09:00"), clock("10:15")) && yield(clock("10:20"), clock("10:25")) && yield(clock("10:45"), clock("12:00"))
	}
	for _, c := range []struct {
		name string
		spec metrics.Slices
		look metrics.Look
		want string
	}{
		{"a partial last slice", metrics.Slices{}, metrics.Look{From: begin, To: clock("11:05")}, "6 good 1 bad 0 empty 0 dropped of 7"},
		{"dropped", metrics.Slices{Partial: metrics.PartialDrop}, metrics.Look{From: begin, To: clock("11:05")}, "6 good 0 bad 0 empty 1 dropped of 7"},
		{"a whole last slice", metrics.Slices{Partial: metrics.PartialDrop}, metrics.Look{From: begin, To: clock("11:10")}, "6 good 1 bad 0 empty 0 dropped of 7"},
		{"one without samples", metrics.Slices{}, metrics.Look{From: begin, To: clock("11:20")}, "6 good 1 bad 1 empty 0 dropped of 8"},
		{"not begun", metrics.Slices{}, metrics.Look{From: begin, To: clock("11:20"), AsOf: clock("10:30")}, "3 good 0 bad 0 empty 0 dropped of 3"},
		{"just begun", metrics.Slices{}, metrics.Look{From: begin, To: clock("11:20"), AsOf: clock("10:30:01")}, "4 good 0 bad 0 empty 0 dropped of 4"},
		{"those that start in hours", metrics.Slices{}, metrics.Look{From: begin, To: clock("11:10"), Open: office}, "4 good 1 bad 0 empty 0 dropped of 5"},
	} {
		c.spec.Of, c.spec.Every, c.spec.Bad, c.spec.Empty = "x", "10m", "over 50%", metrics.NoDataExclude
		got := must(must(c.spec.Rules()).Measure(tally, c.look))
		if text := fmt.Sprintf("%d good %d bad %d empty %d dropped of %d", got.Good, got.Bad, got.Empty, got.Dropped, got.All); text != c.want {
			t.Errorf("%s: %s, want %s", c.name, text, c.want)
		}
	}
	rules := must(metrics.Slices{Of: "x", Every: "5m", Bad: "over 50%", Empty: metrics.NoDataGood}.Rules())
	if _, err := rules.Measure(tally, metrics.Look{From: begin, To: clock("11:00")}); err == nil {
		t.Error("slices of ten minutes are judged by rules for five")
	}
}

// A mean of thousands of ratios with as many denominators stays cheap, and is
// on the right side of every bound.
func TestMeanOfManyRatios(t *testing.T) {
	begin := cellAt(0)
	tally := must(metrics.NewSliceTally(time.Minute, begin))
	const n = 5001
	for i := range n {
		total := int64(100_003 + 2*i)
		check(tally.Add(begin.Add(time.Duration(i)*time.Minute), metrics.Count{Good: total - 1, Total: total}))
	}
	rules := must(metrics.Slices{Of: "x", Every: "1m", Empty: metrics.NoDataExclude}.Rules())
	got := must(rules.Measure(tally, metrics.Look{From: begin, To: begin.Add(n * time.Minute)}))
	sum := new(big.Float).SetPrec(2000)
	for i := range n {
		total := big.NewFloat(float64(100_003 + 2*i)).SetPrec(2000)
		sum.Add(sum, new(big.Float).SetPrec(2000).Quo(new(big.Float).SetPrec(2000).Sub(total, big.NewFloat(1)), total))
	}
	sum.Quo(sum, big.NewFloat(n))
	near := new(big.Float).SetPrec(2000).SetRat(got.Attained.Rat())
	diff := new(big.Float).Sub(sum, near)
	if diff.Sign() < 0 || diff.Cmp(big.NewFloat(1e-99)) > 0 {
		t.Errorf("the mean is off by %v", diff)
	}
}

func TestCompositionWithoutData(t *testing.T) {
	line := func(states ...string) metrics.Ledger {
		var l metrics.Timeline
		for i, state := range states {
			if state != "" {
				check(l.Add(metrics.Interval{From: cellAt(i), To: cellAt(i + 1), State: state}))
			}
		}
		p := must(metrics.Availability{Of: "x", NoData: metrics.NoDataExclude}.Pipeline())
		return must(p.Measure(&l, metrics.Look{From: cellAt(0), To: cellAt(4)})).Ledger
	}
	known, blind := line("", "down", "", "down"), line("no-data", "no-data", "not-monitored", "not-monitored")
	for _, c := range []struct {
		k    int
		want string
	}{
		{2, "no-data down up down"}, // in series an outage of one decides, its health does not
		{1, "up no-data up down"},   // in parallel the other way round
	} {
		var got string
		for _, e := range metrics.ComposeLedgers(c.k, known, blind) {
			for range e.Length() / cell {
				got += " " + string(e.Bucket)
			}
		}
		if got != " "+c.want {
			t.Errorf("%d of 2:%s, want %s", c.k, got, c.want)
		}
	}
}

// Sloth prints the factors of the usual levels for 30 and 28 days; the factors of 30 days
// use other shares of a week.
func TestPublishedBurnFactors(t *testing.T) {
	const day = 24 * time.Hour
	for days, want := range map[int]string{30: "72/5 6 3 1", 28: "336/25 28/5 14/5 14/15"} {
		got := ""
		for _, level := range metrics.BurnWindows() {
			got += " " + level.Factor(time.Duration(days)*day).Rat().RatString()
		}
		if got != " "+want {
			t.Errorf("%d days:%s, want %s", days, got, want)
		}
	}
	for i, want := range []string{"3/35", "3/14", "3/7", "3/7"} {
		level := metrics.BurnWindows()[i]
		if got := metrics.BudgetEaten(level.Factor(30*day), level.Long, 7*day).Rat().RatString(); got != want {
			t.Errorf("%s of a week: %s, want %s", level.Long, got, want)
		}
	}
}

func TestMeansByWeight(t *testing.T) {
	half := metrics.ShareOf(1, 2)
	f, why := metrics.WeightedMean(metrics.Weighted{Part: half, Weight: new(big.Rat)})
	if f.IsValid() || why != metrics.NothingPromised {
		t.Errorf("parts that weigh nothing: %v %s", f, why)
	}
	f, why = metrics.WeightedMean(metrics.Weighted{Part: half, Weight: big.NewRat(-1, 1)}, metrics.Weighted{Part: half})
	if f.IsValid() || why != metrics.NothingPromised {
		t.Errorf("a part that weighs less than nothing: %v %s", f, why)
	}
	f, why = metrics.WeightedMean(metrics.Weighted{}, metrics.Weighted{})
	if f.IsValid() || why != metrics.NoItems {
		t.Errorf("parts without a figure: %v %s", f, why)
	}
	f, _ = metrics.WeightedMean(metrics.Weighted{Part: half, Weight: big.NewRat(3, 1)}, metrics.Weighted{Part: metrics.ShareOf(1, 1)}, metrics.Weighted{})
	if !f.Equal(metrics.ShareOf(5, 8)) {
		t.Errorf("three halves and a whole: %v, want 5/8", f.Rat())
	}
	third := metrics.ShareOf(1, 3)
	f, _ = metrics.WeightedMean(metrics.Weighted{Part: third}, metrics.Weighted{Part: third}, metrics.Weighted{Part: third})
	if !f.Equal(third) {
		t.Errorf("the mean of three thirds is %v", f.Rat())
	}
}

func TestWeightedComposites(t *testing.T) {
	part := metrics.ShareOf(95, 100)
	half := big.NewRat(1, 2)
	if f, _ := metrics.AddShortfalls(metrics.Weighted{Part: part, Weight: half}, metrics.Weighted{Part: part}); f.Percent(1) != "92.5%" {
		t.Errorf("shortfalls: %v", f)
	}
	if f, _ := metrics.AddShortfalls(metrics.Weighted{Part: metrics.ShareOf(1, 4)}, metrics.Weighted{Part: metrics.ShareOf(1, 5)}); f.Percent(0) != "0%" {
		t.Errorf("shortfalls beyond all: %v", f)
	}
	if f, _ := metrics.DesignAtLeast(2, metrics.ShareOf(9, 10), metrics.ShareOf(95, 100), metrics.ShareOf(99, 100)); f.Rat().RatString() != "621/625" {
		t.Errorf("two of three: %v", f.Rat())
	}
	for _, k := range []int{0, 2, -1} {
		if f, _ := metrics.DesignAtLeast(k, part); f.IsValid() {
			t.Errorf("%d of one: %v", k, f)
		}
	}
}

// An unknown policy gives no figure. It does not fall back to another policy.
func TestPoliciesThatAreNone(t *testing.T) {
	calls := metrics.Calls{Answered: 10, AnsweredWithin: 8, Abandoned: 4, AbandonedWithin: 2}
	if f, why := calls.Count("within").Figure(0); f.IsValid() || why != metrics.NoItems {
		t.Errorf("%v %s", f, why)
	}
	var days metrics.Samples
	check(days.Add(decimal.New(20, 0), 3))
	for bound, want := range map[metrics.Bound]metrics.Count{"15 to 30": {Good: 3, Total: 3}, "over 20": {Total: 3}, "15% to 30%": {}, "at most 30d": {}} {
		if got := days.Within(must(bound.Parse())); got != want {
			t.Errorf("%s: %v, want %v", bound, got, want)
		}
	}
	if got := calls.Count(""); got != calls.Count(metrics.AnsweredOnly) {
		t.Errorf("no word is %v", got)
	}
}

// One item after the other adds up to what the counts of a day say.
func TestItemsAddUpToTheDay(t *testing.T) {
	var day metrics.Calls
	calls := []struct {
		waited            time.Duration
		within, abandoned bool
	}{
		{10 * time.Second, true, false}, {40 * time.Second, false, false}, {5 * time.Second, true, true},
		{5*time.Second + 1, true, true}, {30 * time.Second, false, true}, {2 * time.Second, true, false},
	}
	for _, c := range calls {
		one := metrics.Calls{Answered: 1}
		if c.abandoned {
			one = metrics.Calls{Abandoned: 1}
			if c.within {
				one.AbandonedWithin = 1
			}
			if c.waited <= 5*time.Second {
				one.AbandonedShort = 1
			}
		} else if c.within {
			one.AnsweredWithin = 1
		}
		day.Add(one)
	}
	for policy, want := range map[metrics.Abandons]metrics.Count{
		"": {Good: 2, Total: 3}, metrics.AnsweredOnly: {Good: 2, Total: 3}, metrics.WithinMet: {Good: 4, Total: 6}, metrics.AllAgainst: {Good: 2, Total: 6},
		metrics.IgnoreWithin: {Good: 2, Total: 4}, metrics.ShortMet: {Good: 3, Total: 6}, metrics.ShortRemoved: {Good: 2, Total: 5},
	} {
		spec := metrics.Share{Abandons: policy}
		if policy == metrics.ShortMet || policy == metrics.ShortRemoved {
			spec.Short = "5s"
		}
		rules := must(spec.Rules())
		var sum metrics.Count
		for _, c := range calls {
			sum.Add(rules.Item(c.waited, c.within, c.abandoned))
		}
		if sum != want || day.Count(policy) != want {
			t.Errorf("%s: items %v, the day %v, want %v", policy, sum, day.Count(policy), want)
		}
	}
}

func TestLengthsAreRoundedUpToTheGrain(t *testing.T) {
	for grain, lengths := range map[time.Duration]map[time.Duration]time.Duration{
		0:           {0: 0, 1: 1, time.Second: time.Second, time.Second + 1: time.Second + 1, -1: -1, 1500 * time.Microsecond: 1500 * time.Microsecond},
		time.Second: {0: 0, 1: time.Second, time.Second: time.Second, time.Second + 1: 2 * time.Second, -1: 0},
		time.Minute: {time.Nanosecond: time.Minute, 60 * time.Second: time.Minute, 61 * time.Second: 2 * time.Minute},
	} {
		for length, want := range lengths {
			d := metrics.NewDistribution(grain)
			d.Add(length)
			if f, _ := d.Max(0); !f.Equal(metrics.LengthOf(want)) {
				t.Errorf("%v in grains of %v is %v, want %v", length, d.Grain(), f, want)
			}
		}
	}
	if err := metrics.NewDistribution(time.Minute).Merge(&metrics.Distribution{}); err == nil {
		t.Error("grains of a minute and of a second merge")
	}
}

func TestBinaryFormsThatNobodyWrote(t *testing.T) {
	for name, data := range map[string][]byte{
		"nothing": {}, "another kind": {'D', 1, 0}, "a key that no boundary has": {'L', 1, 2, 2, 'u', 'p', 0, 0, 0, 0, 0},
		"a fact of no kind": {'L', 1, 9, 2, 'u', 'p', 0, 0, 0, 0, 0}, "more keys than bytes": {'L', 0xff, 0xff, 0x03},
		"a tail": {'L', 0, 0, 7},
	} {
		var line metrics.Timeline
		if err := line.UnmarshalBinary(data); err == nil {
			t.Errorf("%s is a timeline", name)
		}
	}
	for name, data := range map[string][]byte{
		"no unit": {'D', 0}, "a unit of nothing": {'D', 0, 4, 0}, "too fine a unit": {'D', 0, 3, 0}, "a length below 292 years": {'D', 0, 0, 1, 0, 0, 2}, "a tail": {'D', 1, 0, 0}, "another tail": {'D', 0, 0, 0, 0}, "a tagged length": {'D', 1, 1, 1, 5, 2},
	} {
		var d metrics.Distribution
		if err := d.UnmarshalBinary(data); err == nil {
			t.Errorf("%s is a distribution", name)
		}
	}
	var total metrics.TotalTally
	for _, data := range [][]byte{{}, {'T', 0}, {'T', 2, 2}, {'T', 2, 2, 0}, {'T', 2, 2, 1, 1}} {
		if err := total.UnmarshalBinary(data); err == nil {
			t.Errorf("%v is a total", data)
		}
	}
}
