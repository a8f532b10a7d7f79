package sla_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The README's program is compiled and run as it stands, and prints what the
// README says.
func TestReadmeProgram(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	program := fenced(t, string(readme), "```go\npackage main")
	want := fenced(t, string(readme), "```text\n")

	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte("package main"+program), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "run", filepath.Join(dir, "main.go")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if string(out) != want {
		t.Errorf("it prints\n%s\nthe README says\n%s", out, want)
	}
}

// fenced gives what follows an opening up to the closing fence.
func fenced(t *testing.T, text, open string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, open)
	body, _, closed := strings.Cut(rest, "\n```")
	if !found || !closed {
		t.Fatalf("the README has no block that begins with %q", open)
	}
	return body + "\n"
}
