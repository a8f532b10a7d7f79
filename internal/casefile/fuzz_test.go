package casefile_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/upheld/upheld/internal/casefile"
)

// Any text is read without a panic, each mistake has a line of the file, and an update
// of the file is read again.
func FuzzCaseFile(f *testing.F) {
	files := os.DirFS("../../sla/slatest/testdata")
	suite := casefile.Suite{Files: files}
	names, err := suite.Names()
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
		for _, one := range strings.Split(string(data), "\ncase ") {
			f.Add("agreement desk.yaml\ncase " + one)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 20_000 || strings.Contains(text, "tickets ") || strings.Contains(text, "every ") {
			return // large on purpose
		}
		lines := strings.Count(text, "\n") + 1
		ran, err := suite.Run("x.case", []byte(text))
		if err != nil {
			var m *casefile.Mistake
			if !errors.As(err, &m) || m.Line < 1 || m.Line > lines {
				t.Fatalf("%v, of %d lines", err, lines)
			}
			return
		}
		for _, c := range ran.Cases {
			for _, m := range c.Mistakes {
				if m.Line < 1 || m.Line > lines {
					t.Errorf("%q has %d lines: %v", text, lines, m)
				}
			}
		}
		if ran.Edits() > 0 {
			if _, err := suite.Run("x.case", ran.Updated()); err != nil {
				t.Errorf("%q is updated to %q: %v", text, ran.Updated(), err)
			}
		}
	})
}
