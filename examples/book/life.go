package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/chain"
	"github.com/upheld/upheld/sla/record"
	"github.com/upheld/upheld/sla/review"
	"github.com/upheld/upheld/sla/specfile"
	"github.com/upheld/upheld/sla/terms"
)

// months are the months of which the book has facts, each with its file.
var months = []struct {
	period sla.Period
	file   string
}{
	{sla.Month(2026, time.March), "march.json"},
	{sla.Month(2026, time.July), "july.json"},
}

// happened reads a file of facts.
func happened(file string) (facts sla.Facts, err error) {
	data, err := files.ReadFile(file)
	if err != nil {
		return facts, err
	}
	return facts, json.Unmarshal(data, &facts)
}

// closed evaluates a month of which the book has facts, once it has ended.
func closed(a *sla.Agreement, month sla.Period, file string) (*sla.Result, sla.Facts, error) {
	facts, err := happened(file)
	if err != nil {
		return nil, facts, err
	}
	_, end := a.Bounds(month)
	result, err := a.Evaluate(month, facts, end)
	return result, facts, err
}

// changed lays a draft over an agreement.
func changed(spec sla.Spec, draft string) (sla.Spec, error) {
	data, err := files.ReadFile(draft)
	if err != nil {
		return sla.Spec{}, err
	}
	change, err := specfile.Parse(data)
	if err != nil {
		return sla.Spec{}, fmt.Errorf("%s: %w", draft, err)
	}
	return spec.With(change)
}

// transition compares what July came to under the old terms, which pay, and the new.
func transition(out io.Writer, format report.Format, names []string) error {
	agreement, err := specfile.Open(files, names[0], sla.Sources{})
	if err != nil {
		return err
	}
	july := months[1]
	result, _, err := closed(agreement, july.period, july.file)
	if err != nil {
		return err
	}
	if result.Other == nil {
		return fmt.Errorf("%s: no transition in %s", names[0], july.period)
	}
	compared, err := terms.Compare(result, result.Other)
	if err != nil {
		return err
	}
	return report.Comparison(compared).At(agreement.Location()).Write(out, format)
}

// bought opens the agreements on which those of the book rest.
func bought() (all []*sla.Agreement, err error) {
	folder, err := fs.Sub(files, "bought")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(folder, "*.yaml")
	for _, name := range names {
		a, err := specfile.Open(folder, name, sla.Sources{})
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, err
}

// rests checks whether what is bought carries what is sold in 2026.
func rests(out io.Writer, format report.Format, names []string) error {
	agreement, err := specfile.Open(files, names[0], sla.Sources{})
	if err != nil {
		return err
	}
	below, err := bought()
	if err != nil {
		return err
	}
	return report.Chain(chain.Check(agreement, sla.Year(2026), below...)).At(agreement.Location()).Write(out, format)
}

// reviewed prints what a service level manager would remark on the day of the review.
func reviewed(out io.Writer, format report.Format, names []string) error {
	agreement, err := specfile.Open(files, names[0], sla.Sources{})
	if err != nil {
		return err
	}
	below, err := bought()
	if err != nil {
		return err
	}
	evidence := review.Evidence{Today: sla.Month(2026, time.August).From(), Checked: true, Gaps: chain.Check(agreement, sla.Year(2026), below...)}
	for _, m := range months {
		result, facts, err := closed(agreement, m.period, m.file)
		if err != nil {
			return err
		}
		evidence.Past = append(evidence.Past, result)
		evidence.Facts.Tickets = append(evidence.Facts.Tickets, facts.Tickets...)
	}
	spec := agreement.Spec()
	_, requirements := review.Maturity(spec, evidence)
	return report.Review(spec, review.Of(spec, evidence), requirements...).Write(out, format)
}

// records closes every month of the book: agreement, facts and result of a month belong
// together by their digests.
func records(a *sla.Agreement) (all []record.Record, err error) {
	text, err := specfile.JSON(a.Spec())
	if err != nil {
		return nil, err
	}
	var last record.Record
	for _, m := range months {
		result, facts, err := closed(a, m.period, m.file)
		if err != nil {
			return nil, err
		}
		data, err := json.Marshal(facts)
		if err != nil {
			return nil, err
		}
		_, end := a.Bounds(m.period)
		last = last.Next(record.Record{
			Made: end, By: "service-manager", Period: m.period.String(), Reason: "month closed", Engine: "upheld 1",
			Agreement: record.Of("agreement", text), Facts: record.Of("facts", data), Result: record.Of("result", result.JSON()),
		})
		all = append(all, last)
	}
	return all, nil
}

// recorded prints the records of an agreement, and what a changed record comes to.
func recorded(out io.Writer, _ report.Format, names []string) error {
	agreement, err := specfile.Open(files, names[0], sla.Sources{})
	if err != nil {
		return err
	}
	all, err := records(agreement)
	if err != nil {
		return err
	}
	keep := agreement.Spec().Document.Keep
	for _, r := range all {
		fmt.Fprintf(out, "Record %d: %s, %s, by %s", r.Number, r.Period, r.Reason, r.By)
		if keep != "" {
			until, err := r.KeptUntil(keep)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, ", kept until %s", until)
		}
		fmt.Fprintf(out, "\n  agreement  %s\n  facts      %s\n  result     %s\n  record     %s\n", r.Agreement, r.Facts, r.Result, r.Digest())
	}
	head := all[len(all)-1].Head()
	if err := record.Verify(record.Head{}, all, head); err != nil {
		return err
	}
	fmt.Fprintln(out, "Nothing was changed.")
	all[0].Result = record.Of("result", []byte("a nicer result"))
	wrong := record.Verify(record.Head{}, all, head)
	if wrong == nil {
		return errors.New("a changed record was not noticed")
	}
	fmt.Fprintln(out, "With another result in record 1:", wrong)
	return nil
}

// retire prints the amendment that ends an agreement.
func retire(out io.Writer, format report.Format, names []string) error {
	resolved, err := specfile.Resolve(files, names[0])
	if err != nil {
		return err
	}
	ended, err := changed(resolved.Spec, names[1])
	if err != nil {
		return err
	}
	if _, err := sla.New(ended); err != nil {
		return err
	}
	return report.Amendment(resolved.Spec, ended).Write(out, format)
}
