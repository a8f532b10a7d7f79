// Package clone copies plain data, so that the copy's owner shares nothing.
package clone

import "reflect"

// depth bounds how deeply values nest, because a value may contain itself. Real
// specs stay far below.
const depth = 500

// Of gives a copy that shares no list, map or pointer with the value, as far as
// fields are exported; unexported fields of other packages are copied as they are.
// It follows types, so that a field added later is copied too.
func Of[T any](value T) T {
	var copied T
	into(reflect.ValueOf(&copied).Elem(), reflect.ValueOf(&value).Elem(), depth)
	return copied
}

func into(to, from reflect.Value, depth int) {
	to.Set(from) // enough for nil and for values without changeable parts
	if depth--; depth == 0 {
		return
	}
	switch from.Kind() {
	case reflect.Struct:
		for i := range from.NumField() {
			if to.Field(i).CanSet() {
				into(to.Field(i), from.Field(i), depth)
			}
		}
	case reflect.Slice:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		fallthrough
	case reflect.Array:
		for i := range from.Len() {
			into(to.Index(i), from.Index(i), depth)
		}
	case reflect.Map:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeMapWithSize(from.Type(), from.Len()))
		for pairs := from.MapRange(); pairs.Next(); {
			to.SetMapIndex(pairs.Key(), cloned(pairs.Value(), depth))
		}
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			into(to.Elem(), from.Elem(), depth)
		}
	case reflect.Interface:
		if !from.IsNil() {
			to.Set(cloned(from.Elem(), depth))
		}
	}
}

func cloned(from reflect.Value, depth int) reflect.Value {
	to := reflect.New(from.Type()).Elem()
	into(to, from, depth)
	return to
}
