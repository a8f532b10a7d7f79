package sla

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// builder compiles the parts of one revision into a program. Conditions are
// gathered first, so that every value has its number when matchers are built.
type builder struct {
	*compiler
	p          *program
	f          flat
	calendars  map[string]calendar.Calendar
	names      struct{ clocks, calendars, objectives []string }
	opening    map[string]int32 // see usable
	named      map[string]int   // see places
	ranks      map[string]int   // the index of each priority in Matrix.Order
	ladders    map[string]*ladder
	conditions []matcherRow   // bitsPerClock rows per clock, the first alternatives
	derived    []string       // the clocks of times in a value
	others     []matcherRow   // further alternatives, after the rows of all clocks
	hide       [][]matcherRow // per clock, one row or no row
	where      [][]matcherRow // per objective, one row or no row
	abandoned  [][]matcherRow // per objective, one row or no row
	targets    [][]matcherRow // per objective
}

func (b *builder) add(path, value string, kind error, format string, args ...any) {
	b.once(&fault.FieldError{Path: path, Value: value, Err: fault.Because(kind, format, args...)})
}

func (b *builder) clocks() {
	b.p.clocks = make([]clockProgram, 0, len(b.f.Clocks))
	b.conditions = make([]matcherRow, 0, bitsPerClock*len(b.f.Clocks))
	for _, name := range sortedKeys(b.f.Clocks) {
		clock := b.f.Clocks[name]
		path := b.f.path("clocks." + name)
		b.policies(path, clock.Policies)
		if clock.UnknownWords != "" {
			b.add(path+".unknown-words", string(clock.UnknownWords), fault.ErrConflict, "it is about all words of the agreement; state it in policies")
		}
		known := clock.Profile.known() && b.f.Policies.Profile.known()
		clock.Policies = clock.Policies.stated(b.f.Policies)
		if !known { // the profile is a problem; policies that it would state are not missing as well
			clock.Policies = clock.Policies.over(exactPolicies())
		}
		if clock.Start.IsZero() {
			b.add(path+".start", "", fault.ErrMissing, "a clock that never starts measures nothing")
		}
		if clock.Stop.IsZero() && clock.Reset.IsZero() && clock.Cancel.IsZero() {
			b.add(path+".stop", "", fault.ErrMissing, "a clock that nothing ends meets nothing: say what stops, resets or cancels it")
		}
		if !clock.Resume.IsZero() && clock.Pause.IsZero() {
			b.add(path+".resume", "", fault.ErrConflict, "the clock has no pause; say what pauses it, or leave resume out")
		}
		if !clock.Stop.IsZero() {
			b.needs(path, "reopen", string(clock.Reopen), "what becomes of a stopped cycle when the ticket is opened again: new-cycle, new-cycle-after-due, continue-excluding-closed, continue-including-closed or final")
		}
		if clock.Stop.byName() {
			b.needs(path, "backwards", string(clock.Backwards), "how a ticket counts that is stopped before it starts: zero, excluded or ignored")
		}
		for _, c := range []struct {
			key string
			Condition
		}{{"start", clock.Start}, {"pause", clock.Pause}, {"resume", clock.Resume}, {"stop", clock.Stop}, {"reset", clock.Reset}, {"cancel", clock.Cancel}} {
			b.condition(c.Condition, path+"."+c.key, c.key == "pause")
		}
		for bit, rows := range clock.rows() {
			for _, row := range rows[1:] {
				b.others = append(b.others, row)
				b.p.others = append(b.p.others, int32(len(b.p.clocks)*bitsPerClock+bit))
			}
			b.conditions = append(b.conditions, rows[0])
			b.p.words.mention(rows)
		}
		program := clockProgram{
			name: name, owner: clock.Owner, table: clock.table(), afterStop: clock.Policies.afterStop(), after: -1, policies: clock.Policies, until: -1,
		}
		program.ends(clock, b)
		program.derived = slices.Contains(b.derived, name)
		b.p.clocks = append(b.p.clocks, program)
		b.hide = append(b.hide, hideRows(clock))
		b.p.words.mention(hideRows(clock))
	}
	if len(b.f.Clocks) > 0 && b.f.Policies.Profile.known() {
		b.needs(b.f.path("policies"), "unknown-words", string(Policies{}.stated(b.f.Policies).UnknownWords), "whether words of tickets that are near a word of the agreement are findings: report or ignore")
	}
	b.after()
}

