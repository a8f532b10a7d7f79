package penalty

import (
	"slices"

	"github.com/upheld/upheld/internal/quantity"
)

// table checks the rows of one table.
func (l *linter) table(n *node, caps []limited, alone, gaps, bonus, always bool) {
	p, promised := promise{}, false
	if n.reads == Attained {
		p, promised = l.promises[n.objective]
		if promised && p.met.kind != n.rows[0].kind {
			l.add(Finding{Code: UnlikeFigures, Path: n.path + "." + n.word, Subject: l.name(n.objective), Value: string(p.met.text)})
			promised = false
		}
	}
	domain := domainOf(n, p, promised)
	bands := make([]*band, 0, len(n.rows)+1)
	for i := range n.rows {
		bands = append(bands, &n.rows[i].band)
	}
	if promised {
		bands = append(bands, &p.met)
	}
	for i := range n.when {
		if n.when[i].measure == n.reads {
			bands = append(bands, &n.when[i].in)
		}
	}
	all := cells(&domain, bands...)
	rows := make([]int32, len(all))
	for i := range all {
		rows[i] = n.rowOf(all[i].sample)
	}
	at := func(kind FindingCode, over band, row int32) Finding {
		f := Finding{Code: kind, Path: n.path + "." + n.word, Subject: l.name(n.objective), Value: over.interval().band(n.rows[0].kind)}
		if row >= 0 {
			f.Path = n.rows[row].path
			f.Value += " (" + string(n.rows[row].credit.text) + ")"
		}
		return f
	}
	if !bonus {
		if gaps { // also if the only conditions are on the measure that the table reads
			for _, gap := range l.gaps(n, all, rows, p, promised) {
				l.add(at(GapFound, gap, rowNone))
			}
		}
		switch {
		case promised && alone:
			l.whileMet(n, all, rows, p.met.has, at)
		case n.reads != Attained && always: // in a perfect period every other measure is 0 or less
			l.whileMet(n, all, rows, func(v fraction) bool { return v.sign() <= 0 }, at)
		}
	}
	l.overlaps(n, at)
	for i := range n.rows {
		if !slices.Contains(rows, int32(i)) {
			l.add(at(UnreachableRow, n.rows[i].band, int32(i)))
		}
		for _, cap := range caps {
			if !bonus && cap.exceeds(n.rows[i].credit, n.base) {
				l.add(at(UnreachableUnderCap, n.rows[i].band, int32(i)))
				break
			}
		}
	}
	all, rows = n.reachable(all, rows)
	if kind := l.direction(n, all, rows, p, promised, bonus); alone && kind != "" {
		l.add(at(kind, band{}, rowNone))
	}
}

// reachable keeps the cells that hold a value which Nearest can give.
func (n *node) reachable(all []cell, rows []int32) (cells []cell, of []int32) {
	if n.nearest.absent() { // figures are looked up as they are
		return all, rows
	}
	for i := range all {
		if n.reaches(all[i].band()) {
			cells, of = append(cells, all[i]), append(of, rows[i])
		}
	}
	return cells, of
}

// domainOf gives the values that a table may have to look up.
func domainOf(n *node, p promise, promised bool) band {
	switch {
	case promised && p.within != nil:
		return *p.within
	case n.reads == Attained && n.rows[0].kind == quantity.Share, n.reads == LostShare:
		return band{low: whole(0), high: whole(1), lowIn: true, highIn: true}
	}
	below := promised && (belowZero(p.met.low) || belowZero(p.met.high))
	for i := range n.rows {
		below = below || belowZero(n.rows[i].low) || belowZero(n.rows[i].high)
	}
	if below {
		return band{}
	}
	return band{low: whole(0), lowIn: true}
}

func belowZero(f fraction) bool { return !f.absent() && f.sign() < 0 }

// rowOf gives the row that lookUp finds for a value, as far as rates alone can tell;
// rowNone if the value is in no row.
func (n *node) rowOf(v fraction) int32 {
	if n.ordered || n.first {
		return n.scan(v)
	}
	best := int32(rowNone)
	for i := range n.rows {
		if n.rows[i].has(v) && (best == rowNone || n.rows[i].credit.kind == n.rows[best].credit.kind &&
			n.rows[i].credit.value.cmp(n.rows[best].credit.value) > 0) {
			best = int32(i)
		}
	}
	return best
}

