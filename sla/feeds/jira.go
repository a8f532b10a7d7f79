package feeds

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/sla"
)

// Jira reads issues of Jira and requests of Jira Service Management as tickets: the
// answers of a search with expand=changelog, single issues, the pages of
// /issue/{id}/changelog and of the bulk changelog, and /request/{id}/sla. Changelog
// pages complete issues of any file, whose own changelog is cut at a hundred entries.
//
// A ticket has the issue's key as its ID and the attribute issue-id. Its events are
// created; one named like each field of Fields that changes, which sets that field;
// replied for a public comment by anybody but the reporter and customers,
// customer-replied for other public comments, and noted for internal comments. The
// resolution date is used only if there is no changelog, as the event resolved:
// with a changelog, the entry of the status tells when an issue was closed.
type Jira struct {
	// Fields are the fields whose values and history are read, by identifier or name.
	// Empty: status and priority.
	Fields []string
	// Names reads the names of values in place of their identifiers. Names depend on
	// the language of the user who exported, and change without an entry.
	Names bool
	// Computed takes the cycles that Jira Service Management computed. nil: they are
	// left out.
	Computed func(Computed)
}

// jiraRun is one call of Jira.Read.
type jiraRun struct {
	Jira
	*run
	g        *gather
	seen     map[string]jiraSeen // issues by identifier
	open     map[string]int64    // held issues whose history is not whole, with its length; -1: unknown
	pages    map[string]*jiraPages
	page     jiraPage
	opinions []Computed // of issues whose key is not known yet
	search   paging
	bulk     paging
}

type jiraSeen struct {
	key  string
	hash uint64
}

// jiraPage is one answer of the interface.
type jiraPage struct {
	id      string // of the issue that it is about
	records []raw  // of values
	line    int64  // of the first record
	issues  bool   // whether it is an answer of a search
	bulk    bool   // whether it is a page of the bulk changelog
	most    int64  // how many records a page has at most
	paging
}

// jiraPages is what is known of the changelog of one issue.
type jiraPages struct {
	entries map[string]struct{}
	paging
}

func (r *jiraRun) pagesOf(id string) *jiraPages {
	p := r.pages[id]
	if p == nil {
		p = &jiraPages{entries: map[string]struct{}{}}
		r.pages[id] = p
	}
	return p
}

// Read reads exports, and hands each ticket to add.
func (j Jira) Read(add func(sla.Fact), exports ...io.Reader) (Intake, error) {
	if len(j.Fields) == 0 {
		j.Fields = []string{"status", "priority"}
	}
	r := &jiraRun{Jira: j, run: newRun(add), g: newGather(), seen: map[string]jiraSeen{}, open: map[string]int64{}, pages: map[string]*jiraPages{}}
	err := r.each(exports, func(s *stream) error {
		r.page = jiraPage{}
		e := envelope{run: r.run, lists: []string{"issues", "values", "issueChangeLogs"}, done: r.pageDone}
		e.note = func(path string, v raw) {
			switch path {
			case "self", "_links":
				if id := issueOf(v); id != "" {
					r.page.id = id
				}
			case "maxResults", "limit":
				r.page.most, _ = strconv.ParseInt(v.text(), 10, 64)
			default:
				r.page.note(path, v)
			}
			if path == "isLast" || path == "isLastPage" {
				r.page.pages = 1 // the page says whether it is the last
			}
		}
		e.each = func(path, _ string, v raw) error {
			switch {
			case path == "values":
				if r.page.line == 0 {
					r.page.line = r.line
				}
				r.page.records = append(r.page.records, bytes.Clone(v))
			case path == "issueChangeLogs":
				r.page.bulk = true
				r.histories(v.get("issueId").text(), v.get("changeHistories").list())
				if id := v.get("issueId").text(); id != "" {
					r.pagesOf(id).pages++
				}
			case v.get("key") != nil || v.get("fields") != nil:
				r.page.issues = r.page.issues || path == "issues"
				r.issue(v)
			default:
				r.bad(v.get("id").text(), "", "neither an issue nor a changelog")
			}
			return nil
		}
		return e.read(s)
	})
	r.line = 0
	if why := r.search.truncated(); why != "" && err == nil {
		r.find(FindingTruncated, "", r.here(), "issues: "+why)
	}
	if why := r.bulk.truncated(); why != "" && err == nil {
		r.find(FindingTruncated, "", r.here(), "changelogs: "+why)
	}
	r.rest()
	return r.sum, err
}

// issueOf finds the identifier of an issue in the address of a page.
func issueOf(v raw) string {
	address := v.text()
	if v.isObject() {
		address = v.get("self").text()
	}
	for _, before := range []string{"/issue/", "/request/"} {
		if _, rest, is := strings.Cut(address, before); is {
			id, _, _ := strings.Cut(rest, "/")
			id, _, _ = strings.Cut(id, "?")
			return id
		}
	}
	return ""
}

