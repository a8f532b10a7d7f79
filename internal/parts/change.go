package parts

import (
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A document consists of fields. A field is one value: a word, a list, a table, a
// condition. The tag `part` marks the fields that consist of parts, which are changed
// one by one:
//
//	Policies   Policies            `json:"policies" part:"by field"`
//	Calendars  map[string]Calendar `json:"calendars" part:"by name"`
//	Objectives []Objective         `json:"objectives" part:"by id"`
//
// The entries of a map are parts: structs and maps are changed in turn by field and by
// name, other entries are fields. The elements of a list are structs that have an ID.

// field is a field of a struct. The fields of an embedded struct stand in its place.
type field struct {
	key   string // its json name; "" for an interface, whose value has a Word
	index []int
	parts bool
}

var fields sync.Map // of each type

func fieldsOf(t reflect.Type) []field {
	if known, ok := fields.Load(t); ok {
		return known.([]field)
	}
	var all []field
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			for _, inner := range fieldsOf(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				all = append(all, inner)
			}
			continue
		}
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Type.Kind() == reflect.Interface {
			key = ""
		}
		_, parts := f.Tag.Lookup("part")
		all = append(all, field{key, []int{i}, parts})
	}
	fields.Store(t, all)
	return all
}

// keyOf gives the name of a field in a path: its json name, or the Word of its value.
func (f *field) keyOf(v reflect.Value) string {
	if f.key != "" || v.IsNil() {
		return f.key
	}
	return Word(v)
}

// Word gives the word that a file has for the value of an interface: its Key, or the
// name of its type, such as per-breach for PerBreach.
func Word(v reflect.Value) string {
	if of, ok := v.Interface().(interface{ Key() string }); ok {
		return of.Key()
	}
	var word []byte
	for i, c := range []byte(v.Elem().Type().Name()) {
		if 'A' <= c && c <= 'Z' {
			if i > 0 {
				word = append(word, '-')
			}
			c += 'a' - 'A'
		}
		word = append(word, c)
	}
	return string(word)
}

// states reports whether a value is more than empty. An empty value in a change states
// nothing.
func states(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() > 0
	case reflect.Struct: // it may hold an empty list
		for i := range v.NumField() {
			if states(v.Field(i)) {
				return true
			}
		}
		return false
	}
	return !v.IsZero()
}

// Fields gives the fields of a struct that are not empty, by name.
func Fields(v reflect.Value) iter.Seq2[string, reflect.Value] {
	return func(yield func(string, reflect.Value) bool) {
		for _, f := range fieldsOf(v.Type()) {
			if of := v.FieldByIndex(f.index); states(of) && !yield(f.keyOf(of), of) {
				return
			}
		}
	}
}

// Lay puts the fields that a change states into a document of the same type. It
// replaces the maps and lists of parts that it changes, so that a plain copy of the
// document keeps its own. Everything else is shared with the change.
func Lay(to, change reflect.Value) {
	for _, f := range fieldsOf(change.Type()) {
		from, into := change.FieldByIndex(f.index), to.FieldByIndex(f.index)
		switch {
		case !states(from):
		case f.parts:
			layParts(into, from)
		default:
			into.Set(from)
		}
	}
}

func layParts(to, change reflect.Value) {
	switch change.Kind() {
	case reflect.Struct:
		Lay(to, change)
	case reflect.Map:
		all := reflect.MakeMapWithSize(to.Type(), to.Len()+change.Len())
		for pairs := to.MapRange(); pairs.Next(); {
			all.SetMapIndex(pairs.Key(), pairs.Value())
		}
		for pairs := change.MapRange(); pairs.Next(); {
			old := to.MapIndex(pairs.Key())
			if !old.IsValid() || !divided(old.Kind()) {
				all.SetMapIndex(pairs.Key(), pairs.Value())
				continue
			}
			part := reflect.New(to.Type().Elem()).Elem()
			part.Set(old)
			layParts(part, pairs.Value())
			all.SetMapIndex(pairs.Key(), part)
		}
		to.Set(all)
	case reflect.Slice:
		all := reflect.MakeSlice(to.Type(), to.Len(), to.Len()+change.Len())
		reflect.Copy(all, to)
		places := placesOf(all)
		for i := range change.Len() {
			part := change.Index(i)
			if at, known := places[id(part)]; known {
				Lay(all.Index(at), part)
				continue
			}
			places[id(part)] = all.Len()
			all = reflect.Append(all, part)
		}
		to.Set(all)
	}
}

