package sla

import (
	"cmp"
	"fmt"
	"reflect"
	"sort"
	"strings"
	"sync"
	"unicode"

	"github.com/upheld/upheld/metrics"
)

// wordKind says what a word of an agreement or of a fact names.
type wordKind uint8

const (
	eventWord wordKind = iota
	keyWord            // the key of an attribute
	valueWord          // a value of an attribute
	wordKinds
)

// heardWord is a word with its kind.
type heardWord struct {
	kind wordKind
	key  string // the attribute of a value; else ""
	word string
}

func compareWords(a, b heardWord) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.key, b.key), cmp.Compare(a.word, b.word))
}

// String gives the word as findings show it: event resolved, attribute status,
// status=resolved.
func (w heardWord) String() string {
	switch w.kind {
	case eventWord:
		return "event " + w.word
	case keyWord:
		return "attribute " + w.word
	}
	return w.key + "=" + w.word
}

// lexicon numbers the words of an agreement over all of its revisions, and finds the
// word that a misspelt word of a fact may stand for. It is nil if the agreement
// ignores unknown words.
type lexicon struct {
	words  []heardWord
	paths  []string // where each word first stands
	number map[heardWord]int32
	seen   map[string]bool // the parts whose words are numbered, by path

	// The fields below are made for the first tally; live work does not need them.
	grouped sync.Once
	groups  map[heardWord]*wordGroup // by kind and key, without a word
	plain   [wordKinds]symbols       // of each kind, whatever the key
	first   [wordKinds][]int32       // the word of each number of plain
	events  uint64                   // which events there may be, as eventBit has them
}

// wordGroup is the words of one kind and key. A word of a fact may be one of them,
// misspelt.
type wordGroup struct {
	words  []int32 // sorted by word
	folded map[string]int32
	forms  []foldedForm // of words
}

type foldedForm struct {
	letters []rune
	digits  string
	has     uint64 // which letters occur, some sharing a bit
}

// compareMost bounds the words of a group that are compared letter by letter,
// so that a fact with many words costs no more than its size. In a longer group
// words match if they differ only in case, space and hyphen.
const compareMost = 256

// wordLongest bounds the words that are compared, in bytes.
const wordLongest = 64

// add numbers a word that may be new.
func (l *lexicon) add(w heardWord, path string) int32 {
	if n, ok := l.number[w]; ok {
		if l.paths[n] == "" {
			l.paths[n] = path
		}
		return n
	}
	n := int32(len(l.words))
	l.words, l.paths = append(l.words, w), append(l.paths, path)
	l.number[w] = n
	return n
}

// visit reports whether a part is visited for the first time. Most parts are the
// same in many revisions.
func (l *lexicon) visit(path string) bool {
	if l.seen[path] {
		return false
	}
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	l.seen[path] = true
	return true
}

// group prepares near, from the numbered words.
func (l *lexicon) group() {
	l.groups = map[heardWord]*wordGroup{}
	for i, w := range l.words {
		n := int32(i)
		if at := l.plain[w.kind].add(w.word); int(at) > len(l.first[w.kind]) {
			l.first[w.kind] = append(l.first[w.kind], n)
		}
		if w.kind == eventWord && w.word != "" {
			l.events |= eventBit(w.word)
		}
		of := heardWord{kind: w.kind, key: w.key}
		if l.groups[of] == nil {
			l.groups[of] = &wordGroup{}
		}
		l.groups[of].words = append(l.groups[of].words, n)
	}
	for _, g := range l.groups {
		sort.SliceStable(g.words, func(i, j int) bool { return l.words[g.words[i]].word < l.words[g.words[j]].word })
		g.folded = make(map[string]int32, len(g.words))
		for _, n := range g.words {
			form := fold(l.words[n].word)
			if _, earlier := g.folded[form]; !earlier {
				g.folded[form] = n
			}
			if len(g.words) <= compareMost {
				g.forms = append(g.forms, formOf(form))
			}
		}
	}
}

