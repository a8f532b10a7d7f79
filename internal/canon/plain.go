package canon

import (
	"fmt"
	"reflect"
)

// Plain turns plain data (structs of exported fields, maps with text keys,
// slices, pointers, texts, integers, booleans, and interfaces holding any of
// these) into what Append writes. Zero fields are left out; a value within an
// interface carries the name of its type, for two types with equal fields are
// not the same. Anything else is a defect of the caller and becomes text that
// says so.
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
		return Object{v.Elem().Type().Name(): plain(v.Elem())}
	case reflect.Struct:
		o := Object{}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() && !v.Field(i).IsZero() {
				o[f.Name] = plain(v.Field(i))
			}
		}
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
