package sla

import (
	"cmp"
	"math/big"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/penalty"
)

// Crisis says when outages or tickets are more than incidents: a service is down for too
// long, too many are affected, or too many tickets come at once. It has one of Down,
// Affected and Tickets. See Agreement.Crises.
//
//	crises:
//	  - { id: core-down, level: 1, down: over 30m, escalate: crisis, response: crisis team }
//	  - { id: many-customers, affected: over 100, escalate: crisis }
//	  - { id: flood, tickets: over 20 within 1h, when: { category: network } }
type Crisis struct {
	ID    string `json:"id"`              // names it in alarms; needed
	Level int64  `json:"level,omitempty"` // how grave it is, 1 the gravest; for readers
	// Service lists the services that Down and Affected are about. Empty: every service
	// of class core, or every service if no service of Spec.Services has that class.
	Service []string `json:"service,omitempty"`
	// Down is how long a service is down in one piece, such as "over 30m" or "at least
	// 30m". Outages that overlap or abut are one piece. Time that an announced exclusion
	// of the service takes out is not down.
	Down penalty.Band `json:"down,omitempty"`
	// Affected is how many an incident affects: "over 100" of an outage's Share such as
	// "137 in 3000", or "over 10%". The highest share among the outages of one incident
	// counts; two incidents are never added up.
	Affected penalty.Band `json:"affected,omitempty"`
	// Tickets is how many tickets open within a length of elapsed time: "over 20 within
	// 1h". A ticket opens at its first event. Both ends of the length count, so that
	// tickets of 10:00 and 11:00 are within 1h.
	Tickets string `json:"tickets,omitempty"`
	// When narrows Tickets by the ticket's attributes at its opening, after the events of
	// that instant.
	When Where `json:"when,omitempty"`
	// Escalate names a ladder of Spec.Escalations. Its levels are at crisis, or at an
	// offset of elapsed time from the crisis such as +30m wall; they have no Until and no
	// When. Without a level at crisis there is an alarm at the crisis too.
	Escalate string `json:"escalate,omitempty"`
	Response string `json:"response,omitempty"` // who answers, for readers
}

// crisisProgram is a Crisis that was read.
type crisisProgram struct {
	Crisis
	about  []string // the services; empty: all
	kind   crisisKind
	low    *big.Rat // of the band
	lowIn  bool
	share  bool  // Affected is a share
	long   int64 // Down
	within int64 // Tickets
	ladder []warning
}

type crisisKind uint8

const (
	crisisDown crisisKind = iota
	crisisAffected
	crisisTickets
)

// has reports whether a value lies in the band.
func (c *crisisProgram) has(v *big.Rat) bool {
	order := v.Cmp(c.low)
	return order > 0 || order == 0 && c.lowIn
}

// crisisFound is one crisis that came or will come.
type crisisFound struct {
	crisis  *crisisProgram
	subject string // what the incident begins with
	since   int64  // when the incident began; forever: the subject names it
	at, end int64  // alarms go off up to end; forever: it goes on
}

// incident names the incident.
func (f *crisisFound) incident() string {
	if f.since == forever {
		return f.subject
	}
	return f.subject + moment(instant(f.since))
}

// alarmsOfCrisesMost bounds the alarms that Crises lists, and looksMost how many stretches
// of outages and exclusions it looks at, each for every crisis.
const (
	alarmsOfCrisesMost = 100_000
	looksMost          = 10_000_000
)

