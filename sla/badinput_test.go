package sla_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

func TestEveryMistakeInASpecIsReportedWithItsPlace(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*sla.Spec)
		kind   error
		want   []string // the lines, without the heading
	}{
		"nothing at all": {func(s *sla.Spec) { *s = sla.Spec{} }, sla.ErrMissing, []string{
			`id: missing: an agreement needs a name by which results refer to it`,
			`zone: missing: dates and periods need a time zone, such as Europe/Berlin or UTC`,
		}},
		"overlapping hours": {func(s *sla.Spec) { s.Calendars["office"] = calendar.Spec{Hours: "mon-fri 09:00-17:00,16:00-18:00"} }, sla.ErrConflict, []string{
			`calendars.office.hours: `,
		}},
		"a calendar that never opens": {func(s *sla.Spec) {
			s.Calendars["office"] = calendar.Spec{Days: map[calendar.Local]calendar.Hours{"2025-12-31": "09:00-17:00"}}
			s.Effective = "2026-01-01/2027-01-01"
		}, sla.ErrConflict, []string{
			`objectives[0].targets[1].calendar: "office": conflicts with another term: it never opens`,
		}},
		"an effective range that ends first": {func(s *sla.Spec) { s.Effective = "2027-01-01/2026-01-01" }, sla.ErrRange, []string{
			`effective: "2027-01-01/2026-01-01": out of range: the end must be after the start`,
		}},
		"dates that do not exist": {func(s *sla.Spec) { s.Effective = "2026-02-30/2026-13-01" }, sla.ErrRange, []string{
			`effective: "2026-02-30": out of range: `,
			`effective: "2026-13-01": out of range: `,
		}},
		"a currency that is none": {func(s *sla.Spec) { s.Currency = "euro" }, sla.ErrSyntax, []string{
			`currency: "euro": cannot be read: a currency is three capital letters, such as EUR`,
		}},
		"credits without a currency": {func(s *sla.Spec) { s.Currency = "" }, sla.ErrMissing, []string{
			`currency: missing: credits are amounts: name a currency, such as EUR, or a unit in credits`,
		}},
		"a megabyte of digits": {func(s *sla.Spec) { s.Credits.Base = penalty.Base(strings.Repeat("9", 1<<20)) }, sla.ErrRange, []string{
			`credits.base: "` + strings.Repeat("9", 60) + `… (1048576 bytes)": out of range: `,
		}},
		"a huge exponent": {func(s *sla.Spec) { s.Credits.Base = "1e5000000" }, sla.ErrSyntax, []string{
			`credits.base: "1e5000000": cannot be read: `,
		}},
		"a credit for an objective that is not there": {func(s *sla.Spec) { s.Credits.Rules[0].Objective = "portal" }, sla.ErrUnknown, []string{
			`credits.rules[0].objective: "portal": unknown: no objective has this name; one of resolution`,
		}},
		"names that are not there": {func(s *sla.Spec) {
			s.Objectives[0].Clock = "resolutoin"
			s.Objectives[0].Targets[0].Calendar = "24/7"
		}, sla.ErrUnknown, []string{
			`objectives[0].clock: "resolutoin": unknown: did you mean "resolution"?`,
			`objectives[0].targets[0].calendar: "24/7": unknown: did you mean "24x7"?`,
		}},
		"a clock that nothing ends": {func(s *sla.Spec) { s.Clocks["resolution"] = sla.Clock{Start: sla.On("opened")} }, sla.ErrMissing, []string{
			`clocks.resolution.stop: missing: a clock that nothing ends meets nothing: say what stops, resets or cancels it`,
		}},
		"a share of days": {func(s *sla.Spec) {
			s.Objectives[0].Targets = []sla.Target{{Within: "2 business days", Calendar: "office"}, {Within: "promised due"}}
			s.Objectives[0].Warn = levels("-1h", "50%")
		}, sla.ErrConflict, []string{
			`objectives[0].warn[1].at: "50%": conflicts with another term: a share needs a target that is a length of time, and the targets are days or promises; write an offset such as -1h`,
		}},
		"policies that are not stated": {func(s *sla.Spec) { s.Policies = sla.Policies{} }, sla.ErrMissing, []string{
			`clocks.resolution.reopen: missing: say what becomes of a stopped cycle`,
			`policies.unknown-words: missing: say whether words of tickets that are near a word of the agreement are findings: report or ignore`,
			`clocks.resolution.open-not-due: missing: say how items count that are open and not yet due`,
			`clocks.resolution.open-past-due: missing: say how items count that are open and overdue`,
			`clocks.resolution.pause-basis: missing: say what a pause gives back`,
			`clocks.resolution.retarget: missing: say what a change of target does`,
			`clocks.resolution.due-at-closing: missing: say when an item is late whose time is used up at closing`,
		}},
		"targets that cannot be meant": {func(s *sla.Spec) {
			s.Objectives[0].Targets = []sla.Target{
				{Within: "0h", Calendar: "office"}, {Within: "-4h", Calendar: "office"}, {Within: "4hs", Calendar: "office"},
				{Within: "4h"}, {Within: "4h wall", Calendar: "office"}, {Within: "3 calendar days", Roll: sla.Opening},
				{Within: "99999 business days", Calendar: "office"}, {Within: "promised"}, {Within: "2 business days by 4 pm", Calendar: "office"},
			}
		}, sla.ErrRange, []string{
			`objectives[0].targets[0].within: "0h": out of range: write a length above zero`,
			`objectives[0].targets[1].within: "-4h": out of range: write a length above zero`,
			`objectives[0].targets[2].within: "4hs": cannot be read: `,
			`objectives[0].targets[3].calendar: missing: `,
			`objectives[0].targets[4].calendar: "office": conflicts with another term: `,
			`objectives[0].targets[5].roll: "opening": conflicts with another term: `,
			`objectives[0].targets[6].within: "99999 business days": out of range: `,
			`objectives[0].targets[7].within: "promised": cannot be read: `,
			`objectives[0].targets[8].within: "2 business days by 4 pm": cannot be read: `,
		}},
		"two objectives of one name": {func(s *sla.Spec) { s.Objectives = append(s.Objectives, s.Objectives[0]) }, sla.ErrConflict, []string{
			`objectives[1].id: "resolution": conflicts with another term: an earlier objective has this name`,
		}},
		"a bound of the wrong kind": {func(s *sla.Spec) { s.Objectives[0].Attain = "at most 8h" }, sla.ErrConflict, []string{
			`objectives[0].attain: "at most 8h": conflicts with another term: `,
		}},
		"revisions out of order, without a pin, of what cannot change": {func(s *sla.Spec) {
			s.Revisions = []sla.Revision{
				{From: "2026-06-01", Pins: sla.PinOpened, Change: sla.Spec{Zone: "UTC"}},
				{From: "2026-05-01"},
				{From: "2026-07-01", Pins: "created", Change: sla.Spec{Removed: []string{"objectives.portal"}}},
			}
		}, sla.ErrConflict, []string{
			`revisions[0].change.zone: "UTC": conflicts with another term: a revision cannot change it`,
			`revisions[1].from: "2026-05-01": conflicts with another term: revisions stand in the order`,
			`revisions[1].pins: missing: `,
			`revisions[2].pins: "created": unknown: one of opened, due, stopped`,
			`revisions[2].change.removed[0]: "objectives.portal": unknown: `,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			spec := exampleSpec()
			c.change(&spec)
			_, err := sla.New(spec)
			if err == nil {
				t.Fatal("the spec was accepted")
			}
			if !errors.Is(err, c.kind) {
				t.Errorf("it is no %v", c.kind)
			}
			lines := strings.Split(err.Error(), "\n")
			for i, want := range c.want {
				heading := `sla: agreement "` + spec.ID + `": `
				if i >= len(lines) || !strings.HasPrefix(lines[i], heading+want) {
					t.Errorf("problem %d is missing: %s", i, want)
				}
			}
			if len(lines) != len(c.want) || t.Failed() {
				t.Errorf("%d problems, want %d:\n%v", len(lines), len(c.want), err)
			}
		})
	}
}

