// Command write prints the facts or the agreement of a load, for use in other programs:
//
//	go run ./internal/load/write -tickets 1000000 -late 30 -seed 7 > facts.jsonl
//	go run ./internal/load/write -outages 500 -requests 8760 -agreement 2 -what agreement > agreement.yaml
//
// Facts are JSON Lines: each line is a sla.Facts with one fact. The same flags print
// the same bytes. The agreement has to be printed with the flags of the facts, because
// it promises something about outages only if there are some.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"slices"

	"github.com/upheld/upheld/internal/load"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

func main() {
	log.SetFlags(0)
	out := bufio.NewWriter(os.Stdout)
	if err := run(os.Args[1:], out); err != nil {
		log.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

func run(args []string, out io.Writer) error {
	var l load.Load
	flags := flag.NewFlagSet("write", flag.ContinueOnError)
	flags.Uint64Var(&l.Seed, "seed", 1, "another seed draws other facts")
	flags.IntVar(&l.Tickets, "tickets", 1000, "tickets of an agreement")
	flags.IntVar(&l.Outages, "outages", 0, "outages of an agreement")
	flags.IntVar(&l.Requests, "requests", 0, "counts of requests of an agreement")
	flags.IntVar(&l.Late, "late", 30, "of a thousand tickets, those that miss a target")
	flags.IntVar(&l.Open, "open", 20, "of a thousand tickets, those that are not resolved")
	agreement := flags.Int("agreement", 0, "number of the agreement, from 0")
	what := flags.String("what", "facts", "facts or agreement")
	if err := flags.Parse(args); err != nil {
		return err
	}
	for _, n := range []int{l.Tickets, l.Outages, l.Requests, l.Late, l.Open, *agreement} {
		if n < 0 {
			return fmt.Errorf("%d: write a number from 0 on", n)
		}
	}
	switch {
	case flags.NArg() > 0 || !slices.Contains([]string{"facts", "agreement"}, *what):
		return fmt.Errorf("write -what facts or -what agreement, and nothing after the flags")
	case *what == "agreement":
		text, err := specfile.YAML(l.Spec(*agreement))
		if err == nil {
			_, err = out.Write(text)
		}
		return err
	}
	lines := json.NewEncoder(out)
	for f := range l.Stream(*agreement) {
		var line sla.Facts
		switch f := f.(type) {
		case *sla.Ticket:
			line.Tickets = []sla.Ticket{*f}
		case *sla.Outage:
			line.Outages = []sla.Outage{*f}
		case *sla.Count:
			line.Counts = []sla.Count{*f}
		case *sla.Exclusion:
			line.Exclusions = []sla.Exclusion{*f}
		case *sla.Charge:
			line.Charges = []sla.Charge{*f}
		}
		if err := lines.Encode(line); err != nil {
			return err
		}
	}
	return nil
}
