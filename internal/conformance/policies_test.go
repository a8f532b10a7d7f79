package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla/specfile"
)

// The table of engines in metrics/ENGINES.md says the policies with which the
// cases are run, all of them, and names what the package has.
func TestTableOfEngines(t *testing.T) {
	page, err := os.ReadFile("../../metrics/ENGINES.md")
	if err != nil {
		t.Fatal(err)
	}
	known := exportedNames(t)
	code := regexp.MustCompile("`([^`]+)`")
	seen := map[string]bool{}
	for _, line := range strings.Split(string(page), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.TrimSpace(cells[1]) == "engine" || strings.HasPrefix(cells[1], " --") {
			continue
		}
		engine, written := strings.TrimSpace(cells[1]), strings.Trim(strings.TrimSpace(cells[2]), "`")
		want, has := policies[engine]
		if has != (written != "") || seen[engine] {
			t.Errorf("%s: in the table %q, in the runner %v; seen before: %v", engine, written, want, seen[engine])
			continue
		}
		seen[engine] = true
		if has {
			if got := parsed(t, written); !reflect.DeepEqual(got, ofService(want)) {
				t.Errorf("%s: the table says %+v, the cases are run with %+v", engine, got, ofService(want))
			}
		}
		for _, name := range code.FindAllStringSubmatch(cells[3], -1) {
			if first := name[1][0]; first >= 'A' && first <= 'Z' && !known[name[1]] {
				t.Errorf("%s: metrics has no %s", engine, name[1])
			}
		}
	}
	for engine := range policies {
		if !seen[engine] {
			t.Errorf("%s is not in the table", engine)
		}
	}
}

func ofService(m metrics.Metric) metrics.Metric {
	switch m := m.(type) {
	case metrics.Availability:
		m.Of = "service"
		return m
	case metrics.Slices:
		m.Of = "service"
		return m
	case metrics.Ratio:
		m.Of = "service"
		return m
	case metrics.Score:
		m.Of = "service"
		return m
	}
	return m
}

// parsed reads a metric as an agreement file holds it.
func parsed(t *testing.T, written string) metrics.Metric {
	t.Helper()
	spec, err := specfile.Parse([]byte("sla: v1\nid: x\nzone: UTC\nobjectives:\n  - id: o\n    " + written + "\n"))
	if err != nil || len(spec.Objectives) != 1 {
		t.Fatalf("%s: %v", written, err)
	}
	if err := metrics.Check(spec.Objectives[0].Metric); err != nil {
		t.Errorf("%s: %v", written, err)
	}
	return spec.Objectives[0].Metric
}

// exportedNames lists the exported names of package metrics, with Type.Field and
// Type.Method.
func exportedNames(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("../../metrics/*.go")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv == nil {
					names[n.Name.Name] = true
				} else if receiver, ok := baseOf(n.Recv.List[0].Type).(*ast.Ident); ok {
					names[receiver.Name+"."+n.Name.Name] = true
				}
				return false
			case *ast.ValueSpec:
				for _, id := range n.Names {
					names[id.Name] = true
				}
			case *ast.TypeSpec:
				names[n.Name.Name] = true
				if s, ok := n.Type.(*ast.StructType); ok {
					for _, field := range s.Fields.List {
						for _, id := range field.Names {
							names[n.Name.Name+"."+id.Name] = true
						}
					}
				}
			}
			return true
		})
	}
	return names
}

func baseOf(e ast.Expr) ast.Expr {
	if star, ok := e.(*ast.StarExpr); ok {
		return star.X
	}
	return e
}
