package calendar

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
)

// Week is the wall-clock hours of an ordinary week as written:
//
//	mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00
//	mon,wed 09:00-17:00; sun-tue 22:00-06:00
//	24x7
//
//	mon-sat 09:00-17:00; sat#2,sat#4 closed; last fri 09:00-12:00
//
// Semicolons divide groups. A group names days (mon tue wed thu fri sat sun or
// their full names, singly, as ranges that may run over Sunday, or both with
// commas) and their Hours. A day that no group names is closed; "" is closed all
// week. A day named twice is an error.
//
// sat#2 is the second Saturday of each month, last sat the last Saturday. The hours
// of such a group replace the hours of every Saturday on that date. If a date is
// both counted and last, such as a fourth Saturday, the hours of last hold.
type Week string

// WeekOf writes the hours of each day of the week as a Week. A day that the map
// lacks is closed. Hours that cannot be read are copied as they are; reading the
// Week then returns an error.
func WeekOf(hours map[time.Weekday]Hours) Week {
	var groups []string
	for d, name := range dayNames {
		h := strings.TrimSpace(string(hours[time.Weekday((d+1)%7)]))
		if h == "" {
			h = "closed"
		}
		groups = append(groups, name+" "+h)
	}
	week := Week(strings.Join(groups, "; "))
	if canonical, err := week.Canonical(); err == nil {
		return canonical
	}
	return week
}

// Hours is the wall-clock hours of one day as written: stretches divided by commas,
// such as "08:00-12:00,13:00-18:00". "" and "closed" mean closed all day.
//
// Times are HH:MM or HH:MM:SS; the end is at most 24:00 and not included. A stretch
// whose end is before its start ends on the next day: "22:00-06:00". A stretch may
// give its length instead of its end, up to 24h: "08:00+24h" ends at 08:00 on the
// next day and is one opening. Stretches of one day must not overlap; stretches
// that meet are joined.
type Hours string

// Canonical writes the same hours in the shortest usual form: Monday first, days
// with the same hours in ranges, stretches in order and joined if they meet. Two
// weeks with the same hours have the same form. The error is a *SyntaxError.
func (w Week) Canonical() (Week, error) {
	parsed, err := w.parse()
	if err != nil {
		return "", err
	}
	return Week(parsed.String()), nil
}

// Canonical writes the hours of a day in one form: stretches in order and joined if
// they meet, such as "09:00-12:30,13:30-18:00". The error is a *SyntaxError.
func (h Hours) Canonical() (Hours, error) {
	parsed, err := h.parse()
	if err != nil {
		return "", err
	}
	return Hours(hoursText(parsed)), nil
}

// SyntaxError is a problem at a place in a text such as a Week or Hours.
type SyntaxError struct {
	At  int // the number of bytes before the problem
	Err error
}

// Error gives the place, counting characters from 1, and the problem.
func (e *SyntaxError) Error() string { return fmt.Sprintf("at character %d: %v", e.At+1, e.Err) }

// Unwrap gives the kind of problem, for errors.Is.
func (e *SyntaxError) Unwrap() error { return e.Err }

// stretchesMax is the most stretches of a day: one for each quarter of an hour.
const stretchesMax = 96

var dayNames = [7]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// stretch is one stretch of a day, [from, to), in wall-clock seconds after
// midnight; 0 <= from < 86,400 and from < to <= 172,800.
type stretch struct{ from, to int64 }

// week is a parsed Week.
type week struct {
	days [7][]stretch // Monday first
	nth  [7]*[6]nth   // by day and count in the month, 0 is the last; nil if no count of the day has hours
}

// nth is the hours of a counted day of the month, if stated.
type nth struct {
	stated bool
	hours  []stretch
}

