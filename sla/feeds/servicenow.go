package feeds

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/upheld/upheld/sla"
)

// ServiceNow reads tasks, such as incidents, with their history as tickets: JSON of
// the Table API with or without display values, and CSV. Give the exports of tasks and of
// sys_audit or metric_instance in any order; their fields tell
// them apart. Times are UTC, as the Table API and CSV write them.
//
// A ticket has the number of the task as its ID and the attribute sys-id. Its events
// are opened, resolved and closed; deleted, for a task that was deleted; and one named
// like each field of Fields that changes, which sets that field. The value before
// the first change comes from that change.
//
// An Excel export has display values in the zone of the user, without saying so, and
// is for a Mapping.
type ServiceNow struct {
	// Fields are the fields whose values and history are read. Empty: state, priority,
	// assignment_group and hold_reason. A journal field, such as comments, is an event
	// without a value.
	Fields []string
	// Display reads display values of tasks in place of the stored values. The history
	// has stored values only, such as 6 for Resolved.
	Display bool
	// Computed takes the rows of task_sla. nil: they are left out.
	Computed func(Computed)
}

// serviceNowMax is the number of rows after which ServiceNow cuts an export unless it
// was told otherwise.
const serviceNowMax = 10_000

// record is a row of a source whose tables come as JSON or as cells.
type record interface {
	// field gives the text of a field as it is stored, and whether the row has the field.
	field(name string) (string, bool)
	// shown gives the text of a field as the user of the source sees it, if the row
	// tells that, else as it is stored.
	shown(name string) string
}

// jsonRecord is a record of the Table API.
type jsonRecord struct{ raw }

func (r jsonRecord) field(name string) (string, bool) {
	v := r.get(name)
	if !v.isObject() {
		return v.text(), v != nil
	}
	text := v.get("value").text()
	// If a field has a display value too, its number is 1.0 for 1.
	if whole, is := strings.CutSuffix(text, ".0"); is && v.get("value")[0] != '"' {
		text = whole
	}
	return text, true
}

func (r jsonRecord) shown(name string) string {
	if text := r.get(name, "display_value").text(); text != "" {
		return text
	}
	text, _ := r.field(name)
	return text
}

// cellRecord is a row of cells.
type cellRecord struct {
	header map[string]int
	row    [][]byte
}

func (r cellRecord) field(name string) (string, bool) {
	// Loaders split a reference into the columns name_link and name_value.
	for _, column := range []string{name, name + "_value", name + ".value"} {
		if i, has := r.header[column]; has {
			return strings.TrimSpace(string(r.row[i])), true
		}
	}
	return "", false
}

func (r cellRecord) shown(name string) string {
	text, _ := r.field(name)
	return text
}

// records reads a file of JSON or of cells, record by record.
func (r *run) records(s *stream, lists []string, each func(record)) error {
	i := space(s.buf, 0)
	if s.buf[i] == '{' || s.buf[i] == '[' {
		var pages paging
		e := envelope{lists: lists, run: r, note: func(path string, v raw) { pages.note(path, v) }}
		e.each = func(_, _ string, v raw) error {
			pages.rows++
			each(jsonRecord{v})
			return nil
		}
		if err := e.read(s); err != nil {
			return err
		}
		if pages.pages = 1; e.spread {
			if why := pages.truncated(); why != "" {
				r.find(FindingTruncated, "", s.name, why)
			}
		}
		return nil
	}
	c := cells{delimiter: ','}
	row, n, err := c.next(s)
	if err != nil {
		return err
	}
	head := cellRecord{header: make(map[string]int, len(row))}
	width := len(row)
	for i, name := range row {
		if _, twice := head.header[string(name)]; !twice {
			head.header[string(name)] = i
		}
	}
	s.advance(n)
	for {
		row, n, err := c.next(s)
		r.line = s.line
		if n > 0 {
			r.sum.Rows++
		}
		switch {
		case err == errQuote:
			r.bad("", "", err.Error())
		case err != nil:
			return err
		case n == 0:
			return nil
		case len(row) == 1 && len(row[0]) == 0:
			r.sum.Rows-- // an empty line
		case len(row) != width && !emptyFrom(row, width):
			r.bad("", "", fmt.Sprintf("%d cells, but the header has %d", len(row), width))
		case slices.ContainsFunc(row, func(cell []byte) bool { return !utf8.Valid(cell) }):
			r.bad("", "", "the row is not UTF-8")
		default:
			each(cellRecord{head.header, row})
		}
		s.advance(n)
	}
}

