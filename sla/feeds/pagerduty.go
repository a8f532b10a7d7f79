package feeds

import (
	"io"
	"slices"
	"time"

	"github.com/upheld/upheld/sla"
)

// PagerDuty reads incidents with their log entries (/incidents with
// include[]=log_entries), as outages of their service: from the creation, at which
// they were detected, acknowledged by the first acknowledgement, to the resolution.
// An acknowledgement that lapses does not undo the first.
//
// With Tickets each incident is a ticket in place of an outage, with the attributes
// service, urgency and priority and the events triggered, acknowledged,
// unacknowledged, escalated, reassigned, reopened and resolved.
type PagerDuty struct {
	Tickets bool
	// Services translates the names of services into services of the agreement; others
	// are left out. nil: all are read, under their own names.
	Services map[string]string
}

var pagerDutyEvents = map[string]string{
	"trigger_log_entry": "triggered", "acknowledge_log_entry": "acknowledged", "unacknowledge_log_entry": "unacknowledged",
	"escalate_log_entry": "escalated", "assign_log_entry": "reassigned", "reopen_log_entry": "reopened", "resolve_log_entry": "resolved",
}

// incidentEvent is an entry of the log of an incident.
type incidentEvent struct {
	at       time.Time
	name, id string
}

// incidents is what the readers of incidents share.
type incidents struct {
	*run
	seen map[string]uint64
}

// again reports whether an incident came before.
func (r *incidents) again(id string, v raw) bool {
	hash := hashOf(string(v))
	before, again := r.seen[id]
	switch {
	case !again:
		r.seen[id] = hash
	case before == hash:
		r.leave("incidents that come again unchanged")
	default:
		r.find(FindingAgain, id, r.here(), id)
	}
	return again
}

// read reads pages of incidents.
func (r *incidents) read(exports []io.Reader, list string, each func(v raw)) error {
	var pages paging
	err := r.each(exports, func(s *stream) error {
		e := envelope{run: r.run, lists: []string{list}, note: pages.note}
		e.done = func() { pages.pages++ }
		e.each = func(_, _ string, v raw) error {
			pages.rows++
			each(v)
			return nil
		}
		return e.read(s)
	})
	r.line = 0
	if why := pages.truncated(); why != "" && err == nil {
		r.find(FindingTruncated, "", r.here(), why)
	}
	return err
}

// Read reads pages of incidents, and hands each fact to add.
func (p PagerDuty) Read(add func(sla.Fact), exports ...io.Reader) (Intake, error) {
	r := &incidents{newRun(add), map[string]uint64{}}
	err := r.read(exports, "incidents", func(v raw) { p.incident(r, v) })
	return r.sum, err
}

