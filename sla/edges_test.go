package sla_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/sla"
)

func edgeSpec() sla.Spec {
	return sla.Spec{
		ID: "edges", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"response": {Start: sla.On("opened"), Stop: sla.On("replied")}},
		Objectives: []sla.Objective{{
			ID: "response", Clock: "response", Attain: "90%", Period: sla.Daily, Counts: sla.ByStart,
			Targets: []sla.Target{{Within: "4h", Calendar: "24x7"}},
		}},
	}
}

// Characters that are not seen are refused in names, and in titles unless they
// belong to the spelling.
func TestUnseenCharactersInAgreements(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*sla.Spec)
		want   string
	}{
		"id":    {func(s *sla.Spec) { s.ID = "ed\u200bges" }, `id: "\"ed\\u200bges\"": cannot be read: the character U+200B is not seen; take it out`},
		"title": {func(s *sla.Spec) { s.Title = "a\u202eb" }, `title: "\"a\\u202eb\"": cannot be read: the character U+202E is not seen; take it out`},
		"event": {func(s *sla.Spec) {
			s.Clocks["response"] = sla.Clock{Start: sla.On("opened"), Stop: sla.On("re\u00adplied")}
		}, `clocks.response.stop.event[0]: "\"re\\u00adplied\"": cannot be read: the character U+00AD is not seen; take it out`},
		"attribute": {func(s *sla.Spec) { s.Objectives[0].Where = sla.Where{"prio\u2066rity": sla.Is("P1")} },
			`objectives.response.where: "\"prio\\u2066rity\"": cannot be read: the character U+2066 is not seen; take it out`},
	} {
		spec := edgeSpec()
		c.change(&spec)
		_, err := sla.New(spec)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v\nwant %s", name, err, c.want)
		}
	}
	spec := edgeSpec()
	spec.Title = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645" // a zero width non-joiner is spelling
	spec.Objectives[0].Where = sla.Where{"customer": sla.Is("a\u200db")}
	if _, err := sla.New(spec); err != nil {
		t.Error(err)
	}
}

// In the id of a ticket they are a finding, and the ticket counts.
func TestUnseenCharactersInFacts(t *testing.T) {
	a, err := sla.New(edgeSpec())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for id, found := range map[string]bool{"INC-1": false, "INC\u200b-1": true, "工单-1": false} {
		r, err := a.Evaluate(sla.Day(date.New(2026, time.March, 2)), sla.Facts{Tickets: []sla.Ticket{{ID: id, Events: []sla.Event{{At: at, Name: "opened"}, {At: at, Name: "replied"}}}}}, at.AddDate(0, 0, 2))
		if err != nil {
			t.Fatal(err)
		}
		has := false
		for _, f := range r.Findings {
			has = has || f.Code == sla.FindingUnseen && f.Subject == id && f.Value == "U+200B"
		}
		if has != found || r.Outcomes[0].Total != 1 {
			t.Errorf("%+q: finding %v, want %v; %d items", id, has, found, r.Outcomes[0].Total)
		}
	}
}

// Instants that are not written as RFC 3339 has it are refused with their path.
func TestInstantsOfFactsFollowRFC3339(t *testing.T) {
	for _, at := range []string{"2026-03-02T9:00:00Z", "2026-03-02T09:00:00,5Z", "2026-03-02T09:00:00+24:00", "2026-03-02T09:00:00.0000000001Z"} {
		var facts sla.Facts
		err := json.Unmarshal([]byte(`{"tickets":[{"id":"T","events":[{"at":"`+at+`","name":"opened"}]}]}`), &facts)
		var field *sla.FieldError
		if !errors.As(err, &field) || field.Path != "tickets[0].events[0].at" {
			t.Errorf("%s: %v", at, err)
		}
	}
}

// A stored tally tells damage and another version of the form apart.
func TestStoredTalliesAreCheckedAndVersioned(t *testing.T) {
	a, err := sla.New(edgeSpec())
	if err != nil {
		t.Fatal(err)
	}
	tally := a.NewTally()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, id := range []string{"A", "B", "C"} {
		tally.Add(&sla.Ticket{ID: id, Events: []sla.Event{{At: at, Name: "opened"}, {At: at.Add(5 * time.Hour), Name: "replied"}}})
	}
	data, err := tally.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	back := a.NewTally()
	if err := back.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	for i := range data {
		for bit := range 8 {
			flipped := bytes.Clone(data)
			flipped[i] ^= 1 << bit
			if err := a.NewTally().UnmarshalBinary(flipped); err == nil {
				t.Fatalf("byte %d, bit %d: a flipped bit is read", i, bit)
			}
		}
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"older":   {append([]byte("upheld tally 1\n"), data[15:]...), `version "1" of the form is not read`},
		"of late": {append([]byte("upheld tally 2\n"), data[15:]...), `version "2" of the form is not read`},
		"newer":   {append([]byte("upheld tally 33\n"), data[15:]...), `version "33" of the form is not read`},
		"other":   {[]byte("a file"), "does not begin as one"},
		"damaged": {data[:len(data)-1], "damaged"},
		"empty":   {nil, "does not begin as one"},
	} {
		if err := a.NewTally().UnmarshalBinary(c.data); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// A result tells of a bounded number of periods.
func TestAskedPeriodsAreBounded(t *testing.T) {
	spec := edgeSpec()
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := sla.ParsePeriod("1900-01-01/2189-12-31")
	if err != nil {
		t.Fatal(err)
	}
	asOf := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	if _, err := a.Evaluate(asked, sla.Facts{}, asOf); !errors.Is(err, sla.ErrRange) || !strings.Contains(err.Error(), "100000 periods") {
		t.Errorf("290 years of days: %v", err)
	}
	if r, err := a.Evaluate(sla.Year(2026), sla.Facts{}, asOf); err != nil || len(r.Outcomes) < 365 {
		t.Errorf("a year of days: %v", err)
	}
}

// Finding many duplicates costs as much for each as finding a few.
func BenchmarkDuplicateEvents(b *testing.B) {
	a, err := sla.New(edgeSpec())
	if err != nil {
		b.Fatal(err)
	}
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, n := range []int{200, 20_000} {
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: at, Name: "opened"}}}
		for i := range n {
			id := "e" + strings.Repeat("x", i%7) + time.Duration(i/2).String()
			ticket.Events = append(ticket.Events, sla.Event{At: at, Name: "noted", ID: id})
		}
		b.Run(fmt.Sprintf("events=%d", n), func(b *testing.B) {
			for b.Loop() {
				tally := a.NewTally()
				tally.Add(&ticket)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/event")
		})
	}
}
