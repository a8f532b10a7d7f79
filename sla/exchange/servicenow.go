package exchange

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/sla"
)

// ServiceNow reads records of the table contract_sla as the Table API or a list export
// gives them: {"result": […]}, {"records": […]}, one record in the same envelope, a
// list or a record alone. A field is a text, {link, value} or {display_value, value}.
// hours has the calendars by the schedule's sys_id or name. The error is a
// *sla.FieldError, see Zendesk.
func ServiceNow(data []byte, hours Calendars) (Import, error) {
	root, err := readJSON(data)
	if err != nil {
		return Import{}, err
	}
	records := root.records(has("start_condition", "stop_condition", "duration", "duration_type"))
	if len(records) == 0 {
		return Import{}, none(root, "record of contract_sla", "start_condition, stop_condition and duration")
	}
	r := newReading(root, hours)
	s := serviceNow{reading: r, tables: map[string]bool{}, kinds: map[sla.Kind]bool{}}
	for _, n := range records {
		if active := n.field("active"); active.value() != "" && !active.yes() {
			r.skip(notRead, n, "", "the definition is not active")
			continue
		}
		s.read = append(s.read, n)
		s.tables[n.first("collection", "table").peekField()] = true
	}
	for _, n := range s.read {
		s.definition(n)
	}
	if len(s.kinds) == 1 {
		for kind := range s.kinds {
			r.spec.Kind = kind
		}
	}
	r.policies(records[0].around(), "policies.retarget", string(sla.Restart), "policies.past-pauses", string(sla.DropPauses),
		"policies.calendar-change", string(sla.Frozen), "policies.pause-basis", string(sla.PauseOverlap), "policies.day-pauses", string(sla.PausesIgnored))
	return r.done(), nil
}

// serviceNow is a source of definitions.
type serviceNow struct {
	*reading
	read   []*node
	tables map[string]bool
	kinds  map[sla.Kind]bool
}

// field gives the value of a field in any of its shapes.
func (n *node) field(key string) *node { return n.at(key).inner() }

// inner uses the shape of a field and gives the node of its value.
func (n *node) inner() *node {
	if n == nil || n.kind != object {
		return n
	}
	value := n.first("value", "display_value")
	if value == nil {
		return n
	}
	n.used = true
	for _, key := range []string{"display_value", "display_value_internal", "link"} { // the same value, in another form
		n.at(key).value()
	}
	return value
}

// peekField gives the text of a field without using it.
func (n *node) peekField() string {
	if n != nil && n.kind == object {
		n = n.first("value", "display_value")
	}
	return n.peek()
}

// definition reads a record: a clock and an objective.
func (s *serviceNow) definition(n *node) {
	name := n.field("name").value()
	id := s.id(name, "definition")
	clock, ok := s.conditions(n, "clocks."+id)
	if !ok {
		s.skip(undecided, n, "", "the definition is left out, because the condition that starts it or the one that stops it was not read")
		return
	}
	subject := "objectives." + id
	within, ok := s.duration(n, subject)
	if !ok {
		s.skip(undecided, n, "", "the definition is left out, because its duration was not read")
		return
	}
	s.retroactive(n, "clocks."+id)
	s.kind(n)
	s.clock(id, clock)
	s.policies(n, "clocks."+id+".reopen", string(sla.NewCycle))
	s.judged(n, sla.Objective{ID: id, Title: title(name), Clock: id, Targets: []sla.Target{{Within: within, Calendar: s.scheduleOf(n, subject)}}})
}

// kind reads the type of a definition.
func (s *serviceNow) kind(n *node) {
	kind := n.field("type")
	known, is := map[string]sla.Kind{
		"sla": sla.SLA, "ola": sla.OLA, "uc": sla.Underpinning, "underpinning contract": sla.Underpinning, "underpinning_contract": sla.Underpinning,
	}[strings.ToLower(strings.TrimSpace(kind.peek()))]
	if !is {
		return // a note tells that it was not read
	}
	kind.value()
	if s.kinds[known] = true; len(s.kinds) > 1 {
		s.note(undecided, kind, "kind", "an agreement has one kind, and the definitions have several; import each kind by itself")
	}
}

