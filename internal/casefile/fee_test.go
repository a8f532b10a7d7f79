package casefile_test

import (
	"strings"
	"testing"
)

// The fee of a row is what a rule and its caps take a share of, whichever charge each
// names. A cap of 20% of the invoice holds 50% of 1000.00 at 200.00, also if the fee is
// of a service.
func TestTheFeeOfARowIsTheInvoiceAndTheFeeOfEachService(t *testing.T) {
	for rule, limit := range map[string]string{
		"fee of api": "invoice", "invoice": "fee of api", "fee of web": "fee of api", "whole invoice": "invoice", "fee of help": "fee of help",
	} {
		head := strings.Replace(creditHead, "credits: { base: 1000.00, rules: [{ objective: web, tiers: { below 99.9%: 10% } }], round: half-even, claim: 30 days after month end }",
			"credits: { rules: [{ objective: web, base: "+rule+", flat: { credit: 50% } }], caps: { month: { at: 20%, base: "+limit+" } }, round: half-up }", 1)
		for row, want := range map[string]string{
			"98% of 1000.00 => 200.00 EUR": "", "98% of 2500.00 => 500.00 EUR": "",
			"98% of 1000.00 => 400.00 EUR": "want 400.00 EUR",
			"99.9% of 1000.00 => 0.00 EUR": "",
		} {
			got := strings.Join(mistakes(t, head+"credit web\n  "+row+"\n"), "; ")
			if want == "" && got != "" || !strings.Contains(got, want) {
				t.Errorf("%s under a cap of %s, %s: %q", rule, limit, row, got)
			}
		}
	}
}
