package analysis_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report/analysis"
	"github.com/upheld/upheld/sla"
)

// Boston 2015: the slope over twelve months, three months pooled, and the year pooled,
// which is not the mean of its months.
func TestBostonThroughTheYear(t *testing.T) {
	months := bostonMonths()
	months[2], months[7] = months[7], months[2] // the order does not matter
	all, err := analysis.Periods("fix", months...)
	if err != nil || len(all) != 12 {
		t.Fatal(all, err)
	}
	slope, n := analysis.Slope(all)
	if points(slope) != "1.6770" || n != 12 {
		t.Errorf("slope %s points a month over %d, want 1.6770 over 12", points(slope), n)
	}
	if naive := naiveSlope(all); !equal(slope, naive) {
		t.Errorf("slope %v, by the definition %v", slope, naive)
	}

	three, err := analysis.Moving(all, 3)
	if err != nil || len(three) != 12 || three[1].Figure.IsValid() {
		t.Fatal(three, err)
	}
	march := three[2]
	if !march.Figure.Equal(metrics.ShareOf(6216, 10847)) || march.Figure.Percent(2) != "57.30%" || march.Items != 10847 || march.Period != sla.Quarter(2015, 1) {
		t.Errorf("January to March: %+v", march)
	}
	year, err := analysis.Moving(all, 12)
	if err != nil || year[11].Figure.Percent(4) != "67.7389%" || !year[11].Figure.Equal(metrics.ShareOf(38072, 56204)) || year[11].Period != sla.Year(2015) {
		t.Errorf("the year: %+v, %v", year[11], err)
	}
	var figures []metrics.Figure
	for _, p := range all {
		figures = append(figures, p.Figure)
	}
	if mean := metrics.MeanOf(figures...); points(mean.Rat()) != "66.9508" {
		t.Errorf("the mean of the months is %s", points(mean.Rat()))
	}
}

// naiveSlope is the definition: Σ(x−x̄)(y−ȳ) / Σ(x−x̄)², with x the place.
func naiveSlope(all []analysis.PeriodFigure) *big.Rat {
	mean := func(of []*big.Rat) *big.Rat {
		m := new(big.Rat)
		for _, v := range of {
			m.Add(m, v)
		}
		return m.Quo(m, big.NewRat(int64(len(of)), 1))
	}
	var x, y []*big.Rat
	for i, p := range all {
		if r := p.Figure.Rat(); r != nil {
			x, y = append(x, big.NewRat(int64(i), 1)), append(y, r)
		}
	}
	if len(x) < 3 {
		return nil
	}
	mx, my := mean(x), mean(y)
	top, bottom := new(big.Rat), new(big.Rat)
	for i := range x {
		dx, dy := new(big.Rat).Sub(x[i], mx), new(big.Rat).Sub(y[i], my)
		top.Add(top, dy.Mul(dy, dx))
		bottom.Add(bottom, dx.Mul(dx, dx))
	}
	return top.Quo(top, bottom)
}

func shares(of ...metrics.Figure) []analysis.PeriodFigure {
	var all []analysis.PeriodFigure
	p := sla.Month(2026, 1)
	for _, f := range of {
		all = append(all, analysis.PeriodFigure{Period: p, Figure: f})
		p = p.Next()
	}
	return all
}

