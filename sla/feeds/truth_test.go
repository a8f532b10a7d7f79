package feeds_test

import (
	"bytes"
	"encoding/json"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
)

// samples is where the samples of all sources are. Those whose licence lets them be
// copied are in testdata too.
const samples = "../../../shared/data/feeds"

// sample gives a sample by its path below the folder of samples, or its copy.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err == nil {
		return data
	}
	return shared(t, name)
}

// shared gives a file of the folder of samples.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	folder := samples
	if root := os.Getenv("UPHELD_DATA"); root != "" {
		folder = filepath.Join(root, "feeds")
	}
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("the sample is not here: %v", err)
	}
	return data
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
func facts(t testing.TB, read reader, names ...string) (all sla.Facts, summary feeds.Summary) {
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
func noFindings(t testing.TB, s feeds.Summary) {
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

func TestOpinionsOfServiceNow(t *testing.T) {
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
	var opinions []feeds.Opinion
	sn := feeds.ServiceNow{Opinions: func(o feeds.Opinion) { opinions = append(opinions, o) }}
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
	summary, err := m.Read(feeds.Into(&all), bytes.NewReader(shared(t, "servicenow/uci_incident_event_log_head.csv")))
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
