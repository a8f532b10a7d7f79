package bag_test

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/upheld/upheld/internal/bag"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/internal/wire"
)

// key and plain are the obvious multiset.
type key struct {
	value int64
	tag   int32
}

type plain map[key]int64

func (p plain) add(v int64, tag int32, n int64) {
	if p[key{v, tag}] += n; p[key{v, tag}] == 0 {
		delete(p, key{v, tag})
	}
}

func (p plain) items() []bag.Item {
	var all []bag.Item
	for k := range maps.Keys(p) {
		all = append(all, bag.Item{Value: k.value, Tag: k.tag, Count: p[k]})
	}
	slices.SortFunc(all, func(a, b bag.Item) int {
		if a.Value != b.Value {
			if a.Value < b.Value {
				return -1
			}
			return 1
		}
		return int(a.Tag) - int(b.Tag)
	})
	return all
}

// draw makes a list of changes, sometimes long enough for every way of sorting.
func draw(r *tape.Reader) []bag.Item {
	values := tape.Pick(r, int64(8), 300, 1<<40, math.MaxInt64)
	tags := tape.Pick(r, 1, 3, 70_000)
	var all []bag.Item
	repeat := 1 + r.Int(40)
	for n := r.Int(300); n > 0; n-- {
		v := r.Int64(values)
		if r.Bool() {
			v = -v
		}
		it := bag.Item{Value: v, Tag: int32(r.Int(min(tags, 65_536))), Count: int64(r.Int(5)) - 2}
		for i := range repeat {
			it.Value ^= int64(i) << 3
			all = append(all, it)
		}
	}
	return all
}

func fill(all []bag.Item) *bag.Bag {
	b := new(bag.Bag)
	for _, it := range all {
		b.Add(it.Value, it.Tag, it.Count)
	}
	return b
}

func lawOracle(r *tape.Reader) error {
	changes := draw(r)
	want := plain{}
	for _, it := range changes {
		want.add(it.Value, it.Tag, it.Count)
	}
	if got := slices.Collect(fill(changes).All()); !slices.Equal(got, want.items()) {
		return fmt.Errorf("items %v, want %v", got, want.items())
	}
	return nil
}

func lawGroup(r *tape.Reader) error {
	changes := draw(r)
	whole := fill(changes).AppendBinary(nil)

	shuffled := slices.Clone(changes)
	for i := len(shuffled) - 1; i > 0; i-- {
		j := r.Int(i + 1)
		shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
	}
	cut := r.Int(len(changes) + 1)
	left, right := fill(shuffled[:cut]), fill(shuffled[cut:])
	other := right.Clone()
	other.Merge(left)
	left.Merge(right)
	if !bytes.Equal(left.AppendBinary(nil), whole) || !bytes.Equal(other.AppendBinary(nil), whole) {
		return fmt.Errorf("split at %d and merged: %v, want %v", cut, slices.Collect(left.All()), slices.Collect(fill(changes).All()))
	}
	for _, it := range changes {
		left.Add(it.Value, it.Tag, -it.Count)
	}
	if n := left.Items().Len(); n != 0 {
		return fmt.Errorf("%d items are left after removing all", n)
	}
	twice := fill(append(slices.Clone(changes), changes...))
	self := fill(changes)
	self.Merge(self)
	if !slices.Equal(slices.Collect(self.All()), slices.Collect(twice.All())) {
		return fmt.Errorf("merged with itself: %v, want %v", slices.Collect(self.All()), slices.Collect(twice.All()))
	}
	return nil
}

// parse reads one bag and gives what follows it.
func parse(data []byte) (bag.Bag, []byte, error) {
	r := wire.Rest(data)
	b := bag.Read(&r)
	return b, slices.Clone(r.Bytes(r.Left())), r.Err()
}

func lawBinary(r *tape.Reader) error {
	b := fill(draw(r))
	data := b.AppendBinary(nil)
	back, rest, err := parse(append(slices.Clone(data), 7))
	if err != nil || !slices.Equal(rest, []byte{7}) || !slices.Equal(slices.Collect(back.All()), slices.Collect(b.All())) {
		return fmt.Errorf("parse: %v, rest %v", err, rest)
	}
	// Whatever parses is canonical.
	for range 20 {
		if len(data) == 0 {
			break
		}
		bent := slices.Clone(data)
		bent[r.Int(len(bent))] ^= byte(1 + r.Int(255))
		if got, rest, err := parse(bent); err == nil && !bytes.Equal(append(got.AppendBinary(nil), rest...), bent) {
			return fmt.Errorf("%v parses and is not canonical", bent)
		}
	}
	if _, _, err := parse(data[:len(data)-1]); err == nil {
		return fmt.Errorf("a form cut short parses")
	}
	return nil
}