// Crises lists the alarms of the crises that the facts amount to, as seen at an instant: the
// alarms that have passed, and those to come if nothing happens, by instant and key. Facts
// after now have not happened yet. Crises reads the outages, states, exclusions and tickets
// of facts. Give it every such fact since the earliest outage that has not ended. The only
// state that is down is the word down. An exclusion counts if it was noticed at its start
// or before.
//
// Crisis.Down is about one service. An outage with Attrs is about the members of the service
// that its Attrs name, and members are down each by themselves; an outage without Attrs is
// about all members. The crisis is at the instant at which the band of Crisis.Down begins: a
// service that is down from 10:00 on has the alarm of "over 30m" at 10:30:00, and no alarm if
// it is up again at 10:30:00. An incident of Crisis.Affected is all outages of a service that
// have one ID; outages without an ID are one incident if they overlap or abut. Alarms are raised
// until the service is up, the incident has ended, or fewer tickets lie within the length of
// Crisis.Tickets.
//
// Alarm.Key is such as core-down/portal/2026-03-05T10:00:00Z/crisis.1. Its third part is the
// instant at which the outage began, or the ID of the outage. The revision in force at the
// crisis decides.
//
// The findings are facts that could not be read, outages that do not say how many are
// affected although a crisis asks, and the number of crises that are not listed: the list
// holds about a hundred thousand alarms, of the latest crises.
func (a *Agreement) Crises(facts Facts, now time.Time) ([]Alarm, []Finding) {
	s := crisisSearch{a: a, now: clampNanos(now), told: map[Finding]bool{}}
	for i := 0; i < len(a.programs); {
		s.crises, s.first = a.programs[i].crises, i
		s.from = max(a.from, a.programs[i].from)
		for i++; i < len(a.programs) && sameCrises(a.programs[i].crises, s.crises); i++ {
		}
		s.last = i - 1
		s.to = min(a.to, a.programs[i-1].to)
		if len(s.crises) > 0 && s.from < s.to {
			s.search(&facts)
		}
	}
	alarms := s.alarms()
	sort.Slice(s.findings, func(i, j int) bool { return compareFindings(s.findings[i], s.findings[j]) < 0 })
	return alarms, s.findings
}

// sameCrises reports whether a revision has the crises of the revision before.
func sameCrises(a, b []crisisProgram) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// crisisSearch looks for crises in facts.
type crisisSearch struct {
	a           *Agreement
	now         int64
	crises      []crisisProgram
	from, to    int64 // when the crises are in force, [from, to)
	first, last int   // the revisions that have them
	found       []crisisFound
	findings    []Finding
	told        map[Finding]bool
	asked       map[string][]int     // by service: the crises about it, by index
	incidents   map[string]*incident // of Affected, for one crisis after another
	looks       int
}

// incident is the outages of a service with one ID, or that overlap or abut.
type incident struct {
	at  []int64 // from when on it is each crisis; forever: it is not
	end int64
}

// about lists the crises that are about a service.
func (s *crisisSearch) about(service string) []int {
	all, known := s.asked[service]
	if !known {
		for i := range s.crises {
			if c := &s.crises[i]; c.kind != crisisTickets && (len(c.about) == 0 || slices.Contains(c.about, service)) {
				all = append(all, i)
			}
		}
		s.asked[strings.Clone(service)] = all
	}
	return all
}

func (s *crisisSearch) find(f Finding) {
	if !s.told[f] {
		s.told[f] = true
		s.findings = append(s.findings, f)
	}
}

func (s *crisisSearch) search(facts *Facts) {
	lines := false
	for i := range s.crises {
		switch c := &s.crises[i]; c.kind {
		case crisisTickets:
			s.tickets(c, facts.Tickets)
		default:
			lines = true
		}
	}
	if lines {
		s.outages(facts)
	}
}

