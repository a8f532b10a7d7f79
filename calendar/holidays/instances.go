package holidays

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
)

// Instance is one occurrence of an event, [From, To), such as a maintenance window.
// To equals From for an event without a length.
type Instance struct {
	From, To time.Time // in the zone of the event
	// ToByClock is To if each occurrence ends at the time of day of DTEND in place of
	// keeping the length: the two differ if clocks change during the occurrence.
	ToByClock  time.Time
	UID        string // the same for all occurrences of an event
	Summary    string
	Categories []string
	Created    time.Time // when the event was entered; the zero time if not stated
}

// instancesMax bounds the instances of one file.
const instancesMax = 100_000

// ReadInstances reads the events of an iCalendar file (RFC 5545) as instances in
// time. It gives the instances that overlap [from, to), sorted by their start. Of
// filter, it uses Only and Without.
//
// zone gives the location of a TZID, and for "" the location of dates and of times
// without a TZID: an event of whole days runs from midnight to midnight there. zone
// may translate Windows names such as "W. Europe Standard Time", which Outlook
// writes.
//
// Repeating events keep their time of day when clocks change, and the length
// between DTSTART and DTEND, as RFC 5545 says; ToByClock keeps the time of day of the
// end instead. A length by DURATION counts its days by the calendar.
// A time that clocks skip is moved later by the length of the skip; a time that
// clocks repeat means its first occurrence. Rules, RDATE, EXDATE, RECURRENCE-ID and
// STATUS:CANCELLED work as in ReadICalendar. A file may have 4 MiB, 2,000 events
// with a rule and 100,000 instances between the two instants. The error joins a
// *calendar.FieldError for each event that cannot be read, with line and column.
func ReadInstances(r io.Reader, filter Filter, zone func(tzid string) (*time.Location, error), from, to time.Time) ([]Instance, error) {
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
	s := schedule{filter: filter, find: zone, from: from, to: to, replaced: map[string][]time.Time{}}
	var problems fault.List
	for i, c := range components {
		problems.Merge(fmt.Sprintf("events[%d]", i), s.replace(c))
	}
	for i, c := range components {
		problems.Merge(fmt.Sprintf("events[%d]", i), s.event(c))
	}
	if err := problems.Err(); err != nil {
		return nil, place(err, data)
	}
	slices.SortStableFunc(s.all, func(a, b Instance) int {
		return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To), strings.Compare(a.UID, b.UID))
	})
	return s.all, nil
}

// schedule collects instances.
type schedule struct {
	filter   Filter
	find     func(string) (*time.Location, error)
	from, to time.Time
	replaced map[string][]time.Time // occurrences of a UID that other events replace
	rules    int
	all      []Instance
}

// moment is a date or a local reading of a zone.
type moment struct {
	day    date.Date
	second int
	timed  bool
	zone   *time.Location
}

// at gives the instant of a moment. A reading that clocks skip is moved later by
// the length of the skip.
func (m moment) at() time.Time {
	clock := fmt.Sprintf("T%02d:%02d:%02d", m.second/3600, m.second/60%60, m.second%60)
	t, err := (calendar.LocalDate(m.day) + calendar.Local(clock)).In(m.zone)
	if err != nil {
		return time.Time{} // not reached: dates of rules end with the horizon
	}
	t = t.In(m.zone)
	hour, minute, second := t.Clock()
	if hour*3600+minute*60+second == m.second && t.Day() == m.day.Day() || !m.timed {
		return t
	}
	_, before := t.Add(-time.Second).Zone()
	year, month, day := m.day.Date()
	return time.Date(year, month, day, 0, 0, m.second-before, 0, time.UTC).In(m.zone)
}

// moment reads a date or time of a property.
func (s *schedule) moment(p *ical.Prop, value string) (m moment, err error) {
	day, clock, err := dateOf(value)
	if err != nil {
		return moment{}, problem(p.Name, value, err)
	}
	m.day, m.timed = day, clock != ""
	if day.Year() < firstYear || day.Year() > lastYear {
		return moment{}, problem(p.Name, value, fault.Because(fault.ErrRange, "a year from %d to %d is needed", firstYear, lastYear))
	}
	if text := strings.TrimSuffix(clock, "Z"); text != "" {
		at, err := time.Parse("150405", text)
		if err != nil {
			return moment{}, problem(p.Name, value, fault.Because(fault.ErrSyntax, "a time such as 20260403T090000 is needed"))
		}
		m.second = at.Hour()*3600 + at.Minute()*60 + at.Second()
	}
	tzid := p.Params.Get(ical.ParamTimezoneID)
	switch {
	case strings.HasSuffix(clock, "Z"):
		m.zone = time.UTC
		return m, nil
	case !m.timed:
		tzid = ""
	}
	if m.zone, err = s.find(tzid); err != nil || m.zone == nil {
		return moment{}, problem(p.Name, value, fault.Because(fault.ErrUnknown, "no time zone %q", fault.Shorten(tzid)))
	}
	return m, nil
}

