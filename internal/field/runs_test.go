package field_test

import (
	"testing"

	"github.com/upheld/upheld/internal/field"
)

// Six minutes over midnight are one run of more than four: each month loses its
// three. Three minutes on 15 June are too few. Of slices and of time alike.
func TestRunOfMinutesOverTheBorder(t *testing.T) {
	c := field.Open(t, "metrics-42-consecutive-minutes-over-the-border")
	for _, month := range []struct{ period, want string }{
		{"2026-05", "99.993279%"}, // 3 of 44,640
		{"2026-06", "99.993055%"}, // 3 of 43,200
	} {
		r := c.Result(t, month.period, "2026-07-05T00:00:00Z")
		for _, id := range []string{"minutes", "time"} {
			o, _ := r.Outcome(id)
			if got := o.Attained.Percent(6); got != month.want {
				t.Errorf("%s %s: %s, want %s", month.period, id, got, month.want)
			}
		}
		o, _ := r.Outcome("minutes")
		short := int64(0)
		if month.period == "2026-06" {
			short = 3
		}
		if o.Slices.Bad != 3 || o.Slices.Short != short {
			t.Errorf("%s: %d bad, %d short; want 3 and %d", month.period, o.Slices.Bad, o.Slices.Short, short)
		}
	}
}
