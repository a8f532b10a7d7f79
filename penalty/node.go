package penalty

import (
	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/quantity"
)

// op is the kind of a compiled rule.
type op uint8

const (
	opTable op = iota
	opGraduated
	opFlat
	opPerBreach
	opPerUnit
	opPerPoint
	opProRata
	opPool
	opNamed
	opSum
	opHighest
	opFirst
	opChoice
	opPoints
	opCapped
	opFloor
	opMinimum
	opRepeat
	opWorth
	opEarnBack
	opBonus
)

// node is one rule of a compiled tree. op decides which fields are used. New sets all
// fields; they never change afterwards.
type node struct {
	id         int32
	op         op
	word       string // the rule's key in a file
	path       string // of the term, such as rules[0].highest[1]
	name       string // the Rule of its lines, if it is a rule of the Spec
	objective  int32  // -1: no objective
	objectives []int32
	unit       string
	base       base
	fixed      fraction // the base, if it is a fixed amount
	capFixed   fraction // the credit of a wrapper, if it is a fixed amount
	when       []condition
	kids       []*node

	credit  rate     // of leaves; cap, floor, worth and pool at-risk
	capBase base     // the base of a cap, floor or worth
	factor  fraction // multiple; of a pool, allocation × share
	shares  []Exact  // of a pool, allocation and share

	allocation fraction // of a pool
	reads      Measure

	rows    []row // of tables, as written
	order   []int32
	ordered bool  // order goes from the highest credit down
	first   bool  // the first row as written applies
	cuts    []cut // of a small table: which row applies where
	lowest  int32 // the row for values below all cuts
	gap     Gap
	nearest fraction
	mode    exact.Mode
	round   RoundingMode // mode as written

	brackets    []bracket
	free, every int64
	length      int64 // of a unit, in nanoseconds or in days
	after       int64
	days        dayKind
	counted     Counted
	above       bool
	from, point fraction
	pointKind   quantity.Kind

	factors   []fraction
	window    window
	windowed  bool
	returns   []earnReturn
	amount    band // of a minimum
	setOff    bool
	onMet     bool // of flat: credits a met objective (inside a bonus)
	own       Calculator
	with      map[string]string
	needsPast bool
}

type condition struct {
	measure Measure
	in      band
}

type row struct {
	band
	credit rate
	fixed  fraction // the credit, if it is a fixed amount
	path   string
}

type bracket struct{ over, by fraction }

type earnReturn struct {
	after   int64
	average window
	share   fraction
	path    string
	text    Rate
}

// seal works out the fixed amounts and the row order of a node after the whole tree is
// compiled.
func (n *node) seal() {
	if n.base.kind == baseMoney {
		n.fixed = n.base.money.mul(n.base.share)
	}
	for i := range n.rows {
		n.rows[i].fixed = n.rows[i].credit.fixed(n.base)
	}
	n.capFixed = n.credit.fixed(n.capBase)
	n.sortRows()
}

// fixed gives the amount of a rate that depends on no fact; absent for other rates.
func (r rate) fixed(b base) fraction {
	switch {
	case r.kind == rateAmount:
		return r.value
	case r.kind == rateShare && b.kind == baseMoney:
		return b.money.mul(b.share).mul(r.value)
	}
	return fraction{}
}
