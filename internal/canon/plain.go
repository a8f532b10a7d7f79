package canon

import (
	"fmt"
	"maps"
	"reflect"
	"strings"
	"unicode"
)

// Plain turns plain data (structs of exported fields, maps with text keys, slices,
// pointers, texts, integers, booleans, and interfaces that hold any of these) into
// values for Append. Fields have the names of their json tags, so that Go names may
// change. The fields of an embedded struct without a tag, or of a field tagged "-",
// belong to the outer struct. Zero fields are left out, and so are fields with the tag
// plain:"-", on which nothing that is digested depends. A value in an interface
// carries a word for its type, because two types with equal fields differ: the
// result of its method Key, or the name of its type in lower case with hyphens, as
// in files. Any other value is a defect of the caller and becomes a text that says
// so.
func Plain(v any) any { return plain(reflect.ValueOf(v)) }

func plain(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.Pointer:
		return plain(v.Elem())
	case reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return Object{kind(v.Elem()): plain(v.Elem())}
	case reflect.Struct:
		o := Object{}
		fields(o, v)
		return o
	case reflect.Map:
		o := Object{}
		for _, k := range v.MapKeys() {
			o[k.String()] = plain(v.MapIndex(k))
		}
		return o
	case reflect.Slice, reflect.Array:
		l := List{}
		for i := range v.Len() {
			l = append(l, plain(v.Index(i)))
		}
		return l
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int()
	}
	return fmt.Sprintf("no plain data: %v", v.Type())
}

// fields adds the fields of a struct to an object.
func fields(o Object, v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() || v.Field(i).IsZero() || f.Tag.Get("plain") == "-" {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" && f.Anonymous && f.Type.Kind() == reflect.Struct {
			fields(o, v.Field(i))
			continue
		}
		if name == "-" {
			if in, ok := plain(v.Field(i)).(Object); ok {
				maps.Copy(o, in)
				continue
			}
		}
		if name == "" || name == "-" {
			name = f.Name
		}
		o[name] = plain(v.Field(i))
	}
}

// kind gives the word for the type of a value that an interface holds.
func kind(v reflect.Value) string {
	if v.CanInterface() {
		if named, ok := v.Interface().(interface{ Key() string }); ok {
			return named.Key()
		}
	}
	return hyphenated(v.Type().Name())
}

// hyphenated writes FirstMatch as first-match.
func hyphenated(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
