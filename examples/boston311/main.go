// Command boston311 judges the service requests of the City of Boston of 2015: once by
// the due times that the city gave to its residents, and once by the due times that the
// library computes from the city's rules.
//
//	go run ./examples/boston311                    a page for a city manager, from the sample
//	go run ./examples/boston311 -data DIR          the same from real data
//	go run ./examples/boston311 -data DIR -json    all figures as JSON
//	go run ./examples/boston311 -format html -out pages    the year and its trend as pages
//
// agreement.yaml has all the rules of the city, and requests.map.yaml says what the
// columns are; this program only prints.
//
// The 19 requests of the folder sample are invented. Real requests are "311
// Service Requests" of the year 2015, City of Boston, Analyze Boston,
// https://data.boston.gov/dataset/311-service-requests. DIR holds
// boston311_2015.csv or boston311_2015.csv.gz: their rows with the columns case_id
// (case_enquiry_id), type, opened_local (open_dt), target_local (target_dt),
// closed_local (closed_dt), status in small letters (case_status) and on_time
// (ontime), each time written like 2015-03-09T13:00:00. The agreement was fitted
// to a copy of the night of 12 January 2016. In later copies more requests are closed,
// and the figures differ.
package main

import (
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed agreement.yaml requests.map.yaml snapshot.json sample
var files embed.FS

// snapshot is the period reported and the instant at which the data were taken.
type snapshot struct {
	Period sla.Period     `json:"period"`
	AsOf   calendar.Local `json:"as-of"`
}

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run prints to out. With -json it prints the line that says that the requests are
// invented to notes instead.
func run(args []string, out, notes io.Writer) error {
	flags := flag.NewFlagSet("boston311", flag.ExitOnError)
	data := flags.String("data", "", "the folder of boston311_2015.csv or boston311_2015.csv.gz; without it, the invented sample")
	asJSON := flags.Bool("json", false, "print all figures as one JSON object")
	var form pageFlags
	format := flags.String("format", "", "write the year and its trend as text, markdown or html")
	flags.StringVar(&form.language, "lang", "", "the language of these pages: en or zh-Hans")
	flags.StringVar(&form.folder, "out", "", "a folder for these pages; without it, they are printed")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *format != "" {
		var err error
		if form.format, err = report.ParseFormat(*format); err != nil {
			return fmt.Errorf("-format: %w", err)
		}
	}
	folder := os.DirFS(*data)
	if *data == "" {
		sample, err := fs.Sub(files, "sample")
		if err != nil {
			return err
		}
		if !*asJSON && form.format == nil {
			notes = out
		}
		fmt.Fprintln(notes, "A sample of invented requests. go doc ./examples/boston311 says where real requests are.")
		folder = sample
	}
	city, err := open()
	if err != nil {
		return err
	}
	requests, err := city.read(folder)
	if err != nil {
		return err
	}
	if form.format != nil {
		pages, err := city.pages(requests)
		for _, p := range pages {
			if err == nil {
				err = form.write(out, p)
			}
		}
		return err
	}
	figures, err := city.figures(requests)
	if err != nil {
		return err
	}
	if *asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", " ")
		return encoder.Encode(figures)
	}
	city.page(out, figures)
	return nil
}

// city is the agreement with the period and the instant of the report.
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
	zone := agreement.Location()
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
