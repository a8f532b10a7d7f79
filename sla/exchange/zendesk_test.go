package exchange_test

import (
	"strings"
	"testing"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/exchange"
)

var office = exchange.Calendars{"business": {Hours: "mon-fri 09:00-17:00"}}

// The first policy that matches counts as a whole, in the order of the positions: where
// it has no target, the target of a later policy does not apply.
func TestTheFirstZendeskPolicyCountsWhole(t *testing.T) {
	in, err := exchange.Zendesk(read(t, "zendesk_desk.json"), office)
	if err != nil {
		t.Fatal(err)
	}
	a := decided(t, in)
	for _, c := range []struct{ name, objective, want string }{
		// Key customers: an organisation or a tag, two forms, and no tasks.
		{"organization_id 7 ticket_form_id 11 priority urgent", "first-reply-time", "due 2 09:01:30"},
		{"tag:vip yes ticket_form_id 12 priority urgent", "first-reply-time", "due 2 09:01:30"},
		{"tag:gold yes ticket_form_id 11 priority urgent", "first-reply-time", "due 2 09:01:30"},
		{"organization_id 7 ticket_form_id 11 priority normal", "first-reply-time", "no target"},
		{"organization_id 7 ticket_form_id 11", "first-reply-time", "no target"},
		{"organization_id 7 ticket_form_id 11 priority urgent", "requester-wait-time", "no target"},
		// Not theirs: another form, a task, another organisation.
		{"organization_id 7 ticket_form_id 13 priority normal", "first-reply-time", "due 2 10:00:00"},
		{"organization_id 7 ticket_form_id 11 type task priority normal", "first-reply-time", "due 2 10:00:00"},
		{"organization_id 8 ticket_form_id 11 priority urgent", "first-reply-time", "due 2 09:30:00"},
		{"priority urgent", "requester-wait-time", "due 2 11:00:00"},
		{"priority low", "first-reply-time", "no target"},
		{"priority normal", "requester-wait-time", "no target"},
	} {
		if got := stands(t, a, c.objective, on(t, "2 09:00", "opened", append(strings.Fields(c.name), "status", "new")...)); got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.name, c.objective, got, c.want)
		}
	}
	wants(t, in,
		"assumed sla_policies[1].filter.any[1]: current_tags",
		"assumed sla_policies[1].policy_metrics[0].target_in_seconds: 90: target says 2 minutes; the seconds count",
		"undecided sla_policies[1].metric_settings: fulfill_on_agent_internal_note",
		"undecided sla_policies: from-start",
		"not-read sla_policies[0].created_at: 2026-01-05T09:00:00Z")
}

