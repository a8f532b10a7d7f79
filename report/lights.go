package report

import (
	"cmp"
	"fmt"
	"math/big"
	"strings"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// Lights says when the light of an outcome is amber. A light is a shape, a word and a
// colour, and says of an outcome:
//
//   - red, a square with a cross: missed, however little; or open, and the best still
//     possible misses.
//   - amber, a triangle: met or kept so far, with Amber of the error budget used up; or
//     open, and what is open decides.
//   - green, a circle with a tick: met or kept so far otherwise.
//   - grey, a ring: not measurable, or not judged.
//
// The error budget is how much may go wrong in the period. Only shares have one, and
// limits of the time lost; for an open period it is the budget of all that is known. A
// page with lights prints this rule.
type Lights struct {
	// Amber is the used share of the budget from which a light is amber; "" is 80%. It is
	// above 0 % and at most 100 %.
	Amber metrics.Percent
	// Steps are used shares of the budget, the least first, such as 50%, 80% and 95%: a
	// light says the highest of them that is reached.
	Steps []metrics.Percent
}

// amberDefault is Lights.Amber if it is not stated.
const amberDefault = metrics.Percent("80%")

// lightRule is Lights as Write reads it.
type lightRule struct {
	amber *big.Rat
	text  metrics.Percent // amber as stated
	steps []lightStep
}

type lightStep struct {
	from *big.Rat
	text metrics.Percent
}

func (l Lights) parse() (r lightRule, err error) {
	refuse := func(what string, text metrics.Percent, err error) (lightRule, error) {
		return lightRule{}, fmt.Errorf("report: lights: %s %q: %w", what, text, err)
	}
	r.text = cmp.Or(l.Amber, amberDefault)
	if r.amber, err = r.text.Parse(); err != nil {
		return refuse("amber", r.text, err)
	}
	if r.amber.Sign() <= 0 || r.amber.Cmp(big.NewRat(1, 1)) > 0 {
		return refuse("amber", r.text, fault.Because(fault.ErrRange, "write a share above 0%% and at most 100%%, such as 80%%"))
	}
	for i, text := range l.Steps {
		from, err := text.Parse()
		if err != nil {
			return refuse("step", text, err)
		}
		if i > 0 && from.Cmp(r.steps[i-1].from) <= 0 {
			return refuse("step", text, fault.Because(fault.ErrConflict, "write the least step first, and each step once"))
		}
		r.steps = append(r.steps, lightStep{from, text})
	}
	return r, nil
}

// colour is the colour of a light, which also decides its shape. Its text is the class
// of the style.
type colour string

const (
	green colour = "met"
	amber colour = "risk"
	red   colour = "miss"
	grey  colour = "none"
)

// light is the light of a row, with a word, and a remark that follows it.
type light struct {
	colour colour // "": no light
	word   string
	remark string
}

// worse orders colours: 0 is grey, then green, amber and red.
func (c colour) worse() int {
	return map[colour]int{green: 1, amber: 2, red: 3}[c]
}

// lightOf gives the colour of an outcome, and the highest step that the used share of
// the budget has reached, "" before the first.
func (r lightRule) lightOf(o *sla.Outcome) (c colour, step metrics.Percent) {
	used := budgetUsed(o)
	for _, s := range r.steps {
		if used != nil && used.Cmp(s.from) >= 0 {
			step = s.text
		}
	}
	kept := func() colour {
		if used != nil && used.Cmp(r.amber) >= 0 {
			return amber
		}
		return green
	}
	switch {
	case o.Verdict == sla.Missed:
		return red, step
	case o.Verdict == sla.Met:
		return kept(), step
	}
	switch stands(o) {
	case sla.StandsMissed:
		return red, step
	case sla.StandsOpen:
		return amber, step
	case sla.StandsKept:
		return kept(), step
	}
	return grey, ""
}

// budgetUsed gives the used share of the error budget of an outcome; nil if it has no
// budget. What is still open counts as good.
func budgetUsed(o *sla.Outcome) *big.Rat {
	limit, err := o.Promised.Parse()
	if err != nil || o.Judge == sla.JudgeEvery || o.Judge == sla.JudgeSome {
		return nil
	}
	figure := o.Attained
	if o.Ahead != nil && o.Ahead.Best.IsValid() {
		figure = o.Ahead.Best
	}
	if used := limit.BurnRate(figure).Rat(); used != nil {
		return used
	}
	if figure.Kind() != metrics.LengthFigure || len(o.Ledger) == 0 || o.Metric == "repair" {
		return nil
	}
	allowed, upper := limit.Edge() // nanoseconds of lost time
	lost := figure.Rat()
	if !upper || !limit.Speaks(figure) || allowed.Sign() == 0 {
		return nil
	}
	lost.Mul(lost, big.NewRat(1e9, 1))
	return lost.Quo(lost, allowed)
}

// light gives the light of an outcome with its word: the verdict, or how the outcome
// stands.
func (s *summary) light(o *sla.Outcome) light {
	w := &s.words.light
	c, step := s.rule.lightOf(o)
	l := light{colour: c}
	open := stands(o) != ""
	switch {
	case c == amber && open && o.Ahead.Stands == sla.StandsKept:
		l.word = w.keptTight
	case open:
		l.word = word(s.words.outcome.stands, o.Ahead.Stands)
	case c == amber:
		l.word = w.metTight
	case c == green:
		l.word = w.met
	case c == red:
		l.word = w.missed
	default:
		l.word = s.verdict(o)
	}
	var remarks []string
	if reason := s.reason(o); reason != "" && c != grey && !open {
		remarks = append(remarks, reason)
	}
	if step != "" {
		remarks = append(remarks, fmt.Sprintf(w.used, step))
	}
	l.remark = strings.Join(remarks, s.words.comma)
	return l
}

// dot draws an outcome against its promise: for an open outcome with bounds, what can
// still become of it.
func (s *summary) dot(o *sla.Outcome, limit metrics.Limit, c colour) picture {
	if s.art == nil {
		return nil
	}
	return s.art.dot(s, o, limit, c)
}

func (htmlArtist) dot(s *summary, o *sla.Outcome, limit metrics.Limit, c colour) picture {
	w := &s.words.light
	var of named
	attained := s.attained(o.Attained, limit)
	switch {
	case attained == "":
	case limit.IsValid():
		of.name = fmt.Sprintf(w.against, cmp.Or(s.group(o.Group), s.title(o.Objective)), attained, s.say(string(o.Promised)))
	default:
		of.name = fmt.Sprintf(w.withoutTarget, cmp.Or(s.group(o.Group), s.title(o.Objective)), attained)
	}
	of.description = s.light(o).word
	if a := o.Ahead; a != nil && a.Best.IsValid() && limit.Speaks(a.Best) && !a.Best.Equal(a.Worst) {
		if of.name == "" {
			of.name = s.title(o.Objective)
		}
		return rangePicture{named: of, now: o.Attained, best: a.Best, worst: a.Worst, limit: limit, light: c}
	}
	if !o.Attained.IsValid() || !limit.Speaks(o.Attained) {
		return nil
	}
	missed := !limit.Meets(o.Attained)
	switch o.Verdict {
	case sla.Met:
		missed = false
	case sla.Missed:
		missed = true
	}
	return dotPicture{named: of, figure: o.Attained, limit: limit, missed: missed, light: c}
}

// lightRule prints the rule of the lights.
func (p *page) lightRule() {
	p.key(p.words.light.title, fmt.Sprintf(p.words.light.rule, p.rule.text))
}
