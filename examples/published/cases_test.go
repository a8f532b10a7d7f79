package main

import (
	"encoding/json"
	"math/big"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// text is a number or text of a file, digits kept.
type text string

func (x *text) UnmarshalJSON(data []byte) error {
	*x = text(data)
	if data[0] == '"' {
		return json.Unmarshal(data, (*string)(x))
	}
	return nil
}

// fact is what a case hands over; each kind of rule reads a few of them.
type fact struct {
	Uptime       text   `json:"uptime_percent"`
	Base         text   `json:"base_amount"`
	Currency     text   `json:"currency"`
	Paid         text   `json:"paid_for_period"`
	Down         text   `json:"down_minutes"`
	Fee          text   `json:"monthly_fee"`
	Outage       text   `json:"outage_minutes"`
	Affected     text   `json:"affected_ratio"`
	Scheduled    text   `json:"scheduled_minutes"`
	FaultHours   text   `json:"fault_hours"`
	Quarterly    text   `json:"quarterly_charge"`
	Over         text   `json:"measured_over_percent"`
	Recurring    text   `json:"monthly_recurring_charge"`
	DaysMissed   int    `json:"days_missed"`
	Points       int64  `json:"points"`
	Invoice      text   `json:"monthly_invoice"`
	Defaults     []any  `json:"defaults"`
	Results      []text `json:"results"`
	Achieved     text   `json:"achieved_percent"`
	Failures     int    `json:"failures"`
	Shipped      text   `json:"shipped_value"`
	OTIF         text   `json:"otif_percent"`
	Availability text   `json:"availability_uptime_percent"`
	ActualHours  text   `json:"actual_hours"`
}

// amounts are a credit as a case expects it, before and after rounding.
type amounts struct {
	Exact    string `json:"exact"`
	HalfUp   string `json:"half_up"`
	HalfEven string `json:"half_even"`
	Down     string `json:"down"`
}

func (a *amounts) UnmarshalJSON(data []byte) error {
	type plain amounts
	if data[0] == '"' {
		return json.Unmarshal(data, &a.HalfUp)
	}
	return json.Unmarshal(data, (*plain)(a))
}

type publishedCase struct {
	ID       string `json:"id"`
	Table    string `json:"table"`
	Inputs   fact   `json:"inputs"`
	Expected struct {
		Credit    *amounts `json:"credit"`
		Uncapped  *amounts `json:"uncapped_credit"`
		Deduction *amounts `json:"deduction"`
		Total     *amounts `json:"total"`
		Penalty   *amounts `json:"penalty"`
		Issued    *bool    `json:"issued"`
		Points    []int64  `json:"points"`
		Rounded   *int64   `json:"if_rounded_half_up_to_1_decimal_first"`
		Full      inner    `json:"if_full_units_only"`
		Started   inner    `json:"if_started_units"`
		InPart    inner    `json:"if_pro_rata"`
	} `json:"expected"`
}

// inner is a credit under one reading of a document.
type inner struct {
	Credit string `json:"credit"`
}

// Every case worked out from the documents gives the same amounts when an
// agreement file, or one of the clauses, is asked.
func TestThePublishedCases(t *testing.T) {
	cases := publishedCases(t)
	for table := range tablePlaces {
		if table != "farmgpu-premium" && !slices.ContainsFunc(cases, func(c publishedCase) bool { return c.Table == table }) {
			t.Errorf("no case of %s", table)
		}
	}
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) { c.run(t) })
	}
}

func publishedCases(t *testing.T) []publishedCase {
	t.Helper()
	var file struct{ Cases []publishedCase }
	data, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) < 70 {
		t.Fatalf("only %d cases", len(file.Cases))
	}
	return file.Cases
}