// tickets finds the crises of tickets.
func (s *crisisSearch) tickets(c *crisisProgram, tickets []Ticket) {
	h, spare := s.a.spare.Get().(*history)
	if !spare {
		h = newHistory()
	}
	var opened []int64
	for i := range tickets {
		t := &tickets[i]
		h.start(t, s.now)
		if len(h.order) == 0 {
			continue
		}
		if len(c.When) > 0 {
			p := &s.a.programs[min(max(s.a.programAt(h.first), s.first), s.last)]
			if p.read(t, h); !p.holdsAt(h, c.When, h.first) {
				continue
			}
		}
		opened = append(opened, h.first)
	}
	clear(h.texts) // they hold the ticket's memory
	s.a.spare.Put(h)
	slices.Sort(opened)
	many := c.least()
	for i := many - 1; i < int64(len(opened)); i++ {
		from := opened[i]
		end := opened[i-many+1] + c.within
		if end < from {
			continue
		}
		for i+1 < int64(len(opened)) && opened[i+1] <= end {
			i++
			end = max(end, opened[i-many+1]+c.within)
		}
		s.add(crisisFound{c, "", from, from, min(end, forever-1)})
	}
}

// least is the least number of tickets that make a crisis.
func (c *crisisProgram) least() int64 {
	floor := new(big.Int).Quo(c.low.Num(), c.low.Denom())
	if c.lowIn && c.low.IsInt() {
		return max(1, floor.Int64())
	}
	return floor.Int64() + 1
}

// add notes a crisis if it is in force.
func (s *crisisSearch) add(f crisisFound) {
	if f.at >= s.from && f.at < s.to {
		s.found = append(s.found, f)
	}
}

// downLine is what is known of a service, or of members of it. A stretch up to forever
// goes on.
type downLine struct {
	service, attrs string // attrs is canonical; empty: the whole service
	outages        []crisisOutage
	excluded       []stretch
	merged         []stretch
}

// crisisOutage is an outage that was read.
type crisisOutage struct {
	stretch
	id       string
	affected *big.Rat // nil: not known
	share    *big.Rat
}

// outages finds the crises of outages and states.
func (s *crisisSearch) outages(facts *Facts) {
	lines := map[[2]string]*downLine{}
	at := func(service string, attrs Attrs) *downLine {
		key := [2]string{service, attrsText(attrs)}
		l := lines[key]
		if l == nil {
			l = &downLine{service: key[0], attrs: key[1]}
			lines[key] = l
		}
		return l
	}
	s.asked, s.incidents = map[string][]int{}, map[string]*incident{}
	for i := range facts.Outages {
		if o := &facts.Outages[i]; len(s.about(o.Of)) > 0 {
			if read, ok := s.outage(o); ok {
				l := at(o.Of, o.Attrs)
				l.outages = append(l.outages, read)
			}
		}
	}
	for _, l := range s.states(facts.States) {
		to := at(l.service, nil)
		if l.attrs != "" {
			key := [2]string{l.service, l.attrs}
			if to = lines[key]; to == nil {
				lines[key], to = l, l
				continue
			}
		}
		to.outages = append(to.outages, l.outages...)
	}
	for i := range facts.Exclusions {
		e := &facts.Exclusions[i]
		if e.Of == "" || len(s.about(e.Of)) == 0 || e.Noticed.IsZero() || e.Noticed.After(e.From) {
			continue
		}
		from, ok := nanos(e.From)
		to, also := nanos(e.To)
		if !ok || !also || to < from {
			s.find(Finding{FindingInterval, strings.Clone(e.Of), "", strings.Clone(e.ID)})
			continue
		}
		if noticed := clampNanos(e.Noticed); noticed <= s.now && from < to {
			l := at(e.Of, e.Attrs)
			l.excluded = append(l.excluded, stretch{from, to})
		}
	}
	keys := make([][2]string, 0, len(lines))
	for key := range lines {
		keys = append(keys, key)
	}
	sort.Slice(keys, func(i, j int) bool { return slices.Compare(keys[i][:], keys[j][:]) < 0 })
	var whole *downLine // it stands before the members of its service
	var known [][]crisisFound
	for _, key := range keys {
		l := lines[key]
		l.prepare()
		if whole != nil && whole.service != l.service {
			whole, known = nil, nil
		}
		if l.attrs == "" {
			whole, known = l, make([][]crisisFound, len(s.crises))
		}
		s.line(l, whole, known)
	}
	names := sortedKeys(s.incidents)
	for i := range s.crises {
		for _, name := range names {
			if x := s.incidents[name]; i < len(x.at) && x.at[i] < forever {
				s.add(crisisFound{&s.crises[i], name, forever, x.at[i], x.end})
			}
		}
	}
}

