package feeds

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
	"github.com/upheld/upheld/sla"
)

// tablesRun is one call of Mapping.Read.
type tablesRun struct {
	run    *run
	gather *gather
	tables []*tableReader
	drop   int
}

// tableReader makes facts of the rows of one table.
type tableReader struct {
	*table
	run     *run
	all     *tablesRun
	clock   instants
	cells   [][]byte // of the present row, by column
	lists   []raw    // of the present row, for columns that are lists
	replace []map[string]string
	kept    []interned
	blank   map[string]bool
	seen    []bool
	rows    int64
	pages   paging // of JSON

	ticket  sla.Ticket
	outage  sla.Outage
	state   sla.State
	count   sla.Count
	sample  sla.Sample
	exclude sla.Exclusion
	charge  sla.Charge
	attrs   sla.Attrs
	set     [][2]string
	once    []onceAt
	of      []string
	room    []byte

	present string // the ticket of a grouped table whose rows are being read
	handed  map[uint64]struct{}
}

// interned holds one copy of each text of a column, as long as texts repeat.
type interned struct {
	texts        map[string]string
	hits, misses int
}

func newTableReader(t *table, all *tablesRun) *tableReader {
	r := &tableReader{table: t, run: all.run, all: all, clock: t.clock(),
		cells: make([][]byte, len(t.columns)), lists: make([]raw, len(t.columns)), replace: make([]map[string]string, len(t.columns)),
		kept: make([]interned, len(t.columns)), seen: make([]bool, len(t.columns)), blank: map[string]bool{"": true}}
	for i, column := range t.columns {
		r.replace[i] = t.words[column]
	}
	for _, word := range t.empty {
		r.blank[word] = true
	}
	if t.grouped {
		r.handed = map[uint64]struct{}{}
	}
	return r
}

// errRow says that the present row has been reported and is not used.
var errRow = errors.New("row")

// bad reports the present row.
func (t *tableReader) bad(column int, format string, args ...string) error {
	name := ""
	if column >= 0 {
		name = t.columns[column]
	}
	t.run.bad(t.subject(), name, strings.Join(append([]string{format}, args...), " "))
	return errRow
}

// subject is the identifier of the present row, as far as it can be told.
func (t *tableReader) subject() string {
	for _, key := range []string{"id", "of"} {
		if v := t.single[key]; v.given && v.column >= 0 && t.cells[v.column] != nil {
			return string(t.cells[v.column])
		}
	}
	return ""
}

// cell gives the bytes of a column in the present row, with words replaced; nil if it
// is empty.
func (t *tableReader) cell(column int) []byte {
	b := bytes.TrimSpace(t.cells[column])
	if len(b) == 0 || len(t.blank) > 1 && t.blank[string(b)] {
		return nil
	}
	if words := t.replace[column]; words != nil {
		if word, is := words[string(b)]; is {
			if word == "" {
				return nil
			}
			return []byte(word)
		}
	}
	return b
}

// word gives the text of a column, one copy if texts repeat.
func (t *tableReader) word(column int) (string, error) {
	b := t.cell(column)
	if b == nil {
		return "", nil
	}
	in := &t.kept[column]
	if text, seen := in.texts[string(b)]; seen {
		in.hits++
		return text, nil
	}
	if !utf8.Valid(b) {
		return "", t.bad(column, "not UTF-8:", strconv.QuoteToASCII(string(b[:min(len(b), 40)])))
	}
	text := string(b)
	in.misses++
	if in.misses > 1_000 && in.hits < in.misses {
		in.texts = nil // texts that hardly repeat
		return text, nil
	}
	if in.misses <= 20_000 && len(text) <= 200 {
		if in.texts == nil {
			in.texts = map[string]string{}
		}
		in.texts[text] = text
	}
	return text, nil
}

