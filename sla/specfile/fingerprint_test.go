package specfile_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/upheld/upheld/internal/canon"
)

// The fingerprint of an agreement calls each credit rule by its word of the file,
// so that a type of Go may get another name.
func TestFingerprintsCallRulesByTheirWords(t *testing.T) {
	for name, text := range rules {
		a, err := openRule(text, 2)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		word, _, _ := strings.Cut(text, ":")
		form := canon.Append(nil, canon.Plain(a.Spec().Credits.Rules[0]))
		if !bytes.Contains(form, []byte(`"`+word+`":`)) {
			t.Errorf("%s is not called %s in %s", name, word, form)
		}
	}
}
