package report

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
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

// seconds writes lost time.
func (i *incident) seconds(r *big.Rat) string { return i.length(r, true) }

// share is the part of the time that may be lost, in percent, rounded up.
func (i *incident) share(h *hit) string {
	allowed := allowance(h.o)
	if allowed == nil || allowed.Sign() == 0 {
		return ""
	}
	used := new(big.Rat).Quo(h.lost, allowed)
	return exact.Text(exact.Round(used.Mul(used, big.NewRat(100, 1)), 2, exact.Ceiling)) + "%"
}

// left gives what is left of the time that may be lost before and after the incident;
// nil without such a budget or without a loss.
func (h *hit) left() (before, after *big.Rat) {
	allowed := allowance(h.o)
	if allowed == nil || h.lost.Sign() == 0 {
		return nil, nil
	}
	begin, end := h.own[0].From, h.own[len(h.own)-1].To
	var earlier, until metrics.Ledger
	for _, e := range h.o.Ledger {
		if e.From.Before(begin) {
			earlier = append(earlier, e)
		}
		if e.From.Before(end) {
			until = append(until, e)
		}
	}
	rest := func(l metrics.Ledger) *big.Rat {
		lost := l.Lost()
		return lost.Sub(allowed, lost.Quo(lost, big.NewRat(int64(time.Second), 1)))
	}
	return rest(earlier), rest(until)
}

// without is the figure of an outcome if the time that the incident lost had been up. It
// has no value unless the figure follows from the ledger alone.
func (i *incident) without(h *hit) metrics.Figure {
	attained := h.o.Attained.Rat()
	if attained == nil || h.lost.Sign() == 0 {
		return metrics.Figure{}
	}
	second := big.NewRat(int64(time.Second), 1)
	lost := h.o.Ledger.Lost()
	lost.Quo(lost, second)
	rest := new(big.Rat).Sub(lost, h.lost)
	switch h.o.Attained.Kind() {
	case metrics.ShareFigure:
		counted := new(big.Rat).Quo(big.NewRat(int64(h.o.Ledger.Counted()), 1), second)
		if counted.Sign() <= 0 {
			return metrics.Figure{}
		}
		good := func(lost *big.Rat) *big.Rat { return lost.Quo(lost.Sub(counted, lost), counted) }
		if good(lost).Cmp(attained) == 0 {
			return metrics.ShareOfRat(good(rest))
		}
	case metrics.LengthFigure:
		if ns := rest.Mul(rest, second); lost.Cmp(attained) == 0 && ns.IsInt() && ns.Num().IsInt64() {
			return metrics.LengthOf(time.Duration(ns.Num().Int64()))
		}
	}
	return metrics.Figure{}
}

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

// objectives sums up what the incident did to each objective.
func (i *incident) objectives() {
	w := i.w
	i.heading(2, w.objectives)
	if len(i.hits) == 0 {
		i.paragraph(w.noObjective)
		return
	}
	t := table{columns: []column{
		{i.words.outcome.objective, words}, {w.lost, number}, {w.share, number}, {w.before, number}, {w.afterIt, number},
		{i.words.outcome.verdict, lights}, {w.without, words},
	}}
	shown, left := i.cut(len(i.hits))
	for n := range i.hits[:shown] {
		h := &i.hits[n]
		before, after := h.left()
		without := ""
		switch f := i.without(h); {
		case !f.IsValid() || h.o.Verdict != sla.Met && h.o.Verdict != sla.Missed:
		case limitOf(h.o).Meets(f):
			without = word(i.words.outcome.verdicts, sla.Met)
		default:
			without = word(i.words.outcome.verdicts, sla.Missed)
		}
		share := ""
		if h.lost.Sign() > 0 {
			share = i.share(h)
		}
		t.rows = append(t.rows, row{light: i.light(h.o), cells: []string{
			i.name(h), i.seconds(h.lost), share, i.leftText(before), i.leftText(after), i.verdict(h.o), without,
		}})
	}
	if left > 0 {
		t.rows = append(t.rows, row{cells: []string{fmt.Sprintf(i.words.more, left)}})
	}
	i.table(t)
}