// value gives the text of a value.
func (t *tableReader) value(v value) (string, error) {
	switch {
	case !v.given:
		return "", nil
	case v.date:
		b := t.cell(v.column)
		if b == nil {
			return "", nil
		}
		date, ok := t.clock.date(string(b))
		if !ok {
			return "", t.bad(v.column, "no date:", plain(string(b)))
		}
		return date, nil
	case v.column >= 0:
		return t.word(v.column)
	case len(v.parts) == 1 && v.parts[0].column < 0:
		return v.parts[0].text, nil
	}
	t.room = t.room[:0]
	for _, p := range v.parts {
		t.room = append(t.room, p.text...)
		if p.column < 0 {
			continue
		}
		word, err := t.word(p.column)
		if err != nil {
			return "", err
		}
		t.room = append(t.room, word...)
	}
	return string(t.room), nil
}

// date gives the date of a time, as the local clock of the text shows it.
func (c *instants) date(text string) (string, bool) {
	day := int64(0)
	if len(c.layouts) == 0 {
		r, ok := iso(text)
		if !ok {
			return "", false
		}
		day = r.day
	} else {
		at, _, err := c.read(text)
		if err != nil {
			return "", false
		}
		day = floorDiv(at.Unix(), 86_400)
		if c.zone != nil {
			day = c.zone.Day(at.Unix())
		}
	}
	year, month, dayOfMonth := zone.Civil(day)
	return time.Date(int(year), time.Month(month), int(dayOfMonth), 0, 0, 0, 0, time.UTC).Format(time.DateOnly), true
}

// instant gives the instant in a column; the zero time if the cell is empty.
func (t *tableReader) instant(column int) (time.Time, error) {
	b := t.cell(column)
	if b == nil {
		return time.Time{}, nil
	}
	at, odd, err := time.Time{}, false, error(nil)
	if r, ok := iso(b); ok && len(t.layouts) == 0 {
		at, odd, err = t.clock.place(r)
	} else {
		at, odd, err = t.clock.read(string(b))
	}
	switch {
	case err == nil && !odd:
		return at, nil
	case err == nil:
		t.run.find(FindingClock, t.subject(), t.run.at(t.columns[column]), string(b))
		return at, nil
	case errors.Is(err, errNoOffset), errors.Is(err, errDayOrMonth):
		return at, &fault.FieldError{Path: t.columns[column], Value: plain(string(b)), Err: err}
	}
	return at, t.bad(column, "no time:", plain(string(b)))
}

// at gives the instant of a key, and must have it if the key is needed.
func (t *tableReader) at(key string, needed bool) (time.Time, error) {
	v := t.single[key]
	if !v.given {
		return time.Time{}, nil
	}
	if v.column < 0 || v.date {
		text, err := t.value(v)
		if err != nil || text == "" {
			return time.Time{}, err
		}
		at, _, err := t.clock.read(text)
		if err != nil {
			return at, t.bad(-1, "no time:", plain(text))
		}
		return at, nil
	}
	at, err := t.instant(v.column)
	if err == nil && at.IsZero() && needed {
		return at, t.bad(v.column, "the time is empty")
	}
	return at, err
}

// needed gives the text of a key that must not be empty.
func (t *tableReader) needed(key string) (string, error) {
	text, err := t.value(t.single[key])
	if err == nil && text == "" {
		return "", t.bad(max(t.single[key].column, -1), key+" is empty")
	}
	return text, err
}

// assign fills attributes, without those that are empty.
func (t *tableReader) assign(into *sla.Attrs, all []assigned) error {
	*into = (*into)[:0]
	for _, a := range all {
		text, err := t.value(a.from)
		if err != nil {
			return err
		}
		if text != "" {
			*into = append(*into, [2]string{a.name, text})
		}
	}
	return nil
}

// repeated reports whether the row is the header again.
func (t *tableReader) repeated() bool {
	for i, column := range t.columns {
		if string(bytes.TrimSpace(t.cells[i])) != column {
			return false
		}
	}
	return len(t.columns) > 0
}

