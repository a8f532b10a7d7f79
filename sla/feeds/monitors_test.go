package feeds_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
)

// zabbixEvent is an event of trigger 9 at a second of 2026-01-01 UTC, which begins at
// 1767225600.
func zabbixEvent(id, value, second int, recovery string, more string) string {
	return fmt.Sprintf(`{"eventid":"%d","source":"0","object":"0","objectid":"9","clock":"%d","ns":"0","value":"%d","r_eventid":"%s","severity":"4","name":"down","suppressed":"0"%s}`, id, 1767225600+second, value, recovery, more)
}

func zabbixAnswer(events ...string) string {
	return `{"jsonrpc":"2.0","result":[` + strings.Join(events, ",") + `],"id":1}`
}

func TestZabbix(t *testing.T) {
	hour := `{"of":"9","from":"2026-01-01T00:00:00Z","to":"2026-01-01T01:00:00Z","id":"1","detected":"2026-01-01T00:00:00Z"}`
	for _, c := range []nested{
		{"a recovery before its problem, and pages that overlap", feeds.Zabbix{}.Read, []string{zabbixAnswer(zabbixEvent(2, 0, 3600, "0", "")), zabbixAnswer(zabbixEvent(1, 1, 0, "2", ""), zabbixEvent(2, 0, 3600, "0", ""))},
			`{"outages":[` + hour + `]}`, "3 rows, 1 facts\nleft: 1 events that come again\n"},
		{"a problem that began before the export, and one whose recovery is missing", feeds.Zabbix{}.Read, []string{zabbixAnswer(zabbixEvent(2, 0, 3600, "0", ""), zabbixEvent(3, 1, 7200, "4", ""))},
			`{"outages":[{"of":"9","from":"2026-01-01T02:00:00Z","id":"3","detected":"2026-01-01T02:00:00Z"}]}`,
			"2 rows, 1 facts\nhistory-incomplete: 9: r_eventid: problem 3 has ended, but the export does not have its recovery 4: it is taken as still going on\nhistory-incomplete: 9: : event 2 ends a problem that began before the export: its time until then is not counted\n"},
		{"the first acknowledgement, and no message", feeds.Zabbix{}.Read, []string{zabbixAnswer(zabbixEvent(1, 1, 0, "2", `,"acknowledges":[{"clock":"1767225960","action":"6"},{"clock":"1767225660","action":"4"},{"clock":"1767225900","action":"2"}]`), zabbixEvent(2, 0, 3600, "0", ""))},
			`{"outages":[{"of":"9","from":"2026-01-01T00:00:00Z","to":"2026-01-01T01:00:00Z","id":"1","detected":"2026-01-01T00:00:00Z","acknowledged":"2026-01-01T00:05:00Z"}]}`, "2 rows, 1 facts\n"},
		{"records by their keys", feeds.Zabbix{}.Read, []string{`{"result":{"1":` + zabbixEvent(1, 1, 0, "2", "") + `,"2":` + zabbixEvent(2, 0, 3600, "0", "") + `,"3":4},"id":1}`},
			`{"outages":[` + hour + `]}`, "3 rows, 1 facts\nrow-unreadable: : export 1:1: neither an event nor a maintenance\n"},
		{"problem.get has the recovery in the problem", feeds.Zabbix{}.Read, []string{zabbixAnswer(zabbixEvent(1, 1, 0, "2", `,"r_clock":"1767229200","r_ns":"5"`))},
			`{"outages":[{"of":"9","from":"2026-01-01T00:00:00Z","to":"2026-01-01T01:00:00.000000005Z","id":"1","detected":"2026-01-01T00:00:00Z"}]}`, "1 rows, 1 facts\n"},
		{"a service by its tag, of the severity that is asked for", feeds.Zabbix{Of: "{tag.service}@{host}", Severity: 4}.Read, []string{zabbixAnswer(
			zabbixEvent(1, 1, 0, "0", `,"hosts":[{"hostid":"1","name":"web"}],"tags":[{"tag":"scope","value":"x"},{"tag":"service","value":"shop"}]`),
			strings.Replace(zabbixEvent(2, 1, 0, "0", ""), `"severity":"4"`, `"severity":"3"`, 1),
			zabbixEvent(3, 1, 0, "0", ""))},
			`{"outages":[{"of":"shop@web","from":"2026-01-01T00:00:00Z","id":"1","detected":"2026-01-01T00:00:00Z"}]}`,
			"3 rows, 1 facts\nleft: 1 problems of a lower severity\nrow-unreadable: 3: export 1:1: no tag.service, which the name of the service needs\n"},
		{"services of the agreement, and a suppressed problem that goes on", feeds.Zabbix{Services: map[string]string{"9": "shop"}}.Read, []string{zabbixAnswer(strings.Replace(zabbixEvent(1, 1, 0, "0", ""), `"suppressed":"0"`, `"suppressed":"1"`, 1), strings.Replace(zabbixEvent(3, 1, 0, "0", ""), `"objectid":"9"`, `"objectid":"8"`, 1))},
			`{"outages":[{"of":"shop","from":"2026-01-01T00:00:00Z","id":"1","detected":"2026-01-01T00:00:00Z"}]}`,
			"2 rows, 1 facts\nleft: 1 problems and maintenance of other services\nhistory-incomplete: shop: suppressed: problem 1 is suppressed and goes on: until when it is excluded is not known, so it is not excluded\n"},
		{"times that run backwards and no time", feeds.Zabbix{}.Read, []string{zabbixAnswer(zabbixEvent(1, 1, 3600, "2", ""), zabbixEvent(2, 0, 0, "0", ""), strings.Replace(zabbixEvent(3, 1, 0, "0", ""), `"ns":"0"`, `"ns":"1000000000"`, 1))},
			`{}`, "3 rows, 0 facts\nrow-unreadable: 1: export 1:1 clock: the recovery is before the problem\nrow-unreadable: 3: export 1:1 clock: no time: 1767225600 1000000000\n"},
	} {
		c.run(t)
	}
	if _, _, err := collect(t, feeds.Zabbix{}.Read, `{"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params.","data":"Not authorised."},"id":1}`); err == nil || !strings.Contains(err.Error(), "Not authorised") {
		t.Errorf("an answer that is an error: %v", err)
	}
}

