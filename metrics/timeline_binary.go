package metrics

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/upheld/upheld/internal/bag"
	"github.com/upheld/upheld/internal/fault"
)

const timelineForm = 'L'

// AppendBinary appends the canonical binary form: the keys in use, sorted, then
// the signed boundaries. Timelines that know the same have the same bytes,
// whatever was added, removed and merged on the way.
func (t *Timeline) AppendBinary(out []byte) ([]byte, error) {
	t.settle()
	items := t.bounds.Items()
	rank := make([]int32, len(t.keys)) // 0: not in use
	for _, it := range items {
		rank[it.Tag] = 1
	}
	used := make([]int32, 0, len(t.keys))
	for tag, r := range rank {
		if r != 0 {
			used = append(used, int32(tag))
		}
	}
	slices.SortStableFunc(used, func(a, b int32) int { return t.compareKeys(a, b) })
	out = binary.AppendUvarint(append(out, timelineForm), uint64(len(used)))
	for i, tag := range used {
		rank[tag] = int32(i)
		k := &t.traits[t.keys[tag].trait]
		out = append(out, byte(k.kind))
		out = appendText(out, k.state)
		out = appendText(out, t.keys[tag].cause)
		out = binary.AppendUvarint(out, uint64(k.affected))
		out = appendText(out, k.was)
		out = binary.AppendVarint(out, k.seq)
	}
	ranked := make([]bag.Item, len(items))
	for i, it := range items {
		it.Tag = rank[it.Tag]
		ranked[i] = it
	}
	bag.SortTags(ranked)
	return bag.AppendItems(out, ranked), nil
}

// compareKeys orders two keys by what they say, whatever their numbers.
func (t *Timeline) compareKeys(x, y int32) int {
	k, l := &t.keys[x], &t.keys[y]
	a, b := &t.traits[k.trait], &t.traits[l.trait]
	if k.trait == l.trait {
		return cmp.Compare(k.cause, l.cause)
	}
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.state, b.state), cmp.Compare(k.cause, l.cause),
		cmp.Compare(a.affected, b.affected), cmp.Compare(a.was, b.was), cmp.Compare(a.seq, b.seq))
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
	if n > uint64(len(rest))/6 {
		return fault.Because(ErrSyntax, "more keys than bytes")
	}
	got := Timeline{keys: make([]key, 0, n)}
	for i := range int32(n) {
		var of trait
		var cause string
		if of, cause, rest, err = parseKey(rest); err != nil {
			return err
		}
		if tag := got.tag(key{cause: cause, hash: hashOf(cause), trait: got.trait(of)}); tag != i || i > 0 && got.compareKeys(i-1, i) >= 0 {
			return fault.Because(ErrSyntax, "keys out of order")
		}
	}
	if got.bounds, rest, err = bag.Parse(rest); err != nil {
		return err
	}
	used := make([]bool, n)
	count := uint64(0)
	for _, it := range got.bounds.Items() {
		if uint64(uint32(it.Tag)) >= n || it.Value < horizonFrom*1e9 || it.Value >= horizonTo*1e9 {
			return fault.Because(ErrRange, "a boundary lies outside its range")
		}
		if !used[it.Tag] {
			used[it.Tag] = true
			count++
		}
	}
	if len(rest) > 0 || count < n {
		return fault.Because(ErrSyntax, "there is more than the boundaries need")
	}
	*t = got
	return nil
}

func parseKey(data []byte) (k trait, cause string, rest []byte, err error) {
	if len(data) == 0 {
		return k, "", nil, fault.Because(ErrSyntax, "a key is cut off")
	}
	k.kind, rest = factKind(data[0]), data[1:]
	var affected uint64
	if k.state, rest, err = parseText(rest); err != nil {
		return k, "", nil, err
	}
	if cause, rest, err = parseText(rest); err != nil {
		return k, "", nil, err
	}
	if affected, rest, err = bag.Uvarint(rest); err != nil {
		return k, "", nil, err
	}
	if k.was, rest, err = parseText(rest); err != nil {
		return k, "", nil, err
	}
	if k.seq, rest, err = bag.Varint(rest); err != nil {
		return k, "", nil, err
	}
	k.affected = Weight(affected)
	valid := false
	switch k.kind {
	case intervalFact:
		valid = k.state != "" && affected <= uint64(WholeLoss) && k.affected%(WholeLoss/1_000_000) == 0 && k.was == "" && k.seq == 0
	case markFact:
		valid = k.state != "" && affected == 0
	case windowFact:
		valid = k.state == "" && affected == 0 && k.was == "" &&
			(k.seq == noNotice || k.seq >= horizonFrom*1e9 && k.seq < horizonTo*1e9)
	}
	if !valid {
		return k, "", nil, fault.Because(ErrRange, "a key is not one of a fact")
	}
	return k, cause, rest, nil
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
