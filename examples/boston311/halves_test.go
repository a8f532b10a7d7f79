package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

// The counts by type and half of the year with which package analysis is tested are the
// counts of the rows.
func TestTheCountsOfHalvesAreThoseOfTheRows(t *testing.T) {
	c, tickets := requests(t)
	result, err := c.agreement.Evaluate(c.period, sla.Facts{Tickets: tickets}, c.asOf)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]*[4]int64{}
	for _, o := range outcomes(result, "promised") {
		if o.Group.Get("label") == "" || o.Group.Get("type") == "" {
			continue
		}
		n := counts[o.Group.Get("type")]
		if n == nil {
			n = new([4]int64)
			counts[o.Group.Get("type")] = n
		}
		half := 0
		if _, month, _ := o.Period.From().Date(); month >= time.July {
			half = 2
		}
		n[half] += o.Good
		n[half+1] += o.Total
	}
	var lines []string
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		if n := counts[kind]; n[1]+n[3] > 0 {
			lines = append(lines, fmt.Sprintf("%s\t%d\t%d\t%d\t%d", kind, n[0], n[1], n[2], n[3]))
		}
	}
	text, err := os.ReadFile("../../report/analysis/testdata/boston311-2015.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if !strings.HasPrefix(line, "#") {
			want = append(want, line)
		}
	}
	if !slices.Equal(lines, want) {
		t.Errorf("%d types, want %d:\n%s", len(lines), len(want), strings.Join(lines, "\n"))
	}
}
