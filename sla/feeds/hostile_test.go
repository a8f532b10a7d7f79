package feeds_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
)

// source is a reader with a sample of what it reads.
type source struct {
	name   string
	read   reader
	sample string
	json   bool
}

const incidentsMapping = `
feed: v1
rows: tickets
id: number
zone: UTC
attrs: { priority: priority }
events: { opened: opened_at, closed: closed_at }
`

func sources(t testing.TB) []source {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	get := func(name string) string { return string(sample(t, name)) }
	var search struct{ Issues []json.RawMessage }
	if err := json.Unmarshal(sample(t, "jira/search_expand_changelog.json"), &search); err != nil {
		t.Fatal(err)
	}
	issues := `{"total":2,"issues":[` + string(search.Issues[0]) + ",\n" + string(search.Issues[1]) + "]}"
	return []source{
		{"table", parsed(t, incidentsMapping).Read, "number,priority,opened_at,closed_at,note\nINC1,1,2026-03-02 09:00:00,2026-03-02 10:00:00,\"a \"\"b\"\",\nc\"\nINC2,2,2026-03-02 09:00:00,,\n", false},
		{"changes", parsed(t, fieldHistory).Read, get("zendesk/fivetran_ticket_field_history.csv"), false},
		{"json lines", parsed(t, pageHistory).Read, strings.Join(strings.SplitAfter(get("statuspage/cloud_host_2025q4_incidents.jsonl"), "\n")[:4], ""), false},
		{"jira", feeds.Jira{}.Read, issues, true},
		{"servicenow", feeds.ServiceNow{Computed: func(feeds.Computed) {}}.Read, get("servicenow/synthetic_sys_audit.json"), true},
		{"task_sla", feeds.ServiceNow{Computed: func(feeds.Computed) {}}.Read, get("servicenow/fivetran_task_sla.csv"), false},
		{"zendesk", feeds.Zendesk{Computed: func(feeds.Computed) {}}.Read, get("zendesk/synthetic_ticket_metric_events.json"), true},
		{"audits", feeds.Zendesk{}.Read, get("zendesk/ticket_audits.json"), true},
		{"zabbix", feeds.Zabbix{}.Read, get("zabbix/synthetic_event_get_day.json"), true},
		{"maintenance", feeds.Zabbix{Of: "{host}", Zone: berlin}.Read, get("zabbix/synthetic_maintenance_get.json"), true},
		{"nagios", feeds.Nagios{}.Read, get("nagios/synthetic_day.log"), false},
		{"prometheus", feeds.Prometheus{Step: 15 * time.Second}.Read, get("prometheus/query_range_up_docs.json"), true},
		{"status page", feeds.StatusPage{Page: "page"}.Read, get("statuspage/statuspage_v2_incidents.json"), true},
		{"pagerduty", feeds.PagerDuty{}.Read, `{"incidents":[{"id":"P1","status":"resolved","created_at":"2026-03-01T00:00:00Z","service":{"summary":"Shop"},"log_entries":[{"id":"4","type":"resolve_log_entry","created_at":"2026-03-01T00:50:00Z"}]}],"more":false}`, true},
		{"opsgenie", feeds.Opsgenie{}.Read, get("opsgenie/incidents.json"), true},
		{"icalendar", feeds.ICalendar{From: instant(t, "2026-01-01T00:00:00Z"), To: instant(t, "2027-01-01T00:00:00Z"), Ends: feeds.EndsByClock}.Read, get("ical/synthetic_maintenance.ics"), false},
	}
}

// outcome is what a reading gave.
func outcome(t testing.TB, read reader, exports ...io.Reader) (facts, summary string, err error) {
	t.Helper()
	var all sla.Facts
	given := int64(0)
	s, err := read(func(f sla.Fact) { given++; feeds.Into(&all)(f) }, exports...)
	if s.Facts != given {
		t.Errorf("the summary has %d facts, %d were handed over", s.Facts, given)
	}
	if int64(len(s.Findings)) > 1_000 || s.More > 0 && len(s.Findings) != 1_000 {
		t.Errorf("%d findings and %d more", len(s.Findings), s.More)
	}
	return compact(t, all), told(s), err
}

