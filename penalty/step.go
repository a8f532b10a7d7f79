package penalty

import (
	"math/big"
	"slices"
	"strings"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/quantity"
)

// Step is one line of working as data: the figure that a rule read, the rate, the
// amount that the rate applies to, and the result. report.Credits writes sentences.
type Step struct {
	// Path is the place of the rule, row or cap in the Spec.
	Path string `json:"path"`
	// Op is the rule's key in a file, or another operation: when, nearest,
	// between, figure, lost, late, distance, count, charge, cap, earlier, minimum,
	// round, set-off, share, returned, corrected.
	Op string `json:"op"`
	// Objective is the objective of the step, if it is not the line's.
	Objective string `json:"objective,omitempty"`
	// Reads says which measure Saw is; empty if Saw is no measure.
	Reads Measure `json:"reads,omitempty"`
	// Saw is the figure, number of units, limit or factor that was used.
	Saw Exact `json:"saw,omitzero"`
	// Row is the band of values for which the row applies, without values for which
	// another row applies. If Op is between, Row is the gap between two rows. It is
	// empty if the rule has no rows or no row applies.
	Row Band `json:"row,omitempty"`
	// Label is a code for what no number says; empty if Op says everything.
	Label Label `json:"label,omitempty"`
	// Counts are the numbers that belong to Label or Op: the result of each term of a
	// sum or choice; the number of free breaches and of breaches in a lot; the number
	// of periods missed before, or met in a row; the shares of a pool; the credits of
	// the two rows around a gap.
	Counts []Exact `json:"counts,omitempty"`
	// Name is the name of a Calculator, or of the objective or group under a cap.
	Name string `json:"name,omitempty"`
	// Window is the window of the earlier statements that count.
	Window Lookback `json:"window,omitempty"`
	// From and To are the first day of a charge and the day after its last.
	From date.Date `json:"from,omitempty"`
	To   date.Date `json:"to,omitempty"`
	// Times is a second factor: the multiple, the factor of a bracket, the part of a
	// charge, or a quotient of two amounts such as "10.00/15.00".
	Times Factor `json:"times,omitempty"`
	// With is the rate, with the unit if it is an amount. Base names the base of a
	// share as the Spec does ("invoice", "fee of portal").
	With Rate `json:"with,omitempty"`
	Base Base `json:"base,omitempty"`
	// Of is the amount that With applies to, the amount that a limit was compared with,
	// or the earlier count in the Window.
	Of Exact `json:"of,omitzero"`
	// Whole is the amount of which a limit is a share, or the length of one unit.
	Whole Exact `json:"whole,omitzero"`
	// Gives is the result; absent if the step only gives a reason.
	Gives Exact `json:"gives,omitzero"`
	// Why is the Reason of the Shortfall if a figure was not measured.
	Why string `json:"why,omitempty"`
}

// Label is a code of a Step. If the Spec has a word for it, Label is that word: a
// Counted ("started"), a RoundingMode, the Gap for a value in no row, the Spread of a
// charge, "objective" or "group" for a cap, the Verdict of an objective. The other
// labels are the constants.
type Label string

// Labels for which the Spec has no word.
const (
	LabelFree      Label = "free"       // some breaches are free; Counts has their number
	LabelLots      Label = "lots"       // lots count; Counts has the free breaches and the size of a lot
	LabelChosen    Label = "chosen"     // the customer chose the term
	LabelUnchosen  Label = "unchosen"   // the customer has not chosen
	LabelInARow    Label = "in-a-row"   // periods in a row count
	LabelAverage   Label = "average"    // the average over Window counts
	LabelWithinCap Label = "within-cap" // the total is rounded down to stay within a cap
)

// String gives the data of the step on one line, without sentences. The fields are in
// the order Objective, Op, Label, Counts, Name, Window, days, Row, Saw, rate and the
// amount that it applies to, Times, Why, Gives: "host tier [below 99.0%] 98.6541…% 25%
// of 2000.00 EUR = 500.00 EUR" is a row of tiers. A number with endless decimals is cut
// and ends in "…".
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

// copied gives a deep copy of steps.
func copied(steps []Step) []Step {
	out := slices.Clone(steps)
	for i := range out {
		out[i].Counts = slices.Clone(out[i].Counts)
	}
	return out
}

// honest gives a copy of steps in which every Row is a band; other rows are moved to
// Label.
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

// isShare reports whether a rate is a share.
func (r Rate) isShare() bool {
	read, err := r.read()
	return err == nil && read.kind == rateShare
}

// shown writes a number; if its decimals are cut, without the exact fraction.
func (e Exact) shown(bounds ...*big.Rat) string {
	text := quantity.Show(e, bounds...)
	if before, _, cut := strings.Cut(text, " ("); cut && strings.Contains(before, "…") {
		return before
	}
	return text
}
