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

// A statement names objectives by their ids; a result of the agreement has their titles,
// also in the language of the page.
func TestCreditsHaveTheTitlesOfAResult(t *testing.T) {
	s := penalty.Statement{ID: "acme 2026-03", Agreement: "acme", Title: "Gold support", Lines: []penalty.Line{
		{Objective: "portal", State: penalty.Claimable}, {Objective: "mail", State: penalty.Claimable},
	}}
	r := &sla.Result{Agreement: "acme", Names: map[string]map[string]string{"zh-Hans": {"title": "金牌支持", "objectives.portal": "客户门户"}}, Outcomes: []sla.Outcome{
		{Objective: "portal", Title: "Customer portal"}, {Objective: "mail"},
	}}
	for _, c := range []struct {
		view report.View
		want []string
	}{
		{report.Credits(s), []string{"\nportal ", "\nmail ", "Gold support"}},
		{report.Credits(s, r), []string{"\nCustomer portal ", "\nmail ", "Gold support"}},
		{report.Credits(s, r).In(zh), []string{"\n客户门户 ", "\nmail ", "金牌支持"}},
	} {
		page := written(t, c.view, report.Text)
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("no %q in\n%s", want, page)
			}
		}
	}
}
