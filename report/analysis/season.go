package analysis

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strings"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// Class is a recurring time, such as all Mondays, against the whole.
type Class struct {
	Group  sla.Attrs      // such as @weekday=Mon, @hour=09 or @month=Dec
	Figure metrics.Figure // pooled; the zero Figure: no items
	// Beyond is Figure less the share of all, in shares: negative if the class has fewer good
	// items. nil without a value.
	Beyond *big.Rat
	Times  int // the periods that have the class
}

// month is the key by which Season compares calendar months.
const month = "@month"

// Season pools the shares of an objective by class over all results, and gives the share
// of all. key is a key of groups, such as "@weekday" and "@hour", or "@month": the calendar
// months of the objective's periods, "Jan" to "Dec". Weekdays and months are in their
// order, all else is sorted.
//
// With @month, a month that occurs once is an error, since one January says nothing of
// Januaries; so is a period that is no calendar month. The errors of Periods and Effects
// are errors of Season too; the promise does not matter.
func Season(objective, key string, results ...*sla.Result) (classes []Class, all metrics.Figure, err error) {
	if _, err := Periods(objective, results...); err != nil {
		return nil, all, err
	}
	if len(results) == 0 {
		return nil, all, nil
	}
	class := map[string]*Class{}
	shares := map[string][]metrics.Figure{}
	var whole []metrics.Figure
	add := func(attrs sla.Attrs, f metrics.Figure) {
		name := nameOf(attrs)
		if class[name] == nil {
			class[name] = &Class{Group: attrs}
		}
		if f.IsValid() {
			class[name].Times++
			shares[name] = append(shares[name], f)
		}
	}
	for n, r := range results {
		for i := range r.Outcomes {
			o := &r.Outcomes[i]
			if o.Objective != objective || len(o.Group) > 0 || o.Judge != "" {
				continue
			}
			f, ok := counted(o)
			switch {
			case !ok:
				_, err := shareOf(o)
				return nil, all, err
			case f.IsValid():
				whole = append(whole, f)
			}
			if key == month {
				y, m, _ := o.Period.From().Date()
				if o.Period != sla.Month(y, m) {
					return nil, all, conflict(objective, "%s is no calendar month", o.Period)
				}
				add(sla.Attrs{{month, m.String()[:3]}}, f)
				continue
			}
			if !f.IsValid() {
				continue
			}
			groups, err := takeAt(r, i).by(key)
			if err != nil {
				return nil, all, within(fmt.Sprintf("results[%d]", n), err)
			}
			for _, g := range groups {
				add(g.attrs, g.share)
			}
		}
	}
	all = metrics.PoolOf(whole...)
	for name, c := range class {
		if key == month && c.Times < 2 {
			return nil, all, &fault.FieldError{Path: "results", Value: c.Group.Get(month), Err: fault.Because(fault.ErrMissing,
				"by month each month has to be there twice, with figures: give results of another year")}
		}
		if c.Figure = metrics.PoolOf(shares[name]...); c.Figure.IsValid() {
			c.Beyond = new(big.Rat).Sub(c.Figure.Rat(), all.Rat())
		}
		classes = append(classes, *c)
	}
	sort.Slice(classes, func(i, j int) bool { return placeOf(classes[i].Group) < placeOf(classes[j].Group) })
	return classes, all, nil
}

// placeOf is nameOf with weekdays and months as numbers.
func placeOf(attrs sla.Attrs) string {
	in := slices.Clone(attrs)
	for i, pair := range in {
		words := ""
		switch pair[0] {
		case "@weekday":
			words = "MonTueWedThuFriSatSun"
		case month:
			words = "JanFebMarAprMayJunJulAugSepOctNovDec"
		}
		if at := strings.Index(words, pair[1]); at >= 0 && len(pair[1]) == 3 {
			in[i][1] = fmt.Sprintf("%02d", at)
		}
	}
	return nameOf(in)
}
