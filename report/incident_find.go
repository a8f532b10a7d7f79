package report

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strconv"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// find looks for the incident in the facts and the ledgers.
func (i *incident) find(facts sla.Facts) {
	for _, o := range facts.Outages {
		if o.ID != i.id || i.id == "" || o.From.After(i.r.AsOf) {
			continue
		}
		for _, at := range []*time.Time{&o.To, &o.Detected, &o.Reported, &o.Ticketed, &o.Acknowledged} {
			if at.After(i.r.AsOf) {
				*at = time.Time{}
			}
		}
		i.outages = append(i.outages, o)
	}
	sort.SliceStable(i.outages, func(a, b int) bool { return i.outages[a].From.Before(i.outages[b].From) })
	named := false
	for n := range i.r.Outcomes {
		for _, e := range i.r.Outcomes[n].Ledger {
			if i.caused(e) {
				i.seen = append(i.seen, e)
				named = named || i.r.Outcomes[n].Metric != "repair"
			}
		}
	}
	for n := range i.r.Outcomes {
		o := &i.r.Outcomes[n]
		if o.Judge != "" || o.Metric == "repair" || named && !slices.ContainsFunc(o.Ledger, i.caused) {
			continue
		}
		h := hit{o: o, lost: new(big.Rat)}
		for _, e := range o.Ledger {
			if i.caused(e) {
				h.parts, h.own = append(h.parts, e), append(h.own, e)
				continue
			}
			if e.Weight.IsZero() || e.Bucket == metrics.Future || !named && e.IsLost() {
				continue // in order, not known yet, or lost by something else
			}
			for _, outage := range i.outages {
				if within, ok := i.during(e, outage); ok {
					h.parts = append(h.parts, within)
				}
			}
		}
		if len(h.parts) == 0 {
			continue
		}
		if h.lost = h.own.Lost(); h.lost.Sign() != 0 {
			h.lost.Quo(h.lost, big.NewRat(int64(time.Second), 1))
		}
		i.hits = append(i.hits, h)
	}
}

// caused reports whether an entry of a ledger has the incident as its cause.
func (i *incident) caused(e metrics.Entry) bool {
	switch e.Bucket {
	case metrics.Future, metrics.Excluded, metrics.Forgiven: // the cause is a window
		return false
	}
	return e.Cause == i.id && i.id != ""
}

// during is the part of an entry in an outage.
func (i *incident) during(e metrics.Entry, o sla.Outage) (metrics.Entry, bool) {
	if o.From.After(e.From) {
		e.From = o.From.UTC()
	}
	if !o.To.IsZero() && o.To.Before(e.To) {
		e.To = o.To.UTC()
	}
	return e, e.From.Before(e.To)
}

// knownMost is the number of incidents that the error about an unknown one lists.
const knownMost = 20

// unknown is the error about an incident that neither the result nor the facts have.
func (i *incident) unknown(facts sla.Facts) error {
	var known []string
	for _, o := range i.r.Outcomes {
		for _, e := range o.Ledger {
			if e.IsLost() && e.Cause != "" {
				known = append(known, e.Cause)
			}
		}
	}
	for _, o := range facts.Outages {
		if o.ID != "" && !o.From.After(i.r.AsOf) {
			known = append(known, o.ID)
		}
	}
	slices.Sort(known)
	known = slices.Compact(known)
	if len(known) == 0 {
		return fmt.Errorf("report: incident %s: %w", strconv.Quote(fault.Shorten(i.id)), fault.Because(fault.ErrUnknown, "the result and the facts have no incident"))
	}
	if len(known) > knownMost { // keep what begins most alike
		alike := func(a string) (n int) {
			for n < min(len(a), len(i.id)) && a[n] == i.id[n] {
				n++
			}
			return n
		}
		sort.SliceStable(known, func(a, b int) bool { return alike(known[a]) > alike(known[b]) })
		known = known[:knownMost]
	}
	return fmt.Errorf("report: incident %s: %w", strconv.Quote(fault.Shorten(i.id)), fault.NotOneOf(i.id, known...))
}

// bounds gives the beginning and the end of the incident; ended is false if it goes on at
// the result's AsOf, and to is that instant.
func (i *incident) bounds() (from, to time.Time, ended bool) {
	ended = true
	take := func(start, end time.Time) {
		if from.IsZero() || start.Before(from) {
			from = start
		}
		if end.After(to) {
			to = end
		}
	}
	for _, o := range i.outages {
		if o.To.IsZero() {
			ended = false
			o.To = i.r.AsOf
		}
		take(o.From, o.To)
	}
	for _, e := range i.seen {
		if len(i.outages) == 0 {
			take(e.From, e.To)
		}
	}
	if len(i.outages) == 0 && !to.Before(i.r.AsOf) {
		ended = false
	}
	return from, to, ended
}
