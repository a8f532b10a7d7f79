package sla

import (
	"math/big"
	"slices"
	"strconv"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// Grade says how grave a breach is, by how far it went over what was allowed:
//
//	grades: { minor: at most 25%, serious: over 25% to 100%, severe: over 100% }
//
// The share is of the time allowed, with grace: 5m over 2h10m are 3.85 %. A target that
// is an instant or a number of days allows no amount of time, so its breaches need rows
// that are lengths, such as over 8h. Targets that are lengths of time read these rows
// only if no row is a share. A breach without an overrun, see LateAfterDue, has the
// lowest grade. If several rows hold an overrun, the row that begins highest counts, and
// among these the row that ends lowest.
type Grade struct {
	Grade   string       `json:"grade"`          // names it in breaches; a share and a length may have one name
	Overrun penalty.Band `json:"overrun"`        // shares or lengths of time
	Does    string       `json:"does,omitempty"` // what follows from such a breach, for readers
}

// gradesMax bounds the rows of Spec.Grades.
const gradesMax = 100

// gradeRow is a Grade that was read.
type gradeRow struct {
	quantity.Stretch
	grade string
	index int // in Spec.Grades
}

// has reports whether an overrun above zero lies in the row.
func (g *gradeRow) has(v *big.Rat) bool {
	return penalty.Values{Low: g.Low, High: g.High, LowIn: g.LowIn, HighIn: g.HighIn}.Has(v)
}

// within reports whether a row that holds a value is nearer to it than another.
func (g *gradeRow) within(o *gradeRow) bool {
	switch {
	case g.Low != nil && (o.Low == nil || g.Low.Cmp(o.Low) != 0):
		return o.Low == nil || g.Low.Cmp(o.Low) > 0
	case g.Low == nil && o.Low != nil:
		return false
	}
	return g.High != nil && (o.High == nil || g.High.Cmp(o.High) < 0)
}

// below reports whether a row begins below another.
func (g *gradeRow) below(o *gradeRow) bool {
	switch {
	case o.Low == nil:
		return g.Low == nil && g.within(o) // "at most 25%" before "at most 100%"
	case g.Low == nil:
		return true
	}
	return g.Low.Cmp(o.Low) < 0
}

// gradeTable has the rows of a revision by kind.
type gradeTable struct{ shares, lengths []gradeRow }

// of gives the grade of a breach; "" if no row holds it.
func (t *gradeTable) of(b *Breach, instant bool) string {
	rows, value := t.lengths, new(big.Rat).SetInt64(int64(b.Overrun))
	if !instant && len(t.shares) > 0 {
		if b.Allowed <= 0 {
			return ""
		}
		rows, value = t.shares, big.NewRat(int64(b.Overrun), int64(b.Allowed))
	}
	best := -1
	for i := range rows {
		switch {
		case b.Overrun <= 0:
			if best < 0 || rows[i].below(&rows[best]) {
				best = i
			}
		case rows[i].has(value) && (best < 0 || rows[i].within(&rows[best])):
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return rows[best].grade
}

// grades reads Spec.Grades.
func (b *builder) grades() {
	if len(b.f.Grades) == 0 {
		return
	}
	path := b.f.path("grades")
	if n := len(b.a.programs); n > 0 && path == b.gradesAt {
		b.p.grades = b.a.programs[n-1].grades // as in the revision before
		return
	}
	b.gradesAt = path
	if len(b.f.Grades) > gradesMax {
		b.add(path, "", fault.ErrRange, "at most %d rows", gradesMax)
		return
	}
	t := &gradeTable{}
	for i, g := range b.f.Grades {
		at := path + "[" + strconv.Itoa(i) + "]"
		if g.Grade == "" {
			b.add(at+".grade", "", fault.ErrMissing, "a grade needs a name, such as minor")
		}
		read, err := quantity.Parse(string(g.Overrun))
		rows := &t.shares
		switch {
		case err != nil:
		case read.Kind == quantity.Number:
			err = fault.Because(fault.ErrConflict, "an overrun is a share of the time allowed, such as over 25%%, or a length, such as over 8h")
		case read.Kind == quantity.Length:
			rows = &t.lengths
		}
		if err != nil {
			b.once(&fault.FieldError{Path: at + ".overrun", Value: string(g.Overrun), Err: err})
			continue
		}
		if slices.ContainsFunc(*rows, func(o gradeRow) bool { return o.grade == g.Grade }) {
			b.add(at+".grade", g.Grade, fault.ErrConflict, "an earlier row has this grade; write both as one row")
		}
		*rows = append(*rows, gradeRow{read, g.Grade, i})
	}
	b.p.grades = t
	b.gradeFindings(path, t.shares)
	b.gradeFindings(path, t.lengths)
}

// ungraded tells the targets whose breaches no row can grade.
func (b *builder) ungraded(p *objectiveProgram) {
	if b.p.grades == nil || len(b.p.grades.lengths) > 0 || p.kind != kindShare {
		return
	}
	for i := range p.asWritten() {
		if t := &p.targets[i]; t.instant() {
			b.finding(Finding{Code: FindingUngraded, Path: t.path, Value: string(p.written[i].Within)})
		}
	}
}

// gradeFindings tells the gaps between rows, and what two rows hold. Rows that are open
// to the same side are meant to overlap, as in tiers.
func (b *builder) gradeFindings(path string, rows []gradeRow) {
	if len(rows) == 0 {
		return
	}
	var edges []*big.Rat // above zero, sorted
	for i := range rows {
		for _, e := range []*big.Rat{rows[i].Low, rows[i].High} {
			if e == nil || e.Sign() <= 0 {
				continue
			}
			if at, found := slices.BinarySearchFunc(edges, e, (*big.Rat).Cmp); !found {
				edges = slices.Insert(edges, at, e)
			}
		}
	}
	for _, gap := range gapsOf(rows, edges) {
		b.finding(Finding{FindingGrades, "", path + "[" + strconv.Itoa(rows[len(rows)-1].index) + "]", "gap " + gap.text()})
	}
	for j := range rows {
		for i := range j {
			x, y := &rows[i], &rows[j]
			if x.Low == nil && y.Low == nil || x.High == nil && y.High == nil {
				continue
			}
			if both, some := x.and(y); some {
				b.finding(Finding{FindingGrades, "", path + "[" + strconv.Itoa(y.index) + "]", "overlap " + both.text()})
			}
		}
	}
}

// and gives what lies in both of two rows.
func (g *gradeRow) and(o *gradeRow) (both gradeRow, some bool) {
	both = *g
	if g.Low == nil || o.Low != nil && (o.Low.Cmp(g.Low) > 0 || o.Low.Cmp(g.Low) == 0 && !o.LowIn) {
		both.Low, both.LowIn = o.Low, o.LowIn
	}
	if g.High == nil || o.High != nil && (o.High.Cmp(g.High) < 0 || o.High.Cmp(g.High) == 0 && !o.HighIn) {
		both.High, both.HighIn = o.High, o.HighIn
	}
	if both.High != nil && both.High.Sign() <= 0 {
		return both, false // an overrun is above zero
	}
	if both.Low == nil || both.High == nil {
		return both, true
	}
	c := both.Low.Cmp(both.High)
	return both, c < 0 || c == 0 && both.LowIn && both.HighIn
}

// text writes a row as a band.
func (g *gradeRow) text() string {
	text := func(r *big.Rat) string {
		if g.Kind == quantity.Length {
			return string(metrics.SpanOf(time.Duration(new(big.Int).Quo(r.Num(), r.Denom()).Int64())))
		}
		return string(metrics.PercentOf(r))
	}
	pick := func(in bool, with, without string) string {
		if in {
			return with
		}
		return without
	}
	switch {
	case g.Low == nil && g.High == nil:
		return "over 0"
	case g.Low == nil:
		return pick(g.HighIn, "at most ", "below ") + text(g.High)
	case g.High == nil:
		return pick(g.LowIn, "at least ", "over ") + text(g.Low)
	case g.Low.Cmp(g.High) == 0:
		return "exactly " + text(g.Low)
	}
	return pick(g.LowIn, "", "over ") + text(g.Low) + " to " + pick(g.HighIn, "", "below ") + text(g.High)
}

// gapsOf lists the longest stretches of overruns above zero that lie in no row. edges
// are the ends of the rows above zero, sorted.
func gapsOf(rows []gradeRow, edges []*big.Rat) (all []gradeRow) {
	// Cell 0 is what lies below the first edge; then come an edge and what lies above it.
	within := func(cell int) bool {
		n := cell / 2
		var v *big.Rat
		switch {
		case cell%2 == 1:
			v = edges[n]
		case len(edges) == 0:
			v = big.NewRat(1, 1)
		case n == 0:
			v = new(big.Rat).Quo(edges[0], big.NewRat(2, 1))
		case n == len(edges):
			v = new(big.Rat).Add(edges[n-1], big.NewRat(1, 1))
		default:
			v = new(big.Rat).Add(edges[n-1], edges[n])
			v.Quo(v, big.NewRat(2, 1))
		}
		return slices.ContainsFunc(rows, func(g gradeRow) bool { return g.has(v) })
	}
	cells := 2*len(edges) + 1
	for from := 0; from < cells; from++ {
		if within(from) {
			continue
		}
		to := from
		for to+1 < cells && !within(to+1) {
			to++
		}
		gap := gradeRow{Stretch: quantity.Stretch{Kind: rows[0].Kind, LowIn: from%2 == 1, HighIn: to%2 == 1}}
		if from > 0 {
			gap.Low = edges[(from-1)/2]
		}
		if to < cells-1 {
			gap.High = edges[to/2]
		}
		all = append(all, gap)
		from = to
	}
	return all
}
