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
)

const timelineForm = 'F' // 'L' had its keys in a table, 'E' shares in units of 10^-12

// AppendBinary appends the canonical binary form. Timelines that know the same
// have the same bytes, whatever was added, removed and merged on the way.
//
// It is the number of boundaries and then each, in the order of time and within
// an instant in that of what their keys say: the distance to the one before, its
// key and its signed count. A key is written out once, after a 0; later uses say how
// many keys ago that was. Traits are written alike.
func (t *Timeline) AppendBinary(out []byte) ([]byte, error) {
	t.settle()
	items := t.bounds.Items()
	w := timelineWriter{Timeline: t, keyRank: make([]int32, t.keys.all.Len()), traitRank: make([]int32, len(t.traits))}
	out = slices.Grow(out, 16+16*items.Len())
	out = binary.AppendUvarint(append(out, timelineForm), uint64(items.Len()))
	before := int64(math.MinInt64)
	var same []bag.Item // those of one instant
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

// timelineWriter names keys and traits in the order in which they come.
type timelineWriter struct {
	*Timeline
	keyRank, traitRank   []int32 // from 1; 0: not named yet
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
	return append(binary.AppendUvarint(out, uint64(len(cause))), cause...)
}

func (w *timelineWriter) trait(out []byte, number int32) []byte {
	if rank := w.traitRank[number]; rank > 0 {
		return binary.AppendUvarint(out, uint64(w.traitsUsed-rank+1))
	}
	w.traitsUsed++
	w.traitRank[number] = w.traitsUsed
	of := &w.traits[number]
	out = appendText(append(out, 0, byte(of.kind)), of.state)
	out = binary.AppendUvarint(binary.AppendUvarint(out, uint64(of.affected.num)), uint64(of.affected.den))
	return binary.AppendVarint(appendText(out, of.was), of.seq)
}

// compareKeys orders two keys by what they say, whatever their numbers.
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

func appendText(out []byte, s string) []byte {
	return append(binary.AppendUvarint(out, uint64(len(s))), s...)
}

// MarshalBinary gives the canonical binary form.
func (t *Timeline) MarshalBinary() ([]byte, error) { return t.AppendBinary(nil) }

// UnmarshalBinary reads the canonical binary form and nothing else.
func (t *Timeline) UnmarshalBinary(data []byte) error {
	if len(data) == 0 || data[0] != timelineForm {
		return fault.Because(ErrSyntax, "not the binary form of a timeline")
	}
	n, rest, err := bag.Uvarint(data[1:])
	if err != nil {
		return err
	}
	if n > uint64(len(rest))/3 {
		return fault.Because(ErrSyntax, "more boundaries than bytes")
	}
	var got Timeline
	items := make([]bag.Item, n)
	before := int64(math.MinInt64)
	for i := range items {
		it := &items[i]
		var gap uint64
		if gap, rest, err = bag.Uvarint(rest); err != nil {
			return err
		}
		it.Value = int64(uint64(before) + gap)
		if gap > uint64(math.MaxInt64)-uint64(before) || it.Value < horizonFrom*1e9 || it.Value >= horizonTo*1e9 {
			return fault.Because(ErrRange, "a boundary lies outside its range")
		}
		if it.Tag, rest, err = got.parseKey(rest); err != nil {
			return err
		}
		if it.Count, rest, err = bag.Varint(rest); err != nil {
			return err
		}
		if it.Count == 0 || i > 0 && gap == 0 && got.compareKeys(items[i-1].Tag, it.Tag) >= 0 {
			return fault.Because(ErrSyntax, "boundaries out of order")
		}
		before = it.Value
	}
	if len(rest) > 0 {
		return fault.Because(ErrSyntax, "%d bytes follow the boundaries", len(rest))
	}
	bag.SortTags(items)
	got.bounds = bag.Of(items)
	*t = got
	return nil
}

// parseKey reads a key and gives its number.
func (t *Timeline) parseKey(data []byte) (tag int32, rest []byte, err error) {
	known := uint64(t.keys.all.Len())
	ago, rest, err := bag.Uvarint(data)
	switch {
	case err != nil:
		return 0, nil, err
	case ago > known:
		return 0, nil, fault.Because(ErrSyntax, "a key was not named before")
	case ago > 0:
		return int32(known - ago), rest, nil
	}
	of, rest, err := t.parseTrait(rest)
	if err != nil {
		return 0, nil, err
	}
	cause, rest, err := parseText(rest)
	if err != nil {
		return 0, nil, err
	}
	if tag = t.keys.learn(cause, of); uint64(tag) != known {
		return 0, nil, fault.Because(ErrSyntax, "a key is named twice")
	}
	return tag, rest, nil
}

// parseTrait reads a trait and gives its number.
func (t *Timeline) parseTrait(data []byte) (number int32, rest []byte, err error) {
	known := uint64(len(t.traits))
	ago, rest, err := bag.Uvarint(data)
	switch {
	case err != nil:
		return 0, nil, err
	case ago > known:
		return 0, nil, fault.Because(ErrSyntax, "a trait was not named before")
	case ago > 0:
		return int32(known - ago), rest, nil
	case len(rest) == 0:
		return 0, nil, fault.Because(ErrSyntax, "a trait is cut off")
	}
	of := trait{kind: factKind(rest[0])}
	var num, den uint64
	if of.state, rest, err = parseText(rest[1:]); err != nil {
		return 0, nil, err
	}
	if num, rest, err = bag.Uvarint(rest); err != nil {
		return 0, nil, err
	}
	if den, rest, err = bag.Uvarint(rest); err != nil {
		return 0, nil, err
	}
	if of.was, rest, err = parseText(rest); err != nil {
		return 0, nil, err
	}
	if of.seq, rest, err = bag.Varint(rest); err != nil {
		return 0, nil, err
	}
	of.affected = Weight{int64(num), int64(den)}
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
	if !valid {
		return 0, nil, fault.Because(ErrRange, "a trait is not one of a fact")
	}
	if number = t.trait(of); uint64(number) != known {
		return 0, nil, fault.Because(ErrSyntax, "a trait is named twice")
	}
	return number, rest, nil
}

func parseText(data []byte) (string, []byte, error) {
	n, rest, err := bag.Uvarint(data)
	if err != nil {
		return "", nil, err
	}
	if n > uint64(len(rest)) {
		return "", nil, fault.Because(ErrSyntax, "a text is cut off")
	}
	return string(rest[:n]), rest[n:], nil
}