// needs reports a policy that the agreement depends on and does not state.
func (b *builder) needs(path, name, value, question string) {
	if value == "" {
		b.add(path+"."+name, "", fault.ErrMissing, "say %s (policies: {profile: exact} states every policy)", question)
	}
}

// clock gives the index of a clock, or -1. The clocks stand by name.
func (b *builder) clock(name string) int {
	i, found := slices.BinarySearchFunc(b.p.clocks, name, func(c clockProgram, name string) int { return strings.Compare(c.name, name) })
	if !found {
		return -1
	}
	return i
}

func (b *builder) objectives() {
	seen := map[string]bool{}
	b.p.objectives = make([]objectiveProgram, 0, len(b.f.Objectives))
	for i := range b.f.Objectives {
		o := &b.f.Objectives[i]
		path := b.f.path("objectives." + o.ID)
		switch {
		case o.ID == "":
			path = fmt.Sprintf("objectives[%d]", i)
			b.add(path+".id", "", fault.ErrMissing, "an objective needs a name by which results refer to it")
		case seen[o.ID]:
			b.add(fmt.Sprintf("objectives[%d].id", i), o.ID, fault.ErrConflict, "an earlier objective has this name")
		}
		seen[o.ID] = true
		b.objective(o, path)
	}
}

func (b *builder) objective(o *Objective, path string) {
	p := objectiveProgram{clock: -1, counts: o.Counts, path: path, written: o.Targets}
	if o.Clock != "" {
		if p.clock = b.clock(o.Clock); p.clock < 0 {
			b.add(path+".clock", o.Clock, fault.ErrUnknown, "%s", b.noClock(o.Clock))
		} else {
			p.policies = b.p.clocks[p.clock].policies
		}
	}
	p.family = b.family(o, &p, path)
	p.family.possible = p.family.band(o.Metric)
	p.kind = p.family.kind
	if _, err := o.Period.parse(); o.Period == "" {
		b.add(path+".period", "", fault.ErrMissing, "an objective is judged over a period, such as month")
	} else if err != nil {
		b.once(&fault.FieldError{Path: path + ".period", Value: string(o.Period), Err: err})
	}
	p.limit = b.attain(o, &p.family, path+".attain")
	b.over(o, &p.family, path)
	if o.Least < 0 {
		b.add(path+".least", fmt.Sprint(o.Least), fault.ErrRange, "a number of items is not negative")
	}
	rows := []matcherRow(nil)
	if len(o.Where) > 0 {
		rows = []matcherRow{{while: o.Where}}
	}
	b.where = append(b.where, rows)
	b.p.words.mention(rows)
	for _, keys := range groupings(o.By) {
		var slots []int
		for _, key := range keys {
			slots = append(slots, b.p.words.slot(key))
		}
		p.by = append(p.by, slots)
	}
	b.cycles(o, &p, path)
	b.warnings(o, &p, path)
	b.escalate(o, &p, path+".escalate")
	b.ungraded(&p)
	b.relies(o, path)
	b.p.objectives = append(b.p.objectives, p)
}

// attain reads the promise and checks that it bounds the kind of figure that the metric
// gives.
func (b *builder) attain(o *Objective, f *family, path string) metrics.Limit {
	if o.Attain == "" {
		return metrics.Limit{}
	}
	limit, err := o.Attain.Parse()
	if err == nil && !limit.Speaks(f.gives) {
		err = fault.Because(fault.ErrConflict, "this metric gives %s", f.example)
	}
	if err != nil {
		b.once(&fault.FieldError{Path: path, Value: string(o.Attain), Err: err})
		return metrics.Limit{}
	}
	b.reachable(o, f, limit, path)
	if o.Metric != nil {
		b.grained(o, strings.TrimSuffix(path, "attain")+o.Metric.Key())
	}
	return limit
}

// groupings reads Objective.By.
func groupings(by []string) [][]string {
	var all [][]string
	for _, keys := range by {
		all = append(all, strings.Split(keys, "+"))
	}
	return all
}