// moments reads properties that list dates or times.
func (s *schedule) moments(c *ical.Component, name string) (all []moment, err error) {
	for _, p := range c.Props.Values(name) {
		for value := range strings.SplitSeq(p.Value, ",") {
			m, err := s.moment(&p, value)
			if err != nil {
				return nil, err
			}
			if all = append(all, m); len(all) > instancesMax {
				return nil, problem(name, "", fault.Because(fault.ErrRange, "at most %d dates", instancesMax))
			}
		}
	}
	return all, nil
}

// replace records which occurrence an event replaces.
func (s *schedule) replace(c *ical.Component) error {
	p := c.Props.Get(ical.PropRecurrenceID)
	if p == nil {
		return nil
	}
	if p.Params.Get("RANGE") != "" {
		return problem(p.Name, p.Value, fault.Because(fault.ErrRange, "a change of all later occurrences is not supported"))
	}
	m, err := s.moment(p, p.Value)
	if err == nil {
		uid := text(c, ical.PropUID)
		s.replaced[uid] = append(s.replaced[uid], m.at())
	}
	return err
}

func (s *schedule) event(c *ical.Component) error {
	if strings.EqualFold(text(c, ical.PropStatus), "CANCELLED") || !s.filter.takes(c) {
		return nil
	}
	p := c.Props.Get(ical.PropDateTimeStart)
	if p == nil {
		return problem("DTSTART", "", fault.Because(fault.ErrMissing, "an event needs a date"))
	}
	start, err := s.moment(p, p.Value)
	if err != nil {
		return err
	}
	days, seconds, err := s.length(c, start)
	if err != nil {
		return err
	}
	as := Instance{UID: text(c, ical.PropUID), Summary: text(c, ical.PropSummary)}
	for _, p := range c.Props.Values(ical.PropCategories) {
		for category := range strings.SplitSeq(p.Value, ",") {
			as.Categories = append(as.Categories, strings.TrimSpace(category))
		}
	}
	if p := c.Props.Get(ical.PropCreated); p != nil {
		created, err := s.moment(p, p.Value)
		if err != nil {
			return err
		}
		as.Created = created.at()
	}
	starts := []moment{start}
	if c.Props.Get(ical.PropRecurrenceID) == nil {
		if starts, err = s.occurrences(c, start); err != nil {
			return err
		}
	}
	var closes moment // the reading of DTEND
	if p := c.Props.Get(ical.PropDateTimeEnd); p != nil && start.timed {
		if closes, err = s.moment(p, p.Value); err != nil {
			return err
		}
	}
	for _, m := range starts {
		as.From = m.at()
		end := m
		end.day += date.Date(days)
		as.To = end.at().Add(time.Duration(seconds) * time.Second)
		if as.ToByClock = as.To; closes.timed {
			end := closes
			end.day += m.day - start.day
			as.ToByClock = end.at()
		}
		if !as.From.Before(s.to) || as.To.Before(s.from) || as.To.Equal(s.from) && as.From.Before(as.To) {
			continue
		}
		if len(s.all) == instancesMax {
			return problem("RRULE", "", fault.Because(fault.ErrRange, "a file has at most %d instances between two instants", instancesMax))
		}
		as.Categories = slices.Clone(as.Categories)
		s.all = append(s.all, as)
	}
	return nil
}

// length gives the length of each instance: days by the calendar, then seconds.
func (s *schedule) length(c *ical.Component, start moment) (days, seconds int64, err error) {
	to, duration := c.Props.Get(ical.PropDateTimeEnd), c.Props.Get(ical.PropDuration)
	switch {
	case to != nil:
		end, err := s.moment(to, to.Value)
		switch {
		case err != nil:
			return 0, 0, err
		case end.timed != start.timed:
			return 0, 0, problem("DTEND", to.Value, fault.Because(fault.ErrConflict, "DTSTART and DTEND are both dates, or both times"))
		case start.timed:
			seconds = int64(end.at().Sub(start.at()) / time.Second)
		default:
			days = max(int64(end.day-start.day), 1) // some programs write DTSTART again as DTEND for one day
		}
		if end.day < start.day && !start.timed || seconds < 0 {
			return 0, 0, problem("DTEND", to.Value, fault.Because(fault.ErrRange, "before DTSTART"))
		}
	case duration != nil:
		var ok bool
		if days, seconds, ok = lengthOf(duration.Value); !ok || !start.timed && seconds > 0 {
			return 0, 0, problem("DURATION", duration.Value, fault.Because(fault.ErrSyntax, "a length such as PT1H30M or P2D is needed"))
		}
	case !start.timed:
		days = 1
	}
	if days > lengthMax || seconds > lengthMax*86_400 {
		return 0, 0, problem("DTEND", "", fault.Because(fault.ErrRange, "an event has at most %d days", lengthMax))
	}
	return days, seconds, nil
}

