package casefile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/upheld/upheld/internal/span"
)

// comingBlock reads "coming from TIME until TIME": what will be late if nothing
// happens.
func (w *world) comingBlock(l *line, words []word) {
	const form = "write coming from TIME until TIME, and => late: below it"
	w.silent = nil
	i := indexOf(words, "until")
	if len(words) < 2 || !words[1].is("from") || i < 0 || len(l.below) == 0 {
		w.fail(l, form)
		return
	}
	if len(l.below) > 1 {
		w.fail(l.below[1], "late is asked once; write its lines below => late:, one for each ticket")
		return
	}
	from, err := readTime(words[2:i], w.now, w.zone)
	var until told
	if err == nil {
		until, err = readTime(words[i+1:], from.at, w.zone)
	}
	if err == nil && (from.words != i-2 || from.words == 0 || until.words != len(words)-i-1 || until.words == 0) {
		err = errors.New(form)
	}
	if !w.check(l, err) || w.broken {
		return
	}
	k := l.below[0]
	_, answer, asks := arrow(k.text)
	name := "late"
	a := w.first
	if left, rest, named := cut(answer, "/"); named {
		a, answer = w.agreements[unquoted(left)], rest
		name = left + "/late"
	}
	subject, _, _ := cut(answer, ":")
	if !asks || a == nil || strings.TrimSpace(subject) != "late" {
		w.fail(k, form)
		return
	}
	w.ask(question{About: "coming", Agreement: w.nameOf(a), From: instantAt(from.at), To: instantAt(until.at)})
	var rows []string
	for _, c := range a.Coming(slices.Values(w.tickets), from.at, until.at, w.facts.Exclusions...) {
		rows = append(rows, fmt.Sprintln(w.full(c.At), quotedIfNeeded(c.Ticket), c.Reading.Objective, "left", span.Format(c.Reading.Remaining)))
	}
	w.compareLines(k, name, rows, nil)
}

// crisesBlock reads "crises as of TIME": the alarms of the crises of all facts above.
func (w *world) crisesBlock(l *line, words []word) {
	const form = "write crises as of TIME, and => alarms: below it"
	w.silent = nil
	if len(words) < 4 || !words[1].is("as") || !words[2].is("of") || len(l.below) == 0 {
		w.fail(l, form)
		return
	}
	t, err := readTime(words[3:], w.now, w.zone)
	if err == nil && t.words != len(words)-3 {
		err = errors.New(form)
	}
	if !w.check(l, err) || w.broken {
		return
	}
	if w.first == nil {
		w.fail(l, "no agreement stands above")
		return
	}
	listed := false
	w.ask(question{About: "crises", At: instantAt(t.at)})
	alarms, odd := w.first.Crises(w.told(w.first), t.at)
	for _, k := range l.below {
		_, answer, _ := arrow(k.text)
		switch subject, _, _ := cut(answer, ":"); strings.TrimSpace(subject) {
		case "alarms":
			var rows []string
			for _, a := range alarms {
				rows = append(rows, w.alarmLine(a))
			}
			w.compareLines(k, "alarms", rows, nil)
		case "findings":
			listed = true
			w.compareLines(k, "findings", findingLines(odd), nil)
		default:
			w.fail(k, "of crises a case asks alarms or findings")
		}
	}
	if !listed && len(odd) > 0 {
		w.fail(l, "the facts have findings that the case does not list:\n  => findings:\n      %s", strings.Join(findingLines(odd), "      "))
	}
}
