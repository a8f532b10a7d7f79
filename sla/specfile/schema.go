package specfile

import (
	"bytes"
	_ "embed" // for the keys
	"encoding/json"
	"path"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// keysTable holds the comments of the Go types, one line for each type, key and
// word. internal/filedoc makes it.
//
//go:embed keys.tsv
var keysTable string

// open lists the types that have words and also accept other texts.
var open = map[string]bool{"sla.Every": true, "sla.Warning": true, "penalty.Scope": true, "penalty.Lookback": true}

// Schema gives a JSON Schema (draft 2020-12) of the file format, short forms
// included, for editors and for programs that write agreements. It equals
// schema.json in this folder. It describes keys, kinds of values and words, with
// their meanings. It does not check whether other texts can be read; Open does.
func Schema() []byte {
	s := schema{defs: object(), done: map[reflect.Type]bool{}, told: map[string]string{}, words: map[string][]string{}}
	for line := range strings.Lines(keysTable) {
		key, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		s.told[key] = text
		if of, word, is := strings.Cut(key, "="); is && word != "" {
			s.words[of] = append(s.words[of], word)
		}
	}
	s.defs.put("text", object("type", list("string", "number", "boolean")))
	s.defs.put("texts", anyOf(ref("text"), object("type", scalar("array"), "items", ref("text"))))
	s.defs.put("whole", anyOf(object("type", scalar("integer")), object("type", scalar("string"), "pattern", scalar(`^(0|-?[1-9][0-9]*)$`))))
	top := s.structure(reflect.TypeFor[document](), "")
	top.items[1].items[0] = object("const", scalar(version)) // the first property is the version
	top.put("required", list("sla"))
	whole := object("$schema", scalar("https://json-schema.org/draft/2020-12/schema"), "title", scalar("Service level agreement"))
	whole.keys, whole.items = append(whole.keys, top.keys...), append(whole.items, top.items...)
	whole.put("$defs", s.defs)
	var out bytes.Buffer
	if err := json.Indent(&out, whole.json(nil), "", "  "); err != nil {
		return nil // not reached: a tree is always valid JSON
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// schema collects one definition for each struct.
type schema struct {
	defs  *tree
	done  map[reflect.Type]bool
	told  map[string]string   // the comment of each type, key or word
	words map[string][]string // the words of each type
}

// name writes a type as in keysTable: sla.Objective.
func name(t reflect.Type) string { return path.Base(t.PkgPath()) + "." + t.Name() }

// text gives the schema of a text type: its words if it accepts no other text.
func (s *schema) text(t reflect.Type) *tree {
	of := name(t)
	words := s.words[of]
	if len(words) == 0 && s.told[of] == "" {
		return ref("text")
	}
	if !s.done[t] {
		s.done[t] = true
		var def *tree
		meaning := s.told[of]
		for _, w := range words {
			meaning += " " + strings.TrimRight(w+": "+s.told[of+"="+w], ": ") + "."
		}
		meaning = strings.ReplaceAll(meaning, "..", ".")
		switch {
		case len(words) == 0:
			def = object("$ref", scalar("#/$defs/text"))
		case open[of]:
			def = object("$ref", scalar("#/$defs/text"), "examples", list(words...))
		default:
			def = object("enum", list(words...))
		}
		if meaning != "" {
			def.put("description", scalar(strings.TrimSpace(meaning)))
		}
		s.defs.put(of, def)
	}
	return ref(of)
}

// hours gives the schema of a type of hours, which a file writes as text or in the
// other forms of def.
func (s *schema) hours(t reflect.Type, def *tree) *tree {
	of := name(t)
	if !s.done[t] {
		s.done[t] = true
		def.put("description", scalar(s.told[of]))
		s.defs.put(of, def)
	}
	return ref(of)
}

// object makes a mapping; keys and values alternate.
func object(pairs ...any) *tree {
	t := &tree{kind: yaml.MappingNode}
	for i := 0; i < len(pairs); i += 2 {
		t.put(pairs[i].(string), pairs[i+1].(*tree))
	}
	return t
}

func list(words ...string) *tree {
	t := &tree{kind: yaml.SequenceNode}
	for _, w := range words {
		t.items = append(t.items, scalar(w))
	}
	return t
}

func ref(name string) *tree { return object("$ref", scalar("#/$defs/"+name)) }

func anyOf(choices ...*tree) *tree {
	return object("anyOf", &tree{kind: yaml.SequenceNode, items: choices})
}

// of gives the schema of a type.
func (s *schema) of(t reflect.Type) *tree {
	switch t {
	case weekType:
		return s.hours(t, anyOf(ref("text"), object("type", scalar("object"), "additionalProperties", s.of(hoursType))))
	case hoursType:
		return s.hours(t, ref("texts"))
	case localType:
		return anyOf(s.text(t), s.closed(object("date", ref("text"), "name", ref("text"))))
	case matchType:
		return anyOf(ref("texts"), s.closed(object("not", ref("texts"))))
	case withinType:
		return anyOf(s.text(t), s.closed(object("attribute", ref("text"))))
	case levelType:
		return anyOf(ref("text"), s.define(t, ""))
	case conditionType:
		one := s.define(t, "")
		return anyOf(ref("texts"), one, object("type", scalar("array"), "items", anyOf(ref("text"), one)))
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return ref("whole")
	case reflect.Pointer:
		if key, deeper := wrapped[t]; deeper {
			return s.closed(object(key, s.of(t.Elem())))
		}
		return s.of(t.Elem())
	case reflect.Slice:
		element := s.of(t.Elem())
		many := object("type", scalar("array"), "items", element)
		shape, ok := tables[t.Elem()]
		if !ok {
			return anyOf(element, many)
		}
		value := s.of(fieldOf(t.Elem(), shape.value).typ)
		return anyOf(many, object("type", scalar("object"), "additionalProperties", anyOf(value, s.define(t.Elem(), shape.key))))
	case reflect.Map:
		return object("type", scalar("object"), "additionalProperties", s.of(t.Elem()))
	case reflect.Struct:
		return s.define(t, "")
	case reflect.String:
		return s.text(t)
	}
	return ref("text")
}

// define gives a reference to the schema of a struct; except is a key to leave out.
func (s *schema) define(t reflect.Type, except string) *tree {
	name := name(t)
	if except != "" {
		return s.structure(t, except) // small and used once
	}
	if !s.done[t] {
		s.done[t] = true
		at := len(s.defs.items)
		s.defs.put(name, nil)
		s.defs.items[at] = s.structure(t, "")
	}
	return ref(name)
}

// structure gives the schema of a mapping that fills a struct.
func (s *schema) structure(t reflect.Type, except string) *tree {
	properties := object()
	var unions []*tree
	for _, f := range fieldsOf(t) {
		switch {
		case f.union != nil:
			one := &tree{kind: yaml.SequenceNode}
			for _, word := range f.union.words {
				properties.put(word, s.of(f.union.types[word]))
				one.items = append(one.items, object("required", list(word)))
			}
			none := object("not", object("anyOf", &tree{kind: yaml.SequenceNode, items: one.items}))
			unions = append(unions, object("oneOf", &tree{kind: yaml.SequenceNode, items: append(one.items[:len(one.items):len(one.items)], none)}))
		case f.key != except:
			of := s.of(f.typ)
			if f.isServed() {
				of = anyOf(of, s.closed(object("attribute", ref("text"), "otherwise", ref("text"))))
			}
			if text := s.told[name(f.owner)+"."+f.key]; text != "" {
				of = &tree{kind: of.kind, keys: slices.Clone(of.keys), items: slices.Clone(of.items)}
				of.put("description", scalar(text))
			}
			properties.put(f.key, of)
		}
	}
	for second, key := range aliases[t] {
		properties.put(second, s.of(fieldOf(t, key).typ))
	}
	closed := s.closed(properties)
	if text := s.told[name(t)]; text != "" {
		closed.put("description", scalar(text))
	}
	if len(unions) > 0 {
		closed.put("allOf", &tree{kind: yaml.SequenceNode, items: unions})
	}
	return closed
}

// closed is a mapping with the given keys and no others.
func (s *schema) closed(properties *tree) *tree {
	no := &tree{kind: yaml.ScalarNode, text: "false", whole: true}
	return object("type", scalar("object"), "properties", properties, "additionalProperties", no)
}
