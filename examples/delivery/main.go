// Command delivery judges the parcels of an online marketplace by the estimated
// delivery that their buyers were given, read as a date and as an instant.
//
//	go run ./examples/delivery -data DIR          a page for a seller
//	go run ./examples/delivery -data DIR -json    all figures as JSON
//
// DIR holds orders.csv.gz. What counts as on time stands in agreement.yaml; this
// program only maps rows to tickets and prints.
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
	data := flag.String("data", "", "the folder of orders.csv.gz")
	asJSON := flag.Bool("json", false, "print all figures as one JSON object")
	flag.Parse()

	agreement, err := specfile.Open(files, "agreement.yaml", sla.Sources{})
	check(err)
	orders, err := read(os.DirFS(*data))
	check(err)
	result, err := judge(agreement, orders)
	check(err)
	if *asJSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", " ")
		check(out.Encode(summed(result)))
		return
	}
	page(os.Stdout, agreement.Spec(), summed(result))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