// A fact that cannot be right is a finding, and everything else is evaluated.
func TestFactsThatCannotBeRightAreFindings(t *testing.T) {
	spec := exampleSpec()
	spec.Clocks["resolution"] = sla.Clock{Start: sla.On("opened"), Stop: sla.On("closed"), Pause: sla.While("status", "waiting")}
	spec.Objectives[0].Targets = []sla.Target{
		{When: sla.Where{"kind": sla.Is("change")}, Within: "promised due_on"},
		{When: sla.Where{"priority": sla.Is("P1", "P2")}, Within: "8h", Calendar: "office"},
	}
	agreement, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	opened := sla.Event{At: berlin("03-02T10:00"), Name: "opened", ID: "1"}
	closed := sla.Event{At: berlin("03-02T12:00"), Name: "closed", ID: "2"}
	ticket := func(id, priority string, events ...sla.Event) sla.Ticket {
		return sla.Ticket{ID: id, Attrs: sla.Attrs{{"priority", priority}}, Events: events}
	}
	early := sla.Event{At: berlin("03-02T09:00"), Name: "closed", ID: "2"}
	ancient := sla.Event{At: time.Date(1066, 10, 14, 0, 0, 0, 0, time.UTC), Name: "note"}
	facts := sla.Facts{
		Tickets: []sla.Ticket{
			ticket("in order", "P2", opened, closed),
			ticket("out of order", "P2", closed, opened),
			ticket("twice", "P2", opened, closed, closed),
			ticket("backwards", "P2", opened, early),
			ticket("no events", "P2"),
			ticket("unknown priority", "P9", opened, closed),
			ticket("ancient", "P2", ancient, opened, closed),
			{ID: "no date", Attrs: sla.Attrs{{"kind", "change"}, {"due_on", "soon"}}, Events: []sla.Event{opened, closed}},
			ticket("in order", "P2", opened, closed),
		},
		Outages: []sla.Outage{{Of: "nobody", From: berlin("03-01T00:00"), To: berlin("03-01T01:00"), ID: "O1"}},
		Charges: []sla.Charge{
			{Period: sla.Month(2026, time.March), Amount: decimal.New(1, 5_000_000)},
			{Period: sla.Month(2026, time.March), Amount: decimal.New(1, 0), Unit: "USD"},
		},
	}
	result, err := agreement.Evaluate(sla.Month(2026, time.March), facts, berlin("04-01T00:00"))
	if err != nil {
		t.Fatal(err)
	}
	outcome, _ := result.Outcome("resolution")
	if outcome.Good != 5 || outcome.Total != 6 {
		t.Errorf("%d of %d, want 5 of 6: in order, out of order, twice, ancient, and in order again; backwards is open and late", outcome.Good, outcome.Total)
	}
	want := []sla.Finding{
		{Code: sla.FindingAmount, Path: "amount"},
		{Code: sla.FindingDuplicateEvent, Subject: "twice", Value: "2"},
		{Code: sla.FindingDuplicateTicket, Subject: "in order"},
		{Code: sla.FindingInstant, Subject: "ancient", Value: "1066-10-14T00:00:00Z"},
		{Code: sla.FindingNoEvents, Subject: "no events"},
		{Code: sla.FindingNoTarget, Subject: "unknown priority"},
		{Code: sla.FindingPromise, Subject: "no date", Path: "due_on", Value: "soon"},
		{Code: sla.FindingBackwards, Subject: "backwards", Path: "resolution", Value: "ignored"},
		{Code: sla.FindingCurrency, Path: "unit", Value: "USD"},
		{Code: sla.FindingUnknown, Subject: "nobody", Path: "of", Value: "O1"},
	}
	for i, f := range want {
		if i >= len(result.Findings) || result.Findings[i] != f {
			t.Errorf("finding %d is not %v", i, f)
		}
	}
	if len(result.Findings) != len(want) || t.Failed() {
		t.Errorf("findings: %v", result.Findings)
	}
}

