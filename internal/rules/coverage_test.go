package rules_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/upheld/upheld/internal/rules"
)

// floorOfPure is the least share of statements that tests of a pure package run, in
// percent.
const floorOfPure = 96

// notCounted lists packages below the library's that have no floor: commands and helpers
// of tests.
var notCounted = []string{"examples", "internal/conformance", "internal/corpus", "internal/digests", "internal/field", "internal/filedoc",
	"internal/jsonschema", "internal/load/write", "internal/mutants", "internal/packholidays", "internal/rules", "internal/tape", "internal/weight"}

// Every package has a floor of coverage, and a pure package a high one.
func TestEveryPackageHasAFloor(t *testing.T) {
	data, err := os.ReadFile("coverage.tsv")
	if err != nil {
		t.Fatal(err)
	}
	floors := map[string]float64{}
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, text, _ := strings.Cut(strings.TrimSpace(line), "\t")
		floor, err := strconv.ParseFloat(text, 64)
		if err != nil || floor <= 0 || floor > 100 {
			t.Errorf("%s has the floor %q", name, text)
		}
		if _, twice := floors[name]; twice {
			t.Errorf("%s has two floors", name)
		}
		floors[name] = floor
	}
	for name := range rules.Imports {
		if _, has := floors[name]; has == slices.Contains(notCounted, name) {
			t.Errorf("%s: a floor is listed: %t; a package has a floor or stands in notCounted", name, has)
		}
	}
	for name := range floors {
		if _, is := rules.Imports[name]; !is {
			t.Errorf("%s has a floor and is no package", name)
		}
	}
	for _, name := range rules.Pure {
		if floors[name] < floorOfPure {
			t.Errorf("%s is pure and has the floor %.1f, want at least %d", name, floors[name], floorOfPure)
		}
	}
}