// Read reads exports, and hands each ticket to add after the last of them.
func (sn ServiceNow) Read(add func(sla.Fact), exports ...io.Reader) (Intake, error) {
	if len(sn.Fields) == 0 {
		sn.Fields = []string{"state", "priority", "assignment_group", "hold_reason"}
	}
	r := &serviceNowRun{ServiceNow: sn, run: newRun(add), g: newGather(), tasks: map[string]uint64{}}
	err := r.each(exports, func(s *stream) error {
		before := r.sum.Rows
		if err := r.records(s, []string{"result", "records"}, r.record); err != nil {
			return err
		}
		if r.line = 0; r.sum.Rows-before == serviceNowMax {
			r.find(FindingTruncated, "", s.name, "the file has 10000 rows, after which an export is cut unless it was told otherwise")
		}
		return nil
	})
	r.line = 0
	for i := range r.g.held {
		h := &r.g.held[i]
		if !h.known {
			r.find(FindingRecord, h.id, "", "a history without its task: nothing says when the task was opened")
		}
		r.g.give(int32(i), r.run)
	}
	for _, o := range r.opinions {
		if i, known := r.g.tickets[o.Ticket]; known {
			o.Ticket = r.g.held[i].id
		}
		sn.Computed(o)
	}
	return r.sum, err
}

type serviceNowRun struct {
	ServiceNow
	*run
	g        *gather
	tasks    map[string]uint64 // the tasks read, with a hash of what was read of them
	opinions []Computed
}

// record reads a row of any of the tables.
func (r *serviceNowRun) record(row record) {
	has := func(names ...string) bool {
		for _, name := range names {
			if _, is := row.field(name); !is {
				return false
			}
		}
		return true
	}
	switch {
	case has("documentkey", "fieldname"):
		r.audit(row, "documentkey", "fieldname", "oldvalue", "newvalue", "sys_created_on", "record_checkpoint")
	case has("field", "start", "definition"):
		r.audit(row, "id", "field", "", "value", "start", "")
	case has("planned_end_time", "has_breached"):
		r.opinion(row)
	case has("number") || has("sys_id", "opened_at"):
		r.task(row)
	default:
		id, _ := row.field("sys_id")
		r.bad(id, "", "a row of a table that is not read: neither a task nor sys_audit, metric_instance or task_sla")
	}
}

// time reads an instant, which is UTC.
func (r *serviceNowRun) time(row record, name, subject string) (time.Time, bool) {
	text, _ := row.field(name)
	at, ok := utc(text)
	if !ok {
		r.bad(subject, name, "no time: "+text)
	}
	return at, ok
}

// audit gathers a change of a field.
func (r *serviceNowRun) audit(row record, key, field, from, to, at, seq string) {
	id, _ := row.field(key)
	name, _ := row.field(field)
	if id == "" || name == "" {
		r.bad(id, key, "a change without its task or its field")
		return
	}
	deleted := name == "DELETED"
	if !deleted && !slices.Contains(r.Fields, name) {
		r.leave("changes of other fields")
		return
	}
	when, ok := r.time(row, at, id)
	if !ok {
		return
	}
	if when.IsZero() {
		r.bad(id, at, "the time is empty")
		return
	}
	order := rank{row: r.sum.Rows, seq: r.sum.Rows}
	if text, _ := row.field(seq); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			r.bad(id, seq, "no whole number: "+text)
			return
		}
		if order.seq = n; n < 0 {
			order.seq = seqLast - 1 // a deletion comes after all other changes
		}
	}
	change, _ := row.field("sys_id")
	ticket := r.g.ticket(id)
	old, _ := row.field(from)
	value, _ := row.field(to)
	switch {
	case deleted:
		r.g.event(ticket, when, "deleted", change, order)
	case value == "JOURNAL FIELD ADDITION":
		r.g.event(ticket, when, name, change, order)
	default:
		r.g.change(ticket, when, name, old, value, change, from != "", order)
	}
}

