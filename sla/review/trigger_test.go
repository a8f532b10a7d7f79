package review_test

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/record"
	"github.com/upheld/upheld/sla/review"
)

// watch is an agreement with one objective and one trigger.
func watch(promised metrics.Bound, trigger sla.ReviewTrigger) sla.Spec {
	return sla.Spec{
		Objectives: []sla.Objective{{ID: "resolution", Attain: promised, Period: sla.Monthly}},
		Document:   sla.Document{Review: sla.Review{Triggers: []sla.ReviewTrigger{trigger}}},
	}
}

// valuesOf gives the values of the remarks with a code.
func valuesOf(all []review.Remark, code sla.FindingCode) (values []string) {
	for _, r := range all {
		if r.Code == code {
			values = append(values, r.Value)
		}
	}
	return values
}

func share(text string) metrics.Figure {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return metrics.ShareOfRat(r.Quo(r, big.NewRat(100, 1)))
}

// Each figure is the last that does not pull the trigger, or the first that does.
func TestDeviations(t *testing.T) {
	number := func(n, d int64) metrics.Figure { return metrics.NumberOf(big.NewRat(n, d)) }
	eight48 := 8*time.Hour + 48*time.Minute
	for _, c := range []struct {
		promised  metrics.Bound
		deviation string
		figure    metrics.Figure
		want      bool
	}{
		// 95 less a tenth of 95 is 85.5.
		{"95%", "over 10%", share("85.5"), false},
		{"95%", "over 10%", share("85.49"), true},
		{"95%", "over 10%", share("85"), true}, // 10/95 is 10.53 %
		{"95%", "at least 10%", share("85.5"), true},
		{"95%", "at least 10%", share("85.51"), false},
		{"95%", "10%", share("85.5"), true}, // a bare share is a minimum
		{"95%", "over 10 points", share("85"), false},
		{"95%", "over 10 points", share("84.99"), true},
		{"95%", "over 9.5 points", share("85.5"), false},
		{"95%", "over 9.5 points", share("85.49"), true},
		// The allowance is 5 points: 200 % of it are 10 points.
		{"95%", "over 200% of the allowance", share("85"), false},
		{"95%", "over 200% of the allowance", share("84.99"), true},
		{"95%", "over 190% of the allowance", share("85.5"), false},
		{"99.9%", "over 200% of the allowance", share("99.7"), false},
		{"99.9%", "over 200% of the allowance", share("99.69"), true},
		{"99.9%", "over 10%", share("90"), false}, // 9.9/99.9 is 9.91 %
		{"99.9%", "over 10%", share("89.91"), false},
		{"99.9%", "over 10%", share("89.9"), true},
		{"100%", "over 200% of the allowance", share("100"), false},
		{"100%", "over 200% of the allowance", share("99.99"), true}, // nothing is allowed
		// Only the bad side.
		{"95%", "over 1%", share("100"), false},
		{"at most 5%", "over 10%", share("0"), false},
		{"at most 5%", "over 10%", share("5.5"), false},
		{"at most 5%", "over 10%", share("5.51"), true},
		{"at most 5%", "over 10% of the allowance", share("5.51"), true},
		{"at most 0%", "over 10%", share("0"), false},
		{"at most 0%", "over 10%", share("0.01"), true},
		// A tenth of 8h is 48m.
		{"at most 8h", "over 10%", metrics.LengthOf(eight48), false},
		{"at most 8h", "over 10%", metrics.LengthOf(eight48 + 1), true},
		{"at most 8h", "over 10%", metrics.LengthOf(1), false},
		{"at most 8h", "over 10 points", metrics.LengthOf(20 * time.Hour), false}, // a length has no points
		{"at most 8h", "over 10%", share("10"), false},                            // another kind
		{"at least 60", "over 10 points", number(50, 1), false},
		{"at least 60", "over 10 points", number(499, 10), true},
		{"at least 60", "over 200% of the allowance", number(0, 1), false}, // a minimum of a number allows no amount
		// Two sides: 15 less a fifth is 12, 30 and a fifth is 36.
		{"15 to 30", "over 20%", number(12, 1), false},
		{"15 to 30", "over 20%", number(119, 10), true},
		{"15 to 30", "over 20%", number(36, 1), false},
		{"15 to 30", "over 20%", number(361, 10), true},
		{"15 to 30", "over 0%", number(20, 1), false},
	} {
		spec := watch(c.promised, sla.ReviewTrigger{Deviation: c.deviation})
		got := valuesOf(review.Of(spec, review.Evidence{Past: outcomes("resolution", c.promised, 2026, time.March, c.figure)}), "trigger-pulled")
		if (len(got) == 1) != c.want {
			t.Errorf("%s at %s, %s: pulled %q, want %v", c.promised, c.figure, c.deviation, got, c.want)
		}
	}
}