// pageDone reads what is known at the end of an answer: the entries of a changelog, or
// the cycles of a request.
func (r *jiraRun) pageDone() {
	page := r.page
	r.page = jiraPage{}
	if page.issues {
		r.search.pages++
		r.search.onward += page.onward
		r.search.total = max(r.search.total, page.total)
	}
	if page.bulk {
		r.bulk.pages++
		r.bulk.onward += page.onward
	}
	if len(page.records) == 0 {
		return
	}
	r.line = page.line
	var entries []raw
	for _, v := range page.records {
		switch {
		case v.get("items") != nil:
			entries = append(entries, v)
		case v.get("completedCycles") != nil || v.get("ongoingCycle") != nil:
			r.cycles(page.id, v.get("name").text(), v)
		default:
			r.bad(page.id, "", "neither an entry of a changelog nor a cycle")
		}
	}
	if len(entries) == 0 {
		return
	}
	r.histories(page.id, entries)
	if page.id != "" {
		p := r.pagesOf(page.id)
		p.pages++
		p.total = max(p.total, page.total)
		// A full page that says nothing about others may be followed by others.
		if page.onward > 0 || page.pages == 0 && page.total == 0 && page.most > 0 && int64(len(entries)) >= page.most {
			p.onward++
		}
	}
}

// histories gathers entries of the changelog of an issue that come apart from it.
func (r *jiraRun) histories(id string, entries []raw) {
	if id == "" {
		r.bad("", "", "a changelog that does not say of which issue")
		return
	}
	if _, given := r.seen[id]; given {
		if _, open := r.open[id]; !open {
			r.leaveMany("entries of a changelog that was whole", int64(len(entries)))
			return
		}
	}
	r.count(id, entries)
	r.entries(r.g.ticket(id), id, entries)
}

// count counts the distinct entries of a changelog that comes in parts.
func (r *jiraRun) count(id string, entries []raw) {
	p := r.pagesOf(id)
	for _, h := range entries {
		p.entries[h.get("id").text()] = struct{}{}
	}
	p.rows = int64(len(p.entries))
}

// entries gathers the entries of a changelog.
func (r *jiraRun) entries(ticket int32, id string, entries []raw) {
	for _, h := range entries {
		at, ok := moment(h.get("created"))
		if !ok || at.IsZero() {
			r.bad(id, "created", "an entry of the changelog without its time: "+h.get("created").text())
			continue
		}
		entry := h.get("id").text()
		seq, err := strconv.ParseInt(entry, 10, 64)
		if err != nil {
			seq = at.UnixNano()
		}
		for i, item := range h.get("items").list() {
			field, listed := r.field(item)
			if !listed {
				r.leave("changes of other fields")
				continue
			}
			from, to := item.get("from"), item.get("to")
			if r.Names || from.isNull() && to.isNull() {
				from, to = item.get("fromString"), item.get("toString")
			}
			r.g.change(ticket, at, field, from.text(), to.text(), fmt.Sprintf("%s/%03d", entry, i), true, rank{seq, r.sum.Rows<<10 + int64(i)})
		}
	}
}

// field gives the name of the field of an item, as Fields calls it.
func (r *jiraRun) field(item raw) (string, bool) {
	for _, key := range []string{"fieldId", "field"} {
		if name := item.get(key).text(); name != "" && slices.Contains(r.Fields, name) {
			return name, true
		}
	}
	return "", false
}

// moment reads a time that is a text, or a number of thousandth seconds since 1970.
func moment(v raw) (time.Time, bool) {
	if len(v) > 0 && v[0] >= '0' && v[0] <= '9' {
		return epoch(v.text(), 3)
	}
	return utc(v.text())
}

// issue reads an issue.
func (r *jiraRun) issue(v raw) {
	r.search.rows++
	id, key := v.get("id").text(), v.first("key", "id")
	if id == "" {
		id = key
	}
	if id == "" {
		r.bad("", "id", "an issue without an identifier")
		return
	}
	hash := hashOf(string(v))
	if before, again := r.seen[id]; again {
		if before.hash == hash {
			r.leave("issues that come again unchanged")
		} else {
			r.find(FindingAgain, key, r.here(), key)
		}
		return
	}
	fields := v.get("fields")
	created, ok := moment(fields.get("created"))
	if !ok || created.IsZero() {
		r.bad(key, "fields.created", "an issue without the time of its creation: "+fields.get("created").text())
		return
	}
	r.seen[id] = jiraSeen{key, hash}
	ticket := r.g.ticket(id)
	r.g.held[ticket].id = key
	attrs := [][2]string{{"issue-id", id}}
	for _, field := range r.Fields {
		if text := r.present(fields.get(field)); text != "" {
			attrs = append(attrs, [2]string{field, text})
		}
	}
	once := []onceAt{{"created", created, seqFirst}}
	log := v.get("changelog")
	entries := log.get("histories").list()
	if log == nil {
		if resolved, ok := moment(fields.get("resolutiondate")); ok && !resolved.IsZero() {
			once = append(once, onceAt{"resolved", resolved, seqLast})
		}
	}
	r.g.told(ticket, rank{}, attrs, once)
	r.comments(ticket, key, fields)
	r.entries(ticket, key, entries)
	fields.members(func(name []byte, value raw) bool {
		if value.isObject() && (value.get("completedCycles") != nil || value.get("ongoingCycle") != nil) {
			r.cycles(id, value.first("name"), value)
		}
		return true
	})
	total, err := strconv.ParseInt(log.get("total").text(), 10, 64)
	switch {
	case log == nil:
		r.open[id] = -1
	case err == nil && total > int64(len(entries)), err != nil && len(entries) >= 100:
		r.open[id] = max(total, int64(len(entries)))
		r.count(id, entries)
	default:
		if r.pages[id] != nil {
			r.open[id] = total // its pages came first
			r.count(id, entries)
			return
		}
		r.g.give(ticket, r.run)
		delete(r.g.tickets, id)
		if len(r.g.tickets) == 0 && len(r.g.held) > 1_000 {
			r.g.forget()
		}
	}
}

