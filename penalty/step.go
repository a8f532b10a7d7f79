package penalty

import (
	"strings"
)

// Step is one line of working: what a rule looked at, which rate it applied to
// what, and what that gave. String puts it into words.
type Step struct {
	// Path is the place of the rule, row or cap in the Spec.
	Path string `json:"path"`
	// Op is the rule's key in a file, or what else was done: when, nearest,
	// figure, lost, late, charge, cap, earlier, minimum, round, set-off, share,
	// returned, corrected.
	Op string `json:"op"`
	// Objective is what the step is about, where the line does not say it: one
	// of several objectives under a rule.
	Objective string `json:"objective,omitempty"`
	// Reads is the measure that Saw is, where the rule looks at one.
	Reads Measure `json:"reads,omitempty"`
	// Saw is what was looked at: a figure, a number of units, a limit, a factor.
	Saw Exact `json:"saw,omitzero"`
	// Row is the band of values for which the row applies, without those for which a
	// more severe row does. Rules that have no rows give another name here.
	Row Band `json:"row,omitempty"`
	// Times multiplies, beside With: the multiple or the factor of a bracket.
	Times Factor `json:"times,omitempty"`
	// With is the rate; Base names what it is a share of where the Spec does
	// ("invoice", "fee of portal").
	With Rate `json:"with,omitempty"`
	Base Base `json:"base,omitempty"`
	// Of is what With applies to, or what a limit was held against; Whole is
	// then what the limit is a share of.
	Of    Exact `json:"of,omitzero"`
	Whole Exact `json:"whole,omitzero"`
	// Gives is the result; absent where a step only says why.
	Gives Exact `json:"gives,omitzero"`
	// Why says why there is no figure, as the Shortfall does.
	Why string `json:"why,omitempty"`
}

// String gives the working on one line, in a form that can be worked again by
// hand: "attained 99.43% is at least 99.0% and below 99.5%: 10% of 1200.00 EUR =
// 120.00 EUR". A number whose decimals do not end is cut, so that it never looks
// rounded, and followed by the fraction that it is: "27.777… EUR (250/9)".
//
// A step about one objective of several begins with its id: "portal: missed …".
func (s Step) String() string {
	if s.Objective != "" {
		return s.Objective + ": " + s.text()
	}
	return s.text()
}

func (s Step) text() string {
	switch s.Op {
	case "tiers", "table", "overrun", "points":
		return s.row()
	case "between":
		return s.looked() + " lies between " + string(s.Row) + "; in proportion " + s.pays()
	case "nearest":
		return s.Saw.words() + " to the nearest " + string(s.With) + ", " + string(s.Row) + ", is " + s.Gives.words()
	case "when":
		if s.Gives.IsValid() {
			return s.looked() + " is not " + s.Row.words() + s.nothing()
		}
		return s.looked() + " is " + s.Row.words()
	case "sum":
		return string(s.Row) + " = " + s.Gives.words()
	case "highest", "choice", "first-match":
		return s.chosen() + " = " + s.Gives.words()
	case "capped", "cap", "floor":
		return s.limit()
	case "minimum":
		if s.Gives.value.sign() == 0 && s.Of.value.sign() != 0 {
			return s.Of.words() + " is not " + s.Row.words() + ": nothing is issued"
		}
		return s.Of.words() + " is " + s.Row.words() + ": it stays"
	case "earlier":
		return s.limitOf() + " less " + s.Saw.words() + " credited earlier in the same " + string(s.Row) + " = " + s.Gives.words()
	case "repeat":
		return string(s.Row) + ": " + s.Of.words() + " × " + s.Saw.words() + " = " + s.Gives.words()
	case "round":
		return s.Of.words() + " rounded " + string(s.Row) + " = " + s.Gives.words()
	case "share":
		return s.Of.words() + " after caps and rounding = " + s.Gives.words()
	case "set-off":
		return s.Of.words() + " − " + s.Saw.words() + " set off = " + s.Gives.words()
	case "earn-back":
		if s.With == "" {
			return s.Op + " = " + s.Gives.words()
		}
		return string(s.Row) + ": " + s.Saw.words() + " of " + s.Of.words() + " earned back = " + s.Gives.words()
	case "returned":
		return s.returned()
	case "charge":
		return string(s.Base) + ", " + strings.ReplaceAll(string(s.Row), "-", " ") + ": " + s.Of.words() + " × " + string(s.Times) + " = " + s.Gives.words()
	case "corrected":
		return s.Of.words() + " less " + s.Saw.words() + " before the correction = " + s.Gives.words()
	}
	return s.measured()
}

// returned tells what is left to earn back of what was earned in all.
func (s Step) returned() string {
	text := s.Of.words()
	if s.Row != "" {
		text += " rounded " + string(s.Row)
	}
	if s.Saw.value.sign() != 0 {
		text += " less " + s.Saw.words() + " earned back before"
	}
	return text + " = " + s.Gives.words()
}

