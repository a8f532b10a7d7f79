package casefile_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/internal/casefile"
)

// creditHead is an agreement with credits that have to be claimed, and two hours of an
// outage in April.
const creditHead = `agreement
  sla: v1
  id: web
  zone: UTC
  currency: EUR
  objectives: [{ id: web, availability: { of: web, no-data: good, maintenance: remove }, attain: 99.9%, period: month }]
  credits: { base: 1000.00, rules: [{ objective: web, tiers: { below 99.9%: 10% } }], round: half-even, claim: 30 days after month end }
service web
  2026-04-03 00:00 to 02:00  down
`

// A credit is asked on a day, and a correction is the difference to what was settled.
func TestTheLifeOfACredit(t *testing.T) {
	waived := "service web\n  2026-04-03 00:00 to 02:00  excluded \"network\"\n"
	for _, test := range []struct{ what, text, want string }{
		{"the last day to claim", "period 2026-04\n  => credit web on 2026-05-30: state claimable\n", ""},
		{"the day after", "period 2026-04\n  => credit web on 2026-05-31: state expired\n", ""},
		{"another state", "period 2026-04\n  => credit web on 2026-05-31: state issued\n", "11: credit web on 2026-05-31 | want state issued | got state expired"},
		{"claimed on the last day", "claimed 2026-05-30\nperiod 2026-04\n  => credit web on 2026-05-31: state issued\n", ""},
		{"claimed too late", "claimed 2026-05-31\nperiod 2026-04\n  => credit web on 2026-05-31: state expired\n", ""},
		{"a correction", "settle 2026-04\n" + waived + "period 2026-04\n  => correction web on 2026-05-02: -100.00 EUR, state lowered\n  => correction: -100.00 EUR\n", ""},
		{"a correction of a claimed credit", "settle 2026-04\n" + waived + "claimed 2026-05-01\nperiod 2026-04\n  => correction web on 2026-05-02: -100.00 EUR, state reversed\n", ""},
		{"a correction of the second month", "settle 2026-03\nsettle 2026-04\n" + waived + "period 2026-04\n  => correction: -100.00 EUR\n", ""},
		{"another amount", "settle 2026-04\n" + waived + "period 2026-04\n  => correction: -100.01 EUR\n", "14: correction | want -100.01 EUR | got -100.00 EUR"},
		{"nothing was settled", "period 2026-04\n  => correction: 0.00 EUR\n", "11: correction: no statement of this period was issued; settle the period above"},
		{"a day of something else", "period 2026-04\n  => working on 2026-05-02: none\n", "11: working on 2026-05-02: only of a credit, bonus, returned credit or correction a case asks on a day"},
		{"a day of an objective", "period 2026-04\n  => web on 2026-05-02: missed\n", "11: web on 2026-05-02: only of a credit, bonus, returned credit or correction a case asks on a day"},
		{"no such day", "period 2026-04\n  => credit web on 2026-05-32: state expired\n", "11: 2026-05-32: out of range"},
		{"no bonus", "period 2026-04\n  => bonus web: 0.00 EUR\n", "11: bonus web: the statement has no such line"},
		{"nothing came back", "period 2026-04\n  => returned web: 0.00 EUR\n", "11: returned web: the statement has no such line"},
		{"claimed on no day", "claimed\n", "10: write claimed DATE"},
		{"claimed on an odd day", "claimed 2026-05-32\n", "10: 2026-05-32: out of range"},
		{"old and new terms", "period 2026-04\n  => other credit: 0.00 EUR\n", "11: other credit: no revision of the agreement lets old and new terms run side by side"},
	} {
		got := strings.Join(strings.Fields(strings.Join(mistakes(t, creditHead+test.text), "; ")), " ")
		if test.want == "" && got != "" || !strings.HasPrefix(got, test.want) {
			t.Errorf("%s:\n got %s\nwant %s", test.what, got, test.want)
		}
	}
}

// What the provider earns back is asked in each month, also if it is nothing.
func TestWhatAMonthReturns(t *testing.T) {
	head := strings.Replace(creditHead, "rules: [{ objective: web, tiers: { below 99.9%: 10% } }], round: half-even, claim: 30 days after month end",
		"rules: [{ objective: web, earn-back: { returns: [{ after: 1, share: 40% }], of: { tiers: { below 99.9%: 10% } } } }], round: half-even", 1)
	story := head + "settle 2026-04\n  => credit: 100.00 EUR, returned 0.00 EUR\nsettle 2026-05\n  => credit: 0.00 EUR, returned 40.00 EUR\n  => returned web: 40.00 EUR\nperiod 2026-06\n  => credit: returned "
	for answer, want := range map[string]string{
		"0.00 EUR":  "",
		"40.00 EUR": "16: credit | want returned 40.00 EUR | got returned 0.00 EUR",
		"0.00":      "16: credit: the unit is missing: write 0.00 EUR",
	} {
		got := strings.Join(strings.Fields(strings.Join(mistakes(t, story+answer+"\n"), "; ")), " ")
		if want == "" && got != "" || !strings.HasPrefix(got, want) {
			t.Errorf("%s:\n got %s\nwant %s", answer, got, want)
		}
	}
}

