package canon

import (
	"slices"
	"strconv"
	"time"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
)

// takeText takes a text; from is its index in the input, or -1 if it has escapes.
func (f *Form) takeText() (text string, from int, ok bool) {
	text, from, ok = f.string()
	if !ok {
		f.syntax("a text in quotes is needed")
	}
	return text, from, ok
}

// Text is a field that holds a text.
func (f *Form) Text(key string, text *string) {
	switch {
	case !f.is(key):
	case f.made != nil:
		f.made[key] = *text
	default:
		if read, _, ok := f.takeText(); ok {
			*text = read
		}
	}
}

// Int is a field that holds a whole number.
func (f *Form) Int(key string, n *int64) {
	switch {
	case !f.is(key):
	case f.made != nil:
		f.made[key] = *n
	default:
		text, ok := f.number()
		if !ok {
			f.syntax("a number is needed")
			return
		}
		read, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			f.fail(text, fault.Because(fault.ErrRange, "a whole number of 64 bits is needed"))
			return
		}
		*n = read
	}
}

// Bool is a field that holds true or false.
func (f *Form) Bool(key string, b *bool) {
	switch {
	case !f.is(key):
	case f.made != nil:
		f.made[key] = *b
	case f.word("true"):
		*b = true
	case f.word("false"):
		*b = false
	default:
		f.syntax("true or false is needed")
	}
}

// Time is a field that holds an instant in RFC 3339.
func (f *Form) Time(key string, t *time.Time) {
	switch {
	case !f.is(key):
	case f.made != nil:
		f.made[key] = t.UTC().Format(time.RFC3339Nano)
	default:
		f.instant(t)
	}
}

// Times is a field that holds a list of instants.
func (f *Form) Times(key string, all *[]time.Time) {
	switch {
	case !f.is(key):
	case f.made != nil:
		list := List{}
		for _, t := range *all {
			list = append(list, t.UTC().Format(time.RFC3339Nano))
		}
		f.made[key] = list
	default:
		f.list(func() {
			var t time.Time
			f.instant(&t)
			*all = append(*all, t)
		})
	}
}

func (f *Form) instant(t *time.Time) {
	text, from, ok := f.takeText()
	if !ok {
		return
	}
	raw := []byte(nil)
	if from >= 0 {
		raw = f.in[from : from+len(text)]
	} else {
		raw = []byte(text)
	}
	read, ok := civil.Instant(raw)
	if !ok {
		f.fail(text, fault.Because(fault.ErrSyntax, "an instant is written 2026-03-31T09:00:00Z"))
		return
	}
	*t = read
}

// Textual is a value with a text form.
type Textual interface {
	MarshalText() ([]byte, error)
	UnmarshalText([]byte) error
}

// Value is a field that holds the text of a value.
func (f *Form) Value(key string, v Textual) { f.value(key, v, false) }

// Number is a field that holds the text of a number; reading also accepts a JSON
// number.
func (f *Form) Number(key string, v Textual) { f.value(key, v, true) }

func (f *Form) value(key string, v Textual, number bool) {
	if !f.is(key) {
		return
	}
	if f.made != nil {
		if text, err := v.MarshalText(); err == nil {
			f.made[key] = string(text)
		}
		return
	}
	var text string
	var ok bool
	if number && f.peek() != '"' {
		if text, ok = f.number(); !ok {
			f.syntax("a number is needed")
		}
	} else {
		text, _, ok = f.takeText()
	}
	if !ok {
		return
	}
	if err := v.UnmarshalText([]byte(text)); err != nil {
		f.fail(text, err)
	}
}

// Pairs is a field that holds an object of texts.
func (f *Form) Pairs(key string, pairs *[][2]string) {
	switch {
	case !f.is(key):
	case f.made != nil:
		o := Object{}
		for _, p := range *pairs {
			o[p[0]] = p[1]
		}
		f.made[key] = o
	default:
		*pairs = f.readPairs()
	}
}

// Groups is a field that holds an object of objects of texts.
func (f *Form) Groups(key string, groups *map[string]map[string]string) {
	switch {
	case !f.is(key):
	case f.made != nil:
		all := Object{}
		for name, group := range *groups {
			o := Object{}
			for k, text := range group {
				o[k] = text
			}
			all[name] = o
		}
		f.made[key] = all
	default:
		*groups = f.readGroups()
	}
}

func (f *Form) readGroups() map[string]map[string]string {
	all := map[string]map[string]string{}
	if !f.take('{') {
		f.syntax("an object of objects of texts is needed")
		return nil
	}
	if f.take('}') {
		return all
	}
	for {
		name, ok := f.colon()
		if !ok {
			return nil
		}
		if _, known := all[name]; known {
			f.twice()
		}
		group := map[string]string{}
		if f.err == nil {
			for _, pair := range f.readPairs() {
				group[pair[0]] = pair[1]
			}
		}
		if f.err != nil {
			f.below(name)
			return nil
		}
		all[name] = group
		if !f.more('}') {
			return all
		}
	}
}

// manyPairs is the number of keys from which a map finds repeated keys faster.
const manyPairs = 16

