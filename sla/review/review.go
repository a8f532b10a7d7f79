package review

import (
	"cmp"
	"sort"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/chain"
	"github.com/upheld/upheld/sla/record"
)

// Evidence is what a review looks at in addition to the agreement. Each field may be
// empty; then nothing is remarked about it, and what it could show is not shown.
type Evidence struct {
	// Past are results of the agreement, in any order. If several have an outcome of one
	// objective in one period, the latest AsOf counts. Only periods that have ended
	// count, as a whole and not by group.
	Past []*sla.Result
	// Facts are the facts of these results, or some of them: they show which words of the
	// agreement occur.
	Facts sla.Facts
	// Records are the chain of records, as Verify has found it.
	Records []record.Record
	// Gaps are what chain.Check found. Checked says that Check ran: without it, empty Gaps
	// say nothing of the chain.
	Gaps    []chain.Gap
	Checked bool
	// Today is the date of the review. The zero Date asks nothing about dates, and takes
	// the terms as the last revision leaves them.
	Today date.Date
}

// Remark is something that a person should decide. Code is one of the codes in the
// documentation of the package; Path is a path as in Spec.Removed, such as
// objectives.portal.attain.
type Remark struct {
	sla.Finding
	// Change settles the remark; the zero Spec if that takes more than the figures. It is
	// meant for the terms in force: Spec.With applies it to an agreement without revisions;
	// with revisions, make it the Change of a new revision.
	Change sla.Spec
}

// Of lists the remarks on an agreement, by path and code. The spec need not compile;
// what New refuses or finds is not repeated.
func Of(spec sla.Spec, e Evidence) []Remark {
	r := reviewer{spec: e.inForce(spec), whole: spec, e: e, past: histories(e.Past)}
	r.promises()
	r.priorities()
	r.ladders()
	r.credits()
	r.document()
	r.triggersTooWide()
	r.words()
	r.figures()
	r.triggersPulled()
	for _, g := range e.Gaps {
		r.all = append(r.all, Remark{Finding: g.Finding})
	}
	sort.SliceStable(r.all, func(i, j int) bool {
		a, b := &r.all[i], &r.all[j]
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Value, b.Value)) < 0
	})
	return r.all
}

// reviewer gathers remarks.
type reviewer struct {
	spec  sla.Spec // the terms in force, without revisions
	whole sla.Spec
	e     Evidence
	past  map[string][]sla.Outcome
	all   []Remark
}

func (r *reviewer) remark(code, subject, path, value string) *Remark {
	r.all = append(r.all, Remark{Finding: sla.Finding{Code: sla.FindingCode(code), Subject: subject, Path: path, Value: value}})
	return &r.all[len(r.all)-1]
}

// inForce gives the terms as the revisions up to Today leave them. A revision that
// cannot be applied is left out; New says why.
func (e *Evidence) inForce(spec sla.Spec) sla.Spec {
	revisions := spec.Revisions
	spec.Revisions = nil
	for _, revision := range revisions {
		if from, ok := dateOf(revision.From); e.Today != 0 && ok && from > e.Today {
			continue
		}
		if changed, err := spec.With(revision.Change); err == nil {
			spec = changed
		}
		if revision.Life != "" {
			spec.Document.Life = revision.Life
		}
	}
	return spec
}

// dateOf gives the date of a local date or date-time.
func dateOf(l calendar.Local) (date.Date, bool) {
	if len(l) < len("2006-01-02") {
		return 0, false
	}
	d, err := civil.Parse(string(l[:len("2006-01-02")]))
	return d, err == nil
}
