package metrics

import (
	"time"

	"github.com/upheld/upheld/internal/quantity"
	written "github.com/upheld/upheld/internal/span"
)

// Span is a length of time as written: "90s", "1h30m", "250ms", "2d". The units are
// d (24 hours), h, m, s, ms, us and ns, each at most once, from the longest to the
// shortest, with whole numbers and no sign. The empty Span is not stated.
type Span string

// SpanOf writes a length. A negative length gets a leading "-", which only figures
// use: Parse refuses it.
func SpanOf(d time.Duration) Span { return Span(written.Format(d)) }

// Parse gives the length. The empty Span is an error of kind ErrMissing.
func (s Span) Parse() (time.Duration, error) {
	return quantity.Span(string(s))
}
