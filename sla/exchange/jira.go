package exchange

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/sla"
)

// JiraServiceManagement reads the SLA metrics of a project, as Jira's own pages get
// them: {"name": …, "config": {"definition": …, "goals": […]}}, a list of metrics, or
// an envelope around either. Numbers may be text. hours has the calendars by calendarId
// or by name. The error is a *sla.FieldError, see Zendesk.
func JiraServiceManagement(data []byte, hours Calendars) (Import, error) {
	root, err := readJSON(data)
	if err != nil {
		return Import{}, err
	}
	records := root.records(func(n *node) bool {
		return n.at("config").first("definition", "goals") != nil || n.at("definition") != nil
	})
	if len(records) == 0 {
		return Import{}, none(root, "SLA metric", "config, or definition and goals,")
	}
	r := newReading(root, hours)
	targets := 0
	for _, n := range records {
		r.jiraMetric(n)
		if k := len(r.spec.Objectives); k > 0 {
			targets += len(r.spec.Objectives[k-1].Targets)
		}
		if targets > targetsMax {
			return Import{}, bad(n, fault.ErrRange, "the metrics have more than %d targets", targetsMax)
		}
	}
	r.policies(records[0].around(), "policies.retarget", string(sla.FromStart), "policies.past-pauses", string(sla.KeepPauses),
		"policies.calendar-change", string(sla.CalendarAnew), "policies.pause-basis", string(sla.PauseOverlap))
	return r.done(), nil
}

// jiraMetric reads a metric: a clock and an objective.
func (r *reading) jiraMetric(n *node) {
	config := n.at("config")
	if config == nil {
		config = n
	}
	config.object()
	definition := config.at("definition")
	if !definition.object() {
		r.skip(undecided, n, "", "the metric is left out, because it has no definition")
		return
	}
	name := n.at("name").value()
	id := r.id(name, "metric")
	start, started := r.jiraConditions(definition.at("start"), "clocks."+id+".start")
	stop, stopped := r.jiraConditions(definition.at("stop"), "clocks."+id+".stop")
	pause, paused := r.jiraConditions(definition.at("pause"), "clocks."+id+".pause")
	if inconsistent := definition.at("inconsistent"); inconsistent.yes() {
		r.note(undecided, inconsistent, "clocks."+id, "Jira says that the definition contradicts itself")
	}
	if start.IsZero() || stop.IsZero() {
		r.skip(undecided, n, "", "the metric is left out, because no condition that starts and none that stops it was read")
		return
	}
	for i, whole := range []bool{started, stopped, paused} {
		if part := []string{"start", "stop", "pause"}[i]; !whole {
			r.add(undecided, definition.at(part), "clocks."+id+"."+part, "a condition was not read, so the clock lacks it")
		}
	}
	r.clock(id, sla.Clock{Start: start, Stop: stop, Pause: pause})
	r.policies(definition, "clocks."+id+".reopen", string(sla.NewCycle))
	r.judged(n, sla.Objective{ID: id, Title: title(name), Clock: id, Targets: r.goals(config.at("goals"), "objectives."+id)})
}

// jiraConditions reads a list of conditions, one of which is enough. whole is false if
// one of them was not read.
func (r *reading) jiraConditions(n *node, subject string) (c sla.Condition, whole bool) {
	var all []sla.Condition
	whole = true
	for _, item := range n.list() {
		one, ok := r.jiraCondition(item, subject)
		whole = whole && ok
		all = append(all, one...)
	}
	if len(all) == 1 {
		return all[0], whole
	}
	return sla.Condition{Any: all}, whole
}

// jiraCondition reads a condition. A hit happens, a match lasts.
func (r *reading) jiraCondition(n *node, subject string) (all []sla.Condition, ok bool) {
	if !n.object() {
		r.skip(notRead, n, subject, "a condition is an object with factoryKey and conditionId")
		return nil, false
	}
	id, factory := n.at("conditionId").value(), n.at("factoryKey")
	word, hit := strings.CutSuffix(id, "-hit-condition")
	_, match := strings.CutSuffix(id, "-match-condition")
	if match {
		word = strings.TrimSuffix(id, "-match-condition")
	}
	switch {
	case !readable("x", id) || !readable("x", n.at("name").peek()) || n.at("missing").yes():
		r.skip(notRead, n, subject, "Jira cannot tell what the condition means")
		return nil, false
	case factory.peek() == "status-sla-condition-factory" && id != "":
		factory.value()
		return r.jiraStatus(n, id, subject), true
	case !hit && !match || word == "":
		r.skip(notRead, n, subject, "no condition that ends with -hit-condition or -match-condition")
		return nil, false
	}
	if attribute, state, known := jiraField(word); known {
		if hit && state != "cleared" {
			r.note(assumed, n.at("conditionId"), subject, "a value that a ticket has from its first event on is set at this event")
		}
		return jiraChange(attribute, state, hit), true
	}
	if hit {
		r.note(assumed, n.at("conditionId"), subject, "a ticket to which it happens has an event "+word)
		return []sla.Condition{sla.On(word)}, true
	}
	r.note(assumed, n.at("conditionId"), subject, "a ticket for which it holds has the attribute "+word+" with the value yes")
	return []sla.Condition{sla.While(word, "yes")}, true
}

