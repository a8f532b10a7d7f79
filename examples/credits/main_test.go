package main

import (
	"bytes"
	"strings"
	"testing"
)

// January and February lose 2 hours of 744 and of 672: below 99.9%, 10% of 2000. February
// follows a miss: half as much again, 300, which is the cap of 15%. March loses 10 of 743
// hours: 25%, half as much again is 750, cut to 300.
func TestThreeMonths(t *testing.T) {
	var out bytes.Buffer
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	var totals []string
	for _, line := range strings.Split(out.String(), "\n") {
		if amount, found := strings.CutPrefix(line, "Total "); found {
			totals = append(totals, strings.TrimSpace(amount))
		}
	}
	if got, want := strings.Join(totals, ", "), "200.00 EUR, 300.00 EUR, 300.00 EUR"; got != want {
		t.Errorf("%s are owed, want %s\n%s", got, want, out.String())
	}
}
