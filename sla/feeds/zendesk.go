package feeds

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/sla"
)

// Zendesk reads tickets, their audits, users and metric events
// (/incremental/ticket_metric_events), in any order, as tickets.
//
// Events are created; one named like each field of Fields that changes, which sets
// that field; replied for a public comment of an agent, customer-replied for one of
// anybody else, noted for an internal comment; and merged. The users tell who is an
// agent; without them, whoever is not the requester is.
//
// A metric event is an event such as "reply_time activate", "requester_wait_time
// pause" and "reply_time fulfill": activate starts or resumes a clock, fulfill stops
// it. A metric event that was deleted is a retraction.
type Zendesk struct {
	// Fields are the fields whose history is read. Empty: status, priority, group_id
	// and assignee_id.
	Fields []string
	// Computed takes what Zendesk computed for each cycle of a metric. nil: it is left
	// out.
	Computed func(Computed)
}

type zendeskRun struct {
	Zendesk
	*run
	g          *gather
	seen       map[string]struct{} // metric events and audits
	tickets    map[string]uint64
	requesters map[string]string
	roles      map[string]string
	comments   []zendeskComment
	cycles     map[[3]string]*Computed
	order      [][3]string
	rows       map[string]int64 // by list
	totals     map[string]int64
	page       map[string]string // what the present page says of itself
	lists      map[string]int64  // rows of the present page, by list
	onward     int
	last       int
}

type zendeskComment struct {
	ticket     int32
	at         time.Time
	author, id string
	order      rank
	ticketID   string
	place      string
}

// Read reads exports, and hands each ticket to add after the last of them.
func (z Zendesk) Read(add func(sla.Fact), exports ...io.Reader) (Intake, error) {
	if len(z.Fields) == 0 {
		z.Fields = []string{"status", "priority", "group_id", "assignee_id"}
	}
	r := &zendeskRun{Zendesk: z, run: newRun(add), g: newGather(), seen: map[string]struct{}{}, tickets: map[string]uint64{},
		requesters: map[string]string{}, roles: map[string]string{}, cycles: map[[3]string]*Computed{},
		rows: map[string]int64{}, totals: map[string]int64{}, page: map[string]string{}, lists: map[string]int64{}}
	err := r.each(exports, func(s *stream) error {
		e := envelope{run: r.run, lists: []string{"audits", "tickets", "users", "ticket_metric_events"}, done: r.pageDone}
		e.note = func(path string, v raw) { r.page[path] = v.text() }
		e.each = func(path, _ string, v raw) error {
			r.rows[path]++
			r.lists[path]++
			switch {
			case v.get("metric") != nil && v.get("ticket_id") != nil:
				r.metric(v)
			case v.get("events") != nil && v.get("ticket_id") != nil:
				r.audit(v)
			case v.get("role") != nil:
				r.roles[v.get("id").text()] = v.get("role").text()
			case v.get("id") != nil && v.get("created_at") != nil:
				r.ticket(v)
			default:
				r.bad(v.get("id").text(), "", "no ticket, audit, user or metric event")
			}
			return nil
		}
		return e.read(s)
	})
	r.line = 0
	if err == nil {
		for _, list := range []string{"audits", "tickets", "users"} {
			if r.rows[list] < r.totals[list] {
				r.find(FindingTruncated, "", r.here(), fmt.Sprintf("%d of %d %s", r.rows[list], r.totals[list], list))
			}
		}
		if r.onward > 0 && r.last == 0 {
			r.find(FindingTruncated, "", r.here(), "none is the last page")
		}
	}
	r.authors()
	for i := range r.g.held {
		h := &r.g.held[i]
		if !h.known {
			r.find(FindingRecord, h.id, "", "a history without its ticket and without its creation")
		}
		r.g.give(int32(i), r.run)
	}
	for _, key := range r.order {
		r.Computed(*r.cycles[key])
	}
	return r.sum, err
}

// pageDone notes whether the page that has ended is the last.
func (r *zendeskRun) pageDone() {
	page := r.page
	if len(r.lists) == 0 {
		clear(r.page)
		return
	}
	count, err := strconv.ParseInt(page["count"], 10, 64)
	switch {
	case page["end_time"] != "": // incremental: the count is of the page
		switch end := page["end_of_stream"]; {
		case end == "true" || end == "" && err == nil && count < 1000:
			r.last++
		default:
			r.onward++
		}
	case err == nil && count > 0:
		for list := range r.lists {
			r.totals[list] = max(r.totals[list], count)
		}
	case page["next_page"] != "":
		r.onward++
	default:
		r.last++
	}
	clear(r.page)
	clear(r.lists)
}

// repeated reports whether a record came before.
func (r *zendeskRun) repeated(kind, id string) bool {
	if id == "" {
		return false
	}
	if _, before := r.seen[kind+id]; before {
		r.leave(kind + " that come again")
		return true
	}
	r.seen[kind+id] = struct{}{}
	return false
}

func (r *zendeskRun) ticket(v raw) {
	id := v.get("id").text()
	created, ok := r.timeOf(v, id, "created_at")
	if !ok {
		return
	}
	if created.IsZero() {
		r.bad(id, "created_at", "a ticket without the time of its creation")
		return
	}
	hash := hashOf(string(v))
	if before, again := r.tickets[id]; again {
		if before == hash {
			r.leave("tickets that come again unchanged")
		} else {
			r.find(FindingAgain, id, r.here(), id)
		}
		return
	}
	r.tickets[id] = hash
	r.requesters[id] = v.get("requester_id").text()
	var attrs [][2]string
	for _, field := range r.Fields {
		if text := v.get(field).text(); text != "" {
			attrs = append(attrs, [2]string{field, text})
		}
	}
	r.g.told(r.g.ticket(id), rank{seq: 1}, attrs, []onceAt{{"created", created, seqFirst}})
}

