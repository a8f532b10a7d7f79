package casefile

import (
	"errors"
	"math/big"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// windowBlock reads "window TIME to TIME": the availability between two instants, which
// need not be dates, without a verdict.
func (w *world) windowBlock(l *line, words []word) {
	const form = "write window TIME to TIME, and below it => OBJECTIVE: attained 99.9%%"
	w.silent = nil
	i := indexOf(words, "to")
	if i < 0 || len(l.below) == 0 {
		w.fail(l, form)
		return
	}
	from, err := readTime(words[1:i], w.now, w.zone)
	var to told
	if err == nil {
		to, err = readTime(words[i+1:], from.at, w.zone)
	}
	if err == nil && (from.words == 0 || from.words != i-1 || to.words == 0 || to.words != len(words)-i-1 || !to.at.After(from.at)) {
		err = errors.New("write window TIME to TIME, the later time last")
	}
	if !w.check(l, err) || w.broken {
		return
	}
	if w.first == nil {
		w.fail(l, "no agreement stands above")
		return
	}
	zone := w.first.Location()
	days := sla.Dates(dateOf(from.at, zone), dateOf(to.at.Add(-1), zone)+date.Date(1))
	_, end := w.first.Bounds(days)
	result, err := w.first.Evaluate(days, w.told(w.first), end.AddDate(1, 0, 0)) // whole periods of the objectives
	if !w.check(l, err) {
		return
	}
	w.sees(l, result)
	w.ask(question{About: "window", From: instantAt(from.at), To: instantAt(to.at)})
	for _, k := range l.below {
		left, answer, asks := arrow(k.text)
		if !asks || left != "" {
			w.fail(k, form)
			continue
		}
		a, err := w.subjectOf(answer, []string{"ledger"}, nil)
		if !w.check(k, err) || !w.objective(k, a) {
			continue
		}
		if a.agreement != w.first {
			w.fail(k, "%s: a window asks the first agreement; write the case of the other agreement apart", a.text)
			continue
		}
		ledger := clipped(result, a.name, from.at, to.at)
		if len(ledger) == 0 {
			w.fail(k, "%s: no availability of this name", a.text)
			continue
		}
		if a.verb == "ledger" {
			w.compareRows(k, a.text, w.ledgerRows(ledger), nil)
			continue
		}
		counted := ledger.Counted()
		f := facets{"counted": length(counted), "attained": text("none"), "good": text("none")}
		if counted > 0 {
			lost := ledger.Lost()
			all := big.NewRat(int64(counted), 1)
			good := new(big.Rat).Sub(all, lost)
			f["attained"] = figure(metrics.ShareOfRat(new(big.Rat).Quo(good, all)), metrics.Limit{})
			if good.IsInt() {
				f["good"] = ratio(span.Format(time.Duration(good.Num().Int64())), span.Format(counted))
			}
		}
		w.bucketFacets(f, ledger)
		w.compare(k, a.text, a.wanted, f, []string{"attained", "good"}, nil)
	}
}

// clipped is the ledger of an availability between two instants.
func clipped(r *sla.Result, objective string, from, to time.Time) (all metrics.Ledger) {
	for _, o := range r.Outcomes {
		if o.Objective != objective || len(o.Group) > 0 || o.Judge != "" {
			continue
		}
		for _, e := range o.Ledger {
			if e.From.Before(from) {
				e.From = from
			}
			if e.To.After(to) {
				e.To = to
			}
			if e.From.Before(e.To) {
				all = append(all, e)
			}
		}
	}
	return all
}
