package report

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// duration writes a length of time exactly, to the nanosecond: "7h 30m", "-45s".
// In English the text without its spaces can be read back.
func (l *lexicon) duration(d time.Duration) string {
	text, negative := strings.CutPrefix(span.Format(d), "-")
	if negative {
		return l.minus + l.length(text)
	}
	return l.length(text)
}

func (p *page) duration(d time.Duration) string { return p.words.duration(d) }

// length writes a length of time such as "1h30m", as span.Format writes it.
func (l *lexicon) length(text string) string {
	var all []string
	for rest := text; rest != ""; {
		number := strings.TrimLeft(rest, "0123456789")
		unit := strings.TrimLeft(number, "abcdefghijklmnopqrstuvwxyz")
		form, known := l.units[number[:len(number)-len(unit)]]
		if !known || len(number) == len(rest) {
			return text
		}
		all = append(all, fmt.Sprintf(form, rest[:len(rest)-len(number)]))
		rest = unit
	}
	return strings.Join(all, " ")
}

// date writes a date; "" for the zero Date.
func (l *lexicon) date(d date.Date) string {
	if d == 0 {
		return ""
	}
	year, month, day := d.Date()
	if year < 0 || year > 9999 {
		return civil.Format(d)
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Format(l.dateLayout)
}

// day writes the local date of an instant with its weekday.
func (l *lexicon) day(t time.Time) string {
	return fmt.Sprintf(l.onWeekday, l.weekdays[t.Weekday()], t.Format(l.dateLayout))
}

// period writes a period in place of its text, such as "2026-Q1".
func (l *lexicon) period(text string) string {
	p, err := sla.ParsePeriod(text)
	if err != nil || p.From() == 0 {
		return text
	}
	year, month, _ := p.From().Date()
	switch part := strings.TrimPrefix(text, text[:4]); {
	case strings.Contains(text, "/"):
		return fmt.Sprintf(l.dates, l.date(p.From()), l.date(p.To()), l.date(p.To()-1))
	case part == "":
		return fmt.Sprintf(l.year, year)
	case part[1] == 'Q':
		return fmt.Sprintf(l.quarter, year, (int(month)+2)/3)
	case len(part) == len("-03"):
		return fmt.Sprintf(l.month, year, int(month))
	}
	return l.date(p.From())
}

// amount writes an amount: "1200.00 EUR".
func (l *lexicon) amount(a penalty.Amount) string { return l.quantity(a.String()) }

// quantity writes a number with its unit: the name of a currency in place of its code,
// and groups of thousands if the language has them. A number whose decimals are cut has
// the exact fraction in brackets after it.
func (l *lexicon) quantity(text string) string {
	if len(l.unitNames) == 0 {
		return text
	}
	if cut, whole, both := strings.Cut(text, " ("); both && strings.HasSuffix(whole, ")") {
		return fmt.Sprintf(l.aside, l.quantity(cut), strings.TrimSuffix(whole, ")"))
	}
	number, unit, spaced := strings.Cut(text, " ")
	if !spaced {
		if spoken := l.length(text); spoken != text {
			return spoken
		}
		return text
	}
	if spoken := l.length(strings.ReplaceAll(text, " ", "")); strings.Contains(spoken, " ") {
		return spoken // a length, such as "1h 30m"
	}
	name, known := l.unitNames[unit]
	switch {
	case !known:
		return text
	case isCurrency(unit):
		number = l.grouped(number)
	}
	return number + " " + name
}

func isCurrency(unit string) bool {
	return len(unit) == 3 && strings.ToUpper(unit) == unit
}

// grouped puts separators between the thousands of a number.
func (l *lexicon) grouped(number string) string {
	digits := strings.TrimLeft(number, "-+")
	sign := number[:len(number)-len(digits)]
	whole, fraction, _ := strings.Cut(digits, ".")
	for _, r := range whole {
		if r < '0' || r > '9' {
			return number
		}
	}
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(l.thousands)
		}
		b.WriteByte(whole[i])
	}
	return b.String() + digits[len(whole):][:len(digits)-len(whole)-len(fraction)] + fraction
}

