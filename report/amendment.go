package report

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/upheld/upheld/internal/parts"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/terms"
)

// Amendment is the page of what changes from one agreement to another, for those who
// sign: each part that differs with the terms before and after, whole parts that are new
// or end, and then each later change (revision) that is new or ends. Rows of a list,
// such as targets, that stay as they are are left out. View.Rows and View.At have no
// effect: nothing is cut, and terms are as in the files.
func Amendment(before, after sla.Spec) View {
	return viewOf(func(p *page) {
		p.speak(before.Names)
		own := maps.Clone(p.own)
		if p.speak(after.Names); own != nil {
			maps.Copy(own, p.own)
			p.own = own
		}
		a := amendment{page: p}
		w := p.words.amendment()
		p.heading(1, fmt.Sprintf(w.title, p.named("title", cmp.Or(after.Title, after.ID, before.Title, before.ID))))
		p.entire = true
		var changes []changedPart
		base, next := before, after
		base.Revisions, next.Revisions = nil, nil
		changes = a.changes(base, next)
		withdrawn, added := revisionsBetween(before.Revisions, after.Revisions)
		p.lead(a.headline(changes, int64(len(withdrawn)+len(added))))
		p.pairs(p.parties(after.Provider, after.Customer))
		a.draw(2, changes)
		for _, r := range withdrawn {
			p.heading(2, fmt.Sprintf(w.withdrawn, p.say(string(r.From))))
			p.pairs(a.about(r))
		}
		for _, r := range after.Revisions {
			to, err := next.With(r.Change)
			if slices.ContainsFunc(added, func(n sla.Revision) bool { return n.From == r.From }) {
				p.heading(2, fmt.Sprintf(w.from, p.say(string(r.From))))
				p.pairs(a.about(r))
				if err != nil { // what it takes out is not there
					a.draw(3, a.changes(sla.Spec{}, r.Change))
				} else {
					a.draw(3, a.changes(next, to))
				}
			}
			if err == nil {
				next = to
			}
		}
	})
}

type amendment struct{ *page }

// changedPart is a part that differs.
type changedPart struct {
	title  string
	status int // 1: new, -1: ends
	terms  int64
	rows   []row
}

// changes lists what differs by part, in the order of a file.
func (a *amendment) changes(before, after sla.Spec) []changedPart {
	var all []changedPart
	places := map[string]int{}
	for _, d := range terms.Differences(before, after) {
		part, field := parts.Home(termType, d.Path)
		key := strings.Join(part, "\x00")
		at, known := places[key]
		if !known {
			at = len(all)
			places[key] = at
			all = append(all, changedPart{title: a.section(part, after, before)})
		}
		c := &all[at]
		owner := ownerOf(pathOf(part), []sla.Spec{after, before})
		name := func(key string) string {
			switch {
			case owner == "": // a name that the agreement gives
				return key
			case measures(pathOf(part), key, after, before):
				return a.words.term().measured
			}
			return a.fieldName(owner, key)
		}
		if field != "" {
			c.terms++
			c.rows = append(c.rows, a.rows(name(field), d.Before, d.After, true)...)
			continue
		}
		c.status = 1
		if d.After == "" {
			c.status = -1
		}
		for _, e := range entriesOf(d.Before + d.After) {
			if e[0] == "id" || e[0] == "title" {
				continue // the heading has them
			}
			was, is := e[1], ""
			if measures(pathOf(part), e[0], after, before) {
				was = e[0] + " " + was // the key is the kind of the metric
			}
			if d.Before == "" {
				was, is = is, was
			}
			c.rows = append(c.rows, a.rows(name(e[0]), was, is, false)...)
		}
	}
	return all
}

// measures reports whether a field of an objective is its metric, whose key is the kind of
// the metric.
func measures(path, key string, specs ...sla.Spec) bool {
	for _, spec := range specs {
		if v := parts.At(reflect.ValueOf(spec), path); v.IsValid() {
			if o, ok := v.Interface().(sla.Objective); ok && o.Metric != nil && o.Metric.Key() == key {
				return true
			}
		}
	}
	return false
}

// rows gives the rows of a field that differs.
func (a *amendment) rows(name, before, after string, both bool) (all []row) {
	w := a.words.term()
	cell := func(text string) string {
		if text == "" && both {
			return w.none
		}
		return a.say(plainTerm(text))
	}
	for _, r := range rowsBetween(before, after) {
		name := name
		if r.index >= 0 {
			name = fmt.Sprintf(w.row, name, r.index+1)
		}
		all = append(all, row{cells: []string{name, cell(r.before), cell(r.after)}})
	}
	return all
}

func (a *amendment) headline(changes []changedPart, revisions int64) string {
	w := a.words.amendment()
	var changed, added, removed int64
	for _, c := range changes {
		switch c.status {
		case 1:
			added++
		case -1:
			removed++
		default:
			changed += c.terms
		}
	}
	var texts []string
	for _, n := range []struct {
		n    int64
		word counted
	}{{changed, w.changed}, {added, w.added}, {removed, w.removed}, {revisions, w.revisions}} {
		if n.n > 0 {
			texts = append(texts, n.word.of(n.n))
		}
	}
	if len(texts) == 0 {
		return w.same
	}
	return strings.Join(texts, a.words.comma) + a.words.stop
}

func (a *amendment) draw(level int, changes []changedPart) {
	w := a.words.amendment()
	for _, c := range changes {
		title := c.title
		switch c.status {
		case 1:
			title = fmt.Sprintf(w.isNew, title)
		case -1:
			title = fmt.Sprintf(w.isRemoved, title)
		}
		a.heading(level, title)
		a.table(table{columns: []column{{w.term, words}, {w.before, words}, {w.after, words}}, rows: c.rows})
	}
}

// about gives what a revision says about itself, without its change.
func (a *amendment) about(r sla.Revision) (all pairs) {
	r.From, r.Change = "", sla.Spec{}
	for key, value := range parts.Fields(reflect.ValueOf(r)) {
		all = append(all, pair{a.fieldName("sla.Revision", key), a.valueText(value)})
	}
	return all
}

// revisionsBetween gives the revisions that end and those that are new.
func revisionsBetween(before, after []sla.Revision) (withdrawn, added []sla.Revision) {
	without := func(all, others []sla.Revision) (left []sla.Revision) {
		for _, r := range all {
			if !slices.ContainsFunc(others, func(o sla.Revision) bool { return parts.Equal(reflect.ValueOf(r), reflect.ValueOf(o)) }) {
				left = append(left, r)
			}
		}
		return left
	}
	return without(before, after), without(after, before)
}
