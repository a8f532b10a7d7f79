// Command corpus chooses the inputs from which each fuzz target starts, among the
// inputs that fuzzing has found, and writes them into testdata/fuzz of the target's
// package.
//
//	.ci/fuzz 10m && go run ./internal/corpus
//	go run ./internal/corpus ./sla/...
//
// It runs each input with coverage counted. Again and again it takes the input that
// adds the most lines and loops per byte, until no input adds any or the target has
// enough. Committed inputs stay.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/bits"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// module names the cache folder in which the go command keeps this module's inputs.
const module = "github.com/upheld/upheld"

func main() {
	most := flag.Int("n", 120, "take at most `N` inputs for each target")
	flag.Parse()
	if err := choose(*most, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

var targets = regexp.MustCompile(`(?m)^func (Fuzz\w*)\(`)

func choose(most int, packages []string) error {
	if len(packages) == 0 {
		packages = []string{"./..."}
	}
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		return fmt.Errorf("where the go command keeps inputs: %w", err)
	}
	listed, err := exec.Command("go", append([]string{"list", "-f", "{{.ImportPath}} {{.Dir}}"}, packages...)...).Output()
	if err != nil {
		return fmt.Errorf("listing packages: %w", err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(listed)), "\n") {
		path, dir, _ := strings.Cut(line, " ")
		tests, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil {
			return err
		}
		for _, file := range tests {
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			for _, target := range targets.FindAllSubmatch(text, -1) {
				name := string(target[1])
				found := filepath.Join(strings.TrimSpace(string(cache)), "fuzz", path, name)
				if err := forTarget(dir, name, found, most); err != nil {
					return fmt.Errorf("%s of %s: %w", name, path, err)
				}
			}
		}
	}
	return nil
}

// input is one input of a target with the blocks of code that it reaches, each with
// the magnitude of its count.
type input struct {
	name    string
	text    []byte
	reached []string
}

// forTarget chooses inputs of one target from the folder found.
func forTarget(dir, target, found string, most int) error {
	entries, err := os.ReadDir(found)
	if os.IsNotExist(err) {
		fmt.Printf("%s: no input was found yet\n", target)
		return nil
	} else if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "corpus")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	binary := filepath.Join(temp, "test")
	build := exec.Command("go", "test", "-c", "-covermode=count", "-coverpkg="+module+"/...", "-o", binary, ".")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building: %w\n%s", err, out)
	}

	home := filepath.Join(dir, "testdata", "fuzz", target)
	if err := os.MkdirAll(home, 0o777); err != nil {
		return err
	}
	kept, err := os.ReadDir(home)
	if err != nil {
		return err
	}
	reached := map[string]bool{}
	for _, e := range kept {
		blocks, err := reach(binary, dir, target, e.Name(), temp)
		if err != nil {
			return fmt.Errorf("input %s: %w", e.Name(), err)
		}
		for _, b := range blocks {
			reached[b] = true
		}
	}
	var all []input
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(found, e.Name()))
		if err != nil {
			return err
		}
		at := filepath.Join(home, e.Name())
		if _, err := os.Stat(at); err == nil {
			continue
		}
		if err := os.WriteFile(at, text, 0o666); err != nil {
			return err
		}
		blocks, err := reach(binary, dir, target, e.Name(), temp)
		if removed := os.Remove(at); removed != nil {
			return removed
		}
		if err != nil {
			fmt.Printf("%s: input %s fails: %v\n", target, e.Name(), err)
			continue
		}
		all = append(all, input{e.Name(), text, blocks})
	}
	chosen := 0
	for len(kept)+chosen < most {
		best, adds := -1, 0
		for i, in := range all {
			more := 0
			for _, b := range in.reached {
				if !reached[b] {
					more++
				}
			}
			if more > 0 && (best < 0 || more*len(all[best].text) > adds*len(in.text)) {
				best, adds = i, more
			}
		}
		if best < 0 {
			break
		}
		for _, b := range all[best].reached {
			reached[b] = true
		}
		if err := os.WriteFile(filepath.Join(home, all[best].name), all[best].text, 0o666); err != nil {
			return err
		}
		chosen++
	}
	fmt.Printf("%s: %d of %d found inputs taken, %d there before\n", target, chosen, len(all), len(kept))
	return nil
}

// reach runs one input and lists the blocks that it reaches, with magnitudes.
func reach(binary, dir, target, name, temp string) ([]string, error) {
	profile := filepath.Join(temp, "profile")
	run := exec.Command(binary, "-test.run", "^"+target+"$/^"+regexp.QuoteMeta(name)+"$", "-test.coverprofile", profile, "-test.timeout", "1m")
	run.Dir = dir
	if out, err := run.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, bytes.TrimSpace(out))
	}
	text, err := os.ReadFile(profile)
	if err != nil {
		return nil, err
	}
	var blocks []string
	for _, line := range strings.Split(string(text), "\n") {
		at := strings.LastIndexByte(line, ' ')
		if at < 0 || strings.HasSuffix(line, " 0") {
			continue
		}
		count, err := strconv.ParseUint(line[at+1:], 10, 64)
		if err != nil {
			continue // the line that names the mode
		}
		block, _, _ := strings.Cut(line, " ")
		blocks = append(blocks, fmt.Sprint(block, " ", bits.Len64(count)))
	}
	return blocks, nil
}
