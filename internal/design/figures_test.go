package design_test

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/design"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

func TestLimitsOfAnyShare(t *testing.T) {
	third := design.AtLeast(big.NewRat(1, 3))
	if !third.Meets(metrics.ShareOf(1, 3)) || third.Meets(metrics.ShareOf(333_333_333, 1_000_000_000)) {
		t.Error("a third is not the least that meets a third")
	}
	if design.AtLeast(nil).IsValid() || design.AtLeast(big.NewRat(-1, 3)).IsValid() {
		t.Error("a limit without a target")
	}
	if got := design.Bad(3, 10); got != (metrics.Count{Good: 7, Total: 10}) {
		t.Errorf("3 bad ones of 10: %v", got)
	}
}

// One reset closes at most a share of the distance to 100 %, and never lowers the target.
// Source: the exhibit to a 10-K of 2006; the share there is redacted.
func TestRatchets(t *testing.T) {
	for _, c := range []struct {
		id, current, average string
		share                penalty.Rate
		want                 string
	}{
		{"ratchet-limit", "98%", "99.5%", "10%", "98.2%"}, // a tenth of the distance
		{"ratchet-below-limit", "98%", "98.1%", "10%", "98.1%"},
		{"ratchet-never-down", "98%", "97%", "10%", "98%"},
		{"ra98", "98%", "97%", "10%", "98%"},
		{"ra99.5", "99.5%", "99.55%", "50%", "99.55%"},
		{"ra90", "90%", "100%", "25%", "92.5%"},
		{"ra100", "100%", "100%", "10%", "100%"},
		{"nothing was reached", "98%", "", "10%", "98%"},
		{"a nanopercent below the limit", "98%", "98.199999999%", "10%", "98.199999999%"},
		{"a nanopercent above the limit", "98%", "98.200000001%", "10%", "98.2%"},
		{"all of the distance", "98%", "100%", "100%", "100%"},
	} {
		t.Run(c.id, func(t *testing.T) {
			var average *big.Rat
			if c.average != "" {
				average = percentage(t, c.average)
			}
			next, err := design.Ratchet{Share: c.share}.Next(percentage(t, c.current), average)
			if err != nil || next.Cmp(percentage(t, c.want)) != 0 {
				t.Errorf("%v, %v, want %s", next, err, c.want)
			}
		})
	}
	for _, bad := range []penalty.Rate{"", "5.00", "101%"} {
		if _, err := (design.Ratchet{Share: bad}).Next(big.NewRat(98, 100), nil); err == nil {
			t.Errorf("a share of %q is taken", bad)
		}
	}
	if next, err := (design.Ratchet{Share: "10%"}).Next(nil, big.NewRat(98, 100)); err == nil {
		t.Errorf("no target is raised to %v", next)
	}
}

// percentage reads 99.5% as a share of 1.
func percentage(t *testing.T, text string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(strings.TrimSuffix(text, "%"))
	if !ok || !strings.HasSuffix(text, "%") {
		t.Fatalf("%q is no percentage", text)
	}
	return r.Quo(r, big.NewRat(100, 1))
}

func TestAverages(t *testing.T) {
	month := func(m time.Month, corrects string, percents ...int64) penalty.Statement {
		s := penalty.Statement{ID: m.String(), From: date.New(2026, m, 1), To: date.New(2026, m+1, 1), Corrects: corrects}
		for _, p := range percents {
			s.Found = append(s.Found, penalty.Found{Objective: "o", Attained: penalty.NewExact(big.NewRat(p, 100), "%")})
		}
		return s
	}
	unmeasured := penalty.Statement{From: date.New(2026, 2, 1), To: date.New(2026, 3, 1), Found: []penalty.Found{{Objective: "o"}}}
	for _, c := range []struct {
		name string
		all  []penalty.Statement
		want int64
	}{
		{"two months and one without a figure", []penalty.Statement{month(1, "", 98), unmeasured, month(3, "", 100)}, 99},
		{"in any order", []penalty.Statement{month(3, "", 100), month(1, "", 98)}, 99},
		{"two parts of a month", []penalty.Statement{month(1, "", 98, 100), month(2, "", 96)}, 98},
		{"the last on a month", []penalty.Statement{month(1, "", 90), month(2, "", 98), month(1, "January", 96)}, 97},
		{"a correction of amounts alone", []penalty.Statement{month(1, "", 90), month(1, "January")}, 90},
	} {
		if got := design.Average("o", "", c.all...); got == nil || got.Cmp(big.NewRat(c.want, 100)) != 0 {
			t.Errorf("%s: %v, want %d%%", c.name, got, c.want)
		}
	}
	all := []penalty.Statement{month(1, "", 98), unmeasured}
	for _, other := range [][2]string{{"p", ""}, {"o", "north"}} {
		if got := design.Average(other[0], other[1], all...); got != nil {
			t.Errorf("average of nothing of %v: %v", other, got)
		}
	}
}

// Response times of a probe against a bound; what failed becomes outages.
func ExampleMeasurements() {
	rules := must(design.Measurements{Good: "at most 250ms", Unit: "1ms"}.Rules())
	var points []design.Measurement
	for i, ms := range []int64{120, 250, 251, 900, 180, 260} {
		points = append(points, design.Measurement{At: time.Date(2026, 3, 3, 10, i, 0, 0, time.UTC), Value: ms})
	}
	count, runs, err := rules.Judge(points)
	fmt.Println(count.Good, "of", count.Total)
	var probe metrics.Timeline
	for _, run := range runs {
		fmt.Println(run.From.Format("15:04"), run.Points, "points, worst", run.Worst)
		err = errors.Join(err, probe.Add(metrics.Interval{From: run.From, To: run.To, Cause: "slow"}))
	}
	fmt.Println(err)
	// Output:
	// 3 of 6
	// 10:02 2 points, worst 900
	// 10:05 1 points, worst 260
	// <nil>
}
