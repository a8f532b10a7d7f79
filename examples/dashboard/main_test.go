package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

func opened(t *testing.T, at string, speed int64) *dashboard {
	t.Helper()
	agreement, facts, err := load()
	if err != nil {
		t.Fatal(err)
	}
	_, end := agreement.Bounds(sla.Month(2026, time.March))
	return newDashboard(agreement, facts, newClock(local2026(t, at), end, speed))
}

// local2026 reads an instant of the help desk.
func local2026(t *testing.T, at string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	instant, err := time.ParseInLocation("2006-01-02T15:04:05.999999999", at, zone)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

// got asks a dashboard as the browser of this machine.
func got(d *dashboard, method, path string, header ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "http://127.0.0.1:8311"+path, nil)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	answer := httptest.NewRecorder()
	d.handler().ServeHTTP(answer, request)
	return answer
}

// The files are those of the example helpdesk.
func TestFilesAreThoseOfTheHelpDesk(t *testing.T) {
	for _, name := range []string{"acme.yaml", "march.json"} {
		own, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := os.ReadFile("../helpdesk/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(own, theirs) {
			t.Errorf("%s differs from examples/helpdesk/%s: copy it", name, name)
		}
	}
}

// -check starts the program on a free port, asks it for its pages and ends.
func TestCheck(t *testing.T) {
	var out strings.Builder
	folder := t.TempDir()
	if err := run(t.Context(), []string{"-check", "-pages", folder}, &out); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"dashboard-desk.html", "dashboard-ticket.html"} {
		if page, err := os.ReadFile(folder + "/" + name); err != nil || !bytes.Contains(page, []byte("INC-4113")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if lines := strings.Count(out.String(), "\n"); lines != 12 {
		t.Errorf("%d lines:\n%s", lines, &out)
	}
}

func TestBadFlags(t *testing.T) {
	for _, args := range [][]string{
		{"-speed", "0"}, {"-speed", "86401"}, {"-at", "2026-04-01T00:00"}, {"-at", "2026-02-28T23:59"}, {"-at", "noon"}, {"-port", "65536"}, {"-pages", "."}, {"-check", "-pages", "no/such"}, {"-what"},
	} {
		if err := run(t.Context(), args, new(strings.Builder)); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}

// It serves until it is interrupted, and says how to go on.
func TestServesUntilInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, []string{"-port", "0"}, write)
		_ = write.Close()
	}()
	line := make([]byte, 200)
	n, err := read.Read(line)
	if err != nil || !strings.HasPrefix(string(line[:n]), "The desk is on http://127.0.0.1:") {
		t.Errorf("%q, %v", line[:n], err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if n, _ := read.Read(line); !strings.HasPrefix(string(line[:n]), "To go on from here: -at 2026-03-20T16:0") {
		t.Errorf("%q", line[:n])
	}
}

// Another name for this machine gets no answer, and no answer may run or load anything
// of others.
func TestOnlyThisMachine(t *testing.T) {
	d := opened(t, "2026-03-20T16:00:00", 60)
	for host, status := range map[string]int{
		"127.0.0.1:8311": 200, "localhost:8311": 200,
		"desk.example:8311": 403, "127.0.0.1.desk.example:8311": 403, "127.0.0.1": 403, "": 403, "[::1]:8311": 403, "localhost:8311:1": 403,
	} {
		for _, path := range []string{"/", "/desk", "/renew.js", "/ticket/INC-4113/resolution", "/nothing"} {
			request := httptest.NewRequest("GET", "http://127.0.0.1:8311"+path, nil)
			request.Host = host
			answer := httptest.NewRecorder()
			d.handler().ServeHTTP(answer, request)
			want := status
			if path == "/nothing" && status == 200 {
				want = 404
			}
			if answer.Code != want {
				t.Errorf("%s of %q: %d, want %d", path, host, answer.Code, want)
			}
			policy := answer.Header().Get("Content-Security-Policy")
			if answer.Code == 200 && !strings.HasPrefix(policy, "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self';") {
				t.Errorf("%s: policy %q", path, policy)
			}
		}
	}
}

// Only a form of the page itself sets the clock.
func TestOnlyItsOwnFormsSetTheClock(t *testing.T) {
	d := opened(t, "2026-03-20T16:00:00", 1)
	d.clock.stop()
	before := d.clock.now()
	for _, origin := range []string{"", "null", "http://desk.example", "http://localhost:8311", "https://127.0.0.1:8311", "http://127.0.0.1:8312"} {
		if answer := got(d, "POST", "/hour", "Origin", origin); answer.Code != http.StatusForbidden || !d.clock.now().Equal(before) {
			t.Errorf("from %q: %d, clock %v", origin, answer.Code, d.clock.now())
		}
	}
	if answer := got(d, "GET", "/hour"); answer.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d", answer.Code)
	}
	answer := got(d, "POST", "/hour", "Origin", "http://127.0.0.1:8311")
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/" || !d.clock.now().Equal(before.Add(time.Hour)) {
		t.Errorf("%d to %s, clock %v", answer.Code, answer.Header().Get("Location"), d.clock.now())
	}
	got(d, "POST", "/pause", "Origin", "http://127.0.0.1:8311")
	if d.clock.standing() {
		t.Error("the clock stands")
	}
}

