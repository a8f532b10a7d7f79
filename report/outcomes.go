package report

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// objectives is the table of outcomes: a row for each objective, or its name and a row
// for each of its periods; the rows of groups follow.
func (s *summary) objectives() {
	if len(s.r.Outcomes) == 0 {
		return
	}
	w := &s.words.outcome
	s.heading(2, w.title)
	t := s.outcomeTable()
	all := slices.DeleteFunc(slices.Clone(s.r.Outcomes), func(o sla.Outcome) bool { return o.Cut })
	for i := 0; i < len(all); {
		groups := i + 1
		for groups < len(all) && len(all[groups].Group) > 0 && len(all[i].Group) == 0 {
			groups++
		}
		name, depth := s.clause(s.title(all[i].Objective), s.r.Clauses, "objectives."+all[i].Objective), 0
		if period := s.periodOf(&all[i]); period != "" {
			if i == 0 || all[i-1].Objective != all[i].Objective {
				t.rows = append(t.rows, row{cells: []string{name}})
			}
			name, depth = period, 1
		}
		t.rows = append(t.rows, s.outcomeRow(&all[i], name, depth))
		t.rows = append(t.rows, s.groupRows(all[i+1:groups], depth+1)...)
		i = groups
	}
	s.table(t)
	s.lightRule()
}

// outcomeTable is a table for rows of outcomes.
func (s *summary) outcomeTable() table {
	w := &s.words.outcome
	return table{columns: []column{
		{w.objective, words}, {w.promised, words}, {w.attained, number},
		{w.goodOfTotal, number}, {w.open, number}, {s.words.light.shape, pictures}, {w.margin, words}, {w.verdict, lights},
	}}
}

// groupRows gives the rows of the groups of an outcome. If there are too many, it keeps
// the worst groups, in their order.
func (s *summary) groupRows(groups []sla.Outcome, depth int) []row {
	shown, left := s.cut(len(groups))
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(urgency(&groups[a]), urgency(&groups[b])) })
	missed := 0
	for _, i := range order[shown:] {
		if groups[i].Verdict == sla.Missed {
			missed++
		}
	}
	order = order[:shown]
	slices.Sort(order)
	var rows []row
	for _, i := range order {
		rows = append(rows, s.outcomeRow(&groups[i], s.group(groups[i].Group), depth))
	}
	switch {
	case missed > 0:
		rows = append(rows, row{depth: depth, cells: []string{fmt.Sprintf(s.words.outcome.moreMissed, left, missed)}})
	case left > 0:
		rows = append(rows, row{depth: depth, cells: []string{fmt.Sprintf(s.words.outcome.moreGroups, left)}})
	}
	return rows
}

// urgency orders outcomes from the worst, 0, to the best, 3.
func urgency(o *sla.Outcome) int {
	switch {
	case o.Verdict == sla.Missed:
		return 0
	case stands(o) == sla.StandsMissed:
		return 1
	case stands(o) == sla.StandsOpen:
		return 2
	}
	return 3
}

// group writes the attributes of a group.
func (p *page) group(group sla.Attrs) string {
	var parts []string
	for _, pair := range group {
		parts = append(parts, p.attribute(pair[0], pair[1]))
	}
	return strings.Join(parts, p.words.list)
}

func (s *summary) outcomeRow(o *sla.Outcome, name string, depth int) row {
	limit, light, promised := limitOf(o), s.light(o), ""
	if len(o.Group) == 0 {
		promised = s.promised(o)
	}
	return row{depth: depth, light: light, picture: s.dot(o, limit, light.colour), cells: []string{
		name, promised, s.attained(o.Attained, limit),
		s.goodOfTotal(o), openText(o.Open), "", s.margin(o, limit), s.verdict(o),
	}}
}

// limitOf is the limit of an outcome's own figure. A sum that counts periods has none:
// its limit is for each period.
func limitOf(o *sla.Outcome) metrics.Limit {
	limit, err := o.Promised.Parse()
	if err != nil || o.Judge == sla.JudgeEvery || o.Judge == sla.JudgeSome {
		return metrics.Limit{}
	}
	return limit
}

// promised is the promise of an outcome, for a sum with how its periods are judged.
func (s *summary) promised(o *sla.Outcome) string {
	if form := s.words.outcome.judges[o.Judge]; form != "" && o.Promised != "" {
		return fmt.Sprintf(form, s.say(string(o.Promised)), o.Of)
	}
	return s.say(string(o.Promised))
}

// periodOf names the period of an outcome, "" if it is the result's period. If the
// period has several outcomes, because terms changed within it, periodOf gives from and
// to.
func (s *summary) periodOf(o *sla.Outcome) string {
	switch {
	case s.parts[part{o.Objective, o.Period}] > 1 && o.Judge == "":
		return fmt.Sprintf(s.words.head.stretch, s.instant(o.From), s.instant(o.To))
	case o.Period == s.r.Period && o.Judge == "":
		return ""
	}
	return s.words.period(o.Period.String())
}

