package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// writePages writes the pages of a result as files of HTML: summary.html, a page for each
// breach, and credits.html (credits-2.html and so on) for each statement. They lead to
// each other, and can be mailed or put on a server as they are.
func writePages(folder string, agreement *sla.Agreement, facts sla.Facts, result *sla.Result, language report.Language) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	const summary = "summary.html"
	names := map[report.Ref]string{{Agreement: result.Agreement}: summary}
	for objective := range agreement.Objectives(result.AsOf) {
		names[report.Ref{Objective: objective.ID}] = summary
	}
	var statements []penalty.Statement
	for _, s := range result.Statements {
		if len(s.Lines) == 0 { // an agreement without credits
			continue
		}
		name := "credits.html"
		if statements = append(statements, s); len(statements) > 1 {
			name = fmt.Sprintf("credits-%d.html", len(statements))
		}
		names[report.Ref{Statement: s.ID}] = name
	}
	tickets := map[string]*sla.Ticket{}
	for i := range facts.Tickets {
		tickets[facts.Tickets[i].ID] = &facts.Tickets[i]
	}
	explained := map[report.Ref]sla.Explanation{}
	var order []report.Ref
	for breach := range result.Breaches() {
		to := report.Ref{Ticket: breach.Ticket, Objective: breach.Objective, Cycle: breach.Cycle}
		if explanation, ok := explainBreach(agreement, tickets[breach.Ticket], breach, facts.Exclusions, result); ok && names[to] == "" {
			order = append(order, to)
			explained[to] = explanation
			names[to] = pageName(to, len(order))
		}
	}
	write := func(name string, v report.View) error {
		file, err := os.Create(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		v = v.At(agreement.Location()).In(language).Link(func(to report.Ref) string { return names[to] })
		if err := v.Write(file, report.HTML); err != nil {
			file.Close()
			return err
		}
		return file.Close()
	}
	if err := write(summary, report.Summary(result)); err != nil {
		return err
	}
	for _, s := range statements {
		if err := write(names[report.Ref{Statement: s.ID}], report.Credits(s, result)); err != nil {
			return err
		}
	}
	for _, to := range order {
		if err := write(names[to], report.Ticket(explained[to])); err != nil {
			return err
		}
	}
	return nil
}

// explainBreach explains the cycle of a breach: the latest one, or an earlier one as it
// was seen when it stopped.
func explainBreach(agreement *sla.Agreement, ticket *sla.Ticket, breach sla.Breach, waived []sla.Exclusion, result *sla.Result) (sla.Explanation, bool) {
	if ticket == nil {
		return sla.Explanation{}, false
	}
	explanation := agreement.Explain(ticket, breach.Objective, result.AsOf, waived...)
	if explanation.Reading.Cycle != breach.Cycle && !breach.StoppedAt.IsZero() {
		explanation = agreement.Explain(ticket, breach.Objective, breach.StoppedAt, waived...)
	}
	return explanation, explanation.Reading.Cycle == breach.Cycle
}

// pageName is the name of the page of a cycle. A ticket whose id is no name of a file has
// a number instead.
func pageName(to report.Ref, number int) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-'
	}
	id := to.Ticket
	if id == "" || len(id) > 40 || slices.ContainsFunc([]rune(id), func(r rune) bool { return !plain(r) }) {
		id = "ticket"
	}
	return strings.ToLower(fmt.Sprintf("%s-%s-%d.html", id, to.Objective, number))
}
