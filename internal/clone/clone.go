// Package clone copies plain data, so that who keeps it owns it.
package clone

import "reflect"

// depth bounds how deeply parts nest: what contains itself is for its reader to
// report. Real specs stop far above it.
const depth = 500

// Of gives a copy that shares no list, map or pointer with a value, as far as
// its fields are exported: what those of other packages hide is theirs. It goes
// through types, not names, so that a part which is added later is copied too.
func Of[T any](value T) T {
	var copied T
	into(reflect.ValueOf(&copied).Elem(), reflect.ValueOf(&value).Elem(), depth)
	return copied
}

func into(to, from reflect.Value, depth int) {
	to.Set(from) // what has no parts that can be changed, and nil
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