// task reads the record of a task.
func (r *serviceNowRun) task(row record) {
	id, _ := row.field("sys_id")
	number, _ := row.field("number")
	if id == "" {
		id = number
	}
	if number == "" {
		number = id
	}
	if id == "" {
		r.bad("", "sys_id", "a task without an identifier")
		return
	}
	attrs := [][2]string{{"sys-id", id}}
	hash := hashOf(number)
	for _, name := range r.Fields {
		text, _ := row.field(name)
		if r.Display {
			text = row.shown(name)
		}
		if text != "" {
			attrs = append(attrs, [2]string{name, text})
			hash = hash*31 + hashOf(name+"="+text)
		}
	}
	var once []onceAt
	for _, e := range []struct {
		name, field string
		seq         int64
	}{{"opened", "opened_at", seqFirst}, {"resolved", "resolved_at", seqLast}, {"closed", "closed_at", seqLast}} {
		at, ok := r.time(row, e.field, number)
		if !ok {
			return
		}
		if at.IsZero() && e.name == "opened" {
			at, ok = r.time(row, "sys_created_on", number)
			if !ok {
				return
			}
		}
		if !at.IsZero() {
			once = append(once, onceAt{e.name, at, e.seq})
			hash = hash*31 + uint64(at.Unix())
		}
	}
	if len(once) == 0 || once[0].name != "opened" {
		r.bad(number, "opened_at", "a task without the time of its opening")
		return
	}
	if before, again := r.tasks[id]; again {
		// Incidents are also rows of task: they join what the other row tells.
		if before == hash {
			r.leave("tasks that come again unchanged")
		} else {
			r.find(FindingAgain, number, r.here(), number)
		}
		return
	}
	r.tasks[id] = hash
	ticket := r.g.ticket(id)
	r.g.held[ticket].id = number
	r.g.told(ticket, rank{}, attrs, once)
}

// opinion reads a row of task_sla.
func (r *serviceNowRun) opinion(row record) {
	if r.Computed == nil {
		r.leave("rows of task_sla")
		return
	}
	text := func(names ...string) string {
		for _, name := range names {
			if t, _ := row.field(name); t != "" {
				return t
			}
		}
		return ""
	}
	o := Computed{ID: text("sys_id"), Ticket: text("task"), Of: text("sla"), Stage: text("stage"),
		Missed: strings.EqualFold(text("has_breached"), "true"), Percent: text("percentage")}
	for i, name := range [...]string{"start_time", "end_time", "planned_end_time"} {
		at, ok := r.time(row, name, o.ID)
		if !ok {
			return
		}
		*[...]*time.Time{&o.Started, &o.Stopped, &o.Due}[i] = at
	}
	for i, name := range [...]string{"duration", "business_duration", "pause_duration", "time_left"} {
		length, ok := lengthSince1970(text(name))
		if !ok {
			r.find(FindingValue, o.ID, r.at(name), text(name))
		}
		*[...]*time.Duration{&o.Elapsed, &o.Business, &o.Paused, &o.Ahead}[i] = length
	}
	if !o.Due.IsZero() && !o.Started.IsZero() {
		o.Allowed = o.Due.Sub(o.Started)
	}
	r.opinions = append(r.opinions, o)
}

// lengthSince1970 reads a length that ServiceNow writes as a date from 1970 on, such
// as 1970-01-02 09:46:18 for 33 h 46 min 18 s, or that an Excel export writes as a
// number of seconds. No zone has a part in it.
func lengthSince1970(text string) (time.Duration, bool) {
	if text == "" {
		return 0, true
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n < 1<<33 && n > -1<<33 {
		return time.Duration(n) * time.Second, true
	}
	r, ok := iso(text)
	if !ok || r.day < -36_525 || r.day > 36_525 {
		return 0, false
	}
	return time.Duration(r.day*86_400+r.second) * time.Second, true
}
