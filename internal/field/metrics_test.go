package field_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/internal/field"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// The promise and the tier are read by one grammar: on the bound nothing is
// owed, above it the tier is.
func TestPromiseAndTierReadOneGrammar(t *testing.T) {
	c := field.Open(t, "metrics-one-grammar")
	for _, want := range []struct{ month, asOf, verdict, owed string }{
		{"2026-06", "2026-07-01T00:00:00Z", "met", "0.00 EUR"},
		{"2026-07", "2026-08-01T00:00:00Z", "missed", "100.00 EUR"},
	} {
		r := c.Result(t, want.month, want.asOf)
		if got := string(r.Outcomes[0].Verdict); got != want.verdict {
			t.Errorf("%s is %s, want %s", want.month, got, want.verdict)
		}
		if got := r.Statements[0].Total.String(); got != want.owed {
			t.Errorf("%s owes %s, want %s", want.month, got, want.owed)
		}
	}
}

// The mean of 19.5, 20.1, 19.9 and 20.1 s is 19.9 s: nothing is rounded.
func TestAverageSpeedOfAnswer(t *testing.T) {
	r := field.Open(t, "metrics-38-average-speed-of-answer").Result(t, "2026-06", "2026-07-01T00:00:00Z")
	o := r.Outcomes[0]
	if !o.Attained.Equal(metrics.LengthOf(19900*time.Millisecond)) || o.Verdict != sla.Met || r.Statements[0].Total.String() != "0.00 USD" {
		t.Errorf("%v %s, owed %v", o.Attained, o.Verdict, r.Statements[0].Total)
	}
}
