package report

import (
	"fmt"
	"math/big"
	"sort"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// lostTime is the lost time of one cause in each period, in nanoseconds, and their sum.
type lostTime struct {
	cause string
	in    []*big.Rat
	all   *big.Rat
}

func newLostTime(cause string, periods int) *lostTime {
	l := &lostTime{cause, make([]*big.Rat, periods), new(big.Rat)}
	for i := range l.in {
		l.in[i] = new(big.Rat)
	}
	return l
}

// lostBy splits the lost time of periods by cause. The cause that lost most comes first,
// equal causes in the order of their names.
func lostBy(periods []sla.Outcome) (causes []*lostTime) {
	at := map[string]*lostTime{}
	for i := range periods {
		for _, e := range periods[i].Ledger {
			if !e.IsLost() {
				continue
			}
			l := at[e.Cause]
			if l == nil {
				l = newLostTime(e.Cause, len(periods))
				at[e.Cause] = l
				causes = append(causes, l)
			}
			lost := e.Weight.Rat()
			lost.Mul(lost, new(big.Rat).SetInt64(int64(e.Length())))
			l.in[i].Add(l.in[i], lost)
			l.all.Add(l.all, lost)
		}
	}
	sort.Slice(causes, func(i, j int) bool {
		if order := causes[i].all.Cmp(causes[j].all); order != 0 {
			return order > 0
		}
		return causes[i].cause < causes[j].cause
	})
	return causes
}

// causesOverPeriods draws which cause lost how much of the time of a service in which
// period. A row of sums shows which periods lost more than was promised.
func (s *summary) causesOverPeriods(id string, periods []sla.Outcome) {
	causes := lostBy(periods)
	if n := len(periods); n < 2 || n > periodsAcross || len(causes) == 0 {
		return
	}
	w := s.words.years()
	limits := make([]metrics.Limit, len(periods)) // the zero Limit: nothing is promised about time
	note := w.causesShares
	for i := range periods {
		if o := &periods[i]; o.Metric == (metrics.Availability{}).Key() {
			if limit := limitOf(o); limit.IsValid() {
				limits[i], note = limit, w.causesTimes
			}
		}
	}
	m := heatMap{title: fmt.Sprintf(w.causes, s.title(id)), note: note, columns: []string{s.keyName("@cause")}}
	for i := range periods {
		m.columns = append(m.columns, s.shortPeriod(periods[i].Period))
	}
	add := func(name string, l *lostTime) {
		r := heatRow{name: name}
		for i := range periods {
			cell := heatCell{text: "·"}
			if l.in[i].Sign() > 0 {
				cell.text = minutesUp(l.in[i])
				if note == w.causesShares || limits[i].IsValid() {
					cell.tint = tint(withoutLoss(periods[i].Ledger, l.in[i]), limits[i])
				}
			}
			r.cells = append(r.cells, cell)
		}
		m.rows = append(m.rows, r)
	}
	shown, left := s.cut(len(causes))
	for _, l := range causes[:shown] {
		add(s.groupValue("@cause", l.cause), l)
	}
	sum := func(name string, of []*lostTime) {
		total := newLostTime("", len(periods))
		for _, l := range of {
			for i := range periods {
				total.in[i].Add(total.in[i], l.in[i])
			}
		}
		add(name, total)
	}
	if left > 0 {
		sum(fmt.Sprintf(s.words.more, left), causes[shown:])
	}
	if len(causes) > 1 {
		sum(s.words.sum, causes)
	}
	s.blocks = append(s.blocks, m)
}

// withoutLoss is the share of the time counted in a ledger that remains after a loss.
func withoutLoss(ledger metrics.Ledger, lost *big.Rat) metrics.Figure {
	counted := new(big.Rat)
	for _, e := range ledger {
		if e.Counted {
			counted.Add(counted, new(big.Rat).SetInt64(int64(e.Length())))
		}
	}
	share := new(big.Rat).Quo(lost, counted)
	return metrics.ShareOfRat(share.Sub(big.NewRat(1, 1), share))
}

// minutesUp writes a length in whole minutes. A started minute counts in full, so that no
// loss reads as nothing.
func minutesUp(nanoseconds *big.Rat) string {
	minutes := new(big.Rat).Quo(nanoseconds, new(big.Rat).SetInt64(int64(time.Minute)))
	return exact.Quotient(minutes.Num(), minutes.Denom(), exact.Ceiling).String()
}
