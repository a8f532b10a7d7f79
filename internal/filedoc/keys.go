package main

import (
	"bytes"
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

// packages hold the types that an agreement file fills.
var packages = []string{"calendar", "metrics", "penalty", "sla"}

// keys lists, one to a line, the comment of each type, field and word:
//
//	sla.Objective	text of the type
//	sla.Objective.attain	text of the field, by its key in the file
//	sla.Counts=started	text of a word of the type
func keys(root string) ([]byte, error) {
	var lines []string
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
				if g, is := d.(*ast.GenDecl); is {
					lines = append(lines, declared(pkg, g)...)
				}
			}
		}
	}
	slices.Sort(lines)
	var out bytes.Buffer
	for _, l := range lines {
		fmt.Fprintln(&out, l)
	}
	return out.Bytes(), nil
}

func declared(pkg string, g *ast.GenDecl) (lines []string) {
	for _, spec := range g.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if !s.Name.IsExported() {
				continue
			}
			name := pkg + "." + s.Name.Name
			doc := s.Doc
			if doc == nil {
				doc = g.Doc
			}
			lines = append(lines, name+"\t"+told(doc))
			if fields, is := s.Type.(*ast.StructType); is {
				for _, f := range fields.Fields.List {
					if f.Tag == nil {
						continue
					}
					tag, _ := strconv.Unquote(f.Tag.Value)
					key, rest, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
					if key == "" || key == "-" {
						continue
					}
					text := strings.TrimSpace(told(f.Doc) + " " + told(f.Comment))
					if !strings.Contains(rest, "omit") {
						text = "Required. " + text
					}
					lines = append(lines, name+"."+key+"\t"+strings.TrimSpace(text))
				}
			}
		case *ast.ValueSpec:
			of, is := s.Type.(*ast.Ident)
			if g.Tok != token.CONST || !is || !of.IsExported() || len(s.Values) != 1 {
				continue
			}
			if value, is := s.Values[0].(*ast.BasicLit); is && value.Kind == token.STRING {
				word, _ := strconv.Unquote(value.Value)
				lines = append(lines, pkg+"."+of.Name+"="+word+"\t"+strings.TrimSpace(told(s.Doc)+" "+told(s.Comment)))
			}
		}
	}
	return lines
}

// told writes a comment on one line; " / " separates the lines of an indented
// paragraph.
func told(c *ast.CommentGroup) string {
	if c == nil {
		return ""
	}
	var paragraphs []string
	for _, p := range strings.Split(strings.TrimSpace(c.Text()), "\n\n") {
		if strings.HasPrefix(p, "\t") {
			var rows []string
			for _, row := range strings.Split(p, "\n") {
				rows = append(rows, strings.Join(strings.Fields(row), " "))
			}
			paragraphs = append(paragraphs, strings.Join(rows, " / "))
			continue
		}
		paragraphs = append(paragraphs, strings.Join(strings.Fields(p), " "))
	}
	return strings.Join(paragraphs, " ")
}
