package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
)

// page prints a page for a city manager.
func (c *city) page(out io.Writer, f *figures) {
	spec, e := c.agreement.Spec(), f.Evaluation
	fmt.Fprintf(out, "%s, %s\n", spec.Title, c.period)
	fmt.Fprintf(out, "as of %s\n\n", c.asOf.In(c.zone).Format("2 January 2006, 15:04 MST"))
	fmt.Fprintf(out, "%d requests, %d of them with a due time given to the resident.\n", e.Rows, e.WithTarget)
	fmt.Fprintf(out, "On time: %d of %d, %s %%. Of those already closed: %s %%.\n\n",
		f.Official.Overall.Met, f.Official.Overall.Total, f.Official.Overall.Pct, f.Official.ClosedOnly.Pct)

	t := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "opened in\trequests\ton time\tlate\t% on time\t% by our rules\t")
	for _, month := range slices.Sorted(maps.Keys(f.Official.ByMonth)) {
		s := f.Official.ByMonth[month]
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%s\t%s\t\n", month, s.Total, s.Met, s.Total-s.Met, s.Pct, f.Model.ByMonth[month].Pct)
	}
	t.Flush()

	fmt.Fprintf(out, "\nWhere the late ones are: the ten largest types\n\n")
	t = tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(t, "type\trequests\tlate\t% on time\tworst month\t")
	for _, name := range byLate(f.Official.Top10) {
		s := f.Official.Top10[name]
		worst := slices.MinFunc(slices.Sorted(maps.Keys(s.ByMonth)), func(a, b string) int {
			x, y := s.ByMonth[a], s.ByMonth[b]
			return cmp.Compare(x.Met*y.Total, y.Met*x.Total)
		})
		fmt.Fprintf(t, "%s\t%d\t%d\t%s\t%s: %s %%\t\n", name, s.Year.Total, s.Year.Total-s.Year.Met, s.Year.Pct, worst, s.ByMonth[worst].Pct)
	}
	t.Flush()

	r := e.Reproduction
	fmt.Fprintf(out, "\nThe rules in the agreement give the city's due time to the minute for %d of %d requests,\n", r.SameMinute, r.Of)
	fmt.Fprintf(out, "to the day for %d, and its verdict for %d of %d.\n", r.SameDay, e.FromPredicted["match"], e.FromPredicted["of"])
	fmt.Fprintf(out, "%d closed requests took %s seconds of open time; half of them at most %s, nine in ten at most %s.\n",
		f.Durations.All.Cases, f.Durations.All.Business, f.Durations.All.P50, f.Durations.All.P90)
	fmt.Fprintf(out, "%d requests were closed before they were opened.\n", f.Durations.Backwards)
}

// byLate lists the types, the type with most late requests first.
func byLate(types map[string]top) []string {
	names := slices.Sorted(maps.Keys(types))
	slices.SortStableFunc(names, func(a, b string) int {
		x, y := types[a].Year, types[b].Year
		return cmp.Compare(y.Total-y.Met, x.Total-x.Met)
	})
	return names
}