// retroactive notes that a clock counts from an earlier instant than its start.
func (s *serviceNow) retroactive(n *node, subject string) {
	start := n.field("retroactive")
	if start.value() == "" || !start.yes() {
		return
	}
	from := n.first("set_start", "set_start_to").inner()
	at := "an earlier instant"
	if from.value() != "" {
		at = title(from.value())
	}
	s.note(undecided, start, subject+".start", "the time counts from "+at+" when the definition attaches later; this clock counts from the event at which its start holds")
	if pause := n.field("retroactive_pause"); pause.yes() {
		s.note(undecided, pause, subject+".pause", "pauses before the definition attaches are pauses too; this clock does not know them")
	}
}

// conditions reads the conditions of a definition. A definition is left out unless the
// condition that starts it and the one that stops it were read.
func (s *serviceNow) conditions(n *node, subject string) (c sla.Clock, ok bool) {
	start, started := s.query(n.field("start_condition"), subject+".start")
	stop, stopped := s.query(n.field("stop_condition"), subject+".stop")
	if !started || !stopped || len(stop) == 0 {
		return c, false
	}
	c.Stop = whiles(stop)
	if start, started = s.ofTable(n, start, subject); !started {
		return c, false
	}
	if len(start) == 0 {
		s.note(assumed, n.field("start_condition"), subject+".start", "every task of the table, from its event opened on")
		c.Start = sla.On("opened")
	} else {
		c.Start = whiles(start)
	}
	part := func(key string, to *sla.Condition, name string) {
		at := n.field(key)
		if rows, ok := s.query(at, subject+"."+name); !ok {
			s.note(undecided, at, subject+"."+name, "the condition was not read, so the clock lacks it")
		} else if len(rows) > 0 {
			*to = whiles(rows)
		}
	}
	part("pause_condition", &c.Pause, "pause")
	part("reset_condition", &c.Reset, "reset")
	if !c.Reset.IsZero() {
		s.note(assumed, n.field("reset_condition"), subject+".reset", "the cycle that a reset ends counts; reset_action may say otherwise")
	}
	s.resume(n, &c, subject, part)
	s.cancel(n, &c, subject, start, part)
	return c, true
}

// resume reads when a pause ends: by default when the condition of the pause no longer
// holds.
func (s *serviceNow) resume(n *node, c *sla.Clock, subject string, part func(string, *sla.Condition, string)) {
	when := n.field("when_to_resume")
	switch word := simple(when.value()); {
	case word == "onconditions" || word == "oncondition" || word == "resumeconditionsaremet",
		word == "" && n.field("resume_condition").peek() != "":
		part("resume_condition", &c.Resume, "resume")
		if word == "" {
			s.note(assumed, n.field("resume_condition"), subject+".resume", "when_to_resume is not said, and there is a condition")
		}
		if c.Pause.IsZero() {
			c.Resume = sla.Condition{}
		}
	case word == "" || word == "nomatch" || word == "pauseconditionsarenotmet":
	default:
		s.note(undecided, when, subject+".resume", "not known; the pause ends when its condition no longer holds")
	}
}

// cancel reads when a cycle is given up: by default when the condition that started it
// no longer holds.
func (s *serviceNow) cancel(n *node, c *sla.Clock, subject string, start []sla.Where, part func(string, *sla.Condition, string)) {
	when := n.field("when_to_cancel")
	switch word := simple(when.value()); {
	case word == "never":
	case word == "onconditions" || word == "oncondition" || word == "cancelconditionsaremet",
		word == "" && n.field("cancel_condition").peek() != "":
		part("cancel_condition", &c.Cancel, "cancel")
		if word == "" {
			s.note(assumed, n.field("cancel_condition"), subject+".cancel", "when_to_cancel is not said, and there is a condition")
		}
	case word == "" || word == "nomatch" || word == "startconditionsarenotmet":
		otherwise, ok := negated(start)
		if !ok {
			s.note(undecided, n.field("start_condition"), subject+".cancel", "when the start no longer holds, the cycle is given up; this has too many cases to be written, so the clock goes on")
			break
		}
		if len(otherwise) > 0 {
			c.Cancel = whiles(otherwise)
		}
		if word == "" {
			s.note(assumed, n.field("start_condition"), subject+".cancel", "when_to_cancel is not said; the cycle is given up when the start no longer holds")
		}
	default:
		s.note(undecided, when, subject+".cancel", "not known; the cycle is never given up")
	}
}

// simple gives the letters of a word, in lower case.
func simple(word string) string {
	return strings.Map(func(c rune) rune {
		if c == '_' || c == ' ' || c == '-' {
			return -1
		}
		return c
	}, strings.ToLower(word))
}

