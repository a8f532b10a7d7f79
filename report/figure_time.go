package report

import (
	"math/big"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// leastWide is the least width in pixels of what lasts only a short time.
const leastWide = 4

// stretchPicture draws stretches of time on one bar: the trace of a clock, or the hours
// of a service.
type stretchPicture struct {
	named
	timeScale
	parts []timePart
	due   time.Time // a tick; zero: no tick
	small bool      // in a cell of a table: without texts
	texts struct{ from, to, due string }
}

// timePart is a stretch of a picture. Its class is one of the constants below.
type timePart struct {
	from, to time.Time
	class    partClass
	text     string // above it; "" for most
}

// partClass says how a stretch is drawn.
type partClass string

const (
	partRuns    partClass = "bar"    // counts
	partLate    partClass = "over"   // counts, past the due time
	partPaused  partClass = "paused" // does not count
	partClosed  partClass = "closed" // outside service hours
	partWaived  partClass = "hatch"  // taken out by an exclusion or maintenance
	partUp      partClass = "up"
	partReduced partClass = "risk"
	partDown    partClass = "miss"
	partUnknown partClass = "unknown" // no data, or still to come
	partEmpty   partClass = ""        // not drawn
)

func (p stretchPicture) height() int {
	if p.small {
		return 22
	}
	return 78
}

func (p stretchPicture) draw(c *canvas) {
	y, tall := 22, 26
	if p.small {
		y, tall = 3, 14
	}
	p.stretches(c, p.parts, y, tall)
	if !p.due.IsZero() && !p.due.Before(p.from) && !p.due.After(p.to) {
		x := p.at(p.due)
		c.upright("target", x, y-3, y+tall+3)
		if !p.small && p.texts.due != "" {
			c.within("t", x, 0, 13, p.texts.due)
		}
	}
	if !p.small {
		c.text("", atStart, 0, 0, y+tall+18, p.texts.from)
		c.text("", atEnd, whole100, 0, y+tall+18, p.texts.to)
	}
}

// stretches draws stretches of time. What is widened to be seen stands before what would
// cover it.
func (t timeScale) stretches(c *canvas, parts []timePart, y, tall int) {
	for _, widened := range []bool{false, true} {
		for _, part := range parts {
			least := part.class.least()
			if part.class == partEmpty || !part.from.Before(part.to) || widened != (least == leastWide) {
				continue
			}
			c.box(string(part.class), t.at(part.from), t.at(part.to), y, tall, least)
		}
	}
}

// least is the least width in pixels of a stretch.
func (class partClass) least() int {
	switch class {
	case partDown, partReduced, partWaived:
		return leastWide
	case partRuns, partLate:
		return 1
	}
	return 0
}

// tracePicture draws the trace of a cycle, from its start to its end. What counts past
// the due instant is drawn as late.
func tracePicture(trace []sla.Segment, due time.Time, small bool) stretchPicture {
	p := stretchPicture{due: due, small: small}
	for _, s := range trace {
		if p.from.IsZero() || s.From.Before(p.from) {
			p.from = s.From
		}
		if s.To.After(p.to) {
			p.to = s.To
		}
		class := partRuns
		switch s.Kind {
		case sla.Paused, sla.Moved:
			class = partPaused
		case sla.Closed, sla.OnHoliday:
			class = partClosed
		case sla.Waived:
			class = partWaived
		case sla.Stopped, sla.Carried:
			class = partEmpty
		}
		if class == partRuns && !due.IsZero() && s.To.After(due) {
			if s.From.Before(due) {
				p.parts = append(p.parts, timePart{from: s.From, to: due, class: partRuns})
				s.From = due
			}
			class = partLate
		}
		p.parts = append(p.parts, timePart{from: s.From, to: s.To, class: class})
	}
	return p
}

// stripPicture draws days or months as boxes: each with a light, and for amber with the
// share of the budget that was used.
type stripPicture struct {
	named
	boxes       []stripBox
	first, last string // names of the first and the last box
}

// stripBox is a day or a month. Its used share fills the box from below, as far as it
// goes; a miss has a cross.
type stripBox struct {
	light colour // grey: not measured
	used  *big.Rat
}

func (stripPicture) height() int { return 40 }

func (p stripPicture) draw(c *canvas) {
	const y, tall = 2, 20
	n := spot(len(p.boxes))
	for i, b := range p.boxes {
		from, to := spot(i)*whole100/n, spot(i+1)*whole100/n
		to -= min((to-from)/8, 30)
		switch {
		case b.light == grey:
			c.level("axis", from, to, y+tall)
		case b.light == red:
			c.box("miss", from, to, y, tall, 0)
			c.WriteString(`<svg class="mark" x="` + ((from + to) / 2).pc() + `" y="` + itoa(y+tall/2) + `"><path class="cross" d="M-3-3L3 3M3-3L-3 3"/></svg>`)
		default:
			c.box("up", from, to, y, tall, 0)
			if b.used != nil && b.used.Sign() > 0 {
				h := exact.Quotient(new(big.Int).Mul(b.used.Num(), big.NewInt(tall)), b.used.Denom(), exact.Ceiling)
				high := tall
				if h.IsInt64() {
					high = int(min(h.Int64(), tall))
				}
				c.box("risk", from, to, y+tall-high, high, 0)
			}
		}
	}
	c.text("", atStart, 0, 0, y+tall+15, p.first)
	c.text("", atEnd, whole100, 0, y+tall+15, p.last)
}

// budgetPicture draws a period of a service: above, its time with each loss; below, what
// is left of the allowed loss, which may fall below 0, with an even use dashed.
type budgetPicture struct {
	named
	timeScale
	parts   []timePart
	ticks   []instantTick
	allowed *big.Rat // seconds
	lost    []lossPart
	now     time.Time // where the line ends; the zero Time: at the end of the period
	texts   struct{ all, nothing, end string }
}

// lossPart is lost time of a stretch.
type lossPart struct {
	from, to time.Time
	seconds  *big.Rat // lost
}

const (
	budgetTop  = 76
	budgetTall = 150
)

func (p budgetPicture) height() int {
	if p.allowed == nil {
		return 70
	}
	return budgetTop + budgetTall + 38
}

func (p budgetPicture) draw(c *canvas) {
	bottom := 66
	if p.allowed != nil {
		bottom = budgetTop + budgetTall + 32
	}
	p.timeScale.ticks(c, p.ticks, 18, bottom, bottom)
	p.stretches(c, p.parts, 20, 28)
	last := spot(-whole100)
	for _, part := range p.parts {
		x := p.at(part.from)
		if part.text == "" || x-last < whole100*14/100 { // names that would run into each other are in the table
			continue
		}
		last = x
		c.within("", x, 0, 13, part.text)
	}
	if p.allowed == nil {
		return
	}
	left := new(big.Rat).Set(p.allowed)
	for _, l := range p.lost {
		left.Sub(left, l.seconds)
	}
	s := scaleOf(metrics.LengthFigure, p.allowed, left, new(big.Rat))
	edge := promise{low: new(big.Rat)}
	zero, _ := edge.ticks(s)
	at := func(v *big.Rat) spot { return edge.spot(s, v, v.Sign() < 0) }
	y := func(v spot) int { return budgetTop + int((whole100-v)*budgetTall/whole100) }
	now := whole100
	if !p.now.IsZero() {
		now = p.at(p.now)
	}
	c.plot(budgetTop, budgetTall, func() {
		c.path("promise", []spot{0, whole100}, []spot{zero, zero})
		c.path("ideal", []spot{0, whole100}, []spot{at(p.allowed), zero})
		left.Set(p.allowed)
		xs, ys := []spot{0}, []spot{at(left)}
		for _, l := range p.lost {
			xs, ys = append(xs, p.at(l.from)), append(ys, at(left))
			left.Sub(left, l.seconds)
			xs, ys = append(xs, p.at(l.to)), append(ys, at(left))
		}
		c.path("line", append(xs, now), append(ys, at(left)))
	})
	full, empty := y(at(p.allowed))-5, y(zero)-5
	if empty-full < 14 { // far more was lost than may be: the text would run into the other
		empty += 18
	}
	light := green
	if left.Sign() < 0 {
		light = red
	}
	end := y(at(left))
	c.mark(light, now, end)
	c.within("t strong", now, 10, end+17, p.texts.end) // the line is never below its end
	c.text("t", atStart, 0, 2, full, p.texts.all)
	c.text("t", atStart, 0, 2, empty, p.texts.nothing)
}

// aheadPicture draws what lies ahead: instants on lines of their own, over the hours of
// a service.
type aheadPicture struct {
	named
	timeScale
	open  []timePart // the service hours, shaded
	marks []aheadMark
	ticks []instantTick
}

// aheadMark is something that happens at an instant, if nothing happens before.
type aheadMark struct {
	at    time.Time
	text  string
	light colour
}

func (p aheadPicture) height() int { return 24 + 20*max(len(p.marks), 2) }

func (p aheadPicture) draw(c *canvas) {
	bottom := p.height()
	for _, o := range p.open {
		c.box("h0", p.at(o.from), p.at(o.to), 18, bottom-18, 0)
	}
	p.timeScale.ticks(c, p.ticks, 18, bottom, 13)
	for i, m := range p.marks {
		y := 30 + 20*i
		x := p.at(m.at)
		c.level("axis", 0, whole100, y)
		c.mark(m.light, x, y)
		c.within("t", x, 10, y+4, m.text)
	}
}
