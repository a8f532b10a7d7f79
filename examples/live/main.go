// Command live is a small help desk that runs in virtual time: events arrive,
// alarms go off at the right instants, and a readable log is printed.
//
//	go run ./examples/live
//
// It neither sleeps nor polls. Each ticket has one timer, which is set to Readings.Next
// after each event of the ticket; when the timer goes off, Readings.Fired lists the
// alarms. This program keeps the timers in a heap; a program in real time uses one
// time.Timer or delayed jobs.
package main

import (
	"embed"
	"fmt"
	"io"
	"os"
	_ "time/tzdata"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed desk.yaml
var files embed.FS

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(out io.Writer) error {
	agreement, err := specfile.Open(files, "desk.yaml", sla.Sources{})
	if err != nil {
		return err
	}
	zone := agreement.Location()
	arrivals, err := read(story, zone)
	if err != nil {
		return err
	}
	newDesk(agreement, zone, out).run(arrivals)
	return nil
}
