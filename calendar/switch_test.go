package calendar_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
)

// At its instant a switch is the calendar after it, to the second; until then it is
// the one before. An instant within a second is cut to that second.
func TestASwitchIsAtItsInstant(t *testing.T) {
	at := time.Date(2026, time.June, 17, 10, 30, 7, 0, time.UTC)
	for _, of := range []time.Time{at, at.Add(999 * time.Millisecond)} {
		closes := calendar.Switch(calendar.Always(), of, calendar.Calendar{})
		opens := calendar.Switch(calendar.Calendar{}, of, calendar.Always())
		for shift, after := range map[time.Duration]bool{-time.Second: false, -1: false, 0: true, 1: true, time.Second: true} {
			u := at.Add(shift)
			if closes.IsOpen(u) == after || opens.IsOpen(u) != after {
				t.Errorf("%v after %v: open %v before, %v after the switch", shift, at, closes.IsOpen(u), opens.IsOpen(u))
			}
		}
		from, to := at.Add(-time.Minute), at.Add(time.Hour)
		if before, after := closes.Elapsed(from, to), opens.Elapsed(from, to); before != time.Minute || after != time.Hour {
			t.Errorf("%v before and %v after the switch, want a minute and an hour", before, after)
		}
		both := calendar.Switch(calendar.Always(), of, calendar.Always())
		if all := both.Elapsed(from, to); all != time.Hour+time.Minute {
			t.Errorf("%v of an hour and a minute", all)
		}
	}
}
