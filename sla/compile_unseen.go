package sla

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/unseen"
)

// texts lists the fields that people read; their spelling may need joiners. All other
// texts are names, which another text has to match.
var texts = []string{"title", "provider", "customer", "reason", "approved-by", "method", "clause", "does", "response", "names"}

// textTypes lists the types all of whose texts people read. The values of attributes
// are among them, and the names that other parts use are keys of maps.
var textTypes = []reflect.Type{
	reflect.TypeFor[Match](), reflect.TypeFor[Service](), reflect.TypeFor[Document](), reflect.TypeFor[Party](),
	reflect.TypeFor[Role](), reflect.TypeFor[Clause](), reflect.TypeFor[Reporting](), reflect.TypeFor[Review](), reflect.TypeFor[Edition](),
}

// field is an exported field of a part of a spec.
type field struct {
	index int
	key   string // in a file; "": the field adds nothing to the path
	text  bool   // people read its texts
}

// fields has the results of fieldsOf, by type.
var fields sync.Map

// fieldsOf lists the exported fields of a type.
func fieldsOf(t reflect.Type) []field {
	if known, ok := fields.Load(t); ok {
		return known.([]field)
	}
	list := []field{}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if key == "-" {
			key = ""
		}
		list = append(list, field{i, key, slices.Contains(texts, key) || slices.Contains(textTypes, t)})
	}
	fields.Store(t, list)
	return list
}

// place is the place of a value: a step below another place. Its path is written
// only when it is needed.
type place struct {
	above *place
	name  string // of a field, an entry or an objective; "" counts the elements of a list
	index int
}

func (p *place) path() string { return string(p.append(nil)) }

func (p *place) append(path []byte) []byte {
	if p == nil {
		return path
	}
	path = p.above.append(path)
	if p.name == "" {
		return append(strconv.AppendInt(append(path, '['), int64(p.index), 10), ']')
	}
	if len(path) > 0 {
		path = append(path, '.')
	}
	return append(path, p.name...)
}

// unseen refuses invisible characters everywhere in a spec. A value of an attribute
// may be a text for people, such as a customer's name.
func (c *compiler) unseen(at *place, v reflect.Value, text bool) {
	switch v.Kind() {
	case reflect.String:
		find := unseen.First
		if text {
			find = unseen.InText
		}
		if r, has := find(v.String()); has {
			c.notSeen(at, v.String(), r)
		}
	case reflect.Struct:
		below := place{above: at}
		for _, f := range fieldsOf(v.Type()) {
			field := v.Field(f.index)
			if field.IsZero() {
				continue
			}
			to := at
			if f.key != "" {
				below.name, to = f.key, &below
			}
			c.unseen(to, field, f.text)
		}
	case reflect.Slice:
		below := place{above: at}
		for i := range v.Len() {
			below.name, below.index = "", i
			if v.Type().Elem() == reflect.TypeFor[Objective]() {
				id := v.Index(i).Addr().Interface().(*Objective).ID
				if _, has := unseen.First(id); !has {
					below.name = id
				}
			}
			c.unseen(&below, v.Index(i), text)
		}
	case reflect.Map:
		below := place{above: at}
		for pairs := v.MapRange(); pairs.Next(); {
			key := pairs.Key().String()
			if r, has := unseen.First(key); has {
				c.notSeen(at, key, r)
				continue
			}
			below.name = key
			c.unseen(&below, pairs.Value(), text)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			c.unseen(at, v.Elem(), text)
		}
	}
}

func (c *compiler) notSeen(at *place, value string, r rune) {
	c.faults.Addf(at.path(), fmt.Sprintf("%+q", fault.Shorten(value)), fault.ErrSyntax, "the character %U is not seen; take it out", r)
}
