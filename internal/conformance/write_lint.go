package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

type lintGiven struct {
	Objective      contractObjective
	Bands, Rewards []contractBand
	Domain         []word
}

type lintExpect struct {
	PeerFlags       json.RawMessage
	Gaps            *[]string
	PenaltyWhileMet *bool
	Monotone        *bool
}

// writeLint asks what a check of a table finds: its gaps, all of them, whether a penalty
// is owed while the promise is met, and whether the table runs the wrong way.
//
// The answers of the JSON are about the figures of a domain. Figures from 0 to 100 become
// shares. Figures of any other domain become numbers, which have no upper end, so that
// the converter derives from the rows what holds for all numbers.
func writeLint(w *contractPage, given, expect json.RawMessage) error {
	var g lintGiven
	var e lintExpect
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	if len(g.Domain) != 2 {
		return fmt.Errorf("a domain of %d ends", len(g.Domain))
	}
	ends := contractBand{From: &g.Domain[0], To: &g.Domain[1], FromInclusive: true, ToInclusive: true}
	domain, err := ends.figures()
	if err != nil {
		return err
	}
	penalties, err := lintTableOf(g.Objective, g.Bands, false)
	if err != nil {
		return err
	}
	tables := []lintTable{penalties}
	if len(g.Rewards) > 0 {
		rewards, err := lintTableOf(g.Objective, g.Rewards, true)
		if err != nil {
			return err
		}
		tables = append(tables, rewards)
	}
	percent := figures{low: new(big.Rat), high: big.NewRat(100, 1), lowIn: true, highIn: true}
	shares := domain.words("") == percent.words("")
	for _, t := range tables {
		shares = shares && !slices.ContainsFunc(t.ends(), func(end *big.Rat) bool { return !percent.has(end) })
	}
	var said, found []lintFindings // of the domain, and of all figures
	for _, t := range tables {
		said = append(said, t.within(domain))
		if shares {
			found = append(found, t.within(percent))
		} else {
			found = append(found, t.within(t.numbers()))
		}
	}
	if err := e.contradicts(said); err != nil {
		return err
	}
	unit, about := "%", ""
	if !shares {
		unit = ""
		about = fmt.Sprintf("the source looks at figures from %s to %s, the agreement at all figures", g.Domain[0], g.Domain[1])
		if penalties.numbers().low != nil {
			about += " from 0 on"
		}
	}
	answers := e.answers(found, unit)
	if len(answers) == 0 {
		return errors.New("nothing is left to ask")
	}
	spec, err := g.terms(shares)
	if err != nil {
		return err
	}
	if _, err := (sla.Sources{}).New(spec); err != nil {
		return err
	}
	w.tables.title(w.ID, w.Source, w.Note, about)
	if err := w.tables.agreement("", spec); err != nil {
		return err
	}
	for _, answer := range answers {
		w.tables.line(2, "=> finding %s", answer)
	}
	return nil
}

const notMonotone, wrongDirection = "not-monotone", "wrong-direction"

// runs reports whether one of the tables has a direction.
func runs(tables []lintFindings, direction string) bool {
	return slices.ContainsFunc(tables, func(f lintFindings) bool { return f.direction == direction })
}

// contradicts reports an answer that does not follow from the rows. The first table has
// the penalties.
func (e lintExpect) contradicts(said []lintFindings) error {
	if e.Gaps != nil {
		var gaps []figures
		for _, text := range *e.Gaps {
			gap, err := figuresOf(text)
			if err != nil {
				return err
			}
			gaps = append(gaps, gap)
		}
		if !sameFigures(gaps, said[0].gaps) {
			return contradiction("gaps at %s, and the rows leave out %s", listed(gaps, ""), listed(said[0].gaps, ""))
		}
	}
	if e.PenaltyWhileMet != nil && *e.PenaltyWhileMet != (len(said[0].met) > 0) {
		return contradiction("penaltyWhileMet is %v", *e.PenaltyWhileMet)
	}
	if e.Monotone != nil && *e.Monotone == (runs(said, notMonotone) || runs(said, wrongDirection)) {
		return contradiction("monotone is %v", *e.Monotone)
	}
	return nil
}

// answers writes what the JSON has an answer for.
func (e lintExpect) answers(found []lintFindings, unit string) (all []string) {
	if e.Gaps != nil {
		all = append(all, "gap: "+onlyAt(found[0].gaps, unit))
	}
	if e.PenaltyWhileMet != nil {
		all = append(all, "credit-while-met: "+onlyAt(found[0].met, unit))
	}
	if e.Monotone != nil {
		for _, direction := range []string{notMonotone, wrongDirection} {
			all = append(all, direction+": "+map[bool]string{true: "some", false: "none"}[runs(found, direction)])
		}
	}
	return all
}

func onlyAt(ranges []figures, unit string) string {
	if len(ranges) == 0 {
		return "none"
	}
	return "only " + listed(ranges, unit)
}

// terms gives the agreement, about shares or about numbers.
func (g lintGiven) terms(shares bool) (sla.Spec, error) {
	metric := metrics.Metric(metrics.Total{Of: "it", Statistic: metrics.TotalMean})
	if shares {
		metric = metrics.Ratio{Of: "it"}
		g.Bands, g.Rewards, g.Objective.Target = inPercent(g.Bands), inPercent(g.Rewards), word(g.Objective.Target.percent())
	}
	tiers, _ := table(g.Bands)
	terms := penalty.Spec{Round: penalty.HalfUp, Scale: &allPlaces, Rules: []penalty.Term{{Objective: "it", Rule: tiers}}}
	if len(g.Rewards) > 0 {
		tiers, _ := table(g.Rewards)
		terms.Rules = append(terms.Rules, penalty.Term{Objective: "it", Rule: penalty.Bonus{Of: penalty.Term{Rule: tiers}}})
	}
	met, err := g.Objective.band()
	return sla.Spec{ID: "terms", Zone: "UTC", Currency: noCurrency, Credits: terms, Objectives: []sla.Objective{
		{ID: "it", Metric: metric, Attain: metrics.Bound(met), Period: sla.Monthly},
	}}, err
}

// inPercent writes the ends of bands as shares.
func inPercent(bands []contractBand) []contractBand {
	bands = slices.Clone(bands)
	for i := range bands {
		for _, end := range []**word{&bands[i].From, &bands[i].To} {
			if *end != nil {
				text := word((*end).percent())
				*end = &text
			}
		}
	}
	return bands
}