// fold gives a word without case, space, hyphen and underscore.
func fold(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' || r == '_' {
			return -1
		}
		return unicode.ToLower(unicode.ToUpper(r))
	}, word)
}

func formOf(folded string) foldedForm {
	f := foldedForm{letters: []rune(folded)}
	f.digits = strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, folded)
	for _, r := range f.letters {
		f.has |= 1 << (r % 64)
	}
	return f
}

// meant is the word of the agreement that a fact's word may stand for.
type meant struct {
	word int32
	// unsaid: it is a finding only if no fact has the agreement's own word. Events are
	// often named like a status, or reopened like opened.
	unsaid bool
}

// near finds the word of the agreement that an unknown word may stand for.
func (l *lexicon) near(w heardWord) (meant, bool) {
	if len(w.word) > wordLongest {
		return meant{}, false
	}
	if g := l.groups[heardWord{kind: w.kind, key: w.key}]; g != nil {
		form := fold(w.word)
		if n, ok := g.folded[form]; ok && form != "" {
			return meant{n, false}, true
		}
		if m, ok := g.closest(form); ok {
			return m, true
		}
	}
	for kind := range wordKinds {
		if kind == w.kind {
			continue
		}
		if n := l.plain[kind].number(w.word); n > 0 {
			return meant{l.first[kind][n-1], true}, true
		}
	}
	return meant{}, false
}

// closest gives the nearest word of a group, on a tie the first by name. Words whose
// digits differ are different names: P1 and P3, tier-1 and tier-2.
func (g *wordGroup) closest(folded string) (best meant, ok bool) {
	form := formOf(folded)
	least := 3
	for i := range g.forms {
		f := &g.forms[i]
		within := 1
		if min(len(f.letters), len(form.letters)) >= 5 {
			within = 2
		}
		apart := len(f.letters) - len(form.letters)
		if len(f.letters) == 0 || max(apart, -apart) > within || f.digits != form.digits {
			continue
		}
		d := letterDistance(f.letters, form.letters, within)
		if d > within || d >= least {
			continue
		}
		least, ok = d, true
		best = meant{g.words[i], d == 2 && (strings.Contains(string(f.letters), folded) || strings.Contains(folded, string(f.letters)))}
	}
	return best, ok
}

// letterDistance is the edit distance of two short words, with transpositions of
// neighbours. If it is more than most, any number above most may be given.
func letterDistance(a, b []rune, most int) int {
	var rows [3][wordLongest + 4]int
	if len(a) > wordLongest || len(b) > wordLongest {
		return most + 1
	}
	for j := range b {
		rows[0][j+1] = j + 1
	}
	for i := 1; i <= len(a); i++ {
		row, prev, before := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most+1 {
			return most + 1
		}
	}
	return rows[len(a)%3][len(b)]
}

// heardBit says which words of the lexicon a bit of history.seen stands for.
type heardBit struct{ word, key int32 } // numbers of the lexicon; -1: no word

