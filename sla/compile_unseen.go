package sla

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/unseen"
)

// texts are the fields that are for people to read: joiners belong to their
// spelling. All other texts are names, which something else has to match.
var texts = []string{"title", "provider", "customer", "reason", "approved-by"}

// unseen refuses characters that are not seen, everywhere in a spec. A value of
// an attribute may be a text of people, such as a customer's name.
func (c *compiler) unseen(path string, v reflect.Value, text bool) {
	switch v.Kind() {
	case reflect.String:
		find := unseen.First
		if text {
			find = unseen.InText
		}
		if r, has := find(v.String()); has {
			c.faults.Addf(path, fmt.Sprintf("%+q", fault.Shorten(v.String())), fault.ErrSyntax, "the character %U is not seen; take it out", r)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() || v.Field(i).IsZero() {
				continue
			}
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			at := path
			if key != "" && key != "-" {
				at = fault.Join(path, key)
			}
			c.unseen(at, v.Field(i), isText(key) || v.Type() == reflect.TypeFor[Match]())
		}
	case reflect.Slice:
		for i := range v.Len() {
			at := fmt.Sprintf("%s[%d]", path, i)
			if v.Type().Elem() == reflect.TypeFor[Objective]() {
				if id := v.Index(i).Addr().Interface().(*Objective).ID; id != "" {
					if _, has := unseen.First(id); !has {
						at = fault.Join(path, id)
					}
				}
			}
			c.unseen(at, v.Index(i), text)
		}
	case reflect.Map:
		for pairs := v.MapRange(); pairs.Next(); {
			key := pairs.Key().String()
			if r, has := unseen.First(key); has {
				c.faults.Addf(path, fmt.Sprintf("%+q", fault.Shorten(key)), fault.ErrSyntax, "the character %U is not seen; take it out", r)
				continue
			}
			c.unseen(fault.Join(path, key), pairs.Value(), text)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			c.unseen(path, v.Elem(), text)
		}
	}
}

func isText(key string) bool {
	for _, t := range texts {
		if t == key {
			return true
		}
	}
	return false
}