// maintenance is an answer of maintenance.get that is active in January 2026 with one
// time period.
func maintenance(period string) string {
	return `{"result":[{"maintenanceid":"3","name":"work","active_since":"1767225600","active_till":"1769904000","timeperiods":[{` + period + `}],"hosts":[{"hostid":"1","name":"web"},{"hostid":"2","name":"db"}]}]}`
}

// Windows of maintenance, with the server in Berlin, an hour ahead of UTC in winter.
// 1 January 2026 was a Thursday.
func TestMaintenanceOfZabbix(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, period, want string }{
		{"once", `"timeperiod_type":"0","start_date":"1767312000","period":"3600"`, "01-02 00:00-01:00"},
		{"once, cut by the end of the activity", `"timeperiod_type":"0","start_date":"1769902200","period":"3600"`, "01-31 23:30-00:00"},
		{"every 10 days at 2:00", `"timeperiod_type":"2","every":"10","start_time":"7200","period":"1800"`, "01-01 01:00-01:30, 01-11 01:00-01:30, 01-21 01:00-01:30, 01-31 01:00-01:30"},
		{"Sundays at 2:00", `"timeperiod_type":"3","every":"1","dayofweek":"64","start_time":"7200","period":"3600"`, "01-04 01:00-02:00, 01-11 01:00-02:00, 01-18 01:00-02:00, 01-25 01:00-02:00"},
		{"Mondays and Thursdays of every second week", `"timeperiod_type":"3","every":"2","dayofweek":"9","start_time":"3600","period":"3600"`, "01-01 00:00-01:00, 01-12 00:00-01:00, 01-15 00:00-01:00, 01-26 00:00-01:00, 01-29 00:00-01:00"},
		{"the 13th of January and February", `"timeperiod_type":"4","month":"3","day":"13","every":"1","start_time":"0","period":"3600"`, "01-12 23:00-00:00"},
		{"the second Tuesday", `"timeperiod_type":"4","month":"4095","dayofweek":"2","every":"2","start_time":"3600","period":"3600"`, "01-13 00:00-01:00"},
		{"the last Friday", `"timeperiod_type":"4","month":"1","dayofweek":"16","every":"5","start_time":"3600","period":"3600"`, "01-30 00:00-01:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, s, err := collect(t, feeds.Zabbix{Of: "{host}", Zone: berlin}.Read, maintenance(c.period))
			if err != nil || len(s.Findings) > 0 {
				t.Fatal(err, told(s))
			}
			var got []string
			for _, e := range f.Exclusions {
				if e.Of == "web" {
					got = append(got, e.From.Format("01-02 15:04")+e.To.Format("-15:04"))
				}
			}
			if strings.Join(got, ", ") != c.want || len(f.Exclusions) != 2*len(got) {
				t.Errorf("%s, want %s", strings.Join(got, ", "), c.want)
			}
		})
	}
	sunday := `"timeperiod_type":"3","every":"1","dayofweek":"64","start_time":"7200","period":"3600"`
	f, _, err := collect(t, feeds.Zabbix{Of: "shop", Zone: berlin, From: instant(t, "2026-01-11T02:00:00Z"), To: instant(t, "2026-01-25T01:00:00Z")}.Read, maintenance(sunday))
	if err != nil || len(f.Exclusions) != 1 || !f.Exclusions[0].From.Equal(instant(t, "2026-01-18T01:00:00Z")) {
		t.Errorf("between two instants: %v %+v", err, f.Exclusions)
	}
	if _, _, err := collect(t, feeds.Zabbix{Of: "{host}"}.Read, maintenance(sunday)); err == nil || !strings.Contains(err.Error(), "state its Zone") {
		t.Errorf("without a zone: %v", err)
	}
	_, s, err := collect(t, feeds.Zabbix{Of: "{host}", Zone: berlin}.Read, maintenance(`"timeperiod_type":"7"`))
	if err != nil || len(s.Findings) != 1 {
		t.Errorf("another type: %v %+v", err, s)
	}
}

