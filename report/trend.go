package report

import (
	"fmt"
	"math/big"
	"slices"
	"sort"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report/analysis"
	"github.com/upheld/upheld/sla"
)

// Trend is the page of some periods of one agreement for those who manage it: is it
// getting better or worse, and where. It takes the results of 3 to 24 periods, such as
// months, in any order, or one result that holds several periods. Each objective has its
// figures over the periods, the slope of the straight line nearest to them, shares pooled
// over the last three periods, the causes of lost time in each period, and the groups that
// changed most from the first to the last result.
//
// Write gives an error for results of different agreements, for a period that two results
// have, for a gap between them that cannot be counted, and for more than 24 results. A
// trend of no results is a page with only a title. Write reads the results, so do not
// change them before.
func Trend(results ...*sla.Result) View {
	results = slices.Clone(results)
	v := viewOf(func(p *page) {
		t := trend{results: results}
		if p.err = t.check(); p.err != nil {
			return
		}
		r := &sla.Result{}
		if len(t.results) > 0 {
			r = t.results[len(t.results)-1]
		}
		p.speak(r.Names)
		t.summary = summaryOf(p, r)
		t.draw()
	})
	v.rows = 12
	return v
}

// trendMost is the greatest number of results of a Trend.
const trendMost = 24

// trend draws results. The summary is of the last of them.
type trend struct {
	summary
	results []*sla.Result // oldest first
	all     []objective   // with the periods of all results
}

// check sorts the results and refuses those that do not go together.
func (t *trend) check() error {
	problem := func(i int, value string, kind error, format string, args ...any) error {
		return fmt.Errorf("report: trend: %w", &sla.FieldError{Path: fmt.Sprintf("results[%d]", i), Value: value, Err: fault.Because(kind, format, args...)})
	}
	for i, r := range t.results {
		switch {
		case r == nil:
			return problem(i, "", fault.ErrMissing, "no result was given")
		case r.Agreement != t.results[0].Agreement:
			return problem(i, r.Agreement, fault.ErrConflict, "the first result is of %q; a trend is of one agreement", t.results[0].Agreement)
		case i >= trendMost:
			return problem(i, r.Period.String(), fault.ErrRange, "at most %d results", trendMost)
		}
	}
	sort.SliceStable(t.results, func(i, j int) bool { return t.results[i].From.Before(t.results[j].From) })
	at := map[string]int{}
	for _, r := range t.results {
		s := summary{r: r}
		for _, of := range s.byObjective() {
			n, known := at[of.id]
			if !known {
				n = len(t.all)
				at[of.id] = n
				t.all = append(t.all, objective{id: of.id})
			}
			all := &t.all[n]
			all.periods = append(all.periods, of.periods...)
			all.whole, all.groups = of.whole, of.groups
			if of.limit.IsValid() {
				all.limit = of.limit
			}
		}
	}
	for i := range t.all {
		if _, err := analysis.Periods(t.all[i].id, t.having(t.all[i].id)...); err != nil {
			return fmt.Errorf("report: trend: %w", err)
		}
	}
	return nil
}

// having lists the results that have an objective.
func (t *trend) having(id string) (all []*sla.Result) {
	for _, r := range t.results {
		if slices.ContainsFunc(r.Outcomes, func(o sla.Outcome) bool { return o.Objective == id }) {
			all = append(all, r)
		}
	}
	return all
}

func (t *trend) draw() {
	w := t.words.years()
	if len(t.results) == 0 {
		t.heading(1, w.trend)
		return
	}
	first, last := t.results[0], t.r
	t.heading(1, t.named("title", last.Title))
	if last.Title == "" {
		t.blocks[len(t.blocks)-1] = heading{1, last.Agreement}
	}
	overview := table{columns: []column{
		{t.words.outcome.objective, words}, {t.words.outcome.promised, words}, {w.first, number}, {w.latest, number},
		{fmt.Sprintf(w.last, lastPeriods), number}, {w.perPeriod, number}, {w.direction, words},
	}}
	var better, worse, more, less, n int64
	for i := range t.all {
		of := &t.all[i]
		figures, err := analysis.Periods(of.id, t.having(of.id)...)
		if err != nil || len(figures) == 0 {
			continue
		}
		n = max(n, int64(len(figures)))
		slope, _ := analysis.Slope(figures)
		kind, cells := metrics.FigureKind(""), []string{t.title(of.id), t.say(string(of.periods[len(of.periods)-1].Promised))}
		for _, f := range []metrics.Figure{figures[0].Figure, figures[len(figures)-1].Figure} {
			cells = append(cells, t.attained(f, of.limit))
		}
		for j := range figures {
			if k := figures[j].Figure.Kind(); k != "" {
				kind = k
			}
		}
		moving, direction, change := "", "", ""
		if len(figures) >= lastPeriods {
			if moved, err := analysis.Moving(figures, lastPeriods); err == nil {
				moving = t.attained(moved[len(moved)-1].Figure, of.limit)
			}
		}
		if slope != nil {
			change = t.change(slope, kind)
			side := t.direction(slope, of.limit)
			direction = word(w.directions, side)
			switch side {
			case toBetter:
				better++
			case toWorse:
				worse++
			case toMore:
				more++
			case toLess:
				less++
			}
		}
		overview.rows = append(overview.rows, row{cells: append(cells, moving, change, direction)})
	}
	switch {
	case better+worse > 0:
		t.lead(fmt.Sprintf(w.trendLead, itoa64(better), itoa64(worse), itoa64(n)))
	case more+less > 0:
		t.lead(fmt.Sprintf(w.trendMoves, itoa64(more), itoa64(less), itoa64(n)))
	}
	all := t.names(last.Agreement, "", last.Provider, last.Customer)
	all = append(all,
		pair{t.words.head.period, fmt.Sprintf(t.words.head.stretch, t.instant(first.From), t.instant(last.To))},
		pair{t.words.head.asOf, t.instant(last.AsOf)}, pair{t.words.head.zone, t.zoneBeside(last.Zone)})
	t.pairs(all)
	t.heading(2, w.trend)
	t.table(overview)
	t.paragraph(w.trendNote)
	t.lightRule()
	for i := range t.all {
		of := &t.all[i]
		t.overPeriods(of.id, of.periods, t.having(of.id)...)
		t.unusual(of)
		t.causesOverPeriods(of.id, of.periods)
	}
	t.changes(first, last)
	t.digest()
}

