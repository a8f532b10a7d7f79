package main

import (
	"bytes"
	"strings"
	"testing"
)

// Two of three tickets are 66.7 %, and 75 % are promised; with T3 in time all three are.
func TestACorrection(t *testing.T) {
	var out bytes.Buffer
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"closed:    response missed, 2 of 3\n", "corrected: response met, 3 of 3\n", "record 2: does not follow record 1"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the program does not print %q:\n%s", want, out.String())
		}
	}
}
