package holidays

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-ical"
	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
)

// Bounds of an iCalendar file.
const (
	sizeMax   = 4 << 20 // bytes
	depthMax  = 8       // nested components
	lengthMax = 366     // dates of one event
	datesMax  = 500_000 // dates of all events, occurrences included
	rulesMax  = 2_000   // events with a rule
)

// The years for which recurring events are expanded.
const (
	firstYear = 1900
	lastYear  = 2189
)

// Filter says which events of a file count and how. The zero Filter takes all
// events as days off.
type Filter struct {
	// Only keeps the events that match one of these; empty keeps all. Files often
	// hold other events than days off, such as observances.
	Only []calendar.EventMatch
	// Without leaves out the events that match one of these.
	Without []calendar.EventMatch
	// Workdays says which events are make-up workdays: dates that are open,
	// although on a weekend.
	Workdays []calendar.EventMatch
	// PartDays turns events with times of day into closed hours, by the clock of
	// the calendar that uses them. Without it such events are in Skipped. An event
	// in UTC has no local time of day and is always in Skipped.
	PartDays bool
}

// Events is the days off of an iCalendar file. It is immutable and safe for
// concurrent use.
type Events struct {
	days    []calendar.Holiday // by date
	skipped []string
}

// ReadICalendar reads the all-day events of an iCalendar file (RFC 5545) as
// holidays. An event covers each date from DTSTART to DTEND, DTEND excluded;
// without a DTEND, one date or the number that DURATION gives. Events with times of
// day count if they run from midnight to midnight; others are in Skipped. Cancelled
// events are left out. Rules (FREQ of DAILY to YEARLY with INTERVAL, COUNT, UNTIL,
// BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS, WKST), RDATE, EXDATE and changed
// occurrences (RECURRENCE-ID) are expanded from 1900 to 2189; any other rule is an
// error.
//
// A file may have 4 MiB, 2,000 events with a rule and 500,000 dates, an event 366
// dates. The error joins a *calendar.FieldError for each event that cannot be read,
// with line and column.
func ReadICalendar(r io.Reader, filter Filter) (*Events, error) {
	data, err := io.ReadAll(io.LimitReader(r, sizeMax+1))
	if err != nil {
		return nil, err
	}
	if len(data) > sizeMax {
		return nil, fault.Because(fault.ErrRange, "an iCalendar file has at most %d bytes", sizeMax)
	}
	components, err := decode(data)
	if err != nil {
		return nil, &placed{malformed(data), 1, err}
	}
	var problems fault.List
	found := reading{filter: filter, problems: &problems, seen: map[seenDay]bool{}}
	for _, c := range components {
		found.changes(c)
	}
	for i, c := range components {
		found.event(fmt.Sprintf("events[%d]", i), c)
	}
	if err := problems.Err(); err != nil {
		return nil, place(err, data)
	}
	slices.SortFunc(found.days, func(a, b calendar.Holiday) int {
		if a.Date != b.Date {
			return int(a.Date - b.Date)
		}
		return strings.Compare(a.Name, b.Name)
	})
	return &Events{found.days, found.skipped}, nil
}

// Year implements calendar.HolidayList. A year without any event counts as not
// announced: a file that ends in 2026 does not cover 2027.
func (e *Events) Year(year int) (holidays []calendar.Holiday, announced bool) {
	from, _ := slices.BinarySearchFunc(e.days, date.New(year, 1, 1), compareDate)
	to, _ := slices.BinarySearchFunc(e.days, date.New(year+1, 1, 1), compareDate)
	return slices.Clone(e.days[from:to]), to > from
}

func compareDate(h calendar.Holiday, d date.Date) int { return int(h.Date - d) }

// Skipped lists the events that do not count as days off, each with its name and
// the reason.
func (e *Events) Skipped() []string { return slices.Clone(e.skipped) }

