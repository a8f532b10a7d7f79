package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

// TestWordsAreToldApartAtEverySize: words of any size that differ in one byte are
// different words, of an agreement and of tickets; 17 bytes and more are kept in
// another way than 16.
func TestWordsAreToldApartAtEverySize(t *testing.T) {
	opened := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	for _, size := range []int{1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 18, 24, 25, 33, 64, 65} {
		for differs := range size {
			word := func(c byte) string {
				b := make([]byte, size)
				for i := range b {
					b[i] = 'a'
				}
				b[differs] = c
				return string(b)
			}
			spec := benchSpec()
			spec.Clocks["response"] = sla.Clock{Start: sla.On("opened"), Stop: sla.On(word('s'))}
			spec.Objectives = spec.Objectives[:1]
			spec.Objectives[0].Targets = []sla.Target{
				{When: sla.Where{"priority": sla.Is(word('x'))}, Within: "1h", Calendar: "24x7"}, {Within: "2h", Calendar: "24x7"}}
			delete(spec.Clocks, "resolution")
			delete(spec.Calendars, "office")
			a := must(sla.New(spec))
			tally := a.NewTally()
			for i, c := range []struct {
				priority, stop string
				after          time.Duration
			}{
				{word('x'), word('s'), 90 * time.Minute},       // missed
				{word('y'), word('s'), 90 * time.Minute},       // met: another target
				{word('x'), word('r'), 30 * time.Minute},       // not stopped, so missed
				{word('x') + "a", word('s'), 90 * time.Minute}, // met: another target
			} {
				tally.Add(&sla.Ticket{ID: fmt.Sprint(i), Attrs: sla.Attrs{{"priority", c.priority}}, Events: []sla.Event{
					{At: opened, Name: "opened"}, {At: opened.Add(c.after), Name: c.stop}}})
			}
			r := must(tally.Result(sla.Month(2026, time.January), opened.AddDate(0, 1, 0)))
			if got := r.Outcomes[0]; got.Good != 2 || got.Total != 4 {
				t.Errorf("%d bytes, byte %d: %d of %d are good, want 2 of 4", size, differs, got.Good, got.Total)
			}
		}
	}
}
