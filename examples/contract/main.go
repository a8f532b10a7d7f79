// Command contract reads a contract whose terms stand in it, contract.md, and prints
// what it came to in March 2026, with the clause for each figure, breach and credit.
//
//	go run ./examples/contract         # the month
//	go run ./examples/contract -signed # the contract with its terms, as its parties read it
//
// The contract has the structure that published agreements of hosting providers have,
// in our own words.
package main

import (
	"embed"
	"encoding/json"
	"flag"
	"log"
	"os"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed contract.md facts.json
var files embed.FS

func main() {
	log.SetFlags(0)
	signed := flag.Bool("signed", false, "print the contract")
	var format report.Format = report.Text
	flag.Func("format", "`format` of the page: text, the default, markdown or html", func(name string) (err error) {
		format, err = report.ParseFormat(name)
		return err
	})
	flag.Parse()
	agreement, err := specfile.Open(files, "contract.md", sla.Sources{})
	if err != nil {
		log.Fatal(err)
	}
	view := report.Contract(agreement)
	if !*signed {
		if view, err = march(agreement); err != nil {
			log.Fatal(err)
		}
	}
	if err := view.Write(os.Stdout, format); err != nil {
		log.Fatal(err)
	}
}

// march is the page of March 2026.
func march(agreement *sla.Agreement) (report.View, error) {
	data, err := files.ReadFile("facts.json")
	if err != nil {
		return report.View{}, err
	}
	var facts sla.Facts
	if err := json.Unmarshal(data, &facts); err != nil {
		return report.View{}, err
	}
	month := sla.Month(2026, time.March)
	_, end := agreement.Bounds(month)
	result, err := agreement.Evaluate(month, facts, end)
	if err != nil {
		return report.View{}, err
	}
	return report.Summary(result).At(agreement.Location()), nil
}
