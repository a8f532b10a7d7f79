package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// corpus is the cases of a folder as case files. Every answer in it is the value that
// the JSON has: the converter never asks the library for an answer.
type corpus struct {
	files map[string]*sheet
	// said has the entries that became cases, as topic/file/id.
	said map[string]bool
	// left has what a case file does not say, by "topic/file/id" and the expectation,
	// or - for the whole entry, and why.
	left map[[2]string]string
	// only, if it is not "", is the only file of which entries are written; the others
	// are there for what it refers to.
	only string
}

// writers convert the entries of a topic.
var writers = map[string]func(dir fs.FS, c *corpus) error{
	"calendars":    writeCalendars,
	"tickets":      writeTickets,
	"credits":      writeCredits,
	"contracts":    writeContracts,
	"availability": writeAvailability,
}

// convert makes case files of all topics of a folder.
func convert(cases fs.FS) (*corpus, error) {
	c := &corpus{files: map[string]*sheet{}, said: map[string]bool{}, left: map[[2]string]string{}}
	for _, name := range slices.Sorted(maps.Keys(writers)) {
		dir, err := fs.Sub(cases, name)
		if err == nil {
			err = writers[name](dir, c)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(c.said) == 0 {
		return nil, errors.New("the folder has no entry that a case file can say")
	}
	return c, nil
}

// write puts into a folder the case files, and the list of entries that have none.
func (c *corpus) write(dir string) error {
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, []byte(c.files[name].String()), 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "left.tsv"), []byte(c.leftover()), 0o644)
}

// tableTests has the Go test that asks what no case file says, by the reason. Such
// entries are figures that no agreement asks for, or laws.
var tableTests = map[string]string{
	"a promise that moves; a figure of internal/design that no agreement asks for": "internal/design.TestRatchets",
	"limits on requests, which no agreement asks for":                              "penalty.TestAClauseOfLimitsOnRequests",
	"a law over drawn calendars, which the tests of calendar try":                  "calendar.TestNamedLaws",
	"a window that ends before it begins":                                          "metrics.TestAWindowThatEndsBeforeItBegins",
	"a rule of the user's own in Go, with divisions that truncate":                 "penalty.TestAClauseOfTruncatingDivisions",
	"conditions on two values of a point, which no agreement asks for":             "metrics.TestConditionsOnSeveralValuesOfAPoint",
	"violations in a window of seconds, which no agreement asks for":               "penalty.TestAClauseOfViolationsInAWindow",
	"policies over a window of seconds, which no agreement asks for":               "penalty.TestAClauseOfPoliciesOverTime",
}

// leftover lists what the case files do not say: file, expectation, why, the entries,
// and the Go test that asks for them.
func (c *corpus) leftover() string {
	ids := map[[3]string][]string{}
	for key, why := range c.left {
		parts := strings.SplitN(key[0], "/", 3)
		row := [3]string{parts[0] + "/" + parts[1], key[1], why}
		ids[row] = append(ids[row], parts[2])
	}
	var b strings.Builder
	b.WriteString("# What the JSON cases ask and the case files do not. This list only gets shorter.\n# file\texpectation (-: all)\twhy\tentries\tthe Go test that asks it\n")
	for _, row := range slices.SortedFunc(maps.Keys(ids), func(a, b [3]string) int { return slices.Compare(a[:], b[:]) }) {
		slices.Sort(ids[row])
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\n", row[0], row[1], row[2], strings.Join(ids[row], ", "), tableTests[row[2]])
	}
	return b.String()
}

// skip lists an expectation of an entry that no case file can say.
func (c *corpus) skip(entry, expectation, why string, args ...any) {
	c.left[[2]string{entry, expectation}] = fmt.Sprintf(why, args...)
}

// contradictory begins the reason of an entry whose answers do not go together.
const contradictory = "the answers contradict each other: "

func contradiction(format string, args ...any) error {
	return fmt.Errorf(contradictory+format, args...)
}

// file begins or goes on with a case file. about says what the file has.
func (c *corpus) file(name, about string) *sheet {
	if c.files[name] == nil {
		c.files[name] = &sheet{}
		c.files[name].line(0, "# corpus 1")
		c.files[name].line(0, "# %s", about)
	}
	return c.files[name]
}