func TestNagios(t *testing.T) {
	state := func(at int64, is string) string {
		return fmt.Sprintf("%d %s", at, is)
	}
	for _, c := range []struct {
		name    string
		nagios  feeds.Nagios
		logs    []string
		states  []string
		windows []string
		summary string
	}{
		{"a state, a problem with a semicolon in its text, a recovery", feeds.Nagios{},
			[]string{"[100] CURRENT SERVICE STATE: web;HTTP;OK;HARD;1;OK\n[200] SERVICE ALERT: web;HTTP;CRITICAL;HARD;3;refused; port 80\n[300] SERVICE ALERT: web;HTTP;OK;HARD;3;OK\n"},
			[]string{state(100, "up"), state(200, "down"), state(300, "up")}, nil, "3 rows, 3 facts\n"},
		{"archives in the wrong order, with a state that is told again", feeds.Nagios{},
			[]string{"[400] CURRENT SERVICE STATE: web;HTTP;OK;HARD;1;OK\n", "[100] CURRENT SERVICE STATE: web;HTTP;OK;HARD;1;OK\n[200] SERVICE ALERT: web;HTTP;CRITICAL;HARD;3;x\n"},
			[]string{state(100, "up"), state(200, "down"), state(400, "up")}, nil, "3 rows, 3 facts\n"},
		{"a stop and a start: then the last state holds", feeds.Nagios{},
			[]string{"[100] SERVICE ALERT: web;HTTP;CRITICAL;HARD;3;x\n[200] Caught SIGTERM, shutting down...\n[200] Successfully shutdown... (PID=1)\n[300] Nagios 4.4.6 starting... (PID=2)\n[400] SERVICE ALERT: web;HTTP;OK;HARD;3;x\n"},
			[]string{state(100, "down"), state(200, "not-monitored"), state(300, "down"), state(400, "up")}, nil, "5 rows, 4 facts\n"},
		{"a start without a stop changes nothing; a stop without a start lasts", feeds.Nagios{},
			[]string{"[100] SERVICE ALERT: web;HTTP;OK;HARD;3;x\n[200] Nagios 3.2.0 starting... (PID=2)\n[300] Caught SIGSEGV, shutting down...\n[310] SERVICE ALERT: web;HTTP;CRITICAL;HARD;3;x\n"},
			[]string{state(100, "up"), state(300, "not-monitored")}, nil, "4 rows, 2 facts\n"},
		{"a reload is no stop", feeds.Nagios{}, []string{"[100] SERVICE ALERT: web;HTTP;OK;HARD;3;x\n[200] Caught SIGHUP, restarting...\n"},
			[]string{state(100, "up")}, nil, "2 rows, 1 facts\nleft: 1 lines that are no state, downtime, start or stop\n"},
		{"soft states, unless they are asked for", feeds.Nagios{}, []string{"[100] SERVICE ALERT: web;HTTP;CRITICAL;SOFT;1;x\n[200] SERVICE ALERT: web;HTTP;CRITICAL;HARD;3;x\n"},
			[]string{state(200, "down")}, nil, "2 rows, 1 facts\nleft: 1 soft states\n"},
		{"soft states that are asked for", feeds.Nagios{Soft: true}, []string{"[100] SERVICE ALERT: web;HTTP;CRITICAL;SOFT;1;x\n[200] SERVICE ALERT: web;HTTP;CRITICAL;HARD;3;x\n"},
			[]string{state(100, "down")}, nil, "2 rows, 1 facts\n"},
		{"no check yet, and words for weights", feeds.Nagios{}, []string{"[100] CURRENT SERVICE STATE: web;HTTP;OK;HARD;1;\n[200] SERVICE ALERT: web;HTTP;WARNING;HARD;1;x\n[300] SERVICE ALERT: web;HTTP;UNKNOWN;HARD;1;x\n"},
			[]string{state(100, "no-data"), state(200, "warning"), state(300, "unknown")}, nil, "3 rows, 3 facts\n"},
		{"the downtime of a host covers its service, noticed when it was scheduled", feeds.Nagios{},
			[]string{"[100] SERVICE ALERT: web;HTTP;OK;HARD;3;x\n[150] EXTERNAL COMMAND: SCHEDULE_HOST_DOWNTIME;web;200;300;1;0;100;me;work\n[200] HOST DOWNTIME ALERT: web;STARTED; x\n[300] HOST DOWNTIME ALERT: web;STOPPED; x\n"},
			[]string{state(100, "up")}, []string{"200-300 noticed 150"}, "4 rows, 3 facts\n"},
		{"a downtime within a downtime, and one that is cancelled", feeds.Nagios{},
			[]string{"[100] SERVICE DOWNTIME ALERT: web;HTTP;STARTED; x\n[200] SERVICE DOWNTIME ALERT: web;HTTP;STARTED; x\n[300] SERVICE DOWNTIME ALERT: web;HTTP;STOPPED; x\n[400] SERVICE DOWNTIME ALERT: web;HTTP;CANCELLED; x\n"},
			nil, []string{"100-400"}, "4 rows, 1 facts\n"},
		{"a downtime that goes on ends as it was scheduled", feeds.Nagios{},
			[]string{"[100] EXTERNAL COMMAND: SCHEDULE_SVC_DOWNTIME;web;HTTP;200;900;1;0;700;me;work\n[200] SERVICE DOWNTIME ALERT: web;HTTP;STARTED; x\n"},
			nil, []string{"200-900 noticed 100"}, "2 rows, 1 facts\n"},
		{"downtimes without their other side", feeds.Nagios{}, []string{"[100] SERVICE DOWNTIME ALERT: web;HTTP;STOPPED; x\n[200] SERVICE DOWNTIME ALERT: web;HTTP;STARTED; x\n"},
			nil, nil, "2 rows, 0 facts\nhistory-incomplete: web/HTTP: : a downtime of web/HTTP ends at 100, and the logs do not have its start: it is not excluded\nhistory-incomplete: web/HTTP: : a downtime of web/HTTP began at 200, and the logs do not have its end: it is not excluded\n"},
		{"lines of nothing", feeds.Nagios{}, []string{"hello\n[x] SERVICE ALERT: a\n[100] SERVICE ALERT: web;HTTP\n[100] SERVICE ALERT: web;HTTP;BROKEN;HARD;1;x\n\n[100] HOST ALERT: web;UP;HARD;1;caf\xe9\n"},
			nil, nil, "5 rows, 1 facts\nrow-unreadable: : export 1:1: no line of a log: hello\nrow-unreadable: : export 1:2: no line of a log: [x] SERVICE ALERT: a\nrow-unreadable: : export 1:3: a state without its fields: web;HTTP\nrow-unreadable: web/HTTP: export 1:4: an unknown state: BROKEN\n"},
		{"services of the agreement", feeds.Nagios{Services: map[string]string{"web/HTTP": "web/HTTP"}}, []string{"[100] SERVICE ALERT: web;HTTP;OK;HARD;3;x\n[100] SERVICE ALERT: db;SQL;OK;HARD;3;x\n"},
			[]string{state(100, "up")}, nil, "2 rows, 1 facts\nleft: 1 states and downtimes of other services\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, s, err := collect(t, c.nagios.Read, c.logs...)
			if err != nil {
				t.Fatal(err)
			}
			var states, windows []string
			for _, x := range f.States {
				if x.Of == "web/HTTP" {
					states = append(states, state(x.At.Unix(), x.Is))
				}
			}
			for _, e := range f.Exclusions {
				if e.Of == "web/HTTP" {
					w := fmt.Sprintf("%d-%d", e.From.Unix(), e.To.Unix())
					if !e.Noticed.IsZero() {
						w += fmt.Sprint(" noticed ", e.Noticed.Unix())
					}
					windows = append(windows, w)
				}
			}
			if fmt.Sprint(states) != fmt.Sprint(c.states) || fmt.Sprint(windows) != fmt.Sprint(c.windows) {
				t.Errorf("states %v, windows %v; want %v, %v", states, windows, c.states, c.windows)
			}
			if got := told(s); got != c.summary {
				t.Errorf("summary\n%s\nwant\n%s", got, c.summary)
			}
		})
	}
}

