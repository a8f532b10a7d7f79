package sla_test

import (
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

func crisisSpec(crises ...sla.Crisis) sla.Spec {
	spec := ladderSpec()
	spec.Escalations["crisis"] = []sla.Level{
		{At: "crisis", Tell: []string{"crisis-lead", "head-of-service"}},
		{At: "+30m wall", Every: "30m", Tell: []string{"customer-contact"}},
	}
	for i := range crises {
		crises[i].Escalate = "crisis"
	}
	spec.Crises = crises
	return spec
}

// clockTime reads an instant of 5 March 2026 such as 10:15 or 10:30:00.000000001.
func clockTime(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	layout := "2006-01-02 15:04"
	if strings.Count(text, ":") == 2 {
		layout = "2006-01-02 15:04:05.999999999"
	}
	return must(time.Parse(layout, "2026-03-05 "+text))
}

// outageOf reads an outage such as "portal 10:00-10:20 INC-1 137 in 3000"; without an end
// it goes on.
func outageOf(text string) sla.Outage {
	part := strings.SplitN(text+"   ", " ", 4)
	from, to, _ := strings.Cut(part[1], "-")
	return sla.Outage{Of: part[0], From: clockTime(from), To: clockTime(to), ID: part[2], Share: strings.TrimSpace(part[3])}
}

func outagesOf(texts ...string) (f sla.Facts) {
	for _, text := range texts {
		f.Outages = append(f.Outages, outageOf(text))
	}
	return f
}

// crisesText are the alarms as key without the date and instant, those to come in brackets.
func crisesText(alarms []sla.Alarm, now time.Time) string {
	var all []string
	for _, a := range alarms {
		text := strings.ReplaceAll(a.Key, "2026-03-05T", "") + " " + a.At.Format("15:04:05.999999999")
		if a.At.After(now) {
			text = "[" + text + "]"
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func TestCrisesOfServicesThatAreDown(t *testing.T) {
	over, least := sla.Crisis{ID: "down", Down: "over 30m"}, sla.Crisis{ID: "down", Down: "at least 30m"}
	exclusion := func(from, to, noticed string) sla.Facts {
		f := outagesOf("portal 10:00-11:00")
		f.Exclusions = []sla.Exclusion{{Of: "portal", From: clockTime(from), To: clockTime(to), Noticed: clockTime(noticed), Reason: "maintenance"}}
		return f
	}
	for _, c := range []struct {
		name   string
		crisis sla.Crisis
		facts  sla.Facts
		now    string
		want   string
	}{
		{"joined where they overlap", over, outagesOf("portal 10:00-10:20", "portal 10:15-10:40"), "12:00", "down/portal/10:00:00Z/crisis.1 10:30:00"},
		{"joined where they abut", over, outagesOf("portal 10:20-10:40", "portal 10:00-10:20"), "12:00", "down/portal/10:00:00Z/crisis.1 10:30:00"},
		{"a gap of a nanosecond", over, outagesOf("portal 10:00-10:20", "portal 10:20:00.000000001-10:40"), "12:00", ""},
		{"two pieces", over, outagesOf("portal 10:00-10:20", "portal 10:25-10:50"), "12:00", ""},
		{"ended at the instant", over, outagesOf("portal 10:00-10:30"), "12:00", ""},
		{"ended a nanosecond later", over, outagesOf("portal 10:00-10:30:00.000000001"), "12:00", "down/portal/10:00:00Z/crisis.1 10:30:00"},
		{"at least, ended at the instant", least, outagesOf("portal 10:00-10:30"), "12:00", "down/portal/10:00:00Z/crisis.1 10:30:00"},
		{"at least, ended before", least, outagesOf("portal 10:00-10:29:59.999999999"), "12:00", ""},
		{"two services", over, outagesOf("portal 10:00-10:20", "mail 10:15-10:40"), "12:00", ""},
		{"a service of others", sla.Crisis{ID: "down", Down: "over 30m", Service: []string{"mail"}}, outagesOf("portal 10:00-11:00"), "12:00", ""},
		{"a service that is named", sla.Crisis{ID: "down", Down: "over 30m", Service: []string{"mail", "portal"}}, outagesOf("portal 10:00-10:31"), "12:00", "down/portal/10:00:00Z/crisis.1 10:30:00"},
		{"again and again until it is up", over, outagesOf("portal 10:00-11:30"), "12:00", "down/portal/10:00:00Z/crisis.1 10:30:00, down/portal/10:00:00Z/crisis.2 11:00:00, down/portal/10:00:00Z/crisis.2/2 11:30:00"},
		{"up a nanosecond before a repetition", over, outagesOf("portal 10:00-11:29:59.999999999"), "12:00", "down/portal/10:00:00Z/crisis.1 10:30:00, down/portal/10:00:00Z/crisis.2 11:00:00"},
		{"before the crisis", over, outagesOf("portal 10:00"), "10:29:59.999999999", "[down/portal/10:00:00Z/crisis.1 10:30:00], [down/portal/10:00:00Z/crisis.2 11:00:00]"},
		{"at the crisis", over, outagesOf("portal 10:00"), "10:30", "down/portal/10:00:00Z/crisis.1 10:30:00, [down/portal/10:00:00Z/crisis.2 11:00:00]"},
		{"an end that is still to come", over, outagesOf("portal 10:00-10:35"), "10:30", "down/portal/10:00:00Z/crisis.1 10:30:00, [down/portal/10:00:00Z/crisis.2 11:00:00]"},
		{"an end just now", over, outagesOf("portal 10:00-10:30"), "10:30", ""},
		{"a beginning that is still to come", over, outagesOf("portal 10:00"), "09:59", ""},
		{"an outage without length", over, outagesOf("portal 10:00-10:20", "portal 10:20-10:20", "portal 10:21-10:40"), "12:00", ""},
		{"announced maintenance within", over, exclusion("10:20", "10:40", "09:00"), "12:00", ""},
		{"announced at its beginning", over, exclusion("10:20", "10:40", "10:20"), "12:00", ""},
		{"announced too late", over, exclusion("10:20", "10:40", "10:20:00.000000001"), "12:00", "down/portal/10:00:00Z/crisis.1 10:30:00, down/portal/10:00:00Z/crisis.2 11:00:00"},
		{"not announced", over, exclusion("10:20", "10:40", ""), "12:00", "down/portal/10:00:00Z/crisis.1 10:30:00, down/portal/10:00:00Z/crisis.2 11:00:00"},
		{"maintenance at the beginning", over, exclusion("09:00", "10:10", "09:00"), "12:00", "down/portal/10:10:00Z/crisis.1 10:40:00"},
		{"maintenance that leaves half an hour", over, exclusion("09:00", "10:30", "09:00"), "12:00", ""},
		{"nobody is affected", over, outagesOf("portal 10:00-11:00 A 0 in 3000"), "12:00", ""},
		{"some are affected", over, outagesOf("portal 10:00-10:40 A 3%"), "12:00", "down/portal/10:00:00Z/crisis.1 10:30:00"},
		{"over nothing", sla.Crisis{ID: "down", Down: "over 0s"}, outagesOf("portal 10:00-10:01"), "12:00", "down/portal/10:00:00Z/crisis.1 10:00:00"},
	} {
		alarms, found := must(sla.New(crisisSpec(c.crisis))).Crises(c.facts, clockTime(c.now))
		if got := crisesText(alarms, clockTime(c.now)); got != c.want || len(found) > 0 {
			t.Errorf("%s:\n%s, want\n%s; %v", c.name, got, c.want, found)
		}
	}
}

func TestCrisesOfStates(t *testing.T) {
	state := func(at, is string) sla.State { return sla.State{Of: "portal", At: clockTime(at), Is: is} }
	for _, c := range []struct {
		states []sla.State
		want   string
	}{
		{[]sla.State{state("10:00", "down"), state("10:10", "down"), state("10:40", "up")}, "down/portal/10:00:00Z/crisis.1 10:30:00"},
		{[]sla.State{state("10:40", "up"), state("10:00", "down")}, "down/portal/10:00:00Z/crisis.1 10:30:00"},
		{[]sla.State{state("10:00", "down"), state("10:20", "up"), state("10:21", "down"), state("10:50", "up")}, ""},
		{[]sla.State{state("10:00", "down"), state("10:20", "no-data"), state("10:21", "down"), state("10:50", "up")}, ""},
		{[]sla.State{state("10:00", "down"), state("10:20", "up"), state("10:20", "down"), state("10:40", "up")}, "down/portal/10:00:00Z/crisis.1 10:30:00"},
		{[]sla.State{state("10:00", "degraded"), state("10:40", "up")}, ""},
	} {
		alarms, found := must(sla.New(crisisSpec(sla.Crisis{ID: "down", Down: "over 30m"}))).Crises(sla.Facts{States: c.states}, clockTime("10:59"))
		if got := crisesText(alarms, clockTime("10:59")); got != c.want || len(found) > 0 {
			t.Errorf("%v:\n%s, want\n%s; %v", c.states, got, c.want, found)
		}
	}
}

// Outages with attributes are about members, which are down by themselves; an outage
// without attributes is about all of them and tells its crisis once.
func TestCrisesOfMembers(t *testing.T) {
	unit := func(number, text string) sla.Outage {
		o := outageOf(text)
		o.Attrs = sla.Attrs{{"unit", number}}
		return o
	}
	window := func(number string) sla.Exclusion {
		x := sla.Exclusion{Of: "portal", From: clockTime("10:20"), To: clockTime("10:30"), Noticed: clockTime("09:00"), Reason: "maintenance"}
		if number != "" {
			x.Attrs = sla.Attrs{{"unit", number}}
		}
		return x
	}
	for _, c := range []struct {
		name  string
		facts sla.Facts
		want  string
	}{
		{"two members", sla.Facts{Outages: []sla.Outage{unit("1", "portal 10:00-10:20"), unit("2", "portal 10:15-10:40")}}, ""},
		{"one member", sla.Facts{Outages: []sla.Outage{unit("1", "portal 10:00-10:20"), unit("1", "portal 10:15-10:40")}}, "down/portal[unit=1]/10:00:00Z/crisis.1 10:30:00"},
		{"a member after all", sla.Facts{Outages: []sla.Outage{unit("1", "portal 10:20-10:40"), outageOf("portal 10:00-10:20")}}, "down/portal[unit=1]/10:00:00Z/crisis.1 10:30:00"},
		{"a member before all", sla.Facts{Outages: []sla.Outage{unit("1", "portal 10:00-10:20"), outageOf("portal 10:20-10:40"), outageOf("portal 10:50-10:51")}}, "down/portal[unit=1]/10:00:00Z/crisis.1 10:30:00"},
		{"a member between", sla.Facts{Outages: []sla.Outage{unit("1", "portal 10:20-10:25"), outageOf("portal 10:00-10:20"), outageOf("portal 10:25-10:40")}}, "down/portal[unit=1]/10:00:00Z/crisis.1 10:30:00"},
		{"a member within all", sla.Facts{Outages: []sla.Outage{unit("1", "portal 10:10-10:50"), outageOf("portal 10:00-10:55")}}, "down/portal/10:00:00Z/crisis.1 10:30:00"},
		{"maintenance of one", sla.Facts{Outages: []sla.Outage{unit("1", "portal 10:00-10:40"), unit("2", "portal 10:00-10:40")}, Exclusions: []sla.Exclusion{window("2")}}, "down/portal[unit=1]/10:00:00Z/crisis.1 10:30:00"},
		{"maintenance of all", sla.Facts{Outages: []sla.Outage{unit("1", "portal 10:00-10:40"), unit("2", "portal 10:00-10:40")}, Exclusions: []sla.Exclusion{window("")}}, ""},
		{"maintenance of both kinds", sla.Facts{Outages: []sla.Outage{unit("1", "portal 10:00-10:59")}, Exclusions: []sla.Exclusion{window("1"), {
			Of: "portal", From: clockTime("10:30"), To: clockTime("10:40"), Noticed: clockTime("09:00"), Reason: "maintenance",
		}}}, ""},
		{"states of a member", sla.Facts{States: []sla.State{
			{Of: "portal", At: clockTime("10:00"), Is: "down", Attrs: sla.Attrs{{"unit", "1"}}}, {Of: "portal", At: clockTime("10:05"), Is: "up", Attrs: sla.Attrs{{"unit", "2"}}},
			{Of: "portal", At: clockTime("10:40"), Is: "up", Attrs: sla.Attrs{{"unit", "1"}}},
		}}, "down/portal[unit=1]/10:00:00Z/crisis.1 10:30:00"},
	} {
		alarms, _ := must(sla.New(crisisSpec(sla.Crisis{ID: "down", Down: "over 30m"}))).Crises(c.facts, clockTime("10:59"))
		if got := crisesText(alarms, clockTime("10:59")); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
	}
}

func TestCrisesOfThoseAffected(t *testing.T) {
	count, share := sla.Crisis{ID: "many", Affected: "over 100"}, sla.Crisis{ID: "many", Affected: "at least 10%"}
	unknown := func(incident string) string { return "affected-unknown portal crises.many " + incident }
	for _, c := range []struct {
		name   string
		crisis sla.Crisis
		facts  sla.Facts
		want   string
		found  string
	}{
		{"137", count, outagesOf("portal 10:00-10:20 INC-1 137 in 3000"), "many/portal/INC-1/crisis.1 10:00:00", ""},
		{"100", count, outagesOf("portal 10:00-10:20 INC-1 100 in 3000"), "", ""},
		{"101", count, outagesOf("portal 10:00-10:20 INC-1 101 in 3000"), "many/portal/INC-1/crisis.1 10:00:00", ""},
		{"two incidents are not added up", count, outagesOf("portal 10:00-10:20 INC-1 80 in 3000", "portal 10:00-10:20 INC-2 60 in 3000"), "", ""},
		{"nor outages of one incident", count, outagesOf("portal 10:00-10:20 INC-1 80 in 3000", "portal 10:00-10:20 INC-1 60 in 3000"), "", ""},
		{"the highest of an incident", count, outagesOf("portal 10:00-10:10 INC-1 80 in 3000", "portal 10:10-10:20 INC-1 137 in 3000"), "many/portal/INC-1/crisis.1 10:10:00", ""},
		{"an incident goes on with fewer", count, outagesOf("portal 10:00-10:10 INC-1 137 in 3000", "portal 10:10-10:30 INC-1 8 in 3000"), "many/portal/INC-1/crisis.1 10:00:00, many/portal/INC-1/crisis.2 10:30:00", ""},
		{"outages without an ID that abut", count, outagesOf("portal 10:00-10:10  80 in 3000", "portal 10:10-10:20  137 in 3000"), "many/portal/10:00:00Z/crisis.1 10:10:00", ""},
		{"outages without an ID that do not", count, outagesOf("portal 10:00-10:10  180 in 3000", "portal 10:11-10:20  137 in 3000"), "many/portal/10:00:00Z/crisis.1 10:00:00, many/portal/10:11:00Z/crisis.1 10:11:00", ""},
		{"no count", count, outagesOf("portal 10:00-10:20 INC-1 30%"), "", unknown("portal/INC-1")},
		{"no share", count, outagesOf("portal 10:00-10:20 INC-1"), "", unknown("portal/INC-1")},
		{"one count is enough", count, outagesOf("portal 10:00-10:20 INC-1 30%", "portal 10:05-10:20 INC-1 137 in 3000"), "many/portal/INC-1/crisis.1 10:05:00", unknown("portal/INC-1")},
		{"10% by a share", share, outagesOf("portal 10:00-10:20 INC-1 10%"), "many/portal/INC-1/crisis.1 10:00:00", ""},
		{"10% by a count", share, outagesOf("portal 10:00-10:20 INC-1 300 in 3000"), "many/portal/INC-1/crisis.1 10:00:00", ""},
		{"below 10%", share, outagesOf("portal 10:00-10:20 INC-1 299 in 3000"), "", ""},
		{"all", share, outagesOf("portal 10:00-10:20 INC-1"), "many/portal/INC-1/crisis.1 10:00:00", ""},
		{"a share that cannot be read", count, outagesOf("portal 10:00-10:20 INC-1 many"), "", "unreadable portal share many"},
		{"more than all", count, outagesOf("portal 10:00-10:20 INC-1 137 in 100"), "", "unreadable portal share 137 in 100"},
		{"backwards", count, outagesOf("portal 10:20-10:00 INC-1 137 in 3000"), "", "interval-backwards portal  INC-1"},
		{"an ID with a slash", count, outagesOf("portal 10:00-10:20 INC/1 137 in 3000"), "many/portal/INC%2F1/crisis.1 10:00:00", ""},
	} {
		alarms, findings := must(sla.New(crisisSpec(c.crisis))).Crises(c.facts, clockTime("10:59"))
		var found []string
		for _, f := range findings {
			found = append(found, strings.Join([]string{string(f.Code), f.Subject, f.Path, f.Value}, " "))
		}
		if got := crisesText(alarms, clockTime("10:59")); got != c.want || strings.Join(found, "; ") != c.found {
			t.Errorf("%s:\n%s, want\n%s; found %q, want %q", c.name, got, c.want, found, c.found)
		}
	}
	// Announced maintenance affects nobody.
	facts := outagesOf("portal 10:00-10:20 INC-1 137 in 3000")
	facts.Exclusions = []sla.Exclusion{{Of: "portal", From: clockTime("09:00"), To: clockTime("10:05"), Noticed: clockTime("08:00"), Reason: "maintenance"}}
	alarms, _ := must(sla.New(crisisSpec(count))).Crises(facts, clockTime("10:59"))
	if got := crisesText(alarms, clockTime("10:59")); got != "many/portal/INC-1/crisis.1 10:05:00" {
		t.Error(got)
	}
	// One incident of several members is one crisis.
	for i := range 2 {
		o := outageOf("portal 10:00-10:20 INC-1 137 in 3000")
		o.Attrs = sla.Attrs{{"unit", fmt.Sprint(i)}}
		facts.Outages = append(facts.Outages, o)
	}
	alarms, _ = must(sla.New(crisisSpec(count))).Crises(facts, clockTime("10:59"))
	if len(alarms) != 1 {
		t.Error(crisesText(alarms, clockTime("10:59")))
	}
}

// Three tickets within an hour: the third makes the crisis, and it ends once fewer lie
// within an hour.
func TestCrisesOfTickets(t *testing.T) {
	over := sla.Crisis{ID: "flood", Tickets: "over 2 within 1h", When: sla.Where{"category": sla.Is("network")}}
	least := sla.Crisis{ID: "flood", Tickets: "at least 2 within 1h", When: over.When}
	at := func(category string, times ...string) (all []sla.Ticket) {
		for i, text := range times {
			all = append(all, sla.Ticket{ID: fmt.Sprint(category, i), Attrs: sla.Attrs{{"category", category}}, Events: []sla.Event{named("opened", clockTime(text)), named("noted", clockTime("23:00"))}})
		}
		return all
	}
	late := at("mail", "10:10")
	late[0].Events = append(late[0].Events, sla.Event{Name: "moved", At: clockTime("10:11"), Set: sla.Attrs{{"category", "network"}}})
	same := at("mail", "10:10")
	same[0].Events = append(same[0].Events, sla.Event{Name: "sorted", Seq: 1, At: clockTime("10:10"), Set: sla.Attrs{{"category", "network"}}})
	for _, c := range []struct {
		name    string
		crisis  sla.Crisis
		tickets []sla.Ticket
		now     string
		want    string
	}{
		{"three within an hour", over, at("network", "10:00", "10:10", "11:00"), "11:59", "flood/11:00:00Z/crisis.1 11:00:00"},
		{"a nanosecond too late", over, at("network", "10:00", "10:10", "11:00:00.000000001"), "11:59", ""},
		{"in any order", over, at("network", "10:50", "10:00", "10:10"), "11:59", "flood/10:50:00Z/crisis.1 10:50:00"},
		{"two are not over two", over, at("network", "10:00", "10:10"), "11:59", ""},
		{"two are at least two", least, at("network", "10:00", "10:10"), "10:20", "flood/10:10:00Z/crisis.1 10:10:00, [flood/10:10:00Z/crisis.2 10:40:00]"},
		// It goes on while one of 10:00 lies within an hour, that is until 11:00.
		{"told again until it ends", over, at("network", "10:00", "10:10", "10:30"), "11:59", "flood/10:30:00Z/crisis.1 10:30:00, flood/10:30:00Z/crisis.2 11:00:00"},
		{"more tickets prolong it", over, at("network", "10:00", "10:10", "10:30", "11:00"), "11:59", "flood/10:30:00Z/crisis.1 10:30:00, flood/10:30:00Z/crisis.2 11:00:00"},
		{"a new crisis after it ended at 11:10", over, at("network", "10:00", "10:10", "10:30", "10:50", "11:20"), "11:30", "flood/10:30:00Z/crisis.1 10:30:00, flood/10:30:00Z/crisis.2 11:00:00, flood/11:20:00Z/crisis.1 11:20:00"},
		{"more tickets prolong it further", over, at("network", "10:00", "10:10", "10:30", "10:50", "11:10"), "11:59", "flood/10:30:00Z/crisis.1 10:30:00, flood/10:30:00Z/crisis.2 11:00:00, flood/10:30:00Z/crisis.2/2 11:30:00"},
		{"a second crisis", over, at("network", "10:00", "10:01", "10:02", "12:00", "12:01", "12:02"), "12:05", "flood/10:02:00Z/crisis.1 10:02:00, flood/10:02:00Z/crisis.2 10:32:00, flood/12:02:00Z/crisis.1 12:02:00, [flood/12:02:00Z/crisis.2 12:32:00]"},
		{"before the third", over, at("network", "10:00", "10:10", "10:30"), "10:29", ""},
		{"others", over, append(at("network", "10:00", "10:20"), at("mail", "10:10")...), "11:59", ""},
		{"moved there after its opening", over, append(at("network", "10:00", "10:20"), late...), "11:59", ""},
		{"moved there at its opening", over, append(at("network", "10:00", "10:50"), same...), "11:10", "flood/10:50:00Z/crisis.1 10:50:00"},
		{"a ticket without events", over, append(at("network", "10:00", "10:20"), sla.Ticket{ID: "none", Attrs: sla.Attrs{{"category", "network"}}}), "11:59", ""},
	} {
		agreement := must(sla.New(crisisSpec(c.crisis)))
		alarms, found := agreement.Crises(sla.Facts{Tickets: c.tickets}, clockTime(c.now))
		if got := crisesText(alarms, clockTime(c.now)); got != c.want || len(found) > 0 {
			t.Errorf("%s:\n%s, want\n%s; %v", c.name, got, c.want, found)
		}
	}
}

// A priority that is derived counts in when.
func TestCrisesOfDerivedPriorities(t *testing.T) {
	spec := crisisSpec(sla.Crisis{ID: "flood", Tickets: "over 1 within 1h", When: sla.Where{"priority": sla.Is("P1")}})
	spec.Priority = &sla.Matrix{Urgency: []string{"high", "low"}, Impact: []sla.MatrixRow{{Impact: "all", Priorities: []string{"P1", "P2"}}}}
	var facts sla.Facts
	for i, urgency := range []string{"high", "low", "high"} {
		facts.Tickets = append(facts.Tickets, sla.Ticket{ID: fmt.Sprint(i), Attrs: sla.Attrs{{"impact", "all"}, {"urgency", urgency}}, Events: []sla.Event{named("opened", clockTime(fmt.Sprint("10:0", i)))}})
	}
	alarms, _ := must(sla.New(spec)).Crises(facts, clockTime("10:10"))
	if got, want := crisesText(alarms, clockTime("10:10")), "flood/10:02:00Z/crisis.1 10:02:00, [flood/10:02:00Z/crisis.2 10:32:00]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestAlarmsOfACrisis(t *testing.T) {
	spec := crisisSpec(sla.Crisis{ID: "down", Level: 1, Down: "over 30m", Response: "crisis team"})
	alarms, _ := must(sla.New(spec)).Crises(outagesOf("portal 10:00-10:40"), clockTime("12:00"))
	want := sla.Alarm{
		Key: "down/portal/2026-03-05T10:00:00Z/crisis.1", At: clockTime("10:30"), Mark: "crisis", Level: 1,
		Tell: []string{"crisis-lead", "head-of-service"}, Crisis: "down", Incident: "portal/2026-03-05T10:00:00Z",
	}
	if len(alarms) != 1 || fmt.Sprint(alarms[0]) != fmt.Sprint(want) {
		t.Fatalf("%+v, want\n%+v", alarms, want)
	}
	text, err := alarms[0].MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var read sla.Alarm
	if err := read.UnmarshalJSON(text); err != nil || fmt.Sprint(read) != fmt.Sprint(want) {
		t.Errorf("%s reads as %+v: %v", text, read, err)
	}
	// Without a ladder, and without a level at crisis, the crisis is still told.
	for name, levels := range map[string][]sla.Level{"crisis": nil, "crisis, +5m wall": {{At: "+5m wall"}}} {
		spec.Crises[0].Escalate = ""
		if delete(spec.Escalations, "crisis"); levels != nil {
			spec.Escalations["crisis"], spec.Crises[0].Escalate = levels, "crisis"
		}
		alarms, _ := must(sla.New(spec)).Crises(outagesOf("portal 10:00-10:40"), clockTime("12:00"))
		var marks []string
		for _, a := range alarms {
			marks = append(marks, string(a.Mark))
		}
		if strings.Join(marks, ", ") != name {
			t.Errorf("%s, want %s", marks, name)
		}
	}
	var none sla.Agreement
	if alarms, found := none.Crises(outagesOf("portal 10:00"), clockTime("12:00")); len(alarms)+len(found) > 0 {
		t.Errorf("the zero Agreement has %v, %v", alarms, found)
	}
}

// The revision in force at the crisis decides, and the agreement has to be in force.
func TestARevisionChangesTheCrises(t *testing.T) {
	spec := crisisSpec(sla.Crisis{ID: "down", Down: "over 30m"})
	spec.Effective = "2026-03-05T09:00/2026-03-05T13:00"
	spec.Revisions = []sla.Revision{
		{From: "2026-03-05T10:30", Pins: sla.PinOpened, Change: sla.Spec{Title: "Other"}},
		{From: "2026-03-05T11:00", Pins: sla.PinOpened, Change: sla.Spec{Crises: []sla.Crisis{{ID: "down", Down: "over 10m", Escalate: "crisis"}}}},
		{From: "2026-03-05T12:00", Pins: sla.PinOpened, Change: sla.Spec{Escalations: map[string][]sla.Level{"crisis": {{At: "crisis"}, {At: "+1m wall"}}}}},
	}
	agreement := must(sla.New(spec))
	for text, want := range map[string]string{
		"portal 08:20-08:55":              "",
		"portal 08:29:59.999999999-09:10": "",
		"portal 08:30-09:10":              "down/portal/08:30:00Z/crisis.1 09:00:00",
		"portal 10:10-10:50":              "down/portal/10:10:00Z/crisis.1 10:40:00",
		"portal 10:29:59.999999999-11:00": "down/portal/10:29:59.999999999Z/crisis.1 10:59:59.999999999",
		"portal 10:49:59.999999999-11:05": "",
		"portal 10:50-11:05":              "down/portal/10:50:00Z/crisis.1 11:00:00",
		"portal 12:10-12:25":              "down/portal/12:10:00Z/crisis.1 12:20:00, down/portal/12:10:00Z/crisis.2 12:21:00",
		"portal 12:50-13:30":              "",
		"portal 12:49:59.999999999-13:30": "down/portal/12:49:59.999999999Z/crisis.1 12:59:59.999999999, down/portal/12:49:59.999999999Z/crisis.2 13:00:59.999999999",
	} {
		alarms, _ := agreement.Crises(outagesOf(text), clockTime("14:00"))
		if got := crisesText(alarms, clockTime("14:00")); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestCrisesThatAreRefused(t *testing.T) {
	at := func(levels ...sla.Level) func(*sla.Spec) {
		return func(s *sla.Spec) { s.Escalations["crisis"] = levels }
	}
	with := func(c sla.Crisis) func(*sla.Spec) { return func(s *sla.Spec) { s.Crises[0] = c } }
	for _, c := range []struct {
		name   string
		change func(*sla.Spec)
		path   string
		kind   error
	}{
		{"no name", with(sla.Crisis{Down: "over 30m"}), "crises[0].id", sla.ErrMissing},
		{"a name twice", func(s *sla.Spec) { s.Crises = append(s.Crises, s.Crises[0]) }, "crises[1].id", sla.ErrConflict},
		{"nothing", with(sla.Crisis{ID: "x"}), "crises[0]", sla.ErrMissing},
		{"two kinds", with(sla.Crisis{ID: "x", Down: "over 30m", Affected: "over 100"}), "crises[0].affected", sla.ErrConflict},
		{"a level below zero", with(sla.Crisis{ID: "x", Level: -1, Down: "over 30m"}), "crises[0].level", sla.ErrRange},
		{"down at most", with(sla.Crisis{ID: "x", Down: "at most 30m"}), "crises[0].down", sla.ErrConflict},
		{"down a range", with(sla.Crisis{ID: "x", Down: "10m to 30m"}), "crises[0].down", sla.ErrConflict},
		{"down a number", with(sla.Crisis{ID: "x", Down: "over 30"}), "crises[0].down", sla.ErrConflict},
		{"down at least nothing", with(sla.Crisis{ID: "x", Down: "at least 0s"}), "crises[0].down", sla.ErrRange},
		{"down no text", with(sla.Crisis{ID: "x", Down: "long"}), "crises[0].down", sla.ErrSyntax},
		{"affected a length", with(sla.Crisis{ID: "x", Affected: "over 30m"}), "crises[0].affected", sla.ErrConflict},
		{"tickets without a length", with(sla.Crisis{ID: "x", Tickets: "over 20"}), "crises[0].tickets", sla.ErrSyntax},
		{"tickets a share", with(sla.Crisis{ID: "x", Tickets: "over 20% within 1h"}), "crises[0].tickets", sla.ErrConflict},
		{"tickets within nothing", with(sla.Crisis{ID: "x", Tickets: "over 20 within 0s"}), "crises[0].tickets", sla.ErrRange},
		{"tickets within words", with(sla.Crisis{ID: "x", Tickets: "over 20 within an hour"}), "crises[0].tickets", sla.ErrSyntax},
		{"too many tickets", with(sla.Crisis{ID: "x", Tickets: "over 1000000001 within 1h"}), "crises[0].tickets", sla.ErrRange},
		{"when of outages", with(sla.Crisis{ID: "x", Down: "over 30m", When: sla.Where{"a": sla.Is("b")}}), "crises[0].when", sla.ErrConflict},
		{"services of tickets", with(sla.Crisis{ID: "x", Tickets: "over 20 within 1h", Service: []string{"portal"}}), "crises[0].service", sla.ErrConflict},
		{"no such ladder", with(sla.Crisis{ID: "x", Down: "over 30m", Escalate: "cris"}), "crises[0].escalate", sla.ErrUnknown},
		{"a share", at(sla.Level{At: "80%"}), "crises[0].escalate", sla.ErrConflict},
		{"a breach", at(sla.Level{At: sla.MarkBreach}), "crises[0].escalate", sla.ErrConflict},
		{"open time", at(sla.Level{At: "+30m"}), "crises[0].escalate", sla.ErrConflict},
		{"days", at(sla.Level{At: "+1 business day"}), "crises[0].escalate", sla.ErrConflict},
		{"before it", at(sla.Level{At: "-30m wall"}), "crises[0].escalate", sla.ErrConflict},
		{"an end", at(sla.Level{At: "crisis", Until: sla.On("x")}), "crises[0].escalate", sla.ErrConflict},
		{"a condition", at(sla.Level{At: "crisis", When: sla.Where{"a": sla.Is("b")}}), "crises[0].escalate", sla.ErrConflict},
		{"many crises", func(s *sla.Spec) {
			for i := range 101 {
				s.Crises = append(s.Crises, sla.Crisis{ID: fmt.Sprint(i), Down: "over 30m"})
			}
		}, "crises", sla.ErrRange},
	} {
		spec := crisisSpec(sla.Crisis{ID: "down", Down: "over 30m"})
		c.change(&spec)
		_, err := sla.New(spec)
		if !slices.ContainsFunc(sla.Problems(err), func(e *sla.FieldError) bool { return e.Path == c.path && errors.Is(e, c.kind) }) {
			t.Errorf("%s: %v, want %v at %s", c.name, err, c.kind, c.path)
		}
	}
}

// A service that no objective measures may be misspelt. Findings about crises and
// ladders are not in results, whose fingerprint does not have crises and ladders.
func TestFindingsOfCrisesAreNotInResults(t *testing.T) {
	spec := crisisSpec(sla.Crisis{ID: "down", Down: "over 30m", Service: []string{"portel"}})
	spec.Escalations["night"] = deskLadder()
	agreement := must(sla.New(spec))
	want := []sla.Finding{{Code: sla.FindingLadder, Path: "escalations.night"}, {Code: sla.FindingUnknown, Subject: "portel", Path: "crises[0].service[0]"}}
	if got := agreement.Findings(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	plain := ladderSpec()
	plain.Escalations, plain.Objectives[0].Escalate = nil, ""
	month := sla.Month(2026, 3)
	with := must(agreement.Evaluate(month, sla.Facts{}, thursday(60, 0, 0)))
	without := must(must(sla.New(plain)).Evaluate(month, sla.Facts{}, thursday(60, 0, 0)))
	if with.Digest() != without.Digest() {
		t.Errorf("%s\n%s", with.JSON(), without.JSON())
	}
}

// Law: what is listed as passed at every minute, united by key, is what is listed once at
// the end; and each crisis of a service is one of a plain walk over seconds.
func TestCrisesSeenOftenAndOnce(t *testing.T) {
	random := rand.New(rand.NewSource(7))
	agreement := must(sla.New(crisisSpec(
		sla.Crisis{ID: "down", Down: "over 10m"}, sla.Crisis{ID: "many", Affected: "over 100"}, sla.Crisis{ID: "flood", Tickets: "over 3 within 20m"},
	)))
	seen := map[string]int{}
	for n := range 150 {
		start := thursday(0, 10, 0)
		minute := func(most int) time.Duration { return time.Duration(random.Intn(most)) * time.Minute }
		var facts sla.Facts
		for range random.Intn(8) {
			o := sla.Outage{Of: []string{"portal", "mail"}[random.Intn(2)], From: start.Add(minute(60)), ID: []string{"", "A", "B"}[random.Intn(3)], Share: []string{"137 in 3000", "80 in 3000", "0 in 10"}[random.Intn(3)]}
			if random.Intn(8) > 0 {
				o.To = o.From.Add(minute(16))
			}
			if random.Intn(4) == 0 {
				o.Attrs = sla.Attrs{{"unit", "1"}}
			}
			facts.Outages = append(facts.Outages, o)
		}
		for range random.Intn(3) {
			x := sla.Exclusion{Of: "portal", From: start.Add(minute(60)), Reason: "maintenance"}
			x.To, x.Noticed = x.From.Add(minute(10)), x.From.Add(minute(2)-time.Minute)
			facts.Exclusions = append(facts.Exclusions, x)
		}
		for i := range random.Intn(10) {
			facts.Tickets = append(facts.Tickets, sla.Ticket{ID: fmt.Sprint(i), Events: []sla.Event{named("opened", start.Add(minute(60)))}})
		}
		end := start.Add(90 * time.Minute)
		often, once := map[string]bool{}, map[string]bool{}
		for at := start; !at.After(end); at = at.Add(time.Minute) {
			alarms, _ := agreement.Crises(facts, at)
			for _, a := range alarms {
				if !a.At.After(at) {
					often[a.Key] = true
				}
			}
		}
		alarms, _ := agreement.Crises(facts, end)
		for _, a := range alarms {
			if !a.At.After(end) {
				once[a.Key] = true
				seen[a.Crisis]++
			}
			if once[a.Key] && !often[a.Key] {
				t.Errorf("drawn %d: %s was never listed before: %+v", n, a.Key, facts)
			}
		}
		for key := range often {
			if !once[key] {
				t.Errorf("drawn %d: %s is not listed at the end: %+v", n, key, facts)
			}
		}
		for _, service := range []string{"portal", "mail"} {
			got := map[string]bool{}
			for _, a := range alarms {
				if a.Crisis == "down" && a.Mark == "crisis" && strings.HasPrefix(a.Incident, service+"/") && !a.At.After(end) {
					got[a.At.Format("15:04")] = true
				}
			}
			if want := walked(facts, service, start, end); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("drawn %d: %s has crises at %v, want %v: %+v", n, service, got, want, facts)
			}
		}
	}
	if seen["down"] < 50 || seen["many"] < 50 || seen["flood"] < 50 {
		t.Errorf("only %v were drawn", seen)
	}
}

// walked walks over the minutes of a service as a whole: a crisis when it has been down
// for ten minutes in one piece and still is.
func walked(facts sla.Facts, service string, start, end time.Time) map[string]bool {
	crises := map[string]bool{}
	down := 0
	for at := start; !at.After(end); at = at.Add(time.Minute) {
		is := false
		for _, o := range facts.Outages {
			is = is || o.Of == service && len(o.Attrs) == 0 && o.Share != "0 in 10" && !o.From.After(at) && (o.To.IsZero() || o.To.After(at))
		}
		for _, x := range facts.Exclusions {
			is = is && !(x.Of == service && !x.Noticed.After(x.From) && !x.From.After(at) && x.To.After(at))
		}
		if !is {
			down = 0
			continue
		}
		if down++; down == 11 {
			crises[at.Format("15:04")] = true
		}
	}
	return crises
}

// hostileCrises gives n outages of a service, n of 200 members, and n windows that
// interleave.
func hostileCrises(n int) (agreement *sla.Agreement, facts sla.Facts, end time.Time) {
	var crises []sla.Crisis
	for i := range 5 {
		crises = append(crises, sla.Crisis{ID: fmt.Sprint(i), Down: "at least 10s"})
	}
	spec := crisisSpec(crises...)
	spec.Escalations["crisis"] = []sla.Level{{At: "+1s wall"}}
	agreement = must(sla.New(spec))
	start := thursday(0, 0, 0)
	for i := range n {
		at := start.Add(time.Duration(i) * time.Minute)
		facts.Outages = append(facts.Outages,
			sla.Outage{Of: "portal", From: at, To: at.Add(30 * time.Second)},
			sla.Outage{Of: "portal", From: start, Attrs: sla.Attrs{{"unit", fmt.Sprint(i % 200)}}})
		facts.Exclusions = append(facts.Exclusions, sla.Exclusion{Of: "portal", From: at.Add(10 * time.Second), To: at.Add(50 * time.Second), Noticed: start, Reason: "x"})
	}
	return agreement, facts, start.Add(time.Duration(n) * time.Minute)
}

// BenchmarkHostileCrises shows that an outage costs the same among many as among few.
func BenchmarkHostileCrises(b *testing.B) {
	for _, n := range []int{2_000, 20_000} {
		agreement, facts, end := hostileCrises(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				agreement.Crises(facts, end)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/outage")
		})
	}
}

// Hostile facts end, with bounded lists and a finding that says so.
func TestHostileFactsOfCrises(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	agreement, facts, end := hostileCrises(20_000)
	alarms, found := agreement.Crises(facts, end)
	if len(alarms) > 101_000 {
		t.Errorf("%d alarms", len(alarms))
	}
	if !slices.ContainsFunc(found, func(f sla.Finding) bool { return f.Code == sla.FindingCrises }) {
		t.Errorf("%v", found)
	}
}
