package report

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// Tell puts a step into an English sentence.
func Tell(s penalty.Step) string {
	words := english()
	return words.tell(s)
}

// EmptyWords names the words that the English lexicon lacks.
func EmptyWords() []string { return emptyWords("english", reflect.ValueOf(english())) }

func emptyWords(path string, v reflect.Value) (empty []string) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() == 0 {
			empty = append(empty, path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			empty = append(empty, emptyWords(path+"."+v.Type().Field(i).Name, v.Field(i))...)
		}
	case reflect.Array:
		for i := range v.Len() {
			empty = append(empty, emptyWords(fmt.Sprintf("%s[%d]", path, i), v.Index(i))...)
		}
	case reflect.Map:
		if v.Len() == 0 {
			empty = append(empty, path)
		}
		for _, key := range v.MapKeys() {
			empty = append(empty, emptyWords(fmt.Sprintf("%s[%v]", path, key), v.MapIndex(key))...)
		}
	}
	return empty
}

// FieldsWithWords lists the keys of an agreement that have a word.
func FieldsWithWords() []string { return slices.Collect(maps.Keys(english().term.fields)) }

// RisksWithWords lists the levels and rules of a risk that have a word.
func RisksWithWords() (all []string) {
	w := english().desk
	for level := range w.levels {
		all = append(all, string(level))
	}
	for rule := range w.why {
		all = append(all, string(rule))
	}
	return all
}

// ContractOf is the page of a spec that New need not accept.
func ContractOf(spec sla.Spec) View {
	return viewOf(func(p *page) { p.contract(spec, nil) })
}
