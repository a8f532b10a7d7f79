package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// place says where an agreement file keeps what a published table is about.
type place struct {
	agreement, service string
	step               time.Duration // what time lost is counted in
}

// tablePlaces are the tables by attainment.
var tablePlaces = map[string]place{
	"aws-rds-multi-az-2024":        {"aws-rds", "multi-az", 1},
	"aws-rds-single-2024":          {"aws-rds", "single", 1},
	"azure-vm-zones-2026":          {"azure-compute", "vm-zones", 1},
	"azure-vm-single-std-ssd-2026": {"azure-compute", "vm-ssd", 1},
	"azure-vm-single-std-hdd-2026": {"azure-compute", "vm-hdd", 1},
	"azure-lb-2026":                {"azure-compute", "load-balancer", 1},
	"gcp-cloud-functions":          {"gcp-functions", "functions", time.Minute},
	"github-enterprise-2020":       {"github-enterprise", "feature", 1},
	"algolia-search-faq":           {"algolia-search", "search", 1},
	"atlassian-premium-2024":       {"atlassian-premium", "product", 1},
	"clouddigit":                   {"clouddigit-storage", "storage", 1},
	"farmgpu-premium":              {"farmgpu-premium", "server", 1},
}

// publishedTable is a table as the document prints it.
type publishedTable struct {
	ID    string `json:"id"`
	Tiers []struct {
		LT     string `json:"lt"`
		LTE    string `json:"lte"`
		GT     string `json:"gt"`
		GTE    string `json:"gte"`
		Credit string `json:"credit_percent"`
	} `json:"tiers"`
	Cap string `json:"cap_percent"`
}

