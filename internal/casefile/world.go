package casefile

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
)

// run is a case file on its way: what failed, and what an update would write.
type run struct {
	files   fs.FS
	page    *page
	sources sla.Sources
	saw     func(int, *sla.Result)
	export  func(*portable) error // takes each case that holds; nil: nobody does
	edits   []edit
	fails   []*Mistake
}

func (r *run) fail(l *line, format string, args ...any) { r.failAt(l.number, format, args...) }

func (r *run) failAt(number int, format string, args ...any) {
	r.fails = append(r.fails, &Mistake{number, fmt.Errorf(format, args...)})
}

func (r *run) check(l *line, err error) bool {
	if err != nil {
		r.fail(l, "%v", err)
	}
	return err == nil
}

// world is what a case has told so far.
type world struct {
	*run
	texts      fstest.MapFS // the agreements that the case writes out
	agreements map[string]*agreement
	first      *agreement // it answers if the case names no agreement
	calendars  map[string]calendar.Calendar
	zone       *time.Location
	zoned      bool      // by "times in"
	now        time.Time // the moment of the line above
	tickets    []*sla.Ticket
	fed        map[string]bool // ids of tickets that a file brought
	facts      sla.Facts       // without tickets and statements
	count      int             // of facts
	issued     map[*agreement][]sla.IssuedStatement
	claimed    []date.Date     // the days on which the customer claimed credits
	heard      map[string]bool // the words of the agreements, and those said to be unheard
	broken     bool            // nothing can be asked, such as of an agreement that does not compile
	astray     bool            // a time of a fact cannot be read, so broken too
	answers    int
	settled    map[*agreement][]string // the periods of issued
	silent     *line                   // a ticket about which nothing was asked yet

	exported *portable // nil: the case is not exported
	about    question  // what the next answers are about
}

func newWorld(r *run) *world {
	var exported *portable
	if r.export != nil {
		exported = &portable{Corpus: 1, Calendars: map[string]calendar.Spec{}, Questions: []question{}}
	}
	return &world{run: r, exported: exported, texts: fstest.MapFS{}, agreements: map[string]*agreement{}, calendars: map[string]calendar.Calendar{},
		zone: time.UTC, fed: map[string]bool{}, issued: map[*agreement][]sla.IssuedStatement{}, heard: map[string]bool{}, settled: map[*agreement][]string{}}
}

// blocks are the words with which a block begins.
var blocks = []string{"agreement", "calendar", "case", "unheard", "times in", "ticket", "tickets", "service", "clock", "charge", "claimed", "facts",
	"period", "settle", "window", "coming from", "crises"}

// block tells one block.
func (w *world) block(l *line) {
	words, err := wordsOf(l.text)
	if !w.check(l, err) {
		return
	}
	switch head := words[0]; {
	case head.is("agreement"):
		w.agreementBlock(l, words[1:])
	case head.is("calendar"):
		w.calendarBlock(l, words[1:])
	case head.is("unheard"):
		w.unheardBlock(l, words[1:])
	case head.is("times"):
		w.zoneBlock(l, words)
	case head.is("ticket"), head.is("tickets"):
		w.ticketBlock(l, words)
	case head.is("service"), head.is("clock"):
		w.serviceBlock(l, words)
	case head.is("charge"):
		w.chargeBlock(l, words)
	case head.is("claimed"):
		w.claimedBlock(l, words[1:])
	case head.is("facts"):
		w.factsBlock(l, words)
	case head.is("period"), head.is("settle"):
		w.periodBlock(l, words)
	case head.is("window"):
		w.windowBlock(l, words)
	case head.is("coming"):
		w.comingBlock(l, words)
	case head.is("crises"):
		w.crisesBlock(l, words)
	default:
		w.table(l, words)
	}
}

// childless refuses lines below a block that has none.
func (w *world) childless(l *line) {
	for _, k := range l.below {
		w.fail(k, "nothing stands below %q", l.text)
		return
	}
}

