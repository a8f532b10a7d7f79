// Command loops works out due times by a loop over days, as many programs do, and by a
// calendar. GUIDE.md explains the differences.
//
//	go run ./examples/loops
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar"
)

func main() {
	log.SetFlags(0)
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// byLoop is the loop: the desk is open from 09:00 to 17:00, except on holidays.
func byLoop(t time.Time, left time.Duration, holidays map[string]bool) (time.Time, error) {
	for range 1000 {
		day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
		opens, closes := day.Add(9*time.Hour), day.Add(17*time.Hour)
		if t.Before(opens) {
			t = opens
		}
		if !holidays[day.Format(time.DateOnly)] && t.Before(closes) {
			if closes.Sub(t) >= left {
				return t.Add(left), nil
			}
			left -= closes.Sub(t)
		}
		t = day.Add(24 * time.Hour)
	}
	return time.Time{}, errors.New("no end after 1000 days")
}

// desk is the same hours as a calendar.
var desk = calendar.Spec{
	Zone: "Europe/Berlin", Hours: "mon-sun 09:00-17:00", Closed: []calendar.Local{"2026-04-03"},
}

func run(out io.Writer) error {
	hours, err := calendar.New(desk)
	if err != nil {
		return err
	}
	holidays := map[string]bool{"2026-04-03": true}
	for _, c := range []struct {
		from   calendar.Local
		within time.Duration
	}{
		{"2026-04-01T15:00", 4 * time.Hour},  // an ordinary day
		{"2026-04-02T15:00", 4 * time.Hour},  // Good Friday
		{"2026-03-28T16:00", 4 * time.Hour},  // clocks go forward in the night
		{"2026-10-24T16:00", 12 * time.Hour}, // clocks go back in the night
	} {
		from, err := c.from.In(hours.Location())
		if err != nil {
			return err
		}
		due, err := hours.Add(from, c.within)
		if err != nil {
			return err
		}
		loop := "never"
		if at, err := byLoop(from, c.within, holidays); err == nil {
			loop = clock(at)
		}
		fmt.Fprintf(out, "%s + %2.0fh  loop %-16s calendar %s\n", clock(from), c.within.Hours(), loop, clock(due))
	}
	return nil
}

func clock(t time.Time) string { return t.Format("Mon 02 Jan 15:04") }
