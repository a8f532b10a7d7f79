package specfile_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/sla/specfile"
)

// judge is the part of JSON Schema that Schema uses.
type judge struct{ defs map[string]any }

func (j judge) holds(schema, value any) error {
	s := schema.(map[string]any)
	for key, arg := range s {
		switch key {
		case "$schema", "title", "$defs", "properties", "description", "examples":
		case "enum":
			if text := fmt.Sprint(value); !slices.Contains(slice(arg), any(text)) {
				return fmt.Errorf("%v is none of %v", value, arg)
			}
		case "$ref":
			def, ok := j.defs[strings.TrimPrefix(arg.(string), "#/$defs/")]
			if !ok {
				return fmt.Errorf("no definition %v", arg)
			}
			if err := j.holds(def, value); err != nil {
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
			for _, item := range slice(value) {
				if err := j.holds(arg, item); err != nil {
					return err
				}
			}
		case "additionalProperties":
			m, _ := value.(map[string]any)
			properties, _ := s["properties"].(map[string]any)
			for k, v := range m {
				inner, known := properties[k]
				if !known {
					if arg == false {
						return fmt.Errorf("unknown key %q", k)
					}
					inner = arg
				}
				if err := j.holds(inner, v); err != nil {
					return fmt.Errorf("%s: %w", k, err)
				}
			}
		case "required":
			m, _ := value.(map[string]any)
			for _, k := range slice(arg) {
				if _, ok := m[k.(string)]; !ok {
					return fmt.Errorf("%v is missing", k)
				}
			}
		case "not":
			if j.holds(arg, value) == nil {
				return fmt.Errorf("%v is not allowed", value)
			}
		case "allOf", "anyOf", "oneOf":
			count, last := 0, error(nil)
			for _, choice := range slice(arg) {
				if err := j.holds(choice, value); err == nil {
					count++
				} else {
					last = err
				}
			}
			if key == "allOf" && last != nil || key == "anyOf" && count == 0 || key == "oneOf" && count != 1 {
				return fmt.Errorf("%s holds %d times: %v", key, count, last)
			}
		default:
			return fmt.Errorf("the schema uses %q, which the test does not know", key)
		}
	}
	return nil
}

// core gives a node as editors see it, by the core schema of YAML 1.2.
func core(n *yaml.Node) any {
	switch n.Kind {
	case yaml.SequenceNode:
		all := []any{}
		for _, item := range n.Content {
			all = append(all, core(item))
		}
		return all
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = core(n.Content[i+1])
		}
		return m
	case yaml.AliasNode:
		return nil
	}
	switch n.ShortTag() {
	case "!!int":
		return len(n.Value)
	case "!!float":
		return 0.5
	case "!!bool":
		return true
	case "!!null":
		return nil
	}
	return n.Value
}

func slice(v any) []any { s, _ := v.([]any); return s }

func typed(names, value any) error {
	all := slice(names)
	if all == nil {
		all = []any{names}
	}
	is := ""
	switch value.(type) {
	case string:
		is = "string"
	case float64, int:
		is = "number"
	case bool:
		is = "boolean"
	case []any:
		is = "array"
	case map[string]any:
		is = "object"
	}
	_, whole := value.(int)
	for _, n := range all {
		if n == is || n == "integer" && whole {
			return nil
		}
	}
	return fmt.Errorf("%v is no %v", value, names)
}

func TestTheSchemaHoldsForFilesThatParse(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(specfile.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	j := judge{schema["$defs"].(map[string]any)}
	judged := func(text string) error {
		var document yaml.Node
		if err := yaml.Unmarshal([]byte(text), &document); err != nil {
			return err
		}
		return j.holds(schema, core(document.Content[0]))
	}
	for _, name := range []string{"acme", "shapes"} {
		data, err := files.ReadFile("testdata/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		if err := judged(string(data)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		spec, err := specfile.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		written, err := specfile.JSON(spec)
		if err != nil {
			t.Fatal(err)
		}
		if err := judged(string(written)); err != nil {
			t.Errorf("%s as JSON: %v", name, err)
		}
	}
	refused := 0
	for _, c := range bad {
		text := strings.Replace(acme(t), c.old, c.new, 1)
		if _, err := specfile.Parse([]byte(text)); err == nil && c.name != "misspelt policy" { // a word, which the schema knows
			if err := judged(text); err != nil {
				t.Errorf("%s parses, but %v", c.name, err)
			}
			continue
		}
		if judged(text) != nil {
			refused++
		} else if strings.HasPrefix(c.name, "misspelt") || strings.HasPrefix(c.name, "unknown") || c.name == "two metrics" || c.name == "two rules" {
			t.Errorf("%s: the schema holds", c.name)
		}
	}
	// Order, anchors, tags and duplicates are beyond a schema.
	if refused < 35 {
		t.Errorf("the schema refuses only %d of the files that do not parse", refused)
	}
}