func (w *world) unheardBlock(l *line, words []word) {
	w.childless(l)
	if len(words) == 0 {
		w.fail(l, "write unheard and the words that the agreement does not know, on purpose")
	}
	for _, name := range words {
		w.heard[name.text] = true
	}
}

func (w *world) zoneBlock(l *line, words []word) {
	w.childless(l)
	if len(words) != 3 || !words[1].is("in") {
		w.fail(l, "write times in ZONE, such as times in Europe/Berlin")
		return
	}
	zone, err := calendar.Sources{Zone: w.run.sources.Zone}.Location(words[2].text)
	if w.check(l, err) {
		w.zone, w.zoned = zone, true
	}
}

// time reads a time at the front of words and moves the story to it. Without a time
// the time of the story stays.
func (w *world) time(l *line, words []word) (at time.Time, rest []word, ok bool) {
	t, err := readTime(words, w.now, w.zone)
	switch {
	case err != nil:
	case t.words == 0 && w.now.IsZero():
		err = errors.New("the first line needs a time, such as Fri 2026-03-06 09:00")
	case t.words == 0:
		t.at = w.now
	case !t.dated && t.at.Before(w.now):
		err = fmt.Errorf("%s is before the line above (%s); write the date if that is meant", textOf(words[:t.words]), w.full(w.now))
	}
	if err != nil {
		if !w.astray { // later lines take what they leave out from this time
			w.check(l, err)
		}
		w.astray, w.broken = true, true
		return time.Time{}, nil, false
	}
	w.now = t.at
	return t.at, words[t.words:], true
}

// full writes an instant with its date.
func (w *world) full(t time.Time) string { return written(t, time.Time{}, w.zone) }

func dateOf(t time.Time, zone *time.Location) date.Date {
	y, m, d := t.In(zone).Date()
	return civil.Date(y, m, d)
}

// another counts one more fact.
func (w *world) another(l *line) bool {
	w.count++
	if w.count == factsMost+1 {
		w.fail(l, "a case has at most %d facts", factsMost)
	}
	return w.count <= factsMost
}

// attributes sorts words into attributes and others.
func attributes(words []word) (set sla.Attrs, rest []word) {
	for _, x := range words {
		if x.equals > 0 {
			set = append(set, [2]string{x.text[:x.equals], x.text[x.equals+1:]})
		} else {
			rest = append(rest, x)
		}
	}
	return set, rest
}

// ticketBlock reads "ticket ID attr…" or "tickets N ID attr…" and its history.
func (w *world) ticketBlock(l *line, words []word) {
	count := 1
	form := "write ticket ID, or tickets N ID, and attributes such as priority=P1"
	if words[0].is("tickets") {
		n := 0
		if len(words) > 1 {
			n, _ = strconv.Atoi(words[1].text)
		}
		if n < 1 || n > copiesOf {
			w.fail(l, "%s; N is from 1 to %d", form, copiesOf)
			return
		}
		count, words = n, words[1:]
	}
	if len(words) < 2 || words[1].equals > 0 {
		w.fail(l, "%s", form)
		return
	}
	id := words[1].text
	set, rest := attributes(words[2:])
	if len(rest) > 0 {
		w.fail(l, "%q: %s", rest[0].text, form)
		return
	}
	t := &sla.Ticket{ID: id, Attrs: set}
	if count > 1 {
		t.ID = id + "-1"
	}
	from := slices.IndexFunc(w.tickets, func(known *sla.Ticket) bool { return known.ID == t.ID && w.fed[t.ID] })
	if from >= 0 { // a file brought it
		t = w.tickets[from]
		t.Attrs = append(t.Attrs, set...)
	}
	for _, a := range set {
		w.known(l, "attribute", a[0])
	}
	before := w.answers
	for _, k := range l.below {
		w.moment(k, t)
	}
	if from < 0 {
		w.tickets = append(w.tickets, t)
	}
	for n := 1; n <= count; n++ {
		if !w.another(l) {
			return
		}
		if n > 1 {
			w.tickets = append(w.tickets, &sla.Ticket{ID: fmt.Sprintf("%s-%d", id, n), Attrs: t.Attrs, Events: t.Events})
		}
	}
	if w.answers == before && w.silent == nil {
		w.silent = l
	}
}

