// Command book works with the agreements of a provider: a baseline, two regions, three
// plans and the customers, each file stating only what is its own.
//
//	go run ./examples/book layers customers/acme.yaml
//	go run ./examples/book amend emea-bronze.yaml emea-gold.yaml
//	go run ./examples/book whatif customers/acme.yaml drafts/faster.yaml
//	go run ./examples/book customers emea-gold.yaml
//	go run ./examples/book contract customers/acme.yaml
//	go run ./examples/book transition customers/acme.yaml
//	go run ./examples/book chain customers/acme.yaml
//	go run ./examples/book review customers/acme.yaml
//	go run ./examples/book record customers/acme.yaml
//	go run ./examples/book retire customers/acme.yaml drafts/retirement.yaml
//
// layers says which file states what and where a layer breaks a lock. amend says what
// changes from one agreement to another. whatif evaluates March 2026 under a draft too
// and says what would have been different, ticket by ticket. customers makes an agreement
// for each of the 202 rows of customers.csv and prints what the portal's outages of March
// come to. contract prints an agreement as its parties sign it. transition
// compares July 2026 under old and new terms. chain asks whether what is bought carries
// what is sold, and review what a service level manager would remark on 1 August. record
// prints the digests by which agreement, facts and result of a month belong together.
// retire prints the amendment that ends an agreement. GUIDE.md shows them in the order of
// an agreement's life. The flag -format markdown writes pages in Markdown.
package main

import (
	"bytes"
	"embed"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	_ "time/tzdata"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
	"github.com/upheld/upheld/sla/terms"
)

//go:embed *.yaml plans regions customers drafts bought *.json customers.csv
var files embed.FS

func main() {
	var format report.Format = report.Text
	flag.Func("format", "`format` of pages: text, the default, markdown or html", func(name string) (err error) {
		format, err = report.ParseFormat(name)
		return err
	})
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Println(run(os.Stdout, format)) // how to use it
		fmt.Println("for example: go run ./examples/book layers customers/acme.yaml")
		return
	}
	if err := run(os.Stdout, format, flag.Args()...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// commands lists each sub-command with the files that it takes.
var commands = map[string]struct {
	files []string
	run   func(out io.Writer, format report.Format, names []string) error
}{
	"layers":     {[]string{"AGREEMENT"}, layers},
	"amend":      {[]string{"BEFORE", "AFTER"}, amend},
	"whatif":     {[]string{"AGREEMENT", "DRAFT"}, whatif},
	"customers":  {[]string{"PLAN"}, customers},
	"contract":   {[]string{"AGREEMENT"}, contract},
	"transition": {[]string{"AGREEMENT"}, transition},
	"chain":      {[]string{"AGREEMENT"}, rests},
	"review":     {[]string{"AGREEMENT"}, reviewed},
	"record":     {[]string{"AGREEMENT"}, recorded},
	"retire":     {[]string{"AGREEMENT", "DRAFT"}, retire},
}

func run(out io.Writer, format report.Format, args ...string) error {
	if len(args) > 0 {
		if c, ok := commands[args[0]]; ok && len(args)-1 == len(c.files) {
			return c.run(out, format, args[1:])
		}
	}
	return fmt.Errorf("usage: book layers AGREEMENT | amend BEFORE AFTER | whatif AGREEMENT DRAFT | customers PLAN | contract AGREEMENT | transition AGREEMENT | chain AGREEMENT | review AGREEMENT | record AGREEMENT | retire AGREEMENT DRAFT")
}

func layers(out io.Writer, format report.Format, names []string) error {
	resolved, err := specfile.Resolve(files, names[0])
	if err != nil {
		return err
	}
	return report.Layers(resolved).Write(out, format)
}

func amend(out io.Writer, format report.Format, names []string) error {
	before, err := specfile.Resolve(files, names[0])
	if err != nil {
		return err
	}
	after, err := specfile.Resolve(files, names[1])
	if err != nil {
		return err
	}
	return report.Amendment(before.Spec, after.Spec).Write(out, format)
}

func contract(out io.Writer, format report.Format, names []string) error {
	agreement, err := specfile.Open(files, names[0], sla.Sources{})
	if err != nil {
		return err
	}
	return report.Contract(agreement).Write(out, format)
}

// whatif evaluates a month under an agreement and under a draft of its next version.
func whatif(out io.Writer, format report.Format, names []string) error {
	resolved, err := specfile.Resolve(files, names[0])
	if err != nil {
		return err
	}
	drafted, err := changed(resolved.Spec, names[1])
	if err != nil {
		return err
	}
	now, err := sla.New(resolved.Spec)
	if err != nil {
		return err
	}
	then, err := sla.New(drafted)
	if err != nil {
		return err
	}
	facts, err := happened("march.json")
	if err != nil {
		return err
	}
	before, err := now.Evaluate(period, facts, asOf)
	if err != nil {
		return err
	}
	after, err := then.Evaluate(period, facts, asOf)
	if err != nil {
		return err
	}
	compared, err := terms.Compare(before, after)
	if err != nil {
		return err
	}
	compared.Explain(now, then, facts.Tickets, facts.Exclusions...)
	if err := report.Comparison(compared).Write(out, format); err != nil {
		return err
	}
	for _, f := range then.Findings() {
		fmt.Fprintf(out, "\nThe draft: %s %s %s\n", f.Code, f.Path, f.Value)
	}
	return nil
}

var (
	period = sla.Month(2026, time.March)
	asOf   = time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC)
)

// customers makes one agreement for each row of the table out of one plan. The tickets of
// March are Acme's, so that the others have only the outages of the portal.
func customers(out io.Writer, _ report.Format, names []string) error {
	plan, err := specfile.Resolve(files, names[0])
	if err != nil {
		return err
	}
	data, err := files.ReadFile("customers.csv")
	if err != nil {
		return err
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return err
	}
	facts, err := happened("march.json")
	if err != nil {
		return err
	}
	outages := sla.Facts{Outages: facts.Outages, Exclusions: facts.Exclusions}
	owed := decimal.Zero
	for _, row := range rows[1:] {
		id, customer, fee := row[0], row[1], row[2]
		spec, err := plan.Spec.With(sla.Spec{ID: id, Customer: customer, Credits: penalty.Spec{Base: penalty.Base(fee)}})
		if err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
		agreement, err := sla.New(spec)
		if err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
		happened := outages
		if strings.HasPrefix(id, "acme-") {
			happened = facts
		}
		result, err := agreement.Evaluate(period, happened, asOf)
		if err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
		s := result.Statement()
		fmt.Fprintf(out, "%-12s  %-22s  %12s of %s, claim by %s\n", id, customer, s.Total, fee, s.ClaimBy)
		owed = owed.Add(s.Total.Decimal())
	}
	fmt.Fprintf(out, "%d agreements, %s %s owed in all\n", len(rows)-1, owed.StringFixed(2), plan.Spec.Currency)
	return nil
}
