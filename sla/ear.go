package sla

import (
	"fmt"
	"math/bits"
	"slices"
	"sort"
	"strings"
)

// ear counts which words of the agreement the tickets have, and which others
// come near one. It is part of a tally, and a group as that is.
type ear struct {
	words   *lexicon
	counts  []int64 // tickets that have each word of the lexicon
	tickets []int64 // tickets read, by the revision under which they were opened
	near    []nearWord
	index   map[heardWord]int32 // into near
	// Of the ticket being read: words of other revisions and of a matrix, and
	// words near one.
	also, nearby []int32
	// nothing remembers words that are near none, so that a word is compared
	// once; a word may push another out.
	nothing []nothingWord
}

// nearWord is a word of tickets that is near one of the agreement.
type nearWord struct {
	heardWord
	meant
	times int64 // tickets that have it
}

type nothingWord struct {
	kind wordKind
	key  uint32 // the slot of a value's key in one revision, and its number
	size uint8
	text [wordLongest]byte
}

// nothingWords is how many are remembered, a power of two.
const nothingWords = 256

func newEar(a *Agreement) *ear {
	if a.words == nil {
		return nil
	}
	return &ear{words: a.words, counts: make([]int64, len(a.words.words)), tickets: make([]int64, len(a.programs))}
}

// begin forgets the ticket before.
func (e *ear) begin() { e.also, e.nearby = e.also[:0], e.nearby[:0] }

// strange hears a word that the revision p does not look up.
func (e *ear) strange(p *program, kind wordKind, slot int, word string) {
	if word == "" || len(word) > wordLongest {
		return
	}
	at := (symbolHash(word) ^ uint32(slot+2)*0x85EBCA6B ^ uint32(kind)<<20) >> 24 % nothingWords
	tag := uint32(p.number)<<16 ^ uint32(slot+1)
	if e.nothing != nil {
		if n := &e.nothing[at]; n.kind == kind && n.key == tag && string(n.text[:n.size]) == word {
			return
		}
	}
	w := heardWord{kind: kind, word: word}
	if kind == valueWord {
		w.key = p.words.keys.words[slot]
	}
	if n, ok := e.words.number[w]; ok {
		e.also = append(e.also, n)
		return
	}
	if n, ok := e.index[w]; ok {
		e.nearby = append(e.nearby, n)
		return
	}
	m, ok := e.words.near(w)
	if !ok {
		if e.nothing == nil {
			e.nothing = make([]nothingWord, nothingWords)
		}
		n := &e.nothing[at]
		n.kind, n.key, n.size = kind, tag, uint8(copy(n.text[:], word))
		return
	}
	w.word = strings.Clone(word)
	e.nearby = append(e.nearby, e.place(w, m))
}

// place gives a near word its place.
func (e *ear) place(w heardWord, m meant) int32 {
	n, ok := e.index[w]
	if !ok {
		if e.index == nil {
			e.index = map[heardWord]int32{}
		}
		n = int32(len(e.near))
		e.index[w] = n
		e.near = append(e.near, nearWord{w, m, 0})
	}
	return n
}

// unlooked hears the value of an attribute that the agreement does not mention:
// it may be what the agreement takes for an event.
func (e *ear) unlooked(key, word string) {
	if word == "" || e.words.plain[eventWord].number(word) == 0 {
		return
	}
	w := heardWord{valueWord, key, word}
	n, ok := e.index[w]
	if !ok {
		at := e.words.plain[eventWord].number(word)
		n = e.place(heardWord{valueWord, strings.Clone(key), strings.Clone(word)}, meant{e.words.first[eventWord][at-1], true})
	}
	e.nearby = append(e.nearby, n)
}

// count adds what the ticket has that was read under p.
func (e *ear) count(p *program, seen []uint64, times int64) {
	e.tickets[p.number] += times
	last := int32(-1)
	for i, word := range seen {
		for ; word != 0; word &= word - 1 {
			bit := p.heard[i<<6+bits.TrailingZeros64(word)]
			if bit.key != last && bit.key >= 0 {
				e.counts[bit.key] += times
				last = bit.key
			}
			if bit.word >= 0 {
				e.counts[bit.word] += times
			}
		}
	}
	for i, n := range e.also {
		if !slices.Contains(e.also[:i], n) {
			e.counts[n] += times
		}
	}
	for i, n := range e.nearby {
		if !slices.Contains(e.nearby[:i], n) {
			e.near[n].times += times
		}
	}
}

// merge adds what another ear has heard.
func (e *ear) merge(other *ear) {
	if e == nil {
		return
	}
	for i, n := range other.counts {
		e.counts[i] += n
	}
	for i, n := range other.tickets {
		e.tickets[i] += n
	}
	for _, w := range other.near {
		e.near[e.place(w.heardWord, w.meant)].times += w.times
	}
}