// cycles compiles the targets of an objective, and checks the fields and policies that
// go with a clock.
func (b *builder) cycles(o *Objective, p *objectiveProgram, path string) {
	rows := make([]matcherRow, len(o.Targets))
	for i, t := range o.Targets {
		rows[i] = matcherRow{while: t.When}
	}
	b.targets = append(b.targets, rows)
	b.p.words.mention(rows)
	if o.Clock == "" || p.family.source != fromCycles {
		if len(o.Targets) > 0 {
			b.add(path+".targets", "", fault.ErrConflict, "targets are about the time of a clock, and this objective measures no clock")
		}
		if o.Counts != "" && !p.family.repairs {
			b.add(path+".counts", string(o.Counts), fault.ErrConflict, "it is about the cycles of a clock, and this objective measures no clock")
		}
		return
	}
	word(b.compiler, path, "counts", o.Counts, ByStart, ByDue, ByStop)
	if o.Counts == "" {
		b.add(path+".counts", "", fault.ErrMissing, "say which instant of a cycle puts it into a period: started, due or stopped")
	}
	if len(o.Targets) == 0 {
		b.add(path+".targets", "", fault.ErrMissing, "time counts by a target's calendar: targets: [{within: 4h, calendar: office}], or [{within: none, calendar: 24x7}] to measure only")
	}
	conditional, days, promise, versions, closes := false, false, false, false, false
	always, none, shuts := false, false, false // a target that applies to every item, that may promise nothing, whose service time ends at closings
	p.targets = make([]targetProgram, 0, len(o.Targets))
	for i, t := range o.Targets {
		target := b.target(o, p, t, i, fmt.Sprintf("%s.targets[%d]", path, i))
		p.targets = append(p.targets, target)
		conditional = conditional || len(t.When) > 0
		days = days || target.kind == withinBusinessDays || target.kind == withinCalendarDays
		promise = promise || target.ofTicket()
		closes = closes || target.calendar != "" && target.calendar != "24x7" || target.hours != nil
		always = always || len(t.When) == 0 && t.During == ""
		none = none || target.kind == withinNone || target.ofTicket()
		shuts = shuts || target.strictly(LateAfterDue) && (target.calendar != "" && target.calendar != "24x7" || target.hours != nil)
		promise = promise || target.hours != nil
	}
	b.byHours(o, p, path+".targets")
	for i := range p.targets {
		t := &p.targets[i]
		versions = versions || len(t.versions) > 0
		t.plain = t.hours == nil && !t.ofTicket() && !t.instant() && t.surcharge == 0 && t.received == nil && len(t.versions) == 0
	}
	if p.clock < 0 {
		return
	}
	clock := b.f.Clocks[o.Clock]
	at := b.f.path("clocks." + o.Clock)
	if p.kind == kindShare {
		b.needs(at, "open-not-due", string(p.policies.OpenNotDue), "how items count that are open and not yet due: excluded or met")
		if none || !always {
			b.needs(at, "no-target", string(p.policies.NoTarget), "how items count that have no target: excluded or met")
		}
		b.needs(at, "open-past-due", string(p.policies.OpenPastDue), "how items count that are open and overdue: missed or excluded")
	}
	if closes && (!clock.Pause.IsZero() || p.policies.Reopen == ContinueExcluding) {
		b.needs(at, "pause-basis", string(p.policies.PauseBasis), "what a pause gives back: overlap, the open time within it, or wall, its whole length")
	}
	if conditional || promise {
		b.needs(at, "retarget", string(p.policies.Retarget), "what a change of target does to time already used: from-start, restart, carry-elapsed, carry-proportion, keep-stricter or keep-first")
		if (p.policies.Retarget == FromStart || p.policies.Retarget == KeepStricter) && !clock.Pause.IsZero() {
			b.needs(at, "past-pauses", string(p.policies.PastPauses), "whether pauses before a change of target stay pauses: keep or drop")
		}
	}
	if shuts {
		b.needs(at, "due-at-closing", string(p.policies.DueAtClosing), "when an item is late whose time is used up at closing: last-moment, when more service time is used, or late-after-due, after its due instant")
	}
	if versions {
		b.needs(at, "calendar-change", string(p.policies.CalendarChange), "which knowledge of a changed calendar counts: frozen, from-effective or from-start")
	}
	if days && !clock.Pause.IsZero() {
		b.needs(at, "day-pauses", string(p.policies.DayPauses), "what a pause does to a target in days: ignored or added")
	}
}

