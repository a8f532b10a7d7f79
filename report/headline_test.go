package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// The headline says who owes what to whom, and the first day by which it has to be
// claimed.
func TestTheHeadlineSaysWhatIsOwed(t *testing.T) {
	amount := func(n int64) penalty.Amount {
		a, err := penalty.NewAmount(decimal.NewFromInt(n), "EUR")
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	may := func(d int) date.Date { return date.New(2026, time.May, d) }
	statement := func(total int64, state penalty.LineState, by date.Date) penalty.Statement {
		return penalty.Statement{Total: amount(total), Payable: amount(total), Lines: []penalty.Line{{Amount: amount(total), State: state, ClaimBy: by}}}
	}
	parties := sla.Result{Provider: "Northwind", Customer: "Acme"}
	for name, c := range map[string]struct {
		of         sla.Result
		statements []penalty.Statement
		want       string
	}{
		"claimable":         {parties, []penalty.Statement{statement(5, penalty.Claimable, may(30))}, "Northwind owes Acme 5 EUR, to be claimed by 2026-05-30."},
		"issued":            {parties, []penalty.Statement{statement(5, penalty.Issued, 0)}, "Northwind owes Acme 5 EUR."},
		"expired":           {parties, []penalty.Statement{statement(0, penalty.Expired, 0)}, "Nothing is owed."},
		"no parties":        {sla.Result{}, []penalty.Statement{statement(5, penalty.Claimable, may(30))}, "5 EUR is owed, to be claimed by 2026-05-30."},
		"several days":      {parties, []penalty.Statement{statement(5, penalty.Claimable, may(30)), statement(2, penalty.Claimable, may(1))}, "Northwind owes Acme 7 EUR, the first part to be claimed by 2026-05-01."},
		"nothing":           {parties, []penalty.Statement{statement(0, penalty.NothingOwed, 0)}, "Nothing is owed."},
		"not determined":    {parties, []penalty.Statement{statement(0, penalty.Undetermined, 0)}, "1 credit is not determined."},
		"no rule, no words": {parties, []penalty.Statement{{}}, ""},
	} {
		c.of.Title, c.of.Statements = "T", c.statements
		page := written(t, report.Summary(&c.of), report.Markdown)
		lead, _, _ := strings.Cut(strings.TrimPrefix(page, "# T\n\n"), "\n")
		if strings.HasPrefix(lead, "- **Parties") {
			lead = ""
		}
		if lead != c.want {
			t.Errorf("%s: %q, want %q", name, lead, c.want)
		}
	}
}

// The tiles of a page in HTML say again what its first sentence says, and are in no other
// format.
func TestTilesAnswerFirst(t *testing.T) {
	r := evaluated(t, sla.Month(2026, time.March), day(t, "31 23:59").Add(time.Hour))
	page := written(t, report.Summary(r), report.HTML)
	for _, want := range []string{`3 of 5</bdi></span><span class="k"><bdi>objectives met`, `1200.00 EUR</bdi></span><span class="k"><bdi>owed`} {
		if !strings.Contains(page, want) {
			t.Errorf("no tile %s", want)
		}
	}
	if text := written(t, report.Summary(r), report.Text); strings.Contains(text, "objectives met") {
		t.Errorf("tiles in:\n%s", text)
	}
}
