package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"
)

// formulaEntries gives the first entries of each rule in words.
func formulaEntries(t *testing.T, few int) (all []contractCase) {
	t.Helper()
	seen := map[string]int{}
	for _, file := range []string{"formula_compensations.json", "further.json"} {
		var content struct{ Cases []contractCase }
		data, err := os.ReadFile("testdata/cases/contracts/" + file)
		if err == nil {
			err = json.Unmarshal(data, &content)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range content.Cases {
			sentence := sentenceOf(c.Given)
			if c.Model != "formula" || sentence == ownSentence {
				continue
			}
			if seen[sentence]++; seen[sentence] <= few {
				all = append(all, c)
			}
		}
	}
	if len(seen) != len(formulas) {
		t.Errorf("%d sentences have an entry, and %d have terms", len(seen), len(formulas))
	}
	return all
}

// runFormula runs an entry of other answers as the command does.
func runFormula(t *testing.T, c contractCase, answers map[string]string) *results {
	t.Helper()
	expect, err := json.Marshal(answers)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(map[string]any{"id": c.ID, "model": c.Model, "given": c.Given, "expect": json.RawMessage(expect)})
	if err != nil {
		t.Fatal(err)
	}
	return runOne(t, &results{topic: "contracts"}, runContracts, os.DirFS("testdata/cases/contracts"), "further.json", "cases", c.ID, data)
}

// An amount of the wrong sign fails: a credit is above 0. An answer of 0 has no sign.
// An answer that the sentence does not have, and one that lacks, are told.
func TestTheAnswersOfAFormula(t *testing.T) {
	for _, c := range formulaEntries(t, 5) {
		var answers map[string]string
		if err := json.Unmarshal(c.Expect, &answers); err != nil {
			t.Fatal(err)
		}
		if got := runFormula(t, c, answers); got.passed != 1 {
			t.Errorf("%s: %s %q", c.ID, got.summary(), got.lines)
		}
		for name, answer := range answers {
			with := func(other string) map[string]string {
				changed := map[string]string{name: other}
				for n, a := range answers {
					if n != name {
						changed[n] = a
					}
				}
				return changed
			}
			n, ok := new(big.Rat).SetString(answer)
			if !ok {
				t.Fatalf("%s: %s", c.ID, answer)
			}
			if got := runFormula(t, c, with("-"+answer)); n.Sign() != 0 && got.failed != 1 {
				t.Errorf("%s with %s of -%s: %s %q", c.ID, name, answer, got.summary(), got.lines)
			}
			if got := runFormula(t, c, with(n.RatString())); got.passed != 1 {
				t.Errorf("%s with %s of %s: %s %q", c.ID, name, n.RatString(), got.summary(), got.lines)
			}
			lacking := with("")
			delete(lacking, name)
			if got := runFormula(t, c, lacking); got.unsupported != 1 || !strings.Contains(fmt.Sprint(got.lines), "no "+name+" is expected") {
				t.Errorf("%s without %s: %s %q", c.ID, name, got.summary(), got.lines)
			}
		}
		answers["deviation"] = "0"
		if got := runFormula(t, c, answers); got.unsupported != 1 || !strings.Contains(fmt.Sprint(got.lines), "says nothing about deviation") {
			t.Errorf("%s with another answer: %s %q", c.ID, got.summary(), got.lines)
		}
	}
}

// The sum that the JSON expects has to be what the sentence returns month by month.
func TestEarnedBackIsTheSumOfItsMonths(t *testing.T) {
	given := json.RawMessage(`{"rule": "15% deducted on failure; after 2 clean months half of it is earned back, after 4 clean months the other half", "inputs": {"deducted": "9", "cleanMonths": 3}}`)
	for sum, line := range map[string]string{
		"4.5": "",
		"9":   "read the answers: got earnedBack is 9, and the sentence gives 4.5",
		"0":   "read the answers: got earnedBack is 0, and the sentence gives 4.5",
	} {
		got := runFormula(t, contractCase{ID: "x", Model: "formula", Given: given}, map[string]string{"earnedBack": sum})
		if said := fmt.Sprint(got.lines); got.run != 1 || (line == "") != (got.passed == 1) || !strings.Contains(said, line) {
			t.Errorf("%s: %s %s", sum, got.summary(), said)
		}
	}
}

// A number below 0 is no count of months and no weight.
func TestOddFactsOfAFormulaAreToldOnce(t *testing.T) {
	for _, c := range formulaEntries(t, 1) {
		var given struct {
			Rule   string
			Inputs map[string]any
		}
		var answers map[string]string
		if err := json.Unmarshal(c.Given, &given); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(c.Expect, &answers); err != nil {
			t.Fatal(err)
		}
		for name, value := range given.Inputs {
			for _, odd := range []any{"-1", -1, "one", nil, []int{}} {
				given.Inputs[name] = odd
				data, err := json.Marshal(map[string]any{"rule": given.Rule, "inputs": given.Inputs})
				if err != nil {
					t.Fatal(err)
				}
				one := c
				one.Given = data
				if got := runFormula(t, one, answers); got.run != 1 {
					t.Errorf("%s with %s of %v: %s %q", c.ID, name, odd, got.summary(), got.lines)
				}
			}
			given.Inputs[name] = value
		}
	}
}
