package report_test

import (
	"strings"
	"testing"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// A statement's page names agreement and parties, and so does the page of a result.
func TestPagesNameAgreementAndParties(t *testing.T) {
	s := penalty.Statement{ID: "acme 2026-03", Agreement: "acme", Title: "Gold support", Provider: "Northwind", Customer: "Acme"}
	for _, c := range []struct {
		view report.View
		want []string
		not  string // is not on the page
	}{
		{report.Credits(s), []string{"Agreement  Gold support (acme)\n", "Parties    Northwind → Acme\n"}, "Statement"},
		{report.Credits(penalty.Statement{Agreement: "acme", Customer: "Acme"}), []string{"Agreement  acme\n", "Parties    Acme\n"}, "→"},
		{report.Credits(penalty.Statement{Title: "Gold support"}), []string{"Agreement  Gold support\n"}, "("},
		{report.Summary(&sla.Result{Agreement: "acme", Title: "Gold support", Provider: "Northwind"}), []string{"Gold support\n====", "Agreement  acme\n", "Parties    Northwind\n"}, "→"},
		{report.Summary(&sla.Result{Agreement: "acme", Provider: "Northwind"}), []string{"acme\n====", "Parties   Northwind\n"}, "Agreement"},
	} {
		page := written(t, c.view, report.Text)
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("no %q in\n%s", want, page)
			}
		}
		if strings.Contains(page, c.not) {
			t.Errorf("%q in\n%s", c.not, page)
		}
	}
}
