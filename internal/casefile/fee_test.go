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

// A row says the quantity of a rate such as "12 per kg", of the rule or of its cap. A row
// without it has no answer.
func TestTheQuantityOfARow(t *testing.T) {
	for _, test := range []struct{ rule, row, want string }{
		{"capped: { at: 12 per kg, of: { flat: { credit: 100% } } }", "missed of 500.00 kg 10 => 120.00 EUR", ""},
		{"capped: { at: 12 per kg, of: { flat: { credit: 100% } } }", "missed kg 10 of 500.00 => 120.00 EUR", ""},
		{"capped: { at: 12 per kg, of: { flat: { credit: 100% } } }", "98% kg 9/4 of 500.00 => 27.00 EUR, exact 27", ""},
		{"capped: { at: 12 per kg, of: { flat: { credit: 100% } } }", "missed of 500.00 kg 11 => 120.00 EUR", "want 120.00 EUR"},
		{"capped: { at: 12 per kg, of: { flat: { credit: 100% } } }", "missed of 30.00 kg 10 => 30.00 EUR", ""},
		{"flat: { credit: 2.50 per kg }", "missed kg 2 kg 3 => 12.50 EUR", ""},
		{"flat: { credit: 2.50 per service desk }", `missed "service desk" 3 => 7.50 EUR`, ""},
		{"flat: { credit: 2.50 per kg }", "missed => 0.00 EUR", "the terms have a rate per kg: write kg 10"},
		{"flat: { credit: 2.50 per kg }", "missed of 500.00 => 0.00 EUR", "the terms have a rate per kg: write kg 10"},
		{"flat: { credit: 2.50 per kg }", "missed kg => 0.00 EUR", "write kg 10, with a number of at least 0"},
		{"flat: { credit: 2.50 per kg }", "missed kg -1 => 0.00 EUR", "write kg 10, with a number of at least 0"},
		{"flat: { credit: 2.50 per kg }", "missed kg ten => 0.00 EUR", "write kg 10, with a number of at least 0"},
		{"flat: { credit: 2.50 }", "missed kg 10 => 2.50 EUR", "cannot be read"},
	} {
		head := strings.Replace(creditHead, "tiers: { below 99.9%: 10% }", test.rule, 1)
		got := strings.Join(mistakes(t, head+"credit web\n  "+test.row+"\n"), "; ")
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s, %s: %q", test.rule, test.row, got)
		}
	}
}
