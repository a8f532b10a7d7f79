package analysis_test

import (
	"bufio"
	"encoding/json"
	"math/big"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A counted group of a key.
type of struct {
	value       string
	good, total int64
}

// month is a result of one month and one objective, "fix", that promises 95 %, with its
// groups by team. The whole is their sum.
func month(year int, m time.Month, groups ...of) *sla.Result {
	return result(sla.Month(year, m), "team", groups...)
}

func result(p sla.Period, key string, groups ...of) *sla.Result {
	r := &sla.Result{Agreement: "desk", Zone: "UTC", Period: p, From: noon(p.From().Date()), To: noon(p.To().Date())}
	whole := sla.Outcome{Objective: "fix", Period: p, From: r.From, To: r.To, Metric: "share", Promised: "95%", Final: true}
	outcomes := []sla.Outcome{{}}
	for _, g := range groups {
		o := whole
		o.Group = sla.Attrs{{key, g.value}}
		o.Good, o.Total, o.Attained = g.good, g.total, metrics.ShareOf(g.good, g.total)
		outcomes = append(outcomes, o)
		outcomes[0].Good += g.good
		outcomes[0].Total += g.total
	}
	whole.Good, whole.Total = outcomes[0].Good, outcomes[0].Total
	whole.Attained = metrics.ShareOf(whole.Good, whole.Total)
	whole.Margin = must(whole.Promised.Parse()).Margin(whole.Attained)
	if !whole.Attained.IsValid() {
		whole.Verdict, whole.Reason = sla.NotMeasurable, metrics.NoItems
	}
	outcomes[0] = whole
	r.Outcomes = outcomes
	return r
}

// noon stands for the first instant of a date: the tests need some instant of it.
func noon(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// boston has the requests of the City of Boston of 2015 by month: on time, of all with a
// due time and a label. Counted from the source by an independent program.
var boston = []of{
	{"2015-01", 2003, 3319}, {"2015-02", 1502, 3271}, {"2015-03", 2711, 4257}, {"2015-04", 3190, 4981},
	{"2015-05", 3679, 5192}, {"2015-06", 3571, 4956}, {"2015-07", 3340, 5019}, {"2015-08", 4102, 5870},
	{"2015-09", 4336, 6222}, {"2015-10", 3634, 4932}, {"2015-11", 3152, 4295}, {"2015-12", 2852, 3890},
}

func bostonMonths() []*sla.Result {
	var all []*sla.Result
	for _, m := range boston {
		all = append(all, result(must(sla.ParsePeriod(m.value)), "city", of{"Boston", m.good, m.total}))
	}
	return all
}

// bostonHalves are the two halves of the year by type of request.
func bostonHalves(t *testing.T) (first, second *sla.Result) {
	t.Helper()
	file, err := os.Open("testdata/boston311-2015.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var one, two []of
	for lines := bufio.NewScanner(file); lines.Scan(); {
		cells := strings.Split(lines.Text(), "\t")
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		var n [4]int64
		for i := range n {
			n[i] = must(strconv.ParseInt(cells[i+1], 10, 64))
		}
		for half, list := range []*[]of{&one, &two} {
			if n[2*half+1] > 0 { // a result has no group without items
				*list = append(*list, of{cells[0], n[2*half], n[2*half+1]})
			}
		}
	}
	half := func(from, to time.Month) sla.Period {
		return sla.Dates(sla.Month(2015, from).From(), sla.Month(2015, to).To())
	}
	return result(half(1, 6), "type", one...), result(half(7, 12), "type", two...)
}

// helpdesk evaluates March of examples/helpdesk, as seen at an instant. First responses
// are grouped by team too.
func helpdesk(t testing.TB, seen time.Time) *sla.Result {
	t.Helper()
	text, err := os.ReadFile("../../examples/helpdesk/acme.yaml")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := specfile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	for i := range spec.Objectives {
		if spec.Objectives[i].ID == "first-response" {
			spec.Credits.Rules = nil
			spec.Objectives[i].By = []string{"team"}
		}
	}
	agreement, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../../examples/helpdesk/march.json")
	if err != nil {
		t.Fatal(err)
	}
	var facts sla.Facts
	if err := json.Unmarshal(data, &facts); err != nil {
		t.Fatal(err)
	}
	r, err := agreement.Evaluate(sla.Month(2026, time.March), facts, seen)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// marchDay is a local instant of the help desk.
func marchDay(t testing.TB, day, hour, minute int) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, time.March, day, hour, minute, 0, 0, zone)
}

// places writes a fraction with places, cut toward zero.
func places(r *big.Rat, n int) string {
	if r == nil {
		return "nil"
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
	cut := new(big.Int).Mul(r.Num(), scale)
	cut.Quo(cut, r.Denom())
	return new(big.Rat).SetFrac(cut, scale).FloatString(n)
}

// points writes a share in percentage points with four places.
func points(r *big.Rat) string {
	if r == nil {
		return "nil"
	}
	return places(new(big.Rat).Mul(r, big.NewRat(100, 1)), 4)
}

func equal(a, b *big.Rat) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Cmp(b) == 0
}

// says holds an error against a text that it has to contain; "" is no error.
func says(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("error %v", err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("error %v, want one that says %q", err, want)
	}
}
