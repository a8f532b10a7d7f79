package exchange_test

import (
	"fmt"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/exchange"
	"github.com/upheld/upheld/sla/specfile"
)

// show prints what a person has to decide or know, and the agreement with an ID, a zone
// and policies.
func show(in exchange.Import, err error) {
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, n := range in.Notes {
		if n.Code != "not-read" {
			fmt.Println(n.Code, n.Path, n.Subject, "|", n.Value)
		}
	}
	spec, err := in.Spec.With(sla.Spec{ID: "support", Zone: "Europe/Berlin", Policies: sla.Policies{Profile: sla.ProfileExact}})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := sla.New(spec); err != nil {
		fmt.Println(err)
		return
	}
	file, err := specfile.YAML(spec)
	fmt.Printf("\n%s%v\n", file, err)
}

// The policy for key customers has no target for normal tickets. It counts as a whole, so
// their normal tickets have none, although the second policy has one.
func ExampleZendesk() {
	show(exchange.Zendesk([]byte(`{"sla_policies": [
		{"title": "Everybody", "position": 2, "filter": {"all": [], "any": []}, "policy_metrics": [
			{"priority": "normal", "metric": "first_reply_time", "target": 60, "business_hours": true}]},
		{"title": "Key customers", "position": 1, "filter": {"all": [{"field": "organization_id", "operator": "is", "value": 7}], "any": []}, "policy_metrics": [
			{"priority": "urgent", "metric": "first_reply_time", "target": 10, "business_hours": false}]}
	]}`), exchange.Calendars{"business": calendar.Spec{Hours: "mon-fri 09:00-17:00"}}))
	// Output:
	// undecided sla_policies policies.retarget | from-start
	// undecided sla_policies policies.past-pauses | keep
	// undecided sla_policies policies.calendar-change | frozen
	// undecided sla_policies policies.pause-basis | overlap
	// undecided sla_policies clocks.first-reply-time.reopen | final
	// undecided sla_policies objectives.first-reply-time.attain | the source has targets and no promised share; without one the share is measured and not judged
	// assumed sla_policies objectives.first-reply-time.period | month: the source has no period
	// assumed sla_policies objectives.first-reply-time.counts | started: the source does not say which instant puts a ticket into a period
	//
	// sla: v1
	// id: support
	// zone: Europe/Berlin
	// calendars:
	//   business: {hours: 'mon-fri 09:00-17:00'}
	// policies:
	//   profile: exact
	// clocks:
	//   first-reply-time: {start: opened, stop: replied}
	// objectives:
	//   - id: first-reply-time
	//     title: First reply time
	//     clock: first-reply-time
	//     targets:
	//       - {when: {organization_id: 7, priority: urgent}, within: 10m, calendar: 24x7}
	//       - {when: {organization_id: 7}, within: none}
	//       - {when: {priority: normal}, within: 1h, calendar: business}
	//       - {within: none}
	//     period: month
	//     counts: started
	// <nil>
}

// Goals are tried in order. The second asks for more than fields with = or in, so nobody
// knows which tickets the goals after it are for.
func ExampleJiraServiceManagement() {
	show(exchange.JiraServiceManagement([]byte(`{"name": "Time to resolution", "config": {
		"definition": {
			"start": [{"factoryKey": "issue-created-sla-condition-factory", "conditionId": "issue-created-hit-condition"}],
			"pause": [{"factoryKey": "status-sla-condition-factory", "conditionId": "10003", "name": "Status: Waiting for customer"}],
			"stop": [{"factoryKey": "resolution-sla-condition-factory", "conditionId": "resolution-set-hit-condition"}]},
		"goals": [
			{"jqlQuery": "priority in (Highest, High)", "duration": 14400000, "calendarName": "Office"},
			{"jqlQuery": "reporter = currentUser()", "duration": 3600000, "calendarName": "Office"},
			{"defaultGoal": true, "duration": 57600000, "calendarName": "Office"}]}}`),
		exchange.Calendars{"Office": calendar.Spec{Hours: "mon-fri 09:00-17:00"}}))
	// Output:
	// undecided  objectives.time-to-resolution.attain | the source has targets and no promised share; without one the share is measured and not judged
	// undecided  policies.retarget | from-start
	// undecided  policies.past-pauses | keep
	// undecided  policies.calendar-change | from-start
	// undecided  policies.pause-basis | overlap
	// undecided config.definition clocks.time-to-resolution.reopen | new-cycle
	// undecided config.goals[2] objectives.time-to-resolution | a goal before this one was not read, and the first goal that matches a ticket counts
	// assumed  objectives.time-to-resolution.period | month: the source has no period
	// assumed  objectives.time-to-resolution.counts | started: the source does not say which instant puts a ticket into a period
	// assumed config.definition.start[0].conditionId clocks.time-to-resolution.start | issue-created-hit-condition: a ticket to which it happens has an event issue-created
	// assumed config.definition.pause[0].conditionId clocks.time-to-resolution.pause | 10003: the status by its name, Waiting for customer
	// assumed config.definition.stop[0].conditionId clocks.time-to-resolution.stop | resolution-set-hit-condition: a value that a ticket has from its first event on is set at this event
	// assumed config.goals[0].jqlQuery objectives.time-to-resolution | priority in (Highest, High): values are compared letter by letter; JQL ignores case
	//
	// sla: v1
	// id: support
	// zone: Europe/Berlin
	// calendars:
	//   Office: {hours: 'mon-fri 09:00-17:00'}
	// policies:
	//   profile: exact
	// clocks:
	//   time-to-resolution:
	//     start: issue-created
	//     pause: {while: {status: Waiting for customer}}
	//     stop: {changed-to: {resolution: {not: ""}}}
	// objectives:
	//   - id: time-to-resolution
	//     title: Time to resolution
	//     clock: time-to-resolution
	//     targets:
	//       - {when: {priority: [Highest, High]}, within: 4h, calendar: Office}
	//       - {within: 16h, calendar: Office}
	//     period: month
	//     counts: started
	// <nil>
}

