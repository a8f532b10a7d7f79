package sla

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/parts"
	"github.com/upheld/upheld/internal/zone"
	"github.com/upheld/upheld/metrics"
)

// compiler checks a Spec and turns it into an Agreement. It goes on after a
// problem, so that all of them are reported.
type compiler struct {
	found   map[Finding]bool // the findings of the agreement so far
	kept    keptFields       // by the changes of the revisions so far
	looks   int              // long looks into calendars so far: see within
	sources Sources
	faults  fault.List
	zone    *zone.Zone
	dates   calendar.Calendar // see everyDate
	memos   map[every]int
	bits    int64                        // of all bitmaps so far
	renamed int                          // targets that were compiled again so far: see byHours
	zoned   map[string]calendar.Calendar // by zone: the calendar of every date of the zone
	late    map[string]countsDays        // by objective, over all revisions
	a       *Agreement
	seen    map[[3]string]bool // problems: path, value, text of the error

	calendars     []map[string]calendar.Calendar // of each revision
	calendarSpecs []map[string]calendar.Spec     // of each revision; nil: as in the revision before
	lists         dayLists

	cites    map[string]string // the clauses of parts, by their paths
	gradesAt string            // the place of the grades of the revision before
	crisesAt string            // the places of its crises and their ladders

	words   *lexicon
	turning map[string][]turningPoint // of each clock, by its path
}

// agreement compiles a copy of the spec, so that the caller may change the spec.
func (c *compiler) agreement(spec Spec) *Agreement {
	spec = parts.Copy(spec)
	c.a = &Agreement{spec: spec, from: zeroTime, to: forever}
	if spec.ID == "" {
		c.faults.Addf("id", "", fault.ErrMissing, "an agreement needs a name by which results refer to it")
	}
	c.unseen(nil, reflect.ValueOf(&spec).Elem(), false)
	word(c, "", "kind", spec.Kind, SLA, OLA, Underpinning)
	loc := c.location(spec.Zone)
	c.zone = zone.Of(loc)
	c.a.zone = c.zone
	c.currency("currency", spec.Currency)
	for i := range spec.Revisions {
		c.currency(fmt.Sprintf("revisions[%d].change.currency", i), spec.Revisions[i].Change.Currency)
	}
	if len(spec.Removed) > 0 {
		c.faults.Addf("removed", strings.Join(spec.Removed, ", "), fault.ErrConflict, "only a change takes something out: see Spec.With")
	}
	for i, lock := range spec.Locked {
		path := fmt.Sprintf("locked[%d]", i)
		if word(c, path, "may", lock.May, NotChange, Tighten) && lock.May == "" {
			c.faults.Addf(path+".may", "", fault.ErrMissing, "say what layers above may do: not-change or tighten")
		}
		if part, word := lock.Path, ""; !parts.Names(reflect.TypeFor[Spec](), part) {
			if cut := strings.LastIndexByte(part, '.'); cut > 0 {
				part, word = part[:cut], part[cut+1:]
			}
			if strings.HasPrefix(part, "objectives.") && parts.Names(reflect.TypeFor[Spec](), part) && isMetric(word) {
				continue
			}
			c.faults.Addf(path+".path", lock.Path, fault.ErrUnknown, "name a part or field, such as policies or objectives.*.attain")
		}
	}
	c.measurers()
	c.a.from, c.a.to = c.span("effective", spec.Effective)
	c.document(&spec)

	if !c.bounded(spec) {
		return nil
	}
	pays, others := c.transitioned(spec.Revisions)
	terms := flatten(spec)
	c.kept, c.a.kept = terms.kept, terms.kept
	c.program(terms, c.a.from)
	for i, r := range pays {
		path := fmt.Sprintf("revisions[%d]", i)
		from := c.revisionStart(path, r)
		terms = terms.change(r, path, &c.faults)
		c.program(terms, from)
		last := &c.a.programs[len(c.a.programs)-1]
		last.pins = r.Pins
		c.a.programs[len(c.a.programs)-2].to = from
	}
	if c.faults.Len() > 0 {
		return nil
	}
	c.a.calendars = c.calendars[0]
	c.listen(terms)
	c.promises()
	c.lateDates()
	c.a.lookups()
	c.crisisServices()
	if c.promiseChanges(); c.faults.Len() > 0 {
		return nil
	}
	c.cite(&spec)
	if c.languages(&spec); c.faults.Len() > 0 {
		return nil
	}
	if len(c.a.transitions) > 0 && !c.withOther(spec, others) {
		return nil
	}
	c.a.prints.calendars, c.a.prints.own = c.calendars, owned(c.sources)
	c.a.prints.lists, c.a.prints.specs, c.a.prints.sources = c.lists, c.calendarSpecs, c.sources
	return c.a
}

