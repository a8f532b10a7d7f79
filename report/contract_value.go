package report

import (
	"fmt"
	"path"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/upheld/upheld/sla"
)

// A contract page prints each field of a Spec, also a field of which it knows nothing:
// the label of the field from its key, and its value in words.

// specField is a field of a part of a Spec.
type specField struct {
	key   string // in a file; "" for a metric or rule, whose word is the key
	owner string // such as sla.Objective
	value reflect.Value
}

// statedFields lists the fields of a part that state something, in their order. The
// fields of an embedded struct stand in its place. skip lists keys to leave out.
func statedFields(v reflect.Value, skip ...string) (all []specField) {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case !f.IsExported():
		case f.Anonymous && key == "":
			all = append(all, statedFields(v.Field(i), skip...)...)
		case key == "-" && f.Type.Kind() == reflect.Interface:
			if !v.Field(i).IsNil() {
				all = append(all, specField{"", typeName(t), v.Field(i).Elem()})
			}
		case slices.Contains(skip, key) || silentValue(v.Field(i)):
		default:
			all = append(all, specField{key, typeName(t), v.Field(i)})
		}
	}
	return all
}

func typeName(t reflect.Type) string { return path.Base(t.PkgPath()) + "." + t.Name() }

// silentValue reports whether a value states nothing. A zero behind a pointer states
// something.
func silentValue(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Struct:
		return len(statedFields(v)) == 0
	}
	return v.IsZero()
}

// kindWord gives the word of a metric or rule, as in a file: per-breach.
func kindWord(v reflect.Value) string {
	if named, is := v.Interface().(interface{ Key() string }); is {
		return named.Key()
	}
	var b strings.Builder
	for i, r := range v.Type().Name() {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('-')
		}
		b.WriteString(strings.ToLower(string(r)))
	}
	return b.String()
}

// label names a field for a reader.
func (c *contract) label(f specField) string {
	if f.key == "" {
		return c.fieldName(f.owner, kindWord(f.value))
	}
	return c.fieldName(f.owner, f.key)
}

// stated lists the fields of a part as names and values.
func (c *contract) stated(v any, skip ...string) (all pairs) {
	for _, f := range statedFields(reflect.ValueOf(v), skip...) {
		all = append(all, pair{c.label(f), c.valueOf(f)})
	}
	return all
}

// valueOf writes the value of a field in words: a part that it names by its name.
func (c *contract) valueOf(f specField) string {
	if f.value.Kind() == reflect.String {
		text := f.value.String()
		switch f.key {
		case "calendar":
			return c.calendar(text)
		case "provider", "customer":
			return c.party(text)
		case "name":
			if f.owner == "sla.Party" {
				return c.party(text)
			}
		case "after", "clock":
			if f.owner == "sla.Clock" || f.key == "clock" {
				return c.named("clocks."+text, text)
			}
		case "deviation":
			return c.words.deviation(text)
		case "quota-per", "received-by":
			return c.say(text)
		case "as", "status", "life":
			return word(c.w.states, text)
		}
	}
	return c.value(f.value)
}

// value writes a value in words.
func (c *contract) value(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case sla.Where:
		return c.where(x)
	case sla.Match:
		return c.match("", x)
	case sla.Condition:
		return c.condition(x)
	case sla.Range:
		return c.rangeText(x)
	case sla.Reliance:
		return c.reliance(x)
	case sla.Level:
		at := c.moment(x.At, false)
		if rest := c.stated(x, "at"); len(rest) > 0 {
			return fmt.Sprintf(c.words.aside, at, c.joined(rest))
		}
		return at
	}
	switch v.Kind() {
	case reflect.String:
		return c.word(v)
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Bool:
		if v.Bool() {
			return c.w.yes
		}
		return c.w.no
	case reflect.Pointer:
		return c.value(v.Elem())
	case reflect.Interface:
		if v.IsNil() {
			return ""
		}
		return c.kinded(v.Elem())
	case reflect.Slice:
		return c.many(v)
	case reflect.Map:
		var all []string
		for _, key := range sortedMapKeys(v) {
			name := key.String()
			if key.Type().PkgPath() != "" { // a date
				name = c.say(name)
			}
			all = append(all, fmt.Sprintf(c.words.because, name, c.inside(v.MapIndex(key))))
		}
		return strings.Join(all, c.w.also)
	case reflect.Struct:
		return c.fields(v)
	}
	return fmt.Sprint(v.Interface())
}

func sortedMapKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
	return keys
}

// word writes a text, with its meaning if it is a word of the file.
func (c *contract) word(v reflect.Value) string {
	text := v.String()
	if meaning := c.w.meanings[typeName(v.Type())+"="+text]; meaning != "" {
		return fmt.Sprintf(c.words.aside, meaning, text)
	}
	if text == "" {
		return c.w.empty
	}
	if v.Type().PkgPath() == "" { // no form of a term
		return text
	}
	return c.say(text)
}

