package sla_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

func threeGrades() []sla.Grade {
	return []sla.Grade{{Grade: "minor", Overrun: "at most 25%"}, {Grade: "serious", Overrun: "over 25% to 100%"}, {Grade: "severe", Overrun: "over 100%"}}
}

// gradeOf stops a ticket of ladderSpec at an instant and gives the grade of its breach,
// from Evaluate, from an open cycle seen at the instant, and from a stored tally.
func gradeOf(t *testing.T, spec sla.Spec, ticket *sla.Ticket, at time.Time) string {
	t.Helper()
	agreement := must(sla.New(spec))
	grades := map[string]bool{}
	see := func(r *sla.Result) {
		t.Helper()
		for b := range r.Breaches() {
			grades[b.Grade] = true
			text, err := r.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			again, err := sla.ReadResult(text)
			if err != nil || !bytes.Equal(again.JSON(), text) {
				t.Errorf("%s reads as %v: %v", text, again, err)
			}
		}
	}
	open := sla.Facts{Tickets: []sla.Ticket{*ticket}}
	see(must(agreement.Evaluate(sla.Month(2026, 3), open, at)))
	stopped := *ticket
	stopped.Events = append(slices.Clone(ticket.Events), named("resolved", at))
	see(must(agreement.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{stopped}}, thursday(60, 0, 0))))
	tally := agreement.NewTally()
	tally.Add(&stopped)
	stored, err := tally.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	loaded := agreement.NewTally()
	if err := loaded.UnmarshalBinary(stored); err != nil {
		t.Fatal(err)
	}
	see(must(loaded.Result(sla.Month(2026, 3), thursday(60, 0, 0))))
	if len(grades) != 1 {
		t.Errorf("grades %v", grades)
	}
	for g := range grades {
		return g
	}
	return ""
}

// The share is of the time allowed with grace: 2h10m for P1. 25 % are 32m30s.
func TestGradesOfBreaches(t *testing.T) {
	due := thursday(0, 12, 10)
	for _, c := range []struct {
		over time.Duration
		want string
	}{
		{1, "minor"},
		{5 * time.Minute, "minor"}, // 3.85 %
		{32*time.Minute + 30*time.Second, "minor"},
		{32*time.Minute + 30*time.Second + 1, "serious"},
		{130 * time.Minute, "serious"},
		{130*time.Minute + 1, "severe"},
		{100 * time.Hour, "severe"},
	} {
		spec := ladderSpec()
		spec.Grades = threeGrades()
		if got := gradeOf(t, spec, ticketOf("P1", named("opened", thursday(0, 10, 0))), due.Add(c.over)); got != c.want {
			t.Errorf("%s over: %q, want %q", c.over, got, c.want)
		}
	}
}

