package rules_test

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"
)

const apiFile = "api.txt"

// api.txt lists the exported surface, a line for each name, field and method, as the
// api folder of the Go tree does. A line that vanishes or changes breaks programs of
// users. The test names the line. If the break is meant, say so in the changelog and
// write the listing anew with UPHELD_UPDATE=1; .ci/api then compares with the new
// surface. A name that is new breaks nothing and waits for the next writing.
func TestTheExportedSurfaceStays(t *testing.T) {
	now := exportedLines(t)
	if os.Getenv("UPHELD_UPDATE") == "1" && os.Getenv("CI") == "" {
		if err := os.WriteFile(apiFile, []byte(strings.Join(now, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(apiFile)
	if err != nil {
		t.Fatal(err)
	}
	listed := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(listed) < 500 {
		t.Fatalf("%s has only %d lines", apiFile, len(listed))
	}
	if !slices.IsSorted(listed) {
		t.Errorf("%s is not sorted: write it with UPHELD_UPDATE=1", apiFile)
	}
	for _, line := range listed {
		if _, found := slices.BinarySearch(now, line); !found {
			t.Errorf("the surface no longer has\n\t%s\nIf the break is meant, write it into CHANGELOG.md and run the test with UPHELD_UPDATE=1", line)
		}
	}
}

// exportedLines lists what other modules can use, sorted: package, then the declaration.
// Packages below internal and examples, and commands, have no surface.
func exportedLines(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, f := range files(t) {
		if f.test || f.ast.Name.Name == "main" || within(f.pkg, []string{"internal", "examples"}) {
			continue
		}
		add := func(parts ...string) { all = append(all, f.pkg+": "+strings.Join(parts, "")) }
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if !d.Name.IsExported() || d.Recv != nil && !ast.IsExported(receiver(d)) {
					continue
				}
				add(code(t, &ast.FuncDecl{Recv: d.Recv, Name: d.Name, Type: d.Type}))
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						if s.Name.IsExported() {
							typeLines(t, s, add)
						}
					case *ast.ValueSpec:
						for i, name := range s.Names {
							if !name.IsExported() {
								continue
							}
							line := d.Tok.String() + " " + name.Name
							if s.Type != nil {
								line += " " + code(t, s.Type)
							}
							if d.Tok == token.CONST && i < len(s.Values) {
								line += " = " + code(t, s.Values[i])
							}
							add(line)
						}
					}
				}
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// typeLines gives a line for a type, and for each exported field or method in it.
func typeLines(t *testing.T, s *ast.TypeSpec, add func(...string)) {
	head := "type " + s.Name.Name
	if s.TypeParams != nil {
		var params []string
		for _, p := range s.TypeParams.List {
			for _, name := range p.Names {
				params = append(params, name.Name+" "+code(t, p.Type))
			}
		}
		head += "[" + strings.Join(params, ", ") + "]"
	}
	if s.Assign.IsValid() {
		head += " ="
	}
	var fields *ast.FieldList
	switch of := s.Type.(type) {
	case *ast.StructType:
		head, fields = head+" struct", of.Fields
	case *ast.InterfaceType:
		head, fields = head+" interface", of.Methods
	default:
		add(head, " ", code(t, s.Type))
		return
	}
	add(head)
	for _, field := range fields.List {
		of := code(t, field.Type)
		if len(field.Names) == 0 {
			add(head, ", ", of)
		}
		for _, name := range field.Names {
			if name.IsExported() {
				add(head, ", ", name.Name, " ", of)
			}
		}
	}
}

// receiver names the type of a method.
func receiver(d *ast.FuncDecl) string {
	e := d.Recv.List[0].Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	return base(e)
}

// code writes a node on one line.
func code(t *testing.T, node any) string {
	t.Helper()
	var b bytes.Buffer
	if err := format.Node(&b, token.NewFileSet(), node); err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