// jiraStatus reads a condition on a status: in a pause it lasts, elsewhere the status
// is entered. Its id is the ID of the status and its name ends with the status's name.
func (r *reading) jiraStatus(n *node, id, subject string) []sla.Condition {
	status := id
	if _, after, found := strings.Cut(n.at("name").peek(), ": "); found && after != "" {
		status = after
		n.at("name").value()
		r.note(assumed, n.at("conditionId"), subject, "the status by its name, "+status)
	}
	if strings.HasSuffix(subject, ".pause") {
		return []sla.Condition{sla.While("status", status)}
	}
	return []sla.Condition{{ChangedTo: sla.Where{"status": sla.Is(status)}}}
}

// jiraField takes a word such as resolution-not-set apart.
func jiraField(word string) (attribute, state string, known bool) {
	for _, attribute := range []string{"resolution", "assignee", "duedate"} {
		if state, found := strings.CutPrefix(word, attribute+"-"); found && slices.Contains([]string{"set", "not-set", "cleared", "changed"}, state) {
			return attribute, state, true
		}
	}
	return "", "", false
}

// jiraChange gives the conditions for a field that is set, not set, cleared or changed.
func jiraChange(attribute, state string, hit bool) []sla.Condition {
	set, unset := sla.Where{attribute: sla.Not("")}, sla.Where{attribute: sla.Is("")}
	switch {
	case state == "changed":
		return []sla.Condition{{ChangedTo: set}, {ChangedTo: unset}}
	case state == "set" && hit:
		return []sla.Condition{{ChangedTo: set}}
	case state == "set":
		return []sla.Condition{{While: set}}
	case hit:
		return []sla.Condition{{ChangedTo: unset}}
	}
	return []sla.Condition{{While: unset}}
}

// goals reads the goals of a metric as targets, in their order, the default goal last.
func (r *reading) goals(n *node, subject string) (targets []sla.Target) {
	goals := slices.Clone(n.list())
	isDefault := map[*node]bool{}
	for _, g := range goals {
		isDefault[g] = g.at("defaultGoal").yes()
	}
	slices.SortStableFunc(goals, func(a, b *node) int {
		rank := map[bool]int{true: 1}
		return cmp.Compare(rank[isDefault[a]], rank[isDefault[b]])
	})
	unread, every, compared := false, false, false
	for _, g := range goals {
		if !g.object() {
			r.skip(notRead, g, subject, "a goal is an object with jqlQuery and duration")
			unread = true
			continue
		}
		query := g.at("jqlQuery")
		when, ok := sla.Where{}, true
		if text := strings.TrimSpace(query.value()); text != "" && !isDefault[g] {
			when, ok = jql(text)
		} else if text != "" {
			r.note(assumed, query, subject, "the default goal is for every other ticket, whatever its JQL")
		} else if !isDefault[g] {
			r.add(assumed, g, subject, "the goal has no JQL, so it is for every ticket")
		}
		if !ok {
			r.skip(notRead, g, subject, "JQL is read if it asks for fields with = or in, joined by AND")
			unread = true
			continue
		}
		if unread {
			r.add(undecided, g, subject, "a goal before this one was not read, and the first goal that matches a ticket counts")
		}
		if when == nil {
			r.note(assumed, query, subject, "nothing can match it, so the goal has no target")
			continue
		}
		if every {
			r.add(undecided, g, subject, "a goal before this one is for every ticket, so this goal never counts")
		}
		for _, key := range slices.Sorted(maps.Keys(when)) {
			if slices.Contains([]string{"labels", "component", "components", "fixversion", "affectedversion"}, key) {
				r.note(assumed, query, subject, "a ticket has one value of "+key+"; if it has several, write an attribute for each")
			}
		}
		if len(when) > 0 && !compared {
			compared = true
			r.note(assumed, query, subject, "values are compared letter by letter; JQL ignores case")
		}
		targets = append(targets, r.goal(g, when, subject))
		every = every || len(when) == 0
	}
	if len(targets) == 0 {
		r.add(undecided, n, subject+".targets", "no goal was read")
	}
	if !every {
		targets = append(targets, sla.Target{Within: "none"})
	}
	return targets
}

