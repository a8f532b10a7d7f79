package specfile_test

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/internal/jsonschema"
	"github.com/upheld/upheld/sla/specfile"
)

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

func TestTheSchemaHoldsForFilesThatParse(t *testing.T) {
	schema, err := jsonschema.Read(specfile.Schema())
	if err != nil {
		t.Fatal(err)
	}
	judged := func(text string) error {
		var document yaml.Node
		if err := yaml.Unmarshal([]byte(text), &document); err != nil {
			return err
		}
		return schema.Holds(core(document.Content[0]))
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
	for _, c := range bad { // of which some parse, and New finds what is wrong
		text := strings.Replace(acme(t), c.old, c.new, 1)
		if _, err := specfile.Parse([]byte(text)); err == nil && c.name != "misspelt policy" { // a word, which the schema knows
			if err := judged(text); err != nil {
				t.Errorf("%s parses, but %v", c.name, err)
			}
		}
	}
}