// fields writes the fields of a struct within a text.
func (c *contract) fields(v reflect.Value) string {
	all := statedFields(v)
	if len(all) == 0 {
		return c.w.nothing
	}
	if rowOf, is := c.w.rows[typeName(v.Type())]; is && len(all) == 2 && all[0].key == rowOf[0] && all[1].key == rowOf[1] {
		return fmt.Sprintf(c.words.because, c.value(all[0].value), c.value(all[1].value))
	}
	var parts []string
	for _, f := range all {
		if f.key == "" {
			parts = append(parts, c.kinded(f.value))
			continue
		}
		parts = append(parts, fmt.Sprintf(c.words.attribute, strings.ToLower(c.label(f)), c.insideOf(f)))
	}
	return strings.Join(parts, c.words.comma)
}

// joined writes names and values within a text.
func (c *contract) joined(all pairs) string {
	var parts []string
	for _, p := range all {
		parts = append(parts, fmt.Sprintf(c.words.attribute, strings.ToLower(p.name), p.value))
	}
	return strings.Join(parts, c.words.comma)
}

// inside writes a value within another value: a struct or list of structs in brackets.
func (c *contract) inside(v reflect.Value) string {
	text := c.value(v)
	switch v.Type() {
	case reflect.TypeFor[sla.Match](), reflect.TypeFor[sla.Where](), reflect.TypeFor[sla.Condition](), reflect.TypeFor[sla.Level](), reflect.TypeFor[sla.Reliance]():
		return text
	}
	if v.Kind() == reflect.Struct || v.Kind() == reflect.Pointer || v.Kind() == reflect.Map || v.Kind() == reflect.Interface {
		return fmt.Sprintf(c.words.brackets, text)
	}
	return text
}

// insideOf writes the value of a field within another value.
func (c *contract) insideOf(f specField) string {
	if f.value.Kind() == reflect.String {
		return c.valueOf(f)
	}
	return c.inside(f.value)
}

// kinded writes a metric or rule with its word.
func (c *contract) kinded(v reflect.Value) string {
	name := strings.ToLower(c.label(specField{value: v, owner: "kind"}))
	if silentValue(v) {
		return name
	}
	return fmt.Sprintf(c.words.aside, name, c.value(v))
}

// many writes a list.
func (c *contract) many(v reflect.Value) string {
	var all []string
	for i := range v.Len() {
		item := v.Index(i)
		if item.Kind() == reflect.String {
			all = append(all, c.value(item))
		} else {
			all = append(all, c.inside(item))
		}
	}
	if v.Type().Elem().Kind() == reflect.String {
		return strings.Join(all, c.words.list)
	}
	return strings.Join(all, c.w.also)
}

func (c *contract) match(key string, m sla.Match) string {
	var values []string
	for _, v := range m.Values {
		if v == "" {
			v = c.w.empty
		}
		values = append(values, c.valued(key, v))
	}
	text := strings.Join(values, c.w.or)
	if m.Not {
		return fmt.Sprintf(c.w.not, text)
	}
	return text
}

// where writes conditions on attributes.
func (c *contract) where(w sla.Where) string {
	var all []string
	for _, key := range sortedMapKeys(reflect.ValueOf(w)) {
		all = append(all, c.pair(key.String(), c.match(key.String(), w[key.String()])))
	}
	return strings.Join(all, c.words.list)
}

func (c *contract) condition(x sla.Condition) string {
	var all []string
	add := func(form, text string) {
		if text != "" {
			all = append(all, fmt.Sprintf(form, text))
		}
	}
	add("%s", strings.Join(x.Event, c.w.or))
	add(c.w.while, c.where(x.While))
	add(c.w.becomes, c.where(x.ChangedTo))
	add(c.w.most, c.say(string(x.Most)))
	add(c.w.until, x.Until)
	for i := range x.Any {
		any := c.condition(x.Any[i])
		if i > 0 {
			all[len(all)-1] += c.w.orElse + any
			continue
		}
		all = append(all, any)
	}
	return strings.Join(all, c.words.comma)
}

// rangeText writes a stretch of dates.
func (c *contract) rangeText(r sla.Range) string {
	from, to, ok := strings.Cut(string(r), "/")
	switch {
	case !ok:
		return c.say(string(r))
	case from == "":
		return fmt.Sprintf(c.w.before, c.say(to))
	case to == "":
		return fmt.Sprintf(c.w.from, c.say(from))
	}
	return fmt.Sprintf(c.w.fromBefore, c.say(from), c.say(to))
}
