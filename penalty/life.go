package penalty

import (
	"slices"

	"github.com/rickb777/date/v2"
)

// On gives the statement as it stands on a day; claimed lists the days on which the
// customer claimed. A claimable line that was claimed in time is issued. A
// claimable or accrued line whose last day has passed without a claim is expired. A
// lowered line of a correction is reversed if the line that it corrects was claimed
// in time, and expires with that line otherwise; so hand a statement and its corrections the same
// claims. All other lines keep their state. The statement itself does not change.
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