func TestItemsAreThoseOfAPlainMap(t *testing.T) { tape.Check(t, lawOracle) }
func TestOrderAndTreeNeverMatter(t *testing.T)  { tape.Check(t, lawGroup) }
func TestBinaryFormIsCanonical(t *testing.T)    { tape.Check(t, lawBinary) }

func FuzzBag(f *testing.F) { tape.Fuzz(f, lawOracle, lawGroup, lawBinary) }

func FuzzParse(f *testing.F) {
	f.Add([]byte{0})
	f.Add(fill([]bag.Item{{Value: 3, Count: 2}, {Value: 3, Tag: 1, Count: -1}}).AppendBinary(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		if b, rest, err := parse(data); err == nil && !bytes.Equal(append(b.AppendBinary(nil), rest...), data) {
			t.Fatalf("%v parses and is not canonical", data)
		}
	})
}

func TestParseRefusesWhatIsNotCanonical(t *testing.T) {
	good := fill([]bag.Item{{Value: 5, Count: 1}, {Value: 9, Count: 2}}).AppendBinary(nil)
	if _, _, err := parse(good); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"nothing":             {},
		"a huge count":        {0xff, 0xff, 0xff, 0xff, 0xff, 0x01},
		"a zero count":        {1, 1, 0, 0},
		"the same item twice": {2, 1, 0, 2, 0, 0, 2},
		"a long zero":         {0x80, 0},
	} {
		if _, _, err := parse(data); err == nil {
			t.Errorf("%s parses", name)
		}
	}
}

func TestKnownValuesCostNoAllocation(t *testing.T) {
	var b bag.Bag
	work := func() {
		for i := range int64(10_000) {
			b.Add(i%997, int32(i&1), 1)
		}
		b.Items()
	}
	work()
	if n := testing.AllocsPerRun(10, work); n != 0 {
		t.Errorf("%v allocations for 10,000 known values", n)
	}
}

// Tags change places within a value, however many there are of one.
func TestMergeTagged(t *testing.T) {
	for _, values := range []int64{1, 3, 30_000} {
		const n = 30_000
		var from, to bag.Bag
		want := plain{}
		tags := make([]int32, n)
		for i := range tags {
			tags[i] = int32(n - 1 - i)
			v := int64(i) * 7919 % values
			from.Add(v, int32(i), 2)
			want.add(v, tags[i], 2)
			if i%3 == 0 {
				to.Add(v, tags[i], -2+int64(i%2))
				want.add(v, tags[i], -2+int64(i%2))
			}
		}
		to.MergeTagged(&from, tags)
		if !slices.Equal(slices.Collect(to.All()), want.items()) {
			t.Errorf("%d values: %d items, want %d", values, to.Items().Len(), len(want))
		}
	}
}

// What cancels gives its room back.
func TestRoomIsGivenBack(t *testing.T) {
	var b bag.Bag
	for _, n := range []int64{1, -1} {
		for i := range int64(500_000) {
			b.Add(i, 0, n)
		}
		b.Items()
	}
	if rows := b.Items(); rows.Len() != 0 || rows.Cap() > 40_000 {
		t.Errorf("%d rows, room for %d", rows.Len(), rows.Cap())
	}
}

// From gives each row once, block by block, whatever the length of the list.
func TestRowsAreReadByTheirBlocks(t *testing.T) {
	for _, n := range []int{0, 1, 3, 4095, 4096, 4097, 8192, 8200} {
		var rows bag.Rows[int]
		for i := range n {
			rows.Append(i)
		}
		read := 0
		for block := rows.From(read); len(block) > 0; block = rows.From(read) {
			for _, row := range block {
				if row != read {
					t.Fatalf("%d rows: row %d is %d", n, read, row)
				}
				read++
			}
		}
		if read != n {
			t.Errorf("%d of %d rows", read, n)
		}
	}
	var rows bag.Rows[int]
	rows.Resize(10)
	if got := len(rows.From(7)); got != 3 {
		t.Errorf("%d rows from the eighth of ten", got)
	}
}
