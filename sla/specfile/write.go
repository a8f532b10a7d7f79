package specfile

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/sla"
)

// tree is a value of a file before it is written as YAML or JSON.
type tree struct {
	kind  yaml.Kind
	text  string // the text of a scalar
	whole bool   // a number, without quotes in JSON
	keys  []string
	items []*tree
}

func scalar(text string) *tree { return &tree{kind: yaml.ScalarNode, text: text} }

func (t *tree) put(key string, value *tree) {
	t.keys, t.items = append(t.keys, key), append(t.items, value)
}

// writer turns a Spec into a tree.
type writer struct {
	short  bool // use the forms that people write
	faults fault.List
	depth  int
	values int
}

// document gives the tree of a whole file.
func (w *writer) document(spec sla.Spec) (*tree, error) {
	top := &tree{kind: yaml.MappingNode}
	top.put("sla", scalar(version))
	body := w.tree(reflect.ValueOf(spec), "")
	top.keys, top.items = append(top.keys, body.keys...), append(top.items, body.items...)
	return top, w.faults.Err()
}

func (w *writer) tree(v reflect.Value, path string) *tree {
	w.depth++
	defer func() { w.depth-- }()
	switch w.values++; {
	case w.depth > depthMax-4: // reading needs a few levels more
		w.faults.Addf(fault.Shorten(path), "", fault.ErrRange, "at most %d levels within one another", depthMax-4)
		w.values = nodesMax + 1
		return scalar("")
	case w.values == nodesMax:
		w.faults.Addf(fault.Shorten(path), "", fault.ErrRange, "at most %d values", nodesMax)
		return scalar("")
	case w.values > nodesMax:
		return scalar("")
	}
	switch v.Type() {
	case matchType:
		return w.match(v.Interface().(sla.Match), path)
	case conditionType:
		if c := v.Interface().(sla.Condition); w.short && len(c.Event) > 0 && len(c.While) == 0 && len(c.ChangedTo) == 0 && len(c.Any) == 0 && c.Most == "" && c.Until == "" {
			return w.words(reflect.ValueOf(c.Event), path+".event")
		}
	}
	if l, ok := v.Interface().(sla.Level); ok && w.short && l.Every == "" && l.Until.IsZero() && len(l.When) == 0 && len(l.Tell) == 0 && l.Does == "" {
		return w.text(string(l.At), path)
	}
	switch v.Kind() {
	case reflect.String:
		return w.text(v.String(), path)
	case reflect.Int, reflect.Int64:
		return &tree{kind: yaml.ScalarNode, text: strconv.FormatInt(v.Int(), 10), whole: true}
	case reflect.Pointer:
		inner := w.tree(v.Elem(), path)
		if key, deeper := wrapped[v.Type()]; deeper {
			outer := &tree{kind: yaml.MappingNode}
			outer.put(key, inner)
			return outer
		}
		return inner
	case reflect.Slice:
		return w.list(v, path)
	case reflect.Map:
		return w.mapping(v, path)
	case reflect.Struct:
		return w.structure(v, path, "")
	}
	w.faults.Addf(path, "", fault.ErrUnknown, "a file cannot hold a %s", v.Type())
	return scalar("")
}

func (w *writer) text(text, path string) *tree {
	switch {
	case !utf8.ValidString(text):
		w.faults.Addf(path, strconv.QuoteToASCII(fault.Shorten(text)), fault.ErrSyntax, "a file holds UTF-8 only")
	case len(text) > scalarMax:
		w.faults.Addf(path, text, fault.ErrRange, "a text has at most %d bytes", scalarMax)
	}
	return scalar(text)
}

func (w *writer) key(text, path string) string {
	if len(text) > keyMax || !utf8.ValidString(text) {
		w.faults.Addf(path, text, fault.ErrRange, "a key has at most %d bytes of UTF-8", keyMax)
	}
	return text
}