// Bounds of an agreement. Each revision is compiled as a whole, so that a file of
// many revisions may have fewer parts.
const (
	partsOfSpecMax = 40_000    // objectives, clocks and calendars of the agreement and its revisions
	revisionsMax   = 2_000     // in Revisions
	compiledMax    = 2_000_000 // values of an agreement with revisions, as weigh counts them
)

// bounded reports whether the parts, the revisions and the values of an agreement stay
// within the bounds.
func (c *compiler) bounded(spec Spec) bool {
	before := c.faults.Len()
	count := len(spec.Objectives) + len(spec.Clocks) + len(spec.Calendars)
	for i := range spec.Revisions {
		change := &spec.Revisions[i].Change
		count += len(change.Objectives) + len(change.Clocks) + len(change.Calendars)
	}
	revisions := len(spec.Revisions)
	switch {
	case revisions > revisionsMax:
		c.faults.Addf("revisions", "", fault.ErrRange, "at most %d revisions", revisionsMax)
	case count > partsOfSpecMax:
		c.faults.Addf("objectives", "", fault.ErrRange, "at most %d objectives, clocks and calendars, including those of revisions", partsOfSpecMax)
	case revisions > 0:
		if values := weigh(spec); values > compiledMax {
			c.faults.Addf("revisions", "", fault.ErrRange,
				"%d revisions of %d objectives, clocks and calendars have %d values, counting what each takes over from the revision before: at most %d; begin a new agreement",
				revisions, count, values, compiledMax)
		}
	}
	return c.faults.Len() == before
}

// weigh counts the values of an agreement and of each revision with the parts and
// fields that it takes over. This is about the cost of compiling them.
func weigh(spec Spec) int {
	weights, now, all := map[string]map[string]int{}, 0, 0 // by part and field
	put := func(part, field string, values int) {
		if weights[part] == nil {
			weights[part] = map[string]int{}
		}
		now += values - weights[part][field]
		weights[part][field] = values
	}
	remove := func(part string) {
		for field := range weights[part] {
			put(part, field, 0)
		}
	}
	weighed := func(part string, of reflect.Value) {
		put(part, "", partValues)
		for field, value := range parts.Fields(of) {
			put(part, field, values(value))
		}
	}
	change := func(s *Spec) {
		for _, path := range s.Removed {
			if field := strings.LastIndexByte(path, '.'); weights[path] == nil && field > 0 {
				put(path[:field], path[field+1:], 0)
			}
			remove(path)
		}
		for name, of := range s.Calendars {
			weighed("calendars."+name, reflect.ValueOf(of))
		}
		for name, of := range s.Clocks {
			weighed("clocks."+name, reflect.ValueOf(of))
		}
		for i := range s.Objectives {
			weighed("objectives."+s.Objectives[i].ID, reflect.ValueOf(&s.Objectives[i]).Elem())
		}
		for name, of := range s.Escalations {
			put("escalations."+name, "", partValues+values(reflect.ValueOf(of)))
		}
		if s.Crises != nil {
			put("crises", "", values(reflect.ValueOf(s.Crises)))
		}
		if s.Grades != nil {
			put("grades", "", creditValues*values(reflect.ValueOf(s.Grades)))
		}
		if s.Priority != nil {
			put("priorities", "", values(reflect.ValueOf(s.Priority)))
		}
		for field, value := range parts.Fields(reflect.ValueOf(s.Credits)) {
			put("credits", field, creditValues*values(value))
		}
		all += now
	}
	change(&spec)
	for i := range spec.Revisions {
		change(&spec.Revisions[i].Change)
	}
	return all
}

// A part costs something even if it is short. A value of a credit rule costs much more
// than a name, because tables are compared with every promise.
const (
	partValues   = 16
	creditValues = 8
)

// values counts the texts and numbers within a part of an agreement.
func values(of reflect.Value) int {
	switch of.Kind() {
	case reflect.Struct:
		n := 0
		for i := range of.NumField() {
			n += values(of.Field(i))
		}
		return n
	case reflect.Pointer, reflect.Interface:
		if of.IsNil() {
			return 0
		}
		return values(of.Elem())
	case reflect.Slice, reflect.Array:
		n := 0
		for i := range of.Len() {
			n += 1 + values(of.Index(i))
		}
		return n
	case reflect.Map:
		n := 0
		for entries := of.MapRange(); entries.Next(); {
			n += 1 + values(entries.Value())
		}
		return n
	}
	if of.IsZero() {
		return 0
	}
	return 1
}

