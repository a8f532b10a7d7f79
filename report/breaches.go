package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/sla"
)

// breaches lists the breaches of each objective and period.
func (s *summary) breaches() {
	titled := false
	for i := range s.r.Outcomes {
		o := &s.r.Outcomes[i]
		if len(o.Breaches) == 0 || !whole(o) {
			continue
		}
		if !titled {
			s.heading(2, s.words.breach.title)
			s.common()
			s.legend(s.clockLegend(partRuns, partLate, partPaused, partWaived))
			titled = true
		}
		s.cycles(o, o.Breaches, s.words.breach.count)
	}
}

// forgiven lists the cycles that would be overdue without their exclusions.
func (s *summary) forgiven() {
	w := &s.words.breach
	titled := false
	for i := range s.r.Outcomes {
		o := &s.r.Outcomes[i]
		if len(o.Forgiven) == 0 || !whole(o) {
			continue
		}
		if !titled {
			s.heading(2, w.forgivenTitle)
			s.paragraph(w.forgivenSays)
			s.legend(s.clockLegend(partRuns, partLate, partPaused))
			titled = true
		}
		s.cycles(o, o.Forgiven, w.forgiven)
	}
}

// cycles is a table of cycles of an objective and period, below their number.
func (s *summary) cycles(o *sla.Outcome, cycles []sla.Breach, count counted) {
	w := &s.words.breach
	s.heading(3, fmt.Sprintf(w.heading, s.titleIn(o), count.of(int64(len(cycles)))))
	t := table{notes: w.why, columns: []column{
		{w.ticket, words}, {w.due, instant}, {w.stopped, instant}, {w.clock, pictures}, {w.overrun, number},
	}}
	shown, left := s.cut(len(cycles))
	graded := slices.ContainsFunc(cycles[:shown], func(b sla.Breach) bool { return b.Grade != "" })
	if graded {
		t.columns = append(t.columns, column{w.grade, words})
	}
	for j := range cycles[:shown] {
		r := s.breachRow(&cycles[j])
		if graded {
			r.cells = append(r.cells, cycles[j].Grade)
		}
		t.rows = append(t.rows, r)
	}
	if left > 0 {
		t.rows = append(t.rows, row{cells: []string{fmt.Sprintf(s.words.more, left)}})
	}
	s.table(t)
}

// titleIn names an objective, with the period if periodOf gives one.
func (s *summary) titleIn(o *sla.Outcome) string {
	if period := s.periodOf(o); period != "" {
		return s.title(o.Objective) + s.words.comma + period
	}
	return s.title(o.Objective)
}

func (s *summary) breachRow(b *sla.Breach) row {
	w := &s.words.breach
	ticket, stopped := b.Ticket, w.stillOpen
	if b.Cycle > 1 {
		ticket = fmt.Sprintf(s.words.cycle, ticket, b.Cycle)
	}
	if !b.StoppedAt.IsZero() {
		stopped = s.instant(b.StoppedAt)
	}
	notes := []string{s.promise(b), s.course(b)}
	if len(b.Waived) > 0 {
		notes = append(notes, fmt.Sprintf(w.exclusions, strings.Join(b.Waived, s.words.list)))
	}
	return row{
		cells:   []string{ticket, s.instant(b.DueAt), stopped, "", s.duration(b.Overrun)},
		picture: s.clock(b, ticket),
		notes:   notes,
		link:    Ref{Ticket: b.Ticket, Objective: b.Objective, Cycle: b.Cycle},
	}
}

// clock draws how the time of a breach went.
func (s *summary) clock(b *sla.Breach, name string) picture {
	if s.art == nil || len(b.Trace) == 0 {
		return nil
	}
	return s.art.clock(s, b, name)
}

func (htmlArtist) clock(s *summary, b *sla.Breach, name string) picture {
	p := tracePicture(b.Trace, b.DueAt, true)
	p.name = fmt.Sprintf(s.words.because, name, s.words.breach.clock)
	p.description = s.course(b)
	return p
}

// clockLegend explains the parts of pictures of clocks.
func (p *page) clockLegend(classes ...partClass) (all legend) {
	for _, class := range classes {
		all = append(all, legendPart{class, word(p.words.breach.parts, class)})
	}
	return all
}

// promise gives the group of a breach, if it has one, and the target that applied.
func (s *summary) promise(b *sla.Breach) string {
	w := &s.words.breach
	place := s.place(s.r.Clauses, b.Target)
	within := s.say(string(b.Within))
	text := fmt.Sprintf(w.target, within, place)
	if b.Calendar != "" {
		text = fmt.Sprintf(w.targetOn, within, s.calendar(b.Calendar), place)
	}
	if len(b.Group) > 0 {
		text = s.group(b.Group) + s.words.comma + text
	}
	if b.Allowed > 0 && span.Format(b.Allowed) != strings.TrimSuffix(string(b.Within), " wall") {
		text += s.words.comma + fmt.Sprintf(w.allowed, s.duration(b.Allowed))
	}
	return text
}

// course says in one line how the time of a cycle was spent.
func (s *summary) course(b *sla.Breach) string {
	w := &s.words.breach
	var parts []string
	if !b.StartedAt.IsZero() {
		parts = append(parts, fmt.Sprintf(w.started, s.instant(b.StartedAt)))
	}
	var ran, counted time.Duration
	var others []sla.SegmentKind // in order of appearance
	length := map[sla.SegmentKind]time.Duration{}
	times := map[sla.SegmentKind]int64{}
	for i, t := range b.Trace {
		counted += t.Counted
		if t.Kind == sla.Running {
			ran += t.To.Sub(t.From)
			continue
		}
		if times[t.Kind] == 0 {
			others = append(others, t.Kind)
		}
		length[t.Kind] += t.To.Sub(t.From)
		if i == 0 || b.Trace[i-1].Kind != t.Kind || !b.Trace[i-1].To.Equal(t.From) {
			times[t.Kind]++
		}
	}
	switch {
	case ran == counted && ran > 0:
		parts = append(parts, fmt.Sprintf(w.ran, s.duration(ran)))
	case len(b.Trace) > 0:
		parts = append(parts, fmt.Sprintf(w.ranCounted, s.duration(ran), s.duration(counted)))
	}
	for _, kind := range others {
		parts = append(parts, s.stretches(kind, length[kind], times[kind]))
	}
	return strings.Join(parts, s.words.comma)
}

// stretches says how long and how often a cycle was, for example, paused.
func (s *summary) stretches(kind sla.SegmentKind, length time.Duration, times int64) string {
	w, ok := s.words.breach.stretches[kind]
	if !ok {
		return string(kind) + " " + s.duration(length)
	}
	if times == 1 {
		return fmt.Sprintf(w.one, s.duration(length))
	}
	return fmt.Sprintf(w.many, s.duration(length), times)
}
