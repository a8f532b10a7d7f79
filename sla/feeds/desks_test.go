package feeds_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/sla/feeds"
)

// A case of a reader: exports, and the facts and the summary that follow.
type nested struct {
	name    string
	read    reader
	exports []string
	facts   string
	summary string
}

func (c nested) run(t *testing.T) {
	t.Run(c.name, func(t *testing.T) {
		f, s, err := collect(t, c.read, c.exports...)
		if err != nil {
			t.Fatal(err)
		}
		if got := compact(t, f); got != c.facts {
			t.Errorf("facts\n%s\nwant\n%s", got, c.facts)
		}
		if got := told(s); got != c.summary {
			t.Errorf("summary\n%s\nwant\n%s", got, c.summary)
		}
	})
}

// entry is an entry of a changelog of Jira.
func entry(id int, at, field, from, to string) string {
	return fmt.Sprintf(`{"id":"%d","created":"%s","items":[{"field":"%s","from":"%s","fromString":"%s name","to":"%s","toString":"%s name"}]}`, id, at, field, from, from, to, to)
}

const (
	early = "2026-03-02T10:00:00.250+0100"
	late  = "2026-03-02T11:00:00.000+0100"
)

// jiraIssue is an issue that was created at nine, with its changelog.
func jiraIssue(log string) string {
	return `{"id":"100","key":"DESK-1","fields":{"created":"2026-03-02T09:00:00.000+0100","resolutiondate":"2026-03-02T11:00:00.000+0100","status":{"id":"6","name":"Closed"},"reporter":{"accountId":"r"}}` + log + `}`
}

const made = `{"at":"2026-03-02T08:00:00Z","name":"created","seq":-9223372036854775808}`