// isMetric reports whether a word names a metric.
func isMetric(word string) bool {
	return slices.ContainsFunc([]metrics.Metric{
		metrics.Share{}, metrics.Mean{}, metrics.Max{}, metrics.Sum{}, metrics.Percentile{}, metrics.TimeIn{}, metrics.Repair{},
		metrics.Availability{}, metrics.Slices{}, metrics.Composed{}, metrics.Ratio{}, metrics.Score{}, metrics.Total{}, metrics.Custom{},
	}, func(m metrics.Metric) bool { return m.Key() == word })
}

func (c *compiler) location(name string) *time.Location {
	if name == "" {
		c.faults.Addf("zone", "", fault.ErrMissing, "dates and periods need a time zone, such as Europe/Berlin or UTC")
		return time.UTC
	}
	location, err := calendar.Sources{Zone: c.sources.Zone}.Location(name)
	if err != nil {
		c.faults.Add("zone", name, err)
		return time.UTC
	}
	return location
}

// everyDate gives the calendar in which every date of the zone is open. It is made
// when a target first counts calendar days.
func (c *compiler) everyDate() calendar.Calendar {
	if c.dates == (calendar.Calendar{}) {
		c.dates = calendar.Always().In(c.zone.Location())
	}
	return c.dates
}

func (c *compiler) currency(path, code string) {
	if code == "" {
		return
	}
	if len(code) != 3 || strings.ContainsFunc(code, func(r rune) bool { return r < 'A' || r > 'Z' }) {
		c.faults.Addf(path, code, fault.ErrSyntax, "a currency is three capital letters, such as EUR")
	}
	if meant := currencyMeant(code); meant != "" {
		c.quietly(Finding{FindingWord, code, path, meant})
	}
}

// span reads a Range as [from, to).
func (c *compiler) span(path string, r Range) (from, to int64) {
	from, to = zeroTime, forever
	if r == "" {
		return from, to
	}
	first, last, ok := strings.Cut(string(r), "/")
	if !ok {
		c.faults.Addf(path, string(r), fault.ErrSyntax, "a range is written 2026-01-01/2027-01-01; the end does not belong to it")
		return from, to
	}
	before := c.faults.Len()
	if first != "" {
		from = c.local(path, calendar.Local(first))
	}
	if last != "" {
		to = c.local(path, calendar.Local(last))
	}
	if c.faults.Len() == before && to <= from {
		c.faults.Addf(path, string(r), fault.ErrRange, "the end must be after the start")
	}
	return from, to
}

func (c *compiler) local(path string, l calendar.Local) int64 {
	t, err := l.In(c.zone.Location())
	if err != nil {
		c.faults.Add(path, string(l), err)
		return zeroTime
	}
	at, ok := nanos(t)
	if !ok {
		c.faults.Addf(path, string(l), fault.ErrRange, "from 1900 to 2189")
		return zeroTime
	}
	return at
}

func (c *compiler) revisionStart(path string, r Revision) int64 {
	if r.From == "" {
		c.faults.Addf(path+".from", "", fault.ErrMissing, "a revision takes effect at a local date or date-time")
		return zeroTime
	}
	from := c.local(path+".from", r.From)
	if before := c.a.programs[len(c.a.programs)-1].from; from <= before && len(c.a.programs) > 0 {
		c.faults.Addf(path+".from", string(r.From), fault.ErrConflict, "revisions stand in the order in which they take effect")
	} else if from >= c.a.to {
		c.faults.Addf(path+".from", string(r.From), fault.ErrConflict, "the agreement has ended by then")
	}
	if word(c, path, "pins", r.Pins, PinOpened, PinDue, PinStopped) && r.Pins == "" {
		c.faults.Addf(path+".pins", "", fault.ErrMissing,
			"say which instant of a ticket decides between this revision and the earlier terms: opened, due or stopped")
	}
	return from
}

// word checks that the value of a key is one of the words, or "".
func word[T ~string](c *compiler, path, key string, value T, words ...T) bool {
	if value == "" || slices.Contains(words, value) {
		return true
	}
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = string(w)
	}
	c.once(&fault.FieldError{Path: fault.Join(path, key), Value: string(value), Err: fault.NotOneOf(string(value), list...)})
	return false
}

