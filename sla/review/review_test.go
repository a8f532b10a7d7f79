package review_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/chain"
	"github.com/upheld/upheld/sla/record"
	"github.com/upheld/upheld/sla/review"
)

func local(text string) calendar.Local         { return calendar.Local(text) }
func day(y int, m time.Month, d int) date.Date { return date.New(y, m, d) }

// whole is an agreement that leaves nothing to remark.
func whole() sla.Spec {
	return sla.Spec{
		ID: "desk", Zone: "UTC", Currency: "EUR", Effective: "2025-01-01/",
		Policies: sla.Policies{Profile: sla.ProfileExact},
		Priority: &sla.Matrix{
			Urgency: []string{"high", "low"},
			Impact:  []sla.MatrixRow{{Impact: "all", Priorities: []string{"P1", "P2"}}},
			Order:   []string{"P1", "P2"},
		},
		Services:  map[string]sla.Service{"desk": {Title: "Service desk", Owner: "lead"}},
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
		Clocks:    map[string]sla.Clock{"resolution": {Start: sla.On("opened"), Stop: sla.On("resolved")}},
		Objectives: []sla.Objective{{
			ID: "resolution", Service: "desk", Class: "key", Clock: "resolution", Counts: sla.ByDue,
			Targets: []sla.Target{
				{When: sla.Where{"priority": sla.Is("P1")}, Within: "2h", Calendar: "office"},
				{Within: "8h", Calendar: "office"},
			},
			Attain: "95%", Period: sla.Monthly, Escalate: "desk",
		}},
		Escalations: map[string][]sla.Level{"desk": {{At: "80%"}, {At: "breach", Tell: []string{"head"}}}},
		Credits: penalty.Spec{Base: "1000.00", Round: "half-up", Rules: []penalty.Term{
			{Objective: "resolution", Rule: penalty.Flat{Credit: "5%"}},
		}},
		Document: sla.Document{
			Roles:       map[string]sla.Role{"lead": {RACI: map[string]string{"resolution": "AR"}}, "head": {RACI: map[string]string{"resolution": "I"}}},
			Definitions: map[string]string{"P1": "Nobody can work."},
			Reports:     []sla.Reporting{{Title: "Summary", Every: sla.Monthly, Due: "5 calendar days", To: []string{"head"}}},
			Review:      sla.Review{Next: "2026-07-01", Triggers: []sla.ReviewTrigger{{Deviation: "over 10%"}}},
		},
	}
}

func shown(all []review.Remark) (texts []string) {
	for _, r := range all {
		texts = append(texts, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Path, r.Code, r.Value)))
	}
	return texts
}

