// Command dashboard shows a desk live on a page of this machine. A help desk's March is
// replayed on a virtual clock: a minute of its time takes a second.
//
//	go run ./examples/dashboard
//	go run ./examples/dashboard -at 2026-03-21T10:00 -speed 10
//	go run ./examples/dashboard -check
//
// It prints its address and serves until it is interrupted. The page renews itself when
// a fact arrives and at the instant that View.Next gives. So nothing polls. Without
// JavaScript a link renews the page. The page depends on the facts and the instant alone:
// started again with -at, the program shows the same page. -check starts the program,
// asks it for its pages once, and ends.
//
// The server listens on 127.0.0.1 and answers requests for this machine alone, so that no
// other page in the browser can read or move it.
package main

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed acme.yaml march.json
var files embed.FS

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("dashboard", flag.ContinueOnError)
	flags.SetOutput(out)
	at := flags.String("at", "2026-03-20T16:00", "where the clock starts: a local date-time of March 2026")
	speed := flags.Int64("speed", 60, "how much faster than this machine's the clock runs, 1 to 86400")
	port := flags.Int("port", 8311, "port on 127.0.0.1; 0: any free port")
	check := flags.Bool("check", false, "ask for every page once, and end")
	pages := flags.String("pages", "", "with -check: the folder that keeps the desk, a ticket and an incident")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *pages != "" && !*check {
		return errors.New("-pages goes with -check: write both")
	}
	if *speed < 1 || *speed > 86400 {
		return fmt.Errorf("-speed %d: write a number from 1 to 86400", *speed)
	}
	agreement, facts, err := load()
	if err != nil {
		return err
	}
	start, err := calendar.Local(*at).In(agreement.Location())
	if err != nil {
		return fmt.Errorf("-at %s: %w", *at, err)
	}
	first, end := agreement.Bounds(sla.Month(2026, time.March))
	if start.Before(first) || !start.Before(end) {
		return fmt.Errorf("-at %s: the facts are of March 2026; write an instant such as 2026-03-20T16:00", *at)
	}
	if *check {
		*port = 0
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		return err
	}
	d := newDashboard(agreement, facts, newClock(start, end, *speed))
	if *check {
		d.clock.stop() // so that every check gets the same pages
	}
	// Requests that wait for a change end with ctx, so that Shutdown need not wait for them.
	server := &http.Server{Handler: d.handler(), ReadHeaderTimeout: 5 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	address := "http://" + listener.Addr().String()
	if *check {
		if err := ask(address, *pages, out); err != nil {
			return err
		}
		return server.Close()
	}
	fmt.Fprintf(out, "The desk is on %s/ until you interrupt the program.\n", address)
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	fmt.Fprintf(out, "To go on from here: -at %s\n", d.clock.now().In(agreement.Location()).Format("2006-01-02T15:04:05"))
	return server.Close()
}

// load reads the agreement and the facts that are built in.
func load() (*sla.Agreement, sla.Facts, error) {
	var facts sla.Facts
	agreement, err := specfile.Open(files, "acme.yaml", sla.Sources{})
	if err != nil {
		return nil, facts, err
	}
	data, err := files.ReadFile("march.json")
	if err != nil {
		return nil, facts, err
	}
	if err := json.Unmarshal(data, &facts); err != nil {
		return nil, facts, fmt.Errorf("march.json: %w", err)
	}
	return agreement, facts, nil
}
