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

// languages are the lexicons. A lexicon is made when its language is first used.
var languages = map[Language]func() *lexicon{
	English:           sync.OnceValue(english),
	SimplifiedChinese: sync.OnceValue(chinese),
}

// In gives the view in a language; the default is English. If the language is unknown,
// Write gives an error. Parts of the agreement have their names in this language, if the
// agreement states them; see [github.com/upheld/upheld/sla.Spec]. What tickets and other
// facts say is never translated. Paths of the agreement and words that stand in an
// agreement stay as they are.
func (v View) In(language Language) View {
	v.language = language
	return v
}

// lexicon gives the words of the view's language.
func (v View) lexicon() (*lexicon, error) {
	language := v.language
	if language == "" {
		language = English
	}
	make, ok := languages[language]
	if !ok {
		return nil, fmt.Errorf("report: language %q: %w", language, fault.NotOneOf(string(language), string(English), string(SimplifiedChinese)))
	}
	return make(), nil
}
