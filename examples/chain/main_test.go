package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The agreements with gaps end with an error, and the page names each gap; the mended
// ones end without.
func TestFolders(t *testing.T) {
	for _, c := range []struct {
		args []string
		err  error
		want []string
	}{
		{nil, nil, []string{"acme-support 2026\n", "No gap was found"}},
		{[]string{"agreements"}, errGaps, []string{
			"5 gaps", "just after Fri 2026-10-23 11:30 is late by 47h 30m", "just after Thu 2026-12-24 16:00 is late by 84h",
			"cause line, priority P1", "the claim below ends 41 days before", "Only 99.298214% is certain, in the period from Sun 2026-02-01",
		}},
		{[]string{"-format", "markdown", "agreements"}, errGaps, []string{"| resolution | priority P1 | too late | network-ola diagnosis |"}},
	} {
		var out bytes.Buffer
		if err := run(c.args, &out); !errors.Is(err, c.err) {
			t.Errorf("%v: %v", c.args, err)
		}
		for _, want := range c.want {
			if text := strings.Join(strings.Fields(out.String()), " "); !strings.Contains(text, strings.TrimSpace(want)) {
				t.Errorf("%v: no %q in\n%s", c.args, want, out.String())
			}
		}
	}
}

// A folder that cannot be read, is empty or has a mistake is an error, and so is a
// format that does not exist.
func TestFoldersThatAreNotChecked(t *testing.T) {
	empty, bad := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(bad, "a.yaml"), []byte("sla: v1\nid: a\nobjectifs: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"no file": {empty}, "objectifs": {bad}, "format": {"-format", "pdf"}, "not defined": {"-no"},
	} {
		if err := run(args, &bytes.Buffer{}); err == nil || errors.Is(err, errGaps) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", args, err)
		}
	}
}