// gaps lists the largest ranges of values that miss the promise and are in no row;
// without a promise, the ranges between rows.
func (l *linter) gaps(n *node, all []cell, rows []int32, p promise, promised bool) []band {
	if n.gap != "" && n.gap != Nothing {
		return nil
	}
	first := slices.IndexFunc(rows, func(r int32) bool { return r >= 0 })
	last := len(rows) - 1
	for last >= 0 && rows[last] < 0 {
		last--
	}
	found := stretches(all, func(i int) bool {
		if slices.ContainsFunc(n.when, func(c condition) bool { return !c.in.has(all[i].sample) }) {
			return false
		}
		if promised {
			return rows[i] < 0 && !p.met.has(all[i].sample)
		}
		return rows[i] < 0 && i > first && i < last
	})
	return slices.DeleteFunc(found, func(gap band) bool { return !n.reaches(gap) })
}

// reaches reports whether a band holds a value that is looked up. With Nearest, figures
// between two multiples are never looked up.
func (n *node) reaches(b band) bool {
	if n.nearest.absent() || b.low.absent() || b.high.absent() {
		return true
	}
	next := b.low.div(n.nearest).ceiling().mul(n.nearest)
	if next.cmp(b.low) == 0 && !b.lowIn {
		next = next.add(n.nearest)
	}
	c := next.cmp(b.high)
	return c < 0 || c == 0 && b.highIn
}

// whileMet reports the rows that credit a promise that is met.
func (l *linter) whileMet(n *node, all []cell, rows []int32, met func(fraction) bool, at func(FindingCode, band, int32) Finding) {
	for r := range n.rows {
		if n.rows[r].credit.value.sign() == 0 {
			continue
		}
		for _, over := range stretches(all, func(i int) bool { return rows[i] == int32(r) && met(all[i].sample) }) {
			if !n.reaches(over) {
				continue
			}
			l.add(at(CreditWhileMet, over, int32(r)))
		}
	}
}

// overlaps reports pairs of rows that hold the same values, unless both are
// open to the same side.
func (l *linter) overlaps(n *node, at func(FindingCode, band, int32) Finding) {
	found := 0
	for i := range n.rows {
		for j := range n.rows[:i] {
			a, b := &n.rows[j], &n.rows[i]
			if a.low.absent() && b.low.absent() || a.high.absent() && b.high.absent() {
				continue
			}
			if both, ok := a.band.and(&b.band); ok && found < rowsMax {
				l.add(at(OverlapFound, both, int32(i)))
				found++
			}
		}
	}
}

// and gives the values in both bands; false if no value is in both.
func (b *band) and(c *band) (band, bool) {
	out := *b
	if out.low.absent() || !c.low.absent() && (c.low.cmp(out.low) > 0 || c.low.cmp(out.low) == 0 && !c.lowIn) {
		out.low, out.lowIn = c.low, c.lowIn
	}
	if out.high.absent() || !c.high.absent() && (c.high.cmp(out.high) < 0 || c.high.cmp(out.high) == 0 && !c.highIn) {
		out.high, out.highIn = c.high, c.highIn
	}
	if out.low.absent() || out.high.absent() {
		return out, true
	}
	order := out.low.cmp(out.high)
	return out, order < 0 || order == 0 && out.lowIn && out.highIn
}

// direction reports a table whose credit does not rise, or whose bonus does not
// fall, from better figures to worse.
func (l *linter) direction(n *node, all []cell, rows []int32, p promise, promised, bonus bool) FindingCode {
	kind := n.rows[0].credit.kind
	credit := make([]fraction, len(all))
	for i, row := range rows {
		credit[i] = whole(0)
		switch {
		case row >= 0 && n.rows[row].credit.kind == kind:
			credit[i] = n.rows[row].credit.value
		case row >= 0:
			return "" // rates of different kinds cannot be compared without the base
		case n.gap != "" && n.gap != Nothing:
			return "" // the credit in a gap depends on the rows around it
		}
		if bonus {
			credit[i] = credit[i].neg()
		}
	}
	// rises reports whether the credit never falls from cell a on to cell b.
	rises := func(a, b, step int) bool {
		for i := a; i != b; i += step {
			if credit[i].cmp(credit[i+step]) > 0 {
				return false
			}
		}
		return true
	}
	n1 := len(all) - 1
	if n1 < 1 {
		return ""
	}
	up, down := rises(0, n1, 1), rises(n1, 0, -1)
	moreIsWorse := n.reads != Attained
	switch {
	case n.reads == Attained && !promised:
		if up || down {
			return ""
		}
		return NotMonotone
	case promised && p.met.low.absent() && !p.met.high.absent():
		moreIsWorse = true
	case promised && !p.met.low.absent() && !p.met.high.absent():
		// Towards the promise from both sides.
		first := slices.IndexFunc(all, func(c cell) bool { return p.met.has(c.sample) })
		if first < 0 || rises(first, 0, -1) && rises(first, n1, 1) {
			return ""
		}
		return NotMonotone
	}
	right, wrong := down, up
	if moreIsWorse {
		right, wrong = up, down
	}
	switch {
	case right:
		return ""
	case wrong:
		return WrongDirection
	}
	return NotMonotone
}
