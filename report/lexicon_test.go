package report_test

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/upheld/upheld/report"
)

// What English leaves out: it prints terms, units and amounts as agreements write them.
var unsaidInEnglish = []string{"unitNames", "thousands", "phrases"}

// Dates of a period are the first, the one after the last, and the last: a language uses
// two of the three.
var choosesItsValues = []string{"dates"}

func TestEveryWordIsSaid(t *testing.T) {
	for _, l := range []report.Language{report.English, report.SimplifiedChinese} {
		walkLexicon(l, func(path string, v reflect.Value) {
			if v.Len() == 0 && !(l == report.English && slices.Contains(unsaidInEnglish, path)) {
				t.Errorf("%s: %s is empty", l, path)
			}
		})
	}
}

// walkLexicon visits the words of a language, also those that pages make at their first use.
func walkLexicon(l report.Language, visit func(path string, v reflect.Value)) {
	walkWords("", report.Lexicon(l), visit)
	for page, words := range report.Voice(l) {
		walkWords(page, words, visit)
	}
}

func TestTheWordsOfEachPageAreChecked(t *testing.T) {
	if got, want := len(report.Voice(report.English)), report.Voices(); got != want {
		t.Errorf("the words of %d pages are checked, of %d", got, want)
	}
}

// walkWords visits each text, and each map and list, of a lexicon.
func walkWords(path string, v reflect.Value, visit func(path string, v reflect.Value)) {
	at := func(name string) string { return strings.TrimPrefix(path+"."+name, ".") }
	switch v.Kind() {
	case reflect.String:
		visit(path, v)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).Kind() != reflect.Pointer { // of a regular expression
				walkWords(at(v.Type().Field(i).Name), v.Field(i), visit)
			}
		}
	case reflect.Array, reflect.Slice:
		if v.Kind() == reflect.Slice {
			visit(path, v)
		}
		for i := range v.Len() {
			walkWords(at(strconv.Itoa(i)), v.Index(i), visit)
		}
	case reflect.Map:
		visit(path, v)
		for _, key := range v.MapKeys() {
			walkWords(at(key.String()), v.MapIndex(key), visit)
		}
	}
}

// textsOf gives the texts of a lexicon by path.
func textsOf(l report.Language) map[string]string {
	all := map[string]string{}
	walkLexicon(l, func(path string, v reflect.Value) {
		if v.Kind() == reflect.String {
			all[path] = v.String()
		}
	})
	return all
}

var (
	verb  = regexp.MustCompile(`%(?:\[(\d)\])?0?\d?([sdx])`)
	blank = regexp.MustCompile(`\{[a-z]+\}`)
)

// values lists the values that a text uses: the kind of each by its place, and the names
// in braces.
func values(text string) []string {
	all := map[string]bool{}
	next := 1
	for _, m := range verb.FindAllStringSubmatch(text, -1) {
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1])
		}
		all[fmt.Sprintf("%d is %s", next, m[2])] = true
		next++
	}
	for _, name := range blank.FindAllString(text, -1) {
		all[name] = true
	}
	return slices.Sorted(maps.Keys(all))
}

func TestValuesOfATextAreFound(t *testing.T) {
	for text, want := range map[string]string{
		"%s of %d": "1 is s,2 is d", "%[2]d 次，共 %[1]s": "1 is s,2 is d", "%04d-Q%d": "1 is d,2 is d", "少于 1 % 的": "", "{saw} 的 {base}": "{base},{saw}", "{saw} {saw}": "{saw}",
	} {
		if got := strings.Join(values(text), ","); got != want {
			t.Errorf("%q uses %s, want %s", text, got, want)
		}
	}
}

// Chinese says whatever English says, with the same values. The singular of English may
// leave the number out.
func TestLanguagesSayTheSame(t *testing.T) {
	english, chinese := textsOf(report.English), textsOf(report.SimplifiedChinese)
	for path, text := range english {
		own, said := chinese[path]
		last := path[strings.LastIndexByte(path, '.')+1:]
		switch {
		case !said:
			t.Errorf("%s is not said in Chinese: %q", path, text)
		case path == "tag" || slices.Contains(choosesItsValues, path):
		case last == "one":
			many := strings.TrimSuffix(path, "one") + "many"
			for _, v := range values(own) {
				if !slices.Contains(values(english[many]), v) {
					t.Errorf("%s: %q uses %s, not in %q", path, own, v, english[many])
				}
			}
		case !slices.Equal(values(text), values(own)):
			t.Errorf("%s: %q uses %v, %q uses %v", path, text, values(text), own, values(own))
		}
	}
}

// letters are words of English, or of a name.
var letters = regexp.MustCompile(`[A-Za-z]{2,}`)

// What texts in Chinese may hold in Latin letters: words of an agreement that a reader
// has to write, and types and keys of the program.
var latinInChinese = []string{"charges", "whole", "by", "months", "days", "in", "over", "tag", "zh", "Hans"}

func TestChineseTextsAreChinese(t *testing.T) {
	for path, text := range textsOf(report.SimplifiedChinese) {
		if strings.Contains(path, "phrases") || strings.Contains(path, "contract.rows") || path == "tag" {
			continue
		}
		for _, word := range letters.FindAllString(strings.Join(blank.Split(text, -1), " "), -1) {
			if !slices.Contains(latinInChinese, word) {
				t.Errorf("%s: %q has the word %q", path, text, word)
			}
		}
	}
}
