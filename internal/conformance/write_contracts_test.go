package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/penalty"
)

// An entry of a contract runs as a case file, which has the lines, or the command tells
// what is wrong with it.
func TestContractsAsCases(t *testing.T) {
	const table = `"objective": {"op": ">=", "target": "50"}, "bands": [{"from": "20", "fromInclusive": true, "to": "50", "value": "-1"}, {"from": "10", "to": "20", "value": "-2"}]`
	const attack = `"method": "RatioTimeslices", "window": "10h", "slice": "1m", "target": "0.5", "normalSuccess": "0.75", "attackSuccess": "0.5"`
	for _, c := range []struct {
		name, model, given, expect string
		text                       string // what the case has, line by line; or
		told                       string // what the command tells
	}{
		{"a gap up to the end of the domain", "lint", table + `, "domain": ["0", "100"]`, `{"gaps": ["[0,10]"]}`, "{of: it}|gap: only 0% to 10%", ""},
		{"another domain", "lint", table + `, "domain": ["5", "80"]`, `{"gaps": ["[5,10]"]}`, "# the source looks at figures from 5 to 80, the agreement at all figures from 0 on|gap: only 0 to 10", ""},
		{"a domain below 0", "lint", strings.ReplaceAll(table, `"10"`, `"-10"`) + `, "domain": ["-50", "80"]`, `{"gaps": ["[-50,-10]"]}`, "the agreement at all figures\n|gap: only at most -10", ""},
		{"a figure over 100", "lint", strings.ReplaceAll(table, `"50"`, `"150"`) + `, "domain": ["0", "100"]`, `{"gaps": ["[0,10]"]}`, "statistic: mean|gap: only 0 to 10", ""},
		{"a gap that the rows do not leave", "lint", table + `, "domain": ["0", "100"]`, `{"gaps": ["[0,10)"]}`, "", "gaps at 0 to below 10, and the rows leave out 0 to 10"},
		{"a gap less", "lint", table + `, "domain": ["0", "100"]`, `{"gaps": []}`, "", "the rows leave out 0 to 10"},
		{"not monotone", "lint", table + `, "domain": ["0", "100"]`, `{"monotone": false}`, "not-monotone: some|wrong-direction: none", ""},
		{"monotone in the domain alone", "lint", table + `, "domain": ["15", "100"]`, `{"monotone": true}`, "not-monotone: some|wrong-direction: none", ""},
		{"a direction that the rows do not have", "lint", table + `, "domain": ["0", "100"]`, `{"monotone": true}`, "", "monotone is true"},
		{"a bonus the wrong way", "lint", `"objective": {"op": "<", "target": "50"}, "bands": [{"from": "50", "fromInclusive": true, "value": "-1"}], "rewards": [{"from": "40", "value": "2"}], "domain": ["0", "100"]`, `{"monotone": false}`, "bonus|not-monotone: none|wrong-direction: some", ""},
		{"a credit for a promise that is met", "lint", strings.ReplaceAll(table, `"target": "50"`, `"target": "30"`) + `, "domain": ["0", "100"]`, `{"penaltyWhileMet": true}`, "credit-while-met: only 30% to below 50%", ""},
		{"no such credit", "lint", table + `, "domain": ["0", "100"]`, `{"penaltyWhileMet": true}`, "", "penaltyWhileMet is true"},

		{"a mean", "average", `"values": ["1", "2", "1.0"], "constraint": "value < 2"`, `{"exactAverage": "4/3", "met": true, "peerAverage": "1"}`,
			"# another program gives 1|attain: below 2|00:00 to 00:00:02 every 1s  value 1|00:00:02  value 2|met, attained 4/3, items 3", ""},
		{"another mean", "average", `"values": ["1", "2"], "constraint": "< 2"`, `{"exactAverage": "1.51", "met": true}`, "", "attained 1.5, want attained 1.51"},
		{"a mean that misses", "average", `"values": ["1", "3"], "constraint": "< 2"`, `{"exactAverage": "2", "met": true}`, "", "got missed, want met"},
		{"exactly", "average", `"values": ["1", "3"], "constraint": "== 2"`, `{"exactAverage": "2", "met": true}`, "attain: exactly 2", ""},

		{"two guarantees", "pointwise", `"points": [{"m": "1", "n": "3"}, {"n": "4"}], "guarantees": {"g": "m > 1", "the n": "n <= 3"}`, `{"violationsPerGuarantee": {"g": 1, "the n": 1}}`,
			`good: over 1|service m|service n|g: missed, good 0 of 1|"the n": missed, good 1 of 2`, ""},
		{"no point has the value", "pointwise", `"points": [{"n": "3"}], "guarantees": {"g": "m > 1"}`, `{"violationsPerGuarantee": {}}`, "g: not-measurable, good 0 of 0", ""},
		{"more violations than points", "pointwise", `"points": [{"m": "3"}], "guarantees": {"g": "m > 1"}`, `{"violationsPerGuarantee": {"g": 2}}`, "", "2 violations by 1 points"},
		{"violations of no guarantee", "pointwise", `"points": [{"m": "3"}], "guarantees": {"g": "m > 1"}`, `{"violationsPerGuarantee": {"h": 0}}`, "", "violations of h, which is no guarantee"},
		{"violations while stopped", "pointwise", `"points": [{"m": "0"}], "guarantees": {"g": "m > 1"}, "state": "stopped"`, `{"violationsPerGuarantee": {"g": 1}}`, "", "1 violations by 0 points"},
		{"a condition on two values", "pointwise", `"points": [{"m": "0", "n": "1"}], "guarantees": {"g": "m > 1 || n > 1"}`, `{"violationsPerGuarantee": {"g": 1}}`, "", ""},
		{"another answer about two values", "pointwise", `"points": [{"m": "0", "n": "1"}], "guarantees": {"g": "m > 1 || n > 1"}`, `{"violationsPerGuarantee": {"g": 0}}`, "", "g has 1 violations"},

		{"values without their indexes", "breachPolicy", `"metric": "M", "constraint": "< 2", "valuesOnePerSecondOldestFirst": ["1", "2"], "policies": []`, `{"violations": 1}`, "M: missed, good 1 of 2", ""},
		{"the other index", "breachPolicy", `"metric": "M", "constraint": "< 2", "valuesOnePerSecondOldestFirst": ["1", "2"], "policies": []`, `{"violations": 1, "breachedIndexes": [0]}`, "", "got met; missed, want missed; met"},
		{"an index beyond", "breachPolicy", `"metric": "M", "constraint": "< 2", "valuesOnePerSecondOldestFirst": ["1", "2"], "policies": []`, `{"violations": 1, "breachedIndexes": [2]}`, "", "the value 2 violates twice, or is not there"},
		{"too many indexes", "breachPolicy", `"metric": "M", "constraint": "< 2", "valuesOnePerSecondOldestFirst": ["1", "2"], "policies": []`, `{"violations": 1, "breachedIndexes": [0, 1]}`, "", "1 violations and 2 values that violate"},
		{"a policy", "breachPolicy", `"metric": "M", "constraint": "< 2", "valuesOnePerSecondOldestFirst": ["2", "2"], "policies": [{"count": 2, "windowMs": 3000}]`, `{"violations": 1}`, "", ""},

		{"a budget of events", "budget", `"method": "Occurrences", "window": "2d", "requestsPerDay": 50, "target": "0.9"`, `{"total": 100, "budgetBadEvents": "10"}`, "allowance 90%|100 => 10", ""},
		{"other events", "budget", `"method": "Occurrences", "window": "2d", "requestsPerDay": 51, "target": "0.9"`, `{"total": 100, "budgetBadEvents": "10"}`, "", "100 events or slices, and 102 in the window"},
		{"another length", "budget", `"method": "Timeslices", "window": "2h", "slice": "1m", "target": "0.9"`, `{"budgetDuration": "13m"}`, "", "got 12m, want 13m"},
		{"an attack", "budget", attack, `{"attackMinutesToExhaust": "600"}`, "budget 50%|75% of 10h => left 2h30m|allowance 75%|600 => 150", ""},
		{"a longer attack", "budget", attack, `{"attackMinutesToExhaust": "601"}`, "", "want left 2h30m15s"},
		{"an attack, rounded wrong", "budget", attack, `{"attackMinutesToExhaust": "600", "approx": "601.0"}`, "", "600 minutes, and about 601.0"},
		{"no attack", "budget", strings.Replace(attack, "0.75", "0.5", 1), `{"attackMinutesToExhaust": "0"}`, "", "an attack of 0 minutes that loses 0 more"},
	} {
		entry := fmt.Sprintf(`{"id": "it", "model": %q, "given": {%s}, "expect": %s}`, c.model, c.given, c.expect)
		if !json.Valid([]byte(entry)) {
			t.Fatalf("%s: %s", c.name, entry)
		}
		dir := fstest.MapFS{"it.json": {Data: []byte(`{"cases": [` + entry + `]}`)}}
		r := &results{topic: "contracts"}
		runContracts(dir, r)
		lines := strings.Join(r.lines, "\n")
		if r.run != 1 || (r.passed == 1) != (c.told == "") || !strings.Contains(lines, c.told) {
			t.Errorf("%s: %s %s\n  want %s", c.name, r.summary(), lines, c.told)
		}
		if c.text == "" {
			continue
		}
		page := &corpus{files: map[string]*sheet{}, said: map[string]bool{}, left: map[[2]string]string{}}
		if err := writeContracts(dir, page); err != nil {
			t.Fatal(err)
		}
		text := page.files["contracts/figures.case"].String()
		rest := text
		for _, want := range strings.Split(c.text, "|") {
			_, after, found := strings.Cut(rest, want)
			if !found {
				t.Errorf("%s: no %q in\n%s", c.name, want, text)
			}
			rest = after
		}
	}
}

