package metrics

import (
	"strconv"
	"time"

	"github.com/upheld/upheld/internal/fault"
	written "github.com/upheld/upheld/internal/span"
)

// Span is a length of time as written: "90s", "1h30m", "250ms", "2d". The units
// are d (24 hours), h, m, s, ms, us and ns, each at most once, from the longest
// to the shortest, with whole numbers. It carries no sign. The empty Span is
// not stated.
type Span string

// units in the order in which they are written.
var units = []struct {
	name string
	size time.Duration
}{
	{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second},
	{"ms", time.Millisecond}, {"us", time.Microsecond}, {"ns", time.Nanosecond},
}

// SpanOf writes a length; a negative one has a leading "-", which only figures
// need: Parse does not take it.
func SpanOf(d time.Duration) Span {
	return Span(written.Format(d)) // hours do not become days: 36h is how targets are written
}

// Parse gives the length. The empty Span is an error of kind ErrMissing.
func (s Span) Parse() (time.Duration, error) {
	text := string(s)
	if text == "" {
		return 0, fault.Because(ErrMissing, "a length of time such as 1h30m")
	}
	if len(text) > 60 {
		return 0, fault.Because(ErrRange, "a length of time is shorter than that")
	}
	var total time.Duration
	for next := 0; text != ""; {
		i := 0
		for i < len(text) && text[i] >= '0' && text[i] <= '9' {
			i++
		}
		j := i
		for j < len(text) && text[j] >= 'a' && text[j] <= 'z' {
			j++
		}
		if i == 0 || i == j {
			return 0, fault.Because(ErrSyntax, "a length of time such as 90s, 1h30m or 2d, in whole numbers")
		}
		u := next
		for u < len(units) && units[u].name != text[i:j] {
			u++
		}
		if u == len(units) {
			return 0, fault.Because(ErrSyntax, "%q is no unit or out of place: d, h, m, s, ms, us, ns, longest first", text[i:j])
		}
		n, err := strconv.ParseInt(text[:i], 10, 64)
		if err != nil || n > (1<<63-1-int64(total))/int64(units[u].size) {
			return 0, fault.Because(ErrRange, "a length of time is at most 292 years")
		}
		total += time.Duration(n) * units[u].size
		text, next = text[j:], u+1
	}
	return total, nil
}