func TestHostileExports(t *testing.T) {
	for _, c := range sources(t) {
		t.Run(c.name, func(t *testing.T) {
			facts, summary, err := outcome(t, c.read, strings.NewReader(c.sample))
			if err != nil || facts == "{}" && c.name != "task_sla" {
				t.Fatalf("the sample: %v, %s", err, summary)
			}
			t.Run("a mark, CRLF and single bytes", func(t *testing.T) {
				crlf := strings.ReplaceAll(strings.ReplaceAll(c.sample, "\r\n", "\n"), "\n", "\r\n")
				for name, in := range map[string]io.Reader{
					"a mark": strings.NewReader("\uFEFF" + c.sample), "CRLF": strings.NewReader(crlf),
					"single bytes": iotest.OneByteReader(strings.NewReader(c.sample)), "data with the end": iotest.DataErrReader(strings.NewReader(c.sample)),
				} {
					if f, s, err := outcome(t, c.read, in); err != nil || f != facts || s != summary {
						t.Errorf("%s: %v\n%s\n%s\nwant\n%s\n%s", name, err, f, s, facts, summary)
					}
				}
			})
			t.Run("a cut", func(t *testing.T) {
				whole := strings.TrimRight(c.sample, " \r\n")
				for at := 1; at < len(whole); at += max(1, len(whole)/97) {
					f, s, err := outcome(t, c.read, strings.NewReader(whole[:at]))
					silent := err == nil && s == summary
					if c.json {
						silent = err == nil && !strings.Contains(s, ": ")
					}
					if silent && f != facts {
						t.Errorf("cut after %d bytes, and nothing is said:\n%s\n%s", at, s, whole[max(0, at-60):at])
					}
				}
			})
			t.Run("an error of the file", func(t *testing.T) {
				broken := io.MultiReader(strings.NewReader(c.sample[:len(c.sample)/2]), iotest.ErrReader(io.ErrClosedPipe))
				if _, _, err := outcome(t, c.read, broken); err == nil {
					t.Error("no error")
				}
			})
			t.Run("other encodings", func(t *testing.T) {
				var wide bytes.Buffer
				wide.WriteString("\xff\xfe")
				for _, b := range []byte(c.sample) {
					wide.Write([]byte{b, 0})
				}
				if _, _, err := outcome(t, c.read, &wide); err == nil || !strings.Contains(err.Error(), "UTF-16") {
					t.Errorf("UTF-16: %v", err)
				}
				latin := strings.NewReplacer("e", "\xe9", "1", "\xb9").Replace(c.sample)
				if f, s, err := outcome(t, c.read, strings.NewReader(latin)); err == nil && f != "{}" && s == summary {
					t.Errorf("Latin 1 is read without a word: %s", f)
				}
			})
			t.Run("everything twice", func(t *testing.T) {
				f, s, err := outcome(t, c.read, strings.NewReader(c.sample), strings.NewReader(c.sample))
				if err == nil && s == summary && f != facts {
					t.Errorf("nothing is said: %s", f)
				}
			})
			t.Run("an empty file", func(t *testing.T) {
				for _, empty := range []string{"", " \n\n", "\uFEFF"} {
					if f, s, err := outcome(t, c.read, strings.NewReader(empty)); err == nil && !strings.Contains(s, "the file is empty") || f != "{}" {
						t.Errorf("%q: %v, %s", empty, err, s)
					}
				}
			})
			t.Run("ten thousand levels", func(t *testing.T) {
				deep := strings.Repeat(`[{"a":`, 5_000) + "1" + strings.Repeat("}]", 5_000)
				outcome(t, c.read, strings.NewReader(deep))
				outcome(t, c.read, strings.NewReader(strings.Repeat("[", 100_000)))
				outcome(t, c.read, strings.NewReader(strings.Repeat(`{"a":`, 100_000)))
				if !c.json {
					return
				}
				at := strings.Index(c.sample, "[") + 1
				if at += strings.Index(c.sample[at:], "{") + 1; at > 1 {
					if f, s, err := outcome(t, c.read, strings.NewReader(c.sample[:at]+`"deep":`+deep+`,`+c.sample[at:])); err != nil || f != facts {
						t.Errorf("a record with a deep member: %v, %s", err, s)
					}
				}
			})
			t.Run("lines in reverse", func(t *testing.T) {
				lines := strings.Split(c.sample, "\n")
				slices.Reverse(lines)
				outcome(t, c.read, strings.NewReader(strings.Join(lines, "\n")))
			})
		})
	}
}

