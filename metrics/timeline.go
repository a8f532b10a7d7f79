package metrics

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/bag"
	"github.com/upheld/upheld/internal/fault"
)

// Interval is a stretch with a known state: an outage, a degradation, or time
// without data.
type Interval struct {
	From time.Time
	To   time.Time // not before From; zero if still going on; equal to From counts for nothing
	// State is "up", "down", "no-data", "not-monitored", or a state of the
	// agreement's weights; "" is "down".
	State string
	Cause string // such as the incident's number
	// Affected is the share of users or units concerned, such as "30%" or "137 in
	// 3000"; "" is all of them. It is read as Percent.Weight says.
	Affected Percent
}

// Mark is a change of state at an instant: the state holds until the next mark.
type Mark struct {
	At    time.Time
	State string
	Seq   int64 // order among marks of one instant, lowest first
	// Was is the state before the mark, if the source reports it; else "". For the
	// first mark it is the initial state. "no-data" says that the whole stretch
	// since the previous mark was without data.
	Was   string
	Cause string
}

// Window is the stretch of an exclusion: maintenance, force majeure, a waiver.
type Window struct {
	From      time.Time
	To        time.Time // not before From; zero if still going on; equal to From counts for nothing
	Cause     string    // the reason or the change's number
	Announced time.Time // when notice was given; zero if never
}

// Timeline is the tally of all facts about one subject over time: signed
// boundaries, +1 where a stretch begins and −1 where it ends. Facts may be added,
// removed and merged in any order. Intervals that overlap, touch or repeat mean the
// same as their union. The zero Timeline is empty and ready.
//
// A Timeline holds no policy: a Pipeline reads it. It holds instants in the years
// 1900 to 2189. It is not safe for concurrent use, not even for reading.
type Timeline struct {
	pending []change
	bounds  bag.Bag // value: nanoseconds since 1970; tag: number of a key
	keys    keys
	traits  []trait
	byTrait map[trait]int32
	latest  int32 // the trait used last: facts in a row often have the same
	plain   int32 // 1 + the trait of whole outages; 0 before the first
	scratch scratch
}

type factKind uint8

const (
	intervalFact factKind = iota + 1
	markFact
	windowFact
)

// trait is what facts say besides their instants and causes. Many facts share a
// trait.
type trait struct {
	kind     factKind
	state    string
	affected Weight // 0 for marks and windows
	was      string // of marks
	seq      int64  // of marks: the order; of windows: when announced, or noNotice
}

// change is a fact in the form in which it was added.
type change struct {
	from, to int64 // to is openEnd for marks and for stretches that have not ended
	cause    string
	trait    int32
	n        int32
}

const (
	openEnd  = 1<<63 - 1
	noNotice = -1 << 63
)

// The horizon: instants of facts lie in [1900-01-01, 2190-01-01) UTC.
const (
	horizonFrom = -2208988800
	horizonTo   = 6942585600
)

// nanos gives an instant in nanoseconds since 1970.
func nanos(t time.Time) (int64, bool) {
	s := t.Unix()
	return s*1e9 + int64(t.Nanosecond()), s >= horizonFrom && s < horizonTo
}

func instant(ns int64) time.Time { return time.Unix(0, ns).UTC() }

// pendingMax bounds the facts that wait to become boundaries.
const pendingMax = 1024

// Add records an interval. It fails, and changes nothing, if the interval ends
// before it starts, lies outside the years 1900 to 2189, or has an Affected that
// cannot be read. An interval of no length counts for nothing.
func (t *Timeline) Add(i Interval) error { return t.interval(&i, 1) }

// Remove takes an interval back; give the same fields as to Add.
func (t *Timeline) Remove(i Interval) error { return t.interval(&i, -1) }

func (t *Timeline) interval(i *Interval, n int32) error {
	from, to, err := spread(i.From, i.To)
	if err != nil {
		return err
	}
	if from == to {
		_, err := i.affected() // report a share that cannot be read
		return err
	}
	if t.plain > 0 && i.State == "" && i.Affected == "" { // most are whole outages
		t.push(change{from, to, i.Cause, t.plain - 1, n})
		return nil
	}
	of, err := t.traitOf(i)
	if err != nil {
		return err
	}
	t.push(change{from, to, i.Cause, of, n})
	return nil
}

// affected reads the share affected.
func (i *Interval) affected() (Weight, error) {
	if i.Affected == "" {
		return wholeLoss(), nil
	}
	w, err := i.Affected.Weight()
	if err != nil {
		return w, &FieldError{Path: "affected", Value: fault.Shorten(string(i.Affected)), Err: err}
	}
	return w, nil
}

// traitOf gives the number of an interval's trait.
func (t *Timeline) traitOf(i *Interval) (of int32, err error) {
	affected, err := i.affected()
	if err != nil {
		return 0, err
	}
	state := i.State
	if state == "" {
		state = string(Down)
	}
	of = t.trait(trait{kind: intervalFact, state: state, affected: affected})
	if i.State == "" && i.Affected == "" {
		t.plain = of + 1
	}
	return of, nil
}

// AddMark records a change of state. It fails, and changes nothing, for a mark
// without a state or outside the years 1900 to 2189.
func (t *Timeline) AddMark(m Mark) error { return t.mark(m, 1) }

// RemoveMark takes a change of state back.
func (t *Timeline) RemoveMark(m Mark) error { return t.mark(m, -1) }

func (t *Timeline) mark(m Mark, n int32) error {
	at, ok := nanos(m.At)
	if !ok {
		return outside("at", m.At)
	}
	if m.State == "" {
		return &FieldError{Path: "state", Err: ErrMissing}
	}
	t.push(change{at, openEnd, m.Cause, t.trait(trait{kind: markFact, state: m.State, was: m.Was, seq: m.Seq}), n})
	return nil
}