// entries gives the entries of a list in each JSON file of a folder. A list within a
// section of a file is "section/list".
func entries(dir fs.FS, list string, each func(file string, data json.RawMessage) error) error {
	names, err := fs.Glob(dir, "*.json")
	if err != nil {
		return err
	}
	for _, name := range names {
		var file map[string]json.RawMessage
		data, err := fs.ReadFile(dir, name)
		if err == nil {
			err = json.Unmarshal(data, &file)
		}
		var all []json.RawMessage
		if raw := within(file, list); err == nil && raw != nil {
			err = json.Unmarshal(raw, &all)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, entry := range all {
			if err := each(name, entry); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

// sheet is a case file that is being written.
type sheet struct {
	strings.Builder
	heard map[string]bool // the words of the agreements of the case
}

func (s *sheet) line(indent int, format string, args ...any) {
	s.WriteString(strings.Repeat(" ", indent) + fmt.Sprintf(format, args...) + "\n")
}

// block writes a text below a heading.
func (s *sheet) block(indent int, text string) {
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		s.line(indent, "%s", line)
	}
}

// title begins a case, with its source.
func (s *sheet) title(id string, source ...string) {
	s.heard = map[string]bool{}
	s.line(0, "")
	s.line(0, "case %s", id)
	for _, text := range source {
		if text = strings.TrimSpace(strings.ReplaceAll(text, "\n", " ")); text != "" {
			s.line(0, "# %s", text)
		}
	}
}

// agreement writes an agreement. An empty name is allowed for the only one of a case.
func (s *sheet) agreement(name string, spec sla.Spec) error {
	text, err := specfile.YAML(spec)
	if err != nil {
		return err
	}
	if s.heard == nil {
		s.heard = map[string]bool{}
	}
	whole, err := specfile.JSON(spec)
	var fields any
	if err == nil {
		err = json.Unmarshal(whole, &fields)
	}
	if err != nil {
		return err
	}
	s.hear(fields, false)
	s.line(0, "%s", strings.TrimSpace("agreement "+name))
	s.block(2, string(text))
	return nil
}

// hear notes the words of an agreement: every text, and the attributes of conditions.
func (s *sheet) hear(v any, attributes bool) {
	switch v := v.(type) {
	case string:
		s.heard[v] = true
	case []any:
		for _, each := range v {
			s.hear(each, attributes)
		}
	case map[string]any:
		for key, value := range v {
			if attributes {
				s.heard[key] = true
			}
			s.hear(value, key == "while" || key == "when" || key == "where" || key == "hide")
		}
	}
}

// when writes an instant in a zone, after a time before on the same line or on the line
// above: the clock alone on the same date, else with weekday and date. A time that the
// clocks show twice has its offset.
func when(t, before time.Time, zone *time.Location) string {
	local := t.In(zone)
	text := strings.TrimSuffix(local.Format("15:04:05.999999999"), ":00")
	if twice(local) {
		text += local.Format("Z07:00")
	}
	if sameDay := local.Format(time.DateOnly) == before.In(zone).Format(time.DateOnly); before.IsZero() || !sameDay || t.Before(before) {
		text = local.Format("Mon 2006-01-02 ") + text
	}
	return text
}

// twice reports whether the clocks of the zone show a time at two instants.
func twice(t time.Time) bool {
	_, offset := t.Zone()
	for _, near := range []time.Duration{-26, -3, 3, 26} {
		_, other := t.Add(near * time.Hour).Zone()
		u := t.Add(time.Duration(offset-other) * time.Second)
		if _, there := u.Zone(); other != offset && there == other {
			return true
		}
	}
	return false
}

// length writes a number of seconds: 1h30m, -5s.
func length(n int64) string {
	text := ""
	if n < 0 {
		text, n = "-", -n
	}
	if n == 0 {
		return "0s"
	}
	for _, unit := range []struct {
		seconds int64
		word    string
	}{{3600, "h"}, {60, "m"}, {1, "s"}} {
		if n >= unit.seconds {
			text += fmt.Sprint(n/unit.seconds) + unit.word
			n %= unit.seconds
		}
	}
	return text
}

// ask is what a story asks at an instant: the answers below it.
type ask struct {
	at      time.Time
	answers []string
}

// story writes the history of a ticket with what is asked at its moments.
func (s *sheet) story(zone *time.Location, events []sla.Event, asks []ask) {
	var unheard []string
	for _, e := range events {
		words := []string{e.Name}
		for _, pair := range e.Set {
			words = append(words, pair[0])
		}
		for _, word := range words {
			if !s.heard[word] && !slices.Contains(unheard, word) {
				unheard = append(unheard, word)
			}
		}
	}
	if len(unheard) > 0 {
		s.line(0, "unheard %s", strings.Join(unheard, " "))
	}
	s.line(0, "ticket 1")
	events = slices.Clone(events)
	slices.SortStableFunc(events, func(a, b sla.Event) int {
		if n := a.At.Compare(b.At); n != 0 {
			return n
		}
		return int(min(max(a.Seq-b.Seq, -1), 1))
	})
	asks = slices.Clone(asks)
	slices.SortStableFunc(asks, func(a, b ask) int { return a.at.Compare(b.at) })
	var before time.Time
	for i, e := range events {
		for len(asks) > 0 && asks[0].at.Before(e.At) {
			before, asks = s.ask(zone, before, asks[0]), asks[1:]
		}
		text := e.Name
		for _, pair := range e.Set {
			text += " " + pair[0] + "=" + pair[1]
		}
		if i > 0 && events[i-1].At.Equal(e.At) || i+1 < len(events) && events[i+1].At.Equal(e.At) {
			text += fmt.Sprintf(" #e%d/%d", i+1, i+1)
		}
		s.line(2, "%s  %s", when(e.At, before, zone), text)
		before = e.At
	}
	for _, a := range asks {
		before = s.ask(zone, before, a)
	}
}

func (s *sheet) ask(zone *time.Location, before time.Time, a ask) time.Time {
	if len(a.answers) == 1 {
		s.line(2, "%s  => %s", when(a.at, before, zone), a.answers[0])
		return a.at
	}
	s.line(2, "%s", when(a.at, before, zone))
	for _, answer := range a.answers {
		s.line(4, "=> %s", answer)
	}
	return a.at
}

// entryOf names an entry of a file.
func entryOf(topic, file, id string) string { return path.Join(topic, file, id) }
