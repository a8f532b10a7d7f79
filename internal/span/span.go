// Package span reads and writes lengths of time as contracts write them: "4h",
// "1h30m", "90s", "250ms". There are no days: a day is either a length or a
// date, and whoever writes one must say which.
package span

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
)

var units = []struct {
	name   string
	length time.Duration
}{
	{"h", time.Hour}, {"m", time.Minute}, {"s", time.Second},
	{"ms", time.Millisecond}, {"us", time.Microsecond}, {"ns", time.Nanosecond},
}

// textMax bounds what is read, in bytes.
const textMax = 40

// Parse reads whole numbers with units, the larger unit first, each unit once:
// "1h30m". A leading "-" makes it negative; "0s" is zero.
func Parse(text string) (time.Duration, error) {
	rest, negative := strings.CutPrefix(text, "-")
	if rest == "" || len(text) > textMax {
		return 0, syntax()
	}
	var total time.Duration
	next := 0 // units from here on may still follow
	for rest != "" {
		n := 0
		for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
			n++
		}
		u := n
		for u < len(rest) && rest[u] >= 'a' && rest[u] <= 'z' {
			u++
		}
		if n == 0 || u == n {
			return 0, syntax()
		}
		count, err := strconv.ParseInt(rest[:n], 10, 64)
		at := -1
		for i := next; i < len(units); i++ {
			if units[i].name == rest[n:u] {
				at = i
			}
		}
		if at < 0 {
			if rest[n:u] == "d" || strings.HasPrefix(rest[n:u], "day") {
				return 0, fault.Because(fault.ErrSyntax, "a day is written as 24h, or as business days or calendar days")
			}
			return 0, syntax()
		}
		if err != nil || count > (math.MaxInt64-int64(total))/int64(units[at].length) {
			return 0, fault.Because(fault.ErrRange, "longer than 292 years")
		}
		total += time.Duration(count) * units[at].length
		next, rest = at+1, rest[u:]
	}
	if negative {
		total = -total
	}
	return total, nil
}

func syntax() error {
	return fault.Because(fault.ErrSyntax, "a length of time is written 4h, 1h30m, 90s")
}

// Format writes d so that Parse gives it back: "1h30m", "45s", "0s".
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
	for _, u := range units {
		if n := rest / uint64(u.length); n > 0 {
			b.WriteString(strconv.FormatUint(n, 10))
			b.WriteString(u.name)
			rest %= uint64(u.length)
		}
	}
	return b.String()
}