func openText(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// stands says how an open outcome stands; "" if the outcome is decided.
func stands(o *sla.Outcome) sla.Stands {
	if o.Reason != sla.Undecided || o.Ahead == nil {
		return ""
	}
	return o.Ahead.Stands
}

// verdict gives the verdict of an outcome, or how it stands if it is open, with the
// reason.
func (s *summary) verdict(o *sla.Outcome) string {
	w := &s.words.outcome
	text := ""
	if o.Verdict != "" {
		text = word(w.verdicts, o.Verdict)
	}
	reason := s.reason(o)
	if text != "" && reason != "" {
		return fmt.Sprintf(s.words.because, text, reason)
	}
	return text + reason
}

// reason says why an outcome has no verdict, or how it stands if it is open; for a
// verdict, which periods were left out.
func (s *summary) reason(o *sla.Outcome) string {
	w := &s.words.outcome
	switch {
	case stands(o) != "":
		return word(w.stands, stands(o))
	case o.Reason != "":
		return word(w.reasons, o.Reason)
	case len(o.LeftOut) > 0:
		var left []string
		for _, p := range o.LeftOut {
			left = append(left, s.words.period(p.String()))
		}
		return fmt.Sprintf(w.leftOut, strings.Join(left, s.words.list))
	}
	return ""
}

// Bounds of the digits after the point of a percentage. A percentage has as many as the
// promise, or more if it would otherwise seem to be on the other side of the promise.
const (
	placesMin = 2
	placesMax = 12
)

// attained writes a figure so that it is on the same side of the promise as the exact
// value.
func (s *summary) attained(f metrics.Figure, limit metrics.Limit) string {
	switch {
	case !f.IsValid():
		return ""
	case f.Kind() == metrics.ShareFigure:
		return percent(f, limit)
	}
	if r := f.Rat(); r != nil {
		_, upper := limit.Edge()
		if f.Kind() == metrics.LengthFigure {
			return s.length(r, upper || !limit.IsValid())
		}
		return numberText(r, upper)
	}
	return f.String()
}

func percent(f metrics.Figure, limit metrics.Limit) string {
	if !limit.IsValid() || !limit.Speaks(f) {
		return f.Percent(placesMin)
	}
	return telling(f, limit, func(places int) string { return limit.Percent(f, places) })
}

// telling writes a share with enough places to see on which side of the limit it lies.
func telling(f metrics.Figure, limit metrics.Limit, write func(places int) string) string {
	text := ""
	for places := promisedPlaces(limit); places <= placesMax; places++ {
		text = write(places)
		share, err := metrics.Percent(text).Parse()
		if err != nil || !share.Num().IsInt64() || !share.Denom().IsInt64() {
			break
		}
		if limit.Meets(metrics.ShareOf(share.Num().Int64(), share.Denom().Int64())) == limit.Meets(f) {
			break
		}
	}
	return text
}

// promisedPlaces gives the digits after the point of a limit in percent.
func promisedPlaces(limit metrics.Limit) int {
	edge, _ := limit.Edge()
	places, finite := new(big.Rat).Mul(edge, big.NewRat(100, 1)).FloatPrec()
	if !finite {
		return placesMin
	}
	return min(max(places, placesMin), placesMax)
}

// length writes seconds exactly if they are whole milliseconds; else in whole seconds,
// rounded up or down and marked as rounded.
func (p *page) length(seconds *big.Rat, up bool) string {
	ms := new(big.Rat).Mul(seconds, big.NewRat(1000, 1))
	if ms.IsInt() && ms.Num().IsInt64() && withinDuration(ms.Num().Int64(), time.Millisecond) {
		return p.duration(time.Duration(ms.Num().Int64()) * time.Millisecond)
	}
	mode := exact.Floor
	if up {
		mode = exact.Ceiling
	}
	whole := exact.Quotient(seconds.Num(), seconds.Denom(), mode)
	if !whole.IsInt64() || !withinDuration(whole.Int64(), time.Second) {
		return exact.RatText(seconds) + "s"
	}
	return fmt.Sprintf(p.words.nearly, p.duration(time.Duration(whole.Int64())*time.Second))
}

func withinDuration(n int64, unit time.Duration) bool {
	most := int64(1<<63-1) / int64(unit)
	return -most <= n && n <= most
}

// numberText writes a number exactly if it has at most six digits after the point, else
// with two digits, rounded up or down.
func numberText(r *big.Rat, up bool) string {
	if places, finite := r.FloatPrec(); finite && places <= 6 {
		return r.FloatString(places)
	}
	mode := exact.Floor
	if up {
		mode = exact.Ceiling
	}
	return exact.Text(exact.Round(r, 2, mode))
}

// goodOfTotal gives the good and the total time or items of an outcome.
func (s *summary) goodOfTotal(o *sla.Outcome) string {
	form := s.words.ofTotal
	if good, total, ok := o.Attained.Parts(); ok && o.Total == 0 {
		return fmt.Sprintf(form, s.duration(time.Duration(good)), s.duration(time.Duration(total)))
	}
	good, total, whole := o.Attained.Parts()
	switch {
	case len(o.Ledger) > 0 && o.Total == 0:
		return s.weighted(o)
	case o.Total == 0:
		return ""
	case whole && good == o.Good && total == o.Total || !o.Attained.IsValid():
		return fmt.Sprintf(form, strconv.FormatInt(o.Good, 10), strconv.FormatInt(o.Total, 10))
	}
	return fmt.Sprintf(s.words.ofAll, strconv.FormatInt(o.Total, 10))
}

// weighted gives the good part of the counted time if weights make it a fraction of
// nanoseconds.
func (s *summary) weighted(o *sla.Outcome) string {
	counted := o.Ledger.Counted()
	share := o.Attained.Rat()
	if share == nil || o.Attained.Kind() != metrics.ShareFigure {
		return ""
	}
	good := share.Mul(share, big.NewRat(int64(counted), int64(time.Second)))
	return fmt.Sprintf(s.words.ofTotal, s.length(good, false), s.duration(counted))
}
