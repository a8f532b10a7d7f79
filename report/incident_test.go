package report_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// helpdesk is the agreement of the example, with the facts of March.
func helpdesk(t testing.TB) (*sla.Agreement, sla.Facts) {
	t.Helper()
	a, err := specfile.Open(os.DirFS("../examples/helpdesk"), "acme.yaml", sla.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../examples/helpdesk/march.json")
	if err != nil {
		t.Fatal(err)
	}
	var facts sla.Facts
	if err := json.Unmarshal(data, &facts); err != nil {
		t.Fatal(err)
	}
	return a, facts
}

// inMarch evaluates March of the help desk as seen at an instant.
func inMarch(t testing.TB, a *sla.Agreement, facts sla.Facts, seen time.Time) *sla.Result {
	t.Helper()
	r, err := a.Evaluate(sla.Month(2026, time.March), facts, seen)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestIncidentPages(t *testing.T) {
	zone := berlin(t)
	a, facts := helpdesk(t)
	month := inMarch(t, a, facts, day(t, "31 23:00").Add(time.Hour))
	while := inMarch(t, a, facts, day(t, "21 10:12"))
	for name, v := range map[string]report.View{
		"incident-31": report.Incident(month, "OUT-31", facts), "incident-32": report.Incident(month, "OUT-32", facts), "incident-33": report.Incident(month, "OUT-33", facts),
		"incident-alone": report.Incident(month, "OUT-32", sla.Facts{}), "incident-maintenance": report.Incident(month, "CHG-12", facts), "incident-goes-on": report.Incident(while, "OUT-32", facts),
	} {
		v = v.At(zone)
		golden(t, name+".txt", []byte(written(t, v, report.Text)))
		golden(t, name+".zh-Hans.txt", []byte(written(t, v.In(zh), report.Text)))
		if name == "incident-31" || name == "incident-32" {
			golden(t, name+".md", []byte(written(t, v, report.Markdown)))
			goldenHTML(t, name, v)
			goldenHTML(t, name+".zh-Hans", v.In(zh))
			continue
		}
		checkTables(t, written(t, v, report.Markdown))
		checkHTML(t, written(t, v, report.HTML))
	}
}

// By hand: March has 743 hours less 2 announced; a thousandth of 741 hours is 44 min
// 27.6 s. OUT-31 lost 35 min of it, 78.72…%, OUT-32 26 min, 58.47…%, and OUT-33 a quarter
// of 30 min, 16.86…%. In all 68 min 30 s are lost. Without OUT-31 33 min 30 s, without
// OUT-32 42 min 30 s: both times the promise is met. Without OUT-33 61 min: it is missed.
func TestWhatAnIncidentCost(t *testing.T) {
	zone := berlin(t)
	a, facts := helpdesk(t)
	month := inMarch(t, a, facts, day(t, "31 23:00").Add(time.Hour))
	for id, want := range map[string][]string{
		"OUT-31": {"35m  78.73%  44m 27s 600ms left", "9m 27s 600ms left", "The promise is missed; it would be met without this incident.", "the figure would be 99.92%", "which is not in that row",
			"detected Thu 2026-03-05 21:16 2m", "restored Thu 2026-03-05 21:49 35m", "Cause a full disk", "Measure a job removes old logs every night", "A credit of 1200.00 EUR is owed for Customer portal in 2026-03; it can be claimed until 2026-04-30."},
		"OUT-32": {"26m  58.48%  9m 27s 600ms left", "16m 32s 400ms over", "nothing was left after Sat 2026-03-21 10:14:27.6 (OUT-32)", "would be met without this incident", "the figure would be 99.90%", "emergency patch (CHG-13) Fri 2026-03-20 18:00 Sat 2026-03-21 10:00 10:20 0s",
			"exclusion refused: It was announced later than the notice", "reported not known", "not stated: the outage has no attribute “open”", "INC-4140 Resolution", "INC-4148 Resolution"},
		"OUT-33": {"7m 30s  16.87%", "16m 32s 400ms over", "24m 2s 400ms over", "would be missed without this incident too", "the figure would be 99.86%", "in the same row", "degraded by 25%", "in part only"},
		"CHG-12": {"No objective lost time", "excluded, was down", "1h 30m no", "nothing is lost in 2026-03", "announced maintenance (CHG-12) Mon 2026-03-09 10:00 Sat 2026-03-14 02:00 04:00 1h 30m"},
	} {
		page := spaces.ReplaceAllString(written(t, report.Incident(month, id, facts).At(zone), report.Text), " ")
		for _, part := range want {
			if !strings.Contains(page, spaces.ReplaceAllString(part, " ")) {
				t.Errorf("%s does not say %q:\n%s", id, part, page)
			}
		}
		for _, ticket := range []string{"INC-4113", "INC-4104", "INC-4153"} { // ended before, or began after
			if strings.Contains(page, ticket) {
				t.Errorf("%s has %s", id, ticket)
			}
		}
	}
}

var spaces = regexp.MustCompile(`\s+`)

// The oracle is the evaluator: without an incident that overlaps no other, the figure is
// that of the facts without its outage.
func TestWithoutAnIncidentIsWithoutItsOutage(t *testing.T) {
	a, facts := helpdesk(t)
	r := rand.New(rand.NewPCG(7, 11))
	for n := range 40 {
		at := day(t, "01 00:00")
		facts.Outages = nil
		for i := 0; i < 6; i++ {
			from := at.Add(time.Duration(r.Int64N(int64(70 * time.Hour))))
			at = from.Add(time.Duration(1 + r.Int64N(int64(40*time.Minute))))
			o := sla.Outage{Of: "portal", ID: "OUT-" + strconv.Itoa(i), From: from, To: at}
			if r.IntN(2) == 0 {
				o.Share = strconv.Itoa(1+r.IntN(99)) + "%"
			}
			facts.Outages = append(facts.Outages, o)
		}
		seen := day(t, "31 23:00").Add(time.Hour)
		whole := inMarch(t, a, facts, seen)
		for i, o := range facts.Outages {
			rest := facts
			rest.Outages = append(append([]sla.Outage{}, facts.Outages[:i]...), facts.Outages[i+1:]...)
			want, _ := inMarch(t, a, rest, seen).Outcome("portal")
			for _, given := range []sla.Facts{{}, facts} {
				got, found := report.WithoutIncident(whole, o.ID, given)["portal"]
				if !found && given.Outages == nil { // the whole outage lies in a window
					continue
				}
				if have, _ := whole.Outcome("portal"); !got.IsValid() && have.Attained.Equal(want.Attained) {
					continue
				}
				if !got.IsValid() || got.Rat().Cmp(want.Attained.Rat()) != 0 {
					t.Fatalf("draw %d: without %s the figure is %v, want %v", n, o.ID, got, want.Attained)
				}
			}
		}
	}
}

func TestUnknownIncidents(t *testing.T) {
	a, facts := helpdesk(t)
	month := inMarch(t, a, facts, day(t, "31 23:00").Add(time.Hour))
	many := sla.Facts{}
	for i := range 300 {
		many.Outages = append(many.Outages, sla.Outage{Of: "portal", ID: "X-" + strconv.Itoa(1000+i), From: day(t, "02 10:00"), To: day(t, "02 10:05")})
	}
	for _, c := range []struct {
		r     *sla.Result
		id    string
		facts sla.Facts
		want  string
	}{
		{month, "OUT-3", facts, `did you mean "OUT-31"?`},
		{month, "emergency patch", sla.Facts{}, "one of OUT-31, OUT-32, OUT-33"}, // a window is no incident
		{month, "announced maintenance", sla.Facts{}, "one of OUT-31, OUT-32, OUT-33"},
		{month, "", facts, "OUT-31"},
		{month, "CHG-12", sla.Facts{}, "OUT-31"}, // the result has the window alone
		{nil, "OUT-31", sla.Facts{}, "no incident"},
		{nil, "X-1250", sla.Facts{Outages: many.Outages[:100]}, "no incident"}, // later than the instant of the result
		{month, "X-13", many, "X-1"},
		{inMarch(t, a, facts, day(t, "10 00:00")), "OUT-32", facts, `did you mean "OUT-31"?`}, // not yet known
	} {
		for _, f := range []report.Format{report.Text, report.Markdown, report.HTML} {
			var out bytes.Buffer
			err := report.Incident(c.r, c.id, c.facts).Write(&out, f)
			if err == nil || out.Len() > 0 || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 600 {
				t.Errorf("%q: wrote %d bytes and %v, want an error that says %q", c.id, out.Len(), err, c.want)
			}
		}
	}
}

// An incident that goes on is seen as it was then: nothing later is on the page.
func TestAnIncidentThatGoesOn(t *testing.T) {
	a, facts := helpdesk(t)
	page := written(t, report.Incident(inMarch(t, a, facts, day(t, "21 10:06")), "OUT-32", facts).At(berlin(t)), report.Text)
	for _, want := range []string{"still going on", "is missed on Sat 2026-03-21 10:14:27.6 if the loss goes on", "the incident is not over", "The period is not over"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
	for _, later := range []string{"10:07", "10:09", "10:31"} {
		if strings.Contains(page, later) {
			t.Errorf("the page knows %q:\n%s", later, page)
		}
	}
}

// The rows of a summary lead to incidents, and not to windows.
func TestASummaryLinksItsIncidents(t *testing.T) {
	a, facts := helpdesk(t)
	month := inMarch(t, a, facts, day(t, "31 23:00").Add(time.Hour))
	asked := map[string]bool{}
	page := written(t, report.Summary(month).Link(func(to report.Ref) string {
		if to.Incident == "" {
			return ""
		}
		asked[to.Incident] = true
		return "/incident/" + to.Incident
	}), report.HTML)
	if len(asked) != 3 || !strings.Contains(page, `<a href="/incident/OUT-32"><bdi>OUT-32</bdi></a>`) {
		t.Errorf("it asks for %v", asked)
	}
}

// Two outages of one incident, one of them of a service whose mean time to repair is
// promised: 90 min and 30 min are 1 h on average, which keeps "at most 1h".
func TestAnIncidentOfTwoServices(t *testing.T) {
	s := spec()
	s.Objectives = []sla.Objective{
		s.Objectives[3],
		{ID: "repair", Title: "Mean time to repair", Period: "month", Attain: "at most 1h", Counts: sla.ByStart, Metric: metrics.Repair{Statistic: metrics.MeanToRepair, Of: "api"}},
	}
	s.Credits = penalty.Spec{}
	a, err := sla.New(s)
	if err != nil {
		t.Fatal(err)
	}
	f := sla.Facts{Outages: []sla.Outage{
		{Of: "api", ID: "M-1", From: day(t, "10 10:00"), To: day(t, "10 11:30")}, {Of: "api", ID: "M-2", From: day(t, "12 10:00"), To: day(t, "12 10:30")},
		{Of: "portal", ID: "M-1", From: day(t, "10 10:15"), To: day(t, "10 10:20")},
	}}
	page := spaces.ReplaceAllString(written(t, report.Incident(inMarch(t, a, f, day(t, "31 23:00").Add(time.Hour)), "M-1", f).At(berlin(t)), report.Text), " ")
	for _, want := range []string{
		"Service api, portal", "Lasted Tue 2026-03-10 10:00 to 11:30 (1h 30m)", "5m 11.22% 44m 34s 800ms left 39m 34s 800ms left", "The promise is met all the same.",
		"The incident lasted 1h 30m by the clock on the wall.", "Mean time to repair at most 1h 1h 2 met",
		"api was not available from Tue 2026-03-10 10:00 to 11:30, for 1h 30m. portal was not available from Tue 2026-03-10 10:15 to 10:20, for 5m.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
	if strings.Contains(page, "M-2") {
		t.Error("another incident is on the page")
	}
}
