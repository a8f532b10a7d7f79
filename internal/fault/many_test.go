package fault_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/upheld/upheld/internal/fault"
)

// A list tells a thousand problems and counts those that come after them.
func TestAListTellsAThousandProblems(t *testing.T) {
	for n, last := range map[int]string{
		999: "p998: missing", 1000: "p999: missing", 1001: "1 more problem", 5000: "4000 more problems",
	} {
		var inner, list fault.List
		for i := range n {
			if full := list.Full(); full != (i >= 1000) {
				t.Fatalf("full is %v after %d", full, i)
			}
			list.Add(fmt.Sprint("p", i), "", fault.ErrMissing)
		}
		lines := strings.Split(list.Err().Error(), "\n")
		if end := lines[len(lines)-1]; list.Len() != n || len(lines) != min(n, 1001) || !strings.Contains(end, strings.TrimSuffix(last, ": missing")) {
			t.Errorf("%d problems: Len %d, %d lines, the last %q", n, list.Len(), len(lines), end)
		}
		if inner.Merge("at", list.Err()); inner.Len() < min(n, 1000) || !errors.Is(inner.Err(), fault.ErrMissing) {
			t.Errorf("%d problems: %d merged", n, inner.Len())
		}
	}
}
