package weight_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/upheld/upheld/internal/weight"
	_ "github.com/upheld/upheld/report" // so that a change there, or in sla, is another test
)

// run runs the Go tool. What the environment says about a build, such as the
// race detector, does not count.
func run(t *testing.T, args ...string) string {
	t.Helper()
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" || !strings.HasPrefix(runtime.Version()+".", weight.Release+".") {
		t.Skipf("the figures are those of %s on linux/amd64", weight.Release)
	}
	c := exec.Command("go", args...)
	c.Env = append(os.Environ(), "GOFLAGS=", "GOOS=linux", "GOARCH=amd64", "GOAMD64=v1", "CGO_ENABLED=0", "GOEXPERIMENT=")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// build makes a program of testdata and gives its path.
func build(t *testing.T, program, flags string) string {
	t.Helper()
	if _, err := os.ReadFile(filepath.Join("testdata", program, "main.go")); err != nil { // so that a change there is another test too
		t.Fatal(err)
	}
	made := filepath.Join(t.TempDir(), program)
	run(t, "build", "-trimpath", "-buildvcs=false", "-ldflags="+flags, "-o", made, "./testdata/"+program)
	return made
}

// size gives the bytes of a program in testdata without debug information.
func size(t *testing.T, program string) int64 {
	t.Helper()
	info, err := os.Stat(build(t, program, "-s -w"))
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// bounded fails if a figure is above its bound in weight.go, or so far below that the
// bound says nothing.
func bounded(t *testing.T, what string, added, most int64) {
	t.Helper()
	t.Logf("%s adds %d KiB", what, added)
	if added > most {
		t.Errorf("%s adds %d KiB, above the %d that weight.go says", what, added, most)
	}
	if added < most-100 {
		t.Errorf("%s adds %d KiB only: lower the %d that weight.go says", what, added, most)
	}
}

func TestTheLibraryIsNoHeavierThanIsSaid(t *testing.T) {
	if testing.Short() {
		t.Skip("builds programs")
	}
	without, with, text := size(t, "without"), size(t, "with"), size(t, "text")
	bounded(t, "sla", (with-without)/1024, weight.MaxKiB)
	bounded(t, "a report as text", (text-with)/1024, weight.TextKiB)
}

// A program holds the format and the language that it names, the words of the pages that
// it prints, and no table of the star schema unless it writes one.
func TestAProgramHoldsTheFormatThatItNames(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	symbols := strings.Fields(run(t, "tool", "nm", build(t, "text", "")))
	for name, held := range map[string]bool{"renderText": true, "english": true, "renderHTML": false, "renderMarkdown": false, "htmlArtist.clock": false, "chinese": false, "englishContract": false, "englishDesk": false, "outcomeSheet": false} {
		if got := slices.Contains(symbols, "github.com/upheld/upheld/report."+name); got != held {
			t.Errorf("the program holds report.%s: %v, want %v", name, got, held)
		}
	}
}

func TestTheLibraryLinksWhatIsSaid(t *testing.T) {
	if testing.Short() {
		t.Skip("builds programs")
	}
	before := strings.Fields(run(t, "list", "-deps", "./testdata/without"))
	for _, p := range strings.Fields(run(t, "list", "-deps", "./testdata/with")) {
		ours := strings.HasPrefix(p, "github.com/upheld/upheld/")
		if !ours && !strings.Contains(p, "internal/") && !slices.Contains(before, p) && !slices.Contains(weight.Linked, p) {
			t.Errorf("%s is linked, and weight.go does not say so", p)
		}
	}
}
