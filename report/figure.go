package report

import (
	"bytes"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// picture is what a figure or a cell of a table draws. A picture is as wide as its
// place: its horizontal coordinates are spots, its vertical ones pixels. Only the types
// in the files figure_*.go are pictures.
type picture interface {
	// height is in pixels.
	height() int
	// names are the name of the picture and what it shows, for readers who do not see
	// it; the second may be empty.
	names() (name, description string)
	draw(*canvas)
}

// artist draws the pictures of a summary that stand without a table of their own, for a
// format that has pictures. It is an interface so that a program that prints text does
// not hold them.
type artist interface {
	dot(*summary, *sla.Outcome, metrics.Limit, colour) picture
	clock(s *summary, b *sla.Breach, name string) picture
	loss(s *summary, o *sla.Outcome, l loss, only string)
}

// htmlArtist is the artist of HTML.
type htmlArtist struct{}

// named is the part that all pictures share.
type named struct{ name, description string }

func (n named) names() (name, description string) { return n.name, n.description }

// canvas writes the marks of a picture. Classes are names of the style.
type canvas struct {
	bytes.Buffer
	words *lexicon
	texts [len(phones)][]textBox // that show on each phone
}

// phones are the narrowest pictures of the style: on a window of 320 pixels and on wider
// phones. A text that would lie on another there has the class.
var phones = [...]struct {
	pixels int
	class  string
}{{276, "p1"}, {340, "p2"}}

// textBox is where a text lies in a picture, in pixels.
type textBox struct{ from, to, y int }

// pixels is how wide a text of a picture is at most, in the widest of the common fonts.
func pixels(text string) int {
	tenths := 0
	for _, r := range text {
		switch {
		case strings.ContainsRune(" .,:;'|", r):
			tenths += 42
		case r == '-':
			tenths += 46
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z' && r != 'm' && r != 'w':
			tenths += 78
		case r >= 'A' && r <= 'Z':
			tenths += 95
		default:
			tenths += 62 * widthOf(r)
			if widthOf(r) == 1 {
				tenths += 55
			}
		}
	}
	return tenths/10 + 1
}

// crowded gives the class of a text for which narrow windows have no room next to the
// texts that were written before it.
func (c *canvas) crowded(a anchor, x spot, dx, y int, text string) (class string) {
	for i, phone := range phones {
		from, wide := int(x)*phone.pixels/int(whole100)+dx, pixels(text)
		switch a {
		case atMiddle:
			from -= wide / 2
		case atEnd:
			from -= wide
		}
		t := textBox{from, from + wide, y}
		if slices.ContainsFunc(c.texts[i], func(u textBox) bool {
			return t.from < u.to && u.from < t.to && t.y-u.y < 12 && u.y-t.y < 12
		}) {
			class = phone.class
			continue
		}
		c.texts[i] = append(c.texts[i], t)
	}
	return class
}

// pc writes a spot as a percentage.
func (s spot) pc() string {
	return strconv.FormatInt(int64(s)/100, 10) + "." + fmt.Sprintf("%02d", int64(s)%100) + "%"
}

// box draws a bar between two spots, at least so many pixels wide.
func (c *canvas) box(class string, from, to spot, y, height, least int) {
	width := (to - from).pc()
	fmt.Fprintf(c, `<rect class="%s" x="%s" y="%d" width="%s" height="%d"`, class, from.pc(), y, width, height)
	if least > 0 {
		fmt.Fprintf(c, ` style="width:max(%dpx,%s)"`, least, width)
	}
	c.WriteString("/>")
}

// upright draws an upright line.
func (c *canvas) upright(class string, x spot, from, to int) {
	fmt.Fprintf(c, `<line class="%s" x1="%s" x2="%[2]s" y1="%d" y2="%d"/>`, class, x.pc(), from, to)
}

// level draws a level line.
func (c *canvas) level(class string, from, to spot, y int) {
	fmt.Fprintf(c, `<line class="%s" x1="%s" x2="%s" y1="%d" y2="%[4]d"/>`, class, from.pc(), to.pc(), y)
}

// anchor says which part of a text stands at its spot.
type anchor string

const (
	atStart  anchor = ""
	atMiddle anchor = "m"
	atEnd    anchor = "e"
)

// text writes a text with its baseline at y, moved to the right by dx pixels. Of two texts
// that would lie on each other on a phone, only the first shows there.
func (c *canvas) text(class string, a anchor, x spot, dx, y int, text string) {
	class = strings.Join(strings.Fields(class+" "+string(a)+" "+c.crowded(a, x, dx, y, text)), " ")
	if class != "" {
		class = ` class="` + class + `"`
	}
	move := ""
	if dx != 0 {
		move = fmt.Sprintf(` dx="%d"`, dx)
	}
	fmt.Fprintf(c, `<text%s x="%s"%s y="%d">%s</text>`, class, x.pc(), move, y, markup(text, nameMax))
}

// within writes a text at a spot so that the text does not leave the picture: after the
// spot in the first half, else before it.
func (c *canvas) within(class string, x spot, gap, y int, text string) {
	if x > whole100/2 {
		c.text(class, atEnd, x, -gap, y, text)
		return
	}
	c.text(class, atStart, x, gap, y, text)
}

// shapes are the marks of the lights around a point.
var shapes = map[colour]string{
	green: `<circle class="met" r="6"/>`,
	amber: `<path class="risk" d="M0-7L7 6H-7z"/>`,
	red:   `<path class="miss" d="M-5.5-5.5H5.5V5.5H-5.5z"/>`,
	grey:  `<circle class="ring" r="5"/>`,
}

// mark draws the shape of a light at a spot.
func (c *canvas) mark(light colour, x spot, y int) {
	fmt.Fprintf(c, `<svg class="mark" x="%s" y="%d">%s</svg>`, x.pc(), y, shapes[light])
}

// label writes a value of a scale.
func (c *canvas) label(s scale, v *big.Rat) string {
	switch s.kind {
	case metrics.ShareFigure:
		return ratText(new(big.Rat).Mul(v, big.NewRat(100, 1))) + "%"
	case metrics.LengthFigure:
		ns := new(big.Rat).Mul(v, big.NewRat(1e9, 1))
		if ns.IsInt() && ns.Num().IsInt64() {
			return c.words.duration(time.Duration(ns.Num().Int64()))
		}
		return ratText(v) + "s"
	}
	return ratText(v)
}

// ratText writes a number with all its digits after the point; the ends of a scale have
// few.
func ratText(r *big.Rat) string {
	if places, finite := r.FloatPrec(); finite {
		return r.FloatString(places)
	}
	return exact.RatText(r)
}

// ends writes the ends of a scale below a picture.
func (c *canvas) ends(s scale, y int) {
	c.text("", atStart, 0, 0, y, c.label(s, s.low))
	c.text("", atEnd, whole100, 0, y, c.label(s, s.high))
}

// ticks draws the edges of a promise.
func (c *canvas) ticks(p promise, s scale, from, to int) {
	low, high := p.ticks(s)
	if p.low != nil {
		c.upright("target", low, from, to)
	}
	if p.high != nil && (p.low == nil || high != low) {
		c.upright("target", high, from, to)
	}
}

// timeScale is a stretch of time that a picture shows.
type timeScale struct{ from, to time.Time }

// at gives the spot of an instant of the stretch.
func (t timeScale) at(at time.Time) spot {
	all, part := big.NewInt(0), big.NewInt(0)
	all.Sub(nanos(t.to), nanos(t.from))
	part.Sub(nanos(at), nanos(t.from))
	if all.Sign() <= 0 || part.Sign() <= 0 {
		return 0
	}
	if part.Cmp(all) >= 0 {
		return whole100
	}
	part.Mul(part, big.NewInt(int64(whole100)))
	return spot(part.Quo(part, all).Int64())
}

func nanos(t time.Time) *big.Int {
	n := big.NewInt(t.Unix())
	return n.Add(n.Mul(n, big.NewInt(1e9)), big.NewInt(int64(t.Nanosecond())))
}

// instantTick is an instant that a picture names.
type instantTick struct {
	at   time.Time
	text string
}

// ticks draws upright lines at instants, with their names at y.
func (t timeScale) ticks(c *canvas, all []instantTick, from, to, y int) {
	for _, tick := range all {
		x := t.at(tick.at)
		c.upright("axis", x, from, to)
		if room := spot(pixels(tick.text)+3) * whole100 / spot(phones[0].pixels); x > whole100-room {
			c.text("", atEnd, x, -3, y, tick.text)
		} else {
			c.text("", atStart, x, 3, y, tick.text)
		}
	}
}
