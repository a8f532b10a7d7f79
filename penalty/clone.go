package penalty

import (
	"maps"
	"slices"
)

// cloneSpec copies a Spec with everything in it, so that neither the caller nor
// the schedule can change the other's.
func cloneSpec(spec Spec) Spec {
	if spec.Scale != nil {
		scale := *spec.Scale
		spec.Scale = &scale
	}
	spec.Rules = cloneTerms(spec.Rules, 0)
	spec.Caps = slices.Clone(spec.Caps)
	spec.Triggers = slices.Clone(spec.Triggers)
	return spec
}

func cloneTerms(terms []Term, depth int) []Term {
	terms = slices.Clone(terms)
	for i := range terms {
		terms[i] = cloneTerm(terms[i], depth)
	}
	return terms
}

// cloneTerm stops where New refuses to go on.
func cloneTerm(t Term, depth int) Term {
	if depth > depthMax {
		return Term{}
	}
	t.When = slices.Clone(t.When)
	depth++
	switch r := t.Rule.(type) {
	case Tiers:
		t.Rule = slices.Clone(r)
	case Overrun:
		t.Rule = slices.Clone(r)
	case Table:
		r.Rows = slices.Clone(r.Rows)
		t.Rule = r
	case Points:
		r.Rows, r.Of = slices.Clone(r.Rows), cloneTerms(r.Of, depth)
		t.Rule = r
	case Graduated:
		r.Steps = slices.Clone(r.Steps)
		t.Rule = r
	case Named:
		r.With = maps.Clone(r.With)
		t.Rule = r
	case Sum:
		t.Rule = Sum(cloneTerms(r, depth))
	case Highest:
		t.Rule = Highest(cloneTerms(r, depth))
	case FirstMatch:
		t.Rule = FirstMatch(cloneTerms(r, depth))
	case Choice:
		t.Rule = Choice(cloneTerms(r, depth))
	case Capped:
		r.Of = cloneTerm(r.Of, depth)
		t.Rule = r
	case Floor:
		r.Of = cloneTerm(r.Of, depth)
		t.Rule = r
	case Minimum:
		r.Of = cloneTerm(r.Of, depth)
		t.Rule = r
	case Repeat:
		r.By, r.Of = slices.Clone(r.By), cloneTerm(r.Of, depth)
		t.Rule = r
	case Worth:
		r.Of = cloneTerm(r.Of, depth)
		t.Rule = r
	case EarnBack:
		r.Returns, r.Of = slices.Clone(r.Returns), cloneTerm(r.Of, depth)
		t.Rule = r
	case Bonus:
		r.Of = cloneTerm(r.Of, depth)
		t.Rule = r
	}
	return t
}
