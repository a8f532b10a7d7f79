package rules_test

import (
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A callable is an exported type, function, constant or variable of a package
// that users import. Methods and fields are not counted.
type callable struct {
	group string   // what a row of uncalled.tsv may say instead, such as "const metrics.Align"
	text  string   // of a constant
	shows []string // the types that its fields, methods and signature show
}

// A surface is every exported name, as package.Name without folders.
type surface map[string]*callable

func (s surface) at(name string) *callable {
	if s[name] == nil {
		s[name] = &callable{}
	}
	return s[name]
}

// read adds the exported names that a file declares.
func (s surface) read(f file) {
	own, packages := path.Base(f.pkg)+".", packagesOf(f)
	for _, d := range f.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			holder := d.Name.Name
			if d.Recv != nil {
				holder = base(d.Recv.List[0].Type)
			}
			if d.Name.IsExported() && ast.IsExported(holder) {
				s.at(own+holder).show(own, packages, d.Type)
			}
		case *ast.GenDecl:
			of := "" // the type of the constants so far
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					if spec.Name.IsExported() {
						s.at(own+spec.Name.Name).show(own, packages, spec.Type)
					}
				case *ast.ValueSpec:
					if id, is := spec.Type.(*ast.Ident); is {
						of = "const " + own + id.Name
					} else if len(spec.Values) > 0 {
						of = ""
					}
					s.values(f, d.Tok, of, spec)
				}
			}
		}
	}
}

func (s surface) values(f file, tok token.Token, of string, spec *ast.ValueSpec) {
	for i, name := range spec.Names {
		if !name.IsExported() {
			continue
		}
		n := s.at(path.Base(f.pkg) + "." + name.Name)
		switch {
		case tok == token.CONST:
			n.group = of
		case strings.HasPrefix(name.Name, "Err"):
			n.group = "errors of " + path.Base(f.pkg)
		}
		if i < len(spec.Values) {
			if text, is := spec.Values[i].(*ast.BasicLit); is && text.Kind == token.STRING {
				n.text, _ = strconv.Unquote(text.Value)
			}
		}
	}
}

// show notes the exported types in a type or a signature: who holds a value of
// the one can read the others without naming them.
func (c *callable) show(own string, packages map[string]string, in ast.Expr) {
	ast.Inspect(in, func(e ast.Node) bool {
		switch e := e.(type) {
		case *ast.StructType:
			for _, field := range e.Fields.List {
				if len(field.Names) == 0 || slices.ContainsFunc(field.Names, (*ast.Ident).IsExported) {
					c.show(own, packages, field.Type)
				}
			}
			return false
		case *ast.Field: // of a signature or an interface
			c.show(own, packages, e.Type)
			return false
		case *ast.SelectorExpr:
			if x, is := e.X.(*ast.Ident); is && packages[x.Name] != "" {
				c.shows = append(c.shows, packages[x.Name]+"."+e.Sel.Name)
			}
			return false
		case *ast.Ident:
			if e.IsExported() {
				c.shows = append(c.shows, own+e.Name)
			}
		}
		return true
	})
}

// packagesOf gives the public packages that a file imports, by the name it uses.
func packagesOf(f file) map[string]string {
	packages := map[string]string{}
	for _, spec := range f.ast.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		below, ours := strings.CutPrefix(p, module+"/")
		if !ours || !exported(below) {
			continue
		}
		name := path.Base(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		packages[name] = path.Base(p)
	}
	return packages
}

// uses lists the names of public packages in a part of a file.
func uses(f file, in ast.Node) map[string]bool {
	packages, found := packagesOf(f), map[string]bool{}
	ast.Inspect(in, func(e ast.Node) bool {
		if sel, is := e.(*ast.SelectorExpr); is {
			if x, is := sel.X.(*ast.Ident); is && packages[x.Name] != "" {
				found[packages[x.Name]+"."+sel.Sel.Name] = true
			}
		}
		return true
	})
	return found
}

// uncalled gives the exported names that nothing calls, and the names that each
// example uses. A name is called by the files of another package, or shown by the
// fields, methods or signature of a name that is called. Tests,
// internal/conformance and internal/design call nothing: what they alone need
// belongs to internal/design.
func uncalled(read []file) (left surface, examples map[string]map[string]bool) {
	left, examples = surface{}, map[string]map[string]bool{}
	called := map[string]bool{}
	for _, f := range read {
		switch {
		case !f.test:
			if exported(f.pkg) {
				left.read(f)
			}
			if f.pkg != "internal/conformance" && f.pkg != "internal/design" {
				maps.Copy(called, uses(f, f.ast))
			}
		default:
			for _, d := range f.ast.Decls {
				if fn, is := d.(*ast.FuncDecl); is && strings.HasPrefix(fn.Name.Name, "Example") {
					examples[f.pkg+"."+fn.Name.Name] = uses(f, fn)
				}
			}
		}
	}
	left.without(slices.Collect(maps.Keys(called))...)
	return left, examples
}

// without takes names out, and what they show.
func (s surface) without(names ...string) {
	for len(names) > 0 {
		name := names[len(names)-1]
		names = names[:len(names)-1]
		if n := s[name]; n != nil {
			delete(s, name)
			names = append(names, n.shows...)
		}
	}
}

// Each exported name that nothing calls stands in uncalled.tsv with the reason why
// it stays, by itself or with its group, or a name that stands there shows it. The
// file lists no other name. Two reasons are checked: "word of the file" that the text is one of the schema, and
// "example" that the example uses the name.
func TestExportedNamesHaveACallerOrAReason(t *testing.T) {
	left, examples := uncalled(files(t))
	schema, err := os.ReadFile(root + "/sla/specfile/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile("uncalled.tsv")
	if err != nil {
		t.Fatal(err)
	}
	reasons, before := map[string]string{}, ""
	for i, line := range strings.Split(strings.TrimSpace(string(table)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, reason, _ := strings.Cut(line, "\t")
		if reason == "" || reasons[name] != "" || name < before {
			t.Errorf("line %d: a name, a tab and one reason, sorted by name: %q", i+1, line)
		}
		reasons[name], before = reason, name
	}
	needed := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(reasons)) {
		if n := left[name]; n != nil {
			left.without(n.shows...)
			left[name] = n
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		n := left[name]
		row := name
		if reasons[row] == "" && n.group != "" {
			row = n.group
		}
		reason := reasons[row]
		needed[row] = true
		example, shown := strings.CutPrefix(reason, "example ")
		switch {
		case reason == "":
			t.Errorf("%s: nothing calls it: remove it, or give uncalled.tsv a reason", name)
		case shown && !examples[example][name]:
			t.Errorf("%s: no %s that uses it", name, example)
		case reason == "word of the file" && !strings.Contains(string(schema), strconv.Quote(n.text)):
			t.Errorf("%s: the schema has no word %q", name, n.text)
		}
	}
	for row := range reasons {
		if !needed[row] {
			t.Errorf("uncalled.tsv: %s has a caller or does not exist", row)
		}
	}
}
