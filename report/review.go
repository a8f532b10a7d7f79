package report

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/review"
	"github.com/upheld/upheld/sla/terms"
)

// Review is the page for those who review an agreement: the remarks, each with what was
// found and the change that would settle it; then the requirements of review.Smart by
// objective, and the requirements of review.Maturity by level with what shows them. Requirements
// may be of both, in any order, or absent. The page has no instants, so that View.At has
// no effect.
func Review(spec sla.Spec, remarks []review.Remark, requirements ...review.Requirement) View {
	return wholeViewOf(func(p *page) {
		p.speak(spec.Names)
		r := reviewed{page: p, w: p.words.review(), spec: spec}
		p.entire = true
		p.heading(1, fmt.Sprintf(r.w.title, p.named("title", cmp.Or(spec.Title, spec.ID, r.w.agreement))))
		var levels, smart []review.Requirement
		for _, c := range requirements {
			if c.Level > 0 {
				levels = append(levels, c)
			} else {
				smart = append(smart, c)
			}
		}
		sort.SliceStable(levels, func(i, j int) bool { return levels[i].Level < levels[j].Level })
		if len(levels) > 0 {
			level := reachedLevel(levels)
			p.pairs(pairs{{r.w.maturity, fmt.Sprintf(r.w.level, level, r.w.levels[level])}})
		}
		r.remarks(remarks)
		r.smart(smart)
		r.maturity(levels)
	})
}

// reviewed draws a review.
type reviewed struct {
	*page
	w    *reviewWords
	spec sla.Spec
}

// reachedLevel gives the highest level without a requirement at or below it that is not
// shown.
func reachedLevel(sorted []review.Requirement) int {
	for _, c := range sorted {
		if !c.Shown {
			return min(max(c.Level-1, 1), 5)
		}
	}
	return min(sorted[len(sorted)-1].Level, 5)
}

// about names the objective of a remark or requirement, or whatever else it is about.
func (r *reviewed) about(subject string) string {
	for i := range r.spec.Objectives {
		if o := &r.spec.Objectives[i]; o.ID == subject {
			return r.named("objectives."+o.ID, cmp.Or(o.Title, o.ID))
		}
	}
	return cmp.Or(subject, r.w.agreement)
}

func (r *reviewed) remarks(all []review.Remark) {
	if len(all) == 0 {
		r.paragraph(r.w.none)
		return
	}
	r.paragraph(r.w.count.of(int64(len(all))))
	t := table{notes: r.w.change, columns: []column{{r.w.subject, words}, {r.w.remark, words}, {r.w.found, words}, {r.w.place, words}}}
	for _, remark := range all {
		text, known := r.w.codes[remark.Code]
		if !known {
			text = fmt.Sprintf(r.w.gap, word(r.words.chain().codes, remark.Code))
		}
		t.rows = append(t.rows, row{cells: []string{r.about(remark.Subject), text, r.sayEach(remark.Value), remark.Path}, notes: r.changes(remark.Change)})
	}
	r.table(t)
}

// changes says field by field what a change replaces.
func (r *reviewed) changes(change sla.Spec) (all []string) {
	next, err := r.spec.With(change)
	if err != nil {
		return nil
	}
	for _, d := range terms.Differences(r.spec, next) {
		all = append(all, fmt.Sprintf(r.w.instead, d.Path, d.After, d.Before))
	}
	return all
}

// smart draws a row for each objective and a column for each requirement.
func (r *reviewed) smart(all []review.Requirement) {
	if len(all) == 0 {
		return
	}
	var objectives, codes []string
	cells := map[[2]string]string{}
	for _, c := range all {
		if !slices.Contains(objectives, c.Objective) {
			objectives = append(objectives, c.Objective)
		}
		if !slices.Contains(codes, c.Code) {
			codes = append(codes, c.Code)
		}
		cells[[2]string{c.Objective, c.Code}] = r.shown(c)
	}
	r.heading(2, r.w.smart)
	t := table{columns: []column{{r.w.subject, words}}}
	for _, code := range codes {
		t.columns = append(t.columns, column{word(r.w.requirements, code), words})
	}
	for _, objective := range objectives {
		line := row{cells: []string{r.about(objective)}}
		for _, code := range codes {
			line.cells = append(line.cells, cells[[2]string{objective, code}])
		}
		t.rows = append(t.rows, line)
	}
	r.table(t)
}

// shown says whether a requirement is shown, and by what.
func (r *reviewed) shown(c review.Requirement) string {
	text := r.w.no
	if c.Shown {
		text = r.w.yes
	}
	if c.By == "" {
		return text
	}
	return fmt.Sprintf(r.w.by, text, r.reasons(c.By))
}

// reasons puts the codes of remarks in a list into words.
func (r *reviewed) reasons(by string) string {
	all := strings.Split(by, ", ")
	for i, code := range all {
		all[i] = r.words.deviation(code)
		if text, known := r.w.short[sla.FindingCode(code)]; known {
			all[i] = text
		}
	}
	return strings.Join(all, r.words.list)
}

func (r *reviewed) maturity(all []review.Requirement) {
	if len(all) == 0 {
		return
	}
	r.heading(2, r.w.maturity)
	t := table{columns: []column{{r.w.levelTitle, words}, {r.w.requirement, words}, {r.w.isShown, words}}}
	for _, c := range all {
		level := min(c.Level, 5)
		t.rows = append(t.rows, row{cells: []string{fmt.Sprintf(r.w.level, level, r.w.levels[level]), word(r.w.requirements, c.Code), r.shown(c)}})
	}
	r.table(t)
}
