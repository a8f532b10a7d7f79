package casefile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/sla"
)

// asked is the subject of an answer, read: [AGREEMENT/]VERB NAME [cycle N | cycle
// worst] [for attr…] [in PERIOD] [on DATE].
type asked struct {
	text      string // as written
	wanted    string // what stands after the colon
	agreement *agreement
	verb      string // "" for an objective
	name      string
	cycle     int
	worst     bool // the worst of the cycles
	group     sla.Attrs
	grouped   bool
	period    sla.Period
	on        date.Date // a day in the life of a statement
	dated     bool      // on is written
}

// subjectOf reads an answer. verbs are words that are no objective if another word
// follows them, alone those that need none.
func (w *world) subjectOf(answer string, verbs, alone []string) (asked, error) {
	subject, wanted, colon := cut(answer, ":")
	a := asked{text: strings.TrimSpace(subject), wanted: strings.TrimSpace(wanted)}
	if !colon || a.text == "" {
		return a, fmt.Errorf("write => SUBJECT: FACET, such as => response: due 13:30")
	}
	own, rest, ok := w.of(a.text)
	if !ok {
		return a, fmt.Errorf("no agreement stands above")
	}
	a.agreement = own
	words, err := wordsOf(rest)
	if err != nil || len(words) == 0 {
		return a, errors.Join(err, fmt.Errorf("%q names no objective", a.text))
	}
	if i := indexOf(words, "on"); i > 0 && i == len(words)-2 && likeDate(words[i+1].text) {
		if a.on, err = civil.Parse(words[i+1].text); err != nil {
			return a, fmt.Errorf("%s: %w", words[i+1].text, err)
		}
		a.dated, words = true, words[:i]
	}
	if i := indexOf(words, "in"); i > 0 && i == len(words)-2 {
		if a.period, err = sla.ParsePeriod(words[i+1].text); err != nil {
			return a, err
		}
		words = words[:i]
	}
	if i := indexOf(words, "for"); i > 0 {
		var more []word
		if a.group, more = attributes(words[i+1:]); len(a.group) == 0 || len(more) > 0 {
			return a, fmt.Errorf("write for ATTRIBUTE=VALUE, such as portal for unit=7")
		}
		a.grouped, words = true, words[:i]
	}
	if i := indexOf(words, "cycle"); i > 0 && i == len(words)-2 {
		if a.worst = words[i+1].is("worst"); !a.worst {
			a.cycle, err = strconv.Atoi(words[i+1].text)
		}
		if err != nil || !a.worst && a.cycle < 1 {
			return a, fmt.Errorf("write cycle N, from 1, or cycle worst")
		}
		words = words[:i]
	}
	whole := textOf(words)
	if !words[0].quoted {
		switch {
		case slices.Contains(alone, whole):
			a.verb = whole
			return a, nil
		case len(words) > 1 && slices.Contains(verbs, words[0].text):
			a.verb, words = words[0].text, words[1:]
		}
	}
	a.name = textOf(words)
	return a, nil
}

// objective fails if the name is no objective of the agreement.
func (w *world) objective(l *line, a asked) bool {
	all := objectivesOf(a.agreement.Agreement)
	if slices.Contains(all, a.name) {
		return true
	}
	w.fail(l, "%s: objective %q: %v", a.text, a.name, fault.NotOneOf(a.name, all...))
	return false
}