func TestJira(t *testing.T) {
	status := feeds.Jira{Fields: []string{"status"}}
	newest := `,"changelog":{"total":2,"histories":[` + entry(8, late, "status", "3", "6") + `,` + entry(7, early, "status", "1", "3") + `]}`
	both := `{"at":"2026-03-02T09:00:00.25Z","name":"status","id":"7/000","seq":7,"set":{"status":"3"}},{"at":"2026-03-02T10:00:00Z","name":"status","id":"8/000","seq":8,"set":{"status":"6"}}`
	ticket := `{"tickets":[{"id":"DESK-1","attrs":{"issue-id":"100","status":"1"},"events":[` + made + `,` + both + `]}]}`
	page := func(entries string, more string) string {
		return `{"self":"https://jira.example.test/rest/api/3/issue/100/changelog?maxResults=1","maxResults":1,` + more + `"values":[` + entries + `]}`
	}
	for _, c := range []nested{
		{"a search: newest first; the resolution date is not used", status.Read, []string{`{"total":1,"issues":[` + jiraIssue(newest) + `]}`}, ticket, "1 rows, 1 facts\n"},
		{"one issue, and JSON Lines that repeat it", status.Read, []string{jiraIssue(newest) + "\n" + jiraIssue(newest)}, ticket, "2 rows, 1 facts\nleft: 1 issues that come again unchanged\n"},
		{"names in place of identifiers", feeds.Jira{Fields: []string{"status"}, Names: true}.Read, []string{`{"issues":[` + jiraIssue(newest) + `],"isLast":true}`},
			strings.NewReplacer(`"status":"1"`, `"status":"1 name"`, `"status":"3"`, `"status":"3 name"`, `"status":"6"`, `"status":"6 name"`).Replace(ticket), "1 rows, 1 facts\n"},
		{"pages of the changelog of an issue that has a part of it, before and after it", status.Read, []string{
			page(entry(7, early, "status", "1", "3"), `"total":2,`), `{"total":1,"issues":[` + jiraIssue(`,"changelog":{"total":2,"histories":[`+entry(8, late, "status", "3", "6")+`]}`) + `]}`}, ticket, "2 rows, 1 facts\n"},
		{"the bulk changelog, with instants as numbers", status.Read, []string{
			`{"issues":[` + jiraIssue("") + `],"isLast":true}`,
			`{"issueChangeLogs":[{"issueId":"100","changeHistories":[` + strings.Replace(entry(7, early, "status", "1", "3"), `"`+early+`"`, "1772442000250", 1) + `,` + entry(8, late, "status", "3", "6") + `]}]}`},
			strings.Replace(ticket, `]}]}`, `,{"at":"2026-03-02T10:00:00Z","name":"resolved","seq":9223372036854775807}]}]}`, 1), "2 rows, 1 facts\n"},
		{"no changelog: the resolution date, and a finding", status.Read, []string{jiraIssue("")},
			`{"tickets":[{"id":"DESK-1","attrs":{"issue-id":"100","status":"6"},"events":[` + made + `,{"at":"2026-03-02T10:00:00Z","name":"resolved","seq":9223372036854775807}]}]}`,
			"1 rows, 1 facts\nhistory-incomplete: DESK-1: : an issue without a changelog: it was exported without expand=changelog\n"},
		{"a changelog without its issue, on a full page", status.Read, []string{page(entry(7, early, "status", "1", "3"), "")},
			`{"tickets":[{"id":"100","attrs":{"status":"1"},"events":[{"at":"2026-03-02T09:00:00.25Z","name":"status","id":"7/000","seq":7,"set":{"status":"3"}}]}]}`,
			"1 rows, 1 facts\nhistory-incomplete: 100: : a changelog without its issue: nothing says when the issue was created\ntruncated: 100: : entries of the changelog: none is the last page\n"},
		{"a search that holds a part", status.Read, []string{`{"startAt":0,"total":2,"issues":[` + jiraIssue(newest) + `]}`}, ticket, "1 rows, 1 facts\ntruncated: : export 1: issues: 1 of 2\n"},
		{"a search without its last page", status.Read, []string{`{"issues":[` + jiraIssue(newest) + `],"nextPageToken":"x"}`}, ticket, "1 rows, 1 facts\ntruncated: : export 1: issues: none is the last page\n"},
		{"comments of the reporter, of an agent, internally and of a customer", feeds.Jira{Fields: []string{"status"}}.Read, []string{
			strings.Replace(jiraIssue(newest), `"reporter"`, `"comment":{"total":5,"comments":[{"id":"1","created":"2026-03-02T08:00:00Z","author":{"accountId":"r"}},{"id":"2","created":"2026-03-02T08:00:01Z","author":{"accountId":"a"},"jsdPublic":true},{"id":"3","created":"2026-03-02T08:00:02Z","author":{"accountId":"a"},"jsdPublic":false},{"id":"4","created":"2026-03-02T08:00:03Z","author":{"accountId":"c","accountType":"customer"},"jsdPublic":true}]},"reporter"`, 1)},
			`{"tickets":[{"id":"DESK-1","attrs":{"issue-id":"100","status":"1"},"events":[` + made + `,{"at":"2026-03-02T08:00:00Z","name":"customer-replied","id":"comment/1"},{"at":"2026-03-02T08:00:01Z","name":"replied","id":"comment/2"},{"at":"2026-03-02T08:00:02Z","name":"noted","id":"comment/3"},{"at":"2026-03-02T08:00:03Z","name":"customer-replied","id":"comment/4"},` + both + `]}]}`,
			"1 rows, 1 facts\ntruncated: DESK-1: export 1:1 comment: 4 of 5 comments\n"},
		{"an issue without its creation, an entry without its time, and another field", status.Read, []string{
			`[{"id":"1","key":"A","fields":{}},` + jiraIssue(`,"changelog":{"total":2,"histories":[{"id":"7","items":[{"field":"status","to":"3"}]},`+entry(8, late, "priority", "1", "2")+`]}`) + `]`},
			`{"tickets":[{"id":"DESK-1","attrs":{"issue-id":"100","status":"6"},"events":[` + made + `]}]}`,
			"2 rows, 1 facts\nleft: 1 changes of other fields\nrow-unreadable: A: export 1:1 fields.created: an issue without the time of its creation: \nrow-unreadable: DESK-1: export 1:1 created: an entry of the changelog without its time: \n"},
	} {
		c.run(t)
	}
}