func (i *incident) leftText(left *big.Rat) string {
	switch {
	case left == nil:
		return ""
	case left.Sign() < 0:
		return fmt.Sprintf(i.words.outcome.over, i.seconds(new(big.Rat).Neg(left)))
	}
	return fmt.Sprintf(i.words.outcome.left, i.length(left, false))
}

// details shows each objective: the stretches with what of them counts, the budget, and
// the credits of the period.
func (i *incident) details() {
	shown, _ := i.cut(len(i.hits))
	for n := range i.hits[:shown] {
		h := &i.hits[n]
		i.heading(2, i.name(h))
		i.stretchesOf(h)
		i.budgetOf(h)
		if h.lost.Sign() != 0 {
			i.creditsOf(h)
		}
	}
}

func (i *incident) stretchesOf(h *hit) {
	w := &i.words.availability
	t := table{columns: []column{
		{w.from, instant}, {w.to, instant}, {w.length, number}, {w.counted, words}, {i.words.budget.lost, number}, {w.what, words}, {w.cause, words},
	}}
	var all time.Duration
	shown, left := i.cut(len(h.parts))
	for n, e := range h.parts {
		all += e.Length()
		if n >= shown {
			continue
		}
		counted := w.no
		if e.Counted {
			counted = w.yes
		}
		t.rows = append(t.rows, row{cells: []string{
			i.instant(e.From), i.until(e.From, e.To), i.duration(e.Length()), counted, i.lost(e), i.became(e), e.Cause,
		}})
	}
	if left > 0 {
		t.rows = append(t.rows, row{cells: []string{fmt.Sprintf(i.words.more, left)}})
	}
	if len(h.parts) > 1 {
		t.sums = 1
		t.rows = append(t.rows, row{cells: []string{i.words.sum, "", i.duration(all), "", i.seconds(h.parts.Lost().Quo(h.parts.Lost(), big.NewRat(int64(time.Second), 1)))}})
	}
	i.table(t)
}

// budgetOf draws the period with the incident marked, and what was left of the time that
// may be lost.
func (i *incident) budgetOf(h *hit) {
	l, limit := lossOf(h.o), limitOf(h.o)
	i.lossText(h.o, l)
	if f := i.without(h); f.IsValid() && limit.IsValid() && h.o.Final {
		i.paragraph(fmt.Sprintf(i.w.withoutIt, i.attained(h.o.Attained, limit), i.attained(f, limit), i.say(string(h.o.Promised))))
	}
	if _, _, ended := i.bounds(); !ended && h.o.Ahead != nil && h.o.Verdict == "" && !h.o.Ahead.MissAt.IsZero() {
		i.paragraph(fmt.Sprintf(i.words.outlook.missedIfLost, i.name(h), i.instant(h.o.Ahead.MissAt)))
	}
	i.lossFigure(h.o, l, i.id)
}

// repairs lists the promises about repairs and failures in whose periods the incident
// lies. A result does not say which failures a mean holds.
func (i *incident) repairs() {
	w := &i.words.outcome
	from, to, _ := i.bounds()
	t := table{columns: []column{
		{w.objective, words}, {w.promised, words}, {w.attained, number}, {i.w.counted, number}, {w.verdict, lights},
	}}
	for n := range i.r.Outcomes {
		o := &i.r.Outcomes[n]
		if o.Metric != "repair" || !whole(o) || !from.Before(o.To) || to.Before(o.From) {
			continue
		}
		t.rows = append(t.rows, row{light: i.light(o), cells: []string{
			i.titleIn(o), i.promised(o), i.attained(o.Attained, limitOf(o)), strconv.FormatInt(o.Total, 10), i.verdict(o),
		}})
	}
	if len(t.rows) == 0 {
		return
	}
	i.heading(2, i.w.repairs)
	i.paragraph(fmt.Sprintf(i.w.repairNote, i.lasted()))
	i.table(t)
}

