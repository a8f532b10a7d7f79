// Command boston311 judges the service requests of the City of Boston of 2015:
// once by the due times that the city gave to its residents, once by due times
// that the library computes from the city's rules as an agreement file.
//
//	go run ./examples/boston311 -data DIR          a page for a city manager
//	go run ./examples/boston311 -data DIR -json    all figures as JSON
//
// DIR holds boston311_2015.csv.gz. Every rule of the city stands in
// agreement.yaml; this program only maps rows to tickets and prints.
package main

import (
	"embed"
	"encoding/json"
	"flag"
	"log"
	"os"
	"path/filepath"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed agreement.yaml snapshot.json
var files embed.FS

// snapshot is the period reported and the instant at which the data were taken.
type snapshot struct {
	Period sla.Period     `json:"period"`
	AsOf   calendar.Local `json:"as-of"`
}

func main() {
	log.SetFlags(0)
	data := flag.String("data", "", "the folder of boston311_2015.csv.gz")
	asJSON := flag.Bool("json", false, "print all figures as one JSON object")
	flag.Parse()

	city, err := open()
	check(err)
	file, err := os.Open(filepath.Join(*data, "boston311_2015.csv.gz"))
	check(err)
	requests, err := city.read(file)
	check(err)
	check(file.Close())

	figures, err := city.figures(requests)
	check(err)
	if *asJSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", " ")
		check(out.Encode(figures))
		return
	}
	city.page(os.Stdout, figures)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// city is the agreement and what it is asked for.
type city struct {
	agreement *sla.Agreement
	zone      *time.Location
	period    sla.Period
	asOf      time.Time
}

func open() (*city, error) {
	agreement, err := specfile.Open(files, "agreement.yaml", sla.Sources{})
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(agreement.Spec().Zone)
	if err != nil {
		return nil, err
	}
	text, err := files.ReadFile("snapshot.json")
	if err != nil {
		return nil, err
	}
	var s snapshot
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, err
	}
	asOf, err := s.AsOf.In(zone)
	if err != nil {
		return nil, err
	}
	return &city{agreement, zone, s.Period, asOf}, nil
}
