package specfile

import (
	"fmt"
	"maps"
	"math"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/sla"
)

// reader fills a document from nodes and records the place of each value. It
// continues after a problem, so that it reports all of them.
type reader struct {
	problems
	places map[string]place    // the place of each value, by its path in the Spec
	texts  map[string][]phrase // the pieces of hours, by path
	keys   map[string]named    // the keys of map entries, by path
	stated map[string]place    // where top keys, and names below mergeable keys, are stated
	lost   map[string]bool     // paths of mappings with an unknown key
	meant  map[string]bool     // paths of misspelt keys that were read as the nearest word
	fields map[reflect.Type][]field
	// literate says that blocks of a document are read, which may share the parts
	// credits, policies and document.
	literate bool
	file     int
	folder   string // the folder of the file
	depth    int
	nodes    int
}

func newReader() *reader {
	return &reader{
		places: map[string]place{}, texts: map[string][]phrase{}, keys: map[string]named{}, stated: map[string]place{},
		lost: map[string]bool{}, meant: map[string]bool{}, fields: map[reflect.Type][]field{},
	}
}

func (r *reader) at(n *yaml.Node) place { return place{r.file, n.Line, n.Column} }

func (r *reader) report(n *yaml.Node, path string, kind error, format string, args ...any) {
	value := ""
	if n.Kind == yaml.ScalarNode {
		value = n.Value
	}
	r.add(r.at(n), path, value, fault.Because(kind, format, args...))
}

// read fills v from a node.
func (r *reader) read(n *yaml.Node, v reflect.Value, path string) {
	if r.places[path] == (place{}) {
		r.places[path] = r.at(n)
	}
	if !r.usable(n, path) {
		return
	}
	r.depth++
	defer func() { r.depth-- }()
	t := v.Type()
	switch t {
	case matchType:
		r.match(n, v.Addr().Interface().(*sla.Match), path)
		return
	case conditionType:
		if n.Kind == yaml.SequenceNode && slices.ContainsFunc(n.Content, func(n *yaml.Node) bool { return n.Kind == yaml.MappingNode }) {
			var c sla.Condition
			r.list(n, reflect.ValueOf(&c.Any).Elem(), path+".any")
			v.Set(reflect.ValueOf(c))
			return
		}
		if n.Kind != yaml.MappingNode {
			v.Set(reflect.ValueOf(sla.Condition{Event: r.words(n, path)}))
			return
		}
	case withinType:
		if n.Kind == yaml.MappingNode {
			if pairs, _ := r.pairs(n, path); len(pairs) != 1 || pairs[0].key.Value != "attribute" {
				r.report(n, path, fault.ErrSyntax, "a length is a text such as 4h, or { attribute: response_limit }")
			} else if r.usable(pairs[0].value, path) {
				v.SetString("attribute " + r.text(pairs[0].value, path))
			}
			return
		}
	case levelType:
		if n.Kind == yaml.ScalarNode {
			v.Set(reflect.ValueOf(sla.Level{At: sla.Warning(r.text(n, path))}))
			r.places[path+".at"] = r.at(n)
			return
		}
	case weekType:
		v.SetString(r.week(n, path))
		return
	case hoursType:
		v.SetString(r.hours(n, path))
		return
	case localType:
		if n.Kind == yaml.MappingNode {
			v.SetString(r.closed(n, path))
			return
		}
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(r.text(n, path))
	case reflect.Int, reflect.Int64:
		r.whole(n, v, path)
	case reflect.Pointer:
		r.pointer(n, v, path)
	case reflect.Slice:
		r.list(n, v, path)
	case reflect.Map:
		r.mapping(n, v, path)
	case reflect.Struct:
		r.structure(n, v, path, "")
	default:
		r.report(n, path, fault.ErrUnknown, "a file cannot hold a %s", t)
	}
}

// usable refuses nodes that an agreement must not have: aliases, anchors, tags, and
// texts or trees beyond the bounds.
func (r *reader) usable(n *yaml.Node, path string) bool {
	r.nodes++
	switch {
	case r.nodes > nodesMax:
		if r.nodes == nodesMax+1 {
			r.report(n, path, fault.ErrRange, "at most %d values", nodesMax)
		}
		return false
	case r.depth >= depthMax:
		r.report(n, path, fault.ErrRange, "at most %d levels within one another", depthMax)
		return false
	case n.Kind == yaml.AliasNode:
		r.report(n, path, fault.ErrSyntax, aliasMessage, fault.Shorten(n.Value))
		return false
	case n.Anchor != "":
		r.report(n, path, fault.ErrSyntax, "&%s names a value for use elsewhere; write each value in its own place", fault.Shorten(n.Anchor))
	case n.Style&yaml.TaggedStyle != 0:
		r.report(n, path, fault.ErrSyntax, "the tag %s is not needed: what a value is follows from where it stands", fault.Shorten(n.Tag))
	case n.Kind == yaml.ScalarNode && len(n.Value) > scalarMax:
		r.report(n, path, fault.ErrRange, "a text has at most %d bytes", scalarMax)
		return false
	}
	return true
}