// statements gives the statements of the period of an outcome, each with only its lines
// for that outcome.
func (i *incident) statements(o *sla.Outcome) (all []penalty.Statement) {
	for _, t := range i.r.Statements {
		if t.From != o.Period.From() || t.To != o.Period.To() {
			continue
		}
		var lines []penalty.Line
		for _, l := range t.Lines {
			if l.Objective == o.Objective && l.Group == groupOf(o.Group) {
				lines = append(lines, l)
			}
		}
		if t.Lines = lines; len(lines) > 0 {
			all = append(all, t)
		}
	}
	return all
}

// groupOf names a group as the lines of statements do.
func groupOf(group sla.Attrs) string {
	var pairs []string
	for _, pair := range group {
		for n, text := range pair {
			if text == "" || strings.ContainsAny(text, `",=`) || strings.TrimSpace(text) != text {
				pair[n] = strconv.Quote(text)
			}
		}
		pairs = append(pairs, pair[0]+"="+pair[1])
	}
	slices.Sort(pairs)
	return strings.Join(pairs, ", ")
}

// creditsOf lists the credits of the outcome's period: the row of the table that applies,
// and whether the figure would be in that row without the incident.
func (i *incident) creditsOf(h *hit) {
	for _, t := range i.statements(h.o) {
		c := credits{page: i.page, s: t, title: i.title}
		i.heading(3, i.words.credit.title)
		c.lines("", t.Lines)
		without := i.without(h)
		if !without.IsValid() {
			continue
		}
		for _, l := range t.Lines {
			for _, step := range l.Steps() {
				row, err := step.Row.Values()
				saw := step.Saw.Rat()
				if step.Row == "" || err != nil || saw == nil || h.o.Attained.Kind() != metrics.ShareFigure || saw.Cmp(h.o.Attained.Rat()) != 0 {
					continue
				}
				form := i.w.sameRow
				if !row.Has(without.Rat()) {
					form = i.w.otherRow
				}
				i.paragraph(fmt.Sprintf(form, i.say(string(step.Row)), i.attained(without, limitOf(h.o))))
			}
		}
		i.paragraph(i.w.whole)
	}
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

// given lists what the facts say under an attribute of the outages, a line each.
func (i *incident) given(key string) (all []string) {
	for _, o := range i.outages {
		for line := range strings.Lines(o.Attrs.Get(key)) {
			if line = strings.TrimSpace(line); line != "" && !slices.Contains(all, line) {
				all = append(all, line)
			}
		}
	}
	return all
}

// review shows what people found out and decided.
func (i *incident) review() {
	i.heading(2, i.w.review)
	var all pairs
	for _, part := range []struct{ key, name string }{
		{"cause", i.w.cause}, {"effect", i.w.effect}, {"measure", i.w.measure}, {"open", i.w.open},
	} {
		lines := i.given(part.key)
		if len(lines) == 0 {
			lines = []string{fmt.Sprintf(i.w.notGiven, part.key)}
		}
		for _, line := range lines {
			all = append(all, pair{part.name, line})
		}
	}
	i.pairs(all)
}

// letter is a text for the customer, of what the result and the facts say.
func (i *incident) letter() {
	w := i.w
	i.heading(2, w.letter)
	var text []string
	if len(i.outages) > 1 {
		shown, _ := i.cut(len(i.outages))
		for _, o := range i.outages[:shown] {
			text = append(text, i.disturbed(i.serviceName(o.Of), o.From, o.To, o.Share != ""))
		}
	} else {
		from, to, ended := i.bounds()
		if !ended {
			to = time.Time{}
		}
		text = append(text, i.disturbed(i.subject(), from, to, i.partly()))
	}
	shown, _ := i.cut(len(i.hits))
	for n := range i.hits[:shown] {
		text = append(text, i.told(&i.hits[n])...)
	}
	for _, part := range []struct{ key, form string }{{"cause", w.toldCause}, {"measure", w.toldMeasure}, {"open", w.toldOpen}} {
		if lines := i.given(part.key); len(lines) > 0 {
			text = append(text, fmt.Sprintf(part.form, strings.TrimRight(strings.Join(lines, w.semicolon), ".。")))
		}
	}
	if !i.final() {
		text = append(text, w.toldOpenPeriod)
	}
	i.paragraph(i.sentences(text))
}

// subject names what the incident disturbed: the objectives that lost time, else the
// service, else the incident itself.
func (i *incident) subject() string {
	var all []string
	for n := range i.hits {
		if title := i.title(i.hits[n].o.Objective); !slices.Contains(all, title) {
			all = append(all, title)
		}
	}
	if len(all) == 0 && len(i.outages) > 0 {
		all = append(all, i.serviceName(i.outages[0].Of))
	}
	return cmp.Or(strings.Join(all, i.words.list), i.id)
}

// serviceName names a service.
func (i *incident) serviceName(id string) string { return i.named("services."+id, id) }

// disturbed says in a sentence when something was not available; with a zero end it still
// is not.
func (i *incident) disturbed(who string, from, to time.Time, partly bool) string {
	switch {
	case to.IsZero():
		return fmt.Sprintf(i.w.down, who, i.instant(from))
	case partly:
		return fmt.Sprintf(i.w.wasReduced, who, i.instant(from), i.until(from, to), i.duration(to.Sub(from)))
	}
	return fmt.Sprintf(i.w.wasDown, who, i.instant(from), i.until(from, to), i.duration(to.Sub(from)))
}

// partly reports whether the service was never wholly lost.
func (i *incident) partly() bool {
	down := false
	for _, h := range i.hits {
		down = down || slices.ContainsFunc(h.parts, func(e metrics.Entry) bool { return e.Bucket != metrics.Degraded })
	}
	return len(i.hits) > 0 && !down
}

// told says what one outcome means for the customer.
func (i *incident) told(h *hit) (all []string) {
	w := i.w
	name, period := i.title(h.o.Objective), i.words.period(h.o.Period.String())
	if len(h.o.Group) > 0 {
		name += i.words.comma + i.group(h.o.Group)
	}
	switch allowed := allowance(h.o); {
	case h.lost.Sign() == 0:
		all = append(all, fmt.Sprintf(w.toldNothing, name, period))
	case allowed != nil:
		all = append(all, fmt.Sprintf(w.toldOf, name, period, i.seconds(h.lost), i.length(allowed, false)))
	default:
		all = append(all, fmt.Sprintf(w.told, name, period, i.seconds(h.lost)))
	}
	if h.lost.Sign() == 0 {
		return all
	}
	switch limit := limitOf(h.o); h.o.Verdict {
	case sla.Met:
		all = append(all, fmt.Sprintf(w.toldMet, i.say(string(h.o.Promised)), period, i.attained(h.o.Attained, limit)))
	case sla.Missed:
		all = append(all, fmt.Sprintf(w.toldMissed, i.say(string(h.o.Promised)), period, i.attained(h.o.Attained, limit)))
	}
	for _, t := range i.statements(h.o) {
		for _, l := range t.Lines {
			if l.Amount.Sign() <= 0 || l.State == penalty.Expired {
				continue
			}
			text := fmt.Sprintf(w.toldCredit, name, period, i.words.amount(l.Amount))
			if l.ClaimBy != 0 && l.State == penalty.Claimable {
				text = fmt.Sprintf(w.toldClaim, text, i.words.date(l.ClaimBy))
			}
			all = append(all, text+i.words.stop)
		}
	}
	return all
}
