package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math/big"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/upheld/upheld/internal/design"
	"github.com/upheld/upheld/penalty"
)

// contractCase is a case on a contract model. The model reads Given and Expected; a
// field that it does not read makes the case unsupported.
type contractCase struct {
	ID     string          `json:"id"`
	Model  string          `json:"model"`
	Given  json.RawMessage `json:"given"`
	Expect json.RawMessage `json:"expect"`
}

// contractModels gives a runner to each model of which a case file does not ask all. A
// runner returns the differences from the expectation, "" if all is equal, or an error if
// the case cannot be expressed. The other models run as case files.
var contractModels = map[string]func(given, expect json.RawMessage) (string, error){
	"tiers":         runTiers,
	"formula":       runFormula,
	"ratchet":       runRatchet,
	"countInWindow": runCountInWindow,
	"breachPolicy":  runBreachPolicy,
	"limitWindow":   runLimitWindow,
	"pointwise":     runPointwise,
}

// contractRest are the models of which a case file asks some entries in full; the runner
// is for the others.
var contractRest = []string{"breachPolicy", "pointwise"}

func runContracts(dir fs.FS, r *results) {
	files, err := fs.Glob(dir, "*.json")
	if err != nil {
		r.fail("", "", "list the files", err, "files")
		return
	}
	for _, file := range files {
		var content struct{ Cases []json.RawMessage }
		if !r.load(dir, file, &content) {
			continue
		}
		for _, entry := range content.Cases {
			var c contractCase
			if err := json.Unmarshal(entry, &c); err != nil {
				r.fail(path.Base(file), c.ID, "read the case", err, "a case")
				continue
			}
			run, known := contractModels[c.Model]
			if !known && contractWriters[c.Model] == nil {
				r.unsupport(path.Base(file), c.ID, "unknown model "+c.Model)
				continue
			}
			if !known {
				r.orBlock(dir, file, "cases", c.ID, entry)
				continue
			}
			if slices.Contains(contractRest, c.Model) {
				if ok, _ := r.block(dir, file, "cases", c.ID, entry); ok {
					continue
				}
			}
			problem, err := run(c.Given, c.Expect)
			switch {
			case err != nil:
				r.unsupport(path.Base(file), c.ID, err.Error())
			case problem != "":
				r.fail(path.Base(file), c.ID, c.Model, problem, string(c.Expect))
			default:
				r.pass()
			}
		}
	}
}

// both decodes the given and expected parts of a case.
func both(given, expect json.RawMessage, g, e any) error {
	if err := strict(given, g); err != nil {
		return err
	}
	return strict(expect, e)
}

// facts makes a schedule and gives the statement of one month.
func facts(spec penalty.Spec, kase penalty.Case, earlier ...penalty.Statement) (penalty.Statement, error) {
	if noted != nil {
		noted.figures = append(noted.figures, struct {
			spec    penalty.Spec
			kase    penalty.Case
			history bool
		}{spec, kase, len(earlier) > 0})
	}
	schedule, err := penalty.New(spec)
	if err != nil {
		return penalty.Statement{}, err
	}
	if kase.To == 0 {
		kase.From, kase.To = march[0], march[1]
	}
	out := schedule.Statement(kase, earlier...)
	if len(out.Problems) > 0 {
		return out, fmt.Errorf("%v", out.Problems)
	}
	return out, nil
}

// unlike compares a named number with the expected number, numerically.
func unlike(name string, got *big.Rat, want word) (string, error) {
	if noted != nil {
		noted.wants = append(noted.wants, [2]string{name, string(want)})
	}
	wanted, err := number(want)
	if err != nil {
		return "", err
	}
	if got == nil || got.Cmp(wanted) != 0 {
		return fmt.Sprintf("%s: got %v, want %s", name, got, want), nil
	}
	return "", nil
}

// unsigned removes the sign of a compensation: the cases write penalties below 0,
// the library keeps the direction apart from the amount.
func unsigned(w word) (penalty.Rate, bool) {
	text, negative := strings.CutPrefix(string(w), "-")
	return penalty.Rate(text), negative
}

// signed adds the direction back.
func signed(amount penalty.Exact, negative bool) (*big.Rat, error) {
	number, _, _ := strings.Cut(amount.String(), " ")
	if negative && number != "0" {
		number = "-" + number
	}
	return penalty.Value(number).Rat()
}

type contractBand struct {
	From, To                   *word
	FromInclusive, ToInclusive bool
	Value                      word
}

func (b contractBand) band() penalty.Band {
	low, high := "", ""
	if b.From != nil {
		low = string(*b.From)
	}
	if b.To != nil {
		high = string(*b.To)
	}
	switch {
	case low != "" && low == high:
		return penalty.Band("exactly " + low)
	case low == "" && b.ToInclusive:
		return penalty.Band("at most " + high)
	case low == "":
		return penalty.Band("below " + high)
	case high == "" && b.FromInclusive:
		return penalty.Band("at least " + low)
	case high == "":
		return penalty.Band("over " + low)
	}
	if !b.FromInclusive {
		low = "over " + low
	}
	if !b.ToInclusive {
		high = "below " + high
	}
	return penalty.Band(low + " to " + high)
}

type contractObjective struct {
	Op     string
	Target word
}

func (o contractObjective) band() (penalty.Band, error) {
	words := map[string]string{">=": "at least ", ">": "over ", "<=": "at most ", "<": "below ", "==": "exactly "}
	w, known := words[o.Op]
	if !known {
		return "", fmt.Errorf("unknown operator %q", o.Op)
	}
	return penalty.Band(w + string(o.Target)), nil
}

