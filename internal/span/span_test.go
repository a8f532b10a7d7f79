package span_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/internal/tape"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"4h": 4 * time.Hour, "1h30m": 90 * time.Minute, "90s": 90 * time.Second, "-10m": -10 * time.Minute,
		"0s": 0, "250ms": 250 * time.Millisecond, "36h": 36 * time.Hour,
	} {
		if got, err := span.Parse(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for text, kind := range map[string]error{
		"": fault.ErrSyntax, "-": fault.ErrSyntax, "4": fault.ErrSyntax, "h": fault.ErrSyntax, "4hs": fault.ErrSyntax,
		"30m1h": fault.ErrSyntax, "1h1h": fault.ErrSyntax, "1.5h": fault.ErrSyntax, "4 h": fault.ErrSyntax,
		"2d": fault.ErrSyntax, "+4h": fault.ErrSyntax, "9999999999h": fault.ErrRange, "99999999999999999999s": fault.ErrRange,
	} {
		if _, err := span.Parse(text); !errors.Is(err, kind) {
			t.Errorf("%q: %v, want %v", text, err, kind)
		}
	}
}

func TestFormatIsReadBack(t *testing.T) {
	law := func(r *tape.Reader) error {
		d := time.Duration(r.Int64(math.MaxInt64))
		if r.Bool() {
			d = -d
		}
		if back, err := span.Parse(span.Format(d)); err != nil || back != d {
			return errors.New(span.Format(d) + " is not read back")
		}
		return nil
	}
	tape.Check(t, law)
}
