package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// The scorecard of the published agreements is that in testdata, byte for byte, in both languages.
// UPHELD_UPDATE=1 writes it anew: read the difference, and look at the page.
func TestTheScorecardIsThatInTestdata(t *testing.T) {
	for _, language := range []string{"en", "zh-Hans"} {
		dir := t.TempDir()
		if err := run([]string{"-format", "html", "-lang", language, "-out", dir}, io.Discard); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, "scorecard.html"))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", "scorecard."+language+".html")
		if os.Getenv("UPHELD_UPDATE") != "" {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
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