func TestACreditTableWithAGapIsKeptWithAFinding(t *testing.T) {
	spec := exampleSpec()
	spec.Credits.Rules[0].Rule = penalty.Table{Rows: []penalty.Tier{{When: "80% to below 90%", Credit: "5%"}, {When: "below 79.9%", Credit: "15%"}}}
	agreement, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	want := []sla.Finding{
		{Code: sla.FindingCredits, Subject: "resolution", Path: "credits.rules[0].table", Value: "gap 79.9% to below 80%"},
		{Code: sla.FindingCredits, Subject: "resolution", Path: "credits.rules[0].table", Value: "not-monotone"},
	}
	if all := agreement.Findings(); !slices.Equal(all, want) {
		t.Errorf("findings: %v", all)
	}
}

// The zero Agreement is not valid, and says so instead of panicking.
func TestTheZeroAgreement(t *testing.T) {
	var a sla.Agreement
	ticket := exampleTickets()[0]
	if a.IsValid() {
		t.Error("it is valid")
	}
	if _, err := a.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: exampleTickets()}, berlin("04-01T00:00")); !errors.Is(err, sla.ErrMissing) {
		t.Errorf("Evaluate: %v", err)
	}
	if readings := a.Track(&ticket, berlin("04-01T00:00")); len(readings) != 0 || !readings.Next().IsZero() {
		t.Errorf("Track: %v", readings)
	}
	if why := a.Explain(&ticket, "resolution", berlin("04-01T00:00")); why.Because[0].Code != sla.NoteUnknownObjective {
		t.Errorf("Explain: %v", why.Because)
	}
	if a.Priority("high", "high", berlin("04-01T00:00")) != "" || a.Location() != time.UTC || len(a.Findings()) != 0 {
		t.Error("it has terms")
	}
	if from, to := a.Bounds(sla.Month(2026, time.March)); to.Sub(from) != 31*24*time.Hour {
		t.Errorf("Bounds: %v to %v", from, to)
	}
	if p, err := a.PeriodAt(sla.Monthly, berlin("04-01T03:00")); err != nil || p != sla.Month(2026, time.April) {
		t.Errorf("PeriodAt: %v, %v", p, err)
	}
}

