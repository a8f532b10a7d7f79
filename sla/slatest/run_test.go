package slatest_test

import (
	"embed"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/upheld/upheld/sla/slatest"
)

//go:embed testdata
var embedded embed.FS

func TestCases(t *testing.T) { slatest.Run(t, slatest.Dir("testdata")) }

// Cases run from files that cannot be written, too.
func TestCasesOfAnEmbeddedFolder(t *testing.T) {
	files, err := fs.Sub(embedded, "testdata")
	if err != nil {
		t.Fatal(err)
	}
	slatest.Suite{Files: files}.Run(t)
}

// TestCasesElsewhere is run by the tests below, in a process of its own.
func TestCasesElsewhere(t *testing.T) {
	folder := os.Getenv("SLATEST_FOLDER")
	if folder == "" {
		t.Skip("run by other tests")
	}
	slatest.Run(t, slatest.Dir(folder))
}

// elsewhere runs the cases of a folder with variables set, and gives the output.
func elsewhere(t *testing.T, folder string, set ...string) (output string, passed bool) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "-test.run=^TestCasesElsewhere$", "-test.v")
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "CI=") && !strings.HasPrefix(v, "UPHELD_UPDATE=") {
			c.Env = append(c.Env, v)
		}
	}
	c.Env = append(c.Env, append(set, "SLATEST_FOLDER="+folder)...)
	out, err := c.CombinedOutput()
	return string(out), err == nil
}

const right = `agreement desk.yaml

case One
ticket T1 priority=P2
  Thu 2026-04-02 11:30  created
    => response:   running, due 2026-04-02 13:30, left 60m   # the writer's own spelling
    => resolution: running
`

// folderWith makes a folder with desk.yaml and a case file.
func folderWith(t *testing.T, text string) (folder, file string) {
	t.Helper()
	folder = t.TempDir()
	data, err := os.ReadFile("testdata/desk.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "desk.yaml"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(folder, "one.case")
	if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	return folder, file
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A file whose answers are all right is not rewritten.
func TestAnUpdateLeavesRightAnswers(t *testing.T) {
	folder, file := folderWith(t, right)
	before, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if out, passed := elsewhere(t, folder, "UPHELD_UPDATE=1"); !passed {
		t.Error(out)
	}
	after, err := os.Stat(file)
	if err != nil || !os.SameFile(before, after) || read(t, file) != right {
		t.Errorf("the file was rewritten: %v", err)
	}
}

// An update of one answer changes one line, keeps the spelling of the other facets and
// the comment, fails the test, and a second run changes no byte.
func TestAnUpdateChangesOneLine(t *testing.T) {
	for _, test := range []struct{ wrong, mended string }{
		{"left 61m", "left 1h"},
		{"response:   running, due 2026-04-02 13:30, left 60m", "response: running, due 13:30, left 1h"}, // nothing was expected before
	} {
		text := strings.Replace(right, "left 60m", test.wrong, 1)
		mended := strings.Replace(right, "left 60m", "left 1h", 1)
		if strings.HasPrefix(test.wrong, "response") {
			text = strings.Replace(right, test.wrong, "response:", 1)
			mended = strings.Replace(right, test.wrong, test.mended, 1)
		}
		folder, file := folderWith(t, text)
		if out, passed := elsewhere(t, folder, "UPHELD_UPDATE=1"); passed || !strings.Contains(out, "1 answer rewritten; read the difference") {
			t.Errorf("passed %v: %s", passed, out)
		}
		if got := read(t, file); got != mended {
			t.Errorf("got\n%s\nwant\n%s", got, mended)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o640 {
			t.Errorf("the file's mode is %v: %v", info.Mode(), err)
		}
		if out, passed := elsewhere(t, folder, "UPHELD_UPDATE=1"); !passed || read(t, file) != mended {
			t.Errorf("the second run changes the file again: %s", out)
		}
	}
}

// Nothing is written with CI set, nor by another value of the variable.
func TestAnUpdateIsRefused(t *testing.T) {
	wrong := strings.Replace(right, "left 60m", "left 61m", 1)
	for _, set := range [][]string{{"UPHELD_UPDATE=1", "CI=true"}, {"UPHELD_UPDATE=0"}, {"UPHELD_UPDATE=true"}, {"UPHELD_UPDATE="}, {}} {
		folder, file := folderWith(t, wrong)
		out, passed := elsewhere(t, folder, set...)
		if passed || read(t, file) != wrong {
			t.Errorf("%v: passed %v, and the file is\n%s\n%s", set, passed, read(t, file), out)
		}
		if refused := strings.Contains(out, "is refused where CI is set"); refused != (len(set) == 2) {
			t.Errorf("%v: %s", set, out)
		}
	}
}

// A failure says where, what is wanted, what the library says, and why.
func TestAFailureExplainsItself(t *testing.T) {
	folder, _ := folderWith(t, strings.Replace(right, "13:30", "13:31", 1))
	out, _ := elsewhere(t, folder)
	for _, want := range []string{"one.case:6: response", "want due 2026-04-02 13:31", "got  due 13:30", "Running, 1h left.", "objectives[0].targets[1] applies"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}

// A folder that is missing or has no case file is named.
func TestAFolderWithoutCasesIsNamed(t *testing.T) {
	for _, folder := range []string{filepath.Join(t.TempDir(), "none"), t.TempDir()} {
		if out, passed := elsewhere(t, folder); passed || !strings.Contains(out, "slatest: "+folder+": ") {
			t.Errorf("passed %v: %s", passed, out)
		}
	}
}