// on gives the hours of a date.
func (w *week) on(day int64) []stretch {
	d := zone.Weekday(day)
	if counts := w.nth[d]; counts != nil {
		_, month, date := zone.Civil(day)
		if _, next, _ := zone.Civil(day + 7); counts[0].stated && next != month {
			return counts[0].hours
		}
		if n := (date-1)/7 + 1; counts[n].stated {
			return counts[n].hours
		}
	}
	return w.days[d]
}

func (w Week) parse() (week, error) {
	var parsed week
	s := scanner{text: string(w)}
	s.spaces()
	if s.done() {
		return parsed, nil
	}
	if strings.TrimSpace(s.text) == "24x7" {
		for d := range parsed.days {
			parsed.days[d] = []stretch{{0, secondsOfDay}}
		}
		return parsed, nil
	}
	var named [7][7]bool
	for {
		days, err := s.days(&named)
		if err != nil {
			return week{}, err
		}
		hours, err := s.hours()
		if err != nil {
			return week{}, err
		}
		for _, d := range days {
			if d.count == everyWeek {
				parsed.days[d.day] = hours
				continue
			}
			if parsed.nth[d.day] == nil {
				parsed.nth[d.day] = new([6]nth)
			}
			parsed.nth[d.day][d.count] = nth{true, hours}
		}
		if s.done() {
			return parsed, nil
		}
		if !s.take(';') {
			return week{}, s.problem(fault.ErrSyntax, "a comma, a semicolon or the end is needed")
		}
		s.spaces()
		if s.done() {
			return parsed, nil
		}
	}
}

func (h Hours) parse() ([]stretch, error) {
	s := scanner{text: string(h)}
	s.spaces()
	if s.done() {
		return nil, nil
	}
	hours, err := s.hours()
	if err != nil {
		return nil, err
	}
	if !s.done() {
		return nil, s.problem(fault.ErrSyntax, "a comma or the end is needed")
	}
	return hours, nil
}

// scanner reads the notation of Week and Hours.
type scanner struct {
	text string
	at   int
}

func (s *scanner) done() bool { return s.at >= len(s.text) }

func (s *scanner) spaces() {
	for s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\t' || s.text[s.at] == '\n') {
		s.at++
	}
}

func (s *scanner) take(c byte) bool {
	if s.done() || s.text[s.at] != c {
		return false
	}
	s.at++
	return true
}

func (s *scanner) problem(kind error, format string, args ...any) error {
	return &SyntaxError{At: s.at, Err: fault.Because(kind, format, args...)}
}

// word reads letters.
func (s *scanner) word() string {
	from := s.at
	for s.at < len(s.text) && (s.text[s.at]|0x20 >= 'a' && s.text[s.at]|0x20 <= 'z') {
		s.at++
	}
	return s.text[from:s.at]
}

// day reads the name of a day, short or full, in any case.
func (s *scanner) day() (int, error) {
	from := s.at
	w := s.word()
	for d, name := range dayNames {
		if strings.EqualFold(w, name) || strings.EqualFold(w, fullNames[d]) {
			return d, nil
		}
	}
	s.at = from
	if w == "" {
		return 0, s.problem(fault.ErrSyntax, "a day is needed: mon, tue, wed, thu, fri, sat or sun")
	}
	return 0, &SyntaxError{At: from, Err: fmt.Errorf("day %q: %w", fault.Shorten(w), fault.NotOneOf(w, dayNames[:]...))}
}

var fullNames = [7]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// namedDay is a day of the week: every week, counted in the month from 1 to 5, or 0
// for the last of the month.
type namedDay struct{ day, count int }

const everyWeek = 6

// text writes the day as in a Week.
func (d namedDay) text() string {
	switch d.count {
	case everyWeek:
		return dayNames[d.day]
	case 0:
		return "last " + dayNames[d.day]
	}
	return fmt.Sprintf("%s#%d", dayNames[d.day], d.count)
}

