package feeds

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/sla"
)

// Intake is the outcome of a reading: how much was read, what was left out on
// purpose, and what looks wrong.
type Intake struct {
	Rows  int64 `json:"rows"`  // rows or records in all files
	Facts int64 `json:"facts"` // facts handed over
	// Left lists what was left out on purpose, in the order in which it first occurred.
	Left []Left `json:"left,omitempty"`
	// Findings lists the first thousand problems of rows, in the order of the files.
	// Subject is the ticket or service, Path the place such as audit.csv:12 and the
	// column, Value what is wrong, with the text as written.
	Findings []sla.Finding `json:"findings,omitempty"`
	More     int64         `json:"more,omitempty"` // findings after the first thousand
}

// Left is a kind of rows, records or values that a reader left out on purpose.
type Left struct {
	What  string `json:"what"`
	Count int64  `json:"count"`
}

// The findings of a reading. They join the findings of sla.
const (
	FindingRow       sla.FindingCode = "row-unreadable"      // a row that cannot be read: the Value says why; no fact is made of it
	FindingValue     sla.FindingCode = "value-unreadable"    // a value that cannot be read in a row that is otherwise used
	FindingTruncated sla.FindingCode = "truncated"           // an export that says that there is more, or that is as long as its source allows
	FindingRecord    sla.FindingCode = "history-incomplete"  // a record without its whole history, or a history without its record
	FindingAgain     sla.FindingCode = "record-again"        // a record that came before, with other contents; the first counts
	FindingClock     sla.FindingCode = "time-twice-or-never" // a local time that the clock shows twice (the first is taken) or skips (the instant of the change is taken)
	FindingColumn    sla.FindingCode = "column-unclear"      // a column that the header names twice (the first is taken), or a key that no record has
	FindingRounded   sla.FindingCode = "rounded"             // counts that are no whole numbers, rounded
	FindingApart     sla.FindingCode = "rows-apart"          // a ticket of a grouped table whose rows do not follow one another; it is handed over twice
)

// Into gives a function that collects facts into a batch.
func Into(facts *sla.Facts) func(sla.Fact) {
	return func(f sla.Fact) {
		switch f := f.(type) {
		case *sla.Ticket:
			t := *f
			t.Attrs, t.Events = slices.Clone(t.Attrs), slices.Clone(t.Events)
			for i := range t.Events {
				t.Events[i].Set = slices.Clone(t.Events[i].Set)
			}
			facts.Tickets = append(facts.Tickets, t)
		case *sla.Outage:
			facts.Outages = append(facts.Outages, *f)
			own(&facts.Outages[len(facts.Outages)-1].Attrs)
		case *sla.State:
			facts.States = append(facts.States, *f)
			own(&facts.States[len(facts.States)-1].Attrs)
		case *sla.Count:
			facts.Counts = append(facts.Counts, *f)
			own(&facts.Counts[len(facts.Counts)-1].Attrs)
		case *sla.Sample:
			facts.Samples = append(facts.Samples, *f)
			own(&facts.Samples[len(facts.Samples)-1].Attrs)
		case *sla.Exclusion:
			facts.Exclusions = append(facts.Exclusions, *f)
			own(&facts.Exclusions[len(facts.Exclusions)-1].Attrs)
		case *sla.Charge:
			facts.Charges = append(facts.Charges, *f)
			own(&facts.Charges[len(facts.Charges)-1].Attrs)
		case *sla.IssuedStatement:
			facts.Issued = append(facts.Issued, *f)
		}
	}
}

func own(attrs *sla.Attrs) { *attrs = slices.Clone(*attrs) }

// findingsMax bounds the findings of an Intake.
const findingsMax = 1_000

// run is one call of a Read.
type run struct {
	add  func(sla.Fact)
	sum  Intake
	left map[string]int
	in   *stream
	line int64 // where the present record begins
}

func newRun(add func(sla.Fact)) *run { return &run{add: add, left: map[string]int{}} }

