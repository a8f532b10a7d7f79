package report

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report/analysis"
	"github.com/upheld/upheld/sla"
)

// Year is the page of a long period for those who decide about an agreement: what each
// objective came to over the period, each of its shorter periods with the trend, where
// things went wrong, the most first, which group or cause lost how much in which of the
// shorter periods, and the groups that the report asked for with Agreement.Cut.
// Objective.Over gives the verdict of the long period; without it the page has the sum of
// the periods and counts their verdicts. A nil or zero Result gives a page with only a
// title. Write reads the Result, so do not change it before.
//
// Rows cuts the lists of groups.
func Year(r *sla.Result) View {
	if r == nil {
		r = &sla.Result{}
	}
	v := viewOf(func(p *page) {
		p.speak(r.Names)
		y := year{summaryOf(p, r), nil}
		y.all = y.byObjective()
		y.head(y.leading())
		y.figures()
		y.verdicts()
		y.periods()
		y.losses()
		y.cuts(true)
		y.owing()
		y.findings()
		y.digest()
	})
	v.rows = 12
	return v
}

// year draws a Result of a long period.
type year struct {
	summary
	all []objective
}

// leading says how many objectives were met over the period, what is owed, and how few
// groups hold most of what went wrong.
func (y *year) leading() string {
	w := &y.words.head
	count := map[sla.Verdict]int64{}
	var open, judged int64
	for i := range y.all {
		switch o := &y.all[i].whole; {
		case o.Verdict != "":
			count[o.Verdict]++
			judged++
		case o.Reason == sla.Undecided:
			open++
			judged++
		}
	}
	var parts []string
	add := func(n int64, text string) {
		if n > 0 {
			parts = append(parts, text)
		}
	}
	switch {
	case judged == 0:
	default:
		parts = append(parts, fmt.Sprintf(y.words.years().met, count[sla.Met], judged))
		add(count[sla.Missed], fmt.Sprintf(y.words.years().missed, count[sla.Missed]))
		add(open, fmt.Sprintf(y.words.years().open, open))
		add(count[sla.NotMeasurable], fmt.Sprintf(y.words.years().notMeasured, count[sla.NotMeasurable]))
	}
	for i := range y.all {
		if note := y.counted(&y.all[i]); note != "" && y.all[i].whole.Reason == sla.SumOfPeriods {
			parts = append(parts, fmt.Sprintf(y.words.because, y.title(y.all[i].id), note))
		}
	}
	for i := range y.all {
		if o := &y.all[i].whole; len(parts) == 0 && o.Attained.IsValid() {
			parts = append(parts, fmt.Sprintf(y.words.because, y.title(o.Objective), fmt.Sprintf(y.words.aside, y.attained(o.Attained, metrics.Limit{}), y.goodOfTotal(o))))
			break
		}
	}
	for _, total := range y.owed(y.r.Statements) {
		parts = append(parts, fmt.Sprintf(w.owed, total))
	}
	if len(parts) == 0 {
		return ""
	}
	text := strings.Join(parts, y.words.comma) + y.words.stop
	for i := range y.all {
		for _, g := range y.lossKeys(&y.all[i]) {
			losses, err := analysis.Pareto(y.r, y.all[i].id, g)
			groups := max(len(losses), y.all[i].count(g))
			if shown, _ := y.cut(len(losses)); err == nil && shown < len(losses) {
				most := losses[shown-1].UpTo
				return text + fmt.Sprintf(y.words.years().few, itoa(shown), itoa(groups), y.keyName(g), percentOf(most), y.title(y.all[i].id))
			}
		}
	}
	return text
}

// count gives the number of groups of a key.
func (of *objective) count(key string) (n int) {
	for i := range of.groups {
		if g := of.groups[i].Group; len(g) == 1 && g[0][0] == key {
			n++
		}
	}
	return n
}

// percentOf writes a part of a whole in whole percent, cut down.
func percentOf(r *big.Rat) string {
	n := new(big.Rat).Mul(r, big.NewRat(100, 1))
	return exact.Quotient(n.Num(), n.Denom(), exact.Floor).String() + "%"
}

// figures are the first figures that a reader looks for.
func (y *year) figures() {
	var all tiles
	for i := range y.all {
		o := &y.all[i].whole
		if o.Attained.IsValid() && len(all) < 4 {
			c, _ := y.rule.lightOf(o)
			all = append(all, tile{y.title(o.Objective), y.attained(o.Attained, y.all[i].limit), c})
		}
	}
	y.document.tiles(all)
}