func (c publishedCase) run(t *testing.T) {
	in, x := c.Inputs, c.Expected
	switch c.Table {
	case "upcloud":
		facts := june([]penalty.Charge{{Name: "30 days", Amount: money(t, in.Paid)}}, interruption(1, minutes(t, in.Down)))
		same(t, named(t, "upcloud").owes(t, facts), x.Credit)
	case "ppp-accommodation":
		facts := june(nil, penalty.Shortfall{Objective: "accommodation", Points: big.NewRat(in.Points, 1)})
		same(t, named(t, "ppp-accommodation").owes(t, facts), x.Deduction)
	case "ovh-dedicated-network":
		for reading, want := range map[string]inner{"full": x.Full, "started": x.Started, "in-part": x.InPart} {
			facts := june([]penalty.Charge{{Name: "next invoice", Amount: money(t, in.Base)}},
				penalty.Shortfall{Objective: "network", Lost: minutes(t, in.Outage)})
			if got := named(t, "ovh-network-"+reading).owes(t, facts); got.Total.String() != want.Credit+" EUR" {
				t.Errorf("%s: %s, want %s", reading, got.Total, want.Credit)
			}
		}
	case "uk-msa-points":
		c.points(t)
	default:
		name, facts := c.facts(t)
		want := x.Credit
		for _, other := range []*amounts{x.Uncapped, x.Total, x.Penalty} {
			if want == nil {
				want = other
			}
		}
		c.rounded(t, name, facts, want)
	}
}

// rounded asks the agreement in the currency of the case under each rounding
// for which the case has an amount.
func (c publishedCase) rounded(t *testing.T, name string, facts sla.Facts, want *amounts) {
	if want == nil {
		t.Fatal("the case expects nothing that is looked at")
	}
	for rounding, amount := range map[penalty.RoundingMode]string{
		penalty.HalfUp: want.HalfUp, penalty.HalfEven: want.HalfEven, penalty.RoundDown: want.Down,
	} {
		if amount == "" {
			continue
		}
		spec := open(t, name).Spec()
		if c.Inputs.Currency != "" {
			spec.Currency = string(c.Inputs.Currency)
		}
		spec.Credits.Round = rounding
		a, err := sla.New(spec)
		if err != nil {
			t.Fatal(err)
		}
		got := settled(t, a, facts)
		if issued := c.Expected.Issued; issued != nil && !*issued {
			if got.Total.Sign() != 0 || got.Exact.Rat().Cmp(rat(t, want.Exact)) != 0 {
				t.Errorf("%s of %s, want nothing of %s", got.Total, got.Exact, want.Exact)
			}
			continue
		}
		if got.Total.Rat().Cmp(rat(t, amount)) != 0 {
			t.Errorf("%s: %s, want %s", rounding, got.Total, amount)
		}
		if want.Exact != "" && got.Exact.Rat().Cmp(rat(t, want.Exact)) != 0 {
			t.Errorf("exactly %s, want %s", got.Exact, want.Exact)
		}
	}
}

// same compares a statement rounded half up.
func same(t *testing.T, got penalty.Statement, want *amounts) {
	t.Helper()
	if got.Total.Rat().Cmp(rat(t, want.HalfUp)) != 0 {
		t.Errorf("%s, want %s", got.Total, want.HalfUp)
	}
	if want.Exact != "" && got.Exact.Rat().Cmp(rat(t, want.Exact)) != 0 {
		t.Errorf("exactly %s, want %s", got.Exact, want.Exact)
	}
}

// points are the service points of consecutive months, the last of them June.
func (c publishedCase) points(t *testing.T) {
	a := open(t, "uk-service-points")
	var facts sla.Facts
	results := c.Inputs.Results
	for i, result := range results {
		good := new(big.Rat).Mul(share(t, string(result)), big.NewRat(1_000_000, 1))
		at := noon.AddDate(0, i+1-len(results), 0)
		facts.Counts = append(facts.Counts, sla.Count{Of: "indicator", At: at, Good: good.Num().Int64(), Total: 1_000_000})
	}
	want := c.Expected.Points
	if c.Expected.Rounded != nil {
		want = []int64{*c.Expected.Rounded}
	}
	for i := range results {
		month := sla.Month(2026, time.June-time.Month(len(results)-1-i))
		got, err := question{period: month}.settle(a, facts)
		if err != nil {
			t.Fatal(err)
		}
		if got.Statement().Total.Rat().Cmp(big.NewRat(want[i], 1)) != 0 {
			t.Errorf("%s: %s, want %d points", month, got.Statement().Total, want[i])
		}
	}
}