// What the converter derives from the rows of a table is what the library finds.
func TestTheRowsSayWhatIsFound(t *testing.T) {
	draw := rand.New(rand.NewSource(1))
	rows := func() (all []contractBand) {
		for range 1 + draw.Intn(4) {
			low := draw.Intn(12)*10 - 20*draw.Intn(2)
			from, to := word(fmt.Sprint(low)), word(fmt.Sprint(low+draw.Intn(5)*10))
			b := contractBand{&from, &to, draw.Intn(2) == 0, draw.Intn(2) == 0, word(fmt.Sprint(draw.Intn(4)))}
			switch draw.Intn(4) {
			case 0:
				b.From = nil
			case 1:
				b.To = nil
			}
			all = append(all, b)
		}
		return all
	}
	n, monotone := 0, 0
	for range 2000 {
		promise := contractObjective{[]string{">=", ">", "<=", "<", "=="}[draw.Intn(5)], word(fmt.Sprint(draw.Intn(12)*10 - 10))}
		bands, reward := rows(), draw.Intn(3) == 0
		tiers, _ := table(bands)
		term := penalty.Term{Objective: "o", Rule: tiers}
		if reward {
			term.Rule = penalty.Bonus{Of: penalty.Term{Rule: tiers}}
		}
		schedule, err := penalty.New(penalty.Spec{Round: penalty.HalfUp, Unit: "units", Scale: &allPlaces, Rules: []penalty.Term{term}})
		if err != nil {
			continue
		}
		rows, err := lintTableOf(promise, bands, reward)
		if err != nil {
			t.Fatal(err)
		}
		met, err := promise.band()
		if err != nil {
			t.Fatal(err)
		}
		for within, all := range map[penalty.Band]figures{"": rows.numbers(), "0 to 60": {low: new(big.Rat), high: big.NewRat(60, 1), lowIn: true, highIn: true}} {
			n++
			want := rows.within(all)
			var gaps, credited []string
			direction := ""
			for _, f := range schedule.Findings(penalty.Promise{Objective: "o", Met: met, Within: within}) {
				switch f.Code {
				case penalty.GapFound:
					gaps = append(gaps, f.Value)
				case penalty.CreditWhileMet:
					band, _, _ := strings.Cut(f.Value, " (")
					credited = append(credited, band)
				case penalty.NotMonotone, penalty.WrongDirection:
					direction = string(f.Code)
				}
			}
			if direction == "" {
				monotone++
			}
			if reward { // a bonus has no gaps, and is paid while the promise is met
				want.gaps, want.met = nil, nil
			}
			if !sameBands(gaps, want.gaps) || !sameBands(credited, want.met) || direction != want.direction {
				t.Errorf("%v of %+v within %q: gaps %q, want %s; credited %q, want %s; %q, want %q", tiers, promise, within,
					gaps, listed(want.gaps, ""), credited, listed(want.met, ""), direction, want.direction)
			}
		}
	}
	if n < 1000 || monotone < 100 || monotone > n-100 {
		t.Errorf("%d of %d tables are monotone", monotone, n)
	}
}

func sameBands(texts []string, ranges []figures) bool {
	var a, b []string
	for _, text := range texts {
		values, err := penalty.Band(text).Values()
		if err != nil {
			return false
		}
		a = append(a, figures{values.Low, values.High, values.LowIn, values.HighIn}.words(""))
	}
	for _, f := range ranges {
		b = append(b, f.words(""))
	}
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