// moment reads one line of a ticket: a time, what happens, and what is asked.
func (w *world) moment(k *line, t *sla.Ticket) {
	left, answer, asks := arrow(k.text)
	words, err := wordsOf(left)
	if !w.check(k, err) {
		return
	}
	if len(words) > 0 && words[0].is(never) {
		w.event(k, t, time.Time{}, words[1:])
		if asks || len(k.below) > 0 {
			w.fail(k, "nothing is asked of an event that never happened; ask on a line with a time")
		}
		return
	}
	moment, rest, ok := w.time(k, words)
	if !ok {
		return
	}
	if len(rest) > 0 && rest[0].is("to") {
		w.exclusion(k, moment, rest[1:], sla.Exclusion{Ticket: t.ID})
		if asks {
			w.fail(k, "ask on the line after an exclusion")
		}
		return
	}
	if len(rest) > 0 {
		w.event(k, t, moment, rest)
	} else if !asks && len(k.below) == 0 {
		w.fail(k, "nothing happens and nothing is asked; write an event, attributes, or =>")
	}
	open := asks && strings.HasSuffix(answer, ":")
	more := len(k.below) > 0 && isAnswer(k.below[0].text)
	switch verb, _, _ := strings.Cut(answer, " "); {
	case open && more && slices.Contains(listVerbs, verb): // an update would write over them
		w.fail(k, "the lines below would be the list of this answer, and are answers; ask %s on a line of its own", strings.TrimSuffix(answer, ":"))
	case asks:
		w.askTicket(k, answer, t)
	}
	if open && !more {
		return // what stands below are the lines of this answer
	}
	for _, ask := range k.below {
		left, answer, asks := arrow(ask.text)
		if !asks || left != "" {
			w.fail(ask, "below a moment stand its answers: => OBJECTIVE: due 13:30")
			continue
		}
		w.askTicket(ask, answer, t)
	}
}

// event reads [NAME] attr… [#ID[/SEQ]].
func (w *world) event(k *line, t *sla.Ticket, moment time.Time, words []word) {
	set, names := attributes(words)
	e := sla.Event{At: moment, Name: "changed", Set: set}
	named := false
	for _, name := range names {
		switch id, tagged := strings.CutPrefix(name.text, "#"); {
		case tagged && !name.quoted:
			if e.ID != "" || e.Seq != 0 {
				w.fail(k, "an event has one #ID/SEQ")
				return
			}
			if i := strings.LastIndex(id, "/"); i >= 0 {
				seq, err := strconv.ParseInt(id[i+1:], 10, 64)
				if err != nil {
					w.fail(k, "%q: write #ID or #ID/SEQ, where SEQ is a whole number", name.text)
					return
				}
				e.Seq, id = seq, id[:i]
			}
			e.ID = id
		case named:
			w.fail(k, "an event has one name: %q or %q; write the other on a line below, with the same time", e.Name, name.text)
			return
		default:
			e.Name, named = name.text, true
			w.known(k, "event", name.text)
		}
	}
	for _, a := range set {
		w.known(k, "attribute", a[0])
	}
	if w.another(k) {
		t.Events = append(t.Events, e)
	}
}

