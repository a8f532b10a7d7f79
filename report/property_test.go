package report_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// bounds are the shapes of promises of a share, strict and not, low and high.
var bounds = []string{"at least %s%%", "over %s%%", "at most %s%%", "below %s%%"}

// drawShare draws a share of items held against a promise.
func drawShare(r *tape.Reader) (sla.Outcome, metrics.Limit) {
	total := 1 + r.Int64([]int64{10, 400, 100_000}[r.Int(3)])
	good := r.Int64(total + 1)
	number := strconv.Itoa(r.Int(100)) + tape.Pick(r, "", ".5", ".9", ".95", ".999")
	if r.Bool() { // on the bound, if a number lies there
		number = strconv.FormatInt(100*good/total, 10)
	}
	o := sla.Outcome{
		Objective: "share", Final: true, Good: good, Total: total, Attained: metrics.ShareOf(good, total),
		Promised: metrics.Bound(fmt.Sprintf(bounds[r.Int(len(bounds))], number)), Verdict: sla.Missed,
	}
	limit, err := o.Promised.Parse()
	if err != nil {
		panic(err)
	}
	if limit.Meets(o.Attained) {
		o.Verdict = sla.Met
	}
	o.Margin = limit.Margin(o.Attained)
	return o, limit
}

// A percentage as printed stands on the same side of the promise as the exact
// share.
func TestPercentStandsOnItsSide(t *testing.T) {
	tape.Check(t, func(r *tape.Reader) error {
		o, limit := drawShare(r)
		text := outcomeRow(t, o)["Attained"]
		share, err := metrics.Percent(text).Parse()
		if err != nil {
			return fmt.Errorf("%q: %w", text, err)
		}
		printed := metrics.ShareOf(share.Num().Int64(), share.Denom().Int64())
		if limit.Meets(printed) != (o.Verdict == sla.Met) {
			return fmt.Errorf("%d of %d, %s, prints as %s", o.Good, o.Total, o.Promised, text)
		}
		return nil
	})
}

// The margin in items is the number at which the verdict turns: found here by
// trying.
func TestItemsOfMarginTurnTheVerdict(t *testing.T) {
	tape.Check(t, func(r *tape.Reader) error {
		o, limit := drawShare(r)
		worse := int64(-1)
		if _, upper := limit.Edge(); upper {
			worse = 1
		}
		want := ""
		if o.Verdict == sla.Met {
			n := int64(0)
			for n <= o.Total && limit.Meets(metrics.ShareOf(o.Good+worse*(n+1), o.Total)) {
				n++
			}
			want = fmt.Sprintf("%d more may miss", n)
			if n == 0 {
				want = "none may miss"
			}
			if n > o.Total { // no number of items turns it
				want = ""
			}
		} else {
			n := int64(1)
			for n <= 2*o.Total && !limit.Meets(metrics.ShareOf(o.Good-worse*n, o.Total)) {
				n++
			}
			want = fmt.Sprintf("%d too many", n)
			if n > 2*o.Total {
				want = ""
			}
		}
		if got := outcomeRow(t, o)["Margin"]; want != "" && got != want {
			return fmt.Errorf("%d of %d, %s: %q, want %q", o.Good, o.Total, o.Promised, got, want)
		}
		return nil
	})
}

// Whatever length a page prints reads back as the length it was.
func TestLengthsReadBack(t *testing.T) {
	tape.Check(t, func(r *tape.Reader) error {
		unit := tape.Pick(r, time.Minute, time.Second, time.Hour, time.Millisecond, time.Nanosecond)
		want := time.Duration(r.Int64(1<<20)) * unit
		if r.Bool() {
			want += time.Duration(r.Int64(1 << 40))
		}
		if r.Bool() {
			want = -want
		}
		page := written(t, report.Ticket(sla.Explanation{Reading: sla.Reading{Target: "a", Elapsed: want}}), report.Text)
		_, text, found := strings.Cut(page, "Counted  ")
		text, _, _ = strings.Cut(text, "\n")
		if got, err := lengthOf(text); !found || err != nil || got != want {
			return fmt.Errorf("%d prints as %q in\n%s", want, text, page)
		}
		return nil
	})
}

// The sum of a ledger's rows is the length of the period, whatever happened.
func TestLedgerAddsUpToThePeriod(t *testing.T) {
	a := agreement(t)
	start := day(t, "01 00:00")
	tape.Check(t, func(r *tape.Reader) error {
		var f sla.Facts
		at := start.Add(-24 * time.Hour)
		for range r.Int(8) {
			at = at.Add(time.Duration(r.Int64(14*86_400)) * time.Second)
			end := at.Add(time.Duration(1+r.Int64(3*86_400)) * time.Second)
			f.Outages = append(f.Outages, sla.Outage{Of: "portal", From: at, To: end, ID: "INC", Share: tape.Pick(r, "", "30%", "0.01%")})
			if r.Bool() {
				f.Exclusions = append(f.Exclusions, sla.Exclusion{Of: "portal", From: at, To: end, Reason: "upgrade"})
			}
		}
		result, err := a.Evaluate(sla.Month(2026, time.March), f, start.Add(time.Duration(r.Int64(40*86_400))*time.Second))
		if err != nil {
			return err
		}
		page := written(t, report.Summary(result), report.Markdown)
		rows := tableOf(page, "Where the time went")
		if len(rows) < 2 {
			return fmt.Errorf("no ledger in\n%s", page)
		}
		sum := time.Duration(0)
		for _, row := range rows[:len(rows)-1] {
			d, err := lengthOf(row["Length"])
			if err != nil {
				return err
			}
			sum += d
		}
		said, err := lengthOf(rows[len(rows)-1]["Length"])
		if want := result.To.Sub(result.From); err != nil || sum != want || said != want {
			return fmt.Errorf("rows add up to %v, said to be %v, the period is %v", sum, said, want)
		}
		return nil
	})
}
