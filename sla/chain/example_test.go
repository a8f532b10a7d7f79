package chain_test

import (
	"fmt"
	"testing/fstest"
	_ "time/tzdata"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/chain"
	"github.com/upheld/upheld/sla/specfile"
)

// Four hours around the clock rest on two hours of an office. A ticket that comes in on
// Christmas Eve is not done before Monday.
func Example() {
	files := fstest.MapFS{
		"sla.yaml": {Data: []byte(`
sla: v1
id: acme-support
zone: Europe/Berlin
policies: { profile: exact }
clocks: { resolution: { start: opened, stop: resolved } }
objectives:
  - id: resolution
    clock: resolution
    targets: [{ within: 4h, calendar: 24x7 }]
    attain: 95%
    period: month
    counts: due
    relies-on: { agreement: network-ola, objective: repair }
`)},
		"ola.yaml": {Data: []byte(`
sla: v1
id: network-ola
kind: ola
zone: Europe/Berlin
policies: { profile: exact }
calendars:
  office: { hours: mon-fri 08:00-18:00, closed: [2026-01-01, 2026-04-03, 2026-04-06, 2026-12-25] }
clocks: { repair: { start: opened, stop: resolved } }
objectives:
  - { id: repair, clock: repair, targets: [{ within: 2h, calendar: office }], attain: 95%, period: month, counts: due }
`)},
	}
	var all []*sla.Agreement
	for _, name := range []string{"sla.yaml", "ola.yaml"} {
		a, err := specfile.Open(files, name, sla.Sources{})
		if err != nil {
			fmt.Println(err)
			return
		}
		all = append(all, a)
	}
	for _, gap := range chain.Check(all[0], sla.Month(2026, 12), all[1:]...) {
		fmt.Println(gap.Code, gap.Subject, "on", gap.Value)
		fmt.Println("opened", gap.Start.In(all[0].Location()).Format("Mon 2 Jan 15:04:05.999999999"), "late by", gap.By)
	}
	// Output:
	// late resolution on 2h office
	// opened Thu 24 Dec 16:00:00.000000001 late by 84h0m0s
}

// What a customer gets, and what of it a supplier pays.
func ExampleSettle() {
	owes := func(euros int64) penalty.Statement {
		amount, _ := penalty.NewAmount(decimal.New(euros, 0), "EUR")
		return penalty.Statement{Payable: amount} // as Result.Statement gives it
	}
	for _, b := range chain.Settle([]penalty.Statement{owes(1200), owes(240)}, owes(400)) {
		fmt.Println("owed", b.Owed, "recoverable", b.Recoverable, "left", b.Left)
	}
	// Output: owed 1440 EUR recoverable 400 EUR left 1040 EUR
}
