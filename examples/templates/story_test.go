package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

var period = sla.Month(2026, time.March)

// story is a month of facts, with what was worked out by hand for its tickets and for the
// month.
type story struct {
	facts   sla.Facts
	tickets map[string][]string // "response missed 1s", by ticket
	results []string            // "response missed 5 of 9", "owed 100.00 USD"
	odd     []string            // codes of findings
}

// read reads a month of a story; a line is a ticket, another fact, or a result.
func read(text string, zone *time.Location) (s story, err error) {
	s.tickets = map[string][]string{}
	at := func(date, clock string) time.Time {
		layout := "2006-01-02 15:04:05"
		if strings.Count(clock, ":") == 1 {
			layout = "2006-01-02 15:04"
		}
		t, parseErr := time.ParseInLocation(layout, "2026-"+date+" "+clock, zone)
		if parseErr != nil && err == nil {
			err = parseErr
		}
		return t
	}
	number := func(text string) int64 {
		n, parseErr := strconv.ParseInt(strings.TrimPrefix(text, "x"), 10, 64)
		if parseErr != nil && err == nil {
			err = parseErr
		}
		return n
	}
	length := func(text string) time.Duration {
		d, parseErr := time.ParseDuration(text)
		if parseErr != nil && err == nil {
			err = parseErr
		}
		return d
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		f := strings.Fields(line)
		switch {
		case line == "" || line[0] == '#':
		case f[0] == "=":
			s.results = append(s.results, strings.Join(f[1:], " "))
		case f[0] == "finding":
			s.odd = append(s.odd, f[1])
		case f[0] == "outage":
			from := at(f[2], f[3])
			s.facts.Outages = append(s.facts.Outages, sla.Outage{Of: f[1], From: from, To: from.Add(length(f[4])), ID: fmt.Sprint(len(s.facts.Outages))})
		case f[0] == "exclusion":
			from := at(f[2], f[3])
			s.facts.Exclusions = append(s.facts.Exclusions, sla.Exclusion{Of: f[1], From: from, To: from.Add(length(f[4])), Noticed: at(f[5], f[6]), Reason: "maintenance"})
		case f[0] == "state":
			s.facts.States = append(s.facts.States, sla.State{Of: f[1], At: at(f[2], f[3]), Is: f[4]})
		case f[0] == "count":
			s.facts.Counts = append(s.facts.Counts, sla.Count{Of: f[1], At: at(f[2], f[3]), Good: number(f[4]), Total: number(f[5])})
		case f[0] == "sample":
			for i := range number(f[5]) {
				s.facts.Samples = append(s.facts.Samples, sla.Sample{Of: f[1], At: at(f[2], f[3]).Add(time.Duration(i)), Value: decimal.RequireFromString(f[4])})
			}
		case f[0] == "charge":
			s.facts.Charges = append(s.facts.Charges, sla.Charge{Period: period, Amount: decimal.RequireFromString(f[1])})
		default:
			head, rest, _ := strings.Cut(line, ": ")
			happened, want, _ := strings.Cut(rest, " => ")
			name, attrs, _ := strings.Cut(head, " ")
			times := int64(1)
			if name == "repeat" {
				var n string
				n, attrs, _ = strings.Cut(attrs, " ")
				times = number(n)
			}
			var set sla.Attrs
			for _, pair := range strings.Split(attrs, ",") {
				if key, value, ok := strings.Cut(pair, "="); ok {
					set = append(set, [2]string{key, value})
				}
			}
			for i := range times {
				t := sla.Ticket{ID: name, Attrs: set}
				if name == "repeat" {
					t.ID = fmt.Sprintf("r%d-%d", len(s.facts.Tickets), i)
				}
				for _, e := range strings.Split(happened, "; ") {
					w := strings.Fields(e)
					event := sla.Event{At: at(w[0], w[1]), Name: w[2]}
					if key, value, ok := strings.Cut(w[len(w)-1], "="); ok {
						event.Set = sla.Attrs{{key, value}}
						event.Name, _, _ = strings.Cut(w[2], "=")
					}
					t.Events = append(t.Events, event)
				}
				s.facts.Tickets = append(s.facts.Tickets, t)
				s.tickets[t.ID] = strings.Split(want, "; ")
			}
		}
	}
	return s, err
}