// Three months in a row: a good month, a month that could not be measured and a month
// that is not there begin a new row.
func TestTriggersInARow(t *testing.T) {
	bad, good, none := share("80"), share("95"), metrics.Figure{}
	three := sla.ReviewTrigger{Deviation: "over 10%", Periods: 3}
	for _, c := range []struct {
		name    string
		figures []metrics.Figure
		leave   int // a month that is not there, from 1
		want    []string
	}{
		{"two", []metrics.Figure{bad, bad}, 0, nil},
		{"three", []metrics.Figure{bad, bad, bad}, 0, []string{"2026-01 80.00%, 2026-02 80.00%, 2026-03 80.00%"}},
		{"a good month", []metrics.Figure{bad, bad, good, bad}, 0, nil},
		{"no figure", []metrics.Figure{bad, bad, none, bad}, 0, nil},
		{"not there", []metrics.Figure{bad, bad, bad, bad}, 3, nil},
		{"over since", []metrics.Figure{bad, bad, bad, good}, 0, []string{"2026-01 80.00%, 2026-02 80.00%, 2026-03 80.00%"}},
		{"after a good month", []metrics.Figure{good, bad, bad, bad}, 0, []string{"2026-02 80.00%, 2026-03 80.00%, 2026-04 80.00%"}},
	} {
		past := outcomes("resolution", "95%", 2026, time.January, c.figures...)
		if c.leave > 0 {
			past = slices.Delete(past, c.leave-1, c.leave)
		}
		slices.Reverse(past) // the order does not matter
		if got := valuesOf(review.Of(watch("95%", three), review.Evidence{Past: past}), "trigger-pulled"); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	// Each objective by itself, or the one that is named.
	past := append(outcomes("resolution", "95%", 2026, time.January, bad, bad, bad), outcomes("response", "95%", 2026, time.January, bad, bad, bad)...)
	spec := watch("95%", three)
	spec.Objectives = append(spec.Objectives, sla.Objective{ID: "response", Attain: "95%"})
	if got := valuesOf(review.Of(spec, review.Evidence{Past: past}), "trigger-pulled"); len(got) != 2 {
		t.Errorf("each objective by itself: %q", got)
	}
	spec.Document.Review.Triggers[0].Objective = "response"
	if got := valuesOf(review.Of(spec, review.Evidence{Past: past}), "trigger-pulled"); len(got) != 1 {
		t.Errorf("the objective that is named: %q", got)
	}
}

// The latest result of a period counts: a correction takes the trigger back.
func TestACorrectionCounts(t *testing.T) {
	spec := watch("95%", sla.ReviewTrigger{Deviation: "over 10%"})
	first := outcomes("resolution", "95%", 2026, time.March, share("80"))
	corrected := outcomes("resolution", "95%", 2026, time.March, share("94"))
	corrected[0].AsOf = corrected[0].AsOf.AddDate(0, 0, 3)
	for _, past := range [][]*sla.Result{{first[0], corrected[0]}, {corrected[0], first[0], nil}} {
		if got := valuesOf(review.Of(spec, review.Evidence{Past: past}), "trigger-pulled"); len(got) != 0 {
			t.Errorf("pulled by a figure that was corrected: %q", got)
		}
	}
	open := outcomes("resolution", "95%", 2026, time.March, share("80"))
	open[0].Outcomes[0].Final = false
	if got := valuesOf(review.Of(spec, review.Evidence{Past: open}), "trigger-pulled"); len(got) != 0 {
		t.Errorf("pulled by an open period: %q", got)
	}
}

// A review shows in a revision, an edition or a record after the period, and before
// today.
func TestOpenReviews(t *testing.T) {
	past := outcomes("resolution", "95%", 2026, time.March, share("80")) // ends before 1 April
	spec := watch("95%", sla.ReviewTrigger{Deviation: "over 10%"})
	revised := func(from, reason string) sla.Spec {
		s := spec
		s.Revisions = []sla.Revision{{From: "2026-01-01", Reason: "Review of 2025"}, {From: local(from), Reason: reason}}
		return s
	}
	edition := spec
	edition.Document.History = []sla.Edition{{Version: "2", On: "2026-04-10", Reason: "after the review of April"}}
	made := func(at time.Time, reason string) []record.Record {
		return []record.Record{record.Record{}.Next(record.Record{Made: at, Reason: reason})}
	}
	april := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		spec sla.Spec
		e    review.Evidence
		want bool
	}{
		{"nothing", spec, review.Evidence{}, true},
		{"a revision of the day", revised("2026-04-01", "Review of March"), review.Evidence{}, false},
		{"a revision before", revised("2026-03-31", "Review of March"), review.Evidence{}, true},
		{"a revision for another reason", revised("2026-04-01", "New prices"), review.Evidence{}, true},
		{"a preview", revised("2026-04-01", "Preview of prices"), review.Evidence{}, true},
		{"a revision to come", revised("2026-06-01", "Review of March"), review.Evidence{Today: day(2026, 5, 31)}, true},
		{"a revision of today", revised("2026-06-01", "Review of March"), review.Evidence{Today: day(2026, 6, 1)}, false},
		{"an edition", edition, review.Evidence{}, false},
		{"a record", spec, review.Evidence{Records: made(april, "review held")}, false},
		{"a record before", spec, review.Evidence{Records: made(april.Add(-1), "review held")}, true},
		{"a record of something else", spec, review.Evidence{Records: made(april, "month closed")}, true},
	} {
		c.e.Past = past
		if got := valuesOf(review.Of(c.spec, c.e), "review-open"); (len(got) == 1) != c.want {
			t.Errorf("%s: open %q, want %v", c.name, got, c.want)
		}
	}
}