// What Jira Service Management computed is an opinion, under the key of its issue.
func TestCyclesOfJira(t *testing.T) {
	var got []string
	j := feeds.Jira{Computed: func(o feeds.Computed) {
		got = append(got, fmt.Sprint(o.Ticket, " ", o.Of, " ", o.Stage, " ", o.Missed, " ", o.Elapsed, " of ", o.Allowed, ", ", o.Ahead, " ahead, due ", o.Due.Format(time.TimeOnly), ", stopped ", o.Stopped.Format(time.TimeOnly)))
	}}
	issue := `{"id":"10063","key":"DESK-9","fields":{"created":"2026-03-02T09:00:00.000+0100"},"changelog":{"total":0,"histories":[]}}`
	_, summary, err := collect(t, j.Read, string(sample(t, "jira/synthetic_jsm_request_sla.json")), issue)
	if err != nil || len(summary.Findings) > 0 {
		t.Fatal(err, summary)
	}
	want := []string{
		"DESK-9 Time to first response completed false 1h30m0s of 4h0m0s, 2h30m0s ahead, due 00:00:00, stopped 09:30:00",
		"DESK-9 Time to resolution completed true 11h0m0s of 8h0m0s, -3h0m0s ahead, due 00:00:00, stopped 11:00:00",
		"DESK-9 Time to resolution paused false 1h0m0s of 8h0m0s, 7h0m0s ahead, due 16:00:00, stopped 00:00:00",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	_, summary, err = collect(t, feeds.Jira{}.Read, string(sample(t, "jira/synthetic_jsm_request_sla.json")), issue)
	if err != nil || told(summary) != "3 rows, 1 facts\nleft: 3 cycles that the source computed\n" {
		t.Errorf("%v %s", err, told(summary))
	}
}

// The pages of the sample that are cut at a hundred entries are findings, and the page
// that is not full is none.
func TestPagesOfJiraThatAreFull(t *testing.T) {
	for name, cut := range map[string]bool{"jira/changelog_13383_page1.json": true, "jira/changelog_13491_page1.json": false} {
		_, summary := facts(t, feeds.Jira{}.Read, name)
		truncated := false
		for _, f := range summary.Findings {
			truncated = truncated || f.Code == feeds.FindingTruncated
		}
		if truncated != cut {
			t.Errorf("%s: truncated is %v: %+v", name, truncated, summary.Findings)
		}
	}
}

func TestServiceNow(t *testing.T) {
	audit := string(sample(t, "servicenow/synthetic_sys_audit.json"))
	incident := `{"result":[{"sys_id":"i1","number":"INC1","opened_at":"2026-03-02 08:00:00","resolved_at":"2026-03-02 15:00:00","closed_at":"","state":"6","priority":"2","assignment_group":{"link":"x","value":"g1"}}]}`
	csv := "sys_id,number,opened_at,resolved_at,closed_at,state,priority,assignment_group_link,assignment_group_value\ni1,INC1,2026-03-02 08:00:00,2026-03-02 15:00:00,,6,2,x,g1\n"
	i1 := `{"id":"INC1","attrs":{"assignment_group":"g1","priority":"3","state":"1","sys-id":"i1"},"events":[{"at":"2026-03-02T08:00:00Z","name":"opened","seq":-9223372036854775808},{"at":"2026-03-02T08:30:00Z","name":"state","id":"a1","seq":1,"set":{"state":"2"}},{"at":"2026-03-02T10:00:00Z","name":"state","id":"a2","seq":2,"set":{"state":"3"}},{"at":"2026-03-02T10:00:00Z","name":"priority","id":"a3","seq":2,"set":{"priority":"2"}},{"at":"2026-03-02T11:00:00Z","name":"state","id":"a4","seq":3,"set":{"state":"2"}},{"at":"2026-03-02T15:00:00Z","name":"state","id":"a6","seq":5,"set":{"state":"6"}},{"at":"2026-03-02T15:00:00Z","name":"resolved","seq":9223372036854775807}]}`
	i3 := `{"id":"i3","events":[{"at":"2026-03-02T16:00:00Z","name":"deleted","id":"a7","seq":9223372036854775806}]}`
	alone := "history-incomplete: i3: : a history without its task: nothing says when the task was opened\n"
	instance := string(sample(t, "servicenow/synthetic_metric_instance.csv"))
	for _, c := range []nested{
		{"incidents and sys_audit", feeds.ServiceNow{}.Read, []string{incident, audit}, `{"tickets":[` + i1 + `,` + i3 + `]}`, "8 rows, 2 facts\nleft: 1 changes of other fields\n" + alone},
		{"sys_audit first, incidents as CSV", feeds.ServiceNow{}.Read, []string{audit, csv}, `{"tickets":[` + i1 + `,` + i3 + `]}`, "8 rows, 2 facts\nleft: 1 changes of other fields\n" + alone},
		{"metric_instance has no old values", feeds.ServiceNow{Fields: []string{"incident_state"}}.Read, []string{instance, strings.ReplaceAll(incident, `"state":"6"`, `"incident_state":"6"`)},
			`{"tickets":[{"id":"INC1","attrs":{"sys-id":"i1"},"events":[{"at":"2026-03-02T08:00:00Z","name":"opened","seq":-9223372036854775808},{"at":"2026-03-02T08:00:00Z","name":"incident_state","id":"m1","seq":1,"set":{"incident_state":"New"}},{"at":"2026-03-02T08:30:00Z","name":"incident_state","id":"m2","seq":2,"set":{"incident_state":"In Progress"}},{"at":"2026-03-02T10:00:00Z","name":"incident_state","id":"m3","seq":3,"set":{"incident_state":"On Hold"}},{"at":"2026-03-02T11:00:00Z","name":"incident_state","id":"m4","seq":4,"set":{"incident_state":"In Progress"}},{"at":"2026-03-02T15:00:00Z","name":"incident_state","id":"m5","seq":5,"set":{"incident_state":"Resolved"}},{"at":"2026-03-02T15:00:00Z","name":"resolved","seq":9223372036854775807}]}]}`,
			"6 rows, 1 facts\n"},
		{"the three shapes of a field: the stored value, or the display value", feeds.ServiceNow{Fields: []string{"state", "made_sla"}}.Read, []string{strings.Split(string(sample(t, "servicenow/tableapi_display_value_all.json")), "\n  },\n  {\n   \"number\": {\n    \"display_value\": \"CTASK0010002\"")[0] + "}]}"},
			`{"tickets":[{"id":"CTASK0010001","attrs":{"made_sla":"false","state":"1","sys-id":"a9f030cfc611227600f37bb8d031ab1b"},"events":[{"at":"2020-02-06T22:19:51Z","name":"opened","seq":-9223372036854775808}]}]}`, "1 rows, 1 facts\n"},
		{"bad rows", feeds.ServiceNow{}.Read, []string{"sys_id,number,opened_at\n1,INC1,yesterday\n2,INC2,\n3,INC3,2026-03-02 08:00:00\n3,INC3,2026-03-02 08:00:00\n3,INC3,2026-03-02 09:00:00\n4,INC4\n", "sys_id,name\n1,x\n"},
			`{"tickets":[{"id":"INC3","attrs":{"sys-id":"3"},"events":[{"at":"2026-03-02T08:00:00Z","name":"opened","seq":-9223372036854775808}]}]}`,
			"7 rows, 1 facts\nleft: 1 tasks that come again unchanged\n" +
				"row-unreadable: INC1: export 1:2 opened_at: no time: yesterday\n" +
				"row-unreadable: INC2: export 1:3 opened_at: a task without the time of its opening\n" +
				"record-again: INC3: export 1:6: INC3\n" +
				"row-unreadable: : export 1:7: 2 cells, but the header has 3\n" +
				"row-unreadable: 1: export 2:2: a row of a table that is not read: neither a task nor sys_audit, metric_instance or task_sla\n"},
	} {
		c.run(t)
	}
	display := feeds.ServiceNow{Fields: []string{"state"}, Display: true}
	all, _ := facts(t, display.Read, "servicenow/tableapi_display_value_all.json")
	if len(all.Tickets) != 2 || all.Tickets[0].Attrs.Get("state") != "Open" {
		t.Errorf("display values: %+v", all.Tickets)
	}
	var many strings.Builder
	many.WriteString("sys_id,number,opened_at\n")
	for i := range 10_000 {
		fmt.Fprintf(&many, "%d,INC%d,2026-03-02 08:00:00\n", i, i)
	}
	for text, want := range map[string]int{many.String(): 1, many.String() + "x,INCX,2026-03-02 08:00:00\n": 0} {
		if _, s, err := collect(t, feeds.ServiceNow{}.Read, text); err != nil || len(s.Findings) != want {
			t.Errorf("%v: %d findings, want %d", err, len(s.Findings), want)
		}
	}
}

func TestZendesk(t *testing.T) {
	ticket := `{"tickets":[{"id":7,"created_at":"2026-03-02T08:00:00Z","requester_id":1,"status":"solved","priority":null}]}`
	audits := `{"audits":[{"id":51,"ticket_id":7,"created_at":"2026-03-02T09:00:00Z","author_id":2,"events":[{"id":501,"type":"Comment","public":true,"author_id":2},{"id":502,"type":"Change","field_name":"status","previous_value":"new","value":"pending"}]},{"id":52,"ticket_id":7,"created_at":"2026-03-02T10:00:00Z","author_id":1,"events":[{"id":503,"type":"Comment","public":true},{"id":504,"type":"Change","field_name":"status","previous_value":"pending","value":"open"}]},{"id":53,"ticket_id":7,"created_at":"2026-03-02T11:00:00Z","author_id":2,"events":[{"id":505,"type":"Comment","public":false},{"id":506,"type":"Change","field_name":"subject","previous_value":"a","value":"b"},{"id":507,"type":"Change","field_name":"tags","previous_value":[],"value":["closed_by_merge"]},{"id":508,"type":"Notification"}]}],"next_page":null,"count":3}`
	created := `{"at":"2026-03-02T08:00:00Z","name":"created","seq":-9223372036854775808}`
	history := `{"at":"2026-03-02T09:00:00Z","name":"status","id":"502","seq":51,"set":{"status":"pending"}},%s{"at":"2026-03-02T10:00:00Z","name":"status","id":"504","seq":52,"set":{"status":"open"}},%s{"at":"2026-03-02T11:00:00Z","name":"noted","id":"505","seq":53},{"at":"2026-03-02T11:00:00Z","name":"merged","id":"merged/53","seq":53}`
	replied := func(first, second string) string {
		// Comments come before the changes of their audit.
		events := fmt.Sprintf(history, `{"at":"2026-03-02T10:00:00Z","name":"`+second+`","id":"503","seq":52},`, "")
		return `{"tickets":[{"id":"7","attrs":{"status":"new"},"events":[` + created + `,{"at":"2026-03-02T09:00:00Z","name":"` + first + `","id":"501","seq":51},` + events + `]}]}`
	}
	left := "left: 2 changes of other fields\nleft: 1 events that change no field and are no comment\n"
	for _, c := range []nested{
		{"the requester is told by the ticket", feeds.Zendesk{}.Read, []string{audits, ticket}, replied("replied", "customer-replied"), "4 rows, 1 facts\n" + left},
		{"the users tell who is an agent", feeds.Zendesk{}.Read, []string{ticket, audits, `{"users":[{"id":1,"role":"agent"},{"id":2,"role":"end-user"}]}`}, replied("customer-replied", "replied"), "6 rows, 1 facts\n" + left},
		{"pages that overlap, and a part of all audits", feeds.Zendesk{}.Read, []string{ticket, audits, strings.Replace(audits, `"count":3`, `"count":9`, 1)}, replied("replied", "customer-replied"), "7 rows, 1 facts\n" + left + "left: 3 audits that come again\ntruncated: : export 3: 6 of 9 audits\n"},
		{"an audit alone", feeds.Zendesk{}.Read, []string{string(sample(t, "zendesk/ticket_audits.json"))},
			`{"tickets":[{"id":"666","attrs":{"status":"new"},"events":[{"at":"2011-09-25T22:35:44Z","name":"noted","id":"2127301148","seq":2127301143},{"at":"2011-09-25T22:35:44Z","name":"status","id":"2127301163","seq":2127301143,"set":{"status":"open"}}]}]}`,
			"1 rows, 1 facts\nhistory-incomplete: 666: : a history without its ticket and without its creation\n"},
	} {
		c.run(t)
	}
}

// The metric events of the sample, by hand: reply_time was activated at 8:00 and
// fulfilled at 9:45; its breach was deleted when the target became two hours;
// requester_wait_time ran from 8:00 to 9:45 and from 11:00 to 12:00.
func TestMetricEventsOfZendesk(t *testing.T) {
	var opinions []feeds.Computed
	z := feeds.Zendesk{Computed: func(o feeds.Computed) { opinions = append(opinions, o) }}
	all, summary := facts(t, z.Read, "zendesk/synthetic_ticket_metric_events.json")
	if got := told(summary); got != "13 rows, 1 facts\nleft: 1 metric events that come again\nhistory-incomplete: 987: : a history without its ticket and without its creation\n" {
		t.Error(got)
	}
	var got []string
	for _, e := range all.Tickets[0].Events {
		got = append(got, e.At.Format("15:04")+" "+e.Name)
	}
	want := "08:00 reply_time activate, 08:00 requester_wait_time activate, 09:45 reply_time fulfill, 09:45 requester_wait_time pause, 11:00 requester_wait_time activate, 11:00 reply_time activate, 12:00 requester_wait_time fulfill"
	if strings.Join(got, ", ") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, ", "), want)
	}
	if len(opinions) != 3 {
		t.Fatalf("%d opinions", len(opinions))
	}
	if o := opinions[0]; o.Of != "reply_time" || o.ID != "1" || o.Missed || o.Allowed != 2*time.Hour || o.Elapsed != 105*time.Minute || o.Business != 45*time.Minute || o.Stage != "fulfill" {
		t.Errorf("%+v", o)
	}
}