// Each change of a whole agreement gives its remarks and no other.
func TestRemarksOfTheAgreement(t *testing.T) {
	if _, err := sla.New(whole()); err != nil {
		t.Fatal(err)
	}
	today := day(2026, 6, 30)
	for _, c := range []struct {
		name   string
		change func(s *sla.Spec, o *sla.Objective)
		want   []string
	}{
		{"nothing", func(*sla.Spec, *sla.Objective) {}, nil},
		{"promise", func(s *sla.Spec, o *sla.Objective) { o.Attain = "" },
			[]string{"objectives.resolution.attain credit-without-promise", "objectives.resolution.attain no-promise"}},
		{"promise of a longer period", func(s *sla.Spec, o *sla.Objective) {
			o.Attain, o.Over = "", []sla.Over{{Period: sla.Yearly, Judge: sla.JudgePooled, Attain: "95%"}}
		}, []string{"objectives.resolution.attain no-promise"}},
		{"target", func(s *sla.Spec, o *sla.Objective) { o.Targets = []sla.Target{{Within: "none"}} },
			[]string{"objectives.resolution.targets no-target"}},
		{"a mean needs no target", func(s *sla.Spec, o *sla.Objective) { o.Targets, o.Metric = nil, metrics.Mean{} }, nil},
		{"period", func(s *sla.Spec, o *sla.Objective) { o.Period = "" }, []string{"objectives.resolution.period no-period"}},
		{"owner", func(s *sla.Spec, o *sla.Objective) {
			s.Services["desk"] = sla.Service{}
			s.Document.Roles = nil
		}, []string{"objectives.resolution.owner no-owner"}},
		{"an accountable role owns", func(s *sla.Spec, o *sla.Objective) { s.Services["desk"] = sla.Service{} }, nil},
		{"service", func(s *sla.Spec, o *sla.Objective) { o.Service = "" }, []string{"objectives.resolution.service no-service"}},
		{"services", func(s *sla.Spec, o *sla.Objective) { o.Service, s.Services = "", nil }, []string{"services no-services"}},
		{"review date", func(s *sla.Spec, o *sla.Objective) { s.Document.Review.Next = "" }, []string{"document.review.next no-review-date"}},
		{"review yesterday", func(s *sla.Spec, o *sla.Objective) { s.Document.Review.Next = "2026-06-29T12:00" },
			[]string{"document.review.next review-passed 2026-06-29T12:00"}},
		{"review today", func(s *sla.Spec, o *sla.Objective) { s.Document.Review.Next = "2026-06-30" }, nil},
		{"no ladder", func(s *sla.Spec, o *sla.Objective) { o.Escalate = "" }, []string{"objectives.resolution.escalate key-without-ladder"}},
		{"no ladder and not key", func(s *sla.Spec, o *sla.Objective) { o.Escalate, o.Class = "", "" }, nil},
		{"nobody is told", func(s *sla.Spec, o *sla.Objective) { s.Escalations["desk"][1].Tell = nil },
			[]string{"escalations.desk[1] ladder-untold breach"}},
		{"key and without a clock", key(metrics.Availability{Of: "portal"}), []string{"objectives.resolution.escalate key-without-ladder"}},
		{"key with a crisis", key(metrics.Availability{Of: "portal"}, sla.Crisis{Down: "over 30m", Escalate: "desk"}), nil},
		{"key with its crisis", key(metrics.Availability{Of: "portal"}, sla.Crisis{Service: []string{"portal"}, Down: "over 30m", Escalate: "desk"}), nil},
		{"key with a part's crisis", key(metrics.Composed{Series: []string{"web", "portal"}}, sla.Crisis{Service: []string{"portal"}, Down: "over 30m", Escalate: "desk"}), nil},
		{"key with another crisis", key(metrics.Availability{Of: "portal"}, sla.Crisis{Service: []string{"shop"}, Down: "over 30m", Escalate: "desk"}),
			[]string{"objectives.resolution.escalate key-without-ladder"}},
		{"key with a crisis of tickets", key(metrics.Availability{Of: "portal"}, sla.Crisis{Tickets: "over 20 within 1h", Escalate: "desk"}),
			[]string{"objectives.resolution.escalate key-without-ladder"}},
		{"key with a silent crisis", key(metrics.Availability{Of: "portal"}, sla.Crisis{Down: "over 30m"}),
			[]string{"objectives.resolution.escalate key-without-ladder"}},
		{"a key score", key(metrics.Score{}), nil},
		{"seven keys", keys(7), nil},
		{"eight keys", keys(8), []string{"objectives too-many-key 8"}},
		{"a priority without a target", func(s *sla.Spec, o *sla.Objective) { o.Targets = o.Targets[:1] },
			[]string{"objectives.resolution.targets priority-without-target P2"}},
		{"a priority that is not meant", func(s *sla.Spec, o *sla.Objective) {
			o.Targets, o.Where = o.Targets[:1], sla.Where{"priority": sla.Not("P2")}
		}, nil},
		{"as slow", func(s *sla.Spec, o *sla.Objective) { o.Targets[0].Within = "8h" }, nil},
		{"slower", func(s *sla.Spec, o *sla.Objective) { o.Targets[0].Within = "8h1ns" },
			[]string{"objectives.resolution.targets priorities-out-of-order P1 8h1ns office, P2 8h office"}},
		{"slower than elapsed time", func(s *sla.Spec, o *sla.Objective) { o.Targets[0].Within, o.Targets[1].Within = "9h", "8h wall" },
			[]string{"objectives.resolution.targets priorities-out-of-order P1 9h office, P2 8h wall office"}},
		{"elapsed time may be quicker", func(s *sla.Spec, o *sla.Objective) { o.Targets[0].Within = "24h wall" }, nil},
		{"slower for one kind alone", func(s *sla.Spec, o *sla.Objective) {
			o.Targets[0].Within, o.Targets[0].When = "9h", sla.Where{"priority": sla.Is("P1"), "kind": sla.Is("change")}
		}, nil},
		{"slower for nobody", func(s *sla.Spec, o *sla.Objective) { o.Targets[0].Within = "none" },
			[]string{"objectives.resolution.targets priorities-out-of-order P1 none office, P2 8h office"}},
		{"priorities by number", func(s *sla.Spec, o *sla.Objective) {
			s.Priority = nil
			o.Targets = []sla.Target{
				{When: sla.Where{"priority": sla.Is("P10")}, Within: "2 business days", Calendar: "office"},
				{When: sla.Where{"priority": sla.Is("P2")}, Within: "3 business days", Calendar: "office"},
			}
			delete(s.Document.Definitions, "P1") // P10 is another word
		}, []string{"objectives.resolution.targets priorities-out-of-order P2 3 business days office, P10 2 business days office"}},
		{"priorities without an order", func(s *sla.Spec, o *sla.Objective) {
			s.Priority = nil
			o.Targets = []sla.Target{
				{When: sla.Where{"priority": sla.Is("low")}, Within: "9h", Calendar: "office"},
				{When: sla.Where{"priority": sla.Is("P1", "high")}, Within: "8h", Calendar: "office"},
			}
		}, nil},
		{"credit", func(s *sla.Spec, o *sla.Objective) {
			s.Credits.Rules[0] = penalty.Term{Rule: penalty.Sum{{Objective: "portal@year", Rule: penalty.Flat{Credit: "5%"}}}}
		}, []string{"objectives.resolution promise-without-credit 95%"}},
		{"credit within a sum", func(s *sla.Spec, o *sla.Objective) {
			s.Credits.Rules[0] = penalty.Term{Rule: penalty.Sum{{Objective: "resolution", Rule: penalty.Flat{Credit: "5%"}}}}
		}, nil},
		{"consequence", func(s *sla.Spec, o *sla.Objective) { s.Credits = penalty.Spec{} }, []string{"credits no-consequence"}},
		{"handling is a consequence", func(s *sla.Spec, o *sla.Objective) {
			s.Credits, s.Document.Handling = penalty.Spec{}, []string{"A plan within a week."}
		}, nil},
		{"report", func(s *sla.Spec, o *sla.Objective) { s.Document.Reports[0].Due, s.Document.Reports[0].To = "", nil },
			[]string{"document.reports[0] report-to-nobody", "document.reports[0] report-without-due"}},
		{"notice", func(s *sla.Spec, o *sla.Objective) {
			*o = sla.Objective{ID: "resolution", Service: "desk", Attain: "99%", Period: sla.Monthly, Metric: metrics.Availability{Of: "x", Notice: "72h"}}
			s.Document.Review.Triggers = nil
		}, []string{"objectives.resolution.availability.notice notice-short 72h, month"}},
		{"notice of 28 days", func(s *sla.Spec, o *sla.Objective) {
			*o = sla.Objective{ID: "resolution", Service: "desk", Attain: "95%", Period: sla.Monthly, Metric: metrics.Availability{Of: "x", Notice: "28d"}}
		}, nil},
		{"a word", func(s *sla.Spec, o *sla.Objective) { s.Document.Definitions["P3"] = "As P1, for one person." },
			[]string{"document.definitions.P3 word-unused As P1, for one person."}},
		{"a word within a word", func(s *sla.Spec, o *sla.Objective) { s.Document.Definitions["esk"] = "x" },
			[]string{"document.definitions.esk word-unused x"}},
		{"a word in the plural", func(s *sla.Spec, o *sla.Objective) {
			o.Method, s.Document.Definitions["business day"] = "counted in Business Days", "A day on which the desk opens."
		}, nil},
		{"a word with another end", func(s *sla.Spec, o *sla.Objective) {
			o.Method, s.Document.Definitions["business day"] = "a business dayss or sbusiness day", "x"
		}, []string{"document.definitions.business day word-unused x"}},
		{"a word of a definition", func(s *sla.Spec, o *sla.Objective) { s.Document.Definitions["nobody"] = "none of the users" }, nil},
		{"two accountable", func(s *sla.Spec, o *sla.Objective) { s.Document.Roles["head"].RACI["resolution"] = "A" },
			[]string{"objectives.resolution raci-accountable head, lead"}},
		{"nobody accountable", func(s *sla.Spec, o *sla.Objective) { s.Document.Roles["lead"].RACI["resolution"] = "R" },
			[]string{"objectives.resolution raci-accountable"}},
		{"retirement", func(s *sla.Spec, o *sla.Objective) { s.Document.Life = "retirement" }, []string{"effective retirement-open 2025-01-01/"}},
		{"retirement with an end", func(s *sla.Spec, o *sla.Objective) {
			s.Document.Life, s.Effective = "retirement", "2025-01-01/2027-01-01"
		}, nil},
		{"a revision in force", func(s *sla.Spec, o *sla.Objective) {
			s.Revisions = []sla.Revision{{From: "2026-06-30", Life: "retirement"}}
		}, []string{"effective retirement-open 2025-01-01/"}},
		{"a revision to come", func(s *sla.Spec, o *sla.Objective) {
			s.Revisions = []sla.Revision{{From: "2026-07-01", Change: sla.Spec{Removed: []string{"objectives.resolution.attain"}}}}
		}, nil},
	} {
		spec := whole()
		c.change(&spec, &spec.Objectives[0])
		if got := shown(review.Of(spec, review.Evidence{Today: today})); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%q, want\n%q", c.name, got, c.want)
		}
	}
	spec := whole()
	spec.Document.Review.Next = "2026-06-29"
	if got := review.Of(spec, review.Evidence{}); len(got) != 0 {
		t.Errorf("a date is asked without a date of today: %q", shown(got))
	}
}