// The clocks run as Zendesk's metrics do.
func TestZendeskClocks(t *testing.T) {
	in, err := exchange.Zendesk(read(t, "zendesk_desk.json"), office)
	if err != nil {
		t.Fatal(err)
	}
	a := decided(t, in)
	opened := on(t, "2 16:00", "opened", "status", "new", "priority", "urgent")
	for _, c := range []struct {
		name, objective string
		events          []sla.Event
		want            string
	}{
		{"a higher priority counts from the start", "first-reply-time",
			[]sla.Event{on(t, "2 09:00", "opened", "priority", "normal"), on(t, "2 09:10", "changed", "priority", "urgent")}, "due 2 09:30:00"},
		{"business hours go on in the morning", "requester-wait-time", []sla.Event{opened}, "due 3 10:00:00"},
		{"pending does not count", "requester-wait-time",
			[]sla.Event{opened, on(t, "2 16:30", "changed", "status", "pending"), on(t, "3 10:00", "changed", "status", "open")}, "due 3 11:30:00"},
		{"on hold counts", "requester-wait-time",
			[]sla.Event{opened, on(t, "2 16:30", "changed", "status", "hold"), on(t, "3 09:10", "changed", "status", "open")}, "due 3 10:00:00"},
		{"solved is met", "requester-wait-time", []sla.Event{opened, on(t, "3 10:00", "changed", "status", "solved")}, "stopped met"},
		{"reopened, it goes on without the closed time", "requester-wait-time",
			[]sla.Event{opened, on(t, "2 16:30", "changed", "status", "solved"), on(t, "3 10:00", "message", "status", "open")}, "due 3 11:30:00"},
		{"a message before the first reply starts no next reply", "next-reply-time",
			[]sla.Event{opened, on(t, "2 16:05", "message")}, "waiting"},
		{"a message after it does", "next-reply-time",
			[]sla.Event{opened, on(t, "2 16:05", "replied"), on(t, "2 16:10", "message"), on(t, "2 16:12", "message")}, "due 2 16:25:00"},
	} {
		if got := stands(t, a, c.objective, c.events...); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// A policy that cannot be read makes each later policy undecided, because order
// decides. Without it no ticket gets a wider policy than the source says.
func TestAZendeskPolicyThatIsNotRead(t *testing.T) {
	const metrics = `"policy_metrics":[{"priority":"normal","metric":"first_reply_time","target":10,"business_hours":false}]`
	policies := func(first string) string {
		return `{"sla_policies":[{"title":"a","position":1,"filter":` + first + `,` + metrics + `},{"title":"b","position":2,"filter":{"all":[{"field":"type","operator":"is","value":"incident"}]},` +
			strings.Replace(metrics, "10", "20", 1) + `}]}`
	}
	for _, c := range []struct{ filter, first, second string }{
		{`{"all":[{"field":"created_at","operator":"less_than","value":"3"}],"any":[]}`, "left out", "due 2 09:20:00"},
		{`{"all":[{"field":"brand","operator":"is","value":"x"},{"field":"subject","operator":"matches","value":"y"}]}`, "left out", "due 2 09:20:00"},
		{`{"any":[{"field":"brand","operator":"is","value":"x"},{"field":"subject","operator":"matches","value":"y"}]}`, "part", "due 2 09:20:00"},
		{`{"all":[{"field":"brand","operator":"is","value":{"a":1}}]}`, "left out", "due 2 09:20:00"},
	} {
		in, err := exchange.Zendesk([]byte(policies(c.filter)), nil)
		if err != nil {
			t.Fatal(err)
		}
		wants(t, in, "undecided sla_policies[1]: a policy before this one was not read")
		if got := has(in, "undecided", "sla_policies[0]", "the policy is left out"); got != (c.first == "left out") {
			t.Errorf("%s: left out %v\n%s", c.filter, got, listed(in))
		}
		a := decided(t, in)
		incident := []string{"type", "incident", "priority", "normal"}
		if got := stands(t, a, "first-reply-time", on(t, "2 09:00", "opened", incident...)); got != c.second {
			t.Errorf("%s: %s, want %s", c.filter, got, c.second)
		}
		want := "no target"
		if c.first == "part" {
			want = "due 2 09:10:00"
		}
		if got := stands(t, a, "first-reply-time", on(t, "2 09:00", "opened", append([]string{"brand", "x"}, incident...)...)); c.first == "part" && got != want {
			t.Errorf("%s: %s, want %s", c.filter, got, want)
		}
	}
}

func TestZendeskForms(t *testing.T) {
	const policy = `{"title":"a","filter":{"all":[]},"policy_metrics":[{"priority":"normal","metric":"first_reply_time","target":10,"business_hours":false}]}`
	for _, form := range []string{
		policy, `[` + policy + `]`, `{"sla_policy":` + policy + `}`, `{"sla_policies":[` + policy + `]}`, `{"data":{"sla_policies":[` + policy + `]}}`,
		"\ufeff" + policy, strings.Replace(policy, "10", `"10"`, 1), strings.Replace(policy, `"target":10`, `"target_in_seconds":"600"`, 1),
		strings.Replace(policy, `{"all":[]}`, `null`, 1),
	} {
		in, err := exchange.Zendesk([]byte(form), nil)
		if err != nil {
			t.Errorf("%s: %v", form, err)
			continue
		}
		if got := stands(t, decided(t, in), "first-reply-time", on(t, "2 09:00", "opened", "priority", "normal")); got != "due 2 09:10:00" {
			t.Errorf("%s: %s", form, got)
		}
	}
}

func TestWhatZendeskLeavesOpen(t *testing.T) {
	row := func(text string) exchange.Import {
		t.Helper()
		in, err := exchange.Zendesk([]byte(`{"filter":{},"policy_metrics":[`+text+`]}`), nil)
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	wants(t, row(`{"priority":"low","metric":"group_ownership_time","target":5}`), "not-read policy_metrics[0]: no metric that an agreement can have")
	wants(t, row(`{"priority":"low","metric":"first_reply_time","target":0}`), "undecided policy_metrics[0]: no length above zero")
	wants(t, row(`{"priority":"low","metric":"first_reply_time","target":"soon"}`), "undecided policy_metrics[0]: no length above zero")
	wants(t, row(`{"priority":"low","metric":"first_reply_time","target":7}`), "assumed policy_metrics[0]: business_hours is not said")
	wants(t, row(`{"priority":"low","metric":"first_reply_time","target":7,"business_hours":true}`), "undecided policy_metrics[0].business_hours: the hours of business are not in the source")
	wants(t, row(`{"metric":"first_reply_time","target":7}`), "not-read policy_metrics[0]: no priority")
	wants(t, row(`{"priority":"low","metric":"first_reply_time","target":7},{"priority":"low","metric":"first_reply_time","target":8}`),
		"undecided policy_metrics[1]: the policy has a target of this metric and priority already")

	in, err := exchange.Zendesk([]byte(`{"sla_policies":[{"filter":{},"position":1},{"filter":{},"position":1},{"filter":{},"position":"x"}],"next_page":"https://desk.example/2","count":9}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, in, "undecided next_page: more policies follow", "undecided count: 9: 3 policies are here",
		"assumed sla_policies[1].position: another policy has this position", "undecided sla_policies[2].position: x: no position")
}

// Without "business" the only calendar counts; with more, the ticket names its schedule.
func TestZendeskSchedules(t *testing.T) {
	const policy = `{"filter":{},"policy_metrics":[{"priority":"normal","metric":"first_reply_time","target":120,"business_hours":true}]}`
	opened := func(set ...string) sla.Event { return on(t, "2 16:00", "opened", append(set, "priority", "normal")...) }
	in, err := exchange.Zendesk([]byte(policy), exchange.Calendars{"Berlin": {Hours: "mon-fri 08:00-16:30"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := stands(t, decided(t, in), "first-reply-time", opened()); got != "due 3 09:30:00" {
		t.Error(got)
	}
	in, err = exchange.Zendesk([]byte(policy), exchange.Calendars{"Berlin": {Hours: "mon-fri 08:00-16:30"}, "business": {Hours: "mon-fri 09:00-17:00"}})
	if err != nil {
		t.Fatal(err)
	}
	a := decided(t, in)
	if got := stands(t, a, "first-reply-time", opened("schedule", "Berlin")); got != "due 3 09:30:00" {
		t.Error(got)
	}
	if got := stands(t, a, "first-reply-time", opened()); got != "due 3 10:00:00" {
		t.Error(got)
	}
}