// By hand: 1/4, nothing, 3/4, 1 at the places 0, 2, 3. n = 3, Σi = 5, Σi² = 13, Σy = 2,
// Σiy = 9/2: (27/2 − 10) / (39 − 25) = 1/4.
func TestSlopeOfAGapAndOfTooFew(t *testing.T) {
	none := metrics.Figure{}
	quarter, three, all := metrics.ShareOf(1, 4), metrics.ShareOf(3, 4), metrics.ShareOf(4, 4)
	for _, c := range []struct {
		name string
		of   []analysis.PeriodFigure
		want *big.Rat
		n    int
	}{
		{"nothing", nil, nil, 0},
		{"two", shares(quarter, all), nil, 2},
		{"two and a gap", shares(quarter, none, all), nil, 2},
		{"three", shares(quarter, quarter, quarter), new(big.Rat), 3},
		{"three and a gap", shares(quarter, none, three, all), big.NewRat(1, 4), 3},
		{"lengths, in seconds", shares(metrics.LengthOf(time.Second), metrics.LengthOf(3*time.Second), metrics.LengthOf(5*time.Second)), big.NewRat(2, 1), 3},
		{"two kinds", shares(quarter, all, metrics.LengthOf(time.Second)), nil, 3},
	} {
		if got, n := analysis.Slope(c.of); !equal(got, c.want) || n != c.n {
			t.Errorf("%s: %v of %d, want %v of %d", c.name, got, n, c.want, c.n)
		}
	}
}

// A month that no result has keeps its place, and so does a month without items.
func TestPeriodsKeepTheirPlaces(t *testing.T) {
	jan, mar, apr := month(2026, 1, of{"red", 1, 2}), month(2026, 3), month(2026, 4, of{"red", 3, 4})
	apr.Outcomes[0].Final = false
	all, err := analysis.Periods("fix", apr, jan, mar)
	if err != nil {
		t.Fatal(err)
	}
	want := []analysis.PeriodFigure{
		{Period: sla.Month(2026, 1), Figure: metrics.ShareOf(1, 2), Items: 2}, {Period: sla.Month(2026, 2)},
		{Period: sla.Month(2026, 3)}, {Period: sla.Month(2026, 4), Figure: metrics.ShareOf(3, 4), Items: 4, Open: true},
	}
	for i := range want {
		if len(all) != len(want) || all[i].Period != want[i].Period || !all[i].Figure.Equal(want[i].Figure) || all[i].Items != want[i].Items || all[i].Open != want[i].Open {
			t.Fatalf("%+v, want %+v", all, want)
		}
	}
	pairs, err := analysis.Moving(all, 2)
	if err != nil || !pairs[1].Figure.Equal(metrics.ShareOf(1, 2)) || pairs[2].Figure.IsValid() || !pairs[3].Figure.Equal(metrics.ShareOf(3, 4)) || !pairs[3].Open || pairs[2].Open {
		t.Errorf("%+v, %v", pairs, err)
	}
}

func TestPeriodsThatCannotBeListed(t *testing.T) {
	jan := month(2026, 1, of{"red", 1, 2})
	length := month(2026, 2, of{"red", 1, 2})
	length.Outcomes[0].Attained, length.Outcomes[0].Metric = metrics.LengthOf(time.Hour), "mean"
	anchored := func(m time.Month) *sla.Result { // months from the 15th
		from := sla.Month(2026, m)
		return result(sla.Dates(from.From()+14, from.To()+14), "team", of{"red", 1, 2})
	}
	far := result(sla.Day(sla.Year(2100).From()), "team", of{"red", 1, 2})
	near := result(sla.Day(sla.Year(1970).From()), "team", of{"red", 1, 2})
	for _, c := range []struct {
		name      string
		objective string
		of        []*sla.Result
		want      string
	}{
		{"no results", "fix", nil, ""},
		{"a misspelling", "fixx", []*sla.Result{jan}, `objective: "fixx": unknown: did you mean "fix"?`},
		{"a result without outcomes", "fix", []*sla.Result{{}}, "the result has no objectives"},
		{"nil", "fix", []*sla.Result{jan, nil}, "results[1]: missing"},
		{"a period twice", "fix", []*sla.Result{jan, jan}, `results[1]: "2026-01": conflicts with another term: the period is in results[0] too`},
		{"another kind", "fix", []*sla.Result{jan, length}, "its figure is a share until 2026-02, and then a length"},
		{"from the 15th, in a row", "fix", []*sla.Result{anchored(1), anchored(2)}, ""},
		{"from the 15th, with a gap", "fix", []*sla.Result{anchored(1), anchored(4)}, `"2026-04-15/2026-05-15": missing: the periods from 2026-01-15/2026-02-15 on`},
		{"too far apart", "fix", []*sla.Result{near, far}, "more than 10000 periods"},
	} {
		_, err := analysis.Periods(c.objective, c.of...)
		t.Run(c.name, func(t *testing.T) { says(t, err, c.want) })
	}
}