// The frame works without its script: the desk is in it, forms set the clock, a link
// renews it. The desk itself has no script.
func TestPagesWorkWithoutScripts(t *testing.T) {
	d := opened(t, "2026-03-20T16:00:00", 60)
	d.clock.stop()
	frame := got(d, "GET", "/").Body.String()
	for _, want := range []string{`<iframe src="/desk" title=`, `<form method="post" action="/pause"><button>Let the clock run</button>`, `<form method="post" action="/hour">`, `<a href="/">`} {
		if !strings.Contains(frame, want) {
			t.Errorf("no %s in\n%s", want, frame)
		}
	}
	desk := got(d, "GET", "/desk").Body.String()
	for _, want := range []string{"INC-4148", `href="/ticket/INC-4148/resolution"`, `href="/incident/OUT-31"`, "<!doctype html>"} {
		if !strings.Contains(strings.ToLower(desk), strings.ToLower(want)) {
			t.Errorf("no %s in\n%s", want, desk)
		}
	}
	if strings.Contains(desk, "<script") {
		t.Error("the desk has a script")
	}
	for languages, want := range map[string]string{"zh-CN,zh;q=0.9,en;q=0.8": "zh-Hans", "en,zh": "en", "de": "en", "": "en"} {
		if page := got(d, "GET", "/desk", "Accept-Language", languages).Body.String(); !strings.Contains(page, `<html lang="`+want+`">`) {
			t.Errorf("%q: not in %s:\n%s", languages, want, page)
		}
	}
}

// The page depends on the instant alone: a restart shows the same page, and the page is
// the one that report.Desk makes of the facts.
func TestRestartShowsTheSamePage(t *testing.T) {
	first, second := opened(t, "2026-03-20T15:00:00", 60), opened(t, "2026-03-20T16:00:00", 600)
	first.clock.stop()
	second.clock.stop()
	first.clock.forward(second.clock.now().Sub(first.clock.now()))
	one, other := got(first, "GET", "/desk").Body.Bytes(), got(second, "GET", "/desk").Body.Bytes()
	if !bytes.Equal(one, other) {
		t.Errorf("two pages:\n%s\n\n%s", one, other)
	}
	view, err := first.view(first.clock.now())
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := view.At(first.agreement.Location()).Link(address).Write(&page, report.HTML); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one, page.Bytes()) {
		t.Error("the page is not that of report.Desk")
	}
}

// A ticket has a page from its first event on. The page shows what is known at that time.
func TestTickets(t *testing.T) {
	d := opened(t, "2026-03-20T15:14:00", 60)
	d.clock.stop()
	const path = "/ticket/INC-4113/first-response" // opened at 15:15
	if answer := got(d, "GET", path); answer.Code != http.StatusNotFound {
		t.Errorf("before it was opened: %d", answer.Code)
	}
	d.clock.forward(time.Minute)
	if answer := got(d, "GET", path); answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), "30m") {
		t.Errorf("%d\n%s", answer.Code, answer.Body)
	}
	for _, none := range []string{"/ticket/INC-4113/portal", "/ticket/INC-4113/no", "/ticket/NO/resolution", "/ticket/INC-4113", "/ticket/a%2Fb/resolution"} {
		if answer := got(d, "GET", none); answer.Code != http.StatusNotFound {
			t.Errorf("%s: %d", none, answer.Code)
		}
	}
	if got := address(report.Ref{Ticket: "a/b ?", Objective: "r"}); got != "/ticket/a%2Fb%20%3F/r" {
		t.Errorf("address %q", got)
	}
	if got := address(report.Ref{Ticket: "a"}) + address(report.Ref{Statement: "x"}); got != "" {
		t.Errorf("address %q", got)
	}
}