// table translates bands with signed values; negative reports that they are
// penalties written below 0.
func table(bands []contractBand) (tiers penalty.Tiers, negative bool) {
	for _, b := range bands {
		rate, below := unsigned(b.Value)
		negative = negative || below
		tiers = append(tiers, penalty.Tier{When: b.band(), Credit: rate})
	}
	return tiers, negative
}

var allPlaces = 18

func runTiers(given, expect json.RawMessage) (string, error) {
	var g struct {
		Metric, Unit   string
		Value          word
		Objective      contractObjective
		Bands, Rewards []contractBand
		Cap            word
	}
	var e struct {
		ObjectiveMet bool
		Region       string
		Band         *int
		RewardBand   *int
		Compensation word
		Warning      string
	}
	if err := both(given, expect, &g, &e); err != nil {
		return "", err
	}
	met, err := g.Objective.band()
	if err != nil {
		return "", err
	}
	tiers, negative := table(g.Bands)
	spec := penalty.Spec{Round: penalty.HalfUp, Unit: "units", Scale: &allPlaces, Rules: []penalty.Term{{Objective: "o", Rule: tiers}}}
	if g.Cap != "" {
		cap, _ := unsigned(g.Cap)
		spec.Caps = []penalty.Cap{{Per: penalty.PerPeriod, At: cap}}
	}
	if len(g.Rewards) > 0 {
		rewards, _ := table(g.Rewards)
		spec.Rules = append(spec.Rules, penalty.Term{Objective: "o", Rule: penalty.Bonus{Of: penalty.Term{Rule: rewards}}})
	}
	value, err := number(g.Value)
	if err != nil {
		return "", err
	}
	out, err := facts(spec, penalty.Case{Shortfalls: []penalty.Shortfall{{Objective: "o", Attained: value}}})
	if err != nil {
		return "", err
	}
	within, err := met.Values()
	if err != nil {
		return "", err
	}
	isMet := within.Has(value)
	band := rowOf(out.Lines[0])
	var reward *int
	compensation, err := signed(out.Exact, negative)
	region := "neutral"
	if band != nil {
		region = "penalty"
	} else if len(out.Bonuses) > 0 {
		if reward = rowOf(out.Bonuses[0]); reward != nil {
			region = "reward"
			compensation = out.Bonus.Rat()
		}
	}
	if err != nil {
		return "", err
	}
	if isMet != e.ObjectiveMet || region != e.Region || text(band) != text(e.Band) || text(reward) != text(e.RewardBand) {
		return fmt.Sprintf("met %v, %s, band %s, reward band %s", isMet, region, text(band), text(reward)), nil
	}
	if problem, err := unlike("compensation", compensation, e.Compensation); problem != "" || err != nil {
		return problem, err
	}
	warning, _, _ := strings.Cut(e.Warning, ":")
	if got := warningAt(spec, met, value); got != warning {
		return fmt.Sprintf("warning %q, want %q", got, warning), nil
	}
	return "", nil
}

// concerns gives the values that a finding concerns; the interval is empty if the
// finding names none.
func concerns(f penalty.Finding) penalty.Values {
	values, _, _ := strings.Cut(f.Value, " (")
	i, err := penalty.Band(values).Values()
	if err != nil {
		return penalty.Values{Low: big.NewRat(1, 1), High: new(big.Rat)}
	}
	return i
}

// warningAt gives the validator's finding for a value.
func warningAt(spec penalty.Spec, met penalty.Band, value *big.Rat) string {
	schedule, err := penalty.New(spec)
	if err != nil {
		return err.Error()
	}
	for _, f := range schedule.Findings(penalty.Promise{Objective: "o", Met: met}) {
		if f.Code == penalty.GapFound && concerns(f).Has(value) {
			return "gap"
		}
		if f.Code == penalty.CreditWhileMet && concerns(f).Has(value) {
			return "conflict"
		}
	}
	return ""
}

func text(n *int) string {
	if n == nil {
		return "none"
	}
	return strconv.Itoa(*n)
}

// rowOf gives the row that a line's table used, from its path.
func rowOf(line penalty.Line) *int {
	for _, step := range line.Steps() {
		if step.Op == "tiers" && step.Row != "" {
			open := strings.LastIndex(step.Path, "[")
			n, err := strconv.Atoi(strings.TrimSuffix(step.Path[open+1:], "]"))
			if err == nil {
				return &n
			}
		}
	}
	return nil
}

// months gives one statement for each verdict, with the earlier statements as
// history.
func months(schedule penalty.Schedule, failed []bool) []penalty.Statement {
	var all []penalty.Statement
	from := march[0]
	for _, f := range failed {
		to := from.AddDate(0, 1, 0)
		s := penalty.Shortfall{Objective: "o", Verdict: penalty.Met}
		if f {
			s.Verdict = penalty.Missed
		}
		all = append(all, schedule.Statement(penalty.Case{From: from, To: to, Shortfalls: []penalty.Shortfall{s}}, all...))
		from = to
	}
	return all
}

func runRatchet(given, expect json.RawMessage) (string, error) {
	var g struct {
		Current, MeasuredAverage, MaxShareOfGapPercent word
	}
	var e struct{ New word }
	if err := both(given, expect, &g, &e); err != nil {
		return "", err
	}
	current, err := share(g.Current)
	if err != nil {
		return "", err
	}
	average, err := share(g.MeasuredAverage)
	if err != nil {
		return "", err
	}
	next, err := design.Ratchet{Share: penalty.Rate(g.MaxShareOfGapPercent.percent())}.Next(current, average)
	if err != nil {
		return "", err
	}
	want, err := share(e.New)
	if err != nil {
		return "", err
	}
	if next.Cmp(want) != 0 {
		return "new: got " + next.String(), nil
	}
	return "", nil
}