// decode gives the VEVENTs of all calendars in a file.
func decode(data []byte) (events []*ical.Component, err error) {
	// Long lines are folded. Join them first, so that no line hides a BEGIN.
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\n "), nil)
	data = bytes.ReplaceAll(data, []byte("\n\t"), nil)
	depth := 0
	for line := range bytes.Lines(data) {
		switch word := bytes.ToUpper(line[:min(len(line), len("BEGIN:"))]); {
		case bytes.HasPrefix(word, []byte("BEGIN")):
			depth++
		case bytes.HasPrefix(word, []byte("END")):
			depth--
		}
		if depth > depthMax {
			return nil, fault.Because(fault.ErrRange, "components are nested more than %d deep", depthMax)
		}
	}
	// The decoder panics on some malformed lines.
	defer func() {
		if r := recover(); r != nil {
			events, err = nil, fault.Because(fault.ErrSyntax, "not an iCalendar file: %v", r)
		}
	}()
	decoder := ical.NewDecoder(bytes.NewReader(data))
	for {
		c, err := decoder.Decode()
		if err == io.EOF && events != nil {
			return events, nil
		}
		if err != nil {
			return nil, fault.Because(fault.ErrSyntax, "not an iCalendar file: %v", err)
		}
		if events == nil {
			events = []*ical.Component{}
		}
		for _, child := range c.Children {
			if child.Name == ical.CompEvent {
				events = append(events, child)
			}
		}
	}
}

type seenDay struct {
	date   date.Date
	name   string
	closed calendar.Hours
}

// reading collects the days of the events of a file.
type reading struct {
	filter   Filter
	problems *fault.List
	days     []calendar.Holiday
	seen     map[seenDay]bool
	skipped  []string

	// occurrences that another event of the same UID replaces
	replaced map[string][]date.Date
	rules    int // number of rules read so far
}

// changes records which occurrence an event replaces.
func (r *reading) changes(c *ical.Component) {
	if id := c.Props.Get(ical.PropRecurrenceID); id != nil {
		if d, _, err := dateOf(id.Value); err == nil {
			if r.replaced == nil {
				r.replaced = map[string][]date.Date{}
			}
			uid := text(c, ical.PropUID)
			r.replaced[uid] = append(r.replaced[uid], d)
		}
	}
}

func (r *reading) event(path string, c *ical.Component) {
	name := text(c, ical.PropSummary)
	if strings.EqualFold(text(c, ical.PropStatus), "CANCELLED") || !r.filter.takes(c) {
		return
	}
	start, days, why, err := extent(c)
	as := calendar.Holiday{Name: name, Workday: anyOf(r.filter.Workdays, c)}
	if err == nil && why != "" && r.filter.PartDays {
		var closed []calendar.Hours
		if start, closed, why, err = partDays(c); err == nil && why == "" {
			r.parts(path, c, start, closed, as)
			return
		}
	}
	if err != nil {
		r.problems.Merge(path, err)
		return
	}
	if why != "" {
		r.skipped = append(r.skipped, name+": "+why)
		return
	}
	if id := c.Props.Get(ical.PropRecurrenceID); id != nil {
		if id.Params.Get("RANGE") != "" {
			r.problems.Addf(path+".RECURRENCE-ID", id.Value, fault.ErrRange, "a change of all later occurrences is not supported")
			return
		}
		r.add(path, as, start, days)
		return
	}
	starts, err := r.occurrences(c, start)
	if err != nil {
		r.problems.Merge(path, err)
		return
	}
	for _, d := range starts {
		if !r.add(path, as, d, days) {
			return
		}
	}
}

// parts adds the closed hours of each day of an event.
func (r *reading) parts(path string, c *ical.Component, start date.Date, closed []calendar.Hours, as calendar.Holiday) {
	starts := []date.Date{start}
	if c.Props.Get(ical.PropRecurrenceID) == nil {
		var err error
		if starts, err = r.occurrences(c, start); err != nil {
			r.problems.Merge(path, err)
			return
		}
	}
	for _, d := range starts {
		for i, hours := range closed {
			as.Closed = hours
			if !r.add(path, as, d+date.Date(i), 1) {
				return
			}
		}
	}
}

