package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatBecomesOfMutants runs a mutant of each kind on a module of one rule.
func TestWhatBecomesOfMutants(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the module once for each mutant")
	}
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module rule\n\ngo 1.24\n")
	write("rule.go", "package rule\n\nfunc Late(at, due int) bool { return at > due }\n\nfunc Early(at, due int) bool { return at < due-1 }\n")
	write("rule_test.go", `package rule

import "testing"

func TestLate(t *testing.T) {
	if Late(2, 2) {
		t.Error("late at the due instant")
	}
}

func TestEarly(t *testing.T) {
	if !Early(1, 3) {
		t.Error("not early")
	}
}
`)
	write("a.txt", `# Late at the due instant.
rule.go
- at > due
+ at >= due
killed by . TestLate

# The wrong test.
rule.go
- at > due
+ at >= due
killed by . TestEarly

# No test of that name.
rule.go
- at > due
+ at >= due
killed by . TestLat

# A text that is gone.
rule.go
- at > owed
+ at >= due
killed by . TestLate

# A text that stands there twice.
rule.go
- at,
+ on,
killed by . TestLate

# No Go.
rule.go
- at > due
+ at > dew
killed by . TestLate
`)
	write("b.txt", `# An edge that makes no difference.
rule.go
- at < due-1
+ at <= due-2
equivalent: both count whole numbers

# An excuse for a text that is gone.
rule.go
- at < owed-1
+ at <= due-2
open: 7
`)
	var out strings.Builder
	ok, err := runAll(&out, root, root, "", 2)
	if ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
	for remark, want := range map[string]verdict{
		"Late at the due instant.":           killed,
		"The wrong test.":                    survived,
		"No test of that name.":              noTest,
		"A text that is gone.":               stale,
		"A text that stands there twice.":    stale,
		"No Go.":                             noCompile,
		"An edge that makes no difference.":  excused,
		"An excuse for a text that is gone.": stale,
		"8 mutants, 7 of them tried alone: 1 killed, 1 excused, 6 ne": "",
	} {
		found := false
		for line := range strings.Lines(out.String()) {
			found = found || strings.Contains(line, remark) && strings.HasPrefix(line, string(want))
		}
		if !found {
			t.Errorf("%s: not %q in\n%s", remark, want, &out)
		}
	}
	out.Reset()
	if ok, err := runAll(&out, root, root, "Late at", 1); !ok || err != nil || !strings.Contains(out.String(), "1 mutants, 0 of them tried alone: 1 killed") {
		t.Errorf("only the killed mutant: %v, %v\n%s", ok, err, &out)
	}
	out.Reset()
	if ok, err := runAll(&out, root, root, "The wrong test", 1); ok || err != nil || !strings.Contains(out.String(), "SURVIVED") || !strings.Contains(out.String(), "0 of them tried alone") {
		t.Errorf("only the mutant that survives: %v, %v\n%s", ok, err, &out)
	}
	write("c_test.go", "package rule\n\nimport \"testing\"\n\nfunc TestAlways(t *testing.T) { t.Error(\"fails\") }\n")
	write("c.txt", "# A test that fails anyway.\nrule.go\n- at > due\n+ at >= due\nkilled by . TestAlways\n")
	if ok, err := runAll(&out, root, root, "fails anyway", 1); ok || err == nil || !strings.Contains(err.Error(), "TestAlways") {
		t.Errorf("a test that fails anyway: %v, %v", ok, err)
	}
	if ok, err := runAll(&out, root, root, "no such word", 1); ok || err == nil {
		t.Errorf("no mutant at all: %v, %v", ok, err)
	}
}