// outage reads an outage; ok is false if it does not count.
func (s *crisisSearch) outage(o *Outage) (read crisisOutage, ok bool) {
	from, fits := nanos(o.From)
	to, ends := int64(forever), true
	if !o.To.IsZero() {
		to, ends = nanos(o.To)
	}
	if !fits || !ends || to < from {
		s.find(Finding{FindingInterval, strings.Clone(o.Of), "", strings.Clone(o.ID)})
		return read, false
	}
	if from > s.now || from == to {
		return read, false
	}
	if to > s.now {
		to = forever // not yet
	}
	read = crisisOutage{stretch: stretch{from, to}, id: o.ID}
	if o.Share == "" {
		read.share = big.NewRat(1, 1)
		return read, true
	}
	share, kind, err := quantity.Value(o.Share)
	if err != nil || kind != quantity.Share || share.Sign() < 0 || share.Cmp(big.NewRat(1, 1)) > 0 {
		s.find(Finding{FindingUnreadable, strings.Clone(o.Of), "share", strings.Clone(o.Share)})
		return read, false
	}
	if share.Sign() == 0 {
		return read, false // nobody is affected
	}
	read.share = share
	if part, _, counted := strings.Cut(o.Share, " in "); counted {
		if n, kind, err := quantity.Value(part); err == nil && kind == quantity.Number {
			read.affected = n
		}
	}
	return read, true
}

// states gives the stretches in which services are down by their states.
func (s *crisisSearch) states(states []State) (all []*downLine) {
	type change struct {
		line *downLine
		at   int64
		seq  int64
		down bool
	}
	lines := map[[2]string]*downLine{}
	var changes []change
	for i := range states {
		x := &states[i]
		if len(s.about(x.Of)) == 0 {
			continue
		}
		at, ok := nanos(x.At)
		if !ok {
			s.find(Finding{FindingInstant, strings.Clone(x.Of), "", strings.Clone(x.ID)})
			continue
		}
		if at > s.now {
			continue
		}
		key := [2]string{x.Of, attrsText(x.Attrs)}
		l := lines[key]
		if l == nil {
			l = &downLine{service: key[0], attrs: key[1]}
			lines[key] = l
			all = append(all, l)
		}
		changes = append(changes, change{l, at, x.Seq, x.Is == "down"})
	}
	sort.SliceStable(changes, func(i, j int) bool {
		a, b := &changes[i], &changes[j]
		if c := cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.seq, b.seq)); c != 0 {
			return c < 0
		}
		return !a.down && b.down // down wins
	})
	for i := range changes {
		c := &changes[i]
		n := len(c.line.outages) - 1
		goesOn := n >= 0 && c.line.outages[n].to == forever
		switch {
		case c.down && !goesOn:
			c.line.outages = append(c.line.outages, crisisOutage{stretch: stretch{c.at, forever}, share: big.NewRat(1, 1)})
		case !c.down && goesOn:
			c.line.outages[n].to = c.at
		}
	}
	for _, l := range all {
		l.outages = slices.DeleteFunc(l.outages, func(o crisisOutage) bool { return o.from == o.to })
	}
	return all
}

// attrsText writes attributes by key, each text in one way only; "" without values.
func attrsText(attrs Attrs) string {
	if len(attrs) == 0 {
		return ""
	}
	last := map[string]string{}
	for _, a := range attrs {
		last[a[0]] = a[1]
	}
	escape := func(text string) string {
		if !strings.ContainsAny(text, "%,=]") {
			return text
		}
		return strings.NewReplacer("%", "%25", ",", "%2C", "=", "%3D", "]", "%5D").Replace(text)
	}
	var b strings.Builder
	for _, key := range sortedKeys(last) {
		if last[key] == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(escape(key) + "=" + escape(last[key]))
	}
	return b.String()
}

