package report

import (
	"fmt"
	"math/big"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// loss is what the time of a service lost against what may be lost.
type loss struct {
	allowed *big.Rat // seconds; nil: the promise has no budget of time
	lost    *big.Rat // seconds
	parts   []lossPart
	ranOut  time.Time // when more was lost than is allowed; zero: never
	cause   string    // of the loss then
}

// lossOf reads the ledger of an outcome.
func lossOf(o *sla.Outcome) (l loss) {
	second := big.NewRat(int64(time.Second), 1)
	l.allowed, l.lost = allowance(o), new(big.Rat)
	for i, e := range o.Ledger {
		part := o.Ledger[i : i+1].Lost()
		if part.Sign() == 0 {
			continue
		}
		part.Quo(part, second)
		sum := new(big.Rat).Add(l.lost, part)
		if l.allowed != nil && l.ranOut.IsZero() && sum.Cmp(l.allowed) > 0 {
			l.ranOut, l.cause = e.From.Add(until(l.allowed, l.lost, part, e.Length())), e.Cause
		}
		l.parts = append(l.parts, lossPart{e.From, e.To, part})
		l.lost = bounded(sum)
	}
	l.lost = o.Ledger.Lost()
	l.lost.Quo(l.lost, second)
	return l
}

// bounded keeps a sum of many unlike fractions short: beyond 1,024 bits it is rounded up
// to 40 places, as [metrics.Ledger.Lost] does.
func bounded(sum *big.Rat) *big.Rat {
	if sum.Denom().BitLen() <= 1024 {
		return sum
	}
	places := exact.Power(40)
	n := new(big.Int).Mul(sum.Num(), places)
	return sum.SetFrac(exact.Quotient(n, sum.Denom(), exact.Ceiling), places)
}

// until is how long a stretch lasts, in whole milliseconds, until the sum of what is lost
// reaches what is allowed.
func until(allowed, before, part *big.Rat, length time.Duration) time.Duration {
	n := new(big.Rat).Sub(allowed, before)
	n.Quo(n, part).Mul(n, big.NewRat(int64(length), int64(time.Millisecond)))
	return time.Duration(exact.Quotient(n.Num(), n.Denom(), exact.Floor).Int64()) * time.Millisecond
}

// allowance is how much time may be lost in an outcome's period, in seconds; nil if the
// promise has no such budget. For an open period all the time that is known to count is
// taken.
func allowance(o *sla.Outcome) *big.Rat {
	limit := limitOf(o)
	if !limit.IsValid() || len(o.Ledger) == 0 || o.Metric == "repair" {
		return nil
	}
	if o.Ahead != nil {
		room := o.Ahead.Room.Rat()
		if room == nil || o.Ahead.Room.Kind() != metrics.LengthFigure {
			return nil
		}
		lost := o.Ledger.Lost()
		return room.Add(room, lost.Quo(lost, big.NewRat(int64(time.Second), 1)))
	}
	switch edge, upper := limit.Edge(); {
	case o.Attained.Kind() == metrics.ShareFigure:
		return limit.Allowance(metrics.LengthOf(o.Ledger.Counted())).Rat()
	case o.Attained.Kind() == metrics.LengthFigure && upper && limit.Speaks(o.Attained):
		return edge.Quo(edge, big.NewRat(int64(time.Second), 1))
	}
	return nil
}

// budget shows what became of the time that may be lost: in a sentence and as a picture.
func (s *summary) budget(o *sla.Outcome) {
	l := lossOf(o)
	s.lossText(o, l)
	s.lossFigure(o, l, "")
}

// lossText says what may be lost, what was lost, and when nothing was left.
func (s *summary) lossText(o *sla.Outcome, l loss) {
	w := &s.words.budget
	if l.allowed == nil {
		return
	}
	text := fmt.Sprintf(w.allowed, s.say(string(o.Promised)), s.length(l.allowed, false), s.length(l.lost, true))
	switch {
	case l.ranOut.IsZero():
	case l.cause == "":
		text = fmt.Sprintf(w.ranOut, text, s.instant(l.ranOut))
	default:
		text = fmt.Sprintf(w.ranOutIn, text, s.instant(l.ranOut), l.cause)
	}
	s.paragraph(text + s.words.stop)
}

// lossFigure draws the time of a service and what was left of the time that may be lost.
// It names each loss, or only those of one cause.
func (s *summary) lossFigure(o *sla.Outcome, l loss, only string) {
	if s.art != nil {
		s.art.loss(s, o, l, only)
	}
}

func (htmlArtist) loss(s *summary, o *sla.Outcome, l loss, only string) {
	w := &s.words.budget
	f := figure{title: w.title, note: w.note}
	p := budgetPicture{timeScale: timeScale{o.From, o.To}, allowed: l.allowed, ticks: s.calendarTicks(o.From, o.To)}
	if s.r.AsOf.Before(o.To) {
		p.now = s.r.AsOf
	}
	p.name = fmt.Sprintf(s.words.because, s.titleIn(o), w.title)
	p.description = s.reached(o)
	p.parts = ledgerParts(o.Ledger)
	if only != "" {
		for i := range p.parts {
			if p.parts[i].text != only {
				p.parts[i].text = ""
			}
		}
	}
	p.parts = coarse(p.parts, o.From, o.To)
	if l.allowed == nil {
		f.title, f.note = w.titleAlone, w.noteAlone
		p.name = fmt.Sprintf(s.words.because, s.titleIn(o), w.titleAlone)
	} else {
		p.texts.all, p.texts.nothing = fmt.Sprintf(w.all, s.length(l.allowed, false)), w.nothing
		left := new(big.Rat).Sub(l.allowed, l.lost)
		p.texts.end = fmt.Sprintf(s.words.outcome.left, s.length(left, false))
		if left.Sign() < 0 {
			p.texts.end = fmt.Sprintf(s.words.outcome.over, s.length(left.Neg(left), true))
		}
		p.lost = coarseLoss(l.parts)
	}
	f.picture = p
	s.legend(s.ledgerLegend(p.parts))
	s.figure(f)
}

// ledgerParts are the stretches of a ledger as a picture shows them. Stretches of one
// class that adjoin are one.
func ledgerParts(ledger metrics.Ledger) (all []timePart) {
	for i, e := range ledger {
		part := timePart{from: e.From, to: e.To, class: bucketClass(e.Bucket), text: ""}
		if ledger[i:i+1].Lost().Sign() != 0 {
			part.text = e.Cause
			if part.class != partReduced {
				part.class = partDown
			}
		}
		if n := len(all); n > 0 && all[n-1].class == part.class && all[n-1].to.Equal(part.from) && all[n-1].text == part.text {
			all[n-1].to = part.to
			continue
		}
		all = append(all, part)
	}
	return all
}

func bucketClass(b metrics.Bucket) partClass {
	switch b {
	case metrics.Up, metrics.Ignored:
		return partUp
	case metrics.Degraded:
		return partReduced
	case metrics.Down:
		return partDown
	case metrics.Excluded, metrics.Forgiven:
		return partWaived
	case metrics.OutsideHours:
		return partClosed
	}
	return partUnknown
}

// partsMost is the number of stretches above which a picture draws slots of equal
// length: more could not be told from each other.
const partsMost = 400

// coarse gives the stretches, or if they are too many, equal slots of the period, each
// with the worst class in it.
func coarse(parts []timePart, from, to time.Time) []timePart {
	if len(parts) <= partsMost {
		return parts
	}
	slots := make([]timePart, partsMost)
	width := to.Sub(from) / partsMost
	for i := range slots {
		slots[i] = timePart{from: from.Add(time.Duration(i) * width), to: from.Add(time.Duration(i+1) * width)}
	}
	slots[partsMost-1].to = to
	for _, p := range parts {
		if !p.from.Before(p.to) || width <= 0 {
			continue
		}
		first, last := int(p.from.Sub(from)/width), int((p.to.Sub(from)-1)/width)
		for i := max(first, 0); i <= min(last, partsMost-1); i++ {
			if classOrder[p.class] > classOrder[slots[i].class] {
				slots[i].class = p.class
			}
		}
	}
	var all []timePart
	for _, slot := range slots {
		if n := len(all); n > 0 && all[n-1].class == slot.class {
			all[n-1].to = slot.to
			continue
		}
		all = append(all, slot)
	}
	return all
}

// classOrder orders the classes of a service's time, the worst last.
var classOrder = map[partClass]int{partEmpty: 0, partClosed: 1, partUp: 2, partUnknown: 3, partWaived: 4, partReduced: 5, partDown: 6}

// coarseLoss gives the losses, or if they are too many, puts neighbours together.
func coarseLoss(all []lossPart) []lossPart {
	for len(all) > partsMost {
		var half []lossPart
		for i := 0; i < len(all); i += 2 {
			l := all[i]
			if i+1 < len(all) {
				l.to = all[i+1].to
				l.seconds = new(big.Rat).Add(l.seconds, all[i+1].seconds)
			}
			half = append(half, l)
		}
		all = half
	}
	return all
}

// ledgerLegend names the classes that a picture has.
func (s *summary) ledgerLegend(parts []timePart) (all legend) {
	has := map[partClass]bool{}
	for _, p := range parts {
		has[p.class] = true
	}
	for _, class := range []partClass{partUp, partReduced, partDown, partWaived, partClosed, partUnknown} {
		if has[class] {
			all = append(all, legendPart{class, word(s.words.budget.classes, class)})
		}
	}
	return all
}

// calendarTicks are local midnights of a stretch: of weeks, months or years, as many as a
// picture has room for.
func (p *page) calendarTicks(from, to time.Time) (all []instantTick) {
	local := from.In(p.zone)
	years, months, days, layout := 0, 0, 7, p.words.page.dayLayout
	switch length := to.Sub(from); {
	case length <= 0:
		return nil
	case length <= 3*24*time.Hour:
		days = 1
	case length > 5*366*24*time.Hour:
		years, days, layout = 1+int(length/(6*366*24*time.Hour)), 0, "2006"
	case length > 100*24*time.Hour:
		months, days, layout = 1+int(length/(6*31*24*time.Hour)), 0, p.words.page.monthLayout
	case length > 45*24*time.Hour:
		days = 14
	}
	at := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, p.zone)
	if months > 0 || years > 0 {
		at = time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, p.zone)
	}
	for n := 0; n < 20 && at.Before(to); n++ {
		if !at.Before(from) {
			all = append(all, instantTick{at, at.Format(layout)})
		}
		at = at.AddDate(years, months, days)
	}
	return all
}
