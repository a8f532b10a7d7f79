package civil_test

import (
	"errors"
	"testing"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
)

func TestParseRefusesWhatTheDatePackageBends(t *testing.T) {
	for text, kind := range map[string]error{
		"2026-02-30": fault.ErrRange, "2026-13-01": fault.ErrRange, "2026-00-00": fault.ErrRange, "2025-02-29": fault.ErrRange,
		"03/04/2026": fault.ErrSyntax, "2026-3-1": fault.ErrSyntax, "2026-060": fault.ErrSyntax, "": fault.ErrSyntax,
		"2026-03-01T00:00": fault.ErrSyntax, "+026-03-01": fault.ErrSyntax,
	} {
		if _, err := civil.Parse(text); !errors.Is(err, kind) {
			t.Errorf("%q: %v, want %v", text, err, kind)
		}
	}
	for _, text := range []string{"2024-02-29", "1900-01-01", "2189-12-31", "0001-01-01"} {
		if d, err := civil.Parse(text); err != nil || civil.Format(d) != text {
			t.Errorf("%q: %s, %v", text, civil.Format(d), err)
		}
	}
}

func TestDayNumbersCountFrom1970(t *testing.T) {
	d, _ := civil.Parse("1970-01-01")
	if civil.Day(d) != 0 || civil.Of(0) != d || civil.Format(civil.Of(-25567)) != "1900-01-01" {
		t.Errorf("1970-01-01 is day %d", civil.Day(d))
	}
}

func TestClipCutsToTheMonthsEnd(t *testing.T) {
	for _, c := range []struct {
		y, m, d int
		want    string
	}{{2025, 14, 31, "2026-02-28"}, {2024, 2, 31, "2024-02-29"}, {2025, 0, 31, "2024-12-31"}, {2025, -10, 30, "2024-02-29"}, {2025, 4, 31, "2025-04-30"}} {
		if got := civil.Format(civil.Clip(c.y, c.m, c.d)); got != c.want {
			t.Errorf("%d-%d-%d: %s, want %s", c.y, c.m, c.d, got, c.want)
		}
	}
}
