package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"
)

// page prints a page for the owner of the sites.
func page(out io.Writer, title string, sites []*site, f *figures) {
	fmt.Fprintf(out, "%s\n\n", title)
	t := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(t, "site\tmonitored\tminutes down\t% up\t% up by the checks\tnot counted")
	for _, s := range sites {
		u := f.Sites[s.name]
		var left time.Duration
		for _, o := range f.NotCounted[s.name] {
			left += o.To.Sub(o.From)
		}
		fmt.Fprintf(t, "%s\t%s to %s\t%d\t%s\t%s\t%s\n", s.name, s.start.Format(time.DateOnly), s.last.Format(time.DateOnly),
			u.OfficialDown, u.Official, u.Measured, span(left))
	}
	t.Flush()

	fmt.Fprint(out, "\nMinutes down by day, as the checks give them\n\n")
	t = tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(t, "day\tminutes\tsite")
	for _, s := range sites {
		for _, day := range slices.Sorted(maps.Keys(f.Days[s.name])) {
			fmt.Fprintf(t, "%s\t%d\t%s\n", day, f.Days[s.name][day], s.name)
		}
	}
	t.Flush()

	fmt.Fprint(out, "\nOutages that do not count\n\n")
	t = tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(t, "from\tlength\twhy\tsite")
	for _, s := range sites {
		for _, o := range f.NotCounted[s.name] {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", o.From.Format("2006-01-02 15:04:05"), o.Length, o.Reason, s.name)
		}
	}
	t.Flush()
}

// span writes a length of time; "" for 0.
func span(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
