// Package parts copies and changes documents that are plain data: structs of texts,
// numbers, lists and maps, whose fields have json names.
package parts

import (
	"reflect"
	"sync"
)

// depth bounds how deeply values nest, because a value may contain itself. Real
// specs stay far below.
const depth = 500

// Copy gives a copy that shares no list, map or pointer with the value, as far as
// fields are exported; unexported fields of other packages are copied as they are.
// It follows types, so that a field added later is copied too.
func Copy[T any](value T) T {
	own(reflect.ValueOf(&value).Elem(), depth)
	return value
}

// own replaces the lists, maps and pointers of a value by copies.
func own(v reflect.Value, depth int) {
	if depth--; depth == 0 {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, i := range partsOf(v.Type()) {
			own(v.Field(i), depth)
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(list, v)
		v.Set(list)
		fallthrough
	case reflect.Array:
		if !shares(v.Type().Elem()) {
			return
		}
		for i := range v.Len() {
			own(v.Index(i), depth)
		}
	case reflect.Map:
		if v.IsNil() {
			return
		}
		entries := reflect.MakeMapWithSize(v.Type(), v.Len())
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		for pairs := v.MapRange(); pairs.Next(); {
			key.SetIterKey(pairs)
			value.SetIterValue(pairs)
			own(value, depth)
			entries.SetMapIndex(key, value)
		}
		v.Set(entries)
	case reflect.Pointer:
		if !v.IsNil() {
			target := reflect.New(v.Type().Elem())
			target.Elem().Set(v.Elem())
			own(target.Elem(), depth)
			v.Set(target)
		}
	case reflect.Interface:
		if !v.IsNil() && shares(v.Elem().Type()) {
			held := reflect.New(v.Elem().Type()).Elem()
			held.Set(v.Elem())
			own(held, depth)
			v.Set(held)
		}
	}
}

// shares reports whether a plain copy of a value of a type may share parts with it.
func shares(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		return len(partsOf(t)) > 0
	case reflect.Array:
		return shares(t.Elem())
	case reflect.Slice, reflect.Map, reflect.Pointer, reflect.Interface:
		return true
	}
	return false
}

// parts holds the answers of partsOf, by type.
var parts sync.Map

// partsOf lists the exported fields of a struct that a plain copy may share.
func partsOf(t reflect.Type) []int {
	if known, ok := parts.Load(t); ok {
		return known.([]int)
	}
	fields := []int{}
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && shares(f.Type) {
			fields = append(fields, i)
		}
	}
	parts.Store(t, fields)
	return fields
}
