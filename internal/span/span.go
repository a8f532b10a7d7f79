// Package span reads and writes lengths of time as contracts write them: "4h",
// "1h30m", "90s", "250ms".
package span

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
)

// Units says which units a text may have.
type Units uint8

const (
	// Clock is h, m, s, ms, us and ns. It has no days: a day can be a length or a
	// date, and the text must say which.
	Clock Units = iota
	// Days is the units of Clock and d, which is 24 hours.
	Days
)

type unit struct {
	name   string
	length time.Duration
}

var units = [...]unit{
	{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second},
	{"ms", time.Millisecond}, {"us", time.Microsecond}, {"ns", time.Nanosecond},
}

// bounds gives the index of the first unit in units and the index after the last.
func (u Units) bounds() (from, to int) {
	if u == Days {
		return 0, len(units)
	}
	return 1, len(units)
}

// textMax is the most bytes of a text.
const textMax = 40

// IsUnit reports whether a word is a unit of time.
func IsUnit(word string) bool {
	return slices.ContainsFunc(units[:], func(u unit) bool { return u.name == word })
}

// Parse reads whole numbers with units, the larger unit first, each unit at most
// once: "1h30m". It accepts no sign; "0s" is zero.
func Parse(text string, allowed Units) (time.Duration, error) {
	if text == "" || len(text) > textMax {
		return 0, allowed.syntax()
	}
	var total time.Duration
	first, end := allowed.bounds()
	next := first // units from here on may still follow
	for rest := text; rest != ""; {
		n := 0
		for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
			n++
		}
		u := n
		for u < len(rest) && rest[u] >= 'a' && rest[u] <= 'z' {
			u++
		}
		if n == 0 || u == n {
			return 0, allowed.syntax()
		}
		at := slices.IndexFunc(units[:], func(x unit) bool { return x.name == rest[n:u] })
		switch {
		case at >= next && at < end:
		case at >= first && at < end:
			return 0, fault.Because(fault.ErrSyntax, "%q is out of place: the longest unit comes first, each once", rest[n:u])
		case allowed == Clock && (at == 0 || strings.HasPrefix(rest[n:u], "day")):
			return 0, fault.Because(fault.ErrSyntax, "a day is written as 24h, or as business days or calendar days")
		default:
			return 0, allowed.syntax()
		}
		count, err := strconv.ParseInt(rest[:n], 10, 64)
		if err != nil || count > (math.MaxInt64-int64(total))/int64(units[at].length) {
			return 0, fault.Because(fault.ErrRange, "longer than 292 years")
		}
		total += time.Duration(count) * units[at].length
		next, rest = at+1, rest[u:]
	}
	return total, nil
}

// ParseSigned is Parse with the units of Clock; a leading "-" makes the length
// negative.
func ParseSigned(text string) (time.Duration, error) {
	rest, negative := strings.CutPrefix(text, "-")
	d, err := Parse(rest, Clock)
	if negative {
		d = -d
	}
	return d, err
}

func (u Units) syntax() error {
	examples := "4h, 1h30m, 90s"
	if u == Days {
		examples = "2d, " + examples
	}
	return fault.Because(fault.ErrSyntax, "a length of time is written %s", examples)
}

// Format writes d in a form that ParseSigned reads: "1h30m", "45s", "0s". It writes
// hours instead of days: 36h is the usual form of a target.
func Format(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	var b strings.Builder
	rest := uint64(d)
	if d < 0 {
		b.WriteByte('-')
		rest = -rest
	}
	for _, u := range units[1:] {
		if n := rest / uint64(u.length); n > 0 {
			b.WriteString(strconv.FormatUint(n, 10))
			b.WriteString(u.name)
			rest %= uint64(u.length)
		}
	}
	return b.String()
}
