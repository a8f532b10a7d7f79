package exchange

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/sla"
)

// zendeskMetric is a metric of Zendesk as an objective and its clock.
type zendeskMetric struct {
	word, id, title string
	clock           sla.Clock
	reopen          sla.Reopen // what Zendesk does
}

// zendeskMetrics lists the metrics, in the order of the objectives. The profile in
// examples/profiles has the same clocks; here the status has Zendesk's words.
func zendeskMetrics() []zendeskMetric {
	solved, waiting := sla.While("status", "solved", "closed"), sla.While("status", "pending")
	return []zendeskMetric{
		{"first_reply_time", "first-reply-time", "First reply time",
			sla.Clock{Start: sla.On("opened"), Stop: sla.On("replied")}, sla.Final},
		{"next_reply_time", "next-reply-time", "Next reply time",
			sla.Clock{Start: sla.On("message"), Stop: sla.On("replied"), Cancel: solved, After: "first-reply-time"}, sla.NewCycle},
		{"periodic_update_time", "periodic-update-time", "Periodic update time",
			sla.Clock{Start: sla.On("replied"), Reset: sla.On("replied"), Stop: solved}, sla.NewCycle},
		{"pausable_update_time", "pausable-update-time", "Pausable update time",
			sla.Clock{Start: sla.On("replied"), Reset: sla.On("replied"), Stop: solved, Pause: waiting}, sla.NewCycle},
		{"requester_wait_time", "requester-wait-time", "Requester wait time",
			sla.Clock{Start: sla.On("opened"), Stop: solved, Pause: waiting}, sla.ContinueExcluding},
		{"agent_work_time", "agent-work-time", "Agent work time",
			sla.Clock{Start: sla.On("opened"), Stop: solved, Pause: sla.While("status", "pending", "hold")}, sla.ContinueExcluding},
		{"total_resolution_time", "total-resolution-time", "Total resolution time",
			sla.Clock{Start: sla.On("opened"), Stop: solved}, sla.ContinueExcluding},
	}
}

// zendeskPolicy is a policy that was read.
type zendeskPolicy struct {
	filter  []sla.Where // a ticket that matches one of the rows falls under the policy
	targets []zendeskTarget
}

type zendeskTarget struct {
	metric, priority string
	within           sla.Within
	calendar         string
}

// Zendesk reads SLA policies as the API gives them: {"sla_policies": […]},
// {"sla_policy": {…}}, a list of policies or one policy. Numbers may be text. The error
// is a *sla.FieldError whose path is a place in data: data is no JSON, a key is
// repeated, or no policy is in it.
func Zendesk(data []byte, hours Calendars) (Import, error) {
	root, err := readJSON(data)
	if err != nil {
		return Import{}, err
	}
	records := root.records(has("policy_metrics", "filter"))
	if len(records) == 0 {
		return Import{}, none(root, "SLA policy", "filter and policy_metrics")
	}
	r := newReading(root, hours)
	r.pages(len(records))
	var policies []zendeskPolicy
	unread, rows := false, 0
	for _, n := range r.byPosition(records) {
		if unread {
			r.add(undecided, n, "", "a policy before this one was not read, and the first policy that matches a ticket counts")
		}
		p, whole := r.zendeskPolicy(n)
		if unread = unread || !whole; len(p.filter) > 0 {
			policies = append(policies, p)
		}
		if rows += len(p.filter) * (len(p.targets) + 1); rows > targetsMax {
			return Import{}, bad(n, fault.ErrRange, "the policies have more than %d targets", targetsMax)
		}
	}
	r.zendeskObjectives(records[0], policies)
	return r.done(), nil
}

// pages notes that the source is a page of a longer list: the order of all policies
// decides.
func (r *reading) pages(read int) {
	for _, key := range []string{"next_page", "after_url"} {
		if next := r.root.at(key); next.value() != "" {
			r.note(undecided, next, "", "more policies follow, and the first policy that matches a ticket counts")
		}
	}
	count := r.root.at("count")
	if n, err := number(count.value()); count != nil && (err != nil || n > int64(read)) {
		r.note(undecided, count, "", strconv.Itoa(read)+" policies are here, and the first policy that matches a ticket counts")
	}
}

// byPosition puts policies into the order in which Zendesk tries them.
func (r *reading) byPosition(records []*node) []*node {
	position := map[*node]int64{}
	seen := map[int64]bool{}
	for _, n := range records {
		at := n.at("position")
		p, err := number(at.value())
		switch {
		case at.value() == "":
			p = math.MaxInt64 // Zendesk puts a policy without a position last
		case err != nil:
			p = math.MaxInt64
			r.note(undecided, at, "", "no position; the policy is tried last")
		case seen[p]:
			r.note(assumed, at, "", "another policy has this position; the order of the list counts")
		}
		position[n], seen[p] = p, true
	}
	ordered := slices.Clone(records)
	slices.SortStableFunc(ordered, func(a, b *node) int { return cmp.Compare(position[a], position[b]) })
	return ordered
}

