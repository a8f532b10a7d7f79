package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// writeLint asks what a check of a table finds: its gaps, all of them, and whether a
// penalty is owed while the promise is met. The figures from 0 to 100 become shares.
func writeLint(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Objective      contractObjective
		Bands, Rewards []contractBand
		Domain         []word
	}
	var e struct {
		PeerFlags       json.RawMessage
		Gaps            *[]string
		PenaltyWhileMet *bool
		Monotone        *bool
	}
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	if len(g.Domain) != 2 || g.Domain[0] != "0" || g.Domain[1] != "100" {
		return errors.New("a range of figures that no agreement states")
	}
	g.Objective.Target = word(g.Objective.Target.percent())
	met, err := g.Objective.band()
	if err != nil {
		return err
	}
	tiers, _ := table(inPercent(g.Bands))
	terms := penalty.Spec{Round: penalty.HalfUp, Scale: &allPlaces, Rules: []penalty.Term{{Objective: "it", Rule: tiers}}}
	if len(g.Rewards) > 0 {
		rewards, _ := table(inPercent(g.Rewards))
		terms.Rules = append(terms.Rules, penalty.Term{Objective: "it", Rule: penalty.Bonus{Of: penalty.Term{Rule: rewards}}})
	}
	spec := sla.Spec{ID: "terms", Zone: "UTC", Currency: noCurrency, Credits: terms, Objectives: []sla.Objective{
		{ID: "it", Metric: metrics.Ratio{Of: "it"}, Attain: metrics.Bound(met), Period: sla.Monthly},
	}}
	if _, err := (sla.Sources{}).New(spec); err != nil {
		return err
	}
	var answers []string
	if e.Gaps != nil {
		var gaps []string
		for _, text := range *e.Gaps {
			band, err := bandOf(text)
			if err != nil {
				return err
			}
			gaps = append(gaps, band)
		}
		answer := "none"
		if len(gaps) > 0 {
			answer = "only " + strings.Join(gaps, "; ")
		}
		answers = append(answers, "finding gap: "+answer)
	}
	if e.PenaltyWhileMet != nil {
		answers = append(answers, "finding credit-while-met: "+map[bool]string{true: "some", false: "none"}[*e.PenaltyWhileMet])
	}
	switch {
	case e.Monotone == nil:
	case *e.Monotone:
		answers = append(answers, "finding not-monotone: none", "finding wrong-direction: none")
	default:
		w.skip("monotone", "one of two findings, not-monotone or wrong-direction")
	}
	if len(answers) == 0 {
		return errors.New("nothing is left to ask")
	}
	w.tables.title(w.ID, w.Source, w.Note)
	if err := w.tables.agreement("", spec); err != nil {
		return err
	}
	for _, answer := range answers {
		w.tables.line(2, "=> %s", answer)
	}
	return nil
}

// bandOf writes a range such as (98,99.5] in words.
func bandOf(text string) (string, error) {
	low, high, ok := strings.Cut(strings.Trim(text, "()[]"), ",")
	if !ok {
		return "", fmt.Errorf("a range %q", text)
	}
	low, high = word(strings.TrimSpace(low)).percent(), word(strings.TrimSpace(high)).percent()
	if strings.HasPrefix(text, "(") {
		low = "over " + low
	}
	if strings.HasSuffix(text, ")") {
		high = "below " + high
	}
	return low + " to " + high, nil
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
