package sla_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

func TestCutChangesNoFigure(t *testing.T)        { tape.Check(t, cutChangesNoFigure) }
func TestCutsOfTicketsMakeTheWhole(t *testing.T) { tape.Check(t, cutsOfTicketsMakeTheWhole) }
func TestTalliesOfCutsAreAGroup(t *testing.T)    { tape.CheckDear(t, talliesOfCutsAreAGroup) }
func TestTicketsOfCutsAreInTheGroupsOfTheirReadings(t *testing.T) {
	tape.Check(t, ticketsOfCutsAreInTheGroupsOfTheirReadings)
}

// waits is an agreement about the time from opened to done.
func waitSpec(targets ...sla.Target) sla.Spec {
	return sla.Spec{
		ID: "desk", Zone: "Europe/Berlin", Policies: sla.Policies{Profile: sla.ProfileExact},
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
		Clocks:    map[string]sla.Clock{"wait": {Start: sla.On("opened"), Stop: sla.On("done"), Owner: "desk"}},
		Objectives: []sla.Objective{{
			ID: "wait", Clock: "wait", Attain: "50%", Period: sla.Yearly, Counts: sla.ByStart, Targets: targets,
		}},
	}
}

func waited(id string, opened time.Time, length time.Duration, attrs ...[2]string) sla.Ticket {
	k := sla.Ticket{ID: id, Attrs: attrs, Events: []sla.Event{{At: opened, Name: "opened"}}}
	if length >= 0 {
		k.Events = append(k.Events, sla.Event{At: opened.Add(length), Name: "done"})
	}
	return k
}

func cut(t *testing.T, spec sla.Spec, objective string, keys ...string) *sla.Agreement {
	t.Helper()
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	if a, err = a.Cut(objective, keys...); err != nil {
		t.Fatal(err)
	}
	return a
}

