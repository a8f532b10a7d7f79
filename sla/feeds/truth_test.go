package feeds_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
	"github.com/upheld/upheld/sla/specfile"
)

// samples is where the samples of all sources are. Those whose licence lets them be
// copied are in testdata too.
const samples = "../../../shared/data/feeds"

// sample gives a sample by its path below the folder of samples, or its copy. In CI
// the folder must be there.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	folder := samples
	if root := os.Getenv("UPHELD_DATA"); root != "" {
		folder = filepath.Join(root, "feeds")
	}
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err == nil {
		return data
	}
	if os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	copied, noCopy := os.ReadFile(filepath.Join("testdata", name))
	if noCopy != nil {
		t.Skipf("the sample is not here, and its licence allows no copy: %v", err)
	}
	return copied
}

// The copies in testdata are those that were taken.
func TestCopiesOfSamples(t *testing.T) {
	copies := 0
	err := filepath.WalkDir("testdata", func(path string, d os.DirEntry, err error) error {
		name, below := strings.CutPrefix(filepath.ToSlash(path), "testdata/")
		if err != nil || d.IsDir() || !below || strings.HasPrefix(name, "fuzz/") {
			return err
		}
		copied, err := os.ReadFile(path)
		if copies++; err == nil && !bytes.Equal(copied, sample(t, name)) {
			t.Errorf("%s is not the sample", name)
		}
		return err
	})
	if err != nil || copies < 40 {
		t.Errorf("%d copies, %v", copies, err)
	}
}

// truth reads what an independent program worked out from a sample.
func truth(t testing.TB, name string, into any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(sample(t, filepath.Join("truth", name))))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		t.Fatal(err)
	}
}

// facts reads samples and collects the facts.
func facts(t testing.TB, read reader, names ...string) (all sla.Facts, summary feeds.Intake) {
	t.Helper()
	var exports []io.Reader
	for _, name := range names {
		exports = append(exports, named{bytes.NewReader(sample(t, name)), name})
	}
	summary, err := read(feeds.Into(&all), exports...)
	if err != nil {
		t.Fatal(err)
	}
	return all, summary
}

type named struct {
	io.Reader
	name string
}

func (n named) Name() string { return n.name }