// An incident has a page from its beginning on. What is over later is not told before.
func TestIncidents(t *testing.T) {
	d := opened(t, "2026-03-05T21:13:00", 60)
	d.clock.stop()
	const path = "/incident/OUT-31" // from 21:14 to 21:49
	if answer := got(d, "GET", path); answer.Code != http.StatusNotFound {
		t.Errorf("before it began: %d", answer.Code)
	}
	d.clock.forward(11 * time.Minute)
	answer := got(d, "GET", path)
	if answer.Code != http.StatusOK || strings.Contains(answer.Body.String(), "21:49") {
		t.Errorf("while it goes on: %d\n%s", answer.Code, answer.Body)
	}
	d.clock.forward(time.Hour)
	if answer := got(d, "GET", path); !strings.Contains(answer.Body.String(), "21:49") || !strings.Contains(answer.Body.String(), "35m") {
		t.Errorf("%d\n%s", answer.Code, answer.Body)
	}
	if got := address(report.Ref{Incident: "a b"}); got != "/incident/a%20b" {
		t.Errorf("address %q", got)
	}
}

// listener is the browser's side of /changes: it notes when each event comes.
type listener struct {
	header http.Header
	clock  *clock
	heard  []time.Time // what the clock showed
	opened int
}

func (l *listener) Header() http.Header { return l.header }
func (l *listener) WriteHeader(int)     {}
func (l *listener) Flush()              { l.opened++ }
func (l *listener) Write(p []byte) (int, error) {
	l.heard = append(l.heard, l.clock.now())
	return len(p), nil
}

// From 16:00 on, by hand: INC-4113 is replied to at 16:30, at 17:00 is an alarm of
// INC-4148, at 18:00 an announcement and the due instant of INC-4148, and the clock's
// next second shows it late. Each event comes at the first second that shows the change.
func TestChangesComeWhenThePageChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := opened(t, "2026-03-20T16:00:00", 60)
		l := &listener{header: http.Header{}, clock: d.clock}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan bool)
		go func() {
			request := httptest.NewRequestWithContext(ctx, "GET", "http://127.0.0.1:8311/changes", nil)
			d.handler().ServeHTTP(l, request)
			close(ended)
		}()
		time.Sleep(2*time.Minute + time.Second) // two hours and a minute of the desk
		synctest.Wait()
		for i, want := range []string{"2026-03-20T16:30:00", "2026-03-20T17:00:00", "2026-03-20T18:00:00", "2026-03-20T18:00:01"} {
			if i >= len(l.heard) {
				t.Fatalf("heard %v", l.heard)
			}
			if !l.heard[i].Equal(local2026(t, want)) {
				t.Errorf("event %d at %v, want %s", i, l.heard[i], want)
			}
		}
		heard := len(l.heard)
		d.clock.stop() // which is an event too
		synctest.Wait()
		if len(l.heard) != heard+1 {
			t.Errorf("%d events after the clock was stopped, want 1", len(l.heard)-heard)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(l.heard) != heard+1 {
			t.Error("events came while the clock stood")
		}
		d.clock.forward(time.Hour)
		synctest.Wait()
		if len(l.heard) != heard+2 || l.opened < 2 {
			t.Errorf("%d events after the clock was set on, want 2", len(l.heard)-heard)
		}
		stop()
		<-ended
	})
}

// The clock runs at its speed, stands, goes on from where it stood, and stops at its end.
func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Date(2026, time.March, 20, 15, 0, 0, 0, time.UTC)
		c := newClock(start, start.Add(10*time.Hour), 60)
		shows := func(want time.Duration) {
			t.Helper()
			if got := c.now().Sub(start); got != want {
				t.Errorf("the clock shows %v, want %v", got, want)
			}
		}
		shows(0)
		time.Sleep(time.Minute)
		shows(time.Hour)
		c.stop()
		time.Sleep(time.Minute)
		shows(time.Hour)
		c.forward(time.Hour)
		shows(2 * time.Hour)
		c.stop()
		time.Sleep(8 * time.Minute)
		shows(10 * time.Hour)
		time.Sleep(100 * 365 * 24 * time.Hour)
		shows(10 * time.Hour)
		c.forward(time.Hour)
		shows(10 * time.Hour)
	})
}
