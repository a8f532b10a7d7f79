package report_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// spotsOf reads all coordinates of an attribute that are percentages, in hundredths of a
// percent.
func spotsOf(t testing.TB, page, pattern string) (all []int) {
	t.Helper()
	for _, found := range regexp.MustCompile(pattern).FindAllStringSubmatch(page, -1) {
		whole, part, ok := strings.Cut(found[1], ".")
		n, err := strconv.Atoi(whole + part)
		if err != nil || !ok || len(part) != 2 {
			t.Fatalf("the coordinate %q is not in hundredths of a percent", found[1])
		}
		all = append(all, n)
	}
	return all
}

const (
	anySpot  = ` (?:x|x1|x2|cx|width)="(-?[0-9]+\.[0-9]*)%"`
	tickSpot = `<line class="target" x1="(-?[0-9]+\.[0-9]*)%"`
	markSpot = `<svg class="mark" x="(-?[0-9]+\.[0-9]*)%"`
)

// cellPicture gives the picture in the only row of a summary.
func cellPicture(t testing.TB, o sla.Outcome) string {
	t.Helper()
	page := written(t, report.Summary(&sla.Result{Outcomes: []sla.Outcome{o}}), report.HTML)
	_, after, found := strings.Cut(page, `<td class="pic"`)
	picture, _, closed := strings.Cut(after, "</td>")
	if !found || !closed {
		t.Fatalf("no picture in:\n%s", page)
	}
	return picture
}

// drawFigure draws a figure and a promise of every shape, often with the figure on an
// edge.
func drawFigure(r *rand.Rand) (metrics.Figure, metrics.Bound) {
	unit := []string{"%", "h", ""}[r.IntN(3)]
	whole := []int64{2, 20, 400, 100_000, 1_000_000_000}[r.IntN(5)]
	low := r.Int64N(100)
	high := low + 1 + r.Int64N(100-low)
	value := r.Int64N(101)
	if r.IntN(3) == 0 {
		value = []int64{low, high}[r.IntN(2)]
	}
	places := []string{"", ".5", ".95", ".999"}[r.IntN(4)]
	shape := []string{"at least %[1]d%[3]s", "over %[1]d%[3]s", "at most %[2]d%[3]s", "below %[2]d%[3]s", "%[1]d%[3]s to %[2]d%[3]s", "%[1]d%[3]s to below %[2]d%[3]s", "over %[1]d%[3]s to %[2]d%[3]s", "exactly %[1]d%[3]s"}[r.IntN(8)]
	suffix := places + unit
	if unit == "h" {
		suffix = "h" + []string{"", "30m", "1s"}[r.IntN(3)]
	}
	bound := metrics.Bound(fmt.Sprintf(shape, low, high, suffix))
	switch unit {
	case "%":
		if r.IntN(2) == 0 {
			return metrics.ShareOf(r.Int64N(whole+1), whole), bound
		}
		return metrics.ShareOf(value*whole, 100*whole), bound
	case "h":
		if r.IntN(2) == 0 {
			return metrics.LengthOf(time.Duration(r.Int64N(whole)) * time.Second), bound
		}
		return metrics.LengthOf(time.Duration(value) * time.Hour), bound
	}
	return numberOf(value, 1+r.Int64N(3)), bound
}

// Of 10,000 outcomes of every kind the mark stands strictly outside the ticks of the
// promise if and only if the promise is missed, and no coordinate leaves the picture.
func TestAMarkStandsOutsideThePromiseOnlyIfMissed(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	missed, edges, outcomes := 0, 0, 10_000
	if testing.Short() {
		outcomes = 2000
	}
	for range outcomes {
		figure, bound := drawFigure(r)
		limit, err := bound.Parse()
		if err != nil {
			t.Fatalf("%s: %v", bound, err)
		}
		o := sla.Outcome{Objective: "o", Final: true, Attained: figure, Promised: bound, Verdict: sla.Missed, Margin: limit.Margin(figure)}
		if limit.Meets(figure) {
			o.Verdict = sla.Met
		} else {
			missed++
		}
		picture := cellPicture(t, o)
		for _, x := range spotsOf(t, picture, anySpot) {
			if x < 0 || x > 10_000 {
				t.Fatalf("%s against %s has a mark at %d:\n%s", figure, bound, x, picture)
			}
		}
		ticks, marks := spotsOf(t, picture, tickSpot), spotsOf(t, picture, markSpot)
		if len(marks) != 1 || len(ticks) == 0 || len(ticks) > 2 {
			t.Fatalf("%s against %s: %d marks, %d ticks", figure, bound, len(marks), len(ticks))
		}
		edge, upper := limit.Edge()
		outside := marks[0] < ticks[0]
		switch {
		case len(ticks) == 2:
			edges++
			outside = marks[0] < ticks[0] || marks[0] > ticks[1]
		case strings.HasPrefix(string(bound), "exactly"), edge != nil && strings.Contains(string(bound), " to "):
			outside = marks[0] != ticks[0]
		case upper:
			outside = marks[0] > ticks[0]
		}
		if outside != (o.Verdict == sla.Missed) {
			t.Fatalf("%s against %s is %s, but the mark is at %v and the ticks at %v", figure, bound, o.Verdict, marks, ticks)
		}
	}
	if missed < outcomes/5 || edges < outcomes/10 {
		t.Errorf("only %d were missed, and %d had two ticks", missed, edges)
	}
}

