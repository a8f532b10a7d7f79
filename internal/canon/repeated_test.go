package canon_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/upheld/upheld/internal/canon"
	"github.com/upheld/upheld/internal/fault"
)

// A key that stands twice is found wherever it stood first: among the first
// sixteen pairs, which are compared one by one, or after them.
func TestAKeyThatComesLateIsFoundAgain(t *testing.T) {
	for n := range 40 {
		text := "{"
		for i := range n {
			text += fmt.Sprintf(`"%d":"",`, i)
		}
		for first := range n {
			_, err := canon.ReadPairs([]byte(text + fmt.Sprintf(`"%d":""}`, first)))
			if !errors.Is(err, fault.ErrConflict) {
				t.Errorf("%d pairs, the key of pair %d again: %v", n, first, err)
			}
		}
		if pairs, err := canon.ReadPairs([]byte(text + `"":""}`)); err != nil || len(pairs) != n+1 {
			t.Errorf("%d pairs and another one: %d, %v", n, len(pairs), err)
		}
	}
}
