package report

import "math/bits"

// barPicture is a number as a share of the greatest of its column, for a cell of a table.
type barPicture struct {
	named
	n, most int64
	class   partClass // "": as what counts
}

func (barPicture) height() int { return 14 }

func (p barPicture) draw(c *canvas) {
	class := p.class
	if class == "" {
		class = partRuns
	}
	if p.n > 0 {
		c.box(string(class), 0, share(p.n, p.most), 2, 11, 2)
	}
}

// share is n of most as a spot; most is at least n.
func share(n, most int64) spot {
	if most <= 0 || n <= 0 {
		return 0
	}
	if n >= most {
		return whole100
	}
	high, low := bits.Mul64(uint64(n), uint64(whole100))
	part, _ := bits.Div64(high, low, uint64(most))
	return spot(part)
}

// histogramPicture is how many items lie in each band, with the promise between two
// bands.
type histogramPicture struct {
	named
	bands  []band
	target string // names the edge before the first band that is over
}

// band is a band of a histogram.
type band struct {
	label string
	n     int64
	over  bool // past the promise
}

const bandsTop, bandsTall = 32, 120

func (histogramPicture) height() int { return bandsTop + bandsTall + 20 }

func (p histogramPicture) draw(c *canvas) {
	var most int64
	for _, b := range p.bands {
		most = max(most, b.n)
	}
	bottom := bandsTop + bandsTall
	n := spot(len(p.bands))
	marked := false
	for i, b := range p.bands {
		from, to := spot(i)*whole100/n, spot(i+1)*whole100/n
		class := partRuns
		if b.over {
			class = partLate
			if !marked {
				marked = true
				c.upright("target", from, 8, bottom+4)
				c.within("t", from, 5, 12, p.target)
			}
		}
		gap := (to - from) / 20
		high := int(share(b.n, most) * bandsTall / whole100)
		if b.n > 0 {
			high = max(high, 2)
			c.box(string(class), from+gap, to-gap, bottom-high, high, 0)
			c.text("t", atMiddle, (from+to)/2, 0, bottom-high-4, itoa(int(b.n)))
		}
		c.text("", atMiddle, (from+to)/2, 0, bottom+15, b.label)
	}
	c.level("base", 0, whole100, bottom)
}