// A scale is the smallest round stretch with at most six steps that holds the figure,
// the promise, and what the promise strives for.
func TestScalesAreRoundAndHoldEverything(t *testing.T) {
	for _, c := range []struct {
		figure    metrics.Figure
		bound     metrics.Bound
		low, high string
	}{
		// 94.34 to 100: steps of 1 give 94 to 100, six of them.
		{metrics.ShareOf(50, 53), "95%", "94%", "100%"},
		// 89.65 to 100: steps of 1 give eleven, steps of 2 six.
		{metrics.ShareOf(26, 29), "95%", "88%", "100%"},
		// 99.8459 to 100: steps of 0.02 give eight, steps of 0.05 four.
		{metrics.ShareOf(88783, 88920), "99.9%", "99.8%", "100%"},
		// 45.9 to 100 with steps of 10: six. No scale begins above the figure.
		{metrics.ShareOf(459, 1000), "70%", "40%", "100%"},
		{metrics.ShareOf(1, 1), "100%", "0%", "100%"},
		{metrics.ShareOf(3, 1000), "at most 1%", "0%", "1%"},
		// A day or longer: steps of a half day give 0 to 48h.
		{metrics.LengthOf(39 * time.Hour), "at most 40h", "0s", "48h"},
		// 0 to 8h 10m: steps of 2h give five.
		{metrics.LengthOf(8*time.Hour + 10*time.Minute), "at most 8h", "0s", "10h"},
		{metrics.LengthOf(0), "at most 0s", "0s", "1s"},
		// 3.9 to 4: steps of 0.02 give five; 0 is not needed for a score.
		{numberOf(39, 10), "at least 4", "3.9", "4"},
		{numberOf(-5, 1), "at least -4", "-5", "-4"},
	} {
		limit, err := c.bound.Parse()
		if err != nil {
			t.Fatal(err)
		}
		o := sla.Outcome{Objective: "o", Final: true, Attained: c.figure, Promised: c.bound, Verdict: sla.Missed}
		if limit.Meets(c.figure) {
			o.Verdict = sla.Met
		}
		picture := cellPicture(t, o)
		for _, want := range []string{`y="34">` + c.low + `</text>`, `y="34">` + c.high + `</text>`} {
			if !strings.Contains(picture, want) {
				t.Errorf("%s against %s: no %s in\n%s", c.figure, c.bound, want, picture)
			}
		}
	}
}

func numberOf(n, d int64) metrics.Figure { return metrics.NumberOf(big.NewRat(n, d)) }

// The texts of the two lines of a budget stay apart, however much more was lost.
func TestTextsOfABudgetStayApart(t *testing.T) {
	for _, times := range []int64{0, 1, 2, 5, 20, 1000} {
		page := written(t, report.BudgetOf(times), report.HTML)
		var at []int
		for _, text := range []string{"all left", "nothing left"} {
			m := regexp.MustCompile(`y="(-?[0-9]+)"[^>]*>` + text + `<`).FindStringSubmatch(page)
			if m == nil {
				t.Fatalf("no text %q\n%s", text, page)
			}
			y, _ := strconv.Atoi(m[1])
			at = append(at, y)
		}
		if at[1]-at[0] < 12 {
			t.Errorf("%d times the budget lost: the texts stand at %d", times, at)
		}
	}
}
