// Command incremental keeps the state of agreements in a SQLite file: facts arrive day by
// day, each report is made from tallies, and no report reads a fact again.
//
//	go run . demo
//	go run . -db desk.db agree desk.yaml
//	go run . -db desk.db take 2026-03-02.jsonl 2026-03-03.jsonl
//	go run . -db desk.db report desk 2026-03
//
// Run it in its own folder, examples/incremental: it is a module of its own, because the
// library needs no database.
//
// A line of a file is a key with facts: {"key": "INC-1", "facts": {"tickets": [...]}}.
// The facts replace the earlier facts of the key, so a ticket that changed is delivered
// again, whole, and a correction is a further line. A line without facts withdraws those
// of its key. A file that was taken is not taken twice; a file that was taken in part,
// because the program was killed, goes on where it stopped.
package main

import (
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

//go:embed desk.yaml
var files embed.FS

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const usage = `incremental keeps the state of agreements in a SQLite file.

  incremental demo                            thirty days of a small help desk
  incremental -db FILE agree AGREEMENT...     adds agreements, or replaces their terms
  incremental -db FILE take DAY.jsonl...      takes the facts of files, in this order
  incremental -db FILE report ID PERIOD       reports a period from the tallies alone

`

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("incremental", flag.ContinueOnError)
	flags.SetOutput(out)
	path := flags.String("db", "upheld.db", "the SQLite file; made if absent")
	batch := flags.Int("batch", 500, "lines in a transaction; a kill costs at most so many lines of work")
	month := flags.String("month", "", "names the tally of new facts; the first seven letters of the file's name if absent")
	asOf := flags.String("as-of", "", "a local date or date-time; the end of the period if absent")
	format := flags.String("format", "text", "text, markdown or json")
	flags.Usage = func() {
		fmt.Fprint(out, usage)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	command, args := flags.Arg(0), flags.Args()
	if command == "demo" || command == "" {
		return demo(out)
	}
	args = args[1:]
	s, err := open(*path)
	if err != nil {
		return err
	}
	defer s.db.Close()
	switch {
	case command == "agree" && len(args) > 0:
		for _, name := range args {
			again, err := s.agree(os.DirFS(filepath.Dir(name)), filepath.Base(name))
			if err != nil {
				return err
			}
			if again {
				fmt.Fprintf(out, "%s: the terms compute other figures than before, so the stored facts were read again\n", name)
			}
		}
		return nil
	case command == "take" && len(args) > 0:
		for _, name := range args {
			of := *month
			if of == "" {
				of = filepath.Base(name)[:min(7, len(filepath.Base(name)))]
			}
			lines, err := s.take(name, of, max(1, *batch))
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s: %d lines taken\n", filepath.Base(name), lines)
		}
		return nil
	case command == "report" && len(args) == 2:
		result, err := s.report(args[0], args[1], *asOf)
		if err != nil {
			return err
		}
		if *format == "json" {
			_, err := fmt.Fprintf(out, "%s\n", result.JSON())
			return err
		}
		form, err := report.ParseFormat(*format)
		if err != nil {
			return err
		}
		return report.Summary(result).At(s.agreements[args[0]].Location()).Write(out, form)
	}
	flags.Usage()
	return fmt.Errorf("incremental: cannot do %q with %d names", command, len(args))
}

func (s *store) report(id, period, asOf string) (*sla.Result, error) {
	agreement := s.agreements[id]
	if agreement == nil {
		return s.result(id, sla.Period{}, time.Time{})
	}
	asked, err := sla.ParsePeriod(period)
	if err != nil {
		return nil, err
	}
	_, seen := agreement.Bounds(asked)
	if asOf != "" {
		if seen, err = calendar.Local(asOf).In(agreement.Location()); err != nil {
			return nil, fmt.Errorf("-as-of %s: %w", asOf, err)
		}
	}
	return s.result(id, asked, seen)
}

// demo takes thirty days of a small help desk and prints a line a day.
func demo(out io.Writer) error {
	folder, err := os.MkdirTemp("", "incremental-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	s, err := open(filepath.Join(folder, "desk.db"))
	if err != nil {
		return err
	}
	defer s.db.Close()
	if _, err := s.agree(files, "desk.yaml"); err != nil {
		return err
	}
	desk := s.agreements["desk"]
	month := sla.Month(2026, time.March)
	var last *sla.Result
	for _, day := range deskDays(1, 30, 12) {
		path := filepath.Join(folder, day.name+".jsonl")
		if err := os.WriteFile(path, day.text, 0o644); err != nil {
			return err
		}
		lines, err := s.take(path, day.name[:7], 500)
		if err != nil {
			return err
		}
		last, err = s.result("desk", month, day.end)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s  %3d lines", day.name, lines)
		for _, o := range last.Outcomes {
			if o.Judge == "" && len(o.Group) == 0 {
				fmt.Fprintf(out, "  %s %-9v", o.Objective, o.Attained)
			}
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out)
	return report.Summary(last).At(desk.Location()).Rows(5).Write(out, report.Text)
}
