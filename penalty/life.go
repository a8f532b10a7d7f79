package penalty

import (
	"slices"

	"github.com/rickb777/date/v2"
)

// On gives the statement as it stands on a day, when the customer claimed on
// the days given: a line claimed in time is issued, one whose last day has
// passed unclaimed is expired. The statement itself does not change.
func (s Statement) On(day date.Date, claimed ...date.Date) Statement {
	s.Lines = slices.Clone(s.Lines)
	for i := range s.Lines {
		line := &s.Lines[i]
		if line.ClaimBy == 0 || line.State != Claimable && line.State != Accrued {
			continue
		}
		inTime := slices.ContainsFunc(claimed, func(c date.Date) bool { return c <= day && c <= line.ClaimBy })
		switch {
		case !inTime && day > line.ClaimBy:
			line.State = Expired
		case inTime && line.State == Claimable:
			line.State = Issued
		}
	}
	return s
}
