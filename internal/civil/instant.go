package civil

import "time"

// Instant reads an instant strictly by RFC 3339: 2026-03-31T09:00:00Z, with up to
// nine digits after the second, and Z or an offset of up to 23:59, in capital
// letters. The time package also reads an hour of one digit, a comma before the
// fraction, and offsets of a day and more, and drops digits finer than a
// nanosecond.
func Instant(text []byte) (time.Time, bool) {
	var t time.Time
	const clock = len("2026-03-31T09:00:00")
	if len(text) < clock+1 || text[10] != 'T' || text[13] != ':' || text[16] != ':' {
		return t, false
	}
	rest := text[clock:]
	if rest[0] == '.' {
		n := 1
		for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
			n++
		}
		if n == 1 || n > 10 {
			return t, false
		}
		rest = rest[n:]
	}
	switch {
	case len(rest) == 1 && rest[0] == 'Z':
	case len(rest) == len("+00:00") && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':' && rest[1] <= '2' &&
		(rest[1] < '2' || rest[2] <= '3') && rest[4] <= '5':
	default:
		return t, false
	}
	err := t.UnmarshalText(text)
	return t, err == nil
}