// lexicon numbers the words of one revision.
func (c *compiler) lexicon(f flat, p *program) {
	if c.words == nil {
		c.words = &lexicon{number: map[heardWord]int32{}}
	}
	l := c.words
	note := func(w heardWord, path string) {
		path = f.kept.stood(path)
		if l.add(w, path); w.kind == eventWord {
			c.listed(w.word, path)
		}
	}
	for _, name := range sortedKeys(f.Clocks) {
		if path := f.path("clocks." + name); l.visit(path) {
			wordsIn(reflect.ValueOf(f.Clocks[name]), &place{name: path}, note)
		}
	}
	for i := range f.Objectives {
		o := &f.Objectives[i]
		path := f.path("objectives." + o.ID)
		if !l.visit(path) {
			continue
		}
		if m, ok := o.Metric.(metrics.TimeIn); ok {
			wordsIn(reflect.ValueOf(Where{m.Attribute: Is(m.Is...)}), &place{name: path + "." + m.Key()}, note)
		}
		wordsIn(reflect.ValueOf(o).Elem(), &place{name: path}, note)
		for j := range o.Targets {
			if _, key, err := o.Targets[j].servedBy(); err == nil && key != "" {
				at := fmt.Sprintf("%s.targets[%d].calendar", path, j)
				note(heardWord{keyWord, "", key}, at)
				for _, name := range sortedKeys(f.Calendars) {
					note(heardWord{valueWord, key, name}, at)
				}
			}
		}
		for _, keys := range groupings(o.By) {
			for _, key := range keys {
				note(heardWord{keyWord, "", key}, path+".by")
			}
		}
	}
	for _, name := range sortedKeys(f.Escalations) {
		if path := f.path("escalations." + name); l.visit(path) {
			wordsIn(reflect.ValueOf(f.Escalations[name]), &place{name: path}, note)
		}
	}
	if path := f.path("crises"); len(f.Crises) > 0 && l.visit(path) {
		wordsIn(reflect.ValueOf(f.Crises), &place{name: path}, note)
	}
	if m, path := f.Priority, f.path("priorities"); m != nil && l.visit(path) {
		value := func(key, word, at string) {
			note(heardWord{keyWord, "", key}, path)
			note(heardWord{valueWord, key, word}, path+"."+at)
		}
		for _, row := range m.Impact {
			value("impact", row.Impact, "impact")
		}
		for _, word := range m.Urgency {
			value("urgency", word, "urgency")
		}
		for _, factor := range m.Factors {
			for _, word := range sortedKeys(factor.Points) {
				value(factor.Attribute, word, "factors")
			}
		}
	}
	// Also number the words that the program looks up and no path names.
	p.heard = append(p.heard[:0], heardBit{-1, -1})
	for _, name := range p.words.events.words {
		p.heard = append(p.heard, heardBit{l.add(heardWord{eventWord, "", name}, ""), -1})
	}
	for slot, key := range p.words.keys.words {
		p.firstBit = append(p.firstBit, int32(len(p.heard)))
		keyNumber := l.add(heardWord{keyWord, "", key}, "")
		p.heard = append(p.heard, heardBit{-1, keyNumber})
		for _, word := range p.words.values[slot].words {
			n := int32(-1)
			if word != "" {
				n = l.add(heardWord{valueWord, key, word}, "")
			}
			p.heard = append(p.heard, heardBit{n, keyNumber})
		}
	}
}

// wordsIn visits the words of every condition within a part of a Spec.
func wordsIn(v reflect.Value, at *place, visit func(heardWord, string)) {
	switch v.Type() { // before Interface, which copies a struct
	case reflect.TypeFor[Where]():
		of := v.Interface().(Where)
		for _, key := range sortedKeys(of) {
			path := at.path() + "." + key
			visit(heardWord{keyWord, "", key}, path)
			for _, word := range of[key].Values {
				if word != "" {
					visit(heardWord{valueWord, key, word}, path)
				}
			}
		}
		return
	case reflect.TypeFor[Condition]():
		of := v.Interface().(Condition)
		for _, name := range of.Event {
			visit(heardWord{eventWord, "", name}, at.path()+".event")
		}
		if of.Until != "" {
			visit(heardWord{keyWord, "", of.Until}, at.path()+".until")
		}
	}
	below := place{above: at}
	switch v.Kind() {
	case reflect.Struct:
		for _, f := range fieldsOf(v.Type()) {
			field := v.Field(f.index)
			if f.key == "" || field.Kind() == reflect.String || field.IsZero() {
				continue
			}
			below.name = f.key
			wordsIn(field, &below, visit)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.String {
			return
		}
		for i := range v.Len() {
			below.index = i
			wordsIn(v.Index(i), &below, visit)
		}
	}
}

// listen keeps the words if the agreement reports unknown words.
func (c *compiler) listen(last flat) {
	if len(c.words.words) == 0 || (Policies{}).stated(last.Policies).UnknownWords != WordsReported {
		return
	}
	c.words.seen = nil
	c.a.words = c.words
}
