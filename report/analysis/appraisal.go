package analysis

import (
	"fmt"
	"math/big"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// Appraisal turns the attainment of objectives into a score of a team: nothing below a
// base, and a bonus for each percentage point above it.
type Appraisal struct {
	// Weight is the weight of service levels in all that the team is appraised by, such as
	// "20%"; needed. Outside the usual 15 % to 30 % it counts as written, and is a finding.
	Weight metrics.Percent `json:"weight"`
	Parts  []AppraisalPart `json:"parts"` // their shares add up to 100 %
}

// AppraisalPart is what one objective is worth. The objective is a share of which more is
// better; no other figure has percentage points above a base.
type AppraisalPart struct {
	Objective string          `json:"objective"`
	Share     metrics.Percent `json:"share"`           // of the score
	Base      metrics.Percent `json:"base"`            // below it the part gives nothing, such as "90%"
	Points    string          `json:"points"`          // at the base, such as "100"
	PerPoint  string          `json:"per-point"`       // added for each percentage point above the base; "" adds nothing
	Whole     bool            `json:"whole,omitempty"` // only full percentage points add
	// Most bounds the points of the part, such as "120". "" is no bound.
	Most string `json:"most,omitempty"`
}

// Appraised is the score of a result.
type Appraised struct {
	// Points is Σ(share × points) / Σ share, over the parts that count. It
	// is nil if no part counts.
	Points  *big.Rat
	Weighed *big.Rat // Points × Weight: what service levels add to the whole; nil as Points
	Parts   []AppraisedPart
	// Findings say what to know of the score; see FindingWeight, FindingLeftOut and
	// FindingOpen.
	Findings []sla.Finding
}

// AppraisedPart is the score of one objective.
type AppraisedPart struct {
	Objective string
	Attained  metrics.Figure // with its items or its time
	Points    *big.Rat       // nil: the part does not count, since its objective has no figure
	// Next is the least number of wrong items that would have given more points had they been
	// good, and NextPoints what the part would then have given. 0: no number, or the figure is
	// no share of items. Print both: a base and whole points invite a team to work on the
	// items that earn points and on no others.
	Next       int64
	NextPoints *big.Rat
}

// The findings of an Appraisal.
const (
	FindingWeight  sla.FindingCode = "weight-unusual" // a weight outside 15 % to 30 %; it counts as written
	FindingLeftOut sla.FindingCode = "part-left-out"  // an objective without a figure, such as below its least number of items; the other parts take its share
	FindingOpen    sla.FindingCode = "period-open"    // an objective whose period has not ended; its points are points so far
)

// Of gives the score of a result, the parts in their order. The attainment of a part is
// Outcome.Attained of the objective as a whole. A part whose objective has no figure,
// such as one with fewer items than Objective.Least, does not count: it is a finding, and
// the other parts share its weight in proportion.
//
// The error lists the problems of the appraisal itself as sla.FieldErrors: shares that do not
// add up to 100 %, numbers that cannot be read, objectives that the result does not have,
// twice, or whose figure is no share of which more is better.
func (a Appraisal) Of(r *sla.Result) (Appraised, error) {
	if r == nil {
		return Appraised{}, &fault.FieldError{Path: "result", Err: fault.Because(fault.ErrMissing, "no result was given")}
	}
	var l fault.List
	weight, err := a.Weight.Share()
	l.Add("weight", string(a.Weight), err)
	rules := make([]partRule, len(a.Parts))
	shares, known := new(big.Rat), true
	seen := map[string]bool{}
	for i := range a.Parts {
		p := &a.Parts[i]
		at := fmt.Sprintf("parts[%d]", i)
		var problems fault.List
		rules[i] = p.read(r, &problems)
		if seen[p.Objective] {
			problems.Addf("objective", p.Objective, fault.ErrConflict, "the objective is in two parts")
		}
		seen[p.Objective] = true
		l.Merge(at, problems.Err())
		if known = known && rules[i].share != nil; known {
			shares.Add(shares, rules[i].share)
		}
	}
	if len(a.Parts) == 0 {
		l.Addf("parts", "", fault.ErrMissing, "at least one part")
	} else if known && shares.Cmp(rat(1, 1)) != 0 {
		l.Addf("parts", string(metrics.PercentOf(shares)), fault.ErrRange, "the shares of the parts add up to 100%%")
	}
	if err := l.Err(); err != nil {
		return Appraised{}, err
	}
	return a.of(rules, weight), nil
}

// partRule is a AppraisalPart that was read.
type partRule struct {
	share, base, points, perPoint, most *big.Rat // most may be nil
	whole                               bool
	outcome                             sla.Outcome
}

func (p *AppraisalPart) read(r *sla.Result, l *fault.List) (rule partRule) {
	o, ok := r.Outcome(p.Objective)
	limit, err := o.Promised.Parse()
	_, upper := limit.Edge()
	switch {
	case !ok:
		l.Merge("", unknownObjective("objective", p.Objective, r))
	case o.Attained.IsValid() && o.Attained.Kind() != metrics.ShareFigure:
		l.Addf("objective", p.Objective, fault.ErrConflict, "its figure is a %s and has no percentage points", o.Attained.Kind())
	case err == nil && (upper || !limit.Speaks(metrics.ShareOf(1, 1))):
		l.Addf("objective", p.Objective, fault.ErrConflict, "it promises %q, and a score is for shares of which more is better", string(o.Promised))
	}
	share := func(at string, text metrics.Percent) *big.Rat {
		v, err := text.Share()
		l.Add(at, string(text), err)
		return v
	}
	number := func(at, text string) *big.Rat {
		v, err := exact.Rat(text)
		if err == nil && v.Sign() < 0 {
			err = fault.Because(fault.ErrRange, "points are not negative")
		}
		if text == "" {
			err = fault.Because(fault.ErrMissing, "points such as 100")
		}
		l.Add(at, text, err)
		return v
	}
	rule = partRule{share: share("share", p.Share), base: share("base", p.Base), points: number("points", p.Points),
		perPoint: new(big.Rat), whole: p.Whole, outcome: o}
	if p.PerPoint != "" {
		rule.perPoint = number("per-point", p.PerPoint)
	}
	if p.Most != "" {
		rule.most = number("most", p.Most)
		if rule.most != nil && rule.points != nil && rule.most.Cmp(rule.points) < 0 {
			l.Addf("most", p.Most, fault.ErrConflict, "the base already gives %s", p.Points)
		}
	}
	return rule
}

func (a Appraisal) of(rules []partRule, weight *big.Rat) Appraised {
	var score Appraised
	if weight.Cmp(rat(15, 100)) < 0 || weight.Cmp(rat(30, 100)) > 0 {
		score.Findings = append(score.Findings, sla.Finding{Code: FindingWeight, Path: "weight", Value: string(a.Weight)})
	}
	sum, shares := new(big.Rat), new(big.Rat)
	for i := range rules {
		rule := &rules[i]
		o := &rule.outcome
		part := AppraisedPart{Objective: o.Objective, Attained: o.Attained}
		path := fmt.Sprintf("parts[%d]", i)
		if !o.Final {
			score.Findings = append(score.Findings, sla.Finding{Code: FindingOpen, Subject: o.Objective, Path: path, Value: o.Period.String()})
		}
		if !o.Attained.IsValid() {
			score.Findings = append(score.Findings, sla.Finding{Code: FindingLeftOut, Subject: o.Objective, Path: path, Value: string(o.Reason)})
			score.Parts = append(score.Parts, part)
			continue
		}
		part.Points = rule.of(o.Attained.Rat())
		part.Next, part.NextPoints = rule.next(o.Attained, part.Points)
		score.Parts = append(score.Parts, part)
		shares.Add(shares, rule.share)
		sum.Add(sum, new(big.Rat).Mul(rule.share, part.Points))
	}
	if shares.Sign() > 0 {
		score.Points = sum.Quo(sum, shares)
		score.Weighed = new(big.Rat).Mul(score.Points, weight)
	}
	return score
}

// of gives the points of a share.
func (p *partRule) of(attained *big.Rat) *big.Rat {
	above := new(big.Rat).Sub(attained, p.base)
	if above.Sign() < 0 {
		return new(big.Rat)
	}
	above.Mul(above, rat(100, 1))
	if p.whole {
		above.SetInt(exact.Quotient(above.Num(), above.Denom(), exact.Floor))
	}
	above.Mul(above, p.perPoint)
	above.Add(above, p.points)
	if p.most != nil && above.Cmp(p.most) > 0 {
		above.Set(p.most)
	}
	return above
}

// next is the least number of items that give more points, and these points. Points never
// fall as items become good, so that halving finds it.
func (p *partRule) next(f metrics.Figure, now *big.Rat) (items int64, points *big.Rat) {
	good, total, ok := f.Parts()
	if !ok || isTime(&p.outcome) {
		return 0, nil
	}
	with := func(more int64) *big.Rat { return p.of(rat(good+more, total)) }
	if good >= total || with(total-good).Cmp(now) <= 0 {
		return 0, nil
	}
	enough, short := total-good, int64(0)
	for enough-short > 1 {
		half := short + (enough-short)/2
		if with(half).Cmp(now) > 0 {
			enough = half
		} else {
			short = half
		}
	}
	return enough, with(enough)
}
