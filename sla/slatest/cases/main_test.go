package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheCommand(t *testing.T) {
	folder := t.TempDir()
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(folder, "a.case"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const right = "calendar all\n  zone: UTC\n  hours: 24x7\nelapsed all\n  2026-03-01 to 2026-03-02 => 24h\n"
	wrong := strings.Replace(right, "24h", "25h", 1)
	tests := []struct {
		what, text string
		args       []string
		found      bool
		want       string
		after      string
	}{
		{"a right file", right, nil, false, "1 case, 0 do not hold\n", right},
		{"a wrong file", wrong, nil, true, "a.case:5: 2026-03-01 to 2026-03-02 => 25h\n    want 25h\n    got  24h\n1 case, 1 does not hold\n", wrong},
		{"a file that is not read", "case A\n\tx\n", nil, true, "a.case:2: a tab; indent and separate with spaces\n1 case, 1 does not hold\n", "case A\n\tx\n"},
		{"an update", wrong, []string{"-update"}, true, "a.case: 1 answer rewritten; read the difference\n1 case, 1 does not hold\n", right},
		{"an update of a right file", right, []string{"-update"}, false, "1 case, 0 do not hold\n", right},
		{"a case as JSON", right, []string{"-json"}, false, `"questions":[{"line":5,"about":"elapsed","name":"all","input":"2026-03-01T00:00:00Z to 2026-03-02T00:00:00Z","expect":["24h"]}]}` + "\n", right},
		{"changed answers", right, []string{"-perturb"}, false, "1 change of answers, 0 not noticed\n", right},
	}
	t.Setenv("CI", "")
	for _, test := range tests {
		write(test.text)
		var out bytes.Buffer
		err := run(append(test.args, folder), &out)
		if errors.Is(err, errFound) != test.found || err != nil && !test.found || !strings.HasSuffix(out.String(), test.want) {
			t.Errorf("%s: %v\n%s", test.what, err, out.String())
		}
		if got, err := os.ReadFile(filepath.Join(folder, "a.case")); err != nil || string(got) != test.after {
			t.Errorf("%s leaves\n%s", test.what, got)
		}
	}
	t.Setenv("CI", "true")
	write(wrong)
	if err := run([]string{"-update", folder}, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("an update under CI: %v", err)
	}
	for _, args := range [][]string{{}, {folder, folder}, {filepath.Join(folder, "none")}, {t.TempDir()}} {
		if err := run(args, &bytes.Buffer{}); err == nil || errors.Is(err, errFound) {
			t.Errorf("%q: %v", args, err)
		}
	}
}