func (p PagerDuty) incident(r *incidents, v raw) {
	id := v.get("id").text()
	if id == "" {
		r.bad("", "id", "an incident without an identifier")
		return
	}
	if r.again(id, v) {
		return
	}
	created, ok := r.timeOf(v, id, "created_at")
	if !ok {
		return
	}
	if created.IsZero() {
		r.bad(id, "created_at", "an incident without the time of its creation")
		return
	}
	of, ok := called(p.Services, v.get("service").first("summary", "name", "id"))
	if !ok {
		r.leave("incidents of other services")
		return
	}
	status := v.get("status").text()
	var events []incidentEvent
	for _, entry := range v.get("log_entries").list() {
		name, known := pagerDutyEvents[entry.get("type").text()]
		if !known {
			r.leave("log entries that change no state")
			continue
		}
		at, ok := r.timeOf(entry, id, "created_at")
		if !ok || at.IsZero() {
			continue
		}
		events = append(events, incidentEvent{at, name, entry.get("id").text()})
	}
	slices.Reverse(events) // entries are listed newest first
	slices.SortStableFunc(events, func(a, b incidentEvent) int { return a.at.Compare(b.at) })
	resolved, ok := r.timeOf(v, id, "resolved_at")
	if !ok {
		return
	}
	if status == "resolved" && resolved.IsZero() {
		for _, e := range events {
			if e.name == "resolved" {
				resolved = e.at
			}
		}
		if resolved.IsZero() {
			if resolved, ok = r.timeOf(v, id, "last_status_change_at"); !ok {
				return
			}
		}
	}
	if v.get("log_entries") == nil {
		r.find(FindingRecord, id, r.here(), "an incident without log entries: who acknowledged it, and when, is not known; ask with include[]=log_entries")
	}
	if p.Tickets {
		attrs := attr("service", of)
		for _, a := range [...][2]string{{"urgency", v.get("urgency").text()}, {"priority", v.get("priority").first("summary", "name")}} {
			attrs = append(attrs, attr(a[0], a[1])...)
		}
		t := sla.Ticket{ID: id, Attrs: attrs}
		triggered, ended := false, false
		for _, e := range events {
			triggered, ended = triggered || e.name == "triggered", ended || e.name == "resolved"
		}
		if !triggered {
			t.Events = append(t.Events, sla.Event{At: created, Name: "triggered"})
		}
		for i, e := range events {
			t.Events = append(t.Events, sla.Event{At: e.at, Name: e.name, ID: e.id, Seq: int64(i) + 1})
		}
		if !ended && !resolved.IsZero() {
			t.Events = append(t.Events, sla.Event{At: resolved, Name: "resolved", Seq: seqLast})
		}
		r.give(&t)
		return
	}
	u := sla.Outage{Of: of, ID: id, From: created, Detected: created, To: resolved, Attrs: attr("urgency", v.get("urgency").text())}
	for _, e := range events {
		if e.name == "acknowledged" {
			u.Acknowledged = e.at
			break
		}
	}
	if !resolved.IsZero() && resolved.Before(created) {
		r.bad(id, "resolved_at", "the end is before the start")
		return
	}
	r.give(&u)
}

// Opsgenie reads incidents as outages of the services that they impact, from
// impactStartDate, or createdAt, to impactEndDate.
type Opsgenie struct {
	// Services translates the identifiers of services into services of the agreement;
	// others are left out. nil: all are read, under their identifiers.
	Services map[string]string
}

// Read reads pages of incidents, and hands each fact to add.
func (o Opsgenie) Read(add func(sla.Fact), exports ...io.Reader) (Intake, error) {
	r := &incidents{newRun(add), map[string]uint64{}}
	err := r.read(exports, "data", func(v raw) {
		id := v.get("id").text()
		if id == "" {
			r.bad("", "id", "an incident without an identifier")
			return
		}
		if r.again(id, v) {
			return
		}
		from, ok1 := r.timeOf(v, id, "impactStartDate", "createdAt")
		to, ok2 := r.timeOf(v, id, "impactEndDate")
		detected, ok3 := r.timeOf(v, id, "impactDetectDate", "createdAt")
		switch status := v.get("status").text(); {
		case !ok1 || !ok2 || !ok3:
			return
		case from.IsZero():
			r.bad(id, "impactStartDate", "an incident without the time of its start")
			return
		case !to.IsZero() && to.Before(from):
			r.bad(id, "impactEndDate", "the end is before the start")
			return
		case to.IsZero() && (status == "resolved" || status == "closed"):
			r.find(FindingRecord, id, r.at("impactEndDate"), "the incident is "+status+", and nothing says when its impact ended: it is taken as still going on")
		}
		services := v.get("impactedServices").list()
		if len(services) == 0 {
			r.leave("incidents that name no service")
		}
		for _, s := range services {
			of, ok := called(o.Services, s.text())
			if !ok {
				r.leave("other services")
				continue
			}
			r.give(&sla.Outage{Of: of, ID: id, From: from, To: to, Detected: detected, Attrs: attr("priority", v.get("priority").text())})
		}
	})
	return r.sum, err
}
