package holidays

import (
	_ "embed" // for the list
	"strconv"
	"strings"
)

// sourceYear is the year of the source: an estimate up to it is told date by
// date, a later one makes its year and those after it unsettled.
const sourceYear = 2026

//go:embed settled.tsv
var settledList string

// settled gives the last year that was decided, by the key of a list, for those
// that decide their days year by year.
var settled = func() map[string]int {
	years := map[string]int{}
	for line := range strings.Lines(settledList) {
		key, rest, ok := strings.Cut(line, "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if year, err := strconv.Atoi(rest[:strings.IndexByte(rest, '\t')]); err == nil {
			years[key] = year
		}
	}
	return years
}()
