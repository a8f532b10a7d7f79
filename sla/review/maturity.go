package review

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/sla"
)

// Requirement is something that an agreement should have, and what shows that it has it.
type Requirement struct {
	// Level is the level of maturity that needs the requirement, 2 to 5; 0 for a requirement
	// of Smart.
	Level     int
	Objective string // of Smart
	Code      string
	Shown     bool
	By        string // what shows it, or what is lacking: names, figures, codes of remarks
}

// Maturity gives the level of an agreement and of the way it is kept, and every
// requirement with what shows it. The levels are the usual five: 1 initial, 2 developing,
// 3 defined, 4 quantified, 5 optimising. A level is reached if all of its requirements and
// those of the levels below are shown.
//
//	2  promises         every objective has a promise
//	   periods          every objective has a period
//	   owners           somebody answers for every objective
//	   evaluated        one period was evaluated
//	3  policies         the policies are stated
//	   ladders          there are key objectives, and each has a ladder: its own, or that
//	                    of a crisis if it is about outages
//	   review-ahead     the date of the next review has not passed
//	   six-periods      every objective has figures of the last 6 periods, without a gap
//	   reports          reports go to named roles
//	4  twelve-periods   as six-periods, of 12
//	   kept             every promise was kept in 6 to 12 of the last 12 periods
//	   triggers         triggers of a review are stated
//	   few-findings     findings about less than 1% of the items
//	5  revised          a revision of the last year whose reason names a review
//	   compared         records of a period before and of a period after that revision
//	   no-gap           the chain was checked and has no gap
//
// What the evidence does not show counts as not shown: without a date, no review is
// ahead.
func Maturity(spec sla.Spec, e Evidence) (level int, all []Requirement) {
	r := reviewer{spec: e.inForce(spec), whole: spec, e: e, past: histories(e.Past)}
	add := func(level int, code string, shown bool, by string) {
		all = append(all, Requirement{Level: level, Code: code, Shown: shown, By: by})
	}
	lacking := func(level int, code string, lacks func(*sla.Objective) bool) {
		var without []string
		for i := range r.spec.Objectives {
			if o := &r.spec.Objectives[i]; lacks(o) {
				without = append(without, o.ID)
			}
		}
		add(level, code, len(without) == 0 && len(r.spec.Objectives) > 0, strings.Join(without, ", "))
	}
	lacking(2, "promises", func(o *sla.Objective) bool { return o.Attain == "" })
	lacking(2, "periods", func(o *sla.Objective) bool { return o.Period == "" })
	lacking(2, "owners", func(o *sla.Objective) bool { return r.owner(o) == "" })
	shown, by := r.evaluated()
	add(2, "evaluated", shown, by)

	shown, by = r.policies()
	add(3, "policies", shown, by)
	shown, by = r.escalated()
	add(3, "ladders", shown, by)
	next, known := dateOf(r.spec.Document.Review.Next)
	add(3, "review-ahead", known && e.Today != 0 && next >= e.Today, string(r.spec.Document.Review.Next))
	lacking(3, "six-periods", func(o *sla.Objective) bool { return r.inARow(o.ID) < 6 })
	shown, by = r.reports()
	add(3, "reports", shown, by)

	lacking(4, "twelve-periods", func(o *sla.Objective) bool { return r.inARow(o.ID) < periodsAsked })
	shown, by = r.kept()
	add(4, "kept", shown, by)
	var triggers []string
	for _, t := range r.spec.Document.Review.Triggers {
		triggers = append(triggers, t.Deviation)
	}
	add(4, "triggers", len(triggers) > 0, strings.Join(triggers, ", "))
	shown, by = r.fewFindings()
	add(4, "few-findings", shown, by)

	revised, by := r.revised()
	add(5, "revised", revised != 0, by)
	shown, by = r.compared(revised)
	add(5, "compared", shown, by)
	shown, by = r.noGap()
	add(5, "no-gap", shown, by)

	for level = 1; level < 5; level++ {
		if slices.ContainsFunc(all, func(c Requirement) bool { return c.Level == level+1 && !c.Shown }) {
			break
		}
	}
	return level, all
}

