// Command conformance runs the library on cases with known answers.
//
//	go run ./internal/conformance -cases DIR TOPIC…
//
// Each topic is a folder of JSON files below DIR; without a topic all are run. An
// entry of a kind of which a case file asks all is written as a case file in memory, and
// the file is run. An entry of another kind is translated into values of the public API,
// run, and compared. The command asks the library for no answer that it then expects,
// and knows no case by its id. A case that can be expressed in neither way counts as
// unsupported. The command ends with 0 only if no case failed and none is unsupported.
//
//	go run ./internal/conformance -cases DIR -write sla/slatest/corpus
//
// writes the cases as case files instead, with the answers of the JSON.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// A topic is a folder of cases. Its runner reads the files that it knows and
// reports every case in them exactly once.
type topic struct {
	name string
	run  func(dir fs.FS, r *results)
}

var topics = []topic{
	{"availability", runAvailability},
	{"credits", runCredits},
	{"calendars", runCalendars},
	{"tickets", runTickets},
	{"contracts", runContracts},
}

func main() {
	cases := flag.String("cases", "internal/conformance/testdata/cases", "the folder of the topics")
	write := flag.String("write", "", "a folder: write the cases as case files into it, and run nothing")
	flag.Parse()
	if *write != "" {
		c, err := convert(os.DirFS(*cases))
		if err == nil {
			err = c.write(*write)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Printf("%d entries are cases in %d files; left.tsv lists the others\n", len(c.said), len(c.files))
		return
	}
	ok := true
	for _, topic := range topics {
		if flag.NArg() > 0 && !slices.Contains(flag.Args(), topic.name) {
			continue
		}
		r := runTopic(os.DirFS(*cases), topic.name, topic.run)
		for _, line := range r.lines {
			fmt.Println(line)
		}
		fmt.Println(r.summary())
		ok = ok && r.clean()
	}
	for _, name := range flag.Args() {
		if !slices.ContainsFunc(topics, func(t topic) bool { return t.name == name }) {
			fmt.Printf("%s: no such topic\n", name)
			ok = false
		}
	}
	if !ok {
		os.Exit(1)
	}
}