// words writes a list of texts, or a single text without the list.
func (w *writer) words(v reflect.Value, path string) *tree {
	list := &tree{kind: yaml.SequenceNode}
	for i := range v.Len() {
		list.items = append(list.items, w.text(v.Index(i).String(), path+"["+strconv.Itoa(i)+"]"))
	}
	if w.short && len(list.items) == 1 {
		return list.items[0]
	}
	return list
}

func (w *writer) list(v reflect.Value, path string) *tree {
	element := v.Type().Elem()
	if element.Kind() == reflect.String {
		return w.words(v, path)
	}
	if shape, ok := tables[element]; ok && w.short && v.Len() > 0 && keyed(v, shape) {
		return w.table(v, path, shape)
	}
	list := &tree{kind: yaml.SequenceNode}
	for i := range v.Len() {
		list.items = append(list.items, w.tree(v.Index(i), path+"["+strconv.Itoa(i)+"]"))
	}
	return list
}

// keyed reports whether the entries of a table have different keys.
func keyed(v reflect.Value, shape table) bool {
	seen := map[string]bool{}
	for i := range v.Len() {
		key := v.Index(i).FieldByIndex(fieldOf(v.Type().Elem(), shape.key).index).String()
		if key == "" || seen[key] {
			return false
		}
		seen[key] = true
	}
	return true
}

func fieldOf(t reflect.Type, key string) field {
	all := fieldsOf(t)
	return all[slices.IndexFunc(all, func(f field) bool { return f.key == key })]
}

func (w *writer) table(v reflect.Value, path string, shape table) *tree {
	rows := &tree{kind: yaml.MappingNode}
	key, value := fieldOf(v.Type().Elem(), shape.key), fieldOf(v.Type().Elem(), shape.value)
	for i := range v.Len() {
		row, at := v.Index(i), path+"["+strconv.Itoa(i)+"]"
		rest := w.structure(row, at, shape.key)
		if len(rest.keys) == 1 && rest.keys[0] == value.key {
			rest = w.tree(row.FieldByIndex(value.index), at+"."+value.key)
		}
		rows.put(w.key(row.FieldByIndex(key.index).String(), at), rest)
	}
	return rows
}

func (w *writer) mapping(v reflect.Value, path string) *tree {
	m := &tree{kind: yaml.MappingNode}
	values := map[string]reflect.Value{}
	for it := v.MapRange(); it.Next(); {
		values[it.Key().String()] = it.Value()
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		at := fault.Join(path, key)
		m.put(w.key(key, at), w.tree(values[key], at))
	}
	return m
}

// structure writes the fields that state something, except one key.
func (w *writer) structure(v reflect.Value, path, except string) *tree {
	m := &tree{kind: yaml.MappingNode}
	for _, f := range fieldsOf(v.Type()) {
		value := v.FieldByIndex(f.index)
		switch {
		case f.union != nil && value.IsNil():
		case f.union != nil:
			word, ok := f.union.word(value.Elem().Type())
			if !ok {
				w.faults.Addf(path, value.Elem().Type().String(), fault.ErrUnknown, "%s is given by value, as one of %v", f.union.noun, f.union.words)
				continue
			}
			m.put(word, w.tree(value.Elem(), fault.Join(path, word)))
		case f.key == except || silent(value):
		default:
			m.put(f.key, w.tree(value, fault.Join(path, f.key)))
		}
	}
	return m
}

// silent reports whether a value states nothing. A zero behind a pointer states
// something.
func silent(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Struct:
		for i := range v.NumField() {
			if !silent(v.Field(i)) {
				return false
			}
		}
		return true
	}
	return v.IsZero()
}

func (w *writer) match(m sla.Match, path string) *tree {
	values := w.words(reflect.ValueOf(m.Values), path)
	if !m.Not {
		return values
	}
	not := &tree{kind: yaml.MappingNode}
	not.put("not", values)
	return not
}