// evaluated names the last period with a figure.
func (r *reviewer) evaluated() (bool, string) {
	var last sla.Outcome
	for i := range r.spec.Objectives {
		for _, o := range measured(r.past[r.spec.Objectives[i].ID], 1) {
			if o.To.After(last.To) {
				last = o
			}
		}
	}
	return !last.To.IsZero(), last.Period.String()
}

// policies reports whether a profile or policies stand for every clock.
func (r *reviewer) policies() (bool, string) {
	if p := r.spec.Policies; p != (sla.Policies{}) {
		return true, string(p.Profile)
	}
	for _, c := range r.spec.Clocks {
		if c.Policies == (sla.Policies{}) {
			return false, ""
		}
	}
	return len(r.spec.Clocks) > 0, ""
}

func (r *reviewer) escalated() (bool, string) {
	var with, without []string
	for i := range r.spec.Objectives {
		if o := &r.spec.Objectives[i]; o.Class == "key" {
			if r.watched(o) {
				with = append(with, o.ID)
			} else {
				without = append(without, o.ID)
			}
		}
	}
	if len(without) > 0 {
		return false, strings.Join(without, ", ")
	}
	return len(with) > 0, strings.Join(with, ", ")
}

func (r *reviewer) reports() (bool, string) {
	var to []string
	for _, report := range r.spec.Document.Reports {
		if len(report.To) == 0 {
			return false, report.Title
		}
		for _, role := range report.To {
			if !slices.Contains(to, role) {
				to = append(to, role)
			}
		}
	}
	return len(to) > 0, strings.Join(to, ", ")
}

// inARow counts the last periods of an objective that have figures and no time between
// them.
func (r *reviewer) inARow(objective string) int {
	n, all := 0, r.past[objective]
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Verdict == sla.NotMeasurable || !all[i].Attained.IsValid() || i+1 < len(all) && !follows(all[i], all[i+1]) {
			break
		}
		n++
	}
	return n
}

// kept reports whether every promise was kept in 6 to 12 of the last 12 periods.
func (r *reviewer) kept() (bool, string) {
	shown, by := len(r.spec.Objectives) > 0, []string(nil)
	for i := range r.spec.Objectives {
		id, met := r.spec.Objectives[i].ID, 0
		last := measured(r.past[id], periodsAsked)
		for _, o := range last {
			if o.Verdict == sla.Met {
				met++
			}
		}
		shown = shown && len(last) == periodsAsked && met >= periodsAsked/2
		by = append(by, fmt.Sprintf("%s %d/%d", id, met, len(last)))
	}
	return shown, strings.Join(by, ", ")
}

// fewFindings compares the subjects of findings with the items of all results.
func (r *reviewer) fewFindings() (bool, string) {
	if len(r.e.Past) == 0 {
		return false, ""
	}
	var found, items int64
	for _, result := range r.e.Past {
		if result == nil {
			continue
		}
		subjects := map[string]bool{}
		for _, f := range result.Findings {
			if f.Subject != "" {
				subjects[f.Subject] = true
			}
		}
		found += int64(len(subjects))
		for i := range result.Outcomes {
			if o := &result.Outcomes[i]; len(o.Group) == 0 && o.Judge == "" && o.Reason != sla.SumOfPeriods {
				items += o.Total + o.Open
			}
		}
	}
	few := new(big.Int).Mul(big.NewInt(found), big.NewInt(100)).Cmp(big.NewInt(items)) < 0
	return few || found == 0, strconv.FormatInt(found, 10) + "/" + strconv.FormatInt(items, 10)
}

// revised gives the date of the last revision within a year of Today whose reason names
// a review.
func (r *reviewer) revised() (date.Date, string) {
	var last date.Date
	by := ""
	year, month, day := r.e.Today.Date()
	for _, revision := range r.whole.Revisions {
		from, ok := dateOf(revision.From)
		if ok && r.e.Today != 0 && namesReview(revision.Reason) && from <= r.e.Today && from > civil.Clip(year-1, int(month), day) && from > last {
			last, by = from, string(revision.From)+" "+revision.Reason
		}
	}
	return last, by
}

