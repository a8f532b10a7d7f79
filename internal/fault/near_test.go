package fault_test

import (
	"strings"
	"testing"

	"github.com/upheld/upheld/internal/fault"
)

// A word is taken for another one if at most half of its letters, rounded down,
// have to be changed; of words as near the first one is named.
func TestAWordIsNearUpToHalfOfItsLetters(t *testing.T) {
	for _, c := range []struct {
		word  string
		words []string
		want  string
	}{
		{"abcd", []string{"abxy"}, `did you mean "abxy"?`},    // two of four
		{"abcd", []string{"axyz"}, "one of axyz"},             // three of four
		{"abcde", []string{"abcxy"}, `did you mean "abcxy"?`}, // two of five
		{"abcde", []string{"abxyz"}, "one of abxyz"},          // three of five
		{"a", []string{"b"}, "one of b"},                      // all of one
		{"a", []string{"ab"}, "one of ab"},                    // as many as it has
		{"ab", []string{"ba"}, `did you mean "ba"?`},          // changed places are one change
		{"cat", []string{"dog", "car", "cab"}, `did you mean "car"?`},
		{"", []string{"a", "b"}, "one of a, b"},
	} {
		if got := fault.NotOneOf(c.word, c.words...).Error(); !strings.HasSuffix(got, c.want) {
			t.Errorf("%q of %q: %s, want %s", c.word, c.words, got, c.want)
		}
	}
}

// A word of more than 60 bytes is no misspelling, however near: it is not
// compared letter by letter.
func TestLongWordsAreNoMisspelling(t *testing.T) {
	word := strings.Repeat("a", 60)
	if got := fault.NotOneOf(word, word[1:]+"b").Error(); !strings.Contains(got, "did you mean") {
		t.Errorf("60 bytes: %s", got)
	}
	for _, c := range [][2]string{{word + "a", word}, {word, word + "a"}, {word + "a", word + "b"}} {
		if got := fault.NotOneOf(c[0], c[1]).Error(); strings.Contains(got, "did you mean") {
			t.Errorf("%d of %d bytes: %s", len(c[0]), len(c[1]), got)
		}
	}
}