// divided reports whether the entries of a map of parts are changed by field or by
// name. Other entries are replaced.
func divided(k reflect.Kind) bool { return k == reflect.Struct || k == reflect.Map }

func id(part reflect.Value) string { return idOf(part).String() }

// idOf gives the field with the ID of an element of a list of parts.
func idOf(part reflect.Value) reflect.Value {
	for _, f := range fieldsOf(part.Type()) {
		if f.key == "id" {
			return part.FieldByIndex(f.index)
		}
	}
	return reflect.Value{}
}

// named makes the key of a map.
func named(m reflect.Value, name string) reflect.Value {
	key := reflect.New(m.Type().Key()).Elem()
	key.SetString(name)
	return key
}

// placesOf gives the indices of the parts of a list, by ID. The first with an ID counts.
func placesOf(list reflect.Value) map[string]int {
	places := make(map[string]int, list.Len())
	for i := list.Len() - 1; i >= 0; i-- {
		places[id(list.Index(i))] = i
	}
	return places
}

// Below gives the path of a part or field below another path. A name with a character
// that separates steps is in quotes: calendars["a.b"].hours.
func Below(path, name string) string {
	switch {
	case name == "" || strings.ContainsAny(name, `.["]`):
		return path + "[" + strconv.Quote(name) + "]"
	case path == "":
		return name
	}
	return path + "." + name
}

// step cuts the first name off a path.
func step(path string) (name, rest string, ok bool) {
	if quoted, is := strings.CutPrefix(path, "["); is {
		text, err := strconv.QuotedPrefix(quoted)
		if err != nil || !strings.HasPrefix(quoted[len(text):], "]") {
			return "", "", false
		}
		name, err = strconv.Unquote(text)
		rest = quoted[len(text)+1:]
		return name, strings.TrimPrefix(rest, "."), err == nil && (rest == "" || rest[0] == '.' || rest[0] == '[')
	}
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		return path, "", path != ""
	}
	return path[:end], strings.TrimPrefix(path[end:], "."), end > 0 && path[end:] != "."
}

// Remove takes the part or field at a path out of a document, and reports whether it
// was there. As with Lay, a plain copy of the document keeps its own.
func Remove(from reflect.Value, path string) bool {
	name, rest, ok := step(path)
	if !ok {
		return false
	}
	for _, f := range fieldsOf(from.Type()) {
		of := from.FieldByIndex(f.index)
		switch {
		case !states(of) || f.keyOf(of) != name:
		case rest == "":
			of.SetZero()
			return true
		case f.parts:
			return removePart(of, rest)
		}
	}
	return false
}

func removePart(from reflect.Value, path string) bool {
	if from.Kind() == reflect.Struct {
		return Remove(from, path)
	}
	name, rest, ok := step(path)
	if !ok {
		return false
	}
	switch from.Kind() {
	case reflect.Map:
		key := named(from, name)
		old := from.MapIndex(key)
		if !old.IsValid() || rest != "" && !divided(old.Kind()) {
			return false
		}
		part := reflect.Value{} // removes the entry
		if rest != "" {
			part = reflect.New(old.Type()).Elem()
			part.Set(old)
			if !removePart(part, rest) {
				return false
			}
		}
		all := reflect.MakeMapWithSize(from.Type(), from.Len())
		for pairs := from.MapRange(); pairs.Next(); {
			all.SetMapIndex(pairs.Key(), pairs.Value())
		}
		all.SetMapIndex(key, part)
		from.Set(all)
		return true
	case reflect.Slice:
		at, known := placesOf(from)[name]
		if !known {
			return false
		}
		all := reflect.MakeSlice(from.Type(), from.Len(), from.Len())
		n := 0
		for i := range from.Len() {
			switch part := all.Index(n); {
			case i != at:
				part.Set(from.Index(i))
			case rest == "":
				continue
			default:
				if part.Set(from.Index(i)); !Remove(part, rest) {
					return false
				}
			}
			n++
		}
		from.Set(all)
		from.SetLen(n)
		return true
	}
	return false
}

