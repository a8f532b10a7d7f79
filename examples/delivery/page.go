package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// page prints a page for the seller.
func page(out io.Writer, spec sla.Spec, f *figures) {
	fmt.Fprintf(out, "%s\n\n", spec.Title)
	fmt.Fprintf(out, "%d orders were delivered.\n", f.Delivered)
	for _, o := range spec.Objectives {
		good := f.ByDate
		if o.ID == "by-timestamp" {
			good = f.ByTimestamp
		}
		fmt.Fprintf(out, "%s: %d, %s\n", o.Title, good, metrics.ShareOf(good, f.Delivered))
	}
	fmt.Fprintf(out, "%d came on the promised day: on time by the date, late by the instant.\n\n", f.ByDate-f.ByTimestamp)

	t := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "purchased in\tdelivered\tby the date\tlate\t% on time\tby the instant\tlate\t% on time\t")
	for _, name := range slices.Sorted(maps.Keys(f.ByMonth)) {
		m := f.ByMonth[name]
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%s\t%d\t%d\t%s\t\n", name, m.Total,
			m.ByDate, m.Total-m.ByDate, metrics.ShareOf(m.ByDate, m.Total).Percent(2),
			m.ByTimestamp, m.Total-m.ByTimestamp, metrics.ShareOf(m.ByTimestamp, m.Total).Percent(2))
	}
	t.Flush()
}
