package rules_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/upheld/upheld/internal/rules"
)

const (
	root   = "../.."
	module = "github.com/upheld/upheld"
)

// file is one Go file of this module (nested modules are others' business).
type file struct {
	pkg  string // below the module, such as internal/rules
	name string
	test bool
	ast  *ast.File
}

// files gives all files. They are read once; tests only look at them.
func files(t *testing.T) []file {
	t.Helper()
	all, err := readFiles()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 5 {
		t.Fatalf("only %d files were read", len(all))
	}
	return all
}

var readFiles = sync.OnceValues(func() (all []file, err error) {
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			name := d.Name()
			if p != root && (strings.HasPrefix(name, ".") || name == "testdata") {
				return filepath.SkipDir
			}
			if _, err := os.Stat(filepath.Join(p, "go.mod")); p != root && err == nil {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(p, ".go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		all = append(all, file{
			pkg: filepath.ToSlash(filepath.Dir(rel)), name: filepath.ToSlash(rel),
			test: strings.HasSuffix(p, "_test.go"), ast: parsed,
		})
		return nil
	})
	return all, err
})

func imports(f file) []string {
	var all []string
	for _, spec := range f.ast.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		all = append(all, p)
	}
	return all
}

func within(p string, list []string) bool {
	return slices.ContainsFunc(list, func(allowed string) bool {
		return p == allowed || strings.HasPrefix(p, allowed+"/")
	})
}

func TestImportsPointOneWay(t *testing.T) {
	for _, f := range files(t) {
		if f.test {
			continue
		}
		allowed, known := rules.Imports[f.pkg]
		if !known && strings.HasPrefix(f.pkg, "examples/") {
			allowed, known = rules.Imports["examples"], true
		}
		if !known {
			t.Errorf("%s: package %s has no line in rules.Imports", f.name, f.pkg)
			continue
		}
		for _, p := range imports(f) {
			switch {
			case strings.HasPrefix(p, module+"/"):
				p = strings.TrimPrefix(p, module+"/")
				if !slices.Contains(allowed, p) && !slices.Contains(allowed, "...") {
					t.Errorf("%s imports %s, which %s may not", f.name, p, f.pkg)
				}
			case strings.Contains(strings.SplitN(p, "/", 2)[0], "."):
				if !within(p, rules.External[f.pkg]) && !slices.Contains(allowed, "...") {
					t.Errorf("%s imports %s, which %s may not", f.name, p, f.pkg)
				}
			}
		}
	}
}

func TestTestOnlyPackagesStayInTests(t *testing.T) {
	for _, f := range files(t) {
		if f.test || f.pkg == "internal/tape" {
			continue
		}
		for _, p := range imports(f) {
			if within(p, rules.TestOnly) {
				t.Errorf("%s imports %s outside a test", f.name, p)
			}
		}
	}
}

func TestPurePackagesTouchNothingOutside(t *testing.T) {
	for _, f := range files(t) {
		if f.test || !slices.Contains(rules.Pure, f.pkg) {
			continue
		}
		for _, p := range imports(f) {
			if slices.Contains(rules.Forbidden, p) {
				t.Errorf("%s: a pure package imports %s", f.name, p)
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				x, ok := n.X.(*ast.Ident)
				if !ok {
					return true
				}
				word := x.Name + "." + n.Sel.Name
				if except, listed := rules.Words[word]; listed && !slices.Contains(except, f.name) {
					t.Errorf("%s uses %s", f.name, word)
				}
			case *ast.GoStmt:
				t.Errorf("%s starts a goroutine", f.name)
			}
			return true
		})
	}
}

// Package variables of pure packages are errors, compiled patterns and tables
// that nothing assigns to after their declaration.
func TestPurePackagesKeepNoChangeableState(t *testing.T) {
	byPackage := map[string][]file{}
	for _, f := range files(t) {
		if !f.test && slices.Contains(rules.Pure, f.pkg) {
			byPackage[f.pkg] = append(byPackage[f.pkg], f)
		}
	}
	for pkg, list := range byPackage {
		vars := map[string]bool{}
		for _, f := range list {
			for _, d := range f.ast.Decls {
				gen, ok := d.(*ast.GenDecl)
				if fn, isFn := d.(*ast.FuncDecl); isFn && fn.Recv == nil && fn.Name.Name == "init" {
					t.Errorf("%s has an init function", f.name)
				}
				if !ok || gen.Tok != token.VAR {
					continue
				}
				for _, s := range gen.Specs {
					v := s.(*ast.ValueSpec)
					for _, name := range v.Names {
						if name.IsExported() && !strings.HasPrefix(name.Name, "Err") {
							t.Errorf("%s: the exported variable %s can be reassigned by anyone", f.name, name.Name)
						}
						vars[name.Name] = true
					}
				}
			}
		}
		for _, f := range list {
			for _, d := range f.ast.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || fn.Body == nil {
					continue
				}
				local := locals(fn)
				ast.Inspect(fn.Body, func(n ast.Node) bool {
					var targets []ast.Expr
					switch n := n.(type) {
					case *ast.AssignStmt:
						if n.Tok == token.DEFINE {
							return true
						}
						targets = n.Lhs
					case *ast.IncDecStmt:
						targets = []ast.Expr{n.X}
					}
					for _, target := range targets {
						if name := base(target); vars[name] && !local[name] {
							t.Errorf("%s (%s): %s assigns to the package variable %s", f.name, pkg, fn.Name.Name, name)
						}
					}
					return true
				})
			}
		}
	}
}

// base names the variable at the bottom of an assignable expression.
func base(e ast.Expr) string {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x.Name
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return ""
		}
	}
}

// locals lists the names that a function declares itself.
func locals(fn *ast.FuncDecl) map[string]bool {
	names := map[string]bool{}
	add := func(list *ast.FieldList) {
		if list == nil {
			return
		}
		for _, f := range list.List {
			for _, n := range f.Names {
				names[n.Name] = true
			}
		}
	}
	add(fn.Recv)
	add(fn.Type.Params)
	add(fn.Type.Results)
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				for _, l := range n.Lhs {
					names[base(l)] = true
				}
			}
		case *ast.ValueSpec:
			for _, name := range n.Names {
				names[name.Name] = true
			}
		case *ast.RangeStmt:
			if n.Key != nil {
				names[base(n.Key)] = true
			}
			if n.Value != nil {
				names[base(n.Value)] = true
			}
		case *ast.FuncLit:
			add(n.Type.Params)
			add(n.Type.Results)
		}
		return true
	})
	return names
}

func TestTheTopLevelHoldsNothingElse(t *testing.T) {
	allowed := []string{
		"sla", "calendar", "metrics", "penalty", "report", "examples", "internal", "go.mod", "go.sum",
		"README.md", "README.zh-Hans.md", "CHANGELOG.md", "LICENSE", "NOTICE", "DESIGN.md", "CONTRIBUTING.md", "COMPARE.md", "TERMS.md",
		".ci", ".git", ".gitignore",
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(allowed, e.Name()) {
			t.Errorf("%s does not belong at the top level", path.Join(root, e.Name()))
		}
	}
}
