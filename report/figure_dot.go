package report

import (
	"math/big"

	"github.com/upheld/upheld/metrics"
)

// dotPicture is a figure against its promise: the shape of the light on a line, and a tick
// for each edge of the promise. It is a dot and not a bar, since its scale need not begin
// at 0.
type dotPicture struct {
	named
	figure metrics.Figure
	limit  metrics.Limit // the zero Limit: no promise
	missed bool
	light  colour
}

func (dotPicture) height() int { return 36 }

func (d dotPicture) draw(c *canvas) {
	p := promiseOf(d.limit, d.figure.Kind())
	value := d.figure.Rat()
	if value == nil {
		return
	}
	s := scaleOf(d.figure.Kind(), value, p.low, p.high, p.natural(d.figure.Kind()))
	x := p.spot(s, value, d.missed)
	c.level("axis", 0, whole100, 12)
	p.gap(c, s, value, x, d.light)
	c.ticks(p, s, 3, 21)
	c.mark(d.light, x, 12)
	c.ends(s, 34)
}

// gap draws the distance of a value from the edge that is next to it.
func (p promise) gap(c *canvas, s scale, value *big.Rat, x spot, light colour) {
	low, high := p.ticks(s)
	edge := low
	switch {
	case p.low == nil && p.high == nil:
		return
	case p.low == nil, p.high != nil && value.Cmp(p.low) > 0 && high-x < x-low:
		edge = high
	}
	c.level("gap "+string(light), min(x, edge), max(x, edge), 12)
}

// rangePicture is what can still become of a figure: a bar from the worst to the best,
// the figure so far as a shape, and a tick for each edge of the promise.
type rangePicture struct {
	named
	now, best, worst metrics.Figure // the zero Figure: no value, or no bound
	limit            metrics.Limit
	missed           bool // the best misses
	light            colour
}

func (rangePicture) height() int { return 36 }

func (r rangePicture) draw(c *canvas) {
	kind := r.best.Kind()
	if kind == "" {
		kind = r.now.Kind()
	}
	p := promiseOf(r.limit, kind)
	now, best, worst := r.now.Rat(), r.best.Rat(), r.worst.Rat()
	if now == nil && best == nil && worst == nil {
		return
	}
	s := scaleOf(kind, now, best, worst, p.low, p.high, p.natural(kind))
	side := func(v *big.Rat, f metrics.Figure) spot { return p.spot(s, v, r.limit.IsValid() && !r.limit.Meets(f)) }
	c.level("axis", 0, whole100, 12)
	switch {
	case best != nil && worst != nil:
		a, b := side(best, r.best), side(worst, r.worst)
		c.box("range", min(a, b), max(a, b), 8, 8, 2)
	case best != nil: // it can become as bad as it likes
		a, b := side(best, r.best), whole100
		if p.low != nil {
			b = 0
		}
		c.box("range open", min(a, b), max(a, b), 8, 8, 2)
	}
	c.ticks(p, s, 3, 21)
	if now != nil {
		c.mark(r.light, side(now, r.now), 12)
	}
	c.ends(s, 34)
}

// linePicture is a figure over periods: a line with a dot for each period, and the
// promise as a level line. A period without a figure keeps its place.
type linePicture struct {
	named
	kind   metrics.FigureKind
	points []linePoint
	limit  metrics.Limit // the zero Limit: no promise, or not one for all periods
}

// linePoint is a figure of a period.
type linePoint struct {
	label  string         // below the axis
	figure metrics.Figure // the zero Figure: no value
	text   string         // the figure as text
	picked bool           // the text stands there whatever the number of periods
	missed bool
	light  colour
}

// The ends of the scale have rows of their own above and below the line: on a narrow page the
// first mark, and a text above it, stand where the labels of the scale begin.
const lineTop, lineTall, lineLow = 34, 130, 16

func (linePicture) height() int { return lineTop + lineTall + lineLow + 22 }

