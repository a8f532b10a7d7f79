package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// formFiles lists the schemas of the JSON that callers hand over and get back, each
// with its type.
var formFiles = map[string]struct{ of, title string }{
	"sla/schema/facts.json":       {"sla.Facts", "Facts for an evaluation"},
	"sla/schema/result.json":      {"sla.Result", "Result of an evaluation"},
	"sla/schema/reading.json":     {"sla.Reading", "Reading of a clock"},
	"sla/schema/explanation.json": {"sla.Explanation", "Explanation of a reading"},
}

// open lists the types that have words and also accept other texts.
var open = map[string]bool{"sla.Every": true, "sla.Warning": true, "penalty.Scope": true, "metrics.Reason": true, "sla.Reason": true, "penalty.Label": true}

// forms reads from the source the JSON keys of each type: the type's function
// fields names each key with its Go field. The comment of that field becomes the
// description of the key.
type forms struct {
	types  map[string]*goType       // types by package and name
	fields map[string]*ast.FuncDecl // the function that names the keys, by type
	other  map[string]string        // the type of a function such as sla.entryFields
	words  map[string][]string      // the words of each text type
	alias  map[string]string        // the type that an alias stands for
	defs   map[string]any
}

// goType is a type as declared in the source.
type goType struct {
	doc    string // on one line
	text   string // as written, with its paragraphs
	fields map[string]goField
	list   string // the element type of a list
}

type goField struct {
	typ, doc string
	omitted  bool // its tag lets it be missing
}

func readForms(root string) (*forms, error) {
	s := &forms{
		types: map[string]*goType{}, fields: map[string]*ast.FuncDecl{}, other: map[string]string{},
		words: map[string][]string{}, alias: map[string]string{}, defs: map[string]any{},
	}
	for _, pkg := range packages {
		entries, err := os.ReadDir(filepath.Join(root, pkg))
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, pkg, e.Name()), nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			for _, d := range f.Decls {
				switch d := d.(type) {
				case *ast.GenDecl:
					s.declared(pkg, d)
				case *ast.FuncDecl:
					s.function(pkg, d)
				}
			}
		}
	}
	return s, nil
}

func (s *forms) declared(pkg string, g *ast.GenDecl) {
	for _, spec := range g.Specs {
		switch d := spec.(type) {
		case *ast.TypeSpec:
			doc := d.Doc
			if doc == nil {
				doc = g.Doc
			}
			t := &goType{doc: told(doc), text: doc.Text(), fields: map[string]goField{}}
			if d.Assign.IsValid() {
				s.alias[pkg+"."+d.Name.Name] = qualified(pkg, d.Type)
			}
			switch of := d.Type.(type) {
			case *ast.ArrayType:
				t.list = qualified(pkg, of.Elt)
			case *ast.StructType:
				for _, f := range of.Fields.List {
					field := goField{typ: qualified(pkg, f.Type), doc: strings.TrimSpace(told(f.Doc) + " " + told(f.Comment))}
					if f.Tag != nil {
						tag, _ := strconv.Unquote(f.Tag.Value)
						field.omitted = strings.Contains(reflect.StructTag(tag).Get("json"), ",omit")
					}
					for _, n := range f.Names {
						t.fields[n.Name] = field
					}
				}
			}
			s.types[pkg+"."+d.Name.Name] = t
		case *ast.ValueSpec:
			of, is := d.Type.(*ast.Ident)
			if g.Tok != token.CONST || !is || len(d.Values) != 1 {
				continue
			}
			if value, is := d.Values[0].(*ast.BasicLit); is && value.Kind == token.STRING {
				word, _ := strconv.Unquote(value.Value)
				name := pkg + "." + of.Name
				s.words[name] = append(s.words[name], word)
			}
		}
	}
}

// function records a function over a form: the method fields, or a function for the
// type of its first parameter.
func (s *forms) function(pkg string, d *ast.FuncDecl) {
	params := d.Type.Params.List
	if d.Type.TypeParams != nil || len(params) == 0 || qualified(pkg, params[len(params)-1].Type) != "*canon.Form" {
		return
	}
	switch {
	case d.Recv != nil && d.Name.Name == "fields":
		s.fields[strings.TrimPrefix(qualified(pkg, d.Recv.List[0].Type), "*")] = d
	case d.Recv == nil && len(params) == 2:
		of := strings.TrimPrefix(qualified(pkg, params[0].Type), "*")
		s.fields[of], s.other[pkg+"."+d.Name.Name] = d, of
	}
}

