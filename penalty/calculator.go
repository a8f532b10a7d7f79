package penalty

// Calculator is a rule of your own, for terms that no rule of this package can
// express. Its results must depend on its arguments alone. Its name and version
// stand in the contract (Named) and so in every digest of the contract: change the
// version whenever you change the computation. Calls may be concurrent.
type Calculator interface {
	Name() string
	Version() int
	// Credit gives the exact amount owed for one shortfall and its working. The
	// amount is in the schedule's unit, or has no unit. Credit must not keep or
	// change its arguments. An error, a negative amount or another unit leaves the
	// line undetermined and is listed in Statement.Problems. If the Row of a step is
	// not a Band, it becomes part of the step's Label.
	Credit(c Case, s Shortfall, with map[string]string) (Exact, []Step, error)
}
