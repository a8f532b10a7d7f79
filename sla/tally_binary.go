package sla

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/wire"
	"github.com/upheld/upheld/metrics"
)

// The binary form of a tally is its format with the version, the fingerprint of
// its agreement, the lists of holidays of that, what was learned, the form of the tally
// under other terms if a revision has a transition, and a checksum of all: CRC-32C, four
// bytes, the highest first. Equal tallies have equal bytes,
// however they came about.
const (
	tallyName   = "upheld tally "
	tallyFormat = tallyName + "4\n"
)

var tallySum = crc32.MakeTable(crc32.Castagnoli)

// heldBytes is about what a held cycle takes.
const heldBytes = 160

// MarshalBinary writes what was learned in one canonical form: equal tallies have equal
// bytes. The zero Tally is an error.
func (t *Tally) MarshalBinary() ([]byte, error) {
	if !t.valid() {
		return nil, errNoAgreement
	}
	w, err := t.written()
	if err != nil {
		return nil, err
	}
	if t.other != nil {
		other, err := t.other.MarshalBinary()
		if err != nil {
			return nil, err
		}
		w.text(string(other))
	}
	return binary.BigEndian.AppendUint32(w.out, crc32.Checksum(w.out, tallySum)), nil
}

// written writes the form without the tally under other terms and the checksum.
func (t *Tally) written() (*writer, error) {
	t.settleHeld()
	t.charges.settle(compareCharges)
	t.issued.settle(compareIssued)
	t.findings.settle(compareFindings)
	t.waivers.settle(compareWaivers)
	t.lives.settle(compareLives)
	w := &writer{out: make([]byte, 0, 1024+heldBytes*len(t.held))}
	print := t.a.Fingerprint()
	w.out = append(append(append(w.out, t.a.tallyForm()...), print[:]...), t.a.storedLists()...)
	if err := t.writeCells(w); err != nil {
		return nil, err
	}
	w.count(len(t.held))
	for _, h := range t.held {
		w.held(h)
	}
	var names []string
	for _, of := range sortedKeys(t.services) {
		if !t.services[of].IsEmpty() {
			names = append(names, of)
		}
	}
	w.count(len(names))
	for _, of := range names {
		w.text(of)
		line, err := t.services[of].MarshalBinary()
		if err != nil {
			return nil, err
		}
		w.text(string(line))
	}
	if err := t.writeFleets(w); err != nil {
		return nil, err
	}
	writeCounted(w, &t.charges, func(c Charge) {
		w.text(c.Of)
		w.int(civil.Day(c.Period.from))
		w.int(civil.Day(c.Period.to))
		w.text(c.Amount.Coefficient().String())
		w.int(int64(c.Amount.Exponent()))
		w.text(c.Unit)
		w.attrs(c.Attrs)
	})
	writeCounted(w, &t.issued, func(s issuedStatement) { w.text(s.json) })
	writeCounted(w, &t.findings, func(f Finding) {
		w.text(string(f.Code))
		w.text(f.Subject)
		w.text(f.Path)
		w.text(f.Value)
	})
	writeCounted(w, &t.waivers, func(v waiver) {
		w.text(v.ticket)
		w.text(v.clock)
		w.instant(v.from)
		w.instant(v.to)
		w.text(v.reason)
		w.text(v.id)
	})
	writeCounted(w, &t.lives, func(l life) {
		w.text(l.of)
		w.texts(l.values)
		for _, at := range l.points {
			w.int(at)
		}
	})
	t.ear.write(w)
	return w, nil
}

func writeCounted[T any](w *writer, c *counted[T], write func(T)) {
	w.count(len(c.items))
	for _, i := range c.items {
		write(i.item)
		w.int(i.times)
	}
}

// writeCells writes the cells that count something, in an order that does not
// depend on how groups were numbered.
func (t *Tally) writeCells(w *writer) error {
	var order []*cell
	for i := range t.cells {
		c := &t.cells[i]
		if c.good != 0 || c.total != 0 || c.kept != nil && !c.kept.IsEmpty() {
			order = append(order, c)
		}
	}
	slices.SortFunc(order, func(a, b *cell) int {
		return cmp.Or(cmp.Compare(a.key.promise, b.key.promise), cmp.Compare(a.key.step, b.key.step),
			cmp.Compare(a.key.grouping, b.key.grouping), slices.Compare(t.groups[a.key.group], t.groups[b.key.group]))
	})
	w.count(len(order))
	for _, c := range order {
		w.int(int64(c.key.promise))
		w.int(int64(c.key.step))
		w.int(int64(c.key.grouping))
		w.texts(t.groups[c.key.group])
		w.int(c.good)
		w.int(c.total)
		var kept []byte
		if c.kept != nil && !c.kept.IsEmpty() {
			var err error
			if kept, err = c.kept.MarshalBinary(); err != nil {
				return err
			}
		}
		w.text(string(kept))
	}
	return nil
}