// exclusion reads what follows "TIME to": TIME excluded WHY [noticed TIME] [approved
// WHO] [id=ID].
func (w *world) exclusion(l *line, from time.Time, words []word, e sla.Exclusion) {
	const form = `write TIME to TIME excluded "why" noticed TIME approved "who"; the last two may be left out`
	w.childless(l)
	to, rest, ok := w.time(l, words)
	if !ok {
		return
	}
	if len(rest) < 2 || !rest[0].is("excluded") {
		w.fail(l, "%s", form)
		return
	}
	w.now = from // stretches may overlap
	e.From, e.To, e.Reason, rest = from, to, rest[1].text, rest[2:]
	for len(rest) > 0 {
		switch {
		case rest[0].is("noticed"):
			t, err := readTime(rest[1:], from, w.zone)
			if !w.check(l, err) {
				return
			}
			e.Noticed, rest = t.at, rest[1+t.words:]
			if t.words > 0 {
				continue
			}
		case rest[0].is("approved") && len(rest) > 1:
			e.Approved, rest = rest[1].text, rest[2:]
			continue
		case rest[0].equals > 0:
			set, _ := attributes(rest[:1])
			if set[0][0] == "id" {
				e.ID = set[0][1]
			} else {
				e.Attrs = append(e.Attrs, set...)
			}
			rest = rest[1:]
			continue
		}
		w.fail(l, "%s", form)
		return
	}
	if w.another(l) {
		w.facts.Exclusions = append(w.facts.Exclusions, e)
	}
}

// serviceBlock reads what was measured of a service: outages, states, counts, samples
// and exclusions; or exclusions of a clock.
func (w *world) serviceBlock(l *line, words []word) {
	if len(words) != 2 {
		w.fail(l, "write %s NAME, and below it what was measured", words[0].text)
		return
	}
	if len(l.below) == 0 {
		w.fail(l, "nothing stands below; write what was measured")
	}
	name := words[1].text
	for _, k := range l.below {
		words, err := wordsOf(k.text)
		if !w.check(k, err) {
			continue
		}
		from, rest, ok := w.time(k, words)
		if !ok {
			continue
		}
		if indexOf(rest, "excluded") >= 0 && len(rest) > 0 && rest[0].is("to") {
			e := sla.Exclusion{Of: name}
			if l.text[0] == 'c' {
				e = sla.Exclusion{Clock: name}
			}
			w.exclusion(k, from, rest[1:], e)
			continue
		}
		if l.text[0] == 'c' {
			w.fail(k, `below a clock stand exclusions: TIME to TIME excluded "why"`)
			continue
		}
		w.childless(k)
		w.measured(k, name, from, rest)
	}
}

