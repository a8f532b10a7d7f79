package feeds

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
)

// errNoOffset is the error of a time without an offset under a mapping without a zone.
var errNoOffset = errors.New("the time has no offset from UTC, and the mapping states no zone: write zone: UTC, or the zone in which the times were written, such as zone: Europe/Berlin")

// The layouts of numbers.
var epochs = map[string]int{"unix": 0, "unix-ms": 3, "unix-us": 6, "unix-ns": 9}

// instants reads times as one mapping writes them.
type instants struct {
	zone    *zone.Zone // of times without an offset; nil: not stated
	layouts []string   // empty: ISO 8601
	// The last local date that was looked up, and whether clocks change near it.
	day     int64
	changes bool
	known   bool
}

// reading is a time as written.
type reading struct {
	day, second int64 // of the local clock
	nano        int64
	offset      int64 // seconds ahead of UTC
	placed      bool  // whether the offset is stated
}

// read gives the instant of a text. odd says that the clock of the zone shows the
// reading twice, or never.
func (c *instants) read(text string) (at time.Time, odd bool, err error) {
	var r reading
	ok := false
	if len(c.layouts) == 0 {
		if r, ok = iso(text); !ok {
			return time.Time{}, false, unread(text)
		}
	}
	for _, layout := range c.layouts {
		if power, is := epochs[layout]; is {
			if at, ok := epoch(text, power); ok {
				return at, false, nil
			}
			continue
		}
		t, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		r, ok = reading{day: floorDiv(t.Unix()+offsetOf(t), 86_400), nano: int64(t.Nanosecond())}, true
		r.second, r.offset = t.Unix()+offsetOf(t)-r.day*86_400, offsetOf(t)
		r.placed = placed(layout)
		break
	}
	if !ok {
		return time.Time{}, false, fault.Because(fault.ErrSyntax, "the time has none of the layouts of the mapping")
	}
	return c.place(r)
}

// place gives the instant of a reading.
func (c *instants) place(r reading) (at time.Time, odd bool, err error) {
	switch {
	case r.placed:
		return time.Unix(r.day*86_400+r.second-r.offset, r.nano).UTC(), false, nil
	case c.zone == nil:
		return time.Time{}, false, errNoOffset
	case c.zone.Location() == time.UTC:
		return time.Unix(r.day*86_400+r.second, r.nano).UTC(), false, nil
	}
	unix := c.zone.Resolve(r.day, r.second)
	if !c.known || c.day != r.day {
		c.day, c.known, c.changes = r.day, true, false
		for range c.zone.Changes((r.day-2)*86_400, (r.day+3)*86_400) {
			c.changes = true
		}
	}
	if c.changes {
		odd = c.odd(r, unix)
	}
	return time.Unix(unix, r.nano).UTC(), odd, nil
}

// odd reports whether the clock shows a reading, whose first instant is unix, twice or
// never.
func (c *instants) odd(r reading, unix int64) bool {
	if day, second := c.zone.Wall(unix); day != r.day || second != r.second {
		return true
	}
	before := c.zone.Offset(unix)
	for at, after := range c.zone.Changes(unix+1, unix+86_401) {
		if back := before - after; back > 0 && at <= unix+back {
			return true
		}
		before = after
	}
	return false
}