// goal reads the length and the calendar of a goal. A goal without a length says that
// its tickets have no target.
func (r *reading) goal(g *node, when sla.Where, subject string) sla.Target {
	duration := g.at("duration")
	ms, err := number(duration.value())
	switch {
	case duration.value() == "":
		if duration != nil && duration.kind > scalar {
			r.skip(undecided, duration, subject, "no number of milliseconds; the goal has no target")
		}
		r.jiraCalendar(g, "")
		return sla.Target{When: when, Within: "none"}
	case err != nil || ms == 0 || ms > int64(100*365*24*time.Hour/time.Millisecond):
		r.note(undecided, duration, subject, "no length above zero; the goal has no target")
		r.jiraCalendar(g, "")
		return sla.Target{When: when, Within: "none"}
	}
	return sla.Target{When: when, Within: sla.Business(time.Duration(ms) * time.Millisecond), Calendar: r.jiraCalendar(g, subject)}
}

// jiraCalendar gives the calendar of a goal. A goal without one counts around the clock.
// Without a subject the calendar is not needed.
func (r *reading) jiraCalendar(g *node, subject string) string {
	id, name := g.at("calendarId"), g.at("calendarName")
	if subject == "" {
		return ""
	}
	at := cmp.Or(name, id)
	if at.value() == "" {
		at = cmp.Or(id, name)
	}
	names := slices.DeleteFunc([]string{name.value(), id.value()}, func(s string) bool { return s == "" || !readable(s) })
	switch {
	case len(names) == 0:
		r.add(assumed, g, subject, "no calendar is named; time counts around the clock")
		return "24x7"
	case strings.HasPrefix(name.value(), "24/7") && r.hours[name.value()].Hours == "":
		r.note(assumed, name, subject, "time counts around the clock")
		return "24x7"
	}
	return r.calendar(at, subject, names...)
}

// jql reads a query that asks for fields with = or in, joined by AND. The Where is nil
// if nothing can match it.
func jql(query string) (sla.Where, bool) {
	words, ok := jqlWords(query)
	when := sla.Where{}
	for ok {
		var field string
		var values []string
		if field, values, words, ok = jqlTerm(words); !ok {
			break
		}
		if when != nil {
			when = both(when, sla.Where{field: anyOf(values)})
		}
		if len(words) == 0 {
			return when, true
		}
		ok = words[0].is("and")
		words = words[1:]
	}
	return nil, false
}

// jqlWord is a word, a quoted text or a sign of a query.
type jqlWord struct {
	text   string
	quoted bool
}

func (w jqlWord) is(word string) bool { return !w.quoted && strings.EqualFold(w.text, word) }

// sign reports whether a word is no field and no value.
func (w jqlWord) sign() bool {
	return !w.quoted && (strings.ContainsAny(w.text, "=!<>~(),") ||
		slices.Contains([]string{"and", "or", "not", "in", "is", "was", "changed", "order", "empty", "null"}, strings.ToLower(w.text)))
}

// jqlTerm reads a field, = or in, and its values.
func jqlTerm(words []jqlWord) (field string, values []string, rest []jqlWord, ok bool) {
	if len(words) < 3 || words[0].sign() || words[0].text == "" {
		return "", nil, nil, false
	}
	field = strings.ToLower(words[0].text)
	operator, words := words[1], words[2:]
	if operator.is("=") {
		sign := words[0].sign()
		values, words = []string{words[0].text}, words[1:]
		return field, values, words, !sign && readable(field, values...)
	}
	if !operator.is("in") || !words[0].is("(") {
		return "", nil, nil, false
	}
	for words = words[1:]; len(words) > 1 && !words[0].sign(); words = words[2:] {
		values = append(values, words[0].text)
		if words[1].is(")") {
			return field, values, words[2:], readable(field, values...)
		}
		if !words[1].is(",") {
			break
		}
	}
	return "", nil, nil, false
}

// jqlWords takes a query apart.
func jqlWords(query string) (words []jqlWord, ok bool) {
	text := []rune(query)
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case unicode.IsSpace(c):
			i++
		case c == '"' || c == '\'':
			var b strings.Builder
			for i++; i < len(text) && text[i] != c; i++ {
				if text[i] == '\\' {
					if i++; i == len(text) {
						return nil, false
					}
				}
				b.WriteRune(text[i])
			}
			if i == len(text) {
				return nil, false
			}
			i++
			words = append(words, jqlWord{b.String(), true})
		case strings.ContainsRune("(),", c):
			words = append(words, jqlWord{text: string(c)})
			i++
		case strings.ContainsRune("=!<>~", c):
			from := i
			for i < len(text) && strings.ContainsRune("=!<>~", text[i]) {
				i++
			}
			words = append(words, jqlWord{text: string(text[from:i])})
		default:
			from := i
			for i < len(text) && !unicode.IsSpace(text[i]) && !strings.ContainsRune("(),=!<>~\"'", text[i]) {
				i++
			}
			words = append(words, jqlWord{text: string(text[from:i])})
		}
	}
	return words, true
}