// sorted gives the near words that tickets have.
func (e *ear) sorted() []nearWord {
	kept := slices.DeleteFunc(slices.Clone(e.near), func(w nearWord) bool { return w.times == 0 })
	sort.SliceStable(kept, func(i, j int) bool { return compareWords(kept[i].heardWord, kept[j].heardWord) < 0 })
	return kept
}

// write writes what was heard in its canonical form.
func (e *ear) write(w *writer) {
	if e == nil {
		return
	}
	for _, list := range [][]int64{e.tickets, e.counts} {
		n := 0
		for _, times := range list {
			if times != 0 {
				n++
			}
		}
		w.count(n)
		for i, times := range list {
			if times != 0 {
				w.int(int64(i))
				w.int(times)
			}
		}
	}
	near := e.sorted()
	w.count(len(near))
	for _, n := range near {
		w.int(int64(n.kind))
		w.text(n.key)
		w.text(n.heardWord.word)
		w.int(n.times)
	}
}

func (e *ear) read(r *reader) {
	if e == nil {
		return
	}
	for _, list := range [][]int64{e.tickets, e.counts} {
		for range r.count() {
			i, times := r.int(), r.int()
			if r.bad || i < 0 || i >= int64(len(list)) {
				r.bad = true
				return
			}
			list[i] = times
		}
	}
	for range r.count() {
		kind := r.int()
		w := heardWord{wordKind(kind), r.text(), r.text()}
		times := r.int()
		m, ok := e.meantBy(w)
		if r.bad || kind < 0 || kind >= int64(wordKinds) || !ok {
			r.bad = true
			return
		}
		e.near[e.place(w, m)].times += times
	}
}

// meantBy works out again what a near word may have been meant for.
func (e *ear) meantBy(w heardWord) (meant, bool) {
	if _, known := e.words.number[w]; known || w.word == "" {
		return meant{}, false
	}
	if w.kind == valueWord {
		if _, mentioned := e.words.number[heardWord{keyWord, "", w.key}]; !mentioned {
			if n := e.words.plain[eventWord].number(w.word); n > 0 {
				return meant{e.words.first[eventWord][n-1], true}, true
			}
			return meant{}, false
		}
	}
	return e.words.near(w)
}

// wordsListed is how many near words a result lists.
const wordsListed = 100

// unmatchedFrom is the number of tickets from which a start or stop that none of
// them matches is told.
const unmatchedFrom = 20

// heard finds the near words, and the starts and stops that nothing matched.
func (t *Tally) heard() error {
	e := t.ear
	if e == nil {
		return nil
	}
	for _, list := range [][]int64{e.tickets, e.counts} {
		if slices.ContainsFunc(list, func(n int64) bool { return n < 0 }) {
			return errRemoved("a ticket")
		}
	}
	listed := 0
	for _, n := range e.sorted() {
		if n.times < 0 {
			return errRemoved("a ticket")
		}
		if listed == wordsListed || n.unsaid && e.counts[n.meant.word] > 0 {
			continue
		}
		listed++
		t.oddities = append(t.oddities, Finding{FindingWord, n.heardWord.String(), e.words.paths[n.meant.word], e.words.words[n.meant.word].String()})
	}
	for i := range t.a.programs {
		if e.tickets[i] < unmatchedFrom {
			continue
		}
		for _, c := range t.a.programs[i].turning {
			if !slices.ContainsFunc(c.words, func(n int32) bool { return e.counts[n] > 0 }) {
				f := Finding{FindingUnmatched, "", c.path, c.text}
				if !slices.Contains(t.oddities, f) {
					t.oddities = append(t.oddities, f)
				}
			}
		}
	}
	return nil
}

// turningPoint is a start or stop with the words of which a ticket must have one
// for it to match.
type turningPoint struct {
	path, text string
	words      []int32
}

// turns lists the starts and stops of a revision.
func (c *compiler) turns(f flat, p *program) {
	for _, name := range sortedKeys(f.Clocks) {
		clock := f.Clocks[name]
		for i, condition := range []Condition{clock.Start, clock.Stop} {
			path := fmt.Sprintf("%s.%s", f.path("clocks."+name), [...]string{"start", "stop"}[i])
			if len(condition.Event) > 0 {
				t := turningPoint{path: path, text: strings.Join(condition.Event, ", ")}
				for _, event := range condition.Event {
					t.words = append(t.words, c.words.number[heardWord{eventWord, "", event}])
				}
				p.turning = append(p.turning, t)
			}
			for _, key := range sortedKeys(condition.While) {
				match := condition.While[key]
				if match.Not || slices.Contains(match.Values, "") {
					continue
				}
				t := turningPoint{path: path + ".while." + key, text: strings.Join(match.Values, ", ")}
				for _, value := range match.Values {
					t.words = append(t.words, c.words.number[heardWord{valueWord, key, value}])
				}
				p.turning = append(p.turning, t)
			}
		}
	}
}
