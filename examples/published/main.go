// Command published works out the credits that real, published service level
// agreements owe for one month, each line with its working, for a lawyer and an
// accountant to check by hand.
//
//	go run ./examples/published
//	go run ./examples/published -only aws-rds,texas-dir -format markdown
//	go run ./examples/published -format html -out DIR
//	go run ./examples/published -only aws-rds -facts mine.json -period 2026-07
//	go run ./examples/published -agreement mine.yaml -facts mine.json
//
// Each agreement is a file in agreements, whose comment cites the document and the
// assumptions; the file of the same name in facts has its facts. Three clauses need
// facts that an agreement does not have, such as points scored elsewhere; they are in
// clauses.go.
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
	"path"
	"path/filepath"
	"slices"
	"strings"
	_ "time/tzdata"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed agreements facts
var files embed.FS

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// bill is the credit that an agreement or clause owes, with its pages.
type bill struct {
	id    string
	owed  penalty.Amount
	pages []report.View

	result *sla.Result // nil for a clause, whose facts an agreement does not have
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("published", flag.ContinueOnError)
	period := flags.String("period", "2026-06", "a month; for an agreement judged by the quarter, the quarter of that month")
	asOf := flags.String("as-of", "", "a local date or date-time; the end of the month if empty")
	only := flags.String("only", "", "names of agreements, separated by commas; the others are left out")
	agreementFile := flags.String("agreement", "", "an agreement of your own, YAML or JSON")
	factsFile := flags.String("facts", "", "facts of your own, JSON, for one agreement")
	format := flags.String("format", "text", "text, markdown, or html: a folder with a scorecard of the agreements and the page of each")
	language := flags.String("lang", "en", "the language of the pages of -format html: en or zh-Hans")
	dir := flags.String("out", "", "the folder for -format html; it is made if it does not exist")
	if err := flags.Parse(args); err != nil {
		return err
	}
	asked, err := sla.ParsePeriod(*period)
	if err != nil {
		return fmt.Errorf("-period %s: %w", *period, err)
	}
	if asked != sla.Month(asked.From().Year(), asked.From().Month()) {
		return fmt.Errorf("-period %s: one month, such as 2026-06", *period)
	}
	question := question{asked, calendar.Local(*asOf), *factsFile}

	var bills []bill
	if *agreementFile != "" {
		b, err := question.bill(os.DirFS(filepath.Dir(*agreementFile)), filepath.Base(*agreementFile))
		if err != nil {
			return err
		}
		bills = append(bills, b)
	} else if bills, err = question.published(*only); err != nil {
		return err
	}
	form, err := report.ParseFormat(*format)
	if err != nil {
		return fmt.Errorf("-format: %w", err)
	}
	if form == report.HTML {
		return writePages(out, *dir, report.Language(*language), bills)
	}
	return write(out, bills, asked, form)
}

// question has the flags that hold for all agreements.
type question struct {
	period sla.Period
	asOf   calendar.Local
	facts  string // a file in place of the built-in facts
}

// published gives the bills of the built-in agreements and clauses.
func (q question) published(only string) ([]bill, error) {
	wanted := strings.FieldsFunc(only, func(r rune) bool { return r == ',' })
	if q.facts != "" && len(wanted) != 1 {
		return nil, errors.New("-facts is for a single agreement: name it with -only or -agreement")
	}
	var bills []bill
	unknown := slices.Clone(wanted)
	want := func(id string) bool {
		unknown = slices.DeleteFunc(unknown, func(w string) bool { return w == id })
		return len(wanted) == 0 || slices.Contains(wanted, id)
	}
	names, err := fs.Glob(files, "agreements/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if !want(strings.TrimSuffix(path.Base(name), ".yaml")) {
			continue
		}
		b, err := q.bill(files, name)
		if err != nil {
			return nil, err
		}
		bills = append(bills, b)
	}
	for _, c := range clauses {
		if !want(c.id) {
			continue
		}
		b, err := q.clause(c)
		if err != nil {
			return nil, err
		}
		bills = append(bills, b)
	}
	if len(unknown) > 0 {
		return nil, fmt.Errorf("-only %s: no such agreement", strings.Join(unknown, ","))
	}
	return bills, nil
}

