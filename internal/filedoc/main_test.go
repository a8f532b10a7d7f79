package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

func TestTheFilesAreCurrent(t *testing.T) {
	made, err := files(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range made {
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not current: run go run ./internal/filedoc twice", name)
		}
	}
}

// Every key of the file says what it means, or links to the section of its value.
func TestEveryKeyHasAMeaning(t *testing.T) {
	page, err := page(root)
	if err != nil {
		t.Fatal(err)
	}
	section, rows := "", 0
	for _, line := range strings.Split(string(page), "\n") {
		if name, is := strings.CutPrefix(line, "## "); is {
			section = name
		}
		if strings.HasPrefix(line, "| `") {
			rows++
			if strings.HasSuffix(line, "|  |") && !strings.Contains(line, "](#") && !bare[section+" "+strings.Split(line, "`")[1]] {
				t.Errorf("%s: %s", section, line)
			}
		}
	}
	if rows < 150 {
		t.Errorf("only %d keys", rows)
	}
}

// bare lists keys that explain themselves.
var bare = map[string]bool{"The whole file sla": true, "The whole file include": true, "The whole file extends": true}

// The values of these keys are text with a form of its own. The page links each of
// them to the comment of its type, with the examples of the comment.
func TestTextsWithAFormHaveASection(t *testing.T) {
	data, err := page(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| `within` | [sla.Within](#slawithin), or { attribute } |",
		"\n## sla.Within\n",
		"\n\t2 business days by 16:00 ",
		"| `hours` | [calendar.Week](#calendarweek) |",
		"\n## calendar.Week\n",
		"\n\tmon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00\n",
		"Value: text, or a mapping to [calendar.Hours](#calendarhours).",
		"\n## penalty.Rate\n",
		"- `underpinning`: contract with a supplier\n",
	} {
		if !strings.Contains(string(data), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}
