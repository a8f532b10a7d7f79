package report_test

import (
	"bytes"
	"testing"
	"testing/fstest"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/chain"
	"github.com/upheld/upheld/sla/specfile"
)

// chainBook is an agreement with a customer that rests on an agreement within the
// provider and on two contracts with suppliers. It has the three gaps of the worked
// examples: of times, of availability and of claims.
var chainBook = fstest.MapFS{
	"top.yaml": {Data: []byte(`
sla: v1
id: acme-support
zone: Europe/Berlin
currency: EUR
policies: { profile: exact }
calendars:
  office: { hours: "mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00", closed: [2026-12-25, 2026-12-26] }
clocks:
  resolution: { start: opened, stop: resolved }
objectives:
  - id: resolution
    clock: resolution
    targets:
      - { within: 8h, calendar: office }
    attain: 95%
    period: month
    counts: due
    relies-on:
      - { agreement: network-ola, objective: diagnosis }
      - { agreement: telco-uc, objective: repair }
  - id: portal
    availability: { of: portal, no-data: bad }
    attain: 99.9%
    period: month
    relies-on: { agreement: telco-uc, objective: line }
credits:
  base: 12000.00
  round: half-up
  claim: 30 days after month end
  rules: [{ objective: portal, tiers: { below 99.9%: 10% } }]
`)},
	"ola.yaml": {Data: []byte(`
sla: v1
id: network-ola
kind: ola
zone: Europe/Berlin
policies: { profile: exact }
calendars:
  office: { hours: "mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00", closed: [2026-12-25, 2026-12-26] }
clocks:
  diagnosis: { start: opened, stop: [resolved, handed-over] }
objectives:
  - { id: diagnosis, clock: diagnosis, targets: { within: 2h, calendar: office }, attain: 98%, period: month, counts: due }
`)},
	"uc.yaml": {Data: []byte(`
sla: v1
id: telco-uc
kind: underpinning
zone: Europe/Berlin
currency: EUR
policies: { profile: exact }
calendars:
  london: { zone: Europe/London, hours: mon-fri 09:00-17:30 }
clocks:
  repair: { start: handed-over, stop: resolved }
objectives:
  - { id: repair, clock: repair, targets: { within: 4h, calendar: london }, attain: 98%, period: month, counts: due }
  - { id: line, availability: { of: line, no-data: bad }, attain: 99.95%, period: year }
credits:
  base: 2000.00
  round: half-up
  claim: 15 business days of london after failure
  rules: [{ objective: line, tiers: { below 99.95%: 20% } }]
`)},
}

func chainGaps(t *testing.T) []chain.Gap {
	t.Helper()
	var all []*sla.Agreement
	for _, name := range []string{"top.yaml", "ola.yaml", "uc.yaml"} {
		a, err := specfile.Open(chainBook, name, sla.Sources{})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	return chain.Check(all[0], sla.Year(2026), all[1:]...)
}

// The page of the gaps of the worked examples, of every other gap, and of no gap.
func TestPagesOfChains(t *testing.T) {
	zone := berlin(t)
	euros := func(text, unit string) penalty.Statement {
		a, _ := penalty.NewAmount(decimal.RequireFromString(text), unit)
		return penalty.Statement{Payable: a}
	}
	balances := chain.Settle([]penalty.Statement{euros("1200.00", "EUR"), euros("2", "service days")}, euros("400.00", "EUR"), euros("150.00", "USD"))
	nearly := chain.Gap{Finding: sla.Finding{Code: "late", Subject: "repair", Value: "4h office"}, Start: day(t, "09 10:00"), By: 90*time.Hour - 1}
	gap := func(code sla.FindingCode, value string) chain.Gap {
		return chain.Gap{Finding: sla.Finding{Code: code, Subject: "repair", Path: "objectives[0].relies-on[0]", Value: value},
			Below: []sla.Reliance{{Agreement: "uc", Objective: "repair"}}, When: sla.Where{"kind": sla.Not("spam"), "site": sla.Is("a", "b")}}
	}
	from, lasts, wide := gap("unsupported", "uc repair"), gap("shortfall", "94%"), gap("period-wider", "")
	from.Start, lasts.Certain = day(t, "09 10:00"), metrics.ShareOf(94, 100)
	weighted, lost := gap("shortfall", "98.25%"), gap("period-wider", "4h22m48s")
	weighted.Start, weighted.Certain = day(t, "01 00:00"), metrics.ShareOf(9825, 10000)
	lost.Start, lost.Certain, lost.Independent = day(t, "01 00:00"), metrics.ShareOf(9935, 10000), metrics.ShareOf(9995, 10000)
	others := []chain.Gap{nearly, weighted, lost, from, lasts, wide, gap("unsupported", "uc repair"), gap("pauses", "repair"), gap("another", "word")}
	for _, key := range []string{"maintenance", "notice", "quota", "no-data", "not-monitored", "ignore-under", "weights"} {
		others = append(others, gap("shortfall", key))
	}
	for _, why := range []string{"event", "metric", "period", "calendar", "ticket", "parts", "cases"} {
		others = append(others, gap("not-compared", why))
	}
	for _, p := range []struct {
		name string
		view report.View
	}{
		{"chain", report.Chain(chainGaps(t), balances...).At(zone)},
		{"chain-others", report.Chain(others)},
		{"chain-none", report.Chain(nil)},
	} {
		for _, f := range []report.Format{report.Text, report.Markdown} {
			var page bytes.Buffer
			if err := p.view.Write(&page, f); err != nil {
				t.Errorf("%s as %s: %v", p.name, f, err)
			}
			golden(t, p.name+map[report.Format]string{report.Text: ".txt", report.Markdown: ".md"}[f], page.Bytes())
		}
		golden(t, p.name+".zh-Hans.txt", []byte(written(t, p.view.In(zh), report.Text)))
	}
	// A claim and a start in another zone than the page's have their time of day.
	var page bytes.Buffer
	claim := gap("claim-too-late", "30 days after failure")
	claim.Start, claim.Days = time.Date(2026, 1, 1, 5, 0, 0, 0, time.UTC), 1
	if err := report.Chain([]chain.Gap{claim}).Write(&page, report.Text); err != nil || !bytes.Contains(page.Bytes(), []byte("Thu 2026-01-01 05:00 the claim below ends 1 day before")) {
		t.Errorf("%s %v", page.String(), err)
	}
}
