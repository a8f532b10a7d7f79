package exchange_test

import (
	"strings"
	"testing"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/exchange"
)

var nineToFive = exchange.Calendars{"2": {Hours: "mon-fri 09:00-17:00"}, "Office": {Hours: "mon-fri 08:00-18:00"}}

// Goals are tried in order and the default goal last, wherever it stands. Stop comes
// before pause, and pause before start.
func TestJiraMetrics(t *testing.T) {
	in, err := exchange.JiraServiceManagement(read(t, "jira_metrics.json"), nineToFive)
	if err != nil {
		t.Fatal(err)
	}
	a := decided(t, in)
	const resolution = "time-to-resolution"
	for _, c := range []struct {
		name   string
		events []sla.Event
		want   string
	}{
		{"the first goal", []sla.Event{on(t, "2 16:00", "issue-created", "priority", "Highest", "project", "SUP")}, "due 3 10:00:00"},
		{"the second, around the clock", []sla.Event{on(t, "2 16:00", "issue-created", "priority", "High", "project", "SUP")}, "due 2 20:00:00"},
		{"another project: the default", []sla.Event{on(t, "2 16:00", "issue-created", "priority", "High", "project", "OPS")}, "due 3 16:00:00"},
		{"no priority: the default", []sla.Event{on(t, "2 16:00", "issue-created", "project", "SUP")}, "due 3 16:00:00"},
		{"raised: from the start", []sla.Event{on(t, "2 10:00", "issue-created", "priority", "Low"), on(t, "2 11:00", "changed", "priority", "Highest")}, "due 2 12:00:00"},
		{"waiting for the customer", []sla.Event{
			on(t, "2 10:00", "issue-created", "priority", "Highest"),
			on(t, "2 11:00", "changed", "status", "Waiting for customer"), on(t, "2 15:00", "changed", "status", "Open"),
		}, "due 2 16:00:00"},
		{"while it waits", []sla.Event{
			on(t, "2 10:00", "issue-created", "priority", "Highest"), on(t, "2 11:00", "changed", "status", "Waiting for customer"),
		}, "paused"},
		{"resolved in time", []sla.Event{
			on(t, "2 10:00", "issue-created", "priority", "Highest"), on(t, "2 12:00", "changed", "resolution", "Done"),
		}, "stopped met"},
		{"resolved late", []sla.Event{
			on(t, "2 10:00", "issue-created", "priority", "Highest"), on(t, "2 12:01", "changed", "resolution", "Done"),
		}, "stopped missed"},
		{"another cycle after the resolution is cleared", []sla.Event{
			on(t, "2 10:00", "issue-created", "priority", "Highest"), on(t, "2 12:00", "changed", "resolution", "Done"), on(t, "2 14:00", "changed", "resolution", ""),
		}, "due 2 16:00:00"},
	} {
		if got := stands(t, a, resolution, c.events...); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	// The default goal of the response has no length.
	if got := stands(t, a, "time-to-first-response", on(t, "2 16:00", "issue-created")); got != "no target" {
		t.Error(got)
	}
	if got := a.Spec().Calendars; len(got) != 1 {
		t.Errorf("calendars %v, want those that are used", got)
	}
	wants(t, in,
		"assumed metrics[0].config.definition.start[0].conditionId: issue-created-hit-condition: a ticket to which it happens has an event issue-created",
		"assumed metrics[0].config.definition.pause[0].conditionId: 10003: the status by its name, Waiting for customer",
		"assumed metrics[0].config.goals[2].calendarName: 24/7 Calendar (Default): time counts around the clock",
		"undecided metrics[0].config.definition: new-cycle",
		"undecided metrics: from-start",
		"not-read metrics[0].config.goals[1].timeMetricId: 0")
}

// metricOf gives a metric with goals.
func metricOf(goals string) []byte {
	return []byte(`{"name":"Resolution","config":{"definition":{"start":[{"factoryKey":"issue-created-sla-condition-factory","conditionId":"issue-created-hit-condition"}],` +
		`"stop":[{"factoryKey":"resolution-sla-condition-factory","conditionId":"resolution-set-hit-condition"}]},"goals":[` + goals + `]}}`)
}

func TestJQL(t *testing.T) {
	for _, c := range []struct{ query, matching, not string }{
		{`priority = High`, "priority High", "priority Low"},
		{`Priority="High"`, "priority High", "priority high"},
		{`"Request Type" = 'Get help'`, "request type|Get help", "request type|Get"},
		{`priority in (High, "Very high")`, "priority|Very high", "priority|Very"},
		{`project = A and priority IN (High) AND type = Bug`, "project A priority High type Bug", "project A priority High type Task"},
		{`priority in (High, Low) AND priority in (Low, Lowest)`, "priority Low", "priority High"},
		{`cf[10010] = x-1`, "cf[10010] x-1", "cf[10010] x"},
		{`summary = "a \"b\""`, `summary|a "b"`, "summary|a"},
		{`team = "EMPTY"`, "team EMPTY", "team x"},
	} {
		in, err := exchange.JiraServiceManagement(metricOf(`{"jqlQuery":`+quote(c.query)+`,"duration":3600000}`), nil)
		if err != nil {
			t.Fatal(err)
		}
		a := decided(t, in)
		fields := func(text string) []string {
			if strings.Contains(text, "|") {
				return strings.Split(text, "|")
			}
			return strings.Fields(text)
		}
		if got := stands(t, a, "resolution", on(t, "2 10:00", "issue-created", fields(c.matching)...)); got != "due 2 11:00:00" {
			t.Errorf("%s, %s: %s", c.query, c.matching, got)
		}
		if got := stands(t, a, "resolution", on(t, "2 10:00", "issue-created", fields(c.not)...)); got != "no target" {
			t.Errorf("%s, %s: %s", c.query, c.not, got)
		}
	}
	for _, query := range []string{
		`priority = High OR priority = Low`, `priority != High`, `priority not in (High)`, `NOT priority = High`, `summary ~ x`, `priority > Low`,
		`resolution is EMPTY`, `resolution = EMPTY`, `reporter = currentUser()`, `reporter in membersOf("x")`, `(priority = High)`, `priority = High ORDER BY key`,
		`priority`, `priority =`, `priority = High AND`, `priority in`, `priority in (High`, `priority in ()`, `priority in (High Low)`, `= High`, `"priority = High`,
		`priority = High priority = Low`, `was = x`, "priority = \u200b", `a = "\`, `priority WAS High`,
	} {
		in, err := exchange.JiraServiceManagement(metricOf(`{"jqlQuery":"type = Bug","duration":3600000},{"jqlQuery":`+quote(query)+`,"duration":7200000},{"jqlQuery":"type = Task","duration":10800000},{"defaultGoal":true,"duration":1}`), nil)
		if err != nil {
			t.Fatal(err)
		}
		wants(t, in, "not-read config.goals[1]: JQL is read if", "undecided config.goals[2]: a goal before this one was not read", "undecided config.goals[3]: a goal before this one was not read")
		if has(in, "undecided", "config.goals[0]", "") {
			t.Errorf("%s: the goal before it is undecided", query)
		}
		if n := len(in.Spec.Objectives[0].Targets); n != 3 {
			t.Errorf("%s: %d targets, want 3", query, n)
		}
	}
}

func quote(s string) string { return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"` }

// A condition that happens is a change or an event; a condition that lasts asks for an
// attribute.
func TestJiraConditions(t *testing.T) {
	const other = "changed"
	for _, c := range []struct{ part, condition, before, event, want string }{
		{"stop", "assignee-set-hit-condition", "", other + " assignee ann", "stopped met"},
		{"stop", "assignee-cleared-hit-condition", "assignee ann", other + " assignee", "stopped met"},
		{"stop", "assignee-changed-hit-condition", "", other + " assignee bob", "stopped met"},
		{"stop", "assignee-changed-hit-condition", "", other + " priority P1", "due 2 11:00:00"},
		{"stop", "comment-for-reporter-hit-condition", "", "comment-for-reporter", "stopped met"},
		{"stop", "comment-for-reporter-hit-condition", "", "comment-by-reporter", "due 2 11:00:00"},
		{"pause", "assignee-not-set-match-condition", "assignee ann", other + " assignee", "paused"},
		{"pause", "assignee-set-match-condition", "", other + " assignee ann", "paused"},
		{"pause", "duedate-set-match-condition", "", other + " duedate 2026-04-01", "paused"},
		{"pause", "resolution-not-set-match-condition", "resolution Done", other + " resolution", "paused"},
		{"pause", "approval-pending-match-condition", "", other + " approval-pending yes", "paused"},
	} {
		text := `{"name":"M","config":{"definition":{"start":[{"factoryKey":"i","conditionId":"issue-created-hit-condition"}],"stop":[{"factoryKey":"r","conditionId":"never-hit-condition"}],"pause":[]},"goals":[{"defaultGoal":true,"duration":3600000}]}}`
		condition := `{"factoryKey":"f","conditionId":"` + c.condition + `"}`
		if c.part == "stop" {
			text = strings.Replace(text, `{"factoryKey":"r","conditionId":"never-hit-condition"}`, condition, 1)
		} else {
			text = strings.Replace(text, `"pause":[]`, `"pause":[`+condition+`]`, 1)
		}
		in, err := exchange.JiraServiceManagement([]byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Fields(c.event)
		if len(words)%2 == 0 {
			words = append(words, "")
		}
		got := stands(t, decided(t, in), "m", on(t, "2 10:00", "issue-created", strings.Fields(c.before)...), on(t, "2 10:30", words[0], words[1:]...))
		if got != c.want {
			t.Errorf("%s %s, %s: %s, want %s", c.part, c.condition, c.event, got, c.want)
		}
	}
}

// A status that stops a metric is entered once: another start opens another cycle, also
// while the ticket is still in it. A status by its ID is the name after the colon.
func TestAJiraStatusIsEntered(t *testing.T) {
	text := `{"name":"M","config":{"definition":{"start":[{"factoryKey":"i","conditionId":"issue-created-hit-condition"},{"factoryKey":"c","conditionId":"comment-by-reporter-hit-condition"}],` +
		`"stop":[{"factoryKey":"status-sla-condition-factory","conditionId":"5","name":"Entered Status: Done"}]},"goals":[{"defaultGoal":true,"duration":3600000}]}}`
	in, err := exchange.JiraServiceManagement([]byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	a := decided(t, in)
	created, done := on(t, "2 10:00", "issue-created", "status", "Open"), on(t, "2 10:30", "changed", "status", "Done")
	for _, c := range []struct {
		events []sla.Event
		want   string
	}{
		{[]sla.Event{created, done}, "stopped met"},
		{[]sla.Event{created, on(t, "2 10:30", "changed", "status", "5")}, "due 2 11:00:00"},
		{[]sla.Event{created, done, on(t, "2 10:40", "comment-by-reporter")}, "due 2 11:40:00"},
	} {
		if got := stands(t, a, "m", c.events...); got != c.want {
			t.Errorf("%d events: %s, want %s", len(c.events), got, c.want)
		}
	}
}

func TestWhatJiraLeavesOpen(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{string(metricOf(``)), "undecided config.goals: no goal was read"},
		{string(metricOf(`{"jqlQuery":"","duration":60000},{"jqlQuery":"a = b","duration":60000}`)), "undecided config.goals[1]: a goal before this one is for every ticket"},
		{string(metricOf(`{"defaultGoal":true,"jqlQuery":"a = b","duration":60000}`)), "assumed config.goals[0].jqlQuery: a = b: the default goal is for every other ticket"},
		{string(metricOf(`{"jqlQuery":"a = b AND a = c","duration":60000}`)), "assumed config.goals[0].jqlQuery: a = b AND a = c: nothing can match it"},
		{string(metricOf(`{"jqlQuery":"labels = vip","duration":60000}`)), "assumed config.goals[0].jqlQuery: labels = vip: a ticket has one value of labels"},
		{string(metricOf(`{"defaultGoal":true,"duration":"4h"}`)), "undecided config.goals[0].duration: 4h: no length above zero"},
		{string(metricOf(`{"defaultGoal":true,"duration":60000,"calendarId":9}`)), "undecided config.goals[0].calendarId: 9: the hours of 9 are not in the source"},
		{strings.Replace(string(metricOf(``)), "issue-created-hit-condition", "10001", 1), "undecided : "},
		{strings.Replace(string(metricOf(``)), `"stop":[`, `"stop":[{"factoryKey":"x","conditionId":"odd"},`, 1), "undecided config.definition.stop: a condition was not read"},
		{strings.Replace(string(metricOf(``)), `"stop":[`, `"inconsistent":true,"stop":[`, 1), "undecided config.definition.inconsistent: true: Jira says"},
		{`[{"name":"a","config":{"definition":null,"goals":[]}}]`, "undecided [0]: "},
	} {
		in, err := exchange.JiraServiceManagement([]byte(c.text), nil)
		if err != nil {
			t.Fatal(err)
		}
		wants(t, in, c.want)
	}
}

func TestJiraForms(t *testing.T) {
	metric := string(metricOf(`{"defaultGoal":true,"duration":3600000}`))
	flat := strings.Replace(strings.TrimSuffix(metric, "}"), `"config":{`, "", 1) // definition and goals beside the name
	for _, form := range []string{metric, flat, "[" + metric + "]", `{"sla":` + metric + `}`, `{"timeMetrics":[` + metric + `]}`, `{"slas":{"values":[` + flat + `]}}`} {
		in, err := exchange.JiraServiceManagement([]byte(form), nil)
		if err != nil {
			t.Errorf("%s: %v", form, err)
			continue
		}
		if got := stands(t, decided(t, in), "resolution", on(t, "2 10:00", "issue-created")); got != "due 2 11:00:00" {
			t.Errorf("%s: %s", form, got)
		}
	}
}