// matrix is an answer of a range query with one series.
func matrix(values string) string {
	return `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"job":"web","instance":"a"},"values":[` + values + `]}]}}`
}

func TestPrometheus(t *testing.T) {
	p := feeds.Prometheus{Of: "{job}", Step: time.Minute}
	for _, c := range []nested{
		{"a gap of one and a half steps is none; a longer one is", p.Read, []string{matrix(`[0,"1"],[90,"1"],[180.001,"1"]`)},
			`{"states":[{"of":"web","at":"1970-01-01T00:00:00Z","is":"up","seq":1},{"of":"web","at":"1970-01-01T00:02:30Z","is":"no-data"},{"of":"web","at":"1970-01-01T00:03:00.001Z","is":"up","seq":1},{"of":"web","at":"1970-01-01T00:04:00.001Z","is":"no-data"}]}`, "1 rows, 4 facts\n"},
		{"NaN, another value, and samples that do not rise", p.Read, []string{matrix(`[0,"NaN"],[60,"0.5"],[120,"0"],[120,"1"],[60,"1"],[180,"1.0"],["x","1"]`)},
			`{"states":[{"of":"web","at":"1970-01-01T00:00:00Z","is":"no-data","seq":1},{"of":"web","at":"1970-01-01T00:02:00Z","is":"down","seq":1},{"of":"web","at":"1970-01-01T00:03:00Z","is":"up","seq":1},{"of":"web","at":"1970-01-01T00:04:00Z","is":"no-data"}]}`,
			"1 rows, 4 facts\nvalue-unreadable: web: export 1:1 values: 0.5\nrow-unreadable: web: export 1:1 values: the samples do not rise: [120,\"1\"]\nrow-unreadable: web: export 1:1 values: the samples do not rise: [60,\"1\"]\nrow-unreadable: web: export 1:1 values: no sample: [\"x\",\"1\"]\n"},
		{"a label that is missing, and another service", feeds.Prometheus{Of: "{job}{zone}", Step: time.Minute, Services: map[string]string{}}.Read, []string{matrix(`[0,"1"]`), strings.Replace(matrix(`[0,"1"]`), `"job"`, `"zone":"b","job"`, 1)},
			`{}`, "2 rows, 0 facts\nleft: 1 series of other services\nrow-unreadable: web: export 1:1 metric: the series has no label zone\n"},
		{"samples as counts", feeds.Prometheus{Of: "{job}", Step: time.Minute, Samples: true}.Read, []string{matrix(`[0,"1"],[60,"NaN"],[120,"0"]`)},
			`{"counts":[{"of":"web","at":"1970-01-01T00:00:00Z","good":1,"total":1},{"of":"web","at":"1970-01-01T00:02:00Z","good":0,"total":1}]}`, "1 rows, 2 facts\n"},
	} {
		c.run(t)
	}
	for answer, want := range map[string]string{
		`{"status":"error","errorType":"bad_data","error":"parse error"}`: "parse error",
		`{"status":"success","data":{"resultType":"vector","result":[]}}`: "a vector, no matrix",
	} {
		if _, _, err := collect(t, p.Read, answer); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, _, err := collect(t, feeds.Prometheus{}.Read, matrix(``)); err == nil || !strings.Contains(err.Error(), "Step") {
		t.Errorf("without a step: %v", err)
	}
}

func TestRatioOfPrometheus(t *testing.T) {
	ratio := func(good, total string) (sla.Facts, feeds.Intake, error) {
		var f sla.Facts
		s, err := feeds.Prometheus{Of: "{job}"}.Ratio(feeds.Into(&f), strings.NewReader(good), strings.NewReader(total))
		return f, s, err
	}
	f, s, err := ratio(matrix(`[0,"98.5"],[3600,"0"],[7200,"11"],[9000,"4"]`), matrix(`[0,"100.49"],[3600,"0"],[7200,"10"],[10800,"7"]`))
	if err != nil {
		t.Fatal(err)
	}
	// 98.5 is rounded up to 99, 100.49 down to 100. An hour without requests is no count;
	// an hour without good requests is one.
	if got, want := compact(t, f), `{"counts":[{"of":"web","at":"1970-01-01T00:00:00Z","good":99,"total":100},{"of":"web","at":"1970-01-01T02:00:00Z","good":10,"total":10},{"of":"web","at":"1970-01-01T03:00:00Z","good":0,"total":7}]}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := told(s), "2 rows, 3 facts\nrounded: web: export 1:1 values: 98.5\nrounded: web: export 1:1 values: 100.49\nvalue-unreadable: web: : 11 good of 10 at 1970-01-01T02:00:00Z: all are taken as good\nrow-unreadable: : export 1: a good count without its total: web at 1970-01-01T02:30:00Z\n"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestStatusPage(t *testing.T) {
	v2 := string(sample(t, "statuspage/statuspage_v2_incidents.json"))
	outages := func(of string) string {
		return `{"of":"` + of + `","from":"2026-06-06T18:37:44.116Z","to":"2026-06-06T19:05:27.178Z","id":"6ptd5skgmy3v","reported":"2026-06-06T18:37:44.139Z","attrs":{"impact":"minor"}}`
	}
	weird := func(of string) string {
		return `{"of":"` + of + `","from":"2026-06-02T00:00:00Z","to":"2026-06-02T00:30:00Z","id":"weird01","reported":"2026-06-02T00:00:00Z","attrs":{"impact":"catastrophic"}}`
	}
	scheduled := `{"scheduled_maintenances":[{"id":"m1","name":"Database","status":"completed","impact":"maintenance","created_at":"2026-03-01T08:00:00.000-08:00","scheduled_for":"2026-03-07T22:00:00.000-08:00","scheduled_until":"2026-03-08T00:00:00.000-08:00","components":[{"name":"API"}],"incident_updates":[]}]}`
	window := `{"of":"%s","from":"2026-03-08T06:00:00Z","to":"2026-03-08T08:00:00Z","reason":"maintenance: Database","noticed":"2026-03-01T16:00:00Z","id":"m1"}`
	for _, c := range []nested{
		{"outages of the page and of components", feeds.StatusPage{Page: "page"}.Read, []string{v2},
			`{"outages":[` + outages("page") + `,` + outages("Web") + `,` + outages("API") + `,` + weird("page") + `,` + weird("Web") + `]}`,
			"3 rows, 5 facts\nhistory-incomplete: maint01: export 1:69: a maintenance without its start and its end: it is not excluded\nvalue-unreadable: weird01: export 1:108 impact: an unknown impact, which is taken as an outage: catastrophic\n"},
		{"one component, under the name of the agreement", feeds.StatusPage{Services: map[string]string{"API": "api"}}.Read, []string{v2},
			`{"outages":[` + outages("api") + `]}`,
			"3 rows, 1 facts\nleft: 2 other components\nhistory-incomplete: maint01: export 1:69: a maintenance without its start and its end: it is not excluded\nvalue-unreadable: weird01: export 1:108 impact: an unknown impact, which is taken as an outage: catastrophic\n"},
		{"maintenance that was announced", feeds.StatusPage{Page: "page"}.Read, []string{scheduled, scheduled},
			`{"exclusions":[` + fmt.Sprintf(window, "page") + `,` + fmt.Sprintf(window, "API") + `]}`, "2 rows, 2 facts\nleft: 1 incidents that come again unchanged\n"},
		{"states of components, oldest update first", feeds.StatusPage{States: true, Services: map[string]string{"API": "api"}}.Read, []string{v2},
			`{"states":[{"of":"api","at":"2026-06-06T18:37:44.395Z","is":"degraded_performance","was":"up","id":"6ptd5skgmy3v/2026-06-06T18:37:44.395Z/API"},{"of":"api","at":"2026-06-06T19:05:27.178Z","is":"up","was":"degraded_performance","id":"6ptd5skgmy3v/2026-06-06T19:05:27.178Z/API","seq":1}]}`,
			"3 rows, 2 facts\nleft: 3 other components\nhistory-incomplete: maint01: export 1:69: a maintenance without its start and its end: it is not excluded\n"},
		{"the impact none, an end before the start, and no end", feeds.StatusPage{Page: "page"}.Read, []string{`[{"id":"1","impact":"none","started_at":"2026-03-01T00:00:00Z"},{"id":"2","impact":"major","started_at":"2026-03-01T01:00:00Z","resolved_at":"2026-03-01T00:00:00Z"},{"id":"3","impact":"major","status":"resolved","started_at":"2026-03-01T01:00:00Z"},{"id":"3","impact":"minor"},{"x":1}]`},
			`{"outages":[{"of":"page","from":"2026-03-01T01:00:00Z","id":"3","attrs":{"impact":"major"}}]}`,
			"5 rows, 1 facts\nleft: 1 incidents of the impact none\nleft: 1 incidents that name no component\nrow-unreadable: 2: export 1:1 resolved_at: the end is before the start\nhistory-incomplete: 3: export 1:1 resolved_at: the incident is resolved, and the page does not say when: it is taken as still going on\nrecord-again: 3: export 1:1: 3\nrow-unreadable: : export 1:1: no incident\n"},
	} {
		c.run(t)
	}
	var fifty []string
	for i := range 50 {
		fifty = append(fifty, fmt.Sprintf(`{"id":"%d","impact":"none"}`, i))
	}
	for n, want := range map[int]int{49: 0, 50: 1} {
		_, s, err := collect(t, feeds.StatusPage{}.Read, `{"incidents":[`+strings.Join(fifty[:n], ",")+`]}`)
		if err != nil || len(s.Findings) != want {
			t.Errorf("%d incidents: %v, %+v", n, err, s.Findings)
		}
	}
}

func TestPagerDutyAndOpsgenie(t *testing.T) {
	incident := func(more string) string {
		return `{"id":"P1","status":"resolved","created_at":"2026-03-01T00:00:00Z","last_status_change_at":"2026-03-01T01:00:00Z","service":{"id":"S","summary":"Shop"},"urgency":"high"` + more + `}`
	}
	log := `,"log_entries":[{"id":"4","type":"resolve_log_entry","created_at":"2026-03-01T00:50:00Z"},{"id":"3","type":"unacknowledge_log_entry","created_at":"2026-03-01T00:30:00Z"},{"id":"2","type":"acknowledge_log_entry","created_at":"2026-03-01T00:05:00Z"},{"id":"1","type":"trigger_log_entry","created_at":"2026-03-01T00:00:00Z"},{"id":"0","type":"notify_log_entry","created_at":"2026-03-01T00:00:00Z"}]`
	for _, c := range []nested{
		{"an outage, acknowledged once", feeds.PagerDuty{}.Read, []string{`{"incidents":[` + incident(log) + `],"limit":25,"offset":0,"total":null,"more":false}`},
			`{"outages":[{"of":"Shop","from":"2026-03-01T00:00:00Z","to":"2026-03-01T00:50:00Z","id":"P1","detected":"2026-03-01T00:00:00Z","acknowledged":"2026-03-01T00:05:00Z","attrs":{"urgency":"high"}}]}`,
			"1 rows, 1 facts\nleft: 1 log entries that change no state\n"},
		{"a ticket", feeds.PagerDuty{Tickets: true, Services: map[string]string{"Shop": "shop"}}.Read, []string{`{"incidents":[` + incident(log) + `],"more":false}`},
			`{"tickets":[{"id":"P1","attrs":{"service":"shop","urgency":"high"},"events":[{"at":"2026-03-01T00:00:00Z","name":"triggered","id":"1","seq":1},{"at":"2026-03-01T00:05:00Z","name":"acknowledged","id":"2","seq":2},{"at":"2026-03-01T00:30:00Z","name":"unacknowledged","id":"3","seq":3},{"at":"2026-03-01T00:50:00Z","name":"resolved","id":"4","seq":4}]}]}`,
			"1 rows, 1 facts\nleft: 1 log entries that change no state\n"},
		{"no log entries, and more pages", feeds.PagerDuty{}.Read, []string{`{"incidents":[` + incident("") + `],"more":true}`},
			`{"outages":[{"of":"Shop","from":"2026-03-01T00:00:00Z","to":"2026-03-01T01:00:00Z","id":"P1","detected":"2026-03-01T00:00:00Z","attrs":{"urgency":"high"}}]}`,
			"1 rows, 1 facts\nhistory-incomplete: P1: export 1:1: an incident without log entries: who acknowledged it, and when, is not known; ask with include[]=log_entries\ntruncated: : export 1: none is the last page\n"},
		{"Opsgenie", feeds.Opsgenie{Services: map[string]string{"695bce3d-4621-4630-8ae1-24eb89c22d6e": "shop"}}.Read, []string{string(sample(t, "opsgenie/incidents.json"))},
			`{"outages":[{"of":"shop","from":"2023-09-06T14:30:56.346Z","id":"3a74524a-f492-4172-b3f5-6041c7cb404a","detected":"2023-09-06T14:30:56.346Z","attrs":{"priority":"P3"}},{"of":"shop","from":"2023-09-05T18:20:28.003Z","to":"2023-09-05T18:21:21.49Z","id":"3f84e009-7548-4e7d-832a-fa82c1ceb6b1","detected":"2023-09-05T18:20:28.003Z","attrs":{"priority":"P5"}}]}`,
			"2 rows, 2 facts\n"},
		{"Opsgenie: no end though resolved, no service, and a part", feeds.Opsgenie{}.Read, []string{`{"data":[{"id":"1","status":"closed","createdAt":"2026-03-01T00:00:00Z","impactedServices":["s"]},{"id":"2","createdAt":"2026-03-01T00:00:00Z"},{"id":"3"}],"totalCount":4}`},
			`{"outages":[{"of":"s","from":"2026-03-01T00:00:00Z","id":"1","detected":"2026-03-01T00:00:00Z"}]}`,
			"3 rows, 1 facts\nleft: 1 incidents that name no service\nhistory-incomplete: 1: export 1:1 impactEndDate: the incident is closed, and nothing says when its impact ended: it is taken as still going on\nrow-unreadable: 3: export 1:1 impactStartDate: an incident without the time of its start\ntruncated: : export 1: 3 of 4\n"},
	} {
		c.run(t)
	}
}

func TestICalendar(t *testing.T) {
	utc := feeds.ICalendar{Of: []string{"web", "mail"}, From: instant(t, "2026-03-01T00:00:00Z"), To: instant(t, "2026-04-01T00:00:00Z"), Ends: feeds.EndsByLength, Zone: time.UTC}
	event := func(lines ...string) string {
		return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTAMP:20260101T000000Z\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	}
	nested{"each service of an event of a whole day", utc.Read, []string{event("DTSTART;VALUE=DATE:20260310", "SUMMARY:move")},
		`{"exclusions":[{"of":"web","from":"2026-03-10T00:00:00Z","to":"2026-03-11T00:00:00Z","reason":"move","id":"u/20260310T000000Z"},{"of":"mail","from":"2026-03-10T00:00:00Z","to":"2026-03-11T00:00:00Z","reason":"move","id":"u/20260310T000000Z"}]}`,
		"1 rows, 2 facts\n"}.run(t)
	named := utc
	named.Of, named.Services = nil, map[string]string{"shop": "web"}
	nested{"categories, and an event without one that is known", named.Read, []string{event("DTSTART:20260310T100000Z", "DTEND:20260310T110000Z", "CATEGORIES:shop,other"), event("DTSTART:20260311T100000Z", "DTEND:20260311T110000Z"), event("DTSTART:20260311T100000Z")},
		`{"exclusions":[{"of":"web","from":"2026-03-10T10:00:00Z","to":"2026-03-10T11:00:00Z","reason":"maintenance","id":"u/20260310T100000Z"}]}`,
		"3 rows, 1 facts\nleft: 1 events of no service\nleft: 1 events without a length\n"}.run(t)
	// One event from 1:30 to 3:30 on the day on which 2:00 became 3:00 lasts an hour
	// either way: its end is written, not computed.
	berlin := event("DTSTART;TZID=Europe/Berlin:20260329T013000", "DTEND;TZID=Europe/Berlin:20260329T033000")
	for _, ends := range []feeds.Ends{feeds.EndsByClock, feeds.EndsByLength} {
		c := utc
		c.Ends = ends
		f, _, err := collect(t, c.Read, berlin)
		if err != nil || len(f.Exclusions) != 2 || f.Exclusions[0].To.Sub(f.Exclusions[0].From) != time.Hour {
			t.Errorf("%s: %v %+v", ends, err, f.Exclusions)
		}
	}
	unzoned := utc
	unzoned.Zone = nil
	unbounded := utc
	unbounded.To = time.Time{}
	unstated := utc
	unstated.Ends = ""
	misspelt := utc
	misspelt.Ends = "by-clok"
	for want, c := range map[string]feeds.ICalendar{"no time zone": unzoned, "From and To are needed": unbounded, "Ends is needed": unstated, "by-clock": misspelt} {
		if _, _, err := collect(t, c.Read, event("DTSTART:20260310T100000")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
