package penalty

import (
	"slices"

	"github.com/rickb777/date/v2"
)

// On gives the statement as it stands on a day, when the customer claimed on
// the days given: a line claimed in time is issued, one whose last day has
// passed unclaimed is expired. What a correction lowers shares the fate of the
// line it corrects: it is reversed if that was claimed in time, else expired; so a
// statement and its corrections need the same days of claims. A disputed line
// stays disputed. The statement itself does not change.
func (s Statement) On(day date.Date, claimed ...date.Date) Statement {
	s.Lines = slices.Clone(s.Lines)
	for i := range s.Lines {
		line := &s.Lines[i]
		if line.ClaimBy == 0 || line.State != Claimable && line.State != Accrued && line.State != Lowered {
			continue
		}
		inTime := slices.ContainsFunc(claimed, func(c date.Date) bool { return c <= day && c <= line.ClaimBy })
		switch {
		case !inTime && day > line.ClaimBy:
			line.State = Expired
		case inTime && line.State == Claimable:
			line.State = Issued
		case inTime && line.State == Lowered:
			line.State = Reversed
		}
	}
	return s
}
