package analysis

import (
	"fmt"
	"math/big"
	"sort"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
)

// Benchmark is a list of figures to compare with, such as those of peers.
type Benchmark struct {
	Source  string           // where the figures are from, for the page that prints the position; needed
	Better  Better           // needed
	Figures []metrics.Figure // of one kind, in any order; at least one
}

// Better says which figure is the better one.
type Better string

// The choices. There is no default.
const (
	More Better = "more" // such as an availability
	Less Better = "less" // such as a time to repair
)

// Position is where a figure stands among the figures of a Benchmark.
type Position struct {
	Worse, Equal, Of int // figures of the list, the figure itself not counted
	// Ahead is (Worse + ½ Equal) / Of: 0 behind all, 1 ahead of all, ½ in the middle.
	Ahead *big.Rat
	// Quartiles are the figures that a quarter, half and three quarters of the list do not
	// exceed in quality: the nearest rank, ⌈Of/4⌉, ⌈Of/2⌉ and ⌈3 Of/4⌉ from the worst.
	Quartiles [3]metrics.Figure
	// Lead is how much better the figure is than each quartile, in shares, seconds or numbers;
	// negative: worse.
	Lead [3]*big.Rat
}

// Of gives the position of a figure. It is an error if the benchmark lacks its source, its
// side or its figures, and if a figure has no value or is of another kind.
func (b Benchmark) Of(f metrics.Figure) (Position, error) {
	var l fault.List
	if b.Source == "" {
		l.Addf("source", "", fault.ErrMissing, "say where the figures are from")
	}
	switch b.Better {
	case More, Less:
	case "":
		l.Addf("better", "", fault.ErrMissing, "say which figure is the better one: more or less")
	default:
		l.Add("better", string(b.Better), fault.NotOneOf(string(b.Better), string(More), string(Less)))
	}
	if len(b.Figures) == 0 {
		l.Addf("figures", "", fault.ErrMissing, "at least one figure")
	}
	if !f.IsValid() {
		l.Addf("figure", "", fault.ErrMissing, "it has no value, so it has no position")
	}
	for i, g := range b.Figures {
		switch at := fmt.Sprintf("figures[%d]", i); {
		case !g.IsValid():
			l.Addf(at, "", fault.ErrMissing, "leave out figures without a value")
		case f.IsValid() && g.Kind() != f.Kind():
			l.Addf(at, g.String(), fault.ErrConflict, "a %s has no place among a %s", g.Kind(), f.Kind())
		}
	}
	if err := l.Err(); err != nil {
		return Position{}, err
	}
	return b.position(f), nil
}

func (b Benchmark) position(f metrics.Figure) Position {
	better := func(a, b *big.Rat) int { return a.Cmp(b) }
	if b.Better == Less {
		better = func(a, b *big.Rat) int { return b.Cmp(a) }
	}
	n, own := len(b.Figures), f.Rat()
	p := Position{Of: n}
	values, rising := make([]*big.Rat, n), make([]int, n)
	for i, g := range b.Figures {
		values[i], rising[i] = g.Rat(), i
		switch better(values[i], own) {
		case -1:
			p.Worse++
		case 0:
			p.Equal++
		}
	}
	sort.SliceStable(rising, func(i, j int) bool { return better(values[rising[i]], values[rising[j]]) < 0 })
	p.Ahead = rat(int64(2*p.Worse+p.Equal), int64(2*n))
	for q := range p.Quartiles {
		at := rising[((q+1)*n+3)/4-1]
		p.Quartiles[q] = b.Figures[at]
		p.Lead[q] = new(big.Rat).Sub(own, values[at])
		if b.Better == Less {
			p.Lead[q].Neg(p.Lead[q])
		}
	}
	return p
}
