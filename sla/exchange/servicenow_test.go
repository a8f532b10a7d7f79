package exchange_test

import (
	"strings"
	"testing"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/exchange"
)

func TestServiceNowDefinitions(t *testing.T) {
	in, err := exchange.ServiceNow(read(t, "servicenow_contract_sla.json"), exchange.Calendars{"8-5 weekdays": {Hours: "mon-fri 08:00-17:00"}})
	if err != nil {
		t.Fatal(err)
	}
	if in.Spec.Kind != sla.SLA || len(in.Spec.Objectives) != 2 || in.Spec.Calendars["8-5 weekdays"].Zone != "Europe/Berlin" {
		t.Errorf("kind %q, %d objectives, calendars %v", in.Spec.Kind, len(in.Spec.Objectives), in.Spec.Calendars)
	}
	a := decided(t, in)
	opened := func(set ...string) sla.Event { return on(t, "2 15:00", "update", append(set, "active", "true")...) }
	const p1, response = "priority-1-resolution", "first-response"
	for _, c := range []struct {
		name, objective string
		events          []sla.Event
		want            string
	}{
		{"the first query", p1, []sla.Event{opened("priority", "1")}, "due 3 10:00:00"},
		{"the query after ^NQ", p1, []sla.Event{opened("priority", "3", "u_vip", "true")}, "due 3 10:00:00"},
		{"neither", p1, []sla.Event{opened("priority", "3")}, "waiting"},
		{"lowered: cancelled", p1, []sla.Event{opened("priority", "1"), on(t, "2 16:00", "update", "priority", "2")}, "cancelled"},
		{"lowered and vip: goes on", p1, []sla.Event{opened("priority", "1", "u_vip", "true"), on(t, "2 16:00", "update", "priority", "2")}, "due 3 10:00:00"},
		{"raised: from then on", p1, []sla.Event{opened("priority", "3"), on(t, "2 16:00", "update", "priority", "1")}, "due 3 11:00:00"},
		{"on hold", p1, []sla.Event{opened("priority", "1"), on(t, "2 16:00", "update", "state", "3")}, "paused"},
		{"held for an hour", p1, []sla.Event{opened("priority", "1"), on(t, "2 16:00", "update", "state", "3"), on(t, "3 08:00", "update", "state", "2")}, "due 3 11:00:00"},
		{"resolved", p1, []sla.Event{opened("priority", "1"), on(t, "3 10:00", "update", "state", "6")}, "stopped met"},
		{"closed", p1, []sla.Event{opened("priority", "1"), on(t, "3 10:01", "update", "state", "7", "active", "false")}, "stopped missed"},
		{"reopened", p1, []sla.Event{opened("priority", "1"), on(t, "3 10:00", "update", "state", "6"), on(t, "3 11:00", "update", "state", "2")}, "due 3 15:00:00"},
		{"24 hours around the clock", response, []sla.Event{opened("priority", "3")}, "due 3 15:00:00"},
		{"assigned", response, []sla.Event{opened("priority", "3"), on(t, "2 16:00", "update", "assigned_to", "ann")}, "stopped met"},
		{"never cancelled", response, []sla.Event{opened("priority", "3"), on(t, "2 16:00", "update", "active", "false")}, "due 3 15:00:00"},
	} {
		if got := stands(t, a, c.objective, c.events...); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	wants(t, in,
		"not-read result[2].duration_type.value: 3bf802c20a0a0b52008e2859cd8abcf2: a relative duration is a script",
		"undecided result[2]: ",
		"not-read result[3]: ",
		"assumed result[1].schedule_source: no_schedule: its schedule does not count",
		"undecided result[1].retroactive: true: the time counts from opened_at",
		"undecided result[1].retroactive_pause: true: pauses before",
		"undecided result: restart",
		"not-read result[0].sys_mod_count: {display_value: 3, value: 3.0}",
		"not-read result[0].target: ")
}

// record gives a definition whose field has a value.
func definition(fields ...string) []byte {
	record := map[string]string{"name": `"D"`, "start_condition": `"active=true"`, "stop_condition": `"active=false"`, "duration": `"1970-01-01 02:00:00"`}
	keys := []string{"name", "start_condition", "stop_condition", "duration"}
	for i := 0; i < len(fields); i += 2 {
		if record[fields[i]] == "" {
			keys = append(keys, fields[i])
		}
		record[fields[i]] = fields[i+1]
	}
	var b strings.Builder
	for i, key := range keys {
		b.WriteString([]string{"{", ","}[min(i, 1)] + `"` + key + `":` + record[key])
	}
	return []byte(b.String() + "}")
}

func TestServiceNowForms(t *testing.T) {
	plain := string(definition())
	for _, form := range []string{
		plain, "[" + plain + "]", `{"result":` + plain + `}`, `{"result":[` + plain + `]}`, `{"records":[` + plain + `]}`,
		string(definition("duration", `"2 Hours"`)), string(definition("duration", `7200`)), string(definition("duration", `"1 Hour 60 Minutes"`)),
		string(definition("duration", `{"value":"1970-01-01 02:00:00","display_value":"2 Hours"}`)), string(definition("duration", `{"display_value":"2 Hours"}`)),
		string(definition("start_condition", `{"link":"x","value":"active=true"}`)), string(definition("start_condition", `"^active=true^EQ"`)),
		string(definition("active", `1`)), string(definition("schedule", `""`)), string(definition("schedule", `{"link":"","value":""}`)),
	} {
		in, err := exchange.ServiceNow([]byte(form), nil)
		if err != nil {
			t.Errorf("%s: %v", form, err)
			continue
		}
		if got := stands(t, decided(t, in), "d", on(t, "2 10:00", "update", "active", "true")); got != "due 2 12:00:00" {
			t.Errorf("%s: %s", form, got)
		}
	}
}

func TestEncodedQueries(t *testing.T) {
	for _, c := range []struct{ query, matching, not string }{
		{"priority=1", "priority 1", "priority 2"},
		{"priority=1^category=network", "priority 1 category network", "priority 1"},
		{"priorityIN1,2", "priority 2", "priority 3"},
		{"priority=1^ORpriority=2^category=network", "priority 2 category network", "priority 2"},
		{"priority!=1", "priority 2", "priority 1"},
		{"priority!=1", "", "priority 1"}, // an empty field is not 1
		{"priorityNOT IN1,2", "priority 3", "priority 2"},
		{"assigned_to=", "", "assigned_to ann"},
		{"assigned_toISEMPTY", "", "assigned_to ann"},
		{"assigned_toISNOTEMPTY", "assigned_to ann", ""},
		{"priority=1^NQcategory=network", "priority 5 category network", "priority 5"},
		{"caller_id.vip=true^EQ", "caller_id.vip true", "caller_id.vip false"},
		{"category=a=b", "category a=b", "category a"},
	} {
		in, err := exchange.ServiceNow(definition("start_condition", `"`+c.query+`"`, "stop_condition", `"state=7"`), nil)
		if err != nil {
			t.Fatal(err)
		}
		a := decided(t, in)
		if got := stands(t, a, "d", on(t, "2 10:00", "update", strings.Fields(c.matching)...)); got != "due 2 12:00:00" {
			t.Errorf("%s, %s: %s", c.query, c.matching, got)
		}
		if got := stands(t, a, "d", on(t, "2 10:00", "update", strings.Fields(c.not)...)); got != "waiting" {
			t.Errorf("%s, %s: %s", c.query, c.not, got)
		}
		// If the start no longer holds, the cycle is given up.
		if got := stands(t, a, "d", on(t, "2 10:00", "update", strings.Fields(c.matching)...), on(t, "2 11:00", "update", changed(c.matching, c.not)...)); got != "cancelled" {
			t.Errorf("%s, from %q to %q: %s", c.query, c.matching, c.not, got)
		}
	}
	for _, query := range []string{
		"short_descriptionLIKEprinter", "priority<=2", "priority>2", "assigned_toDYNAMIC90d1921e5f510100a9ad2572f2b477fe", "stateCHANGES", "stateVALCHANGES",
		"opened_atONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()", "caller_id=javascript:gs.getUserID()", "priority=1^ORcategory=network",
		"priority!=1^ORpriority!=2", "ORpriority=1", "priority=1^ORDERBYnumber", "priority", "=1", "nameSTARTSWITHa", "assigned_toISEMPTYx", "priority=1^priority=2",
	} {
		in, err := exchange.ServiceNow(definition("start_condition", `"`+query+`"`), nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(in.Spec.Objectives) > 0 || !has(in, "not-read", "start_condition", query[:min(len(query), 20)]) || !has(in, "undecided", "", "the definition is left out") {
			t.Errorf("%s: %d objectives\n%s", query, len(in.Spec.Objectives), listed(in))
		}
		in, err = exchange.ServiceNow(definition("pause_condition", `"`+query+`"`), nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(in.Spec.Objectives) != 1 || !has(in, "undecided", "pause_condition", "the clock lacks it") {
			t.Errorf("pause %s: %d objectives\n%s", query, len(in.Spec.Objectives), listed(in))
		}
	}
}

// changed gives the pairs that turn the attributes of before into those of after.
func changed(before, after string) []string {
	pairs := strings.Fields(after)
	was := strings.Fields(before)
	for i := 0; i < len(was); i += 2 {
		if !strings.Contains(" "+after+" ", " "+was[i]+" ") {
			pairs = append(pairs, was[i], "")
		}
	}
	return pairs
}

func TestServiceNowDurations(t *testing.T) {
	for _, c := range []struct{ duration, want string }{
		{`"1970-01-01 00:00:01"`, "1s"}, {`"1970-01-01 08:00:00"`, "8h"}, {`"1970-01-02 00:00:00"`, "24h"}, {`"1970-01-03 12:30:00"`, "60h30m"},
		{`"1971-01-01 00:00:00"`, "8760h"}, {`"3 Days"`, "72h"}, {`"1 Day 2 Hours 3 Minutes 4 Seconds"`, "26h3m4s"}, {`28800`, "8h"}, {`"28800"`, "8h"},
		{`""`, ""}, {`null`, ""}, {`"1970-01-01 00:00:00"`, ""}, {`"soon"`, ""}, {`"3 Moons"`, ""}, {`"3"`, "3s"}, {`"1969-12-31 23:00:00"`, ""}, {`[]`, ""}, {`"2 Hours 5"`, ""},
	} {
		in, err := exchange.ServiceNow(definition("duration", c.duration), nil)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(in.Spec.Objectives) == 1 {
			got = string(in.Spec.Objectives[0].Targets[0].Within)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.duration, got, c.want)
		}
		if c.want == "" && !has(in, "undecided", "", "the definition is left out") {
			t.Errorf("%s: no note\n%s", c.duration, listed(in))
		}
	}
}

// What the choices of a definition do to its clock.
func TestServiceNowChoices(t *testing.T) {
	start := on(t, "2 10:00", "update", "active", "true")
	for _, c := range []struct {
		name   string
		fields []string
		events []sla.Event
		want   string
	}{
		{"resume when its condition holds", []string{"pause_condition", `"state=3"`, "resume_condition", `"state=2"`, "when_to_resume", `"on_condition"`},
			[]sla.Event{on(t, "2 10:30", "update", "state", "3"), on(t, "2 11:00", "update", "state", "4")}, "paused"},
		{"and then it goes on", []string{"pause_condition", `"state=3"`, "resume_condition", `"state=2"`, "when_to_resume", `"on_condition"`},
			[]sla.Event{on(t, "2 10:30", "update", "state", "3"), on(t, "2 11:00", "update", "state", "2")}, "due 2 12:30:00"},
		{"resume when the pause no longer holds", []string{"pause_condition", `"state=3"`, "resume_condition", `"state=2"`, "when_to_resume", `"no_match"`},
			[]sla.Event{on(t, "2 10:30", "update", "state", "3"), on(t, "2 11:00", "update", "state", "4")}, "due 2 12:30:00"},
		{"cancel when its condition holds", []string{"cancel_condition", `"state=8"`, "when_to_cancel", `"on_condition"`},
			[]sla.Event{on(t, "2 10:30", "update", "state", "8")}, "cancelled"},
		{"and only then", []string{"start_condition", `"priority=1^ORpriority=2"`, "cancel_condition", `"state=8"`, "when_to_cancel", `"on_condition"`},
			[]sla.Event{on(t, "2 10:10", "update", "priority", "1"), on(t, "2 10:30", "update", "priority", "3")}, "due 2 12:10:00"},
		{"reset", []string{"reset_condition", `"reassignment=yes"`}, []sla.Event{on(t, "2 10:30", "update", "reassignment", "yes")}, "due 2 12:30:00"},
		{"the schedule of a field of the task", []string{"schedule_source", `"task_field"`, "schedule_source_field", `"u_hours"`},
			[]sla.Event{on(t, "2 10:00", "update", "u_hours", "late")}, "due 2 22:00:00"},
		{"a field without a schedule", []string{"schedule_source", `"task_field"`, "schedule_source_field", `"u_hours"`}, nil, "due 2 12:00:00"},
	} {
		in, err := exchange.ServiceNow(definition(c.fields...), exchange.Calendars{"late": {Hours: "mon-sun 20:00-24:00"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := stands(t, decided(t, in), "d", append([]sla.Event{start}, c.events...)...); got != c.want {
			t.Errorf("%s: %s, want %s\n%s", c.name, got, c.want, listed(in))
		}
	}
	for _, c := range []struct {
		fields []string
		want   string
	}{
		{[]string{"when_to_cancel", `"whenever"`}, "undecided when_to_cancel: whenever: not known"},
		{[]string{"when_to_resume", `"whenever"`}, "undecided when_to_resume: whenever: not known"},
		{[]string{"schedule_source", `"whatever"`}, "undecided schedule_source: whatever: not known"},
		{[]string{"schedule_source", `"task_field"`}, "undecided schedule_source: task_field: the field of the task is not said"},
		{[]string{"schedule", `"late"`, "timezone", `"Asia/Tokyo"`}, "undecided timezone: Asia/Tokyo: the calendar is in UTC"},
		{[]string{"schedule", `"late"`, "timezone_source", `"task.caller_id.time_zone"`}, "undecided timezone_source: task.caller_id.time_zone: a ticket has its own time zone"},
		{[]string{"schedule", `"early"`}, "undecided schedule: early: the hours of early are not in the source"},
		{[]string{"collection", `"incident"`}, "assumed collection: incident: all tickets are of this table"},
		{[]string{"type", `"Promise"`}, "not-read type: Promise"},
		{[]string{"start_condition", `""`}, "assumed start_condition: every task of the table"},
	} {
		in, err := exchange.ServiceNow(definition(c.fields...), exchange.Calendars{"late": {Zone: "UTC", Hours: "mon-sun 20:00-24:00"}})
		if err != nil {
			t.Fatal(err)
		}
		wants(t, in, c.want)
	}
}

// Definitions of several tables and kinds: a ticket says its table, and an agreement has
// one kind.
func TestServiceNowTablesAndKinds(t *testing.T) {
	text := "[" + string(definition("name", `"A"`, "collection", `"incident"`, "type", `"SLA"`)) + "," + string(definition("name", `"A"`, "collection", `"sc_task"`, "type", `"OLA"`)) + "]"
	in, err := exchange.ServiceNow([]byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	a := decided(t, in)
	task := on(t, "2 10:00", "update", "active", "true", "sys_class_name", "sc_task")
	if got := stands(t, a, "a", task) + ", " + stands(t, a, "a-2", task); got != "waiting, due 2 12:00:00" {
		t.Error(got)
	}
	wants(t, in, "undecided [1].type: OLA: an agreement has one kind", "assumed [0].collection: incident: a ticket of this table")
	if in.Spec.Kind != "" {
		t.Errorf("kind %s", in.Spec.Kind)
	}
}
