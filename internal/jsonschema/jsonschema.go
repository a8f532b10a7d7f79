// Package jsonschema checks values against a JSON Schema. It supports the part of
// draft 2020-12 that the schemas of this module use, and is for tests.
package jsonschema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Schema is a schema that has been read.
type Schema struct{ whole, defs map[string]any }

// Read reads a schema.
func Read(text []byte) (*Schema, error) {
	s := &Schema{}
	if err := json.Unmarshal(text, &s.whole); err != nil {
		return nil, err
	}
	s.defs, _ = s.whole["$defs"].(map[string]any)
	return s, nil
}

// JSON returns an error if a JSON text does not match the schema.
func (s *Schema) JSON(text []byte) error {
	var value any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		return err
	}
	return s.Holds(value)
}

// Holds returns an error if a value does not match the schema. The value consists
// of maps, lists, texts, bools, nil, and numbers as int, float64 or json.Number.
func (s *Schema) Holds(value any) error { return s.holds(s.whole, value) }

func (s *Schema) holds(schema, value any) error {
	keywords := schema.(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(keywords)) {
		arg := keywords[key]
		switch key {
		case "$schema", "title", "$defs", "properties", "description", "examples":
		case "enum":
			if text := fmt.Sprint(value); !slices.Contains(slice(arg), any(text)) {
				return fmt.Errorf("%v is none of %v", value, arg)
			}
		case "format":
			if err := formatted(arg, value); err != nil {
				return err
			}
		case "$ref":
			def, ok := s.defs[strings.TrimPrefix(arg.(string), "#/$defs/")]
			if !ok {
				return fmt.Errorf("no definition %v", arg)
			}
			if err := s.holds(def, value); err != nil {
				return err
			}
		case "const":
			if value != arg {
				return fmt.Errorf("%v is not %v", value, arg)
			}
		case "pattern":
			if text, ok := value.(string); ok && !regexp.MustCompile(arg.(string)).MatchString(text) {
				return fmt.Errorf("%q does not match", text)
			}
		case "type":
			if err := typed(arg, value); err != nil {
				return err
			}
		case "items":
			for i, item := range slice(value) {
				if err := s.holds(arg, item); err != nil {
					return fmt.Errorf("[%d]: %w", i, err)
				}
			}
		case "additionalProperties":
			m, _ := value.(map[string]any)
			properties, _ := keywords["properties"].(map[string]any)
			for _, k := range slices.Sorted(maps.Keys(m)) {
				v := m[k]
				inner, known := properties[k]
				if !known {
					if arg == false {
						return fmt.Errorf("unknown key %q", k)
					}
					inner = arg
				}
				if err := s.holds(inner, v); err != nil {
					return fmt.Errorf("%s: %w", k, err)
				}
			}
		case "required":
			m, is := value.(map[string]any)
			for _, k := range slice(arg) {
				if _, ok := m[k.(string)]; is && !ok {
					return fmt.Errorf("%v is missing", k)
				}
			}
		case "not":
			if s.holds(arg, value) == nil {
				return fmt.Errorf("%v is not allowed", value)
			}
		case "allOf", "anyOf", "oneOf":
			count, last := 0, error(nil)
			for _, choice := range slice(arg) {
				if err := s.holds(choice, value); err == nil {
					count++
				} else {
					last = err
				}
			}
			if key == "allOf" && last != nil || key == "anyOf" && count == 0 || key == "oneOf" && count != 1 {
				return fmt.Errorf("%s holds %d times: %w", key, count, last)
			}
		default:
			return fmt.Errorf("the schema uses %q, which is not known here", key)
		}
	}
	return nil
}

func slice(v any) []any { s, _ := v.([]any); return s }

func formatted(format, value any) error {
	text, is := value.(string)
	if !is {
		return nil
	}
	layout, known := map[any]string{"date": time.DateOnly, "date-time": time.RFC3339}[format]
	if !known {
		return fmt.Errorf("the schema uses the format %q, which is not known here", format)
	}
	_, err := time.Parse(layout, text)
	return err
}

func typed(names, value any) error {
	all := slice(names)
	if all == nil {
		all = []any{names}
	}
	is, whole := "", false
	switch v := value.(type) {
	case nil:
		is = "null"
	case string:
		is = "string"
	case int:
		is, whole = "number", true
	case float64:
		is = "number"
	case json.Number:
		is, whole = "number", !strings.ContainsAny(v.String(), ".eE")
	case bool:
		is = "boolean"
	case []any:
		is = "array"
	case map[string]any:
		is = "object"
	}
	for _, n := range all {
		if n == is || n == "integer" && whole {
			return nil
		}
	}
	return fmt.Errorf("%v is no %v", value, names)
}