// bill works out the bill of an agreement file.
func (q question) bill(from fs.FS, name string) (bill, error) {
	agreement, err := specfile.Open(from, name, sla.Sources{})
	if err != nil {
		return bill{}, err
	}
	id := strings.TrimSuffix(path.Base(name), path.Ext(name))
	var facts sla.Facts
	if err := q.read("facts/"+id+".json", &facts); err != nil {
		return bill{}, err
	}
	result, err := q.settle(agreement, facts)
	if err != nil {
		return bill{}, fmt.Errorf("%s: %w", name, err)
	}
	total := result.Statement().Total
	if len(result.Statements) == 0 { // no period has ended, so nothing is owed yet
		if total, err = penalty.NewAmount(decimal.New(0, -2), agreement.Spec().Currency); err != nil {
			return bill{}, err
		}
	}
	return bill{id, total, []report.View{report.Summary(result).At(agreement.Location())}, result}, nil
}

// read reads the caller's facts or, without them, the built-in facts.
func (q question) read(builtIn string, facts any) error {
	data, err := files.ReadFile(builtIn)
	if q.facts != "" {
		builtIn = q.facts
		data, err = os.ReadFile(q.facts)
	}
	if errors.Is(err, fs.ErrNotExist) && q.facts == "" {
		return nil // the caller's own agreement, without facts
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, facts); err != nil {
		return fmt.Errorf("%s: %w", builtIn, err)
	}
	return nil
}

// settle evaluates the period of the statement. If the agreement has an effective date,
// settle first makes the statements of all periods since then, because repeats and
// yearly caps look back on them.
func (q question) settle(a *sla.Agreement, facts sla.Facts) (*sla.Result, error) {
	period, every, err := statementPeriod(a, q.period)
	if err != nil {
		return nil, err
	}
	if since, err := sla.ParsePeriod(string(a.Spec().Effective)); err == nil {
		begin, _ := a.Bounds(since)
		p, err := a.PeriodAt(every, begin)
		if err != nil {
			return nil, err
		}
		for ; p.From() < period.From(); p = p.Next() {
			_, end := a.Bounds(p)
			before, err := a.Evaluate(p, facts, end)
			if err != nil {
				return nil, err
			}
			facts.Issued = append(facts.Issued, sla.IssuedStatement{Statement: before.Statement()})
		}
	}
	_, seen := a.Bounds(q.period)
	if q.asOf != "" {
		if seen, err = q.asOf.In(a.Location()); err != nil {
			return nil, fmt.Errorf("-as-of %s: %w", q.asOf, err)
		}
	}
	return a.Evaluate(period, facts, seen)
}

// statementPeriod gives the longest period of the agreement's objectives that contains
// the period asked for, and its kind: for an agreement judged by the quarter, the
// quarter of the month.
func statementPeriod(a *sla.Agreement, asked sla.Period) (longest sla.Period, every sla.Every, err error) {
	longest, every = asked, sla.Monthly
	begin, _ := a.Bounds(asked)
	for o := range a.Objectives(begin) {
		p, err := a.PeriodAt(o.Period, begin)
		if err != nil {
			return longest, every, err
		}
		if p.Contains(longest) {
			longest, every = p, o.Period
		}
	}
	return longest, every, nil
}

// write prints a list of the amounts owed, then the pages of each bill, as text or Markdown.
func write(out io.Writer, bills []bill, period sla.Period, format report.Format) error {
	names := 0
	for _, b := range bills {
		names = max(names, len(b.id))
	}
	title := fmt.Sprintf("What published agreements owe for %s", period)
	lines := []string{"# " + title, "", "| Agreement | Owed |", "| --- | ---: |"}
	form := "| %-*s | %s |"
	if format == report.Text {
		lines, form = []string{title, strings.Repeat("=", len(title)), ""}, "%-*s  %20s"
	}
	for _, b := range bills {
		lines = append(lines, fmt.Sprintf(form, names, b.id, b.owed))
	}
	if _, err := fmt.Fprintln(out, strings.Join(lines, "\n")); err != nil {
		return err
	}
	for _, b := range bills {
		for _, page := range b.pages {
			if _, err := fmt.Fprintln(out); err != nil {
				return err
			}
			if err := page.Write(out, format); err != nil {
				return err
			}
		}
	}
	return nil
}
