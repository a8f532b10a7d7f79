package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Three of four promises of the first agreement are missed, and it owes 60.00 USD; each
// row leads to a page.
func TestTheScorecard(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := run([]string{"-format", "html", "-out", dir}, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	card, err := os.ReadFile(filepath.Join(dir, "scorecard.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"23 of 23 agreements missed a promise, 23 owe something.", "3 of 4 missed", "60.00 USD", "105.32 USD", "7500000.00 USD"} {
		if !strings.Contains(string(card), want) {
			t.Errorf("the scorecard does not say %q", want)
		}
	}
	links := strings.Split(string(card), `<a href="`)[1:]
	pages := 0
	for _, link := range links {
		name, _, _ := strings.Cut(link, `"`)
		if strings.HasPrefix(name, "#") {
			continue
		}
		pages++
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if pages != 23 {
		t.Errorf("%d links to pages", pages)
	}
	if err := run([]string{"-format", "html"}, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "-out") {
		t.Errorf("without a folder: %v", err)
	}
}
