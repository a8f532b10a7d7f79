package specfile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// season is a credit rule of the caller's.
type season int

func (season) Name() string   { return "acme/peak-season" }
func (s season) Version() int { return int(s) }
func (season) Credit(penalty.Case, penalty.Shortfall, map[string]string) (penalty.Exact, []penalty.Step, error) {
	return penalty.Exact{}, nil, nil
}

// Each credit rule as a file writes it; $ is a term for those that hold one.
var rules = map[string]string{
	"Tiers":         "tiers: { below 99.9%: 10%, below 99%: 25% }",
	"Table":         "table: { reads: lost, gap: lower, rows: { over 1h: 1.00, over 2h: 2.00 } }",
	"Overrun":       "overrun: { at least 50%: 5% }",
	"Points":        "points: { of: [{ objective: portal, flat: { credit: 5 points } }], rows: { at least 5: 2% } }",
	"Graduated":     "graduated: { credit: 3.00, steps: [{ over: 20, by: 1 }, { over: 100, by: 1.2 }] }",
	"Flat":          "flat: { credit: 10% }",
	"PerBreach":     "per-breach: { credit: 1/30, free: 1, every: 2 }",
	"PerUnitLate":   "per-unit-late: { credit: 5%, unit: 30m, counted: started, reads: lost }",
	"PerPointBelow": "per-point-below: { credit: 5%, counted: full, from: 99% }",
	"PerPointAbove": "per-point-above: { credit: 1%, counted: full, from: 100% }",
	"ProRata":       "pro-rata: { multiple: 10 }",
	"Pool":          "pool: { at-risk: 10%, allocation: 50%, share: 40% }",
	"Named":         "named: { name: acme/peak-season, version: 2, with: { month: december } }",
	"Sum":           "sum: [$]",
	"Highest":       "highest: [$]",
	"FirstMatch":    "first-match: [$]",
	"Choice":        "choice: [$]",
	"Capped":        "capped: { at: 20%, of: $ }",
	"Floor":         "floor: { at: 25.00, of: $ }",
	"Minimum":       "minimum: { amount: over 1.00, of: $ }",
	"Repeat":        "repeat: { by: [2], of: $ }",
	"Worth":         "worth: { each: 1/30, of: { flat: { credit: 1 service day } } }",
	"EarnBack":      "earn-back: { returns: [{ after: 2, share: 50% }, { average: year, share: 50% }], of: $ }",
	"Bonus":         "bonus: { use: set-off, of: { tiers: { at least 99.99%: 1% } } }",
}

func withRule(rule string) string {
	return `sla: v1
id: rules
zone: UTC
currency: EUR
objectives:
  - { id: portal, availability: { of: portal, no-data: good }, attain: 99.9%, period: month }
credits:
  base: fee of portal
  round: half-up
  rules:
    - { objective: portal, ` + strings.ReplaceAll(rule, "$", "{ flat: { credit: 10% } }") + ` }
`
}

func openRule(rule string, version int) (*sla.Agreement, error) {
	files := fstest.MapFS{"a.yaml": {Data: []byte(withRule(rule))}}
	return specfile.Open(files, "a.yaml", sla.Sources{Calculators: []penalty.Calculator{season(version)}})
}

// Every rule of the penalty package compiles from a file as the rule it is named
// for, and a key of it that is misspelt is refused where it stands.
func TestEveryCreditRuleFromAFile(t *testing.T) {
	var source []byte
	names, err := filepath.Glob("../../penalty/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source = append(source, text...)
	}
	all := regexp.MustCompile(`(?m)^func \((\w+)\) rule\(\)`).FindAllSubmatch(source, -1)
	if len(all) != len(rules) {
		t.Errorf("%d rules, %d looked at", len(all), len(rules))
	}
	inner := regexp.MustCompile(`([{[] ?)([a-z-]+): `)
	for _, m := range all {
		name := string(m[1])
		text, known := rules[name]
		if !known {
			t.Errorf("%s cannot be written in a file", name)
			continue
		}
		a, err := openRule(text, 2)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := reflect.TypeOf(a.Spec().Credits.Rules[0].Rule).Name(); got != name {
			t.Errorf("%s reads as %s", text, got)
		}
		key, _, _ := strings.Cut(text, ":")
		if !regexp.MustCompile(`(?m)^//\t.*\b` + key + `:`).Match(source) {
			t.Errorf("no comment shows how %s is written", key)
		}
		if !inner.MatchString(text) {
			continue // a table of bands, or a list of terms, has no keys of its own
		}
		at := inner.FindStringSubmatchIndex(text)
		misspelt := text[:at[4]] + "x" + text[at[4]:]
		_, err = openRule(misspelt, 2)
		var where *specfile.Error
		if !errors.As(err, &where) || where.Line != 11 || where.Column < 20 {
			t.Errorf("%s: %v", misspelt, err)
		}
	}
}

// The version of a rule of the caller's is looked for, and its name and version
// are part of what the agreement is known by.
func TestACallersCreditRuleIsPartOfTheFingerprint(t *testing.T) {
	if _, err := openRule(rules["Named"], 3); err == nil {
		t.Error("another version is taken")
	}
	seen := map[string]bool{}
	for _, version := range []int{2, 3} {
		a, err := openRule(strings.Replace(rules["Named"], "version: 2", fmt.Sprint("version: ", version), 1), version)
		if err != nil {
			t.Fatal(err)
		}
		seen[fmt.Sprint(a.Fingerprint())] = true
	}
	if len(seen) != 2 {
		t.Error("two versions have one fingerprint")
	}
}