// readPairs reads an object of texts: nil for null, else not nil.
func (f *Form) readPairs() [][2]string {
	if f.word("null") {
		return nil
	}
	if !f.take('{') {
		f.syntax("an object of texts is needed")
		return nil
	}
	if f.take('}') {
		return [][2]string{}
	}
	from := len(f.pairs)
	var keys map[string]bool
	for {
		key, ok := f.colon()
		if !ok {
			return nil
		}
		if !f.quoted() && f.word("null") {
			f.at -= len("null") // the place of null
			f.syntax(`null is no text: leave the key out, or write "" for an empty value`)
			f.below(key)
			return nil
		}
		text, _, ok := f.takeText()
		read := f.pairs[from:]
		switch {
		case !ok:
		case len(read) < manyPairs:
			for i := range read {
				if read[i][0] == key {
					f.twice()
				}
			}
		default:
			if keys == nil {
				keys = make(map[string]bool, 2*manyPairs)
				for i := range read {
					keys[read[i][0]] = true
				}
			}
			if keys[key] {
				f.twice()
			}
			keys[key] = true
		}
		if f.err != nil {
			f.below(key)
			return nil
		}
		if len(f.pairs) == cap(f.pairs) { // memory for more lists; earlier lists keep theirs
			f.pairs = append(make([][2]string, 0, min(max(8, 2*cap(f.pairs)), 1024)+len(read)), read...)
			from = 0
		}
		f.pairs = append(f.pairs, [2]string{key, text})
		if !f.more('}') {
			break
		}
	}
	all := f.pairs[from:]
	return all[:len(all):len(all)]
}

// Texts is a field that holds a list of texts.
func (f *Form) Texts(key string, all *[]string) {
	switch {
	case !f.is(key):
	case f.made != nil:
		list := List{}
		for _, text := range *all {
			list = append(list, text)
		}
		f.made[key] = list
	default:
		f.list(func() {
			if text, _, ok := f.takeText(); ok {
				*all = append(*all, text)
			}
		})
	}
}

// Values is a field that holds a list of the texts of values.
func Values[T any, P interface {
	*T
	Textual
}](f *Form, key string, all *[]T) {
	switch {
	case !f.is(key):
	case f.made != nil:
		list := List{}
		for i := range *all {
			if text, err := P(&(*all)[i]).MarshalText(); err == nil {
				list = append(list, string(text))
			}
		}
		f.made[key] = list
	default:
		f.list(func() {
			text, _, ok := f.takeText()
			if !ok {
				return
			}
			var v T
			if err := P(&v).UnmarshalText([]byte(text)); err != nil {
				f.fail(text, err)
			}
			*all = append(*all, v)
		})
	}
}

// One is a field that holds an object. A nil pointer is not written.
func One[T any](f *Form, key string, at **T, fields func(*T, *Form)) {
	switch {
	case !f.If(*at != nil || !f.Writing()).is(key):
	case f.made == nil:
		*at = new(T)
		f.object(func(*Form) { fields(*at, f) })
	default:
		around := f.made
		f.made = Object{}
		fields(*at, f)
		around[key], f.made = f.made, around
	}
}

// JSON is a value that reads and writes its own JSON.
type JSON interface {
	MarshalJSON() ([]byte, error)
	UnmarshalJSON([]byte) error
}

// Own is a field that holds a value with its own JSON.
func (f *Form) Own(key string, v JSON) {
	switch {
	case !f.is(key):
	case f.made != nil:
		if data, err := v.MarshalJSON(); err == nil {
			f.made[key] = Raw(data)
		}
	default:
		f.Raw(v)
	}
}

// Owns is a field that holds a list of values with their own JSON.
func Owns[T any, P interface {
	*T
	JSON
}](f *Form, key string, all *[]T) {
	switch {
	case !f.is(key):
	case f.made != nil:
		list := List{}
		for i := range *all {
			if data, err := P(&(*all)[i]).MarshalJSON(); err == nil {
				list = append(list, Raw(data))
			}
		}
		f.made[key] = list
	default:
		f.list(func() {
			*all = append(*all, *new(T))
			f.Raw(P(&(*all)[len(*all)-1]))
		})
	}
}

// Each is a field that is read as a list; element reads one value of it. Each
// writes nothing.
func (f *Form) Each(key string, element func()) {
	if f.is(key) && f.made == nil {
		f.list(element)
	}
}

func (f *Form) list(element func()) {
	if !f.take('[') {
		f.syntax("a list is needed")
		return
	}
	if f.take(']') {
		return
	}
	for i := 0; ; i++ {
		element()
		if f.err != nil {
			f.below("[" + strconv.Itoa(i) + "]")
			return
		}
		if !f.more(']') {
			return
		}
	}
}

// Raw reads a value by its own UnmarshalJSON, as an element of Each.
func (f *Form) Raw(v interface{ UnmarshalJSON([]byte) error }) {
	raw, ok := f.scanner.value()
	if !ok {
		f.syntax("a value is needed")
		return
	}
	if err := v.UnmarshalJSON(raw); err != nil && f.err == nil {
		f.err = fault.All(err)[0]
	}
}

// Objects is a field that holds a list of objects. A nil list is written as null.
func Objects[T any](f *Form, key string, list *[]T, fields func(*T, *Form)) {
	f.objects(key, len(*list), *list == nil, func(n int) {
		*list = slices.Grow(*list, max(1, min((len(f.text)-f.at)/64, 8)-n))[:n]
	}, func(i int) { fields(&(*list)[i], f) })
}

// objects is the part of Objects that does not depend on the type: resize sets the
// length of the list, fields names the fields of an element.
func (f *Form) objects(key string, length int, null bool, resize, fields func(int)) {
	switch {
	case !f.is(key):
	case f.made == nil:
		n := 0
		resize(0)
		f.list(func() {
			n++
			resize(n)
			f.object(func(*Form) { fields(n - 1) })
		})
	case null:
		f.made[key] = nil
	default:
		around, all := f.made, List{}
		for i := range length {
			f.made = Object{}
			fields(i)
			all = append(all, f.made)
		}
		f.made = around
		f.made[key] = all
	}
}