func money(t *testing.T, amount text) decimal.Decimal {
	t.Helper()
	d, err := decimal.NewFromString(string(amount))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func minutes(t *testing.T, n text) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(string(n) + "m")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// facts translates a case into facts of the agreement that its table became.
func (c publishedCase) facts(t *testing.T) (name string, f sla.Facts) {
	t.Helper()
	in := c.Inputs
	charge := func(of string, amount text) {
		period, _, err := statementPeriod(open(t, name), juneMonth)
		if err != nil {
			t.Fatal(err)
		}
		f.Charges = append(f.Charges, sla.Charge{Of: of, Period: period, Amount: money(t, amount)})
	}
	outage := func(of string, lost time.Duration) {
		f.Outages = append(f.Outages, down(t, open(t, name), of, lost)...)
	}
	good := func(of string, percent text) {
		g := new(big.Rat).Mul(share(t, string(percent)), big.NewRat(1_000_000, 1))
		f.Counts = append(f.Counts, counts(of, g.Num().Int64(), 1_000_000))
	}
	if at, ok := tablePlaces[c.Table]; ok {
		name = at.agreement
		outage(at.service, lostAt(t, open(t, name), share(t, string(in.Uptime)), at.step))
		f.Charges = billed(t, open(t, name), string(in.Base))
		return name, f
	}
	switch c.Table {
	case "digitalocean-droplet":
		name = "digitalocean-droplet"
		outage("droplet", minutes(t, in.Down))
		charge("droplet", in.Paid)
	case "cloudflare-business":
		name = "cloudflare-business"
		outage("network", minutes(t, in.Outage))
		affected := new(big.Rat).Mul(rat(t, string(in.Affected)), big.NewRat(100, 1))
		f.Outages[0].Share = affected.RatString() + "%"
		_, end := open(t, name).Bounds(juneMonth)
		if planned := 30*24*time.Hour - minutes(t, in.Scheduled); planned > 0 {
			f.Exclusions = []sla.Exclusion{{Of: "network", From: end.Add(-planned), To: end, Reason: "planned"}}
		}
		charge("plan", in.Fee)
	case "rackspace-managed":
		name = "rackspace-managed"
		outage("components", minutes(t, in.Outage))
		charge("components", in.Base)
	case "edgecentres-colo":
		name = "edgecentres-colocation"
		f.Tickets = items(1, "failed", "restored", minutes(t, in.Outage))
		charge("colocation", in.Base)
	case "computercentric-leased":
		name = "computercentric-leased"
		outage("circuit", 60*minutes(t, in.FaultHours))
		charge("circuit", in.Quarterly)
		charge("day", "30.00") // 2,730.00 of 91 days
	case "packetfabric-latency":
		name = "packetfabric-latency"
		over := new(big.Rat).Mul(share(t, string(in.Over)), big.NewRat(int64(40*time.Millisecond), 1))
		f.Tickets = items(1, "sent", "returned", 40*time.Millisecond+time.Duration(over.Num().Int64()))
		charge("route", in.Base)
	case "windstream-mpls":
		name = "windstream-mpls"
		f.Tickets = items(in.DaysMissed, "sent", "returned", time.Second)
		charge("circuit", in.Recurring)
	case "telus-ivr":
		name = "telus-ivr"
		levels := []string{"answers", "transfers", "reports", "changes", "repairs"}
		f = failures(name, "", levels[:in.Points/5]...).facts // of five points each
		charge("next-month", in.Base)
	case "texas-dir-pool":
		name = "texas-dir"
		f = failures(name, "", "restores").facts
		if len(in.Defaults) > 1 {
			outage("servers", time.Hour)
		}
		charge("", in.Invoice)
	case "ccs-calloff":
		name = "ccs-calloff"
		good("calls", in.Achieved)
		charge("services", in.Base)
	case "svce-problem-resolution":
		name = "svce-support"
		good("severe", in.Achieved)
		charge("subscription", in.Base)
	case "on-demand-ab":
		name = "on-demand-critical"
		f = failures(name, "", []string{"orders", "accuracy", "reports"}[:in.Failures]...).facts
		charge("", in.Invoice)
	case "walmart-otif":
		name = "walmart-otif"
		good("goods", in.OTIF)
		charge("goods", in.Shipped)
	case "ovh-vrack-2026":
		name = "ovh-vrack"
		outage("vrack", time.Hour)
		outage("instance", time.Hour)
		charge("vrack", "120.00") // a tenth of each is what the case credits
		charge("instance", "300.00")
	case "farmgpu-overrun":
		name = "farmgpu-premium"
		outage("server", lostAt(t, open(t, name), share(t, string(in.Availability)), 1))
		f.Tickets = items(1, "failed", "replaced", 60*minutes(t, in.ActualHours))
		charge("server", in.Base)
	default:
		t.Fatalf("no agreement for %s", c.Table)
	}
	return name, f
}
