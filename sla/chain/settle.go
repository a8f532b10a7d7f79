package chain

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

// Balance sets what is owed to customers against what suppliers owe, in one unit.
type Balance struct {
	Unit        string         // such as "EUR" or "service days"
	Owed        penalty.Amount // to customers
	Recoverable penalty.Amount // from suppliers
	// Left is Owed less Recoverable: what the provider bears. It is below 0 if suppliers
	// owe more.
	Left penalty.Amount
}

// Settle adds up what statements to customers owe, and what statements of suppliers
// owe, by unit in the order of their names. Amounts count after bonuses are set off
// against them, see penalty.Statement.Payable. Units are never converted into each
// other, and a unit of one side alone has its own Balance.
func Settle(owed []penalty.Statement, from ...penalty.Statement) []Balance {
	type sums struct{ owed, recoverable decimal.Decimal }
	by := map[string]*sums{}
	var units []string
	of := func(a penalty.Amount) *sums { // an amount without a unit is 0
		if by[a.Unit()] == nil {
			by[a.Unit()] = &sums{}
			units = append(units, a.Unit())
		}
		return by[a.Unit()]
	}
	for _, s := range owed {
		to := of(s.Payable)
		to.owed = to.owed.Add(s.Payable.Decimal())
	}
	for _, s := range from {
		to := of(s.Payable)
		to.recoverable = to.recoverable.Add(s.Payable.Decimal())
	}
	slices.Sort(units)
	units = slices.DeleteFunc(units, func(unit string) bool { return unit == "" })
	var all []Balance
	for _, unit := range units {
		owed, recoverable := by[unit].owed, by[unit].recoverable
		digits := decimal.New(0, min(owed.Exponent(), recoverable.Exponent())) // all three have as many
		amount := func(d decimal.Decimal) penalty.Amount {
			a, _ := penalty.NewAmount(d.Add(digits), unit)
			return a
		}
		all = append(all, Balance{unit, amount(owed), amount(recoverable), amount(owed.Sub(recoverable))})
	}
	return all
}