const aliasMessage = "*%s stands for a value elsewhere; write the value here, so that the line can be read alone"

// plain reports whether a node is a text without quotes.
func plain(n *yaml.Node) bool {
	const quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	return n.Kind == yaml.ScalarNode && n.Style&quoted == 0
}

// isNull reports whether a text is a YAML null.
func isNull(text string) bool {
	return text == "" || text == "~" || text == "null" || text == "Null" || text == "NULL"
}

// empty reports a null value as a problem.
func (r *reader) empty(n *yaml.Node, path string) bool {
	if !plain(n) || !isNull(n.Value) {
		return false
	}
	r.report(n, path, fault.ErrMissing, `a value is needed; leave out what is not stated, and write "" for an empty text`)
	return true
}

// text gives a scalar as written; numbers and dates are text too.
func (r *reader) text(n *yaml.Node, path string) string {
	switch {
	case r.empty(n, path):
	case n.Kind != yaml.ScalarNode:
		r.report(n, path, fault.ErrSyntax, "one value is needed, not %s", noun(n))
	default:
		return n.Value
	}
	return ""
}

func noun(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a mapping"
	}
	return "a single value"
}

// words reads a list of texts, or one text.
func (r *reader) words(n *yaml.Node, path string) []string {
	var words []string
	r.list(n, reflect.ValueOf(&words).Elem(), path)
	return words
}

// whole reads a whole number in plain digits: 0123, 1_000, 1e3 and 0x10 are
// refused.
func (r *reader) whole(n *yaml.Node, v reflect.Value, path string) {
	text := r.text(n, path)
	if text == "" {
		return
	}
	digits := strings.TrimPrefix(text, "-")
	number, err := strconv.ParseInt(text, 10, 64)
	switch {
	case strings.Trim(digits, "0123456789") != "" || digits == "" || digits[0] == '0' && text != "0":
		r.report(n, path, fault.ErrSyntax, "a whole number such as 12 is needed")
	case err != nil || number > math.MaxInt32 || number < math.MinInt32:
		r.report(n, path, fault.ErrRange, "a whole number of at most %d is needed", math.MaxInt32)
	default:
		v.SetInt(number)
	}
}

// pointer reads an optional value, which the file may have under a key of its own.
func (r *reader) pointer(n *yaml.Node, v reflect.Value, path string) {
	key, deeper := wrapped[v.Type()]
	into := reflect.New(v.Type().Elem())
	if !deeper {
		v.Set(into)
		r.read(n, into.Elem(), path)
		return
	}
	pairs, ok := r.pairs(n, path)
	if !ok {
		return
	}
	for _, p := range pairs {
		if _, known := r.known(p.key, path, []string{key}); known {
			v.Set(into)
			r.read(p.value, into.Elem(), fault.Join(path, key))
		}
	}
}

// list reads a list, a single entry without a list, or a table.
func (r *reader) list(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind == yaml.MappingNode {
		if shape, ok := tables[v.Type().Elem()]; ok {
			r.table(n, v, path, shape)
			return
		}
	}
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	} else if r.empty(n, path) {
		return
	}
	first := v.Len() // several files add to one list
	for i, item := range items {
		element := reflect.New(v.Type().Elem()).Elem()
		r.read(item, element, fmt.Sprintf("%s[%d]", path, first+i))
		v.Set(reflect.Append(v, element))
	}
}

// table reads a mapping in written order as a list.
func (r *reader) table(n *yaml.Node, v reflect.Value, path string, shape table) {
	pairs, _ := r.pairs(n, path)
	first := v.Len() // several blocks add to one table
	for i, p := range pairs {
		element := reflect.New(v.Type().Elem()).Elem()
		at := fmt.Sprintf("%s[%d]", path, first+i)
		r.places[at] = r.at(p.key)
		r.places[at+"."+shape.key] = r.at(p.key)
		r.places[path+"."+p.key.Value] = r.at(p.value)
		if p.value.Kind == yaml.MappingNode {
			if r.usable(p.value, at) {
				r.structure(p.value, element, at, shape.key)
			}
		} else {
			r.read(p.value, r.field(element, shape.value), at+"."+shape.value)
		}
		r.field(element, shape.key).SetString(p.key.Value)
		v.Set(reflect.Append(v, element))
	}
}

