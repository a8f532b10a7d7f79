// Command testing is a program with an agreement and with tests of the agreement. The
// tests are what it shows: desk.case for the service manager, main_test.go for the
// timer code. GUIDE.md explains them.
//
//	go run ./examples/testing
//	go test ./examples/testing
package main

import (
	"embed"
	"fmt"
	"log"
	"os"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed desk.yaml
var files embed.FS

func main() {
	log.SetFlags(0)
	desk, err := specfile.Open(files, "desk.yaml", sla.Sources{Holidays: holidays.Official})
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2026, time.April, 2, 15, 0, 0, 0, desk.Location())
	ticket := sla.Ticket{ID: "T1", Events: []sla.Event{{At: at, Name: "created"}}}
	fmt.Fprintln(os.Stdout, due(desk, &ticket, at))
}

// due is the text that the screens of the program show for a ticket.
func due(desk *sla.Agreement, ticket *sla.Ticket, now time.Time) string {
	reading, ok := desk.Track(ticket, now).Of("resolution")
	switch {
	case !ok:
		return ""
	case reading.DueAt.IsZero():
		return string(reading.Phase)
	}
	return "due " + reading.DueAt.In(desk.Location()).Format("Mon 2 Jan 15:04")
}
