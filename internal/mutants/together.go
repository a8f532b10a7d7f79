package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// together puts many mutants into one build. Each function that mutants change becomes
// several: one as it is, one for each mutant, and one under the old name that chooses by
// the number in the environment. So a package of tests is compiled once and not once for
// each mutant, which is most of the time.
type together struct {
	root, scratch string
	files         map[string][]int // the numbers of the mutants of a file
	mutants       []mutant
	overlay       string            // the file that go build reads
	programs      map[string]string // the program of a package of tests; "" if it does not compile
}

// chosen is the variable of the environment that chooses a mutant by its number from 1.
const chosen = "UPHELD_MUTANT"

// newTogether plans the build. A mutant that it does not take is tried alone.
func newTogether(root, scratch string, mutants []mutant) (*together, error) {
	b := &together{root: root, scratch: scratch, mutants: mutants, files: map[string][]int{}, programs: map[string]string{}}
	for i, m := range mutants {
		if m.excuse == "" {
			b.files[m.file] = append(b.files[m.file], i)
		}
	}
	replace := map[string]string{}
	for n, file := range slices.Sorted(maps.Keys(b.files)) {
		path := filepath.Join(root, filepath.FromSlash(file))
		source, err := os.ReadFile(path)
		if err != nil {
			delete(b.files, file)
			continue // the mutants say so
		}
		text, pkg, taken := switched(string(source), b.files[file], mutants)
		if b.files[file] = taken; len(taken) == 0 {
			continue
		}
		chooser := filepath.Join(filepath.Dir(path), "zz_mutant_choice.go")
		for at, content := range map[string]string{path: text, chooser: "package " + pkg + choice} {
			to := filepath.Join(scratch, fmt.Sprintf("together-%d-%s", n, filepath.Base(at)))
			if err := os.WriteFile(to, []byte(content), 0o600); err != nil {
				return nil, err
			}
			replace[at] = to
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, err
	}
	b.overlay = filepath.Join(scratch, "together.json")
	return b, os.WriteFile(b.overlay, overlay, 0o600)
}

const choice = `

import (
	mutantOS "os"
	mutantNumbers "strconv"
)

var mutantChosen, _ = mutantNumbers.Atoi(mutantOS.Getenv("` + chosen + `"))
`

// has reports whether a mutant is in the build.
func (b *together) has(i int) bool { return slices.Contains(b.files[b.mutants[i].file], i) }

// build compiles the tests of a package with all mutants in place.
func (b *together) build(pkg string) (output string, err error) {
	program := filepath.Join(b.scratch, strings.ReplaceAll(pkg, "/", "-")+".test")
	if runtimeIsWindows {
		program += ".exe"
	}
	build := exec.Command("go", "test", "-c", "-vet=off", "-overlay", b.overlay, "-o", program, "./"+pkg)
	build.Dir = b.root
	out, err := build.CombinedOutput()
	if b.programs[pkg] = program; err != nil {
		b.programs[pkg] = ""
	}
	return string(out), err
}

const runtimeIsWindows = os.PathSeparator == '\\'

// run runs tests of a package with one mutant, by its number from 1; 0 is the code as it
// is.
func (b *together) run(pkg, tests string, number int) (output string, err error) {
	test := exec.Command(b.programs[pkg], "-test.short", "-test.failfast", "-test.timeout=2m", "-test.run", "^("+tests+")$")
	test.Dir = filepath.Join(b.root, filepath.FromSlash(pkg))
	test.Env = append(os.Environ(), fmt.Sprint(chosen, "=", number))
	out, err := test.CombinedOutput()
	return strings.ReplaceAll(string(out), "testing: warning: no tests to run", "[no tests to run]"), err
}

// switched puts mutants into a source. It takes the mutants whose text stands in it once,
// in a function.
func switched(source string, numbers []int, mutants []mutant) (text, pkg string, taken []int) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "", source, 0)
	if err != nil {
		return "", "", nil
	}
	offset := func(p token.Pos) int { return set.Position(p).Offset }
	of := map[*ast.FuncDecl][]int{}
	for _, i := range numbers {
		at := strings.Index(source, mutants[i].old)
		if at < 0 || strings.Count(source, mutants[i].old) != 1 {
			continue
		}
		for _, d := range file.Decls {
			f, is := d.(*ast.FuncDecl)
			if is && f.Body != nil && at > offset(f.Body.Lbrace) && at+len(mutants[i].old) <= offset(f.Body.Rbrace) {
				of[f] = append(of[f], i)
				taken = append(taken, i)
			}
		}
	}
	cut := func(from, to token.Pos) string { return source[offset(from):offset(to)] }
	var b strings.Builder
	last := 0
	for _, d := range file.Decls {
		f, is := d.(*ast.FuncDecl)
		if !is || len(of[f]) == 0 {
			continue
		}
		b.WriteString(source[last:offset(f.Name.Pos())])
		fmt.Fprintf(&b, "%s_mutant_0%s", f.Name.Name, cut(f.Name.End(), f.End()))
		last = offset(f.End())
		for _, i := range of[f] {
			changed := strings.Replace(cut(f.Name.End(), f.End()), mutants[i].old, mutants[i].changed, 1)
			fmt.Fprintf(&b, "\n\n%s%s_mutant_%d%s", cut(f.Pos(), f.Name.Pos()), f.Name.Name, i+1, changed)
		}
		b.WriteString("\n\n" + chooserOf(f, of[f], cut))
	}
	b.WriteString(source[last:])
	return b.String(), file.Name.Name, taken
}

