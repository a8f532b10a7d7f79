package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// course lists the points of the life of each outage.
func (i *incident) course() {
	w := i.w
	if len(i.outages) == 0 {
		return
	}
	i.heading(2, w.course)
	t := table{columns: []column{
		{w.service, words}, {w.point, words}, {w.at, instant}, {w.after, number}, {w.affected, words},
	}}
	for _, o := range i.outages {
		service, share := i.serviceName(o.Of), o.Share
		if len(i.outages) == 1 {
			service = "" // the head names it
		}
		for _, point := range []struct {
			name string
			at   time.Time
		}{{w.began, o.From}, {w.detected, o.Detected}, {w.reported, o.Reported}, {w.ticketed, o.Ticketed}, {w.acknowledged, o.Acknowledged}, {w.restored, o.To}} {
			at, after := i.instant(point.at), ""
			switch {
			case point.at.IsZero() && point.name == w.restored:
				at, after = w.goesOn, i.duration(i.r.AsOf.Sub(o.From))
			case point.at.IsZero():
				at = w.unknown
			case !point.at.Equal(o.From):
				after = i.duration(point.at.Sub(o.From))
			}
			t.rows = append(t.rows, row{cells: []string{service, point.name, at, after, i.say(share)}})
			share = ""
		}
	}
	if len(i.outages) == 1 {
		t = t.keep(func(c int) bool { return c > 0 })
	}
	i.table(t)
}

// exclusions lists what was to be taken out of the time of the services, and what was.
func (i *incident) exclusions(all []sla.Exclusion) {
	w := i.w
	t := table{notes: i.words.breach.why, columns: []column{
		{w.exclusion, words}, {w.noticed, instant}, {i.words.availability.from, instant}, {i.words.availability.to, instant}, {w.takenOut, number},
	}}
	for _, x := range all {
		if !slices.ContainsFunc(i.outages, func(o sla.Outage) bool {
			return o.Of == x.Of && x.From.Before(x.To) && x.To.After(o.From) && (o.To.IsZero() || x.From.Before(o.To)) && !x.From.After(i.r.AsOf)
		}) {
			continue
		}
		cause := cmp.Or(x.Reason, x.ID)
		var out time.Duration
		for _, h := range i.hits {
			var sum time.Duration
			for _, e := range h.parts {
				if e.Bucket == metrics.Excluded || e.Bucket == metrics.Forgiven {
					if e, ok := i.during(e, sla.Outage{From: x.From, To: x.To}); ok && e.Cause == cause {
						sum += e.Length()
					}
				}
			}
			out = max(out, sum)
		}
		r := row{cells: []string{cmp.Or(x.Reason, x.ID), i.instant(x.Noticed), i.instant(x.From), i.until(x.From, x.To), i.duration(out)}}
		if x.Noticed.IsZero() {
			r.cells[1] = w.notNoticed
		}
		if x.Reason != "" && x.ID != "" {
			r.cells[0] = fmt.Sprintf(i.words.aside, x.Reason, x.ID)
		}
		var refused []sla.Finding
		for _, f := range i.r.Findings {
			if f.Code == sla.FindingWindow && f.Value == cause {
				refused = append(refused, f)
			}
		}
		if len(refused) > 0 {
			r.notes = append(r.notes, fmt.Sprintf(i.words.because, i.words.finding.codes[sla.FindingWindow].name, i.refusal(refused)))
		}
		t.rows = append(t.rows, r)
	}
	if len(t.rows) == 0 {
		return
	}
	if shown, left := i.cut(len(t.rows)); left > 0 {
		t.rows = append(t.rows[:shown], row{cells: []string{fmt.Sprintf(i.words.more, left)}})
	}
	i.heading(2, w.exclusions)
	i.table(t)
}

// tickets lists the breaches of tickets whose cycle ran while the incident lasted.
func (i *incident) tickets() {
	w := &i.words.breach
	from, to, _ := i.bounds()
	t := table{columns: []column{{w.ticket, words}, {i.words.outcome.objective, words}, {w.due, instant}, {w.stopped, instant}, {w.overrun, number}}}
	for b := range i.r.Breaches() {
		if !b.StartedAt.Before(to) || !b.StoppedAt.IsZero() && !b.StoppedAt.After(from) {
			continue
		}
		r := i.breachRow(&b)
		t.rows = append(t.rows, row{link: r.link, cells: []string{r.cells[0], i.title(b.Objective), r.cells[1], r.cells[2], i.duration(b.Overrun)}})
	}
	if len(t.rows) == 0 {
		return
	}
	i.heading(2, i.w.tickets)
	i.paragraph(i.w.overlap)
	if shown, left := i.cut(len(t.rows)); left > 0 {
		t.rows = append(t.rows[:shown], row{cells: []string{fmt.Sprintf(i.words.more, left)}})
	}
	i.table(t)
}
