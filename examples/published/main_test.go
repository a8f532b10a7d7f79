package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/upheld/upheld/sla"
)

func output(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if err := run(args, &out); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return out.String()
}

// line finds the first line with a word, without its spaces.
func line(page, word string) string {
	for l := range strings.Lines(page) {
		if strings.Contains(l, word) {
			return strings.Join(strings.Fields(l), " ")
		}
	}
	return ""
}

// What each owes for June 2026, worked out by hand from its facts.
func TestTheMonth(t *testing.T) {
	page := output(t)
	for id, want := range map[string]string{
		"algolia-search": "49.90 USD", "atlassian-premium": "10.00 USD",
		"aws-rds":       "105.32 USD", // 10% of 812.40 and 25% of 96.30, rounded once
		"azure-compute": "60.00 USD",  // the greater of 50.00 and 15.00, and 10.00
		"ccs-calloff":   "230.00 GBP", "clouddigit-storage": "6172.50 BDT",
		"cloudflare-business":    "0.14 USD",   // 200.00 × 30 / 43,080
		"computercentric-leased": "750.75 GBP", // 27.5% of 2,730.00, not 26 × 30.00
		"digitalocean-droplet":   "0.22 USD",   // 48.00 × 195 / 43,200
		"edgecentres-colocation": "100.00 AUD", // two full hours
		"farmgpu-premium":        "300.00 USD", // 30% and 10%, held to 30%
		"gcp-functions":          "2.00 USD", "github-enterprise": "210.00 USD",
		"on-demand-critical": "30.00 USD", "ovh-vrack": "30.00 USD",
		"packetfabric-latency": "180.00 USD", "rackspace-managed": "60.00 USD", "svce-support": "120.00 USD",
		"telus-ivr":         "400.00 CAD",
		"texas-dir":         "5000.00 USD",
		"uk-service-points": "2 points", // one, doubled: May failed too
		"walmart-otif":      "7500000.00 USD", "windstream-mpls": "100.00 USD",
		"upcloud": "100.69 USD", "ppp-accommodation": "312.00 GBP",
		"ovh-network-full": "100.00 EUR", "ovh-network-started": "150.00 EUR", "ovh-network-in-part": "125.00 EUR",
	} {
		if got := line(page, id); got != id+" "+want {
			t.Errorf("%q, want %s", got, want)
		}
	}
	for _, want := range []string{ // the working
		"attained 99.9166…% (1199/1200) is at least 99.0% and below 99.95%: 10% of 812.40 USD (fee of", "105.315 USD rounded half-up = 105.32 USD",
		"cap per quarter 27.5% of 2730.00 GBP (fee of circuit) = 750.75 GBP: 780.00 GBP becomes 750.75 GBP", "15 points is exactly 15: 4% of 10000.00 CAD (fee of next-month) = 400.00 CAD",
		"98.5% is at least 98.0% and at most 98.9%: 1 point", "20 (over 100 to 200) × 1.2 × 3.00 GBP = 72.00 GBP", "2.5 × 5% of 1000.00 EUR",
		"credits figures that meet the promise", "no row says what this costs", "a cap allows less", // tables kept as printed
		"Claim by  2026-08-31, 2 months after month end", "Claim by  2026-07-15, 15 days after month end",
		"  IVR availability: missed: 5 points", "  Reports delivered: met: nothing",
		"  Connected instance: missed: 10% of 300.00 USD (fee of instance) = 30.00 USD",
		"  100% − 95% = 5%", "interruption, 2026-06-25  100.00 USD",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// Every agreement says of when its document is, and has facts.
func TestEveryAgreementCitesItsDocument(t *testing.T) {
	names, err := filepath.Glob("agreements/*.yaml")
	if err != nil || len(names) < 12 {
		t.Fatal(len(names), err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		comment, _, _ := strings.Cut(string(data), "\nsla: v1")
		if !regexp.MustCompile(`\d{4}|undated|current copy`).MatchString(comment) {
			t.Errorf("%s does not say of when its document is", name)
		}
		if _, err := os.Stat(strings.NewReplacer("agreements", "facts", ".yaml", ".json").Replace(name)); err != nil {
			t.Errorf("%s has no facts: %v", name, err)
		}
	}
}

// A month in which nothing happened owes nothing; the quarter it lies in is
// open until its end.
func TestAnotherMonth(t *testing.T) {
	page := output(t, "-period", "2026-07")
	list, _, _ := strings.Cut(page, "\n\nAlgolia")
	looked := 0
	for l := range strings.Lines(list) {
		fields := strings.Fields(l)
		if len(fields) != 3 {
			continue
		}
		looked++
		if fields[1] != "0" && fields[1] != "0.00" {
			t.Errorf("owed for nothing: %s", l)
		}
	}
	if bills := len(allBills(t)); looked != bills {
		t.Errorf("%d lines for %d agreements", looked, bills)
	}
	if page := output(t, "-only", "github-enterprise", "-period", "2026-05"); !strings.Contains(line(page, "Period"), "2026-Q2") || line(page, "github-enterprise") != "github-enterprise 0.00 USD" {
		t.Errorf("a quarter that goes on:\n%s", page)
	}
	if page := output(t, "-only", "github-enterprise", "-period", "2026-05", "-as-of", "2026-07-01"); line(page, "github-enterprise") != "github-enterprise 210.00 USD" {
		t.Errorf("the same quarter, seen after it:\n%s", page)
	}
	if page := output(t, "-only", "uk-service-points", "-period", "2026-05"); line(page, "uk-service-points") != "uk-service-points 3 points" {
		t.Errorf("96.5%% after a month that met:\n%s", page)
	}
}

func TestFactsOfYourOwn(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	facts := write("rds.json", `{"outages": [{"of": "single", "from": "2026-09-01T00:00:00Z", "to": "2026-09-03T00:00:00Z"}], "charges": [{"of": "single", "period": "2026-09", "amount": "40.00"}, {"of": "multi-az", "period": "2026-09", "amount": "0"}]}`)
	if page := output(t, "-only", "aws-rds", "-facts", facts, "-period", "2026-09"); line(page, "aws-rds") != "aws-rds 40.00 USD" {
		t.Errorf("two of thirty days:\n%s", page)
	}
	points := write("points.json", `{"from": "2026-09-01", "to": "2026-10-01", "shortfalls": [{"objective": "accommodation", "points": "21"}]}`)
	if page := output(t, "-only", "ppp-accommodation", "-facts", points, "-period", "2026-09"); line(page, "ppp-accommodation") != "ppp-accommodation 3.00 GBP" {
		t.Errorf("21 points:\n%s", page)
	}
	agreement, err := os.ReadFile("agreements/ccs-calloff.yaml")
	if err != nil {
		t.Fatal(err)
	}
	mine := write("mine.yaml", strings.Replace(string(agreement), "attain: 98%", "attain: 90%", 1))
	calls := write("calls.json", `{"counts": [{"of": "calls", "at": "2026-06-30T12:00:00Z", "good": 3, "total": 4}], "charges": [{"of": "services", "period": "2026-06", "amount": "100.00"}]}`)
	if page := output(t, "-agreement", mine, "-facts", calls); line(page, "mine") != "mine 15.00 GBP" {
		t.Errorf("75%% of 90%%:\n%s", page)
	}
	if page := output(t, "-agreement", mine, "-facts", calls, "-format", "markdown"); !strings.Contains(page, "| mine | 15.00 GBP |") {
		t.Error(page)
	}
	bad := write("bad.yaml", strings.Replace(string(agreement), "counted: in-part", "counted: in-parts", 1))
	for _, mistake := range []struct {
		args []string
		says string
	}{
		{[]string{"-agreement", bad}, "bad.yaml:19:"},
		{[]string{"-period", "June"}, "-period June"},
		{[]string{"-period", "2026-Q2"}, "one month"},
		{[]string{"-as-of", "yesterday", "-only", "aws-rds"}, "-as-of yesterday"},
		{[]string{"-only", "aws-rds,acme"}, "acme"},
		{[]string{"-facts", calls}, "-only"},
		{[]string{"-only", "aws-rds", "-facts", filepath.Join(dir, "none.json")}, "none.json"},
		{[]string{"-only", "aws-rds", "-facts", write("typo.json", `{"outage": []}`)}, "typo.json"},
		{[]string{"-format", "pdf", "-only", "aws-rds"}, "pdf"},
	} {
		if err := run(mistake.args, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), mistake.says) {
			t.Errorf("%v: %v", mistake.args, err)
		}
	}
}

// What looks wrong in the documents as printed is found, and nothing else. That
// a table goes up and down follows from its gap and is not asked for here.
func TestTheFindings(t *testing.T) {
	want := map[string][]string{
		"github-enterprise": {"gap", "credit-while-met"},
		"farmgpu-premium":   {"unreachable-under-cap"},
		"windstream-mpls":   {"unbounded"},
	}
	names, err := filepath.Glob("agreements/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		id := strings.TrimSuffix(filepath.Base(name), ".yaml")
		var found []string
		for _, f := range open(t, id).Findings() {
			if f.Code != sla.FindingCredits {
				t.Errorf("%s: %+v", id, f)
			}
			if kind, _, _ := strings.Cut(f.Value, " "); kind != "not-monotone" {
				found = append(found, kind)
			}
		}
		if !slices.Equal(found, want[id]) {
			t.Errorf("%s: %q, want %q", id, found, want[id])
		}
	}
}
