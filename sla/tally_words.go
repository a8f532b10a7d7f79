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
	// Most tickets have the same words: recent counts tickets that have, by their words,
	// before they are in tickets and counts.
	recent [earRecent]heardPattern
	near   []nearWord
	index  map[heardWord]int32 // into near
	// Of the ticket being read: words of other revisions and of a matrix, and
	// words near one.
	also, nearby []int32
	reading      int64   // counts tickets, so that a word is taken once of each
	alsoAt       []int64 // when each word of the lexicon was taken last
	// learned has, for each revision, the words that it looks up and some strange
	// words, so that one look-up finds either and a strange word is compared once.
	learned []learnedWords
	// lately remembers what the strange words are that learned has no room for; a
	// word may push another out.
	lately []latelyHeard
}

// heardPattern is the words of tickets of a revision, if they fit in one word of
// history.seen.
type heardPattern struct {
	p     *program
	seen  uint64
	times int64
}

// earRecent is how many patterns are counted at once, a power of two.
const earRecent = 16

// learnedWords are the words of a revision: names of attributes, the values of each
// attribute that it looks at, and names of events.
type learnedWords struct {
	keys, events learnedList
	values       []learnedList
}

// learnedList is a list of words that an agreement looks up, followed by strange
// words that were learned.
type learnedList struct {
	symbols
	known uint32 // how many words the agreement looks up
	is    []learnedWord
}

// learnedWord says what a strange word is, as latelyHeard does.
type learnedWord struct{ near, also int32 }

// learnedMost bounds the strange words of a list.
const learnedMost = 128

// learnedQuiet is set in the number of a strange word that is neither near a word of
// the agreement nor one.
const learnedQuiet = symbolMark

func learnedFrom(s *symbols) learnedList {
	return learnedList{symbols: *s, known: uint32(len(s.words))}
}

// learn adds a strange word, and gives its number. The list of the agreement is shared
// until then.
func (l *learnedList) learn(word string, is learnedWord) uint32 {
	if len(l.is) == 0 {
		l.slots, l.words = slices.Clone(l.slots), slices.Clone(l.words)
	}
	l.is = append(l.is, is)
	l.add(strings.Clone(word))
	at, _, _ := l.find(word)
	if is == (learnedWord{}) {
		at.number |= learnedQuiet
	}
	return at.number
}

// learnedOf gives the words of a revision.
func (e *ear) learnedOf(p *program) *learnedWords {
	if e.learned == nil || e.learned[p.number].values == nil {
		e.startLearning(p)
	}
	return &e.learned[p.number]
}

// startLearning fills learned for a revision with the words that it looks up.
func (e *ear) startLearning(p *program) {
	if e.learned == nil {
		e.learned = make([]learnedWords, len(e.tickets))
	}
	l := &e.learned[p.number]
	l.keys, l.events = learnedFrom(&p.words.keys), learnedFrom(&p.words.events)
	l.values = make([]learnedList, len(p.words.values), len(p.words.values)+1) // not nil
	for i := range l.values {
		l.values[i] = learnedFrom(&p.words.values[i])
	}
}

// hear hears a word that the agreement does not look up; n is its number in the list,
// 0 if it has none yet.
func (e *ear) hear(l *learnedList, n uint32, p *program, kind wordKind, slot int, word string) {
	if n == 0 {
		if word == "" || len(word) > wordLongest {
			return
		}
		if len(l.is) == learnedMost {
			e.strange(p, kind, slot, word)
			return
		}
		near, also := e.compare(p, kind, slot, word)
		n = l.learn(word, learnedWord{near, also})
	}
	if n >= learnedQuiet {
		return
	}
	if is := &l.is[n-l.known-1]; is.near > 0 {
		e.hearNear(is.near - 1)
	} else {
		e.hearAlso(is.also - 1)
	}
}

// nearWord is a word of tickets that is near one of the agreement.
type nearWord struct {
	heardWord
	meant
	times int64 // tickets that have it
	at    int64 // when it was taken last, see ear.reading
}

type latelyHeard struct {
	tag  uint64 // the kind, the revision, and the slot of a value's key; 0: none
	near int32  // one more than its place in ear.near
	also int32  // one more than its number in the lexicon
	size uint8
	text [wordLongest]byte
}

// latelyMost is how many are remembered, a power of two.
const latelyMost = 256

