// Command scale evaluates one month three times: in one loop, on every processor, and on
// two machines that exchange bytes. The digests are equal. GUIDE.md explains each step.
//
//	go run ./examples/scale
package main

import (
	"context"
	"embed"
	"fmt"
	"io"
	"iter"
	"log"
	"os"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/parallel"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed desk.yaml
var files embed.FS

func main() {
	log.SetFlags(0)
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// tickets is a stream of tickets of a site, of which every tenth is answered late. A
// program reads them from a file or a query, one by one.
func tickets(site string, count int) iter.Seq2[sla.Fact, error] {
	return func(yield func(sla.Fact, error) bool) {
		opened := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
		for i := range count {
			replied := opened.Add(time.Hour)
			if i%10 == 9 {
				replied = replied.Add(time.Second)
			}
			if !yield(&sla.Ticket{ID: fmt.Sprint(site, "-", i), Events: []sla.Event{
				{At: opened, Name: "opened"}, {At: replied, Name: "replied"},
			}}, nil) {
				return
			}
		}
	}
}

// machine learns the facts of one machine and gives the bytes that it sends.
func machine(desk *sla.Agreement, streams ...iter.Seq2[sla.Fact, error]) ([]byte, error) {
	tally, err := parallel.Tally(context.Background(), desk, parallel.Options{}, streams...)
	if err != nil {
		return nil, err
	}
	return tally.MarshalBinary()
}

// merged is the tally of what the machines sent, in any order.
func merged(desk *sla.Agreement, sent ...[]byte) (*sla.Tally, error) {
	all := desk.NewTally()
	for _, data := range sent {
		part := desk.NewTally()
		if err := part.UnmarshalBinary(data); err != nil {
			return nil, err // other terms, or bytes that were damaged
		}
		if err := all.Merge(part); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func run(out io.Writer) error {
	desk, err := specfile.Open(files, "desk.yaml", sla.Sources{})
	if err != nil {
		return err
	}

	// One loop, one ticket at a time.
	loop := desk.NewTally()
	for _, site := range []iter.Seq2[sla.Fact, error]{tickets("north", 2000), tickets("south", 3000)} {
		for ticket := range site {
			loop.Add(ticket)
		}
	}

	// Every processor of one machine.
	cores, err := parallel.Tally(context.Background(), desk, parallel.Options{}, tickets("north", 2000), tickets("south", 3000))
	if err != nil {
		return err
	}

	// Two machines.
	north, err := machine(desk, tickets("north", 2000))
	if err != nil {
		return err
	}
	south, err := machine(desk, tickets("south", 3000))
	if err != nil {
		return err
	}
	machines, err := merged(desk, south, north)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "the machines sent %d and %d bytes for 5000 tickets\n", len(north), len(south))

	march := sla.Month(2026, time.March)
	_, end := desk.Bounds(march)
	var first *sla.Result
	for _, way := range []struct {
		name  string
		tally *sla.Tally
	}{{"loop", loop}, {"cores", cores}, {"machines", machines}} {
		result, err := way.tally.Result(march, end)
		if err != nil {
			return err
		}
		if first == nil {
			first = result
		}
		o := result.Outcomes[0]
		fmt.Fprintf(out, "%-9s %d of %d, %s, the same digest: %t\n", way.name, o.Good, o.Total, o.Verdict, result.Digest() == first.Digest())
	}
	return nil
}