// row makes the facts of the present row. A row that cannot be read is a finding; the
// error ends the reading.
func (t *tableReader) row() error {
	t.rows++
	if t.limit > 0 && t.rows == t.limit {
		t.run.find(FindingTruncated, "", t.run.here(), "the table has as many rows as its source exports at most: "+strconv.FormatInt(t.limit, 10))
	}
	for _, c := range t.where {
		word, err := t.word(c.column)
		if errors.Is(err, errRow) {
			return nil
		}
		if slices.Contains(c.values, word) == c.not {
			t.run.leave("rows of other " + t.columns[c.column])
			return nil
		}
	}
	var err error
	switch t.table.rows {
	case "tickets":
		err = t.asTicket()
	case "changes", "events":
		err = t.asChange()
	default:
		err = t.asFact()
	}
	if errors.Is(err, errRow) {
		return nil
	}
	return err
}

// asTicket hands over a row that is a ticket, or gathers it if there are other tables.
func (t *tableReader) asTicket() error {
	id, err := t.needed("id")
	if err != nil {
		return err
	}
	if err := t.assign(&t.ticket.Attrs, t.table.attrs); err != nil {
		return err
	}
	if err := t.onceEvents(); err != nil {
		return err
	}
	if g := t.all.gather; len(t.all.tables) > 1 {
		g.told(g.ticket(id), rank{row: t.run.sum.Rows}, t.ticket.Attrs, t.once)
		return nil
	}
	t.ticket.ID, t.ticket.Events = id, t.ticket.Events[:0]
	for _, o := range t.once {
		t.ticket.Events = append(t.ticket.Events, sla.Event{At: o.at, Name: o.name, Seq: o.seq})
	}
	t.run.give(&t.ticket)
	return nil
}

// onceEvents reads the events that happen once in a ticket.
func (t *tableReader) onceEvents() error {
	t.once = t.once[:0]
	for _, e := range t.table.events {
		at, err := t.instant(e.at)
		if err != nil {
			return err
		}
		if !at.IsZero() {
			t.once = append(t.once, onceAt{e.name, at, e.seq})
		}
	}
	return nil
}

// asChange gathers a row that is a part of a ticket.
func (t *tableReader) asChange() error {
	id, err := t.needed("id")
	if err != nil {
		return err
	}
	g := t.all.gather
	if t.grouped && id != t.present {
		t.cut()
		t.present = id
		key := hashOf(id)
		if _, before := t.handed[key]; before {
			t.run.find(FindingApart, id, t.run.here(), id)
		}
		t.handed[key] = struct{}{}
	}
	at, err := t.at("at", true)
	if err != nil {
		return err
	}
	order := rank{row: t.run.sum.Rows, seq: t.run.sum.Rows}
	if t.single["seq"].given {
		text, err := t.value(t.single["seq"])
		if err != nil {
			return err
		}
		if order.seq, err = strconv.ParseInt(text, 10, 64); err != nil {
			return t.bad(t.single["seq"].column, "no whole number:", plain(text))
		}
	}
	change, err := t.value(t.single["change"])
	if err != nil {
		return err
	}
	if len(t.table.attrs)+len(t.table.events) > 0 {
		if err := t.assign(&t.attrs, t.table.attrs); err != nil {
			return err
		}
		if err := t.onceEvents(); err != nil {
			return err
		}
	}
	if t.table.rows == "events" {
		name, err := t.needed("event")
		if err != nil {
			return err
		}
		if err := t.assign((*sla.Attrs)(&t.set), t.table.set); err != nil {
			return err
		}
		g.event(g.ticket(id), at, name, change, order, t.set...)
	} else if err := t.fieldChange(g, id, at, change, order); err != nil {
		return err
	}
	if len(t.table.attrs)+len(t.table.events) > 0 {
		g.told(g.ticket(id), order, t.attrs, t.once)
	}
	return nil
}

func (t *tableReader) fieldChange(g *gather, id string, at time.Time, change string, order rank) error {
	field, err := t.needed("field")
	if err != nil {
		return err
	}
	name := field
	if t.only != nil {
		var listed bool
		if name, listed = t.only[field]; !listed {
			t.run.leave("changes of other fields")
			return nil
		}
	}
	from, err := t.value(t.single["from"])
	if err != nil {
		return err
	}
	to, err := t.value(t.single["to"])
	if err != nil {
		return err
	}
	if words := t.table.words[field]; words != nil {
		from, to = replaced(words, from), replaced(words, to)
	}
	g.change(g.ticket(id), at, name, from, to, change, t.single["from"].given, order)
	return nil
}

