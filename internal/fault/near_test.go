package fault_test

import (
	"strings"
	"testing"

	"github.com/upheld/upheld/internal/fault"
)

// A word is taken for another one if one letter has to be changed, or two where both have
// five letters or more, and at most half of its letters. Of words as near the first is
// named.
func TestAWordIsNearByOneLetterOrTwo(t *testing.T) {
	for _, c := range []struct {
		word  string
		words []string
		want  string
	}{
		{"abcd", []string{"abcx"}, `did you mean "abcx"?`},          // one of four
		{"abcd", []string{"abxy"}, "one of abxy"},                   // two of four
		{"abcd", []string{"abcdxy"}, "one of abcdxy"},               // two, of four and of six
		{"abcde", []string{"abcxy"}, `did you mean "abcxy"?`},       // two of five
		{"abcde", []string{"abxyz"}, "one of abxyz"},                // three of five
		{"abcdefghij", []string{"abcdefgxyz"}, "one of abcdefgxyz"}, // three of ten
		{"团队一", []string{"团队二"}, `did you mean "团队二"?`},             // a letter of several bytes
		{"a", []string{"b"}, "one of b"},                            // all of one
		{"a", []string{"ab"}, "one of ab"},                          // as many as it has
		{"ab", []string{"ba"}, `did you mean "ba"?`},                // changed places are one change
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