// TestTheListsFitTheCode fails as soon as a line that a list names is changed, and
// not only when the mutants are run.
func TestTheListsFitTheCode(t *testing.T) {
	root := filepath.Join("..", "..")
	list, err := readLists(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if _, err := m.source(filepath.Join(root, filepath.FromSlash(m.file))); err != nil {
			t.Errorf("%s: %q: %v; write the line of the rule as it stands now into internal/mutants", m.file, m.old, err)
		}
	}
	if len(list) < 60 {
		t.Errorf("%d mutants; the lists only grow", len(list))
	}
}

func TestListsAreReadStrictly(t *testing.T) {
	const whole = "# Why.\na.go\n- x\n+ y\nkilled by a TestA\n"
	if list, err := readList("# Of the list.\n\n" + whole + "\n" + whole); err != nil || len(list) != 2 ||
		list[1] != (mutant{remark: "Why.", file: "a.go", old: "x", changed: "y", pkg: "a", tests: "TestA"}) {
		t.Errorf("%v, %v", list, err)
	}
	for _, text := range []string{
		"a.go\n- x\n+ y\nkilled by a TestA\n",                       // no remark
		"# Why.\n- x\n+ y\nkilled by a TestA\n",                     // no file
		"# Why.\na.go\n+ y\nkilled by a TestA\n",                    // no text
		"# Why.\na.go\n- x\nkilled by a TestA\n",                    // no change
		"# Why.\na.go\n- x\n+ x\nkilled by a TestA\n",               // no other text
		"# Why.\na.go\n- x\n- z\n+ y\nkilled by a TestA\n",          // two texts
		"# Why.\na.go\nb.go\n- x\n+ y\nkilled by a TestA\n",         // two files
		"# Why.\na.go\n- x\n+ y\nkilled by a\n",                     // no test
		"# Why.\na.go\n- x\n+ y\n# Why.\na.go\n- x\n+ y\nopen: 1\n", // no last line
		"# Why.\na.go\n- x\n+ y\n",                                  // nor at the end
		"# Why.\na.go\n- x\n+ y\nsurvives\n",                        // no form
	} {
		if list, err := readList(text); err == nil {
			t.Errorf("%q is read as %v", text, list)
		}
	}
}

// TestFunctionsOfEveryShapeAreSwitched changes methods, functions with type parameters,
// with parameters that have no name, and with results of several kinds.
func TestFunctionsOfEveryShapeAreSwitched(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a module")
	}
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module rule\n\ngo 1.24\n",
		"rule.go": `package rule

type list[T any] struct{ all []T }

func (l *list[T]) add(more ...T) { l.all = append(l.all, more...) }

func (list[T]) zero(_ int, _ string) (value T, ok bool) { return value, false }

func first[T, U any](a T, _ U) T { b := a; return b }

func sum(_ int, all ...int) (n int) {
	for _, one := range all {
		n += one
	}
	return
}
`,
		"rule_test.go": `package rule

import "testing"

func TestAdd(t *testing.T) {
	var l list[int]
	if l.add(1, 2); len(l.all) != 2 {
		t.Error(l)
	}
}

func TestZero(t *testing.T) {
	if _, ok := (list[int]{}).zero(1, ""); ok {
		t.Error(ok)
	}
}

func TestFirst(t *testing.T) {
	if first(7, "") != 7 {
		t.Error("not the first")
	}
}

func TestSum(t *testing.T) {
	if sum(1, 2, 3) != 5 {
		t.Error(sum(1, 2, 3))
	}
}
`,
		"a.txt": `# A.
rule.go
- append(l.all, more...)
+ append(l.all, more[1:]...)
killed by . TestAdd

# B.
rule.go
- return value, false
+ return value, true
killed by . TestZero

# C.
rule.go
- b := a;
+ var b T;
killed by . TestFirst

# D.
rule.go
- n += one
+ n = one
killed by . TestSum
`,
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	if ok, err := runAll(&out, root, root, "", 1); !ok || err != nil || !strings.Contains(out.String(), "4 mutants, 0 of them tried alone: 4 killed") {
		t.Errorf("%v, %v\n%s", ok, err, &out)
	}
}
