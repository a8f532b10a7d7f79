package sla

import (
	"fmt"
	"math/bits"
	"slices"
	"sort"
	"strings"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/unseen"
	"github.com/upheld/upheld/internal/zone"
	"github.com/upheld/upheld/metrics"
)

// Cut gives the agreement with further groups of an objective for reports, such as
// first responses by priority and weekday:
//
//	cut, err := agreement.Cut("first-response", "priority", "priority+@weekday", "@used")
//
// The terms, the Fingerprint and all figures, credits and findings stay as they are;
// results have more outcomes, with Outcome.Cut set. These groups promise nothing: they
// have a figure and no verdict, and credits, triggers and Owing do not see them.
//
// A key is an attribute, or a word that begins with @:
//
//	@weekday  Mon to Sun, of the start in the agreement's zone; of counts and samples of At
//	@hour     00 to 23, of the same
//	@month    Jan to Dec, of the same
//	@target   the place of the target in the agreement, as in Breach.Target
//	@owner    the owner of the clock
//	@used     how much of its target a cycle has used: at most 25%, over 25% to 50%, over
//	          50% to 75%, over 75% to 100%, over 100% to 200%, over 200% to 400%, over 400%
//
// Keys with + between them make one group for each combination. The group is "" if a
// cycle has no such value. The agreement need not mention an attribute; an attribute
// that only differs by case, a space, a hyphen or one letter from an attribute of the
// agreement is an error. For @used the time used and the target are as in Breach.Elapsed
// and Breach.Allowed; for a target that is an instant both are elapsed time from the start,
// to the stop and to the last instant that is in time. A
// cycle that met its target has used at most 100%, a missed cycle over 100%.
//
// An objective about the time of a service (availability, repair) has no cut, because
// an outage has no single hour: Outcome.Ledger has each stretch, and the members of a
// service are groups by By. Slices have no @weekday, @hour and @month, because a slice
// without data counts too. Only cycles have @target, @owner and @used.
//
// A grouping that the objective has in By or in an earlier Cut is not added again. A
// tally keeps the groups for which its agreement was cut: it merges only with tallies
// of agreements that were cut alike, and is read only by such agreements. The order of
// cuts does not matter. The error joins a *FieldError for each problem.
func (a *Agreement) Cut(objective string, keys ...string) (*Agreement, error) {
	if !a.IsValid() {
		return nil, errNoAgreement
	}
	var faults fault.List
	of := a.promisesOf(objective)
	if len(of) == 0 {
		faults.Add("objective", objective, fault.NotOneOf(objective, a.objectiveIDs()...))
	}
	if len(keys) == 0 {
		faults.Addf("keys", "", fault.ErrMissing, "write an attribute such as priority, or one of %s", strings.Join(cutWords, ", "))
	}
	var more []cutting
	for i, text := range keys {
		path := fmt.Sprintf("keys[%d]", i)
		before := faults.Len()
		c := a.cutting(&faults, path, text)
		for _, p := range of {
			if faults.Len() == before {
				a.cuttable(&faults, path, text, c, p)
			}
		}
		more = append(more, c)
	}
	if err := faults.Err(); err != nil {
		return nil, fault.Named("sla: cut of agreement", a.spec.ID, err)
	}
	return a.with(objective, more), nil
}

// cutOf is what an objective is cut by.
type cutOf struct {
	objective string
	cuttings  []cutting // sorted by keys
}

// cutting is one grouping that only a report asked for.
type cutting struct {
	keys  []string
	kinds []cutKind
}

// cutKind says where the value of a key comes from.
type cutKind uint8

const (
	cutAttribute cutKind = iota
	cutWeekday
	cutHour
	cutMonth
	cutTarget
	cutOwner
	cutUsed
)

// cutWords are the words of the kinds from cutWeekday on.
var cutWords = []string{"@weekday", "@hour", "@month", "@target", "@owner", "@used"}

// usedBands are the groups of @used. The target is the upper edge of the fourth.
var usedBands = []string{
	"at most 25%", "over 25% to 50%", "over 50% to 75%", "over 75% to 100%",
	"over 100% to 200%", "over 200% to 400%", "over 400%",
}