// The zero Tally is of no agreement, and says so instead of panicking.
func TestTheZeroTally(t *testing.T) {
	var none sla.Agreement
	for name, tally := range map[string]*sla.Tally{"zero": {}, "of the zero agreement": none.NewTally()} {
		for _, f := range []sla.Fact{&exampleTickets()[0], &sla.Outage{Of: "web"}, &sla.State{Of: "web"}, &sla.Count{Of: "web"}, &sla.Sample{Of: "web"},
			&sla.Exclusion{Of: "web"}, &sla.Exclusion{Ticket: "T1"}, &sla.Charge{}, &sla.IssuedStatement{}} {
			tally.Add(f)
			tally.Remove(f)
		}
		made, err := sla.New(exampleSpec())
		if err != nil {
			t.Fatal(err)
		}
		good := made.NewTally()
		data, err := good.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		for what, err := range map[string]error{
			"Merge":           tally.Merge(good),
			"Merge with it":   good.Merge(tally),
			"Merge of two":    tally.Merge(&sla.Tally{}),
			"UnmarshalBinary": tally.UnmarshalBinary(data),
			"MarshalBinary":   second(tally.MarshalBinary()),
			"Result":          second(tally.Result(sla.Month(2026, time.March), berlin("04-01T00:00"))),
		} {
			if !errors.Is(err, sla.ErrMissing) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
}

func second[T any](_ T, err error) error { return err }

// A statement issued earlier is read as strictly as the facts around it.
func TestIssuedStatementsAreReadStrictly(t *testing.T) {
	for text, want := range map[string]string{
		`{"issued":[{"id":"a","from":"2026-01-01","to":"2026-02-01"},{"id":"b","from":"2026-02-30","to":"2026-04-01"}]}`: `issued[1].from: "2026-02-30"`,
		`{"issued":[{"lines":[{"claim-by":"2026-02-29"}]}]}`:                                                             `issued[0].lines[0].claim-by: "2026-02-29"`,
		`{"issued":[{"idd":"a"}]}`: `issued[0].idd: unknown: did you mean "id"?`,
	} {
		var facts sla.Facts
		if err := json.Unmarshal([]byte(text), &facts); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	var facts sla.Facts
	if err := json.Unmarshal([]byte(`{"issued":[{"id":"a","from":"2026-02-28","to":"2026-03-01"}]}`), &facts); err != nil || facts.Issued[0].From.String() != "2026-02-28" {
		t.Errorf("%v %v", facts.Issued, err)
	}
}