func (r *run) give(f sla.Fact) {
	r.sum.Facts++
	r.add(f)
}

func (r *run) leave(what string) { r.leaveMany(what, 1) }

func (r *run) leaveMany(what string, n int64) {
	if n == 0 {
		return
	}
	i, seen := r.left[what]
	if !seen {
		i = len(r.sum.Left)
		r.left[what] = i
		r.sum.Left = append(r.sum.Left, Left{What: what})
	}
	r.sum.Left[i].Count += n
}

// here is the place of the present record.
func (r *run) here() string {
	if r.in == nil {
		return ""
	}
	if r.line == 0 {
		return r.in.name
	}
	return r.in.name + ":" + strconv.FormatInt(r.line, 10)
}

func (r *run) find(code sla.FindingCode, subject, path, value string) {
	if len(r.sum.Findings) >= findingsMax {
		r.sum.More++
		return
	}
	r.sum.Findings = append(r.sum.Findings, sla.Finding{Code: code, Subject: plain(subject), Path: path, Value: plain(value)})
}

// plainMax is how long a text of a finding is left as it is.
const plainMax = 200

// plain makes a text from a foreign file fit for a finding: short and valid.
func plain(text string) string {
	if !utf8.ValidString(text) {
		text = strconv.QuoteToASCII(text)
	}
	if len(text) > plainMax {
		return fault.Shorten(text)
	}
	return text
}

// at is the place of a column in the present record.
func (r *run) at(column string) string {
	if column == "" {
		return r.here()
	}
	return r.here() + " " + plain(column)
}

// bad reports a record that cannot be used.
func (r *run) bad(subject, column, why string) { r.find(FindingRow, subject, r.at(column), why) }

// fail puts the place in front of an error that ends the reading.
func (r *run) fail(err error) error {
	if r.in == nil {
		return fmt.Errorf("feeds: %w", err)
	}
	if r.in.line > 0 {
		return fmt.Errorf("feeds: %s:%d: %w", r.in.name, r.in.line, err)
	}
	return fmt.Errorf("feeds: %s: %w", r.in.name, err)
}

// each opens the exports one after the other.
func (r *run) each(exports []io.Reader, read func(*stream) error) error {
	for i, export := range exports {
		in, err := newStream(export, i+1)
		r.in, r.line = in, 0
		for err == nil && space(in.buf, 0) == len(in.buf) && !in.end {
			err = in.more()
		}
		switch {
		case err == nil && space(in.buf, 0) == len(in.buf):
			r.find(FindingRow, "", in.name, "the file is empty")
		case err == nil:
			err = read(in)
		}
		if err != nil {
			return r.fail(err)
		}
	}
	r.line = 0
	return nil
}

// Computed is what a source itself computed about an agreement of its own: a second
// opinion to compare results with. It is no fact, and no result depends on it.
type Computed struct {
	Ticket string `json:"ticket"`
	Of     string `json:"of"`              // the agreement or metric, as the source calls it
	ID     string `json:"id,omitempty"`    // of the cycle
	Stage  string `json:"stage,omitempty"` // as the source calls it, such as completed
	Missed bool   `json:"missed"`
	// The instants of the cycle. Zero: not stated.
	Started time.Time `json:"started,omitzero"`
	Stopped time.Time `json:"stopped,omitzero"`
	Due     time.Time `json:"due,omitzero"`
	// The lengths that the source states; they are 0 if it does not state them.
	Elapsed  time.Duration `json:"elapsed,omitzero"`  // without pauses
	Business time.Duration `json:"business,omitzero"` // within the hours of the source's calendar
	Paused   time.Duration `json:"paused,omitzero"`
	Allowed  time.Duration `json:"allowed,omitzero"`
	Ahead    time.Duration `json:"ahead,omitzero"`    // until the due instant; negative after it
	Percent  string        `json:"percent,omitempty"` // of the allowed time, as printed
}
