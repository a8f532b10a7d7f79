package report

import (
	"fmt"
	"sync"

	"github.com/upheld/upheld/internal/fault"
)

// Language is the language of a page, as a language tag (BCP 47).
type Language string

// The languages.
const (
	English           Language = "en"
	SimplifiedChinese Language = "zh-Hans"
)

// The lexicons are made at their first use. Only In names chineseWords, so a program that
// never calls In does not hold the Chinese words. A variable set to sync.OnceValue(chinese)
// would hold them in every program, since a package sets all its variables.
var englishOnce, chineseOnce struct {
	sync.Once
	words *lexicon
}

func englishWords() *lexicon {
	englishOnce.Do(func() { englishOnce.words = english() })
	return englishOnce.words
}

func chineseWords() *lexicon {
	chineseOnce.Do(func() { chineseOnce.words = chinese() })
	return chineseOnce.words
}

// In gives the view in a language; the default is English. If the language is unknown,
// Write gives an error. Parts of the agreement have their names in this language, if the
// agreement states them; see [github.com/upheld/upheld/sla.Spec]. What tickets and other
// facts say is never translated. Paths of the agreement and words that stand in an
// agreement stay as they are.
func (v View) In(language Language) View {
	v.language = language
	switch language {
	case English, "":
		v.words = englishWords
	case SimplifiedChinese:
		v.words = chineseWords
	default:
		v.words = nil
	}
	return v
}

// lexicon gives the words of the view's language.
func (v View) lexicon() (*lexicon, error) {
	switch {
	case v.words != nil:
		return v.words(), nil
	case v.language == "":
		return englishWords(), nil
	}
	return nil, fmt.Errorf("report: language %q: %w", v.language, fault.NotOneOf(string(v.language), string(English), string(SimplifiedChinese)))
}