func newEar(a *Agreement) *ear {
	if a.words == nil {
		return nil
	}
	a.words.grouped.Do(a.words.group)
	return &ear{words: a.words, counts: make([]int64, len(a.words.words)), tickets: make([]int64, len(a.programs))}
}

// begin forgets the ticket before.
func (e *ear) begin() {
	e.also, e.nearby = e.also[:0], e.nearby[:0]
	e.reading++
}

// hearNear takes a word near one of the agreement, once of a ticket.
func (e *ear) hearNear(n int32) {
	if e.near[n].at != e.reading {
		e.near[n].at = e.reading
		e.nearby = append(e.nearby, n)
	}
}

// hearAlso takes a word of the agreement that is not among history.seen.
func (e *ear) hearAlso(n int32) {
	if e.alsoAt == nil {
		e.alsoAt = make([]int64, len(e.counts))
	}
	if e.alsoAt[n] != e.reading {
		e.alsoAt[n] = e.reading
		e.also = append(e.also, n)
	}
}

// strange hears a word that the revision p does not look up.
func (e *ear) strange(p *program, kind wordKind, slot int, word string) {
	if word == "" || len(word) > wordLongest {
		return
	}
	if e.lately == nil {
		e.lately = make([]latelyHeard, latelyMost)
	}
	tag := uint64(p.number)<<32 | uint64(slot+1)<<2 | uint64(kind) + 1
	hash := uint64(tag)
	for i := range len(word) {
		hash = (hash ^ uint64(word[i])) * symbolFactor
	}
	h := &e.lately[hash>>56%latelyMost]
	if h.tag != tag || string(h.text[:h.size]) != word {
		h.near, h.also = e.compare(p, kind, slot, word)
		h.tag, h.size = tag, uint8(copy(h.text[:], word))
	}
	if h.near > 0 {
		e.hearNear(h.near - 1)
	} else if h.also > 0 {
		e.hearAlso(h.also - 1)
	}
}

// compare finds what a strange word is, as latelyHeard has it.
func (e *ear) compare(p *program, kind wordKind, slot int, word string) (near, also int32) {
	w := heardWord{kind: kind, word: word}
	if kind == valueWord {
		w.key = p.words.keys.words[slot]
	}
	if n, ok := e.words.number[w]; ok {
		return 0, n + 1
	}
	if n, ok := e.index[w]; ok {
		return n + 1, 0
	}
	m, ok := e.words.near(w)
	if !ok {
		return 0, 0
	}
	w.word = strings.Clone(word)
	return e.place(w, m) + 1, 0
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
		e.near = append(e.near, nearWord{heardWord: w, meant: m})
	}
	return n
}

// hearUnlooked hears an attribute that the agreement does not look up; key is the
// number of its name.
func (e *ear) hearUnlooked(l *learnedWords, key uint32, p *program, a *[2]string) {
	if key < learnedQuiet {
		e.hear(&l.keys, key, p, keyWord, -1, a[0])
	}
	if value := a[1]; value != "" && e.words.events&eventBit(value) != 0 {
		e.unlooked(a[0], value)
	}
}

// eventBit is the bit of a word in lexicon.events.
func eventBit(word string) uint64 { return 1 << ((uint(len(word))<<3 ^ uint(word[0])) % 64) }

// unlooked hears the value of an attribute that the agreement does not mention:
// it may be what the agreement takes for an event.
func (e *ear) unlooked(key, word string) {
	if e.words.plain[eventWord].number(word) == 0 {
		return
	}
	w := heardWord{valueWord, key, word}
	n, ok := e.index[w]
	if !ok {
		at := e.words.plain[eventWord].number(word)
		n = e.place(heardWord{valueWord, strings.Clone(key), strings.Clone(word)}, meant{e.words.first[eventWord][at-1], true})
	}
	e.hearNear(n)
}

// count adds what the ticket has that was read under p.
func (e *ear) count(p *program, seen []uint64, times int64) {
	if len(seen) == 1 {
		recent := &e.recent[seen[0]*symbolFactor>>32%earRecent]
		if recent.seen != seen[0] || recent.p != p {
			e.settle(recent)
			recent.p, recent.seen = p, seen[0]
		}
		recent.times += times
	} else {
		e.countWords(p, seen, times)
	}
	for _, n := range e.also {
		e.counts[n] += times
	}
	for _, n := range e.nearby {
		e.near[n].times += times
	}
}

// settle moves what was counted by pattern to tickets and counts.
func (e *ear) settle(recent *heardPattern) {
	if recent.times != 0 {
		e.countWords(recent.p, []uint64{recent.seen}, recent.times)
		recent.times = 0
	}
}

