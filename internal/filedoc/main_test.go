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
	page, err := page()
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