// ofTable narrows the start to the table of a definition, if the source has several.
func (s *serviceNow) ofTable(n *node, start []sla.Where, subject string) (rows []sla.Where, ok bool) {
	table := n.first("collection", "table").inner()
	name := table.value()
	if name == "" || !readable(name) {
		return start, true
	}
	if len(s.tables) == 1 {
		s.note(assumed, table, subject+".start", "all tickets are of this table")
		return start, true
	}
	s.note(assumed, table, subject+".start", "a ticket of this table has it as its attribute sys_class_name")
	if len(start) == 0 {
		start = []sla.Where{{}}
	}
	rows, ok = product(start, []sla.Where{{"sys_class_name": sla.Is(name)}})
	return rows, ok && len(rows) > 0
}

// negated gives the rows that match if none of the rows match; false if there would be
// too many.
func negated(rows []sla.Where) (all []sla.Where, ok bool) {
	if len(rows) == 0 {
		return nil, true
	}
	all = []sla.Where{{}}
	for _, w := range rows {
		var one []sla.Where
		for _, key := range slices.Sorted(maps.Keys(w)) {
			m := w[key]
			one = append(one, sla.Where{key: {Values: m.Values, Not: !m.Not}})
		}
		if all, ok = product(all, one); !ok || len(all) > 50 {
			return nil, false
		}
	}
	return all, true
}

// term is a condition of an encoded query.
var term = regexp.MustCompile(`^([a-z][a-z0-9_.]*)(!=|=|NOT IN|IN|ISNOTEMPTY|ISEMPTY)(.*)$`)

// query reads an encoded query as rows, one of which has to match. No row is the query
// that asks for nothing.
func (s *serviceNow) query(n *node, subject string) (rows []sla.Where, ok bool) {
	if n != nil && n.kind > scalar {
		s.skip(notRead, n, subject, "an encoded query is a text")
		return nil, false
	}
	text := strings.TrimSpace(n.peek())
	for _, part := range strings.Split(text, "^NQ") {
		row, asks, readable := encoded(part)
		if !readable || len(rows) > rowsMax {
			s.skip(notRead, n, subject, "an encoded query is read if it uses =, !=, IN, NOT IN, ISEMPTY and ISNOTEMPTY, joined by ^, ^NQ, and ^OR between values of one field")
			return nil, false
		}
		if row != nil && asks {
			rows = append(rows, row)
		}
		if row != nil && !asks {
			n.value()
			return nil, true // one of the queries asks for nothing
		}
	}
	n.value()
	if len(rows) == 0 && text != "" {
		s.skip(notRead, n, subject, "nothing can match it")
		return nil, false
	}
	return rows, true
}

// encoded reads a query without ^NQ. The row is nil if nothing can match it; asks is
// false if everything does.
func encoded(query string) (row sla.Where, asks, ok bool) {
	row = sla.Where{}
	type asked struct {
		field string
		m     sla.Match
	}
	var last *asked
	add := func() {
		if last != nil && row != nil {
			row = both(row, sla.Where{last.field: last.m})
		}
	}
	for _, token := range strings.Split(query, "^") {
		if token == "" || token == "EQ" {
			continue
		}
		token, or := strings.CutPrefix(token, "OR")
		found := term.FindStringSubmatch(token)
		if found == nil {
			return nil, false, false
		}
		field, operator, value := found[1], found[2], found[3]
		var values []string
		switch operator {
		case "IN", "NOT IN":
			values = strings.Split(value, ",")
		case "=", "!=":
			values = []string{value}
		default:
			values = []string{""}
			if value != "" {
				return nil, false, false // another operator that begins alike
			}
		}
		if strings.HasPrefix(value, "javascript:") || !readable(field, values...) {
			return nil, false, false
		}
		m := sla.Match{Values: union(nil, values), Not: operator == "!=" || operator == "NOT IN" || operator == "ISNOTEMPTY"}
		switch {
		case !or:
			add()
			last = &asked{field, m}
		case last == nil || last.field != field || last.m.Not || m.Not:
			return nil, false, false
		default:
			last.m = sla.Is(union(last.m.Values, m.Values)...)
		}
	}
	add()
	return row, last != nil, true
}

// epoch is the instant from which a duration counts.
var epoch = time.Unix(0, 0).UTC()