// measured reads one line of a service.
func (w *world) measured(k *line, name string, from time.Time, rest []word) {
	const form = "write TIME to TIME down, TIME STATE, TIME N of M, TIME value N, or TIME to TIME excluded WHY"
	to, ends, going := from, false, false
	if len(rest) > 0 && rest[0].is("to") {
		ends = true
		if len(rest) > 1 && rest[1].is("open") {
			going, rest = true, rest[2:]
		} else {
			var ok bool
			if to, rest, ok = w.time(k, rest[1:]); !ok {
				return
			}
			w.now = from // stretches may overlap
		}
	}
	every := time.Duration(0)
	if len(rest) > 1 && rest[0].is("every") {
		d, err := span.Parse(rest[1].text, span.Clock)
		if err != nil || d <= 0 || !ends || going {
			w.fail(k, "write TIME to TIME every 5m, with a length above 0s")
			return
		}
		every, rest = d, rest[2:]
	}
	set, plain := attributes(rest)
	take := func(key string) string {
		value := set.Get(key)
		set = slices.DeleteFunc(set, func(a [2]string) bool { return a[0] == key })
		if len(set) == 0 {
			set = nil
		}
		return value
	}
	switch n := len(plain); {
	case (n == 3 && plain[1].is("of") || n == 2 && plain[0].is("value")) && (every > 0 || !ends):
		copies := 0
		for t := from; t.Equal(from) || t.Before(to); t = t.Add(max(every, 1)) {
			if copies++; copies > copiesOf {
				w.fail(k, "a line stands for at most %d facts", copiesOf)
				return
			}
			if !w.another(k) || !w.figure(k, name, t, plain, set) || every == 0 {
				return
			}
		}
	case n == 1 && plain[0].is("down") && ends && every == 0:
		o := sla.Outage{Of: name, From: from, To: to, ID: take("id"), Share: take("share")}
		if going {
			o.To = time.Time{}
		}
		for key, point := range map[string]*time.Time{"detected": &o.Detected, "reported": &o.Reported, "ticketed": &o.Ticketed, "acknowledged": &o.Acknowledged} {
			text := take(key)
			if text == "" {
				continue
			}
			words, err := wordsOf(text)
			var t told
			if err == nil {
				t, err = readTime(words, from, w.zone)
			}
			if err == nil && (t.words == 0 || t.words != len(words)) {
				err = fmt.Errorf("%s=%s is no time", key, text)
			}
			if !w.check(k, err) {
				return
			}
			*point = t.at
		}
		o.Attrs = set
		if w.another(k) {
			w.facts.Outages = append(w.facts.Outages, o)
		}
	case n == 1 && !ends, n == 2 && !ends && strings.HasPrefix(plain[1].text, "#"):
		s := sla.State{Of: name, At: from, Is: plain[0].text, Was: take("was")}
		if n == 2 {
			id := plain[1].text[1:]
			if i := strings.LastIndex(id, "/"); i >= 0 {
				seq, err := strconv.ParseInt(id[i+1:], 10, 64)
				if err != nil {
					w.fail(k, "%q: write #ID or #ID/SEQ, where SEQ is a whole number", plain[1].text)
					return
				}
				s.Seq, id = seq, id[:i]
			}
			s.ID = id
		}
		s.Attrs = set
		if w.another(k) {
			w.facts.States = append(w.facts.States, s)
		}
	default:
		w.fail(k, "%s", form)
	}
}

// figure reads "N of M" or "value N" at an instant.
func (w *world) figure(k *line, name string, t time.Time, plain []word, set sla.Attrs) bool {
	if plain[0].is("value") {
		v, err := number(plain[1].text)
		if !w.check(k, err) {
			return false
		}
		w.facts.Samples = append(w.facts.Samples, sla.Sample{Of: name, At: t, Value: v, Attrs: set})
		return true
	}
	good, err := strconv.ParseInt(plain[0].text, 10, 64)
	total, err2 := strconv.ParseInt(plain[2].text, 10, 64)
	if err != nil || err2 != nil {
		w.fail(k, "write two whole numbers, such as 998 of 1000")
		return false
	}
	w.facts.Counts = append(w.facts.Counts, sla.Count{Of: name, At: t, Good: good, Total: total, Attrs: set})
	return true
}

// number reads a decimal without an exponent, which could be long.
func number(text string) (decimal.Decimal, error) {
	v, err := decimal.NewFromString(text)
	if err != nil || strings.ContainsAny(text, "eE_") || len(text) > 60 {
		return decimal.Decimal{}, fmt.Errorf("%q is no number: write 12.50", text)
	}
	return v, nil
}

// chargeBlock reads "charge PERIOD AMOUNT [UNIT] [for SERVICE] attr…".
func (w *world) chargeBlock(l *line, words []word) {
	w.childless(l)
	set, words := attributes(words)
	const form = "write charge PERIOD AMOUNT, such as charge 2026-03 2000.00 for portal"
	if len(words) < 3 {
		w.fail(l, "%s", form)
		return
	}
	c := sla.Charge{Attrs: set}
	var err error
	if c.Period, err = sla.ParsePeriod(words[1].text); !w.check(l, err) {
		return
	}
	if c.Amount, err = number(words[2].text); !w.check(l, err) {
		return
	}
	rest := words[3:]
	if len(rest) > 0 && !rest[0].is("for") {
		c.Unit, rest = rest[0].text, rest[1:]
	}
	if len(rest) == 2 && rest[0].is("for") {
		c.Of, rest = rest[1].text, nil
	}
	if len(rest) > 0 {
		w.fail(l, "%s", form)
		return
	}
	if w.another(l) {
		w.facts.Charges = append(w.facts.Charges, c)
	}
}

