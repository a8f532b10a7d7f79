package specfile

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/sla"
)

// phrase is a piece of a text that was joined from several places, and the place of
// the piece; at is the index in bytes of the piece in the text.
type phrase struct {
	at int
	place
	exact bool   // on one line without escapes, so that columns can be counted
	text  string // as the file has it
}

func (r *reader) phrase(at int, n *yaml.Node) phrase {
	where := r.at(n)
	if !plain(n) {
		where.column++ // the quote
	}
	return phrase{at, where, n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && !strings.ContainsAny(n.Value, "\n\\'\""), n.Value}
}

// hours reads the hours of a day, as one text or as a list of stretches.
func (r *reader) hours(n *yaml.Node, path string) string {
	var text strings.Builder
	r.stretches(n, &text, path, path)
	return r.joined(n, text.String(), path)
}

func (r *reader) stretches(n *yaml.Node, text *strings.Builder, path, whole string) {
	if n.Kind != yaml.SequenceNode {
		r.texts[whole] = append(r.texts[whole], r.phrase(text.Len(), n))
		text.WriteString(r.text(n, path))
		return
	}
	for i, item := range n.Content {
		if i > 0 {
			text.WriteByte(',')
		}
		if !r.usable(item, path) {
			continue
		}
		r.texts[whole] = append(r.texts[whole], r.phrase(text.Len(), item))
		text.WriteString(r.text(item, path))
	}
}

// week reads the hours of a week, as one text or as a mapping from days to
// hours.
func (r *reader) week(n *yaml.Node, path string) string {
	var text strings.Builder
	if n.Kind != yaml.MappingNode {
		if n.Kind == yaml.SequenceNode {
			r.report(n, path, fault.ErrSyntax, `hours by day are a mapping such as { mon-fri: [08:00-12:00, 13:00-18:00] }, or a text such as "mon-fri 08:00-18:00" or "24x7"`)
			return ""
		}
		r.texts[path] = append(r.texts[path], r.phrase(0, n))
		return r.text(n, path)
	}
	pairs, _ := r.pairs(n, path)
	for _, p := range pairs {
		if !r.usable(p.value, path) {
			continue
		}
		if text.Len() > 0 {
			text.WriteString("; ")
		}
		r.texts[path] = append(r.texts[path], r.phrase(text.Len(), p.key))
		text.WriteString(p.key.Value)
		text.WriteByte(' ')
		at := fault.Join(path, p.key.Value)
		r.places[at] = r.at(p.value)
		before := text.Len()
		r.stretches(p.value, &text, at, path)
		if text.Len() == before {
			text.WriteString("closed")
		}
	}
	return r.joined(n, text.String(), path)
}

// closed reads closed dates with their reason: { date: 2026-05-02, name: Company
// day }.
func (r *reader) closed(n *yaml.Node, path string) string {
	var date, name string
	pairs, _ := r.pairs(n, path)
	for _, p := range pairs {
		word, ok := r.known(p.key, path, []string{"date", "name"})
		switch {
		case !ok || !r.usable(p.value, path):
		case word == "date":
			date = r.text(p.value, path)
			r.places[path] = r.at(p.value)
		default:
			name = " " + r.text(p.value, path)
		}
	}
	return date + name
}

// served reads the hours of a target that a ticket names: { attribute: hours,
// otherwise: office }.
func (r *reader) served(n *yaml.Node, v reflect.Value, path string) {
	r.places[path] = r.at(n)
	if !r.usable(n, path) {
		return
	}
	var attribute, otherwise string
	pairs, _ := r.pairs(n, path)
	for _, p := range pairs {
		word, ok := r.known(p.key, path, []string{"attribute", "otherwise"})
		switch {
		case !ok || !r.usable(p.value, path):
		case word == "attribute":
			attribute = "attribute " + r.text(p.value, path)
		default:
			otherwise = " otherwise " + r.text(p.value, path)
		}
	}
	if attribute == "" {
		r.report(n, path, fault.ErrMissing, "which attribute of a ticket names the calendar: { attribute: hours, otherwise: office }")
		return
	}
	v.SetString(attribute + otherwise)
}