// verdicts is the table of the whole period.
func (y *year) verdicts() {
	if len(y.all) == 0 {
		return
	}
	y.heading(2, y.words.years().whole)
	t := y.outcomeTable()
	for i := range y.all {
		o := &y.all[i].whole
		name := y.clause(y.title(o.Objective), y.r.Clauses, "objectives."+o.Objective)
		r := y.outcomeRow(o, name, 0)
		if note := y.counted(&y.all[i]); note != "" && o.Reason == sla.SumOfPeriods {
			r.cells[len(r.cells)-1] = note
			r.light.word = note
		}
		t.rows = append(t.rows, r)
	}
	y.table(t)
	y.lightRule()
}

// counted says how many of the periods of an objective were met, if they are judged.
func (y *year) counted(of *objective) string {
	var met, judged int64
	for i := range of.periods {
		if v := of.periods[i].Verdict; v == sla.Met || v == sla.Missed {
			judged++
			if v == sla.Met {
				met++
			}
		}
	}
	if judged == 0 {
		return ""
	}
	return fmt.Sprintf(y.words.years().periodsMet, met, judged)
}

// periods draws each objective over its periods.
func (y *year) periods() {
	began := false
	for i := range y.all {
		of := &y.all[i]
		if len(of.periods) < 2 {
			continue
		}
		if !began {
			y.heading(2, y.words.years().periods)
			began = true
		}
		y.overPeriods(of.id, of.periods, y.r)
	}
}

// overPeriods draws the figures of an objective over its periods, with their trend.
func (s *summary) overPeriods(id string, periods []sla.Outcome, results ...*sla.Result) {
	w := s.words.years()
	title := s.title(id)
	figures, err := analysis.Periods(id, results...)
	var moving []analysis.PeriodFigure
	if err == nil && len(figures) > lastPeriods {
		moving, _ = analysis.Moving(figures, lastPeriods) // nil if they are no shares
	}
	moved := map[sla.Period]metrics.Figure{}
	for i := range moving {
		moved[figures[i].Period] = moving[i].Figure
	}
	p := linePicture{named: named{name: fmt.Sprintf(s.words.because, w.periods, title)}, limit: commonLimit(periods)}
	t := table{columns: []column{
		{w.period, words}, {s.words.outcome.goodOfTotal, number}, {s.words.outcome.attained, number},
		{fmt.Sprintf(w.last, lastPeriods), number}, {s.words.outcome.verdict, lights},
	}}
	periods = withGaps(periods, figures)
	for i := range periods {
		o := &periods[i]
		if o.Objective == "" {
			t.rows = append(t.rows, row{cells: []string{s.words.period(o.Period.String()), "", "", s.attained(moved[o.Period], p.limit), w.noResult}})
			p.points = append(p.points, linePoint{label: s.shortPeriod(o.Period)})
			continue
		}
		limit, err := o.Promised.Parse()
		if err != nil {
			limit = metrics.Limit{}
		}
		name := s.words.period(o.Period.String())
		l := s.light(o)
		t.rows = append(t.rows, row{light: l, cells: []string{
			name, s.goodOfTotal(o), s.attained(o.Attained, limit), s.attained(moved[o.Period], limit), s.verdict(o),
		}})
		if k := o.Attained.Kind(); k != "" {
			p.kind = k
		}
		p.points = append(p.points, linePoint{
			label: s.shortPeriod(o.Period), figure: o.Attained,
			missed: o.Verdict == sla.Missed, light: l.colour,
		})
	}
	trend := s.trendOf(figures)
	f := figure{title: title, table: t}
	if p.kind != "" {
		if p.limit.IsValid() {
			f.note = fmt.Sprintf(w.promiseLine, s.say(p.limit.String()))
		}
		s.markPoints(p.points, p.limit)
		p.description = trend
		f.picture = p
	}
	s.figure(f)
	s.paragraph(trend)
}

// withGaps adds the periods between others that no result has, as outcomes without an
// objective.
func withGaps(periods []sla.Outcome, figures []analysis.PeriodFigure) []sla.Outcome {
	has := map[sla.Period]bool{}
	for i := range periods {
		has[periods[i].Period] = true
	}
	var all []sla.Outcome
	for _, f := range figures {
		if len(periods) > 0 && !has[f.Period] {
			all = append(all, sla.Outcome{Period: f.Period})
			continue
		}
		for len(periods) > 0 && periods[0].Period == f.Period { // the parts of a period that a revision divides
			all, periods = append(all, periods[0]), periods[1:]
		}
	}
	return append(all, periods...)
}

