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
	"github.com/upheld/upheld/sla"
)

// listening is an agreement whose words are opened, replied and resolved, the
// attributes status, priority and team, and some of their values.
func listening(change ...func(*sla.Spec)) sla.Spec {
	spec := sla.Spec{
		ID: "words", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
		Clocks: map[string]sla.Clock{
			"repair": {Start: sla.On("opened"), Stop: sla.On("resolved"), Pause: sla.While("status", "on hold", "waiting")},
		},
		Objectives: []sla.Objective{{
			ID: "repair", Clock: "repair", Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart, By: []string{"team"},
			Targets: []sla.Target{{When: sla.Where{"priority": sla.Is("P2", "tier-1")}, Within: "4h", Calendar: "office"}, {Within: "8h", Calendar: "office"}},
		}},
	}
	for _, c := range change {
		c(&spec)
	}
	return spec
}

func wordTicket(id string, event string, attrs ...[2]string) sla.Ticket {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	return sla.Ticket{ID: id, Attrs: attrs, Events: []sla.Event{{At: at, Name: "opened"}, {At: at.Add(time.Hour), Name: event}}}
}

func wordFindings(t *testing.T, spec sla.Spec, tickets ...sla.Ticket) []string {
	t.Helper()
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: tickets}, longAfter)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range r.Findings {
		if f.Code == sla.FindingWord || f.Code == sla.FindingUnmatched {
			all = append(all, fmt.Sprintf("%s: %s: %s: %s", f.Code, f.Subject, f.Path, f.Value))
		}
	}
	return all
}

// A word of tickets is told only if it is near a word of the agreement in its
// place, or equal to a word in another place that no ticket has.
func TestWordsNearThoseOfTheAgreement(t *testing.T) {
	const stop, hold, priority = "clocks.repair.stop.event", "clocks.repair.pause.while.status", "objectives[0].targets[0].when.priority"
	word := func(fact, path, own string) []string {
		return []string{fmt.Sprintf("unknown-word: %s: %s: %s", fact, path, own)}
	}
	for name, test := range map[string]struct {
		event string
		attrs sla.Attrs
		want  []string
	}{
		"the word itself":                {"resolved", sla.Attrs{{"status", "on hold"}, {"priority", "P2"}}, nil},
		"case":                           {"Resolved", nil, word("event Resolved", stop, "event resolved")},
		"a letter too few":               {"resolvd", nil, word("event resolvd", stop, "event resolved")},
		"two neighbours changed":         {"reslovde", nil, word("event reslovde", stop, "event resolved")},
		"three letters changed":          {"rasulvet", nil, nil},
		"two letters of four":            {"repair", sla.Attrs{{"teem", "x"}}, word("attribute teem", "objectives[0].by", "attribute team")},
		"two letters of four changed":    {"repair", sla.Attrs{{"toom", "x"}}, nil},
		"hyphen for space":               {"repair", sla.Attrs{{"status", "On-Hold"}}, word("status=On-Hold", hold, "status=on hold")},
		"another attribute's value":      {"repair", sla.Attrs{{"team", "On-Hold"}}, nil},
		"the letter is missing":          {"repair", sla.Attrs{{"priority", "2"}}, word("priority=2", priority, "priority=P2")},
		"another number is another name": {"repair", sla.Attrs{{"priority", "P3"}}, nil},
		"another tier":                   {"repair", sla.Attrs{{"priority", "tier-2"}}, nil},
		"case of a key":                  {"repair", sla.Attrs{{"Priority", "P2"}}, word("attribute Priority", priority, "attribute priority")},
		"a status that is an event":      {"repair", sla.Attrs{{"status", "resolved"}}, word("status=resolved", stop, "event resolved")},
		"of an attribute not named":      {"repair", sla.Attrs{{"phase", "resolved"}}, word("phase=resolved", stop, "event resolved")},
		"an event that is a status":      {"waiting", nil, word("event waiting", hold, "status=waiting")},
		"both, as is usual":              {"waiting", sla.Attrs{{"status", "waiting"}}, nil},
		"an event with a prefix":         {"reopened", nil, nil},
		"the other way":                  {"solved", nil, word("event solved", stop, "event resolved")},
		"nothing like it":                {"commented", sla.Attrs{{"colour", "red"}, {"status", "new"}}, nil},
		"long text":                      {strings.Repeat("resolved ", 20), nil, nil},
	} {
		if got := wordFindings(t, listening(), wordTicket("T", test.event, test.attrs...)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
		ignoring := listening(func(s *sla.Spec) { s.Policies.UnknownWords = sla.WordsIgnored })
		if got := wordFindings(t, ignoring, wordTicket("T", test.event, test.attrs...)); got != nil {
			t.Errorf("%s: ignored: %q", name, got)
		}
	}
}

// What a word is told for is told whether or not other tickets have the right
// one; a list is cut after a hundred, by name.
func TestWordsAreListedByName(t *testing.T) {
	var tickets []sla.Ticket
	for i := range 150 {
		tickets = append(tickets, wordTicket(fmt.Sprint("T", i), fmt.Sprintf("resolve%c%c", 'd'+rune(i%15), 'a'+rune(i/15))))
	}
	tickets = append(tickets, wordTicket("right", "resolved"))
	got := wordFindings(t, listening(), tickets...)
	if len(got) != 100 || !slices.IsSorted(got) || !strings.Contains(got[0], "event resolveda") {
		t.Errorf("%d: %q", len(got), got)
	}
}

// A misspelt word is told however many strange words came before it, and may be the
// last that a list remembers, or the first that it does not.
func TestAWordAfterManyStrangeOnes(t *testing.T) {
	for _, many := range []int{0, 126, 127, 128, 129, 1000} {
		var tickets []sla.Ticket
		for i := range many {
			strange := fmt.Sprintf("xq%04d", i)
			tickets = append(tickets, wordTicket(strange, strange, [2]string{"status", strange}, [2]string{"note" + strange, "x"}))
		}
		for i := range 3 { // heard, then known
			tickets = append(tickets, wordTicket(fmt.Sprint("T", i), "Resolved", [2]string{"status", "On-Hold"}, [2]string{"Priority", "P2"}))
		}
		got := wordFindings(t, listening(), tickets...)
		for _, want := range []string{"event Resolved", "status=On-Hold", "attribute Priority"} {
			if !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, want) }) {
				t.Errorf("after %d strange words %s is not told: %q", many, want, got)
			}
		}
	}
}