// Equal reports whether two values are the same. An empty list or map is as good as
// none.
func Equal(a, b reflect.Value) bool {
	if a.IsValid() != b.IsValid() {
		return false
	}
	if !a.IsValid() {
		return true
	}
	if a.Type() != b.Type() {
		return false
	}
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			if !Equal(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice, reflect.Array:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !Equal(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		if a.Len() != b.Len() {
			return false
		}
		for pairs := a.MapRange(); pairs.Next(); {
			if !Equal(pairs.Value(), b.MapIndex(pairs.Key())) {
				return false
			}
		}
		return true
	case reflect.Pointer, reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		return Equal(a.Elem(), b.Elem())
	}
	return a.Equal(b)
}

// Difference is a field, or a part, that two documents state differently. A value that
// is not there is not valid.
type Difference struct {
	Path          string
	Before, After reflect.Value
	Whole         bool // the value is a part that only one of the documents has
}

// Differences lists the fields and parts that differ, in the order of the fields, of
// names, and of the elements of the first list and then of the second.
func Differences(before, after reflect.Value) []Difference {
	var d differences
	d.structs(before, after, "")
	return d
}

type differences []Difference

func (d *differences) structs(before, after reflect.Value, path string) {
	for _, f := range fieldsOf(before.Type()) {
		b, a := before.FieldByIndex(f.index), after.FieldByIndex(f.index)
		if Equal(b, a) {
			continue
		}
		key := f.keyOf(a)
		if key == "" {
			key = f.keyOf(b)
		}
		at := Below(path, key)
		if f.parts {
			d.parts(b, a, at)
			continue
		}
		*d = append(*d, Difference{at, stated(b), stated(a), false})
	}
}

func stated(v reflect.Value) reflect.Value {
	if !states(v) {
		return reflect.Value{}
	}
	return v
}

func (d *differences) parts(before, after reflect.Value, path string) {
	switch before.Kind() {
	case reflect.Struct:
		d.structs(before, after, path)
	case reflect.Map:
		for _, name := range names(before, after) {
			key := named(before, name)
			b, a := before.MapIndex(key), after.MapIndex(key)
			at := Below(path, name)
			switch {
			case !b.IsValid() || !a.IsValid():
				*d = append(*d, Difference{at, b, a, true})
			case Equal(b, a):
			case divided(b.Kind()):
				d.parts(b, a, at)
			default:
				*d = append(*d, Difference{at, b, a, true})
			}
		}
	case reflect.Slice:
		was, is := placesOf(before), placesOf(after)
		for i := range before.Len() {
			b := before.Index(i)
			at := Below(path, id(b))
			j, stays := is[id(b)]
			switch {
			case !stays:
				*d = append(*d, Difference{at, b, reflect.Value{}, true})
			default:
				d.structs(b, after.Index(j), at)
			}
		}
		for i := range after.Len() {
			a := after.Index(i)
			if _, known := was[id(a)]; !known {
				*d = append(*d, Difference{Below(path, id(a)), reflect.Value{}, a, true})
			}
		}
	}
}

// names lists the names of two maps in order.
func names(maps ...reflect.Value) []string {
	all := map[string]bool{}
	for _, m := range maps {
		for pairs := m.MapRange(); pairs.Next(); {
			all[pairs.Key().String()] = true
		}
	}
	sorted := make([]string, 0, len(all))
	for name := range all {
		sorted = append(sorted, name)
	}
	slices.Sort(sorted)
	return sorted
}

// Put states the value at a path of a document in a change, a document of the same
// type. It makes the parts around the value as far as the change lacks them.
func Put(change reflect.Value, path string, value reflect.Value) {
	name, rest, _ := step(path)
	for _, f := range fieldsOf(change.Type()) {
		into := change.FieldByIndex(f.index)
		switch {
		case f.key == "" && rest == "" && value.Type().Implements(into.Type()):
			into.Set(value)
			return
		case f.key != name || f.key == "":
		case f.parts && rest != "":
			putPart(into, rest, value)
			return
		default:
			into.Set(value)
			return
		}
	}
}

func putPart(into reflect.Value, path string, value reflect.Value) {
	if into.Kind() == reflect.Struct {
		Put(into, path, value)
		return
	}
	name, rest, _ := step(path)
	switch into.Kind() {
	case reflect.Map:
		if into.IsNil() {
			into.Set(reflect.MakeMap(into.Type()))
		}
		key := named(into, name)
		part := value
		if rest != "" {
			part = reflect.New(into.Type().Elem()).Elem()
			if old := into.MapIndex(key); old.IsValid() {
				part.Set(old)
			}
			putPart(part, rest, value)
		}
		into.SetMapIndex(key, part)
	case reflect.Slice:
		at, known := placesOf(into)[name]
		if !known {
			at = into.Len()
			part := reflect.New(into.Type().Elem()).Elem()
			idOf(part).SetString(name)
			into.Set(reflect.Append(into, part))
		}
		if rest == "" {
			into.Index(at).Set(value)
			return
		}
		Put(into.Index(at), rest, value)
	}
}

// At gives the value at the path of a part or field; it is not valid if the document
// states nothing there.
func At(v reflect.Value, path string) reflect.Value {
	for path != "" {
		name, rest, ok := step(path)
		if !ok {
			return reflect.Value{}
		}
		path = rest
		switch v.Kind() {
		case reflect.Struct:
			found := reflect.Value{}
			for key, of := range Fields(v) {
				if key == name {
					found = of
				}
			}
			v = found
		case reflect.Map:
			v = v.MapIndex(named(v, name))
		case reflect.Slice:
			if e := v.Type().Elem(); e.Kind() != reflect.Struct || !idOf(reflect.New(e).Elem()).IsValid() {
				return reflect.Value{}
			}
			at, known := placesOf(v)[name]
			if !known {
				return reflect.Value{}
			}
			v = v.Index(at)
		default:
			return reflect.Value{}
		}
		if !v.IsValid() {
			return v
		}
	}
	return v
}

// All gives every field that a document states, with its path. A part that states
// nothing is given as a whole.
func All(v reflect.Value) iter.Seq2[string, reflect.Value] {
	return func(yield func(string, reflect.Value) bool) { all(v, "", yield) }
}

// all reports whether to go on.
func all(v reflect.Value, path string, yield func(string, reflect.Value) bool) bool {
	if !states(v) && path != "" {
		return yield(path, v)
	}
	for _, f := range fieldsOf(v.Type()) {
		of := v.FieldByIndex(f.index)
		if !states(of) {
			continue
		}
		at := Below(path, f.keyOf(of))
		if !f.parts && !yield(at, of) || f.parts && !allParts(of, at, yield) {
			return false
		}
	}
	return true
}

func allParts(v reflect.Value, path string, yield func(string, reflect.Value) bool) bool {
	switch v.Kind() {
	case reflect.Struct:
		return all(v, path, yield)
	case reflect.Map:
		for _, name := range names(v) {
			part, at := v.MapIndex(named(v, name)), Below(path, name)
			more := true
			switch {
			case part.Kind() == reflect.Struct:
				more = all(part, at, yield)
			case part.Kind() == reflect.Map && part.Len() > 0:
				more = allParts(part, at, yield)
			default:
				more = yield(at, part)
			}
			if !more {
				return false
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if !all(v.Index(i), Below(path, id(v.Index(i))), yield) {
				return false
			}
		}
	}
	return true
}

// Names reports whether a pattern can name a part or field of a document of a type. It
// knows no Word of an interface.
func Names(t reflect.Type, pattern string) bool {
	name, rest, ok := step(pattern)
	if !ok {
		return false
	}
	for _, f := range fieldsOf(t) {
		of := t.FieldByIndex(f.index).Type
		if f.key != name || f.key == "" {
			continue
		}
		if rest == "" {
			return true
		}
		if !f.parts {
			return false
		}
		if of.Kind() == reflect.Struct {
			return Names(of, rest)
		}
		if _, rest, ok = step(rest); !ok || rest == "" {
			return ok
		}
		if of = of.Elem(); of.Kind() != reflect.Struct {
			return of.Kind() == reflect.Map
		}
		return Names(of, rest)
	}
	return false
}

// Matches reports whether a path lies at or below a pattern. In a pattern * stands for
// any name.
func Matches(pattern, path string) bool {
	for pattern != "" {
		want, rest, ok := step(pattern)
		name, below, also := step(path)
		if !ok || !also || want != "*" && want != name {
			return false
		}
		pattern, path = rest, below
	}
	return true
}

// Instant writes a local date or date-time so that texts sort as instants do:
// 2026-07-01 for 2026-07-01T00:00.
func Instant(local string) string {
	for strings.HasSuffix(local, ":00") && len(local) > len("2026-01-01T00:00") {
		local = strings.TrimSuffix(local, ":00")
	}
	return strings.TrimSuffix(local, "T00:00")
}