// zendeskPolicy reads a policy. whole is false if tickets may fall under it that the
// rows of its filter do not match.
func (r *reading) zendeskPolicy(n *node) (p zendeskPolicy, whole bool) {
	if active := n.at("active"); active.value() != "" && !active.yes() {
		r.skip(notRead, n, "", "the policy is not active")
		return p, true
	}
	if p.filter, whole = r.filter(n); len(p.filter) == 0 {
		if !whole {
			r.skip(undecided, n, "", "the policy is left out, because its filter was not read")
		}
		return p, whole
	}
	for _, key := range []string{"metric_settings", "metrics_settings"} {
		if settings := n.at(key); settings != nil && settings.kind > scalar && len(settings.items) > 0 {
			r.skip(undecided, settings, "clocks", "it changes when a metric starts or stops; the clocks are those without it")
		}
	}
	for _, row := range n.at("policy_metrics").list() {
		if t, ok := r.zendeskTarget(row, p.targets); ok {
			p.targets = append(p.targets, t)
		}
	}
	return p, whole
}

// zendeskTarget reads a row of policy_metrics.
func (r *reading) zendeskTarget(n *node, before []zendeskTarget) (t zendeskTarget, ok bool) {
	if !n.object() {
		return t, false
	}
	metric, priority := n.at("metric"), n.at("priority")
	i := slices.IndexFunc(zendeskMetrics(), func(m zendeskMetric) bool { return m.word == metric.value() })
	switch {
	case i < 0:
		r.skip(notRead, n, "", "no metric that an agreement can have")
		return t, false
	case priority.value() == "" || !readable("priority", priority.value()):
		r.skip(notRead, n, "", "no priority")
		return t, false
	}
	id := zendeskMetrics()[i].id
	t = zendeskTarget{metric: id, priority: priority.value()}
	if slices.ContainsFunc(before, func(b zendeskTarget) bool { return b.metric == t.metric && b.priority == t.priority }) {
		r.skip(undecided, n, "objectives."+id, "the policy has a target of this metric and priority already, which counts")
		return t, false
	}
	within, empty, ok := r.zendeskLength(n)
	if !ok {
		r.skip(undecided, n, "objectives."+id, "no length above zero; the priority has no target")
		return t, false
	}
	if empty {
		r.skip(notRead, n, "objectives."+id, "no length, so the priority has no target")
		return t, false
	}
	business := n.at("business_hours")
	t.within = within
	if t.calendar = "24x7"; business.yes() {
		t.calendar = r.schedule(business, "objectives."+id)
	} else if business.value() == "" {
		r.note(assumed, n, "objectives."+id, "business_hours is not said; time counts around the clock")
	}
	return t, true
}

// zendeskLength reads target_in_seconds, or target in minutes. A row without a length
// has no target.
func (r *reading) zendeskLength(n *node) (within sla.Within, empty, ok bool) {
	minutes, seconds := n.at("target"), n.at("target_in_seconds")
	if minutes.value() == "" && seconds.value() == "" {
		return "none", true, minutes == nil || minutes.kind <= scalar
	}
	m, err := number(minutes.value())
	if err != nil && minutes.value() != "" || m > math.MaxInt32 {
		return "", false, false
	}
	length := m * 60
	if seconds.value() != "" {
		if length, err = number(seconds.value()); err != nil || length > 60*math.MaxInt32 {
			return "", false, false
		}
		if minutes.value() != "" && length != m*60 {
			r.note(assumed, seconds, "", "target says "+minutes.value()+" minutes; the seconds count")
		}
	}
	return sla.Business(time.Duration(length) * time.Second), false, length > 0
}

// schedule gives the calendar of targets in business hours.
func (r *reading) schedule(n *node, subject string) string {
	const business = "business"
	_, known := r.hours[business]
	switch {
	case len(r.hours) == 1 && !known:
		for name := range r.hours {
			r.note(assumed, n, subject, "counted in "+name+", the only calendar that was given")
			return r.calendar(n, subject, name)
		}
	case len(r.hours) > 1 && known:
		for name := range r.hours {
			r.take(name)
		}
		r.note(assumed, n, subject, "counted in the calendar that the ticket's attribute schedule names, otherwise in business")
		return "attribute schedule otherwise business"
	}
	return r.calendar(n, subject, business)
}