// compared reports whether records hold a result from before a revision and a result
// from after it.
func (r *reviewer) compared(revised date.Date) (bool, string) {
	before, after := "", ""
	for _, record := range r.e.Records {
		period, err := sla.ParsePeriod(record.Period)
		if err != nil || record.Result == "" || revised == 0 {
			continue
		}
		if period.To() <= revised {
			before = record.Period
		} else if period.From() >= revised && after == "" {
			after = record.Period
		}
	}
	return before != "" && after != "", strings.Trim(before+", "+after, ", ")
}

func (r *reviewer) noGap() (bool, string) {
	if !r.e.Checked {
		return false, ""
	}
	var gaps []string
	for _, g := range r.e.Gaps {
		gaps = append(gaps, strings.TrimSpace(g.Subject+" "+string(g.Code)))
	}
	return len(gaps) == 0, strings.Join(gaps, ", ")
}

// smartOf says which remarks speak against a requirement of Smart.
var smartOf = map[string]string{
	"no-services": "specific", "no-service": "specific", "priority-without-target": "specific",
	"no-promise": "measurable", "unmeasured": "measurable",
	"never-met": "attainable", "priorities-out-of-order": "attainable",
	"late": "attainable", "shortfall": "attainable", "period-wider": "attainable", "unsupported": "attainable",
	"no-owner": "relevant", "raci-accountable": "relevant", "promise-without-credit": "relevant", "credit-without-promise": "relevant", "far-exceeded": "relevant",
	"no-period": "time-bound", "no-target": "time-bound",
}

// Smart asks of every objective whether it is specific, measurable, attainable, relevant
// and time-bound, in this order. By has the terms that show it, or the codes of the
// remarks that speak against it:
//
//	specific    it names its service, and each priority has its target
//	measurable  it promises a value, and the last period had a figure
//	attainable  the promise was kept in one of the last 12 periods, and its chain carries it
//	relevant    somebody answers for it, credits and promises go together, and the promise
//	            is not far below what is reached anyway
//	time-bound  it has a period, and a clock has a target
//
// A promise that was never measured is neither measurable nor attainable: nothing shows
// it.
func Smart(spec sla.Spec, e Evidence) []Requirement {
	r := reviewer{spec: e.inForce(spec), whole: spec, e: e, past: histories(e.Past)}
	against := map[[2]string][]string{}
	for _, remark := range Of(spec, e) {
		code := string(remark.Code)
		for _, id := range r.concerned(remark) {
			at := [2]string{id, smartOf[code]}
			if !slices.Contains(against[at], code) {
				against[at] = append(against[at], code)
			}
		}
	}
	var all []Requirement
	for i := range r.spec.Objectives {
		o := &r.spec.Objectives[i]
		last := measured(r.past[o.ID], periodsAsked)
		met := 0
		for _, past := range last {
			if limit, err := o.Attain.Parse(); err == nil && limit.Meets(past.Attained) {
				met++
			}
		}
		figures := fmt.Sprintf("%d/%d", met, len(last))
		within := ""
		if len(o.Targets) > 0 {
			within = string(o.Targets[0].Within)
		}
		for _, asked := range []struct {
			code, by string
			shown    bool
		}{
			{"specific", o.Service, true},
			{"measurable", string(o.Attain), len(last) > 0},
			{"attainable", figures, met > 0},
			{"relevant", r.owner(o), true},
			{"time-bound", strings.TrimSuffix(string(o.Period)+", "+within, ", "), true},
		} {
			codes := against[[2]string{o.ID, asked.code}]
			c := Requirement{Objective: o.ID, Code: asked.code, Shown: asked.shown && len(codes) == 0, By: asked.by}
			if len(codes) > 0 {
				c.By = strings.Join(codes, ", ")
			}
			all = append(all, c)
		}
	}
	return all
}

// concerned lists the objectives that a remark is about: all of them if it is about the
// services of the agreement.
func (r *reviewer) concerned(remark Remark) (all []string) {
	if remark.Code != "no-services" {
		return []string{remark.Subject}
	}
	for i := range r.spec.Objectives {
		all = append(all, r.spec.Objectives[i].ID)
	}
	return all
}
