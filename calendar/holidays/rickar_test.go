package holidays_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickb777/date/v2"
)

// closedByRules gives the days that github.com/rickar/cal closes in a year, by
// its rules for public and bank holidays.
func closedByRules(list []*cal.Holiday, year int) map[date.Date]bool {
	days := map[date.Date]bool{}
	for _, rule := range list {
		if rule.Type == cal.ObservanceOther || rule.Type == cal.ObservanceReligious {
			continue
		}
		for y := year - 1; y <= year+1; y++ { // New Year may be observed in December
			actual, _ := rule.Calc(y)
			if actual.IsZero() {
				continue
			}
			// The library counts days by the clock of the machine; where that skips
			// midnight, it lands on the evening before.
			d := date.NewAt(actual.Add(2 * time.Hour))
			days[d] = true
			for _, alternative := range rule.Observed {
				if alternative.Day == d.Weekday() {
					days[d+date.Date(alternative.Offset)] = true
					break
				}
			}
		}
	}
	return days
}

// A second opinion: testdata/rickar.tsv lists every weekday of 2024 to 2027 on
// which the table and the rules of github.com/rickar/cal differ, with the reason.
// UPHELD_UPDATE=1 writes the file anew and keeps the reasons that still apply.
func TestTheTableAgainstRulesInCode(t *testing.T) {
	const file = "testdata/rickar.tsv"
	data, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	known := map[string]string{} // the reason, by list, date and side
	for line := range strings.Lines(string(data)) {
		if cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); len(cells) == 4 {
			known[strings.Join(cells[:3], "\t")] = cells[3]
		}
	}
	var all []string
	for _, country := range slices.Sorted(maps.Keys(rules)) {
		for _, region := range slices.Sorted(maps.Keys(rules[country])) {
			list := official(t, country, region)
			name := strings.TrimSuffix(country+"-"+region, "-")
			for year := 2024; year <= 2027; year++ {
				byRules := closedByRules(rules[country][region], year)
				byTable := map[date.Date]bool{}
				days, _ := list.Year(year)
				for _, h := range days {
					if !h.Workday {
						byTable[h.Date], byTable[h.Observed] = true, true
					}
				}
				for d := date.New(year, 1, 1); d < date.New(year+1, 1, 1); d++ {
					if w := d.Weekday(); byTable[d] == byRules[d] || w == time.Saturday || w == time.Sunday {
						continue
					}
					side := "table"
					if byRules[d] {
						side = "rules"
					}
					all = append(all, fmt.Sprintf("%s\t%s\t%s", name, d, side))
				}
			}
		}
	}
	if os.Getenv("UPHELD_UPDATE") == "1" {
		out := []byte("# list, weekday, who closes it, why the table is kept\n")
		for _, key := range all {
			out = fmt.Appendf(out, "%s\t%s\n", key, known[key])
		}
		if err := os.WriteFile(file, out, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, key := range all {
		if known[key] == "" {
			t.Errorf("%s: no reason in %s", key, file)
		}
		delete(known, key)
	}
	for key := range known {
		if !strings.HasPrefix(key, "list") {
			t.Errorf("%s: the two agree now; take the line out of %s", key, file)
		}
	}
}
