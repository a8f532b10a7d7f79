package metrics

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"sort"

	"github.com/upheld/upheld/internal/bag"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/wire"
)

const timelineForm = 'F' // 'L' had its keys in a table, 'E' shares in units of 10^-12

// AppendBinary appends the canonical binary form. Timelines with the same facts
// have the same bytes, whatever was added, removed and merged before.
//
// The form is the number of boundaries and then each boundary, in the order of time
// and, at one instant, of the contents of their keys: the distance to the boundary
// before, the key and the signed count. A key is written in full once, after a 0;
// later uses write how many keys ago that was. Traits are written in the same way.
func (t *Timeline) AppendBinary(out []byte) ([]byte, error) {
	t.settle()
	items := t.bounds.Items()
	w := timelineWriter{Timeline: t, keyRank: make([]int32, t.keys.all.Len()), traitRank: make([]int32, len(t.traits))}
	out = slices.Grow(out, 16+16*items.Len())
	out = binary.AppendUvarint(append(out, timelineForm), uint64(items.Len()))
	before := int64(math.MinInt64)
	var same []bag.Item // the boundaries of one instant
	for i := 0; i < items.Len(); {
		same = same[:0]
		for at := items.At(i).Value; i < items.Len() && items.At(i).Value == at; i++ {
			same = append(same, *items.At(i))
		}
		if len(same) > 1 {
			sort.SliceStable(same, func(i, j int) bool { return t.compareKeys(same[i].Tag, same[j].Tag) < 0 })
		}
		for _, it := range same {
			out = binary.AppendUvarint(out, uint64(it.Value)-uint64(before))
			out = w.key(out, it.Tag)
			out = binary.AppendVarint(out, it.Count)
			before = it.Value
		}
	}
	return out, nil
}

// timelineWriter numbers keys and traits in the order of first use.
type timelineWriter struct {
	*Timeline
	keyRank, traitRank   []int32 // from 1; 0 if not written yet
	keysUsed, traitsUsed int32
}

func (w *timelineWriter) key(out []byte, tag int32) []byte {
	if rank := w.keyRank[tag]; rank > 0 {
		return binary.AppendUvarint(out, uint64(w.keysUsed-rank+1))
	}
	w.keysUsed++
	w.keyRank[tag] = w.keysUsed
	out = w.trait(append(out, 0), w.keys.all.At(int(tag)).trait)
	cause := w.keys.cause(tag)
	return wire.AppendText(out, cause)
}

func (w *timelineWriter) trait(out []byte, number int32) []byte {
	if rank := w.traitRank[number]; rank > 0 {
		return binary.AppendUvarint(out, uint64(w.traitsUsed-rank+1))
	}
	w.traitsUsed++
	w.traitRank[number] = w.traitsUsed
	of := &w.traits[number]
	out = wire.AppendText(append(out, 0, byte(of.kind)), of.state)
	out = binary.AppendUvarint(binary.AppendUvarint(out, uint64(of.affected.num)), uint64(of.affected.den))
	return binary.AppendVarint(wire.AppendText(out, of.was), of.seq)
}

// compareKeys orders two keys by their contents, not by their numbers.
func (t *Timeline) compareKeys(x, y int32) int {
	byCause := bytes.Compare(t.keys.cause(x), t.keys.cause(y))
	k, l := t.keys.all.At(int(x)).trait, t.keys.all.At(int(y)).trait
	if k == l {
		return byCause
	}
	a, b := &t.traits[k], &t.traits[l]
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.state, b.state), byCause,
		a.affected.Compare(b.affected), cmp.Compare(a.was, b.was), cmp.Compare(a.seq, b.seq))
}

// MarshalBinary gives the canonical binary form.
func (t *Timeline) MarshalBinary() ([]byte, error) { return t.AppendBinary(nil) }

// UnmarshalBinary reads the canonical binary form and refuses any other.
func (t *Timeline) UnmarshalBinary(data []byte) error {
	r := wire.Read(data, timelineForm, "a timeline")
	var got Timeline
	items := make([]bag.Item, r.Count(3))
	before := int64(math.MinInt64)
	for i := range items {
		it := &items[i]
		gap := r.Uint()
		it.Value = int64(uint64(before) + gap)
		if !r.Bad() && (gap > uint64(math.MaxInt64)-uint64(before) || it.Value < horizonFrom*1e9 || it.Value >= horizonTo*1e9) {
			return fault.Because(ErrRange, "a boundary lies outside its range")
		}
		it.Tag, it.Count = got.readKey(&r), r.Int()
		if r.Bad() {
			return r.Err()
		}
		if it.Count == 0 || i > 0 && gap == 0 && got.compareKeys(items[i-1].Tag, it.Tag) >= 0 {
			return fault.Because(ErrSyntax, "boundaries out of order")
		}
		before = it.Value
	}
	if err := r.End(); err != nil {
		return err
	}
	bag.SortTags(items)
	got.bounds = bag.Of(items)
	*t = got
	return nil
}

// named reads the number of a key or trait; known is how many came before. first
// says that its contents follow.
func named(r *wire.Reader, known int) (number int32, first bool) {
	ago := r.Uint()
	if ago > uint64(known) {
		r.Fail("a key or trait was not named before")
	}
	return int32(uint64(known) - ago), ago == 0 && !r.Bad()
}

// readKey reads a key and gives its number.
func (t *Timeline) readKey(r *wire.Reader) int32 {
	tag, first := named(r, t.keys.all.Len())
	if !first {
		return tag
	}
	of := t.readTrait(r)
	if cause := r.Text(); !r.Bad() && t.keys.learn(cause, of) != tag {
		r.Fail("a key is named twice")
	}
	return tag
}

// readTrait reads a trait and gives its number.
func (t *Timeline) readTrait(r *wire.Reader) int32 {
	number, first := named(r, len(t.traits))
	if !first {
		return number
	}
	of := trait{kind: factKind(r.Byte()), state: r.Text()}
	of.affected = Weight{int64(r.Uint()), int64(r.Uint())}
	of.was, of.seq = r.Text(), r.Int()
	if r.Bad() {
		return number
	}
	valid := false
	switch of.kind {
	case intervalFact:
		valid = of.state != "" && of.affected.isPlain() && of.was == "" && of.seq == 0
	case markFact:
		valid = of.state != "" && of.affected.IsZero()
	case windowFact:
		valid = of.state == "" && of.affected.IsZero() && of.was == "" &&
			(of.seq == noNotice || of.seq >= horizonFrom*1e9 && of.seq < horizonTo*1e9)
	}
	switch {
	case !valid:
		r.Fail("a trait does not fit its kind of fact")
	case t.trait(of) != number:
		r.Fail("a trait is named twice")
	}
	return number
}
