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
	_ "github.com/upheld/upheld/sla" // so that a change there is another test
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

// size is that of a program in testdata, in bytes.
func size(t *testing.T, program string) int64 {
	t.Helper()
	if _, err := os.ReadFile(filepath.Join("testdata", program, "main.go")); err != nil { // so that a change there is, too
		t.Fatal(err)
	}
	made := filepath.Join(t.TempDir(), program)
	run(t, "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", made, "./testdata/"+program)
	info, err := os.Stat(made)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

func TestTheLibraryIsNoHeavierThanIsSaid(t *testing.T) {
	if testing.Short() {
		t.Skip("builds programs")
	}
	without, with := size(t, "without"), size(t, "with")
	added := (with - without) / 1024
	t.Logf("%d bytes with, %d without: %d KiB", with, without, added)
	if added > weight.MaxKiB {
		t.Errorf("sla adds %d KiB, above the %d that weight.go says", added, weight.MaxKiB)
	}
	if added < weight.MaxKiB-100 {
		t.Errorf("sla adds %d KiB only: lower the %d that weight.go says", added, weight.MaxKiB)
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
