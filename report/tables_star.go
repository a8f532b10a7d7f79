package report

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// Tables gives the results as a star schema: six tables of dimensions, whose names
// begin with dim_, and eleven tables of facts. Each table has one kind of row, and each
// row of facts is there once. TABLES.md, in this directory, has the columns, the keys and
// the one measure to use:
//
//	SUM(good) / SUM(total)
//
// Results of one agreement have the same Result.Agreement. If one agreement was
// evaluated for several customers or sites, give each its own name first:
//
//	result.Agreement, result.Title = "upptime/"+site, site
//
// Results may overlap, such as months and their year: what two of them say alike is
// there once. If they differ, for example because one was seen earlier, the tables have
// no rows and Table.CSV gives the error: leave out the older result. The tables have no
// rows either if the time zone of a result is unknown to the machine.
//
// Tables reads the results while the rows are read; do not change them before. A nil
// result is left out. Of Result.Other there are the outcomes of wholes, in a table of their
// own. To have the rest too, name Result.Other as above and give it as one of the results.
func Tables(results ...*sla.Result) iter.Seq[Table] {
	return func(yield func(Table) bool) {
		s := newStar(results)
		for _, t := range []func() Table{
			s.agreements, s.objectives, s.periods, s.dates, s.statements, s.names,
			s.outcomes, s.sums, s.groups, s.sumGroups, s.others, s.breaches, s.forgiven, s.stretches,
			s.credits, s.steps, s.findings,
		} {
			if !yield(t()) {
				return
			}
		}
	}
}