// Twenty tickets of which none can match a start or a stop are a finding,
// nineteen are none, and a single match takes it away.
func TestStartsAndStopsThatNothingMatches(t *testing.T) {
	byStatus := func(s *sla.Spec) {
		c := s.Clocks["repair"]
		c.Stop = sla.While("status", "done", "gone")
		s.Clocks["repair"] = c
	}
	byEither := func(s *sla.Spec) {
		c := s.Clocks["repair"]
		c.Stop = sla.Condition{Any: []sla.Condition{sla.On("resolved"), {ChangedTo: sla.Where{"status": sla.Is("done")}}}}
		s.Clocks["repair"] = c
	}
	for name, test := range map[string]struct {
		change  func(*sla.Spec)
		tickets int
		last    sla.Ticket
		want    []string
	}{
		"nineteen":      {func(*sla.Spec) {}, 18, wordTicket("last", "left"), nil},
		"twenty":        {func(*sla.Spec) {}, 19, wordTicket("last", "left"), []string{"never-matched: : clocks.repair.stop: resolved"}},
		"one matches":   {func(*sla.Spec) {}, 19, wordTicket("last", "resolved"), nil},
		"by attributes": {byStatus, 19, wordTicket("last", "left"), []string{"never-matched: : clocks.repair.stop.while.status: done, gone"}},
		"one has them":  {byStatus, 19, wordTicket("last", "left", [2]string{"status", "gone"}), nil},
		"by either": {byEither, 19, wordTicket("last", "left"), []string{
			"never-matched: : clocks.repair.stop.any[0]: resolved", "never-matched: : clocks.repair.stop.any[1].changed-to.status: done",
		}},
		"one has the first":  {byEither, 19, wordTicket("last", "resolved"), nil},
		"one has the second": {byEither, 19, wordTicket("last", "left", [2]string{"status", "done"}), nil},
		"anything but": {func(s *sla.Spec) {
			c := s.Clocks["repair"]
			c.Stop = sla.Condition{While: sla.Where{"status": sla.Not("new")}}
			s.Clocks["repair"] = c
		}, 19, wordTicket("last", "left"), nil},
	} {
		var tickets []sla.Ticket
		for i := range test.tickets {
			tickets = append(tickets, wordTicket(fmt.Sprint("T", i), "left"))
		}
		if got := wordFindings(t, listening(test.change), append(tickets, test.last)...); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// A word that a matrix or a later revision names is known.
func TestWordsOfAMatrixAndOfRevisionsAreKnown(t *testing.T) {
	spec := listening(func(s *sla.Spec) {
		s.Priority = &sla.Matrix{Urgency: []string{"high", "low"}, Impact: []sla.MatrixRow{{"wide", []string{"P1", "P2"}}, {"narrow", []string{"P2", "P4"}}}}
		s.Revisions = []sla.Revision{{From: "2026-06-01", Pins: sla.PinOpened, Change: sla.Spec{Clocks: map[string]sla.Clock{
			"repair": {Start: sla.On("opened"), Stop: sla.On("Resolved")},
		}}}}
	})
	got := wordFindings(t, spec, wordTicket("T", "Resolved", [2]string{"urgency", "high"}, [2]string{"impact", "wid"}))
	if want := []string{"unknown-word: impact=wid: priorities.impact: impact=wide"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestUnknownWordsAreAPolicyOfTheAgreement(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*sla.Spec)
		kind   error
		want   string
	}{
		"not stated": {func(s *sla.Spec) {
			s.Policies = sla.Policies{Reopen: sla.NewCycle, Retarget: sla.Restart, PauseBasis: sla.PauseOverlap, OpenNotDue: sla.NotDueMet, OpenPastDue: sla.PastDueMissed, Backwards: sla.BackwardsZero}
		}, sla.ErrMissing, "policies.unknown-words: missing: say whether words of tickets that are near a word of the agreement are findings: report or ignore"},
		"of a clock": {func(s *sla.Spec) {
			c := s.Clocks["repair"]
			c.UnknownWords = sla.WordsIgnored
			s.Clocks["repair"] = c
		}, sla.ErrConflict, `clocks.repair.unknown-words: "ignore": conflicts with another term: it is about all words of the agreement; state it in policies`},
		"misspelt": {func(s *sla.Spec) { s.Policies.UnknownWords = "ignored" }, sla.ErrUnknown, `policies.unknown-words: "ignored": unknown: did you mean "ignore"?`},
	} {
		_, err := sla.New(listening(test.change))
		if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

func TestWordsHeardAreAGroup(t *testing.T) { tape.Check(t, wordsHeardAreAGroup) }

// wordsHeardAreAGroup: tickets in any order, in tallies merged or written and
// read, are heard as in one batch; what is removed was never heard.
func wordsHeardAreAGroup(r *tape.Reader) error {
	a, err := sla.New(listening())
	if err != nil {
		return err
	}
	draw := func(id string) sla.Ticket {
		k := wordTicket(id, tape.Pick(r, "resolved", "Resolved", "solved", "waiting", "left", "resolvd"))
		for range r.Int(4) {
			k.Attrs = append(k.Attrs, [2]string{tape.Pick(r, "status", "Status", "state", "priority", "team"), tape.Pick(r, "", "P2", "2", "p2", "waiting", "on-hold", "resolved", "red")})
		}
		return k
	}
	one, parts := a.NewTally(), [2]*sla.Tally{a.NewTally(), a.NewTally()}
	var tickets []sla.Ticket
	for i := range r.Int(30) {
		k := draw(fmt.Sprint("T", i))
		if r.Int(4) == 0 { // comes and goes, in whichever order
			one.Add(&k)
			one.Remove(&k)
			parts[r.Int(2)].Remove(&k)
			parts[r.Int(2)].Add(&k)
			continue
		}
		tickets = append(tickets, k)
		one.Add(&k)
		parts[r.Int(2)].Add(&k)
	}
	data, err := parts[1].MarshalBinary()
	if err != nil {
		return err
	}
	read := a.NewTally()
	if err := read.UnmarshalBinary(data); err != nil {
		return err
	}
	if err := parts[0].Merge(read); err != nil {
		return err
	}
	first, err := one.MarshalBinary()
	if err != nil {
		return err
	}
	if second, err := parts[0].MarshalBinary(); err != nil || !bytes.Equal(first, second) {
		return fmt.Errorf("%x\n%x %w", first, second, err)
	}
	batch, err := a.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: tickets}, longAfter)
	if err != nil {
		return err
	}
	live, err := parts[0].Result(sla.Month(2026, time.March), longAfter)
	if err != nil || !slices.Equal(batch.Findings, live.Findings) {
		return fmt.Errorf("%v\n%v %w", batch.Findings, live.Findings, err)
	}
	for i := range tickets {
		parts[0].Remove(&tickets[i])
	}
	empty, _ := a.NewTally().MarshalBinary()
	if rest, err := parts[0].MarshalBinary(); err != nil || !bytes.Equal(rest, empty) {
		return fmt.Errorf("what is left of nothing: %x %w", rest, err)
	}
	parts[0].Remove(&sla.Ticket{ID: "never", Events: []sla.Event{{At: longAfter, Name: "left"}}})
	if _, err := parts[0].Result(sla.Month(2026, time.March), longAfter); !errors.Is(err, sla.ErrConflict) {
		return fmt.Errorf("a ticket that was never added was removed: %v", err)
	}
	return nil
}