// prepare sorts and merges what a line has.
func (l *downLine) prepare() {
	sort.SliceStable(l.outages, func(i, j int) bool {
		a, b := &l.outages[i], &l.outages[j]
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.id, b.id)) < 0
	})
	for i := range l.outages {
		l.merged = joined(l.merged, l.outages[i].stretch)
	}
	sort.SliceStable(l.excluded, func(i, j int) bool { return l.excluded[i].from < l.excluded[j].from })
	var all []stretch
	for _, x := range l.excluded {
		all = joined(all, x)
	}
	l.excluded = all
}

// joined adds a stretch to a list by beginning; it is joined with the last if they
// overlap or abut.
func joined(all []stretch, x stretch) []stretch {
	if n := len(all) - 1; n >= 0 && x.from <= all[n].to {
		all[n].to = max(all[n].to, x.to)
		return all
	}
	return append(all, x)
}

// with gives the stretches of a member, each together with the stretches of the whole
// service that it overlaps or abuts.
func (l *downLine) with(whole *downLine) []stretch {
	if whole == nil || whole == l || len(whole.merged) == 0 {
		return l.merged
	}
	var all []stretch
	for _, x := range l.merged {
		first := sort.Search(len(whole.merged), func(i int) bool { return whole.merged[i].to >= x.from })
		last := sort.Search(len(whole.merged), func(i int) bool { return whole.merged[i].from > x.to }) - 1
		if first <= last {
			x = stretch{min(x.from, whole.merged[first].from), max(x.to, whole.merged[last].to)}
		}
		all = joined(all, x)
	}
	return all
}

// rest gives the first instant from an instant on that is not excluded, and the next
// excluded instant after it.
func (s *crisisSearch) rest(at int64, excluded [][]stretch) (from, to int64) {
	for moved := true; moved; {
		if s.looks += 1 + len(s.crises); s.looks > looksMost {
			s.find(Finding{Code: FindingCrises, Value: "too many stretches of outages and exclusions"})
			return forever, forever
		}
		moved, to = false, forever
		for _, list := range excluded {
			i := sort.Search(len(list), func(i int) bool { return list[i].to > at })
			switch {
			case i == len(list):
			case list[i].from <= at:
				at, moved = list[i].to, true
			default:
				to = min(to, list[i].from)
			}
		}
	}
	return at, to
}

// line finds the crises of a service or of members. known has the crises of the whole
// service, which members do not repeat.
func (s *crisisSearch) line(l, whole *downLine, known [][]crisisFound) {
	excluded := [][]stretch{l.excluded}
	if whole != nil && whole != l {
		excluded = append(excluded, whole.excluded)
	}
	subject := l.service
	if l.attrs != "" {
		subject += "[" + l.attrs + "]"
	}
	subject = escaped(subject) + "/"
	for _, x := range l.with(whole) {
		for at := x.from; at < x.to; {
			from, cut := s.rest(at, excluded)
			if from >= x.to {
				break
			}
			at = min(x.to, cut)
			for _, i := range s.about(l.service) {
				c := &s.crises[i]
				found, some := c.down(subject, stretch{from, at})
				switch {
				case !some:
				case l == whole:
					known[i] = append(known[i], found)
					s.add(found)
				case whole == nil || !covered(known[i], found.at):
					s.add(found)
				}
			}
		}
	}
	s.affected(l, subject, excluded)
}

// down gives the crisis of one piece in which a service is down.
func (c *crisisProgram) down(subject string, x stretch) (found crisisFound, some bool) {
	if c.kind != crisisDown {
		return found, false
	}
	at := later(x.from, c.long)
	if at == forever || x.to < at || x.to == at && !c.lowIn {
		return found, false
	}
	return crisisFound{c, subject, x.from, at, x.to}, true
}

