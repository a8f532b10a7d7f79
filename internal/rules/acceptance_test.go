package rules_test

import (
	"go/ast"
	"os"
	"slices"
	"strings"
	"testing"
)

// skips reports whether a test can skip itself other than under -short.
func skips(f *ast.FuncDecl) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if branch, is := n.(*ast.IfStmt); is {
			if call, is := branch.Cond.(*ast.CallExpr); is {
				if sel, is := call.Fun.(*ast.SelectorExpr); is && sel.Sel.Name == "Short" {
					return false
				}
			}
		}
		if sel, is := n.(*ast.SelectorExpr); is && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, sel.Sel.Name) {
			found = true
		}
		return true
	})
	return found
}

// Each line of acceptance.tsv names a test that exists and runs, or a command
// that .ci/run runs.
func TestAcceptanceNamesWhatRuns(t *testing.T) {
	tests := map[string]*ast.FuncDecl{}
	for _, f := range files(t) {
		if !f.test {
			continue
		}
		for _, d := range f.ast.Decls {
			if fn, is := d.(*ast.FuncDecl); is && fn.Recv == nil {
				tests[f.pkg+"."+fn.Name.Name] = fn
			}
		}
	}
	table, err := os.ReadFile("acceptance.tsv")
	if err != nil {
		t.Fatal(err)
	}
	check, err := os.ReadFile(root + "/.ci/run")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for i, line := range strings.Split(strings.TrimSpace(string(table)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		lines++
		cells := strings.Split(line, "\t")
		if len(cells) != 3 || cells[0] == "" || cells[1] == "" {
			t.Errorf("line %d has %d cells, want 3: %q", i+1, len(cells), line)
			continue
		}
		for _, shown := range strings.Split(cells[2], " and ") {
			if command, is := strings.CutPrefix(shown, "run: "); is {
				if !strings.Contains(string(check), command) {
					t.Errorf("line %d: .ci/run does not run %q", i+1, command)
				}
				continue
			}
			switch fn := tests[shown]; {
			case fn == nil:
				t.Errorf("line %d: no test %s", i+1, shown)
			case skips(fn):
				t.Errorf("line %d: %s can skip itself", i+1, shown)
			}
		}
	}
	if lines == 0 {
		t.Error("no line of acceptance")
	}
}