// partDays gives the first date of an event with times of day, and the closed hours
// of each of its dates, "" for a whole date. If the event cannot close hours, why
// says why.
func partDays(c *ical.Component) (start date.Date, closed []calendar.Hours, why string, err error) {
	start, from, err := dateOf(c.Props.Get(ical.PropDateTimeStart).Value)
	if err != nil || from == "" {
		return 0, nil, "not from midnight to midnight", nil
	}
	to := c.Props.Get(ical.PropDateTimeEnd)
	if to == nil {
		return 0, nil, "a point in time, or a length instead of an end", nil
	}
	end, until, err := dateOf(to.Value)
	if err != nil {
		return 0, nil, "", problem("DTEND", to.Value, err)
	}
	if strings.HasSuffix(from, "Z") || strings.HasSuffix(until, "Z") {
		return 0, nil, "in UTC, which has no local time of day", nil
	}
	if end < start || end == start && until <= from || end-start >= lengthMax {
		return 0, nil, "", problem("DTEND", to.Value, fault.Because(fault.ErrRange, "after DTSTART and within %d days is needed", lengthMax))
	}
	clock := func(s string) string { return s[:2] + ":" + s[2:4] + ":" + s[4:6] }
	for d := start; d <= end; d++ {
		opens, shuts := "00:00", "24:00"
		if d == start {
			opens = clock(from)
		}
		if d == end {
			if until == "000000" {
				break
			}
			shuts = clock(until)
		}
		hours := calendar.Hours(opens + "-" + shuts)
		if shuts == "24:00" && strings.HasPrefix(opens, "00:00") && strings.Trim(opens, "0:") == "" {
			hours = "" // the whole day
		}
		closed = append(closed, hours)
	}
	for _, hours := range closed {
		if _, err := hours.Canonical(); err != nil {
			return 0, nil, "", problem("DTSTART", c.Props.Get(ical.PropDateTimeStart).Value, err)
		}
	}
	return start, closed, "", nil
}

// add adds the dates of one occurrence and reports whether more dates fit.
func (r *reading) add(path string, as calendar.Holiday, start date.Date, days int) bool {
	for d := start; d < start+date.Date(days); d++ {
		day := seenDay{d, as.Name, as.Closed}
		if r.seen[day] || d.Year() < firstYear || d.Year() > lastYear {
			continue
		}
		if len(r.days) == datesMax {
			r.problems.Addf(path, as.Name, fault.ErrRange, "a file has at most %d dates", datesMax)
			return false
		}
		r.seen[day] = true
		as.Date, as.Observed = d, d
		r.days = append(r.days, as)
	}
	return true
}

// occurrences lists the dates on which an event starts.
func (r *reading) occurrences(c *ical.Component, start date.Date) ([]date.Date, error) {
	all := []date.Date{start}
	rules := c.Props.Values(ical.PropRecurrenceRule)
	if len(rules) > 1 {
		return nil, problem("RRULE", rules[1].Value, fault.Because(fault.ErrConflict, "an event has one rule"))
	}
	if len(rules) == 1 {
		if r.rules++; r.rules > rulesMax {
			return nil, problem("RRULE", "", fault.Because(fault.ErrRange, "a file has at most %d events with a rule", rulesMax))
		}
		rule, err := parseRule(rules[0].Value)
		if err == nil {
			all, err = rule.from(start)
		}
		if err != nil {
			return nil, problem("RRULE", rules[0].Value, err)
		}
	}
	more, err := dates(c, ical.PropRecurrenceDates)
	if err != nil {
		return nil, err
	}
	except, err := dates(c, ical.PropExceptionDates)
	if err != nil {
		return nil, err
	}
	gone := map[date.Date]bool{}
	for _, d := range append(except, r.replaced[text(c, ical.PropUID)]...) {
		gone[d] = true
	}
	return slices.DeleteFunc(append(all, more...), func(d date.Date) bool { return gone[d] }), nil
}

// takes reports whether the filter keeps an event.
func (f Filter) takes(c *ical.Component) bool {
	return (len(f.Only) == 0 || anyOf(f.Only, c)) && !anyOf(f.Without, c)
}

func anyOf(all []calendar.EventMatch, c *ical.Component) bool {
	return slices.ContainsFunc(all, func(m calendar.EventMatch) bool { return finds(m, c) })
}

// finds reports whether an event fulfils all that a match states.
func finds(m calendar.EventMatch, c *ical.Component) bool {
	if m == (calendar.EventMatch{}) {
		return false
	}
	holds := func(text, part string) bool {
		return part == "" || strings.Contains(strings.ToLower(text), strings.ToLower(part))
	}
	if !holds(text(c, ical.PropSummary), m.Summary) || !holds(text(c, ical.PropDescription), m.Description) {
		return false
	}
	if m.Property != "" || m.Value != "" {
		p := c.Props.Get(strings.ToUpper(m.Property))
		if p == nil || !holds(p.Value, m.Value) {
			return false
		}
	}
	if m.Category == "" {
		return true
	}
	for _, p := range c.Props.Values(ical.PropCategories) {
		for _, category := range strings.Split(p.Value, ",") {
			if strings.EqualFold(strings.TrimSpace(m.Category), strings.TrimSpace(category)) {
				return true
			}
		}
	}
	return false
}

