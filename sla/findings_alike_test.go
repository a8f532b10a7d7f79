package sla_test

import (
	"encoding/json"
	"testing"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// What reads the findings of an agreement reads those of a statement.
func TestFindingsHaveOneShape(t *testing.T) {
	for want, f := range map[string][2]any{
		`{"code":"gap"}`: {sla.Finding{Code: "gap"}, penalty.Finding{Code: "gap"}},
		`{"code":"gap","subject":"portal","path":"credits.rules[0]","value":"99% to below 99.9%"}`: {
			sla.Finding{Code: "gap", Subject: "portal", Path: "credits.rules[0]", Value: "99% to below 99.9%"},
			penalty.Finding{Code: "gap", Subject: "portal", Path: "credits.rules[0]", Value: "99% to below 99.9%"},
		},
	} {
		for _, finding := range f {
			if got, err := json.Marshal(finding); err != nil || string(got) != want {
				t.Errorf("%T: %s, %v, want %s", finding, got, err, want)
			}
		}
	}
}
