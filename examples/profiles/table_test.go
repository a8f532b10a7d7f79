package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// table reads the rows of the table under a heading of README.md, without the
// marks of code and links.
func table(t *testing.T, heading string) (rows [][]string) {
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(string(data), heading+"\n")
	if !found {
		t.Fatalf("README.md has no %q", heading)
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if len(rows) > 0 && !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "## ") {
			break
		}
		if !strings.HasPrefix(line, "|") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.ReplaceAll(strings.TrimSpace(cells[i]), "`", "")
		}
		rows = append(rows, cells)
	}
	if len(rows) < 3 {
		t.Fatalf("%s has no table", heading)
	}
	return rows[2:] // after the names and the line below them
}

// The table says what the files say.
func TestTheTableIsThatOfTheFiles(t *testing.T) {
	all, err := systems()
	if err != nil {
		t.Fatal(err)
	}
	rows := table(t, "## The table")
	if len(rows) != len(all) {
		t.Errorf("%d rows for %d systems", len(rows), len(all))
	}
	for i, s := range all {
		closing := "closing"
		if s.rolls() {
			closing = "next opening"
		}
		want := []string{clocks(s), policies(s.spec.Policies), closing}
		if i >= len(rows) || len(rows[i]) != 7 || slices.Contains(rows[i], "") || !strings.HasSuffix(rows[i][0], "(systems/"+s.name+".yaml)") || !slices.Equal(rows[i][1:4], want) {
			t.Errorf("the row of %s begins\n| %s |", s.name, strings.Join(want, " | "))
		}
	}
}

// clocks describes the clocks of a system.
func clocks(s system) string {
	var all []string
	for _, name := range []string{"response", "update", "contact", "resolution"} {
		c, has := s.spec.Clocks[name]
		if !has {
			continue
		}
		text := name + ": " + condition(c.Start) + " to " + condition(c.Stop)
		for _, part := range []struct {
			word string
			c    sla.Condition
		}{{"reset", c.Reset}, {"pause", c.Pause}, {"cancel", c.Cancel}} {
			if !part.c.IsZero() {
				text += ", " + part.word + " " + condition(part.c)
			}
		}
		if c.After != "" {
			text += ", after " + c.After
		}
		if c.Hide != nil {
			text += ", hide " + condition(sla.Condition{While: c.Hide})
		}
		all = append(all, text+", "+string(c.Reopen))
	}
	return strings.Join(all, "; ")
}

func condition(c sla.Condition) string {
	words := slices.Clone(c.Event)
	if match, has := c.While["status"]; has {
		text := strings.Join(match.Values, "/")
		if match.Not {
			text = "not " + text
		}
		words = append(words, text)
	}
	return strings.Join(words, "/")
}

func policies(p sla.Policies) string {
	return strings.Join([]string{
		"retarget " + string(p.Retarget), "past-pauses " + string(p.PastPauses), "calendar-change " + string(p.CalendarChange),
		"pause-basis " + string(p.PauseBasis), "day-pauses " + string(p.DayPauses),
	}, ", ")
}

// A profile is an agreement's part: a file includes it and adds its own calendars
// and objectives, and a program fills in the rest of the Spec.
func TestAProfileIsIncluded(t *testing.T) {
	all, err := systems()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		data, err := files.ReadFile("systems/" + s.name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		agreement, err := specfile.Open(fstest.MapFS{
			"systems/" + s.name + ".yaml": {Data: data},
			"mine.yaml": {Data: []byte(`
sla: v1
include: [systems/` + s.name + `.yaml]
id: mine
zone: Europe/Berlin
calendars: { office: { hours: mon-fri 09:00-17:00 } }
objectives:
  - { id: resolution, clock: resolution, targets: [{ within: 8h, calendar: office }], attain: 95%, period: month, counts: started }
`)},
		}, "mine.yaml", sla.Sources{})
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		if p := agreement.Spec().Policies; p != s.spec.Policies || p.Profile != "" {
			t.Errorf("%s: %+v", s.name, p)
		}
	}
}

// The story comes out as README.md shows it.
func TestTheStory(t *testing.T) {
	var out bytes.Buffer
	if err := run(nil, &out); err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(readme), "```text\n")
	shown, _, _ = strings.Cut(shown, "```")
	for line := range strings.Lines(shown) {
		if !strings.Contains(out.String(), line) {
			t.Errorf("README.md shows %q, and the program\n%s", line, out.String())
		}
	}
	if strings.Count(shown, "resolution") != 12 {
		t.Errorf("README.md shows not every system:\n%s", shown)
	}
}
