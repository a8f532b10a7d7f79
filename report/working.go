package report

import (
	"math/big"
	"strings"

	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// worked writes one step of the working of a credit as a sentence.
type worked struct {
	penalty.Step
	l *lexicon
	w *workingWords
}

// tell gives the step as a sentence that a reader can check by hand: "attained 99.43% is
// at least 99.0% and below 99.5%: 10% of 1200.00 EUR = 120.00 EUR". A number with
// endless decimals is cut and followed by the exact fraction. A step with an unknown Op
// is given as data.
func (l *lexicon) tell(s penalty.Step) string {
	t := worked{s, l, &l.credit.steps}
	if s.Label == penalty.Label(penalty.NotMeasurable) {
		return fill(t.w.unpaid, "text", t.unmeasured())
	}
	switch s.Op {
	case "when", "nearest", "between", "tiers", "table", "overrun", "points":
		return t.table()
	case "figure", "lost", "late", "distance", "count":
		return t.figure()
	case "flat", "pool", "per-breach", "per-unit-late", "per-point-below", "per-point-above", "pro-rata", "graduated", "named", "worth":
		return t.leaf()
	case "sum", "highest", "first-match", "choice":
		return t.terms()
	case "capped", "cap", "floor", "minimum", "earlier", "repeat":
		return t.limit()
	case "round", "share", "set-off", "corrected", "earn-back", "returned", "charge":
		return t.whole()
	}
	s.Objective = ""
	return s.String()
}

// fill replaces each {key} of a text with its value.
func fill(text string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// window is the period over which a rule looks back.
func (t *worked) window() string { return t.l.say(string(t.Window)) }

// form is the singular or the plural for a number.
func (t *worked) form(c counted, e penalty.Exact) string {
	if one := e.Rat(); one != nil && new(big.Rat).Abs(one).Cmp(big.NewRat(1, 1)) == 0 {
		return c.one
	}
	return c.many
}

func (t *worked) number(e penalty.Exact, bounds ...*big.Rat) string {
	if !e.IsValid() {
		return t.w.absent
	}
	return t.l.quantity(quantity.Show(e, bounds...))
}

// zero reports whether a number is 0 or absent.
func zero(e penalty.Exact) bool { return !e.IsValid() || e.Rat().Sign() == 0 }

// minus gives a less b, in the unit of a.
func minus(a, b penalty.Exact) penalty.Exact {
	if !a.IsValid() || !b.IsValid() {
		return penalty.Exact{}
	}
	return penalty.NewExact(new(big.Rat).Sub(a.Rat(), b.Rat()), a.Unit())
}

// like gives a value with the unit and at least the digits of e.
func like(e penalty.Exact, value *big.Rat) penalty.Exact {
	made := penalty.NewExact(value, e.Unit())
	number, _, _ := strings.Cut(e.String(), " ")
	_, digits, _ := strings.Cut(number, ".")
	if places, finite := value.FloatPrec(); finite && places < len(digits) {
		if err := made.UnmarshalText([]byte(value.FloatString(len(digits)) + " " + e.Unit())); err != nil {
			return penalty.NewExact(value, e.Unit())
		}
	}
	return made
}

// unmeasured says that there is no figure, with the reason.
func (t *worked) unmeasured() string {
	if t.Why == "" {
		return t.w.unknown
	}
	why, known := t.l.outcome.reasons[sla.Reason(t.Why)]
	if !known {
		why = strings.ReplaceAll(t.Why, "-", " ")
	}
	return fill(t.w.because, "why", why)
}

// looked gives the figure that the rule read.
func (t *worked) looked() string {
	if !t.Saw.IsValid() {
		return t.unmeasured()
	}
	form, known := t.w.looked[t.Reads]
	switch {
	case !known:
		form = counted{"{saw}", "{saw}"}
	case t.Reads == penalty.Scored && t.Saw.Unit() == "":
		form = t.w.points
	}
	var bounds []*big.Rat
	if in, err := t.Row.Values(); err == nil {
		bounds = []*big.Rat{in.Low, in.High}
	}
	return fill(t.form(form, t.Saw), "saw", t.number(t.Saw, bounds...))
}

// band says which bounds belong to the row: "at least 99.0% and below 99.5%".
func (t *worked) band() string {
	in, err := t.Row.Values()
	if err != nil {
		return t.l.say(string(t.Row))
	}
	low, high := quantity.Ends(string(t.Row))
	low, high = t.l.say(low), t.l.say(high)
	if in.Low != nil && in.High != nil && in.Low.Cmp(in.High) == 0 {
		return fill(t.w.exactly, "bound", low)
	}
	if low != "" {
		form := t.w.over
		if in.LowIn {
			form = t.w.atLeast
		}
		low = fill(form, "bound", low)
	}
	if high != "" {
		form := t.w.below
		if in.HighIn {
			form = t.w.atMost
		}
		high = fill(form, "bound", high)
	}
	if low == "" || high == "" {
		return low + high
	}
	return fill(t.w.both, "low", low, "high", high)
}

// table tells which row of a table applied, or a condition or rounding before it.
func (t *worked) table() string {
	switch {
	case t.Op == "nearest":
		return fill(t.w.nearest, "saw", t.number(t.Saw), "step", t.withText(), "mode", word(t.w.modes, t.Label), "gives", t.number(t.Gives))
	case t.Op == "between":
		low, high := t.count(0), t.count(1)
		return fill(t.w.between, "looked", t.looked(), "band", t.band(), "low", t.number(low), "high", t.number(high), "pays", t.pays())
	case t.Op == "when" && !t.Gives.IsValid():
		return fill(t.w.holds, "looked", t.looked(), "band", t.band())
	case t.Op == "when" && t.Saw.IsValid():
		return fill(t.w.fails, "looked", t.looked(), "band", t.band())
	case !t.Saw.IsValid():
		return fill(t.w.unpaid, "text", t.unmeasured())
	case t.Row == "":
		return fill(t.w.noRow, "looked", t.looked())
	case t.Label != "":
		return fill(t.w.near, "looked", t.looked(), "band", t.band(), "pays", t.pays())
	}
	return fill(t.w.row, "looked", t.looked(), "band", t.band(), "pays", t.pays())
}

// count is one of the numbers of the step.
func (t *worked) count(i int) penalty.Exact {
	if i < len(t.Counts) {
		return t.Counts[i]
	}
	return penalty.Exact{}
}

// figure tells how the figure that a rule reads was computed.
func (t *worked) figure() string {
	switch t.Op {
	case "lost":
		form := t.w.lost
		if t.With != "" {
			form = t.w.lostTo
		}
		return fill(form, "saw", t.number(t.Saw), "of", t.number(t.Of), "share", t.withText(), "gives", t.number(t.Gives))
	case "figure":
		a, b := t.Saw, t.Of
		if !a.IsValid() || !b.IsValid() || a.Rat().Cmp(b.Rat()) < 0 {
			a, b = b, a
		}
		less := fill(t.w.less, "more", t.number(a), "less", t.number(b))
		if t.Reads == penalty.Overran {
			return fill(t.w.overrun, "less", less, "of", t.number(t.Of), "gives", t.number(t.Gives))
		}
		return t.equals(less)
	case "late":
		if zero(t.Of) {
			return fill(t.w.late, "looked", t.looked(), "units", t.units())
		}
		rest := minus(t.Saw, t.Of)
		if !rest.IsValid() || rest.Rat().Sign() <= 0 {
			return fill(t.w.lateFree, "looked", t.looked(), "free", t.number(t.Of))
		}
		return fill(t.w.lateBeyond, "looked", t.looked(), "free", t.number(t.Of), "rest", t.number(rest), "units", t.units())
	case "distance":
		return t.distance()
	}
	text := t.looked()
	if t.Of.IsValid() {
		text = fill(t.w.earlierBreaches, "looked", text, "earlier", t.number(t.Of), "window", t.window())
	}
	if t.Label == penalty.LabelFree || t.Label == penalty.LabelLots && !zero(t.count(0)) {
		text = fill(t.w.free, "looked", text, "free", t.number(t.count(0)))
	}
	if t.Label == penalty.LabelLots {
		text = fill(t.w.lots, "looked", text, "every", t.number(t.count(1)))
	}
	return t.equals(text)
}

// units gives the number of units: "3 started units of 30m".
func (t *worked) units() string {
	form, known := t.w.units[t.Label]
	if !known {
		form = counted{"{n}", "{n}"}
	}
	return fill(t.form(form, t.Gives), "n", t.number(t.Gives), "unit", t.number(t.Whole))
}

// distance tells how far a figure is from the value at which counting begins.
func (t *worked) distance() string {
	more, less, form := t.Of, t.Saw, t.w.notBelow
	if t.Reads == penalty.Overran {
		more, less, form = t.Saw, t.Of, t.w.notAbove
	}
	gap := minus(more, less)
	if !gap.IsValid() || gap.Rat().Sign() <= 0 {
		return fill(form, "saw", t.number(t.Saw), "of", t.number(t.Of))
	}
	between := fill(t.w.less, "more", t.number(more), "less", t.number(less))
	return fill(t.w.distance, "less", between, "gap", t.number(gap), "units", t.units())
}

// leaf tells the credit of a rule without rows: its factors and their product.
func (t *worked) leaf() string {
	var factors []string
	add := func(text string) {
		if text != "" {
			factors = append(factors, text)
		}
	}
	switch {
	case t.Op == "flat" || t.Op == "pool":
		verdict := word(t.w.verdicts, t.Label)
		if t.With == "" {
			return fill(t.w.nothing, "text", verdict)
		}
		for _, c := range t.Counts {
			add(t.number(c))
		}
		add(t.pays())
		return fill(t.w.pays, "text", verdict, "pays", strings.Join(factors, t.w.product))
	case t.Op != "named" && t.With == "" && zero(t.Gives) && !t.Of.IsValid():
		return fill(t.w.nothing, "text", t.looked())
	case t.Op == "graduated" && t.With == "":
		return fill(t.w.inAll, "looked", t.looked(), "gives", t.number(t.Gives))
	case t.Saw.IsValid() && t.Row != "":
		add(fill(t.w.bracket, "saw", t.number(t.Saw), "band", t.l.say(string(t.Row))))
	case t.Saw.IsValid():
		add(t.number(t.Saw))
	}
	add(t.Name)
	add(string(t.Times))
	add(t.rate())
	return t.equals(strings.Join(factors, t.w.product))
}

// equals gives a text and its result.
func (t *worked) equals(text string) string {
	return fill(t.w.gives, "text", text, "gives", t.number(t.Gives))
}

// pays gives the rate and its result; only the result if the rate is an amount.
func (t *worked) pays() string {
	if t.With == "" || t.amount() != "" && t.Op != "pool" {
		return t.number(t.Gives)
	}
	return t.equals(t.rate())
}

// amount is the rate if it is an amount; "" if it is a share or a rate per quantity.
func (t *worked) amount() string {
	number, unit, spaced := strings.Cut(string(t.With), " ")
	if strings.HasSuffix(number, "%") || strings.HasPrefix(unit, "in ") || strings.HasPrefix(unit, "per ") || !spaced && strings.Contains(number, "/") {
		return ""
	}
	return t.withText()
}

// withText gives the rate as written, except that a share with endless decimals is cut
// and the unit of an amount is in the singular or plural.
func (t *worked) withText() string {
	text := string(t.With)
	number, _, spaced := strings.Cut(text, " ")
	if strings.Contains(text, " in ") || !spaced && !(strings.Contains(number, "/") && strings.HasSuffix(number, "%")) {
		return t.l.say(text)
	}
	var e penalty.Exact
	if err := e.UnmarshalText([]byte(text)); err != nil {
		return t.l.say(text)
	}
	return t.l.quantity(quantity.Show(e))
}

// rate gives the rate with its base or quantity: "10% of 1200.00 EUR (invoice)".
func (t *worked) rate() string {
	number, _, each := strings.Cut(string(t.With), " per ")
	amount := t.amount()
	switch {
	case t.With == "" && t.Of.IsValid():
		return t.base(t.Of)
	case t.With == "":
		return ""
	case each && t.Of.IsValid():
		return t.number(t.Of) + t.w.product + t.l.quantity(strings.TrimSpace(number+" "+t.Gives.Unit()))
	case amount != "":
		return amount
	case t.Of.IsValid():
		return fill(t.w.rate, "rate", t.withText(), "of", t.base(t.Of))
	case t.Base != "":
		return fill(t.w.notGiven, "rate", t.withText(), "base", t.l.say(string(t.Base)))
	}
	return t.withText()
}

// base gives the amount of a base with its name.
func (t *worked) base(of penalty.Exact) string {
	text := t.number(of)
	if t.Base == "" {
		return text
	}
	if share, rest, found := strings.Cut(string(t.Base), "% of "); found {
		if part, err := quantity.ReadShare(share + "%"); err == nil && part.Sign() > 0 && of.IsValid() {
			whole := t.number(like(of, part.Quo(of.Rat(), part)))
			return fill(t.w.baseShare, "of", text, "share", share+"%", "whole", whole, "base", t.l.say(rest))
		}
	}
	return fill(t.w.base, "of", text, "base", t.l.say(string(t.Base)))
}

// terms writes the results of several terms, and says which result counts.
func (t *worked) terms() string {
	var all []string
	for _, c := range t.Counts {
		if t.Op != "sum" || !zero(c) {
			all = append(all, t.number(c))
		}
	}
	if t.Op == "sum" {
		if len(all) == 0 && len(t.Counts) > 0 {
			all = append(all, t.number(t.Counts[0]))
		}
		if t.Of.IsValid() {
			all = append(all, fill(t.w.earlierPoints, "saw", t.number(t.Of), "window", t.window()))
		}
		return t.equals(strings.Join(all, t.w.sum))
	}
	form := t.w.highest
	switch {
	case t.Op == "first-match" && len(all) == 0:
		form = t.w.noTerm
	case t.Op == "first-match":
		form = t.w.first
	case t.Label == penalty.LabelChosen:
		form = t.w.chosen
	case t.Label == penalty.LabelUnchosen:
		form = t.w.unchosen
	}
	return t.equals(fill(form, "all", strings.Join(all, t.w.and)))
}

// limit tells how a cap, a floor, a minimum or repeated misses changed an amount.
func (t *worked) limit() string {
	of, gives := t.number(t.Of), t.number(t.Gives)
	switch t.Op {
	case "minimum":
		form := t.w.minimum
		if zero(t.Gives) && !zero(t.Of) {
			form = t.w.belowMinimum
		}
		return fill(form, "of", of, "band", t.band())
	case "earlier":
		return fill(t.w.earlier, "limit", t.limitOf(t.Of), "saw", t.number(t.Saw), "window", t.window(), "gives", gives)
	case "repeat":
		n, form := t.count(0), t.w.missedInARow
		if t.Window != "" {
			form = t.w.missedIn
		}
		missed := t.w.notMissed
		if !zero(n) {
			missed = fill(t.form(form, n), "n", t.number(n), "window", t.window())
		}
		return fill(t.w.repeat, "missed", missed, "of", of, "saw", t.number(t.Saw), "gives", gives)
	}
	form := t.w.capped
	switch {
	case t.Op == "floor":
		form = t.w.floor
	case t.Label == penalty.Label(penalty.PerObjective) && t.Name != "":
		form = t.w.capObjective
	case t.Label == penalty.Label(penalty.PerObjective):
		form = t.w.capEachObjective
	case t.Label == penalty.Label(penalty.PerGroup) && t.Name != "":
		form = t.w.capGroup
	case t.Label == penalty.Label(penalty.PerGroup):
		form = t.w.capEachGroup
	case t.Window != "":
		form = t.w.capPer
	}
	limit := fill(form, "limit", t.limitOf(t.Saw), "window", t.window(), "name", t.Name)
	if t.Of.IsValid() && t.Gives.IsValid() && t.Of.Rat().Cmp(t.Gives.Rat()) == 0 {
		return fill(t.w.stays, "limit", limit, "of", of)
	}
	text := fill(t.w.becomes, "limit", limit, "of", of, "gives", gives)
	if t.Times != "" && len(t.Times) <= timesMax {
		text = fill(t.w.eachLine, "text", text, "times", string(t.Times))
	}
	return text
}

// timesMax is the length up to which a factor is shown.
const timesMax = 40

// limitOf gives a limit and how it was computed from its base or quantity.
func (t *worked) limitOf(limit penalty.Exact) string {
	text := t.number(limit)
	if !t.Whole.IsValid() || t.amount() != "" || t.With == "" {
		return text
	}
	if number, _, each := strings.Cut(string(t.With), " per "); each {
		return fill(t.w.gives, "text", t.number(t.Whole)+t.w.product+t.l.quantity(strings.TrimSpace(number+" "+t.Gives.Unit())), "gives", text)
	}
	return fill(t.w.gives, "text", fill(t.w.rate, "rate", t.withText(), "of", t.base(t.Whole)), "gives", text)
}

// whole tells how a whole amount changed: rounding, setting off, correcting, earning
// back, and charges that count in part.
func (t *worked) whole() string {
	of, saw, gives := t.number(t.Of), t.number(t.Saw), t.number(t.Gives)
	switch t.Op {
	case "round":
		return fill(t.w.round, "of", of, "mode", word(t.w.modes, t.Label), "gives", gives)
	case "share":
		return fill(t.w.share, "of", of, "gives", gives)
	case "set-off":
		return fill(t.w.setOff, "of", of, "saw", saw, "gives", gives)
	case "corrected":
		return fill(t.w.corrected, "of", of, "saw", saw, "gives", gives)
	case "charge":
		return fill(t.w.charge, "base", t.l.say(string(t.Base)), "from", t.l.date(t.From), "to", t.l.date(t.To-1),
			"way", word(t.w.spreads, t.Label), "of", of, "times", string(t.Times), "gives", gives)
	case "returned":
		text := fill(t.w.returned, "of", of)
		if t.Label != "" {
			text = fill(t.w.returnedRounded, "text", text, "mode", word(t.w.modes, t.Label))
		}
		if !zero(t.Saw) {
			text = fill(t.w.returnedLess, "text", text, "saw", saw)
		}
		return t.equals(text)
	}
	why := fill(t.w.average, "window", t.window())
	switch t.Label {
	case penalty.LabelAverage:
	case penalty.LabelInARow:
		why = fill(t.form(t.w.metInARow, t.count(0)), "n", t.number(t.count(0)))
	default:
		return t.equals(t.Op)
	}
	return fill(t.w.earnedBack, "why", why, "saw", saw, "of", of, "gives", gives)
}
