// Command credits works out what a cloud service owes for three months. Each statement
// is stored as JSON and read by the months after it. GUIDE.md explains each step.
//
//	go run ./examples/credits
package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed agreement.yaml facts.json
var files embed.FS

func main() {
	log.SetFlags(0)
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(out io.Writer) error {
	agreement, err := specfile.Open(files, "agreement.yaml", sla.Sources{})
	if err != nil {
		return err
	}
	data, err := files.ReadFile("facts.json")
	if err != nil {
		return err
	}
	var facts sla.Facts
	if err := json.Unmarshal(data, &facts); err != nil {
		return err
	}
	var store [][]byte // the statements, as a database keeps them
	for month := time.January; month <= time.March; month++ {
		stored, err := settle(out, agreement, facts, store, sla.Month(2026, month))
		if err != nil {
			return err
		}
		store = append(store, stored)
	}
	return nil
}

// settle prints what is owed for a month and gives the statement as JSON. The statements
// of the months before say which months were missed.
func settle(out io.Writer, agreement *sla.Agreement, facts sla.Facts, store [][]byte, month sla.Period) ([]byte, error) {
	for _, data := range store {
		var before sla.IssuedStatement
		if err := json.Unmarshal(data, &before); err != nil {
			return nil, err
		}
		facts.Issued = append(facts.Issued, before)
	}
	_, end := agreement.Bounds(month)
	result, err := agreement.Evaluate(month, facts, end)
	if err != nil {
		return nil, err
	}
	statement := result.Statement()
	if err := report.Credits(statement, result).At(agreement.Location()).Write(out, report.Text); err != nil {
		return nil, err
	}
	fmt.Fprintln(out)
	return json.Marshal(statement)
}
