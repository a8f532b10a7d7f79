package sla

import "reflect"

// clone gives a copy of a spec that shares no list, map or pointer with it. It
// goes through types, not names, so that a part which is added later is owned
// too.
func (s Spec) clone() Spec {
	var copied Spec
	cloneInto(reflect.ValueOf(&copied).Elem(), reflect.ValueOf(s), cloneDepth)
	return copied
}

// cloneDepth bounds how deeply parts nest: a credit rule that contains itself
// is for New to report. Real rules stop far above it.
const cloneDepth = 500

func cloneInto(to, from reflect.Value, depth int) {
	to.Set(from) // what has no parts that can be changed, and nil
	if depth--; depth == 0 {
		return
	}
	switch from.Kind() {
	case reflect.Struct:
		for i := range from.NumField() {
			if to.Field(i).CanSet() {
				cloneInto(to.Field(i), from.Field(i), depth)
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
			cloneInto(to.Index(i), from.Index(i), depth)
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
			cloneInto(to.Elem(), from.Elem(), depth)
		}
	case reflect.Interface:
		if !from.IsNil() {
			to.Set(cloned(from.Elem(), depth))
		}
	}
}

func cloned(from reflect.Value, depth int) reflect.Value {
	to := reflect.New(from.Type()).Elem()
	cloneInto(to, from, depth)
	return to
}
