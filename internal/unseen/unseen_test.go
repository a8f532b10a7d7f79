package unseen_test

import (
	"testing"

	"github.com/upheld/upheld/internal/unseen"
)

func TestUnseenCharacters(t *testing.T) {
	for text, want := range map[string][2]bool{ // unseen in a name, in a text
		"priority": {false, false}, "Störung 工单 №": {false, false}, "a b": {false, false}, "naïve": {false, false},
		"a\u200bb": {true, true}, "a\u202eb": {true, true}, "a\u2066b": {true, true}, "a\u00adb": {true, true},
		"a\u200db": {true, false}, "a\u200cb": {true, false}, "a\ufe0f": {true, false}, "\ufeffa": {true, true},
		"a\u2028b": {true, true}, "a\nb": {true, false}, "a\x00b": {true, true}, "a\u3164b": {true, true}, "a\u180eb": {true, true},
		"a\u0301": {false, false}, "a\u00a0b": {false, false}, "a\u0085b": {true, true}, "": {false, false},
		"a\U000E0041b": {true, true}, "a\u034fb": {true, true},
	} {
		_, name := unseen.First(text)
		_, inText := unseen.InText(text)
		if name != want[0] || inText != want[1] {
			t.Errorf("%+q: %v in a name and %v in a text, want %v", text, name, inText, want)
		}
	}
}