// usedEdges are the upper edges of usedBands but the last, in quarters of the target.
var usedEdges = []uint64{1, 2, 3, 4, 8, 16}

const usedAll = 3 // the index of the last band within the target

var (
	weekdayGroups = []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
	monthGroups   = []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
	hourGroups    = func() (all []string) {
		for h := range 24 {
			all = append(all, fmt.Sprintf("%02d", h))
		}
		return all
	}()
)

// cutting reads one grouping.
func (a *Agreement) cutting(faults *fault.List, path, text string) (c cutting) {
	for _, key := range strings.Split(text, "+") {
		kind := cutAttribute
		switch at := slices.Index(cutWords, key); {
		case key == "":
			faults.Addf(path, text, fault.ErrMissing, "write an attribute such as priority, or one of %s", strings.Join(cutWords, ", "))
		case slices.Contains(c.keys, key):
			faults.Addf(path, text, fault.ErrConflict, "%s is there twice", key)
		case key[0] == '@' && a.mentions(key):
			faults.Addf(path, text, fault.ErrConflict,
				"the agreement has an attribute %s, and words that begin with @ have a meaning of their own in a cut; give the attribute another name", key)
		case at >= 0:
			kind = cutWeekday + cutKind(at)
		case key[0] == '@':
			faults.Add(path, text, fault.NotOneOf(key, cutWords...))
		default:
			if r, has := unseen.First(key); has {
				faults.Addf(path, text, fault.ErrSyntax, "the attribute has the character %U, which nobody sees", r)
			} else if near := a.nearAttribute(key); near != "" {
				faults.Addf(path, text, fault.ErrUnknown, "write %s: the agreement calls it so", near)
			}
		}
		c.keys, c.kinds = append(c.keys, strings.Clone(key)), append(c.kinds, kind)
	}
	return c
}

// mentions reports whether the agreement looks at an attribute.
func (a *Agreement) mentions(attribute string) bool {
	for i := range a.programs {
		if a.programs[i].words.keys.number(attribute) > 0 {
			return true
		}
	}
	return false
}

// nearAttribute gives the attribute of the agreement for which another name may be
// misspelt: equal except for case, space and hyphen, or except for one letter if both
// have five or more. It gives "" for an attribute of the agreement.
func (a *Agreement) nearAttribute(attribute string) string {
	if len(attribute) > wordLongest || a.mentions(attribute) {
		return ""
	}
	form := formOf(fold(attribute))
	var near []string
	for i := range a.programs {
		for _, known := range a.programs[i].words.keys.words {
			if len(known) > wordLongest {
				continue
			}
			other := formOf(fold(known))
			switch {
			case len(other.letters) == 0 || other.digits != form.digits:
			case slices.Equal(other.letters, form.letters),
				min(len(other.letters), len(form.letters)) >= 5 && letterDistance(other.letters, form.letters, 1) <= 1:
				near = append(near, known)
			}
		}
	}
	if len(near) == 0 {
		return ""
	}
	return slices.Min(near)
}

// cuttable reports the keys that the items of a promise do not have.
func (a *Agreement) cuttable(faults *fault.List, path, text string, c cutting, p *promise) {
	refuse := func(format string, args ...any) { faults.Addf(path, text, fault.ErrConflict, format, args...) }
	if p.source == fromTime {
		refuse("the time of a service has no cut: Outcome.Ledger has each stretch, and the members of a service are groups by the key by of the objective")
		return
	}
	_, sliced := p.Metric.(metrics.Slices)
	for i, kind := range c.kinds {
		switch {
		case kind == cutAttribute:
		case sliced && kind <= cutMonth:
			refuse("a slice without data counts too, so that slices have no %s", c.keys[i])
		case kind <= cutMonth:
		case p.source != fromCycles:
			refuse("only the cycles of a clock have %s", c.keys[i])
		case kind == cutOwner && !a.some(p, func(q *program, o *objectiveProgram) bool { return q.clocks[o.clock].owner != "" }):
			refuse("the clock has no owner")
		case kind == cutUsed && !a.some(p, func(_ *program, o *objectiveProgram) bool {
			return slices.ContainsFunc(o.targets, func(t targetProgram) bool { return t.kind != withinNone })
		}):
			refuse("the objective has no target of which a cycle could use a part")
		}
	}
}