// lastPeriods is how many periods a moving share pools.
const lastPeriods = 3

// commonLimit is the promise of all periods, if they have the same.
func commonLimit(periods []sla.Outcome) metrics.Limit {
	for i := range periods {
		if periods[i].Promised != periods[0].Promised {
			return metrics.Limit{}
		}
	}
	limit, err := periods[0].Promised.Parse()
	if err != nil {
		return metrics.Limit{}
	}
	return limit
}

// shortPeriod names a period on an axis.
func (s *summary) shortPeriod(p sla.Period) string {
	y, m, d := p.From().Date()
	text := p.String()
	switch {
	case p == sla.Month(y, m):
		return s.words.months[m-1]
	case strings.Contains(text, "-Q"):
		return text[strings.Index(text, "-Q")+1:]
	case p.To() == p.From()+1:
		return fmt.Sprintf("%d-%d", int(m), d)
	case !strings.Contains(text, "/"):
		return text
	}
	return fmt.Sprintf("%d-%d", int(m), d)
}

// trendOf says how figures change from period to period, and that the pooled share is not
// the mean of the shares.
func (s *summary) trendOf(figures []analysis.PeriodFigure) string {
	w := s.words.years()
	slope, n := analysis.Slope(figures)
	if slope == nil {
		return w.noTrend
	}
	kind := metrics.FigureKind("")
	var sum *big.Rat
	var shares []metrics.Figure
	for i := range figures {
		if k := figures[i].Figure.Kind(); k != "" {
			kind = k
			shares = append(shares, figures[i].Figure)
			if sum == nil {
				sum = new(big.Rat)
			}
			sum.Add(sum, figures[i].Figure.Rat())
		}
	}
	text := fmt.Sprintf(w.slope, s.change(slope, kind), n)
	pool := metrics.PoolOf(shares...)
	if kind == metrics.ShareFigure && pool.IsValid() {
		mean := sum.Quo(sum, big.NewRat(int64(n), 1))
		text += fmt.Sprintf(w.pooled, pool.Percent(placesMin), metrics.ShareOfRat(mean).Percent(placesMin))
	}
	return text
}

// change writes a difference of figures of a kind, with its sign.
func (p *page) change(r *big.Rat, kind metrics.FigureKind) string {
	switch kind {
	case metrics.ShareFigure:
		return fmt.Sprintf(p.words.years().ofPoints, p.points(r))
	case metrics.LengthFigure:
		whole := exact.Quotient(r.Num(), r.Denom(), exact.Floor)
		if !whole.IsInt64() || !withinDuration(whole.Int64(), time.Second) {
			return exact.RatText(r) + "s"
		}
		text := p.duration(time.Duration(whole.Int64()) * time.Second)
		if whole.Sign() > 0 {
			text = "+" + text
		}
		return text
	}
	text := numberText(r, false)
	if r.Sign() > 0 {
		text = "+" + text
	}
	return text
}

// lossKeys lists the keys by which what went wrong is listed: each single attribute,
// then the cause of lost time.
func (y *year) lossKeys(of *objective) (keys []string) {
	for _, g := range groupingsOf(of.groups) {
		if len(g.keys) == 1 && g.keys[0] != used && !isClass(g.keys[0]) {
			keys = append(keys, g.keys[0])
		}
	}
	if of.whole.Ledger != nil {
		keys = append(keys, "@cause")
	}
	return keys
}

// losses lists what went wrong, the most first.
func (y *year) losses() {
	began := false
	for i := range y.all {
		of := &y.all[i]
		for _, key := range y.lossKeys(of) {
			losses, err := analysis.Pareto(y.r, of.id, key)
			if err != nil || len(losses) == 0 { // the figure is no share, or nothing was wrong
				continue
			}
			if !began {
				y.heading(2, y.words.years().losses)
				y.paragraph(y.words.years().lossesNote)
				began = true
			}
			y.heading(3, fmt.Sprintf(y.words.years().lossesBy, y.title(of.id), y.keyName(key)))
			y.pareto(of, key, losses)
			if key == "@cause" {
				y.causesOverPeriods(of.id, of.periods)
			} else {
				y.heatOverPeriods(of, key, losses)
			}
		}
	}
}

