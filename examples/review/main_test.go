package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The help desk after its year: what is remarked and proposed, its level, and the level
// that is asked for.
func TestReviews(t *testing.T) {
	for _, c := range []struct {
		args []string
		err  error
		want []string
	}{
		{nil, nil, []string{
			"Maturity 2 developing", "7 remarks", "2025-11 90.00%, 2025-12", "objectives.resolution.attain: at least 90% in place of 98%",
			"P1 8h office, P2 6h office", "no: resolution 0/12", "yes: 0/240",
		}},
		{[]string{"-level", "2"}, nil, []string{"7 remarks"}},
		{[]string{"-level", "3"}, errLevel, []string{"7 remarks"}},
		// On its day the review has not passed. A month earlier eleven months were measured.
		{[]string{"-today", "2026-01-10", "-format", "markdown"}, nil, []string{"6 remarks", "| yes: 2026-01-10 |"}},
		{[]string{"-today", "2025-12-31", "desk"}, nil, []string{"no: resolution 0/11", "3 remarks"}},
	} {
		var out bytes.Buffer
		if err := run(c.args, &out); !errors.Is(err, c.err) {
			t.Errorf("%v: %v", c.args, err)
		}
		for _, want := range c.want {
			if text := strings.Join(strings.Fields(out.String()), " "); !strings.Contains(text, want) {
				t.Errorf("%v: no %q in\n%s", c.args, want, out.String())
			}
		}
	}
}

// A folder without an agreement or facts, a date that is no date and an unknown format
// are errors.
func TestWhatCannotBeReviewed(t *testing.T) {
	empty, bad := t.TempDir(), t.TempDir()
	agreement, err := os.ReadFile(filepath.Join("desk", "agreement.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"agreement.yaml": agreement, "facts.json": []byte(`{"tickts": []}`)} {
		if err := os.WriteFile(filepath.Join(bad, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for want, args := range map[string][]string{
		"agreement.yaml": {empty}, "tickts": {bad}, "format": {"-format", "pdf"}, "not defined": {"-no"},
		"write a date such as 2026-01-15": {"-today", "2026-01"},
	} {
		if err := run(args, &bytes.Buffer{}); err == nil || errors.Is(err, errLevel) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
	}
}