func (r *zendeskRun) audit(v raw) {
	id, ticketID := v.get("id").text(), v.get("ticket_id").text()
	at, ok := r.timeOf(v, ticketID, "created_at")
	if !ok {
		return
	}
	if at.IsZero() || ticketID == "" {
		r.bad(ticketID, "created_at", "an audit without its ticket or its time")
		return
	}
	if r.repeated("audits", id) {
		return
	}
	ticket := r.g.ticket(ticketID)
	seq, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		seq = r.sum.Rows
	}
	merged := v.get("via", "source", "rel").text() == "merge"
	for i, e := range v.get("events").list() {
		order := rank{seq, r.sum.Rows<<10 + int64(i)}
		event := e.get("id").text()
		if event == "" {
			event = fmt.Sprintf("%s/%03d", id, i)
		}
		field := e.get("field_name").text()
		switch kind := e.get("type").text(); {
		case kind == "Create" && field == "requester_id" && r.requesters[ticketID] == "":
			r.requesters[ticketID] = e.get("value").text()
		case strings.HasSuffix(kind, "Comment"):
			author := e.get("author_id").text()
			if author == "" {
				author = v.get("author_id").text()
			}
			if e.get("public").text() == "false" {
				r.g.event(ticket, at, "noted", event, order)
				continue
			}
			r.comments = append(r.comments, zendeskComment{ticket: ticket, at: at, author: author, id: event, order: order, ticketID: ticketID, place: r.here()})
		case kind == "Create" || kind == "Change":
			if kind == "Create" && !r.g.held[ticket].known {
				r.g.told(ticket, rank{}, nil, []onceAt{{"created", at, seqFirst}})
			}
			if field == "tags" && strings.Contains(string(e.get("value")), "closed_by_merge") && !strings.Contains(string(e.get("previous_value")), "closed_by_merge") {
				merged = true
			}
			if !slices.Contains(r.Fields, field) {
				r.leave("changes of other fields")
				continue
			}
			r.g.change(ticket, at, field, e.get("previous_value").text(), e.get("value").text(), event, true, order)
		default:
			r.leave("events that change no field and are no comment")
		}
	}
	if merged {
		r.g.event(ticket, at, "merged", "merged/"+id, rank{seq, r.sum.Rows<<10 + 1023})
	}
}

// authors makes events of the public comments, once it is known who wrote them.
func (r *zendeskRun) authors() {
	for _, c := range r.comments {
		name := "replied"
		role, requester := r.roles[c.author], r.requesters[c.ticketID]
		switch {
		case role == "end-user", role == "" && requester != "" && c.author == requester:
			name = "customer-replied"
		case role == "" && requester == "":
			r.find(FindingRecord, c.ticketID, c.place, "a public comment of "+c.author+", who is taken for an agent: neither the users nor the requester are known")
		}
		r.g.event(c.ticket, c.at, name, c.id, c.order)
	}
}

func (r *zendeskRun) metric(v raw) {
	id, ticketID := v.get("id").text(), v.get("ticket_id").text()
	at, ok := r.timeOf(v, ticketID, "time")
	if !ok {
		return
	}
	if at.IsZero() || ticketID == "" {
		r.bad(ticketID, "time", "a metric event without its ticket or its time")
		return
	}
	deleted := v.get("deleted").text() == "true"
	if !deleted && r.repeated("metric events", id) || deleted && r.repeated("metric events that were deleted", id) {
		return
	}
	metric, kind := v.get("metric").text(), v.get("type").text()
	var o *Computed
	if instance := v.get("instance_id").text(); instance != "0" && r.Computed != nil {
		key := [3]string{ticketID, metric, instance}
		if o = r.cycles[key]; o == nil {
			o = &Computed{Ticket: ticketID, Of: metric, ID: instance}
			r.cycles[key] = o
			r.order = append(r.order, key)
		}
	}
	if o == nil {
		o = &Computed{}
	}
	minutes := func(keys ...string) (time.Duration, bool) {
		n, err := strconv.ParseInt(v.get(keys...).text(), 10, 64)
		return time.Duration(n) * time.Minute, err == nil && n >= 0 && n < 1<<27
	}
	switch kind {
	case "activate", "pause", "fulfill":
		if kind == "activate" && o.Started.IsZero() {
			o.Started = at
		}
		if o.Stage = kind; kind == "fulfill" {
			o.Stopped = at
		}
		seq, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			seq = r.sum.Rows
		}
		order := rank{seq, r.sum.Rows}
		if deleted {
			at, order.seq = time.Time{}, seqLast-1
		}
		r.g.event(r.g.ticket(ticketID), at, metric+" "+kind, "metric/"+id, order)
		return
	case "apply_sla", "apply_group_sla":
		if seconds, err := strconv.ParseInt(v.get(strings.TrimPrefix(kind, "apply_"), "target_in_seconds").text(), 10, 64); err == nil && seconds >= 0 && seconds < 1<<33 {
			o.Allowed = time.Duration(seconds) * time.Second
		} else if length, ok := minutes(strings.TrimPrefix(kind, "apply_"), "target"); ok {
			o.Allowed = length
		}
	case "breach":
		if o.Missed = !deleted; !deleted {
			o.Due = at
		}
	case "update_status":
		o.Elapsed, _ = minutes("status", "calendar")
		o.Business, _ = minutes("status", "business")
	case "measure":
	default:
		r.find(FindingValue, ticketID, r.at("type"), "an unknown type of metric event: "+kind)
		return
	}
	if r.Computed == nil {
		r.leave("metric events of what the source computed")
	}
}
