// Command mutants changes one rule of the code at a time and checks that the test
// of that rule fails. If the test passes, it would not notice the mistake, and a
// figure could go wrong unseen.
//
//	go run ./internal/mutants               every mutant of the lists
//	go run ./internal/mutants -run bound    mutants whose file, text or remark has the word
//
// Run it at the root of the module. The lists are internal/mutants/*.txt. A mutant
// is a remark, a file, the text in the file, the changed text, and the test that
// fails on the change:
//
//	# A row of a credit table would lose its own edge.
//	penalty/lookup.go
//	- row.low.cmp(v) >= 0 &&
//	+ row.low.cmp(v) > 0 &&
//	killed by penalty TestTheRowsAroundAGap
//
// The last line names the package by its path below the module, and the tests in
// full, as for go test -run: TestA|TestB. Instead it may be "equivalent: " and why
// no test can tell the mutant from the code, or "open: " and the issue that asks
// for a test. Such a mutant is not run. A remark before an empty line is about the
// list.
//
// First the tests must pass on the unchanged code; otherwise their failure proves
// nothing. No file is changed: go test -overlay replaces the files. The mutants that
// change a function are compiled together, each behind a number, and run one by one;
// the others are compiled alone. The command exits non-zero unless every mutant is killed or excused. STALE means that the
// text is not exactly once in its file, DOES NOT COMPILE that the mutant proves
// nothing.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

func main() {
	only := flag.String("run", "", "run the mutants whose file, text or remark has this `word`")
	jobs := flag.Int("jobs", min(2, runtime.NumCPU()), "how many to run at a time")
	flag.Parse()
	ok, err := runAll(os.Stdout, ".", filepath.Join("internal", "mutants"), *only, max(1, *jobs))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// mutant is one change of one file.
type mutant struct {
	remark, file, old, changed string

	pkg, tests string // the tests that kill it
	excuse     string // or the line that says why it is not run
}

// verdict is the outcome of a mutant.
type verdict string

const (
	killed     verdict = "killed"
	excused    verdict = "excused" // equivalent or open
	survived   verdict = "SURVIVED"
	stale      verdict = "STALE"
	noCompile  verdict = "DOES NOT COMPILE"
	noTest     verdict = "NO SUCH TEST"
	notRunning verdict = "DOES NOT RUN"
)

// runAll runs the mutants of the lists in a folder and reports whether each is
// killed or excused.
func runAll(out io.Writer, root, lists, only string, jobs int) (bool, error) {
	mutants, err := readLists(lists)
	if err != nil {
		return false, err
	}
	root, err = filepath.Abs(root)
	if err != nil {
		return false, err
	}
	mutants = slices.DeleteFunc(mutants, func(m mutant) bool { return !m.has(only) })
	if len(mutants) == 0 {
		return false, errors.New("no mutant to run")
	}
	scratch, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(scratch)
	all, err := newTogether(root, scratch, mutants)
	if err != nil {
		return false, err
	}
	if err := all.prepare(); err != nil {
		return false, err
	}
	var alone []mutant
	for i, m := range mutants {
		if !all.has(i) || all.programs[m.pkg] == "" {
			alone = append(alone, m)
		}
	}
	if err := unchanged(root, alone); err != nil {
		return false, err
	}
	var (
		mu     sync.Mutex
		wait   sync.WaitGroup
		counts = map[verdict]int{}
		room   = make(chan struct{}, jobs)
	)
	for i, m := range mutants {
		wait.Add(1)
		room <- struct{}{}
		go func() {
			defer func() { <-room; wait.Done() }()
			start := time.Now()
			v, why, ok := all.try(i)
			if !ok {
				v, why = m.try(root, filepath.Join(scratch, fmt.Sprint(i)))
			}
			mu.Lock()
			defer mu.Unlock()
			counts[v]++
			fmt.Fprintf(out, "%-8s %5.1fs  %s: %s\n", v, time.Since(start).Seconds(), m.file, m.remark)
			if v != killed && v != excused {
				fmt.Fprintf(out, "    - %s\n    + %s\n", m.old, m.changed)
			}
			if why != "" {
				fmt.Fprintf(out, "    %s\n", strings.ReplaceAll(strings.TrimSpace(why), "\n", "\n    "))
			}
		}()
	}
	wait.Wait()
	left := len(mutants) - counts[killed] - counts[excused]
	fmt.Fprintf(out, "%d mutants, %d of them tried alone: %d killed, %d excused, %d neither\n", len(mutants), len(alone)-counts[excused], counts[killed], counts[excused], left)
	return left == 0, nil
}

// unchanged runs the tests of the mutants on the unchanged code and returns an
// error if one fails.
func unchanged(root string, mutants []mutant) error {
	tests := map[string][]string{} // by package
	for _, m := range mutants {
		if m.excuse == "" && !slices.Contains(tests[m.pkg], m.tests) {
			tests[m.pkg] = append(tests[m.pkg], m.tests)
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(tests)) {
		if output, err := goTest(root, pkg, strings.Join(tests[pkg], "|")); err != nil {
			return fmt.Errorf("the tests of %s fail on the code as it is:\n%s", pkg, output)
		}
	}
	return nil
}

// goTest runs tests of a package.
func goTest(root, pkg, tests string, flags ...string) (output string, err error) {
	args := append([]string{"test", "-short", "-vet=off", "-failfast", "-timeout=2m", "-run", "^(" + tests + ")$"}, flags...)
	test := exec.Command("go", append(args, "./"+pkg)...)
	test.Dir = root
	out, err := test.CombinedOutput()
	return string(out), err
}

func (m *mutant) has(word string) bool {
	return strings.Contains(m.file, word) || strings.Contains(m.remark, word) || strings.Contains(m.old, word)
}

// try runs the tests of a mutant with the changed file in place of the original.
// scratch is a path that does not exist yet.
func (m *mutant) try(root, scratch string) (v verdict, why string) {
	path := filepath.Join(root, filepath.FromSlash(m.file))
	source, err := m.source(path)
	if err != nil {
		return stale, err.Error()
	}
	if m.excuse != "" {
		return excused, m.excuse
	}
	changed := strings.Replace(source, m.old, m.changed, 1)
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{path: scratch + ".go"}})
	if err == nil {
		err = errors.Join(os.WriteFile(scratch+".go", []byte(changed), 0o600), os.WriteFile(scratch+".json", overlay, 0o600))
	}
	if err != nil {
		return notRunning, err.Error()
	}
	output, err := goTest(root, m.pkg, m.tests, "-overlay", scratch+".json", "-count=1")
	return judge(output, err == nil)
}

