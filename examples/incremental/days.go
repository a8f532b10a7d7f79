package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"time"

	"github.com/upheld/upheld/sla"
)

// day is a file of one day: its name, its lines, and when it ends.
type day struct {
	name string
	text []byte
	end  time.Time
}

// deskDays makes the files of a help desk from a seed, of days from 1 March 2026 with so
// many new tickets each. A ticket is delivered on each day on which it changes, whole.
// Some facts are corrected by a later line, and a few tickets are withdrawn as spam.
func deskDays(seed int64, days, tickets int) []day {
	random := rand.New(rand.NewSource(seed))
	first := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	lines := make([]bytes.Buffer, days)
	deliver := func(n int, key string, facts *sla.Facts) {
		if n >= days {
			return
		}
		line := map[string]any{"key": key}
		if facts != nil {
			line["facts"] = facts
		}
		text, err := json.Marshal(line)
		if err != nil {
			panic(err) // no fact made here has a value that JSON cannot hold
		}
		lines[n].Write(append(text, '\n'))
	}
	for n := range days {
		for i := range tickets {
			id := fmt.Sprintf("T-%02d-%02d", n+1, i+1)
			at := first.AddDate(0, 0, n).Add(time.Duration(8*60+random.Intn(9*60)) * time.Minute)
			ticket := sla.Ticket{ID: id, Attrs: sla.Attrs{
				{"priority", []string{"P1", "P2", "P3"}[random.Intn(3)]}, {"team", []string{"red", "blue"}[random.Intn(2)]},
			}}
			names := []string{"created", "replied", "waiting", "back", "resolved"}
			if random.Intn(3) > 0 {
				names = []string{"created", "replied", "resolved"}
			}
			changed := map[int]bool{}
			for seq, name := range names {
				event := sla.Event{At: at, Name: name, ID: fmt.Sprint(id, "-", seq)}
				switch name {
				case "waiting":
					event.Set = sla.Attrs{{"status", "waiting"}}
				case "back":
					event.Set = sla.Attrs{{"status", "open"}}
				}
				ticket.Events = append(ticket.Events, event)
				changed[int(at.Sub(first)/(24*time.Hour))] = true
				at = at.Add(time.Duration(1+random.Intn([]int{90, 600, 1500, 900, 900}[seq])) * time.Minute)
			}
			for on := n; on < days; on++ {
				if !changed[on] {
					continue
				}
				known := ticket
				known.Events = nil
				for _, e := range ticket.Events {
					if e.At.Before(first.AddDate(0, 0, on+1)) {
						known.Events = append(known.Events, e)
					}
				}
				deliver(on, id, &sla.Facts{Tickets: []sla.Ticket{known}})
			}
			switch random.Intn(20) {
			case 0: // the wrong priority, found some days later
				ticket.Attrs = sla.Attrs{{"priority", "P1"}, ticket.Attrs[1]}
				deliver(n+1+random.Intn(6), id, &sla.Facts{Tickets: []sla.Ticket{ticket}})
			case 1: // spam
				deliver(n+1+random.Intn(3), id, nil)
			}
		}
		if random.Intn(6) == 0 {
			from := first.AddDate(0, 0, n).Add(time.Duration(random.Intn(1200)) * time.Minute)
			id := fmt.Sprintf("OUT-%02d", n+1)
			outage := sla.Outage{Of: "portal", ID: id, From: from, To: from.Add(time.Duration(5+random.Intn(40)) * time.Minute)}
			deliver(n, id, &sla.Facts{Outages: []sla.Outage{outage}})
			if random.Intn(2) == 0 { // its end was written down too late
				outage.To = outage.To.Add(-3 * time.Minute)
				deliver(n+2, id, &sla.Facts{Outages: []sla.Outage{outage}})
			}
		}
	}
	var files []day
	for n := range days {
		end := first.AddDate(0, 0, n+1)
		files = append(files, day{first.AddDate(0, 0, n).Format(time.DateOnly), lines[n].Bytes(), end})
	}
	return files
}