// The terms that do not pay answer for themselves: their credit, their working and their
// findings are no answers of the terms that pay.
func TestTheOtherTerms(t *testing.T) {
	head := strings.Replace(creditHead, "service web\n", `  revisions:
    - from: 2026-04-01
      pins: opened
      transition: { until: 2026-07-01, pays: old }
      change: { credits: { rules: [{ objective: web, tiers: { below 99.9%: 20% } }] } }
service web
`, 1)
	for text, want := range map[string]string{
		"  => credit: 100.00 EUR\n  => other credit: 200.00 EUR\n  => other web: missed\n  => other findings: none\n": "",
		"  => other credit: 100.00 EUR\n": "16: other credit | want 100.00 EUR | got 200.00 EUR",
		"  => other web: met\n":           "16: other web | want met | got missed",
		"  => other working:\n      web: tier [below 99.9%] 99.7222…% 20% of 1000.00 EUR = 200.00 EUR\n": "",
		"  => other working: none\n": "16: other working | got web: tier",
		"  => other web":             "16: write => SUBJECT: FACET",
	} {
		got := strings.Join(strings.Fields(strings.Join(mistakes(t, head+"period 2026-04\n"+text), "; ")), " ")
		if want == "" && got != "" || !strings.HasPrefix(got, want) {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// An engine without the language gets the days of the claims with the question.
func TestClaimsAreExported(t *testing.T) {
	text := creditHead + "period 2026-04\n  => credit web: state claimable\nclaimed 2026-05-30 2026-05-31\nperiod 2026-04\n  => credit web on 2026-05-30: state issued\n"
	out, err := casefile.Suite{Files: fstest.MapFS{}}.JSON("x.case", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var one struct {
		Questions []struct {
			Subject string
			Claimed []string
		}
	}
	if err := json.Unmarshal(out, &one); err != nil {
		t.Fatal(err)
	}
	q := one.Questions
	if len(q) != 2 || len(q[0].Claimed) != 0 || strings.Join(q[1].Claimed, " ") != "2026-05-30 2026-05-31" || q[1].Subject != "credit web on 2026-05-30" {
		t.Errorf("%+v", q)
	}
}

// Each kind of a date has its word, and another word is noticed.
func TestTheKindOfADate(t *testing.T) {
	head := `calendar office
  zone: Asia/Shanghai
  hours: mon-fri 09:00-17:00
  holidays: { country: CN }
  closed: [2026-03-10]
  days: { 2026-03-12: [09:00-12:00] }
kind of office
  2026-03-09 => ordinary
  2026-03-10 => closed
  2026-03-12 => own hours
  2026-10-01 => holiday
  2026-09-20 => make-up workday
`
	if got := mistakes(t, head); len(got) > 0 {
		t.Error(got)
	}
	if got := mistakes(t, head+"  2026-10-08 => holiday\n"); len(got) != 1 || !strings.Contains(got[0], "got  ordinary") {
		t.Error(got)
	}
}

// A matrix reads attributes that it does not name, and a ticket may have them.
func TestTheAttributesOfAMatrixAreKnown(t *testing.T) {
	text := `agreement
  sla: v1
  id: desk
  zone: UTC
  policies: { profile: exact }
  priorities: { matrix: { urgency: [high, low], impact: { wide: [P1, P2] } } }
  clocks: { repair: { start: opened, stop: repaired } }
  objectives: [{ id: repair, clock: repair, targets: [{ when: { priority: P1 }, within: 2h wall }, { within: 8h wall }], attain: 90%, period: month, counts: due }]
ticket T1 impact=wide urgency=high
  Mon 2026-03-02 10:00  opened  => repair: due 12:00
ticket T2 impact=wide urgncy=high
  Mon 2026-03-02 10:00  opened  => repair: due 18:00
`
	got := mistakes(t, text)
	if len(got) != 1 || !strings.HasPrefix(got[0], `11: no agreement of the case has the attribute "urgncy" (did you mean "urgency"?)`) {
		t.Errorf("%q", got)
	}
}

// Only a batch finds a ticket whose id occurs twice; all else is the same as tallies.
func TestATicketTwice(t *testing.T) {
	text := head + "ticket T\n  Mon 2026-03-02 09:00  created\n  09:30  replied\nticket T\n  Mon 2026-03-02 09:00  created\n  09:40  replied\nperiod 2026-03\n  => response: good 2 of 2\n"
	got := mistakes(t, text)
	if len(got) != 1 || !strings.Contains(got[0], "duplicate-ticket T") {
		t.Errorf("%q", got)
	}
	if got := mistakes(t, text+"  => findings:\n      duplicate-ticket T\n"); len(got) > 0 {
		t.Errorf("%q", got)
	}
}