// joined refuses a joined text that is longer than scalarMax.
func (r *reader) joined(n *yaml.Node, text, path string) string {
	if len(text) > scalarMax {
		r.report(n, path, fault.ErrRange, "hours have at most %d bytes", scalarMax)
		return ""
	}
	return text
}

// match reads the values of one attribute: a text or a list, or either under not.
func (r *reader) match(n *yaml.Node, m *sla.Match, path string) {
	if n.Kind != yaml.MappingNode {
		m.Values = r.words(n, path)
		return
	}
	pairs, _ := r.pairs(n, path)
	for _, p := range pairs {
		if _, ok := r.known(p.key, path, []string{"not"}); ok && r.usable(p.value, path) {
			m.Not = true
			m.Values = r.words(p.value, path+".not")
		}
	}
}

// locate finds the place of a path of the Spec, or of the nearest path around it.
func (r *reader) locate(path string) place {
	for {
		if at, ok := r.places[path]; ok {
			return at
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return r.places[""]
		}
		path = path[:cut]
	}
}

// within finds the place of a byte in the text of hours, and reports whether the
// place is exact. If the text was joined from several pieces, it also gives the piece.
func (r *reader) within(path string, at int) (found phrase, piece string, exact bool) {
	all := r.texts[path]
	for _, p := range all {
		if p.at <= at {
			found = p
		}
	}
	if len(all) > 1 {
		piece = found.text
	}
	if found.exact {
		found.column += at - found.at
	}
	return found, piece, found.exact
}

// attributes lists conditions on attributes, each with an attribute that stands there
// often.
var attributes = map[string]string{"while": "status", "when": "priority", "where": "priority"}

// instead suggests the mapping that a single value, or a list of values, may stand for.
func instead(n *yaml.Node, path string) string {
	base, _, _ := strings.Cut(path[strings.LastIndexByte(path, '.')+1:], "[")
	if attribute := attributes[base]; attribute != "" && n.Kind == yaml.SequenceNode {
		var values []string
		for _, item := range n.Content {
			if item.Kind != yaml.ScalarNode || !unquoted(item.Value) {
				return ""
			}
			values = append(values, item.Value)
		}
		return ": write the attribute too, such as { " + attribute + ": [" + fault.Shorten(strings.Join(values, ", ")) + "] }"
	}
	if n.Kind != yaml.ScalarNode || len(n.Value) > keyMax {
		return ""
	}
	for _, mark := range []string{"==", "=", ": ", ":"} {
		key, value, ok := strings.Cut(n.Value, mark)
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if ok && key != "" && value != "" && !strings.ContainsAny(key+value, "=:{}[],!<> ") {
			return ": write { " + key + ": " + value + " }"
		}
	}
	if attribute := attributes[base]; attribute != "" && unquoted(n.Value) {
		return ": write the attribute too, such as { " + attribute + ": " + n.Value + " }"
	}
	if base != "holidays" {
		return ""
	}
	country, region, two := strings.Cut(n.Value, "-")
	switch {
	case strings.HasSuffix(n.Value, ".ics"):
		return ": write { file: " + n.Value + " }"
	case len(country) == 2 && two && region != "":
		return ": write { country: " + country + ", region: " + region + " }"
	case len(country) == 2 && !two:
		return ": write { country: " + country + " }"
	case len(country) == 4 && !two:
		return ": write { market: " + country + " }"
	}
	return ": write { country: DE } or { country: DE, region: BE }"
}

// unquoted reports whether a text is short and needs no quotes in a mapping in braces.
func unquoted(text string) bool {
	return text != "" && len(text) <= 60 && !strings.ContainsAny(text, "=:{}[],!<>#&*?|%@`'\"\\\n\t") && text[0] != '-'
}