func (b *builder) target(o *Objective, p *objectiveProgram, t Target, index int, path string) targetProgram {
	target := targetProgram{index: index, path: path, zone: b.zone, slot: -1}
	named, attribute, err := t.servedBy()
	if err != nil {
		b.once(&fault.FieldError{Path: path + ".calendar", Value: t.Calendar, Err: err})
	}
	target.calendar = named
	if target.within, err = t.Within.parse(); err != nil {
		b.once(&fault.FieldError{Path: path + ".within", Value: string(t.Within), Err: err})
	} else if t.Within == "" && p.kind == kindShare {
		b.add(path+".within", "", fault.ErrMissing, `how long may it take: 4h, 2 business days …, or "none" for tickets without a promise`)
	}
	b.during(&target, t.During, path+".during")
	if t.Grace != "" {
		grace, err := t.Grace.Parse()
		if err == nil && grace == 0 {
			err = fault.Because(fault.ErrRange, "write a length above zero, or leave grace out")
		}
		if err != nil {
			b.once(&fault.FieldError{Path: path + ".grace", Value: string(t.Grace), Err: err})
		}
		target.grace = int64(grace)
	}
	target.limit = int64(target.time + target.thenWall)
	word(b.compiler, path, "roll", t.Roll, Stay, Opening)
	target.roll = t.Roll == Opening
	target.moves = p.policies.PauseBasis == PauseWall
	target.strict = target.strictly(p.policies.DueAtClosing)
	if target.roll && target.kind != withinBusinessDays {
		b.add(path+".roll", string(t.Roll), fault.ErrConflict, "only targets in business days can start from the next opening; calendar days and open time never move")
	}
	b.cutOff(&target, t, p.kind, path+".received-by")
	if word(b.compiler, path, "if-closed", t.IfClosed, calendar.RollNext, calendar.RollPrevious, calendar.RollModified) {
		target.ifClosed = t.IfClosed
	}
	switch {
	case target.ifClosed == "":
	case target.kind != withinCalendarDays:
		b.add(path+".if-closed", string(t.IfClosed), fault.ErrConflict, "only targets in calendar days, months or years end on dates that are closed")
	case t.Calendar == "":
		b.add(path+".if-closed", string(t.IfClosed), fault.ErrMissing, "name the calendar that says which dates are closed: calendar: office")
	}
	if target.ofTicket() {
		target.slot = b.p.words.slot(target.attribute)
	}
	b.explained(&target, t, path)
	if o.Counts == ByDue && target.kind == withinNone && p.kind != kindShare {
		b.add(path+".within", string(t.Within), fault.ErrConflict, "cycles cannot be counted by due without a target")
	}
	if b.targetCalendar(o, p, &target, path); attribute != "" {
		target.hours = &hours{attribute: attribute, slot: b.p.words.slot(attribute), otherwise: named}
	}
	return target
}

// cutOff reads Target.ReceivedBy.
func (b *builder) cutOff(target *targetProgram, t Target, kind objectiveKind, path string) {
	if t.ReceivedBy == "" {
		return
	}
	at, err := timeOfDay(t.ReceivedBy)
	switch {
	case err != nil:
		b.once(&fault.FieldError{Path: path, Value: t.ReceivedBy, Err: err})
	case target.kind == withinPromised:
		b.add(path, t.ReceivedBy, fault.ErrConflict, "the ticket itself names the instant; no cut-off moves it")
	case target.kind == withinWall && target.ofTicket():
		b.add(path, t.ReceivedBy, fault.ErrConflict, "elapsed time has no business days; leave wall out, or the cut-off")
	case target.kind == withinWall:
		b.add(path, t.ReceivedBy, fault.ErrConflict, "elapsed time has no business days; write 0s then %s wall, which begins at an opening of the calendar", span.Format(target.time))
	case target.kind == withinNone && kind == kindShare:
		b.add(path, t.ReceivedBy, fault.ErrConflict, "nothing is promised, so no time counts")
	case t.Calendar == "":
		b.add(path, t.ReceivedBy, fault.ErrMissing, "name the calendar by whose business days a start counts: calendar: office")
	default:
		target.received = &at
	}
}