// key makes the objective a key objective of another metric, next to crises.
func key(m metrics.Metric, crises ...sla.Crisis) func(s *sla.Spec, o *sla.Objective) {
	return func(s *sla.Spec, o *sla.Objective) {
		*o = sla.Objective{ID: "resolution", Service: "desk", Class: "key", Attain: "95%", Period: sla.Monthly, Metric: m}
		s.Crises = crises
	}
}

// keys gives the agreement so many key objectives.
func keys(n int) func(s *sla.Spec, o *sla.Objective) {
	return func(s *sla.Spec, o *sla.Objective) {
		first := *o
		s.Credits, s.Document.Handling = penalty.Spec{}, []string{"A plan."}
		for i := 1; i < n; i++ {
			first.ID = fmt.Sprint("o", i)
			s.Objectives = append(s.Objectives, first)
			s.Document.Roles["lead"].RACI[first.ID] = "A"
		}
	}
}

// Of twelve figures none, or each by half of the allowance, keeps the promise.
func TestTargetsFromHistory(t *testing.T) {
	twelve := func(f ...metrics.Figure) (all []metrics.Figure) {
		for len(all) < 12 {
			all = append(all, f...)
		}
		return all[:12]
	}
	with := func(f metrics.Figure, all []metrics.Figure) []metrics.Figure {
		return append(slices.Clone(all[:11]), f)
	}
	for _, c := range []struct {
		name     string
		promised metrics.Bound
		figures  []metrics.Figure
		code     sla.FindingCode // "": no remark
		change   metrics.Bound
	}{
		{"never", "97%", shares(months...), "never-met", "at least 94.33%"},
		{"once", "96.89%", shares(months...), "", ""},
		{"never, just", "96.9%", shares(months...), "never-met", "at least 94.33%"},
		{"eleven", "97%", shares(months[:11]...), "", ""},
		{"a month without a figure", "97%", append(shares(months[:11]...), metrics.Figure{}), "unmeasured", ""},
		{"only the last twelve", "97%", append(shares(9900), shares(months...)...), "never-met", "at least 94.33%"},
		{"half of the allowance", "95%", twelve(share("97.5")), "", ""},
		{"more than half", "95%", twelve(share("97.51"), share("98")), "far-exceeded", "at least 97.51%"},
		{"once half", "95%", with(share("97.5"), twelve(share("99"))), "", ""},
		{"nothing left to allow", "95%", twelve(share("100")), "far-exceeded", ""},
		{"lengths never", "at most 8h", twelve(lengths(9*time.Hour, 10*time.Hour, 11*time.Hour)...), "never-met", "at most 11h"},
		{"lengths by half", "at most 8h", twelve(metrics.LengthOf(4 * time.Hour)), "", ""},
		{"lengths by more", "at most 8h", twelve(metrics.LengthOf(4*time.Hour - 1)), "far-exceeded", "at most 3h59m59s999ms999us999ns"},
		{"at most", "at most 5%", twelve(share("2.4"), share("1")), "far-exceeded", "at most 2.4%"},
		{"at most, half", "at most 5%", twelve(share("2.5")), "", ""},
		{"no share at all", "at most 5%", twelve(share("0")), "far-exceeded", ""},
	} {
		spec := watch(c.promised, sla.ReviewTrigger{Deviation: "over 1000%"})
		evidence := review.Evidence{Past: outcomes("resolution", c.promised, 2025, time.January, c.figures...)}
		var found *review.Remark
		for _, r := range review.Of(spec, evidence) {
			if slices.Contains([]sla.FindingCode{"never-met", "far-exceeded", "unmeasured"}, r.Code) {
				found = &r
			}
		}
		switch {
		case found == nil && c.code != "":
			t.Errorf("%s: no remark", c.name)
		case found != nil && found.Code != c.code:
			t.Errorf("%s: %s, want %q", c.name, found.Code, c.code)
		case found != nil:
			next, err := spec.With(found.Change)
			if err != nil || (c.change == "") != (len(found.Change.Objectives) == 0) || c.change != "" && next.Objectives[0].Attain != c.change {
				t.Errorf("%s: change %+v, want %q (%v)", c.name, found.Change.Objectives, c.change, err)
			}
			if c.change != "" {
				if left := valuesOf(review.Of(next, evidence), found.Code); len(left) != 0 {
					t.Errorf("%s: after the change %q", c.name, left)
				}
			}
		}
	}
}