// phrase is a form in which agreements write terms, such as "at most 8h", and what a
// page says in its place. In says, {1} is the first group of the form put into words,
// and {=1} is the group as it is.
type phrase struct {
	form *regexp.Regexp
	says string
}

// phrasesOf makes phrases of pairs: a form, which has to match a whole text, and what a
// page says. Each group has to be shorter than the text.
func phrasesOf(pairs ...string) (all []phrase) {
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, phrase{regexp.MustCompile("^(?:" + pairs[i] + ")$"), pairs[i+1]})
	}
	return all
}

// sayMax is the most bytes of a text that is put into words. Terms are shorter; a longer
// text stays as it is.
const sayMax = 200

// say puts a term of an agreement into words: a bound, a target, a date, a claim window.
// A term of another form stays as it is, as do all terms if the language has no phrases.
func (l *lexicon) say(term string) string {
	if len(l.phrases) == 0 || len(term) > sayMax {
		return term
	}
	if spoken := l.length(term); spoken != term {
		return spoken
	}
	if p := l.period(term); p != term && strings.Contains(term, "-") {
		return p
	}
	for i := range l.phrases {
		groups := l.phrases[i].form.FindStringSubmatch(term)
		if groups == nil {
			continue
		}
		var pairs []string
		for n, group := range groups[1:] {
			number := strconv.Itoa(n + 1)
			pairs = append(pairs, "="+number, group)
			if strings.Contains(l.phrases[i].says, "{"+number+"}") {
				pairs = append(pairs, number, l.say(group))
			}
		}
		return fill(l.phrases[i].says, pairs...)
	}
	return l.quantity(term)
}

// deviation puts a deviation from a promise into words. Its points are percentage points,
// and not points of a score.
func (l *lexicon) deviation(term string) string {
	for _, unit := range []string{" points", " point"} {
		if number, points := strings.CutSuffix(term, unit); points && len(l.phrases) > 0 {
			return l.say(number + " percentage points")
		}
	}
	return l.say(term)
}

// say puts a term of an agreement into words.
func (p *page) say(term string) string { return p.words.say(term) }

// sayEach puts each of several terms of a remark into words.
func (p *page) sayEach(terms string) string {
	all := strings.Split(terms, ", ")
	for i := range all {
		all[i] = p.words.deviation(all[i])
	}
	return strings.Join(all, p.words.list)
}

// named gives the name of a part in the language of the page, by its path, if the
// agreement states it; else the name that the agreement itself uses.
func (p *page) named(path, name string) string {
	if own := p.own[path]; own != "" {
		return own
	}
	return name
}

// party names a provider or customer.
func (p *page) party(name string) string {
	return p.named("provider="+name, p.named("customer="+name, name))
}

// speak takes the names that the agreement states in the language of the page.
func (p *page) speak(names map[string]map[string]string) { p.own = names[string(p.language)] }

// calendar names a calendar.
func (p *page) calendar(name string) string {
	if name == "24x7" {
		return p.named("calendars."+name, p.words.aroundClock)
	}
	return p.named("calendars."+name, name)
}

// pair writes an attribute and its value as in the conditions of an agreement, such as
// "priority P1".
func (p *page) pair(key, value string) string {
	return fmt.Sprintf(p.words.attribute, p.named(key, key), value)
}

// lineGroup names the group of a line of a statement, such as "team=red".
func (p *page) lineGroup(group string) string {
	if key, value, pair := strings.Cut(group, "="); pair && p.own[group] == "" && !strings.Contains(value, "=") {
		return p.attribute(key, value)
	}
	return p.named(group, group)
}

// valued names the value of an attribute.
func (p *page) valued(key, value string) string { return p.named(key+"="+value, value) }

// attribute writes an attribute and its value.
func (p *page) attribute(key, value string) string {
	if own := p.own[key+"="+value]; own != "" {
		return own
	}
	if name := p.words.cut.keys[key]; name != "" {
		return name + "=" + p.groupValue(key, value)
	}
	return p.named(key, key) + "=" + value
}
