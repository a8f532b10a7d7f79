package report

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strings"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// grouping is the groups of an outcome that have the same keys.
type grouping struct {
	keys   []string
	groups []sla.Outcome
}

// groupingsOf splits groups by their keys, in their order.
func groupingsOf(groups []sla.Outcome) (all []grouping) {
	for i := range groups {
		var keys []string
		for _, pair := range groups[i].Group {
			keys = append(keys, pair[0])
		}
		if n := len(all); n == 0 || !slices.Equal(all[n-1].keys, keys) {
			all = append(all, grouping{keys: keys})
		}
		last := &all[len(all)-1]
		last.groups = append(last.groups, groups[i])
	}
	return all
}

// cut reports whether only a report asked for the grouping.
func (g *grouping) cut() bool { return g.groups[0].Cut }

// used is the key of the share of the target that was used.
const used = "@used"

// classes are the values of keys that come again and have an order of their own. The
// values of a key without a list are in the order of the result.
var classes = map[string][]string{
	"@weekday": {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
	"@month":   {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	"@hour":    nil,
}

func isClass(key string) bool {
	_, is := classes[key]
	return is
}

// keyName names a key of groups.
func (p *page) keyName(key string) string {
	if name := p.words.cut.keys[key]; name != "" {
		return name
	}
	return p.named(key, key)
}

func (p *page) keyNames(keys []string) string {
	var names []string
	for _, key := range keys {
		names = append(names, p.keyName(key))
	}
	return strings.Join(names, p.words.list)
}

// groupValue writes the value of a key.
func (p *page) groupValue(key, value string) string {
	at := slices.Index(classes[key], value)
	switch {
	case value == "":
		return p.words.cut.none
	case key == "@weekday" && at >= 0:
		return p.words.weekdays[(at+1)%7]
	case key == "@month" && at >= 0:
		return p.words.months[at]
	case key == "@hour":
		return value + ":00"
	case key == used:
		return p.say(value)
	}
	return p.valued(key, value)
}

// groupValues writes the values of a group without their keys, for a table whose heading
// names the keys.
func (p *page) groupValues(group sla.Attrs) string {
	var all []string
	for _, pair := range group {
		all = append(all, p.groupValue(pair[0], pair[1]))
	}
	return strings.Join(all, p.words.list)
}

// objective is the outcome of an objective as a whole with its groups.
type objective struct {
	id      string
	whole   sla.Outcome   // as Result.Outcome gives it
	groups  []sla.Outcome // of whole
	periods []sla.Outcome // its own periods, without groups, in their order
	limit   metrics.Limit // of the last of its periods that promises something; the zero Limit: nothing is promised
}

// byObjective gives the objectives of the result, in their order.
func (s *summary) byObjective() (all []objective) {
	at := map[string]int{}
	for i := range s.r.Outcomes {
		o := &s.r.Outcomes[i]
		n, known := at[o.Objective]
		if !known {
			n = len(all)
			at[o.Objective] = n
			all = append(all, objective{id: o.Objective})
		}
		of := &all[n]
		if len(o.Group) > 0 {
			of.groups = append(of.groups, *o)
			continue
		}
		of.whole, of.groups = *o, nil
		if o.Judge == "" {
			of.periods = append(of.periods, *o)
			if limit, err := o.Promised.Parse(); err == nil {
				of.limit = limit
			}
		}
	}
	return all
}

// cuts draws the groups that only the report asked for; without those that the page has
// listed by what went wrong, if it has such lists.
func (s *summary) cuts(losses bool) {
	began := false
	for _, of := range s.byObjective() {
		named := false
		for _, g := range groupingsOf(of.groups) {
			listed := losses && len(g.keys) == 1 && g.keys[0] != used && !isClass(g.keys[0]) && of.whole.Attained.Kind() == metrics.ShareFigure
			if !g.cut() || listed {
				continue
			}
			if !began {
				s.heading(2, s.words.cut.title)
				s.paragraph(s.words.cut.about)
			}
			if !named {
				s.heading(3, s.title(of.id))
			}
			began, named = true, true
			s.grouping(&of, &g)
		}
	}
}

// grouping draws groups by the picture that suits their keys.
func (s *summary) grouping(of *objective, g *grouping) {
	share := of.whole.Attained.Kind() == metrics.ShareFigure
	switch {
	case len(g.keys) == 1 && g.keys[0] == used:
		s.histogram(g)
	case len(g.keys) == 1 && isClass(g.keys[0]):
		s.classes(of, g)
	case len(g.keys) == 2 && isClass(g.keys[1]) && share:
		s.heatOfGroups(of, g)
	default:
		s.groupTable(of, g)
	}
}

// groupTable lists groups.
func (s *summary) groupTable(of *objective, g *grouping) {
	w := &s.words.outcome
	t := table{columns: []column{{s.keyNames(g.keys), words}, {w.goodOfTotal, number}, {w.open, number}, {w.attained, number}}}
	shown, left := s.cut(len(g.groups))
	for i := range g.groups[:shown] {
		o := &g.groups[i]
		t.rows = append(t.rows, row{cells: []string{s.groupValues(o.Group), s.goodOfTotal(o), openText(o.Open), s.attained(o.Attained, of.limit)}})
	}
	if left > 0 {
		t.rows = append(t.rows, row{cells: []string{fmt.Sprintf(w.moreGroups, left)}})
	}
	s.table(t)
}

// usedBands are the groups of @used, in their order. The last within the target is usedAll.
var usedBands = []string{
	"at most 25%", "over 25% to 50%", "over 50% to 75%", "over 75% to 100%",
	"over 100% to 200%", "over 200% to 400%", "over 400%",
}

const usedAll = 3

// histogram draws how much of their targets items have used.
func (s *summary) histogram(g *grouping) {
	w := &s.words.cut
	t := table{columns: []column{{w.usedShare, words}, {w.items, number}, {w.inTime, number}}}
	p := histogramPicture{target: w.target}
	var all, late int64
	groups := map[string]*sla.Outcome{}
	for i := range g.groups {
		groups[g.groups[i].Group.Get(used)] = &g.groups[i]
	}
	for i, value := range append(slices.Clone(usedBands), "") { // a band without items keeps its place
		o := groups[value]
		if o == nil {
			o = &sla.Outcome{}
			if value == "" {
				continue
			}
		}
		n := o.Total + o.Open
		t.rows = append(t.rows, row{cells: []string{s.groupValue(used, value), itoa64(n), itoa64(o.Good)}})
		if value == "" {
			continue
		}
		over := i > usedAll
		p.bands = append(p.bands, band{label: bandLabel(value), n: n, over: over})
		if all += n; over {
			late += n
		}
	}
	if all == 0 {
		return
	}
	p.name, p.description = w.usedTitle, fmt.Sprintf(w.usedSays, late, all)
	s.figure(figure{title: w.usedTitle, note: w.usedNote, picture: p, table: t})
}

// bandLabel writes a band by its upper edge.
func bandLabel(band string) string {
	if _, edge, ok := strings.Cut(band, " to "); ok {
		return "≤" + edge
	}
	if edge, ok := strings.CutPrefix(band, "at most "); ok {
		return "≤" + edge
	}
	return ">" + strings.TrimPrefix(band, "over ")
}

// classes draws groups that come again, such as weekdays, with their distance from all.
func (s *summary) classes(of *objective, g *grouping) {
	w := &s.words.cut
	key := g.keys[0]
	title := fmt.Sprintf(w.by, s.keyName(key))
	t := table{columns: []column{{s.keyName(key), words}, {s.words.outcome.goodOfTotal, number}, {s.words.outcome.attained, number}, {w.beyond, number}}}
	p := linePicture{named: named{title, s.title(of.id)}, limit: of.limit}
	for i := range g.groups {
		o := &g.groups[i]
		name := s.groupValue(key, o.Group.Get(key))
		t.rows = append(t.rows, row{cells: []string{name, s.goodOfTotal(o), s.attained(o.Attained, of.limit), s.beyond(o.Attained, of.whole.Attained)}})
		if k := o.Attained.Kind(); k != "" {
			p.kind = k
		}
		p.points = append(p.points, linePoint{
			label: strings.TrimSuffix(name, ":00"), figure: o.Attained,
			missed: o.Attained.IsValid() && of.limit.IsValid() && !of.limit.Meets(o.Attained), light: grey,
		})
	}
	f := figure{title: title, note: w.beyondNote, table: t}
	if p.kind != "" && len(p.points) > 1 {
		s.markPoints(p.points, of.limit)
		f.picture = p
	}
	s.figure(f)
}

// markPoints writes the figure of the last point, the least and the greatest figure next
// to their points.
func (s *summary) markPoints(points []linePoint, limit metrics.Limit) {
	last, least, most := -1, -1, -1
	for i := range points {
		v := points[i].figure.Rat()
		if v == nil {
			continue
		}
		if last < 0 {
			least, most = i, i
		}
		last = i
		if v.Cmp(points[least].figure.Rat()) <= 0 {
			least = i
		}
		if v.Cmp(points[most].figure.Rat()) >= 0 {
			most = i
		}
	}
	for _, i := range []int{last, least, most} {
		if i >= 0 {
			points[i].picked = true
			points[i].text = strings.TrimSuffix(s.attained(points[i].figure, limit), "%")
		}
	}
}

// beyond writes how far a share lies from another, in percentage points.
func (s *summary) beyond(f, all metrics.Figure) string {
	if f.Kind() != metrics.ShareFigure || all.Kind() != metrics.ShareFigure {
		return ""
	}
	return s.points(new(big.Rat).Sub(f.Rat(), all.Rat()))
}

// points writes a difference of shares in percentage points, with its sign and two
// digits, rounded to the nearest.
func (p *page) points(r *big.Rat) string {
	text := new(big.Rat).Mul(r, big.NewRat(100, 1)).FloatString(2)
	switch {
	case strings.Trim(text, "-0.") == "":
		return "0.00"
	case text[0] == '-':
		return p.words.minus + text[1:]
	}
	return "+" + text
}

// fewItems is the number of items below which a cell of a heat map shows no share.
const fewItems = 5

// heatOfGroups draws groups of two keys, the second across.
func (s *summary) heatOfGroups(of *objective, g *grouping) {
	var names, across []string
	cells := map[[2]string]*sla.Outcome{}
	for i := range g.groups {
		o := &g.groups[i]
		row, column := o.Group[0][1], o.Group[1][1]
		cells[[2]string{row, column}] = o
		if !slices.Contains(names, row) {
			names = append(names, row)
		}
		if !slices.Contains(across, column) {
			across = append(across, column)
		}
	}
	if order := classes[g.keys[1]]; order != nil {
		sort.SliceStable(across, func(i, j int) bool { return slices.Index(order, across[i]) < slices.Index(order, across[j]) })
	} else {
		slices.Sort(across)
	}
	m := heatMap{title: fmt.Sprintf(s.words.cut.by, s.keyNames(g.keys)), note: s.tintRule(of.limit), columns: []string{s.keyName(g.keys[0])}}
	for _, column := range across {
		m.columns = append(m.columns, strings.TrimSuffix(s.groupValue(g.keys[1], column), ":00"))
	}
	shown, left := s.cut(len(names))
	for _, name := range names[:shown] {
		r := heatRow{name: s.groupValue(g.keys[0], name)}
		for _, column := range across {
			r.cells = append(r.cells, s.heatCell(cells[[2]string{name, column}], of.limit))
		}
		m.rows = append(m.rows, r)
	}
	s.blocks = append(s.blocks, m)
	if left > 0 {
		s.paragraph(fmt.Sprintf(s.words.outcome.moreGroups, left))
	}
}

// heatCell is the share of a group in percent, on the side of the promise on which it
// is, with its tint.
func (s *summary) heatCell(o *sla.Outcome, limit metrics.Limit) heatCell {
	if o == nil || o.Attained.Kind() != metrics.ShareFigure || o.Total < fewItems && len(o.Ledger) == 0 {
		return heatCell{text: "·"}
	}
	places := 0
	if limit.IsValid() {
		if edge, _ := limit.Edge(); edge != nil {
			if n, finite := new(big.Rat).Mul(edge, big.NewRat(100, 1)).FloatPrec(); finite {
				places = min(n, 3)
			}
		}
	}
	text := o.Attained.Percent(places)
	if limit.IsValid() {
		text = limit.Percent(o.Attained, places)
	}
	return heatCell{text: strings.TrimSuffix(text, "%"), tint: tint(o.Attained, limit)}
}

// Without a promise the tint of a share follows tintShares, in percent; with a promise
// how often the allowed loss fits into the loss, tintTimes.
var (
	tintShares = []int64{95, 85, 70, 50}
	tintTimes  = []int64{1, 2, 4, 8}
)

// tint is 1 for the best shares and 5 for the worst.
func tint(f metrics.Figure, limit metrics.Limit) int {
	t := 1
	if limit.IsValid() {
		used := limit.BurnRate(f).Rat()
		if used == nil && !limit.Meets(f) {
			return len(tintTimes) + 1 // the promise allows no loss
		}
		if used == nil {
			return t
		}
		for _, times := range tintTimes {
			if used.Cmp(big.NewRat(times, 1)) > 0 {
				t++
			}
		}
		return t
	}
	for _, percent := range tintShares {
		if f.Rat().Cmp(big.NewRat(percent, 100)) < 0 {
			t++
		}
	}
	return t
}

// tintRule says what the tints of a heat map mean.
func (s *summary) tintRule(limit metrics.Limit) string {
	if limit.IsValid() {
		return s.words.cut.tintTimes
	}
	return s.words.cut.tintShares
}

func itoa64(n int64) string { return fmt.Sprint(n) }
