// Command uptime judges web sites by the checks of their public status pages:
// the minutes each was down on each day, and its uptime.
//
//	go run ./examples/uptime                    a page for the owner of the sites, from the sample
//	go run ./examples/uptime -data DIR          the same from real data
//	go run ./examples/uptime -data DIR -json    all figures as JSON
//	go run ./examples/uptime -format html -out DIR
//	                                            a scorecard of the sites, against a yardstick of 99.9 %
//
// agreement.yaml says how states, gaps, exclusions and parts of a minute count, and
// checks.map.yaml says what the columns are; this program puts the facts of each site
// apart and prints.
//
// The three sites of the folder sample are invented. Real checks are in any
// repository made with Upptime, https://upptime.js.org, such as
// https://github.com/MatBenfield/up. No copy is here, because their licence (ODbL 1.0)
// asks that copies be shared alike. DIR holds three files:
//
//   - checks.csv has a row for each commit that records a check ("X is up", "X is
//     down"): site, at_utc, and state, which is up, down or degraded.
//   - sites.csv has a row for each site: site, start_utc and last_updated_utc, the
//     first and the last instant of its checks, and official_minutes_down, the sum
//     of dailyMinutesDown in history/summary.json.
//   - daily_down.csv has a row for each day with an outage: site, day_utc, and
//     agreement, which is not_counted if dailyMinutesDown leaves the day out.
package main

import (
	"embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	_ "time/tzdata"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed agreement.yaml yardstick.yaml checks.map.yaml sample
var files embed.FS

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run prints to out. With -json it prints the line that says that the checks are
// invented to notes instead.
func run(args []string, out, notes io.Writer) error {
	flags := flag.NewFlagSet("uptime", flag.ExitOnError)
	data := flags.String("data", "", "the folder of checks.csv, daily_down.csv and sites.csv; without it, the invented sample")
	asJSON := flags.Bool("json", false, "print all figures as one JSON object")
	format := flags.String("format", "text", "text, or html: a folder with a scorecard and a page for each site")
	language := flags.String("lang", "en", "the language of the pages of -format html: en or zh-Hans")
	dir := flags.String("out", "", "the folder for -format html; it is made if it does not exist")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch *format {
	case "text":
	case "html":
		if *dir == "" {
			return errors.New("-format html writes a folder of pages: give -out DIR")
		}
	default:
		return fmt.Errorf("-format %s: text or html", *format)
	}
	folder := os.DirFS(*data)
	if *data == "" {
		sample, err := fs.Sub(files, "sample")
		if err != nil {
			return err
		}
		if !*asJSON {
			notes = out
		}
		fmt.Fprintln(notes, "A sample of invented checks. go doc ./examples/uptime says where real checks are.")
		folder = sample
	}
	agreement, err := specfile.Open(files, "agreement.yaml", sla.Sources{})
	if err != nil {
		return err
	}
	sites, err := read(folder)
	if err != nil {
		return err
	}
	if *format == "html" {
		return writePages(out, *dir, report.Language(*language), sites)
	}
	figures, err := judge(agreement, sites)
	if err != nil {
		return err
	}
	if *asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", " ")
		return encoder.Encode(figures)
	}
	page(out, agreement.Spec().Title, sites, figures)
	return nil
}
