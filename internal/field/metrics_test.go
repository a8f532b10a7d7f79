package field_test

import (
	"testing"

	"github.com/upheld/upheld/internal/field"
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
