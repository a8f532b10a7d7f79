package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/upheld/upheld/sla/terms"
)

// Layers is the page of an agreement that several files make up: how much each layer
// states, each term that replaces a term of a lower layer, later changes, and changes to
// terms that a lower layer locked. Of a list of rows, such as targets, it shows the
// rows that differ. View.Rows and View.At have no effect.
func Layers(r terms.Resolved) View {
	return viewOf(func(p *page) {
		l := layers{page: p, r: r}
		p.speak(r.Spec.Names)
		w := p.words.layer()
		p.heading(1, fmt.Sprintf(w.title, p.named("title", cmp.Or(r.Spec.Title, r.Spec.ID))))
		p.entire = true
		hiding := int64(0)
		for i := range r.Origins {
			if len(r.Origins[i].Hides) > 0 {
				hiding++
			}
		}
		texts := []string{w.fields.of(int64(len(r.Origins)))}
		if hiding > 0 {
			texts = append(texts, w.hiding.of(hiding))
		}
		if n := int64(len(r.Findings)); n > 0 {
			texts = append(texts, w.findings.of(n))
		}
		p.lead(strings.Join(texts, p.words.comma) + p.words.stop)
		p.pairs(p.parties(r.Spec.Provider, r.Spec.Customer))
		l.layers()
		l.over()
		l.revisions()
		l.findings()
	})
}

type layers struct {
	*page
	r terms.Resolved
}

func (l *layers) layers() {
	w := l.words.layer()
	stated, over := map[string]int{}, map[string]int{}
	for i := range l.r.Origins {
		o := &l.r.Origins[i]
		stated[o.Layer]++
		if len(o.Hides) > 0 {
			over[o.Layer]++
		}
	}
	t := table{columns: []column{{w.layer, words}, {w.stated, number}, {w.overOthers, number}}}
	for _, name := range l.r.Layers {
		t.rows = append(t.rows, row{cells: []string{name, strconv.Itoa(stated[name]), strconv.Itoa(over[name])}})
	}
	if len(t.rows) > 0 {
		l.heading(2, w.layers)
	}
	l.table(t)
}

// over lists the terms that lie over others, a line for each row of a list.
func (l *layers) over() {
	w := l.words.layer()
	var texts []string
	for i := range l.r.Origins {
		o := &l.r.Origins[i]
		if len(o.Hides) == 0 {
			continue
		}
		below := o.Hides[len(o.Hides)-1]
		if changed := rowsBetween(below.Value, o.Value); changed[0].index >= 0 && len(o.Hides) == 1 {
			for _, r := range changed {
				path := o.Path + "[" + strconv.Itoa(r.index) + "]"
				texts = append(texts, fmt.Sprintf(w.line, path, cmp.Or(r.after, w.nothing), o.Layer, fmt.Sprintf(w.hidden, below.Layer, cmp.Or(r.before, w.nothing))))
			}
			continue
		}
		var hidden []string
		for j := range o.Hides {
			h := &o.Hides[len(o.Hides)-1-j]
			hidden = append(hidden, fmt.Sprintf(w.hidden, h.Layer, h.Value))
		}
		texts = append(texts, fmt.Sprintf(w.line, o.Path, o.Value, o.Layer, strings.Join(hidden, l.words.comma)))
	}
	if len(texts) > 0 {
		l.heading(2, w.over)
	}
	l.bullets(texts)
}

// revisions lists what changes later, and the terms then.
func (l *layers) revisions() {
	w := l.words.layer()
	if len(l.r.Spec.Revisions) == 0 {
		return
	}
	l.heading(2, w.changes)
	now := l.r.Spec
	now.Revisions = nil
	for _, r := range l.r.Spec.Revisions {
		next, err := now.With(r.Change)
		if err != nil {
			continue
		}
		l.heading(3, fmt.Sprintf(w.revision, l.say(string(r.From)), r.Reason))
		var texts []string
		for _, d := range terms.Differences(now, next) {
			for _, c := range rowsBetween(d.Before, d.After) {
				path := d.Path
				if c.index >= 0 {
					path += "[" + strconv.Itoa(c.index) + "]"
				}
				texts = append(texts, path+" "+fmt.Sprintf(l.words.term().becomes, cmp.Or(c.before, w.nothing), cmp.Or(c.after, w.nothing)))
			}
		}
		l.bullets(texts)
		now = next
	}
}

// findings puts what is odd about the layers into words.
func (l *layers) findings() {
	w := l.words.layer()
	var texts []string
	for _, f := range l.r.Findings {
		form, ok := w.codes[f.Code]
		if !ok {
			form = string(f.Code) + ": %[1]s %[2]s %[3]s"
		}
		texts = append(texts, fmt.Sprintf(form, f.Subject, f.Path, cmp.Or(l.say(f.Value), w.nothing)))
	}
	if len(texts) > 0 {
		l.heading(2, w.findingsTitle)
	}
	l.bullets(texts)
}
