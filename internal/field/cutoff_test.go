package field_test

import (
	"testing"

	"github.com/upheld/upheld/internal/field"
	"github.com/upheld/upheld/sla"
)

// What comes in after 16:30 counts as of the next morning, in hours and in days.
func TestCutOffHalfAnHourBeforeClosing(t *testing.T) {
	c := field.Open(t, "tickets-19-cut-off-half-an-hour-before-closing")
	checkDue(t, c, "resolution", "T1", "solved", "2018-03-02T16:15:00Z") // Friday 11:15
	checkDue(t, c, "resolution", "T2", "solved", "2018-03-02T17:00:00Z") // Friday 12:00
	checkDue(t, c, "resolution", "T3", "solved", "2018-03-02T22:00:00Z") // Friday 17:00
	checkDue(t, c, "resolution", "T4", "solved", "2018-03-05T22:00:00Z") // Monday 17:00
	for id, late := range map[string]bool{"T1": false, "T2": true, "T3": false, "T4": true} {
		told := false
		for _, n := range c.Agreement.Explain(c.Ticket(t, id), "resolution", field.At(t, "2018-03-01T22:00:00Z")).Because {
			told = told || n.Code == sla.NoteReceived && n.At.Equal(field.At(t, "2018-03-02T13:00:00Z"))
		}
		if told != late {
			t.Errorf("%s: told that it counts as of Friday 08:00: %t", id, told)
		}
	}
}
