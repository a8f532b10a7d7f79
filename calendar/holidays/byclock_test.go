package holidays_test

import (
	"strings"
	"testing"

	"github.com/upheld/upheld/calendar/holidays"
)

// By hand, in Berlin: clocks go forward on 29 March 2026 at 02:00 and back on 25
// October at 03:00. To keeps the length from DTSTART to DTEND, ToByClock the time of
// day of DTEND.
func TestEndsByTheClock(t *testing.T) {
	const tz = ";TZID=Europe/Berlin:"
	for _, c := range []struct{ name, event, byLength, byClock string }{
		{"over the change in spring", "DTSTART" + tz + "20260322T013000\nDTEND" + tz + "20260322T033000\nRRULE:FREQ=WEEKLY;COUNT=3", "0230 0230 0130", "0230 0130 0130"},
		{"over the change in autumn", "DTSTART" + tz + "20261018T013000\nDTEND" + tz + "20261018T033000\nRRULE:FREQ=WEEKLY;COUNT=3", "0130 0130 0230", "0130 0230 0230"},
		{"over midnight", "DTSTART" + tz + "20260321T230000\nDTEND" + tz + "20260322T040000\nRRULE:FREQ=WEEKLY;COUNT=2", "0300 0300", "0300 0200"},
		{"an end in another zone", "DTSTART" + tz + "20260322T013000\nDTEND:20260322T023000Z\nRRULE:FREQ=WEEKLY;COUNT=2", "0230 0230", "0230 0230"},
		{"once, over the change", "DTSTART" + tz + "20260329T013000\nDTEND" + tz + "20260329T033000", "0130", "0130"},
		{"an end that the clock skips", "DTSTART" + tz + "20260322T013000\nDTEND" + tz + "20260322T023000\nRRULE:FREQ=WEEKLY;COUNT=2", "0130 0130", "0130 0130"},
		{"a length", "DTSTART" + tz + "20260322T013000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;COUNT=2", "0230 0230", "0230 0230"},
		{"a whole day", "DTSTART;VALUE=DATE:20260329", "2200", "2200"},
	} {
		list, err := holidays.ReadInstances(strings.NewReader(file(c.event)), holidays.Filter{}, berlin, instant(t, "2026-01-01T00:00:00Z"), instant(t, "2027-01-01T00:00:00Z"))
		if err != nil {
			t.Fatal(err)
		}
		var byLength, byClock []string
		for _, i := range list {
			byLength = append(byLength, i.To.UTC().Format("1504"))
			byClock = append(byClock, i.ToByClock.UTC().Format("1504"))
		}
		if strings.Join(byLength, " ") != c.byLength || strings.Join(byClock, " ") != c.byClock {
			t.Errorf("%s: %v and %v, want %s and %s", c.name, byLength, byClock, c.byLength, c.byClock)
		}
	}
}
