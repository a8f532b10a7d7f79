package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The pages of a month lead to each other: each link leads to a file, and each file is
// led to.
func TestPagesLeadToEachOther(t *testing.T) {
	for _, language := range []string{"en", "zh-Hans"} {
		folder := t.TempDir()
		output(t, "-format", "html", "-lang", language, "-out", folder)
		files, err := filepath.Glob(filepath.Join(folder, "*.html"))
		if err != nil || len(files) != 13 {
			t.Fatalf("%d pages, want %d: %v", len(files), 13, err)
		}
		led := map[string]bool{}
		for _, name := range files {
			page, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(page), `<html lang="`+language+`">`) {
				t.Errorf("%s: another language", name)
			}
			for _, link := range regexp.MustCompile(`<a href="([^"#]+)"`).FindAllStringSubmatch(string(page), -1) {
				led[filepath.Join(folder, link[1])] = true
				if _, err := os.Stat(filepath.Join(folder, link[1])); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		for _, name := range files {
			if !led[name] {
				t.Errorf("nothing leads to %s", name)
			}
		}
	}
}