// field gives the field of a struct with the given key.
func (r *reader) field(v reflect.Value, key string) reflect.Value {
	all := r.fieldsOf(v.Type())
	return v.FieldByIndex(all[slices.IndexFunc(all, func(f field) bool { return f.key == key })].index)
}

func (r *reader) fieldsOf(t reflect.Type) []field {
	all, ok := r.fields[t]
	if !ok {
		all = fieldsOf(t)
		r.fields[t] = all
	}
	return all
}

// entry is one key of a mapping and its value.
type entry struct{ key, value *yaml.Node }

// pairs lists the entries of a mapping, without entries whose key cannot be used.
func (r *reader) pairs(n *yaml.Node, path string) ([]entry, bool) {
	if n.Kind != yaml.MappingNode {
		if !r.empty(n, path) {
			r.report(n, path, fault.ErrSyntax, "a mapping of keys and values is needed, not %s%s", noun(n), instead(n, path))
		}
		return nil, false
	}
	var all []entry
	seen := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		before, twice := seen[key.Value]
		switch {
		case !r.usable(key, path):
		case key.Kind != yaml.ScalarNode:
			r.report(key, path, fault.ErrSyntax, "a key is one word or text, not %s", noun(key))
		case len(key.Value) > keyMax:
			r.report(key, path, fault.ErrRange, "a key has at most %d bytes", keyMax)
		case plain(key) && key.Value == "<<":
			r.report(key, path, fault.ErrSyntax, "<< takes over values that stand elsewhere; write them here")
		case r.empty(key, path):
		case twice:
			r.add(r.at(key), fault.Join(path, key.Value), "", fault.Because(fault.ErrConflict, "the key stands in line %d already", before.Line))
		default:
			seen[key.Value] = key
			all = append(all, entry{key, value})
		}
	}
	return all, true
}

// named is a key and its place.
type named struct {
	key string
	place
}

// mapping reads a map whose keys the user chooses.
func (r *reader) mapping(n *yaml.Node, v reflect.Value, path string) {
	pairs, _ := r.pairs(n, path)
	if v.IsNil() && len(pairs) > 0 {
		v.Set(reflect.MakeMap(v.Type()))
	}
	for _, p := range pairs {
		at := fault.Join(path, p.key.Value)
		if (mergeable[path] || r.literate && adds(path)) && !r.once(p.key, at) {
			continue
		}
		element := reflect.New(v.Type().Elem()).Elem()
		r.read(p.value, element, at)
		quoted := fmt.Sprintf("%s[%q]", path, p.key.Value) // the form of paths of dates
		r.places[quoted], r.texts[quoted] = r.places[at], r.texts[at]
		r.keys[at] = named{p.key.Value, r.at(p.key)}
		r.keys[quoted] = r.keys[at]
		v.SetMapIndex(reflect.ValueOf(p.key.Value).Convert(v.Type().Key()), element)
	}
}

// mergeable lists the parts that several files of one agreement may add to.
var mergeable = map[string]bool{"calendars": true, "clocks": true, "objectives": true, "revisions": true}

// shared lists the parts whose keys several blocks of a document may state.
var shared = map[string]bool{"credits": true, "policies": true, "document": true}

// adds reports whether several blocks of a document may add to a mapping.
func adds(path string) bool {
	above, _, below := strings.Cut(path, ".")
	return !below || above == "document" && strings.Count(path, ".") == 1
}

// joins reports whether a block of a document may add to a part that another block of
// the same document states. A part that another file states is reported by once.
func (r *reader) joins(key *yaml.Node, t reflect.Type, path string) bool {
	before, twice := r.stated[path]
	if !r.literate || twice && before.file != r.file || !shared[path] && t.Kind() != reflect.Map && t.Kind() != reflect.Slice {
		return false
	}
	r.stated[path] = r.at(key)
	return true
}

// once reports a key that another file has stated already.
func (r *reader) once(key *yaml.Node, path string) bool {
	if before, twice := r.stated[path]; twice {
		r.add(r.at(key), path, "", fault.Because(fault.ErrConflict, "it is stated already, at %s", r.place(before)))
		return false
	}
	r.stated[path] = r.at(key)
	return true
}

