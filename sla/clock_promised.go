package sla

import (
	"time"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/zone"
)

// promised reads the instant in a ticket's attribute: an RFC 3339 instant, a
// local date-time in the zone, or a local date, which means the end of that day.
func promised(text string, z *zone.Zone) (at int64, ok bool) {
	if len(text) < len("2006-01-02") {
		return 0, false
	}
	y, okYear := number(text[0:4])
	m, okMonth := number(text[5:7])
	d, okDay := number(text[8:10])
	if !okYear || !okMonth || !okDay || text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	day := zone.DayNumber(y, m, d)
	if yy, mm, dd := zone.Civil(day); yy != y || mm != m || dd != d || day < horizonFrom/86400 || day >= horizonTo/86400 {
		return 0, false
	}
	if len(text) == 10 {
		return z.Start(day+1)*int64(time.Second) - 1, true
	}
	clock := text[11:]
	if text[10] != 'T' && text[10] != ' ' || len(clock) < 5 {
		return 0, false
	}
	if last := clock[len(clock)-1]; last == 'Z' || len(clock) > 8 {
		t, ok := civil.Instant([]byte(text))
		if !ok {
			return 0, false
		}
		return nanos(t)
	}
	hour, okHour := number(clock[0:2])
	minute, okMinute := number(clock[3:5])
	second, okSecond := int64(0), true
	if len(clock) > 5 {
		if len(clock) != 8 || clock[5] != ':' {
			return 0, false
		}
		second, okSecond = number(clock[6:8])
	}
	if !okHour || !okMinute || !okSecond || clock[2] != ':' || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	return z.Resolve(day, hour*3600+minute*60+second) * int64(time.Second), true
}

// number reads decimal digits only.
func number(text string) (n int64, ok bool) {
	for i := range len(text) {
		c := text[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}