// days reads days such as "mon-wed,sat#2,last fri" and the space after them.
func (s *scanner) days(named *[7][7]bool) ([]namedDay, error) {
	var days []namedDay
	add := func(at int, d namedDay) error {
		if named[d.day][d.count] {
			return &SyntaxError{At: at, Err: fault.Because(fault.ErrConflict, "%s has hours already", d.text())}
		}
		named[d.day][d.count] = true
		days = append(days, d)
		return nil
	}
	for {
		from := s.at
		last := strings.HasPrefix(s.text[s.at:], "last ")
		if last {
			s.at += len("last ")
			s.spaces()
		}
		first, err := s.day()
		if err != nil {
			return nil, err
		}
		switch {
		case last:
			err = add(from, namedDay{first, 0})
		case s.take('#'):
			if s.done() || s.text[s.at] < '1' || s.text[s.at] > '5' {
				return nil, s.problem(fault.ErrSyntax, "a count from 1 to 5 is needed, such as sat#2; the last one is written last sat")
			}
			s.at++
			err = add(from, namedDay{first, int(s.text[s.at-1] - '0')})
		default:
			to := first
			if s.take('-') {
				if to, err = s.day(); err != nil {
					return nil, err
				}
			}
			for d := first; err == nil; d = (d + 1) % 7 {
				if err = add(from, namedDay{d, everyWeek}); d == to {
					break
				}
			}
		}
		if err != nil {
			return nil, err
		}
		s.spaces()
		if !s.take(',') {
			return days, nil
		}
		s.spaces()
	}
}

// hours reads "08:00-12:00, 13:00-18:00" or "closed", and the space after it.
func (s *scanner) hours() ([]stretch, error) {
	if strings.HasPrefix(s.text[s.at:], "closed") {
		s.at += len("closed")
		s.spaces()
		return nil, nil
	}
	for _, word := range []string{"off", "none", "free", "Closed", "CLOSED", "Off", "OFF", "holiday"} {
		if strings.HasPrefix(s.text[s.at:], word) {
			return nil, s.problem(fault.ErrSyntax, "a day without hours is written closed")
		}
	}
	type placed struct {
		stretch
		at int
	}
	var all []placed
	for {
		at := s.at
		from, err := s.time()
		if err != nil {
			return nil, err
		}
		if from == secondsOfDay {
			return nil, &SyntaxError{At: at, Err: fault.Because(fault.ErrRange, "a day cannot open at 24:00")}
		}
		s.spaces()
		to, err := s.end(at, from)
		if err != nil {
			return nil, err
		}
		all = append(all, placed{stretch{from, to}, at})
		if len(all) > stretchesMax {
			return nil, &SyntaxError{At: at, Err: fault.Because(fault.ErrRange, "a day has at most %d stretches", stretchesMax)}
		}
		s.spaces()
		if !s.take(',') {
			break
		}
		s.spaces()
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].from < all[j].from })
	var merged []stretch
	for i, p := range all {
		switch last := len(merged) - 1; {
		case i > 0 && p.from < merged[last].to:
			at := max(p.at, all[i-1].at)
			return nil, &SyntaxError{At: at, Err: fault.Because(fault.ErrConflict, "overlaps %s", all[i-1].stretch)}
		case i > 0 && p.from == merged[last].to:
			merged[last].to = p.to
		default:
			merged = append(merged, p.stretch)
		}
	}
	return merged, nil
}

