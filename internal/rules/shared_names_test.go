package rules_test

import (
	"go/ast"
	"maps"
	"slices"
	"strings"
	"testing"
)

// sharedNames lists the names that two packages declare, because they mean the same
// in both: see "Which names do two packages share?" in DESIGN.md.
var sharedNames = map[string]string{
	"Spec": "what a package compiles", "New": "compiles it", "Sources": "what a Spec names and does not contain",
	"FieldError": "a problem with its place", "ErrConflict": "a kind of problem", "ErrMissing": "a kind of problem",
	"ErrRange": "a kind of problem", "ErrSyntax": "a kind of problem", "ErrUnknown": "a kind of problem",
	"Finding": "what looks wrong", "FindingCode": "its code", "Reason": "sla takes it from metrics",
	"Verdict": "sla takes it from penalty", "Met": "a verdict", "Missed": "a verdict", "NotMeasurable": "a verdict",
	"Span": "a length of time as written", "RoundingMode": "how a number is rounded",
	"HalfUp": "a rounding mode", "HalfEven": "a rounding mode", "RoundUp": "a rounding mode", "RoundDown": "a rounding mode",
	"Charge": "what was billed", "Count": "good of total", "Day": "a date", "Sum": "the word sum of a file",
	"Review": "a review, and its page", "Table": "rows and columns: of credits, and of data",
	"Tally":  "what facts say, and the function that learns it with several workers",
	"Ticket": "a ticket, and its page", "Schema": "the JSON Schema of a kind of file",
	"ServiceNow": "a system, of which one package reads agreements and the other facts", "Zendesk": "alike",
}

// An exported name means one thing: two packages declare the same name only if it
// means the same in both.
func TestExportedNamesHaveOneMeaning(t *testing.T) {
	packages := []string{"calendar", "calendar/holidays", "metrics", "penalty", "sla", "sla/exchange", "sla/feeds", "sla/parallel", "sla/record", "sla/specfile", "report", "report/analysis"}
	declared := map[string]map[string]bool{} // packages, by name
	note := func(folder, name string) {
		if ast.IsExported(name) {
			if declared[name] == nil {
				declared[name] = map[string]bool{}
			}
			declared[name][folder] = true
		}
	}
	for _, f := range files(t) {
		folder := f.pkg
		if !slices.Contains(packages, folder) || f.test {
			continue
		}
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					note(folder, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						note(folder, s.Name.Name)
					case *ast.ValueSpec:
						for _, n := range s.Names {
							note(folder, n.Name)
						}
					}
				}
			}
		}
	}
	for name, in := range declared {
		if len(in) > 1 && sharedNames[name] == "" {
			t.Errorf("%s is declared in %s: give it one meaning, or say which in sharedNames and DESIGN.md", name, strings.Join(slices.Sorted(maps.Keys(in)), ", "))
		}
	}
	for name := range sharedNames {
		if len(declared[name]) < 2 {
			t.Errorf("%s is in no two packages", name)
		}
	}
}
