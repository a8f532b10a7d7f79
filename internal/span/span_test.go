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

func TestParseSigned(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"4h": 4 * time.Hour, "1h30m": 90 * time.Minute, "90s": 90 * time.Second, "-10m": -10 * time.Minute,
		"0s": 0, "250ms": 250 * time.Millisecond, "36h": 36 * time.Hour,
	} {
		if got, err := span.ParseSigned(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for text, kind := range map[string]error{
		"": fault.ErrSyntax, "-": fault.ErrSyntax, "--1h": fault.ErrSyntax, "4": fault.ErrSyntax, "h": fault.ErrSyntax, "4hs": fault.ErrSyntax,
		"30m1h": fault.ErrSyntax, "1h1h": fault.ErrSyntax, "1.5h": fault.ErrSyntax, "4 h": fault.ErrSyntax,
		"2d": fault.ErrSyntax, "+4h": fault.ErrSyntax, "9999999999h": fault.ErrRange, "99999999999999999999s": fault.ErrRange,
	} {
		if _, err := span.ParseSigned(text); !errors.Is(err, kind) {
			t.Errorf("%q: %v, want %v", text, err, kind)
		}
	}
}

func TestUnits(t *testing.T) {
	for text, want := range map[string][2]time.Duration{ // by Clock, Days; -1 cannot be read
		"1d12h":    {-1, 36 * time.Hour},
		"1h1m1s":   {3661 * time.Second, 3661 * time.Second},
		"1s1ms":    {1001 * time.Millisecond, 1001 * time.Millisecond},
		"1us":      {1000, 1000},
		"1h1d":     {-1, -1},
		"1d1d":     {-1, -1},
		"-1h":      {-1, -1},
		"":         {-1, -1},
		"106751d":  {-1, 106751 * 24 * time.Hour},
		"106752d":  {-1, -1},
		"2562047h": {2562047 * time.Hour, 2562047 * time.Hour},
		"2562048h": {-1, -1},
	} {
		for i, units := range []span.Units{span.Clock, span.Days} {
			got, err := span.Parse(text, units)
			if err != nil {
				got = -1
			}
			if got != want[i] {
				t.Errorf("%q by %d: %v, %v", text, units, got, err)
			}
		}
	}
}

func TestFormatIsReadBack(t *testing.T) {
	law := func(r *tape.Reader) error {
		d := time.Duration(r.Int64(math.MaxInt64))
		if r.Bool() {
			d = -d
		}
		if back, err := span.ParseSigned(span.Format(d)); err != nil || back != d {
			return errors.New(span.Format(d) + " is not read back")
		}
		return nil
	}
	tape.Check(t, law)
}