// chooserOf writes the function under its old name.
func chooserOf(f *ast.FuncDecl, numbers []int, cut func(from, to token.Pos) string) string {
	name, generic := f.Name.Name, ""
	var b strings.Builder
	b.WriteString("func ")
	if f.Recv != nil {
		fmt.Fprintf(&b, "(mutantOf %s) ", cut(f.Recv.List[0].Type.Pos(), f.Recv.List[0].Type.End()))
		name = "mutantOf." + name
	}
	b.WriteString(f.Name.Name)
	if f.Type.TypeParams != nil {
		b.WriteString(cut(f.Type.TypeParams.Pos(), f.Type.TypeParams.End()))
		var names []string
		for _, field := range f.Type.TypeParams.List {
			for _, n := range field.Names {
				names = append(names, n.Name)
			}
		}
		generic = "[" + strings.Join(names, ", ") + "]"
	}
	var params, args []string
	for _, field := range f.Type.Params.List {
		for range max(1, len(field.Names)) {
			arg := fmt.Sprint("mutantArg", len(args))
			params = append(params, arg+" "+cut(field.Type.Pos(), field.Type.End()))
			if _, is := field.Type.(*ast.Ellipsis); is {
				arg += "..."
			}
			args = append(args, arg)
		}
	}
	fmt.Fprintf(&b, "(%s) ", strings.Join(params, ", "))
	give := ""
	if f.Type.Results != nil {
		var results []string
		for _, field := range f.Type.Results.List {
			for range max(1, len(field.Names)) {
				results = append(results, cut(field.Type.Pos(), field.Type.End()))
			}
		}
		fmt.Fprintf(&b, "(%s) ", strings.Join(results, ", "))
		give = "return "
	}
	call := func(i int) string {
		return fmt.Sprintf("%s%s_mutant_%d%s(%s)", give, name, i, generic, strings.Join(args, ", "))
	}
	b.WriteString("{\n\tswitch mutantChosen {\n")
	for _, i := range numbers {
		fmt.Fprintf(&b, "\tcase %d:\n\t\t%s\n", i+1, call(i+1))
		if give == "" {
			b.WriteString("\t\treturn\n")
		}
	}
	fmt.Fprintf(&b, "\t}\n\t%s\n}", call(0))
	return b.String()
}

// prepare compiles the tests of the mutants, each package once, and runs them on the code
// as it is: a test that fails anyway proves nothing. A package that does not compile with
// all mutants in place is left to mutants tried alone.
func (b *together) prepare() error {
	tests := map[string][]string{}
	for i, m := range b.mutants {
		if b.has(i) && !slices.Contains(tests[m.pkg], m.tests) {
			tests[m.pkg] = append(tests[m.pkg], m.tests)
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(tests)) {
		if _, err := b.build(pkg); err != nil {
			continue
		}
		output, err := b.run(pkg, strings.Join(tests[pkg], "|"), 0)
		if err != nil {
			return fmt.Errorf("the tests of %s fail on the code as it is:\n%s", pkg, output)
		}
	}
	return nil
}

// try runs the tests of a mutant. ok is false if the mutant has to be tried alone.
func (b *together) try(i int) (v verdict, why string, ok bool) {
	m := b.mutants[i]
	if !b.has(i) || b.programs[m.pkg] == "" {
		return "", "", false
	}
	output, err := b.run(m.pkg, m.tests, i+1)
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		return notRunning, err.Error(), true
	}
	v, why = judge(output, err == nil)
	return v, why, true
}