// CalendarTable gives the dates of the calendars that an agreement names: which are
// business days, and how long each is open. It has the dates of the table dim_date that
// Tables gives for the same results. On each date the calendar is as the terms in force at
// the start of that date have it. A nil or zero agreement gives no rows.
func CalendarTable(a *sla.Agreement, results ...*sla.Result) Table {
	s := newStar(results)
	first, last := s.first, s.last
	if a == nil || !a.IsValid() {
		return calendarSheet().table(nothing[calendarDay], nil)
	}
	spec := a.Spec()
	names := make([]string, 0, len(spec.Calendars))
	for name := range spec.Calendars {
		names = append(names, name)
	}
	for i := range spec.Revisions {
		for name := range spec.Revisions[i].Change.Calendars {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return calendarSheet().table(func(yield func(calendarDay) bool) {
		for _, name := range names {
			for d := range datesOf(first, last) {
				start, _ := a.Bounds(sla.Day(d))
				c, known := a.CalendarAt(name, start)
				if known && !yield(calendarDay{spec.ID, name, c.Day(d)}) {
					return
				}
			}
		}
	}, s.err)
}

// nothing has no rows.
func nothing[T any](func(T) bool) {}

// star is results as the tables read them.
type star struct {
	results []starResult
	beside  []starResult           // Result.Other of each result, under the name of the result
	owner   map[ownKey]*sla.Result // whose outcomes count, or those of its Other
	settles map[string]*sla.Result // whose statement counts, by key
	finds   map[string]*sla.Result // whose findings count, by agreement and period
	// first and last are the whole years of the dates of all facts; last is excluded.
	first, last date.Date
	err         error
}

// starResult is a result with its time zone.
type starResult struct {
	*sla.Result
	location *time.Location
	of       *sla.Result // that was given; if its Other is Result, Result is a copy
}

// isOther reports whether the result is under the terms that do not pay.
func (r starResult) isOther() bool { return r.of != r.Result }

// ownKey is what the outcomes of one result are about. A revision may divide the period
// into several outcomes.
type ownKey struct {
	agreement, objective string
	period               sla.Period
	judge                sla.Judge
	other                bool // under the terms that do not pay
}

func newStar(results []*sla.Result) *star {
	s := &star{owner: map[ownKey]*sla.Result{}, settles: map[string]*sla.Result{}, finds: map[string]*sla.Result{}}
	said := map[ownKey][]*sla.Outcome{}
	owed := map[string]*penalty.Statement{}
	given := map[*sla.Result]bool{nil: true}
	for _, r := range results {
		if given[r] {
			continue
		}
		given[r] = true
		location, err := calendar.Sources{}.Location(r.Zone)
		if err != nil {
			s.fail("zone", r.Zone, err)
			location = time.UTC
		}
		main := starResult{r, location, r}
		s.results = append(s.results, main)
		s.hear(said, main)
		if r.Other != nil {
			copied := *r.Other
			copied.Agreement = r.Agreement
			other := starResult{&copied, location, r}
			s.beside = append(s.beside, other)
			s.hear(said, other)
		}
		for i := range r.Statements {
			now := &r.Statements[i]
			key := starKey(r.Agreement, now.ID)
			if issued := owed[key]; issued == nil {
				owed[key], s.settles[key] = now, r
			} else if !alike(issued, now) {
				s.differ(r.Agreement, "a statement", now.ID)
			}
		}
		key := starKey(r.Agreement, r.Period.String())
		if other := s.finds[key]; other == nil {
			s.finds[key] = r
		} else if !slices.Equal(other.Findings, r.Findings) {
			s.differ(r.Agreement, "the findings", r.Period.String())
		}
	}
	s.years()
	return s
}

// hear takes the outcomes of a result that no result before has said, and tells where it
// says another thing than a result before.
func (s *star) hear(said map[ownKey][]*sla.Outcome, r starResult) {
	says := map[ownKey][]*sla.Outcome{}
	for i := range r.Outcomes {
		if o := &r.Outcomes[i]; len(o.Group) == 0 {
			key := keyOf(r, o)
			says[key] = append(says[key], o)
		}
	}
	for i := range r.Outcomes { // in their order, so that the error names the first difference
		o := &r.Outcomes[i]
		key := keyOf(r, o)
		if before, twice := said[key]; !twice {
			said[key], s.owner[key] = says[key], r.of
		} else if s.owner[key] != r.of && !slices.EqualFunc(before, says[key], sameOutcome) {
			s.differ(r.Agreement, o.Objective, o.Period.String())
		}
	}
}

// keyOf is what an outcome is about.
func keyOf(r starResult, o *sla.Outcome) ownKey {
	return ownKey{r.Agreement, o.Objective, o.Period, o.Judge, r.isOther()}
}

// sameOutcome reports whether two results say the same about a period.
func sameOutcome(a, b *sla.Outcome) bool {
	return a.From.Equal(b.From) && a.To.Equal(b.To) && a.Good == b.Good && a.Total == b.Total && a.Open == b.Open &&
		a.Verdict == b.Verdict && a.Reason == b.Reason && a.Promised == b.Promised && a.Final == b.Final && a.Of == b.Of &&
		a.Attained.Equal(b.Attained) && a.Raw.Equal(b.Raw) && a.Margin.Equal(b.Margin) &&
		slices.Equal(a.Ledger, b.Ledger) && slices.EqualFunc(a.Breaches, b.Breaches, sameBreach) &&
		slices.EqualFunc(a.Forgiven, b.Forgiven, sameBreach)
}

func sameBreach(a, b sla.Breach) bool {
	return a.Ticket == b.Ticket && a.Cycle == b.Cycle && a.Elapsed == b.Elapsed && a.Overrun == b.Overrun && a.StoppedAt.Equal(b.StoppedAt)
}

// alike reports whether two statements owe the same.
func alike(a, b *penalty.Statement) bool {
	same := func(x, y penalty.Line) bool {
		return x.Objective == y.Objective && x.Group == y.Group && x.Rule == y.Rule && x.Amount.Equal(y.Amount) && x.State == y.State
	}
	return a.Total.Equal(b.Total) && slices.EqualFunc(a.Lines, b.Lines, same) &&
		slices.EqualFunc(a.Returned, b.Returned, same) && slices.EqualFunc(a.Bonuses, b.Bonuses, same)
}

func (s *star) fail(path, value string, err error) {
	if s.err == nil {
		s.err = &fault.FieldError{Path: path, Value: fault.Shorten(value), Err: err}
	}
}

func (s *star) differ(agreement, what, period string) {
	s.fail("results", agreement, fault.Because(fault.ErrConflict,
		"two results differ about %s in %s; leave out the older result, or give results of several customers an Agreement each", what, period))
}

// years sets first and last. Tools that compare years want whole years.
func (s *star) years() {
	for _, r := range slices.Concat(s.results, s.beside) {
		var least, most time.Time
		see := func(t time.Time) {
			if t.IsZero() {
				return
			}
			if least.IsZero() || t.Before(least) {
				least = t
			}
			if most.IsZero() || t.After(most) {
				most = t
			}
		}
		see(r.From)
		for i := range r.Outcomes {
			o := &r.Outcomes[i]
			see(o.From)
			if r.isOther() {
				continue // its cycles and stretches are in no table
			}
			for _, cycles := range [][]sla.Breach{o.Breaches, o.Forgiven} {
				for n := range cycles {
					see(cycles[n].BreachedAt)
				}
			}
			if n := len(o.Ledger); n > 0 {
				see(o.Ledger[n-1].From)
			}
		}
		if !least.IsZero() {
			if least, most = least.In(r.location), most.In(r.location); least.Year() < 1 || most.Year() > 9999 {
				s.unlisted()
				return
			}
			s.see(date.NewAt(least), date.NewAt(most))
		}
		if r.isOther() {
			continue // its statements are in no table
		}
		for i := range r.Statements {
			s.see(r.Statements[i].From, r.Statements[i].From)
		}
	}
}

// see takes a stretch of dates into the years, which are few enough to list.
func (s *star) see(from, to date.Date) {
	if from < date.New(1, time.January, 1) || to >= date.New(10_000, time.January, 1) || to < from {
		s.unlisted()
		return
	}
	first, last := date.New(from.Year(), time.January, 1), date.New(to.Year()+1, time.January, 1)
	if s.first == s.last {
		s.first, s.last = first, last
	}
	s.first, s.last = min(s.first, first), max(s.last, last)
}

func (s *star) unlisted() {
	s.fail("outcomes", "", fault.Because(fault.ErrRange, "the tables list the dates of the years 1 to 9999"))
}

// datesOf gives the dates of a stretch, [first, last).
func datesOf(first, last date.Date) iter.Seq[date.Date] {
	return func(yield func(date.Date) bool) {
		for d := first; d < last; d++ {
			if !yield(d) {
				return
			}
		}
	}
}

// starKey puts two names together to one key, so that different pairs have different keys.
func starKey(names ...string) string {
	for i := range names {
		names[i] = keyEscapes.Replace(names[i])
	}
	return strings.Join(names, "/")
}

var keyEscapes = strings.NewReplacer(`\`, `\\`, `/`, `\/`)

// own gives the outcomes that count: of wholes or groups, of single periods or sums.
func (s *star) own(groups, sums bool) iter.Seq[outcomeRow] { return s.from(s.results, groups, sums) }

func (s *star) from(results []starResult, groups, sums bool) iter.Seq[outcomeRow] {
	return func(yield func(outcomeRow) bool) {
		rule, err := Lights{}.parse()
		if err != nil {
			return // the default can be read
		}
		for _, r := range results {
			for i := range r.Outcomes {
				o := &r.Outcomes[i]
				if len(o.Group) > 0 != groups || o.Judge != "" != sums || s.owner[keyOf(r, o)] != r.of {
					continue
				}
				if !yield(outcomeRow{r, o, rule}) {
					return
				}
			}
		}
	}
}

// settled gives the statements that count.
func (s *star) settled() iter.Seq[statementRow] {
	return func(yield func(statementRow) bool) {
		for _, r := range s.results {
			for i := range r.Statements {
				key := starKey(r.Agreement, r.Statements[i].ID)
				if s.settles[key] == r.Result && !yield(statementRow{r, &r.Statements[i], key}) {
					return
				}
			}
		}
	}
}

func (s *star) agreements() Table {
	seen := map[string]int{}
	var all []agreementRow
	for _, r := range s.results {
		i, known := seen[r.Agreement]
		if !known {
			i, seen[r.Agreement] = len(all), len(all)
			all = append(all, agreementRow{starResult: r})
		}
		if !r.AsOf.Before(all[i].AsOf) {
			all[i].starResult = r
		}
		for n := range r.Statements {
			all[i].currency = cmp.Or(all[i].currency, r.Statements[n].Total.Unit())
		}
	}
	return agreementSheet().table(slices.Values(all), s.err)
}

func (s *star) objectives() Table {
	return objectiveSheet().table(slices.Values(s.objectiveRows()), s.err)
}

// objectiveRows gives each objective in its latest period; if only the terms that do not
// pay have it, in the latest of these.
func (s *star) objectiveRows() []outcomeRow {
	seen := map[string]int{}
	var all []outcomeRow
	for sums := range 2 {
		for x := range s.own(false, sums == 1) {
			key := x.key()
			if i, known := seen[key]; !known {
				seen[key] = len(all)
				all = append(all, x)
			} else if x.o.From.After(all[i].o.From) && sums == 0 {
				all[i] = x
			}
		}
	}
	paid := len(all)
	for x := range s.from(s.beside, false, false) {
		key := x.key()
		if i, known := seen[key]; !known {
			seen[key] = len(all)
			all = append(all, x)
		} else if i >= paid && x.o.From.After(all[i].o.From) {
			all[i] = x
		}
	}
	for _, r := range s.results { // statements may be on objectives without outcomes
		for i := range r.Statements {
			for _, lines := range [][]penalty.Line{r.Statements[i].Lines, r.Statements[i].Returned, r.Statements[i].Bonuses} {
				for _, l := range lines {
					x := outcomeRow{r: r, o: &sla.Outcome{Objective: l.Objective}}
					if _, known := seen[x.key()]; !known && l.Objective != "" {
						seen[x.key()] = len(all)
						all = append(all, x)
					}
				}
			}
		}
	}
	return all
}

func (s *star) periods() Table {
	seen := map[sla.Period]bool{}
	for _, r := range slices.Concat(s.results, s.beside) {
		seen[r.Period] = true
		for i := range r.Outcomes {
			seen[r.Outcomes[i].Period] = true
		}
	}
	all := make([]sla.Period, 0, len(seen))
	for p := range seen {
		all = append(all, p)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].From() != all[j].From() {
			return all[i].From() < all[j].From()
		}
		return all[i].To() < all[j].To()
	})
	return periodSheet().table(slices.Values(all), s.err)
}

func (s *star) dates() Table { return dateSheet().table(datesOf(s.first, s.last), s.err) }

func (s *star) statements() Table { return statementSheet().table(s.settled(), s.err) }
func (s *star) outcomes() Table   { return outcomeSheet().table(s.own(false, false), s.err) }
func (s *star) sums() Table       { return sumSheet().table(s.own(false, true), s.err) }
func (s *star) groups() Table     { return groupSheet().table(s.own(true, false), s.err) }
func (s *star) sumGroups() Table  { return sumGroupSheet().table(s.own(true, true), s.err) }

func (s *star) others() Table {
	return otherSheet().table(s.from(s.beside, false, false), s.err)
}

func (s *star) breaches() Table {
	return breachSheet().table(s.cycles(func(o *sla.Outcome) []sla.Breach { return o.Breaches }), s.err)
}

func (s *star) forgiven() Table {
	return forgivenSheet().table(s.cycles(func(o *sla.Outcome) []sla.Breach { return o.Forgiven }), s.err)
}

// cycles gives cycles of each whole outcome.
func (s *star) cycles(of func(*sla.Outcome) []sla.Breach) iter.Seq[breachRow] {
	return func(yield func(breachRow) bool) {
		for x := range s.own(false, false) {
			all := of(x.o)
			for i := range all {
				if !yield(breachRow{x, &all[i]}) {
					return
				}
			}
		}
	}
}

// names gives the names in other languages. Where results of one agreement have another
// name for a part, the name of the latest counts, as in the table of agreements.
func (s *star) names() Table {
	results := slices.Clone(s.results)
	sort.SliceStable(results, func(i, j int) bool { return results[i].AsOf.Before(results[j].AsOf) })
	said := map[[3]string]string{} // by agreement, language and path
	for _, r := range results {
		for language, names := range r.Names {
			for path, name := range names {
				said[[3]string{r.Agreement, language, path}] = name
			}
		}
	}
	keys := slices.Collect(maps.Keys(said))
	sort.Slice(keys, func(i, j int) bool { return slices.Compare(keys[i][:], keys[j][:]) < 0 })
	objectives := map[string]bool{}
	if len(keys) > 0 {
		for _, x := range s.objectiveRows() {
			objectives[x.key()] = true
		}
	}
	all := make([]nameRow, 0, len(keys))
	for _, key := range keys {
		x := nameRow{agreement: key[0], language: key[1], path: key[2], name: said[key]}
		if id, is := strings.CutPrefix(x.path, "objectives."); is && objectives[starKey(x.agreement, id)] {
			x.objectiveKey = starKey(x.agreement, id)
		}
		all = append(all, x)
	}
	return nameSheet().table(slices.Values(all), s.err)
}

func (s *star) stretches() Table {
	return stretchSheet().table(func(yield func(stretchRow) bool) {
		for groups := range 2 { // the members of a service have a ledger each, the whole has none
			for x := range s.own(groups == 1, false) {
				for i := range x.o.Ledger {
					if !yield(stretchRow{x, i}) {
						return
					}
				}
			}
		}
	}, s.err)
}

func (s *star) lines() iter.Seq[lineRow] {
	return func(yield func(lineRow) bool) {
		for x := range s.settled() {
			n := 0
			for _, part := range []struct {
				kind  string
				lines []penalty.Line
			}{{"credit", x.s.Lines}, {"returned", x.s.Returned}, {"bonus", x.s.Bonuses}} {
				for i := range part.lines {
					if n++; !yield(lineRow{x, n, part.kind, &part.lines[i]}) {
						return
					}
				}
			}
		}
	}
}

func (s *star) credits() Table { return creditSheet().table(s.lines(), s.err) }

func (s *star) steps() Table {
	return stepSheet().table(func(yield func(stepRow) bool) {
		for x := range s.settled() {
			for i, step := range x.s.Steps {
				if !yield(stepRow{lineRow{statementRow: x}, i + 1, step}) {
					return
				}
			}
		}
		for x := range s.lines() {
			for i, step := range x.l.Steps() {
				if !yield(stepRow{x, i + 1, step}) {
					return
				}
			}
		}
	}, s.err)
}

func (s *star) findings() Table {
	return findingSheet().table(func(yield func(findingRow) bool) {
		for _, r := range s.results {
			if s.finds[starKey(r.Agreement, r.Period.String())] != r.Result {
				continue
			}
			for i := range r.Findings {
				if !yield(findingRow{r, r.Findings[i]}) {
					return
				}
			}
		}
	}, s.err)
}