// A table of a million columns is read by the columns that the mapping names; the
// header of other tables is refused.
func TestAMillionColumns(t *testing.T) {
	columns := 1_000_000
	if testing.Short() {
		columns = 50_000
	}
	var header, row strings.Builder
	for i := range columns {
		fmt.Fprintf(&header, "c%d,", i)
		row.WriteString("x,")
	}
	for name, c := range map[string]struct{ first, last string }{"at the end": {"", "number,priority,opened_at,closed_at"}, "other names": {"", "z"}} {
		f, s, err := outcome(t, parsed(t, incidentsMapping).Read, strings.NewReader(header.String()+c.last+"\n"+row.String()+"INC1,1,2026-03-02 09:00:00,\n"))
		if name == "at the end" && (err != nil || !strings.Contains(f, "INC1")) || name == "other names" && (err == nil || len(err.Error()) > 1_000) {
			t.Errorf("%s: %v %s", name, err, s)
		}
	}
	var keys strings.Builder
	for i := range columns {
		fmt.Fprintf(&keys, `"k%d":1,`, i)
	}
	if f, s, err := outcome(t, parsed(t, incidentsMapping).Read, strings.NewReader("{"+keys.String()+`"number":"A","opened_at":"2026-03-02 09:00:00"}`)); err != nil || !strings.Contains(f, `"A"`) {
		t.Errorf("JSON: %v %s", err, s)
	}
}

// One identifier for a hundred thousand changes takes no more than their number.
func TestOneIdentifierOfManyChanges(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,at,field,old,new,change\n")
	for i := range 100_000 {
		fmt.Fprintf(&b, "A,2026-03-02T09:00:00Z,state,%d,%d,same\n", i, i+1)
	}
	f, s, err := read(t, changes+"change: change\n", b.String())
	if err != nil || len(f.Tickets) != 1 || len(f.Tickets[0].Events) != 100_000 || s.Rows != 100_000 {
		t.Errorf("%v: %d tickets, %+v", err, len(f.Tickets), s)
	}
}

// Reading in pieces gives what reading at once gives, and no text makes a reader fail
// otherwise than by an error.
func FuzzExports(f *testing.F) {
	all := sources(f)
	for i, c := range all {
		text := c.sample
		if len(text) > 3_000 {
			text = text[:3_000]
		}
		f.Add(uint8(i), []byte(text))
		f.Add(uint8(i), []byte(c.sample[:len(text)/2]))
	}
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		c := all[int(kind)%len(all)]
		facts, summary, err := outcome(t, c.read, bytes.NewReader(data))
		again, other, failed := outcome(t, c.read, iotest.HalfReader(bytes.NewReader(data)))
		if facts != again || summary != other || fmt.Sprint(err) != fmt.Sprint(failed) {
			t.Errorf("at once: %s %s %v\nin pieces: %s %s %v", facts, summary, err, again, other, failed)
		}
	})
}

// A mapping that is read is one that the schema allows, and reads any table without
// failing otherwise than by an error.
func FuzzMapping(f *testing.F) {
	tables := []string{"id,at,done,p,t\nA,2026-03-02T09:00:00Z,,1,x\n", "id;at\nA;1\n", `[{"id":"A","at":1,"data":{"items":[1]}}]`, "{\"a\":{\"b\":[{\"id\":1}]}}\n{}"}
	for i, mapping := range append(everyKind, uciLog, fieldHistory, pageHistory, requestsMapping) {
		f.Add([]byte(mapping), []byte(tables[i%len(tables)]))
	}
	f.Fuzz(func(t *testing.T, mapping, table []byte) {
		m, err := feeds.ParseMapping(mapping)
		if err != nil {
			return
		}
		facts, summary, err := outcome(t, m.Read, bytes.NewReader(table))
		again, other, failed := outcome(t, m.Read, iotest.OneByteReader(bytes.NewReader(table)))
		if facts != again || summary != other || fmt.Sprint(err) != fmt.Sprint(failed) {
			t.Errorf("at once: %s %s %v\nin pieces: %s %s %v", facts, summary, err, again, other, failed)
		}
	})
}