// Where a trend leads.
const (
	toBetter = "better"
	toWorse  = "worse"
	toMore   = "more"
	toLess   = "less"
	toSame   = "same"
)

// direction says where a slope leads: to the better or to the worse if a promise says
// which side is the better one.
func (t *trend) direction(slope *big.Rat, limit metrics.Limit) string {
	if slope.Sign() == 0 {
		return toSame
	}
	up := slope.Sign() > 0
	if limit.IsValid() {
		if _, upper := limit.Edge(); up != upper {
			return toBetter
		}
		return toWorse
	}
	if up {
		return toMore
	}
	return toLess
}

// unusual lists the periods that are the best or the worst of the twelve before and
// themselves.
func (t *trend) unusual(of *objective) {
	figures, err := analysis.Periods(of.id, t.having(of.id)...)
	if err != nil {
		return
	}
	odd, err := analysis.Unusual(figures, 1)
	if err != nil {
		return
	}
	var all []string
	for _, o := range odd {
		form := t.words.years().lowest
		if o.High {
			form = t.words.years().highest
		}
		all = append(all, fmt.Sprintf(form, t.words.period(o.Period.String()), t.attained(o.Figure, of.limit), t.attained(o.Edge, of.limit)))
	}
	t.bullets(all)
}

// changes takes apart how shares changed from the first to the last result, by each
// attribute by which both are grouped.
func (t *trend) changes(first, last *sla.Result) {
	w := t.words.years()
	if first == last {
		return
	}
	began := false
	for i := range t.all {
		of := &t.all[i]
		for _, g := range groupingsOf(of.groups) {
			if len(g.keys) != 1 || g.keys[0] == used || isClass(g.keys[0]) {
				continue
			}
			split, err := analysis.Shift(first, last, of.id, g.keys[0])
			if err != nil || split.Own.Sign() == 0 && split.Mix.Sign() == 0 {
				continue // no share, or groups that the first result does not have
			}
			if !began {
				t.heading(2, w.changes)
				t.paragraph(w.changesNote)
				began = true
			}
			t.heading(3, fmt.Sprintf(w.lossesBy, t.title(of.id), t.keyName(g.keys[0])))
			t.split(of, g.keys[0], &split)
		}
	}
}

// split is the table of a change taken apart, the groups with the greatest part first.
func (t *trend) split(of *objective, key string, split *analysis.Split) {
	w := t.words.years()
	tab := table{columns: []column{{t.keyName(key), words}, {w.first, number}, {w.latest, number}, {w.own, number}, {w.mix, number}}}
	groups := slices.Clone(split.Groups)
	size := func(g *analysis.GroupSplit) *big.Rat {
		part := new(big.Rat).Add(g.Own, g.Mix)
		return part.Abs(part)
	}
	sort.SliceStable(groups, func(i, j int) bool { return size(&groups[i]).Cmp(size(&groups[j])) > 0 })
	shown, left := t.cut(len(groups))
	for _, g := range groups[:shown] {
		tab.rows = append(tab.rows, row{cells: []string{
			t.groupValue(key, g.Group.Get(key)), t.attained(g.Before, of.limit), t.attained(g.After, of.limit), t.points(g.Own), t.points(g.Mix),
		}})
	}
	if left > 0 {
		own, mix := new(big.Rat), new(big.Rat)
		for _, g := range groups[shown:] {
			own.Add(own, g.Own)
			mix.Add(mix, g.Mix)
		}
		tab.rows = append(tab.rows, row{cells: []string{fmt.Sprintf(t.words.more, left), "", "", t.points(own), t.points(mix)}})
	}
	tab.rows = append(tab.rows, row{cells: []string{
		t.words.sum, t.attained(split.Before, of.limit), t.attained(split.After, of.limit), t.points(split.Own), t.points(split.Mix),
	}})
	tab.sums = 1
	t.table(tab)
}