// A service that starts is not blamed for a month without figures.
func TestLaunch(t *testing.T) {
	spec := watch("95%", sla.ReviewTrigger{Deviation: "over 10%"})
	e := review.Evidence{Past: outcomes("resolution", "95%", 2026, time.March, metrics.Figure{})}
	for life, want := range map[string]int{"": 1, "growth": 1, "launch": 0} {
		spec.Document.Life = life
		if got := valuesOf(review.Of(spec, e), "unmeasured"); len(got) != want || want == 1 && got[0] != "2026-03 no-items" {
			t.Errorf("%q: %q", life, got)
		}
	}
}

// Events and values that no ticket has.
func TestWordsThatNobodyUses(t *testing.T) {
	spec := whole()
	spec.Clocks["resolution"] = sla.Clock{
		Start: sla.On("opened"),
		Pause: sla.Condition{Any: []sla.Condition{sla.While("status", "waiting", "on-hold"), sla.On("parked")}},
		Stop:  sla.On("resolved", "closed"),
	}
	spec.Objectives[0].Where = sla.Where{"kind": sla.Not("spam")}
	spec.Objectives = append(spec.Objectives, sla.Objective{ID: "errors", Where: sla.Where{"site": sla.Is("a", "b")}})
	spec.Escalations["desk"][1].Until, spec.Escalations["desk"][1].When = sla.On("acknowledged", "resolved"), sla.Where{"owner": sla.Is("")}
	spec.Objectives[0].Warn = []sla.Level{{At: "50%", When: sla.Where{"team": sla.Is("red")}}}
	spec.Crises = []sla.Crisis{{Tickets: "over 20 within 1h", When: sla.Where{"kind": sla.Is("incident", "flood")}}}
	tickets := []sla.Ticket{{
		ID: "1", Attrs: sla.Attrs{{"impact", "all"}, {"urgency", "high"}},
		Events: []sla.Event{{Name: "opened", Set: sla.Attrs{{"status", "waiting"}}}, {Name: "resolved", Set: sla.Attrs{{"kind", "incident"}}}},
	}}
	for _, c := range []struct {
		name  string
		facts sla.Facts
		want  []string
	}{
		{"no facts", sla.Facts{}, nil},
		{"tickets", sla.Facts{Tickets: tickets}, []string{
			"clocks.resolution.pause.any[0].while.status word-unheard on-hold",
			"clocks.resolution.pause.any[1].event word-unheard parked",
			"clocks.resolution.stop.event word-unheard closed",
			"crises[0].when.kind word-unheard flood",
			"escalations.desk[1].until.event word-unheard acknowledged",
			"objectives.resolution.warn[0].when.team word-unheard red",
			"objectives.resolution.where.kind word-unheard spam",
			"priorities.urgency word-unheard low",
		}},
		{"counts", sla.Facts{Counts: []sla.Count{{Attrs: sla.Attrs{{"site", "a"}}}}}, []string{"objectives.errors.where.site word-unheard b"}},
		{"samples", sla.Facts{Samples: []sla.Sample{{Attrs: sla.Attrs{{"site", "b"}}}}}, []string{"objectives.errors.where.site word-unheard a"}},
	} {
		var got []string
		for _, text := range shown(review.Of(spec, review.Evidence{Facts: c.facts})) {
			if strings.Contains(text, "word-unheard") {
				got = append(got, text)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%q, want\n%q", c.name, got, c.want)
		}
	}
}

// best is an agreement with everything that the fifth level asks, and its evidence.
func best() (sla.Spec, review.Evidence) {
	spec := whole()
	spec.Document.Review.Next = "2027-01-01"
	spec.Revisions = []sla.Revision{{From: "2026-04-01", Pins: sla.PinOpened, Reason: "Review of March", Change: sla.Spec{Title: "Desk"}}}
	past := outcomes("resolution", "95%", 2025, time.July, shares(9600, 9600, 9600, 9600, 9600, 9600, 9400, 9400, 9400, 9400, 9400, 9400)...)
	made := time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC)
	first := record.Record{}.Next(record.Record{Made: made, Period: "2026-03", Result: record.Of("result", nil)})
	return spec, review.Evidence{
		Past: past, Checked: true, Today: day(2026, 7, 1),
		Records: []record.Record{first, first.Next(record.Record{Made: made, Period: "2026-04", Result: record.Of("result", nil)})},
	}
}