// program compiles one revision.
func (c *compiler) program(f flat, from int64) {
	p := program{number: len(c.a.programs), from: from, to: c.a.to, zone: c.zone, written: f.Objectives}
	var calendars map[string]calendar.Calendar
	if n := len(c.calendars); n > 0 && !f.newCalendars {
		calendars = c.calendars[n-1] // as in the revision before
		c.calendarSpecs = append(c.calendarSpecs, nil)
	} else {
		calendars = c.compileCalendars(f)
		c.calendarSpecs = append(c.calendarSpecs, f.Calendars)
		c.lastMinutes(f)
	}
	c.calendars = append(c.calendars, calendars)
	c.policies(f.path("policies"), f.Policies)
	b := builder{compiler: c, p: &p, f: f, calendars: calendars}
	b.timesIn()
	b.matrix()
	b.clocks()
	b.escalations()
	b.grades()
	b.objectives()
	b.crises()
	b.unusedLadders()
	b.build()
	b.credits()
	c.lexicon(f, &p)
	c.turns(f, &p)
	for _, name := range p.credits.Quantities() {
		if !slices.Contains(c.a.quantities, name) {
			c.a.quantities = append(c.a.quantities, name)
		}
	}
	c.a.programs = append(c.a.programs, p)
}

func (c *compiler) compileCalendars(f flat) map[string]calendar.Calendar {
	if c.lists == nil {
		c.lists = dayLists{}
	}
	calendars, err := c.lists.listening(c.sources).Compile(c.zone.Location(), f.Calendars)
	for _, e := range fault.All(err) {
		c.report(f, "calendars", e)
	}
	if err != nil { // so that the rest is checked too
		calendars = map[string]calendar.Calendar{"24x7": calendar.Always()}
		for name := range f.Calendars {
			calendars[name] = calendar.Always()
		}
	}
	return calendars
}

// report records an error about a named part, with the place where the part was
// written.
func (c *compiler) report(f flat, kind string, e *fault.FieldError) {
	name, rest, _ := strings.Cut(e.Path, ".")
	at := *e
	at.Path = fault.Join(f.path(kind+"."+name), rest)
	c.once(&at)
}

// once records a problem, unless it was recorded for an earlier revision.
func (c *compiler) once(e *fault.FieldError) {
	path := c.kept.stood(e.Path)
	if path != e.Path && errors.Is(e.Err, fault.ErrConflict) {
		k, field, _, _ := c.kept.find(e.Path)
		e = &fault.FieldError{Value: e.Value, Err: fmt.Errorf("%w (a revision keeps it: removed: [%s.%s] takes it out)", e.Err, k.part, field)}
	}
	first := path
	if errors.Is(e.Err, fault.ErrMissing) { // it may have been missing before the change
		first = c.kept.begun(path)
	}
	key := [3]string{first, fault.Shorten(e.Value), e.Err.Error()}
	if c.seen[key] {
		return
	}
	if c.seen == nil {
		c.seen = map[[3]string]bool{}
	}
	c.seen[key] = true
	c.faults.Add(path, e.Value, e.Err)
}

func (c *compiler) policies(path string, p Policies) {
	word(c, path, "profile", p.Profile, ProfileExact)
	word(c, path, "reopen", p.Reopen, NewCycle, ContinueExcluding, ContinueIncluding, Final, NewCycleAfterDue)
	word(c, path, "retarget", p.Retarget, FromStart, Restart, CarryElapsed, CarryProportion, KeepStricter, KeepFirst)
	word(c, path, "pause-basis", p.PauseBasis, PauseOverlap, PauseWall)
	word(c, path, "past-pauses", p.PastPauses, KeepPauses, DropPauses)
	word(c, path, "calendar-change", p.CalendarChange, Frozen, FromEffective, CalendarAnew)
	word(c, path, "day-pauses", p.DayPauses, PausesIgnored, PausesAdded)
	word(c, path, "open-not-due", p.OpenNotDue, NotDueExcluded, NotDueMet)
	word(c, path, "open-past-due", p.OpenPastDue, PastDueMissed, PastDueExcluded)
	word(c, path, "unknown-words", p.UnknownWords, WordsReported, WordsIgnored)
	word(c, path, "backwards", p.Backwards, BackwardsZero, BackwardsExcluded, BackwardsIgnored)
	word(c, path, "no-target", p.NoTarget, NoTargetExcluded, NoTargetMet)
	word(c, path, "due-at-closing", p.DueAtClosing, LastMoment, LateAfterDue)
}

// stated gives p over below, each with the policies that its profile states.
func (p Policies) stated(below Policies) Policies {
	if p.Profile == ProfileExact {
		p = p.over(exactPolicies())
	}
	if below.Profile == ProfileExact {
		below = below.over(exactPolicies())
	}
	return p.over(below)
}

// sortedKeys lists the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