// UnmarshalBinary replaces what a tally from NewTally holds by what
// MarshalBinary wrote. Bytes of another agreement, and bytes that are not what
// MarshalBinary writes, are an error and leave the tally empty.
//
// If only dates of holidays have changed since, the bytes are read if all that they
// count was decided before the calendars differ: by a stop, or by a due instant after
// which the service was open for longer than the grace. Open cycles decide nothing.
// If not, or if cycles count by their start, the error names the list and its first
// date that differs.
func (t *Tally) UnmarshalBinary(data []byte) error {
	if !t.valid() {
		return errNoAgreement
	}
	cut := t.cut
	*t = *t.a.NewTally()
	t.cut = cut
	rest, form, err := t.a.cutForm(data)
	if err != nil {
		return err
	}
	if form == nil {
		if version, is := bytes.CutPrefix(data[:min(len(data), 40)], []byte(tallyName)); is {
			version, _, _ = bytes.Cut(version, []byte("\n"))
			return fmt.Errorf("sla: tally: %w: version %q of the form is not read; read the facts again", ErrSyntax, version)
		}
		return fmt.Errorf("sla: tally: %w: it does not begin as one", ErrSyntax)
	}
	const sum = 4
	print := t.a.Fingerprint()
	if len(rest) < len(print)+sum || binary.BigEndian.Uint32(data[len(data)-sum:]) != crc32.Checksum(data[:len(data)-sum], tallySum) {
		return fmt.Errorf("sla: tally: %w: it is damaged, for its checksum differs", ErrSyntax)
	}
	rest = rest[:len(rest)-sum]
	r := reader{wire.Rest(rest[len(print):])}
	lists := readLists(&r.Reader)
	now := corrected{from: forever}
	if then := [32]byte(rest); then != print {
		var ok bool
		if now, ok = t.a.correctedFrom(then, lists); !ok || r.Bad() {
			return fmt.Errorf("sla: tally: %w: it is of another agreement", ErrConflict)
		}
	}
	learned := rest[len(rest)-r.Left():]
	t.read(&r)
	learned = learned[:len(learned)-r.Left()]
	var otherErr error
	if t.other != nil {
		otherErr = t.other.UnmarshalBinary([]byte(r.Text()))
	}
	err = r.End()
	if err == nil { // sorted, each thing once and in its shortest form
		var again *writer
		if again, err = t.written(); err == nil && !bytes.Equal(again.out[len(form)+len(print)+len(t.a.storedLists()):], learned) {
			err = ErrSyntax
		}
	}
	switch {
	case err == nil && otherErr != nil:
		err = otherErr
	case err != nil:
		err = fmt.Errorf("sla: tally: %w: it is damaged", ErrSyntax)
	case !t.endsBefore(now.from):
		err = now.refuse()
	default:
		return nil
	}
	*t = *t.a.NewTally()
	t.cut = cut
	return err
}

func (t *Tally) read(r *reader) {
	for range r.Count(1) {
		key := cellKey{promise: r.int32(), step: r.int32(), grouping: r.int32()}
		values := r.texts()
		good, total, kept := r.Int(), r.Int(), r.Text()
		if r.Bad() || !t.a.has(key, values) {
			r.Refuse()
			return
		}
		if key.grouping > 0 {
			key.group = t.group(values)
		}
		c := t.cell(key)
		c.good, c.total = good, total
		if kept != "" && !t.readKept(c, kept) {
			r.Refuse()
		}
	}
	for range r.Count(1) {
		h := r.held()
		if r.Bad() || !t.a.holds(&h) {
			r.Refuse()
			return
		}
		t.held = append(t.held, &h)
		t.removed = t.removed || h.times < 0
	}
	for range r.Count(1) {
		of, line := r.Text(), &metrics.Timeline{}
		if r.Bad() || line.UnmarshalBinary([]byte(r.Text())) != nil {
			r.Refuse()
			return
		}
		t.services[of] = line
	}
	if t.readFleets(r); r.Bad() {
		return
	}
	readCounted(r, &t.charges, func() Charge {
		c := Charge{Of: r.Text()}
		c.Period = Period{civil.Of(r.day()), civil.Of(r.day())}
		n, ok := new(big.Int).SetString(r.Text(), 10)
		exponent := r.Int()
		if !ok || exponent < -18 || exponent > 18 {
			r.Refuse()
			return c
		}
		c.Amount, c.Unit, c.Attrs = decimal.NewFromBigInt(n, int32(exponent)), r.Text(), r.attrs()
		return c
	})
	readCounted(r, &t.issued, func() issuedStatement {
		s := issuedStatement{json: r.Text()}
		if r.Bad() || s.UnmarshalJSON([]byte(s.json)) != nil {
			r.Refuse()
			return s
		}
		written, err := s.MarshalJSON()
		r.Must(err == nil && string(written) == s.json)
		return s
	})
	readCounted(r, &t.findings, func() Finding {
		return Finding{FindingCode(r.Text()), r.Text(), r.Text(), r.Text()}
	})
	readCounted(r, &t.waivers, func() waiver {
		return waiver{r.Text(), r.Text(), r.instant(), r.instant(), r.Text(), r.Text(), "", 0}
	})
	readCounted(r, &t.lives, func() life {
		l := life{of: r.Text(), values: r.texts()}
		r.Must(len(l.values) == len(t.a.memberKeys[l.of]))
		for i := range l.points {
			l.points[i] = r.Int()
			r.Must(l.points[i] == notYet || l.points[i] >= zeroTime && l.points[i] <= forever)
		}
		r.Must(l.points[0] != notYet && t.a.asksLives(l.of))
		return l
	})
	if !r.Bad() {
		t.ear.read(r)
	}
}