// end reads "-17:00" or "+24h" after the opening time, which stands at position at.
func (s *scanner) end(at int, from int64) (to int64, err error) {
	if s.take('+') {
		s.spaces()
		length := s.at
		for !s.done() && s.text[s.at] != ',' && s.text[s.at] != ';' && s.text[s.at] != ' ' {
			s.at++
		}
		d, err := time.ParseDuration(s.text[length:s.at])
		switch {
		case err != nil:
			return 0, &SyntaxError{At: length, Err: fault.Because(fault.ErrSyntax, "a length such as 24h or 8h30m is needed after the plus sign")}
		case d <= 0 || d > 24*time.Hour || d%time.Second != 0:
			return 0, &SyntaxError{At: length, Err: fault.Because(fault.ErrRange, "whole seconds up to 24h are needed")}
		}
		return from + int64(d/time.Second), nil
	}
	if !s.take('-') {
		return 0, s.problem(fault.ErrSyntax, "a hyphen and the closing time are needed")
	}
	s.spaces()
	to, err = s.time()
	switch {
	case err != nil:
		return 0, err
	case to == from:
		text := clockText(from)
		return 0, &SyntaxError{At: at, Err: fault.Because(fault.ErrRange,
			"opens and closes at %s; write %s+24h to %s on the next day, or closed", text, text, text)}
	case to < from:
		to += secondsOfDay
	}
	return to, nil
}

func (s *scanner) time() (int64, error) {
	second, next, ok := clockTime(s.text, s.at)
	if !ok {
		return 0, s.problem(fault.ErrSyntax, "a time from 00:00 to 24:00 such as 08:30 is needed")
	}
	s.at = next
	return second, nil
}

// String writes a stretch as in Hours.
func (p stretch) String() string {
	to := p.to
	if to > secondsOfDay {
		to -= secondsOfDay
	}
	if to == p.from {
		return clockText(p.from) + "+24h"
	}
	return clockText(p.from) + "-" + clockText(to)
}

// clockText writes seconds after midnight as HH:MM, or HH:MM:SS where needed.
func clockText(second int64) string {
	text := fmt.Sprintf("%02d:%02d", second/3600, second/60%60)
	if second%60 != 0 {
		text += fmt.Sprintf(":%02d", second%60)
	}
	return text
}

func hoursText(hours []stretch) string {
	texts := make([]string, len(hours))
	for i, p := range hours {
		texts[i] = p.String()
	}
	return strings.Join(texts, ",")
}

// String writes a week in its shortest usual form: days with the same hours in
// ranges, Monday first, then counted days whose hours differ from the weekly hours.
func (w *week) String() string {
	var groups []string
	counted := w.counted()
	always := []stretch{{0, secondsOfDay}}
	if len(counted) == 0 && !slices.ContainsFunc(w.days[:], func(h []stretch) bool { return !slices.Equal(h, always) }) {
		return "24x7"
	}
	for d := 0; d < 7; d++ {
		first := d
		for d < 6 && slices.Equal(w.days[d+1], w.days[first]) {
			d++
		}
		if len(w.days[first]) == 0 {
			continue
		}
		days := dayNames[first]
		if d > first {
			days += "-" + dayNames[d]
		}
		groups = append(groups, days+" "+hoursText(w.days[first]))
	}
	for len(counted) > 0 {
		hours := w.nth[counted[0].day][counted[0].count].hours
		var names []string
		var rest []namedDay
		for _, d := range counted {
			if slices.Equal(w.nth[d.day][d.count].hours, hours) {
				names = append(names, d.text())
			} else {
				rest = append(rest, d)
			}
		}
		text := hoursText(hours)
		if text == "" {
			text = "closed"
		}
		groups, counted = append(groups, strings.Join(names, ",")+" "+text), rest
	}
	return strings.Join(groups, "; ")
}

// counted lists the counted days that change a date's hours.
func (w *week) counted() []namedDay {
	var all []namedDay
	for d, counts := range w.nth {
		if counts == nil {
			continue
		}
		last := counts[0]
		more := false // a fourth day may be the last
		for n := 1; n <= 5; n++ {
			c := counts[n]
			if c.stated && !slices.Equal(c.hours, w.days[d]) && (n < 5 || !last.stated) {
				all = append(all, namedDay{d, n})
				more = more || n == 4
			}
		}
		if last.stated && (more || !slices.Equal(last.hours, w.days[d])) {
			all = append(all, namedDay{d, 0})
		}
	}
	return all
}