func replaced(words map[string]string, text string) string {
	if word, is := words[text]; is {
		return word
	}
	return text
}

// cut hands over the ticket of a grouped table whose rows end here.
func (t *tableReader) cut() {
	if t.grouped && t.present != "" {
		g := t.all.gather
		g.give(g.ticket(t.present), t.run)
		delete(g.tickets, t.present)
		if len(g.held) > 1_000 && len(g.tickets) == 0 {
			g.forget()
		}
		t.present = ""
	}
}

// hashOf is FNV-1a.
func hashOf(text string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}

// ofs gives the subjects of the present row: one, or those of a list.
func (t *tableReader) ofs() ([]string, error) {
	t.of = t.of[:0]
	v := t.single["of"]
	if v.column >= 0 && v.given && t.lists[v.column] != nil {
		t.lists[v.column].items(func(item raw) bool {
			if text := item.text(); text != "" {
				t.of = append(t.of, replaced(t.replace[v.column], text))
			}
			return true
		})
	} else {
		text, err := t.value(v)
		if err != nil {
			return nil, err
		}
		if text != "" {
			t.of = append(t.of, text)
		}
	}
	if len(t.of) == 0 && t.table.rows != "charges" && t.table.rows != "exclusions" {
		t.run.leave("rows that name no subject")
		return nil, errRow
	}
	if len(t.of) == 0 {
		t.of = append(t.of, "")
	}
	return t.of, nil
}

// asFact hands over a row of any other kind, once for each of its subjects.
func (t *tableReader) asFact() error {
	subjects, err := t.ofs()
	if err != nil {
		return err
	}
	if err := t.assign(&t.attrs, t.table.attrs); err != nil {
		return err
	}
	var give func(of string)
	switch t.table.rows {
	case "outages":
		if err := t.asOutage(); err != nil {
			return err
		}
		give = func(of string) { t.outage.Of = of; t.run.give(&t.outage) }
	case "states":
		if err := t.asState(); err != nil {
			return err
		}
		give = func(of string) { t.state.Of = of; t.run.give(&t.state) }
	case "counts":
		if err := t.asCount(); err != nil {
			return err
		}
		give = func(of string) { t.count.Of = of; t.run.give(&t.count) }
	case "samples":
		if err := t.asSample(); err != nil {
			return err
		}
		give = func(of string) { t.sample.Of = of; t.run.give(&t.sample) }
	case "exclusions":
		if err := t.asExclusion(); err != nil {
			return err
		}
		give = func(of string) { t.exclude.Of = of; t.run.give(&t.exclude) }
	case "charges":
		if err := t.asCharge(); err != nil {
			return err
		}
		give = func(of string) { t.charge.Of = of; t.run.give(&t.charge) }
	}
	for _, of := range subjects {
		give(of)
	}
	return nil
}

// text is a key and the place of its text.
type text struct {
	key  string
	into *string
}

// texts reads optional texts.
func (t *tableReader) texts(all ...text) (err error) {
	for _, one := range all {
		if *one.into, err = t.value(t.single[one.key]); err != nil {
			return err
		}
	}
	return nil
}

func (t *tableReader) asOutage() (err error) {
	u := &t.outage
	*u = sla.Outage{Attrs: t.attrs}
	if u.From, err = t.at("from", true); err != nil {
		return err
	}
	if u.To, err = t.at("to", false); err != nil {
		return err
	}
	if err := t.before(u.From, u.To); err != nil {
		return err
	}
	if err := t.texts(text{"id", &u.ID}, text{"share", &u.Share}); err != nil {
		return err
	}
	for _, point := range [...]struct {
		key  string
		into *time.Time
	}{{"detected", &u.Detected}, {"reported", &u.Reported}, {"ticketed", &u.Ticketed}, {"acknowledged", &u.Acknowledged}} {
		if *point.into, err = t.at(point.key, false); err != nil {
			return err
		}
	}
	return nil
}

