package field_test

import (
	"strings"
	"testing"

	"github.com/upheld/upheld/internal/field"
)

// The table is applied as printed: seven hours lie in two rows, of which the worse
// one counts, and 24 hours and 3:59:59.5 lie between rows. Findings say so in hours,
// and that the first row pays for a month without an outage.
func TestATableOfHoursWithAMisprint(t *testing.T) {
	c := field.Open(t, "metrics-20-table-of-hours-with-a-misprint")
	r := c.Result(t, "2026-06", "2026-07-01T00:00:00Z")
	owed := map[string]string{}
	for _, l := range r.Statement().Lines {
		owed[l.Objective] = l.Amount.String()
	}
	for of, want := range map[string]string{"a": "300.00 USD", "b": "0.00 USD", "c": "0.00 USD"} {
		if owed[of] != want {
			t.Errorf("%s is owed %s, want %s", of, owed[of], want)
		}
	}
	found := map[string]bool{}
	for _, f := range r.Findings {
		if strings.Contains(f.Value, "%") && !strings.Contains(f.Value, "(") || strings.Contains(f.Value, "00000000") {
			t.Errorf("a finding of hours in another unit: %v", f)
		}
		found[f.Subject+": "+f.Value] = true
	}
	for _, want := range []string{
		"a: overlap 6h to 7h59m59s (30%)", "a: gap over 3h59m59s to below 4h", "b: gap over 23h59m59s to below 24h1s", "d: gap over 3h59m59s to below 4h",
		"d: credit-while-met exactly 0s (10%)",
	} {
		if !found[want] {
			t.Errorf("no finding %q in %v", want, r.Findings)
		}
	}
	for f := range found {
		if strings.HasPrefix(f, "a: credit-while-met") {
			t.Errorf("a condition keeps a perfect month out: %s", f)
		}
	}
}

// The cap equals the worst row, so that it never cuts: a trigger on caps that cut
// can never hold, which is a finding.
func TestAMaximumThatIsNeverCutIsAFinding(t *testing.T) {
	r := field.Open(t, "metrics-16-maximum-credit-due-twice").Result(t, "2026-06", "2026-07-01T00:00:00Z")
	found := 0
	for _, f := range r.Findings {
		if strings.HasPrefix(f.Value, "never-triggered cancel-") && strings.HasPrefix(f.Path, "credits.triggers[") {
			found++
		}
	}
	if found != 2 {
		t.Errorf("%v", r.Findings)
	}
}