// cutsIn lists the groups of cuts in a result: their values, good of total, open.
func cutsIn(t *testing.T, a *sla.Agreement, facts sla.Facts, asOf time.Time) string {
	t.Helper()
	r, err := a.Evaluate(sla.Year(2026), facts, asOf)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, o := range r.Outcomes {
		if !o.Cut {
			continue
		}
		var values []string
		for _, pair := range o.Group {
			values = append(values, pair[1])
		}
		text := fmt.Sprintf("%s %d/%d", strings.Join(values, "+"), o.Good, o.Total)
		if o.Open > 0 {
			text += fmt.Sprintf(" %d open", o.Open)
		}
		if o.Raw.IsValid() {
			text += " raw " + o.Raw.String()
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

// The days and hours are those of the start in Berlin: 23:30 UTC on Saturday is 00:30 on
// Sunday, and the hour that comes twice on 25 October is one group.
func TestCutByWeekdayHourAndMonth(t *testing.T) {
	var facts sla.Facts
	for i, opened := range []time.Time{
		time.Date(2026, 3, 28, 23, 30, 0, 0, time.UTC),
		time.Date(2026, 3, 28, 22, 59, 59, 999_999_999, time.UTC), // 23:59:59.999999999 on Saturday
		time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC),            // 02:30, and an hour later 02:30 again
		time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC),
		time.Date(2026, 2, 2, 8, 0, 0, 0, time.UTC), // a Monday
	} {
		facts.Tickets = append(facts.Tickets, waited(fmt.Sprint(i), opened, time.Duration(i)*time.Hour))
	}
	spec := waitSpec(sla.Target{Within: "2h wall"})
	for _, c := range []struct{ key, want string }{
		{"@weekday", "Mon 0/1; Sat 1/1; Sun 2/3"},
		{"@hour", "00 1/1; 02 1/2; 09 0/1; 23 1/1"},
		{"@month", "Feb 0/1; Mar 2/2; Oct 1/2"},
		{"@month+@weekday", "Feb+Mon 0/1; Mar+Sat 1/1; Mar+Sun 1/1; Oct+Sun 1/2"},
		{"@weekday+@month", "Mon+Feb 0/1; Sat+Mar 1/1; Sun+Mar 1/1; Sun+Oct 1/2"},
	} {
		if got := cutsIn(t, cut(t, spec, "wait", c.key), facts, longAfter); got != c.want {
			t.Errorf("%s: %s, not %s", c.key, got, c.want)
		}
	}
}

// Four hours are allowed: of the target alone, or with its grace.
func TestCutByTimeUsed(t *testing.T) {
	const hour = time.Hour
	for _, target := range []sla.Target{{Within: "4h wall"}, {Within: "3h wall", Grace: "1h"}} {
		for _, c := range []struct {
			used time.Duration
			want string
		}{
			{0, "at most 25% 1/1"}, {1 * hour, "at most 25% 1/1"},
			{1*hour + 1, "over 25% to 50% 1/1"}, {2 * hour, "over 25% to 50% 1/1"},
			{2*hour + 1, "over 50% to 75% 1/1"}, {3 * hour, "over 50% to 75% 1/1"},
			{3*hour + 1, "over 75% to 100% 1/1"}, {4 * hour, "over 75% to 100% 1/1"},
			{4*hour + 1, "over 100% to 200% 0/1"}, {8 * hour, "over 100% to 200% 0/1"},
			{8*hour + 1, "over 200% to 400% 0/1"}, {16 * hour, "over 200% to 400% 0/1"},
			{16*hour + 1, "over 400% 0/1"}, {30 * 24 * hour, "over 400% 0/1"},
		} {
			facts := sla.Facts{Tickets: []sla.Ticket{waited("T", inBerlin("2026-05-05 09:00"), c.used)}}
			if got := cutsIn(t, cut(t, waitSpec(target), "wait", "@used"), facts, longAfter); got != c.want {
				t.Errorf("%s of %s: %s, not %s", c.used, target.Within, got, c.want)
			}
		}
	}
}

// An open cycle is in the band of what it has used so far.
func TestCutByTimeUsedSoFar(t *testing.T) {
	spec := waitSpec(sla.Target{Within: "4h wall"})
	opened := inBerlin("2026-05-05 09:00")
	facts := sla.Facts{Tickets: []sla.Ticket{waited("T", opened, -1)}}
	for _, c := range []struct {
		after time.Duration
		want  string
	}{
		{time.Hour, "at most 25% 0/0 1 open"},
		{time.Hour + 1, "over 25% to 50% 0/0 1 open"},
		{4 * time.Hour, "over 75% to 100% 0/0 1 open"},
		{4*time.Hour + 1, "over 100% to 200% 0/1"},
		{8*time.Hour + 1, "over 200% to 400% 0/1"},
	} {
		if got := cutsIn(t, cut(t, spec, "wait", "@used"), facts, opened.Add(c.after)); got != c.want {
			t.Errorf("after %s: %s, not %s", c.after, got, c.want)
		}
	}
}

// With late-after-due a stop at 18:00 is late although all of its eight hours from 09:00
// to 17:00 were allowed: what missed is never in a band within the target.
func TestWhatMissedUsedMoreThanItsTarget(t *testing.T) {
	spec := waitSpec(sla.Target{Within: "8h", Calendar: "office"})
	facts := sla.Facts{Tickets: []sla.Ticket{waited("T", inBerlin("2026-05-05 09:00"), 9*time.Hour)}}
	if got := cutsIn(t, cut(t, spec, "wait", "@used"), facts, longAfter); got != "over 75% to 100% 1/1" {
		t.Error(got)
	}
	spec.Policies.DueAtClosing = sla.LateAfterDue
	if got := cutsIn(t, cut(t, spec, "wait", "@used"), facts, longAfter); got != "over 100% to 200% 0/1" {
		t.Error(got)
	}
}

// A promised instant is 100 h after the start; all time is elapsed time.
func TestCutByTimeUsedOfAPromisedInstant(t *testing.T) {
	spec := waitSpec(sla.Target{Within: "promised due"})
	opened := inBerlin("2026-05-05 09:00")
	due := [2]string{"due", opened.Add(100 * time.Hour).Format(time.RFC3339)}
	for _, c := range []struct {
		after time.Duration
		want  string
	}{
		{25 * time.Hour, "at most 25% 1/1"}, {25*time.Hour + 1, "over 25% to 50% 1/1"},
		{100 * time.Hour, "over 75% to 100% 1/1"}, {100*time.Hour + 1, "over 100% to 200% 0/1"},
	} {
		facts := sla.Facts{Tickets: []sla.Ticket{waited("T", opened, c.after, due)}}
		if got := cutsIn(t, cut(t, spec, "wait", "@used"), facts, longAfter); got != c.want {
			t.Errorf("after %s: %s, not %s", c.after, got, c.want)
		}
	}
	spec.Objectives[0].Targets[0].Grace = "20h" // 120 h in all
	for _, c := range []struct {
		after time.Duration
		want  string
	}{
		{30 * time.Hour, "at most 25% 1/1"}, {30*time.Hour + 1, "over 25% to 50% 1/1"},
		{120 * time.Hour, "over 75% to 100% 1/1"}, {120*time.Hour + 1, "over 100% to 200% 0/1"},
	} {
		facts := sla.Facts{Tickets: []sla.Ticket{waited("T", opened, c.after, due)}}
		if got := cutsIn(t, cut(t, spec, "wait", "@used"), facts, longAfter); got != c.want {
			t.Errorf("with grace after %s: %s, not %s", c.after, got, c.want)
		}
	}
	spec.Objectives[0].Targets[0].Grace = ""
	late := sla.Facts{Tickets: []sla.Ticket{waited("T", opened, 0, [2]string{"due", opened.Add(-time.Hour).Format(time.RFC3339)})}}
	if got := cutsIn(t, cut(t, spec, "wait", "@used"), late, longAfter); got != "over 100% to 200% 0/1" {
		t.Errorf("due before the start: %s", got)
	}
}

// An exclusion of six hours leaves 3 h of 9 h, which is 75 % of four, and 15 h of 21 h;
// each cycle moves to the band of the time that counts, as in Breach.Elapsed.
func TestExclusionsMoveCyclesBetweenBands(t *testing.T) {
	spec := waitSpec(sla.Target{Within: "4h wall"})
	opened := inBerlin("2026-05-05 09:00")
	facts := sla.Facts{
		Tickets: []sla.Ticket{waited("A", opened, 9*time.Hour), waited("B", opened, 21*time.Hour), waited("C", opened, 13*time.Hour)},
		Exclusions: []sla.Exclusion{
			{Ticket: "A", Clock: "wait", Reason: "storm", From: opened.Add(time.Hour), To: opened.Add(7 * time.Hour)},
			{Ticket: "B", Clock: "wait", Reason: "storm", From: opened.Add(time.Hour), To: opened.Add(7 * time.Hour)},
		},
	}
	// Without them A is in over 200%, B in over 400%. C is in over 200% and stays, so that
	// two are in it either way.
	want := "over 50% to 75% 1/1; over 200% to 400% 0/2"
	got := cutsIn(t, cut(t, spec, "wait", "@used"), facts, longAfter)
	if got = strings.ReplaceAll(got, " in ", "/"); got != want {
		t.Errorf("%s, not %s", got, want)
	}
}

func TestCutByTargetOwnerAndAttribute(t *testing.T) {
	spec := waitSpec(sla.Target{When: sla.Where{"priority": sla.Is("P1")}, Within: "1h wall"}, sla.Target{Within: "4h wall"})
	opened := inBerlin("2026-05-05 09:00")
	facts := sla.Facts{Tickets: []sla.Ticket{
		waited("A", opened, 2*time.Hour, [2]string{"priority", "P1"}, [2]string{"room", "7"}),
		waited("B", opened, 2*time.Hour, [2]string{"priority", "P2"}, [2]string{"room", "7"}),
		waited("C", opened, 2*time.Hour, [2]string{"room", "8"}),
		waited("D", opened, -1, [2]string{"room", "8"}),
	}}
	// Nobody looks at a room. The value before the end counts; a value that the end sets
	// counts if there was none before.
	facts.Tickets[1].Events[1].Set = sla.Attrs{{"room", "9"}, {"code", "mended"}}
	facts.Tickets[2].Events = slices.Insert(facts.Tickets[2].Events, 1, sla.Event{At: opened.Add(time.Hour), Name: "moved", Set: sla.Attrs{{"room", "9"}}})
	facts.Tickets[2].Events = append(facts.Tickets[2].Events, sla.Event{At: opened.Add(3 * time.Hour), Name: "moved", Set: sla.Attrs{{"room", "10"}}})
	asOf := opened.Add(3 * time.Hour)
	for _, c := range []struct{ key, want string }{
		{"@target", "objectives[0].targets[0] 0/1; objectives[0].targets[1] 2/2 1 open"},
		{"@owner", "desk 2/3 1 open"},
		{"priority", " 1/1 1 open; P1 0/1; P2 1/1"},
		{"room", "7 1/2; 8 0/0 1 open; 9 1/1"},
		{"code", " 1/2 1 open; mended 1/1"},
		{"room+@target", "7+objectives[0].targets[0] 0/1; 7+objectives[0].targets[1] 1/1; 8+objectives[0].targets[1] 0/0 1 open; 9+objectives[0].targets[1] 1/1"},
	} {
		if got := cutsIn(t, cut(t, spec, "wait", c.key), facts, asOf); got != c.want {
			t.Errorf("%s: %s, not %s", c.key, got, c.want)
		}
	}
}

// Counts and samples have the weekday of their instant.
func TestCutOfCounts(t *testing.T) {
	spec := sla.Spec{
		ID: "lines", Zone: "Europe/Berlin",
		Objectives: []sla.Objective{{ID: "calls", Metric: metrics.Ratio{Of: "calls"}, Attain: "99%", Period: sla.Monthly}},
	}
	facts := sla.Facts{Counts: []sla.Count{
		{Of: "calls", At: time.Date(2026, 3, 1, 22, 59, 59, 0, time.UTC), Good: 8, Total: 10}, // Sunday
		{Of: "calls", At: time.Date(2026, 3, 1, 23, 0, 0, 0, time.UTC), Good: 9, Total: 9, Attrs: sla.Attrs{{"line", "1"}}},
	}}
	a := cut(t, spec, "calls", "@weekday", "line")
	r, err := a.Evaluate(sla.Month(2026, time.March), facts, longAfter)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for o := range r.Groups("calls") {
		got = append(got, fmt.Sprintf("%s %d/%d %q %s", o.Group[0][1], o.Good, o.Total, o.Verdict, o.Reason))
	}
	want := `Mon 9/9 "" nothing-judged; Sun 8/10 "" nothing-judged;  8/10 "" nothing-judged; 1 9/9 "" nothing-judged`
	if strings.Join(got, "; ") != want {
		t.Errorf("%s, not %s", strings.Join(got, "; "), want)
	}
}

func TestKeysThatCannotCut(t *testing.T) {
	spec := waitSpec(sla.Target{When: sla.Where{"priority": sla.Is("P1")}, Within: "1h wall"}, sla.Target{Within: "4h wall"})
	spec.Objectives = append(spec.Objectives,
		sla.Objective{ID: "portal", Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude, Maintenance: metrics.Forgive}, Period: sla.Monthly},
		sla.Objective{ID: "calls", Metric: metrics.Ratio{Of: "calls"}, Period: sla.Monthly},
		sla.Objective{ID: "hours", Metric: metrics.Slices{Of: "calls", Every: "1h", Bad: "over 20%", Empty: metrics.NoDataExclude}, Period: sla.Monthly},
		sla.Objective{ID: "mean", Clock: "unowned", Metric: metrics.Mean{}, Targets: []sla.Target{{Calendar: "office"}}, Period: sla.Monthly, Counts: sla.ByStop,
			Where: sla.Where{"@hour": sla.Not("3")}},
	)
	spec.Clocks["unowned"] = sla.Clock{Start: sla.On("opened"), Stop: sla.On("done")}
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		objective, key string
		is             error
		want           string
	}{
		{"wait", "priorty", sla.ErrUnknown, `keys[0]: "priorty": unknown: write priority`},
		{"wait", "Priority", sla.ErrUnknown, "write priority"},
		{"wait", "prior-ity+@weekday", sla.ErrUnknown, "write priority"},
		{"wait", "@wekday", sla.ErrUnknown, `did you mean "@weekday"?`},
		{"wait", "@x", sla.ErrUnknown, "one of @weekday, @hour, @month, @target, @owner, @used"},
		{"wait", "@hour", sla.ErrConflict, "the agreement has an attribute @hour"},
		{"wait", "", sla.ErrMissing, "write an attribute such as priority"},
		{"wait", "priority+", sla.ErrMissing, "write an attribute such as priority"},
		{"wait", "priority+priority", sla.ErrConflict, "priority is there twice"},
		{"wait", "team\u200b", sla.ErrSyntax, "U+200B"},
		{"wiat", "priority", sla.ErrUnknown, `objective: "wiat": unknown: did you mean "wait"?`},
		{"portal", "@weekday", sla.ErrConflict, "Outcome.Ledger has each stretch"},
		{"portal", "region", sla.ErrConflict, "by of the objective"},
		{"calls", "@used", sla.ErrConflict, "only the cycles of a clock have @used"},
		{"calls", "@target", sla.ErrConflict, "only the cycles of a clock have @target"},
		{"hours", "@weekday", sla.ErrConflict, "slices have no @weekday"},
		{"mean", "@owner", sla.ErrConflict, "the clock has no owner"},
		{"mean", "@used", sla.ErrConflict, "the objective has no target"},
	} {
		_, err := a.Cut(c.objective, c.key)
		var field *sla.FieldError
		if !errors.Is(err, c.is) || !errors.As(err, &field) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s by %q: %v, not %s", c.objective, c.key, err, c.want)
		}
	}
	if _, err := a.Cut("wait"); !errors.Is(err, sla.ErrMissing) {
		t.Error(err)
	}
	if _, err := new(sla.Agreement).Cut("wait", "priority"); !errors.Is(err, sla.ErrMissing) {
		t.Error(err)
	}
	for _, key := range []string{"state", "team", "prio", "a=b", "@weekday+room"} { // the agreement need not mention them
		if _, err := a.Cut("wait", key); err != nil {
			t.Error(err)
		}
	}
	if problems := sla.Problems(errorOf(a.Cut("wiat", "@x", ""))); len(problems) != 3 {
		t.Errorf("not all problems: %v", problems)
	}
}