// covered reports whether an instant lies in one of the crises, which are in order.
func covered(all []crisisFound, at int64) bool {
	i := sort.Search(len(all), func(i int) bool { return all[i].at > at }) - 1
	return i >= 0 && at <= all[i].end
}

// affected notes the incidents of a line, and from when on each is a crisis.
func (s *crisisSearch) affected(l *downLine, subject string, excluded [][]stretch) {
	asked := slices.DeleteFunc(slices.Clone(s.about(l.service)), func(i int) bool { return s.crises[i].kind != crisisAffected })
	if len(asked) == 0 {
		return
	}
	run, until := "", int64(zeroTime)
	for i := range l.outages {
		o := &l.outages[i]
		name := escaped(l.service) + "/" + escaped(o.id)
		if o.id == "" {
			if run == "" || o.from > until {
				run, until = subject+moment(instant(o.from)), o.to
			}
			until = max(until, o.to)
			name = run
		}
		from, _ := s.rest(o.from, excluded)
		if from >= o.to {
			continue
		}
		x := s.incidents[name]
		if x == nil {
			x = &incident{slices.Repeat([]int64{forever}, len(s.crises)), zeroTime}
			s.incidents[name] = x
		}
		x.end = max(x.end, o.to)
		for _, i := range asked {
			c := &s.crises[i]
			value := o.affected
			if c.share {
				value = o.share
			}
			switch {
			case value == nil:
				s.find(Finding{FindingAffected, strings.Clone(l.service), "crises." + c.ID, name})
			case c.has(value):
				x.at[i] = min(x.at[i], from)
			}
		}
	}
}

// escaped writes a name so that a key has no other "/" than those between its parts.
func escaped(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "%", "%25"), "/", "%2F")
}

// alarms lists the alarms of what was found.
func (s *crisisSearch) alarms() (all []Alarm) {
	sort.Slice(s.found, func(i, j int) bool { return s.found[i].at > s.found[j].at })
	sole := []warning{{Level: Level{At: markCrisis}, key: string(markCrisis), crisis: true}}
	for i := range s.found {
		f := &s.found[i]
		if len(all) >= alarmsOfCrisesMost {
			s.find(Finding{Code: FindingCrises, Value: "alarms of " + strconv.Itoa(len(s.found)-i) + " crises"})
			break
		}
		if !slices.ContainsFunc(f.crisis.ladder, func(w warning) bool { return w.crisis }) {
			all = f.raise(all, &sole[0], s.now)
		}
		for n := range f.crisis.ladder {
			all = f.raise(all, &f.crisis.ladder[n], s.now)
		}
	}
	sort.Slice(all, func(i, j int) bool {
		return cmp.Or(all[i].At.Compare(all[j].At), cmp.Compare(all[i].Key, all[j].Key)) < 0
	})
	return all
}

// raise adds the alarms of one level, and of its repetitions the last thousand that have
// passed and the next.
func (f *crisisFound) raise(all []Alarm, w *warning, now int64) []Alarm {
	first, n := later(f.at, w.offset), int64(0)
	if w.every > 0 && now > first {
		n = max(0, (now-first)/w.every-passedMost+1)
	}
	for ; ; n++ {
		next := first
		if n > 0 {
			next = later(first, min(forever, n*min(w.every, forever/n)))
		}
		if next == forever || next > f.end {
			return all
		}
		incident := f.incident()
		key := escaped(f.crisis.ID) + "/" + incident + "/" + w.key
		if n > 0 {
			key += "/" + strconv.FormatInt(n+1, 10)
		}
		all = append(all, Alarm{
			Key: key, At: instant(next), Mark: w.At, Level: w.number, Tell: slices.Clone(w.Tell),
			Crisis: f.crisis.ID, Incident: incident,
		})
		if w.every == 0 || next > now {
			return all
		}
	}
}
