// Package rules keeps the shape of the module as data: which package may import
// which, and what pure packages must not use. Its test reads every Go file.
package rules

// Imports lists, for each package below the module's path, the packages of the
// module that its non-test files may import. "..." allows all of them. A package
// that is missing here fails the test.
var Imports = map[string][]string{
	"internal/fault":        {},
	"internal/exact":        {"internal/fault"},
	"internal/civil":        {"internal/fault"},
	"internal/span":         {"internal/fault"},
	"internal/quantity":     {"internal/exact", "internal/fault", "internal/span"},
	"internal/choices":      {},
	"internal/tape":         {"internal/choices"},
	"internal/jsonschema":   {},
	"internal/rules":        {},
	"internal/bag":          {"internal/wire"},
	"internal/wire":         {"internal/fault"},
	"internal/conformance":  {"..."},
	"internal/design":       {"metrics", "penalty", "internal/exact", "internal/fault", "internal/quantity"},
	"internal/filedoc":      {"..."},
	"internal/field":        {"..."},
	"internal/unseen":       {},
	"internal/canon":        {"internal/civil", "internal/fault"},
	"internal/parts":        {},
	"internal/corpus":       {},
	"internal/mutants":      {},
	"internal/packholidays": {},
	"internal/zone":         {},
	"internal/weight":       {},
	"internal/load":         {"calendar", "metrics", "penalty", "sla"},
	"internal/load/write":   {"..."},
	"internal/digests":      {"..."},
	"calendar":              {"internal/civil", "internal/exact", "internal/fault", "internal/span", "internal/zone"},
	"calendar/holidays":     {"calendar", "internal/civil", "internal/fault"},
	"penalty":               {"internal/canon", "internal/civil", "internal/parts", "internal/exact", "internal/fault", "internal/quantity", "internal/span"},
	"metrics":               {"calendar", "internal/bag", "internal/exact", "internal/fault", "internal/quantity", "internal/span", "internal/wire"},
	"sla": {"calendar", "metrics", "penalty", "internal/bag", "internal/canon", "internal/civil", "internal/parts",
		"internal/exact", "internal/fault", "internal/quantity", "internal/span", "internal/unseen", "internal/wire", "internal/zone"},
	"internal/worst":  {"sla"},
	"sla/terms":       {"calendar", "metrics", "penalty", "sla", "internal/fault", "internal/parts", "internal/span", "internal/worst"},
	"sla/chain":       {"calendar", "metrics", "penalty", "sla", "internal/worst"},
	"sla/review":      {"calendar", "metrics", "penalty", "sla", "sla/chain", "sla/record", "internal/civil", "internal/quantity"},
	"sla/specfile":    {"calendar", "calendar/holidays", "metrics", "penalty", "sla", "sla/terms", "internal/fault", "internal/parts"},
	"report/analysis": {"metrics", "sla", "internal/exact", "internal/fault", "internal/zone"},
	"report":          {"calendar", "metrics", "penalty", "report/analysis", "sla", "sla/chain", "sla/review", "sla/terms", "internal/civil", "internal/exact", "internal/fault", "internal/parts", "internal/quantity", "internal/span", "internal/unseen"},
	"examples":        {"..."},
	"sla/record":      {},
	"sla/parallel":    {"sla"},
	"sla/exchange":    {"calendar", "metrics", "sla", "internal/fault", "internal/unseen"},
	"sla/slatest": {"calendar", "calendar/holidays", "metrics", "penalty", "sla", "sla/specfile", "internal/casefile", "internal/choices",
		"internal/quantity", "internal/span"},
	"sla/slatest/cases": {"internal/casefile"},
	"internal/casefile": {"calendar", "calendar/holidays", "metrics", "penalty", "report", "sla", "sla/feeds", "sla/specfile",
		"internal/civil", "internal/fault", "internal/quantity", "internal/span"},
	"sla/feeds": {"calendar/holidays", "sla", "sla/specfile", "internal/exact", "internal/fault", "internal/zone"},
}

// TestOnly lists packages that only _test.go files may import.
var TestOnly = []string{
	"github.com/leanovate/gopter",
	"github.com/upheld/upheld/internal/tape",
}

// Pure lists the packages that compute results. They read no clock, file,
// environment, network or random source and keep no changeable package state.
var Pure = []string{
	"calendar", "metrics", "penalty", "sla", "sla/terms", "sla/chain", "sla/review", "report",
	"internal/bag", "internal/canon", "internal/civil", "internal/exact", "internal/fault", "internal/quantity", "internal/span", "internal/unseen", "internal/wire", "internal/worst", "internal/zone",
}

// Forbidden lists the packages that a pure package must not import.
var Forbidden = []string{
	"os", "net", "net/http", "log", "log/slog", "math/rand", "math/rand/v2",
	"crypto/rand", "path/filepath", "runtime", "embed", "unsafe", "flag",
}

// Words lists identifiers that a pure package must not use, with the files that may
// use them.
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
	// The compiler makes a copy of these two sorts for each type of element, 5 to
	// 20 KB in every program. sort.SliceStable takes twice as long; so sorts on hot
	// paths sort integers and pointers, which share a copy.
	"slices.SortFunc": {"internal/bag/bag.go", "sla/tally_binary.go", "sla/tally_kept.go", "sla/tally_outcome.go"},
	"slices.SortStableFunc": {"penalty/compile_rule.go", "penalty/line.go", "penalty/lookup.go",
		"report/outcomes.go", "sla/replay_order.go"},
}

// External lists the modules outside the standard library that each package's
// non-test files may import. A package that is not listed may import none.
var External = map[string][]string{
	"internal/civil":    {"github.com/rickb777/date/v2"},
	"internal/exact":    {"github.com/shopspring/decimal", "golang.org/x/exp/constraints"},
	"internal/load":     {"github.com/shopspring/decimal"},
	"internal/tape":     {"github.com/leanovate/gopter"},
	"penalty":           {"github.com/shopspring/decimal", "github.com/rickb777/date/v2"},
	"metrics":           {"github.com/shopspring/decimal"},
	"calendar":          {"github.com/rickb777/date/v2"},
	"calendar/holidays": {"github.com/rickb777/date/v2", "github.com/emersion/go-ical", "github.com/teambition/rrule-go"},
	"sla":               {"github.com/shopspring/decimal", "github.com/rickb777/date/v2"},
	"sla/feeds":         {"go.yaml.in/yaml/v3"},
	"sla/slatest":       {"github.com/shopspring/decimal"},
	"internal/casefile": {"github.com/shopspring/decimal", "github.com/rickb777/date/v2"},
	"sla/chain":         {"github.com/shopspring/decimal", "github.com/rickb777/date/v2"},
	"sla/review":        {"github.com/rickb777/date/v2"},
	"sla/specfile":      {"go.yaml.in/yaml/v3"},
	"sla/exchange":      {"go.yaml.in/yaml/v3"},
	"report":            {"github.com/rickb777/date/v2", "github.com/shopspring/decimal"},
}
