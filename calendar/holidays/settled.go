package holidays

import (
	_ "embed" // for the list
	"strconv"
	"strings"
)

// sourceYear is the year of the source. A date estimated up to this year is marked
// Estimated; a date estimated for a later year leaves that year and all after it
// unsettled.
const sourceYear = 2026

//go:embed settled.tsv
var settledList string

// settled gives the last decided year of each list whose days are decreed year by
// year.
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