// lengthOf reads a duration such as P1DT2H, PT45M or P2W.
func lengthOf(s string) (days, seconds int64, ok bool) {
	rest, found := strings.CutPrefix(strings.TrimPrefix(s, "+"), "P")
	if !found || rest == "" {
		return 0, 0, false
	}
	units, n, digits := "WDTHMS", int64(0), 0
	for _, c := range rest {
		if c >= '0' && c <= '9' {
			if n, digits = 10*n+int64(c-'0'), digits+1; digits > 8 {
				return 0, 0, false
			}
			continue
		}
		at := strings.IndexRune(units, c)
		if at < 0 || (c == 'T') != (digits == 0) || c != 'T' && strings.ContainsRune("HMS", c) && strings.Contains(units, "T") {
			return 0, 0, false
		}
		units = units[at+1:]
		switch c {
		case 'W':
			days += 7 * n
		case 'D':
			days += n
		case 'H':
			seconds += 3600 * n
		case 'M':
			seconds += 60 * n
		case 'S':
			seconds += n
		}
		n, digits = 0, 0
	}
	return days, seconds, digits == 0 && !strings.HasSuffix(s, "T")
}

// occurrences lists the moments at which an event starts.
func (s *schedule) occurrences(c *ical.Component, start moment) ([]moment, error) {
	all := []moment{start}
	rules := c.Props.Values(ical.PropRecurrenceRule)
	if len(rules) > 1 {
		return nil, problem("RRULE", rules[1].Value, fault.Because(fault.ErrConflict, "an event has one rule"))
	}
	if len(rules) == 1 {
		if s.rules++; s.rules > rulesMax {
			return nil, problem("RRULE", "", fault.Because(fault.ErrRange, "a file has at most %d events with a rule", rulesMax))
		}
		until, err := s.until(&rules[0], start)
		if err != nil {
			return nil, err
		}
		rule, err := parseRule(rules[0].Value)
		if err != nil {
			return nil, problem("RRULE", rules[0].Value, err)
		}
		// Expand no dates after s.to. The last day of UNTIL is decided by instants
		// below.
		rule.until = min(rule.until+1, civil.Of(s.to.Unix()/86_400+2))
		days, err := rule.from(start.day)
		if err != nil {
			return nil, problem("RRULE", rules[0].Value, err)
		}
		for _, d := range days[1:] {
			m := start
			if m.day = d; until.IsZero() || !m.at().After(until) {
				all = append(all, m)
			}
		}
	}
	more, err := s.moments(c, ical.PropRecurrenceDates)
	if err != nil {
		return nil, err
	}
	except, err := s.moments(c, ical.PropExceptionDates)
	if err != nil {
		return nil, err
	}
	gone := map[time.Time]bool{}
	goneDays := map[date.Date]bool{}
	for _, m := range except {
		if !m.timed { // programs write dates here for events with times too
			goneDays[m.day] = true
			continue
		}
		gone[m.at().UTC()] = true
	}
	for _, t := range s.replaced[text(c, ical.PropUID)] {
		gone[t.UTC()] = true
	}
	seen := map[time.Time]bool{}
	return slices.DeleteFunc(append(all, more...), func(m moment) bool {
		at := m.at().UTC()
		twice := seen[at]
		seen[at] = true
		return twice || gone[at] || goneDays[m.day]
	}), nil
}

// until gives the last instant at which the rule lets an event start; the zero time
// means no bound.
func (s *schedule) until(p *ical.Prop, start moment) (time.Time, error) {
	for part := range strings.SplitSeq(strings.ToUpper(p.Value), ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if name != "UNTIL" {
			continue
		}
		local := ical.Prop{Name: p.Name, Params: ical.Params{}}
		m, err := s.moment(&local, value)
		if err != nil {
			return time.Time{}, err
		}
		if !strings.HasSuffix(value, "Z") {
			m.zone = start.zone
		}
		if !m.timed { // the whole of the date
			m.second, m.timed = 86_399, true
		}
		return m.at(), nil
	}
	return time.Time{}, nil
}
