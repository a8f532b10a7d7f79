package rules_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// exported lists the packages whose names users see.
func exported(pkg string) bool {
	return !strings.HasPrefix(pkg, "internal") && !strings.HasPrefix(pkg, "examples") && pkg != "."
}

// Every exported name has a comment: a constant may share that of its group
// when it has a remark of its own or its word says all.
func TestExportedNamesAreDocumented(t *testing.T) {
	packages := map[string]bool{}
	documented := map[string]bool{}
	for _, f := range files(t) {
		if f.test || !exported(f.pkg) {
			continue
		}
		packages[f.pkg] = true
		if f.ast.Doc != nil {
			documented[f.pkg] = true
		}
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && visible(d) && d.Doc == nil && !sealing(d) {
					t.Errorf("%s: %s has no comment", f.name, d.Name.Name)
				}
			case *ast.GenDecl:
				if d.Tok == token.IMPORT {
					continue
				}
				for _, s := range d.Specs {
					undocumented(t, f, d, s)
				}
			}
		}
	}
	for pkg := range packages {
		if !documented[pkg] {
			t.Errorf("package %s has no comment", pkg)
		}
	}
	if len(packages) < 5 {
		t.Errorf("only %d packages were read", len(packages))
	}
}

func undocumented(t *testing.T, f file, d *ast.GenDecl, s ast.Spec) {
	switch s := s.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() && s.Doc == nil && (d.Doc == nil || len(d.Specs) > 1) {
			t.Errorf("%s: type %s has no comment", f.name, s.Name.Name)
		}
	case *ast.ValueSpec:
		for _, name := range s.Names {
			if name.IsExported() && s.Doc == nil && s.Comment == nil && d.Doc == nil {
				t.Errorf("%s: %s has no comment", f.name, name.Name)
			}
		}
	}
}

// visible reports whether a method belongs to an exported type.
func visible(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	e := d.Recv.List[0].Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if index, ok := e.(*ast.IndexExpr); ok {
		e = index.X
	}
	name, ok := e.(*ast.Ident)
	return ok && name.IsExported()
}

// sealing reports a method whose meaning its interface states: the same few
// words on each kind of a union.
func sealing(d *ast.FuncDecl) bool {
	return d.Recv != nil && slices.Contains([]string{"Key", "Error", "Unwrap"}, d.Name.Name)
}