func (l linePicture) draw(c *canvas) {
	p := promiseOf(l.limit, l.kind)
	values := []*big.Rat{p.low, p.high}
	for _, point := range l.points {
		values = append(values, point.figure.Rat())
	}
	s := scaleOf(l.kind, values...)
	c.level("axis", 0, whole100, lineTop)
	c.level("axis", 0, whole100, lineTop+lineTall)
	c.text("", atStart, 0, 0, 12, c.label(s, s.high))
	c.text("", atStart, 0, 0, lineTop+lineTall+lineLow+2, c.label(s, s.low))
	n := len(l.points)
	if n == 0 {
		return
	}
	x := func(i int) spot { return (spot(2*i+1) * whole100) / spot(2*n) }
	c.plot(lineTop, lineTall, func() {
		low, high := p.ticks(s)
		for _, edge := range []struct {
			of *big.Rat
			at spot
		}{{p.low, low}, {p.high, high}} {
			if edge.of != nil {
				c.path("promise", []spot{0, whole100}, []spot{edge.at, edge.at})
			}
		}
		var xs, ys []spot
		for i, point := range l.points {
			v := point.figure.Rat()
			if v == nil {
				c.path("line", xs, ys)
				xs, ys = nil, nil
				continue
			}
			xs, ys = append(xs, x(i)), append(ys, p.spot(s, v, point.missed))
		}
		c.path("line", xs, ys)
	})
	every := (n + 11) / 12
	for i, point := range l.points {
		if v := point.figure.Rat(); v != nil {
			y := lineTop + int((whole100-p.spot(s, v, point.missed))*lineTall/whole100)
			c.mark(point.light, x(i), y)
			if point.text != "" && (n <= 12 || point.picked) {
				c.point(x(i), y, point.text, l.lowest(i))
			}
		}
		if i%every == 0 {
			c.text("", atMiddle, x(i), 0, lineTop+lineTall+lineLow+18, point.label)
		}
	}
}

// lowest reports whether the periods before and after a period have higher figures, so
// that its text stands below the line.
func (l linePicture) lowest(i int) bool {
	v := l.points[i].figure.Rat()
	beside := 0
	for _, j := range []int{i - 1, i + 1} {
		if j < 0 || j >= len(l.points) {
			continue
		}
		w := l.points[j].figure.Rat()
		if w == nil || w.Cmp(v) < 0 {
			return false
		}
		beside += w.Cmp(v)
	}
	return beside > 0
}

// point writes a text next to a mark, within the picture: above it, below it, or left or right of
// it.
func (c *canvas) point(x spot, y int, text string, below bool) {
	if below && y+18 > lineTop+lineTall { // no room
		c.within("t", x, 9, y+4, text)
		return
	}
	y -= 9
	if below {
		y += 27
	}
	switch {
	case x < whole100*12/100:
		c.text("t", atStart, x, -4, y, text)
	case x > whole100*88/100:
		c.text("t", atEnd, x, 4, y, text)
	default:
		c.text("t", atMiddle, x, 0, y, text)
	}
}

// plot draws lines in a part of the picture in which a spot upward is a spot of the
// height.
func (c *canvas) plot(top, tall int, draw func()) {
	c.WriteString(`<svg x="0" y="` + itoa(top) + `" width="100%" height="` + itoa(tall) + `" viewBox="0 0 10000 10000" preserveAspectRatio="none">`)
	draw()
	c.WriteString("</svg>")
}

// path draws a line through points of a plot.
func (c *canvas) path(class string, x, y []spot) {
	if len(x) == 0 {
		return
	}
	c.WriteString(`<polyline class="` + class + `" points="`)
	for i := range x {
		if i > 0 {
			c.WriteByte(' ')
		}
		c.WriteString(itoa(int(x[i])) + "," + itoa(int(whole100-y[i])))
	}
	c.WriteString(`"/>`)
}
