package slatest_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/sla/slatest"
)

// The page of the language fits on two screens of 60 lines, and its cases hold.
func TestThePageOfTheLanguage(t *testing.T) {
	page := read(t, "LANGUAGE.md")
	if n := strings.Count(page, "\n"); n > 120 {
		t.Errorf("the page has %d lines", n)
	}
	desk, err := os.ReadFile("testdata/desk.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"desk.yaml": {Data: desk}}
	for i, part := range strings.Split(page, "```case\n")[1:] {
		text, _, _ := strings.Cut(part, "```")
		files[fmt.Sprintf("%d.case", i+1)] = &fstest.MapFile{Data: []byte(text)}
	}
	if len(files) != 3 {
		t.Fatalf("%d files", len(files))
	}
	slatest.Run(t, files)
}
