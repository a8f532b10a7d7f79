package field_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/upheld/upheld/internal/field"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// owing lists what a statement owes, "objective, group: amount", and its total.
func owing(s penalty.Statement) string {
	var lines []string
	for _, l := range s.Lines {
		if l.Amount.Sign() != 0 {
			lines = append(lines, fmt.Sprintf("%s %s %s", l.Objective, l.Group, l.Amount))
		}
	}
	return strings.Join(append(lines, "total "+s.Total.String()), "; ")
}

// u1 and u3 have 1.5% bad calls, u2 exactly 1%, u4 none. Two users at 10% of
// 25.00 are 5.00. Where u1 alone is bad, the whole, 1447 of 1450, is met, and 2.50 is owed
// all the same.
func TestCreditsAreOwedToEachUser(t *testing.T) {
	c := field.Open(t, "metrics-27-each-user-by-himself")
	s := c.Result(t, "2026-06", "2026-07-05T00:00:00Z").Statement()
	if got, want := owing(s), "quality user=u1 2.50 USD; quality user=u3 2.50 USD; total 5.00 USD"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(s.Lines) != 4 {
		t.Errorf("%d lines, want one for each user and none for the whole", len(s.Lines))
	}
	c = field.Open(t, "metrics-27-each-user-by-himself", "agreement.yaml", "facts-one-user.json")
	r := c.Result(t, "2026-06", "2026-07-05T00:00:00Z")
	if got, want := owing(r.Statement()), "quality user=u1 2.50 USD; total 2.50 USD"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if whole, _ := r.Outcome("quality"); whole.Verdict != sla.Met {
		t.Errorf("the whole is %s, want met", whole.Verdict)
	}
}

// I1 misses both times and is owed the higher, 10%; I2 and I3 are owed 5%, I4
// 10%: 30% of 400.00.
func TestHighestCreditOfEachIncident(t *testing.T) {
	c := field.Open(t, "metrics-32-one-credit-for-one-incident")
	s := c.Result(t, "2026-06", "2026-07-05T00:00:00Z").Statement()
	var got []string
	for _, l := range s.Lines {
		got = append(got, l.Group+" "+l.Amount.String())
	}
	want := []string{"incident=I1 40.00 USD", "incident=I2 20.00 USD", "incident=I3 20.00 USD", "incident=I4 40.00 USD"}
	if !slices.Equal(got, want) || s.Total.String() != "120.00 USD" {
		t.Errorf("got %q, total %s; want %q, total 120.00 USD", got, s.Total, want)
	}
}

// unit-3 was down for 8 h of 720, 98.889%: 25% of 50.00. unit-7 for one, 99.861%:
// 10%. The other eight are known from their charges, and met.
func TestCreditsAreOwedForEachUnit(t *testing.T) {
	c := field.Open(t, "metrics-26-each-unit-by-itself")
	r := c.Result(t, "2026-06", "2026-07-05T00:00:00Z")
	if got, want := owing(r.Statement()), "unit unit=unit-3 12.50 USD; unit unit=unit-7 5.00 USD; total 17.50 USD"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	met, missed := 0, 0
	for o := range r.Groups("unit") {
		switch o.Verdict {
		case sla.Met:
			met++
		case sla.Missed:
			missed++
		}
	}
	if met != 8 || missed != 2 || len(r.Statement().Problems) > 0 {
		t.Errorf("%d met, %d missed, problems %v; want 8, 2 and none", met, missed, r.Statement().Problems)
	}
}
