package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// page prints a page for a service manager.
func (d *desk) page(out io.Writer, f *figures) error {
	spec := d.agreement.Spec()
	fmt.Fprintf(out, "%s, %s\nas of %s\n\n", spec.Title, f.Period, f.AsOf.In(d.zone).Format("2 January 2006, 15:04 MST"))
	fmt.Fprintf(out, "%d tickets with %d events. %d were resolved; %s of the time until then was waiting for others.\n",
		f.Tickets, f.Events, f.Work.Resolved, shown(f.Work.Pct))
	fmt.Fprintf(out, "Hours are those of the calendar %s.\n", d.hours(f.AsOf))
	for _, a := range f.Attainment {
		if _, isRule := f.Rules[a.Title]; isRule {
			continue
		}
		fmt.Fprintf(out, "%s: %d of %d, %s.", a.Title, a.Overall.Met, a.Overall.Total, a.Overall.text())
		if a.Months > 0 {
			fmt.Fprintf(out, " Promised: %s each month; kept in %d of %d.", d.objective(a.Objective, f.AsOf).Attain, a.MonthsMet, a.Months)
		}
		if apart := int64(f.Tickets) - a.Overall.Total; apart > 0 {
			fmt.Fprintf(out, " %d tickets are not in it: they are open, or their clock never started.", apart)
		}
		fmt.Fprintln(out)
	}

	fmt.Fprintf(out, "\nBy priority\n\n")
	t := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	d.heads(t, "priority", f)
	for _, priority := range slices.Sorted(maps.Keys(f.Work.ByPriority)) {
		d.line(t, priority, f, f.Work.ByPriority[priority], func(a attainment) months {
			return months{share: a.ByPriority[priority].share}
		})
	}
	if err := t.Flush(); err != nil {
		return err
	}

	fmt.Fprintf(out, "\nBy month of opening\n\n")
	t = tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	d.heads(t, "opened in", f)
	for _, month := range slices.Sorted(maps.Keys(f.Work.ByMonth)) {
		d.line(t, month, f, f.Work.ByMonth[month], func(a attainment) months {
			return months{share: a.Overall.ByMonth[month]}
		})
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, a := range f.Attainment {
		if err := d.monthly(out, a); err != nil {
			return err
		}
	}
	for _, code := range slices.Sorted(maps.Keys(f.Findings)) {
		fmt.Fprintf(out, "\nFindings: %s, %d times\n", code, f.Findings[code])
	}
	return d.rules(out, f)
}

// heads and line print the columns of the first two tables: volumes, the share of
// waiting, and each objective.
func (d *desk) heads(t io.Writer, first string, f *figures) {
	fmt.Fprintf(t, "%s\tresolved\thours each\twaiting\t", first)
	for _, a := range f.Attainment {
		fmt.Fprintf(t, "%s\t", a.Objective)
	}
	fmt.Fprintln(t)
}

func (d *desk) line(t io.Writer, first string, f *figures, e effort, of func(attainment) months) {
	fmt.Fprintf(t, "%s\t%d\t%s\t%s\t", first, e.Resolved, cmp.Or(e.Mean.String(), "-"), shown(e.Pct))
	for _, a := range f.Attainment {
		fmt.Fprintf(t, "%s\t", of(a).text())
	}
	fmt.Fprintln(t)
}

// monthly prints one objective per month and priority.
func (d *desk) monthly(out io.Writer, a attainment) error {
	priorities := slices.Sorted(maps.Keys(a.ByPriority))
	if len(priorities) < 2 {
		return nil
	}
	fmt.Fprintf(out, "\n%s, by month of opening and priority\n\n", a.Title)
	t := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "opened in\ttickets\tall\t%s\t\n", strings.Join(priorities, "\t"))
	for _, month := range slices.Sorted(maps.Keys(a.Overall.ByMonth)) {
		fmt.Fprintf(t, "%s\t%d\t%s\t", month, a.Overall.ByMonth[month].Total, a.Overall.ByMonth[month].text())
		for _, priority := range priorities {
			fmt.Fprintf(t, "%s\t", a.ByPriority[priority].ByMonth[month].text())
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// rules prints how often each rule agrees with the record.
func (d *desk) rules(out io.Writer, f *figures) error {
	if len(f.Rules) == 0 {
		return nil
	}
	fmt.Fprintf(out, "\nRules that explain the record\n\n")
	t := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(t, "rule\tincidents\tagree\t\tkept, rule says missed\tmissed, rule says kept\t")
	for _, title := range slices.Sorted(maps.Keys(f.Rules)) {
		r := f.Rules[title]
		fmt.Fprintf(t, "%s\t%d\t%d\t%s\t%d\t%d\t\n", title, r.Of, r.Match, share{Met: r.Match, Total: r.Of}.text(),
			r.Confusion["true->false"], r.Confusion["false->true"])
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\nThe priority follows from impact and urgency for %d of %d incidents.\n", f.Matrix.Match, f.Matrix.Of)
	return err
}

// hours names the calendar that measures the time of tickets.
func (d *desk) hours(asOf time.Time) string {
	return d.objective(withWaiting, asOf).Targets[0].Calendar
}

// objective gives the objective with an id.
func (d *desk) objective(id string, asOf time.Time) sla.Objective {
	for o := range d.agreement.Objectives(asOf) {
		if o.ID == id {
			return o
		}
	}
	return sla.Objective{}
}

// text writes a share so that a miss never looks met; "-" without items.
func (s share) text() string {
	if s.Total == 0 {
		return "-"
	}
	return metrics.ShareOf(s.Met, s.Total).Percent(1)
}

// shown writes a percentage with one digit after the point; "-" if it is empty.
func shown(pct json.Number) string {
	r, ok := new(big.Rat).SetString(pct.String())
	if !ok {
		return "-"
	}
	return r.FloatString(1) + "%"
}