func publishedTables(t *testing.T) []publishedTable {
	t.Helper()
	var file struct{ Tables []publishedTable }
	text, err := os.ReadFile("testdata/tables.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Tables
}

// percent reads the credit off the printed rows: the highest that matches, held
// to the cap.
func (p publishedTable) percent(t *testing.T, up *big.Rat) *big.Rat {
	best := new(big.Rat)
	for _, row := range p.Tiers {
		if row.LT != "" && up.Cmp(share(t, row.LT)) >= 0 || row.LTE != "" && up.Cmp(share(t, row.LTE)) > 0 ||
			row.GT != "" && up.Cmp(share(t, row.GT)) <= 0 || row.GTE != "" && up.Cmp(share(t, row.GTE)) < 0 {
			continue
		}
		if c := rat(t, row.Credit); c.Cmp(best) > 0 {
			best = c
		}
	}
	if p.Cap != "" && best.Cmp(rat(t, p.Cap)) > 0 {
		best = rat(t, p.Cap)
	}
	return best
}

// On each edge of each row, and one step to each side of it, the agreement file
// owes what the printed table says.
func TestTheEdgesOfPublishedTables(t *testing.T) {
	looked := 0
	for _, table := range publishedTables(t) {
		at, ok := tablePlaces[table.ID]
		if !ok {
			t.Errorf("no agreement for %s", table.ID)
			continue
		}
		a := open(t, at.agreement)
		period, _, err := statementPeriod(a, juneMonth)
		if err != nil {
			t.Fatal(err)
		}
		from, to := a.Bounds(period)
		length := to.Sub(from)
		edges := map[string]bool{"100": true, "0": true}
		for _, row := range table.Tiers {
			for _, bound := range []string{row.LT, row.LTE, row.GT, row.GTE} {
				if bound != "" {
					edges[bound] = true
				}
			}
		}
		for edge := range edges {
			lost := lostAt(t, a, share(t, edge), at.step)
			for _, d := range []time.Duration{lost - at.step, lost, lost + at.step} {
				if d < 0 || d > length {
					continue
				}
				up := new(big.Rat).Sub(big.NewRat(1, 1), big.NewRat(int64(d), int64(length)))
				want := new(big.Rat).Mul(table.percent(t, up), big.NewRat(1000, 100))
				got := settled(t, a, sla.Facts{Outages: down(t, a, at.service, d), Charges: billed(t, a, "1000.00")})
				if got.Total.Rat().Cmp(want) != 0 {
					t.Errorf("%s at %s%%, %s lost: %s, want %s", table.ID, edge, d, got.Total, want.FloatString(2))
				}
				looked++
			}
		}
	}
	if looked < 130 {
		t.Errorf("only %d values were looked at", looked)
	}
}

// minutes and shorter names for the rows below.
const (
	ns = time.Nanosecond
	us = time.Microsecond
)

// edge is a value on one side of an edge and what 1,000.00 of each charge owe.
type edge struct {
	agreement string
	facts     sla.Facts
	want      string
}

// lost is an outage from the start of the month or quarter on.
func lost(t *testing.T, agreement, of string, d time.Duration, want string) edge {
	return edge{agreement, sla.Facts{Outages: down(t, open(t, agreement), of, d)}, want}
}

// reached is good of a million.
func reached(agreement, of string, good int64, want string) edge {
	return edge{agreement, sla.Facts{Counts: []sla.Count{counts(of, good, 1_000_000)}}, want}
}

// ran is one item that took that long.
func ran(agreement, start, stop string, d time.Duration, want string) edge {
	return edge{agreement, sla.Facts{Tickets: items(1, start, stop, d)}, want}
}

func TestTheEdgesOfTheOtherRules(t *testing.T) {
	const month, quarter = 30 * 24 * time.Hour, 91 * 24 * time.Hour
	edges := []edge{
		// pro rata once below 99.99%: 259.2 s of the month
		lost(t, "digitalocean-droplet", "droplet", 259*time.Second+200*time.Millisecond, "0.00 USD"),
		lost(t, "digitalocean-droplet", "droplet", 259*time.Second+200*time.Millisecond+ns, "0.10 USD"),
		lost(t, "digitalocean-droplet", "droplet", month, "1000.00 USD"),

		lost(t, "cloudflare-business", "network", 0, "0.00 USD"),
		lost(t, "cloudflare-business", "network", month/1000, "1.00 USD"),
		lost(t, "cloudflare-business", "network", month, "1000.00 USD"),

		// half hours or part of them, up to everything
		lost(t, "rackspace-managed", "components", 0, "0.00 USD"),
		lost(t, "rackspace-managed", "components", ns, "50.00 USD"),
		lost(t, "rackspace-managed", "components", 30*time.Minute, "50.00 USD"),
		lost(t, "rackspace-managed", "components", 30*time.Minute+ns, "100.00 USD"),
		lost(t, "rackspace-managed", "components", 9*time.Hour+30*time.Minute, "950.00 USD"),
		lost(t, "rackspace-managed", "components", 9*time.Hour+30*time.Minute+ns, "1000.00 USD"),
		lost(t, "rackspace-managed", "components", 10*time.Hour+ns, "1000.00 USD"),

		// full hours past two, up to half
		ran("edgecentres-colocation", "failed", "restored", 2*time.Hour, "0.00 AUD"),
		ran("edgecentres-colocation", "failed", "restored", 3*time.Hour-ns, "0.00 AUD"),
		ran("edgecentres-colocation", "failed", "restored", 3*time.Hour, "50.00 AUD"),
		ran("edgecentres-colocation", "failed", "restored", 12*time.Hour-ns, "450.00 AUD"),
		ran("edgecentres-colocation", "failed", "restored", 12*time.Hour, "500.00 AUD"),
		ran("edgecentres-colocation", "failed", "restored", 13*time.Hour, "500.00 AUD"),

		// a day's charge an hour, up to 27.5% of the quarter: here the cap is
		// reached after 16.5 minutes, since every charge is 1,000.00
		lost(t, "computercentric-leased", "circuit", 0, "0.00 GBP"),
		lost(t, "computercentric-leased", "circuit", 15*time.Minute, "250.00 GBP"),
		lost(t, "computercentric-leased", "circuit", 16*time.Minute+30*time.Second, "275.00 GBP"),
		lost(t, "computercentric-leased", "circuit", 16*time.Minute+31*time.Second, "275.00 GBP"),
		lost(t, "computercentric-leased", "circuit", quarter, "275.00 GBP"),

		// a thirtieth for each day over 55 ms
		ran("windstream-mpls", "sent", "returned", 55*time.Millisecond, "0.00 USD"),
		ran("windstream-mpls", "sent", "returned", 55*time.Millisecond+ns, "33.33 USD"),

		lost(t, "ovh-vrack", "vrack", 43*time.Minute+12*time.Second, "0.00 USD"),
		lost(t, "ovh-vrack", "vrack", 43*time.Minute+12*time.Second+ns, "100.00 USD"),
		lost(t, "ovh-vrack", "instance", 43*time.Minute+12*time.Second, "0.00 USD"),
		lost(t, "ovh-vrack", "instance", 43*time.Minute+12*time.Second+ns, "100.00 USD"),

		// brought to one decimal first, half up
		reached("uk-service-points", "indicator", 990_000, "0 points"),
		reached("uk-service-points", "indicator", 989_500, "0 points"),
		reached("uk-service-points", "indicator", 989_499, "1 point"),
		reached("uk-service-points", "indicator", 979_500, "1 point"),
		reached("uk-service-points", "indicator", 979_499, "2 points"),
		reached("uk-service-points", "indicator", 969_500, "2 points"),
		reached("uk-service-points", "indicator", 969_499, "3 points"),
		reached("uk-service-points", "indicator", 959_500, "3 points"),
		reached("uk-service-points", "indicator", 959_499, "4 points"),

		// two levels on a tenth of the invoice
		reached("texas-dir", "restores", 990_000, "0.00 USD"),
		reached("texas-dir", "restores", 989_999, "20.00 USD"),
		lost(t, "texas-dir", "servers", 43*time.Minute+12*time.Second, "0.00 USD"),
		lost(t, "texas-dir", "servers", 43*time.Minute+12*time.Second+ns, "30.00 USD"),

		reached("on-demand-critical", "orders", 980_000, "0.00 USD"),
		reached("on-demand-critical", "orders", 979_999, "30.00 USD"),
		reached("on-demand-critical", "accuracy", 990_000, "0.00 USD"),
		reached("on-demand-critical", "accuracy", 989_999, "30.00 USD"),
		reached("on-demand-critical", "reports", 950_000, "0.00 USD"),
		reached("on-demand-critical", "reports", 949_999, "30.00 USD"),
		failures("on-demand-critical", "60.00 USD", "orders", "accuracy"),
		failures("on-demand-critical", "60.00 USD", "orders", "accuracy", "reports"), // 90.00, the cap

		reached("ccs-calloff", "calls", 980_000, "0.00 GBP"),
		reached("ccs-calloff", "calls", 979_000, "1.00 GBP"),
		reached("ccs-calloff", "calls", 0, "980.00 GBP"),

		reached("svce-support", "severe", 990_000, "0.00 USD"),
		reached("svce-support", "severe", 980_001, "0.00 USD"),
		reached("svce-support", "severe", 980_000, "50.00 USD"),
		reached("svce-support", "severe", 970_001, "50.00 USD"),
		reached("svce-support", "severe", 970_000, "100.00 USD"),
		reached("svce-support", "minor", 900_000, "0.00 USD"),
		reached("svce-support", "minor", 890_001, "0.00 USD"),
		reached("svce-support", "minor", 890_000, "5.00 USD"),

		reached("walmart-otif", "goods", 1_000_000, "0.00 USD"),
		reached("walmart-otif", "goods", 999_000, "0.03 USD"),
		reached("walmart-otif", "goods", 0, "30.00 USD"),

		failures("telus-ivr", "0.00 CAD", "answers"),
		failures("telus-ivr", "20.00 CAD", "answers", "transfers"),
		failures("telus-ivr", "40.00 CAD", "answers", "transfers", "reports"),
		failures("telus-ivr", "60.00 CAD", "answers", "transfers", "reports", "changes"),
		failures("telus-ivr", "80.00 CAD", "answers", "transfers", "reports", "changes", "repairs"),
	}
	all := failures("telus-ivr", "100.00 CAD", "answers", "transfers", "reports", "changes", "repairs")
	all.facts.Outages = down(t, open(t, "telus-ivr"), "ivr", 43*time.Minute+12*time.Second+ns)
	edges = append(edges, all)

	// the mean latency over 40 ms, in whole microseconds
	below := "0.00 USD"
	for _, row := range []struct {
		over int64
		want string
	}{{10, "100.00 USD"}, {20, "200.00 USD"}, {30, "300.00 USD"}, {50, "400.00 USD"}, {75, "500.00 USD"}, {100, "600.00 USD"}} {
		at := 40*time.Millisecond + time.Duration(row.over)*400*us
		edges = append(edges,
			ran("packetfabric-latency", "sent", "returned", at-us, below),
			ran("packetfabric-latency", "sent", "returned", at, row.want))
		below = row.want
	}
	// the longest replacement over 12 hours, in whole seconds
	below = "0.00 USD"
	for _, row := range []struct {
		at   time.Duration
		want string
	}{{18 * time.Hour, "50.00 USD"}, {24 * time.Hour, "100.00 USD"}, {36 * time.Hour, "150.00 USD"}} {
		edges = append(edges,
			ran("farmgpu-premium", "failed", "replaced", row.at-time.Second, below),
			ran("farmgpu-premium", "failed", "replaced", row.at, row.want))
		below = row.want
	}

	tested := map[string]bool{}
	for i, e := range edges {
		a := open(t, e.agreement)
		e.facts.Charges = billed(t, a, "1000.00")
		if got := settled(t, a, e.facts); got.Total.String() != e.want {
			t.Errorf("%d %s: %s, want %s", i, e.agreement, got.Total, e.want)
		}
		tested[e.agreement] = true
	}
	for _, p := range tablePlaces {
		tested[p.agreement] = true
	}
	for _, b := range allBills(t) {
		if !tested[b.id] && !isClause(b.id) {
			t.Errorf("no edge of %s is tested", b.id)
		}
	}
}

// failures misses levels that are ratios, each wholly.
func failures(agreement, want string, of ...string) edge {
	e := edge{agreement: agreement, want: want}
	for _, name := range of {
		e.facts.Counts = append(e.facts.Counts, counts(name, 0, 1))
	}
	return e
}

func isClause(id string) bool {
	for _, c := range clauses {
		if c.id == id {
			return true
		}
	}
	return false
}

func allBills(t *testing.T) []bill {
	t.Helper()
	bills, err := question{period: juneMonth}.published("")
	if err != nil {
		t.Fatal(err)
	}
	return bills
}

func TestTheEdgesOfTheClauses(t *testing.T) {
	hundred := []penalty.Charge{{Name: "30 days", Amount: decimal.New(1, 6)}}
	for _, e := range []struct {
		lost time.Duration
		want string
	}{
		{5 * time.Minute, "0.00 USD"}, {5*time.Minute + ns, "5787.04 USD"}, // 1,000,000 × 50 × 5 / 43,200
		{14*time.Hour + 24*time.Minute - ns, "1000000.00 USD"}, // a fiftieth of the month, less a cent's fraction
		{14 * time.Hour, "972222.22 USD"}, {14*time.Hour + 24*time.Minute, "1000000.00 USD"}, {15 * time.Hour, "1000000.00 USD"},
	} {
		if got := named(t, "upcloud").owes(t, june(hundred, interruption(1, e.lost))); got.Total.String() != e.want {
			t.Errorf("an interruption of %s: %s, want %s", e.lost, got.Total, e.want)
		}
	}
	for points, want := range map[int64]string{
		0: "0.00", 20: "0.00", 21: "3.00", 100: "240.00", 101: "243.60", 200: "600.00", 201: "604.50",
	} {
		got := named(t, "ppp-accommodation").owes(t, june(nil, penalty.Shortfall{Objective: "accommodation", Points: big.NewRat(points, 1)}))
		if got.Total.String() != want+" GBP" {
			t.Errorf("%d points: %s, want %s", points, got.Total, want)
		}
	}
	for _, e := range []struct {
		lost                  time.Duration
		full, started, inPart string
	}{
		{0, "0.00", "0.00", "0.00"},
		{10*time.Minute - time.Second, "0.00", "50.00", "49.92"},
		{10 * time.Minute, "50.00", "50.00", "50.00"},
		{10*time.Minute + time.Second, "50.00", "100.00", "50.08"},
		{200 * time.Minute, "1000.00", "1000.00", "1000.00"},
		{201 * time.Minute, "1000.00", "1000.00", "1000.00"},
	} {
		for reading, want := range map[string]string{"full": e.full, "started": e.started, "in-part": e.inPart} {
			c := named(t, "ovh-network-"+reading)
			got := c.owes(t, june(c.facts.Charges, penalty.Shortfall{Objective: "network", Lost: e.lost}))
			if got.Total.String() != fmt.Sprint(want, " EUR") {
				t.Errorf("%s read as %s: %s, want %s", e.lost, reading, got.Total, want)
			}
		}
	}
}

// Atlassian's cap is the invoice that a credit is applied to, on both sides of
// what is owed, whatever the month of the failure cost.
func TestTheInvoiceCreditedIsTheCap(t *testing.T) {
	a := open(t, "atlassian-premium")
	for invoice, want := range map[string]string{"10.01": "10.00 USD", "10.00": "10.00 USD", "9.99": "9.99 USD", "0.00": "0.00 USD"} {
		facts := sla.Facts{Outages: down(t, a, "product", time.Hour)}
		for of, amount := range map[string]string{"product": "100.00", "credited-invoice": invoice} {
			facts.Charges = append(facts.Charges, sla.Charge{Of: of, Period: juneMonth, Amount: decimal.RequireFromString(amount)})
		}
		if got := settled(t, a, facts).Total.String(); got != want {
			t.Errorf("an invoice of %s: %s, want %s", invoice, got, want)
		}
	}
}
