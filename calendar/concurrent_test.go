package calendar_test

import (
	"fmt"
	"math/rand"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
)

// answers asks a calendar questions in an order and gives the answers in the
// order of the questions.
func answers(c calendar.Calendar, order []int) []string {
	all := make([]string, len(order))
	for _, i := range order {
		t := horizonStart.AddDate(i%280, i%12, i%31).Add(time.Duration(i) * 977 * time.Second)
		u, err1 := c.Add(t, time.Duration(i%500)*time.Hour)
		v, err2 := c.AddDays(t, i%50-25, calendar.EndOfDay())
		open, ok := c.NextOpen(t)
		all[i] = fmt.Sprint(c.IsOpen(t), c.Elapsed(t, t.AddDate(i%4, 0, 0)), u, err1, v, err2, open, ok,
			c.KnownAt(t).Elapsed(t, t.AddDate(0, 1, 0)), c.BusinessDays(date.NewAt(t), date.NewAt(t)+100), slices.Collect(c.Closures(t, t.AddDate(2, 0, 0))))
	}
	return all
}

func mixed(t testing.TB) calendar.Calendar {
	berlin := must(t, calendar.Spec{
		Zone: "Europe/Berlin", Hours: "mon-fri 09:00-12:00,13:00-17:00", Closed: []calendar.Local{"2026-04-03"},
		Versions: []calendar.Version{{Known: "2026-01-01", From: "2026-07-01", Hours: "mon-fri 08:00-16:00"}},
	})
	manila := must(t, calendar.Spec{Zone: "Asia/Manila", Hours: "mon-fri 22:00-06:00"})
	window := must(t, calendar.Spec{Zone: "America/New_York", Hours: "sun 02:00-03:00"})
	return calendar.Union(berlin, manila).Except(window).In(location("Europe/London"))
}

// The index is compiled on first touch; neither the order of touches nor who
// touches first may show.
func TestAnyOrderAndAnyNumberOfReaders(t *testing.T) {
	t.Parallel()
	const questions = 300
	runs := int64(5)
	if testing.Short() {
		runs = 1
	}
	order := make([]int, questions)
	for i := range order {
		order[i] = i
	}
	want := answers(mixed(t), order)
	compiled := mixed(t)
	compiled.Precompile(horizonStart, horizonEnd)
	if got := answers(compiled, order); !slices.Equal(got, want) {
		t.Error("compiling first changes answers")
	}
	for seed := range runs {
		c := mixed(t)
		var readers sync.WaitGroup
		for reader := range int64(8) {
			shuffled := slices.Clone(order)
			rand.New(rand.NewSource(seed*8+reader)).Shuffle(questions, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			readers.Go(func() {
				if got := answers(c, shuffled); !slices.Equal(got, want) {
					t.Errorf("reader %d of run %d had other answers", reader, seed)
				}
				if c.Fingerprint() != compiled.Fingerprint() {
					t.Error("another fingerprint")
				}
			})
		}
		readers.Wait()
	}
}

func TestQueriesDoNotAllocate(t *testing.T) {
	c := mixed(t)
	from := time.Date(2026, 3, 27, 15, 30, 0, 5, location("Asia/Tokyo"))
	to := from.AddDate(1, 0, 0)
	for name, query := range map[string]func(){
		"IsOpen":       func() { c.IsOpen(from) },
		"Elapsed":      func() { c.Elapsed(from, to) },
		"Add":          func() { c.Add(from, 160*time.Hour) },
		"Add back":     func() { c.Add(to, -160*time.Hour) },
		"AddDays":      func() { c.AddDays(from, 5, calendar.EndOfDay()) },
		"NextOpen":     func() { c.NextOpen(from) },
		"NextClose":    func() { c.NextClose(from) },
		"PrevOpen":     func() { c.PrevOpen(from) },
		"PrevClose":    func() { c.PrevClose(from) },
		"KnownAt":      func() { c.KnownAt(from) },
		"BusinessDays": func() { c.BusinessDays(date.NewAt(from), date.NewAt(to)) },
		"Segments": func() {
			for range c.Segments(from, from.AddDate(0, 1, 0)) {
			}
		},
	} {
		query()
		if n := testing.AllocsPerRun(100, query); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func TestCalendarsAreComparable(t *testing.T) {
	if one, other := calendar.Always(), calendar.Always(); one != other || (calendar.Calendar{}) != calendar.Union() || calendar.Intersection() != calendar.Always() {
		t.Error("the fixed calendars differ from themselves")
	}
	c := must(t, calendar.Spec{Zone: "UTC", Hours: "24x7"})
	if calendar.Union(c) != c || c.In(time.UTC) != c || c.Except(calendar.Calendar{}) != c || (calendar.Calendar{}).In(time.UTC) != (calendar.Calendar{}) {
		t.Error("an operation that changes nothing makes another calendar")
	}
	if calendar.Intersection(c, calendar.Calendar{}) != (calendar.Calendar{}) {
		t.Error("an intersection with nothing is something")
	}
	seen := map[calendar.Calendar]bool{c: true}
	if !seen[c] || seen[calendar.Always()] {
		t.Error("a calendar is no key")
	}
}