// noFindings fails if a reading has a finding.
func noFindings(t testing.TB, s feeds.Intake) {
	t.Helper()
	for _, f := range s.Findings {
		t.Errorf("%+v", f)
	}
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// bare is an agreement that promises nothing; it tells the time in a value.
func bare(t testing.TB) *sla.Agreement {
	t.Helper()
	a, err := sla.New(sla.Spec{ID: "bare", Zone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTimeInStatusOfJira(t *testing.T) {
	var want struct {
		AsOf   string `json:"as_of"`
		Issues map[string]struct {
			Created string           `json:"created"`
			First   string           `json:"first_closed_or_resolved"`
			Changes int              `json:"status_changes"`
			In      map[string]int64 `json:"ms_in_status"`
			Last    string           `json:"final_status_at_as_of"`
		}
	}
	truth(t, "jira_time_in_status.json", &want)
	all, summary := facts(t, feeds.Jira{Fields: []string{"status"}}.Read, "jira/search_expand_changelog.json")
	noFindings(t, summary)
	if summary.Rows != 33 || len(all.Tickets) != 33 {
		t.Fatalf("%d issues, %d tickets", summary.Rows, len(all.Tickets))
	}
	a, asOf, compared := bare(t), instant(t, want.AsOf), 0
	for i := range all.Tickets {
		ticket := &all.Tickets[i]
		w, listed := want.Issues[ticket.ID]
		if !listed {
			continue
		}
		got := map[string]int64{}
		for _, s := range a.TimeIn(ticket, "status", asOf) {
			got[s.Value] += s.To.Sub(s.From).Milliseconds()
		}
		for status, ms := range w.In {
			if got[status] != ms {
				t.Errorf("%s: %d ms in status %s, want %d", ticket.ID, got[status], status, ms)
			}
			compared++
		}
		if len(got) != len(w.In) {
			t.Errorf("%s: in %d statuses, want %d", ticket.ID, len(got), len(w.In))
		}
		changes := 0
		for _, e := range ticket.Events {
			if e.Name == "status" && !e.At.After(asOf) {
				changes++
			}
			if e.Name == "created" && !e.At.Equal(instant(t, w.Created)) {
				t.Errorf("%s: created %s, want %s", ticket.ID, e.At, w.Created)
			}
		}
		if changes != w.Changes {
			t.Errorf("%s: %d changes, want %d", ticket.ID, changes, w.Changes)
		}
	}
	if compared != 86 {
		t.Errorf("%d figures were compared", compared)
	}
}

func TestComputedByServiceNow(t *testing.T) {
	var want struct {
		ID       string      `json:"sys_id"`
		Duration int64       `json:"duration_s"`
		End      int64       `json:"end_minus_start_s"`
		Planned  int64       `json:"planned_minus_start_s"`
		Left     int64       `json:"time_left_s"`
		Ahead    int64       `json:"planned_minus_end_s"`
		Printed  string      `json:"percentage_printed"`
		Exact    string      `json:"percentage_exact"`
		Business int64       `json:"business_duration_s"`
		Breached bool        `json:"has_breached"`
		Stage    string      `json:"stage"`
		Made     []madeUpSLA `json:"synthetic"`
	}
	truth(t, "servicenow_task_sla.json", &want)
	var opinions []feeds.Computed
	sn := feeds.ServiceNow{Computed: func(o feeds.Computed) { opinions = append(opinions, o) }}
	_, summary := facts(t, sn.Read, "servicenow/fivetran_task_sla.csv", "servicenow/synthetic_task_sla_tableapi.json", "servicenow/fivetran_task.csv")
	noFindings(t, summary)
	if len(opinions) != 3 {
		t.Fatalf("%d opinions", len(opinions))
	}
	o := opinions[0]
	s := func(d time.Duration) int64 { return int64(d / time.Second) }
	percent := new(big.Rat).SetFrac64(100*s(o.Stopped.Sub(o.Started)), s(o.Allowed))
	got := []any{o.ID, s(o.Elapsed), s(o.Stopped.Sub(o.Started)), s(o.Allowed), s(o.Ahead), s(o.Due.Sub(o.Stopped)), o.Percent, percent.RatString(), s(o.Business), o.Missed, o.Stage}
	for i, w := range []any{want.ID, want.Duration, want.End, want.Planned, want.Left, want.Ahead, want.Printed, want.Exact, want.Business, want.Breached, want.Stage} {
		if got[i] != w {
			t.Errorf("figure %d is %v, want %v", i, got[i], w)
		}
	}
	if o.Ticket != "CHG0000002" {
		t.Errorf("the ticket is %s", o.Ticket)
	}
	for i, w := range want.Made {
		o := opinions[i+1]
		paused := int64(0)
		if w.Paused != nil {
			paused = *w.Paused
		}
		if o.ID != w.ID || s(o.Elapsed) != w.Duration || s(o.Business) != w.Business || s(o.Paused) != paused || s(o.Ahead) != w.Left || o.Stage != w.Stage || strconv.FormatBool(o.Missed) != w.Breached || o.Percent != w.Percent {
			t.Errorf("%+v, want %+v", o, w)
		}
	}
}

type madeUpSLA struct {
	ID       string `json:"sys_id"`
	Duration int64  `json:"duration"`
	Business int64  `json:"business_duration"`
	Paused   *int64 `json:"pause_duration"`
	Left     int64  `json:"time_left"`
	Stage    string `json:"stage"`
	Breached string `json:"has_breached"`
	Percent  string `json:"percentage"`
}

// uciLog maps the audit log of UCI, in which each row is the whole record after an
// update.
const uciLog = `
feed: v1
rows: events
id: number
at: sys_updated_at
event: { text: updated }
seq: sys_mod_count
zone: UTC
layouts: ["02-01-2006 15:04"]
empty: ["?"]
set: { state: incident_state, priority: priority }
attrs: { made_sla: made_sla, reopen_count: reopen_count }
events:
  opened: { at: opened_at, seq: first }
  resolved: { at: resolved_at, seq: last }
  closed: { at: closed_at, seq: last }
`

func TestIncidentsOfServiceNow(t *testing.T) {
	var want struct {
		Incidents map[string]struct {
			Opened   string           `json:"opened_at"`
			Resolved *string          `json:"resolved_at"`
			Closed   string           `json:"closed_at"`
			Made     bool             `json:"made_sla"`
			First    string           `json:"priority_first"`
			Last     string           `json:"priority_last"`
			Reopened json.Number      `json:"reopen_count"`
			Updates  int              `json:"updates"`
			In       map[string]int64 `json:"seconds_in_state"`
			Row      *string          `json:"first_row_resolved"`
		}
	}
	truth(t, "servicenow_made_sla.json", &want)
	m, err := feeds.ParseMapping([]byte(uciLog))
	if err != nil {
		t.Fatal(err)
	}
	var all sla.Facts
	summary, err := m.Read(feeds.Into(&all), bytes.NewReader(sample(t, "servicenow/uci_incident_event_log_head.csv")))
	if err != nil {
		t.Fatal(err)
	}
	noFindings(t, summary)
	if summary.Rows != 685 || len(all.Tickets) != 110 {
		t.Fatalf("%d rows, %d tickets", summary.Rows, len(all.Tickets))
	}
	compared := 0
	for _, ticket := range all.Tickets {
		w, listed := want.Incidents[ticket.ID]
		if !listed {
			continue
		}
		compared++
		once := map[string]time.Time{}
		var updates []sla.Event
		for _, e := range ticket.Events {
			if e.Name == "updated" {
				updates = append(updates, e)
			} else {
				once[e.Name] = e.At
			}
		}
		// The truth follows the number of the update, even where times run backwards.
		slices.SortStableFunc(updates, func(a, b sla.Event) int { return int(a.Seq - b.Seq) })
		in, row := map[string]int64{}, ""
		for i, e := range updates {
			if i+1 < len(updates) {
				in[e.Set.Get("state")] += int64(updates[i+1].At.Sub(e.At) / time.Second)
			}
			if row == "" && e.Set.Get("state") == "Resolved" {
				row = text(e.At)
			}
		}
		for state, seconds := range w.In {
			if in[state] != seconds {
				t.Errorf("%s: %d s in %s, want %d", ticket.ID, in[state], state, seconds)
			}
		}
		if len(updates) != w.Updates || row != deref(w.Row) {
			t.Errorf("%s: %d updates, resolved in the row of %q; want %d, %q", ticket.ID, len(updates), row, w.Updates, deref(w.Row))
		}
		if text(once["opened"]) != w.Opened || text(once["resolved"]) != deref(w.Resolved) || text(once["closed"]) != w.Closed {
			t.Errorf("%s: %v", ticket.ID, once)
		}
		if (ticket.Attrs.Get("made_sla") == "TRUE") != w.Made || ticket.Attrs.Get("reopen_count") != w.Reopened.String() {
			t.Errorf("%s: %v", ticket.ID, ticket.Attrs)
		}
		if first, last := updates[0].Set.Get("priority"), updates[len(updates)-1].Set.Get("priority"); first != w.First || last != w.Last {
			t.Errorf("%s: priority %s, then %s", ticket.ID, first, last)
		}
	}
	if compared != 52 {
		t.Errorf("%d incidents were compared", compared)
	}
}

// text writes an instant as the truths do; "" for the zero time.
func text(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02T15:04:05.000Z")
}

func deref(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// fieldHistory maps the history of fields as loaders write it.
const fieldHistory = `
feed: v1
rows: changes
id: ticket_id
at: updated
field: field_name
to: value
zone: UTC
only: [status]
`

func TestStatusOfZendesk(t *testing.T) {
	var want map[string]struct {
		Changes int              `json:"changes"`
		In      map[string]int64 `json:"seconds_in_status_until_last_change"`
		Last    string           `json:"last"`
		LastAt  string           `json:"last_at"`
	}
	truth(t, "zendesk_status.json", &want)
	all, summary := facts(t, parsed(t, fieldHistory).Read, "zendesk/fivetran_ticket_field_history.csv")
	noFindings(t, summary)
	a := bare(t)
	compared := 0
	for i := range all.Tickets {
		ticket := &all.Tickets[i]
		w, listed := want[ticket.ID]
		if !listed {
			continue
		}
		compared++
		last := ticket.Events[len(ticket.Events)-1]
		if len(ticket.Events) != w.Changes || last.Set.Get("status") != w.Last || !last.At.Equal(instant(t, w.LastAt)) {
			t.Errorf("%s: %d changes, the last %+v; want %d, %s at %s", ticket.ID, len(ticket.Events), last, w.Changes, w.Last, w.LastAt)
		}
		in := map[string]int64{}
		for _, s := range a.TimeIn(ticket, "status", last.At) {
			if s.Value != "" {
				in[s.Value] += int64(s.To.Sub(s.From) / time.Second)
			}
		}
		for status, seconds := range w.In {
			if in[status] != seconds {
				t.Errorf("%s: %d s in %s, want %d", ticket.ID, in[status], status, seconds)
			}
		}
	}
	if compared != len(want) {
		t.Errorf("%d of %d tickets were compared", compared, len(want))
	}
}

func parsed(t testing.TB, mapping string) *feeds.Mapping {
	t.Helper()
	m, err := feeds.ParseMapping([]byte(mapping))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestProblemsOfZabbix(t *testing.T) {
	type problem struct {
		ID         string `json:"eventid"`
		From       int64  `json:"from_ns"`
		To         *int64 `json:"to_ns"`
		Suppressed bool   `json:"suppressed"`
	}
	var want map[string]map[string]struct {
		Problems     []problem `json:"problems"`
		Down         int64     `json:"down_ns"`
		Suppressed   int64     `json:"suppressed_ns"`
		Period       int64     `json:"period_ns"`
		Availability string    `json:"availability_without_suppressed"`
	}
	truth(t, "zabbix_problems.json", &want)
	// The days of the truth: that of the sample, and those of its two problems.
	days := map[string]string{"20001": "2026-01-01", "13491": "2020-03-29", "13560": "2020-03-30"}
	compared := 0
	for name, triggers := range want {
		all, summary := facts(t, feeds.Zabbix{}.Read, "zabbix/"+name+".json")
		noFindings(t, summary)
		for trigger, w := range triggers {
			var outages []problem
			for _, u := range all.Outages {
				if u.Of != trigger {
					continue
				}
				p := problem{ID: u.ID, From: u.From.UnixNano()}
				if !u.To.IsZero() {
					to := u.To.UnixNano()
					p.To = &to
				}
				for _, e := range all.Exclusions {
					p.Suppressed = p.Suppressed || e.ID == "suppressed/"+u.ID && e.From.Equal(u.From) && e.To.Equal(u.To)
				}
				outages = append(outages, p)
			}
			if !reflect.DeepEqual(outages, w.Problems) {
				t.Errorf("%s: %+v, want %+v", trigger, outages, w.Problems)
			}
			compared++
			r := available(t, trigger, all, "UTC", days[trigger], "")
			if got := r.Attained.Rat().RatString(); got != w.Availability {
				t.Errorf("%s: available %s, want %s", trigger, got, w.Availability)
			}
		}
	}
	if compared != 3 {
		t.Errorf("%d triggers were compared", compared)
	}
}

// available evaluates the availability of a service over a period of a zone. more is
// further keys of the metric, as YAML.
func available(t testing.TB, service string, all sla.Facts, zone, period, more string) sla.Outcome {
	t.Helper()
	every := "day"
	if strings.Contains(period, "Q") {
		every = "quarter"
	}
	a, err := specfile.Open(fstest.MapFS{"a.yaml": {Data: []byte(`
sla: v1
id: uptime
zone: ` + zone + `
policies: { profile: exact }
objectives:
  - id: up
    availability: { of: "` + service + `", no-data: bad, maintenance: remove` + more + ` }
    attain: at least 90%
    period: ` + every + `
`)}}, "a.yaml", sla.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := sla.ParsePeriod(period)
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Evaluate(p, all, instant(t, "2030-01-01T00:00:00Z"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		if f.Code != sla.FindingUnknown {
			t.Errorf("%s: %+v", service, f)
		}
	}
	o, ok := r.Outcome("up")
	if !ok {
		t.Fatal("no outcome")
	}
	return o
}

func TestStatesOfNagios(t *testing.T) {
	var want struct {
		Cases map[string]struct {
			Start int64                       `json:"start"`
			End   int64                       `json:"end"`
			Hard  map[string]map[string]int64 `json:"hard_only"`
			Soft  map[string]map[string]int64 `json:"with_soft"`
			Exact map[string]struct{ Share string }
		}
	}
	truth(t, "nagios_availability.json", &want)
	compared := 0
	for name, w := range want.Cases {
		for soft, objects := range map[bool]map[string]map[string]int64{false: w.Hard, true: w.Soft} {
			all, summary := facts(t, feeds.Nagios{Soft: soft}.Read, "nagios/"+name+".log")
			noFindings(t, summary)
			for object, buckets := range objects {
				got := secondsIn(all, object, w.Start, w.End)
				compared++
				if !maps.Equal(got, buckets) {
					t.Errorf("%s, soft %v: %v, want %v", object, soft, got, buckets)
				}
			}
			if !soft {
				o := available(t, "web-1/HTTP", all, "Europe/Berlin", "2025-12-31", ", initial: not-monitored, weights: { warning: 0% }")
				if got := o.Attained.Rat().RatString(); got != "134/137" {
					t.Errorf("available %s, want 134/137", got)
				}
			}
		}
	}
	if compared != 4 {
		t.Errorf("%d objects were compared", compared)
	}
}

// secondsIn sums the seconds of an object in each of the words of the truth.
func secondsIn(all sla.Facts, object string, start, end int64) map[string]int64 {
	words := map[string]string{"up": "up", "down": "down", "warning": "warning", "not-monitored": "not_running"}
	if strings.Contains(object, "/") {
		words["up"], words["down"] = "ok", "critical"
	}
	sum := map[string]int64{}
	for unix := start; unix < end; unix++ {
		word, scheduled := "", false
		for _, s := range all.States {
			if s.Of == object && s.At.Unix() <= unix {
				word = words[s.Is]
			}
		}
		for _, e := range all.Exclusions {
			scheduled = scheduled || e.Of == object && e.From.Unix() <= unix && unix < e.To.Unix()
		}
		sum[word]++
		if scheduled {
			sum[word+"_scheduled"]++
		}
	}
	return sum
}

func TestSeriesOfPrometheus(t *testing.T) {
	var want map[string]struct {
		Samples int64 `json:"samples"`
		Good    int64 `json:"good"`
		Bad     int64 `json:"bad"`
		NaN     int64 `json:"nan"`
		Gaps    [][2]int64
		Share   string      `json:"share_of_samples"`
		First   json.Number `json:"first"`
		Last    json.Number `json:"last"`
	}
	truth(t, "prometheus_up.json", &want)
	steps := map[string]time.Duration{"query_range_up_docs.json prometheus/localhost:9090": 15 * time.Second, "query_range_up_docs.json node/localhost:9091": 15 * time.Second}
	compared := 0
	for name, w := range want {
		file, of, _ := strings.Cut(name, " ")
		step := cmp.Or(steps[name], time.Minute)
		counted, summary := facts(t, feeds.Prometheus{Step: step, Samples: true}.Read, "prometheus/"+file)
		noFindings(t, summary)
		good, total := int64(0), int64(0)
		for _, c := range counted.Counts {
			if c.Of == of {
				good, total = good+c.Good, total+c.Total
			}
		}
		if good != w.Good || total-good != w.Bad || total+w.NaN != w.Samples || big.NewRat(good, total).RatString() != w.Share {
			t.Errorf("%s: %d of %d, want %+v", name, good, total, w)
		}
		all, _ := facts(t, feeds.Prometheus{Step: step}.Read, "prometheus/"+file)
		var states []sla.State
		for _, s := range all.States {
			if s.Of == of {
				states = append(states, s)
			}
		}
		// A gap of the truth runs from a sample to the next; a sample holds for a step.
		var gaps [][2]int64
		for i, s := range states {
			if s.Is == "no-data" && s.Seq == 0 && i+1 < len(states) {
				gaps = append(gaps, [2]int64{s.At.Add(-step).Unix(), states[i+1].At.Unix()})
			}
		}
		first, last := states[0].At, states[len(states)-1]
		if !slices.Equal(gaps, w.Gaps) || seconds(first) != w.First.String() || last.Is != "no-data" || seconds(last.At.Add(-step)) != w.Last.String() {
			t.Errorf("%s: gaps %v, %s to %s; want %v, %s to %s", name, gaps, seconds(first), seconds(last.At.Add(-step)), w.Gaps, w.First, w.Last)
		}
		compared++
	}
	if compared != 4 {
		t.Errorf("%d series were compared", compared)
	}
}

// seconds writes an instant as seconds since 1970.
func seconds(at time.Time) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%d.%09d", at.Unix(), at.Nanosecond()), "0"), ".")
}

// pageHistory maps incidents as an archive of a status page has them.
const pageHistory = `
feed: v1
rows: outages
of: components
from: downtime_start
to: downtime_end
id: id
attrs: { impact: impact }
where: { impact: { not: none } }
`

func TestQuarterOfAStatusPage(t *testing.T) {
	type figures struct {
		Incidents    int    `json:"incidents"`
		Sum          int64  `json:"sum_s"`
		Union        int64  `json:"union_s"`
		Availability string `json:"availability"`
	}
	var want struct {
		Left       map[string]int64   `json:"left_out"`
		Page       figures            `json:"whole_page"`
		Components map[string]figures `json:"components"`
		Incidents  int64              `json:"incidents"`
	}
	truth(t, "statuspage_quarter.json", &want)
	const name = "statuspage/cloud_host_2025q4_incidents.jsonl"
	all, summary := facts(t, parsed(t, pageHistory).Read, name)
	noFindings(t, summary)
	if summary.Rows != want.Incidents || !reflect.DeepEqual(summary.Left, []feeds.Left{{What: "rows that name no subject", Count: 15}, {What: "rows of other impact", Count: want.Left["impact none"]}}) {
		t.Errorf("%+v", summary)
	}
	page, _ := facts(t, parsed(t, strings.Replace(pageHistory, "of: components", "of: { text: page }", 1)).Read, name)
	all.Outages = append(all.Outages, page.Outages...)
	want.Components["page"] = want.Page
	compared := 0
	from, to := instant(t, "2025-10-01T00:00:00Z"), instant(t, "2026-01-01T00:00:00Z")
	for component, w := range want.Components {
		if component == "(none)" {
			if summary.Left[0].Count != int64(w.Incidents) {
				t.Errorf("%d without a component", summary.Left[0].Count)
			}
			continue
		}
		n, sum := 0, int64(0)
		for _, u := range all.Outages {
			if u.Of == component {
				n++
				start, end := u.From, u.To
				if start.Before(from) {
					start = from
				}
				if end.After(to) {
					end = to
				}
				sum += int64(end.Sub(start) / time.Second)
			}
		}
		o := available(t, component, all, "UTC", "2025-Q4", "")
		if got := o.Attained.Rat().RatString(); n != w.Incidents || sum != w.Sum || got != w.Availability {
			t.Errorf("%s: %d incidents, %d s, available %s; want %+v", component, n, sum, got, w)
		}
		compared++
	}
	if compared != 6 {
		t.Errorf("%d components were compared", compared)
	}
}

func TestIncidentsOfPagerDuty(t *testing.T) {
	var want map[string]struct {
		Created string       `json:"created"`
		Ack     *json.Number `json:"seconds_to_first_ack"`
		Acks    int          `json:"acks"`
		Resolve *json.Number `json:"seconds_to_resolve"`
		Urgency string       `json:"urgency"`
	}
	truth(t, "pagerduty_ack_resolve.json", &want)
	const name = "pagerduty/incidents_with_log_entries.json"
	all, summary := facts(t, feeds.PagerDuty{}.Read, name)
	noFindings(t, summary)
	tickets, _ := facts(t, feeds.PagerDuty{Tickets: true}.Read, name)
	if len(all.Outages) != len(want) || len(tickets.Tickets) != len(want) {
		t.Fatalf("%d outages, %d tickets", len(all.Outages), len(tickets.Tickets))
	}
	after := func(from, to time.Time) string {
		if to.IsZero() {
			return ""
		}
		return fmt.Sprintf("%d.0", int64(to.Sub(from)/time.Second))
	}
	number := func(n *json.Number) string {
		if n == nil {
			return ""
		}
		return n.String()
	}
	for i, u := range all.Outages {
		w := want[u.ID]
		if !u.From.Equal(instant(t, w.Created)) || after(u.From, u.Acknowledged) != number(w.Ack) || after(u.From, u.To) != number(w.Resolve) || u.Attrs.Get("urgency") != w.Urgency {
			t.Errorf("%+v, want %+v", u, w)
		}
		acks := 0
		for _, e := range tickets.Tickets[i].Events {
			if e.Name == "acknowledged" {
				if acks++; acks == 1 && after(u.From, e.At) != number(w.Ack) {
					t.Errorf("%s: first acknowledged at %s", u.ID, e.At)
				}
			}
		}
		if acks != w.Acks {
			t.Errorf("%s: %d acknowledgements, want %d", u.ID, acks, w.Acks)
		}
	}
}

func TestWindowsOfACalendar(t *testing.T) {
	var want struct {
		Windows []struct{ What, From, To string }
	}
	truth(t, "ical_windows.json", &want)
	c := feeds.ICalendar{From: instant(t, "2026-01-01T00:00:00Z"), To: instant(t, "2027-01-01T00:00:00Z"), Ends: feeds.EndsByClock}
	all, summary := facts(t, c.Read, "ical/synthetic_maintenance.ics")
	noFindings(t, summary)
	if len(all.Exclusions) != len(want.Windows) {
		t.Fatalf("%d windows, want %d: %+v", len(all.Exclusions), len(want.Windows), all.Exclusions)
	}
	for i, e := range all.Exclusions {
		w := want.Windows[i]
		if !e.From.Equal(instant(t, w.From)) || !e.To.Equal(instant(t, w.To)) || e.Of != "shop" || e.Reason == "" {
			t.Errorf("%+v, want %+v", e, w)
		}
		if moved := strings.Contains(w.What, "moved"); e.Noticed.IsZero() != moved || strings.Contains(e.Reason, "moved") != moved {
			t.Errorf("%+v, want %+v", e, w)
		}
	}
	c.Ends = feeds.EndsByLength
	all, _ = facts(t, c.Read, "ical/synthetic_maintenance.ics")
	if got := all.Exclusions[2].To; !got.Equal(instant(t, "2026-03-29T02:30:00Z")) {
		t.Errorf("by its length the third window ends at %s", got)
	}
}
