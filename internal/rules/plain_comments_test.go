package rules_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// plainPackages lists the packages whose comments are plain, besides those below
// internal and examples. Comments of a package that is not listed are not checked.
var plainPackages = []string{"calendar", "calendar/holidays", "metrics", "penalty", "report", "report/analysis", "sla", "sla/exchange", "sla/feeds", "sla/parallel", "sla/record", "sla/review", "sla/chain", "sla/terms", "sla/specfile"}

// unplainComments lists phrases that readers of a comment have to read twice, each
// with what to write instead, in addition to unplain.
var unplainComments = map[string]string{
	`(?i)\bthere are none\b`:                                         "no X, or X is empty",
	`(?i)\b(is|are) none\b`:                                          "no X, or what holds instead",
	`(?i)\bnone (without|for|when|where|if)\b`:                       "X has no value, or is empty, if",
	`(?i)\bopens never\b`:                                            "never opens",
	`(?i)\bthat (is|are) (ones|none)\b`:                              "the noun",
	`(?i)\b(is|are|than|from|with) those of\b`:                       "the noun",
	`(?i)\b(than|from|with|to) that of\b`:                            "the noun",
	`(?i)\bbeside (its?|them|what|that|those|an?)\b`:                 "and, with, next to, or in addition to",
	`(?i)\bwhere (there|none|(it|they) (is|are|has|have|does|do))\b`: "if",
	`(?i)\bhas seen nothing\b`:                                       "is empty",
	`(?i)\badds all that\b`:                                          "adds the counts of",
	`(?i)\bwhat (it|they|that) (is|are)\b`:                           "the noun",
	`(?i)\blists what is wrong\b`:                                    "lists the problems of",
	`(?i)\bspeaks? of\b`:                                             "the plain verb",
}

// The comments of these packages are plain: none has a phrase of the lists.
func TestCommentsArePlain(t *testing.T) {
	patterns := map[*regexp.Regexp]string{}
	for _, list := range []map[string]string{unplain, unplainComments} {
		for _, pattern := range slices.Sorted(maps.Keys(list)) {
			patterns[regexp.MustCompile(pattern)] = list[pattern]
		}
	}
	read := map[string]int{}
	for _, f := range files(t) {
		if f.test || !slices.Contains(plainPackages, f.pkg) && !strings.HasPrefix(f.pkg, "internal/") && !strings.HasPrefix(f.pkg, "examples/") {
			continue
		}
		for _, group := range f.ast.Comments {
			read[f.pkg]++
			text := strings.TrimSpace(space.ReplaceAllString(group.Text(), " ")) // a phrase may run over two lines
			for pattern, instead := range patterns {
				if at := pattern.FindStringIndex(text); at != nil {
					t.Errorf("%s: a comment says %q: write %s\n%s", f.name, text[at[0]:at[1]], instead, text)
				}
			}
		}
	}
	for _, pkg := range append(slices.Clone(plainPackages), "internal/canon", "internal/conformance", "examples/servicenow", "examples/replace") {
		if read[pkg] < 20 {
			t.Errorf("only %d comments of %s were read", read[pkg], pkg)
		}
	}
}