// pareto is the table of losses by a key.
func (y *year) pareto(of *objective, key string, losses []analysis.Loss) {
	w := y.words.years()
	t := table{columns: []column{
		{y.keyName(key), words}, {w.share, pictures}, {w.wrong, number}, {y.words.outcome.goodOfTotal, number},
		{y.words.outcome.attained, number}, {w.together, number},
	}}
	ofTime := of.whole.Ledger != nil
	groups := map[string]*sla.Outcome{}
	for i := range of.groups {
		if g := of.groups[i].Group; len(g) == 1 && g[0][0] == key {
			groups[g[0][1]] = &of.groups[i]
		}
	}
	most := whole64(losses[0].Wrong)
	shown, left := y.cut(len(losses))
	for _, l := range losses[:shown] {
		value := l.Group.Get(key)
		wrong := l.Wrong.FloatString(0)
		if ofTime {
			wrong = y.length(l.Wrong, true)
		}
		name := y.groupValue(key, value)
		r := row{cells: []string{name, "", wrong, "", "", percentOf(l.UpTo)}}
		r.picture = barPicture{named: named{name: fmt.Sprintf(y.words.because, name, wrong)}, n: whole64(l.Wrong), most: most}
		if o := groups[value]; o != nil {
			r.cells[3], r.cells[4] = y.goodOfTotal(o), y.attained(o.Attained, of.limit)
		}
		t.rows = append(t.rows, r)
	}
	if left > 0 {
		rest := new(big.Rat)
		for _, l := range losses[shown:] {
			rest.Add(rest, l.Wrong)
		}
		wrong := rest.FloatString(0)
		if ofTime {
			wrong = y.length(rest, true)
		}
		t.rows = append(t.rows, row{cells: []string{fmt.Sprintf(y.words.more, left), "", wrong, "", "", "100%"}})
	}
	y.table(t)
}

// whole64 cuts a number to whole ones, for the length of a bar.
func whole64(r *big.Rat) int64 {
	n := exact.Quotient(r.Num(), r.Denom(), exact.Floor)
	if !n.IsInt64() {
		return 1<<63 - 1
	}
	return n.Int64()
}

// periodsAcross is the greatest number of periods that a heat map has columns for.
const periodsAcross = 24

// heatOverPeriods draws the groups that lost most over the periods.
func (y *year) heatOverPeriods(of *objective, key string, losses []analysis.Loss) {
	if n := len(of.periods); n < 2 || n > periodsAcross || of.whole.Attained.Kind() != metrics.ShareFigure {
		return
	}
	cells := map[string]map[time.Time]*sla.Outcome{} // by value and begin; a revision divides a period
	for i := range y.r.Outcomes {
		o := &y.r.Outcomes[i]
		if o.Objective != of.id || o.Judge != "" || len(o.Group) != 1 || o.Group[0][0] != key {
			continue
		}
		value := o.Group[0][1]
		if cells[value] == nil {
			cells[value] = map[time.Time]*sla.Outcome{}
		}
		cells[value][o.From] = o
	}
	shown, _ := y.cut(len(losses))
	m := heatMap{title: fmt.Sprintf(y.words.years().samePeriods, y.keyName(key)), note: y.tintRule(of.limit), columns: []string{y.keyName(key)}}
	for i := range of.periods {
		m.columns = append(m.columns, y.shortPeriod(of.periods[i].Period))
	}
	any := false
	for _, l := range losses[:shown] {
		value := l.Group.Get(key)
		r := heatRow{name: y.groupValue(key, value)}
		for i := range of.periods {
			cell := y.heatCell(cells[value][of.periods[i].From], of.limit)
			any = any || cell.tint > 0
			r.cells = append(r.cells, cell)
		}
		m.rows = append(m.rows, r)
	}
	if any {
		y.blocks = append(y.blocks, m)
	}
}

// owing lists the statements of the period, with their sum by unit.
func (y *year) owing() {
	w := &y.words.credit
	t := table{columns: []column{{w.period, words}, {w.amount, number}}}
	for i := range y.r.Statements {
		st := &y.r.Statements[i]
		if st.Total.Sign() == 0 && !open(st) {
			continue
		}
		t.rows = append(t.rows, row{cells: []string{
			y.words.period(sla.Dates(st.From, st.To).String()), y.words.amount(st.Total),
		}})
	}
	if len(t.rows) == 0 {
		return
	}
	for _, total := range y.owed(y.r.Statements) {
		t.rows = append(t.rows, row{cells: []string{y.words.sum, total}})
		t.sums++
	}
	y.heading(2, w.title)
	y.table(t)
}

// open reports whether a statement has a line that could not be worked out.
func open(s *penalty.Statement) bool {
	return slices.ContainsFunc(s.Lines, func(l penalty.Line) bool { return l.State == penalty.Undetermined })
}