// duration reads the duration of a definition, an instant counted from 1970. A relative
// duration is a script, which is not read.
func (s *serviceNow) duration(n *node, subject string) (sla.Within, bool) {
	kind := n.field("duration_type")
	if word := simple(kind.value()); word != "" && word != "userspecifiedduration" {
		s.note(notRead, kind, subject, "a relative duration is a script")
		return "", false
	}
	field := n.field("duration")
	length, ok := lengthOf(field.value())
	if !ok || length <= 0 || length > 100*366*24*time.Hour {
		s.note(undecided, field, subject, "a duration is an instant from 1970-01-01 00:00:00 on, and above zero")
		return "", false
	}
	if _, err := number(field.peek()); err == nil {
		s.note(assumed, field, subject, "a number is a length in seconds")
	}
	return sla.Business(length), true
}

// lengthOf reads a length: "1970-01-02 00:00:00" is 24 hours, "1 Day 2 Hours" is 26, and
// a number is in seconds.
func lengthOf(text string) (time.Duration, bool) {
	text = strings.TrimSpace(text)
	for _, layout := range []string{time.DateTime, "2006-01-02T15:04:05Z", "2006-01-02T15:04:05"} {
		if at, err := time.Parse(layout, text); err == nil && at.Year() < 2100 {
			return at.Sub(epoch), true
		}
	}
	if seconds, err := number(text); err == nil && seconds < 1<<32 {
		return time.Duration(seconds) * time.Second, true
	}
	words := strings.Fields(text)
	var sum time.Duration
	for i := 0; i+1 < len(words); i += 2 {
		n, err := number(words[i])
		unit := map[string]time.Duration{"day": 24 * time.Hour, "hour": time.Hour, "minute": time.Minute, "second": time.Second}[strings.TrimSuffix(strings.ToLower(words[i+1]), "s")]
		if err != nil || unit == 0 || n > 40_000 {
			return 0, false
		}
		sum += time.Duration(n) * unit
	}
	return sum, len(words) > 0 && len(words)%2 == 0
}

// scheduleOf gives the calendar of a definition. A schedule counts only if its source
// is the definition.
func (s *serviceNow) scheduleOf(n *node, subject string) string {
	source, schedule := n.field("schedule_source"), n.at("schedule")
	value, display := schedule.inner(), schedule.at("display_value")
	names := slices.DeleteFunc([]string{display.peek(), value.peek()}, func(name string) bool { return name == "" || !readable(name) })
	word := simple(source.peek())
	switch {
	case word == "noschedule":
		source.value()
		if len(names) > 0 {
			s.note(assumed, source, subject, "its schedule does not count; time counts around the clock")
		}
		return "24x7"
	case word == "taskfield":
		field := n.field("schedule_source_field").value()
		if source.value(); field == "" || !readable(field) || strings.Contains(field, " ") {
			s.note(undecided, source, subject, "the field of the task is not said; time counts around the clock")
			return "24x7"
		}
		for _, name := range slices.Sorted(maps.Keys(s.hours)) {
			s.take(name)
		}
		s.note(assumed, source, subject, "the calendar that the attribute "+field+" of the ticket names, otherwise around the clock")
		return "attribute " + field + " otherwise 24x7"
	case word != "" && word != "sladefinition":
		source.value()
		s.note(undecided, source, subject, "not known; the schedule of the definition counts")
	default:
		source.value()
	}
	if len(names) == 0 {
		value.value()
		s.note(assumed, n, subject, "no schedule is named; time counts around the clock")
		return "24x7"
	}
	name := s.calendar(value, subject, names...)
	if value.peek() == name {
		value.value()
	}
	s.zone(n, name, subject)
	return name
}

// zone puts the time zone of a definition into its calendar, if that has none.
func (s *serviceNow) zone(n *node, name, subject string) {
	source, zone := n.field("timezone_source"), n.field("timezone")
	word := simple(source.value())
	if word != "" && word != "sladefinition" && word != "sla.timezone" {
		s.note(undecided, source, subject, "a ticket has its own time zone; the zone of the calendar counts")
		return
	}
	text := zone.value()
	spec, known := s.spec.Calendars[name]
	if text == "" || simple(text) == "floating" || !known {
		return
	}
	switch {
	case spec.Zone == "" && plainZone.MatchString(text):
		spec.Zone = text
		s.spec.Calendars[name] = spec
	case spec.Zone != text:
		s.note(undecided, zone, "calendars."+name+".zone", "the calendar is in "+spec.Zone)
	}
}

// plainZone is a name that the time zone database may have.
var plainZone = regexp.MustCompile(`^[A-Z][A-Za-z_]+(/[A-Za-z_+\-0-9]+){0,2}$`)
