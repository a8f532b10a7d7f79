package main

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// dashboard serves the pages of a desk. Its only state is the clock.
type dashboard struct {
	agreement *sla.Agreement
	facts     sla.Facts
	arrivals  []time.Time // when the facts change, in order
	clock     *clock
}

func newDashboard(agreement *sla.Agreement, facts sla.Facts, clock *clock) *dashboard {
	d := &dashboard{agreement: agreement, facts: facts, clock: clock}
	for _, t := range facts.Tickets {
		for _, e := range t.Events {
			d.arrivals = append(d.arrivals, e.At)
		}
	}
	for _, o := range facts.Outages {
		d.arrivals = append(d.arrivals, o.From, o.To)
	}
	for _, e := range facts.Exclusions {
		d.arrivals = append(d.arrivals, e.Noticed, e.From, e.To)
	}
	slices.SortFunc(d.arrivals, time.Time.Compare)
	return d
}

func (d *dashboard) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", d.frame)
	mux.HandleFunc("GET /desk", d.desk)
	mux.HandleFunc("GET /ticket/{id}/{objective}", d.ticket)
	mux.HandleFunc("GET /incident/{id}", d.incident)
	mux.HandleFunc("GET /renew.js", renew)
	mux.HandleFunc("GET /changes", d.changes)
	mux.HandleFunc("POST /pause", d.set(d.clock.stop))
	mux.HandleFunc("POST /hour", d.set(func() { d.clock.forward(time.Hour) }))
	return local(mux)
}

// local refuses other names for this machine, because a page elsewhere could point its
// own name here and read the answers. No answer runs or loads anything except renew.js.
func local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil || host != "127.0.0.1" && host != "localhost" {
			http.Error(w, "ask for 127.0.0.1 or localhost", http.StatusForbidden)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; "+
			"frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// frame holds the desk, which has no script, and renews it. Without JavaScript the link
// renews it.
func (d *dashboard) frame(w http.ResponseWriter, _ *http.Request) {
	stop := "Stop the clock"
	if d.clock.standing() {
		stop = "Let the clock run"
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Acme support desk</title>
<style>:root{color-scheme:light dark}body{margin:0;font:1rem system-ui}nav{display:flex;flex-wrap:wrap;gap:.5rem;padding:.5rem}form{margin:0}iframe{border:0;width:100%%;height:90vh}</style>
<nav>
<form method="post" action="/pause"><button>%s</button></form>
<form method="post" action="/hour"><button>One hour on</button></form>
<a href="/">Renew</a>
<span>Replayed on a virtual clock, %d times as fast</span>
</nav>
<iframe src="/desk" title="The desk"></iframe>
<script src="/renew.js"></script></html>
`, stop, d.clock.speed)
}

func renew(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	fmt.Fprintln(w, `const changes = new EventSource("/changes"); changes.onopen = changes.onmessage = () => frames[0].location.reload()`)
}

// tickets gives every ticket. Those that are still to come have no open clock.
func (d *dashboard) tickets() iter.Seq[*sla.Ticket] {
	return func(yield func(*sla.Ticket) bool) {
		for i := range d.facts.Tickets {
			if !yield(&d.facts.Tickets[i]) {
				return
			}
		}
	}
}

// month is the month so far.
func (d *dashboard) month(now time.Time) (*sla.Result, error) {
	period, err := d.agreement.PeriodAt(sla.Monthly, now)
	if err != nil {
		return nil, err
	}
	return d.agreement.Evaluate(period, d.facts, now)
}

// view is the desk at an instant.
func (d *dashboard) view(now time.Time) (report.View, error) {
	result, err := d.month(now)
	if err != nil {
		return report.View{}, err
	}
	return report.Desk(d.agreement, d.tickets(), result, 72*time.Hour, d.facts.Exclusions...).Show("team"), nil
}

func (d *dashboard) desk(w http.ResponseWriter, r *http.Request) {
	view, err := d.view(d.clock.now())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	d.write(w, r, view)
}

func (d *dashboard) ticket(w http.ResponseWriter, r *http.Request) {
	now := d.clock.now()
	known := slices.ContainsFunc(slices.Collect(d.agreement.Objectives(now)), func(o sla.Objective) bool {
		return o.ID == r.PathValue("objective") && o.Clock != ""
	})
	for t := range d.tickets() {
		if known && t.ID == r.PathValue("id") && len(t.Events) > 0 && !t.Events[0].At.After(now) {
			d.write(w, r, report.Ticket(d.agreement.Explain(t, r.PathValue("objective"), now, d.facts.Exclusions...)))
			return
		}
	}
	http.NotFound(w, r)
}

// incident is the page of an incident that has begun.
func (d *dashboard) incident(w http.ResponseWriter, r *http.Request) {
	result, err := d.month(d.clock.now())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	page := report.Incident(result, r.PathValue("id"), d.facts)
	if page.Write(io.Discard, report.Text) != nil { // a result knows no incident that begins later
		http.NotFound(w, r)
		return
	}
	d.write(w, r, page)
}

// write writes a page as everybody gets it, in the first language of the browser.
func (d *dashboard) write(w http.ResponseWriter, r *http.Request, view report.View) {
	var page bytes.Buffer
	err := view.At(d.agreement.Location()).In(language(r)).Link(address).Write(&page, report.HTML)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(page.Bytes()) // nobody is left to tell
}

func language(r *http.Request) report.Language {
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "zh") {
		return report.SimplifiedChinese
	}
	return report.English
}

// address gives the page of what a page mentions.
func address(to report.Ref) string {
	switch {
	case to.Incident != "":
		return "/incident/" + url.PathEscape(to.Incident)
	case to.Ticket == "" || to.Objective == "":
		return ""
	}
	return "/ticket/" + url.PathEscape(to.Ticket) + "/" + url.PathEscape(to.Objective)
}

// next is the first instant after now at which the page is another one; zero: never.
func (d *dashboard) next(now time.Time) (time.Time, error) {
	view, err := d.view(now)
	if err != nil {
		return time.Time{}, err
	}
	next := view.Next()
	if i := slices.IndexFunc(d.arrivals, now.Before); i >= 0 && (next.IsZero() || d.arrivals[i].Before(next)) {
		next = d.arrivals[i]
	}
	return next, nil
}

// changes tells the frame when the page is another one, or the clock was set. The frame
// renews the page once it hears the first byte, so that no change before is lost.
func (d *dashboard) changes(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	answer := http.NewResponseController(w)
	for {
		now, set := d.clock.watch()
		if err := answer.Flush(); err != nil {
			return
		}
		next, err := d.next(now)
		if err != nil || !d.clock.wait(r.Context(), next, set) {
			return
		}
		if _, err := fmt.Fprint(w, "data: renew\n\n"); err != nil {
			return
		}
	}
}

// set changes the clock for a form of this page, and for no form of another page.
func (d *dashboard) set(change func()) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Origin") != "http://"+r.Host {
			http.Error(w, "send the form of this page", http.StatusForbidden)
			return
		}
		change()
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}
}
