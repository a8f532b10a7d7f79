package report

import (
	"cmp"
	"fmt"
	"math/big"
	"sort"
	"strings"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/sla"
)

// Scorecard is the page of several agreements, for those who answer for all of them: a
// row for each result, the worst first, with how many promises it missed, the promise to
// look at first, and what is owed. [Lights] say which open promise is at risk, and which
// was met with little left.
//
// A row counts the outcomes of the objectives' own periods, without groups and sums. Of
// the worst objective it shows the only period, or the sum of several. Results of one
// agreement for several customers are told apart by Result.Title; several periods of one
// count as one agreement, by the worst. Amounts are not added
// up across agreements. View.Rows cuts the list from its end. A nil result is left out.
// Write reads the results, so do not change them before.
func Scorecard(results ...*sla.Result) View {
	return viewOf(func(p *page) {
		c := scorecard{page: p}
		for _, r := range results {
			if r != nil {
				c.rows = append(c.rows, c.score(r))
			}
		}
		sort.SliceStable(c.rows, func(i, j int) bool { return c.rows[i].before(&c.rows[j]) })
		c.head()
		c.table()
	})
}

// scorecard draws several results.
type scorecard struct {
	*page
	rows []score
}

// score is a row of a scorecard.
type score struct {
	summary
	outcomes                 []*sla.Outcome // of single periods, as a whole
	colours                  []colour       // of the outcomes
	missed, risk, open, kept int            // the numbers of outcomes; open: what is open decides
	tight                    int            // met for good, with little of the budget left
	final                    bool           // all outcomes are
	worst                    int            // the index of the outcome to look at first; -1 without outcomes
	used                     *big.Rat       // its used share of the budget; nil: it has none
	owed                     []string
	claimBy                  date.Date // the first day on which a claim ends; 0: no claim
}

func (c *scorecard) score(r *sla.Result) score {
	own := *c.page // with the agreement's own names
	own.document = document{language: c.language}
	own.speak(r.Names)
	s := score{summary: summaryOf(&own, r), worst: -1, final: true}
	s.owed = s.summary.owed(s.r.Statements)
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		if !whole(o) {
			continue
		}
		light, _ := c.rule.lightOf(o)
		used := budgetUsed(o)
		if s.worst < 0 || light.worse() > s.colours[s.worst].worse() || light == s.colours[s.worst] && moreUsed(used, s.used) {
			s.worst, s.used = len(s.outcomes), used
		}
		s.outcomes, s.colours = append(s.outcomes, o), append(s.colours, light)
		s.final = s.final && o.Final
		switch {
		case light == red:
			s.missed++
		case light == amber && stands(o) == sla.StandsOpen:
			s.open++
		case light == amber && o.Final:
			s.tight++
		case light == amber:
			s.risk++
		case light == green:
			s.kept++
		}
	}
	for i := range r.Statements {
		if t := &r.Statements[i]; t.Total.Sign() > 0 && t.ClaimBy != 0 && (s.claimBy == 0 || t.ClaimBy < s.claimBy) {
			s.claimBy = t.ClaimBy
		}
	}
	return s
}

// before orders rows: more misses first, then more promises at risk, then more that are
// open, then more that were met with little left, then those of which something is judged, then those whose worst promise has used
// more of its budget. Other rows keep their order.
func (s *score) before(t *score) bool {
	if s.missed != t.missed {
		return s.missed > t.missed
	}
	if s.risk != t.risk {
		return s.risk > t.risk
	}
	if s.open != t.open {
		return s.open > t.open
	}
	if s.tight != t.tight {
		return s.tight > t.tight
	}
	if judged := s.kept > 0; judged != (t.kept > 0) {
		return judged
	}
	return moreUsed(s.used, t.used)
}

// moreUsed reports whether the first of two budgets is used more. nil is no budget.
func moreUsed(a, b *big.Rat) bool { return a != nil && (b == nil || a.Cmp(b) > 0) }

