package rules_test

import (
	"encoding/json"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// term is one row of TERMS.md.
type term struct {
	line                                     int
	name, meaning, goes, word, norm, chinese string
}

func terms(t *testing.T) []term {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, "TERMS.md"))
	if err != nil {
		t.Fatal(err)
	}
	var all []term
	for i, line := range strings.Split(string(data), "\n") {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "| ---") || strings.HasPrefix(line, "| term |") {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|"), "|")
		if len(cells) != 6 {
			t.Errorf("TERMS.md:%d has %d cells, want 6", i+1, len(cells))
			continue
		}
		for c := range cells {
			cells[c] = strings.TrimSpace(cells[c])
		}
		all = append(all, term{i + 1, cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]})
	}
	return all
}

// identifiers lists the exported names of the public packages: package.Name,
// package.Type.Method and package.Type.Field.
func identifiers(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, f := range files(t) {
		if f.test || !exported(f.pkg) {
			continue
		}
		pkg := path.Base(f.pkg) + "."
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				switch {
				case d.Recv == nil:
					names[pkg+d.Name.Name] = true
				case visible(d):
					e := d.Recv.List[0].Type
					if star, is := e.(*ast.StarExpr); is {
						e = star.X
					}
					if owner, is := e.(*ast.Ident); is {
						names[pkg+owner.Name+"."+d.Name.Name] = true
					}
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						names[pkg+s.Name.Name] = true
						if body, is := s.Type.(*ast.StructType); is {
							for _, field := range body.Fields.List {
								for _, name := range field.Names {
									names[pkg+s.Name.Name+"."+name.Name] = true
								}
							}
						}
					case *ast.ValueSpec:
						for _, name := range s.Names {
							names[pkg+name.Name] = true
						}
					}
				}
			}
		}
	}
	return names
}

// wordsOfFiles lists the keys and words of agreements, facts and statements: those
// that have a text in keys.tsv, and the keys of the schema.
func wordsOfFiles(t *testing.T) map[string]bool {
	t.Helper()
	words := map[string]bool{}
	keys, err := os.ReadFile(filepath.Join(root, "sla/specfile/keys.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(keys), "\n") {
		name, _, _ := strings.Cut(line, "\t")
		if _, word, is := strings.Cut(name, "="); is {
			words[word] = true
		} else if parts := strings.SplitN(name, ".", 3); len(parts) == 3 {
			words[parts[2]] = true
		}
	}
	data, err := os.ReadFile(filepath.Join(root, "sla/specfile/schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var schema any
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if properties, is := v["properties"].(map[string]any); is {
				for key := range properties {
					words[key] = true
				}
			}
			for _, inner := range v {
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(schema)
	return words
}

var quoted = regexp.MustCompile("`([^`]*)`")

// Each term of TERMS.md stands once, has a meaning of one sentence and a Chinese
// term, and names only identifiers and words that exist.
func TestTerms(t *testing.T) {
	names, words := identifiers(t), wordsOfFiles(t)
	seen, chinese := map[string]int{}, map[string]int{}
	all := terms(t)
	for _, row := range all {
		if at, twice := seen[row.name]; twice {
			t.Errorf("TERMS.md:%d: %q stands on line %d already", row.line, row.name, at)
		}
		seen[row.name] = row.line
		if at, twice := chinese[row.chinese]; twice {
			t.Errorf("TERMS.md:%d: %q is the term of line %d already", row.line, row.chinese, at)
		}
		chinese[row.chinese] = row.line
		if !strings.HasSuffix(row.meaning, ".") || strings.Contains(strings.TrimSuffix(row.meaning, "."), ". ") {
			t.Errorf("TERMS.md:%d: %q is not one sentence", row.line, row.meaning)
		}
		if !strings.ContainsFunc(row.chinese, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("TERMS.md:%d: %q is no Chinese term", row.line, row.chinese)
		}
		if row.goes == "" {
			t.Errorf("TERMS.md:%d: %q has no Go identifier", row.line, row.name)
		}
		for cell, known := range map[string]map[string]bool{row.goes: names, row.word: words} {
			rest := cell
			for _, found := range quoted.FindAllStringSubmatch(cell, -1) {
				if !known[found[1]] {
					t.Errorf("TERMS.md:%d: %s does not exist", row.line, found[0])
				}
				rest = strings.Replace(rest, found[0], "", 1)
			}
			if strings.Trim(rest, ", ") != "" {
				t.Errorf("TERMS.md:%d: %q is not quoted", row.line, strings.Trim(rest, ", "))
			}
		}
		for _, cited := range regexp.MustCompile(`\(([^)]*)\)`).FindAllStringSubmatch(row.norm, -1) {
			for _, source := range strings.Split(cited[1], ", ") {
				switch source {
				case "ITIL 2011", "ITIL 4", "ISO 20000", "ISO 19086", "SRE":
				default:
					t.Errorf("TERMS.md:%d: the source %q is not in the list of sources", row.line, source)
				}
			}
		}
		if row.norm != "" && !strings.HasSuffix(row.norm, ")") {
			t.Errorf("TERMS.md:%d: %q has no source", row.line, row.norm)
		}
	}
	if len(all) < 100 {
		t.Errorf("only %d terms were read", len(all))
	}
	// What a service manager asks for.
	for _, name := range strings.Split("objective, target, clock, pause, calendar, promised value, attainment, breach, service credit, charge, cap, exclusion, maintenance window, waiver, error budget, burn, period, group, priority matrix, open, undecided, stands, ahead, owing, finding, due at closing, retarget", ", ") {
		if seen[name] == 0 {
			t.Errorf("TERMS.md lacks %q", name)
		}
	}
}

// Each policy of an agreement is explained in TERMS.md by the word of its key, and
// each choice of what a change of target does.
func TestTermsHaveEachPolicy(t *testing.T) {
	words := map[string]bool{}
	for _, row := range terms(t) {
		for _, found := range quoted.FindAllStringSubmatch(row.word, -1) {
			words[found[1]] = true
		}
	}
	keys, err := os.ReadFile(filepath.Join(root, "sla/specfile/keys.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, line := range strings.Split(string(keys), "\n") {
		name, _, _ := strings.Cut(line, "\t")
		for _, of := range []string{"sla.Policies.", "sla.Clock.", "sla.Retarget="} {
			if word, is := strings.CutPrefix(name, of); is {
				checked++
				if !words[word] {
					t.Errorf("TERMS.md does not explain %q of %s", word, strings.TrimRight(of, ".="))
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d words were checked", checked)
	}
}
