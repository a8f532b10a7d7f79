package penalty

import (
	"math/big"

	"github.com/upheld/upheld/internal/canon"
)

// Pays says which terms pay while old and new terms run side by side.
type Pays string

// The choices. There is no default.
const (
	PaysOld    Pays = "old"
	PaysNew    Pays = "new"
	PaysHigher Pays = "higher" // the higher total of the two; if they are equal, the old
	PaysLower  Pays = "lower"  // the lower total of the two; if they are equal, the old
	PaysNone   Pays = "none"   // nobody pays
)

// BothTerms are the totals of one period under old and new terms that run side by side.
type BothTerms struct {
	Pays Pays   `json:"pays"`
	Old  Amount `json:"old"`
	New  Amount `json:"new"`
}

// SideBySide gives the statement of a period in which old and new terms run side by
// side: the statement that pays, with both totals as its BothTerms. Under PaysNone
// nothing is owed and no line is left; the triggers of the old terms stay.
//
// Totals of two units cannot be compared: the old terms pay then, and the statement has
// the problem StatementUnit.
func SideBySide(before, after Statement, pays Pays) Statement {
	both := BothTerms{pays, before.Total, after.Total}
	if both.Old.of == nil {
		both.Old.of = both.New.of
	}
	if both.New.of == nil {
		both.New.of = both.Old.of
	}
	s := before
	higher := both.New.Rat().Cmp(both.Old.Rat())
	switch {
	case pays == PaysNew:
		s = after
	case pays == PaysNone:
		zero := Amount{of: both.Old.of}
		s = Statement{ID: before.ID, From: before.From, To: before.To, Total: zero, Bonus: zero, Payable: zero, Balance: zero,
			Triggers: before.Triggers, Found: before.Found, Problems: before.Problems}
	case pays != PaysHigher && pays != PaysLower:
	case both.Old.Unit() != both.New.Unit():
		s.Problems = withProblem(s.Problems, Finding{Code: StatementUnit, Subject: s.ID, Value: both.New.Unit()})
	case pays == PaysHigher && higher > 0, pays == PaysLower && higher < 0:
		s = after
	}
	if s.Total.of == nil {
		zero := Amount{of: both.Old.of}
		s.Total, s.Bonus, s.Payable, s.Balance = zero, zero, zero, zero
	}
	s.BothTerms = &both
	return s
}

// Difference is how much more the new terms owe than the old; below 0 if they owe less.
// It is nil if the totals have different units.
func (b BothTerms) Difference() *big.Rat {
	if b.Old.Unit() != b.New.Unit() {
		return nil
	}
	return new(big.Rat).Sub(b.New.Rat(), b.Old.Rat())
}

func (b *BothTerms) fields(f *canon.Form) {
	f.Text("pays", (*string)(&b.Pays))
	f.Value("old", &b.Old)
	f.Value("new", &b.New)
}
