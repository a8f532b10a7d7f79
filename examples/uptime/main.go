// Command uptime judges web sites by the checks of their public status pages:
// the minutes each was down on each day, and its uptime.
//
//	go run ./examples/uptime -data DIR          a page for the owner of the sites
//	go run ./examples/uptime -data DIR -json    all figures as JSON
//
// DIR holds checks.csv, daily_down.csv and sites.csv. How a state, a gap, an
// exclusion and a part of a minute count stands in agreement.yaml; this program
// only maps rows to facts and prints.
package main

import (
	"embed"
	"encoding/json"
	"flag"
	"log"
	"os"
	_ "time/tzdata"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed agreement.yaml
var files embed.FS

func main() {
	log.SetFlags(0)
	data := flag.String("data", "", "the folder of checks.csv, daily_down.csv and sites.csv")
	asJSON := flag.Bool("json", false, "print all figures as one JSON object")
	flag.Parse()

	agreement, err := specfile.Open(files, "agreement.yaml", sla.Sources{})
	check(err)
	sites, err := read(os.DirFS(*data), agreement)
	check(err)
	figures, err := judge(agreement, sites)
	check(err)
	if *asJSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", " ")
		check(out.Encode(figures))
		return
	}
	page(os.Stdout, agreement.Spec().Title, sites, figures)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
