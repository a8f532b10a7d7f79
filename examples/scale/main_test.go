package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// Every tenth ticket is late: 4500 of 5000 are in time, in each way, with one digest.
func TestThreeWaysToOneDigest(t *testing.T) {
	var out bytes.Buffer
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines, want 4:\n%s", len(lines), out.String())
	}
	for i, name := range []string{"loop", "cores", "machines"} {
		if want := fmt.Sprintf("%-9s 4500 of 5000, missed, the same digest: true", name); lines[i+1] != want {
			t.Errorf("the program prints %q, want %q", lines[i+1], want)
		}
	}
}
