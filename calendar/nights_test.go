package calendar_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
)

// A part-day closing takes its stretch of the clock and no more, and an eve
// shortens the shift that begins on it: the shift of the evening before keeps its
// tail. 24 December 2026 is a Thursday.
func TestShortDaysAndNights(t *testing.T) {
	closed := func(list string) []calendar.Holidays { return []calendar.Holidays{{Country: list}} }
	less := calendar.Eves{On: calendar.DayBefore, Less: "1h"}
	for _, c := range []struct {
		name string
		spec calendar.Spec
		open string // from 23 December 12:00 to 26 December 12:00: day hour:minute
		days string // business days among 23 to 26
	}{
		{"every night", calendar.Spec{Hours: "mon-sun 22:00-06:00"},
			"23 22:00 24 06:00, 24 22:00 25 06:00, 25 22:00 26 06:00", "23 24 25 26"},
		{"an afternoon and evening off", calendar.Spec{Hours: "mon-sun 22:00-06:00", Holidays: closed("2026-12-24/14:00-24:00")},
			"23 22:00 24 06:00, 25 00:00 25 06:00, 25 22:00 26 06:00", "23 24 25 26"},
		{"the rest of a night is its evening's", calendar.Spec{Hours: "thu 22:00-06:00", Holidays: closed("2026-12-24/14:00-24:00")},
			"25 00:00 25 06:00", "24"},
		{"a night off in its middle", calendar.Spec{Hours: "thu 22:00-06:00", Holidays: closed("2026-12-24/23:00-02:00")},
			"24 22:00 24 23:00, 25 02:00 25 06:00", "24"},
		{"off over midnight, hours of both days", calendar.Spec{Hours: "mon-sun 00:00-24:00", Holidays: closed("2026-12-24/23:00-02:00")},
			"23 12:00 24 23:00, 25 02:00 26 12:00", "23 24 25 26"},
		{"off in the early hours takes the tail of the evening before", calendar.Spec{Hours: "mon-sun 22:00-06:00", Holidays: closed("2026-12-24/03:00-05:00")},
			"23 22:00 24 03:00, 24 05:00 24 06:00, 24 22:00 25 06:00, 25 22:00 26 06:00", "23 24 25 26"},
		{"a part off, then a holiday", calendar.Spec{Hours: "mon-sun 22:00-06:00", Holidays: closed("2026-12-24/14:00-24:00 2026-12-25")},
			"23 22:00 24 06:00, 26 00:00 26 06:00", "23 26"},
		{"the same with whole shifts", calendar.Spec{Hours: "mon-sun 22:00-06:00", Shifts: calendar.KeepWhole, Holidays: closed("2026-12-24/14:00-24:00 2026-12-25")},
			"23 22:00 24 06:00, 25 00:00 25 06:00", "23 24 26"},
		{"an eve", calendar.Spec{Hours: "mon-sun 22:00-06:00", Holidays: closed("2026-12-25"), Eves: less},
			"23 22:00 24 06:00, 24 22:00 25 00:00, 26 00:00 26 06:00", "23 24 26"},
		{"an eve with whole shifts", calendar.Spec{Hours: "mon-sun 22:00-06:00", Shifts: calendar.KeepWhole, Holidays: closed("2026-12-25"), Eves: less},
			"23 22:00 24 06:00, 24 22:00 25 05:00", "23 24 26"},
		{"an eve of which a part is closed", calendar.Spec{Hours: "mon-sun 22:00-06:00", Shifts: calendar.KeepWhole, Holidays: closed("2026-12-24/23:00-02:00 2026-12-25"), Eves: less},
			"23 22:00 24 06:00, 24 22:00 24 23:00, 25 02:00 25 05:00", "23 24 26"},
		{"more than a day off", calendar.Spec{Hours: "mon-sun 04:00+24h", Holidays: closed("2026-12-24/02:30+24h")},
			"23 12:00 24 02:30, 25 02:30 26 12:00", "23 24 25 26"},
		{"the rest of a night after hours of the next date", calendar.Spec{Hours: "mon-sun 04:00+24h", Shifts: calendar.KeepWhole, Holidays: closed("2026-12-24/02:30+24h"),
			Days: map[calendar.Local]calendar.Hours{"2026-12-25": "00:30-01:30"}},
			"23 12:00 24 02:30, 25 00:30 25 01:30, 25 02:30 25 04:00, 26 04:00 26 12:00", "23 24 25 26"},
		{"hours of a date stand as written", calendar.Spec{Hours: "mon-sun 22:00-06:00", Holidays: closed("2026-12-24/14:00-24:00"),
			Days: map[calendar.Local]calendar.Hours{"2026-12-24": "13:00-15:00"}},
			"23 22:00 24 00:00, 24 13:00 24 15:00, 25 00:00 25 06:00, 25 22:00 26 06:00", "23 24 25 26"},
	} {
		c.spec.Zone = "UTC"
		made, err := sources.New(c.spec)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var open, days []string
		for from, to := range made.Segments(time.Date(2026, 12, 23, 12, 0, 0, 0, time.UTC), time.Date(2026, 12, 26, 12, 0, 0, 0, time.UTC)) {
			open = append(open, from.Format("02 15:04")+" "+to.Format("02 15:04"))
		}
		if got := strings.Join(open, ", "); got != c.open {
			t.Errorf("%s: open\n%s, want\n%s", c.name, got, c.open)
		}
		for d := 23; d <= 26; d++ {
			if made.Day(date.New(2026, time.December, d)).Business {
				days = append(days, fmt.Sprint(d))
			}
		}
		if got := strings.Join(days, " "); got != c.days {
			t.Errorf("%s: business days %s, want %s", c.name, got, c.days)
		}
	}
}