// Each template has no finding, and a month of facts comes to what was worked out by hand,
// on both sides of each limit: afterwards and live.
func TestStories(t *testing.T) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil || len(names) != 8 {
		t.Fatalf("%d templates: %v", len(names), err)
	}
	for _, file := range names {
		name := strings.TrimSuffix(file, ".yaml")
		t.Run(name, func(t *testing.T) {
			agreement, err := specfile.Open(files, file, sla.Sources{})
			if err != nil {
				t.Fatal(err)
			}
			if found := agreement.Findings(); len(found) > 0 {
				t.Errorf("findings: %v", found)
			}
			text, err := os.ReadFile("stories/" + name + ".story")
			if err != nil {
				t.Fatal(err)
			}
			judged := map[string]bool{}
			for i, month := range strings.Split(string(text), "---\n") {
				s, err := read(month, agreement.Location())
				if err != nil {
					t.Fatalf("month %d: %v", i+1, err)
				}
				for verdict := range s.check(t, agreement, i+1) {
					judged[verdict] = true
				}
			}
			for _, o := range agreement.Spec().Objectives {
				for _, verdict := range []string{" met", " missed"} {
					if !judged[o.ID+verdict] {
						t.Errorf("no month of the story says %s%s", o.ID, verdict)
					}
				}
			}
		})
	}
}

// check holds a month against what was worked out, and gives the verdicts that it has.
func (s *story) check(t *testing.T, agreement *sla.Agreement, month int) map[string]bool {
	t.Helper()
	_, asOf := agreement.Bounds(period)
	result, err := agreement.Evaluate(period, s.facts, asOf)
	if err != nil {
		t.Fatal(err)
	}
	var odd []string
	for _, f := range result.Findings {
		odd = append(odd, string(f.Code))
	}
	if !slices.Equal(odd, s.odd) {
		t.Errorf("month %d: findings %v, want %v: %v", month, odd, s.odd, result.Findings)
	}
	breaches := map[string]string{} // "missed 1s", by ticket and objective
	for b := range result.Breaches() {
		breaches[b.Ticket+" "+b.Objective] = "missed " + b.Overrun.String()
	}
	missed := 0
	for i := range s.facts.Tickets {
		ticket := &s.facts.Tickets[i]
		live := map[string]string{}
		for _, r := range agreement.Track(ticket, asOf) {
			live[r.Objective] = string(r.Verdict)
			if r.Verdict == sla.Missed {
				live[r.Objective] += " " + r.Overrun.String()
			}
		}
		for _, want := range s.tickets[ticket.ID] {
			objective, says, _ := strings.Cut(want, " ")
			got, late := breaches[ticket.ID+" "+objective]
			switch {
			case says != "met" && says != "-":
				missed++
				by, err := time.ParseDuration(strings.TrimPrefix(says, "missed "))
				if err != nil {
					t.Fatal(err)
				}
				says = "missed " + by.String()
				if got != says || live[objective] != says {
					t.Errorf("month %d, ticket %s: %s %q, live %q, want %q", month, ticket.ID, objective, got, live[objective], says)
				}
			case late || says == "met" && live[objective] != "met":
				t.Errorf("month %d, ticket %s: %s %q, live %q, want %q", month, ticket.ID, objective, got, live[objective], says)
			}
		}
	}
	if len(breaches) != missed {
		t.Errorf("month %d: %d breaches, want %d: %v", month, len(breaches), missed, breaches)
	}
	verdicts := map[string]bool{}
	for _, want := range s.results {
		objective, says, _ := strings.Cut(want, " ")
		got := ""
		if objective == "owed" {
			got = result.Statement().Total.String()
		}
		for i := range result.Outcomes {
			o := &result.Outcomes[i]
			if o.Objective != objective || len(o.Group) > 0 {
				continue
			}
			got = string(o.Verdict)
			verdicts[o.Objective+" "+got] = true
			if strings.Contains(says, " of ") {
				got += fmt.Sprintf(" %d of %d", o.Good, o.Total)
			}
		}
		if got != says {
			t.Errorf("month %d: %s %q, want %q", month, objective, got, says)
		}
	}
	return verdicts
}

func TestTheListOfTemplates(t *testing.T) {
	var out bytes.Buffer
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Count(text, "\n\n") != 7 || !strings.Contains(text, "it-support: IT support\n  First response ") || !strings.Contains(text, "at least 60") {
		t.Errorf("the list:\n%s", text)
	}
	out.Reset()
	if err := run(&out, "bank"); err != nil || !strings.HasPrefix(out.String(), "sla: v1\n") {
		t.Errorf("a file: %v, %q", err, out.String())
	}
	if err := run(&out, "no-such"); err == nil {
		t.Error("a file that is not there")
	}
}