// some reports whether a test holds for the objective of a promise in some revision.
func (a *Agreement) some(p *promise, test func(*program, *objectiveProgram) bool) bool {
	for i := range a.programs {
		q := &a.programs[i]
		for j := range q.objectives {
			if o := &q.objectives[j]; &a.promises[o.promise] == p && test(q, o) {
				return true
			}
		}
	}
	return false
}

func (a *Agreement) promisesOf(objective string) (all []*promise) {
	for i := range a.promises {
		if a.promises[i].ID == objective {
			all = append(all, &a.promises[i])
		}
	}
	return all
}

// with gives the agreement with further groupings of an objective. It shares all
// that is only read.
func (a *Agreement) with(objective string, more []cutting) *Agreement {
	cut := &Agreement{
		spec: a.spec, zone: a.zone, from: a.from, to: a.to, calendars: a.calendars, programs: a.programs, pinned: a.pinned,
		memos: a.memos, promises: slices.Clone(a.promises), subjects: a.subjects, memberKeys: a.memberKeys, every: a.every,
		clocked: a.clocked, findings: a.findings, quiet: a.quiet, words: a.words, kept: a.kept,
		other: a.other, isOther: a.isOther, transitions: a.transitions, clauses: a.clauses,
		prints: prints{calendars: a.prints.calendars, own: a.prints.own, lists: a.prints.lists, specs: a.prints.specs, sources: a.prints.sources},
	}
	cut.cuts = slices.Clone(a.cuts)
	at, known := slices.BinarySearchFunc(cut.cuts, objective, func(c cutOf, id string) int { return strings.Compare(c.objective, id) })
	if !known {
		cut.cuts = slices.Insert(cut.cuts, at, cutOf{objective: strings.Clone(objective)})
	}
	of := cutOf{cut.cuts[at].objective, slices.Clone(cut.cuts[at].cuttings)}
	for _, c := range more {
		judged := true
		for _, p := range a.promisesOf(objective) {
			judged = judged && p.groupedBy(c.keys)
		}
		if !judged && !slices.ContainsFunc(of.cuttings, func(o cutting) bool { return sameKeys(o.keys, c.keys) }) {
			of.cuttings = append(of.cuttings, c)
		}
	}
	if len(of.cuttings) == 0 {
		return a // all is in By
	}
	sort.SliceStable(of.cuttings, func(i, j int) bool { return slices.Compare(of.cuttings[i].keys, of.cuttings[j].keys) < 0 })
	cut.cuts[at] = of
	cut.cutText = cutText(cut.cuts)
	for _, p := range cut.promisesOf(objective) {
		p.cuts = nil
		for _, c := range of.cuttings {
			if !p.groupedBy(c.keys) {
				p.cuts = append(p.cuts, c)
			}
		}
		unjudged := *p
		unjudged.judged, unjudged.limit, unjudged.Attain, unjudged.overs = false, metrics.Limit{}, "", nil
		p.unjudged = &unjudged
	}
	if a.other != nil {
		var here []cutting
		for _, c := range more {
			var faults fault.List
			for _, p := range a.other.promisesOf(objective) {
				a.other.cuttable(&faults, "", "", c, p)
			}
			if faults.Len() == 0 {
				here = append(here, c)
			}
		}
		if len(a.other.promisesOf(objective)) > 0 {
			cut.other = a.other.with(objective, here)
		}
	}
	return cut
}

// sameKeys compares keys in any order.
func sameKeys(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(key string) bool { return !slices.Contains(b, key) })
}

// cutText writes cuts as errors name them.
func cutText(cuts []cutOf) string {
	var all []string
	for _, of := range cuts {
		var keys []string
		for _, c := range of.cuttings {
			var quotedKeys []string
			for _, key := range c.keys {
				quotedKeys = append(quotedKeys, quoted(key))
			}
			keys = append(keys, strings.Join(quotedKeys, "+"))
		}
		all = append(all, quoted(of.objective)+" by "+strings.Join(keys, ", "))
	}
	return strings.Join(all, "; ")
}