// readKept reads what a cell keeps in addition to its counts.
func (t *Tally) readKept(c *cell, text string) bool {
	if t.a.promises[c.key.promise].keep == nil {
		return false
	}
	read := t.kept(c).fresh()
	// Merging tells whether it is of this agreement's kind.
	return read.UnmarshalBinary([]byte(text)) == nil && c.kept.merge(read) == nil
}

func readCounted[T any](r *reader, c *counted[T], read func() T) {
	for range r.Count(1) {
		item := read()
		if times := r.Int(); !r.Bad() {
			c.push(item, times)
		} else {
			return
		}
	}
}

// has reports whether a cell can be one of this agreement.
func (a *Agreement) has(key cellKey, values []string) bool {
	if key.promise < 0 || int(key.promise) >= len(a.promises) || key.grouping < 0 {
		return false
	}
	p := &a.promises[key.promise]
	if key.grouping == 0 {
		return len(values) == 0
	}
	return int(key.grouping) <= p.groupings() && len(values) == len(p.keys(key.grouping))
}

// holds reports whether a held cycle can be one of this agreement.
func (a *Agreement) holds(h *held) bool {
	if h.promise < 0 || int(h.promise) >= len(a.promises) || h.program < 0 || int(h.program) >= len(a.programs) {
		return false
	}
	o := a.programs[h.program].objectiveOf(int(h.promise))
	if h.given && (o == nil || o.abandons == nil || h.cycle.ended == endOpen) {
		return false
	}
	if o == nil || len(h.marks) == 0 || len(h.changes) == 0 {
		return false
	}
	if o.kind.onceStopped() && h.cycle.ended != endOpen {
		return false // what has stopped is counted
	}
	for _, ch := range h.changes {
		if ch.target != -1 && !o.hasTarget(ch.target) || !o.promises(ch.target) && ch.own != 0 {
			return false
		}
	}
	values := 0
	p := &a.promises[h.promise]
	for g := range p.groupings() {
		values += len(p.keys(int32(g + 1)))
	}
	return len(h.groups) == values
}

func (o *objectiveProgram) hasTarget(index int32) bool {
	return index >= 0 && int(index) < len(o.targets)
}

func (w *writer) held(h *held) {
	for _, n := range []int64{int64(h.promise), int64(h.program), int64(h.number)} {
		w.int(n)
	}
	w.text(h.ticket)
	w.texts(h.groups)
	flags := int64(h.cycle.ended)
	if h.cycle.continued {
		flags |= 1 << 4
	}
	if h.cycle.backwards {
		flags |= 1 << 5
	}
	if h.given {
		flags |= 1 << 6
	}
	w.int(flags)
	w.int(h.times)
	w.instant(h.cycle.start)
	w.instant(h.cycle.end)
	w.instant(h.from)
	w.count(len(h.changes))
	for _, ch := range h.changes {
		w.instant(ch.at)
		w.int(int64(ch.target))
		w.instant(ch.own)
		w.out = append(w.out, byte(compareBool(ch.fixes, false)))
	}
	w.count(len(h.marks))
	for _, m := range h.marks {
		w.instant(m.at)
		w.out = append(w.out, byte(m.phase))
	}
}

func (r *reader) held() held {
	h := held{promise: r.int32(), program: r.int32(), number: r.int32(), ticket: r.Text(), groups: r.texts()}
	flags := r.Int()
	h.times = r.Int()
	h.cycle.ended = cycleEnd(flags & 15)
	h.cycle.continued, h.cycle.backwards, h.given = flags&(1<<4) != 0, flags&(1<<5) != 0, flags&(1<<6) != 0
	h.cycle.start, h.cycle.end = r.instant(), r.instant()
	h.from = r.instant()
	for range r.Count(1) {
		ch := change{at: r.instant(), target: r.int32(), own: r.instant()}
		fixes := r.Byte()
		if ch.fixes = fixes == 1; r.Bad() || fixes > 1 {
			r.Refuse()
			return h
		}
		h.changes = append(h.changes, ch)
	}
	for range r.Count(1) {
		m := mark{at: r.instant(), phase: phase(r.Byte())}
		if r.Bad() || m.phase > phaseStopped {
			r.Refuse()
			return h
		}
		h.marks = append(h.marks, m)
	}
	h.cycle.last = int32(len(h.marks))
	if flags>>7 != 0 || h.cycle.ended > endCancelled {
		r.Refuse()
	}
	return h
}
