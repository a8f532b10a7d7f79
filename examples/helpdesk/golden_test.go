package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The pages of March, closed and open, are those in testdata, byte for byte.
// UPHELD_UPDATE=1 writes them anew: read the difference, and look at the pages.
func TestPagesOfMarch(t *testing.T) {
	for name, args := range map[string][]string{
		"march.html":         nil,
		"march.zh-Hans.html": {"-lang", "zh-Hans"},
		"march-20.html":      {"-as-of", "2026-03-20T16:00"},
	} {
		got := []byte(output(t, append(args, "-format", "html")...))
		path := filepath.Join("testdata", name)
		if os.Getenv("UPHELD_UPDATE") != "" {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs", path)
		}
	}
}
