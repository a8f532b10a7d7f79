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
		{"changed answers of a wrong file", wrong, []string{"-perturb"}, true, "a.case:5: 2026-03-01 to 2026-03-02 => 25h\n    want 25h\n    got  24h\na.case: the cases do not hold as they stand, so that no answer was changed\n0 changes of answers, 0 not noticed\n", wrong},
		{"changed answers of a file that is not read", "case A\n\tx\n", []string{"-perturb"}, true, "a.case:2: a tab; indent and separate with spaces\na.case: the cases do not hold as they stand, so that no answer was changed\n0 changes of answers, 0 not noticed\n", "case A\n\tx\n"},
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
}

// What cannot be done is refused, and the message names what was given.
func TestTheCommandRefuses(t *testing.T) {
	t.Setenv("CI", "")
	folder := t.TempDir()
	for name, text := range map[string]string{"a.case": "case A\n", "a.yaml": "sla: v1\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	none, empty, other := filepath.Join(folder, "none"), t.TempDir(), filepath.Join(folder, "a.yaml")
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "one folder or case file is needed"},
		{[]string{folder, folder}, "one folder or case file is needed"},
		{[]string{folder, "-update"}, "after the flag"},
		{[]string{none}, none},
		{[]string{empty}, empty + ": the folder has no file that ends with .case"},
		{[]string{other}, other + " is neither a folder nor a file that ends with .case"},
		{[]string{"-update", "-perturb", folder}, "at most one flag"},
		{[]string{"-json", "-update", folder}, "at most one flag"},
		{[]string{"-json", folder}, "no case of a.case:\n1: the case asks nothing"},
	} {
		var out bytes.Buffer
		if err := run(test.args, &out); err == nil || errors.Is(err, errFound) || !strings.Contains(err.Error(), test.want) || out.Len() > 0 {
			t.Errorf("%q: %v, and prints %q", test.args, err, out.String())
		}
	}
}

// The command runs one file alone. The files that the case names stand in the same folder.
func TestTheCommandRunsOneFile(t *testing.T) {
	t.Setenv("CI", "")
	folder := t.TempDir()
	const one = "agreement b.yaml\nelapsed all\n  2026-03-01 to 2026-03-02 => 23h\n"
	for name, text := range map[string]string{
		"a.case": one, "b.case": "case A\n",
		"b.yaml": "sla: v1\nid: b\nzone: UTC\ncalendars: { all: { hours: 24x7 } }\nobjectives: [{ id: b, availability: { of: b, no-data: good }, attain: 99%, period: month }]\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(folder, "a.case")
	var out bytes.Buffer
	if err := run([]string{"-update", file}, &out); !errors.Is(err, errFound) || !strings.HasSuffix(out.String(), "a.case: 1 answer rewritten; read the difference\n1 case, 1 does not hold\n") {
		t.Errorf("%v\n%s", err, out.String())
	}
	out.Reset()
	if err := run([]string{file}, &out); err != nil || out.String() != "1 case, 0 do not hold\n" {
		t.Errorf("%v\n%s", err, out.String())
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != strings.Replace(one, "23h", "24h", 1) {
		t.Errorf("%v, and the file is\n%s", err, got)
	}
}
