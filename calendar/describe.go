package calendar

import (
	"fmt"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/zone"
)

// String writes the whole calendar on one line for people to check: hours, zone,
// dates, and the calendars that it combines, in parentheses. A text longer than 64
// KiB is cut and ends in "…".
func (c Calendar) String() string {
	if c.core == nil {
		return "never open"
	}
	var p printer
	c.core.source.describe(&p, c.core.zone)
	if n := len(c.core.versions); n > 0 {
		p.printf("; as known since %s", stampText(c.core.versions[n-1].known, c.core.zone))
	}
	return p.text.String()
}

// printer writes text up to textMax bytes.
type printer struct {
	text strings.Builder
	full bool
}

const textMax = 64 << 10

func (p *printer) printf(format string, args ...any) {
	if p.full {
		return
	}
	fmt.Fprintf(&p.text, format, args...)
	if p.text.Len() > textMax {
		p.full = true
		p.text.WriteString("…")
	}
}

// member writes a calendar that another calendar combines.
func (p *printer) member(c *core) {
	if p.full {
		return
	}
	p.printf("(")
	c.source.describe(p, c.zone)
	p.printf(")")
}

func (c composed) describe(p *printer, _ *zone.Zone) {
	word := map[operation]string{either: " or ", both: " and ", first: " except "}[c.operation]
	for i, m := range c.of {
		if i > 0 {
			p.printf("%s", word)
		}
		p.member(m)
	}
}

func (s switched) describe(p *printer, z *zone.Zone) {
	p.member(s.of[0])
	p.printf(" until %s, then ", stampText(s.at, z))
	p.member(s.of[1])
}

func (everything) describe(p *printer, z *zone.Zone) { p.printf("24x7 in %s", z.Name()) }

func (v view) describe(p *printer, z *zone.Zone) {
	if _, always := v.core.source.(everything); always {
		v.core.source.describe(p, z)
		return
	}
	v.core.source.describe(p, v.core.zone)
	p.printf("; days counted in %s", z.Name())
}

func (l *leaf) describe(p *printer, z *zone.Zone) {
	for i, w := range l.weeks {
		if i > 0 {
			p.printf(", from %s ", dateText(w.day))
		}
		if w.week.closed() {
			p.printf("no weekly hours")
		} else {
			p.printf("%s", w.week.String())
		}
	}
	for i := range l.rotas {
		p.printf("; %s", l.rotas[i].text())
	}
	p.printf(" in %s", z.Name())
	if l.whole {
		p.printf("; a closed day removes the shifts that begin on it")
	}
	for i, h := range l.lists {
		if i == 0 {
			p.printf("; closed on holidays of ")
		} else {
			p.printf(", ")
		}
		p.printf("%s", h.name())
		switch h.Keep {
		case ActualOnly:
			p.printf(" (on their own date)")
		case ObservedOnly:
			p.printf(" (on the day observed)")
		case SundayObserved:
			p.printf(" (not on the day observed for a Saturday)")
		}
	}
	switch {
	case l.eves.on != "" && l.eves.less > 0:
		p.printf("; %s less on the eve (%s)", time.Duration(l.eves.less)*time.Second, l.eves.on)
	case l.eves.on != "":
		p.printf("; %s on the eve (%s)", orNone(hoursText(l.eves.hours)), l.eves.on)
	}
	for i := range l.yearly {
		p.printf("; every %s %s", l.yearly[i].text(), orNone(hoursText(l.yearly[i].hours)))
	}
	word := "; closed on "
	for i := 0; i < len(l.days); i++ {
		if !l.days[i].closed {
			continue
		}
		p.printf("%s%s", word, dateText(l.days[i].day))
		word = ", "
		last := i
		for last+1 < len(l.days) && l.days[last+1].closed && l.days[last+1].day == l.days[last].day+1 {
			last++
		}
		if last > i {
			p.printf(" to %s", dateText(l.days[last].day))
			i = last
		}
	}
	for _, d := range l.days {
		if !d.closed {
			p.printf("; on %s %s", dateText(d.day), hoursText(d.hours))
		}
	}
}

// name writes the list as "DE", "DE-BE", a market or a file.
func (h Holidays) name() string {
	switch {
	case h.File != "":
		return h.File
	case h.Market != "":
		return h.Market
	case h.Region == "":
		return h.Country
	}
	return h.Country + "-" + h.Region
}

func dateText(day int64) string {
	return civil.Format(civil.Of(day))
}

func stampText(unix int64, z *zone.Zone) string {
	return time.Unix(unix, 0).In(z.Location()).Format("2006-01-02T15:04:05Z07:00")
}
