package casefile

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// askTicket answers about one ticket now, knowing only the lines above.
func (w *world) askTicket(l *line, answer string, t *sla.Ticket) {
	if w.broken {
		return
	}
	a, err := w.subjectOf(answer, []string{"trace", "because", "alarms", "owner", "time-in"}, []string{"next look", "next due", "ticket"})
	if !w.check(l, err) {
		return
	}
	own, now, waived := a.agreement.Agreement, w.now, w.facts.Exclusions
	w.askOf(t, a.agreement)
	switch a.verb {
	case "next due":
		w.compare(l, a.text, a.wanted, facets{"": instant(own.Track(t, now, waived...).NextDue(), now, w.zone)}, []string{"none"}, nil)
		return
	case "ticket":
		f := facets{}
		f.oneOf(wholeOf(own.Track(t, now, waived...)), "", "missed", "paused", "running", "clear")
		w.compare(l, a.text, a.wanted, f, []string{"running"}, nil)
		return
	case "next look":
		w.compare(l, a.text, a.wanted, facets{"": instant(own.Track(t, now, waived...).Next(), now, w.zone)}, []string{"none"}, nil)
		return
	case "owner":
		for _, o := range own.Track(t, now, waived...).Owners() {
			if o.Owner == a.name {
				w.compare(l, a.text, a.wanted, facets{"used": length(o.Elapsed), "over": length(o.Overrun), "missed": whole(int64(o.Missed))},
					[]string{"used", "over", "missed"}, nil)
				return
			}
		}
		w.fail(l, "no clock has the owner %q", a.name)
		return
	case "time-in":
		var rows []string
		for _, s := range own.TimeIn(t, a.name, now) {
			to := w.full(s.To)
			if s.Open {
				to = "open"
			}
			rows = append(rows, fmt.Sprintln(w.full(s.From), "to", to, quotedIfNeeded(s.Value)))
		}
		w.compareLines(l, a.text, rows, nil)
		return
	}
	if !w.objective(l, a) {
		return
	}
	explained := func() sla.Explanation { return own.Explain(t, a.name, now, waived...) }
	readings := own.Track(t, now, waived...)
	r, found := readings.Of(a.name)
	if a.worst {
		r, found = readings.Worst(a.name)
	}
	if a.cycle > 0 {
		found = false
		for c := range readings.Cycles(a.name) {
			if c.Cycle == a.cycle {
				r, found = c, true
			}
		}
	}
	if !found {
		w.fail(l, "%s has no cycle of %s", t.ID, a.text)
		return
	}
	switch a.verb {
	case "trace":
		var rows []row
		for _, s := range explained().Trace {
			rows = append(rows, row{fmt.Sprintln(w.full(s.From), "to", w.full(s.To), s.Kind, span.Format(s.Counted)), s.Cause})
		}
		w.compareRows(l, a.text, rows, nil)
	case "because":
		var rows []string
		for _, n := range explained().Because {
			value := n.Value
			if !n.At.IsZero() {
				value = w.full(n.At)
			}
			rows = append(rows, fmt.Sprintln(n.Code, n.Path, value))
		}
		w.compareLines(l, a.text, rows, nil)
	case "alarms":
		var rows []string
		for _, alarm := range r.Alarms {
			rows = append(rows, w.alarmLine(alarm))
		}
		w.compareLines(l, a.text, rows, nil)
	default:
		otherwise := []string{"running", "due", "left"}
		switch {
		case r.Phase == sla.PhaseWaiting || r.Phase == sla.PhaseNotApplicable || r.Phase == sla.PhaseCancelled:
			otherwise = []string{string(r.Phase)}
		case r.Verdict != "":
			otherwise = []string{"met", "used"}
		case r.Phase == sla.PhasePaused:
			otherwise = []string{"paused", "left"}
		}
		w.compare(l, a.text, a.wanted, w.readingFacets(r, now), otherwise, func() string {
			return w.pageOf(report.Ticket(explained()))
		})
	}
}

// wholeOf is the state of a ticket as a whole: missed if a cycle was missed, else paused
// if a clock is paused, else running if a clock is running, else clear.
func wholeOf(readings sla.Readings) string {
	has := func(holds func(sla.Reading) bool) bool { return slices.ContainsFunc(readings, holds) }
	switch {
	case has(func(r sla.Reading) bool { return r.Verdict == sla.Missed }):
		return "missed"
	case has(func(r sla.Reading) bool { return r.Phase == sla.PhasePaused }):
		return "paused"
	case has(func(r sla.Reading) bool { return r.Phase == sla.PhaseRunning }):
		return "running"
	}
	return "clear"
}

