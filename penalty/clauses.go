package penalty

import (
	"sort"
	"strings"

	"github.com/upheld/upheld/internal/canon"
)

// Clauses says which clause of the contract states the parts of an agreement. It has a
// pair for each part that cites a clause, of the part's path and the clause, such as
// {"rules[0]", "9.1"}, sorted by path. The zero Clauses cites nothing.
type Clauses [][2]string

// Of gives the clause of a path: the clause of that part, or of the nearest part around
// it that cites a clause; "" if no such part does.
func (c Clauses) Of(path string) string {
	for len(c) > 0 && path != "" {
		if i := sort.Search(len(c), func(i int) bool { return c[i][0] >= path }); i < len(c) && c[i][0] == path {
			return c[i][1]
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return ""
}

// Clauses gives the clauses of the rules and caps, by their paths in the Spec. A rule
// with a name has its clause by its name too, as Line.Rule shows it. The list belongs
// to the caller.
func (s Schedule) Clauses() Clauses {
	if s.schedule == nil || len(s.clauses) == 0 {
		return nil
	}
	return append(Clauses(nil), s.clauses...)
}

// cite notes the clause of a part.
func (s *schedule) cite(path, clause string) {
	if clause != "" && path != "" {
		s.clauses = append(s.clauses, [2]string{path, clause})
	}
}

// MarshalJSON writes an object of paths and clauses.
func (c Clauses) MarshalJSON() ([]byte, error) {
	o := canon.Object{}
	for _, pair := range c {
		o[pair[0]] = pair[1]
	}
	return canon.Append(nil, o), nil
}