// source gives the file of a mutant; the mutant's text must be in it exactly once.
func (m *mutant) source(path string) (string, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(source), m.old); n != 1 {
		return "", fmt.Errorf("the text stands there %d times, not once", n)
	}
	return string(source), nil
}

// judge gives the verdict for the output of go test.
func judge(output string, passed bool) (v verdict, why string) {
	switch {
	case strings.Contains(output, "[no tests to run]"), strings.Contains(output, "[no test files]"):
		return noTest, ""
	case passed:
		return survived, ""
	case strings.Contains(output, "[build failed]"):
		return noCompile, output
	case strings.Contains(output, "--- FAIL: "), strings.Contains(output, "\npanic: "), strings.HasPrefix(output, "panic: "), strings.Contains(output, "fatal error: "):
		return killed, ""
	}
	return notRunning, output
}

// readLists reads every list of a folder, in the order of their names.
func readLists(dir string) ([]mutant, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	var all []mutant
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		list, err := readList(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, list...)
	}
	return all, nil
}

// readList reads the mutants of one list. A remark before an empty line is about
// the list. A line of any other form is an error.
func readList(text string) ([]mutant, error) {
	var all []mutant
	var m mutant
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		wrong := func(why string) ([]mutant, error) { return nil, fmt.Errorf("line %d: %q: %s", number, line, why) }
		put := func(field *string, value string) bool {
			if *field != "" || value == "" {
				return false
			}
			*field = value
			return true
		}
		fits, last := true, false
		switch {
		case strings.TrimSpace(line) == "":
			if m.file == "" {
				m.remark = "" // the remark was about the list
			}
			continue
		case strings.HasPrefix(line, "# "):
			if m.file != "" {
				return wrong("the mutant before it has no last line")
			}
			m.remark = strings.TrimSpace(m.remark + " " + line[2:]) // a remark may have several lines
		case strings.HasPrefix(line, "- "):
			fits = m.file != "" && put(&m.old, line[2:])
		case strings.HasPrefix(line, "+ "):
			fits = m.old != "" && put(&m.changed, line[2:])
		case strings.HasPrefix(line, "killed by "):
			pkg, tests, both := strings.Cut(line[len("killed by "):], " ")
			m.pkg, m.tests = pkg, tests
			fits, last = both && pkg != "" && tests != "", true
		case strings.HasPrefix(line, "equivalent: "), strings.HasPrefix(line, "open: "):
			m.excuse, last = line, true
		case strings.HasSuffix(line, ".go"):
			fits = put(&m.file, line)
		default:
			return wrong("a remark, a file, a text, a change or a last line is needed")
		}
		switch {
		case !fits:
			return wrong("out of place")
		case last && (m.remark == "" || m.file == "" || m.old == "" || m.changed == "" || m.old == m.changed):
			return wrong("the mutant needs a remark, a file, a text and another text")
		case last:
			all, m = append(all, m), mutant{}
		}
	}
	if m != (mutant{}) {
		return nil, fmt.Errorf("the last mutant has no last line")
	}
	return all, nil
}
