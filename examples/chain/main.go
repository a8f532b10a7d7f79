// Command chain asks whether what is bought carries what is sold. It reads every
// agreement of a folder and checks each agreement that relies on others of the folder.
//
//	go run ./examples/chain                            agreements without a gap
//	go run ./examples/chain examples/chain/agreements  agreements with gaps
//	go run ./examples/chain -year 2027 DIR             agreements of your own
//
// It exits with status 1 if there is a gap, so that a pipeline can ask before an
// agreement is signed.
package main

import (
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/chain"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed mended
var files embed.FS

// errGaps says that there are gaps, which are printed.
var errGaps = errors.New("the promises below are not enough")

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("chain", flag.ContinueOnError)
	year := flags.Int("year", 2026, "the year that is checked")
	var format report.Format = report.Text
	flags.Func("format", "`format` of the page: text, the default, markdown or html", func(name string) (err error) {
		format, err = report.ParseFormat(name)
		return err
	})
	if err := flags.Parse(args); err != nil {
		return err
	}
	folder, err := fs.Sub(files, "mended")
	if flags.NArg() > 0 {
		folder, err = os.DirFS(flags.Arg(0)), nil
	}
	if err != nil {
		return err
	}
	all, err := agreements(folder)
	if err != nil {
		return err
	}
	found := 0
	for _, top := range all {
		over := sla.Year(*year)
		if !relies(top) {
			continue
		}
		gaps := chain.Check(top, over, all...)
		found += len(gaps)
		fmt.Fprintf(out, "%s %s\n\n", top.Spec().ID, over)
		if err := report.Chain(gaps).At(top.Location()).Write(out, format); err != nil {
			return err
		}
	}
	if found > 0 {
		return fmt.Errorf("%d gaps: %w", found, errGaps)
	}
	return nil
}

// agreements opens every file of a folder. A file that others include belongs into a
// folder below.
func agreements(folder fs.FS) ([]*sla.Agreement, error) {
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, errors.New("the folder has no file whose name ends with .yaml")
	}
	var all []*sla.Agreement
	for _, name := range names {
		a, err := specfile.Open(folder, name, sla.Sources{Holidays: holidays.Official})
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// relies reports whether an objective relies on a promise, under any terms.
func relies(a *sla.Agreement) bool {
	spec := a.Spec()
	objectives := spec.Objectives
	for _, r := range spec.Revisions {
		objectives = append(objectives, r.Change.Objectives...)
	}
	var on []string
	for _, o := range objectives {
		for _, r := range o.Relies {
			on = append(on, r.Agreement)
		}
	}
	return strings.Join(on, "") != ""
}
