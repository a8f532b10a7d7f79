package penalty

// Calculator is a rule of your own, for what the rules of this package cannot
// say. It must be pure: what it gives depends on its arguments alone. Its name
// and version stand in the contract (Named) and so in every digest of it: change
// the version with every change of what it computes. It may be called from any
// number of goroutines.
type Calculator interface {
	Name() string
	Version() int
	// Credit gives the exact amount owed for one shortfall, in the schedule's
	// unit (an empty unit is that), and its working. It must not keep or change
	// what it is given. An error leaves the line undetermined and is shown on
	// the statement; so is a negative amount. A Row of a step that is no Band is
	// taken as its Label.
	Credit(c Case, s Shortfall, with map[string]string) (Exact, []Step, error)
}
