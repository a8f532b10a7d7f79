package analysis

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// A taken is the outcome of an objective as a whole, and its groups.
type taken struct {
	whole  *sla.Outcome
	groups []sla.Outcome // by every key
}

// take gives the outcome that Result.Outcome gives.
func take(r *sla.Result, objective string) (taken, error) {
	if r == nil {
		return taken{}, &fault.FieldError{Path: "result", Err: fault.Because(fault.ErrMissing, "no result was given")}
	}
	for i := len(r.Outcomes) - 1; i >= 0; i-- {
		if o := &r.Outcomes[i]; o.Objective == objective && len(o.Group) == 0 {
			return takeAt(r, i), nil
		}
	}
	return taken{}, unknownObjective("objective", objective, r)
}

// takeAt gives the outcome at a place: its groups follow it.
func takeAt(r *sla.Result, i int) taken {
	whole := &r.Outcomes[i]
	n := i + 1
	for n < len(r.Outcomes) && r.Outcomes[n].Objective == whole.Objective && len(r.Outcomes[n].Group) > 0 {
		n++
	}
	return taken{whole, r.Outcomes[i+1 : n]}
}

// unknownObjective is the problem of an objective that no result has.
func unknownObjective(path, objective string, results ...*sla.Result) error {
	var ids []string
	for _, r := range results {
		for i := range r.Outcomes {
			if id := r.Outcomes[i].Objective; !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	e := &fault.FieldError{Path: path, Value: fault.Shorten(objective), Err: fault.NotOneOf(objective, ids...)}
	if len(ids) == 0 {
		e.Err = fault.Because(fault.ErrUnknown, "the result has no objectives")
	}
	return e
}

// counted gives the share of an outcome, also of so few items that they are not
// measurable. It has no value without items or counted time. ok is false for outcomes
// that are no share.
func counted(o *sla.Outcome) (f metrics.Figure, ok bool) {
	if o.Metric == "share" || o.Metric == "ratio" {
		f := metrics.ShareOf(o.Good, o.Total)
		// A ratio may be held to 100 %; the counts are then another figure.
		return f, !o.Attained.IsValid() || o.Attained.Equal(f)
	}
	if !o.Attained.IsValid() {
		return o.Attained, o.Total == 0 // else too few, and how many were good is not known
	}
	return o.Attained, o.Attained.Kind() == metrics.ShareFigure
}

// shareOf is counted with errors for what has no share.
func shareOf(o *sla.Outcome) (metrics.Figure, error) {
	f, ok := counted(o)
	switch {
	case o.Judge != "" && o.Judge != sla.JudgePooled:
		return f, conflict(o.Objective, "%s is judged as %s; only pooled items or time have parts that add up", o.Period, o.Judge)
	case !ok && o.Metric == "ratio":
		return f, conflict(o.Objective, "its ratio is held to 100%%, so that its counts do not give it")
	case !ok:
		return f, conflict(o.Objective, "its figure is no share: %s; only shares have parts that add up", o.Metric)
	case !f.IsValid():
		return f, &fault.FieldError{Path: "objective", Value: fault.Shorten(o.Objective), Err: fault.Because(fault.ErrMissing, "it has no figure in %s: %s", o.Period, o.Reason)}
	}
	return f, nil
}

// conflict is an objective that cannot be taken apart.
func conflict(objective, format string, args ...any) error {
	return &fault.FieldError{Path: "objective", Value: fault.Shorten(objective), Err: fault.Because(fault.ErrConflict, format, args...)}
}

// within puts a name in front of the path of a problem.
func within(name string, err error) error {
	var l fault.List
	l.Merge(name, err)
	return l.Err()
}

// isTime reports whether the shares of an outcome are of time.
func isTime(o *sla.Outcome) bool {
	return o.Metric == "availability" || o.Metric == "composed"
}

// A group is one value of a key, with its share. The zero Figure: it has no items.
type group struct {
	attrs sla.Attrs
	share metrics.Figure
}

// keyOf writes the key of a group: its attributes, sorted.
func keyOf(attrs sla.Attrs) string {
	keys := make([]string, len(attrs))
	for i, pair := range attrs {
		keys[i] = pair[0]
	}
	slices.Sort(keys)
	return strings.Join(keys, "+")
}

// sorted writes a key as keyOf does.
func sorted(key string) string {
	keys := strings.Split(key, "+")
	for i := range keys {
		keys[i] = strings.TrimSpace(keys[i])
	}
	slices.Sort(keys)
	return strings.Join(keys, "+")
}

// by gives the groups of a key, which add up to the whole: a group without attributes is
// what no other group has.
func (t taken) by(key string) ([]group, error) {
	whole := t.whole
	all, err := shareOf(whole)
	if err != nil {
		return nil, err
	}
	if whole.Slices != nil {
		return nil, conflict(whole.Objective, "each group has slices of its own, which are no part of the slices of the whole")
	}
	want := sorted(key)
	var groups []group
	var keys []string
	rest, total := goodOf(all), totalOf(all)
	for i := range t.groups {
		o := &t.groups[i]
		if k := keyOf(o.Group); k != want {
			if !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
			continue
		}
		f, ok := counted(o)
		if !ok {
			return nil, conflict(whole.Objective, "the counts of %s do not give its figure", nameOf(o.Group))
		}
		groups = append(groups, group{o.Group, f})
		if f.IsValid() {
			rest.Sub(rest, goodOf(f))
			total.Sub(total, totalOf(f))
		}
	}
	if groups == nil {
		e := &fault.FieldError{Path: "key", Value: fault.Shorten(key), Err: fault.NotOneOf(want, keys...)}
		if len(keys) == 0 {
			e.Err = fault.Because(fault.ErrUnknown, "objective %q has no groups in %s: add the key before evaluating", whole.Objective, whole.Period)
		}
		return nil, e
	}
	if rest.Sign() == 0 && total.Sign() == 0 {
		return groups, nil
	}
	left := metrics.Figure{}
	if rest.Sign() >= 0 && rest.Cmp(total) <= 0 && rest.IsInt() && total.Num().IsInt64() {
		left = share(rest.Num().Int64(), total.Num().Int64(), isTime(whole))
	}
	if !left.IsValid() {
		return nil, &fault.FieldError{Path: "key", Value: fault.Shorten(key), Err: fault.Because(fault.ErrConflict,
			"its groups do not add up to the whole: %s of %s are left over", rest.RatString(), total.RatString())}
	}
	return append(groups, group{share: left}), nil
}

// goodOf and totalOf give the parts of a share, in items or nanoseconds.
func goodOf(f metrics.Figure) *big.Rat {
	good := f.Rat()
	return good.Mul(good, totalOf(f))
}

func totalOf(f metrics.Figure) *big.Rat {
	_, total, _ := f.Parts()
	return new(big.Rat).SetInt64(total)
}

// share is a share of items or of time.
func share(good, total int64, ofTime bool) metrics.Figure {
	if ofTime {
		return metrics.TimeShareOf(time.Duration(good), time.Duration(total))
	}
	return metrics.ShareOf(good, total)
}

// nameOf writes a group, sorted by attribute. It is for errors and orders groups.
func nameOf(attrs sla.Attrs) string {
	pairs := make([]string, len(attrs))
	for i, pair := range attrs {
		pairs[i] = fmt.Sprintf("%s=%q", pair[0], pair[1])
	}
	slices.Sort(pairs)
	return strings.Join(pairs, " ")
}

// byWorth sorts by falling worth, then by group.
func byWorth[T any](all []T, of func(*T) (worth *big.Rat, attrs sla.Attrs)) {
	type keyed struct {
		worth *big.Rat
		name  string
		of    T
	}
	keys := make([]*keyed, len(all))
	for i := range all {
		worth, attrs := of(&all[i])
		keys[i] = &keyed{worth, nameOf(attrs), all[i]}
	}
	sort.SliceStable(keys, func(i, j int) bool {
		if c := keys[i].worth.Cmp(keys[j].worth); c != 0 {
			return c > 0
		}
		return keys[i].name < keys[j].name
	})
	for i, k := range keys {
		all[i] = k.of
	}
}

// rat is a fraction of small integers.
func rat(a, b int64) *big.Rat { return big.NewRat(a, b) }

// sum adds fractions in pairs and reduces once, so that long denominators meet few times.
func sum(all []*big.Rat) *big.Rat {
	num, den := pairs(all)
	return new(big.Rat).SetFrac(num, den)
}

func pairs(all []*big.Rat) (num, den *big.Int) {
	switch len(all) {
	case 0:
		return new(big.Int), big.NewInt(1)
	case 1:
		return all[0].Num(), all[0].Denom()
	}
	half := len(all) / 2
	a, b := pairs(all[:half])
	c, d := pairs(all[half:])
	if b.Cmp(d) == 0 {
		return new(big.Int).Add(a, c), b
	}
	num = new(big.Int).Mul(a, d)
	return num.Add(num, new(big.Int).Mul(c, b)), new(big.Int).Mul(b, d)
}
