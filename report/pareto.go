package report

import (
	"fmt"
	"sort"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// common counts the breaches by objective, by target, and by each attribute by which
// objectives are grouped. Causes of one breach that are several are never in one list, so
// that the shares of a list add up.
func (s *summary) common() {
	w := &s.words.common
	total := int64(0)
	for range s.r.Breaches() {
		total++
	}
	if total < 3 { // the list itself says it
		return
	}
	objectives, targets := tally{}, tally{}
	var keys []string
	groups := map[string]tally{}
	for b := range s.r.Breaches() {
		objectives[s.title(b.Objective)]++
		targets[s.targetName(&b)]++
		for _, pair := range b.Group {
			if groups[pair[0]] == nil {
				keys, groups[pair[0]] = append(keys, pair[0]), tally{}
			}
			groups[pair[0]][s.attribute(pair[0], pair[1])]++
		}
	}
	titled := false
	list := func(of string, t tally) {
		if len(t) < 2 {
			return
		}
		if !titled {
			s.heading(3, w.title)
			s.paragraph(w.order)
			titled = true
		}
		s.pareto(of, t)
	}
	list(s.words.outcome.objective, objectives)
	for _, key := range keys {
		list(s.named(key, key), groups[key])
	}
	list(w.target, targets)
}

// tally is how many breaches have each value.
type tally map[string]int64

// pareto lists values by their number of breaches, the most first.
func (s *summary) pareto(of string, t tally) {
	w := &s.words.common
	var values []string
	var total int64
	for value, n := range t {
		values = append(values, value)
		total += n
	}
	sort.Strings(values)
	sort.SliceStable(values, func(i, j int) bool { return t[values[i]] > t[values[j]] })
	shown, left := s.cut(len(values))
	out := table{columns: []column{{of, words}, {w.shape, pictures}, {w.breaches, number}, {w.together, number}}}
	most := t[values[0]]
	var together int64
	for _, value := range values[:shown] {
		n := t[value]
		together += n
		bar := barPicture{n: n, most: most}
		bar.name, bar.description = value, s.words.breach.count.of(n)
		out.rows = append(out.rows, row{picture: bar, cells: []string{value, "", itoa(int(n)), metrics.ShareOf(together, total).Percent(0)}})
	}
	if left > 0 {
		out.rows = append(out.rows, row{cells: []string{fmt.Sprintf(s.words.more, left), "", itoa(int(total - together)), metrics.ShareOf(1, 1).Percent(0)}})
	}
	s.table(out)
}

// targetName names the target of a breach: within which time, on which calendar, and its
// place in the agreement.
func (s *summary) targetName(b *sla.Breach) string {
	within := s.say(string(b.Within))
	if b.Calendar != "" {
		within = fmt.Sprintf(s.words.common.on, within, s.calendar(b.Calendar))
	}
	return fmt.Sprintf(s.words.common.at, s.title(b.Objective), within, s.place(s.r.Clauses, b.Target))
}