// structure reads a mapping into a struct. except is a key that the mapping cannot
// have, or "".
func (r *reader) structure(n *yaml.Node, v reflect.Value, path, except string) {
	pairs, ok := r.pairs(n, path)
	if !ok {
		return
	}
	fields := r.fieldsOf(v.Type())
	second := aliases[v.Type()]
	given := map[string]*yaml.Node{} // by key of the struct, or noun of a union
	words := slices.AppendSeq(keysOf(fields, except), maps.Keys(second))
	for _, p := range pairs {
		word, ok := r.known(p.key, path, words)
		if !ok {
			continue
		}
		if first, is := second[word]; is {
			word = first
		}
		f := find(fields, word)
		slot := f.key
		if f.union != nil {
			slot = f.union.noun
		}
		if before, twice := given[slot]; twice {
			what := before.Value
			if f.union != nil {
				what = fmt.Sprintf("%s (%s)", f.union.noun, before.Value)
			}
			if !r.meant[fault.Join(path, p.key.Value)] {
				r.add(r.at(p.key), fault.Join(path, word), "", fault.Because(fault.ErrConflict, "%s stands in line %d already", what, before.Line))
			}
			continue
		}
		given[slot] = p.key
		at := fault.Join(path, word)
		if path == "" && !mergeable[word] && word != "sla" && word != "include" && word != "extends" && !r.joins(p.key, f.typ, at) && !r.once(p.key, at) {
			continue
		}
		if r.literate && shared[path] && f.typ.Kind() != reflect.Slice && f.typ.Kind() != reflect.Map && !r.once(p.key, at) {
			continue
		}
		into := v.FieldByIndex(f.index)
		if f.isServed() && p.value.Kind == yaml.MappingNode {
			r.served(p.value, into, at)
			continue
		}
		if f.union == nil {
			r.read(p.value, into, at)
			if f.owner == holidaysType && word == "file" {
				into.SetString(r.beside(into.String()))
			}
			continue
		}
		chosen := reflect.New(f.union.types[word]).Elem()
		r.read(p.value, chosen, at)
		into.Set(chosen)
	}
}

// keysOf lists the words that a mapping can have as keys.
func keysOf(fields []field, except string) []string {
	var words []string
	for _, f := range fields {
		switch {
		case f.union != nil:
			words = append(words, f.union.words...)
		case f.key != except:
			words = append(words, f.key)
		}
	}
	return words
}

func find(fields []field, word string) *field {
	for i := range fields {
		if f := &fields[i]; f.key == word || f.union != nil && f.union.types[word] != nil {
			return f
		}
	}
	return nil
}

// synonyms lists words that other tools use for a part of an agreement, each with the
// word of a file.
var synonyms = map[string]string{
	"timers": "clocks", "timer": "clocks", "stopwatch": "clocks", "stopwatches": "clocks",
	"slos": "objectives", "goals": "objectives", "promises": "objectives",
	"schedules": "calendars", "business-hours": "calendars", "service-hours": "calendars",
	"penalties": "credits", "service-credits": "credits",
}

// known gives the word of a key, or the word that a misspelt key must mean. It
// reports a key that is like no word; then missing keys of the same mapping are not
// reported.
func (r *reader) known(key *yaml.Node, path string, words []string) (string, bool) {
	if slices.Contains(words, key.Value) {
		return key.Value, true
	}
	at := fault.Join(path, key.Value)
	if len(r.all) >= problemsMax { // finding the nearest word takes time
		r.add(r.at(key), at, "", fault.ErrUnknown)
		r.lost[path] = true
		return "", false
	}
	err := fault.NotOneOf(key.Value, words...)
	if w := synonyms[strings.ToLower(key.Value)]; slices.Contains(words, w) {
		r.add(r.at(key), at, "", fault.Because(fault.ErrUnknown, "did you mean %q?", w))
		r.meant[at] = true
		return w, true
	}
	for _, w := range words {
		if len(words) > 1 && fault.NotOneOf(key.Value, w).Error() == err.Error() {
			r.add(r.at(key), at, "", err)
			r.meant[at] = true
			return w, true
		}
	}
	if slices.Equal(words, conditionWords) { // an attribute one level too high
		err = fault.Because(fault.ErrUnknown, "a condition is { while: { status: waiting } } on attributes, { event: resolved } on events")
	}
	r.add(r.at(key), at, "", err)
	r.lost[path] = true
	return "", false
}

// beside gives the path of a file that the present file names.
func (r *reader) beside(name string) string {
	if r.folder == "" || name == "" || strings.HasPrefix(name, "/") { // fs.FS refuses a leading slash
		return name
	}
	return path.Join(r.folder, name)
}
