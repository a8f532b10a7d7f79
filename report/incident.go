package report

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// Incident is the page of one incident of a service, and the review after it: from when
// to when, what of it counts for which objective and why the rest does not, what it took
// of the time that may be lost, whether the promise would be met without it, the credits
// of its periods, the tickets that missed a target while it lasted, and words to send to
// a customer. The id is the ID of an Outage or State, which the ledgers of the result
// have as a cause.
//
// A result keeps no more of an outage than its ledgers. So the page takes from the facts
// the outages with that ID: when each was detected, reported, ticketed, acknowledged and
// restored, and the attributes cause, effect, measure and open (points). A value of several
// lines is several measures or points. The page shows these attributes as given, and says
// which of them are missing. It also takes from the facts the exclusions of the same
// service at that time. Other facts are not read; with the zero Facts the page shows what
// the result has. What happened after the result's AsOf is left out, except that the
// attributes, which have no instant, are always shown.
//
// If neither the result nor the facts have the incident, Write gives an error that names
// the nearest ID, and writes nothing. A nil Result has no incidents. Write reads the
// Result and the Facts, so do not change them before.
func Incident(r *sla.Result, id string, facts sla.Facts) View {
	if r == nil {
		r = &sla.Result{}
	}
	return viewOf(func(p *page) {
		p.speak(r.Names)
		s := summaryOf(p, r)
		i := incident{summary: &s, w: p.words.incident(), id: id}
		i.find(facts)
		if len(i.seen)+len(i.outages) == 0 {
			p.err = i.unknown(facts)
			return
		}
		i.head()
		i.course()
		i.objectives()
		i.details()
		i.repairs()
		i.exclusions(facts.Exclusions)
		i.tickets()
		i.review()
		i.letter()
		s.digest()
	})
}

// incident draws one incident of a Result.
type incident struct {
	*summary
	w       *incidentWords
	id      string
	outages []sla.Outage    // of the facts, as seen at the result's AsOf; by their beginning
	seen    []metrics.Entry // of any ledger, with the incident as their cause
	hits    []hit
}

// hit is what an incident did to one outcome.
type hit struct {
	o     *sla.Outcome
	parts metrics.Ledger // the stretches of the ledger at the time of the incident, except those in order
	own   metrics.Ledger // of these, the stretches whose cause is the incident
	lost  *big.Rat       // by own, in seconds
}

// span writes the bounds of the incident.
func (i *incident) span() string {
	from, to, ended := i.bounds()
	if !ended {
		return fmt.Sprintf(i.w.since, i.instant(from), i.instant(i.r.AsOf))
	}
	return fmt.Sprintf(i.words.head.stretch, i.instant(from), i.until(from, to))
}

// lasted is how long the incident lasted up to now.
func (i *incident) lasted() string {
	from, to, _ := i.bounds()
	return i.duration(to.Sub(from))
}

func (i *incident) head() {
	i.way(way{to: Ref{Agreement: i.r.Agreement}, text: i.named("title", cmp.Or(i.r.Title, i.r.Agreement)), up: true})
	i.heading(1, fmt.Sprintf(i.w.title, i.id))
	i.lead(i.gist())
	r, w := i.r, &i.words.head
	all := i.names(r.Agreement, r.Title, r.Provider, r.Customer)
	var services []string
	for _, o := range i.outages {
		if name := i.serviceName(o.Of); name != "" && !slices.Contains(services, name) {
			services = append(services, name)
		}
	}
	if len(services) > 0 {
		all = append(all, pair{i.w.service, strings.Join(services, i.words.list)})
	}
	all = append(all, pair{i.w.lasted, fmt.Sprintf(i.words.aside, i.span(), i.lasted())})
	if r.From.Before(r.To) {
		all = append(all, pair{w.period, i.words.period(r.Period.String())})
	}
	if !r.AsOf.IsZero() {
		form := w.provisional
		if i.final() {
			form = w.final
		}
		all = append(all, pair{w.asOf, fmt.Sprintf(form, i.instant(r.AsOf))})
	}
	i.pairs(append(all, pair{w.zone, i.zoneBeside(r.Zone)}))
}

// gist says first what the incident cost.
func (i *incident) gist() string {
	const most = 3 // the table has all
	var all []string
	told := 0
	for n := range i.hits {
		h := &i.hits[n]
		if h.lost.Sign() == 0 || told == most {
			continue
		}
		told++
		text := fmt.Sprintf(i.w.cost, i.name(h), i.seconds(h.lost))
		if share := i.share(h); share != "" {
			text = fmt.Sprintf(i.w.costOf, text, share)
		}
		all = append(all, text+i.words.stop)
		if verdict := i.decided(h); verdict != "" {
			all = append(all, verdict)
		}
	}
	if len(all) == 0 {
		return i.w.costNothing
	}
	return i.sentences(all)
}

func (i *incident) sentences(all []string) string {
	text := all[0]
	for _, next := range all[1:] {
		text = fmt.Sprintf(i.words.sentences, text, next)
	}
	return text
}

// decided says whether the promise is kept, and whether the incident decided that.
func (i *incident) decided(h *hit) string {
	without := i.without(h)
	switch {
	case h.o.Verdict == sla.Missed && without.IsValid() && limitOf(h.o).Meets(without):
		return i.w.decides
	case h.o.Verdict == sla.Missed && without.IsValid():
		return i.w.missedAnyway
	case h.o.Verdict == sla.Missed:
		return i.w.missed
	case h.o.Verdict == sla.Met:
		return i.w.met
	}
	return ""
}

// name names the outcome of a hit.
func (i *incident) name(h *hit) string {
	name := i.titleIn(h.o)
	if len(h.o.Group) > 0 {
		name += i.words.comma + i.group(h.o.Group)
	}
	return name
}