// 10% of 99% are 9.9 times its allowance of 1%.
func TestTriggersTooWide(t *testing.T) {
	for _, c := range []struct {
		promised  metrics.Bound
		deviation string
		want      string // "": not too wide
	}{
		{"98.99%", "over 10%", ""},
		{"99%", "over 10%", "over 10%, 89.1%"},
		{"99.9%", "over 10%", "over 10%, 89.91%"},
		{"99.9%", "at least 10%", "at least 10%, 89.91%"},
		{"100%", "over 10%", "over 10%, 90%"},
		{"99.9%", "over 0.99%", ""}, // 0.98901 of an allowance of 0.1
		{"99.9%", "over 1%", "over 1%, 98.901%"},
		{"99.9%", "over 0.98 points", ""},
		{"99.9%", "over 0.99 points", "over 0.99 points, 98.91%"},
		{"99.9%", "over 10 points", "over 10 points, 89.9%"},
		{"99.9%", "over 2000% of the allowance", ""},
		{"99%", "over 150%", "over 150%, 0%"},
		{"95%", "over 10%", ""},
		{"at most 1%", "over 10%", ""},
		{"at least 99", "over 10%", ""},
	} {
		for _, named := range []string{"", "resolution"} {
			spec := watch(c.promised, sla.ReviewTrigger{Objective: named, Deviation: c.deviation})
			var got string
			for _, r := range review.Of(spec, review.Evidence{}) {
				if r.Code == "trigger-too-wide" {
					got = r.Value
					next, err := spec.With(r.Change)
					if err != nil {
						t.Fatal(err)
					}
					if left := valuesOf(review.Of(next, review.Evidence{}), "trigger-too-wide"); (len(left) == 0) != (named != "") {
						t.Errorf("%s, %s for %q: after the change %q", c.promised, c.deviation, named, left)
					}
				}
			}
			if got != c.want {
				t.Errorf("%s, %s: %q, want %q", c.promised, c.deviation, got, c.want)
			}
		}
	}
}
