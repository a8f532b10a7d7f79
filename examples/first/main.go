// Command first is the program of the guide "First agreement in ten minutes"
// (README.md): it reads an agreement and facts, evaluates one month and prints the
// report.
//
//	go run ./examples/first
package main

import (
	"embed"
	"encoding/json"
	"log"
	"os"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed agreement.yaml facts.json
var files embed.FS

func main() {
	log.SetFlags(0)
	agreement, err := specfile.Open(files, "agreement.yaml", sla.Sources{Holidays: holidays.Official})
	if err != nil {
		log.Fatal(err)
	}
	data, err := files.ReadFile("facts.json")
	if err != nil {
		log.Fatal(err)
	}
	var facts sla.Facts
	if err := json.Unmarshal(data, &facts); err != nil {
		log.Fatal(err)
	}
	february := sla.Month(2026, time.February)
	_, end := agreement.Bounds(february)
	result, err := agreement.Evaluate(february, facts, end)
	if err != nil {
		log.Fatal(err)
	}
	if err := report.Summary(result).At(agreement.Location()).Write(os.Stdout, report.Text); err != nil {
		log.Fatal(err)
	}
}
