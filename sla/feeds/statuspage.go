package feeds

import (
	"io"
	"slices"
	"time"

	"github.com/upheld/upheld/sla"
)

// StatusPage reads incidents and scheduled maintenance of a status page: the answers
// of /api/v2/incidents.json and /api/v2/scheduled-maintenances.json, and of the pages
// of the manage API.
//
// Each incident is an outage of Page and of each of its components, from started_at,
// or created_at, to resolved_at. Incidents of the impact none are left out. A
// maintenance is an exclusion, from scheduled_for to scheduled_until, noticed when it
// was created.
//
// With States the components' own states are read instead: operational is up,
// major_outage is down; degraded_performance, partial_outage and under_maintenance
// are words for the weights of the agreement.
type StatusPage struct {
	// Page is the service for which the page as a whole stands. Empty: no outage is
	// made for the page.
	Page string
	// Services translates the names of components into services of the agreement; others
	// are left out. nil: all are read, under their own names.
	Services map[string]string
	// States reads the states of components from the updates of incidents, in place of
	// outages.
	States bool
}

// statusPageMax is the number of incidents of which the public API gives the last.
const statusPageMax = 50

type statusPageRun struct {
	StatusPage
	*run
	seen map[string]uint64
}

// Read reads answers, and hands each fact to add.
func (p StatusPage) Read(add func(sla.Fact), exports ...io.Reader) (Intake, error) {
	r := &statusPageRun{p, newRun(add), map[string]uint64{}}
	err := r.each(exports, func(s *stream) error {
		public := 0
		e := envelope{run: r.run, lists: []string{"incidents", "scheduled_maintenances"}}
		e.each = func(path, _ string, v raw) error {
			if path != "" {
				public++
			}
			if v.get("id") == nil && v.get("name") == nil {
				r.bad("", "", "no incident")
				return nil
			}
			r.incident(v)
			return nil
		}
		err := e.read(s)
		if r.line = 0; public == statusPageMax {
			r.find(FindingTruncated, "", s.name, "the public API gives the last 50 incidents only")
		}
		return err
	})
	return r.sum, err
}

// time reads an instant of an incident; ok is false after a finding.
func (r *run) timeOf(v raw, subject string, keys ...string) (at time.Time, ok bool) {
	for _, key := range keys {
		text := v.get(key).text()
		if text == "" {
			continue
		}
		if at, ok = utc(text); !ok {
			r.bad(subject, key, "no time: "+text)
		}
		return at, ok
	}
	return at, true
}

func (r *statusPageRun) incident(v raw) {
	id := v.first("id", "name")
	hash := hashOf(string(v))
	if before, again := r.seen[id]; again {
		if before == hash {
			r.leave("incidents that come again unchanged")
		} else {
			r.find(FindingAgain, id, r.here(), id)
		}
		return
	}
	r.seen[id] = hash
	impact := v.get("impact").text()
	if text := v.get("impact_override").text(); text != "" {
		impact = text
	}
	if v.get("scheduled_for").text() != "" || impact == "maintenance" {
		r.maintenance(v, id)
		return
	}
	if r.States {
		r.updates(v, id)
		return
	}
	switch impact {
	case "none":
		r.leave("incidents of the impact none")
		return
	case "minor", "major", "critical":
	default:
		r.find(FindingValue, id, r.at("impact"), "an unknown impact, which is taken as an outage: "+impact)
	}
	from, ok1 := r.timeOf(v, id, "started_at", "created_at")
	to, ok2 := r.timeOf(v, id, "resolved_at")
	created, ok3 := r.timeOf(v, id, "created_at")
	switch status := v.get("status").text(); {
	case !ok1 || !ok2 || !ok3:
		return
	case from.IsZero():
		r.bad(id, "started_at", "an incident without the time of its start")
		return
	case !to.IsZero() && to.Before(from):
		r.bad(id, "resolved_at", "the end is before the start")
		return
	case to.IsZero() && (status == "resolved" || status == "postmortem"):
		r.find(FindingRecord, id, r.at("resolved_at"), "the incident is resolved, and the page does not say when: it is taken as still going on")
	}
	services, named := r.components(v)
	if !named {
		r.leave("incidents that name no component")
	}
	if r.Page != "" {
		services = append([]string{r.Page}, services...)
	}
	for _, of := range services {
		r.give(&sla.Outage{Of: of, From: from, To: to, ID: id, Reported: created, Attrs: attr("impact", impact)})
	}
}

func attr(name, value string) sla.Attrs {
	if value == "" {
		return nil
	}
	return sla.Attrs{{name, value}}
}

// components lists the services of an incident: its components, and those of its
// updates.
func (r *statusPageRun) components(v raw) (services []string, any bool) {
	add := func(name string) {
		if name == "" {
			return
		}
		any = true
		if of, ok := called(r.Services, name); !ok {
			r.leave("other components")
		} else if !slices.Contains(services, of) {
			services = append(services, of)
		}
	}
	for _, c := range v.get("components").list() {
		if c.isObject() {
			add(c.get("name").text())
		} else {
			add(c.text())
		}
	}
	if !any {
		for _, u := range v.get("incident_updates").list() {
			for _, c := range u.get("affected_components").list() {
				add(c.get("name").text())
			}
		}
	}
	return services, any
}

func (r *statusPageRun) maintenance(v raw, id string) {
	from, ok1 := r.timeOf(v, id, "scheduled_for", "started_at")
	to, ok2 := r.timeOf(v, id, "scheduled_until", "resolved_at")
	noticed, ok3 := r.timeOf(v, id, "created_at")
	switch {
	case !ok1 || !ok2 || !ok3:
		return
	case from.IsZero() || to.IsZero():
		r.find(FindingRecord, id, r.here(), "a maintenance without its start and its end: it is not excluded")
		return
	case !from.Before(to):
		r.bad(id, "scheduled_until", "the end is not after the start")
		return
	}
	services, _ := r.components(v)
	if r.Page != "" {
		services = append([]string{r.Page}, services...)
	}
	if len(services) == 0 {
		r.leave("maintenance that names no component")
	}
	for _, of := range services {
		r.give(&sla.Exclusion{Of: of, From: from, To: to, Noticed: noticed, ID: id, Reason: "maintenance: " + v.first("name", "id")})
	}
}

var componentStates = map[string]string{
	"operational": "up", "major_outage": "down",
	"degraded_performance": "degraded_performance", "partial_outage": "partial_outage", "under_maintenance": "under_maintenance",
}

// updates hands over the states that the updates of an incident tell. Updates are
// listed newest first.
func (r *statusPageRun) updates(v raw, id string) {
	all := v.get("incident_updates").list()
	slices.Reverse(all)
	told := false
	for i, u := range all {
		at, ok := r.timeOf(u, id, "display_at", "created_at", "updated_at")
		if !ok {
			continue
		}
		for _, c := range u.get("affected_components").list() {
			told = true
			name, is := c.first("name", "code"), c.get("new_status").text()
			of, ok := called(r.Services, name)
			if !ok {
				r.leave("other components")
				continue
			}
			word, known := componentStates[is]
			if !known || at.IsZero() {
				r.bad(id, "affected_components", "a component without a known state or time: "+is)
				continue
			}
			r.give(&sla.State{Of: of, At: at, Is: word, Was: componentStates[c.get("old_status").text()], Seq: int64(i), ID: id + "/" + u.first("id", "display_at") + "/" + name})
		}
	}
	if !told {
		r.leave("incidents whose updates tell no state of a component")
	}
}