// extent gives the first date of an event and the number of its dates. If the event
// is not made of whole days, why says why.
func extent(c *ical.Component) (start date.Date, days int, why string, err error) {
	from := c.Props.Get(ical.PropDateTimeStart)
	if from == nil {
		return 0, 0, "", problem("DTSTART", "", fault.Because(fault.ErrMissing, "an event needs a date"))
	}
	start, clock, err := dateOf(from.Value)
	if err != nil {
		return 0, 0, "", problem("DTSTART", from.Value, err)
	}
	length := date.Date(1)
	to, duration := c.Props.Get(ical.PropDateTimeEnd), c.Props.Get(ical.PropDuration)
	switch {
	case to != nil:
		end, endClock, err := dateOf(to.Value)
		if err != nil {
			return 0, 0, "", problem("DTEND", to.Value, err)
		}
		if clock != endClock {
			return 0, 0, "not from midnight to midnight", nil
		}
		// Some programs write DTSTART again as DTEND for an event of one day.
		length = max(end-start, 1)
		if end < start {
			return 0, 0, "", problem("DTEND", to.Value, fault.Because(fault.ErrRange, "before DTSTART"))
		}
	case duration != nil:
		n, whole := wholeDays(duration.Value)
		if !whole {
			return 0, 0, "not from midnight to midnight", nil
		}
		length = n
	case clock != "":
		return 0, 0, "a point in time", nil
	}
	if clock != "" && strings.TrimSuffix(clock, "Z") != "000000" {
		return 0, 0, "not from midnight to midnight", nil
	}
	if length > lengthMax {
		return 0, 0, "", problem("DTEND", "", fault.Because(fault.ErrRange, "an event has at most %d dates", lengthMax))
	}
	return start, int(length), "", nil
}

// wholeDays reads a duration such as P1D or P2W.
func wholeDays(s string) (n date.Date, ok bool) {
	if len(s) < 3 || len(s) > 6 || s[0] != 'P' {
		return 0, false
	}
	for _, c := range s[1 : len(s)-1] {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + date.Date(c-'0')
	}
	switch s[len(s)-1] {
	case 'D':
		return n, n > 0
	case 'W':
		return 7 * n, n > 0
	}
	return 0, false
}

// dates reads RDATE or EXDATE properties, each of which may list several dates.
func dates(c *ical.Component, name string) (all []date.Date, err error) {
	for _, p := range c.Props.Values(name) {
		for _, value := range strings.Split(p.Value, ",") {
			d, _, err := dateOf(value)
			if err != nil {
				return nil, problem(name, value, err)
			}
			all = append(all, d)
		}
		if len(all) > datesMax {
			return nil, problem(name, "", fault.Because(fault.ErrRange, "at most %d dates", datesMax))
		}
	}
	return all, nil
}

// dateOf reads 20260403 or 20260403T000000, with or without Z; clock is the text
// after T.
func dateOf(s string) (d date.Date, clock string, err error) {
	day, clock, timed := strings.Cut(strings.TrimSpace(s), "T")
	if len(day) != 8 || timed && len(strings.TrimSuffix(clock, "Z")) != 6 {
		return 0, "", fault.Because(fault.ErrSyntax, "a date such as 20260403 is needed")
	}
	d, err = civil.Parse(day[:4] + "-" + day[4:6] + "-" + day[6:])
	return d, clock, err
}

// text gives the text of a property. It does not use the decoder's Text, which cuts
// the text at a comma that has no backslash.
func text(c *ical.Component, name string) string {
	p := c.Props.Get(name)
	if p == nil {
		return ""
	}
	return unescape.Replace(p.Value)
}

var unescape = strings.NewReplacer(`\\`, `\`, `\,`, ",", `\;`, ";", `\n`, "\n", `\N`, "\n")

func problem(path, value string, err error) error {
	return &fault.FieldError{Path: path, Value: fault.Shorten(value), Err: err}
}
