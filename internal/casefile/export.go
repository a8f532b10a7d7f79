package casefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// portable is a case without the language: an engine in any language reads it as JSON.
type portable struct {
	Corpus     int                      `json:"corpus"` // the version of this form
	File       string                   `json:"file"`
	Case       string                   `json:"case,omitempty"`
	Line       int                      `json:"line"`
	Agreements []portableAgreement      `json:"agreements,omitempty"` // the first answers if a question names no other
	Calendars  map[string]calendar.Spec `json:"calendars,omitempty"`
	Facts      sla.Facts                `json:"facts"`
	Questions  []question               `json:"questions"`
}

// portableAgreement is an agreement with its defaults, or the text of an agreement that
// has mistakes.
type portableAgreement struct {
	Name string          `json:"name,omitempty"`
	Spec json.RawMessage `json:"spec,omitempty"`
	Text string          `json:"text,omitempty"`
}

// question is an answer of a case, with its instants in UTC. Dates without a clock are
// local dates.
type question struct {
	Line      int            `json:"line"`
	About     string         `json:"about"`               // agreement, ticket, period, window, coming, crises or the words of a table
	Agreement string         `json:"agreement,omitempty"` // "" is the first
	Name      string         `json:"name,omitempty"`      // of the ticket, the calendar, or what else the table is about
	At        *time.Time     `json:"at,omitempty"`        // the moment asked about; of a period, as of when
	From      *time.Time     `json:"from,omitempty"`
	To        *time.Time     `json:"to,omitempty"`
	Period    string         `json:"period,omitempty"`
	Settled   []string       `json:"settled,omitempty"` // the periods whose statements count as issued
	Claimed   []string       `json:"claimed,omitempty"` // the days on which the customer claimed credits
	Told      map[string]int `json:"told,omitempty"`    // how many facts of each list are known, and how many events of the ticket
	Input     string         `json:"input,omitempty"`   // of a row
	Subject   string         `json:"subject,omitempty"`
	Expect    []string       `json:"expect"` // facets, or lines if List is true
	List      bool           `json:"list,omitempty"`

	now   time.Time      // instants are written as seen from here
	zone  *time.Location // in this zone; nil: that of the case
	dates bool           // a date alone is an instant, too
}

// JSON writes the cases of a file as JSON, an object a line. The error lists what does
// not hold; such cases are not written.
func (s Suite) JSON(name string, data []byte) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	s.export = func(p *portable) error { return enc.Encode(p) }
	ran, err := s.Run(name, data)
	if err != nil {
		return nil, err
	}
	var all []error
	for _, c := range ran.Cases {
		for _, m := range c.Mistakes {
			all = append(all, m)
		}
	}
	return out.Bytes(), errors.Join(all...)
}

// ask sets what the answers that follow are about.
func (w *world) ask(q question) {
	if w.exported == nil {
		return
	}
	f := w.facts
	q.Told = map[string]int{}
	for name, n := range map[string]int{"tickets": len(w.tickets), "outages": len(f.Outages), "states": len(f.States), "counts": len(f.Counts),
		"samples": len(f.Samples), "exclusions": len(f.Exclusions), "charges": len(f.Charges)} {
		if n > 0 {
			q.Told[name] = n
		}
	}
	for _, day := range w.claimed {
		q.Claimed = append(q.Claimed, civil.Format(day))
	}
	w.about = q
}

// askOf sets that the answers that follow are about a ticket now.
func (w *world) askOf(t *sla.Ticket, a *agreement) {
	if w.exported == nil {
		return
	}
	w.ask(question{About: "ticket", Name: t.ID, Agreement: w.nameOf(a), At: instantAt(w.now), now: w.now})
	w.about.Told["events"] = len(t.Events)
}

// askRow sets that the answer that follows is about one row of a table.
func (w *world) askRow(verb, name, input string, cal *calendar.Calendar) {
	if w.exported == nil {
		return
	}
	q := question{About: verb, Name: name, Input: input}
	if cal == nil {
		w.about = q
		return
	}
	q.zone, q.dates = w.zone, verb != "business days"
	if !w.zoned {
		q.zone = cal.Location()
	}
	w.about = q
	w.about.Input = w.inUTC(input, time.Time{})
	if words, err := wordsOf(input); err == nil {
		t, _ := readTime(words, time.Time{}, q.zone)
		w.about.now = t.at
	}
}

// exportBroken keeps the text of an agreement with mistakes.
func (w *world) exportBroken(a *agreement) {
	if file := w.texts[a.home]; w.exported != nil && file != nil {
		// The text stands where it stands in the case file, below empty lines.
		text := strings.TrimLeft(string(file.Data), "\n")
		indent := strings.Repeat(" ", a.column)
		text = strings.ReplaceAll(strings.TrimPrefix(text, indent), "\n"+indent, "\n")
		w.exported.Agreements = append(w.exported.Agreements, portableAgreement{Name: a.name, Text: text})
	}
}

// instantAt is an instant of a question; nil for the zero Time.
func instantAt(t time.Time) *time.Time {
	if t = t.UTC(); t.IsZero() {
		return nil
	}
	return &t
}

// nameOf is the name of an agreement in a question.
func (w *world) nameOf(a *agreement) string {
	if a == nil || a == w.first {
		return ""
	}
	return a.name
}

func (w *world) export(l *line, subject string, wanted []string) {
	if w.exported == nil {
		return
	}
	q := w.about
	q.Line, q.Subject, q.Expect = l.number, subject, []string{}
	for _, want := range wanted {
		q.Expect = append(q.Expect, w.inUTC(want, q.now))
	}
	w.exported.Questions = append(w.exported.Questions, q)
}

func (w *world) exportLines(l *line, subject string, wanted []string) {
	if w.exported == nil {
		return
	}
	q := w.about
	q.Line, q.Subject, q.Expect, q.List = l.number, subject, []string{}, true
	for _, want := range wanted {
		q.Expect = append(q.Expect, w.inUTC(want, time.Time{}))
	}
	w.exported.Questions = append(w.exported.Questions, q)
}

// inUTC writes the times of a text in UTC, as RFC 3339 has them. A text may have several
// stretches of time, with ; between them.
func (w *world) inUTC(s string, now time.Time) string {
	zone := w.about.zone
	if zone == nil {
		zone = w.zone
	}
	var out []word
	for i, part := range parted(s, ";") {
		if i > 0 && len(out) > 0 {
			out[len(out)-1].text += ";"
		}
		words, err := wordsOf(part)
		if err != nil {
			return s
		}
		for len(words) > 0 {
			t, err := readTime(words, now, zone)
			if err != nil || t.words == 0 || !w.about.dates && !likeClock(words[t.words-1].text) {
				out, words = append(out, words[0]), words[1:]
				continue
			}
			if !now.IsZero() {
				now = t.at
			}
			out, words = append(out, word{text: t.at.UTC().Format(time.RFC3339Nano)}), words[t.words:]
		}
	}
	return joined(out)
}

// finish writes a case that holds.
func (w *world) finish(c Case) error {
	p := w.exported
	if p == nil || len(c.Mistakes) > 0 {
		return nil
	}
	p.File, p.Case, p.Line = w.page.name, c.Name, c.Line
	p.Facts = w.facts
	for _, t := range w.tickets {
		p.Facts.Tickets = append(p.Facts.Tickets, *t)
	}
	for _, name := range w.names() {
		data, err := specfile.JSON(w.agreements[name].Spec())
		if err != nil {
			return err
		}
		p.Agreements = append(p.Agreements, portableAgreement{Name: name, Spec: data})
	}
	return w.run.export(p)
}