// measured tells the steps of leaves and what leads to them.
func (s Step) measured() string {
	switch s.Op {
	case "lost":
		text := s.Saw.words() + " of " + s.Of.words() + " lost"
		if s.With != "" {
			text += ", to " + string(s.With) + " of the users"
		}
		return text + " = " + s.Gives.words()
	case "figure":
		text := s.difference(s.Saw, s.Of)
		if s.Reads == Overran {
			text = "(" + text + ") / " + s.Of.words()
		}
		return text + " = " + s.Gives.words()
	case "late":
		return s.units()
	case "distance":
		return s.distance()
	case "count":
		return string(s.Row) + " = " + s.Gives.words()
	case "flat", "pool":
		if s.Gives.value.sign() == 0 && !s.Of.IsValid() {
			return s.verdict() + s.nothing()
		}
		if s.Times != "" {
			return s.verdict() + ": " + string(s.Times) + " × " + s.pays()
		}
		return s.verdict() + ": " + s.pays()
	}
	if s.Why != "" || s.Op != "named" && !s.Saw.IsValid() && s.Gives.value.sign() == 0 {
		return s.verdict() + s.nothing()
	}
	if s.Gives.value.sign() == 0 && s.Op != "named" && s.With == "" {
		return s.looked() + s.nothing()
	}
	if s.Op == "graduated" && s.With == "" {
		return s.looked() + " in all = " + s.Gives.words()
	}
	return s.product()
}

// product multiplies what was counted by its rate.
func (s Step) product() string {
	var factors []string
	if s.Saw.IsValid() {
		saw := s.Saw.words()
		if s.Row != "" {
			saw += " (" + string(s.Row) + ")"
		}
		factors = append(factors, saw)
	} else if s.Row != "" {
		factors = append(factors, string(s.Row))
	}
	if s.Times != "" {
		factors = append(factors, string(s.Times))
	}
	if rate := s.rate(); rate != "" {
		factors = append(factors, rate)
	}
	if len(factors) == 0 {
		return s.Op + " = " + s.Gives.words()
	}
	return strings.Join(factors, " × ") + " = " + s.Gives.words()
}

// row tells which row of a table applied.
func (s Step) row() string {
	switch {
	case !s.Saw.IsValid():
		return s.verdict() + s.nothing()
	case s.Row == "":
		return s.looked() + " is in no row" + s.nothing()
	}
	return s.looked() + " is " + s.Row.words() + ": " + s.pays()
}

// pays gives the rate applied and what that came to; an amount is told once.
func (s Step) pays() string {
	if r, err := s.With.read(); s.Times == "" && (s.With == "" || err == nil && r.kind == rateAmount) {
		return s.Gives.words()
	}
	return s.rate() + " = " + s.Gives.words()
}

// rate gives the rate with what it applies to: "10% of 1200.00 EUR (invoice)".
func (s Step) rate() string {
	if s.With == "" {
		if s.Of.IsValid() {
			return s.Of.words() + s.base()
		}
		return ""
	}
	r, err := s.With.read()
	switch {
	case err != nil:
		return string(s.With)
	case r.kind == rateQuantity && s.Of.IsValid():
		return s.Of.words() + " × " + Exact{r.value, s.Gives.of}.words()
	case r.kind == rateAmount:
		return Exact{r.value, s.Gives.of}.words()
	case s.Of.IsValid():
		return string(s.With) + " of " + s.Of.words() + s.base()
	case s.Base != "":
		return string(s.With) + " of " + string(s.Base) + ", which was not given,"
	}
	return string(s.With)
}

// base names a base beside its amount.
func (s Step) base() string {
	read, err := s.Base.read()
	if err != nil || s.Base == "" {
		return ""
	}
	of := s.Of
	if s.Whole.IsValid() {
		of = s.Whole
	}
	if share, rest, ok := strings.Cut(string(s.Base), "% of "); ok && read.share.sign() > 0 {
		of.value = of.value.div(read.share)
		return " (" + share + "% of " + of.words() + ", " + rest + ")"
	}
	return " (" + string(s.Base) + ")"
}

// limit tells what a cap or floor made of an amount.
func (s Step) limit() string {
	name := "cap "
	if s.Op == "floor" {
		name = "at least "
	}
	if s.Op == "cap" && s.Row != "" {
		name = "cap per " + string(s.Row) + " "
		for _, one := range []string{"objective ", "group "} {
			if strings.HasPrefix(string(s.Row), one) {
				name = "cap of " + string(s.Row) + " "
			}
		}
	}
	text := name + s.limitOf() + ": " + s.Of.words()
	if s.Of.value.cmp(s.Gives.value) == 0 {
		return text + " stays"
	}
	text += " becomes " + s.Gives.words()
	if s.Times != "" && len(s.Times) <= fractionMax {
		text += ", each line × " + string(s.Times)
	}
	return text
}

// limitOf gives a limit and the share that it is.
func (s Step) limitOf() string {
	limit := s.Saw
	if s.Op == "earlier" {
		limit = s.Of
	}
	r, err := s.With.read()
	switch {
	case err != nil || !s.Whole.IsValid():
		return limit.words()
	case r.kind == rateQuantity:
		return s.Whole.words() + " × " + Exact{r.value, s.Gives.of}.words() + " = " + limit.words()
	}
	return string(s.With) + " of " + s.Whole.words() + s.base() + " = " + limit.words()
}

// chosen tells which of several terms counts.
func (s Step) chosen() string {
	switch s.Op {
	case "highest":
		return "the highest of " + string(s.Row)
	case "first-match":
		if s.Row == "" {
			return "no term applies"
		}
		return "the first that applies of " + string(s.Row)
	}
	return string(s.Row)
}

// nothing ends a step that costs nothing.
func (s Step) nothing() string {
	if !s.Saw.IsValid() && s.Row == "" {
		return ": no credit can be worked out"
	}
	return ": nothing"
}
