package calendar_test

import (
	"fmt"
	"testing"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
)

// businessDaysAreOpenings: a date is a business day where an opening starts on
// it, by the clock of the calendar: where the set of open minutes begins, or
// where hours as written begin in an open one. Hours that are taken out with
// except begin nothing. What part-day closings and eves leave of a shift belongs to
// the date on which the shift begins.
func businessDaysAreOpenings(r *tape.Reader) error {
	s := draw(r)
	open, begins, wall := s.open(), s.begins(), s.wall()
	days := map[date.Date]bool{}
	for i := margin; i < margin+2*reach; i++ {
		if open[i] && (!open[i-1] || begins[i] > 0) {
			at := i
			if begins[i] > 0 {
				at = begins[i] - 1
			}
			days[date.Date(wall[at]/(24*60))] = true
		}
	}
	first, last := s.day()-2, s.day()+2 // whole dates, well within what was looked at
	count := 0
	for d := first; d <= last; d++ {
		if got := s.c.Day(d).Business; got != days[d] {
			return fmt.Errorf("%s: %v is a business day: %v, by its minutes %v", s.text, d, got, days[d])
		}
		if days[d] {
			count++
		}
	}
	if got := s.c.BusinessDays(first, last+1); got != count {
		return fmt.Errorf("%s: %d business days from %v to %v, by their minutes %d", s.text, got, first, last, count)
	}
	return nil
}

func TestBusinessDaysAreOpenings(t *testing.T) { tape.Check(t, businessDaysAreOpenings) }

// Every place is visited, with each operation.
func TestBusinessDaysEverywhere(t *testing.T) {
	t.Parallel()
	step := 1
	if testing.Short() {
		step = 5
	}
	for i := 0; i < len(places); i += step {
		for operation := range uint16(3) {
			tape.Replay(t, businessDaysAreOpenings, uint16(i), 1, 0, 0, 1, 1, 3, 5, 0, 2, operation, 1, 4)
			tape.Replay(t, businessDaysAreOpenings, uint16(i), 3, 1, 0, 3, 3, 1, 1, 2, 9, 2, operation, 0, 3, 4, 1, 1, 5, 3, 2, 1, 0, 2, 1, 7, 6, 3, operation, 1)
		}
	}
}

// On 26 April 2024 Cairo had no hour from midnight to one: hours within it begin
// nothing, whoever is open then.
func TestSkippedHoursBeginNoBusinessDay(t *testing.T) {
	for _, c := range []struct {
		hours calendar.Week
		want  bool
	}{{"mon-fri 00:00-00:15", false}, {"mon-fri 00:00-01:00", false}, {"mon-fri 00:00-01:15", true}} {
		cairo := must(t, calendar.Spec{Zone: "Africa/Cairo", Hours: c.hours, Days: map[calendar.Local]calendar.Hours{"2024-04-25": "22:00-06:00"}})
		if got := cairo.Day(date.New(2024, 4, 26)).Business; got != c.want {
			t.Errorf("%s: a business day: %t", c.hours, got)
		}
	}
}
