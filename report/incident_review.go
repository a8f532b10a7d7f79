package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// given lists what the facts say under an attribute of the outages, a line each.
func (i *incident) given(key string) (all []string) {
	for _, o := range i.outages {
		for line := range strings.Lines(o.Attrs.Get(key)) {
			if line = strings.TrimSpace(line); line != "" && !slices.Contains(all, line) {
				all = append(all, line)
			}
		}
	}
	return all
}

// review shows what people found out and decided.
func (i *incident) review() {
	i.heading(2, i.w.review)
	var all pairs
	for _, part := range []struct{ key, name string }{
		{"cause", i.w.cause}, {"effect", i.w.effect}, {"measure", i.w.measure}, {"open", i.w.open},
	} {
		lines := i.given(part.key)
		if len(lines) == 0 {
			lines = []string{fmt.Sprintf(i.w.notGiven, part.key)}
		}
		for _, line := range lines {
			all = append(all, pair{part.name, line})
		}
	}
	i.pairs(all)
}

// letter is a text for the customer, of what the result and the facts say.
func (i *incident) letter() {
	w := i.w
	i.heading(2, w.letter)
	var text []string
	if len(i.outages) > 1 {
		shown, _ := i.cut(len(i.outages))
		for _, o := range i.outages[:shown] {
			text = append(text, i.disturbed(i.serviceName(o.Of), o.From, o.To, o.Share != ""))
		}
	} else {
		from, to, ended := i.bounds()
		if !ended {
			to = time.Time{}
		}
		text = append(text, i.disturbed(i.subject(), from, to, i.partly()))
	}
	shown, _ := i.cut(len(i.hits))
	for n := range i.hits[:shown] {
		text = append(text, i.told(&i.hits[n])...)
	}
	for _, part := range []struct{ key, form string }{{"cause", w.toldCause}, {"measure", w.toldMeasure}, {"open", w.toldOpen}} {
		if lines := i.given(part.key); len(lines) > 0 {
			text = append(text, fmt.Sprintf(part.form, strings.TrimRight(strings.Join(lines, w.semicolon), ".。")))
		}
	}
	if !i.final() {
		text = append(text, w.toldOpenPeriod)
	}
	i.paragraph(i.sentences(text))
}

// subject names what the incident disturbed: the objectives that lost time, else the
// service, else the incident itself.
func (i *incident) subject() string {
	var all []string
	for n := range i.hits {
		if title := i.title(i.hits[n].o.Objective); !slices.Contains(all, title) {
			all = append(all, title)
		}
	}
	if len(all) == 0 && len(i.outages) > 0 {
		all = append(all, i.serviceName(i.outages[0].Of))
	}
	return cmp.Or(strings.Join(all, i.words.list), i.id)
}

// serviceName names a service.
func (i *incident) serviceName(id string) string { return i.named("services."+id, id) }

// disturbed says in a sentence when something was not available; with a zero end it still
// is not.
func (i *incident) disturbed(who string, from, to time.Time, partly bool) string {
	switch {
	case to.IsZero():
		return fmt.Sprintf(i.w.down, who, i.instant(from))
	case partly:
		return fmt.Sprintf(i.w.wasReduced, who, i.instant(from), i.until(from, to), i.duration(to.Sub(from)))
	}
	return fmt.Sprintf(i.w.wasDown, who, i.instant(from), i.until(from, to), i.duration(to.Sub(from)))
}

// partly reports whether the service was never wholly lost.
func (i *incident) partly() bool {
	down := false
	for _, h := range i.hits {
		down = down || slices.ContainsFunc(h.parts, func(e metrics.Entry) bool { return e.Bucket != metrics.Degraded })
	}
	return len(i.hits) > 0 && !down
}

// told says what one outcome means for the customer.
func (i *incident) told(h *hit) (all []string) {
	w := i.w
	name, period := i.title(h.o.Objective), i.words.period(h.o.Period.String())
	if len(h.o.Group) > 0 {
		name += i.words.comma + i.group(h.o.Group)
	}
	switch allowed := allowance(h.o); {
	case h.lost.Sign() == 0:
		all = append(all, fmt.Sprintf(w.toldNothing, name, period))
	case allowed != nil:
		all = append(all, fmt.Sprintf(w.toldOf, name, period, i.seconds(h.lost), i.length(allowed, false)))
	default:
		all = append(all, fmt.Sprintf(w.told, name, period, i.seconds(h.lost)))
	}
	if h.lost.Sign() == 0 {
		return all
	}
	switch limit := limitOf(h.o); h.o.Verdict {
	case sla.Met:
		all = append(all, fmt.Sprintf(w.toldMet, i.say(string(h.o.Promised)), period, i.attained(h.o.Attained, limit)))
	case sla.Missed:
		all = append(all, fmt.Sprintf(w.toldMissed, i.say(string(h.o.Promised)), period, i.attained(h.o.Attained, limit)))
	}
	for _, t := range i.statements(h.o) {
		for _, l := range t.Lines {
			if l.Amount.Sign() <= 0 || l.State == penalty.Expired {
				continue
			}
			text := fmt.Sprintf(w.toldCredit, name, period, i.words.amount(l.Amount))
			if l.ClaimBy != 0 && l.State == penalty.Claimable {
				text = fmt.Sprintf(w.toldClaim, text, i.words.date(l.ClaimBy))
			}
			all = append(all, text+i.words.stop)
		}
	}
	return all
}
