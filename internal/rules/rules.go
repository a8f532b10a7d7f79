// Package rules keeps the shape of the module as data: who may import whom, and
// what the pure packages may not touch. Its test reads every Go file.
package rules

// Imports says, for each package (below the module's path), which packages of
// the module its non-test files may import. A package that is missing here
// fails the test: a new room needs a line.
var Imports = map[string][]string{
	"internal/fault": {},
	"internal/exact": {"internal/fault"},
	"internal/tape":  {},
	"internal/zone":  {},

	"calendar":             {"internal/fault", "internal/zone"},
	"internal/rules":       {},
	"internal/conformance": {"..."},
}

// TestOnly lists what only _test.go files may import.
var TestOnly = []string{
	"github.com/leanovate/gopter",
	"github.com/upheld/upheld/internal/tape",
}

// Pure lists the packages that compute results. They read no clock, file,
// environment, network or random source and keep no changeable package state.
var Pure = []string{
	"calendar", "metrics", "penalty", "sla", "report",
	"internal/exact", "internal/fault", "internal/zone",
}

// Forbidden lists what a pure package may not import.
var Forbidden = []string{
	"os", "net", "net/http", "log", "log/slog", "math/rand", "math/rand/v2",
	"crypto/rand", "path/filepath", "runtime", "embed", "unsafe", "flag",
}

// Words lists identifiers that a pure package may not use, with the files that
// hold the one exception.
var Words = map[string][]string{
	"time.Now":                  {},
	"time.Since":                {},
	"time.Until":                {},
	"time.Local":                {},
	"time.LoadLocation":         {"calendar/lookup.go"},
	"time.Sleep":                {},
	"time.NewTimer":             {},
	"decimal.Zero":              {},
	"decimal.DivisionPrecision": {},
}

// External lists the modules outside the standard library that each package's
// non-test files may import. Packages not listed may import none of them.
var External = map[string][]string{
	"internal/exact":    {"github.com/shopspring/decimal"},
	"internal/tape":     {"github.com/leanovate/gopter"},
	"calendar":          {"github.com/rickb777/date/v2"},
	"calendar/holidays": {"github.com/rickar/cal/v2", "github.com/emersion/go-ical", "github.com/rickb777/date/v2"},
}