// alarmLine writes the instant of an alarm, its key, and the roles that it tells.
func (w *world) alarmLine(a sla.Alarm) string {
	text := w.full(a.At) + " " + a.Key
	if len(a.Tell) > 0 {
		text += " tell " + strings.Join(a.Tell, ", ")
	}
	if a.Withheld {
		text += " withheld"
	}
	return text
}

// pageOf writes a page in the zone of the case, to explain a failure.
func (w *world) pageOf(v report.View) string {
	var b strings.Builder
	if err := v.At(w.zone).Write(&b, report.Text); err != nil {
		return err.Error()
	}
	return b.String()
}

// readingFacets are the facets of a cycle as seen now.
func (w *world) readingFacets(r sla.Reading, now time.Time) facets {
	f := facets{
		"started": instant(r.StartedAt, now, w.zone), "stopped": instant(r.StoppedAt, now, w.zone), "breached": instant(r.BreachedAt, now, w.zone),
		"left": length(r.Remaining), "held": length(r.Held), "waived": length(r.Waived), "wall": length(r.Wall),
		"target": text(string(r.Within)), "calendar": text(r.Calendar), "cycle": whole(int64(r.Cycle)),
	}
	f["due"] = func(rest []word) (string, bool, error) {
		i := indexOf(rest, "if")
		if i < 0 {
			return instant(r.DueAt, now, w.zone)(rest)
		}
		if len(rest) < i+3 || !rest[i+1].is("resumed") {
			return "", false, errors.New("write due TIME if resumed TIME")
		}
		resumed, err := readTime(rest[i+2:], now, w.zone)
		if err != nil || resumed.words != len(rest)-i-2 {
			return "", false, errors.Join(err, errors.New("write due TIME if resumed TIME"))
		}
		due, _ := r.DueIfResumedAt(resumed.at)
		got, same, err := instant(due, now, w.zone)(rest[:i])
		return got + " " + textOf(rest[i:]), same, err
	}
	f["used"] = func(rest []word) (string, bool, error) {
		if len(rest) == 1 && strings.HasSuffix(rest[0].text, "%") {
			return figure(r.Used, metrics.Limit{})(rest)
		}
		return length(r.Elapsed)(rest)
	}
	warned := func(rest []word) (string, bool, error) {
		i := indexOf(rest, "at")
		if i < 1 {
			return "", false, errors.New("write warned MARK at TIME, such as warned 80% at 12:00")
		}
		mark, got := textOf(rest[:i]), ""
		for _, alarm := range r.Alarms {
			if string(alarm.Mark) != mark {
				continue
			}
			verb := "warned "
			if alarm.At.After(now) {
				verb = "warns "
			}
			at, same, err := instant(alarm.At, now, w.zone)(rest[i+1:])
			if got == "" || same {
				got = verb + mark + " at " + at
			}
			if same || err != nil {
				return got, same, err
			}
		}
		if got == "" {
			got = "warns " + mark + " at none"
		}
		return got, got == "warns "+textOf(rest), nil
	}
	f["warned"] = func(rest []word) (string, bool, error) {
		got, same, err := warned(rest)
		return got, same && strings.HasPrefix(got, "warned "), err
	}
	f["warns"] = func(rest []word) (string, bool, error) {
		got, same, err := warned(rest)
		return got, same && strings.HasPrefix(got, "warns "), err
	}
	f.oneOf(string(r.Phase), "", string(sla.PhaseWaiting), string(sla.PhaseRunning), string(sla.PhasePaused), string(sla.PhaseStopped),
		string(sla.PhaseCancelled), string(sla.PhaseNotApplicable))
	verdict, by := string(r.Verdict), ""
	switch r.Verdict {
	case "":
		verdict = "undecided"
	case sla.Missed:
		by = "by " + span.Format(r.Overrun)
	}
	f.oneOf(verdict, by, string(sla.Met), string(sla.Missed), "undecided")
	if r.BornBreached {
		f.oneOf("born", "breached")
	} else {
		f.oneOf("born", "in time")
	}
	return f
}