// Rows that are lengths grade what allows no amount of time; what allows one reads them
// only without shares.
func TestGradesOfInstantsAreLengths(t *testing.T) {
	shares := threeGrades()
	lengths := []sla.Grade{{Grade: "late", Overrun: "at most 8h"}, {Grade: "very late", Overrun: "over 8h"}}
	days := sla.Target{Within: "1 business day by 12:00", Calendar: "office"} // Friday 12:00
	hours := sla.Target{Within: "2h", Calendar: "24x7"}                       // Thursday 12:00
	for _, c := range []struct {
		name   string
		target sla.Target
		grades []sla.Grade
		at     time.Time
		want   string
	}{
		{"days by shares", days, shares, thursday(1, 13, 0), ""},
		{"days by lengths", days, lengths, thursday(1, 20, 0), "late"},
		{"days by lengths, a nanosecond on", days, lengths, thursday(1, 20, 0).Add(1), "very late"},
		{"days by both", days, append(shares, lengths...), thursday(1, 13, 0), "late"},
		{"hours by both", hours, append(shares, lengths...), thursday(0, 13, 0), "serious"},
		{"hours by lengths", hours, lengths, thursday(0, 20, 0), "late"},
		{"hours by lengths, a nanosecond on", hours, lengths, thursday(0, 20, 0).Add(1), "very late"},
		{"no grades", hours, nil, thursday(0, 13, 0), ""},
		{"a gap", hours, []sla.Grade{{Grade: "a", Overrun: "at most 25%"}, {Grade: "b", Overrun: "over 75%"}}, thursday(0, 13, 0), ""},
		// 1h of 2h is 50 %: of rows that hold it, the row that begins highest counts.
		{"open rows", hours, []sla.Grade{{Grade: "c", Overrun: "over 50%"}, {Grade: "b", Overrun: "over 25%"}, {Grade: "a", Overrun: "over 0%"}}, thursday(0, 13, 0), "b"},
		{"open rows below", hours, []sla.Grade{{Grade: "c", Overrun: "at most 100%"}, {Grade: "b", Overrun: "at most 50%"}, {Grade: "a", Overrun: "at most 25%"}}, thursday(0, 13, 0), "b"},
	} {
		spec := ladderSpec()
		spec.Objectives[0].Escalate, spec.Escalations = "", nil
		spec.Objectives[0].Targets, spec.Grades = []sla.Target{c.target}, c.grades
		if got := gradeOf(t, spec, ticketOf("P1", named("opened", thursday(0, 10, 0))), c.at); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// What is late after its due instant at a closing has no overrun yet, and the lowest
// grade.
func TestDueAtClosingHasTheLowestGrade(t *testing.T) {
	for _, c := range []struct {
		grades []sla.Grade
		want   string
	}{
		{threeGrades(), "minor"},
		{[]sla.Grade{{Grade: "severe", Overrun: "over 100%"}, {Grade: "minor", Overrun: "over 10% to 25%"}, {Grade: "serious", Overrun: "over 25%"}}, "minor"},
		{[]sla.Grade{{Grade: "serious", Overrun: "at most 100%"}, {Grade: "minor", Overrun: "at most 25%"}}, "minor"},
	} {
		spec := ladderSpec()
		spec.Policies.DueAtClosing = sla.LateAfterDue
		spec.Objectives[0].Targets = []sla.Target{{Within: "4h", Calendar: "office"}}
		spec.Grades = c.grades
		opened := named("opened", thursday(0, 14, 0)) // due at 18:00, when the office closes
		if got := gradeOf(t, spec, ticketOf("P3", opened), thursday(0, 20, 0)); got != c.want {
			t.Errorf("%v: %q, want %q", c.grades, got, c.want)
		}
	}
}

func TestGradesThatReadOddly(t *testing.T) {
	for _, c := range []struct {
		bands []penalty.Band
		want  string
	}{
		{[]penalty.Band{"at most 25%", "over 25% to 100%", "over 100%"}, ""},
		{[]penalty.Band{"below 25%", "at least 25%"}, ""},
		{[]penalty.Band{"over 100%", "over 50%", "over 0%"}, ""},
		{[]penalty.Band{"at most 25%", "at most 100%", "over 100%"}, ""},
		{[]penalty.Band{"at most 25%", "over 30% to 100%", "over 100%"}, "grades[2] gap over 25% to 30%"},
		{[]penalty.Band{"below 25%", "over 25%"}, "grades[1] gap exactly 25%"},
		{[]penalty.Band{"at most 25%", "25% to 100%", "over 100%"}, "grades[1] overlap exactly 25%"},
		{[]penalty.Band{"at most 25%", "over 20% to 100%"}, "grades[1] gap over 100%; grades[1] overlap over 20% to 25%"},
		{[]penalty.Band{"over 10%"}, "grades[0] gap at most 10%"},
		{[]penalty.Band{"at least 10%"}, "grades[0] gap below 10%"},
		{[]penalty.Band{"over 1h", "over 0% to 100%"}, "grades[0] gap at most 1h; grades[1] gap over 100%"},
		{[]penalty.Band{"0% to 100%", "over 100%"}, ""},
	} {
		spec := ladderSpec()
		for i, band := range c.bands {
			spec.Grades = append(spec.Grades, sla.Grade{Grade: fmt.Sprint("g", i), Overrun: band})
		}
		var got []string
		for _, f := range must(sla.New(spec)).Findings() {
			if f.Code == sla.FindingGrades {
				got = append(got, f.Path+" "+f.Value)
			}
		}
		slices.Sort(got)
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%q: %s, want %s", c.bands, strings.Join(got, "; "), c.want)
		}
	}
}

func TestInstantsWithoutAGradeAreAFinding(t *testing.T) {
	spec := ladderSpec()
	spec.Objectives[0].Escalate, spec.Escalations = "", nil
	spec.Objectives[0].Targets[1] = sla.Target{Within: "2 business days", Calendar: "office"}
	spec.Grades = threeGrades()
	want := sla.Finding{Code: sla.FindingUngraded, Path: "objectives[0].targets[1]", Value: "2 business days"}
	if got := must(sla.New(spec)).Findings(); len(got) != 1 || got[0] != want {
		t.Errorf("%v, want %v", got, want)
	}
	spec.Grades = append(spec.Grades, sla.Grade{Grade: "minor", Overrun: "over 0s"})
	if got := must(sla.New(spec)).Findings(); len(got) > 0 {
		t.Errorf("%v", got)
	}
}

func TestGradesThatAreRefused(t *testing.T) {
	for _, c := range []struct {
		grade sla.Grade
		path  string
		kind  error
	}{
		{sla.Grade{Overrun: "over 300%"}, "grades[3].grade", sla.ErrMissing},
		{sla.Grade{Grade: "worst"}, "grades[3].overrun", sla.ErrMissing},
		{sla.Grade{Grade: "worst", Overrun: "more than 300%"}, "grades[3].overrun", sla.ErrSyntax},
		{sla.Grade{Grade: "worst", Overrun: "over 3"}, "grades[3].overrun", sla.ErrConflict},
		{sla.Grade{Grade: "worst", Overrun: "over 30 points"}, "grades[3].overrun", sla.ErrConflict},
		{sla.Grade{Grade: "minor", Overrun: "over 300%"}, "grades[3].grade", sla.ErrConflict},
		{sla.Grade{Grade: "minor", Overrun: "over 3h"}, "", nil},
	} {
		spec := ladderSpec()
		spec.Grades = append(threeGrades(), c.grade)
		_, err := sla.New(spec)
		if c.kind == nil && err != nil || c.kind != nil && !slices.ContainsFunc(sla.Problems(err), func(e *sla.FieldError) bool { return e.Path == c.path && errors.Is(e, c.kind) }) {
			t.Errorf("%+v: %v, want %v at %s", c.grade, err, c.kind, c.path)
		}
	}
	spec := ladderSpec()
	spec.Grades = slices.Repeat(threeGrades(), 34)
	if _, err := sla.New(spec); err == nil || sla.Problems(err)[0].Path != "grades" {
		t.Errorf("102 rows: %v", err)
	}
}

// A revision replaces the rows; a cycle has the grades of the terms that govern it.
func TestARevisionChangesTheGrades(t *testing.T) {
	spec := ladderSpec()
	spec.Grades = threeGrades()
	spec.Revisions = []sla.Revision{
		{From: "2026-03-06", Pins: sla.PinOpened, Change: sla.Spec{Title: "Other"}},
		{From: "2026-03-07", Pins: sla.PinOpened, Change: sla.Spec{Grades: []sla.Grade{{Grade: "any", Overrun: "over 0%"}}}},
	}
	for day, want := range map[int]string{0: "minor", 1: "minor", 2: "any"} {
		if got := gradeOf(t, spec, ticketOf("P1", named("opened", thursday(day, 10, 0))), thursday(day, 12, 15)); got != want {
			t.Errorf("day %d: %q, want %q", day, got, want)
		}
	}
}

// Grades are in the fingerprint, because results have them; what follows from a grade is
// not.
func TestTheFingerprintHasGrades(t *testing.T) {
	print := func(change func(*sla.Spec)) [32]byte {
		spec := ladderSpec()
		spec.Grades = threeGrades()
		change(&spec)
		return must(sla.New(spec)).Fingerprint()
	}
	base := print(func(*sla.Spec) {})
	for name, change := range map[string]func(*sla.Spec){
		"band": func(s *sla.Spec) { s.Grades[0].Overrun = "at most 20%" },
		"name": func(s *sla.Spec) { s.Grades[0].Grade = "small" },
		"none": func(s *sla.Spec) { s.Grades = nil },
	} {
		if print(change) == base {
			t.Errorf("%s keeps the fingerprint", name)
		}
	}
	for name, change := range map[string]func(*sla.Spec){
		"does":        func(s *sla.Spec) { s.Grades[2].Does = "report to the board" },
		"who is told": func(s *sla.Spec) { s.Escalations["desk"][0].Tell = nil },
		"ladder":      func(s *sla.Spec) { s.Objectives[0].Escalate, s.Escalations = "", nil },
	} {
		if print(change) != base {
			t.Errorf("%s changes the fingerprint", name)
		}
	}
}