// present gives the present value of a field.
func (r *jiraRun) present(v raw) string {
	if !v.isObject() {
		return v.text()
	}
	if r.Names {
		return v.first("name", "value", "displayName", "key", "id")
	}
	return v.first("id", "accountId", "key", "name", "value")
}

// comments gathers comments as events.
func (r *jiraRun) comments(ticket int32, key string, fields raw) {
	all := fields.get("comment", "comments").list()
	reporter := fields.get("reporter").first("accountId", "key", "name")
	for i, c := range all {
		at, ok := moment(c.get("created"))
		if !ok || at.IsZero() {
			r.find(FindingValue, key, r.at("comment.created"), c.get("created").text())
			continue
		}
		author := c.get("author")
		name := "replied"
		switch {
		case c.get("jsdPublic").text() == "false":
			name = "noted"
		case author.get("accountType").text() == "customer", reporter != "" && author.first("accountId", "key", "name") == reporter:
			name = "customer-replied"
		}
		r.g.event(ticket, at, name, "comment/"+c.get("id").text(), rank{0, int64(i)})
	}
	if total, err := strconv.Atoi(fields.get("comment", "total").text()); err == nil && total > len(all) {
		r.find(FindingTruncated, key, r.at("comment"), fmt.Sprintf("%d of %d comments", len(all), total))
	}
}

// cycles hands over what Jira Service Management computed for an issue.
func (r *jiraRun) cycles(id, name string, v raw) {
	give := func(c raw, stage string) {
		if c.get("paused").text() == "true" {
			stage = "paused"
		}
		o := Computed{Ticket: id, Of: name, Stage: stage, Missed: c.get("breached").text() == "true"}
		for i, key := range [...]string{"startTime", "stopTime", "breachTime"} {
			if at, ok := epoch(c.get(key, "epochMillis").text(), 3); ok {
				*[...]*time.Time{&o.Started, &o.Stopped, &o.Due}[i] = at
			}
		}
		for i, key := range [...]string{"goalDuration", "elapsedTime", "remainingTime"} {
			if n, err := strconv.ParseInt(c.get(key, "millis").text(), 10, 64); err == nil && n < 1<<43 && n > -1<<43 {
				*[...]*time.Duration{&o.Allowed, &o.Elapsed, &o.Ahead}[i] = time.Duration(n) * time.Millisecond
			}
		}
		if r.Computed == nil {
			r.leave("cycles that the source computed")
			return
		}
		r.opinions = append(r.opinions, o)
	}
	for _, c := range v.get("completedCycles").list() {
		give(c, "completed")
	}
	if c := v.get("ongoingCycle"); c.isObject() {
		give(c, "ongoing")
	}
}

// rest hands over what is still held: issues whose history is not in their record.
func (r *jiraRun) rest() {
	for i := range r.g.held {
		h := &r.g.held[i]
		if h.given {
			continue
		}
		id := h.id
		if len(h.attrs) > 0 && h.attrs[0].name == r.g.word("issue-id") {
			id = r.g.texts[h.attrs[0].value]
		}
		want, open := r.open[id]
		p := r.pages[id]
		if p != nil {
			p.total = max(p.total, want)
		}
		switch {
		case !open:
			r.find(FindingRecord, h.id, "", "a changelog without its issue: nothing says when the issue was created")
		case p == nil:
			r.find(FindingRecord, h.id, "", "an issue without a changelog: it was exported without expand=changelog")
		}
		if p != nil {
			if why := p.truncated(); why != "" || p.pages == 0 {
				if why == "" {
					why = "the changelog has a hundred entries and does not say whether it has more"
				}
				r.find(FindingTruncated, h.id, "", "entries of the changelog: "+why)
			}
		}
		r.g.give(int32(i), r.run)
	}
	for _, o := range r.opinions {
		if s, known := r.seen[o.Ticket]; known {
			o.Ticket = s.key
		}
		r.Computed(o)
	}
}