// settleAll is settle for all patterns.
func (e *ear) settleAll() {
	for i := range e.recent {
		e.settle(&e.recent[i])
	}
}

// countWords adds tickets to tickets and counts.
func (e *ear) countWords(p *program, seen []uint64, times int64) {
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
}

// merge adds what another ear has heard.
func (e *ear) merge(other *ear) {
	if e == nil {
		return
	}
	for i := range other.recent { // which stay: other does not change
		if r := &other.recent[i]; r.times != 0 {
			e.countWords(r.p, []uint64{r.seen}, r.times)
		}
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
	e.settleAll()
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
		for range r.Count(1) {
			i, times := r.Int(), r.Int()
			if r.Bad() || i < 0 || i >= int64(len(list)) {
				r.Refuse()
				return
			}
			list[i] = times
		}
	}
	for range r.Count(1) {
		kind := r.Int()
		w := heardWord{wordKind(kind), r.Text(), r.Text()}
		times := r.Int()
		m, ok := e.meantBy(w)
		if r.Bad() || kind < 0 || kind >= int64(wordKinds) || !ok {
			r.Refuse()
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
	e.settleAll()
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
	told := map[Finding]bool{} // once of several revisions
	for i := range t.a.programs {
		if e.tickets[i] < unmatchedFrom {
			continue
		}
		for j := range t.a.programs[i].turning {
			for _, n := range t.a.programs[i].turning[j].unmet(e.counts) {
				told[Finding{FindingUnmatched, "", n.path, n.text}] = true
			}
		}
	}
	for f := range told {
		t.oddities = append(t.oddities, f) // which are sorted
	}
	return nil
}

// turningPoint is a start or stop. Of one of its alternatives a ticket must have
// all that it needs.
type turningPoint struct{ alternatives [][]need }

// need is words of which a ticket must have one.
type need struct {
	path, text string
	words      []int32
}

// turns lists the starts and stops of a revision.
func (c *compiler) turns(f flat, p *program) {
	for _, name := range sortedKeys(f.Clocks) {
		path := f.path("clocks." + name)
		points, known := c.turning[path]
		if !known {
			clock := f.Clocks[name]
			points = []turningPoint{c.turn(clock.Start, f.kept.stood(path+".start")), c.turn(clock.Stop, f.kept.stood(path+".stop"))}
			if c.turning == nil {
				c.turning = map[string][]turningPoint{}
			}
			c.turning[path] = points
		}
		p.turning = append(p.turning, points...)
	}
}

// turn gives what tickets must have for a condition to match.
func (c *compiler) turn(condition Condition, path string) turningPoint {
	var t turningPoint
	for i, one := range condition.alternatives() {
		at := path
		if len(condition.Any) > 0 {
			at = fmt.Sprintf("%s.any[%d]", path, i)
		}
		var needs []need
		if len(one.Event) > 0 {
			n := need{path: at, text: strings.Join(one.Event, ", ")}
			for _, event := range one.Event {
				n.words = append(n.words, c.words.number[heardWord{eventWord, "", event}])
			}
			needs = append(needs, n)
		}
		needs = append(needs, c.attributes(one.While, at+".while.")...)
		t.alternatives = append(t.alternatives, append(needs, c.attributes(one.ChangedTo, at+".changed-to.")...))
	}
	return t
}

// attributes gives the values of which a ticket must have one for each key.
func (c *compiler) attributes(where Where, path string) (needs []need) {
	for _, key := range sortedKeys(where) {
		match := where[key]
		if match.Not || slices.Contains(match.Values, "") {
			continue
		}
		n := need{path: path + key, text: strings.Join(match.Values, ", ")}
		for _, value := range match.Values {
			n.words = append(n.words, c.words.number[heardWord{valueWord, key, value}])
		}
		needs = append(needs, n)
	}
	return needs
}

// unmet lists the needs that no fact has met yet, of every alternative; empty if
// all needs of an alternative are met, so that it can match.
func (t *turningPoint) unmet(counts []int64) (all []need) {
	for _, needs := range t.alternatives {
		unmet := slices.DeleteFunc(slices.Clone(needs), func(n need) bool {
			return slices.ContainsFunc(n.words, func(w int32) bool { return counts[w] > 0 })
		})
		if len(unmet) == 0 {
			return nil
		}
		all = append(all, unmet...)
	}
	return all
}