// name names the agreement of a row.
func (s *score) name() string { return s.named("title", cmp.Or(s.r.Title, s.r.Agreement)) }

// shared gives the text that all rows have, "" if they differ.
func (c *scorecard) shared(of func(*score) string) string {
	if len(c.rows) == 0 {
		return ""
	}
	text := of(&c.rows[0])
	for i := range c.rows {
		if of(&c.rows[i]) != text {
			return ""
		}
	}
	return text
}

func (c *scorecard) period(s *score) string   { return c.words.period(s.r.Period.String()) }
func (c *scorecard) asOf(s *score) string     { return c.instant(s.r.AsOf) }
func (c *scorecard) provider(s *score) string { return s.party(s.r.Provider) }
func (c *scorecard) customer(s *score) string { return s.party(s.r.Customer) }

func (c *scorecard) head() {
	w, of := c.words.score(), &c.words.head
	c.heading(1, w.title)
	c.lead(c.headline())
	var all pairs
	add := func(name, value string) {
		if value != "" {
			all = append(all, pair{name, value})
		}
	}
	add(w.provider, c.shared(c.provider))
	add(w.customer, c.shared(c.customer))
	add(of.period, c.shared(c.period))
	add(of.asOf, c.shared(c.asOf))
	if len(c.rows) > 0 {
		add(of.zone, c.zone.String())
	}
	c.pairs(all)
}

// headline counts the agreements. Several results of one agreement and customer, such as
// its months, are one agreement, which counts by its worst result.
func (c *scorecard) headline() string {
	w := c.words.score()
	if len(c.rows) == 0 {
		return w.nothing
	}
	type of struct{ agreement, title, customer string }
	worst, owes := map[of]*score{}, map[of]bool{}
	for i := range c.rows { // the worst first
		s := &c.rows[i]
		a := of{s.r.Agreement, s.r.Title, s.r.Customer}
		if worst[a] == nil {
			worst[a] = s
		}
		owes[a] = owes[a] || len(s.owed) > 0
	}
	var missed, risk, open, owing int64
	for a, s := range worst {
		switch {
		case s.missed > 0:
			missed++
		case s.risk > 0:
			risk++
		case s.open > 0:
			open++
		}
		if owes[a] {
			owing++
		}
	}
	parts := []string{fmt.Sprintf(w.missed, missed, len(worst))}
	if missed == 0 {
		parts[0] = fmt.Sprintf(w.noneMissed, len(worst))
	}
	if risk > 0 {
		parts = append(parts, w.risk.of(risk))
	}
	if open > 0 {
		parts = append(parts, w.open.of(open))
	}
	if owing > 0 {
		parts = append(parts, w.owing.of(owing))
	}
	return strings.Join(parts, c.words.comma) + c.words.stop
}

func (c *scorecard) table() {
	w := c.words.score()
	if len(c.rows) == 0 {
		return
	}
	c.heading(2, w.list)
	t := table{notes: w.first, columns: []column{
		{w.agreement, words}, {c.words.head.parties, words},
		{w.promises, lights}, {w.strip, pictures}, {w.owed, number}, {w.claimBy, instant},
	}}
	unless := func(of func(*score) string, s *score) string {
		if c.shared(of) != "" {
			return "" // the head of the page says it
		}
		return of(s)
	}
	shown, left := c.cut(len(c.rows))
	for i := range c.rows[:shown] {
		s := &c.rows[i]
		t.rows = append(t.rows, row{
			link: Ref{Agreement: s.r.Agreement}, light: s.sign(), picture: s.strip(), notes: s.notes(unless(c.period, s), unless(c.asOf, s)),
			cells: []string{
				s.name(), between(unless(c.provider, s), unless(c.customer, s)),
				s.counts(), "", s.amounts(), s.words.date(s.claimBy),
			},
		})
	}
	if left > 0 {
		missed := 0
		for i := range c.rows[shown:] {
			if c.rows[shown+i].missed > 0 {
				missed++
			}
		}
		text := fmt.Sprintf(w.more, left)
		if missed > 0 {
			text = fmt.Sprintf(w.moreMissed, left, missed)
		}
		t.rows = append(t.rows, row{cells: []string{text}})
	}
	c.document.table(t)
	c.key(w.stripTitle, w.stripKey)
	c.lightRule()
}