func errorOf(_ *sla.Agreement, err error) error { return err }

// A tally is read and merged only by an agreement that is cut alike, in any order; the
// error names both cuts.
func TestTalliesOfOtherCuts(t *testing.T) {
	spec := waitSpec(sla.Target{Within: "4h wall"})
	plain, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	one := cut(t, spec, "wait", "priority", "@used")
	two, err := plain.Cut("wait", "@used")
	if err != nil {
		t.Fatal(err)
	}
	if two.Fingerprint() != plain.Fingerprint() {
		t.Error("a cut changed the fingerprint")
	}
	alike, err := two.Cut("wait", "priority", "@used")
	if err != nil {
		t.Fatal(err)
	}
	k := waited("T", inBerlin("2026-05-05 09:00"), 5*time.Hour, [2]string{"priority", "P1"})
	forms := map[*sla.Agreement][]byte{}
	for _, a := range []*sla.Agreement{plain, one, two, alike} {
		tally := a.NewTally()
		tally.Add(&k)
		if forms[a], err = tally.MarshalBinary(); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(forms[one], forms[alike]) {
		t.Error("the order of cuts matters")
	}
	names := map[*sla.Agreement]string{plain: "without a cut", one: "cut wait by @used, priority", two: "cut wait by @used", alike: "cut wait by @used, priority"}
	for of, form := range forms {
		for by := range forms {
			other := of.NewTally()
			if err := other.UnmarshalBinary(form); err != nil {
				t.Fatal(err)
			}
			same := names[of] == names[by]
			read := by.NewTally()
			for _, err := range []error{read.UnmarshalBinary(form), by.NewTally().Merge(other)} {
				switch {
				case same && err != nil:
					t.Error(err)
				case !same && (!errors.Is(err, sla.ErrConflict) || !strings.Contains(err.Error(), names[of]) || !strings.Contains(err.Error(), names[by])):
					t.Errorf("%s by %s: %v", names[of], names[by], err)
				}
			}
			if rest, err := read.MarshalBinary(); !same && (err != nil || len(rest) > len(form)) {
				t.Errorf("what was refused is still there: %v", err)
			}
		}
	}
}

// What the objective has in By is judged, and is not added again.
func TestACutOfWhatIsJudged(t *testing.T) {
	spec := waitSpec(sla.Target{Within: "4h wall"})
	spec.Objectives[0].By = []string{"team+region"}
	facts := sla.Facts{Tickets: []sla.Ticket{waited("T", inBerlin("2026-05-05 09:00"), time.Hour, [2]string{"team", "red"})}}
	if got := cutsIn(t, cut(t, spec, "wait", "region+team"), facts, longAfter); got != "" {
		t.Error(got)
	}
	if got := cutsIn(t, cut(t, spec, "wait", "region+team", "team"), facts, longAfter); got != "red 1/1" {
		t.Error(got)
	}
}

// cutSpec draws an agreement about tickets whose credits look at groups.
func cutSpec(r *tape.Reader) sla.Spec {
	spec := drawSpec(r)
	spec.Currency = "EUR"
	spec.Credits = penalty.Spec{Base: "1000.00", Round: penalty.HalfUp}
	for i := range spec.Objectives {
		o := &spec.Objectives[i]
		if len(o.By) > 1 {
			o.By = o.By[:1]
		}
		if o.Metric == nil {
			spec.Credits.Rules = append(spec.Credits.Rules,
				penalty.Term{Objective: o.ID, Rule: penalty.Tiers{{When: "below 90%", Credit: "5%"}, {When: "below 50%", Credit: "15%"}}},
				penalty.Term{Objective: o.ID, Rule: penalty.PerBreach{Credit: "7.00"}})
			if o.By == nil && r.Bool() {
				o.Over = []sla.Over{{Period: sla.Yearly, Judge: tape.Pick(r, sla.JudgePooled, sla.JudgeEvery, sla.JudgeMean)}}
				o.Period = sla.Monthly
			}
		}
	}
	return spec
}

var ticketKeys = []string{
	"priority", "team", "status", "site", "@weekday", "@hour", "@month", "@target", "@weekday+team", "@used+priority", "@used", "priority+site+@target",
}

// drawCut cuts every objective of tickets by some keys.
func drawCut(r *tape.Reader, a *sla.Agreement) (*sla.Agreement, error) {
	for i, o := range a.Spec().Objectives {
		var keys []string
		for range 1 + r.Int(3) {
			keys = append(keys, ticketKeys[(r.Int(len(ticketKeys))+i)%len(ticketKeys)])
		}
		cut, err := a.Cut(o.ID, keys...)
		if err != nil {
			if strings.Contains(err.Error(), "the objective has no target") {
				continue // all of its targets are none
			}
			return nil, err
		}
		a = cut
	}
	return a, nil
}

// withoutCuts gives a result without the groups of cuts.
func withoutCuts(r *sla.Result) *sla.Result {
	plain := *r
	plain.Outcomes = slices.DeleteFunc(slices.Clone(r.Outcomes), func(o sla.Outcome) bool { return o.Cut })
	if r.Other != nil {
		plain.Other = withoutCuts(r.Other)
	}
	return &plain
}

func cutChangesNoFigure(r *tape.Reader) error {
	a, err := sla.New(cutSpec(r))
	if err != nil {
		return err
	}
	facts := sla.Facts{Tickets: drawTickets(r), Exclusions: drawWaivers(r)}
	cut, err := drawCut(r, a)
	if err != nil {
		return err
	}
	asOf := tape.Pick(r, longAfter, generatedFrom.Add(time.Duration(r.Int(6*24*60))*time.Minute))
	period := tape.Pick(r, wholeGenerated(), sla.Year(2026))
	before, err := a.Evaluate(period, facts, asOf)
	if err != nil {
		return err
	}
	after, err := cut.Evaluate(period, facts, asOf)
	if err != nil {
		return err
	}
	if got, want := withoutCuts(after).JSON(), before.JSON(); !bytes.Equal(got, want) {
		return fmt.Errorf("with a cut %s\nwithout %s", got, want)
	}
	for _, o := range after.Outcomes {
		if o.Cut && (o.Verdict != "" || o.Promised != "" || o.Margin.IsValid() || len(o.Breaches) > 0) {
			return fmt.Errorf("a group of a cut is judged: %+v", o)
		}
	}
	return nil
}

// size is how many items an outcome counts.
type size struct{ good, total, open int64 }

func sizeOf(o *sla.Outcome) size { return size{o.Good, o.Total, o.Open} }

func (s size) plus(o size) size { return size{s.good + o.good, s.total + o.total, s.open + o.open} }

// cutsOfTicketsMakeTheWhole: the groups of each cut add up to the whole, and a cycle is
// in a band of time used within its target if and only if it is good.
func cutsOfTicketsMakeTheWhole(r *tape.Reader) error {
	a, err := drawAgreement(r)
	if err != nil {
		return err
	}
	if a, err = drawCut(r, a); err != nil {
		return err
	}
	asOf := tape.Pick(r, longAfter, generatedFrom.Add(time.Duration(r.Int(6*24*60))*time.Minute))
	result, err := a.Evaluate(wholeGenerated(), sla.Facts{Tickets: drawTickets(r), Exclusions: drawWaivers(r)}, asOf)
	if err != nil {
		return err
	}
	type part struct {
		objective string
		period    sla.Period
		judge     sla.Judge
		from      time.Time
	}
	wholes, sums := map[part]size{}, map[part]map[string]size{}
	for i := range result.Outcomes {
		o := &result.Outcomes[i]
		at := part{o.Objective, o.Period, o.Judge, o.From}
		if len(o.Group) == 0 {
			wholes[at] = sizeOf(o)
		}
		if !o.Cut {
			continue
		}
		keys := ""
		for _, pair := range o.Group {
			keys += "+" + pair[0]
		}
		if sums[at] == nil {
			sums[at] = map[string]size{}
		}
		sums[at][keys] = sums[at][keys].plus(sizeOf(o))
		band := o.Group.Get("@used")
		late := strings.HasPrefix(band, "over 100%") || strings.HasPrefix(band, "over 200%") || strings.HasPrefix(band, "over 400%")
		if o.Metric == "share" && (late && o.Good > 0 || band != "" && !late && o.Good < o.Total) {
			return fmt.Errorf("the target is not on an edge: %s %+v", band, sizeOf(o))
		}
	}
	for at, cuts := range sums {
		for keys, sum := range cuts {
			if sum != wholes[at] {
				return fmt.Errorf("%v by %s: %+v of %+v\n%s", at, keys, sum, wholes[at], result.JSON())
			}
		}
	}
	return nil
}

// ticketsOfCutsAreInTheGroupsOfTheirReadings: the readings of each ticket, which know
// nothing of cuts, give the same groups.
func ticketsOfCutsAreInTheGroupsOfTheirReadings(r *tape.Reader) error {
	spec := drawSpec(r)
	a, err := sla.New(spec)
	if err != nil {
		return err
	}
	tickets, waived := drawTickets(r), drawWaivers(r)
	asOf := tape.Pick(r, longAfter, generatedFrom.Add(time.Duration(r.Int(6*24*60))*time.Minute))
	for _, o := range a.Spec().Objectives {
		if o.Metric != nil {
			continue
		}
		for _, key := range []string{"@weekday", "@hour", "@month", "@target", "@used"} {
			cut, err := a.Cut(o.ID, key)
			if err != nil {
				if key == "@used" {
					continue // all of its targets are none
				}
				return err
			}
			result, err := cut.Evaluate(wholeGenerated(), sla.Facts{Tickets: tickets, Exclusions: waived}, asOf)
			if err != nil {
				return err
			}
			got, want, known := map[string]size{}, map[string]size{}, true
			for g := range result.Groups(o.ID) {
				if g.Cut {
					got[g.Group[0][1]] = got[g.Group[0][1]].plus(sizeOf(&g))
				}
			}
			for i := range tickets {
				k := until(tickets[i], asOf)
				readings := sla.Readings(a.Track(&k, asOf, waived...))
				for reading := range readings.Cycles(o.ID) {
					one, counts := countedAs(a, &o, &reading)
					value, has := groupByReading(a, key, &reading)
					if counts {
						want[value] = want[value].plus(one)
						known = known && has
					}
				}
			}
			if key == "@used" && (!known || slices.ContainsFunc(o.Targets, func(t sla.Target) bool { return t.Grace != "" })) {
				continue // a reading has no share of a promised instant and of a grace
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				return fmt.Errorf("%s by %s: %v, by the readings %v", o.ID, key, got, want)
			}
		}
	}
	return nil
}

// countedAs says how an objective counts a cycle, by its reading.
func countedAs(a *sla.Agreement, o *sla.Objective, r *sla.Reading) (one size, counts bool) {
	policies := a.Spec().Clocks[o.Clock].Policies
	switch {
	case r.Verdict == sla.Met && (r.Within == "none" || r.Phase == sla.PhaseNotApplicable):
		return size{1, 1, 0}, true
	case r.Within == "none" || r.Within == "" || r.Phase == sla.PhaseCancelled || r.Phase == sla.PhaseNotApplicable:
		return size{}, false
	case r.Phase == sla.PhaseStopped && r.Verdict == sla.Met:
		return size{1, 1, 0}, true
	case r.Phase == sla.PhaseStopped, r.Verdict == sla.Missed && policies.OpenPastDue == sla.PastDueMissed:
		return size{0, 1, 0}, true
	case r.Verdict == "" && policies.OpenNotDue == sla.NotDueMet:
		return size{1, 1, 0}, true
	}
	return size{0, 0, 1}, true
}

// groupByReading works out a group from a reading, with the time package. ok is false if
// the reading does not have it.
func groupByReading(a *sla.Agreement, key string, r *sla.Reading) (group string, ok bool) {
	local := r.StartedAt.In(a.Location())
	switch key {
	case "@weekday":
		return local.Weekday().String()[:3], true
	case "@hour":
		return fmt.Sprintf("%02d", local.Hour()), true
	case "@month":
		return local.Month().String()[:3], true
	case "@target":
		return r.Target, true
	}
	used := r.Used.Rat()
	if used == nil {
		return "", r.Within == "none" || r.Within == "" || r.Phase == sla.PhaseNotApplicable
	}
	for _, band := range []string{"at most 25%", "over 25% to 50%", "over 50% to 75%", "over 75% to 100%", "over 100% to 200%", "over 200% to 400%"} {
		values, err := penalty.Band(band).Values()
		if err != nil {
			panic(err)
		}
		if used.Cmp(values.High) <= 0 {
			return band, true
		}
	}
	return "over 400%", true
}

func talliesOfCutsAreAGroup(r *tape.Reader) error {
	a, err := sla.New(cutSpec(r))
	if err != nil {
		return err
	}
	if a, err = drawCut(r, a); err != nil {
		return err
	}
	var facts []sla.Fact
	tickets, waivers := drawTickets(r), drawWaivers(r)
	for i := range tickets {
		facts = append(facts, &tickets[i])
	}
	for i := range waivers {
		facts = append(facts, &waivers[i])
	}
	whole, err := tallied(a, facts).MarshalBinary()
	if err != nil {
		return err
	}
	stray := drawTicket(r, "stray")
	parts := []*sla.Tally{a.NewTally(), a.NewTally()}
	parts[r.Int(2)].Remove(&stray)
	for _, f := range shuffle(r, facts) {
		parts[r.Int(2)].Add(f)
	}
	parts[r.Int(2)].Add(&stray)
	data, err := parts[1].MarshalBinary()
	if err != nil {
		return err
	}
	again := a.NewTally()
	if err := again.UnmarshalBinary(data); err != nil {
		return fmt.Errorf("reading back: %w", err)
	}
	if err := parts[0].Merge(again); err != nil {
		return err
	}
	if merged, err := parts[0].MarshalBinary(); err != nil || !bytes.Equal(merged, whole) {
		return fmt.Errorf("merged otherwise: %x %x %w", merged, whole, err)
	}
	once, err := a.Evaluate(sla.Year(2026), batch(facts), longAfter)
	if err != nil {
		return err
	}
	live, err := parts[0].Result(sla.Year(2026), longAfter)
	if err != nil {
		return err
	}
	if live.Digest() != once.Digest() {
		return fmt.Errorf("tally %s\nbatch %s", live.JSON(), once.JSON())
	}
	read, err := sla.ReadResult(once.JSON())
	if err != nil || read.Digest() != once.Digest() {
		return fmt.Errorf("read back otherwise: %w", err)
	}
	if err := schemaOf("result").JSON(once.JSON()); err != nil {
		return err
	}
	for _, f := range facts {
		parts[0].Remove(f)
	}
	empty, err := a.NewTally().MarshalBinary()
	if err != nil {
		return err
	}
	if rest, err := parts[0].MarshalBinary(); err != nil || !bytes.Equal(rest, empty) {
		return fmt.Errorf("what is left of nothing: %x %x %w", rest, empty, err)
	}
	return nil
}

// A revision of July promises another value and judges each team. The groups by weekday
// of the year are those of both halves; those by team are only of the first half, since
// the second half has them by its terms.
func TestCutOverARevision(t *testing.T) {
	spec := waitSpec(sla.Target{Within: "4h wall"})
	spec.Objectives[0].Period = sla.Monthly
	spec.Objectives[0].Over = []sla.Over{{Period: sla.Yearly, Judge: sla.JudgeEvery, Attain: "10%"}}
	spec.Revisions = []sla.Revision{{
		From: "2026-07-01", Pins: sla.PinOpened,
		Change: sla.Spec{Objectives: []sla.Objective{{ID: "wait", By: []string{"team"}, Attain: "60%"}}},
	}}
	red := [2]string{"team", "red"}
	facts := sla.Facts{Tickets: []sla.Ticket{
		waited("A", inBerlin("2026-05-05 09:00"), time.Hour, red),      // Tuesday
		waited("B", inBerlin("2026-05-06 09:00"), time.Hour),           // Wednesday
		waited("C", inBerlin("2026-08-04 09:00"), 5*time.Hour, red),    // Tuesday
		waited("D", inBerlin("2026-08-05 09:00"), 30*time.Minute, red), // Wednesday
	}}
	r, err := cut(t, spec, "wait", "team", "@weekday").Evaluate(sla.Year(2026), facts, longAfter)
	if err != nil {
		t.Fatal(err)
	}
	whole, _ := r.Outcome("wait")
	if whole.Judge != sla.JudgeEvery || whole.Good != 2 || whole.Total != 2 { // of the months
		t.Errorf("%+v", whole)
	}
	var got []string
	for o := range r.Groups("wait") {
		if o.Cut {
			got = append(got, fmt.Sprintf("%s=%s %d/%d %s", o.Group[0][0], o.Group[0][1], o.Good, o.Total, o.Judge))
		}
	}
	want := "@weekday=Tue 1/2 pooled; @weekday=Wed 2/2 pooled; team= 1/1 pooled; team=red 1/1 pooled"
	if strings.Join(got, "; ") != want {
		t.Errorf("%s, not %s", strings.Join(got, "; "), want)
	}
	plain, err := must(sla.New(spec)).Evaluate(sla.Year(2026), facts, longAfter)
	if err != nil || !bytes.Equal(plain.JSON(), withoutCuts(r).JSON()) {
		t.Errorf("%v\n%s\n%s", err, plain.JSON(), withoutCuts(r).JSON())
	}
}

// The result under the terms that do not pay has the groups too.
func TestCutOfBothTerms(t *testing.T) {
	spec := waitSpec(sla.Target{Within: "4h wall"})
	spec.Objectives[0].Period = sla.Monthly
	spec.Revisions = []sla.Revision{{
		From: "2026-07-01", Pins: sla.PinOpened, Transition: sla.Transition{Until: "2026-10-01", Pays: penalty.PaysOld},
		Change: sla.Spec{Objectives: []sla.Objective{{ID: "wait", Targets: []sla.Target{{Within: "2h wall"}}}}},
	}}
	facts := sla.Facts{Tickets: []sla.Ticket{waited("A", inBerlin("2026-08-04 09:00"), 3*time.Hour)}}
	r, err := cut(t, spec, "wait", "@used").Evaluate(sla.Month(2026, time.August), facts, longAfter)
	if err != nil {
		t.Fatal(err)
	}
	bands := func(r *sla.Result) (all string) {
		for o := range r.Groups("wait") {
			all += o.Group[0][1]
		}
		return all
	}
	if bands(r) != "over 50% to 75%" || bands(r.Other) != "over 100% to 200%" {
		t.Errorf("%s and %s", bands(r), bands(r.Other))
	}
}

// A ticket in known groups of a cut costs no memory.
func TestAddingToACutAllocatesNothing(t *testing.T) {
	a := cut(t, waitSpec(sla.Target{Within: "4h wall"}), "wait", "room", "@used", "@weekday+@hour")
	k := waited("T", inBerlin("2026-05-05 09:00"), time.Hour, [2]string{"room", "7"})
	tally := a.NewTally()
	tally.Add(&k)
	if n := testing.AllocsPerRun(100, func() { tally.Add(&k) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