// before reports a row whose end is before its start.
func (t *tableReader) before(from, to time.Time) error {
	if !to.IsZero() && to.Before(from) {
		return t.bad(t.single["to"].column, "the end is before the start")
	}
	return nil
}

func (t *tableReader) asState() (err error) {
	s := &t.state
	*s = sla.State{Attrs: t.attrs}
	if s.At, err = t.at("at", true); err != nil {
		return err
	}
	if s.Is, err = t.needed("is"); err != nil {
		return err
	}
	if err := t.texts(text{"was", &s.Was}, text{"id", &s.ID}); err != nil {
		return err
	}
	if !t.single["seq"].given {
		s.Seq = t.run.sum.Rows // equal instants keep the order of the file
		return nil
	}
	s.Seq, err = t.whole("seq")
	return err
}

// whole gives the whole number of a key.
func (t *tableReader) whole(key string) (int64, error) {
	text, err := t.needed(key)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, t.bad(max(t.single[key].column, -1), "no whole number:", plain(text))
	}
	return n, nil
}

func (t *tableReader) asCount() (err error) {
	c := &t.count
	*c = sla.Count{Attrs: t.attrs}
	if c.At, err = t.at("at", true); err != nil {
		return err
	}
	bad := int64(0)
	for _, n := range [...]struct {
		key  string
		into *int64
	}{{"good", &c.Good}, {"bad", &bad}, {"total", &c.Total}} {
		if t.single[n.key].given {
			if *n.into, err = t.whole(n.key); err != nil {
				return err
			}
		}
	}
	switch {
	case !t.single["good"].given:
		c.Good = c.Total - bad
	case !t.single["total"].given:
		c.Total = c.Good + bad
	}
	if c.Good < 0 || bad < 0 || c.Good > c.Total {
		return t.bad(-1, "the counts contradict one another")
	}
	return nil
}

func (t *tableReader) asSample() (err error) {
	s := &t.sample
	*s = sla.Sample{Attrs: t.attrs}
	if s.At, err = t.at("at", true); err != nil {
		return err
	}
	text, err := t.needed("value")
	if err != nil {
		return err
	}
	if s.Value, err = exact.Decimal(text); err != nil {
		return t.bad(max(t.single["value"].column, -1), "no number:", plain(text))
	}
	return nil
}

func (t *tableReader) asExclusion() (err error) {
	e := &t.exclude
	*e = sla.Exclusion{Attrs: t.attrs}
	if t.single["day"].given {
		e.From, e.To, err = t.day()
	} else if e.From, err = t.at("from", true); err == nil {
		if e.To, err = t.at("to", true); err == nil {
			err = t.before(e.From, e.To)
		}
	}
	if err != nil {
		return err
	}
	err = t.texts(text{"ticket", &e.Ticket}, text{"clock", &e.Clock}, text{"approved", &e.Approved}, text{"id", &e.ID}, text{"reason", &e.Reason})
	if err != nil {
		return err
	}
	e.Noticed, err = t.at("noticed", false)
	return err
}

// day gives the bounds of a date in the zone of the mapping.
func (t *tableReader) day() (from, to time.Time, err error) {
	v := t.single["day"]
	text, err := t.value(v)
	if err != nil {
		return from, to, err
	}
	date, ok := t.clock.date(text)
	if !ok {
		return from, to, t.bad(max(v.column, -1), "no date:", plain(text))
	}
	if t.clock.zone == nil {
		return from, to, &fault.FieldError{Value: plain(text), Err: errNoOffset}
	}
	r, _ := iso(date)
	return time.Unix(t.clock.zone.Start(r.day), 0).UTC(), time.Unix(t.clock.zone.Start(r.day+1), 0).UTC(), nil
}

func (t *tableReader) asCharge() (err error) {
	c := &t.charge
	*c = sla.Charge{Attrs: t.attrs}
	text, err := t.needed("period")
	if err != nil {
		return err
	}
	if c.Period, err = sla.ParsePeriod(text); err != nil {
		return t.bad(max(t.single["period"].column, -1), "no period:", plain(text))
	}
	if text, err = t.needed("amount"); err != nil {
		return err
	}
	if c.Amount, err = exact.Decimal(text); err != nil {
		return t.bad(max(t.single["amount"].column, -1), "no number:", plain(text))
	}
	c.Unit, err = t.value(t.single["unit"])
	return err
}

