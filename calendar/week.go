package calendar

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/upheld/upheld/internal/fault"
)

// Week is the wall-clock hours of an ordinary week as written:
//
//	mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00
//	mon,wed 09:00-17:00; sun-tue 22:00-06:00
//	24x7
//
// Groups are divided by semicolons; each names days (mon tue wed thu fri sat
// sun, singly, as ranges that may run over Sunday, or both with commas) and
// their Hours. A day that no group names is closed; "" is closed all week. A
// day named twice is an error.
type Week string

// Hours is the wall-clock hours of one day as written: stretches divided by
// commas, such as "08:00-12:00,13:00-18:00"; "" and "closed" are closed all day.
//
// Times are HH:MM or HH:MM:SS, the end up to 24:00 and not included. A stretch
// whose end is not after its start ends on the next day: "22:00-06:00",
// "08:00-08:00". Stretches of one day that overlap are an error; those that
// meet are one stretch.
type Hours string

// Canonical writes the same hours in the shortest usual form: Monday first, days
// with the same hours in ranges, stretches in order and merged where they meet.
// Two weeks with the same hours have the same form. Its error is a *SyntaxError.
func (w Week) Canonical() (Week, error) {
	parsed, err := w.parse()
	if err != nil {
		return "", err
	}
	return Week(parsed.String()), nil
}

// Canonical does the same for the hours of one day.
func (h Hours) Canonical() (Hours, error) {
	parsed, err := h.parse()
	if err != nil {
		return "", err
	}
	return Hours(hoursText(parsed)), nil
}

// SyntaxError places a problem within a text such as a Week or Hours.
type SyntaxError struct {
	At  int // the number of bytes before the problem
	Err error
}

// Error says where and what, counting characters from 1.
func (e *SyntaxError) Error() string { return fmt.Sprintf("at character %d: %v", e.At+1, e.Err) }

// Unwrap gives the kind of problem to errors.Is.
func (e *SyntaxError) Unwrap() error { return e.Err }

// The most stretches a day may have: one a quarter of an hour.
const stretchesMax = 96

var dayNames = [7]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// stretch is one stretch of a day, [from, to), in wall-clock seconds after
// midnight; 0 <= from < 86,400 and from < to <= 172,800.
type stretch struct{ from, to int64 }

// week is a parsed Week, Monday first.
type week [7][]stretch

func (w Week) parse() (week, error) {
	var parsed week
	s := scanner{text: string(w)}
	s.spaces()
	if s.done() {
		return parsed, nil
	}
	if strings.TrimSpace(s.text) == "24x7" {
		for d := range parsed {
			parsed[d] = []stretch{{0, secondsOfDay}}
		}
		return parsed, nil
	}
	var named [7]bool
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
			parsed[d] = hours
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

func (s *scanner) day() (int, error) {
	from := s.at
	w := s.word()
	if d := slices.Index(dayNames[:], w); d >= 0 {
		return d, nil
	}
	s.at = from
	if w == "" {
		return 0, s.problem(fault.ErrSyntax, "a day is needed: mon, tue, wed, thu, fri, sat or sun")
	}
	return 0, &SyntaxError{At: from, Err: fmt.Errorf("day %q: %w", fault.Shorten(w), fault.NotOneOf(w, dayNames[:]...))}
}

// days reads "mon-wed,fri" and the space after it.
func (s *scanner) days(named *[7]bool) ([]int, error) {
	var days []int
	for {
		from := s.at
		first, err := s.day()
		if err != nil {
			return nil, err
		}
		last := first
		if s.take('-') {
			if last, err = s.day(); err != nil {
				return nil, err
			}
		}
		for d := first; ; d = (d + 1) % 7 {
			if named[d] {
				return nil, &SyntaxError{At: from, Err: fault.Because(fault.ErrConflict, "%s has hours already", dayNames[d])}
			}
			named[d] = true
			days = append(days, d)
			if d == last {
				break
			}
		}
		s.spaces()
		if !s.take(',') {
			return days, nil
		}
		s.spaces()
	}
}

// hours reads "08:00-12:00, 13:00-18:00" or "closed" and the space after it.
func (s *scanner) hours() ([]stretch, error) {
	if strings.HasPrefix(s.text[s.at:], "closed") {
		s.at += len("closed")
		s.spaces()
		return nil, nil
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
		s.spaces()
		if !s.take('-') {
			return nil, s.problem(fault.ErrSyntax, "a hyphen and the closing time are needed")
		}
		s.spaces()
		to, err := s.time()
		if err != nil {
			return nil, err
		}
		if from == secondsOfDay {
			return nil, &SyntaxError{At: at, Err: fault.Because(fault.ErrRange, "a day cannot open at 24:00")}
		}
		if to <= from {
			to += secondsOfDay
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
// ranges, Monday first.
func (w week) String() string {
	if always := []stretch{{0, secondsOfDay}}; !slices.ContainsFunc(w[:], func(h []stretch) bool { return !slices.Equal(h, always) }) {
		return "24x7"
	}
	var groups []string
	for d := 0; d < 7; d++ {
		first := d
		for d < 6 && slices.Equal(w[d+1], w[first]) {
			d++
		}
		if len(w[first]) == 0 {
			continue
		}
		days := dayNames[first]
		if d > first {
			days += "-" + dayNames[d]
		}
		groups = append(groups, days+" "+hoursText(w[first]))
	}
	return strings.Join(groups, "; ")
}
