// Command helpdesk reports one month of a support agreement: objectives,
// attainment, breaches with their reasons, credits and findings.
//
//	go run ./examples/helpdesk
//	go run ./examples/helpdesk -explain INC-4111
//	go run ./examples/helpdesk -incident OUT-32
//	go run ./examples/helpdesk -format markdown -period 2026-Q1
//	go run ./examples/helpdesk -format csv -out tables
//	go run ./examples/helpdesk -lang zh-Hans
//	go run ./examples/helpdesk -format html -out pages
//	go run ./examples/helpdesk -agreement mine.yaml -facts mine.json -period 2026-05
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
	"path/filepath"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed acme.yaml march.json
var files embed.FS

const usage = `helpdesk reports one period of a support agreement.

Without -agreement and -facts it reports March 2026 of the agreement and the facts
that are built in. Give both to report files of your own: an agreement (YAML or
JSON) and the facts (JSON).

`

func main() {
	err := run(os.Args[1:], os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("helpdesk", flag.ContinueOnError)
	flags.SetOutput(out)
	format := flags.String("format", "text", "text, markdown, html, json, or csv: a folder of tables")
	dir := flags.String("out", "", "the `folder` for the tables of -format csv, or with -format html for the page of the period, of each breach, incident and statement; it is made if it does not exist")
	language := flags.String("lang", "en", "the language of the page: en or zh-Hans")
	explain := flags.String("explain", "", "explain one ticket, by its ID, instead")
	incident := flags.String("incident", "", "show one incident and its review, by its ID, instead")
	period := flags.String("period", "", "such as 2026-03, 2026-Q1, 2026 or 2026-03-01/2026-03-15; needed with files of your own")
	asOf := flags.String("as-of", "", "a local date or date-time, such as 2026-04-01T09:00; the end of the period if absent")
	agreementFile := flags.String("agreement", "", "an agreement of your own, YAML or JSON")
	factsFile := flags.String("facts", "", "facts of your own, JSON")
	schema := flags.Bool("schema", false, "print the JSON Schema of agreement files")
	flags.Usage = func() {
		fmt.Fprint(out, usage)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *schema {
		_, err := out.Write(specfile.Schema())
		return err
	}
	if *dir != "" && (*format != "html" && *format != "csv" || *explain+*incident != "") {
		return errors.New("-out is for -format html and csv, without -explain and -incident")
	}
	switch own := *agreementFile != ""; {
	case own != (*factsFile != ""):
		return errors.New("give both -agreement and -facts, or neither")
	case own && *period == "":
		return errors.New("give -period, such as -period 2026-03")
	case *period == "":
		*period = "2026-03"
	}

	source, name := locate(*agreementFile, "acme.yaml")
	agreement, err := specfile.Open(source, name, sla.Sources{Holidays: holidays.Official})
	if err != nil {
		return err
	}
	source, name = locate(*factsFile, "march.json")
	data, err := fs.ReadFile(source, name)
	if err != nil {
		return err
	}
	var facts sla.Facts
	if err := json.Unmarshal(data, &facts); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}

	zone := agreement.Location()
	asked, err := sla.ParsePeriod(*period)
	if err != nil {
		return fmt.Errorf("-period %s: %w", *period, err)
	}
	_, seen := agreement.Bounds(asked)
	if *asOf != "" {
		if seen, err = calendar.Local(*asOf).In(zone); err != nil {
			return fmt.Errorf("-as-of %s: %w", *asOf, err)
		}
	}
	write := func(view report.View) error {
		form, err := report.ParseFormat(*format)
		if err != nil {
			return err
		}
		return view.At(zone).In(report.Language(*language)).Write(out, form)
	}
	if *explain != "" {
		return explainTicket(out, agreement, facts, *explain, seen, write)
	}

	result, err := agreement.Evaluate(asked, facts, seen)
	if err != nil {
		return err
	}
	switch *format {
	case "csv":
		return writeTables(out, *dir, agreement, result)
	case "json":
		_, err := fmt.Fprintf(out, "%s\n", result.JSON())
		return err
	}
	if *incident != "" {
		return write(report.Incident(result, *incident, facts))
	}
	if *dir != "" {
		return writePages(*dir, agreement, facts, result, report.Language(*language))
	}
	return write(report.Summary(result))
}

// locate gives the caller's file or, without a path, the built-in file.
func locate(path, builtIn string) (fs.FS, string) {
	if path == "" {
		return files, builtIn
	}
	return os.DirFS(filepath.Dir(path)), filepath.Base(path)
}

func explainTicket(out io.Writer, agreement *sla.Agreement, facts sla.Facts, id string, seen time.Time, write func(report.View) error) error {
	for i := range facts.Tickets {
		ticket := &facts.Tickets[i]
		if ticket.ID != id {
			continue
		}
		apart := ""
		for objective := range agreement.Objectives(seen) {
			if objective.Clock == "" {
				continue
			}
			fmt.Fprint(out, apart)
			apart = "\n"
			if err := write(report.Ticket(agreement.Explain(ticket, objective.ID, seen, facts.Exclusions...))); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("the facts have no ticket %q", id)
}
