// Command review reads an agreement and the facts of its last twelve months, and prints
// what a service level manager would remark, with the changes that would settle it, and
// how mature the agreement is.
//
//	go run ./examples/review                                   a help desk on 15 January 2026
//	go run ./examples/review -format markdown
//	go run ./examples/review -level 3 -today 2026-07-01 DIR    an agreement of your own
//
// DIR has agreement.yaml and facts.json. The command exits with status 1 if the
// agreement has not reached the level, so that a pipeline can ask.
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
	"time"
	_ "time/tzdata"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/review"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed desk
var files embed.FS

// errLevel says that the agreement has not reached the level that was asked for.
var errLevel = errors.New("the level is not reached")

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("review", flag.ContinueOnError)
	day := flags.String("today", "2026-01-15", "the date of the review")
	asked := flags.Int("level", 0, "the level of maturity that is asked for, 2 to 5; 0 asks for no level")
	var format report.Format = report.Text
	flags.Func("format", "`format` of the page: text, the default, markdown or html", func(name string) (err error) {
		format, err = report.ParseFormat(name)
		return err
	})
	if err := flags.Parse(args); err != nil {
		return err
	}
	today, err := sla.ParsePeriod(*day)
	if err != nil || today.Next().From() != today.From()+1 {
		return fmt.Errorf("today %q: write a date such as 2026-01-15", *day)
	}
	folder, err := fs.Sub(files, "desk")
	if flags.NArg() > 0 {
		folder, err = os.DirFS(flags.Arg(0)), nil
	}
	if err != nil {
		return err
	}
	agreement, err := specfile.Open(folder, "agreement.yaml", sla.Sources{Holidays: holidays.Official})
	if err != nil {
		return err
	}
	evidence, err := gather(agreement, folder, today.From())
	if err != nil {
		return err
	}
	spec := agreement.Spec()
	level, requirements := review.Maturity(spec, evidence)
	requirements = append(requirements, review.Smart(spec, evidence)...)
	if err := report.Review(spec, review.Of(spec, evidence), requirements...).Write(out, format); err != nil {
		return err
	}
	if level < *asked {
		return fmt.Errorf("%w: %d of %d", errLevel, level, *asked)
	}
	return nil
}

// gather evaluates the twelve months before the month of the review.
func gather(agreement *sla.Agreement, folder fs.FS, today date.Date) (review.Evidence, error) {
	evidence := review.Evidence{Today: today}
	data, err := fs.ReadFile(folder, "facts.json")
	if err != nil {
		return evidence, err
	}
	if err := json.Unmarshal(data, &evidence.Facts); err != nil {
		return evidence, fmt.Errorf("facts.json: %w", err)
	}
	asOf := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, agreement.Location())
	for back := 12; back >= 1; back-- {
		month := sla.Month(today.Year(), today.Month()-time.Month(back))
		result, err := agreement.Evaluate(month, evidence.Facts, asOf)
		if err != nil {
			return evidence, err
		}
		evidence.Past = append(evidence.Past, result)
	}
	return evidence, nil
}