// qualified writes a type with its package.
func qualified(pkg string, e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		if ast.IsExported(e.Name) {
			return pkg + "." + e.Name
		}
		return e.Name
	case *ast.SelectorExpr:
		return e.X.(*ast.Ident).Name + "." + e.Sel.Name
	case *ast.StarExpr:
		return "*" + qualified(pkg, e.X)
	case *ast.ArrayType:
		return "[]" + qualified(pkg, e.Elt)
	case *ast.ParenExpr:
		return qualified(pkg, e.X)
	}
	return ""
}

type node = map[string]any

// schema gives the JSON Schema of a type.
func (s *forms) schema(of, title string) ([]byte, error) {
	s.defs = node{}
	top, err := s.object(of)
	if err != nil {
		return nil, err
	}
	whole := node{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
	for key, value := range top {
		whole[key] = value
	}
	if len(s.defs) > 0 {
		whole["$defs"] = s.defs
	}
	text, err := json.MarshalIndent(whole, "", "  ")
	return append(text, '\n'), err
}

// ref gives a reference to the definition of a type.
func (s *forms) ref(of string) (node, error) {
	if _, done := s.defs[of]; !done {
		s.defs[of] = nil
		def, err := s.object(of)
		if err != nil {
			return nil, err
		}
		s.defs[of] = def
	}
	return node{"$ref": "#/$defs/" + of}, nil
}

// object gives the schema of an object from the function that names its keys.
func (s *forms) object(of string) (node, error) {
	d := s.fields[of]
	if d == nil {
		return nil, fmt.Errorf("%s has no function that names its keys", of)
	}
	w := form{forms: s, pkg: of[:strings.IndexByte(of, '.')], of: of, properties: node{}, locals: map[string]string{}}
	for _, statement := range d.Body.List {
		switch statement := statement.(type) {
		case *ast.ExprStmt:
			if err := w.call(statement.X.(*ast.CallExpr)); err != nil {
				return nil, fmt.Errorf("%s: %w", of, err)
			}
		case *ast.DeclStmt:
			for _, spec := range statement.Decl.(*ast.GenDecl).Specs {
				v := spec.(*ast.ValueSpec)
				w.locals[v.Names[0].Name] = qualified(w.pkg, v.Type)
			}
		}
	}
	def := node{"type": "object", "properties": w.properties, "additionalProperties": false}
	if len(w.required) > 0 {
		slices.Sort(w.required)
		def["required"] = w.required
	}
	if doc := s.types[of].doc; doc != "" {
		def["description"] = doc
	}
	return def, nil
}

// form collects the keys of one object.
type form struct {
	*forms
	pkg, of    string
	properties node
	required   []string
	locals     map[string]string // types of variables
}

// facts reports whether the object comes from callers. They may leave out, or write
// as null, the keys whose tags allow it.
func (w *form) facts() bool {
	switch w.of {
	case "sla.Facts", "sla.Ticket", "sla.Event", "sla.Outage", "sla.State", "sla.Count", "sla.Sample", "sla.Exclusion", "sla.Charge":
		return true
	}
	return false
}

// call reads one call, such as f.If(b.Calendar != "").Text("calendar", &b.Calendar).
func (w *form) call(c *ast.CallExpr) error {
	kind, args, sometimes := "", c.Args, false
	conditional := func(e ast.Expr) bool {
		call, is := e.(*ast.CallExpr)
		if !is {
			return false
		}
		of, is := call.Fun.(*ast.SelectorExpr)
		return is && of.Sel.Name == "If"
	}
	switch fun := c.Fun.(type) {
	case *ast.SelectorExpr:
		kind, sometimes = fun.Sel.Name, conditional(fun.X)
		if of, is := fun.X.(*ast.Ident); is && of.Name == "canon" {
			sometimes, args = conditional(args[0]), args[1:]
		}
	case *ast.Ident:
		kind, sometimes, args = fun.Name, conditional(args[0]), args[1:]
	}
	literal, is := args[0].(*ast.BasicLit)
	if !is {
		return fmt.Errorf("%s names no key", kind)
	}
	key, _ := strconv.Unquote(literal.Value)
	field := w.field(args[1])
	def, err := w.kind(kind, field, args)
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	doc := field.doc
	if t := w.types[field.typ]; doc == "" && t != nil && def["type"] == "string" {
		doc = t.doc
	}
	if said, is := def["description"]; is {
		doc = strings.TrimSpace(doc + " " + said.(string))
	}
	if doc != "" {
		def["description"] = doc
	}
	switch {
	case w.facts():
		sometimes = sometimes || field.omitted || kind == "Each"
		def = orNull(def)
	case kind == "One":
		sometimes = true
	case kind == "Objects" && !sometimes:
		def = orNull(def)
	}
	if !sometimes {
		w.required = append(w.required, key)
	}
	w.properties[key] = def
	return nil
}

// orNull also accepts null in place of a value.
func orNull(def node) node {
	if t, is := def["type"].(string); is && def["enum"] == nil {
		def["type"] = []string{t, "null"}
		return def
	}
	either := node{"anyOf": []node{def, {"type": "null"}}}
	if d, is := def["description"]; is {
		either["description"] = d
		delete(def, "description")
	}
	return either
}

// field gives the Go field whose address an argument takes, through conversions.
func (w *form) field(e ast.Expr) (f goField) {
	ast.Inspect(e, func(n ast.Node) bool {
		at, is := n.(*ast.UnaryExpr)
		if !is || at.Op != token.AND {
			return true
		}
		switch x := at.X.(type) {
		case *ast.SelectorExpr:
			f = w.types[w.of].fields[x.Sel.Name]
		case *ast.Ident:
			f.typ = w.locals[x.Name]
		}
		return false
	})
	return f
}

// kind gives the schema of a value by the method that reads it.
func (w *form) kind(kind string, field goField, args []ast.Expr) (node, error) {
	array := func(items node, err error) (node, error) { return node{"type": "array", "items": items}, err }
	switch kind {
	case "Text":
		return w.text(field.typ), nil
	case "Value":
		return w.value(args[1], field), nil
	case "Number":
		return node{"type": []string{"string", "number"}}, nil
	case "Int", "whole":
		return node{"type": "integer"}, nil
	case "Bool":
		return node{"type": "boolean"}, nil
	case "Time":
		return node{"type": "string", "format": "date-time"}, nil
	case "Times":
		return array(node{"type": "string", "format": "date-time"}, nil)
	case "Texts", "Values":
		return array(node{"type": "string"}, nil)
	case "Pairs":
		return node{"type": "object", "additionalProperties": node{"type": "string"}}, nil
	case "Groups":
		return node{"type": "object", "additionalProperties": node{"type": "object", "additionalProperties": node{"type": "string"}}}, nil
	case "Own":
		return w.ref(strings.TrimPrefix(field.typ, "*"))
	case "Owns":
		return array(w.ref(strings.TrimPrefix(field.typ, "[]")))
	case "Each":
		return array(w.ref("penalty.Statement")) // Facts.Issued
	case "Objects", "listed", "One":
		of := ""
		switch fields := args[2].(type) {
		case *ast.SelectorExpr: // (*Breach).fields
			of = strings.TrimPrefix(qualified(w.pkg, fields.X), "*")
		case *ast.Ident: // entryFields
			of = w.other[w.pkg+"."+fields.Name]
		}
		if kind == "One" {
			return w.ref(of)
		}
		return array(w.ref(of))
	}
	return nil, fmt.Errorf("no schema for %s", kind)
}

// value gives the schema of a value that is written as text, by the type to which
// it is converted.
func (w *form) value(e ast.Expr, field goField) node {
	def := w.text(field.typ)
	if call, is := e.(*ast.CallExpr); is {
		switch to, _ := call.Fun.(*ast.ParenExpr); qualified(w.pkg, to) {
		case "*lengthText":
			def["description"] = "Written as a length of time, such as 7h30m."
		case "*day":
			def["format"] = "date"
		case "*print":
			def["pattern"] = "^[0-9a-f]{64}$"
		}
	}
	return def
}

// text gives the schema of a text: its words if it accepts no other text.
func (s *forms) text(typ string) node {
	words := s.words[typ]
	if of := s.alias[typ]; of != "" {
		words = append(slices.Clip(s.words[of]), words...)
	}
	switch {
	case len(words) == 0:
		return node{"type": "string"}
	case open[typ]:
		return node{"type": "string", "examples": words}
	}
	return node{"type": "string", "enum": words}
}

// schemas makes the files of formFiles.
func schemas(root string) (map[string][]byte, error) {
	s, err := readForms(root)
	if err != nil {
		return nil, err
	}
	all := map[string][]byte{}
	for name, f := range formFiles {
		if all[name], err = s.schema(f.of, f.title); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
}