// explained looks up the attributes of Target.Override.
func (b *builder) explained(target *targetProgram, t Target, path string) {
	target.override, target.reason, target.by = t.Override, -1, -1
	if t.Override != (Override{}) && !target.ofTicket() {
		b.add(path+".override", "", fault.ErrConflict, "a ticket can explain only what it sets itself: promised or attribute")
		return
	}
	if t.Override.Reason != "" {
		target.reason = b.p.words.slot(t.Override.Reason)
	}
	if t.Override.By != "" {
		target.by = b.p.words.slot(t.Override.By)
	}
}

// targetCalendar looks up the service hours of a target.
func (b *builder) targetCalendar(o *Objective, p *objectiveProgram, target *targetProgram, path string) {
	target.cal = calendar.Always()
	if target.kind == withinCalendarDays {
		target.dates = b.everyDate()
	}
	if target.calendar == "" {
		if o.Targets[target.index].Calendar == "" && (target.kind == withinOpen || target.kind == withinBusinessDays || target.kind == withinNone && p.kind == kindDuration) {
			b.add(path+".calendar", "", fault.ErrMissing, "name the service hours in which the time counts; 24x7 always exists")
		}
		return
	}
	cal, ok := b.calendars[target.calendar]
	if !ok {
		b.add(path+".calendar", target.calendar, fault.ErrUnknown, "%s", b.oneOf(target.calendar, b.calendarNames))
		return
	}
	if target.kind != withinNone && !b.within(func(from, to time.Time) bool { return cal.Elapsed(from, to) > 0 }) {
		b.add(path+".calendar", target.calendar, fault.ErrConflict, "it never opens while the agreement is in force, so the target could never be reached")
		return
	}
	if target.kind == withinWall {
		b.add(path+".calendar", target.calendar, fault.ErrConflict, "wall time counts open or not; leave the calendar out")
		return
	}
	b.goesBy(o, target, path+".within")
}

// goesBy lets a target count by the calendar that it names. If the calendar never has
// enough time for it, a finding at the path says so.
func (b *builder) goesBy(o *Objective, target *targetProgram, path string) {
	cal := b.calendars[target.calendar]
	target.cal = cal
	b.arrives(o, target, path)
	if all := versionsOf(cal); len(all) > 0 {
		target.versions = all
	}
}

// noObjective says that no objective has a name, and which name may be meant.
func (b *builder) noObjective(id string) string {
	if len(b.f.Objectives) == 0 {
		return "there are no objectives"
	}
	return "no objective has this name; " + b.oneOf(id, b.objectiveNames)
}

// noClock says that no clock has a name, and which name may be meant.
func (b *builder) noClock(name string) string {
	if len(b.f.Clocks) == 0 {
		return "no clocks are stated"
	}
	return b.oneOf(name, b.clockNames)
}

// oneOf lists the words to choose from, unless the list of problems is full.
func (b *builder) oneOf(word string, words func() []string) string {
	if b.faults.Full() {
		return "there is no such name"
	}
	_, message, _ := strings.Cut(fault.NotOneOf(word, words()...).Error(), ": ")
	return message
}

func (b *builder) clockNames() []string {
	return once(&b.names.clocks, func() []string { return sortedKeys(b.f.Clocks) })
}
func (b *builder) calendarNames() []string {
	return once(&b.names.calendars, func() []string { return sortedKeys(b.calendars) })
}

func (b *builder) objectiveNames() []string {
	return once(&b.names.objectives, func() []string {
		ids := make([]string, len(b.f.Objectives))
		for i, o := range b.f.Objectives {
			ids[i] = o.ID
		}
		return ids
	})
}

// places gives the index of an objective by its name, and by the names of its Over.
func (b *builder) places() map[string]int {
	if b.named == nil {
		b.named = make(map[string]int, len(b.f.Objectives))
		for i, o := range slices.Backward(b.f.Objectives) {
			for _, over := range o.Over {
				b.named[over.name(o.ID)] = i
			}
			b.named[o.ID] = i
		}
	}
	return b.named
}

