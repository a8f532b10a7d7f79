package penalty

import (
	"math/big"
	"slices"
	"strings"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/quantity"
)

// Step is one line of working as data: what a rule looked at, which rate it
// applied to what, and what that gave. report.Credits puts it into sentences.
type Step struct {
	// Path is the place of the rule, row or cap in the Spec.
	Path string `json:"path"`
	// Op is the rule's key in a file, or what else was done: when, nearest,
	// between, figure, lost, late, distance, count, charge, cap, earlier, minimum,
	// round, set-off, share, returned, corrected.
	Op string `json:"op"`
	// Objective is what the step is about, where the line does not say it: one
	// of several objectives under a rule.
	Objective string `json:"objective,omitempty"`
	// Reads is the measure that Saw is, where the rule looks at one.
	Reads Measure `json:"reads,omitempty"`
	// Saw is what was looked at: a figure, a number of units, a limit, a factor.
	Saw Exact `json:"saw,omitzero"`
	// Row is the band of values for which the row applies, without those for which a
	// more severe row does; if Op is between, the gap between two rows. Row is
	// empty if the rule has no rows or no row applies.
	Row Band `json:"row,omitempty"`
	// Label is what no number says, as a code; empty if Op says all.
	Label Label `json:"label,omitempty"`
	// Counts are the numbers that Label or Op asks for: what each term of a sum or
	// choice gave; the breaches that are free and those of a lot; the times missed
	// before, or met in a row; the parts of a pool; the credits of the two rows around
	// a gap.
	Counts []Exact `json:"counts,omitempty"`
	// Name is that of a Calculator, or of the objective or group under a cap.
	Name string `json:"name,omitempty"`
	// Window is the time over which earlier statements count.
	Window Lookback `json:"window,omitempty"`
	// From and To are the days of a charge, To the day after the last.
	From date.Date `json:"from,omitempty"`
	To   date.Date `json:"to,omitempty"`
	// Times multiplies, beside With: the multiple, the factor of a bracket, the part
	// of a charge, or a quotient of two amounts such as "10.00/15.00".
	Times Factor `json:"times,omitempty"`
	// With is the rate, an amount with its unit; Base names what it is a share of
	// where the Spec does ("invoice", "fee of portal").
	With Rate `json:"with,omitempty"`
	Base Base `json:"base,omitempty"`
	// Of is what With applies to, what a limit was held against, or what counted
	// earlier in the Window; Whole is then what the limit is a share of, or the length
	// of one unit.
	Of    Exact `json:"of,omitzero"`
	Whole Exact `json:"whole,omitzero"`
	// Gives is the result; absent where a step only says why.
	Gives Exact `json:"gives,omitzero"`
	// Why says why there is no figure, as the Shortfall does.
	Why string `json:"why,omitempty"`
}

// Label is a code of a Step. Where the Spec has a word for it, Label is that word:
// a Counted ("started"), a RoundingMode, a Gap of a value in no row, a Spread of a
// charge, "objective" or "group" of a cap, the Verdict of an objective. The others
// are these.
type Label string

// Some breaches are free, or lots of them count (Counts: free ones; those of a lot).
// The customer chose a term, or has not chosen. Periods are counted in a row, or
// their average is looked at. Rounding stays below what a cap allows.
const (
	LabelFree      Label = "free"
	LabelLots      Label = "lots"
	LabelChosen    Label = "chosen"
	LabelUnchosen  Label = "unchosen"
	LabelInARow    Label = "in-a-row"
	LabelAverage   Label = "average"
	LabelWithinCap Label = "within-cap"
)

// String gives the data of the step on one line, without sentences: the fields in
// the order objective, op, label, counts, name, window, days, row, what was looked
// at, rate, what that applies to, factor, result. So "host tier [below 99.0%]
// 98.6541…% 25% of 2000.00 EUR = 500.00 EUR" is a row of tiers. A number whose
// decimals do not end is cut, so that it never looks rounded.
func (s Step) String() string {
	var all []string
	add := func(texts ...string) {
		for _, text := range texts {
			if text != "" {
				all = append(all, text)
			}
		}
	}
	op := s.Op
	if op == "tiers" && s.Row != "" {
		op = "tier"
	}
	add(s.Objective, op, string(s.Label))
	var counts []string
	for _, c := range s.Counts {
		counts = append(counts, c.shown())
	}
	if len(counts) > 0 {
		add("(" + strings.Join(counts, ", ") + ")")
	}
	add(s.Name)
	if s.Window != "" {
		add("within " + string(s.Window))
	}
	if s.From < s.To {
		add(s.From.String() + "/" + (s.To - 1).String())
	}
	var bounds []*big.Rat
	if s.Row != "" {
		add("[" + string(s.Row) + "]")
		if in, err := s.Row.Values(); err == nil {
			bounds = []*big.Rat{in.Low, in.High}
		}
	}
	add(s.Saw.shown(bounds...))
	with := string(s.With)
	share := s.With.isShare()
	if !share && with == s.Saw.String() {
		with = "" // a limit that is an amount
	}
	switch of := s.Of.shown(); {
	case share && s.Whole.IsValid() && s.Op == "earlier":
		add(of, "("+with+" of "+s.Whole.shown()+")")
	case share && s.Whole.IsValid():
		add("("+with+" of "+s.Whole.shown()+")", of)
	case share && of != "" && s.Op != "lost":
		add(with, "of", of)
	case share && s.Base != "":
		add(with, "of", string(s.Base))
	default:
		add(with, of, s.Whole.shown())
	}
	if s.Times != "" {
		add("×", string(s.Times))
	}
	add(s.Why)
	if s.Gives.IsValid() {
		add("=", s.Gives.shown())
	}
	return strings.Join(all, " ")
}

// copied gives steps that share nothing with those given.
func copied(steps []Step) []Step {
	out := slices.Clone(steps)
	for i := range out {
		out[i].Counts = slices.Clone(out[i].Counts)
	}
	return out
}

// honest gives steps whose rows are bands, as Statement reads them; a row that is
// none is a label.
func honest(steps []Step) []Step {
	out := copied(steps)
	for i := range out {
		if s := &out[i]; s.Row != "" {
			if _, err := s.Row.read(); err != nil {
				s.Label, s.Row = Label(strings.TrimSpace(string(s.Label)+" "+string(s.Row))), ""
			}
		}
	}
	return out
}

// isShare reports whether a rate is a share and no amount.
func (r Rate) isShare() bool {
	read, err := r.read()
	return err == nil && read.kind == rateShare
}

// shown writes a number without the fraction that a cut one stands for.
func (e Exact) shown(bounds ...*big.Rat) string {
	text := quantity.Show(e, bounds...)
	if before, _, cut := strings.Cut(text, " ("); cut && strings.Contains(before, "…") {
		return before
	}
	return text
}
