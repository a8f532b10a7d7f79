package terms

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/upheld/upheld/internal/parts"
	"github.com/upheld/upheld/sla"
)

// text writes a value on one line, as in a file: 95%, [80%, -10m], { within: 4h }.
func text(v reflect.Value) string {
	if !v.IsValid() {
		return ""
	}
	return textOf(v)
}

func textOf(v reflect.Value) string {
	switch of := v.Interface().(type) {
	case sla.Match:
		if of.Not {
			return mapping([]string{"not"}, []string{list(of.Values)})
		}
		return list(of.Values)
	case sla.Condition:
		if len(of.Any) > 0 {
			return textOf(reflect.ValueOf(of.Any))
		}
		if len(of.While) == 0 && len(of.ChangedTo) == 0 && of.Most == "" && of.Until == "" {
			return list(of.Event)
		}
	case sla.Level:
		if of.Every == "" && of.Until.IsZero() && len(of.When) == 0 {
			return quoted(string(of.At))
		}
	}
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Pointer:
		return textOf(v.Elem())
	case reflect.Interface:
		return mapping([]string{parts.Word(v)}, []string{textOf(v.Elem())})
	case reflect.Slice:
		var texts []string
		for i := range v.Len() {
			texts = append(texts, textOf(v.Index(i)))
		}
		if len(texts) == 1 && v.Type().Elem().Kind() == reflect.String {
			return texts[0]
		}
		return "[" + strings.Join(texts, ", ") + "]"
	case reflect.Map:
		values := map[string]string{}
		for pairs := v.MapRange(); pairs.Next(); {
			values[pairs.Key().String()] = textOf(pairs.Value())
		}
		keys := slices.Sorted(maps.Keys(values))
		var texts []string
		for _, key := range keys {
			texts = append(texts, values[key])
		}
		return mapping(keys, texts)
	case reflect.Struct:
		var keys, texts []string
		for key, of := range parts.Fields(v) {
			value := textOf(of)
			if of.Kind() == reflect.Interface { // its one key is the word already
				value = textOf(of.Elem())
			}
			keys, texts = append(keys, key), append(texts, value)
		}
		return mapping(keys, texts)
	}
	return quoted(v.String())
}

func mapping(keys, texts []string) string {
	if len(keys) == 0 {
		return "{}"
	}
	var b strings.Builder
	for i, key := range keys {
		b.WriteString([]string{"{ ", ", "}[min(i, 1)])
		b.WriteString(quoted(key) + ": " + texts[i])
	}
	return b.String() + " }"
}

func list(texts []string) string {
	if len(texts) == 1 {
		return quoted(texts[0])
	}
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = quoted(t)
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// quoted puts a text in quotes if it would not be read as one plain text.
func quoted(text string) string {
	if text == "" || strings.TrimSpace(text) != text || strings.ContainsAny(text, ",[]{}\"'#\n\\") || strings.Contains(text, ": ") {
		return strconv.Quote(text)
	}
	return text
}
