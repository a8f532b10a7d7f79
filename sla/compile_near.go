package sla

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/upheld/upheld/penalty"
)

// The functions here find words of an agreement that can be computed and were probably
// not meant, since they are near the word that was.

// nearServices reports a base that is the fee of a service that the agreement does not
// know, near one that it knows: the charges would never have that name. A fee of
// something else, which is near nothing, is as good as any.
func (b *builder) nearServices(schedule penalty.Schedule, spec penalty.Spec, path string) {
	var known map[string]bool
	for _, name := range schedule.Charges() {
		if name == "invoice" {
			continue
		}
		if known == nil {
			known = b.billable()
		}
		if known[name] {
			continue
		}
		if meant := nearest(name, known); meant != "" {
			if at := feeAt(reflect.ValueOf(spec), &place{name: path}, name); at != "" {
				b.finding(Finding{FindingWord, name, b.f.kept.stood(at), meant})
			}
		}
	}
}

// billable are the names of which a charge may be: services, what objectives measure, and
// objectives.
func (b *builder) billable() map[string]bool {
	known := map[string]bool{}
	for name := range b.f.Services {
		known[name] = true
	}
	for i := range b.f.Objectives {
		known[b.f.Objectives[i].ID] = true
		for _, of := range b.p.objectives[i].family.subjects {
			known[of] = true
		}
	}
	return known
}

// nearest gives the known name that a word may stand for, misspelt; "" if it is near none.
func nearest(word string, known map[string]bool) string {
	if len(word) > wordLongest {
		return ""
	}
	var g wordGroup
	names, form := slices.Sorted(maps.Keys(known)), fold(word)
	for i, name := range names {
		folded := fold(name)
		if folded == form {
			return name
		}
		if len(names) <= compareMost {
			g.words, g.forms = append(g.words, int32(i)), append(g.forms, formOf(folded))
		}
	}
	if best, ok := g.closest(form); ok && !best.unsaid {
		return names[best.word]
	}
	return ""
}

// feeAt is the first place at which a part of a penalty.Spec has the fee of a name as its
// base; "" if none has.
func feeAt(v reflect.Value, at *place, name string) string {
	below := place{above: at}
	switch v.Kind() {
	case reflect.Interface: // a rule, under its own key
		if !v.IsNil() {
			below.name = ruleKey(v.Elem().Type())
			return feeAt(v.Elem(), &below, name)
		}
	case reflect.String:
		if base, ok := v.Interface().(penalty.Base); ok && strings.HasSuffix(string(base), "fee of "+name) {
			return at.path()
		}
	case reflect.Struct:
		for _, f := range fieldsOf(v.Type()) {
			if below = (place{above: at, name: f.key}); f.key == "" {
				below = *at
			}
			if found := feeAt(v.Field(f.index), &below, name); found != "" {
				return found
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			below.index = i
			if found := feeAt(v.Index(i), &below, name); found != "" {
				return found
			}
		}
	}
	return ""
}

// ruleKey is the key of a rule in a file: its type in small letters, FirstMatch as
// first-match.
func ruleKey(t reflect.Type) string {
	var key strings.Builder
	for i, r := range t.Name() {
		if unicode.IsUpper(r) && i > 0 {
			key.WriteByte('-')
		}
		key.WriteRune(unicode.ToLower(r))
	}
	return key.String()
}

// listed reports an event that reads like a list, such as "replied or resolved": no ticket
// has an event of that name, so the condition never holds.
func (c *compiler) listed(event, path string) {
	names := strings.FieldsFunc(event, func(r rune) bool { return r == ',' || r == '|' || r == ';' })
	if len(names) == 1 {
		if names = strings.Split(event, " or "); slices.ContainsFunc(names, func(name string) bool { return strings.Contains(name, " ") }) {
			return
		}
	}
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	if len(names) > 1 && !slices.Contains(names, "") {
		c.finding(Finding{FindingWord, event, path, "[" + strings.Join(names, ", ") + "]"})
	}
}

// languageMeant gives the language of pages that a tag probably means; "" if the tag is
// that language itself, or means another language. Names in other languages are for the
// caller's own pages.
func languageMeant(tag string) string {
	parts := strings.Split(strings.ToLower(tag), "-")
	page := ""
	switch {
	case parts[0] == "en":
		page = "en"
	case parts[0] == "zh" && !slices.ContainsFunc(parts[1:], func(part string) bool {
		return slices.Contains([]string{"hant", "tw", "hk", "mo"}, part)
	}):
		page = "zh-Hans"
	}
	if tag == page {
		return ""
	}
	return page
}

// currencyMeant gives the code of ISO 4217 in place of a short form that is often written
// for it; "" for any other code. A list of all codes would go out of date.
func currencyMeant(code string) string {
	switch code {
	case "RMB":
		return "CNY"
	case "NTD":
		return "TWD"
	case "UKP":
		return "GBP"
	case "YEN":
		return "JPY"
	}
	return ""
}