// cutBy names the cut of an agreement, or says that it has none.
func cutBy(text string) string {
	if text == "" {
		return "of the agreement without a cut"
	}
	return "cut " + fault.Shorten(text)
}

// groupings counts the groupings of a promise: those of the document, then its cuts.
func (p *promise) groupings() int { return len(p.groups) + len(p.cuts) }

func (p *promise) isCut(grouping int32) bool { return int(grouping) > len(p.groups) }

// keys gives the attributes of a grouping, from 1.
func (p *promise) keys(grouping int32) []string {
	if p.isCut(grouping) {
		return p.cuts[int(grouping)-len(p.groups)-1].keys
	}
	return p.groups[grouping-1]
}

func (p *promise) groupedBy(keys []string) bool {
	return slices.ContainsFunc(p.groups, func(by []string) bool { return sameKeys(by, keys) })
}

// of gives the promise to a group: a group of a cut has no promise.
func (p *promise) of(g groupKey) *promise {
	if g.grouping > 0 && p.isCut(g.grouping) {
		return p.unjudged
	}
	return p
}

// like gives a group of one promise as a group of another promise of the objective.
func (p *promise) like(other *promise, g groupKey) (same groupKey, ok bool) {
	switch {
	case g.grouping == 0:
		return g, true
	case !p.isCut(g.grouping):
		return g, slices.EqualFunc(p.groups, other.groups, slices.Equal)
	}
	at := slices.IndexFunc(other.cuts, func(c cutting) bool { return slices.Equal(c.keys, p.keys(g.grouping)) })
	g.grouping = int32(len(other.groups) + at + 1)
	return g, at >= 0
}

// compareGroups orders the groups of a grouping.
func (p *promise) compareGroups(grouping int32, a, b []string) int {
	if !p.isCut(grouping) {
		return slices.Compare(a, b)
	}
	for i, kind := range p.cuts[int(grouping)-len(p.groups)-1].kinds {
		c := strings.Compare(a[i], b[i])
		if order := kind.order(); order != nil && c != 0 {
			c = slices.Index(order, a[i]) - slices.Index(order, b[i])
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// order gives the values of a kind whose order is not that of texts.
func (k cutKind) order() []string {
	switch k {
	case cutWeekday:
		return weekdayGroups
	case cutMonth:
		return monthGroups
	case cutUsed:
		return usedBands
	}
	return nil
}

// dated gives the weekday, hour or month of an instant; ok is false for other kinds.
func (k cutKind) dated(z *zone.Zone, at int64) (value string, ok bool) {
	if k < cutWeekday || k > cutMonth {
		return "", false
	}
	day, second := z.Wall(exact.FloorDiv(at, 1e9))
	switch k {
	case cutWeekday:
		return weekdayGroups[zone.Weekday(day)], true
	case cutHour:
		return hourGroups[second/3600], true
	}
	_, month, _ := zone.Civil(day)
	return monthGroups[month-1], true
}

// band gives the band of @used of a cycle at an instant, an index into usedBands; -1:
// the cycle has no target.
func (j judging) band(k *course, spent, at int64, missed bool) int8 {
	if k.target < 0 {
		return -1
	}
	target := &j.o.targets[k.target]
	if target.kind == withinNone {
		return -1
	}
	limit := k.limit + target.grace
	if target.instant() {
		spent, limit = at-j.c.start, j.late(k, k.due, at)-j.c.start
	}
	band := int8(len(usedEdges))
	for i, quarters := range usedEdges {
		if atMost(uint64(max(spent, 0)), quarters, uint64(max(limit, 0))) {
			band = int8(i)
			break
		}
	}
	if missed {
		return max(band, usedAll+1)
	}
	return min(band, usedAll)
}

// atMost reports whether a length is at most some quarters of another.
func atMost(spent, quarters, limit uint64) bool {
	high, low := bits.Mul64(spent, 4)
	highest, lowest := bits.Mul64(limit, quarters)
	return high < highest || high == highest && low <= lowest
}

// bandText is the group of a band.
func bandText(band int8) string {
	if band < 0 {
		return ""
	}
	return usedBands[band]
}