// readJSON reads a file of JSON by the tables of the mapping.
func (m *Mapping) readJSON(s *stream, w *tablesRun) error {
	any := false
	var doc paging         // of the present object
	var table *tableReader // of its records
	e := envelope{run: w.run, note: doc.note}
	e.each = func(path, key string, v raw) error {
		t := m.fits(w, path, key, v)
		if t == nil {
			if !any {
				return m.unfit(v)
			}
			w.run.bad("", "", "the record has no column of the mapping")
			return nil
		}
		any, table = true, t
		doc.rows++
		return t.row()
	}
	// The pages of a table are often several files.
	e.done = func() {
		if table == nil && len(w.tables) == 1 {
			table = w.tables[0]
		}
		if table != nil && e.spread {
			table.pages.rows += doc.rows
			table.pages.total = max(table.pages.total, doc.total)
			table.pages.onward += doc.onward
			table.pages.pages++
		}
		doc, table, e.spread = paging{}, nil, false
	}
	for _, t := range m.tables {
		if t.records != "" {
			e.lists = append(e.lists, t.records)
		}
	}
	if err := e.read(s); err != nil {
		return err
	}
	w.run.line = 0
	for _, t := range w.tables {
		t.cut()
		t.unseen()
	}
	return nil
}

// fits finds the table of a record and puts the record's values into its cells.
func (m *Mapping) fits(w *tablesRun, path, key string, v raw) *tableReader {
	var best *tableReader
	most := 0
	for _, t := range w.tables {
		if t.records != "" && path != "" && path != t.records && !strings.HasSuffix(t.records, ".*") {
			continue
		}
		if n := t.load(key, v); n > most {
			best, most = t, n
		}
	}
	return best
}

// unfit is the error of a first record that has no column of the mapping.
func (m *Mapping) unfit(v raw) error {
	names, list := []string{}, ""
	v.members(func(key []byte, inner raw) bool {
		if names = append(names, string(key)); inner.isList() && list == "" {
			list = string(key)
		}
		return len(names) < 40
	})
	if list != "" {
		return fault.Because(fault.ErrMissing, "the object has no column of the mapping; if its list %q has the rows, write records: %s", fault.Shorten(list), fault.Shorten(list))
	}
	for _, t := range m.tables {
		if len(t.columns) > 0 {
			return missingColumn(t.columns[0], names)
		}
	}
	return fault.Because(fault.ErrMissing, "the mapping names no column")
}

// unseen reports columns that no record had.
func (t *tableReader) unseen() {
	for i, column := range t.columns {
		if t.rows > 0 && !t.seen[i] && column != "*" {
			t.run.find(FindingColumn, "", t.run.at(column), "no record has the key")
		}
	}
}

// load puts the values of a record into the cells, and gives how many it has.
func (t *tableReader) load(key string, v raw) (found int) {
	for i, column := range t.columns {
		t.cells[i], t.lists[i] = nil, nil
		if column == "*" {
			t.cells[i] = []byte(key)
			continue
		}
		if strings.Contains(column, ".") {
			if inner := v.get(column); inner != nil {
				found += t.put(i, inner)
			} else if inner := v.get(strings.Split(column, ".")...); inner != nil {
				found += t.put(i, inner)
			}
		}
	}
	v.members(func(key []byte, value raw) bool {
		for i, column := range t.columns {
			if string(key) == column {
				found += t.put(i, value)
				break
			}
		}
		return true
	})
	return found
}

// put sets the cell of a column.
func (t *tableReader) put(i int, v raw) int {
	t.seen[i] = true
	switch {
	case v.isNull():
	case v.isList():
		t.lists[i] = v
	case v.isObject():
	case v[0] == '"' && bytes.IndexByte(v, '\\') < 0:
		t.cells[i] = v[1 : len(v)-1]
	case v[0] == '"':
		t.cells[i] = []byte(v.text())
	default:
		t.cells[i] = v
	}
	return 1
}