func offsetOf(t time.Time) int64 {
	_, offset := t.Zone()
	return int64(offset)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// placed reports whether a layout has an offset from UTC. Names such as MST are no
// offset: the time package knows few of them.
func placed(layout string) bool {
	return strings.Contains(layout, "07") || strings.HasSuffix(layout, "Z") || strings.HasSuffix(layout, "UTC")
}

// unread is the error of a text that is no ISO 8601. If it looks like a date that
// begins with a day or a month, the mapping has to say which.
func unread(text string) error {
	if dayOrMonth.MatchString(text) {
		return errDayOrMonth
	}
	return fault.Because(fault.ErrSyntax, "a time such as 2026-03-02T09:00:00Z is needed, or a layout in the mapping")
}

// dayOrMonth matches dates that begin with the day or the month.
var dayOrMonth = regexp.MustCompile(`^\d{1,2}[/.-](\d{1,2}|\pL{3,9})[/.-]\d{2,4}([ ,T]|$)`)

// errDayOrMonth ends a reading.
var errDayOrMonth = errors.New(`whether such dates begin with the day or the month is not guessed: write layouts: ["02/01/2006 15:04"] for the day first, or layouts: ["01/02/2006 15:04"] for the month first, with the separators of the file`)

// digits reads n digits at i; -1 if a character is no digit.
func digits[T string | []byte](s T, i, n int) int64 {
	if i+n > len(s) {
		return -1
	}
	v := int64(0)
	for ; n > 0; n-- {
		c := s[i]
		if c < '0' || c > '9' {
			return -1
		}
		v = 10*v + int64(c-'0')
		i++
	}
	return v
}

// iso reads 2026-03-02T09:00:00.123456789+01:00 and its shorter forms: a blank or
// nothing in place of T, no seconds, no fraction, a comma in place of the point, Z, an
// offset without a colon, " UTC" or no offset; or a date alone, which is its midnight.
func iso[T string | []byte](s T) (r reading, ok bool) {
	year, month, day := digits(s, 0, 4), int64(0), int64(0)
	i := 10
	if len(s) >= 8 && s[4] != '-' { // 20260302
		month, day, i = digits(s, 4, 2), digits(s, 6, 2), 8
	} else if len(s) >= 10 && s[7] == '-' {
		month, day = digits(s, 5, 2), digits(s, 8, 2)
	} else {
		return r, false
	}
	if year < 1 || month < 1 || month > 12 || day < 1 || day > monthDays(year, month) {
		return r, false
	}
	r.day = dayNumber(year, month, day)
	if i == len(s) {
		return r, true
	}
	if c := s[i]; c != 'T' && c != ' ' && c != 't' {
		return r, false
	}
	i++
	hour, minute, second := digits(s, i, 2), int64(0), int64(0)
	i += 2
	colon := i < len(s) && s[i] == ':'
	if colon {
		i++
	}
	if minute = digits(s, i, 2); minute < 0 {
		return r, false
	}
	i += 2
	switch {
	case colon && i < len(s) && s[i] == ':':
		second = digits(s, i+1, 2)
		i += 3
	case !colon && digits(s, i, 2) >= 0:
		second = digits(s, i, 2)
		i += 2
	}
	if hour < 0 || hour > 23 || minute > 59 || second < 0 || second > 59 {
		return r, false
	}
	r.second = hour*3600 + minute*60 + second
	if i < len(s) && (s[i] == '.' || s[i] == ',') {
		from := i + 1
		for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		}
		n := i - from
		for ; n > 9; n-- {
			if s[from+n-1] != '0' {
				return r, false // finer than a nanosecond
			}
		}
		if n == 0 {
			return r, false
		}
		r.nano = digits(s, from, n)
		for ; n < 9; n++ {
			r.nano *= 10
		}
	}
	if i < len(s) && s[i] == ' ' {
		i++
	}
	switch rest := s[i:]; {
	case len(rest) == 0:
		return r, true
	case len(rest) == 1 && (rest[0] == 'Z' || rest[0] == 'z'), string(rest) == "UTC", string(rest) == "GMT":
		r.placed = true
		return r, true
	case rest[0] != '+' && rest[0] != '-':
		return r, false
	}
	hours, minutes, sign := digits(s, i+1, 2), int64(0), int64(1)
	if s[i] == '-' {
		sign = -1
	}
	if i += 3; i < len(s) && s[i] == ':' {
		i++
	}
	if i < len(s) {
		if minutes = digits(s, i, 2); i+2 != len(s) {
			return r, false
		}
	}
	if hours < 0 || hours > 23 || minutes < 0 || minutes > 59 {
		return r, false
	}
	r.placed, r.offset = true, sign*(hours*3600+minutes*60)
	return r, true
}

// dayNumber gives the number of a date of the years 1 to 9999; day 0 is 1970-01-01.
func dayNumber(year, month, day int64) int64 {
	if month += 9; month >= 12 {
		month -= 12
	} else {
		year--
	}
	ofYear := (153*month+2)/5 + day - 1 // from 1 March on
	era := year / 400
	year -= era * 400
	return era*146_097 + year*365 + year/4 - year/100 + ofYear - 719_468
}

func monthDays(year, month int64) int64 {
	if month == 2 {
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 30 + (month+month/8)%2
}

// epoch reads a decimal number of seconds, or of their thousandth, millionth or
// billionth parts, since 1970. It uses no float, so that no digit is lost.
func epoch(text string, power int) (time.Time, bool) {
	sign, rest := int64(1), text
	if strings.HasPrefix(rest, "-") {
		sign, rest = -1, rest[1:]
	}
	whole, fraction, _ := strings.Cut(rest, ".")
	if len(whole) == 0 || len(whole) > 19 || strings.HasSuffix(rest, ".") {
		return time.Time{}, false
	}
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > 9-power {
		return time.Time{}, false
	}
	for len(fraction) < 9-power {
		fraction += "0"
	}
	var seconds, nanos int64
	for _, c := range []byte(whole + fraction) {
		if c < '0' || c > '9' {
			return time.Time{}, false
		}
	}
	all := whole + fraction // billionths
	if len(all) > 9 {
		n, err := strconv.ParseInt(all[:len(all)-9], 10, 64)
		if err != nil || n > 1<<40 {
			return time.Time{}, false
		}
		seconds, all = n, all[len(all)-9:]
	}
	nanos = digits(all, 0, len(all))
	return time.Unix(sign*seconds, sign*nanos).UTC(), true
}

// utc reads a time that a source writes in UTC, with or without a mark. Nested readers
// use it. The zero time means that there is no text; ok is false if it cannot be read.
func utc(text string) (at time.Time, ok bool) {
	if text == "" {
		return time.Time{}, true
	}
	r, ok := iso(text)
	if !ok {
		return time.Time{}, false
	}
	return time.Unix(r.day*86_400+r.second-r.offset, r.nano).UTC(), true
}