// Whatever is taken from the best agreement takes its requirement and its level.
func TestMaturity(t *testing.T) {
	for _, c := range []struct {
		lacks string // a requirement; more are separated by spaces
		level int
		by    string // of the first
		take  func(s *sla.Spec, e *review.Evidence)
	}{
		{"", 5, "", func(*sla.Spec, *review.Evidence) {}},
		{"promises", 1, "resolution", func(s *sla.Spec, e *review.Evidence) { s.Objectives[0].Attain = "" }},
		{"periods", 1, "resolution", func(s *sla.Spec, e *review.Evidence) { s.Objectives[0].Period = "" }},
		{"owners", 1, "resolution", func(s *sla.Spec, e *review.Evidence) { s.Services, s.Document.Roles = nil, nil }},
		{"evaluated six-periods twelve-periods kept few-findings", 1, "", func(s *sla.Spec, e *review.Evidence) { e.Past = nil }},
		{"policies", 2, "", func(s *sla.Spec, e *review.Evidence) { s.Policies = sla.Policies{} }},
		{"ladders", 2, "resolution", func(s *sla.Spec, e *review.Evidence) { s.Objectives[0].Escalate = "" }},
		{"ladders", 2, "", func(s *sla.Spec, e *review.Evidence) { s.Objectives[0].Class = "" }},
		{"review-ahead", 2, "2026-06-30", func(s *sla.Spec, e *review.Evidence) { s.Document.Review.Next = "2026-06-30" }},
		{"", 5, "", func(s *sla.Spec, e *review.Evidence) { s.Document.Review.Next = "2026-07-01" }},
		{"review-ahead revised compared", 2, "2027-01-01", func(s *sla.Spec, e *review.Evidence) { e.Today = 0 }},
		{"six-periods twelve-periods kept", 2, "resolution", func(s *sla.Spec, e *review.Evidence) { e.Past = e.Past[7:] }},
		{"twelve-periods kept", 3, "resolution", func(s *sla.Spec, e *review.Evidence) { e.Past = e.Past[6:] }},
		{"twelve-periods kept", 3, "resolution", func(s *sla.Spec, e *review.Evidence) { e.Past = slices.Delete(e.Past, 5, 6) }},
		{"six-periods twelve-periods kept", 2, "resolution", func(s *sla.Spec, e *review.Evidence) { e.Past = slices.Delete(e.Past, 6, 7) }},
		{"reports", 2, "", func(s *sla.Spec, e *review.Evidence) { s.Document.Reports = nil }},
		{"reports", 2, "Summary", func(s *sla.Spec, e *review.Evidence) { s.Document.Reports[0].To = nil }},
		{"kept", 3, "resolution 5/12", func(s *sla.Spec, e *review.Evidence) { e.Past[0].Outcomes[0].Verdict = sla.Missed }},
		{"triggers", 3, "", func(s *sla.Spec, e *review.Evidence) { s.Document.Review.Triggers = nil }},
		// 12 findings of 1,200 items are 1 %.
		{"few-findings", 3, "12/1200", func(s *sla.Spec, e *review.Evidence) { find(e, 12) }},
		{"", 5, "", func(s *sla.Spec, e *review.Evidence) { find(e, 11) }},
		{"revised compared", 4, "", func(s *sla.Spec, e *review.Evidence) { s.Revisions = nil }},
		{"revised compared", 4, "", func(s *sla.Spec, e *review.Evidence) { s.Revisions[0].Reason = "new prices" }},
		{"revised compared", 4, "", func(s *sla.Spec, e *review.Evidence) { s.Revisions[0].From = "2025-07-01" }},
		{"compared", 4, "2026-03", func(s *sla.Spec, e *review.Evidence) { s.Revisions[0].From = "2025-07-02" }},
		{"compared", 4, "2026-04", func(s *sla.Spec, e *review.Evidence) { e.Records = e.Records[1:] }},
		{"compared", 4, "2026-03", func(s *sla.Spec, e *review.Evidence) { e.Records = e.Records[:1] }},
		{"no-gap", 4, "", func(s *sla.Spec, e *review.Evidence) { e.Checked = false }},
		{"no-gap", 4, "resolution late", func(s *sla.Spec, e *review.Evidence) {
			e.Gaps = []chain.Gap{{Finding: sla.Finding{Code: "late", Subject: "resolution"}}}
		}},
	} {
		spec, evidence := best()
		c.take(&spec, &evidence)
		level, all := review.Maturity(spec, evidence)
		var lacks []string
		for _, requirement := range all {
			if !requirement.Shown {
				if lacks = append(lacks, requirement.Code); len(lacks) == 1 && requirement.By != c.by {
					t.Errorf("without %s: by %q, want %q", c.lacks, requirement.By, c.by)
				}
			}
		}
		if got := strings.Join(lacks, " "); got != c.lacks || level != c.level {
			t.Errorf("level %d without %q, want %d without %q", level, got, c.level, c.lacks)
		}
		if len(all) != 16 {
			t.Errorf("%d requirements", len(all))
		}
	}
	if level, _ := review.Maturity(sla.Spec{}, review.Evidence{}); level != 1 {
		t.Errorf("the zero agreement has level %d", level)
	}
}

