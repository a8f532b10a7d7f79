package slatest_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/internal/casefile"
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

// The page has each word that a case may use: the blocks, and the facets of a moment, of a
// period that has ended or is open, and of a window. A word that is no such word is
// refused with the list of all.
func TestThePageHasEachWordOfTheLanguage(t *testing.T) {
	page := read(t, "LANGUAGE.md")
	block := regexp.MustCompile("(?s)```.*?```")
	code := strings.Join(append(block.FindAllString(page, -1), regexp.MustCompile("`[^`]+`").FindAllString(block.ReplaceAllString(page, ""), -1)...), " ")
	const asks = `agreement desk.yaml
ticket T priority=P1
  Mon 2026-03-02 09:00  created  => response: zzzzzzzzzzzz
service portal
  2026-03-02 10:00 to 11:00  down
period 2026-03
  => response: zzzzzzzzzzzz
  => portal: zzzzzzzzzzzz
period 2026-03 as of 2026-03-20
  => response: zzzzzzzzzzzz
  => portal: zzzzzzzzzzzz
window 2026-03-02 to 2026-03-03
  => portal: zzzzzzzzzzzz
zzzzzzzzzzzz
`
	const desk = `sla: v1
id: desk
zone: UTC
policies: { profile: exact }
clocks: { response: { start: created, stop: replied } }
objectives:
  - { id: response, clock: response, targets: [{ when: { priority: P1 }, within: 4h, calendar: 24x7 }], attain: 90%, period: month, counts: due }
  - { id: portal, availability: { of: portal, no-data: good }, attain: 99%, period: month }
`
	ran, err := casefile.Suite{Files: fstest.MapFS{"desk.yaml": {Data: []byte(desk)}}}.Run("x.case", []byte(asks))
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]bool{}
	lists := 0
	for _, m := range ran.Cases[0].Mistakes {
		if _, all, ok := strings.Cut(m.Error(), "one of "); ok {
			lists++
			for _, word := range strings.Split(strings.TrimSpace(all), ", ") {
				words[word] = true
			}
		}
	}
	if lists != 7 || len(words) < 80 {
		t.Errorf("%d lists of %d words", lists, len(words))
	}
	for word := range words {
		whole := regexp.MustCompile(`(^|[^a-z-])` + regexp.QuoteMeta(word) + `($|[^a-z-])`)
		if !whole.MatchString(code) {
			t.Errorf("the page has no %q", word)
		}
	}
}