// claimedBlock reads "claimed DATE …": the days on which the customer claimed credits.
func (w *world) claimedBlock(l *line, words []word) {
	w.childless(l)
	if len(words) == 0 {
		w.fail(l, "write claimed DATE, such as claimed 2026-04-15")
	}
	for _, x := range words {
		day, err := civil.Parse(x.text)
		if err != nil {
			w.fail(l, "%s: %v; write claimed DATE, such as claimed 2026-04-15", x.text, err)
			return
		}
		if !w.another(l) {
			return
		}
		w.claimed = append(w.claimed, day)
	}
}

// factsBlock reads "facts FILE by MAPPING": the rows of a table, by a mapping file.
func (w *world) factsBlock(l *line, words []word) {
	w.childless(l)
	if len(words) != 4 || !words[2].is("by") {
		w.fail(l, "write facts FILE by MAPPING, such as facts tickets.csv by tickets.map.yaml")
		return
	}
	for _, name := range []string{words[1].text, words[3].text} {
		if !fs.ValidPath(w.beside(name)) {
			w.fail(l, "%q is no path below the folder of cases", name)
			return
		}
	}
	mapping, err := feeds.OpenMapping(w.run.files, w.beside(words[3].text))
	if !w.check(l, err) {
		return
	}
	file, err := w.run.files.Open(w.beside(words[1].text))
	if !w.check(l, err) {
		return
	}
	defer file.Close()
	var read sla.Facts
	intake, err := mapping.Read(feeds.Into(&read), file)
	if !w.check(l, err) {
		return
	}
	for _, f := range intake.Findings {
		w.fail(l, "%s has the finding %s", words[1].text, strings.TrimSpace(fmt.Sprintln(f.Code, f.Subject, f.Path, f.Value)))
	}
	for i := range read.Tickets {
		t := &read.Tickets[i]
		w.fed[t.ID] = true
		w.tickets = append(w.tickets, t)
	}
	f := &w.facts
	f.Outages, f.States, f.Counts = append(f.Outages, read.Outages...), append(f.States, read.States...), append(f.Counts, read.Counts...)
	f.Samples, f.Exclusions, f.Charges = append(f.Samples, read.Samples...), append(f.Exclusions, read.Exclusions...), append(f.Charges, read.Charges...)
	w.count += len(read.Tickets) + len(read.Outages) + len(read.States) + len(read.Counts) + len(read.Samples) + len(read.Exclusions) + len(read.Charges)
	if w.count > factsMost {
		w.fail(l, "a case has at most %d facts", factsMost)
	}
}

// told gives the facts so far, as they bear on one agreement.
func (w *world) told(a *agreement) sla.Facts {
	facts := w.facts
	for _, t := range w.tickets {
		facts.Tickets = append(facts.Tickets, *t)
	}
	facts.Issued = w.issued[a]
	return facts
}

func arrow(s string) (left, right string, found bool) {
	left, right, found = cut(s, "=>")
	return strings.TrimSpace(left), strings.TrimSpace(right), found
}

// listVerbs are the questions about a ticket whose answers are lines.
var listVerbs = []string{"trace", "because", "alarms", "time-in"}

// unknownBlock says which verb was meant. text has the first two words of the line: a verb
// is one word, such as ticket, or two, such as next open.
func unknownBlock(text string) error {
	all := slices.Concat(blocks, verbs)
	if first, _, _ := strings.Cut(text, " "); fault.Nearest(first, all...) != "" {
		return wordOf(first, all...)
	}
	return wordOf(text, all...)
}