// find adds findings about so many tickets, each twice.
func find(e *review.Evidence, n int) {
	for i := range n {
		e.Past[0].Findings = append(e.Past[0].Findings,
			sla.Finding{Code: sla.FindingNoEvents, Subject: fmt.Sprint(i)}, sla.Finding{Code: sla.FindingUnseen, Subject: fmt.Sprint(i)})
	}
}

func TestSmart(t *testing.T) {
	spec, evidence := best()
	evidence.Facts.Tickets = []sla.Ticket{{ID: "1", Attrs: sla.Attrs{{"impact", "all"}, {"urgency", "high"}}, Events: []sla.Event{{Name: "opened"}, {Name: "resolved"}}}}
	spec.Priority.Urgency, spec.Priority.Impact = []string{"high"}, []sla.MatrixRow{{Impact: "all", Priorities: []string{"P1"}}}
	for _, c := range []struct {
		name   string
		change func(s *sla.Spec, e *review.Evidence)
		want   string // by requirement what shows it, "!" before what does not
	}{
		{"best", func(*sla.Spec, *review.Evidence) {}, "desk | 95% | 6/12 | lead | month, 2h"},
		{"no evidence", func(s *sla.Spec, e *review.Evidence) { *e = review.Evidence{} }, "desk | !95% | !0/0 | lead | month, 2h"},
		{"nobody", func(s *sla.Spec, e *review.Evidence) { s.Services, s.Document.Roles = nil, nil },
			"!no-services | 95% | 6/12 | !no-owner | month, 2h"},
		{"a word more", func(s *sla.Spec, e *review.Evidence) {
			s.Clocks["resolution"] = sla.Clock{Start: sla.On("opened"), Stop: sla.On("ended")}
		},
			"desk | 95% | 6/12 | lead | month, 2h"},
		{"no promise", func(s *sla.Spec, e *review.Evidence) { s.Objectives[0].Attain = "" },
			"desk | !no-promise | !0/12 | !credit-without-promise | month, 2h"},
		{"too high", func(s *sla.Spec, e *review.Evidence) { s.Objectives[0].Attain = "99%" },
			"desk | 99% | !never-met | lead | month, 2h"},
		{"not measured", func(s *sla.Spec, e *review.Evidence) {
			e.Past = append(slices.Clone(e.Past), outcomes("resolution", "95%", 2026, time.July, metrics.Figure{})...)
		}, "desk | !unmeasured | 6/12 | lead | month, 2h"},
		{"no time", func(s *sla.Spec, e *review.Evidence) { s.Objectives[0].Targets, s.Objectives[0].Period = nil, "" },
			"desk | 95% | 6/12 | lead | !no-period, no-target"},
		{"a gap", func(s *sla.Spec, e *review.Evidence) {
			e.Gaps = []chain.Gap{{Finding: sla.Finding{Code: "late", Subject: "resolution"}}}
		}, "desk | 95% | !late | lead | month, 2h"},
	} {
		spec, evidence := spec, evidence
		spec.Objectives = slices.Clone(spec.Objectives)
		spec.Clocks = map[string]sla.Clock{"resolution": spec.Clocks["resolution"]}
		c.change(&spec, &evidence)
		var got []string
		for _, requirement := range review.Smart(spec, evidence) {
			got = append(got, map[bool]string{true: "", false: "!"}[requirement.Shown]+requirement.By)
		}
		if text := strings.Join(got, " | "); text != c.want {
			t.Errorf("%s: %s, want %s", c.name, text, c.want)
		}
	}
}

// The gaps of a chain are remarks as they are.
func TestGapsAreRemarks(t *testing.T) {
	gap := sla.Finding{Code: "late", Subject: "resolution", Path: "objectives[0].relies-on[0]", Value: "4h london"}
	got := review.Of(whole(), review.Evidence{Gaps: []chain.Gap{{Finding: gap}}})
	if len(got) != 1 || got[0].Finding != gap {
		t.Errorf("%+v", got)
	}
}