func ExampleServiceNow() {
	show(exchange.ServiceNow([]byte(`{"result": [{
		"name": "P1 resolution", "type": "SLA", "active": "true", "collection": "incident",
		"duration": "1970-01-02 00:00:00", "schedule_source": "no_schedule",
		"start_condition": "active=true^priority=1^NQactive=true^u_vip=true",
		"pause_condition": "state=3", "when_to_resume": "no_match",
		"stop_condition": "stateIN6,7", "when_to_cancel": "never"}]}`), nil))
	// Output:
	// undecided result policies.retarget | restart
	// undecided result policies.past-pauses | drop
	// undecided result policies.calendar-change | frozen
	// undecided result policies.pause-basis | overlap
	// undecided result policies.day-pauses | ignored
	// undecided result[0] clocks.p1-resolution.reopen | new-cycle
	// undecided result[0] objectives.p1-resolution.attain | the source has targets and no promised share; without one the share is measured and not judged
	// assumed result[0] objectives.p1-resolution.period | month: the source has no period
	// assumed result[0] objectives.p1-resolution.counts | started: the source does not say which instant puts a ticket into a period
	// assumed result[0].collection clocks.p1-resolution.start | incident: all tickets are of this table
	//
	// sla: v1
	// id: support
	// kind: sla
	// zone: Europe/Berlin
	// policies:
	//   profile: exact
	// clocks:
	//   p1-resolution:
	//     start:
	//       any: [{while: {active: "true", priority: 1}}, {while: {active: "true", u_vip: "true"}}]
	//     pause: {while: {state: 3}}
	//     stop: {while: {state: [6, 7]}}
	// objectives:
	//   - id: p1-resolution
	//     title: P1 resolution
	//     clock: p1-resolution
	//     targets: [{within: 24h, calendar: 24x7}]
	//     period: month
	//     counts: started
	// <nil>
}

func ExampleOpenSLO() {
	show(exchange.OpenSLO([]byte(`
apiVersion: openslo/v1
kind: SLO
metadata: { name: api-latency, displayName: Latency of the API }
spec:
  indicatorRef: request-milliseconds
  timeWindow: [{ duration: 1M, calendar: { startTime: 2026-01-01 00:00:00, timeZone: Europe/Berlin } }]
  budgetingMethod: Occurrences
  objectives: [{ op: lte, value: 200, target: 0.9995 }]
`)))
	// Output:
	// sla: v1
	// id: support
	// zone: Europe/Berlin
	// policies:
	//   profile: exact
	// objectives:
	//   - id: api-latency
	//     title: Latency of the API
	//     ratio: {of: request-milliseconds, good: at most 200}
	//     attain: 99.95%
	//     period: month from 2026-01-01
	// <nil>
}

func ExampleToOpenSLO() {
	out, notes, err := exchange.ToOpenSLO(sla.Spec{Zone: "Europe/Berlin", Objectives: []sla.Objective{
		{ID: "api", Title: "Requests", Metric: metrics.Ratio{Of: "requests"}, Attain: "99.95%", Period: "rolling 28 days"},
		{ID: "first-response", Clock: "response", Attain: "95%", Period: sla.Monthly},
	}})
	fmt.Printf("%s%v %v\n", out, notes, err)
	// Output:
	// apiVersion: openslo/v1
	// kind: SLO
	// metadata:
	//   name: api
	//   displayName: Requests
	// spec:
	//   indicatorRef: requests
	//   timeWindow:
	//     - duration: 28d
	//       isRolling: true
	//   budgetingMethod: Occurrences
	//   objectives:
	//     - target: 0.9995
	// [{not-read  objectives.first-response OpenSLO has shares of events and of time slices only}] <nil>
}
