package penalty

import (
	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/quantity"
)

// op is what a node of a compiled rule does.
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

// node is one rule of a compiled tree. Which fields mean something depends on
// op; all are set once, by New.
type node struct {
	id         int32
	op         op
	word       string // the rule's key in a file
	path       string // of the term, such as rules[0].highest[1]
	name       string // what lines call a rule of the Spec
	objective  int32  // -1 is none
	objectives []int32
	unit       string
	base       base
	fixed      fraction // the base, where it is a fixed amount
	capFixed   fraction // the credit of a wrapper, where it is one
	when       []condition
	kids       []*node

	credit  rate     // of leaves; cap, floor, worth and pool at-risk
	capBase base     // what that is a share of, where not base
	factor  fraction // multiple; allocation × share of a pool
	shares  []Exact  // those two

	allocation fraction // of a pool
	reads      Measure

	rows    []row // of tables, as written
	order   []int32
	ordered bool  // order goes from the highest credit down
	first   bool  // the first row as written applies
	cuts    []cut // the rows of a small table, turned inside out
	lowest  int32 // the row of the values below all cuts
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
	onMet     bool // a flat bonus is for a promise kept
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
	fixed  fraction // the credit, where it is a fixed amount
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

// seal finishes a node once all of its tree is known.
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

// fixed gives the amount of a rate that depends on no fact; else it is absent.
func (r rate) fixed(b base) fraction {
	switch {
	case r.kind == rateAmount:
		return r.value
	case r.kind == rateShare && b.kind == baseMoney:
		return b.money.mul(b.share).mul(r.value)
	}
	return fraction{}
}