// filter reads the filter of a policy as rows, of which a ticket matches one. whole is
// false if a part of it could not be read.
func (r *reading) filter(n *node) (rows []sla.Where, whole bool) {
	filter := n.at("filter")
	rows, whole = []sla.Where{{}}, true
	if filter == nil || filter.kind == null {
		filter.value()
		r.note(assumed, n, "", "no filter; the policy is for every ticket")
		return rows, true
	}
	if !filter.object() {
		r.skip(notRead, filter, "", "a filter is an object with all and any")
		return nil, false
	}
	for _, c := range filter.at("all").list() {
		alternatives, ok := r.filterCondition(c)
		if ok {
			rows, ok = product(rows, alternatives)
		}
		if !ok {
			whole = false
		}
	}
	if !whole {
		return nil, false
	}
	conditions := filter.at("any").list()
	if len(conditions) == 0 {
		return rows, true
	}
	var any []sla.Where
	for _, c := range conditions {
		alternatives, ok := r.filterCondition(c)
		any, whole = append(any, alternatives...), whole && ok
	}
	rows, ok := product(rows, any)
	return rows, whole && ok
}

// filterCondition reads a condition of a filter as rows, of which a ticket matches one.
func (r *reading) filterCondition(n *node) (rows []sla.Where, ok bool) {
	if !n.object() {
		return nil, r.unreadCondition(n, "a condition is an object with field, operator and value")
	}
	field, operator := n.at("field").value(), n.at("operator").value()
	values, ok := n.at("value").texts()
	if !ok || !readable(field, values...) {
		return nil, r.unreadCondition(n, "a condition needs a field, an operator and a value")
	}
	switch {
	case operator == "is" || operator == "includes" && field != "current_tags":
		return []sla.Where{{field: anyOf(values)}}, true
	case operator == "is_not" || operator == "not_includes" && field != "current_tags":
		return []sla.Where{{field: sla.Not(values...)}}, true
	case operator != "includes" && operator != "not_includes":
		return nil, r.unreadCondition(n, "the operator has no counterpart")
	}
	tags := strings.Fields(strings.Join(values, " "))
	if len(tags) == 0 {
		return nil, r.unreadCondition(n, "no tags")
	}
	r.note(assumed, n, "", "a ticket with the tag "+tags[0]+" has the attribute tag:"+tags[0]+" with the value yes")
	none := sla.Where{}
	for _, tag := range tags {
		rows = append(rows, sla.Where{"tag:" + tag: sla.Is("yes")})
		none["tag:"+tag] = sla.Not("yes")
	}
	if operator == "not_includes" {
		return []sla.Where{none}, true
	}
	return rows, true
}

func (r *reading) unreadCondition(n *node, why string) bool {
	r.skip(notRead, n, "", why)
	return false
}

// texts uses a scalar or a list of scalars. Null is the empty text.
func (n *node) texts() (all []string, ok bool) {
	if n == nil {
		return nil, false
	}
	if n.kind == null {
		n.used = true
		return []string{""}, true
	}
	for _, v := range n.list() {
		if v.kind > scalar {
			return nil, false
		}
		all = append(all, v.value())
	}
	return all, len(all) > 0
}

// zendeskObjectives makes an objective of each metric that a policy has.
func (r *reading) zendeskObjectives(at *node, policies []zendeskPolicy) {
	all := at.around()
	r.policies(all, "policies.retarget", string(sla.FromStart), "policies.past-pauses", string(sla.KeepPauses),
		"policies.calendar-change", string(sla.Frozen), "policies.pause-basis", string(sla.PauseOverlap))
	metrics := zendeskMetrics()
	for i, m := range metrics {
		targets := rowsOf(m.id, policies)
		if len(targets) == 0 {
			continue
		}
		r.clock(m.id, m.clock)
		r.policies(all, "clocks."+m.id+".reopen", string(m.reopen))
		if m.clock.After != "" && r.spec.Clocks[m.clock.After].Start.IsZero() {
			first := slices.IndexFunc(metrics[:i], func(f zendeskMetric) bool { return f.id == m.clock.After })
			r.clock(m.clock.After, metrics[first].clock)
			r.policies(all, "clocks."+m.clock.After+".reopen", string(metrics[first].reopen))
		}
		r.judged(all, sla.Objective{ID: m.id, Title: m.title, Clock: m.id, Targets: targets})
	}
}

// rowsOf gives the targets of a metric: for each policy its priorities, then none. The
// first policy that matches a ticket counts as a whole.
func rowsOf(metric string, policies []zendeskPolicy) (rows []sla.Target) {
	last := 0
	for _, p := range policies {
		for _, w := range p.filter {
			for _, t := range p.targets {
				when := both(w, sla.Where{"priority": sla.Is(t.priority)})
				if t.metric != metric || when == nil {
					continue
				}
				rows = append(rows, sla.Target{When: when, Within: t.within, Calendar: t.calendar})
				last = len(rows)
			}
			rows = append(rows, sla.Target{When: w, Within: "none"})
		}
	}
	if last == 0 {
		return nil
	}
	return append(rows[:last], sla.Target{Within: "none"}) // no later row has a target
}