// AddWindow records an exclusion. It fails, and changes nothing, if the window ends
// before it starts or lies outside the years 1900 to 2189. A window of no length
// counts for nothing.
func (t *Timeline) AddWindow(w Window) error { return t.window(w, 1) }

// RemoveWindow takes an exclusion back.
func (t *Timeline) RemoveWindow(w Window) error { return t.window(w, -1) }

func (t *Timeline) window(w Window, n int32) error {
	from, to, err := spread(w.From, w.To)
	if err != nil {
		return err
	}
	announced, ok := int64(noNotice), true
	if !w.Announced.IsZero() {
		if announced, ok = nanos(w.Announced); !ok {
			return outside("announced", w.Announced)
		}
	}
	if from == to {
		return nil
	}
	t.push(change{from, to, w.Cause, t.trait(trait{kind: windowFact, seq: announced}), n})
	return nil
}

// spread gives the ends of a stretch, which may be equal: such a stretch counts for
// nothing.
func spread(from, to time.Time) (int64, int64, error) {
	if from.Equal(to) {
		at, ok := nanos(from)
		if !ok {
			return 0, 0, outside("from", from)
		}
		return at, at, nil
	}
	return ends(from, to)
}

func ends(from, to time.Time) (int64, int64, error) {
	a, ok := nanos(from)
	if !ok {
		return 0, 0, outside("from", from)
	}
	if to.IsZero() {
		return a, openEnd, nil
	}
	b, ok := nanos(to)
	if !ok {
		return 0, 0, outside("to", to)
	}
	if b <= a {
		return 0, 0, &FieldError{Path: "to", Value: to.UTC().Format(time.RFC3339Nano),
			Err: fault.Because(ErrRange, "it must lie after from, %s", from.UTC().Format(time.RFC3339Nano))}
	}
	return a, b, nil
}

func outside(path string, t time.Time) error {
	if t.IsZero() {
		return &FieldError{Path: path, Err: ErrMissing}
	}
	return &FieldError{Path: path, Value: t.UTC().Format(time.RFC3339Nano),
		Err: fault.Because(ErrRange, "instants lie between 1900 and 2190")}
}

func (t *Timeline) push(c change) {
	if len(t.pending) >= pendingMax {
		t.settle()
	}
	t.pending = append(t.pending, c)
}

// settle turns pending facts into boundaries.
func (t *Timeline) settle() {
	for i := range t.pending {
		c := &t.pending[i]
		tag := t.keys.learn(c.cause, c.trait)
		t.bounds.Add(c.from, tag, int64(c.n))
		if c.to != openEnd {
			t.bounds.Add(c.to, tag, -int64(c.n))
		}
	}
	clear(t.pending) // so that the texts can be freed
	t.pending = t.pending[:0]
}

// trait gives the number of a trait.
func (t *Timeline) trait(of trait) int32 {
	if len(t.traits) > 0 && t.traits[t.latest] == of {
		return t.latest
	}
	n, known := t.byTrait[of]
	if !known {
		if t.byTrait == nil {
			t.byTrait = make(map[trait]int32)
		}
		n = int32(len(t.traits))
		of.state, of.was = strings.Clone(of.state), strings.Clone(of.was)
		t.traits = append(t.traits, of)
		t.byTrait[of] = n
	}
	t.latest = n
	return n
}

// Merge adds all facts of other.
func (t *Timeline) Merge(other *Timeline) {
	t.settle()
	other.settle()
	if t == other {
		t.bounds.Merge(&t.bounds)
		return
	}
	if t.keys.all.Len() == 0 {
		t.keys = other.keys.clone()
		t.traits, t.byTrait = slices.Clone(other.traits), maps.Clone(other.byTrait)
		t.latest, t.plain, t.bounds = other.latest, other.plain, other.bounds.Clone()
		return
	}
	traits := make([]int32, len(other.traits))
	for i, of := range other.traits {
		traits[i] = t.trait(of)
	}
	t.bounds.MergeTagged(&other.bounds, t.keys.merge(&other.keys, traits))
}

// First is the instant of the first fact; ok is false without facts.
func (t *Timeline) First() (at time.Time, ok bool) {
	t.settle()
	items := t.bounds.Items()
	if items.Len() == 0 {
		return time.Time{}, false
	}
	return instant(items.At(0).Value), true
}

// IsEmpty reports whether the timeline holds no fact: none was added, or all were
// removed.
func (t *Timeline) IsEmpty() bool {
	t.settle()
	return t.bounds.IsEmpty()
}

// MoreRemoved gives the first fact that was removed more often than it was added: its
// Cause, and the first instant at which that shows. ok is false without such a fact.
func (t *Timeline) MoreRemoved() (cause string, at time.Time, ok bool) {
	t.settle()
	items := t.bounds.Items()
	sums := make(map[int32]int64)
	for i := range items.Len() {
		it := items.At(i)
		mark := t.traits[t.keys.all.At(int(it.Tag)).trait].kind == markFact
		if sums[it.Tag] += it.Count; sums[it.Tag] < 0 || mark && it.Count < 0 {
			return string(t.keys.cause(it.Tag)), instant(it.Value), true
		}
	}
	return "", time.Time{}, false
}

// HasStates reports whether the timeline holds an interval or a mark.
func (t *Timeline) HasStates() bool {
	t.settle()
	items := t.bounds.Items()
	for i := range items.Len() {
		if t.traits[t.keys.all.At(int(items.At(i).Tag)).trait].kind != windowFact {
			return true
		}
	}
	return false
}