// A revision in the middle of a month leaves two outcomes of the month: they are pooled.
func TestAMonthInTwoParts(t *testing.T) {
	r := month(2026, 3, of{"red", 1, 2})
	later := r.Outcomes[0]
	later.Good, later.Total, later.Attained = 1, 8, metrics.ShareOf(1, 8)
	r.Outcomes = append(r.Outcomes, later)
	all, err := analysis.Periods("fix", r)
	if err != nil || len(all) != 1 || all[0].Items != 10 || !all[0].Figure.Equal(metrics.ShareOf(2, 10)) {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestMovingRefuses(t *testing.T) {
	half, hour := metrics.ShareOf(1, 2), metrics.LengthOf(time.Hour)
	rolling := []analysis.PeriodFigure{{Period: sla.Month(2026, 1), Figure: half}, {Period: sla.Dates(sla.Month(2026, 1).From()+1, sla.Month(2026, 1).To()+1), Figure: half}}
	for name, c := range map[string]struct {
		of   []analysis.PeriodFigure
		k    int
		want string
	}{
		"k of 0":         {shares(half), 0, `k: "0": out of range`},
		"k of 1":         {shares(half, half), 1, ""},
		"k beyond all":   {shares(half, half), 3, ""},
		"lengths":        {shares(half, hour), 2, "periods[1]: \"1h\": conflicts with another term: only shares"},
		"overlaps":       {rolling, 2, "it overlaps 2026-01"},
		"items and time": {shares(half, metrics.TimeShareOf(1, 2)), 2, "no common figure"},
	} {
		_, err := analysis.Moving(c.of, c.k)
		t.Run(name, func(t *testing.T) { says(t, err, c.want) })
	}
}

// Boston by weekday: Saturdays are the best. The counts are of the source.
func TestSeason(t *testing.T) {
	year := result(sla.Year(2015), "@weekday", of{"Mon", 6290, 9482}, of{"Tue", 7538, 11185}, of{"Wed", 6966, 10351},
		of{"Thu", 6782, 10080}, of{"Fri", 5921, 8705}, of{"Sat", 2540, 3531}, of{"Sun", 2035, 2870})
	classes, all, err := analysis.Season("fix", "@weekday", year)
	if err != nil || len(classes) != 7 || !all.Equal(metrics.ShareOf(38072, 56204)) {
		t.Fatal(classes, all, err)
	}
	for i, want := range []string{"-1.4027", "-0.3451", "-0.4411", "-0.4572", "0.2794", "4.1953", "3.1669"} {
		if c := classes[i]; points(c.Beyond) != want || c.Times != 1 || c.Group.Get("@weekday") != [...]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}[i] {
			t.Errorf("%v: %s, want %s", c.Group, points(c.Beyond), want)
		}
	}

	// By month: 1 of 2 and 3 of 4 are 4 of 6; with 2 of 4 and 2 of 4, all is 8 of 14.
	two := []*sla.Result{month(2025, 1, of{"red", 1, 2}), month(2025, 2, of{"red", 2, 4}), month(2026, 1, of{"red", 3, 4}), month(2026, 2, of{"red", 2, 4})}
	classes, all, err = analysis.Season("fix", "@month", two...)
	if err != nil || len(classes) != 2 || all.String() != metrics.ShareOf(8, 14).String() || classes[0].Group.Get("@month") != "Jan" ||
		!classes[0].Figure.Equal(metrics.ShareOf(4, 6)) || classes[0].Times != 2 || !equal(classes[0].Beyond, big.NewRat(2, 21)) || !equal(classes[1].Beyond, big.NewRat(-1, 14)) {
		t.Errorf("%+v of %v, %v", classes, all, err)
	}
	empty := month(2026, 3)
	for name, c := range map[string]struct {
		key  string
		of   []*sla.Result
		want string
	}{
		"a month once":       {"@month", two[:3], `"Feb": missing: by month each month has to be there twice`},
		"a month unmeasured": {"@month", append(two, empty), `"Mar": missing`},
		"no months":          {"@month", []*sla.Result{year}, "2015 is no calendar month"},
		"an unknown key":     {"@wekday", []*sla.Result{year}, `results[0].key: "@wekday": unknown: did you mean "@weekday"?`},
		"twice":              {"team", []*sla.Result{two[0], two[0]}, "results[0] too"},
		"no results":         {"team", nil, ""},
		"an empty month":     {"team", []*sla.Result{empty, two[0]}, ""},
	} {
		_, _, err := analysis.Season("fix", c.key, c.of...)
		t.Run(name, func(t *testing.T) { says(t, err, c.want) })
	}
}

// By hand: twelve figures 1/100 to 12/100 and then one more.
func TestUnusual(t *testing.T) {
	var before []metrics.Figure
	for _, n := range []int64{5, 1, 12, 7, 3, 9, 2, 11, 4, 8, 6, 10} {
		before = append(before, metrics.ShareOf(n, 100))
	}
	before = append(before, metrics.Figure{}) // keeps its place and counts nowhere
	for _, c := range []struct {
		then    int64
		k       int
		odd     bool
		high    bool
		edge    int64
		reached int
	}{
		{13, 1, true, true, 12, 0}, {12, 1, false, false, 0, 0}, {1, 1, false, false, 0, 0}, {0, 1, true, false, 1, 0},
		{12, 2, true, true, 11, 1}, {11, 2, false, false, 0, 0}, {2, 2, false, false, 0, 0}, {1, 2, true, false, 2, 1},
		{8, 6, true, true, 7, 5}, {7, 6, false, false, 0, 0}, {6, 6, false, false, 0, 0}, {5, 6, true, false, 6, 5},
	} {
		odd, err := analysis.Unusual(shares(append(before[:13:13], metrics.ShareOf(c.then, 100))...), c.k)
		if err != nil || len(odd) > 1 || len(odd) == 1 != c.odd {
			t.Fatalf("%+v: %+v, %v", c, odd, err)
		}
		if c.odd && (odd[0].High != c.high || !odd[0].Edge.Equal(metrics.ShareOf(c.edge, 100)) || odd[0].Reached != c.reached || odd[0].Period != sla.Month(2027, 2)) {
			t.Errorf("%+v: %+v", c, odd[0])
		}
	}
	if odd, err := analysis.Unusual(shares(append(before[:11:11], metrics.ShareOf(99, 100))...), 1); err != nil || odd != nil {
		t.Errorf("eleven before it: %+v, %v", odd, err)
	}
	// Each is held against the twelve before it alone: the second record is no wonder.
	odd, err := analysis.Unusual(shares(append(before[:12:12], metrics.ShareOf(20, 100), metrics.ShareOf(19, 100), metrics.ShareOf(0, 100))...), 1)
	if err != nil || len(odd) != 2 || odd[0].Period != sla.Month(2027, 1) || odd[1].Period != sla.Month(2027, 3) || odd[1].High {
		t.Errorf("%+v, %v", odd, err)
	}
	for _, k := range []int{0, 7} {
		_, err := analysis.Unusual(nil, k)
		says(t, err, "from 1 to 6")
	}
	_, err = analysis.Unusual(shares(metrics.ShareOf(1, 2), metrics.LengthOf(time.Second)), 1)
	says(t, err, "of the kind share")
}