// counts says how many promises of a row were missed, are at risk, are open, or were met
// with little left.
func (s *score) counts() string {
	w := s.words.score()
	var parts []string
	add := func(n int, of, more string) {
		switch {
		case n == 0:
		case len(parts) == 0:
			parts = append(parts, fmt.Sprintf(of, n, len(s.outcomes)))
		default:
			parts = append(parts, fmt.Sprintf(more, n))
		}
	}
	add(s.missed, w.ofMissed, "")
	add(s.risk, w.ofRisk, w.moreRisk)
	add(s.open, w.ofOpen, w.moreOpen)
	add(s.tight, w.ofTight, w.moreTight)
	switch {
	case len(parts) > 0:
	case s.kept == 0:
		return w.noneJudged
	case s.final:
		add(s.kept, w.ofMet, "")
	default:
		add(s.kept, w.ofKept, "")
	}
	return strings.Join(parts, s.words.comma)
}

// sign is the light of a row.
func (s *score) sign() light {
	l := light{colour: grey, word: s.counts()}
	if s.worst >= 0 {
		l.colour = s.colours[s.worst]
	}
	return l
}

// strip draws a box for each outcome, in the order of the result.
func (s *score) strip() picture {
	if len(s.outcomes) == 0 {
		return nil
	}
	p := stripPicture{named: named{fmt.Sprintf(s.words.light.withoutTarget, s.name(), s.counts()), s.first()}}
	for i, o := range s.outcomes {
		p.boxes = append(p.boxes, stripBox{s.colours[i], budgetUsed(o)})
	}
	first, last := s.outcomes[0], s.outcomes[len(s.outcomes)-1]
	if first.Objective == last.Objective && first.Period != last.Period {
		p.first, p.last = s.words.period(first.Period.String()), s.words.period(last.Period.String())
	}
	return p
}

// notes are the promise to look at first, and the period and the instant of the row, if
// they are not those of all rows. The instant of a final row decides nothing.
func (s *score) notes(period, asOf string) (notes []string) {
	if s.worst >= 0 {
		notes = append(notes, s.first())
	}
	var when []string
	if period != "" {
		when = append(when, period)
	}
	if asOf != "" && !s.final {
		when = append(when, fmt.Sprintf(s.words.score().asOf, asOf))
	}
	if len(when) > 0 {
		notes = append(notes, strings.Join(when, s.words.comma))
	}
	return notes
}

// first is the objective to look at first, with what it attained, what was promised and
// the margin.
func (s *score) first() string {
	if s.worst < 0 {
		return ""
	}
	o, ok := s.r.Outcome(s.outcomes[s.worst].Objective)
	if !ok {
		o = *s.outcomes[s.worst]
	}
	w, cells := &s.words.light, s.outcomeRow(&o, "", 0).cells
	name, promised, attained, margin := s.title(o.Objective), cells[1], cells[2], cells[6]
	switch {
	case attained == "":
		return fmt.Sprintf(w.withoutTarget, name, s.verdict(&o))
	case promised == "":
		return fmt.Sprintf(w.withoutTarget, name, attained)
	case margin == "":
		return fmt.Sprintf(w.against, name, attained, promised)
	}
	return fmt.Sprintf(w.against, name, attained, promised) + s.words.comma + margin
}

// amounts are what is owed, by unit.
func (s *score) amounts() string { return strings.Join(s.owed, s.words.comma) }