// once gives a list, which is made when it is first needed.
func once(kept *[]string, make func() []string) []string {
	if *kept == nil {
		*kept = make()
	}
	return *kept
}

// build makes the matchers, now that every value has its number.
func (b *builder) build() {
	p := b.p
	for slot := range p.words.values {
		p.blank = append(p.blank, p.words.values[slot].number(""))
	}
	p.words.bits = b.bits
	p.conditions = p.words.build(append(b.conditions, b.others...))
	b.more()
	for i := range p.clocks {
		p.clocks[i].hide = p.words.build(b.hide[i])
	}
	for i := range p.objectives {
		p.objectives[i].where = p.words.build(b.where[i])
		if a := p.objectives[i].abandons; a != nil {
			a.given = p.words.build(b.abandoned[i])
		}
		p.objectives[i].chooses(p.words.build(b.targets[i]))
	}
	if b.bits = p.words.bits; p.words.much[0] > 0 {
		b.add("clocks", "", fault.ErrRange, "%d conditions on %d events or values: at most %d of both multiplied, in all revisions; divide the agreement",
			p.words.much[0], p.words.much[1]-1, bitsMax)
	}
}

// credits compiles the credit rules and checks that they name objectives of the
// agreement.
func (b *builder) credits() {
	path := b.f.path("credits")
	spec := b.f.Credits
	if isZeroCredits(spec) {
		return
	}
	if spec.Unit == "" {
		if spec.Unit = b.f.Currency; spec.Unit == "" {
			b.add("currency", "", fault.ErrMissing, "credits are amounts: name a currency, such as EUR, or a unit in credits")
			spec.Unit = "XXX" // the code of no currency, so that the rest is checked too
		}
	}
	schedule, err := penalty.New(spec, b.sources.Calculators...)
	for _, e := range fault.All(err) {
		at := *e
		at.Path = fault.Join(path, e.Path)
		b.once(&at)
	}
	places, rules := b.places(), map[string]int{}
	for i, t := range slices.Backward(spec.Rules) {
		rules[t.Objective] = i
	}
	for _, id := range schedule.Objectives() {
		if i, known := places[id]; known {
			if by := b.f.Objectives[i].By; len(by) > 1 {
				b.add(b.f.path("objectives."+b.f.Objectives[i].ID)+".by", strings.Join(by, ", "), fault.ErrConflict,
					"credits are owed to the groups of one grouping, such as [customer] or [customer+region]; give the others in an objective without credits")
			}
			continue
		}
		at := path + ".rules"
		if i, named := rules[id]; named {
			at = fmt.Sprintf("%s.rules[%d].objective", path, i)
		}
		b.add(at, id, fault.ErrUnknown, "%s", b.noObjective(id))
	}
	for _, cited := range schedule.Clauses() {
		b.cited(fault.Join(path, cited[0]), cited[1])
	}
	b.nearServices(schedule, spec, path)
	b.lateDays(schedule)
	schedule = b.claimDays(schedule, path+".claim")
	var promises []penalty.Promise
	for i, o := range b.f.Objectives {
		if limit := b.p.objectives[i].limit; limit.IsValid() {
			promises = append(promises, penalty.Promise{Objective: o.ID, Met: penalty.Band(limit.String()), Within: b.p.objectives[i].family.possible})
		}
		promises = append(promises, o.overPromises(b.p.objectives[i].family.possible)...)
	}
	for _, f := range schedule.Findings(promises...) {
		if f.Code == penalty.UnlikeFigures && strings.HasSuffix(f.Path, ".point") {
			b.add(fault.Join(path, f.Path), "", fault.ErrMissing, "state the size of a point for the promise %s, such as 1, or 1m for a length: without it a point is 1%%", f.Value)
			continue
		}
		b.finding(Finding{FindingCredits, f.Subject, fault.Join(path, f.Path), strings.TrimSpace(string(f.Code) + " " + f.Value)})
	}
	b.p.credits = schedule
}

func isZeroCredits(s penalty.Spec) bool {
	return reflect.ValueOf(s).IsZero()
}
